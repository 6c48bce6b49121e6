/* One cell of a trial table: into its field and out of it, by the kind of its column. */
#ifndef LIMEN_EXPORT_FIELD_INTERNAL_H
#define LIMEN_EXPORT_FIELD_INTERNAL_H

#include "column_internal.h"
#include "export/tsv.h"

/* Refuses with `column: sentence`. The row is all zero before its first cell. */
MUST_CHECK
enum status field_read(const struct tsv *tsv, const struct column *column, struct tsv_cell cell,
                       struct index_trial *row, struct why *why);
void field_write(FILE *out, const struct column *column, const struct index_trial *row);

#endif

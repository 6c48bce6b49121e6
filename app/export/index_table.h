/* The index table (DATA 2), and the codebook of all tables. A failed write is remembered by the
 * file: tsv_finish() tells. */
#ifndef LIMEN_EXPORT_INDEX_TABLE_H
#define LIMEN_EXPORT_INDEX_TABLE_H

#include "index/score.h"

#include <stdio.h>

void index_table_write_header(FILE *out);
/* An index_row_fn: `out` is a FILE *. False once writing has failed, which ends the scoring. */
bool index_table_write_row(void *out, const struct index_row *row);

/* table column meaning values unit: one line for each column of the trial, the index and the sample
 * table, and one for each status word. `study`: a sentence on the whole study that comes first; "":
 * none. */
void codebook_write(FILE *out, const char *study);

#endif

/* The trial table (DATA 1): reading for `limen score`, writing for `limen export --to tsv`.
 *
 * What was written and read again is the same rows, and written again the same bytes. */
#ifndef LIMEN_EXPORT_TRIAL_TABLE_H
#define LIMEN_EXPORT_TRIAL_TABLE_H

#include "base/status.h"
#include "index/trial.h"

#include <stddef.h>
#include <stdio.h>

struct trial_table {
    struct index_trial *rows;
    size_t n;
};

/* Columns in any order, unknown ones ignored. A missing attempt number is 1. The first bad cell
 * refuses the table with `name:line:column: column: sentence` and leaves `table` as it was.
 * Otherwise the caller owns the rows. Beyond single cells: a value needs a unit; a response that
 * came early has no value; a stimulus that its limit ended is censored, and a censored one was
 * ended by its limit (or end is n/a) and has a value; a spoiled attempt does not count.
 * STATUS_INVALID, NO_MEMORY. */
MUST_CHECK
enum status trial_table_parse(const char *name, const char *data, size_t size,
                              struct trial_table *table, struct why *why);
/* The same from a file; "-" is standard input. STATUS_NOT_FOUND, PERMISSION, IO as well. */
MUST_CHECK
enum status trial_table_read(const char *path, struct trial_table *table, struct why *why);
void trial_table_fini(struct trial_table *table);

/* All columns in the order of DATA 1. A failed write is remembered by the file: tsv_finish() tells.
 */
void trial_table_write_header(FILE *out);
void trial_table_write_row(FILE *out, const struct index_trial *trial);

#endif

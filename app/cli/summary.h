/* Indices for people at a terminal: a few aligned columns, rounded; the whole table is `limen score`. */
#ifndef LIMEN_CLI_SUMMARY_H
#define LIMEN_CLI_SUMMARY_H

#include "index/score.h"

#include <stdio.h>

void summary_write_header(FILE *out);
/* An index_row_fn: `out` is a FILE *. */
bool summary_write_row(void *out, const struct index_row *row);

#endif

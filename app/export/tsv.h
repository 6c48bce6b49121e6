/* Text tables (DATA): UTF-8, one header line, tabs between cells, LF after each line, n/a for
 * missing.
 *
 * Reading also accepts CRLF, a byte order mark, and a last line without its line end. Anything else
 * that is not such a table is refused with `file:line:column: sentence`; the column counts
 * characters from 1. */
#ifndef LIMEN_EXPORT_TSV_H
#define LIMEN_EXPORT_TSV_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct tsv_cell {
    const char *text; /* not terminated; inside the data */
    size_t length;
};

struct tsv {
    const char *name; /* of the file, for sentences */
    const char *data, *end;
    const char *next;        /* where the next line begins */
    const char *line, *stop; /* the current line without its line end */
    const char *cell;        /* where the next cell of it begins; NULL after the last */
    size_t number;           /* of the current line, from 1 */
};

/* Checks the whole text: UTF-8, no control characters. `name` and `data` are borrowed until the end
 * of reading. STATUS_INVALID. */
MUST_CHECK
enum status tsv_open(struct tsv *tsv, const char *name, const char *data, size_t size,
                     struct why *why);
/* Goes to the next line; false at the end. Empty lines at the end of the file are no lines. */
bool tsv_next_line(struct tsv *tsv);
/* The next cell of the line; false after the last. */
bool tsv_next_cell(struct tsv *tsv, struct tsv_cell *cell);
bool tsv_cell_is(const struct tsv_cell *cell, const char *text);
/* Sets why to `file:line:column: sentence` and returns STATUS_INVALID. `at` lies in the current
 * line. */
__attribute__((format(printf, 4, 5))) enum status
tsv_refuse(const struct tsv *tsv, const char *at, struct why *why, const char *format, ...);

/* A text cell as people wrote it: without the apostrophe that tsv_write_text() puts before what a
 * spreadsheet would execute. */
struct tsv_cell tsv_cell_text(struct tsv_cell cell);

/* Can a cell hold it as it is: UTF-8 without control characters? */
bool tsv_can_hold(const char *text);

/* Writing. A failed write is remembered by the file; tsv_finish() tells.
 * Text that begins with = + - @ or an apostrophe gets an apostrophe before it, so that no
 * spreadsheet executes it (DATA 6); control characters, which no table can hold, become spaces; ""
 * becomes n/a. */
void tsv_write_text(FILE *out, const char *text);
void tsv_write_number(FILE *out, double value);
void tsv_write_missing(FILE *out);
void tsv_write_tab(FILE *out);
void tsv_write_line_end(FILE *out);
/* Flushes. STATUS_DISK_FULL, STATUS_IO. */
MUST_CHECK
enum status tsv_finish(FILE *out, struct why *why);

#endif

/* The columns of the tables: one list for reading, writing and the codebook. */
#ifndef LIMEN_EXPORT_COLUMN_INTERNAL_H
#define LIMEN_EXPORT_COLUMN_INTERNAL_H

#include "index/trial.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum column_kind {
    COLUMN_TEXT,
    COLUMN_NAME,    /* [a-z0-9_]+ */
    COLUMN_TIME,    /* ISO 8601 with offset */
    COLUMN_WORD,    /* one of a closed set */
    COLUMN_ORDINAL, /* whole number from 1 */
    COLUMN_BLOCK,   /* whole number from 0 */
    COLUMN_NUMBER,
};

struct column {
    const char *name;
    enum column_kind kind;
    size_t offset, size;                 /* of the field in struct index_trial */
    const struct trial_words *words;     /* COLUMN_WORD */
    bool required;                       /* the table is refused without the column */
    bool filled;                         /* a cell of it is never n/a */
    double least, most;                  /* COLUMN_NUMBER; both 0 = any */
    const char *unit, *values, *meaning; /* values NULL = the words */
};

extern const struct column trial_columns[];
enum { TRIAL_COLUMNS = 56 };

/* Columns of the index table; only name and the last three are used. */
extern const struct column index_columns[];
enum { INDEX_COLUMNS = 13 };

/* Columns of the table of samples; the same. */
extern const struct column sample_columns[];
enum { SAMPLE_COLUMNS = 12 };

/* Columns of the table of events; the same. */
extern const struct column event_columns[];
enum { EVENT_COLUMNS = 8 };

void columns_write_header(FILE *out, const struct column *columns, size_t n);

#endif

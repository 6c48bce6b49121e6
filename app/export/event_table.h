/* The table of events: what else happened in a session, beside its trials: notes, corrections, stops, faults. A failed
 * write is remembered by the file: tsv_finish() tells. */
#ifndef LIMEN_EXPORT_EVENT_TABLE_H
#define LIMEN_EXPORT_EVENT_TABLE_H

#include <stdint.h>
#include <stdio.h>

/* Text is borrowed; "" = n/a. */
struct event_row {
    const char *participant;
    int64_t session;
    const char *onset;  /* ISO 8601 with offset */
    int64_t block;      /* 0: of none */
    const char *kind;   /* of the journal's entry */
    const char *what;   /* a coded word */
    const char *text;   /* in words */
    const char *detail; /* the whole entry, as it is kept */
};

void event_table_write_header(FILE *out);
void event_table_write_row(FILE *out, const struct event_row *row);

#endif

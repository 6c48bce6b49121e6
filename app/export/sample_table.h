/* The table of samples (DATA 6): one row for each reading, with all that a trace is understood by. A
 * failed write is remembered by the file: tsv_finish() tells. */
#ifndef LIMEN_EXPORT_SAMPLE_TABLE_H
#define LIMEN_EXPORT_SAMPLE_TABLE_H

#include <stdint.h>
#include <stdio.h>

/* Text is borrowed; "" = n/a. */
struct sample_row {
    int64_t session, block, attempt, part;
    unsigned stream;
    const char *instrument, *channel, *unit;
    uint32_t seq;
    int64_t t_ns; /* on the bench's clock */
    double t_s;   /* since the stimulus was armed; NAN when that is not known */
    double value;
};

void sample_table_write_header(FILE *out);
void sample_table_write_row(FILE *out, const struct sample_row *row);

#endif

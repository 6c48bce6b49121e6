/* The columns are those of column.c. */
#include "export/sample_table.h"

#include "column_internal.h"
#include "export/tsv.h"

#include <inttypes.h>
#include <math.h>

void sample_table_write_header(FILE *out)
{
    columns_write_header(out, sample_columns, SAMPLE_COLUMNS);
}

static void write_text(FILE *out, const char *text)
{
    tsv_write_text(out, text);
    tsv_write_tab(out);
}

void sample_table_write_row(FILE *out, const struct sample_row *row)
{
    fprintf(out, "%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%u\t", row->session,
            row->block, row->attempt, row->part, row->stream);
    write_text(out, row->instrument);
    write_text(out, row->channel);
    write_text(out, row->unit);
    fprintf(out, "%" PRIu32 "\t%" PRId64 "\t", row->seq, row->t_ns);
    if (isnan(row->t_s))
        tsv_write_missing(out);
    else
        tsv_write_number(out, row->t_s);
    tsv_write_tab(out);
    tsv_write_number(out, row->value);
    tsv_write_line_end(out);
}

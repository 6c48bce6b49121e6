/* The columns are those of column.c. */
#include "export/event_table.h"

#include "column_internal.h"
#include "export/tsv.h"

#include <inttypes.h>

void event_table_write_header(FILE *out)
{
    columns_write_header(out, event_columns, EVENT_COLUMNS);
}

void event_table_write_row(FILE *out, const struct event_row *row)
{
    const char *const texts[] = {row->kind, row->what, row->text, row->detail};
    tsv_write_text(out, row->participant);
    fprintf(out, "\t%" PRId64 "\t", row->session);
    tsv_write_text(out, row->onset);
    fprintf(out, "\t%" PRId64, row->block);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        tsv_write_tab(out);
        tsv_write_text(out, texts[i]);
    }
    tsv_write_line_end(out);
}

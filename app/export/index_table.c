/* One row after another; the columns are those of column.c. */
#include "export/index_table.h"

#include "column_internal.h"
#include "export/tsv.h"

void index_table_write_header(FILE *out)
{
    columns_write_header(out, index_columns, INDEX_COLUMNS);
}

static void write_cell(FILE *out, const char *text)
{
    tsv_write_text(out, text);
    tsv_write_tab(out);
}

static const char *censored_word(enum bound kind)
{
    switch (kind) {
    case BOUND_AT_LEAST:
        return trial_censored_words.words[TRIAL_CENSORED_RIGHT];
    case BOUND_AT_MOST:
        return trial_censored_words.words[TRIAL_CENSORED_LEFT];
    case BOUND_UNKNOWN:
    case BOUND_EXACT:
        break;
    }
    return trial_censored_words.words[TRIAL_CENSORED_NONE];
}

bool index_table_write_row(void *context, const struct index_row *row)
{
    FILE *out = context;
    write_cell(out, row->participant);
    write_cell(out, row->session);
    write_cell(out, row->site);
    write_cell(out, trial_side_words.words[row->side]);
    write_cell(out, row->index);
    if (row->value.kind == BOUND_UNKNOWN)
        tsv_write_missing(out);
    else
        tsv_write_number(out, row->value.v);
    tsv_write_tab(out);
    write_cell(out, row->unit);
    fprintf(out, "%zu\t", row->n);
    write_cell(out, row->convention);
    write_cell(out, row->formula);
    write_cell(out, censored_word(row->value.kind));
    write_cell(out, index_status_word(row->status));
    tsv_write_text(out, row->inputs);
    tsv_write_line_end(out);
    return !ferror(out);
}

static void write_words(FILE *out, const struct trial_words *set)
{
    for (size_t i = 0; i < set->n; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", set->words[i]);
}

static void write_columns(FILE *out, const char *table, const struct column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "%s\t%s\t%s\t", table, columns[i].name, columns[i].meaning);
        if (columns[i].words)
            write_words(out, columns[i].words);
        else
            fputs(columns[i].values, out);
        tsv_write_tab(out);
        tsv_write_text(out, columns[i].unit);
        tsv_write_line_end(out);
    }
}

void codebook_write(FILE *out, const char *study)
{
    fputs("table\tcolumn\tmeaning\tvalues\tunit\n", out);
    if (study[0])
        fprintf(out, "study\tn/a\t%s\tn/a\tn/a\n", study);
    write_columns(out, "trials", trial_columns, TRIAL_COLUMNS);
    write_columns(out, "indices", index_columns, INDEX_COLUMNS);
    write_columns(out, "samples", sample_columns, SAMPLE_COLUMNS);
    write_columns(out, "events", event_columns, EVENT_COLUMNS);
    for (int i = 0; i < INDEX_STATUS_COUNT; i++)
        fprintf(out, "indices\tstatus\t%s\t%s\tn/a\n", index_status_meaning((enum index_status)i),
                index_status_word((enum index_status)i));
}

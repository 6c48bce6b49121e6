/* The header maps positions to columns; then each cell is read by the kind of its column, and each
 * row is checked as a whole. The rows belong to the caller only when all of them are good. */
#include "export/trial_table.h"

#include "column_internal.h"
#include "export/tsv.h"
#include "field_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct tsv tsv;
    const struct column **at; /* by position; NULL = unknown column */
    size_t n_cells;
    const char *
        cell_of[TRIAL_COLUMNS]; /* where each column's cell begins in this line; NULL when absent */
    struct trial_table table;
    size_t capacity;
};

static const struct column *column_find(const struct tsv_cell *cell)
{
    for (size_t i = 0; i < TRIAL_COLUMNS; i++)
        if (tsv_cell_is(cell, trial_columns[i].name))
            return &trial_columns[i];
    return NULL;
}

static size_t cells_in(const char *line, const char *stop)
{
    size_t n = 1;
    for (const char *p = line; p < stop; p++)
        n += *p == '\t';
    return n;
}

static enum status check_required(const struct reader *r, struct why *why)
{
    for (size_t i = 0; i < TRIAL_COLUMNS; i++)
        if (trial_columns[i].required && !r->cell_of[i])
            return tsv_refuse(
                &r->tsv, r->tsv.line, why,
                "the column \"%s\" is missing; a trial table needs participant session "
                "test site side trial value unit, with tabs between them",
                trial_columns[i].name);
    return STATUS_OK;
}

static enum status read_header(struct reader *r, struct why *why)
{
    if (!tsv_next_line(&r->tsv))
        return why_set(why, STATUS_INVALID, "%.200s:1:1: the table is empty", r->tsv.name);
    r->at = calloc(cells_in(r->tsv.line, r->tsv.stop), sizeof(const struct column *));
    if (!r->at)
        return why_set(why, STATUS_NO_MEMORY, "not enough memory for the table");
    for (struct tsv_cell cell; tsv_next_cell(&r->tsv, &cell); r->n_cells++) {
        const struct column *column = column_find(&cell);
        r->at[r->n_cells] = column;
        if (!column)
            continue;
        if (r->cell_of[column - trial_columns])
            return tsv_refuse(&r->tsv, cell.text, why, "the column \"%s\" appears twice",
                              column->name);
        r->cell_of[column - trial_columns] = cell.text;
    }
    return check_required(r, why);
}

static enum status read_cells(struct reader *r, struct index_trial *row, struct why *why)
{
    size_t i = 0;
    for (struct tsv_cell cell; tsv_next_cell(&r->tsv, &cell); i++) {
        const struct column *column = i < r->n_cells ? r->at[i] : NULL;
        if (!column)
            continue;
        r->cell_of[column - trial_columns] = cell.text;
        const enum status status = field_read(&r->tsv, column, cell, row, why);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* Where to point: the cell of the column, or of `trial_value` where the table has no such column.
 */
static const char *cell_at(const struct reader *r, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < TRIAL_COLUMNS; i++) {
        if (strcmp(trial_columns[i].name, name) == 0 && r->cell_of[i])
            return r->cell_of[i];
        if (strcmp(trial_columns[i].name, "value") == 0)
            value = r->cell_of[i];
    }
    return value;
}

/* What contradicts itself in the row, and the column to point at; NULL when nothing does. */
static const char *contradiction(const struct index_trial *row, const char **column)
{
    const bool censored = row->censored != TRIAL_CENSORED_NONE;
    const bool limit = row->end == TRIAL_END_LIMIT;
    *column = "value";
    if (row->value.given && !row->unit[0]) {
        *column = "unit";
        return "unit: the value has no unit";
    }
    if (row->value.given && row->end == TRIAL_END_EARLY)
        return "value: end is early, and a response before the stimulus is never a value; write "
               "n/a";
    *column = "censored";
    if (censored && !row->value.given)
        return "censored: a censored trial keeps the limit as its value, but the value is n/a";
    if (censored && !limit && row->end != TRIAL_END_NONE)
        return "censored: only a stimulus that its limit ended is censored, but end is not limit";
    if (!censored && limit && row->value.given)
        return "censored: end is limit, so the value is a bound; write right (at least) or left "
               "(at most)";
    *column = "counts";
    if (row->spoiled && row->counts == TRIAL_COUNTS_YES)
        return "counts: a spoiled attempt does not count; write 0";
    return NULL;
}

static enum status check_row(const struct reader *r, const struct index_trial *row, struct why *why)
{
    const char *column;
    const char *sentence = contradiction(row, &column);
    return sentence ? tsv_refuse(&r->tsv, cell_at(r, column), why, "%s", sentence) : STATUS_OK;
}

static enum status row_reserve(struct reader *r, struct why *why)
{
    if (r->table.n < r->capacity)
        return STATUS_OK;
    const size_t capacity = r->capacity ? r->capacity * 2 : 256;
    struct index_trial *rows = realloc(r->table.rows, capacity * sizeof *rows);
    if (!rows)
        return why_set(why, STATUS_NO_MEMORY, "not enough memory for the table");
    r->table.rows = rows;
    r->capacity = capacity;
    return STATUS_OK;
}

static enum status read_row(struct reader *r, struct why *why)
{
    const size_t cells = cells_in(r->tsv.line, r->tsv.stop);
    if (cells != r->n_cells)
        return tsv_refuse(&r->tsv, cells < r->n_cells ? r->tsv.stop : r->tsv.line, why,
                          "this line has %zu cells, the header has %zu; write n/a for what is "
                          "missing",
                          cells, r->n_cells);
    enum status status = row_reserve(r, why);
    if (status != STATUS_OK)
        return status;
    struct index_trial *row = &r->table.rows[r->table.n];
    memset(row, 0, sizeof *row);
    status = read_cells(r, row, why);
    if (row->attempt == 0)
        row->attempt = 1;
    if (status == STATUS_OK)
        status = check_row(r, row, why);
    if (status == STATUS_OK)
        r->table.n++;
    return status;
}

enum status trial_table_parse(const char *name, const char *data, size_t size,
                              struct trial_table *table, struct why *why)
{
    struct reader r = {.at = NULL};
    enum status status = tsv_open(&r.tsv, name, data, size, why);
    if (status == STATUS_OK)
        status = read_header(&r, why);
    while (status == STATUS_OK && tsv_next_line(&r.tsv))
        status = read_row(&r, why);
    free(r.at);
    if (status == STATUS_OK)
        *table = r.table;
    else
        trial_table_fini(&r.table);
    return status;
}

static enum status refuse_file(const char *path, struct why *why)
{
    const int error = errno;
    if (!path[0])
        return why_set(why, STATUS_INVALID, "the name of the trial table is empty: name a file");
    if (error == EISDIR)
        return why_set(why, STATUS_IO, "%.200s is a folder: name a trial table in it", path);
    const enum status status = error == ENOENT                     ? STATUS_NOT_FOUND
                               : error == EACCES || error == EPERM ? STATUS_PERMISSION
                                                                   : STATUS_IO;
    return why_set(why, status, "cannot read %.200s: %s", path, strerror(error));
}

static enum status read_all(FILE *in, const char *path, char **data, size_t *size, struct why *why)
{
    size_t capacity = 1u << 16, n = 0;
    char *buffer = malloc(capacity);
    while (buffer) {
        n += fread(buffer + n, 1, capacity - n, in);
        if (n < capacity)
            break;
        capacity *= 2;
        char *larger = realloc(buffer, capacity);
        if (!larger)
            free(buffer);
        buffer = larger;
    }
    *data = buffer;
    *size = n;
    if (!buffer)
        return why_set(why, STATUS_NO_MEMORY, "not enough memory for %.200s", path);
    return ferror(in) ? refuse_file(path, why) : STATUS_OK;
}

enum status trial_table_read(const char *path, struct trial_table *table, struct why *why)
{
    const bool standard_input = strcmp(path, "-") == 0;
    FILE *in = standard_input ? stdin : fopen(path, "rb");
    if (!in)
        return refuse_file(path, why);
    char *data;
    size_t size;
    enum status status = read_all(in, path, &data, &size, why);
    if (!standard_input)
        fclose(in);
    if (status == STATUS_OK)
        status = trial_table_parse(path, data, size, table, why);
    free(data);
    return status;
}

void trial_table_fini(struct trial_table *table)
{
    free(table->rows);
    *table = (struct trial_table){.rows = NULL, .n = 0};
}

void trial_table_write_header(FILE *out)
{
    columns_write_header(out, trial_columns, TRIAL_COLUMNS);
}

void trial_table_write_row(FILE *out, const struct index_trial *trial)
{
    for (size_t i = 0; i < TRIAL_COLUMNS; i++) {
        if (i > 0)
            tsv_write_tab(out);
        field_write(out, &trial_columns[i], trial);
    }
    tsv_write_line_end(out);
}

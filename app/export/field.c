/* Readers by kind. Each gets a cell that is neither empty nor n/a. */
#include "field_internal.h"

#include "export/number.h"

#include <inttypes.h>
#include <string.h>

/* The cell for a sentence: its beginning when it is long. */
struct quote {
    char text[48];
};

static struct quote quote(struct tsv_cell cell)
{
    struct quote q;
    size_t n = cell.length < 40 ? cell.length : 37;
    while (n > 0 && n < cell.length && ((unsigned char)cell.text[n] & 0xc0) == 0x80)
        n--;
    memcpy(q.text, cell.text, n);
    strcpy(q.text + n, n < cell.length ? "…" : "");
    return q;
}

static void *field_of(const struct column *column, struct index_trial *row)
{
    return (char *)row + column->offset;
}

static enum status read_text(const struct tsv *tsv, const struct column *column,
                             struct tsv_cell cell, struct index_trial *row, struct why *why)
{
    const struct tsv_cell text = tsv_cell_text(cell);
    if (!trial_text_set(field_of(column, row), column->size, text.text, text.length))
        return tsv_refuse(tsv, cell.text, why, "%s: \"%s\" is longer than %zu bytes", column->name,
                          quote(cell).text, column->size - 1);
    return STATUS_OK;
}

static enum status read_name(const struct tsv *tsv, const struct column *column,
                             struct tsv_cell cell, struct index_trial *row, struct why *why)
{
    for (size_t i = 0; i < cell.length; i++) {
        const char c = cell.text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return tsv_refuse(tsv, cell.text, why,
                              "%s: \"%s\" may have only a-z, 0-9 and _, e.g. ppt", column->name,
                              quote(cell).text);
    }
    return read_text(tsv, column, cell, row, why);
}

/* `shape` has 0 for a digit and any other character for itself. */
static bool has_shape(const char *text, size_t length, const char *shape)
{
    if (strlen(shape) != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == '0' ? !digit : text[i] != shape[i])
            return false;
    }
    return true;
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

static bool is_date_time(const char *text)
{
    const int month = two_digits(text + 5), day = two_digits(text + 8);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && two_digits(text + 11) <= 23 &&
           two_digits(text + 14) <= 59 && two_digits(text + 17) <= 60;
}

static bool is_offset(const char *text, size_t length)
{
    if (length == 1 && text[0] == 'Z')
        return true;
    if (!has_shape(text, length, "+00:00") && !has_shape(text, length, "-00:00"))
        return false;
    return two_digits(text + 1) <= 23 && two_digits(text + 4) <= 59;
}

static bool is_time(struct tsv_cell cell)
{
    enum { SECONDS = 19 }; /* 2026-11-22T04:21:51 */
    if (cell.length <= SECONDS || !has_shape(cell.text, SECONDS, "0000-00-00T00:00:00"))
        return false;
    size_t at = SECONDS;
    if (cell.text[at] == '.') {
        for (at++; at < cell.length && cell.text[at] >= '0' && cell.text[at] <= '9';)
            at++;
        if (at == SECONDS + 1)
            return false;
    }
    return is_date_time(cell.text) && is_offset(cell.text + at, cell.length - at);
}

static enum status read_time(const struct tsv *tsv, const struct column *column,
                             struct tsv_cell cell, struct index_trial *row, struct why *why)
{
    if (!is_time(cell))
        return tsv_refuse(tsv, cell.text, why,
                          "%s: \"%s\" is not a time like 2026-11-22T04:21:51.5+01:00", column->name,
                          quote(cell).text);
    return read_text(tsv, column, cell, row, why);
}

static enum status read_word(const struct tsv *tsv, const struct column *column,
                             struct tsv_cell cell, struct index_trial *row, struct why *why)
{
    char word[32] = "", known[160] = "";
    uint8_t *field = field_of(column, row);
    if (trial_text_set(word, sizeof word, cell.text, cell.length) &&
        trial_word_find(column->words, word, field))
        return STATUS_OK;
    for (size_t i = 0; i < column->words->n; i++) {
        strcat(known, i > 0 ? " " : "");
        strcat(known, column->words->words[i]);
    }
    return tsv_refuse(tsv, cell.text, why, "%s: \"%s\" is none of: %s", column->name,
                      quote(cell).text, known);
}

/* A whole number without sign, up to `most`; false otherwise. */
static bool read_whole(struct tsv_cell cell, uint64_t most, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < cell.length; i++) {
        const char c = cell.text[i];
        if (c < '0' || c > '9' || *number > (most - (uint64_t)(c - '0')) / 10)
            return false;
        *number = *number * 10 + (uint64_t)(c - '0');
    }
    return true;
}

static enum status read_ordinal(const struct tsv *tsv, const struct column *column,
                                struct tsv_cell cell, struct index_trial *row, struct why *why)
{
    uint64_t number;
    if (!read_whole(cell, 1000000000, &number) || number == 0)
        return tsv_refuse(tsv, cell.text, why, "%s: \"%s\" is not a whole number from 1",
                          column->name, quote(cell).text);
    *(uint32_t *)field_of(column, row) = (uint32_t)number;
    return STATUS_OK;
}

static enum status read_block(const struct tsv *tsv, const struct column *column,
                              struct tsv_cell cell, struct index_trial *row, struct why *why)
{
    uint64_t number;
    if (!read_whole(cell, INT64_MAX, &number))
        return tsv_refuse(tsv, cell.text, why, "%s: \"%s\" is not a whole number from 0",
                          column->name, quote(cell).text);
    *(int64_t *)field_of(column, row) = (int64_t)number;
    return STATUS_OK;
}

static const char *number_hint(enum number_fault fault)
{
    switch (fault) {
    case NUMBER_COMMA:
        return "has a comma; write the decimal point as a dot";
    case NUMBER_NOT_FINITE:
        return "is not a number; write n/a for a missing one";
    case NUMBER_TOO_LARGE:
        return "is too large";
    case NUMBER_OK:
    case NUMBER_SYNTAX:
        break;
    }
    return "is not a number like 412.5";
}

static enum status read_number(const struct tsv *tsv, const struct column *column,
                               struct tsv_cell cell, struct index_trial *row, struct why *why)
{
    struct trial_number *number = field_of(column, row);
    double v;
    const enum number_fault fault = number_read(cell.text, cell.length, &v);
    if (fault != NUMBER_OK)
        return tsv_refuse(tsv, cell.text, why, "%s: \"%s\" %s", column->name, quote(cell).text,
                          number_hint(fault));
    if (column->least < column->most && (v < column->least || v > column->most))
        return tsv_refuse(tsv, cell.text, why, "%s: %s is out of range; it must be %s",
                          column->name, quote(cell).text, column->values);
    *number = (struct trial_number){.v = v, .given = true};
    return STATUS_OK;
}

typedef enum status kind_read(const struct tsv *tsv, const struct column *column,
                              struct tsv_cell cell, struct index_trial *row, struct why *why);

static kind_read *const readers[] = {
    [COLUMN_TEXT] = read_text,     [COLUMN_NAME] = read_name,       [COLUMN_TIME] = read_time,
    [COLUMN_WORD] = read_word,     [COLUMN_ORDINAL] = read_ordinal, [COLUMN_BLOCK] = read_block,
    [COLUMN_NUMBER] = read_number,
};

enum status field_read(const struct tsv *tsv, const struct column *column, struct tsv_cell cell,
                       struct index_trial *row, struct why *why)
{
    if (cell.length == 0)
        return tsv_refuse(tsv, cell.text, why,
                          "%s: the cell is empty; write n/a for what is "
                          "missing",
                          column->name);
    if (tsv_cell_is(&cell, "n/a")) {
        if (column->filled)
            return tsv_refuse(tsv, cell.text, why, "%s: n/a is not allowed here", column->name);
        return STATUS_OK;
    }
    return readers[column->kind](tsv, column, cell, row, why);
}

static void write_number(FILE *out, const struct trial_number *number)
{
    if (number->given)
        tsv_write_number(out, number->v);
    else
        tsv_write_missing(out);
}

static void write_ordinal(FILE *out, uint32_t number)
{
    if (number)
        fprintf(out, "%" PRIu32, number);
    else
        tsv_write_missing(out);
}

void field_write(FILE *out, const struct column *column, const struct index_trial *row)
{
    const void *field = (const char *)row + column->offset;
    switch (column->kind) {
    case COLUMN_TEXT:
    case COLUMN_NAME:
    case COLUMN_TIME:
        tsv_write_text(out, field);
        break;
    case COLUMN_WORD:
        fputs(column->words->words[*(const uint8_t *)field], out);
        break;
    case COLUMN_ORDINAL:
        write_ordinal(out, *(const uint32_t *)field);
        break;
    case COLUMN_BLOCK:
        fprintf(out, "%" PRId64, *(const int64_t *)field);
        break;
    case COLUMN_NUMBER:
        write_number(out, field);
        break;
    }
}

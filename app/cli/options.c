#include "cli/options.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct parse {
    const struct option_table *table;
    int argc, at;
    char **argv;
    struct operands *operands;
    uint64_t given; /* a bit for each row of the table */
};

void options_help(const struct option_table *table, FILE *out)
{
    fprintf(out, "Usage: %s\n\n%s\n", table->usage, table->about);
    if (table->n_rows > 0)
        fputs("\nOptions\n", out);
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct option_row *row = &table->rows[i];
        char left[64];
        const int n = snprintf(left, sizeof left, "%c%c%s--%s%s%s", row->letter ? '-' : ' ',
                               row->letter ? row->letter : ' ', row->letter ? ", " : "  ",
                               row->name, row->value ? " " : "", row->value ? row->value : "");
        fprintf(out, "  %-30s%s%s\n", left, n >= 30 ? "  " : "", row->help);
    }
    fprintf(out, "  %-30s%s\n", "-h, --help", "show this and end");
    if (table->more)
        fprintf(out, "\n%s\n", table->more);
}

static enum options_result wrong(const struct parse *parse, const char *what, const char *word)
{
    fprintf(stderr, "limen: %s: %s `%s`; `limen %s --help` shows what there is\n", parse->argv[0],
            what, word, parse->argv[0]);
    return OPTIONS_WRONG;
}

static enum options_result wrong_number(const struct parse *parse, const struct option_row *row,
                                        const char *value)
{
    char what[96];
    snprintf(what, sizeof what, "--%s wants a whole number%s, not", row->name,
             row->kind == OPTION_COUNT ? " from 1 on" : "");
    return wrong(parse, what, value);
}

static bool set_number(const char *text, uint64_t *target)
{
    char *end;
    errno = 0;
    const unsigned long long number = strtoull(text, &end, 10);
    if (errno || *end || !isdigit((unsigned char)text[0]))
        return false;
    *target = number;
    return true;
}

static enum options_result set_value(const struct parse *parse, const struct option_row *row,
                                     const char *value)
{
    struct option_list *list;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)row->target = true;
        return OPTIONS_RUN;
    case OPTION_TEXT:
        *(const char **)row->target = value;
        return OPTIONS_RUN;
    case OPTION_NUMBER:
        if (!set_number(value, row->target))
            return wrong_number(parse, row, value);
        return OPTIONS_RUN;
    case OPTION_COUNT:
        if (!set_number(value, row->target) || *(uint64_t *)row->target == 0)
            return wrong_number(parse, row, value);
        return OPTIONS_RUN;
    case OPTION_LIST:
        list = row->target;
        if (list->n == OPTION_LIST_MAX)
            return wrong(parse, "too many of option", row->name);
        list->values[list->n++] = value;
        return OPTIONS_RUN;
    }
    return OPTIONS_WRONG;
}

static const struct option_row *find_row(const struct option_table *table, const char *name,
                                         size_t n, char letter)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct option_row *row = &table->rows[i];
        if (letter ? row->letter == letter
                   : strlen(row->name) == n && memcmp(row->name, name, n) == 0)
            return row;
    }
    return NULL;
}

/* Which of two values was meant cannot be known. */
static bool is_first(struct parse *parse, const struct option_row *row)
{
    const uint64_t bit = UINT64_C(1) << (row - parse->table->rows);
    const bool is_repeated = (parse->given & bit) != 0;
    parse->given |= bit;
    return !is_repeated || row->kind == OPTION_LIST;
}

static enum options_result take_option(struct parse *parse, const char *word)
{
    const bool is_long = word[1] == '-';
    const char *name = is_long ? word + 2 : word + 1;
    const char *equals = is_long ? strchr(name, '=') : NULL;
    const size_t n = equals ? (size_t)(equals - name) : strlen(name);
    if (!is_long && n != 1)
        return wrong(parse, "unknown option", word);
    const struct option_row *row = find_row(parse->table, name, n, is_long ? 0 : name[0]);
    if (!row)
        return wrong(parse, "unknown option", word);
    if (!is_first(parse, row))
        return wrong(parse, "give it once only:", word);
    if (row->kind == OPTION_FLAG)
        return equals ? wrong(parse, "no value belongs to", word) : set_value(parse, row, NULL);
    if (equals)
        return set_value(parse, row, equals + 1);
    if (parse->at + 1 >= parse->argc)
        return wrong(parse, "a value is missing after", word);
    return set_value(parse, row, parse->argv[++parse->at]);
}

static enum options_result take_operand(const struct parse *parse, const char *word)
{
    if (parse->operands->n >= parse->table->operands_max)
        return wrong(parse, "one word too many:", word);
    parse->operands->values[parse->operands->n++] = word;
    return OPTIONS_RUN;
}

static bool is_given(const struct parse *parse, const char *name)
{
    const struct option_row *row = name ? find_row(parse->table, name, strlen(name), 0) : NULL;
    return row && (parse->given >> (row - parse->table->rows) & 1);
}

static enum options_result check_rules(const struct parse *parse)
{
    const char *command = parse->argv[0];
    for (size_t i = 0; i < parse->table->n_rules; i++) {
        const struct option_rule *rule = &parse->table->rules[i];
        if (!is_given(parse, rule->name))
            continue;
        if (rule->needs && !is_given(parse, rule->needs)) {
            fprintf(stderr,
                    "limen: %s: --%s has an effect only with --%s: add that, or leave it out\n",
                    command, rule->name, rule->needs);
            return OPTIONS_WRONG;
        }
        if (is_given(parse, rule->excludes)) {
            fprintf(stderr, "limen: %s: --%s and --%s do not go together: give one of them\n",
                    command, rule->name, rule->excludes);
            return OPTIONS_WRONG;
        }
    }
    return OPTIONS_RUN;
}

enum options_result options_parse(const struct option_table *table, int argc, char **argv,
                                  struct operands *operands)
{
    struct operands none;
    assert(operands || table->operands_max == 0);
    operands = operands ? operands : &none;
    struct parse parse = {.table = table, .argc = argc, .argv = argv, .operands = operands};
    bool only_operands = false;
    assert(table->n_rows <= OPTION_ROWS_MAX);
    operands->n = 0;
    for (parse.at = 1; parse.at < argc; parse.at++) {
        const char *word = argv[parse.at];
        enum options_result result = OPTIONS_RUN;
        if (!only_operands && strcmp(word, "--") == 0)
            only_operands = true;
        else if (!only_operands && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
            options_help(table, stdout);
            return OPTIONS_HELP;
        } else if (!only_operands && word[0] == '-' && word[1])
            result = take_option(&parse, word);
        else
            result = take_operand(&parse, word);
        if (result != OPTIONS_RUN)
            return result;
    }
    if (operands->n < table->operands_min) {
        fprintf(stderr, "limen: usage: %s\n", table->usage);
        return OPTIONS_WRONG;
    }
    return check_rules(&parse);
}

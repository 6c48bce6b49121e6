/* Command-line options as a table: parsing and --help come from the same rows. */
#ifndef LIMEN_CLI_OPTIONS_H
#define LIMEN_CLI_OPTIONS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum option_kind {
    OPTION_FLAG,   /* bool */
    OPTION_TEXT,   /* const char * */
    OPTION_NUMBER, /* uint64_t, decimal */
    OPTION_COUNT,  /* the same, at least 1 */
    OPTION_LIST,   /* struct option_list: the only one that may be given several times */
};

enum { OPTION_LIST_MAX = 16, OPTION_ROWS_MAX = 64 };

struct option_list {
    const char *values[OPTION_LIST_MAX];
    size_t n;
};

struct option_row {
    const char *name;  /* without the dashes */
    char letter;       /* 0: none */
    const char *value; /* what stands for it in --help: "FILE"; NULL for a flag */
    const char *help;
    enum option_kind kind;
    void *target;
};

/* Options that make sense only together, or never. */
struct option_rule {
    const char *name;     /* where this option is given … */
    const char *needs;    /* … this one must be, too; NULL: any will do */
    const char *excludes; /* … and this one must not; NULL: any may */
};

struct option_table {
    const char *usage; /* "limen run PROTOCOL [options]" */
    const char *about; /* what it does, a paragraph */
    const struct option_row *rows;
    size_t n_rows;
    const struct option_rule *rules;
    size_t n_rules;
    const char *more; /* printed last; may be NULL */
    size_t operands_min, operands_max;
};

/* All rows and rules of an array into a table. */
#define OPTION_ROWS(list) .rows = (list), .n_rows = sizeof(list) / sizeof(list)[0]
#define OPTION_RULES(list) .rules = (list), .n_rules = sizeof(list) / sizeof(list)[0]

struct operands {
    const char *values[64];
    size_t n;
};

/* What is not OPTIONS_RUN is the exit code. */
enum options_result { OPTIONS_RUN = -1, OPTIONS_HELP = 0, OPTIONS_WRONG = 2 };

/* argv[0] is the subcommand. OPTIONS_HELP: help was printed to stdout. OPTIONS_WRONG: one sentence
 * was printed to stderr. "--" ends the options; "--name=value" and "--name value" are both read. `operands` may be NULL where
 * the table takes none. */
enum options_result options_parse(const struct option_table *table, int argc, char **argv,
                                  struct operands *operands);
void options_help(const struct option_table *table, FILE *out);

#endif

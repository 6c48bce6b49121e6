/* limen measure: benchmarks. */
#include "cli/command.h"
#include "cli/measure.h"
#include "cli/options.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct measure_row benchmarks[] = {
#define MEASURE_ROW(name, word, summary) {word, summary, measure_##name},
    MEASURE_LIST(MEASURE_ROW)
#undef MEASURE_ROW
};

enum { BENCHMARKS = sizeof benchmarks / sizeof benchmarks[0] };

struct all {
    const struct measure_row *more;
    size_t n_more;
};

static const struct measure_row *row_at(const struct all *all, size_t i)
{
    if (i < BENCHMARKS)
        return &benchmarks[i];
    return i < BENCHMARKS + all->n_more ? &all->more[i - BENCHMARKS] : NULL;
}

static char *list_benchmarks(const struct all *all)
{
    struct text text;
    const struct measure_row *row;
    text_init(&text);
    text_append_cstr(&text, "Benchmarks\n");
    for (size_t i = 0; (row = row_at(all, i)); i++)
        text_append_format(&text, "  %-13s %s\n", row->name, row->summary);
    return text.data;
}

static int measure_one(const struct all *all, const char *name,
                       const struct measure_options *options)
{
    const struct measure_row *row;
    for (size_t i = 0; (row = row_at(all, i)); i++) {
        struct why why = {0};
        if (strcmp(row->name, name) != 0)
            continue;
        const enum status status = row->measure(options, &why);
        fflush(stdout);
        return status == STATUS_OK ? 0 : command_fail("measure", status, why.text);
    }
    fprintf(stderr,
            "limen: measure: there is no benchmark `%s`; `limen measure --help` lists them\n",
            name);
    return 1;
}

int measure_command(const struct measure_row *more, size_t n, int argc, char **argv)
{
    const struct all all = {more, n};
    struct measure_options options = {0};
    const struct option_row rows[] = {
        {"repeats", 0, "N", "how often to repeat (each benchmark has its own number)", OPTION_COUNT,
         &options.repeats},
    };
    char *list = list_benchmarks(&all);
    const struct option_table table = {
        .usage = "limen measure NAME… [--repeats N]",
        .about = "Runs benchmarks on this computer and prints one JSON object each.",
        .rows = rows,
        .n_rows = 1,
        .more = list,
        .operands_min = 1,
        .operands_max = BENCHMARKS + n,
    };
    struct operands operands;
    int code = 0;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    free(list);
    if (result != OPTIONS_RUN)
        return result;
    for (size_t i = 0; i < operands.n; i++) {
        const int one = measure_one(&all, operands.values[i], &options);
        code = code ? code : one;
    }
    return code;
}

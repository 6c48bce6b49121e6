/* limen measure: benchmarks. */
#include "cli/command.h"
#include "cli/measure.h"
#include "cli/options.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct row {
    const char *name, *summary;
    enum status (*measure)(const struct measure_options *options, struct why *why);
} benchmarks[] = {
#define MEASURE_ROW(name, summary) {#name, summary, measure_##name},
    MEASURE_LIST(MEASURE_ROW)
#undef MEASURE_ROW
};

enum { BENCHMARKS = sizeof benchmarks / sizeof benchmarks[0] };

static char *list_benchmarks(void)
{
    struct text text;
    text_init(&text);
    text_append_cstr(&text, "Benchmarks\n");
    for (size_t i = 0; i < BENCHMARKS; i++)
        text_append_format(&text, "  %-10s %s\n", benchmarks[i].name, benchmarks[i].summary);
    return text.data;
}

static int measure_one(const char *name, const struct measure_options *options)
{
    for (size_t i = 0; i < BENCHMARKS; i++) {
        struct why why = {0};
        if (strcmp(benchmarks[i].name, name) != 0)
            continue;
        const enum status status = benchmarks[i].measure(options, &why);
        fflush(stdout);
        return status == STATUS_OK ? 0 : command_fail("measure", status, why.text);
    }
    fprintf(stderr,
            "limen: measure: there is no benchmark `%s`; `limen measure --help` lists them\n",
            name);
    return 1;
}

int command_measure(int argc, char **argv)
{
    struct measure_options options = {0};
    const struct option_row rows[] = {
        {"repeats", 0, "N", "how often to repeat (each benchmark has its own number)", OPTION_COUNT,
         &options.repeats},
    };
    char *more = list_benchmarks();
    const struct option_table table = {
        .usage = "limen measure NAME… [--repeats N]",
        .about = "Runs benchmarks on this computer and prints one JSON object each.",
        .rows = rows,
        .n_rows = 1,
        .more = more,
        .operands_min = 1,
        .operands_max = BENCHMARKS,
    };
    struct operands operands;
    int code = 0;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    free(more);
    if (result != OPTIONS_RUN)
        return result;
    for (size_t i = 0; i < operands.n; i++) {
        const int one = measure_one(operands.values[i], &options);
        code = code ? code : one;
    }
    return code;
}

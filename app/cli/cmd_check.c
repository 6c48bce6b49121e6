/* limen check: errors of protocol files as file:line:column: message, by themselves or on a bench. */
#include "cli/check_bench.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/parameters.h"
#include "cli/paths.h"

#include "script/bench_file.h"
#include "script/check.h"

/* `bench` NULL: by itself. */
static enum status look_for(const char *path, const struct script_options *options,
                            const struct bench_spec *bench, struct text *messages, struct why *why)
{
    const struct check_on on = {
        .bench = bench, .library = options->library, .parameters = options->parameters};
    const enum status status = script_check(path, options, messages, why);
    return status == STATUS_OK && bench ? check_bench(&on, path, messages, why) : status;
}

/* Prints what is found. The exit code. */
static int check_one(const char *name, const struct script_options *options,
                     const struct bench_spec *bench)
{
    struct text messages;
    struct why why;
    char path[PATHS_SIZE];
    int code = 0;
    text_init(&messages);
    enum status status = paths_protocol(name, path, &why);
    if (status == STATUS_OK)
        status = look_for(path, options, bench, &messages, &why);
    if (messages.length > 0)
        fputs(text_cstr(&messages), stdout);
    if (messages.length > 0 && status != STATUS_OK)
        code = status_exit_code(status);
    else if (status != STATUS_OK)
        code = command_refuse("check", status, why.text);
    text_fini(&messages);
    return code;
}

static enum status load_bench(const char *file, struct bench_spec *bench, struct why *why)
{
    const enum status status = paths_input(file, "bench file", why);
    return status == STATUS_OK ? bench_file_load(file, bench, why) : status;
}

/* `file` NULL: on no bench. */
static int check_all(const struct operands *operands, const struct option_list *set,
                     const char *file)
{
    struct bench_spec bench;
    char folder[PATHS_SIZE];
    struct text values;
    struct why why;
    int code = 0;
    text_init(&values);
    enum status status = paths_protocols(folder, &why);
    if (status == STATUS_OK)
        status = parameters_read(set, &values, &why);
    if (status == STATUS_OK && file)
        status = load_bench(file, &bench, &why);
    const struct script_options options = {
        .library = folder, .parameters = text_cstr(&values), .child = true};
    for (size_t i = 0; i < operands->n && status == STATUS_OK; i++) {
        const int one = check_one(operands->values[i], &options, file ? &bench : NULL);
        code = code ? code : one;
    }
    text_fini(&values);
    return status == STATUS_OK ? code : command_refuse("check", status, why.text);
}

int command_check(int argc, char **argv)
{
    struct option_list set = {.n = 0};
    const char *bench = NULL;
    const struct option_row rows[] = {
        {"bench", 0, "FILE",
         "on this bench: its needs, and what the lab's limits refuse or withhold", OPTION_TEXT,
         &bench},
        PARAMETERS_ROW(&set)};
    const struct option_table table = {
        .usage = "limen check PROTOCOL… [--bench FILE] [--set NAME=VALUE]…",
        .about =
            "Checks protocol files: syntax, header, units, names, sites, and dry runs with "
            "plausible\n"
            "answers. Prints file:line:column: message for each finding; nothing when all is well.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
        .operands_min = 1,
        .operands_max = 64,
    };
    struct operands operands;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result;
    return check_all(&operands, &set, bench);
}

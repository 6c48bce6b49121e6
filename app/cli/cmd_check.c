/* limen check: errors of protocol files as file:line:column: message. */
#include "cli/command.h"
#include "cli/options.h"
#include "cli/parameters.h"
#include "cli/paths.h"

#include "script/check.h"

/* Prints what is found. The exit code. */
static int check_one(const char *name, const struct script_options *options)
{
    struct text messages;
    struct why why;
    char path[PATHS_SIZE];
    int code = 0;
    text_init(&messages);
    enum status status = paths_protocol(name, path, &why);
    if (status == STATUS_OK)
        status = script_check(path, options, &messages, &why);
    if (messages.length > 0)
        fputs(text_cstr(&messages), stdout);
    if (messages.length > 0 && status != STATUS_OK)
        code = status_exit_code(status);
    else if (status != STATUS_OK)
        code = command_refuse("check", status, why.text);
    text_fini(&messages);
    return code;
}

static int check_all(const struct operands *operands, const struct option_list *set)
{
    char folder[PATHS_SIZE];
    struct text values;
    struct why why;
    int code = 0;
    text_init(&values);
    enum status status = paths_protocols(folder, &why);
    if (status == STATUS_OK)
        status = parameters_read(set, &values, &why);
    const struct script_options options = {
        .library = folder, .parameters = text_cstr(&values), .child = true};
    for (size_t i = 0; i < operands->n && status == STATUS_OK; i++) {
        const int one = check_one(operands->values[i], &options);
        code = code ? code : one;
    }
    text_fini(&values);
    return status == STATUS_OK ? code : command_refuse("check", status, why.text);
}

int command_check(int argc, char **argv)
{
    struct option_list set = {.n = 0};
    const struct option_row rows[] = {PARAMETERS_ROW(&set)};
    const struct option_table table = {
        .usage = "limen check PROTOCOL… [--set NAME=VALUE]…",
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
    return check_all(&operands, &set);
}

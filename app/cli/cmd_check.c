/* limen check: errors of protocol files as file:line:column: message. */
#include "cli/command.h"
#include "cli/options.h"
#include "cli/paths.h"

#include "script/check.h"

int command_check(int argc, char **argv)
{
    static const struct option_table table = {
        .usage = "limen check PROTOCOL…",
        .about =
            "Checks protocol files: syntax, header, units, names, sites, and dry runs with "
            "plausible\n"
            "answers. Prints file:line:column: message for each finding; nothing when all is well.",
        .operands_min = 1,
        .operands_max = 64,
    };
    struct operands operands;
    char folder[PATHS_SIZE], path[PATHS_SIZE];
    struct why why;
    int code = 0;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result == OPTIONS_HELP ? 0 : 2;
    enum status status = paths_protocols(folder, &why);
    if (status != STATUS_OK)
        return command_refuse("check", status, why.text);
    const struct script_options options = {.library = folder, .child = true};
    for (size_t i = 0; i < operands.n; i++) {
        struct text messages;
        int one = 0;
        text_init(&messages);
        status = paths_protocol(operands.values[i], path, &why);
        if (status == STATUS_OK)
            status = script_check(path, &options, &messages, &why);
        if (messages.length > 0)
            fputs(text_cstr(&messages), stdout);
        if (messages.length > 0 && status != STATUS_OK)
            one = status_exit_code(status);
        else if (status != STATUS_OK)
            one = command_refuse("check", status, why.text);
        code = code ? code : one;
        text_fini(&messages);
    }
    return code;
}

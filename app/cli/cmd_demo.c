/* limen demo: a whole session without an instrument. */
#include "cli/command.h"
#include "cli/language.h"
#include "cli/parameters.h"
#include "cli/paths.h"
#include "cli/run.h"
#include "session/sim_bench.h"

int command_demo(int argc, char **argv)
{
    struct run_options options = {.protocol = DEMO_PROTOCOL,
                                  .participant = DEMO_PARTICIPANT,
                                  .operator_name = "demo",
                                  .seed = 1,
                                  .sim = true};
    bool fast = false;
    const struct option_row rows[] = {
        {"seed", 0, "N", "another participant (1)", OPTION_NUMBER, &options.seed},
        {"fast", 0, NULL, "in virtual time: done in a moment", OPTION_FLAG, &fast},
        {"study", 0, "FILE", "keep it in a study (otherwise nothing is kept)", OPTION_TEXT,
         &options.study},
        PARAMETERS_ROW(&options.set),
        LANGUAGE_ROW(&options.language),
    };
    const struct option_table table = {
        .usage = "limen demo [options]",
        .about = "Runs a pressure pain threshold protocol over four sites with a simulated Mark-10 "
                 "algometer on a\n"
                 "pseudo-terminal, a simulated examiner's hand and a virtual participant, in about "
                 "a minute and a\n"
                 "half, and ends with the table of indices. Ctrl-C stops it.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
    };
    struct operands operands;
    struct why why;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result;
    if (options.study && paths_study(options.study, &why) != STATUS_OK)
        return command_refuse("demo", STATUS_INVALID, why.text);
    options.headless = true;
    options.real_time = !fast;
    return run_session("demo", &options);
}

/* limen run: one session of a protocol. */
#include "cli/command.h"
#include "cli/run.h"

int command_run(int argc, char **argv)
{
    struct run_options options = {.seed = 1};
    const struct option_row rows[] = {
        {"study", 0, "FILE", "the study file; made when it is not there", OPTION_TEXT,
         &options.study},
        {"participant", 0, "ID", "pseudonymous id: letters, digits, - and _", OPTION_TEXT,
         &options.participant},
        {"operator", 0, "NAME", "who examines (your login name)", OPTION_TEXT,
         &options.operator_name},
        {"bench", 0, "FILE", "the bench file: instruments, roles, responses", OPTION_TEXT,
         &options.bench},
        {"sim", 0, NULL, "simulate: instruments, examiner's hand and participant", OPTION_FLAG,
         &options.sim},
        {"seed", 0, "N", "of shuffling and of the simulation (1)", OPTION_NUMBER, &options.seed},
        {"virtual-participant", 0, "FILE", "with --sim: what the participant is like", OPTION_TEXT,
         &options.virtual_person},
        {"fault", 0, "SPEC", "with --sim: what goes wrong, several times if you like", OPTION_LIST,
         &options.faults},
        {"headless", 0, NULL, "ask nothing; with --sim as fast as it can", OPTION_FLAG,
         &options.headless},
        {"real-time", 0, NULL, "with --sim --headless: on a pseudo-terminal, by the clock",
         OPTION_FLAG, &options.real_time},
        {"resume", 0, NULL, "go on with the participant's unfinished session", OPTION_FLAG,
         &options.resume},
        {"on-stop", 0, "WHAT", "headless, after a stop: repeat, skip, end or leave (leave)",
         OPTION_TEXT, &options.on_stop},
    };
    const struct option_table table = {
        .usage =
            "limen run PROTOCOL --study FILE --participant ID (--bench FILE | --sim) [options]",
        .about = "Runs a protocol (a file, or the name of a shipped one such as ppt-core) and "
                 "writes the indices\n"
                 "of the session to standard output. At a terminal: Enter does the next thing, "
                 "Space stops.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
        .more = "`limen sim --help` lists the faults.",
        .operands_min = 1,
        .operands_max = 1,
    };
    struct operands operands;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result == OPTIONS_HELP ? 0 : 2;
    options.protocol = operands.values[0];
    if (!options.participant || !options.study) {
        fprintf(stderr, "limen: run: %s is missing; usage: %s\n",
                options.participant ? "--study FILE" : "--participant ID", table.usage);
        return 2;
    }
    return run_session("run", &options);
}

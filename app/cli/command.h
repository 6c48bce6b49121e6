/* The subcommands: one file each. */
#ifndef LIMEN_CLI_COMMAND_H
#define LIMEN_CLI_COMMAND_H

#include "base/status.h"

#define COMMAND_LIST(X)                                                                            \
    X(demo, "a simulated session, no instrument needed")                                           \
    X(run, "run a protocol with a participant, real or simulated")                                 \
    X(check, "check protocol files without running them")                                          \
    X(sim, "a simulated instrument on a pseudo-terminal")                                          \
    X(instruments, "drivers, their maturity, and what hangs on the ports")                         \
    X(score, "indices of a study or a trial table")                                                \
    X(export, "write trials, indices and samples of a study as tables")                            \
    X(verify, "check that a study is as it was written")                                           \
    X(doctor, "check this computer: permissions, clocks, folders")                                 \
    X(measure, "benchmarks: stop delay, keeper, ingest, virtual time, memory")

#define COMMAND_DECLARE(name, summary) int command_##name(int argc, char **argv);
COMMAND_LIST(COMMAND_DECLARE)
#undef COMMAND_DECLARE

/* Prints "limen: sentence" to stderr and returns the exit code of the status. */
int command_fail(const char *command, enum status status, const char *sentence);

/* Ends the study, the session or the stop line from SIGINT and SIGTERM: the first signal raises the
 * line, so that what runs is stopped and recorded. */
struct stop_line;
void command_stop_on_signals(struct stop_line *line);

#endif

/* The subcommands: one file each. */
#ifndef LIMEN_CLI_COMMAND_H
#define LIMEN_CLI_COMMAND_H

#include "store/study.h"

#define COMMAND_LIST(X)                                                                            \
    X(run, "run a protocol with a participant, real or simulated")                                 \
    X(check, "check protocol files without running them")                                          \
    X(sim, "a simulated instrument on a pseudo-terminal")                                          \
    X(instruments, "drivers, their maturity, and what hangs on the ports")                         \
    X(score, "indices of a study or a trial table")                                                \
    X(export, "write trials, indices and samples of a study as tables")                            \
    X(verify, "check that a study is as it was written")                                           \
    X(doctor, "check this computer: permissions, clocks, folders")

/* A command returns its exit code. What it printed to standard output need not have arrived: main flushes it and
 * tells, and the code is then 1. */
#define COMMAND_DECLARE(name, summary) int command_##name(int argc, char **argv);
COMMAND_LIST(COMMAND_DECLARE)
#undef COMMAND_DECLARE

/* Prints "limen: sentence" to stderr and returns the exit code of the status. */
int command_fail(const char *command, enum status status, const char *sentence);
/* The same for a command that talks to no instrument: what it could not read or write is an input that is wrong (1),
 * never an instrument that failed (3). */
int command_refuse(const char *command, enum status status, const char *sentence);

/* As study_open(); what the disk or its rights refuse is a study that is refused (5). */
MUST_CHECK
enum status command_open_study(const char *path, enum study_mode mode, struct study **study,
                               struct why *why);

/* Of a study that is read: that somebody writes it, if so. */
void command_tell_writer(const char *command, const struct study *study);

/* Who examines: `given`, or the login name. Never NULL or empty. */
const char *command_operator(const char *given);

/* "trial" or "trials", after the number. */
const char *command_plural(int64_t n, const char *one, const char *many);

/* From here on SIGINT, SIGQUIT, SIGTERM and SIGHUP raise the line, so that what runs is stopped and recorded, nothing puts
 * the program to sleep by Ctrl-Z, and a terminal that was taken away meanwhile is set again as it is now. NULL: they do
 * again what the system does by default; the line may then be ended. */
struct stop_line;
void command_stop_on_signals(struct stop_line *line);

#endif

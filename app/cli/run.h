/* Running one session from the command line: what `limen run` and `limen demo` share. */
#ifndef LIMEN_CLI_RUN_H
#define LIMEN_CLI_RUN_H

#include "cli/options.h"
#include "session/session.h"

struct run_options {
    const char *protocol; /* a file or the name of a shipped one */
    const char *study;
    const char *participant, *operator_name;
    bool is_anybody;   /* the participant is nobody that somebody named: at home in every study */
    const char *bench; /* file; NULL with `sim`: a Mark-10 on a simulated port */
    const char *virtual_person; /* participant file of a simulation */
    const char *on_stop;        /* repeat skip end leave */
    const char *override_check; /* why a thermode is used whose check does not hold */
    const char *language;       /* en de; NULL: as the computer */
    struct option_list faults;
    struct option_list set; /* parameters, NAME=VALUE */
    uint64_t seed;
    bool sim, headless, resume, real_time;
};

/* Prints messages to standard error and the indices of the session as TSV to standard output. The
 * exit code. */
int run_session(const char *command, const struct run_options *options);

#endif

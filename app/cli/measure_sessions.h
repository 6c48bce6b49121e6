/* Sessions in virtual time, as benchmarks run them: bytes, simulated instruments and the journal in memory included. */
#ifndef LIMEN_CLI_MEASURE_SESSIONS_H
#define LIMEN_CLI_MEASURE_SESSIONS_H

#include "cli/paths.h"
#include "session/session.h"

struct sessions {
    char protocol[PATHS_SIZE], library[PATHS_SIZE];
    struct bench_spec spec;
    struct sim_participant participant;
    uint64_t first_seed, n;                                    /* of sessions_run() */
    void (*saved)(void *context, const struct trial_row *row); /* NULL: trials are counted only */
    void *context;
    /* so far */
    mono_ns duration; /* virtual */
    uint64_t trials, instants;
};

/* With a shipped protocol, by its name, on the simulated bench that it needs. */
enum status sessions_init(struct sessions *sessions, const char *protocol, struct why *why);
/* One more; its participant has had nothing yet. */
enum status sessions_one(struct sessions *sessions, struct study *study, uint64_t seed,
                         struct why *why);
/* `n` of them, one after the other, in a study in memory. */
enum status sessions_run(struct sessions *sessions, struct why *why);

#endif

/* A session in real time: bench thread, store thread, keeper, script process, simulated instruments
 * in processes of their own where the bench names some, and the session on the calling thread. */
#ifndef LIMEN_SESSION_LIVE_H
#define LIMEN_SESSION_LIVE_H

#include "session/session.h"
#include "sim/fault.h"

struct live;

struct live_config {
    const struct bench_spec *spec;             /* ports of any kind */
    const struct sim_participant *participant; /* for ports sim:INSTRUMENT */
    const struct sim_fault *faults; /* each of the instrument that it names (sim/fault.h) */
    size_t n_faults;
    uint64_t seed;
    /* The examiner's input: called on the session's thread when `input_fd` is readable (-1: none),
     * and at least every 100 ms when `tick` is set. */
    int input_fd;
    bool (*input)(void *context, struct live *live); /* false: there will be no more */
    void (*tick)(void *context, struct live *live);
    void *context;
};

/* Runs a session to its end. The caller is single-threaded and has loaded the script (with a child)
 * already. `parts->spec`, `->world`, `->wake` are filled in here. The session's result, with the
 * sentence. */
MUST_CHECK
enum status live_run(const struct live_config *config, const struct session_config *session_config,
                     const struct session_parts *parts, struct session_key *key, struct why *why);

struct session *live_session(const struct live *live);
/* As stand_press(). */
void live_press(struct live *live, uint8_t response, mono_ns t, bool pressed);
/* What the running stimulus shows (bench_look()); false: none runs. */
bool live_look(const struct live *live, void *out, size_t size);

#endif

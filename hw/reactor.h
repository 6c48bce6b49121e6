/* The contract between the bench and a running stimulus.
 *
 * A reactor is a state machine like a driver: events and the time come in, commands, phases and at
 * last one outcome go out. Several run at once; each owns its channels, and hears the responses and
 * ratings it watches. It is finished when it has called done() and never before; the bench frees
 * its slot then. */
#ifndef LIMEN_HW_REACTOR_H
#define LIMEN_HW_REACTOR_H

#include "base/mono.h"
#include "hw/event.h"

#include <stddef.h>

enum {
    REACTOR_SPEC_MAX = 256,          /* bytes of a spec: it crosses a ring */
    REACTOR_OUTCOME_MAX = 384,       /* bytes of an outcome: it crosses a ring */
    REACTOR_STATE_MAX = 1024 * 1024, /* bytes of state, allocated with the bench */
    REACTOR_LOOK_MAX = 128,          /* bytes of what a screen shows of it */
};

/* Why a stimulus ended (DATA 1, column `end`). */
#define END_LIST(X)                                                                                \
    X(NONE, "n/a")                                                                                 \
    X(RESPONSE, "response")                                                                        \
    X(LIMIT, "limit")                                                                              \
    X(STOP, "stop")                                                                                \
    X(FAULT, "fault")                                                                              \
    X(TIMEOUT, "timeout")                                                                          \
    X(EARLY, "early")                                                                              \
    X(INTERRUPTED, "interrupted")                                                                  \
    X(WITHDRAWN, "withdrawn")                                                                      \
    X(COMPLETED, "completed")

enum end_reason {
#define END_ENUM(name, word) END_##name,
    END_LIST(END_ENUM)
#undef END_ENUM
};

const char *end_word(enum end_reason end);

/* What the examiner is to be told while it runs. */
enum phase {
    PHASE_ARMED,    /* waiting for contact or for the start */
    PHASE_RUNNING,  /* contact, ramp, pulse or hold */
    PHASE_WARN,     /* 90 % of the limit */
    PHASE_RELEASE,  /* RELEASE: limit, stop or lost link while pressed by hand */
    PHASE_RELEASED, /* let go */
};

struct reactor_io {
    void *host;
    void (*command)(void *host, struct channel_ref channel, const struct command *command);
    void (*phase)(void *host, mono_ns t, enum phase phase, double value);
    void (*done)(void *host, mono_ns t, const void *outcome, size_t n);
    /* What presses is not seen off though its end is past: the host stops everything. Before
     * done(). */
    void (*alarm)(void *host, mono_ns t);
    /* `tells_edges`: a pulse, a press is felt from `t` on, or no longer; the last one is off with PHASE_RELEASED or done() at the
     * latest. NULL: nobody wants to know. */
    void (*edge)(void *host, mono_ns t, bool is_on);
};

static inline void reactor_edge(const struct reactor_io *io, mono_ns t, bool is_on)
{
    if (io->edge)
        io->edge(io->host, t, is_on);
}

struct reactor {
    const char *name; /* "pressure_ramp" */
    size_t state_size, spec_size;
    bool
        tells_edges; /* it comes and goes within what runs; else it is on from PHASE_RUNNING to PHASE_RELEASED or done() */
    /* Begins; `channels` are those of the request, in its order. `state` holds whatever was there before. */
    void (*start)(void *state, mono_ns now, const void *spec, const struct channel_ref *channels,
                  size_t n_channels, const struct reactor_io *io);
    /* Readings arrive in the unit of the role: a force channel bound with a probe area gives kPa.
     */
    void (*event)(void *state, const struct event *event, const struct reactor_io *io);
    void (*tick)(void *state, mono_ns now, const struct reactor_io *io);
    /* Ended from outside: END_STOP, END_FAULT, END_INTERRUPTED, END_COMPLETED (a conditioning that
     * is no longer needed). It may go on until its end is safe (released, at baseline) but must
     * reach done(). */
    void (*end)(void *state, mono_ns now, enum end_reason reason, const struct reactor_io *io);
    mono_ns (*deadline)(const void *state);
    /* After its end: nobody waits any longer until it is seen off, because a person has seen it or
     * because the session is left. NULL: it waits for nobody. Before the end it changes nothing. */
    void (*released)(void *state, mono_ns now, const struct reactor_io *io);
    /* What a screen shows while it runs: `look_size` bytes, made from the state at the call. NULL:
     * nothing. */
    size_t look_size;
    void (*look)(const void *state, void *out);
};

#endif

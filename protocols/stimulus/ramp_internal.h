/* The parts of a running pressure ramp. */
#ifndef LIMEN_STIMULUS_RAMP_INTERNAL_H
#define LIMEN_STIMULUS_RAMP_INTERNAL_H

#include "readings_internal.h"
#include "stimulus/pressure_ramp.h"

/* The machine; its states are told in pressure_ramp.c. */
enum ramp_state { STATE_ARMED, STATE_RUNNING, STATE_RELEASING, STATE_DONE };

struct ramp_run {
    bool on;
    mono_ns since;
    uint32_t first, missing; /* number of the first reading, missing before it since armed */
    uint32_t count;
};

struct ramp {
    enum ramp_state state;
    enum phase phase;
    struct pressure_ramp_spec spec;
    struct channel_ref channel;
    mono_ns known;
    bool clear; /* seen below contact_kpa since armed */
    struct sequence sequence;
    uint32_t missing;
    struct ramp_run above, below; /* at or above contact_kpa (ARMED), below half of it */
    struct ramp_run pull;         /* below minus contact_kpa (ARMED, RUNNING) */
    struct ramp_run still;        /* between these two (RUNNING) */
    double still_low, still_high;
    bool has_contact;
    uint32_t first_number, first_missing; /* of the contact reading */
    bool has_pending;
    mono_ns pending;
    bool warned, alarmed, provisional, untrusted;
    bool awaits_release;
    bool overdue;      /* not seen off within release_within: the alarm is raised */
    bool waived;       /* nobody waits for it to be seen off any more */
    mono_ns ended;     /* known when the verdict came */
    mono_ns idle_from; /* of the span that is being filled */
    double idle_sum, idle_n;
    bool has_idle;
    double idle_kpa; /* the mean nearest to 0 of the spans so far */
    struct pressure_ramp_outcome out;
    /* below: not cleared at the start */
    struct recent recent;
    struct trace trace;
};

/* A gauge at rest shows its offset for this long; the beginning of a press does not stand still. */
#define RAMP_IDLE_SPAN (100 * MONO_MS)

/* As good as the same reading for so long: a hand trembles, a gauge at the end of its range hardly. */
bool ramp_is_still(const struct ramp *ramp, mono_ns t, mono_ns span);
/* Such a reading is no pressure. */
#define RAMP_STILL (500 * MONO_MS)
/* Nor is it the value of a response so long after it came to stand. */
#define RAMP_STILL_AT_RESPONSE (250 * MONO_MS)

/* ramp_end.c: from the verdict to done() */
void ramp_tell(struct ramp *ramp, enum phase phase, const struct reactor_io *io);
void ramp_alarm(struct ramp *ramp, const struct reactor_io *io);
double ramp_newest_kpa(const struct ramp *ramp);
/* ARMED or RUNNING -> RELEASING. `t` is the end of the stimulus. */
void ramp_end(struct ramp *ramp, enum end_reason end, enum fault fault, mono_ns t,
              const struct reactor_io *io);
/* Replaces the verdict; END_RESPONSE takes the value that is in `out` already. */
void ramp_verdict(struct ramp *ramp, enum end_reason end, enum fault fault, mono_ns t);
void ramp_release(struct ramp *ramp, const struct reactor_io *io);
void ramp_settle(struct ramp *ramp, const struct reactor_io *io); /* RELEASING -> DONE */
mono_ns ramp_settles(const struct ramp *ramp); /* when that is due, as far as it is known now */
/* It may press: not seen off, and nobody has said that it is. */
bool ramp_presses(const struct ramp *ramp);

/* ramp_response.c: what a press means */
void ramp_response(struct ramp *ramp, mono_ns t, const struct reactor_io *io);
/* A response that is heard after the end: overturns it where it came before. */
void ramp_overturn(struct ramp *ramp, mono_ns t);
void ramp_early(struct ramp *ramp, mono_ns t, const struct reactor_io *io);
/* A response whose bracket is complete ends the ramp, unless the limit came before it. */
void ramp_answer(struct ramp *ramp, mono_ns t, const struct reactor_io *io);

/* ramp_reading.c: what a reading means in each state */
void ramp_step(struct ramp *ramp, const struct reading *reading, const struct reactor_io *io);

#endif

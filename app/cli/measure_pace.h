/* How far paced starts are from their time: of pulses that an instrument is ordered to give, at its wire. Hand cues are measured
 * where the sound is (shell/measure_pace.c); the figures of both stand side by side. */
#ifndef LIMEN_CLI_MEASURE_PACE_H
#define LIMEN_CLI_MEASURE_PACE_H

#include "cli/measure.h"

struct pace {
    double *off_ns, *at_s; /* later is positive; since the train or the run began */
    size_t n, most;
};

/* Room for `most`. STATUS_NO_MEMORY. */
MUST_CHECK
enum status pace_init(struct pace *pace, size_t most, struct why *why);
void pace_fini(struct pace *pace);
/* What there is no room for is left out. */
void pace_note(struct pace *pace, mono_ns at, mono_ns off);

/* "NAME":{…}: p50, p99 and max of the distance, its mean with sign, and the drift as the slope of a straight line through it. */
void pace_print(const char *name, const struct pace *pace);

struct pace_wire {
    /* In virtual time: the order of each pulse, when it is written to the wire, */
    struct pace presser;
    /* and each pulse of an instrument's own program but the first, by its pressure, against the first. */
    struct pace cpar;
    /* By the clock: the order of each pulse, when it arrives at the end of a pty; and beside it what becomes of a thread that
     * does nothing but wait for its time. */
    struct pace by_clock, bare;
};
enum { PACE_PERIOD_MS = 1000, PACE_CLOCK_PERIOD_MS = 100 };
/* `n` pulses of each in virtual time, and at most `n_by_clock` by the clock. Afterwards it is to be pace_wire_fini(). Forks; the
 * caller is single-threaded. */
MUST_CHECK
enum status pace_wire_run(struct pace_wire *wire, size_t n, size_t n_by_clock, struct why *why);
void pace_wire_fini(struct pace_wire *wire);

#endif

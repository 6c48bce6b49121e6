/* What the times of arrival say about a stream whose rate is known: how many readings are missing
 * (pace), and whether it can still be trusted to show the present (lag).
 *
 * pace, for streams without a counter: bytes may be held back and then come in a heap, so lateness
 * alone is no loss: it is one when the stream goes on at its pace without having made up for it.
 * The verdict is therefore one reading late.
 *
 * lag: a time stamp is the time of arrival, so on a line that is slower than the instrument
 * readings grow older and a threshold comes out too low, with a slope that looks right. A stream
 * that falls behind what was asked is given up. A heap that is made up for is no lag. Readings that
 * are known to be lost count as arrived: those that a counter tells, and those around what could
 * not be read; a clean hole that is never made up for looks like a line that has come to lag, and
 * counts as that. What is not told apart: an instrument that sends more slowly than asked (a fault,
 * too). What cannot be seen: a delay that is the same from the first reading on, and one that grows
 * by less than 1 % of the time. */
#ifndef LIMEN_DRIVERS_PACE_INTERNAL_H
#define LIMEN_DRIVERS_PACE_INTERNAL_H

#include "base/mono.h"

#include <stdbool.h>
#include <stdint.h>

struct pace {
    mono_ns interval;
    mono_ns last;
    double behind; /* readings that should have come by now and did not */
    bool running;  /* a first reading has come */
};

void pace_start(struct pace *pace, mono_ns interval);
/* A reading came at `t`. `disturbed`: what cannot be read came before it, so one reading is lost
 * for certain. Returns how many are missing before it. */
uint32_t pace_arrived(struct pace *pace, mono_ns t, bool disturbed);

struct lag {
    mono_ns interval;
    mono_ns last;
    mono_ns late; /* by how much the last reading came later than the promptest one promised */
    bool running; /* a first reading has come */
};

void lag_start(struct lag *lag, mono_ns interval);
/* `count` readings arrived up to `t`, those that are known to be lost included. `damaged`: between
 * them lies what could not be read, so there may have been more. True: the stream is behind. */
bool lag_arrived(struct lag *lag, mono_ns t, uint32_t count, bool damaged);

#endif

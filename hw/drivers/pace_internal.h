/* How many readings of a stream without a counter are missing, judged by the time they took.
 *
 * Bytes may be held back and then come in a heap, so lateness alone is no loss: it is one when the
 * stream goes on at its pace without having made up for it. The verdict is therefore one reading
 * late. */
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

#endif

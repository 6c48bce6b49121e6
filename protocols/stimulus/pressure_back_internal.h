/* Whether a pressure that an instrument made is off: at or below a level, for long enough that it is no single reading. */
#ifndef LIMEN_STIMULUS_PRESSURE_BACK_INTERNAL_H
#define LIMEN_STIMULUS_PRESSURE_BACK_INTERNAL_H

#include "base/mono.h"

#include <math.h>
#include <stdbool.h>

#define PRESSURE_BACK_LASTS (20 * MONO_MS)

struct pressure_back {
    bool is_seen; /* a reading came since the end */
    bool is_low;
    mono_ns since; /* with `is_low` */
};

/* With this reading it is off; since when: `since`. */
static inline bool pressure_back_seen(struct pressure_back *back, mono_ns t, double kpa,
                                      double baseline_kpa)
{
    back->is_seen = true;
    if (fabs(kpa) > baseline_kpa) {
        back->is_low = false;
        return false;
    }
    if (!back->is_low)
        back->since = t;
    back->is_low = true;
    return t - back->since >= PRESSURE_BACK_LASTS;
}

#endif

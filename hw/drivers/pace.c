/* `behind` leaks by a twentieth of a reading per reading: an instrument whose clock is off by less
 * than 5 % is not accused of losing readings. */
#include "pace_internal.h"

#include <math.h>

static const double LEAK = 0.05, AHEAD_MAX = 2, LOST_MIN = 0.9, STEADY_MIN = 0.5;

void pace_start(struct pace *pace, mono_ns interval)
{
    *pace = (struct pace){.interval = interval};
}

uint32_t pace_arrived(struct pace *pace, mono_ns t, bool disturbed)
{
    uint32_t missing = disturbed ? 1 : 0;
    if (!pace->running) {
        pace->running = true;
        pace->last = t;
        return missing;
    }
    const double spacing = (double)(t - pace->last) / (double)pace->interval;
    if (spacing >= STEADY_MIN && pace->behind >= LOST_MIN) {
        const double lost = round(pace->behind);
        pace->behind -= lost;
        missing += (uint32_t)lost;
    }
    pace->behind += spacing - (disturbed ? 2 : 1);
    pace->behind -= fmax(-LEAK, fmin(LEAK, pace->behind));
    pace->behind = fmax(pace->behind, -AHEAD_MAX);
    pace->last = t;
    return missing;
}

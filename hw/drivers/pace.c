/* `behind` leaks by a twentieth of a reading per reading: an instrument whose clock is off by less
 * than 5 % is not accused of losing readings.
 *
 * `late` leaks by a hundredth of the time: quartz is better, and an hour of it must not add up. Up
 * to 160 ms are borne, which is 8 kPa at 50 kPa/s: a heap of a slow adapter, an output that a key
 * has ended and the driver started again. A stream at 80 % of its rate is found out within 0.9 s,
 * one at half of it within 0.4 s. */
#include "pace_internal.h"

#include <math.h>

static const double LEAK = 0.05, AHEAD_MAX = 2, LOST_MIN = 0.9, STEADY_MIN = 0.5;
static const mono_ns LATE_MAX = 160 * MONO_MS;
static const mono_ns DAMAGE_MAX = 50 * MONO_MS; /* more than this no damage explains */
enum { LATE_LEAK = 100 };

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

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
    pace->behind -= clamp(pace->behind, -LEAK, LEAK);
    if (pace->behind < -AHEAD_MAX)
        pace->behind = -AHEAD_MAX;
    pace->last = t;
    return missing;
}

void lag_start(struct lag *lag, mono_ns interval)
{
    *lag = (struct lag){.interval = interval};
}

/* Within a heap lateness is still being made up for; when readings come at their pace it stays. */
bool lag_arrived(struct lag *lag, mono_ns t, uint32_t count, bool damaged)
{
    if (!lag->running) {
        lag->running = true;
        lag->last = t;
        return false;
    }
    const mono_ns spacing = t - lag->last;
    const bool behind =
        lag->late > LATE_MAX && (double)spacing >= STEADY_MIN * (double)lag->interval;
    mono_ns excess = spacing - count * lag->interval;
    if (damaged && excess > 0)
        excess -= mono_min(excess, DAMAGE_MAX);
    lag->late += excess - spacing / LATE_LEAK;
    if (lag->late < 0)
        lag->late = 0;
    lag->last = t;
    return behind;
}

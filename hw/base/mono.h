/* Time as a value. Layers that must not ask for the time include this and not base/clock.h. */
#ifndef LIMEN_BASE_MONO_H
#define LIMEN_BASE_MONO_H

#include <stdint.h>

typedef int64_t mono_ns; /* nanoseconds of the monotonic clock (or of a virtual one) */
typedef int64_t utc_us;  /* microseconds since 1970-01-01T00:00:00Z */

#define MONO_NEVER INT64_MAX
#define MONO_US ((mono_ns)1000)
#define MONO_MS ((mono_ns)1000000)
#define MONO_SEC ((mono_ns)1000000000)

static inline double mono_to_sec(mono_ns t)
{
    return (double)t / 1e9;
}

static inline mono_ns mono_from_sec(double sec)
{
    return (mono_ns)(sec * 1e9 + (sec < 0 ? -0.5 : 0.5));
}

static inline mono_ns mono_min(mono_ns a, mono_ns b)
{
    return a < b ? a : b;
}

/* MONO_NEVER is as late as it gets. */
static inline mono_ns mono_after(mono_ns t, mono_ns duration)
{
    return duration > MONO_NEVER - t ? MONO_NEVER : t + duration;
}

#endif

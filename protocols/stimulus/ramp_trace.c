/* What a pressure ramp remembers of its readings; see ramp_internal.h. Clearing touches the
 * counters only: the arrays are large, and a simulation arms very often. */
#include "ramp_internal.h"

#include <assert.h>

/* 250 Hz with jitter is kept whole, faster instruments are thinned. */
static const mono_ns trace_spacing = 3 * MONO_MS;

void ramp_recent_clear(struct ramp_recent *recent)
{
    recent->count = 0;
}

void ramp_recent_push(struct ramp_recent *recent, mono_ns t, double kpa, uint32_t missing)
{
    struct ramp_reading *slot = &recent->slots[recent->count % RAMP_RECENT];
    *slot = (struct ramp_reading){t, kpa, recent->count, missing};
    recent->count++;
}

const struct ramp_reading *ramp_recent_at(const struct ramp_recent *recent, uint32_t number)
{
    uint32_t age = recent->count - number; /* 1 is the newest */
    if (age == 0 || age > RAMP_RECENT || age > recent->count)
        return NULL;
    return &recent->slots[number % RAMP_RECENT];
}

const struct ramp_reading *ramp_recent_newest(const struct ramp_recent *recent)
{
    return ramp_recent_at(recent, recent->count - 1);
}

const struct ramp_reading *ramp_recent_before(const struct ramp_recent *recent, mono_ns t)
{
    uint32_t number = recent->count;
    const struct ramp_reading *reading;
    while ((reading = ramp_recent_at(recent, --number)) && reading->t > t)
        continue;
    return reading;
}

void ramp_trace_begin(struct ramp_trace *trace, mono_ns contact)
{
    trace->origin = contact;
    trace->spacing = trace_spacing;
    trace->n = 0;
}

static void trace_thin(struct ramp_trace *trace)
{
    size_t kept = 0;
    for (size_t i = 0; i < trace->n; i += 2)
        trace->points[kept++] = trace->points[i];
    trace->n = kept;
    trace->spacing *= 2;
}

void ramp_trace_add(struct ramp_trace *trace, mono_ns t, double kpa)
{
    mono_ns dt = t - trace->origin;
    if (trace->n > 0 && dt - trace->points[trace->n - 1].dt < trace->spacing)
        return;
    if (trace->n == RAMP_TRACE)
        trace_thin(trace);
    assert(trace->n < RAMP_TRACE);
    trace->points[trace->n++] = (struct ramp_point){dt, kpa};
}

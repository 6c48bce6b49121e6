/* What a stimulus remembers of its readings; see readings_internal.h. Clearing touches the
 * counters only: the arrays are large, and a simulation arms very often. */
#include "readings_internal.h"

#include <assert.h>

/* 250 Hz with jitter is kept whole, faster instruments are thinned. */
static const mono_ns trace_spacing = 3 * MONO_MS;
static const mono_ns gap_bridge = 50 * MONO_MS;

uint32_t sequence_missing(struct sequence *sequence, uint32_t seq)
{
    const uint32_t step = seq - sequence->last;
    const bool jumped = sequence->has && step > 1 && step < UINT32_MAX / 2; /* else it began anew */
    sequence->has = true;
    sequence->last = seq;
    return jumped ? step - 1 : 0;
}

uint32_t sequences_missing(struct sequences *sequences, struct channel_ref own,
                           struct channel_ref rating, const struct event *event)
{
    if (event->kind != EVENT_READING && event->kind != EVENT_RATING)
        return 0;
    if (event->instrument == own.instrument)
        return sequence_missing(&sequences->own, event->seq);
    if (event->instrument == rating.instrument)
        return sequence_missing(&sequences->rating, event->seq);
    return 0;
}

void recent_clear(struct recent *recent)
{
    recent->count = 0;
}

void recent_push(struct recent *recent, mono_ns t, double value, uint32_t missing)
{
    struct reading *slot = &recent->slots[recent->count % RECENT_ROOM];
    *slot = (struct reading){t, value, recent->count, missing};
    recent->count++;
}

const struct reading *recent_at(const struct recent *recent, uint32_t number)
{
    uint32_t age = recent->count - number; /* 1 is the newest */
    if (age == 0 || age > RECENT_ROOM || age > recent->count)
        return NULL;
    return &recent->slots[number % RECENT_ROOM];
}

const struct reading *recent_newest(const struct recent *recent)
{
    return recent_at(recent, recent->count - 1);
}

const struct reading *recent_before(const struct recent *recent, mono_ns t)
{
    uint32_t number = recent->count;
    const struct reading *reading;
    while ((reading = recent_at(recent, --number)) && reading->t > t)
        continue;
    return reading;
}

static mono_ns widest(double stream_hz, mono_ns least)
{
    const mono_ns three_periods = mono_from_sec(3 / stream_hz);
    return three_periods > least ? three_periods : least;
}

enum fault recent_bracket(const struct recent *recent, mono_ns t, double stream_hz,
                          struct bracket *bracket)
{
    const struct reading *a = recent_before(recent, t);
    if (!a)
        return FAULT_GARBLED;
    *bracket = (struct bracket){.a = a, .b = a};
    if (a->t == t)
        return FAULT_NONE;
    const struct reading *b = recent_at(recent, a->number + 1);
    assert(b && b->t > t);
    bracket->b = b;
    bracket->width = b->t - a->t;
    bracket->missing = b->missing - a->missing;
    if (bracket->missing > 0 && bracket->width > widest(stream_hz, gap_bridge))
        return FAULT_GARBLED;
    return bracket->width > widest(stream_hz, RESPONSE_WAIT) ? FAULT_SILENT : FAULT_NONE;
}

void trace_begin(struct trace *trace, mono_ns origin)
{
    trace->origin = origin;
    trace->spacing = trace_spacing;
    trace->n = 0;
}

static void trace_thin(struct trace *trace)
{
    size_t kept = 0;
    for (size_t i = 0; i < trace->n; i += 2)
        trace->points[kept++] = trace->points[i];
    trace->n = kept;
    trace->spacing *= 2;
}

void trace_add(struct trace *trace, mono_ns t, double value)
{
    mono_ns dt = t - trace->origin;
    if (trace->n > 0 && dt - trace->points[trace->n - 1].dt < trace->spacing)
        return;
    if (trace->n == TRACE_ROOM)
        trace_thin(trace);
    assert(trace->n < TRACE_ROOM);
    trace->points[trace->n++] = (struct trace_point){dt, value};
}

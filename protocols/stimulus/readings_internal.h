/* What every stimulus that is read from an instrument keeps of its readings, in the unit of the channel: the newest
 * at full rate (for the value at an instant), a thinned trace since its beginning (for the slope), lines through both. */
#ifndef LIMEN_STIMULUS_READINGS_INTERNAL_H
#define LIMEN_STIMULUS_READINGS_INTERNAL_H

#include "base/mono.h"
#include "hw/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RECENT_ROOM = 2048, /* full-rate readings kept: 2 s at 1 kHz; a power of two */
    TRACE_ROOM = 40960, /* thinned readings kept: 2 min at 333 Hz; even */
};

/* How long a response waits for a reading after it, and how long an end stays open to a response before it. */
#define RESPONSE_WAIT (100 * MONO_MS)

struct sequence {
    bool has;
    uint32_t last;
};

/* How many are missing before `seq`; 0 where the count began anew. */
uint32_t sequence_missing(struct sequence *sequence, uint32_t seq);

/* Of what presses or heats, and of the instrument that rates where that is another one: each counts for itself. */
struct sequences {
    struct sequence own, rating;
};

/* How many values are missing before `event`, by the instrument that told it; 0 of an instrument that is neither, and of what is
 * no value. */
uint32_t sequences_missing(struct sequences *sequences, struct channel_ref own,
                           struct channel_ref rating, const struct event *event);

struct reading {
    mono_ns t;
    double value;
    uint32_t number;  /* counts readings since armed */
    uint32_t missing; /* counts missing ones since armed */
};

/* Invariant: times never fall. */
struct recent {
    uint32_t count; /* ever pushed; the slot of number n is n % RECENT_ROOM */
    struct reading slots[RECENT_ROOM];
};

void recent_clear(struct recent *recent);
void recent_push(struct recent *recent, mono_ns t, double value, uint32_t missing);
/* NULL when it is not kept (any more). */
const struct reading *recent_at(const struct recent *recent, uint32_t number);
const struct reading *recent_newest(const struct recent *recent);
/* The newest reading at or before `t`; NULL when none is kept. */
const struct reading *recent_before(const struct recent *recent, mono_ns t);

/* The two readings around an instant; one and the same where that has a reading of its own. */
struct bracket {
    const struct reading *a, *b;
    mono_ns width;
    uint32_t missing;
};

/* Around `t`, which is not newer than the newest reading. FAULT_GARBLED: too few there, FAULT_SILENT: too far apart.
 *
 * With readings missing in it a bracket may be 50 ms wide, without missing ones 100 ms, and three periods of the asked
 * rate in both cases. */
enum fault recent_bracket(const struct recent *recent, mono_ns t, double stream_hz,
                          struct bracket *bracket);

/* Time since the beginning and value of a part of the readings: at most one in 3 ms, and when the room
 * is full every second one is dropped and twice the distance kept, so that any duration fits. */
struct trace {
    mono_ns origin;
    mono_ns spacing;
    size_t n;
    struct trace_point {
        mono_ns dt;
        double value;
    } points[TRACE_ROOM];
};

void trace_begin(struct trace *trace, mono_ns origin);
void trace_add(struct trace *trace, mono_ns t, double value);

/* Least squares: sums over points relative to the first of them that was added. */
struct line {
    struct trace_point base;
    double n, t, v, tt, tv;
};

/* `sign` 1 adds the point, -1 takes it away. */
void line_change(struct line *line, const struct trace_point *point, double sign);
/* False: too few points, or all at one instant. */
bool line_slope(const struct line *line, double *slope);
/* The line with this slope through the middle of the points, at `dt`. */
double line_value(const struct line *line, double slope, mono_ns dt);

struct band {
    double target, tolerance; /* of a slope: unit per second, share */
};

bool band_has(const struct band *band, double slope);
/* Slope over the last 0.5 s of the trace; false while that has no full window. */
bool slope_live(const struct trace *trace, double *slope);

/* What pressure_ramp.h says of each. */
struct slope_verdict {
    bool has_slope, has_in_band;
    double slope, in_band, worst_slope;
};

/* Of the readings up to `end`, of which the last rose to `end_value`. */
struct slope_verdict slope_judge(const struct trace *trace, mono_ns end, double end_value,
                                 const struct band *band);
/* Of the points from `from` to `until`. */
bool slope_between(const struct trace *trace, mono_ns from, mono_ns until, double *slope);
/* Off the target, or a value that has no slope to show for it. */
bool slope_is_off(const struct slope_verdict *verdict, const struct band *band, bool has_value);

#endif

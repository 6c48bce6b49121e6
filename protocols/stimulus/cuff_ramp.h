/* A cuff that is inflated by its instrument until the participant ends it (METHODS 3.3): where the rating begins (PDT), where it is
 * ended (PTT), and how strong it was rated there (PTL). */
#ifndef LIMEN_STIMULUS_CUFF_RAMP_H
#define LIMEN_STIMULUS_CUFF_RAMP_H

#include "base/mono.h"
#include "hw/reactor.h"

#include <stdbool.h>
#include <stdint.h>

struct cuff_ramp_spec {
    double limit_kpa, rate_kpa_per_s;
    double rate_tolerance; /* share: the slope is off outside ± this */
    double tolerance_kpa;  /* delivered may be ahead of what was asked by this */
    double baseline_kpa;   /* at or below this the pressure is off, and a response is early */
    double
        detect_rating; /* 0 to 10: from here on it is felt as pain: 0.1, or 1.0 where the scale has an anchor there */
    double
        stop_rating; /* 0 to 10: that it reaches this is a response, too; above 10: only the button is one */
    double stream_hz;
    mono_ns behind_within;   /* the limit is reached so much after it was due at the latest */
    mono_ns silent_within;   /* no reading for longer is a fault */
    mono_ns rated_within;    /* a rating that is older is none: missing, never the last one again */
    mono_ns baseline_within; /* after the end: longer than this is a fault and an alarm */
};

/* Times are on the bench's clock; what was not reached is 0 and its `has_` is false. Pressures and ratings of one status belong
 * together: the value at an instant is that of the last status before it, which is at most one period of the stream old.
 *
 * END_RESPONSE: the button, or the rating at `stop_rating`. END_LIMIT: neither came: the tolerance is at least `value_kpa`.
 * END_EARLY: the button before the pressure had begun. END_INTERRUPTED also: a button is stuck, and nobody could answer. As in
 * pressure_hold.h an end is reported only after the pressure was seen to be off. */
struct cuff_ramp_outcome {
    uint8_t end, fault;
    bool has_value; /* tolerance, or with END_LIMIT its bound */
    bool by_rating; /* with END_RESPONSE: nobody pressed */
    bool
        has_pdt; /* the rating came to `detect_rating` from below: the last time it did (METHODS 3.3) */
    bool has_rating; /* one came within `rated_within` before the end */
    bool has_slope, rate_off;
    bool at_baseline; /* the pressure was seen to be off at the end */
    double value_kpa, pdt_kpa, peak_kpa;
    double rating; /* at the end (PTL), 0 to 10 */
    double slope_kpa_per_s;
    mono_ns start_ns, rise_ns; /* asked for; above the baseline */
    mono_ns pdt_ns, response_ns, end_ns, baseline_ns;
    uint32_t readings, ratings,
        gaps; /* from the start to the end; gaps: missing by sequence number */
};

/* Channels: the cuff, which energises, and the rating. Responses are those that the request watches.
 *
 * PHASE_ARMED until the pressure rises, PHASE_RUNNING from there, PHASE_WARN at 90 % of the limit, PHASE_RELEASE from the end
 * on, PHASE_RELEASED at baseline. */
extern const struct reactor cuff_ramp;

/* 1 kPa/s to 100 kPa, detection at 0.1, ended by the rating at 10 as well (the scale with two anchors). */
struct cuff_ramp_spec cuff_ramp_defaults(void);

/* What a screen shows of it. */
struct cuff_ramp_live {
    mono_ns reading_ns; /* of `kpa`; before the first reading the start */
    double kpa, asked_kpa, limit_kpa, rating;
    bool has_rating, has_pdt, is_returning;
    double pdt_kpa;
};

#endif

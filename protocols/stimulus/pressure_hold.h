/* A pressure that an instrument makes and holds: the conditioning stimulus of CPM, and tonic cuff pressure that is rated all the
 * time (METHODS 4.2, AUC_static). It may run beside other stimuli, and is ended with END_COMPLETED when it is no longer needed. */
#ifndef LIMEN_STIMULUS_PRESSURE_HOLD_H
#define LIMEN_STIMULUS_PRESSURE_HOLD_H

#include "base/mono.h"
#include "hw/reactor.h"

#include <stdbool.h>
#include <stdint.h>

struct pressure_hold_spec {
    double target_kpa, rate_kpa_per_s;
    double tolerance_kpa; /* delivered may differ from asked by this */
    double baseline_kpa;  /* at or below this the pressure is off */
    double stream_hz;
    mono_ns hold;       /* bounded duration at the target; the instrument is told it, too */
    mono_ns off_within; /* off by more than the tolerance, late or unseen for longer: a fault */
    mono_ns baseline_within; /* after the end: longer than this is a fault and an alarm */
    bool is_rated;           /* the second channel is the rating */
    bool ends_by_response;   /* a response: the participant withdraws */
    mono_ns tail;            /* is_rated: so long after the hold the rating is still followed */
    double rating_gap_s; /* is_rated: between two ratings; longer, they say nothing of the hold */
};

/* Times are on the bench's clock; what was not reached is 0 and its `has_` is false. Where a response ends it, a button that is
 * stuck does, too (END_INTERRUPTED). Every end is reported only after the pressure was seen to be off; where it was not, the end is
 * END_FAULT whatever came first, and the alarm is raised: what still presses must be stopped. */
struct pressure_hold_outcome {
    uint8_t end;    /* enum end_reason; END_COMPLETED: held as asked, or until not needed */
    uint8_t fault;  /* enum fault, with END_FAULT; FAULT_NONE when it was ended so from outside */
    bool has_level; /* the target was reached, within the tolerance */
    bool has_mean;
    bool at_baseline; /* the pressure was seen to be off at the end */
    double mean_kpa;  /* by time, while held, between the readings */
    double peak_kpa;  /* highest reading of all */
    mono_ns start_ns, level_ns, end_ns, baseline_ns;
    mono_ns held_ns;        /* from reaching the level to the end */
    mono_ns longest_off_ns; /* longest time outside the tolerance, from the start to the end */
    uint32_t readings;      /* from the start to the end */
    uint32_t
        gaps; /* of these and of the ratings, missing by sequence number (see pressure_ramp.h) */
    uint32_t ratings;
    mono_ns response_ns; /* END_WITHDRAWN */
    /* is_rated: the ratings span what was held without a longer gap, however it ended. */
    bool has_hold_rating;
    double hold_rating; /* mean rating by time over the hold (index/vas.h) */
    /* END_COMPLETED by the time, too: they span the tail as well. */
    bool has_rating;
    double auc_static;  /* the same over hold and tail */
    double peak_rating; /* highest over both */
};

/* What a screen shows of it. */
struct pressure_hold_live {
    double kpa, target_kpa, rating;
    bool has_rating; /* none that is older than `rating_gap_s` */
    bool is_holding, is_returning;
    mono_ns hold, left; /* of the hold; of the tail, once it is over */
};

/* One owned channel that energises, readings in kPa; then the rating. Responses are those that the request watches.
 *
 * PHASE_ARMED on the way up, PHASE_RUNNING at the level, PHASE_RELEASE from the end on,
 * PHASE_RELEASED at baseline. */
extern const struct reactor pressure_hold;

/* At 1 kPa/s (METHODS 3.3) to 30 kPa for 2 min, ± 3 kPa but for 2 s; off (2 kPa) within 10 s. Neither rated nor ended by a
 * response; where it is, the tail is 20 s. */
struct pressure_hold_spec pressure_hold_defaults(void);

#endif

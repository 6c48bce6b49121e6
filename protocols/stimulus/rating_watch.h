/* A continuous rating for as long as it is watched: the slider beside a conditioning stimulus or a
 * cuff ramp. A rating that did not come is missing, never zero. */
#ifndef LIMEN_STIMULUS_RATING_WATCH_H
#define LIMEN_STIMULUS_RATING_WATCH_H

#include "base/mono.h"
#include "hw/reactor.h"

#include <stdbool.h>
#include <stdint.h>

struct rating_watch_spec {
    double target; /* 0..10: the crossing that is looked for (METHODS 3.3: 0.1 or 1.0) */
    double stream_hz;
    mono_ns within;    /* for the first rating; later, longer than this without one is a lapse */
    mono_ns watch_for; /* bounded duration; MONO_NEVER: until it is ended */
};

/* Times are on the bench's clock; what was not reached is 0 and its `has_` is false. */
struct rating_watch_outcome {
    uint8_t end;      /* enum end_reason; END_TIMEOUT: no rating came at all */
    uint8_t fault;    /* enum fault, with END_FAULT; FAULT_NONE when it was ended so from outside */
    bool has_rating;  /* any came; lowest and highest are valid */
    bool has_last;    /* the newest one is not older than `within` at the end */
    bool has_reached; /* at or above the target at some time */
    double last, lowest, highest;
    mono_ns start_ns, first_ns, last_ns, end_ns;
    mono_ns reached_ns; /* first rating at or above the target */
    mono_ns crossed_ns; /* the last time it came to the target from below (METHODS 3.3) */
    uint32_t ratings;
    uint32_t gaps;   /* missing by sequence number (see pressure_ramp.h) */
    uint32_t lapses; /* times that no rating came for longer than `within` */
};

/* One rating channel. PHASE_ARMED until the first rating, then PHASE_RUNNING. */
extern const struct reactor rating_watch;

/* Target 1.0, 20 Hz, a rating at least every second, until it is ended. */
struct rating_watch_spec rating_watch_defaults(void);

#endif

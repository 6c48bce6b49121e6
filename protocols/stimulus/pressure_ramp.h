/* A hand-held pressure ramp to a response (METHODS 3.1): contact is detected by itself, the examiner
 * raises the pressure at a target slope, the participant presses when it becomes painful. */
#ifndef LIMEN_STIMULUS_PRESSURE_RAMP_H
#define LIMEN_STIMULUS_PRESSURE_RAMP_H

#include "base/mono.h"
#include "hw/reactor.h"

#include <stdbool.h>
#include <stdint.h>

struct pressure_ramp_spec {
    double rate_kpa_per_s;  /* target slope */
    double rate_tolerance;  /* share, 0.2: the slope is off outside ± this */
    double limit_kpa;       /* reached without a response: censored */
    double contact_kpa;     /* above this the probe touches; below half of it, it has let go */
    double stream_hz;       /* asked of the instrument */
    mono_ns contact_within; /* armed without contact for longer: END_TIMEOUT */
    mono_ns ramp_within;    /* contact without an end for longer: END_TIMEOUT */
    mono_ns release_within; /* after limit, stop or lost link: longer than this is not released */
};

/* The outcome. Times are on the bench's clock; what was not reached is 0 and its `has_` is false.
 *
 * With END_RESPONSE `value_kpa` is the pressure at the response's time stamp, interpolated between the
 * readings around it. With END_LIMIT it is the limit and `censored`: a bound from below, never a bare
 * number. With every other end there is no value. A response before contact is END_EARLY. */
struct pressure_ramp_outcome {
    uint8_t end; /* enum end_reason */
    uint8_t fault; /* enum fault, with END_FAULT */
    bool has_value, censored;
    bool has_slope, rate_off; /* rate_off: the slope differs from the target by more than the tolerance */
    bool has_in_band;
    bool released; /* the probe was seen to let go */
    double value_kpa;
    double peak_kpa;            /* highest reading from contact to release */
    double slope_kpa_per_s;     /* least squares over readings between 20 % and 90 % of the end value */
    double in_band;             /* share of time with the smoothed slope within the tolerance; not the first 0.5 s */
    double worst_slope_kpa_per_s; /* of the 0.5 s window farthest from the target */
    mono_ns armed_ns, contact_ns, response_ns, end_ns, release_ns;
    uint32_t readings; /* from contact to the end */
    uint32_t gaps;     /* readings missing by sequence number, never interpolated over */
};

/* One owned channel (force bound with a probe area, or pressure), readings in kPa; watches responses. */
extern const struct reactor pressure_ramp;

/* The spec with the defaults of METHODS 3.1: 50 kPa/s ± 20 %, 1000 kPa, contact at 20 kPa, 250 Hz. */
struct pressure_ramp_spec pressure_ramp_defaults(void);

#endif

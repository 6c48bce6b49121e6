/* The method of limits on a thermode (METHODS 6.1): one ramp from the baseline to a response or to its limit, and
 * back. */
#ifndef LIMEN_STIMULUS_THERMAL_LIMITS_H
#define LIMEN_STIMULUS_THERMAL_LIMITS_H

#include "stimulus/thermal.h"

struct thermal_limits_spec {
    struct thermal_spec thermal;
    double limit_c; /* above the baseline: a warm ramp; below it: a cool one */
};

/* The outcome. Times are on the bench's clock; what was not reached is 0 and its `has_` is false.
 *
 * With END_RESPONSE `value_c` is the temperature at the response's time stamp, between baseline and limit. With
 * END_LIMIT it is the limit and `censored`, and `bound` says to which side. With every other end there is no value:
 * END_EARLY is a response before the temperature moved, END_INTERRUPTED (besides its use from outside) a response
 * button that hangs, END_FAULT also a response around which readings are missing (FAULT_SILENT: too far apart,
 * FAULT_GARBLED: too few, or they contradict each other), a baseline that is not reached (FAULT_TRACKING) or left again
 * and again (FAULT_UNSTEADY), a ramp that is not followed (FAULT_TRACKING), zones that are apart (FAULT_TRACKING,
 * `zone_spread_c`), a temperature that no thermode has (FAULT_RANGE). A response up to a stop is END_RESPONSE when the readings around it came within 100 ms of the stop.
 *
 * A value that was measured stands whatever happens on the way back: `after_fault` says what. Where the thermode was
 * not seen at its baseline, `returned` is false, the alarm was raised, and an end without a value is END_FAULT
 * (FAULT_NOT_RELEASED, FAULT_SILENT) whatever came first. */
struct thermal_limits_outcome {
    uint8_t end;   /* enum end_reason */
    uint8_t fault; /* enum fault, with END_FAULT; FAULT_NONE when it was ended so from outside */
    uint8_t after_fault; /* enum fault, after an end that was no fault */
    uint8_t bound;       /* enum thermal_bound */
    bool has_value, censored;
    bool has_slope;
    bool
        rate_off; /* slope off the asked one by more than the tolerance, or a value without a slope */
    bool has_in_band;
    bool overshot;          /* by more than asked */
    bool returned;          /* seen at the baseline at the end */
    uint8_t n_zones, zones; /* how many there are; a bit for each with a temperature in zone_c */
    uint8_t worst_zone;     /* of zone_spread_c, from 0 */
    double value_c;
    float zone_c[THERMAL_ZONES_MAX]; /* at the response or the limit */
    double start_c;                  /* mean of the last 0.5 s before the ramp */
    double
        peak_c; /* farthest in the direction of the ramp, from its command until the end of the return */
    double overshoot_c; /* of the peak beyond the value */
    double
        slope_c_per_s; /* signed; least squares between 20 % and 90 % of the way from the start to the end */
    double slope_error; /* share: 0.02 is 2 % steeper than asked */
    /* with has_in_band: share of time from 1 s after the command with the slope over 0.5 s in the tolerance, and the
     * slope farthest from it, signed */
    double in_band, worst_slope_c_per_s;
    double behind_c; /* the most that measured trailed the line */
    double
        zone_spread_c; /* greatest distance of a zone from the mean, from the ramp's command to the end */
    mono_ns armed_ns, settled_ns;
    mono_ns ramp_ns; /* its command; moved_ns - ramp_ns contains the dead time */
    mono_ns moved_ns, response_ns, end_ns, baseline_ns;
    mono_ns bracket_ns;  /* with END_RESPONSE: time between the readings around it ... */
    uint32_t value_gaps; /* ... and how many are missing there */
    uint32_t readings;   /* of the probe, from the ramp's command to the end */
    uint32_t
        gaps; /* in the same time, missing by sequence number, of all channels (pressure_ramp.h) */
};

/* The first channel is the probe's mean and energises; what follows are its zones, as many as there are (none is
 * fine). All are of one instrument, readings in degC; watches responses. */
extern const struct reactor thermal_limits;

/* Warm, to 50 degC. */
struct thermal_limits_spec thermal_limits_defaults(void);

#endif

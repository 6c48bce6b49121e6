/* A train of pulses by a thermode: temporal summation by heat or cold (METHODS 4.1). Each pulse goes from the baseline to its level,
 * holds it and comes back; each is rated at the end of its own period (METHODS 3.3: not at its beginning). */
#ifndef LIMEN_STIMULUS_THERMAL_TRAIN_H
#define LIMEN_STIMULUS_THERMAL_TRAIN_H

#include "stimulus/thermal.h"

enum { THERMAL_PULSES_MAX = 16 };

struct thermal_train_spec {
    struct thermal_spec thermal;       /* its rate and way back are those of every pulse */
    float level_c[THERMAL_PULSES_MAX]; /* of each; all above the baseline, or all below it */
    mono_ns on;                        /* at the level */
    mono_ns
        period; /* from the order of one pulse to that of the next; at least thermal_train_least() */
    double tolerance_c;   /* the level may be missed by this */
    mono_ns rated_within; /* before the end of a period: an older rating is none */
    uint8_t pulses;
    bool is_rated; /* the second channel is the rating */
};

struct thermal_pulse {
    /* When it began, against the first one and the period; of that 0. It is reckoned back at the asked rate from where its
     * temperature, between two readings, is half the way to the level. */
    float onset_error_s;
    float
        level_c; /* mean at the level, but for its beginning (half of it, 2 s at most); NAN: nothing was read there */
    float peak_c; /* farthest from the baseline */
    float rating; /* at the end of its period; NAN: missing, never zero */
};

/* What is told of any pulses, one or more. Times are on the bench's clock; what was not reached is 0.
 *
 * END_COMPLETED: all pulses were given. END_WITHDRAWN: the participant has pressed, also before the first pulse. END_FAULT also
 * with FAULT_TRACKING: a pulse did not come, was still there when the next one was due, was left for 3 s, or went beyond its level;
 * with FAULT_SILENT and others of either instrument. As in thermal_limits.h an end is reported only after the thermode was seen at
 * its baseline. */
struct thermal_whole {
    uint8_t end, fault, after_fault;
    uint8_t worst_zone;
    bool returned;
    float start_c, peak_c; /* before the first pulse; farthest from the baseline */
    float zone_spread_c;
    uint32_t readings, ratings, gaps; /* from the first order to the end */
    mono_ns armed_ns, settled_ns;
    mono_ns start_ns; /* the first order */
    mono_ns response_ns, end_ns, baseline_ns;
};

/* Whatever the end, the pulses whose period was over before stand. */
struct thermal_train_outcome {
    struct thermal_whole whole;
    uint8_t given;    /* pulses whose period was over */
    uint16_t off;     /* a bit for each pulse: its level was missed by more than the tolerance */
    mono_ns onset_ns; /* the first pulse, by its temperature */
    struct thermal_pulse pulses[THERMAL_PULSES_MAX];
};

/* Channels: the probe, the rating where `is_rated`, the zones. Responses are those that the request watches. */
extern const struct reactor thermal_train;

/* Ten pulses of 0.5 s every 2.5 s from 38 degC at 15 degC/s, rated; the level is the caller's. */
struct thermal_train_spec thermal_train_defaults(void);

/* The shortest period that ways and hold leave room for: the farthest level, at the asked rates, and 0.1 s at the baseline. */
mono_ns thermal_train_least(const struct thermal_train_spec *spec);
/* The drive of a pulse lasts so long: way and hold; a hold of more than a minute is made of several, each renewed in time. */
mono_ns thermal_pulse_drive(const struct thermal_spec *spec, double way_c, mono_ns on);

#endif

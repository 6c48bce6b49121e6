/* What the methods of limits and of alternating ramps, and trains of pulses, ask of a thermode, and what a screen shows of them. */
#ifndef LIMEN_STIMULUS_THERMAL_H
#define LIMEN_STIMULUS_THERMAL_H

#include "base/mono.h"
#include "hw/reactor.h"

#include <stdbool.h>
#include <stdint.h>

enum { THERMAL_ZONES_MAX = 5 };

/* What is asked is a straight line from the temperature at the command to the limit. */
struct thermal_spec {
    double baseline_c;
    double rate_c_per_s;   /* of every ramp */
    double return_c_per_s; /* to the baseline, on every way out */
    double stream_hz;      /* asked of the instrument */
    mono_ns
        lead_in; /* at the baseline before the first ramp; drawn by the caller, so that a replay waits as long */
    double settle_c;     /* before a ramp every reading is this near the baseline ... */
    mono_ns settle_span; /* ... for so long */
    mono_ns
        settle_within; /* not so for longer, from the arming on or since it was so: a fault. Away again and again, the
                              first ramp begins within twice this and the lead-in, or it is FAULT_UNSTEADY */
    double rate_tolerance; /* share, 0.1: the slope is off outside ± this */
    double track_c;        /* measured may differ from the line by this, beside the dead time ... */
    mono_ns track_within;  /* ... longer than so long is a fault */
    mono_ns dead_time;     /* from a command until the thermode moves, and its lag: at most */
    double
        overshoot_c; /* beyond the limit by more is a fault at once; beyond a response, `overshot` */
    double zone_c;   /* a zone may differ from the mean by this */
    double noise_c;  /* of a reading: so near the limit when its time is over is at the limit */
    mono_ns silent_within; /* no reading for longer: a fault */
    bool stop_is_off; /* a stop switches it off (struct driver); else it goes to its baseline */
    mono_ns return_within; /* after the end: not seen at the baseline for longer raises the alarm */
};

/* METHODS 6.1: from 32 degC at 1 degC/s, 5 degC/s back; 1 s of lead-in, 100 Hz. */
struct thermal_spec thermal_defaults(void);
/* For how long a ramp of `way_c` is commanded, from wherever near its baseline it starts: its way and its hold. */
mono_ns thermal_drive_time(const struct thermal_spec *spec, double way_c);

/* How long a ramp stays at its limit when nobody ends it: crash, cable. Instruments that know no end of a drive may stay. */
mono_ns thermal_hold_alone(const struct thermal_spec *spec);

/* Which way a censored value is a bound. */
enum thermal_bound {
    THERMAL_NO_BOUND,
    THERMAL_BELOW, /* the true threshold is colder: a cool ramp reached its limit (DATA 1: left) */
    THERMAL_ABOVE  /* the true threshold is warmer: a warm one did (DATA 1: right) */
};

enum thermal_step {
    THERMAL_STEP_SETTLING, /* waits for a steady baseline */
    THERMAL_STEP_LEAD_IN,
    THERMAL_STEP_RAMP,
    THERMAL_STEP_PULSES,
    THERMAL_STEP_RETURNING,
};

/* What a screen shows while it runs: look(). */
struct thermal_live {
    uint8_t phase;       /* enum phase */
    uint8_t step;        /* enum thermal_step */
    uint8_t turn, turns; /* the ramp that runs (from 0), how many there are to be; pulses are one */
    uint8_t pulse, pulses;  /* the same of pulses; 0 of ramps */
    uint8_t given;          /* pulses whose period is over */
    uint8_t n_zones, zones; /* how many the request has, a bit for each that is measured */
    bool has_temperature;
    bool has_slope; /* in the ramp long enough for a slope over the last 0.5 s */
    bool in_band;
    bool
        has_value; /* of the newest ramp that has ended: at a response, or at its limit (`censored`) */
    bool censored;
    bool is_cool;    /* the ramp that runs, or is to come, goes down */
    bool is_up;      /* a pulse has come to half the way and not back from it */
    bool has_rating; /* one that would be taken now */
    double rating;   /* 0 to 10 */
    double temperature_c;
    double baseline_c, limit_c; /* limit of the ramp, level of the pulse, that runs or is to come */
    double slope_c_per_s;       /* signed */
    double value_c;
    mono_ns ramp_ns;    /* 0 before the first ramp or pulse */
    mono_ns reading_ns; /* when the temperature was measured */
    float zone_c[THERMAL_ZONES_MAX];
};

#endif

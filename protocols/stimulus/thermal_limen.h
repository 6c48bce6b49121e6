/* Alternating ramps on a thermode (thermal sensory limen, METHODS 6.1): warm to a response, from there cool to a
 * response, from there warm again; the baseline is left once and returned to at the end.
 *
 * What it needs of a driver: a COMMAND_DRIVE while another one runs replaces it. The channel goes from where it is
 * to the new target at the new rate, `hold` counts anew, there is no NOTICE_PROGRAM_DONE for the replaced one. */
#ifndef LIMEN_STIMULUS_THERMAL_LIMEN_H
#define LIMEN_STIMULUS_THERMAL_LIMEN_H

#include "stimulus/thermal.h"

enum { THERMAL_PAIRS_MAX = 6 };

struct thermal_limen_spec {
    struct thermal_spec thermal;
    double warm_limit_c, cool_limit_c; /* above and below the baseline */
    uint8_t pairs;                     /* of a warm and a cool turn */
};

/* What a cool pulse felt like. The machine cannot know: who asks fills it in. */
enum thermal_felt { THERMAL_FELT_UNASKED, THERMAL_FELT_COLD, THERMAL_FELT_OTHER, THERMAL_FELT_HOT };

struct thermal_limen_turn {
    double value_c;      /* where it turned */
    mono_ns response_ns; /* the response, or when the limit was reached */
    float slope_c_per_s; /* signed; 0 where there is none, or the turn was too short to tell */
    uint8_t end;         /* END_RESPONSE, END_LIMIT: value_c is a bound; else it has no value */
    bool is_cool;
    bool rate_off; /* slope off the asked one by more than the tolerance; never without a slope */
    uint8_t
        felt; /* enum thermal_felt, of a cool turn: THERMAL_FELT_HOT is a paradoxical heat sensation */
};

/* As thermal_limits_outcome. END_COMPLETED: all turns have a value or a bound. With other ends the turns that were
 * completed before stand, and END_EARLY is a response before the first ramp moved. Later on a response before the
 * temperature has turned is a bounce: it is counted in `strays`, and the next one counts. */
struct thermal_limen_outcome {
    uint8_t end, fault, after_fault;
    uint8_t n_turns; /* begun; with END_COMPLETED twice the pairs */
    bool overshot, returned;
    bool has_slope, rate_off; /* of the turns that have a slope; rate_off: one of them is off */
    uint8_t worst_zone;
    float slope_c_per_s;       /* their mean, of the amounts */
    float worst_slope_c_per_s; /* the one farthest from what was asked */
    float start_c;
    float warmest_c, coolest_c; /* of all readings from the first ramp's command on */
    float overshoot_c;          /* the greatest of all turns */
    float zone_spread_c;
    uint32_t strays, readings, gaps;
    mono_ns armed_ns, settled_ns, ramp_ns, end_ns, baseline_ns;
    struct thermal_limen_turn turns[2 * THERMAL_PAIRS_MAX]; /* warm, cool, warm ... */
};

/* Channels as thermal_limits. */
extern const struct reactor thermal_limen;

/* 3 pairs between 50 and 0 degC. */
struct thermal_limen_spec thermal_limen_defaults(void);

#endif

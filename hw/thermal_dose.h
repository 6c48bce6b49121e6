/* What a temperature does to skin: equivalent minutes at 43 degC, and time in the cold and in the heat.
 *
 * CEM43 = sum of dt[min] * R^(43 - T), R = 0.5 from 43 degC on and 0.25 below (Sapareto and Dewey 1984; METHODS 11.2). The
 * temperature is that of the thermode: an upper bound of that of the skin.
 *
 * Pure: no clock, no state but what is handed in. Between two readings the temperature is taken for a straight line and
 * integrated exactly. */
#ifndef LIMEN_HW_THERMAL_DOSE_H
#define LIMEN_HW_THERMAL_DOSE_H

#include "base/mono.h"
#include "hw/thermal_rest.h"

#include <stdbool.h>

/* The levels are fixed: what a site had yesterday is compared with what it has today. */
#define THERMAL_COLD_C 15.0
#define THERMAL_HOT_C 43.0

/* Readings farther apart are not joined by a line. The slowest thermode that is known tells ten a second. */
#define THERMAL_GAP (250 * MONO_MS)
/* Readings farther apart say nothing of what was between them: a thermode that nobody hears goes on to its target and holds
 * there. What it was told to do counts then (METHODS 11.2 leaves it open; thermal.md 1.7). */
#define THERMAL_UNSEEN MONO_SEC

struct thermal_dose {
    double cem43_min;
    double cold_s; /* below THERMAL_COLD_C */
    double hot_s;  /* above THERMAL_HOT_C */
};

/* Minutes at 43 degC that one minute at this temperature is worth. */
double cem43_of(double temperature_c);
/* Of a straight line, or of a constant; in minutes. */
double cem43_line(double from_c, double to_c, double seconds);
double line_seconds_below(double from_c, double to_c, double seconds, double level_c);
double line_seconds_above(double from_c, double to_c, double seconds, double level_c);

struct thermal_dose thermal_dose_line(double from_c, double to_c, double seconds);
/* Where nothing was measured the temperature may have been anywhere between both ends all the time: all the time at the
 * warmer end for heat, all the time at the colder one for cold. It says nothing of what lies beyond the ends (THERMAL_UNSEEN). */
struct thermal_dose thermal_dose_gap(double one_c, double other_c, double seconds);
struct thermal_dose thermal_dose_sum(struct thermal_dose a, struct thermal_dose b);
/* Field by field. */
struct thermal_dose thermal_dose_worst(struct thermal_dose a, struct thermal_dose b);

/* The readings of one channel, one after the other; begins zeroed. */
struct thermal_meter {
    struct thermal_dose dose;
    bool has_reading;
    double last_c;
    mono_ns last;
    mono_ns longest; /* between two readings */
};

/* `is_after_gap`: readings are missing before this one, however near it is. What is not finite is no reading: it leaves a gap.
 * A reading that is older than the last one adds nothing. */
void thermal_meter_reading(struct thermal_meter *meter, mono_ns t, double temperature_c,
                           bool is_after_gap);
/* What is to be counted at `now`, the time since the last reading as a gap at its temperature. */
struct thermal_dose thermal_meter_at(const struct thermal_meter *meter, mono_ns now);
/* It was out of sight for longer than THERMAL_UNSEEN, until `now` at the latest. */
bool thermal_meter_lost_sight(const struct thermal_meter *meter, mono_ns now);

/* What a site may still have. Zeroed it says nothing. */
struct thermal_allowance {
    bool is_set;
    struct thermal_dose left;
};

#endif

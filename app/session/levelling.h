/* The guided check of a thermode at two levels against a reference thermometer, as far as it is arithmetic: readings of the
 * thermode, what the examiner reads off the reference, and the time come in; deviations, a gain and a verdict come out. No
 * device, no clock.
 *
 *  step     left by
 *  FIRST    levelling_take(), then levelling_returned(): the reading at the lower level stands, and the thermode is back
 *  SECOND   the same at the upper level
 *  RESULT   levelling_begin()
 *
 * Nobody has the thermode on the skin meanwhile, as the examiner confirms before it begins: what it does then is no exposure,
 * and is counted to no site.
 *
 * What is judged is what the thermode says minus what the reference says, at each level; every zone's distance from the
 * thermode's own mean is judged with the same tolerance, since what one zone has too much another one has too little. */
#ifndef LIMEN_SESSION_LEVELLING_H
#define LIMEN_SESSION_LEVELLING_H

#include "session/steady.h"
#include "session/thermode.h"

enum { LEVELLING_LEVELS = 2 };
enum levelling_step { LEVELLING_FIRST, LEVELLING_SECOND, LEVELLING_RESULT };

/* Where the bench file says nothing: Limen's own choice, of no standard; a laboratory sets its own (`checks`). Both levels
 * lie where thresholds of healthy skin are, and harm nobody should the thermode be on the skin all the same. */
#define LEVELLING_LOW_C 25.0
#define LEVELLING_HIGH_C 40.0
#define LEVELLING_TOLERANCE_C 0.5
#define LEVELLING_BASELINE_C 32.0
/* Nearer than that, two levels show no gain. */
#define LEVELLING_APART_C 5.0

struct level_reading {
    double asked_c, thermode_c, reference_c;
    uint8_t n_zones;
    double zone_c[THERMAL_ZONES_MAX];
    bool has_lag; /* behind the line of the way there: off the skin */
    double lag_s;
};

struct level_readings {
    struct level_reading at[LEVELLING_LEVELS]; /* the lower one first */
};

struct levelling {
    double tolerance_c;
    uint8_t n_zones;
    enum levelling_step step;
    bool is_returning; /* the step's reading stands, and the thermode is on its way back */
    struct level_readings taken; /* `asked_c` from the beginning, the rest as far as it was taken */
    struct steady probe, zones[THERMAL_ZONES_MAX]; /* in this step */
};

/* Both levels are moved inside. False: the baseline lies outside, or the levels are too near each other then. */
bool levelling_fit(struct thermode_range range, double *low_c, double *high_c);

void levelling_begin(struct levelling *levelling, double low_c, double high_c, double tolerance_c,
                     uint8_t n_zones);
/* In the order of time; `zone` from 0. What comes while it returns is of no step. */
void levelling_hear(struct levelling *levelling, mono_ns t, double probe_c);
void levelling_hear_zone(struct levelling *levelling, uint8_t zone, mono_ns t, double zone_c);
/* The mean of the last three seconds; false: no reading in this step yet. */
bool levelling_mean(const struct levelling *levelling, double *probe_c);
bool levelling_zone_mean(const struct levelling *levelling, uint8_t zone, double *zone_c);

/* What the person who waits is to know: the first that holds. */
enum levelling_hint {
    LEVELLING_CLEAR,
    LEVELLING_SILENT, /* no reading of the thermode or of a zone, or only old ones */
    LEVELLING_AWAY,   /* it is on its way to the level */
    LEVELLING_WAVERS,
    LEVELLING_DRIFTS,
    LEVELLING_SHORT, /* all is well, but not for long enough yet */
};
/* FIRST and SECOND only. */
enum levelling_hint levelling_judge(const struct levelling *levelling, mono_ns now);
/* `reference_c`: what the reference thermometer shows. False: it is not steady, or was taken already, or that is no
 * temperature of a thermode (levelling_is_reference()). */
bool levelling_take(struct levelling *levelling, mono_ns now, double reference_c);
bool levelling_is_reference(double reference_c);
/* The thermode was seen at its baseline after levelling_take(): the next step. `lag_s`: how long it had trailed on its way to the
 * level; below 0: not known. */
void levelling_returned(struct levelling *levelling, double lag_s);

/* Of readings that were taken. Thermode minus reference. */
double level_deviation(const struct level_reading *reading);
/* The zone that is farthest from the thermode's own reading, from 0, and by how much; false: it has none. */
bool level_worst_zone(const struct level_reading *reading, uint8_t *zone, double *by_c);
/* The thermode's way from the lower to the upper level by that of the reference: 1 is right. False: the reference did not
 * move. */
bool levels_gain(const struct level_readings *readings, double *gain);
bool levels_passed(const struct level_readings *readings, double tolerance_c);

#endif

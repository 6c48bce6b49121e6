#include "session/levelling.h"

#include <assert.h>
#include <math.h>

#define STEADY_FOR (3 * MONO_SEC)

static const double away_c = 1;     /* from its level: nearer than that a thermode is there */
static const double spread_c = 0.3; /* the display of a thermode wavers by two steps of 0.1 degC */
static const double drift_c = 0.1;  /* between both halves of what is looked back at */
/* What a reference in this range shows may be wrong; beyond it was mistyped. */
static const double reference_min_c = 0, reference_max_c = 60;

bool levelling_fit(struct thermode_range range, double *low_c, double *high_c)
{
    *low_c = fmin(fmax(*low_c, range.low_c), range.high_c);
    *high_c = fmin(fmax(*high_c, range.low_c), range.high_c);
    return range.low_c <= LEVELLING_BASELINE_C && range.high_c >= LEVELLING_BASELINE_C &&
           *high_c - *low_c >= LEVELLING_APART_C;
}

/* Nothing was read in this step yet. */
static void forget(struct levelling *levelling)
{
    steady_begin(&levelling->probe, STEADY_FOR);
    for (uint8_t i = 0; i < THERMAL_ZONES_MAX; i++)
        steady_begin(&levelling->zones[i], STEADY_FOR);
}

void levelling_begin(struct levelling *levelling, double low_c, double high_c, double tolerance_c,
                     uint8_t n_zones)
{
    assert(high_c > low_c && tolerance_c > 0 && n_zones <= THERMAL_ZONES_MAX);
    *levelling = (struct levelling){.tolerance_c = tolerance_c, .n_zones = n_zones};
    levelling->taken.at[0].asked_c = low_c;
    levelling->taken.at[1].asked_c = high_c;
    forget(levelling);
}

static bool hears(const struct levelling *levelling)
{
    return levelling->step != LEVELLING_RESULT && !levelling->is_returning;
}

void levelling_hear(struct levelling *levelling, mono_ns t, double probe_c)
{
    if (hears(levelling))
        steady_hear(&levelling->probe, t, probe_c);
}

void levelling_hear_zone(struct levelling *levelling, uint8_t zone, mono_ns t, double zone_c)
{
    if (hears(levelling) && zone < levelling->n_zones)
        steady_hear(&levelling->zones[zone], t, zone_c);
}

static bool mean_of(const struct steady *steady, double *mean)
{
    const struct steady_window window = steady_look(steady);
    if (window.n > 0)
        *mean = steady_mean(&window);
    return window.n > 0;
}

bool levelling_mean(const struct levelling *levelling, double *probe_c)
{
    return mean_of(&levelling->probe, probe_c);
}

bool levelling_zone_mean(const struct levelling *levelling, uint8_t zone, double *zone_c)
{
    return zone < levelling->n_zones && mean_of(&levelling->zones[zone], zone_c);
}

/* A zone that nothing is heard of is no zone that is in order. */
static bool is_silent(const struct levelling *levelling, mono_ns now)
{
    struct steady_window window = steady_look(&levelling->probe);
    bool is_silent = steady_is_silent(&window, now);
    for (uint8_t i = 0; i < levelling->n_zones && !is_silent; i++) {
        window = steady_look(&levelling->zones[i]);
        is_silent = steady_is_silent(&window, now);
    }
    return is_silent;
}

enum levelling_hint levelling_judge(const struct levelling *levelling, mono_ns now)
{
    assert(levelling->step != LEVELLING_RESULT);
    const double level_c = levelling->taken.at[levelling->step].asked_c;
    const struct steady_window window = steady_look(&levelling->probe);
    if (is_silent(levelling, now))
        return LEVELLING_SILENT;
    if (fabs(window.low - level_c) > away_c || fabs(window.high - level_c) > away_c)
        return LEVELLING_AWAY;
    if (window.high - window.low > spread_c)
        return LEVELLING_WAVERS;
    if (!steady_is_long(&levelling->probe, &window))
        return LEVELLING_SHORT;
    return steady_drift(&window) > drift_c ? LEVELLING_DRIFTS : LEVELLING_CLEAR;
}

bool levelling_is_reference(double reference_c)
{
    return reference_c >= reference_min_c && reference_c <= reference_max_c;
}

bool levelling_take(struct levelling *levelling, mono_ns now, double reference_c)
{
    if (!hears(levelling) || !levelling_is_reference(reference_c) ||
        levelling_judge(levelling, now) != LEVELLING_CLEAR)
        return false;
    struct level_reading *reading = &levelling->taken.at[levelling->step];
    const bool has_probe = levelling_mean(levelling, &reading->thermode_c);
    assert(has_probe); /* it is not silent */
    reading->reference_c = reference_c;
    reading->n_zones = levelling->n_zones;
    for (uint8_t i = 0; i < levelling->n_zones; i++) {
        const bool has_zone = levelling_zone_mean(levelling, i, &reading->zone_c[i]);
        assert(has_zone);
    }
    levelling->is_returning = true;
    return true;
}

void levelling_returned(struct levelling *levelling, double lag_s)
{
    assert(levelling->is_returning);
    struct level_reading *reading = &levelling->taken.at[levelling->step];
    reading->has_lag = lag_s >= 0;
    reading->lag_s = reading->has_lag ? lag_s : 0;
    levelling->is_returning = false;
    levelling->step++;
    forget(levelling);
}

/* ---- what was found */

double level_deviation(const struct level_reading *reading)
{
    return reading->thermode_c - reading->reference_c;
}

bool level_worst_zone(const struct level_reading *reading, uint8_t *zone, double *by_c)
{
    for (uint8_t i = 0; i < reading->n_zones; i++) {
        const double by = reading->zone_c[i] - reading->thermode_c;
        if (i > 0 && fabs(by) <= fabs(*by_c))
            continue;
        *zone = i;
        *by_c = by;
    }
    return reading->n_zones > 0;
}

bool levels_gain(const struct level_readings *readings, double *gain)
{
    const struct level_reading *low = &readings->at[0], *high = &readings->at[1];
    const double way_c = high->reference_c - low->reference_c;
    if (fabs(way_c) < 0.01)
        return false;
    *gain = (high->thermode_c - low->thermode_c) / way_c;
    return true;
}

static bool level_passed(const struct level_reading *reading, double tolerance_c)
{
    uint8_t zone;
    double by_c;
    if (level_worst_zone(reading, &zone, &by_c) && !(fabs(by_c) <= tolerance_c))
        return false;
    return fabs(level_deviation(reading)) <= tolerance_c;
}

bool levels_passed(const struct level_readings *readings, double tolerance_c)
{
    return level_passed(&readings->at[0], tolerance_c) &&
           level_passed(&readings->at[1], tolerance_c);
}

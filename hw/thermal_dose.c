#include "hw/thermal_dose.h"

#include <math.h>

#define CEM_BREAK_C 43.0

/* As fmin() and fmax() are, of numbers; they are called for every reading of every zone. */
static double lower(double a, double b)
{
    return a < b ? a : b;
}

static double higher(double a, double b)
{
    return a > b ? a : b;
}

double cem43_of(double temperature_c)
{
    const double above = temperature_c - CEM_BREAK_C;
    return above >= 0 ? exp2(above) : exp2(2 * above);
}

/* On one side of the break the worth grows exponentially along a line: its mean is the logarithmic one of both ends. */
static double one_side(double from_c, double to_c, double seconds)
{
    const double doublings_per_degc = from_c + to_c >= 2 * CEM_BREAK_C ? 1 : 2;
    const double low = lower(from_c, to_c), high = higher(from_c, to_c);
    const double growth = (high - low) * doublings_per_degc * log(2);
    const double mean =
        growth > 0 ? -expm1(-growth) / growth : 1; /* of the worth of the higher end */
    return seconds / 60 * cem43_of(high) * mean;
}

static double share_above(double from_c, double to_c, double level_c)
{
    const double low = lower(from_c, to_c), high = higher(from_c, to_c);
    if (low >= level_c)
        return low > level_c || high > level_c ? 1 : 0;
    return high > level_c ? (high - level_c) / (high - low) : 0;
}

double cem43_line(double from_c, double to_c, double seconds)
{
    const double low = lower(from_c, to_c), high = higher(from_c, to_c);
    const double above_s = seconds * share_above(low, high, CEM_BREAK_C);
    double minutes = 0;
    if (above_s > 0)
        minutes += one_side(higher(low, CEM_BREAK_C), high, above_s);
    if (above_s < seconds)
        minutes += one_side(low, lower(high, CEM_BREAK_C), seconds - above_s);
    return minutes;
}

double line_seconds_above(double from_c, double to_c, double seconds, double level_c)
{
    return seconds * share_above(from_c, to_c, level_c);
}

double line_seconds_below(double from_c, double to_c, double seconds, double level_c)
{
    return seconds * share_above(-from_c, -to_c, -level_c);
}

struct thermal_dose thermal_dose_line(double from_c, double to_c, double seconds)
{
    return (struct thermal_dose){
        .cem43_min = cem43_line(from_c, to_c, seconds),
        .cold_s = line_seconds_below(from_c, to_c, seconds, THERMAL_COLD_C),
        .hot_s = line_seconds_above(from_c, to_c, seconds, THERMAL_HOT_C),
    };
}

struct thermal_dose thermal_dose_gap(double one_c, double other_c, double seconds)
{
    const double low = lower(one_c, other_c), high = higher(one_c, other_c);
    return thermal_dose_worst(thermal_dose_line(low, low, seconds),
                              thermal_dose_line(high, high, seconds));
}

struct thermal_dose thermal_dose_sum(struct thermal_dose a, struct thermal_dose b)
{
    return (struct thermal_dose){a.cem43_min + b.cem43_min, a.cold_s + b.cold_s, a.hot_s + b.hot_s};
}

struct thermal_dose thermal_dose_worst(struct thermal_dose a, struct thermal_dose b)
{
    return (struct thermal_dose){higher(a.cem43_min, b.cem43_min), higher(a.cold_s, b.cold_s),
                                 higher(a.hot_s, b.hot_s)};
}

static struct thermal_dose since_last(const struct thermal_meter *meter, mono_ns t, double value_c,
                                      bool is_gap)
{
    const mono_ns span = t - meter->last;
    const double seconds = mono_to_sec(span);
    return is_gap || span > THERMAL_GAP ? thermal_dose_gap(meter->last_c, value_c, seconds)
                                        : thermal_dose_line(meter->last_c, value_c, seconds);
}

void thermal_meter_reading(struct thermal_meter *meter, mono_ns t, double temperature_c,
                           bool is_after_gap)
{
    if (!isfinite(temperature_c) || (meter->has_reading && t < meter->last))
        return;
    if (meter->has_reading) {
        meter->dose =
            thermal_dose_sum(meter->dose, since_last(meter, t, temperature_c, is_after_gap));
        meter->longest = t - meter->last > meter->longest ? t - meter->last : meter->longest;
    }
    meter->has_reading = true;
    meter->last_c = temperature_c;
    meter->last = t;
}

struct thermal_dose thermal_meter_at(const struct thermal_meter *meter, mono_ns now)
{
    if (!meter->has_reading || now <= meter->last)
        return meter->dose;
    return thermal_dose_sum(meter->dose, since_last(meter, now, meter->last_c, true));
}

bool thermal_meter_lost_sight(const struct thermal_meter *meter, mono_ns now)
{
    return meter->longest > THERMAL_UNSEEN ||
           (meter->has_reading && now - meter->last > THERMAL_UNSEEN);
}

/* The measuring half of the simulated Mark-10: sensor, filters, peaks, units, text
 * (pressure.md 1.3, 1.6).
 *
 * A filter that averages 2^n samples of the 7000 Hz sampler is simulated by its delay, half its
 * length; the hand changes too slowly for more to matter. Peaks are followed when they are asked
 * for, in steps of 2 ms over at most the last minute, and at every reading in between. The noise of
 * a reading belongs to its instant since the cue, not to how many were read before. What the
 * wire shows above capacity is not documented: the value stays at 110 % of capacity, or by fault
 * choice nothing is sent, or the word OVER stands in place of the number. */
#include "mark10_internal.h"

#include "base/decimal.h"
#include "base/units.h"

#include <math.h>
#include <string.h>

#define SAMPLER_HZ 7000
#define PEAK_STEP (2 * MONO_MS)
#define PEAK_SPAN (60 * MONO_SEC)
#define AVERAGE_STEP (10 * MONO_MS)
#define OVERLOAD_SHARE 1.1
#define NOISE_SHARE 0.3 /* SD of a reading's noise, share of the resolution in N */

struct unit_row {
    const char *command, *spelling, *list_name;
    double n_per_unit;
};

static const struct unit_row units[UNIT_COUNT] = {
    [UNIT_LB] = {"LB", "lbF", "LBF", N_PER_LBF},
    [UNIT_OZ] = {"OZ", "ozF", "OZF", N_PER_OZF},
    [UNIT_G] = {"G", "gF", "GF", N_PER_KGF / 1000},
    [UNIT_KG] = {"KG", "kgF", "KGF", N_PER_KGF},
    [UNIT_N] = {"N", "N", "N", 1},
    [UNIT_KN] = {"KN", "kN", "KN", 1000},
    [UNIT_MN] = {"MN", "mN", "MN", 0.001},
};

enum mark10_unit mark10_unit_of_command(const char *text)
{
    unsigned unit = 0;
    while (unit < UNIT_COUNT && strcmp(units[unit].command, text) != 0)
        unit++;
    return (enum mark10_unit)unit;
}

enum mark10_unit mark10_unit_of_spelling(const char *text)
{
    unsigned unit = 0;
    while (unit < UNIT_COUNT && strcmp(units[unit].spelling, text) != 0)
        unit++;
    return (enum mark10_unit)unit;
}

const char *mark10_unit_list_name(enum mark10_unit unit)
{
    return units[unit].list_name;
}

static mono_ns filter_delay(unsigned exponent)
{
    const mono_ns samples = ((mono_ns)1 << exponent) - 1;
    return (samples * MONO_SEC + SAMPLER_HZ) / (2 * SAMPLER_HZ);
}

static double drift_n(const struct mark10 *gauge, mono_ns t)
{
    if (gauge->drift_n_per_min == 0)
        return 0;
    return gauge->drift_n_per_min * mono_to_sec(t - gauge->drift_from) / 60;
}

/* Compression positive. What the sensor holds is bounded, whatever has been zeroed away. */
static double sensor_n(struct mark10 *gauge, mono_ns t)
{
    const double most = OVERLOAD_SHARE * gauge->model->capacity_n;
    const double load = gauge->is_overloaded ? 2 * most : sim_world_force_n(gauge->world, t);
    const double held = load + drift_n(gauge, t);
    return held > most ? most : held < -most ? -most : held;
}

static double noise_n(const struct mark10 *gauge, mono_ns t)
{
    const mono_ns since = t - gauge->world->cue_at;
    return NOISE_SHARE * gauge->model->scales[UNIT_N].step *
           sim_world_noise(gauge->world, (uint64_t)(since / MONO_US));
}

static void peaks_take(struct mark10 *gauge, double force_n)
{
    if (force_n > gauge->peak_compression_n)
        gauge->peak_compression_n = force_n;
    if (force_n < gauge->peak_tension_n)
        gauge->peak_tension_n = force_n;
}

static void peaks_follow(struct mark10 *gauge, mono_ns t)
{
    if (gauge->peaks_from < t - PEAK_SPAN)
        gauge->peaks_from = t - PEAK_SPAN;
    for (; gauge->peaks_from <= t; gauge->peaks_from += PEAK_STEP)
        peaks_take(gauge, sensor_n(gauge, gauge->peaks_from) - gauge->zero_n);
}

void mark10_peaks_clear(struct mark10 *gauge, mono_ns t)
{
    gauge->peak_compression_n = gauge->peak_tension_n = 0;
    gauge->peaks_from = t;
}

void mark10_zero(struct mark10 *gauge, mono_ns t)
{
    gauge->zero_n = sensor_n(gauge, t - filter_delay(gauge->now.filter_current));
    mark10_peaks_clear(gauge, t);
}

static double momentary_n(struct mark10 *gauge, mono_ns t, unsigned filter)
{
    const double force = sensor_n(gauge, t - filter_delay(filter)) - gauge->zero_n;
    peaks_take(gauge, force);
    return force + noise_n(gauge, t);
}

/* Averaging mode: from `delay` after the trigger force was reached, over `span`; false: not over
 * yet. */
static bool average_n(struct mark10 *gauge, mono_ns t, double *force_n)
{
    const struct mark10_settings *set = &gauge->now;
    const double trigger = set->trigger_force * units[set->unit].n_per_unit;
    mono_ns at = t - PEAK_SPAN;
    while (at <= t && fabs(sensor_n(gauge, at) - gauge->zero_n) < trigger)
        at += AVERAGE_STEP;
    at += mono_from_sec(set->delay_s);
    const mono_ns end = at + mono_from_sec(set->span_s);
    if (!set->has_average || end > t)
        return false;
    double sum = 0;
    size_t n = 0;
    for (; at <= end; at += AVERAGE_STEP, n++)
        sum += sensor_n(gauge, at) - gauge->zero_n;
    *force_n = sum / (double)n;
    return true;
}

static bool reading_n(struct mark10 *gauge, mono_ns t, enum mark10_reading which, double *force_n)
{
    static const enum mark10_reading of_mode[] = {
        [MODE_CUR] = READ_DISPLAYED,
        [MODE_PT] = READ_TENSION,
        [MODE_PC] = READ_COMPRESSION,
        [MODE_AM] = READ_DISPLAYED,
    };
    switch (which == READ_DISPLAYED ? of_mode[gauge->now.mode] : which) {
    case READ_DISPLAYED:
        *force_n = momentary_n(gauge, t, gauge->now.filter_displayed);
        return true;
    case READ_CURRENT:
        *force_n = momentary_n(gauge, t, gauge->now.filter_current);
        return true;
    case READ_TENSION:
        peaks_follow(gauge, t);
        *force_n = gauge->peak_tension_n;
        return true;
    case READ_COMPRESSION:
        peaks_follow(gauge, t);
        *force_n = gauge->peak_compression_n;
        return true;
    case READ_AVERAGE:
        return average_n(gauge, t, force_n);
    }
    return false;
}

static size_t append(char *out, size_t at, const char *text)
{
    while (*text)
        out[at++] = *text++;
    return at;
}

static size_t write_number(const struct mark10 *gauge, double force_n, char *out)
{
    const struct mark10_scale *scale = &gauge->model->scales[gauge->now.unit];
    double value = force_n / units[gauge->now.unit].n_per_unit;
    if (gauge->now.ipol)
        value = -value;
    if (gauge->now.opol)
        value = fabs(value);
    return decimal_format(out, 32, round(value / scale->step) * scale->step, scale->decimals);
}

size_t mark10_read(struct mark10 *gauge, mono_ns t, enum mark10_reading which, char *out)
{
    double force_n;
    if (!reading_n(gauge, t, which, &force_n))
        return 0;
    const bool over = fabs(force_n + gauge->zero_n) > 1.09 * gauge->model->capacity_n;
    if (over && gauge->over == OVER_SILENT)
        return 0;
    size_t n = over && gauge->over == OVER_WORD ? append(out, 0, "OVER")
                                                : write_number(gauge, force_n, out);
    if (!gauge->now.is_numeric) {
        out[n++] = ' ';
        n = append(out, n, units[gauge->now.unit].spelling);
    }
    return append(out, n, "\r\n");
}

/* The measuring half of the simulated Mark-10: sensor, filters, peaks, units, text
 * (pressure.md 1.3, 1.6).
 *
 * A filter that averages 2^n samples of the 7000 Hz sampler is simulated by its delay, half its
 * length; the hand changes too slowly for more to matter. What the wire shows above capacity is not
 * documented: the value stays at 110 % of capacity, or by fault choice nothing is sent, or the word
 * OVER stands in place of the number. */
#include "mark10_internal.h"

#include "base/decimal.h"
#include "base/units.h"

#include <math.h>
#include <string.h>

#define SAMPLER_HZ 7000
#define AVERAGE_SPAN (60 * MONO_SEC) /* how far back the trigger force is looked for */
#define AVERAGE_STEP (10 * MONO_MS)

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

void mark10_zero(struct mark10 *gauge, mono_ns t)
{
    sim_sensor_zero(&gauge->sensor, t, filter_delay(gauge->now.filter_current));
}

static double momentary_n(struct mark10 *gauge, mono_ns t, unsigned filter)
{
    return sim_sensor_reading_n(&gauge->sensor, t, filter_delay(filter));
}

static double net_n(struct mark10 *gauge, mono_ns t)
{
    return sim_sensor_held_n(&gauge->sensor, t) - gauge->sensor.zero_n;
}

/* Averaging mode: from `delay` after the trigger force was reached, over `span`; false: not over
 * yet. */
static bool average_n(struct mark10 *gauge, mono_ns t, double *force_n)
{
    const struct mark10_settings *set = &gauge->now;
    const double trigger = set->trigger_force * units[set->unit].n_per_unit;
    mono_ns at = t - AVERAGE_SPAN;
    while (at <= t && fabs(net_n(gauge, at)) < trigger)
        at += AVERAGE_STEP;
    at += mono_from_sec(set->delay_s);
    const mono_ns end = at + mono_from_sec(set->span_s);
    if (!set->has_average || end > t)
        return false;
    double sum = 0;
    size_t n = 0;
    for (; at <= end; at += AVERAGE_STEP, n++)
        sum += net_n(gauge, at);
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
        sim_sensor_peaks_follow(&gauge->sensor, t);
        *force_n = gauge->sensor.peak_tension_n;
        return true;
    case READ_COMPRESSION:
        sim_sensor_peaks_follow(&gauge->sensor, t);
        *force_n = gauge->sensor.peak_compression_n;
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

/* Half away from zero; no gauge counts as far as an int64_t. */
static double whole(double x)
{
    return (double)(int64_t)(x + (x < 0 ? -0.5 : 0.5));
}

static size_t write_number(const struct mark10 *gauge, double force_n, char *out)
{
    const struct mark10_scale *scale = &gauge->model->scales[gauge->now.unit];
    double value = force_n / units[gauge->now.unit].n_per_unit;
    if (gauge->now.ipol)
        value = -value;
    if (gauge->now.opol)
        value = fabs(value);
    return decimal_format(out, 32, whole(value / scale->step) * scale->step, scale->decimals);
}

size_t mark10_read(struct mark10 *gauge, mono_ns t, enum mark10_reading which, char *out)
{
    double force_n;
    if (!reading_n(gauge, t, which, &force_n))
        return 0;
    const bool over = sim_sensor_is_over(&gauge->sensor, force_n);
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

#include "sensor_internal.h"

#include <math.h>

#define PEAK_STEP (2 * MONO_MS)
#define PEAK_SPAN (60 * MONO_SEC)
#define NOISE_SHARE 0.3 /* SD of a reading's noise, share of the resolution in N */

void sim_sensor_init(struct sim_sensor *sensor, struct sim_world *world, double capacity_n,
                     double resolution_n)
{
    *sensor = (struct sim_sensor){
        .world = world, .capacity_n = capacity_n, .noise_n = NOISE_SHARE * resolution_n};
}

void sim_sensor_power_on(struct sim_sensor *sensor, mono_ns t)
{
    sensor->drift_from = t;
    sensor->zero_n = 0;
    sim_sensor_peaks_clear(sensor, t);
}

static double drift_n(const struct sim_sensor *sensor, mono_ns t)
{
    if (sensor->drift_n_per_min == 0)
        return 0;
    return sensor->drift_n_per_min * mono_to_sec(t - sensor->drift_from) / 60;
}

double sim_sensor_held_n(struct sim_sensor *sensor, mono_ns t)
{
    const double most = SIM_OVERLOAD_SHARE * sensor->capacity_n;
    const double load = sensor->is_overloaded ? 2 * most : sim_world_force_n(sensor->world, t);
    const double held = load + drift_n(sensor, t);
    return held > most ? most : held < -most ? -most : held;
}

/* The noise of a reading belongs to its instant since the cue, not to how many were read before. */
static double noise_n(const struct sim_sensor *sensor, mono_ns t)
{
    const mono_ns since = t - sensor->world->cue_at;
    return sensor->noise_n * sim_world_noise(sensor->world, (uint64_t)(since / MONO_US));
}

static void peaks_take(struct sim_sensor *sensor, double force_n)
{
    if (force_n > sensor->peak_compression_n)
        sensor->peak_compression_n = force_n;
    if (force_n < sensor->peak_tension_n)
        sensor->peak_tension_n = force_n;
}

void sim_sensor_peaks_follow(struct sim_sensor *sensor, mono_ns t)
{
    if (sensor->peaks_from < t - PEAK_SPAN)
        sensor->peaks_from = t - PEAK_SPAN;
    for (; sensor->peaks_from <= t; sensor->peaks_from += PEAK_STEP)
        peaks_take(sensor, sim_sensor_held_n(sensor, sensor->peaks_from) - sensor->zero_n);
}

void sim_sensor_peaks_clear(struct sim_sensor *sensor, mono_ns t)
{
    sensor->peak_compression_n = sensor->peak_tension_n = 0;
    sensor->peaks_from = t;
}

double sim_sensor_peak_n(struct sim_sensor *sensor, mono_ns t)
{
    sim_sensor_peaks_follow(sensor, t);
    return sensor->peak_compression_n >= -sensor->peak_tension_n ? sensor->peak_compression_n
                                                                 : sensor->peak_tension_n;
}

void sim_sensor_zero(struct sim_sensor *sensor, mono_ns t, mono_ns delay)
{
    sensor->zero_n = sim_sensor_held_n(sensor, t - delay);
    sim_sensor_peaks_clear(sensor, t);
}

double sim_sensor_reading_n(struct sim_sensor *sensor, mono_ns t, mono_ns delay)
{
    const double force = sim_sensor_held_n(sensor, t - delay) - sensor->zero_n;
    peaks_take(sensor, force);
    return force + noise_n(sensor, t);
}

bool sim_sensor_is_over(const struct sim_sensor *sensor, double reading_n)
{
    return fabs(reading_n + sensor->zero_n) > 1.09 * sensor->capacity_n;
}

void sim_sensor_drift(struct sim_sensor *sensor, const struct sim_act *act)
{
    sensor->drift_from = act->t;
    sensor->drift_n_per_min = act->on ? act->by : 0;
}

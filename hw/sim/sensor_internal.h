/* The sensor of a hand-held force gauge: the load that rests on it, its zero, its peaks, and what
 * can ail it. Compression is positive here; what sign a press has on the wire is the instrument's
 * matter. */
#ifndef LIMEN_SIM_SENSOR_INTERNAL_H
#define LIMEN_SIM_SENSOR_INTERNAL_H

#include "sim/sim.h"
#include "sim/world.h"

#define SIM_OVERLOAD_SHARE 1.1 /* the sensor holds no more than this share of its capacity */

struct sim_sensor {
    struct sim_world *world;
    double capacity_n;
    double noise_n; /* SD of a reading */
    double zero_n, peak_tension_n, peak_compression_n;
    mono_ns peaks_from; /* how far the peaks have been followed */
    bool is_overloaded;
    double drift_n_per_min;
    mono_ns drift_from;
};

/* `resolution_n`: of the display; noise stays below it. */
void sim_sensor_init(struct sim_sensor *sensor, struct sim_world *world, double capacity_n,
                     double resolution_n);
void sim_sensor_power_on(struct sim_sensor *sensor, mono_ns t);

/* Before zeroing and without noise. */
double sim_sensor_held_n(struct sim_sensor *sensor, mono_ns t);
/* A reading at `t` of what rested on the sensor `delay` earlier. */
double sim_sensor_reading_n(struct sim_sensor *sensor, mono_ns t, mono_ns delay);
/* What was held `delay` before `t` is zero from now on; peaks begin again. */
void sim_sensor_zero(struct sim_sensor *sensor, mono_ns t, mono_ns delay);

/* Peaks are followed in steps of 2 ms over at most the last minute, and at every reading in
 * between. */
void sim_sensor_peaks_follow(struct sim_sensor *sensor, mono_ns t);
void sim_sensor_peaks_clear(struct sim_sensor *sensor, mono_ns t);
/* The greater of both peaks, with its sign. */
double sim_sensor_peak_n(struct sim_sensor *sensor, mono_ns t);

/* Whether a reading stands for more than the sensor can take. */
bool sim_sensor_is_over(const struct sim_sensor *sensor, double reading_n);
void sim_sensor_drift(struct sim_sensor *sensor, const struct sim_act *act);

#endif

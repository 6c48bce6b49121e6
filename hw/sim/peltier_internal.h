/* The plant that the simulated Peltier controllers share: a plate between a heat sink and the skin, its sensor, and
 * the regulator that drives it. */
#ifndef LIMEN_SIM_PELTIER_INTERNAL_H
#define LIMEN_SIM_PELTIER_INTERNAL_H

#include "sim/sim.h"
#include "sim/world.h"

#define PELTIER_CYCLE (10 * MONO_MS)
#define PELTIER_MOST_A 6.0 /* more the controller's output stage does not give */

enum peltier_mode {
    PELTIER_OFF,
    PELTIER_REGULATE, /* proportional and integral */
    PELTIER_SWITCH    /* full current, and none within a band about the target */
};

/* What the controller wants of the plant from its next cycle on. */
struct peltier_order {
    enum peltier_mode mode;
    double target_c;
    double ramp_c_per_s; /* 0: at once */
    double soft_c;       /* so near the target the ramp slows down; 0: never */
    double most_a, most_v;
};

struct peltier {
    struct sim_world *world;
    struct peltier_order order;
    mono_ns at;      /* it stands here: the end of its last cycle */
    uint64_t cue;    /* its cycles stand on a grid that begins at this one */
    bool is_settled; /* until somebody touches it, every cycle is like the last one */
    double plate_c, skin_c, sink_c, sensor_c;
    double ramped_c, integral_w, amps, volts;
    bool is_away;      /* the target is not where skin rests */
    uint64_t felt_cue; /* the cue whose threshold was met */
    double rate_factor;
    bool is_overshooting, is_running_away, is_fan_stopped;
    double drift_c_per_min;
    mono_ns drift_from;
};

/* At room temperature and on the skin, as if it had lain there for long. */
void peltier_init(struct peltier *peltier, struct sim_world *world, mono_ns now);
/* At `t`, which is `at` or less than a cycle later. */
void peltier_order(struct peltier *peltier, mono_ns t, const struct peltier_order *order);
/* To be called after anything else was changed that has an effect on it. */
void peltier_touch(struct peltier *peltier);
/* One cycle, if it ends by `until`; a settled one makes all at once. False: `until` is in the next one. */
bool peltier_step(struct peltier *peltier, mono_ns until);
/* When somebody must look, so that what is felt is felt in time. */
mono_ns peltier_deadline(const struct peltier *peltier);

/* What the sensor says that the regulator goes by, and what is read: that with noise. */
double peltier_measured_c(const struct peltier *peltier);
double peltier_object_c(const struct peltier *peltier);
double peltier_sink_c(const struct peltier *peltier);
/* Where the ramp stands. */
double peltier_ramped_c(const struct peltier *peltier);
/* How far the plate is from the skin at rest while it is driven; 0 within half a degree. */
double peltier_output(const struct peltier *peltier);
/* Acts of fault scripts that only concern the plant: slow, drift, overload (it overshoots). */
void peltier_act(struct peltier *peltier, const struct sim_act *act);

#endif

/* The plant that the simulated circulators share: a bath of water between its machine, the room and a hand in it. */
#ifndef LIMEN_SIM_BATH_INTERNAL_H
#define LIMEN_SIM_BATH_INTERNAL_H

#include "sim/sim.h"
#include "sim/world.h"

#define BATH_CYCLE (250 * MONO_MS)

/* What the machine is told to do, from its next cycle on. */
struct sim_bath_order {
    bool is_on;
    double target_c;
    double stir; /* 0 to 1: how hard the pump moves the water while it is on */
    bool is_driven;
    double drive; /* then instead of the target: -1 cools, 1 heats with all it has */
};

/* Change what stands above the blank line at any time: it counts from the next cycle on. */
struct sim_bath {
    double litres, room_c;
    double power; /* 1; share of what it can heat and cool with */
    bool has_hand, cannot_cool;

    struct sim_world *world;
    struct sim_bath_order order;
    mono_ns at; /* it stands here: the end of its last cycle */
    double water_c, sensor_c, hand_c;
    double gathered_w; /* by its regulator */
    double drive;      /* share of what it could heat with that it gave, or minus that of cooling */
    double drift_c_per_min;
    mono_ns drift_from;
};

void sim_bath_init(struct sim_bath *bath, struct sim_world *world, mono_ns now);
/* All of it has this temperature at once. */
void sim_bath_fill(struct sim_bath *bath, double water_c);
void sim_bath_order(struct sim_bath *bath, const struct sim_bath_order *order);
/* All cycles that end by `until`. */
void sim_bath_go(struct sim_bath *bath, mono_ns until);
/* When somebody must look, so that nothing finds it long ago. */
mono_ns sim_bath_deadline(const struct sim_bath *bath);

/* What its sensor says, and that with noise. */
double sim_bath_measured_c(const struct sim_bath *bath);
double sim_bath_read_c(const struct sim_bath *bath);
/* 0 while it is off; else percent of what it could give, and at least 1. */
double sim_bath_output(const struct sim_bath *bath);
/* Acts of fault scripts that only concern the plant: slow, drift. */
void sim_bath_act(struct sim_bath *bath, const struct sim_act *act);

#endif

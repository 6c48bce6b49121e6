/* The simulated instruments that sim.c lists, one per file. */
#ifndef LIMEN_SIM_INSTRUMENTS_INTERNAL_H
#define LIMEN_SIM_INSTRUMENTS_INTERNAL_H

#include "sim/sim.h"

extern const struct sim_instrument sim_mark10;
extern const struct sim_instrument sim_mark10_25;
extern const struct sim_instrument sim_presser;

#endif

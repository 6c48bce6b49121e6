/* The simulated instruments that sim.c lists, one per file. */
#ifndef LIMEN_SIM_INSTRUMENTS_INTERNAL_H
#define LIMEN_SIM_INSTRUMENTS_INTERNAL_H

#include "sim/sim.h"

extern const struct sim_instrument sim_mark10;
extern const struct sim_instrument sim_mark10_25;
extern const struct sim_instrument sim_presser;
extern const struct sim_instrument sim_wagner_fpx;
extern const struct sim_instrument sim_imada_d;
extern const struct sim_instrument sim_imada_zt;
extern const struct sim_instrument sim_nidec_fg7000;
extern const struct sim_instrument sim_lutron;
extern const struct sim_instrument sim_qst_tcs;
extern const struct sim_instrument sim_meerstetter;
extern const struct sim_instrument sim_te_tech;
extern const struct sim_instrument sim_cpar;
extern const struct sim_instrument sim_cpar_old;
extern const struct sim_instrument sim_screen_vas;
extern const struct sim_instrument sim_cpar_plus;
extern const struct sim_instrument sim_evas;
extern const struct sim_instrument sim_julabo;
extern const struct sim_instrument sim_lauda;
extern const struct sim_instrument sim_huber;
extern const struct sim_instrument sim_marker_byte;
extern const struct sim_instrument sim_triggerbox;
extern const struct sim_instrument sim_triggerbox_plus;
extern const struct sim_instrument sim_marker_rts;
extern const struct sim_instrument sim_marker_dtr;

#endif

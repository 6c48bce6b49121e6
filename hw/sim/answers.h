/* What a simulated participant says and does beyond a button, for a simulated examiner who marks it and types it. All of it
 * is a pure function of (participant, seed, cue), as the world is (sim/world.h). */
#ifndef LIMEN_SIM_ANSWERS_H
#define LIMEN_SIM_ANSWERS_H

#include "sim/sim.h"

/* A pressure threshold is so many times what it was, by what conditions or has conditioned. */
double sim_conditioned(const struct sim_participant *participant, const struct sim_cue *cue);

/* Cold by hand: seconds from when the hand is in the water, or the ice on the skin. */
struct sim_immersion {
    double pain_s;      /* it begins to hurt; never after the tolerance */
    double tolerance_s; /* the hand is taken out */
};
struct sim_immersion sim_immersion_of(const struct sim_participant *participant, uint64_t seed,
                                      const struct sim_cue *cue);
/* 0..10, whole, `at_s` after it was on: 0 until it hurts, 10 at the tolerance. */
double sim_cold_rating(const struct sim_immersion *immersion, double at_s);
/* Of ice that was on for its time. */
double sim_ice_rating(const struct sim_participant *participant, uint64_t seed,
                      const struct sim_cue *cue);

/* What is said of the stimuli `first` to `last` (from 1) of a train by hand, or of one of them, on a scale from 0 to 100: of
 * several one rating, their mean. Each hurts more than the one before (`windup_per_pulse`). */
double sim_spoken_rating(const struct sim_participant *participant, uint64_t seed,
                         const struct sim_cue *cue, uint32_t first, uint32_t last);

/* How the cool pulse `number` (from 1) of a limen is felt: "hot" or "cold". */
const char *sim_felt_word(const struct sim_participant *participant, uint64_t seed,
                          const struct sim_cue *cue, int64_t number);

#endif

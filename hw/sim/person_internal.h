/* Who slides a rating, whatever the slider is: at a cuff algometer's meter, at the mark of a window. */
#ifndef LIMEN_SIM_PERSON_INTERNAL_H
#define LIMEN_SIM_PERSON_INTERNAL_H

#include "sim/world.h"

struct sim_person {
    double sensed_kpa; /* pressure as it is felt: it comes slowly and goes fast */
    double aim, vas;   /* where the slider shall be, and is: 0 to 10 */
    mono_ns hold_until;
    uint64_t cue;
    uint32_t pulse; /* of this train, from 1 */
    bool is_pulse;
    double high_kpa, low_kpa, peak; /* of the pulse; since its end; how it was felt at most */
    mono_ns ended;
};

/* `s` have gone by up to `t`, at this pressure. False: there is nothing to feel, and nothing was felt. */
bool sim_person_beat(struct sim_person *person, const struct sim_world *world, double kpa,
                     mono_ns t, double s);

#endif

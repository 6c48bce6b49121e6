/* How a thermode on the skin hurts: where the participant's hand has the slider (felt.h).
 *
 * 1. A temperature is felt with the lag of skin. Beyond the threshold of pain of this trial it hurts the more the farther it is:
 *    from 0 there to 10 at 6 degC above it (heat) or 12 degC below it (cold).
 * 2. Each pulse of a train hurts more than the one before (windup_per_pulse). What lasts is first got used to (down to 0.6 of it,
 *    with 12 s), then sums up (windup_per_pulse more every 20 s): a peak, a nadir, a rise (SUZ2015).
 * 3. The hand follows as that of who wears a cuff: to the worst of a pulse, there for some seconds after its end, then to 0. */
#ifndef LIMEN_SIM_SKIN_H
#define LIMEN_SIM_SKIN_H

#include "base/mono.h"

#include <stdbool.h>
#include <stdint.h>

struct sim_skin {
    bool has, is_cold, is_pulse;
    mono_ns at, began, ended, hold_until; /* began, ended: of the newest pulse */
    double celsius, sensed;               /* at `at` */
    double high,
        low; /* farthest since the pulse began, nearest since it ended, in the direction that hurts */
    double peak, aim, vas;
    uint64_t cue;
    uint32_t pulse; /* of the train, from 1 */
};

struct sim_world;

/* What the skin under the thermode has at `t`; times never fall. Tells world->felt. */
void sim_world_skin(struct sim_world *world, mono_ns t, double celsius);

#endif

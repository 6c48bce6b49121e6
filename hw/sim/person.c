/* How a rating follows what is felt.
 *
 * 1. Pressure that is new is felt by and by (1 s), so a pulse of one second hurts less than a ramp to the same pressure; it
 * is no longer felt soon after it has gone.
 * 2. The slider goes to how the pulse is felt at most, stays there for some seconds after its end, as who is asked to rate
 * pulses leaves it, and goes back to 0 then. What lasts is followed up and down. */
#include "person_internal.h"

#include <math.h>

#define FELT_S 1.0
#define GONE_S 0.2
#define HOLD_NS (4 * MONO_SEC)
#define TRAIN_NS (5 * MONO_SEC) /* after a longer pause the next pulse is the first */
#define VAS_MOST 10.0
#define BEYOND 12.0 /* who goes to the end of the slider pushes it there */
#define NEAR_VAS 0.02

static double near(double from, double to, double s, double lag_s)
{
    return lag_s > 0 ? to + (from - to) * exp(-s / lag_s) : to;
}

/* A pulse begins above half the threshold and ends at half of its own height. */
static void count_pulses(struct sim_person *person, const struct sim_world *world, double kpa,
                         mono_ns t)
{
    if (person->cue != world->cues || (!person->is_pulse && t - person->ended > TRAIN_NS)) {
        person->cue = world->cues;
        person->pulse = person->is_pulse;
    }
    person->high_kpa = fmax(person->high_kpa, kpa);
    person->low_kpa = fmin(person->low_kpa, kpa);
    if (person->is_pulse && kpa < person->high_kpa / 2) {
        person->is_pulse = false;
        person->ended = t;
        person->low_kpa = kpa;
        person->aim = person->peak;
    } else if (!person->is_pulse &&
               kpa > fmax(sim_world_threshold_kpa(world) / 2, 1.5 * person->low_kpa)) {
        person->is_pulse = true;
        person->high_kpa = kpa;
        person->peak = 0;
        person->pulse++;
    }
}

static void move_slider(struct sim_person *person, const struct sim_world *world, double kpa,
                        mono_ns t, double s)
{
    const double felt = sim_world_pulse_rating(world, person->sensed_kpa, person->pulse);
    const bool lasts = fabs(kpa - person->sensed_kpa) <= 0.05 * kpa;
    person->peak = fmax(person->peak, felt);
    if (person->is_pulse) {
        person->aim = lasts ? felt : fmax(person->aim, person->peak);
        person->hold_until = t + HOLD_NS;
    } else if (t >= person->hold_until) {
        person->aim = felt;
    }
    const double aim = person->aim >= VAS_MOST ? BEYOND : person->aim;
    person->vas = near(person->vas, aim, s, world->participant.reaction_s);
    person->vas = fmin(VAS_MOST, person->vas);
    if (fabs(person->vas - person->aim) < NEAR_VAS)
        person->vas = person->aim;
}

static bool is_at_rest(const struct sim_person *person, double kpa)
{
    return kpa == 0 && person->sensed_kpa < 0.1 && person->aim == 0 && person->vas == 0;
}

bool sim_person_beat(struct sim_person *person, const struct sim_world *world, double kpa,
                     mono_ns t, double s)
{
    if (is_at_rest(person, kpa)) {
        person->sensed_kpa = person->low_kpa = 0;
        return false;
    }
    person->sensed_kpa =
        near(person->sensed_kpa, kpa, s, kpa > person->sensed_kpa ? FELT_S : GONE_S);
    count_pulses(person, world, kpa, t);
    move_slider(person, world, kpa, t, s);
    return true;
}

#include "sim/skin.h"

#include "sim/world.h"

#include <math.h>

#define REST_C 32.0
#define SAFE_C 2.0 /* so far from both thresholds nothing is worth a computation */
#define LAG_S 0.25
#define LASTS_C 0.3 /* felt so near what it is: it lasts */
#define STEP (50 * MONO_MS)
#define BLIND (10 * MONO_SEC) /* told less often, it is another stimulus */
#define HOLD (4 * MONO_SEC)
#define TRAIN (5 * MONO_SEC) /* after a longer pause the next pulse is the first */
#define USED_TO 0.4
#define USED_TO_S 12.0
#define SUMS_FROM_S 5.0
#define SUMS_S 20.0
#define MOST 10.0
#define BEYOND 12.0 /* who goes to the end of the slider pushes it there */
#define NEAR 0.02
/* A pulse begins near the threshold on the way there, and ends when it has gone back by more than a held level ever does. */
#define BEGINS_C 1.0
#define RISES_C 1.5
#define FALLS_C 3.0

static const double span_c[] = {[false] = 6, [true] = 12}; /* heat, cold */

static double near(double from, double to, double s, double lag_s)
{
    return lag_s > 0 ? to + (from - to) * exp(-s / lag_s) : to;
}

/* Positive in the direction that hurts. */
static double towards(const struct sim_skin *skin, double celsius)
{
    return skin->is_cold ? -celsius : celsius;
}

static double threshold_of(const struct sim_world *world, bool is_cold)
{
    const enum sim_sensation sensation = is_cold ? SIM_COLD_PAIN : SIM_HEAT_PAIN;
    return world->cues ? world->plan.pain_celsius[is_cold]
                       : world->participant.thermal_celsius[sensation];
}

static bool is_harmless(const struct sim_world *world, double celsius)
{
    const struct sim_skin *skin = &world->skin;
    return !skin->is_pulse && skin->aim <= 0 && skin->vas <= 0 &&
           celsius < threshold_of(world, false) - SAFE_C &&
           celsius > threshold_of(world, true) + SAFE_C;
}

/* Which of both pains it may come to. */
static void take_side(struct sim_skin *skin, double celsius)
{
    const bool is_cold = celsius < REST_C;
    if (skin->has && skin->is_cold == is_cold)
        return;
    skin->is_cold = is_cold;
    skin->low = skin->high = towards(skin, celsius);
}

static void sense(struct sim_skin *skin, mono_ns t, double celsius)
{
    skin->sensed =
        skin->has ? near(skin->sensed, celsius, mono_to_sec(t - skin->at), LAG_S) : celsius;
    if (!skin->is_pulse)
        take_side(skin, celsius);
    skin->low = fmin(skin->low, towards(skin, celsius));
    skin->high = fmax(skin->high, towards(skin, celsius));
    skin->has = true;
    skin->at = t;
    skin->celsius = celsius;
}

static void count_pulses(struct sim_world *world, double celsius, mono_ns t)
{
    struct sim_skin *skin = &world->skin;
    const double x = towards(skin, celsius);
    const double threshold = towards(skin, threshold_of(world, skin->is_cold));
    if (skin->cue != world->cues || (!skin->is_pulse && t - skin->ended > TRAIN)) {
        skin->cue = world->cues;
        skin->pulse = skin->is_pulse;
    }
    if (skin->is_pulse && x < skin->high - FALLS_C) {
        skin->is_pulse = false;
        skin->ended = t;
        skin->low = x;
        skin->aim = skin->peak;
    } else if (!skin->is_pulse && x > threshold - BEGINS_C && x > skin->low + RISES_C) {
        skin->is_pulse = true;
        skin->began = t;
        skin->high = x;
        skin->peak = 0;
        skin->pulse++;
    }
}

static double felt(const struct sim_world *world, mono_ns t)
{
    const struct sim_skin *skin = &world->skin;
    const double windup = world->participant.windup_per_pulse;
    const double beyond =
        towards(skin, skin->sensed) - towards(skin, threshold_of(world, skin->is_cold));
    const double lasts_s = skin->is_pulse ? mono_to_sec(t - skin->began) : 0;
    const double before = skin->pulse > 1 ? skin->pulse - 1 : 0;
    const double lasting = 1 - USED_TO * (1 - exp(-lasts_s / USED_TO_S)) +
                           windup * fmax(0, lasts_s - SUMS_FROM_S) / SUMS_S;
    const double rating = MOST * beyond / span_c[skin->is_cold];
    return fmin(MOST, fmax(0, rating * (1 + windup * before) * lasting));
}

static void move_hand(struct sim_world *world, double celsius, mono_ns t, double s)
{
    struct sim_skin *skin = &world->skin;
    const double hurts = felt(world, t);
    const bool lasts = fabs(celsius - skin->sensed) <= LASTS_C;
    skin->peak = fmax(skin->peak, hurts);
    if (skin->is_pulse) {
        skin->aim = lasts ? hurts : fmax(skin->aim, skin->peak);
        skin->hold_until = t + HOLD;
    } else if (t >= skin->hold_until) {
        skin->aim = hurts;
    }
    const double aim = skin->aim >= MOST ? BEYOND : skin->aim;
    skin->vas = fmin(MOST, near(skin->vas, aim, s, world->participant.reaction_s));
    if (fabs(skin->vas - skin->aim) < NEAR)
        skin->vas = skin->aim;
}

static void step(struct sim_world *world, mono_ns t, double celsius)
{
    struct sim_skin *skin = &world->skin;
    const double s = mono_to_sec(t - skin->at);
    sense(skin, t, celsius);
    count_pulses(world, celsius, t);
    move_hand(world, celsius, t, s);
}

void sim_world_skin(struct sim_world *world, mono_ns t, double celsius)
{
    struct sim_skin *skin = &world->skin;
    const double own = REST_C + world->contact * (celsius - REST_C);
    if (skin->has && t <= skin->at)
        return;
    if (skin->has && t - skin->at > BLIND)
        skin->has = skin->is_pulse = false;
    if (!skin->has || is_harmless(world, own)) {
        sense(skin, t, own);
        return;
    }
    const mono_ns from = skin->at;
    const double from_c = skin->celsius;
    for (mono_ns at = from + STEP; at < t; at += STEP)
        step(world, at, from_c + (own - from_c) * (double)(at - from) / (double)(t - from));
    step(world, t, own);
    sim_felt_tell(&world->felt, SIM_FELT_HEAT, skin->vas);
}

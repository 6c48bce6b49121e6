/* What a screen shows of a running thermal stimulus. */
#include "thermal_internal.h"

#include <assert.h>
#include <string.h>

static_assert(sizeof(struct thermal_live) <= REACTOR_LOOK_MAX, "look of a thermal stimulus");

static enum thermal_step thermal_look_step(const struct thermal *thermal)
{
    switch (thermal->state) {
    case THERMAL_SETTLING:
        return THERMAL_STEP_SETTLING;
    case THERMAL_LEAD_IN:
        return THERMAL_STEP_LEAD_IN;
    case THERMAL_RAMP:
        return THERMAL_STEP_RAMP;
    case THERMAL_PULSES:
        return THERMAL_STEP_PULSES;
    case THERMAL_RETURNING:
    case THERMAL_DONE:
        break;
    }
    return THERMAL_STEP_RETURNING;
}

static void thermal_look_value(const struct thermal *thermal, struct thermal_live *live)
{
    if (thermal->n_turns == 0)
        return;
    const struct thermal_turn *last = &thermal->turns[thermal->n_turns - 1];
    live->has_value = last->has_value;
    live->censored = last->censored;
    live->value_c = last->has_value ? last->value_c : 0;
}

/* The pulse that is given stands where the ramp does, its level for the limit. */
static void thermal_look_pulse(const struct thermal *thermal, struct thermal_live *live)
{
    const struct thermal_pulses_plan *plan = &thermal->plan.pulses;
    const struct thermal_pulses *pulses = &thermal->pulses;
    if (plan->n == 0)
        return;
    const uint8_t shown = pulses->ordered > 0 ? (uint8_t)(pulses->ordered - 1) : 0;
    live->turn = 0;
    live->turns = 1;
    live->pulse = shown;
    live->pulses = plan->n;
    live->limit_c = (double)plan->level_c[shown];
    live->ramp_ns = pulses->start_ns;
    live->given = pulses->given;
    live->is_up = pulses->is_up;
    live->has_rating =
        thermal->has_rating && thermal->known - thermal->rated_ns <= plan->rated_within;
    live->rating = thermal->rated;
}

void thermal_look(const void *state, void *out)
{
    const struct thermal *thermal = state;
    const struct reading *newest = recent_newest(&thermal->recent);
    const uint8_t last = (uint8_t)(thermal->plan.turns > 0 ? thermal->plan.turns - 1 : 0);
    const uint8_t turn = thermal->n_turns > last ? last : thermal->n_turns;
    const struct band band = {thermal->spec.rate_c_per_s, thermal->spec.rate_tolerance};
    struct thermal_live live = {
        .phase = (uint8_t)thermal->phase,
        .step = (uint8_t)thermal_look_step(thermal),
        .turn = turn,
        .turns = thermal->plan.turns,
        .n_zones = thermal->n_zones,
        .has_temperature = newest != NULL,
        .temperature_c = newest ? newest->value : 0,
        .reading_ns = newest ? newest->t : 0,
        .baseline_c = thermal->spec.baseline_c,
        .limit_c = thermal->plan.target_c[turn % 2],
        .ramp_ns = thermal->turns[0].ramp_ns,
    };
    thermal_look_pulse(thermal, &live);
    live.is_cool = live.limit_c < live.baseline_c;
    if (thermal->state == THERMAL_RAMP)
        live.has_slope = slope_live(&thermal->trace, &live.slope_c_per_s);
    live.in_band = live.has_slope && band_has(&band, live.slope_c_per_s);
    live.slope_c_per_s *= live.is_cool ? -1 : 1;
    for (uint8_t i = 0; i < thermal->n_zones; i++) {
        live.zones |= (uint8_t)(thermal->zones[i].has << i);
        live.zone_c[i] = thermal->zones[i].has ? (float)thermal->zones[i].value : 0;
    }
    thermal_look_value(thermal, &live);
    memcpy(out, &live, sizeof live);
}

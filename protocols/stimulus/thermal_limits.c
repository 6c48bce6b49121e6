/* The method of limits: the thermal machine (thermal.c) with one ramp. */
#include "stimulus/thermal_limits.h"

#include "thermal_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static_assert(sizeof(struct thermal_limits_spec) <= REACTOR_SPEC_MAX, "spec of limits");
static_assert(sizeof(struct thermal_limits_outcome) <= REACTOR_OUTCOME_MAX, "outcome of limits");

static void limits_value(const struct thermal *thermal, const struct thermal_turn *turn,
                         struct thermal_limits_outcome *out)
{
    out->has_value = turn->has_value && thermal->finished;
    if (!out->has_value)
        return;
    out->censored = turn->censored;
    out->bound = turn->censored ? turn->sign > 0 ? THERMAL_ABOVE : THERMAL_BELOW : THERMAL_NO_BOUND;
    out->value_c = turn->value_c;
    out->zones = turn->zones;
    memcpy(out->zone_c, turn->zone_c, sizeof out->zone_c);
    out->bracket_ns = turn->bracket_ns;
    out->value_gaps = turn->value_gaps;
    out->overshoot_c = fmax(0, turn->sign * (turn->peak_c - turn->value_c));
    out->overshot = out->overshoot_c > thermal->spec.overshoot_c;
}

static void limits_ramp(const struct thermal *thermal, const struct thermal_turn *turn,
                        struct thermal_limits_outcome *out)
{
    out->start_c = turn->start_c;
    out->peak_c = turn->peak_c;
    out->behind_c = turn->behind_c;
    out->has_slope = turn->slope.has_slope;
    if (out->has_slope) {
        out->slope_c_per_s = turn->sign * turn->slope.slope;
        out->slope_error = turn->slope.slope / thermal->spec.rate_c_per_s - 1;
    }
    out->rate_off = turn->rate_off && (out->has_slope || out->has_value);
    out->has_in_band = turn->slope.has_in_band;
    out->in_band = turn->slope.in_band;
    out->worst_slope_c_per_s = turn->sign * turn->slope.worst_slope;
    out->ramp_ns = turn->ramp_ns;
    out->moved_ns = turn->moved_ns;
}

/* With a response the end is the response; what was commanded then came a little later. */
static mono_ns limits_end_ns(const struct thermal *thermal, const struct thermal_turn *turn)
{
    return thermal->finished && turn->end == END_RESPONSE ? turn->response_ns : thermal->ended;
}

static void limits_outcome(const struct thermal *thermal, void *outcome)
{
    const struct thermal_turn *turn = &thermal->turns[0];
    struct thermal_limits_outcome out = {
        .end = (uint8_t)(thermal->finished ? turn->end : thermal->end),
        .fault = (uint8_t)thermal->fault,
        .after_fault = (uint8_t)thermal->after_fault,
        .returned = thermal->returned,
        .n_zones = thermal->n_zones,
        .worst_zone = thermal->worst_zone,
        .zone_spread_c = thermal->spread_c,
        .armed_ns = thermal->armed_ns,
        .settled_ns = thermal->settled_ns,
        .response_ns = thermal->n_turns > 0 ? turn->response_ns : thermal->early_ns,
        .end_ns = limits_end_ns(thermal, turn),
        .baseline_ns = thermal->baseline_ns,
        .readings = thermal->readings,
        .gaps = thermal->gaps,
    };
    limits_value(thermal, turn, &out);
    if (thermal->n_turns > 0)
        limits_ramp(thermal, turn, &out);
    memcpy(outcome, &out, sizeof out);
}

static void limits_start(void *state, mono_ns now, const void *spec,
                         const struct channel_ref *channels, size_t n_channels,
                         const struct reactor_io *io)
{
    const struct thermal_limits_spec *limits = spec;
    const struct thermal_plan plan = {.target_c = {limits->limit_c, limits->limit_c},
                                      .turns = 1,
                                      .outcome_size = sizeof(struct thermal_limits_outcome),
                                      .outcome = limits_outcome};
    assert(isfinite(limits->limit_c));
    assert(fabs(limits->limit_c - limits->thermal.baseline_c) > limits->thermal.settle_c);
    thermal_init(state, channels, n_channels);
    thermal_begin(state, now, &limits->thermal, &plan, io);
}

struct thermal_limits_spec thermal_limits_defaults(void)
{
    return (struct thermal_limits_spec){.thermal = thermal_defaults(), .limit_c = 50};
}

const struct reactor thermal_limits =
    THERMAL_REACTOR("thermal_limits", struct thermal_limits_spec, limits_start, false);

/* The thermal sensory limen: the thermal machine (thermal.c) with ramps in turn. */
#include "stimulus/thermal_limen.h"

#include "thermal_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static_assert(sizeof(struct thermal_limen_spec) <= REACTOR_SPEC_MAX, "spec of a limen");
static_assert(sizeof(struct thermal_limen_outcome) <= REACTOR_OUTCOME_MAX, "outcome of a limen");
static_assert(2 * THERMAL_PAIRS_MAX <= THERMAL_TURNS_MAX, "turns of a limen");

static void limen_turn(const struct thermal_turn *turn, struct thermal_limen_turn *out)
{
    out->is_cool = turn->sign < 0;
    out->end = (uint8_t)turn->end;
    out->response_ns = turn->end == END_LIMIT ? turn->turned_ns : turn->response_ns;
    out->value_c = turn->has_value ? turn->value_c : 0;
    out->slope_c_per_s = (float)(turn->is_long ? turn->sign * turn->slope.slope : 0);
    out->rate_off = turn->rate_off && turn->is_long;
    assert(turn->has_value == (turn->end == END_RESPONSE || turn->end == END_LIMIT));
}

/* A turn that was answered at once has little but noise for a slope: it judges nothing. */
static void limen_rate(const struct thermal *thermal, struct thermal_limen_outcome *out)
{
    double sum = 0, worst = 0;
    unsigned n = 0;
    for (uint8_t i = 0; i < out->n_turns; i++) {
        const double slope = fabs((double)out->turns[i].slope_c_per_s),
                     asked = thermal->spec.rate_c_per_s;
        if (!thermal->turns[i].is_long)
            continue;
        sum += slope;
        if (n++ == 0 || fabs(slope - asked) > fabs(worst - asked))
            worst = slope;
        out->rate_off = out->rate_off || out->turns[i].rate_off;
    }
    out->has_slope = n > 0;
    out->slope_c_per_s = (float)(n > 0 ? sum / n : 0);
    out->worst_slope_c_per_s = (float)worst;
}

static void limen_outcome(const struct thermal *thermal, void *outcome)
{
    struct thermal_limen_outcome out = {
        .end = (uint8_t)thermal->end,
        .fault = (uint8_t)thermal->fault,
        .after_fault = (uint8_t)thermal->after_fault,
        .n_turns = thermal->n_turns,
        .returned = thermal->returned,
        .worst_zone = thermal->worst_zone,
        .start_c = (float)thermal->turns[0].start_c,
        .warmest_c = (float)thermal->warmest_c,
        .coolest_c = (float)thermal->coolest_c,
        .zone_spread_c = (float)thermal->spread_c,
        .strays = thermal->strays,
        .readings = thermal->readings,
        .gaps = thermal->gaps,
        .armed_ns = thermal->armed_ns,
        .settled_ns = thermal->settled_ns,
        .ramp_ns = thermal->turns[0].ramp_ns,
        .end_ns = thermal->ended,
        .baseline_ns = thermal->baseline_ns,
    };
    double overshoot = 0;
    for (uint8_t i = 0; i < thermal->n_turns; i++) {
        const struct thermal_turn *turn = &thermal->turns[i];
        limen_turn(turn, &out.turns[i]);
        if (turn->has_value)
            overshoot = fmax(overshoot, turn->sign * (turn->peak_c - turn->value_c));
    }
    limen_rate(thermal, &out);
    out.overshoot_c = (float)overshoot;
    out.overshot = overshoot > thermal->spec.overshoot_c;
    memcpy(outcome, &out, sizeof out);
}

static void limen_start(void *state, mono_ns now, const void *spec,
                        const struct channel_ref *channels, size_t n_channels,
                        const struct reactor_io *io)
{
    const struct thermal_limen_spec *limen = spec;
    const struct thermal_plan plan = {.target_c = {limen->warm_limit_c, limen->cool_limit_c},
                                      .turns = (uint8_t)(2 * limen->pairs),
                                      .outcome_size = sizeof(struct thermal_limen_outcome),
                                      .outcome = limen_outcome};
    assert(limen->pairs >= 1 && limen->pairs <= THERMAL_PAIRS_MAX);
    assert(isfinite(limen->warm_limit_c) && isfinite(limen->cool_limit_c));
    assert(limen->warm_limit_c > limen->thermal.baseline_c + limen->thermal.settle_c);
    assert(limen->cool_limit_c < limen->thermal.baseline_c - limen->thermal.settle_c);
    thermal_init(state, channels, n_channels);
    thermal_begin(state, now, &limen->thermal, &plan, io);
}

struct thermal_limen_spec thermal_limen_defaults(void)
{
    return (struct thermal_limen_spec){
        .thermal = thermal_defaults(), .warm_limit_c = 50, .cool_limit_c = 0, .pairs = 3};
}

const struct reactor thermal_limen =
    THERMAL_REACTOR("thermal_limen", struct thermal_limen_spec, limen_start, false);

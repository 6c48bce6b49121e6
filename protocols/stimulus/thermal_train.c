/* Temporal summation by heat or cold: the thermal machine (thermal.c) with pulses. */
#include "stimulus/thermal_train.h"

#include "thermal_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static_assert(sizeof(struct thermal_train_spec) <= REACTOR_SPEC_MAX, "spec of a train");
static_assert(sizeof(struct thermal_train_outcome) <= REACTOR_OUTCOME_MAX, "outcome of a train");

static void train_outcome(const struct thermal *thermal, void *outcome)
{
    const struct thermal_pulses *pulses = &thermal->pulses;
    struct thermal_train_outcome out = {.whole = thermal_whole_of(thermal),
                                        .given = pulses->given,
                                        .off = pulses->off,
                                        .onset_ns = pulses->onset_ns};
    memcpy(out.pulses, pulses->rows, pulses->given * sizeof out.pulses[0]);
    memcpy(outcome, &out, sizeof out);
}

static void train_check(const struct thermal_train_spec *train)
{
    const double settle_c = train->thermal.settle_c, baseline_c = train->thermal.baseline_c;
    const double sign = (double)train->level_c[0] > baseline_c ? 1 : -1;
    assert(train->pulses >= 1 && train->pulses <= THERMAL_PULSES_MAX);
    assert(train->on >= 0 && train->tolerance_c > 0 && train->rated_within > 0);
    assert(train->period >= thermal_train_least(train));
    for (uint8_t i = 0; i < train->pulses; i++)
        assert(sign * ((double)train->level_c[i] - baseline_c) > settle_c);
}

static double farthest_level_c(const struct thermal_train_spec *train)
{
    double farthest = train->thermal.baseline_c;
    for (uint8_t i = 0; i < train->pulses; i++)
        if (fabs((double)train->level_c[i] - train->thermal.baseline_c) >
            fabs(farthest - train->thermal.baseline_c))
            farthest = (double)train->level_c[i];
    return farthest;
}

static void train_start(void *state, mono_ns now, const void *spec,
                        const struct channel_ref *channels, size_t n_channels,
                        const struct reactor_io *io)
{
    const struct thermal_train_spec *train = spec;
    const double farthest = farthest_level_c(train);
    struct thermal_plan plan = {.target_c = {farthest, farthest},
                                .pulses = {.on = train->on,
                                           .period = train->period,
                                           .tolerance_c = train->tolerance_c,
                                           .rated_within = train->rated_within,
                                           .n = train->pulses,
                                           .is_rated = train->is_rated},
                                .outcome_size = sizeof(struct thermal_train_outcome),
                                .outcome = train_outcome};
    train_check(train);
    memcpy(plan.pulses.level_c, train->level_c, sizeof plan.pulses.level_c);
    if (train->is_rated)
        thermal_init_rated(state, channels, n_channels);
    else
        thermal_init(state, channels, n_channels);
    thermal_begin(state, now, &train->thermal, &plan, io);
}

struct thermal_train_spec thermal_train_defaults(void)
{
    struct thermal_train_spec spec = {.thermal = thermal_defaults(),
                                      .on = 500 * MONO_MS,
                                      .period = 2500 * MONO_MS,
                                      .tolerance_c = 0.5,
                                      .rated_within = 500 * MONO_MS,
                                      .pulses = 10,
                                      .is_rated = true};
    spec.thermal.baseline_c = 38;
    spec.thermal.rate_c_per_s = spec.thermal.return_c_per_s = 15;
    return spec;
}

const struct reactor thermal_train =
    THERMAL_REACTOR("thermal_train", struct thermal_train_spec, train_start, true);

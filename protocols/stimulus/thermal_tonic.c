/* Tonic heat or cold: the thermal machine (thermal.c) with one long pulse, and the course of its rating. */
#include "stimulus/thermal_tonic.h"

#include "index/vas.h"
#include "thermal_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static_assert(sizeof(struct thermal_tonic_spec) <= REACTOR_SPEC_MAX, "spec of a tonic hold");
static_assert(sizeof(struct thermal_tonic_outcome) <= REACTOR_OUTCOME_MAX, "outcome of one");

static struct tonic_point point_of(const struct vas_point *point, double level_s)
{
    const bool has = point->status == INDEX_OK;
    return (struct tonic_point){.rating = (float)(has ? point->vas : 0),
                                .at_s = (float)(has ? point->t_s - level_s : 0),
                                .has = has};
}

static struct vas_trace trace_of(const struct thermal *thermal)
{
    const struct rating_course *rated = &thermal->course;
    return (struct vas_trace){.t_s = rated->t_s, .vas = rated->vas, .n = rated->n};
}

/* What was held, which a response or somebody else may have ended. */
static void tonic_rated_so_far(const struct thermal *thermal, double level_s,
                               struct thermal_tonic_outcome *out)
{
    const struct vas_trace trace = trace_of(thermal);
    const double ended_s = mono_to_sec(thermal->ended - thermal->course.origin);
    const struct vas_window window = {
        .from_s = level_s,
        .to_s = fmin(ended_s, level_s + mono_to_sec(thermal->plan.pulses.on)),
        .gap_s = thermal->plan.rating_gap_s};
    if (window.to_s <= window.from_s)
        return;
    const struct aggregate mean = vas_auc_static(&trace, window);
    out->has_hold_mean = mean.status == INDEX_OK;
    out->hold_mean = (float)(out->has_hold_mean ? mean.v : 0);
}

static void tonic_rated(const struct thermal *thermal, double level_s,
                        struct thermal_tonic_outcome *out)
{
    const struct vas_trace trace = trace_of(thermal);
    const struct vas_window window = {.from_s = level_s,
                                      .to_s = level_s + mono_to_sec(thermal->plan.pulses.on),
                                      .gap_s = thermal->plan.rating_gap_s};
    const struct aggregate mean = vas_auc_static(&trace, window);
    const struct vas_course course = vas_tonic_course(&trace, window, thermal->plan.peak_within_s);
    out->has_mean = mean.status == INDEX_OK && course.status == INDEX_OK;
    if (!out->has_mean)
        return;
    out->mean = (float)mean.v;
    out->peak = point_of(&course.peak, level_s);
    out->nadir = point_of(&course.nadir, level_s);
    out->late = point_of(&course.late, level_s);
    out->rise = (float)course.rise;
}

static void tonic_held(const struct thermal *thermal, struct thermal_tonic_outcome *out)
{
    const struct thermal_pulses *pulses = &thermal->pulses;
    if (pulses->ordered == 0)
        return;
    out->level_ns = thermal_pulse_arrives(thermal);
    out->has_level = !isnan(pulses->rows[0].level_c);
    out->level_c = out->has_level ? pulses->rows[0].level_c : 0;
    out->is_off = pulses->off & 1;
    const double level_s = mono_to_sec(out->level_ns - thermal->course.origin);
    if (thermal->plan.pulses.is_rated)
        tonic_rated_so_far(thermal, level_s, out);
    if (thermal->finished && thermal->plan.pulses.is_rated)
        tonic_rated(thermal, level_s, out);
}

static void tonic_outcome(const struct thermal *thermal, void *outcome)
{
    struct thermal_tonic_outcome out = {.whole = thermal_whole_of(thermal)};
    tonic_held(thermal, &out);
    memcpy(outcome, &out, sizeof out);
}

static struct thermal_plan tonic_plan(const struct thermal_tonic_spec *tonic)
{
    const struct thermal_train_spec once = {.thermal = tonic->thermal,
                                            .level_c = {(float)tonic->level_c},
                                            .on = tonic->hold,
                                            .pulses = 1};
    return (struct thermal_plan){.target_c = {tonic->level_c, tonic->level_c},
                                 .pulses = {.level_c = {(float)tonic->level_c},
                                            .on = tonic->hold,
                                            .period = thermal_train_least(&once),
                                            .tolerance_c = tonic->tolerance_c,
                                            .rated_within = mono_from_sec(tonic->rating_gap_s),
                                            .n = 1,
                                            .is_rated = tonic->is_rated},
                                 .rating_gap_s = tonic->rating_gap_s,
                                 .peak_within_s = tonic->peak_within_s,
                                 .outcome_size = sizeof(struct thermal_tonic_outcome),
                                 .outcome = tonic_outcome};
}

static void tonic_start(void *state, mono_ns now, const void *spec,
                        const struct channel_ref *channels, size_t n_channels,
                        const struct reactor_io *io)
{
    const struct thermal_tonic_spec *tonic = spec;
    const struct thermal_plan plan = tonic_plan(tonic);
    assert(fabs(tonic->level_c - tonic->thermal.baseline_c) > tonic->thermal.settle_c);
    assert(tonic->hold > 0 && tonic->hold <= THERMAL_TONIC_MOST && tonic->tolerance_c > 0);
    assert(tonic->rating_gap_s > 0 && tonic->peak_within_s > 0);
    if (tonic->is_rated)
        thermal_init_rated(state, channels, n_channels);
    else
        thermal_init(state, channels, n_channels);
    thermal_begin(state, now, &tonic->thermal, &plan, io);
}

struct thermal_tonic_spec thermal_tonic_defaults(void)
{
    return (struct thermal_tonic_spec){.thermal = thermal_defaults(),
                                       .level_c = 46,
                                       .hold = 120 * MONO_SEC,
                                       .tolerance_c = 0.5,
                                       .rating_gap_s = 0.5,
                                       .peak_within_s = VAS_PEAK_WITHIN_S,
                                       .is_rated = true};
}

const struct reactor thermal_tonic =
    THERMAL_REACTOR("thermal_tonic", struct thermal_tonic_spec, tonic_start, false);

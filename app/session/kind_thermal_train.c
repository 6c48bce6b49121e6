/* A train of heat or cold pulses, as the session knows it: no value of its own; each pulse is a row of the tables, with what it was
 * rated, where the bench has something to rate on. */
#include "kind_thermal_internal.h"
#include "trial_internal.h"

#include "base/shortest.h"
#include "session/reasons.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static_assert((int)THERMAL_PULSES_MAX == (int)PULSES_MAX, "a train is a train");

/* ---- what is asked for */

static double farthest(const struct trial_plan *plan)
{
    double far = plan->train.levels[0];
    for (uint8_t i = 1; i < plan->train.pulses; i++)
        if (fabs(plan->train.levels[i] - plan->thermal.baseline_c) >
            fabs(far - plan->thermal.baseline_c))
            far = plan->train.levels[i];
    return far;
}

static double nearest(const struct trial_plan *plan)
{
    double near = plan->train.levels[0];
    for (uint8_t i = 1; i < plan->train.pulses; i++)
        if (fabs(plan->train.levels[i] - plan->thermal.baseline_c) <
            fabs(near - plan->thermal.baseline_c))
            near = plan->train.levels[i];
    return near;
}

static enum status check_levels(const struct trial_plan *plan, struct why *why)
{
    const double baseline_c = plan->thermal.baseline_c;
    const bool is_warm = plan->train.levels[0] > baseline_c;
    for (uint8_t i = 0; i < plan->train.pulses; i++)
        if (!isfinite(plan->train.levels[i]) || (plan->train.levels[i] > baseline_c) != is_warm)
            return why_set(why, STATUS_INVALID,
                           "the levels of a train must all be above its baseline, or all below it");
    return STATUS_OK;
}

static enum status read_period(const struct message *args, struct trial_train *train,
                               mono_ns period, struct why *why)
{
    enum status status = argument_duration(args, "on", &train->on, why);
    if (status == STATUS_OK)
        status = argument_duration(args, "period", &period, why);
    if (status == STATUS_OK && period <= train->on)
        return why_set(why, STATUS_INVALID, "`period` of a train must be longer than `on`");
    train->off = period - train->on;
    return status;
}

static enum status train_read(const struct message *args, struct trial_plan *plan, struct why *why)
{
    const struct thermal_train_spec defaults = thermal_train_defaults();
    struct trial_train *train = &plan->train;
    *train = (struct trial_train){.on = defaults.on};
    enum status status = thermal_read_plan(args, &defaults.thermal, plan, why);
    if (status == STATUS_OK)
        status = argument_quantities(
            args, "levels", "degC", &(struct quantities){train->levels, PULSES_MAX, &train->pulses},
            why);
    if (status == STATUS_OK)
        status = check_levels(plan, why);
    if (status != STATUS_OK)
        return status;
    plan->limit = farthest(plan);
    train->base = plan->thermal.baseline_c;
    return read_period(args, train, defaults.period, why);
}

static void fill_train(const struct trial_plan *plan, struct thermal_train_spec *spec)
{
    spec->thermal.baseline_c = plan->thermal.baseline_c;
    spec->thermal.rate_c_per_s = plan->rate;
    spec->thermal.return_c_per_s = plan->thermal.return_c_per_s;
    spec->on = plan->train.on;
    spec->period = plan->train.on + plan->train.off;
    spec->pulses = plan->train.pulses;
    for (uint8_t i = 0; i < plan->train.pulses; i++)
        spec->level_c[i] = (float)plan->train.levels[i];
}

/* A period that the ramps cannot keep. */
static enum status check_period(const struct trial_plan *plan,
                                const struct thermal_train_spec *spec, struct why *why)
{
    const mono_ns least = thermal_train_least(spec);
    char level[REASON_NUMBER_SIZE], rate[REASON_NUMBER_SIZE], back[REASON_NUMBER_SIZE],
        needs[REASON_NUMBER_SIZE], asked[REASON_NUMBER_SIZE];
    if (spec->period >= least)
        return STATUS_OK;
    return reason_set(why, REASON_thermal_period, reason_number(level, plan->limit),
                      reason_number(rate, plan->rate),
                      reason_number(back, plan->thermal.return_c_per_s),
                      reason_number(needs, ceil(mono_to_sec(least) * 10) / 10),
                      reason_number(asked, mono_to_sec(spec->period)), NULL);
}

static enum status train_check(struct session *session, struct why *why)
{
    struct trial_state *trial = &session->trial;
    const struct trial_plan *plan = &trial->plan;
    struct thermal_train_spec spec = thermal_train_defaults();
    double near;
    fill_train(plan, &spec);
    enum status status = thermal_set_rated_channels(session, why);
    if (status == STATUS_OK)
        status = thermal_check_level(session, plan->limit, why);
    if (status == STATUS_OK)
        status = thermal_set_limit(session, nearest(plan), &near, why);
    if (status == STATUS_OK)
        status = check_period(plan, &spec, why);
    if (status == STATUS_OK)
        status = thermal_check_drive(session,
                                     thermal_pulse_drive(&spec.thermal,
                                                         plan->limit - plan->thermal.baseline_c,
                                                         plan->train.on),
                                     why);
    return status == STATUS_OK ? thermal_allowed(session, why) : status;
}

/* Between two pulses it is at the baseline for the rest of the period. */
static void train_course(const struct trial_plan *plan, struct thermal_course *out)
{
    const struct trial_train *train = &plan->train;
    *out = (struct thermal_course){.n = 2 * (size_t)train->pulses - 1,
                                   .hold = train->on,
                                   .pause = train->off,
                                   .alone = train->on};
    for (uint8_t i = 0; i < out->n; i++)
        out->limits_c[i] = i % 2 == 0 ? train->levels[i / 2] : plan->thermal.baseline_c;
}

/* ---- doing it */

static void train_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_plan *plan = &session->trial.plan;
    struct thermal_train_spec spec = thermal_train_defaults();
    fill_train(plan, &spec);
    thermal_fill_spec(session, fabs(plan->limit - plan->thermal.baseline_c), &spec.thermal);
    spec.is_rated = thermal_is_rated(session);
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    thermal_order_within(session, &spec.thermal, start);
    memcpy(start->spec, &spec, sizeof spec);
}

/* ---- what came of it */

/* The pulse that was cut off counts as one that went to its level. */
static uint32_t ramps_of(const struct thermal_train_outcome *o)
{
    const bool is_cut = o->whole.start_ns > 0 && o->whole.end != END_COMPLETED;
    return o->given + (uint32_t)is_cut;
}

static void train_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct thermal_train_outcome *o = &outcome->thermal_train;
    *verdict = thermal_whole_verdict(&o->whole);
    verdict->has_peak = o->whole.start_ns > 0;
    verdict->peak = shortest_of_float(o->whole.peak_c);
    verdict->limit_ramps = ramps_of(o);
    verdict->n_pulses = o->given;
    for (uint8_t i = 0; i < PULSES_MAX; i++)
        verdict->ratings[i] = i < o->given ? o->pulses[i].rating : (float)NAN;
}

static void train_put_plan(const struct session *session, struct message *out)
{
    const struct trial_plan *plan = &session->trial.plan;
    const struct trial_train *train = &plan->train;
    const bool is_cool = plan->limit < plan->thermal.baseline_c;
    thermal_put_way(session, out);
    message_set_number(out, "rate_target", is_cool ? -plan->rate : plan->rate);
    message_set_integer(out, "pulses", train->pulses);
    message_set_number(out, "on_s", mono_to_sec(train->on));
    message_set_number(out, "period_s", mono_to_sec(train->on + train->off));
    if (train->is_capped)
        message_set_bool(out, "capped", true);
    if (farthest(plan) == nearest(plan))
        message_set_number(out, "level", train->levels[0]);
}

static void train_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct thermal_train_outcome *o = &trial->outcome.thermal_train;
    message_set_integer(out, "given", o->given);
    thermal_put_time(out, "contact_s", o->whole.armed_ns, o->onset_ns);
    thermal_put_whole(&o->whole, out);
}

static uint8_t train_rows(const struct trial_state *trial)
{
    return trial->outcome.thermal_train.given;
}

static double train_row_at_s(const struct trial_state *trial, uint8_t pulse)
{
    const struct thermal_train_outcome *o = &trial->outcome.thermal_train;
    const mono_ns period = trial->plan.train.on + trial->plan.train.off;
    return mono_to_sec(o->onset_ns - o->whole.armed_ns + pulse * period);
}

static void put_pulse(const struct trial_state *trial, uint8_t pulse, struct message *out)
{
    const struct thermal_train_outcome *o = &trial->outcome.thermal_train;
    const struct thermal_pulse *given = &o->pulses[pulse];
    message_set_number(out, "onset_error_s", shortest_of_float(given->onset_error_s));
    message_set_bool(out, "level_off", o->off >> pulse & 1);
    message_set_number(out, "peak_degc", shortest_of_float(given->peak_c));
    if (!isnan(given->level_c))
        message_set_number(out, "level_degc", shortest_of_float(given->level_c));
}

static void train_put_row(const struct trial_state *trial, uint8_t pulse, struct message *out)
{
    message_set_number(out, "level", trial->plan.train.levels[pulse]);
    message_set_number(out, "baseline", trial->plan.thermal.baseline_c);
    put_pulse(trial, pulse, out);
}

static void train_put_answer(const struct trial_state *trial, struct message *out)
{
    trial_put_pulses(trial, put_pulse, out);
}

const struct stimulus_kind thermal_train_kind = {
    .reactor = &thermal_train,
    .role = ROLE_THERMODE,
    .is_rated = true,
    .unit = "degC",
    .rate_unit = "degC/s",
    .measured_key = "measured_degc",
    .outcome_size = sizeof(struct thermal_train_outcome),
    .read = train_read,
    .check = train_check,
    .course = train_course,
    .order = train_order,
    .cue = thermal_cue,
    .judge = train_judge,
    .put_plan = train_put_plan,
    .put_outcome = train_put_outcome,
    .rows = train_rows,
    .put_row = train_put_row,
    .row_at_s = train_row_at_s,
    .put_answer = train_put_answer,
};

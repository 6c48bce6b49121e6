/* A train of cuff pulses, as the session knows it: no value of its own; each pulse is a row of the tables, with what it was rated. */
#include "session_internal.h"
#include "trial_internal.h"

#include "base/shortest.h"
#include "session/reasons.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Of one pulse and of the pause after it: nobody is pressed longer. */
#define ON_MOST (10 * MONO_SEC)
#define OFF_MOST (30 * MONO_SEC)

/* ---- what is asked for */

static const struct driver *driver_of(const struct session *session, struct channel_ref channel)
{
    return driver_find(session->parts.spec->instruments[channel.instrument].driver);
}

static enum status check_numbers(const struct trial_train *train, struct why *why)
{
    const double least_kpa = pulse_train_defaults().baseline_kpa;
    if (train->on <= 0 || train->off <= 0 || train->on > ON_MOST || train->off > OFF_MOST)
        return why_set(why, STATUS_INVALID,
                       "on and off of a `trial` must be above 0, %g s and %g s at most",
                       mono_to_sec(ON_MOST), mono_to_sec(OFF_MOST));
    if (!(train->base >= 0))
        return why_set(why, STATUS_INVALID, "`base` of a `trial` must be 0 or more");
    for (uint8_t i = 0; i < train->pulses; i++)
        if (!(train->levels[i] > train->base + least_kpa))
            return why_set(why, STATUS_INVALID,
                           "pulse %d of %g kPa is not above its base of %g kPa by more than %g kPa",
                           i + 1, train->levels[i], train->base, least_kpa);
    return STATUS_OK;
}

static double highest(const struct trial_train *train)
{
    double most = 0;
    for (uint8_t i = 0; i < train->pulses; i++)
        most = fmax(most, train->levels[i]);
    return most;
}

static enum status train_read(const struct message *args, struct trial_plan *plan, struct why *why)
{
    const struct pulse_train_spec defaults = pulse_train_defaults();
    struct trial_train *train = &plan->train;
    *train = (struct trial_train){.on = defaults.on, .off = defaults.off};
    enum status status =
        argument_quantities(args, "levels", "kPa",
                            &(struct quantities){train->levels, PULSES_MAX, &train->pulses}, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "base", "kPa", &train->base, why);
    if (status == STATUS_OK)
        status = argument_duration(args, "on", &train->on, why);
    if (status == STATUS_OK)
        status = argument_duration(args, "off", &train->off, why);
    plan->limit = highest(train);
    return status == STATUS_OK ? check_numbers(train, why) : status;
}

static bool has_one_level(const struct trial_train *train)
{
    for (uint8_t i = 1; i < train->pulses; i++)
        if (train->levels[i] != train->levels[0])
            return false;
    return true;
}

/* The instrument keeps the time where it can. */
static bool is_by_instrument(const struct session *session)
{
    const struct trial_state *trial = &session->trial;
    return driver_of(session, trial->channels[0])->trains && has_one_level(&trial->plan.train);
}

static double rise_limit(const struct session *session)
{
    const struct channel_ref channel = session->trial.channels[0];
    return session->parts.spec->instruments[channel.instrument].rate_max_kpa_per_s;
}

/* Of pulses that are told one by one: nothing can be held between them, and what is not read there could press on unseen. */
static enum status check_told(const struct session *session, struct why *why)
{
    if (session->trial.plan.train.base > 0)
        return reason_set(why, REASON_train_base, NULL);
    if (driver_of(session, session->trial.channels[0])->is_unread_at_rest)
        return reason_set(why, REASON_train_unread, NULL);
    return STATUS_OK;
}

/* What does it by itself goes as fast as it can, in steps of its own. */
static enum status check_pace(const struct session *session, struct why *why)
{
    const struct trial_train *train = &session->trial.plan.train;
    const mono_ns step = driver_of(session, session->trial.channels[0])->train_step;
    char step_s[REASON_NUMBER_SIZE];
    if (!is_by_instrument(session))
        return check_told(session, why);
    if (train->on % step != 0 || train->off % step != 0)
        return reason_set(why, REASON_train_step, reason_number(step_s, mono_to_sec(step)), NULL);
    return rise_limit(session) > 0 ? reason_set(why, REASON_train_rate_limited, NULL) : STATUS_OK;
}

static enum status train_check(struct session *session, struct why *why)
{
    struct trial_state *trial = &session->trial;
    enum status status = cuff_bind(session, why);
    if (status != STATUS_OK)
        return status;
    cuff_cap(session);
    trial->limit = trial->plan.limit;
    status = check_numbers(&trial->plan.train, why);
    if (status == STATUS_OK)
        status = pressure_possible(session, why);
    if (status == STATUS_OK)
        status = check_pace(session, why);
    return status == STATUS_OK ? pressure_left(session, why) : status;
}

/* ---- doing it */

static void train_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_state *trial = &session->trial;
    const struct trial_train *train = &trial->plan.train;
    struct pulse_train_spec spec = pulse_train_defaults();
    spec.base_kpa = train->base;
    spec.on = train->on;
    spec.off = train->off;
    spec.pulses = train->pulses;
    spec.pace = is_by_instrument(session) ? PULSES_BY_INSTRUMENT : PULSES_BY_US;
    if (rise_limit(session) > 0)
        spec.rise_kpa_per_s = rise_limit(session);
    memcpy(spec.level_kpa, train->levels, sizeof spec.level_kpa);
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    start->limit = cuff_most_kpa(session, spec.tolerance_kpa);
    memcpy(start->spec, &spec, sizeof spec);
}

/* ---- what came of it */

static void train_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct pulse_train_outcome *o = &outcome->train;
    *verdict = (struct stimulus_verdict){
        .end = o->end,
        .fault = o->fault,
        .has_peak = o->onset_ns > 0,
        .is_safe = o->at_baseline,
        .has_touched = o->onset_ns > 0,
        .peak = (double)o->peak_kpa,
        .armed_ns = o->start_ns,
        .response_ns = o->response_ns,
        .end_ns = o->end_ns,
        .has_no_bracket = true,
        .readings = o->readings,
        .gaps = o->gaps,
        .n_pulses = o->given,
    };
    for (uint8_t i = 0; i < PULSES_MAX; i++)
        verdict->ratings[i] =
            i < o->given && o->pulses[i].has_rating ? o->pulses[i].rating : (float)NAN;
}

static void train_put_plan(const struct session *session, struct message *out)
{
    const struct trial_train *train = &session->trial.plan.train;
    message_set_integer(out, "pulses", train->pulses);
    message_set_number(out, "on_s", mono_to_sec(train->on));
    message_set_number(out, "off_s", mono_to_sec(train->off));
    message_set_number(out, "base_kpa", train->base);
    if (has_one_level(train))
        message_set_number(out, "level", train->levels[0]);
    if (train->is_capped)
        message_set_bool(out, "capped", true);
    message_set_string(out, "pace", is_by_instrument(session) ? "instrument" : "program");
}

static void train_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct pulse_train_outcome *o = &trial->outcome.train;
    message_set_integer(out, "given", o->given);
    message_set_integer(out, "ratings", o->ratings);
    if (o->onset_ns > 0)
        message_set_number(out, "contact_s", mono_to_sec(o->onset_ns - o->start_ns));
    cuff_put_release(o->at_baseline, o->baseline_ns, o->end_ns, out);
}

static uint8_t train_rows(const struct trial_state *trial)
{
    return trial->outcome.train.given;
}

static double train_row_at_s(const struct trial_state *trial, uint8_t pulse)
{
    const struct pulse_train_outcome *o = &trial->outcome.train;
    const mono_ns period = trial->plan.train.on + trial->plan.train.off;
    return mono_to_sec(o->onset_ns - o->start_ns + pulse * period);
}

static void put_pulse(const struct trial_state *trial, uint8_t index, struct message *out)
{
    const struct pulse *pulse = &trial->outcome.train.pulses[index];
    message_set_number(out, "onset_error_s", shortest_of_float(pulse->onset_error_s));
    message_set_bool(out, "level_off", pulse->is_off);
    if (pulse->has_level)
        message_set_number(out, "level_kpa", shortest_of_float(pulse->level_kpa));
}

static void train_put_row(const struct trial_state *trial, uint8_t pulse, struct message *out)
{
    const struct pulse *given = &trial->outcome.train.pulses[pulse];
    message_set_number(out, "level", trial->plan.train.levels[pulse]);
    message_set_number(out, "baseline", trial->plan.train.base);
    put_pulse(trial, pulse, out);
    if (given->order_error_s != 0)
        message_set_number(out, "order_error_s", shortest_of_float(given->order_error_s));
}

static void train_put_answer(const struct trial_state *trial, struct message *out)
{
    if (trial->plan.train.is_capped)
        message_set_bool(out, "capped", true);
    trial_put_pulses(trial, put_pulse, out);
}

const struct stimulus_kind pulse_train_kind = {
    .reactor = &pulse_train,
    .role = ROLE_TEST_CUFF,
    .is_rated = true,
    .unit = "kPa",
    .measured_key = "measured_kpa",
    .outcome_size = sizeof(struct pulse_train_outcome),
    .pressure_ramps = 1,
    .read = train_read,
    .check = train_check,
    .order = train_order,
    .cue = cuff_cue,
    .judge = train_judge,
    .put_plan = train_put_plan,
    .put_outcome = train_put_outcome,
    .rows = train_rows,
    .put_row = train_put_row,
    .row_at_s = train_row_at_s,
    .put_answer = train_put_answer,
};

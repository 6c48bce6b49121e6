/* The ramp of a cuff, as the session knows it: tolerance is its value, detection and the rating at the end come with it. */
#include "session_internal.h"

#include "session/reasons.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- what is asked for */

static enum status check_numbers(const struct trial_plan *plan, struct why *why)
{
    const double fastest_kpa_per_s = envelope_defaults().rate_kpa_per_s;
    char asked[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE];
    if (!argument_is_positive(plan->rate) || !argument_is_positive(plan->rate_tolerance) ||
        !argument_is_positive(plan->limit) || !argument_is_positive(plan->cuff.detect_rating) ||
        !argument_is_positive(plan->cuff.stop_rating))
        return why_set(why, STATUS_INVALID,
                       "rate, tolerance, limit, detect and stop of a `trial` must be above 0");
    if (plan->rate_tolerance >= 1)
        return why_set(why, STATUS_INVALID, "`tolerance` of a `trial` must be below 1");
    if (plan->rate > fastest_kpa_per_s)
        return reason_set(why, REASON_ramp_too_fast, reason_number(asked, plan->rate),
                          reason_number(most, fastest_kpa_per_s), NULL);
    return STATUS_OK;
}

static enum status cuff_read(const struct message *args, struct trial_plan *plan, struct why *why)
{
    const struct cuff_ramp_spec defaults = cuff_ramp_defaults();
    plan->rate = defaults.rate_kpa_per_s;
    plan->rate_tolerance = defaults.rate_tolerance;
    plan->limit = defaults.limit_kpa;
    plan->cuff.detect_rating = defaults.detect_rating;
    plan->cuff.stop_rating = defaults.stop_rating;
    enum status status = argument_quantity(args, "rate", "kPa/s", &plan->rate, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "limit", "kPa", &plan->limit, why);
    if (status == STATUS_OK)
        status = argument_number(args, "tolerance", &plan->rate_tolerance, why);
    if (status == STATUS_OK)
        status = argument_number(args, "detect", &plan->cuff.detect_rating, why);
    if (status == STATUS_OK)
        status = argument_number(args, "stop", &plan->cuff.stop_rating, why);
    return status == STATUS_OK ? check_numbers(plan, why) : status;
}

/* It would be at its limit before it is known to press. */
static enum status cuff_check(struct session *session, struct why *why)
{
    const enum status status = cuff_bind(session, why);
    if (status != STATUS_OK)
        return status;
    session->trial.limit = pressure_limit(session);
    const enum status possible =
        cuff_possible(session, cuff_ramp_defaults().baseline_kpa, REASON_cuff_no_room, why);
    return possible == STATUS_OK
               ? cuff_check_drive(session, 0, session->trial.plan.rate_tolerance, why)
               : possible;
}

/* ---- doing it */

static void cuff_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_state *trial = &session->trial;
    struct cuff_ramp_spec spec = cuff_ramp_defaults();
    spec.rate_kpa_per_s = trial->plan.rate;
    spec.rate_tolerance = trial->plan.rate_tolerance;
    spec.limit_kpa = trial->limit;
    spec.detect_rating = trial->plan.cuff.detect_rating;
    spec.stop_rating = trial->plan.cuff.stop_rating;
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    start->limit = trial->limit;
    memcpy(start->spec, &spec, sizeof spec);
}

/* ---- what came of it */

static void cuff_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct cuff_ramp_outcome *o = &outcome->cuff;
    *verdict = (struct stimulus_verdict){
        .end = o->end,
        .fault = o->fault,
        .has_value = o->has_value,
        .censored = o->end == END_LIMIT,
        .has_slope = o->has_slope,
        .rate_off = o->rate_off,
        .has_peak = o->rise_ns > 0,
        .is_safe = o->at_baseline,
        .has_touched = o->rise_ns > 0,
        .value = o->value_kpa,
        .slope = o->slope_kpa_per_s,
        .peak = o->peak_kpa,
        .has_pdt = o->has_pdt,
        .pdt_kpa = o->pdt_kpa,
        .has_rating = o->has_rating,
        .rating = o->rating,
        .armed_ns = o->start_ns,
        .response_ns = o->response_ns,
        .end_ns = o->end_ns,
        .has_no_bracket = true,
        .readings = o->readings,
        .gaps = o->gaps,
    };
}

static void cuff_put_plan(const struct session *session, struct message *out)
{
    const struct trial_plan *plan = &session->trial.plan;
    message_set_number(out, "detect_rating", plan->cuff.detect_rating);
    message_set_number(out, "stop_rating", plan->cuff.stop_rating);
}

static void cuff_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct cuff_ramp_outcome *o = &trial->outcome.cuff;
    message_set_bool(out, "by_rating", o->by_rating);
    message_set_integer(out, "ratings", o->ratings);
    if (o->rise_ns > 0)
        message_set_number(out, "contact_s", mono_to_sec(o->rise_ns - o->start_ns));
    if (o->has_pdt) {
        message_set_number(out, "pdt_kpa", o->pdt_kpa);
        message_set_number(out, "pdt_s", mono_to_sec(o->pdt_ns - o->start_ns));
    }
    if (o->has_rating)
        message_set_number(out, "rating", o->rating);
    cuff_put_release(o->at_baseline, o->baseline_ns, o->end_ns, out);
}

static void cuff_put_answer(const struct trial_state *trial, struct message *out)
{
    const struct cuff_ramp_outcome *o = &trial->outcome.cuff;
    if (o->has_pdt)
        message_set_quantity(out, "pdt", "kPa", o->pdt_kpa);
    if (o->has_rating)
        message_set_number(out, "rating", o->rating);
}

const struct stimulus_kind cuff_ramp_kind = {
    .reactor = &cuff_ramp,
    .role = ROLE_TEST_CUFF,
    .is_rated = true,
    .unit = "kPa",
    .rate_unit = "kPa/s",
    .measured_key = "measured_kpa",
    .outcome_size = sizeof(struct cuff_ramp_outcome),
    .pressure_ramps = 1,
    .read = cuff_read,
    .check = cuff_check,
    .order = cuff_order,
    .cue = cuff_cue,
    .judge = cuff_judge,
    .put_plan = cuff_put_plan,
    .put_outcome = cuff_put_outcome,
    .put_answer = cuff_put_answer,
};

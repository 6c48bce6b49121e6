/* The pressure ramp by hand, as the session knows it. */
#include "session_internal.h"

#include "session/reasons.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- what is asked for */

/* The ramp would end at its limit before it is known to touch. */
static enum status check_room(double limit_kpa, double contact_kpa, struct why *why)
{
    char limit[REASON_NUMBER_SIZE], contact[REASON_NUMBER_SIZE];
    if (limit_kpa > contact_kpa)
        return STATUS_OK;
    return reason_set(why, REASON_ramp_no_room, reason_number(limit, limit_kpa),
                      reason_number(contact, contact_kpa), NULL);
}

/* What no bench and no lab would do. */
static enum status check_numbers(const struct trial_plan *plan, struct why *why)
{
    const double fastest_kpa_per_s = envelope_defaults().rate_kpa_per_s;
    char asked[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE];
    if (!argument_is_positive(plan->rate) || !argument_is_positive(plan->rate_tolerance) ||
        !argument_is_positive(plan->limit) || !argument_is_positive(plan->contact_kpa))
        return why_set(why, STATUS_INVALID,
                       "rate, tolerance, limit and contact of a `trial` must be above 0");
    if (plan->rate > fastest_kpa_per_s)
        return reason_set(why, REASON_ramp_too_fast, reason_number(asked, plan->rate),
                          reason_number(most, fastest_kpa_per_s), NULL);
    return check_room(plan->limit, plan->contact_kpa, why);
}

static enum status pressure_read(const struct message *args, struct trial_plan *plan,
                                 struct why *why)
{
    const struct pressure_ramp_spec defaults = pressure_ramp_defaults();
    plan->rate = defaults.rate_kpa_per_s;
    plan->rate_tolerance = defaults.rate_tolerance;
    plan->limit = defaults.limit_kpa;
    plan->contact_kpa = defaults.contact_kpa;
    enum status status = argument_quantity(args, "rate", "kPa/s", &plan->rate, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "limit", "kPa", &plan->limit, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "contact", "kPa", &plan->contact_kpa, why);
    if (status == STATUS_OK)
        status = argument_number(args, "tolerance", &plan->rate_tolerance, why);
    return status == STATUS_OK ? check_numbers(plan, why) : status;
}

static enum status pressure_check(struct session *session, struct why *why)
{
    struct trial_state *trial = &session->trial;
    if (!bench_role(session->bench, ROLE_ALGOMETER, &trial->channels[0]))
        return reason_set(why, REASON_bench_no_algometer, NULL);
    trial->n_channels = 1;
    trial->limit = pressure_limit(session);
    enum status status = pressure_possible(session, why);
    if (status == STATUS_OK)
        status = check_room(trial->limit, trial->plan.contact_kpa, why);
    return status == STATUS_OK ? pressure_left(session, why) : status;
}

/* ---- doing it */

static void pressure_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_state *trial = &session->trial;
    struct pressure_ramp_spec spec = pressure_ramp_defaults();
    spec.rate_kpa_per_s = trial->plan.rate;
    spec.rate_tolerance = trial->plan.rate_tolerance;
    spec.contact_kpa = trial->plan.contact_kpa;
    spec.limit_kpa = trial->limit;
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    start->limit = trial->limit;
    memcpy(start->spec, &spec, sizeof spec);
}

static void pressure_cue(const struct session *session, struct sim_cue *cue)
{
    cue->rate_kpa_per_s = session->trial.plan.rate;
    cue->limit_kpa = session->trial.limit;
    cue->probe_area_cm2 = session->parts.spec->roles[ROLE_ALGOMETER].probe_area_cm2;
}

/* ---- what came of it */

static void pressure_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct pressure_ramp_outcome *o = &outcome->ramp;
    *verdict = (struct stimulus_verdict){
        .end = o->end,
        .fault = o->fault,
        .has_value = o->has_value,
        .censored = o->censored,
        .has_slope = o->has_slope,
        .has_in_band = o->has_in_band,
        .rate_off = o->rate_off,
        .has_peak = o->contact_ns > 0,
        .has_idle = o->has_idle,
        .is_safe = o->released,
        .has_touched = o->contact_ns > 0 || o->fault == FAULT_PULL,
        .value = o->value_kpa,
        .slope = o->slope_kpa_per_s,
        .in_band = o->in_band,
        .worst_slope = o->worst_slope_kpa_per_s,
        .peak = o->peak_kpa,
        .idle_kpa = o->idle_kpa,
        .armed_ns = o->armed_ns,
        .response_ns = o->response_ns,
        .end_ns = o->end_ns,
        .bracket_ns = o->bracket_ns,
        .value_gaps = o->value_gaps,
        .readings = o->readings,
        .gaps = o->gaps,
    };
}

static void pressure_put_plan(const struct session *session, struct message *out)
{
    message_set_number(out, "probe_area_cm2",
                       session->parts.spec->roles[ROLE_ALGOMETER].probe_area_cm2);
}

static void pressure_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct pressure_ramp_outcome *o = &trial->outcome.ramp;
    if (o->has_idle)
        message_set_number(out, "idle_kpa", o->idle_kpa);
    message_set_integer(out, "touches", o->touches);
    if (o->contact_ns > 0)
        message_set_number(out, "contact_s", mono_to_sec(o->contact_ns - o->armed_ns));
    message_set_bool(out, "released", o->released);
    if (o->released && o->release_ns > 0)
        message_set_number(out, "release_s", mono_to_sec(o->release_ns - o->end_ns));
    if (!o->released && trial->confirmed > 0)
        message_set_number(out, "release_confirmed_s", mono_to_sec(trial->confirmed - o->end_ns));
}

const struct stimulus_kind pressure_ramp_kind = {
    .reactor = &pressure_ramp,
    .role = ROLE_ALGOMETER,
    .unit = "kPa",
    .rate_unit = "kPa/s",
    .measured_key = "measured_kpa",
    .outcome_size = sizeof(struct pressure_ramp_outcome),
    .by_hand = true,
    .pressure_ramps = 1,
    .read = pressure_read,
    .check = pressure_check,
    .order = pressure_order,
    .cue = pressure_cue,
    .judge = pressure_judge,
    .put_plan = pressure_put_plan,
    .put_outcome = pressure_put_outcome,
};

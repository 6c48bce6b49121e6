/* Tonic cuff pressure, as the session knows it: held once for long and rated all the time. Its value is the mean rating over the hold
 * and the time after it (AUC_static, METHODS 4.2). */
#include "session_internal.h"

#include "session/reasons.h"

#include <assert.h>
#include <string.h>

/* Nobody is held longer. */
#define TONIC_MOST (180 * MONO_SEC)
#define TAIL_MOST (60 * MONO_SEC)

/* ---- what is asked for */

static enum status check_numbers(const struct trial_plan *plan, struct why *why)
{
    const struct trial_train *train = &plan->train;
    if (!argument_is_positive(plan->rate) || !argument_is_positive(plan->limit))
        return why_set(why, STATUS_INVALID, "level and rate of a `trial` must be above 0");
    if (train->on < MONO_SEC || train->on > TONIC_MOST)
        return why_set(why, STATUS_INVALID, "`hold` of a `trial` must be 1 s to %g s",
                       mono_to_sec(TONIC_MOST));
    if (train->off > TAIL_MOST)
        return why_set(why, STATUS_INVALID, "`tail` of a `trial` must be 0 s to %g s",
                       mono_to_sec(TAIL_MOST));
    return STATUS_OK;
}

static enum status tonic_read(const struct message *args, struct trial_plan *plan, struct why *why)
{
    const struct pressure_hold_spec defaults = pressure_hold_defaults();
    struct trial_train *train = &plan->train;
    *train = (struct trial_train){.pulses = 1, .on = defaults.hold, .off = defaults.tail};
    plan->limit = defaults.target_kpa;
    plan->rate = defaults.rate_kpa_per_s;
    enum status status = argument_quantity(args, "level", "kPa", &plan->limit, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "rate", "kPa/s", &plan->rate, why);
    if (status == STATUS_OK)
        status = argument_duration(args, "hold", &train->on, why);
    if (status == STATUS_OK)
        status = argument_duration(args, "tail", &train->off, why);
    train->levels[0] = plan->limit;
    return status == STATUS_OK ? check_numbers(plan, why) : status;
}

/* The level is known to be reached by being near it, which has to be another thing than off. */
static enum status tonic_check(struct session *session, struct why *why)
{
    const struct pressure_hold_spec defaults = pressure_hold_defaults();
    const enum status status = cuff_bind(session, why);
    if (status != STATUS_OK)
        return status;
    cuff_cap(session);
    session->trial.limit = session->trial.plan.limit;
    const enum status possible = cuff_possible(
        session, defaults.baseline_kpa + defaults.tolerance_kpa, REASON_hold_no_room, why);
    return possible == STATUS_OK ? cuff_check_drive(session, session->trial.plan.train.on,
                                                    cuff_ramp_defaults().rate_tolerance, why)
                                 : possible;
}

/* ---- doing it */

static void tonic_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_plan *plan = &session->trial.plan;
    struct pressure_hold_spec spec = pressure_hold_defaults();
    spec.target_kpa = plan->limit;
    spec.rate_kpa_per_s = cuff_rate_kept(session); /* it is late only behind this */
    spec.hold = plan->train.on;
    spec.tail = plan->train.off;
    spec.is_rated = spec.ends_by_response = true;
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    start->limit = cuff_most_kpa(session, spec.tolerance_kpa);
    memcpy(start->spec, &spec, sizeof spec);
}

/* ---- what came of it */

static void tonic_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct pressure_hold_outcome *o = &outcome->hold;
    *verdict = (struct stimulus_verdict){
        .end = o->end,
        .fault = o->fault,
        .has_value = o->end == END_COMPLETED && o->has_rating,
        .is_safe = o->at_baseline,
        .has_touched = o->readings > 0,
        .value = o->has_rating ? o->auc_static : 0,
        .armed_ns = o->start_ns,
        .response_ns = o->response_ns,
        .end_ns = o->end_ns,
        .has_no_bracket = true,
        .readings = o->readings,
        .gaps = o->gaps,
    };
}

static void tonic_put_plan(const struct session *session, struct message *out)
{
    const struct trial_plan *plan = &session->trial.plan;
    message_set_number(out, "level", plan->limit);
    if (plan->train.is_capped)
        message_set_bool(out, "capped", true);
    message_set_number(out, "hold_s", mono_to_sec(plan->train.on));
    message_set_number(out, "tail_s", mono_to_sec(plan->train.off));
}

static void put_ratings(const struct pressure_hold_outcome *o, struct message *out)
{
    if (o->has_hold_rating)
        message_set_number(out, "hold_rating", o->hold_rating);
    if (o->has_rating)
        message_set_number(out, "peak_rating", o->peak_rating);
}

static void tonic_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct pressure_hold_outcome *o = &trial->outcome.hold;
    message_set_integer(out, "ratings", o->ratings);
    message_set_number(out, "peak_kpa", o->peak_kpa);
    if (o->has_level) {
        message_set_number(out, "level_s", mono_to_sec(o->level_ns - o->start_ns));
        message_set_number(out, "held_s", mono_to_sec(o->held_ns));
        message_set_number(out, "longest_off_s", mono_to_sec(o->longest_off_ns));
    }
    if (o->has_mean)
        message_set_number(out, "level_kpa", o->mean_kpa);
    put_ratings(o, out);
    cuff_put_release(o->at_baseline, o->baseline_ns, o->end_ns, out);
}

static void tonic_put_answer(const struct trial_state *trial, struct message *out)
{
    const struct pressure_hold_outcome *o = &trial->outcome.hold;
    if (trial->plan.train.is_capped)
        message_set_bool(out, "capped", true);
    if (o->has_level)
        message_set_quantity(out, "level", "kPa", trial->plan.limit);
    put_ratings(o, out);
}

const struct stimulus_kind cuff_tonic_kind = {
    .reactor = &pressure_hold,
    .role = ROLE_TEST_CUFF,
    .is_rated = true,
    .unit = STIMULUS_SCALE,
    .measured_key = "measured_rating",
    .outcome_size = sizeof(struct pressure_hold_outcome),
    .pressure_ramps = 1,
    .read = tonic_read,
    .check = tonic_check,
    .order = tonic_order,
    .cue = cuff_cue,
    .judge = tonic_judge,
    .put_plan = tonic_put_plan,
    .put_outcome = tonic_put_outcome,
    .put_answer = tonic_put_answer,
};

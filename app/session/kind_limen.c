/* The thermal sensory limen on a thermode, as the session knows it: ramps in turn, warm and cool. Its value is the distance
 * of the mean warm turn from the mean cool one (METHODS 6.1). Where a turn is a bound, so is the distance: the true one is
 * greater, whichever turn it was. */
#include "kind_thermal_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- what is asked for */

static enum status read_pairs(const struct message *args, struct trial_plan *plan, struct why *why)
{
    int64_t pairs = plan->thermal.pairs;
    const struct message given = message_get(args, "pairs");
    const bool is_read = message_is_missing(&given) || message_integer(args, "pairs", &pairs);
    if (!is_read || pairs < 1 || pairs > THERMAL_PAIRS_MAX)
        return why_set(why, STATUS_INVALID, "`pairs` must be a whole number from 1 to %d",
                       THERMAL_PAIRS_MAX);
    plan->thermal.pairs = (uint8_t)pairs;
    return STATUS_OK;
}

static enum status limen_read(const struct message *args, struct trial_plan *plan, struct why *why)
{
    const struct thermal_limen_spec defaults = thermal_limen_defaults();
    struct trial_thermal *thermal = &plan->thermal;
    plan->limit = defaults.warm_limit_c;
    thermal->cool_limit_c = defaults.cool_limit_c;
    thermal->pairs = defaults.pairs;
    enum status status = thermal_read_plan(args, &defaults.thermal, plan, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "cool_limit", "degC", &thermal->cool_limit_c, why);
    if (status == STATUS_OK)
        status = read_pairs(args, plan, why);
    if (status == STATUS_OK &&
        !(plan->limit > thermal->baseline_c && thermal->cool_limit_c < thermal->baseline_c))
        status = why_set(why, STATUS_INVALID,
                         "`limit` must be above the baseline and `cool_limit` below it");
    return status;
}

static enum status limen_check(struct session *session, struct why *why)
{
    const struct thermal_spec defaults = thermal_limen_defaults().thermal;
    struct trial_state *trial = &session->trial;
    enum status status = thermal_set_channels(session, why);
    if (status == STATUS_OK)
        status = thermal_set_limit(session, trial->plan.limit, &trial->limit, why);
    if (status == STATUS_OK)
        status =
            thermal_set_limit(session, trial->plan.thermal.cool_limit_c, &trial->cool_limit, why);
    if (status == STATUS_OK)
        status = thermal_check_time(session, &defaults, trial->limit - trial->cool_limit, why);
    return status == STATUS_OK ? thermal_allowed(session, why) : status;
}

static void limen_course(const struct trial_plan *plan, struct thermal_course *out)
{
    static_assert(2 * THERMAL_PAIRS_MAX <= THERMAL_COURSE_MAX, "turns of a course");
    const struct thermal_limen_spec defaults = thermal_limen_defaults();
    *out = (struct thermal_course){.n = 2 * (size_t)plan->thermal.pairs,
                                   .alone = thermal_hold_alone(&defaults.thermal)};
    for (size_t i = 0; i < out->n; i++)
        out->limits_c[i] = i % 2 == 0 ? plan->limit : plan->thermal.cool_limit_c;
}

/* ---- doing it */

static void limen_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_state *trial = &session->trial;
    const double baseline_c = trial->plan.thermal.baseline_c;
    struct thermal_limen_spec spec = thermal_limen_defaults();
    thermal_fill_spec(session, fmax(trial->limit - baseline_c, baseline_c - trial->cool_limit),
                      &spec.thermal);
    spec.warm_limit_c = trial->limit;
    spec.cool_limit_c = trial->cool_limit;
    spec.pairs = trial->plan.thermal.pairs;
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    start->limit = trial->limit + spec.thermal.overshoot_c;
    start->overshoot_degc = spec.thermal.overshoot_c;
    start->thermal = thermal_left(session);
    memcpy(start->spec, &spec, sizeof spec);
}

/* ---- what came of it */

static bool has_value(const struct thermal_limen_turn *turn)
{
    return turn->end == END_RESPONSE || turn->end == END_LIMIT;
}

/* Mean of the turns of one direction. */
static double mean_turn(const struct thermal_limen_outcome *o, bool is_cool)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < o->n_turns; i++)
        if (o->turns[i].is_cool == is_cool) {
            sum += o->turns[i].value_c;
            n++;
        }
    return sum / (double)n;
}

static void judge_turns(const struct thermal_limen_outcome *o, struct stimulus_verdict *verdict)
{
    for (size_t i = 0; i < o->n_turns; i++) {
        const struct thermal_limen_turn *turn = &o->turns[i];
        verdict->limit_ramps += turn->end != END_RESPONSE;
        verdict->censored = verdict->censored || turn->end == END_LIMIT;
        if (turn->end == END_RESPONSE)
            verdict->response_ns = turn->response_ns;
    }
}

/* A ramp that ended at its limit makes it one that a limit ended; else all were answered. */
static void limen_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct thermal_limen_outcome *o = &outcome->limen;
    const bool is_complete = o->end == END_COMPLETED;
    *verdict = (struct stimulus_verdict){
        .end = o->end,
        .fault = o->fault,
        .has_value = is_complete,
        .is_safe = o->returned,
        .has_touched = o->ramp_ns > 0,
        .has_no_bracket = true,
        .has_slope = o->has_slope,
        .rate_off = o->rate_off,
        .slope = (double)o->slope_c_per_s,
        .has_rate_worst = o->has_slope,
        .rate_worst = (double)o->worst_slope_c_per_s,
        .armed_ns = o->armed_ns,
        .end_ns = o->end_ns,
        .readings = o->readings,
        .gaps = o->gaps,
    };
    judge_turns(o, verdict);
    verdict->censored = verdict->censored && is_complete;
    if (!is_complete)
        return;
    verdict->end = verdict->censored ? END_LIMIT : END_RESPONSE;
    verdict->value = mean_turn(o, false) - mean_turn(o, true);
}

static void limen_put_plan(const struct session *session, struct message *out)
{
    thermal_put_way(session, out);
    message_set_number(out, "cool_limit", session->trial.cool_limit);
    message_set_integer(out, "pairs", session->trial.plan.thermal.pairs);
}

static void put_turn(const struct thermal_limen_outcome *o, const struct thermal_limen_turn *turn,
                     struct message *out)
{
    message_set_bool(out, "cool", turn->is_cool);
    message_set_string(out, "end", end_word((enum end_reason)turn->end));
    message_set_bool(out, "rate_off", turn->rate_off);
    if (has_value(turn))
        message_set_number(out, "value", turn->value_c);
    if (turn->slope_c_per_s != 0)
        message_set_number(out, "slope", (double)turn->slope_c_per_s);
    thermal_put_time(out, "turned_s", o->armed_ns, turn->response_ns);
}

static void limen_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct thermal_limen_outcome *o = &trial->outcome.limen;
    struct message turn;
    message_set_array(out, "turns");
    for (size_t i = 0; i < o->n_turns; i++) {
        message_init(&turn);
        put_turn(o, &o->turns[i], &turn);
        message_push(out, "turns", &turn);
        message_fini(&turn);
    }
    if (o->ramp_ns > 0) {
        message_set_number(out, "start", (double)o->start_c);
        message_set_number(out, "warmest", (double)o->warmest_c);
        message_set_number(out, "coolest", (double)o->coolest_c);
        message_set_number(out, "overshoot", (double)o->overshoot_c);
        message_set_bool(out, "overshot", o->overshot);
        message_set_number(out, "zone_spread", (double)o->zone_spread_c);
        message_set_integer(out, "worst_zone", o->worst_zone + 1);
    }
    if (o->strays > 0)
        message_set_integer(out, "strays", o->strays);
    thermal_put_time(out, "settled_s", o->armed_ns, o->settled_ns);
    thermal_put_time(out, "ramp_s", o->armed_ns, o->ramp_ns);
    message_set_bool(out, "returned", o->returned);
    if (o->returned && o->baseline_ns > 0)
        message_set_number(out, "return_s", mono_to_sec(o->baseline_ns - o->end_ns));
    if (o->after_fault != FAULT_NONE)
        message_set_string(out, "after_fault", fault_word((enum fault)o->after_fault));
}

/* What a script needs of the turns: to ask how the cool ones felt. */
static void limen_put_answer(const struct trial_state *trial, struct message *out)
{
    const struct thermal_limen_outcome *o = &trial->outcome.limen;
    struct message row;
    message_set_array(out, "turns");
    for (size_t i = 0; i < o->n_turns; i++) {
        const struct thermal_limen_turn *turn = &o->turns[i];
        message_init(&row);
        message_set_bool(&row, "cool", turn->is_cool);
        if (turn->end == END_LIMIT)
            message_set_bound(&row, "value", "degC", turn->value_c, !turn->is_cool);
        else if (turn->end == END_RESPONSE)
            message_set_quantity(&row, "value", "degC", turn->value_c);
        message_push(out, "turns", &row);
        message_fini(&row);
    }
}

const struct stimulus_kind thermal_limen_kind = {
    .reactor = &thermal_limen,
    .role = ROLE_THERMODE,
    .unit = "degC",
    .rate_unit = "degC/s",
    .measured_key = "measured_degc",
    .outcome_size = sizeof(struct thermal_limen_outcome),
    .read = limen_read,
    .check = limen_check,
    .course = limen_course,
    .order = limen_order,
    .cue = thermal_cue,
    .judge = limen_judge,
    .put_plan = limen_put_plan,
    .put_outcome = limen_put_outcome,
    .put_answer = limen_put_answer,
};

/* Tonic heat or cold, as the session knows it: held once for long. Its value is the mean rating over the hold (AUC_static), where
 * the bench has something to rate on and the rating spans the hold. */
#include "kind_thermal_internal.h"

#include "base/shortest.h"
#include "session/reasons.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- what is asked for */

static enum status tonic_read(const struct message *args, struct trial_plan *plan, struct why *why)
{
    const struct thermal_tonic_spec defaults = thermal_tonic_defaults();
    struct trial_train *train = &plan->train;
    *train = (struct trial_train){.pulses = 1, .on = defaults.hold, .levels = {defaults.level_c}};
    enum status status = thermal_read_plan(args, &defaults.thermal, plan, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "level", "degC", &train->levels[0], why);
    if (status == STATUS_OK)
        status = argument_duration(args, "hold", &train->on, why);
    if (status == STATUS_OK && (train->on < MONO_SEC || train->on > THERMAL_TONIC_MOST))
        return why_set(why, STATUS_INVALID, "`hold` of a `trial` must be 1 s to %g s",
                       mono_to_sec(THERMAL_TONIC_MOST));
    plan->limit = train->levels[0];
    train->base = plan->thermal.baseline_c;
    return status;
}

static enum status tonic_check(struct session *session, struct why *why)
{
    const struct trial_plan *plan = &session->trial.plan;
    struct thermal_spec spec = thermal_tonic_defaults().thermal;
    spec.rate_c_per_s = plan->rate;
    enum status status = thermal_set_rated_channels(session, why);
    if (status == STATUS_OK)
        status = thermal_check_level(session, plan->limit, why);
    if (status == STATUS_OK)
        status = thermal_check_drive(
            session,
            thermal_pulse_drive(&spec, plan->limit - plan->thermal.baseline_c, plan->train.on),
            why);
    return status == STATUS_OK ? thermal_allowed(session, why) : status;
}

static void tonic_course(const struct trial_plan *plan, struct thermal_course *out)
{
    *out = (struct thermal_course){
        .limits_c = {plan->limit}, .n = 1, .hold = plan->train.on, .alone = plan->train.on};
}

/* ---- doing it */

static void tonic_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_plan *plan = &session->trial.plan;
    struct thermal_tonic_spec spec = thermal_tonic_defaults();
    thermal_fill_spec(session, fabs(plan->limit - plan->thermal.baseline_c), &spec.thermal);
    spec.level_c = plan->limit;
    spec.hold = plan->train.on;
    spec.is_rated = thermal_is_rated(session);
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    thermal_order_within(session, &spec.thermal, start);
    memcpy(start->spec, &spec, sizeof spec);
}

/* ---- what came of it */

static void tonic_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct thermal_tonic_outcome *o = &outcome->thermal_tonic;
    *verdict = thermal_whole_verdict(&o->whole);
    verdict->limit_ramps = o->whole.start_ns > 0;
    verdict->has_value = o->has_mean;
    verdict->value = o->has_mean ? shortest_of_float(o->mean) : 0;
}

static void tonic_put_plan(const struct session *session, struct message *out)
{
    const struct trial_plan *plan = &session->trial.plan;
    thermal_put_way(session, out);
    message_set_number(out, "level", plan->limit);
    message_set_number(out, "hold_s", mono_to_sec(plan->train.on));
}

static void put_point(const struct tonic_point *point, const char *rating_key, const char *time_key,
                      struct message *out)
{
    if (!point->has)
        return;
    message_set_number(out, rating_key, shortest_of_float(point->rating));
    message_set_number(out, time_key, shortest_of_float(point->at_s));
}

static void put_course(const struct thermal_tonic_outcome *o, struct message *out)
{
    if (o->has_hold_mean)
        message_set_number(out, "hold_rating", shortest_of_float(o->hold_mean));
    put_point(&o->peak, "peak_rating", "peak_s", out);
    put_point(&o->nadir, "nadir_rating", "nadir_s", out);
    put_point(&o->late, "late_rating", "late_s", out);
    if (o->nadir.has)
        message_set_number(out, "rise", shortest_of_float(o->rise));
}

static void tonic_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct thermal_tonic_outcome *o = &trial->outcome.thermal_tonic;
    thermal_put_time(out, "level_s", o->whole.armed_ns, o->level_ns);
    if (o->has_level) {
        message_set_number(out, "level_degc", shortest_of_float(o->level_c));
        message_set_bool(out, "level_off", o->is_off);
    }
    put_course(o, out);
    thermal_put_whole(&o->whole, out);
}

static void tonic_put_answer(const struct trial_state *trial, struct message *out)
{
    if (trial->outcome.thermal_tonic.has_level)
        message_set_quantity(out, "level", "degC", trial->plan.limit);
    put_course(&trial->outcome.thermal_tonic, out);
}

const struct stimulus_kind thermal_tonic_kind = {
    .reactor = &thermal_tonic,
    .role = ROLE_THERMODE,
    .is_rated = true,
    .unit = STIMULUS_SCALE,
    .measured_key = "measured_rating",
    .outcome_size = sizeof(struct thermal_tonic_outcome),
    .read = tonic_read,
    .check = tonic_check,
    .course = tonic_course,
    .order = tonic_order,
    .cue = thermal_cue,
    .judge = tonic_judge,
    .put_plan = tonic_put_plan,
    .put_outcome = tonic_put_outcome,
    .put_answer = tonic_put_answer,
};

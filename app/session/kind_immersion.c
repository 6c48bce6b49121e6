/* Cold by hand, as the session knows it: a hand in a bath of cold water, ice on the skin. The examiner marks it; a bath that tells its
 * temperature is listened to. */
#include "bath_internal.h"
#include "beside_internal.h"
#include "session_internal.h"

#include "session/reasons.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct trial_plan *plan_of(const struct session *session)
{
    return &session->trial.plan;
}

/* ---- what is asked for */

static enum status check_limit(const struct trial_plan *plan, struct why *why)
{
    const double most_s = mono_to_sec(IMMERSION_LIMIT_MAX);
    if (argument_is_positive(plan->limit) && plan->limit <= most_s)
        return STATUS_OK;
    return why_set(why, STATUS_RANGE, "`limit` is %g s, but above 0 s to %g s are possible",
                   plan->limit, most_s);
}

/* What would be due after the end is never asked for. */
static enum status check_ratings(const struct trial_plan *plan, struct why *why)
{
    static_assert(IMMERSION_LIMIT_MAX / IMMERSION_RATING_LEAST <= IMMERSION_RATINGS_MAX,
                  "each rating that is due has its place");
    const mono_ns every = plan->cold.rating_every;
    if (every == 0 || (every >= IMMERSION_RATING_LEAST && every <= mono_from_sec(plan->limit)))
        return STATUS_OK;
    return why_set(why, STATUS_RANGE,
                   "`rating_every` is %g s, but 0 s (none) or %g s to %g s (its `limit`) are "
                   "possible",
                   mono_to_sec(every), mono_to_sec(IMMERSION_RATING_LEAST), plan->limit);
}

static enum status cold_read(const struct message *args, struct trial_plan *plan,
                             const struct immersion_spec *defaults, struct why *why)
{
    plan->limit = mono_to_sec(defaults->limit);
    enum status status = argument_quantity(args, "limit", "s", &plan->limit, why);
    if (status == STATUS_OK)
        status = check_limit(plan, why);
    const bool has_room =
        status == STATUS_OK && defaults->rating_every <= mono_from_sec(plan->limit);
    plan->cold.rating_every = has_room ? defaults->rating_every : 0;
    if (status == STATUS_OK)
        status = argument_duration(args, "rating_every", &plan->cold.rating_every, why);
    plan->cold.bath_c = NAN;
    if (status == STATUS_OK)
        status = argument_quantity(args, "bath", "degC", &plan->cold.bath_c, why);
    plan->cold.has_bath = isfinite(plan->cold.bath_c);
    return status == STATUS_OK ? check_ratings(plan, why) : status;
}

static enum status immersion_read(const struct message *args, struct trial_plan *plan,
                                  struct why *why)
{
    const struct immersion_spec defaults = immersion_defaults();
    return cold_read(args, plan, &defaults, why);
}

static enum status contact_read(const struct message *args, struct trial_plan *plan,
                                struct why *why)
{
    const struct immersion_spec defaults = timed_contact_defaults();
    return cold_read(args, plan, &defaults, why);
}

static enum status cold_check(struct session *session, struct why *why)
{
    const struct session_world *world = session->parts.world;
    const bool is_played = world && world->participant;
    if (!session->config.is_attended && !is_played)
        return reason_set(why, REASON_cold_unattended, NULL);
    session->trial.n_channels = bath_bind(session) ? 1 : 0;
    session->trial.limit = plan_of(session)->limit;
    return immersion_allowed(session, why);
}

/* ---- doing it */

static void cold_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_plan *plan = plan_of(session);
    struct immersion_spec spec =
        plan->kind == STIMULUS_IMMERSION ? immersion_defaults() : timed_contact_defaults();
    spec.limit = mono_from_sec(session->trial.limit);
    spec.rating_every = plan->cold.rating_every;
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    memcpy(start->spec, &spec, sizeof spec);
}

static void cold_cue(const struct session *session, struct sim_cue *cue)
{
    if (plan_of(session)->kind == STIMULUS_IMMERSION) /* nobody presses, and no thermode is felt */
        cue->immersed_after_s = mono_to_sec(PLAYED_ON_AFTER);
}

bool session_mark(struct session *session, enum observation mark, double value, mono_ns t)
{
    const stimulus_handle marked = beside_marked(session);
    if (marked == 0)
        return false;
    const struct order order = {.kind = ORDER_MARK,
                                .handle = marked,
                                .mark = {.t = t, .code = (uint8_t)mark, .value = value}};
    session_order(session, &order);
    if (mark == OBSERVED_RATING)
        beside_rated(session, marked, value, t);
    return true;
}

/* ---- what came of it */

/* Until it was off; where nobody said so, until it should have been. */
static double immersed_s(const struct immersion_outcome *o)
{
    if (o->on_ns == 0)
        return 0;
    return mono_to_sec((o->off_ns > o->end_ns ? o->off_ns : o->end_ns) - o->on_ns);
}

static void cold_judge(const struct immersion_outcome *o, struct stimulus_verdict *verdict)
{
    *verdict = (struct stimulus_verdict){
        .end = o->end,
        .fault = o->fault,
        .is_safe = o->is_off,
        .has_touched = o->on_ns > 0,
        .immersed_s = immersed_s(o),
        .has_no_bracket = true,
        .readings = o->readings,
        .gaps = o->gaps,
        .armed_ns = o->armed_ns,
        .response_ns = o->pain_ns,
        .end_ns = o->end_ns,
        .off_ns = o->off_ns > o->end_ns ? o->off_ns : 0,
    };
}

static void immersion_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct immersion_outcome *o = &outcome->immersion;
    cold_judge(o, verdict);
    verdict->has_value = o->end == END_RESPONSE || o->end == END_LIMIT;
    verdict->censored = o->end == END_LIMIT;
    verdict->value = verdict->has_value ? mono_to_sec(o->end_ns - o->on_ns) : 0;
}

/* What is asked for is the rating: a response to it, or none in time. */
static void contact_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct immersion_outcome *o = &outcome->immersion;
    cold_judge(o, verdict);
    if (o->end != END_COMPLETED)
        return;
    verdict->end = o->has_rating ? END_RESPONSE : END_TIMEOUT;
    verdict->has_value = o->has_rating;
    verdict->value = o->rating;
}

static void cold_put_plan(const struct session *session, struct message *out)
{
    const struct trial_cold *cold = &plan_of(session)->cold;
    if (cold->rating_every > 0)
        message_set_number(out, "rating_every_s", mono_to_sec(cold->rating_every));
    if (cold->has_bath)
        message_set_number(out, "bath_degc", cold->bath_c);
}

/* What was due and not given is there, and says null. */
static void put_ratings(const struct immersion_outcome *o, mono_ns every, struct message *out)
{
    struct message row;
    message_set_array(out, "ratings");
    for (uint8_t i = 0; i < o->n_due; i++) {
        message_init(&row);
        message_set_number(&row, "at_s", mono_to_sec((i + 1) * every));
        if (o->rated & 1u << i)
            message_set_number(&row, "value", (double)o->ratings[i]);
        else
            message_set_null(&row, "value");
        message_push(out, "ratings", &row);
        message_fini(&row);
    }
}

static void put_bath(const struct immersion_outcome *o, struct message *out)
{
    message_set_number(out, "bath_on_degc", o->bath_on_c);
    message_set_number(out, "bath_off_degc", o->bath_off_c);
    message_set_number(out, "bath_low_degc", o->bath_low_c);
    message_set_number(out, "bath_high_degc", o->bath_high_c);
}

static void cold_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct immersion_outcome *o = &trial->outcome.immersion;
    if (o->on_ns > 0) {
        message_set_number(out, "on_s", mono_to_sec(o->on_ns - o->armed_ns));
        message_set_number(out, "lasted_s", mono_to_sec(o->end_ns - o->on_ns));
    }
    if (o->has_pain)
        message_set_number(out, "pain_s", mono_to_sec(o->pain_ns - o->on_ns));
    if (o->off_ns > 0)
        message_set_number(out, "off_s", mono_to_sec(o->off_ns - o->armed_ns));
    if (trial->plan.cold.rating_every > 0)
        put_ratings(o, trial->plan.cold.rating_every, out);
    if (o->has_bath)
        put_bath(o, out);
    if (o->strays > 0)
        message_set_integer(out, "strays", o->strays);
    message_set_bool(out, "off", o->is_off);
    if (!o->is_off && trial->confirmed > 0)
        message_set_number(out, "off_confirmed_s", mono_to_sec(trial->confirmed - o->end_ns));
}

static void cold_put_answer(const struct trial_state *trial, struct message *out)
{
    const struct immersion_outcome *o = &trial->outcome.immersion;
    if (o->has_pain)
        message_set_quantity(out, "pain", "s", mono_to_sec(o->pain_ns - o->on_ns));
    if (o->has_bath) {
        message_set_quantity(out, "bath_on", "degC", o->bath_on_c);
        message_set_quantity(out, "bath_off", "degC", o->bath_off_c);
    }
    if (trial->plan.cold.rating_every > 0)
        put_ratings(o, trial->plan.cold.rating_every, out);
}

#define COLD_KIND(machine, its_unit, reads, judges)                                                \
    {                                                                                              \
        .reactor = &(machine), .role = ROLE_COUNT, .unit = (its_unit), .measured_key = "measured", \
        .outcome_size = sizeof(struct immersion_outcome), .by_hand = true, .is_marked = true,      \
        .read = reads, .check = cold_check, .order = cold_order, .cue = cold_cue, .judge = judges, \
        .put_plan = cold_put_plan, .put_outcome = cold_put_outcome, .put_answer = cold_put_answer  \
    }

const struct stimulus_kind immersion_kind =
    COLD_KIND(immersion, "s", immersion_read, immersion_judge);
const struct stimulus_kind timed_contact_kind =
    COLD_KIND(timed_contact, STIMULUS_SCALE, contact_read, contact_judge);

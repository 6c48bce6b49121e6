/* What thermodes do to the sites of this participant: whether the next stimulus may be given, what the bench may let it give,
 * what it gave, and how that stands in the record.
 *
 * Before a stimulus its worst case counts; after it what was measured. A ramp counts as one to a limit when it came there, or
 * when it did not end at a response and nobody can say how far it would have gone. What a crash has cut off, what was out of
 * sight meanwhile, and what was not seen back at its baseline, counts as the worst case at least; what stays hot or cold, or
 * would stay so out of sight, uses up the day. */
#include "session_internal.h"
#include "trial_internal.h"

#include "session/reasons.h"

#include <assert.h>
#include <math.h>

/* ---- how far it goes ---------------------------------------------------------------------------- */

struct instrument_reach thermal_reach(const struct session *session, struct channel_ref channel)
{
    const struct instrument_spec *lab = &session->parts.spec->instruments[channel.instrument];
    const struct instrument_reach *told = &session->reach[channel.instrument];
    const struct thermode_range range =
        thermode_range(lab, told->low, told->high, bench_limit(session->bench, channel));
    return (struct instrument_reach){.low = range.low_c, .high = range.high_c};
}

static void request_of(const struct trial_plan *plan, struct thermal_course *course,
                       struct thermal_request *request)
{
    const struct stimulus_kind *kind = stimulus_kind_at((enum stimulus)plan->kind);
    kind->course(plan, course);
    *request = (struct thermal_request){
        .site = plan->site,
        .side = plan->side,
        .baseline_c = plan->thermal.baseline_c,
        .limits_c = course->limits_c,
        .n_limits = course->n,
        .rate_c_per_s = plan->rate,
        .return_c_per_s = plan->thermal.return_c_per_s,
        .hold = course->hold,
        .pause = course->pause,
        .alone = course->alone,
    };
}

struct thermal_given thermal_plan_worst(const struct trial_plan *plan, mono_ns held)
{
    struct thermal_course course;
    struct thermal_request request;
    if (!stimulus_kind_at((enum stimulus)plan->kind)->course)
        return (struct thermal_given){.immersed_s = plan->limit};
    request_of(plan, &course, &request);
    if (held > request.alone)
        request.alone = held;
    return thermal_request_worst(&request);
}

/* ---- may it be given? --------------------------------------------------------------------------- */

static struct envelope envelope_with(const struct session *session, uint8_t thermode)
{
    struct envelope all = envelope_stricter(
        session->lab, envelope_of_thermode(&session->parts.spec->instruments[thermode]));
    all.rest = 0; /* a rest is waited for, not refused */
    return all;
}

static struct envelope envelope_of(const struct session *session)
{
    return envelope_with(session, session->trial.channels[0].instrument);
}

static struct envelope once_of(struct envelope all)
{
    all.thermal.cold_day_s = all.thermal.hot_day_s = 0;
    all.thermal.cem43_min = all.thermal.cem43_warn_min = 0;
    all.thermal.ramps_per_day = 0;
    return all;
}

enum status thermal_allowed(struct session *session, struct why *why)
{
    static const struct dose_ledger nothing;
    const struct trial_plan *plan = &session->trial.plan;
    const struct instrument_reach reach = thermal_reach(session, session->trial.channels[0]);
    const struct envelope all = envelope_of(session), once = once_of(all);
    struct thermal_course course;
    struct thermal_request request;
    char name[80];
    const enum status checked =
        identity_allowed(session, session->trial.channels[0].instrument, why);
    if (checked != STATUS_OK)
        return checked;
    request_of(plan, &course, &request);
    for (size_t i = 0; i < course.n; i++)
        course.limits_c[i] = fmin(reach.high, fmax(reach.low, course.limits_c[i]));
    request.name =
        site_text_name(session->config.language, name, sizeof name, plan->site, plan->side);
    const enum status status = safety_check_thermal(&once, &nothing, &request, why);
    session->trial.has_warning = false;
    /* how far an instrument goes that has not told yet is looked at when it is to start */
    if (status != STATUS_OK || !session->was_heard[session->trial.channels[0].instrument])
        return status;
    session->trial.has_warning =
        safety_warns_thermal(&all, &session->ledger, &request, &session->trial.warning);
    if (session->trial.has_warning)
        plan_translate(session, STATUS_OK, &session->trial.warning);
    return safety_check_thermal(&all, &session->ledger, &request, why) == STATUS_OK
               ? STATUS_OK
               : STATUS_STOPPED;
}

enum status immersion_allowed(const struct session *session, struct why *why)
{
    const struct trial_plan *plan = &session->trial.plan;
    char name[80];
    site_text_name(session->config.language, name, sizeof name, plan->site, plan->side);
    const struct dose_site *had = dose_find(&session->ledger, plan->site, plan->side);
    return safety_check_immersion(&session->lab, had, name, session->trial.limit, why) == STATUS_OK
               ? STATUS_OK
               : STATUS_STOPPED;
}

struct thermal_allowance thermal_left(const struct session *session)
{
    const struct trial_plan *plan = &session->trial.plan;
    const struct envelope all = envelope_of(session);
    return safety_thermal_left(&all, &session->ledger, plan->site, plan->side);
}

bool session_thermal_dose(const struct session *session, const char *site, const char *side,
                          struct session_dose *out)
{
    const struct bench_spec *spec = session->parts.spec;
    if (!spec->roles[ROLE_THERMODE].bound)
        return false;
    const struct dose_site *row = dose_find(&session->ledger, site, side);
    *out = (struct session_dose){
        .most = envelope_with(session, spec->roles[ROLE_THERMODE].instrument).thermal};
    if (row)
        out->had = (struct thermal_given){.ramps = row->thermal_ramps, .dose = row->thermal};
    return true;
}

/* ---- what it gave ------------------------------------------------------------------------------- */

/* By hand: until somebody said that it is off; where nobody did, for as long as that was waited for. */
static double immersed_s(const struct trial_state *trial, mono_ns done)
{
    const struct stimulus_verdict *verdict = &trial->verdict;
    const mono_ns until = trial->confirmed > verdict->end_ns ? trial->confirmed : done;
    if (verdict->is_safe || !(verdict->immersed_s > 0) || until <= verdict->end_ns)
        return verdict->immersed_s;
    return verdict->immersed_s + mono_to_sec(until - verdict->end_ns);
}

/* It is still so warm, or so cold, and nobody knows for how long. */
static struct thermal_dose dose_of_staying(const struct session *session, double last_c)
{
    const struct thermal_envelope most = envelope_of(session).thermal;
    struct thermal_dose all = {0};
    if (last_c > THERMAL_REST_HIGH_C)
        all.cem43_min = most.cem43_min, all.hot_s = most.hot_day_s;
    if (last_c < THERMAL_REST_LOW_C)
        all.cold_s = most.cold_day_s;
    return all;
}

static bool is_left_alone(const struct session *session, const struct report *done)
{
    const struct stimulus_verdict *verdict = &session->trial.verdict;
    return verdict->has_touched && (done->is_unseen || !verdict->is_safe);
}

/* On the skin, as its last reading was: it is seen to be, or it is out of sight and holds what it held. */
static bool stays(const struct session *session, const struct report *done)
{
    const struct trial_state *trial = &session->trial;
    return trial_kind(session)->course && !session->is_off_said &&
           (!done->is_unseen ||
            bench_driver(session->bench, trial->channels[0].instrument)->holds_on);
}

void thermal_count(struct session *session, const struct report *done)
{
    struct trial_state *trial = &session->trial;
    trial->given = (struct thermal_given){.ramps = trial->verdict.limit_ramps,
                                          .dose = done->given,
                                          .immersed_s = immersed_s(trial, done->t)};
    trial->given_is_worst = is_left_alone(session, done);
    if (trial->given_is_worst) {
        const struct thermal_given worst = thermal_plan_worst(&trial->plan, 0);
        trial->given.dose = thermal_dose_worst(done->given, worst.dose);
        trial->given.immersed_s = fmax(trial->given.immersed_s, worst.immersed_s);
    }
    if (trial->given_is_worst && stays(session, done))
        trial->given.dose =
            thermal_dose_worst(trial->given.dose, dose_of_staying(session, done->value));
    const enum status added =
        dose_add_thermal(&session->ledger, trial->plan.site, trial->plan.side, trial->given, 0);
    assert(added == STATUS_OK); /* start() has made the row */
}

void thermal_put_given(const struct thermal_given *given, bool is_worst, struct message *out)
{
    message_set_string(out, "dose", is_worst ? "worst" : "measured");
    message_set_number(out, "cem43_min", given->dose.cem43_min);
    message_set_number(out, "cold_s", given->dose.cold_s);
    message_set_number(out, "hot_s", given->dose.hot_s);
    message_set_integer(out, "thermal_ramps", given->ramps);
    if (given->immersed_s > 0)
        message_set_number(out, "immersed_s", given->immersed_s);
}

struct thermal_given thermal_given_of(const struct study_exposure *row)
{
    struct thermal_given given = {
        .ramps = row->thermal_ramps,
        .immersed_s = row->immersed_s,
        .dose = {.cem43_min = row->cem43_min, .cold_s = row->cold_s, .hot_s = row->hot_s}};
    return given;
}

/* Whether a site may be pressed: once, as lab and instrument allow, and today, as often as it already was. */
#include "beside_internal.h"
#include "session_internal.h"

#include "session/reasons.h"

#include <math.h>

static struct envelope envelope_of(const struct session *session)
{
    const struct channel_ref channel = session->trial.channels[0];
    const struct envelope instrument = {
        .pressure_kpa = bench_limit(session->bench, channel),
        .rate_kpa_per_s = session->parts.spec->instruments[channel.instrument].rate_max_kpa_per_s,
    };
    struct envelope all = envelope_stricter(session->lab, instrument);
    all.rest = 0; /* a rest is waited for, not refused */
    return all;
}

static struct pressure_request request_of(const struct session *session)
{
    const struct trial_plan *plan = &session->trial.plan;
    return (struct pressure_request){
        .site = plan->site,
        .side = plan->side,
        .limit_kpa = session->trial.limit,
        .rate_kpa_per_s = plan->rate,
        .is_step = !(plan->rate > 0),
        .now = session->utc,
    };
}

double pressure_limit(const struct session *session)
{
    const double most = envelope_of(session).pressure_kpa, asked = session->trial.plan.limit;
    return asked < most ? asked : most;
}

enum status pressure_possible(const struct session *session, struct why *why)
{
    const struct pressure_request request = request_of(session);
    struct envelope once = envelope_of(session);
    once.pressure_ramps_per_day = 0;
    return safety_check_pressure(&once, &session->ledger, &request, why);
}

enum status pressure_left(const struct session *session, struct why *why)
{
    const struct pressure_request request = request_of(session);
    const struct envelope all = envelope_of(session);
    return safety_check_pressure(&all, &session->ledger, &request, why) == STATUS_OK
               ? STATUS_OK
               : STATUS_STOPPED;
}

/* A press of the cuff's own button ends what it gives, whoever pressed it for what. */
static bool has_other_response(const struct session *session, uint8_t instrument)
{
    const struct bench_spec *spec = session->parts.spec;
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (spec->responses[i].kind != RESPONSE_CHANNEL ||
            spec->responses[i].instrument != instrument)
            return true;
    return spec->n_responses == 0;
}

enum status cuff_bind(struct session *session, struct why *why)
{
    struct trial_state *trial = &session->trial;
    if (!bench_role(session->bench, trial_role(session), &trial->channels[0]))
        return reason_set(why, REASON_bench_no_cuff, NULL);
    if (beside_has(session, trial->channels[0].instrument))
        return reason_set(why, REASON_one_start, NULL);
    if (beside_is_rated(session))
        return reason_set(why, REASON_beside_rated, NULL);
    if (trial->plan.is_beside && !has_other_response(session, trial->channels[0].instrument))
        return reason_set(why, REASON_beside_button, NULL);
    if (!bench_role(session->bench, ROLE_RATING, &trial->channels[1]))
        return reason_set(why, REASON_bench_no_rating, NULL);
    trial->n_channels = 2;
    return STATUS_OK;
}

static enum status check_room(double limit_kpa, double least_kpa, const struct reason *no_room,
                              struct why *why)
{
    char limit[REASON_NUMBER_SIZE], least[REASON_NUMBER_SIZE];
    if (limit_kpa > least_kpa)
        return STATUS_OK;
    return reason_set(why, no_room, reason_number(limit, limit_kpa),
                      reason_number(least, least_kpa), NULL);
}

enum status cuff_possible(const struct session *session, double least_kpa,
                          const struct reason *no_room, struct why *why)
{
    enum status status = pressure_possible(session, why);
    if (status == STATUS_OK)
        status = check_room(session->trial.limit, least_kpa, no_room, why);
    return status == STATUS_OK ? pressure_left(session, why) : status;
}

static const struct driver *cuff_driver(const struct session *session)
{
    return bench_driver(session->bench, session->trial.channels[0].instrument);
}

/* A whole number of steps but for the last bit stays whole, as in the drivers. */
double cuff_rate_kept(const struct session *session)
{
    const double step = cuff_driver(session)->rate_step, asked = session->trial.plan.rate;
    return step > 0 ? fmin(floor(asked / step + 1e-6) * step, asked) : asked;
}

static enum status check_rate(const struct session *session, double tolerance, struct why *why)
{
    const double asked = session->trial.plan.rate, kept = cuff_rate_kept(session);
    char step[REASON_NUMBER_SIZE], wished[REASON_NUMBER_SIZE], told[REASON_NUMBER_SIZE];
    if (kept > 0 && asked - kept <= asked * tolerance)
        return STATUS_OK;
    return reason_set(why, REASON_cuff_rate_step,
                      reason_number(step, cuff_driver(session)->rate_step),
                      reason_number(wished, asked), reason_number(told, kept), NULL);
}

enum status cuff_check_drive(const struct session *session, mono_ns hold, double tolerance,
                             struct why *why)
{
    const enum status status = check_rate(session, tolerance, why);
    if (status != STATUS_OK)
        return status;
    const double way_s = session->trial.limit / cuff_rate_kept(session);
    const mono_ns drive = mono_after(mono_from_sec(way_s), hold);
    const mono_ns longest = cuff_driver(session)->longest_drive;
    char takes[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE];
    if (longest == 0 || drive <= longest)
        return STATUS_OK;
    return reason_set(why, REASON_cuff_too_long, reason_number(takes, ceil(mono_to_sec(drive))),
                      reason_number(most, floor(mono_to_sec(longest))), NULL);
}

void cuff_cue(const struct session *session, struct sim_cue *cue)
{
    cue->rate_kpa_per_s = session->trial.plan.rate; /* a train has none: 0 */
    cue->limit_kpa = session->trial.limit;
}

void cuff_put_release(bool at_baseline, mono_ns baseline_ns, mono_ns end_ns, struct message *out)
{
    message_set_bool(out, "released", at_baseline);
    if (at_baseline && baseline_ns > 0)
        message_set_number(out, "release_s", mono_to_sec(baseline_ns - end_ns));
}

static void warn_of_cap(struct session *session, double most_kpa)
{
    struct trial_state *trial = &session->trial;
    char kpa[24];
    const struct text_value values[] = {
        {"kpa", text_number(session->config.language, kpa, sizeof kpa, most_kpa, 0)}};
    trial->has_warning = true;
    session_fill(session, &trial->warning, TEXT_tell_capped, values, 1);
}

void cuff_cap(struct session *session)
{
    struct trial_plan *plan = &session->trial.plan;
    const double most_kpa = envelope_of(session).pressure_kpa;
    const bool is_beyond = most_kpa > 0 && plan->limit > most_kpa;
    for (uint8_t i = 0; i < plan->train.pulses && is_beyond; i++)
        plan->train.levels[i] = fmin(plan->train.levels[i], most_kpa);
    plan->limit = is_beyond ? most_kpa : plan->limit;
    if (is_beyond && isfinite(plan->conditioning.level))
        plan->conditioning.level = plan->limit;
    plan->train.is_capped |= is_beyond;
    if (plan->train.is_capped)
        warn_of_cap(session, plan->limit);
}

double cuff_most_kpa(const struct session *session, double tolerance_kpa)
{
    const struct trial_state *trial = &session->trial;
    return fmin(trial->limit + tolerance_kpa, bench_limit(session->bench, trial->channels[0]));
}

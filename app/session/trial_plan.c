/* What a script asks for with `trial`, in numbers, and whether it may be done to this site now. */
#include "session_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void copy_word(char *out, size_t size, const char *word, const char *otherwise)
{
    snprintf(out, size, "%s", word ? word : otherwise);
}

static bool is_positive(double value)
{
    return isfinite(value) && value > 0;
}

static const char *check_words(const struct trial_plan *plan, const struct message *args)
{
    const char *site = message_string(args, "site");
    if (strcmp(plan->stimulus, pressure_ramp.name) != 0)
        return "this version can only do the stimulus `pressure_ramp`";
    if (!plan->test[0] || !plan->site[0])
        return "`trial` needs a test and a site";
    if (strcmp(plan->site, site) != 0 || strcmp(plan->test, message_string(args, "test")) != 0)
        return "the name of a test or a site is too long";
    return NULL;
}

const char *plan_read(const struct message *args, struct trial_plan *plan)
{
    const struct pressure_ramp_spec defaults = pressure_ramp_defaults();
    *plan = (struct trial_plan){.rate_kpa_per_s = defaults.rate_kpa_per_s,
                                .rate_tolerance = defaults.rate_tolerance,
                                .limit_kpa = defaults.limit_kpa,
                                .contact_kpa = defaults.contact_kpa};
    copy_word(plan->stimulus, sizeof plan->stimulus, message_string(args, "stimulus"), "");
    copy_word(plan->test, sizeof plan->test, message_string(args, "test"), "");
    copy_word(plan->site, sizeof plan->site, message_string(args, "site"), "");
    copy_word(plan->side, sizeof plan->side, message_string(args, "side"), "n/a");
    copy_word(plan->role, sizeof plan->role, message_string(args, "role"), "n/a");
    plan->practice = message_flag(args, "practice");
    message_quantity(args, "rate", "kPa/s", &plan->rate_kpa_per_s);
    message_quantity(args, "limit", "kPa", &plan->limit_kpa);
    message_quantity(args, "contact", "kPa", &plan->contact_kpa);
    message_number(args, "tolerance", &plan->rate_tolerance);
    const char *wrong = check_words(plan, args);
    if (wrong)
        return wrong;
    if (!is_positive(plan->rate_kpa_per_s) || !is_positive(plan->rate_tolerance) ||
        !is_positive(plan->limit_kpa) || !is_positive(plan->contact_kpa))
        return "rate, tolerance, limit and contact of a `trial` must be above 0";
    if (!message_integer(args, "trial", &plan->trial) ||
        !message_integer(args, "attempt", &plan->attempt) || plan->trial < 1 || plan->attempt < 1)
        return "`trial` needs the numbers of trial and attempt, from 1";
    return NULL;
}

/* The ramp would end at its limit before it is known to touch. */
static enum status check_room(const struct trial_state *trial, struct why *why)
{
    if (trial->limit_kpa > trial->plan.contact_kpa)
        return STATUS_OK;
    return why_set(why, STATUS_RANGE,
                   "the ramp may go up to %g kPa, but the probe counts as touching only above %g "
                   "kPa: set a higher limit (in the protocol, or in the bench file) or a lower "
                   "`contact`",
                   trial->limit_kpa, trial->plan.contact_kpa);
}

static struct envelope envelope_of(const struct session *session, struct channel_ref channel)
{
    const struct envelope instrument = {
        .pressure_kpa = bench_limit(session->bench, channel),
        .rate_kpa_per_s = session->parts.spec->instruments[channel.instrument].rate_max_kpa_per_s,
    };
    return envelope_stricter(session->lab, instrument);
}

enum status plan_check(struct session *session, struct why *why)
{
    struct trial_state *trial = &session->trial;
    if (!bench_role(session->bench, ROLE_ALGOMETER, &trial->channel))
        return why_set(why, STATUS_INVALID,
                       "the bench has no algometer: bind one in the bench file (algometer = …)");
    const struct envelope all = envelope_of(session, trial->channel);
    struct envelope stimulus = all, dose = all;
    stimulus.pressure_ramps_per_day = 0;
    stimulus.rest = dose.rest = 0; /* a rest is waited for, not refused */
    trial->limit_kpa =
        trial->plan.limit_kpa < all.pressure_kpa ? trial->plan.limit_kpa : all.pressure_kpa;
    const struct pressure_request request = {
        .site = trial->plan.site,
        .side = trial->plan.side,
        .limit_kpa = trial->limit_kpa,
        .rate_kpa_per_s = trial->plan.rate_kpa_per_s,
        .now = session->utc,
    };
    enum status status = safety_check_pressure(&stimulus, &session->ledger, &request, why);
    if (status == STATUS_OK)
        status = check_room(trial, why);
    if (status != STATUS_OK)
        return status;
    /* What is left is how often: nothing is wrong with the protocol. */
    return safety_check_pressure(&dose, &session->ledger, &request, why) == STATUS_OK
               ? STATUS_OK
               : STATUS_STOPPED;
}

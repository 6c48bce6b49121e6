/* What a script asks for with `trial`, in numbers, and whether it may be done to this site now. */
#include "session_internal.h"

#include "session/reasons.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_positive(double value)
{
    return isfinite(value) && value > 0;
}

static enum status read_words(const struct message *args, struct trial_plan *plan, struct why *why)
{
    const struct {
        const char *key;
        char *out;
        size_t size;
    } words[] = {
        {"stimulus", plan->stimulus, sizeof plan->stimulus},
        {"test", plan->test, sizeof plan->test},
        {"site", plan->site, sizeof plan->site},
        {"side", plan->side, sizeof plan->side},
        {"role", plan->role, sizeof plan->role},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof words / sizeof words[0] && status == STATUS_OK; i++)
        status = argument_word(args, words[i].key, words[i].out, words[i].size, why);
    if (status != STATUS_OK)
        return status;
    if (strcmp(plan->stimulus, pressure_ramp.name) != 0)
        return why_set(why, STATUS_INVALID,
                       "this version can only do the stimulus `pressure_ramp`");
    if (!plan->test[0] || !plan->site[0])
        return why_set(why, STATUS_INVALID, "`trial` needs a test and a site");
    return STATUS_OK;
}

static enum status read_numbers(const struct message *args, struct trial_plan *plan,
                                struct why *why)
{
    enum status status = argument_flag(args, "practice", &plan->practice, why);
    if (status == STATUS_OK)
        status = argument_flag(args, "extra", &plan->is_extra, why);
    if (status == STATUS_OK)
        status = argument_flag(args, "last", &plan->is_last, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "rate", "kPa/s", &plan->rate_kpa_per_s, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "limit", "kPa", &plan->limit_kpa, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "contact", "kPa", &plan->contact_kpa, why);
    if (status == STATUS_OK)
        status = argument_number(args, "tolerance", &plan->rate_tolerance, why);
    if (status != STATUS_OK)
        return status;
    if (!message_integer(args, "trial", &plan->trial) ||
        !message_integer(args, "attempt", &plan->attempt) || plan->trial < 1 || plan->attempt < 1)
        return why_set(why, STATUS_INVALID,
                       "`trial` needs the numbers of trial and attempt, from 1");
    plan->of = 0;
    if (message_integer(args, "of", &plan->of) && plan->of < 1)
        return why_set(why, STATUS_INVALID, "`of` is how many trials are planned, from 1");
    return STATUS_OK;
}

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
    if (!is_positive(plan->rate_kpa_per_s) || !is_positive(plan->rate_tolerance) ||
        !is_positive(plan->limit_kpa) || !is_positive(plan->contact_kpa))
        return why_set(why, STATUS_INVALID,
                       "rate, tolerance, limit and contact of a `trial` must be above 0");
    if (plan->rate_kpa_per_s > fastest_kpa_per_s)
        return reason_set(why, REASON_ramp_too_fast, reason_number(asked, plan->rate_kpa_per_s),
                          reason_number(most, fastest_kpa_per_s), NULL);
    return check_room(plan->limit_kpa, plan->contact_kpa, why);
}

enum status plan_read(const struct message *args, struct trial_plan *plan, struct why *why)
{
    const struct pressure_ramp_spec defaults = pressure_ramp_defaults();
    *plan = (struct trial_plan){.side = "n/a",
                                .role = "n/a",
                                .rate_kpa_per_s = defaults.rate_kpa_per_s,
                                .rate_tolerance = defaults.rate_tolerance,
                                .limit_kpa = defaults.limit_kpa,
                                .contact_kpa = defaults.contact_kpa};
    enum status status = read_words(args, plan, why);
    if (status == STATUS_OK)
        status = read_numbers(args, plan, why);
    return status == STATUS_OK ? check_numbers(plan, why) : status;
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
        return reason_set(why, REASON_bench_no_algometer, NULL);
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
        status = check_room(trial->limit_kpa, trial->plan.contact_kpa, why);
    if (status != STATUS_OK)
        return status;
    /* What is left is how often: nothing is wrong with the protocol. */
    return safety_check_pressure(&dose, &session->ledger, &request, why) == STATUS_OK
               ? STATUS_OK
               : STATUS_STOPPED;
}

/* The others are for whoever writes protocols and bench files. */
void plan_translate(const struct session *session, enum status found, struct why *why)
{
    const struct trial_plan *plan = &session->trial.plan;
    const enum language language = session->config.language;
    const struct dose_site *site = dose_find(&session->ledger, plan->site, plan->side);
    char name[80], n[24], most[24];
    if (found != STATUS_STOPPED) {
        struct why said;
        const char *words = text_why(language, why, said.text, sizeof said.text);
        if (words != why->text)
            snprintf(why->text, sizeof why->text, "%s", words);
        return;
    }
    if (!site) {
        session_fill(session, why, TEXT_over_no_room_for_site, NULL, 0);
        return;
    }
    const struct text_value values[] = {
        {"site", site_text_name(language, name, sizeof name, plan->site, plan->side)},
        {"n", text_number(language, n, sizeof n, site->pressure_ramps, 0)},
        {"most", text_number(language, most, sizeof most, session->lab.pressure_ramps_per_day, 0)},
    };
    session_fill(session, why, TEXT_over_enough, values, 3);
}

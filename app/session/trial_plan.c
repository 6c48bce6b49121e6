/* What a script asks for with `trial`, in numbers, and whether it may be done to this site now. */
#include "session_internal.h"
#include "trial_internal.h"

#include <stdio.h>
#include <string.h>

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
        {"phase", plan->phase, sizeof plan->phase},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof words / sizeof words[0] && status == STATUS_OK; i++)
        status = argument_word(args, words[i].key, words[i].out, words[i].size, why);
    if (status != STATUS_OK)
        return status;
    if (!stimulus_kind_find(plan->stimulus, &plan->kind))
        return why_set(why, STATUS_INVALID, "this version has no stimulus `%s`", plan->stimulus);
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
        status = argument_flag(args, "beside", &plan->is_beside, why);
    if (status == STATUS_OK)
        status = argument_flag(args, "conditioned", &plan->is_conditioned, why);
    if (status == STATUS_OK)
        status = argument_flag(args, "cond_cuff", &plan->is_cond_cuff, why);
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

enum status plan_read(const struct message *args, struct trial_plan *plan, struct why *why)
{
    *plan = (struct trial_plan){.side = "n/a", .role = "n/a"};
    enum status status = read_words(args, plan, why);
    if (status == STATUS_OK)
        status = conditioning_read(args, &plan->conditioning, why);
    if (status == STATUS_OK)
        status = read_numbers(args, plan, why);
    if (status == STATUS_OK)
        status = stimulus_kind_at((enum stimulus)plan->kind)->read(args, plan, why);
    return status == STATUS_OK ? argument_flag(args, "capped", &plan->train.is_capped, why)
                               : status;
}

enum status plan_check(struct session *session, struct why *why)
{
    return trial_kind(session)->check(session, why);
}

/* The others are for whoever writes protocols and bench files. */
void plan_translate(const struct session *session, enum status found, struct why *why)
{
    const struct trial_plan *plan = &session->trial.plan;
    const enum language language = session->config.language;
    const struct dose_site *site = dose_find(&session->ledger, plan->site, plan->side);
    char name[80], n[24], most[24];
    if (found != STATUS_STOPPED || stimulus_is_dosed(trial_kind(session))) {
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

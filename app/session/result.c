/* What a script has found out by asking, or worked out from a trial: `result`. It stands in the tables as a trial of its own
 * test, so that it is exported and scored as any other; no stimulus belongs to it. */
#include "session_internal.h"
#include "trial_internal.h"

#include "base/clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct result {
    struct trial_plan plan;
    char unit[12], end[12], censored[8];
    int64_t train, pulse; /* 0: none */
    int64_t entered;      /* how often the examiner has entered it; 0: not said */
    int64_t attempt;      /* of the stimulus that it is about; 0: an attempt of its own */
    double level;         /* NAN: none */
    double value;         /* NAN: asked for and not given */
};

/* A number, a quantity or a bound, as scripts have them. What was asked for and not given is missing, and says so by its end. */
static enum status read_value(const struct message *args, struct result *result, struct why *why)
{
    const struct message value = message_get(args, "value");
    result->value = NAN;
    snprintf(result->unit, sizeof result->unit, "1");
    snprintf(result->censored, sizeof result->censored, "none");
    const bool is_missing = message_is_missing(&value) && strcmp(result->end, "timeout") == 0;
    if (is_missing || message_number(args, "value", &result->value)) /* of a scale, or a count */
        return argument_word(args, "unit", result->unit, sizeof result->unit, why);
    enum status status = argument_word(&value, "u", result->unit, sizeof result->unit, why);
    if (status == STATUS_OK)
        status = argument_word(&value, "bound", result->censored, sizeof result->censored, why);
    if (status == STATUS_OK && !message_number(&value, "v", &result->value))
        status = why_set(why, STATUS_INVALID, "`value` must be a number, a quantity or a bound");
    return status;
}

/* Of a pulse of a train, or of a phase of it. */
static enum status read_place(const struct message *args, struct result *result, struct why *why)
{
    const struct {
        const char *key;
        int64_t *out;
    } numbers[] = {
        {"train", &result->train}, {"pulse", &result->pulse}, {"attempt", &result->attempt}};
    result->level = NAN;
    message_integer(args, "entered", &result->entered);
    struct trial_plan *plan = &result->plan;
    enum status status = argument_word(args, "phase", plan->phase, sizeof plan->phase, why);
    if (status == STATUS_OK)
        status = conditioning_read(args, &plan->conditioning, why);
    if (status == STATUS_OK)
        status = argument_number(args, "level", &result->level, why);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && status == STATUS_OK; i++)
        if (message_integer(args, numbers[i].key, numbers[i].out) && *numbers[i].out < 1)
            status = why_set(why, STATUS_INVALID, "`%s` counts from 1", numbers[i].key);
    return status;
}

static enum status read_result(const struct message *args, struct result *result, struct why *why)
{
    struct trial_plan *plan = &result->plan;
    *result =
        (struct result){.plan = {.side = "n/a", .role = "n/a", .trial = 1}, .end = "response"};
    const struct {
        const char *key;
        char *out;
        size_t size;
    } words[] = {
        {"test", plan->test, sizeof plan->test},  {"site", plan->site, sizeof plan->site},
        {"side", plan->side, sizeof plan->side},  {"role", plan->role, sizeof plan->role},
        {"end", result->end, sizeof result->end},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof words / sizeof words[0] && status == STATUS_OK; i++)
        status = argument_word(args, words[i].key, words[i].out, words[i].size, why);
    if (status == STATUS_OK)
        status = argument_flag(args, "practice", &plan->practice, why);
    if (status == STATUS_OK && (!plan->test[0] || !plan->site[0] ||
                                !message_integer(args, "trial", &plan->trial) || plan->trial < 1))
        status = why_set(why, STATUS_INVALID, "`result` needs a test, a site and a trial from 1");
    if (status == STATUS_OK)
        status = read_place(args, result, why);
    return status == STATUS_OK ? read_value(args, result, why) : status;
}

static void put_result(const struct session *session, const struct result *result, int64_t attempt,
                       struct message *out)
{
    const struct trial_plan *plan = &result->plan;
    char onset[40];
    utc_format(session->utc, onset, sizeof onset);
    message_set_string(out, "test", plan->test);
    message_set_string(out, "site", plan->site);
    message_set_string(out, "side", plan->side);
    message_set_string(out, "role", plan->role);
    if (plan->phase[0])
        message_set_string(out, "phase", plan->phase);
    conditioning_put(session, plan, out);
    if (result->train > 0)
        message_set_integer(out, "train", result->train);
    if (result->pulse > 0)
        message_set_integer(out, "pulse", result->pulse);
    message_set_integer(out, "trial", plan->trial);
    message_set_integer(out, "attempt", attempt);
    message_set_integer(out, "block", session->request.block);
    message_set_integer(out, "practice", plan->practice);
    message_set_integer(out, "spoiled", 0);
    message_set_integer(out, "pressure_ramps", 0);
    if (result->entered > 0)
        message_set_integer(out, "entered", result->entered);
    message_set_string(out, "unit", result->unit);
    if (isfinite(result->level))
        message_set_number(out, "level", result->level);
    if (!isnan(result->value))
        message_set_number(out, "value", result->value);
    message_set_string(out, "censored", result->censored);
    message_set_string(out, "end", result->end);
    instructed_put(&session->instructed, out);
    message_set_string(out, "onset", onset);
}

static void refuse(struct session *session, const struct why *why)
{
    char sentence[sizeof why->text + 16];
    snprintf(sentence, sizeof sentence, "result: %s", why->text);
    answer_error(session, sentence);
    pending_save(session, STATE_SCRIPT);
}

/* That of a stimulus which was not made is none. */
static int64_t attempt_of(struct attempts_row *attempts, const struct result *result)
{
    if (result->attempt > 0 && result->attempt <= attempts->last)
        return result->attempt;
    return ++attempts->last;
}

/* It ends the rating that was asked for last. */
static bool is_of_question(const struct session *session, const struct result *result)
{
    const struct question *question = &session->question;
    const struct trial_plan *plan = &result->plan;
    return question->is_own && strcmp(question->test, plan->test) == 0 &&
           strcmp(question->site, plan->site) == 0 && strcmp(question->side, plan->side) == 0 &&
           question->trial == plan->trial;
}

void verb_result(struct session *session)
{
    struct result result;
    struct message payload;
    struct why why;
    if (read_result(&session->request.args, &result, &why) != STATUS_OK) {
        refuse(session, &why);
        return;
    }
    struct attempts_row *attempts = attempts_of(session, &result.plan);
    if (!attempts) {
        session_no_memory(session);
        return;
    }
    message_init(&payload);
    put_result(session, &result, attempt_of(attempts, &result), &payload);
    if (message_encode(&payload, pending_add(session, "trial")) != STATUS_OK)
        session_no_memory(session);
    else
        answer_nothing(session);
    session->pending.is_rated = is_of_question(session, &result);
    session->pending.rated = result.value;
    message_fini(&payload);
}

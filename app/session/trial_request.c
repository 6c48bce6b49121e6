/* What the script asks for: is it possible, and may it be done at this site today? Until the examiner is asked to begin. */
#include "session_internal.h"
#include "trial_internal.h"

#include <stdio.h>
#include <string.h>

/* The script's own mistake. */
static void refuse(struct session *session, const char *sentence)
{
    answer_error(session, sentence);
    pending_save(session, STATE_SCRIPT);
}

/* What is wrong lies with the bench or the day. An answer would stand in the record for good; so
 * the block stays open, and when the session is resumed it is asked again. */
static void put_off(struct session *session, enum status status, struct why *why)
{
    const struct session_view *view = session->parts.view;
    struct message payload;
    struct why sentence;
    const struct text_value values[] = {{"name", session->request.line}, {"why", why->text}};
    why_set(&sentence, status, "%s: %s", session->request.line, why->text);
    message_init(&payload);
    message_set_string(&payload, "what", "put_off");
    message_set_string(&payload, "sentence", sentence.text);
    if (message_encode(&payload, pending_add(session, "notice")) != STATUS_OK)
        session_no_memory(session);
    message_fini(&payload);
    plan_translate(session, status, why);
    if (view->put_off)
        view->put_off(view->view);
    session_leave_saved(session, status,
                        session_fill(session, &sentence, TEXT_tell_instrument, values, 2));
}

/* Nothing is wrong but how much its site has had today. The session goes on without it: what is due at other sites is no
 * worse for it, and here it could only be done tomorrow. */
static void withhold(struct session *session, enum status status, struct why *why)
{
    const struct trial_plan *plan = &session->trial.plan;
    const struct session_view *view = session->parts.view;
    struct message note, value;
    message_init(&note);
    message_set_string(&note, "what", SESSION_WITHHELD);
    message_set_string(&note, "test", plan->test);
    message_set_string(&note, "site", plan->site);
    message_set_string(&note, "side", plan->side);
    message_set_string(&note, "sentence", why->text);
    pending_note(session, &note);
    message_fini(&note);
    plan_translate(session, status, why);
    session_notice(session, why->text);
    if (view->withheld)
        view->withheld(view->view, plan);
    message_init(&value);
    message_set_bool(&value, "withheld", true);
    answer_ok(session, &value);
    message_fini(&value);
    pending_save(session, STATE_SCRIPT);
}

const struct stimulus_kind *trial_kind(const struct session *session)
{
    return stimulus_kind_at((enum stimulus)session->trial.plan.kind);
}

void trial_refuse_start(struct session *session, enum status status, struct why *why)
{
    const bool is_enough = status == STATUS_STOPPED && stimulus_is_dosed(trial_kind(session));
    if (is_enough || session->config.withholds_all)
        withhold(session, status, why);
    else
        put_off(session, status, why);
}

void trial_clear(struct session *session)
{
    struct trial_state *trial = &session->trial;
    trial->has_warning = false;
    trial->is_done = trial->is_spoiled = trial->was_stopped = trial->has_cut_value = false;
    trial->is_overdue = trial->is_waived = trial->is_left = trial->is_off = trial->is_begun = false;
    trial->release_since = trial->confirmed = 0;
    trial->n_presses = trial->n_by_examiner = 0;
    trial->drift = (struct bath_drift){0};
    memset(&trial->outcome, 0, sizeof trial->outcome);
    memset(&trial->verdict, 0, sizeof trial->verdict);
    memset(&trial->row, 0, sizeof trial->row);
}

/* The examiner is asked when the site has rested: after a crash or a stop the same site comes
 * again. */
enum session_state trial_when_rested(struct session *session)
{
    const struct trial_plan *plan = &session->trial.plan;
    const mono_ns left = exposure_rest_left(session, plan->site, plan->side);
    if (left == 0)
        return STATE_ARM;
    session->rest_until = session->now + left;
    session->rest_is_before_trial = true;
    rest_tell(session);
    return STATE_REST;
}

static bool is_to_be_skipped(struct session *session)
{
    const bool skip = strcmp(session->skip_test, "*") == 0 ||
                      strcmp(session->skip_test, session->trial.plan.test) == 0;
    session->skip_test[0] = '\0';
    session->skip_call = 0;
    return skip;
}

static void prepare(struct session *session)
{
    if (session->trial.has_warning)
        session_notice(session, session->trial.warning.text);
    if (session->pending.n > 0)
        pending_save(session, trial_when_rested(session));
    else
        session_enter(session, trial_when_rested(session));
}

enum text_id trial_words(const struct session *session, const enum text_id words[TOUCH_CUFF + 1])
{
    return words[stimulus_touch((enum stimulus)session->trial.plan.kind)];
}

static const char *arm_words(const struct session *session)
{
    static const enum text_id words[] = {TEXT_ask_arm, TEXT_ask_arm_thermal, TEXT_ask_arm_cold,
                                         TEXT_ask_arm_cuff};
    if (stimulus_is_paced((enum stimulus)session->trial.plan.kind))
        return session_words(session, TEXT_ask_arm_beat);
    return session_words(session, trial_words(session, words));
}

/* What has answered since it was asked for is looked at before anything is asked; whoever starts it checks it all once more. */
void trial_ask_arm(struct session *session)
{
    struct why why = {0};
    const enum status status = plan_check(session, &why);
    if (status != STATUS_OK) {
        session->is_prompting = false;
        trial_refuse_start(session, status, &why);
        return;
    }
    limit_tell(session);
    session_ask(session, PROMPT_ARM, arm_words(session));
}

void trial_request(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct why why;
    const struct message *args = &session->request.args;
    if (plan_read(args, &trial->plan, &why) != STATUS_OK ||
        scale_anchors_read(args, &trial->anchors, &why) != STATUS_OK) {
        refuse(session, why.text);
        return;
    }
    if (trial->plan.is_beside && session->beside.state != BESIDE_NONE) {
        refuse(session, "a conditioning stimulus runs already: it has to be ended first");
        return;
    }
    trial->plan.call = session->trial_call = session->request.call;
    trial_clear(session);
    const enum status status = plan_check(session, &why);
    trial_recall(session);
    if (is_to_be_skipped(session))
        session_skip(session);
    else if (status != STATUS_OK)
        trial_refuse_start(session, status, &why);
    else
        prepare(session);
}

/* A stop: who raised it, what the examiner is asked, how the session goes on. */
#include "beside_internal.h"
#include "session_internal.h"

#include <stdio.h>
#include <string.h>

static bool is_of_instrument(enum stop_cause cause)
{
    return cause == STOP_NONE || cause == STOP_SILENCE || cause == STOP_FAULT || cause == STOP_GONE;
}

/* ---- being told ---------------------------------------------------------------------------------
 */

static void journal_stop(struct session *session)
{
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "cause", stop_cause_word(session->stop.cause));
    message_set_number(&payload, "delay_s", session->stop.delay_s);
    if (session->stop.fault != FAULT_NONE)
        message_set_string(&payload, "fault", fault_word((enum fault)session->stop.fault));
    session_journal(session, "stop", &payload);
    message_fini(&payload);
}

void stop_take(struct session *session, const struct report *report)
{
    const enum stop_cause cause = (enum stop_cause)report->code;
    session->stop = (struct stop_reason){
        .cause = cause,
        .fault = is_of_instrument(cause) ? session->fault : (uint8_t)FAULT_NONE,
        .instrument = session->fault_instrument,
        .delay_s = report->value,
    };
    session->store_stands = session->store_stands || cause == STOP_STORE_FULL;
    session->stop_told = true;
    journal_stop(session);
    switch (session->state) {
    case STATE_RUNNING:
    case STATE_SAVING:
    case STATE_FAILED:
    case STATE_FAILING:
    case STATE_KEEPING:
    case STATE_OVER:
        return;
    case STATE_STOPPED:
    case STATE_REARMING:
        session_enter(session, STATE_STOPPED);
        return;
    case STATE_SCRIPT:
    case STATE_INSTRUCT:
    case STATE_QUESTION:
    case STATE_SITE:
    case STATE_REST:
    case STATE_ARM:
    case STATE_READY:
    case STATE_REVIEW:
    case STATE_TARGET:
    case STATE_CONDITIONING:
        stop_enter(session, session->state);
        return;
    }
}

void stop_enter(struct session *session, enum session_state before)
{
    session->before_stop = before;
    session_enter(session, STATE_STOPPED);
}

/* ---- asking -------------------------------------------------------------------------------------
 */

static enum status status_of_fault(uint8_t fault)
{
    switch ((enum fault)fault) {
    case FAULT_NONE:
    case FAULT_SILENT:
        return STATUS_TIMEOUT;
    case FAULT_LOST:
    case FAULT_BRIDGE:
        return STATUS_GONE;
    case FAULT_IDENTITY:
        return STATUS_IDENTITY;
    case FAULT_GARBLED:
    case FAULT_UNIT:
    case FAULT_OVERLOAD:
    case FAULT_REFUSED:
    case FAULT_REBOOT:
    case FAULT_TRACKING:
    case FAULT_RANGE:
    case FAULT_PULL:
    case FAULT_STILL:
    case FAULT_NOT_RELEASED:
    case FAULT_PART:
    case FAULT_UNSTEADY:
    case FAULT_POWER:
    case FAULT_EMERGENCY:
    case FAULT_SLIDER:
    case FAULT_SLIDER_UP:
    case FAULT_LEAK:
    case FAULT_SUPPLY:
    case FAULT_LEVEL:
    case FAULT_SENSOR:
    case FAULT_BATH:
        return STATUS_PROTOCOL;
    }
    return STATUS_PROTOCOL;
}

static enum status status_of_stop(const struct stop_reason *stop)
{
    switch (stop->cause) {
    case STOP_SILENCE:
        return STATUS_TIMEOUT;
    case STOP_GONE:
        return STATUS_GONE;
    case STOP_NONE:
    case STOP_FAULT:
        return status_of_fault(stop->fault);
    case STOP_STORE_FULL:
        return STATUS_FULL;
    case STOP_KEY:
    case STOP_SCREEN:
    case STOP_PARTICIPANT:
    case STOP_LIMIT:
    case STOP_FOCUS:
    case STOP_SIGNAL:
    case STOP_CRASH:
    case STOP_SCRIPT:
    case STOP_RELEASE:
    case STOP_WINDOW:
    case STOP_LEFT:
        return STATUS_STOPPED;
    }
    return STATUS_STOPPED;
}

static enum text_id words_of(const struct session *session, enum stop_cause cause)
{
    static const enum text_id release[] = {TEXT_stop_release, TEXT_stop_release_thermal,
                                           TEXT_stop_release_off, TEXT_stop_release_cuff};
    switch (cause) {
    case STOP_NONE:
        return TEXT_stop_none;
    case STOP_KEY:
        return TEXT_stop_key;
    case STOP_SCREEN:
        return TEXT_stop_screen;
    case STOP_PARTICIPANT:
        return TEXT_stop_participant;
    case STOP_LIMIT:
        return TEXT_stop_limit;
    case STOP_SILENCE:
        return TEXT_stop_silence;
    case STOP_FAULT:
        return TEXT_stop_fault;
    case STOP_GONE:
        return TEXT_stop_gone;
    case STOP_FOCUS:
        return TEXT_stop_focus;
    case STOP_SIGNAL:
        return TEXT_stop_signal;
    case STOP_CRASH:
        return TEXT_stop_crash;
    case STOP_STORE_FULL:
        return TEXT_stop_store_full;
    case STOP_SCRIPT:
        return TEXT_stop_script;
    case STOP_RELEASE:
        return trial_words(session, release);
    case STOP_WINDOW:
        return TEXT_stop_window;
    case STOP_LEFT:
        return TEXT_stop_left;
    }
    return TEXT_stop_none;
}

/* Of those that the trial needs, its stimulator first. False: all are there, or it needs none. */
static bool find_missing(const struct session *session, uint8_t *instrument)
{
    const struct trial_state *trial = &session->trial;
    *instrument = trial->channels[0].instrument;
    if (trial->n_channels > 0 && !session->is_ready[*instrument])
        return true;
    for (uint8_t i = 0; i < session->parts.spec->n_instruments; i++)
        if (trial_needs(session, i) && !session->is_ready[i]) {
            *instrument = i;
            return true;
        }
    return false;
}

/* A response that nobody has pressed since it was gone. */
static enum status describe_unproved(const struct session *session, struct why *why)
{
    session_fill(session, why, TEXT_ask_press, NULL, 0);
    return STATUS_TIMEOUT;
}

/* The first of those that are held. */
static enum status describe_held(const struct session *session, struct why *why)
{
    const struct bench_spec *spec = session->parts.spec;
    const uint8_t held = bench_held(session->bench);
    uint8_t i = 0;
    while (i + 1 < spec->n_responses && !(held & 1u << i)) /* it may be let go meanwhile */
        i++;
    if (spec->responses[i].kind != RESPONSE_CHANNEL) {
        session_fill(session, why, TEXT_ask_let_go, NULL, 0);
        return STATUS_TIMEOUT;
    }
    const struct text_value values[] = {
        {"name", session_name_of(session, spec->responses[i].instrument)}};
    session_fill(session, why, TEXT_tell_button_stuck, values, 1);
    return STATUS_TIMEOUT;
}

/* All instruments are there: it is a response, or what is rated on. */
static enum status describe_response(const struct session *session, struct why *why)
{
    if (trial_is_rated_already(session) &&
        bench_spec_is_free(session->parts.spec, bench_held(session->bench))) {
        session_fill(session, why, TEXT_ask_rating_low, NULL, 0);
        return STATUS_TIMEOUT;
    }
    const bool is_free = bench_spec_is_free(session->parts.spec, bench_held(session->bench));
    const bool is_unproved = session->config.is_attended && session->unproved;
    return is_free && is_unproved ? describe_unproved(session, why) : describe_held(session, why);
}

enum status stop_describe_missing(const struct session *session, struct why *why)
{
    uint8_t i;
    if (!find_missing(session, &i))
        return describe_response(session, why);
    const struct trouble *trouble = &session->trouble[i];
    const bool has_port = trouble->status == STATUS_OK || trouble->fault == FAULT_LOST;
    const uint8_t fault = trouble->fault == FAULT_NONE ? (uint8_t)FAULT_SILENT : trouble->fault;
    const struct text_value values[] = {
        {"name", session_name_of(session, i)},
        {"why", has_port ? fault_words(session, i, fault) : trouble->sentence},
    };
    session_fill(session, why, TEXT_tell_instrument, values, 2);
    if (has_port)
        return status_of_fault(trouble->fault);
    return trouble->status == STATUS_NOT_FOUND ? STATUS_GONE : trouble->status;
}

/* The fault without what to do about it: that is done. */
static void name_fault(const struct session *session, struct why *out)
{
    const char *words = fault_words(session, session->stop.instrument, session->stop.fault);
    snprintf(out->text, sizeof out->text, "%.*s", (int)strcspn(words, ":"), words);
}

/* What has gone is not said as if it stood; what it was is still why somebody leaves. */
static enum status describe_mended(const struct session *session, struct why *why)
{
    struct why what;
    name_fault(session, &what);
    const struct text_value values[] = {
        {"name", session_name_of(session, session->stop.instrument)}, {"what", what.text}};
    const bool is_store = session->stop.cause == STOP_STORE_FULL;
    session_fill(session, why, is_store ? TEXT_stop_store_back : TEXT_stop_back, values,
                 is_store ? 0 : 2);
    return is_store && session->store_status != STATUS_OK ? session->store_status
                                                          : status_of_stop(&session->stop);
}

/* Of several instruments the one is named that has to be looked at. */
static void describe_standing(const struct session *session, struct why *why)
{
    const struct stop_reason *stop = &session->stop;
    const bool is_fault = stop->fault != FAULT_NONE;
    const bool is_named = is_fault && session->parts.spec->n_instruments > 1;
    const struct text_value values[] = {
        {"why", is_fault ? fault_words(session, stop->instrument, stop->fault)
                         : session_words(session, words_of(session, stop->cause))},
        {"name", session_name_of(session, stop->instrument)},
    };
    session_fill(session, why, is_named ? TEXT_tell_instrument : TEXT_stop_why, values,
                 is_named ? 2 : 1);
}

enum status stop_describe(const struct session *session, struct why *why)
{
    const struct stop_reason *stop = &session->stop;
    if (stop->cause == STOP_NONE && !stop->is_mended)
        return stop_describe_missing(session, why);
    if (stop->cause == STOP_NONE) {
        session_fill(session, why, TEXT_stop_none_back, NULL, 0);
        return STATUS_TIMEOUT; /* why somebody leaves who does not want to go on */
    }
    if (stop->is_mended)
        return describe_mended(session, why);
    if (stop->cause == STOP_STORE_FULL && session->store_status != STATUS_OK) {
        *why = session->store_why;
        return session->store_status;
    }
    describe_standing(session, why);
    return status_of_stop(stop);
}

/* What is skipped when nothing is under way but the script: the test that the last request was
 * of; NULL: it was of none. "*": a trial comes next, whatever its test. */
static const char *test_under_way(const struct session *session)
{
    const char *verb = session->request.verb;
    if (strcmp(verb, "site") == 0)
        return "*";
    if (strcmp(verb, "trial") == 0 || strcmp(verb, "instruct") == 0)
        return message_string(&session->request.args, "test");
    return NULL;
}

/* Where the answers mean something else than the trial that was stopped; TEXTS: they do not. */
static enum text_id what_follows(const struct session *session)
{
    switch (session->before_stop) {
    case STATE_REVIEW:
        return TEXT_stop_then_review;
    case STATE_SCRIPT:
        return test_under_way(session) ? TEXT_stop_then_test : TEXT_stop_then_nothing;
    case STATE_REST:
        return session->rest_is_before_trial ? TEXTS : TEXT_stop_then_rest;
    case STATE_RUNNING:
    case STATE_ARM:
    case STATE_READY:
    case STATE_INSTRUCT:
    case STATE_QUESTION:
    case STATE_SITE:
    case STATE_TARGET:
    case STATE_CONDITIONING:
    case STATE_SAVING:
    case STATE_FAILED:
    case STATE_STOPPED:
    case STATE_REARMING:
    case STATE_FAILING:
    case STATE_KEEPING:
    case STATE_OVER:
        return TEXTS;
    }
    return TEXTS;
}

/* Why it stands, and what the answers mean then. */
static void put_question(struct session *session, char *text, size_t size)
{
    const enum text_id then = what_follows(session);
    session->prompt.cause = stop_describe(session, &session->stop_why);
    session->prompt.is_mended = session->stop.is_mended;
    session->prompt.repeat_reviews = then == TEXT_stop_then_review;
    struct why why = session->stop_why;
    const size_t n = strlen(why.text);
    if (then == TEXTS) {
        snprintf(text, size, "%s", why.text);
        return;
    }
    if (n > 0 && why.text[n - 1] == '.') /* the sentence goes on */
        why.text[n - 1] = '\0';
    const struct text_value values[] = {{"why", why.text}, {"then", session_words(session, then)}};
    text_fill(text, size, session_words(session, TEXT_stop_then), values, 2);
}

void stop_ask(struct session *session)
{
    char text[sizeof session->prompt_text];
    put_question(session, text, sizeof text);
    session_ask(session, PROMPT_STOPPED, text);
}

void stop_reword(struct session *session)
{
    char text[sizeof session->prompt_text];
    put_question(session, text, sizeof text);
    session_reword(session, text);
}

/* ---- going on -----------------------------------------------------------------------------------
 */

static void rearm(struct session *session)
{
    const struct order order = {.kind = ORDER_REARM};
    session_go(session, STATE_REARMING);
    session_order(session, &order);
}

/* A complete attempt is kept, as by whoever leaves its review: nobody is pressed again for nothing. Where
 * the study still takes nothing, to save anything would hold up who leaves. */
static void leave_stopped(struct session *session)
{
    if (session->stop.cause == STOP_STORE_FULL && !session->stop.is_mended) {
        session_fail(session, session->prompt.cause, session->stop_why.text);
        return;
    }
    if (session->before_stop == STATE_REVIEW && !session->has_answer)
        trial_answer(session);
    session_leave_for(session, session->prompt.cause, session->stop_why.text);
}

bool step_stopped(struct session *session)
{
    const enum decision decision = session_take_decision(session);
    switch (decision) {
    case DECISION_REPEAT:
    case DECISION_SKIP:
        session->skip_after_rearm = decision == DECISION_SKIP;
        rearm(session);
        return true;
    case DECISION_END:
        session_close(session, session->prompt.cause, session->stop_why.text);
        return true;
    case DECISION_LEAVE:
        leave_stopped(session);
        return true;
    case DECISION_NONE:
    case DECISION_GO:
    case DECISION_SPOIL:
        return false;
    }
    return false;
}

/* For whoever asks why trials are missing: one entry for what was decided, whatever that skips. What is not known yet is
 * NULL. It waits for what is saved next. */
void skip_note(struct session *session, const char *test, const char *site, const char *side)
{
    const struct session_view *view = session->parts.view;
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "what", SESSION_SKIPPED);
    if (test)
        message_set_string(&payload, "test", test);
    if (site)
        message_set_string(&payload, "site", site);
    if (side)
        message_set_string(&payload, "side", side);
    pending_note(session, &payload);
    message_fini(&payload);
    if (view->skipped)
        view->skipped(view->view);
}

void trial_skip(struct session *session)
{
    const struct trial_plan *plan = &session->trial.plan;
    skip_note(session, plan->test, plan->site, plan->side);
    session_skip(session);
}

/* A complete attempt counts, also for the script, though the rest is skipped. */
void session_skip(struct session *session)
{
    struct message value;
    message_init(&value);
    message_set_bool(&value, "skipped", true);
    if (trial_has_result(session))
        trial_put_answer(session, &value);
    answer_ok(session, &value);
    message_fini(&value);
    pending_save(session, STATE_SCRIPT);
}

static void skip_instruction(struct session *session)
{
    const char *test = message_string(&session->request.args, "test");
    snprintf(session->skip_test, sizeof session->skip_test, "%s", test ? test : "");
    if (test)
        skip_note(session, test, NULL, NULL);
    answer_nothing(session);
}

/* No trial is missing for it. */
static void skip_rest(struct session *session)
{
    pending_note_what(session, "rest_skipped");
    answer_nothing(session);
}

/* The script is at work: what it asks for next of this test is skipped. When the trial before was
 * the last of its call, another call of that test is not meant, also where a loop makes it at the same line. */
static void skip_next(struct session *session)
{
    const char *test = test_under_way(session);
    snprintf(session->skip_test, sizeof session->skip_test, "%s", test ? test : "");
    if (strcmp(session->request.verb, "trial") == 0)
        session->skip_call = session->request.call;
    if (test)
        skip_note(session, strcmp(test, "*") == 0 ? NULL : test, NULL, NULL);
    pending_save(session, STATE_SCRIPT);
}

static void skip_from(struct session *session, enum session_state before)
{
    switch (before) {
    case STATE_RUNNING:
    case STATE_ARM:
    case STATE_READY:
    case STATE_REVIEW:
        trial_skip(session);
        return;
    case STATE_SITE:
        site_skip(session);
        return;
    case STATE_INSTRUCT:
        skip_instruction(session);
        return;
    case STATE_TARGET:
    case STATE_CONDITIONING:
    case STATE_QUESTION: /* it is not the question that was stopped */
        session_enter(session, before);
        return;
    case STATE_REST:
        if (session->rest_is_before_trial)
            trial_skip(session);
        else
            skip_rest(session);
        return;
    case STATE_SCRIPT:
        skip_next(session);
        return;
    case STATE_SAVING:
    case STATE_FAILED:
    case STATE_STOPPED:
    case STATE_REARMING:
    case STATE_FAILING:
    case STATE_KEEPING:
    case STATE_OVER:
        session_enter(session, before);
        return;
    }
}

/* A rest that goes on is told again: the screen still has the stop. */
static void enter_again(struct session *session, enum session_state before)
{
    session->sites.told = false;
    if (before == STATE_REST && session->rest_until > session->now)
        rest_tell(session);
    session_enter(session, before);
}

/* Woken by REPORT_REARMED. While the store is behind nothing is begun; a stop asks anew. */
bool step_rearming(struct session *session)
{
    if (stop_is_raised(session->parts.stop) || session->lag != LAG_NONE)
        return false;
    session->fault = FAULT_NONE;
    session->store_status = STATUS_OK;
    session->store_stands = false;
    session->stop_told = false;
    session_journal(session, "rearm", NULL);
    outbox_retry(session);
    if (session->state == STATE_OVER)
        return true;
    if (session->skip_after_rearm)
        skip_from(session, session->before_stop);
    else if (session->before_stop == STATE_RUNNING && !beside_is_missed(session))
        trial_repeat(session);
    else if (session->before_stop == STATE_RUNNING)
        return true;
    else if (session->before_stop == STATE_READY)
        session_enter(session, STATE_ARM);
    else
        enter_again(session, session->before_stop);
    return true;
}

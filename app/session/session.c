/* Life of a session: what arrives, which state takes the next step, how it ends. */
#include "beside_internal.h"
#include "markers_internal.h"
#include "session_internal.h"
#include "trial_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- states -------------------------------------------------------------------------------------
 */

void session_go(struct session *session, enum session_state state)
{
    session->state = state;
    session->deadline = MONO_NEVER;
}

/* In the participant's language, else in English: what is read out is what the participant's window shows. */
static void put_words(const struct session *session, struct prompt *prompt)
{
    const struct message texts = message_get(&session->request.args, "text");
    const char *own =
        language_word(participant_language(session->parts.spec, session->config.language));
    const char *words = message_string(&texts, own);
    prompt->words = words ? words : message_string(&texts, "en");
    prompt->words_language = words ? own : prompt->words ? "en" : NULL;
}

void session_recall_instruction(const struct session *session)
{
    const struct session_view *view = session->parts.view;
    struct prompt prompt = {.kind = PROMPT_INSTRUCT, .text = session->instruction};
    put_words(session, &prompt);
    if (view->recalled)
        view->recalled(view->view, &prompt);
}

/* What belongs to one kind of prompt only. */
static void describe_prompt(struct session *session, struct prompt *prompt)
{
    if (prompt->kind == PROMPT_INSTRUCT) {
        put_words(session, prompt);
        prompt->test = message_string(&session->request.args, "test");
    }
    if (prompt->kind == PROMPT_QUESTION)
        question_describe(session, prompt);
    prompt->is_target = prompt->kind == PROMPT_WAIT && session->state == STATE_TARGET;
    if (prompt->kind == PROMPT_WAIT)
        prompt->until = session->state == STATE_TARGET
                            ? session->beside.target_until
                            : session->trial.armed_at + session->config.ready_within;
    if (prompt->kind != PROMPT_ARM)
        return;
    prompt->again = attempts_again(session, &prompt->attempt);
    prompt->limit = session->trial.limit;
}

static void put_prompt(struct session *session, enum prompt_kind kind, const char *text)
{
    snprintf(session->prompt_text, sizeof session->prompt_text, "%s", text);
    session->prompt = (struct prompt){
        .kind = kind,
        .number = session->questions,
        .text = session->prompt_text,
        .plan = session_trial_ahead(session),
        .anchors = session_trial_ahead(session) ? &session->trial.anchors : NULL,
        .row = kind == PROMPT_REVIEW ? &session->trial.row : NULL,
        .cause = session->prompt.cause,
        .is_mended = kind == PROMPT_STOPPED && session->prompt.is_mended,
        .repeat_reviews = kind == PROMPT_STOPPED && session->prompt.repeat_reviews,
    };
    describe_prompt(session, &session->prompt);
    session->is_prompting = true;
    session->parts.view->prompt(session->parts.view->view, session, &session->prompt);
}

void session_ask(struct session *session, enum prompt_kind kind, const char *text)
{
    session->decision = DECISION_NONE;
    session->questions++;
    put_prompt(session, kind, text);
}

void session_reword(struct session *session, const char *text)
{
    put_prompt(session, session->prompt.kind, text);
}

/* What each prompt offers. */
static const uint8_t offers[] = {
    [PROMPT_INSTRUCT] = 1 << DECISION_GO | 1 << DECISION_END | 1 << DECISION_LEAVE,
    [PROMPT_ARM] = 1 << DECISION_GO | 1 << DECISION_SKIP | 1 << DECISION_END | 1 << DECISION_LEAVE,
    [PROMPT_REVIEW] =
        1 << DECISION_GO | 1 << DECISION_SPOIL | 1 << DECISION_END | 1 << DECISION_LEAVE,
    [PROMPT_WAIT] = 1 << DECISION_SKIP | 1 << DECISION_END | 1 << DECISION_LEAVE,
    [PROMPT_STOPPED] =
        1 << DECISION_REPEAT | 1 << DECISION_SKIP | 1 << DECISION_END | 1 << DECISION_LEAVE,
    [PROMPT_RELEASE] = 1 << DECISION_GO | 1 << DECISION_LEAVE,
    [PROMPT_QUESTION] = 1 << DECISION_SKIP | 1 << DECISION_END | 1 << DECISION_LEAVE,
    [PROMPT_SAVE_FAILED] = 1 << DECISION_GO | 1 << DECISION_LEAVE,
};

bool session_offers(const struct session *session, enum decision decision)
{
    return session->is_prompting && (offers[session->prompt.kind] & 1 << decision);
}

void session_decide(struct session *session, enum decision decision, const char *reason)
{
    if (!session_offers(session, decision))
        return;
    session->decision = decision;
    snprintf(session->reason, sizeof session->reason, "%s",
             reason && reason[0] ? reason : "unstated");
}

void session_ask_to_wait(struct session *session)
{
    struct why why;
    const enum status status = stop_describe_missing(session, &why);
    (void)status; /* it matters when it does not come */
    if (!session->is_prompting)
        session_ask(session, PROMPT_WAIT, why.text);
    else if (strcmp(why.text, session->prompt_text) != 0)
        session_reword(session, why.text);
}

void session_enter(struct session *session, enum session_state state)
{
    if (state == STATE_ARM && !trial_can_start(session))
        state = STATE_READY;
    session_go(session, state);
    switch (state) {
    case STATE_INSTRUCT:
        session_ask(session, PROMPT_INSTRUCT, session->instruction);
        return;
    case STATE_QUESTION:
        question_begin(session);
        session_ask(session, PROMPT_QUESTION, session->question.words);
        return;
    case STATE_ARM:
        trial_ask_arm(session);
        return;
    case STATE_REVIEW:
        session_ask(session, PROMPT_REVIEW, session_words(session, TEXT_ask_review));
        return;
    case STATE_STOPPED:
        stop_ask(session);
        return;
    case STATE_REST:
        session->deadline = session->rest_until;
        return;
    case STATE_READY:
        session->trial.armed_at = session->now;
        session_ask_to_wait(session);
        return;
    case STATE_TARGET:
        session->deadline = session->now;
        target_ask(session);
        return;
    case STATE_SCRIPT:
    case STATE_SAVING:
    case STATE_FAILED:
    case STATE_SITE:
    case STATE_RUNNING:
    case STATE_CONDITIONING:
    case STATE_REARMING:
    case STATE_FAILING:
    case STATE_KEEPING:
    case STATE_OVER:
        return;
    }
}

enum decision session_take_decision(struct session *session)
{
    const enum decision decision = session->decision;
    session->decision = DECISION_NONE;
    if (decision != DECISION_NONE)
        session->is_prompting = false;
    return decision;
}

void session_leave(struct session *session)
{
    session_leave_for(session, STATUS_STOPPED, session_words(session, TEXT_over_left));
}

void session_leave_for(struct session *session, enum status status, const char *sentence)
{
    pending_note_what(session, "left");
    session_leave_saved(session, status, sentence);
}

/* At once: what conditions does not go on until the store has taken that. */
static void stop_beside(struct session *session)
{
    if (beside_runs(session) && !stop_is_raised(session->parts.stop))
        stop_raise(session->parts.stop, STOP_LEFT, session->now);
}

void session_leave_saved(struct session *session, enum status status, const char *sentence)
{
    stop_beside(session);
    session->end_result = status;
    why_set(&session->end_why, status, "%s", sentence);
    session->is_leaving = true;
    pending_save(session, STATE_OVER);
}

void session_close(struct session *session, enum status status, const char *sentence)
{
    struct message payload;
    stop_beside(session);
    notices_flush(session, true);
    outbox_retry(session);
    message_init(&payload);
    message_set_string(&payload, "end", status == STATUS_OK ? "completed" : SESSION_ENDED_EARLY);
    if (message_encode(&payload, pending_add(session, "session_end")) != STATUS_OK)
        session_no_memory(session);
    message_fini(&payload);
    session->end_result = status;
    why_set(&session->end_why, status, "%s", sentence);
    session->is_ending = true;
    pending_save(session, STATE_OVER);
}

static bool has_lasted_too_long(const struct session *session)
{
    const mono_ns most = session->config.lasts_max;
    return most > 0 && session->now - session->config.now >= most;
}

void session_give_up(struct session *session)
{
    struct why why;
    char hours[24], steps[24];
    const enum language language = session->config.language;
    const double lasted_s = mono_to_sec(session->config.lasts_max);
    const struct text_value values[] = {
        {"line", session->request.line},
        {"n", text_number(language, steps, sizeof steps, (double)session->config.steps_max, 0)},
        {"h", text_number(language, hours, sizeof hours, lasted_s / 3600, 0)},
    };
    const enum text_id id =
        has_lasted_too_long(session) ? TEXT_over_endless_hours : TEXT_over_endless_steps;
    session_fail(session, STATUS_INVALID, session_fill(session, &why, id, values, 3));
}

void session_goes_round(struct session *session)
{
    struct why why;
    const struct text_value what = {"what", session->prompt_text};
    session_fail(session, STATUS_INVALID, session_fill(session, &why, TEXT_over_round, &what, 1));
}

void session_end_early(struct session *session)
{
    session_close(session, STATUS_STOPPED, session_words(session, TEXT_over_ended));
}

static void script_ended(struct session *session)
{
    if (session->replay.at < session->replay.n)
        session_fail_for(session, STATUS_DEPARTED, TEXT_over_record_is_longer);
    else if (beside_runs(session))
        session_fail_for(session, STATUS_INVALID, TEXT_over_still_conditioning);
    else
        session_close(session, STATUS_OK, session_words(session, TEXT_over_done));
}

static void script_failed(struct session *session, const char *sentence)
{
    struct message payload;
    message_init(&payload);
    session->has_erred = !script_is_lost(session->parts.script);
    message_set_string(&payload, "what", session->has_erred ? SESSION_ERRED : "script_lost");
    message_set_string(&payload, "sentence", sentence);
    session_journal(session, "note", &payload);
    message_fini(&payload);
    session_fail(session, STATUS_INVALID, sentence);
}

static void script_stands(struct session *session, enum script_state state, struct text *out)
{
    switch (state) {
    case SCRIPT_ASKS:
        request_take(session, text_cstr(out), out->length);
        return;
    case SCRIPT_DONE:
        script_ended(session);
        return;
    case SCRIPT_FAILED:
        script_failed(session, text_cstr(out));
        return;
    }
}

static bool ask_child(struct session *session)
{
    const char *answer = session->has_answer ? text_cstr(&session->answer) : NULL;
    const enum status status =
        script_send(session->parts.script, answer, answer ? session->answer.length : 0);
    session->has_answer = false;
    session->is_script_asked = status == STATUS_OK;
    if (status != STATUS_OK)
        session_fail_for(session, STATUS_INVALID, TEXT_over_script_is_gone);
    return session->is_script_asked;
}

static bool step_child(struct session *session)
{
    struct text out;
    enum script_state state;
    if (!session->is_script_asked && !ask_child(session))
        return true;
    text_init(&out);
    const bool moved = script_receive(session->parts.script, session->now, &state, &out);
    if (moved) {
        session->is_script_asked = false;
        script_stands(session, state, &out);
    } else {
        session->deadline = script_deadline(session->parts.script);
    }
    text_fini(&out);
    return moved;
}

static bool step_script(struct session *session)
{
    struct text out;
    if (session->config.child_script)
        return step_child(session);
    text_init(&out);
    const char *answer = session->has_answer ? text_cstr(&session->answer) : NULL;
    const enum script_state state =
        script_step(session->parts.script, answer, answer ? session->answer.length : 0, &out);
    session->has_answer = false;
    script_stands(session, state, &out);
    text_fini(&out);
    return true;
}

void session_order(struct session *session, const struct order *order)
{
    if (bench_submit(session->bench, order) != STATUS_OK) {
        session_fail_for(session, STATUS_FULL, TEXT_over_no_orders);
        return;
    }
    if (order->kind == ORDER_START)
        session->running = order->start.handle;
    if (session->parts.wake)
        session->parts.wake(session->parts.bench_host);
}

static bool step(struct session *session)
{
    switch (session->state) {
    case STATE_SCRIPT:
        return step_script(session);
    case STATE_FAILED:
        return step_failed(session);
    case STATE_INSTRUCT:
        return step_instruct(session);
    case STATE_QUESTION:
        return step_question(session);
    case STATE_SITE:
        return step_site(session);
    case STATE_REST:
        return step_rest(session);
    case STATE_ARM:
        return step_arm(session);
    case STATE_READY:
        return step_ready(session);
    case STATE_RUNNING:
        return step_running(session);
    case STATE_REVIEW:
        return step_review(session);
    case STATE_TARGET:
        return step_target(session);
    case STATE_CONDITIONING:
        return step_conditioning(session);
    case STATE_STOPPED:
        return step_stopped(session);
    case STATE_REARMING:
        return step_rearming(session);
    case STATE_FAILING:
        return step_failing(session);
    case STATE_KEEPING:
        return step_keeping(session);
    case STATE_SAVING:
        if (session->pending.ticket == 0 && !marker_holds_back(session))
            pending_submit(session);
        return false;
    case STATE_OVER:
        return false;
    }
    return false;
}

mono_ns session_turn(struct session *session, mono_ns now, utc_us utc)
{
    struct store_ack ack;
    assert(now >= session->now && utc > 0);
    session->now = now;
    session->utc = utc;
    desk_quiet(session->parts.desk);
    reports_take(session);
    while (session->state != STATE_OVER && store_writer_ack(session->parts.writer, &ack))
        ack_take(session, &ack);
    if (session->state != STATE_OVER) {
        notices_flush(session, false);
        outbox_send(session);
        store_watch(session);
        if (has_lasted_too_long(session))
            session_give_up(session);
    }
    while (step(session))
        ;
    session->beside.deadline = beside_turn(session);
    return session_deadline(session);
}

mono_ns session_deadline(const struct session *session)
{
    if (session->state != STATE_OVER && desk_has_reports(session->parts.desk))
        return session->now;
    return mono_min(session->deadline, session->beside.deadline);
}

/* ---- making one ---------------------------------------------------------------------------------
 */

static enum status load_record(struct session *session, struct why *why)
{
    enum status status = exposure_load(session, why);
    if (status != STATUS_OK || !session->config.resume)
        return status;
    status = sources_check(session, why);
    if (status == STATUS_OK)
        status = bench_check(session, why);
    return status == STATUS_OK ? replay_load(session, why) : status;
}

static enum status init(struct session *session, struct why *why)
{
    if (!outbox_init(&session->outbox))
        return why_set(why, STATUS_NO_MEMORY, "no memory for the session");
    text_init(&session->answer);
    for (int i = 0; i < PENDING_MAX; i++)
        text_init(&session->pending.payloads[i]);
    session->key = session->config.key;
    session_go(session, STATE_SCRIPT);
    const enum status status = load_record(session, why);
    return status == STATUS_OK ? session_begin(session, why) : status;
}

enum status session_new(const struct session_config *config, const struct session_parts *parts,
                        struct session **out, struct why *why)
{
    struct session *session = calloc(1, sizeof *session);
    if (!session)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the session");
    session->config = *config;
    session->parts = *parts;
    session->now = config->now;
    session->utc = config->utc;
    session->questions = config->asked;
    session->lab = envelope_stricter(envelope_defaults(), config->lab);
    session->sites.rest = session->lab.rest;
    snprintf(session->participant, sizeof session->participant, "%s", config->participant);
    snprintf(session->operator_name, sizeof session->operator_name, "%s", config->operator_name);
    const enum status status = init(session, why);
    if (status != STATUS_OK) {
        session_free(session);
        return status;
    }
    *out = session;
    return STATUS_OK;
}

void session_free(struct session *session)
{
    if (!session)
        return;
    replay_free(&session->replay);
    free(session->attempts.rows);
    if (session->request.verb[0])
        message_fini(&session->request.args);
    text_fini(&session->answer);
    outbox_fini(&session->outbox);
    for (int i = 0; i < PENDING_MAX; i++)
        text_fini(&session->pending.payloads[i]);
    free(session);
}

void session_set_bench(struct session *session, struct bench *bench)
{
    session->bench = bench;
}

int session_script_fd(const struct session *session)
{
    return session->config.child_script ? script_fd(session->parts.script) : -1;
}

uint32_t session_asked(const struct session *session)
{
    return session->questions;
}

const struct prompt *session_prompt(const struct session *session)
{
    return session->is_prompting ? &session->prompt : NULL;
}

bool session_is_saving(const struct session *session)
{
    return session->state == STATE_SAVING || session->state == STATE_KEEPING;
}

void session_port(struct session *session, uint8_t instrument, enum status status,
                  const struct port_info *info, const struct why *why)
{
    struct message payload;
    if (session->state == STATE_OVER)
        return;
    struct trouble *trouble = &session->trouble[instrument];
    trouble->status = status;
    if (status != STATUS_OK) {
        struct why said;
        const char *words = text_why(session->config.language, why, said.text, sizeof said.text);
        snprintf(trouble->sentence, sizeof trouble->sentence, "%.*s",
                 (int)sizeof trouble->sentence - 1, words);
        if (trouble->fault != FAULT_LOST ||
            status != STATUS_NOT_FOUND) /* that it is lost is told */
            session_notice(session, words);
        return;
    }
    message_init(&payload);
    message_set_string(&payload, "instrument", session->parts.spec->instruments[instrument].name);
    message_set_string(&payload, "what", "port");
    message_set_string(&payload, "path", info->path);
    message_set_string(&payload, "name", info->name);
    if (info->latency.has_timer) {
        message_set_integer(&payload, "latency_found_ms", info->latency.timer_found_ms);
        message_set_integer(&payload, "latency_now_ms", info->latency.timer_now_ms);
    }
    if (info->latency.has_flag) {
        message_set_bool(&payload, "low_latency_found", info->latency.flag_found);
        message_set_bool(&payload, "low_latency_now", info->latency.flag_now);
    }
    session_journal(session, "ready", &payload);
    message_fini(&payload);
}

bool session_is_over(const struct session *session)
{
    return session->state == STATE_OVER;
}

bool session_has_erred(const struct session *session)
{
    return session->has_erred;
}

enum status session_result(const struct session *session, struct why *why)
{
    *why = session->why;
    return session->result;
}

struct session_key session_key(const struct session *session)
{
    return session->key;
}

/* Life of a session: what arrives, which state takes the next step, how it ends. */
#include "session_internal.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* ---- from the bench thread ----------------------------------------------------------------------
 */

static void bench_reports(void *host, const struct report *report)
{
    struct session *session = host;
    const uint64_t one = 1;
    if (!ring_push(&session->reports, report)) {
        atomic_store(&session->reports_lost, true);
        stop_raise(session->parts.stop, STOP_STORE_FULL, report->t);
    }
    /* A full counter is readable already. */
    if (session->report_fd >= 0 && write(session->report_fd, &one, sizeof one) < 0)
        return;
}

static bool bench_records(void *host, const struct bench_record *record)
{
    struct session *session = host;
    const uint8_t slot = (uint8_t)(record->handle % SAMPLE_SLOTS);
    const struct route *route = &session->routes[slot];
    static const uint8_t kinds[] = {
        [RECORD_BEGIN] = STORE_BEGIN, [RECORD_SAMPLE] = STORE_SAMPLE, [RECORD_END] = STORE_END};
    const struct store_record out = {
        .sample = {.t = record->t,
                   .value = record->value,
                   .seq = record->seq,
                   .stream = record->stream},
        .block = route->block,
        .attempt = route->attempt,
        .kind = kinds[record->kind],
        .slot = slot,
    };
    return store_writer_record(session->parts.writer, &out);
}

struct bench_host session_bench_host(struct session *session)
{
    return (struct bench_host){.host = session, .report = bench_reports, .record = bench_records};
}

/* ---- states -------------------------------------------------------------------------------------
 */

void session_go(struct session *session, enum session_state state)
{
    session->state = state;
    session->deadline = MONO_NEVER;
}

void session_notice(struct session *session, const char *sentence)
{
    const struct session_view *view = session->parts.view;
    if (view->notice)
        view->notice(view->view, sentence);
}

void session_ask(struct session *session, enum prompt_kind kind, const char *text)
{
    snprintf(session->prompt_text, sizeof session->prompt_text, "%s", text);
    const bool in_trial = session->request.is_open && strcmp(session->request.verb, "trial") == 0;
    session->prompt = (struct prompt){
        .kind = kind,
        .text = session->prompt_text,
        .plan = in_trial ? &session->trial.plan : NULL,
        .row = kind == PROMPT_REVIEW ? &session->trial.row : NULL,
        .cause = session->prompt.cause,
    };
    session->decision = DECISION_NONE;
    session->is_prompting = true;
    session->parts.view->prompt(session->parts.view->view, session, &session->prompt);
}

void session_decide(struct session *session, enum decision decision, const char *reason)
{
    if (!session->is_prompting)
        return;
    session->decision = decision;
    snprintf(session->reason, sizeof session->reason, "%s", reason ? reason : "unstated");
}

static enum status status_of_stop(enum stop_cause cause, uint8_t fault)
{
    switch (cause) {
    case STOP_SILENCE:
        return STATUS_TIMEOUT;
    case STOP_GONE:
        return STATUS_GONE;
    case STOP_FAULT:
        return fault == FAULT_IDENTITY ? STATUS_IDENTITY : STATUS_PROTOCOL;
    case STOP_STORE_FULL:
        return STATUS_FULL;
    case STOP_NONE:
    case STOP_KEY:
    case STOP_SCREEN:
    case STOP_PARTICIPANT:
    case STOP_LIMIT:
    case STOP_FOCUS:
    case STOP_SIGNAL:
    case STOP_CRASH:
    case STOP_SCRIPT:
    case STOP_RELEASE:
        return STATUS_STOPPED;
    }
    return STATUS_STOPPED;
}

static void ask_stopped(struct session *session)
{
    char text[320];
    const bool is_fault = session->fault != FAULT_NONE;
    snprintf(text, sizeof text, "stopped (%s)%s%s", stop_cause_word(session->stop_cause),
             is_fault ? ": " : "", is_fault ? fault_sentence((enum fault)session->fault) : "");
    session->prompt.cause = status_of_stop(session->stop_cause, session->fault);
    session_ask(session, PROMPT_STOPPED, text);
}

void session_enter(struct session *session, enum session_state state)
{
    session_go(session, state);
    switch (state) {
    case STATE_INSTRUCT:
        session_ask(session, PROMPT_INSTRUCT, session->instruction);
        return;
    case STATE_ARM:
        session_ask(session, PROMPT_ARM, "place the probe");
        return;
    case STATE_REVIEW:
        session_ask(session, PROMPT_REVIEW, "keep this attempt?");
        return;
    case STATE_STOPPED:
        ask_stopped(session);
        return;
    case STATE_SCRIPT:
    case STATE_SAVING:
    case STATE_FAILED:
    case STATE_SITE:
    case STATE_REST:
    case STATE_READY:
    case STATE_RUNNING:
    case STATE_REARMING:
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

void session_fail(struct session *session, enum status status, const char *sentence)
{
    session->result = status;
    why_set(&session->why, status, "%s", sentence);
    session->is_prompting = false;
    session_go(session, STATE_OVER);
}

/* Ends by a decision or by the script's end: the record says so, and it cannot be resumed. */
void session_close(struct session *session, enum status status, const char *sentence)
{
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "end", status == STATUS_OK ? "completed" : "ended_by_examiner");
    struct text *out = pending_add(session, "session_end");
    if (message_encode(&payload, out) != STATUS_OK)
        session_fail(session, STATUS_NO_MEMORY, "no memory for the end of the session");
    message_fini(&payload);
    if (session->state == STATE_OVER)
        return;
    session->result = status;
    why_set(&session->why, status, "%s", sentence);
    session->is_ending = true;
    pending_save(session, STATE_OVER);
}

static void script_stands(struct session *session, enum script_state state, struct text *out)
{
    switch (state) {
    case SCRIPT_ASKS:
        request_take(session, text_cstr(out), out->length);
        return;
    case SCRIPT_DONE:
        session_close(session, STATUS_OK, "done");
        return;
    case SCRIPT_FAILED:
        session_fail(session, STATUS_INVALID, text_cstr(out));
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
        session_fail(session, STATUS_INVALID, "the script's process has ended unexpectedly");
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

static bool step_failed(struct session *session)
{
    const enum decision decision = session_take_decision(session);
    if (decision == DECISION_GO)
        session_go(session, pending_submit(session) ? STATE_SAVING : STATE_OVER);
    else if (decision != DECISION_NONE)
        session_go(session, STATE_OVER);
    return decision != DECISION_NONE;
}

void session_order(struct session *session, const struct order *order)
{
    if (bench_submit(session->bench, order) != STATUS_OK)
        session_fail(session, STATUS_FULL, "the bench takes no orders: end the program");
    else if (session->parts.wake)
        session->parts.wake(session->parts.bench_host);
}

static void rearm(struct session *session)
{
    const struct order order = {.kind = ORDER_REARM};
    session_go(session, STATE_REARMING);
    session_order(session, &order);
}

void session_skip(struct session *session)
{
    struct message value;
    message_init(&value);
    message_set_bool(&value, "skipped", true);
    answer_ok(session, &value);
    message_fini(&value);
    pending_save(session, STATE_SCRIPT);
}

static bool step_stopped(struct session *session)
{
    const enum decision decision = session_take_decision(session);
    switch (decision) {
    case DECISION_REPEAT:
    case DECISION_SKIP:
    case DECISION_GO:
        session->skip_after_rearm = decision == DECISION_SKIP;
        rearm(session);
        return true;
    case DECISION_END:
        session_close(session, session->prompt.cause, session->prompt_text);
        return true;
    case DECISION_LEAVE:
        session_fail(session, session->prompt.cause, session->prompt_text);
        return true;
    case DECISION_NONE:
    case DECISION_SPOIL:
        return false;
    }
    return false;
}

/* Woken by REPORT_REARMED. */
static bool step_rearming(struct session *session)
{
    if (stop_is_raised(session->parts.stop))
        return false;
    session->fault = FAULT_NONE;
    session->trial.stop_told = false;
    session_journal(session, "rearm", NULL);
    if (session->skip_after_rearm && session->request.is_open)
        session_skip(session);
    else if (session->before_stop == STATE_RUNNING)
        trial_repeat(session);
    else
        session_enter(session, session->before_stop);
    return true;
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
    case STATE_STOPPED:
        return step_stopped(session);
    case STATE_REARMING:
        return step_rearming(session);
    case STATE_SAVING:
    case STATE_OVER:
        return false;
    }
    return false;
}

/* ---- what is saved
 * ------------------------------------------------------------------------------- */

/* Where a saved transaction leads, unless the bench has stopped meanwhile. */
static void go_on(struct session *session)
{
    const enum session_state next = session->pending.next;
    if (next == STATE_SCRIPT)
        session->request.is_open = false;
    if (session->trial.stop_told && next != STATE_STOPPED && next != STATE_OVER) {
        session->before_stop = next;
        session_enter(session, STATE_STOPPED);
        return;
    }
    session_enter(session, next);
}

static void take_ack(struct session *session, const struct store_ack *ack)
{
    const bool is_ours = session->state == STATE_SAVING && ack->ticket == session->pending.ticket;
    if (ack->status != STATUS_OK) {
        session->result = ack->status;
        session->why = ack->why;
        stop_raise(session->parts.stop, STOP_STORE_FULL, session->now);
        if (is_ours) {
            session_go(session, STATE_FAILED);
            session_ask(session, PROMPT_SAVE_FAILED, ack->why.text);
        }
        return;
    }
    session->key = ack->key;
    if (!is_ours)
        return;
    if (!session->is_ending)
        session->result = STATUS_OK;
    if (session->pending.with_samples && session->parts.view->saved)
        session->parts.view->saved(session->parts.view->view, &session->trial.row);
    for (size_t i = 0; i < session->pending.n; i++)
        text_clear(&session->pending.payloads[i]);
    session->pending.n = 0;
    session->pending.with_samples = false;
    go_on(session);
}

static void drain(struct session *session)
{
    uint64_t count;
    if (session->report_fd >= 0 && read(session->report_fd, &count, sizeof count) < 0)
        assert(errno == EAGAIN || errno == EINTR);
}

mono_ns session_turn(struct session *session, mono_ns now, utc_us utc)
{
    struct report report;
    struct store_ack ack;
    session->now = now;
    session->utc = utc;
    drain(session);
    while (session->state != STATE_OVER && ring_pop(&session->reports, &report))
        report_take(session, &report);
    while (session->state != STATE_OVER && store_writer_ack(session->parts.writer, &ack))
        take_ack(session, &ack);
    while (step(session))
        ;
    return session->deadline;
}

mono_ns session_deadline(const struct session *session)
{
    if (session->state != STATE_OVER && ring_count(&session->reports) > 0)
        return session->now;
    return session->deadline;
}

/* ---- making one ---------------------------------------------------------------------------------
 */

static bool add_exposure(void *context, const char *site, const char *side, uint32_t count,
                         utc_us last)
{
    struct session *session = context;
    /* More sites than a ledger holds: safety_check_pressure() then refuses the next one. */
    return dose_add(&session->ledger, site, side, count, last) == STATUS_OK;
}

static enum status load_record(struct session *session, struct why *why)
{
    const utc_us since = session->config.utc - (utc_us)24 * 3600 * 1000000;
    enum status status = study_exposure(session->parts.study, session->participant, "", since,
                                        add_exposure, session, why);
    if (status != STATUS_OK || !session->config.resume)
        return status;
    status = sources_check(session, why);
    return status == STATUS_OK ? replay_load(session, why) : status;
}

static enum status init(struct session *session, struct why *why)
{
    session->report_fd = -1;
    enum status status = ring_init(&session->reports, sizeof(struct report), REPORTS_DEPTH);
    if (status != STATUS_OK)
        return why_set(why, status, "no memory for the session");
    if (session->config.child_script) {
        session->report_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (session->report_fd < 0)
            return why_set(why, STATUS_IO, "cannot make an event descriptor: %s", strerror(errno));
    }
    text_init(&session->answer);
    for (int i = 0; i < PENDING_MAX; i++)
        text_init(&session->pending.payloads[i]);
    session->next_handle = 1;
    session->key = session->config.key;
    session_go(session, STATE_SCRIPT);
    status = load_record(session, why);
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
    session->lab = envelope_stricter(envelope_defaults(), config->lab);
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
    for (int i = 0; i < PENDING_MAX; i++)
        text_fini(&session->pending.payloads[i]);
    ring_fini(&session->reports);
    if (session->report_fd >= 0)
        close(session->report_fd);
    free(session);
}

void session_set_bench(struct session *session, struct bench *bench)
{
    session->bench = bench;
}

int session_report_fd(const struct session *session)
{
    return session->report_fd;
}

int session_script_fd(const struct session *session)
{
    return session->config.child_script ? script_fd(session->parts.script) : -1;
}

const struct prompt *session_prompt(const struct session *session)
{
    return session->is_prompting ? &session->prompt : NULL;
}

bool session_is_saving(const struct session *session)
{
    return session->state == STATE_SAVING;
}

void session_port(struct session *session, uint8_t instrument, enum status status,
                  const struct port_info *info, const struct why *why)
{
    struct message payload;
    if (session->state == STATE_OVER)
        return;
    if (status != STATUS_OK) {
        session_notice(session, why->text);
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

enum status session_result(const struct session *session, struct why *why)
{
    *why = session->why;
    return session->result;
}

struct session_key session_key(const struct session *session)
{
    return session->key;
}

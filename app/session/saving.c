/* What the store says: saved, or not and what then. */
#include "beside_internal.h"
#include "session_internal.h"

#include <string.h>

#define SLOW_AFTER MONO_SEC
#define TOO_SLOW_AFTER (5 * MONO_SEC)

/* An attempt that was saved with its answer while the bench stopped: the script has not heard of it
 * yet, so that it can still be spoiled, or the rest of its test be skipped; what is answered then is
 * the later entry and replaces the first (replay.c). */
static bool is_held_up(const struct session *session)
{
    return session->stop_told && session->pending.next == STATE_SCRIPT && session->has_answer &&
           trial_has_result(session) && strcmp(session->request.verb, "trial") == 0;
}

void saved_go_on(struct session *session)
{
    const enum session_state next = session->pending.next;
    if (session->state == STATE_KEEPING) {
        failing_kept(session);
    } else if (session->is_leaving) {
        session_fail(session, session->end_result, session->end_why.text);
    } else if (is_held_up(session)) {
        stop_enter(session, STATE_REVIEW);
    } else if (next == STATE_OVER && (beside_runs(session) || beside_is_over(session))) {
        session_fail(session, session->end_result, session->end_why.text);
    } else {
        if (next == STATE_SCRIPT)
            session->request.is_open = false;
        if (session->stop_told && next != STATE_STOPPED && next != STATE_OVER)
            stop_enter(session, next);
        else
            session_enter(session, next);
    }
}

static void take_saved(struct session *session)
{
    struct pending *pending = &session->pending;
    const struct session_view *view = session->parts.view;
    if (session->is_ending) {
        session->result = session->end_result;
        session->why = session->end_why;
    }
    if (pending->is_attempt && view->saved)
        view->saved(view->view, &session->trial.row);
    if (pending->is_rated && view->rated)
        view->rated(view->view, &session->question, pending->rated);
    for (size_t i = 0; i < pending->n; i++)
        text_clear(&pending->payloads[i]);
    pending->n = 0;
    pending->with_samples = pending->is_attempt = pending->is_rated = false;
    pending->is_of_beside = false;
    saved_go_on(session);
}

/* The bench lost the end of the samples: what was found out is kept, and that they are not whole
 * with it. */
static void save_without_samples(struct session *session)
{
    session->pending.with_samples = false;
    if (pending_note_what(session, "samples_incomplete"))
        pending_submit(session);
}

/* Whatever it was: for the person at the bench it is the study that cannot be written. */
static enum status status_of_study(enum status status)
{
    enum { EXIT_STUDY = 5 };
    return status_exit_code(status) == EXIT_STUDY ? status : STATUS_READ_ONLY;
}

static bool is_of_pending(const struct session *session, const struct store_ack *ack)
{
    return session_is_saving(session) && ack->ticket != 0 && ack->ticket == session->pending.ticket;
}

static void take_failure(struct session *session, const struct store_ack *ack)
{
    char said[sizeof ack->why.text];
    const char *words = text_why(session->config.language, &ack->why, said, sizeof said);
    const enum status status = status_of_study(ack->status);
    const bool is_ours = is_of_pending(session, ack);
    if (ack->ticket == session->begin_ticket) {
        session_fail(session, status, words);
        return;
    }
    if (is_ours && ack->status == STATUS_TIMEOUT && session->pending.with_samples) {
        save_without_samples(session);
        return;
    }
    session->store_status = status;
    session->store_stands = true;
    why_set(&session->store_why, status, "%s", words);
    stop_weigh(session);
    stop_raise(session->parts.stop, STOP_STORE_FULL, session->now);
    if (!is_ours)
        return;
    if (session->state == STATE_KEEPING) {
        failing_kept(session);
        return;
    }
    session_go(session, STATE_FAILED);
    session_ask(session, PROMPT_SAVE_FAILED, words);
}

void ack_take(struct session *session, const struct store_ack *ack)
{
    outbox_ack(session, ack);
    if (ack->status != STATUS_OK) {
        take_failure(session, ack);
        return;
    }
    session->key = ack->key;
    if (!is_of_pending(session, ack))
        return;
    session->store_stands = false;
    stop_weigh(session);
    take_saved(session);
}

bool step_failed(struct session *session)
{
    switch (session_take_decision(session)) {
    case DECISION_GO:
        outbox_retry(session);
        session_go(session, STATE_SAVING);
        pending_submit(session);
        return true;
    case DECISION_LEAVE:
        session_fail(session, session->store_status, session->store_why.text);
        return true;
    case DECISION_NONE:
    case DECISION_SPOIL:
    case DECISION_REPEAT:
    case DECISION_SKIP:
    case DECISION_END:
        return false;
    }
    return false;
}

/* ---- a store that lags behind ------------------------------------------------------------------
 */

static void tell_lag(struct session *session, mono_ns lag)
{
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "what", "store_slow");
    message_set_number(&payload, "value", mono_to_sec(lag));
    session_journal(session, "notice", &payload);
    message_fini(&payload);
    session_tell(session, TEXT_tell_disk_slow, NULL, 0);
}

static void stop_for_lag(struct session *session)
{
    char seconds[16];
    const struct text_value values[] = {
        {"s", text_number(session->config.language, seconds, sizeof seconds,
                          mono_to_sec(TOO_SLOW_AFTER), 0)}};
    session->store_status = STATUS_READ_ONLY;
    session->store_stands = true;
    session_fill(session, &session->store_why, TEXT_tell_disk_stuck, values, 1);
    stop_weigh(session);
    stop_raise(session->parts.stop, STOP_STORE_FULL, session->now);
    session_notice(session, session->store_why.text);
}

void store_watch(struct session *session)
{
    const mono_ns lag = store_writer_lag(session->parts.writer, session->now);
    if (lag < SLOW_AFTER) {
        session->lag = LAG_NONE;
        return;
    }
    if (session->lag == LAG_NONE) {
        session->lag = LAG_TOLD;
        tell_lag(session, lag);
    }
    if (session->lag == LAG_TOLD && lag >= TOO_SLOW_AFTER) {
        session->lag = LAG_STOPPED;
        stop_for_lag(session);
    }
}

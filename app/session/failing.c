/* A session that cannot go on: its entries have no room, reports were lost, the bench takes no
 * orders. It is over for now and can be resumed. When a stimulus runs, it is stopped, and the session
 * is over only when that has come to its end, with the hand seen to let go or said to have: until then
 * the examiner sees RELEASE and is heard. What was measured in it is kept,
 * and never as a value: nobody can tell what else was lost. */
#include "beside_internal.h"
#include "session_internal.h"

/* From the stop to the end of what runs; then the examiner is asked. What goes back to its baseline by itself has its time
 * for that. */
#define ASK_AFTER (5 * MONO_SEC)
#define BACK_WITHIN (60 * MONO_SEC)
/* From the answer to the end; longer only when the report of it was among those that were lost. */
#define END_WITHIN MONO_SEC
/* A study that does not take what was measured by then has it as an attempt that was cut off. Longer than it waits for the
 * end of samples. */
#define KEEP_WITHIN (8 * MONO_SEC)

static enum stop_cause cause_of(enum status status)
{
    enum { EXIT_STUDY = 5 };
    if (status == STATUS_STOPPED || status == STATUS_OK) /* somebody wants it to be over */
        return STOP_LEFT;
    return status == STATUS_FULL || status_exit_code(status) == EXIT_STUDY ? STOP_STORE_FULL
                                                                           : STOP_CRASH;
}

static void end_now(struct session *session)
{
    session->is_prompting = false;
    if (session->outbox.n < OUTBOX_MAX)
        notices_flush(session, true);
    session_go(session, STATE_OVER);
}

/* ---- what was measured --------------------------------------------------------------------------
 */

static void keep(struct session *session, void (*put)(struct session *session))
{
    session->is_prompting = false;
    session_go(session, STATE_KEEPING);
    session->keep_until = session->deadline = session->now + KEEP_WITHIN;
    put(session);
    pending_submit(session);
}

/* The test first, then what had conditioned beside it: of that nothing is lost where somebody wants the session to be over. */
static void keep_or_end(struct session *session)
{
    const bool is_wanted = cause_of(session->result) == STOP_LEFT;
    if (trial_is_unsaved(session)) {
        keep(session, trial_cut);
    } else if (beside_is_over(session) && session->pending.n == 0) {
        beside_take_over(session);
        keep(session, is_wanted ? trial_put : trial_cut);
    } else {
        end_now(session);
    }
}

void failing_kept(struct session *session)
{
    keep_or_end(session);
}

bool step_keeping(struct session *session)
{
    if (session->now >= session->keep_until) {
        end_now(session);
        return true;
    }
    session->deadline = session->keep_until;
    if (session->pending.ticket == 0)
        pending_submit(session);
    return false;
}

/* ---- the end of what runs -----------------------------------------------------------------------
 */

/* The stimulus calls for it, too, but that may be among the reports that were lost. */
static void call_release(struct session *session)
{
    const struct session_view *view = session->parts.view;
    const struct session_world *world = session->parts.world;
    double kpa = 0;
    mono_ns t;
    if (session->trial.release_since != 0 || !trial_kind(session)->by_hand)
        return;
    session->trial.release_since = session->now;
    if (trial_kind(session)->is_marked ||
        !bench_latest(session->bench, session->trial.channels[0], &kpa, &t))
        kpa = 0;
    if (view->phase)
        view->phase(view->view, PHASE_RELEASE, kpa);
    if (world)
        world->release(world->world, session->now);
}

static void wait_for_end(struct session *session, enum status status, const char *sentence)
{
    stop_raise(session->parts.stop, cause_of(status), session->now);
    session_go(session, STATE_FAILING);
    session->deadline = session->now + (trial_kind(session)->by_hand ? ASK_AFTER : BACK_WITHIN);
    call_release(session);
    session_notice(session, sentence);
}

static bool is_running(const struct session *session)
{
    return session->running != 0 || beside_runs(session);
}

void session_fail(struct session *session, enum status status, const char *sentence)
{
    if (session->state == STATE_OVER || session->state == STATE_FAILING ||
        session->state == STATE_KEEPING)
        return;
    session->result = status;
    why_set(&session->why, status, "%s", sentence);
    session->is_prompting = false;
    if (is_running(session))
        wait_for_end(session, status, sentence);
    else
        keep_or_end(session);
}

void session_fail_why(struct session *session, enum status status, const struct why *why)
{
    struct why said;
    session_fail(session, status,
                 text_why(session->config.language, why, said.text, sizeof said.text));
}

void running_ended(struct session *session, const struct report *report)
{
    if (report->handle == session->running)
        session->running = 0;
}

static const char *release_words(const struct session *session)
{
    static const enum text_id words[] = {TEXT_ask_release_failing, TEXT_ask_back_failing,
                                         TEXT_ask_off_failing, TEXT_ask_cuff_failing};
    return session_words(session, trial_words(session, words));
}

void tell_not_off(struct session *session)
{
    static const enum text_id words[] = {TEXT_tell_not_let_go, TEXT_tell_not_back,
                                         TEXT_tell_not_off, TEXT_tell_not_vented};
    session_tell(session, trial_words(session, words), NULL, 0);
}

/* GO: it is off, says the examiner. LEAVE: nobody has seen that. */
static void take_answer(struct session *session)
{
    const struct order order = {.kind = ORDER_RELEASED, .handle = session->running};
    const enum decision decision = session_take_decision(session);
    if (decision == DECISION_NONE)
        return;
    if (decision == DECISION_LEAVE)
        tell_not_off(session);
    else if (stimulus_goes_on((enum stimulus)session->trial.plan.kind))
        taking_off_said(session); /* a probe that is off says nothing of a cuff beside it */
    session->trial.is_waived = true;
    session->deadline = session->now + END_WITHIN;
    session_order(session, &order);
}

/* What conditions comes after the test beside it, which is the quicker to end. */
static void wait_for_beside(struct session *session)
{
    if (!beside_is_left(session))
        return;
    session->deadline = session->now + (trial_kind(session)->by_hand ? ASK_AFTER : BACK_WITHIN);
    call_release(session);
}

bool step_failing(struct session *session)
{
    take_answer(session);
    wait_for_beside(session);
    taking_off_waive(session);
    if (is_running(session) && session->now < session->deadline)
        return false;
    if (!is_running(session) || (session->trial.is_waived && !beside_runs(session))) {
        keep_or_end(session);
        return true;
    }
    if (session->trial.is_waived) { /* nobody waits for the test any more */
        session->running = 0;
        return true;
    }
    session->deadline = MONO_NEVER;
    session->prompt.cause = STATUS_STOPPED;
    taking_off_overdue(session);
    session_ask(session, PROMPT_RELEASE, release_words(session));
    return true;
}

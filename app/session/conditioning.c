/* A conditioning stimulus: begun as any trial, with a confirmation and all that is checked before, it runs beside the trials that
 * follow until the script ends it, it is over by itself, or a stop ends all. What comes of it is saved as an attempt of the
 * request that began it. A session that goes on after a crash begins again there, never in its midst (replay.c). */
#include "session_internal.h"

#include <stdio.h>
#include <string.h>

#define LOOKED_AT_EVERY (100 * MONO_MS)
#define RATED_NOW MONO_SEC /* an older rating is of a slider that nobody holds */

bool conditioning_runs(const struct session *session)
{
    return session->conditioning.state == CONDITIONING_RUNS;
}

/* ---- begun --------------------------------------------------------------------------------------
 */

static void answer_begun(struct session *session)
{
    struct message value;
    message_init(&value);
    message_set_bool(&value, "began", true);
    answer_ok(session, &value);
    message_fini(&value);
    pending_save(session, STATE_SCRIPT);
}

bool conditioning_parks(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct conditioning *beside = &session->conditioning;
    const bool is_one = trial->plan.is_conditioning && beside->state == CONDITIONING_NONE;
    if (!is_one || !trial->is_begun || trial->is_done || stop_is_raised(session->parts.stop))
        return false;
    *beside = (struct conditioning){
        .state = CONDITIONING_RUNS,
        .trial = *trial,
        .task = session->request.task,
        .block = session->request.block,
        .step = session->request.step,
        .began = session->now,
    };
    beside->trial.anchors.n = 0; /* their words go with the request */
    session->running = trial->handle = 0;
    trial_clear(session);
    answer_begun(session);
    return true;
}

/* ---- while it runs ------------------------------------------------------------------------------
 */

/* What is written for the trial at hand does it for this one. */
static void exchange(struct session *session)
{
    const struct trial_state other = session->trial;
    session->trial = session->conditioning.trial;
    session->conditioning.trial = other;
}

static void tell_over(struct session *session)
{
    const struct stimulus_verdict *verdict = &session->conditioning.trial.verdict;
    const bool is_given_up = verdict->end == END_WITHDRAWN || verdict->end == END_RESPONSE;
    if (stop_is_raised(session->parts.stop) || session->state == STATE_FAILING)
        return; /* what has stopped all says more */
    session_tell(session, is_given_up ? TEXT_tell_conditioning_left : TEXT_tell_conditioning_over,
                 NULL, 0);
}

bool conditioning_hears(struct session *session, const struct report *report)
{
    struct conditioning *beside = &session->conditioning;
    if (beside->state != CONDITIONING_RUNS || report->handle != beside->trial.handle)
        return false;
    exchange(session);
    if (report->kind == REPORT_PHASE)
        trial_take_phase(session, report);
    else
        trial_take_outcome(session, report);
    exchange(session);
    if (report->kind != REPORT_DONE)
        return true;
    beside->state = CONDITIONING_OVER;
    beside->ended = report->t;
    tell_over(session);
    return true;
}

bool conditioning_is_missed(struct session *session)
{
    struct message value;
    if (!session->trial.plan.is_conditioned || conditioning_runs(session))
        return false;
    session->is_prompting = false;
    message_init(&value);
    message_set_string(&value, "end", end_word(END_INTERRUPTED));
    message_set_bool(&value, "unconditioned", true);
    answer_ok(session, &value);
    message_fini(&value);
    pending_save(session, STATE_SCRIPT);
    return true;
}

void conditioning_put(const struct session *session, struct message *out)
{
    if (session->trial.plan.is_conditioned && !conditioning_runs(session))
        message_set_bool(out, "unconditioned", true);
}

stimulus_handle conditioning_marked(const struct session *session)
{
    const struct conditioning *beside = &session->conditioning;
    const bool runs = session->state == STATE_RUNNING || session->state == STATE_FAILING;
    if (runs && session->running != 0 && trial_kind(session)->is_marked)
        return session->running;
    const struct stimulus_kind *kind = stimulus_kind_at((enum stimulus)beside->trial.plan.kind);
    return beside->state == CONDITIONING_RUNS && kind->is_marked ? beside->trial.handle : 0;
}

mono_ns conditioning_turn(struct session *session)
{
    if (!conditioning_runs(session))
        return MONO_NEVER;
    exchange(session);
    const mono_ns next = played_turn(session);
    exchange(session);
    return next;
}

/* ---- its rating ---------------------------------------------------------------------------------
 */

void conditioning_rated(struct session *session, stimulus_handle marked, double value)
{
    struct conditioning *beside = &session->conditioning;
    if (marked != beside->trial.handle)
        return;
    beside->is_rated = true;
    beside->rated = value;
}

/* What is said holds until something else is. */
static bool rating_now(const struct session *session, double *out)
{
    const struct conditioning *beside = &session->conditioning;
    struct channel_ref rating;
    mono_ns t = 0;
    *out = beside->rated;
    if (beside->is_rated || stimulus_kind_at((enum stimulus)beside->trial.plan.kind)->is_marked)
        return beside->is_rated;
    return bench_role(session->bench, ROLE_RATING, &rating) &&
           bench_latest(session->bench, rating, out, &t) && session->now - t <= RATED_NOW;
}

static enum status read_target(struct session *session, struct why *why)
{
    struct conditioning *beside = &session->conditioning;
    const struct message *args = &session->request.args;
    mono_ns within = 0;
    beside->target_low = beside->target_high = -1;
    enum status status = argument_number(args, "low", &beside->target_low, why);
    if (status == STATUS_OK)
        status = argument_number(args, "high", &beside->target_high, why);
    if (status == STATUS_OK)
        status = argument_duration(args, "within", &within, why);
    beside->target_since = session->now;
    beside->target_until = session->now + within;
    const bool is_window = beside->target_low >= 0 && beside->target_high <= 10 &&
                           beside->target_low <= beside->target_high;
    if (status == STATUS_OK && !is_window)
        return why_set(why, STATUS_INVALID, "`target` needs `low` and `high`, 0 to 10");
    if (status == STATUS_OK && beside->state == CONDITIONING_NONE)
        return why_set(why, STATUS_INVALID, "no conditioning stimulus was begun");
    return status;
}

void verb_target(struct session *session)
{
    struct why why;
    if (read_target(session, &why) != STATUS_OK) {
        answer_error(session, why.text);
        pending_save(session, STATE_SCRIPT);
        return;
    }
    pending_save(session, STATE_TARGET);
}

static void answer_target(struct session *session, bool is_reached, bool has_rating, double rating)
{
    const struct conditioning *beside = &session->conditioning;
    struct message value;
    message_init(&value);
    message_set_bool(&value, "reached", is_reached);
    message_set_bool(&value, "runs", conditioning_runs(session));
    message_set_quantity(&value, "after", "s", mono_to_sec(session->now - beside->target_since));
    if (has_rating)
        message_set_number(&value, "rating", rating);
    answer_ok(session, &value);
    message_fini(&value);
    pending_save(session, STATE_SCRIPT);
}

bool step_target(struct session *session)
{
    const struct conditioning *beside = &session->conditioning;
    double rating = 0;
    const bool has_rating = rating_now(session, &rating);
    const bool is_reached =
        has_rating && rating >= beside->target_low && rating <= beside->target_high;
    if (stop_is_raised(session->parts.stop))
        return false; /* the bench will tell */
    if (is_reached || !conditioning_runs(session) || session->now >= beside->target_until) {
        answer_target(session, is_reached && conditioning_runs(session), has_rating, rating);
        return true;
    }
    session->deadline = mono_min(beside->target_until, session->now + LOOKED_AT_EVERY);
    return false;
}

/* ---- ended --------------------------------------------------------------------------------------
 */

void verb_conditioning_end(struct session *session)
{
    if (session->conditioning.state != CONDITIONING_NONE) {
        pending_save(session, STATE_CONDITIONING);
        return;
    }
    answer_error(session, "no conditioning stimulus was begun");
    pending_save(session, STATE_SCRIPT);
}

/* It is the trial at hand again, and comes to its end as any other. */
static void take_back(struct session *session)
{
    struct conditioning *beside = &session->conditioning;
    const struct order order = {
        .kind = ORDER_END, .reason = END_COMPLETED, .handle = beside->trial.handle};
    const bool runs = beside->state == CONDITIONING_RUNS;
    session->trial = beside->trial;
    session->running = runs ? beside->trial.handle : 0;
    session->pending.is_of_conditioning = true;
    beside->state = CONDITIONING_NONE;
    session_go(session, STATE_RUNNING);
    if (runs)
        session_order(session, &order);
}

bool step_conditioning(struct session *session)
{
    if (stop_is_raised(session->parts.stop) && !session->stop_told)
        return false; /* the bench will tell */
    if (session->conditioning.state != CONDITIONING_NONE) {
        take_back(session);
        return true;
    }
    trial_answer(session);
    pending_save(session, STATE_SCRIPT);
    return true;
}

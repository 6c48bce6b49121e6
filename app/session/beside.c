/* A conditioning stimulus: begun as any trial, with a confirmation and all that is checked before, it runs beside the trials that
 * follow until the script ends it, it is over by itself, or a stop ends all. What comes of it is saved as an attempt of the
 * request that began it. A session that goes on after a crash begins again there, never in its midst (replay.c). */
#include "bath_internal.h"
#include "beside_internal.h"
#include "session_internal.h"

#include "stimulus/immersion.h"

#include <stdio.h>
#include <string.h>

#define LOOKED_AT_EVERY (100 * MONO_MS)
#define MEASURED_NOW (2 * MONO_SEC)
#define RATED_NOW MONO_SEC /* an older rating is of a slider that nobody holds */

bool beside_runs(const struct session *session)
{
    return session->beside.state == BESIDE_RUNS;
}

bool beside_is_rated(const struct session *session)
{
    return beside_runs(session) &&
           stimulus_is_rated((enum stimulus)session->beside.trial.plan.kind);
}

int64_t beside_block(const struct session *session)
{
    return session->pending.is_of_beside ? session->beside.block : session->request.block;
}

bool beside_has(const struct session *session, uint8_t instrument)
{
    const struct trial_state *trial = &session->beside.trial;
    return beside_runs(session) && trial->n_channels > 0 &&
           trial->channels[0].instrument == instrument;
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

bool beside_parks(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct beside *beside = &session->beside;
    const bool is_one = trial->plan.is_beside && beside->state == BESIDE_NONE &&
                        !session->pending.is_of_beside; /* else it is being ended */
    if (!is_one || !trial->is_begun || trial->is_done || stop_is_raised(session->parts.stop))
        return false;
    *beside = (struct beside){
        .state = BESIDE_RUNS,
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
    session->trial = session->beside.trial;
    session->beside.trial = other;
    session->beside.is_exchanged = !session->beside.is_exchanged;
}

static const struct trial_state *beside_trial(const struct session *session)
{
    return session->beside.is_exchanged ? &session->trial : &session->beside.trial;
}

static const struct trial_state *own_trial(const struct session *session)
{
    return session->beside.is_exchanged ? &session->beside.trial : &session->trial;
}

/* The alarm is of another instrument, and says nothing of this one. */
static void tell_stopped(struct session *session)
{
    const struct trial_plan *plan = &session->beside.trial.plan;
    char site[96];
    const struct text_value values[] = {
        {"site",
         site_text_name(session->config.language, site, sizeof site, plan->site, plan->side)},
    };
    session_tell(session, TEXT_tell_conditioning_stopped, values, 1);
}

static void tell_over(struct session *session)
{
    const struct stimulus_verdict *verdict = &session->beside.trial.verdict;
    const bool is_given_up = verdict->end == END_WITHDRAWN || verdict->end == END_RESPONSE;
    if (session->state == STATE_FAILING)
        return; /* what it fails for says more */
    if (stop_is_raised(session->parts.stop))
        tell_stopped(session);
    else
        session_tell(session,
                     is_given_up ? TEXT_tell_conditioning_left : TEXT_tell_conditioning_over, NULL,
                     0);
}

/* Nothing takes a hand out by itself. */
static void tell_out(struct session *session, const struct report *report)
{
    const bool is_marked = stimulus_is_marked((enum stimulus)session->beside.trial.plan.kind);
    if (is_marked && report->kind == REPORT_PHASE && report->code == PHASE_RELEASE)
        session_tell(session, TEXT_tell_conditioning_out, NULL, 0);
}

bool beside_hears(struct session *session, const struct report *report)
{
    struct beside *beside = &session->beside;
    if (beside->state != BESIDE_RUNS || report->handle != beside->trial.handle)
        return false;
    exchange(session);
    if (report->kind == REPORT_PHASE)
        trial_take_phase(session, report);
    else
        trial_take_outcome(session, report);
    exchange(session);
    tell_out(session, report);
    if (report->kind != REPORT_DONE)
        return true;
    beside->state = BESIDE_OVER;
    beside->ended = report->t;
    tell_over(session);
    return true;
}

bool beside_is_missed(struct session *session)
{
    struct message value;
    if (!session->trial.plan.is_conditioned || beside_runs(session))
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

void beside_put(const struct session *session, struct message *out)
{
    if (session->trial.plan.is_conditioned && !beside_runs(session))
        message_set_bool(out, "unconditioned", true);
}

stimulus_handle beside_marked(const struct session *session)
{
    const struct trial_state *own = own_trial(session), *beside = beside_trial(session);
    const bool runs = session->state == STATE_RUNNING || session->state == STATE_FAILING;
    if (runs && session->running != 0 && stimulus_is_marked((enum stimulus)own->plan.kind))
        return session->running;
    return beside_runs(session) && stimulus_is_marked((enum stimulus)beside->plan.kind)
               ? beside->handle
               : 0;
}

mono_ns beside_turn(struct session *session)
{
    if (!beside_runs(session)) /* it may be the trial at hand already, and the hand still in */
        return session->state == STATE_FAILING ? played_turn(session) : MONO_NEVER;
    exchange(session);
    const mono_ns next = mono_min(played_turn(session), bath_watch(session));
    exchange(session);
    return next;
}

/* ---- its rating ---------------------------------------------------------------------------------
 */

void beside_rated(struct session *session, stimulus_handle marked, double value, mono_ns t)
{
    struct beside *beside = &session->beside;
    if (marked != beside_trial(session)->handle)
        return;
    beside->is_rated = true;
    beside->rated = value;
    beside->rated_at = t;
}

/* What was said holds until the next time that it is asked for, and until an answer to that would be late. */
static mono_ns said_holds(const struct trial_plan *plan)
{
    const struct immersion_spec spec = immersion_defaults();
    const mono_ns every = plan->cold.rating_every > 0 ? plan->cold.rating_every : spec.rating_every;
    return every + spec.rating_within;
}

/* An old one would be what the pain was, not what it is. */
static bool rating_now(const struct session *session, double *out)
{
    const struct beside *beside = &session->beside;
    const struct trial_plan *plan = &beside->trial.plan;
    struct channel_ref rating;
    mono_ns t = 0;
    *out = beside->rated;
    if (stimulus_is_marked((enum stimulus)plan->kind))
        return beside->is_rated && session->now - beside->rated_at <= said_holds(plan);
    return bench_role(session->bench, ROLE_RATING, &rating) &&
           bench_latest(session->bench, rating, out, &t) && session->now - t <= RATED_NOW;
}

/* As an instrument measures it; false: none does, or it says nothing. */
static bool level_now(const struct session *session, double *out)
{
    const struct trial_state *trial = &session->beside.trial;
    mono_ns t = 0;
    return trial->n_channels > 0 && bench_latest(session->bench, trial->channels[0], out, &t) &&
           session->now - t <= MEASURED_NOW;
}

/* What was to be done beside it and was not, or not to its end, is no value of that phase. */
static void cut(struct stimulus_verdict *verdict)
{
    if (!verdict->has_value)
        return;
    verdict->end = END_INTERRUPTED;
    verdict->has_value = verdict->censored = false;
}

void beside_note(struct session *session)
{
    struct trial_state *trial = &session->trial;
    double value;
    if (!trial->plan.is_conditioned)
        return;
    if (!beside_runs(session)) {
        cut(&trial->verdict);
        return;
    }
    if (rating_now(session, &value))
        trial->plan.conditioning.rating = value;
    if (level_now(session, &value))
        trial->plan.conditioning.level = value;
}

static enum status read_target(struct session *session, struct why *why)
{
    struct beside *beside = &session->beside;
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
    if (status == STATUS_OK && beside->state == BESIDE_NONE)
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

static const char *rated_words(const struct session *session, struct why *out)
{
    const enum language language = session->config.language;
    double rating;
    char words[24];
    if (!rating_now(session, &rating))
        return session_words(session, TEXT_ask_target_unrated);
    const struct text_value values[] = {
        {"rating", text_number(language, words, sizeof words, rating, 1)},
    };
    return session_fill(session, out, TEXT_ask_target_rated, values, 1);
}

/* How painful it is to be and is, and where that is judged: the test will be at another place. */
static const char *target_words(const struct session *session, struct why *out)
{
    const struct beside *beside = &session->beside;
    const struct trial_plan *plan = &beside_trial(session)->plan;
    const enum language language = session->config.language;
    char low[24], high[24], site[96];
    struct why now;
    const struct text_value values[] = {
        {"site", site_text_name(language, site, sizeof site, plan->site, plan->side)},
        {"now", rated_words(session, &now)},
        {"low", text_number(language, low, sizeof low, beside->target_low, 0)},
        {"high", text_number(language, high, sizeof high, beside->target_high, 0)},
    };
    return session_fill(session, out, TEXT_ask_target, values, 4);
}

void target_ask(struct session *session)
{
    struct why why;
    session->beside.target_told = session->beside.rated_at;
    session_ask(session, PROMPT_WAIT, target_words(session, &why));
}

/* What is said is said now and then; what a slider has changes all the time, and is drawn elsewhere. */
static void target_tell(struct session *session)
{
    struct beside *beside = &session->beside;
    struct why why;
    if (beside->rated_at == beside->target_told)
        return;
    beside->target_told = beside->rated_at;
    session_reword(session, target_words(session, &why));
}

static void answer_target(struct session *session, bool is_reached, bool has_rating, double rating)
{
    const struct beside *beside = &session->beside;
    struct message value;
    session->is_prompting = false;
    message_init(&value);
    message_set_bool(&value, "reached", is_reached);
    if (beside->is_target_waived) {
        message_set_bool(&value, "waived", true);
        message_set_string(&value, "reason", session->reason);
    }
    message_set_bool(&value, "runs", beside_runs(session));
    message_set_quantity(&value, "after", "s", mono_to_sec(session->now - beside->target_since));
    if (has_rating)
        message_set_number(&value, "rating", rating);
    answer_ok(session, &value);
    message_fini(&value);
    pending_save(session, STATE_SCRIPT);
}

bool step_target(struct session *session)
{
    const struct beside *beside = &session->beside;
    double rating = 0;
    const bool has_rating = rating_now(session, &rating);
    const bool is_reached =
        has_rating && rating >= beside->target_low && rating <= beside->target_high;
    if (stop_is_raised(session->parts.stop))
        return false; /* the bench will tell */
    const enum decision decision = session_take_decision(session);
    if (decision == DECISION_END || decision == DECISION_LEAVE) {
        decision == DECISION_END ? session_end_early(session) : session_leave(session);
        return true;
    }
    session->beside.is_target_waived = decision == DECISION_SKIP && !is_reached;
    if (is_reached || decision == DECISION_SKIP || !beside_runs(session) ||
        session->now >= beside->target_until) {
        answer_target(session, is_reached && beside_runs(session), has_rating, rating);
        return true;
    }
    target_tell(session);
    session->deadline = mono_min(beside->target_until, session->now + LOOKED_AT_EVERY);
    return false;
}

bool session_beside(const struct session *session, struct session_beside *out)
{
    const struct beside *beside = &session->beside;
    const struct trial_plan *plan = &beside->trial.plan;
    if (!beside_runs(session))
        return false;
    *out = (struct session_beside){
        .handle = beside->trial.handle,
        .kind = plan->kind,
        .test = plan->test,
        .site = plan->site,
        .side = plan->side,
        .lasted = session->now - beside->began,
        .most = stimulus_is_marked((enum stimulus)plan->kind) ? mono_from_sec(plan->limit)
                                                              : plan->train.on,
        .waits = session->state == STATE_TARGET,
        .has_target = beside->target_since > 0,
        .low = beside->target_low,
        .high = beside->target_high,
        .left = beside->target_until > session->now ? beside->target_until - session->now : 0,
    };
    out->has_rating = rating_now(session, &out->rating);
    out->has_level = level_now(session, &out->level);
    return true;
}

/* ---- ended --------------------------------------------------------------------------------------
 */

void verb_end_beside(struct session *session)
{
    if (session->beside.state != BESIDE_NONE) {
        pending_save(session, STATE_CONDITIONING);
        return;
    }
    answer_error(session, "no conditioning stimulus was begun");
    pending_save(session, STATE_SCRIPT);
}

/* It is the trial at hand again. */
static void take_hand(struct session *session)
{
    struct beside *beside = &session->beside;
    session->trial = beside->trial;
    session->running = beside->state == BESIDE_RUNS ? beside->trial.handle : 0;
    session->pending.is_of_beside = true;
    beside->state = BESIDE_NONE;
}

bool beside_is_over(const struct session *session)
{
    return session->beside.state == BESIDE_OVER;
}

void beside_take_over(struct session *session)
{
    take_hand(session);
}

bool beside_is_left(struct session *session)
{
    if (session->running != 0 || !beside_runs(session))
        return false;
    take_hand(session);
    session->is_prompting = false;
    return true;
}

/* It comes to its end as any other. */
static void take_back(struct session *session)
{
    const struct beside *beside = &session->beside;
    const struct order order = {
        .kind = ORDER_END, .reason = END_COMPLETED, .handle = beside->trial.handle};
    const bool runs = beside->state == BESIDE_RUNS;
    take_hand(session);
    session_go(session, STATE_RUNNING);
    if (runs)
        session_order(session, &order);
}

bool step_conditioning(struct session *session)
{
    if (stop_is_raised(session->parts.stop) && !session->stop_told)
        return false; /* the bench will tell */
    if (session->beside.state != BESIDE_NONE) {
        take_back(session);
        return true;
    }
    trial_answer(session);
    pending_save(session, STATE_SCRIPT);
    return true;
}

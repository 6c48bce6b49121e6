/* One trial: from where it may begin (trial_request.c) to the row that is saved and the answer the script hears. */
#include "bath_internal.h"
#include "beside_internal.h"
#include "markers_internal.h"
#include "session_internal.h"
#include "trial_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* A hand lets go sooner than that; who is asked at once learns to say yes. */
static const mono_ns release_ask_after = 2 * MONO_SEC;
static const mono_ns rated_again_after = 100 * MONO_MS;

/* ---- doing it -----------------------------------------------------------------------------------
 */

struct sim_cue trial_cue(const struct session *session)
{
    const struct trial_state *trial = &session->trial;
    struct sim_cue cue = {
        .trial = (uint32_t)trial->plan.trial,
        .attempt = (uint32_t)trial->plan.attempt,
        .practice = trial->plan.practice,
    };
    trial_kind(session)->cue(session, &cue);
    conditioning_cue(session, &cue);
    snprintf(cue.test, sizeof cue.test, "%s", trial->plan.test);
    snprintf(cue.site, sizeof cue.site, "%s", trial->plan.site);
    snprintf(cue.side, sizeof cue.side, "%s", trial->plan.side);
    return cue;
}

static void cue_world(const struct session *session)
{
    const struct session_world *world = session->parts.world;
    const struct sim_cue cue = trial_cue(session);
    if (world)
        world->cue(world->world, &cue, session->now);
}

static struct order start_order(struct session *session)
{
    const struct trial_state *trial = &session->trial;
    const struct stimulus_kind *kind = trial_kind(session);
    struct order order = {.kind = ORDER_START};
    order.start.handle = trial->handle;
    order.start.reactor = kind->reactor;
    memcpy(order.start.channels, trial->channels, sizeof order.start.channels);
    order.start.n_channels = trial->n_channels;
    order.start.marks = (uint8_t)marker_marks(session);
    kind->order(session, &order.start);
    order.start.yields_response = trial->plan.is_beside;
    return order;
}

enum role trial_role(const struct session *session)
{
    const struct trial_plan *plan = &session->trial.plan;
    const enum role role = (enum role)trial_kind(session)->role;
    if (plan->kind == STIMULUS_IMMERSION)
        return ROLE_BATH;
    const bool conditions = plan->is_cond_cuff || plan->conditioning.conditions;
    if (role == ROLE_TEST_CUFF && conditions && session->parts.spec->roles[ROLE_COND_CUFF].bound)
        return ROLE_COND_CUFF;
    return role;
}

/* ROLE_COUNT: the first behind those of the roles. */
static uint8_t stream_of(const struct bench_spec *spec, enum role role)
{
    uint8_t stream = 0;
    for (int r = 0; r < (int)role; r++)
        stream = (uint8_t)(stream + spec->roles[r].bound);
    return stream;
}

/* As put_streams() in begin.c has them: roles, then zones. */
static void route_samples(struct session *session)
{
    const struct trial_state *trial = &session->trial;
    const struct bench_spec *spec = session->parts.spec;
    const struct stimulus_kind *kind = trial_kind(session);
    uint8_t streams[STIMULUS_CHANNELS_MAX] = {stream_of(spec, trial_role(session))};
    const uint8_t zones = kind->is_rated && spec->roles[ROLE_RATING].bound ? 2 : 1;
    if (zones == 2)
        streams[1] = stream_of(spec, ROLE_RATING);
    for (uint8_t i = zones; i < trial->n_channels && i < STIMULUS_CHANNELS_MAX; i++)
        streams[i] = (uint8_t)(stream_of(spec, ROLE_COUNT) + i - zones);
    desk_route(session->parts.desk, trial->handle, session->parts.writer, session->request.block,
               trial->row.attempt, streams);
}

static void start(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct why why;
    const enum status status = plan_check(session, &why);
    struct attempts_row *attempts = attempts_of(session, &trial->plan);
    if (status != STATUS_OK) {
        trial_refuse_start(session, status, &why);
        return;
    }
    if (!attempts ||
        dose_add(&session->ledger, trial->plan.site, trial->plan.side, 0, 0) != STATUS_OK) {
        session_fail_for(session, STATUS_FULL, TEXT_over_no_room_for_site);
        return;
    }
    trial_clear(session);
    taking_off_armed(session);
    notice_held(session);
    trial->row.attempt = ++attempts->last;
    trial->handle = desk_next_handle(session->parts.desk);
    route_samples(session);
    session_go(session, STATE_RUNNING);
    trial->played = (struct played){.began = session->now, .marked = session->now};
    cue_world(session);
    const struct order order = start_order(session);
    session_order(session, &order);
}

void trial_started(struct session *session, const struct report *report)
{
    const struct trial_state *trial = &session->trial;
    if (session->state != STATE_RUNNING || report->handle != trial->handle)
        return;
    const enum status added = dose_add(&session->ledger, trial->plan.site, trial->plan.side,
                                       trial_kind(session)->pressure_ramps, 0);
    assert(added == STATUS_OK); /* start() has made the row */
}

/* Nothing was done: neither an attempt nor a dose. */
void trial_refused(struct session *session, const struct report *report)
{
    if (session->state != STATE_RUNNING || report->handle != session->trial.handle)
        return;
    struct why why;
    const enum status status = (enum status) - (int)report->code;
    const struct text_value values[] = {{"why", text_status(session->config.language, status)}};
    attempts_of(session, &session->trial.plan)->last--;
    if (session->stop_told) {
        stop_enter(session, STATE_READY);
    } else if (status != STATUS_GONE && status != STATUS_STOPPED) {
        session_fail(session, status,
                     session_fill(session, &why, TEXT_over_bench_refuses, values, 1));
    } else if (stop_is_raised(session->parts.stop)) {
        session_go(session, STATE_READY);
    } else {
        session_enter(session, STATE_READY);
    }
}

static bool is_of_role(const struct bench_spec *spec, enum role role, uint8_t instrument)
{
    return role < ROLE_COUNT && spec->roles[role].bound &&
           spec->roles[role].instrument == instrument;
}

bool trial_needs(const struct session *session, uint8_t instrument)
{
    const struct bench_spec *spec = session->parts.spec;
    if (is_of_role(spec, trial_role(session), instrument))
        return true;
    if (trial_kind(session)->is_rated && is_of_role(spec, ROLE_RATING, instrument))
        return true;
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (spec->responses[i].kind == RESPONSE_CHANNEL &&
            spec->responses[i].instrument == instrument)
            return true;
    return false;
}

#define RATED_NOW MONO_SEC /* an older rating is of a slider that nobody touches */
#define RATED_NOTHING 0.1  /* of 10: so near to zero it is at zero */

bool trial_is_rated_already(const struct session *session)
{
    struct channel_ref rating;
    double value = 0;
    mono_ns t = 0;
    return trial_kind(session)->is_rated && bench_role(session->bench, ROLE_RATING, &rating) &&
           bench_latest(session->bench, rating, &value, &t) && session->now - t <= RATED_NOW &&
           value > RATED_NOTHING;
}

bool trial_can_start(const struct session *session)
{
    if ((session->config.is_attended && session->unproved) ||
        !bench_spec_is_free(session->parts.spec, bench_held(session->bench)))
        return false;
    for (uint8_t i = 0; i < session->parts.spec->n_instruments; i++)
        if (trial_needs(session, i) && !session->is_ready[i])
            return false;
    return !trial_is_rated_already(session);
}

bool step_arm(struct session *session)
{
    if (beside_is_missed(session))
        return true;
    const enum decision decision = session_take_decision(session);
    switch (decision) {
    case DECISION_GO:
        if (trial_can_start(session))
            start(session);
        else
            session_enter(session, STATE_READY);
        return true;
    case DECISION_SKIP:
        trial_skip(session);
        return true;
    case DECISION_END:
        session_end_early(session);
        return true;
    case DECISION_LEAVE:
        session_leave(session);
        return true;
    case DECISION_NONE:
    case DECISION_REPEAT:
    case DECISION_SPOIL:
        return false;
    }
    return false;
}

/* Whoever waits may change his mind, also in the turn in which the instruments come; then the examiner is asked. */
bool step_ready(struct session *session)
{
    const mono_ns until = session->trial.armed_at + session->config.ready_within;
    if (stop_is_raised(session->parts.stop))
        return false; /* the bench will tell */
    session->deadline = until;
    if (step_arm(session))
        return true;
    if (trial_can_start(session)) {
        session_enter(session, STATE_ARM);
        return true;
    }
    if (session->now < until) {
        if (trial_is_rated_already(session)) /* a slider that goes down is no report */
            session->deadline = mono_min(until, session->now + rated_again_after);
        session_ask_to_wait(session);
        return false;
    }
    session->stop = (struct stop_reason){.cause = STOP_NONE};
    stop_enter(session, STATE_READY);
    return true;
}

stimulus_handle session_running(const struct session *session)
{
    return session->running;
}

void trial_take_outcome(struct session *session, const struct report *report)
{
    struct trial_state *trial = &session->trial;
    const struct stimulus_kind *kind = trial_kind(session);
    assert(report->outcome_size == kind->outcome_size);
    memcpy(&trial->outcome, report->body.outcome, kind->outcome_size);
    kind->judge(&trial->outcome, &trial->verdict);
    if (stimulus_is_dosed(kind))
        thermal_count(session, report);
    contact_tell(session);
    beside_note(session);
    conditioning_ended(session);
    taking_off_ended(session);
    trial->is_done = true;
}

void trial_done(struct session *session, const struct report *report)
{
    const bool is_awaited = session->state == STATE_RUNNING || session->state == STATE_FAILING;
    if (is_awaited && report->handle == session->trial.handle)
        trial_take_outcome(session, report);
}

void trial_pressed(struct session *session, const struct report *report)
{
    const struct bench_spec *spec = session->parts.spec;
    struct trial_state *trial = &session->trial;
    const bool is_source =
        report->instrument == INSTRUMENT_BENCH && report->channel < spec->n_responses;
    if (trial->n_presses == PRESSES_MAX)
        return;
    trial->presses[trial->n_presses++] = (struct press){
        .t = report->t,
        .kind = is_source ? spec->responses[report->channel].kind : (uint8_t)RESPONSE_CHANNEL,
    };
}

void session_examiner_responds(struct session *session, mono_ns t, enum examiner_hand hand)
{
    struct trial_state *trial = &session->trial;
    if (trial->n_by_examiner < PRESSES_MAX)
        trial->by_examiner[trial->n_by_examiner++] = (struct examiner_press){t, (uint8_t)hand};
}

static void fill_row(struct trial_state *trial)
{
    const struct stimulus_verdict *verdict = &trial->verdict;
    struct trial_row *row = &trial->row;
    row->plan = trial->plan;
    row->end = verdict->end;
    row->fault = verdict->fault;
    row->has_value = verdict->has_value;
    row->censored = verdict->censored;
    row->is_below = verdict->is_below;
    row->is_safe = verdict->is_safe;
    row->has_slope = verdict->has_slope;
    row->rate_off = verdict->rate_off;
    row->value = verdict->value;
    /* what is shown of it is what it was judged by */
    const bool is_worst = verdict->has_rate_worst && verdict->rate_off;
    row->slope = is_worst ? verdict->rate_worst : verdict->slope;
    row->in_band = verdict->in_band;
    row->has_peak = verdict->has_peak;
    row->peak = verdict->peak;
    row->has_idle = verdict->has_idle;
    row->idle_kpa = verdict->idle_kpa;
    row->has_pdt = verdict->has_pdt;
    row->has_rating = verdict->has_rating;
    row->pdt_kpa = verdict->pdt_kpa;
    row->rating = verdict->rating;
    row->n_pulses = verdict->n_pulses;
    row->n_in_band = verdict->n_in_band;
    memcpy(row->ratings, verdict->ratings, sizeof row->ratings);
}

void trial_put_answer(const struct session *session, struct message *value)
{
    const struct trial_state *trial = &session->trial;
    const struct trial_row *row = &trial->row;
    const struct stimulus_kind *kind = trial_kind(session);
    message_set_string(value, "end", end_word((enum end_reason)row->end));
    message_set_bool(value, "rate_off", row->rate_off);
    message_set_bool(value, "spoiled", trial->is_spoiled);
    if (trial->is_spoiled)
        message_set_string(value, "spoil_reason", trial->spoil_reason);
    if (row->has_value && strcmp(kind->unit, STIMULUS_SCALE) == 0)
        message_set_number(value, "value", row->value);
    else if (row->has_value && row->censored)
        message_set_bound(value, "value", kind->unit, row->value, !row->is_below);
    else if (row->has_value)
        message_set_quantity(value, "value", kind->unit, row->value);
    if (row->has_slope)
        message_set_quantity(value, "slope", kind->rate_unit, row->slope);
    if (trial->verdict.has_in_band)
        message_set_number(value, "in_band", row->in_band);
    if (row->has_peak)
        message_set_quantity(value, "peak", kind->unit, row->peak);
    if (kind->put_answer)
        kind->put_answer(trial, value);
    beside_put(session, value);
}

void trial_answer(struct session *session)
{
    struct message value;
    message_init(&value);
    trial_put_answer(session, &value);
    answer_ok(session, &value);
    message_fini(&value);
}

static bool is_complete(const struct trial_row *row)
{
    return row->end == END_RESPONSE || row->end == END_LIMIT || row->end == END_COMPLETED;
}

bool trial_has_result(const struct session *session)
{
    return session->trial.is_done && is_complete(&session->trial.row);
}

static void put_attempt(struct session *session)
{
    const struct trial_state *trial = &session->trial;
    const struct stimulus_kind *kind = trial_kind(session);
    const uint8_t rows = kind->rows ? kind->rows(trial) : 0;
    trial_payload(session, pending_add(session, "trial"));
    for (uint8_t i = 0; i < rows; i++)
        trial_pulse_payload(session, i, pending_add(session, "trial"));
    session->pending.with_samples = session->pending.is_attempt = true;
    session->pending.samples = (struct sample_block){
        .block = beside_block(session),
        .attempt = trial->row.attempt,
        .slot = (uint8_t)(trial->handle % SAMPLE_SLOTS),
    };
}

bool trial_is_unsaved(const struct session *session)
{
    const bool is_at_it = session->state == STATE_RUNNING || session->state == STATE_FAILING;
    return is_at_it && session->trial.is_done && session->pending.n == 0;
}

void trial_put(struct session *session)
{
    struct trial_state *trial = &session->trial;
    fill_row(trial);
    trial->was_stopped = session->stop_told;
    put_attempt(session);
}

void trial_cut(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct stimulus_verdict *verdict = &trial->verdict;
    trial->cut_end = verdict->end;
    trial->has_cut_value = verdict->has_value;
    if (verdict->has_value || verdict->end == END_COMPLETED)
        verdict->end = END_FAULT;
    verdict->has_value = verdict->censored = verdict->is_below = false;
    trial_put(session);
}

static void save_attempt(struct session *session, enum session_state next)
{
    put_attempt(session);
    if (next == STATE_SCRIPT)
        trial_answer(session);
    pending_save(session, next);
}

static enum again again_after(const struct trial_row *row)
{
    if (row->end == END_STOP)
        return AGAIN_STOPPED;
    if (!row->has_value && row->end != END_COMPLETED)
        return AGAIN_NO_VALUE;
    return row->rate_off ? AGAIN_SLOPE : AGAIN_NOT;
}

/* What the script hears of an attempt is decided when it is known whether it counts: not before a
 * stop or a review is over. */
static enum session_state after_attempt(struct session *session, bool stopped)
{
    if (session->pending.is_of_beside)
        return STATE_CONDITIONING; /* nobody reviews it, and nothing of it is repeated */
    if (stopped && !is_complete(&session->trial.row)) {
        session->before_stop = STATE_RUNNING;
        return STATE_STOPPED;
    }
    return session->config.is_attended || stopped ? STATE_REVIEW : STATE_SCRIPT;
}

/* ---- until the probe is seen off ----------------------------------------------------------------
 */

void trial_take_phase(struct session *session, const struct report *report)
{
    struct trial_state *trial = &session->trial;
    trial->is_begun = trial->is_begun || report->code == PHASE_RUNNING;
    if (report->code == PHASE_RUNNING || report->code == PHASE_RELEASE)
        trial->drift.is_in = report->code == PHASE_RUNNING;
    if (report->code == PHASE_RELEASE && trial->release_since == 0)
        trial->release_since = session->now;
    if (report->code == PHASE_RELEASED && trial_kind(session)->is_marked)
        trial->is_off = true;
}

void trial_phase(struct session *session, const struct report *report)
{
    if (session->state == STATE_RUNNING && report->handle == session->trial.handle)
        trial_take_phase(session, report);
}

void trial_waive(struct session *session)
{
    const struct order order = {.kind = ORDER_RELEASED, .handle = session->trial.handle};
    session->trial.is_waived = true;
    session_order(session, &order);
}

static const char *release_words(const struct session *session, bool is_overdue)
{
    if (trial_kind(session)->is_marked)
        return session_words(session, is_overdue ? TEXT_ask_off_overdue : TEXT_ask_off);
    return session_words(session, is_overdue ? TEXT_ask_release_overdue : TEXT_ask_release);
}

static void ask_release(struct session *session, bool is_overdue)
{
    session->deadline = MONO_NEVER;
    session->trial.is_overdue = is_overdue;
    session->prompt.cause = is_overdue ? STATUS_STOPPED : STATUS_OK;
    const char *words = release_words(session, is_overdue);
    if (session->is_prompting)
        session_reword(session, words);
    else
        session_ask(session, PROMPT_RELEASE, words);
}

/* False: nothing to do but to wait. */
static bool step_release(struct session *session)
{
    struct trial_state *trial = &session->trial;
    const bool is_overdue = stop_causes(session->parts.stop) & 1u << STOP_RELEASE;
    const enum decision decision = session_take_decision(session);
    if (decision == DECISION_GO)
        trial->confirmed = session->now;
    trial->is_left = trial->is_left || decision == DECISION_LEAVE;
    if (decision != DECISION_NONE)
        trial_waive(session);
    if (trial->is_off)
        session->is_prompting = false; /* there is an answer: a rating may still be waited for */
    if (trial->release_since == 0 || trial->is_waived || trial->is_off)
        return false;
    const mono_ns ask_at = trial->release_since + release_ask_after;
    if ((is_overdue && !trial->is_overdue) || (!session->is_prompting && session->now >= ask_at)) {
        ask_release(session, is_overdue);
        return true;
    }
    if (!session->is_prompting)
        session->deadline = ask_at;
    return false;
}

/* The attempt is kept, and nothing is armed again: who leaves at RELEASE is past its review. */
static void leave_attempt(struct session *session)
{
    struct why why;
    enum status status = STATUS_STOPPED;
    if (session->stop_told)
        status = stop_describe(session, &why);
    else
        why_set(&why, status, "%s", session_words(session, TEXT_over_left));
    put_attempt(session);
    if (is_complete(&session->trial.row))
        trial_answer(session);
    session_leave_for(session, status, why.text);
    if (!session->trial.verdict.is_safe)
        tell_not_off(session);
}

/* What was asked for is there; who left in that very turn has left. */
static void end_release(struct session *session)
{
    session->trial.is_left |= session_take_decision(session) == DECISION_LEAVE;
    session->is_prompting = false;
}

static bool is_over(struct session *session)
{
    const bool stopped = stop_is_raised(session->parts.stop);
    if (!session->trial.is_done)
        return false;
    end_release(session);
    return !stopped || session->stop_told;
}

/* The attempt is over and, if there was a stop, the bench has said that it is through. */
bool step_running(struct session *session)
{
    struct trial_state *trial = &session->trial;
    const bool stopped = stop_is_raised(session->parts.stop);
    session->deadline = MONO_NEVER;
    taking_off_waive(session);
    if (beside_parks(session))
        return true;
    if (!trial->is_done && step_release(session))
        return true;
    session->deadline = mono_min(session->deadline, played_turn(session));
    session->deadline = mono_min(session->deadline, bath_watch(session));
    if (!is_over(session))
        return false;
    fill_row(trial);
    attempts_explain(session, again_after(&trial->row));
    trial->was_stopped = session->stop_told;
    exposure_ended(session, trial->plan.site, trial->plan.side); /* start() has made the row */
    if (trial->is_left)
        leave_attempt(session);
    else
        save_attempt(session, after_attempt(session, stopped));
    return true;
}

/* Where nothing has touched, there is nothing to rest from. */
void trial_repeat(struct session *session)
{
    const bool has_touched = session->trial.verdict.has_touched;
    trial_clear(session);
    session_enter(session, has_touched ? trial_when_rested(session) : STATE_ARM);
}

static void spoil(struct session *session)
{
    struct trial_state *trial = &session->trial;
    const struct session_view *view = session->parts.view;
    struct message payload;
    trial->is_spoiled = true;
    attempts_explain(session, AGAIN_SPOILED);
    snprintf(trial->spoil_reason, sizeof trial->spoil_reason, "%s", session->reason);
    message_init(&payload);
    message_set_integer(&payload, "block", session->request.block);
    message_set_integer(&payload, "attempt", trial->row.attempt);
    message_set_string(&payload, "reason", trial->spoil_reason);
    if (message_encode(&payload, pending_add(session, "spoil")) != STATUS_OK)
        session_no_memory(session);
    message_fini(&payload);
    if (view->spoiled)
        view->spoiled(view->view, &trial->row, trial->spoil_reason);
}

/* An answer that was saved with the attempt, before a stop held it up, is not said twice. */
static void leave_review(struct session *session, bool is_leaving)
{
    if (is_leaving)
        session_leave(session);
    else
        pending_save(session, STATE_SCRIPT);
}

/* Kept or spoiled, and then the session goes on, ends or is left. */
bool step_review(struct session *session)
{
    const enum decision decision = session_take_decision(session);
    if (decision == DECISION_NONE)
        return false;
    if (decision == DECISION_SPOIL)
        spoil(session);
    if (decision == DECISION_SPOIL || !session->has_answer)
        trial_answer(session);
    if (decision == DECISION_END)
        session_end_early(session);
    else
        leave_review(session, decision == DECISION_LEAVE);
    return true;
}

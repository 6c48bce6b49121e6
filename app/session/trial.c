/* One trial: from what the script asks for to the row that is saved and the answer the script
 * hears. */
#include "session_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is asked for --------------------------------------------------------------------------
 */

static void copy_word(char *out, size_t size, const char *word, const char *otherwise)
{
    snprintf(out, size, "%s", word ? word : otherwise);
}

/* NULL, or what is wrong with the arguments. */
static const char *read_plan(const struct message *args, struct trial_plan *plan)
{
    const struct pressure_ramp_spec defaults = pressure_ramp_defaults();
    *plan = (struct trial_plan){.rate_kpa_per_s = defaults.rate_kpa_per_s,
                                .rate_tolerance = defaults.rate_tolerance,
                                .limit_kpa = defaults.limit_kpa,
                                .contact_kpa = defaults.contact_kpa};
    copy_word(plan->stimulus, sizeof plan->stimulus, message_string(args, "stimulus"), "");
    copy_word(plan->test, sizeof plan->test, message_string(args, "test"), "");
    copy_word(plan->site, sizeof plan->site, message_string(args, "site"), "");
    copy_word(plan->side, sizeof plan->side, message_string(args, "side"), "n/a");
    copy_word(plan->role, sizeof plan->role, message_string(args, "role"), "n/a");
    plan->practice = message_flag(args, "practice");
    message_quantity(args, "rate", "kPa/s", &plan->rate_kpa_per_s);
    message_quantity(args, "limit", "kPa", &plan->limit_kpa);
    message_quantity(args, "contact", "kPa", &plan->contact_kpa);
    message_number(args, "tolerance", &plan->rate_tolerance);
    if (strcmp(plan->stimulus, pressure_ramp.name) != 0)
        return "this version can only do the stimulus `pressure_ramp`";
    if (!plan->test[0] || !plan->site[0])
        return "`trial` needs a test and a site";
    if (!message_integer(args, "trial", &plan->trial) ||
        !message_integer(args, "attempt", &plan->attempt) || plan->trial < 1 || plan->attempt < 1)
        return "`trial` needs the numbers of trial and attempt, from 1";
    return NULL;
}

static enum status check_plan(struct session *session, struct why *why)
{
    struct trial_state *trial = &session->trial;
    if (!bench_role(session->bench, ROLE_ALGOMETER, &trial->channel))
        return why_set(why, STATUS_INVALID,
                       "the bench has no algometer: bind one in the bench file (algometer = …)");
    const double hardware = bench_limit(session->bench, trial->channel);
    const struct envelope envelope =
        envelope_stricter(session->lab, (struct envelope){.pressure_kpa = hardware});
    trial->limit_kpa = trial->plan.limit_kpa < envelope.pressure_kpa ? trial->plan.limit_kpa
                                                                     : envelope.pressure_kpa;
    const struct pressure_request request = {
        .site = trial->plan.site,
        .side = trial->plan.side,
        .limit_kpa = trial->limit_kpa,
        .rate_kpa_per_s = trial->plan.rate_kpa_per_s,
        .now = session->utc,
    };
    return safety_check_pressure(&envelope, &session->ledger, &request, why);
}

static void refuse(struct session *session, const char *sentence)
{
    answer_error(session, sentence);
    pending_save(session, STATE_SCRIPT);
}

static void clear_trial(struct session *session)
{
    struct trial_state *trial = &session->trial;
    trial->is_done = trial->stop_told = trial->is_spoiled = false;
    memset(&trial->outcome, 0, sizeof trial->outcome);
    memset(&trial->row, 0, sizeof trial->row);
}

void trial_request(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct why why;
    const char *wrong = read_plan(&session->request.args, &trial->plan);
    if (wrong) {
        refuse(session, wrong);
        return;
    }
    if (check_plan(session, &why) != STATUS_OK) {
        refuse(session, why.text);
        return;
    }
    clear_trial(session);
    if (session->replay.orphan_attempt > 0)
        trial_adopt(session);
    if (session->pending.n > 0)
        pending_save(session, STATE_ARM);
    else
        session_enter(session, STATE_ARM);
}

/* ---- attempts -----------------------------------------------------------------------------------
 */

static struct attempts_row *attempts_of(struct session *session, const struct trial_plan *plan)
{
    struct attempts *attempts = &session->attempts;
    for (size_t i = 0; i < attempts->n; i++) {
        struct attempts_row *row = &attempts->rows[i];
        if (row->trial == plan->trial && row->practice == plan->practice &&
            strcmp(row->test, plan->test) == 0 && strcmp(row->site, plan->site) == 0 &&
            strcmp(row->side, plan->side) == 0)
            return row;
    }
    if (attempts->n == attempts->capacity) {
        const size_t capacity = attempts->capacity ? 2 * attempts->capacity : 64;
        struct attempts_row *rows = realloc(attempts->rows, capacity * sizeof *rows);
        if (!rows)
            return NULL;
        attempts->rows = rows;
        attempts->capacity = capacity;
    }
    struct attempts_row *row = &attempts->rows[attempts->n++];
    *row = (struct attempts_row){.trial = plan->trial, .practice = plan->practice};
    snprintf(row->test, sizeof row->test, "%s", plan->test);
    snprintf(row->site, sizeof row->site, "%s", plan->site);
    snprintf(row->side, sizeof row->side, "%s", plan->side);
    return row;
}

bool attempts_note(struct session *session, const struct trial_plan *plan, int64_t attempt)
{
    struct attempts_row *row = attempts_of(session, plan);
    if (row && attempt > row->last)
        row->last = attempt;
    return row != NULL;
}

/* ---- doing it -----------------------------------------------------------------------------------
 */

static void cue_world(const struct session *session)
{
    const struct session_world *world = session->parts.world;
    const struct trial_state *trial = &session->trial;
    if (!world)
        return;
    struct sim_cue cue = {
        .trial = (uint32_t)trial->plan.trial,
        .attempt = (uint32_t)trial->plan.attempt,
        .practice = trial->plan.practice,
        .rate_kpa_per_s = trial->plan.rate_kpa_per_s,
        .limit_kpa = trial->limit_kpa,
        .probe_area_cm2 = session->parts.spec->roles[ROLE_ALGOMETER].probe_area_cm2,
    };
    snprintf(cue.test, sizeof cue.test, "%s", trial->plan.test);
    snprintf(cue.site, sizeof cue.site, "%s", trial->plan.site);
    snprintf(cue.side, sizeof cue.side, "%s", trial->plan.side);
    world->cue(world->world, &cue, session->now);
}

static struct order start_order(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct order order = {.kind = ORDER_START};
    struct pressure_ramp_spec spec = pressure_ramp_defaults();
    spec.rate_kpa_per_s = trial->plan.rate_kpa_per_s;
    spec.rate_tolerance = trial->plan.rate_tolerance;
    spec.contact_kpa = trial->plan.contact_kpa;
    spec.limit_kpa = trial->limit_kpa;
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    order.start.handle = trial->handle;
    order.start.reactor = &pressure_ramp;
    order.start.channels[0] = trial->channel;
    order.start.n_channels = 1;
    order.start.limit = trial->limit_kpa;
    memcpy(order.start.spec, &spec, sizeof spec);
    return order;
}

static void start(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct attempts_row *attempts = attempts_of(session, &trial->plan);
    if (!attempts ||
        dose_add(&session->ledger, trial->plan.site, trial->plan.side, 1, 0) != STATUS_OK) {
        session_fail(session, STATUS_FULL, "no room for another site in the dose ledger");
        return;
    }
    clear_trial(session);
    trial->row.attempt = ++attempts->last;
    trial->handle = session->next_handle++;
    trial->onset = session->utc;
    session->routes[trial->handle % SAMPLE_SLOTS] = (struct route){
        .handle = trial->handle, .block = session->request.block, .attempt = trial->row.attempt};
    session_go(session, STATE_RUNNING);
    cue_world(session);
    const struct order order = start_order(session);
    session_order(session, &order);
}

bool step_arm(struct session *session)
{
    const enum decision decision = session_take_decision(session);
    switch (decision) {
    case DECISION_GO:
    case DECISION_REPEAT:
        session_go(session, STATE_READY);
        session->trial.armed_at = session->now;
        return true;
    case DECISION_SKIP:
        session_skip(session);
        return true;
    case DECISION_END:
        session_close(session, STATUS_STOPPED, "ended by the examiner");
        return true;
    case DECISION_LEAVE:
        session_fail(session, STATUS_STOPPED, "left by the examiner: go on with --resume");
        return true;
    case DECISION_NONE:
    case DECISION_SPOIL:
        return false;
    }
    return false;
}

bool step_ready(struct session *session)
{
    const uint8_t instrument = session->trial.channel.instrument;
    if (session->is_ready[instrument]) {
        start(session);
        return true;
    }
    const mono_ns until = session->trial.armed_at + session->config.ready_within;
    session->deadline = until;
    if (session->now < until)
        return false;
    session->stop_cause = STOP_NONE;
    if (session->fault == FAULT_NONE)
        session->fault = FAULT_SILENT;
    session->before_stop = STATE_READY;
    session_enter(session, STATE_STOPPED);
    session->prompt.cause = STATUS_TIMEOUT;
    return true;
}

void trial_done(struct session *session, const struct report *report)
{
    struct trial_state *trial = &session->trial;
    if (session->state != STATE_RUNNING || report->handle != trial->handle)
        return;
    assert(report->outcome_size == sizeof trial->outcome);
    memcpy(&trial->outcome, report->body.outcome, sizeof trial->outcome);
    trial->is_done = true;
}

static void fill_row(struct trial_state *trial)
{
    const struct pressure_ramp_outcome *outcome = &trial->outcome;
    struct trial_row *row = &trial->row;
    row->plan = trial->plan;
    row->end = outcome->end;
    row->fault = outcome->fault;
    row->has_value = outcome->has_value;
    row->censored = outcome->censored;
    row->has_slope = outcome->has_slope;
    row->rate_off = outcome->rate_off;
    row->value_kpa = outcome->value_kpa;
    row->slope_kpa_per_s = outcome->slope_kpa_per_s;
    row->in_band = outcome->in_band;
    row->peak_kpa = outcome->peak_kpa;
}

static void answer_trial(struct session *session)
{
    const struct trial_state *trial = &session->trial;
    const struct trial_row *row = &trial->row;
    struct message value;
    message_init(&value);
    message_set_string(&value, "end", end_word((enum end_reason)row->end));
    message_set_bool(&value, "rate_off", row->rate_off);
    message_set_bool(&value, "spoiled", trial->is_spoiled);
    if (trial->is_spoiled)
        message_set_string(&value, "spoil_reason", trial->spoil_reason);
    if (row->has_value && row->censored)
        message_set_bound(&value, "value", "kPa", row->value_kpa, true);
    else if (row->has_value)
        message_set_quantity(&value, "value", "kPa", row->value_kpa);
    if (row->has_slope)
        message_set_quantity(&value, "slope", "kPa/s", row->slope_kpa_per_s);
    if (trial->outcome.has_in_band)
        message_set_number(&value, "in_band", row->in_band);
    message_set_quantity(&value, "peak", "kPa", row->peak_kpa);
    answer_ok(session, &value);
    message_fini(&value);
}

static bool is_complete(const struct trial_row *row)
{
    return row->end == END_RESPONSE || row->end == END_LIMIT;
}

/* The attempt is over and, if there was a stop, the bench has said that it is through. */
bool step_running(struct session *session)
{
    struct trial_state *trial = &session->trial;
    const bool stopped = stop_is_raised(session->parts.stop);
    if (!trial->is_done || (stopped && !trial->stop_told))
        return false;
    fill_row(trial);
    const enum status added =
        dose_add(&session->ledger, trial->plan.site, trial->plan.side, 0, session->utc);
    assert(added == STATUS_OK); /* start() has made the row */
    trial_payload(session, pending_add(session, "trial"));
    session->pending.with_samples = true;
    session->pending.samples = (struct sample_block){
        .block = session->request.block,
        .attempt = trial->row.attempt,
        .slot = (uint8_t)(trial->handle % SAMPLE_SLOTS),
    };
    enum session_state next = STATE_REVIEW;
    if (stopped && !is_complete(&trial->row)) {
        session->before_stop = STATE_RUNNING;
        next = STATE_STOPPED;
    } else if (!session->config.review && !stopped) {
        answer_trial(session);
        next = STATE_SCRIPT;
    }
    pending_save(session, next);
    if (!trial->outcome.released && trial->outcome.contact_ns > 0)
        session_notice(session, "the probe was not seen to let go: look at it");
    return true;
}

void trial_repeat(struct session *session)
{
    clear_trial(session);
    session_enter(session, STATE_ARM);
}

static void spoil(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct message payload;
    trial->is_spoiled = true;
    snprintf(trial->spoil_reason, sizeof trial->spoil_reason, "%s", session->reason);
    message_init(&payload);
    message_set_integer(&payload, "block", session->request.block);
    message_set_integer(&payload, "attempt", trial->row.attempt);
    message_set_string(&payload, "reason", trial->spoil_reason);
    if (message_encode(&payload, pending_add(session, "spoil")) != STATUS_OK)
        session_fail(session, STATUS_NO_MEMORY, "no memory for a spoiled attempt");
    message_fini(&payload);
}

bool step_review(struct session *session)
{
    const enum decision decision = session_take_decision(session);
    if (decision == DECISION_NONE)
        return false;
    if (decision == DECISION_END || decision == DECISION_LEAVE) {
        answer_trial(session);
        session_close(session, STATUS_STOPPED, "ended by the examiner");
        return true;
    }
    if (decision == DECISION_SPOIL)
        spoil(session);
    answer_trial(session);
    pending_save(session, STATE_SCRIPT);
    return true;
}

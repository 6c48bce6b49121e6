/* How a trial stands in the record: the columns of DATA 1 and what lies behind them. */
#include "beside_internal.h"
#include "session_internal.h"
#include "trial_internal.h"

#include "base/clock.h"
#include "base/shortest.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void put_onset(struct message *out, utc_us onset)
{
    char text[40];
    if (onset == 0)
        return; /* nobody knows */
    utc_format(onset, text, sizeof text);
    message_set_string(out, "onset", text);
}

/* Which trial it is: of an attempt, and of each of its rows. */
static void put_place(struct message *out, const struct session *session,
                      const struct trial_plan *plan)
{
    message_set_string(out, "test", plan->test);
    message_set_string(out, "site", plan->site);
    message_set_string(out, "side", plan->side);
    message_set_string(out, "role", plan->role);
    if (plan->phase[0])
        message_set_string(out, "phase", plan->phase);
    conditioning_put(session, plan, out);
    message_set_string(out, "stimulus", plan->stimulus);
    message_set_integer(out, "trial", plan->trial);
    message_set_integer(out, "block", beside_block(session));
    message_set_integer(out, "practice", plan->practice);
    message_set_integer(out, "spoiled", 0);
}

static void put_plan(struct message *out, const struct session *session,
                     const struct trial_plan *plan)
{
    const struct stimulus_kind *kind = trial_kind(session);
    put_place(out, session, plan);
    if (kind->rows)
        message_set_integer(out, "train", plan->trial);
    if (kind->rate_unit) {
        message_set_number(out, "rate_target", plan->rate);
        message_set_number(out, "rate_tolerance", plan->rate_tolerance);
    }
    if (kind->pressure_ramps > 0)
        message_set_integer(out, "pressure_ramps", kind->pressure_ramps);
    message_set_number(out, "limit", session->trial.limit);
    message_set_string(out, "unit", kind->unit);
    kind->put_plan(session, out);
    instructed_put(&session->instructed, out);
    put_onset(out, session->trial.onset);
}

static const char *censored_word(const struct stimulus_verdict *verdict)
{
    if (!verdict->censored)
        return "none";
    return verdict->is_below ? "left" : "right";
}

static void put_outcome(struct message *out, const struct stimulus_verdict *v, bool is_ramp)
{
    message_set_string(out, "end", end_word((enum end_reason)v->end));
    message_set_string(out, "censored", censored_word(v));
    if (v->has_value)
        message_set_number(out, "value", v->value);
    if (v->fault != FAULT_NONE)
        message_set_string(out, "fault", fault_word((enum fault)v->fault));
    if (is_ramp && (v->has_slope || v->rate_off)) /* else nobody has judged it */
        message_set_bool(out, "rate_off", v->rate_off);
    if (v->has_slope)
        message_set_number(out, "rate_mean", v->slope);
    if (v->has_rate_worst)
        message_set_number(out, "rate_worst", v->rate_worst);
    if (v->has_in_band) {
        message_set_number(out, "in_band", v->in_band);
        message_set_number(out, "worst_slope", v->worst_slope);
    }
    if (v->end == END_RESPONSE && !v->has_no_bracket) {
        message_set_number(out, "bracket_s", mono_to_sec(v->bracket_ns));
        message_set_integer(out, "value_gaps", v->value_gaps);
    }
}

/* How it had ended, and with what, when the session failed: for whoever looks into it. */
static void put_cut(struct message *out, const struct session *session)
{
    const struct trial_state *trial = &session->trial;
    if (!trial->has_cut_value)
        return;
    message_set_string(out, "ended", end_word((enum end_reason)trial->cut_end));
    message_set_number(out, trial_kind(session)->measured_key, trial->verdict.value);
}

/* NULL: it was not the examiner. Entries from before this was told say "key" of both. */
static const char *examiner_word(const struct trial_state *trial, mono_ns t)
{
    static const char *const words[] = {
        [EXAMINER_KEY] = "examiner_key", [EXAMINER_SCREEN] = "examiner_screen"};
    for (size_t i = 0; i < trial->n_by_examiner; i++)
        if (trial->by_examiner[i].t == t)
            return words[trial->by_examiner[i].hand];
    return NULL;
}

static const char *word_of_press(const struct trial_state *trial, const struct press *press)
{
    const char *examiner = press->kind == RESPONSE_KEY ? examiner_word(trial, press->t) : NULL;
    return examiner ? examiner : bench_response_word((enum response_kind)press->kind);
}

/* Nothing where the press was not heard of: reports of presses are the first that a full desk lets go. */
static void put_response_source(struct message *out, const struct trial_state *trial)
{
    for (size_t i = 0; i < trial->n_presses; i++) {
        const struct press *press = &trial->presses[i];
        if (press->t != trial->verdict.response_ns)
            continue;
        message_set_string(out, "response_source", word_of_press(trial, press));
        return;
    }
}

/* Times count from arming. */
static void put_course(struct message *out, const struct trial_state *trial)
{
    const struct stimulus_verdict *v = &trial->verdict;
    message_set_integer(out, "readings", v->readings);
    message_set_integer(out, "gaps", v->gaps);
    if (v->has_peak)
        message_set_number(out, "peak", v->peak);
    if (v->response_ns > 0) {
        message_set_number(out, "response_s", mono_to_sec(v->response_ns - v->armed_ns));
        put_response_source(out, trial);
    }
    message_set_number(out, "end_s", mono_to_sec(v->end_ns - v->armed_ns));
}

static void put_stop(struct message *out, const struct stop_reason *stop)
{
    message_set_string(out, "stop_cause", stop_cause_word(stop->cause));
    message_set_number(out, "stop_delay_s", stop->delay_s);
}

static void encode(struct session *session, const struct message *message, struct text *out)
{
    if (message_encode(message, out) != STATUS_OK)
        session_no_memory(session);
}

void trial_payload(struct session *session, struct text *out)
{
    struct message message;
    message_init(&message);
    put_plan(&message, session, &session->trial.plan);
    message_set_integer(&message, "attempt", session->trial.row.attempt);
    put_outcome(&message, &session->trial.verdict, trial_kind(session)->rate_unit);
    put_cut(&message, session);
    put_course(&message, &session->trial);
    conditioning_put_end(session, &message);
    trial_kind(session)->put_outcome(&session->trial, &message);
    contact_put(session, &message);
    if (stimulus_is_dosed(trial_kind(session)))
        thermal_put_given(&session->trial.given, session->trial.given_is_worst, &message);
    if (session->trial.was_stopped)
        put_stop(&message, &session->stop);
    encode(session, &message, out);
    message_fini(&message);
}

/* A train is one attempt: what has cut it off, has cut off all of it. Where there is nothing to rate on, no time was over. */
static const char *pulse_end(const struct session *session, uint8_t pulse)
{
    const struct stimulus_verdict *verdict = &session->trial.verdict;
    if (verdict->end != END_COMPLETED)
        return end_word((enum end_reason)verdict->end);
    if (!isnan(verdict->ratings[pulse]))
        return end_word(END_RESPONSE);
    return end_word(session->parts.spec->roles[ROLE_RATING].bound ? END_TIMEOUT : END_COMPLETED);
}

void trial_pulse_payload(struct session *session, uint8_t pulse, struct text *out)
{
    const struct trial_state *trial = &session->trial;
    const struct trial_plan *plan = &trial->plan;
    const struct stimulus_kind *kind = trial_kind(session);
    const double at_s = kind->row_at_s(trial, pulse);
    const float rating = trial->verdict.ratings[pulse];
    struct message message;
    message_init(&message);
    put_place(&message, session, plan);
    message_set_integer(&message, "attempt", trial->row.attempt);
    message_set_integer(&message, "train", plan->trial);
    message_set_integer(&message, "pulse", pulse + 1);
    message_set_string(&message, "unit", STIMULUS_SCALE);
    message_set_string(&message, "end", pulse_end(session, pulse));
    message_set_string(&message, "censored", "none");
    if (!isnan(rating))
        message_set_number(&message, "value", shortest_of_float(rating));
    if (trial->onset > 0)
        put_onset(&message, trial->onset + (utc_us)(at_s * 1e6));
    kind->put_row(trial, pulse, &message);
    encode(session, &message, out);
    message_fini(&message);
}

void trial_put_pulses(const struct trial_state *trial,
                      void (*put)(const struct trial_state *trial, uint8_t pulse,
                                  struct message *out),
                      struct message *out)
{
    message_set_array(out, "pulses");
    for (uint8_t i = 0; i < trial->verdict.n_pulses; i++) {
        struct message row;
        message_init(&row);
        put(trial, i, &row);
        if (!isnan(trial->verdict.ratings[i]))
            message_set_number(&row, "rating", shortest_of_float(trial->verdict.ratings[i]));
        message_push(out, "pulses", &row);
        message_fini(&row);
    }
}

static void tell_adopted(const struct session *session, int64_t attempt)
{
    const struct session_view *view = session->parts.view;
    const struct trial_row row = {
        .plan = session->trial.plan, .attempt = attempt, .end = END_INTERRUPTED};
    if (view->adopted)
        view->adopted(view->view, &row);
}

/* What a thermode gave before the crash nobody knows. */
static void put_worst(struct message *out, const struct session *session)
{
    const struct trial_plan *plan = &session->trial.plan;
    if (!stimulus_is_dosed(stimulus_kind_at((enum stimulus)plan->kind)))
        return;
    const struct thermal_given worst =
        thermal_plan_worst(plan, exposure_held(session, session->trial.onset));
    thermal_put_given(&worst, true, out);
}

static void put_cut_off(struct message *out, const struct session *session, int64_t attempt)
{
    put_plan(out, session, &session->trial.plan);
    message_set_integer(out, "attempt", attempt);
    message_set_string(out, "end", end_word(END_INTERRUPTED));
    message_set_string(out, "censored", "none");
    put_worst(out, session);
}

/* The attempt that a crash cut off is in the tables, too: it was exposure. */
static void adopt(struct session *session)
{
    struct message message;
    const int64_t attempt = session->replay.orphan_attempt;
    const struct recorded *row = &session->replay.rows[session->replay.n - 1];
    session->trial.onset = row->started_attempt == attempt ? row->started : 0;
    message_init(&message);
    put_cut_off(&message, session, attempt);
    encode(session, &message, pending_add(session, "trial"));
    message_fini(&message);
    message_init(&message);
    message_set_integer(&message, "attempt", attempt);
    encode(session, &message, pending_add(session, "adopt"));
    message_fini(&message);
    session->replay.orphan_attempt = 0;
    if (!attempts_note(session, &session->trial.plan, attempt, AGAIN_NO_VALUE))
        session_no_memory(session);
    tell_adopted(session, attempt);
}

/* It stands in the tables and is no value that the protocol was told: the record says why there is another attempt. */
static void note_unreviewed(struct session *session)
{
    const struct trial_plan *plan = &session->trial.plan;
    struct message note;
    message_init(&note);
    message_set_string(&note, "what", SESSION_UNREVIEWED);
    message_set_string(&note, "test", plan->test);
    message_set_string(&note, "site", plan->site);
    message_set_string(&note, "side", plan->side);
    message_set_integer(&note, "trial", plan->trial);
    message_set_integer(&note, "attempt", session->replay.unreviewed_attempt);
    session_journal(session, "note", &note);
    message_fini(&note);
    session->replay.unreviewed_attempt = 0;
}

/* The same of a trial beside a conditioning that was cut off with it, which the script will ask for again. */
static void adopt_beside(struct session *session)
{
    const struct recorded beside = session->replay.beside;
    struct trial_plan plan;
    struct message request, row;
    struct why why;
    session->replay.beside.started_attempt = 0;
    if (message_parse(&request, beside.request, strlen(beside.request), &why) != STATUS_OK)
        return;
    const struct message args = message_get(&request, "args");
    const bool is_trial = plan_read(&args, &plan, &why) == STATUS_OK;
    message_fini(&request);
    if (!is_trial)
        return;
    const struct trial_plan own = session->trial.plan;
    const struct request here = session->request;
    session->trial.plan = plan;
    session->trial.onset = beside.started;
    session->request.task = beside.task;
    session->request.block = beside.block;
    session->request.step = beside.step;
    message_init(&row);
    put_cut_off(&row, session, beside.started_attempt);
    session_journal(session, "trial", &row);
    message_fini(&row);
    session->request = here;
    session->trial.plan = own;
    if (!attempts_note(session, &plan, beside.started_attempt, AGAIN_NO_VALUE))
        session_no_memory(session);
}

void trial_recall(struct session *session)
{
    if (session->replay.beside.started_attempt > 0)
        adopt_beside(session);
    if (session->replay.orphan_attempt > 0)
        adopt(session);
    if (session->replay.unreviewed_attempt > 0)
        note_unreviewed(session);
}

/* Beside, so that it is known also when the program does not live to save the attempt. */
void trial_note_start(struct session *session, const struct report *report)
{
    struct message payload;
    if (report->handle != session->running)
        return;
    session->trial.onset = session->utc;
    message_init(&payload);
    message_set_integer(&payload, "attempt", session->trial.row.attempt);
    session_journal(session, "started", &payload);
    message_fini(&payload);
}

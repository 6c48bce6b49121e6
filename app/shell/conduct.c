#include "shell/conduct.h"

#include "copy_internal.h"

#include "base/clock.h"
#include "hw/reactor.h"
#include "stimulus/pressure_ramp.h"
#include "text/text.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NO_PLACE = -1, KEYS = 9 };

/* ---- places and rows ----------------------------------------------------------------------------
 */

static int place_find(const struct run_view *view, const char *site, const char *side)
{
    for (size_t i = 0; i < view->n_sites; i++)
        if (strcmp(view->sites[i].site, site) == 0 && strcmp(view->sites[i].side, side) == 0)
            return (int)i;
    return NO_PLACE;
}

/* Places keep the order, and with it the key, in which they were first named. */
static int place_of(struct conduct *conduct, const char *site, const char *side)
{
    struct run_view *view = conduct->view;
    const int found = place_find(view, site, side);
    if (found != NO_PLACE || view->n_sites == VIEW_SITES_MAX)
        return found;
    struct site_view *place = &view->sites[view->n_sites];
    *place = (struct site_view){.state = SITE_LATER};
    COPY(place->site, site);
    COPY(place->side, side);
    place->key = (uint8_t)(view->n_sites % KEYS + 1); /* only the site that is due is confirmed */
    return (int)view->n_sites++;
}

/* The sites that the script offers are those with trials due; the others are done. */
static void places_refresh(struct conduct *conduct)
{
    struct session_site list[VIEW_SITES_MAX];
    const size_t n = conduct->session ? session_sites(conduct->session, list, VIEW_SITES_MAX) : 0;
    for (size_t i = 0; i < conduct->view->n_sites && n > 0; i++)
        conduct->view->sites[i].state = SITE_DONE;
    for (size_t i = 0; i < n; i++) {
        const int at = place_of(conduct, list[i].site, list[i].side);
        if (at == NO_PLACE)
            continue;
        struct site_view *place = &conduct->view->sites[at];
        place->rest_left_s = mono_to_sec(list[i].rest_left);
        place->state = list[i].rest_left > 0 ? SITE_RESTING : SITE_LATER;
    }
    if (conduct->view->site != NO_PLACE && conduct->view->now != NOW_REST)
        conduct->view->sites[conduct->view->site].state = SITE_NOW;
}

static struct conduct_row *row_add(struct conduct *conduct, int place)
{
    if (conduct->n_rows == CONDUCT_ROWS_MAX)
        memmove(conduct->rows, conduct->rows + 1, --conduct->n_rows * sizeof conduct->rows[0]);
    struct conduct_row *row = &conduct->rows[conduct->n_rows++];
    *row = (struct conduct_row){.place = place};
    return row;
}

static struct conduct_row *row_last(struct conduct *conduct)
{
    return conduct->n_rows > 0 ? &conduct->rows[conduct->n_rows - 1] : NULL;
}

/* ---- what was saved -----------------------------------------------------------------------------
 */

static uint8_t state_of(const struct trial_row *row)
{
    switch ((enum end_reason)row->end) {
    case END_RESPONSE:
    case END_COMPLETED:
        return row->rate_off ? ROW_RATE_OFF : ROW_SAVED;
    case END_LIMIT:
        return ROW_CENSORED;
    case END_EARLY:
        return ROW_EARLY;
    case END_STOP:
    case END_WITHDRAWN:
        return ROW_STOPPED;
    case END_TIMEOUT:
    case END_INTERRUPTED:
        return ROW_NO_VALUE;
    case END_NONE:
    case END_FAULT:
        return ROW_FAULT;
    }
    return ROW_FAULT;
}

static void stamp(struct trial_view *view, utc_us utc)
{
    struct tm local;
    const time_t seconds = (time_t)(utc / 1000000);
    if (!localtime_r(&seconds, &local))
        return;
    view->saved_h = local.tm_hour;
    view->saved_min = local.tm_min;
    view->saved_s = local.tm_sec;
}

static bool is_off_zero(const struct trial_row *row)
{
    return row->has_idle && fabs(row->idle_kpa) > PRESSURE_OFF_ZERO_KPA;
}

static void set_row(struct trial_view *view, const struct trial_row *row)
{
    view->trial = (int)row->plan.trial;
    view->attempt = (int)row->attempt;
    view->practice = row->plan.practice;
    view->state = state_of(row);
    view->has_value = row->has_value;
    view->value_kpa = row->value_kpa;
    view->slope_kpa_per_s = row->slope_kpa_per_s;
    view->off_zero = is_off_zero(row);
    view->idle_kpa = view->off_zero ? row->idle_kpa : 0;
    if (row->end == END_FAULT)
        COPY(view->reason, fault_word((enum fault)row->fault));
    else if (view->state == ROW_STOPPED || view->state == ROW_FAULT)
        COPY(view->reason, end_word((enum end_reason)row->end));
}

static bool is_counted(const struct conduct *conduct, const struct conduct_row *row)
{
    return row->place == conduct->view->site && !row->view.practice && row->view.has_value &&
           (row->view.state == ROW_SAVED || row->view.state == ROW_RATE_OFF ||
            row->view.state == ROW_CENSORED);
}

/* Of a trial the last good attempt counts. */
static bool is_superseded(const struct conduct *conduct, size_t at)
{
    for (size_t i = at + 1; i < conduct->n_rows; i++)
        if (is_counted(conduct, &conduct->rows[i]) &&
            conduct->rows[i].view.trial == conduct->rows[at].view.trial)
            return true;
    return false;
}

static void mean_refresh(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    double sum = 0;
    view->valid = 0;
    view->mean_is_bound = false;
    for (size_t i = 0; i < conduct->n_rows; i++) {
        const struct conduct_row *row = &conduct->rows[i];
        if (!is_counted(conduct, row) || is_superseded(conduct, i))
            continue;
        sum += row->view.value_kpa;
        view->valid++;
        view->mean_is_bound |= row->view.state == ROW_CENSORED;
    }
    view->has_mean = view->valid > 0;
    view->mean_kpa = view->valid > 0 ? sum / view->valid : 0;
    view->mean_hidden = !conduct->is_revealed;
}

static bool is_same_trial(const struct conduct_row *a, const struct conduct_row *b)
{
    return a->place == b->place && a->view.trial == b->view.trial &&
           a->view.practice == b->view.practice;
}

/* Attempts have numbers where there are several. */
static bool is_only_attempt(const struct conduct *conduct, const struct conduct_row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < conduct->n_rows; i++)
        n += is_same_trial(&conduct->rows[i], row);
    return n == 1 && row->view.attempt <= 1;
}

static struct trial_view *add_shown(struct run_view *view)
{
    if (view->n_trials_here == VIEW_TRIALS_MAX)
        memmove(view->trials_here, view->trials_here + 1,
                --view->n_trials_here * sizeof view->trials_here[0]);
    return &view->trials_here[view->n_trials_here++];
}

/* What is still to come at this site. */
static void add_planned(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    int last = 0;
    for (size_t i = 0; i < view->n_trials_here; i++)
        if (!view->trials_here[i].practice && view->trials_here[i].trial > last)
            last = view->trials_here[i].trial;
    for (int trial = last + 1; trial <= view->trials; trial++)
        if (view->n_trials_here < VIEW_TRIALS_MAX)
            *add_shown(view) = (struct trial_view){.trial = trial, .state = ROW_PLANNED};
}

/* "Trial 5 of 12" of the whole test: how many trials were begun, the one that is due among them. */
static void step_refresh(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const struct conduct_row due = {.place = view->site, .view.trial = view->trial};
    int begun = 0;
    bool is_begun = view->practice || view->site == NO_PLACE;
    for (size_t i = 0; i < conduct->n_rows; i++) {
        bool is_known = conduct->rows[i].view.practice;
        for (size_t k = 0; k < i && !is_known; k++)
            is_known = is_same_trial(&conduct->rows[k], &conduct->rows[i]);
        begun += !is_known;
        is_begun = is_begun || is_same_trial(&conduct->rows[i], &due);
    }
    view->step_trial = begun + !is_begun;
}

/* Earlier values of a site that has trials due do not steer the hand. */
static void rows_refresh(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    view->n_trials_here = 0;
    const struct conduct_row *newest = row_last(conduct);
    for (size_t i = 0; i < conduct->n_rows; i++) {
        const struct conduct_row *row = &conduct->rows[i];
        if (row->place != view->site)
            continue;
        struct trial_view *out = add_shown(view);
        *out = row->view;
        if (is_only_attempt(conduct, row))
            out->attempt = 0;
        out->is_hidden = !conduct->is_revealed && (row != newest || view->now == NOW_CONFIRM);
    }
    add_planned(conduct);
    step_refresh(conduct);
    mean_refresh(conduct);
}

/* ---- callbacks ----------------------------------------------------------------------------------
 */

static void set_plan(struct conduct *conduct, const struct trial_plan *plan)
{
    struct run_view *view = conduct->view;
    COPY(view->test, plan->test);
    view->site = place_of(conduct, plan->site, plan->side);
    view->trial = (int)plan->trial;
    view->trials = (int)plan->of;
    view->wanted = (int)plan->of;
    view->practice = plan->practice;
    view->target_kpa_per_s = plan->rate_kpa_per_s;
    view->tolerance = plan->rate_tolerance;
    view->wrong_key = 0;
    conduct->contact_kpa = plan->contact_kpa;
}

/* Nothing of one trial is shown at the next: it would steer the hand. */
static void clear_trace(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    view->n_trace = 0;
    view->has_threshold = view->censored = view->near_limit = false;
    view->has_slope = false;
    view->running_s = 0;
    conduct->contact_at = 0;
    conduct->response_at = 0;
}

static void begin_trial(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    clear_trace(conduct);
    struct conduct_row *row = row_add(conduct, view->site);
    row->view = (struct trial_view){.trial = view->trial,
                                    .attempt = view->attempt,
                                    .practice = view->practice,
                                    .state = ROW_RUNNING};
}

static void set_offers(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    view->offers_go = session_offers(conduct->session, DECISION_GO);
    view->offers_spoil = session_offers(conduct->session, DECISION_SPOIL);
    view->offers_repeat = session_offers(conduct->session, DECISION_REPEAT);
    view->offers_skip = session_offers(conduct->session, DECISION_SKIP);
    view->offers_end = session_offers(conduct->session, DECISION_END);
    view->offers_leave = session_offers(conduct->session, DECISION_LEAVE);
}

static enum run_now now_of(enum prompt_kind kind)
{
    switch (kind) {
    case PROMPT_INSTRUCT:
        return NOW_INSTRUCT;
    case PROMPT_ARM:
        return NOW_CONFIRM;
    case PROMPT_WAIT:
        return NOW_WAIT;
    case PROMPT_REVIEW:
        return NOW_REVIEW;
    case PROMPT_STOPPED:
        return NOW_STOPPED;
    case PROMPT_RELEASE:
        return NOW_RELEASE;
    case PROMPT_SAVE_FAILED:
        return NOW_NOT_SAVED;
    }
    return NOW_STOPPED;
}

static void say_no_value(struct conduct *conduct, const struct trial_row *row)
{
    struct run_view *view = conduct->view;
    const char *why = row->has_value ? "" : end_text(conduct->language, row->end, row->fault);
    text_sentence(view->sentence, sizeof view->sentence, why);
}

static void on_prompt(void *context, struct session *session, const struct prompt *prompt)
{
    struct conduct *conduct = context;
    struct run_view *view = conduct->view;
    conduct->session = session;
    view->now = (uint8_t)now_of(prompt->kind);
    COPY(view->sentence, prompt->text);
    set_offers(conduct);
    if (prompt->plan)
        set_plan(conduct, prompt->plan);
    if (prompt->kind == PROMPT_INSTRUCT) {
        COPY(view->instruction, prompt->text);
        COPY(view->words, prompt->words ? prompt->words : "");
        COPY(view->words_language, prompt->words ? prompt->words_language : "");
        view->instruction_read = false;
    } else if (prompt->kind == PROMPT_ARM) {
        view->attempt = (int)prompt->attempt;
        clear_trace(conduct);
        view->limit_kpa = prompt->limit_kpa;
    } else if (prompt->kind == PROMPT_REVIEW) {
        say_no_value(conduct, prompt->row);
    } else if (prompt->kind == PROMPT_STOPPED) {
        view->fault = status_exit_code(prompt->cause) == 3;
        if (view->fault)
            conduct->cues |= 1 << CUE_FAULT;
    }
    places_refresh(conduct);
    rows_refresh(conduct);
}

/* The ramp began where the pressure left the floor for the last time. */
static void set_contact(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const float floor_kpa = 10;
    size_t at = view->n_trace;
    while (at > 0 && view->trace[at - 1].kpa > floor_kpa)
        at--;
    const float began = at < view->n_trace ? view->trace[at].t_s : 0;
    memmove(view->trace, view->trace + at, (view->n_trace - at) * sizeof view->trace[0]);
    view->n_trace -= at;
    for (size_t i = 0; i < view->n_trace; i++)
        view->trace[i].t_s -= began;
    conduct->contact_at = conduct->phase_at + mono_from_sec((double)began);
}

static void on_phase(void *context, enum phase phase, double value)
{
    struct conduct *conduct = context;
    struct run_view *view = conduct->view;
    (void)value;
    conduct->phase = phase;
    switch (phase) {
    case PHASE_ARMED:
        view->now = NOW_ARMED;
        view->sentence[0] = '\0'; /* answered */
        begin_trial(conduct);
        conduct->phase_at = conduct->now;
        break;
    case PHASE_RUNNING:
        view->now = NOW_RUNNING;
        set_contact(conduct);
        break;
    case PHASE_WARN:
        view->near_limit = true;
        break;
    case PHASE_RELEASE:
        view->now = NOW_RELEASE;
        conduct->phase_at = conduct->now;
        break;
    case PHASE_RELEASED:
        view->now = NOW_SAVING;
        break;
    }
    rows_refresh(conduct);
}

static void on_response(void *context, bool pressed)
{
    struct conduct *conduct = context;
    conduct->view->button_pressed = pressed;
    if (pressed && conduct->response_at == 0)
        conduct->response_at = conduct->view->n_trace;
}

/* The trace ends where the participant pressed, or at the limit; what came after is the release. */
static void set_threshold(struct conduct *conduct, const struct trial_row *row)
{
    struct run_view *view = conduct->view;
    size_t end = conduct->response_at;
    for (size_t i = 0; end == 0 && i < view->n_trace; i++)
        if ((double)view->trace[i].kpa >= row->value_kpa)
            end = i + 1;
    if (!row->has_value || end == 0)
        return;
    view->n_trace = end;
    view->has_threshold = true;
    view->censored = row->censored;
    view->threshold =
        (struct trace_point){.t_s = view->trace[end - 1].t_s, .kpa = (float)row->value_kpa};
}

/* Every threshold of a gauge that is not at 0 is off by as much. */
static void tell_idle(struct conduct *conduct, const struct trial_row *row)
{
    if (!is_off_zero(row))
        return;
    const enum language language = conduct->language;
    char kpa[32];
    text_number(language, kpa, sizeof kpa, row->idle_kpa, 0);
    text_say(conduct->toast, sizeof conduct->toast, text_of(language, TEXT_term_idle), "kpa", kpa,
             NULL);
}

static void on_saved(void *context, const struct trial_row *row)
{
    struct conduct *conduct = context;
    struct run_view *view = conduct->view;
    struct conduct_row *last = row_last(conduct);
    set_plan(conduct, &row->plan);
    if (!last || last->view.state != ROW_RUNNING)
        last = row_add(conduct, view->site);
    last->place = view->site;
    set_row(&last->view, row);
    stamp(&last->view, utc_now());
    conduct->newest = last->view;
    set_threshold(conduct, row);
    conduct->cues |= 1 << CUE_SAVED;
    tell_idle(conduct, row);
    rows_refresh(conduct);
}

static void on_spoiled(void *context, const struct trial_row *row, const char *reason)
{
    struct conduct *conduct = context;
    const struct conduct_row spoiled = {
        .place = place_find(conduct->view, row->plan.site, row->plan.side),
        .view = {.trial = (int)row->plan.trial, .practice = row->plan.practice}};
    for (size_t i = conduct->n_rows; i-- > 0;) {
        struct conduct_row *own = &conduct->rows[i];
        if (!is_same_trial(own, &spoiled) || own->view.attempt != (int)row->attempt)
            continue;
        own->view.state = ROW_SPOILED;
        COPY(own->view.reason, reason);
        break;
    }
    rows_refresh(conduct);
}

static void on_rest(void *context, const char *site, const char *side, double seconds)
{
    struct conduct *conduct = context;
    struct run_view *view = conduct->view;
    view->now = NOW_REST;
    view->offers_go = view->offers_spoil = view->offers_repeat = view->offers_skip = false;
    view->rest_whole_s = view->rest_left_s = seconds;
    conduct->rest_until = conduct->now + mono_from_sec(seconds);
    COPY(view->rest_site, site);
    COPY(view->rest_side, side);
    if (site[0])
        view->site = place_of(conduct, site, side);
    places_refresh(conduct);
    rows_refresh(conduct);
    view->next_trial = view->valid + 1;
    view->next_trials = view->wanted > view->next_trial ? view->wanted : view->next_trial;
}

static void on_notice(void *context, const char *sentence)
{
    struct conduct *conduct = context;
    COPY(conduct->toast, sentence);
}

struct session_view conduct_session_view(struct conduct *conduct)
{
    return (struct session_view){.view = conduct,
                                 .prompt = on_prompt,
                                 .phase = on_phase,
                                 .response = on_response,
                                 .saved = on_saved,
                                 .spoiled = on_spoiled,
                                 .rest = on_rest,
                                 .notice = on_notice};
}

/* ---- time ---------------------------------------------------------------------------------------
 */

static void look_at_ramp(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    struct pressure_ramp_live live;
    if (!conduct->session ||
        !bench_look(conduct->bench, session_running(conduct->session), &live, sizeof live))
        return;
    view->let_go_first = live.let_go_first;
    view->has_slope = live.has_slope;
    view->slope_kpa_per_s = live.slope_kpa_per_s;
    if (live.limit_kpa > 0)
        view->limit_kpa = live.limit_kpa;
    if (live.contact_ns > 0)
        view->running_s = mono_to_sec(conduct->now - live.contact_ns);
}

void conduct_tick(struct conduct *conduct, mono_ns now, utc_us utc)
{
    struct run_view *view = conduct->view;
    (void)utc;
    conduct->now = now;
    if (view->now == NOW_REST) {
        const double left = mono_to_sec(conduct->rest_until - now);
        if (left <= 0 && view->rest_left_s > 0)
            conduct->cues |= 1 << CUE_REST_OVER;
        view->rest_left_s = fmax(left, 0);
    }
    if (view->now == NOW_RELEASE)
        view->release_s = mono_to_sec(now - conduct->phase_at);
    if (view->now == NOW_ARMED || view->now == NOW_RUNNING || view->now == NOW_RELEASE)
        look_at_ramp(conduct);
    view->off_zero = view->now == NOW_CONFIRM && view->has_pressure && conduct->contact_kpa > 0 &&
                     fabs(view->kpa) > conduct->contact_kpa;
    if (conduct->session) {
        places_refresh(conduct);
        set_offers(conduct);
    }
}

/* Half of a full trace goes: every second point, so that its shape stays. */
static void trace_thin(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    for (size_t i = 0; i < VIEW_TRACE_MAX / 2; i++)
        view->trace[i] = view->trace[2 * i];
    view->n_trace = VIEW_TRACE_MAX / 2;
    conduct->response_at = (conduct->response_at + 1) / 2;
}

/* Readings per second, as they come while a stimulus is followed. */
static void rate_refresh(struct conduct *conduct, mono_ns t)
{
    if (conduct->rate_n == 0 || t - conduct->rate_from > 2 * MONO_SEC) {
        conduct->rate_from = t;
        conduct->rate_n = 0;
    } else if (t - conduct->rate_from >= MONO_SEC) {
        conduct->view->rate_hz =
            round((double)conduct->rate_n / mono_to_sec(t - conduct->rate_from));
        conduct->rate_from = t;
        conduct->rate_n = 0;
    }
    conduct->rate_n++;
}

void conduct_trace(struct conduct *conduct, const struct bench_record *record)
{
    struct run_view *view = conduct->view;
    if (record->kind == RECORD_SAMPLE && record->stream == 0)
        rate_refresh(conduct, record->t);
    if (record->kind != RECORD_SAMPLE || record->stream != 0 ||
        (view->now != NOW_ARMED && view->now != NOW_RUNNING))
        return;
    const double kpa = conduct->kpa_per_n > 0 ? record->value * conduct->kpa_per_n : record->value;
    const mono_ns since = conduct->contact_at > 0 ? conduct->contact_at : conduct->phase_at;
    const struct trace_point point = {.t_s = (float)mono_to_sec(record->t - since),
                                      .kpa = (float)kpa};
    if (view->n_trace == VIEW_TRACE_MAX)
        trace_thin(conduct);
    view->trace[view->n_trace++] = point;
}

bool conduct_confirms(struct conduct *conduct, int64_t key)
{
    struct run_view *view = conduct->view;
    if (view->now != NOW_CONFIRM || view->site == NO_PLACE)
        return false;
    const bool is_right = view->sites[view->site].key == key;
    view->wrong_key = is_right ? 0 : (uint8_t)key;
    return is_right;
}

void conduct_init(struct conduct *conduct, struct run_view *view, double kpa_per_n)
{
    memset(conduct, 0, sizeof *conduct);
    *view = (struct run_view){
        .site = NO_PLACE, .is_demo = view->is_demo, .lead = view->lead, .rate_hz = view->rate_hz};
    conduct->view = view;
    conduct->kpa_per_n = kpa_per_n;
}

void conduct_end(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    conduct->session = NULL;
    view->offers_go = view->offers_spoil = view->offers_repeat = false;
    view->offers_skip = view->offers_end = view->offers_leave = false;
}

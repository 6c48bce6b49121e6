/* The sites of a session and the attempts made at them, as the lists show them. */
#include "conduct_internal.h"
#include "copy_internal.h"

#include "hw/reactor.h"
#include "stimulus/pressure_ramp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- places and rows ----------------------------------------------------------------------------
 */

static int place_find(const struct run_view *view, const char *site, const char *side)
{
    for (size_t i = 0; i < view->n_sites; i++)
        if (strcmp(view->sites[i].site, site) == 0 && strcmp(view->sites[i].side, side) == 0)
            return (int)i;
    return CONDUCT_NO_PLACE;
}

/* Places keep the order, and with it the number, in which they were first named. */
int conduct_place_of(struct conduct *conduct, const char *site, const char *side)
{
    struct run_view *view = conduct->view;
    const int found = place_find(view, site, side);
    if (found != CONDUCT_NO_PLACE || view->n_sites == VIEW_SITES_MAX)
        return found;
    struct site_view *place = &view->sites[view->n_sites];
    *place = (struct site_view){.state = SITE_LATER};
    COPY(place->site, site);
    COPY(place->side, side);
    place->number = (uint8_t)(view->n_sites + 1);
    return (int)view->n_sites++;
}

/* In the visit, whatever else was measured there. */
static bool is_withheld(const struct conduct *conduct, int place)
{
    for (size_t i = 0; i < conduct->n_rows; i++)
        if (conduct->rows[i].place == place && conduct->rows[i].view.state == ROW_WITHHELD)
            return true;
    return false;
}

/* The sites that the script offers are those with trials due; the others are done, also before it has offered any here. */
void conduct_places_refresh(struct conduct *conduct)
{
    struct session_site list[VIEW_SITES_MAX];
    const size_t n = conduct->session ? session_sites(conduct->session, list, VIEW_SITES_MAX) : 0;
    for (size_t i = 0; i < conduct->view->n_sites; i++)
        conduct->view->sites[i].state = conduct->is_begun[i] ? SITE_DONE : SITE_LATER;
    for (size_t i = 0; i < conduct->view->n_sites; i++)
        if (is_withheld(conduct, (int)i))
            conduct->view->sites[i].state = SITE_WITHHELD;
    for (size_t i = 0; i < n; i++) {
        const int at = conduct_place_of(conduct, list[i].site, list[i].side);
        if (at == CONDUCT_NO_PLACE)
            continue;
        struct site_view *place = &conduct->view->sites[at];
        conduct->is_begun[at] = true;
        place->rest_left_s = mono_to_sec(list[i].rest_left);
        place->rest_whole_s = mono_to_sec(list[i].rest);
        place->state = list[i].rest_left > 0 ? SITE_RESTING : SITE_LATER;
    }
    if (conduct->view->site != CONDUCT_NO_PLACE && conduct->view->now != NOW_REST)
        conduct->view->sites[conduct->view->site].state = SITE_NOW;
}

static struct conduct_row *row_add(struct conduct *conduct, int place)
{
    if (conduct->n_rows == CONDUCT_ROWS_MAX)
        memmove(conduct->rows, conduct->rows + 1, --conduct->n_rows * sizeof conduct->rows[0]);
    struct conduct_row *row = &conduct->rows[conduct->n_rows++];
    *row = (struct conduct_row){.place = place, .call = conduct->call};
    COPY(row->test, conduct->view->test);
    COPY(row->phase, conduct->view->phase);
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

bool conduct_is_off_zero(const struct trial_row *row)
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
    view->value = row->value;
    view->slope = row->slope;
    view->is_below = row->censored && row->is_below;
    view->off_zero = conduct_is_off_zero(row);
    view->zero_unseen =
        row->plan.kind == STIMULUS_PRESSURE_RAMP && row->has_value && !row->has_idle;
    view->idle_kpa = view->off_zero ? row->idle_kpa : 0;
    view->has_pdt = row->has_value && row->has_pdt;
    view->has_rating = row->has_value && row->has_rating;
    view->n_pulses = row->n_pulses;
    memcpy(view->ratings, row->ratings, sizeof view->ratings);
    view->pdt = row->pdt_kpa;
    view->rating = row->rating;
    if (row->end == END_FAULT)
        COPY(view->reason, fault_word((enum fault)row->fault));
    else if (view->state == ROW_STOPPED || view->state == ROW_FAULT)
        COPY(view->reason, end_word((enum end_reason)row->end));
}

/* Of the test and at the site that the screen is about. */
static bool is_here(const struct conduct *conduct, const struct conduct_row *row)
{
    return row->place == conduct->view->site && strcmp(row->test, conduct->view->test) == 0;
}

/* A train has its ratings in place of a value. */
static bool has_result(const struct trial_view *view)
{
    return view->has_value || (view->state == ROW_SAVED && view->n_pulses > 0);
}

static bool is_counted(const struct conduct *conduct, const struct conduct_row *row)
{
    return is_here(conduct, row) && !row->view.practice && has_result(&row->view) &&
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
    int n = 0; /* what conditions changes what is measured: no mean goes across it */
    view->valid = 0;
    view->mean_is_bound = view->mean_is_below = false;
    for (size_t i = 0; i < conduct->n_rows; i++) {
        const struct conduct_row *row = &conduct->rows[i];
        if (!is_counted(conduct, row) || is_superseded(conduct, i))
            continue;
        view->valid++;
        if (strcmp(row->phase, view->phase) != 0)
            continue;
        sum += row->view.value;
        n++;
        view->mean_is_bound |= row->view.state == ROW_CENSORED;
        view->mean_is_below |= row->view.state == ROW_CENSORED && row->view.is_below;
    }
    view->has_mean = n > 0 && !run_view_has_pulses(view);
    view->mean = n > 0 ? sum / n : 0;
    view->mean_hidden = !conduct->is_revealed;
}

/* As many as are planned, and the extra ones that there are. */
static void trials_refresh(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const bool is_due = view->site == conduct->place_due && !view->practice;
    int trials = conduct->of;
    if (is_due && trials > 0 && view->trial > trials)
        trials = view->trial;
    for (size_t i = 0; i < conduct->n_rows && conduct->of > 0; i++) {
        const struct conduct_row *row = &conduct->rows[i];
        if (is_here(conduct, row) && !row->view.practice && row->view.trial > trials)
            trials = row->view.trial;
    }
    view->trials = view->wanted = trials;
}

static bool is_same_trial(const struct conduct_row *a, const struct conduct_row *b)
{
    return a->place == b->place && strcmp(a->test, b->test) == 0 &&
           a->view.trial == b->view.trial && a->view.practice == b->view.practice;
}

/* Attempts have numbers where there are several. */
static bool is_only_attempt(const struct conduct *conduct, const struct conduct_row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < conduct->n_rows; i++)
        n += is_same_trial(&conduct->rows[i], row);
    return n == 1 && row->view.attempt <= 1;
}

/* Beside withheld and skipped ones. */
bool conduct_row_did_something(const struct conduct_row *row)
{
    return row->view.state != ROW_WITHHELD && row->view.state != ROW_SKIPPED;
}

static bool came_to_nothing(const struct conduct_row *row)
{
    switch ((enum row_state)row->view.state) {
    case ROW_SPOILED:
    case ROW_EARLY:
    case ROW_NO_VALUE:
    case ROW_FAULT:
    case ROW_STOPPED:
        return !row->view.practice;
    case ROW_SKIPPED:
    case ROW_WITHHELD:
        return true;
    case ROW_PLANNED:
    case ROW_RUNNING:
    case ROW_SAVING:
    case ROW_SAVED:
    case ROW_RATE_OFF:
    case ROW_CENSORED:
        break;
    }
    return false;
}

/* Each trial counts once, by its first row. */
static bool is_left_out(const struct conduct *conduct, size_t first)
{
    bool is_none = true;
    for (size_t i = 0; i < conduct->n_rows; i++) {
        const bool is_same = is_same_trial(&conduct->rows[i], &conduct->rows[first]);
        if (is_same && i < first)
            return false;
        is_none = is_none && (!is_same || came_to_nothing(&conduct->rows[i]));
    }
    return is_none;
}

int conduct_left_out(const struct conduct *conduct, const char *test)
{
    int n = 0;
    for (size_t i = 0; i < conduct->n_rows; i++)
        n += strcmp(conduct->rows[i].test, test) == 0 && is_left_out(conduct, i);
    return n;
}

/* Of the same test there, in whatever call. */
static bool is_there(const struct conduct *conduct, const struct conduct_row *row,
                     const struct planned_site *site)
{
    return !row->view.practice && strcmp(row->test, site->test) == 0 &&
           row->place == place_find(conduct->view, site->site, site->side);
}

static bool is_of(const struct conduct *conduct, const struct conduct_row *row,
                  const struct planned_site *site)
{
    const bool is_other_call = row->call > 0 && site->call > 0 && row->call != site->call;
    return !is_other_call && is_there(conduct, row, site);
}

/* A skip keeps a value that is there, also one that was to be tried again. A trial that was stopped is none. */
static bool is_settled(const struct conduct_row *row)
{
    switch ((enum row_state)row->view.state) {
    case ROW_SAVED:
    case ROW_RATE_OFF:
    case ROW_CENSORED:
        return has_result(&row->view) || row->is_last;
    case ROW_SPOILED:
    case ROW_EARLY:
    case ROW_NO_VALUE:
        return row->is_last;
    case ROW_SKIPPED:
        return true;
    case ROW_PLANNED:
    case ROW_RUNNING:
    case ROW_SAVING:
    case ROW_FAULT:
    case ROW_STOPPED:
    case ROW_WITHHELD:
        break;
    }
    return false;
}

bool conduct_is_done(const struct conduct *conduct, const struct planned_site *site, int trial)
{
    for (size_t i = 0; i < conduct->n_rows; i++) {
        const struct conduct_row *row = &conduct->rows[i];
        if (is_of(conduct, row, site) && row->view.trial == trial && is_settled(row))
            return true;
    }
    return false;
}

bool conduct_has_row(const struct conduct *conduct, const struct planned_site *site, int trial)
{
    for (size_t i = 0; i < conduct->n_rows; i++)
        if (is_of(conduct, &conduct->rows[i], site) && conduct->rows[i].view.trial == trial)
            return true;
    return false;
}

bool conduct_is_withheld(const struct conduct *conduct, const struct planned_site *site)
{
    for (size_t i = 0; i < conduct->n_rows; i++)
        if (is_there(conduct, &conduct->rows[i], site) &&
            conduct->rows[i].view.state == ROW_WITHHELD)
            return true;
    return false;
}

int conduct_first_trial(const struct conduct *conduct, const struct planned_site *site)
{
    int first = 0;
    for (size_t i = 0; i < conduct->n_rows; i++) {
        const struct conduct_row *row = &conduct->rows[i];
        if (row->call == site->call && is_of(conduct, row, site) &&
            (first == 0 || row->view.trial < first))
            first = row->view.trial;
    }
    return first;
}

int conduct_last_given(const struct conduct *conduct, const struct planned_site *site)
{
    int last = 0;
    for (size_t i = 0; i < conduct->n_rows; i++) {
        const struct conduct_row *row = &conduct->rows[i];
        if (is_there(conduct, row, site) && conduct_row_did_something(row) &&
            row->view.trial > last)
            last = row->view.trial;
    }
    return last;
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
    struct conduct_row due = {.place = view->site, .view.trial = view->trial};
    COPY(due.test, view->test);
    int begun = 0;
    bool is_begun = view->practice || view->site == CONDUCT_NO_PLACE;
    for (size_t i = 0; i < conduct->n_rows; i++) {
        bool is_known =
            conduct->rows[i].view.practice || strcmp(conduct->rows[i].test, view->test) != 0;
        for (size_t k = 0; k < i && !is_known; k++)
            is_known = is_same_trial(&conduct->rows[k], &conduct->rows[i]);
        begun += !is_known;
        is_begun = is_begun || is_same_trial(&conduct->rows[i], &due);
    }
    view->step_trial = begun + !is_begun;
}

/* Earlier values of a site that has trials due do not steer the hand. */
void conduct_rows_refresh(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    view->n_trials_here = 0;
    const struct conduct_row *newest = row_last(conduct);
    const bool is_before_next = view->now == NOW_CONFIRM || view->now == NOW_REST ||
                                view->now == NOW_WAIT || view->now == NOW_QUESTION ||
                                (view->now == NOW_STOPPED && !view->repeat_reviews);
    for (size_t i = 0; i < conduct->n_rows; i++) {
        const struct conduct_row *row = &conduct->rows[i];
        if (!is_here(conduct, row))
            continue;
        struct trial_view *out = add_shown(view);
        *out = row->view;
        if (is_only_attempt(conduct, row))
            out->attempt = 0;
        out->is_replaced = is_counted(conduct, row) && is_superseded(conduct, i);
        out->is_hidden = !conduct->is_revealed && (row != newest || is_before_next);
    }
    trials_refresh(conduct);
    add_planned(conduct);
    step_refresh(conduct);
    mean_refresh(conduct);
    view->given_up = conduct_count_lost(conduct);
}

/* ---- rows that come and change ------------------------------------------------------------------
 */

void conduct_row_begin(struct conduct *conduct)
{
    const struct run_view *view = conduct->view;
    row_add(conduct, view->site)->view = (struct trial_view){.trial = view->trial,
                                                             .attempt = view->attempt,
                                                             .practice = view->practice,
                                                             .state = ROW_RUNNING};
}

void conduct_row_asked(struct conduct *conduct)
{
    const struct run_view *view = conduct->view;
    const struct conduct_row *last = row_last(conduct);
    if (last && last->view.state == ROW_RUNNING && last->place == view->site &&
        last->view.trial == view->trial && strcmp(last->test, view->test) == 0)
        return;
    conduct_row_begin(conduct);
    row_last(conduct)->stimulus = VIEW_RATING;
}

void conduct_row_rated(struct conduct *conduct, double value, utc_us saved)
{
    struct conduct_row *last = row_last(conduct);
    if (!last || last->view.state != ROW_RUNNING)
        return;
    last->view.state = isnan(value) ? ROW_NO_VALUE : ROW_SAVED;
    last->is_last = isnan(value); /* it is not asked for again */
    last->view.has_value = !isnan(value);
    last->view.value = last->view.has_value ? value : 0;
    stamp(&last->view, saved);
}

void conduct_row_withheld(struct conduct *conduct)
{
    const struct run_view *view = conduct->view;
    row_add(conduct, view->site)->view = (struct trial_view){
        .trial = view->trial, .practice = view->practice, .state = ROW_WITHHELD};
}

void conduct_row_skipped(struct conduct *conduct, const struct planned_site *site, int trial)
{
    const int place = place_find(conduct->view, site->site, site->side);
    struct conduct_row *row = row_add(conduct, place);
    if (place != CONDUCT_NO_PLACE)
        conduct->is_begun[place] = true; /* and nothing of that call is to come there */
    row->view = (struct trial_view){.trial = trial, .state = ROW_SKIPPED};
    row->call = site->call;
    COPY(row->test, site->test);
}

/* Others came after it while it went on: it conditions. NULL: there is none. */
static struct conduct_row *row_left_running(struct conduct *conduct)
{
    for (size_t i = conduct->n_rows; i-- > 0;)
        if (conduct->rows[i].view.state == ROW_RUNNING && is_here(conduct, &conduct->rows[i]))
            return &conduct->rows[i];
    return NULL;
}

const struct trial_view *conduct_row_saved(struct conduct *conduct, const struct trial_row *row,
                                           utc_us saved)
{
    struct conduct_row *last = row_last(conduct);
    if (!last || last->view.state != ROW_RUNNING)
        last = row_left_running(conduct);
    if (!last)
        last = row_add(conduct, conduct->view->site);
    last->place = conduct->view->site;
    last->is_last = row->plan.is_last;
    last->stimulus = conduct_stimulus_of(row->plan.kind);
    COPY(last->test, conduct->view->test);
    COPY(last->phase, conduct->view->phase);
    set_row(&last->view, row);
    stamp(&last->view, saved);
    return &last->view;
}

void conduct_row_adopted(struct conduct *conduct, const struct trial_row *row, utc_us saved)
{
    (void)conduct_row_saved(conduct, row, saved);
    row_last(conduct)->view.is_cut = true;
}

void conduct_rows_of_call(struct conduct *conduct, int64_t block, int call)
{
    for (size_t i = 0; i < conduct->n_rows; i++)
        if (conduct->rows[i].block == block)
            conduct->rows[i].call = call;
}

void conduct_row_cut(struct conduct *conduct, int64_t block, int attempt)
{
    for (size_t i = 0; i < conduct->n_rows; i++)
        if (conduct->rows[i].block == block && conduct->rows[i].view.attempt == attempt)
            conduct->rows[i].view.is_cut = true;
}

void conduct_row_spoiled(struct conduct *conduct, const struct trial_row *row, const char *reason)
{
    struct conduct_row spoiled = {
        .place = place_find(conduct->view, row->plan.site, row->plan.side),
        .view = {.trial = (int)row->plan.trial, .practice = row->plan.practice}};
    COPY(spoiled.test, row->plan.test);
    for (size_t i = conduct->n_rows; i-- > 0;) {
        struct conduct_row *own = &conduct->rows[i];
        if (!is_same_trial(own, &spoiled) || own->view.attempt != (int)row->attempt)
            continue;
        own->view.state = ROW_SPOILED;
        COPY(own->view.reason, reason);
        break;
    }
}

/* ---- what is told -------------------------------------------------------------------------------
 */

void conduct_tell(struct conduct *conduct, const char *sentence)
{
    const size_t n = strlen(conduct->toast);
    if (n == 0 || !conduct->toast_stays) {
        conduct->toast_stays = false;
        COPY(conduct->toast, sentence);
    } else if (!strstr(conduct->toast, sentence)) {
        snprintf(conduct->toast + n, sizeof conduct->toast - n, "; %s", sentence);
    }
}

void conduct_keep_told(struct conduct *conduct)
{
    conduct->toast_stays = conduct->toast[0] != '\0';
}

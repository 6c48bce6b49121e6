/* What was there before the session began to run here: the sites that it was planned with, and, when it goes on, the attempts
 * that were made before, with those that were withheld. So a site has one number for the whole visit, and no attempt goes from its row. */
#include "conduct_internal.h"

#include "copy_internal.h"

#include "hw/bench.h"
#include "script/message.h"
#include "shell/present.h"
#include "stimulus/pressure_ramp.h"

#include <math.h>
#include <string.h>

void conduct_name_places(struct conduct *conduct, const struct planned *planned)
{
    conduct->planned = *planned;
    for (size_t i = 0; i < planned->n; i++)
        conduct_place_of(conduct, planned->sites[i].site, planned->sites[i].side);
}

/* What gives a test somewhere, as far as the plan says it: of several that give it the first. */
static bool planned_stimulus(const struct planned *planned, const char *test, const char *site,
                             const char *side, int call, uint8_t *stimulus)
{
    const size_t at = planned_find(planned, test, site, side, call);
    if (at == planned->n || !planned->sites[at].has_stimulus)
        return false;
    *stimulus = planned->sites[at].stimulus;
    return true;
}

/* Of a test that several may give, what the bench has. */
static uint8_t benchs_stimulus(const struct bench *bench, uint8_t stimulus)
{
    struct channel_ref channel;
    if ((stimulus != VIEW_TRAIN && stimulus != VIEW_HOLD) || !bench ||
        bench_role(bench, ROLE_TEST_CUFF, &channel))
        return stimulus;
    if (bench_role(bench, ROLE_THERMODE, &channel))
        return VIEW_TEMPERATURE;
    return stimulus == VIEW_TRAIN ? VIEW_PRESSURE : stimulus;
}

/* What has been given says it best, then the plan; before that is known there are the test and the bench. */
void conduct_find_stimulus(struct conduct *conduct)
{
    const struct run_view *view = conduct->view;
    const struct site_view *place =
        view->site == CONDUCT_NO_PLACE ? NULL : &view->sites[view->site];
    uint8_t stimulus;
    present_stimulus(view->test, &conduct->view->stimulus);
    conduct->view->stimulus = benchs_stimulus(conduct->bench, view->stimulus);
    if (place && planned_stimulus(&conduct->planned, view->test, place->site, place->side,
                                  conduct->call, &stimulus))
        conduct->view->stimulus = conduct_stimulus_of(stimulus);
    for (size_t i = 0; i < conduct->n_rows; i++)
        if (strcmp(conduct->rows[i].test, conduct->view->test) == 0 &&
            conduct_row_did_something(&conduct->rows[i]))
            conduct->view->stimulus = conduct->rows[i].stimulus;
}

static bool is_planned_here(const struct run_view *view, const struct planned_site *row)
{
    const struct site_view *place = &view->sites[view->site];
    return strcmp(row->site, place->site) == 0 && strcmp(row->side, place->side) == 0;
}

/* Behind the test that was there last; the first of all where none was. */
static size_t find_next(const struct conduct *conduct)
{
    const struct planned *planned = &conduct->planned;
    for (size_t i = 0; i < planned->n; i++)
        if (is_planned_here(conduct->view, &planned->sites[i]) &&
            strcmp(planned->sites[i].test, conduct->view->test) == 0)
            return i + 1;
    return 0;
}

void conduct_find_test(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const struct planned *planned = &conduct->planned;
    if (view->site == CONDUCT_NO_PLACE)
        return;
    const size_t from = find_next(conduct);
    for (size_t i = 0; i < planned->n; i++) {
        const struct planned_site *row = &planned->sites[(from + i) % planned->n];
        if (!is_planned_here(view, row))
            continue;
        COPY(view->test, row->test);
        conduct->call = row->call;
        conduct_find_stimulus(conduct);
        conduct->of = planned_trials(planned, row->test, row->site, row->side);
        view->practice = false;
        conduct_rows_refresh(conduct);
        view->trial = view->valid + 1;
        if (view->valid < conduct->of)
            return;
    }
}

static enum end_reason end_of(const char *word)
{
    static const enum end_reason ends[] = {
#define END_ROW(name, word) END_##name,
        END_LIST(END_ROW)
#undef END_ROW
    };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (strcmp(end_word(ends[i]), word) == 0)
            return ends[i];
    return END_FAULT;
}

/* Of several in one unit the first, unless its test is known: what the rows show of them is the same. What was seen to come back to a
 * baseline, or was not, is a thermode. */
static uint8_t kind_of(const struct conduct *conduct, const struct study_trial *trial)
{
    const char *test = trial->test, *unit = trial->unit;
    uint8_t shown = VIEW_PRESSURE, kind;
    if (planned_stimulus(&conduct->planned, test, trial->site, trial->side, 0, &kind) &&
        (stimulus_is_thermal((enum stimulus)kind) || !trial->has_returned))
        return kind;
    present_stimulus(test, &shown);
    if (shown == VIEW_TRAIN)
        return trial->has_returned ? STIMULUS_THERMAL_TRAIN : STIMULUS_PULSE_TRAIN;
    if (shown == VIEW_HOLD)
        return trial->has_returned ? STIMULUS_THERMAL_TONIC : STIMULUS_CUFF_TONIC;
    if (shown == VIEW_CUES)
        return STIMULUS_HAND_CUES;
    if (shown == VIEW_CUFF)
        return STIMULUS_CUFF_RAMP;
    for (kind = 0; kind < STIMULUS_KINDS; kind++)
        if (strcmp(stimulus_unit((enum stimulus)kind), unit) == 0)
            return kind;
    return STIMULUS_PRESSURE_RAMP;
}

/* How each pulse was rated stands in rows of their own; of a train by hand most never are. */
static void recall_train(const struct study_trial *trial, struct trial_row *row)
{
    row->n_pulses = trial->given > 0 ? (uint8_t)fmin(trial->given, PULSES_MAX) : 0;
    for (size_t i = 0; i < PULSES_MAX; i++)
        row->ratings[i] = (float)NAN;
}

static struct trial_row row_of(const struct conduct *conduct, const struct study_trial *trial)
{
    const bool is_below = strcmp(trial->censored, "left") == 0;
    struct trial_row row = {
        .plan = {.kind = kind_of(conduct, trial),
                 .trial = trial->trial,
                 .practice = trial->practice},
        .attempt = trial->attempt,
        .end = (uint8_t)end_of(trial->end),
        .has_value = !isnan(trial->value),
        .censored = strcmp(trial->censored, "right") == 0 || is_below,
        .is_below = is_below,
        .has_slope = !isnan(trial->rate_mean),
        .rate_off = trial->has_rate_off && trial->rate_off,
        .has_idle = !isnan(trial->idle_kpa),
    };
    COPY(row.plan.test, trial->test);
    COPY(row.plan.site, trial->site);
    COPY(row.plan.side, trial->side);
    row.value = row.has_value ? trial->value : 0;
    row.slope = row.has_slope ? trial->rate_mean : 0;
    if (row.rate_off && !isnan(trial->rate_worst)) /* what it was judged by */
        row.slope = trial->rate_worst;
    row.idle_kpa = row.has_idle ? trial->idle_kpa : 0;
    recall_train(trial, &row);
    return row;
}

/* What its script has found out of a cuff ramp stands beside it. */
static void recall_beside(struct conduct *conduct, const struct trial_row *found, int place)
{
    const bool is_pdt = strcmp(found->plan.test, "pdt") == 0;
    if (!found->has_value || (!is_pdt && strcmp(found->plan.test, "ptl") != 0))
        return;
    for (size_t i = conduct->n_rows; i-- > 0;) {
        struct conduct_row *row = &conduct->rows[i];
        if (row->place != place || row->view.trial != (int)found->plan.trial ||
            strcmp(row->test, "ptt") != 0)
            continue;
        *(is_pdt ? &row->view.has_pdt : &row->view.has_rating) = row->view.has_value;
        *(is_pdt ? &row->view.pdt : &row->view.rating) = found->value;
        return;
    }
}

/* Its pulses are rows of the study, behind it; here they are its own. False: it is none, or of no train that is known. */
static bool recall_pulse(struct conduct *conduct, const struct study_trial *trial)
{
    for (size_t i = conduct->n_rows; trial->pulse > 0 && i-- > 0;) {
        struct trial_view *row = &conduct->rows[i].view;
        const size_t at = (size_t)trial->pulse - 1;
        if (conduct->rows[i].block != trial->block || row->attempt != (int)trial->attempt ||
            at >= VIEW_PULSES_MAX)
            continue;
        row->ratings[at] = (float)trial->value;
        if (row->n_pulses <= at)
            row->n_pulses = (uint8_t)(at + 1);
        return true;
    }
    return false;
}

/* Of a train by hand: a row of the study, whose trial is that of the train. */
static bool is_said(const struct study_trial *trial)
{
    const bool is_of_train = strcmp(trial->test, "ts") == 0 || strcmp(trial->test, "wur") == 0;
    return is_of_train && strncmp(trial->unit, "0-", 2) == 0;
}

void conduct_recall(struct conduct *conduct, const struct study_trial *trial)
{
    const struct trial_row row = row_of(conduct, trial);
    struct run_view *view = conduct->view;
    if (recall_pulse(conduct, trial) || is_said(trial))
        return;
    view->site = conduct_place_of(conduct, row.plan.site, row.plan.side);
    COPY(view->test, row.plan.test);
    conduct_set_phase(conduct, trial->phase);
    if (view->site != CONDUCT_NO_PLACE)
        conduct->is_begun[view->site] = true;
    conduct->call = 0; /* its request says it */
    recall_beside(conduct, &row, view->site);
    conduct_row_saved(conduct, &row, trial->utc);
    conduct->rows[conduct->n_rows - 1].block = trial->block;
    conduct_note_asked(conduct);
    if (trial->spoiled)
        conduct_row_spoiled(conduct, &row, trial->spoil_reason);
    view->site = CONDUCT_NO_PLACE;
    view->test[0] = '\0';
}

/* After all that was measured: at its site nothing of its test was given any more that day. */
static void recall_withheld(struct conduct *conduct, const struct message *note)
{
    struct run_view *view = conduct->view;
    const char *test = message_string(note, "test"), *site = message_string(note, "site"),
               *side = message_string(note, "side");
    if (!test || !site || !side)
        return;
    view->site = conduct_place_of(conduct, site, side);
    view->trial = conduct->recalled_trial;
    view->practice = conduct->recalled_practice;
    COPY(view->test, test);
    if (view->site != CONDUCT_NO_PLACE)
        conduct->is_begun[view->site] = true;
    conduct_row_withheld(conduct);
    view->site = CONDUCT_NO_PLACE;
    view->trial = 0;
    view->practice = false;
    view->test[0] = '\0';
}

static void recall_skipped(struct conduct *conduct, const struct message *note)
{
    const char *test = message_string(note, "test"), *site = message_string(note, "site"),
               *side = message_string(note, "side");
    if (test || (site && side))
        conduct_recall_skip(conduct, test, site, side);
}

static void recall_note(struct conduct *conduct, const struct message *note)
{
    double peak_kpa;
    const char *what = message_string(note, "what");
    if (what && strcmp(what, SESSION_REST_AGAIN) == 0)
        conduct->recalled_kpa = 0;
    else if (what && strcmp(what, SESSION_WITHHELD) == 0)
        recall_withheld(conduct, note);
    else if (what && strcmp(what, SESSION_SKIPPED) == 0)
        recall_skipped(conduct, note);
    else if (what && strcmp(what, SESSION_PRESSED_BETWEEN) == 0 &&
             message_quantity(note, "peak", "kPa", &peak_kpa))
        conduct->recalled_kpa = fmax(conduct->recalled_kpa, peak_kpa);
}

/* Its row of the plan, and with it the call that the attempts of its block were made in. */
static void recall_call(struct conduct *conduct, const struct message *args, int64_t block)
{
    const struct planned *planned = &conduct->planned;
    const char *test = message_string(args, "test"), *site = message_string(args, "site"),
               *side = message_string(args, "side");
    const size_t at = planned_find(planned, test ? test : "", site ? site : "", side ? side : "n/a",
                                   conduct->recalled_call);
    if (at == planned->n)
        return;
    conduct->asked = at;
    if (block > 0)
        conduct_rows_of_call(conduct, block, planned->sites[at].call);
}

/* What the protocol says of the trial that it asks for last holds until the next. */
static void recall_request(struct conduct *conduct, const struct message *request, int64_t block)
{
    const struct message args = message_get(request, "args");
    const char *verb = message_string(request, "do");
    double contact_kpa;
    int64_t trial, call;
    conduct->recalled_kpa = 0;
    conduct->recalled_call = message_integer(request, "call", &call) ? (int)call : 0;
    conduct->recalled_in_trial = verb && strcmp(verb, "trial") == 0;
    if (!conduct->recalled_in_trial)
        return;
    recall_call(conduct, &args, block);
    conduct->recalled_trial = message_integer(&args, "trial", &trial) ? (int)trial : 0;
    conduct->recalled_practice = message_flag(&args, "practice");
    conduct->contact_kpa = message_quantity(&args, "contact", "kPa", &contact_kpa)
                               ? contact_kpa
                               : pressure_ramp_defaults().contact_kpa;
}

static void recall_adopted(struct conduct *conduct, const struct message *adopt, int64_t block)
{
    int64_t attempt;
    if (message_integer(adopt, "attempt", &attempt))
        conduct_row_cut(conduct, block, (int)attempt);
}

/* A rest lies within one request, and before the attempt that it may be for. */
void conduct_recall_entry(struct conduct *conduct, const struct entry *entry)
{
    const bool is_note = strcmp(entry->kind, "note") == 0;
    const bool is_request = strcmp(entry->kind, "request") == 0;
    const bool is_adopt = strcmp(entry->kind, "adopt") == 0;
    struct message payload;
    if (strcmp(entry->kind, "return") == 0 || strcmp(entry->kind, "started") == 0)
        conduct->recalled_kpa = 0;
    if (!(is_note || is_request || is_adopt) ||
        message_parse(&payload, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return; /* its words were erased */
    if (is_note)
        recall_note(conduct, &payload);
    else if (is_request)
        recall_request(conduct, &payload, entry->block);
    else
        recall_adopted(conduct, &payload, entry->block);
    message_fini(&payload);
}

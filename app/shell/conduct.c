/* What a session tells and asks, and the readings of its ramp, as the screen shows them. */
#include "shell/conduct.h"

#include "conduct_internal.h"
#include "copy_internal.h"

#include "base/clock.h"
#include "hw/reactor.h"
#include "stimulus/pressure_ramp.h"
#include "text/text.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- callbacks ----------------------------------------------------------------------------------
 */

static void set_plan(struct conduct *conduct, const struct trial_plan *plan)
{
    struct run_view *view = conduct->view;
    COPY(view->test, plan->test);
    conduct_set_phase(conduct, plan->phase);
    view->site = conduct_place_of(conduct, plan->site, plan->side);
    view->trial = (int)plan->trial;
    conduct->place_due = view->site;
    conduct->of = (int)plan->of;
    conduct->call = (int)plan->call;
    view->practice = plan->practice;
    conduct_set_stimulus(conduct, plan);
    view->tolerance = plan->rate_tolerance;
    view->wrong_site = 0;
    conduct->contact_kpa = plan->contact_kpa;
    conduct_note_asked(conduct);
}

/* Nothing of one trial is shown at the next: it would steer the hand. */
static void clear_trace(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    view->n_trace = 0;
    view->has_threshold = view->censored = view->near_limit = false;
    view->has_slope = view->is_answered = false;
    view->running_s = 0;
    view->cold = (struct cold_view){0};
    conduct->contact_at = 0;
    conduct->response_at = 0;
    conduct_cuff_clear(conduct);
    conduct_beat_clear(conduct);
}

void conduct_set_offers(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    if (!conduct->session)
        return;
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
    case PROMPT_QUESTION:
        return NOW_QUESTION;
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
    const enum end_of what = (enum end_of)stimulus_touch((enum stimulus)row->plan.kind);
    const char *why = row->has_value ? "" : end_text(conduct->language, what, row->end, row->fault);
    text_sentence(view->sentence, sizeof view->sentence, why);
}

/* The script tries a trial again whose slope was off, unless that was its last attempt. */
static bool will_repeat(const struct trial_row *row)
{
    return row->has_value && row->rate_off && !row->plan.is_last;
}

static uint8_t again_of(enum again again)
{
    static const uint8_t shown[] = {[AGAIN_NOT] = VIEW_AGAIN_NOT,
                                    [AGAIN_REPEATED] = VIEW_AGAIN_REPEATED,
                                    [AGAIN_STOPPED] = VIEW_AGAIN_STOPPED,
                                    [AGAIN_NO_VALUE] = VIEW_AGAIN_NO_VALUE,
                                    [AGAIN_SLOPE] = VIEW_AGAIN_SLOPE,
                                    [AGAIN_SPOILED] = VIEW_AGAIN_SPOILED,
                                    [AGAIN_UNREVIEWED] = VIEW_AGAIN_UNREVIEWED,
                                    [AGAIN_SPREAD] = VIEW_AGAIN_SPREAD};
    return shown[again];
}

/* The words stand until the next ones, also in the trials. */
static void take_words(struct run_view *view, const struct prompt *prompt)
{
    COPY(view->instruction, prompt->text);
    COPY(view->words, prompt->words ? prompt->words : "");
    COPY(view->words_language, prompt->words ? prompt->words_language : "");
    view->instruction_read = false;
}

static void take_anchors(struct anchors_view *view, const struct scale_anchors *anchors)
{
    static_assert((int)PARTICIPANT_ANCHORS_MAX == (int)SCALE_ANCHORS_MAX, "all are shown");
    view->n = (uint8_t)anchors->n;
    view->between = (float)anchors->between;
    for (size_t l = 0; l < LANGUAGES; l++)
        for (size_t i = 0; i < anchors->n; i++)
            COPY(view->words[l][i], anchors->words[l][i]);
}

static void take_question(struct ask_view *ask, const struct question *question)
{
    static_assert((int)VIEW_CHOICES_MAX == (int)QUESTION_CHOICES_MAX, "all choices are shown");
    *ask = (struct ask_view){.n_choices = question->n_choices,
                             .min = question->min,
                             .max = question->max,
                             .by_participant = question->by_participant,
                             .is_line = question->is_line};
    static_assert((int)LANGUAGES <= (int)VIEW_LANGUAGES_MAX, "a question in every language");
    for (size_t i = 0; i < LANGUAGES; i++)
        COPY(ask->spoken[i], question->by_participant ? question->spoken[i] : "");
    COPY(ask->unit, unit_text(question->unit));
    for (size_t i = 0; i < question->n_choices; i++) {
        COPY(ask->choices[i].key, question->choices[i].key);
        COPY(ask->choices[i].words, question->choices[i].words);
    }
}

/* A rating of its own is a step of the visit, and has a row. */
static void take_own(struct conduct *conduct, const struct question *question)
{
    struct run_view *view = conduct->view;
    COPY(view->test, question->test);
    view->site = conduct_place_of(conduct, question->site, question->side);
    view->trial = (int)question->trial;
    view->attempt = 1;
    view->practice = false;
    view->is_rated = true; /* no rate is judged */
    conduct->call = (int)question->call;
    conduct->of = planned_trials(&conduct->planned, view->test, question->site, question->side);
    if (view->site != CONDUCT_NO_PLACE)
        conduct->is_begun[view->site] = true;
    conduct_note_asked(conduct);
    conduct_row_asked(conduct);
    conduct_places_refresh(conduct);
    conduct_rows_refresh(conduct);
}

static void on_rated(void *context, const struct question *question, double value)
{
    struct conduct *conduct = context;
    (void)question;
    conduct_row_rated(conduct, value, utc_now());
    conduct_rows_refresh(conduct);
}

static void on_recalled(void *context, const struct prompt *prompt)
{
    const struct conduct *conduct = context;
    take_words(conduct->view, prompt);
}

/* Said once more after something was mended, it stands where it stood. */
static bool goes_on(const struct run_view *view)
{
    switch ((enum run_now)view->now) {
    case NOW_INSTRUCT:
    case NOW_QUESTION:
        return true;
    case NOW_REST:
        return view->rest_site[0] == '\0';
    case NOW_STOPPED:
        return view->repeat_goes_on;
    case NOW_NOTHING:
    case NOW_CONFIRM:
    case NOW_WAIT:
    case NOW_ARMED:
    case NOW_RUNNING:
    case NOW_RELEASE:
    case NOW_SAVING:
    case NOW_REVIEW:
    case NOW_NOT_SAVED:
    case NOW_SUMMARY:
        break;
    }
    return false;
}

/* The same: neither a rest of its own nor a question is of a test. */
static bool is_between_tests(const struct run_view *view)
{
    if (view->now == NOW_STOPPED)
        return view->skips_step;
    return view->now == NOW_QUESTION || (view->now == NOW_REST && view->rest_site[0] == '\0');
}

/* Here it stands alone; a question is the protocol's own. */
static void take_sentence(struct run_view *view, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_QUESTION || prompt->kind == PROMPT_INSTRUCT)
        COPY(view->sentence, prompt->text);
    else
        text_told(view->sentence, sizeof view->sentence, prompt->text);
}

static void on_prompt(void *context, struct session *session, const struct prompt *prompt)
{
    struct conduct *conduct = context;
    struct run_view *view = conduct->view;
    conduct->session = session;
    view->repeat_goes_on = prompt->kind == PROMPT_STOPPED && goes_on(view);
    view->skips_step = prompt->kind == PROMPT_STOPPED && is_between_tests(view);
    view->now = (uint8_t)now_of(prompt->kind);
    view->prompt = prompt->number;
    take_sentence(view, prompt);
    conduct_set_offers(conduct);
    if (prompt->plan)
        set_plan(conduct, prompt->plan);
    if (prompt->anchors)
        take_anchors(&view->anchors, prompt->anchors);
    if (prompt->kind == PROMPT_INSTRUCT) {
        take_words(view, prompt);
        conduct_look_forward(conduct, prompt->test);
    } else if (prompt->kind == PROMPT_ARM) {
        view->attempt = (int)prompt->attempt;
        if (prompt->plan->is_beside)
            view->beside_anchors = view->anchors;
        view->again = again_of(prompt->again);
        conduct->recalled_kpa = 0; /* that rest is over */
        clear_trace(conduct);
        view->limit = prompt->limit;
    } else if (prompt->kind == PROMPT_REVIEW) {
        say_no_value(conduct, prompt->row);
        view->will_repeat = will_repeat(prompt->row);
    } else if (prompt->kind == PROMPT_QUESTION) {
        take_question(&view->ask, prompt->question);
        if (prompt->question->is_own)
            take_own(conduct, prompt->question);
    } else if (prompt->kind == PROMPT_STOPPED) {
        view->repeat_reviews = prompt->repeat_reviews;
        view->fault = status_exit_code(prompt->cause) == 3 && !prompt->is_mended;
        if (view->fault)
            conduct->cues |= 1 << CUE_FAULT;
    }
    conduct_places_refresh(conduct);
    conduct_rows_refresh(conduct);
}

/* The ramp began where the pressure left the floor for the last time. */
static void set_contact(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const float floor_kpa = 10;
    size_t at = view->n_trace;
    while (at > 0 && view->trace[at - 1].value > floor_kpa)
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
        clear_trace(conduct);
        conduct_row_begin(conduct);
        conduct->phase_at = conduct->now;
        if (conduct_is_thermal(conduct))
            conduct_thermal_armed(conduct);
        else if (conduct_is_cuff(conduct))
            conduct_cuff_armed(conduct);
        else if (view->beat.is_on)
            conduct_beat_armed(conduct);
        break;
    case PHASE_RUNNING:
        view->now = NOW_RUNNING;
        if (view->stimulus == VIEW_PRESSURE && !view->beat.is_on)
            set_contact(conduct);
        break;
    case PHASE_WARN:
        view->near_limit = !view->beat.is_on; /* each press is near it anew */
        break;
    case PHASE_RELEASE:
        if (view->now != NOW_RELEASE)
            conduct->phase_at = conduct->now;
        view->now = NOW_RELEASE;
        view->is_answered = false;
        break;
    case PHASE_RELEASED:
        if (view->stimulus != VIEW_HOLD) /* its tail is still rated */
            view->now = NOW_SAVING;
        view->thermal.step = VIEW_BACK;
        view->cuff.step = VIEW_CUFF_OFF;
        break;
    }
    conduct_rows_refresh(conduct);
}

static void on_response(void *context, bool pressed)
{
    struct conduct *conduct = context;
    conduct->view->button_pressed = pressed;
    conduct->view->cuff.has_response |= pressed;
    if (pressed && conduct->response_at == 0)
        conduct->response_at = conduct->view->n_trace;
}

/* The trace ends where the participant pressed, or at the limit; what came after is the release. */
static void set_threshold(struct conduct *conduct, const struct trial_row *row)
{
    struct run_view *view = conduct->view;
    size_t end = conduct->response_at;
    if (conduct_is_cuff(conduct))
        end = conduct_cuff_end(view, row->value);
    else if (end == 0 && conduct_is_thermal(conduct))
        end = conduct_farthest(view);
    for (size_t i = 0; end == 0 && i < view->n_trace; i++)
        if ((double)view->trace[i].value >= row->value)
            end = i + 1;
    /* a difference, or a rating */
    const bool is_beside = row->plan.kind == STIMULUS_THERMAL_LIMEN || view->is_rated;
    if (!row->has_value || end == 0 || is_beside)
        return;
    view->n_trace = end;
    view->has_threshold = true;
    view->censored = row->censored;
    view->threshold =
        (struct trace_point){.t_s = view->trace[end - 1].t_s, .value = (float)row->value};
}

/* Every threshold of a gauge that is not at 0 is off by as much. */
static void tell_idle(struct conduct *conduct, const struct trial_row *row)
{
    if (!conduct_is_off_zero(row))
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
    const uint8_t turn = conduct->view->thermal.turn; /* the one that it ended in */
    set_plan(conduct, &row->plan);
    conduct->view->thermal.turn = turn;
    conduct->newest = *conduct_row_saved(conduct, row, utc_now());
    set_threshold(conduct, row);
    if (conduct_is_thermal(conduct))
        conduct_thermal_saved(conduct, row);
    if (conduct_is_cuff(conduct))
        conduct_cuff_saved(conduct, row);
    if (conduct_is_cold(conduct))
        conduct_cold_saved(conduct, row);
    conduct->cues |= 1 << CUE_SAVED;
    tell_idle(conduct, row);
    conduct_rows_refresh(conduct);
}

static void on_adopted(void *context, const struct trial_row *row)
{
    struct conduct *conduct = context;
    set_plan(conduct, &row->plan);
    if (conduct->view->site != CONDUCT_NO_PLACE)
        conduct->is_begun[conduct->view->site] = true;
    conduct_row_adopted(conduct, row, utc_now());
    conduct_rows_refresh(conduct);
}

static void on_spoiled(void *context, const struct trial_row *row, const char *reason)
{
    conduct_row_spoiled(context, row, reason);
    conduct_rows_refresh(context);
}

static void on_skipped(void *context)
{
    conduct_skip(context);
    conduct_rows_refresh(context);
}

static void on_withheld(void *context, const struct trial_plan *plan)
{
    struct conduct *conduct = context;
    set_plan(conduct, plan);
    conduct_row_withheld(conduct);
    conduct_rows_refresh(conduct);
    conduct_keep_told(conduct);
}

void conduct_set_rest(struct conduct *conduct, const char *site, const char *side, double left_s,
                      double whole_s)
{
    struct run_view *view = conduct->view;
    conduct->rest_until = conduct->now + mono_from_sec(left_s);
    view->rest_left_s = left_s;
    view->rest_whole_s = fmax(whole_s, left_s); /* a clock that was set leaves more */
    COPY(view->rest_site, site);
    COPY(view->rest_side, side);
}

/* The site rests for a trial: of which test, the session says, or the plan. */
static void look_ahead(struct conduct *conduct)
{
    const struct session *session = conduct->session;
    const struct trial_plan *plan = session ? session_trial_ahead(session) : NULL;
    if (plan)
        set_plan(conduct, plan);
    else if (!conduct->view->test[0] || (session && !session_test_goes_on(session)))
        conduct_find_test(conduct);
}

static void on_rest(void *context, const char *site, const char *side, double left_s,
                    double whole_s)
{
    struct conduct *conduct = context;
    struct run_view *view = conduct->view;
    view->now = NOW_REST;
    view->cold = (struct cold_view){0}; /* the clock of the trial before is no rest's */
    view->offers_go = view->offers_spoil = view->offers_repeat = view->offers_skip = false;
    conduct_set_rest(conduct, site, side, left_s, whole_s);
    view->touched_kpa = conduct->recalled_kpa;
    conduct->recalled_kpa = 0;
    if (site[0]) {
        view->site = conduct_place_of(conduct, site, side);
        look_ahead(conduct);
    }
    conduct_places_refresh(conduct);
    conduct_rows_refresh(conduct);
    view->next_trial = view->valid + 1;
    view->next_trials = view->wanted > view->next_trial ? view->wanted : view->next_trial;
}

static void on_notice(void *context, const char *sentence)
{
    conduct_tell(context, sentence);
}

static void on_mended(void *context, const char *sentence)
{
    struct conduct *conduct = context;
    COPY(conduct->mended, sentence);
    if (strcmp(conduct->toast, conduct->mended) == 0)
        conduct->toast[0] = '\0';
}

static void on_noted(void *context, bool has_words)
{
    struct conduct *conduct = context;
    *(has_words ? &conduct->has_noted : &conduct->has_marked) = true;
}

struct session_view conduct_session_view(struct conduct *conduct)
{
    return (struct session_view){.view = conduct,
                                 .prompt = on_prompt,
                                 .phase = on_phase,
                                 .response = on_response,
                                 .saved = on_saved,
                                 .rated = on_rated,
                                 .adopted = on_adopted,
                                 .spoiled = on_spoiled,
                                 .withheld = on_withheld,
                                 .skipped = on_skipped,
                                 .rest = on_rest,
                                 .notice = on_notice,
                                 .recalled = on_recalled,
                                 .mended = on_mended,
                                 .noted = on_noted};
}

bool conduct_confirms(struct conduct *conduct, int64_t number)
{
    struct run_view *view = conduct->view;
    if (view->now != NOW_CONFIRM || view->site == CONDUCT_NO_PLACE)
        return false;
    const bool is_right = view->sites[view->site].number == number;
    view->wrong_site = is_right ? 0 : (uint8_t)number;
    return is_right;
}

void conduct_init(struct conduct *conduct, struct run_view *view, double kpa_per_n)
{
    memset(conduct, 0, sizeof *conduct);
    *view = (struct run_view){.site = CONDUCT_NO_PLACE,
                              .is_demo = view->is_demo,
                              .lead = view->lead,
                              .over_limit = view->over_limit,
                              .not_back = view->not_back,
                              .not_back_is_cuff = view->not_back_is_cuff,
                              .limit = view->over_limit ? view->limit : 0,
                              .thermal.baseline = view->not_back ? view->thermal.baseline : 0};
    conduct->view = view;
    conduct->is_left_on = view->not_back;
    conduct->kpa_per_n = kpa_per_n;
    conduct->place_due = CONDUCT_NO_PLACE;
    conduct->asked = CONDUCT_ROW_NONE;
    conduct->contact_kpa = pressure_ramp_defaults().contact_kpa;
}

void conduct_end(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    conduct->session = NULL;
    conduct->is_left_on = view->not_back;
    view->offers_go = view->offers_spoil = view->offers_repeat = false;
    view->offers_skip = view->offers_end = view->offers_leave = false;
    view->off_zero = false;
}

void conduct_let_go(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    if (!view->has_reading || view->stimulus != VIEW_PRESSURE)
        view->over_limit = false;
    if (view->not_back && conduct->session)
        session_taken_off(conduct->session);
    view->thermal.is_off_said |= view->not_back;
    view->cuff.is_off_said |= view->not_back;
    conduct->is_left_on = view->not_back = false;
}

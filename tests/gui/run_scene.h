/* Views of a session for pictures and tests of its screen: one for each state, all of the same visit. */
#ifndef LIMEN_TESTS_GUI_RUN_SCENE_H
#define LIMEN_TESTS_GUI_RUN_SCENE_H

#include "gui/ask_scene.h"
#include "gui/beat_scene.h"
#include "gui/beside_scene.h"
#include "gui/cold_scene.h"
#include "gui/cuff_scene.h"
#include "gui/heat_scene.h"
#include "gui/limen_scene.h"
#include "gui/result_row.h"
#include "gui/run_scene_base.h"
#include "gui/thermal_scene.h"

static inline void scene_running(struct view *view)
{
    struct run_view *run = &view->run;
    scene_live(view, NOW_RUNNING);
    scene_trace(run, 5.6);
    run->offers_response = true;
    run->running_s = 5.6;
    run->reading = 287;
    run->newton = 28.7;
    run->has_slope = true;
    run->slope = 52;
    run->trials_here[3].has_value = true;
    run->trials_here[3].value = 287;
}

static inline void scene_running_10_s(struct view *view)
{
    scene_running(view);
    view->run.window_s = 10;
}

static inline void scene_fast(struct view *view)
{
    scene_running(view);
    view->run.slope = 71;
}

static inline void scene_slow(struct view *view)
{
    scene_running(view);
    view->run.slope = 33;
    for (size_t i = 150; i < view->run.n_trace; i++)
        view->run.trace[i].value *= 0.7f;
}

static inline void scene_near_limit(struct view *view)
{
    scene_running(view);
    scene_trace(&view->run, 18.6);
    view->run.running_s = 18.6;
    view->run.reading = 931;
    view->run.newton = 93.1;
    view->run.near_limit = true;
}

static inline void scene_confirm(struct view *view)
{
    (void)view;
}

static inline void scene_confirm_zero(struct view *view)
{
    view->run.off_zero = view->run.has_reading = true;
    view->run.reading = 28;
    view->run.newton = 2.8;
}

static inline void scene_over_limit(struct view *view)
{
    scene_confirm_zero(view);
    view->run.over_limit = true;
    view->run.reading = 1460;
    view->run.newton = 146;
}

/* The gauge went while it pressed too hard. */
static inline void scene_over_limit_lost(struct view *view)
{
    scene_over_limit(view);
    view->run.has_reading = false;
    view->run.instrument_mark = MARK_BAD;
}

static inline void scene_wrong(struct view *view)
{
    view->run.wrong_site = 2;
}

static inline void scene_front(struct view *view)
{
    view->run.site = 3;
    view->run.sites[0].state = SITE_LATER;
    view->run.sites[3].state = SITE_NOW;
    view->run.sites[3].rest_left_s = 0;
    view->run.rest_left_s = 0;
}

static inline void scene_locked(struct view *view)
{
    scene_front(view);
    view->run.sites[3].rest_left_s = 23;
}

static inline void scene_armed(struct view *view)
{
    scene_live(view, NOW_ARMED);
}

static inline void scene_lift_first(struct view *view)
{
    scene_armed(view);
    view->run.let_go_first = true;
    view->run.reading = 28;
    view->run.newton = 2.8;
}

static inline void scene_instruct(struct view *view)
{
    view->run.now = NOW_INSTRUCT;
    view->run.instruction_read = false;
    view->run.offers_go = true;
    view->run.offers_skip = false;
    view->run.rest_left_s = 0;
}

static inline void scene_instruct_german(struct view *view)
{
    scene_instruct(view);
    SCENE_SET(view->run.words, "Ich drücke gleich mit diesem Stempel, langsam und immer stärker. "
                               "Zuerst spüren Sie nur Druck. Bitte drücken "
                               "Sie den Knopf in dem Augenblick, in dem der Druck anfängt "
                               "wehzutun. Ich höre dann sofort auf. Es geht nicht "
                               "darum, wie viel Sie aushalten.");
    SCENE_SET(view->run.words_language, "de");
}

/* The lab has a recording of it. */
static inline void scene_instruct_play(struct view *view)
{
    scene_instruct(view);
    view->run.recording = RECORDING_READY;
}

static inline void scene_instruct_plays(struct view *view)
{
    scene_instruct_german(view);
    view->run.recording = RECORDING_PLAYS;
}

static inline void scene_wait(struct view *view)
{
    view->run.now = NOW_WAIT;
    view->run.has_reading = false;
    view->run.instrument_mark = MARK_BAD;
    view->run.rate_hz = 0;
    SCENE_SET(view->run.sentence, "/dev/ttyUSB0 is not there: plug the instrument in, or look "
                                  "whether its cable sits firmly.");
}

static inline void scene_wait_button(struct view *view)
{
    view->run.now = NOW_WAIT;
    SCENE_SET(view->run.sentence,
              "the response: it was gone; plug it in, and have it pressed once");
}

static inline void scene_release(struct view *view)
{
    scene_running(view);
    view->run.now = NOW_RELEASE;
    view->run.reading = 1003;
    view->run.release_s = 0.8;
    SCENE_SET(view->run.sentence, "The limit of 1000 kPa was reached without a response.");
}

static inline void scene_done(struct view *view)
{
    scene_running(view);
    view->frame.is_live = false;
    view->run.offers_response = false;
    view->run.reading = 0;
    view->run.newton = 0;
    view->run.has_slope = false;
    view->run.has_threshold = true;
    view->run.threshold = view->run.trace[view->run.n_trace - 1];
}

static inline void scene_saving(struct view *view)
{
    scene_done(view);
    view->run.now = NOW_SAVING;
    view->frame.is_saving = true;
    view->run.trials_here[3].state = ROW_SAVING;
}

static inline void scene_review(struct view *view)
{
    scene_done(view);
    view->run.now = NOW_REVIEW;
    view->run.offers_go = view->run.offers_spoil = view->run.offers_end = view->run.offers_leave =
        true;
    view->run.trials_here[3].state = ROW_SAVED;
    view->run.trials_here[3].saved_h = 14;
    view->run.trials_here[3].saved_min = 32;
}

static inline void scene_review_zero(struct view *view)
{
    scene_review(view);
    view->run.trials_here[3].off_zero = true;
    view->run.trials_here[3].idle_kpa = -8;
}

static inline void scene_review_no_value(struct view *view)
{
    scene_review(view);
    view->run.trials_here[3].state = ROW_NO_VALUE;
    view->run.trials_here[3].has_value = view->run.has_threshold = false;
    SCENE_SET(view->run.sentence,
              "The probe let go before the participant responded: keep it on until then.");
}

static inline void scene_review_limit(struct view *view)
{
    scene_review(view);
    scene_trace(&view->run, 19.9);
    view->run.censored = true;
    view->run.threshold = (struct trace_point){19.9f, 1000};
    view->run.trials_here[3].state = ROW_CENSORED;
    view->run.trials_here[3].value = 1000;
    view->run.mean_is_bound = true;
    view->run.mean = 659;
}

static inline void scene_rest(struct view *view)
{
    struct trial_view *last = &view->run.trials_here[3];
    view->run.now = NOW_REST;
    view->run.given_up = 7;
    last->state = ROW_SAVED;
    last->has_value = last->is_hidden = true;
    last->saved_h = 14;
    last->saved_min = 32;
    last->saved_s = 7;
}

static inline void scene_rest_touched(struct view *view)
{
    scene_rest(view);
    view->run.touched_kpa = 214;
}

static inline void scene_stopped(struct view *view)
{
    view->run.now = NOW_STOPPED;
    view->run.offers_repeat = true;
    view->run.trials_here[3].state = ROW_STOPPED;
    SCENE_SET(view->run.sentence, "The examiner stopped the trial with the Space key.");
}

static inline void scene_fault(struct view *view)
{
    scene_stopped(view);
    view->run.fault = true;
    view->run.has_reading = false;
    view->run.instrument_mark = MARK_BAD;
    view->run.rate_hz = 0;
    view->run.trials_here[3].state = ROW_FAULT;
    SCENE_SET(
        view->run.sentence,
        "The algometer was silent for 0.25 s: look whether it is switched on and its cable sits "
        "firmly, then repeat the trial.");
}

static inline void scene_not_saved(struct view *view)
{
    view->run.now = NOW_NOT_SAVED;
    view->run.offers_go = true;
    view->run.offers_skip = view->run.offers_end = false;
    SCENE_SET(view->run.sentence,
              "The disk of the study file is full: make room on it, then save again.");
}

static inline void scene_summary(struct view *view)
{
    static const struct result_row rows[] = {
        {RESULT("lumbar.L4", "left", "local", 1, "ppt", 3, 3), MEAN(318.4), SPREAD(22, 7),
         SIDES(-4)},
        {RESULT("lumbar.L4", "right", "local", 2, "ppt", 3, 3), MEAN(331.2), SPREAD(18, 5),
         SIDES(-4)},
        {RESULT("trapezius.upper", "left", "remote", 3, "ppt", 2, 3), MEAN(659), .is_bound = true},
        {RESULT("tibialis_anterior", "right", "remote", 4, "ppt", 0, 3)},
    };
    static const struct quality_row quality[] = {
        {MARK_OK, "11 of 12 trials on rate", "slope within 20 % of 50 kPa/s", ""},
        {MARK_WARN, "One site has no value", "Tibialis anterior, right", ""},
    };
    struct results_view *results = &view->results;
    view->run.now = NOW_SUMMARY;
    view->run.offers_go = true;
    view->run.offers_skip = false;
    view->run.site = -1;
    results->exists = true;
    results->n_rows = sizeof rows / sizeof rows[0];
    memcpy(results->rows, rows, sizeof rows);
    results->n_quality = sizeof quality / sizeof quality[0];
    memcpy(results->quality, quality, sizeof quality);
    for (size_t i = 0; i < view->run.n_sites; i++)
        view->run.sites[i].state = SITE_DONE;
}

/* One site had a thermode, too. */
static inline void scene_thermal_summary(struct view *view)
{
    struct result_row *row = &view->results.rows[3];
    scene_summary(view);
    row[0] = row[-1];
    row[0].stimulus = VIEW_TEMPERATURE;
    row[0].is_below = true;
    row[0].mean = 0;
    SCENE_SET(row[0].test, "cpt");
    view->results.withheld[3] = 1;
    view->results.quality[view->results.n_quality++] = (struct quality_row){
        MARK_OPEN, "Dose, Trapezius, upper, left: ≤ 12.4 min CEM43",
        "≤ 118 s below 15 °C, 12 to a limit", "Dose, site 3: ≤ 12.4 min CEM43"};
}

/* The protocol came to its own error: in German, which is longer. */
static inline void scene_summary_erred(struct view *view)
{
    scene_summary(view);
    text_say(view->run.sentence, sizeof view->run.sentence, text_of(LANGUAGE_DE, TEXT_run_erred),
             "why", "low-back.lua:31: attempt to index a nil value (field 'mean')", "sites",
             "Tibialis anterior, links; Thenar, links", NULL);
}

static inline void scene_nothing(struct view *view)
{
    view->run = (struct run_view){.now = NOW_NOTHING, .site = -1};
}

/* All states of a row, more of them than there is room for, and values that are not to be seen. */
static inline void scene_rows(struct view *view)
{
    struct run_view *run = &view->run;
    run->n_trials_here = 0;
    view->frame.can_reveal = true;
    for (int state = ROW_SAVED; state <= ROW_NO_VALUE; state++) {
        struct trial_view row = {.trial = state,
                                 .attempt = 2,
                                 .state = (uint8_t)state,
                                 .has_value = state <= ROW_CENSORED,
                                 .is_hidden = state == ROW_SAVED,
                                 .value = 1000,
                                 .slope = 63};
        SCENE_SET(row.reason, "misunderstood");
        scene_row(run, &row);
    }
    scene_row(run, &(struct trial_view){.trial = 9, .attempt = 1, .state = ROW_RUNNING});
    scene_row(run, &(struct trial_view){.trial = 10, .state = ROW_PLANNED});
    run->mean_hidden = true;
}

static inline void scene_practice(struct view *view)
{
    view->run.practice = true;
    view->run.n_trials_here = 0;
    scene_row(&view->run, &(struct trial_view){.trial = 1, .practice = true, .state = ROW_RUNNING});
    view->run.has_mean = false;
    view->run.valid = 0;
    view->run.rest_left_s = view->run.rest_whole_s = 0;
}

static inline void scene_demo(struct view *view)
{
    scene_armed(view);
    view->run.is_demo = true;
    view->run.lead = LEAD_HAND;
}

static inline void scene_demo_both(struct view *view)
{
    scene_demo(view);
    view->run.lead = LEAD_BOTH;
}

/* Between trials hands can be changed. */
static inline void scene_demo_nobody(struct view *view)
{
    view->run.is_demo = true;
}

static inline void scene_demo_instruct(struct view *view)
{
    scene_instruct_german(view);
    view->run.is_demo = true;
}

static inline void scene_demo_release(struct view *view)
{
    scene_release(view);
    view->run.is_demo = true;
    view->run.lead = LEAD_BOTH;
}

static inline void scene_demo_stopped(struct view *view)
{
    scene_stopped(view);
    view->run.is_demo = true;
}

static inline void scene_demo_summary(struct view *view)
{
    scene_summary(view);
    view->run.is_demo = true;
}

/* The gauge does not show that the probe is off: the examiner is asked. */
static inline void scene_release_asks(struct view *view)
{
    scene_release(view);
    view->run.offers_go = view->run.offers_leave = true;
}

/* The participant has responded: no alarm yet. */
static inline void scene_release_answered(struct view *view)
{
    scene_release(view);
    view->run.is_answered = view->run.is_pressed = true;
    view->run.reading = 431;
    view->run.release_s = 0.3;
    SCENE_SET(view->run.sentence, "");
}

/* The hand stays on, and F says that it is off: asked once more. */
static inline void scene_release_pressed(struct view *view)
{
    scene_release_asks(view);
    view->run.is_pressed = true;
}

/* The cable is pulled with the hand still on: the last number is an old one. */
static inline void scene_release_lost(struct view *view)
{
    scene_release_asks(view);
    view->run.instrument_mark = MARK_BAD;
    view->run.rate_hz = 0;
    SCENE_SET(view->run.sentence, "The cable or the port is gone: plug it in again.");
}

/* The values of this site lie far apart: one trial more. */
static inline void scene_again(struct view *view)
{
    scene_front(view);
    view->run.again = VIEW_AGAIN_SPREAD;
}

/* Nothing streams: the gauge is asked a few times a second. */
static inline void scene_polled(struct view *view)
{
    view->run.rate_hz = 0;
    view->run.reading_age_s = 0.14;
}

static const struct scene {
    const char *name;
    void (*fill)(struct view *view);
    char key; /* pressed before the picture is taken; 0: none */
} scenes[] = {
    {"nothing", scene_nothing, 0},
    {"instruct", scene_instruct, 0},
    {"instruct-german", scene_instruct_german, 0},
    {"instruct-play", scene_instruct_play, 0},
    {"instruct-plays", scene_instruct_plays, 0},
    {"confirm", scene_confirm, 0},
    {"confirm-wrong", scene_wrong, 0},
    {"confirm-zero", scene_confirm_zero, 0},
    {"confirm-over-limit", scene_over_limit, 0},
    {"confirm-over-limit-lost", scene_over_limit_lost, 0},
    {"confirm-front", scene_front, 0},
    {"confirm-locked", scene_locked, 0},
    {"confirm-practice", scene_practice, 0},
    {"confirm-rows", scene_rows, 0},
    {"wait", scene_wait, 0},
    {"wait-button", scene_wait_button, 0},
    {"armed", scene_armed, 0},
    {"armed-lift-first", scene_lift_first, 0},
    {"armed-demo", scene_demo, 0},
    {"armed-demo-both", scene_demo_both, 0},
    {"confirm-demo-nobody", scene_demo_nobody, 0},
    {"confirm-demo-note", scene_demo_nobody, 'n'},
    {"instruct-demo", scene_demo_instruct, 0},
    {"release-demo", scene_demo_release, 0},
    {"stopped-demo", scene_demo_stopped, 0},
    {"summary-demo", scene_demo_summary, 0},
    {"running", scene_running, 0},
    {"running-10-s", scene_running_10_s, 0},
    {"running-fast", scene_fast, 0},
    {"running-slow", scene_slow, 0},
    {"running-near-limit", scene_near_limit, 0},
    {"release", scene_release, 0},
    {"release-asks", scene_release_asks, 0},
    {"release-answered", scene_release_answered, 0},
    {"release-sure-off", scene_release_pressed, 'f'},
    {"saving", scene_saving, 0},
    {"review", scene_review, 0},
    {"review-limit", scene_review_limit, 0},
    {"review-zero", scene_review_zero, 0},
    {"review-no-value", scene_review_no_value, 0},
    {"rest", scene_rest, 0},
    {"rest-touched", scene_rest_touched, 0},
    {"stopped", scene_stopped, 0},
    {"stopped-fault", scene_fault, 0},
    {"not-saved", scene_not_saved, 0},
    {"summary", scene_summary, 0},
    {"summary-erred", scene_summary_erred, 0},
    {"confirm-more", scene_confirm, 'o'},
    {"confirm-sure-skip", scene_confirm, 'k'},
    {"confirm-sure-end", scene_confirm, 'e'},
    {"confirm-note", scene_confirm, 'n'},
    {"stopped-sure-end", scene_stopped, 'e'},
    {"stopped-sure-skip", scene_stopped, 'k'},
    {"rest-sure-skip", scene_rest, 'k'},
    {"confirm-again", scene_again, 0},
    {"release-lost", scene_release_lost, 0},
    {"confirm-polled", scene_polled, 0},
    {"running-spoil-later", scene_running, 'x'},
    {"review-spoil", scene_review, 'x'},
    {"thermal-confirm", scene_thermal_confirm, 0},
    {"thermal-confirm-lost", scene_thermal_confirm_lost, 0},
    {"thermal-settling", scene_settling, 0},
    {"thermal-baseline", scene_at_baseline, 0},
    {"thermal-cooling", scene_cooling, 0},
    {"thermal-warming", scene_warming, 0},
    {"thermal-returning", scene_returning, 0},
    {"thermal-saving", scene_thermal_saving, 0},
    {"thermal-review", scene_thermal_review, 0},
    {"thermal-review-limit", scene_thermal_limit, 0},
    {"thermal-review-above", scene_thermal_above, 0},
    {"thermal-no-value", scene_thermal_no_value, 0},
    {"thermal-left-out", scene_thermal_left_out, 0},
    {"thermal-stopped", scene_thermal_stopped, 0},
    {"thermal-fault", scene_thermal_fault, 0},
    {"thermal-off", scene_not_back, 0},
    {"thermal-off-lost", scene_not_back_lost, 0},
    {"thermal-gone", scene_thermal_gone, 0},
    {"thermal-stopping", scene_thermal_stopping, 0},
    {"thermal-rest", scene_thermal_rest, 0},
    {"thermal-rows", scene_thermal_rows, 0},
    {"thermal-demo", scene_thermal_demo, 0},
    {"thermal-summary", scene_thermal_summary, 0},
    {"thermal-spoil", scene_thermal_review, 'x'},
    {"thermal-turns-armed", scene_limen_armed, 0},
    {"thermal-turn-warm", scene_limen_warm, 0},
    {"thermal-turn-cool", scene_limen_cool, 0},
    {"thermal-turns-review", scene_limen_review, 0},
    {"thermal-pulses-armed", scene_heat_armed, 0},
    {"thermal-pulses", scene_heat_runs, 0},
    {"thermal-pulses-stopping", scene_heat_stopping, 0},
    {"thermal-pulses-off-lost", scene_heat_lost, 0},
    {"thermal-pulses-review", scene_heat_review, 0},
    {"thermal-pulses-rest", scene_heat_rest, 0},
    {"thermal-hold-rises", scene_tonic_rises, 0},
    {"thermal-hold", scene_tonic_holds, 0},
    {"thermal-hold-cold", scene_tonic_cold, 0},
    {"thermal-hold-review", scene_tonic_review, 0},
    {"thermal-ask", scene_ask_felt, 0},
    {"thermal-ask-german", scene_ask_felt_german, 0},
    {"thermal-ask-nine", scene_ask_nine, 0},
    {"cold-confirm", scene_cold_confirm, 0},
    {"cold-armed", scene_cold_armed, 0},
    {"cold-begun", scene_cold_begun, 0},
    {"cold-hurts", scene_cold_hurts, 0},
    {"cold-due", scene_cold_due, 0},
    {"cold-due-typed", scene_cold_due, '7'},
    {"cold-out-due", scene_cold_out_due, 0},
    {"cold-over", scene_cold_over, 0},
    {"cold-stop", scene_cold_stop, 0},
    {"cold-review", scene_cold_review, 0},
    {"cold-review-limit", scene_cold_limit, 0},
    {"cold-spoil", scene_cold_review, 'x'},
    {"ice-armed", scene_ice_armed, 0},
    {"ice-on", scene_ice_on, 0},
    {"ice-over", scene_ice_over, 0},
    {"ice-due", scene_ice_due, 0},
    {"ice-no-value", scene_ice_no_value, 0},
    {"cuff-confirm", scene_cuff_confirm, 0},
    {"cuff-armed", scene_cuff_armed, 0},
    {"cuff-begun", scene_cuff_begun, 0},
    {"cuff-hurts", scene_cuff_hurts, 0},
    {"cuff-near-limit", scene_cuff_near, 0},
    {"cuff-vents", scene_cuff_vents, 0},
    {"cuff-stopping", scene_cuff_stopping, 0},
    {"cuff-saving", scene_cuff_saving, 0},
    {"cuff-review", scene_cuff_review, 0},
    {"cuff-review-limit", scene_cuff_limit, 0},
    {"cuff-no-value", scene_cuff_no_value, 0},
    {"cuff-stopped", scene_cuff_stopped, 0},
    {"cuff-fault", scene_cuff_fault, 0},
    {"cuff-open", scene_cuff_open, 0},
    {"cuff-open-lost", scene_cuff_open_lost, 0},
    {"cuff-gone", scene_cuff_gone, 0},
    {"cuff-rest", scene_cuff_rest, 0},
    {"cuff-rows", scene_cuff_rows, 0},
    {"cuff-spoil", scene_cuff_review, 'x'},
    {"cuff-train-armed", scene_train_armed, 0},
    {"cuff-train", scene_train_runs, 0},
    {"cuff-train-levels", scene_train_levels, 0},
    {"cuff-train-review", scene_train_review, 0},
    {"cuff-train-again", scene_train_again, 0},
    {"cuff-hold-rises", scene_hold_rises, 0},
    {"cuff-hold", scene_hold_holds, 0},
    {"cuff-hold-tail", scene_hold_tail, 0},
    {"cuff-hold-review", scene_hold_review, 0},
    {"beat-confirm", scene_beat_confirm, 0},
    {"beat-ready", scene_beat_ready, 0},
    {"beat-count", scene_beat_count, 0},
    {"beat-press", scene_beat_press, 0},
    {"beat-last", scene_beat_last, 0},
    {"beat-lift", scene_beat_lift, 0},
    {"beat-near", scene_beat_near, 0},
    {"beat-release", scene_beat_release, 0},
    {"beat-review", scene_beat_review, 0},
    {"cues-confirm", scene_cues_confirm, 0},
    {"cues-single", scene_cues_single, 0},
    {"cues-count", scene_cues_count, 0},
    {"cues-press", scene_cues_press, 0},
    {"cues-lift", scene_cues_lift, 0},
    {"cues-silent", scene_cues_silent, 0},
    {"cues-review", scene_cues_review, 0},
    {"beside-water", scene_beside_water, 0},
    {"beside-due", scene_beside_due, 0},
    {"beside-typed", scene_beside_due, 's'},
    {"beside-out", scene_beside_out, 0},
    {"beside-rest", scene_beside_rest, 0},
    {"beside-waits", scene_beside_waits, 0},
    {"beside-tests", scene_beside_tests, 0},
    {"ask-number", scene_ask_bath, 0},
    {"ask-number-typed", scene_ask_bath, '4'},
    {"ask-number-more", scene_ask_bath, 'o'},
};
enum { SCENES = sizeof scenes / sizeof scenes[0] };

static inline void scene_fill(struct view *view, const struct scene *scene)
{
    memset(view, 0, sizeof *view);
    view->frame.toast_at = -1;
    scene_base(view);
    scene->fill(view);
}

#endif

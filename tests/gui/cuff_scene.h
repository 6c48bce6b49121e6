/* Views of a cuff's trials: what scene_base() has, made one of cuff pain and of a train of pulses. */
#ifndef LIMEN_TESTS_GUI_CUFF_SCENE_H
#define LIMEN_TESTS_GUI_CUFF_SCENE_H

#include "gui/run_scene_base.h"

static inline void scene_cuff_rows_of(struct run_view *run)
{
    run->n_trials_here = 0;
    scene_row(run, &(struct trial_view){.trial = 1,
                                        .state = ROW_SAVED,
                                        .has_value = true,
                                        .is_hidden = true,
                                        .has_pdt = true,
                                        .has_rating = true,
                                        .value = 58.4,
                                        .pdt = 29,
                                        .rating = 8.9,
                                        .saved_h = 14,
                                        .saved_min = 52,
                                        .saved_s = 7});
    scene_row(run, &(struct trial_view){.trial = 2, .state = ROW_RUNNING});
    scene_row(run, &(struct trial_view){.trial = 3, .state = ROW_PLANNED});
    run->has_mean = run->mean_hidden = true;
    run->mean = 58.4;
}

/* The visit has come to cuff pain at the lower leg. */
static inline void scene_cuff(struct view *view)
{
    struct run_view *run = &view->run;
    SCENE_SET(run->test, "ptt");
    SCENE_SET(run->sites[0].site, "gastrocnemius");
    run->stimulus = VIEW_CUFF;
    run->has_force = false;
    run->attempt = 0;
    run->limit = 100;
    run->target_slope = 1;
    run->tolerance = 0.1;
    run->reading = 0.2;
    run->rate_hz = 20;
    run->reading_age_s = 0.03;
    run->rest_left_s = run->rest_whole_s = 0;
    SCENE_SET(run->instrument, "CPAR");
    SCENE_SET(run->words,
              "The cuff becomes slowly tighter. Move the slider all the time to where it hurts: "
              "at 0 nothing hurts yet. Press the button when you cannot bear it any longer.");
    run->steps[1].mark = MARK_OK;
    run->steps[2].mark = MARK_RUNNING;
    run->step_trial = 2;
    run->step_trials = 3;
    scene_cuff_rows_of(run);
}

static inline void scene_cuff_live(struct view *view, enum run_now now, enum view_cuff_step step)
{
    scene_live(view, now);
    view->frame.is_energised = true;
    view->run.cuff.step = (uint8_t)step;
    view->run.cuff.has_rating = true;
}

/* Nothing up to 31 kPa, then more and more: 9 at 62. */
static inline double scene_rating(double kpa)
{
    return fmin(fmax((kpa - 31) * 9 / 31, 0), 10);
}

/* Up to `turn_s`, and then down again within a second. */
static inline void scene_cuff_trace(struct run_view *run, double until_s, double turn_s)
{
    for (double t = 0; t <= until_s && run->n_trace < VIEW_TRACE_MAX; t += 0.05) {
        const size_t at = run->n_trace++;
        const double up = 0.98 * fmin(t, turn_s), down = 70 * fmax(t - turn_s, 0);
        run->trace[at] = (struct trace_point){
            (float)t, (float)(fmax(up - down, 0) + (t < turn_s ? 0.2 * sin(7 * t) : 0))};
        run->cuff.ratings[at] = t < 0.2 ? NAN : (float)scene_rating(up);
    }
    run->reading = (double)run->trace[run->n_trace - 1].value;
    run->cuff.rating = scene_rating(0.98 * fmin(until_s, turn_s));
    run->cuff.has_pdt = until_s > 32.5;
    run->cuff.pdt = (struct trace_point){32.1f, 31.5f};
    run->running_s = until_s;
}

static inline void scene_cuff_confirm(struct view *view)
{
    scene_cuff(view);
}

static inline void scene_cuff_armed(struct view *view)
{
    scene_cuff(view);
    scene_cuff_live(view, NOW_ARMED, VIEW_CUFF_BEFORE);
    view->run.cuff.has_rating = false;
}

static inline void scene_cuff_rises(struct view *view, double until_s)
{
    scene_cuff(view);
    scene_cuff_live(view, NOW_RUNNING, VIEW_CUFF_PRESSES);
    scene_cuff_trace(&view->run, until_s, 1000);
    view->run.offers_response = true;
}

static inline void scene_cuff_begun(struct view *view)
{
    scene_cuff_rises(view, 12);
}

static inline void scene_cuff_hurts(struct view *view)
{
    scene_cuff_rises(view, 52.3);
}

static inline void scene_cuff_near(struct view *view)
{
    scene_cuff_rises(view, 93);
    view->run.near_limit = true;
}

static inline void scene_cuff_vents(struct view *view)
{
    scene_cuff(view);
    scene_cuff_live(view, NOW_RUNNING, VIEW_CUFF_VENTS);
    scene_cuff_trace(&view->run, 62.7, 62);
    view->run.cuff.has_response = true;
}

static inline void scene_cuff_stopping(struct view *view)
{
    scene_cuff_vents(view);
    view->run.cuff.is_stopped = true;
    view->run.cuff.has_response = false;
}

static inline void scene_cuff_done(struct view *view, double until_s)
{
    struct run_view *run = &view->run;
    scene_cuff(view);
    scene_cuff_trace(run, until_s, 1000);
    run->has_threshold = true;
    run->threshold = run->trace[run->n_trace - 1];
    run->reading = 0.3;
    run->cuff.step = VIEW_CUFF_OFF;
    run->cuff.has_rating = true;
    run->trials_here[1].has_value = run->trials_here[1].has_pdt = run->trials_here[1].has_rating =
        true;
    run->trials_here[1].value = (double)run->threshold.value;
    run->trials_here[1].pdt = 31.5;
    run->trials_here[1].rating = run->cuff.rating;
}

static inline void scene_cuff_saving(struct view *view)
{
    scene_cuff_done(view, 62);
    view->run.now = NOW_SAVING;
    view->frame.is_saving = true;
    view->run.trials_here[1].state = ROW_SAVING;
}

static inline void scene_cuff_reviewed(struct view *view)
{
    view->run.now = NOW_REVIEW;
    view->run.offers_go = view->run.offers_spoil = view->run.offers_end = view->run.offers_leave =
        true;
    view->run.trials_here[1].state = ROW_SAVED;
    view->run.trials_here[1].saved_h = 15;
    view->run.trials_here[1].saved_min = 2;
}

static inline void scene_cuff_review(struct view *view)
{
    scene_cuff_done(view, 62);
    scene_cuff_reviewed(view);
}

/* Nobody has ended it: the tolerance is above. */
static inline void scene_cuff_limit(struct view *view)
{
    struct run_view *run = &view->run;
    scene_cuff_done(view, 102);
    scene_cuff_reviewed(view);
    run->censored = true;
    run->threshold.value = 100;
    run->cuff.rating = 6.2;
    run->trials_here[1].state = ROW_CENSORED;
    run->trials_here[1].value = 100;
    run->trials_here[1].rating = 6.2;
}

static inline void scene_cuff_no_value(struct view *view)
{
    scene_cuff_review(view);
    view->run.trials_here[1].state = ROW_EARLY;
    view->run.trials_here[1].has_value = view->run.has_threshold = false;
    text_sentence(view->run.sentence, sizeof view->run.sentence,
                  text_of(LANGUAGE_EN, TEXT_end_early_cuff));
}

static inline void scene_cuff_stopped(struct view *view)
{
    scene_cuff(view);
    view->run.now = NOW_STOPPED;
    view->run.offers_repeat = true;
    view->run.trials_here[1].state = ROW_STOPPED;
    SCENE_SET(view->run.sentence, "The examiner stopped the trial with the Space key.");
}

static inline void scene_cuff_fault(struct view *view)
{
    scene_cuff_stopped(view);
    view->run.fault = true;
    view->run.trials_here[1].state = ROW_FAULT;
    text_sentence(view->run.sentence, sizeof view->run.sentence,
                  text_of(LANGUAGE_EN, TEXT_fault_leak));
}

/* It answers, and was not seen to vent. */
static inline void scene_cuff_open(struct view *view)
{
    scene_cuff_stopped(view);
    view->run.not_back = view->run.not_back_is_cuff = true;
    view->run.fault = true;
    view->run.reading = 46.3;
    text_sentence(view->run.sentence, sizeof view->run.sentence,
                  text_of(LANGUAGE_EN, TEXT_stop_release_cuff));
}

/* The cable is pulled while it presses. */
static inline void scene_cuff_open_lost(struct view *view)
{
    scene_cuff_hurts(view);
    view->run.not_back = view->run.not_back_is_cuff = true;
    view->run.has_reading = false;
    view->run.instrument_mark = MARK_BAD;
    view->run.rate_hz = 0;
    view->run.cuff.step = VIEW_CUFF_VENTS;
}

/* The examiner has opened it and said so: the trial ends by itself. */
static inline void scene_cuff_gone(struct view *view)
{
    scene_cuff_open_lost(view);
    view->run.not_back = view->run.not_back_is_cuff = false;
    view->run.cuff.is_off_said = true;
}

static inline void scene_cuff_rest(struct view *view)
{
    struct trial_view *last = &view->run.trials_here[1];
    scene_cuff(view);
    view->run.now = NOW_REST;
    view->run.rest_left_s = 184;
    view->run.rest_whole_s = 300;
    SCENE_SET(view->run.rest_site, "gastrocnemius");
    SCENE_SET(view->run.rest_side, "left");
    last->state = ROW_SAVED;
    last->has_value = last->has_pdt = last->has_rating = last->is_hidden = true;
    last->value = 61;
    last->pdt = 30;
    last->rating = 9.1;
}

/* What can become of an attempt. */
static inline void scene_cuff_rows(struct view *view)
{
    struct run_view *run = &view->run;
    scene_cuff(view);
    run->n_trials_here = 0;
    scene_row(run, &(struct trial_view){.trial = 1,
                                        .state = ROW_SAVED,
                                        .has_value = true,
                                        .has_pdt = true,
                                        .value = 44,
                                        .pdt = 21});
    scene_row(run, &(struct trial_view){.trial = 2,
                                        .attempt = 1,
                                        .state = ROW_RATE_OFF,
                                        .has_value = true,
                                        .has_pdt = true,
                                        .has_rating = true,
                                        .value = 12.3,
                                        .slope = 0.71,
                                        .pdt = 11,
                                        .rating = 4});
    scene_row(run, &(struct trial_view){.trial = 2, .attempt = 2, .state = ROW_EARLY});
    scene_row(run, &(struct trial_view){.trial = 2,
                                        .attempt = 3,
                                        .state = ROW_CENSORED,
                                        .has_value = true,
                                        .has_rating = true,
                                        .value = 100,
                                        .rating = 0});
    scene_row(run, &(struct trial_view){.trial = 3, .state = ROW_RUNNING});
}

/* ---- a train */

enum { SCENE_PULSES = 10 };

static inline void scene_train(struct view *view)
{
    struct run_view *run = &view->run;
    scene_cuff(view);
    SCENE_SET(run->test, "ts");
    run->stimulus = VIEW_TRAIN;
    run->is_rated = true;
    run->target_slope = 0;
    run->train.pulses = SCENE_PULSES;
    run->train.on_s = 1;
    run->train.period_s = 2;
    for (int i = 0; i < SCENE_PULSES; i++)
        run->train.levels[i] = 58;
    run->n_trials_here = 0;
    run->has_mean = false;
    scene_row(run, &(struct trial_view){.trial = 1, .state = ROW_RUNNING});
}

static inline void scene_train_trace(struct run_view *run, double until_s)
{
    for (double t = 0; t <= until_s && run->n_trace < VIEW_TRACE_MAX; t += 0.05) {
        const size_t at = run->n_trace++;
        const double phase = fmod(t, 2);
        const double kpa =
            phase < 1 ? 58 * fmin((phase + 0.1) * 5, 1) : 58 * fmax(1.1 - phase, 0) * 10;
        const bool is_over = t >= 2 * SCENE_PULSES;
        run->trace[at] = (struct trace_point){(float)t, is_over ? 0 : (float)fmin(kpa, 58)};
        run->cuff.ratings[at] = (float)(3 + 0.22 * t + 0.2 * sin(3 * t));
    }
    run->reading = (double)run->trace[run->n_trace - 1].value;
    run->cuff.rating = (double)run->cuff.ratings[run->n_trace - 1];
    run->train.given = (uint8_t)fmin(until_s / 2, SCENE_PULSES);
    run->train.is_pressing = fmod(until_s, 2) < 1;
    for (int i = 0; i < run->train.given; i++)
        run->train.ratings[i] = i == 2 ? NAN : 3 + 0.44f * (float)(i + 1);
    run->running_s = until_s;
}

static inline void scene_train_armed(struct view *view)
{
    scene_train(view);
    scene_cuff_live(view, NOW_ARMED, VIEW_CUFF_BEFORE);
    view->run.cuff.rating = 0;
}

static inline void scene_train_runs(struct view *view)
{
    scene_train(view);
    scene_cuff_live(view, NOW_RUNNING, VIEW_CUFF_PRESSES);
    scene_train_trace(&view->run, 12.6);
    view->run.offers_response = true;
}

/* Between two pulses, each stronger than the one before. */
static inline void scene_train_levels(struct view *view)
{
    scene_train(view);
    scene_cuff_live(view, NOW_RUNNING, VIEW_CUFF_PRESSES);
    scene_train_trace(&view->run, 5.5);
    view->run.limit = 60;
    for (int i = 0; i < SCENE_PULSES; i++)
        view->run.train.levels[i] = (float)(20 + 4 * i);
}

static inline void scene_train_review(struct view *view)
{
    struct run_view *run = &view->run;
    struct trial_view *row = &run->trials_here[0];
    scene_train(view);
    scene_train_trace(run, 21);
    scene_cuff_reviewed(view);
    run->cuff.step = VIEW_CUFF_OFF;
    run->cuff.has_rating = true;
    run->reading = 0.1;
    row->state = ROW_SAVED;
    row->n_pulses = SCENE_PULSES;
    memcpy(row->ratings, run->train.ratings, sizeof row->ratings);
}

/* The second attempt, at its most: a row has no longer name and no longer course. */
static inline void scene_train_again(struct view *view)
{
    struct trial_view *row = &view->run.trials_here[0];
    scene_train_review(view);
    row->attempt = 2;
    row->ratings[0] = row->ratings[SCENE_PULSES - 1] = 10;
}

/* ---- held for long */

static inline void scene_hold(struct view *view)
{
    struct run_view *run = &view->run;
    scene_cuff(view);
    SCENE_SET(run->test, "tonic");
    run->stimulus = VIEW_HOLD;
    run->is_rated = true;
    run->limit = 30;
    run->train.pulses = 1;
    run->train.on_s = 60;
    run->train.period_s = 80;
    run->train.levels[0] = 30;
    run->n_trials_here = 0;
    run->has_mean = false;
    scene_row(run, &(struct trial_view){.trial = 1, .state = ROW_RUNNING});
}

static inline void scene_hold_trace(struct run_view *run, double until_s)
{
    for (double t = 0; t <= until_s && run->n_trace < VIEW_TRACE_MAX; t += 0.1) {
        const size_t at = run->n_trace++;
        const double kpa = t < 90 ? fmin(t, 30) : fmax(30 - 60 * (t - 90), 0);
        run->trace[at] = (struct trace_point){(float)t, (float)kpa};
        run->cuff.ratings[at] = (float)(t < 25 ? 0 : 7 * (1 - exp((25 - t) / 20)));
    }
    run->reading = (double)run->trace[run->n_trace - 1].value;
    run->cuff.rating = (double)run->cuff.ratings[run->n_trace - 1];
    run->running_s = until_s;
}

static inline void scene_hold_rises(struct view *view)
{
    scene_hold(view);
    scene_cuff_live(view, NOW_ARMED, VIEW_CUFF_PRESSES);
    scene_hold_trace(&view->run, 14);
}

static inline void scene_hold_holds(struct view *view)
{
    scene_hold(view);
    scene_cuff_live(view, NOW_RUNNING, VIEW_CUFF_PRESSES);
    scene_hold_trace(&view->run, 52);
    view->run.train.is_pressing = true;
    view->run.train.left_s = 38;
}

static inline void scene_hold_tail(struct view *view)
{
    scene_hold(view);
    scene_cuff_live(view, NOW_RUNNING, VIEW_CUFF_OFF);
    scene_hold_trace(&view->run, 98);
    view->run.train.left_s = 12;
}

static inline void scene_hold_review(struct view *view)
{
    struct trial_view *row = &view->run.trials_here[0];
    scene_hold(view);
    scene_hold_trace(&view->run, 110);
    view->run.now = NOW_REVIEW;
    view->run.offers_go = view->run.offers_spoil = true;
    view->run.cuff.step = VIEW_CUFF_OFF;
    view->run.cuff.has_rating = true;
    row->state = ROW_SAVED;
    row->has_value = true;
    row->value = 4.36;
}

#endif

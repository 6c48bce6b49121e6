/* Views of a thermode's trials: what scene_base() has, made one of cold pain. */
#ifndef LIMEN_TESTS_GUI_THERMAL_SCENE_H
#define LIMEN_TESTS_GUI_THERMAL_SCENE_H

#include "gui/run_scene_base.h"

enum { SCENE_LEAD_S = 4 };

static inline void scene_thermal_rows_of(struct run_view *run)
{
    run->n_trials_here = 0;
    scene_row(
        run,
        &(struct trial_view){
            .trial = 1, .practice = true, .state = ROW_SAVED, .has_value = true, .value = 6.8});
    scene_row(run, &(struct trial_view){
                       .trial = 1, .state = ROW_CENSORED, .has_value = true, .is_below = true});
    scene_row(run, &(struct trial_view){.trial = 2, .state = ROW_RUNNING});
    scene_row(run, &(struct trial_view){.trial = 3, .state = ROW_PLANNED});
    run->has_mean = run->mean_is_bound = run->mean_is_below = true;
    run->mean = 0;
}

static inline void scene_dose(struct run_view *run)
{
    run->thermal.dose.is_known = true;
    run->thermal.dose.cold_s = 28;
    run->thermal.dose.cold_most_s = 120;
    run->thermal.dose.cem43_min = 0.04;
    run->thermal.dose.cem43_most_min = 20;
    run->thermal.dose.ramps = 11;
    run->thermal.dose.ramps_most = 12;
}

/* The visit has come to cold pain at the forearm. */
static inline void scene_thermal(struct view *view, const char *test, double limit)
{
    struct run_view *run = &view->run;
    struct thermal_view *thermal = &run->thermal;
    SCENE_SET(run->test, test);
    SCENE_SET(run->sites[0].site, "forearm");
    run->stimulus = VIEW_TEMPERATURE;
    run->has_force = false;
    run->attempt = 0;
    run->limit = limit;
    run->target_slope = limit < 32 ? -1 : 1;
    run->tolerance = 0.1;
    run->reading = 32;
    run->rest_left_s = run->rest_whole_s = 0;
    SCENE_SET(run->instrument, "TCS-II");
    SCENE_SET(run->words,
              "The plate becomes slowly colder. Press the button the moment the cold first becomes "
              "painful; it warms up again at once.");
    run->steps[1].mark = MARK_OK;
    run->steps[4].mark = MARK_RUNNING;
    run->step_trial = 2;
    run->step_trials = 3;
    thermal->baseline = 32;
    thermal->return_slope = 5;
    thermal->lead_s = SCENE_LEAD_S;
    thermal->n_zones = VIEW_ZONES_MAX;
    for (int i = 0; i < VIEW_ZONES_MAX; i++)
        thermal->zones[i] = 32 + 0.1f * (float)(i - 2);
    scene_dose(run);
    scene_thermal_rows_of(run);
}

/* From the lead to `turn_s` on the line, and then back. */
static inline double scene_degrees(const struct run_view *run, double t, double turn_s)
{
    const double baseline = run->thermal.baseline;
    const double ramp = fmin(fmax(t - SCENE_LEAD_S, 0), turn_s - SCENE_LEAD_S);
    const double way = run->target_slope * ramp, back = fmax(t - turn_s, 0) * 5;
    return fabs(way) > back ? baseline + way - copysign(back, way) : baseline;
}

static inline void scene_thermal_trace(struct run_view *run, double until_s, double turn_s)
{
    struct thermal_view *thermal = &run->thermal;
    for (double t = 0; t <= until_s && run->n_trace < VIEW_TRACE_MAX; t += 0.05) {
        const size_t at = run->n_trace++;
        const double value = scene_degrees(run, t, turn_s) + 0.04 * sin(7 * t);
        run->trace[at] = (struct trace_point){(float)t, (float)value};
        for (int i = 0; i < VIEW_ZONES_MAX; i++)
            thermal->zone_off[at][i] =
                (float)(0.05 * (i - 2) + 0.12 * sin(0.4 * t + i) * fmin(t / 10, 1));
    }
    run->reading = (double)run->trace[run->n_trace - 1].value;
    for (int i = 0; i < VIEW_ZONES_MAX; i++)
        thermal->zones[i] = (float)run->reading + thermal->zone_off[run->n_trace - 1][i];
}

static inline void scene_cold(struct view *view)
{
    scene_thermal(view, "cpt", 0);
}

static inline void scene_thermal_confirm(struct view *view)
{
    scene_cold(view);
}

/* Its cable is pulled before anybody has confirmed the site. */
static inline void scene_thermal_confirm_lost(struct view *view)
{
    struct run_view *run = &view->run;
    scene_cold(view);
    run->has_reading = false;
    run->instrument_mark = MARK_BAD;
    run->rate_hz = 0;
    for (int i = 0; i < VIEW_ZONES_MAX; i++)
        run->thermal.zones[i] = NAN;
}

static inline void scene_thermal_live(struct view *view, enum run_now now,
                                      enum view_thermal_step step)
{
    scene_live(view, now);
    view->frame.is_energised = true;
    view->run.thermal.step = (uint8_t)step;
}

static inline void scene_settling(struct view *view)
{
    scene_cold(view);
    scene_thermal_live(view, NOW_ARMED, VIEW_SETTLING);
    scene_thermal_trace(&view->run, 1.5, 60);
    for (size_t i = 0; i < view->run.n_trace; i++)
        view->run.trace[i].value -= 3 - 1.6f * view->run.trace[i].t_s;
    view->run.reading = 31.4;
}

static inline void scene_at_baseline(struct view *view)
{
    scene_cold(view);
    scene_thermal_live(view, NOW_ARMED, VIEW_AT_BASELINE);
    scene_thermal_trace(&view->run, SCENE_LEAD_S, 60);
}

static inline void scene_to_limit(struct view *view, double until_s)
{
    struct run_view *run = &view->run;
    scene_thermal_live(view, NOW_RUNNING, VIEW_TO_LIMIT);
    scene_thermal_trace(run, until_s, 60);
    run->offers_response = run->has_slope = run->thermal.in_band = true;
    run->slope = run->target_slope * 0.98;
    run->running_s = until_s - SCENE_LEAD_S;
}

static inline void scene_cooling(struct view *view)
{
    scene_cold(view);
    scene_to_limit(view, 17.6);
}

/* It lags behind. */
static inline void scene_warming(struct view *view)
{
    scene_thermal(view, "hpt", 50);
    scene_to_limit(view, 15.2);
    view->run.slope = 0.84;
    view->run.thermal.in_band = false;
    view->run.trials_here[1].is_below = view->run.mean_is_below = false;
    view->run.trials_here[1].value = view->run.mean = 50;
}

static inline void scene_returning(struct view *view)
{
    scene_cold(view);
    scene_thermal_live(view, NOW_RUNNING, VIEW_RETURNING);
    scene_thermal_trace(&view->run, 22.4, 20);
    view->run.running_s = 18.4;
}

static inline void scene_back(struct run_view *run)
{
    run->reading = 31.8;
    run->thermal.step = VIEW_BACK;
    for (int i = 0; i < VIEW_ZONES_MAX; i++)
        run->thermal.zones[i] = 31.8f + 0.1f * (float)(i - 2);
}

static inline void scene_thermal_done(struct view *view)
{
    struct run_view *run = &view->run;
    scene_cold(view);
    scene_thermal_trace(run, 20, 60);
    run->has_threshold = true;
    run->threshold = run->trace[run->n_trace - 1];
    scene_back(run);
    run->trials_here[2].has_value = true;
    run->trials_here[2].value = (double)run->threshold.value;
}

static inline void scene_thermal_saving(struct view *view)
{
    scene_thermal_done(view);
    view->run.now = NOW_SAVING;
    view->frame.is_saving = true;
    view->run.trials_here[2].state = ROW_SAVING;
}

static inline void scene_thermal_review(struct view *view)
{
    scene_thermal_done(view);
    view->run.now = NOW_REVIEW;
    view->run.offers_go = view->run.offers_spoil = view->run.offers_end = view->run.offers_leave =
        true;
    view->run.trials_here[2].state = ROW_SAVED;
    view->run.trials_here[2].saved_h = 15;
    view->run.trials_here[2].saved_min = 2;
}

/* Nobody responded: the true threshold is colder. */
static inline void scene_thermal_limit(struct view *view)
{
    struct run_view *run = &view->run;
    scene_thermal_review(view);
    run->n_trace = 0;
    scene_thermal_trace(run, 36, 60);
    scene_back(run);
    run->censored = true;
    run->threshold = (struct trace_point){36, 0};
    run->trials_here[2].state = ROW_CENSORED;
    run->trials_here[2].is_below = true;
    run->trials_here[2].value = 0;
}

static inline void scene_thermal_above(struct view *view)
{
    struct run_view *run = &view->run;
    scene_thermal_review(view);
    scene_thermal(view, "wdt", 50);
    run->n_trace = 0;
    scene_thermal_trace(run, 22, 60);
    scene_back(run);
    run->censored = run->has_threshold = true;
    run->threshold = (struct trace_point){22, 50};
    run->trials_here[1].is_below = run->mean_is_below = false;
    run->trials_here[1].value = run->trials_here[2].value = run->mean = 50;
    run->trials_here[2].state = ROW_CENSORED;
    run->trials_here[2].has_value = true;
}

static inline void scene_thermal_no_value(struct view *view)
{
    scene_thermal_review(view);
    view->run.trials_here[2].state = ROW_EARLY;
    view->run.trials_here[2].has_value = view->run.has_threshold = false;
    text_sentence(view->run.sentence, sizeof view->run.sentence,
                  text_of(LANGUAGE_EN, TEXT_end_early_thermal));
}

static inline void scene_thermal_stopped(struct view *view)
{
    scene_cold(view);
    view->run.now = NOW_STOPPED;
    view->run.offers_repeat = true;
    view->run.trials_here[2].state = ROW_STOPPED;
    SCENE_SET(view->run.sentence, "The examiner stopped the trial with the Space key.");
}

static inline void scene_thermal_fault(struct view *view)
{
    scene_thermal_stopped(view);
    view->run.fault = true;
    view->run.has_reading = false;
    view->run.instrument_mark = MARK_BAD;
    view->run.rate_hz = 0;
    view->run.trials_here[2].state = ROW_FAULT;
    text_sentence(view->run.sentence, sizeof view->run.sentence,
                  text_of(LANGUAGE_EN, TEXT_fault_tracking_thermode));
}

/* It answers, and was not seen back at its baseline. */
static inline void scene_not_back(struct view *view)
{
    scene_thermal_stopped(view);
    view->run.not_back = true;
    view->run.fault = true;
    view->run.reading = 46.3;
    text_sentence(view->run.sentence, sizeof view->run.sentence,
                  text_of(LANGUAGE_EN, TEXT_fault_not_released));
}

/* The cable is pulled in mid-ramp. */
static inline void scene_not_back_lost(struct view *view)
{
    scene_warming(view);
    view->run.not_back = true;
    view->run.has_reading = view->run.has_slope = false;
    view->run.instrument_mark = MARK_BAD;
    view->run.thermal.step = VIEW_RETURNING;
}

/* The examiner has taken it off and said so: the trial ends by itself. */
static inline void scene_thermal_gone(struct view *view)
{
    scene_not_back_lost(view);
    view->run.not_back = false;
    for (int i = 0; i < VIEW_ZONES_MAX; i++)
        view->run.thermal.zones[i] = NAN;
}

/* STOP in mid-ramp: it is on its way back. */
static inline void scene_thermal_stopping(struct view *view)
{
    scene_returning(view);
    view->run.thermal.is_stopped = true;
    view->run.has_slope = true;
}

static inline void scene_thermal_rest(struct view *view)
{
    struct trial_view *last = &view->run.trials_here[2];
    scene_cold(view);
    view->run.now = NOW_REST;
    view->run.rest_left_s = 23;
    view->run.rest_whole_s = 60;
    last->state = ROW_SAVED;
    last->has_value = last->is_hidden = true;
    last->value = 16;
    view->run.thermal.dose.ramps = 3;
}

/* What can become of an attempt. */
static inline void scene_thermal_rows(struct view *view)
{
    struct run_view *run = &view->run;
    scene_cold(view);
    run->n_trials_here = 0;
    run->thermal.dose.is_known = false;
    scene_row(
        run,
        &(struct trial_view){
            .trial = 1, .state = ROW_RATE_OFF, .has_value = true, .value = 12.3, .slope = -1.31});
    scene_row(run, &(struct trial_view){.trial = 2, .attempt = 1, .state = ROW_EARLY});
    scene_row(run, &(struct trial_view){.trial = 2, .attempt = 2, .state = ROW_STOPPED});
    scene_row(run, &(struct trial_view){.trial = 2, .attempt = 3, .state = ROW_RUNNING});
    scene_row(run, &(struct trial_view){.trial = 3, .state = ROW_WITHHELD});
}

/* What a crash cut off, and what the examiner has skipped. */
static inline void scene_thermal_left_out(struct view *view)
{
    struct run_view *run = &view->run;
    scene_cold(view);
    run->n_trials_here = 0;
    scene_row(run, &(struct trial_view){.trial = 1, .state = ROW_NO_VALUE, .is_cut = true});
    scene_row(run, &(struct trial_view){.trial = 2, .state = ROW_SKIPPED});
    scene_row(run, &(struct trial_view){.trial = 3, .state = ROW_SKIPPED});
    run->now = NOW_REST;
}

static inline void scene_thermal_demo(struct view *view)
{
    scene_cooling(view);
    view->run.is_demo = true;
    view->run.lead = LEAD_BOTH;
}

#endif

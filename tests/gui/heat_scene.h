/* Views of what a thermode gives and is rated: a train of pulses of heat, and a level that is held for long. */
#ifndef LIMEN_TESTS_GUI_HEAT_SCENE_H
#define LIMEN_TESTS_GUI_HEAT_SCENE_H

#include "gui/thermal_scene.h"

enum { SCENE_HEAT_PULSES = 10 };

/* At 46 °C from 38 °C, every 2.5 s. */
static inline void scene_heat(struct view *view)
{
    struct run_view *run = &view->run;
    scene_thermal(view, "ts", 46);
    run->is_rated = true;
    run->thermal.baseline = 38;
    run->target_slope = run->thermal.return_slope = 15;
    run->reading = 38;
    run->train.pulses = SCENE_HEAT_PULSES;
    run->train.on_s = 0.5;
    run->train.period_s = 2.5;
    run->train.base = 38;
    for (int i = 0; i < SCENE_HEAT_PULSES; i++)
        run->train.levels[i] = 46;
    SCENE_SET(run->words, "The plate becomes hot for a moment, several times. Move the slider to "
                          "how much each one hurts.");
    run->n_trials_here = 0;
    run->has_mean = run->mean_is_bound = run->mean_is_below = false;
    scene_row(run, &(struct trial_view){.trial = 1, .state = ROW_RUNNING});
}

static inline double scene_heat_degrees(const struct run_view *run, double t)
{
    const double since = t - SCENE_LEAD_S, in = fmod(since, 2.5), up = (46.0 - 38) / 15;
    if (since < 0 || since >= 2.5 * SCENE_HEAT_PULSES)
        return 38;
    return (double)run->train.levels[(int)(since / 2.5)] -
           8 * (in < up ? 1 - in / up : fmin(fmax(in - up - 0.5, 0) / up, 1));
}

static inline void scene_rated_point(struct run_view *run, double t, double c, double rating)
{
    const size_t at = run->n_trace++;
    run->trace[at] = (struct trace_point){(float)t, (float)c};
    run->cuff.ratings[at] = (float)rating;
    for (int i = 0; i < VIEW_ZONES_MAX; i++)
        run->thermal.zone_off[at][i] =
            (float)(0.05 * (i - 2) + 0.12 * sin(0.4 * t + i) * fmin(t / 10, 1));
}

static inline void scene_rated_end(struct run_view *run, double until_s)
{
    run->reading = (double)run->trace[run->n_trace - 1].value;
    run->cuff.has_rating = true;
    run->cuff.rating = (double)run->cuff.ratings[run->n_trace - 1];
    run->running_s = until_s - SCENE_LEAD_S;
    for (int i = 0; i < VIEW_ZONES_MAX; i++)
        run->thermal.zones[i] = (float)run->reading + run->thermal.zone_off[run->n_trace - 1][i];
}

/* The third is not rated. */
static inline void scene_heat_trace(struct run_view *run, double until_s)
{
    const double since = fmax(until_s - SCENE_LEAD_S, 0);
    for (double t = 0; t <= until_s && run->n_trace < VIEW_TRACE_MAX; t += 0.05)
        scene_rated_point(run, t, scene_heat_degrees(run, t) + 0.04 * sin(7 * t),
                          t < SCENE_LEAD_S ? 0 : 2.6 + 0.16 * (t - SCENE_LEAD_S));
    scene_rated_end(run, until_s);
    run->train.given = (uint8_t)fmin(since / 2.5, SCENE_HEAT_PULSES);
    run->train.is_pressing = fmod(since, 2.5) < 1.2;
    for (int i = 0; i < run->train.given; i++)
        run->train.ratings[i] = i == 2 ? NAN : 2.9f + 0.38f * (float)i;
}

static inline void scene_heat_armed(struct view *view)
{
    scene_heat(view);
    scene_thermal_live(view, NOW_ARMED, VIEW_AT_BASELINE);
    scene_heat_trace(&view->run, SCENE_LEAD_S);
    view->run.cuff.rating = 0;
}

static inline void scene_heat_runs(struct view *view)
{
    scene_heat(view);
    scene_thermal_live(view, NOW_RUNNING, VIEW_TO_LIMIT);
    scene_heat_trace(&view->run, 19.9);
    view->run.offers_response = true;
}

static inline void scene_heat_stopping(struct view *view)
{
    scene_heat(view);
    scene_thermal_live(view, NOW_RUNNING, VIEW_RETURNING);
    scene_heat_trace(&view->run, 12.6);
    view->run.thermal.is_stopped = true;
}

/* The cable is pulled in a pulse. */
static inline void scene_heat_lost(struct view *view)
{
    scene_heat_runs(view);
    view->run.not_back = true;
    view->run.has_reading = false;
    view->run.instrument_mark = MARK_BAD;
    view->run.thermal.step = VIEW_RETURNING;
}

static inline void scene_heat_review(struct view *view)
{
    struct run_view *run = &view->run;
    struct trial_view *row = &run->trials_here[0];
    scene_heat(view);
    scene_heat_trace(run, 30);
    run->now = NOW_REVIEW;
    run->offers_go = run->offers_spoil = run->offers_end = run->offers_leave = true;
    run->thermal.step = VIEW_BACK;
    row->state = ROW_SAVED;
    row->saved_h = 15;
    row->saved_min = 2;
    row->n_pulses = SCENE_HEAT_PULSES;
    memcpy(row->ratings, run->train.ratings, sizeof row->ratings);
}

/* At a site with trials due they would steer. */
static inline void scene_heat_rest(struct view *view)
{
    scene_heat_review(view);
    view->run.now = NOW_REST;
    view->run.rest_left_s = 40;
    view->run.rest_whole_s = 60;
    view->run.trials_here[0].is_hidden = true;
}

/* ---- held for long */

static inline void scene_tonic(struct view *view, double level)
{
    struct run_view *run = &view->run;
    scene_heat(view);
    SCENE_SET(run->test, "tonic");
    run->limit = level;
    run->thermal.baseline = run->train.base = 32;
    run->target_slope = level < 32 ? -1 : 1;
    run->thermal.return_slope = 1;
    run->train.is_held = true;
    run->train.pulses = 1;
    run->train.on_s = run->train.period_s = 120;
    run->train.levels[0] = (float)level;
}

static inline void scene_tonic_trace(struct run_view *run, double until_s)
{
    const double way_s = fabs(run->limit - 32), end_s = SCENE_LEAD_S + way_s + 120;
    for (double t = 0; t <= until_s && run->n_trace < VIEW_TRACE_MAX; t += 0.1) {
        const double up = fmin(fmax(t - SCENE_LEAD_S, 0), way_s), down = fmax(t - end_s, 0);
        scene_rated_point(run, t, 32 + run->target_slope * fmax(up - down, 0) + 0.04 * sin(7 * t),
                          t < 14 ? 0 : 7 * (1 - exp((14 - t) / 25)));
    }
    scene_rated_end(run, until_s);
}

static inline void scene_tonic_rises(struct view *view)
{
    scene_tonic(view, 46.5);
    scene_thermal_live(view, NOW_RUNNING, VIEW_TO_LIMIT);
    scene_tonic_trace(&view->run, 13);
}

static inline void scene_tonic_holds(struct view *view)
{
    scene_tonic(view, 46.5);
    scene_thermal_live(view, NOW_RUNNING, VIEW_TO_LIMIT);
    scene_tonic_trace(&view->run, 78.5);
    view->run.train.is_pressing = true;
    view->run.train.left_s = 60;
}

static inline void scene_tonic_cold(struct view *view)
{
    scene_tonic(view, 4);
    scene_thermal_live(view, NOW_RUNNING, VIEW_TO_LIMIT);
    scene_tonic_trace(&view->run, 21);
}

static inline void scene_tonic_review(struct view *view)
{
    struct trial_view *row = &view->run.trials_here[0];
    scene_tonic(view, 46.5);
    scene_tonic_trace(&view->run, 155);
    view->run.now = NOW_REVIEW;
    view->run.offers_go = view->run.offers_spoil = true;
    view->run.thermal.step = VIEW_BACK;
    row->state = ROW_SAVED;
    row->has_value = true;
    row->value = 5.37;
}

#endif

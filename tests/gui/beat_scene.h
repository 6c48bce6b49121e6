/* Views of trains that a hand gives to a beat: presses of an algometer, and pinpricks that no instrument sees. */
#ifndef LIMEN_TESTS_GUI_BEAT_SCENE_H
#define LIMEN_TESTS_GUI_BEAT_SCENE_H

#include "gui/run_scene_base.h"

enum { SCENE_PRESSES = 10 };

static inline void scene_beat(struct view *view)
{
    struct run_view *run = &view->run;
    SCENE_SET(run->test, "ts");
    run->is_rated = true;
    run->attempt = 0;
    run->limit = 1000;
    run->target_slope = run->tolerance = 0;
    run->rest_left_s = run->rest_whole_s = 0;
    run->train.pulses = SCENE_PRESSES;
    run->train.on_s = 1;
    run->train.period_s = 2;
    run->beat.is_on = true;
    run->beat.train = 1;
    run->beat.level = 300;
    run->beat.band = 60;
    run->beat.next_ns = MONO_NEVER;
    run->n_trials_here = 0;
    run->has_mean = false;
    run->mean = 0;
    scene_row(run, &(struct trial_view){.trial = 1, .state = ROW_RUNNING});
}

static inline void scene_beat_live(struct view *view, enum run_now now, enum view_beat_cue cue,
                                   uint8_t index)
{
    scene_live(view, now);
    view->run.beat.now = (struct beat_cue){(uint8_t)cue, index};
}

/* Presses of 300 kPa, the third too strong. */
static inline void scene_beat_trace(struct run_view *run, double until_s)
{
    static const uint8_t verdicts[SCENE_PRESSES] = {
        VIEW_PRESS_GOOD,   VIEW_PRESS_GOOD, VIEW_PRESS_STRONG, VIEW_PRESS_LATE, VIEW_PRESS_MISSED,
        VIEW_PRESS_UNSEEN, VIEW_PRESS_GOOD, VIEW_PRESS_LIGHT,  VIEW_PRESS_GOOD, VIEW_PRESS_EARLY};
    for (double t = 0; t <= until_s && run->n_trace < VIEW_TRACE_MAX; t += 0.02) {
        const int pulse = (int)(t / 2);
        const double in = t - 2 * pulse, most = pulse == 2 ? 390 : pulse == 7 ? 210 : 295;
        const double share = fmin(fmin(in / 0.15, (1.15 - in) / 0.15), 1);
        run->trace[run->n_trace++] = (struct trace_point){
            (float)t, pulse == 4 ? 0 : (float)(most * fmax(share, 0) + 4 * sin(9 * t))};
    }
    run->reading = (double)run->trace[run->n_trace - 1].value;
    run->newton = run->reading / 10;
    run->running_s = until_s + 4;
    run->beat.n_judged = (uint8_t)fmin((until_s + 0.5) / 2, SCENE_PRESSES);
    memcpy(run->beat.verdicts, verdicts, run->beat.n_judged);
    run->train.given = (uint8_t)fmin(until_s / 2, SCENE_PRESSES);
}

static inline void scene_beat_confirm(struct view *view)
{
    scene_beat(view);
}

static inline void scene_beat_ready(struct view *view)
{
    scene_beat(view);
    scene_beat_live(view, NOW_ARMED, VIEW_BEAT_NONE, 0);
}

static inline void scene_beat_count(struct view *view)
{
    scene_beat(view);
    scene_beat_live(view, NOW_ARMED, VIEW_BEAT_COUNT, 3);
}

static inline void scene_beat_press(struct view *view)
{
    scene_beat(view);
    scene_beat_live(view, NOW_RUNNING, VIEW_BEAT_PRESS, 4);
    scene_beat_trace(&view->run, 6.7);
}

static inline void scene_beat_last(struct view *view)
{
    scene_beat(view);
    scene_beat_live(view, NOW_RUNNING, VIEW_BEAT_PRESS, 10);
    scene_beat_trace(&view->run, 18.8);
}

static inline void scene_beat_lift(struct view *view)
{
    scene_beat(view);
    scene_beat_live(view, NOW_RUNNING, VIEW_BEAT_LIFT, 3);
    scene_beat_trace(&view->run, 5.6);
}

static inline void scene_beat_near(struct view *view)
{
    scene_beat_press(view);
    view->run.near_limit = true;
    view->run.reading = 912;
    view->run.newton = 91.2;
}

static inline void scene_beat_release(struct view *view)
{
    scene_beat_press(view);
    scene_live(view, NOW_RELEASE);
    view->run.is_pressed = true;
    view->run.reading = 1003;
    view->run.newton = 100.3;
}

/* What is felt is said only when it is kept. */
static inline void scene_beat_unrated(struct trial_view *row)
{
    row->n_pulses = SCENE_PRESSES;
    for (int i = 0; i < SCENE_PRESSES; i++)
        row->ratings[i] = NAN;
}

static inline void scene_beat_review(struct view *view)
{
    struct run_view *run = &view->run;
    scene_beat(view);
    scene_beat_trace(run, 20);
    run->now = NOW_REVIEW;
    run->reading = 0;
    run->newton = 0;
    run->offers_go = run->offers_spoil = true;
    run->trials_here[0].state = ROW_SAVED;
    scene_beat_unrated(&run->trials_here[0]);
}

/* ---- pinpricks */

static inline void scene_cues(struct view *view)
{
    struct run_view *run = &view->run;
    scene_beat(view);
    SCENE_SET(run->test, "wur");
    run->stimulus = VIEW_CUES;
    run->has_force = run->has_reading = false;
    run->instrument_mark = MARK_NONE;
    run->instrument[0] = '\0';
    run->rate_hz = 0;
    run->limit = 0;
    run->beat.level = run->beat.band = 0;
    run->train.on_s = 0.5;
    run->train.period_s = 1;
}

static inline void scene_cues_confirm(struct view *view)
{
    scene_cues(view);
}

/* The one before a train. */
static inline void scene_cues_single(struct view *view)
{
    scene_cues(view);
    view->run.train.pulses = 1;
}

static inline void scene_cues_count(struct view *view)
{
    scene_cues(view);
    scene_beat_live(view, NOW_ARMED, VIEW_BEAT_COUNT, 3);
}

static inline void scene_cues_press(struct view *view)
{
    scene_cues(view);
    scene_beat_live(view, NOW_RUNNING, VIEW_BEAT_PRESS, 10);
}

static inline void scene_cues_lift(struct view *view)
{
    scene_cues(view);
    scene_beat_live(view, NOW_RUNNING, VIEW_BEAT_LIFT, 4);
}

static inline void scene_cues_silent(struct view *view)
{
    scene_cues_press(view);
    view->frame.is_silent = true;
}

static inline void scene_cues_review(struct view *view)
{
    scene_cues(view);
    view->run.now = NOW_REVIEW;
    view->run.offers_go = view->run.offers_spoil = true;
    view->run.trials_here[0].state = ROW_SAVED;
    scene_beat_unrated(&view->run.trials_here[0]);
}

#endif

/* What all views of a session begin with, for pictures and tests of its screen. */
#ifndef LIMEN_TESTS_GUI_RUN_SCENE_BASE_H
#define LIMEN_TESTS_GUI_RUN_SCENE_BASE_H

#include "gui/view.h"
#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static inline void scene_word(char *out, size_t size, const char *word)
{
    snprintf(out, size, "%s", word);
}
#define SCENE_SET(field, word) scene_word(field, sizeof(field), word)

static inline void scene_frame(struct view *view)
{
    struct frame_view *frame = &view->frame;
    view->screen = SCREEN_SESSION;
    SCENE_SET(frame->study, "Low back pain cohort");
    SCENE_SET(frame->participant, "LBP-0417-K");
    frame->visit = 2;
    frame->visits = 4;
    frame->clock_h = 14;
    frame->clock_min = 32;
    frame->has_saved = true;
    frame->saved_h = 14;
    frame->saved_min = 31;
    frame->saved_s = 24;
}

static inline void scene_steps(struct run_view *run)
{
    static const struct {
        const char *title;
        enum mark mark;
    } steps[] = {{"Intake", MARK_OK},
                 {"Pressure pain threshold", MARK_RUNNING},
                 {"Temporal summation", MARK_OPEN},
                 {"CPM", MARK_OPEN},
                 {"Cold pain threshold", MARK_OPEN},
                 {"Review and sign", MARK_OPEN}};
    run->n_steps = sizeof steps / sizeof steps[0];
    for (size_t i = 0; i < run->n_steps; i++) {
        SCENE_SET(run->steps[i].title, steps[i].title);
        run->steps[i].mark = (uint8_t)steps[i].mark;
    }
    run->step_trial = 5;
    run->step_trials = 12;
    run->given_up = 8;
}

static inline void scene_sites(struct run_view *run)
{
    static const struct {
        const char *site, *side;
        enum site_state state;
    } sites[] = {{"lumbar.L4", "left", SITE_NOW},
                 {"lumbar.L4", "right", SITE_LATER},
                 {"trapezius.upper", "left", SITE_DONE},
                 {"tibialis_anterior", "right", SITE_RESTING}};
    run->n_sites = sizeof sites / sizeof sites[0];
    for (size_t i = 0; i < run->n_sites; i++) {
        SCENE_SET(run->sites[i].site, sites[i].site);
        SCENE_SET(run->sites[i].side, sites[i].side);
        run->sites[i].number = (uint8_t)(i + 1);
        run->sites[i].state = (uint8_t)sites[i].state;
    }
    run->sites[3].rest_left_s = 23;
    run->site = 0;
}

static inline void scene_row(struct run_view *run, const struct trial_view *row)
{
    run->trials_here[run->n_trials_here++] = *row;
}

static inline void scene_trials(struct run_view *run)
{
    scene_row(
        run,
        &(struct trial_view){
            .trial = 1, .practice = true, .state = ROW_SAVED, .has_value = true, .value = 268});
    scene_row(run, &(struct trial_view){.trial = 1,
                                        .state = ROW_SAVED,
                                        .has_value = true,
                                        .value = 318,
                                        .saved_h = 14,
                                        .saved_min = 28,
                                        .saved_s = 40});
    struct trial_view spoiled = {
        .trial = 2, .attempt = 1, .state = ROW_SPOILED, .has_value = true, .value = 241};
    SCENE_SET(spoiled.reason, "moved");
    scene_row(run, &spoiled);
    scene_row(run, &(struct trial_view){.trial = 2, .attempt = 2, .state = ROW_RUNNING});
    scene_row(run, &(struct trial_view){.trial = 3, .state = ROW_PLANNED});
    run->has_mean = true;
    run->mean = 318;
    run->valid = 1;
    run->wanted = 3;
}

/* A hand that is too fast from 0.8 s on for a while, then on the line. */
static inline void scene_trace(struct run_view *run, double until_s)
{
    run->n_trace = 0;
    for (double t = 0; t <= until_s && run->n_trace < VIEW_TRACE_MAX; t += 0.02) {
        const double bump = 42 * exp(-pow((t - 1.15) / 0.33, 2)), sway = 6 * sin(1.3 * t) - 1.5 * t;
        const double kpa = t < 0.4 ? 50 * t : 50 * t + bump + sway;
        run->trace[run->n_trace++] = (struct trace_point){(float)t, (float)kpa};
    }
}

static inline void scene_base(struct view *view)
{
    struct run_view *run = &view->run;
    scene_frame(view);
    scene_steps(run);
    scene_sites(run);
    scene_trials(run);
    run->now = NOW_CONFIRM;
    SCENE_SET(run->test, "ppt");
    run->trial = 2;
    run->trials = 3;
    run->attempt = 2;
    run->has_reading = run->has_force = true;
    run->target_slope = 50;
    run->tolerance = 0.2;
    run->limit = 1000;
    run->rest_left_s = 23;
    run->rest_whole_s = 60;
    SCENE_SET(run->rest_site, "tibialis_anterior");
    SCENE_SET(run->rest_side, "right");
    run->next_trial = 2;
    run->next_trials = 3;
    SCENE_SET(run->instruction, "ppt");
    run->instruction_version = 3;
    run->instruction_read = true;
    SCENE_SET(
        run->words,
        "I am going to press with this probe, slowly and more and more. At first you will feel "
        "pressure only. Please press the button at the moment when the pressure begins to "
        "hurt. I then stop at once. This is not about how much you can bear.");
    SCENE_SET(run->words_language, "en");
    run->instrument_mark = MARK_OK;
    run->button_mark = MARK_OK;
    SCENE_SET(run->instrument, "Algometer M5-100");
    run->rate_hz = 100;
    run->reading_age_s = 0.006;
    run->offers_skip = run->offers_end = run->offers_leave = true;
}

static inline void scene_live(struct view *view, enum run_now now)
{
    struct run_view *run = &view->run;
    run->now = (uint8_t)now;
    view->frame.is_live = true;
    run->offers_skip = run->offers_end = run->offers_leave = false;
}

#endif

/* Views of a thermal sensory limen: warm and cool in turn. */
#ifndef LIMEN_TESTS_GUI_LIMEN_SCENE_H
#define LIMEN_TESTS_GUI_LIMEN_SCENE_H

#include "gui/thermal_scene.h"

static inline void scene_limen(struct view *view)
{
    struct run_view *run = &view->run;
    scene_thermal(view, "tsl", 50);
    run->thermal.turn = 1;
    run->thermal.turns = 6;
    run->thermal.warm_limit = 50;
    run->thermal.cool_limit = 0;
    run->n_trials_here = 0;
    run->has_mean = false;
    scene_row(run, &(struct trial_view){.trial = 1, .state = ROW_RUNNING});
}

static inline void scene_limen_armed(struct view *view)
{
    scene_limen(view);
    scene_thermal_live(view, NOW_ARMED, VIEW_AT_BASELINE);
    scene_thermal_trace(&view->run, SCENE_LEAD_S, 60);
}

static inline void scene_limen_warm(struct view *view)
{
    scene_limen(view);
    scene_to_limit(view, 7.4);
}

/* The fourth of six turns begins where the third one has ended. */
static inline void scene_limen_cool(struct view *view)
{
    struct run_view *run = &view->run;
    scene_limen(view);
    run->thermal.turn = 4;
    run->target_slope = -1;
    run->limit = 0;
    scene_to_limit(view, 9);
    for (size_t i = 0; i < run->n_trace; i++)
        run->trace[i].value = 36.5f - run->trace[i].t_s;
    run->reading = 27.5;
    run->running_s = 31;
}

static inline void scene_limen_review(struct view *view)
{
    struct run_view *run = &view->run;
    scene_limen_cool(view);
    view->frame.is_live = view->frame.is_energised = false;
    scene_back(run);
    run->thermal.turn = 6;
    run->now = NOW_REVIEW;
    run->offers_go = run->offers_spoil = run->offers_end = run->offers_leave = true;
    run->trials_here[0] = (struct trial_view){
        .trial = 1, .state = ROW_SAVED, .has_value = true, .value = 5.2, .saved_h = 15};
}

#endif

/* Views of a session in which something conditions beside the trials: water, marked and rated by the examiner, and a cuff. */
#ifndef LIMEN_TESTS_GUI_BESIDE_SCENE_H
#define LIMEN_TESTS_GUI_BESIDE_SCENE_H

#include "gui/run_scene_base.h"

/* Since 68 s, rated at 30 s and 60 s, tested once. */
static inline void scene_beside_water(struct view *view)
{
    struct beside_view *beside = &view->run.beside;
    SCENE_SET(view->run.phase, "during");
    *beside = (struct beside_view){.is_on = true,
                                   .is_water = true,
                                   .can_rate = true,
                                   .has_rating = true,
                                   .has_level = true,
                                   .has_target = true,
                                   .lasted_s = 68,
                                   .most_s = 120,
                                   .next_s = 22,
                                   .rating = 5.6,
                                   .low = 4,
                                   .high = 7,
                                   .level = 10.1};
    SCENE_SET(beside->unit, "°C");
    SCENE_SET(beside->site, "hand.dorsum");
    SCENE_SET(beside->side, "left");
    beside->course.ratings[beside->course.n_ratings++] = (struct trace_point){30, 4.4f};
    beside->course.ratings[beside->course.n_ratings++] = (struct trace_point){60, 5.6f};
    beside->course.tests[beside->course.n_tests++] = (struct beside_test){36, 43};
}

/* Nobody has entered the second one. */
static inline void scene_beside_due(struct view *view)
{
    struct beside_view *beside = &view->run.beside;
    scene_beside_water(view);
    beside->is_due = true;
    beside->lasted_s = 61.5;
    beside->next_s = 28.5;
    beside->rating = 4.4;
    beside->course.ratings[1].value = NAN;
}

static inline void scene_beside_out(struct view *view)
{
    scene_beside_water(view);
    view->run.beside.is_out = true;
    view->run.beside.lasted_s = 124;
    view->run.beside.next_s = 0;
    view->run.beside.can_rate = false;
}

static inline void scene_beside_rest(struct view *view)
{
    scene_beside_water(view);
    view->run.now = NOW_REST;
}

/* A cuff that comes to its target, rated on the slider. */
static inline void scene_beside_cuff_at(struct view *view, double lasted_s)
{
    struct beside_view *beside = &view->run.beside;
    SCENE_SET(view->run.phase, "during");
    *beside = (struct beside_view){.is_on = true,
                                   .has_level = true,
                                   .has_target = true,
                                   .has_rating = true,
                                   .lasted_s = lasted_s,
                                   .most_s = 180,
                                   .low = 4,
                                   .high = 7,
                                   .level = 42};
    SCENE_SET(beside->unit, "kPa");
    SCENE_SET(beside->site, "gastrocnemius");
    SCENE_SET(beside->side, "right");
    for (double t = 1; t <= lasted_s; t++) {
        beside->rating = 6 * (1 - exp(-t / 15)) + 0.3 * sin(t / 4);
        beside->course.ratings[beside->course.n_ratings++] =
            (struct trace_point){(float)t, (float)beside->rating};
    }
}

static inline void scene_beside_waits(struct view *view)
{
    scene_beside_cuff_at(view, 11);
    view->run.now = NOW_WAIT;
    view->run.beside.waits = true;
    view->run.beside.left_s = 49;
}

static inline void scene_beside_tests(struct view *view)
{
    scene_beside_cuff_at(view, 90);
    struct beside_course *course = &view->run.beside.course;
    scene_live(view, NOW_RUNNING);
    scene_trace(&view->run, 5.6);
    view->run.offers_response = true;
    view->run.running_s = 5.6;
    view->run.reading = 287;
    view->run.newton = 28.7;
    view->run.has_slope = true;
    view->run.slope = 52;
    course->tests[course->n_tests++] = (struct beside_test){40, 47};
    course->tests[course->n_tests++] = (struct beside_test){84.4f, 90};
    course->is_testing = true;
}

#endif

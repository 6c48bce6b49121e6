/* Views of cold by hand: a hand in cold water, and ice on the skin. */
#ifndef LIMEN_TESTS_GUI_COLD_SCENE_H
#define LIMEN_TESTS_GUI_COLD_SCENE_H

#include "gui/run_scene_base.h"

static inline void scene_water(struct view *view)
{
    struct run_view *run = &view->run;
    SCENE_SET(run->test, "cold_pressor");
    SCENE_SET(run->sites[0].site, "hand.dorsum");
    run->stimulus = VIEW_SECONDS;
    run->has_reading = run->has_force = false;
    run->instrument_mark = MARK_NONE;
    run->instrument[0] = '\0';
    run->attempt = 0;
    run->trial = run->trials = run->wanted = 1;
    run->limit = 120;
    run->target_slope = run->tolerance = 0;
    run->rest_left_s = run->rest_whole_s = 0;
    run->rest_site[0] = '\0';
    run->has_mean = false;
    run->valid = 0;
    run->cold.rating_every_s = 30;
    run->n_trials_here = 0;
    scene_row(run, &(struct trial_view){.trial = 1, .state = ROW_RUNNING});
    SCENE_SET(run->words,
              "Put your hand into the water up to the wrist and keep it still. Say when "
              "it begins to hurt, and take it out when you cannot bear it any more.");
}

static inline void scene_cold_confirm(struct view *view)
{
    scene_water(view);
    view->run.n_trials_here = 0;
    scene_row(&view->run, &(struct trial_view){.trial = 1, .state = ROW_PLANNED});
}

static inline void scene_cold_armed(struct view *view)
{
    scene_water(view);
    scene_live(view, NOW_ARMED);
}

static inline void scene_cold_on(struct view *view, double lasted_s)
{
    struct cold_view *cold = &view->run.cold;
    scene_live(view, NOW_RUNNING);
    cold->step = VIEW_COLD_ON;
    cold->lasted_s = view->run.running_s = lasted_s;
    cold->next_s = 30 - fmod(lasted_s, 30);
}

static inline void scene_cold_rated(struct view *view, double lasted_s)
{
    static const float ratings[] = {4.5f, NAN, 8};
    struct cold_view *cold = &view->run.cold;
    scene_cold_on(view, lasted_s);
    cold->has_pain = true;
    cold->pain_s = 14.2;
    cold->can_rate = true;
    for (int i = 0; (i + 1) * 30 <= lasted_s && i < 3; i++)
        cold->ratings[cold->n_ratings++] = ratings[i];
}

static inline void scene_cold_begun(struct view *view)
{
    scene_water(view);
    scene_cold_on(view, 8.3);
}

static inline void scene_cold_hurts(struct view *view)
{
    scene_water(view);
    scene_cold_rated(view, 41.6);
}

static inline void scene_cold_due(struct view *view)
{
    scene_water(view);
    scene_cold_rated(view, 91.4);
    view->run.cold.is_due = true;
    view->run.cold.ratings[2] = NAN;
}

/* The hand is out, and the last rating is waited for. */
static inline void scene_cold_out_due(struct view *view)
{
    scene_cold_due(view);
    view->run.cold.step = VIEW_COLD_OVER;
    view->run.cold.is_off = true;
    view->run.cold.next_s = 0;
}

static inline void scene_cold_over(struct view *view)
{
    scene_water(view);
    scene_cold_rated(view, 120);
    view->run.now = NOW_RELEASE;
    view->run.is_answered = true;
    view->run.cold.step = VIEW_COLD_OVER;
    view->run.release_s = 0.6;
}

static inline void scene_cold_stop(struct view *view)
{
    scene_cold_over(view);
    view->run.is_answered = false;
    view->run.cold.lasted_s = 52;
    view->run.release_s = 2.1;
}

static inline void scene_cold_review_of(struct view *view, double lasted_s)
{
    struct run_view *run = &view->run;
    scene_water(view);
    scene_cold_rated(view, lasted_s);
    view->frame.is_live = false;
    run->now = NOW_REVIEW;
    run->offers_go = run->offers_spoil = run->offers_end = run->offers_leave = true;
    run->cold.step = VIEW_COLD_OVER;
    run->cold.is_off = true;
    run->trials_here[0].has_value = true;
    run->trials_here[0].value = lasted_s;
    run->trials_here[0].state = lasted_s < run->limit ? ROW_SAVED : ROW_CENSORED;
}

static inline void scene_cold_review(struct view *view)
{
    scene_cold_review_of(view, 97.3);
}

static inline void scene_cold_limit(struct view *view)
{
    scene_cold_review_of(view, 120);
}

static inline void scene_ice(struct view *view)
{
    struct run_view *run = &view->run;
    scene_water(view);
    SCENE_SET(run->test, "ice");
    SCENE_SET(run->sites[0].site, "cervical.C5");
    run->stimulus = VIEW_RATING;
    run->limit = 10;
    run->cold.rating_every_s = 0;
}

static inline void scene_ice_armed(struct view *view)
{
    scene_ice(view);
    scene_live(view, NOW_ARMED);
}

static inline void scene_ice_on(struct view *view)
{
    scene_ice(view);
    scene_cold_on(view, 6.4);
    view->run.cold.next_s = 0;
}

static inline void scene_ice_over(struct view *view)
{
    scene_ice_on(view);
    view->run.now = NOW_RELEASE;
    view->run.is_answered = true;
    view->run.cold.step = VIEW_COLD_OVER;
    view->run.cold.lasted_s = 10;
}

static inline void scene_ice_due(struct view *view)
{
    scene_ice_over(view);
    view->run.now = NOW_RUNNING;
    view->run.cold.is_off = view->run.cold.is_due = view->run.cold.can_rate = true;
}

static inline void scene_ice_no_value(struct view *view)
{
    scene_ice_over(view);
    view->frame.is_live = false;
    view->run.now = NOW_REVIEW;
    view->run.offers_go = view->run.offers_spoil = true;
    view->run.trials_here[0].state = ROW_NO_VALUE;
    text_sentence(view->run.sentence, sizeof view->run.sentence,
                  text_of(LANGUAGE_DE, TEXT_end_timeout_cold));
}

#endif

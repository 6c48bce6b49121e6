/* Views of questions that a protocol asks: after a limen, and before a hand goes into cold water. */
#ifndef LIMEN_TESTS_GUI_ASK_SCENE_H
#define LIMEN_TESTS_GUI_ASK_SCENE_H

#include "gui/cold_scene.h"
#include "gui/thermal_scene.h"

static inline void scene_choice(struct ask_view *ask, const char *key, const char *words)
{
    SCENE_SET(ask->choices[ask->n_choices].key, key);
    SCENE_SET(ask->choices[ask->n_choices++].words, words);
}

static inline void scene_ask(struct view *view)
{
    struct run_view *run = &view->run;
    run->now = NOW_QUESTION;
    run->prompt = 7;
    run->rest_site[0] = '\0';
    run->offers_skip = run->offers_end = run->offers_leave = true;
}

static inline void scene_ask_felt(struct view *view)
{
    struct run_view *run = &view->run;
    scene_thermal(view, "tsl", 50);
    scene_ask(view);
    SCENE_SET(run->sentence, "What did cool turn 2 of 3 feel like?");
    scene_choice(&run->ask, "cold", "cool or cold");
    scene_choice(&run->ask, "warm", "warm");
    scene_choice(&run->ask, "hot", "hot or burning");
    scene_choice(&run->ask, "pain", "painful, and not hot");
    scene_choice(&run->ask, "other", "something else");
}

static inline void scene_ask_felt_german(struct view *view)
{
    struct run_view *run = &view->run;
    scene_ask_felt(view);
    run->ask.n_choices = 0;
    SCENE_SET(run->sentence, "Wie fühlte sich die kühle Phase 2 von 3 an?");
    scene_choice(&run->ask, "cold", "kühl oder kalt");
    scene_choice(&run->ask, "warm", "warm");
    scene_choice(&run->ask, "hot", "heiß oder brennend");
    scene_choice(&run->ask, "pain", "schmerzhaft, aber nicht heiß");
    scene_choice(&run->ask, "other", "etwas anderes");
}

/* As many as there can be, and as long as they may be. */
static inline void scene_ask_nine(struct view *view)
{
    struct run_view *run = &view->run;
    scene_ask_felt(view);
    run->ask.n_choices = 0;
    SCENE_SET(run->sentence,
              "Which of these words comes nearest to what the pain of the last week has felt like "
              "in the mornings?");
    for (int i = 0; i < VIEW_CHOICES_MAX; i++)
        scene_choice(&run->ask, "word", i % 2 ? "burning" : "stabbing, or as if something tears");
}

static inline void scene_ask_bath(struct view *view)
{
    struct run_view *run = &view->run;
    scene_water(view);
    scene_ask(view);
    SCENE_SET(run->sentence, "How cold is the water now, well stirred?");
    SCENE_SET(run->ask.unit, "°C");
    run->ask.max = 25;
}

#endif

/* One session as the screen shows it, for each test of a file. To be included after cmocka. */
#ifndef LIMEN_TESTS_SUPPORT_CONDUCT_FIXTURE_H
#define LIMEN_TESTS_SUPPORT_CONDUCT_FIXTURE_H

#include "shell/conduct.h"

#include <stdlib.h>

struct scene {
    struct conduct conduct;
    struct run_view view;
    struct session_view told;
    mono_ns t;
};

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    conduct_init(&scene->conduct, &scene->view, 10);
    scene->told = conduct_session_view(&scene->conduct);
    scene->t = 1000 * MONO_SEC;
    conduct_tick(&scene->conduct, scene->t, 0);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

/* The examiner is asked, and the trial is armed; `value`: with its phase. */
static __attribute__((unused)) void scene_arm(struct scene *scene, const struct trial_plan *plan,
                                              double value)
{
    const struct prompt prompt = {.kind = PROMPT_ARM,
                                  .number = 1,
                                  .text = "",
                                  .plan = plan,
                                  .attempt = 1,
                                  .limit = plan->limit};
    scene->told.prompt(scene->told.view, NULL, &prompt);
    conduct_turn(&scene->conduct, scene->t);
    scene->told.phase(scene->told.view, PHASE_ARMED, value);
}

#endif

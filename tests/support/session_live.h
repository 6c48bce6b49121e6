/* The sessions of session_scene.h by the clock, each part on its own thread. */
#ifndef LIMEN_TESTS_SESSION_LIVE_H
#define LIMEN_TESTS_SESSION_LIVE_H

#include "session/live.h"
#include "support/session_scene.h"

struct scene_live {
    void (*phase)(void *view, enum phase phase, double value);
    void (*tick)(void *context, struct live *live); /* may be NULL; its context is the scene */
};

static inline enum status scene_run_live(struct scene *scene, const struct scene_live *how)
{
    const struct session_config config = scene_config(scene);
    struct session_view view = scene_view(scene);
    struct session_parts parts = scene_parts(scene);
    const struct live_config live = {.spec = &scene->spec,
                                     .participant = &scene->participant,
                                     .seed = scene->seed,
                                     .input_fd = -1,
                                     .tick = how->tick,
                                     .context = scene};
    view.phase = how->phase;
    parts.view = &view;
    const enum status status = live_run(&live, &config, &parts, &scene->key, &scene->why);
    scene_parts_free(&parts);
    scene_load(scene);
    return status;
}

#endif

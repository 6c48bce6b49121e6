/* A session with a simulated thermode, in virtual time. */
#ifndef LIMEN_TESTS_THERMAL_SCENE_H
#define LIMEN_TESTS_THERMAL_SCENE_H

#include "support/session_scene.h"

#include "session/sim_bench.h"

static inline struct scene *scene_thermal(const char *run)
{
    struct scene *scene = scene_new(run);
    struct why why = {0};
    if (sim_bench_for("{\"needs\":[\"thermode\",\"response\"]}", &scene->spec, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return scene;
}

/* Nobody's threshold varies, and nobody takes time to respond. */
static inline void scene_make_exact(struct scene *scene)
{
    memset(scene->participant.thermal_sd, 0, sizeof scene->participant.thermal_sd);
    scene->participant.reaction_s = scene->participant.reaction_sd_s = 0;
}

static inline double number_of(const char *entry, const char *key)
{
    char quoted[40];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(entry, quoted);
    if (!at)
        fail_msg("no %s in %s", key, entry);
    return strtod(at + strlen(quoted), NULL);
}

#endif

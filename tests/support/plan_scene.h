/* A protocol that is planned: for the tests of its plan. */
#ifndef LIMEN_TESTS_PLAN_SCENE_H
#define LIMEN_TESTS_PLAN_SCENE_H

#include "support/program.h"

#include "session/plan.h"

struct scene {
    struct folder folder;
    struct plan_request request;
    struct plan plan;
    struct why why;
};

static inline void begin(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    folder_make(&scene->folder);
    snprintf(scene->request.library, sizeof scene->request.library, "%s", PROTOCOLS_DIR);
    scene->request.seed = 1;
}

static inline void use(struct scene *scene, const char *path)
{
    const struct script_options options = {
        .library = scene->request.library,
        .parameters = scene->request.parameters[0] ? scene->request.parameters : NULL,
        .seed = 1};
    struct script *script = NULL;
    snprintf(scene->request.protocol, sizeof scene->request.protocol, "%s", path);
    if (script_load(path, &options, &script, &scene->why) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    plan_digest(script, scene->request.digest);
    script_free(script);
}

static inline void use_text(struct scene *scene, const char *needs, const char *run)
{
    char text[2048], path[128];
    snprintf(text, sizeof text,
             "return protocol {\n  id = \"t\", version = \"1.0.0\", title = { en = \"t\", de = "
             "\"t\" },\n  needs = { %s },\n  run = function(p)\n%s\n  end,\n}\n",
             needs, run);
    folder_write(&scene->folder, "t.lua", text);
    folder_file(&scene->folder, "t.lua", path);
    use(scene, path);
}

static inline void make(struct scene *scene)
{
    if (plan_make(&scene->request, &scene->plan, &scene->why) != STATUS_OK)
        fail_msg("%s", scene->why.text);
}

static inline void end(struct scene *scene)
{
    folder_remove(&scene->folder);
}

static inline const struct plan_step *step_of(const struct plan *plan, const char *test)
{
    for (size_t i = 0; i < plan->n_steps; i++)
        if (plan->steps[i].kind == PLAN_TEST && !plan->steps[i].practice &&
            strcmp(plan->steps[i].test, test) == 0)
            return &plan->steps[i];
    fail_msg("no %s in the plan", test);
    return NULL;
}

#endif

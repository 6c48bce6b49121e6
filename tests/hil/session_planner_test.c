/* A protocol is planned in a process of its own: whatever its script does, whoever asked goes on. */
#include "support/program.h"

#include "session/planner.h"

struct scene {
    struct folder folder;
    struct nursery *nursery;
    struct plan_request request;
    struct planner planner;
    struct why why;
};

static void begin(struct scene *scene, const char *run)
{
    char text[2048], path[128];
    struct script *script = NULL;
    memset(scene, 0, sizeof *scene);
    folder_make(&scene->folder);
    assert_int_equal(nursery_start(&scene->nursery, &scene->why), STATUS_OK);
    planner_init(&scene->planner);
    snprintf(text, sizeof text,
             "return protocol {\n  id = \"t\", version = \"1.0.0\", title = { en = \"t\", de = "
             "\"t\" },\n  needs = { \"algometer\", \"response\" },\n  run = function(p)\n%s\n  "
             "end,\n}\n",
             run);
    folder_write(&scene->folder, "t.lua", text);
    folder_file(&scene->folder, "t.lua", path);
    snprintf(scene->request.library, sizeof scene->request.library, "%s", PROTOCOLS_DIR);
    snprintf(scene->request.protocol, sizeof scene->request.protocol, "%s", path);
    const struct script_options options = {.library = PROTOCOLS_DIR};
    if (script_load(path, &options, &script, &scene->why) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    plan_digest(script, scene->request.digest);
    script_free(script);
}

static void start(struct scene *scene)
{
    const enum status status =
        planner_start(&scene->planner, scene->nursery, &scene->request, mono_now(), &scene->why);
    if (status != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_true(planner_is_busy(&scene->planner));
}

/* As the engine's loop: polls, and takes what is there. */
static const struct planner_result *await(struct scene *scene)
{
    struct planner *planner = &scene->planner;
    while (!planner_take(planner, mono_now())) {
        struct pollfd set = {.fd = planner_fd(planner), .events = POLLIN};
        const mono_ns left = planner->until - mono_now();
        poll(&set, 1, left > 0 ? (int)(left / MONO_MS) + 1 : 0);
    }
    assert_false(planner_is_busy(planner));
    assert_false(planner_take(planner, mono_now())); /* once */
    return &planner->result;
}

static void end(struct scene *scene)
{
    planner_cancel(&scene->planner);
    nursery_stop(scene->nursery);
    folder_remove(&scene->folder);
}

static void a_plan_comes_over_and_another_can_be_asked_for_meanwhile(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2 }");
    start(&scene);
    start(&scene); /* the first is given up */
    const struct planner_result *result = await(&scene);
    assert_int_equal(result->status, STATUS_OK);
    assert_int_equal(result->plan.n_steps, 1);
    assert_int_equal(result->plan.steps[0].trials, 2);
    assert_true(result->plan.s[PLAN_TYPICAL] > 60);
    end(&scene);
}

static void what_a_script_does_to_its_process_is_no_harm_to_who_asked(void **state)
{
    (void)state;
    static const struct {
        const char *run;
        const char *part; /* of the sentence */
    } rows[] = {
        {"    local x = nothing.here", "t.lua:5"},
        {"    while true do end", "t.lua:5"},
        /* no time passes, and the journal grows */
        {"    while true do note(\"again\") end", "too long"},
        {"    local t = {}\n    for i = 1, 1e9 do t[i] = (\"x\"):rep(1000) .. i end", "t.lua:6"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene scene;
        begin(&scene, rows[i].run);
        start(&scene);
        const struct planner_result *result = await(&scene);
        if (result->status == STATUS_OK || !strstr(result->why.text, rows[i].part))
            fail_msg("%zu: %d %s", i, result->status, result->why.text);
        assert_int_equal(scene.planner.birth.pid, 0); /* nobody is left behind */
        end(&scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_comes_over_and_another_can_be_asked_for_meanwhile),
        cmocka_unit_test(what_a_script_does_to_its_process_is_no_harm_to_who_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* That a thermode is to be taken off is for the session to say; the screen shows what it says, and what an earlier one has left. */
#include "support/thermal_scene.h"

#include "shell/conduct.h"

static struct conduct conduct;
static struct run_view view;
static struct session_view told;
static mono_ns last;

static const char run[] = "    hpt { sites = site('thenar', 'left'), trials = 1 }\n";

static void watch(void *context, struct rig *rig, mono_ns now)
{
    (void)context;
    conduct.bench = rig_bench(rig);
    last = now;
    conduct_tick(&conduct, now, 0);
}

static struct scene *scene_shown(void)
{
    struct scene *scene = scene_thermal(run);
    view = (struct run_view){0};
    conduct_init(&conduct, &view, 0);
    told = conduct_session_view(&conduct);
    scene->between = watch;
    return scene;
}

static void show(struct scene *scene, const struct prompt *prompt)
{
    told.prompt(told.view, scene->session, prompt);
    conduct_tick(&conduct, last, 0);
}

static size_t n_asked;

static enum decision say_off(struct scene *scene, const struct prompt *prompt)
{
    show(scene, prompt);
    if (prompt->kind != PROMPT_STOPPED) {
        assert_false(view.not_back);
        return scene_goes_on(scene, prompt);
    }
    n_asked++;
    assert_true(view.not_back);
    conduct_let_go(&conduct);
    assert_false(view.not_back || session_not_back(scene->session));
    assert_true(view.thermal.is_off_said);
    conduct_tick(&conduct, last, 0);
    assert_false(view.not_back);
    return DECISION_LEAVE;
}

static void one_that_is_lost_is_shown_as_the_session_has_it(void **state)
{
    (void)state;
    struct scene *scene = scene_shown();
    scene_fault(scene, "unplug:at=8s,for=90s,cue=1");
    scene->rule = say_off;
    n_asked = 0;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(n_asked, 1);
    assert_int_equal(scene_entries(scene, "note", SESSION_TAKEN_OFF, NULL), 1);
    conduct_end(&conduct);
    assert_false(view.not_back);
    scene_free(scene);
}

/* From the ramp on nothing is heard of the bench any more: the session fails over it, and nobody is told that it came back. */
static void lose_all(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    watch(context, rig, now);
    if (scene->phases[PHASE_RUNNING] > 0)
        scene_lose_reports(rig, PHASE_ARMED, now);
}

static enum decision leave_on(struct scene *scene, const struct prompt *prompt)
{
    show(scene, prompt);
    if (prompt->kind != PROMPT_RELEASE)
        return scene_goes_on(scene, prompt);
    n_asked++;
    assert_true(view.not_back);
    return DECISION_LEAVE;
}

static void what_a_failing_session_leaves_on_is_so_in_the_next(void **state)
{
    (void)state;
    struct scene *scene = scene_shown();
    scene->between = lose_all;
    scene->rule = leave_on;
    n_asked = 0;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(n_asked, 1);
    conduct_end(&conduct);
    assert_true(view.not_back);
    const double baseline = view.thermal.baseline;
    assert_true(baseline > 0);
    conduct_init(&conduct, &view, 0);
    conduct_tick(&conduct, last, 0);
    assert_true(view.not_back);
    assert_true(view.thermal.baseline == baseline); /* it is said with it */
    conduct_let_go(&conduct);
    conduct_tick(&conduct, last, 0);
    assert_false(view.not_back);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_is_lost_is_shown_as_the_session_has_it),
        cmocka_unit_test(what_a_failing_session_leaves_on_is_so_in_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

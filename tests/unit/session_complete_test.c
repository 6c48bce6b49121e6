/* An attempt that was complete when the stop came, with the probe still on: it is saved, it counts, and nobody is
 * pressed again for nothing. */
#include "support/session_scene.h"

static const char two_trials[] = "    local r = ppt { sites = { site(\"thenar\", \"left\") }, "
                                 "trials = 2, max_trials = 2, rest = "
                                 "2*sec, limit = 400*kPa }\n"
                                 "    note(string.format(\"n=%d\", r.n))\n";

/* What is answered to the first stop; later ones are repeated. */
struct late {
    enum decision first;
    bool is_raised;
    char text[400];
};

static void stop_at_release(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct late *late = scene->extra;
    (void)rig;
    if (late->is_raised || scene->phases[PHASE_RELEASE] == 0)
        return;
    late->is_raised = true;
    stop_raise(&scene->stop, STOP_KEY, now);
}

static enum decision decide(struct scene *scene, const struct prompt *prompt)
{
    struct late *late = scene->extra;
    if (prompt->kind == PROMPT_STOPPED && scene->asked[PROMPT_STOPPED] == 1) {
        snprintf(late->text, sizeof late->text, "%s", prompt->text);
        return late->first;
    }
    return scene_goes_on(scene, prompt);
}

/* `ppt_kpa` above 400 ends at the limit. */
static struct scene *stopped_at_release(struct late *late, double ppt_kpa)
{
    struct scene *scene = scene_new(two_trials);
    scene->participant.ppt_kpa = ppt_kpa;
    scene->participant.n_sites = 0;
    scene->participant.hand_reaction_s = 3;
    scene->rule = decide;
    scene->between = stop_at_release;
    scene->extra = late;
    return scene;
}

static const struct {
    double ppt_kpa;
    const char *end;
} ends[] = {{200, "response"}, {900, "limit"}};

static void a_stop_after_the_end_asks_whether_the_attempt_is_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct late late = {.first = DECISION_REPEAT};
        struct scene *scene = stopped_at_release(&late, ends[i].ppt_kpa);
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_true(late.is_raised);
        assert_non_null(strstr(late.text, "The attempt was complete and is saved"));
        assert_int_equal(scene->asked[PROMPT_REVIEW], 1);
        assert_int_equal(scene->n_rows, 2);
        assert_string_equal(scene->rows[0].end, ends[i].end);
        assert_int_equal(scene_counted(scene), 2);
        assert_int_equal(scene_entries(scene, "note", "n=2", NULL), 1);
        scene_verify(scene);
        scene_free(scene);
    }
}

static void what_is_skipped_after_such_a_stop_keeps_the_attempt(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct late late = {.first = DECISION_SKIP};
        struct scene *scene = stopped_at_release(&late, ends[i].ppt_kpa);
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->n_rows, 1);
        assert_int_equal(scene_entries(scene, "note", "n=1", NULL), 1);
        scene_free(scene);
    }
}

static void who_leaves_after_such_a_stop_keeps_the_attempt_too(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct late late = {.first = DECISION_LEAVE};
        struct scene *scene = stopped_at_release(&late, ends[i].ppt_kpa);
        assert_int_equal(scene_run(scene), STATUS_STOPPED);
        assert_non_null(strstr(scene->why.text, "the Space key was pressed"));
        assert_int_equal(scene->n_rows, 1);
        scene->resume = true;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->n_rows, 2);
        assert_int_equal(scene_counted(scene), 2);
        assert_int_equal(scene_entries(scene, "note", "n=2", NULL), 1);
        scene_verify(scene);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_after_the_end_asks_whether_the_attempt_is_kept),
        cmocka_unit_test(what_is_skipped_after_such_a_stop_keeps_the_attempt),
        cmocka_unit_test(who_leaves_after_such_a_stop_keeps_the_attempt_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

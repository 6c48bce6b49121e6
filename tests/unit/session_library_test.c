/* Shipped protocols with participants for whom a step is not possible: it is left out with a note, and the visit goes on. */
#include "support/thermal_scene.h"

static struct scene *scene_of(const char *name, const char *needs)
{
    struct scene *scene = scene_new("");
    struct why why = {0};
    snprintf(scene->protocol, sizeof scene->protocol, "%s/library/%s.lua", PROTOCOLS_DIR, name);
    if (sim_bench_for(needs, &scene->spec, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    scene->participant.ppt_cv = 0;
    return scene;
}

static size_t count(const struct scene *scene, const char *test)
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_rows; i++)
        n += strcmp(scene->rows[i].test, test) == 0;
    return n;
}

/* Three kPa are borne: pulses of that cannot be told from an open cuff. The other leg still has its ramp. */
static void who_bears_next_to_nothing_has_no_train(void **state)
{
    (void)state;
    struct scene *scene =
        scene_of("ts-cuff", "{\"needs\":[\"test_cuff\",\"rating\",\"response\"]}");
    scene->participant.cuff_kpa = 1.5;
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_int_equal(count(scene, "ptt"), 2);
    assert_int_equal(count(scene, "ts"), 0);
    assert_int_equal(scene_entries(scene, "note", "no train", NULL), 1);
    scene_free(scene);
}

/* Nor is a press of thirty kPa told from a probe that only touches. */
static void whom_a_touch_hurts_is_not_pressed_in_trains(void **state)
{
    (void)state;
    struct scene *scene = scene_of("ts-handheld", "{\"needs\":[\"algometer\",\"response\"]}");
    scene->participant.ppt_kpa = 25;
    scene->participant.reaction_s = 0.1;
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_true(count(scene, "ppt") > 0);
    assert_int_equal(count(scene, "ts"), 0);
    assert_int_equal(scene_entries(scene, "note", "no train", NULL), 2);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_bears_next_to_nothing_has_no_train),
        cmocka_unit_test(whom_a_touch_hurts_is_not_pressed_in_trains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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

/* A scale with a mark between its ends is explained with it. */
static void the_scale_of_three_is_explained_as_that(void **state)
{
    (void)state;
    static const char *const parameters[] = {"{\"anchors\":2}", "{\"anchors\":3}"};
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene =
            scene_of("ts-cuff", "{\"needs\":[\"test_cuff\",\"rating\",\"response\"]}");
        scene->parameters = parameters[i];
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s", scene->why.text);
        assert_int_equal(scene_entries(scene, "instruct", "\"pdt_ptt\"", NULL), i == 0);
        assert_int_equal(scene_entries(scene, "instruct", "\"pdt_ptt.three\"", NULL), i == 1);
        scene_free(scene);
    }
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

/* The hand is out after 12 s: the test goes on, and how long it was is in the tables. */
static void who_takes_the_hand_out_early_is_tested_all_the_same(void **state)
{
    (void)state;
    struct scene *scene =
        scene_of("cpm-ppt-coldpressor", "{\"needs\":[\"algometer\",\"response\"]}");
    scene->participant.cold_tolerance_s = 12;
    scene->participant.cold_cv = 0;
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_int_equal(count(scene, "ppt"), 1 + 9);
    for (size_t i = 0; i < scene->n_rows; i++)
        if (strcmp(scene->rows[i].test, "cold_pressor") == 0)
            assert_true(fabs(scene->rows[i].value - 12) < 1e-6);
    scene_free(scene);
}

/* Both blocks, whichever comes first. */
static void a_sham_block_has_the_same_trials_as_the_other(void **state)
{
    (void)state;
    static const char *const phases[] = {"baseline", "after", "sham_baseline", "sham_after"};
    struct scene *scene =
        scene_of("cpm-ppt-thermode-sham",
                 "{\"needs\":[\"algometer\",\"thermode\",\"rating\",\"response\"]}");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    for (size_t p = 0; p < 4; p++) {
        size_t n = 0;
        for (size_t i = 0; i < scene->n_rows; i++) {
            const struct study_trial *row = &scene->rows[i];
            const bool is_in = strcmp(row->phase, phases[p]) == 0 && !row->practice && row->counts;
            n += is_in;
            if (is_in && p % 2 == 1) /* a neutral plate hurts nobody */
                assert_int_equal(row->cond_rating > 0, p == 1);
        }
        assert_int_equal(n, 2);
    }
    scene_free(scene);
}

/* One instrument, two outlets: what conditions is given by the other. */
static void two_cuffs_hang_on_one_instrument(void **state)
{
    (void)state;
    char entry[4096];
    struct scene *scene = scene_of(
        "cpm-cuff-cuff", "{\"needs\":[\"test_cuff\",\"cond_cuff\",\"rating\",\"response\"]}");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_int_equal(count(scene, "ptt"), 1 + 1 + 2);
    assert_int_equal(count(scene, "cuff_tonic"), 1);
    assert_int_equal(scene_entries(scene, "trial", "\"conditions\":true", entry), 1);
    for (size_t i = 0; i < scene->n_rows; i++) {
        const struct study_trial *row = &scene->rows[i];
        if (strcmp(row->test, "ptt") == 0 && strcmp(row->phase, "after") == 0)
            assert_true(row->cond_level > 5 && row->cond_rating >= 0);
    }
    scene_verify(scene);
    scene_free(scene);
}

/* Whom no pressure hurts has no train; the rest is as for everybody. */
static void the_battery_for_low_back_pain_has_all_its_parts(void **state)
{
    (void)state;
    for (int numb = 0; numb < 2; numb++) {
        struct scene *scene =
            scene_of("lbp-core", "{\"needs\":[\"algometer\",\"thermode\",\"response\"]}");
        scene->participant.lapse = numb;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s", scene->why.text);
        assert_int_equal(count(scene, "ppt") >= 1 + 4 * 3 + 6, true);
        assert_int_equal(count(scene, "ts") > 0, !numb);
        assert_int_equal(count(scene, "cpt") >= 1 + 2 * 3, true);
        assert_int_equal(count(scene, "cold_pressor"), 1);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_bears_next_to_nothing_has_no_train),
        cmocka_unit_test(the_scale_of_three_is_explained_as_that),
        cmocka_unit_test(whom_a_touch_hurts_is_not_pressed_in_trains),
        cmocka_unit_test(who_takes_the_hand_out_early_is_tested_all_the_same),
        cmocka_unit_test(a_sham_block_has_the_same_trials_as_the_other),
        cmocka_unit_test(two_cuffs_hang_on_one_instrument),
        cmocka_unit_test(the_battery_for_low_back_pain_has_all_its_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

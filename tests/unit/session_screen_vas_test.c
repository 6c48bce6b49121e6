/* A cuff ramp that is rated in the participant's window: the same values as by the cuff algometer's own slider, a missing
 * rating where nobody has touched the scale, and a window that goes ends the trial. */
#include "support/thermal_scene.h"

#include <math.h>

static const char one_ramp[] = "    local r = pdt_ptt { sites = site('thenar', 'left') }\n";

/* The window is the first instrument: faults are its own. */
static struct scene *scene_rated(void)
{
    struct scene *scene = scene_new(one_ramp);
    struct bench_spec *bench = &scene->spec;
    *bench = (struct bench_spec){.n_instruments = 1};
    bench->instruments[0] =
        (struct instrument_spec){.name = "vas", .driver = "screen-vas", .port = "sim:screen-vas"};
    sim_bench_add_cuff(bench);
    bench->roles[ROLE_RATING] = (struct role_spec){.bound = true, .channel = "vas"};
    bench->n_responses = 1;
    bench->responses[0] = (struct response_spec){.kind = RESPONSE_PARTICIPANT};
    scene->participant.ppt_cv = scene->participant.reaction_sd_s = 0;
    return scene;
}

static const struct study_trial *row_of(const struct scene *scene, const char *test)
{
    for (size_t i = 0; i < scene->n_rows; i++)
        if (strcmp(scene->rows[i].test, test) == 0)
            return &scene->rows[i];
    return NULL;
}

static void the_windows_ratings_give_detection_and_tolerance(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_rated();
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    const struct study_trial *ptt = row_of(scene, "ptt"), *pdt = row_of(scene, "pdt"),
                             *ptl = row_of(scene, "ptl");
    assert_non_null(ptt);
    assert_non_null(pdt);
    assert_non_null(ptl);
    assert_string_equal(ptt->end, "response");
    assert_true(fabs(ptt->value - 60) < 2);
    assert_true(pdt->value > 29 && pdt->value < 35 && ptl->value > 8);
    assert_int_equal(scene_entries(scene, "trial", "\"test\":\"ptt\"", entry), 1);
    /* 60 s at 50 a second, and none is missing */
    assert_true(number_of(entry, "ratings") > 50 * 55);
    assert_int_equal(scene_entries(scene, "notice", "gap", NULL), 0);
    scene_verify(scene);
    scene_free(scene);
}

static void a_scale_that_nobody_touches_gives_no_rating_and_no_zero(void **state)
{
    (void)state;
    struct scene *scene = scene_rated();
    scene_fault(scene, "setting:untouched");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    const struct study_trial *ptt = row_of(scene, "ptt"), *pdt = row_of(scene, "pdt"),
                             *ptl = row_of(scene, "ptl");
    assert_non_null(ptt);
    assert_true(fabs(ptt->value - 60) < 2); /* the button is another thing */
    assert_true(!pdt || !isfinite(pdt->value) || !pdt->counts);
    assert_true(!ptl || !isfinite(ptl->value) || !ptl->counts);
    scene_free(scene);
}

/* As a cable that is pulled in mid-ramp. */
static void a_window_that_is_closed_in_a_ramp_ends_the_trial(void **state)
{
    (void)state;
    struct scene *scene = scene_rated();
    char entry[2048];
    scene_fault(scene, "unplug:at=40s,for=3s,cue=1");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_int_equal(scene_ends(scene, "fault"), 1);
    assert_int_equal(scene_entries(scene, "trial", "\"fault\":\"link_lost\"", entry), 1);
    assert_non_null(strstr(entry, "\"released\":true"));
    assert_non_null(
        row_of(scene, "pdt")); /* of the ramp that is repeated when the window is back */
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_windows_ratings_give_detection_and_tolerance),
        cmocka_unit_test(a_scale_that_nobody_touches_gives_no_rating_and_no_zero),
        cmocka_unit_test(a_window_that_is_closed_in_a_ramp_ends_the_trial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

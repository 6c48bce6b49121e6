/* Pulses and a hold of a thermode, as the screen shows them: degrees, zones and the rating beside them, and what came of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/view_rated.h"
#include "support/conduct_fixture.h"

#include <math.h>
#include <string.h>

static struct trial_plan plan_of(uint8_t kind)
{
    const bool is_train = kind == STIMULUS_THERMAL_TRAIN;
    struct trial_plan plan = {.site = "a",
                              .side = "left",
                              .kind = kind,
                              .trial = 1,
                              .of = 1,
                              .rate = 10,
                              .limit = 46,
                              .thermal = {.baseline_c = 36, .return_c_per_s = 10}};
    strcpy(plan.test, is_train ? "ts" : "tonic");
    plan.train = (struct trial_train){.pulses = is_train ? 3 : 1,
                                      .on = (is_train ? 1 : 60) * MONO_SEC,
                                      .off = (is_train ? 2 : 0) * MONO_SEC,
                                      .base = 36,
                                      .levels = {46, 44, 42}};
    return plan;
}

static void arm(struct scene *scene, const struct trial_plan *plan)
{
    scene_arm(scene, plan, 36);
    scene->told.phase(scene->told.view, PHASE_RUNNING, 36);
}

static void tell(struct scene *scene, uint8_t stream, double value)
{
    const struct bench_record record = {
        .t = scene->t, .value = value, .kind = RECORD_SAMPLE, .stream = stream};
    conduct_trace(&scene->conduct, &record);
}

static struct trial_row row_of(const struct trial_plan *plan)
{
    struct trial_row row = {.plan = *plan, .attempt = 1, .end = END_COMPLETED, .is_safe = true};
    for (size_t i = 0; i < PULSES_MAX; i++)
        row.ratings[i] = NAN;
    return row;
}

static void pulses_are_degrees_that_are_rated(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = plan_of(STIMULUS_THERMAL_TRAIN);
    arm(scene, &plan);
    const struct run_view *view = &scene->view;
    assert_int_equal(view->stimulus, VIEW_TEMPERATURE);
    assert_true(run_view_has_pulses(view) && !run_view_holds(view));
    assert_true(view->is_rated && view->target_slope == 10 && view->thermal.baseline == 36);
    assert_true(view->train.pulses == 3 && view->train.period_s == 3 &&
                view->train.levels[2] == 42);
}

static void what_is_held_is_no_train(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = plan_of(STIMULUS_THERMAL_TONIC);
    arm(scene, &plan);
    assert_true(run_view_holds(&scene->view) && !run_view_has_pulses(&scene->view));
    assert_true(scene->view.train.on_s == 60);
}

/* Where something is rated, the zones come behind the rating; else they are all that there is. */
static void a_rating_is_no_zone(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = plan_of(STIMULUS_THERMAL_TRAIN);
    for (uint8_t rated = 0; rated < 2; rated++) {
        arm(scene, &plan);
        scene->conduct.has_rating = rated > 0;
        tell(scene, 0, 40);
        if (rated)
            tell(scene, 1, 6.5);
        for (uint8_t zone = 0; zone < 5; zone++)
            tell(scene, (uint8_t)(1 + rated + zone), 40.1 + zone);
        assert_true(scene->view.thermal.zones[0] == 40.1f && scene->view.thermal.zones[4] == 44.1f);
        assert_int_equal(scene->view.cuff.has_rating, rated);
    }
    assert_true(scene->view.cuff.rating == 6.5 && scene->view.cuff.ratings[0] == 6.5f);
    arm(scene, &plan);
    assert_false(scene->view.cuff.has_rating);
}

/* A train has a rating of each pulse and no mean. */
static void a_train_is_saved_with_its_ratings(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = plan_of(STIMULUS_THERMAL_TRAIN);
    struct trial_row row = row_of(&plan);
    row.n_pulses = 3;
    row.ratings[0] = 3;
    row.ratings[2] = 6;
    arm(scene, &plan);
    scene->told.saved(scene->told.view, &row);
    const struct trial_view *shown = &scene->view.trials_here[0];
    assert_true(shown->state == ROW_SAVED && shown->n_pulses == 3 && !shown->has_value);
    assert_true(shown->ratings[0] == 3 && isnan(shown->ratings[1]) && shown->ratings[2] == 6);
    assert_true(scene->view.train.given == 3 && scene->view.train.ratings[2] == 6);
    assert_true(scene->view.valid == 1 && !scene->view.has_mean);
    assert_false(scene->view.has_threshold);
    assert_int_equal(scene->view.thermal.step, VIEW_BACK);
}

/* What is held has its mean rating, which is no temperature of the plot. */
static void a_hold_is_saved_with_its_mean_rating(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = plan_of(STIMULUS_THERMAL_TONIC);
    struct trial_row row = row_of(&plan);
    row.has_value = true;
    row.value = 5.4;
    arm(scene, &plan);
    tell(scene, 0, 40);
    scene->told.saved(scene->told.view, &row);
    assert_true(scene->view.has_mean && scene->view.mean == 5.4 && scene->view.is_rated);
    assert_false(scene->view.has_threshold);
}

/* What was seen back at a baseline before the session went on here was a thermode's. */
static void what_is_recalled_is_a_thermodes(void **state)
{
    struct scene *scene = *state;
    static const char *const tests[] = {"ts", "tonic"};
    static const uint8_t cuffs[] = {VIEW_TRAIN, VIEW_HOLD};
    for (size_t i = 0; i < 4; i++) {
        struct study_trial trial = {.site = "a",
                                    .side = "left",
                                    .end = "completed",
                                    .trial = 1,
                                    .attempt = 1,
                                    .value = NAN,
                                    .rate_mean = NAN,
                                    .idle_kpa = NAN,
                                    .has_returned = i < 2};
        strcpy(trial.test, tests[i % 2]);
        conduct_recall(&scene->conduct, &trial);
        const uint8_t shown = scene->conduct.rows[scene->conduct.n_rows - 1].stimulus;
        assert_int_equal(shown, i < 2 ? VIEW_TEMPERATURE : cuffs[i % 2]);
    }
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(pulses_are_degrees_that_are_rated),
        ROW(what_is_held_is_no_train),
        ROW(a_rating_is_no_zone),
        ROW(a_train_is_saved_with_its_ratings),
        ROW(a_hold_is_saved_with_its_mean_rating),
        ROW(what_is_recalled_is_a_thermodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

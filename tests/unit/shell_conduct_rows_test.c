/* The list of a site: which attempt counts, and out of how many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/conduct_fixture.h"

static struct trial_row attempt_of(int trial, int attempt, double kpa, bool rate_off)
{
    return (struct trial_row){
        .plan = {.trial = trial, .of = 2, .test = "ppt", .site = "a", .side = "left"},
        .attempt = attempt,
        .end = END_RESPONSE,
        .has_value = kpa > 0,
        .value = kpa,
        .rate_off = rate_off};
}

static void save(struct scene *scene, struct trial_row row)
{
    scene->told.saved(scene->told.view, &row);
}

static void arm(struct scene *scene, struct trial_plan plan)
{
    const struct prompt prompt = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    scene->told.prompt(scene->told.view, NULL, &prompt);
}

/* Off rate and kept: until the new value is in it stands, then it is another's place. */
static void an_attempt_that_another_replaced_does_not_count(void **state)
{
    struct scene *scene = *state;
    struct run_view *view = &scene->view;
    save(scene, attempt_of(1, 1, 300, true));
    assert_false(view->trials_here[0].is_replaced);
    save(scene, attempt_of(1, 2, 0, false)); /* no value: the one before still counts */
    assert_false(view->trials_here[0].is_replaced);
    assert_true(view->valid == 1 && view->mean == 300);
    save(scene, attempt_of(1, 3, 400, false));
    assert_true(view->trials_here[0].is_replaced);
    assert_false(view->trials_here[1].is_replaced || view->trials_here[2].is_replaced);
    assert_true(view->valid == 1 && view->mean == 400);
}

/* Whoever is asked whether to keep it knows that it will be done again. */
static void the_review_knows_that_an_attempt_off_rate_is_repeated(void **state)
{
    struct scene *scene = *state;
    for (int rate_off = 0; rate_off < 2; rate_off++)
        for (int is_last = 0; is_last < 2; is_last++)
            for (int kpa = 0; kpa < 2; kpa++) {
                struct trial_row row = attempt_of(1, 1, 300 * kpa, rate_off);
                row.plan.is_last = is_last;
                const struct prompt review = {.kind = PROMPT_REVIEW, .text = "", .row = &row};
                scene->told.prompt(scene->told.view, NULL, &review);
                assert_int_equal(scene->view.will_repeat, rate_off && !is_last && kpa);
            }
}

/* "Trial 3 of 2" is no number; the site that comes next has its own. */
static void an_extra_trial_is_one_more_of_all(void **state)
{
    struct scene *scene = *state;
    struct run_view *view = &scene->view;
    const struct trial_plan extra = {
        .trial = 3, .of = 2, .test = "ppt", .site = "a", .side = "left", .is_extra = true};
    const struct trial_plan other = {
        .trial = 1, .of = 2, .test = "ppt", .site = "b", .side = "left"};
    save(scene, attempt_of(1, 1, 300, false));
    save(scene, attempt_of(2, 1, 500, false));
    assert_int_equal(view->trials, 2);
    arm(scene, extra);
    assert_int_equal(view->trials, 3);
    assert_int_equal(view->wanted, 3);
    save(scene, attempt_of(3, 1, 400, false));
    assert_int_equal(view->valid, 3);
    assert_int_equal(view->wanted, 3);
    scene->told.rest(scene->told.view, "b", "left", 5, 8);
    assert_int_equal(view->trials, 2);
    assert_int_equal(view->next_trial, 1);
    assert_int_equal(view->next_trials, 2);
    assert_int_equal(view->n_trials_here, 2); /* planned */
    arm(scene, other);
    assert_int_equal(view->trials, 2);
    assert_int_equal(view->wanted, 2);
}

/* After the fault of a complete attempt, going on asks about that attempt. */
static void a_stop_in_the_review_goes_back_to_it(void **state)
{
    struct scene *scene = *state;
    for (int is_review = 0; is_review < 2; is_review++) {
        const struct prompt stopped = {
            .kind = PROMPT_STOPPED, .text = "", .repeat_reviews = is_review};
        scene->told.prompt(scene->told.view, NULL, &stopped);
        assert_int_equal(scene->view.repeat_reviews, is_review);
    }
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(an_attempt_that_another_replaced_does_not_count),
        ROW(the_review_knows_that_an_attempt_off_rate_is_repeated),
        ROW(an_extra_trial_is_one_more_of_all),
        ROW(a_stop_in_the_review_goes_back_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

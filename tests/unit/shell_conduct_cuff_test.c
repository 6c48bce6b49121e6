/* A cuff's trial, as the screen shows it: its trace with the ratings beside it, its value where it was, what was found with it, and
 * what is to be opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/conduct_fixture.h"

#include <math.h>
#include <string.h>

enum { HZ = 20 };

static const struct trial_plan ramp = {
    .test = "ptt",
    .site = "a",
    .side = "left",
    .stimulus = "cuff_ramp",
    .kind = STIMULUS_CUFF_RAMP,
    .trial = 1,
    .of = 2,
    .rate = 1,
    .rate_tolerance = 0.1,
    .limit = 100,
};

static struct trial_plan train_plan(void)
{
    struct trial_plan plan = {.test = "ts",
                              .site = "a",
                              .side = "left",
                              .stimulus = "pulse_train",
                              .kind = STIMULUS_PULSE_TRAIN,
                              .trial = 1,
                              .of = 1,
                              .limit = 50};
    plan.train = (struct trial_train){
        .pulses = 3, .on = MONO_SEC, .off = 2 * MONO_SEC, .levels = {50, 40, 30}};
    return plan;
}

static void measure(struct scene *scene, double kpa, double rating)
{
    const struct bench_record pressure = {.t = scene->t, .value = kpa, .kind = RECORD_SAMPLE};
    const struct bench_record rated = {
        .t = scene->t, .value = rating, .kind = RECORD_SAMPLE, .stream = 1};
    conduct_trace(&scene->conduct, &pressure);
    conduct_trace(&scene->conduct, &rated);
}

/* So many seconds from here on, at 1 kPa/s; the rating is a tenth of the pressure. */
static void rise(struct scene *scene, double from, double seconds)
{
    for (int i = 0; i < (int)(seconds * HZ); i++) {
        const double kpa = from + (double)(i + 1) / HZ;
        scene->t += MONO_SEC / HZ;
        measure(scene, kpa, kpa / 10);
    }
    conduct_tick(&scene->conduct, scene->t, 0);
}

static void vent(struct scene *scene, double from)
{
    for (double kpa = from; kpa > 1; kpa /= 2) {
        scene->t += MONO_SEC / HZ;
        measure(scene, kpa, 9);
    }
    conduct_tick(&scene->conduct, scene->t, 0);
}

static struct trial_row row_of(double kpa)
{
    return (struct trial_row){.plan = ramp,
                              .attempt = 1,
                              .end = END_RESPONSE,
                              .has_value = true,
                              .is_safe = true,
                              .value = kpa,
                              .has_pdt = true,
                              .has_rating = true,
                              .pdt_kpa = 20,
                              .rating = 4};
}

static void a_cuff_has_its_own_view(void **state)
{
    struct scene *scene = *state;
    scene_arm(scene, &ramp, 0);
    assert_int_equal(scene->view.stimulus, VIEW_CUFF);
    assert_true(scene->view.target_slope == 1 && scene->view.limit == 100);
    assert_int_equal(scene->view.cuff.step, VIEW_CUFF_BEFORE);
    assert_false(scene->view.cuff.has_rating);
}

/* Of a bench that has a gauge, too: its probe area has nothing to do with a cuff. */
static void a_pressure_is_no_force(void **state)
{
    struct scene *scene = *state;
    assert_true(scene->conduct.kpa_per_n == 10);
    scene_arm(scene, &ramp, 0);
    rise(scene, 0, 2);
    assert_true(fabs((double)scene->view.trace[scene->view.n_trace - 1].value - 2) < 0.01);
}

/* The rating comes behind the pressure of its status, and stands beside that; what is none is none. */
static void each_rating_stands_beside_its_pressure(void **state)
{
    struct scene *scene = *state;
    scene_arm(scene, &ramp, 0);
    scene->t += MONO_SEC / HZ;
    measure(scene, 1, NAN);
    assert_true(isnan(scene->view.cuff.ratings[0]));
    rise(scene, 1, 30);
    for (size_t i = 1; i < scene->view.n_trace; i++)
        assert_true(fabsf(scene->view.cuff.ratings[i] - scene->view.trace[i].value / 10) < 0.001f);
    measure(scene, 31, 11);
    assert_true(fabs(scene->view.cuff.rating - 3.1) < 0.001);
}

/* A long trace loses every second point, and its ratings with it. */
static void the_ratings_of_a_long_trace_stay_with_their_points(void **state)
{
    struct scene *scene = *state;
    scene_arm(scene, &ramp, 0);
    rise(scene, 0, 99);
    rise(scene, 99, 30);
    assert_true(scene->view.n_trace < VIEW_TRACE_MAX);
    for (size_t i = 0; i < scene->view.n_trace && scene->view.trace[i].value < 100; i++)
        assert_true(fabsf(scene->view.cuff.ratings[i] - scene->view.trace[i].value / 10) < 0.001f);
}

/* Its own button vents a cuff before anybody hears of it: the mark stands where the value was, not where the button was heard. */
static void the_value_stands_where_it_was_however_late_the_response_is_heard(void **state)
{
    struct scene *scene = *state;
    const struct trial_row row = row_of(45);
    scene_arm(scene, &ramp, 0);
    scene->told.phase(scene->told.view, PHASE_RUNNING, 2);
    rise(scene, 0, 45);
    vent(scene, 30);
    scene->told.response(scene->told.view, true);
    assert_true(scene->view.cuff.has_response);
    scene->told.phase(scene->told.view, PHASE_RELEASED, 0);
    assert_int_equal(scene->view.cuff.step, VIEW_CUFF_OFF);
    scene->told.saved(scene->told.view, &row);
    assert_true(scene->view.has_threshold);
    assert_true(fabs((double)scene->view.threshold.t_s - 45) < 0.1);
    assert_true(fabs((double)scene->view.threshold.value - 45) < 0.01);
    assert_true(fabs((double)scene->view.cuff.pdt.t_s - 20) < 0.1);
    assert_true(scene->view.cuff.rating == 4);
    assert_true(scene->view.n_trace == 45 * HZ);
}

/* The row keeps what was found; the next attempt begins with nothing of it. */
static void what_was_found_stands_in_its_row_and_not_in_the_next_plot(void **state)
{
    struct scene *scene = *state;
    const struct trial_row row = row_of(45);
    struct trial_plan second = ramp;
    second.trial = 2;
    scene_arm(scene, &ramp, 0);
    rise(scene, 0, 45);
    scene->told.saved(scene->told.view, &row);
    assert_true(scene->view.trials_here[0].has_pdt && scene->view.trials_here[0].pdt == 20);
    assert_true(scene->view.trials_here[0].has_rating && scene->view.trials_here[0].rating == 4);
    scene_arm(scene, &second, 0);
    assert_true(scene->view.trials_here[0].is_hidden);
    assert_false(scene->view.cuff.has_pdt || scene->view.cuff.has_rating ||
                 scene->view.cuff.has_response);
    assert_int_equal(scene->view.n_trace, 0);
}

/* Between trials a cuff lies on without pressing: nobody has touched anything, and nothing is off zero. */
static void no_cuff_is_taken_for_a_hand(void **state)
{
    struct scene *scene = *state;
    scene_arm(scene, &ramp, 0);
    scene->view.now = NOW_CONFIRM;
    scene->view.has_reading = true;
    scene->view.reading = 150;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.over_limit || scene->view.is_pressed || scene->view.off_zero);
    assert_false(scene->conduct.touch.is_on);
}

/* What vents for longer than it takes is to be opened, and is called a cuff whatever comes next; who has said so is asked no more. */
static void one_that_does_not_vent_is_to_be_opened(void **state)
{
    struct scene *scene = *state;
    scene_arm(scene, &ramp, 0);
    scene->told.phase(scene->told.view, PHASE_RUNNING, 2);
    scene->view.cuff.step = VIEW_CUFF_VENTS;
    scene->conduct.vents_at = scene->t;
    scene->t += 3 * MONO_SEC;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.not_back);
    scene->t += 2 * MONO_SEC;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_true(scene->view.not_back && scene->view.not_back_is_cuff);
    scene->view.stimulus = VIEW_PRESSURE;
    conduct_let_go(&scene->conduct);
    scene->view.stimulus = VIEW_CUFF;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.not_back);
    assert_true(scene->view.cuff.is_off_said);
}

/* Its ratings are its result: it counts, without a mean. */
static void a_train_counts_by_its_ratings(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = train_plan();
    struct trial_row row = {.plan = plan,
                            .attempt = 1,
                            .end = END_COMPLETED,
                            .is_safe = true,
                            .n_pulses = 3,
                            .ratings = {2, NAN, 5}};
    scene_arm(scene, &plan, 0);
    assert_int_equal(scene->view.stimulus, VIEW_TRAIN);
    assert_true(scene->view.train.pulses == 3 && scene->view.train.on_s == 1 &&
                scene->view.train.period_s == 3);
    assert_true(scene->view.train.levels[1] == 40);
    scene->told.saved(scene->told.view, &row);
    assert_int_equal(scene->view.train.given, 3);
    assert_int_equal(scene->view.trials_here[0].state, ROW_SAVED);
    assert_int_equal(scene->view.trials_here[0].n_pulses, 3);
    assert_true(scene->view.trials_here[0].ratings[2] == 5);
    assert_int_equal(scene->view.valid, 1);
    assert_false(scene->view.has_mean);
}

static struct study_trial recalled(const char *test, const char *unit, double value)
{
    struct study_trial trial = {.end = "response",
                                .site = "a",
                                .side = "left",
                                .censored = "none",
                                .trial = 1,
                                .attempt = 1,
                                .block = 7,
                                .value = value,
                                .rate_mean = NAN,
                                .idle_kpa = NAN};
    strcpy(trial.test, test);
    strcpy(trial.unit, unit);
    return trial;
}

/* What the script has found out is there again beside its ramp, and the pulses are those of their train. */
static void what_was_found_is_there_after_a_resume(void **state)
{
    struct scene *scene = *state;
    struct study_trial rows[] = {recalled("ptt", "kPa", 60), recalled("pdt", "kPa", 25),
                                 recalled("ptl", "0-10", 7), recalled("ts", "kPa", NAN),
                                 recalled("ts", "0-10", 3),  recalled("ts", "0-10", 6)};
    strcpy(rows[3].end, "completed");
    rows[3].train = 1;
    for (size_t i = 3; i < 6; i++) {
        rows[i].block = 9;
        rows[i].pulse = (int64_t)i - 3;
    }
    for (size_t i = 0; i < 6; i++)
        conduct_recall(&scene->conduct, &rows[i]);
    const struct conduct_row *ptt = &scene->conduct.rows[0], *ts = &scene->conduct.rows[3];
    assert_int_equal(scene->conduct.n_rows, 4);
    assert_int_equal(ptt->stimulus, VIEW_CUFF);
    assert_true(ptt->view.has_pdt && ptt->view.pdt == 25);
    assert_true(ptt->view.has_rating && ptt->view.rating == 7);
    assert_int_equal(ts->stimulus, VIEW_TRAIN);
    assert_int_equal(ts->view.n_pulses, 2);
    assert_true(ts->view.ratings[0] == 3 && ts->view.ratings[1] == 6);
}

/* What was said of a train by hand stands in the study as rows of its test; on the screen it is one trial, as it was before. */
static void what_was_said_of_a_train_is_no_trial_of_its_own(void **state)
{
    struct scene *scene = *state;
    struct study_trial rows[] = {recalled("ts", "kPa", NAN), recalled("ts", "0-10", 2),
                                 recalled("ts", "0-10", 4), recalled("wur", "1", NAN),
                                 recalled("wur", "0-100", 20)};
    strcpy(rows[0].end, "completed");
    strcpy(rows[3].end, "completed");
    rows[0].given = 10;
    rows[3].given = 1;
    rows[1].pulse = 1;
    rows[2].pulse = 10;
    for (size_t i = 0; i < 5; i++) {
        rows[i].block = (int64_t)i + 1;
        conduct_recall(&scene->conduct, &rows[i]);
    }
    assert_int_equal(scene->conduct.n_rows, 2);
    assert_int_equal(scene->conduct.rows[0].view.n_pulses, 10); /* it counts */
    assert_int_equal(scene->conduct.rows[1].view.n_pulses, 1);
    assert_true(isnan(scene->conduct.rows[0].view.ratings[4]));
    assert_int_equal(scene->conduct.rows[1].stimulus, VIEW_CUES);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_cuff_has_its_own_view),
        ROW(a_pressure_is_no_force),
        ROW(each_rating_stands_beside_its_pressure),
        ROW(the_ratings_of_a_long_trace_stay_with_their_points),
        ROW(the_value_stands_where_it_was_however_late_the_response_is_heard),
        ROW(what_was_found_stands_in_its_row_and_not_in_the_next_plot),
        ROW(no_cuff_is_taken_for_a_hand),
        ROW(one_that_does_not_vent_is_to_be_opened),
        ROW(a_train_counts_by_its_ratings),
        ROW(what_was_found_is_there_after_a_resume),
        ROW(what_was_said_of_a_train_is_no_trial_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The error of measurement from the study's own baselines: the ANOVA against numbers worked out by hand, who enters, and what a class
 * says of it. */
#include "index/modulation.h"
#include "index/score.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Three people, two trials: means 11, 21, 36 and 22, 23 1/3; what is left is -1/3, 2/3, -1/3 and the other way round. */
static void the_anova_takes_off_people_and_trials(void **state)
{
    (void)state;
    const double x[] = {10, 12, 21, 21, 35, 37};
    assert_true(fabs(modulation_sem_of_baselines(x, 3, 2) - sqrt(2.0 / 3)) < 1e-12);
    const double shifted[] = {10, 15, 20, 25, 30, 35}; /* a shift alone is no error */
    assert_true(modulation_sem_of_baselines(shifted, 3, 2) < 1e-12);
}

enum { TRIALS_MAX = 400 };

static struct {
    struct index_trial trials[TRIALS_MAX];
    size_t n;
    struct index_options options;
    enum index_status status;
    double class;
    char inputs[256];
} scene;

static bool collect(void *context, const struct index_row *row)
{
    (void)context;
    if (strcmp(row->participant, "P00") != 0 || strcmp(row->session, "1") != 0 ||
        strcmp(row->index, "cpm.after.class_sdc.ppt") != 0)
        return true;
    scene.status = row->status;
    scene.class = row->value.v;
    snprintf(scene.inputs, sizeof scene.inputs, "%s", row->inputs);
    return true;
}

static struct index_trial *add(int who, const char *session, enum trial_phase phase, int trial,
                               double value)
{
    assert_true(scene.n < TRIALS_MAX);
    struct index_trial *t = &scene.trials[scene.n++];
    memset(t, 0, sizeof *t);
    snprintf(t->participant, sizeof t->participant, "P%02d", who);
    strcpy(t->session, session);
    strcpy(t->site, "deltoid");
    strcpy(t->test, "ppt");
    strcpy(t->unit, "kPa");
    t->side = who % 2 ? TRIAL_SIDE_LEFT : TRIAL_SIDE_RIGHT;
    t->phase = (uint8_t)phase;
    t->trial = (uint32_t)trial;
    t->attempt = 1;
    t->end = TRIAL_END_RESPONSE;
    t->value = (struct trial_number){value, true};
    return t;
}

/* 3 apart, one way or the other: the mean square of the error is 4.5 * n / (n - 1) for an even n. */
static void add_baseline(int who, const char *session)
{
    const double half = who % 4 < 2 ? 1.5 : -1.5;
    add(who, session, TRIAL_PHASE_BASELINE, 1, 300 + 10 * who - half);
    add(who, session, TRIAL_PHASE_BASELINE, 2, 300 + 10 * who + half);
}

static void begin(int people)
{
    memset(&scene, 0, sizeof scene);
    scene.status = INDEX_STATUS_COUNT;
    for (int who = 0; who < people; who++)
        add_baseline(who, "1");
    add(0, "1", TRIAL_PHASE_AFTER, 3, 320)->cond_rating = (struct trial_number){6, true};
}

static void score(void)
{
    assert_int_equal(index_score(scene.trials, scene.n, &scene.options, collect, NULL), STATUS_OK);
}

static void twenty_people_give_one(void **state)
{
    (void)state;
    begin(20);
    score();
    assert_int_equal(scene.status, INDEX_OK);
    assert_true(scene.class == 1);
    char expected[64];
    snprintf(expected, sizeof expected, ",SEM=%g kPa (baseline n=20 k=2)", sqrt(4.5 * 20 / 19));
    assert_non_null(strstr(scene.inputs, expected));
    begin(19);
    score();
    assert_int_equal(scene.status, INDEX_NO_SEM);
    assert_null(strstr(scene.inputs, "SEM="));
}

/* The second visits of ten people do not make twenty of them. */
static void a_person_enters_once(void **state)
{
    (void)state;
    begin(19);
    for (int who = 0; who < 10; who++)
        add_baseline(who, "2");
    score();
    assert_int_equal(scene.status, INDEX_NO_SEM);
}

/* Practice, bounds, other units, other probes and one trial alone are no repeats. */
static void what_is_no_repeat_does_not_enter(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        begin(20);
        struct index_trial *last = &scene.trials[39];
        assert_string_equal(last->participant, "P19");
        last->practice = i == 0;
        last->spoiled = i == 1;
        last->censored = i == 2 ? TRIAL_CENSORED_RIGHT : TRIAL_CENSORED_NONE;
        if (i == 3)
            strcpy(last->unit, "N");
        if (i == 4)
            last->probe_area_cm2 = (struct trial_number){0.5, true};
        score();
        assert_int_equal(scene.status, INDEX_NO_SEM);
    }
}

/* 24 people with three trials tell more than 25 with two; where one has three of them, two of all enter. */
static void as_many_trials_enter_as_tell_most(void **state)
{
    (void)state;
    begin(25);
    for (int who = 0; who < 24; who++)
        add(who, "1", TRIAL_PHASE_BASELINE, 4, 305 + 10 * who);
    score();
    assert_non_null(strstr(scene.inputs, "(baseline n=24 k=3)"));
    begin(20);
    add(3, "1", TRIAL_PHASE_BASELINE, 4, 305);
    score();
    assert_non_null(strstr(scene.inputs, "(baseline n=20 k=2)"));
}

/* Of one session the study's other baselines tell how exact it is. */
static void one_session_is_judged_by_its_study(void **state)
{
    (void)state;
    begin(20);
    const struct index_trial own[] = {scene.trials[0], scene.trials[1], scene.trials[40]};
    assert_int_equal(index_score(own, 3, &scene.options, collect, NULL), STATUS_OK);
    assert_int_equal(scene.status, INDEX_NO_SEM);
    scene.options.cpm.study = scene.trials;
    scene.options.cpm.n_study = scene.n;
    assert_int_equal(index_score(own, 3, &scene.options, collect, NULL), STATUS_OK);
    assert_int_equal(scene.status, INDEX_OK);
    assert_non_null(strstr(scene.inputs, "(baseline n=20 k=2)"));
}

static void one_that_is_given_goes_before(void **state)
{
    (void)state;
    begin(20);
    scene.options.cpm.test = "ppt";
    scene.options.cpm.sem = 21;
    scene.options.cpm.unit = "kPa";
    scene.options.cpm.source = "KEN2020";
    score();
    assert_true(scene.status == INDEX_OK && scene.class == 0);
    assert_non_null(strstr(scene.inputs, ",SEM=21 kPa (KEN2020)"));
    scene.options.cpm.test = "hpt"; /* is of another test */
    score();
    assert_non_null(strstr(scene.inputs, "(baseline n=20 k=2)"));
}

/* Who are all alike have no error that anything could be judged by. */
static void no_spread_is_no_error_of_measurement(void **state)
{
    (void)state;
    begin(20);
    for (size_t i = 0; i < 40; i++)
        scene.trials[i].value.v = 300;
    score();
    assert_int_equal(scene.status, INDEX_NO_SEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_anova_takes_off_people_and_trials),
        cmocka_unit_test(twenty_people_give_one),
        cmocka_unit_test(a_person_enters_once),
        cmocka_unit_test(what_is_no_repeat_does_not_enter),
        cmocka_unit_test(as_many_trials_enter_as_tell_most),
        cmocka_unit_test(one_session_is_judged_by_its_study),
        cmocka_unit_test(one_that_is_given_goes_before),
        cmocka_unit_test(no_spread_is_no_error_of_measurement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a session tells, as the screen shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/conduct.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scene {
    struct conduct conduct;
    struct run_view view;
    struct session_view told;
    mono_ns t;
};

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    conduct_init(&scene->conduct, &scene->view, 10);
    scene->told = conduct_session_view(&scene->conduct);
    scene->t = 1000 * MONO_SEC;
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

/* A ramp of 10 N a second at 250 Hz. */
static void press(struct scene *scene, size_t readings)
{
    for (size_t i = 0; i < readings; i++) {
        const struct bench_record record = {
            .t = scene->t,
            .value = 10 * mono_to_sec(scene->t - 1000 * MONO_SEC),
            .kind = RECORD_SAMPLE,
        };
        conduct_trace(&scene->conduct, &record);
        scene->t += 4 * MONO_MS;
    }
}

static void save(struct scene *scene, int trial, int attempt, double kpa)
{
    struct trial_row row = {.plan = {.trial = trial, .of = 3, .test = "ppt", .side = "left"},
                            .attempt = attempt,
                            .end = END_RESPONSE,
                            .has_value = kpa > 0,
                            .value_kpa = kpa};
    row.plan.site[0] = 'a';
    scene->told.saved(scene->told.view, &row);
}

/* A long ramp has more readings than points: wherever the response falls, its mark lies on the trace, which never goes back. */
static void the_trace_of_a_long_ramp_ends_at_the_response(void **state)
{
    struct scene *scene = *state;
    const size_t before[] = {2040, 2048, 2049, 4000, 6000}, after = 60;
    for (size_t k = 0; k < sizeof before / sizeof before[0]; k++) {
        conduct_init(&scene->conduct, &scene->view, 10);
        scene->t = 1000 * MONO_SEC;
        scene->conduct.phase_at = scene->t;
        scene->view.now = NOW_RUNNING;
        press(scene, before[k]);
        scene->told.response(scene->told.view, true);
        press(scene, after);
        save(scene, 1, 1, 0.4 * (double)before[k]);
        assert_true(scene->view.has_threshold);
        for (size_t i = 1; i < scene->view.n_trace; i++)
            assert_true(scene->view.trace[i].t_s > scene->view.trace[i - 1].t_s);
        const double at = 0.004 * (double)before[k];
        assert_true(scene->view.threshold.t_s > (float)at - 0.02f);
        assert_true(scene->view.threshold.t_s < (float)at + 0.02f);
    }
}

static void readings_are_counted_by_the_second(void **state)
{
    struct scene *scene = *state;
    press(scene, 600);
    assert_true(scene->view.rate_hz == 250);
    scene->t += 60 * MONO_SEC; /* a pause is no slow stream */
    press(scene, 300);
    assert_true(scene->view.rate_hz == 250);
}

/* The list of a site: attempts are numbered where a trial has several, and what is still to come stands below. */
static void the_list_holds_what_was_done_and_what_is_planned(void **state)
{
    struct scene *scene = *state;
    save(scene, 1, 1, 300);
    assert_int_equal(scene->view.n_trials_here, 3);
    assert_int_equal(scene->view.trials_here[0].attempt, 0);
    assert_int_equal(scene->view.trials_here[1].state, ROW_PLANNED);
    assert_int_equal(scene->view.trials_here[1].trial, 2);
    assert_int_equal(scene->view.trials_here[2].trial, 3);
    assert_int_equal(scene->view.step_trial, 1);
    save(scene, 2, 1, 0);
    save(scene, 2, 2, 310);
    assert_int_equal(scene->view.n_trials_here, 4);
    assert_int_equal(scene->view.trials_here[1].attempt, 1);
    assert_int_equal(scene->view.trials_here[2].attempt, 2);
    assert_int_equal(scene->view.trials_here[3].state, ROW_PLANNED);
    assert_int_equal(scene->view.step_trial, 2);
}

/* What the examiner takes back is struck through with its reason, and no mean knows it any more. */
static void a_spoiled_attempt_stays_in_its_row_and_counts_no_more(void **state)
{
    struct scene *scene = *state;
    struct trial_row row = {.plan = {.trial = 2, .of = 3, .test = "ppt", .side = "left"},
                            .attempt = 1,
                            .has_value = true};
    row.plan.site[0] = 'a';
    save(scene, 1, 1, 300);
    save(scene, 2, 1, 900);
    assert_true(scene->view.mean_kpa == 600);
    scene->told.spoiled(scene->told.view, &row, "slipped");
    assert_true(scene->view.mean_kpa == 300);
    assert_int_equal(scene->view.valid, 1);
    assert_int_equal(scene->view.trials_here[0].state, ROW_SAVED);
    assert_int_equal(scene->view.trials_here[1].state, ROW_SPOILED);
    assert_string_equal(scene->view.trials_here[1].reason, "slipped");
    assert_true(scene->view.trials_here[1].has_value);
    save(scene, 2, 2, 310);
    assert_int_equal(scene->view.trials_here[1].state, ROW_SPOILED);
    assert_true(scene->view.mean_kpa == 305);
}

static void while_a_site_rests_the_next_trial_there_is_named(void **state)
{
    struct scene *scene = *state;
    scene->told.rest(scene->told.view, "a", "left", 20);
    assert_int_equal(scene->view.next_trial, 1);
    save(scene, 1, 1, 300);
    save(scene, 2, 1, 0);
    scene->told.rest(scene->told.view, "a", "left", 20);
    assert_int_equal(scene->view.next_trial, 2);
    assert_int_equal(scene->view.next_trials, 3);
    scene->told.rest(scene->told.view, "b", "left", 20);
    assert_int_equal(scene->view.next_trial, 1);
}

/* More sites than digits, as in a count of tender points: the digits begin again. */
static void every_site_has_a_key_that_confirms_it(void **state)
{
    struct scene *scene = *state;
    for (int i = 0; i < 64; i++) {
        char site[32];
        snprintf(site, sizeof site, "tender.%d", i);
        scene->told.rest(scene->told.view, site, "left", 1);
        assert_int_equal(scene->view.site, i);
        assert_int_equal(scene->view.sites[i].key, i % 9 + 1);
    }
}

/* What was asked before the ramp was armed is answered: RELEASE never says "place the probe". */
static void a_ramp_leaves_no_question_on_the_screen(void **state)
{
    struct scene *scene = *state;
    static const enum phase phases[] = {PHASE_ARMED, PHASE_RUNNING, PHASE_RELEASE};
    snprintf(scene->view.sentence, sizeof scene->view.sentence, "place the probe");
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        scene->told.phase(scene->told.view, phases[i], 0);
        assert_string_equal(scene->view.sentence, "");
    }
    assert_int_equal(scene->view.now, NOW_RELEASE);
}

static void save_idle(struct scene *scene, double idle_kpa)
{
    struct trial_row row = {.plan = {.trial = 1, .of = 3, .test = "ppt", .contact_kpa = 20},
                            .attempt = 1,
                            .end = END_RESPONSE,
                            .has_value = true,
                            .value_kpa = 300,
                            .has_idle = true,
                            .idle_kpa = idle_kpa};
    scene->conduct.toast[0] = '\0';
    scene->told.saved(scene->told.view, &row);
}

/* A gauge that stands 1.9 N off shifts every threshold by 19 kPa: the examiner is told, whichever way it is off. */
static void a_gauge_that_is_not_at_zero_is_told_of(void **state)
{
    struct scene *scene = *state;
    save_idle(scene, 4.9);
    assert_string_equal(scene->conduct.toast, "");
    scene->conduct.language = LANGUAGE_EN;
    save_idle(scene, 19);
    assert_non_null(strstr(scene->conduct.toast, "stood at 19 kPa before it touched"));
    scene->conduct.language = LANGUAGE_DE;
    save_idle(scene, -19);
    assert_non_null(strstr(scene->conduct.toast, "vor dem Kontakt auf −19 kPa"));
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(the_trace_of_a_long_ramp_ends_at_the_response),
        ROW(readings_are_counted_by_the_second),
        ROW(a_spoiled_attempt_stays_in_its_row_and_counts_no_more),
        ROW(while_a_site_rests_the_next_trial_there_is_named),
        ROW(the_list_holds_what_was_done_and_what_is_planned),
        ROW(every_site_has_a_key_that_confirms_it),
        ROW(a_ramp_leaves_no_question_on_the_screen),
        ROW(a_gauge_that_is_not_at_zero_is_told_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a session tells, as the screen shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/conduct_fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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
                            .value = kpa};
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
    conduct_tick(&scene->conduct, scene->t + MONO_SEC, 0);
    assert_true(scene->view.rate_hz == 250);
    conduct_tick(&scene->conduct, scene->t + 3 * MONO_SEC, 0); /* nothing streams any more */
    assert_true(scene->view.rate_hz == 0);
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
    assert_true(scene->view.mean == 600);
    scene->told.spoiled(scene->told.view, &row, "slipped");
    assert_true(scene->view.mean == 300);
    assert_int_equal(scene->view.valid, 1);
    assert_int_equal(scene->view.trials_here[0].state, ROW_SAVED);
    assert_int_equal(scene->view.trials_here[1].state, ROW_SPOILED);
    assert_string_equal(scene->view.trials_here[1].reason, "slipped");
    assert_true(scene->view.trials_here[1].has_value);
    save(scene, 2, 2, 310);
    assert_int_equal(scene->view.trials_here[1].state, ROW_SPOILED);
    assert_true(scene->view.mean == 305);
}

/* Another test at the same site has trials and a mean of its own. */
static void the_list_and_the_mean_are_of_one_test(void **state)
{
    struct scene *scene = *state;
    save(scene, 1, 1, 300);
    struct trial_row row = {.plan = {.trial = 1, .of = 2, .test = "ptt", .side = "left"},
                            .attempt = 1,
                            .end = END_RESPONSE,
                            .has_value = true,
                            .value = 900};
    row.plan.site[0] = 'a';
    scene->told.saved(scene->told.view, &row);
    assert_int_equal(scene->view.n_trials_here, 2);
    assert_true(scene->view.trials_here[0].value == 900);
    assert_int_equal(scene->view.trials_here[1].state, ROW_PLANNED);
    assert_int_equal(scene->view.step_trial, 1);
    assert_int_equal(scene->view.valid, 1);
    assert_true(scene->view.mean == 900);
}

static void while_a_site_rests_the_next_trial_there_is_named(void **state)
{
    struct scene *scene = *state;
    scene->told.rest(scene->told.view, "a", "left", 20, 20);
    assert_int_equal(scene->view.next_trial, 1);
    save(scene, 1, 1, 300);
    save(scene, 2, 1, 0);
    scene->told.rest(scene->told.view, "a", "left", 20, 20);
    assert_int_equal(scene->view.next_trial, 2);
    assert_int_equal(scene->view.next_trials, 3);
    scene->told.rest(scene->told.view, "b", "left", 20, 20);
    assert_int_equal(scene->view.next_trial, 1);
}

/* More sites than digits, as in a count of tender points. */
static void every_site_has_a_number_of_its_own(void **state)
{
    struct scene *scene = *state;
    for (int i = 0; i < 64; i++) {
        char site[32];
        snprintf(site, sizeof site, "tender.%d", i);
        scene->told.rest(scene->told.view, site, "left", 1, 1);
        assert_int_equal(scene->view.site, i);
        assert_int_equal(scene->view.sites[i].number, i + 1);
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
                            .value = 300,
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

/* What is off stays in the row, not only in a sentence that goes by. */
static void a_gauge_that_was_not_at_zero_stays_in_the_row(void **state)
{
    struct scene *scene = *state;
    save_idle(scene, 4.9);
    assert_false(scene->view.trials_here[0].off_zero);
    save_idle(scene, -19);
    assert_true(scene->view.trials_here[1].off_zero);
    assert_true(scene->view.trials_here[1].idle_kpa == -19);
}

/* Who confirms a site looks at the gauge: what it shows there counts from the pressure on that counts as contact. */
static void a_gauge_that_shows_contact_while_nobody_presses_is_told_of(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = {.test = "ppt", .site = "a", .side = "left", .contact_kpa = 20};
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    scene->view.has_reading = true;
    scene->told.prompt(scene->told.view, NULL, &arm);
    static const struct {
        double kpa;
        bool is_off;
    } rows[] = {{0, false}, {4.9, false}, {5.1, true}, {21, true}, {-21, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene->view.reading = rows[i].kpa;
        conduct_tick(&scene->conduct, scene->t, 0);
        assert_int_equal(scene->view.off_zero, rows[i].is_off);
    }
    scene->view.now = NOW_ARMED;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.off_zero);
}

/* Pressing during a rest is said until the next one, with the most that was seen. */
static void a_press_during_a_rest_is_remembered(void **state)
{
    struct scene *scene = *state;
    static const struct {
        double kpa, touched;
    } rows[] = {{19, 0}, {120, 120}, {80, 120}, {0, 120}};
    const struct trial_plan plan = {.test = "ppt", .site = "a", .side = "left", .contact_kpa = 20};
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan, .limit = 900};
    scene->told.prompt(scene->told.view, NULL, &arm);
    scene->view.has_reading = true;
    scene->view.reading = 300; /* before it */
    conduct_tick(&scene->conduct, scene->t, 0);
    scene->view.reading = 0;
    scene->t += 3 * MONO_SEC;
    conduct_tick(&scene->conduct, scene->t, 0);
    scene->told.rest(scene->told.view, "a", "left", 60, 60);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene->view.reading = rows[i].kpa;
        scene->t += MONO_SEC / 2;
        conduct_tick(&scene->conduct, scene->t, 0);
        assert_true(scene->view.touched_kpa == rows[i].touched);
    }
    scene->told.rest(scene->told.view, "a", "left", 60, 60);
    assert_true(scene->view.touched_kpa == 0);
}

/* The value that was just measured is seen in its review; while its site rests it would steer the next press. */
static void the_newest_value_is_hidden_from_the_rest_on(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = {
        .test = "ppt", .site = "a", .side = "left", .trial = 1, .of = 3};
    const struct trial_row row = {.plan = plan, .attempt = 1, .has_value = true, .value = 300};
    const struct prompt review = {.kind = PROMPT_REVIEW, .text = "", .plan = &plan, .row = &row};
    save(scene, 1, 1, 300);
    scene->told.prompt(scene->told.view, NULL, &review);
    assert_false(scene->view.trials_here[0].is_hidden);
    scene->told.rest(scene->told.view, "a", "left", 60, 60);
    assert_true(scene->view.trials_here[0].is_hidden);
}

/* A visit that goes on: its sites have the numbers that they had, and its attempts their rows. */
static void what_was_before_a_pause_is_still_there(void **state)
{
    struct scene *scene = *state;
    struct conduct *conduct = &scene->conduct;
    const struct planned planned = {
        .sites = {{"ppt", "a", "left", 2}, {"ppt", "b", "left", 2}, {"ppt", "c", "left", 2}},
        .n = 3};
    struct study_trial trial = {.test = "ppt",
                                .site = "b",
                                .side = "left",
                                .end = "response",
                                .censored = "none",
                                .trial = 1,
                                .attempt = 1,
                                .value = 300,
                                .rate_mean = NAN,
                                .idle_kpa = 0};
    conduct_name_places(conduct, &planned);
    conduct_recall(conduct, &trial);
    trial.attempt = 2;
    trial.spoiled = true;
    snprintf(trial.spoil_reason, sizeof trial.spoil_reason, "moved");
    conduct_recall(conduct, &trial);
    assert_int_equal(scene->view.n_sites, 3);
    const struct trial_plan plan = {
        .test = "ppt", .site = "b", .side = "left", .trial = 1, .of = 2, .contact_kpa = 20};
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan, .attempt = 3};
    scene->told.prompt(scene->told.view, NULL, &arm);
    assert_int_equal(scene->view.sites[scene->view.site].number, 2);
    assert_int_equal(scene->view.n_trials_here, 3); /* two attempts, and trial 2 to come */
    assert_int_equal(scene->view.trials_here[0].state, ROW_SAVED);
    assert_true(scene->view.trials_here[0].value == 300);
    assert_int_equal(scene->view.trials_here[1].state, ROW_SPOILED);
    assert_string_equal(scene->view.trials_here[1].reason, "moved");
    assert_int_equal(scene->view.valid, 1);
}

/* Whoever is pressed harder than a trial may press is told of at once, whatever the session waits for; a trial tells by itself. */
static void a_pressure_above_the_limit_between_trials_is_told_of(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = {.test = "ppt", .site = "a", .side = "left", .contact_kpa = 20};
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan, .limit = 900};
    scene->told.prompt(scene->told.view, NULL, &arm);
    scene->view.has_reading = true;
    static const struct {
        enum run_now now;
        double kpa;
        bool is_over;
    } rows[] = {{NOW_CONFIRM, 899, false},  {NOW_CONFIRM, 900, true},   {NOW_REST, 1200, true},
                {NOW_NOT_SAVED, 900, true}, {NOW_RUNNING, 1200, false}, {NOW_SUMMARY, 1200, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene->view.now = (uint8_t)rows[i].now;
        scene->view.reading = rows[i].kpa;
        conduct_tick(&scene->conduct, scene->t, 0);
        assert_int_equal(scene->view.over_limit, rows[i].is_over);
    }
}

/* What is not read is not below: an instrument that goes while it presses too hard has not let go. */
static void who_was_pressed_too_hard_when_the_gauge_went_still_is(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = {.test = "ppt", .site = "a", .side = "left", .contact_kpa = 20};
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan, .limit = 900};
    static const struct {
        bool is_read;
        double kpa;
        bool is_over;
    } rows[] = {{false, 1200, false}, /* an old number is none */
                {true, 950, true},    {false, 950, true},
                {false, 0, true},     {true, 880, false}, /* back, and seen below */
                {false, 1200, false}};
    scene->told.prompt(scene->told.view, NULL, &arm);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene->view.has_reading = rows[i].is_read;
        scene->view.reading = rows[i].kpa;
        conduct_tick(&scene->conduct, scene->t, 0);
        assert_int_equal(scene->view.over_limit, rows[i].is_over);
    }
    scene->view.has_reading = true;
    scene->view.reading = 950;
    conduct_tick(&scene->conduct, scene->t, 0);
    conduct_end(&scene->conduct);
    scene->view.now = NOW_SUMMARY;
    scene->view.has_reading = false;
    conduct_watch(&scene->conduct);
    assert_true(scene->view.over_limit);
    conduct_let_go(&scene->conduct);
    conduct_watch(&scene->conduct);
    assert_false(scene->view.over_limit);
}

/* Before a site is confirmed, and 50 kPa above what a trial may press. */
static void press_above_limit(struct scene *scene)
{
    const struct trial_plan plan = {.test = "ppt", .site = "a", .side = "left", .contact_kpa = 20};
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan, .limit = 900};
    scene->told.prompt(scene->told.view, NULL, &arm);
    scene->view.has_reading = true;
    scene->view.reading = 950;
    conduct_tick(&scene->conduct, scene->t, 0);
}

/* Who leaves the session while somebody is pressed too hard hears the alarm until the pressure is gone, and no longer; what presses
 * later, on a scale perhaps, is none. */
static void an_alarm_outlasts_the_session_as_long_as_the_pressure_does(void **state)
{
    struct scene *scene = *state;
    press_above_limit(scene);
    conduct_end(&scene->conduct);
    scene->view.now = NOW_SUMMARY;
    static const struct {
        double kpa;
        bool is_over;
    } rows[] = {{940, true}, {899, false}, {950, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene->view.reading = rows[i].kpa;
        conduct_watch(&scene->conduct);
        assert_int_equal(scene->view.over_limit, rows[i].is_over);
        assert_false(scene->view.off_zero);
    }
}

/* Ended while the gauge is gone, and somebody else picked: nobody has said that the hand is off. */
static void who_was_pressed_too_hard_still_is_while_it_is_saved_and_after(void **state)
{
    struct scene *scene = *state;
    press_above_limit(scene);
    scene->view.has_reading = false;
    scene->view.now = NOW_SAVING;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_true(scene->view.over_limit);
    conduct_end(&scene->conduct);
    conduct_init(&scene->conduct, &scene->view, 10);
    conduct_watch(&scene->conduct);
    assert_true(scene->view.over_limit);
    conduct_tick(&scene->conduct, scene->t, 0); /* another session, before its first prompt */
    assert_true(scene->view.over_limit);
    scene->view.has_reading = true;
    scene->view.reading = 899;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.over_limit);
    scene->view.now = NOW_SAVING;
    scene->view.reading = 950; /* a trial that has just ended tells by itself */
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.over_limit);
}

/* Who is asked for the same trial again is told why. */
static void one_more_attempt_says_why(void **state)
{
    struct scene *scene = *state;
    static const struct {
        enum again why;
        enum view_again shown;
    } rows[] = {{AGAIN_NOT, VIEW_AGAIN_NOT},
                {AGAIN_REPEATED, VIEW_AGAIN_REPEATED},
                {AGAIN_STOPPED, VIEW_AGAIN_STOPPED},
                {AGAIN_NO_VALUE, VIEW_AGAIN_NO_VALUE},
                {AGAIN_SLOPE, VIEW_AGAIN_SLOPE},
                {AGAIN_SPOILED, VIEW_AGAIN_SPOILED},
                {AGAIN_UNREVIEWED, VIEW_AGAIN_UNREVIEWED},
                {AGAIN_SPREAD, VIEW_AGAIN_SPREAD},
                {AGAIN_NOT, VIEW_AGAIN_NOT}};
    const struct trial_plan plan = {.test = "ppt", .site = "a", .side = "left"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct prompt arm = {
            .kind = PROMPT_ARM, .text = "", .plan = &plan, .again = rows[i].why};
        scene->told.prompt(scene->told.view, NULL, &arm);
        assert_int_equal(scene->view.again, rows[i].shown);
    }
}

static void review(struct scene *scene, uint8_t end, uint8_t fault, bool has_value)
{
    const struct trial_row row = {.end = end, .fault = fault, .has_value = has_value};
    const struct prompt prompt = {.kind = PROMPT_REVIEW, .text = "keep?", .row = &row};
    scene->told.prompt(scene->told.view, NULL, &prompt);
}

/* An attempt without a value says why, in a sentence; one with a value has nothing to explain. */
static void what_gave_no_value_says_why(void **state)
{
    struct scene *scene = *state;
    scene->conduct.language = LANGUAGE_EN;
    review(scene, END_FAULT, FAULT_STILL, false);
    assert_int_equal(scene->view.now, NOW_REVIEW);
    assert_non_null(strstr(scene->view.sentence, "The reading stood still"));
    review(scene, END_EARLY, FAULT_NONE, false);
    assert_non_null(strstr(scene->view.sentence, "The response came before the ramp"));
    review(scene, END_RESPONSE, FAULT_NONE, true);
    assert_string_equal(scene->view.sentence, "");
}

/* Nothing is wrong with the instrument when the hand let go, or nobody pressed. */
static void a_ramp_that_came_to_nothing_is_no_fault_of_the_instrument(void **state)
{
    struct scene *scene = *state;
    static const uint8_t ends[] = {END_TIMEOUT, END_INTERRUPTED};
    for (size_t i = 0; i < 2; i++) {
        const struct trial_row row = {.plan = {.trial = 1, .of = 3, .test = "ppt"},
                                      .attempt = (int64_t)i + 1,
                                      .end = ends[i]};
        scene->told.saved(scene->told.view, &row);
        assert_int_equal(scene->view.trials_here[i].state, ROW_NO_VALUE);
    }
}

/* A cable is pulled: the attempt is saved and the session stopped in one turn. */
static void a_fault_is_heard_and_what_was_saved_is_shown(void **state)
{
    struct scene *scene = *state;
    const struct prompt stopped = {.kind = PROMPT_STOPPED, .text = "lost", .cause = STATUS_GONE};
    save(scene, 1, 1, 0);
    scene->told.prompt(scene->told.view, NULL, &stopped);
    assert_int_equal(scene->conduct.cues, 1 << CUE_SAVED | 1 << CUE_FAULT);
    scene->conduct.cues = 0;
    scene->told.prompt(scene->told.view, NULL, &stopped);
    save(scene, 1, 2, 0);
    assert_int_equal(scene->conduct.cues, 1 << CUE_SAVED | 1 << CUE_FAULT);
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
        ROW(the_list_and_the_mean_are_of_one_test),
        ROW(every_site_has_a_number_of_its_own),
        ROW(a_ramp_leaves_no_question_on_the_screen),
        ROW(a_gauge_that_is_not_at_zero_is_told_of),
        ROW(a_gauge_that_was_not_at_zero_stays_in_the_row),
        ROW(a_gauge_that_shows_contact_while_nobody_presses_is_told_of),
        ROW(who_was_pressed_too_hard_when_the_gauge_went_still_is),
        ROW(a_press_during_a_rest_is_remembered),
        ROW(the_newest_value_is_hidden_from_the_rest_on),
        ROW(what_was_before_a_pause_is_still_there),
        ROW(a_pressure_above_the_limit_between_trials_is_told_of),
        ROW(an_alarm_outlasts_the_session_as_long_as_the_pressure_does),
        ROW(who_was_pressed_too_hard_still_is_while_it_is_saved_and_after),
        ROW(one_more_attempt_says_why),
        ROW(what_gave_no_value_says_why),
        ROW(a_ramp_that_came_to_nothing_is_no_fault_of_the_instrument),
        ROW(a_fault_is_heard_and_what_was_saved_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

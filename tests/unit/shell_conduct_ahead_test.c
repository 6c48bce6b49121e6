/* What a skip gives up is what the call of the verb that asks has left, and an instruction is shown with the test that it is for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/conduct_fixture.h"

#include <math.h>
#include <string.h>

/* A battery at the hand, then at the foot, and a last test at both. */
static const struct planned battery = {.sites = {{"cdt", "hand", "right", 3, 1},
                                                 {"hpt", "hand", "right", 3, 2},
                                                 {"cdt", "foot", "left", 3, 3},
                                                 {"hpt", "foot", "left", 3, 4},
                                                 {"ppt", "hand", "right", 2, 5},
                                                 {"ppt", "foot", "left", 2, 5}},
                                       .n = 6};

static struct trial_plan plan_of(const char *test, const char *site, const char *side, int trial)
{
    struct trial_plan plan = {.kind = strcmp(test, "ppt") == 0 ? STIMULUS_PRESSURE_RAMP
                                                               : STIMULUS_THERMAL_LIMITS,
                              .trial = trial,
                              .of = strcmp(test, "ppt") == 0 ? 2 : 3};
    strcpy(plan.test, test);
    strcpy(plan.site, site);
    strcpy(plan.side, side);
    return plan;
}

static void ask(struct scene *scene, enum prompt_kind kind, const struct trial_plan *plan)
{
    const struct prompt prompt = {.kind = kind, .text = "", .plan = plan, .attempt = 1};
    scene->told.prompt(scene->told.view, NULL, &prompt);
}

static void arm(struct scene *scene, const char *test, const char *site, const char *side,
                int trial)
{
    const struct trial_plan plan = plan_of(test, site, side, trial);
    ask(scene, PROMPT_ARM, &plan);
}

static void save(struct scene *scene, struct trial_plan plan, enum end_reason end)
{
    const bool has_value = end == END_RESPONSE || end == END_LIMIT;
    const struct trial_row row = {
        .plan = plan, .attempt = 1, .end = (uint8_t)end, .has_value = has_value, .value = 20};
    scene->told.saved(scene->told.view, &row);
}

static void instruct(struct scene *scene, const char *test)
{
    const struct prompt prompt = {.kind = PROMPT_INSTRUCT, .text = "", .test = test};
    scene->told.prompt(scene->told.view, NULL, &prompt);
}

/* The same test at another site, later, is not given up with it. */
static void a_skip_gives_up_what_its_call_has_left(void **state)
{
    struct scene *scene = *state;
    conduct_name_places(&scene->conduct, &battery);
    arm(scene, "cdt", "hand", "right", 1);
    assert_int_equal(scene->view.given_up, 3);
    save(scene, plan_of("cdt", "hand", "right", 1), END_RESPONSE);
    save(scene, plan_of("cdt", "hand", "right", 2), END_LIMIT);
    arm(scene, "cdt", "hand", "right", 3);
    assert_int_equal(scene->view.given_up, 1);
    arm(scene, "cdt", "foot", "left", 1);
    assert_int_equal(scene->view.given_up, 3);
    arm(scene, "ppt", "foot", "left", 1);
    assert_int_equal(scene->view.given_up, 4);
    struct trial_plan practice = plan_of("ppt", "hand", "right", 1);
    practice.practice = true;
    practice.of = 0;
    ask(scene, PROMPT_ARM, &practice);
    assert_int_equal(scene->view.given_up, 4);
    save(scene, plan_of("ppt", "hand", "right", 1), END_RESPONSE);
    save(scene, plan_of("ppt", "hand", "right", 2), END_RESPONSE);
    arm(scene, "ppt", "hand", "right", 3); /* an extra one */
    assert_int_equal(scene->view.given_up, 3);
}

static struct trial_plan plan_in(int call, const char *site, int trial)
{
    struct trial_plan plan = plan_of("ppt", site, "left", trial);
    plan.call = call;
    return plan;
}

static void arm_in(struct scene *scene, int call, const char *site, int trial)
{
    const struct trial_plan plan = plan_in(call, site, trial);
    ask(scene, PROMPT_ARM, &plan);
}

/* A loop comes to the same sites again: the numbers of trials go on, and what the later round has is not given up with this one. */
static void each_round_of_a_loop_is_given_up_alone(void **state)
{
    static const struct planned loop = {.sites = {{"ppt", "a", "left", 2, 2},
                                                  {"ppt", "b", "left", 2, 2},
                                                  {"ppt", "a", "left", 2, 3},
                                                  {"ppt", "b", "left", 2, 3}},
                                        .n = 4};
    struct scene *scene = *state;
    conduct_name_places(&scene->conduct, &loop);
    arm_in(scene, 2, "a", 1);
    assert_int_equal(scene->view.given_up, 4);
    save(scene, plan_in(2, "a", 1), END_RESPONSE);
    save(scene, plan_in(2, "b", 1), END_RESPONSE);
    arm_in(scene, 2, "a", 2);
    assert_int_equal(scene->view.given_up, 2);
    scene->told.skipped(scene->told.view);
    assert_int_equal(scene->view.n_trials_here, 2);
    assert_int_equal(scene->view.trials_here[1].state, ROW_SKIPPED);
    arm_in(scene, 3, "a", 3); /* the script had numbered the second */
    assert_int_equal(scene->view.given_up, 4);
    save(scene, plan_in(3, "a", 3), END_RESPONSE);
    arm_in(scene, 3, "b", 2); /* and at the other site it had not */
    assert_int_equal(scene->view.given_up, 3);
    scene->told.skipped(scene->told.view);
    assert_int_equal(scene->view.given_up, 0);
    assert_int_equal(scene->view.trials_here[scene->view.n_trials_here - 1].state, ROW_SKIPPED);
    assert_int_equal(scene->view.trials_here[scene->view.n_trials_here - 1].trial, 3);
}

/* What is complete is kept, as the sentence of the stop says; what was cut off is not. */
static void a_complete_attempt_is_not_given_up(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = plan_of("cdt", "hand", "right", 1);
    conduct_name_places(&scene->conduct, &battery);
    arm(scene, "cdt", "hand", "right", 1);
    save(scene, plan, END_STOP);
    ask(scene, PROMPT_STOPPED, &plan);
    assert_int_equal(scene->view.given_up, 3);
    arm(scene, "cdt", "hand", "right", 1);
    save(scene, plan, END_RESPONSE);
    ask(scene, PROMPT_STOPPED, &plan);
    assert_int_equal(scene->view.given_up, 2);
}

/* Off rate it stands until it is made again; what is spoiled or late counts only while it is tried again. */
static void what_is_tried_no_more_is_not_given_up(void **state)
{
    struct scene *scene = *state;
    struct trial_plan plan = plan_of("cdt", "hand", "right", 1);
    conduct_name_places(&scene->conduct, &battery);
    arm(scene, "cdt", "hand", "right", 1);
    save(scene, plan, END_TIMEOUT);
    assert_int_equal(scene->view.given_up, 3);
    plan.is_last = true;
    save(scene, plan, END_TIMEOUT);
    assert_int_equal(scene->view.given_up, 2);
    plan = plan_of("cdt", "hand", "right", 2);
    scene->told.withheld(scene->told.view, &plan); /* the day has taken them */
    assert_int_equal(scene->view.given_up, 0);
}

/* Of a session that goes on the journal knows the order of its tests. */
static void without_calls_neighbours_of_one_test_are_one(void **state)
{
    struct scene *scene = *state;
    struct planned read = battery, calls = battery;
    for (size_t i = 0; i < read.n; i++)
        read.sites[i].call = 0;
    conduct_name_places(&scene->conduct, &read);
    arm(scene, "cdt", "foot", "left", 1);
    assert_int_equal(scene->view.given_up, 3);
    arm(scene, "ppt", "foot", "left", 1);
    assert_int_equal(scene->view.given_up, 4);
    calls.sites[5].call = 6; /* one after the other */
    scene->conduct.planned = calls;
    arm(scene, "ppt", "foot", "left", 1);
    assert_int_equal(scene->view.given_up, 2);
}

/* Nothing is missing for what is left of a rest, or for a question. */
static void a_step_between_tests_gives_nothing_up(void **state)
{
    struct scene *scene = *state;
    const struct question question = {.words = "which side"};
    const struct prompt asked = {.kind = PROMPT_QUESTION, .text = "", .question = &question};
    conduct_name_places(&scene->conduct, &battery);
    arm(scene, "cdt", "hand", "right", 1);
    scene->told.rest(scene->told.view, "", "", 60, 60);
    ask(scene, PROMPT_STOPPED, NULL);
    assert_true(scene->view.skips_step);
    assert_int_equal(scene->view.given_up, 0);
    scene->view.sites[0].rest_left_s = 30; /* the site of the test before rests, too */
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_string_equal(scene->view.rest_site, "");
    assert_true(scene->view.rest_left_s == 60);
    ask(scene, PROMPT_STOPPED, NULL); /* said once more */
    assert_true(scene->view.skips_step);
    scene->told.prompt(scene->told.view, NULL, &asked);
    ask(scene, PROMPT_STOPPED, NULL);
    assert_true(scene->view.skips_step);
    scene->told.rest(scene->told.view, "hand", "right", 60, 60);
    ask(scene, PROMPT_STOPPED, NULL);
    assert_false(scene->view.skips_step);
    assert_int_equal(scene->view.given_up, 3);
}

/* What nobody has planned is given up, too, and nobody knows how much that is. */
static void without_a_plan_the_number_is_not_known(void **state)
{
    struct scene *scene = *state;
    arm(scene, "cdt", "hand", "right", 1);
    assert_int_equal(scene->view.given_up, 0);
    scene->told.skipped(scene->told.view);
    assert_int_equal(scene->view.trials_here[0].state, ROW_PLANNED);
}

/* They stay in the list of their site, and are not planned any more. */
static void what_is_skipped_has_its_row(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = plan_of("ppt", "hand", "right", 1);
    conduct_name_places(&scene->conduct, &battery);
    arm(scene, "ppt", "hand", "right", 1);
    save(scene, plan, END_STOP);
    ask(scene, PROMPT_STOPPED, &plan);
    scene->told.skipped(scene->told.view);
    assert_int_equal(scene->view.n_trials_here, 2);
    assert_int_equal(scene->view.trials_here[0].state, ROW_STOPPED);
    assert_int_equal(scene->view.trials_here[1].state, ROW_SKIPPED);
    assert_int_equal(scene->view.trials_here[1].trial, 2);
    scene->told.rest(scene->told.view, "foot", "left", 60, 60);
    assert_int_equal(scene->view.n_trials_here, 2);
    assert_int_equal(scene->view.trials_here[0].state, ROW_SKIPPED);
    assert_int_equal(scene->view.trials_here[1].state, ROW_SKIPPED);
    assert_int_equal(scene->view.valid, 0);
}

static void assert_shows(const struct scene *scene, const char *test, const char *site)
{
    assert_string_equal(scene->view.test, test);
    assert_true(scene->view.site >= 0);
    assert_string_equal(scene->view.sites[scene->view.site].site, site);
    assert_int_equal(scene->view.trial, 1);
    assert_int_equal(scene->view.trials, strcmp(test, "ppt") == 0 ? 2 : 3);
    assert_int_equal(scene->view.stimulus,
                     strcmp(test, "ppt") == 0 ? VIEW_PRESSURE : VIEW_TEMPERATURE);
    for (size_t i = 0; i < scene->view.n_trials_here; i++)
        assert_int_equal(scene->view.trials_here[i].state, ROW_PLANNED);
}

/* Whatever was before, the screen is about what the instruction is for. */
static void an_instruction_stands_over_its_own_test(void **state)
{
    struct scene *scene = *state;
    conduct_name_places(&scene->conduct, &battery);
    instruct(scene, NULL);
    assert_shows(scene, "cdt", "hand");
    instruct(scene, "cdt");
    assert_shows(scene, "cdt", "hand");
    arm(scene, "cdt", "hand", "right", 1);
    save(scene, plan_of("cdt", "hand", "right", 1), END_RESPONSE);
    instruct(scene, "hpt");
    assert_shows(scene, "hpt", "hand");
    arm(scene, "hpt", "hand", "right", 1);
    instruct(scene, "cdt");
    assert_shows(scene, "cdt", "foot");
    instruct(scene, "hpt"); /* the whole test was skipped at its instruction */
    assert_shows(scene, "hpt", "foot");
    arm(scene, "hpt", "foot", "left", 1);
    scene->view.limit = 50;
    instruct(scene, NULL);
    assert_shows(scene, "ppt", "hand");
    assert_true(scene->view.limit == 0); /* degrees are no kPa */
    arm(scene, "ppt", "foot", "left", 2);
    instruct(scene, NULL);
    assert_string_equal(scene->view.test, "");
    assert_true(scene->view.site < 0);
}

/* One test may be given by a cuff, a thermode or a hand: before the first trial and after a resumed one the plan says by what. */
static void what_gives_a_test_is_planned(void **state)
{
    struct scene *scene = *state;
    static const struct {
        uint8_t kind, shown;
    } rows[] = {{STIMULUS_PULSE_TRAIN, VIEW_TRAIN},
                {STIMULUS_THERMAL_TRAIN, VIEW_TEMPERATURE},
                {STIMULUS_HAND_TRAIN, VIEW_PRESSURE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct planned planned = {.n = 1};
        planned.sites[0] = (struct planned_site){.test = "ts",
                                                 .site = "hand",
                                                 .side = "right",
                                                 .trials = 2,
                                                 .call = 1,
                                                 .has_stimulus = true,
                                                 .stimulus = rows[i].kind};
        teardown(state), setup(state);
        scene = *state;
        conduct_name_places(&scene->conduct, &planned);
        instruct(scene, "ts");
        assert_int_equal(scene->view.stimulus, rows[i].shown);
        const struct study_trial trial = {.test = "ts",
                                          .site = "hand",
                                          .side = "right",
                                          .end = "completed",
                                          .trial = 1,
                                          .attempt = 1,
                                          .value = NAN,
                                          .rate_mean = NAN,
                                          .idle_kpa = NAN};
        conduct_recall(&scene->conduct, &trial);
        assert_int_equal(scene->conduct.rows[0].stimulus, rows[i].shown);
    }
}

/* A rating of its own is shown as what it is while it is asked, and has a row; asked twice, it is one. */
static void a_rating_is_a_trial_of_its_own(void **state)
{
    struct scene *scene = *state;
    const struct planned planned = {
        .sites = {{"ppt", "hand", "right", 1, 1},
                  {"rest_pain", "foot", "left", 1, 2, .is_asked = true}},
        .n = 2};
    const struct question question = {.is_own = true,
                                      .test = "rest_pain",
                                      .site = "foot",
                                      .side = "left",
                                      .trial = 1,
                                      .call = 2,
                                      .words = "",
                                      .spoken = {"", ""},
                                      .unit = "1",
                                      .max = 10};
    const struct prompt prompt = {.kind = PROMPT_QUESTION, .text = "", .question = &question};
    conduct_name_places(&scene->conduct, &planned);
    arm(scene, "ppt", "hand", "right", 1);
    save(scene, plan_of("ppt", "hand", "right", 1), END_RESPONSE);
    for (int i = 0; i < 2; i++) {
        scene->told.prompt(scene->told.view, NULL, &prompt);
        assert_string_equal(scene->view.test, "rest_pain");
        assert_string_equal(scene->view.sites[scene->view.site].site, "foot");
        assert_int_equal(scene->view.trial, 1);
        assert_int_equal(scene->conduct.n_rows, 2);
        assert_int_equal(scene->view.trials_here[0].state, ROW_RUNNING);
        assert_true(scene->view.is_rated); /* no row says "on rate" */
    }
    scene->told.rated(scene->told.view, &question, 4);
    assert_int_equal(scene->conduct.rows[1].view.state, ROW_SAVED);
    assert_true(scene->conduct.rows[1].view.has_value && scene->conduct.rows[1].view.value == 4);
    scene->told.prompt(scene->told.view, NULL, &prompt); /* once more, and nobody says anything */
    scene->told.rated(scene->told.view, &question, NAN);
    assert_int_equal(scene->conduct.rows[2].view.state, ROW_NO_VALUE); /* nothing is in order */
    assert_false(scene->conduct.rows[2].view.has_value);
}

/* A step that has nothing of a trial is not in order, however it came to nothing. */
static void a_trial_that_came_to_nothing_is_left_out(void **state)
{
    struct scene *scene = *state;
    static const enum end_reason ends[] = {END_TIMEOUT, END_STOP, END_FAULT, END_EARLY};
    for (int i = 0; i < 4; i++) {
        arm(scene, "ppt", "hand", "right", i + 1);
        save(scene, plan_of("ppt", "hand", "right", i + 1), ends[i]);
        assert_int_equal(conduct_left_out(&scene->conduct, "ppt"), i + 1);
    }
    arm(scene, "ppt", "hand", "right", 2);
    save(scene, plan_of("ppt", "hand", "right", 2), END_RESPONSE);
    assert_int_equal(conduct_left_out(&scene->conduct, "ppt"), 3);
    assert_int_equal(conduct_left_out(&scene->conduct, "hpt"), 0);
}

/* A test that nobody has planned is known by what the protocol says of it. */
static void an_instruction_without_a_plan_has_the_test_that_it_names(void **state)
{
    struct scene *scene = *state;
    arm(scene, "cdt", "hand", "right", 1);
    instruct(scene, "hpt");
    assert_string_equal(scene->view.test, "hpt");
    assert_true(scene->view.site < 0);
    assert_int_equal(scene->view.n_trials_here, 0);
}

/* Whoever is pressed too hard is watched, whatever is to be read next. */
static void an_alarm_outlasts_an_instruction_of_another_test(void **state)
{
    struct scene *scene = *state;
    const struct planned planned = {
        .sites = {{"ppt", "hand", "right", 2, 1}, {"cdt", "hand", "right", 3, 2}}, .n = 2};
    conduct_name_places(&scene->conduct, &planned);
    arm(scene, "ppt", "hand", "right", 1);
    scene->view.over_limit = true;
    instruct(scene, "cdt");
    assert_int_equal(scene->view.stimulus, VIEW_PRESSURE);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_skip_gives_up_what_its_call_has_left),
        ROW(each_round_of_a_loop_is_given_up_alone),
        ROW(a_complete_attempt_is_not_given_up),
        ROW(what_is_tried_no_more_is_not_given_up),
        ROW(without_calls_neighbours_of_one_test_are_one),
        ROW(a_step_between_tests_gives_nothing_up),
        ROW(without_a_plan_the_number_is_not_known),
        ROW(what_is_skipped_has_its_row),
        ROW(an_instruction_stands_over_its_own_test),
        ROW(what_gives_a_test_is_planned),
        ROW(a_rating_is_a_trial_of_its_own),
        ROW(a_trial_that_came_to_nothing_is_left_out),
        ROW(an_instruction_without_a_plan_has_the_test_that_it_names),
        ROW(an_alarm_outlasts_an_instruction_of_another_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

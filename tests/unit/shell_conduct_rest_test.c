/* The rest that the panel shows is the one that locks the site: how long it is, and what of it is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/conduct_fixture.h"

static const struct trial_plan plan = {.test = "ppt", .site = "a", .side = "left", .trial = 2};

/* The hand let go 7 s ago: the row of the next trial says "after 8 s", and the ring is nearly empty. */
static void a_rest_that_has_begun_is_as_long_as_the_protocol_says(void **state)
{
    struct scene *scene = *state;
    scene->told.rest(scene->told.view, "a", "left", 1, 8);
    assert_true(scene->view.rest_left_s == 1);
    assert_true(scene->view.rest_whole_s == 8);
    conduct_tick(&scene->conduct, scene->t + MONO_SEC / 2, 0);
    assert_true(scene->view.rest_left_s == 0.5);
    assert_true(scene->view.rest_whole_s == 8);
}

/* By the clock of the computer, which somebody has set, more can be left than there was. */
static void no_more_is_left_than_the_whole(void **state)
{
    struct scene *scene = *state;
    scene->told.rest(scene->told.view, "a", "left", 20, 8);
    assert_true(scene->view.rest_left_s == 20);
    assert_true(scene->view.rest_whole_s == 20);
}

/* STOP and REPEAT before anything touched: nothing is waited for, but the site rests still, and its box says so. */
static void a_site_that_is_due_and_locked_has_its_rest_in_the_panel(void **state)
{
    struct scene *scene = *state;
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    scene->told.prompt(scene->told.view, NULL, &arm);
    assert_int_equal(scene->view.site, 0);
    scene->view.sites[0].rest_left_s = 5;
    scene->view.sites[0].rest_whole_s = 8;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_true(scene->view.rest_left_s == 5);
    assert_true(scene->view.rest_whole_s == 8);
    assert_string_equal(scene->view.rest_site, "a");
    assert_string_equal(scene->view.rest_side, "left");
    scene->view.sites[0].rest_left_s = 0;
    conduct_tick(&scene->conduct, scene->t + 5 * MONO_SEC, 0);
    assert_true(scene->view.rest_left_s == 0);
    assert_true(scene->view.rest_whole_s == 8);
}

/* Nobody has rested: the panel has nothing to show. */
static void a_site_that_is_due_and_open_has_none(void **state)
{
    struct scene *scene = *state;
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    scene->told.prompt(scene->told.view, NULL, &arm);
    scene->view.sites[0].rest_whole_s = 8;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_true(scene->view.rest_whole_s == 0);
    assert_string_equal(scene->view.rest_site, "");
}

/* STOP in a rest, or at a site that rests: the skin rests on while the examiner decides what comes next. */
static void a_rest_goes_on_after_a_stop(void **state)
{
    struct scene *scene = *state;
    const struct prompt stopped = {.kind = PROMPT_STOPPED, .text = "", .plan = &plan},
                        arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    scene->told.rest(scene->told.view, "a", "left", 8, 8);
    conduct_tick(&scene->conduct, scene->t + MONO_SEC, 0);
    scene->told.prompt(scene->told.view, NULL, &stopped);
    assert_int_equal(scene->view.now, NOW_STOPPED);
    conduct_tick(&scene->conduct, scene->t + 3 * MONO_SEC, 0);
    assert_true(scene->view.rest_left_s == 5);
    conduct_tick(&scene->conduct, scene->t + 9 * MONO_SEC, 0);
    assert_true(scene->view.rest_left_s == 0);
    assert_true(scene->view.rest_whole_s == 8);
    scene->told.prompt(scene->told.view, NULL, &arm);
    scene->view.sites[0].rest_left_s = 5;
    scene->view.sites[0].rest_whole_s = 8;
    conduct_tick(&scene->conduct, scene->t + 10 * MONO_SEC, 0);
    scene->view.sites[0].rest_left_s = 0;
    scene->told.prompt(scene->told.view, NULL, &stopped);
    conduct_tick(&scene->conduct, scene->t + 12 * MONO_SEC, 0);
    assert_true(scene->view.rest_left_s == 3);
}

/* The trial that was stopped has touched the site: how long it rests before it may be repeated. */
static void a_stopped_site_shows_its_own_rest(void **state)
{
    struct scene *scene = *state;
    const struct prompt stopped = {.kind = PROMPT_STOPPED, .text = "", .plan = &plan},
                        arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    scene->told.prompt(scene->told.view, NULL, &arm);
    scene->told.prompt(scene->told.view, NULL, &stopped);
    scene->view.sites[0].rest_left_s = 7;
    scene->view.sites[0].rest_whole_s = 8;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_true(scene->view.rest_left_s == 7);
    assert_string_equal(scene->view.rest_site, "a");
}

/* STOP while no trial was under way: what it says of Enter is not that a trial is repeated, also when it is said once more. */
static void after_a_stop_between_trials_enter_goes_on(void **state)
{
    struct scene *scene = *state;
    const struct prompt stopped = {.kind = PROMPT_STOPPED, .text = ""},
                        read = {.kind = PROMPT_INSTRUCT, .text = ""},
                        arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    scene->told.prompt(scene->told.view, NULL, &read);
    scene->told.prompt(scene->told.view, NULL, &stopped);
    assert_true(scene->view.repeat_goes_on);
    scene->told.prompt(scene->told.view, NULL, &stopped);
    assert_true(scene->view.repeat_goes_on);
    scene->told.prompt(scene->told.view, NULL, &arm);
    assert_false(scene->view.repeat_goes_on);
    scene->told.prompt(scene->told.view, NULL, &stopped);
    assert_false(scene->view.repeat_goes_on);
    scene->told.rest(scene->told.view, "", "", 8, 8);
    scene->told.prompt(scene->told.view, NULL, &stopped);
    assert_true(scene->view.repeat_goes_on);
}

/* It stands alone on the screen; a question of the protocol is its own, and a place in a file is written as it is. */
static void what_is_said_alone_is_a_sentence(void **state)
{
    struct scene *scene = *state;
    static const struct question question = {.words = "which side"};
    static const struct {
        enum prompt_kind kind;
        const char *text, *sentence;
    } rows[] = {
        {PROMPT_STOPPED, "stopped: the Space key was pressed",
         "Stopped: the Space key was pressed."},
        {PROMPT_WAIT, "the response: it was gone", "The response: it was gone."},
        {PROMPT_STOPPED, "Gestoppt: Das Fenster hat die Tastatur verloren",
         "Gestoppt: Das Fenster hat die Tastatur verloren."},
        {PROMPT_SAVE_FAILED, "own.lua:3: it errs", "own.lua:3: it errs"},
        {PROMPT_QUESTION, "which side", "which side"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct prompt prompt = {
            .kind = rows[i].kind, .text = rows[i].text, .question = &question};
        scene->told.prompt(scene->told.view, NULL, &prompt);
        assert_string_equal(scene->view.sentence, rows[i].sentence);
    }
}

/* How long the ice lay is no time of the rest. */
static void a_rest_has_no_clock_of_the_trial_before(void **state)
{
    struct scene *scene = *state;
    scene->view.cold = (struct cold_view){.step = VIEW_COLD_OVER, .lasted_s = 3};
    scene->told.rest(scene->told.view, "a", "left", 60, 60);
    assert_int_equal(scene->view.cold.step, VIEW_COLD_BEFORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_rest_that_has_begun_is_as_long_as_the_protocol_says,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(no_more_is_left_than_the_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(a_site_that_is_due_and_locked_has_its_rest_in_the_panel,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_site_that_is_due_and_open_has_none, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rest_goes_on_after_a_stop, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stopped_site_shows_its_own_rest, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_said_alone_is_a_sentence, setup, teardown),
        cmocka_unit_test_setup_teardown(after_a_stop_between_trials_enter_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rest_has_no_clock_of_the_trial_before, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The window is closed, or the program told to end, in mid-session: what is still to be done is seen, and called what it is. */
#include "support/engine_fixture.h"

#include <poll.h>

static void await_end(void)
{
    const mono_ns until = mono_now() + ENGINE_PATIENCE_S * MONO_SEC;
    while (!engine_has_left(rig.engine)) {
        if (mono_now() > until)
            fail_msg("the engine does not leave");
        poll(NULL, 0, 5);
    }
}

/* Somebody is pressed: they see RELEASE and that the session is being left, before the program is gone. */
static void who_is_pressed_when_the_program_is_to_end_sees_release(void **state)
{
    struct why why = {0};
    (void)state;
    engine_go(&rig);
    engine_begin_visit(&rig);
    ENGINE_PRESS_UNTIL(&rig, 0.2, rig.view.run.now == NOW_RUNNING && rig.view.run.reading > 60);
    stop_raise(&rig.stop, STOP_SIGNAL, mono_now());
    assert_int_equal(engine_leave(rig.engine, &why), STATUS_OK);
    /* either may be seen first */
    ENGINE_UNTIL(&rig, rig.view.frame.is_leaving && rig.view.run.now == NOW_RELEASE);
    assert_int_equal(rig.view.screen, SCREEN_SESSION);
    assert_false(engine_has_left(rig.engine));
    engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
    await_end();
}

/* The session is left while somebody is pressed above its limit: RELEASE and its alarm go when the pressure does. */
static void
who_is_pressed_too_hard_when_the_session_is_left_sees_release_until_it_ends(void **state)
{
    (void)state;
    folder_write(&rig.folder, "short.lua",
                 "return protocol {\n"
                 "  id = \"low\", version = \"1.0.0\", title = { en = \"Low\", de = \"Tief\" },\n"
                 "  needs = { \"algometer\", \"response\" },\n"
                 "  run = function()\n"
                 "    instruct \"ppt\"\n"
                 "    return ppt { sites = { site(\"thenar\", \"left\") }, limit = 200*kPa }\n"
                 "  end,\n"
                 "}\n");
    engine_go(&rig);
    engine_begin_visit(&rig);
    engine_ask(&rig, ACTION_HAND, 0, 1, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.over_limit);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY);
    assert_true(rig.view.run.over_limit);
    engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.run.over_limit);
    /* that the hand is off goes on with nothing, and the next thing is another key */
    engine_ask(&rig, ACTION_GO, 1, 0, NULL);
    engine_ask(&rig, ACTION_MUTE, 1, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.frame.is_muted);
    assert_int_equal(rig.view.screen, SCREEN_SESSION);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_RESULTS);
}

/* Nothing runs: it is gone at once. */
static void who_is_not_in_a_session_is_not_held_up(void **state)
{
    struct why why = {0};
    (void)state;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    assert_int_equal(engine_leave(rig.engine, &why), STATUS_OK);
    await_end();
    assert_false(rig.view.frame.is_leaving);
}

/* In mid-trial it is a stop, and no STOP on the screen. */
static void a_window_that_is_closed_is_called_so(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_begin_visit(&rig);
    engine_arm(&rig);
    stop_raise(&rig.stop, STOP_WINDOW, mono_now());
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_STOPPED);
    assert_non_null(strstr(rig.view.run.sentence, "the window was to be closed"));
    assert_false(rig.view.run.fault);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(who_is_pressed_when_the_program_is_to_end_sees_release),
        ROW(who_is_pressed_too_hard_when_the_session_is_left_sees_release_until_it_ends),
        ROW(who_is_not_in_a_session_is_not_held_up),
        ROW(a_window_that_is_closed_is_called_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

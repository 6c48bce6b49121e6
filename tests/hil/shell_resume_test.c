/* A visit that goes on in the middle of a rest: what the screen says of it, and what is pressed in it. */
#include "support/engine_fixture.h"

static const char two_trials[] =
    "return protocol {\n"
    "  id = \"slow\", version = \"1.0.0\", title = { en = \"Slow\", de = \"Ruhig\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function()\n"
    "    instruct \"ppt\"\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, practice = 0,\n"
    "      rate = 100*kPa/sec, tolerance = 90*percent, rest = 300*sec }\n"
    "  end,\n"
    "}\n";

/* Until it is seen that somebody is pressed in this rest, and that nobody is any more. */
static void press_in_rest(void)
{
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REST && rig.view.run.touched_kpa == 0);
    engine_ask(&rig, ACTION_HAND, 0, 0.5, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.touched_kpa > 40);
    engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.run.is_pressed);
}

static void leave_in_rest(void)
{
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_STOPPED);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.frame.stopped_by == STOP_BY_KEY);
    engine_ask(&rig, ACTION_REARM, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.frame.stopped_by == STOP_BY_NOBODY && rig.view.study.can_begin);
}

static void resume_in_rest(void)
{
    engine_ask(&rig, ACTION_RESUME, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REST);
}

/* It says what comes next; and who was pressed before the pause is asked about after it, as is who is pressed then. */
static void a_rest_goes_on_as_it_was_after_a_pause(void **state)
{
    const struct run_view *run = &rig.view.run;
    (void)state;
    folder_write(&rig.folder, "short.lua", two_trials);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.protocol.plan_state == VIEW_PLAN_READY);
    engine_begin_visit(&rig);
    engine_press(&rig);
    press_in_rest();
    leave_in_rest();
    resume_in_rest();
    assert_true(run->rest_left_s > 60);
    assert_true(run->touched_kpa > 40);
    assert_string_equal(run->test, "ppt");
    assert_int_equal(run->next_trial, 2);
    assert_int_equal(run->next_trials, 2);
    assert_int_equal(run->n_trials_here, 2);
    ENGINE_UNTIL(&rig, run->steps[0].mark == MARK_OK && run->steps[1].mark == MARK_RUNNING);
    engine_ask(&rig, ACTION_REST_AGAIN, 0, 0, NULL);
    press_in_rest();
    engine_ask(&rig, ACTION_REST_AGAIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run->touched_kpa == 0);
    leave_in_rest();
    resume_in_rest();
    assert_true(run->touched_kpa == 0); /* it was begun again */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_rest_goes_on_as_it_was_after_a_pause, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The window's engine through a session: what a person does on the screen, and what then stands on it. */
#include "support/engine_fixture.h"

/* A newcomer holds the pad: the simulated gauge feels it, and the virtual participant answers. */
static void the_hand_on_the_screen_presses_the_gauge(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_begin_visit(&rig);
    ENGINE_PRESS_UNTIL(&rig, 0.5, rig.view.run.now == NOW_RUNNING && rig.view.run.reading > 100);
    assert_int_equal(rig.view.screen, SCREEN_SESSION);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_RELEASE);
    engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REVIEW);
    assert_true(rig.view.run.trials_here[rig.view.run.n_trials_here - 1].has_value);
}

/* Whoever presses before the site is confirmed is told so, before and while it is armed, until the probe is lifted. Nobody
 * responds to it, and it is pressed slowly: far from the limit however long it takes. */
static void a_gauge_that_is_not_at_zero_is_seen_before_it_counts(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_ask(&rig, ACTION_LEAD, LEAD_BOTH, 0, NULL);
    engine_begin_visit(&rig);
    assert_false(rig.view.run.off_zero);
    engine_ask(&rig, ACTION_HAND, 0, 0.05, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM && rig.view.run.off_zero);
    ENGINE_UNTIL(&rig, rig.view.run.reading > 30);
    engine_arm(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_ARMED && rig.view.run.let_go_first);
    assert_false(rig.view.run.off_zero);
    engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_ARMED && !rig.view.run.let_go_first);
}

/* The newcomer plays the participant as well: nobody else answers. */
static void the_button_on_the_screen_is_the_participants(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_ask(&rig, ACTION_LEAD, LEAD_BOTH, 0, NULL);
    engine_begin_visit(&rig);
    ENGINE_PRESS_UNTIL(&rig, 1, rig.view.run.now == NOW_RUNNING && rig.view.run.reading > 60);
    engine_ask(&rig, ACTION_BUTTON, 1, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_RELEASE);
    assert_true(
        rig.view.run.is_answered); /* at once, and no alarm yet: that comes when the hand stays */
    engine_ask(&rig, ACTION_HAND, 0, 0.05, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_RELEASE && !rig.view.run.is_answered);
    engine_ask(&rig, ACTION_BUTTON, 0, 0, NULL);
    engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REVIEW);
    const struct trial_view *last = &rig.view.run.trials_here[rig.view.run.n_trials_here - 1];
    assert_true(last->has_value);
    assert_true(last->value < 250); /* this participant's own is higher */
}

/* With the switch at nobody the simulated hand and the virtual participant do it all. */
static void the_simulation_plays_whom_nobody_plays(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_ask(&rig, ACTION_LEAD, LEAD_NOBODY, 0, NULL);
    engine_begin_visit(&rig);
    ENGINE_PRESS_UNTIL(&rig, 0, rig.view.run.now == NOW_REVIEW);
    assert_true(rig.view.run.trials_here[rig.view.run.n_trials_here - 1].has_value);
}

/* Somebody looks at another screen while the site is confirmed: what is armed is seen at once. */
static void what_is_armed_is_on_the_screen(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_begin_visit(&rig);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_STUDY);
    engine_arm(&rig);
    assert_int_equal(rig.view.screen, SCREEN_SESSION);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    engine_ask(&rig, ACTION_HAND, 0, 0.5, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_RELEASE);
    assert_int_equal(rig.view.screen, SCREEN_SESSION);
}

/* A probe that the gauge does not show off: after two seconds the examiner can say that it is. */
static void the_examiner_says_that_the_probe_is_off(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_begin_visit(&rig);
    ENGINE_PRESS_UNTIL(&rig, 0.5, rig.view.run.now == NOW_RELEASE);
    assert_false(rig.view.run.offers_go); /* first the gauge is believed */
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_RELEASE && rig.view.run.offers_go);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REVIEW);
}

/* A session that was left after a STOP leaves the line raised: the next begins only when a person has taken it back. */
static void after_a_session_that_was_left_the_stop_stands(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_begin_visit(&rig);
    ENGINE_PRESS_UNTIL(&rig, 0.5, rig.view.run.now == NOW_RUNNING);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_STOPPED);
    assert_int_equal(rig.view.frame.stopped_by, STOP_BY_NOBODY); /* it is the session's matter */
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.frame.stopped_by == STOP_BY_KEY);
    assert_false(rig.view.study.can_begin);
    engine_ask(&rig, ACTION_RESUME, 0, 0, NULL); /* does nothing */
    engine_ask(&rig, ACTION_REARM, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.frame.stopped_by == STOP_BY_NOBODY && rig.view.study.can_begin);
    assert_false(stop_is_raised(&rig.stop));
    engine_ask(&rig, ACTION_RESUME, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT || rig.view.run.now == NOW_CONFIRM);
    if (rig.view.run.now == NOW_INSTRUCT)
        engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM && rig.view.run.site == 1);
}

/* The participant presses STOP while no session runs: shown, and nothing begins until it is taken back. */
static void a_stop_between_sessions_is_shown_until_it_is_taken_back(void **state)
{
    (void)state;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    stop_raise(&rig.stop, STOP_PARTICIPANT, mono_now());
    ENGINE_UNTIL(&rig, rig.view.frame.stopped_by == STOP_BY_PARTICIPANT);
    assert_false(rig.view.study.can_begin);
    assert_string_equal(rig.view.study.why_not, text_of(LANGUAGE_EN, TEXT_study_why_stop));
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    engine_ask(&rig, ACTION_REARM, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    assert_int_equal(rig.view.run.now, NOW_NOTHING);
    engine_begin_visit(&rig);
}

/* The window's language is changed in mid-session: what is read aloud follows, and so does what is said of its language. */
static void what_is_read_aloud_says_in_which_language_it_is(void **state)
{
    char english[VIEW_SENTENCE_MAX];
    (void)state;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
    assert_string_equal(rig.view.run.words_language, "en");
    memcpy(english, rig.view.run.words, sizeof english);
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_DE, 0, NULL);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_STOPPED);
    engine_ask(&rig, ACTION_REPEAT, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
    assert_string_not_equal(rig.view.run.words, english);
    assert_string_equal(rig.view.run.words_language, "de");
}

/* An alarm that nobody can hear is known before the first trial. */
static void that_there_is_no_sound_is_told(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_ask(&rig, ACTION_NO_SOUND, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.frame.is_silent && strstr(rig.view.frame.toast, "No sound"));
    assert_int_equal(rig.view.frame.toast_tone, TONE_TROUBLE);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(the_hand_on_the_screen_presses_the_gauge),
        ROW(a_gauge_that_is_not_at_zero_is_seen_before_it_counts),
        ROW(the_button_on_the_screen_is_the_participants),
        ROW(the_simulation_plays_whom_nobody_plays),
        ROW(what_is_armed_is_on_the_screen),
        ROW(the_examiner_says_that_the_probe_is_off),
        ROW(after_a_session_that_was_left_the_stop_stands),
        ROW(a_stop_between_sessions_is_shown_until_it_is_taken_back),
        ROW(what_is_read_aloud_says_in_which_language_it_is),
        ROW(that_there_is_no_sound_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

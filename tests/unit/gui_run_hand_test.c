/* The demonstration's panel: whoever is played on the screen is held and let go of, and nothing stays held. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

static void the_hand_of_the_demonstration_presses_as_long_as_it_is_held(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("armed-demo"));
    push_key('h', INPUT_KEY_DOWN, false);
    did.n = 0;
    frame();
    collect();
    assert_did(ACTION_HAND, 0, "");
    assert_true(did.list[0].value == 0.5);
    push_key('h', INPUT_KEY_UP, false);
    did.n = 0;
    frame();
    collect();
    assert_did(ACTION_HAND, 0, "");
    assert_true(did.list[0].value == 0);
    rig_close();
}

/* Whoever is played on the screen is let go of when the panel is no longer there to be held. */
static void what_is_no_longer_drawn_is_not_held(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm-demo-nobody"));
    rig.view.run.lead = LEAD_BOTH;
    frame();
    push_key('h', INPUT_KEY_DOWN, false);
    push_key('b', INPUT_KEY_DOWN, false);
    frame();
    assert_int_equal(rig.actions.n, 2);
    tap('n'); /* the note takes the place of the panel */
    assert_int_equal(did.n, 2);
    assert_int_equal(did.list[0].kind, ACTION_HAND);
    assert_true(did.list[0].value == 0);
    assert_int_equal(did.list[1].kind, ACTION_BUTTON);
    assert_int_equal(did.list[1].number, 0);
    tap(KEY_ESCAPE);
    push_key('h', INPUT_KEY_UP, false);
    push_key('h', INPUT_KEY_DOWN, false);
    frame();
    rig.view.screen = SCREEN_BENCH; /* there it is let go by the shell; back again it is up */
    frame();
    rig.view.screen = SCREEN_SESSION;
    frame();
    assert_int_equal(rig.actions.n, 0);
    push_key('h', INPUT_KEY_UP, false);
    push_key('h', INPUT_KEY_DOWN, false);
    frame();
    assert_int_equal(rig.actions.n, 1);
    assert_true(rig.actions.list[0].value == 0.5);
    rig_close();
}

static void the_participant_of_the_demonstration_presses_by_key(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("armed-demo-both"));
    push_key('b', INPUT_KEY_DOWN, false);
    push_key('b', INPUT_KEY_DOWN, true); /* a key that is held is one press */
    did.n = 0;
    frame();
    collect();
    assert_did(ACTION_BUTTON, 1, "");
    push_key('b', INPUT_KEY_UP, false);
    did.n = 0;
    frame();
    collect();
    assert_did(ACTION_BUTTON, 0, "");
    rig_close();
}

/* Everybody in turn; not while a trial goes on. */
static void who_is_played_changes_between_trials_only(void **state)
{
    (void)state;
    static const uint8_t turns[] = {LEAD_NOBODY, LEAD_HAND, LEAD_BOTH, LEAD_BUTTON, LEAD_NOBODY};
    open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm-demo-nobody"));
    for (size_t i = 0; i + 1 < COUNT(turns); i++) {
        rig.view.run.lead = turns[i];
        tap('u');
        assert_did(ACTION_LEAD, turns[i + 1], "");
    }
    rig_close();
    open_at(&sizes[0], LANGUAGE_EN, scene_named("armed-demo"));
    tap('u');
    assert_int_equal(did.n, 0);
    rig_close();
}

/* Two presses before the engine has heard of the first are two. */
static void quick_presses_change_who_is_played_as_often(void **state)
{
    (void)state;
    static const uint8_t turns[] = {LEAD_HAND, LEAD_BOTH, LEAD_BUTTON};
    open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm-demo-nobody"));
    for (size_t i = 0; i < COUNT(turns); i++) {
        tap('u');
        assert_did(ACTION_LEAD, turns[i], "");
    }
    rig_close();
}

static void the_pad_of_the_demonstration_is_slower_left_and_faster_right(void **state)
{
    (void)state;
    double last = 0;
    struct item hints[32];
    open_at(&sizes[0], LANGUAGE_EN, scene_named("armed-demo"));
    const size_t n = find_hints(hints, COUNT(hints));
    const struct item *pad = NULL;
    for (size_t i = 0; i < n; i++)
        if (strcmp(hints[i].text, "H") == 0)
            pad = &hints[i];
    assert_non_null(pad);
    push_pointer(INPUT_PRESS, pad->area.x - 180, pad->area.y + 12, 0);
    for (int step = 0; step < 4; step++) {
        did.n = 0;
        frame();
        collect();
        assert_int_equal(did.n, 1);
        assert_true(did.list[0].value > last);
        last = did.list[0].value;
        push_pointer(INPUT_MOVE, pad->area.x - 140 + 45 * (float)step, pad->area.y + 12, 0);
    }
    push_pointer(INPUT_RELEASE, pad->area.x, pad->area.y + 12, 0);
    frame();
    assert_int_equal(rig.actions.list[rig.actions.n - 1].kind, ACTION_HAND);
    assert_true(rig.actions.list[rig.actions.n - 1].value == 0);
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hand_of_the_demonstration_presses_as_long_as_it_is_held),
        cmocka_unit_test(what_is_no_longer_drawn_is_not_held),
        cmocka_unit_test(the_participant_of_the_demonstration_presses_by_key),
        cmocka_unit_test(who_is_played_changes_between_trials_only),
        cmocka_unit_test(quick_presses_change_who_is_played_as_often),
        cmocka_unit_test(the_pad_of_the_demonstration_is_slower_left_and_faster_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The session screen with a train that a hand gives to a beat: light and words change at the cue, by the time of the frame, and what no
 * instrument sees has no kPa. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

#include <string.h>

static bool shows(const char *part)
{
    look();
    for (size_t i = 0; i < seen.n; i++)
        if (seen.items[i].kind == ITEM_TEXT && strstr(seen.items[i].text, part))
            return true;
    return false;
}

static void open_scene(const char *name)
{
    open_at(&sizes[0], LANGUAGE_EN, scene_named(name));
}

/* The view is still that of before: nobody waits for the engine. */
static void the_words_change_at_the_cue(void **state)
{
    (void)state;
    open_scene("cues-lift");
    rig.view.run.beat.next = (struct beat_cue){VIEW_BEAT_PRESS, 5};
    rig.view.run.beat.next_ns = rig.now + 40 * MONO_MS;
    frame();
    assert_true(shows("LIFT 4/10") && !shows("PRESS"));
    assert_true(gui_deadline(rig.gui) <= rig.view.run.beat.next_ns);
    rig.now = rig.view.run.beat.next_ns - 1;
    frame();
    assert_true(shows("LIFT 4/10"));
    rig.now++;
    frame();
    assert_true(shows("PRESS 5/10") && !shows("LIFT"));
    rig_close();
}

static void what_nothing_measures_has_no_kpa(void **state)
{
    (void)state;
    static const char *const names[] = {"cues-confirm", "cues-count", "cues-press", "cues-review"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        open_scene(names[i]);
        frame();
        assert_false(shows("kPa"));
        rig_close();
    }
    open_scene("beat-press");
    frame();
    assert_true(shows("240 to 360 kPa") && shows("Press 3: too strong"));
    rig_close();
}

/* Which of both comes is known before the needle is taken up. */
static void one_stimulus_or_a_train_is_announced(void **state)
{
    (void)state;
    open_scene("cues-single");
    assert_true(shows("One stimulus") && !shows("A train"));
    rig_close();
    open_scene("cues-confirm");
    assert_true(shows("A train of 10, one every 1.0 s") && !shows("One stimulus"));
    rig_close();
    open_scene("cues-count");
    assert_false(shows("A train"));
    rig_close();
}

/* What is said only after it is not missing. */
static void what_is_not_asked_yet_is_no_missing_rating(void **state)
{
    (void)state;
    static const char *const names[] = {"beat-review", "cues-review"};
    for (size_t i = 0; i < COUNT(names); i++) {
        open_scene(names[i]);
        assert_false(shows("→"));
        rig.view.run.trials_here[0].ratings[0] = 4;
        frame();
        assert_true(shows("4.0 → –"));
        rig_close();
    }
}

static void a_window_without_sound_says_that_the_light_counts(void **state)
{
    (void)state;
    open_scene("cues-press");
    frame();
    assert_false(shows("No sound"));
    rig.view.frame.is_silent = true;
    frame();
    assert_true(shows("No sound here: the light alone gives the beat."));
    rig_close();
}

/* To presses nobody responds for the participant: whoever presses withdraws. */
static void enter_is_no_response_in_a_train(void **state)
{
    (void)state;
    open_scene("beat-press");
    rig.view.run.offers_response = true;
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0);
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_change_at_the_cue),
        cmocka_unit_test(what_nothing_measures_has_no_kpa),
        cmocka_unit_test(one_stimulus_or_a_train_is_announced),
        cmocka_unit_test(what_is_not_asked_yet_is_no_missing_rating),
        cmocka_unit_test(a_window_without_sound_says_that_the_light_counts),
        cmocka_unit_test(enter_is_no_response_in_a_train),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

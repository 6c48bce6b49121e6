/* The session screen: what it says in words of the hand, the gauge, the trial that comes, and of what is given up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

/* Words of the protocol or of the person may be cut; ours may not. */
static bool may_be_cut(const struct item *item)
{
    return item->panel == PANEL_STRIP || item->panel == PANEL_ALOUD;
}

/* While the hand presses, the next line is the hand's; what comes after the trial is called so. */
static void while_it_runs_nothing_can_be_read_as_let_go_now(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++)
            for (int knows_next = 0; knows_next < 2; knows_next++) {
                const bool is_german = language == LANGUAGE_DE;
                open_at(&sizes[k], language, scene_named("running"));
                if (!knows_next)
                    rig.view.run.rest_site[0] = '\0';
                frame();
                assert_true(is_shown(is_german ? "Weiter drücken" : "Press on"));
                assert_false(is_shown(is_german ? "Erst ganz loslassen" : "Release fully first"));
                assert_false(is_shown(is_german ? "Loslassen." : "Release first"));
                if (sizes[k].w >= 1000)
                    assert_true(is_shown(is_german ? "Bei der Reaktion loslassen"
                                                   : "Release at the response"));
                if (sizes[k].w >= 1424)
                    assert_int_equal(is_shown(is_german ? "Danach Tibialis anterior, rechts"
                                                        : "Then Tibialis anterior, right"),
                                     knows_next);
                rig_close();
            }
}

/* A hand that has lost its gauge must not look at an old number for the sign that the probe is off. */
static void release_says_that_the_gauge_is_lost(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (int asks = 0; asks < 2; asks++) {
            open_at(&sizes[k], LANGUAGE_EN, scene_named(asks ? "release-asks" : "release"));
            assert_false(is_shown("lost"));
            rig.view.run.instrument_mark = MARK_BAD;
            frame();
            assert_true(is_shown("lost"));
            assert_int_equal(is_shown("F says"), asks);
            assert_false(is_shown("\"1003\""));
            check_fit(where(scene_named("release"), &sizes[k], LANGUAGE_EN), may_be_cut);
            rig_close();
        }
}

/* RELEASE between trials takes the place of what could be chosen: who has only a mouse, and a gauge that sticks, can still leave. */
static void what_can_be_chosen_is_still_to_be_had_above_the_limit(void **state)
{
    (void)state;
    static const char *const names[] = {"stopped", "rest", "wait"};
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (size_t i = 0; i < COUNT(names); i++) {
            open_at(&sizes[k], LANGUAGE_EN, scene_named(names[i]));
            rig.view.run.over_limit = true;
            frame();
            assert_true(is_shown("RELEASE"));
            assert_true(is_shown("\"Other\""));
            check_bottom(names[i]);
            rig_close();
        }
}

/* A rate is told only where readings stream now; a reading that is polled has its age. */
static void the_instrument_line_says_what_is_so_now(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("confirm"));
        assert_true(is_shown("100 Hz"));
        rig.view.run.rate_hz = 0;
        frame();
        assert_false(is_shown(" Hz") || is_shown("no reading"));
        assert_true(is_shown("6 ms"));
        rig.view.run.has_reading = false;
        frame();
        assert_true(is_shown("no reading"));
        assert_false(is_shown("6 ms"));
        rig_close();
    }
}

/* Why there is one more attempt, where everybody looks: the examiner would else think that it was lost. */
static void one_more_attempt_says_why(void **state)
{
    (void)state;
    static const struct {
        enum view_again why;
        const char *english, *german;
    } rows[] = {{VIEW_AGAIN_REPEATED, "Once more", "Noch einmal"},
                {VIEW_AGAIN_STOPPED, "stopped", "gestoppt"},
                {VIEW_AGAIN_NO_VALUE, "no value", "kein Wert"},
                {VIEW_AGAIN_SLOPE, "off rate", "neben dem Soll"},
                {VIEW_AGAIN_SPOILED, "spoiled", "verworfen"},
                {VIEW_AGAIN_UNREVIEWED, "not reviewed", "nicht geprüft"},
                {VIEW_AGAIN_SPREAD, "far apart", "auseinander"}};
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES && sizes[k].w >= 1000; language++)
            for (size_t i = 0; i < COUNT(rows); i++) {
                open_at(&sizes[k], language, scene_named("confirm-front"));
                rig.view.run.n_trials_here = 0;
                frame();
                const char *words = language == LANGUAGE_DE ? rows[i].german : rows[i].english;
                assert_false(is_shown(words));
                rig.view.run.again = (uint8_t)rows[i].why;
                frame();
                assert_true(is_shown(words));
                check_fit(where(scene_named("confirm-front"), &sizes[k], language), may_be_cut);
                rig_close();
            }
}

/* The trial that is due is given up, too, unless it stands already. */
static void skipping_says_how_many_trials_are_given_up(void **state)
{
    (void)state;
    static const struct {
        const char *scene;
        int n;
    } rows[] = {{"confirm-sure-skip", 8}, {"rest-sure-skip", 7}, {"stopped-sure-skip", 8}};
    for (size_t k = 0; k < 2; k++)
        for (enum language language = 0; language < LANGUAGES; language++)
            for (size_t i = 0; i < COUNT(rows); i++) {
                char words[64];
                const char *unit = language == LANGUAGE_DE ? "Messungen" : "trials";
                open_at(&sizes[k], language, scene_named(rows[i].scene));
                snprintf(words, sizeof words, "%d %s", rows[i].n, unit);
                assert_true(is_shown(words));
                rig.view.run.step_trial = 12; /* of the whole test: it says nothing of a skip */
                frame();
                assert_true(is_shown(words));
                rig.view.run.given_up = 0;
                frame();
                assert_false(is_shown(words));
                rig_close();
            }
}

/* After a STOP in a rest of its own, or at a question: no test is skipped, and no trial with it. */
static void skipping_a_step_says_that_no_trial_is_missing(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            const char *no = language == LANGUAGE_DE ? "keine Messung" : "No trial is missing";
            open_at(&sizes[k], language, scene_named("stopped-sure-skip"));
            rig.view.run.skips_step = true;
            frame();
            assert_true(is_shown(no));
            assert_false(is_shown(language == LANGUAGE_DE ? "dieses Tests" : "this test"));
            rig_close();
        }
}

/* Locked in mid-trial, but still to be known for what it is. */
static void no_panel_of_the_demonstration_is_empty(void **state)
{
    (void)state;
    static const char *const names[] = {"armed-demo", "armed-demo-both", "confirm-demo-nobody"};
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (size_t i = 0; i < COUNT(names); i++) {
            open_at(&sizes[k], LANGUAGE_DE, scene_named(names[i]));
            look();
            for (size_t b = 0; b < seen.n; b++) {
                const struct item *box = &seen.items[b];
                size_t words = 0;
                if (box->panel != PANEL_ALOUD || box->kind != ITEM_ROUND ||
                    box->area.h <= SIZE_KEY || box->area.w > 300)
                    continue;
                for (size_t t = 0; t < seen.n; t++)
                    words += seen.items[t].kind == ITEM_TEXT &&
                             seen.items[t].panel == PANEL_ALOUD &&
                             is_inside(seen.items[t].area, box->area, 0);
                if (words == 0)
                    fail_msg("%s at %g: a box is empty", names[i], (double)sizes[k].w);
            }
            rig_close();
        }
}

/* Before contact nobody presses too slowly. */
static void the_hand_is_judged_from_contact_on(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("armed"));
        for (int i = 0; i < 300; i++)
            rig.view.run.trace[i] = (struct trace_point){0.01f * (float)i, 0};
        rig.view.run.n_trace = 300;
        frame();
        assert_false(is_shown("s too slow"));
        rig.view.run.now = NOW_RUNNING;
        frame();
        assert_true(is_shown("s too slow"));
        rig_close();
    }
}

/* The longest verdict and the slope beside it, from the smallest window to the widest. */
static void the_verdict_has_room_for_its_words(void **state)
{
    (void)state;
    static const struct size widths[] = {{800, 600},  {1000, 700}, {1023, 700},
                                         {1024, 700}, {1280, 720}, {1423, 890},
                                         {1424, 900}, {1440, 900}, {1920, 1080}};
    static const struct {
        const char *scene, *english, *german;
        double slope;
    } rows[] = {{"running-fast", "Too fast", "Zu schnell", 71},
                {"running-fast", "Too fast", "Zu schnell", 123},
                {"running-slow", "Too slow", "Zu langsam", 33},
                {"running-slow", "Too slow", "Zu langsam", -123}};
    for (size_t k = 0; k < COUNT(widths); k++)
        for (size_t i = 0; i < COUNT(rows); i++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                const struct scene *scene = scene_named(rows[i].scene);
                open_at(&widths[k], language, scene);
                rig.view.run.slope = rows[i].slope;
                frame();
                assert_true(is_shown(language == LANGUAGE_DE ? rows[i].german : rows[i].english));
                check_fit(where(scene, &widths[k], language), may_be_cut);
                rig_close();
            }
}

/* With every instrument there, what is waited for is the participant's hand, and no cable. */
static void who_waits_for_the_button_says_so(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("wait-button"));
    assert_true(is_shown("Have the button pressed once"));
    assert_false(is_shown("Waiting for") || is_shown("Plug it in or switch it on"));
    rig_close();
    open_at(&sizes[0], LANGUAGE_EN, scene_named("wait"));
    assert_true(is_shown("Waiting for") && !is_shown("Have the button pressed once"));
    rig_close();
}

static size_t count_words_on_stop(void)
{
    size_t n = 0;
    look();
    for (size_t i = 0; i < seen.n; i++)
        n += seen.items[i].kind == ITEM_TEXT && seen.items[i].panel == PANEL_STOP;
    return n;
}

/* Space is a blank there; STOP itself still stops. */
static void while_something_is_written_stop_shows_no_key(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("confirm"));
        assert_int_equal(count_words_on_stop(), 2);
        tap('n');
        frame();
        assert_int_equal(count_words_on_stop(), 1);
        assert_true(is_shown("STOP"));
        push_typed("a b");
        frame();
        assert_int_equal(count_actions(ACTION_STOP), 0);
        assert_true(is_shown("a b"));
        touch(sizes[k].w - 100, sizes[k].h - 40);
        assert_int_equal(did.n, 1);
        assert_int_equal(did.list[0].kind, ACTION_STOP);
        tap(KEY_ESCAPE);
        frame();
        assert_int_equal(count_words_on_stop(), 2);
        rig_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(while_it_runs_nothing_can_be_read_as_let_go_now),
        cmocka_unit_test(release_says_that_the_gauge_is_lost),
        cmocka_unit_test(what_can_be_chosen_is_still_to_be_had_above_the_limit),
        cmocka_unit_test(the_instrument_line_says_what_is_so_now),
        cmocka_unit_test(one_more_attempt_says_why),
        cmocka_unit_test(skipping_says_how_many_trials_are_given_up),
        cmocka_unit_test(skipping_a_step_says_that_no_trial_is_missing),
        cmocka_unit_test(no_panel_of_the_demonstration_is_empty),
        cmocka_unit_test(the_hand_is_judged_from_contact_on),
        cmocka_unit_test(the_verdict_has_room_for_its_words),
        cmocka_unit_test(while_something_is_written_stop_shows_no_key),
        cmocka_unit_test(who_waits_for_the_button_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

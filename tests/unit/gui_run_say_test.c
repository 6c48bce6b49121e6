/* The session screen: what a key will do is what the words beside it say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

static bool may_be_cut(const struct item *item)
{
    return item->panel == PANEL_STRIP || item->panel == PANEL_ALOUD;
}

/* The scene at each size in each language, as `change` makes it: all fits, and `words` stand on it where there is room. */
static void each_says(const char *scene, void (*change)(void), const char *english,
                      const char *german)
{
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            open_at(&sizes[k], language, scene_named(scene));
            change();
            frame();
            check_fit(where(scene_named(scene), &sizes[k], language), may_be_cut);
            if (sizes[k].w >= 1440)
                assert_true(is_shown(language == LANGUAGE_DE ? german : english));
            rig_close();
        }
}

static void make_off_rate(void)
{
    rig.view.run.trials_here[3].state = ROW_RATE_OFF;
    rig.view.run.trials_here[3].slope = 71;
    rig.view.run.will_repeat = true;
}

static void who_keeps_an_attempt_off_rate_knows_that_it_is_repeated(void **state)
{
    (void)state;
    each_says("review", make_off_rate, "the new value counts", "der neue Wert zählt");
    open_at(&sizes[0], LANGUAGE_EN, scene_named("review"));
    assert_true(is_shown("\"Keep\""));
    make_off_rate();
    frame();
    assert_false(is_shown("\"Keep\"") || is_shown("Enter keeps it"));
    rig_close();
}

static void make_replaced(void)
{
    rig.view.run.trials_here[1].is_replaced = true;
    rig.view.run.trials_here[1].is_hidden = true;
}

static void an_attempt_that_was_replaced_says_so(void **state)
{
    (void)state;
    each_says("review", make_replaced, "not counted: repeated", "zählt nicht: wiederholt");
}

static void make_practice(void)
{
    rig.view.run.step_trial = 0;
}

/* Practice is none of the trials that are counted. */
static void the_strip_says_practice(void **state)
{
    (void)state;
    each_says("confirm-practice", make_practice, "Pressure pain threshold, practice",
              "Pressure pain threshold, Übung");
    open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm-practice"));
    assert_false(is_shown("trial 0") || is_shown("trial 5 of"));
    rig_close();
}

static void make_complete(void)
{
    rig.view.run.repeat_reviews = true;
}

static void enter_after_a_complete_attempt_asks_about_it(void **state)
{
    (void)state;
    each_says("stopped-fault", make_complete, "Enter asks whether it is kept",
              "Enter fragt, ob er bleibt");
    each_says("stopped-fault", make_complete, "\"Look at it\"", "\"Ansehen\"");
    open_at(&sizes[0], LANGUAGE_EN, scene_named("stopped-fault"));
    make_complete();
    frame();
    assert_false(is_shown("\"Repeat\"") || is_shown("Enter repeats"));
    rig_close();
}

static void lose_gauge(void)
{
    rig.view.run.instrument_mark = MARK_BAD;
    rig.view.run.has_reading = false;
}

/* Nobody sees when the pressure is gone: what ends it comes at once, and is announced. */
static void a_lost_gauge_announces_f(void **state)
{
    (void)state;
    each_says("release", lose_gauge, "F follows", "Gleich mit F");
    open_at(&sizes[0], LANGUAGE_EN, scene_named("release"));
    lose_gauge();
    frame();
    assert_false(is_shown("when the pressure is gone"));
    rig_close();
}

static void leave_as_it_is(void)
{
}

static void a_button_that_is_back_is_not_yet_tried(void **state)
{
    (void)state;
    each_says("wait-button", leave_as_it_is, "Button is back, not yet tried",
              "Taster ist wieder da, ungeprüft");
    open_at(&sizes[0], LANGUAGE_EN, scene_named("wait-button"));
    assert_false(is_shown("Button ready"));
    rig_close();
}

/* A rest that is a step of its own is before no site, and no key ends it. */
static void make_rest_of_its_own(void)
{
    rig.view.run.rest_site[0] = rig.view.run.rest_side[0] = '\0';
}

static void a_rest_of_its_own_names_no_site_and_no_key(void **state)
{
    (void)state;
    each_says("rest", make_rest_of_its_own, "It goes on by itself when the rest is over.",
              "Nach der Pause geht es von selbst weiter.");
    open_at(&sizes[0], LANGUAGE_EN, scene_named("rest"));
    make_rest_of_its_own();
    frame();
    assert_false(is_shown("Rest. Then") || is_shown("The key works"));
    rig_close();
}

static void make_stopped_between_trials(void)
{
    rig.view.run.repeat_goes_on = true;
}

static void enter_between_trials_repeats_none(void **state)
{
    (void)state;
    each_says("stopped", make_stopped_between_trials, "Enter goes on where it was.",
              "Enter macht dort weiter.");
    open_at(&sizes[0], LANGUAGE_EN, scene_named("stopped"));
    make_stopped_between_trials();
    frame();
    assert_false(is_shown("\"Repeat\"") || is_shown("repeats the trial"));
    rig_close();
}

/* A hand is in or out of the water; ice lies on the skin. */
static void ice_is_on_the_skin_and_not_in_it(void **state)
{
    (void)state;
    static const char *const names[] = {"ice-armed", "ice-on", "ice-over", "ice-due",
                                        "ice-no-value"};
    static const char *const water[] = {"It is in", "It is out",   "Not in",
                                        "Ist drin", "Ist draußen", "Draußen"};
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++)
            for (size_t i = 0; i < COUNT(names); i++) {
                open_at(&sizes[k], language, scene_named(names[i]));
                for (size_t w = 0; w < COUNT(water); w++)
                    if (is_shown(water[w]))
                        fail_msg("%s at %g: %s", names[i], (double)sizes[k].w, water[w]);
                rig_close();
            }
    open_at(&sizes[0], LANGUAGE_DE, scene_named("ice-armed"));
    assert_true(is_shown("Liegt auf") && is_shown("Nicht auf"));
    rig_close();
}

/* What the answers mean after a stop is the end of its sentence: it is read to its end. */
static void a_stop_says_all_that_its_answers_mean(void **state)
{
    (void)state;
    static const enum text_id meanings[] = {TEXT_stop_then_nothing, TEXT_stop_then_rest,
                                            TEXT_stop_then_review, TEXT_stop_then_test};
    for (size_t k = 0; k < COUNT(sizes) && sizes[k].w >= 1000; k++)
        for (enum language language = 0; language < LANGUAGES; language++)
            for (size_t i = 0; i < COUNT(meanings); i++) {
                char sentence[VIEW_SENTENCE_MAX];
                const char *then = text_of(language, meanings[i]);
                open_at(&sizes[k], language, scene_named("stopped"));
                text_say(sentence, sizeof sentence, text_of(language, TEXT_stop_then), "why",
                         text_of(language, TEXT_stop_key), "then", then, NULL);
                text_sentence(rig.view.run.sentence, sizeof rig.view.run.sentence, sentence);
                frame();
                if (is_shown("…"))
                    fail_msg("%g, language %d: %s", (double)sizes[k].w, (int)language, then);
                rig_close();
            }
}

/* Without a value nothing is kept. */
static void what_has_no_value_is_not_asked_whether_it_is_kept(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            const char *keep = language == LANGUAGE_DE ? "Behalten?" : "Keep or spoil";
            open_at(&sizes[k], language, scene_named("thermal-no-value"));
            assert_false(is_shown(keep));
            rig_close();
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_keeps_an_attempt_off_rate_knows_that_it_is_repeated),
        cmocka_unit_test(an_attempt_that_was_replaced_says_so),
        cmocka_unit_test(the_strip_says_practice),
        cmocka_unit_test(enter_after_a_complete_attempt_asks_about_it),
        cmocka_unit_test(a_lost_gauge_announces_f),
        cmocka_unit_test(a_button_that_is_back_is_not_yet_tried),
        cmocka_unit_test(a_rest_of_its_own_names_no_site_and_no_key),
        cmocka_unit_test(enter_between_trials_repeats_none),
        cmocka_unit_test(ice_is_on_the_skin_and_not_in_it),
        cmocka_unit_test(a_stop_says_all_that_its_answers_mean),
        cmocka_unit_test(what_has_no_value_is_not_asked_whether_it_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

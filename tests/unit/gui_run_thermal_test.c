/* The session screen with a thermode: which way it goes is seen by shape, word and colour, nobody is told to press, and what is to
 * be taken off stands before everything else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"
#include "gui/ui.h"

#include <math.h>

static bool shows_part(const char *part)
{
    look();
    for (size_t i = 0; i < seen.n; i++)
        if (seen.items[i].kind == ITEM_TEXT && strstr(seen.items[i].text, part))
            return true;
    return false;
}

static bool is_of_a_hand(const struct scene *scene)
{
    return strcmp(scene->name, "thermal-summary") == 0; /* one of its sites was pressed, too */
}

/* In no state and no language is anything of a hand, a gauge or a pressure on the screen. */
static void a_thermode_is_nowhere_called_pressure(void **state)
{
    (void)state;
    static const char *const words[] = {"kPa",   "press on", "Press on",  "ease off", "RELEASE",
                                        "gauge", "Stempel",  "LOSLASSEN", "loslassen"};
    for (size_t s = 0; s < SCENES; s++)
        for (size_t k = 0; k < 2; k++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                if (strncmp(scenes[s].name, "thermal", 7) != 0 || is_of_a_hand(&scenes[s]))
                    continue;
                open_at(&sizes[k], language, &scenes[s]);
                for (size_t i = 0; i < COUNT(words); i++)
                    if (shows_part(words[i]))
                        fail_msg("%s: %s", where(&scenes[s], &sizes[k], language), words[i]);
                rig_close();
            }
}

/* Whoever cannot begin is not asked to: what helps comes first, and the key of the site does nothing. */
static void a_thermode_that_is_lost_before_its_trial_is_brought_back_first(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            open_at(&sizes[k], language, scene_named("thermal-confirm-lost"));
            rig.view.run.instrument_at = 2;
            rig.view.run.wrong_site = 2;
            frame();
            assert_non_null(
                find(language == LANGUAGE_DE ? "Warten auf TCS-II" : "Waiting for TCS-II"));
            assert_non_null(find(language == LANGUAGE_DE ? "Nochmal" : "Try again"));
            assert_false(shows_part("Arm ") || shows_part("Ort 1 best") || shows_part("Press 1") ||
                         shows_part("Taste 1") || shows_part("1 drücken"));
            tap('1');
            assert_int_equal(did.n, 0);
            tap(KEY_ENTER);
            assert_did(ACTION_TRY_INSTRUMENT, 2, "");
            rig.view.run.instrument_mark = MARK_RUNNING; /* it is coming */
            frame();
            frame();
            assert_null(find(language == LANGUAGE_DE ? "Nochmal" : "Try again"));
            tap('1');
            assert_int_equal(did.n, 0);
            rig.view.run.instrument_mark = MARK_OK;
            frame();
            tap('1');
            assert_did(ACTION_CONFIRM_SITE, 1, "");
            rig_close();
        }
}

/* As with the thermode, so with the button that would end its ramp. */
static void a_button_that_is_lost_before_a_trial_is_plugged_in_first(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("thermal-confirm"));
        rig.view.run.button_mark = MARK_BAD;
        frame();
        assert_non_null(find("Button is gone"));
        assert_false(shows_part("Arm ") || shows_part("Press 1"));
        tap('1');
        assert_int_equal(did.n, 0);
        rig_close();
    }
}

static void each_step_has_its_word_and_the_next_line_follows(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *word, *line;
    } rows[] = {
        {"thermal-settling", "Settling", "Keep the thermode on: Forearm, left"},
        {"thermal-baseline", "At baseline", "Keep the thermode on: Forearm, left"},
        {"thermal-cooling", "Cooling", "It cools until the response"},
        {"thermal-warming", "Warming", "It warms until the response"},
        {"thermal-returning", "Returning", "It returns to 32 °C"},
        {"thermal-review", "Back", "Keep 16.1 °C?"},
        {"thermal-review-limit", "Back", "Keep ≤ 0.0 °C?"},
        {"thermal-review-above", "Back", "Keep ≥ 50.0 °C?"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(rows[i].scene));
        assert_non_null(find(rows[i].word));
        if (!find(rows[i].line))
            fail_msg("%s does not say: %s", rows[i].scene, rows[i].line);
        rig_close();
    }
}

/* Until it is back nobody takes it for an ordinary response; and what gives no reading is no trial that runs. */
static void what_was_stopped_or_lost_looks_like_no_trial(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *word, *line;
    } rows[] = {
        {"thermal-stopping", "STOP", "Stopped: on its way back"},
        {"thermal-gone", "No reading", "The thermode is lost"},
    };
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < COUNT(rows); i++) {
            open_at(&sizes[k], LANGUAGE_EN, scene_named(rows[i].scene));
            assert_non_null(find(rows[i].word));
            if (!find(rows[i].line))
                fail_msg("%s does not say: %s", rows[i].scene, rows[i].line);
            assert_non_null(find("Stopped"));
            assert_false(shows_part("Running") || shows_part("Site confirmed"));
            rig_close();
        }
}

/* The current point is the one round mark of its size. */
static size_t count_points(void)
{
    size_t n = 0;
    look();
    for (size_t i = 0; i < seen.n; i++)
        n += seen.items[i].kind == ITEM_ARC && seen.items[i].panel == PANEL_MAIN &&
             seen.items[i].radius == 9;
    return n;
}

/* What it showed last is not where it is now. */
static void what_is_lost_has_no_current_point(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("thermal-warming"));
        assert_int_equal(count_points(), 1);
        show(scene_named("thermal-gone"));
        assert_int_equal(count_points(), 0);
        rig_close();
    }
}

/* On its way back Enter is no response any more. */
static void who_responds_does_so_while_it_goes_to_its_limit(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("thermal-cooling"));
    tap(KEY_ENTER);
    assert_int_equal(did.n, 2);
    assert_int_equal(did.list[0].kind, ACTION_RESPONSE);
    rig_close();
    rig_open(sizes[0].w, sizes[0].h, THEME_DARK, LANGUAGE_EN);
    show(scene_named("thermal-returning"));
    rig.view.run.offers_response = true;
    frame();
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0);
    rig_close();
}

static void what_is_to_be_taken_off_comes_first(void **state)
{
    (void)state;
    assert_taking_off_comes_first("thermal-off", "TAKE OFF");
}

/* The next test presses, or another session has begun: it is still a thermode that is on the skin. */
static void what_is_to_be_taken_off_is_called_a_thermode_whatever_comes_next(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            open_at(&sizes[k], language, scene_named("thermal-off"));
            rig.view.run.stimulus = VIEW_PRESSURE;
            rig.view.run.now = NOW_INSTRUCT;
            rig.view.run.instrument_mark = MARK_BAD; /* the algometer's */
            frame();
            assert_non_null(find(language == LANGUAGE_DE ? "ABNEHMEN" : "TAKE OFF"));
            assert_true(shows_part("32 °C"));
            assert_false(shows_part("RELEASE") || shows_part("LOSLASSEN") ||
                         shows_part("is lost") || shows_part("ist weg"));
            rig_close();
        }
}

/* What a site may have, as shares; one that is nearly used up has a mark and another colour. */
static void the_dose_of_the_site_is_written(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("thermal-cooling"));
        const struct item *cold = find("28 of 120 s"), *heat = find("0.0 of 20 min");
        assert_non_null(cold);
        assert_non_null(heat);
        assert_non_null(find("11 of 12"));
        rig.view.run.thermal.dose.cold_s = INFINITY; /* nobody knows what it has had */
        frame();
        assert_non_null(find("120 of 120 s"));
        rig_close();
    }
}

/* Nobody steers: there is no tone to mute. */
static void there_is_no_tone(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("thermal-cooling"));
    assert_null(find("Tone"));
    tap('m');
    assert_int_equal(did.n, 0);
    rig_close();
}

/* Back after it was lost, and taken off meanwhile: what is on its way back then is on nobody. */
static void what_was_taken_off_is_not_kept_on(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("thermal-stopping"));
        assert_false(is_shown("Keep it off the skin"));
        rig.view.run.thermal.is_off_said = true;
        frame();
        assert_true(is_shown("Keep it off the skin"));
        assert_false(is_shown("Keep the thermode on"));
        rig_close();
    }
}

static size_t count(const char *text)
{
    size_t n = 0;
    look();
    for (size_t i = 0; i < seen.n; i++)
        n += seen.items[i].kind == ITEM_TEXT && strcmp(seen.items[i].text, text) == 0;
    return n;
}

/* A dead thermode is nowhere that anybody can see, whatever it was at the end of its trial. */
static void nobody_sees_where_a_dead_thermode_is(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++)
            for (int is_silent = 0; is_silent < 2; is_silent++) {
                const bool is_german = language == LANGUAGE_DE;
                const char *back = is_german ? "Zurück" : "Back",
                           *lost = is_german ? "Stumm" : "No reading";
                open_at(&sizes[k], language, scene_named("thermal-review"));
                const size_t n = count(back); /* a figure is seen from its back, too */
                rig.view.run.has_reading = !is_silent;
                rig.view.run.instrument_mark = is_silent ? MARK_OK : MARK_BAD;
                frame();
                assert_int_equal(count(back), n - 1);
                assert_non_null(find(lost));
                rig_close();
            }
}

/* What it gives is said in words, with what was asked for and the rating beside it. */
static void what_is_rated_has_its_words_and_its_rating(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *word, *line, *asked, *rating;
    } rows[] = {
        {"thermal-pulses", "7 of 10", "It gives pulses, each is rated", "Pulses of 46 °C", "5.1"},
        {"thermal-pulses-review", "Back", "Keep this attempt?", "2.9 → 6.3", "Rating at the end"},
        {"thermal-hold-rises", "Warming", "It rises to its level", "46.5 °C for 120 s", "0.0"},
        {"thermal-hold", "Holding", "It holds, 60 s more", "46.5 °C for 120 s", "6.5"},
        {"thermal-hold-cold", "Cooling", "It goes down to its level", "4 °C for 120 s", "1.7"},
        {"thermal-hold-review", "Back", "Keep 5.4 NRS?", "46.5 °C for 120 s", "7.0"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(rows[i].scene));
        if (!find(rows[i].word) || !find(rows[i].line) || !find(rows[i].asked) ||
            !find(rows[i].rating))
            fail_msg("%s", rows[i].scene);
        rig_close();
    }
}

/* Those in the row of marks, between the temperature and the lane of the rating. */
static size_t count_marks(float radius)
{
    const float row = 45;
    size_t n = 0;
    const struct item *lane = find("rating, 0 to 10");
    assert_non_null(lane);
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        n += item->kind == ITEM_ARC && item->panel == PANEL_MAIN && item->radius == radius &&
             item->area.y < lane->area.y && item->area.y > lane->area.y - row;
    }
    return n;
}

/* One of them is given, three are to come, and one has no rating. What is held has no pulses. */
static void the_plot_says_which_pulse_is_given(void **state)
{
    (void)state;
    static const uint8_t with_room[] = {0, 4}; /* of the sizes */
    for (size_t k = 0; k < COUNT(with_room); k++) {
        open_at(&sizes[with_room[k]], LANGUAGE_EN, scene_named("thermal-pulses"));
        assert_int_equal(count_marks(7), 1);
        assert_int_equal(count_marks(5), 3 + 1);
        show(scene_named("thermal-hold"));
        assert_int_equal(count_marks(7) + count_marks(5), 0);
        rig_close();
    }
}

/* Where it would steer, a train has a tick and no rating. */
static void ratings_of_a_site_with_trials_due_are_hidden(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("thermal-pulses-rest"));
    assert_null(find("2.9 → 6.3"));
    rig.view.run.trials_here[0].is_hidden = false;
    frame();
    assert_non_null(find("2.9 → 6.3"));
    rig_close();
}

static float x_of(const char *text)
{
    const struct item *item = find(text);
    assert_non_null(item);
    return item->area.x;
}

/* Also where the pulses are not alike: its window is that of all of them. */
static void the_plot_does_not_move_from_pulse_to_pulse(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("thermal-pulses-armed"));
    const float degrees = x_of("46"), seconds = x_of("20");
    show(scene_named("thermal-pulses"));
    rig.view.run.limit = 42; /* of the one that is given */
    frame();
    assert_true(x_of("46") == degrees && x_of("20") == seconds);
    rig_close();
}

/* Whoever presses then withdraws. */
static void nobody_responds_to_what_is_rated(void **state)
{
    (void)state;
    static const char *const names[] = {"thermal-pulses", "thermal-hold"};
    for (size_t i = 0; i < COUNT(names); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(names[i]));
        rig.view.run.offers_response = true;
        frame();
        tap(KEY_ENTER);
        assert_int_equal(did.n, 0);
        rig_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thermode_is_nowhere_called_pressure),
        cmocka_unit_test(a_thermode_that_is_lost_before_its_trial_is_brought_back_first),
        cmocka_unit_test(a_button_that_is_lost_before_a_trial_is_plugged_in_first),
        cmocka_unit_test(each_step_has_its_word_and_the_next_line_follows),
        cmocka_unit_test(what_was_stopped_or_lost_looks_like_no_trial),
        cmocka_unit_test(what_is_lost_has_no_current_point),
        cmocka_unit_test(who_responds_does_so_while_it_goes_to_its_limit),
        cmocka_unit_test(what_is_to_be_taken_off_comes_first),
        cmocka_unit_test(what_is_to_be_taken_off_is_called_a_thermode_whatever_comes_next),
        cmocka_unit_test(the_dose_of_the_site_is_written),
        cmocka_unit_test(there_is_no_tone),
        cmocka_unit_test(what_was_taken_off_is_not_kept_on),
        cmocka_unit_test(nobody_sees_where_a_dead_thermode_is),
        cmocka_unit_test(what_is_rated_has_its_words_and_its_rating),
        cmocka_unit_test(the_plot_says_which_pulse_is_given),
        cmocka_unit_test(ratings_of_a_site_with_trials_due_are_hidden),
        cmocka_unit_test(the_plot_does_not_move_from_pulse_to_pulse),
        cmocka_unit_test(nobody_responds_to_what_is_rated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

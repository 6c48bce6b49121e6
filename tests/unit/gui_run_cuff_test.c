/* The session screen with a cuff: what it does is seen by shape and word, its rating beside it, nobody is told to press or to let go,
 * and one that was not seen to vent is to be opened before everything else. */
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

/* In no state and no language is anything of a hand, a probe or a thermode on the screen. */
static void a_cuff_is_nowhere_called_a_probe(void **state)
{
    (void)state;
    static const char *const words[] = {
        "probe",     "press on",  "Press on", "ease off", "RELEASE",  "gauge",    "Stempel",
        "LOSLASSEN", "loslassen", "TAKE OFF", "thermode", "Thermode", "ABNEHMEN", "°C"};
    for (size_t s = 0; s < SCENES; s++)
        for (size_t k = 0; k < 2; k++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                if (strncmp(scenes[s].name, "cuff", 4) != 0)
                    continue;
                open_at(&sizes[k], language, &scenes[s]);
                for (size_t i = 0; i < COUNT(words); i++)
                    if (shows_part(words[i]))
                        fail_msg("%s: %s", where(&scenes[s], &sizes[k], language), words[i]);
                rig_close();
            }
}

static void each_step_has_its_word_and_the_next_line_follows(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *word, *line;
    } rows[] = {
        {"cuff-armed", "Starting", "The cuff begins to press: Gastrocnemius, left"},
        {"cuff-hurts", "Inflating", "It presses until the response"},
        {"cuff-near-limit", "Near limit", "It presses until the response"},
        {"cuff-vents", "Venting", "Response: the cuff vents"},
        {"cuff-stopping", "STOP", "Stopped: the cuff vents"},
        {"cuff-gone", "No reading", "The cuff is lost"},
        {"cuff-review", "Empty", "Keep 61 kPa?"},
        {"cuff-review-limit", "Empty", "Keep ≥ 100 kPa?"},
        {"cuff-train", "7 of 10", "It presses in pulses, each is rated"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(rows[i].scene));
        if (!find(rows[i].word) || !find(rows[i].line))
            fail_msg("%s says neither %s nor: %s", rows[i].scene, rows[i].word, rows[i].line);
        rig_close();
    }
}

/* What was stopped or lost is none of a trial that runs. */
static void what_was_stopped_or_lost_looks_like_no_trial(void **state)
{
    (void)state;
    static const char *const names[] = {"cuff-stopping", "cuff-gone"};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < COUNT(names); i++) {
            open_at(&sizes[k], LANGUAGE_EN, scene_named(names[i]));
            assert_non_null(find("Stopped"));
            assert_false(shows_part("Running") || shows_part("Site confirmed"));
            rig_close();
        }
}

/* Some tell no pressure while nothing runs: that is no loss. */
static void what_tells_nothing_at_rest_is_not_lost(void **state)
{
    (void)state;
    static const struct {
        const char *scene;
        bool is_lost;
    } rows[] = {{"cuff-armed", false},     {"cuff-vents", false}, {"cuff-review", false},
                {"cuff-hold-tail", false}, {"cuff-hurts", true},  {"cuff-train", true}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(rows[i].scene));
        rig.view.run.has_reading = false;
        frame();
        assert_int_equal(find("No reading") != NULL, rows[i].is_lost);
        rig_close();
    }
}

static size_t count_arcs(float radius)
{
    size_t n = 0;
    look();
    for (size_t i = 0; i < seen.n; i++)
        n += seen.items[i].kind == ITEM_ARC && seen.items[i].panel == PANEL_MAIN &&
             seen.items[i].radius == radius;
    return n;
}

/* Where the pain began has a mark and its pressure, but not before it began; what was read last is no place where it is now. */
static void the_plot_shows_where_the_pain_began(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("cuff-begun"));
        assert_false(shows_part("pain from"));
        assert_int_equal(count_arcs(9), 1);
        show(scene_named("cuff-hurts"));
        assert_non_null(find("pain from 32 kPa"));
        assert_int_equal(count_arcs(9), 1);
        show(scene_named("cuff-gone"));
        assert_int_equal(count_arcs(9), 0);
        rig_close();
    }
}

/* Its rating stands beside it, as a number and on the scale; before one is known there is none. */
static void the_rating_stands_beside_the_pressure(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("cuff-hurts"));
    assert_non_null(find("5.9"));
    assert_non_null(find("Rating now"));
    assert_non_null(find("rating, 0 to 10"));
    show(scene_named("cuff-armed"));
    assert_null(find("5.9"));
    assert_non_null(find("–"));
    show(scene_named("cuff-review"));
    assert_non_null(find("Rating at the end"));
    rig_close();
}

/* Of an attempt at a site with trials due nothing is shown that the others could follow. */
static void what_was_found_stands_in_its_row_unless_it_is_hidden(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("cuff-review"));
    assert_non_null(find("pain from 32, rated 8.6"));
    assert_false(shows_part("pain from 29")); /* trial 1 */
    rig.view.run.trials_here[0].is_hidden = false;
    frame();
    assert_non_null(find("pain from 29, rated 8.9"));
    show(scene_named("cuff-rest"));
    assert_false(shows_part("rated"));
    rig_close();
    open_at(&sizes[1], LANGUAGE_EN, scene_named("cuff-review"));
    assert_non_null(find("PDT 32, PTL 8.6"));
    rig_close();
}

/* Enter is a response while it rises, and none while it vents; to a train nobody responds: who presses withdraws. */
static void who_responds_does_so_while_it_rises(void **state)
{
    (void)state;
    static const char *const deaf[] = {"cuff-vents", "cuff-armed", "cuff-train"};
    open_at(&sizes[0], LANGUAGE_EN, scene_named("cuff-hurts"));
    tap(KEY_ENTER);
    assert_int_equal(did.n, 2);
    assert_int_equal(did.list[0].kind, ACTION_RESPONSE);
    rig_close();
    for (size_t i = 0; i < COUNT(deaf); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(deaf[i]));
        rig.view.run.offers_response = true;
        frame();
        tap(KEY_ENTER);
        assert_int_equal(did.n, 0);
        rig_close();
    }
}

static void a_cuff_that_was_not_seen_to_vent_comes_first(void **state)
{
    (void)state;
    assert_taking_off_comes_first("cuff-open", "OPEN CUFF");
}

/* A thermode comes next, or a hand: it is still a cuff that is to be opened; and the other way round. */
static void what_is_to_be_taken_off_keeps_its_name_whatever_comes_next(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            open_at(&sizes[k], language, scene_named("cuff-open"));
            rig.view.run.stimulus = VIEW_TEMPERATURE;
            rig.view.run.instrument_mark = MARK_BAD; /* the thermode's */
            frame();
            assert_non_null(find(language == LANGUAGE_DE ? "ÖFFNEN" : "OPEN CUFF"));
            assert_false(shows_part("TAKE OFF") || shows_part("ABNEHMEN") ||
                         shows_part("is lost") || shows_part("ist weg"));
            rig.view.run.stimulus = VIEW_CUFF;
            rig.view.run.not_back_is_cuff = false;
            frame();
            assert_non_null(find(language == LANGUAGE_DE ? "ABNEHMEN" : "TAKE OFF"));
            rig_close();
        }
}

/* Nobody steers: there is no tone to mute, and no band to follow. */
static void nobody_steers_it(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("cuff-hurts"));
    assert_false(shows_part("Tone") || shows_part("too fast") || shows_part("too slow"));
    tap('m');
    assert_int_equal(did.n, 0);
    rig_close();
}

static float x_of(const char *text)
{
    const struct item *item = find(text);
    assert_non_null(item);
    return item->area.x;
}

/* The window of the plot is that of the plan: nothing in it moves while the cuff rises. */
static void the_plot_does_not_move_while_it_rises(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("cuff-armed"));
    const float before = x_of("80"), limit = x_of("Limit 100 kPa");
    show(scene_named("cuff-near-limit"));
    assert_true(x_of("80") == before && x_of("Limit 100 kPa") == limit);
    rig_close();
}

/* Beside the one that is given. */
static size_t count_other_pulses(void)
{
    const struct item *now = NULL;
    size_t n = 0;
    look();
    for (size_t i = 0; i < seen.n; i++)
        if (seen.items[i].kind == ITEM_ARC && seen.items[i].radius == 7)
            now = &seen.items[i];
    assert_non_null(now);
    for (size_t i = 0; i < seen.n; i++)
        n += seen.items[i].kind == ITEM_ARC && seen.items[i].radius == 5 &&
             fabsf(seen.items[i].area.y - now->area.y) < 4;
    return n;
}

/* A tick says that a pulse was rated, and not how; which is hidden until the site is done is so in the list, too. */
static void a_train_says_of_each_pulse_what_became_of_it(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("cuff-train"));
    assert_non_null(find("Pulses of 58 kPa"));
    assert_int_equal(count_other_pulses(), 4); /* one without a rating, three to come */
    show(scene_named("cuff-train-levels"));
    assert_non_null(find("Pulses of 20 to 56 kPa"));
    show(scene_named("cuff-train-review"));
    assert_non_null(find("3.4 → 7.4"));
    assert_non_null(find("10 pulses, saved"));
    rig.view.run.trials_here[0].is_hidden = true;
    frame();
    assert_null(find("3.4 → 7.4"));
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cuff_is_nowhere_called_a_probe),
        cmocka_unit_test(each_step_has_its_word_and_the_next_line_follows),
        cmocka_unit_test(what_was_stopped_or_lost_looks_like_no_trial),
        cmocka_unit_test(what_tells_nothing_at_rest_is_not_lost),
        cmocka_unit_test(the_plot_shows_where_the_pain_began),
        cmocka_unit_test(the_rating_stands_beside_the_pressure),
        cmocka_unit_test(what_was_found_stands_in_its_row_unless_it_is_hidden),
        cmocka_unit_test(who_responds_does_so_while_it_rises),
        cmocka_unit_test(a_cuff_that_was_not_seen_to_vent_comes_first),
        cmocka_unit_test(what_is_to_be_taken_off_keeps_its_name_whatever_comes_next),
        cmocka_unit_test(nobody_steers_it),
        cmocka_unit_test(the_plot_does_not_move_while_it_rises),
        cmocka_unit_test(a_train_says_of_each_pulse_what_became_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

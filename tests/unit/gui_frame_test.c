/* What stands on every screen: the way to the others, who sits there, what is saved, and STOP at its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/gui_rig.h"

#include "gui/drawing.h"

#include <stdio.h>

static const float sizes[][2] = {{1440, 900}, {1024, 700}, {800, 600}, {1920, 1080}, {1280, 800}};
enum { SIZES = 5 };

static void draw_empty(struct ui *ui, void *context)
{
    static const char *const options[] = {"One", "Two"};
    ui_panel(ui, PANEL_MAIN, (struct rect){16, 64, 400, 300}, true);
    ui_bottom(ui, "Line", "Detail", NULL, 0);
    if (context == NULL)
        return;
    ui_modal_begin(ui);
    ui_modal(ui, "Why?", "", options, 2, "Keep");
}

static int setup(void **state)
{
    rig_setup(state);
    gui_replace_screen(rig.gui, draw_empty, NULL);
    frame();
    return 0;
}

static void fill_frame(void)
{
    rig.view.frame = (struct frame_view){.study = "Low back pain cohort",
                                         .bench = "Bench 2",
                                         .participant = "LBP-0417-K",
                                         .visit = 2,
                                         .visits = 4,
                                         .clock_h = 14,
                                         .clock_min = 5,
                                         .has_saved = true,
                                         .saved_h = 14,
                                         .saved_min = 4,
                                         .saved_s = 9,
                                         .toast_at = -1};
}

static void function_keys_ask_for_the_screens(void **state)
{
    (void)state;
    for (uint8_t now = 0; now < SCREENS; now++)
        for (unsigned wanted = 0; wanted < SCREENS; wanted++) {
            rig.view.screen = now;
            push_tap(KEY_F1 + wanted);
            frame();
            assert_int_equal(count_actions(ACTION_SCREEN), now == wanted ? 0 : 1);
            assert_true(now == wanted || rig.actions.list[0].number == wanted);
            frame();
        }
}

static void while_something_is_live_only_the_session_can_be_reached(void **state)
{
    (void)state;
    rig.view.frame.is_live = true;
    for (uint8_t now = 0; now < SCREENS; now++)
        for (unsigned wanted = 0; wanted < SCREENS; wanted++) {
            const bool can = wanted == SCREEN_SESSION && now != SCREEN_SESSION;
            rig.view.screen = now;
            push_tap(KEY_F1 + wanted);
            frame();
            assert_int_equal(rig.actions.n, can ? 1 : 0);
        }
    rig.view.screen = SCREEN_SESSION;
    for (float x = 10; x < 1400; x += 20)
        push_touch(x, 20);
    frame();
    assert_int_equal(rig.actions.n, 0);
}

/* Between sessions a stop stands on every screen until a person takes it back, by key or touch. */
static void a_stop_that_stands_is_taken_back_on_every_screen(void **state)
{
    (void)state;
    fill_frame();
    for (uint8_t screen = 0; screen < SCREENS; screen++)
        for (uint8_t by = STOP_BY_KEY; by <= STOP_BY_OTHER; by++) {
            rig.view.screen = screen;
            rig.view.frame.stopped_by = by;
            frame();
            assert_true(is_shown("STOP") && is_shown("Take it back"));
            push_tap(KEY_F12); /* may be the participant's */
            push_tap('r');
            frame();
            assert_int_equal(count_actions(ACTION_REARM), 0);
            push_tap(KEY_ESCAPE); /* what R has asked */
            frame();
            push_chord('r', false, true); /* also while a field is written in, as on Study */
            frame();
            assert_int_equal(rig.actions.n, 1);
            assert_int_equal(rig.actions.list[0].kind, ACTION_REARM);
            push_touch(1440 - SIZE_MARGIN - 100, SIZE_TOP / 2);
            frame();
            assert_int_equal(rig.actions.n, 1);
            assert_int_equal(rig.actions.list[0].kind, ACTION_REARM);
        }
    rig.view.frame.is_rearming = true; /* asked for already */
    push_chord('r', false, true);
    frame();
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("at rest"));
    rig.view.frame.stopped_by = STOP_BY_NOBODY;
    frame();
    assert_false(is_shown("nothing begins"));
    push_chord('r', false, true);
    frame();
    assert_int_equal(rig.actions.n, 0);
    /* no bench file can make a participant's key of it: R is the examiner's in any case, F12 is nobody's */
    assert_true(gui_owns_key('r'));
    assert_false(gui_owns_key(KEY_F12));
}

static void light_and_language_change_at_once_and_are_told(void **state)
{
    (void)state;
    for (uint8_t screen = 0; screen < SCREENS; screen++) {
        rig.view.screen = screen;
        frame();
        for (int turn = 0; turn < 2; turn++) {
            push_tap(KEY_F1 + 9);
            push_tap(KEY_F1 + 8);
            frame();
            assert_int_equal(rig.actions.n, 2);
            assert_int_equal(rig.actions.list[0].kind, ACTION_LANGUAGE);
            assert_int_equal(rig.actions.list[0].number, turn == 0 ? LANGUAGE_DE : LANGUAGE_EN);
            assert_int_equal(rig.actions.list[1].kind, ACTION_THEME);
            assert_int_equal(rig.actions.list[1].number, turn == 0 ? THEME_LIGHT : THEME_DARK);
            assert_int_equal(is_shown("Messplatz"), turn == 0);
            assert_int_equal(is_shown("fill #ff0d1115") || is_shown("fill #ff151b21"), turn != 0);
        }
    }
    rig.view.frame.is_live = true;
    push_tap(KEY_F1 + 8);
    push_tap(KEY_F1 + 9);
    frame();
    assert_int_equal(rig.actions.n, 0);
}

static void on_study_the_other_language_stands_in_words(void **state)
{
    (void)state;
    fill_frame();
    frame();
    assert_true(is_shown("Deutsch") && is_shown("F10") && is_shown("Light") && is_shown("F9"));
    gui_set_language(rig.gui, LANGUAGE_DE);
    gui_set_theme(rig.gui, THEME_LIGHT);
    frame();
    assert_true(is_shown("English") && is_shown("Dunkel"));
    rig.view.screen = SCREEN_SESSION;
    frame();
    assert_false(is_shown("English"));
}

static void the_bar_says_who_and_what_is_saved(void **state)
{
    (void)state;
    fill_frame();
    rig.view.screen = SCREEN_SESSION;
    frame();
    assert_true(is_shown("LBP-0417-K, visit 2 of 4"));
    assert_true(is_shown("Saved 14:04:09") && is_shown("14:05"));
    rig.view.frame.is_saving = true;
    rig.view.frame.visits = 0;
    frame();
    assert_true(is_shown("LBP-0417-K, visit 2") && !is_shown("visit 2 of"));
    assert_true(is_shown("saving …") && !is_shown("Saved"));
    rig.view.screen = SCREEN_BENCH;
    frame();
    assert_true(is_shown("Low back pain cohort, Bench 2"));
    rig.view.frame.is_saving = false;
    frame();
    assert_false(is_shown("Saved") || is_shown("saving"));
    rig.view.screen = SCREEN_SESSION;
    rig.view.frame.has_saved = false;
    frame();
    assert_false(is_shown("Saved"));
}

/* The draw list of one panel. */
static char *panel_list(enum panel_id id)
{
    char head[32];
    snprintf(head, sizeof head, "panel %d ", id);
    char *list = gui_dump(rig.gui);
    assert_non_null(list);
    char *start = strstr(list, head);
    char *panel = NULL;
    if (start != NULL) {
        char *end = strstr(start + 1, "\npanel ");
        panel = strndup(start, end != NULL ? (size_t)(end - start) : strlen(start));
        assert_non_null(panel);
    }
    free(list);
    return panel;
}

static void stop_never_moves_and_nothing_is_over_it(void **state)
{
    (void)state;
    static int modal;
    for (size_t i = 0; i < SIZES; i++) {
        char *first = NULL;
        gui_resize(rig.gui, sizes[i][0], sizes[i][1]);
        for (uint8_t screen = 0; screen < SCREENS; screen++)
            for (int with = 0; with < 4; with++) {
                gui_replace_screen(rig.gui, draw_empty, with % 2 != 0 ? &modal : NULL);
                rig.view.screen = screen;
                rig.view.frame.is_live = with / 2 != 0;
                frame();
                char *list = panel_list(PANEL_STOP);
                assert_non_null(list);
                if (first == NULL)
                    first = strdup(list);
                assert_string_equal(list, first);
                free(list);
            }
        free(first);
    }
    struct surface *surface = NULL;
    assert_int_equal(surface_new(800, 600, 1, rig.fonts, &surface), STATUS_OK);
    gui_resize(rig.gui, 800, 600);
    rig.view.frame.is_live = false;
    frame();
    gui_paint(rig.gui, surface, true, NULL, 0);
    assert_int_equal(surface_pixel(surface, 600, 520), theme_colour(THEME_DARK, COLOUR_STOP));
    assert_int_equal(surface_pixel(surface, 770, 580), theme_colour(THEME_DARK, COLOUR_STOP));
    surface_free(surface);
}

static void what_was_saved_is_told_for_four_seconds(void **state)
{
    (void)state;
    strcpy(rig.view.frame.toast, "Trial 2 saved, 371 kPa");
    rig.view.frame.toast_tone = TONE_DONE;
    rig.view.frame.toast_at = rig.now;
    for (int ms = 0; ms < 6000; ms += 500) {
        frame();
        assert_int_equal(is_shown("Trial 2 saved"), ms < 4000);
        assert_true(gui_deadline(rig.gui) ==
                    (ms < 4000 ? rig.view.frame.toast_at + 4 * MONO_SEC : MONO_NEVER));
        rig.now += 500 * MONO_MS;
    }
}

static void trouble_stands_longer_and_only_what_is_done_is_told_in_a_trial(void **state)
{
    (void)state;
    static const struct {
        enum view_tone tone;
        int stands_s;
        bool is_for_trials;
    } rows[] = {{TONE_NOTE, 4, false}, {TONE_DONE, 4, true}, {TONE_TROUBLE, 12, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        strcpy(rig.view.frame.toast, "Said");
        rig.view.frame.toast_tone = (uint8_t)rows[i].tone;
        rig.view.frame.toast_at = rig.now;
        rig.view.frame.is_live = true;
        frame();
        assert_int_equal(is_shown("Said"), rows[i].is_for_trials);
        rig.view.frame.is_live = false;
        for (int s = 0; s < 14; s++) {
            frame();
            assert_int_equal(is_shown("Said"), s < rows[i].stands_s);
            rig.now += MONO_SEC;
        }
    }
}

/* What went wrong is read to its end, in a narrow window, too. */
static void a_long_sentence_is_told_whole(void **state)
{
    (void)state;
    char text[VIEW_SENTENCE_MAX] = "";
    for (int i = 0; i < 24; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "word %d of the reason, ", i);
    strcpy(rig.view.frame.toast, text);
    rig.view.frame.toast_tone = TONE_TROUBLE;
    rig.view.frame.toast_at = rig.now;
    for (uint8_t screen = 0; screen < SCREENS; screen++) {
        rig.view.screen = screen;
        frame();
        for (int i = 0; i < 24; i++) {
            snprintf(text, sizeof text, "%d of", i);
            assert_true(is_shown(text));
        }
    }
}

/* Whatever is told, and however long: STOP, the next line, the tabs and the words of the top bar stay free, and a sentence of
 * two lines stays in the bar. */
static void check_told(const char *place, bool is_short)
{
    look();
    const struct rect told = seen.panels[PANEL_TOAST];
    if (!(told.w > 0))
        fail_msg("%s: nothing is told", place);
    if (overlap(told, seen.panels[PANEL_STOP]) || overlap(told, seen.panels[PANEL_BOTTOM]))
        fail_msg("%s: it lies over STOP or the next line", place);
    if (is_short && told.y + told.h > SIZE_TOP)
        fail_msg("%s: it leaves the top bar", place);
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        if (item->kind == ITEM_TEXT && item->panel == PANEL_TOP && overlap(item->area, told))
            fail_msg("%s: it lies over \"%s\"", place, item->text);
        if (item->kind == ITEM_TEXT && item->panel == PANEL_TOAST &&
            !is_inside(item->area, told, 4))
            fail_msg("%s: \"%s\" leaves it", place, item->text);
    }
    for (size_t i = 0; i < seen.n; i++)
        if (seen.items[i].panel == PANEL_TOAST && seen.items[i].kind == ITEM_TEXT)
            check_others(i, place);
}

static void what_is_told_hides_nothing_that_is_needed_in_haste(void **state)
{
    (void)state;
    static const char *const told[] = {"Trial 2 saved, 371 kPa",
                                       "Algometer: the cable or the port is gone: plug it in again",
                                       "The disk has taken nothing for 4 s: look at the drive that "
                                       "holds the study; what was measured is kept when it answers "
                                       "again, and until then nothing begins on this bench"};
    enum { TOLD = sizeof told / sizeof told[0] };
    char place[96];
    fill_frame();
    for (enum language language = 0; language < LANGUAGES; language++)
        for (size_t i = 0; i < SIZES; i++)
            for (uint8_t screen = 0; screen < SCREENS; screen++)
                for (size_t k = 0; k < TOLD + 2; k++) {
                    gui_set_language(rig.gui, language);
                    gui_resize(rig.gui, sizes[i][0], sizes[i][1]);
                    rig.view.screen = screen;
                    rig.view.frame.stopped_by = k == TOLD       ? STOP_BY_PARTICIPANT
                                                : k == TOLD + 1 ? STOP_BY_OTHER
                                                                : STOP_BY_NOBODY;
                    rig.view.frame.toast_at = rig.now;
                    rig.view.frame.toast_tone = k == 0 ? TONE_DONE : TONE_TROUBLE;
                    strcpy(rig.view.frame.toast, told[k < TOLD ? k : 0]);
                    frame();
                    snprintf(place, sizeof place, "notice %zu, language %d, screen %d at %g", k,
                             language, screen, (double)sizes[i][0]);
                    check_told(place, k != 2 && sizes[i][0] >= 1024);
                }
}

static void a_lost_keyboard_is_shown_until_it_is_back(void **state)
{
    (void)state;
    rig.view.screen = SCREEN_SESSION;
    push_focus(false);
    frame();
    rig.now += 60 * MONO_SEC;
    frame();
    assert_true(is_shown("does not hear the keyboard"));
    push_focus(true);
    frame();
    assert_false(is_shown("does not hear the keyboard"));
    rig.view.screen = SCREEN_RESULTS;
    push_focus(false);
    frame();
    assert_false(is_shown("does not hear the keyboard"));
    rig.view.frame.is_live = true;
    frame();
    assert_true(is_shown("does not hear the keyboard"));
}

static void the_seconds_of_a_rest_wake_the_window(void **state)
{
    (void)state;
    rig.view.screen = SCREEN_SESSION;
    rig.view.run.rest_left_s = 22.25;
    frame();
    assert_int_equal(gui_deadline(rig.gui), rig.now + 250 * MONO_MS);
    rig.view.run.rest_left_s = 0;
    frame();
    assert_true(gui_deadline(rig.gui) == MONO_NEVER);
}

static void the_words_of_the_frame_fit_in_both_languages_and_all_sizes(void **state)
{
    (void)state;
    fill_frame();
    for (enum language language = 0; language < LANGUAGES; language++)
        for (size_t i = 0; i < SIZES; i++)
            for (int saving = 0; saving < 2; saving++)
                for (uint8_t screen = 0; screen < SCREENS; screen++) {
                    gui_set_language(rig.gui, language);
                    gui_resize(rig.gui, sizes[i][0], sizes[i][1]);
                    rig.view.screen = screen;
                    rig.view.frame.is_saving = saving != 0;
                    frame();
                    char *top = panel_list(PANEL_TOP);
                    char *cut = strstr(top, "…");
                    const bool is_own = cut == NULL || strstr(top, "speichert …") != NULL ||
                                        strstr(top, "saving …") != NULL;
                    /* names of people's own making may be cut, the participant's ID not */
                    const bool has_id =
                        screen != SCREEN_SESSION || strstr(top, "LBP-0417-K") != NULL;
                    if ((!is_own && sizes[i][0] >= 1024) || !has_id)
                        fail_msg("cut at %g, language %d, screen %d: %s", (double)sizes[i][0],
                                 language, screen, top);
                    free(top);
                }
}

/* ---- closing */

static void closing_in_a_session_is_asked_and_nothing_is_lost_by_escape(void **state)
{
    (void)state;
    gui_ask_to_close(rig.gui);
    frame();
    assert_true(is_shown("A session runs"));
    push_tap(KEY_ESCAPE);
    frame();
    assert_int_equal(rig.actions.n, 0);
    assert_false(is_shown("A session runs"));
    gui_ask_to_close(rig.gui);
    frame();
    gui_ask_to_close(rig.gui); /* once more: it is asked already */
    frame();
    push_tap('1');
    frame();
    assert_int_equal(rig.actions.n, 1);
    assert_int_equal(rig.actions.list[0].kind, ACTION_QUIT);
}

static void nothing_is_asked_while_something_is_live_nor_over_another_question(void **state)
{
    (void)state;
    rig.view.frame.is_live = true;
    gui_ask_to_close(rig.gui);
    frame();
    assert_false(is_shown("A session runs"));
    rig.view.frame.is_live = false;
    frame();
    assert_false(is_shown("A session runs"));
    int another = 1;
    gui_replace_screen(rig.gui, draw_empty, &another);
    frame();
    gui_ask_to_close(rig.gui);
    frame();
    assert_false(is_shown("A session runs"));
}

int main(void)
{
#define FRAME_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_teardown)
    const struct CMUnitTest tests[] = {
        FRAME_TEST(function_keys_ask_for_the_screens),
        FRAME_TEST(while_something_is_live_only_the_session_can_be_reached),
        FRAME_TEST(a_stop_that_stands_is_taken_back_on_every_screen),
        FRAME_TEST(light_and_language_change_at_once_and_are_told),
        FRAME_TEST(on_study_the_other_language_stands_in_words),
        FRAME_TEST(the_bar_says_who_and_what_is_saved),
        FRAME_TEST(stop_never_moves_and_nothing_is_over_it),
        FRAME_TEST(what_was_saved_is_told_for_four_seconds),
        FRAME_TEST(trouble_stands_longer_and_only_what_is_done_is_told_in_a_trial),
        FRAME_TEST(a_long_sentence_is_told_whole),
        FRAME_TEST(what_is_told_hides_nothing_that_is_needed_in_haste),
        FRAME_TEST(a_lost_keyboard_is_shown_until_it_is_back),
        FRAME_TEST(the_seconds_of_a_rest_wake_the_window),
        FRAME_TEST(closing_in_a_session_is_asked_and_nothing_is_lost_by_escape),
        FRAME_TEST(nothing_is_asked_while_something_is_live_nor_over_another_question),
        FRAME_TEST(the_words_of_the_frame_fit_in_both_languages_and_all_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

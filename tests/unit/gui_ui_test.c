/* Input is honest: every edge acts once, in order, on whoever wants it; nothing acts that nobody meant; STOP always does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/pixels.h"
#include "unit/gui_rig.h"

#include <stdio.h>

/* A screen of a few buttons in a row, a list, and a question. */
enum { LEFT = 40, TOP = 120, STEP = 200 };
static struct bench_of_parts {
    int used[3], rows[3], key_up, order[16], n_order;
    bool has_modal, is_locked;
    int chosen;
    struct ui_field field;
    bool has_field;
} parts;

static void note(int what)
{
    if (parts.n_order < 16)
        parts.order[parts.n_order++] = what;
}

static void draw_buttons(struct ui *ui)
{
    static const char *const labels[] = {"One", "Two", "Three"};
    static const char *const names[] = {"A", "B", "Enter"};
    static const enum input_key keys[] = {'a', 'b', KEY_ENTER};
    for (int i = 2; i >= 0; i--) {
        const struct rect area = {LEFT + STEP * (float)i, TOP, 160, SIZE_BUTTON};
        const enum button_kind kind = parts.is_locked ? BUTTON_LOCKED : BUTTON_NORMAL;
        if (ui_button(ui, area, labels[i], keys[i], names[i], kind)) {
            parts.used[i]++;
            note(i);
            ui_act(ui, ACTION_GO, i, 0, NULL);
        }
    }
}

static void draw_parts(struct ui *ui, void *context)
{
    static const char *const options[] = {"Moved", "Late", "Slipped"};
    (void)context;
    if (parts.has_modal)
        ui_modal_begin(ui);
    ui_panel(ui, PANEL_MAIN, (struct rect){16, 64, 900, 600}, true);
    if (ui_key_up(ui, 'a'))
        parts.key_up++;
    draw_buttons(ui);
    for (int i = 0; i < 3; i++)
        if (ui_row(ui, (struct rect){LEFT, 300 + SIZE_ROW * (float)i, 600, SIZE_ROW},
                   (uint32_t)i + 1, i == 0))
            parts.rows[i]++;
    if (parts.has_field)
        ui_field(ui, (struct rect){LEFT, 500, 400, SIZE_FIELD}, &parts.field, "Note", NULL, NULL);
    ui_bottom(ui, "Line", "Detail", NULL, 0);
    if (!parts.has_modal)
        return;
    const int chosen = ui_modal(ui, "Why?", "It is kept.", options, 3, "Keep");
    if (chosen != -1) {
        parts.chosen = chosen;
        parts.has_modal = false;
    }
}

static int setup(void **state)
{
    rig_setup(state);
    memset(&parts, 0, sizeof parts);
    parts.chosen = -1;
    gui_replace_screen(rig.gui, draw_parts, NULL);
    frame();
    return 0;
}

/* ---- keys */

static void one_press_acts_once(void **state)
{
    (void)state;
    push_key('a', INPUT_KEY_DOWN, false);
    frame();
    assert_int_equal(parts.used[0], 1);
    for (int i = 0; i < 5; i++)
        frame();
    push_key('a', INPUT_KEY_UP, false);
    frame();
    assert_int_equal(parts.used[0], 1);
    assert_int_equal(parts.key_up, 1);
    assert_int_equal(parts.used[1] + parts.used[2], 0);
}

static void a_held_key_does_not_act_again(void **state)
{
    (void)state;
    for (int marked = 0; marked < 2; marked++) {
        parts.used[0] = 0;
        push_key('a', INPUT_KEY_DOWN, false);
        for (int i = 0; i < 20; i++)
            push_key('a', INPUT_KEY_DOWN, marked != 0);
        push_key('a', INPUT_KEY_UP, false);
        frame();
        assert_int_equal(parts.used[0], 1);
    }
}

static void a_key_that_was_pressed_in_another_window_does_not_act(void **state)
{
    (void)state;
    push_key('a', INPUT_KEY_DOWN, true);
    push_key('a', INPUT_KEY_UP, false);
    frame();
    assert_int_equal(parts.used[0], 0);
    assert_int_equal(parts.key_up, 0);
}

static void two_presses_between_two_frames_both_count(void **state)
{
    (void)state;
    push_tap('a');
    push_tap('a');
    frame();
    assert_int_equal(parts.used[0], 2);
    assert_int_equal(count_actions(ACTION_GO), 2);
}

static void presses_keep_their_order_whoever_takes_them(void **state)
{
    (void)state;
    static const unsigned keys[] = {'b', 'a', KEY_PAD_ENTER, 'a', KEY_ENTER, 'b'};
    static const int wanted[] = {1, 0, 2, 0, 2, 1};
    for (size_t i = 0; i < 6; i++)
        push_tap(keys[i]);
    frame();
    assert_int_equal(parts.n_order, 6);
    assert_memory_equal(parts.order, wanted, sizeof wanted);
}

static void a_key_with_control_is_another_key(void **state)
{
    (void)state;
    push_chord('a', false, true);
    frame();
    assert_int_equal(parts.used[0], 0);
}

static void a_key_that_is_down_at_a_change_of_screen_does_not_act_on_the_new_one(void **state)
{
    (void)state;
    push_key('a', INPUT_KEY_DOWN, false);
    frame();
    rig.view.screen = SCREEN_BENCH;
    push_key('a', INPUT_KEY_DOWN, false); /* a repeat that is not marked */
    push_key('a', INPUT_KEY_DOWN, true);
    push_key('a', INPUT_KEY_UP, false);
    frame();
    assert_int_equal(parts.used[0], 1);
    assert_int_equal(parts.key_up, 0);
    push_tap('a');
    frame();
    assert_int_equal(parts.used[0], 2);
}

static void what_follows_a_change_of_screen_is_for_the_new_screen(void **state)
{
    (void)state;
    push_tap(KEY_F1 + 1);
    push_tap('a');
    frame();
    assert_int_equal(count_actions(ACTION_SCREEN), 1);
    assert_int_equal(parts.used[0], 0);
    assert_true(gui_deadline(rig.gui) <= rig.now);
    rig.view.screen = SCREEN_BENCH;
    frame();
    assert_int_equal(parts.used[0], 1);
}

static void a_burst_is_heard_in_full_over_several_frames(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++)
        push_tap('a');
    size_t actions = 0;
    for (int i = 0; i < 10; i++) {
        frame();
        actions += count_actions(ACTION_GO);
    }
    assert_int_equal(actions, 60);
    assert_false(is_shown("some was lost"));
}

/* The program did not take what was asked for: whoever looks at the screen has to know, not whoever started it. */
static void an_action_that_was_not_taken_is_told(void **state)
{
    (void)state;
    frame();
    assert_false(is_shown("some was lost"));
    gui_note_lost(rig.gui, rig.now);
    frame();
    assert_true(is_shown("some was lost"));
}

static void lost_input_is_told(void **state)
{
    (void)state;
    for (int i = 0; i < INPUT_DEPTH; i++)
        push_tap('q');
    assert_true(rig.input.overflowed);
    frame();
    assert_true(is_shown("some was lost"));
    assert_int_equal(gui_deadline(rig.gui), rig.now + 4 * MONO_SEC);
    rig.now += 4 * MONO_SEC;
    frame();
    assert_false(is_shown("some was lost"));
}

static void moves_of_a_finger_do_not_crowd_out_keys(void **state)
{
    (void)state;
    for (int i = 0; i < 10 * INPUT_DEPTH; i++)
        push_pointer(INPUT_MOVE, (float)i, 10, 1);
    push_tap('a');
    assert_false(rig.input.overflowed);
    frame();
    assert_int_equal(parts.used[0], 1);
}

static void the_key_that_started_a_trial_must_be_up_before_another_counts(void **state)
{
    (void)state;
    push_key('b', INPUT_KEY_DOWN, false);
    frame();
    rig.view.frame.is_live = true;
    push_tap('a');
    frame();
    assert_int_equal(parts.used[0], 0);
    push_key('b', INPUT_KEY_UP, false);
    push_tap('a');
    frame();
    assert_int_equal(parts.used[0], 1);
}

static void a_key_let_go_in_another_window_is_not_held_for_ever(void **state)
{
    (void)state;
    push_key('a', INPUT_KEY_DOWN, false);
    push_focus(false);
    push_focus(true);
    push_key('a', INPUT_KEY_DOWN, false);
    frame();
    assert_int_equal(parts.used[0], 2);
}

static void a_locked_button_does_nothing(void **state)
{
    (void)state;
    parts.is_locked = true;
    push_tap('a');
    push_tap(KEY_ENTER);
    push_touch(LEFT + 10, TOP + 10);
    frame();
    assert_int_equal(parts.used[0] + parts.used[2], 0);
}

/* ---- pointers */

static void a_touch_acts_when_it_is_lifted_where_it_went_down(void **state)
{
    (void)state;
    push_pointer(INPUT_PRESS, LEFT + 10, TOP + 10, 1);
    frame();
    assert_int_equal(parts.used[0], 0);
    push_pointer(INPUT_RELEASE, LEFT + 100, TOP + 40, 1);
    frame();
    assert_int_equal(parts.used[0], 1);
    push_touch(LEFT + 10, 300 + SIZE_ROW + 5);
    frame();
    assert_int_equal(parts.rows[1], 1);
}

static void a_touch_that_slides_off_does_nothing(void **state)
{
    (void)state;
    push_pointer(INPUT_PRESS, LEFT + 10, TOP + 10, 1);
    push_pointer(INPUT_MOVE, LEFT + STEP + 10, TOP + 10, 1);
    push_pointer(INPUT_RELEASE, LEFT + STEP + 10, TOP + 10, 1);
    push_pointer(INPUT_PRESS, 5, 400, 1);
    push_pointer(INPUT_RELEASE, LEFT + 10, TOP + 10, 1);
    push_pointer(INPUT_RELEASE, LEFT + 10, TOP + 10, 1);
    frame();
    assert_int_equal(parts.used[0] + parts.used[1], 0);
}

static void two_fingers_press_two_buttons(void **state)
{
    (void)state;
    push_pointer(INPUT_PRESS, LEFT + 10, TOP + 10, 1);
    push_pointer(INPUT_PRESS, LEFT + STEP + 10, TOP + 10, 2);
    push_pointer(INPUT_RELEASE, LEFT + 10, TOP + 10, 1);
    push_pointer(INPUT_RELEASE, LEFT + STEP + 10, TOP + 10, 2);
    frame();
    assert_int_equal(parts.used[0], 1);
    assert_int_equal(parts.used[1], 1);
    push_pointer(INPUT_PRESS, LEFT + 10, TOP + 10, 1);
    push_pointer(INPUT_RELEASE, LEFT + 10, TOP + 10, 2);
    frame();
    assert_int_equal(parts.used[0], 1);
}

static void a_touch_that_began_on_another_screen_does_nothing(void **state)
{
    (void)state;
    push_pointer(INPUT_PRESS, LEFT + 10, TOP + 10, 1);
    frame();
    rig.view.screen = SCREEN_RESULTS;
    push_pointer(INPUT_RELEASE, LEFT + 10, TOP + 10, 1);
    frame();
    assert_int_equal(parts.used[0], 0);
}

/* ---- a question */

static void digits_answer_a_question(void **state)
{
    (void)state;
    for (int pad = 0; pad < 2; pad++)
        for (int i = 0; i < 3; i++) {
            parts.has_modal = true;
            parts.chosen = -1;
            push_tap(pad != 0 ? (unsigned)(KEY_PAD_0 + 1 + i) : (unsigned)('1' + i));
            frame();
            assert_int_equal(parts.chosen, i);
        }
    parts.has_modal = true;
    parts.chosen = -1;
    push_tap('4');
    push_tap(KEY_ENTER);
    frame();
    assert_int_equal(parts.chosen, -1);
}

static void escape_closes_a_question_and_changes_nothing(void **state)
{
    (void)state;
    parts.has_modal = true;
    push_tap(KEY_ESCAPE);
    frame();
    assert_int_equal(parts.chosen, -2);
    assert_int_equal(rig.actions.n, 0);
}

static void nothing_below_a_question_hears_anything(void **state)
{
    (void)state;
    parts.has_modal = true;
    push_tap('a');
    push_tap('b');
    push_tap(KEY_ENTER);
    for (unsigned i = 0; i < 12; i++)
        push_tap(KEY_F1 + i);
    push_touch(LEFT + 10, TOP + 10);
    push_touch(LEFT + 10, 310);
    push_touch(400, 20);
    frame();
    assert_int_equal(rig.actions.n, 0);
    assert_int_equal(parts.used[0] + parts.used[1] + parts.used[2] + parts.rows[0], 0);
    assert_true(parts.has_modal);
}

static void digits_answer_a_question_though_a_field_has_focus_below(void **state)
{
    (void)state;
    parts.has_field = true;
    push_touch(LEFT + 20, 530);
    frame();
    assert_true(parts.field.has_focus);
    parts.has_modal = true;
    push_key('2', INPUT_KEY_DOWN, false);
    push_text("2");
    frame();
    assert_int_equal(parts.chosen, 1);
    assert_string_equal(parts.field.text, "");
}

/* ---- STOP */

static const float sizes[][2] = {{1440, 900}, {1024, 700}, {800, 600}, {1920, 1080}};

static void space_is_stop_on_every_screen_and_in_every_question(void **state)
{
    (void)state;
    for (uint8_t screen = 0; screen < SCREENS; screen++)
        for (int live = 0; live < 2; live++)
            for (int modal = 0; modal < 2; modal++) {
                rig.view.screen = screen;
                rig.view.frame.is_live = live != 0;
                parts.has_modal = modal != 0;
                frame();
                const struct input_event space = {.kind = INPUT_KEY_DOWN, .key = KEY_SPACE};
                assert_true(gui_is_stop(rig.gui, &rig.view, &space));
                push_tap(KEY_SPACE);
                frame();
                assert_int_equal(count_actions(ACTION_STOP), 1);
                assert_int_equal(rig.actions.n, 1);
                assert_int_equal(parts.has_modal, modal);
            }
}

static void space_stops_though_another_key_is_held(void **state)
{
    (void)state;
    push_key('b', INPUT_KEY_DOWN, false);
    frame();
    rig.view.frame.is_live = true;
    push_tap(KEY_SPACE);
    frame();
    assert_int_equal(count_actions(ACTION_STOP), 1);
}

static void a_space_still_held_when_something_goes_live_stops_it(void **state)
{
    (void)state;
    const struct input_event repeat = {.kind = INPUT_KEY_DOWN, .key = KEY_SPACE, .repeat = true};
    assert_false(gui_is_stop(rig.gui, &rig.view, &repeat));
    rig.view.frame.is_live = true;
    assert_true(gui_is_stop(rig.gui, &rig.view, &repeat));
}

static void a_finger_on_stop_acts_when_it_goes_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const float w = sizes[i][0], h = sizes[i][1];
        const float spots[][2] = {
            {w - 20, h - 12}, {w - 100, h - 84}, {w - 200, h - 40}, {w - 1, h - 1}};
        gui_resize(rig.gui, w, h);
        for (size_t k = 0; k < 4; k++)
            for (int modal = 0; modal < 2; modal++) {
                parts.has_modal = modal != 0;
                push_pointer(INPUT_PRESS, spots[k][0], spots[k][1], (unsigned)k);
                assert_true(gui_is_stop(rig.gui, &rig.view, &rig.input.events[0]));
                frame();
                assert_int_equal(count_actions(ACTION_STOP), 1);
                push_pointer(INPUT_RELEASE, spots[k][0], spots[k][1], (unsigned)k);
                frame();
                assert_int_equal(rig.actions.n, 0);
            }
        const struct input_event beside = {.kind = INPUT_PRESS, .x = w - 300, .y = h - 40};
        assert_false(gui_is_stop(rig.gui, &rig.view, &beside));
    }
}

static void space_that_stopped_writes_no_blank(void **state)
{
    (void)state;
    parts.has_field = true;
    rig.view.frame.is_live = true;
    frame();
    push_key(KEY_SPACE, INPUT_KEY_DOWN, false);
    frame();
    rig.view.frame.is_live = false;
    push_touch(LEFT + 20, 530);
    push_text(" ");
    frame();
    assert_string_equal(parts.field.text, "");
}

/* ---- targets for fingers */

static void draw_bar(struct ui *ui, void *context)
{
    (void)context;
    static const struct ui_button_spec specs[] = {{"Go", KEY_ENTER, "Enter", BUTTON_PRIMARY},
                                                  {"X", 'x', "X", BUTTON_NORMAL},
                                                  {"A longer word", 'n', "", BUTTON_NORMAL}};
    ui_panel(ui, PANEL_MAIN, (struct rect){16, 64, 900, 600}, true);
    const int used = ui_bottom(ui, "Line", "Detail", specs, 3);
    if (used >= 0)
        ui_act(ui, ACTION_GO, used, 0, NULL);
}

struct extent {
    float x0, y0, x1, y1;
    bool is_hit;
};

static void widen(struct extent *extent, float x, float y)
{
    if (!extent->is_hit)
        *extent = (struct extent){x, y, x, y, true};
    extent->x0 = x < extent->x0 ? x : extent->x0;
    extent->y0 = y < extent->y0 ? y : extent->y0;
    extent->x1 = x > extent->x1 ? x : extent->x1;
    extent->y1 = y > extent->y1 ? y : extent->y1;
}

/* Where a touch does what: probed every two pixels, in lines through `area`. */
static void probe(struct rect area, enum action_kind kind, struct extent *extents, size_t n)
{
    for (float y = area.y; y < area.y + area.h; y += 2)
        for (float x = area.x; x < area.x + area.w; x += y == area.y + area.h / 2 ? 2 : 16) {
            push_touch(x, y);
            frame();
            for (size_t i = 0; i < rig.actions.n; i++)
                if (rig.actions.list[i].kind == kind && rig.actions.list[i].number < (int64_t)n)
                    widen(&extents[rig.actions.list[i].number], x, y);
        }
}

static void every_button_of_the_bar_is_big_enough_for_a_finger(void **state)
{
    (void)state;
    struct extent extents[3] = {0};
    gui_replace_screen(rig.gui, draw_bar, NULL);
    probe((struct rect){700, 804, 480, 96}, ACTION_GO, extents, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(extents[i].is_hit);
        assert_true(extents[i].x1 - extents[i].x0 >= 46); /* two pixels between probes */
        assert_true(extents[i].y1 - extents[i].y0 >= 46);
        assert_true(i == 0 || extents[i].x0 - extents[i - 1].x1 >= 8);
    }
}

static void every_tab_is_big_enough_for_a_finger(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct extent extents[SCREENS] = {0};
        gui_resize(rig.gui, sizes[k][0], sizes[k][1]);
        rig.view.screen = SCREEN_BENCH;
        probe((struct rect){0, 0, 780, 56}, ACTION_SCREEN, extents, SCREENS);
        for (size_t i = 0; i < SCREENS; i++) {
            if (i == SCREEN_BENCH)
                continue;
            assert_true(extents[i].is_hit);
            assert_true(extents[i].x1 - extents[i].x0 >= 46);
            assert_true(extents[i].y1 - extents[i].y0 >= 46);
        }
    }
}

/* ---- texts */

static float cut_width;
static void draw_cut(struct ui *ui, void *context)
{
    const struct rect in = {20, 100, cut_width, 24};
    ui_panel(ui, PANEL_MAIN, (struct rect){16, 64, 900, 600}, true);
    const float width = ui_text_cut(ui, in, 16, WEIGHT_REGULAR, COLOUR_TEXT, context);
    assert_true(width <= cut_width || cut_width < 16); /* "…" alone is wider than nothing */
}

static void a_name_too_long_for_its_place_is_cut_and_shows_it(void **state)
{
    (void)state;
    char name[] = "Kohorte Kreuzschmerz, Universität Würzburg, Außenstelle 漢字";
    gui_replace_screen(rig.gui, draw_cut, name);
    for (cut_width = 0; cut_width < 700; cut_width += 3) {
        frame();
        assert_int_not_equal(is_shown(name), is_shown("…"));
    }
    assert_true(is_shown(name));
}

static void draw_block(struct ui *ui, void *context)
{
    const struct rect in = {20, 100, 200, cut_width};
    ui_panel(ui, PANEL_MAIN, (struct rect){16, 64, 900, 600}, true);
    const float height = ui_text_block(ui, in, 16, WEIGHT_REGULAR, COLOUR_TEXT, context);
    assert_true(height <= cut_width || height < 23);
}

static void a_sentence_too_long_for_its_place_ends_with_dots(void **state)
{
    (void)state;
    char sentence[] = "The study file cannot be written because the disk is full. Free some "
                      "space, then press Enter to try again.";
    gui_replace_screen(rig.gui, draw_block, sentence);
    for (cut_width = 10; cut_width < 200; cut_width += 5) {
        frame();
        assert_int_not_equal(is_shown("again."), is_shown("…"));
    }
    assert_true(is_shown("again."));
}

/* ---- painting */

static void nothing_is_painted_when_nothing_has_changed(void **state)
{
    (void)state;
    struct surface *surface = NULL;
    struct rect areas[PANELS];
    assert_int_equal(surface_new(1440, 900, 1, rig.fonts, &surface), STATUS_OK);
    assert_true(gui_paint(rig.gui, surface, false, areas, PANELS) > 0);
    for (int i = 0; i < 5; i++) {
        rig.now += MONO_SEC;
        frame();
        assert_int_equal(gui_paint(rig.gui, surface, false, areas, PANELS), 0);
    }
    rig.view.frame.clock_min++;
    frame();
    assert_int_equal(gui_paint(rig.gui, surface, false, areas, PANELS), 1);
    assert_true(areas[0].y >= 0 && areas[0].y + areas[0].h <= 64);
    surface_free(surface);
}

static void painting_only_what_changed_gives_the_same_picture(void **state)
{
    (void)state;
    static const float scales[] = {1, 1.25f, 1.5f};
    for (size_t s = 0; s < 3; s++) {
        struct surface *part = NULL, *whole = NULL;
        const int w = (int)(800 * scales[s]), h = (int)(600 * scales[s]);
        gui_resize(rig.gui, 800, 600);
        assert_int_equal(surface_new(w, h, scales[s], rig.fonts, &part), STATUS_OK);
        assert_int_equal(surface_new(w, h, scales[s], rig.fonts, &whole), STATUS_OK);
        for (int step = 0; step < 24; step++) {
            rig.view.frame.clock_min = step / 2;
            rig.view.screen = (uint8_t)(step / 3 % SCREENS);
            rig.view.frame.is_live = step % 5 == 0;
            snprintf(rig.view.frame.toast, sizeof rig.view.frame.toast, "Trial %d saved", step / 4);
            rig.view.frame.toast_at = step % 6 < 3 ? rig.now : rig.now - 5 * MONO_SEC;
            parts.has_modal = step % 7 > 3;
            parts.is_locked = step % 4 == 1;
            frame();
            gui_paint(rig.gui, part, step == 0, NULL, 0);
            gui_paint(rig.gui, whole, true, NULL, 0);
            pixels_compare(part, whole, (const int[]){w, h}, 4, (unsigned)step);
        }
        surface_free(part);
        surface_free(whole);
    }
}

int main(void)
{
#define UI_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_teardown)
    const struct CMUnitTest tests[] = {
        UI_TEST(one_press_acts_once),
        UI_TEST(a_held_key_does_not_act_again),
        UI_TEST(a_key_that_was_pressed_in_another_window_does_not_act),
        UI_TEST(two_presses_between_two_frames_both_count),
        UI_TEST(presses_keep_their_order_whoever_takes_them),
        UI_TEST(a_key_with_control_is_another_key),
        UI_TEST(a_key_that_is_down_at_a_change_of_screen_does_not_act_on_the_new_one),
        UI_TEST(what_follows_a_change_of_screen_is_for_the_new_screen),
        UI_TEST(a_burst_is_heard_in_full_over_several_frames),
        UI_TEST(lost_input_is_told),
        UI_TEST(an_action_that_was_not_taken_is_told),
        UI_TEST(moves_of_a_finger_do_not_crowd_out_keys),
        UI_TEST(the_key_that_started_a_trial_must_be_up_before_another_counts),
        UI_TEST(a_key_let_go_in_another_window_is_not_held_for_ever),
        UI_TEST(a_locked_button_does_nothing),
        UI_TEST(a_touch_acts_when_it_is_lifted_where_it_went_down),
        UI_TEST(a_touch_that_slides_off_does_nothing),
        UI_TEST(two_fingers_press_two_buttons),
        UI_TEST(a_touch_that_began_on_another_screen_does_nothing),
        UI_TEST(digits_answer_a_question),
        UI_TEST(escape_closes_a_question_and_changes_nothing),
        UI_TEST(nothing_below_a_question_hears_anything),
        UI_TEST(digits_answer_a_question_though_a_field_has_focus_below),
        UI_TEST(space_is_stop_on_every_screen_and_in_every_question),
        UI_TEST(space_stops_though_another_key_is_held),
        UI_TEST(a_space_still_held_when_something_goes_live_stops_it),
        UI_TEST(a_finger_on_stop_acts_when_it_goes_down),
        UI_TEST(space_that_stopped_writes_no_blank),
        UI_TEST(every_button_of_the_bar_is_big_enough_for_a_finger),
        UI_TEST(every_tab_is_big_enough_for_a_finger),
        UI_TEST(a_name_too_long_for_its_place_is_cut_and_shows_it),
        UI_TEST(a_sentence_too_long_for_its_place_ends_with_dots),
        UI_TEST(nothing_is_painted_when_nothing_has_changed),
        UI_TEST(painting_only_what_changed_gives_the_same_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

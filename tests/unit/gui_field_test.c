/* A line of text: nothing that is typed or pasted is lost, cut in half or written where nobody meant it, and no field
 * holds the keyboard while something is live. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "support/utf8.h"
#include "unit/gui_rig.h"

#include <stdio.h>

static struct ui_field fields[2];
static int entered[2], actions_of_x, closed;
static bool is_second_shown, opens_by_key, opens_always, leaves_escape;

static const struct rect places[2] = {{40, 100, 400, SIZE_FIELD}, {40, 200, 400, SIZE_FIELD}};

static void draw_fields(struct ui *ui, void *context)
{
    (void)context;
    ui_panel(ui, PANEL_MAIN, (struct rect){16, 64, 900, 600}, true);
    if (opens_always)
        ui_focus(ui, &fields[0]);
    if (opens_by_key && ui_key(ui, 'n'))
        ui_focus(ui, &fields[0]);
    actions_of_x += ui_key(ui, 'x');
    for (int i = 0; i < 1 + (is_second_shown ? 1 : 0); i++)
        entered[i] += ui_field(ui, places[i], &fields[i], "Label", "kPa", NULL);
    if (!leaves_escape)
        closed += ui_key(ui, KEY_ESCAPE);
}

static int setup(void **state)
{
    rig_setup(state);
    memset(fields, 0, sizeof fields);
    memset(entered, 0, sizeof entered);
    actions_of_x = closed = 0;
    is_second_shown = opens_by_key = opens_always = leaves_escape = false;
    gui_replace_screen(rig.gui, draw_fields, NULL);
    frame();
    return 0;
}

static void touch_field(int i)
{
    push_touch(places[i].x + 20, places[i].y + 40);
    frame();
    assert_true(fields[i].has_focus);
}

static void move(unsigned key, int times, bool shift)
{
    for (int i = 0; i < times; i++)
        push_chord(key, shift, false);
    frame();
}

static void expect(const char *text)
{
    frame();
    assert_string_equal(fields[0].text, text);
}

static void typing_writes(void **state)
{
    (void)state;
    touch_field(0);
    push_typed("lbp-0417-k 2");
    expect("lbp-0417-k 2");
    assert_int_equal(actions_of_x, 0);
    push_typed("x");
    expect("lbp-0417-k 2x");
    assert_int_equal(actions_of_x, 0);
}

static void without_focus_nothing_is_written(void **state)
{
    (void)state;
    push_typed("x");
    expect("");
    assert_int_equal(actions_of_x, 1);
}

static void enter_is_told_once(void **state)
{
    (void)state;
    touch_field(0);
    push_typed("7");
    push_key(KEY_ENTER, INPUT_KEY_DOWN, false);
    push_key(KEY_ENTER, INPUT_KEY_DOWN, true);
    push_key(KEY_ENTER, INPUT_KEY_UP, false);
    frame();
    assert_int_equal(entered[0], 1);
    push_tap(KEY_PAD_ENTER);
    frame();
    assert_int_equal(entered[0], 2);
    assert_string_equal(fields[0].text, "7");
}

static void escape_leaves_the_field_and_keeps_the_text(void **state)
{
    (void)state;
    touch_field(0);
    push_typed("abc");
    frame();
    push_tap(KEY_ESCAPE);
    frame();
    assert_int_equal(closed, 1); /* the screen has its own use for it: the field stays */
    assert_true(fields[0].has_focus);
    leaves_escape = true;
    push_tap(KEY_ESCAPE);
    frame();
    assert_int_equal(closed, 1);
    assert_false(fields[0].has_focus);
    assert_string_equal(fields[0].text, "abc");
}

static void the_key_that_opens_a_field_is_not_written_into_it(void **state)
{
    (void)state;
    opens_by_key = true;
    push_key('n', INPUT_KEY_DOWN, false);
    push_text("n");
    push_key('n', INPUT_KEY_DOWN, true);
    push_text("n");
    push_key('n', INPUT_KEY_UP, false);
    push_typed("no");
    expect("no");
}

static void keys_move_delete_and_select(void **state)
{
    (void)state;
    touch_field(0);
    push_typed("abcdef");
    move(KEY_LEFT, 2, false);
    push_typed("1");
    expect("abcd1ef");
    move(KEY_HOME, 1, false);
    push_typed("2");
    expect("2abcd1ef");
    move(KEY_END, 1, false);
    move(KEY_BACKSPACE, 1, false);
    expect("2abcd1e");
    move(KEY_HOME, 1, false);
    move(KEY_DELETE, 2, false);
    expect("bcd1e");
    move(KEY_RIGHT, 2, true);
    push_typed("x");
    expect("xd1e");
    move(KEY_END, 1, true);
    move(KEY_BACKSPACE, 1, false);
    expect("x");
    push_typed("yz");
    push_chord('a', false, true);
    push_typed("q");
    expect("q");
}

static void a_held_backspace_goes_on(void **state)
{
    (void)state;
    touch_field(0);
    push_typed("abcdef");
    push_key(KEY_BACKSPACE, INPUT_KEY_DOWN, false);
    for (int i = 0; i < 3; i++)
        push_key(KEY_BACKSPACE, INPUT_KEY_DOWN, true);
    expect("ab");
}

static void what_was_undone_can_be_redone(void **state)
{
    (void)state;
    static const char *const steps[] = {"a", "ab", "abc", "abcd"};
    touch_field(0);
    push_typed("abcd");
    frame();
    for (int i = 2; i >= 0; i--) {
        push_chord('z', false, true);
        expect(steps[i]);
    }
    for (int i = 1; i < 4; i++) {
        push_chord(i % 2 == 0 ? 'y' : 'z', i % 2 != 0, true);
        expect(steps[i]);
    }
}

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static void a_long_paste_ends_at_200_characters_and_says_so(void **state)
{
    (void)state;
    static const char *const scripts[] = {"a", "ü", "ש", "漢", "😀"};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        char text[4 * 300 + 1] = "";
        for (int k = 0; k < 300; k++)
            strcat(text, scripts[i]);
        touch_field(0);
        push_chord('a', false, true);
        push_text(text);
        frame();
        assert_int_equal(characters(fields[0].text), FIELD_CHARACTERS_MAX);
        assert_memory_equal(fields[0].text, text, strlen(fields[0].text));
        assert_true(fields[0].is_full);
        assert_true(is_shown("200 characters at most"));
        move(KEY_BACKSPACE, 1, false);
        assert_false(is_shown("200 characters at most"));
    }
}

static void a_note_of_exactly_200_characters_fits(void **state)
{
    (void)state;
    char text[FIELD_BYTES_MAX + 1] = "";
    for (int k = 0; k < FIELD_CHARACTERS_MAX; k++)
        strcat(text, "😀");
    touch_field(0);
    push_text(text);
    expect(text);
    assert_false(fields[0].is_full);
}

static void a_limit_in_bytes_never_cuts_a_character(void **state)
{
    (void)state;
    for (size_t max = 1; max < 12; max++) {
        fields[0].max = max;
        rig.view.screen ^= 1; /* the field starts anew */
        frame();
        touch_field(0);
        push_chord('a', false, true);
        push_tap(KEY_DELETE);
        push_text("aü漢😀b");
        frame();
        assert_true(strlen(fields[0].text) <= max);
        assert_int_equal(characters(fields[0].text), max >= 11   ? 5
                                                     : max >= 10 ? 4
                                                     : max >= 6  ? 3
                                                     : max >= 3  ? 2
                                                                 : 1);
    }
}

static void right_to_left_text_keeps_its_order_and_its_caret(void **state)
{
    (void)state;
    touch_field(0);
    push_text("שלום abc مرحبا");
    expect("שלום abc مرحبا");
    move(KEY_BACKSPACE, 2, false);
    expect("שלום abc مرح");
    move(KEY_HOME, 1, false);
    move(KEY_DELETE, 1, false);
    expect("לום abc مرح");
}

/* The x of the caret: the one fill that is 2 wide and 26 high. */
static float find_caret(void)
{
    char *list = gui_dump(rig.gui);
    float x = -1;
    assert_non_null(list);
    for (char *line = list; line != NULL && *line != '\0';) {
        float at, y, w, h;
        if (sscanf(line, "fill %f,%f %fx%f", &at, &y, &w, &h) == 4 && w == 2 && h == 26)
            x = at;
        line = strchr(line, '\n');
        line += line != NULL;
    }
    free(list);
    return x;
}

/* What is written next comes to the left of it, and Left is left. */
static void the_caret_of_right_to_left_text_stands_at_its_left_end(void **state)
{
    (void)state;
    static const char *const texts[] = {"שלום", "مرحبا"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const float start = places[0].x + SIZE_PAD;
        touch_field(0);
        push_chord('a', false, true);
        push_text(texts[i]);
        expect(texts[i]);
        assert_float_equal(find_caret(), start, 1);
        move(KEY_RIGHT, 1, false);
        const float one = find_caret();
        assert_true(one > start + 2);
        move(KEY_RIGHT, 1, false);
        assert_true(find_caret() > one + 2);
        move(KEY_LEFT, 2, false);
        assert_float_equal(find_caret(), start, 1);
        move(KEY_HOME, 1, false);
        assert_true(find_caret() > one + 2);
        push_touch(places[0].x + 17, places[0].y + 48);
        frame();
        assert_float_equal(find_caret(), start, 1);
    }
}

static void a_paste_is_one_clean_line(void **state)
{
    (void)state;
    touch_field(0);
    push_text("one\ntwo\tthree\r\x01\x7f");
    expect("one two three");
    push_chord('a', false, true);
    push_text("LBP\xe2\x80\xae-0417\xe2\x80\x8b\xef\xbb\xbf"); /* turned, invisible, marked */
    expect("LBP-0417");
    push_chord('a', false, true);
    push_text("a\xff\xc3(\xe2\x82z\xf5"); /* not UTF-8 */
    expect("a(z");
}

static void a_touch_puts_the_caret_where_it_is(void **state)
{
    (void)state;
    touch_field(0);
    push_typed("WWWWWWWW");
    frame();
    push_touch(places[0].x + 17, places[0].y + 48);
    push_typed("1");
    push_touch(places[0].x + 390, places[0].y + 48);
    push_typed("2");
    expect("1WWWWWWWW2");
    push_pointer(INPUT_PRESS, places[0].x + 17, places[0].y + 48, 0);
    push_pointer(INPUT_MOVE, places[0].x + 390, places[0].y + 48, 0);
    push_pointer(INPUT_RELEASE, places[0].x + 390, places[0].y + 48, 0);
    push_typed("3");
    expect("3");
}

static void tab_goes_to_the_next_field_and_back(void **state)
{
    (void)state;
    is_second_shown = true;
    frame();
    touch_field(0);
    push_typed("a");
    push_tap(KEY_TAB);
    push_typed("b");
    frame();
    assert_true(fields[1].has_focus && !fields[0].has_focus);
    push_tap(KEY_TAB);
    push_typed("c");
    push_chord(KEY_TAB, true, false);
    frame();
    assert_string_equal(fields[0].text, "ac");
    assert_string_equal(fields[1].text, "b");
}

static void no_field_takes_the_keyboard_while_something_is_live(void **state)
{
    (void)state;
    touch_field(0);
    push_typed("kept");
    frame();
    rig.view.frame.is_live = true;
    frame();
    assert_false(fields[0].has_focus);
    assert_string_equal(fields[0].text, "kept");
    push_touch(places[0].x + 20, places[0].y + 40);
    push_typed("lost");
    expect("kept");
    assert_false(fields[0].has_focus);
    const struct input_event space = {.kind = INPUT_KEY_DOWN, .key = KEY_SPACE};
    assert_true(gui_is_stop(rig.gui, &rig.view, &space));
}

static void a_screen_that_opens_in_a_field_does_so_only_when_nothing_is_live(void **state)
{
    (void)state;
    opens_always = true;
    rig.view.frame.is_live = true;
    frame();
    assert_false(fields[0].has_focus);
    rig.view.frame.is_live = false;
    frame();
    assert_true(fields[0].has_focus);
}

static void space_is_a_blank_in_a_field_while_nothing_is_live(void **state)
{
    (void)state;
    touch_field(0);
    push_typed("a b");
    frame();
    assert_int_equal(count_actions(ACTION_STOP), 0);
    assert_string_equal(fields[0].text, "a b");
    rig.view.screen = SCREEN_RESULTS; /* another screen: the field has lost the keyboard */
    push_tap(KEY_SPACE);
    frame();
    assert_int_equal(count_actions(ACTION_STOP), 1);
}

static void draw_nothing(struct ui *ui, void *context)
{
    (void)context;
    actions_of_x += ui_key(ui, 'x');
}

static void a_field_that_is_no_longer_shown_swallows_no_keys(void **state)
{
    (void)state;
    touch_field(0);
    gui_replace_screen(rig.gui, draw_nothing, NULL);
    frame();
    push_tap('x');
    frame();
    assert_int_equal(actions_of_x, 1);
    assert_false(fields[0].has_focus);
    assert_null(fields[0].edit);
}

static void any_keys_and_pastes_leave_a_whole_text(void **state)
{
    (void)state;
    static const unsigned keys[] = {KEY_LEFT,   KEY_RIGHT,     KEY_HOME, KEY_END,
                                    KEY_DELETE, KEY_BACKSPACE, 'z',      'y',
                                    'a',        KEY_UP,        KEY_DOWN, KEY_PAGE_UP};
    static const char *const pastes[] = {"a", "ü ", "שלום", "漢字漢字漢字", "😀b", "\xc3", ""};
    const rng_key key = rng_key_seed(20);
    touch_field(0);
    for (uint64_t i = 0; i < 4000; i++) {
        const uint64_t pick = rng_bits(key, i);
        if (pick % 3 == 0)
            push_text(pastes[pick / 3 % 7]);
        else
            push_chord(keys[pick / 3 % 12], (pick >> 20 & 1) != 0, (pick >> 21 & 1) != 0);
        if (pick >> 22 & 1)
            push_pointer(pick >> 23 & 1 ? INPUT_PRESS : INPUT_MOVE, 40 + (float)(pick >> 24 & 511),
                         140, 0);
        frame();
        assert_true(is_utf8(fields[0].text));
        assert_true(characters(fields[0].text) <= FIELD_CHARACTERS_MAX);
    }
}

int main(void)
{
#define FIELD_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_teardown)
    const struct CMUnitTest tests[] = {
        FIELD_TEST(typing_writes),
        FIELD_TEST(without_focus_nothing_is_written),
        FIELD_TEST(enter_is_told_once),
        FIELD_TEST(escape_leaves_the_field_and_keeps_the_text),
        FIELD_TEST(the_key_that_opens_a_field_is_not_written_into_it),
        FIELD_TEST(keys_move_delete_and_select),
        FIELD_TEST(a_held_backspace_goes_on),
        FIELD_TEST(what_was_undone_can_be_redone),
        FIELD_TEST(a_long_paste_ends_at_200_characters_and_says_so),
        FIELD_TEST(a_note_of_exactly_200_characters_fits),
        FIELD_TEST(a_limit_in_bytes_never_cuts_a_character),
        FIELD_TEST(the_caret_of_right_to_left_text_stands_at_its_left_end),
        FIELD_TEST(right_to_left_text_keeps_its_order_and_its_caret),
        FIELD_TEST(a_paste_is_one_clean_line),
        FIELD_TEST(a_touch_puts_the_caret_where_it_is),
        FIELD_TEST(tab_goes_to_the_next_field_and_back),
        FIELD_TEST(no_field_takes_the_keyboard_while_something_is_live),
        FIELD_TEST(a_screen_that_opens_in_a_field_does_so_only_when_nothing_is_live),
        FIELD_TEST(space_is_a_blank_in_a_field_while_nothing_is_live),
        FIELD_TEST(a_field_that_is_no_longer_shown_swallows_no_keys),
        FIELD_TEST(any_keys_and_pastes_leave_a_whole_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

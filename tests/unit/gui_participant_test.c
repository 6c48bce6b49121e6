/* The participant's window: how it is drawn in every state, and how its mark is moved. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/golden.h"
#include "gui/participant.h"
#include "gui/participant_scene.h"
#include "text/text.h"

#include <math.h>

static struct fonts *fonts;
static struct canvas *canvas;
static const struct rect screen = {0, 0, 1920, 1080};

static int open_fonts(void **state)
{
    struct why why;
    (void)state;
    canvas = canvas_new();
    return fonts_open(&fonts, &why) == STATUS_OK && canvas ? 0 : -1;
}

static int close_fonts(void **state)
{
    (void)state;
    canvas_free(canvas);
    fonts_close(fonts);
    return 0;
}

static char *drawn(const struct participant_view *view, const struct participant_mark *mark,
                   struct rect area)
{
    canvas_clear(canvas);
    participant_draw(canvas, fonts, area, 0, view, mark);
    assert_true(canvas_is_whole(canvas));
    return canvas_dump(canvas);
}

/* ---- pictures */

static void every_state_is_drawn_as_it_was(void **state)
{
    static const struct rect areas[] = {{0, 0, 1920, 1080}, {0, 0, 1280, 800}};
    (void)state;
    for (size_t i = 0; i < PARTICIPANT_SCENES; i++)
        for (size_t a = 0; a < 2; a++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                struct participant_view view = participant_scenes[i].view;
                char name[96];
                view.language = (uint8_t)language;
                char *dump = drawn(&view, &participant_scenes[i].mark, areas[a]);
                snprintf(name, sizeof name, "participant-%s-%.0f-%s", participant_scenes[i].name,
                         (double)areas[a].w, language_word(language));
                golden_check(fonts, name, dump);
                free(dump);
            }
}

static bool shows_digit(const char *dump)
{
    for (const char *line = strstr(dump, "text"); line; line = strstr(line + 1, "\ntext")) {
        const char *words = strchr(line, '"'), *end = words ? strchr(words, '\n') : NULL;
        for (const char *c = words; c && c < end; c++)
            if (*c >= '0' && *c <= '9')
                return true;
    }
    return false;
}

/* Nothing of values: where the mark is is all that there is to see. */
static void no_number_is_on_a_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < PARTICIPANT_SCENES; i++) {
        char *dump = drawn(&participant_scenes[i].view, &participant_scenes[i].mark, screen);
        assert_int_equal(shows_digit(dump),
                         participant_scenes[i].view.shows == PARTICIPANT_NUMBERS);
        free(dump);
    }
}

static void a_mark_appears_with_the_first_touch_only(void **state)
{
    const struct participant_view view = {.shows = PARTICIPANT_FOLLOW};
    const struct participant_mark none = participant_untouched(), zero = {.value = 0};
    (void)state;
    char *without = drawn(&view, &none, screen), *with = drawn(&view, &zero, screen);
    assert_null(strstr(without, "ffffff"));
    assert_non_null(strstr(with, "ffffff"));
    free(without);
    free(with);
}

/* The mirror is the same drawing: whatever the size, nothing of it stands outside. */
static void it_is_drawn_at_any_size_within_its_place(void **state)
{
    static const struct rect areas[] = {
        {40, 30, 240, 135}, {0, 0, 320, 600}, {100, 100, 900, 90}, {3, 5, 1, 1}};
    const struct participant_view view = {.shows = PARTICIPANT_FOLLOW};
    const struct participant_mark mark = {.value = 10};
    (void)state;
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
        free(drawn(&view, &mark, areas[i]));
}

/* ---- hands */

static struct participant person;
static struct participant_view asked;

static void ask(enum participant_shows shows)
{
    static uint32_t round;
    asked = (struct participant_view){.shows = (uint8_t)shows, .round = ++round};
    participant_look(&person, &asked);
    assert_true(isnan(person.mark.value) && !person.mark.is_given);
}

static bool touch_with(uint8_t pointer, enum input_kind kind, float x, float y)
{
    const struct input_event event = {.kind = (uint8_t)kind, .pointer = pointer, .x = x, .y = y};
    return participant_hear(&person, &asked, screen, 0, &event);
}

static bool touch(enum input_kind kind, float x, float y)
{
    return touch_with(0, kind, x, y);
}

static bool press_key(unsigned key)
{
    const struct input_event event = {.kind = INPUT_KEY_DOWN, .key = (uint16_t)key};
    return participant_hear(&person, &asked, screen, 0, &event);
}

/* The line of a screen of 1920 x 1080 goes from 320 to 1600. */
static void a_drag_takes_the_mark_with_it(void **state)
{
    (void)state;
    ask(PARTICIPANT_FOLLOW);
    assert_false(touch(INPUT_PRESS, 960, 560));
    assert_true(person.mark.value == 5);
    touch(INPUT_MOVE, 1088, 900); /* wherever the hand goes meanwhile */
    assert_true(person.mark.value == 6);
    touch(INPUT_MOVE, 5000, -20);
    assert_true(person.mark.value == 10);
    touch(INPUT_MOVE, -5000, 560);
    assert_true(person.mark.value == 0);
    touch(INPUT_MOVE, 448, 560);
    touch(INPUT_RELEASE, 448, 560);
    touch(INPUT_MOVE, 960, 560);
    assert_true(person.mark.value == 1);
    touch(INPUT_PRESS, 960, 560);
    assert_true(person.mark.value == 5);
}

static void a_touch_elsewhere_moves_nothing(void **state)
{
    (void)state;
    ask(PARTICIPANT_FOLLOW);
    touch(INPUT_PRESS, 960, 200);
    touch(INPUT_MOVE, 960, 560);
    touch(INPUT_RELEASE, 960, 560);
    assert_true(isnan(person.mark.value));
}

static void a_second_finger_is_none_of_it(void **state)
{
    (void)state;
    ask(PARTICIPANT_FOLLOW);
    touch_with(1, INPUT_PRESS, 960, 560);
    touch_with(2, INPUT_PRESS, 1600, 560);
    touch_with(2, INPUT_MOVE, 1500, 560);
    touch_with(2, INPUT_RELEASE, 1500, 560);
    assert_true(person.mark.value == 5);
    touch_with(1, INPUT_MOVE, 1088, 560);
    assert_true(person.mark.value == 6);
}

static void the_line_is_as_long_as_it_was_calibrated(void **state)
{
    const struct input_event at = {.kind = INPUT_PRESS, .x = 1060, .y = 560};
    (void)state;
    ask(PARTICIPANT_FOLLOW);
    participant_hear(&person, &asked, screen, 400, &at);
    assert_true(person.mark.value == 7.5);
}

static void another_question_has_no_mark_yet(void **state)
{
    (void)state;
    ask(PARTICIPANT_FOLLOW);
    touch(INPUT_PRESS, 960, 560);
    participant_look(&person, &asked);
    assert_true(person.mark.value == 5);
    asked.shows = PARTICIPANT_WAIT;
    participant_look(&person, &asked);
    assert_true(isnan(person.mark.value));
    asked.shows = PARTICIPANT_FOLLOW;
    participant_look(&person, &asked);
    touch(INPUT_MOVE, 960, 560); /* the hand that is still down is of the question before */
    assert_true(isnan(person.mark.value));
    ask(PARTICIPANT_FOLLOW);
}

static void keys_and_a_joystick_move_it_as_well(void **state)
{
    (void)state;
    ask(PARTICIPANT_FOLLOW);
    press_key(KEY_RIGHT);
    assert_true(person.mark.value == 5);
    press_key(KEY_RIGHT);
    assert_true(fabs(person.mark.value - 5.1) < 1e-9);
    press_key(KEY_PAGE_DOWN);
    assert_true(fabs(person.mark.value - 4.1) < 1e-9);
    for (int i = 0; i < 100; i++)
        press_key(KEY_LEFT);
    assert_true(person.mark.value == 0);
    participant_steer(&person, &asked, 0.25);
    assert_true(person.mark.value == 2.5);
    participant_steer(&person, &asked, 1.5);
    assert_true(person.mark.value == 10);
    touch(INPUT_PRESS, 960, 560);
    participant_steer(&person, &asked, 0.25); /* the hand that holds it goes first */
    assert_true(person.mark.value == 5);
}

static void a_number_is_one_touch_or_one_key(void **state)
{
    (void)state;
    for (int i = 0; i <= 10; i++) {
        ask(PARTICIPANT_NUMBERS);
        assert_true(touch(INPUT_PRESS, 320 + 128 * (float)i, 560));
        assert_true(person.mark.value == i && person.mark.is_given);
        assert_false(touch(INPUT_PRESS, 320, 560)); /* what was given stands */
        assert_true(person.mark.value == i);
    }
    ask(PARTICIPANT_NUMBERS);
    assert_false(touch(INPUT_PRESS, 384, 560)); /* between two */
    assert_true(press_key('7'));
    assert_true(person.mark.value == 7);
    ask(PARTICIPANT_NUMBERS);
    assert_true(press_key(KEY_PAD_0 + 3));
    assert_true(person.mark.value == 3);
    ask(PARTICIPANT_NUMBERS); /* a 1 waits for its 0, or for Enter; anything else takes its place */
    assert_false(press_key(KEY_ENTER));
    assert_false(press_key('1'));
    assert_true(press_key('0'));
    assert_true(person.mark.value == 10 && person.mark.is_given);
    ask(PARTICIPANT_NUMBERS);
    assert_false(press_key(KEY_PAD_0 + 1));
    assert_true(press_key(KEY_PAD_ENTER));
    assert_true(person.mark.value == 1);
    ask(PARTICIPANT_NUMBERS);
    assert_false(press_key('1'));
    assert_true(press_key('5'));
    assert_true(person.mark.value == 5);
}

static void a_line_that_is_marked_once_is_confirmed(void **state)
{
    (void)state;
    ask(PARTICIPANT_LINE);
    assert_false(press_key(KEY_ENTER)); /* nothing to confirm yet */
    assert_false(touch(INPUT_PRESS, 960, 868));
    assert_false(touch(INPUT_RELEASE, 960, 868));
    touch(INPUT_PRESS, 1088, 560);
    assert_false(touch(INPUT_RELEASE, 1088, 560));
    touch(INPUT_PRESS, 1216, 560); /* it may still be moved */
    touch(INPUT_RELEASE, 1216, 560);
    assert_false(touch(INPUT_PRESS, 960, 868));
    assert_false(touch(INPUT_RELEASE, 960, 100)); /* let go elsewhere: not meant */
    assert_false(touch(INPUT_PRESS, 960, 868));
    assert_true(touch(INPUT_RELEASE, 960, 868));
    assert_true(person.mark.value == 7 && person.mark.is_given);
    touch(INPUT_PRESS, 320, 560);
    assert_true(person.mark.value == 7);
    ask(PARTICIPANT_LINE);
    assert_false(participant_confirm(&person, &asked));
    participant_steer(&person, &asked, 0.5);
    assert_true(participant_confirm(&person, &asked));
}

static void nothing_is_moved_where_nothing_is_asked(void **state)
{
    static const enum participant_shows others[] = {PARTICIPANT_NOTHING, PARTICIPANT_WORDS,
                                                    PARTICIPANT_WAIT, PARTICIPANT_THANKS};
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        ask(others[i]);
        assert_false(touch(INPUT_PRESS, 960, 560));
        assert_false(press_key('5'));
        participant_steer(&person, &asked, 0.5);
        assert_true(isnan(person.mark.value));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_is_drawn_as_it_was),
        cmocka_unit_test(no_number_is_on_a_line),
        cmocka_unit_test(a_mark_appears_with_the_first_touch_only),
        cmocka_unit_test(it_is_drawn_at_any_size_within_its_place),
        cmocka_unit_test(a_drag_takes_the_mark_with_it),
        cmocka_unit_test(a_touch_elsewhere_moves_nothing),
        cmocka_unit_test(a_second_finger_is_none_of_it),
        cmocka_unit_test(the_line_is_as_long_as_it_was_calibrated),
        cmocka_unit_test(another_question_has_no_mark_yet),
        cmocka_unit_test(keys_and_a_joystick_move_it_as_well),
        cmocka_unit_test(a_number_is_one_touch_or_one_key),
        cmocka_unit_test(a_line_that_is_marked_once_is_confirmed),
        cmocka_unit_test(nothing_is_moved_where_nothing_is_asked),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}

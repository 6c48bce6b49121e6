/* A joystick's axis between the two ends of the scale, its buttons, and its plug. */
#include "shell/joystick.h"

#include <SDL.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct joystick joystick;
static const struct joystick_axis first_moved = {0};

static enum joystick_news move(const struct joystick_axis *axis, uint8_t number, int value,
                               double *share)
{
    const SDL_Event event = {
        .jaxis = {.type = SDL_JOYAXISMOTION, .axis = number, .value = (Sint16)value}};
    return joystick_hear(&joystick, axis, &event, share);
}

static enum joystick_news press(uint8_t button, bool is_down)
{
    double share;
    const SDL_Event event = {.jbutton = {.type = is_down ? SDL_JOYBUTTONDOWN : SDL_JOYBUTTONUP,
                                         .button = button,
                                         .state = is_down ? SDL_PRESSED : SDL_RELEASED}};
    return joystick_hear(&joystick, &first_moved, &event, &share);
}

static void the_first_axis_that_is_moved_is_meant(void **state)
{
    (void)state;
    double share = -1;
    joystick = (struct joystick){0};
    assert_int_equal(move(&first_moved, 2, 32767, &share), JOYSTICK_MOVED);
    assert_true(share == 1);
    assert_int_equal(move(&first_moved, 0, 0, &share), JOYSTICK_NOTHING);
    assert_int_equal(move(&first_moved, 2, -32768, &share), JOYSTICK_MOVED);
    assert_true(share == 0);
    move(&first_moved, 2, 0, &share);
    assert_true(fabs(share - 0.5) < 1e-4);
}

/* It says where it is when it is plugged in, and trembles: nobody has touched it. */
static void an_axis_that_nobody_moves_says_nothing(void **state)
{
    (void)state;
    double share = -1;
    joystick = (struct joystick){0};
    for (int i = 0; i < 100; i++)
        assert_int_equal(move(&first_moved, 1, i % 2 ? 900 : -900, &share), JOYSTICK_NOTHING);
    assert_int_equal(move(&first_moved, 1, 20000, &share), JOYSTICK_MOVED);
    assert_int_equal(move(&first_moved, 1, 19990, &share), JOYSTICK_MOVED);
    joystick_rest(&joystick); /* another question */
    assert_int_equal(move(&first_moved, 1, 20100, &share), JOYSTICK_NOTHING);
    assert_int_equal(move(&first_moved, 1, 0, &share), JOYSTICK_MOVED);
}

static void a_bench_names_an_axis_and_its_two_ends(void **state)
{
    (void)state;
    static const struct {
        struct joystick_axis axis;
        int value;
        double share;
    } rows[] = {
        {{1, 0, 1}, 32767, 1},      {{1, 0.5, 1}, 4000, 0},
        {{1, 0, 1}, -20000, 0},     {{1, 1, -1}, 32767, 0}, /* upside down */
        {{1, 1, -1}, -32767, 1},    {{1, -1, 0}, -16383, 0.5 + 0.5 / 32767},
        {{1, -0.5, 0.5}, 30000, 1}, {{1, 0, 0}, -32767, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double share = -1;
        joystick = (struct joystick){0};
        assert_int_equal(move(&rows[i].axis, 1, 5000, &share), JOYSTICK_NOTHING);
        assert_int_equal(move(&rows[i].axis, 0, rows[i].value, &share), JOYSTICK_MOVED);
        assert_true(fabs(share - rows[i].share) < 1e-9);
    }
}

static void any_of_its_buttons_is_the_button(void **state)
{
    (void)state;
    joystick = (struct joystick){0};
    assert_int_equal(press(3, true), JOYSTICK_PRESSED);
    assert_int_equal(press(0, true), JOYSTICK_NOTHING);
    assert_int_equal(press(3, false), JOYSTICK_NOTHING);
    assert_true(joystick.down != 0);
    assert_int_equal(press(0, false), JOYSTICK_RELEASED);
}

/* Hears all that the system has to say. */
static enum joystick_news hear_all(double *share)
{
    enum joystick_news last = JOYSTICK_NOTHING;
    SDL_Event event;
    SDL_JoystickUpdate();
    while (SDL_PollEvent(&event)) {
        const enum joystick_news news = joystick_hear(&joystick, &first_moved, &event, share);
        last = news == JOYSTICK_NOTHING ? last : news;
    }
    return last;
}

/* One of the library's own making: nothing of a real device is asked. */
static void it_is_plugged_in_and_pulled_out_while_the_window_is_open(void **state)
{
    (void)state;
    double share = -1;
    if (SDL_Init(SDL_INIT_EVENTS) != 0)
        skip();
    joystick_begin(&joystick);
    if (!joystick.is_on)
        skip();
    for (int round = 0; round < 3; round++) {
        const int index = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER, 2, 2, 0);
        assert_true(index >= 0);
        hear_all(&share);
        assert_non_null(joystick.open[0]);
        SDL_Joystick *plugged = joystick.open[0];
        SDL_JoystickSetVirtualAxis(plugged, 1, 16384);
        assert_int_equal(hear_all(&share), JOYSTICK_MOVED);
        assert_true(share > 0.7 && share < 0.8);
        SDL_JoystickSetVirtualButton(plugged, 0, SDL_PRESSED);
        assert_int_equal(hear_all(&share), JOYSTICK_PRESSED);
        SDL_JoystickDetachVirtual(index);
        assert_int_equal(hear_all(&share), JOYSTICK_RELEASED);
        assert_null(joystick.open[0]);
        assert_int_equal(joystick.down, 0);
    }
    joystick_end(&joystick);
    SDL_Quit();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_axis_that_is_moved_is_meant),
        cmocka_unit_test(an_axis_that_nobody_moves_says_nothing),
        cmocka_unit_test(a_bench_names_an_axis_and_its_two_ends),
        cmocka_unit_test(any_of_its_buttons_is_the_button),
        cmocka_unit_test(it_is_plugged_in_and_pulled_out_while_the_window_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

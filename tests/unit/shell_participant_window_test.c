/* The participant's window between SDL and the bench: fingers, mouse, keys and joystick move the mark, what is the examiner's goes
 * on to the examiner, and a window that is closed stays closed until it is asked for again. Nothing is seen: SDL draws into
 * memory, and its joystick is one of its own making. */
#include "shell/participant_window.h"

#include "base/clock.h"

#include <SDL.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
    struct participant_window window;
    struct participant_view view;
    struct fonts *fonts;
    SDL_Window *examiners;
    uint32_t id;
    int w, h;
} scene;

static void show(enum participant_shows shows)
{
    struct why why = {0};
    if (scene.view.shows != shows)
        scene.view.round++;
    scene.view.shows = (uint8_t)shows;
    scene.view.is_wanted = true;
    if (participant_window_show(&scene.window, &scene.view, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    participant_window_tend(&scene.window, mono_now());
    scene.id = SDL_GetWindowID(scene.window.handle);
    SDL_GetWindowSize(scene.window.handle, &scene.w, &scene.h);
}

static int setup(void **state)
{
    struct why why;
    (void)state;
    memset(&scene, 0, sizeof scene);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    if (SDL_Init(SDL_INIT_VIDEO) != 0 || fonts_open(&scene.fonts, &why) != STATUS_OK)
        return -1;
    scene.examiners = SDL_CreateWindow("Limen", 0, 0, 800, 600, 0);
    participant_window_init(&scene.window);
    scene.window.examiners = scene.examiners;
    scene.window.fonts = scene.fonts;
    show(PARTICIPANT_FOLLOW);
    return scene.window.handle ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    participant_window_close(&scene.window);
    fonts_close(scene.fonts);
    SDL_DestroyWindow(scene.examiners);
    SDL_Quit();
    return 0;
}

static bool hear(const SDL_Event *event)
{
    return participant_window_hear(&scene.window, event, mono_now());
}

static double mark(void)
{
    return scene.window.participant.mark.value;
}

/* The line is two thirds of the width; `share` of it. */
static float at_line(float share)
{
    return (float)scene.w * (1.0f / 6 + share * 2 / 3);
}

static float line_y(void)
{
    return (float)scene.h * 560 / 1080;
}

static bool finger(Uint32 type, SDL_FingerID id, float share)
{
    const SDL_Event event = {.tfinger = {.type = type,
                                         .fingerId = id,
                                         .windowID = scene.id,
                                         .x = at_line(share) / (float)scene.w,
                                         .y = line_y() / (float)scene.h}};
    return hear(&event);
}

static bool mouse(Uint32 type, uint32_t window, float share)
{
    SDL_Event event = {.type = type};
    if (type == SDL_MOUSEMOTION)
        event.motion = (SDL_MouseMotionEvent){.type = type,
                                              .windowID = window,
                                              .state = SDL_BUTTON_LMASK,
                                              .x = (int)at_line(share),
                                              .y = (int)line_y()};
    else
        event.button = (SDL_MouseButtonEvent){.type = type,
                                              .windowID = window,
                                              .button = SDL_BUTTON_LEFT,
                                              .x = (int)at_line(share),
                                              .y = (int)line_y()};
    return hear(&event);
}

static bool key(Uint32 type, uint32_t window, SDL_Keycode code)
{
    const SDL_Event event = {.key = {.type = type, .windowID = window, .keysym.sym = code}};
    return hear(&event);
}

static void a_finger_moves_the_mark_and_a_second_one_does_not(void **state)
{
    (void)state;
    assert_true(isnan(mark()));
    assert_true(finger(SDL_FINGERDOWN, 1, 0.5f));
    assert_true(fabs(mark() - 5) < 0.01);
    finger(SDL_FINGERDOWN, 2, 0.9f);
    finger(SDL_FINGERMOTION, 2, 0.95f);
    assert_true(fabs(mark() - 5) < 0.01);
    finger(SDL_FINGERMOTION, 1, 0.25f);
    assert_true(fabs(mark() - 2.5) < 0.01);
    finger(SDL_FINGERUP, 1, 0.25f);
    finger(SDL_FINGERMOTION, 1, 0.75f);
    assert_true(fabs(mark() - 2.5) < 0.01);
}

static void a_mouse_that_is_let_go_of_elsewhere_has_let_go(void **state)
{
    (void)state;
    assert_true(mouse(SDL_MOUSEBUTTONDOWN, scene.id, 0.5f));
    assert_true(mouse(SDL_MOUSEMOTION, scene.id, 0.6f));
    assert_true(fabs(mark() - 6) < 0.02);
    mouse(SDL_MOUSEBUTTONUP, 0, 0.7f); /* of no window: outside all */
    mouse(SDL_MOUSEMOTION, scene.id, 0.9f);
    assert_true(fabs(mark() - 6) < 0.02);
}

static void what_is_done_in_the_examiners_window_is_none_of_it(void **state)
{
    (void)state;
    const uint32_t other = SDL_GetWindowID(scene.examiners);
    assert_false(mouse(SDL_MOUSEBUTTONDOWN, other, 0.5f));
    assert_false(mouse(SDL_MOUSEBUTTONUP, other, 0.5f));
    assert_false(key(SDL_KEYDOWN, other, SDLK_RIGHT));
    assert_true(isnan(mark()));
}

/* Should the keyboard ever be there: Space is STOP all the same, and the examiner's keys are the examiner's. */
static void keys_are_the_examiners_but_for_those_that_move_the_mark(void **state)
{
    (void)state;
    static const SDL_Keycode examiners[] = {SDLK_SPACE, SDLK_RETURN, SDLK_ESCAPE, SDLK_F2,
                                            SDLK_b,     SDLK_1,      SDLK_TAB};
    for (size_t i = 0; i < sizeof examiners / sizeof examiners[0]; i++) {
        assert_false(key(SDL_KEYDOWN, scene.id, examiners[i]));
        assert_false(key(SDL_KEYUP, scene.id, examiners[i]));
    }
    assert_true(isnan(mark()));
    assert_true(key(SDL_KEYDOWN, scene.id, SDLK_RIGHT));
    assert_true(mark() == 5);
    show(PARTICIPANT_NUMBERS);
    assert_false(key(SDL_KEYDOWN, scene.id, SDLK_SPACE));
    assert_true(key(SDL_KEYDOWN, scene.id, SDLK_4));
    assert_true(mark() == 4);
}

/* Losing and gaining it is told of windows: that of this one is no news about the examiner's. */
static void the_focus_of_this_window_is_not_that_of_the_other(void **state)
{
    (void)state;
    static const Uint8 events[] = {SDL_WINDOWEVENT_FOCUS_GAINED, SDL_WINDOWEVENT_FOCUS_LOST,
                                   SDL_WINDOWEVENT_EXPOSED};
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        SDL_Event event = {
            .window = {.type = SDL_WINDOWEVENT, .windowID = scene.id, .event = events[i]}};
        assert_true(hear(&event));
        event.window.windowID = SDL_GetWindowID(scene.examiners);
        assert_false(hear(&event));
    }
}

static void an_answer_is_taken_once(void **state)
{
    (void)state;
    double value;
    uint32_t prompt;
    scene.view.prompt = 12;
    show(PARTICIPANT_NUMBERS);
    assert_false(participant_window_answer(&scene.window, &value, &prompt));
    mouse(SDL_MOUSEBUTTONDOWN, scene.id, 0.3f);
    assert_true(participant_window_answer(&scene.window, &value, &prompt));
    assert_true(value == 3);
    assert_int_equal(prompt, 12);
    assert_false(participant_window_answer(&scene.window, &value, &prompt));
}

static void a_joystick_moves_the_mark_and_confirms_it(void **state)
{
    (void)state;
    SDL_Event event;
    double value;
    uint32_t prompt;
    scene.view.axis = 2;
    scene.view.axis_low = 0;
    scene.view.axis_high = 1;
    show(PARTICIPANT_LINE);
    if (!scene.window.joystick.is_on)
        skip();
    const int index = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER, 3, 1, 0);
    while (SDL_PollEvent(&event))
        hear(&event);
    SDL_Joystick *stick = scene.window.joystick.open[0];
    assert_non_null(stick);
    SDL_JoystickSetVirtualAxis(stick, 0, 30000); /* another one */
    SDL_JoystickUpdate();
    while (SDL_PollEvent(&event))
        hear(&event);
    assert_true(isnan(mark()));
    SDL_JoystickSetVirtualAxis(stick, 1, 16384);
    SDL_JoystickUpdate();
    while (SDL_PollEvent(&event))
        hear(&event);
    assert_true(fabs(mark() - 5) < 0.01);
    SDL_JoystickSetVirtualButton(stick, 0, SDL_PRESSED);
    SDL_JoystickUpdate();
    while (SDL_PollEvent(&event))
        hear(&event);
    assert_true(participant_window_answer(&scene.window, &value, &prompt));
    SDL_JoystickDetachVirtual(index);
    while (SDL_PollEvent(&event))
        hear(&event);
    assert_null(scene.window.joystick.open[0]);
}

static void one_that_was_closed_opens_when_it_is_asked_for(void **state)
{
    (void)state;
    const SDL_Event close_it = {
        .window = {.type = SDL_WINDOWEVENT, .windowID = scene.id, .event = SDL_WINDOWEVENT_CLOSE}};
    assert_true(hear(&close_it));
    assert_null(scene.window.handle);
    assert_false(scene.window.line.is_open);
    assert_true(participant_window_due(&scene.window) == MONO_NEVER);
    struct why why;
    assert_int_equal(participant_window_show(&scene.window, &scene.view, &why), STATUS_OK);
    assert_null(scene.window.handle);
    participant_window_again(&scene.window);
    show(PARTICIPANT_FOLLOW);
    assert_non_null(scene.window.handle);
    scene.view.is_wanted = false; /* another bench, without it */
    assert_int_equal(participant_window_show(&scene.window, &scene.view, &why), STATUS_OK);
    assert_null(scene.window.handle);
}

/* Its line is looked after fifty times a second, and the picture is painted where it has changed. */
static void it_says_when_it_wants_to_be_looked_after(void **state)
{
    (void)state;
    mono_ns now = mono_now();
    for (int i = 0; i < 100; i++) {
        participant_window_tend(&scene.window, now);
        const mono_ns due = participant_window_due(&scene.window);
        assert_true(due > now && due <= now + VAS_END_PERIOD);
        now = due;
    }
    const uint64_t before = scene.window.painted;
    mouse(SDL_MOUSEBUTTONDOWN, scene.id, 0.5f);
    participant_window_tend(&scene.window, now);
    assert_true(scene.window.painted != before);
}

#define WINDOW_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WINDOW_TEST(a_finger_moves_the_mark_and_a_second_one_does_not),
        WINDOW_TEST(a_mouse_that_is_let_go_of_elsewhere_has_let_go),
        WINDOW_TEST(what_is_done_in_the_examiners_window_is_none_of_it),
        WINDOW_TEST(keys_are_the_examiners_but_for_those_that_move_the_mark),
        WINDOW_TEST(the_focus_of_this_window_is_not_that_of_the_other),
        WINDOW_TEST(an_answer_is_taken_once),
        WINDOW_TEST(a_joystick_moves_the_mark_and_confirms_it),
        WINDOW_TEST(one_that_was_closed_opens_when_it_is_asked_for),
        WINDOW_TEST(it_says_when_it_wants_to_be_looked_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the hand does on the glass, at the mouse and at the keys, as the screens hear it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/input_of_sdl.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

static const struct input_screen twice = {.scale = 2, .width = 2880, .height = 1800};
static struct input_queue queue;

static void take(const SDL_Event *event)
{
    input_of_sdl(&twice, event, 7 * MONO_SEC, &queue);
}

static int setup(void **state)
{
    (void)state;
    input_clear(&queue);
    return 0;
}

static void touch(Uint32 type, SDL_FingerID finger, float x, float y)
{
    take(&(SDL_Event){.tfinger = {.type = type, .fingerId = finger, .x = x, .y = y}});
}

static void expect(size_t at, enum input_kind kind, unsigned pointer, float x, float y)
{
    assert_true(at < queue.n);
    const struct input_event *event = &queue.events[at];
    assert_int_equal(event->kind, kind);
    assert_int_equal(event->pointer, pointer);
    assert_true(event->t == 7 * MONO_SEC);
    assert_float_equal(event->x, x, 0.01);
    assert_float_equal(event->y, y, 0.01);
}

/* A second finger is one of its own: who leans on the screen can still press STOP. */
static void fingers_press_where_they_are_each_for_itself(void **state)
{
    (void)state;
    touch(SDL_FINGERDOWN, 0, 0.25f, 0.5f);
    touch(SDL_FINGERDOWN, 3, 1, 1);
    touch(SDL_FINGERMOTION, 0, 0.5f, 0.5f);
    touch(SDL_FINGERUP, 3, 0.75f, 1);
    assert_int_equal(queue.n, 4);
    expect(0, INPUT_PRESS, 1, 360, 450);
    expect(1, INPUT_PRESS, 4, 1440, 900);
    expect(2, INPUT_MOVE, 1, 720, 450);
    expect(3, INPUT_RELEASE, 4, 1080, 900);
}

/* SDL makes a mouse of every finger, too: one touch would be two presses. */
static void a_mouse_that_is_a_finger_is_not_heard(void **state)
{
    (void)state;
    SDL_Event event = {
        .button = {.type = SDL_MOUSEBUTTONDOWN, .which = SDL_TOUCH_MOUSEID, .button = 1}};
    take(&event);
    event.type = SDL_MOUSEBUTTONUP;
    take(&event);
    event = (SDL_Event){
        .motion = {.type = SDL_MOUSEMOTION, .which = SDL_TOUCH_MOUSEID, .state = SDL_BUTTON_LMASK}};
    take(&event);
    assert_int_equal(queue.n, 0);
}

static void the_left_button_presses_and_no_other(void **state)
{
    (void)state;
    for (Uint8 button = SDL_BUTTON_LEFT; button <= SDL_BUTTON_X2; button++)
        take(&(SDL_Event){
            .button = {.type = SDL_MOUSEBUTTONDOWN, .button = button, .x = 200, .y = 100}});
    take(&(SDL_Event){.motion = {.type = SDL_MOUSEMOTION, .x = 10, .y = 10}}); /* nothing held */
    take(&(SDL_Event){
        .motion = {.type = SDL_MOUSEMOTION, .state = SDL_BUTTON_LMASK, .x = 300, .y = 120}});
    take(&(SDL_Event){
        .button = {.type = SDL_MOUSEBUTTONUP, .button = SDL_BUTTON_LEFT, .x = 300, .y = 120}});
    assert_int_equal(queue.n, 3);
    expect(0, INPUT_PRESS, 0, 100, 50);
    expect(1, INPUT_MOVE, 0, 150, 60);
    expect(2, INPUT_RELEASE, 0, 150, 60);
}

static void keys_have_one_name_wherever_they_are(void **state)
{
    (void)state;
    static const struct {
        SDL_Keycode code;
        uint16_t key;
    } rows[] = {{SDLK_SPACE, ' '},
                {SDLK_RETURN, KEY_ENTER},
                {SDLK_F12, KEY_F12},
                {SDLK_KP_7, KEY_PAD_0 + 7},
                {SDLK_a, 'a'},
                {SDLK_KP_0, KEY_PAD_0},
                {SDLK_VOLUMEUP, KEY_NONE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int up = 0; up < 2; up++) {
            input_clear(&queue);
            take(&(SDL_Event){.key = {.type = up ? SDL_KEYUP : SDL_KEYDOWN,
                                      .repeat = 1,
                                      .keysym = {.sym = rows[i].code, .mod = KMOD_LSHIFT}}});
            assert_int_equal(queue.n, 1);
            assert_int_equal(queue.events[0].kind, up ? INPUT_KEY_UP : INPUT_KEY_DOWN);
            assert_int_equal(queue.events[0].key, rows[i].key);
            assert_true(queue.events[0].repeat && queue.events[0].shift);
            assert_false(queue.events[0].control);
        }
}

/* Also of a script that is written from right to left: no character is cut, none is lost. */
static void what_is_pasted_arrives_whole(void **state)
{
    (void)state;
    char text[401] = "", heard[512] = "";
    for (int i = 0; i < 200; i++)
        strcat(text, i % 7 ? "\xd7\xa9" : "x ");
    assert_int_equal(SDL_SetClipboardText(text), 0);
    take(&(SDL_Event){.key = {.type = SDL_KEYDOWN, .keysym = {.sym = SDLK_v, .mod = KMOD_RCTRL}}});
    for (size_t i = 0; i < queue.n; i++) {
        assert_int_equal(queue.events[i].kind, INPUT_TEXT);
        assert_int_not_equal(queue.events[i].text[0] & 0xc0, 0x80);
        strcat(heard, queue.events[i].text);
    }
    assert_string_equal(heard, text);
    assert_false(queue.overflowed);
}

static void only_the_keyboard_that_comes_and_goes_is_told_of_a_window(void **state)
{
    (void)state;
    for (Uint8 what = SDL_WINDOWEVENT_NONE; what <= SDL_WINDOWEVENT_HIT_TEST; what++)
        take(&(SDL_Event){.window = {.type = SDL_WINDOWEVENT, .event = what}});
    assert_int_equal(queue.n, 2);
    assert_true(queue.events[0].kind == INPUT_FOCUS && queue.events[0].on);
    assert_true(queue.events[1].kind == INPUT_FOCUS && !queue.events[1].on);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup(test, setup)
    const struct CMUnitTest tests[] = {
        ROW(fingers_press_where_they_are_each_for_itself),
        ROW(a_mouse_that_is_a_finger_is_not_heard),
        ROW(the_left_button_presses_and_no_other),
        ROW(keys_have_one_name_wherever_they_are),
        ROW(what_is_pasted_arrives_whole),
        ROW(only_the_keyboard_that_comes_and_goes_is_told_of_a_window),
    };
    if (SDL_setenv("SDL_VIDEODRIVER", "dummy", 1) != 0 || SDL_Init(SDL_INIT_VIDEO) != 0)
        return 1;
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    SDL_Quit();
    return failed;
}

#include "shell/input_of_sdl.h"

#include <SDL.h>
#include <string.h>

static uint16_t named_key(SDL_Keycode code)
{
    static const struct {
        SDL_Keycode code;
        uint16_t key;
    } keys[] = {
        {SDLK_RETURN, KEY_ENTER},
        {SDLK_ESCAPE, KEY_ESCAPE},
        {SDLK_TAB, KEY_TAB},
        {SDLK_BACKSPACE, KEY_BACKSPACE},
        {SDLK_DELETE, KEY_DELETE},
        {SDLK_LEFT, KEY_LEFT},
        {SDLK_RIGHT, KEY_RIGHT},
        {SDLK_UP, KEY_UP},
        {SDLK_DOWN, KEY_DOWN},
        {SDLK_HOME, KEY_HOME},
        {SDLK_END, KEY_END},
        {SDLK_PAGEUP, KEY_PAGE_UP},
        {SDLK_PAGEDOWN, KEY_PAGE_DOWN},
        {SDLK_KP_PERIOD, KEY_PAD_POINT},
        {SDLK_KP_COMMA, KEY_PAD_POINT},
        {SDLK_KP_ENTER, KEY_PAD_ENTER},
        {SDLK_KP_0, KEY_PAD_0},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].code == code)
            return keys[i].key;
    if (code >= SDLK_KP_1 && code <= SDLK_KP_9)
        return (uint16_t)(KEY_PAD_0 + 1 + (code - SDLK_KP_1));
    if (code >= SDLK_F1 && code <= SDLK_F12)
        return (uint16_t)(KEY_F1 + (code - SDLK_F1));
    return code >= ' ' && code < 0x7f ? (uint16_t)code : (uint16_t)KEY_NONE;
}

static void put_key(struct input_queue *queue, const SDL_KeyboardEvent *key, mono_ns t)
{
    const struct input_event event = {
        .t = t,
        .kind = key->type == SDL_KEYDOWN ? INPUT_KEY_DOWN : INPUT_KEY_UP,
        .repeat = key->repeat != 0,
        .shift = (key->keysym.mod & KMOD_SHIFT) != 0,
        .control = (key->keysym.mod & KMOD_CTRL) != 0,
        .key = named_key(key->keysym.sym),
    };
    input_push(queue, &event);
}

/* As several events where it is long, cut at whole characters. */
static void put_text(struct input_queue *queue, const char *text, mono_ns t)
{
    while (*text) {
        struct input_event event = {.t = t, .kind = INPUT_TEXT};
        size_t n = strnlen(text, sizeof event.text - 1);
        while (n > 0 && (text[n] & 0xc0) == 0x80)
            n--;
        memcpy(event.text, text, n);
        input_push(queue, &event);
        if (n == 0)
            return;
        text += n;
    }
}

static void put_pointer(struct input_queue *queue, const struct input_event *event, float scale)
{
    struct input_event scaled = *event;
    scaled.x /= scale;
    scaled.y /= scale;
    input_push(queue, &scaled);
}

/* SDL can make a mouse of a finger, and a finger of the mouse: what the hand did counts once, as the finger. */
static bool is_of_finger(Uint32 which)
{
    return which == SDL_TOUCH_MOUSEID || SDL_GetHintBoolean(SDL_HINT_MOUSE_TOUCH_EVENTS, SDL_FALSE);
}

static void put_button(const struct input_screen *screen, const SDL_MouseButtonEvent *button,
                       mono_ns t, struct input_queue *queue)
{
    const struct input_event event = {.t = t,
                                      .kind = button->type == SDL_MOUSEBUTTONDOWN ? INPUT_PRESS
                                                                                  : INPUT_RELEASE,
                                      .x = (float)button->x,
                                      .y = (float)button->y};
    if (!is_of_finger(button->which) && button->button == SDL_BUTTON_LEFT)
        put_pointer(queue, &event, screen->scale);
}

static void put_motion(const struct input_screen *screen, const SDL_MouseMotionEvent *motion,
                       mono_ns t, struct input_queue *queue)
{
    const struct input_event event = {
        .t = t, .kind = INPUT_MOVE, .x = (float)motion->x, .y = (float)motion->y};
    if (!is_of_finger(motion->which) && (motion->state & SDL_BUTTON_LMASK))
        put_pointer(queue, &event, screen->scale);
}

static void put_finger(const struct input_screen *screen, const SDL_TouchFingerEvent *finger,
                       mono_ns t, struct input_queue *queue)
{
    const struct input_event event = {.t = t,
                                      .kind = finger->type == SDL_FINGERDOWN ? INPUT_PRESS
                                              : finger->type == SDL_FINGERUP ? INPUT_RELEASE
                                                                             : INPUT_MOVE,
                                      .pointer = (uint8_t)(1 + (finger->fingerId & 7)),
                                      .x = finger->x * (float)screen->width,
                                      .y = finger->y * (float)screen->height};
    put_pointer(queue, &event, screen->scale);
}

static void put_focus(struct input_queue *queue, const SDL_WindowEvent *what, mono_ns t)
{
    const bool has_focus = what->event == SDL_WINDOWEVENT_FOCUS_GAINED;
    const struct input_event event = {.t = t, .kind = INPUT_FOCUS, .on = has_focus};
    if (has_focus || what->event == SDL_WINDOWEVENT_FOCUS_LOST)
        input_push(queue, &event);
}

static void paste(struct input_queue *queue, mono_ns t)
{
    char *text = SDL_GetClipboardText();
    if (text)
        put_text(queue, text, t);
    SDL_free(text);
}

static bool is_paste(const SDL_KeyboardEvent *key)
{
    return key->type == SDL_KEYDOWN && key->keysym.sym == SDLK_v && (key->keysym.mod & KMOD_CTRL);
}

void input_of_sdl(const struct input_screen *screen, const SDL_Event *event, mono_ns t,
                  struct input_queue *queue)
{
    const struct input_event turned = {.t = t, .kind = INPUT_SCROLL, .y = event->wheel.preciseY};
    switch (event->type) {
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        if (is_paste(&event->key))
            paste(queue, t);
        else
            put_key(queue, &event->key, t);
        return;
    case SDL_TEXTINPUT:
        put_text(queue, event->text.text, t);
        return;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        put_button(screen, &event->button, t, queue);
        return;
    case SDL_MOUSEMOTION:
        put_motion(screen, &event->motion, t, queue);
        return;
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION:
        put_finger(screen, &event->tfinger, t, queue);
        return;
    case SDL_MOUSEWHEEL:
        input_push(queue, &turned);
        return;
    case SDL_WINDOWEVENT:
        put_focus(queue, &event->window, t);
        return;
    default:
        return;
    }
}

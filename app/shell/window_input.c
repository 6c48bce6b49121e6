/* SDL's events as the screens know them. */
#include "window_internal.h"

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
void window_put_text(struct input_queue *queue, const char *text, mono_ns t)
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

static void put_pointer(struct window *window, struct input_queue *queue, uint8_t kind, uint8_t who,
                        struct point at)
{
    const struct input_event event = {.t = window->now,
                                      .kind = kind,
                                      .pointer = who,
                                      .x = at.x / window->scale,
                                      .y = at.y / window->scale};
    input_push(queue, &event);
}

static void put_finger(struct window *window, struct input_queue *queue,
                       const SDL_TouchFingerEvent *finger, uint8_t kind)
{
    const struct point at = {finger->x * (float)window->width, finger->y * (float)window->height};
    put_pointer(window, queue, kind, (uint8_t)(1 + (finger->fingerId & 7)), at);
}

static void put_window(struct window *window, struct input_queue *queue,
                       const SDL_WindowEvent *what)
{
    const bool has_focus = what->event == SDL_WINDOWEVENT_FOCUS_GAINED;
    if (has_focus || what->event == SDL_WINDOWEVENT_FOCUS_LOST) {
        const struct input_event event = {.t = window->now, .kind = INPUT_FOCUS, .on = has_focus};
        input_push(queue, &event);
        window->has_focus = has_focus;
    }
    if (what->event == SDL_WINDOWEVENT_SIZE_CHANGED || what->event == SDL_WINDOWEVENT_EXPOSED)
        window->is_stale = true;
}

static void paste(struct window *window, struct input_queue *queue)
{
    char *text = SDL_GetClipboardText();
    if (text)
        window_put_text(queue, text, window->now);
    SDL_free(text);
}

static bool is_paste(const SDL_KeyboardEvent *key)
{
    return key->type == SDL_KEYDOWN && key->keysym.sym == SDLK_v && (key->keysym.mod & KMOD_CTRL);
}

void window_take(struct window *window, const SDL_Event *event, struct input_queue *queue)
{
    switch (event->type) {
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        if (is_paste(&event->key))
            paste(window, queue);
        else
            put_key(queue, &event->key, window->now);
        return;
    case SDL_TEXTINPUT:
        window_put_text(queue, event->text.text, window->now);
        return;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        if (event->button.which != SDL_TOUCH_MOUSEID && event->button.button == SDL_BUTTON_LEFT)
            put_pointer(window, queue,
                        event->type == SDL_MOUSEBUTTONDOWN ? INPUT_PRESS : INPUT_RELEASE, 0,
                        (struct point){(float)event->button.x, (float)event->button.y});
        return;
    case SDL_MOUSEMOTION:
        if (event->motion.which != SDL_TOUCH_MOUSEID && (event->motion.state & SDL_BUTTON_LMASK))
            put_pointer(window, queue, INPUT_MOVE, 0,
                        (struct point){(float)event->motion.x, (float)event->motion.y});
        return;
    case SDL_FINGERDOWN:
        put_finger(window, queue, &event->tfinger, INPUT_PRESS);
        return;
    case SDL_FINGERUP:
        put_finger(window, queue, &event->tfinger, INPUT_RELEASE);
        return;
    case SDL_FINGERMOTION:
        put_finger(window, queue, &event->tfinger, INPUT_MOVE);
        return;
    case SDL_MOUSEWHEEL: {
        const struct input_event turned = {
            .t = window->now, .kind = INPUT_SCROLL, .y = event->wheel.preciseY};
        input_push(queue, &turned);
        return;
    }
    case SDL_WINDOWEVENT:
        put_window(window, queue, &event->window);
        return;
    default:
        return;
    }
}

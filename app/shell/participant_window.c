/* Where it is: on another screen than the examiner's, over all of it and without a frame, past the window manager, so that neither
 * a click nor a finger can move the keyboard there; with one screen, a window like any other that refuses the keyboard. */
#include "shell/participant_window.h"

#include "gui/input.h"
#include "shell/input_of_sdl.h"
#include "shell/participant_focus.h"
#include "text/text.h"

#include <SDL.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH = 960, HEIGHT = 540, WIDTH_MIN = 480, HEIGHT_MIN = 270 };

void participant_window_init(struct participant_window *window)
{
    *window = (struct participant_window){.participant.mark = participant_untouched()};
    snprintf(window->place, sizeof window->place, "%d", (int)getpid());
}

_Static_assert(sizeof(SDL_Rect) == sizeof((struct participant_window *)0)->bounds, "x, y, w, h");

/* ---- where ------------------------------------------------------------------------------------------ */

/* One that was switched off stays in the list, and nothing of it is part of the desktop. */
static bool is_there(int display, SDL_Rect *all)
{
    SDL_Rect room;
    return SDL_GetDisplayUsableBounds(display, &room) == 0 && !SDL_RectEmpty(&room) &&
           SDL_GetDisplayBounds(display, all) == 0;
}

/* As the bench says, else the first that the examiner's window is not on. -1: there is none. */
static int find_display(const struct participant_window *window, SDL_Rect *all)
{
    const int n = SDL_GetNumVideoDisplays(), own = SDL_GetWindowDisplayIndex(window->examiners);
    const int wanted = window->view.display - 1;
    if (wanted >= 0 && wanted < n && wanted != own && is_there(wanted, all))
        return wanted;
    for (int i = 0; i < n; i++)
        if (i != own && is_there(i, all))
            return i;
    return -1;
}

/* Among others it begins in the corner that is farthest from the examiner's STOP. */
static SDL_Window *open_handle(struct participant_window *window)
{
    const char *title = text_of((enum language)window->view.language, TEXT_participant_name);
    SDL_Rect all = {0}, room = {0};
    window->display = find_display(window, &all);
    memcpy(window->bounds, &all, sizeof window->bounds);
    if (window->display >= 0)
        return SDL_CreateWindow(title, all.x, all.y, all.w, all.h,
                                SDL_WINDOW_HIDDEN | SDL_WINDOW_BORDERLESS | SDL_WINDOW_POPUP_MENU |
                                    SDL_WINDOW_SKIP_TASKBAR | SDL_WINDOW_ALLOW_HIGHDPI);
    if (SDL_GetDisplayUsableBounds(SDL_GetWindowDisplayIndex(window->examiners), &room) != 0)
        room = (SDL_Rect){0};
    return SDL_CreateWindow(title, room.x, room.y, WIDTH, HEIGHT,
                            SDL_WINDOW_HIDDEN | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
}

/* Its display was switched off, or is another one now: it goes with it, and is opened where there is one. */
static bool has_lost_display(struct participant_window *window, mono_ns now)
{
    SDL_Rect all;
    if (window->display < 0 || now < window->look_at)
        return false;
    window->look_at = now + MONO_SEC;
    return !is_there(window->display, &all) ||
           memcmp(&all, window->bounds, sizeof window->bounds) != 0;
}

/* Where there is no window manager the library gives the keyboard to whatever it shows: it is given back. */
static void show_without_keyboard(const struct participant_window *window)
{
    const bool had_keyboard = (SDL_GetWindowFlags(window->examiners) & SDL_WINDOW_INPUT_FOCUS) != 0;
    SDL_SetHint(SDL_HINT_WINDOW_NO_ACTIVATION_WHEN_SHOWN, "1");
    SDL_SetWindowMinimumSize(window->handle, WIDTH_MIN, HEIGHT_MIN);
    participant_focus_refuse(window->handle);
    SDL_ShowWindow(window->handle);
    SDL_SetHint(SDL_HINT_WINDOW_NO_ACTIVATION_WHEN_SHOWN, "0");
    if (had_keyboard)
        SDL_SetWindowInputFocus(window->examiners);
}

static enum status open_window(struct participant_window *window, struct why *why)
{
    window->canvas = canvas_new();
    window->handle = window->canvas ? open_handle(window) : NULL;
    if (!window->handle)
        return why_set(why, STATUS_IO, "the participant's window cannot be opened: %s",
                       SDL_GetError());
    const enum status status = participant_line_open(&window->line, window->place, why);
    if (status != STATUS_OK)
        return status;
    show_without_keyboard(window);
    /* The library would give the mouse that is held down to whoever has the keyboard, which is the other window. */
    SDL_SetHint(SDL_HINT_MOUSE_AUTO_CAPTURE, "0");
    joystick_begin(&window->joystick);
    window->is_stale = true;
    return STATUS_OK;
}

void participant_window_close(struct participant_window *window)
{
    participant_line_close(&window->line);
    if (window->handle) {
        SDL_SetHint(SDL_HINT_MOUSE_AUTO_CAPTURE, "1");
        joystick_end(&window->joystick);
    }
    surface_free(window->surface);
    canvas_free(window->canvas);
    if (window->handle)
        SDL_DestroyWindow(window->handle);
    window->handle = NULL;
    window->surface = NULL;
    window->canvas = NULL;
    window->participant = (struct participant){.mark = participant_untouched()};
    window->has_answer = false;
}

void participant_window_again(struct participant_window *window)
{
    window->is_closed = false;
}

enum status participant_window_show(struct participant_window *window,
                                    const struct participant_view *view, struct why *why)
{
    if (window->participant.round != view->round)
        joystick_rest(&window->joystick);
    window->view = *view;
    participant_look(&window->participant, view);
    if (window->handle && !view->is_wanted)
        participant_window_close(window);
    if (!view->is_wanted || window->handle || window->is_closed)
        return STATUS_OK;
    const enum status status = open_window(window, why);
    if (status == STATUS_OK)
        return status;
    participant_window_close(window);
    window->is_closed = true;
    return status;
}

/* ---- painting --------------------------------------------------------------------------------------- */

static bool fit(struct participant_window *window)
{
    SDL_Surface *pixels = SDL_GetWindowSurface(window->handle);
    surface_free(window->surface);
    window->surface = NULL;
    window->painted = 0;
    if (!pixels || pixels->format->BytesPerPixel != 4)
        return false;
    window->width = pixels->w;
    window->height = pixels->h;
    return surface_of_pixels(pixels->pixels, pixels->w, pixels->h, pixels->pitch, 1, window->fonts,
                             &window->surface) == STATUS_OK;
}

static struct rect area_of(const struct participant_window *window)
{
    return (struct rect){0, 0, (float)window->width, (float)window->height};
}

/* In pixels: a share of the whole screen, however large the window on it is. */
static float line_w(const struct participant_window *window)
{
    SDL_Rect all;
    int w = 0;
    const int display = SDL_GetWindowDisplayIndex(window->handle);
    SDL_GetWindowSize(window->handle, &w, NULL);
    if (!(window->view.line_share > 0) || w <= 0 || display < 0 ||
        SDL_GetDisplayBounds(display, &all) != 0)
        return 0;
    return (float)(window->view.line_share * all.w * window->width / w);
}

static void paint(struct participant_window *window)
{
    if (window->is_stale && !fit(window))
        return; /* no pixels now: the next event asks anew */
    window->is_stale = false;
    canvas_clear(window->canvas);
    participant_draw(window->canvas, window->fonts, area_of(window), line_w(window), &window->view,
                     &window->participant.mark);
    if (canvas_hash(window->canvas) == window->painted || !canvas_is_whole(window->canvas))
        return;
    window->painted = canvas_hash(window->canvas);
    surface_paint(window->surface, window->canvas, area_of(window), PARTICIPANT_GROUND);
    SDL_UpdateWindowSurface(window->handle);
}

void participant_window_tend(struct participant_window *window, mono_ns now)
{
    if (window->handle && has_lost_display(window, now))
        participant_window_close(window); /* the next view opens it */
    if (!window->handle)
        return;
    participant_line_tend(&window->line, now, window->participant.mark.value,
                          window->joystick.down != 0);
    paint(window);
}

mono_ns participant_window_due(const struct participant_window *window)
{
    return window->handle ? window->line.next : MONO_NEVER;
}

/* ---- hands ------------------------------------------------------------------------------------------ */

static Uint32 window_of(const SDL_Event *event)
{
    switch (event->type) {
    case SDL_WINDOWEVENT:
        return event->window.windowID;
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        return event->key.windowID;
    case SDL_TEXTINPUT:
        return event->text.windowID;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        return event->button.windowID;
    case SDL_MOUSEMOTION:
        return event->motion.windowID;
    case SDL_MOUSEWHEEL:
        return event->wheel.windowID;
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION:
        return event->tfinger.windowID;
    default:
        return 0;
    }
}

static bool moves_mark(const struct participant_window *window, const struct input_event *event)
{
    const uint16_t key = event->key;
    if (event->kind != INPUT_KEY_DOWN)
        return event->kind == INPUT_PRESS || event->kind == INPUT_MOVE ||
               event->kind == INPUT_RELEASE;
    if (window->view.shows == PARTICIPANT_NUMBERS)
        return (key >= '0' && key <= '9') || (key >= KEY_PAD_0 && key <= KEY_PAD_9);
    return (key >= KEY_LEFT && key <= KEY_DOWN) || key == KEY_PAGE_UP || key == KEY_PAGE_DOWN ||
           (window->view.shows == PARTICIPANT_LINE && key == KEY_ENTER);
}

static bool hear_hand(struct participant_window *window, const SDL_Event *event, mono_ns now)
{
    static struct input_queue queue;
    const struct input_screen screen = {1, window->width, window->height};
    bool is_its =
        event->type != SDL_KEYDOWN && event->type != SDL_KEYUP && event->type != SDL_TEXTINPUT;
    input_clear(&queue);
    input_of_sdl(&screen, event, now, &queue);
    for (size_t i = 0; i < queue.n; i++)
        if (moves_mark(window, &queue.events[i])) {
            window->has_answer |=
                participant_hear(&window->participant, &window->view, area_of(window),
                                 line_w(window), &queue.events[i]);
            is_its = true;
        }
    return is_its;
}

static void hear_window(struct participant_window *window, const SDL_WindowEvent *event)
{
    if (event->event == SDL_WINDOWEVENT_SIZE_CHANGED || event->event == SDL_WINDOWEVENT_EXPOSED)
        window->is_stale = true;
    if (event->event != SDL_WINDOWEVENT_CLOSE)
        return;
    participant_window_close(window);
    window->is_closed = true;
}

static bool hear_joystick(struct participant_window *window, const SDL_Event *event)
{
    const struct joystick_axis axis = {window->view.axis, window->view.axis_low,
                                       window->view.axis_high};
    double share = 0;
    if (event->type < SDL_JOYAXISMOTION || event->type > SDL_JOYDEVICEREMOVED)
        return false;
    const enum joystick_news news = joystick_hear(&window->joystick, &axis, event, &share);
    if (news == JOYSTICK_MOVED)
        participant_steer(&window->participant, &window->view, share);
    if (news == JOYSTICK_PRESSED)
        window->has_answer |= participant_confirm(&window->participant, &window->view);
    return true;
}

/* A mouse that is let go of outside is no window's, and this one has to know all the same. */
static bool is_let_go_outside(const struct participant_window *window, const SDL_Event *event)
{
    return event->type == SDL_MOUSEBUTTONUP && window->participant.is_held &&
           window->participant.pointer == 0 && event->button.button == SDL_BUTTON_LEFT;
}

bool participant_window_hear(struct participant_window *window, const SDL_Event *event, mono_ns now)
{
    if (!window->handle)
        return false;
    if (hear_joystick(window, event))
        return true;
    const bool is_its = window_of(event) == SDL_GetWindowID(window->handle);
    if (!is_its && is_let_go_outside(window, event))
        return hear_hand(window, event, now);
    if (!is_its)
        return false;
    if (event->type != SDL_WINDOWEVENT)
        return hear_hand(window, event, now);
    hear_window(window, &event->window);
    return true;
}

bool participant_window_answer(struct participant_window *window, double *value, uint32_t *prompt)
{
    const bool has_answer = window->has_answer;
    *value = window->participant.mark.value;
    *prompt = window->view.prompt;
    window->has_answer = false;
    return has_answer;
}

/* Where the window stands: STOP is in its last corner, and that corner is on the screen. A screen that becomes smaller, or is
 * pulled out, and a title bar that a desktop adds push it over the edge; no event tells of all of them, so they are looked at
 * once a second. A person who moves the window is not corrected. */
#include "window_internal.h"

#define LOOK_EVERY MONO_SEC

static bool is_placed_by_desktop(SDL_Window *handle)
{
    return (SDL_GetWindowFlags(handle) & (SDL_WINDOW_FULLSCREEN | SDL_WINDOW_MAXIMIZED |
                                          SDL_WINDOW_MINIMIZED | SDL_WINDOW_HIDDEN)) != 0;
}

/* A display without what the desktop puts there. One that was switched off stays in the list with its old place, but nothing
 * of that is part of the desktop any more. */
static bool has_room(int display, SDL_Rect *room)
{
    return display >= 0 && SDL_GetDisplayUsableBounds(display, room) == 0 && !SDL_RectEmpty(room);
}

/* The window's display, or where that is gone the first that is there. -1: nobody knows. */
static int find_display(SDL_Window *handle, SDL_Rect *room)
{
    const int own = SDL_GetWindowDisplayIndex(handle), n = SDL_GetNumVideoDisplays();
    if (has_room(own, room))
        return own;
    for (int i = 0; i < n; i++)
        if (has_room(i, room))
            return i;
    return -1;
}

/* The room for the window's inner part: without what the desktop puts around it. */
static bool find_room(SDL_Window *handle, int *display, SDL_Rect *room)
{
    int top = 0, left = 0, bottom = 0, right = 0;
    *display = find_display(handle, room);
    if (*display < 0)
        return false;
    if (SDL_GetWindowBordersSize(handle, &top, &left, &bottom, &right) != 0)
        top = left = bottom = right = 0;
    room->x += left;
    room->y += top;
    room->w -= left + right;
    room->h -= top + bottom;
    return true;
}

/* The far end counts more than the near one. */
static int within(int at, int size, int from, int room)
{
    const int last = from + room - size;
    const int first = at < from ? from : at;
    return first > last ? last : first;
}

static void bring_in(SDL_Window *handle, const SDL_Rect *room)
{
    SDL_Rect now, wanted;
    int w_min, h_min;
    SDL_GetWindowPosition(handle, &now.x, &now.y);
    SDL_GetWindowSize(handle, &now.w, &now.h);
    SDL_GetWindowMinimumSize(handle, &w_min, &h_min);
    wanted.w = SDL_max(SDL_min(now.w, room->w), w_min);
    wanted.h = SDL_max(SDL_min(now.h, room->h), h_min);
    wanted.x = within(now.x, wanted.w, room->x, room->w);
    wanted.y = within(now.y, wanted.h, room->y, room->h);
    if (wanted.w != now.w || wanted.h != now.h)
        SDL_SetWindowSize(handle, wanted.w, wanted.h);
    if (wanted.x != now.x || wanted.y != now.y)
        SDL_SetWindowPosition(handle, wanted.x, wanted.y);
}

void window_keep_on_screen(struct window *window)
{
    struct window_place *place = &window->place;
    SDL_Rect room;
    int display;
    if (window->now < place->look_at)
        return;
    place->look_at = window->now + LOOK_EVERY;
    if (is_placed_by_desktop(window->handle) || !find_room(window->handle, &display, &room))
        return; /* and the room it had before stays known: it may have become smaller meanwhile */
    const int displays = SDL_GetNumVideoDisplays();
    const bool is_there = display == SDL_GetWindowDisplayIndex(window->handle);
    const bool was_moved = is_there && place->displays == displays && place->display != display;
    const bool is_other =
        !is_there || place->displays != displays || !SDL_RectEquals(&place->room, &room);
    *place = (struct window_place){place->look_at, displays, display, room};
    if (is_other && !was_moved)
        bring_in(window->handle, &room);
}

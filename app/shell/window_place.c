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

/* The window's display without what the desktop puts there and around the window. False: nobody knows. */
static bool find_room(SDL_Window *handle, SDL_Rect *room)
{
    int top = 0, left = 0, bottom = 0, right = 0;
    const int display = SDL_GetWindowDisplayIndex(handle);
    if (display < 0 || SDL_GetDisplayUsableBounds(display, room) != 0)
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
    if (window->now < place->look_at)
        return;
    place->look_at = window->now + LOOK_EVERY;
    if (is_placed_by_desktop(window->handle) || !find_room(window->handle, &room))
        return; /* and the room it had before stays known: it may have become smaller meanwhile */
    const int displays = SDL_GetNumVideoDisplays();
    const int display = SDL_GetWindowDisplayIndex(window->handle);
    const bool was_moved = place->displays == displays && place->display != display;
    const bool is_other = place->displays != displays || !SDL_RectEquals(&place->room, &room);
    *place = (struct window_place){place->look_at, displays, display, room};
    if (is_other && !was_moved)
        bring_in(window->handle, &room);
}

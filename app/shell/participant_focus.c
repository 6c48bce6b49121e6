/* X11: the hint that a window wants no keyboard (WM_HINTS, input false), and among its protocols none by which it could be
 * given it all the same (WM_TAKE_FOCUS). The library has no word for either; the functions are those of the X library that it has
 * loaded itself, so that nothing more is linked. */
#include "shell/participant_focus.h"

#include <SDL_syswm.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#ifdef SDL_VIDEO_DRIVER_X11

enum { ATOM_ATOM = 4, ATOM_WM_HINTS = 35, HINTS_SIZE = 9, HINT_INPUT = 1, REPLACE = 0 };

struct x11 {
    int (*change)(Display *display, Window window, Atom property, Atom type, int format, int mode,
                  const unsigned char *data, int n);
    Atom (*intern)(Display *display, const char *name, Bool only_if_exists);
    int (*flush)(Display *display);
};

/* A pointer to a function is none to data: it is copied, not cast. */
static bool find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static bool find_all(void *library, struct x11 *x11)
{
    return find(library, "XChangeProperty", &x11->change) &&
           find(library, "XInternAtom", &x11->intern) && find(library, "XFlush", &x11->flush);
}

static bool find_x11(struct x11 *x11)
{
    if (find_all(RTLD_DEFAULT, x11))
        return true;
    void *library = dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD);
    return library && find_all(library, x11);
}

static void refuse(const struct x11 *x11, Display *display, Window window)
{
    const long hints[HINTS_SIZE] = {HINT_INPUT, False};
    const Atom protocols[] = {x11->intern(display, "WM_DELETE_WINDOW", False),
                              x11->intern(display, "_NET_WM_PING", False)};
    const Atom property = x11->intern(display, "WM_PROTOCOLS", False);
    x11->change(display, window, ATOM_WM_HINTS, ATOM_WM_HINTS, 32, REPLACE,
                (const unsigned char *)hints, HINTS_SIZE);
    x11->change(display, window, property, ATOM_ATOM, 32, REPLACE, (const unsigned char *)protocols,
                2);
    x11->flush(display);
}

bool participant_focus_refuse(struct SDL_Window *window)
{
    SDL_SysWMinfo info;
    struct x11 x11;
    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11 || !find_x11(&x11))
        return false;
    refuse(&x11, info.info.x11.display, info.info.x11.window);
    return true;
}

#else

bool participant_focus_refuse(struct SDL_Window *window)
{
    (void)window;
    return false;
}

#endif

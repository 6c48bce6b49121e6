/* From the lists of the panels to the surface. */
#ifndef LIMEN_GUI_PANELS_INTERNAL_H
#define LIMEN_GUI_PANELS_INTERNAL_H

#include "draw/surface.h"
#include "ui_state_internal.h"

struct panels {
    struct ui_canvas *list; /* [PANELS] */
    struct rect all;        /* of the window */
    colour ground;
    const struct canvas *blank;
    struct fonts *fonts;
    struct surface *surface;
};

/* Where was painted: the first `room` of `n` places; what is beyond widens the last. */
struct painted {
    struct rect *areas;
    size_t room, n;
};

void panels_paint_all(const struct panels *panels, struct painted *painted);
/* Only what differs from what stands on the surface. */
void panels_paint_changes(const struct panels *panels, struct painted *painted);

#endif

/* What has to be painted again when one list takes the place of another: small places of a panel instead of all of it. */
#ifndef LIMEN_DRAW_CANVAS_CHANGES_H
#define LIMEN_DRAW_CANVAS_CHANGES_H

#include "draw/canvas.h"
#include "draw/font.h"

enum { CHANGES_MAX = 8 };

struct canvas_changes {
    struct rect
        areas[CHANGES_MAX]; /* canvas pixels, with a margin for rounding; they may overlap */
    size_t n;
    bool is_all; /* what differs has no place of its own: paint everything */
};

/* Outside of these areas both lists give the same pixels, at any scale from 0.5 on. */
void canvas_find_changes(const struct canvas *before, const struct canvas *now, struct fonts *fonts,
                         struct canvas_changes *out);
/* `to` holds the same list; without memory it is not whole. */
void canvas_copy(struct canvas *to, const struct canvas *from);

#endif

/* Painting a list with Cairo. */
#ifndef LIMEN_DRAW_PAINT_INTERNAL_H
#define LIMEN_DRAW_PAINT_INTERNAL_H

#include "canvas_internal.h"
#include "draw/font.h"

#include <cairo.h>

struct painter {
    cairo_t *cr; /* in units of the surface: the painter scales */
    struct fonts *fonts;
    float scale;
    bool has_pixels; /* straight edges are put on them */
};

/* What lies in `area`, in canvas pixels, to which the surface is cut. */
void paint_canvas(const struct painter *painter, const struct canvas *canvas, struct rect area);

/* An edge in units of the surface. */
double paint_edge(const struct painter *painter, float value);
/* At least one pixel wide and high where there are pixels. */
void paint_box(const struct painter *painter, struct rect rect);
void paint_colour(const struct painter *painter, colour ink);
/* The points of an open line that show when a canvas pixel has so many columns; `kept` has room for all. Returns how many. */
size_t paint_thin(const struct point *points, size_t n, float columns, struct point *kept);
/* A line through points in units of the surface, in the colour that is set. */
void paint_trace(const struct painter *painter, const struct point *points, size_t n, double width);
void paint_text(const struct painter *painter, const struct command *command, const char *text);

#endif

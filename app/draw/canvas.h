/* A drawing as a list: fills, strokes, rounded rectangles, arcs, polylines, paths and text, in pixels at 96 dpi.
 *
 * Screens draw into a canvas, never onto a surface. So a panel whose list has not changed since the last frame is not
 * painted again (canvas_hash()), a test compares lists, and the same list becomes a window, a PNG or a PDF page
 * (draw/surface.h).
 *
 * Promises
 * 1. The same calls give the same bytes and the same hash, on every machine of one byte order.
 * 2. A failed allocation is remembered: canvas_is_whole() is false until the next canvas_clear(), calls do nothing.
 *    What was drawn before it stays: a list never holds half a command.
 * 3. Texts and points are copied; nothing of the caller's is kept.
 * 4. Coordinates are held within a million pixels; one that is not a number is our bug. What cannot be seen (no colour, no
 *    extent, no text) is not listed. */
#ifndef LIMEN_DRAW_CANVAS_H
#define LIMEN_DRAW_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 0xAARRGGBB, not premultiplied. COLOUR_NONE draws nothing. */
typedef uint32_t colour;
#define COLOUR_NONE 0u
#define COLOUR_OPAQUE 0xff000000u

struct point {
    float x, y;
};
struct rect {
    float x, y, w, h;
};

/* dash: length of dash and gap; 0: solid. Whole widths of horizontal and vertical lines and of outlines stay whole on pixels. */
struct stroke {
    colour colour;
    float width, dash;
};

enum text_weight {
    WEIGHT_REGULAR = 400,
    WEIGHT_MEDIUM = 500,
    WEIGHT_SEMIBOLD = 600,
    WEIGHT_BOLD = 700
};
enum text_align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* Digits are tabular always; from size 48 up the letter spacing is -3 % (ui: Type). */
struct text_style {
    float size;
    uint16_t weight; /* enum text_weight */
    uint8_t align;   /* enum text_align: which end of the text stands at x */
    bool struck;     /* a line through it */
    colour colour;
};

struct canvas;

struct canvas *canvas_new(void); /* NULL: no memory */
void canvas_free(struct canvas *canvas);
void canvas_clear(struct canvas *canvas);
bool canvas_is_whole(const struct canvas *canvas);
uint64_t canvas_hash(const struct canvas *canvas);

void canvas_fill(struct canvas *canvas, struct rect rect, colour fill);
/* `radius` up to half the shorter side; the stroke is centred on the edge moved half its width inwards. */
void canvas_round(struct canvas *canvas, struct rect rect, float radius, colour fill,
                  struct stroke stroke);
void canvas_line(struct canvas *canvas, struct point from, struct point to, struct stroke stroke);
/* Open line through `n` points, round joins and ends. */
void canvas_polyline(struct canvas *canvas, const struct point *points, size_t n,
                     struct stroke stroke);
/* Closed area. */
void canvas_polygon(struct canvas *canvas, const struct point *points, size_t n, colour fill,
                    struct stroke stroke);
/* `from` and `to` in turns, 0 at twelve o'clock, clockwise; a full turn is a circle. Filled, less than a turn is a slice,
 * of which only the arc is stroked, with round ends when solid. `to` not after `from`: nothing. */
void canvas_arc(struct canvas *canvas, struct point centre, float radius, struct point from_to,
                colour fill, struct stroke stroke);
/* SVG path data of the commands M L C Z (absolute; numbers as "-12.5"), scaled by `scale` (x may be mirrored) and moved to `at`. A path that
 * cannot be read is our bug. It is read once: its words stay where they are, as they are, as long as the canvas. */
void canvas_path(struct canvas *canvas, const char *path, struct point at, struct point scale,
                 colour fill, struct stroke stroke);
/* The baseline stands at `at.y`; centred on y means at.y = y + 0.36 size (canvas_text_mid()). */
void canvas_text(struct canvas *canvas, struct point at, const char *text,
                 const struct text_style *style);
void canvas_text_mid(struct canvas *canvas, struct point at, const char *text,
                     const struct text_style *style);
/* All that follows is cut to `rect`, until the matching canvas_unclip(); at most 8 deep. */
void canvas_clip(struct canvas *canvas, struct rect rect);
void canvas_unclip(struct canvas *canvas);

/* For golden files: one line per command, numbers with up to two decimals. Text the caller frees; NULL: no memory. */
char *canvas_dump(const struct canvas *canvas);

#endif

/* Where a canvas becomes visible: pixels (a window's, a PNG's) or a PDF page. */
#ifndef LIMEN_DRAW_SURFACE_H
#define LIMEN_DRAW_SURFACE_H

#include "base/status.h"
#include "draw/canvas.h"
#include "draw/font.h"

struct surface;

/* Pixels as native-endian 0x00RRGGBB words (the upper byte means nothing), `stride` bytes apart per row; borrowed until
 * surface_free(). `scale`: pixels per canvas pixel. STATUS_NO_MEMORY, STATUS_INVALID. */
MUST_CHECK
enum status surface_of_pixels(void *pixels, int width, int height, int stride, float scale,
                              struct fonts *fonts, struct surface **out);
/* Pixels of its own. */
MUST_CHECK
enum status surface_new(int width, int height, float scale, struct fonts *fonts,
                        struct surface **out);
/* A PDF of pages of this size in points; a canvas pixel is 0.75 points (96 to the inch). The same drawings give the same
 * bytes: its creation date is fixed. The file appears, or replaces an older one, when surface_finish() succeeds. */
MUST_CHECK
enum status surface_pdf(const char *path, float width, float height, struct fonts *fonts,
                        struct surface **out, struct why *why);
void surface_free(struct surface *surface);

/* Clears `area` to `ground` (COLOUR_NONE: leaves it) and paints the canvas cut to it. Canvas pixels. */
void surface_paint(struct surface *surface, const struct canvas *canvas, struct rect area,
                   colour ground);
/* PDF: ends the page. */
void surface_next_page(struct surface *surface);

/* STATUS_IO, STATUS_DISK_FULL, STATUS_PERMISSION, STATUS_NO_MEMORY with the sentence; a file that was there is then as before.
 * Not of a PDF. */
MUST_CHECK
enum status surface_save_png(struct surface *surface, const char *path, struct why *why);
/* PDF: ends the file and says what could not be written. Pixels: nothing to do. */
MUST_CHECK
enum status surface_finish(struct surface *surface, struct why *why);

/* 0xffRRGGBB at a pixel of the surface, for tests. */
uint32_t surface_pixel(struct surface *surface, int x, int y);

#endif

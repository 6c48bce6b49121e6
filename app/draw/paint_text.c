/* Text. Cairo puts glyphs on whole pixels, which tears words at small sizes apart. So a line is painted four times as wide
 * into a mask, where whole pixels are quarters, and the mask is narrowed: each pixel of the text then has the share of it
 * that is covered. The baseline stands on a whole pixel, so that all stems and bars of a line are equally sharp.
 * On paper, text stays text. */
#include "canvas_box_internal.h"
#include "font_internal.h"
#include "paint_internal.h"

#include <math.h>

enum { FINER = 4 };

/* Whole pixels of the surface. */
struct window {
    int x, y, w, h;
};

/* What of the ink can be seen. */
static struct window window_of(const struct painter *painter, const struct text_line *line,
                               double x, double y)
{
    const double unit = (double)painter->scale / PANGO_SCALE;
    const PangoRectangle *ink = &line->ink;
    double left, top, right, bottom;
    cairo_clip_extents(painter->cr, &left, &top, &right, &bottom);
    left = fmax(left, floor(x + ink->x * unit) - 1);
    top = fmax(top, floor(y + ink->y * unit) - 1);
    right = fmin(right, ceil(x + (ink->x + ink->width) * unit) + 1);
    bottom = fmin(bottom, ceil(y + (ink->y + ink->height) * unit) + 1);
    left = floor(left);
    top = floor(top);
    if (right <= left || bottom <= top)
        return (struct window){0};
    return (struct window){(int)left, (int)top, (int)ceil(right - left), (int)ceil(bottom - top)};
}

static void narrow(unsigned char *wide, int stride, int w, int h)
{
    for (int y = 0; y < h; y++, wide += stride)
        for (int x = 0; x < w; x++) {
            const unsigned char *four = wide + FINER * x;
            wide[x] = (unsigned char)((four[0] + four[1] + four[2] + four[3] + 2) / FINER);
        }
}

static void show_line(cairo_t *cr, const struct text_line *line, double scale_x, double scale_y)
{
    cairo_scale(cr, scale_x, scale_y);
    pango_cairo_show_layout_line(cr, pango_layout_get_line_readonly(line->layout, 0));
}

static void paint_mask(const struct painter *painter, const struct text_line *line,
                       struct window window, const double at[2])
{
    const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_A8, window.w * FINER);
    unsigned char *bytes = fonts_scratch(painter->fonts, (size_t)stride * (size_t)window.h);
    if (!bytes)
        return;
    cairo_surface_t *wide = cairo_image_surface_create_for_data(bytes, CAIRO_FORMAT_A8,
                                                                window.w * FINER, window.h, stride);
    cairo_t *cr = cairo_create(wide);
    cairo_set_operator(
        cr, CAIRO_OPERATOR_ADD); /* into an empty mask it is the same, and five times as quick */
    cairo_translate(cr, (at[0] - window.x) * FINER, at[1] - window.y);
    show_line(cr, line, (double)painter->scale * FINER, painter->scale);
    cairo_destroy(cr);
    cairo_surface_destroy(wide);
    narrow(bytes, stride, window.w, window.h);
    cairo_surface_t *mask =
        cairo_image_surface_create_for_data(bytes, CAIRO_FORMAT_A8, window.w, window.h, stride);
    cairo_mask_surface(painter->cr, mask, window.x, window.y);
    cairo_surface_destroy(mask);
}

static void paint_glyphs(const struct painter *painter, const struct text_line *line,
                         const double at[2])
{
    cairo_save(painter->cr);
    cairo_translate(painter->cr, at[0], at[1]);
    show_line(painter->cr, line, painter->scale, painter->scale);
    cairo_restore(painter->cr);
}

/* Through the middle of figures and capitals. */
static void paint_strike(const struct painter *painter, const struct command *command, double left,
                         float width)
{
    const float thick = fmaxf(command->style.size / 14, 1);
    const float y = command->at.y - TEXT_RISE * command->style.size - thick / 2;
    paint_box(painter, (struct rect){(float)left, y, width, thick});
    cairo_fill(painter->cr);
}

void paint_text(const struct painter *painter, const struct command *command, const char *text)
{
    const struct text_line *line = fonts_line(painter->fonts, text, &command->style);
    const double left = canvas_text_left(command, line);
    const double at[2] = {left * painter->scale, paint_edge(painter, command->at.y)};
    paint_colour(painter, command->style.colour);
    if (painter->has_pixels) {
        const struct window window = window_of(painter, line, at[0], at[1]);
        if (window.w > 0)
            paint_mask(painter, line, window, at);
    } else {
        paint_glyphs(painter, line, at);
    }
    if (command->style.struck)
        paint_strike(painter, command, left, line->width);
}

#include "draw/surface.h"

#include "base/out_file.h"
#include "paint_internal.h"

#include <cairo-pdf.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct surface {
    cairo_surface_t *target;
    struct painter painter;
    bool is_pdf, is_finished;
    struct out_file out; /* of a PDF */
};

static const float points_per_pixel = 72.0f / 96;
static const int widest = 32767; /* Cairo's own bound */

static enum status status_of(cairo_status_t status)
{
    if (status == CAIRO_STATUS_SUCCESS)
        return STATUS_OK;
    return status == CAIRO_STATUS_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_INVALID;
}

/* Takes `target`. */
static enum status wrap(cairo_surface_t *target, float scale, struct fonts *fonts,
                        struct surface **out)
{
    struct surface *surface = calloc(1, sizeof *surface);
    cairo_t *cr = cairo_create(target);
    enum status status = surface ? status_of(cairo_status(cr)) : STATUS_NO_MEMORY;
    *out = NULL;
    if (status != STATUS_OK) {
        cairo_destroy(cr);
        cairo_surface_destroy(target);
        free(surface);
        return status;
    }
    surface->target = target;
    surface->painter = (struct painter){cr, fonts, scale, true};
    *out = surface;
    return STATUS_OK;
}

static bool can_be(int width, int height, float scale)
{
    return width > 0 && height > 0 && width <= widest && height <= widest && scale > 0 &&
           scale <= 16;
}

enum status surface_of_pixels(void *pixels, int width, int height, int stride, float scale,
                              struct fonts *fonts, struct surface **out)
{
    *out = NULL;
    if (!pixels || !can_be(width, height, scale) || stride % 4 != 0 || stride / 4 < width)
        return STATUS_INVALID;
    return wrap(
        cairo_image_surface_create_for_data(pixels, CAIRO_FORMAT_RGB24, width, height, stride),
        scale, fonts, out);
}

enum status surface_new(int width, int height, float scale, struct fonts *fonts,
                        struct surface **out)
{
    *out = NULL;
    if (!can_be(width, height, scale))
        return STATUS_INVALID;
    return wrap(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), scale, fonts, out);
}

static cairo_status_t write_bytes(void *out, const unsigned char *data, unsigned n)
{
    out_file_write(out, data, n);
    return ((struct out_file *)out)->error ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* The file's stream needs a place that stays: the surface is there first. */
static enum status begin_pdf(struct surface *surface, struct point size, struct fonts *fonts,
                             struct why *why)
{
    cairo_surface_t *target =
        cairo_pdf_surface_create_for_stream(write_bytes, &surface->out, size.x, size.y);
    cairo_pdf_surface_set_metadata(target, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    surface->target = target;
    surface->painter = (struct painter){cairo_create(target), fonts, points_per_pixel, false};
    surface->is_pdf = true;
    if (cairo_status(surface->painter.cr) == CAIRO_STATUS_SUCCESS)
        return STATUS_OK;
    return why_set(why, STATUS_NO_MEMORY, "There is no memory for a PDF: close other programs.");
}

enum status surface_pdf(const char *path, float width, float height, struct fonts *fonts,
                        struct surface **out, struct why *why)
{
    *out = NULL;
    assert(width > 0 && height > 0);
    struct surface *surface = calloc(1, sizeof *surface);
    if (!surface)
        return why_set(why, STATUS_NO_MEMORY,
                       "There is no memory for a PDF: close other programs.");
    enum status status = out_file_open(&surface->out, path, why);
    if (status != STATUS_OK) {
        free(surface);
        return status;
    }
    status = begin_pdf(surface, (struct point){width, height}, fonts, why);
    if (status == STATUS_OK)
        *out = surface;
    else
        surface_free(surface);
    return status;
}

void surface_free(struct surface *surface)
{
    if (!surface)
        return;
    cairo_destroy(surface->painter.cr);
    cairo_surface_finish(surface->target);
    cairo_surface_destroy(surface->target);
    if (surface->out.file)
        out_file_drop(&surface->out);
    free(surface);
}

void surface_paint(struct surface *surface, const struct canvas *canvas, struct rect area,
                   colour ground)
{
    const struct painter *painter = &surface->painter;
    assert(!surface->is_finished);
    if (!(area.w > 0 && area.h > 0))
        return;
    cairo_save(painter->cr);
    paint_box(painter, area);
    cairo_clip(painter->cr);
    if (colour_is_visible(ground)) {
        paint_colour(painter, ground);
        cairo_paint(painter->cr);
    }
    paint_canvas(painter, canvas, area);
    cairo_restore(painter->cr);
}

void surface_next_page(struct surface *surface)
{
    assert(surface->is_pdf && !surface->is_finished);
    cairo_show_page(surface->painter.cr);
}

/* Ends a file that Cairo wrote; `about`: what it was to be. */
static enum status end_file(struct out_file *out, cairo_status_t wrote, const char *about,
                            struct why *why)
{
    if (wrote == CAIRO_STATUS_SUCCESS || out->error)
        return out_file_end(out, why);
    out_file_drop(out);
    return why_set(why, status_of(wrote),
                   "The %s cannot be made (%s): close other programs and try again", about,
                   cairo_status_to_string(wrote));
}

enum status surface_save_png(struct surface *surface, const char *path, struct why *why)
{
    struct out_file out;
    assert(!surface->is_pdf);
    const enum status status = out_file_open(&out, path, why);
    if (status != STATUS_OK)
        return status;
    return end_file(&out, cairo_surface_write_to_png_stream(surface->target, write_bytes, &out),
                    "picture", why);
}

enum status surface_finish(struct surface *surface, struct why *why)
{
    if (!surface->is_pdf || surface->is_finished)
        return STATUS_OK;
    surface->is_finished = true;
    cairo_surface_finish(surface->target);
    return end_file(&surface->out, cairo_surface_status(surface->target), "PDF", why);
}

uint32_t surface_pixel(struct surface *surface, int x, int y)
{
    uint32_t pixel;
    assert(!surface->is_pdf && x >= 0 && y >= 0 &&
           x < cairo_image_surface_get_width(surface->target) &&
           y < cairo_image_surface_get_height(surface->target));
    cairo_surface_flush(surface->target);
    const unsigned char *row = cairo_image_surface_get_data(surface->target) +
                               (ptrdiff_t)y * cairo_image_surface_get_stride(surface->target);
    memcpy(&pixel, row + 4 * (ptrdiff_t)x, sizeof pixel);
    return pixel | COLOUR_OPAQUE;
}

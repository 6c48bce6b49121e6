/* A solid line of many short pieces, on pixels. Cairo would build the outline of every piece and every joint and count what
 * they cover; here each pixel near the line gets its distance from it, which says how much of the pixel is covered. Joints and
 * ends are round by themselves. The line is done in upright strips, so that the mask of a long one stays small. */
#include "font_internal.h"
#include "paint_internal.h"

#include <math.h>

enum { STRIP = 64 };

struct strip {
    unsigned char *mask;
    int x, y, w, h; /* pixels of the surface */
    float radius;
    const struct point *points;
    size_t n;
};

/* The part of piece `i` that the strip can see; false: none. */
static bool piece_in(const struct strip *strip, size_t i, struct point *a, struct point *b)
{
    const float reach = strip->radius + 1;
    const float left = (float)strip->x - reach, right = (float)(strip->x + strip->w) + reach;
    const bool is_forward = strip->points[i].x <= strip->points[i + 1].x;
    const struct point p = strip->points[is_forward ? i : i + 1];
    const struct point q = strip->points[is_forward ? i + 1 : i];
    if (q.x < left || p.x > right)
        return false;
    const float slope = q.x > p.x ? (q.y - p.y) / (q.x - p.x) : 0;
    *a = p.x < left ? (struct point){left, p.y + (left - p.x) * slope} : p;
    *b = q.x > right ? (struct point){right, p.y + (right - p.x) * slope} : q;
    return true;
}

/* Rows that the line touches, within those given. */
static void find_rows(struct strip *strip, int top, int bottom)
{
    float first = (float)bottom, last = (float)top;
    struct point a, b;
    for (size_t i = 0; i + 1 < strip->n; i++)
        if (piece_in(strip, i, &a, &b)) {
            first = fminf(first, fminf(a.y, b.y));
            last = fmaxf(last, fmaxf(a.y, b.y));
        }
    const float reach = strip->radius + 1;
    strip->y = (int)fmaxf((float)top, floorf(first - reach));
    strip->h = (int)fminf((float)bottom, ceilf(last + reach)) - strip->y;
}

/* Of a pixel whose centre is at `at` from the start of a piece `along`; `per`: 1 / its length squared. */
static unsigned char covered(struct point at, struct point along, float per, float radius)
{
    const float share = fminf(fmaxf((at.x * along.x + at.y * along.y) * per, 0), 1);
    const float x = at.x - share * along.x, y = at.y - share * along.y, far = x * x + y * y;
    if (far >= (radius + 0.5f) * (radius + 0.5f))
        return 0;
    return (unsigned char)(255 * fminf(radius + 0.5f - sqrtf(far), 1) + 0.5f);
}

static int within(float value, int most)
{
    return (int)fminf(fmaxf(value, 0), (float)most);
}

static void stamp_piece(const struct strip *strip, struct point a, struct point b)
{
    const struct point along = {b.x - a.x, b.y - a.y};
    const float square = along.x * along.x + along.y * along.y;
    const float per = square > 0 ? 1 / square : 0, reach = strip->radius + 1;
    const struct point centre = {(float)strip->x + 0.5f - a.x, (float)strip->y + 0.5f - a.y};
    const int left = within(floorf(a.x - reach) - (float)strip->x, strip->w);
    const int right = within(ceilf(b.x + reach) - (float)strip->x, strip->w);
    const int top = within(floorf(fminf(a.y, b.y) - reach) - (float)strip->y, strip->h);
    const int bottom = within(ceilf(fmaxf(a.y, b.y) + reach) - (float)strip->y, strip->h);
    for (int y = top; y < bottom; y++) {
        unsigned char *row = strip->mask + (ptrdiff_t)y * STRIP;
        for (int x = left; x < right; x++) {
            const struct point at = {centre.x + (float)x, centre.y + (float)y};
            const unsigned char cover = covered(at, along, per, strip->radius);
            if (cover > row[x])
                row[x] = cover;
        }
    }
}

static void paint_strip(const struct painter *painter, struct strip *strip)
{
    struct point a, b;
    strip->mask = fonts_scratch(painter->fonts, (size_t)strip->h * STRIP);
    if (!strip->mask)
        return;
    for (size_t i = 0; i + 1 < strip->n; i++)
        if (piece_in(strip, i, &a, &b))
            stamp_piece(strip, a, b);
    cairo_surface_t *mask = cairo_image_surface_create_for_data(strip->mask, CAIRO_FORMAT_A8,
                                                                strip->w, strip->h, STRIP);
    cairo_mask_surface(painter->cr, mask, strip->x, strip->y);
    cairo_surface_destroy(mask);
}

void paint_trace(const struct painter *painter, const struct point *points, size_t n, double width)
{
    double left, top, right, bottom;
    struct strip strip = {.radius = (float)width / 2, .points = points, .n = n};
    cairo_clip_extents(painter->cr, &left, &top, &right, &bottom);
    for (int x = (int)floor(left), end = (int)ceil(right); x < end; x += STRIP) {
        strip.x = x;
        strip.w = end - x < STRIP ? end - x : STRIP;
        find_rows(&strip, (int)floor(top), (int)ceil(bottom));
        if (strip.h > 0)
            paint_strip(painter, &strip);
    }
}

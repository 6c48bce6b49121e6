/* Where two drawings differ: whatever is done to a drawing, painting only the places that are named gives the new one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/canvas_changes.h"
#include "draw/surface.h"
#include "support/pixels.h"

#include <stdio.h>
#include <stdlib.h>

enum { W = 400, H = 300, SHAPES_MAX = 40, TRACE_MAX = 6000 };
enum { SEVERAL_SHAPES = 16 }; /* over one another: a few of 255 each */

static const colour ground = 0xff102030;
static struct fonts *fonts;

/* A shape is made of a number, so that the same number is the same shape. */
static uint32_t mixed(uint32_t seed, uint32_t salt)
{
    uint32_t x = seed * 2654435761u + salt * 40503u + 1;
    x ^= x >> 15;
    x *= 2246822519u;
    return x ^ x >> 13;
}

static float part(uint32_t seed, uint32_t salt, float most)
{
    return (float)(mixed(seed, salt) % 10007) / 10007 * most;
}

static struct point place(uint32_t seed, uint32_t salt)
{
    return (struct point){part(seed, salt, W), part(seed, salt + 1, H)};
}

static void draw_shape(struct canvas *canvas, uint32_t seed)
{
    const colour ink = COLOUR_OPAQUE | mixed(seed, 1);
    const struct stroke stroke = {ink, 1 + part(seed, 2, 20), seed % 5 == 0 ? 4 : 0};
    const struct rect box = {part(seed, 3, W), part(seed, 4, H), part(seed, 5, 90),
                             part(seed, 6, 60)};
    const struct point points[] = {place(seed, 10), place(seed, 12), place(seed, 14)};
    const struct text_style style = {.size = 10 + part(seed, 7, 50),
                                     .weight = WEIGHT_SEMIBOLD,
                                     .align = (uint8_t)(seed % 3),
                                     .struck = seed % 7 == 0,
                                     .colour = ink};
    char text[16];
    snprintf(text, sizeof text, "%u kPa", (unsigned)(mixed(seed, 8) % 1000));
    switch (seed % 8) {
    case 0:
        canvas_fill(canvas, box, ink);
        return;
    case 1:
        canvas_round(canvas, box, 8, ink, stroke);
        return;
    case 2:
        canvas_line(canvas, points[0], points[1], stroke);
        return;
    case 3:
        canvas_polygon(canvas, points, 3, ink, stroke);
        return;
    case 4:
        canvas_arc(canvas, points[0], 4 + part(seed, 9, 40), (struct point){0, 0.7f}, ink, stroke);
        return;
    case 5:
        canvas_path(canvas, "M 0 0 C 20 -30 40 60 70 10 L 5 50 Z", points[0], (struct point){1, 1},
                    ink, stroke);
        return;
    case 6:
        canvas_polyline(canvas, points, 3, stroke);
        return;
    default:
        canvas_text(canvas, points[0], text, &style);
    }
}

struct picture {
    uint32_t shapes[SHAPES_MAX];
    size_t n, trace; /* points of a long line over it; 0: none */
};

static void draw(struct canvas *canvas, const struct picture *picture)
{
    static struct point points[TRACE_MAX];
    canvas_clear(canvas);
    for (size_t i = 0; i < picture->n; i++)
        draw_shape(canvas, picture->shapes[i]);
    for (size_t i = 0; i < picture->trace; i++)
        points[i] =
            (struct point){0.06f * (float)i, H - part((uint32_t)i, 99, 9) - 0.04f * (float)i};
    if (picture->trace > 0)
        canvas_polyline(canvas, points, picture->trace, (struct stroke){0xffffffff, 3, 0});
    for (size_t i = 0; i < picture->n / 3; i++) /* and something above it */
        draw_shape(canvas, picture->shapes[i] + 1);
}

/* One is put in, taken out, becomes another, or the trace grows or loses its end. */
static void change(struct picture *picture, uint32_t seed)
{
    const size_t at = mixed(seed, 50) % (picture->n + 1);
    const uint32_t what = mixed(seed, 51) % 5;
    if (what == 0 && picture->n < SHAPES_MAX) {
        for (size_t i = picture->n++; i > at; i--)
            picture->shapes[i] = picture->shapes[i - 1];
        picture->shapes[at] = mixed(seed, 52);
    } else if (what == 1 && at < picture->n) {
        for (size_t i = at; i + 1 < picture->n; i++)
            picture->shapes[i] = picture->shapes[i + 1];
        picture->n--;
    } else if (what == 2 && at < picture->n) {
        picture->shapes[at] = mixed(seed, 53);
    } else if (what == 4) {
        picture->trace -= picture->trace / 4;
    } else if (picture->trace + 200 < TRACE_MAX) {
        picture->trace += 1 + mixed(seed, 54) % 200;
    } else {
        picture->trace = 0;
    }
}

static void paint_changes(struct surface *surface, const struct canvas *before,
                          const struct canvas *now)
{
    struct canvas_changes changes;
    const struct rect all = {0, 0, W, H};
    canvas_find_changes(before, now, fonts, &changes);
    assert_true(changes.n <= CHANGES_MAX);
    if (changes.is_all)
        surface_paint(surface, now, all, ground);
    for (size_t i = 0; i < changes.n && !changes.is_all; i++)
        surface_paint(surface, now, changes.areas[i], ground);
}

static void walk(float scale, uint32_t seed)
{
    struct surface *part = NULL, *whole = NULL;
    struct canvas *before = canvas_new(), *now = canvas_new();
    struct picture picture = {.n = 0};
    const struct rect all = {0, 0, W, H};
    const int size[2] = {(int)(W * scale), (int)(H * scale)};
    assert_int_equal(surface_new(size[0], size[1], scale, fonts, &part), STATUS_OK);
    assert_int_equal(surface_new(size[0], size[1], scale, fonts, &whole), STATUS_OK);
    surface_paint(part, before, all, ground);
    for (uint32_t step = 0; step < 40; step++) {
        for (uint32_t k = 0; k <= step % 3; k++)
            change(&picture, mixed(seed, step * 3 + k));
        draw(now, &picture);
        paint_changes(part, before, now);
        surface_paint(whole, now, all, ground);
        pixels_compare(part, whole, size, SEVERAL_SHAPES, 100 * seed + step);
        canvas_copy(before, now);
    }
    canvas_free(before);
    canvas_free(now);
    surface_free(part);
    surface_free(whole);
}

static void painting_the_changes_gives_the_new_drawing(void **state)
{
    (void)state;
    static const float scales[] = {0.5f, 1, 1.25f, 2};
    for (size_t s = 0; s < sizeof scales / sizeof scales[0]; s++)
        for (uint32_t seed = 1; seed <= 2; seed++)
            walk(scales[s], seed);
}

static void nothing_has_changed_in_the_same_drawing(void **state)
{
    (void)state;
    struct canvas *a = canvas_new(), *b = canvas_new();
    const struct picture picture = {.shapes = {3, 9, 15}, .n = 3, .trace = 1000};
    struct canvas_changes changes;
    draw(a, &picture);
    draw(b, &picture);
    canvas_find_changes(a, b, fonts, &changes);
    assert_int_equal(changes.n, 0);
    assert_false(changes.is_all);
    canvas_free(a);
    canvas_free(b);
}

/* What makes a frame of a running trial cheap: of a trace that grows only the end is new, and what stands before and behind
 * it stays. */
static void a_trace_that_grows_changes_at_its_end_only(void **state)
{
    (void)state;
    struct canvas *a = canvas_new(), *b = canvas_new();
    struct picture picture = {.shapes = {3, 9, 15, 22, 30}, .n = 5, .trace = 3000};
    struct canvas_changes changes;
    draw(a, &picture);
    picture.trace += 4;
    draw(b, &picture);
    canvas_find_changes(a, b, fonts, &changes);
    assert_int_equal(changes.n, 1);
    assert_true(changes.areas[0].w < 30 && changes.areas[0].h < 40);
    canvas_free(a);
    canvas_free(b);
}

/* A clip changes what is drawn elsewhere: all is painted. */
static void a_clip_that_changes_changes_everything(void **state)
{
    (void)state;
    struct canvas *a = canvas_new(), *b = canvas_new();
    struct canvas_changes changes;
    for (int i = 0; i < 2; i++) {
        struct canvas *canvas = i ? b : a;
        canvas_clip(canvas, (struct rect){0, 0, 50, 20 + (float)i});
        draw_shape(canvas, 8);
        canvas_unclip(canvas);
    }
    canvas_find_changes(a, b, fonts, &changes);
    assert_true(changes.is_all);
    canvas_free(a);
    canvas_free(b);
}

static int open_fonts(void **state)
{
    (void)state;
    struct why why = {0};
    return fonts_open(&fonts, &why) == STATUS_OK ? 0 : -1;
}

static int close_fonts(void **state)
{
    (void)state;
    fonts_close(fonts);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(painting_the_changes_gives_the_new_drawing),
        cmocka_unit_test(nothing_has_changed_in_the_same_drawing),
        cmocka_unit_test(a_trace_that_grows_changes_at_its_end_only),
        cmocka_unit_test(a_clip_that_changes_changes_everything),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}

/* What a drawing looks like, pixel by pixel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/surface.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 64 };

static const colour black = 0xff000000, white = 0xffffffff, red = 0xffb01020;
static const struct rect whole = {0, 0, 4096, 4096};
static const float scales[] = {1, 1.25f, 1.5f, 2};

struct scene {
    struct fonts *fonts;
    struct canvas *canvas;
};

static struct surface *paint(const struct scene *scene, float scale)
{
    struct surface *surface;
    const int side = (int)(SIDE * scale);
    assert_int_equal(surface_new(side, side, scale, scene->fonts, &surface), STATUS_OK);
    surface_paint(surface, scene->canvas, whole, black);
    return surface;
}

/* How much of a pixel is white, 0 to 255. */
static int light(struct surface *surface, int x, int y)
{
    return (int)(surface_pixel(surface, x, y) & 255);
}

static void assert_pixels(struct surface *surface, struct rect where, colour expected)
{
    for (int y = (int)where.y; y < (int)(where.y + where.h); y++)
        for (int x = (int)where.x; x < (int)(where.x + where.w); x++)
            assert_int_equal(surface_pixel(surface, x, y), expected);
}

static int count_lit(struct surface *surface, struct rect where)
{
    int n = 0;
    for (int y = (int)where.y; y < (int)(where.y + where.h); y++)
        for (int x = (int)where.x; x < (int)(where.x + where.w); x++)
            n += light(surface, x, y) > 0;
    return n;
}

static void a_filled_box_has_sharp_edges_at_every_scale(void **state)
{
    const struct scene *scene = *state;
    canvas_fill(scene->canvas, (struct rect){9, 11, 21, 13}, white);
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        const float s = scales[i], left = floorf(9 * s + .5f), top = floorf(11 * s + .5f);
        const float right = floorf(30 * s + .5f), bottom = floorf(24 * s + .5f);
        struct surface *surface = paint(scene, s);
        assert_pixels(surface, (struct rect){left, top, right - left, bottom - top}, white);
        assert_int_equal(count_lit(surface, (struct rect){0, 0, SIDE * s, SIDE * s}),
                         (int)((right - left) * (bottom - top)));
        surface_free(surface);
    }
}

static void a_rule_is_one_sharp_row_wherever_it_is_put(void **state)
{
    const struct scene *scene = *state;
    const float places[] = {20, 20.25f, 20.5f, 20.99f};
    for (size_t i = 0; i < 4 * 4; i++) {
        const float s = scales[i / 4], y = places[i % 4];
        canvas_clear(scene->canvas);
        canvas_line(scene->canvas, (struct point){8, y}, (struct point){40, y},
                    (struct stroke){white, 1, 0});
        struct surface *surface = paint(scene, s);
        const int thick = (int)floorf(s + 0.5f);
        int rows = 0;
        for (int row = 0; row < (int)(SIDE * s); row++) {
            const int level = light(surface, (int)(20 * s), row);
            assert_true(level == 0 || level == 255);
            rows += level == 255;
        }
        assert_int_equal(rows, thick);
        assert_int_equal(light(surface, (int)(20 * s), (int)(y * s)), 255);
        surface_free(surface);
    }
}

static void an_upright_rule_is_one_sharp_column(void **state)
{
    const struct scene *scene = *state;
    canvas_line(scene->canvas, (struct point){10, 8}, (struct point){10, 40},
                (struct stroke){white, 1, 0});
    struct surface *surface = paint(scene, 1);
    assert_pixels(surface, (struct rect){10, 8, 1, 32}, white);
    assert_int_equal(count_lit(surface, (struct rect){0, 0, SIDE, SIDE}), 32);
    surface_free(surface);
}

static void a_button_has_round_corners_and_its_outline_inside(void **state)
{
    const struct scene *scene = *state;
    canvas_round(scene->canvas, (struct rect){8, 8, 40, 24}, 8, red, (struct stroke){white, 1, 0});
    struct surface *surface = paint(scene, 1);
    assert_int_equal(surface_pixel(surface, 8, 8), black);
    assert_int_equal(surface_pixel(surface, 47, 31), black);
    assert_pixels(surface, (struct rect){17, 8, 22, 1}, white);
    assert_pixels(surface, (struct rect){8, 17, 1, 6}, white);
    assert_pixels(surface, (struct rect){47, 17, 1, 6}, white);
    assert_pixels(surface, (struct rect){17, 31, 22, 1}, white);
    assert_pixels(surface, (struct rect){9, 17, 38, 6}, red);
    assert_int_equal(count_lit(surface, (struct rect){0, 0, SIDE, 8}), 0);
    surface_free(surface);
}

static void a_full_turn_is_a_disc_and_a_quarter_is_at_the_upper_right(void **state)
{
    const struct scene *scene = *state;
    canvas_arc(scene->canvas, (struct point){32, 32}, 20, (struct point){0, 1}, white,
               (struct stroke){0});
    struct surface *surface = paint(scene, 1);
    const int lit = count_lit(surface, (struct rect){0, 0, SIDE, SIDE});
    assert_in_range(lit, (int)(M_PI * 19.5 * 19.5), (int)(M_PI * 21 * 21));
    surface_free(surface);
    canvas_clear(scene->canvas);
    canvas_arc(scene->canvas, (struct point){32, 32}, 20, (struct point){0, 0.25f}, COLOUR_NONE,
               (struct stroke){white, 4, 0});
    surface = paint(scene, 1);
    assert_int_equal(light(surface, 32 + 14, 32 - 14), 255);
    assert_int_equal(light(surface, 32, 32 - 20), 255);
    assert_int_equal(count_lit(surface, (struct rect){0, 0, 29, SIDE}), 0);
    assert_int_equal(count_lit(surface, (struct rect){0, 35, SIDE, SIDE - 35}), 0);
    surface_free(surface);
}

static void a_path_may_be_mirrored(void **state)
{
    const struct scene *scene = *state;
    canvas_path(scene->canvas, "M0 0 L20 0 20 20 0 20 Z", (struct point){30, 10},
                (struct point){-1, 1}, white, (struct stroke){0});
    struct surface *surface = paint(scene, 1);
    assert_pixels(surface, (struct rect){10, 10, 20, 20}, white);
    assert_int_equal(count_lit(surface, (struct rect){0, 0, SIDE, SIDE}), 400);
    surface_free(surface);
}

static void nothing_is_drawn_outside_a_clip(void **state)
{
    const struct scene *scene = *state;
    canvas_clip(scene->canvas, (struct rect){10, 10, 20, 20});
    canvas_clip(scene->canvas, (struct rect){20, 0, 40, 60});
    canvas_fill(scene->canvas, whole, white);
    canvas_unclip(scene->canvas);
    canvas_unclip(scene->canvas);
    canvas_fill(scene->canvas, (struct rect){0, 50, 4, 4}, red);
    struct surface *surface = paint(scene, 1);
    assert_pixels(surface, (struct rect){20, 10, 10, 20}, white);
    assert_pixels(surface, (struct rect){0, 50, 4, 4}, red);
    assert_int_equal(count_lit(surface, (struct rect){0, 0, SIDE, SIDE}), 200 + 16);
    surface_free(surface);
}

static void only_the_given_area_is_painted_and_cleared(void **state)
{
    const struct scene *scene = *state;
    struct surface *surface = paint(scene, 1);
    canvas_fill(scene->canvas, (struct rect){0, 0, SIDE, 20}, white);
    surface_paint(surface, scene->canvas, (struct rect){16, 16, 16, 16}, red);
    assert_pixels(surface, (struct rect){16, 16, 16, 4}, white);
    assert_pixels(surface, (struct rect){16, 20, 16, 12}, red);
    surface_paint(surface, scene->canvas, (struct rect){16, 16, 16, 16}, COLOUR_NONE);
    assert_pixels(surface, (struct rect){16, 20, 16, 12}, red);
    assert_int_equal(count_lit(surface, (struct rect){0, 0, SIDE, SIDE}), 256);
    surface_free(surface);
}

static void a_list_that_ends_within_a_clip_spoils_nothing_after_it(void **state)
{
    const struct scene *scene = *state;
    canvas_clip(scene->canvas, (struct rect){0, 0, 4, 4});
    struct surface *surface = paint(scene, 1);
    canvas_clear(scene->canvas);
    canvas_fill(scene->canvas, whole, white);
    surface_paint(surface, scene->canvas, whole, COLOUR_NONE);
    assert_pixels(surface, (struct rect){0, 0, SIDE, SIDE}, white);
    surface_free(surface);
}

/* ---- traces */
enum { TRACE = 1500, FINE = 8 };

static void make_trace(struct point trace[TRACE], int shape)
{
    for (int i = 0; i < TRACE; i++) {
        const float t = (float)i / TRACE;
        const float wave = shape == 0 ? 0 : shape == 1 ? 12 * sinf(t * 40) : (float)(i % 7) - 3;
        trace[i] = (struct point){4 + 56 * t, 50 - 40 * t + wave};
    }
    if (shape == 3)
        trace[TRACE / 2].y = 6; /* one sample that leaps */
}

/* The same line in pieces that are too short to be thinned. */
static void draw_pieces(struct canvas *canvas, const struct point *trace, struct stroke stroke)
{
    enum { PIECE = 32 };
    for (size_t i = 0; i + 1 < TRACE; i += PIECE - 1)
        canvas_polyline(canvas, trace + i, TRACE - i < PIECE ? TRACE - i : PIECE, stroke);
}

/* What a pixel of a picture that is `FINE` times smaller would show. */
static int mean_light(struct surface *surface, int x, int y)
{
    int sum = 0;
    for (int i = 0; i < FINE * FINE; i++)
        sum += light(surface, x * FINE + i % FINE, y * FINE + i / FINE);
    return sum / (FINE * FINE);
}

static void a_long_trace_looks_as_if_every_sample_were_drawn(void **state)
{
    const struct scene *scene = *state;
    const struct stroke stroke = {white, 3, 0};
    struct point trace[TRACE];
    for (int i = 0; i < 4 * 4; i++) {
        const float scale = scales[i % 4];
        make_trace(trace, i / 4);
        canvas_clear(scene->canvas);
        draw_pieces(scene->canvas, trace, stroke);
        struct surface *fine = paint(scene, scale * FINE);
        canvas_clear(scene->canvas);
        canvas_polyline(scene->canvas, trace, TRACE, stroke);
        struct surface *line = paint(scene, scale);
        int sum = 0, lit = 0;
        for (int at = 0, side = (int)(SIDE * scale); at < side * side; at++) {
            const int expected = mean_light(fine, at % side, at / side);
            const int off = abs(expected - light(line, at % side, at / side));
            assert_true(off <= 120); /* in the crease of a sharp turn; a lost sample is 255 */
            sum += off;
            lit += expected > 0;
        }
        assert_true(sum <= 16 * lit);
        surface_free(line);
        surface_free(fine);
    }
}

/* ---- text */
static struct rect ink_of(struct surface *surface, int side)
{
    int left = side, right = 0, top = side, bottom = 0;
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            if (light(surface, x, y) >= 128) {
                left = x < left ? x : left;
                right = x + 1 > right ? x + 1 : right;
                top = y < top ? y : top;
                bottom = y + 1 > bottom ? y + 1 : bottom;
            }
    return (struct rect){(float)left, (float)top, (float)(right - left), (float)(bottom - top)};
}

static void a_figure_stands_centred_on_its_line(void **state)
{
    const struct scene *scene = *state;
    const struct text_style style = {40, WEIGHT_SEMIBOLD, ALIGN_CENTRE, false, white};
    canvas_text_mid(scene->canvas, (struct point){32, 32}, "8", &style);
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        struct surface *surface = paint(scene, scales[i]);
        const struct rect ink = ink_of(surface, (int)(SIDE * scales[i]));
        assert_true(fabsf(ink.x + ink.w / 2 - 32 * scales[i]) <= 1);
        assert_true(fabsf(ink.y + ink.h / 2 - 32 * scales[i]) <= 1);
        assert_true(fabsf(ink.h - 0.73f * 40 * scales[i]) <= 2);
        surface_free(surface);
    }
}

static void text_ends_where_its_alignment_says(void **state)
{
    const struct scene *scene = *state;
    for (uint8_t align = ALIGN_LEFT; align <= ALIGN_RIGHT; align++) {
        const struct text_style style = {14, WEIGHT_BOLD, align, false, white};
        const float width = fonts_width(scene->fonts, "888", &style);
        const float left = 32 - width * (float)align / 2;
        canvas_clear(scene->canvas);
        canvas_text(scene->canvas, (struct point){32, 40}, "888", &style);
        struct surface *surface = paint(scene, 1);
        const struct rect ink = ink_of(surface, SIDE);
        assert_true(ink.x >= left - 1 && ink.x + ink.w <= left + width + 1);
        assert_true(ink.w > width - 8);
        assert_true(ink.y + ink.h == 40);
        surface_free(surface);
    }
}

static void a_struck_value_has_a_line_through_it(void **state)
{
    const struct scene *scene = *state;
    struct text_style style = {24, WEIGHT_SEMIBOLD, ALIGN_LEFT, true, white};
    canvas_text(scene->canvas, (struct point){8, 40}, " 1 ", &style);
    struct surface *surface = paint(scene, 1);
    const int row = (int)(40 - 0.36f * 24);
    int lit = 0;
    for (int x = 0; x < SIDE; x++)
        lit += light(surface, x, row) == 255;
    assert_true(abs(lit - (int)fonts_width(scene->fonts, " 1 ", &style)) <= 2);
    surface_free(surface);
}

static void text_that_leaves_the_window_is_cut_and_harms_nothing(void **state)
{
    const struct scene *scene = *state;
    char text[401];
    memset(text, 'W', 400);
    text[400] = '\0';
    const struct text_style style = {300, WEIGHT_BOLD, ALIGN_CENTRE, true, white};
    const float places[] = {-1e6f, -300, 32, 200, 1e6f};
    for (int i = 0; i < 25; i++)
        canvas_text(scene->canvas, (struct point){places[i % 5], places[i / 5]}, text, &style);
    struct surface *surface = paint(scene, 2);
    assert_true(count_lit(surface, (struct rect){0, 0, 2 * SIDE, 2 * SIDE}) > 0);
    surface_free(surface);
}

static void pixels_may_belong_to_a_window(void **state)
{
    const struct scene *scene = *state;
    enum { PITCH = 80 };
    uint32_t pixels[10 * PITCH];
    struct surface *surface;
    memset(pixels, 0x77, sizeof pixels);
    canvas_fill(scene->canvas, whole, red);
    assert_int_equal(surface_of_pixels(pixels, 64, 10, PITCH * 4, 1, scene->fonts, &surface),
                     STATUS_OK);
    surface_paint(surface, scene->canvas, whole, COLOUR_NONE);
    surface_free(surface);
    for (int i = 0; i < 10 * PITCH; i++)
        assert_int_equal(pixels[i] & 0xffffff, i % PITCH < 64 ? 0xb01020 : 0x777777);
}

static void a_window_that_cannot_be_is_refused(void **state)
{
    const struct scene *scene = *state;
    uint32_t pixels[64];
    struct surface *surface;
    const struct {
        int width, height, stride;
        float scale;
    } wrong[] = {{0, 8, 32, 1}, {8, 0, 32, 1},         {8, 8, 28, 1},  {8, 8, 33, 1},
                 {8, 8, 32, 0}, {40000, 1, 160000, 1}, {8, 8, -32, 1}, {8, 8, 32, NAN}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(surface_of_pixels(pixels, wrong[i].width, wrong[i].height, wrong[i].stride,
                                           wrong[i].scale, scene->fonts, &surface),
                         STATUS_INVALID);
    assert_int_equal(surface_of_pixels(NULL, 8, 8, 32, 1, scene->fonts, &surface), STATUS_INVALID);
}

static int begin(void **state)
{
    static struct scene scene;
    struct why why;
    *state = &scene;
    scene.canvas = canvas_new();
    return scene.canvas && fonts_open(&scene.fonts, &why) == STATUS_OK ? 0 : -1;
}

static int end(void **state)
{
    struct scene *scene = *state;
    canvas_free(scene->canvas);
    fonts_close(scene->fonts);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_filled_box_has_sharp_edges_at_every_scale),
        CASE(a_rule_is_one_sharp_row_wherever_it_is_put),
        CASE(an_upright_rule_is_one_sharp_column),
        CASE(a_button_has_round_corners_and_its_outline_inside),
        CASE(a_full_turn_is_a_disc_and_a_quarter_is_at_the_upper_right),
        CASE(a_path_may_be_mirrored),
        CASE(nothing_is_drawn_outside_a_clip),
        CASE(only_the_given_area_is_painted_and_cleared),
        CASE(a_list_that_ends_within_a_clip_spoils_nothing_after_it),
        CASE(a_long_trace_looks_as_if_every_sample_were_drawn),
        CASE(a_figure_stands_centred_on_its_line),
        CASE(text_ends_where_its_alignment_says),
        CASE(a_struck_value_has_a_line_through_it),
        CASE(text_that_leaves_the_window_is_cut_and_harms_nothing),
        CASE(pixels_may_belong_to_a_window),
        CASE(a_window_that_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

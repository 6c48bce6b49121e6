/* The list of a drawing: the same drawing is the same list, another drawing is another one, and no list is ever torn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/canvas.h"

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const struct stroke rule = {0xff33404c, 1, 0};
static const struct stroke dashed = {0xfff6d34a, 1.5f, 6};
static const struct stroke none = {0};
static const struct text_style plain = {16, WEIGHT_REGULAR, ALIGN_LEFT, false, 0xfff3f6f8};

/* Allocations that grow something: the one numbered `fails_at` fails, and all after it. */
static int fails_at;

void *realloc(void *old, size_t size)
{
    static void *(*real)(void *, size_t);
    if (!real) {
        void *found = dlsym(RTLD_NEXT, "realloc");
        memcpy(&real, &found, sizeof real);
    }
    if (fails_at > 0 && --fails_at == 0) {
        fails_at = 1;
        return NULL;
    }
    return real(old, size);
}

static void draw_all(struct canvas *canvas)
{
    static const struct point trace[] = {{0, 0}, {10.5f, -0.0f}, {20.126f, 7}};
    struct text_style style = plain;
    canvas_fill(canvas, (struct rect){0, 0, 1440, 900}, 0xff0d1115);
    canvas_clip(canvas, (struct rect){16, 16, 320, 640});
    canvas_round(canvas, (struct rect){16, 16, 320, 48}, 8, 0xff151b21, rule);
    canvas_line(canvas, (struct point){16, 40.5f}, (struct point){336, 40.5f}, dashed);
    canvas_polyline(canvas, trace, COUNT(trace), (struct stroke){0xfff3f6f8, 3, 0});
    canvas_unclip(canvas);
    canvas_polygon(canvas, trace, COUNT(trace), 0x80173a33, none);
    canvas_arc(canvas, (struct point){60, 60}, 30, (struct point){0, 0.38f}, COLOUR_NONE, rule);
    canvas_path(canvas, "M0 0L10,5 20 5C1 2 3 4 -5.5 6Z", (struct point){100, 100},
                (struct point){-1, 2}, 0xff2a343e, none);
    canvas_text(canvas, (struct point){20, 30}, "287 \"kPa\"\n", &style);
    style = (struct text_style){24, WEIGHT_BOLD, ALIGN_RIGHT, true, 0xff9caab6};
    canvas_text_mid(canvas, (struct point){20, 100}, "Größe", &style);
}

static const char all_dumped[] =
    "fill 0,0 1440x900 fill #ff0d1115\n"
    "clip 16,16 320x640\n"
    "round 16,16 320x48 r8 fill #ff151b21 stroke #ff33404c 1\n"
    "line 16,40.5 336,40.5 stroke #fff6d34a 1.5 dash 6\n"
    "polyline stroke #fff3f6f8 3: 0,0 10.5,0 20.13,7\n"
    "unclip\n"
    "polygon fill #80173a33: 0,0 10.5,0 20.13,7\n"
    "arc 60,60 r30 0..0.38 stroke #ff33404c 1\n"
    "path fill #ff2a343e: M100,100 L90,110 L80,110 C99,104 C97,108 C105.5,112 Z\n"
    "text 20,30 16/400 left #fff3f6f8 \"287 \\x22kPa\\x22\\x0a\"\n"
    "text 20,108.64 24/700 right struck #ff9caab6 \"Größe\"\n";

static void every_command_is_one_line_of_the_dump(void **state)
{
    struct canvas *canvas = *state;
    draw_all(canvas);
    char *dump = canvas_dump(canvas);
    assert_string_equal(dump, all_dumped);
    free(dump);
}

static void the_same_drawing_has_the_same_hash(void **state)
{
    struct canvas *canvas = *state, *other = canvas_new();
    const uint64_t empty = canvas_hash(canvas);
    draw_all(canvas);
    canvas_fill(other, (struct rect){1, 2, 3, 4}, 0xff010203);
    canvas_clear(other);
    assert_int_equal(canvas_hash(other), empty);
    draw_all(other);
    assert_int_equal(canvas_hash(canvas), canvas_hash(other));
    assert_int_not_equal(canvas_hash(canvas), empty);
    canvas_free(other);
}

/* Variant `i` of one drawing; what differs is small each time. */
static bool draw_variant(struct canvas *canvas, int i)
{
    static const char *const texts[] = {"Trial 1", "Trial 2", "Trial 1 ", "Trial", "trial 1"};
    const struct text_style styles[] = {
        {16.5f, 400, ALIGN_LEFT, false, 0xff000001}, {16, 500, ALIGN_LEFT, false, 0xff000001},
        {16, 400, ALIGN_CENTRE, false, 0xff000001},  {16, 400, ALIGN_LEFT, true, 0xff000001},
        {16, 400, ALIGN_LEFT, false, 0xff000002},    {16, 400, ALIGN_LEFT, false, 0xfe000001}};
    const struct stroke strokes[] = {
        {1, 1, 0}, {0xff000001, 1, 0}, {0xff000001, 2, 0}, {0xff000001, 1, 1}, {0xff000002, 1, 0}};
    const struct point points[] = {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {4, 4.0001f}};
    const int texts_end = COUNT(texts), styles_end = texts_end + (int)COUNT(styles);
    const int strokes_end = styles_end + (int)COUNT(strokes), points_end = strokes_end + 4;
    if (i < texts_end)
        canvas_text(canvas, points[0], texts[i], &plain);
    else if (i < styles_end)
        canvas_text(canvas, points[0], texts[0], &styles[i - texts_end]);
    else if (i < strokes_end)
        canvas_line(canvas, points[0], points[1], strokes[i - styles_end]);
    else if (i < points_end)
        canvas_polyline(canvas, points + (i - strokes_end) / 2, 3 + (size_t)(i & 1), rule);
    else if (i == points_end)
        canvas_polygon(canvas, points, 3, COLOUR_NONE, rule);
    return i <= points_end;
}

static void any_change_is_another_hash(void **state)
{
    struct canvas *canvas = *state;
    uint64_t seen[64];
    int n = 0;
    for (; canvas_clear(canvas), draw_variant(canvas, n); n++) {
        seen[n] = canvas_hash(canvas);
        for (int i = 0; i < n; i++)
            assert_int_not_equal(seen[i], seen[n]);
    }
    assert_true(n > 20);
}

static void what_cannot_be_seen_is_not_listed(void **state)
{
    struct canvas *canvas = *state;
    const struct rect rect = {1, 1, 5, 5}, flat = {1, 1, 5, 0};
    const struct point at = {3, 3};
    struct text_style style = plain;
    const uint64_t empty = canvas_hash(canvas);
    canvas_fill(canvas, rect, COLOUR_NONE);
    canvas_fill(canvas, flat, COLOUR_OPAQUE);
    canvas_round(canvas, rect, 2, COLOUR_NONE, (struct stroke){COLOUR_OPAQUE, 0, 0});
    canvas_line(canvas, at, at, none);
    canvas_polyline(canvas, &at, 0, rule);
    canvas_polygon(canvas, &at, 1, COLOUR_NONE, none);
    canvas_arc(canvas, at, 5, (struct point){0.5f, 0.5f}, COLOUR_OPAQUE, rule);
    canvas_path(canvas, "", at, at, COLOUR_OPAQUE, rule);
    canvas_text(canvas, at, "", &style);
    style.colour = COLOUR_NONE;
    canvas_text(canvas, at, "nothing", &style);
    assert_int_equal(canvas_hash(canvas), empty);
    char *dump = canvas_dump(canvas);
    assert_string_equal(dump, "");
    free(dump);
}

static void a_zero_is_a_zero_whatever_its_sign(void **state)
{
    struct canvas *canvas = *state;
    canvas_fill(canvas, (struct rect){0.0f, 0.0f, 1, 1}, COLOUR_OPAQUE);
    const uint64_t hash = canvas_hash(canvas);
    canvas_clear(canvas);
    canvas_fill(canvas, (struct rect){-0.0f, -0.0f, 1, 1}, COLOUR_OPAQUE);
    assert_int_equal(canvas_hash(canvas), hash);
}

static void places_far_outside_are_held_within_bounds(void **state)
{
    struct canvas *canvas = *state;
    canvas_line(canvas, (struct point){-1e30f, 5}, (struct point){(float)INFINITY, 5}, rule);
    char *dump = canvas_dump(canvas);
    assert_string_equal(dump, "line -1000000,5 1000000,5 stroke #ff33404c 1\n");
    free(dump);
}

/* The lines of the dump are a beginning of those of the drawing made twice. */
static void assert_beginning(const struct canvas *canvas)
{
    char twice[2 * sizeof all_dumped];
    char *dump = canvas_dump(canvas);
    assert_non_null(dump);
    strcat(strcpy(twice, all_dumped), all_dumped);
    assert_true(strncmp(twice, dump, strlen(dump)) == 0);
    assert_true(!*dump || dump[strlen(dump) - 1] == '\n');
    free(dump);
}

static void every_failing_allocation_leaves_whole_commands(void **state)
{
    int failure = 1;
    for (bool is_whole = false; !is_whole; failure++) {
        struct canvas *canvas = canvas_new();
        fails_at = failure;
        draw_all(canvas);
        draw_all(canvas);
        fails_at = 0;
        is_whole = canvas_is_whole(canvas);
        if (!is_whole)
            assert_beginning(canvas);
        canvas_clear(canvas);
        assert_true(canvas_is_whole(canvas));
        draw_all(canvas);
        draw_all(*state);
        assert_int_equal(canvas_hash(canvas), canvas_hash(*state));
        canvas_clear(*state);
        canvas_free(canvas);
    }
    assert_true(failure > 3);
}

static void a_dump_without_memory_is_none(void **state)
{
    char *dump = NULL;
    int failures = 0;
    draw_all(*state);
    for (; !dump; failures++) {
        fails_at = failures + 1;
        dump = canvas_dump(*state);
        fails_at = 0;
    }
    assert_string_equal(dump, all_dumped);
    assert_true(failures > 2);
    free(dump);
}

static int begin(void **state)
{
    *state = canvas_new();
    return *state ? 0 : -1;
}

static int end(void **state)
{
    canvas_free(*state);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_command_is_one_line_of_the_dump),
        CASE(the_same_drawing_has_the_same_hash),
        CASE(any_change_is_another_hash),
        CASE(what_cannot_be_seen_is_not_listed),
        CASE(a_zero_is_a_zero_whatever_its_sign),
        CASE(places_far_outside_are_held_within_bounds),
        CASE(every_failing_allocation_leaves_whole_commands),
        CASE(a_dump_without_memory_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

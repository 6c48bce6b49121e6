/* The body map as it is seen: figures are painted and their pixels are asked; sites are read from the protocols' own table,
 * so that a site that is added there without a place or a word is noticed here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/surface.h"
#include "gui/body.h"
#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SITES_MAX = 64, HIGH = 820, TOP = 20, CENTRE = 220, WIDE = 2 * CENTRE };

static struct {
    struct fonts *fonts;
    struct known_site {
        char id[64], sides[8];
    } sites[SITES_MAX];
    size_t n_sites;
} bench;

static const struct side_row {
    char letter;
    const char *name;
} side_rows[] = {{'l', "left"}, {'r', "right"}, {'m', "midline"}};

static int open_bench(void **state)
{
    (void)state;
    FILE *file = fopen(PROTOCOLS_DIR "/script/sites.c", "r");
    assert_non_null(file);
    char line[256];
    while (fgets(line, sizeof line, file))
        for (const char *at = line; (at = strstr(at, "{\"")) != NULL; at++) {
            struct known_site *site = &bench.sites[bench.n_sites];
            if (sscanf(at, "{\"%63[^\"]\", \"%7[lrm]\"}", site->id, site->sides) == 2)
                bench.n_sites++;
            assert_true(bench.n_sites < SITES_MAX);
        }
    fclose(file);
    assert_true(bench.n_sites >= 26);
    struct why why = {0};
    assert_int_equal(fonts_open(&bench.fonts, &why), STATUS_OK);
    return 0;
}

static int close_bench(void **state)
{
    (void)state;
    fonts_close(bench.fonts);
    return 0;
}

/* ---- seeing */

static struct surface *paint(const struct canvas *canvas, int width, int height, colour ground)
{
    struct surface *surface = NULL;
    assert_true(canvas_is_whole(canvas));
    assert_int_equal(surface_new(width, height, 1.0f, bench.fonts, &surface), STATUS_OK);
    surface_paint(surface, canvas, (struct rect){0, 0, (float)width, (float)height}, ground);
    return surface;
}

static struct surface *paint_figure_at(enum theme theme, enum figure figure, struct point top,
                                       float h)
{
    struct canvas *canvas = canvas_new();
    assert_non_null(canvas);
    body_draw(canvas, theme, figure, top, h);
    struct surface *surface =
        paint(canvas, WIDE, HIGH + 2 * TOP, theme_colour(theme, COLOUR_PANEL));
    canvas_free(canvas);
    return surface;
}

static struct surface *paint_figure(enum theme theme, enum figure figure, float h)
{
    return paint_figure_at(theme, figure, (struct point){CENTRE, TOP}, h);
}

static bool is_ground(struct surface *surface, enum theme theme, int x, int y)
{
    return surface_pixel(surface, x, y) == theme_colour(theme, COLOUR_PANEL);
}

static bool is_skin(struct surface *surface, enum theme theme, int x, int y)
{
    return surface_pixel(surface, x, y) == theme_colour(theme, COLOUR_SKIN);
}

/* Do the body's lines and skin cover all that a small dot at this place covers? */
static bool holds_dot(struct surface *surface, struct point at)
{
    const int r = 3;
    for (int y = -r; y <= r; y++)
        for (int x = -r; x <= r; x++)
            if (x * x + y * y <= r * r &&
                is_ground(surface, THEME_DARK, (int)at.x + x, (int)at.y + y))
                return false;
    return true;
}

static bool place(enum figure figure, const char *site, const char *side, struct point *at)
{
    return body_site(figure, site, side, (struct point){CENTRE, TOP}, HIGH, at);
}

static enum figure figure_of(const char *site)
{
    struct point at;
    return place(FIGURE_BACK, site, "left", &at) ? FIGURE_BACK : FIGURE_FRONT;
}

/* ---- the figure */

static void arms_and_legs_stand_apart_from_each_other(void **state)
{
    (void)state;
    static const struct {
        int x, y;
    } gaps[] = {{0, 640}, {0, 780}, {90, 300}, {100, 500}, {60, 60}, {160, 300}, {130, 640}};
    for (enum theme theme = 0; theme < THEMES; theme++)
        for (enum figure figure = 0; figure < FIGURES; figure++) {
            struct surface *surface = paint_figure(theme, figure, HIGH);
            for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
                assert_true(is_ground(surface, theme, CENTRE + gaps[i].x, TOP + gaps[i].y));
                assert_true(is_ground(surface, theme, CENTRE - gaps[i].x, TOP + gaps[i].y));
            }
            surface_free(surface);
        }
}

static void no_seam_shows_between_the_two_halves_wherever_the_body_stands(void **state)
{
    (void)state;
    for (float shift = 0; shift < 1; shift += 0.25f)
        for (enum figure figure = 0; figure < FIGURES; figure++) {
            struct surface *surface =
                paint_figure_at(THEME_LIGHT, figure, (struct point){CENTRE + shift, TOP}, HIGH);
            for (int y = 10; y < 90; y++)
                for (int x = -4; x < 4; x++)
                    assert_true(is_skin(surface, THEME_LIGHT, CENTRE + x, TOP + y));
            surface_free(surface);
        }
}

static int differs(uint32_t a, uint32_t b)
{
    int most = 0;
    for (unsigned shift = 0; shift < 24; shift += 8) {
        const int d = abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff));
        most = d > most ? d : most;
    }
    return most;
}

static void left_and_right_half_of_the_body_are_mirror_images(void **state)
{
    (void)state;
    const int rounding = 12; /* edges fall a little differently on pixels from the two sides */
    for (enum figure figure = 0; figure < FIGURES; figure++) {
        struct surface *surface = paint_figure(THEME_DARK, figure, HIGH);
        for (int y = 0; y < HIGH + 2 * TOP; y++)
            for (int x = 0; x < CENTRE; x++)
                assert_true(differs(surface_pixel(surface, x, y),
                                    surface_pixel(surface, WIDE - 1 - x, y)) <= rounding);
        surface_free(surface);
    }
}

static bool has_ink(struct surface *surface, int x0, int y0, int x1, int y1)
{
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            if (!is_ground(surface, THEME_DARK, x, y))
                return true;
    return false;
}

static void the_body_fills_its_height_and_no_more_at_every_size(void **state)
{
    (void)state;
    static const int heights[] = {160, 285, 330, 400, 800};
    for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++)
        for (enum figure figure = 0; figure < FIGURES; figure++) {
            const int h = heights[i], half = (int)ceilf(BODY_WIDTH_SHARE * (float)h / 2.0f);
            struct surface *surface = paint_figure(THEME_DARK, figure, (float)h);
            assert_true(has_ink(surface, CENTRE - 5, TOP - 1, CENTRE + 5, TOP + 2));
            assert_false(has_ink(surface, 0, 0, WIDE, TOP - 2));
            assert_true(has_ink(surface, 0, TOP + h - 2, WIDE, TOP + h));
            assert_false(has_ink(surface, 0, TOP + h + 3, WIDE, HIGH + 2 * TOP));
            assert_false(has_ink(surface, 0, 0, CENTRE - half, HIGH + 2 * TOP));
            assert_false(has_ink(surface, CENTRE + half, 0, WIDE, HIGH + 2 * TOP));
            surface_free(surface);
        }
}

static void back_and_front_can_be_told_apart(void **state)
{
    (void)state;
    for (enum theme theme = 0; theme < THEMES; theme++) {
        struct canvas *canvas[FIGURES];
        for (enum figure figure = 0; figure < FIGURES; figure++) {
            canvas[figure] = canvas_new();
            assert_non_null(canvas[figure]);
            body_draw(canvas[figure], theme, figure, (struct point){CENTRE, TOP}, HIGH);
        }
        assert_true(canvas_hash(canvas[FIGURE_BACK]) != canvas_hash(canvas[FIGURE_FRONT]));
        canvas_free(canvas[FIGURE_BACK]);
        canvas_free(canvas[FIGURE_FRONT]);
    }
}

/* ---- sites */

static void every_site_lies_within_the_body_and_on_one_figure_only(void **state)
{
    (void)state;
    struct surface *surface[FIGURES];
    for (enum figure figure = 0; figure < FIGURES; figure++)
        surface[figure] = paint_figure(THEME_DARK, figure, HIGH);
    for (size_t i = 0; i < bench.n_sites; i++)
        for (size_t k = 0; k < sizeof side_rows / sizeof side_rows[0]; k++) {
            const struct known_site *site = &bench.sites[i];
            const bool wanted = strchr(site->sides, side_rows[k].letter) != NULL;
            int found = 0;
            for (enum figure figure = 0; figure < FIGURES; figure++) {
                struct point at;
                if (!place(figure, site->id, side_rows[k].name, &at))
                    continue;
                found++;
                if (!holds_dot(surface[figure], at))
                    fail_msg("%s %s is not within the body", site->id, side_rows[k].name);
            }
            if (found != (wanted ? 1 : 0))
                fail_msg("%s %s is on %d figures", site->id, side_rows[k].name, found);
        }
    for (enum figure figure = 0; figure < FIGURES; figure++)
        surface_free(surface[figure]);
}

static void left_is_at_the_left_from_behind_and_at_the_right_from_the_front(void **state)
{
    (void)state;
    for (size_t i = 0; i < bench.n_sites; i++) {
        const char *site = bench.sites[i].id;
        const enum figure figure = figure_of(site);
        struct point left, right;
        assert_true(place(figure, site, "left", &left));
        assert_true(place(figure, site, "right", &right));
        assert_true(left.y == right.y);
        assert_float_equal(left.x + right.x, 2.0f * CENTRE, 1e-3);
        assert_true(figure == FIGURE_BACK ? left.x < CENTRE - 5 : left.x > CENTRE + 5);
    }
}

static void a_site_in_the_midline_is_between_its_two_sides(void **state)
{
    (void)state;
    size_t seen = 0;
    for (size_t i = 0; i < bench.n_sites; i++) {
        struct point left, middle;
        if (!place(FIGURE_BACK, bench.sites[i].id, "midline", &middle))
            continue;
        seen++;
        assert_true(place(FIGURE_BACK, bench.sites[i].id, "left", &left));
        assert_true(middle.x == CENTRE && middle.y == left.y);
    }
    assert_true(seen > 0);
}

static void a_site_keeps_its_place_on_the_body_at_every_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < bench.n_sites; i++)
        for (float h = 160; h <= 800; h += 80) {
            const char *site = bench.sites[i].id;
            const enum figure figure = figure_of(site);
            const struct point top = {31, 17};
            struct point whole, scaled;
            assert_true(place(figure, site, "right", &whole));
            assert_true(body_site(figure, site, "right", top, h, &scaled));
            assert_float_equal((scaled.x - top.x) / h, (whole.x - CENTRE) / HIGH, 1e-4);
            assert_float_equal((scaled.y - top.y) / h, (whole.y - TOP) / HIGH, 1e-4);
        }
}

static void levels_of_the_spine_follow_each_other_downwards(void **state)
{
    (void)state;
    static const char *const down[] = {
        "suboccipital", "cervical.C2", "cervical.C5", "suprascapular", "thoracic",
        "lumbar.L1",    "lumbar.L2",   "lumbar.L3",   "lumbar.L4",     "lumbar.L5"};
    float above = 0;
    for (size_t i = 0; i < sizeof down / sizeof down[0]; i++) {
        struct point at;
        assert_true(place(FIGURE_BACK, down[i], "left", &at));
        assert_true(at.y > above);
        above = at.y;
    }
}

static void a_site_or_side_that_is_not_known_has_no_place(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"lumbar.L9", "left"}, {"", "left"},        {"lumbar", "left"},     {"lumbar.L4", "n/a"},
        {"lumbar.L4", ""},     {"Deltoid", "left"}, {"deltoid", "midline"}, {"lumbar.L4", "Left"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        for (enum figure figure = 0; figure < FIGURES; figure++) {
            struct point at;
            assert_false(place(figure, wrong[i][0], wrong[i][1], &at));
        }
}

/* ---- the spine close up */

static const struct rect inset = {20, 20, 104, 136};

static struct surface *paint_spine(const char *site, const char *side, bool *drawn)
{
    struct canvas *canvas = canvas_new();
    assert_non_null(canvas);
    const uint64_t empty = canvas_hash(canvas);
    *drawn = body_spine_draw(canvas, THEME_DARK, inset, site, side);
    assert_true(*drawn == (canvas_hash(canvas) != empty));
    struct surface *surface = paint(canvas, 144, 176, theme_colour(THEME_DARK, COLOUR_PANEL));
    canvas_free(canvas);
    return surface;
}

/* Is there a dot in the left (-1), middle (0) or right (1) third: ink so thick that no letter and no line has it? */
static bool has_dot(struct surface *surface, int third)
{
    const int thick = 4;
    const colour ink = theme_colour(THEME_DARK, COLOUR_TEXT);
    const int wide = (int)inset.w / 3, from = (int)inset.x + (third + 1) * wide;
    for (int y = 0; y + thick <= 176; y++)
        for (int x = from; x + thick <= from + wide; x++) {
            int n = 0;
            for (int i = 0; i < thick * thick; i++)
                n += surface_pixel(surface, x + i % thick, y + i / thick) == ink;
            if (n == thick * thick)
                return true;
        }
    return false;
}

static void the_spine_close_up_shows_the_point_on_its_side(void **state)
{
    (void)state;
    for (size_t i = 0; i < bench.n_sites; i++)
        for (int side = -1; side <= 1; side++) {
            if (!strchr(bench.sites[i].sides, 'm'))
                continue;
            bool drawn;
            struct surface *surface = paint_spine(bench.sites[i].id,
                                                  side < 0   ? "left"
                                                  : side > 0 ? "right"
                                                             : "midline",
                                                  &drawn);
            assert_true(drawn);
            for (int third = -1; third <= 1; third++)
                assert_true(has_dot(surface, third) == (third == side));
            surface_free(surface);
        }
}

static void sites_away_from_the_spine_have_no_close_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < bench.n_sites; i++) {
        if (strchr(bench.sites[i].sides, 'm'))
            continue;
        bool drawn;
        surface_free(paint_spine(bench.sites[i].id, "left", &drawn));
        assert_false(drawn);
    }
    bool drawn;
    surface_free(paint_spine("lumbar.L4", "n/a", &drawn));
    assert_false(drawn);
    surface_free(paint_spine("lumbar.L9", "left", &drawn));
    assert_false(drawn);
}

static void the_spine_close_up_names_the_level_and_its_neighbours(void **state)
{
    (void)state;
    static const struct {
        const char *site, *names[5];
    } rows[] = {
        {"cervical.C2", {"C1", "C2", "C3", "C4", "C5"}},
        {"cervical.C5", {"C3", "C4", "C5", "C6", "C7"}},
        {"thoracic", {"T9", "T10", "T11", "T12", "L1"}},
        {"lumbar.L1", {"T11", "T12", "L1", "L2", "L3"}},
        {"lumbar.L2", {"T12", "L1", "L2", "L3", "L4"}},
        {"lumbar.L3", {"L1", "L2", "L3", "L4", "L5"}},
        {"lumbar.L4", {"L1", "L2", "L3", "L4", "L5"}},
        {"lumbar.L5", {"L1", "L2", "L3", "L4", "L5"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct canvas *canvas = canvas_new();
        assert_non_null(canvas);
        assert_true(body_spine_draw(canvas, THEME_LIGHT, inset, rows[i].site, "left"));
        char *list = canvas_dump(canvas);
        assert_non_null(list);
        const char *at = list;
        for (size_t k = 0; k < 5; k++) {
            at = strstr(at, rows[i].names[k]);
            if (!at)
                fail_msg("%s: %s is missing", rows[i].site, rows[i].names[k]);
            at++;
        }
        free(list);
        canvas_free(canvas);
    }
}

/* ---- words */

static const struct text_style name_style = {.size = 24, .weight = WEIGHT_SEMIBOLD};
static const struct text_style mark_style = {.size = 16, .weight = WEIGHT_REGULAR};
static const struct text_style line_style = {.size = 14, .weight = WEIGHT_REGULAR};
static const float wide = 288, narrow = 192;

static size_t lines_of(const char *text, const struct text_style *style, float width)
{
    struct line_span lines[12];
    return fonts_wrap(bench.fonts, text, style, width, lines, 12);
}

static void every_site_has_words_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < bench.n_sites; i++) {
        const struct site_text *text = site_text_find(bench.sites[i].id);
        if (!text)
            fail_msg("%s has no words", bench.sites[i].id);
        for (enum language language = 0; language < LANGUAGES; language++) {
            assert_true(strlen(text->name[language]) > 0);
            assert_true(strlen(text->landmark[language]) > 0);
            assert_true(strlen(text->find[language]) > 20);
            assert_int_equal(text->find[language][strlen(text->find[language]) - 1], '.');
        }
    }
}

static void words_are_kept_for_no_other_site_and_names_differ(void **state)
{
    (void)state;
    static const char *const rows[] = {
#define SITE(id, name_en, name_de, landmark_en, landmark_de, find_en, find_de) id,
#include "sites.def"
#undef SITE
    };
    const size_t n = sizeof rows / sizeof rows[0];
    assert_int_equal(n, bench.n_sites);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            for (enum language language = 0; language < LANGUAGES; language++)
                assert_string_not_equal(site_text_find(rows[i])->name[language],
                                        site_text_find(rows[k])->name[language]);
}

static void the_name_of_a_site_fits_where_it_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < bench.n_sites; i++)
        for (size_t k = 0; k < sizeof side_rows / sizeof side_rows[0]; k++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                if (!strchr(bench.sites[i].sides, side_rows[k].letter))
                    continue;
                char name[128];
                site_text_name(language, name, sizeof name, bench.sites[i].id, side_rows[k].name);
                const float width = fonts_width(bench.fonts, name, &name_style);
                if (width > wide || lines_of(name, &name_style, narrow) > 2)
                    fail_msg("\"%s\" is %.0f wide", name, (double)width);
            }
}

static void the_landmark_fits_on_two_lines_and_the_way_to_it_on_four(void **state)
{
    (void)state;
    for (size_t i = 0; i < bench.n_sites; i++)
        for (size_t k = 0; k < sizeof side_rows / sizeof side_rows[0]; k++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                const char *site = bench.sites[i].id;
                const char *mark = site_text_landmark(language, site, side_rows[k].name);
                const char *find = site_text_find(site)->find[language];
                assert_true(strlen(mark) > 0);
                if (lines_of(mark, &mark_style, wide) > 2 ||
                    lines_of(mark, &mark_style, narrow) > 2)
                    fail_msg("\"%s\" needs more than two lines", mark);
                if (lines_of(find, &line_style, wide) > 4)
                    fail_msg("\"%s\" needs more than four lines", find);
            }
}

static void in_the_midline_the_landmark_is_the_spine_itself(void **state)
{
    (void)state;
    for (enum language language = 0; language < LANGUAGES; language++)
        for (size_t i = 0; i < bench.n_sites; i++) {
            const char *site = bench.sites[i].id;
            const char *beside = site_text_find(site)->landmark[language];
            assert_string_equal(site_text_landmark(language, site, "left"), beside);
            assert_string_equal(site_text_landmark(language, site, "right"), beside);
            assert_string_equal(site_text_landmark(language, site, "midline"),
                                text_of(language, TEXT_site_on_spine));
        }
    assert_string_equal(site_text_landmark(LANGUAGE_EN, "lumbar.L9", "left"), "");
}

static void a_site_is_named_with_its_side(void **state)
{
    (void)state;
    static const struct {
        enum language language;
        const char *site, *side, *name;
    } rows[] = {
        {LANGUAGE_EN, "lumbar.L4", "left", "Lumbar L4, left"},
        {LANGUAGE_DE, "lumbar.L4", "left", "Lumbal L4, links"},
        {LANGUAGE_EN, "tibialis_anterior", "right", "Tibialis anterior, right"},
        {LANGUAGE_EN, "lumbar.L1", "midline", "Lumbar L1, midline"},
        {LANGUAGE_DE, "lumbar.L1", "midline", "Lumbal L1, Mittellinie"},
        {LANGUAGE_EN, "thenar", "n/a", "Thenar"},
        {LANGUAGE_DE, "of.my.own", "right", "of.my.own, rechts"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char name[128];
        assert_ptr_equal(
            site_text_name(rows[i].language, name, sizeof name, rows[i].site, rows[i].side), name);
        assert_string_equal(name, rows[i].name);
    }
    char small[9];
    site_text_name(LANGUAGE_EN, small, sizeof small, "lumbar.L4", "left");
    assert_string_equal(small, "Lumbar L");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arms_and_legs_stand_apart_from_each_other),
        cmocka_unit_test(no_seam_shows_between_the_two_halves_wherever_the_body_stands),
        cmocka_unit_test(left_and_right_half_of_the_body_are_mirror_images),
        cmocka_unit_test(the_body_fills_its_height_and_no_more_at_every_size),
        cmocka_unit_test(back_and_front_can_be_told_apart),
        cmocka_unit_test(every_site_lies_within_the_body_and_on_one_figure_only),
        cmocka_unit_test(left_is_at_the_left_from_behind_and_at_the_right_from_the_front),
        cmocka_unit_test(a_site_in_the_midline_is_between_its_two_sides),
        cmocka_unit_test(a_site_keeps_its_place_on_the_body_at_every_size),
        cmocka_unit_test(levels_of_the_spine_follow_each_other_downwards),
        cmocka_unit_test(a_site_or_side_that_is_not_known_has_no_place),
        cmocka_unit_test(the_spine_close_up_shows_the_point_on_its_side),
        cmocka_unit_test(sites_away_from_the_spine_have_no_close_up),
        cmocka_unit_test(the_spine_close_up_names_the_level_and_its_neighbours),
        cmocka_unit_test(every_site_has_words_in_both_languages),
        cmocka_unit_test(words_are_kept_for_no_other_site_and_names_differ),
        cmocka_unit_test(the_name_of_a_site_fits_where_it_stands),
        cmocka_unit_test(the_landmark_fits_on_two_lines_and_the_way_to_it_on_four),
        cmocka_unit_test(in_the_midline_the_landmark_is_the_spine_itself),
        cmocka_unit_test(a_site_is_named_with_its_side),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}

/* Widths and line breaks of texts, in whatever font this computer has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/font.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint16_t weights[] = {WEIGHT_REGULAR, WEIGHT_MEDIUM, WEIGHT_SEMIBOLD, WEIGHT_BOLD};
static const float sizes[] = {14, 16, 20, 24, 32, 48, 64, 96, 128};

static const char *const samples[] = {
    "I will press slowly harder. Press the button the moment the pressure first becomes painful.",
    "Schmerzschwellenuntersuchungsvorbereitungszeit",
    "  two  blanks   everywhere  ",
    "זהו טקסט ארוך שנכתב מימין לשמאל ומכיל 42 מספרים",
    "هذا نص طويل مكتوب من اليمين إلى اليسار",
    "naïve cafe\xcc\x81 e\xcc\x81"
    "e\xcc\x81"
    "e\xcc\x81 Größenänderung",
    "one\ntwo\n\nfour",
    "broken \xff\xc3 bytes \xe2\x82",
    "x",
    " ",
};

enum { SAMPLES = sizeof samples / sizeof *samples, LINES = 256 };

static struct text_style style_of(float size, uint16_t weight)
{
    return (struct text_style){size, weight, ALIGN_LEFT, false, COLOUR_OPAQUE};
}

/* Within a three-hundredth: the 4 of some weights of Inter is that much narrower, which is less than a pixel can show. A figure
 * that is not tabular differs by a tenth. */
static void figures_are_all_equally_wide(void **state)
{
    for (size_t i = 0; i < 4 * 9; i++) {
        const struct text_style style = style_of(sizes[i % 9], weights[i / 9]);
        const float one = fonts_width(*state, "111", &style);
        for (char c = '0'; c <= '9'; c++) {
            const char text[] = {c, c, c, '\0'};
            assert_float_equal(fonts_width(*state, text, &style), one, one / 300);
        }
    }
}

static void a_text_grows_with_its_size(void **state)
{
    struct text_style style = style_of(10, WEIGHT_REGULAR);
    const float ten = fonts_width(*state, samples[0], &style);
    for (size_t i = 0; i < 5; i++) {
        style.size = sizes[i];
        assert_float_equal(fonts_width(*state, samples[0], &style), ten * sizes[i] / 10, 1);
    }
}

static void large_texts_are_set_tighter(void **state)
{
    const struct text_style small = style_of(47.99f, WEIGHT_SEMIBOLD);
    const struct text_style large = style_of(48, WEIGHT_SEMIBOLD);
    const float change =
        fonts_width(*state, "1111111111", &large) - fonts_width(*state, "1111111111", &small);
    assert_float_equal(change, -0.03 * 48 * 10, 2);
}

static void heavier_is_another_width_and_nothing_is_none(void **state)
{
    const struct text_style regular = style_of(20, WEIGHT_REGULAR),
                            bold = style_of(20, WEIGHT_BOLD);
    assert_true(fonts_width(*state, "Druck", &bold) > fonts_width(*state, "Druck", &regular));
    assert_float_equal(fonts_width(*state, "", &bold), 0, 0);
}

/* More texts than any table holds, asked for twice. */
static void a_width_is_the_same_when_it_was_forgotten(void **state)
{
    enum { TEXTS = 3000 };
    static float first[TEXTS];
    const struct text_style style = style_of(16, WEIGHT_REGULAR);
    for (int i = 0; i < 2 * TEXTS; i++) {
        const char text[] = {(char)('a' + i % 26), (char)('A' + i / 26 % 26),
                             (char)('a' + i / 676 % TEXTS % 5), '\0'};
        const float width = fonts_width(*state, text, &style);
        assert_true(width > 0);
        if (i < TEXTS)
            first[i] = width;
        if (i >= 3380)
            assert_float_equal(width, first[i - 3380], 0);
    }
}

static float span_width(struct fonts *fonts, const char *text, struct line_span span,
                        const struct text_style *style)
{
    char line[1024];
    memcpy(line, text + span.start, span.end - span.start);
    line[span.end - span.start] = '\0';
    return fonts_width(fonts, line, style);
}

/* What stands between two lines is blank, and no line begins or ends with a blank. */
static void assert_lines(const char *text, const struct line_span *lines, size_t n)
{
    size_t at = 0;
    for (size_t i = 0; i <= n; i++) {
        const size_t start = i < n ? lines[i].start : strlen(text);
        assert_true(start >= at);
        for (; at < start; at++)
            assert_non_null(strchr(" \n", text[at]));
        if (i == n)
            break;
        assert_true(lines[i].end >= start);
        at = lines[i].end;
        assert_true(at == start || (text[start] != ' ' && text[at - 1] != ' '));
        assert_true((text[start] & 0xc0) != 0x80 || strstr(text, "broken"));
    }
}

static void lines_are_within_the_width_and_lose_nothing(void **state)
{
    const struct text_style style = style_of(20, WEIGHT_REGULAR);
    struct line_span lines[LINES];
    for (size_t i = 0; i < SAMPLES; i++)
        for (float width = 30; width < 900; width *= 1.17f) {
            const size_t n = fonts_wrap(*state, samples[i], &style, width, lines, LINES);
            assert_true(n <= LINES);
            assert_lines(samples[i], lines, n);
            for (size_t j = 0; j < n; j++)
                assert_true(span_width(*state, samples[i], lines[j], &style) <= width + 0.5f);
        }
}

static void a_line_takes_as_many_words_as_fit(void **state)
{
    const struct text_style style = style_of(16, WEIGHT_REGULAR);
    struct line_span lines[8];
    const char *text = "Release fully first. Then rest.";
    const float width = fonts_width(*state, "Release fully first.", &style);
    assert_int_equal(fonts_wrap(*state, text, &style, width + 1, lines, 8), 2);
    assert_int_equal(lines[0].end, strlen("Release fully first."));
    assert_int_equal(lines[1].start, strlen("Release fully first. "));
    assert_int_equal(lines[1].end, strlen(text));
    assert_int_equal(fonts_wrap(*state, text, &style, width - 1, lines, 8), 2);
    assert_int_equal(lines[0].end, strlen("Release fully"));
    assert_int_equal(fonts_wrap(*state, text, &style, 2000, lines, 8), 1);
}

static void a_space_that_must_not_break_does_not(void **state)
{
    const struct text_style style = style_of(16, WEIGHT_REGULAR);
    struct line_span lines[8];
    const char *text = "at 287\xc2\xa0kPa";
    const float width = fonts_width(*state, "at 287\xc2\xa0k", &style);
    assert_int_equal(fonts_wrap(*state, text, &style, width, lines, 8), 2);
    assert_int_equal(lines[0].end, 2);
}

static void line_ends_of_the_text_are_kept(void **state)
{
    const struct text_style style = style_of(16, WEIGHT_REGULAR);
    struct line_span lines[8];
    assert_int_equal(fonts_wrap(*state, "one\ntwo\n\nfour", &style, 2000, lines, 8), 4);
    assert_int_equal(lines[2].start, lines[2].end);
    assert_int_equal(fonts_wrap(*state, "", &style, 2000, lines, 8), 0);
    assert_int_equal(fonts_wrap(*state, "   ", &style, 2000, lines, 8), 0);
}

static void separators_from_elsewhere_are_blanks(void **state)
{
    const struct text_style style = style_of(16, WEIGHT_REGULAR);
    struct line_span lines[8];
    const char *text = "one\xe2\x80\xa8two\xe2\x80\xa9three \xe2\x80\x93";
    assert_true(fonts_width(*state, text, &style) > fonts_width(*state, "one two three", &style));
    assert_int_equal(fonts_wrap(*state, text, &style, 2000, lines, 8), 1);
    assert_int_equal(fonts_wrap(*state, text, &style, 40, lines, 8), 4);
    assert_int_equal(lines[1].start, 6);
}

static void what_does_not_fit_is_counted_but_not_written(void **state)
{
    const struct text_style style = style_of(16, WEIGHT_REGULAR);
    struct line_span lines[3] = {{7, 7}, {7, 7}, {7, 7}};
    char note[201];
    for (int i = 0; i < 200; i++)
        note[i] = i % 9 == 8 ? ' ' : 'n';
    note[200] = '\0';
    assert_true(fonts_wrap(*state, note, &style, 200, lines, 2) > 2);
    assert_int_equal(lines[2].start, 7);
    assert_true(fonts_wrap(*state, note, &style, 0, lines, 0) >= 170);
}

static size_t next_character(const char *text, size_t at)
{
    do
        at++;
    while (((unsigned char)text[at] & 0xc0) == 0x80);
    return at;
}

/* Written from left to right it goes right, from right to left it goes left, from end to end. */
static void a_caret_goes_where_the_text_goes(void **state)
{
    static const struct {
        const char *text;
        bool is_left;
    } rows[] = {{"Schwelle 42", false}, {"שלום", true}, {"مرحبا", true}};
    const struct text_style style = style_of(24, WEIGHT_SEMIBOLD);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = rows[i].text;
        const float width = fonts_width(*state, text, &style);
        float before = fonts_caret(*state, text, &style, 0);
        assert_int_equal(fonts_runs_left(*state, text, &style), rows[i].is_left);
        assert_float_equal(before, rows[i].is_left ? width : 0, 0.1);
        for (size_t at = 0; text[at] != '\0';) {
            at = next_character(text, at);
            const float x = fonts_caret(*state, text, &style, at);
            assert_true(rows[i].is_left ? x < before : x > before);
            before = x;
        }
        assert_float_equal(before, rows[i].is_left ? 0 : width, 0.1);
    }
    assert_true(fonts_caret(*state, "", &style, 0) == 0);
}

static void a_touch_means_the_place_where_the_caret_then_stands(void **state)
{
    static const char *const texts[] = {"Schwelle 42", "שלום", "مرحبا", "a"};
    const struct text_style style = style_of(24, WEIGHT_SEMIBOLD);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t at = 0;; at = next_character(texts[i], at)) {
            const float x = fonts_caret(*state, texts[i], &style, at);
            assert_int_equal(fonts_byte_at(*state, texts[i], &style, x), at);
            if (texts[i][at] == '\0')
                break;
        }
    assert_int_equal(fonts_byte_at(*state, "", &style, 10), 0);
}

/* A part of a text that runs both ways lies in pieces; all of it is as wide as it is. */
static void what_is_chosen_lies_where_it_is_written(void **state)
{
    const struct text_style style = style_of(24, WEIGHT_SEMIBOLD);
    static const char text[] = "abc שלום";
    struct text_extent parts[4];
    const float latin = fonts_caret(*state, text, &style, 4),
                width = fonts_width(*state, text, &style);
    const size_t n =
        fonts_extents(*state, text, &style, (struct line_span){0, sizeof text - 1}, parts, 4);
    float whole = 0;
    for (size_t i = 0; i < n; i++)
        whole += parts[i].to - parts[i].from;
    assert_float_equal(whole, width, 0.1);
    assert_int_equal(fonts_extents(*state, text, &style, (struct line_span){0, 6}, parts, 4), 2);
    assert_float_equal(parts[0].from, 0, 0.1);
    assert_true(parts[1].from > latin);
    assert_float_equal(parts[1].to, width, 0.1);
    assert_int_equal(fonts_extents(*state, text, &style, (struct line_span){3, 3}, parts, 4), 0);
}

static int begin(void **state)
{
    struct why why;
    return fonts_open((struct fonts **)state, &why) == STATUS_OK ? 0 : -1;
}

static int end(void **state)
{
    fonts_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_all_equally_wide),
        cmocka_unit_test(a_text_grows_with_its_size),
        cmocka_unit_test(large_texts_are_set_tighter),
        cmocka_unit_test(heavier_is_another_width_and_nothing_is_none),
        cmocka_unit_test(a_width_is_the_same_when_it_was_forgotten),
        cmocka_unit_test(lines_are_within_the_width_and_lose_nothing),
        cmocka_unit_test(a_line_takes_as_many_words_as_fit),
        cmocka_unit_test(a_space_that_must_not_break_does_not),
        cmocka_unit_test(line_ends_of_the_text_are_kept),
        cmocka_unit_test(separators_from_elsewhere_are_blanks),
        cmocka_unit_test(a_caret_goes_where_the_text_goes),
        cmocka_unit_test(a_touch_means_the_place_where_the_caret_then_stands),
        cmocka_unit_test(what_is_chosen_lies_where_it_is_written),
        cmocka_unit_test(what_does_not_fit_is_counted_but_not_written),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/* On a screen of 1920 x 1080: question 64, line 6 and 1280 long, anchors 40, hint 32. */
#include "participant_internal.h"

#include "text/text.h"

#include <stdio.h>
#include <string.h>

#define INK (COLOUR_OPAQUE | 0xe4eaeeu)
#define FAINT (COLOUR_OPAQUE | 0xaebbc5u)
#define MARK (COLOUR_OPAQUE | 0xffffffu)

enum { SCREEN_W = 1920, SCREEN_H = 1080, LINE_W = 1280, LINE_Y = 560, LINES_MAX = 14 };
enum {
    QUESTION_Y = 304,
    ANCHOR_Y = 656,
    ABOVE_Y = 432,
    ANCHOR_W = 250,
    HINT_Y = 905,
    HINT_LOW_Y = 980
};

struct page {
    struct canvas *canvas;
    struct fonts *fonts;
    struct participant_place at;
    const struct participant_view *view;
    enum language language;
};

struct participant_place participant_place(struct rect area, float line_w)
{
    struct participant_place place;
    const float across = area.w / SCREEN_W, down = area.h / SCREEN_H;
    const float scale = place.scale = across < down ? across : down;
    place.origin = (struct point){area.x + (area.w - scale * SCREEN_W) / 2,
                                  area.y + (area.h - scale * SCREEN_H) / 2};
    place.line_w = line_w > 0 ? line_w : scale * LINE_W;
    place.line_x = area.x + (area.w - place.line_w) / 2;
    place.line_y = place.origin.y + scale * LINE_Y;
    place.grip = scale * 110;
    const float side = scale * 100, pitch = place.line_w / (PARTICIPANT_NUMBERS_N - 1);
    for (int i = 0; i < PARTICIPANT_NUMBERS_N; i++)
        place.numbers[i] = (struct rect){place.line_x + (float)i * pitch - side / 2,
                                         place.line_y - side / 2, side, side};
    place.confirm = (struct rect){place.origin.x + scale * (SCREEN_W / 2 - 200),
                                  place.origin.y + scale * 820, scale * 400, scale * 96};
    return place;
}

/* ---- text ------------------------------------------------------------------------------------------- */

struct type {
    float size;
    uint16_t weight;
    colour colour;
};

static struct text_style style_of(const struct page *page, struct type type)
{
    return (struct text_style){.size = type.size * page->at.scale,
                               .weight = type.weight,
                               .align = ALIGN_CENTRE,
                               .colour = type.colour};
}

static size_t wrap(const struct page *page, const char *text, struct type type, float w,
                   struct line_span lines[LINES_MAX])
{
    const struct text_style style = style_of(page, type);
    return fonts_wrap(page->fonts, text, &style, w * page->at.scale, lines, LINES_MAX);
}

static float pitch_of(struct type type)
{
    return type.size * 1.3f;
}

/* Centred on `x`, the middle of the first line at `y`, both in pixels of the surface. */
static void write_lines(const struct page *page, struct point at, const char *text,
                        struct type type, float w)
{
    struct line_span lines[LINES_MAX];
    const struct text_style style = style_of(page, type);
    const size_t n = wrap(page, text, type, w, lines);
    for (size_t i = 0; i < n && i < LINES_MAX; i++) {
        char line[PARTICIPANT_WORDS_MAX];
        snprintf(line, sizeof line, "%.*s", (int)(lines[i].end - lines[i].start),
                 text + lines[i].start);
        canvas_text_mid(page->canvas,
                        (struct point){at.x, at.y + (float)i * pitch_of(type) * page->at.scale},
                        line, &style);
    }
}

static struct point on_screen(const struct page *page, float x, float y)
{
    return (struct point){page->at.origin.x + x * page->at.scale,
                          page->at.origin.y + y * page->at.scale};
}

/* The block stands around `y`; as large as it fits. */
static void write_block(const struct page *page, const char *text, const struct type *types,
                        size_t n_types, float y)
{
    enum { W = 1500, H = 900 };
    struct line_span lines[LINES_MAX];
    size_t n = 0, i = 0;
    for (; i < n_types; i++) {
        n = wrap(page, text, types[i], W, lines);
        if ((float)n * pitch_of(types[i]) <= H && n <= LINES_MAX)
            break;
    }
    const struct type type = types[i < n_types ? i : n_types - 1];
    const float first = y - pitch_of(type) * (float)(n - 1) / 2;
    write_lines(page, on_screen(page, SCREEN_W / 2, first), text, type, W);
}

static const char *say(const struct page *page, enum text_id id)
{
    return text_of(page->language, id);
}

/* ---- the scale -------------------------------------------------------------------------------------- */

static void draw_question(const struct page *page)
{
    static const struct type types[] = {{64, WEIGHT_MEDIUM, INK}, {48, WEIGHT_MEDIUM, INK}};
    enum { W = 1700, LINES = 2 };
    struct line_span lines[LINES_MAX];
    const char *question =
        page->view->question[0] ? page->view->question : say(page, TEXT_participant_question);
    const bool is_long = wrap(page, question, types[0], W, lines) > LINES;
    const struct type type = types[is_long];
    const size_t n = wrap(page, question, type, W, lines);
    const float y = QUESTION_Y - pitch_of(type) * (float)(n - 1) / 2;
    write_lines(page, on_screen(page, SCREEN_W / 2, y), question, type, W);
}

static const char *anchor_of(const struct page *page, size_t i, size_t *n)
{
    *n = page->view->n_anchors >= 2 ? page->view->n_anchors : 2;
    if (page->view->n_anchors >= 2)
        return page->view->anchors[i];
    return say(page, i == 0 ? TEXT_participant_none : TEXT_participant_worst);
}

static bool has_three(const struct page *page)
{
    return page->view->n_anchors == PARTICIPANT_ANCHORS_MAX;
}

static float share_between(const struct page *page)
{
    return page->view->between / 10;
}

/* Below the scale; what stands between the ends and too near to one of them, above it. */
static void draw_anchors(const struct page *page)
{
    static const struct type type = {40, WEIGHT_MEDIUM, INK};
    size_t n = 2;
    for (size_t i = 0; i < n; i++) {
        const char *anchor = anchor_of(page, i, &n);
        const bool is_between = i > 0 && i < n - 1;
        const float share = is_between ? share_between(page) : i > 0;
        const float end = share < 0.5f ? share : 1 - share;
        const bool is_above = is_between && end * page->at.line_w < ANCHOR_W * page->at.scale;
        struct line_span lines[LINES_MAX];
        const size_t more = is_above ? wrap(page, anchor, type, ANCHOR_W, lines) - 1 : 0;
        const float y = is_above ? ABOVE_Y - (float)more * pitch_of(type) : ANCHOR_Y;
        const struct point at = {page->at.line_x + share * page->at.line_w,
                                 on_screen(page, 0, y).y};
        write_lines(page, at, anchor, type, ANCHOR_W);
    }
}

static void draw_tick(const struct page *page, float share)
{
    const float s = page->at.scale, x = page->at.line_x + share * page->at.line_w;
    const struct stroke stroke = {FAINT, 6 * s, 0};
    const struct point points[] = {{x, page->at.line_y - 32 * s}, {x, page->at.line_y + 32 * s}};
    canvas_polyline(page->canvas, points, 2, stroke);
}

static void draw_line(const struct page *page)
{
    const struct participant_place *at = &page->at;
    const struct stroke stroke = {FAINT, 6 * at->scale, 0};
    canvas_line(page->canvas, (struct point){at->line_x, at->line_y},
                (struct point){at->line_x + at->line_w, at->line_y}, stroke);
    draw_tick(page, 0);
    draw_tick(page, 1);
    if (has_three(page))
        draw_tick(page, share_between(page));
}

static void draw_mark(const struct page *page, const struct participant_mark *mark)
{
    const struct participant_place *at = &page->at;
    const float s = at->scale, x = at->line_x + (float)(mark->value / 10) * at->line_w;
    const struct point up[] = {{x, at->line_y - 66 * s}, {x, at->line_y - 37 * s}};
    const struct point down[] = {{x, at->line_y + 37 * s}, {x, at->line_y + 66 * s}};
    const struct stroke bar = {MARK, 12 * s, 0}, none = {0};
    const struct point whole = {0, 1};
    canvas_arc(page->canvas, (struct point){x, at->line_y}, 31 * s, whole, PARTICIPANT_GROUND,
               none);
    canvas_polyline(page->canvas, up, 2, bar);
    canvas_polyline(page->canvas, down, 2, bar);
    canvas_arc(page->canvas, (struct point){x, at->line_y}, 25 * s, whole, MARK, none);
}

static void draw_numbers(const struct page *page, const struct participant_mark *mark)
{
    const float s = page->at.scale;
    const struct stroke edge = {FAINT, 3 * s, 0};
    for (int i = 0; i < PARTICIPANT_NUMBERS_N; i++) {
        const struct rect box = page->at.numbers[i];
        const bool is_picked = mark->value == i;
        const struct type type = {48, WEIGHT_MEDIUM, is_picked ? PARTICIPANT_GROUND : INK};
        char number[4];
        snprintf(number, sizeof number, "%d", i);
        canvas_round(page->canvas, box, 12 * s, is_picked ? MARK : COLOUR_NONE, edge);
        write_lines(page, (struct point){box.x + box.w / 2, box.y + box.h / 2}, number, type,
                    ANCHOR_W);
    }
}

static void draw_confirm(const struct page *page)
{
    static const struct type type = {40, WEIGHT_MEDIUM, PARTICIPANT_GROUND};
    const struct rect box = page->at.confirm;
    canvas_round(page->canvas, box, box.h / 2, MARK, (struct stroke){0});
    write_lines(page, (struct point){box.x + box.w / 2, box.y + box.h / 2},
                say(page, TEXT_participant_confirm), type, box.w);
}

static void draw_hint(const struct page *page, enum text_id id, float y)
{
    static const struct type type = {32, WEIGHT_REGULAR, FAINT};
    write_lines(page, on_screen(page, SCREEN_W / 2, y), say(page, id), type, 1700);
}

static void draw_scale(const struct page *page, const struct participant_mark *mark)
{
    const bool is_once = page->view->shows == PARTICIPANT_LINE;
    const bool is_numbers = page->view->shows == PARTICIPANT_NUMBERS;
    draw_question(page);
    draw_anchors(page);
    if (is_numbers)
        draw_numbers(page, mark);
    else
        draw_line(page);
    if (!is_numbers && mark->value == mark->value)
        draw_mark(page, mark);
    if (is_once && mark->value == mark->value && !mark->is_given)
        draw_confirm(page);
    if (mark->is_given)
        draw_hint(page, TEXT_participant_given, HINT_Y);
    else
        draw_hint(page,
                  is_numbers ? TEXT_participant_pick
                  : is_once  ? TEXT_participant_once
                             : TEXT_participant_follow,
                  is_once ? HINT_LOW_Y : HINT_Y);
}

/* ---- the whole -------------------------------------------------------------------------------------- */

static void draw_sentence(const struct page *page, const char *text)
{
    static const struct type types[] = {{64, WEIGHT_MEDIUM, INK}};
    write_block(page, text, types, 1, SCREEN_H / 2);
}

static void draw_words(const struct page *page)
{
    static const struct type types[] = {
        {56, WEIGHT_MEDIUM, INK}, {48, WEIGHT_MEDIUM, INK}, {40, WEIGHT_MEDIUM, INK}};
    if (page->view->words[0])
        write_block(page, page->view->words, types, sizeof types / sizeof types[0], SCREEN_H / 2);
}

void participant_draw(struct canvas *canvas, struct fonts *fonts, struct rect area, float line_w,
                      const struct participant_view *view, const struct participant_mark *mark)
{
    const struct page page = {.canvas = canvas,
                              .fonts = fonts,
                              .at = participant_place(area, line_w),
                              .view = view,
                              .language = (enum language)view->language};
    canvas_fill(canvas, area, PARTICIPANT_GROUND);
    canvas_clip(canvas, area);
    switch ((enum participant_shows)view->shows) {
    case PARTICIPANT_NOTHING:
        break;
    case PARTICIPANT_WORDS:
        draw_words(&page);
        break;
    case PARTICIPANT_FOLLOW:
    case PARTICIPANT_LINE:
    case PARTICIPANT_NUMBERS:
        draw_scale(&page, mark);
        break;
    case PARTICIPANT_WAIT:
        draw_sentence(&page, say(&page, TEXT_participant_wait));
        break;
    case PARTICIPANT_THANKS:
        draw_sentence(&page, say(&page, TEXT_participant_thanks));
        break;
    }
    canvas_unclip(canvas);
}

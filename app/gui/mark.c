/* Shapes that stand for states. Colour never speaks alone, so each state has a shape of its own. */
#include "ui_state_internal.h"

#include <assert.h>

static struct stroke line_of(colour ink, float width)
{
    return (struct stroke){.colour = ink, .width = width};
}

static const struct point FULL_TURN = {0, 1};

static void disc(struct ui *ui, struct point at, float radius, colour fill)
{
    canvas_arc(ui->canvas, at, radius, FULL_TURN, fill, (struct stroke){0});
}

static void circle(struct ui *ui, struct point at, float radius, struct stroke stroke)
{
    canvas_arc(ui->canvas, at, radius, FULL_TURN, COLOUR_NONE, stroke);
}

void mark_tick(struct ui *ui, struct point at, float size, colour ink)
{
    const struct point points[] = {{at.x - 0.42f * size, at.y + 0.04f * size},
                                   {at.x - 0.12f * size, at.y + 0.34f * size},
                                   {at.x + 0.42f * size, at.y - 0.32f * size}};
    canvas_polyline(ui->canvas, points, 3, line_of(ink, size > 16 ? 3.0f : 2.5f));
}

static void mark_ok(struct ui *ui, struct point at, float size)
{
    disc(ui, at, size / 2, ui_colour(ui, COLOUR_OK));
    const colour ground = ui_colour(ui, COLOUR_PANEL);
    const struct point points[] = {{at.x - 0.26f * size, at.y + 0.02f * size},
                                   {at.x - 0.08f * size, at.y + 0.20f * size},
                                   {at.x + 0.25f * size, at.y - 0.19f * size}};
    canvas_polyline(ui->canvas, points, 3, line_of(ground, 0.12f * size));
}

static void mark_warn(struct ui *ui, struct point at, float size)
{
    const float half = 0.54f * size, foot = at.y + 0.46f * size;
    const struct point corners[] = {
        {at.x, at.y - 0.46f * size}, {at.x + half, foot}, {at.x - half, foot}};
    const colour fill = ui_colour(ui, COLOUR_WARN), ground = ui_colour(ui, COLOUR_PANEL);
    canvas_polygon(ui->canvas, corners, 3, fill, line_of(fill, 0.1f * size));
    canvas_line(ui->canvas, (struct point){at.x, at.y - 0.14f * size},
                (struct point){at.x, at.y + 0.14f * size}, line_of(ground, 0.1f * size));
    disc(ui, (struct point){at.x, at.y + 0.32f * size}, 0.065f * size, ground);
}

static void mark_cross(struct ui *ui, struct point at, float arm, struct stroke stroke)
{
    canvas_line(ui->canvas, (struct point){at.x - arm, at.y - arm},
                (struct point){at.x + arm, at.y + arm}, stroke);
    canvas_line(ui->canvas, (struct point){at.x + arm, at.y - arm},
                (struct point){at.x - arm, at.y + arm}, stroke);
}

static void mark_bad(struct ui *ui, struct point at, float size)
{
    const float half = size / 2;
    canvas_round(ui->canvas, (struct rect){at.x - half, at.y - half, size, size}, 2,
                 ui_colour(ui, COLOUR_BAD), (struct stroke){0});
    mark_cross(ui, at, 0.24f * size, line_of(ui_colour(ui, COLOUR_PANEL), 0.125f * size));
}

/* A ring around a dot: now. */
static void mark_running(struct ui *ui, struct point at, float size)
{
    const colour now = ui_colour(ui, COLOUR_TEXT);
    circle(ui, at, 0.55f * size, line_of(now, 2));
    disc(ui, at, 0.25f * size, now);
}

static void mark_open(struct ui *ui, struct point at, float size, enum role_colour role)
{
    circle(ui, at, 0.45f * size, line_of(ui_colour(ui, role), 2));
}

void ui_mark(struct ui *ui, struct point at, float size, enum mark mark)
{
    switch (mark) {
    case MARK_NONE:
        return;
    case MARK_OPEN:
        mark_open(ui, at, size, COLOUR_TEXT3);
        return;
    case MARK_RUNNING:
        mark_running(ui, at, size);
        return;
    case MARK_OK:
        mark_ok(ui, at, size);
        return;
    case MARK_WARN:
        mark_warn(ui, at, size);
        return;
    case MARK_BAD:
        mark_bad(ui, at, size);
        return;
    }
}

static void mark_practice(struct ui *ui, struct point at, float size)
{
    enum { DASHES = 8 };
    const struct stroke stroke = line_of(ui_colour(ui, COLOUR_DIM), 2);
    for (int i = 0; i < DASHES; i++) {
        const float from = ((float)i + 0.2f) / DASHES;
        canvas_arc(ui->canvas, at, 0.45f * size, (struct point){from, from + 0.35f / DASHES},
                   COLOUR_NONE, stroke);
    }
}

static void mark_spoiled(struct ui *ui, struct point at, float size)
{
    const struct stroke stroke = line_of(ui_colour(ui, COLOUR_TEXT3), 2);
    const float arm = 0.3f * size;
    circle(ui, at, 0.45f * size, stroke);
    canvas_line(ui->canvas, (struct point){at.x - arm, at.y + arm},
                (struct point){at.x + arm, at.y - arm}, stroke);
}

/* An open triangle that stands on its limit. */
static void mark_censored(struct ui *ui, struct point at, float size)
{
    const struct stroke stroke = line_of(ui_colour(ui, COLOUR_TEXT), 2);
    const float half = 0.4f * size, top = at.y - 0.4f * size, foot = at.y + 0.26f * size;
    const struct point corners[] = {{at.x - half, top}, {at.x + half, top}, {at.x, foot}};
    canvas_polygon(ui->canvas, corners, 3, COLOUR_NONE, stroke);
    canvas_line(ui->canvas, (struct point){at.x - 0.56f * size, at.y + 0.48f * size},
                (struct point){at.x + 0.56f * size, at.y + 0.48f * size}, stroke);
}

/* Nothing was there, and nothing will be. */
static void mark_skipped(struct ui *ui, struct point at, float size)
{
    canvas_line(ui->canvas, (struct point){at.x - 0.35f * size, at.y},
                (struct point){at.x + 0.35f * size, at.y},
                line_of(ui_colour(ui, COLOUR_TEXT3), 2.5f));
}

void ui_mark_row(struct ui *ui, struct point at, float size, enum row_state state, bool practice)
{
    if (practice && (state == ROW_SAVED || state == ROW_PLANNED || state == ROW_RATE_OFF)) {
        mark_practice(ui, at, size);
        return;
    }
    switch (state) {
    case ROW_PLANNED:
        mark_open(ui, at, size, COLOUR_TEXT3);
        return;
    case ROW_SKIPPED:
        mark_skipped(ui, at, size);
        return;
    case ROW_RUNNING:
    case ROW_SAVING:
        mark_running(ui, at, size);
        return;
    case ROW_SAVED:
        mark_ok(ui, at, size);
        return;
    case ROW_SPOILED:
        mark_spoiled(ui, at, size);
        return;
    case ROW_RATE_OFF:
    case ROW_EARLY:
    case ROW_NO_VALUE:
    case ROW_WITHHELD:
        mark_warn(ui, at, size);
        return;
    case ROW_CENSORED:
        mark_censored(ui, at, size);
        return;
    case ROW_FAULT:
        mark_bad(ui, at, size);
        return;
    case ROW_STOPPED:
        mark_cross(ui, at, 0.4f * size, line_of(ui_colour(ui, COLOUR_BAD), 2.5f));
        return;
    }
}

/* How a chip of each mark looks: its ground, outline and word. */
struct chip_look {
    enum role_colour fill, edge, word;
    enum text_weight weight;
};
static const struct chip_look chips[] = {
    [MARK_NONE] = {COLOUR_PANEL, COLOUR_EDGE, COLOUR_TEXT2, WEIGHT_MEDIUM},
    [MARK_OPEN] = {COLOUR_PANEL, COLOUR_EDGE, COLOUR_TEXT2, WEIGHT_MEDIUM},
    [MARK_RUNNING] = {COLOUR_TEXT, COLOUR_TEXT, COLOUR_PANEL, WEIGHT_SEMIBOLD},
    [MARK_OK] = {COLOUR_OK_FILL, COLOUR_OK, COLOUR_OK, WEIGHT_SEMIBOLD},
    [MARK_WARN] = {COLOUR_WARN_FILL, COLOUR_WARN, COLOUR_WARN, WEIGHT_SEMIBOLD},
    [MARK_BAD] = {COLOUR_BAD_FILL, COLOUR_BAD, COLOUR_BAD, WEIGHT_SEMIBOLD},
};
enum { CHIP_MARK_X = 18, CHIP_WORD_X = 32, CHIP_WORD_BARE = 16, CHIP_END = 16 };

static float chip_word_x(enum mark mark)
{
    return mark == MARK_NONE ? CHIP_WORD_BARE : mark == MARK_OPEN ? CHIP_WORD_X + 2 : CHIP_WORD_X;
}

static void chip_mark(struct ui *ui, struct point at, enum mark mark)
{
    switch (mark) {
    case MARK_NONE:
        return;
    case MARK_OPEN:
        circle(ui, at, 6, line_of(ui_colour(ui, COLOUR_TEXT3), 2));
        return;
    case MARK_RUNNING:
        disc(ui, at, 5, ui_colour(ui, COLOUR_PANEL));
        return;
    case MARK_OK:
        mark_tick(ui, at, 13, ui_colour(ui, COLOUR_OK));
        return;
    case MARK_WARN:
        mark_warn(ui, at, 15);
        return;
    case MARK_BAD:
        mark_bad(ui, at, 16);
        return;
    }
}

static void chip_draw(struct ui *ui, struct rect area, enum mark mark, struct chip_look look,
                      const char *word)
{
    const float edge = look.edge == COLOUR_OK && look.fill == COLOUR_PANEL ? 2 : 1;
    const float middle = area.y + area.h / 2;
    canvas_round(ui->canvas, area, area.h / 2, ui_colour(ui, look.fill),
                 line_of(ui_colour(ui, look.edge), edge));
    chip_mark(ui, (struct point){area.x + CHIP_MARK_X, middle}, mark);
    ui_text(ui, (struct point){area.x + chip_word_x(mark), middle}, 16, look.weight, look.word,
            word);
}

void ui_chip(struct ui *ui, struct rect area, enum mark mark, const char *word)
{
    assert((size_t)mark < sizeof chips / sizeof *chips);
    chip_draw(ui, area, mark, chips[mark], word);
}

void ui_chip_armed(struct ui *ui, struct rect area, const char *word)
{
    const struct chip_look armed = {COLOUR_PANEL, COLOUR_OK, COLOUR_OK, WEIGHT_SEMIBOLD};
    chip_draw(ui, area, MARK_OPEN, armed, word);
}

float ui_chip_width(const struct ui *ui, enum mark mark, const char *word)
{
    assert((size_t)mark < sizeof chips / sizeof *chips);
    return chip_word_x(mark) + ui_text_width(ui, 16, chips[mark].weight, word) + CHIP_END;
}

void ui_ring(struct ui *ui, struct point centre, float radius, double share)
{
    const float width = radius > 24 ? 8 : 5;
    const float left = share < 0 ? 0 : share > 1 ? 1 : (float)share;
    circle(ui, centre, radius, line_of(ui_colour(ui, COLOUR_HI), width));
    if (left > 0)
        canvas_arc(ui->canvas, centre, radius, (struct point){0, left}, COLOUR_NONE,
                   line_of(ui_colour(ui, COLOUR_TEXT), width));
}

/* Buttons, key hints, rows, bars, the bottom bar and the box at the foot of the site panel. */
#include "ui_state_internal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

enum {
    KEY_RIGHT_GAP = 12,
    LABEL_KEY_GAP = 22,
    STACK_PAD = 12,
    STACK_LABEL_Y = 17,
    STACK_KEY_Y = 40,
    KEY_BOX_BIG = 40,
    NEXT_X = 24,
    NEXT_ROOM_MIN = 240,
    NEXT_ROW = 22,
    NEXT_ROW_MAX = 512,
    BUTTONS_Y = 20,
    BUTTONS_Y_LOW = 32
};

static struct stroke outline(const struct ui *ui, enum role_colour role, float width)
{
    return (struct stroke){.colour = ui_colour(ui, role), .width = width};
}

static float key_width(const struct ui *ui, const char *key)
{
    const float width = roundf(1.35f * ui_text_width(ui, 14, WEIGHT_MEDIUM, key) + 9);
    return width < SIZE_KEY ? SIZE_KEY : width;
}

float ui_key_hint(struct ui *ui, float right, float y, const char *key, colour ink)
{
    const float width = key_width(ui, key);
    const struct rect box = {right - width, y - SIZE_KEY / 2.0f, width, SIZE_KEY};
    const struct text_style style = {
        .size = 14, .weight = WEIGHT_MEDIUM, .align = ALIGN_CENTRE, .colour = ink};
    canvas_round(ui->canvas, box, SIZE_RADIUS_SMALL, COLOUR_NONE,
                 (struct stroke){.colour = ink, .width = 1});
    canvas_text_mid(ui->canvas, (struct point){box.x + width / 2, y}, key, &style);
    return width;
}

struct button_look {
    enum role_colour fill, label;
    bool has_edge;
};
static const struct button_look buttons[] = {
    [BUTTON_NORMAL] = {COLOUR_HI, COLOUR_TEXT, true},
    [BUTTON_PRIMARY] = {COLOUR_PRIMARY, COLOUR_ON_PRIMARY, false},
    [BUTTON_LOCKED] = {COLOUR_RAISED, COLOUR_DIM, false},
};
static const struct button_look button_held = {COLOUR_TEXT2, COLOUR_PANEL, false};

/* The key behind the label; below it where that is too narrow, since every action shows its key. */
static void draw_label(struct ui *ui, struct rect area, const char *label, const char *key_name,
                       enum role_colour role)
{
    const float label_w = ui_text_width(ui, 16, WEIGHT_SEMIBOLD, label);
    const float key_w = key_name[0] != '\0' ? key_width(ui, key_name) : 0;
    const float middle = area.x + area.w / 2;
    float right = area.x + area.w - KEY_RIGHT_GAP;
    if (key_w > 0 && area.h >= SIZE_BUTTON &&
        SIZE_PAD + label_w + SIZE_GAP + key_w + KEY_RIGHT_GAP > area.w) {
        ui_text_centre(ui, (struct point){middle, area.y + STACK_LABEL_Y}, 16, WEIGHT_SEMIBOLD,
                       role, label);
        ui_key_hint(ui, middle + key_w / 2, area.y + STACK_KEY_Y, key_name, ui_colour(ui, role));
        return;
    }
    if (key_w > 0)
        right -=
            ui_key_hint(ui, right, area.y + area.h / 2, key_name, ui_colour(ui, role)) + SIZE_GAP;
    ui_text_cut(ui, (struct rect){area.x + SIZE_PAD, area.y, right - area.x - SIZE_PAD, area.h}, 16,
                WEIGHT_SEMIBOLD, role, label);
}

bool ui_button(struct ui *ui, struct rect area, const char *label, enum input_key key,
               const char *key_name, enum button_kind kind)
{
    const uint32_t id = ui_id(ui, label);
    const bool can = kind != BUTTON_LOCKED;
    const bool used = can && (ui_key(ui, key) || ui_press(ui, area, id));
    const struct button_look look = can && ui_is_held(ui, id) ? button_held : buttons[kind];
    canvas_round(ui->canvas, area, SIZE_RADIUS, ui_colour(ui, look.fill),
                 look.has_edge ? outline(ui, COLOUR_EDGE, 1) : (struct stroke){0});
    draw_label(ui, area, label, key_name, look.label);
    return used;
}

/* The selected row stands out into the panel's padding, up to 8 before its edge. */
static struct rect row_ground(const struct ui *ui, struct rect area)
{
    const float panel_x = ui->state->panels[ui->state->panel].area.x;
    const float out = fminf(fmaxf(area.x - panel_x - SIZE_GAP, 0), SIZE_PAD);
    return (struct rect){area.x - out, area.y, area.w + 2 * out, area.h};
}

bool ui_row(struct ui *ui, struct rect area, uint32_t id, bool selected)
{
    const bool pressed = ui_press(ui, area, id);
    const struct rect ground = row_ground(ui, area);
    if (selected || ui_is_held(ui, id))
        canvas_round(ui->canvas, ground, SIZE_RADIUS_SMALL, ui_colour(ui, COLOUR_HI),
                     (struct stroke){0});
    if (selected)
        canvas_fill(ui->canvas, (struct rect){ground.x, ground.y, 4, ground.h},
                    ui_colour(ui, COLOUR_TEXT));
    else
        canvas_line(ui->canvas, (struct point){area.x, area.y + 0.5f},
                    (struct point){area.x + area.w, area.y + 0.5f}, outline(ui, COLOUR_LINE, 1));
    return pressed;
}

void ui_bar(struct ui *ui, struct rect area, double share, enum role_colour role)
{
    const float full = share < 0 ? 0 : share > 1 ? 1 : (float)share;
    const struct rect filled = {area.x, area.y, fmaxf(full * area.w, area.h), area.h};
    canvas_round(ui->canvas, area, area.h / 2, ui_colour(ui, COLOUR_HI), (struct stroke){0});
    if (full > 0)
        canvas_round(ui->canvas, filled, area.h / 2, ui_colour(ui, role), (struct stroke){0});
}

static float button_width(const struct ui *ui, const struct ui_button_spec *spec, bool is_stacked)
{
    const bool has_key = spec->key_name[0] != '\0';
    const float label = ui_text_width(ui, 16, WEIGHT_SEMIBOLD, spec->label),
                key = has_key ? key_width(ui, spec->key_name) : 0;
    const float beside =
        SIZE_PAD + label + (has_key ? LABEL_KEY_GAP + key + KEY_RIGHT_GAP : SIZE_PAD);
    const float w = is_stacked && has_key ? fmaxf(label, key) + 2 * STACK_PAD : beside;
    return fmaxf(ceilf(w / 8) * 8, SIZE_BUTTON);
}

/* Where the first of the buttons begins. */
static float buttons_left(const struct ui *ui, const struct ui_button_spec *specs, size_t n,
                          bool is_stacked)
{
    float x = frame_stop_area(ui->width, ui->height).x - SIZE_MARGIN + SIZE_GAP;
    for (size_t i = 0; i < n; i++)
        x -= button_width(ui, &specs[i], is_stacked) + SIZE_GAP;
    return x;
}

/* Closer to each other than lines of a text, so that label and detail keep their place. */
static void draw_next_rows(struct ui *ui, float y, float room, const char *line)
{
    const struct text_style style = {.size = 20, .weight = WEIGHT_SEMIBOLD};
    struct line_span rows[2] = {{0, 0}, {0, 0}};
    char first[NEXT_ROW_MAX];
    fonts_wrap(ui->fonts, line, &style, room, rows, 2);
    snprintf(first, sizeof first, "%.*s", (int)rows[0].end, line);
    ui_text_cut(ui, (struct rect){NEXT_X, y, room, NEXT_ROW}, 20, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                ui_keep(ui, first));
    ui_text_cut(ui, (struct rect){NEXT_X, y + NEXT_ROW, room, NEXT_ROW}, 20, WEIGHT_SEMIBOLD,
                COLOUR_TEXT, line + rows[1].start);
}

static void draw_next(struct ui *ui, struct rect bar, float right, const char *line,
                      const char *detail)
{
    const float room = right - NEXT_X - SIZE_PAD;
    if (room < NEXT_ROOM_MIN) { /* a narrow window: the line alone, above the buttons */
        const float stop_x = frame_stop_area(ui->width, ui->height).x;
        ui_text_cut(ui, (struct rect){NEXT_X, bar.y + 6, stop_x - NEXT_X - SIZE_PAD, 24}, 16,
                    WEIGHT_SEMIBOLD, COLOUR_TEXT, line);
        return;
    }
    const float size = ui->is_small ? 20 : 24;
    const bool has_two = ui_text_width(ui, size, WEIGHT_SEMIBOLD, line) > room;
    ui_text(ui, (struct point){NEXT_X, bar.y + (has_two ? 13 : 18)}, 14, WEIGHT_REGULAR,
            COLOUR_TEXT2, ui_say(ui, TEXT_ui_next));
    if (has_two)
        draw_next_rows(ui, bar.y + 22, room, line);
    else
        ui_text(ui, (struct point){NEXT_X, bar.y + 45}, size, WEIGHT_SEMIBOLD, COLOUR_TEXT, line);
    ui_text_cut(ui, (struct rect){NEXT_X, bar.y + (has_two ? 67 : 64), room, 24}, 16,
                WEIGHT_REGULAR, COLOUR_TEXT2, detail);
}

int ui_bottom(struct ui *ui, const char *line, const char *detail,
              const struct ui_button_spec *specs, size_t n)
{
    const struct rect bar = {0, ui->height - SIZE_BOTTOM, ui->width, SIZE_BOTTOM};
    ui_panel(ui, PANEL_BOTTOM, bar, false);
    canvas_fill(ui->canvas, bar, ui_colour(ui, COLOUR_RAISED));
    canvas_fill(ui->canvas, (struct rect){0, bar.y, bar.w, 1}, ui_colour(ui, COLOUR_LINE));

    /* what is next must be read: the key boxes give way to it, below their labels */
    const bool is_stacked = buttons_left(ui, specs, n, false) - NEXT_X - SIZE_PAD < NEXT_ROOM_MIN;
    float x = buttons_left(ui, specs, n, is_stacked);
    const float top = x - NEXT_X - SIZE_PAD < NEXT_ROOM_MIN ? BUTTONS_Y_LOW : BUTTONS_Y;
    draw_next(ui, bar, x, line, detail);
    int used = -1;
    for (size_t i = 0; i < n; i++) {
        const float width = button_width(ui, &specs[i], is_stacked);
        const struct rect area = {x, bar.y + top, width, SIZE_BUTTON};
        if (ui_button(ui, area, specs[i].label, specs[i].key, specs[i].key_name, specs[i].kind))
            used = (int)i;
        x += width + SIZE_GAP;
    }
    return used;
}

struct box_look {
    enum role_colour fill, edge, title;
    float width, dash;
    enum mark mark;
};
static const struct box_look boxes[] = {
    [BOX_NOT_ARMED] = {COLOUR_PANEL, COLOUR_WARN, COLOUR_WARN, 2, 8, MARK_NONE},
    [BOX_ARMED] = {COLOUR_OK_FILL, COLOUR_OK, COLOUR_OK, 2, 0, MARK_OK},
    [BOX_RESTING] = {COLOUR_RAISED, COLOUR_EDGE, COLOUR_TEXT, 1, 0, MARK_NONE},
    [BOX_WARN] = {COLOUR_WARN_FILL, COLOUR_WARN, COLOUR_WARN, 2, 0, MARK_WARN},
    [BOX_BAD] = {COLOUR_BAD_FILL, COLOUR_BAD, COLOUR_BAD, 2, 0, MARK_BAD},
};

static void box_key(struct ui *ui, struct point at, char key)
{
    const char name[] = {key, '\0'};
    const struct rect box = {at.x - KEY_BOX_BIG / 2.0f, at.y - KEY_BOX_BIG / 2.0f, KEY_BOX_BIG,
                             KEY_BOX_BIG};
    canvas_round(ui->canvas, box, 6, COLOUR_NONE, outline(ui, COLOUR_TEXT, 2));
    ui_text_centre(ui, at, 24, WEIGHT_SEMIBOLD, COLOUR_TEXT, name);
}

void ui_box(struct ui *ui, struct rect area, const struct ui_box *box)
{
    assert((size_t)box->kind < sizeof boxes / sizeof *boxes);
    const struct box_look *look = &boxes[box->kind];
    const float mark_x = ui->is_small ? 28 : 32, text_x = ui->is_small ? 56 : 68;
    const struct point at = {area.x + mark_x, area.y + area.h / 2};
    canvas_round(ui->canvas, area, SIZE_RADIUS, ui_colour(ui, look->fill),
                 (struct stroke){ui_colour(ui, look->edge), look->width, look->dash});
    if (box->kind == BOX_NOT_ARMED)
        box_key(ui, at, box->key);
    else if (box->kind == BOX_RESTING)
        ui_ring(ui, at, 16, box->share);
    else
        ui_mark(ui, at, 26, look->mark);
    const struct rect title = {area.x + text_x, at.y - 28, area.w - text_x - SIZE_GAP, 28};
    const struct rect detail = {title.x, at.y + 1, title.w, 26};
    ui_text_cut(ui, title, ui->is_small ? 16 : 20, WEIGHT_BOLD, look->title, box->title);
    ui_text_cut(ui, detail, 16, WEIGHT_REGULAR, COLOUR_TEXT, box->detail);
}

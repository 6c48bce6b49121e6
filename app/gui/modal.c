/* One question over everything but STOP: a veil, a box, options with digits, and Escape, which changes nothing. It has no
 * default and no timer, and while it is open nothing below it hears keys or presses. */
#include "ui_state_internal.h"

#include <assert.h>

enum {
    MODAL_W = 456,
    TITLE_Y = 33,
    ABOUT_Y = 65,
    ABOUT_PITCH = 22,
    ROOM_Y = 88,
    KEEP_W = 200,
    KEEP_GAP = 24,
    ABOUT_LINES = 3
};
#define VEIL_ALPHA 0x99000000u /* 60 % */

void ui_modal_begin(struct ui *ui)
{
    ui->state->is_shut = ui->state->had_modal = true;
}

static float about_height(const struct ui *ui, const char *about)
{
    const struct text_style style = {.size = 16, .weight = WEIGHT_REGULAR};
    struct line_span lines[ABOUT_LINES];
    const size_t n = about[0] != '\0' ? fonts_wrap(ui->fonts, about, &style,
                                                   MODAL_W - 2 * SIZE_PAD_WIDE, lines, ABOUT_LINES)
                                      : 0;
    const size_t shown = n < ABOUT_LINES ? n : ABOUT_LINES;
    return shown > 1 ? (float)(shown - 1) * ABOUT_PITCH : 0;
}

/* Veil and box with its head; returns what is left below. `body` is the height of that. */
static struct rect draw_modal(struct ui *ui, const char *title, const char *about, float body)
{
    const float above = ROOM_Y + about_height(ui, about);
    const float height = above + body + SIZE_PAD;
    const float free_height = ui->height - SIZE_BOTTOM;
    const float y = free_height > height ? (float)(int)((free_height - height) / 2) : 0;
    const struct rect box = {(float)(int)((ui->width - MODAL_W) / 2), y, MODAL_W, height};
    const colour veil = VEIL_ALPHA | (ui_colour(ui, COLOUR_BG) & 0xffffffu);
    ui_panel(ui, PANEL_MODAL, (struct rect){0, 0, ui->width, ui->height}, false);
    canvas_fill(ui->canvas, (struct rect){0, 0, ui->width, ui->height}, veil);
    canvas_round(ui->canvas, box, SIZE_RADIUS, ui_colour(ui, COLOUR_RAISED),
                 (struct stroke){.colour = ui_colour(ui, COLOUR_EDGE), .width = 2});
    const float x = box.x + SIZE_PAD_WIDE, w = box.w - 2 * SIZE_PAD_WIDE;
    ui_text_cut(ui, (struct rect){x, box.y + TITLE_Y - 17, w, 34}, 24, WEIGHT_BOLD, COLOUR_TEXT,
                title);
    ui_text_block(ui, (struct rect){x, box.y + ABOUT_Y - 11, w, ABOUT_LINES * 22.4f + 1}, 16,
                  WEIGHT_REGULAR, COLOUR_TEXT2, about);
    return (struct rect){box.x + SIZE_PAD, box.y + above, box.w - 2 * SIZE_PAD, body};
}

struct rect ui_modal_box(struct ui *ui, const char *title, const char *about, float height)
{
    assert(ui->state->had_modal);
    ui->state->is_shut = false;
    return draw_modal(ui, title, about, height);
}

static bool is_digit_key(struct ui *ui, size_t i)
{
    return i < 9 && (ui_key(ui, (enum input_key)('1' + i)) ||
                     ui_key(ui, (enum input_key)(KEY_PAD_0 + 1 + i)));
}

/* In two lines where one is too short. */
static void draw_option_words(struct ui *ui, struct rect in, enum role_colour role,
                              const char *label)
{
    if (ui_text_width(ui, 16, WEIGHT_SEMIBOLD, label) > in.w)
        ui_text_block(ui, in, 16, WEIGHT_SEMIBOLD, role, label);
    else
        ui_text_cut(ui, in, 16, WEIGHT_SEMIBOLD, role, label);
}

bool ui_option(struct ui *ui, struct rect row, size_t i, const char *key_name, const char *label)
{
    const uint32_t id = ui_id(ui, "option") + (uint32_t)i;
    const struct rect target = {row.x, row.y - 1, row.w, UI_OPTION_PITCH};
    const bool used = ui_press(ui, target, id), held = ui_is_held(ui, id);
    const float middle = row.y + row.h / 2;
    canvas_round(ui->canvas, row, SIZE_RADIUS_SMALL, ui_colour(ui, held ? COLOUR_TEXT2 : COLOUR_HI),
                 (struct stroke){0});
    if (key_name[0] != '\0')
        ui_key_hint(ui, row.x + 36, middle, key_name,
                    ui_colour(ui, held ? COLOUR_PANEL : COLOUR_TEXT2));
    draw_option_words(ui, (struct rect){row.x + 52, row.y, row.w - 60, row.h},
                      held ? COLOUR_PANEL : COLOUR_TEXT, label);
    return used;
}

static bool option(struct ui *ui, struct rect row, size_t i, const char *label)
{
    const char digit[] = {i < 9 ? (char)('1' + i) : '\0', '\0'};
    return is_digit_key(ui, i) || ui_option(ui, row, i, digit, label);
}

int ui_modal(struct ui *ui, const char *title, const char *about, const char *const *options,
             size_t n, const char *keep_label)
{
    struct ui_state *state = ui->state;
    const float list = (float)n * UI_OPTION_PITCH;
    const struct rect room = ui_modal_box(ui, title, about, list + KEEP_GAP + SIZE_BUTTON);
    struct ui_field *focus = state->focus;
    state->focus = NULL; /* a field below keeps the focus for later and hears nothing now */
    int chosen = -1;
    for (size_t i = 0; i < n; i++) {
        const struct rect row = {room.x, room.y + (float)i * UI_OPTION_PITCH, room.w, UI_OPTION_H};
        if (option(ui, row, i, options[i]))
            chosen = (int)i;
    }
    const float label_w = ui_text_width(ui, 16, WEIGHT_SEMIBOLD, keep_label);
    const struct rect keep = {room.x, room.y + list + KEEP_GAP,
                              label_w + 100 > KEEP_W ? label_w + 100 : KEEP_W, SIZE_BUTTON};
    if (ui_button(ui, keep, keep_label, KEY_ESCAPE, ui_say(ui, TEXT_ui_key_escape), BUTTON_NORMAL))
        chosen = -2;
    state->focus = focus;
    state->is_shut = true;
    return chosen;
}

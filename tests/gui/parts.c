/* Draws all parts of the look on one sheet, as a PNG: parts OUT.png [dark|light] [en|de] [SCALE]. */
#include "gui/gui.h"
#include "gui/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHEET_W = 1440, SHEET_H = 900, TOP = SIZE_TOP, FOOT = 104 };

static void head(struct ui *ui, float x, float y, const char *text)
{
    ui_text(ui, (struct point){x, y + TOP}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, text);
}

static void panel(struct ui *ui, enum panel_id id, struct rect area)
{
    area.y += TOP;
    ui_panel(ui, id, area, true);
}

static struct rect at(float x, float y, float w, float h)
{
    return (struct rect){x, y + TOP, w, h};
}

static void draw_buttons(struct ui *ui)
{
    panel(ui, PANEL_A, (struct rect){16, 16, 456, 304});
    head(ui, 32, 40, "Button: 56 high, key at the right");
    ui_button(ui, at(32, 64, 200, 56), "Response", KEY_ENTER, "Enter", BUTTON_PRIMARY);
    ui_button(ui, at(32, 128, 200, 56), "Spoil trial", 'x', "X", BUTTON_NORMAL);
    ui_button(ui, at(32, 192, 200, 56), "Spoil trial ", 'y', "X", BUTTON_NORMAL);
    ui_button(ui, at(32, 256, 200, 56), "Start trial", 't', "T", BUTTON_LOCKED);
    head(ui, 248, 92, "the one next action");
    head(ui, 248, 156, "normal");
    head(ui, 248, 220, "held down");
    head(ui, 248, 274, "locked, says why:");
    ui_text(ui, (struct point){248, 296 + TOP}, 16, WEIGHT_MEDIUM, COLOUR_TEXT, "rest, 23 s left");
}

static void draw_fields(struct ui *ui, struct ui_field *fields)
{
    panel(ui, PANEL_B, (struct rect){16, 328, 456, 296});
    head(ui, 32, 352, "Field: 72 high");
    ui_field(ui, at(32, 368, 424, 72), &fields[0], "Skin temperature", "°C", NULL);
    ui_field(ui, at(32, 448, 424, 72), &fields[1], "Rate", "kPa/s", NULL);
    ui_field(ui, at(32, 528, 424, 72), &fields[2], "Participant ID", NULL, "check letter missing");
    ui_focus(ui, &fields[1]);
}

static void draw_chips(struct ui *ui)
{
    panel(ui, PANEL_C, (struct rect){16, 632, 456, 252});
    head(ui, 32, 656, "Chip: 32 high, mark and word");
    ui_chip(ui, at(32, 680, 96, 32), MARK_OK, "Ready");
    ui_chip(ui, at(136, 680, 128, 32), MARK_WARN, "Check due");
    ui_chip(ui, at(272, 680, 120, 32), MARK_BAD, "No reply");
    ui_chip(ui, at(32, 728, 168, 32), MARK_RUNNING, "Running 5.6 s");
    ui_chip(ui, at(208, 728, 152, 32), MARK_OPEN, "Not planned");
    ui_chip_armed(ui, at(367, 727, 98, 34), "Armed");
}

static void draw_boxes(struct ui *ui)
{
    static const struct ui_box boxes[] = {
        {BOX_NOT_ARMED, "Not armed", "Press 1 or touch the site", '1', 0},
        {BOX_ARMED, "Site confirmed", "Armed with key 1, for this trial only", 0, 0},
        {BOX_RESTING, "Resting, 23 s", "Locked; the key does nothing yet", 0, 0.38},
        {BOX_WARN, "Wrong key: 2", "Lumbar L4, right. This trial is left. Press 1.", 0, 0},
        {BOX_BAD, "Stopped: no reading for 0.25 s", "Algometer. Plug in, then press 1 to re-arm.",
         0, 0},
    };
    panel(ui, PANEL_D, (struct rect){488, 16, 464, 456});
    head(ui, 504, 40, "Site state: 72 high, foot of the site panel");
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++)
        ui_box(ui, at(504, 56 + 82 * (float)i, 432, 72), &boxes[i]);
}

static void draw_rows(struct ui *ui)
{
    static const struct {
        enum row_state state;
        bool practice;
        const char *title, *detail, *value;
    } rows[] = {
        {ROW_SAVED, true, "Practice", "not counted", "268"},
        {ROW_SAVED, false, "Trial 1", "on rate, saved 14:28:40", "318"},
        {ROW_RATE_OFF, false, "Trial 2", "too fast: 63 kPa/s; saved, repeat offered", "371"},
        {ROW_SPOILED, false, "Trial 3, attempt 1", "spoiled: participant moved", "241"},
        {ROW_CENSORED, false, "Trial 3, attempt 2", "limit reached, no response", "≥ 1000"},
        {ROW_SAVING, false, "Trial 4", "saving …", "334"},
        {ROW_PLANNED, false, "Trial 5", "planned", ""},
    };
    panel(ui, PANEL_E, (struct rect){488, 480, 464, 404});
    head(ui, 504, 504, "Trial row: 56 high");
    for (size_t i = 0; i < 6; i++) {
        const struct rect row = at(504, 520 + 56 * (float)i, 432, 56);
        const enum role_colour ink = rows[i].practice               ? COLOUR_DIM
                                     : rows[i].state == ROW_SPOILED ? COLOUR_TEXT3
                                                                    : COLOUR_TEXT;
        ui_row(ui, row, (uint32_t)i + 1, rows[i].state == ROW_SAVING);
        ui_mark_row(ui, (struct point){row.x + 16, row.y + 28}, 18, rows[i].state,
                    rows[i].practice);
        ui_text(ui, (struct point){row.x + 40, row.y + 19}, 16, WEIGHT_MEDIUM, ink, rows[i].title);
        ui_text(ui, (struct point){row.x + 40, row.y + 38}, 14, WEIGHT_REGULAR,
                rows[i].practice ? COLOUR_DIM : COLOUR_TEXT2, rows[i].detail);
        const struct text_style style = {.size = 24,
                                         .weight =
                                             ink == COLOUR_TEXT ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR,
                                         .align = ALIGN_RIGHT,
                                         .struck = rows[i].state == ROW_SPOILED,
                                         .colour = ui_colour(ui, ink)};
        canvas_text_mid(ui->canvas, (struct point){row.x + 424, row.y + 28}, rows[i].value, &style);
    }
}

static void draw_sheet(struct ui *ui, void *context)
{
    static const char *const reasons[] = {"Participant moved",
                                          "Button late or missed",
                                          "Probe slipped or tilted",
                                          "Rate off target",
                                          "Wrong site",
                                          "Interrupted",
                                          "Instrument",
                                          "Other, with a note"};
    const bool has_modal = ui->view->frame.visit == 9;
    if (has_modal)
        ui_modal_begin(ui);
    draw_buttons(ui);
    draw_fields(ui, context);
    draw_chips(ui);
    draw_boxes(ui);
    draw_rows(ui);
    ui_bottom(ui, "Tibialis anterior, right, trial 2 of 3, in 23 s", "Release fully first.",
              (struct ui_button_spec[]){{"Response", KEY_ENTER, "Enter", BUTTON_PRIMARY},
                                        {"Spoil trial", 'x', "X", BUTTON_NORMAL},
                                        {"Note", 'n', "N", BUTTON_NORMAL}},
              3);
    if (has_modal)
        ui_modal(ui, "Spoil trial 2: why?", "The attempt is kept with this reason.", reasons, 8,
                 "Keep trial");
}

static void hold(struct input_queue *input)
{
    const struct input_event press = {.kind = INPUT_PRESS, .x = 100, .y = 220 + TOP};
    input_push(input, &press);
}

static enum status make(const char *path, const struct gui_config *config, float scale,
                        bool has_modal)
{
    static struct view view;
    static struct input_queue input;
    static struct actions actions;
    static struct ui_field fields[3] = {{.text = "31.4"}, {.text = "50"}, {.text = "LBP-0471"}};
    struct fonts *fonts = NULL;
    struct gui *gui = NULL;
    struct surface *surface = NULL;
    struct why why = {0};
    view.screen = SCREEN_SESSION;
    view.frame = (struct frame_view){.participant = "LBP-0417-K",
                                     .visit = has_modal ? 9 : 2,
                                     .visits = 4,
                                     .clock_h = 14,
                                     .clock_min = 32,
                                     .has_saved = true,
                                     .saved_h = 14,
                                     .saved_min = 31,
                                     .saved_s = 24,
                                     .toast = "Trial 2 saved, 371 kPa",
                                     .toast_tone = TONE_DONE};
    enum status status = fonts_open(&fonts, &why);
    if (status == STATUS_OK)
        status = gui_new(config, fonts, &gui);
    if (status == STATUS_OK)
        status = surface_new((int)(config->width * scale), (int)(config->height * scale), scale,
                             fonts, &surface);
    if (status == STATUS_OK) {
        gui_replace_screen(gui, draw_sheet, fields);
        hold(&input);
        gui_frame(gui, 0, &view, &input, &actions);
        input_clear(&input);
        gui_frame(gui, 0, &view, &input, &actions);
        gui_paint(gui, surface, true, NULL, 0);
        status = surface_save_png(surface, path, &why);
    }
    if (status != STATUS_OK)
        fprintf(stderr, "%s: %s %s\n", path, status_text(status), why.text);
    gui_free(gui);
    surface_free(surface);
    fonts_close(fonts);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("parts OUT.png [dark|light] [en|de] [SCALE] [modal]\n", stderr);
        return 2;
    }
    const struct gui_config config = {
        .width = SHEET_W,
        .height = SHEET_H + TOP + FOOT,
        .theme = argc > 2 && strcmp(argv[2], "light") == 0 ? THEME_LIGHT : THEME_DARK,
        .language = argc > 3 && strcmp(argv[3], "de") == 0 ? LANGUAGE_DE : LANGUAGE_EN,
    };
    const float scale = argc > 4 ? (float)atof(argv[4]) : 1;
    return make(argv[1], &config, scale, argc > 5) == STATUS_OK ? 0 : 1;
}

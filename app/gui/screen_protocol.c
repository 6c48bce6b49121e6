/* Protocol: load a shipped file or one's own, and see what it asks of the participant, the bench and the clock before anybody is
 * there. */
#include "screen_parts_internal.h"
#include "screen_protocol_internal.h"

#include <string.h>

enum { FILES_W = 400, FILES_W_SMALL = 272, FILES_W_LEAST = 216, LIST_HEAD_H = 48 };

/* A visit keeps the protocol that it began with. */
static bool can_load(const struct ui *ui)
{
    return !ui->view->frame.is_live && !ui->view->frame.is_running;
}

static void load(struct ui *ui, struct protocol_screen *screen, const char *path)
{
    if (!can_load(ui) || path[0] == '\0')
        return;
    screen->first = screen->parameter = screen->need = 0;
    ui_focus(ui, NULL);
    ui_act(ui, ACTION_OPEN_PROTOCOL, 0, 0, path);
}

/* ---- the files */

static bool is_loaded(const struct protocol_view *protocol, const char *file)
{
    return protocol->is_loaded &&
           (strcmp(file, protocol->id) == 0 || strcmp(file, protocol->path) == 0);
}

static void draw_file(struct ui *ui, struct rect row, const char *file, size_t number)
{
    const char digit[] = {(char)('1' + number), '\0'};
    const float y = row.y + row.h / 2;
    if (number < 9 && can_load(ui))
        ui_key_hint(ui, row.x + 24, y, digit, ui_colour(ui, COLOUR_TEXT2));
    ui_text_cut(ui, (struct rect){row.x + 40, row.y, row.w - 40, row.h}, TYPE_STRONG, file);
}

static void draw_files(struct ui *ui, struct protocol_screen *screen, struct rect area)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    const struct rect list = {area.x + SIZE_PAD, area.y + LIST_HEAD_H, area.w - 2 * SIZE_PAD,
                              area.h - LIST_HEAD_H - SIZE_GAP};
    const size_t room = (size_t)(list.h / SIZE_ROW);
    const char *used = NULL;
    const int digit = parts_digit(ui);
    ui_panel(ui, PANEL_LEFT, area, true);
    ui_text(ui, (struct point){list.x, area.y + 24}, TYPE_BODY, ui_say(ui, TEXT_protocol_files));
    parts_where(ui, (struct point){list.x + list.w, area.y + 24}, 0, protocol->n_files, room);
    for (size_t i = 0; i < protocol->n_files && i < room; i++) {
        const struct rect row = {list.x, list.y + SIZE_ROW * (float)i, list.w, SIZE_ROW};
        if (ui_row(ui, row, 500 + (uint32_t)i, is_loaded(protocol, protocol->files[i])) ||
            digit == (int)i + 1)
            used = protocol->files[i];
        draw_file(ui, row, protocol->files[i], i);
    }
    if (protocol->n_files == 0)
        ui_text_block(ui, (struct rect){list.x, list.y, list.w, 120}, TYPE_BODY,
                      ui_say(ui, TEXT_protocol_no_files));
    if (used != NULL)
        load(ui, screen, used);
}

static void draw_field(struct ui *ui, struct protocol_screen *screen, struct rect area)
{
    ui_panel(ui, PANEL_A, area, false);
    if (ui_key(ui, '/') && can_load(ui))
        ui_focus(ui, &screen->field);
    if (!can_load(ui)) {
        ui_text_block(
            ui, (struct rect){area.x + SIZE_PAD, area.y + 12, area.w - 2 * SIZE_PAD, area.h - 16},
            TYPE_BODY, ui_say(ui, TEXT_protocol_running));
        return;
    }
    const bool entered =
        ui_field(ui, area, &screen->field, ui_say(ui, TEXT_protocol_own), NULL, NULL);
    const float right = area.x + area.w - SIZE_PAD;
    if (screen->field.text[0] == '\0')
        ui_key_hint(ui, right, area.y + 46, "/", ui_colour(ui, COLOUR_TEXT2));
    if (entered)
        load(ui, screen, ui_keep(ui, screen->field.text));
}

/* ---- the bottom bar */

struct next {
    enum text_id line, detail, label;
};

static struct next next_of(const struct ui *ui)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    if (protocol->problem[0] != '\0')
        return (struct next){TEXT_protocol_next_mend, TEXT_protocol_detail_mend,
                             TEXT_protocol_again};
    if (!protocol->is_loaded)
        return (struct next){TEXT_protocol_next_load, TEXT_protocol_detail_load,
                             TEXT_protocol_load};
    if (protocol->plan_state == VIEW_PLAN_WRONG)
        return (struct next){TEXT_protocol_next_mend, TEXT_protocol_detail_wrong,
                             TEXT_protocol_again};
    if (protocol->plan_state == VIEW_PLAN_FORBIDDEN && protocol_count_missing(ui) == 0)
        return (struct next){TEXT_protocol_next_forbidden, TEXT_protocol_detail_forbidden,
                             TEXT_protocol_again};
    if (protocol_count_missing(ui) > 0)
        return (struct next){TEXT_protocol_next_bench, TEXT_protocol_detail_bench,
                             TEXT_protocol_bench};
    if (protocol->plan_state == VIEW_PLAN_REFUSED || protocol->plan_state == VIEW_PLAN_COMPUTING)
        return (struct next){TEXT_protocol_next_unplanned, TEXT_protocol_detail_study,
                             TEXT_protocol_study};
    return (struct next){TEXT_protocol_next_study, TEXT_protocol_detail_study, TEXT_protocol_study};
}

static void go_next(struct ui *ui, struct protocol_screen *screen)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    if (protocol->problem[0] != '\0' || next_of(ui).label == TEXT_protocol_again)
        load(ui, screen, protocol->path);
    else if (!protocol->is_loaded)
        ui_focus(ui, &screen->field);
    else if (!ui->view->frame.is_live)
        ui_act(ui, ACTION_SCREEN, protocol_count_missing(ui) > 0 ? SCREEN_BENCH : SCREEN_STUDY, 0,
               NULL);
}

static void draw_bottom(struct ui *ui, struct protocol_screen *screen)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    if (ui->view->frame.is_running) {
        ui_bottom(ui, ui_say(ui, TEXT_study_next_back), ui_say(ui, TEXT_study_detail_back), NULL,
                  0);
        return;
    }
    const struct next next = next_of(ui);
    const bool loads = !protocol->is_loaded && protocol->problem[0] == '\0';
    const bool is_locked =
        ui->view->frame.is_live || (protocol->problem[0] != '\0' && protocol->path[0] == '\0');
    const struct ui_button_spec buttons[] = {
        {ui_say(ui, next.label), loads ? KEY_NONE : KEY_ENTER,
         loads ? "/" : ui_say(ui, TEXT_ui_key_enter), is_locked ? BUTTON_LOCKED : BUTTON_PRIMARY},
        {ui_say(ui, TEXT_protocol_change), 'p', "P", BUTTON_NORMAL},
    };
    const bool can_change =
        protocol->is_loaded && protocol->n_parameters > 0 && !ui->view->frame.is_live;
    const int used =
        ui_bottom(ui, ui_say(ui, next.line), ui_say(ui, next.detail), buttons, can_change ? 2 : 1);
    if (used == 0)
        go_next(ui, screen);
    else if (used == 1)
        protocol_ask(ui, screen, screen->parameter);
}

static void draw_question(struct ui *ui, struct protocol_screen *screen)
{
    const struct parts_question question = {.title = ui_say(ui, TEXT_protocol_change_title),
                                            .about = ui_say(ui, TEXT_protocol_change_about),
                                            .label = ui_say(ui, TEXT_protocol_change_label),
                                            .yes = ui_say(ui, TEXT_protocol_change)};
    screen->asks = parts_ask_action(ui, &question, &screen->answer, ACTION_SET_PARAMETER);
}

void screen_protocol(struct ui *ui, struct protocol_screen *screen)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    const struct rect room = parts_room(ui);
    const float w = parts_is_least(ui) ? FILES_W_LEAST : ui->is_small ? FILES_W_SMALL : FILES_W;
    const struct rect sheet = {room.x + w + SIZE_GAP, room.y, room.w - w - SIZE_GAP, room.h};
    screen->asks = screen->asks && protocol->is_loaded && can_load(ui);
    const bool asks = screen->asks;
    if (asks)
        ui_modal_begin(ui);
    draw_field(ui, screen, (struct rect){room.x, room.y, w, SIZE_FIELD});
    draw_files(
        ui, screen,
        (struct rect){room.x, room.y + SIZE_FIELD + SIZE_GAP, w, room.h - SIZE_FIELD - SIZE_GAP});
    if (protocol->problem[0] != '\0')
        protocol_draw_problem(ui, sheet);
    else if (protocol->is_loaded)
        protocol_draw_sheet(ui, screen, sheet);
    else {
        ui_panel(ui, PANEL_MAIN, sheet, true);
        parts_message(ui, sheet, MARK_NONE, ui_say(ui, TEXT_protocol_none),
                      ui_say(ui, TEXT_protocol_none_do));
    }
    draw_bottom(ui, screen);
    if (asks)
        draw_question(ui, screen);
}

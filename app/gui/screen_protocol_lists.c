/* The parameters of a protocol with their bounds, and what it needs of the bench. */
#include "screen_parts_internal.h"
#include "screen_protocol_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TOUCH_H = 48, ID_PARAMETERS = 0x58000, ID_NEEDS };

static float cell_size(const struct ui *ui)
{
    return parts_is_least(ui) ? 14 : 16;
}

/* Parameters or needs: where not all of them fit, they are shown page by page. */
struct short_list {
    enum text_id title;
    uint32_t id;
    size_t n, room;
    size_t *first; /* shown */
};

static struct short_list list_of(const struct ui *ui, struct rect area, size_t n, size_t *first)
{
    return (struct short_list){
        .n = n,
        .room = (size_t)((area.h - protocol_list_head(ui)) / protocol_row_height(ui)),
        .first = first};
}

static bool is_on_page(const struct short_list *list, size_t row)
{
    return row < list->room && *list->first + row < list->n;
}

/* By its key, and by touch on its head. */
static void turn_list(struct ui *ui, struct rect area, const struct short_list *list)
{
    const struct rect touch = {area.x, area.y, area.w, fminf(TOUCH_H, protocol_list_head(ui))};
    if (list->n <= list->room)
        *list->first = 0;
    else if (ui_key(ui, 'q') || ui_press(ui, touch, list->id))
        *list->first = parts_next_page(*list->first, list->n, list->room);
}

static void draw_list_head(struct ui *ui, struct rect area, const struct short_list *list)
{
    const float y = area.y + 24;
    float right = area.x + area.w - SIZE_PAD;
    turn_list(ui, area, list);
    ui_text(ui, (struct point){area.x + SIZE_PAD, y}, TYPE_BODY, ui_say(ui, list->title));
    if (list->n > list->room)
        right -= ui_key_hint(ui, right, y, "Q", ui_colour(ui, COLOUR_TEXT2)) + SIZE_GAP;
    parts_where(ui, (struct point){right, y}, *list->first, list->n, list->room);
}

void protocol_ask(struct ui *ui, struct protocol_screen *screen, size_t parameter)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    char text[2 * VIEW_WORD_MAX + 2];
    if (ui->view->frame.is_live || ui->view->frame.is_running ||
        parameter >= protocol->n_parameters)
        return;
    snprintf(text, sizeof text, "%s=%s", protocol->parameters[parameter].name,
             protocol->parameters[parameter].value);
    screen->asks = true;
    ui_field_set(ui, &screen->answer, text);
    ui_focus_from(ui, &screen->answer, strlen(protocol->parameters[parameter].name) + 1);
    ui_expect_nothing(ui);
}

static struct rect row_of(const struct ui *ui, struct rect area, size_t row)
{
    return (struct rect){area.x + SIZE_PAD,
                         area.y + protocol_list_head(ui) + protocol_row_height(ui) * (float)row,
                         area.w - 2 * SIZE_PAD, protocol_row_height(ui)};
}

static void draw_parameter(struct ui *ui, struct rect row, size_t parameter)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    const bool is_least = parts_is_least(ui);
    const float w = row.w, name = w * (is_least ? 0.21f : 0.34f),
                value = w * (is_least ? 0.32f : 0.26f);
    parts_rule(ui, row.x, row.y, row.w);
    ui_text_cut(ui, (struct rect){row.x, row.y, name - SIZE_GAP, row.h}, cell_size(ui),
                WEIGHT_REGULAR, COLOUR_TEXT2, protocol->parameters[parameter].name);
    ui_text_cut(ui, (struct rect){row.x + name, row.y, value - SIZE_GAP, row.h}, cell_size(ui),
                WEIGHT_SEMIBOLD, COLOUR_TEXT, protocol->parameters[parameter].value);
    ui_text_cut(ui, (struct rect){row.x + name + value, row.y, w - name - value, row.h},
                cell_size(ui), WEIGHT_REGULAR, COLOUR_TEXT2,
                protocol->parameters[parameter].bounds);
}

void protocol_draw_parameters(struct ui *ui, struct protocol_screen *screen, struct rect area)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    struct short_list list = list_of(ui, area, protocol->n_parameters, &screen->parameter);
    const float w = area.w - 2 * SIZE_PAD;
    list.title = TEXT_protocol_parameters;
    list.id = ID_PARAMETERS;
    ui_panel(ui, PANEL_B, area, true);
    draw_list_head(ui, area, &list);
    for (size_t i = 0; is_on_page(&list, i); i++) {
        const struct rect row = row_of(ui, area, i);
        if (ui_press(ui, row, 700 + (uint32_t)i))
            protocol_ask(ui, screen, screen->parameter + i);
        draw_parameter(ui, row, screen->parameter + i);
    }
    if (protocol->n_parameters == 0)
        ui_text_block(ui,
                      (struct rect){area.x + SIZE_PAD, area.y + protocol_list_head(ui), w,
                                    area.h - protocol_list_head(ui)},
                      TYPE_BODY, ui_say(ui, TEXT_protocol_no_parameters));
}

static void draw_need(struct ui *ui, struct rect row, size_t need)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    const bool is_there = protocol->needs[need].is_there;
    const float y = row.y + row.h / 2, right = row.x + row.w;
    parts_rule(ui, row.x, row.y, row.w);
    ui_mark(ui, (struct point){row.x + 11, y}, 18, is_there ? MARK_OK : MARK_WARN);
    const float w =
        ui_text_right(ui, (struct point){right, y}, cell_size(ui), WEIGHT_REGULAR,
                      is_there ? COLOUR_TEXT2 : COLOUR_WARN,
                      ui_say(ui, is_there ? TEXT_protocol_there : TEXT_protocol_missing));
    ui_text_cut(ui, (struct rect){row.x + 32, row.y, row.w - 40 - w, row.h}, cell_size(ui),
                WEIGHT_SEMIBOLD, COLOUR_TEXT, parts_role(ui, protocol->needs[need].role));
}

void protocol_draw_needs(struct ui *ui, struct protocol_screen *screen, struct rect area)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    struct short_list list = list_of(ui, area, protocol->n_needs, &screen->need);
    list.title = TEXT_protocol_needs;
    list.id = ID_NEEDS;
    ui_panel(ui, PANEL_C, area, true);
    draw_list_head(ui, area, &list);
    for (size_t i = 0; is_on_page(&list, i); i++)
        draw_need(ui, row_of(ui, area, i), screen->need + i);
    if (protocol->n_needs == 0)
        ui_text_block(ui,
                      (struct rect){area.x + SIZE_PAD, area.y + protocol_list_head(ui),
                                    area.w - 2 * SIZE_PAD, 68},
                      TYPE_BODY, ui_say(ui, TEXT_protocol_no_needs));
}

/* The rest before the next trial: how long it still is, and where it goes on. */
#include "screen_run_internal.h"

#include <string.h>

static const struct run_type site_type = {20, WEIGHT_SEMIBOLD, COLOUR_TEXT};
static const struct run_type site_type_small = {16, WEIGHT_SEMIBOLD, COLOUR_TEXT};

static const char *say_head(struct ui *ui, uint8_t number)
{
    const char *digits = ui_number(ui, number, 0);
    if (!run_is_small(ui))
        return ui_say(ui, TEXT_run_rest);
    return number > 0 ? ui_fill(ui, TEXT_run_rest_short, "n", digits, NULL)
                      : ui_say(ui, TEXT_run_rest_head_short);
}

static void draw_ring(struct ui *ui, struct rect area)
{
    const struct run_view *run = &ui->view->run;
    const bool is_small = run_is_small(ui);
    const struct point at = {area.x + (is_small ? 60 : 76), area.y + (is_small ? 86 : 122)};
    const double share = run->rest_whole_s > 0 ? run->rest_left_s / run->rest_whole_s : 0;
    const char *seconds = run_seconds(ui, run->rest_left_s);
    ui_ring(ui, at, is_small ? 36 : 52, share);
    if (is_small) {
        ui_text_centre(ui, at, 32, WEIGHT_SEMIBOLD, COLOUR_TEXT, seconds);
        return;
    }
    ui_text_centre(ui, (struct point){at.x, at.y - 6}, 48, WEIGHT_SEMIBOLD, COLOUR_TEXT, seconds);
    ui_text_centre(ui, (struct point){at.x, at.y + 30}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, "s");
}

static uint8_t number_of_rest(const struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    for (size_t i = 0; i < run->n_sites; i++)
        if (strcmp(run->sites[i].site, run->rest_site) == 0 &&
            strcmp(run->sites[i].side, run->rest_side) == 0)
            return run->sites[i].number;
    return 0;
}

static void draw_lock(struct ui *ui, struct point at, uint8_t number)
{
    const struct run_view *run = &ui->view->run;
    canvas_arc(ui->canvas, (struct point){at.x + 14, at.y}, 14, (struct point){0, 1}, COLOUR_NONE,
               (struct stroke){.colour = ui_colour(ui, COLOUR_EDGE), .width = 1.5f});
    ui_text_centre(ui, (struct point){at.x + 14, at.y}, 14, WEIGHT_SEMIBOLD, COLOUR_TEXT2,
                   ui_number(ui, number, 0));
    ui_text(ui, (struct point){at.x + 40, at.y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            ui_say(ui, run->rest_left_s > 0 ? TEXT_run_rest_locked : TEXT_run_rest_over));
}

static void draw_where(struct ui *ui, struct rect area, uint8_t number)
{
    const struct run_view *run = &ui->view->run;
    const float x = area.x + (run_is_small(ui) ? 120 : 152), w = area.x + area.w - SIZE_PAD - x;
    const struct run_type type = run_is_small(ui) ? site_type_small : site_type;
    const float step = type.size * 1.4f,
                y = area.y + (run_is_small(ui) ? 86 - step : 122 - 1.5f * step);
    const char *name = run_site_name(ui, run->rest_site, run->rest_side);
    const float used =
        run_text_lines(ui, (struct rect){x, y, w, 0}, type, name, run_is_small(ui) ? 3 : 2);
    if (number > 0 && !run_is_small(ui))
        draw_lock(ui, (struct point){x, y + used + 18}, number);
}

void run_draw_rest(struct ui *ui, const struct run_screen *screen, struct rect area)
{
    const struct run_view *run = &ui->view->run;
    const uint8_t number = number_of_rest(ui);
    const float y = area.y + 24;
    ui_panel(ui, PANEL_RIGHT2, area, true);
    if (run->beside.is_on) {
        run_draw_beside(ui, area);
        return;
    }
    if (run_rates(run)) {
        run_draw_ratings(ui, screen, area);
        return;
    }
    if (run_is_thermal(ui)) {
        run_draw_dose(ui, area);
        return;
    }
    ui_text(ui, (struct point){area.x + SIZE_PAD, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            say_head(ui, number));
    if (run->rest_whole_s <= 0 || run->rest_site[0] == '\0') {
        run_text_lines(ui, (struct rect){area.x + SIZE_PAD, y + 24, area.w - 2 * SIZE_PAD, 0},
                       (struct run_type){16, WEIGHT_REGULAR, COLOUR_TEXT2},
                       ui_say(ui, TEXT_run_rest_none), 2);
        return;
    }
    if (!run_is_small(ui))
        ui_text_right(
            ui, (struct point){area.x + area.w - SIZE_PAD, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            ui_fill(ui, TEXT_run_seconds, "s", ui_number(ui, run->rest_whole_s, 0), NULL));
    draw_ring(ui, area);
    draw_where(ui, area, number);
}

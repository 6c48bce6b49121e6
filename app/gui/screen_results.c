/* Results: what was measured at each site, on the body and in a table, over the visits, and what to look at. It describes; it
 * judges nobody. Columns without a number stay empty. */
#include "screen_parts_internal.h"
#include "screen_results_internal.h"

#include <math.h>
#include <string.h>

enum {
    MAP_W = 400,
    MAP_W_SMALL = 232,
    HEAD_H = 80,
    HEAD_H_SMALL = 64,
    TABLE_HEAD_H = 56,
    ROW_H = 48,
    QUALITY_ROW_H = 52
};

/* ---- the headline */

static size_t count_measured(const struct ui *ui)
{
    const struct results_view *results = &ui->view->results;
    size_t n = 0;
    for (size_t i = 0; i < results->n_rows; i++)
        n += results->rows[i].has_mean;
    return n;
}

static size_t table_room(struct rect area)
{
    return (size_t)((area.h - TABLE_HEAD_H) / ROW_H);
}

static void draw_headline(struct ui *ui, struct rect area)
{
    const struct results_view *results = &ui->view->results;
    const float x = area.x + SIZE_PAD_WIDE, w = area.w - 2 * SIZE_PAD_WIDE;
    const char *n = parts_int(ui, (int64_t)count_measured(ui)),
               *all = parts_int(ui, (int64_t)results->n_rows);
    const char *line = ui_fill(ui, TEXT_results_headline, "n", n, "all", all, NULL);
    if (results->has_ratio)
        line = ui_fill(ui, TEXT_results_headline_ratio, "n", n, "all", all, "ratio",
                       ui_number(ui, results->ratio_local_remote, 2), NULL);
    ui_panel(ui, PANEL_ALOUD, area, true);
    canvas_fill(ui->canvas, (struct rect){area.x, area.y + 8, 4, area.h - 16},
                ui_colour(ui, COLOUR_TEXT2));
    ui_text_cut(ui, (struct rect){x, area.y + area.h / 2 - 29, w, 30},
                parts_is_narrow(ui) ? 16 : 20, WEIGHT_BOLD, COLOUR_TEXT, line);
    ui_text_cut(ui, (struct rect){x, area.y + area.h / 2 + 5, w, 24}, parts_is_narrow(ui) ? 14 : 16,
                WEIGHT_REGULAR, COLOUR_TEXT2, ui_say(ui, TEXT_results_no_diagnosis));
}

/* ---- the table */

static void draw_where(struct ui *ui, const struct results_screen *screen, struct point right,
                       struct rect table)
{
    parts_where(ui, right, screen->first, ui->view->results.n_rows, table_room(table));
}

enum column {
    COLUMN_SITE,
    COLUMN_MEAN,
    COLUMN_SPREAD,
    COLUMN_N,
    COLUMN_ASYMMETRY,
    COLUMN_Z,
    TABLE_COLUMNS
};

static float column_x(const struct ui *ui, struct rect area, enum column column)
{
    static const float wide[TABLE_COLUMNS] = {8, 244, 360, 512, 640, 832};
    static const float shares[TABLE_COLUMNS] = {0, 0.33f, 0.45f, 0.62f, 0.755f, 0.97f};
    const float x = area.x + SIZE_PAD;
    return parts_is_narrow(ui) ? x + shares[column] * (area.w - 2 * SIZE_PAD) : x + wide[column];
}

static void draw_table_head(struct ui *ui, struct rect area)
{
    static const enum text_id heads[TABLE_COLUMNS][2] = {
        [COLUMN_SITE] = {TEXT_results_site, TEXT_results_role},
        [COLUMN_MEAN] = {TEXT_results_ppt, TEXT_results_kpa},
        [COLUMN_SPREAD] = {TEXT_results_spread, TEXT_results_spread_unit},
        [COLUMN_N] = {TEXT_results_n, TEXT_results_n_unit},
        [COLUMN_ASYMMETRY] = {TEXT_results_asymmetry, TEXT_results_asymmetry_unit},
        [COLUMN_Z] = {TEXT_results_z, TEXT_results_z_unit},
    };
    for (int column = 0; column < TABLE_COLUMNS; column++) {
        const float x = column_x(ui, area, (enum column)column);
        ui_text(ui, (struct point){x, area.y + 20}, parts_is_narrow(ui) ? 14 : 16, WEIGHT_SEMIBOLD,
                COLOUR_TEXT, ui_say(ui, heads[column][0]));
        if (!parts_is_narrow(ui) || column != COLUMN_Z)
            ui_text(ui, (struct point){x, area.y + 41}, TYPE_SMALL, ui_say(ui, heads[column][1]));
    }
}

const char *results_say_mean(struct ui *ui, const struct result_row *row)
{
    const char *mean = ui_number(ui, row->mean_kpa, 0);
    if (!row->has_mean)
        return ui_say(ui, row->n > 0 ? TEXT_results_few : TEXT_results_missing);
    return row->is_bound ? ui_fill(ui, TEXT_results_at_least, "kpa", mean, NULL) : mean;
}

static const char *say_role(struct ui *ui, const char *role)
{
    if (strcmp(role, "local") == 0)
        return ui_say(ui, TEXT_results_local);
    if (strcmp(role, "remote") == 0)
        return ui_say(ui, TEXT_results_remote);
    if (strcmp(role, "reference") == 0)
        return ui_say(ui, TEXT_results_reference);
    return strcmp(role, "n/a") == 0 ? "" : role;
}

static const char *say_spread(struct ui *ui, const struct result_row *row)
{
    const char *sd = ui_number(ui, row->sd_kpa, 0), *cv = ui_number(ui, row->cv_pct, 0);
    if (!row->has_sd)
        return "";
    return row->has_cv ? ui_fill(ui, TEXT_results_sd_cv, "sd", sd, "cv", cv, NULL) : sd;
}

static const char *say_count(struct ui *ui, const struct result_row *row)
{
    if (row->planned == 0)
        return parts_int(ui, row->n);
    return ui_fill(ui, TEXT_results_of, "n", parts_int(ui, row->n), "all",
                   parts_int(ui, row->planned), NULL);
}

static const char *say_asymmetry(struct ui *ui, const struct result_row *row)
{
    if (!row->has_asymmetry)
        return "";
    return ui_fill(ui, row->asymmetry_pct > 0 ? TEXT_results_percent_more : TEXT_results_percent,
                   "n", ui_number(ui, row->asymmetry_pct, 0), NULL);
}

static void draw_number(struct ui *ui, struct point at, const struct result_row *row)
{
    const struct stroke stroke = {ui_colour(ui, COLOUR_TEXT3), 2, 0};
    if (row->key == 0)
        return;
    canvas_arc(ui->canvas, at, 13, (struct point){0, 1}, COLOUR_NONE, stroke);
    ui_text_centre(ui, at, 16, WEIGHT_REGULAR, COLOUR_TEXT, parts_int(ui, row->key));
}

static void draw_row(struct ui *ui, struct rect table, struct rect row,
                     const struct result_row *result)
{
    const float y = row.y + row.h / 2, x = column_x(ui, table, COLUMN_SITE),
                end = column_x(ui, table, COLUMN_MEAN);
    const char *role = say_role(ui, result->role);
    draw_number(ui, (struct point){x + 8, y}, result);
    ui_text_cut(ui, (struct rect){x + 32, y - (role[0] ? 21 : 12), end - x - 36, 24},
                parts_is_narrow(ui) ? 14 : 16, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                parts_site(ui, result->site, result->side));
    ui_text_cut(ui, (struct rect){x + 32, y, end - x - 36, 22}, TYPE_SMALL, role);
    ui_text(ui, (struct point){end, y}, result->has_mean ? 20 : 16, WEIGHT_SEMIBOLD,
            result->has_mean ? COLOUR_TEXT : COLOUR_WARN, results_say_mean(ui, result));
    ui_text(ui, (struct point){column_x(ui, table, COLUMN_SPREAD), y}, TYPE_VALUE,
            say_spread(ui, result));
    ui_text(ui, (struct point){column_x(ui, table, COLUMN_N), y}, 16, WEIGHT_MEDIUM,
            result->n < result->planned ? COLOUR_WARN : COLOUR_TEXT, say_count(ui, result));
    ui_text(ui, (struct point){column_x(ui, table, COLUMN_ASYMMETRY), y}, TYPE_VALUE,
            say_asymmetry(ui, result));
}

static void draw_table(struct ui *ui, struct results_screen *screen, struct rect area)
{
    const struct results_view *results = &ui->view->results;
    const size_t room = table_room(area);
    ui_panel(ui, PANEL_MAIN, area, true);
    parts_turn(ui, &screen->first, results->n_rows, room);
    draw_table_head(ui, area);
    for (size_t i = 0; i < room && screen->first + i < results->n_rows; i++) {
        const size_t n = screen->first + i;
        const struct rect row = {area.x + SIZE_PAD, area.y + TABLE_HEAD_H + ROW_H * (float)i,
                                 area.w - 2 * SIZE_PAD, ROW_H};
        if (ui_row(ui, row, 300 + (uint32_t)n, screen->picked == n + 1))
            screen->picked = screen->picked == n + 1 ? 0 : (uint8_t)(n + 1);
        draw_row(ui, area, row, &results->rows[n]);
    }
    if (!parts_is_narrow(ui))
        draw_where(ui, screen, (struct point){area.x + area.w - SIZE_PAD, area.y + 20}, area);
}

/* ---- quality */

static size_t count_flags(const struct ui *ui)
{
    const struct results_view *results = &ui->view->results;
    size_t n = 0;
    for (size_t i = 0; i < results->n_quality; i++)
        n += results->quality[i].mark == MARK_WARN || results->quality[i].mark == MARK_BAD;
    return n;
}

static void draw_quality_row(struct ui *ui, struct rect row, const struct quality_row *quality)
{
    const float y = row.y + row.h / 2;
    parts_rule(ui, row.x, row.y, row.w);
    ui_mark(ui, (struct point){row.x + 16, y}, 20, (enum mark)quality->mark);
    ui_text_cut(ui, (struct rect){row.x + 40, y - 22, row.w - 40, 24}, TYPE_VALUE, quality->what);
    ui_text_cut(ui, (struct rect){row.x + 40, y, row.w - 40, 22}, TYPE_SMALL, quality->detail);
}

/* What to look at comes first. */
static size_t order_quality(const struct results_view *results, size_t *order)
{
    size_t n = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < results->n_quality; i++) {
            const bool is_flag =
                results->quality[i].mark == MARK_WARN || results->quality[i].mark == MARK_BAD;
            if (is_flag == (pass == 0))
                order[n++] = i;
        }
    return n;
}

static void draw_quality(struct ui *ui, struct rect area)
{
    enum {
        HEAD = 48,
        QUALITY_MAX = sizeof ui->view->results.quality / sizeof ui->view->results.quality[0]
    };
    const struct results_view *results = &ui->view->results;
    size_t order[QUALITY_MAX], flags = count_flags(ui);
    const size_t n = order_quality(results, order),
                 room = (size_t)((area.h - HEAD) / QUALITY_ROW_H);
    const float right = area.x + area.w - SIZE_PAD;
    ui_panel(ui, PANEL_RIGHT2, area, true);
    ui_text(ui, (struct point){area.x + SIZE_PAD, area.y + 24}, TYPE_BODY,
            ui_say(ui, TEXT_results_quality));
    if (flags > 0)
        ui_text_right(ui, (struct point){right, area.y + 24}, 16, WEIGHT_BOLD, COLOUR_WARN,
                      ui_fill(ui, TEXT_results_flags, "n", parts_int(ui, (int64_t)flags), NULL));
    const bool is_cut = n > room;
    for (size_t i = 0; i < n && i + is_cut < room; i++)
        draw_quality_row(ui,
                         (struct rect){area.x + SIZE_PAD, area.y + HEAD + QUALITY_ROW_H * (float)i,
                                       area.w - 2 * SIZE_PAD, QUALITY_ROW_H},
                         &results->quality[order[i]]);
    const struct point rest = {area.x + SIZE_PAD + 40,
                               area.y + HEAD + QUALITY_ROW_H * ((float)room - 0.5f)};
    if (is_cut)
        ui_text(ui, rest, TYPE_SMALL,
                ui_fill(ui, TEXT_results_more, "n", parts_int(ui, (int64_t)(n - room + 1)), NULL));
    if (n == 0)
        ui_text_block(ui,
                      (struct rect){area.x + SIZE_PAD, area.y + HEAD, area.w - 2 * SIZE_PAD, 92},
                      TYPE_BODY, ui_say(ui, TEXT_results_no_quality));
}

/* ---- all of it */

static const char *say_detail(struct ui *ui)
{
    const struct results_view *results = &ui->view->results;
    if (!results->exists)
        return ui_say(ui, TEXT_results_detail_none);
    if (results->visit == 0)
        return ui_say(ui, TEXT_results_detail);
    return ui_fill(ui, TEXT_results_detail_visit, "n", parts_int(ui, results->visit), "date",
                   parts_date(ui, results->year, results->month, results->day), NULL);
}

static void draw_bottom(struct ui *ui, struct results_screen *screen)
{
    const bool exists = ui->view->results.exists;
    const size_t flags = count_flags(ui);
    const char *line = ui_say(ui, !exists ? TEXT_results_next_none : TEXT_results_next);
    const enum button_kind exports = exists ? BUTTON_NORMAL : BUTTON_LOCKED;
    if (exists && flags > 0)
        line = ui_fill(ui, flags == 1 ? TEXT_results_next_flag : TEXT_results_next_flags, "n",
                       parts_int(ui, (int64_t)flags), NULL);
    const struct ui_button_spec buttons[] = {
        {ui_say(ui, TEXT_results_study), KEY_ENTER, ui_say(ui, TEXT_ui_key_enter),
         ui->view->frame.is_live ? BUTTON_LOCKED : BUTTON_PRIMARY},
        {ui_say(ui, TEXT_study_export), KEY_F1 + 7, "F8",
         ui->view->frame.is_live ? BUTTON_LOCKED : exports},
        {ui_say(ui, TEXT_results_other), 'v', "V", BUTTON_NORMAL},
    };
    const bool has_others = ui->view->results.n_sessions > 1 && !ui->view->frame.is_live;
    const int used =
        ui_bottom(ui, line, say_detail(ui), buttons, COUNT_OF(buttons) - (has_others ? 0 : 1));
    if (used == 0) {
        ui_act(ui, ACTION_PICK_PARTICIPANT, 0, 0, ""); /* the next is somebody else */
        ui_act(ui, ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
    } else if (used == 1) {
        screen->asks = true;
        parts_begin_export(ui, &screen->folder);
    } else if (used == 2)
        ui_act(ui, ACTION_TURN_VISIT, -1, 0, NULL);
}

static void hear_digit(struct ui *ui, struct results_screen *screen)
{
    const int digit = parts_digit(ui);
    for (size_t i = 0; digit > 0 && i < ui->view->results.n_rows; i++)
        if (ui->view->results.rows[i].key == digit)
            screen->picked = screen->picked == i + 1 ? 0 : (uint8_t)(i + 1);
    if (screen->picked > ui->view->results.n_rows)
        screen->picked = 0;
}

static void draw_results(struct ui *ui, struct results_screen *screen)
{
    const struct rect room = parts_room(ui);
    const float map = parts_is_narrow(ui) ? MAP_W_SMALL : MAP_W,
                head = parts_is_narrow(ui) ? HEAD_H_SMALL : HEAD_H;
    const float x = room.x + map + SIZE_GAP, w = room.w - map - SIZE_GAP,
                top = room.y + head + SIZE_GAP;
    const float foot = parts_is_narrow(ui) ? 204 : 276,
                table = room.y + room.h - foot - SIZE_GAP - top;
    const float trend = floorf(w * 0.56f), low = room.y + room.h - foot;
    hear_digit(ui, screen);
    results_draw_map(ui, screen, (struct rect){room.x, room.y, map, room.h});
    const struct rect rows = {x, top, w, table};
    draw_headline(ui, (struct rect){x, room.y, w, head});
    if (parts_is_narrow(ui))
        draw_where(ui, screen, (struct point){x + w - SIZE_PAD, room.y + head / 2 + 17}, rows);
    draw_table(ui, screen, rows);
    results_draw_trend(ui, (struct rect){x, low, trend, foot});
    draw_quality(ui, (struct rect){x + trend + SIZE_GAP, low, w - trend - SIZE_GAP, foot});
}

void screen_results(struct ui *ui, struct results_screen *screen)
{
    if (ui->view->frame.is_live || !ui->view->results.exists)
        screen->asks = false;
    const bool asks = screen->asks;
    if (asks)
        ui_modal_begin(ui);
    if (ui->view->results.exists)
        draw_results(ui, screen);
    else {
        const struct rect room = parts_room(ui);
        ui_panel(ui, PANEL_MAIN, room, true);
        parts_message(ui, room, MARK_NONE, ui_say(ui, TEXT_results_none),
                      ui_say(ui, TEXT_results_none_do));
    }
    draw_bottom(ui, screen);
    if (asks)
        screen->asks = parts_ask_export(ui, &screen->folder);
}

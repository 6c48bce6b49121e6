/* Results: what was measured at each site, on the body and in a table, over the visits, and what to look at. It describes; it
 * judges nobody. Columns without a number stay empty. */
#include "screen_parts_internal.h"
#include "screen_results_internal.h"

#include <math.h>
#include <string.h>

enum {
    MAP_W = 400,
    MAP_W_SMALL = 232,
    MAP_W_LEAST = 184,
    HEAD_H = 80,
    HEAD_H_SMALL = 64,
    HEAD_H_LEAST = 56,
    TABLE_HEAD_H = 56,
    TABLE_HEAD_H_LEAST = 48,
    ROW_H = 48,
    FOOT_LEAST = 160
};

/* ---- the headline */

/* The headline is about pressure alone where there is a ratio, which is of it. */
static bool is_headed(const struct results_view *results, const struct result_row *row)
{
    return !results->has_ratio || !results_says_unit(row);
}

static size_t count_rows(const struct ui *ui, bool is_measured)
{
    const struct results_view *results = &ui->view->results;
    size_t n = 0;
    for (size_t i = 0; i < results->n_rows; i++)
        n += is_headed(results, &results->rows[i]) &&
             (!results_is_lacking(&results->rows[i]) || !is_measured);
    return n;
}

static float table_head(const struct ui *ui)
{
    return parts_is_least(ui) ? TABLE_HEAD_H_LEAST : TABLE_HEAD_H;
}

static size_t table_room(const struct ui *ui, struct rect area)
{
    return (size_t)((area.h - table_head(ui)) / ROW_H);
}

/* Something that is no threshold. */
static bool results_are_values(const struct results_view *results)
{
    return results_have(results, VIEW_RATING) || results_have(results, VIEW_GROWTH) ||
           results_have(results, VIEW_RATIO);
}

static enum text_id headline_of(const struct results_view *results)
{
    return results_are_values(results) ? TEXT_results_headline_values : TEXT_results_headline_all;
}

static void draw_headline(struct ui *ui, struct rect area)
{
    const struct results_view *results = &ui->view->results;
    const float x = area.x + SIZE_PAD_WIDE, w = area.w - 2 * SIZE_PAD_WIDE;
    const char *n = parts_int(ui, (int64_t)count_rows(ui, true)),
               *all = parts_int(ui, (int64_t)count_rows(ui, false));
    const bool is_mixed = results_have_others(results);
    const char *line = ui_fill(ui, is_mixed ? headline_of(results) : TEXT_results_headline, "n", n,
                               "all", all, NULL);
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
    parts_where(ui, right, screen->first, ui->view->results.n_rows, table_room(ui, table));
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
    static const float least[TABLE_COLUMNS] = {0, 0.357f, 0.514f, 0.682f, 0.828f, 1};
    const float x = area.x + SIZE_PAD;
    if (parts_is_least(ui))
        return x + least[column] * (area.w - 2 * SIZE_PAD);
    return parts_is_narrow(ui) ? x + shares[column] * (area.w - 2 * SIZE_PAD) : x + wide[column];
}

/* What is counted has no unit, and stands beside. */
static bool results_are_thermal(const struct results_view *results)
{
    for (size_t i = 0; i < results->n_rows; i++)
        if (results->rows[i].stimulus != VIEW_TEMPERATURE &&
            results->rows[i].stimulus != VIEW_COUNT)
            return false;
    return results->n_rows > 0;
}

/* What stands in the rows, where not all of it is pressure; what is rated carries its own. */
static const char *units_of(struct ui *ui)
{
    const struct results_view *results = &ui->view->results;
    const bool has_seconds = results_have(results, VIEW_SECONDS);
    if (results_have(results, VIEW_PRESSURE) || results_have(results, VIEW_CUFF))
        return ui_say(ui, results_have(results, VIEW_TEMPERATURE) ? TEXT_results_threshold_units
                          : has_seconds                           ? TEXT_results_threshold_seconds
                                                                  : TEXT_results_kpa);
    if (results_have(results, VIEW_TEMPERATURE))
        return ui_say(ui, has_seconds ? TEXT_results_celsius_seconds : TEXT_results_celsius);
    if (has_seconds)
        return ui_say(ui, TEXT_results_seconds);
    return results->n_rows > 0 ? results_unit(ui, &results->rows[0]) : "";
}

/* What a column is called where not all of it is pressure. */
static const char *say_column(struct ui *ui, enum text_id head)
{
    const struct results_view *results = &ui->view->results;
    if (!results_have_others(results))
        return ui_say(ui, head);
    switch (head) {
    case TEXT_results_spread_unit:
        return ui_say(ui, results_are_thermal(results) ? TEXT_results_spread_celsius
                                                       : TEXT_results_spread_units);
    case TEXT_results_ppt:
        return ui_say(ui, results_are_values(results) ? TEXT_results_value_head
                                                      : TEXT_results_threshold);
    case TEXT_results_role:
        return ui_say(ui, TEXT_results_test_role);
    case TEXT_results_kpa:
        return units_of(ui);
    default:
        return ui_say(ui, head);
    }
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
    const bool is_least = parts_is_least(ui);
    for (int column = 0; column < TABLE_COLUMNS - is_least; column++) {
        const float x = column_x(ui, area, (enum column)column);
        const enum text_id head = is_least && column == COLUMN_N ? TEXT_results_n_short
                                  : is_least && column == COLUMN_ASYMMETRY
                                      ? TEXT_results_asymmetry_short
                                      : heads[column][0];
        ui_text(ui, (struct point){x, area.y + 20}, parts_is_narrow(ui) ? 14 : 16, WEIGHT_SEMIBOLD,
                COLOUR_TEXT, say_column(ui, head));
        if (!parts_is_narrow(ui) || column != COLUMN_Z)
            ui_text(ui, (struct point){x, area.y + 41}, TYPE_SMALL,
                    say_column(ui, heads[column][1]));
    }
}

bool results_have(const struct results_view *results, enum view_stimulus stimulus)
{
    for (size_t i = 0; i < results->n_rows; i++)
        if (results->rows[i].stimulus == stimulus)
            return true;
    return false;
}

bool results_have_others(const struct results_view *results)
{
    for (size_t i = 0; i < results->n_rows; i++)
        if (results_says_unit(&results->rows[i]))
            return true;
    return false;
}

const char *results_unit(struct ui *ui, const struct result_row *row)
{
    return row->is_of_100 ? ui_say(ui, TEXT_results_of_100)
                          : view_unit((enum view_stimulus)row->stimulus);
}

int results_decimals(const struct result_row *row)
{
    if (!results_says_unit(row))
        return 0;
    if (row->stimulus == VIEW_COUNT || row->is_of_100)
        return floor(row->mean) != row->mean;
    return row->stimulus == VIEW_RATIO ? 2 : 1;
}

static const char *say_value(struct ui *ui, const struct result_row *row)
{
    const char *number = ui_number(ui, row->mean, results_decimals(row)),
               *unit = results_unit(ui, row);
    const bool grew = row->stimulus == VIEW_GROWTH && row->mean > 0;
    if (!results_says_unit(row) || unit[0] == '\0')
        return number;
    return ui_fill(ui, grew ? TEXT_results_change_more : TEXT_results_value, "n", number, "unit",
                   unit, NULL);
}

bool results_is_lacking(const struct result_row *row)
{
    return !row->has_mean && !(row->is_phased && row->n > 0);
}

const char *results_say_mean(struct ui *ui, const struct result_row *row)
{
    const char *mean = say_value(ui, row);
    if (!row->has_mean)
        return ui_say(ui, !results_is_lacking(row) ? TEXT_results_phased
                          : row->n > 0             ? TEXT_results_few
                                                   : TEXT_results_missing);
    if (!row->is_bound)
        return mean;
    return ui_fill(ui, row->is_below ? TEXT_results_at_most : TEXT_results_at_least, "value", mean,
                   NULL);
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

const char *results_say_test(struct ui *ui, const struct result_row *row)
{
    const char *test = test_text(ui->language, row->test, true);
    return row->stimulus == VIEW_GROWTH ? ui_fill(ui, TEXT_results_growth, "test", test, NULL)
                                        : test;
}

/* What it was, under its site: where there are several tests, which, and then the role. */
static const char *say_what(struct ui *ui, const struct result_row *row)
{
    const char *role = say_role(ui, row->role), *test = results_say_test(ui, row);
    if (!results_have_others(&ui->view->results))
        return role;
    return role[0] == '\0' ? test
                           : ui_fill(ui, TEXT_results_test_of, "test", test, "role", role, NULL);
}

static const char *say_spread(struct ui *ui, const struct result_row *row)
{
    const char *sd = ui_number(ui, row->sd, results_decimals(row)),
               *cv = ui_number(ui, row->cv_pct, 0);
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
    const bool is_more = row->asymmetry > 0, is_celsius = row->asymmetry_in == ASYMMETRY_CELSIUS;
    const char *number = ui_number(ui, row->asymmetry, is_celsius);
    if (row->asymmetry_in == ASYMMETRY_NONE)
        return "";
    if (is_celsius)
        return ui_fill(ui, is_more ? TEXT_results_change_more : TEXT_results_change, "n", number,
                       "unit", view_unit(VIEW_TEMPERATURE), NULL);
    return ui_fill(ui, is_more ? TEXT_results_percent_more : TEXT_results_percent, "n", number,
                   NULL);
}

static void draw_number(struct ui *ui, struct point at, const struct result_row *row)
{
    const struct stroke stroke = {ui_colour(ui, COLOUR_TEXT3), 2, 0};
    if (row->number == 0)
        return;
    canvas_arc(ui->canvas, at, 13, (struct point){0, 1}, COLOUR_NONE, stroke);
    ui_text_centre(ui, at, 16, WEIGHT_REGULAR, COLOUR_TEXT, parts_int(ui, row->number));
}

static void draw_row(struct ui *ui, struct rect table, struct rect row,
                     const struct result_row *result)
{
    const float y = row.y + row.h / 2, x = column_x(ui, table, COLUMN_SITE),
                end = column_x(ui, table, COLUMN_MEAN);
    const char *role = say_what(ui, result);
    draw_number(ui, (struct point){x + 8, y}, result);
    ui_text_cut(ui, (struct rect){x + 32, y - (role[0] ? 21 : 12), end - x - 36, 24},
                parts_is_narrow(ui) ? 14 : 16, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                parts_site(ui, result->site, result->side));
    ui_text_cut(ui, (struct rect){x + 32, y, end - x - 36, 22}, TYPE_SMALL, role);
    ui_text(ui, (struct point){end, y}, result->has_mean ? 20 : 16, WEIGHT_SEMIBOLD,
            results_is_lacking(result) ? COLOUR_WARN : COLOUR_TEXT, results_say_mean(ui, result));
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
    const size_t room = table_room(ui, area);
    ui_panel(ui, PANEL_MAIN, area, true);
    if (results->n_rows > room) /* else page keys and wheel are the list's below */
        parts_turn(ui, &screen->first, results->n_rows, room);
    else
        screen->first = 0;
    if (screen->follows && screen->picked > 0)
        parts_bring(&screen->first, screen->picked - 1u, room);
    screen->follows = false;
    draw_table_head(ui, area);
    for (size_t i = 0; i < room && screen->first + i < results->n_rows; i++) {
        const size_t n = screen->first + i;
        const struct rect row = {area.x + SIZE_PAD, area.y + table_head(ui) + ROW_H * (float)i,
                                 area.w - 2 * SIZE_PAD, ROW_H};
        if (ui_row(ui, row, 300 + (uint32_t)n, screen->picked == n + 1))
            screen->picked = screen->picked == n + 1 ? 0 : (uint8_t)(n + 1);
        draw_row(ui, area, row, &results->rows[n]);
    }
    if (!parts_is_narrow(ui))
        draw_where(ui, screen, (struct point){area.x + area.w - SIZE_PAD, area.y + 20}, area);
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
    const size_t flags = results_count_flags(ui);
    const char *line = ui_say(ui, !exists ? TEXT_results_next_none : TEXT_results_next);
    const enum button_kind exports = exists ? BUTTON_NORMAL : BUTTON_LOCKED;
    if (exists && flags > 0)
        line = ui_fill(ui, TEXT_results_next_flags, "n", parts_int(ui, (int64_t)flags), NULL);
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

/* A site has one number and may have several tests: the next of them, and after the last nothing. */
static bool pick_next(const struct results_view *results, int number, uint8_t *picked)
{
    const bool is_here =
        *picked > 0 && *picked <= results->n_rows && results->rows[*picked - 1].number == number;
    for (size_t i = is_here ? *picked : 0; i < results->n_rows; i++)
        if (results->rows[i].number == number) {
            *picked = (uint8_t)(i + 1);
            return true;
        }
    if (is_here)
        *picked = 0;
    return is_here;
}

static void hear_digit(struct ui *ui, struct results_screen *screen)
{
    const int digit = parts_digit(ui);
    if (digit > 0 && pick_next(&ui->view->results, digit, &screen->picked))
        screen->follows = true;
    if (screen->picked > ui->view->results.n_rows)
        screen->picked = 0;
}

static void draw_results(struct ui *ui, struct results_screen *screen)
{
    const struct rect room = parts_room(ui);
    const float map = parts_is_least(ui)    ? MAP_W_LEAST
                      : parts_is_narrow(ui) ? MAP_W_SMALL
                                            : MAP_W,
                head = parts_is_least(ui)    ? HEAD_H_LEAST
                       : parts_is_narrow(ui) ? HEAD_H_SMALL
                                             : HEAD_H;
    const float x = room.x + map + SIZE_GAP, w = room.w - map - SIZE_GAP,
                top = room.y + head + SIZE_GAP;
    const float foot = parts_is_least(ui)    ? FOOT_LEAST
                       : parts_is_narrow(ui) ? 204
                                             : 276,
                table = room.y + room.h - foot - SIZE_GAP - top;
    const float trend = floorf(w * (parts_is_least(ui) ? 0.4f : 0.56f)),
                low = room.y + room.h - foot;
    hear_digit(ui, screen);
    results_draw_map(ui, screen, (struct rect){room.x, room.y, map, room.h});
    const struct rect rows = {x, top, w, table};
    draw_headline(ui, (struct rect){x, room.y, w, head});
    if (parts_is_narrow(ui))
        draw_where(
            ui, screen,
            (struct point){x + w - SIZE_PAD, room.y + head / 2 + (parts_is_least(ui) ? -14 : 17)},
            rows);
    draw_table(ui, screen, rows);
    results_draw_trend(ui, screen, (struct rect){x, low, trend, foot});
    results_draw_quality(ui, screen,
                         (struct rect){x + trend + SIZE_GAP, low, w - trend - SIZE_GAP, foot});
}

/* The study is the session's own, and what was known before says nothing of it. */
static void draw_running(struct ui *ui)
{
    const struct rect room = parts_room(ui);
    ui_panel(ui, PANEL_MAIN, room, true);
    parts_message(ui, room, MARK_RUNNING, ui_say(ui, TEXT_results_running),
                  ui_say(ui, TEXT_results_running_do));
    ui_bottom(ui, ui_say(ui, TEXT_study_next_back), ui_say(ui, TEXT_study_detail_back), NULL, 0);
}

static void draw_none(struct ui *ui)
{
    const struct rect room = parts_room(ui);
    ui_panel(ui, PANEL_MAIN, room, true);
    parts_message(ui, room, MARK_NONE, ui_say(ui, TEXT_results_none),
                  ui_say(ui, TEXT_results_none_do));
}

void screen_results(struct ui *ui, struct results_screen *screen)
{
    if (ui->view->frame.is_running) {
        screen->asks = false;
        draw_running(ui);
        return;
    }
    if (ui->view->frame.is_live || !ui->view->results.exists)
        screen->asks = false;
    const bool asks = screen->asks;
    if (asks)
        ui_modal_begin(ui);
    if (ui->view->results.exists)
        draw_results(ui, screen);
    else
        draw_none(ui);
    draw_bottom(ui, screen);
    if (asks)
        screen->asks = parts_ask_export(ui, &screen->folder);
}

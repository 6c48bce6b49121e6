/* The values on the body: a dot at its place, a plate beside it with number and value. A plate covers no dot and no other plate. */
#include "screen_parts_internal.h"
#include "screen_results_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    PLATE_H = 32,
    PLATE_PAD = 10,
    DOT_R = 7,
    FOOT_H = 196,
    FOOT_H_SMALL = 130,
    FOOT_H_LEAST = 156,
    STEP = 8,
    REACH = 26,
    VALUES_MAX = 6
};

struct plate {
    const struct result_row *row;
    struct point dot;
    struct rect area; /* no width: there is no room */
    const char *text;
};

struct map {
    struct point top[FIGURES]; /* crowns */
    struct rect half[FIGURES]; /* where plates of a figure may stand */
    float h;
    struct plate plates[VIEW_SITES_MAX];
    size_t n;
};

static float foot_height(const struct ui *ui)
{
    if (parts_is_least(ui))
        return FOOT_H_LEAST;
    return parts_is_narrow(ui) ? FOOT_H_SMALL : FOOT_H;
}

/* ---- placing */

static bool meets(struct rect a, struct rect b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static struct rect grown(struct rect area, float by)
{
    return (struct rect){area.x - by, area.y - by, area.w + 2 * by, area.h + 2 * by};
}

static bool is_free(const struct map *map, size_t i, struct rect area)
{
    const struct rect wide = grown(area, 3);
    for (size_t k = 0; k < map->n; k++) {
        const struct point dot = map->plates[k].dot;
        const struct rect ring = {dot.x - DOT_R - 3, dot.y - DOT_R - 3, 2 * DOT_R + 6,
                                  2 * DOT_R + 6};
        if (meets(wide, ring) ||
            (k < i && map->plates[k].area.w > 0 && meets(wide, map->plates[k].area)))
            return false;
    }
    return true;
}

/* How far a plate reaches to the other side of the body: there it would look like a site of that side. */
static float across(struct rect area, float middle, float dot_x)
{
    if (dot_x == middle)
        return 0;
    return fmaxf(dot_x < middle ? area.x + area.w - middle : middle - area.x, 0);
}

/* The free place nearest to the dot on its side of the body, above before below, so that the same sites give the same picture. */
static void place(struct map *map, size_t i, enum figure figure)
{
    enum { ACROSS_COSTS = 4 };
    const float middle = map->top[figure].x;
    const struct rect half = map->half[figure];
    struct plate *plate = &map->plates[i];
    const struct rect size = plate->area;
    float best = INFINITY;
    plate->area.w = 0;
    for (int up = -REACH; up <= REACH; up++)
        for (float x = half.x; x + size.w <= half.x + half.w; x += STEP) {
            const struct rect area = {x, plate->dot.y - size.h / 2 + (float)(up * STEP), size.w,
                                      size.h};
            const float far = hypotf(x + size.w / 2 - plate->dot.x, 1.5f * (float)(up * STEP)) +
                              ACROSS_COSTS * across(area, middle, plate->dot.x);
            if (far >= best || area.y < half.y || area.y + area.h > half.y + half.h ||
                !is_free(map, i, area))
                continue;
            best = far;
            plate->area = area;
        }
}

/* Of many, the number alone: the table has the value. */
static const char *say_plate(struct ui *ui, const struct result_row *row, bool is_short)
{
    char text[VIEW_WORD_MAX];
    const char *value =
        row->has_mean && row->is_bound ? ui_say(ui, TEXT_results_bound) : results_say_mean(ui, row);
    if (is_short)
        return row->number > 0 ? parts_int(ui, row->number) : "";
    if (row->number == 0)
        return value;
    snprintf(text, sizeof text, "%d  %s", row->number, value);
    return ui_keep(ui, text);
}

/* Sites that the body map does not know stand in the table alone. */
static void collect(struct ui *ui, struct map *map, enum figure figure)
{
    const struct results_view *results = &ui->view->results;
    map->n = 0;
    for (size_t i = 0; i < results->n_rows && i < VIEW_SITES_MAX; i++) {
        const struct result_row *row = &results->rows[i];
        struct plate *plate = &map->plates[map->n];
        struct point other;
        const bool is_behind =
            ui_body_site(FIGURE_BACK, row->site, row->side, map->top[FIGURE_BACK], map->h, &other);
        if (strcmp(row->test, results->rows[0].test) != 0) /* one test; the table has all */
            continue;
        if (!ui_body_site(figure, row->site, row->side, map->top[figure], map->h, &plate->dot) ||
            (figure == FIGURE_FRONT && is_behind))
            continue;
        plate->row = row;
        map->n++;
    }
    for (size_t i = 0; i < map->n; i++) {
        struct plate *plate = &map->plates[i];
        plate->text = say_plate(ui, plate->row, map->n > VALUES_MAX || parts_is_least(ui));
        plate->area = (struct rect){
            0, 0, ui_text_width(ui, 16, WEIGHT_SEMIBOLD, plate->text) + 2 * PLATE_PAD, PLATE_H};
        if (plate->text[0] == '\0')
            plate->area.w = 0;
        else
            place(map, i, figure);
    }
}

/* ---- drawing */

static void draw_leader(struct ui *ui, const struct plate *plate)
{
    const struct rect area = plate->area;
    const struct point to = {fminf(fmaxf(plate->dot.x, area.x + 8), area.x + area.w - 8),
                             plate->dot.y < area.y ? area.y : area.y + area.h};
    canvas_line(ui->canvas, plate->dot, to, (struct stroke){ui_colour(ui, COLOUR_TEXT2), 1, 0});
}

static void draw_plate(struct ui *ui, const struct plate *plate, bool is_picked)
{
    const struct stroke edge = {ui_colour(ui, is_picked ? COLOUR_TEXT : COLOUR_EDGE),
                                is_picked ? 2 : 1, 0};
    const struct rect area = plate->area;
    canvas_round(ui->canvas, area, SIZE_RADIUS_SMALL,
                 ui_colour(ui, is_picked ? COLOUR_TEXT : COLOUR_RAISED), edge);
    ui_text_centre(ui, (struct point){area.x + area.w / 2, area.y + area.h / 2}, 16,
                   WEIGHT_SEMIBOLD,
                   is_picked                        ? COLOUR_PANEL
                   : results_is_lacking(plate->row) ? COLOUR_WARN
                                                    : COLOUR_TEXT,
                   plate->text);
}

static void draw_dot(struct ui *ui, const struct plate *plate, bool is_picked)
{
    const struct stroke ring = {ui_colour(ui, COLOUR_TEXT), 2, 0};
    const bool is_full = plate->row->has_mean && !plate->row->is_bound;
    canvas_arc(ui->canvas, plate->dot, is_picked ? DOT_R + 2 : DOT_R, (struct point){0, 1},
               ui_colour(ui, is_full ? COLOUR_Z_ZERO : COLOUR_PANEL), ring);
}

static void draw_figure(struct ui *ui, const struct results_screen *screen, struct map *map,
                        enum figure figure)
{
    const struct results_view *results = &ui->view->results;
    const struct result_row *picked =
        screen->picked > 0 ? &results->rows[screen->picked - 1] : NULL;
    const struct rect half = map->half[figure];
    const float y = half.y - 18, left = half.x + 12, right = half.x + half.w - 12;
    const bool is_back = figure == FIGURE_BACK;
    ui_text_centre(ui, (struct point){left, y}, TYPE_SUBJECT,
                   ui_say(ui, is_back ? TEXT_run_left_letter : TEXT_run_right_letter));
    ui_text_centre(ui, (struct point){right, y}, TYPE_SUBJECT,
                   ui_say(ui, is_back ? TEXT_run_right_letter : TEXT_run_left_letter));
    ui_text_centre(ui, (struct point){half.x + half.w / 2, y}, TYPE_VALUE,
                   ui_say(ui, is_back ? TEXT_run_back_figure : TEXT_run_front));
    ui_body(ui, figure, map->top[figure], map->h);
    collect(ui, map, figure);
    for (size_t i = 0; i < map->n; i++)
        if (map->plates[i].area.w > 0)
            draw_leader(ui, &map->plates[i]);
    for (size_t i = 0; i < map->n; i++) {
        draw_dot(ui, &map->plates[i], map->plates[i].row == picked);
        if (map->plates[i].area.w > 0)
            draw_plate(ui, &map->plates[i], map->plates[i].row == picked);
    }
}

/* Where it is narrow, there is room for one figure: that of the picked site, else of the first one. */
static enum figure figure_of(const struct ui *ui, const struct results_screen *screen)
{
    const struct results_view *results = &ui->view->results;
    const size_t i = screen->picked > 0 ? screen->picked - 1u : 0;
    struct point at;
    const bool is_behind =
        i < results->n_rows && ui_body_site(FIGURE_BACK, results->rows[i].site,
                                            results->rows[i].side, (struct point){0, 0}, 100, &at);
    return is_behind ? FIGURE_BACK : FIGURE_FRONT;
}

static void lay_out(const struct ui *ui, struct map *map, struct rect area)
{
    const float top = area.y + 78, foot = foot_height(ui), h = area.y + area.h - foot - top;
    const float w = parts_is_narrow(ui) ? area.w - 2 * SIZE_GAP : (area.w - 2 * SIZE_PAD) / 2;
    map->h = fminf(h - 40, w / BODY_WIDTH_SHARE);
    for (int figure = 0; figure < FIGURES; figure++) {
        const float x = area.x + (parts_is_narrow(ui) ? SIZE_GAP : SIZE_PAD + (float)figure * w);
        map->half[figure] = (struct rect){x, top, w - (parts_is_narrow(ui) ? 0 : 4), h};
        map->top[figure] = (struct point){x + w / 2, top + (h - map->h) / 2};
    }
}

static void draw_foot(struct ui *ui, struct rect area)
{
    const struct results_view *results = &ui->view->results;
    const struct rect in = {area.x + SIZE_PAD, area.y, area.w - 2 * SIZE_PAD, area.h};
    const float size = parts_is_narrow(ui) ? 14 : 16;
    float y = area.y + 12;
    bool has_bound = false;
    for (size_t i = 0; i < results->n_rows; i++)
        has_bound = has_bound || (results->rows[i].has_mean && results->rows[i].is_bound);
    parts_rule(ui, in.x, area.y, in.w);
    y += ui_text_block(ui, (struct rect){in.x, y, in.w, 90}, size, WEIGHT_REGULAR, COLOUR_TEXT2,
                       ui_say(ui, TEXT_results_no_norm)) +
         8;
    if (has_bound)
        ui_text_block(ui, (struct rect){in.x, y, in.w, area.y + area.h - y}, size, WEIGHT_REGULAR,
                      COLOUR_TEXT2, ui_say(ui, TEXT_results_bound_means));
}

static const char *say_head(struct ui *ui)
{
    const struct results_view *results = &ui->view->results;
    const struct result_row *first = results->rows;
    if (results->n_rows > 0 && results_says_unit(first)) {
        const char *test = test_text(ui->language, first->test, true),
                   *unit = results_unit(ui, first);
        return unit[0] == '\0'
                   ? test
                   : ui_fill(ui, TEXT_results_map_test, "test", test, "unit", unit, NULL);
    }
    return ui_say(ui, parts_is_narrow(ui) ? TEXT_results_map_short : TEXT_results_map);
}

void results_draw_map(struct ui *ui, const struct results_screen *screen, struct rect area)
{
    const float foot = foot_height(ui);
    struct map map = {0};
    lay_out(ui, &map, area);
    ui_panel(ui, PANEL_LEFT, area, true);
    ui_text(ui, (struct point){area.x + SIZE_PAD, area.y + 24}, TYPE_BODY, say_head(ui));
    if (parts_is_narrow(ui))
        draw_figure(ui, screen, &map, figure_of(ui, screen));
    else
        for (int figure = 0; figure < FIGURES; figure++)
            draw_figure(ui, screen, &map, (enum figure)figure);
    draw_foot(ui, (struct rect){area.x, area.y + area.h - foot, area.w, foot});
}

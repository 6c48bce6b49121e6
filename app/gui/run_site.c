/* Where the probe goes: the body with its numbered sites, and whether the one that is due is confirmed. A badge can be
 * touched in place of its key. */
#include "screen_run_internal.h"

#include <math.h>
#include <stdio.h>

enum {
    BOX = 72,
    BOX_SMALL = 64,
    INSET_W = 100,
    INSET_H = 136,
    APART = 3,
    ID_BADGE = 0x51000,
    ID_BOX = 0x51100
};

/* Where the two figures stand, in shares of the panel's width, and how high the small one is beside the large one. */
static const float figure_at = 0.35f, other_at = 0.7875f, other_share = 0.46f;

struct site_map {
    struct rect area;   /* of the panel */
    enum figure figure; /* the large one */
    struct point top;
    float h;
    bool has_other; /* the small figure, from the other side */
    struct point other_top;
    float other_h;
};

static bool is_on(enum figure figure, const struct site_view *site)
{
    struct point at;
    return ui_body_site(figure, site->site, site->side, (struct point){0, 0}, 100, &at);
}

static enum figure figure_of(const struct ui *ui)
{
    const struct site_view *due = run_due(ui);
    return due && !is_on(FIGURE_BACK, due) && is_on(FIGURE_FRONT, due) ? FIGURE_FRONT : FIGURE_BACK;
}

static struct rect box_area(const struct ui *ui, struct rect area)
{
    const float h = run_is_small(ui) ? BOX_SMALL : BOX, below = run_is_small(ui) ? 8 : SIZE_PAD;
    return (struct rect){area.x + SIZE_PAD, area.y + area.h - below - h, area.w - 2 * SIZE_PAD, h};
}

/* One figure alone; two of them side by side, hands and all, as wide as the panel allows. */
static float body_height_max(const struct ui *ui, struct rect area)
{
    const float alone = area.w - 2 * SIZE_GAP, half = BODY_WIDTH_SHARE / 2;
    if (run_is_small(ui))
        return alone / BODY_WIDTH_SHARE;
    return ((other_at - figure_at) * area.w - APART) / (half + half * other_share);
}

static struct site_map lay_out(const struct ui *ui, struct rect area, float text_bottom)
{
    struct site_map map = {.area = area, .figure = figure_of(ui), .has_other = !run_is_small(ui)};
    const float crown = text_bottom + (run_is_small(ui) ? 16 : 12),
                room = box_area(ui, area).y - 6 - crown;
    map.h = fminf(room, body_height_max(ui, area));
    map.top = (struct point){area.x + (run_is_small(ui) ? 0.5f : figure_at) * area.w,
                             crown + (room - map.h) / 2};
    map.other_h = map.h * other_share;
    map.other_top = (struct point){area.x + other_at * area.w, map.top.y + map.h - map.other_h};
    return map;
}

/* ---- badges ----------------------------------------------------------------------------------------- */

static void set_columns(struct run_badge *badge, float middle, float left, float right)
{
    const bool is_left = badge->dot.x <= middle;
    badge->columns[0] = is_left ? left : right;
    badge->columns[1] = is_left ? right : left;
    badge->right = right;
}

/* On the small figure. */
static bool find_other_dot(const struct site_map *map, const struct site_view *site,
                           struct run_badge *badge)
{
    const enum figure other = map->figure == FIGURE_BACK ? FIGURE_FRONT : FIGURE_BACK;
    const struct point top = map->other_top;
    if (!map->has_other ||
        !ui_body_site(other, site->site, site->side, top, map->other_h, &badge->dot))
        return false;
    set_columns(badge, top.x, top.x - 42, top.x + 48);
    badge->top = top.y + 36;
    badge->left = map->top.x + 24;
    return true;
}

static bool find_dot(const struct site_map *map, const struct site_view *site,
                     struct run_badge *badge)
{
    badge->bottom = map->top.y + map->h - BADGE_RADIUS;
    badge->top = map->top.y + 38;
    if (ui_body_site(map->figure, site->site, site->side, map->top, map->h, &badge->dot)) {
        const float left = map->area.x + 32, beside = fmaxf(73, 0.1834f * map->h),
                    right = map->top.x + (map->has_other ? beside : map->top.x - left);
        set_columns(badge, map->top.x, left, right);
        badge->left = left;
        return true;
    }
    return find_other_dot(map, site, badge);
}

static enum role_colour badge_edge(const struct site_view *site)
{
    switch ((enum site_state)site->state) {
    case SITE_NOW:
        return COLOUR_TEXT;
    case SITE_DONE:
        return COLOUR_OK;
    case SITE_WITHHELD:
        return COLOUR_WARN;
    case SITE_LATER:
    case SITE_RESTING:
        break;
    }
    return COLOUR_EDGE;
}

static void draw_dot(struct ui *ui, struct point at, bool is_now)
{
    const struct point turn = {0, 1};
    const struct stroke none = {0};
    const colour text = ui_colour(ui, COLOUR_TEXT);
    if (!is_now) {
        canvas_arc(ui->canvas, at, 4, turn, ui_colour(ui, COLOUR_TEXT2), none);
        return;
    }
    canvas_arc(ui->canvas, at, 10, turn, ui_colour(ui, COLOUR_PANEL),
               (struct stroke){.colour = text, .width = 2});
    canvas_arc(ui->canvas, at, 4, turn, text, none);
}

static void draw_leader(struct ui *ui, const struct run_badge *badge, bool is_now)
{
    const struct stroke stroke = {.colour = ui_colour(ui, is_now ? COLOUR_TEXT : COLOUR_EDGE),
                                  .width = is_now ? 2 : 1};
    canvas_line(ui->canvas, badge->at, badge->dot, stroke);
}

static void draw_badge(struct ui *ui, const struct run_badge *badge, const struct site_view *site)
{
    const bool is_now = site->state == SITE_NOW;
    const struct stroke edge = {.colour = ui_colour(ui, badge_edge(site)), .width = 2};
    const char *number = ui_number(ui, site->number, 0);
    canvas_arc(ui->canvas, badge->at, BADGE_RADIUS - 1, (struct point){0, 1},
               ui_colour(ui, is_now ? COLOUR_TEXT : COLOUR_PANEL), edge);
    const enum role_colour ink = is_now                     ? COLOUR_PANEL
                                 : site->state == SITE_DONE ? COLOUR_OK
                                                            : COLOUR_TEXT2;
    ui_text_centre(ui, badge->at, 16, is_now ? WEIGHT_BOLD : WEIGHT_SEMIBOLD, ink, number);
    if (site->state == SITE_WITHHELD) /* the colour alone says nothing */
        ui_mark(ui, (struct point){badge->at.x + BADGE_RADIUS - 2, badge->at.y - BADGE_RADIUS + 2},
                14, MARK_WARN);
}

static void hear_badge(struct ui *ui, const struct run_screen *screen,
                       const struct run_badge *badge, uint8_t number)
{
    const struct rect touch = run_touch((struct rect){badge->at.x, badge->at.y, 0, 0});
    if (ui_press(ui, touch, ID_BADGE + number))
        run_confirm(ui, screen, number);
}

static void draw_badges(struct ui *ui, const struct run_screen *screen, const struct site_map *map)
{
    const struct run_view *run = &ui->view->run;
    struct run_badge badges[BADGES_MAX];
    const struct site_view *sites[BADGES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < run->n_sites; i++) {
        if (run->sites[i].number > 0 && find_dot(map, &run->sites[i], &badges[n]))
            sites[n++] = &run->sites[i];
    }
    run_place_badges(badges, n);
    for (size_t i = 0; i < n; i++)
        draw_leader(ui, &badges[i], sites[i]->state == SITE_NOW);
    for (size_t i = 0; i < n; i++)
        draw_dot(ui, badges[i].dot, sites[i]->state == SITE_NOW);
    for (size_t i = 0; i < n; i++) {
        draw_badge(ui, &badges[i], sites[i]);
        hear_badge(ui, screen, &badges[i], sites[i]->number);
    }
}

/* ---- the body --------------------------------------------------------------------------------------- */

static void draw_sides(struct ui *ui, enum figure figure, struct point left, struct point right,
                       float size)
{
    const char *l = ui_say(ui, TEXT_run_left_letter), *r = ui_say(ui, TEXT_run_right_letter);
    ui_text(ui, left, size, WEIGHT_SEMIBOLD, COLOUR_TEXT, figure == FIGURE_BACK ? l : r);
    ui_text_right(ui, right, size, WEIGHT_SEMIBOLD, COLOUR_TEXT, figure == FIGURE_BACK ? r : l);
}

static void draw_other(struct ui *ui, const struct site_map *map)
{
    const enum figure other = map->figure == FIGURE_BACK ? FIGURE_FRONT : FIGURE_BACK;
    const struct point top = map->other_top;
    ui_text_centre(ui, (struct point){top.x, top.y - 16}, 14, WEIGHT_REGULAR, COLOUR_TEXT2,
                   ui_say(ui, other == FIGURE_FRONT ? TEXT_run_front : TEXT_run_back_figure));
    ui_body(ui, other, top, map->other_h);
    draw_sides(ui, other, (struct point){top.x - 36, top.y + 8},
               (struct point){top.x + 36, top.y + 8}, 14);
}

static void draw_map(struct ui *ui, const struct run_screen *screen, const struct site_map *map)
{
    const struct site_view *due = run_due(ui);
    const struct rect area = map->area;
    const float right =
        run_is_small(ui) ? area.x + area.w - SIZE_PAD : map->top.x + fmaxf(80, 0.201f * map->h);
    ui_body(ui, map->figure, map->top, map->h);
    if (map->has_other)
        draw_other(ui, map);
    if (map->has_other && due)
        ui_body_inset(
            ui, (struct rect){area.x + area.w - SIZE_PAD - INSET_W, map->top.y, INSET_W, INSET_H},
            due->site, due->side);
    draw_sides(ui, map->figure, (struct point){area.x + SIZE_PAD, map->top.y + 8},
               (struct point){right, map->top.y + 8}, 20);
    draw_badges(ui, screen, map);
}

/* ---- the state of the site -------------------------------------------------------------------------- */

static struct ui_box say_resting(struct ui *ui, double left_s)
{
    const double whole_s = ui->view->run.rest_whole_s;
    return (struct ui_box){
        .kind = BOX_RESTING,
        .title = ui_fill(ui, TEXT_run_box_resting, "s", run_seconds(ui, left_s), NULL),
        .detail =
            ui_say(ui, run_is_small(ui) ? TEXT_run_box_resting_short : TEXT_run_box_resting_do),
        .share = whole_s > 0 ? left_s / whole_s : 0};
}

/* Nothing to be confirmed yet. */
static struct ui_box say_later(struct ui *ui)
{
    return (struct ui_box){.kind = BOX_RESTING,
                           .title = ui_say(ui, TEXT_run_box_open),
                           .detail = ui_say(ui, TEXT_run_box_later)};
}

/* Its key does nothing before what is missing is there. */
static struct ui_box say_lacks(struct ui *ui)
{
    const enum text_id unready =
        run_is_small(ui) ? TEXT_run_box_unready_short : TEXT_run_box_unready;
    return (struct ui_box){
        .kind = BOX_WARN,
        .title = ui_say(ui, TEXT_run_box_open),
        .detail =
            ui_say(ui, run_view_lacks_instrument(&ui->view->run) ? unready : TEXT_run_button_gone)};
}

static struct ui_box say_wrong(struct ui *ui, const char *due)
{
    const char *key = ui_number(ui, site_digit(ui->view->run.wrong_site), 0);
    return (struct ui_box){
        .kind = BOX_WARN,
        .title = ui_fill(ui, TEXT_run_box_wrong, "key", key, NULL),
        .detail = ui_fill(ui, run_is_small(ui) ? TEXT_run_box_wrong_short : TEXT_run_box_wrong_do,
                          "key", due, NULL)};
}

static struct ui_box say_open(struct ui *ui, const struct site_view *due)
{
    const struct run_view *run = &ui->view->run;
    if (!due)
        return say_later(ui);
    const char *key = ui_number(ui, site_digit(due->number), 0);
    if (run_view_lacks(run))
        return say_lacks(ui);
    if (due->rest_left_s > 0)
        return say_resting(ui, due->rest_left_s);
    if (run->wrong_site > 0)
        return say_wrong(ui, key);
    return (struct ui_box){
        .kind = BOX_NOT_ARMED,
        .title = ui_say(ui, TEXT_run_box_open),
        .detail = ui_fill(ui, run_is_small(ui) ? TEXT_run_box_open_short : TEXT_run_box_open_do,
                          "key", key, NULL),
        .key = due->number > 0 ? (char)('0' + site_digit(due->number)) : ' '};
}

static struct ui_box say_stopped(struct ui *ui)
{
    return (struct ui_box){.kind = BOX_BAD,
                           .title = ui_say(ui, TEXT_run_box_stopped),
                           .detail = ui_say(ui, run_is_small(ui) ? TEXT_run_box_stopped_short
                                                                 : TEXT_run_box_stopped_do)};
}

static struct ui_box say_box(struct ui *ui)
{
    const struct site_view *due = run_due(ui);
    const char *key = due ? ui_number(ui, site_digit(due->number), 0) : "";
    if (run_is_halted(&ui->view->run))
        return say_stopped(ui);
    switch ((enum run_now)ui->view->run.now) {
    case NOW_ARMED:
    case NOW_RUNNING:
        return (struct ui_box){
            .kind = BOX_ARMED,
            .title = ui_say(ui, TEXT_run_box_armed),
            .detail =
                ui_fill(ui, run_is_small(ui) ? TEXT_run_box_armed_short : TEXT_run_box_armed_do,
                        "key", key, NULL)};
    case NOW_STOPPED:
    case NOW_RELEASE:
        return say_stopped(ui);
    case NOW_REST:
        return say_resting(ui, ui->view->run.rest_left_s);
    case NOW_CONFIRM:
        return say_open(ui, due);
    case NOW_NOTHING:
    case NOW_INSTRUCT:
    case NOW_WAIT:
    case NOW_QUESTION:
    case NOW_SAVING:
    case NOW_REVIEW:
    case NOW_NOT_SAVED:
    case NOW_SUMMARY:
        break;
    }
    return say_later(ui);
}

static void draw_box(struct ui *ui, const struct run_screen *screen, struct rect area)
{
    const struct ui_box box = say_box(ui);
    const struct site_view *due = run_due(ui);
    if (due && ui_press(ui, box_area(ui, area), ID_BOX))
        run_confirm(ui, screen, due->number);
    ui_box(ui, box_area(ui, area), &box);
}

/* ---- the panel -------------------------------------------------------------------------------------- */

static const char *say_label(struct ui *ui)
{
    const struct site_view *due = run_due(ui);
    if (!due)
        return ui_say(ui, TEXT_run_sites);
    const char *number = ui_number(ui, due->number, 0);
    if (run_is_small(ui))
        return ui_fill(ui, TEXT_run_site, "n", number, NULL);
    return ui_fill(ui, figure_of(ui) == FIGURE_BACK ? TEXT_run_site_back : TEXT_run_site_front, "n",
                   number, NULL);
}

static const struct run_type name_type = {24, WEIGHT_SEMIBOLD, COLOUR_TEXT};
static const struct run_type landmark_type = {16, WEIGHT_REGULAR, COLOUR_TEXT2};

void run_draw_site(struct ui *ui, const struct run_screen *screen, struct rect area)
{
    const struct site_view *due = run_due(ui);
    const struct rect in = {area.x + SIZE_PAD, area.y, area.w - 2 * SIZE_PAD, area.h};
    ui_panel(ui, PANEL_LEFT, area, true);
    ui_text(ui, (struct point){in.x, area.y + 24}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, say_label(ui));
    float y = area.y + 40;
    if (due) {
        const struct site_text *text = site_text_find(due->site);
        y += run_text_lines(ui, (struct rect){in.x, y, in.w, 0}, name_type,
                            run_site_name(ui, due->site, due->side), 2);
        y += 3 + run_text_lines(ui, (struct rect){in.x, y + 3, in.w, 0}, landmark_type,
                                text ? text->landmark[ui->language] : "", 2);
    }
    const float usual = area.y + (run_is_small(ui) ? 96 : 100);
    const struct site_map map = lay_out(ui, area, y > usual ? y : usual);
    if (run_due(ui) || ui->view->run.n_sites > 0)
        draw_map(ui, screen, &map);
    if (ui->view->run.now != NOW_SUMMARY)
        draw_box(ui, screen, area);
}

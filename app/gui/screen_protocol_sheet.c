/* What is in a protocol: header and steps, and where its parameters and needs stand. */
#include "screen_parts_internal.h"
#include "screen_protocol_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    HEAD_H = 96,
    HEAD_H_LEAST = 72,
    LIST_HEAD = 44,
    LIST_HEAD_LEAST = 36,
    ROW_H = 36,
    ROW_H_LEAST = 28,
    PLAN_ROW_H = 40,
    PLAN_ROW_H_SMALL = 36,
    ABOUT_H = 44,
    ABOUT_H_LEAST = 64,
    UPPER_H = 196,
    UPPER_H_SMALL = 192
};

static float head_height(const struct ui *ui)
{
    return parts_is_least(ui) ? HEAD_H_LEAST : HEAD_H;
}

/* Of a list: its title, and each of its rows. */
float protocol_list_head(const struct ui *ui)
{
    return parts_is_least(ui) ? LIST_HEAD_LEAST : LIST_HEAD;
}

float protocol_row_height(const struct ui *ui)
{
    return parts_is_least(ui) ? ROW_H_LEAST : ROW_H;
}

/* Three lines where they are short. */
static float about_height(const struct ui *ui)
{
    return parts_is_least(ui) ? ABOUT_H_LEAST : ABOUT_H;
}

size_t protocol_count_missing(const struct ui *ui)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    size_t n = 0;
    for (size_t i = 0; i < protocol->n_needs; i++)
        n += !protocol->needs[i].is_there;
    return n;
}

/* Not every protocol comes to its end with people who never respond: it has no longest duration. */
static const char *say_minutes(struct ui *ui, enum text_id range, enum text_id alone,
                               const int minutes[3])
{
    const int min = minutes[0], typical = minutes[1], max = minutes[2];
    if (typical <= 0)
        return "";
    if (min <= 0 || max <= 0 || min == max)
        return ui_fill(ui, alone, "typical", parts_int(ui, typical), NULL);
    return ui_fill(ui, range, "min", parts_int(ui, min), "typical", parts_int(ui, typical), "max",
                   parts_int(ui, max), NULL);
}

/* ---- header */

/* Can it run? Never more than what stands below it. */
static enum text_id say_state(const struct ui *ui, enum mark *mark)
{
    const enum view_plan plan = (enum view_plan)ui->view->protocol.plan_state;
    *mark = plan == VIEW_PLAN_WRONG ? MARK_BAD : MARK_WARN;
    if (plan == VIEW_PLAN_WRONG)
        return TEXT_protocol_chip_wrong;
    if (protocol_count_missing(ui) > 0)
        return TEXT_protocol_chip_bench;
    if (plan == VIEW_PLAN_FORBIDDEN)
        return TEXT_protocol_chip_forbidden;
    if (plan == VIEW_PLAN_REFUSED)
        return TEXT_protocol_chip_unplanned;
    if (ui->view->protocol.has_withheld)
        return TEXT_protocol_chip_withheld;
    *mark = plan == VIEW_PLAN_COMPUTING ? MARK_RUNNING : MARK_OK;
    return plan == VIEW_PLAN_COMPUTING ? TEXT_protocol_chip_planning : TEXT_protocol_chip_ok;
}

static void draw_header(struct ui *ui, struct rect area)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    const float x = area.x + SIZE_PAD_WIDE, right = area.x + area.w - SIZE_PAD_WIDE,
                upper = area.y + (parts_is_least(ui) ? 24 : 34),
                lower = area.y + (parts_is_least(ui) ? 53 : 66);
    const char *id =
        ui_fill(ui, TEXT_protocol_id, "id", protocol->id, "version", protocol->version, NULL);
    const int range[] = {protocol->minutes_min, protocol->minutes_typical, protocol->minutes_max};
    const char *minutes =
        say_minutes(ui, TEXT_protocol_minutes, TEXT_protocol_minutes_about, range);
    enum mark mark;
    const char *word = ui_say(ui, say_state(ui, &mark));
    const float chip = ui_chip_width(ui, mark, word);
    ui_panel(ui, PANEL_STRIP, area, true);
    ui_chip(ui, (struct rect){right - chip, upper - 16, chip, SIZE_CHIP}, mark, word);
    ui_text_cut(ui, (struct rect){x, upper - 17, right - chip - SIZE_PAD - x, 34},
                ui->is_small ? 20 : 24, WEIGHT_SEMIBOLD, COLOUR_TEXT, protocol->title);
    const float w = ui_text(ui, (struct point){x, lower}, TYPE_VALUE, id);
    const float end =
        right - ui_text_right(ui, (struct point){right, lower}, TYPE_VALUE, minutes) - SIZE_PAD;
    const float path = x + w + SIZE_PAD;
    if (end - path > 48 && !ui->is_small)
        ui_text_cut(ui, (struct rect){path, lower - 12, end - path, 24}, TYPE_BODY, protocol->path);
}

/* ---- plan */

enum column {
    PLAN_NUMBER,
    PLAN_TEST,
    PLAN_SITE,
    PLAN_TRIALS,
    PLAN_LIMIT,
    PLAN_REST,
    PLAN_MINUTES,
    PLAN_COLUMNS
};

static float column_x(const struct ui *ui, struct rect in, enum column column)
{
    static const float wide[PLAN_COLUMNS] = {0, 0.045f, 0.285f, 0.505f, 0.61f, 0.725f, 0.815f};
    static const float small[PLAN_COLUMNS] = {0, 0.04f, 0.16f, 0.422f, 0.55f, 0.69f, 0.79f};
    static const float least[PLAN_COLUMNS] = {0, 0.04f, 0.195f, 0.53f, 0.7f, 0.86f, 0.86f};
    return in.x + in.w * (parts_is_least(ui) ? least : parts_is_narrow(ui) ? small : wide)[column];
}

/* Of all columns the rest is the one to spare. */
static bool has_column(const struct ui *ui, enum column column)
{
    return column != PLAN_REST || !parts_is_least(ui);
}

static void draw_plan_head(struct ui *ui, struct rect in, float y)
{
    static const enum text_id heads[PLAN_COLUMNS] = {
        [PLAN_TEST] = TEXT_protocol_test,     [PLAN_SITE] = TEXT_protocol_site,
        [PLAN_TRIALS] = TEXT_protocol_trials, [PLAN_LIMIT] = TEXT_protocol_limit,
        [PLAN_REST] = TEXT_protocol_rest,     [PLAN_MINUTES] = TEXT_protocol_duration};
    for (int column = PLAN_TEST; column < PLAN_COLUMNS; column++)
        if (has_column(ui, (enum column)column))
            ui_text(ui, (struct point){column_x(ui, in, (enum column)column), y}, TYPE_SMALL,
                    ui_say(ui, column == PLAN_MINUTES && parts_is_least(ui)
                                   ? TEXT_protocol_duration_short
                                   : heads[column]));
}

static float cell_width(const struct ui *ui, struct rect row, enum column column)
{
    const float end = column + 1 < PLAN_COLUMNS ? column_x(ui, row, column + 1) : row.x + row.w;
    return end - column_x(ui, row, column) - 4;
}

static void draw_cell(struct ui *ui, struct rect row, enum column column, const char *text)
{
    const float x = column_x(ui, row, column);
    ui_text_cut(ui, (struct rect){x, row.y, cell_width(ui, row, column), row.h}, 16,
                column == PLAN_SITE ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR,
                column == PLAN_NUMBER ? COLOUR_TEXT2 : COLOUR_TEXT, text);
}

static const char *say_step(struct ui *ui, size_t i)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    if (protocol->plan[i].kind == VIEW_STEP_INSTRUCT)
        return ui_say(ui, TEXT_protocol_instruct);
    if (protocol->plan[i].kind == VIEW_STEP_REST)
        return ui_say(ui, TEXT_protocol_pause);
    return parts_test(ui, protocol->plan[i].test);
}

/* By its short name where the whole one has no room. */
static const char *say_step_in(struct ui *ui, size_t i, float w)
{
    const char *whole = say_step(ui, i);
    const bool is_test = ui->view->protocol.plan[i].kind == VIEW_STEP_TEST;
    return is_test && ui_text_width(ui, 16, WEIGHT_REGULAR, whole) > w
               ? test_text(ui->language, ui->view->protocol.plan[i].test, true)
               : whole;
}

static const char *say_trials(struct ui *ui, size_t i)
{
    const int trials = ui->view->protocol.plan[i].trials;
    if (trials == 0)
        return "";
    if (!ui->view->protocol.plan[i].practice)
        return parts_int(ui, trials);
    return ui_fill(ui, TEXT_protocol_practice, "n", parts_int(ui, trials), NULL);
}

/* Whole degrees as such, else with their tenths. */
static const char *degrees(struct ui *ui, double c)
{
    return ui_number(ui, c, fabs(c - round(c)) < 0.05 ? 0 : 1);
}

/* Of a limen both; without their unit where that has no room. */
static const char *say_limit(struct ui *ui, size_t i, float w)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    const double kpa = protocol->plan[i].limit_kpa, c = protocol->plan[i].limit_c,
                 cool_c = protocol->plan[i].cool_limit_c;
    if (kpa > 0)
        return ui_fill(ui, TEXT_protocol_kpa, "n", ui_number(ui, kpa, 0), NULL);
    if (!protocol->plan[i].has_limit_c)
        return "";
    if (!isfinite(cool_c))
        return ui_fill(ui, TEXT_protocol_celsius, "n", degrees(ui, c), NULL);
    const char *low = degrees(ui, cool_c), *high = degrees(ui, c);
    const char *whole = ui_fill(ui, TEXT_protocol_celsius_both, "low", low, "high", high, NULL);
    return ui_text_width(ui, 16, WEIGHT_REGULAR, whole) <= w
               ? whole
               : ui_fill(ui, TEXT_protocol_celsius_short, "low", low, "high", high, NULL);
}

/* What has no site has its room, too. */
static void draw_what(struct ui *ui, struct rect row, size_t i)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    const char *site = protocol->plan[i].site;
    if (site[0] == '\0' && parts_is_narrow(ui)) {
        const float x = column_x(ui, row, PLAN_TEST), end = column_x(ui, row, PLAN_TRIALS);
        ui_text_cut(ui, (struct rect){x, row.y, end - x - 4, row.h}, 16, WEIGHT_REGULAR,
                    COLOUR_TEXT, say_step(ui, i));
        return;
    }
    draw_cell(ui, row, PLAN_TEST, say_step_in(ui, i, cell_width(ui, row, PLAN_TEST)));
    if (site[0] != '\0')
        draw_cell(ui, row, PLAN_SITE, parts_site(ui, site, protocol->plan[i].side));
}

static void draw_step(struct ui *ui, struct rect row, size_t i)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    const double rest = protocol->plan[i].rest_s;
    const int minutes[] = {protocol->plan[i].minutes_min, protocol->plan[i].minutes_typical,
                           protocol->plan[i].minutes_max};
    parts_rule(ui, row.x, row.y, row.w);
    draw_cell(ui, row, PLAN_NUMBER, parts_int(ui, (int64_t)i + 1));
    draw_what(ui, row, i);
    draw_cell(ui, row, PLAN_TRIALS, say_trials(ui, i));
    draw_cell(ui, row, PLAN_LIMIT, say_limit(ui, i, cell_width(ui, row, PLAN_LIMIT)));
    if (has_column(ui, PLAN_REST))
        draw_cell(ui, row, PLAN_REST,
                  rest > 0 ? ui_fill(ui, TEXT_run_seconds, "s", ui_number(ui, rest, 0), NULL) : "");
    draw_cell(ui, row, PLAN_MINUTES,
              say_minutes(ui, TEXT_protocol_minutes_short, TEXT_protocol_minutes_alone, minutes));
}

static void draw_no_plan(struct ui *ui, struct rect in)
{
    const enum view_plan state = (enum view_plan)ui->view->protocol.plan_state;
    const bool is_wrong = state == VIEW_PLAN_WRONG,
               has_mark = is_wrong || state == VIEW_PLAN_REFUSED || state == VIEW_PLAN_FORBIDDEN;
    const float x = in.x + (has_mark ? 32 : 0);
    if (has_mark)
        ui_mark(ui, (struct point){in.x + 11, in.y + protocol_list_head(ui) + 12}, 18,
                is_wrong ? MARK_BAD : MARK_WARN);
    ui_text_block(ui,
                  (struct rect){x, in.y + protocol_list_head(ui), in.x + in.w - x,
                                in.h - protocol_list_head(ui) - SIZE_GAP},
                  TYPE_BODY, parts_no_plan(ui, TEXT_protocol_no_plan));
}

/* The list has rows: one for each step, and behind those of which something is withheld the rows that say why. */
static size_t withheld_rows(const struct ui *ui, size_t step)
{
    const size_t rows = ui->is_small ? 2 : 1;
    return ui->view->protocol.plan[step].withheld[0] != '\0' ? rows : 0;
}

static size_t count_rows(const struct ui *ui)
{
    size_t n = ui->view->protocol.n_plan;
    for (size_t i = 0; i < ui->view->protocol.n_plan; i++)
        n += withheld_rows(ui, i);
    return n;
}

/* A sentence of which the first row is above the page is not on it. */
static void draw_withheld(struct ui *ui, struct rect in, size_t step)
{
    const float x = column_x(ui, in, PLAN_TEST);
    ui_mark(ui, (struct point){x + 9, in.y + 12}, 16, MARK_WARN);
    ui_text_block(ui, (struct rect){x + 26, in.y + 1, in.x + in.w - x - 26, in.h}, 14,
                  WEIGHT_REGULAR, COLOUR_WARN, ui->view->protocol.plan[step].withheld);
}

static void draw_rows(struct ui *ui, size_t first, struct rect page, float row_h)
{
    const size_t room = (size_t)(page.h / row_h);
    for (size_t i = 0, row = 0; i < ui->view->protocol.n_plan && row < first + room; i++) {
        const size_t more = withheld_rows(ui, i), left = first + room - row - 1;
        const float y = page.y + row_h * ((float)row - (float)first);
        if (row >= first)
            draw_step(ui, (struct rect){page.x, y, page.w, row_h}, i);
        if (more > 0 && left > 0 && row + 1 >= first)
            draw_withheld(ui,
                          (struct rect){page.x, y + row_h, page.w,
                                        row_h * (float)(more < left ? more : left)},
                          i);
        row += 1 + more;
    }
}

static void draw_steps(struct ui *ui, size_t first, struct rect page, float row_h)
{
    draw_plan_head(ui, page, page.y - 16);
    draw_rows(ui, first, page, row_h);
    ui_text_block(ui, (struct rect){page.x, page.y + page.h, page.w, about_height(ui)}, 14,
                  WEIGHT_REGULAR, COLOUR_TEXT2, ui->view->protocol.plan_about);
}

static void draw_plan(struct ui *ui, struct protocol_screen *screen, struct rect area)
{
    const struct rect in = {area.x + SIZE_PAD, area.y, area.w - 2 * SIZE_PAD, area.h};
    const float wide = ui->is_small ? PLAN_ROW_H_SMALL : PLAN_ROW_H,
                row_h = parts_is_least(ui) ? protocol_row_height(ui) : wide,
                top = protocol_list_head(ui) + 24;
    const struct rect page = {in.x, in.y + top, in.w, in.h - top - about_height(ui)};
    const size_t room = (size_t)(page.h / row_h), rows = count_rows(ui);
    ui_panel(ui, PANEL_MAIN, area, true);
    parts_turn(ui, &screen->first, rows, room);
    ui_text(ui, (struct point){in.x, area.y + 24}, TYPE_BODY, ui_say(ui, TEXT_protocol_plan));
    parts_where(ui, (struct point){in.x + in.w, area.y + 24}, screen->first, rows, room);
    if (rows > 0)
        draw_steps(ui, screen->first, page, row_h);
    else
        draw_no_plan(ui, in);
}

/* No higher than what stands in it: the rest is for the steps. */
static float upper_height(const struct ui *ui)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    const size_t rows =
        protocol->n_parameters > protocol->n_needs ? protocol->n_parameters : protocol->n_needs;
    return fminf(ui->is_small ? UPPER_H_SMALL : UPPER_H,
                 protocol_list_head(ui) + protocol_row_height(ui) * (float)(rows > 0 ? rows : 1) +
                     SIZE_GAP);
}

void protocol_draw_sheet(struct ui *ui, struct protocol_screen *screen, struct rect area)
{
    const float upper = upper_height(ui),
                left = floorf(area.w * (parts_is_least(ui) ? 0.52f : 0.58f));
    const float y = area.y + head_height(ui) + SIZE_GAP, low = y + upper + SIZE_GAP;
    draw_header(ui, (struct rect){area.x, area.y, area.w, head_height(ui)});
    protocol_draw_parameters(ui, screen, (struct rect){area.x, y, left, upper});
    protocol_draw_needs(
        ui, screen, (struct rect){area.x + left + SIZE_GAP, y, area.w - left - SIZE_GAP, upper});
    draw_plan(ui, screen, (struct rect){area.x, low, area.w, area.y + area.h - low});
}

/* ---- a problem: "file:line:column: sentence" */

/* Bytes of the place; 0: the sentence names none. */
static size_t place_length(const char *problem)
{
    const char *colon = strstr(problem, ": ");
    if (colon == NULL)
        return 0;
    for (const char *at = colon;
         at > problem && ((at[-1] >= '0' && at[-1] <= '9') || at[-1] == ':'); at--)
        if (at[-1] == ':' && at < colon)
            return (size_t)(colon - problem);
    return 0;
}

void protocol_draw_problem(struct ui *ui, struct rect area)
{
    const char *problem = ui->view->protocol.problem;
    const size_t n = place_length(problem);
    const float x = area.x + SIZE_PAD_WIDE + 40, w = area.w - 2 * SIZE_PAD_WIDE - 40;
    char place[VIEW_SENTENCE_MAX];
    float y = area.y + 68;
    snprintf(place, sizeof place, "%.*s", (int)n, problem);
    ui_panel(ui, PANEL_MAIN, area, true);
    canvas_round(ui->canvas, area, SIZE_RADIUS, COLOUR_NONE,
                 (struct stroke){ui_colour(ui, COLOUR_BAD), 2, 0});
    ui_mark(ui, (struct point){area.x + SIZE_PAD_WIDE + 14, area.y + 40}, 28, MARK_BAD);
    ui_text(ui, (struct point){x, area.y + 40}, TYPE_TITLE, ui_say(ui, TEXT_protocol_bad));
    if (n > 0)
        y += ui_text_block(ui, (struct rect){x, y, w, 60}, TYPE_SUBJECT, place) + SIZE_GAP;
    y += ui_text_block(ui, (struct rect){x, y, w, 280}, 20, WEIGHT_REGULAR, COLOUR_TEXT,
                       problem + (n > 0 ? n + 2 : 0));
    ui_text_block(ui, (struct rect){x, y + SIZE_PAD, w, 60}, TYPE_BODY,
                  ui_say(ui, TEXT_protocol_bad_do));
}

/* What conditions beside the trials, in the place of the rest: for how long, how painful it is against what is wanted, and whose
 * place the button is for. Pain from the water is asked and entered here: by touch at any time, by keys between two trials. */
#include "screen_run_internal.h"

#include "screen_parts_internal.h"

#include <math.h>

enum { ID_KEY = 0x56000, RATING_MOST = 10, KEY_H = 44, BAR_H = 12 };

static const struct parts_entry rating_entry = {.length_max = 4};

static const struct beside_view *beside_of(const struct ui *ui)
{
    return &ui->view->run.beside;
}

/* ---- what can be done ------------------------------------------------------------------------------- */

/* The trial at hand is marked itself, and marks are for it. */
static bool is_own(const struct run_view *run)
{
    const bool runs = run->now == NOW_ARMED || run->now == NOW_RUNNING || run->now == NOW_RELEASE;
    return runs && view_is_cold(run->stimulus);
}

bool run_can_rate_beside(const struct ui *ui)
{
    return beside_of(ui)->is_on && beside_of(ui)->can_rate && !is_own(&ui->view->run);
}

bool run_can_take_out(const struct ui *ui)
{
    return beside_of(ui)->is_on && beside_of(ui)->is_water && !is_own(&ui->view->run);
}

bool run_has_beside_rating(const struct run_screen *screen)
{
    double value;
    return parts_read_number(screen->entry.text, 0, RATING_MOST, &value);
}

void run_rate_beside(struct ui *ui, struct run_screen *screen)
{
    double value;
    if (parts_read_number(screen->entry.text, 0, RATING_MOST, &value))
        ui_act(ui, ACTION_COLD, COLD_RATING, value, NULL);
    screen->entry.text[0] = '\0';
    screen->stage = STAGE_PLAIN;
}

void run_hear_beside(struct ui *ui, struct run_screen *screen)
{
    if (screen->stage == STAGE_BESIDE)
        parts_hear_number(ui, &screen->entry, &rating_entry);
}

struct run_lines run_beside_lines(struct ui *ui, const struct run_screen *screen)
{
    const char *typed = screen->entry.text;
    if (typed[0] == '\0')
        return (struct run_lines){ui_say(ui, TEXT_run_beside_ask),
                                  ui_say(ui, TEXT_run_cold_rate_do)};
    return (struct run_lines){ui_fill(ui, TEXT_run_cold_typed, "typed", typed, NULL),
                              run_has_beside_rating(screen)
                                  ? ui_say(ui, TEXT_run_cold_typed_do)
                                  : ui_fill(ui, TEXT_run_cold_rating_bad, "typed", typed, NULL)};
}

/* ---- words ------------------------------------------------------------------------------------------ */

static const char *say_clock(struct ui *ui)
{
    const struct beside_view *beside = beside_of(ui);
    return ui_fill(ui, TEXT_run_beside_clock, "s", ui_number(ui, floor(beside->lasted_s), 0),
                   "most", ui_number(ui, beside->most_s, 0), NULL);
}

/* Where there is no room for its place, its level. */
static const char *say_what(struct ui *ui, float room)
{
    const struct beside_view *beside = beside_of(ui);
    const bool is_water = beside->is_water;
    const char *level = beside->has_level ? ui_number(ui, beside->level, is_water ? 1 : 0) : "–";
    const char *words = ui_fill(ui, is_water ? TEXT_run_beside_water : TEXT_run_beside_held, "site",
                                run_site_name(ui, beside->site, beside->side), "level", level,
                                "unit", beside->unit, NULL);
    if (ui_text_width(ui, 16, WEIGHT_REGULAR, words) <= room)
        return words;
    return ui_fill(ui, TEXT_run_beside_level, "level", level, "unit", beside->unit, NULL);
}

struct look {
    enum mark mark;
    enum role_colour role;
    enum text_id text;
};

static struct look look_of(const struct ui *ui)
{
    const struct beside_view *beside = beside_of(ui);
    if (beside->is_out)
        return (struct look){MARK_WARN, COLOUR_WARN, TEXT_run_beside_take_out};
    if (beside->is_due)
        return (struct look){MARK_WARN, COLOUR_WARN, TEXT_run_beside_due};
    if (!beside->has_rating)
        return (struct look){MARK_OPEN, COLOUR_TEXT2, TEXT_run_beside_unrated};
    if (!beside->has_target)
        return (struct look){MARK_NONE, COLOUR_TEXT, TEXT_run_beside_pain};
    if (beside->rating < beside->low)
        return (struct look){MARK_OPEN, COLOUR_TEXT, TEXT_run_beside_below};
    return beside->rating > beside->high
               ? (struct look){MARK_WARN, COLOUR_WARN, TEXT_run_beside_above}
               : (struct look){MARK_OK, COLOUR_OK, TEXT_run_beside_within};
}

/* What comes next, or whose place the participant judges. */
static const char *say_next(struct ui *ui)
{
    const struct beside_view *beside = beside_of(ui);
    const struct site_view *due = run_due(ui);
    if (beside->waits)
        return ui_fill(ui, TEXT_run_beside_waits, "low", ui_number(ui, beside->low, 0), "high",
                       ui_number(ui, beside->high, 0), "s", run_seconds(ui, beside->left_s), NULL);
    if (due)
        return ui_fill(ui, TEXT_run_beside_judge, "site", run_site_name(ui, due->site, due->side),
                       NULL);
    return ui_say(ui, TEXT_run_beside_withdraw);
}

/* ---- drawing ---------------------------------------------------------------------------------------- */

static void draw_head(struct ui *ui, struct rect area)
{
    const struct beside_view *beside = beside_of(ui);
    const struct look look = look_of(ui);
    const float x = area.x + SIZE_PAD, right = area.x + area.w - SIZE_PAD;
    const char *clock = say_clock(ui);
    const float room = right - x - ui_text_width(ui, 16, WEIGHT_SEMIBOLD, clock) - SIZE_GAP;
    ui_text_cut(ui, (struct rect){x, area.y + 14, room, 20}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                say_what(ui, room));
    ui_text_right(ui, (struct point){right, area.y + 24}, 16, WEIGHT_SEMIBOLD, COLOUR_TEXT, clock);
    const float mark = look.mark == MARK_NONE ? 0 : 28;
    if (mark > 0)
        ui_mark(ui, (struct point){x + 10, area.y + 54}, 20, look.mark);
    ui_text_cut(ui, (struct rect){x + mark, area.y + 42, right - x - mark - 56, 24}, 20,
                WEIGHT_SEMIBOLD, look.role, ui_say(ui, look.text));
    if (beside->has_rating)
        ui_text_right(ui, (struct point){right, area.y + 54}, 24, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                      ui_number(ui, beside->rating, 1));
}

/* The scale, what is wanted of it, and where it stands. */
static void draw_bar(struct ui *ui, struct rect bar)
{
    const struct beside_view *beside = beside_of(ui);
    const float unit = bar.w / RATING_MOST;
    canvas_round(ui->canvas, bar, BAR_H / 2, ui_colour(ui, COLOUR_RAISED), (struct stroke){0});
    if (beside->has_target)
        canvas_round(ui->canvas,
                     (struct rect){bar.x + unit * (float)beside->low, bar.y,
                                   unit * (float)(beside->high - beside->low), bar.h},
                     2, ui_colour(ui, COLOUR_OK), (struct stroke){0});
    if (beside->has_rating)
        canvas_arc(ui->canvas,
                   (struct point){bar.x + unit * (float)beside->rating, bar.y + bar.h / 2}, 8,
                   (struct point){0, 1}, ui_colour(ui, COLOUR_TEXT),
                   (struct stroke){.colour = ui_colour(ui, COLOUR_PANEL), .width = 2});
}

static void draw_keys(struct ui *ui, struct rect area)
{
    const int columns = run_is_small(ui) ? 4 : 6;
    const float w = (area.w - (float)(columns - 1) * SIZE_GAP) / (float)columns;
    for (int i = 0; i <= RATING_MOST; i++)
        run_draw_rating(ui,
                        (struct rect){area.x + (float)(i % columns) * (w + SIZE_GAP),
                                      area.y + (float)(i / columns) * (KEY_H + SIZE_GAP), w, KEY_H},
                        ID_KEY + (uint32_t)i, i, run_can_rate_beside(ui));
}

float run_beside_height(const struct ui *ui)
{
    if (!beside_of(ui)->is_water)
        return 152;
    return run_is_small(ui) ? 292 : 240;
}

void run_draw_beside(struct ui *ui, struct rect area)
{
    const struct rect inside = {area.x + SIZE_PAD, area.y, area.w - 2 * SIZE_PAD, area.h};
    draw_head(ui, area);
    if (beside_of(ui)->is_water)
        draw_keys(ui, (struct rect){inside.x, area.y + 78, inside.w, 0});
    else
        draw_bar(ui, (struct rect){inside.x, area.y + 80, inside.w, BAR_H});
    run_text_lines(ui, (struct rect){inside.x, area.y + area.h - 54, inside.w, 0},
                   (struct run_type){16, WEIGHT_REGULAR, COLOUR_TEXT2}, say_next(ui), 2);
}

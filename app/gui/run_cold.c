/* Cold by hand on the session screen: the clock in the place of the value, what is marked and what comes next, and the ratings,
 * which can be typed or touched. Nothing measures it, so what the examiner marks is all that there is. */
#include "screen_run_internal.h"

#include "screen_parts_internal.h"

#include <math.h>

enum { PAD_COLUMNS = 4, PAD_ROWS = 3, PAD_KEY = 48, ID_RATE = 0x55000, RATING_MAX = 10 };

static const struct parts_entry rating_entry = {.length_max = 4};

static const struct cold_view *cold_of(const struct ui *ui)
{
    return &ui->view->run.cold;
}

bool run_is_cold(const struct ui *ui)
{
    return view_is_cold(ui->view->run.stimulus);
}

static bool is_ice(const struct ui *ui)
{
    return ui->view->run.stimulus == VIEW_RATING;
}

static const char *say_of(struct ui *ui, enum text_id water, enum text_id ice)
{
    return ui_say(ui, is_ice(ui) ? ice : water);
}

/* ---- marks ------------------------------------------------------------------------------------------ */

static bool is_running(const struct run_view *run)
{
    return view_is_cold(run->stimulus) && run->now == NOW_RUNNING;
}

bool run_can_mark(const struct run_view *run, enum view_cold_mark mark)
{
    const struct cold_view *cold = &run->cold;
    switch (mark) {
    case COLD_ON:
        return view_is_cold(run->stimulus) && run->now == NOW_ARMED;
    case COLD_PAIN:
        return is_running(run) && cold->step == VIEW_COLD_ON && !cold->has_pain;
    case COLD_OFF:
        return (is_running(run) && cold->step == VIEW_COLD_ON) ||
               (view_is_cold(run->stimulus) && run->now == NOW_RELEASE);
    case COLD_RATING:
        return is_running(run) && cold->can_rate;
    }
    return false;
}

bool run_has_rating(const struct ui *ui, const struct run_screen *screen)
{
    double value;
    return run_can_mark(&ui->view->run, COLD_RATING) &&
           parts_read_number(screen->entry.text, 0, RATING_MAX, &value);
}

void run_rate(struct ui *ui, struct run_screen *screen)
{
    double value;
    if (!parts_read_number(screen->entry.text, 0, RATING_MAX, &value))
        return;
    ui_act(ui, ACTION_COLD, COLD_RATING, value, NULL);
    screen->entry.text[0] = '\0';
}

/* What is no rating goes with its Enter, so that the next one can be typed. */
void run_hear_rating(struct ui *ui, struct run_screen *screen)
{
    if (!run_can_mark(&ui->view->run, COLD_RATING) || screen->stage != STAGE_PLAIN)
        return;
    parts_hear_number(ui, &screen->entry, &rating_entry);
    if (screen->entry.text[0] != '\0' && !run_has_rating(ui, screen) && ui_key(ui, KEY_ENTER))
        screen->entry.text[0] = '\0';
}

/* ---- the next line ---------------------------------------------------------------------------------- */

static struct run_lines say_rate(struct ui *ui, const struct run_screen *screen)
{
    const char *typed = screen->entry.text;
    if (typed[0] == '\0')
        return (struct run_lines){
            ui_say(ui, run_is_small(ui) ? TEXT_run_cold_rate_short : TEXT_run_cold_rate),
            ui_say(ui, run_is_small(ui) ? TEXT_run_cold_rate_do_short : TEXT_run_cold_rate_do)};
    return (struct run_lines){ui_fill(ui, TEXT_run_cold_typed, "typed", typed, NULL),
                              run_has_rating(ui, screen)
                                  ? ui_say(ui, TEXT_run_cold_typed_do)
                                  : ui_fill(ui, TEXT_run_cold_rating_bad, "typed", typed, NULL)};
}

static const char *say_keys(struct ui *ui)
{
    const bool is_small = run_is_small(ui);
    if (cold_of(ui)->has_pain)
        return say_of(ui, TEXT_run_cold_keys_after, TEXT_run_ice_keys_after);
    return is_small ? say_of(ui, TEXT_run_cold_keys_short, TEXT_run_ice_keys_short)
                    : say_of(ui, TEXT_run_cold_keys, TEXT_run_ice_keys);
}

static struct run_lines say_armed(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const struct site_view *due = run_due(ui);
    const char *limit = ui_number(ui, run->limit, 0);
    if (run_is_small(ui))
        return (struct run_lines){say_of(ui, TEXT_run_cold_armed_short, TEXT_run_ice_armed_short),
                                  ui_say(ui, TEXT_run_cold_armed_do_short)};
    return (struct run_lines){
        ui_fill(ui, is_ice(ui) ? TEXT_run_ice_armed : TEXT_run_cold_armed, "site",
                due ? run_site_name(ui, due->site, due->side) : "", NULL),
        ui_fill(ui, is_ice(ui) ? TEXT_run_ice_armed_do : TEXT_run_cold_armed_do, "limit", limit,
                NULL)};
}

struct run_lines run_cold_lines(struct ui *ui, const struct run_screen *screen)
{
    const struct cold_view *cold = cold_of(ui);
    if (ui->view->run.now == NOW_ARMED)
        return say_armed(ui);
    if (cold->is_due || screen->entry.text[0] != '\0')
        return say_rate(ui, screen);
    if (is_ice(ui))
        return (struct run_lines){ui_say(ui, TEXT_run_ice_running), say_keys(ui)};
    return (struct run_lines){
        ui_say(ui, run_is_small(ui) ? TEXT_run_cold_running_short : TEXT_run_cold_running),
        say_keys(ui)};
}

/* ---- the clock, and what was marked ----------------------------------------------------------------- */

const char *run_cold_clock(struct ui *ui)
{
    const struct cold_view *cold = cold_of(ui);
    return cold->step == VIEW_COLD_BEFORE ? "–" : ui_number(ui, floor(cold->lasted_s), 0);
}

struct cold_look {
    const char *word;
    enum mark mark;
    enum role_colour role;
};

static struct cold_look look_of(struct ui *ui)
{
    const struct cold_view *cold = cold_of(ui);
    if (is_running(&ui->view->run) && cold->is_due)
        return (struct cold_look){ui_say(ui, TEXT_run_cold_step_rate), MARK_WARN, COLOUR_WARN};
    switch ((enum view_cold_step)cold->step) {
    case VIEW_COLD_BEFORE:
        return (struct cold_look){say_of(ui, TEXT_run_cold_step_before, TEXT_run_ice_step_before),
                                  MARK_OPEN, COLOUR_TEXT2};
    case VIEW_COLD_ON:
        return (struct cold_look){say_of(ui, TEXT_run_cold_step_on, TEXT_run_ice_step_on),
                                  MARK_RUNNING, COLOUR_TEXT};
    case VIEW_COLD_OVER:
        break;
    }
    return (struct cold_look){say_of(ui, TEXT_run_cold_step_off, TEXT_run_ice_step_off), MARK_OK,
                              COLOUR_OK};
}

static const char *say_pain(struct ui *ui)
{
    const struct cold_view *cold = cold_of(ui);
    if (!cold->has_pain)
        return ui_say(ui, TEXT_run_cold_no_pain);
    return ui_fill(ui, TEXT_run_cold_pain_at, "s", ui_number(ui, cold->pain_s, 1), NULL);
}

/* How long it goes on, or what became of it. */
static const char *say_limit(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const struct cold_view *cold = &run->cold;
    const bool has_next = is_running(run) && cold->step == VIEW_COLD_ON && cold->next_s > 0;
    if (cold->step == VIEW_COLD_OVER && !is_ice(ui) && run->limit > 0)
        return cold->lasted_s < run->limit
                   ? ui_fill(ui, TEXT_run_cold_tolerance, "s", ui_number(ui, cold->lasted_s, 1),
                             NULL)
                   : ui_fill(ui, TEXT_run_cold_at_limit, "s", ui_number(ui, run->limit, 0), NULL);
    if (has_next && !cold->is_due)
        return ui_fill(ui, TEXT_run_cold_next, "s", run_seconds(ui, cold->next_s), NULL);
    return ui_fill(ui, is_ice(ui) ? TEXT_run_ice_limit : TEXT_run_cold_limit, "s",
                   ui_number(ui, run->limit, 0), NULL);
}

void run_draw_cold(struct ui *ui, struct rect panel)
{
    const bool is_small = run_is_small(ui);
    const float x = panel.x + (is_small ? 328 : 440), mark = is_small ? 24 : 28,
                size = is_small ? 24 : 32, y = panel.y + (is_small ? 74 : 80);
    const struct cold_look look = look_of(ui);
    ui_mark(ui, (struct point){x - 8 - mark / 2, y}, mark, look.mark);
    ui_text(ui, (struct point){x, y}, size, WEIGHT_BOLD, look.role, look.word);
    ui_text(ui, (struct point){is_small ? x - 32 : x, y + (is_small ? 34 : 42)}, is_small ? 16 : 20,
            WEIGHT_SEMIBOLD, COLOUR_TEXT, say_limit(ui));
    ui_text(ui, (struct point){is_small ? x - 32 : x, y + (is_small ? 60 : 72)}, is_small ? 16 : 20,
            WEIGHT_REGULAR, cold_of(ui)->has_pain ? COLOUR_TEXT : COLOUR_TEXT2, say_pain(ui));
}

/* ---- ratings, in the place of the rest -------------------------------------------------------------- */

void run_draw_rating(struct ui *ui, struct rect area, uint32_t id, int value, bool can)
{
    const bool used = can && ui_press(ui, area, id), held = can && ui_is_held(ui, id);
    const struct point middle = {area.x + area.w / 2, area.y + area.h / 2};
    canvas_round(ui->canvas, area, SIZE_RADIUS_SMALL,
                 ui_colour(ui, held  ? COLOUR_TEXT2
                               : can ? COLOUR_HI
                                     : COLOUR_RAISED),
                 (struct stroke){0});
    ui_text_centre(ui, middle, 20, WEIGHT_SEMIBOLD,
                   held  ? COLOUR_PANEL
                   : can ? COLOUR_TEXT
                         : COLOUR_DIM,
                   ui_number(ui, value, 0));
    if (used)
        ui_act(ui, ACTION_COLD, COLD_RATING, value, NULL);
}

bool run_rates(const struct run_view *run)
{
    return view_is_cold(run->stimulus) && (run->now == NOW_ARMED || run->now == NOW_RUNNING);
}

void run_draw_ratings(struct ui *ui, const struct run_screen *screen, struct rect area)
{
    const float x = area.x + SIZE_PAD, w = area.w - 2 * SIZE_PAD, y = area.y + 24;
    const float key_w = (w - (PAD_COLUMNS - 1) * SIZE_GAP) / PAD_COLUMNS;
    const bool is_due = cold_of(ui)->is_due;
    ui_text(ui, (struct point){x, y}, 16, is_due ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR,
            is_due ? COLOUR_WARN : COLOUR_TEXT2, ui_say(ui, TEXT_run_cold_rating));
    if (screen->entry.text[0] != '\0')
        ui_text_right(ui, (struct point){x + w, y}, 24, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                      screen->entry.text);
    for (int i = 0; i <= RATING_MAX; i++)
        run_draw_rating(ui,
                        (struct rect){x + (float)(i % PAD_COLUMNS) * (key_w + SIZE_GAP),
                                      area.y + 44 + (float)(i / PAD_COLUMNS) * (PAD_KEY + SIZE_GAP),
                                      key_w, PAD_KEY},
                        ID_RATE + (uint32_t)i, i, run_can_mark(&ui->view->run, COLD_RATING));
}

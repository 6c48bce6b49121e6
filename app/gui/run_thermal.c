/* What is a thermode's own on the session screen: which way it goes and how well it follows, its zones, what its site has had, and
 * the next line while it works by itself. */
#include "screen_run_internal.h"

#include <math.h>

/* A site that has had so much of what it may is near it. */
#define NEARLY 0.9

static bool is_cool(const struct run_view *run)
{
    return run->limit < run->thermal.baseline;
}

/* A baseline is a whole number of degrees as a rule. */
static const char *say_degrees(struct ui *ui, double c)
{
    return ui_number(ui, c, floor(c) != c);
}

static bool is_in_trial(const struct run_view *run)
{
    return run->stimulus == VIEW_TEMPERATURE && (run->now == NOW_ARMED || run->now == NOW_RUNNING);
}

bool run_thermal_is_lost(const struct run_view *run)
{
    return is_in_trial(run) && (run->instrument_mark == MARK_BAD || !run->has_reading);
}

bool run_thermal_is_stopped(const struct run_view *run)
{
    return is_in_trial(run) && run->thermal.is_stopped;
}

/* ---- the next line ---------------------------------------------------------------------------------- */

/* After it the next turn goes the other way. */
static bool has_next_turn(const struct run_view *run)
{
    return run->thermal.turn < run->thermal.turns;
}

static struct run_lines say_turn(struct ui *ui)
{
    const bool is_down = is_cool(&ui->view->run);
    return (struct run_lines){
        ui_say(ui, is_down ? TEXT_run_thermal_cooling : TEXT_run_thermal_warming),
        ui_say(ui, is_down ? TEXT_run_turn_warm : TEXT_run_turn_cool)};
}

static struct run_lines say_way(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (has_next_turn(run))
        return say_turn(ui);
    const bool is_small = run_is_small(ui);
    return (struct run_lines){
        ui_say(ui, is_cool(run) ? TEXT_run_thermal_cooling : TEXT_run_thermal_warming),
        ui_fill(ui, is_small ? TEXT_run_thermal_do_short : TEXT_run_thermal_do, "c",
                say_degrees(ui, run->thermal.baseline), NULL)};
}

/* Nobody but the participant ends before its time what is only rated. */
static struct run_lines say_giving(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const bool is_small = run_is_small(ui);
    const char *ends = ui_fill(ui, is_small ? TEXT_run_thermal_do_short : TEXT_run_thermal_rated_do,
                               "c", say_degrees(ui, run->thermal.baseline), NULL);
    if (run_view_has_pulses(run))
        return (struct run_lines){
            ui_say(ui, is_small ? TEXT_run_thermal_pulses_short : TEXT_run_thermal_pulses), ends};
    if (run_view_holds(run) && run->train.is_pressing)
        return (struct run_lines){
            ui_fill(ui, TEXT_run_hold_running, "s", run_seconds(ui, run->train.left_s), NULL),
            ends};
    return (struct run_lines){
        ui_say(ui, is_cool(run) ? TEXT_run_thermal_falls : TEXT_run_hold_rising), ends};
}

static struct run_lines say_return(struct ui *ui)
{
    const bool is_small = run_is_small(ui);
    return (struct run_lines){
        ui_fill(ui, TEXT_run_thermal_returning, "c",
                say_degrees(ui, ui->view->run.thermal.baseline), NULL),
        ui_say(ui, is_small ? TEXT_run_thermal_returning_do_short : TEXT_run_thermal_returning_do)};
}

static const char *say_plan(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const bool is_small = run_is_small(ui);
    const char *rate = ui_number(ui, fabs(run->target_slope), 1);
    if (run_view_has_pulses(run))
        return ui_fill(ui, TEXT_run_train_armed_do, "n", ui_number(ui, run->train.pulses, 0), NULL);
    if (run_view_holds(run))
        return run_say_held(ui);
    if (thermal_has_turns(&run->thermal))
        return ui_fill(ui, is_small ? TEXT_run_turns_armed_short : TEXT_run_turns_armed, "n",
                       ui_number(ui, run->thermal.turns / 2, 0), "rate", rate, NULL);
    return ui_fill(ui, is_small ? TEXT_run_thermal_armed_do_short : TEXT_run_thermal_armed_do,
                   "baseline", say_degrees(ui, run->thermal.baseline), "limit",
                   say_degrees(ui, run->limit), "rate", rate, NULL);
}

static struct run_lines say_wait(struct ui *ui)
{
    const struct site_view *due = run_due(ui);
    const bool is_small = run_is_small(ui);
    const char *site = due ? run_site_name(ui, due->site, due->side) : "";
    return (struct run_lines){is_small ? ui_say(ui, TEXT_run_thermal_armed_short)
                                       : ui_fill(ui, TEXT_run_thermal_armed, "site", site, NULL),
                              say_plan(ui)};
}

/* The examiner has taken it off. */
static struct run_lines say_gone(struct ui *ui)
{
    return (struct run_lines){
        ui_say(ui, TEXT_run_take_off_lost),
        ui_say(ui, run_is_small(ui) ? TEXT_run_thermal_gone_do_short : TEXT_run_thermal_gone_do)};
}

/* Whoever was told to take it off is not told to keep it on. */
static struct run_lines say_stopped(struct ui *ui)
{
    const bool is_off = ui->view->run.thermal.is_off_said;
    return (struct run_lines){ui_say(ui, TEXT_run_thermal_stopped),
                              is_off ? say_gone(ui).detail : say_return(ui).detail};
}

struct run_lines run_thermal_lines(struct ui *ui)
{
    if (run_thermal_is_lost(&ui->view->run))
        return say_gone(ui);
    if (run_thermal_is_stopped(&ui->view->run))
        return say_stopped(ui);
    switch ((enum view_thermal_step)ui->view->run.thermal.step) {
    case VIEW_TO_LIMIT:
        return ui->view->run.is_rated ? say_giving(ui) : say_way(ui);
    case VIEW_RETURNING:
    case VIEW_BACK:
        return say_return(ui);
    case VIEW_SETTLING:
    case VIEW_AT_BASELINE:
        break;
    }
    return say_wait(ui);
}

/* ---- the verdict ------------------------------------------------------------------------------------ */

static struct run_step look_of_way(struct ui *ui)
{
    if (is_cool(&ui->view->run))
        return (struct run_step){ui_say(ui, TEXT_run_step_cooling), COLOUR_LOW, MARK_NONE, false};
    return (struct run_step){ui_say(ui, TEXT_run_step_warming), COLOUR_HIGH, MARK_NONE, true};
}

/* To its limit; of pulses which it is, of what is held that it is there. */
static struct run_step look_of_giving(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run_view_has_pulses(run))
        return (struct run_step){run_say_pulse(ui), COLOUR_TEXT,
                                 run->train.is_pressing ? MARK_RUNNING : MARK_OPEN, true};
    if (run_view_holds(run) && run->train.is_pressing)
        return (struct run_step){ui_say(ui, TEXT_run_step_holding), COLOUR_TEXT, MARK_RUNNING,
                                 false};
    return look_of_way(ui);
}

static bool is_over(const struct run_view *run)
{
    return run->now == NOW_SAVING || run->now == NOW_REVIEW;
}

/* Where it is after its trial nobody can see. */
static bool is_unseen(const struct run_view *run)
{
    return is_over(run) && (run->instrument_mark == MARK_BAD || !run->has_reading);
}

static struct run_step look_of(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run_thermal_is_lost(run) || is_unseen(run))
        return (struct run_step){ui_say(ui, TEXT_run_step_lost), COLOUR_BAD, MARK_BAD, false};
    if (run_thermal_is_stopped(run))
        return (struct run_step){ui_say(ui, TEXT_ui_stop), COLOUR_BAD, MARK_BAD, false};
    switch ((enum view_thermal_step)run->thermal.step) {
    case VIEW_SETTLING:
        return (struct run_step){ui_say(ui, TEXT_run_step_settling), COLOUR_TEXT2, MARK_RUNNING,
                                 false};
    case VIEW_AT_BASELINE:
        return (struct run_step){ui_say(ui, TEXT_run_step_baseline), COLOUR_OK, MARK_OK, false};
    case VIEW_TO_LIMIT:
        return look_of_giving(ui);
    case VIEW_RETURNING:
        return (struct run_step){ui_say(ui, TEXT_run_step_returning), COLOUR_TEXT, MARK_NONE,
                                 is_cool(run)};
    case VIEW_BACK:
        break;
    }
    return (struct run_step){ui_say(ui, TEXT_run_step_back), COLOUR_OK, MARK_OK, false};
}

/* Something is armed, runs, or has just come back. */
static bool has_step(const struct run_view *run)
{
    return run->now == NOW_ARMED || run->now == NOW_RUNNING || is_unseen(run) ||
           (is_over(run) && run->thermal.step == VIEW_BACK);
}

static bool has_slope(const struct run_view *run)
{
    return has_step(run) && run->has_slope && !run_thermal_is_lost(run) && !is_unseen(run) &&
           !run_thermal_is_stopped(run);
}

/* Right of `x`: does it follow what it was asked for? */
static void draw_in_band(struct ui *ui, struct point at, bool is_right)
{
    const bool is_in = ui->view->run.thermal.in_band;
    const char *word = ui_say(ui, is_in ? TEXT_run_in_band : TEXT_run_off_band);
    const float w = ui_text_width(ui, 16, WEIGHT_REGULAR, word),
                x = is_right ? at.x - w : at.x + 24;
    ui_mark(ui, (struct point){x - 14, at.y}, 16, is_in ? MARK_OK : MARK_WARN);
    ui_text(ui, (struct point){x, at.y}, 16, WEIGHT_REGULAR, is_in ? COLOUR_OK : COLOUR_WARN, word);
}

/* ---- zones ------------------------------------------------------------------------------------------ */

static double spread_of(const struct thermal_view *thermal)
{
    double low = INFINITY, high = -INFINITY;
    for (uint8_t i = 0; i < thermal->n_zones; i++)
        if (isfinite(thermal->zones[i])) {
            low = fmin(low, (double)thermal->zones[i]);
            high = fmax(high, (double)thermal->zones[i]);
        }
    return high - low;
}

static void draw_zone(struct ui *ui, struct rect box, float zone)
{
    const struct point middle = {box.x + box.w / 2, box.y + box.h / 2};
    canvas_round(ui->canvas, box, SIZE_RADIUS_SMALL, COLOUR_NONE,
                 (struct stroke){.colour = ui_colour(ui, COLOUR_EDGE), .width = 1});
    ui_text_centre(ui, middle, 16, WEIGHT_MEDIUM, COLOUR_TEXT2,
                   isfinite(zone) ? ui_number(ui, (double)zone, 1) : "–");
}

/* A small window has room for how far they are apart. */
static void draw_zones(struct ui *ui, struct rect at)
{
    const struct thermal_view *thermal = &ui->view->run.thermal;
    const float gap = 6, w = fminf((at.w - 4 * gap) / VIEW_ZONES_MAX, 72);
    const double spread = spread_of(thermal);
    if (thermal->n_zones == 0 || !isfinite(spread))
        return;
    const char *words = ui_fill(ui, TEXT_run_spread, "c", ui_number(ui, spread, 1), NULL);
    ui_text(ui, (struct point){at.x, at.y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            run_is_small(ui) ? words : ui_say(ui, TEXT_run_zones));
    if (run_is_small(ui))
        return;
    ui_text_right(ui, (struct point){at.x + at.w, at.y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, words);
    for (uint8_t i = 0; i < thermal->n_zones; i++)
        draw_zone(ui, (struct rect){at.x + (float)i * (w + gap), at.y + 13, w, 26},
                  thermal->zones[i]);
}

/* ---- all of it -------------------------------------------------------------------------------------- */

static const char *say_slope(struct ui *ui, enum text_id id, const char *name, const char *slope)
{
    return ui_fill(ui, id, name, slope, "unit", run_slope_unit(ui), NULL);
}

/* "Pair 2 of 3" */
static const char *say_pair(struct ui *ui)
{
    const struct thermal_view *thermal = &ui->view->run.thermal;
    return ui_fill(ui, TEXT_run_pair, "n", ui_number(ui, (thermal->turn + 1) / 2, 0), "all",
                   ui_number(ui, thermal->turns / 2, 0), NULL);
}

static void draw_large(struct ui *ui, struct rect at)
{
    const struct run_view *run = &ui->view->run;
    const float right = at.x + at.w;
    ui_text(ui, (struct point){at.x, at.y + 76}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            thermal_has_turns(&run->thermal)
                ? say_pair(ui)
                : say_slope(ui, TEXT_run_rate, "rate", ui_number(ui, run->target_slope, 1)));
    const struct run_step step = look_of(ui);
    if (has_step(run))
        run_draw_step(ui, (struct point){at.x, at.y + 112}, &step);
    if (has_slope(run)) {
        draw_in_band(ui, (struct point){right, at.y + 76}, true);
        ui_text_right(ui, (struct point){right, at.y + 114}, 24, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                      run_slope_number(ui, run->slope));
    }
    draw_zones(ui, (struct rect){at.x, at.y + 146, at.w, 0});
}

static void draw_small(struct ui *ui, struct rect at)
{
    const struct run_view *run = &ui->view->run;
    const struct run_step step = look_of(ui);
    if (has_step(run))
        run_draw_step(ui, (struct point){at.x - 28, at.y + 74}, &step);
    if (thermal_has_turns(&run->thermal))
        ui_text(ui, (struct point){at.x, at.y + 102}, 16, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                say_pair(ui));
    if (has_slope(run)) {
        if (!thermal_has_turns(&run->thermal))
            ui_text(ui, (struct point){at.x, at.y + 102}, 16, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                    say_slope(ui, TEXT_run_slope, "slope", run_slope_number(ui, run->slope)));
        draw_in_band(ui, (struct point){at.x, at.y + 126}, false);
    }
    draw_zones(ui, (struct rect){at.x, at.y + 150, at.w, 0});
}

/* The rating has the place of the zones, which the plot still has. */
static void draw_rated(struct ui *ui, struct rect panel)
{
    const struct run_view *run = &ui->view->run;
    const struct run_step step = look_of(ui);
    const struct run_rated rated = {.asked = run_say_levels(ui),
                                    .step = has_step(run) ? &step : NULL,
                                    .has_rating = run->cuff.has_rating && has_step(run) &&
                                                  !run_thermal_is_lost(run) && !is_unseen(run)};
    run_draw_rated(ui, panel, &rated);
}

void run_draw_thermal(struct ui *ui, struct rect panel)
{
    const struct rect at = run_beside_value(ui, panel);
    if (ui->view->run.is_rated)
        draw_rated(ui, panel);
    else if (run_is_small(ui))
        draw_small(ui, at);
    else
        draw_large(ui, at);
}

/* ---- dose ------------------------------------------------------------------------------------------- */

struct share_row {
    enum text_id label, value;
    double had, most; /* 0: as much as anybody likes */
    int decimals;
};

static void draw_share(struct ui *ui, struct rect at, const struct share_row *row)
{
    const float right = at.x + at.w, bar = run_is_small(ui) ? 4 : 8;
    const double share = row->most > 0 ? row->had / row->most : 0;
    const enum role_colour role = share >= NEARLY ? COLOUR_WARN : COLOUR_TEXT;
    /* what is not known counts as all that there is */
    const double had = isfinite(row->had) ? row->had : row->most;
    const char *value = ui_fill(ui, row->value, "had", ui_number(ui, had, row->decimals), "most",
                                ui_number(ui, row->most, 0), NULL);
    ui_text(ui, (struct point){at.x, at.y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            ui_say(ui, row->label));
    ui_text_right(ui, (struct point){right, at.y}, 16, WEIGHT_SEMIBOLD, role, value);
    if (share >= NEARLY)
        ui_mark(ui,
                (struct point){right - ui_text_width(ui, 16, WEIGHT_SEMIBOLD, value) - 14, at.y},
                16, MARK_WARN);
    ui_bar(ui, (struct rect){at.x, at.y + (run_is_small(ui) ? 11 : 16), at.w, bar}, share,
           share >= NEARLY ? COLOUR_WARN : COLOUR_TEXT2);
}

static void draw_rest_line(struct ui *ui, struct rect at)
{
    const struct run_view *run = &ui->view->run;
    const double s = run->now == NOW_REST || run->rest_left_s > 0 ? run->rest_left_s : 0;
    if (!run_is_small(ui))
        canvas_line(ui->canvas, (struct point){at.x, at.y - 28.5f},
                    (struct point){at.x + at.w, at.y - 28.5f},
                    (struct stroke){.colour = ui_colour(ui, COLOUR_LINE), .width = 1});
    ui_text(ui, (struct point){at.x, at.y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            ui_say(ui, run_is_small(ui) ? TEXT_run_rest_head_short : TEXT_run_rest));
    ui_text_right(ui, (struct point){at.x + at.w, at.y}, 16, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                  ui_fill(ui, TEXT_run_seconds, "s", run_seconds(ui, s), NULL));
}

void run_draw_dose(struct ui *ui, struct rect area)
{
    const struct thermal_view *thermal = &ui->view->run.thermal;
    const bool is_small = run_is_small(ui);
    const struct share_row rows[] = {
        {TEXT_run_dose_cold, TEXT_run_dose_s, thermal->dose.cold_s, thermal->dose.cold_most_s, 0},
        {is_small ? TEXT_run_dose_heat_short : TEXT_run_dose_heat, TEXT_run_dose_min,
         thermal->dose.cem43_min, thermal->dose.cem43_most_min, 1},
        {is_small ? TEXT_run_dose_ramps_short : TEXT_run_dose_ramps, TEXT_run_dose_n,
         thermal->dose.ramps, thermal->dose.ramps_most, 0}};
    const float step = is_small ? 31 : 52;
    struct rect at = {area.x + SIZE_PAD, area.y + (is_small ? 20 : 24), area.w - 2 * SIZE_PAD, 0};
    ui_text(ui, (struct point){at.x, at.y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            ui_say(ui, is_small ? TEXT_run_dose_short : TEXT_run_dose));
    at.y += is_small ? 31 : 36;
    if (!thermal->dose.is_known)
        run_text_lines(ui, (struct rect){at.x, at.y - 8, at.w, 0},
                       (struct run_type){16, WEIGHT_REGULAR, COLOUR_TEXT2},
                       ui_say(ui, TEXT_run_dose_unknown), 2);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && thermal->dose.is_known; i++)
        draw_share(ui, (struct rect){at.x, at.y + step * (float)i, at.w, 0}, &rows[i]);
    draw_rest_line(ui, (struct rect){at.x, area.y + area.h - (is_small ? 20 : 32), at.w, 0});
}

/* What is a cuff's own on the session screen: what it does, how it is rated now, where the pain began, and the next line while it
 * works by itself. */
#include "screen_run_internal.h"

#include <math.h>

#define RATING_MOST 10.0

bool run_is_cuff(const struct ui *ui)
{
    return view_is_cuff(ui->view->run.stimulus);
}

static bool is_in_trial(const struct run_view *run)
{
    return view_is_cuff(run->stimulus) && (run->now == NOW_ARMED || run->now == NOW_RUNNING);
}

/* One that tells no pressure at rest is not lost before it presses, or when it has vented. */
bool run_cuff_is_lost(const struct run_view *run)
{
    const bool is_silent = !run->has_reading && run->cuff.step == VIEW_CUFF_PRESSES;
    return is_in_trial(run) && (run->instrument_mark == MARK_BAD || is_silent);
}

bool run_cuff_is_stopped(const struct run_view *run)
{
    return is_in_trial(run) && run->cuff.is_stopped;
}

/* ---- the next line ---------------------------------------------------------------------------------- */

static const char *say_either(struct ui *ui, enum text_id usual, enum text_id small)
{
    return ui_say(ui, run_is_small(ui) ? small : usual);
}

/* A rate of 1 kPa/s is usual, and 0.5 is none of 0. */
static const char *say_rate(struct ui *ui)
{
    return ui_number(ui, ui->view->run.target_slope, 1);
}

/* "30 kPa for 60 s" */
static const char *say_held(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    return ui_fill(ui, TEXT_run_hold, "kpa", ui_number(ui, run->limit, 0), "s",
                   ui_number(ui, run->train.on_s, 0), NULL);
}

static struct run_lines say_begin(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const struct site_view *due = run_due(ui);
    const bool is_small = run_is_small(ui);
    const char *limit = ui_number(ui, run->limit, 0);
    const char *line = is_small ? ui_say(ui, TEXT_run_cuff_armed_short)
                                : ui_fill(ui, TEXT_run_cuff_armed, "site",
                                          due ? run_site_name(ui, due->site, due->side) : "", NULL);
    if (run->stimulus == VIEW_TRAIN)
        return (struct run_lines){line, ui_fill(ui, TEXT_run_train_armed_do, "n",
                                                ui_number(ui, run->train.pulses, 0), NULL)};
    if (run->stimulus == VIEW_HOLD)
        return (struct run_lines){line, say_held(ui)};
    return (struct run_lines){
        line, ui_fill(ui, is_small ? TEXT_run_cuff_armed_do_short : TEXT_run_cuff_armed_do, "rate",
                      say_rate(ui), "limit", limit, NULL)};
}

/* Nobody but the participant ends what is only rated before its time. */
static struct run_lines say_presses(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const char *ends = say_either(ui, TEXT_run_train_do, TEXT_run_train_do_short);
    if (run->stimulus == VIEW_TRAIN)
        return (struct run_lines){
            say_either(ui, TEXT_run_train_running, TEXT_run_train_running_short), ends};
    if (run->stimulus == VIEW_HOLD && !run->train.is_pressing)
        return (struct run_lines){ui_say(ui, TEXT_run_hold_rising), ends};
    if (run->stimulus == VIEW_HOLD)
        return (struct run_lines){
            ui_fill(ui, TEXT_run_hold_running, "s", run_seconds(ui, run->train.left_s), NULL),
            ends};
    return (struct run_lines){ui_say(ui, TEXT_run_cuff_running),
                              say_either(ui, TEXT_run_cuff_do, TEXT_run_cuff_do_short)};
}

/* It is empty, and is rated on. */
static bool is_tail(const struct run_view *run)
{
    return run->stimulus == VIEW_HOLD && run->now == NOW_RUNNING && run->cuff.step == VIEW_CUFF_OFF;
}

static struct run_lines say_vents(struct ui *ui)
{
    if (is_tail(&ui->view->run))
        return (struct run_lines){
            ui_fill(ui, TEXT_run_hold_tail, "s", run_seconds(ui, ui->view->run.train.left_s), NULL),
            say_either(ui, TEXT_run_hold_tail_do, TEXT_run_hold_tail_do_short)};
    return (struct run_lines){
        ui_say(ui, ui->view->run.cuff.has_response ? TEXT_run_cuff_answered : TEXT_run_cuff_vents),
        say_either(ui, TEXT_run_cuff_vents_do, TEXT_run_cuff_vents_do_short)};
}

/* The examiner has opened it. */
static struct run_lines say_gone(struct ui *ui)
{
    return (struct run_lines){ui_say(ui, TEXT_run_open_lost),
                              say_either(ui, TEXT_run_cuff_gone_do, TEXT_run_cuff_gone_do_short)};
}

/* Whoever was told to open it is not told to keep it on. */
static struct run_lines say_stopped(struct ui *ui)
{
    const bool is_off = ui->view->run.cuff.is_off_said;
    return (struct run_lines){ui_say(ui, TEXT_run_cuff_stopped),
                              is_off ? say_gone(ui).detail : say_vents(ui).detail};
}

struct run_lines run_cuff_lines(struct ui *ui)
{
    if (run_cuff_is_lost(&ui->view->run))
        return say_gone(ui);
    if (run_cuff_is_stopped(&ui->view->run))
        return say_stopped(ui);
    switch ((enum view_cuff_step)ui->view->run.cuff.step) {
    case VIEW_CUFF_PRESSES:
        return say_presses(ui);
    case VIEW_CUFF_VENTS:
    case VIEW_CUFF_OFF:
        return say_vents(ui);
    case VIEW_CUFF_BEFORE:
        break;
    }
    return say_begin(ui);
}

/* ---- the verdict ------------------------------------------------------------------------------------ */

struct step_look {
    const char *word;
    enum role_colour role;
    enum mark mark; /* NONE: an arrow ... */
    bool is_up;     /* ... this way */
};

static bool is_over(const struct run_view *run)
{
    return run->now == NOW_SAVING || run->now == NOW_REVIEW;
}

/* Whether it presses after its trial nobody can see. */
static bool is_unseen(const struct run_view *run)
{
    return is_over(run) && run->instrument_mark == MARK_BAD;
}

/* "3 of 10" */
static const char *say_pulse(struct ui *ui)
{
    const struct train_view *train = &ui->view->run.train;
    const int n = train->given < train->pulses ? train->given + 1 : train->pulses;
    return ui_fill(ui, TEXT_run_pulse, "n", ui_number(ui, n, 0), "all",
                   ui_number(ui, train->pulses, 0), NULL);
}

static struct step_look look_of_pressing(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->stimulus == VIEW_HOLD && run->train.is_pressing)
        return (struct step_look){ui_say(ui, TEXT_run_step_holding), COLOUR_TEXT, MARK_RUNNING,
                                  false};
    if (run->stimulus != VIEW_TRAIN)
        return (struct step_look){ui_say(ui, TEXT_run_step_inflating), COLOUR_TEXT, MARK_NONE,
                                  true};
    return (struct step_look){say_pulse(ui), COLOUR_TEXT,
                              run->train.is_pressing ? MARK_RUNNING : MARK_OPEN, true};
}

static struct step_look look_of(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run_cuff_is_lost(run) || is_unseen(run))
        return (struct step_look){ui_say(ui, TEXT_run_step_lost), COLOUR_BAD, MARK_BAD, false};
    if (run_cuff_is_stopped(run))
        return (struct step_look){ui_say(ui, TEXT_ui_stop), COLOUR_BAD, MARK_BAD, false};
    switch ((enum view_cuff_step)run->cuff.step) {
    case VIEW_CUFF_BEFORE:
        return (struct step_look){ui_say(ui, TEXT_run_step_starting), COLOUR_TEXT2, MARK_RUNNING,
                                  false};
    case VIEW_CUFF_PRESSES:
        return look_of_pressing(ui);
    case VIEW_CUFF_VENTS:
        return (struct step_look){ui_say(ui, TEXT_run_step_venting), COLOUR_TEXT, MARK_NONE, false};
    case VIEW_CUFF_OFF:
        break;
    }
    if (is_tail(run))
        return (struct step_look){ui_say(ui, TEXT_run_step_tail), COLOUR_TEXT, MARK_RUNNING, false};
    return (struct step_look){ui_say(ui, TEXT_run_step_empty), COLOUR_OK, MARK_OK, false};
}

/* Something is armed, runs, or has just vented. */
static bool has_step(const struct run_view *run)
{
    return is_in_trial(run) || is_unseen(run) || (is_over(run) && run->cuff.step == VIEW_CUFF_OFF);
}

/* Near its limit that comes before what it does. */
static void draw_step(struct ui *ui, struct point at)
{
    struct step_look look = look_of(ui);
    const struct run_view *run = &ui->view->run;
    const float size = run_is_small(ui) ? 24 : 32, mark = run_is_small(ui) ? 24 : 28;
    const struct point middle = {at.x - 8 - mark / 2, at.y};
    if (run->near_limit && run->cuff.step == VIEW_CUFF_PRESSES && !run_is_halted(run))
        look = (struct step_look){
            ui_say(ui, run_is_small(ui) ? TEXT_run_near_limit_short : TEXT_run_near_limit),
            COLOUR_WARN, MARK_WARN, false};
    if (look.mark == MARK_NONE)
        run_draw_arrow(ui, middle, mark - 4, look.is_up, look.role);
    else
        ui_mark(ui, middle, mark, look.mark);
    ui_text(ui, at, size, WEIGHT_BOLD, look.role, look.word);
}

/* ---- the rating ------------------------------------------------------------------------------------- */

static bool has_rating(const struct run_view *run)
{
    return run->cuff.has_rating && has_step(run) && !run_cuff_is_lost(run) && !is_unseen(run);
}

static const char *say_rating(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    return has_rating(run) ? ui_number(ui, run->cuff.rating, 1) : "–";
}

/* From 0 to 10, as the participant sees it. */
static void draw_scale(struct ui *ui, struct rect bar)
{
    const struct run_view *run = &ui->view->run;
    const colour text = ui_colour(ui, COLOUR_TEXT);
    canvas_round(ui->canvas, bar, bar.h / 2, ui_colour(ui, COLOUR_HI), (struct stroke){0});
    if (!has_rating(run))
        return;
    const float x = bar.x + bar.w * (float)fmin(fmax(run->cuff.rating / RATING_MOST, 0), 1);
    const struct point triangle[] = {{x - 10, bar.y - 12}, {x + 10, bar.y - 12}, {x, bar.y}};
    canvas_fill(ui->canvas, (struct rect){bar.x, bar.y, x - bar.x, bar.h},
                ui_colour(ui, COLOUR_TEXT2));
    canvas_fill(ui->canvas, (struct rect){x - 1.5f, bar.y, 3, bar.h}, text);
    canvas_polygon(ui->canvas, triangle, 3, text, (struct stroke){0});
}

static void draw_scale_words(struct ui *ui, struct rect bar)
{
    const float y = bar.y + bar.h + 17;
    ui_text(ui, (struct point){bar.x, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, ui_number(ui, 0, 0));
    ui_text_centre(ui, (struct point){bar.x + bar.w / 2, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                   ui_say(ui, is_over(&ui->view->run) ? TEXT_run_rating_end : TEXT_run_rating_now));
    ui_text_right(ui, (struct point){bar.x + bar.w, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                  ui_number(ui, RATING_MOST, 0));
}

/* ---- all of it -------------------------------------------------------------------------------------- */

static const char *say_levels(struct ui *ui)
{
    const struct train_view *train = &ui->view->run.train;
    double least = INFINITY, most = 0;
    for (uint8_t i = 0; i < train->pulses; i++) {
        least = fmin(least, (double)train->levels[i]);
        most = fmax(most, (double)train->levels[i]);
    }
    const char *from = ui_number(ui, fmin(least, most), 0), *to = ui_number(ui, most, 0);
    const bool is_one = most - least < 0.5;
    return ui_fill(ui, is_one ? TEXT_run_level : TEXT_run_levels, "kpa", from, "most", to, NULL);
}

static const char *say_asked(struct ui *ui)
{
    if (ui->view->run.stimulus == VIEW_TRAIN)
        return say_levels(ui);
    if (ui->view->run.stimulus == VIEW_HOLD)
        return say_held(ui);
    return ui_fill(ui, TEXT_run_rate, "rate", say_rate(ui), "unit", run_slope_unit(ui), NULL);
}

static void draw_large(struct ui *ui, struct rect at)
{
    const struct run_view *run = &ui->view->run;
    const float right = at.x + at.w;
    ui_text(ui, (struct point){at.x, at.y + 76}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, say_asked(ui));
    if (has_step(run))
        draw_step(ui, (struct point){at.x, at.y + 112});
    ui_text_right(ui, (struct point){right, at.y + 114}, 24, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                  say_rating(ui));
    const struct rect bar = {at.x, at.y + 144, at.w, 12};
    draw_scale(ui, bar);
    draw_scale_words(ui, bar);
}

static void draw_small(struct ui *ui, struct rect at)
{
    const struct run_view *run = &ui->view->run;
    if (has_step(run))
        draw_step(ui, (struct point){at.x - 28, at.y + 74});
    ui_text(ui, (struct point){at.x, at.y + 102}, 16, WEIGHT_SEMIBOLD, COLOUR_TEXT,
            ui_fill(ui, TEXT_run_rating_small, "rating", say_rating(ui), NULL));
    draw_scale(ui, (struct rect){at.x, at.y + 130, at.w, 8});
}

void run_draw_cuff(struct ui *ui, struct rect panel)
{
    const float x = panel.x + (run_is_small(ui) ? 328 : 440);
    const float w = panel.x + panel.w - (run_is_small(ui) ? SIZE_PAD : SIZE_PAD_WIDE) - x;
    const struct rect at = {x, panel.y, w, panel.h};
    if (run_is_small(ui))
        draw_small(ui, at);
    else
        draw_large(ui, at);
}

/* What is a cuff's own on the session screen: what it does, how it is rated now, where the pain began, and the next line while it
 * works by itself. */
#include "screen_run_internal.h"

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
        return (struct run_lines){line, run_say_held(ui)};
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

static bool is_over(const struct run_view *run)
{
    return run->now == NOW_SAVING || run->now == NOW_REVIEW;
}

/* Whether it presses after its trial nobody can see. */
static bool is_unseen(const struct run_view *run)
{
    return is_over(run) && run->instrument_mark == MARK_BAD;
}

static struct run_step look_of_pressing(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->stimulus == VIEW_HOLD && run->train.is_pressing)
        return (struct run_step){ui_say(ui, TEXT_run_step_holding), COLOUR_TEXT, MARK_RUNNING,
                                 false};
    if (run->stimulus != VIEW_TRAIN)
        return (struct run_step){ui_say(ui, TEXT_run_step_inflating), COLOUR_TEXT, MARK_NONE, true};
    return (struct run_step){run_say_pulse(ui), COLOUR_TEXT,
                             run->train.is_pressing ? MARK_RUNNING : MARK_OPEN, true};
}

static struct run_step look_of(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run_cuff_is_lost(run) || is_unseen(run))
        return (struct run_step){ui_say(ui, TEXT_run_step_lost), COLOUR_BAD, MARK_BAD, false};
    if (run_cuff_is_stopped(run))
        return (struct run_step){ui_say(ui, TEXT_ui_stop), COLOUR_BAD, MARK_BAD, false};
    switch ((enum view_cuff_step)run->cuff.step) {
    case VIEW_CUFF_BEFORE:
        return (struct run_step){ui_say(ui, TEXT_run_step_starting), COLOUR_TEXT2, MARK_RUNNING,
                                 false};
    case VIEW_CUFF_PRESSES:
        return look_of_pressing(ui);
    case VIEW_CUFF_VENTS:
        return (struct run_step){ui_say(ui, TEXT_run_step_venting), COLOUR_TEXT, MARK_NONE, false};
    case VIEW_CUFF_OFF:
        break;
    }
    if (is_tail(run))
        return (struct run_step){ui_say(ui, TEXT_run_step_tail), COLOUR_TEXT, MARK_RUNNING, false};
    return (struct run_step){ui_say(ui, TEXT_run_step_empty), COLOUR_OK, MARK_OK, false};
}

/* Something is armed, runs, or has just vented. */
static bool has_step(const struct run_view *run)
{
    return is_in_trial(run) || is_unseen(run) || (is_over(run) && run->cuff.step == VIEW_CUFF_OFF);
}

/* Near its limit that comes before what it does. */
static struct run_step step_of(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->near_limit && run->cuff.step == VIEW_CUFF_PRESSES && !run_is_halted(run))
        return (struct run_step){
            ui_say(ui, run_is_small(ui) ? TEXT_run_near_limit_short : TEXT_run_near_limit),
            COLOUR_WARN, MARK_WARN, false};
    return look_of(ui);
}

static const char *say_asked(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->is_rated)
        return run_say_levels(ui);
    return ui_fill(ui, TEXT_run_rate, "rate", say_rate(ui), "unit", run_slope_unit(ui), NULL);
}

void run_draw_cuff(struct ui *ui, struct rect panel)
{
    const struct run_view *run = &ui->view->run;
    const struct run_step step = step_of(ui);
    const struct run_rated rated = {.asked = say_asked(ui),
                                    .step = has_step(run) ? &step : NULL,
                                    .has_rating = run->cuff.has_rating && has_step(run) &&
                                                  !run_cuff_is_lost(run) && !is_unseen(run)};
    run_draw_rated(ui, panel, &rated);
}

/* What the session screen says of things that the view knows by a code, and the next line, which is always true. */
#include "screen_run_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *run_site_name(struct ui *ui, const char *site, const char *side)
{
    char name[VIEW_LINE_MAX];
    return ui_keep(ui, site_text_name(ui->language, name, sizeof name, site, side));
}

const char *run_test_name(struct ui *ui)
{
    return test_text(ui->language, ui->view->run.test, run_is_small(ui));
}

/* ---- what the numbers are of ------------------------------------------------------------------------ */

bool run_is_thermal(const struct ui *ui)
{
    return ui->view->run.stimulus == VIEW_TEMPERATURE;
}

bool run_is_halted(const struct run_view *run)
{
    return run_thermal_is_lost(run) || run_thermal_is_stopped(run) || run_cuff_is_lost(run) ||
           run_cuff_is_stopped(run);
}

/* What a person marks is of no more than three digits. */
static int decimals_of(const struct ui *ui, double value)
{
    return run_is_thermal(ui) || (run_is_cold(ui) && fabs(value) < 99.95);
}

const char *run_number(struct ui *ui, double value)
{
    return ui_number(ui, value, decimals_of(ui, value));
}

const char *run_value(struct ui *ui, double value)
{
    return ui->view->run.is_rated ? ui_number(ui, value, 1) : run_number(ui, value);
}

const char *run_bound(struct ui *ui, double value, bool is_below)
{
    return ui_fill(ui, is_below ? TEXT_run_at_most : TEXT_run_at_least, "value",
                   run_value(ui, value), NULL);
}

/* A hand is told whole numbers; what goes on by itself is judged to a tenth of what was asked for. */
const char *run_slope_number(struct ui *ui, double slope)
{
    return ui_number(ui, slope, view_goes_on(ui->view->run.stimulus) ? 2 : 0);
}

const char *run_unit(const struct ui *ui)
{
    return view_unit((enum view_stimulus)ui->view->run.stimulus);
}

const char *run_value_unit(const struct ui *ui)
{
    return ui->view->run.is_rated ? view_unit(VIEW_RATING) : run_unit(ui);
}

const char *run_slope_unit(const struct ui *ui)
{
    return run_is_thermal(ui) ? "°C/s" : "kPa/s";
}

enum text_id run_text(const struct ui *ui, enum text_id id)
{
    enum { HAND, THERMODE, WATER, ICE, CUFF, CUES, KINDS };
    static const enum text_id words[][KINDS] = {
        {TEXT_run_confirm_do, TEXT_run_thermal_confirm_do, TEXT_run_cold_confirm_do,
         TEXT_run_cold_confirm_do, TEXT_run_cuff_confirm_do, TEXT_run_beat_confirm_do},
        {TEXT_run_confirm_do_short, TEXT_run_thermal_confirm_do_short,
         TEXT_run_cold_confirm_do_short, TEXT_run_cold_confirm_do_short,
         TEXT_run_cuff_confirm_do_short, TEXT_run_beat_confirm_do_short},
        {TEXT_run_again_do, TEXT_run_thermal_again_do, TEXT_run_again_do_short,
         TEXT_run_again_do_short, TEXT_run_cuff_again_do, TEXT_run_again_do_short},
        {TEXT_run_let_go, TEXT_run_take_off_next, TEXT_run_cold_off_next, TEXT_run_ice_off_next,
         TEXT_run_open_next, TEXT_run_let_go},
        {TEXT_run_let_go_do, TEXT_run_let_go_do, TEXT_run_cold_off_do, TEXT_run_ice_off_do,
         TEXT_run_let_go_do, TEXT_run_let_go_do},
        {TEXT_run_let_go_do_short, TEXT_run_let_go_do_short, TEXT_run_cold_off_do_short,
         TEXT_run_cold_off_do_short, TEXT_run_let_go_do_short, TEXT_run_let_go_do_short},
        {TEXT_run_off_do, TEXT_run_take_off_say, TEXT_run_off_do, TEXT_run_off_do,
         TEXT_run_open_say, TEXT_run_off_do},
        {TEXT_run_off_do_short, TEXT_run_take_off_say_short, TEXT_run_off_do_short,
         TEXT_run_off_do_short, TEXT_run_open_say_short, TEXT_run_off_do_short},
        {TEXT_run_reason_slipped, TEXT_run_reason_slipped_thermal, TEXT_run_reason_slipped_cold,
         TEXT_run_reason_slipped_ice, TEXT_run_reason_slipped_cuff, TEXT_run_reason_slipped},
        {TEXT_run_release, TEXT_run_take_off, TEXT_run_cold_off_word, TEXT_run_ice_off_word,
         TEXT_run_open, TEXT_run_release},
        {TEXT_run_release_answered, TEXT_run_release_answered, TEXT_run_cold_over,
         TEXT_run_ice_over, TEXT_run_release_answered, TEXT_run_release_answered},
        {TEXT_run_release_do, TEXT_run_take_off_do, TEXT_run_cold_off, TEXT_run_ice_off,
         TEXT_run_open_do, TEXT_run_release_do},
        {TEXT_run_release_lost, TEXT_run_take_off_lost, TEXT_run_release_lost,
         TEXT_run_release_lost, TEXT_run_open_lost, TEXT_run_release_lost},
        {TEXT_run_release_lost_say, TEXT_run_take_off_lost_say, TEXT_run_release_lost_say,
         TEXT_run_release_lost_say, TEXT_run_open_lost_say, TEXT_run_release_lost_say},
        {TEXT_run_row_limit, TEXT_run_row_limit, TEXT_run_row_limit_short, TEXT_run_row_limit_short,
         TEXT_run_row_limit, TEXT_run_row_limit},
        {TEXT_run_row_saved, TEXT_run_row_saved, TEXT_run_row_done_cold, TEXT_run_row_done_cold,
         TEXT_run_row_saved, TEXT_run_row_saved},
        {TEXT_run_row_saved_short, TEXT_run_row_saved_short, TEXT_run_row_done_cold_short,
         TEXT_run_row_done_cold_short, TEXT_run_row_saved_short, TEXT_run_row_saved_short},
        {TEXT_run_row_early, TEXT_run_row_early_thermal, TEXT_run_row_early_cold,
         TEXT_run_row_early_cold, TEXT_run_row_early_cuff, TEXT_run_row_early},
        {TEXT_run_cold_in, TEXT_run_cold_in, TEXT_run_cold_in, TEXT_run_ice_in, TEXT_run_cold_in,
         TEXT_run_cold_in},
        {TEXT_run_cold_out, TEXT_run_cold_out, TEXT_run_cold_out, TEXT_run_ice_out,
         TEXT_run_cold_out, TEXT_run_cold_out},
    };
    static const uint8_t columns[] = {[VIEW_PRESSURE] = HAND, [VIEW_TEMPERATURE] = THERMODE,
                                      [VIEW_SECONDS] = WATER, [VIEW_RATING] = ICE,
                                      [VIEW_COUNT] = HAND,    [VIEW_CUFF] = CUFF,
                                      [VIEW_TRAIN] = CUFF,    [VIEW_HOLD] = CUFF,
                                      [VIEW_CUES] = CUES};
    const struct run_view *run = &ui->view->run;
    const uint8_t off = run->not_back_is_cuff ? CUFF : THERMODE;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i][HAND] == id)
            return words[i][run->not_back ? off : columns[run->stimulus]];
    return id;
}

const char *run_reason_word(struct ui *ui, const char *code)
{
    return ui_keep(ui, spoil_text(ui->language, code));
}

const char *run_title(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const char *test = run_test_name(ui);
    if (run->practice)
        return ui_fill(ui, TEXT_run_title_practice, "test", test, NULL);
    if (run->trial <= 0)
        return test;
    return ui_fill(ui, TEXT_run_title, "test", test, "n", ui_number(ui, run->trial, 0), "all",
                   ui_number(ui, run->trials, 0), NULL);
}

const char *run_seconds(struct ui *ui, double seconds)
{
    return ui_number(ui, fmax(ceil(seconds), 0), 0);
}

const struct site_view *run_due(const struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    return run->site >= 0 && (size_t)run->site < run->n_sites ? &run->sites[run->site] : NULL;
}

const struct site_view *run_site_of_number(const struct ui *ui, uint8_t number)
{
    const struct run_view *run = &ui->view->run;
    for (size_t i = 0; i < run->n_sites; i++)
        if (number > 0 && run->sites[i].number == number)
            return &run->sites[i];
    return NULL;
}

const struct site_view *run_site_of_digit(const struct ui *ui, uint8_t digit)
{
    const struct run_view *run = &ui->view->run;
    const struct site_view *due = run_due(ui);
    if (due && due->number > 0 && site_digit(due->number) == digit)
        return due;
    for (size_t i = 0; i < run->n_sites; i++)
        if (run->sites[i].number > 0 && site_digit(run->sites[i].number) == digit)
            return &run->sites[i];
    return NULL;
}

enum verdict run_verdict(const struct run_view *run)
{
    if (!run->has_slope || run->target_slope <= 0)
        return VERDICT_NONE;
    const double off = run->slope - run->target_slope;
    if (fabs(off) <= run->tolerance * run->target_slope)
        return VERDICT_OK;
    return off < 0 ? VERDICT_LOW : VERDICT_HIGH;
}

/* Below 1200 wide there is room for fewer words. */
static const char *say_either(struct ui *ui, enum text_id usual, enum text_id small)
{
    return ui_say(ui, run_text(ui, run_is_small(ui) ? small : usual));
}

/* ---- the next line ---------------------------------------------------------------------------------- */

static const char *say_due(struct ui *ui)
{
    const struct site_view *due = run_due(ui);
    return due ? run_site_name(ui, due->site, due->side) : "";
}

/* "Tibialis anterior, right, trial 2 of 3, in 23 s"; below 1200 wide the site alone, the rest in the detail. */
static const char *say_following(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const char *site = run_site_name(ui, run->rest_site, run->rest_side);
    const char *n = ui_number(ui, run->next_trial, 0), *all = ui_number(ui, run->next_trials, 0);
    if (run->rest_site[0] == '\0')
        return ui_fill(ui, TEXT_run_then_any, "s", run_seconds(ui, run->rest_left_s), NULL);
    if (run_is_small(ui))
        return site;
    if (run->rest_left_s > 0)
        return ui_fill(ui, TEXT_run_then_rest, "site", site, "n", n, "all", all, "s",
                       run_seconds(ui, run->rest_left_s), NULL);
    return ui_fill(ui, TEXT_run_then, "site", site, "n", n, "all", all, NULL);
}

static const char *say_rest_detail(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->touched_kpa > 0)
        return ui_fill(ui, run_is_small(ui) ? TEXT_run_rest_touched_short : TEXT_run_rest_touched,
                       "kpa", ui_number(ui, run->touched_kpa, 0), NULL);
    if (run->rest_site[0] == '\0')
        return say_either(ui, TEXT_run_rest_any_do, TEXT_run_rest_any_do_short);
    if (!run_is_small(ui))
        return ui_say(ui, TEXT_run_rest_do);
    return ui_fill(ui, TEXT_run_rest_do_short, "n", ui_number(ui, run->next_trial, 0), "all",
                   ui_number(ui, run->next_trials, 0), "s", run_seconds(ui, run->rest_left_s),
                   NULL);
}

static const char *say_again(struct ui *ui)
{
    switch ((enum view_again)ui->view->run.again) {
    case VIEW_AGAIN_NOT:
        break;
    case VIEW_AGAIN_REPEATED:
        return ui_say(ui, TEXT_run_again_repeated);
    case VIEW_AGAIN_STOPPED:
        return ui_say(ui, TEXT_run_again_stopped);
    case VIEW_AGAIN_NO_VALUE:
        return ui_say(ui, TEXT_run_again_no_value);
    case VIEW_AGAIN_SLOPE:
        return ui_say(ui, TEXT_run_again_slope);
    case VIEW_AGAIN_SPOILED:
        return ui_say(ui, TEXT_run_again_spoiled);
    case VIEW_AGAIN_UNREVIEWED:
        return ui_say(ui, TEXT_run_again_unreviewed);
    case VIEW_AGAIN_SPREAD:
        return say_either(ui, TEXT_run_again_spread, TEXT_run_again_spread_short);
    }
    return "";
}

/* How to confirm; after an attempt that did not count, why there is one more. */
static const char *say_confirm_detail(struct ui *ui, const struct site_view *due)
{
    const char *key = ui_number(ui, site_digit(due->number), 0), *why = say_again(ui);
    if (why[0] != '\0')
        return ui_fill(ui,
                       run_is_small(ui) ? TEXT_run_again_do_short : run_text(ui, TEXT_run_again_do),
                       "why", why, "key", key, NULL);
    if (run_is_small(ui) || run_can_take_out(ui)) /* with the buttons of the water there are five */
        return ui_fill(ui, run_text(ui, TEXT_run_confirm_do_short), "key", key, NULL);
    return ui_say(ui, run_text(ui, TEXT_run_confirm_do));
}

static const char *say_where(struct ui *ui, const struct site_view *due)
{
    if (run_is_small(ui))
        return say_due(ui);
    return ui_fill(ui, TEXT_run_confirm, "site", say_due(ui), "key",
                   ui_number(ui, site_digit(due->number), 0), NULL);
}

/* A wrong key: which site it was, and which one is due. */
static struct run_lines say_wrong(struct ui *ui, const struct site_view *due)
{
    const uint8_t number = ui->view->run.wrong_site;
    const struct site_view *wrong = run_site_of_number(ui, number);
    const char *wrong_site = wrong ? run_site_name(ui, wrong->site, wrong->side) : "";
    return (struct run_lines){say_where(ui, due), ui_fill(ui, TEXT_run_wrong, "key",
                                                          ui_number(ui, site_digit(number), 0),
                                                          "site", wrong_site, NULL)};
}

/* No site can be confirmed: what is missing comes first. */
static struct run_lines say_lacks(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (!run_view_lacks_instrument(run))
        return (struct run_lines){
            ui_say(ui, TEXT_run_button_gone),
            say_either(ui, TEXT_run_unready_button_do, TEXT_run_unready_button_do_short)};
    return (struct run_lines){
        ui_fill(ui, TEXT_run_wait, "instrument", run->instrument, NULL),
        run->instrument_mark == MARK_BAD
            ? say_either(ui, TEXT_run_unready_do, TEXT_run_wait_do_short)
            : say_either(ui, TEXT_run_unready_soon, TEXT_run_unready_soon_short)};
}

static struct run_lines say_confirm(struct ui *ui)
{
    const struct site_view *due = run_due(ui);
    if (!due)
        return (struct run_lines){ui_say(ui, TEXT_run_no_site),
                                  say_either(ui, TEXT_run_no_site_do, TEXT_run_no_site_do_short)};
    if (run_view_lacks(&ui->view->run))
        return say_lacks(ui);
    if (ui->view->run.wrong_site > 0)
        return say_wrong(ui, due);
    if (!ui_has_keyboard(ui))
        return (struct run_lines){say_where(ui, due),
                                  say_either(ui, TEXT_run_no_keyboard, TEXT_run_no_keyboard_short)};
    if (due->rest_left_s > 0)
        return (struct run_lines){
            say_where(ui, due),
            ui_fill(ui, run_is_small(ui) ? TEXT_run_locked_rest_short : TEXT_run_locked_rest, "s",
                    run_seconds(ui, due->rest_left_s), NULL)};
    if (ui->view->run.off_zero)
        return (struct run_lines){
            say_where(ui, due), say_either(ui, TEXT_run_confirm_zero, TEXT_run_confirm_zero_short)};
    return (struct run_lines){say_where(ui, due), say_confirm_detail(ui, due)};
}

static struct run_lines say_armed(struct ui *ui, const struct run_screen *screen)
{
    const struct run_view *run = &ui->view->run;
    if (run_is_thermal(ui))
        return run_thermal_lines(ui);
    if (run_is_cuff(ui))
        return run_cuff_lines(ui);
    if (run_is_cold(ui))
        return run_cold_lines(ui, screen);
    if (run_is_beat(ui))
        return run_beat_lines(ui);
    if (run->let_go_first)
        return (struct run_lines){
            ui_say(ui, TEXT_run_lift_first),
            say_either(ui, TEXT_run_lift_first_do, TEXT_run_lift_first_do_short)};
    return (struct run_lines){
        ui_fill(ui, TEXT_run_armed, "site", say_due(ui), NULL),
        ui_fill(ui, run_is_small(ui) ? TEXT_run_armed_do_short : TEXT_run_armed_do, "rate",
                ui_number(ui, run->target_slope, 0), "limit", ui_number(ui, run->limit, 0), NULL),
    };
}

/* What follows the trial is called so: read in haste, it must not take the hand off. */
static struct run_lines say_running(struct ui *ui, const struct run_screen *screen)
{
    const struct run_view *run = &ui->view->run;
    struct run_lines lines = {say_either(ui, TEXT_run_press_on, TEXT_run_press_on_short),
                              ui_say(ui, TEXT_run_release_at)};
    if (run_is_thermal(ui))
        lines = run_thermal_lines(ui);
    else if (run_is_cuff(ui))
        lines = run_cuff_lines(ui);
    else if (run_is_cold(ui))
        lines = run_cold_lines(ui, screen);
    else if (run_is_beat(ui))
        lines = run_beat_lines(ui);
    else if (run->rest_site[0] && !run_is_small(ui))
        lines.detail = ui_fill(ui, TEXT_run_release_then, "site",
                               run_site_name(ui, run->rest_site, run->rest_side), NULL);
    if (screen->wants_spoil)
        lines.detail = say_either(ui, TEXT_run_spoil_later, TEXT_run_spoil_later_short);
    return lines;
}

/* The attempt that was just made. */
static const struct trial_view *reviewed(const struct run_view *run)
{
    for (size_t i = run->n_trials_here; i-- > 0;)
        if (run->trials_here[i].state != ROW_PLANNED)
            return &run->trials_here[i];
    return NULL;
}

static struct run_lines say_review(struct ui *ui)
{
    const struct trial_view *row = reviewed(&ui->view->run);
    if (ui->view->run.sentence[0])
        return (struct run_lines){
            say_either(ui, TEXT_run_no_value_next, TEXT_run_no_value_next_short),
            say_either(ui, TEXT_run_no_value_do, TEXT_run_no_value_do_short)};
    if (ui->view->run.will_repeat)
        return (struct run_lines){say_either(ui, TEXT_run_keep_off, TEXT_run_keep_off_short),
                                  say_either(ui, TEXT_run_keep_off_do, TEXT_run_keep_off_do_short)};
    const struct run_lines lines = {ui_say(ui, TEXT_run_keep),
                                    say_either(ui, TEXT_run_keep_do, TEXT_run_keep_do_short)};
    if (!row || !row->has_value || row->is_hidden)
        return lines;
    const char *value = row->state == ROW_CENSORED ? run_bound(ui, row->value, row->is_below)
                                                   : run_value(ui, row->value);
    return (struct run_lines){
        ui_fill(ui, TEXT_run_keep_value, "value", value, "unit", run_value_unit(ui), NULL),
        lines.detail};
}

bool run_waits_for_release(const struct run_view *run)
{
    return run->now == NOW_WAIT && run->button_mark == MARK_WARN && !run->beside.waits;
}

bool run_waits_for_button(const struct run_view *run)
{
    return run->now == NOW_WAIT && run->button_mark != MARK_BAD && !run_waits_for_release(run) &&
           !run->beside.waits &&
           (run->instrument_mark == MARK_OK || run->instrument_mark == MARK_WARN ||
            !view_has_instrument(run->stimulus));
}

static struct run_lines say_wait(struct ui *ui)
{
    if (ui->view->run.beside.waits)
        return (struct run_lines){
            ui_say(ui, TEXT_run_beside_wait),
            say_either(ui, TEXT_run_beside_wait_do, TEXT_run_beside_wait_do_short)};
    if (run_waits_for_release(&ui->view->run))
        return (struct run_lines){
            ui_say(ui, TEXT_run_wait_let_go),
            say_either(ui, TEXT_run_wait_let_go_do, TEXT_run_wait_let_go_do_short)};
    if (run_waits_for_button(&ui->view->run))
        return (struct run_lines){
            ui_say(ui, TEXT_run_wait_button),
            say_either(ui, TEXT_run_wait_button_do, TEXT_run_wait_button_do_short)};
    return (struct run_lines){
        ui_fill(ui, TEXT_run_wait, "instrument", ui->view->run.instrument, NULL),
        say_either(ui, TEXT_run_wait_do, TEXT_run_wait_do_short)};
}

static const char *say_repeat(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (!run->offers_repeat)
        return ui_say(ui, TEXT_run_stopped_choose);
    if (run->repeat_reviews)
        return say_either(ui, TEXT_run_stopped_review_do, TEXT_run_stopped_review_do_short);
    if (run->repeat_goes_on)
        return say_either(ui, TEXT_run_stopped_on_do, TEXT_run_stopped_on_do_short);
    return say_either(ui, TEXT_run_stopped_do, TEXT_run_stopped_do_short);
}

static struct run_lines say_stopped(struct ui *ui)
{
    return (struct run_lines){say_either(ui, TEXT_run_stopped_next, TEXT_run_stopped_next_short),
                              say_repeat(ui)};
}

/* Until the session takes F there is nothing to press; that a gauge which is lost sees nothing is said at once. */
static const char *say_off(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run_asks_off(run))
        return say_either(ui, TEXT_run_off_do, TEXT_run_off_do_short);
    if (run->instrument_mark == MARK_BAD && run->now == NOW_RELEASE)
        return say_either(ui, TEXT_run_let_go_lost_do, TEXT_run_let_go_lost_do_short);
    return say_either(ui, TEXT_run_let_go_do, TEXT_run_let_go_do_short);
}

static struct run_lines say_let_go(struct ui *ui, const struct run_screen *screen)
{
    if (screen->off_asked)
        return (struct run_lines){
            say_either(ui, TEXT_run_sure_off, TEXT_run_sure_off_short),
            ui_fill(ui, run_is_small(ui) ? TEXT_run_sure_off_do_short : TEXT_run_sure_off_do, "kpa",
                    ui_number(ui, ui->view->run.reading, 0), NULL)};
    return (struct run_lines){ui_say(ui, run_text(ui, TEXT_run_let_go)), say_off(ui)};
}

static struct run_lines say_now(struct ui *ui, const struct run_screen *screen)
{
    if (run_view_alarms(&ui->view->run))
        return say_let_go(ui, screen);
    switch ((enum run_now)ui->view->run.now) {
    case NOW_NOTHING:
        return (struct run_lines){ui_say(ui, TEXT_run_nothing),
                                  say_either(ui, TEXT_run_nothing_do, TEXT_run_nothing_do_short)};
    case NOW_INSTRUCT:
        return (struct run_lines){say_either(ui, TEXT_run_instruct, TEXT_run_instruct_short),
                                  say_either(ui, TEXT_run_instruct_do, TEXT_run_instruct_do_short)};
    case NOW_CONFIRM:
        return say_confirm(ui);
    case NOW_WAIT:
        return say_wait(ui);
    case NOW_QUESTION:
        return run_ask_lines(ui);
    case NOW_ARMED:
        return say_armed(ui, screen);
    case NOW_RUNNING:
        return say_running(ui, screen);
    case NOW_RELEASE:
        return say_let_go(ui, screen);
    case NOW_SAVING:
        return (struct run_lines){say_either(ui, TEXT_run_saving_next, TEXT_run_saving_next_short),
                                  ui_say(ui, TEXT_run_saving_do)};
    case NOW_REVIEW:
        return say_review(ui);
    case NOW_REST:
        return (struct run_lines){say_following(ui), say_rest_detail(ui)};
    case NOW_STOPPED:
        return say_stopped(ui);
    case NOW_NOT_SAVED:
        return (struct run_lines){
            ui_say(ui, TEXT_run_not_saved_next),
            say_either(ui, TEXT_run_not_saved_do, TEXT_run_not_saved_do_short)};
    case NOW_SUMMARY:
        return (struct run_lines){
            say_either(ui, TEXT_run_summary_next, TEXT_run_summary_next_short),
            say_either(ui, TEXT_run_summary_do, TEXT_run_summary_do_short)};
    }
    return (struct run_lines){"", ""};
}

static const char *say_given_up(struct ui *ui)
{
    const int n = ui->view->run.given_up;
    return n > 0 ? ui_fill(ui, TEXT_run_sure_skip_n_do, "n", ui_number(ui, n, 0), NULL)
                 : ui_say(ui, TEXT_run_sure_skip_do);
}

struct run_lines run_sure(struct ui *ui, const struct run_screen *screen)
{
    if (screen->stage == STAGE_SURE_END)
        return (struct run_lines){ui_say(ui, TEXT_run_sure_end), ui_say(ui, TEXT_run_sure_end_do)};
    if (ui->view->run.skips_step)
        return (struct run_lines){ui_say(ui, TEXT_run_sure_step),
                                  ui_say(ui, TEXT_run_sure_step_do)};
    return (struct run_lines){ui_say(ui, TEXT_run_sure_skip), say_given_up(ui)};
}

struct run_lines run_next(struct ui *ui, const struct run_screen *screen)
{
    switch ((enum run_stage)screen->stage) {
    case STAGE_NOTE:
        return (struct run_lines){ui_say(ui, TEXT_run_note_next), ui_say(ui, TEXT_run_note_do)};
    case STAGE_BESIDE:
        return run_beside_lines(ui, screen);
    case STAGE_SURE_SKIP:
    case STAGE_SURE_END:
    case STAGE_MORE:
    case STAGE_SPOIL:
    case STAGE_PLAIN:
        break;
    }
    return say_now(ui, screen);
}

/* The trials at the site that is due: every attempt keeps its row, a spoiled one too. What would steer the hand stands as a
 * tick until the site is done. */
#include "screen_run_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROW = SIZE_ROW, HEAD = 48, ID_REVEAL = 0x53000 };

static const struct trial_view *row_of(const struct ui *ui, size_t i)
{
    return &ui->view->run.trials_here[i];
}

static const char *say_name(struct ui *ui, const struct trial_view *row)
{
    if (row->practice && row->attempt <= 1)
        return ui_say(ui, TEXT_run_practice);
    const char *n = ui_number(ui, row->trial, 0), *attempt = ui_number(ui, row->attempt, 0);
    if (row->practice)
        return ui_fill(
            ui, run_is_small(ui) ? TEXT_run_practice_attempt_short : TEXT_run_practice_attempt,
            "attempt", attempt, NULL);
    if (row->attempt == 0)
        return ui_fill(ui, TEXT_run_trial, "n", n, NULL);
    return ui_fill(ui, run_is_small(ui) ? TEXT_run_trial_attempt_short : TEXT_run_trial_attempt,
                   "n", n, "attempt", attempt, NULL);
}

static const char *say_saved(struct ui *ui, const struct trial_view *row)
{
    char time[16];
    if (row->n_pulses > 0)
        return ui_fill(ui, run_is_small(ui) ? TEXT_run_row_pulses_short : TEXT_run_row_pulses, "n",
                       ui_number(ui, row->n_pulses, 0), NULL);
    const bool is_rated = ui->view->run.is_rated; /* no rate is judged */
    if (run_is_small(ui))
        return ui_say(ui, is_rated ? TEXT_run_row_done_cold_short
                                   : run_text(ui, TEXT_run_row_saved_short));
    snprintf(time, sizeof time, "%02d:%02d:%02d", row->saved_h, row->saved_min, row->saved_s);
    return ui_fill(ui, is_rated ? TEXT_run_row_done_cold : run_text(ui, TEXT_run_row_saved), "time",
                   time, NULL);
}

/* What else one ramp of a cuff has found; where it steers, the time alone. */
static const char *say_found(struct ui *ui, const struct trial_view *row, const char *other)
{
    const bool is_small = run_is_small(ui);
    const char *pdt = ui_number(ui, row->pdt, 0), *rating = ui_number(ui, row->rating, 1);
    if (row->is_hidden || !(row->has_pdt || row->has_rating))
        return other;
    if (!row->has_pdt)
        return ui_fill(ui, is_small ? TEXT_run_row_rated_short : TEXT_run_row_rated, "rating",
                       rating, NULL);
    if (!row->has_rating)
        return ui_fill(ui, is_small ? TEXT_run_row_pdt_short : TEXT_run_row_pdt, "pdt", pdt, NULL);
    return ui_fill(ui, is_small ? TEXT_run_row_found_short : TEXT_run_row_found, "pdt", pdt,
                   "rating", rating, NULL);
}

static const char *say_rate_off(struct ui *ui, const struct trial_view *row)
{
    const bool is_fast = fabs(row->slope) > fabs(ui->view->run.target_slope);
    const char *slope = run_slope_number(ui, row->slope);
    if (run_is_small(ui))
        return ui_say(ui, is_fast ? TEXT_run_row_fast_short : TEXT_run_row_slow_short);
    return ui_fill(ui, is_fast ? TEXT_run_row_fast : TEXT_run_row_slow, "slope", slope, "unit",
                   run_slope_unit(ui), NULL);
}

/* The value stands, and is off by as much. */
static const char *say_zero(struct ui *ui, const struct trial_view *row)
{
    return ui_fill(ui, run_is_small(ui) ? TEXT_run_row_zero_short : TEXT_run_row_zero, "kpa",
                   ui_number(ui, row->idle_kpa, 0), NULL);
}

static const char *say_planned(struct ui *ui, size_t i)
{
    const struct run_view *run = &ui->view->run;
    const bool is_next = i > 0 && row_of(ui, i - 1)->state != ROW_PLANNED;
    if (is_next && run->rest_whole_s > 0)
        return ui_fill(ui, TEXT_run_row_after_rest, "s", ui_number(ui, run->rest_whole_s, 0), NULL);
    return ui_say(ui, TEXT_run_row_planned);
}

static const char *say_running(struct ui *ui)
{
    switch ((enum run_now)ui->view->run.now) {
    case NOW_CONFIRM:
    case NOW_INSTRUCT:
    case NOW_WAIT:
    case NOW_QUESTION:
    case NOW_REST:
        return ui_say(ui, TEXT_run_row_next);
    case NOW_ARMED:
        return ui_say(ui, TEXT_run_row_armed);
    case NOW_REVIEW:
        return ui_say(ui, TEXT_run_row_review);
    case NOW_NOT_SAVED:
        return ui_say(ui, TEXT_run_row_not_saved);
    case NOW_STOPPED:
        return ui_say(ui, TEXT_run_row_stopped);
    case NOW_NOTHING:
    case NOW_RUNNING:
    case NOW_RELEASE:
    case NOW_SAVING:
    case NOW_SUMMARY:
        break;
    }
    return ui_say(ui, TEXT_run_row_running);
}

static const char *say_state(struct ui *ui, size_t i)
{
    const struct trial_view *row = row_of(ui, i);
    if (row->is_replaced)
        return ui_say(ui, run_is_small(ui) ? TEXT_run_row_practice : TEXT_run_row_replaced);
    switch ((enum row_state)row->state) {
    case ROW_PLANNED:
        return say_planned(ui, i);
    case ROW_RUNNING:
        return say_running(ui);
    case ROW_SAVING:
        return ui_say(ui, TEXT_ui_saving);
    case ROW_SAVED:
        if (row->off_zero)
            return say_zero(ui, row);
        if (row->zero_unseen)
            return ui_say(ui, run_is_small(ui) ? TEXT_run_row_unseen_short : TEXT_run_row_unseen);
        return row->practice ? ui_say(ui, TEXT_run_row_practice)
                             : say_found(ui, row, say_saved(ui, row));
    case ROW_SPOILED:
        return run_is_small(ui) ? run_reason_word(ui, row->reason)
                                : ui_fill(ui, TEXT_run_row_spoiled, "reason",
                                          run_reason_word(ui, row->reason), NULL);
    case ROW_RATE_OFF:
        return say_rate_off(ui, row);
    case ROW_CENSORED:
        return say_found(ui, row,
                         ui_say(ui, run_text(ui, run_is_small(ui) ? TEXT_run_row_limit_short
                                                                  : TEXT_run_row_limit)));
    case ROW_FAULT:
        return ui_say(ui, TEXT_run_row_fault);
    case ROW_STOPPED:
        return ui_say(ui, TEXT_run_row_stopped);
    case ROW_EARLY:
        return ui_say(ui, run_text(ui, TEXT_run_row_early));
    case ROW_NO_VALUE:
        return ui_say(ui, row->is_cut ? TEXT_run_row_cut : TEXT_run_row_no_value);
    case ROW_SKIPPED:
        return ui_say(ui, TEXT_run_row_skipped);
    case ROW_WITHHELD:
        return ui_say(ui, run_is_small(ui) ? TEXT_run_row_withheld_short : TEXT_run_row_withheld);
    }
    return "";
}

/* ---- values ----------------------------------------------------------------------------------------- */

static void draw_struck(struct ui *ui, float right, float y, const char *value)
{
    const struct text_style style = {.size = 24,
                                     .weight = WEIGHT_REGULAR,
                                     .align = ALIGN_RIGHT,
                                     .struck = true,
                                     .colour = ui_colour(ui, COLOUR_TEXT2)};
    canvas_text_mid(ui->canvas, (struct point){right, y}, value, &style);
}

/* The first and the last rating of a train; "–": it is missing. */
static const char *say_course(struct ui *ui, const struct trial_view *row)
{
    const float first = row->ratings[0], last = row->ratings[row->n_pulses - 1];
    return ui_fill(ui, TEXT_run_row_course, "first",
                   isfinite(first) ? ui_number(ui, (double)first, 1) : "–", "last",
                   isfinite(last) ? ui_number(ui, (double)last, 1) : "–", NULL);
}

/* Of a train by hand is asked when it is over, and nothing is missing before. */
static bool has_course(const struct ui *ui, const struct trial_view *row)
{
    bool is_rated = false;
    for (size_t i = 0; i < row->n_pulses; i++)
        is_rated |= isfinite(row->ratings[i]);
    return !row->has_value && row->n_pulses > 0 && row->state == ROW_SAVED &&
           (is_rated || !ui->view->run.beat.is_on);
}

static float course_size(const struct ui *ui)
{
    return run_is_small(ui) ? 20 : 24;
}

/* Beside the name that ends at `named`? */
static bool course_has_room(struct ui *ui, const struct trial_view *row, struct rect area,
                            float named)
{
    const float w = row->is_hidden
                        ? 18
                        : ui_text_width(ui, course_size(ui), WEIGHT_SEMIBOLD, say_course(ui, row));
    return named + SIZE_GAP <= area.x + area.w - 24 - w;
}

static void draw_course(struct ui *ui, const struct trial_view *row, float right, float y)
{
    if (row->is_hidden)
        run_draw_tick(ui, (struct point){right - 9, y}, 18, COLOUR_TEXT2);
    else
        ui_text_right(ui, (struct point){right, y}, course_size(ui), WEIGHT_SEMIBOLD, COLOUR_TEXT,
                      say_course(ui, row));
}

static void draw_value(struct ui *ui, const struct trial_view *row, float right, float y)
{
    if (!row->has_value)
        return;
    const char *value = run_value(ui, row->value);
    if (row->is_hidden && (row->is_replaced || row->state == ROW_SPOILED))
        ui_text_right(ui, (struct point){right, y}, 24, WEIGHT_REGULAR, COLOUR_TEXT2, "–");
    else if (row->is_hidden)
        run_draw_tick(ui, (struct point){right - 9, y}, 18, COLOUR_TEXT2);
    else if (row->state == ROW_SPOILED || row->is_replaced)
        draw_struck(ui, right, y, value);
    else if (row->state == ROW_CENSORED)
        ui_text_right(ui, (struct point){right, y}, 24, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                      run_bound(ui, row->value, row->is_below));
    else
        ui_text_right(ui, (struct point){right, y}, 24,
                      row->practice ? WEIGHT_REGULAR : WEIGHT_SEMIBOLD,
                      row->practice ? COLOUR_DIM : COLOUR_TEXT, value);
}

/* ---- rows ------------------------------------------------------------------------------------------- */

static bool is_current(const struct trial_view *row)
{
    return row->state == ROW_RUNNING || row->state == ROW_SAVING;
}

static void draw_ground(struct ui *ui, struct rect area, bool is_now)
{
    const float left = area.x + SIZE_PAD, right = area.x + area.w - SIZE_PAD;
    if (!is_now) {
        canvas_line(ui->canvas, (struct point){left, area.y + 0.5f},
                    (struct point){right, area.y + 0.5f},
                    (struct stroke){.colour = ui_colour(ui, COLOUR_LINE), .width = 1});
        return;
    }
    canvas_round(ui->canvas, (struct rect){area.x + 8, area.y, area.w - 16, area.h},
                 SIZE_RADIUS_SMALL, ui_colour(ui, COLOUR_HI), (struct stroke){0});
    canvas_fill(ui->canvas, (struct rect){area.x + 8, area.y, 4, area.h},
                ui_colour(ui, COLOUR_TEXT));
}

/* What does not count has the mark of practice, whatever became of it. */
static enum row_state marked_as(const struct trial_view *row)
{
    if (row->is_replaced)
        return ROW_SAVED;
    return row->state == ROW_SAVED && (row->off_zero || row->zero_unseen)
               ? ROW_RATE_OFF
               : (enum row_state)row->state;
}

/* A course that the words leave no room stands lower, and the words below the name are fewer for it. */
static void draw_words(struct ui *ui, struct rect area, size_t i, enum role_colour more)
{
    const struct trial_view *row = row_of(ui, i);
    const float left = area.x + 56, right = area.x + area.w - 24;
    const char *state = say_state(ui, i);
    if (has_course(ui, row)) {
        const float name_w = ui_text_width(ui, 16, WEIGHT_MEDIUM, say_name(ui, row));
        const float state_w = ui_text_width(ui, 14, WEIGHT_REGULAR, state);
        const bool has_room = course_has_room(ui, row, area, left + fmaxf(name_w, state_w));
        if (!has_room && !row->off_zero && !row->zero_unseen)
            state =
                ui_fill(ui, TEXT_run_row_pulses_short, "n", ui_number(ui, row->n_pulses, 0), NULL);
        draw_course(ui, row, right, area.y + (has_room ? area.h / 2 : 39));
    }
    ui_text(ui, (struct point){left, area.y + 39}, 14, WEIGHT_REGULAR, more, state);
}

static void draw_row(struct ui *ui, struct rect area, size_t i)
{
    const struct trial_view *row = row_of(ui, i);
    const bool is_now = is_current(row), is_past = row->state == ROW_SPOILED ||
                                                   row->state == ROW_PLANNED ||
                                                   row->state == ROW_SKIPPED ||
                                                   row->state == ROW_WITHHELD || row->is_replaced;
    const enum role_colour name = row->practice ? COLOUR_DIM : is_past ? COLOUR_TEXT2 : COLOUR_TEXT;
    const enum role_colour more = row->practice ? COLOUR_DIM : COLOUR_TEXT2;
    draw_ground(ui, area, is_now);
    ui_mark_row(ui, (struct point){area.x + 32, area.y + area.h / 2}, 20, marked_as(row),
                row->practice || row->is_replaced);
    ui_text(ui, (struct point){area.x + 56, area.y + 19}, 16,
            is_now ? WEIGHT_SEMIBOLD : WEIGHT_MEDIUM, name, say_name(ui, row));
    draw_words(ui, area, i, more);
    draw_value(ui, row, area.x + area.w - 24, area.y + area.h / 2);
}

/* The rows that are shown when not all can be: the current one is always among them, with what follows it. */
static size_t first_shown(const struct ui *ui, size_t room)
{
    const size_t n = ui->view->run.n_trials_here;
    if (n <= room)
        return 0;
    size_t current = n - 1;
    for (size_t i = 0; i < n; i++)
        if (row_of(ui, i)->state != ROW_PLANNED)
            current = i;
    const size_t last = current + 2 < n ? current + 2 : n;
    return last > room ? last - room : 0;
}

/* ---- the panel -------------------------------------------------------------------------------------- */

/* Of conditioned pain modulation each phase has its own. */
static enum text_id mean_text(const char *phase)
{
    if (strstr(phase, "baseline"))
        return TEXT_run_mean_before;
    if (strstr(phase, "during"))
        return TEXT_run_mean_during;
    return strstr(phase, "after") ? TEXT_run_mean_after : TEXT_run_mean;
}

static void draw_mean(struct ui *ui, struct rect area)
{
    const struct run_view *run = &ui->view->run;
    const float y = area.y + area.h / 2, right = area.x + area.w - 24;
    draw_ground(ui, area, false);
    const char *valid = ui_number(ui, run->valid, 0), *wanted = ui_number(ui, run->wanted, 0);
    const enum text_id count = run->mean_is_bound ? TEXT_run_mean_bound : TEXT_run_mean_count;
    const char *mean = run->mean_is_bound ? run_bound(ui, run->mean, run->mean_is_below)
                                          : run_value(ui, run->mean);
    const float mean_w = ui_text_width(ui, 24, WEIGHT_SEMIBOLD, mean);
    const char *words = ui_fill(ui, run_is_small(ui) ? TEXT_run_mean_short : count, "n", valid,
                                "all", wanted, NULL);
    if (run_is_small(ui)) {
        ui_text(ui, (struct point){area.x + SIZE_PAD, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, words);
    } else {
        const char *name = ui_say(ui, mean_text(run->phase));
        const float room = right - mean_w - 12 - area.x - SIZE_PAD - SIZE_GAP -
                           ui_text_width(ui, 16, WEIGHT_REGULAR, name);
        if (ui_text_width(ui, 16, WEIGHT_REGULAR, words) > room && !run->mean_is_bound)
            words = ui_fill(ui, TEXT_run_mean_of, "n", valid, "all", wanted, NULL);
        ui_text(ui, (struct point){area.x + SIZE_PAD, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, name);
        ui_text_right(ui, (struct point){right - mean_w - 12, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                      words);
    }
    if (run->has_mean && run->mean_hidden)
        run_draw_tick(ui, (struct point){right - 9, y}, 18, COLOUR_TEXT2);
    else if (run->has_mean)
        ui_text_right(ui, (struct point){right, y}, 24, WEIGHT_SEMIBOLD, COLOUR_TEXT, mean);
}

static void draw_reveal(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const float right = area.x + area.w - SIZE_PAD, y = area.y + 24;
    const float box =
        ui_key_hint(ui, right, y, run_key_name(ui, COMMAND_REVEAL), ui_colour(ui, COLOUR_TEXT2));
    const char *label = run_label(ui, COMMAND_REVEAL);
    const float w = ui_text_width(ui, 14, WEIGHT_MEDIUM, label) + 8 + box;
    ui_text_right(ui, (struct point){right - box - 8, y}, 14, WEIGHT_MEDIUM, COLOUR_TEXT2, label);
    if (ui_press(ui, run_touch((struct rect){right - w, y - 12, w, 24}), ID_REVEAL))
        run_do(ui, screen, COMMAND_REVEAL);
}

static const char *say_head(struct ui *ui, bool has_room)
{
    const struct site_view *due = run_due(ui);
    if (run_is_small(ui) && !has_room)
        return ui_say(ui, TEXT_run_trials_short);
    if (run_is_small(ui) || !has_room || !due)
        return ui_fill(ui, TEXT_run_trials_here, "unit", run_value_unit(ui), NULL);
    return ui_fill(ui, TEXT_run_trials_at, "site", run_site_name(ui, due->site, due->side), NULL);
}

static void draw_head(struct ui *ui, struct run_screen *screen, struct rect area, size_t above)
{
    const bool can_reveal = run_can(ui, screen, COMMAND_REVEAL);
    const float right = area.x + area.w - SIZE_PAD, y = area.y + 24;
    const char *unit = above > 0
                           ? ui_fill(ui, TEXT_run_earlier, "n", ui_number(ui, (double)above, 0),
                                     "unit", run_value_unit(ui), NULL)
                           : run_value_unit(ui);
    const char *head = say_head(ui, !can_reveal && above == 0);
    ui_text(ui, (struct point){area.x + SIZE_PAD, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, head);
    if (can_reveal)
        draw_reveal(ui, screen, area);
    else if (!run_is_small(ui) || above > 0)
        ui_text_right(ui, (struct point){right, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, unit);
}

void run_draw_trials(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const size_t n = ui->view->run.n_trials_here;
    const float foot = run_is_small(ui) ? 48 : ROW;
    const size_t room = run_rows_in(area.h - HEAD - foot, ROW);
    const size_t first = first_shown(ui, room);
    ui_panel(ui, PANEL_RIGHT, area, true);
    draw_head(ui, screen, area, first);
    struct rect at = {area.x, area.y + HEAD, area.w, ROW};
    for (size_t i = first; i < n && i < first + room; i++) {
        draw_row(ui, at, i);
        at.y += ROW;
    }
    draw_mean(ui, (struct rect){area.x, area.y + area.h - foot, area.w, foot});
}

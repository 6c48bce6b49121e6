/* The guided check of an algometer with a known weight: how heavy, free, loaded, result. The screen only shows what the bench
 * computed, and asks for the next step. */
#include "screen_bench_internal.h"
#include "screen_parts_internal.h"

#include <math.h>
#include <string.h>

enum { CHECK_H = 268 };

bool bench_read_weight(const char *text, double *weight_g)
{
    return parts_read_number(text, WEIGHT_MIN_G, WEIGHT_MAX_G, weight_g);
}

static const char *say_range(struct ui *ui)
{
    return ui_fill(ui, TEXT_bench_weight_bad, "min", parts_int(ui, WEIGHT_MIN_G), "max",
                   parts_int(ui, WEIGHT_MAX_G), "unit", "g", NULL);
}

const char *bench_say_check(struct ui *ui, size_t instrument)
{
    const struct bench_view *bench = &ui->view->bench;
    const char *name =
        instrument < bench->n_instruments ? bench_title(ui, &bench->instruments[instrument]) : "";
    return ui_fill(ui, TEXT_bench_check_title, "name", name, NULL);
}

void bench_ask_weight(struct ui *ui, struct bench_screen *screen)
{
    double weight = 0;
    const bool is_weight = bench_read_weight(screen->answer.text, &weight);
    const struct parts_question question = {
        .title = bench_say_check(ui, screen->about),
        .about = ui_say(ui, TEXT_bench_weight_about),
        .label = ui_say(ui, TEXT_bench_weight),
        .unit = is_weight ? "g" : NULL,
        .hint = is_weight ? ui_say(ui, TEXT_bench_weight_hint) : say_range(ui),
        .problem = is_weight ? NULL : ui_say(ui, TEXT_bench_weight_problem),
        .yes = ui_say(ui, TEXT_bench_check_begin)};
    const enum parts_answer answer = parts_ask(ui, &question, &screen->answer);
    if (answer == ANSWER_NONE || (answer == ANSWER_YES && !is_weight))
        return;
    screen->question = BENCH_ASKS_NOTHING;
    if (answer == ANSWER_YES)
        ui_act(ui, ACTION_CHECK_BEGIN, screen->about, weight, NULL);
}

/* ---- the steps */

static const char *say_newton(struct ui *ui, double newton)
{
    return ui_fill(ui, TEXT_bench_newton, "n", ui_number(ui, newton, 2), NULL);
}

static const char *say_grams(struct ui *ui, double weight_g)
{
    return ui_number(ui, weight_g, fabs(weight_g - round(weight_g)) < 0.05 ? 0 : 1);
}

static const char *say_about(struct ui *ui, const struct check_view *check)
{
    if (check->step == 0)
        return ui_say(ui, TEXT_bench_check_free);
    if (check->step == 1)
        return ui_fill(ui, TEXT_bench_check_load, "weight", say_grams(ui, check->weight_g), NULL);
    return ui_say(ui, check->passed ? TEXT_bench_check_passed : TEXT_bench_check_failed);
}

void bench_draw_progress(struct ui *ui, struct rect room, const enum text_id names[3], int step)
{
    const float w = room.w / 3;
    for (int i = 0; i < 3; i++) {
        const float x = room.x + SIZE_GAP + (float)i * w;
        ui_mark(ui, (struct point){x + 9, room.y + 14}, 16,
                i < step    ? MARK_OK
                : i == step ? MARK_RUNNING
                            : MARK_OPEN);
        ui_text(ui, (struct point){x + 26, room.y + 14}, 16,
                i == step ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR,
                i == step ? COLOUR_TEXT : COLOUR_TEXT2, ui_say(ui, names[i]));
    }
}

/* Why it cannot be taken, and what to do; or what it would come to. */
static const char *say_hint(struct ui *ui, const struct check_view *check)
{
    const char *by = say_newton(ui, fabs(check->by_n));
    switch ((enum view_hint)check->hint) {
    case HINT_NONE:
        return "";
    case HINT_OFF:
        if (check->step == 0)
            return ui_say(ui, TEXT_bench_hint_touched);
        return ui_fill(ui, check->by_n > 0 ? TEXT_bench_hint_more : TEXT_bench_hint_less, "by", by,
                       "weight", say_grams(ui, check->weight_g), NULL);
    case HINT_SILENT:
        return ui_say(ui, TEXT_bench_hint_silent);
    case HINT_EMPTY:
        return ui_say(ui, TEXT_bench_hint_empty);
    case HINT_WAVERS:
        return ui_fill(ui, TEXT_bench_hint_wavers, "by", by, "most", say_newton(ui, check->most_n),
                       NULL);
    case HINT_DRIFTS:
        return ui_say(ui, TEXT_bench_hint_drifts);
    case HINT_SHORT:
        return ui_say(ui, TEXT_bench_hint_short);
    }
    return "";
}

static bool can_take(const struct check_view *check)
{
    return check->hint == HINT_NONE || check->hint == HINT_OFF;
}

void bench_draw_state(struct ui *ui, struct point right, enum mark mark, enum text_id word_id)
{
    const char *word = ui_say(ui, word_id);
    const float w = ui_chip_width(ui, mark, word);
    ui_chip(ui, (struct rect){right.x - w, right.y - 16, w, SIZE_CHIP}, mark, word);
}

static void draw_chip(struct ui *ui, struct rect room, float y, const struct check_view *check)
{
    const enum mark mark = check->hint == HINT_NONE  ? MARK_OK
                           : check->hint == HINT_OFF ? MARK_WARN
                                                     : MARK_OPEN;
    bench_draw_state(ui, (struct point){room.x + room.w - SIZE_GAP, y}, mark,
                     check->hint == HINT_OFF ? TEXT_bench_far
                     : can_take(check)       ? TEXT_bench_steady
                                             : TEXT_bench_unsteady);
}

static void draw_reading(struct ui *ui, struct rect room, const struct check_view *check)
{
    const float x = room.x + SIZE_GAP, y = room.y + 78;
    const float w = ui_text(ui, (struct point){x, y}, 48, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                            check->has_reading ? ui_number(ui, check->reading_n, 2) : "–");
    ui_text(ui, (struct point){x + w + SIZE_GAP, y + 9}, 20, WEIGHT_REGULAR, COLOUR_TEXT2, "N");
    draw_chip(ui, room, y, check);
    ui_text(ui, (struct point){x, y + 45}, TYPE_BODY,
            check->step == 0 ? ui_say(ui, TEXT_bench_check_zero)
                             : ui_fill(ui, TEXT_bench_expected, "newton",
                                       say_newton(ui, check->expected_n), NULL));
    ui_text_block(ui, (struct rect){x, y + 62, room.w - 2 * SIZE_GAP, 46}, TYPE_VALUE,
                  say_hint(ui, check));
}

static void draw_result(struct ui *ui, struct rect room, const struct check_view *check)
{
    const float x = room.x + SIZE_GAP, y = room.y + 86;
    const double deviation = check->deviation_pct;
    const char *number = ui_number(ui, deviation, 1);
    ui_mark(ui, (struct point){x + 17, y}, 34, check->passed ? MARK_OK : MARK_BAD);
    ui_text(ui, (struct point){x + 52, y}, 48, WEIGHT_SEMIBOLD,
            check->passed ? COLOUR_OK : COLOUR_BAD,
            ui_fill(ui, deviation > 0 ? TEXT_bench_percent_more : TEXT_bench_percent, "n", number,
                    NULL));
    ui_text(ui, (struct point){x, y + 44}, TYPE_VALUE,
            ui_fill(ui, TEXT_bench_gave, "reading",
                    say_newton(ui, check->reading_n - check->zero_n), "expected",
                    say_newton(ui, check->expected_n), NULL));
    if (check->tolerance_pct > 0)
        ui_text(
            ui, (struct point){x, y + 68}, TYPE_BODY,
            ui_fill(ui, TEXT_bench_tolerance, "n", ui_number(ui, check->tolerance_pct, 1), NULL));
}

static void draw_step(struct ui *ui, struct rect room, struct rect row,
                      const struct check_view *check)
{
    draw_reading(ui, room, check);
    const enum parts_answer answer =
        parts_choose(ui, row, ui_say(ui, TEXT_bench_take),
                     can_take(check) ? BUTTON_PRIMARY : BUTTON_LOCKED, ui_say(ui, TEXT_ui_cancel));
    if (answer == ANSWER_YES)
        ui_act(ui, ACTION_CHECK_TAKE, 0, 0, NULL);
    else if (answer == ANSWER_NO)
        ui_act(ui, ACTION_CHECK_CANCEL, 0, 0, NULL);
}

enum bench_end bench_draw_end(struct ui *ui, struct rect row)
{
    const struct rect again = {row.x, row.y, 200, SIZE_BUTTON};
    if (ui_button(ui, again, ui_say(ui, TEXT_bench_again), 'r', "R", BUTTON_NORMAL))
        return BENCH_END_AGAIN;
    const struct rect done = {row.x + again.w + SIZE_GAP, row.y, row.w - again.w - SIZE_GAP,
                              SIZE_BUTTON};
    const bool closes = ui_key(ui, KEY_ESCAPE);
    return ui_button(ui, done, ui_say(ui, TEXT_bench_done), KEY_ENTER,
                     ui_say(ui, TEXT_ui_key_enter), BUTTON_PRIMARY) ||
                   closes
               ? BENCH_END_DONE
               : BENCH_END_NONE;
}

/* The result is kept already: both answers only close. */
static void draw_end(struct ui *ui, struct rect room, struct rect row,
                     const struct check_view *check)
{
    draw_result(ui, room, check);
    const enum bench_end end = bench_draw_end(ui, row);
    if (end == BENCH_END_AGAIN)
        ui_act(ui, ACTION_CHECK_BEGIN, check->instrument, check->weight_g, NULL);
    else if (end == BENCH_END_DONE)
        ui_act(ui, ACTION_CHECK_CANCEL, 0, 0, NULL);
}

void bench_draw_check(struct ui *ui)
{
    static const enum text_id names[] = {TEXT_bench_step_free, TEXT_bench_step_load,
                                         TEXT_bench_step_result};
    const struct check_view *check = &ui->view->bench.check;
    const struct rect room =
        ui_modal_box(ui, bench_say_check(ui, check->instrument), say_about(ui, check), CHECK_H);
    const struct rect row = {room.x, room.y + room.h - SIZE_BUTTON - SIZE_GAP, room.w, SIZE_BUTTON};
    bench_draw_progress(ui, room, names, check->step);
    if (check->step < 2)
        draw_step(ui, room, row, check);
    else
        draw_end(ui, room, row, check);
}

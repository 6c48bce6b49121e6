/* The guided check of a thermode at two levels: off the skin, cool, warm, result. The thermode is driven meanwhile, so Space is
 * STOP and no field takes the focus: what the reference shows is typed as digits. The screen only shows what the bench computed,
 * and asks for the next step. */
#include "screen_bench_internal.h"
#include "screen_parts_internal.h"

#include <math.h>
#include <string.h>

enum { LEVELS_H = 376, REFERENCE_MIN_C = 0, REFERENCE_MAX_C = 60 };
static const struct parts_entry reference_entry = {.length_max = 8, .shows_any = true};

static const char *say_c(struct ui *ui, double celsius)
{
    return ui_number(ui, celsius, 1);
}

/* "+0.1": of a difference. */
static const char *say_by(struct ui *ui, double by_c)
{
    const char *number = say_c(ui, by_c);
    return by_c >= 0.05 ? ui_fill(ui, TEXT_bench_plus, "n", number, NULL) : number;
}

/* ---- before it begins */

void bench_open_levels(struct bench_screen *screen, size_t instrument)
{
    screen->question = BENCH_ASKS_LEVELS;
    screen->about = (uint8_t)instrument;
    screen->asked_at = 0;
}

/* Locked as long as nobody can have read it. */
static enum button_kind yes_kind(struct ui *ui, mono_ns asked_at)
{
    if (parts_has_stood(ui, asked_at))
        return BUTTON_PRIMARY;
    ui_wake(ui, parts_stands_at(asked_at));
    return BUTTON_LOCKED;
}

static enum parts_answer choose(struct ui *ui, const char *about, mono_ns asked_at)
{
    const struct rect room =
        ui_modal_box(ui, ui_say(ui, TEXT_bench_levels_title), about, 2 * (SIZE_BUTTON + SIZE_GAP));
    const struct rect yes = {room.x, room.y, room.w, SIZE_BUTTON};
    const struct rect no = {room.x, room.y + SIZE_BUTTON + SIZE_GAP, room.w, SIZE_BUTTON};
    if (ui_button(ui, yes, ui_say(ui, TEXT_bench_levels_yes), KEY_ENTER,
                  ui_say(ui, TEXT_ui_key_enter), yes_kind(ui, asked_at)))
        return ANSWER_YES;
    return ui_button(ui, no, ui_say(ui, TEXT_ui_cancel), KEY_ESCAPE, ui_say(ui, TEXT_ui_key_escape),
                     BUTTON_NORMAL)
               ? ANSWER_NO
               : ANSWER_NONE;
}

/* Heat begins with the answer. The key that opened the question is none, nor is whatever comes before it can be read. */
void bench_ask_levels(struct ui *ui, struct bench_screen *screen)
{
    const struct verification_view *how = &ui->view->bench.instruments[screen->about].verification;
    const char *about =
        ui_fill(ui, how->is_moved ? TEXT_bench_levels_moved : TEXT_bench_levels_about, "low",
                say_c(ui, how->low_c), "high", say_c(ui, how->high_c), NULL);
    if (screen->asked_at == 0)
        screen->asked_at = ui->now;
    const enum parts_answer answer = choose(ui, about, screen->asked_at);
    if (answer == ANSWER_NONE)
        return;
    screen->question = BENCH_ASKS_NOTHING;
    if (answer == ANSWER_YES)
        ui_act(ui, ACTION_LEVELS_BEGIN, screen->about, 0, NULL);
}

/* ---- what the reference shows */

static bool read_reference(const struct ui_field *reference, double *celsius)
{
    return parts_read_number(reference->text, REFERENCE_MIN_C, REFERENCE_MAX_C, celsius);
}

/* What was typed belongs to its step. */
static void keep_to_step(struct bench_screen *screen, const struct levels_view *levels)
{
    const uint8_t step = (uint8_t)(2 * levels->step + levels->is_returning);
    if (screen->reference_of != step)
        screen->reference.text[0] = '\0';
    screen->reference_of = step;
}

static void draw_reference(struct ui *ui, struct rect area, struct ui_field *reference)
{
    double celsius;
    const bool is_wrong = reference->text[0] != '\0' && !read_reference(reference, &celsius);
    const char *problem =
        is_wrong ? ui_fill(ui, TEXT_bench_reference_bad, "min", parts_int(ui, REFERENCE_MIN_C),
                           "max", parts_int(ui, REFERENCE_MAX_C), NULL)
                 : NULL;
    /* it has no focus while something is live, so it hears nothing itself */
    if (ui_field(ui, area, reference, ui_say(ui, TEXT_bench_reference), is_wrong ? NULL : "°C",
                 problem))
        return;
}

/* ---- the steps */

static const char *say_hint(struct ui *ui, const struct levels_view *levels)
{
    if (levels->is_stopped)
        return ui_fill(ui, TEXT_bench_levels_stop, "c", say_c(ui, levels->baseline_c), NULL);
    if (levels->is_returning)
        return ui_fill(ui, TEXT_bench_levels_back, "c", say_c(ui, levels->baseline_c), NULL);
    switch ((enum levels_hint)levels->hint) {
    case LEVELS_CLEAR:
        return ui_say(ui, TEXT_bench_hint_level_type);
    case LEVELS_SILENT:
        return ui_say(ui, TEXT_bench_hint_level_silent);
    case LEVELS_AWAY:
        return ui_say(ui, TEXT_bench_hint_level_away);
    case LEVELS_WAVERS:
        return ui_say(ui, TEXT_bench_hint_level_wavers);
    case LEVELS_DRIFTS:
        return ui_say(ui, TEXT_bench_hint_level_drifts);
    case LEVELS_SHORT:
        return ui_say(ui, TEXT_bench_hint_level_short);
    }
    return "";
}

/* Each zone minus the mean; what is too far off has a mark. */
static void draw_zones(struct ui *ui, struct rect row, const struct levels_view *levels)
{
    const float pitch = row.w / VIEW_ZONES_MAX;
    if (levels->n_zones == 0 || !levels->has_reading)
        return;
    ui_text(ui, (struct point){row.x, row.y}, TYPE_SMALL, ui_say(ui, TEXT_bench_levels_zones));
    for (uint8_t i = 0; i < levels->n_zones; i++) {
        const bool is_far = fabs(levels->zone_by_c[i]) > levels->tolerance_c;
        const struct point at = {row.x + (float)i * pitch, row.y + 22};
        if (is_far)
            ui_mark(ui, (struct point){at.x + 7, at.y}, 14, MARK_WARN);
        ui_text(ui, (struct point){at.x + (is_far ? 20 : 0), at.y}, 16, WEIGHT_MEDIUM,
                is_far ? COLOUR_WARN : COLOUR_TEXT,
                levels->has_zone[i] ? say_by(ui, levels->zone_by_c[i]) : "–");
    }
}

static void draw_reading(struct ui *ui, struct rect room, const struct levels_view *levels)
{
    const float x = room.x + SIZE_GAP, y = room.y + 70;
    const double asked_c = levels->levels[levels->step < VIEW_LEVELS ? levels->step : 0].asked_c;
    const bool is_still =
        levels->hint == LEVELS_CLEAR && !levels->is_returning && !levels->is_stopped;
    const float w = ui_text(ui, (struct point){x, y}, 48, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                            levels->has_reading ? say_c(ui, levels->reading_c) : "–");
    ui_text(ui, (struct point){x + w + SIZE_GAP, y + 9}, 20, WEIGHT_REGULAR, COLOUR_TEXT2, "°C");
    bench_draw_state(ui, (struct point){room.x + room.w - SIZE_GAP, y},
                     levels->is_stopped ? MARK_BAD
                     : is_still         ? MARK_OK
                                        : MARK_OPEN,
                     levels->is_stopped ? TEXT_ui_stop
                     : is_still         ? TEXT_bench_steady
                                        : TEXT_bench_unsteady);
    ui_text(ui, (struct point){x, y + 42}, TYPE_BODY,
            ui_fill(ui, TEXT_bench_level_should, "c", say_c(ui, asked_c), NULL));
    draw_zones(ui, (struct rect){x, y + 66, room.w - 2 * SIZE_GAP, 0}, levels);
    ui_text_block(ui, (struct rect){x, y + 104, room.w - 2 * SIZE_GAP, 46}, TYPE_VALUE,
                  say_hint(ui, levels));
}

static void draw_step(struct ui *ui, struct bench_screen *screen, struct rect room, struct rect row)
{
    const struct levels_view *levels = &ui->view->bench.levels;
    double reference_c = 0;
    if (!levels->is_returning && !levels->is_stopped)
        parts_hear_number(ui, &screen->reference, &reference_entry);
    const bool can_take = levels->hint == LEVELS_CLEAR && !levels->is_returning &&
                          !levels->is_stopped && read_reference(&screen->reference, &reference_c);
    draw_reading(ui, room, levels);
    draw_reference(ui, (struct rect){room.x, row.y - SIZE_FIELD - SIZE_GAP, room.w, SIZE_FIELD},
                   &screen->reference);
    const enum parts_answer answer =
        parts_choose(ui, row, ui_say(ui, TEXT_bench_take),
                     can_take ? BUTTON_PRIMARY : BUTTON_LOCKED, ui_say(ui, TEXT_ui_cancel));
    if (answer == ANSWER_YES)
        ui_act(ui, ACTION_LEVELS_TAKE, 0, reference_c, NULL);
    else if (answer == ANSWER_NO)
        ui_act(ui, ACTION_LEVELS_CANCEL, 0, 0, NULL);
}

/* ---- the result */

static const char *say_zone(struct ui *ui, const struct levels_view *levels)
{
    size_t worst = 0;
    for (size_t i = 1; i < VIEW_LEVELS; i++)
        if (fabs(levels->levels[i].worst_by_c) > fabs(levels->levels[worst].worst_by_c))
            worst = i;
    if (levels->levels[worst].worst_zone == 0)
        return "";
    return ui_fill(ui, TEXT_bench_levels_worst, "zone",
                   parts_int(ui, levels->levels[worst].worst_zone), "by",
                   say_by(ui, levels->levels[worst].worst_by_c), NULL);
}

static void draw_result(struct ui *ui, struct rect room, const struct levels_view *levels)
{
    const float x = room.x + SIZE_GAP;
    float y = room.y + 78;
    ui_mark(ui, (struct point){x + 17, y}, 34, levels->passed ? MARK_OK : MARK_BAD);
    ui_text(ui, (struct point){x + 52, y}, 32, WEIGHT_SEMIBOLD,
            levels->passed ? COLOUR_OK : COLOUR_BAD,
            ui_fill(ui, TEXT_bench_levels_off, "low", say_by(ui, levels->levels[0].off_c), "high",
                    say_by(ui, levels->levels[1].off_c), NULL));
    y += 46;
    for (size_t i = 0; i < VIEW_LEVELS; i++, y += 26)
        ui_text(ui, (struct point){x, y}, TYPE_VALUE,
                ui_fill(ui, TEXT_bench_level_row, "asked", say_c(ui, levels->levels[i].asked_c),
                        "thermode", say_c(ui, levels->levels[i].thermode_c), "reference",
                        say_c(ui, levels->levels[i].reference_c), NULL));
    if (levels->has_gain)
        ui_text(ui, (struct point){x, y}, TYPE_BODY,
                ui_fill(ui, TEXT_bench_levels_gain, "n", ui_number(ui, levels->gain, 3), NULL));
    ui_text(ui, (struct point){x, y + 26}, TYPE_BODY, say_zone(ui, levels));
    ui_text(ui, (struct point){x, y + 52}, TYPE_BODY,
            ui_fill(ui, TEXT_bench_levels_tolerance, "n", say_c(ui, levels->tolerance_c), NULL));
    ui_text(ui, (struct point){x, y + 78}, TYPE_BODY,
            ui_fill(ui, TEXT_bench_levels_lag, "low", ui_number(ui, levels->levels[0].lag_s, 2),
                    "high", ui_number(ui, levels->levels[1].lag_s, 2), NULL));
}

/* The result is kept already: it is only closed. Another check begins with its question. */
static void draw_end(struct ui *ui, struct bench_screen *screen, struct rect room, struct rect row)
{
    const struct levels_view *levels = &ui->view->bench.levels;
    const enum bench_end end = bench_draw_end(ui, row);
    draw_result(ui, room, levels);
    if (end == BENCH_END_NONE)
        return;
    ui_act(ui, ACTION_LEVELS_CANCEL, 0, 0, NULL);
    if (end == BENCH_END_AGAIN)
        bench_open_levels(screen, levels->instrument);
}

static const char *say_about(struct ui *ui, const struct levels_view *levels)
{
    if (levels->step < VIEW_LEVELS)
        return ui_say(ui, TEXT_bench_levels_step);
    return ui_say(ui, levels->passed ? TEXT_bench_levels_passed : TEXT_bench_levels_failed);
}

void bench_draw_levels(struct ui *ui, struct bench_screen *screen)
{
    static const enum text_id names[] = {TEXT_bench_levels_low, TEXT_bench_levels_high,
                                         TEXT_bench_step_result};
    const struct levels_view *levels = &ui->view->bench.levels;
    const struct rect room =
        ui_modal_box(ui, bench_say_check(ui, levels->instrument), say_about(ui, levels), LEVELS_H);
    const struct rect row = {room.x, room.y + room.h - SIZE_BUTTON - SIZE_GAP, room.w, SIZE_BUTTON};
    keep_to_step(screen, levels);
    bench_draw_progress(ui, room, names, levels->step);
    if (levels->step < VIEW_LEVELS)
        draw_step(ui, screen, room, row);
    else
        draw_end(ui, screen, room, row);
}

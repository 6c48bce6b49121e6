/* The stimulus: the value in its slot, whether the hand is too fast or too slow, the ramp, and the instrument that measures
 * it. The value and the verdict stand where they stand in every state. */
#include "screen_parts_internal.h"
#include "screen_run_internal.h"

#include <math.h>

enum { ID_TONE = 0x52000, PLOT_GAP = 32 /* the unit of the plot below stands there */ };

/* A faulty instrument's last number is no number. */
static bool has_value(const struct run_view *run)
{
    if (view_is_cold(run->stimulus))
        return run->cold.step != VIEW_COLD_BEFORE;
    if (!view_has_instrument(run->stimulus))
        return false;
    return run->has_reading && run->instrument_mark != MARK_BAD;
}

static const char *say_value(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run_is_cold(ui))
        return run_cold_clock(ui);
    return has_value(run) ? run_number(ui, run->reading) : "–";
}

void run_draw_value(struct ui *ui, struct rect panel)
{
    const struct run_view *run = &ui->view->run;
    const float size = run_is_small(ui) ? 96 : 128, unit = run_is_small(ui) ? 24 : 32;
    const float right = panel.x + (run_is_small(ui) ? 256 : 344),
                y = panel.y + (run_is_small(ui) ? 93 : 113);
    if (run->stimulus == VIEW_CUES)
        return;
    const float unit_y = y + 0.36f * (size - unit), unit_x = right + (run_is_small(ui) ? 8 : 9);
    ui_text_right(ui, (struct point){right, y}, size, WEIGHT_SEMIBOLD,
                  has_value(run) ? COLOUR_TEXT : COLOUR_TEXT3, say_value(ui));
    ui_text(ui, (struct point){unit_x, unit_y}, unit, WEIGHT_REGULAR, COLOUR_TEXT2,
            run_is_cold(ui) ? "s" : run_unit(ui));
    if (!run_is_small(ui) && run->has_force && has_value(run))
        ui_text(ui, (struct point){unit_x, panel.y + 73}, 20, WEIGHT_REGULAR, COLOUR_TEXT2,
                ui_fill(ui, TEXT_run_newton, "n", ui_number(ui, run->newton, 1), NULL));
}

/* ---- the verdict ------------------------------------------------------------------------------------ */

void run_draw_arrow(struct ui *ui, struct point at, float size, bool is_up, enum role_colour role)
{
    const float half = size / 2, tip = is_up ? -half : half;
    const struct point points[] = {
        {at.x, at.y + tip}, {at.x + half, at.y - tip}, {at.x - half, at.y - tip}};
    canvas_polygon(ui->canvas, points, 3, ui_colour(ui, role), (struct stroke){0});
}

struct verdict_look {
    enum text_id word;
    enum role_colour role;
};

static struct verdict_look look_of(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_LOW:
        return (struct verdict_look){TEXT_run_too_slow, COLOUR_LOW};
    case VERDICT_HIGH:
        return (struct verdict_look){TEXT_run_too_fast, COLOUR_HIGH};
    case VERDICT_NONE:
    case VERDICT_OK:
        break;
    }
    return (struct verdict_look){TEXT_run_on_rate, COLOUR_OK};
}

static void draw_verdict_mark(struct ui *ui, enum verdict verdict, struct point at, float size)
{
    if (verdict == VERDICT_OK)
        ui_mark(ui, at, size, MARK_OK);
    else
        run_draw_arrow(ui, at, size - 4, verdict == VERDICT_HIGH, look_of(verdict).role);
}

/* TEXTS: nothing is in the way of the rate, which counts for nothing near the limit. */
static enum text_id warning(const struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->off_zero || run->let_go_first)
        return run_is_small(ui) ? TEXT_run_not_zero_short : TEXT_run_not_zero;
    if (run->near_limit)
        return run_is_small(ui) ? TEXT_run_near_limit_short : TEXT_run_near_limit;
    return TEXTS;
}

/* The mark stands in the room above the unit, so that the longest word in German has its own. */
static void draw_verdict_word(struct ui *ui, struct point word)
{
    const float size = run_is_small(ui) ? 24 : 32, mark = run_is_small(ui) ? 24 : 28;
    const struct point middle = {word.x - 8 - mark / 2, word.y};
    const enum verdict verdict = run_verdict(&ui->view->run);
    const enum text_id warns = warning(ui);
    if (warns != TEXTS) {
        ui_mark(ui, middle, mark, MARK_WARN);
        ui_text(ui, word, size, WEIGHT_BOLD, COLOUR_WARN, ui_say(ui, warns));
    } else if (verdict != VERDICT_NONE) {
        const struct verdict_look look = look_of(verdict);
        draw_verdict_mark(ui, verdict, middle, mark);
        ui_text(ui, word, size, WEIGHT_BOLD, look.role, ui_say(ui, look.word));
    }
}

/* Beside the longest verdict three digits have no room for the large type. */
static void draw_slope(struct ui *ui, struct rect at)
{
    const struct run_view *run = &ui->view->run;
    const float large = fabs(run->slope) < 99.5 ? 32 : 20;
    if (!run->has_slope)
        return;
    const char *slope = ui_number(ui, run->slope, 0);
    if (run_is_small(ui))
        ui_text_centre(ui, (struct point){at.x + at.w / 2, at.y + 22}, 16, WEIGHT_SEMIBOLD,
                       COLOUR_TEXT,
                       ui_fill(ui, TEXT_run_slope, "slope", slope, "unit", "kPa/s", NULL));
    else if (!run->near_limit)
        ui_text_right(ui, (struct point){at.x + at.w, at.y}, large, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                      slope);
}

/* ---- the gauge: the band of the target takes the middle two fifths --------------------------------- */

static void draw_pointer(struct ui *ui, struct rect bar, double share)
{
    const float x = bar.x + bar.w * (float)fmin(fmax(share, 0), 1);
    const colour text = ui_colour(ui, COLOUR_TEXT);
    const struct point triangle[] = {{x - 10, bar.y - 12}, {x + 10, bar.y - 12}, {x, bar.y}};
    canvas_fill(ui->canvas, (struct rect){x - 2.5f, bar.y, 5, bar.h}, ui_colour(ui, COLOUR_PANEL));
    canvas_fill(ui->canvas, (struct rect){x - 1.5f, bar.y, 3, bar.h}, text);
    canvas_polygon(ui->canvas, triangle, 3, text, (struct stroke){0});
}

static void draw_gauge_words(struct ui *ui, struct rect bar)
{
    const struct run_view *run = &ui->view->run;
    const float y = bar.y + bar.h + 17;
    ui_text(ui, (struct point){bar.x, y}, 16, WEIGHT_REGULAR, COLOUR_LOW,
            ui_say(ui, TEXT_run_press_more));
    ui_text_right(ui, (struct point){bar.x + bar.w, y}, 16, WEIGHT_REGULAR, COLOUR_HIGH,
                  ui_say(ui, TEXT_run_ease_off));
    if (run_is_small(ui) || run->target_slope <= 0)
        return;
    const double off = run->tolerance * run->target_slope;
    ui_text_centre(ui, (struct point){bar.x + bar.w * 0.36f, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                   ui_number(ui, run->target_slope - off, 0));
    ui_text_centre(ui, (struct point){bar.x + bar.w * 0.635f, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                   ui_number(ui, run->target_slope + off, 0));
}

static void draw_gauge(struct ui *ui, struct rect bar)
{
    const struct run_view *run = &ui->view->run;
    const float low = bar.w * 0.3f, band = bar.w * 0.4f;
    canvas_fill(ui->canvas, (struct rect){bar.x, bar.y, low - 1, bar.h}, ui_colour(ui, COLOUR_LOW));
    canvas_fill(ui->canvas, (struct rect){bar.x + low + 1, bar.y, band - 2, bar.h},
                ui_colour(ui, COLOUR_OK));
    canvas_fill(ui->canvas, (struct rect){bar.x + low + band + 1, bar.y, low - 1, bar.h},
                ui_colour(ui, COLOUR_HIGH));
    draw_gauge_words(ui, bar);
    const double half = run->tolerance * run->target_slope;
    if (run->has_slope && half > 0)
        draw_pointer(ui, bar, 0.5 + 0.2 * (run->slope - run->target_slope) / half);
}

/* ---- the tone --------------------------------------------------------------------------------------- */

/* `right`: where the key box ends. */
static void draw_tone(struct ui *ui, struct run_screen *screen, float right, float y)
{
    if (!run_can(ui, screen, COMMAND_MUTE))
        return;
    const float box =
        ui_key_hint(ui, right, y, run_key_name(ui, COMMAND_MUTE), ui_colour(ui, COLOUR_TEXT2));
    const char *label = run_label(ui, COMMAND_MUTE);
    const float w = ui_text_width(ui, 14, WEIGHT_MEDIUM, label) + 8 + box;
    ui_text_right(ui, (struct point){right - box - 8, y}, 14, WEIGHT_MEDIUM, COLOUR_TEXT2, label);
    if (ui_press(ui, run_touch((struct rect){right - w, y - 12, w, 24}), ID_TONE))
        run_do(ui, screen, COMMAND_MUTE);
}

static void draw_rate(struct ui *ui, struct run_screen *screen, struct rect panel)
{
    const struct run_view *run = &ui->view->run;
    const float x = panel.x + (run_is_small(ui) ? 328 : 440);
    const float w = panel.x + panel.w - (run_is_small(ui) ? SIZE_PAD : SIZE_PAD_WIDE) - x;
    if (!run_is_small(ui)) {
        ui_text(ui, (struct point){x, panel.y + 76}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                ui_fill(ui, TEXT_run_rate, "rate", ui_number(ui, run->target_slope, 0), "unit",
                        "kPa/s", NULL));
        draw_tone(ui, screen, x + w, panel.y + 76);
    }
    const struct rect line = {x, panel.y + (run_is_small(ui) ? 74 : 112), w, 0};
    draw_verdict_word(ui, (struct point){run_is_small(ui) ? panel.x + 300 : x, line.y});
    draw_slope(ui, line);
    draw_gauge(ui, (struct rect){x, panel.y + (run_is_small(ui) ? 122 : 144), w, 12});
}

/* ---- head and foot ---------------------------------------------------------------------------------- */

struct chip {
    enum mark mark;
    const char *word;
};

static struct chip say_chip(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run_is_halted(run))
        return (struct chip){MARK_BAD, ui_say(ui, TEXT_run_box_stopped)};
    switch ((enum run_now)run->now) {
    case NOW_INSTRUCT:
        return (struct chip){MARK_OPEN, ui_say(ui, TEXT_run_chip_instruct)};
    case NOW_CONFIRM:
        return (struct chip){MARK_WARN, ui_say(ui, TEXT_run_box_open)};
    case NOW_WAIT:
        return (struct chip){MARK_WARN, ui_say(ui, TEXT_run_chip_wait)};
    case NOW_QUESTION:
        return (struct chip){MARK_OPEN, ui_say(ui, TEXT_run_chip_question)};
    case NOW_RUNNING:
        return (struct chip){MARK_RUNNING, ui_fill(ui, TEXT_run_chip_running, "s",
                                                   ui_number(ui, run->running_s, 1), NULL)};
    case NOW_SAVING:
        return (struct chip){MARK_RUNNING, ui_say(ui, TEXT_ui_saving)};
    case NOW_REVIEW:
        return (struct chip){MARK_OPEN, ui_say(ui, run->sentence[0] ? TEXT_run_chip_no_value
                                                                    : TEXT_run_chip_review)};
    case NOW_REST:
        return (struct chip){MARK_OPEN, ui_say(ui, TEXT_run_chip_rest)};
    case NOW_STOPPED:
        return (struct chip){MARK_BAD, ui_say(ui, TEXT_run_box_stopped)};
    case NOW_NOT_SAVED:
        return (struct chip){MARK_BAD, ui_say(ui, TEXT_run_chip_not_saved)};
    case NOW_ARMED:
        if (run->let_go_first) /* nothing begins before that */
            return (struct chip){MARK_WARN, ui_say(ui, TEXT_run_lift_first)};
        break;
    case NOW_NOTHING:
    case NOW_RELEASE:
    case NOW_SUMMARY:
        break;
    }
    return (struct chip){MARK_OPEN, ui_say(ui, TEXT_run_chip_armed)};
}

static void draw_head(struct ui *ui, struct rect panel)
{
    const struct chip chip = say_chip(ui);
    const float w = ui_chip_width(ui, chip.mark, chip.word);
    const struct rect at = {panel.x + panel.w - SIZE_PAD - w, panel.y + 12, w, SIZE_CHIP};
    ui_text(ui, (struct point){panel.x + SIZE_PAD_WIDE, panel.y + 28}, 20, WEIGHT_SEMIBOLD,
            COLOUR_TEXT, run_title(ui));
    if (ui->view->run.now == NOW_ARMED && chip.mark == MARK_OPEN)
        ui_chip_armed(ui, at, chip.word);
    else
        ui_chip(ui, at, chip.mark, chip.word);
}

static const char *say_instrument(struct ui *ui, const char *name)
{
    const struct run_view *run = &ui->view->run;
    if (!has_value(run))
        return ui_fill(ui, TEXT_run_instrument_silent, "name", name, NULL);
    const char *ms = ui_number(ui, run->reading_age_s * 1000, 0),
               *hz = ui_number(ui, run->rate_hz, 0);
    if (run->rate_hz <= 0)
        return ui_fill(ui,
                       run_is_small(ui) ? TEXT_run_instrument_age_short : TEXT_run_instrument_age,
                       "name", name, "ms", ms, NULL);
    return ui_fill(ui, run_is_small(ui) ? TEXT_run_instrument_short : TEXT_run_instrument, "name",
                   name, "hz", hz, "ms", ms, NULL);
}

/* A name that is too long gives way to what the instrument does. */
static void draw_instrument(struct ui *ui, struct point at, float right)
{
    if (run_is_cold(ui)) {
        ui_text(ui, at, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                ui_say(ui, run_is_small(ui) ? TEXT_run_cold_by_hand_short : TEXT_run_cold_by_hand));
        return;
    }
    if (!view_has_instrument(ui->view->run.stimulus)) {
        ui_text(ui, at, 16, WEIGHT_REGULAR, COLOUR_TEXT2, ui_say(ui, TEXT_run_beat_by_hand));
        return;
    }
    const float rest = ui_text_width(ui, 16, WEIGHT_REGULAR, say_instrument(ui, ""));
    const char *name = ui_text_start(ui, 16, WEIGHT_REGULAR, ui->view->run.instrument,
                                     fmaxf(right - at.x - rest, 0));
    ui_text(ui, at, 16, WEIGHT_REGULAR, COLOUR_TEXT2, say_instrument(ui, name));
}

/* What gives no number is not in order, however well it answers otherwise. */
static enum mark mark_of_instrument(const struct run_view *run)
{
    return run->instrument_mark == MARK_OK && !has_value(run) ? MARK_OPEN
                                                              : (enum mark)run->instrument_mark;
}

static const char *say_button(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->button_mark == MARK_BAD)
        return ui_say(ui, TEXT_run_button_gone);
    if (run->button_pressed || run->button_mark == MARK_WARN)
        return ui_say(ui, TEXT_run_button_pressed);
    if (run_waits_for_button(run))
        return ui_say(ui, run_is_small(ui) ? TEXT_run_button_back_short : TEXT_run_button_back);
    return ui_say(ui, run_is_small(ui) ? TEXT_run_button_short : TEXT_run_button);
}

static void draw_foot(struct ui *ui, struct rect panel)
{
    const struct run_view *run = &ui->view->run;
    const float bottom = panel.y + panel.h, y = bottom - 24,
                right = panel.x + panel.w - SIZE_PAD_WIDE;
    const float left = panel.x + 28;
    canvas_line(ui->canvas, (struct point){panel.x + SIZE_PAD, bottom - 45.5f},
                (struct point){panel.x + panel.w - SIZE_PAD, bottom - 45.5f},
                (struct stroke){.colour = ui_colour(ui, COLOUR_LINE), .width = 1});
    ui_mark(ui, (struct point){left, y}, 16,
            view_has_instrument(run->stimulus) ? mark_of_instrument(run) : MARK_OK);
    const char *button = say_button(ui);
    const bool is_odd = run->button_mark == MARK_BAD || run->button_mark == MARK_WARN;
    const float button_x = right - ui_text_width(ui, 16, WEIGHT_REGULAR, button);
    draw_instrument(ui, (struct point){left + 16, y}, button_x - (is_odd ? 40 : SIZE_PAD));
    ui_text_right(ui, (struct point){right, y}, 16, WEIGHT_REGULAR,
                  is_odd ? COLOUR_WARN : COLOUR_TEXT2, button);
    if (is_odd)
        ui_mark(ui, (struct point){button_x - 14, y}, 16, (enum mark)run->button_mark);
}

static void draw_trial(struct ui *ui, struct run_screen *screen, struct rect panel)
{
    const bool is_small = run_is_small(ui), has_plot = ui->view->run.stimulus != VIEW_CUES;
    const float top = panel.y + (is_small ? 192 : 216),
                bottom = panel.y + panel.h - (is_small ? 80 : 88);
    const struct rect area = {panel.x + 64, top, panel.w - 96, bottom - top};
    float used = 0;
    if (is_small) /* between the two places of the limit's words */
        draw_tone(ui, screen, panel.x + 308, panel.y + 170);
    if (run_is_beat(ui))
        used = run_draw_beat(ui, panel, area);
    else if (run_is_thermal(ui))
        run_draw_thermal(ui, panel);
    else if (run_is_cuff(ui))
        run_draw_cuff(ui, panel);
    else if (run_is_cold(ui))
        run_draw_cold(ui, panel);
    else
        draw_rate(ui, screen, panel);
    const float beside = plot_beside_height(ui, area.h - used);
    if (beside > 0)
        plot_draw_beside(ui, (struct rect){area.x, top + used, area.w, beside});
    used += beside > 0 ? beside + PLOT_GAP : 0;
    if (used >= area.h)
        return;
    if (has_plot && (!run_is_beat(ui) || run_beat_has_plot(area.h - used)))
        plot_draw(ui, (struct rect){area.x, top + used, area.w, area.h - used});
}

void run_draw_stimulus(struct ui *ui, struct run_screen *screen, struct rect panel)
{
    ui_panel(ui, PANEL_MAIN, panel, true);
    draw_head(ui, panel);
    if (ui->view->run.now == NOW_QUESTION) {
        run_draw_ask(ui, screen, panel);
        if (!parts_is_least(ui))
            draw_foot(ui, panel);
        return;
    }
    run_draw_value(ui, panel);
    if (run_has_message(&ui->view->run)) {
        const float top = panel.y + (run_is_small(ui) ? 148 : 176),
                    bottom = panel.y + panel.h - 46 - (run_is_small(ui) ? SIZE_GAP : SIZE_PAD);
        run_draw_message(
            ui, screen,
            (struct rect){panel.x + SIZE_PAD_WIDE, top, panel.w - 2 * SIZE_PAD_WIDE, bottom - top});
    } else {
        draw_trial(ui, screen, panel);
    }
    draw_foot(ui, panel);
}

/* What a train that a hand gives to a beat has on the session screen: a light that is filled while it is to be pressed, the words for
 * it, what the last press was, and the next line. Light and words change at the cue, by the time of the frame. */
#include "screen_run_internal.h"

#include <math.h>

bool run_is_beat(const struct ui *ui)
{
    return ui->view->run.beat.is_on;
}

bool run_beat_has_gauge(const struct run_view *run)
{
    return run->beat.is_on && run->stimulus == VIEW_PRESSURE;
}

static const char *say_either(struct ui *ui, enum text_id usual, enum text_id small)
{
    return ui_say(ui, run_is_small(ui) ? small : usual);
}

/* ---- the next line ---------------------------------------------------------------------------------- */

/* Where there is no sound, that comes first: who waits for it is late. */
static const char *say_how(struct ui *ui)
{
    if (ui->view->frame.is_silent)
        return say_either(ui, TEXT_run_beat_silent, TEXT_run_beat_silent_short);
    return say_either(ui, TEXT_run_beat_do, TEXT_run_beat_do_short);
}

struct run_lines run_beat_lines(struct ui *ui)
{
    const struct site_view *due = run_due(ui);
    const char *site = due ? run_site_name(ui, due->site, due->side) : "";
    if (ui->view->run.now == NOW_RUNNING || run_is_small(ui))
        return (struct run_lines){say_either(ui, TEXT_run_beat_on, TEXT_run_beat_on_short),
                                  say_how(ui)};
    return (struct run_lines){ui_fill(ui, TEXT_run_beat_armed, "site", site, NULL), say_how(ui)};
}

/* ---- the light -------------------------------------------------------------------------------------- */

static bool is_given(const struct run_view *run)
{
    return run->now == NOW_ARMED || run->now == NOW_RUNNING;
}

static const char *say_cue(struct ui *ui, struct beat_cue cue)
{
    const char *n = ui_number(ui, cue.index, 0), *of = ui_number(ui, ui->view->run.train.pulses, 0);
    switch ((enum view_beat_cue)cue.cue) {
    case VIEW_BEAT_COUNT:
        return ui_fill(ui, TEXT_term_beat_count, "n", n, NULL);
    case VIEW_BEAT_PRESS:
        return ui_fill(ui, TEXT_term_beat_press, "n", n, "of", of, NULL);
    case VIEW_BEAT_LIFT:
        return ui_fill(ui, TEXT_term_beat_lift, "n", n, "of", of, NULL);
    case VIEW_BEAT_NONE:
        break;
    }
    return ui_say(ui, TEXT_term_beat_ready);
}

static void draw_light(struct ui *ui, struct point at, float radius, struct beat_cue cue)
{
    const bool is_press = cue.cue == VIEW_BEAT_PRESS;
    const bool is_told = cue.cue != VIEW_BEAT_NONE;
    const struct stroke ring = {.colour = ui_colour(ui, is_told ? COLOUR_TEXT : COLOUR_EDGE),
                                .width = 6};
    canvas_arc(ui->canvas, at, radius, (struct point){0, 1},
               ui_colour(ui, is_press ? COLOUR_TEXT : COLOUR_PANEL), ring);
}

enum { PLOT_LEAST = 120, LIGHT_LEAST = 56, LIGHT_SMALL = 72, LIGHT = 96, WORDS_LEAST = 12 };

/* As large as there is room for. */
static float fit(struct ui *ui, const char *words, float size, float room)
{
    const float w = ui_text_width(ui, size, WEIGHT_BOLD, words);
    return fmaxf(w > room ? floorf(size * room / w) : size, WORDS_LEAST);
}

/* Beside the light. */
static void draw_in_row(struct ui *ui, struct rect area)
{
    const struct beat_cue cue = beat_at(&ui->view->run.beat, ui->now);
    const float radius = area.h / 2 - 6, x = area.x + area.h + SIZE_PAD, y = area.y + area.h / 2;
    const char *words = say_cue(ui, cue);
    draw_light(ui, (struct point){area.x + area.h / 2, y}, radius, cue);
    ui_text(ui, (struct point){x, y}, fit(ui, words, area.h * 0.66f, area.x + area.w - x),
            WEIGHT_BOLD, COLOUR_TEXT, words);
}

/* A single stimulus and a train of them come in turn: which it is stands where the light will be. */
static void draw_ahead(struct ui *ui, struct rect area)
{
    const struct train_view *train = &ui->view->run.train;
    const char *words = train->pulses == 1
                            ? ui_say(ui, TEXT_run_beat_single)
                            : ui_fill(ui, TEXT_run_beat_train, "n", ui_number(ui, train->pulses, 0),
                                      "s", ui_number(ui, train->period_s, 1), NULL);
    ui_text_centre(ui, (struct point){area.x + area.w / 2, area.y + area.h / 2},
                   fit(ui, words, 32, area.w), WEIGHT_SEMIBOLD, COLOUR_TEXT, words);
}

/* Below it: nothing else is to be seen. */
static void draw_in_middle(struct ui *ui, struct rect area)
{
    const struct beat_cue cue = beat_at(&ui->view->run.beat, ui->now);
    const float words_h = fminf(96, area.h / 3), light_h = area.h - words_h;
    const float radius = fminf(light_h / 2 - 8, 140), x = area.x + area.w / 2;
    const char *words = say_cue(ui, cue);
    draw_light(ui, (struct point){x, area.y + light_h / 2}, radius, cue);
    ui_text_centre(ui, (struct point){x, area.y + light_h + words_h / 2},
                   fit(ui, words, words_h * 0.8f, area.w), WEIGHT_BOLD, COLOUR_TEXT, words);
}

/* ---- what was pressed ------------------------------------------------------------------------------- */

static enum text_id word_of(uint8_t verdict)
{
    static const enum text_id words[] = {[VIEW_PRESS_UNKNOWN] = TEXTS,
                                         [VIEW_PRESS_GOOD] = TEXT_term_beat_good,
                                         [VIEW_PRESS_STRONG] = TEXT_term_beat_strong,
                                         [VIEW_PRESS_LIGHT] = TEXT_term_beat_light,
                                         [VIEW_PRESS_LATE] = TEXT_term_beat_late,
                                         [VIEW_PRESS_EARLY] = TEXT_term_beat_early,
                                         [VIEW_PRESS_MISSED] = TEXT_term_beat_missed,
                                         [VIEW_PRESS_UNSEEN] = TEXT_term_beat_unseen};
    return words[verdict];
}

void run_draw_press_mark(struct ui *ui, struct point at, float size, uint8_t verdict)
{
    switch ((enum view_press)verdict) {
    case VIEW_PRESS_UNKNOWN:
        ui_mark(ui, at, size, MARK_OPEN);
        return;
    case VIEW_PRESS_GOOD:
        ui_mark(ui, at, size, MARK_OK);
        return;
    case VIEW_PRESS_STRONG:
        run_draw_arrow(ui, at, size - 4, true, COLOUR_HIGH);
        return;
    case VIEW_PRESS_LIGHT:
        run_draw_arrow(ui, at, size - 4, false, COLOUR_LOW);
        return;
    case VIEW_PRESS_LATE:
    case VIEW_PRESS_EARLY:
    case VIEW_PRESS_UNSEEN:
        ui_mark(ui, at, size, MARK_WARN);
        return;
    case VIEW_PRESS_MISSED:
        ui_mark(ui, at, size, MARK_BAD);
        return;
    }
}

/* "Press 3: too strong"; near the limit that comes first. */
static void draw_last(struct ui *ui, struct point at, float size, float room)
{
    const struct run_view *run = &ui->view->run;
    const struct point mark = {at.x - 8 - size / 2, at.y};
    const uint8_t n = run->beat.n_judged, last = n > 0 ? run->beat.verdicts[n - 1] : 0;
    if (run->near_limit && is_given(run)) {
        ui_mark(ui, mark, size, MARK_WARN);
        ui_text(ui, at, size, WEIGHT_BOLD, COLOUR_WARN,
                say_either(ui, TEXT_run_near_limit, TEXT_run_near_limit_short));
        return;
    }
    if (word_of(last) >= TEXTS)
        return;
    const char *words = ui_fill(ui, TEXT_run_beat_was, "n", ui_number(ui, n, 0), "what",
                                ui_say(ui, word_of(last)), NULL);
    run_draw_press_mark(ui, mark, size, last);
    ui_text(ui, at, fit(ui, words, size, room), WEIGHT_BOLD, COLOUR_TEXT, words);
}

static void draw_gauged(struct ui *ui, struct rect panel)
{
    const struct beat_view *beat = &ui->view->run.beat;
    const bool is_small = run_is_small(ui);
    const float x = panel.x + (is_small ? 328 : 440);
    ui_text(ui, (struct point){x, panel.y + (is_small ? 74 : 76)}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            ui_fill(ui, TEXT_run_beat_band, "from", ui_number(ui, beat->level - beat->band, 0),
                    "to", ui_number(ui, beat->level + beat->band, 0), NULL));
    const struct point last = {x + (is_small ? 24 : 16), panel.y + (is_small ? 118 : 124)};
    draw_last(ui, last, is_small ? 20 : 24, panel.x + panel.w - SIZE_PAD - last.x);
}

/* ---- all of it -------------------------------------------------------------------------------------- */

/* Where the value has taken the room, it stands in that of the band. */
static struct rect row_of(const struct ui *ui, struct rect panel, struct rect area)
{
    const float x = panel.x + 328, h = run_is_small(ui) ? LIGHT_SMALL : LIGHT;
    if (area.h < LIGHT_LEAST)
        return (struct rect){x, panel.y + 56, panel.x + panel.w - SIZE_PAD - x, LIGHT_SMALL};
    return (struct rect){area.x, area.y - 16, area.w, fminf(h, area.h)};
}

float run_draw_beat(struct ui *ui, struct rect panel, struct rect area)
{
    const struct run_view *run = &ui->view->run;
    const struct rect row = row_of(ui, panel, area);
    const float top = panel.y + 56;
    if (is_given(run))
        ui_wake(ui, run->beat.next_ns);
    const struct rect middle = {area.x, top, area.w, area.y + area.h - top};
    if (is_given(run) && !run_beat_has_gauge(run) && middle.h >= LIGHT_LEAST)
        draw_in_middle(ui, middle);
    if (run->now == NOW_CONFIRM && !run_beat_has_gauge(run) && run->train.pulses > 0)
        draw_ahead(ui, middle);
    if (!run_beat_has_gauge(run))
        return area.h;
    if (is_given(run))
        draw_in_row(ui, row);
    if (row.y > top)
        draw_gauged(ui, panel);
    return row.h + 24;
}

bool run_beat_has_plot(float height)
{
    return height >= PLOT_LEAST;
}

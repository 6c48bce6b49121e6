/* What works by itself and is rated has in its panel, whatever it is: what was asked for, what it does, and the rating on its scale. */
#include "screen_run_internal.h"

#include <math.h>

#define RATING_MOST 10.0

/* ---- words ------------------------------------------------------------------------------------------ */

/* Whole but of a temperature that is none. */
static const char *say_level(struct ui *ui, double level)
{
    return ui_number(ui, level, run_is_thermal(ui) && floor(level) != level);
}

const char *run_say_held(struct ui *ui)
{
    const struct train_view *train = &ui->view->run.train;
    return ui_fill(ui, TEXT_run_hold, "level", say_level(ui, (double)train->levels[0]), "unit",
                   run_unit(ui), "s", ui_number(ui, train->on_s, 0), NULL);
}

const char *run_say_levels(struct ui *ui)
{
    const struct train_view *train = &ui->view->run.train;
    double least = INFINITY, most = -INFINITY;
    if (run_view_holds(&ui->view->run))
        return run_say_held(ui);
    for (uint8_t i = 0; i < train->pulses; i++) {
        least = fmin(least, (double)train->levels[i]);
        most = fmax(most, (double)train->levels[i]);
    }
    const bool is_one = most - least < (run_is_thermal(ui) ? 0.05 : 0.5);
    return ui_fill(ui, is_one ? TEXT_run_level : TEXT_run_levels, "level",
                   say_level(ui, fmin(least, most)), "most", say_level(ui, most), "unit",
                   run_unit(ui), NULL);
}

const char *run_say_pulse(struct ui *ui)
{
    const struct train_view *train = &ui->view->run.train;
    const int n = train->given < train->pulses ? train->given + 1 : train->pulses;
    return ui_fill(ui, TEXT_run_pulse, "n", ui_number(ui, n, 0), "all",
                   ui_number(ui, train->pulses, 0), NULL);
}

/* ---- what it does ----------------------------------------------------------------------------------- */

void run_draw_step(struct ui *ui, struct point at, const struct run_step *step)
{
    const float size = run_is_small(ui) ? 24 : 32, mark = run_is_small(ui) ? 24 : 28;
    const struct point middle = {at.x - 8 - mark / 2, at.y};
    if (step->mark == MARK_NONE)
        run_draw_arrow(ui, middle, mark - 4, step->is_up, step->role);
    else
        ui_mark(ui, middle, mark, step->mark);
    ui_text(ui, at, size, WEIGHT_BOLD, step->role, step->word);
}

/* ---- the rating ------------------------------------------------------------------------------------- */

static const char *say_rating(struct ui *ui, bool has_rating)
{
    return has_rating ? ui_number(ui, ui->view->run.cuff.rating, 1) : "–";
}

/* From 0 to 10, as the participant sees it. */
static void draw_scale(struct ui *ui, struct rect bar, bool has_rating)
{
    const struct run_view *run = &ui->view->run;
    const colour text = ui_colour(ui, COLOUR_TEXT);
    canvas_round(ui->canvas, bar, bar.h / 2, ui_colour(ui, COLOUR_HI), (struct stroke){0});
    if (!has_rating)
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
    const uint8_t now = ui->view->run.now;
    const bool is_over = now == NOW_SAVING || now == NOW_REVIEW;
    const float y = bar.y + bar.h + 17;
    ui_text(ui, (struct point){bar.x, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, ui_number(ui, 0, 0));
    ui_text_centre(ui, (struct point){bar.x + bar.w / 2, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                   ui_say(ui, is_over ? TEXT_run_rating_end : TEXT_run_rating_now));
    ui_text_right(ui, (struct point){bar.x + bar.w, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                  ui_number(ui, RATING_MOST, 0));
}

/* ---- all of it -------------------------------------------------------------------------------------- */

static void draw_large(struct ui *ui, struct rect at, const struct run_rated *rated)
{
    ui_text(ui, (struct point){at.x, at.y + 76}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, rated->asked);
    if (rated->step)
        run_draw_step(ui, (struct point){at.x, at.y + 112}, rated->step);
    ui_text_right(ui, (struct point){at.x + at.w, at.y + 114}, 24, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                  say_rating(ui, rated->has_rating));
    const struct rect bar = {at.x, at.y + 144, at.w, 12};
    draw_scale(ui, bar, rated->has_rating);
    draw_scale_words(ui, bar);
}

static void draw_small(struct ui *ui, struct rect at, const struct run_rated *rated)
{
    if (rated->step)
        run_draw_step(ui, (struct point){at.x - 28, at.y + 74}, rated->step);
    ui_text(ui, (struct point){at.x, at.y + 102}, 16, WEIGHT_SEMIBOLD, COLOUR_TEXT,
            ui_fill(ui, TEXT_run_rating_small, "rating", say_rating(ui, rated->has_rating), NULL));
    draw_scale(ui, (struct rect){at.x, at.y + 130, at.w, 8}, rated->has_rating);
}

struct rect run_beside_value(const struct ui *ui, struct rect panel)
{
    const float x = panel.x + (run_is_small(ui) ? 328 : 440);
    const float w = panel.x + panel.w - (run_is_small(ui) ? SIZE_PAD : SIZE_PAD_WIDE) - x;
    return (struct rect){x, panel.y, w, panel.h};
}

void run_draw_rated(struct ui *ui, struct rect panel, const struct run_rated *rated)
{
    const struct rect at = run_beside_value(ui, panel);
    if (run_is_small(ui))
        draw_small(ui, at, rated);
    else
        draw_large(ui, at, rated);
}

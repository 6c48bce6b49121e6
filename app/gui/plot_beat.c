/* What a train to a beat has in its plot: the band of pressures that is wanted, when it is to be pressed, and what became of each
 * press. */
#include "plot_internal.h"

#include <math.h>

static bool is_beat(const struct plot *plot)
{
    return run_beat_has_gauge(plot->run);
}

/* Over the whole time: a hand that comes early is to see it, too. */
void plot_draw_wanted(const struct plot *plot)
{
    const struct beat_view *beat = &plot->run->beat;
    const struct point top = plot_place(plot, 0, beat->level + beat->band),
                       end = plot_place(plot, plot->range.end_s, beat->level - beat->band);
    if (!is_beat(plot))
        return;
    canvas_fill(plot->ui->canvas, (struct rect){top.x, top.y, end.x - top.x, end.y - top.y},
                ui_colour(plot->ui, COLOUR_BAND));
    canvas_line(plot->ui->canvas, top, (struct point){end.x, top.y},
                plot_stroke(plot, COLOUR_BAND_EDGE, 1.5f));
    canvas_line(plot->ui->canvas, (struct point){top.x, end.y}, end,
                plot_stroke(plot, COLOUR_BAND_EDGE, 1.5f));
}

/* The one that is given now is filled; those to come are outlines. */
static void draw_mark(const struct plot *plot, uint8_t pulse)
{
    const struct train_view *train = &plot->run->train;
    const struct point at = {plot_x(plot, pulse * train->period_s + train->on_s / 2),
                             plot->beat.y + plot->beat.h / 2};
    const bool is_now = pulse == train->given && plot->run->now == NOW_RUNNING;
    if (pulse < plot->run->beat.n_judged)
        run_draw_press_mark(plot->ui, at, 18, plot->run->beat.verdicts[pulse]);
    else
        canvas_arc(plot->ui->canvas, at, is_now ? 7 : 5, (struct point){0, 1},
                   ui_colour(plot->ui, is_now ? COLOUR_TEXT : COLOUR_PANEL),
                   plot_stroke(plot, COLOUR_EDGE, is_now ? 0 : 1.5f));
}

/* From cue to cue, in the lane. */
static void draw_time(const struct plot *plot, uint8_t pulse)
{
    const struct train_view *train = &plot->run->train;
    const float from = plot_x(plot, pulse * train->period_s),
                to = plot_x(plot, pulse * train->period_s + train->on_s);
    canvas_fill(plot->ui->canvas,
                (struct rect){from, plot->area.y + plot->area.h - 4, to - from, 4},
                ui_colour(plot->ui, COLOUR_TEXT2));
}

void plot_draw_presses(const struct plot *plot)
{
    for (uint8_t i = 0; is_beat(plot) && i < plot->run->train.pulses; i++) {
        draw_time(plot, i);
        draw_mark(plot, i);
    }
}

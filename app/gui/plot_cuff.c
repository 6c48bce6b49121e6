/* What is rated has in its plot beside its pressure or temperature: the rating over the same time in a lane of its own, of a cuff where
 * the pain began, and the pulses of a train with the one that is given now. */
#include "plot_internal.h"

#include <math.h>

#define RATING_MOST 10.0f

/* ---- ratings ---------------------------------------------------------------------------------------- */

static float rating_y(const struct plot *plot, float rating)
{
    return plot->ratings.y + plot->ratings.h * (1 - rating / RATING_MOST);
}

static void draw_lane_rules(const struct plot *plot)
{
    const struct rect lane = plot->ratings;
    const float right = lane.x + lane.w;
    for (int i = 0; i <= 2; i++) {
        const float rating = 5 * (float)i, y = floorf(rating_y(plot, rating)) + 0.5f;
        canvas_line(plot->ui->canvas, (struct point){lane.x, y}, (struct point){right, y},
                    plot_stroke(plot, i == 0 ? COLOUR_EDGE : COLOUR_LINE, 1));
        ui_text_right(plot->ui, (struct point){lane.x - 12, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                      ui_number(plot->ui, (double)rating, 0));
    }
    ui_text_right(plot->ui, (struct point){right, lane.y - 13}, 14, WEIGHT_REGULAR, COLOUR_TEXT2,
                  ui_say(plot->ui, TEXT_run_rating_lane));
}

static struct point rating_place(const struct plot *plot, size_t at)
{
    const double t = fmin((double)plot->run->trace[at].t_s, plot->range.end_s);
    return (struct point){plot_x(plot, t), rating_y(plot, plot->run->cuff.ratings[at])};
}

/* From the first to the last one that is known; a gap between two is a straight line. */
static void draw_ratings(const struct plot *plot)
{
    const struct run_view *run = plot->run;
    struct point points[VIEW_TRACE_MAX];
    size_t n = 0;
    for (size_t i = 0; i < run->n_trace; i++)
        if (isfinite(run->cuff.ratings[i]))
            points[n++] = rating_place(plot, i);
    if (n > 1)
        canvas_polyline(plot->ui->canvas, points, n, plot_stroke(plot, COLOUR_TEXT, 2));
    if (n > 0 && !run->has_threshold && run->now == NOW_RUNNING)
        canvas_arc(plot->ui->canvas, points[n - 1], 6, (struct point){0, 1},
                   ui_colour(plot->ui, COLOUR_TEXT), plot_stroke(plot, COLOUR_PANEL, 2));
}

void plot_draw_rating_lane(const struct plot *plot)
{
    const struct rect lane = plot->ratings;
    if (lane.h <= 0)
        return;
    draw_lane_rules(plot);
    canvas_clip(plot->ui->canvas, (struct rect){lane.x, lane.y - 6, lane.w, lane.h + 12});
    draw_ratings(plot);
    canvas_unclip(plot->ui->canvas);
}

/* ---- where the pain began --------------------------------------------------------------------------- */

/* Through both, so that one sees which rating it was. */
static void draw_onset(const struct plot *plot, struct point at)
{
    struct stroke dotted = plot_stroke(plot, COLOUR_TEXT2, 1.5f);
    dotted.dash = 2;
    canvas_line(plot->ui->canvas, at, (struct point){at.x, plot->ratings.y + plot->ratings.h},
                dotted);
    canvas_arc(plot->ui->canvas, at, 7, (struct point){0, 1}, ui_colour(plot->ui, COLOUR_PANEL),
               plot_stroke(plot, COLOUR_TEXT, 2));
}

void plot_draw_pdt(struct plot *plot)
{
    const struct cuff_view *cuff = &plot->run->cuff;
    if (!cuff->has_pdt)
        return;
    const struct point at =
        plot_place(plot, fmin((double)cuff->pdt.t_s, plot->range.end_s), (double)cuff->pdt.value);
    const char *words = ui_fill(plot->ui, TEXT_run_pdt_at, "kpa",
                                ui_number(plot->ui, (double)cuff->pdt.value, 0), NULL);
    const float w = ui_text_width(plot->ui, 16, WEIGHT_REGULAR, words);
    draw_onset(plot, at);
    if (!plot_put_label(plot, (struct point){at.x + 12, at.y + 20}, COLOUR_TEXT, words))
        (void)plot_put_label(plot, (struct point){at.x - 16 - w, at.y - 8}, COLOUR_TEXT, words);
}

/* ---- pulses ----------------------------------------------------------------------------------------- */

/* As it is to be: up for its time. */
static void draw_asked(const struct plot *plot, uint8_t pulse)
{
    const struct train_view *train = &plot->run->train;
    const double from = pulse * train->period_s;
    const struct point top = plot_place(plot, from, (double)train->levels[pulse]),
                       end = plot_place(plot, from + train->on_s, train->base);
    canvas_fill(plot->ui->canvas, (struct rect){top.x, top.y, end.x - top.x, end.y - top.y},
                ui_colour(plot->ui, COLOUR_BAND));
    canvas_line(plot->ui->canvas, top, (struct point){end.x, top.y},
                plot_stroke(plot, COLOUR_BAND_EDGE, 1.5f));
}

/* Given and rated: a tick, which says no value; given without a rating: open; now: filled; to come: an outline. */
static void draw_pulse_mark(const struct plot *plot, uint8_t pulse)
{
    const struct train_view *train = &plot->run->train;
    const struct point at = {plot_x(plot, plot_pulse_at(plot->run, pulse)),
                             plot->area.y + plot->area.h + 20};
    const bool is_given = pulse < train->given;
    const bool is_now = pulse == train->given && run_view_gives(plot->run);
    if (is_given && isfinite(train->ratings[pulse]))
        run_draw_tick(plot->ui, at, 14, COLOUR_TEXT2);
    else
        canvas_arc(plot->ui->canvas, at, is_now ? 7 : 5, (struct point){0, 1},
                   ui_colour(plot->ui, is_now ? COLOUR_TEXT : COLOUR_PANEL),
                   plot_stroke(plot, is_given ? COLOUR_WARN : COLOUR_EDGE, is_now ? 0 : 1.5f));
}

void plot_draw_pulses(const struct plot *plot)
{
    if (plot->run->stimulus != VIEW_TRAIN)
        return;
    for (uint8_t i = 0; i < plot->run->train.pulses; i++)
        draw_asked(plot, i);
}

/* Where there is no room for ratings, there is none for these, either: the words say which pulse is given. */
void plot_draw_pulse_marks(const struct plot *plot)
{
    const bool has_room = run_view_has_pulses(plot->run) && plot->ratings.h > 0;
    for (uint8_t i = 0; has_room && i < plot->run->train.pulses; i++)
        draw_pulse_mark(plot, i);
}

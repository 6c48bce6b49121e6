/* The course of cold by hand: time to its limit, how long it lasts, when it began to hurt, and the ratings, from 0 to 10. */
#include "plot_internal.h"

#include <math.h>

enum { BAR = 8, WORD_ROOM = 8 };

static void draw_due(const struct plot *plot, double at_s)
{
    struct stroke dotted = plot_stroke(plot, COLOUR_LINE, 1);
    const float x = floorf(plot_x(plot, at_s)) + 0.5f;
    dotted.dash = 3;
    canvas_line(plot->ui->canvas, (struct point){x, plot->area.y},
                (struct point){x, plot->area.y + plot->area.h}, dotted);
}

/* What is to come, too: each has its place before it begins. */
static void draw_dues(const struct plot *plot)
{
    const double every = plot->run->cold.rating_every_s;
    for (double at = every; every > 0 && at <= plot->run->limit; at += every)
        draw_due(plot, at);
}

/* The end by the clock. */
static void draw_limit(const struct plot *plot)
{
    const float x = floorf(plot_x(plot, plot->run->limit)) + 0.5f;
    canvas_line(plot->ui->canvas, (struct point){x, plot->area.y},
                (struct point){x, plot->area.y + plot->area.h}, plot_stroke(plot, COLOUR_EDGE, 2));
}

static void draw_lasted(const struct plot *plot)
{
    const struct cold_view *cold = &plot->run->cold;
    const float bottom = plot->area.y + plot->area.h, left = plot->area.x;
    const float end = plot_x(plot, fmin(cold->lasted_s, plot->range.end_s));
    if (cold->step == VIEW_COLD_BEFORE)
        return;
    canvas_fill(plot->ui->canvas, (struct rect){left, bottom - BAR, end - left, BAR},
                ui_colour(plot->ui, COLOUR_TEXT));
    if (cold->step == VIEW_COLD_ON)
        canvas_arc(plot->ui->canvas, (struct point){end, bottom - BAR / 2}, 9, (struct point){0, 1},
                   ui_colour(plot->ui, COLOUR_TEXT), plot_stroke(plot, COLOUR_PANEL, 3));
}

/* A line at its time, with its word on the side that has the room. */
static void draw_mark(const struct plot *plot, double at_s, float y, const char *word)
{
    const float x = plot_x(plot, fmin(at_s, plot->range.end_s));
    const float w = ui_text_width(plot->ui, 16, WEIGHT_MEDIUM, word);
    const bool is_left = x + WORD_ROOM + w > plot->area.x + plot->area.w;
    const float word_x = is_left ? x - WORD_ROOM - w : x + WORD_ROOM;
    canvas_line(plot->ui->canvas, (struct point){x, plot->area.y},
                (struct point){x, plot->area.y + plot->area.h}, plot_stroke(plot, COLOUR_TEXT, 2));
    canvas_fill(plot->ui->canvas, (struct rect){word_x - 2, y - 11, w + 4, 22},
                ui_colour(plot->ui, COLOUR_PANEL));
    ui_text(plot->ui, (struct point){word_x, y}, 16, WEIGHT_MEDIUM, COLOUR_TEXT, word);
}

static void draw_marks(const struct plot *plot)
{
    const struct cold_view *cold = &plot->run->cold;
    if (cold->has_pain)
        draw_mark(plot, cold->pain_s, plot->area.y + 12, ui_say(plot->ui, TEXT_run_cold_pain_mark));
    if (cold->step == VIEW_COLD_OVER)
        draw_mark(plot, cold->lasted_s, plot->area.y + 36,
                  ui_say(plot->ui, TEXT_run_cold_off_mark));
}

/* What was not given stays open at its time. */
static void draw_ratings(const struct plot *plot)
{
    const struct cold_view *cold = &plot->run->cold;
    for (size_t i = 0; i < cold->n_ratings; i++) {
        const bool is_given = isfinite(cold->ratings[i]);
        const struct point at = plot_place(plot, (double)(i + 1) * cold->rating_every_s,
                                           is_given ? (double)cold->ratings[i] : 0);
        const struct point place = {at.x, is_given ? at.y : at.y - 24};
        canvas_arc(plot->ui->canvas, place, 7, (struct point){0, 1},
                   ui_colour(plot->ui, is_given ? COLOUR_TEXT : COLOUR_PANEL),
                   plot_stroke(plot, is_given ? COLOUR_PANEL : COLOUR_TEXT2, 2));
    }
}

void plot_draw_cold(const struct plot *plot)
{
    draw_dues(plot);
    draw_limit(plot);
    draw_lasted(plot);
    draw_marks(plot);
    draw_ratings(plot);
}

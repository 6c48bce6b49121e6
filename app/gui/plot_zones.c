/* The zones of a thermode in its plot: thin beside the mean, and, where there is room, what each is off it in a lane below. */
#include "plot_internal.h"

#include <math.h>

enum { ZONE_POINTS = 256 };

/* Those of a long trace are drawn by fewer points: they are thin, and there are five. */
static size_t find_zone(const struct plot *plot, uint8_t zone, size_t points[ZONE_POINTS])
{
    const struct run_view *run = plot->run;
    const size_t step = run->n_trace / ZONE_POINTS + 1;
    size_t n = 0;
    for (size_t i = 0; i < run->n_trace; i += step)
        if (isfinite(run->thermal.zone_off[i][zone]))
            points[n++] = i;
    return n;
}

static void draw_zone(const struct plot *plot, uint8_t zone)
{
    size_t at[ZONE_POINTS];
    struct point points[ZONE_POINTS];
    const size_t n = find_zone(plot, zone, at);
    for (size_t i = 0; i < n; i++) {
        const struct trace_point *mean = &plot->run->trace[at[i]];
        points[i] = plot_place(plot, (double)mean->t_s,
                               (double)(mean->value + plot->run->thermal.zone_off[at[i]][zone]));
    }
    if (n > 1)
        canvas_polyline(plot->ui->canvas, points, n, plot_stroke(plot, COLOUR_TEXT3, 1));
}

static void draw_zone_in_lane(const struct plot *plot, uint8_t zone, float most)
{
    size_t at[ZONE_POINTS];
    struct point points[ZONE_POINTS];
    const size_t n = find_zone(plot, zone, at);
    for (size_t i = 0; i < n; i++) {
        const float off = plot->run->thermal.zone_off[at[i]][zone] / most;
        points[i] = (struct point){plot_x(plot, (double)plot->run->trace[at[i]].t_s),
                                   plot->zones.y + PLOT_LANE * (0.5f - off / 2)};
    }
    if (n > 1)
        canvas_polyline(plot->ui->canvas, points, n, plot_stroke(plot, COLOUR_TEXT2, 1.5f));
}

/* Half a degree up and down; where a zone leaves it, as far as one may be from the mean. */
static float lane_range(const struct run_view *run)
{
    const float usual = 0.5f, most = 2;
    for (size_t i = 0; i < run->n_trace; i++)
        for (uint8_t zone = 0; zone < run->thermal.n_zones; zone++)
            if (fabsf(run->thermal.zone_off[i][zone]) > usual)
                return most;
    return usual;
}

static void draw_lane_rules(const struct plot *plot, float most)
{
    const struct rect lane = plot->zones;
    const char *number = ui_number(plot->ui, (double)most, 1);
    const float right = lane.x + lane.w;
    struct stroke dashed = plot_stroke(plot, COLOUR_TEXT2, 1);
    dashed.dash = 6;
    for (int i = 0; i < 3; i++) {
        const float y = floorf(lane.y + lane.h * (float)i / 2) + 0.5f;
        canvas_line(plot->ui->canvas, (struct point){lane.x, y}, (struct point){right, y},
                    i == 1 ? dashed : plot_stroke(plot, i == 2 ? COLOUR_EDGE : COLOUR_LINE, 1));
    }
    ui_text_right(plot->ui, (struct point){lane.x - 12, lane.y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                  ui_fill(plot->ui, TEXT_run_lane_above, "c", number, NULL));
    ui_text_right(plot->ui, (struct point){lane.x - 12, lane.y + lane.h}, 16, WEIGHT_REGULAR,
                  COLOUR_TEXT2, ui_number(plot->ui, -(double)most, 1));
    ui_text_right(plot->ui, (struct point){right, lane.y - 13}, 14, WEIGHT_REGULAR, COLOUR_TEXT2,
                  ui_say(plot->ui, TEXT_run_zone_lane));
}

void plot_draw_lane(const struct plot *plot)
{
    const float most = lane_range(plot->run);
    if (plot->zones.h <= 0)
        return;
    draw_lane_rules(plot, most);
    canvas_clip(plot->ui->canvas, plot->zones);
    for (uint8_t zone = 0; zone < plot->run->thermal.n_zones; zone++)
        draw_zone_in_lane(plot, zone, most);
    canvas_unclip(plot->ui->canvas);
}

void plot_draw_zones(const struct plot *plot)
{
    for (uint8_t zone = 0; plot_is_thermal(plot) && zone < plot->run->thermal.n_zones; zone++)
        draw_zone(plot, zone);
}

/* What the files of the plot share. */
#ifndef LIMEN_GUI_PLOT_INTERNAL_H
#define LIMEN_GUI_PLOT_INTERNAL_H

#include "screen_run_internal.h"

enum { PLOT_LABELS_MAX = 8, PLOT_LANE = 48, PLOT_LANE_GAP = 36 };

struct plot {
    struct ui *ui;
    const struct run_view *run;
    struct rect area;
    struct rect lane; /* of the zones, below; no height: there is none */
    struct plot_range range;
    struct rect labels[PLOT_LABELS_MAX]; /* words that stand already */
    size_t n_labels;
};

float plot_x(const struct plot *plot, double t_s);
struct point plot_place(const struct plot *plot, double t_s, double value);
struct stroke plot_stroke(const struct plot *plot, enum role_colour role, float width);
bool plot_is_thermal(const struct plot *plot);

/* plot_cold.c */
void plot_draw_cold(const struct plot *plot);

/* plot_zones.c */
void plot_draw_zones(const struct plot *plot);
void plot_draw_lane(const struct plot *plot);

#endif

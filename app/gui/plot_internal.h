/* What the files of the plot share. */
#ifndef LIMEN_GUI_PLOT_INTERNAL_H
#define LIMEN_GUI_PLOT_INTERNAL_H

#include "screen_run_internal.h"

enum {
    PLOT_LABELS_MAX = 8,
    PLOT_LANE = 48,
    PLOT_RATING_LANE = 88,
    PLOT_RATING_LANE_SMALL = 56,
    PLOT_RATED_FROM = 184, /* a lower plot has no room for a lane of ratings */
    PLOT_BEAT_LANE = 24,
    PLOT_LANE_GAP = 36,
    PLOT_PULSES_GAP = 58, /* the pulses have their marks there */
    PLOT_BESIDE = 136,
    PLOT_BESIDE_FROM = 280 /* a lower panel is the test's alone while that is given */
};

struct plot {
    struct ui *ui;
    const struct run_view *run;
    struct rect area;
    struct rect zones, ratings, beat; /* their lanes, below; no height: there is none */
    float bottom;                     /* of all of them: the seconds stand below it */
    struct plot_range range;
    struct rect labels[PLOT_LABELS_MAX]; /* words that stand already */
    size_t n_labels;
};

float plot_x(const struct plot *plot, double t_s);
struct point plot_place(const struct plot *plot, double t_s, double value);
struct stroke plot_stroke(const struct plot *plot, enum role_colour role, float width);
/* Below all lanes. */
void plot_draw_seconds(const struct plot *plot);
bool plot_is_thermal(const struct plot *plot);
bool plot_is_cuff(const struct plot *plot);
/* A word where it hides neither the trace nor one that stands already; false: there is no room. */
bool plot_put_label(struct plot *plot, struct point at, enum role_colour role, const char *text);

/* plot_cold.c */
void plot_draw_cold(const struct plot *plot);

/* plot_zones.c */
void plot_draw_zones(const struct plot *plot);
void plot_draw_lane(const struct plot *plot);

/* plot_beat.c */
void plot_draw_wanted(const struct plot *plot);
void plot_draw_presses(const struct plot *plot);

/* plot_cuff.c */
/* What the pulses of a cuff's train are to be; those of a thermode are its line. */
void plot_draw_pulses(const struct plot *plot);
/* What became of each, and which of them is given. */
void plot_draw_pulse_marks(const struct plot *plot);
/* Where the pain began. */
void plot_draw_pdt(struct plot *plot);
void plot_draw_rating_lane(const struct plot *plot);

#endif

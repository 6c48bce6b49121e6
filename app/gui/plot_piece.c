/* What the plot is made of, before it is drawn: its range, the band, and the parts of the trace beside the band. */
#include "screen_run_internal.h"

#include <math.h>

#define WINDOW_LEAST_S 10.0
#define BAND_SHARE 0.2
#define BAND_LEAST_KPA 14.0

struct plot_range plot_range(const struct run_view *run)
{
    const double slope = run->target_kpa_per_s;
    struct plot_range range = {run->window_s, 0};
    if (range.end_s <= 0)
        range.end_s = slope > 0 ? fmax(run->limit_kpa / slope, WINDOW_LEAST_S) : WINDOW_LEAST_S;
    range.top_kpa = slope > 0 ? slope * range.end_s : fmax(run->limit_kpa, 100);
    return range;
}

double plot_tick(double range, const double *steps, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (range / steps[i] <= 6)
            return steps[i];
    return steps[n - 1];
}

double plot_half_band(double slope_kpa_per_s, double t_s)
{
    return fmax(BAND_SHARE * slope_kpa_per_s * t_s, BAND_LEAST_KPA);
}

static int where(const struct run_view *run, size_t i)
{
    const struct trace_point *point = &run->trace[i];
    const double off = (double)point->kpa - run->target_kpa_per_s * (double)point->t_s;
    const double half = plot_half_band(run->target_kpa_per_s, (double)point->t_s);
    if (run->now == NOW_ARMED || run->target_kpa_per_s <= 0 || fabs(off) <= half)
        return 0; /* armed: there is no contact yet to count from */
    return off > 0 ? 1 : -1;
}

bool plot_next_piece(const struct run_view *run, size_t *at, struct plot_piece *piece)
{
    if (*at + 1 >= run->n_trace)
        return false;
    size_t last = *at + 1;
    const int side = where(run, last);
    while (last + 1 < run->n_trace && where(run, last + 1) == side)
        last++;
    *piece = (struct plot_piece){*at, last, side};
    *at = last;
    return true;
}

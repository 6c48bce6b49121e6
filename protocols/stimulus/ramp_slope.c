/* How evenly a hand pressed (METHODS 3.1): the slope between 20 % and 90 % of the end value, the
 * share of time in the band, the worst window.
 *
 * The smoothed slope at a reading is the least-squares slope over the 0.5 s before it, the same
 * that the examiner sees live. Readings of the first 0.5 s after contact enter no window that is
 * judged, so the first judged one ends 1 s after contact. A slope stands for the time since the
 * reading before it; where readings are missing for longer than half a window the time is not
 * judged.
 *
 * All arithmetic is on times since contact (integers, subtracted before they become doubles), so
 * the same curve at another hour gives the same bits. */
#include "ramp_internal.h"

#include <math.h>

static const mono_ns window = 500 * MONO_MS;
static const mono_ns window_least = 250 * MONO_MS; /* readings of a window span at least this */
static const mono_ns settling = 500 * MONO_MS;     /* after contact */
static const double slope_from = 0.2, slope_to = 0.9;
enum { READINGS_LEAST = 3 };

/* Sums over points relative to the first of them that was added. */
struct line {
    struct ramp_point base;
    double n, t, p, tt, tp;
};

static void line_change(struct line *line, const struct ramp_point *point, double sign)
{
    double t = mono_to_sec(point->dt - line->base.dt);
    double p = point->kpa - line->base.kpa;
    line->n += sign;
    line->t += sign * t;
    line->p += sign * p;
    line->tt += sign * t * t;
    line->tp += sign * t * p;
}

static struct line line_over(const struct ramp_point *first, const struct ramp_point *last)
{
    struct line line = {.base = *first};
    for (const struct ramp_point *point = first; point <= last; point++)
        line_change(&line, point, 1);
    return line;
}

static bool line_slope(const struct line *line, mono_ns span, double *slope)
{
    double spread = line->n * line->tt - line->t * line->t;
    if (line->n < READINGS_LEAST || span < window_least || !(spread > 0))
        return false;
    *slope = (line->n * line->tp - line->t * line->p) / spread;
    return true;
}

bool ramp_band_has(const struct ramp_band *band, double slope_kpa_per_s)
{
    double off = fabs(slope_kpa_per_s - band->target_kpa_per_s);
    return off <= band->tolerance * band->target_kpa_per_s;
}

bool ramp_slope_live(const struct ramp_trace *trace, double *slope_kpa_per_s)
{
    if (trace->n == 0)
        return false;
    const struct ramp_point *last = &trace->points[trace->n - 1];
    const struct ramp_point *first = last;
    while (first > trace->points && last->dt - (first - 1)->dt <= window)
        first--;
    struct line line = line_over(first, last);
    return line_slope(&line, last->dt - first->dt, slope_kpa_per_s);
}

/* How many points lie at or before `end`. */
static size_t points_until(const struct ramp_trace *trace, mono_ns end)
{
    size_t n = trace->n;
    while (n > 0 && trace->points[n - 1].dt > end - trace->origin)
        n--;
    return n;
}

static void judge_slope(const struct ramp_point *points, size_t n, double end_kpa,
                        struct pressure_ramp_outcome *out)
{
    double low = slope_from * end_kpa, high = slope_to * end_kpa;
    double count = 0, t_sum = 0, p_sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (points[i].kpa < low || points[i].kpa > high)
            continue;
        count += 1;
        t_sum += mono_to_sec(points[i].dt);
        p_sum += points[i].kpa;
    }
    if (count < READINGS_LEAST)
        return;
    double t_mean = t_sum / count, p_mean = p_sum / count, tt = 0, tp = 0;
    for (size_t i = 0; i < n; i++) {
        if (points[i].kpa < low || points[i].kpa > high)
            continue;
        double t = mono_to_sec(points[i].dt) - t_mean;
        tt += t * t;
        tp += t * (points[i].kpa - p_mean);
    }
    out->has_slope = tt > 0;
    out->slope_kpa_per_s = tt > 0 ? tp / tt : 0;
}

/* A window that moves over the points. Points that leave are subtracted; so that rounding cannot
 * pile up, the sums are made anew each time the window has moved by its own length. */
struct sweep {
    struct line line;
    const struct ramp_point *first, *last;
};

static void sweep_to(struct sweep *sweep, const struct ramp_point *point)
{
    sweep->last = point;
    line_change(&sweep->line, point, 1);
    while (point->dt - sweep->first->dt > window)
        line_change(&sweep->line, sweep->first++, -1);
    if (sweep->first->dt - sweep->line.base.dt > window)
        sweep->line = line_over(sweep->first, sweep->last);
}

static void judge_windows(const struct ramp_point *points, size_t n, const struct ramp_band *band,
                          struct pressure_ramp_outcome *out)
{
    size_t start = 0;
    while (start < n && points[start].dt < settling)
        start++;
    if (start == n)
        return;
    struct sweep sweep = {.line = {.base = points[start]}, .first = &points[start]};
    mono_ns judged = 0, inside = 0;
    double worst_off = -1;
    for (size_t i = start; i < n; i++) {
        sweep_to(&sweep, &points[i]);
        mono_ns since = i > start ? points[i].dt - points[i - 1].dt : 0;
        double slope;
        if (points[i].dt < settling + window || since > window_least ||
            !line_slope(&sweep.line, sweep.last->dt - sweep.first->dt, &slope))
            continue;
        judged += since;
        inside += ramp_band_has(band, slope) ? since : 0;
        if (fabs(slope - band->target_kpa_per_s) > worst_off) {
            worst_off = fabs(slope - band->target_kpa_per_s);
            out->worst_slope_kpa_per_s = slope;
        }
    }
    out->has_in_band = judged > 0;
    out->in_band = judged > 0 ? (double)inside / (double)judged : 0;
}

void ramp_slope_judge(const struct ramp_trace *trace, mono_ns end, double end_kpa,
                      const struct ramp_band *band, struct pressure_ramp_outcome *out)
{
    size_t n = points_until(trace, end);
    judge_slope(trace->points, n, end_kpa, out);
    judge_windows(trace->points, n, band, out);
    if (out->has_slope)
        out->rate_off = !ramp_band_has(band, out->slope_kpa_per_s);
    else
        out->rate_off = out->has_value;
}

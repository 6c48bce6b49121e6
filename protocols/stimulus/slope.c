/* How evenly a value rose (METHODS 3.1; a hand, a thermode): the slope between 20 % and 90 % of the end value, the
 * share of time in the band, the worst window.
 *
 * The smoothed slope at a reading is the least-squares slope over the 0.5 s before it, the same
 * that the examiner sees live. Readings of the first 0.5 s after the beginning enter no window that is
 * judged, so the first judged one ends 1 s after the beginning. A slope stands for the time since the
 * reading before it; where readings are missing for longer than half a window the time is not
 * judged.
 *
 * All arithmetic is on times since the beginning (integers, subtracted before they become doubles), so
 * the same curve at another hour gives the same bits. */
#include "readings_internal.h"

#include <math.h>

static const mono_ns window = 500 * MONO_MS;
static const mono_ns window_least = 250 * MONO_MS; /* readings of a window span at least this */
static const mono_ns settling = 500 * MONO_MS;     /* after the beginning */
static const double slope_from = 0.2, slope_to = 0.9;
enum { READINGS_LEAST = 3 };

void line_change(struct line *line, const struct trace_point *point, double sign)
{
    double t = mono_to_sec(point->dt - line->base.dt);
    double v = point->value - line->base.value;
    line->n += sign;
    line->t += sign * t;
    line->v += sign * v;
    line->tt += sign * t * t;
    line->tv += sign * t * v;
}

bool line_slope(const struct line *line, double *slope)
{
    double spread = line->n * line->tt - line->t * line->t;
    if (line->n < READINGS_LEAST || !(spread > 0))
        return false;
    *slope = (line->n * line->tv - line->t * line->v) / spread;
    return true;
}

double line_value(const struct line *line, double slope, mono_ns dt)
{
    const double t = mono_to_sec(dt - line->base.dt);
    return line->base.value + line->v / line->n + slope * (t - line->t / line->n);
}

static struct line line_over(const struct trace_point *first, const struct trace_point *last)
{
    struct line line = {.base = *first};
    for (const struct trace_point *point = first; point <= last; point++)
        line_change(&line, point, 1);
    return line;
}

static bool window_slope(const struct line *line, mono_ns span, double *slope)
{
    return span >= window_least && line_slope(line, slope);
}

bool band_has(const struct band *band, double slope)
{
    double off = fabs(slope - band->target);
    return off <= band->tolerance * band->target;
}

bool slope_live(const struct trace *trace, double *slope)
{
    if (trace->n == 0)
        return false;
    const struct trace_point *last = &trace->points[trace->n - 1];
    const struct trace_point *first = last;
    while (first > trace->points && last->dt - (first - 1)->dt <= window)
        first--;
    struct line line = line_over(first, last);
    return window_slope(&line, last->dt - first->dt, slope);
}

/* How many points lie at or before `end`. */
static size_t points_until(const struct trace *trace, mono_ns end)
{
    size_t n = trace->n;
    while (n > 0 && trace->points[n - 1].dt > end - trace->origin)
        n--;
    return n;
}

static void judge_slope(const struct trace_point *points, size_t n, double end_value,
                        struct slope_verdict *out)
{
    double low = slope_from * end_value, high = slope_to * end_value;
    double count = 0, t_sum = 0, v_sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (points[i].value < low || points[i].value > high)
            continue;
        count += 1;
        t_sum += mono_to_sec(points[i].dt);
        v_sum += points[i].value;
    }
    if (count < READINGS_LEAST)
        return;
    double t_mean = t_sum / count, v_mean = v_sum / count, tt = 0, tv = 0;
    for (size_t i = 0; i < n; i++) {
        if (points[i].value < low || points[i].value > high)
            continue;
        double t = mono_to_sec(points[i].dt) - t_mean;
        tt += t * t;
        tv += t * (points[i].value - v_mean);
    }
    out->has_slope = tt > 0;
    out->slope = tt > 0 ? tv / tt : 0;
}

/* A window that moves over the points. Points that leave are subtracted; so that rounding cannot
 * pile up, the sums are made anew each time the window has moved by its own length. */
struct sweep {
    struct line line;
    const struct trace_point *first, *last;
};

static void sweep_to(struct sweep *sweep, const struct trace_point *point)
{
    sweep->last = point;
    line_change(&sweep->line, point, 1);
    while (point->dt - sweep->first->dt > window)
        line_change(&sweep->line, sweep->first++, -1);
    if (sweep->first->dt - sweep->line.base.dt > window)
        sweep->line = line_over(sweep->first, sweep->last);
}

static void judge_windows(const struct trace_point *points, size_t n, const struct band *band,
                          struct slope_verdict *out)
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
            !window_slope(&sweep.line, sweep.last->dt - sweep.first->dt, &slope))
            continue;
        judged += since;
        inside += band_has(band, slope) ? since : 0;
        if (fabs(slope - band->target) > worst_off) {
            worst_off = fabs(slope - band->target);
            out->worst_slope = slope;
        }
    }
    out->has_in_band = judged > 0;
    out->in_band = judged > 0 ? (double)inside / (double)judged : 0;
}

struct slope_verdict slope_judge(const struct trace *trace, mono_ns end, double end_value,
                                 const struct band *band)
{
    struct slope_verdict out = {0};
    size_t n = points_until(trace, end);
    judge_slope(trace->points, n, end_value, &out);
    judge_windows(trace->points, n, band, &out);
    return out;
}

bool slope_between(const struct trace *trace, mono_ns from, mono_ns until, double *slope)
{
    struct line line = {.n = 0};
    for (size_t i = 0; i < trace->n; i++) {
        const struct trace_point *point = &trace->points[i];
        if (point->dt < from - trace->origin || point->dt > until - trace->origin)
            continue;
        if (!(line.n > 0))
            line.base = *point;
        line_change(&line, point, 1);
    }
    return line_slope(&line, slope);
}

bool slope_is_off(const struct slope_verdict *verdict, const struct band *band, bool has_value)
{
    return verdict->has_slope ? !band_has(band, verdict->slope) : has_value;
}

/* Samples that are none are stepped over, so that neither a crossing nor a gap hides behind them. The
 * stop is one moment: an earlier sample does not stand in for it. */
#include "index/vas.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

static struct vas_point no_point(enum index_status why)
{
    return (struct vas_point){.status = why};
}

static struct vas_point point_at(const struct vas_trace *trace, size_t i)
{
    return (struct vas_point){
        .t_s = trace->t_s[i], .kpa = trace->kpa[i], .vas = trace->vas[i], .status = INDEX_OK};
}

static bool is_sample(const struct vas_trace *trace, size_t i)
{
    return isfinite(trace->t_s[i]) && isfinite(trace->kpa[i]) && isfinite(trace->vas[i]);
}

/* The last two samples between which the rating rises to `level`; false when none do. */
static bool find_crossing(const struct vas_trace *trace, double level, size_t *before,
                          size_t *after)
{
    bool has_after = false;
    for (size_t i = trace->n; i-- > 0;) {
        if (!is_sample(trace, i))
            continue;
        *before = i;
        if (has_after && trace->vas[i] < level && trace->vas[*after] >= level)
            return true;
        *after = i;
        has_after = true;
    }
    return false;
}

struct vas_point vas_detection(const struct vas_trace *trace, double criterion)
{
    size_t before = 0, after = 0;
    return find_crossing(trace, criterion, &before, &after) ? point_at(trace, after)
                                                            : no_point(INDEX_NO_CROSSING);
}

struct vas_point vas_crossing(const struct vas_trace *trace, double vas)
{
    size_t before = 0, after = 0;
    if (!find_crossing(trace, vas, &before, &after))
        return no_point(INDEX_NO_CROSSING);
    const struct vas_point a = point_at(trace, before), b = point_at(trace, after);
    const double part = (vas - a.vas) / (b.vas - a.vas);
    return (struct vas_point){.t_s = a.t_s + part * (b.t_s - a.t_s),
                              .kpa = a.kpa + part * (b.kpa - a.kpa),
                              .vas = vas,
                              .status = INDEX_OK};
}

struct vas_point vas_stop(const struct vas_trace *trace)
{
    const size_t last = trace->n - 1;
    const bool is_there = trace->n > 0 && is_sample(trace, last);
    return is_there ? point_at(trace, last) : no_point(INDEX_SHORT_TRACE);
}

struct index_value vas_tolerance(const struct vas_trace *trace, bool by_limit)
{
    if (trace->n == 0 || !isfinite(trace->kpa[trace->n - 1]))
        return index_value_none(INDEX_SHORT_TRACE);
    const enum bound kind = by_limit ? BOUND_AT_LEAST : BOUND_EXACT;
    return index_value_from(bounded_make(trace->kpa[trace->n - 1], kind), true);
}

/* ---- tonic hold ---------------------------------------------------------------------------------
 */

struct rating {
    double t_s, vas;
};

static struct rating on_line(struct rating a, struct rating b, double t_s)
{
    const double vas = a.vas + (t_s - a.t_s) / (b.t_s - a.t_s) * (b.vas - a.vas);
    return (struct rating){t_s, vas};
}

/* The area over `base` of the part of the line from a to b that lies in the window. */
static double area_in(struct rating a, struct rating b, struct vas_window window, double base)
{
    const struct rating from = a.t_s < window.from_s ? on_line(a, b, window.from_s) : a;
    const struct rating to = b.t_s > window.to_s ? on_line(a, b, window.to_s) : b;
    return ((from.vas - base) + (to.vas - base)) / 2 * (to.t_s - from.t_s);
}

/* The area is taken over the first rating: a rating that never moves has exactly itself as mean. */
struct aggregate vas_auc_static(const struct vas_trace *trace, struct vas_window window)
{
    const struct aggregate none = {.v = 0, .status = INDEX_SHORT_TRACE};
    struct rating last = {0, 0};
    double area = 0, base = 0;
    bool has_last = false;
    assert(window.from_s < window.to_s);
    for (size_t i = 0; i < trace->n && !(has_last && last.t_s >= window.to_s); i++) {
        const struct rating now = {trace->t_s[i], trace->vas[i]};
        if (!isfinite(now.t_s) || !isfinite(now.vas))
            continue;
        if (has_last ? now.t_s < last.t_s : now.t_s > window.from_s)
            return none;
        if (has_last && now.t_s > window.from_s) {
            base = last.t_s <= window.from_s ? last.vas : base;
            if (now.t_s - last.t_s > window.gap_s)
                return none;
            area += area_in(last, now, window, base);
        }
        last = now;
        has_last = true;
    }
    if (!has_last || last.t_s < window.to_s)
        return none;
    const double mean = base + area / (window.to_s - window.from_s);
    return isfinite(mean) ? (struct aggregate){.v = mean, .status = INDEX_OK}
                          : (struct aggregate){.v = 0, .status = INDEX_OUT_OF_RANGE};
}

/* Of the ratings from one moment to another, the highest (sign 1) or the lowest (-1). */
struct search {
    double from_s, to_s, sign;
    bool takes_last; /* of equal ones */
};

static struct vas_point find_extreme(const struct vas_trace *trace, const struct search *search)
{
    struct vas_point best = no_point(INDEX_NO_CROSSING);
    for (size_t i = 0; i < trace->n; i++) {
        const double t_s = trace->t_s[i], vas = trace->vas[i];
        if (!isfinite(t_s) || !isfinite(vas) || t_s < search->from_s || t_s > search->to_s)
            continue;
        const double more = search->sign * (vas - best.vas);
        if (best.status != INDEX_OK || more > 0 || (search->takes_last && more >= 0))
            best = (struct vas_point){.t_s = t_s, .vas = vas, .status = INDEX_OK};
    }
    return best;
}

struct vas_course vas_tonic_course(const struct vas_trace *trace, struct vas_window window,
                                   double peak_within_s)
{
    struct vas_course course = {.status = vas_auc_static(trace, window).status};
    if (course.status != INDEX_OK)
        return course;
    const double first_s = fmin(window.to_s, window.from_s + peak_within_s);
    course.peak = find_extreme(trace, &(struct search){window.from_s, first_s, 1, false});
    if (course.peak.status != INDEX_OK) {
        course.status = INDEX_SHORT_TRACE;
        return course;
    }
    course.nadir = find_extreme(trace, &(struct search){course.peak.t_s, window.to_s, -1, true});
    if (course.nadir.vas >= course.peak.vas)
        course.nadir = no_point(INDEX_NO_CROSSING);
    const double after_s = course.nadir.status == INDEX_OK ? course.nadir.t_s : INFINITY;
    course.late = find_extreme(trace, &(struct search){after_s, window.to_s, 1, false});
    if (course.late.status == INDEX_OK && course.late.vas <= course.nadir.vas)
        course.late = no_point(INDEX_NO_CROSSING);
    course.rise = course.late.status == INDEX_OK ? course.late.vas - course.nadir.vas : 0;
    return course;
}

/* See the header: bound_turn and bound_join are the rules, the rest applies them. */
#include "index/bound.h"

#include "series_internal.h"

#include <math.h>
#include <stdbool.h>

enum bound bound_turn(enum bound kind)
{
    switch (kind) {
    case BOUND_AT_LEAST:
        return BOUND_AT_MOST;
    case BOUND_AT_MOST:
        return BOUND_AT_LEAST;
    case BOUND_UNKNOWN:
    case BOUND_EXACT:
        break;
    }
    return kind;
}

enum bound bound_join(enum bound a, enum bound b)
{
    if (a == BOUND_EXACT || a == b)
        return b;
    return b == BOUND_EXACT ? a : BOUND_UNKNOWN;
}

struct bounded bounded_make(double v, enum bound kind)
{
    if (!isfinite(v) || kind == BOUND_UNKNOWN)
        return (struct bounded){.v = 0, .kind = BOUND_UNKNOWN};
    return (struct bounded){.v = v, .kind = kind};
}

struct bounded bounded_exact(double v)
{
    return bounded_make(v, BOUND_EXACT);
}

struct bounded bounded_sum(struct bounded a, struct bounded b)
{
    return bounded_make(a.v + b.v, bound_join(a.kind, b.kind));
}

struct bounded bounded_difference(struct bounded a, struct bounded b)
{
    return bounded_make(a.v - b.v, bound_join(a.kind, bound_turn(b.kind)));
}

struct bounded bounded_scale(struct bounded a, double factor)
{
    if (factor == 0 && a.kind != BOUND_UNKNOWN)
        return bounded_exact(0);
    return bounded_make(a.v * factor, factor < 0 ? bound_turn(a.kind) : a.kind);
}

struct bounded bounded_ratio(struct bounded a, struct bounded b)
{
    if (a.v < 0 || b.v <= 0)
        return bounded_make(0, BOUND_UNKNOWN);
    return bounded_make(a.v / b.v, bound_join(a.kind, bound_turn(b.kind)));
}

struct bounded bounded_asymmetry_pct(struct bounded a, struct bounded b)
{
    if (a.v < 0 || b.v < 0 || (a.v == 0 && b.v == 0))
        return bounded_make(0, BOUND_UNKNOWN);
    const double v = (a.v - b.v) / ((a.v + b.v) / 2) * 100;
    return bounded_make(v, bound_join(a.kind, bound_turn(b.kind)));
}

/* The lowest and the highest that value i can be. */
static double low_at(const void *x, size_t i)
{
    const struct bounded b = ((const struct bounded *)x)[i];
    return b.kind == BOUND_AT_MOST ? -INFINITY : b.v;
}

static double high_at(const void *x, size_t i)
{
    const struct bounded b = ((const struct bounded *)x)[i];
    return b.kind == BOUND_AT_LEAST ? INFINITY : b.v;
}

struct bounded bounded_max(struct bounded a, struct bounded b)
{
    const struct bounded of[2] = {a, b};
    if (a.kind == BOUND_UNKNOWN || b.kind == BOUND_UNKNOWN)
        return bounded_make(0, BOUND_UNKNOWN);
    const double low = low_at(of, low_at(of, 0) < low_at(of, 1));
    const double high = high_at(of, high_at(of, 0) < high_at(of, 1));
    if (isinf(high))
        return bounded_make(low, BOUND_AT_LEAST);
    return bounded_make(high, low == high ? BOUND_EXACT : BOUND_AT_MOST);
}

struct bounded bounded_log10(struct bounded a)
{
    return a.v > 0 ? bounded_make(series_log10(a.v), a.kind) : bounded_make(0, BOUND_UNKNOWN);
}

static enum bound join_all(const struct bounded *x, size_t n)
{
    enum bound kind = n > 0 ? BOUND_EXACT : BOUND_UNKNOWN;
    for (size_t i = 0; i < n; i++)
        kind = bound_join(kind, x[i].kind);
    return kind;
}

struct bounded bounded_mean(const struct bounded *x, size_t n)
{
    const enum bound kind = join_all(x, n);
    if (kind == BOUND_UNKNOWN)
        return bounded_make(0, kind);
    return bounded_make(series_mean(series_of_bounded(x, n)), kind);
}

struct bounded bounded_geometric_mean(const struct bounded *x, size_t n)
{
    const enum bound kind = join_all(x, n);
    bool positive = true;
    for (size_t i = 0; i < n; i++)
        positive = positive && x[i].v > 0;
    if (kind == BOUND_UNKNOWN || !positive)
        return bounded_make(0, BOUND_UNKNOWN);
    return bounded_make(series_geometric_mean(series_of_bounded(x, n)), kind);
}

struct bounded bounded_median(const struct bounded *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (x[i].kind == BOUND_UNKNOWN)
            return bounded_make(0, BOUND_UNKNOWN);
    if (n == 0)
        return bounded_make(0, BOUND_UNKNOWN);
    const double low = series_median((struct series){x, n, low_at});
    const double high = series_median((struct series){x, n, high_at});
    if (low == high)
        return bounded_exact(low);
    if (isinf(high))
        return bounded_make(low, BOUND_AT_LEAST);
    return bounded_make(high, isinf(low) ? BOUND_AT_MOST : BOUND_UNKNOWN);
}

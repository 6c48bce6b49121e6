/* Most formulas are sums of ratings with weights that add up to zero (sum_weighted); the others are
 * the higher of something and what no change gives. */
#include "index/summation.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* The weight of a pulse, from 1. */
typedef double weight_of(const void *of, size_t pulse);

/* Σ weight · r / divisor. Ratings without weight may be missing. Since the weights add up to zero,
 * each rating is taken from the first: what all have in common drops out without rounding, and a
 * train of equal ratings gives exactly 0. */
static struct index_value sum_weighted(const struct bounded *r, size_t n, weight_of *weight,
                                       const void *of, double divisor)
{
    struct bounded sum = bounded_exact(0);
    bool is_exact = true;
    for (size_t i = 0; i < n; i++) {
        const double w = weight(of, i + 1);
        if (w == 0)
            continue;
        if (r[i].kind == BOUND_UNKNOWN)
            return index_value_none(INDEX_MISSING_PULSE);
        is_exact = is_exact && r[i].kind == BOUND_EXACT;
        sum = bounded_sum(sum, bounded_scale(bounded_make(r[i].v - r[0].v, r[i].kind), w));
    }
    return index_value_from(bounded_make(sum.v / divisor, sum.kind), is_exact);
}

/* A formula as stretches of pulses, each with a weight; a pulse in two of them has both. */
struct stretch {
    size_t first, last; /* from 1 */
    double weight;
};

struct stretches {
    const struct stretch *list;
    size_t n;
};

static double stretches_weight(const void *of, size_t pulse)
{
    const struct stretches *s = of;
    double weight = 0;
    for (size_t i = 0; i < s->n; i++)
        if (pulse >= s->list[i].first && pulse <= s->list[i].last)
            weight += s->list[i].weight;
    return weight;
}

static struct index_value sum_stretches(const struct bounded *r, size_t n, struct stretches of,
                                        double divisor)
{
    return sum_weighted(r, n, stretches_weight, &of, divisor);
}

struct index_value summation_last_first(const struct bounded *r, size_t n)
{
    const struct stretch of[] = {{n, n, 1}, {1, 1, -1}};
    if (n < 2)
        return index_value_none(INDEX_TOO_FEW_PULSES);
    return sum_stretches(r, n, (struct stretches){of, COUNT(of)}, 1);
}

struct index_value summation_last3_first(const struct bounded *r, size_t n)
{
    const struct stretch of[] = {{n - 2, n, 1}, {1, 1, -3}};
    if (n < 4)
        return index_value_none(INDEX_TOO_FEW_PULSES);
    return sum_stretches(r, n, (struct stretches){of, COUNT(of)}, 3);
}

struct index_value summation_iii_minus_i(const struct bounded *r, size_t n)
{
    static const struct stretch of[] = {{8, 10, 4}, {1, 4, -3}};
    if (n < 10)
        return index_value_none(INDEX_TOO_FEW_PULSES);
    return sum_stretches(r, n, (struct stretches){of, COUNT(of)}, 12);
}

static struct index_value normalised(const struct bounded *r, size_t n, size_t first, size_t last)
{
    const double pulses = (double)(last - first + 1);
    const struct stretch of[] = {{first, last, 1}, {1, 1, -pulses}};
    if (n < last)
        return index_value_none(INDEX_TOO_FEW_PULSES);
    return sum_stretches(r, n, (struct stretches){of, COUNT(of)}, pulses);
}

struct index_value summation_vas_i(const struct bounded *r, size_t n)
{
    return normalised(r, n, 1, 4);
}

struct index_value summation_vas_ii(const struct bounded *r, size_t n)
{
    return normalised(r, n, 5, 7);
}

struct index_value summation_vas_iii(const struct bounded *r, size_t n)
{
    return normalised(r, n, 8, 10);
}

/* The m ratings of pulses 1 to last that are there. Σ(i - ī)(ri - r̄) / Σ(i - ī)² times m / m is
 * Σ(m·i - Σi)·ri / (m·Σi² - (Σi)²), which has whole weights. */
struct line {
    const struct bounded *r;
    size_t last;
    double m, sum, squares;
};

static double line_weight(const void *of, size_t pulse)
{
    const struct line *line = of;
    const bool enters = pulse <= line->last && line->r[pulse - 1].kind != BOUND_UNKNOWN;
    return enters ? line->m * (double)pulse - line->sum : 0;
}

static struct index_value slope(const struct bounded *r, size_t n, size_t last)
{
    struct line line = {.r = r, .last = last};
    if (n < 3 || n < last)
        return index_value_none(INDEX_TOO_FEW_PULSES);
    for (size_t i = 1; i <= last; i++) {
        if (r[i - 1].kind == BOUND_UNKNOWN)
            continue;
        line.m++;
        line.sum += (double)i;
        line.squares += (double)i * (double)i;
    }
    if (line.m < 3 || r[0].kind == BOUND_UNKNOWN || r[last - 1].kind == BOUND_UNKNOWN)
        return index_value_none(INDEX_MISSING_PULSE);
    return sum_weighted(r, n, line_weight, &line, line.m * line.squares - line.sum * line.sum);
}

struct index_value summation_slope_all(const struct bounded *r, size_t n)
{
    return slope(r, n, n);
}

struct index_value summation_slope_1_5(const struct bounded *r, size_t n)
{
    return slope(r, n, 5);
}

/* max(r) - r1 as the highest of 0 and each ri - r1, so that a bound of r1 counts once. */
struct index_value summation_max_first(const struct bounded *r, size_t n)
{
    struct bounded most = bounded_exact(0);
    size_t rated = 0;
    if (n < 2)
        return index_value_none(INDEX_TOO_FEW_PULSES);
    if (r[0].kind == BOUND_UNKNOWN)
        return index_value_none(INDEX_MISSING_PULSE);
    bool is_exact = r[0].kind == BOUND_EXACT;
    for (size_t i = 1; i < n; i++) {
        if (r[i].kind == BOUND_UNKNOWN)
            continue;
        most = bounded_max(most, bounded_difference(r[i], r[0]));
        is_exact = is_exact && r[i].kind == BOUND_EXACT;
        rated++;
    }
    return rated ? index_value_from(most, is_exact) : index_value_none(INDEX_MISSING_PULSE);
}

static enum index_status first_and_last(const struct bounded *r, size_t n)
{
    if (n < 2)
        return INDEX_TOO_FEW_PULSES;
    const bool both = r[0].kind != BOUND_UNKNOWN && r[n - 1].kind != BOUND_UNKNOWN;
    return both ? INDEX_OK : INDEX_MISSING_PULSE;
}

static bool are_exact(struct bounded a, struct bounded b)
{
    return a.kind == BOUND_EXACT && b.kind == BOUND_EXACT;
}

struct index_value summation_a2cps_primary(const struct bounded *r, size_t n)
{
    const enum index_status status = first_and_last(r, n);
    if (status != INDEX_OK)
        return index_value_none(status);
    const struct bounded gain = bounded_difference(r[n - 1], r[0]);
    return index_value_from(bounded_max(bounded_exact(0), gain), are_exact(r[0], r[n - 1]));
}

static struct bounded plus_1(struct bounded a)
{
    return bounded_sum(a, bounded_exact(1));
}

struct index_value summation_a2cps_secondary(const struct bounded *r, size_t n)
{
    const enum index_status status = first_and_last(r, n);
    if (status != INDEX_OK)
        return index_value_none(status);
    if (r[0].v < 0 || r[n - 1].v < 0)
        return index_value_none(INDEX_NOT_POSITIVE);
    const struct bounded gain = bounded_ratio(plus_1(r[n - 1]), plus_1(r[0]));
    return index_value_from(bounded_max(bounded_exact(1), gain), are_exact(r[0], r[n - 1]));
}

/* The means over the repetitions, and why nothing can be computed from them. */
struct windup {
    struct bounded single, train;
    enum index_status status;
    bool is_exact;
};

static struct windup windup_means(const struct bounded *single, const struct bounded *train,
                                  size_t n)
{
    struct windup w = {.status = n ? INDEX_OK : INDEX_N_TOO_SMALL, .is_exact = true};
    for (size_t k = 0; k < n; k++) {
        w.is_exact = w.is_exact && are_exact(single[k], train[k]);
        if (single[k].v < 0 || train[k].v < 0)
            w.status = INDEX_NOT_POSITIVE;
    }
    w.single = bounded_mean(single, n);
    w.train = bounded_mean(train, n);
    return w;
}

struct index_value windup_ratio(const struct bounded *single, const struct bounded *train, size_t n)
{
    const struct windup w = windup_means(single, train, n);
    if (w.status != INDEX_OK)
        return index_value_none(w.status);
    const bool is_zero = w.single.kind == BOUND_EXACT || w.single.kind == BOUND_AT_MOST;
    if (is_zero && w.single.v == 0)
        return index_value_none(INDEX_SINGLE_MEAN_ZERO);
    return index_value_from(bounded_ratio(w.train, w.single), w.is_exact);
}

struct index_value windup_ratio_log10(const struct bounded *single, const struct bounded *train,
                                      size_t n)
{
    const struct index_value ratio = windup_ratio(single, train, n);
    if (ratio.status != INDEX_OK)
        return ratio;
    if (ratio.v.v == 0 && ratio.v.kind != BOUND_AT_LEAST)
        return index_value_none(INDEX_NOT_POSITIVE);
    return index_value_from(bounded_log10(ratio.v), ratio.v.kind == BOUND_EXACT);
}

struct index_value windup_ratio_plus1(const struct bounded *single, const struct bounded *train,
                                      size_t n)
{
    const struct windup w = windup_means(single, train, n);
    if (w.status != INDEX_OK)
        return index_value_none(w.status);
    return index_value_from(bounded_ratio(plus_1(w.train), plus_1(w.single)), w.is_exact);
}

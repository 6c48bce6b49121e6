/* Formulas of conditioned pain modulation: see modulation.h. */
#include "index/modulation.h"

#include <math.h>

static bool both_exact(struct bounded a, struct bounded b)
{
    return a.kind == BOUND_EXACT && b.kind == BOUND_EXACT;
}

static struct index_value difference(struct bounded a, struct bounded b)
{
    return index_value_from(bounded_difference(a, b), both_exact(a, b));
}

struct index_value modulation_cond_minus_base(struct bounded base, struct bounded cond)
{
    return difference(cond, base);
}

struct index_value modulation_base_minus_cond(struct bounded base, struct bounded cond)
{
    return difference(base, cond);
}

/* C / B - 1, which rises with C and falls with B. */
static struct index_value share(struct bounded base, struct bounded cond, double factor)
{
    if (base.v < 0 || cond.v < 0)
        return index_value_none(INDEX_NOT_POSITIVE);
    if (base.v == 0)
        return index_value_none(INDEX_ZERO_DENOMINATOR);
    const struct bounded change = bounded_difference(bounded_ratio(cond, base), bounded_exact(1));
    return index_value_from(bounded_scale(change, factor), both_exact(base, cond));
}

struct index_value modulation_pct_a2cps(struct bounded base, struct bounded cond)
{
    return share(base, cond, -100);
}

struct index_value modulation_pct(struct bounded base, struct bounded cond)
{
    return share(base, cond, 100);
}

struct index_value modulation_log10(struct bounded base, struct bounded cond)
{
    if (!(base.v > 0) || !(cond.v > 0))
        return index_value_none(INDEX_NOT_POSITIVE);
    return index_value_from(bounded_log10(bounded_ratio(cond, base)), both_exact(base, cond));
}

struct index_value modulation_sham_adjusted(struct bounded active, struct bounded sham)
{
    return difference(active, sham);
}

static int class_of(double less_pain, double limit)
{
    return less_pain > limit ? 1 : less_pain < -limit ? -1 : 0;
}

struct index_value modulation_class(struct bounded less_pain, double limit)
{
    const int class = class_of(less_pain.v, limit);
    const bool is_sure = less_pain.kind == BOUND_EXACT ||
                         (less_pain.kind == BOUND_AT_LEAST && class == 1) ||
                         (less_pain.kind == BOUND_AT_MOST && class == -1);
    return is_sure ? index_value_from(bounded_exact(class), true)
                   : index_value_none(INDEX_CENSORED_BOUND);
}

double modulation_sem_of_mean(double sem, size_t m)
{
    return sem / sqrt((double)m);
}

static double mean_of(const double *x, size_t n, size_t stride)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i * stride];
    return sum / (double)n;
}

double modulation_sem_of_baselines(const double *x, size_t n, size_t k)
{
    const double all = mean_of(x, n * k, 1);
    double error = 0;
    for (size_t j = 0; j < k; j++) {
        const double trial = mean_of(x + j, n, k);
        for (size_t i = 0; i < n; i++) {
            const double rest = x[i * k + j] - mean_of(x + i * k, k, 1) - trial + all;
            error += rest * rest;
        }
    }
    return sqrt(error / (double)((n - 1) * (k - 1)));
}

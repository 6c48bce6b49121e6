/* Plain and bounded values go through the same numerics (series_internal.h); here are only the
 * conditions. */
#include "index/aggregate.h"

#include "series_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static struct aggregate none(enum index_status why)
{
    return (struct aggregate){.v = 0, .status = why};
}

static struct aggregate finite_or_none(double v)
{
    return isfinite(v) ? (struct aggregate){.v = v, .status = INDEX_OK} : none(INDEX_OUT_OF_RANGE);
}

static bool all_positive(struct series s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(s.at(s.x, i) > 0))
            return false;
    return true;
}

struct aggregate aggregate_mean_all(const double *x, size_t n)
{
    return n < 1 ? none(INDEX_N_TOO_SMALL) : finite_or_none(series_mean(series_of(x, n)));
}

struct aggregate aggregate_mean_last_2_of_3(const double *x, size_t n)
{
    return n < 3 ? none(INDEX_N_TOO_SMALL) : finite_or_none(series_mean(series_of(x + 1, 2)));
}

struct aggregate aggregate_median(const double *x, size_t n)
{
    return n < 1 ? none(INDEX_N_TOO_SMALL) : finite_or_none(series_median(series_of(x, n)));
}

struct aggregate aggregate_geometric_mean(const double *x, size_t n)
{
    if (n < 1)
        return none(INDEX_N_TOO_SMALL);
    const struct series s = series_of(x, n);
    return all_positive(s) ? finite_or_none(series_geometric_mean(s)) : none(INDEX_NOT_POSITIVE);
}

static struct aggregate sd_of(struct series s)
{
    return s.n < 2 ? none(INDEX_N_TOO_SMALL) : finite_or_none(series_sd(s));
}

static struct aggregate cv_pct_of(struct series s)
{
    const struct aggregate sd = sd_of(s);
    if (sd.status != INDEX_OK)
        return sd;
    const double mean = series_mean(s);
    if (mean == 0)
        return none(INDEX_ZERO_DENOMINATOR);
    return mean < 0 ? none(INDEX_NOT_POSITIVE) : finite_or_none(sd.v / mean * 100);
}

struct aggregate aggregate_sd(const double *x, size_t n)
{
    return sd_of(series_of(x, n));
}

struct aggregate aggregate_cv_pct(const double *x, size_t n)
{
    return cv_pct_of(series_of(x, n));
}

struct index_value index_value_none(enum index_status why)
{
    assert(why != INDEX_OK);
    return (struct index_value){.v = bounded_make(0, BOUND_UNKNOWN), .status = why};
}

struct index_value index_value_from(struct bounded v, bool inputs_exact)
{
    if (v.kind == BOUND_UNKNOWN)
        return index_value_none(inputs_exact ? INDEX_OUT_OF_RANGE : INDEX_CENSORED_BOUND);
    return (struct index_value){.v = v, .status = INDEX_OK};
}

static bool all_exact(const struct bounded *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (x[i].kind != BOUND_EXACT)
            return false;
    return true;
}

static struct index_value spread(struct aggregate (*of)(struct series), const struct bounded *x,
                                 size_t n)
{
    if (!all_exact(x, n))
        return index_value_none(INDEX_CENSORED_BOUND);
    const struct aggregate result = of(series_of_bounded(x, n));
    if (result.status != INDEX_OK)
        return index_value_none(result.status);
    return index_value_from(bounded_exact(result.v), true);
}

struct index_value spread_sd(const struct bounded *x, size_t n)
{
    return spread(sd_of, x, n);
}

struct index_value spread_cv_pct(const struct bounded *x, size_t n)
{
    return spread(cv_pct_of, x, n);
}

static const struct {
    const char *word;
    struct bounded (*of)(const struct bounded *x, size_t n);
    size_t skip, take; /* take 0 = all that follow */
    bool positive;
} aggregators[AGGREGATOR_COUNT] = {
    [AGGREGATOR_OF_TEST] = {"", NULL, 0, 0, false},
    [AGGREGATOR_MEAN_ALL] = {"mean_all", bounded_mean, 0, 0, false},
    [AGGREGATOR_MEAN_LAST_2_OF_3] = {"mean_last_2_of_3", bounded_mean, 1, 2, false},
    [AGGREGATOR_MEDIAN] = {"median", bounded_median, 0, 0, false},
    [AGGREGATOR_GEOMETRIC_MEAN] = {"geometric_mean", bounded_geometric_mean, 0, 0, true},
};

const char *aggregator_word(enum aggregator aggregator)
{
    assert(aggregator < AGGREGATOR_COUNT);
    return aggregators[aggregator].word;
}

bool aggregator_from_word(const char *word, enum aggregator *aggregator)
{
    for (unsigned i = AGGREGATOR_OF_TEST + 1; i < AGGREGATOR_COUNT; i++) {
        if (strcmp(aggregators[i].word, word) == 0) {
            *aggregator = (enum aggregator)i;
            return true;
        }
    }
    return false;
}

size_t aggregator_span(enum aggregator aggregator, size_t n, size_t *first)
{
    assert(aggregator < AGGREGATOR_COUNT);
    *first = aggregators[aggregator].skip;
    if (n < *first + aggregators[aggregator].take)
        return 0;
    return aggregators[aggregator].take ? aggregators[aggregator].take : n - *first;
}

struct index_value aggregator_apply(enum aggregator aggregator, const struct bounded *x, size_t n)
{
    assert(aggregator > AGGREGATOR_OF_TEST && aggregator < AGGREGATOR_COUNT);
    if (n == 0)
        return index_value_none(INDEX_N_TOO_SMALL);
    if (aggregators[aggregator].positive && !all_positive(series_of_bounded(x, n)))
        return index_value_none(INDEX_NOT_POSITIVE);
    return index_value_from(aggregators[aggregator].of(x, n), all_exact(x, n));
}

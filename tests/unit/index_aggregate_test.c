/* Aggregates against values worked out by hand, and what must hold for any values. */
#include "index/aggregate.h"

#include "base/rng.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const uint64_t seed = 4711;

typedef struct aggregate aggregate_of(const double *x, size_t n);

static void known_values_give_known_results(void **state)
{
    (void)state;
    static const struct {
        aggregate_of *of;
        double x[10];
        size_t n;
        double expected;
    } rows[] = {
        /* 300 + 330 + 360 = 990 */
        {aggregate_mean_all, {300, 330, 360}, 3, 330},
        /* deviations -30 0 30: 1800 / 2 = 900 */
        {aggregate_sd, {300, 330, 360}, 3, 30},
        {aggregate_cv_pct, {300, 330, 360}, 3, 100.0 / 11},
        /* the first of three is practice: (330 + 360) / 2 */
        {aggregate_mean_last_2_of_3, {300, 330, 360}, 3, 345},
        /* a fourth does not enter */
        {aggregate_mean_last_2_of_3, {300, 330, 360, 900}, 4, 345},
        {aggregate_median, {5, 1, 3}, 3, 3},
        {aggregate_median, {5, 1, 3, 4}, 4, 3.5},
        {aggregate_median, {-2, -0.0, 0.0, -5}, 4, -1},
        {aggregate_geometric_mean, {2, 8}, 2, 4},
        {aggregate_geometric_mean, {1, 10, 100}, 3, 10},
        /* METHODS 7.1: ten turning values, the product is 4, so 4^(1/10) = 2^0.2 */
        {aggregate_geometric_mean, {1, 2, .5, 1, .5, 4, 1, 2, .5, 2}, 10, 1.1486983549970351},
        /* NIST-like: a large offset must not eat the spread; deviations -1 0 1 */
        {aggregate_sd, {1e9 - 1, 1e9, 1e9 + 1}, 3, 1},
        /* equal values have that mean exactly and no spread */
        {aggregate_mean_all, {0.1, 0.1, 0.1}, 3, 0.1},
        {aggregate_sd, {0.1, 0.1, 0.1}, 3, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct aggregate r = rows[i].of(rows[i].x, rows[i].n);
        assert_int_equal(r.status, INDEX_OK);
        assert_true(fabs(r.v - rows[i].expected) <= 4 * DBL_EPSILON * fabs(rows[i].expected));
    }
}

static void what_cannot_be_computed_says_why(void **state)
{
    (void)state;
    static const struct {
        aggregate_of *of;
        double x[3];
        size_t n;
        enum index_status why;
    } rows[] = {
        {aggregate_mean_all, {0}, 0, INDEX_N_TOO_SMALL},
        {aggregate_median, {0}, 0, INDEX_N_TOO_SMALL},
        {aggregate_geometric_mean, {0}, 0, INDEX_N_TOO_SMALL},
        {aggregate_mean_last_2_of_3, {1, 2}, 2, INDEX_N_TOO_SMALL},
        {aggregate_sd, {1}, 1, INDEX_N_TOO_SMALL},
        {aggregate_cv_pct, {1}, 1, INDEX_N_TOO_SMALL},
        {aggregate_cv_pct, {-1, 1}, 2, INDEX_ZERO_DENOMINATOR},
        {aggregate_cv_pct, {-1, -3}, 2, INDEX_NOT_POSITIVE},
        {aggregate_geometric_mean, {1, 0, 2}, 3, INDEX_NOT_POSITIVE},
        {aggregate_geometric_mean, {1, -1, 2}, 3, INDEX_NOT_POSITIVE},
        {aggregate_mean_all, {1e308, 1e308, 1e308}, 3, INDEX_OUT_OF_RANGE},
        {aggregate_sd, {1e200, -1e200}, 2, INDEX_OUT_OF_RANGE},
        {aggregate_geometric_mean, {1e308, 1e308, 1e308}, 3, INDEX_OUT_OF_RANGE},
        {aggregate_mean_all, {1, NAN, 3}, 3, INDEX_OUT_OF_RANGE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct aggregate r = rows[i].of(rows[i].x, rows[i].n);
        assert_int_equal(r.status, rows[i].why);
        assert_true(r.v == 0);
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t random_values(rng_key key, double *x, size_t most)
{
    const size_t n = 3 + rng_bits(key, 0) % (most - 2);
    const double scale = pow(10, (double)(rng_bits(key, 1) % 12) - 4);
    for (size_t i = 0; i < n; i++)
        x[i] = scale * (0.01 + rng_uniform(key, 2 + i));
    return n;
}

static void every_mean_lies_between_the_lowest_and_the_highest(void **state)
{
    (void)state;
    static aggregate_of *const means[] = {aggregate_mean_all, aggregate_mean_last_2_of_3,
                                          aggregate_median, aggregate_geometric_mean};
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t round = 0; round < 5000; round++) {
        double x[40], sorted[40];
        const size_t n = random_values(rng_key_number(rng_key_seed(seed), round), x, 40);
        memcpy(sorted, x, sizeof sorted);
        qsort(sorted, n, sizeof *sorted, by_value);
        for (size_t m = 0; m < COUNT(means); m++) {
            const double v = means[m](x, n).v, slack = m == 3 ? 4 * DBL_EPSILON * v : 0;
            assert_true(v >= sorted[0] - slack && v <= sorted[n - 1] + slack);
        }
        const double middle = sorted[n / 2];
        assert_true(aggregate_median(x, n).v ==
                    (n % 2 ? middle : sorted[n / 2 - 1] / 2 + middle / 2));
        assert_true(aggregate_geometric_mean(x, n).v <= aggregate_mean_all(x, n).v * (1 + 1e-15));
    }
}

static void doubling_every_value_doubles_mean_and_sd_and_leaves_cv(void **state)
{
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t round = 0; round < 2000; round++) {
        double x[20], twice[20];
        const size_t n = random_values(rng_key_number(rng_key_seed(seed + 1), round), x, 20);
        for (size_t i = 0; i < n; i++)
            twice[i] = 2 * x[i];
        assert_true(aggregate_mean_all(twice, n).v == 2 * aggregate_mean_all(x, n).v);
        assert_true(aggregate_sd(twice, n).v == 2 * aggregate_sd(x, n).v);
        assert_true(aggregate_cv_pct(twice, n).v == aggregate_cv_pct(x, n).v);
        assert_true(aggregate_median(twice, n).v == 2 * aggregate_median(x, n).v);
        const double g = aggregate_geometric_mean(x, n).v;
        assert_true(fabs(aggregate_geometric_mean(twice, n).v - 2 * g) <= 4e-15 * g);
    }
}

/* Own logarithms and exponentials must be as good as those of the C library. */
static void the_geometric_mean_agrees_with_logarithms(void **state)
{
    (void)state;
    for (uint64_t round = 0; round < 5000; round++) {
        double x[30];
        long double logs = 0;
        const size_t n = random_values(rng_key_number(rng_key_seed(seed + 2), round), x, 30);
        for (size_t i = 0; i < n; i++)
            logs += logl(x[i]);
        const long double expected = expl(logs / (long double)n);
        assert_true(fabsl(aggregate_geometric_mean(x, n).v - expected) <= 4e-16L * expected);
    }
}

static void bounds_have_no_spread(void **state)
{
    (void)state;
    const struct bounded x[] = {{300, BOUND_EXACT}, {360, BOUND_EXACT}, {1000, BOUND_AT_LEAST}};
    assert_int_equal(spread_sd(x, 3).status, INDEX_CENSORED_BOUND);
    assert_int_equal(spread_cv_pct(x, 3).status, INDEX_CENSORED_BOUND);
    assert_int_equal(spread_sd(x, 3).v.kind, BOUND_UNKNOWN);
    assert_true(fabs(spread_sd(x, 2).v.v - sqrt(1800)) < 1e-12);
}

static void aggregators_are_found_by_their_names(void **state)
{
    (void)state;
    for (unsigned i = AGGREGATOR_OF_TEST + 1; i < AGGREGATOR_COUNT; i++) {
        enum aggregator found = AGGREGATOR_OF_TEST;
        assert_true(aggregator_from_word(aggregator_word((enum aggregator)i), &found));
        assert_int_equal(found, i);
    }
    enum aggregator untouched = AGGREGATOR_MEDIAN;
    assert_false(aggregator_from_word("mode", &untouched));
    assert_false(aggregator_from_word("", &untouched));
    assert_int_equal(untouched, AGGREGATOR_MEDIAN);
}

static void bounded_aggregators_equal_the_plain_ones(void **state)
{
    (void)state;
    static aggregate_of *const plain[AGGREGATOR_COUNT] = {
        [AGGREGATOR_MEAN_ALL] = aggregate_mean_all,
        [AGGREGATOR_MEAN_LAST_2_OF_3] = aggregate_mean_last_2_of_3,
        [AGGREGATOR_MEDIAN] = aggregate_median,
        [AGGREGATOR_GEOMETRIC_MEAN] = aggregate_geometric_mean,
    };
    for (uint64_t round = 0; round < 500; round++) {
        double x[12];
        struct bounded b[12];
        const size_t n = random_values(rng_key_number(rng_key_seed(seed + 3), round), x, 12);
        for (size_t i = 0; i < n; i++)
            b[i] = bounded_exact(x[i]);
        for (unsigned a = AGGREGATOR_OF_TEST + 1; a < AGGREGATOR_COUNT; a++) {
            size_t first;
            const size_t taken = aggregator_span((enum aggregator)a, n, &first);
            const struct index_value v = aggregator_apply((enum aggregator)a, b + first, taken);
            assert_int_equal(v.status, INDEX_OK);
            assert_true(v.v.v == plain[a](x, n).v);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values_give_known_results),
        cmocka_unit_test(what_cannot_be_computed_says_why),
        cmocka_unit_test(every_mean_lies_between_the_lowest_and_the_highest),
        cmocka_unit_test(doubling_every_value_doubles_mean_and_sd_and_leaves_cv),
        cmocka_unit_test(the_geometric_mean_agrees_with_logarithms),
        cmocka_unit_test(bounds_have_no_spread),
        cmocka_unit_test(aggregators_are_found_by_their_names),
        cmocka_unit_test(bounded_aggregators_equal_the_plain_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Bounds: what is computed from "at least" and "at most" is true for every value they allow, and
 * says all it can. */
#include "index/bound.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define U BOUND_UNKNOWN
#define E BOUND_EXACT
#define L BOUND_AT_LEAST
#define M BOUND_AT_MOST

enum { KINDS = 4 };

static const uint64_t seed = 20261122;

static struct bounded b(double v, unsigned kind)
{
    return bounded_make(v, (enum bound)kind);
}

/* Expected kinds by hand, [kind of a][kind of b], in the order unknown, exact, at least, at most.
 */
static const enum bound rising_in_both[KINDS][KINDS] = {
    {U, U, U, U}, {U, E, L, M}, {U, L, L, U}, {U, M, U, M}};
static const enum bound rising_then_falling[KINDS][KINDS] = {
    {U, U, U, U}, {U, E, M, L}, {U, L, U, L}, {U, M, M, U}};

static const struct operation {
    const char *name;
    struct bounded (*of)(struct bounded a, struct bounded b);
    const enum bound (*kinds)[KINDS];
    double of_6_and_4;
} operations[] = {
    {"sum", bounded_sum, rising_in_both, 10},
    {"difference", bounded_difference, rising_then_falling, 2},
    {"ratio", bounded_ratio, rising_then_falling, 1.5},
    {"asymmetry", bounded_asymmetry_pct, rising_then_falling, 40},
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static void every_pair_of_sides_gives_the_right_side(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(operations); k++) {
        for (unsigned i = 0; i < KINDS; i++) {
            for (unsigned j = 0; j < KINDS; j++) {
                const struct bounded r = operations[k].of(b(6, i), b(4, j));
                assert_int_equal(r.kind, operations[k].kinds[i][j]);
                assert_true(r.v == (r.kind == BOUND_UNKNOWN ? 0 : operations[k].of_6_and_4));
            }
        }
    }
}

/* A value that the bound allows; magnitudes stay above zero. */
static double allowed(struct bounded x, rng_key key, uint64_t n)
{
    const double u = rng_uniform(key, n);
    switch (x.kind) {
    case BOUND_AT_LEAST:
        return x.v + 50 * u * u;
    case BOUND_AT_MOST:
        return x.v * (u + 1e-3) / 1.001;
    case BOUND_EXACT:
    case BOUND_UNKNOWN:
        break;
    }
    return x.v;
}

static void assert_holds(struct bounded claim, double truth)
{
    const double slack = 1e-9 * (1 + fabs(truth));
    if (claim.kind == BOUND_EXACT)
        assert_true(fabs(claim.v - truth) <= slack);
    if (claim.kind == BOUND_AT_LEAST)
        assert_true(truth >= claim.v - slack);
    if (claim.kind == BOUND_AT_MOST)
        assert_true(truth <= claim.v + slack);
}

static void whatever_the_true_values_are_the_bound_holds(void **state)
{
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    const rng_key key = rng_key_seed(seed);
    for (uint64_t n = 0; n < 40000; n += 6) {
        const struct bounded x =
            b(0.1 + 20 * rng_uniform(key, n), 1 + (unsigned)(rng_bits(key, n) % 3));
        const struct bounded y =
            b(0.1 + 20 * rng_uniform(key, n + 1), 1 + (unsigned)(rng_bits(key, n + 1) % 3));
        for (size_t k = 0; k < COUNT(operations); k++) {
            const double tx = allowed(x, key, n + 2), ty = allowed(y, key, n + 3);
            const struct bounded truth = operations[k].of(b(tx, E), b(ty, E));
            assert_holds(operations[k].of(x, y), truth.v);
        }
    }
}

static struct bounded (*const means[])(const struct bounded *, size_t) = {
    bounded_mean, bounded_geometric_mean, bounded_median};

static void means_of_bounds_hold_for_every_true_value(void **state)
{
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    const rng_key key = rng_key_number(rng_key_seed(seed), 1);
    for (uint64_t round = 0; round < 20000; round++) {
        const rng_key k = rng_key_number(key, round);
        struct bounded x[7], truth[7];
        const size_t n = 1 + rng_bits(k, 100) % 7;
        for (size_t i = 0; i < n; i++) {
            x[i] =
                b(0.1 + (double)(rng_bits(k, i) % 9), 1 + (unsigned)(rng_bits(k, 20 + i) % 5) % 3);
            truth[i] = b(allowed(x[i], k, 40 + i), E);
        }
        for (size_t m = 0; m < COUNT(means); m++)
            assert_holds(means[m](x, n), means[m](truth, n).v);
    }
}

static void a_negative_factor_turns_the_side(void **state)
{
    (void)state;
    static const enum bound turned[KINDS] = {U, E, M, L};
    for (unsigned i = 0; i < KINDS; i++) {
        assert_int_equal(bounded_scale(b(3, i), 2).kind, i);
        assert_int_equal(bounded_scale(b(3, i), -2).kind, turned[i]);
        assert_true(bounded_scale(b(3, i), -2).v == (i == U ? 0 : -6));
        assert_int_equal(bounded_scale(b(3, i), 0).kind, i == U ? U : E);
        assert_int_equal(bound_turn((enum bound)i), turned[i]);
    }
}

static void the_median_ignores_bounds_beyond_the_middle(void **state)
{
    (void)state;
    static const struct {
        struct bounded x[4];
        size_t n;
        struct bounded expected;
    } rows[] = {
        {{{300, E}, {400, E}, {1000, L}}, 3, {400, E}},   /* the limit is above the middle */
        {{{1000, L}, {1000, L}, {300, E}}, 3, {1000, L}}, /* the middle one is the limit */
        {{{0, M}, {5, E}, {9, E}}, 3, {5, E}},            /* cold limit below the middle */
        {{{0, M}, {0, M}, {9, E}}, 3, {0, M}},            /* two of three at the cold limit */
        {{{10, M}, {400, E}, {1000, L}}, 3, {400, E}},    /* one bound on each side */
        {{{500, M}, {400, E}, {300, L}}, 3, {0, U}},      /* between 300 and 500: no one side */
        {{{300, L}, {500, L}, {400, M}}, 3, {300, L}},    /* only the lower end is known */
        {{{200, E}, {300, E}, {400, E}, {900, L}}, 4, {350, E}}, /* even number */
        {{{200, E}, {300, E}, {900, L}, {900, L}}, 4, {600, L}}, /* half way to a limit */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct bounded r = bounded_median(rows[i].x, rows[i].n);
        assert_int_equal(r.kind, rows[i].expected.kind);
        assert_true(r.v == rows[i].expected.v);
    }
}

static void a_mean_with_one_limit_is_at_least_that_mean(void **state)
{
    (void)state;
    const struct bounded right[] = {{300, E}, {400, E}, {1000, L}};
    const struct bounded both[] = {{300, M}, {400, E}, {1000, L}};
    assert_int_equal(bounded_mean(right, 3).kind, L);
    assert_true(fabs(bounded_mean(right, 3).v - 1700.0 / 3) < 1e-12);
    assert_int_equal(bounded_mean(both, 3).kind, U);
    assert_int_equal(bounded_mean(both, 0).kind, U);
}

static void the_higher_of_two_is_known_where_one_reaches_over_the_other(void **state)
{
    (void)state;
    static const struct {
        struct bounded a, b, expected;
    } rows[] = {
        {{5, E}, {7, E}, {7, E}}, {{5, L}, {7, E}, {7, L}}, /* it may be more than 7 */
        {{5, E}, {7, L}, {7, L}}, {{7, E}, {5, M}, {7, E}}, /* 5 and less never is the higher one */
        {{5, E}, {7, M}, {7, M}}, {{5, M}, {7, M}, {7, M}}, {{5, L}, {7, L}, {7, L}},
        {{5, L}, {7, M}, {5, L}}, /* from 5 up; 7 is no end */
        {{7, L}, {5, M}, {7, L}}, {{7, E}, {7, M}, {7, E}}, {{0, U}, {7, E}, {0, U}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct bounded ab = bounded_max(rows[i].a, rows[i].b);
        const struct bounded ba = bounded_max(rows[i].b, rows[i].a);
        assert_int_equal(ab.kind, rows[i].expected.kind);
        assert_true(ab.v == rows[i].expected.v);
        assert_true(ba.kind == ab.kind && ba.v == ab.v);
    }
}

static void a_logarithm_keeps_its_side(void **state)
{
    (void)state;
    for (unsigned i = 0; i < KINDS; i++) {
        const struct bounded r = bounded_log10(b(1000, i));
        assert_int_equal(r.kind, i);
        assert_true(fabs(r.v - (i == U ? 0 : 3)) < 1e-14);
        assert_int_equal(bounded_log10(b(0, i)).kind, U);
        assert_int_equal(bounded_log10(b(-1, i)).kind, U);
    }
}

static void what_has_no_value_is_unknown_and_never_nan(void **state)
{
    (void)state;
    const struct bounded none[] = {
        bounded_exact(NAN),
        bounded_exact(INFINITY),
        bounded_ratio(b(1, E), b(0, E)),
        bounded_ratio(b(-1, E), b(2, E)),
        bounded_asymmetry_pct(b(0, E), b(0, E)),
        bounded_asymmetry_pct(b(-1, L), b(2, E)),
        bounded_sum(b(1e308, E), b(1e308, E)),
        bounded_geometric_mean(&(struct bounded){0, E}, 1),
        bounded_median(NULL, 0),
    };
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_int_equal(none[i].kind, U);
        assert_true(none[i].v == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_of_sides_gives_the_right_side),
        cmocka_unit_test(whatever_the_true_values_are_the_bound_holds),
        cmocka_unit_test(means_of_bounds_hold_for_every_true_value),
        cmocka_unit_test(a_negative_factor_turns_the_side),
        cmocka_unit_test(the_median_ignores_bounds_beyond_the_middle),
        cmocka_unit_test(a_mean_with_one_limit_is_at_least_that_mean),
        cmocka_unit_test(the_higher_of_two_is_known_where_one_reaches_over_the_other),
        cmocka_unit_test(a_logarithm_keeps_its_side),
        cmocka_unit_test(what_has_no_value_is_unknown_and_never_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

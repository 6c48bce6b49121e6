/* Formulas of temporal summation and wind-up: the worked example of METHODS 4.2, what its facts pin
 * down, missing ratings, zeros and bounds. */
#include "index/summation.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

enum { PULSES = 10 };

static const uint64_t seed = 20261130;

static summation_of *const formulas[] = {
    summation_last_first, summation_max_first, summation_a2cps_primary, summation_a2cps_secondary,
    summation_slope_1_5,  summation_slope_all, summation_last3_first,   summation_iii_minus_i,
    summation_vas_i,      summation_vas_ii,    summation_vas_iii,
};

static const double example[PULSES] = {2, 2.5, 3, 3, 3.5, 4, 4.5, 5, 5.5, 6};

static const struct bounded missing = {0, BOUND_UNKNOWN};

static void exactly(const double *x, size_t n, struct bounded *r)
{
    for (size_t i = 0; i < n; i++)
        r[i] = bounded_exact(x[i]);
}

static void assert_value(struct index_value value, double v, enum bound kind)
{
    if (value.status != INDEX_OK)
        fail_msg("no number: %s", index_status_word(value.status));
    assert_int_equal(value.v.kind, kind);
    if (fabs(value.v.v - v) > 1e-12 * (1 + fabs(v)))
        fail_msg("%.17g is not %.17g", value.v.v, v);
}

static void assert_none(struct index_value value, enum index_status why)
{
    assert_string_equal(index_status_word(value.status), index_status_word(why));
    assert_int_equal(value.v.kind, BOUND_UNKNOWN);
    assert_true(value.v.v == 0);
}

static void the_worked_example_has_the_worked_results(void **state)
{
    (void)state;
    static const struct {
        summation_of *of;
        double expected;
    } rows[] = {
        {summation_last_first, 4},
        {summation_max_first, 4},
        {summation_a2cps_primary, 4},
        {summation_a2cps_secondary, 7.0 / 3},
        {summation_slope_all, 36 / 82.5}, /* 0.436364 */
        {summation_slope_1_5, 0.35},      /* (-2·2 - 2.5 + 3 + 2·3.5) / 10 */
        {summation_last3_first, 3.5},
        {summation_vas_i, 0.625},
        {summation_vas_ii, 2},
        {summation_vas_iii, 3.5},
        {summation_iii_minus_i, 2.875},
    };
    struct bounded r[PULSES];
    exactly(example, PULSES, r);
    assert_int_equal(COUNT(rows), COUNT(formulas));
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_value(rows[i].of(r, PULSES), rows[i].expected, BOUND_EXACT);
    const struct bounded first = bounded_exact(2), last = bounded_exact(6);
    assert_value(windup_ratio(&first, &last, 1), 3, BOUND_EXACT); /* its last to its first */
}

/* A fall from 6 to 2: only what may be negative shows it. */
static void pain_that_fades_is_shown_by_differences_alone(void **state)
{
    (void)state;
    struct bounded r[PULSES];
    for (size_t i = 0; i < PULSES; i++)
        r[i] = bounded_exact(example[PULSES - 1 - i]);
    assert_value(summation_last_first(r, PULSES), -4, BOUND_EXACT);
    assert_value(summation_slope_all(r, PULSES), -36 / 82.5, BOUND_EXACT);
    assert_value(summation_max_first(r, PULSES), 0, BOUND_EXACT);
    assert_value(summation_a2cps_primary(r, PULSES), 0, BOUND_EXACT);
    assert_value(summation_a2cps_secondary(r, PULSES), 1, BOUND_EXACT);
}

/* A peak in the middle of the train: max is not last. */
static void the_highest_rating_may_be_any(void **state)
{
    (void)state;
    static const double peak[] = {3, 9, 4};
    struct bounded r[3];
    exactly(peak, 3, r);
    assert_value(summation_max_first(r, 3), 6, BOUND_EXACT);
    assert_value(summation_a2cps_primary(r, 3), 1, BOUND_EXACT);
    assert_value(summation_last_first(r, 3), 1, BOUND_EXACT);
    assert_value(summation_slope_all(r, 3), 0.5, BOUND_EXACT);
}

static void random_train(rng_key key, double *x)
{
    for (size_t i = 0; i < PULSES; i++)
        x[i] = (double)(rng_bits(key, i) % 101);
}

/* Subtracting r1 from every rating changes no difference and no slope, but it changes III / I. */
static void what_a_train_has_in_common_changes_no_difference(void **state)
{
    (void)state;
    static summation_of *const differences[] = {
        summation_last_first, summation_max_first,   summation_a2cps_primary, summation_slope_1_5,
        summation_slope_all,  summation_last3_first, summation_iii_minus_i,   summation_vas_i,
        summation_vas_ii,     summation_vas_iii,
    };
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t round = 0; round < 2000; round++) {
        double x[PULSES], less[PULSES];
        struct bounded r[PULSES], shifted[PULSES];
        random_train(rng_key_number(rng_key_seed(seed), round), x);
        for (size_t i = 0; i < PULSES; i++)
            less[i] = x[i] - x[0];
        exactly(x, PULSES, r);
        exactly(less, PULSES, shifted);
        for (size_t k = 0; k < COUNT(differences); k++) {
            const struct index_value a = differences[k](r, PULSES);
            const struct index_value b = differences[k](shifted, PULSES);
            assert_int_equal(a.status, INDEX_OK);
            assert_true(a.v.v == b.v.v);
        }
    }
    struct bounded r[PULSES];
    exactly(example, PULSES, r);
    const double i = summation_vas_i(r, PULSES).v.v, iii = summation_vas_iii(r, PULSES).v.v;
    assert_true(fabs(iii / i - 3.5 / 0.625) < 1e-12);
    assert_true(fabs((iii + 2) / (i + 2) - 5.5 / 2.625) < 1e-12); /* of the ratings as given */
    assert_true(fabs((iii - i) - 2.875) < 1e-12);
}

/* III / I has no value where I is 0, which is why there is no such index. */
static void a_train_of_equal_ratings_changes_by_exactly_nothing(void **state)
{
    (void)state;
    static const double levels[] = {0, 0.1, 3.3, 7.7, 10, 99.9};
    for (size_t k = 0; k < COUNT(levels); k++) {
        struct bounded r[PULSES];
        for (size_t i = 0; i < PULSES; i++)
            r[i] = bounded_exact(levels[k]);
        for (size_t f = 0; f < COUNT(formulas); f++) {
            const struct index_value value = formulas[f](r, PULSES);
            assert_int_equal(value.status, INDEX_OK);
            assert_true(value.v.v == (formulas[f] == summation_a2cps_secondary ? 1 : 0));
        }
    }
}

/* Of each formula the pulses without which it has no number, and the fewest pulses it takes. */
static const struct need {
    summation_of *of;
    unsigned needs; /* bit (1 << (pulse - 1)) */
    size_t least;
} needs[] = {
    {summation_last_first, 1u << 0 | 1u << 9, 2},
    {summation_max_first, 1u << 0, 2},
    {summation_a2cps_primary, 1u << 0 | 1u << 9, 2},
    {summation_a2cps_secondary, 1u << 0 | 1u << 9, 2},
    {summation_slope_1_5, 1u << 0 | 1u << 4, 5},
    {summation_slope_all, 1u << 0 | 1u << 9, 3},
    {summation_last3_first, 1u << 0 | 7u << 7, 4},
    {summation_iii_minus_i, 15u | 7u << 7, 10},
    {summation_vas_i, 15u, 4},
    {summation_vas_ii, 1u | 7u << 4, 7},
    {summation_vas_iii, 1u | 7u << 7, 10},
};

static void a_missing_rating_matters_to_those_who_need_it(void **state)
{
    (void)state;
    assert_int_equal(COUNT(needs), COUNT(formulas));
    for (size_t f = 0; f < COUNT(needs); f++) {
        for (unsigned pulse = 0; pulse < PULSES; pulse++) {
            struct bounded r[PULSES];
            exactly(example, PULSES, r);
            r[pulse] = missing;
            const struct index_value value = needs[f].of(r, PULSES);
            if (needs[f].needs & 1u << pulse)
                assert_none(value, INDEX_MISSING_PULSE);
            else
                assert_int_equal(value.status, INDEX_OK);
        }
    }
}

static void a_short_train_has_too_few_pulses(void **state)
{
    (void)state;
    for (size_t f = 0; f < COUNT(needs); f++) {
        for (size_t n = 0; n <= PULSES; n++) {
            struct bounded r[PULSES];
            exactly(example, PULSES, r);
            const struct index_value value = needs[f].of(n ? r : NULL, n);
            if (n < needs[f].least)
                assert_none(value, INDEX_TOO_FEW_PULSES);
            else
                assert_int_equal(value.status, INDEX_OK);
        }
    }
}

/* A time-out is missing: as a zero it would make the least rating, and a fall, of it. */
static void a_missing_rating_is_left_out_and_is_not_zero(void **state)
{
    (void)state;
    struct bounded r[PULSES];
    exactly(example, PULSES, r);
    r[5] = missing;
    assert_value(summation_max_first(r, PULSES), 4, BOUND_EXACT);
    /* Σ(i - 49/9)·ri / Σ(i - 49/9)², over all but pulse 6 */
    assert_value(summation_slope_all(r, PULSES), (9 * 226.5 - 49 * 35.0) / (9 * 349.0 - 49 * 49),
                 BOUND_EXACT);
    for (size_t i = 1; i < PULSES; i++)
        r[i] = missing;
    assert_none(summation_max_first(r, PULSES), INDEX_MISSING_PULSE);
}

/* Only pulses 1, 5 and 10 are asked for (PMC8318714). */
static void three_ratings_of_ten_pulses_give_what_they_can(void **state)
{
    (void)state;
    struct bounded r[PULSES] = {{20, BOUND_EXACT}};
    r[4] = bounded_exact(30);
    r[9] = bounded_exact(60);
    assert_value(summation_last_first(r, PULSES), 40, BOUND_EXACT);
    assert_value(summation_max_first(r, PULSES), 40, BOUND_EXACT);
    /* m = 3, Σi = 16, Σi² = 126: (3·770 - 16·110) / (3·126 - 16²) */
    assert_value(summation_slope_all(r, PULSES), 550.0 / 122, BOUND_EXACT);
    assert_none(summation_slope_1_5(r, PULSES), INDEX_MISSING_PULSE); /* two points make no slope */
    assert_none(summation_last3_first(r, PULSES), INDEX_MISSING_PULSE);
    assert_none(summation_vas_i(r, PULSES), INDEX_MISSING_PULSE);
}

/* ---- bounds -------------------------------------------------------------------------------------
 */

static double allowed(struct bounded x, rng_key key, uint64_t n)
{
    const double u = rng_uniform(key, n);
    switch (x.kind) {
    case BOUND_AT_LEAST:
        return x.v + 50 * u * u;
    case BOUND_AT_MOST:
        return x.v * u;
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

static struct bounded random_rating(rng_key key, uint64_t n)
{
    const uint64_t kind = rng_bits(key, n) % 12;
    const double v = (double)(rng_bits(key, n + 1) % 11);
    return bounded_make(v, kind == 0 ? BOUND_AT_LEAST : kind == 1 ? BOUND_AT_MOST : BOUND_EXACT);
}

static void whatever_the_true_ratings_are_the_result_holds(void **state)
{
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    size_t bounds = 0, unknown = 0;
    for (uint64_t round = 0; round < 4000; round++) {
        const rng_key key = rng_key_number(rng_key_seed(seed), round);
        struct bounded r[PULSES], truth[PULSES];
        for (size_t i = 0; i < PULSES; i++) {
            r[i] = random_rating(key, 4 * i);
            truth[i] = bounded_exact(allowed(r[i], key, 4 * i + 2));
        }
        for (size_t f = 0; f < COUNT(formulas); f++) {
            const struct index_value claim = formulas[f](r, PULSES);
            assert_true(claim.status == INDEX_OK || claim.status == INDEX_CENSORED_BOUND);
            assert_holds(claim.v, formulas[f](truth, PULSES).v.v);
            bounds += claim.v.kind == BOUND_AT_LEAST || claim.v.kind == BOUND_AT_MOST;
            unknown += claim.status == INDEX_CENSORED_BOUND;
        }
    }
    assert_true(bounds > 5000 && unknown > 500);
}

static void a_rating_at_the_end_of_the_scale_turns_with_its_weight(void **state)
{
    (void)state;
    struct bounded r[PULSES];
    exactly(example, PULSES, r);
    r[9] = bounded_make(10, BOUND_AT_LEAST); /* it ended above the scale */
    assert_value(summation_last_first(r, PULSES), 8, BOUND_AT_LEAST);
    assert_value(summation_a2cps_secondary(r, PULSES), 11.0 / 3, BOUND_AT_LEAST);
    assert_value(summation_vas_ii(r, PULSES), 2, BOUND_EXACT); /* it does not enter */
    exactly(example, PULSES, r);
    r[0] = bounded_make(2, BOUND_AT_LEAST); /* it began higher: less change than that */
    assert_value(summation_last_first(r, PULSES), 4, BOUND_AT_MOST);
    assert_value(summation_max_first(r, PULSES), 4, BOUND_AT_MOST);
    /* r1 is in the mean of I and is subtracted: I - r1 falls with it, III - I too */
    assert_value(summation_vas_i(r, PULSES), 0.625, BOUND_AT_MOST);
    assert_value(summation_iii_minus_i(r, PULSES), 2.875, BOUND_AT_MOST);
    r[9] = bounded_make(10, BOUND_AT_LEAST);
    assert_none(summation_last_first(r, PULSES), INDEX_CENSORED_BOUND);
}

/* ---- wind-up ------------------------------------------------------------------------------------
 */

struct ratings {
    double single[5], train[5];
    size_t n;
};

static struct index_value windup(windup_of *of, struct ratings x)
{
    struct bounded single[5], train[5];
    exactly(x.single, x.n, single);
    exactly(x.train, x.n, train);
    return of(single, train, x.n);
}

static void a_ratio_of_means_is_no_mean_of_ratios(void **state)
{
    (void)state;
    const struct ratings x = {{10, 20, 30}, {30, 30, 30}, 3};
    assert_value(windup(windup_ratio, x), 1.5, BOUND_EXACT); /* 30 / 20 */
    assert_value(windup(windup_ratio_log10, x), log10(1.5), BOUND_EXACT);
    assert_value(windup(windup_ratio_plus1, x), 31.0 / 21, BOUND_EXACT);
    assert_true(fabs((3 + 1.5 + 1) / 3 - 1.5) > 0.3); /* the mean of the ratios */
    /* one single rating of 0: the mean of ratios does not exist, the ratio of means does */
    const struct ratings zero = {{0, 10, 20}, {10, 20, 30}, 3};
    assert_value(windup(windup_ratio, zero), 2, BOUND_EXACT);
}

static void single_ratings_that_are_all_zero_have_no_ratio(void **state)
{
    (void)state;
    const struct ratings felt_in_train = {{0, 0}, {4, 6}, 2};
    assert_none(windup(windup_ratio, felt_in_train), INDEX_SINGLE_MEAN_ZERO);
    assert_none(windup(windup_ratio_log10, felt_in_train), INDEX_SINGLE_MEAN_ZERO);
    assert_value(windup(windup_ratio_plus1, felt_in_train), 6, BOUND_EXACT); /* (5 + 1) / (0 + 1) */
    const struct ratings never_felt = {{0, 0}, {0, 0}, 2};
    assert_none(windup(windup_ratio, never_felt), INDEX_SINGLE_MEAN_ZERO);
    assert_value(windup(windup_ratio_plus1, never_felt), 1, BOUND_EXACT);
}

static void trains_that_are_all_zero_have_the_ratio_zero_and_no_logarithm(void **state)
{
    (void)state;
    const struct ratings x = {{4, 6}, {0, 0}, 2};
    assert_value(windup(windup_ratio, x), 0, BOUND_EXACT);
    assert_none(windup(windup_ratio_log10, x), INDEX_NOT_POSITIVE);
    assert_value(windup(windup_ratio_plus1, x), 1.0 / 6, BOUND_EXACT);
}

static void no_repetition_and_negative_ratings_have_no_ratio(void **state)
{
    (void)state;
    const struct ratings none = {{0}, {0}, 0}, negative = {{-1, 5}, {5, 5}, 2};
    static windup_of *const all[] = {windup_ratio, windup_ratio_log10, windup_ratio_plus1};
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_none(windup(all[i], none), INDEX_N_TOO_SMALL);
        assert_none(windup(all[i], negative), INDEX_NOT_POSITIVE);
    }
    const struct bounded r[] = {{-1, BOUND_EXACT}, {3, BOUND_EXACT}};
    assert_none(summation_a2cps_secondary(r, 2), INDEX_NOT_POSITIVE);
    assert_value(summation_last_first(r, 2), 4, BOUND_EXACT);
}

static void bounds_of_wind_up_turn_with_the_denominator(void **state)
{
    (void)state;
    const struct bounded exact[] = {{20, BOUND_EXACT}, {40, BOUND_EXACT}};
    const struct bounded top[] = {{100, BOUND_AT_LEAST}, {80, BOUND_EXACT}};
    const struct bounded zero[] = {{0, BOUND_AT_LEAST}, {0, BOUND_EXACT}};
    const struct bounded none[] = {{0, BOUND_AT_MOST}, {0, BOUND_EXACT}};
    assert_value(windup_ratio(exact, top, 2), 3, BOUND_AT_LEAST);
    assert_value(windup_ratio(top, exact, 2), 1.0 / 3, BOUND_AT_MOST);
    assert_value(windup_ratio_log10(top, exact, 2), log10(1.0 / 3), BOUND_AT_MOST);
    assert_none(windup_ratio(top, top, 2), INDEX_CENSORED_BOUND);
    /* at least 0 need not be 0 */
    assert_none(windup_ratio(zero, exact, 2), INDEX_CENSORED_BOUND);
    assert_none(windup_ratio(none, exact, 2), INDEX_SINGLE_MEAN_ZERO);
    assert_value(windup_ratio(exact, zero, 2), 0, BOUND_AT_LEAST);
    assert_none(windup_ratio_log10(exact, zero, 2), INDEX_CENSORED_BOUND);
}

/* Same bits everywhere is the purpose of an own logarithm; near enough to that of the C library. */
static void the_logarithm_is_right_over_the_whole_range(void **state)
{
    (void)state;
    for (int e = -290; e <= 290; e++) {
        const double m[] = {1, 1.0000001, 1.4142135, 2.5, 9.99999};
        for (size_t i = 0; i < COUNT(m); i++) {
            const double x = m[i] * pow(10, e);
            const struct bounded one = bounded_exact(1), many = bounded_exact(x);
            const struct index_value value = windup_ratio_log10(&one, &many, 1);
            assert_int_equal(value.status, INDEX_OK);
            assert_true(fabs(value.v.v - log10(x)) <= 1e-15 + 1e-15 * fabs(log10(x)));
        }
    }
    const struct bounded one = bounded_exact(1);
    assert_true(windup_ratio_log10(&one, &one, 1).v.v == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_example_has_the_worked_results),
        cmocka_unit_test(pain_that_fades_is_shown_by_differences_alone),
        cmocka_unit_test(the_highest_rating_may_be_any),
        cmocka_unit_test(what_a_train_has_in_common_changes_no_difference),
        cmocka_unit_test(a_train_of_equal_ratings_changes_by_exactly_nothing),
        cmocka_unit_test(a_missing_rating_matters_to_those_who_need_it),
        cmocka_unit_test(a_short_train_has_too_few_pulses),
        cmocka_unit_test(a_missing_rating_is_left_out_and_is_not_zero),
        cmocka_unit_test(three_ratings_of_ten_pulses_give_what_they_can),
        cmocka_unit_test(whatever_the_true_ratings_are_the_result_holds),
        cmocka_unit_test(a_rating_at_the_end_of_the_scale_turns_with_its_weight),
        cmocka_unit_test(a_ratio_of_means_is_no_mean_of_ratios),
        cmocka_unit_test(single_ratings_that_are_all_zero_have_no_ratio),
        cmocka_unit_test(trains_that_are_all_zero_have_the_ratio_zero_and_no_logarithm),
        cmocka_unit_test(no_repetition_and_negative_ratings_have_no_ratio),
        cmocka_unit_test(bounds_of_wind_up_turn_with_the_denominator),
        cmocka_unit_test(the_logarithm_is_right_over_the_whole_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

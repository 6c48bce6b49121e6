/* Cuff ramps and tonic holds from their samples: which crossing is the threshold, what a stop says,
 * and the mean of a rating over time. */
#include "index/vas.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

enum { SAMPLES_MAX = 2000 };

static const uint64_t seed = 20261130;

/* 1 kPa/s at 20 Hz: 0.05 kPa from sample to sample, from 0. */
struct ramp {
    double t_s[SAMPLES_MAX], kpa[SAMPLES_MAX], vas[SAMPLES_MAX];
    struct vas_trace trace;
};

static struct ramp ramp;

static const struct vas_trace *ramp_of(const double *vas, size_t n)
{
    assert_true(n <= SAMPLES_MAX);
    for (size_t i = 0; i < n; i++) {
        ramp.t_s[i] = 0.05 * (double)i;
        ramp.kpa[i] = 0.05 * (double)i;
        ramp.vas[i] = vas[i];
    }
    ramp.trace = (struct vas_trace){ramp.t_s, ramp.kpa, ramp.vas, n};
    return &ramp.trace;
}

static void assert_near(double v, double expected)
{
    if (fabs(v - expected) > 1e-12 * (1 + fabs(expected)))
        fail_msg("%.17g is not %.17g", v, expected);
}

static void the_threshold_is_the_sample_after_the_last_upward_crossing(void **state)
{
    (void)state;
    static const struct {
        double vas[9];
        size_t n;
        double criterion;
        size_t at; /* 0: there is none */
    } rows[] = {
        {{0, 0, 0.5, 1, 2, 3}, 6, 1, 3},      /* reached exactly */
        {{0, 0, 0.5, 1.4, 2, 3}, 6, 1, 3},    /* stepped over */
        {{0, 0, 0.5, 1.4, 2, 3}, 6, 0.1, 2},  /* two anchors */
        {{0, 2, 0.5, 0.5, 1.2, 3}, 6, 1, 4},  /* crosses, falls back, crosses again */
        {{0, 2, 0, 3, 0.5, 0.9}, 6, 1, 3},    /* falls back for good: the last time it rose */
        {{0, 0.9, 0.99, 0.9, 0, 0}, 6, 1, 0}, /* never */
        {{3, 2, 1.5, 1.2, 1.1, 1}, 6, 1, 0},  /* above from the beginning, never rose to it */
        {{1, 1, 1, 1}, 4, 1, 0},              /* stood at it */
        {{2, 0.5, 1, 1}, 4, 1, 2},            /* above, let go, rose */
        {{0.5, 1}, 2, 1, 1},
        {{1}, 1, 1, 0},
        {{0}, 0, 1, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct vas_trace *trace = ramp_of(rows[i].vas, rows[i].n);
        const struct vas_point point = vas_detection(trace, rows[i].criterion);
        if (rows[i].at == 0) {
            assert_int_equal(point.status, INDEX_NO_CROSSING);
            assert_true(point.kpa == 0 && point.vas == 0 && point.t_s == 0);
            continue;
        }
        assert_int_equal(point.status, INDEX_OK);
        assert_true(point.kpa == ramp.kpa[rows[i].at] && point.t_s == ramp.t_s[rows[i].at]);
        assert_true(point.vas == ramp.vas[rows[i].at]);
    }
}

/* The definition, word by word, from the front. */
static size_t last_crossing(const double *vas, size_t n, double c)
{
    size_t found = 0;
    for (size_t i = 0; i + 1 < n; i++)
        if (vas[i] < c && c <= vas[i + 1])
            found = i + 1;
    return found;
}

static void any_trace_gives_what_the_definition_says(void **state)
{
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    size_t none = 0;
    for (uint64_t round = 0; round < 3000; round++) {
        const rng_key key = rng_key_number(rng_key_seed(seed), round);
        double vas[12];
        const size_t n = 1 + rng_bits(key, 50) % COUNT(vas);
        for (size_t i = 0; i < n; i++)
            vas[i] = (double)(rng_bits(key, i) % 5) / 2;
        const struct vas_point point = vas_detection(ramp_of(vas, n), 1);
        const size_t at = last_crossing(vas, n, 1);
        none += at == 0;
        assert_int_equal(point.status, at ? INDEX_OK : INDEX_NO_CROSSING);
        assert_true(point.kpa == (at ? ramp.kpa[at] : 0));
        const struct vas_point line = vas_crossing(&ramp.trace, 1);
        assert_int_equal(line.status, point.status);
        assert_true(!at || (line.kpa > ramp.kpa[at - 1] && line.kpa <= ramp.kpa[at]));
    }
    assert_true(none > 100);
}

static void the_pressure_at_a_rating_lies_on_the_line_between_two_samples(void **state)
{
    (void)state;
    static const double vas[] = {0, 2, 5, 9, 10}, twice[] = {0, 8, 4, 8}, exact[] = {0, 6, 7};
    struct vas_point point = vas_crossing(ramp_of(vas, COUNT(vas)), 6);
    assert_int_equal(point.status, INDEX_OK);
    assert_near(point.kpa, 0.1 + 0.05 / 4); /* a quarter of the way from 5 to 9 */
    assert_near(point.t_s, 0.1 + 0.05 / 4);
    assert_true(point.vas == 6);
    assert_near(vas_crossing(ramp_of(twice, COUNT(twice)), 6).kpa, 0.125); /* the second time */
    assert_near(vas_crossing(ramp_of(exact, COUNT(exact)), 6).kpa, 0.05);
    assert_int_equal(vas_crossing(&ramp.trace, 7.5).status, INDEX_NO_CROSSING);
}

/* A lost reading must not hide the crossing that lies across it. */
static void samples_that_are_none_are_stepped_over(void **state)
{
    (void)state;
    const double vas[] = {0, 2, 0.5, NAN, 1.5, 3, NAN};
    const struct vas_trace *trace = ramp_of(vas, COUNT(vas));
    assert_near(vas_detection(trace, 1).kpa, 0.2);
    assert_near(vas_crossing(trace, 1).kpa, 0.15);
    ramp.kpa[4] = NAN;
    assert_near(vas_detection(trace, 1).kpa, 0.25);
}

static void the_stop_gives_tolerance_and_its_rating(void **state)
{
    (void)state;
    static const double vas[] = {0, 1, 4, 8.5};
    const struct vas_trace *trace = ramp_of(vas, COUNT(vas));
    assert_true(vas_stop(trace).vas == 8.5);
    struct index_value ptt = vas_tolerance(trace, false);
    assert_int_equal(ptt.status, INDEX_OK);
    assert_int_equal(ptt.v.kind, BOUND_EXACT);
    assert_true(ptt.v.v == ramp.kpa[3]);
    ptt = vas_tolerance(trace, true); /* the limit ended it: no responder */
    assert_int_equal(ptt.v.kind, BOUND_AT_LEAST);
    assert_true(ptt.v.v == ramp.kpa[3]);
    ramp.vas[3] =
        NAN; /* the rating of that moment is lost: an earlier one is not that of the stop */
    assert_int_equal(vas_stop(trace).status, INDEX_SHORT_TRACE);
    assert_true(vas_tolerance(trace, false).v.v == ramp.kpa[3]);
    ramp.kpa[3] = NAN;
    assert_int_equal(vas_tolerance(trace, false).status, INDEX_SHORT_TRACE);
    assert_int_equal(vas_stop(ramp_of(vas, 0)).status, INDEX_SHORT_TRACE);
    assert_int_equal(vas_tolerance(&ramp.trace, false).status, INDEX_SHORT_TRACE);
    assert_int_equal(vas_tolerance(&ramp.trace, false).v.kind, BOUND_UNKNOWN);
}

/* ---- tonic hold ---------------------------------------------------------------------------------
 */

static const struct vas_window minute = {.from_s = 10, .to_s = 70, .gap_s = 1};

static double hold_t[SAMPLES_MAX], hold_vas[SAMPLES_MAX];

static struct vas_trace hold_at_20_hz(double (*vas)(double t_s))
{
    for (size_t i = 0; i < SAMPLES_MAX; i++) {
        hold_t[i] = 0.05 * (double)i;
        hold_vas[i] = vas(hold_t[i]);
    }
    return (struct vas_trace){hold_t, NULL, hold_vas, SAMPLES_MAX};
}

static double constant(double t_s)
{
    (void)t_s;
    return 3.3;
}

static double rising(double t_s)
{
    return t_s / 10;
}

static double in_and_out(double t_s)
{
    return t_s >= 10 && t_s <= 70 ? 5 : 0;
}

static void assert_mean(const struct vas_trace *trace, struct vas_window window, double expected)
{
    const struct aggregate mean = vas_auc_static(trace, window);
    assert_int_equal(mean.status, INDEX_OK);
    assert_near(mean.v, expected);
}

static void the_mean_rating_is_the_area_over_the_time(void **state)
{
    (void)state;
    struct vas_trace trace = hold_at_20_hz(constant);
    assert_true(vas_auc_static(&trace, minute).v == 3.3);
    trace = hold_at_20_hz(rising);
    assert_mean(&trace, minute, 4);                                      /* from 1 to 7 */
    assert_mean(&trace, (struct vas_window){10.013, 70.021, 1}, 4.0017); /* between samples */
    trace = hold_at_20_hz(in_and_out);
    assert_mean(&trace, (struct vas_window){10, 70, 1}, 5);
    const struct aggregate tail = vas_auc_static(&trace, (struct vas_window){10, 90, 1});
    assert_true(fabs(tail.v - 5 * 60.025 / 80) < 1e-9); /* the tail of 20 s counts */
}

/* Readings that come unevenly weigh by their time, not by their number. */
static void uneven_samples_weigh_by_their_time(void **state)
{
    (void)state;
    static const double t[] = {0, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 2}, vas[] = {0, 0, 0, 0, 0, 0, 0, 1};
    const struct vas_trace trace = {t, NULL, vas, COUNT(t)};
    assert_mean(&trace, (struct vas_window){0, 2, 1}, 0.125); /* 0.5 s · 1 / 2 over 2 s */
}

static void a_trace_with_a_gap_or_an_end_too_soon_has_no_mean(void **state)
{
    (void)state;
    struct vas_trace trace = hold_at_20_hz(constant);
    for (size_t i = 400; i < 430; i++)
        hold_vas[i] = NAN; /* 1.55 s from sample 399 to 430 */
    assert_int_equal(vas_auc_static(&trace, minute).status, INDEX_SHORT_TRACE);
    assert_true(vas_auc_static(&trace, minute).v == 0);
    assert_mean(&trace, (struct vas_window){10, 70, 1.6}, 3.3);
    trace = hold_at_20_hz(constant);
    trace.n = 1400; /* ends at 69.95 s */
    assert_int_equal(vas_auc_static(&trace, minute).status, INDEX_SHORT_TRACE);
    trace.n = 1402;
    assert_mean(&trace, minute, 3.3);
    trace = (struct vas_trace){hold_t + 201, NULL, hold_vas + 201, 1700}; /* begins at 10.05 s */
    assert_int_equal(vas_auc_static(&trace, minute).status, INDEX_SHORT_TRACE);
    trace.n = 0;
    assert_int_equal(vas_auc_static(&trace, minute).status, INDEX_SHORT_TRACE);
    trace = hold_at_20_hz(constant);
    hold_t[600] = 3; /* time goes back */
    assert_int_equal(vas_auc_static(&trace, minute).status, INDEX_SHORT_TRACE);
}

/* Up to 6 at 20 s, down to 2 at 40 s, up to 9 at 70 s; of the window from 10 s on. */
static double up_down_up(double t_s)
{
    if (t_s <= 20)
        return 0.3 * t_s;
    return t_s <= 40 ? 6 - 0.2 * (t_s - 20) : 2 + 7 * (t_s - 40) / 30;
}

static double only_up(double t_s)
{
    return t_s / 20;
}

static double up_and_down(double t_s)
{
    return t_s <= 20 ? t_s / 4 : fmax(0, 5 - (t_s - 20) / 10);
}

static void the_score_of_a_long_heat_is_the_rise_after_its_nadir(void **state)
{
    (void)state;
    struct vas_trace trace = hold_at_20_hz(up_down_up);
    struct vas_course course = vas_tonic_course(&trace, minute, VAS_PEAK_WITHIN_S);
    assert_int_equal(course.status, INDEX_OK);
    assert_near(course.peak.vas, 6);
    assert_near(course.peak.t_s, 20);
    assert_near(course.nadir.vas, 2);
    assert_near(course.nadir.t_s, 40);
    assert_near(course.late.vas, 9);
    assert_near(course.rise, 7);
    /* who is looked at for too long has a later peak */
    course = vas_tonic_course(&trace, minute, 60);
    assert_near(course.peak.t_s, 70);
    assert_int_equal(course.nadir.status, INDEX_NO_CROSSING);
    assert_true(course.rise == 0);
    trace = hold_at_20_hz(up_and_down);
    course = vas_tonic_course(&trace, minute, VAS_PEAK_WITHIN_S);
    assert_near(course.nadir.t_s, 70);
    assert_int_equal(course.late.status, INDEX_NO_CROSSING);
    assert_true(course.rise == 0);
    trace = hold_at_20_hz(constant);
    course = vas_tonic_course(&trace, minute, VAS_PEAK_WITHIN_S);
    assert_int_equal(course.status, INDEX_OK);
    assert_int_equal(course.nadir.status, INDEX_NO_CROSSING);
    hold_vas[700] = hold_vas[701] = NAN;
    trace.n = 1300; /* it ends too soon */
    course = vas_tonic_course(&trace, minute, VAS_PEAK_WITHIN_S);
    assert_int_equal(course.status, INDEX_SHORT_TRACE);
    trace = hold_at_20_hz(only_up);
    course = vas_tonic_course(&trace, minute, VAS_PEAK_WITHIN_S);
    assert_near(course.peak.t_s, 40);                         /* where the beginning ends */
    assert_int_equal(course.nadir.status, INDEX_NO_CROSSING); /* whoever only rises has no score */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_threshold_is_the_sample_after_the_last_upward_crossing),
        cmocka_unit_test(any_trace_gives_what_the_definition_says),
        cmocka_unit_test(the_pressure_at_a_rating_lies_on_the_line_between_two_samples),
        cmocka_unit_test(samples_that_are_none_are_stepped_over),
        cmocka_unit_test(the_stop_gives_tolerance_and_its_rating),
        cmocka_unit_test(the_mean_rating_is_the_area_over_the_time),
        cmocka_unit_test(uneven_samples_weigh_by_their_time),
        cmocka_unit_test(a_trace_with_a_gap_or_an_end_too_soon_has_no_mean),
        cmocka_unit_test(the_score_of_a_long_heat_is_the_rise_after_its_nadir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

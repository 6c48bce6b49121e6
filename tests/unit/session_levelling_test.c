/* The check of a thermode at two levels: when its reading can be taken, and what is made of it. */
#include "session/levelling.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct levelling levelling;
static mono_ns now;

static void begin(uint8_t n_zones)
{
    now = 10 * MONO_SEC;
    levelling_begin(&levelling, LEVELLING_LOW_C, LEVELLING_HIGH_C, LEVELLING_TOLERANCE_C, n_zones);
}

/* 20 readings per second for so long; zone i is i tenths above the probe, but for the first. */
static void rest_at(double probe_c, mono_ns duration)
{
    for (const mono_ns until = now + duration; now < until;) {
        now += 50 * MONO_MS;
        levelling_hear(&levelling, now, probe_c);
        for (uint8_t i = 0; i < levelling.n_zones; i++)
            levelling_hear_zone(&levelling, i, now, probe_c + i * 0.1);
    }
}

static void take(double probe_c, double reference_c)
{
    rest_at(probe_c, 4 * MONO_SEC);
    assert_true(levelling_take(&levelling, now, reference_c));
    assert_true(levelling.is_returning);
    levelling_returned(&levelling, 0.12);
}

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

static void both_levels_are_judged(void **state)
{
    (void)state;
    static const struct {
        double low, low_reference, high, high_reference;
        bool passed;
        double gain;
    } rows[] = {
        {25, 25, 40, 40, true, 1},
        {25, 24.51, 40, 39.51, true, 1},
        {25, 24.49, 40, 40, false, 15 / 15.51}, /* reads too much at the lower level */
        {25, 25, 40, 40.51, false, 15 / 15.51},
        {25.1, 25, 39.9, 40.1, true, 14.8 / 15.1},
        {25, 25.4, 40, 39.6, true,
         15 / 14.2}, /* a gain that is off by 6 % is within the tolerance */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double gain = 0;
        begin(0);
        take(rows[i].low, rows[i].low_reference);
        assert_int_equal(levelling.step, LEVELLING_SECOND);
        take(rows[i].high, rows[i].high_reference);
        assert_int_equal(levelling.step, LEVELLING_RESULT);
        const struct level_readings *taken = &levelling.taken;
        assert_true(is_near(level_deviation(&taken->at[0]), rows[i].low - rows[i].low_reference));
        assert_true(is_near(level_deviation(&taken->at[1]), rows[i].high - rows[i].high_reference));
        assert_true(is_near(taken->at[0].asked_c, 25) && is_near(taken->at[1].asked_c, 40));
        assert_int_equal(levels_passed(taken, levelling.tolerance_c), rows[i].passed);
        assert_true(levels_gain(taken, &gain) && is_near(gain, rows[i].gain));
    }
}

static void the_lag_of_the_way_is_kept_with_its_level(void **state)
{
    (void)state;
    begin(0);
    take(25, 25);
    rest_at(40, 4 * MONO_SEC);
    assert_true(levelling_take(&levelling, now, 40));
    levelling_returned(&levelling, -1); /* it is not known */
    assert_true(levelling.taken.at[0].has_lag && is_near(levelling.taken.at[0].lag_s, 0.12));
    assert_false(levelling.taken.at[1].has_lag);
}

static void a_tolerance_is_the_labs(void **state)
{
    (void)state;
    begin(0);
    take(25, 24.2);
    take(40, 40);
    assert_false(levels_passed(&levelling.taken, 0.5));
    assert_true(levels_passed(&levelling.taken, 1));
}

static void a_reference_that_did_not_move_shows_no_gain(void **state)
{
    (void)state;
    double gain;
    begin(0);
    take(25, 25);
    take(40, 25); /* the same number typed twice */
    assert_false(levels_gain(&levelling.taken, &gain));
    assert_false(levels_passed(&levelling.taken, LEVELLING_TOLERANCE_C));
}

static void every_zone_is_judged_by_its_distance_from_the_mean(void **state)
{
    (void)state;
    uint8_t zone = 9;
    double by = 0;
    begin(5); /* the last one is 0.4 above */
    take(25, 25);
    take(40, 40);
    for (int level = 0; level < LEVELLING_LEVELS; level++) {
        assert_int_equal(levelling.taken.at[level].n_zones, 5);
        assert_true(level_worst_zone(&levelling.taken.at[level], &zone, &by));
        assert_int_equal(zone, 4);
        assert_true(is_near(by, 0.4));
    }
    assert_true(levels_passed(&levelling.taken, 0.41));
    assert_false(levels_passed(&levelling.taken, 0.39));
    for (int level = 0; level < LEVELLING_LEVELS; level++) { /* at either level, to either side */
        struct level_readings one = levelling.taken;
        one.at[level].zone_c[1] = one.at[level].thermode_c - 0.6;
        assert_true(level_worst_zone(&one.at[level], &zone, &by));
        assert_int_equal(zone, 1);
        assert_true(is_near(by, -0.6));
        assert_false(levels_passed(&one, 0.5));
    }
    const struct level_reading none = {.thermode_c = 25, .reference_c = 25};
    assert_false(level_worst_zone(&none, &zone, &by));
}

static void whoever_waits_is_told_why(void **state)
{
    (void)state;
    begin(0);
    assert_int_equal(levelling_judge(&levelling, now), LEVELLING_SILENT);
    rest_at(32, 4 * MONO_SEC);
    assert_int_equal(levelling_judge(&levelling, now), LEVELLING_AWAY);
    rest_at(25.5, 50 * MONO_MS); /* there, but it was elsewhere a moment ago */
    assert_int_equal(levelling_judge(&levelling, now), LEVELLING_AWAY);
    rest_at(25.5, 2 * MONO_SEC);
    rest_at(25.1, 2 * MONO_SEC);
    assert_int_equal(levelling_judge(&levelling, now), LEVELLING_WAVERS);
    for (int i = 0; i < 60; i++)
        rest_at(25.1 - i * 0.0045, 50 * MONO_MS);
    assert_int_equal(levelling_judge(&levelling, now), LEVELLING_DRIFTS);
    rest_at(24.8, 4 * MONO_SEC);
    assert_int_equal(levelling_judge(&levelling, now), LEVELLING_CLEAR);
    assert_int_equal(levelling_judge(&levelling, now + 600 * MONO_MS), LEVELLING_SILENT);
    begin(0);
    rest_at(25, MONO_SEC);
    assert_int_equal(levelling_judge(&levelling, now), LEVELLING_SHORT);
    rest_at(25, 2 * MONO_SEC);
    assert_int_equal(levelling_judge(&levelling, now), LEVELLING_CLEAR);
}

static void a_zone_that_says_nothing_is_no_zone_in_order(void **state)
{
    (void)state;
    begin(2);
    for (int i = 0; i < 100; i++) {
        now += 50 * MONO_MS;
        levelling_hear(&levelling, now, 25);
        levelling_hear_zone(&levelling, 0, now, 25);
        levelling_hear_zone(&levelling, 2, now, 25); /* there is no such zone */
    }
    assert_int_equal(levelling_judge(&levelling, now), LEVELLING_SILENT);
    assert_false(levelling_take(&levelling, now, 25));
    double mean;
    assert_true(levelling_zone_mean(&levelling, 0, &mean) && is_near(mean, 25));
    assert_false(levelling_zone_mean(&levelling, 1, &mean));
    assert_false(levelling_zone_mean(&levelling, 2, &mean));
}

static void nothing_is_taken_twice_or_too_early(void **state)
{
    (void)state;
    begin(0);
    assert_false(levelling_take(&levelling, now, 25));
    rest_at(25, 4 * MONO_SEC);
    static const double wrong[] = {-0.1,     60.1,      250,
                                   INFINITY, -INFINITY, NAN}; /* a point forgotten */
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(levelling_is_reference(wrong[i]));
        assert_false(levelling_take(&levelling, now, wrong[i]));
    }
    assert_true(levelling_take(&levelling, now, 25));
    assert_false(levelling_take(&levelling, now, 26)); /* it is on its way back */
    assert_int_equal(levelling.step, LEVELLING_FIRST);
    levelling_returned(&levelling, 0.12);
    assert_false(
        levelling_take(&levelling, now, 25)); /* what was read before is not of this step */
    take(40, 40);
    assert_false(levelling_take(&levelling, now, 40)); /* the result stands */
}

static void what_is_read_on_the_way_back_is_of_no_step(void **state)
{
    (void)state;
    double mean;
    begin(1);
    rest_at(25, 4 * MONO_SEC);
    assert_true(levelling_take(&levelling, now, 25));
    rest_at(30, MONO_SEC);
    assert_true(levelling_mean(&levelling, &mean) && is_near(mean, 25));
    levelling_returned(&levelling, 0.12);
    assert_false(levelling_mean(&levelling, &mean));
    assert_false(levelling_zone_mean(&levelling, 0, &mean));
    take(40, 40);
    rest_at(32, MONO_SEC);
    assert_false(levelling_mean(&levelling, &mean));
}

static void levels_move_inside_what_instrument_and_lab_allow(void **state)
{
    (void)state;
    static const struct {
        struct thermode_range range;
        bool fits;
        double low, high;
    } rows[] = {
        {{0, 50}, true, 25, 40},   {{26, 38}, true, 26, 38},  {{-INFINITY, 39}, true, 25, 39},
        {{30, 34}, false, 30, 34}, {{30, 35}, true, 30, 35},  {{0, 31}, false, 25, 31},
        {{33, 50}, false, 33, 40}, {{41, 50}, false, 41, 41},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double low = LEVELLING_LOW_C, high = LEVELLING_HIGH_C;
        assert_int_equal(levelling_fit(rows[i].range, &low, &high), rows[i].fits);
        assert_true(is_near(low, rows[i].low) && is_near(high, rows[i].high));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_levels_are_judged),
        cmocka_unit_test(the_lag_of_the_way_is_kept_with_its_level),
        cmocka_unit_test(a_tolerance_is_the_labs),
        cmocka_unit_test(a_reference_that_did_not_move_shows_no_gain),
        cmocka_unit_test(every_zone_is_judged_by_its_distance_from_the_mean),
        cmocka_unit_test(whoever_waits_is_told_why),
        cmocka_unit_test(a_zone_that_says_nothing_is_no_zone_in_order),
        cmocka_unit_test(nothing_is_taken_twice_or_too_early),
        cmocka_unit_test(what_is_read_on_the_way_back_is_of_no_step),
        cmocka_unit_test(levels_move_inside_what_instrument_and_lab_allow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The check with a known weight: when a reading stands still, and what is made of it. */
#include "session/weighing.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct weighing weighing;
static mono_ns now;

/* 50 readings per second for so long. */
static void rest_on(double newton, mono_ns duration)
{
    for (const mono_ns until = now + duration; now < until;) {
        now += 20 * MONO_MS;
        weighing_hear(&weighing, now, newton);
    }
}

static void begin(double weight_g)
{
    now = 10 * MONO_SEC;
    weighing_begin(&weighing, weight_g, WEIGHING_TOLERANCE);
}

static void take(double newton)
{
    rest_on(newton, 2 * MONO_SEC);
    assert_true(weighing_take(&weighing, now));
}

static void a_weight_has_the_force_of_standard_gravity(void **state)
{
    (void)state;
    begin(500);
    assert_true(fabs(weighing.expected_n - 4.903325) < 1e-9);
}

static void the_difference_of_two_steady_readings_is_judged(void **state)
{
    (void)state;
    static const struct {
        double zero, loaded;
        bool passed;
    } rows[] = {
        {0, 4.903325, true},
        {0, 4.903325 * 1.0199, true},
        {0, 4.903325 * 1.0201, false},
        {0, 4.903325 * 0.9801, true},
        {0, 4.903325 * 0.9799, false},
        {0.7, 5.603325, true}, /* not zeroed: recorded, and no deviation */
        {0, 4.5, false},
        {0, -4.903325, false}, /* it reads minus under a weight */
        {-0.2, 4.703325, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin(500);
        take(rows[i].zero);
        assert_int_equal(weighing.step, WEIGHING_LOADED);
        take(rows[i].loaded);
        assert_int_equal(weighing.step, WEIGHING_RESULT);
        assert_int_equal(weighing_passed(&weighing), rows[i].passed);
        assert_true(fabs(weighing.zero_n - rows[i].zero) < 1e-9);
        const double off = (rows[i].loaded - rows[i].zero) / 4.903325 - 1;
        assert_true(fabs(weighing_deviation(&weighing) - off) < 1e-9);
    }
}

static void a_tolerance_is_the_labs(void **state)
{
    (void)state;
    begin(1000);
    weighing.tolerance = 0.05;
    take(0);
    take(9.80665 * 1.04);
    assert_true(weighing_passed(&weighing));
}

static void nothing_is_taken_before_it_stands_still(void **state)
{
    (void)state;
    begin(500);
    assert_false(weighing_take(&weighing, now));
    rest_on(0, 1100 * MONO_MS); /* not long enough */
    assert_false(weighing_is_steady(&weighing, now));
    rest_on(0, 500 * MONO_MS);
    assert_true(weighing_is_steady(&weighing, now));
    rest_on(0.5, 20 * MONO_MS); /* one knock */
    assert_false(weighing_is_steady(&weighing, now));
    rest_on(0, 1400 * MONO_MS);
    assert_false(weighing_is_steady(&weighing, now));
    rest_on(0, 200 * MONO_MS);
    assert_true(weighing_is_steady(&weighing, now));
}

static void a_slow_drift_is_not_still(void **state)
{
    (void)state;
    begin(500);
    /* 0.13 N per second: within the spread, and it goes on */
    for (int i = 0; i < 100; i++)
        rest_on(i * 0.0026, 20 * MONO_MS);
    assert_false(weighing_is_steady(&weighing, now));
}

static void readings_that_stop_are_not_still(void **state)
{
    (void)state;
    begin(500);
    rest_on(0, 2 * MONO_SEC);
    assert_true(weighing_is_steady(&weighing, now));
    assert_false(weighing_is_steady(&weighing, now + 600 * MONO_MS));
    assert_false(weighing_take(&weighing, now + 600 * MONO_MS));
}

static void the_free_probe_is_not_taken_for_the_loaded_one(void **state)
{
    (void)state;
    begin(500);
    take(0.3);
    rest_on(0.3, 3 * MONO_SEC);
    assert_false(weighing_is_steady(&weighing, now));
    rest_on(0.3 + 4.9, 2 * MONO_SEC);
    assert_true(weighing_take(&weighing, now));
    assert_true(weighing_passed(&weighing));
    assert_false(weighing_take(&weighing, now)); /* the result stands */
}

static void the_readings_of_one_step_are_not_those_of_the_next(void **state)
{
    (void)state;
    begin(20);
    take(0);
    double newton;
    assert_false(weighing_mean(&weighing, &newton));
    rest_on(0.196, 100 * MONO_MS);
    assert_true(weighing_mean(&weighing, &newton));
    assert_true(fabs(newton - 0.196) < 1e-9);
}

/* Wavering between two steps of the display, and read only five times per second. */
static void a_coarse_and_slow_gauge_can_be_checked(void **state)
{
    (void)state;
    begin(5000);
    for (int step = 0; step < 2; step++) {
        for (int i = 0; i < 12; i++) {
            now += 200 * MONO_MS;
            weighing_hear(&weighing, now, (step == 1 ? 49.0 : 0) + (i % 2 ? 0.1 : 0));
        }
        assert_true(weighing_take(&weighing, now));
    }
    assert_true(weighing_passed(&weighing));
}

static void a_reading_that_was_heard_already_is_none(void **state)
{
    (void)state;
    begin(500);
    weighing_hear(&weighing, now, 1);
    weighing_hear(&weighing, now, 2);
    weighing_hear(&weighing, now - 1, 3);
    assert_int_equal(weighing.seen.n, 1);
}

/* What the person is told while nothing can be taken: the nearest cause, and by how much. */
static void whoever_waits_is_told_why(void **state)
{
    (void)state;
    begin(2000); /* 19.61 N: may waver by 0.25 N */
    assert_int_equal(weighing_judge(&weighing, now).hint, WEIGHING_SILENT);
    rest_on(0, 600 * MONO_MS);
    assert_int_equal(weighing_judge(&weighing, now).hint, WEIGHING_SHORT);
    rest_on(0, 1000 * MONO_MS);
    assert_int_equal(weighing_judge(&weighing, now).hint, WEIGHING_CLEAR);
    assert_int_equal(weighing_judge(&weighing, now + 600 * MONO_MS).hint, WEIGHING_SILENT);
    assert_true(weighing_take(&weighing, now));
    assert_int_equal(weighing_judge(&weighing, now).hint, WEIGHING_SILENT);
    rest_on(0.4, 2 * MONO_SEC);
    assert_int_equal(weighing_judge(&weighing, now).hint, WEIGHING_EMPTY);
    rest_on(19.6, 500 * MONO_MS);
    rest_on(20.6, 500 * MONO_MS);
    rest_on(19.6, 1000 * MONO_MS);
    assert_int_equal(weighing_judge(&weighing, now).hint, WEIGHING_WAVERS);
    assert_true(fabs(weighing_judge(&weighing, now).by_n - 1.0) < 1e-9);
    assert_true(fabs(weighing_judge(&weighing, now).most_n - 0.25) < 1e-9);
    for (int i = 0; i < 100; i++)
        rest_on(19.6 + i * 0.0026, 20 * MONO_MS);
    assert_int_equal(weighing_judge(&weighing, now).hint, WEIGHING_DRIFTS);
}

/* It can be taken, and would fail: said before it is. */
static void a_reading_far_from_the_weight_is_said_before_it_is_taken(void **state)
{
    (void)state;
    static const struct {
        double newton;
        enum weighing_hint hint;
        double by_n;
    } rows[] = {{19.6133, WEIGHING_CLEAR, 0},
                {29, WEIGHING_OFF, 29 - 19.6133},
                {15, WEIGHING_OFF, 15 - 19.6133}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin(2000);
        take(0);
        rest_on(rows[i].newton, 2 * MONO_SEC);
        const struct weighing_judgement judged = weighing_judge(&weighing, now);
        assert_int_equal(judged.hint, rows[i].hint);
        assert_true(fabs(judged.by_n - rows[i].by_n) < 1e-9);
        assert_true(weighing_is_steady(&weighing, now));
    }
    begin(2000);
    rest_on(5, 2 * MONO_SEC); /* something touches the free probe */
    assert_int_equal(weighing_judge(&weighing, now).hint, WEIGHING_OFF);
    assert_true(fabs(weighing_judge(&weighing, now).by_n - 5) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_weight_has_the_force_of_standard_gravity),
        cmocka_unit_test(the_difference_of_two_steady_readings_is_judged),
        cmocka_unit_test(a_tolerance_is_the_labs),
        cmocka_unit_test(nothing_is_taken_before_it_stands_still),
        cmocka_unit_test(a_slow_drift_is_not_still),
        cmocka_unit_test(readings_that_stop_are_not_still),
        cmocka_unit_test(the_free_probe_is_not_taken_for_the_loaded_one),
        cmocka_unit_test(the_readings_of_one_step_are_not_those_of_the_next),
        cmocka_unit_test(a_coarse_and_slow_gauge_can_be_checked),
        cmocka_unit_test(a_reading_that_was_heard_already_is_none),
        cmocka_unit_test(whoever_waits_is_told_why),
        cmocka_unit_test(a_reading_far_from_the_weight_is_said_before_it_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* CEM43 and times in heat and cold, against the vectors of the methods page and the two wrong forms that have been published. */
#include "hw/thermal_dose.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_near(double value, double expected, double within)
{
    if (!(fabs(value - expected) <= within))
        fail_msg("%.12g is not %.12g", value, expected);
}

static void constant_temperatures_are_worth_what_the_methods_page_says(void **state)
{
    (void)state;
    static const struct {
        double c, seconds, minutes;
    } rows[] = {
        {41, 60, 0.0625},
        {42, 60, 0.25},
        {43, 60, 1},
        {44, 60, 2},
        {45, 60, 4},
        {47, 60, 16},
        {49, 60, 64},
        {50, 60, 128},
        {46, 120, 16},
        {49, 10, 10.0 + 2.0 / 3},
        {46.5, 120, 22.627},
        {43, 0, 0},
        {32, 60, 2.384185791015625e-7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_near(cem43_line(rows[i].c, rows[i].c, rows[i].seconds), rows[i].minutes,
                    rows[i].c == 46.5 ? 1e-3 : 1e-12);
}

/* R^(T - 43) has the sign of the exponent wrong; the other form has both bases swapped. Only at 43 are all alike. */
static void the_published_wrong_forms_are_not_this_one(void **state)
{
    (void)state;
    for (double c = 35; c <= 55; c += 0.5) {
        const double r = c >= 43 ? 0.5 : 0.25;
        const double right = pow(r, 43 - c), sign = pow(r, c - 43);
        const double swapped = c >= 43 ? pow(4, c - 43) : pow(0.5, 43 - c);
        assert_near(cem43_of(c), right, right * 1e-12);
        if (c != 43) {
            assert_true(fabs(cem43_of(c) / sign - 1) > 0.2);
            assert_true(fabs(cem43_of(c) / swapped - 1) > 0.2);
        }
    }
}

static void a_ramp_is_integrated_exactly_however_it_is_cut(void **state)
{
    (void)state;
    const double exact = (128 - 1) / log(2) / 60;
    assert_near(exact, 3.054, 5e-4);
    assert_near(cem43_line(43, 50, 7), exact, 1e-12);
    assert_near(cem43_line(50, 43, 7), exact, 1e-12);
    assert_near(cem43_line(32, 43, 11), (1 - exp2(-22)) / (2 * log(2)) / 60, 1e-12);
    assert_near(cem43_line(32, 50, 18), cem43_line(32, 43, 11) + cem43_line(43, 50, 7), 1e-12);
    for (int parts = 1; parts <= 1000; parts *= 3) {
        double sum = 0;
        for (int i = 0; i < parts; i++)
            sum += cem43_line(32 + 18.0 * i / parts, 32 + 18.0 * (i + 1) / parts, 18.0 / parts);
        assert_near(sum, cem43_line(32, 50, 18), 1e-9);
    }
}

/* By the midpoints of a million steps, for lines across the break and along it. */
static void a_line_is_worth_its_integral(void **state)
{
    (void)state;
    static const double lines[][2] = {{42.9, 43.1}, {30, 55}, {44, 44.0000001}, {55, -5}, {43, 43}};
    enum { STEPS = 1000000 };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        double sum = 0;
        for (int k = 0; k < STEPS; k++)
            sum += cem43_of(lines[i][0] + (lines[i][1] - lines[i][0]) * (k + 0.5) / STEPS) / STEPS;
        assert_near(cem43_line(lines[i][0], lines[i][1], 60), sum, sum * 1e-6);
    }
}

static void time_beyond_a_level_is_that_of_the_line(void **state)
{
    (void)state;
    assert_near(line_seconds_below(32, 0, 32, 15), 15, 1e-12);
    assert_near(line_seconds_below(0, 32, 6.4, 15), 3, 1e-12);
    assert_near(line_seconds_below(10, 5, 7, 15), 7, 0);
    assert_near(line_seconds_below(15, 15, 7, 15), 0,
                0); /* on the level is neither below nor above */
    assert_near(line_seconds_above(15, 15, 7, 15), 0, 0);
    assert_near(line_seconds_below(20, 15, 7, 15), 0, 0);
    assert_near(line_seconds_above(40, 46, 6, 43), 3, 1e-12);
    assert_near(line_seconds_above(46, 43, 6, 43), 6, 0);
    const struct thermal_dose dose = thermal_dose_line(0, 50, 50);
    assert_near(dose.cold_s, 15, 1e-12);
    assert_near(dose.hot_s, 7, 1e-12);
}

/* Whatever it was told to do meanwhile may have been done. */
static void a_meter_knows_that_it_was_out_of_sight(void **state)
{
    (void)state;
    struct thermal_meter meter = {0};
    assert_false(
        thermal_meter_lost_sight(&meter, 100 * MONO_SEC)); /* never seen: nothing was given */
    thermal_meter_reading(&meter, 0, 32, false);
    thermal_meter_reading(&meter, MONO_SEC, 33, true);
    assert_false(thermal_meter_lost_sight(&meter, 2 * MONO_SEC));
    assert_true(thermal_meter_lost_sight(&meter, 2 * MONO_SEC + 1));
    thermal_meter_reading(&meter, 2 * MONO_SEC + 1, 32, false);
    thermal_meter_reading(&meter, 3 * MONO_SEC, 32, false);
    assert_true(thermal_meter_lost_sight(&meter, 3 * MONO_SEC)); /* and it does not forget */
}

static void a_gap_counts_as_its_worse_end_and_never_less_than_a_line(void **state)
{
    (void)state;
    static const double ends[] = {-5, 0, 14.9, 15, 15.1, 32, 42.9, 43, 43.1, 50};
    enum { N = sizeof ends / sizeof ends[0] };
    for (int a = 0; a < N; a++)
        for (int b = 0; b < N; b++) {
            const struct thermal_dose gap = thermal_dose_gap(ends[a], ends[b], 2);
            const struct thermal_dose line = thermal_dose_line(ends[a], ends[b], 2);
            assert_near(gap.cem43_min, 2.0 / 60 * cem43_of(fmax(ends[a], ends[b])), 1e-12);
            assert_true(gap.cem43_min >= line.cem43_min - 1e-15);
            assert_true(gap.cold_s >= line.cold_s && gap.hot_s >= line.hot_s);
        }
}

/* 32 to 50 at 1 degC/s, told `hz` times a second. */
static double metered(double hz, int drop_from, int drop_to)
{
    struct thermal_meter meter = {0};
    bool was_dropped = false;
    for (int i = 0; i <= (int)(18 * hz); i++) {
        const bool is_dropped = i >= drop_from && i < drop_to;
        if (!is_dropped)
            thermal_meter_reading(&meter, mono_from_sec(1 + i / hz), 32 + i / hz, was_dropped);
        was_dropped = is_dropped;
    }
    return meter.dose.cem43_min;
}

static void readings_are_summed_up_and_gaps_never_make_it_less(void **state)
{
    (void)state;
    const double exact = cem43_line(32, 50, 18);
    assert_near(metered(100, 0, 0), exact, 1e-6);
    assert_near(metered(10, 0, 0), exact, 1e-6);
    assert_true(metered(2, 0, 0) > exact); /* half a second apart is a gap */
    for (int n = 1; n < 1700; n += 97)
        assert_true(metered(100, 1790 - n, 1790) > exact - 1e-6);
    assert_true(metered(100, 1700, 1701) > exact + 1e-6); /* one is missing, and that is known */
}

static void what_is_no_temperature_is_a_gap_and_time_never_runs_back(void **state)
{
    (void)state;
    static const double nonsense[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        struct thermal_meter meter = {0};
        thermal_meter_reading(&meter, 0, nonsense[i], false);
        assert_false(meter.has_reading);
        thermal_meter_reading(&meter, MONO_SEC, 40, false);
        thermal_meter_reading(&meter, 2 * MONO_SEC, nonsense[i], false);
        thermal_meter_reading(&meter, 3 * MONO_SEC, 50, false);
        assert_near(meter.dose.cem43_min, 2.0 / 60 * 128, 1e-12);
        const struct thermal_meter before = meter;
        thermal_meter_reading(&meter, 2 * MONO_SEC, 20, false);
        assert_memory_equal(&meter, &before, sizeof meter);
        assert_near(thermal_meter_at(&meter, MONO_SEC).cem43_min, meter.dose.cem43_min, 0);
    }
}

static void silence_is_counted_at_the_last_temperature(void **state)
{
    (void)state;
    struct thermal_meter meter = {0};
    assert_near(thermal_meter_at(&meter, 10 * MONO_SEC).cem43_min, 0, 0);
    thermal_meter_reading(&meter, 0, 49, false);
    assert_near(thermal_meter_at(&meter, 10 * MONO_SEC).cem43_min, 10.0 + 2.0 / 3, 1e-12);
    assert_near(thermal_meter_at(&meter, 10 * MONO_SEC).hot_s, 10, 1e-12);
    assert_near(meter.dose.cem43_min, 0, 0);
    meter = (struct thermal_meter){0};
    thermal_meter_reading(&meter, 0, -0.0, false);
    assert_near(thermal_meter_at(&meter, 10 * MONO_SEC).cold_s, 10, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_temperatures_are_worth_what_the_methods_page_says),
        cmocka_unit_test(the_published_wrong_forms_are_not_this_one),
        cmocka_unit_test(a_ramp_is_integrated_exactly_however_it_is_cut),
        cmocka_unit_test(a_line_is_worth_its_integral),
        cmocka_unit_test(time_beyond_a_level_is_that_of_the_line),
        cmocka_unit_test(a_meter_knows_that_it_was_out_of_sight),
        cmocka_unit_test(a_gap_counts_as_its_worse_end_and_never_less_than_a_line),
        cmocka_unit_test(readings_are_summed_up_and_gaps_never_make_it_less),
        cmocka_unit_test(what_is_no_temperature_is_a_gap_and_time_never_runs_back),
        cmocka_unit_test(silence_is_counted_at_the_last_temperature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

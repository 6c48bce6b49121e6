/* The dose that a running stimulus gives, as its thermode reads, and the stop when its site has had enough. */
#include "support/bench_rig.h"

#include <math.h>

static struct probe_log logs[8];

static int clear_logs(void **state)
{
    (void)state;
    memset(logs, 0, sizeof logs);
    return 0;
}

static void says(struct rig *rig, double degc)
{
    char line[48];
    snprintf(line, sizeof line, "R %d %.4f\n", FAKE_PLATE, degc);
    rig_hear(rig, 0, line);
}

static struct rig *started(struct thermal_allowance allowance)
{
    struct rig *rig = rig_new();
    struct order order = rig_request(
        1, (struct probe_spec){.log = &logs[0], .level = 32, .drive = 50, .rate = 1, .back = 5}, 0,
        FAKE_PLATE);
    order.start.thermal = allowance;
    says(rig, 32);
    rig_submit(rig, &order);
    rig_turns(rig, 5);
    return rig;
}

/* A tenth of a second apart. */
static void stays(struct rig *rig, double degc, double seconds)
{
    for (int i = 0; i < (int)(seconds * 10 + 0.5) && !stop_is_raised(&rig->stop); i++) {
        rig->now += 99 * MONO_MS;
        says(rig, degc);
    }
}

static struct thermal_allowance left(double cem43_min, double cold_s, double hot_s)
{
    return (struct thermal_allowance){.is_set = true, .left = {cem43_min, cold_s, hot_s}};
}

static void what_was_given_is_reported_at_the_end(void **state)
{
    (void)state;
    struct rig *rig = started((struct thermal_allowance){0});
    says(rig, 46);
    stays(rig, 46, 30);
    says(rig, 10);
    stays(rig, 10, 5);
    rig_end(rig, 1, END_COMPLETED);
    const struct thermal_dose given = rig_last(rig, REPORT_DONE)->given;
    assert_true(fabs(given.cem43_min - 4) < 0.02);
    assert_true(fabs(given.cold_s - 5) < 0.02);
    assert_true(fabs(given.hot_s - 30) < 0.02);
    rig_free(rig);
}

/* 44 degC: 2 minutes a minute. */
static void each_allowance_that_is_used_up_is_a_stop(void **state)
{
    (void)state;
    const struct {
        struct thermal_allowance left;
        double degc, lasts_s;
    } rows[] = {
        {left(1, 99, 99), 44, 30},
        {left(99, 10, 99), 14, 10},
        {left(99, 99, 7), 43.5, 7},
        {left(0, 99, 99), 44, 0},
        {left((double)NAN, 9, 9), 44, 0},
        {left(-1, 9, 9), 44, 0},
        {left(9, (double)NAN, 9), 10, 0},
        {left(9, 9, -INFINITY), 44, 0},
        {left(INFINITY, 999, 999), 50, 9.375}, /* no more than the program's own 20 minutes */
        {left(999, 999, 999), 50, 9.375},
        {{0}, 50, 9.375},
        {{0}, 10, 120},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clear_logs(NULL);
        struct rig *rig = started(rows[i].left);
        says(rig, rows[i].degc);
        const mono_ns began = rig->now;
        stays(rig, rows[i].degc, 200);
        assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_LIMIT);
        const double lasted = mono_to_sec(rig->now - began);
        if (!(lasted >= rows[i].lasts_s - 0.01 && lasted <= rows[i].lasts_s + 0.25))
            fail_msg("row %zu: %g s", i, lasted);
        assert_int_equal(rig_count(rig, REPORT_DONE), 1);
        rig_free(rig);
    }
}

static void a_site_that_has_no_cold_left_may_be_warmed(void **state)
{
    (void)state;
    struct rig *rig = started(left(1, 0, 0));
    stays(rig, 40, 60);
    assert_false(stop_is_raised(&rig->stop));
    rig_free(rig);
}

/* The reading jumps from 32 to 45 and back with a second of silence, or with readings that are known to be missing. */
static void what_was_not_measured_counts_as_the_warmer_end(void **state)
{
    (void)state;
    static const char *const lost[] = {"", "L 1\n"};
    for (int i = 0; i < 2; i++) {
        clear_logs(NULL);
        struct rig *rig = started((struct thermal_allowance){0});
        says(rig, 45);
        rig_say(rig, 0, lost[i]);
        rig->now += (i ? 99 : 999) * MONO_MS;
        says(rig, 32);
        rig_end(rig, 1, END_COMPLETED);
        const double cem43 = rig_last(rig, REPORT_DONE)->given.cem43_min;
        assert_true(cem43 >= 4.0 / 60 * (i ? 0.1 : 1));
        rig_free(rig);
    }
}

/* It ends while it is hot, and nothing more is read: the time until its end counts. */
static void silence_before_the_end_counts(void **state)
{
    (void)state;
    struct rig *rig = started((struct thermal_allowance){0});
    says(rig, 45);
    rig_turns(rig, 3000);
    rig_end(rig, 1, END_INTERRUPTED);
    assert_true(rig_last(rig, REPORT_DONE)->given.cem43_min >= 4.0 / 20);
    rig_free(rig);
}

static void a_second_stimulus_begins_at_nothing(void **state)
{
    (void)state;
    struct rig *rig = started((struct thermal_allowance){0});
    says(rig, 45);
    stays(rig, 45, 5);
    rig_end(rig, 1, END_COMPLETED);
    rig_turns(rig, 2000);
    says(rig, 32);
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1]}, 0, FAKE_PLATE);
    says(rig, 32);
    rig_end(rig, 2, END_COMPLETED);
    assert_true(rig_last(rig, REPORT_DONE)->given.cem43_min < 1e-6);
    rig_free(rig);
}

static void pressure_has_no_heat_dose(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 90}, 0, FAKE_OUTLET1);
    for (int i = 0; i < 100; i++)
        rig_hear(rig, 0, "R 0 90\n"), rig_turns(rig, 99);
    assert_false(stop_is_raised(&rig->stop));
    rig_end(rig, 1, END_COMPLETED);
    assert_true(rig_last(rig, REPORT_DONE)->given.cem43_min == 0);
    rig_free(rig);
}

#define TEST(name) cmocka_unit_test_setup(name, clear_logs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_given_is_reported_at_the_end),
        TEST(each_allowance_that_is_used_up_is_a_stop),
        TEST(a_site_that_has_no_cold_left_may_be_warmed),
        TEST(what_was_not_measured_counts_as_the_warmer_end),
        TEST(silence_before_the_end_counts),
        TEST(a_second_stimulus_begins_at_nothing),
        TEST(pressure_has_no_heat_dose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

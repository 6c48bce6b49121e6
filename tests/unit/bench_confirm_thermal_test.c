/* A thermode that was told to stop has a way back: it is given its time as long as it keeps to it, and no longer. */
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
    snprintf(line, sizeof line, "R %d %.3f\n", FAKE_PLATE, degc);
    rig_hear(rig, 0, line);
}

/* Lies at 32, is driven to `top`, stands there, and is stopped. */
static struct rig *stopped_at(double top, double back)
{
    struct rig *rig = rig_new();
    says(rig, 32);
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = top, .rate = 10, .back = back},
              0, FAKE_PLATE);
    rig_turns(rig, 1000);
    says(rig, top);
    (void)rig_written(rig, 0);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    rig_order_rearm(rig);
    return rig;
}

/* Goes back at this rate, a reading every 50 ms, after a pause; seconds until it is at rest. */
static double goes_back(struct rig *rig, double from, double rate, double pause_s)
{
    const mono_ns began = rig->now;
    for (int i = 0; i < 600 && rig_count(rig, REPORT_REARMED) == 0; i++) {
        const double s = fmax(mono_to_sec(rig->now - began) - pause_s, 0);
        says(rig, 32 + (from - 32) * fmax(1 - s * rate / fabs(from - 32), 0));
        rig_turns(rig, 49);
    }
    return mono_to_sec(rig->now - began);
}

static void the_way_back_from_heat_and_cold_is_waited_for(void **state)
{
    (void)state;
    static const struct {
        double top, asked, rate, pause_s;
    } rows[] = {
        {50, 5, 5, 0.3},  /* 3.6 s */
        {0.1, 5, 5, 0.3}, /* 6.4 s */
        {50, 5, 4, 0.1},  /* a little slower than asked */
        {50, 1, 1, 0.3},  /* 18 s */
        {50, 0, 5, 0.3},  /* as the instrument has it: 5 */
        {50, 100, 100, 0.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clear_logs(NULL);
        struct rig *rig = stopped_at(rows[i].top, rows[i].asked);
        const double s = goes_back(rig, rows[i].top, rows[i].rate, rows[i].pause_s);
        assert_int_equal(rig_count(rig, REPORT_FAULT), 0);
        assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
        assert_true(s > (fabs(rows[i].top - 32) - 1) / rows[i].rate);
        rig_free(rig);
    }
}

static double alarmed_after(struct rig *rig, double from, double rate)
{
    const mono_ns began = rig->now;
    for (int i = 0; i < 600 && rig_count(rig, REPORT_FAULT) == 0; i++) {
        const double gone = rate * mono_to_sec(rig->now - began);
        says(rig, from > 32 ? from - gone : from + gone);
        rig_turns(rig, 49);
    }
    assert_int_equal(rig_last(rig, REPORT_FAULT)->code, FAULT_NOT_RELEASED);
    return mono_to_sec(rig->now - began);
}

static void what_stays_hot_or_cold_raises_the_alarm_as_soon_as_it_is_behind(void **state)
{
    (void)state;
    static const double tops[] = {50, 45, 0.1, 20};
    for (size_t i = 0; i < sizeof tops / sizeof tops[0]; i++) {
        clear_logs(NULL);
        struct rig *rig = stopped_at(tops[i], 5);
        const double s = alarmed_after(rig, tops[i], 0);
        assert_true(s > 1.8 && s < 2.6);
        rig_free(rig);
    }
}

static void what_crawls_back_raises_the_alarm(void **state)
{
    (void)state;
    struct rig *rig = stopped_at(50, 5);
    const double s = alarmed_after(rig, 50, 1);
    assert_true(s > 2 && s < 4);
    rig_free(rig);
}

/* However slow the way back was asked for: a person lies under it. */
static void nothing_is_waited_for_longer_than_twenty_seconds(void **state)
{
    (void)state;
    struct rig *rig = stopped_at(50, 0.1);
    const double s = alarmed_after(rig, 50, 0.1);
    assert_true(s < 6); /* 18 degC in 20 s: 1.8 s of it are over at 4 s */
    rig_free(rig);
}

static void silence_on_the_way_back_raises_the_alarm(void **state)
{
    (void)state;
    struct rig *rig = stopped_at(50, 5);
    for (int i = 0; i < 20; i++)
        says(rig, 50 - i * 0.25), rig_turns(rig, 49);
    rig_turns(rig, 1500);
    assert_int_equal(rig_count(rig, REPORT_FAULT), 1);
    rig_free(rig);
}

/* It hung at 25 when its level was made 32: that is its rest, not the 25. */
static void the_rest_of_a_thermode_is_the_level_that_was_ordered(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    says(rig, 25);
    rig_start(rig, 1,
              (struct probe_spec){.log = &logs[0], .level = 32, .drive = 45, .rate = 10, .back = 5},
              0, FAKE_PLATE);
    rig_turns(rig, 1000);
    says(rig, 45);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    rig_order_rearm(rig);
    (void)goes_back(rig, 45, 5, 0.2);
    assert_int_equal(rig_count(rig, REPORT_FAULT), 0);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_free(rig);
}

/* From 45 down to 20 across the 32 of its rest: what reads 32 may still be on its way. */
static void a_drive_across_the_rest_is_no_rest(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    says(rig, 32);
    rig_start(rig, 1,
              (struct probe_spec){
                  .log = &logs[0], .drive = 45, .rate = 1, .back = 5, .redrive_above = 44},
              0, FAKE_PLATE);
    logs[0].redrive = 20;
    rig_turns(rig, 1500);
    says(rig, 45); /* and is driven to 20 */
    rig_turns(rig, 1000);
    (void)rig_written(rig, 0);
    says(rig, 33.2);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    rig_order_rearm(rig);
    for (int i = 0; i < 40; i++) { /* the stop was lost */
        says(rig, 33 - i * 0.05);
        rig_turns(rig, 49);
    }
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    says(rig, 30.5);
    rig_turns(rig, 300);
    says(rig, 30.2);
    rig_turns(rig, 300);
    assert_int_equal(rig_count(rig, REPORT_FAULT), 1);
    assert_int_equal(rig_last(rig, REPORT_FAULT)->code, FAULT_NOT_RELEASED);
    rig_free(rig);
}

/* The same, and the stop was heard. */
static void what_rests_after_a_drive_across_the_rest_is_believed_in_the_end(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    says(rig, 32);
    rig_start(rig, 1,
              (struct probe_spec){
                  .log = &logs[0], .drive = 45, .rate = 1, .back = 5, .redrive_above = 44},
              0, FAKE_PLATE);
    logs[0].redrive = 20;
    rig_turns(rig, 1500);
    says(rig, 45);
    rig_turns(rig, 1000);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    rig_order_rearm(rig);
    (void)goes_back(rig, 45, 5, 0.2);
    assert_int_equal(rig_count(rig, REPORT_FAULT), 0);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_free(rig);
}

#define TEST(name) cmocka_unit_test_setup(name, clear_logs)

/* Pulled out at 14 degC, and plugged in again: nobody holds it at 32 any more. */
static struct rig *plugged_in_again(void)
{
    struct rig *rig = stopped_at(14, 5);
    rig->memory[0].is_gone = true;
    rig_turns(rig, 5);
    rig_plug(rig, 0);
    rig_hear(rig, 0, "Y\n");
    return rig;
}

static void stays_for(struct rig *rig, double degc, mono_ns span)
{
    for (const mono_ns until = rig->now + span; rig->now < until;) {
        says(rig, degc);
        rig_turns(rig, 49);
    }
}

static bool can_be_driven(struct rig *rig)
{
    const size_t n = rig_count(rig, REPORT_STARTED);
    rig_start(rig, 9, (struct probe_spec){.log = &logs[1], .drive = 40, .rate = 10, .back = 5}, 0,
              FAKE_PLATE);
    rig_turns(rig, 5);
    return rig_count(rig, REPORT_STARTED) > n;
}

static void what_is_off_rests_at_any_temperature_that_harms_nobody(void **state)
{
    (void)state;
    static const double at[] = {21, 26, 32, 39};
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        clear_logs(NULL);
        struct rig *rig = plugged_in_again();
        rig_order_rearm(rig);
        stays_for(rig, at[i], 4 * MONO_SEC);
        assert_false(can_be_driven(rig));
        stays_for(rig, at[i], 2 * MONO_SEC);
        assert_int_equal(rig_last(rig, REPORT_READY)->instrument, 0);
        rig_rearm(rig);
        assert_true(can_be_driven(rig));
        rig_free(rig);
    }
}

static void what_is_cold_or_hot_does_not_though_nobody_knows_its_level(void **state)
{
    (void)state;
    static const double at[] = {14, 19.5, 40.5, 48};
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        clear_logs(NULL);
        struct rig *rig = plugged_in_again();
        stays_for(rig, at[i], 10 * MONO_SEC);
        assert_int_equal(rig_last(rig, REPORT_FAULT)->code, FAULT_NOT_RELEASED);
        rig_rearm(rig);
        assert_false(can_be_driven(rig));
        rig_free(rig);
    }
}

/* It is not told ready while it would refuse to be driven: who asks again and again would ask for ever. */
static void ready_is_told_when_it_was_seen_at_rest(void **state)
{
    (void)state;
    struct rig *rig = stopped_at(14, 5);
    stays_for(rig, 14, 4 * MONO_SEC); /* alarmed */
    rig_hear(rig, 0, "F\n");
    rig_turns(rig, 50);
    const size_t told = rig_count(rig, REPORT_READY);
    rig_hear(rig, 0, "Y\n");
    stays_for(rig, 14, MONO_SEC);
    assert_int_equal(rig_count(rig, REPORT_READY), told);
    stays_for(rig, 30, 6 * MONO_SEC);
    assert_int_equal(rig_count(rig, REPORT_READY), told + 1);
    rig_rearm(rig);
    assert_true(can_be_driven(rig));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_way_back_from_heat_and_cold_is_waited_for),
        TEST(what_stays_hot_or_cold_raises_the_alarm_as_soon_as_it_is_behind),
        TEST(what_crawls_back_raises_the_alarm),
        TEST(nothing_is_waited_for_longer_than_twenty_seconds),
        TEST(silence_on_the_way_back_raises_the_alarm),
        TEST(the_rest_of_a_thermode_is_the_level_that_was_ordered),
        TEST(a_drive_across_the_rest_is_no_rest),
        TEST(what_rests_after_a_drive_across_the_rest_is_believed_in_the_end),
        TEST(what_is_off_rests_at_any_temperature_that_harms_nobody),
        TEST(what_is_cold_or_hot_does_not_though_nobody_knows_its_level),
        TEST(ready_is_told_when_it_was_seen_at_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A stop sequence that noise destroyed: it is said again until the instrument is seen at rest, and an
 * alarm is raised where it never is. */
#include "support/bench_rig.h"

static struct probe_log logs[8];

static int clear_logs(void **state)
{
    (void)state;
    memset(logs, 0, sizeof logs);
    return 0;
}

static const char again[] = "?\rSTOP\r";

/* Instrument 0 presses for a second, instrument 1 is not used; then a stop that is written and lost. */
static struct rig *stopped_in_vain(void)
{
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
    rig_turns(rig, 1000);
    (void)rig_written(rig, 0);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    assert_string_equal(rig_written(rig, 0), "STOP\rVENT 0\r");
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
    return rig;
}

static size_t times_told(const char *written)
{
    size_t n = 0;
    while (*written) {
        assert_memory_equal(written, again, strlen(again)); /* and nothing else is sent */
        written += strlen(again);
        n++;
    }
    return n;
}

static void a_stop_that_is_not_obeyed_is_said_again_until_the_pressure_is_gone(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    for (int i = 0; i < 6; i++) {
        rig_hear(rig, 0, "R 0 20\nR 1 0\n");
        rig_turns(rig, 199);
        assert_int_equal(times_told(rig_written(rig, 0)), 1);
    }
    assert_string_equal(rig_written(rig, 1), "STOP\r"); /* it was never driven: told once */
    rig_hear(rig, 0, "R 0 1.5\n");
    rig_turns(rig, 1000);
    assert_string_equal(rig_written(rig, 0), "");
    assert_int_equal(rig_count(rig, REPORT_FAULT), 0);
    rig_free(rig);
}

static void the_bench_asks_to_be_called_when_the_next_repeat_is_due(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    for (int i = 0; i < 5; i++) {
        assert_true(rig->next <= rig->now + 200 * MONO_MS);
        rig->now = rig->next;
        rig_turn(rig);
    }
    assert_true(times_told(rig_written(rig, 0)) >= 3);
    rig_free(rig);
}

static void a_pressure_that_cannot_show_yet_is_no_proof_of_rest(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20, .rate = 1}, 0,
              FAKE_OUTLET1);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    (void)rig_written(rig, 0);
    /* 1 kPa/s: for two seconds it looks like rest */
    for (int i = 0; i < 18; i++)
        rig_hear(rig, 0, "R 0 0.5\n"), rig_turns(rig, 99);
    assert_true(times_told(rig_written(rig, 0)) >= 8);
    rig_turns(rig, 500);
    rig_hear(rig, 0, "R 0 0.5\n");
    (void)rig_written(rig, 0);
    rig_turns(rig, 1000);
    assert_string_equal(rig_written(rig, 0), "");
    rig_free(rig);
}

/* Stopped at once, 0.5 kPa/s: for four seconds a drive that goes on would look like rest. Then it is known. */
static void a_slow_pressure_that_reads_as_rest_raises_no_alarm(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20, .rate = 0.5}, 0,
              FAKE_OUTLET1);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    rig_order_rearm(rig);
    for (int i = 0; i < 40; i++)
        rig_hear(rig, 0, "R 0 0.3\n"), rig_turns(rig, 99);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    for (int i = 0; i < 5; i++)
        rig_hear(rig, 0, "R 0 0.3\n"), rig_turns(rig, 99);
    assert_int_equal(rig_count(rig, REPORT_FAULT), 0);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_free(rig);
}

/* After `ms` it says nothing more, or this. */
static void slow_pressure_alarms(int ms, const char *then)
{
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20, .rate = 0.2}, 0,
              FAKE_OUTLET1);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 1);
    for (int i = 0; i < ms / 100; i++)
        rig_hear(rig, 0, "R 0 0\n"), rig_turns(rig, 99);
    assert_int_equal(rig_count(rig, REPORT_FAULT), 0);
    for (int i = 0; i < 10; i++)
        rig_hear(rig, 0, then), rig_turns(rig, 99);
    assert_int_equal(rig_count(rig, REPORT_FAULT), 1);
    assert_int_equal(rig_last(rig, REPORT_FAULT)->code, FAULT_NOT_RELEASED);
    rig_free(rig);
}

static void a_slow_pressure_that_falls_silent_or_rises_raises_the_alarm(void **state)
{
    (void)state;
    slow_pressure_alarms(1500, "");
    slow_pressure_alarms(1500, "R 0 3\n");
    slow_pressure_alarms(5000, "");
    slow_pressure_alarms(5000, "R 0 3\n");
}

/* Between two pulses it reads as rest though it goes on. */
static void a_pause_of_a_train_is_no_rest(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    const struct probe_spec train = {
        .log = &logs[0], .drive = 20, .pulses = 10, .off = 800 * MONO_MS};
    rig_start(rig, 1, train, 0, FAKE_OUTLET1);
    rig_turns(rig, 1000);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    (void)rig_written(rig, 0);
    for (int i = 0; i < 8; i++)
        rig_hear(rig, 0, "R 0 0\n"), rig_turns(rig, 99);
    assert_true(bench_awaits_rest(rig->bench) &&
                bench_rest_within(rig->bench) >=
                    2 * MONO_SEC + train.off); /* whoever leaves waits */
    rig_hear(rig, 0, "R 0 20\n");
    assert_true(times_told(rig_written(rig, 0)) >= 4);
    for (int i = 0; i < 12; i++)
        rig_hear(rig, 0, "R 0 0\n"), rig_turns(rig, 99);
    (void)rig_written(rig, 0);
    rig_turns(rig, 1000);
    assert_string_equal(rig_written(rig, 0), "");
    assert_int_equal(rig_count(rig, REPORT_FAULT), 0);
    rig_free(rig);
}

static void a_link_that_is_dropped_while_it_may_press_takes_another_stop_along(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    bench_detach(rig->bench, 0, rig->now);
    assert_string_equal(rig_written(rig, 0), again);
    rig_free(rig);
}

static void the_re_arm_waits_for_the_rest(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    rig_order_rearm(rig);
    rig_turns(rig, 300);
    rig_hear(rig, 0, "R 0 15\n");
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    rig_hear(rig, 0, "R 0 0\n");
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_free(rig);
}

static void an_outlet_that_reads_minus_is_not_at_rest(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    rig_order_rearm(rig);
    rig_turns(rig, 300);
    rig_hear(rig, 0, "R 0 -20\n");
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    rig_free(rig);
}

static void what_never_comes_to_rest_raises_an_alarm_once_and_is_told_on(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    rig_order_rearm(rig);
    for (int i = 0; i < 50; i++) {
        rig_hear(rig, 0, "R 0 20\n");
        rig_turns(rig, 99);
    }
    assert_int_equal(rig_count(rig, REPORT_FAULT), 1);
    assert_int_equal(rig_last(rig, REPORT_FAULT)->code, FAULT_NOT_RELEASED);
    assert_int_equal(rig_last(rig, REPORT_FAULT)->instrument, 0);
    assert_true(stop_causes(&rig->stop) & 1u << STOP_RELEASE);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0); /* the alarm is a stop after the order */
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 2);
    assert_non_null(strstr(rig_written(rig, 0), again));
    rig_hear(rig, 0, "R 0 20\n");
    rig_turns(rig, 999);
    assert_int_equal(times_told(rig_written(rig, 0)), 5);
    rig_free(rig);
}

static void after_the_alarm_it_is_not_driven_until_it_rests_whatever_is_re_armed(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    rig_turns(rig, 2500);
    rig_order_rearm(rig);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    const unsigned drives = fake_drives;
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(rig), STATUS_GONE);
    rig_start(rig, 3, (struct probe_spec){.log = &logs[2], .drive = 20}, 1, FAKE_OUTLET1);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 2); /* the other one works */
    (void)rig_written(rig, 0);
    rig_turns(rig, 1000);
    assert_int_equal(times_told(rig_written(rig, 0)), 5);
    const size_t readies = rig_count(rig, REPORT_READY);
    rig_hear(rig, 0, "R 0 0\n");
    assert_int_equal(rig_count(rig, REPORT_READY), readies + 1);
    rig_start(rig, 4, (struct probe_spec){.log = &logs[3], .drive = 20}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 3);
    assert_int_equal(fake_drives, drives + 2);
    rig_free(rig);
}

static void every_outlet_that_pressed_has_to_rest(void **state)
{
    (void)state;
    static const char *const rests[] = {"R 0 0\n", "R 1 0\n"};
    for (int first = 0; first < 2; first++) {
        struct rig *rig = rig_new();
        for (uint8_t i = 0; i < 2; i++)
            rig_start(rig, i + 1u, (struct probe_spec){.log = &logs[i], .drive = 20}, 0, i);
        rig_turns(rig, 1000);
        stop_raise(&rig->stop, STOP_KEY, rig->now);
        rig_turns(rig, 20);
        (void)rig_written(rig, 0);
        rig_hear(rig, 0, rests[first]);
        rig_turns(rig, 300);
        assert_int_equal(times_told(rig_written(rig, 0)), 1);
        rig_hear(rig, 0, rests[1 - first]);
        rig_turns(rig, 300);
        assert_string_equal(rig_written(rig, 0), "");
        rig_free(rig);
    }
}

/* Of an instrument that measures nothing at rest; a slow ramp needs no time to show then. */
static void the_word_of_an_instrument_that_measures_nothing_is_a_rest(void **state)
{
    (void)state;
    char at_rest[16], other[16];
    snprintf(at_rest, sizeof at_rest, "N %d 0\n", NOTICE_AT_REST);
    snprintf(other, sizeof other, "N %d 1\n", NOTICE_AT_REST);
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20, .rate = 0.1}, 0,
              FAKE_OUTLET1);
    rig_turns(rig, 100);
    rig_hear(rig, 0, at_rest); /* before the stop it says nothing */
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    (void)rig_written(rig, 0);
    rig_hear(rig, 0, other);
    rig_turns(rig, 300);
    assert_int_equal(times_told(rig_written(rig, 0)), 1);
    rig_hear(rig, 0, at_rest);
    rig_turns(rig, 3000);
    assert_string_equal(rig_written(rig, 0), "");
    assert_int_equal(rig_count(rig, REPORT_FAULT), 0);
    rig_order_rearm(rig);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_free(rig);
}

static void what_was_seen_at_rest_is_not_doubted_at_the_next_stop(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    const size_t readies = rig_count(rig, REPORT_READY);
    rig_hear(rig, 0, "R 0 0\n");
    assert_int_equal(rig_count(rig, REPORT_READY), readies); /* there was no alarm to take back */
    rig_order_rearm(rig);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 3000);
    assert_string_equal(rig_written(rig, 0), "STOP\r");
    assert_int_equal(rig_count(rig, REPORT_FAULT), 0);
    rig_free(rig);
}

static void the_alarm_is_raised_each_time_that_it_does_not_let_go(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    for (uint32_t i = 1; i <= 3; i++) {
        rig_start(rig, i, (struct probe_spec){.log = &logs[i], .drive = 20}, 0, FAKE_OUTLET1);
        assert_int_equal(rig_count(rig, REPORT_STARTED), i);
        stop_raise(&rig->stop, STOP_KEY, rig->now);
        rig_turns(rig, 2500);
        assert_int_equal(rig_count(rig, REPORT_FAULT), i);
        rig_hear(rig, 0, "R 0 0\n");
        rig_order_rearm(rig);
        assert_int_equal(rig_count(rig, REPORT_REARMED), i);
    }
    rig_free(rig);
}

static void a_rest_that_was_read_before_the_stop_was_out_is_none(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
    rig_turns(rig, 1000);
    rig->memory[0].room = 3;
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 3);
    rig_hear(rig, 0, "R 0 0\n");
    rig->memory[0].room = SIZE_MAX;
    rig_turns(rig, 10);
    assert_false(bench_is_idle(rig->bench));
    rig_hear(rig, 0, "R 0 0\n");
    assert_true(bench_is_idle(rig->bench));
    rig_free(rig);
}

/* It reads as rest, but the line takes no further stop: what is read may be old. */
static void a_line_that_hangs_while_it_is_doubted_raises_the_alarm(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    rig->memory[0].room = 0;
    rig_turns(rig, 300); /* the next stop waits */
    for (int i = 0; i < 20; i++)
        rig_hear(rig, 0, "R 0 0\n"), rig_turns(rig, 99);
    assert_int_equal(rig_count(rig, REPORT_FAULT), 1);
    assert_int_equal(rig_last(rig, REPORT_FAULT)->code, FAULT_NOT_RELEASED);
    rig_free(rig);
}

static void an_instrument_that_comes_back_has_time_to_announce_itself(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    rig->memory[0].is_gone = true;
    rig_turns(rig, 5);
    const size_t faults = rig_count(rig, REPORT_FAULT);
    rig_plug(rig, 0);
    rig_turns(rig, 2900);
    assert_int_equal(rig_count(rig, REPORT_FAULT), faults);
    rig_turns(rig, 200);
    assert_int_equal(rig_count(rig, REPORT_FAULT), faults + 1);
    assert_int_equal(rig_last(rig, REPORT_FAULT)->code, FAULT_NOT_RELEASED);
    rig_free(rig);
}

static void an_instrument_that_comes_back_has_to_be_seen_at_rest(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    rig->memory[0].is_gone = true;
    rig_turns(rig, 5);
    assert_false(bench_is_attached(rig->bench, 0));
    rig_order_rearm(rig); /* without it the others may go on */
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_plug(rig, 0);
    rig_hear(rig, 0, "Y\nR 0 20\n");
    rig_turns(rig, 5);
    (void)rig_written(rig, 0);
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(rig), STATUS_GONE);
    rig_turns(rig, 200);
    assert_int_equal(times_told(rig_written(rig, 0)), 1);
    rig_hear(rig, 0, "R 0 0\n");
    rig_start(rig, 3, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 2);
    rig_free(rig);
}

static void the_bench_is_not_idle_while_something_may_still_press(void **state)
{
    (void)state;
    struct rig *rig = stopped_in_vain();
    assert_false(bench_is_idle(rig->bench));
    rig_hear(rig, 0, "R 0 0\n");
    assert_true(bench_is_idle(rig->bench));
    rig_free(rig);
}

#define TEST(name) cmocka_unit_test_setup(name, clear_logs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_stop_that_is_not_obeyed_is_said_again_until_the_pressure_is_gone),
        TEST(the_bench_asks_to_be_called_when_the_next_repeat_is_due),
        TEST(a_pressure_that_cannot_show_yet_is_no_proof_of_rest),
        TEST(a_slow_pressure_that_reads_as_rest_raises_no_alarm),
        TEST(a_slow_pressure_that_falls_silent_or_rises_raises_the_alarm),
        TEST(a_pause_of_a_train_is_no_rest),
        TEST(a_link_that_is_dropped_while_it_may_press_takes_another_stop_along),
        TEST(the_re_arm_waits_for_the_rest),
        TEST(an_outlet_that_reads_minus_is_not_at_rest),
        TEST(what_never_comes_to_rest_raises_an_alarm_once_and_is_told_on),
        TEST(after_the_alarm_it_is_not_driven_until_it_rests_whatever_is_re_armed),
        TEST(every_outlet_that_pressed_has_to_rest),
        TEST(the_word_of_an_instrument_that_measures_nothing_is_a_rest),
        TEST(what_was_seen_at_rest_is_not_doubted_at_the_next_stop),
        TEST(the_alarm_is_raised_each_time_that_it_does_not_let_go),
        TEST(a_rest_that_was_read_before_the_stop_was_out_is_none),
        TEST(a_line_that_hangs_while_it_is_doubted_raises_the_alarm),
        TEST(an_instrument_that_comes_back_has_time_to_announce_itself),
        TEST(an_instrument_that_comes_back_has_to_be_seen_at_rest),
        TEST(the_bench_is_not_idle_while_something_may_still_press),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is ordered while a stop is under way, and what a re-arm waits for where nothing has pressed. */
#include "support/bench_rig.h"

static struct probe_log logs[4];

static int clear_logs(void **state)
{
    (void)state;
    memset(logs, 0, sizeof logs);
    return 0;
}

static void the_re_arm_waits_for_the_end_of_a_stimulus_that_only_reads(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .ends_slowly = true}, METER, 0);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 5);
    rig_order_rearm(rig);
    rig_turns(rig, 100);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    rig_hear(rig, METER, "R 0 0\n"); /* the probe is off */
    assert_int_equal(rig_count(rig, REPORT_DONE), 1);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_free(rig);
}

static void the_re_arm_waits_for_the_last_byte_of_a_stop_sequence(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig->memory[1].room = 4;
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 5);
    rig_order_rearm(rig);
    rig_turns(rig, 100);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 0);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    assert_string_equal(rig_written(rig, 1), "STOP");
    rig->memory[1].room = SIZE_MAX;
    rig_turns(rig, 1);
    assert_string_equal(rig_written(rig, 1), "\r");
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_free(rig);
}

/* Of the second stop nothing is out, though the first one was. */
static void a_later_stop_is_not_told_before_its_own_bytes_are_out(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 5);
    rig_order_rearm(rig);
    rig->memory[1].room = 0;
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 400);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
    assert_true(bench_is_attached(rig->bench, 1));
    assert_false(bench_is_idle(rig->bench));
    rig_turns(rig, 200);
    assert_false(bench_is_attached(rig->bench, 1));
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 2);
    rig_free(rig);
}

static void an_instrument_that_comes_back_before_a_stop_was_told_owes_it_anew(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig->memory[1].room = 0;
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 5);
    bench_detach(rig->bench, 0, rig->now);
    rig_plug(rig, 0);
    rig->memory[0].room = 0;
    rig->memory[1].room = SIZE_MAX;
    rig_turns(rig, 5);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 0);
    rig->memory[0].room = SIZE_MAX;
    rig_turns(rig, 1);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
    rig_free(rig);
}

static void a_bench_with_a_frame_that_is_not_out_is_not_idle(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    assert_true(bench_is_idle(rig->bench));
    rig->memory[0].room = 0;
    rig_submit(rig, &(struct order){.kind = ORDER_COMMAND,
                                    .channel = {0, FAKE_OUTLET1},
                                    .command = {.kind = COMMAND_BASELINE}});
    assert_false(bench_is_idle(rig->bench));
    rig->memory[0].room = SIZE_MAX;
    rig_turns(rig, 1);
    assert_true(bench_is_idle(rig->bench));
    rig_free(rig);
}

/* The first order is one that stops: its target is beyond the limit. */
static void an_order_behind_one_that_stops_comes_after_the_stop(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 1, FAKE_OUTLET1);
    const struct order start =
        rig_request(2, (struct probe_spec){.log = &logs[1], .drive = 1000}, 0, FAKE_OUTLET1);
    assert_int_equal(bench_submit(rig->bench, &start), STATUS_OK);
    rig_end(rig, 1, END_COMPLETED);
    assert_int_equal(logs[0].reasons[0], END_STOP);
    assert_int_equal(logs[0].ends, 1);
    rig_free(rig);
}

/* Its first byte kills the last line that is written in a turn. */
static void a_line_that_dies_at_the_end_of_a_turn_stops_the_others_in_that_turn(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    rig->memory[METER].dies_after = (int)rig->memory[METER].out_size;
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1], .echo_hz = 50}, METER, 0);
    assert_int_equal(logs[1].starts, 1);
    assert_false(bench_is_attached(rig->bench, METER));
    assert_int_equal(logs[0].reasons[0], END_STOP);
    assert_int_equal(strncmp(rig_written(rig, 0), "STOP\r", 5), 0);
    rig_free(rig);
}

static void an_instrument_that_comes_back_during_a_stop_is_given_time_to_hear_it(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig->memory[1].is_gone = true;
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 1000);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
    rig_plug(rig, 1);
    rig->memory[1].at_once = 1;
    rig->memory[1].room = 1;
    rig_turns(rig, 3);
    assert_true(bench_is_attached(rig->bench, 1));
    rig->memory[1].room = SIZE_MAX;
    rig_turns(rig, 3);
    assert_int_equal(strncmp(rig_written(rig, 1), "?\rSTOP\r", 7), 0);
    rig_free(rig);
}

static void a_count_that_goes_back_is_no_gap(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, METER, 0);
    rig_hear(rig, METER, "R 0 1\nR 0 1\nR 0 1\nL 4294967293\nR 0 2\n");
    assert_int_equal(log_count(&logs[0], EVENT_READING), 4);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(logs[0].events[i].seq, i + 1);
    rig_free(rig);
}

#define TEST(name) cmocka_unit_test_setup(name, clear_logs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_re_arm_waits_for_the_end_of_a_stimulus_that_only_reads),
        TEST(the_re_arm_waits_for_the_last_byte_of_a_stop_sequence),
        TEST(a_later_stop_is_not_told_before_its_own_bytes_are_out),
        TEST(an_instrument_that_comes_back_before_a_stop_was_told_owes_it_anew),
        TEST(a_bench_with_a_frame_that_is_not_out_is_not_idle),
        TEST(an_order_behind_one_that_stops_comes_after_the_stop),
        TEST(a_line_that_dies_at_the_end_of_a_turn_stops_the_others_in_that_turn),
        TEST(an_instrument_that_comes_back_during_a_stop_is_given_time_to_hear_it),
        TEST(a_count_that_goes_back_is_no_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

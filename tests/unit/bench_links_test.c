/* Links: every split, lines that hardly move or not at all, links that die at every byte, and replugging. */
#include "support/bench_rig.h"

static struct probe_log logs[8];

static int clear_logs(void **state)
{
    (void)state;
    memset(logs, 0, sizeof logs);
    return 0;
}

static const char run_frame[] = "RUN 0 20.0 !\r";

/* A stimulator that presses, or is just being told to: `taken` bytes of the frame have been written. */
static struct rig *told_to_press(size_t taken)
{
    struct rig *rig = rig_new();
    rig->memory[0].room = taken;
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
    rig_turns(rig, 3);
    return rig;
}

static void a_stop_at_every_byte_of_a_frame_on_a_line_that_hardly_moves(void **state)
{
    (void)state;
    const size_t size = strlen(run_frame);
    for (size_t taken = 0; taken <= size; taken++)
        for (size_t grain = 1; grain <= 7; grain += 2) {
            clear_logs(NULL);
            struct rig *rig = told_to_press(taken);
            assert_int_equal(bench_wants_write(rig->bench, 0), taken < size);
            stop_raise(&rig->stop, STOP_KEY, rig->now);
            for (int i = 0; i < 60; i++) {
                rig->memory[0].room = grain;
                rig_turns(rig, 1);
            }
            char expected[64];
            snprintf(expected, sizeof expected, "%.*s%sSTOP\rVENT 0\r", (int)taken, run_frame,
                     taken > 0 && taken < size ? "?\r" : "");
            assert_string_equal(rig_written(rig, 0), expected);
            assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
            rig_free(rig);
        }
}

static void a_line_that_takes_nothing_is_waited_for_and_then_given_up(void **state)
{
    (void)state;
    struct rig *rig = told_to_press(4);
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1], .drive = 20}, 1, FAKE_OUTLET1);
    rig_turns(rig, 5);
    (void)rig_written(rig, 0), (void)rig_written(rig, 1);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 1);
    assert_memory_equal(rig_written(rig, 1), "STOP\r", 5); /* the other one does not wait for it */
    assert_true(bench_wants_write(rig->bench, 0));
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 0);
    rig_order_rearm(rig);
    rig_turns(rig, 50);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0); /* not while one may still be pressing */
    assert_true(rig->next <= rig->now + 500 * MONO_MS);
    for (int i = 0; i < 5 && bench_is_attached(rig->bench, 0); i++) {
        rig->now = rig->next; /* the other one is told to stop once more meanwhile */
        rig_turn(rig);
    }
    assert_true(rig->now <= MONO_SEC + 600 * MONO_MS);
    assert_false(bench_is_attached(rig->bench, 0));
    assert_int_equal(rig_last(rig, REPORT_GONE)->instrument, 0);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
    rig_turns(rig, 1);
    rig_plug(rig, 0); /* opened anew, it moves */
    rig_turns(rig, 1);
    assert_memory_equal(rig_written(rig, 0), "?\rSTOP\r", 7);
    rig_free(rig);
}

static void a_wire_that_dies_at_any_byte_of_any_frame_is_a_lost_link_and_a_stop(void **state)
{
    (void)state;
    for (size_t cut = 0; cut <= strlen(run_frame); cut++) {
        clear_logs(NULL);
        struct rig *rig = rig_new();
        rig->memory[0].dies_after = (int)(rig->memory[0].out_size + cut);
        rig_start(rig, 2, (struct probe_spec){.log = &logs[1], .drive = 20}, 1, FAKE_OUTLET1);
        rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
        rig_turns(rig, 3);
        assert_false(bench_is_attached(rig->bench, 0));
        assert_int_equal(rig_count(rig, REPORT_GONE), 1);
        assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_GONE);
        assert_int_equal(rig_count(rig, REPORT_DONE), 2);
        const char *other = strstr(rig_written(rig, 1), "STOP\r");
        assert_non_null(other);
        assert_null(strstr(other, "RUN"));
        rig_free(rig);
    }
}

static void a_link_that_dies_while_frames_go_out_keeps_the_next_one_from_pressing(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig->memory[0].dies_after = (int)rig->memory[0].out_size + 3;
    for (uint8_t i = 0; i < 2; i++) {
        const struct order order =
            rig_request(i + 1u, (struct probe_spec){.log = &logs[i], .drive = 20}, i, FAKE_OUTLET1);
        assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
    }
    rig_turns(rig, 5);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 2);
    assert_string_equal(rig_written(rig, 1), "STOP\rVENT 0\r");
    rig_free(rig);
}

static void bytes_that_arrive_with_the_end_of_the_link_still_count(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .ends_slowly = true}, 0, FAKE_OUTLET1);
    rig->memory[0].is_gone = true;
    rig_hear(rig, 0, "R 0 6\n");
    assert_int_equal(log_count(&logs[0], EVENT_READING), 1);
    assert_int_equal(log_count(&logs[0], EVENT_FAULT), 1);
    assert_int_equal(rig_count(rig, REPORT_GONE), 1);
    rig_free(rig);
}

static void unplugged_in_mid_stimulus_plugged_in_again_re_armed_and_started_again(void **state)
{
    (void)state;
    struct rig *rig = told_to_press(SIZE_MAX);
    rig->memory[0].is_gone = true;
    rig_turns(rig, 2);
    assert_int_equal(rig_last(rig, REPORT_DONE)->body.outcome[0], END_FAULT);
    /* Back while stopped: the instrument may have gone on pressing, so it hears the stop first. */
    rig_plug(rig, 0);
    rig_hear(rig, 0, "R 0 20\nY\n");
    rig_turns(rig, 5);
    assert_string_equal(rig_written(rig, 0), "?\rSTOP\rID\r");
    const size_t readies = rig_count(rig, REPORT_READY);
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(rig), STATUS_STOPPED);
    rig_rearm(rig); /* seen at rest by then, and told ready with that */
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    assert_int_equal(rig_count(rig, REPORT_READY), readies + 1);
    assert_int_equal(rig_last(rig, REPORT_READY)->instrument, 0);
    rig_start(rig, 3, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, FAKE_OUTLET1);
    rig_turns(rig, 5);
    assert_string_equal(rig_written(rig, 0), run_frame);
    rig_hear(rig, 0, "R 0 11\n");
    assert_int_equal(log_count(&logs[1], EVENT_READING), 1);
    rig_free(rig);
}

/* Lost, stopped, re-armed without it: when it comes back it may still be pressing from before. */
static void
an_instrument_that_comes_back_after_the_re_arm_is_stopped_before_anything_else(void **state)
{
    (void)state;
    struct rig *rig = told_to_press(SIZE_MAX);
    rig->memory[0].is_gone = true;
    rig_turns(rig, 2);
    rig_rearm(rig);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_plug(rig, 0);
    rig_turns(rig, 5);
    assert_string_equal(rig_written(rig, 0), "?\rSTOP\rID\r");
    rig_free(rig);
}

static void ready_from_before_the_unplugging_counts_no_more(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    bench_detach(rig->bench, 1, rig->now);
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 1, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(rig), STATUS_GONE);
    rig_plug(rig, 1);
    rig_start(rig, 2, (struct probe_spec){.log = &logs[0]}, 1, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(rig), STATUS_GONE);
    rig_hear(rig, 1, "Y\n");
    rig_start(rig, 3, (struct probe_spec){.log = &logs[0]}, 1, FAKE_OUTLET1);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 1);
    rig_free(rig);
}

static void a_faulted_instrument_may_not_be_driven_until_it_is_ready_again(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_hear(rig, 1, "F 2\n");
    assert_false(stop_is_raised(&rig->stop));
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 1, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(rig), STATUS_GONE);
    rig_hear(rig, 1, "Y\n");
    rig_start(rig, 2, (struct probe_spec){.log = &logs[0], .drive = 20}, 1, FAKE_OUTLET1);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 1);
    rig_free(rig);
}

static void half_a_line_from_the_old_link_is_not_glued_to_the_new_one(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_hear(rig, 0, "R 0 1");
    bench_detach(rig->bench, 0, rig->now);
    rig_plug(rig, 0);
    rig_hear(rig, 0, "Y\nR 0 5\n");
    double value;
    mono_ns t;
    assert_true(bench_latest(rig->bench, (struct channel_ref){0, 0}, &value, &t));
    assert_true(value == 5);
    rig_free(rig);
}

static void a_link_that_is_dropped_while_it_works_takes_the_stop_along(void **state)
{
    (void)state;
    struct rig *rig = told_to_press(SIZE_MAX);
    (void)rig_written(rig, 0);
    bench_detach(rig->bench, 0, rig->now);
    assert_string_equal(rig_written(rig, 0), "STOP\r");
    assert_true(stop_is_raised(&rig->stop));
    rig_turns(rig, 5);
    assert_string_equal(rig_written(rig, 0), ""); /* the descriptor is not ours any more */
    rig_free(rig);
}

static void detaching_twice_or_what_was_never_there_does_nothing(void **state)
{
    (void)state;
    const struct bench_spec spec = rig_spec();
    struct rig *rig = rig_new_with(&spec, NULL);
    bench_detach(rig->bench, 0, rig->now);
    assert_int_equal(rig->n_reports, 0);
    rig_plug(rig, 0);
    bench_detach(rig->bench, 0, rig->now);
    bench_detach(rig->bench, 0, rig->now);
    assert_int_equal(rig_count(rig, REPORT_GONE), 1);
    rig_free(rig);
}

static void a_line_that_does_not_move_while_frames_pile_up_is_a_stop(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 9, .redrive_above = 5}, 1,
              FAKE_OUTLET1);
    rig->memory[1].room = 0;
    for (int i = 0; i < 17; i++)
        rig_hear(rig, 1, "R 0 6\n");
    assert_true(stop_is_raised(&rig->stop));
    assert_int_equal(stop_first_cause(&rig->stop), STOP_FAULT);
    rig_free(rig);
}

/* Time on the line: 10 bits per byte at 100 kbaud are 100 us. */
static void frames_leave_one_at_a_time_and_the_bench_asks_to_be_called_for_the_next(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_turns(rig, 5);
    struct order order = rig_request(1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, 0);
    assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
    order = rig_request(2, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, FAKE_OUTLET2);
    assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
    rig_turn(rig);
    assert_string_equal(rig_written(rig, 0), "RUN 0 20.0 !\r");
    assert_true(rig->next == rig->now + 13 * 100 * MONO_US);
    rig->now = rig->next;
    rig_turn(rig);
    assert_string_equal(rig_written(rig, 0), "RUN 1 20.0 !\r");
    rig_free(rig);
}

static void a_pedal_pulled_out_stops_what_runs_and_lets_nothing_start_until_it_is_back(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, 0);
    bench_source_lost(rig->bench, 0, true, rig->now);
    rig_turns(rig, 5);
    assert_true(stop_is_raised(&rig->stop));
    assert_int_equal(stop_first_cause(&rig->stop), STOP_GONE);
    assert_int_equal(rig_count(rig, REPORT_DONE), 1);
    rig_rearm(rig);
    rig_turns(rig, 5);
    struct order order = rig_request(2, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, 0);
    rig_submit(rig, &order);
    assert_int_equal(rig_refusal(rig), STATUS_GONE);
    assert_true(stop_is_raised(&rig->stop));
    bench_source_lost(rig->bench, 0, false, rig->now);
    rig_rearm(rig);
    rig_turns(rig, 5);
    rig_start(rig, 3, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, 0);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 2);
    rig_free(rig);
}

static void notice_stuck(struct rig *rig, uint8_t source)
{
    bench_source_notice(rig->bench, &(struct event){.t = rig->now,
                                                    .kind = EVENT_NOTICE,
                                                    .instrument = INSTRUMENT_BENCH,
                                                    .channel = source,
                                                    .code = NOTICE_BUTTON_STUCK});
}

enum { PEDAL = 1, KEY = 2, STOPS = 3 };

static struct rig *rig_with_pedals(uint8_t n_responses)
{
    struct bench_spec spec = rig_spec();
    spec.responses[PEDAL] = spec.responses[KEY] = (struct response_spec){.kind = RESPONSE_PEDAL};
    spec.responses[STOPS] = (struct response_spec){.kind = RESPONSE_PEDAL, .is_stop = true};
    spec.n_responses = n_responses;
    struct rig *rig = rig_new_with(&spec, NULL);
    for (uint8_t i = 0; i < RIG_INSTRUMENTS; i++) {
        rig_plug(rig, i);
        rig_hear(rig, i, "Y\n");
    }
    return rig;
}

static bool does_start(struct rig *rig)
{
    static stimulus_handle handle;
    const size_t before = rig_count(rig, REPORT_STARTED);
    rig_start(rig, ++handle, (struct probe_spec){.log = &logs[0]}, METER, 0);
    const bool started = rig_count(rig, REPORT_STARTED) > before;
    if (started)
        rig_end(rig, handle, END_COMPLETED);
    else
        assert_int_equal(rig_refusal(rig), STATUS_GONE);
    assert_false(stop_is_raised(&rig->stop));
    return started;
}

/* Pressed, or stuck when it was found, until it is let go or is not there any more. */
static void nothing_starts_while_its_only_response_is_down(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    char line[8];
    assert_true(does_start(rig));
    rig_hear(rig, 0, "B 2 1\n");
    assert_false(does_start(rig));
    rig_hear(rig, 0, "B 2 0\n");
    assert_true(does_start(rig));
    snprintf(line, sizeof line, "N %d\n", NOTICE_BUTTON_STUCK); /* of another channel */
    rig_hear(rig, 0, line);
    assert_true(does_start(rig));
    rig_hear(rig, 0, "B 2 1\nF 2\nY\n"); /* it may not tell again what it has told */
    assert_false(does_start(rig));
    bench_detach(rig->bench, 0, rig->now);
    rig_plug(rig, 0);
    rig_hear(rig, 0, "Y\n");
    assert_true(does_start(rig));
    rig_free(rig);
}

/* It lies under something, and the pedal is what is pressed. */
static void a_stuck_button_that_nobody_responds_with_ends_nothing(void **state)
{
    (void)state;
    static const struct {
        unsigned code, channel;
        bool is_told;
    } rows[] = {{NOTICE_BUTTON_STUCK, FAKE_SLIDER, false},
                {NOTICE_BUTTON_STUCK, FAKE_BUTTON, true},
                {NOTICE_BATTERY, FAKE_SLIDER, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char line[16];
        struct rig *rig = rig_new();
        memset(logs, 0, sizeof logs);
        rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
        snprintf(line, sizeof line, "N %u %u\n", rows[i].code, rows[i].channel);
        rig_hear(rig, 0, line);
        assert_int_equal(log_count(&logs[0], EVENT_NOTICE), rows[i].is_told);
        assert_int_equal(rig_last(rig, REPORT_NOTICE)->code, rows[i].code);
        rig_free(rig);
    }
}

static void where_another_response_is_free_it_starts_and_a_stop_has_to_be_free(void **state)
{
    (void)state;
    struct rig *rig = rig_with_pedals(4);
    notice_stuck(rig, PEDAL);
    assert_true(does_start(rig));
    rig_hear(rig, 0, "B 2 1\n");
    assert_true(does_start(rig));
    bench_respond(rig->bench, KEY, rig->now, true, false);
    assert_false(does_start(rig));
    bench_respond(rig->bench, PEDAL, rig->now, false, false);
    assert_true(does_start(rig));
    notice_stuck(rig, STOPS);
    assert_false(does_start(rig));
    assert_int_equal(bench_held(rig->bench), 1u << 0 | 1u << KEY | 1u << STOPS);
    rig_free(rig);
}

static void a_source_that_is_back_says_itself_whether_it_is_held(void **state)
{
    (void)state;
    struct rig *rig = rig_with_pedals(2);
    rig_hear(rig, 0, "B 2 1\n");
    notice_stuck(rig, PEDAL);
    assert_false(does_start(rig));
    bench_source_lost(rig->bench, PEDAL, true, rig->now);
    bench_source_lost(rig->bench, PEDAL, false, rig->now);
    rig_rearm(rig);
    rig_turns(rig, 5);
    assert_true(does_start(rig));
    notice_stuck(rig, PEDAL);
    assert_false(does_start(rig));
    rig_free(rig);
}

#define TEST(name) cmocka_unit_test_setup(name, clear_logs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_stop_at_every_byte_of_a_frame_on_a_line_that_hardly_moves),
        TEST(a_line_that_takes_nothing_is_waited_for_and_then_given_up),
        TEST(a_wire_that_dies_at_any_byte_of_any_frame_is_a_lost_link_and_a_stop),
        TEST(a_link_that_dies_while_frames_go_out_keeps_the_next_one_from_pressing),
        TEST(bytes_that_arrive_with_the_end_of_the_link_still_count),
        TEST(unplugged_in_mid_stimulus_plugged_in_again_re_armed_and_started_again),
        TEST(an_instrument_that_comes_back_after_the_re_arm_is_stopped_before_anything_else),
        TEST(ready_from_before_the_unplugging_counts_no_more),
        TEST(a_faulted_instrument_may_not_be_driven_until_it_is_ready_again),
        TEST(half_a_line_from_the_old_link_is_not_glued_to_the_new_one),
        TEST(a_link_that_is_dropped_while_it_works_takes_the_stop_along),
        TEST(detaching_twice_or_what_was_never_there_does_nothing),
        TEST(a_pedal_pulled_out_stops_what_runs_and_lets_nothing_start_until_it_is_back),
        TEST(nothing_starts_while_its_only_response_is_down),
        TEST(a_stuck_button_that_nobody_responds_with_ends_nothing),
        TEST(where_another_response_is_free_it_starts_and_a_stop_has_to_be_free),
        TEST(a_source_that_is_back_says_itself_whether_it_is_held),
        TEST(a_line_that_does_not_move_while_frames_pile_up_is_a_stop),
        TEST(frames_leave_one_at_a_time_and_the_bench_asks_to_be_called_for_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

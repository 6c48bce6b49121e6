/* The bench turn: who hears what, in which order, at which time; stimuli side by side; state
 * machines that are never called while they run; nobody who keeps the others waiting. */
#include "support/bench_rig.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

static struct probe_log logs[8];

static int clear_logs(void **state)
{
    (void)state;
    memset(logs, 0, sizeof logs);
    return 0;
}

static void two_stimuli_run_side_by_side_on_one_instrument_and_on_two(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 30}, 0, FAKE_OUTLET1);
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, FAKE_OUTLET2);
    rig_start(rig, 3, (struct probe_spec){.log = &logs[2], .drive = 10}, 1, FAKE_OUTLET1);
    rig_turns(rig, 10);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 3);
    assert_string_equal(rig_written(rig, 0), "RUN 0 30.0 !\rRUN 1 20.0 !\r");
    assert_string_equal(rig_written(rig, 1), "RUN 0 10.0 !\r");
    rig_hear(rig, 0, "R 0 5.5\nR 1 6.5\n");
    rig_hear(rig, 1, "R 0 7.5\nR 1 8.5\n");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(log_count(&logs[i], EVENT_READING), 1);
        assert_true(logs[i].events[0].value == 5.5 + i);
    }
    rig_hear(rig, 0, "B 2 1\n"); /* the participant's press is for all */
    assert_int_equal(rig_count(rig, REPORT_DONE), 3);
    assert_int_equal(rig_count(rig, REPORT_RESPONSE), 1);
    rig_free(rig);
}

static void a_conditioning_is_ended_by_its_handle_while_the_test_goes_on(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 71, (struct probe_spec){.log = &logs[0], .drive = 30}, 0, FAKE_OUTLET1);
    rig_start(rig, 72, (struct probe_spec){.log = &logs[1], .drive = 20}, 0, FAKE_OUTLET2);
    rig_turns(rig, 10);
    (void)rig_written(rig, 0);
    rig_end(rig, 72, END_COMPLETED);
    rig_turns(rig, 5);
    assert_string_equal(rig_written(rig, 0), "VENT 1\r");
    const struct report *done = rig_last(rig, REPORT_DONE);
    assert_int_equal(done->handle, 72);
    assert_int_equal(done->body.outcome[0], END_COMPLETED);
    assert_int_equal(done->outcome_size, sizeof(struct probe_outcome));
    rig_hear(rig, 0, "R 0 12\nR 1 3\n");
    assert_int_equal(log_count(&logs[0], EVENT_READING), 1);
    assert_int_equal(log_count(&logs[1], EVENT_READING), 0);
    rig_end(rig, 72, END_COMPLETED); /* once more: it is over already */
    assert_int_equal(rig_count(rig, REPORT_DONE), 1);
    assert_false(stop_is_raised(&rig->stop));
    rig_free(rig);
}

static void ratings_reach_the_stimulus_that_watches_them_and_the_record(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    struct order order = rig_request(5, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    order.start.channels[1] = (struct channel_ref){0, FAKE_SLIDER};
    order.start.n_channels = 2;
    order.start.limit = 80; /* of the pressure: a rating has no such limit */
    rig_submit(rig, &order);
    rig_start(rig, 6, (struct probe_spec){.log = &logs[1]}, 1, FAKE_SLIDER);
    for (int i = 0; i < 20; i++) {
        char lines[64];
        snprintf(lines, sizeof lines, "R 0 %d\nA 3 %.1f\nR 1 50\n", i, i / 10.0);
        rig_hear(rig, 0, lines);
        snprintf(lines, sizeof lines, "A 3 %.1f\n", 5 + i / 10.0);
        rig_hear(rig, 1, lines);
    }
    assert_int_equal(log_count(&logs[0], EVENT_RATING), 20);
    assert_int_equal(log_count(&logs[0], EVENT_READING), 20);
    assert_int_equal(log_count(&logs[1], EVENT_RATING), 20);
    size_t pressures = 0, ratings = 0, others = 0;
    for (size_t i = 0; i < rig->n_records; i++) {
        const struct bench_record *r = &rig->records[i];
        if (r->kind != RECORD_SAMPLE)
            continue;
        if (r->handle == 6 && r->value == 5 + (double)others / 10.0)
            others++;
        else if (r->handle == 5 && r->stream == 0 && r->value == (double)pressures)
            pressures++;
        else if (r->handle == 5 && r->stream == 1 && r->value == (double)ratings / 10.0)
            ratings++;
    }
    assert_int_equal(pressures, 20);
    assert_int_equal(ratings, 20);
    assert_int_equal(others, 20);
    rig_free(rig);
}

static void the_record_of_a_stimulus_is_its_start_its_samples_and_its_end(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 9, (struct probe_spec){.log = &logs[0]}, METER, 0);
    rig_hear(rig, METER, "R 0 2.5\n");
    rig_hear(rig, METER, "R 0 2.75\n");
    rig_end(rig, 9, END_COMPLETED);
    rig_hear(rig, METER, "R 0 3\n"); /* nobody's any more */
    static const uint8_t kinds[] = {RECORD_BEGIN, RECORD_SAMPLE, RECORD_SAMPLE, RECORD_END};
    assert_int_equal(rig->n_records, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rig->records[i].kind, kinds[i]);
        assert_int_equal(rig->records[i].handle, 9);
    }
    assert_true(rig->records[1].value == 2.5);  /* in newton, as it was measured */
    assert_true(logs[0].events[0].value == 50); /* kPa on half a square centimetre */
    rig_free(rig);
}

static void every_time_stamp_is_the_time_of_the_turn_that_read_the_bytes(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    assert_true(rig_last(rig, REPORT_STARTED)->t == rig->now);
    for (size_t i = 0; i < 10; i++) {
        rig->now += 12345 * (mono_ns)i;
        rig_say(rig, 0, "R 0 5\n");
        rig_turn(rig);
        assert_true(logs[0].events[i].t == rig->now);
        assert_true(rig->records[rig->n_records - 1].t == rig->now);
        double value;
        mono_ns t;
        assert_true(bench_latest(rig->bench, (struct channel_ref){0, 0}, &value, &t));
        assert_true(t == rig->now && value == 5);
    }
    bench_respond(rig->bench, 0, rig->now + 77, true, false); /* stamped by the kernel */
    assert_true(fake_commanded_at == rig->now + 77);
    assert_true(rig_last(rig, REPORT_RESPONSE)->t == rig->now + 77);
    assert_true(rig_last(rig, REPORT_DONE)->t == rig->now + 77);
    rig_free(rig);
}

static void what_is_measured_before_ready_or_after_a_fault_is_seen_by_nobody(void **state)
{
    (void)state;
    const struct bench_spec spec = rig_spec();
    struct rig *rig = rig_new_with(&spec, NULL);
    double value;
    mono_ns t;
    rig_plug(rig, 0);
    rig_hear(rig, 0, "R 0 99\nA 3 5\n");
    assert_false(bench_latest(rig->bench, (struct channel_ref){0, 0}, &value, &t));
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(rig), STATUS_GONE);
    rig_hear(rig, 0, "Y\nR 0 7\n");
    assert_true(bench_latest(rig->bench, (struct channel_ref){0, 0}, &value, &t));
    assert_true(value == 7);
    rig_start(rig, 2, (struct probe_spec){.log = &logs[0], .ends_slowly = true}, 0, FAKE_OUTLET1);
    /* The fault and the readings behind it come in one piece. */
    rig_hear(rig, 0, "R 0 8\nF 2\nR 0 9\nB 2 1\nA 3 1\n");
    rig_hear(rig, 0, "R 0 10\n");
    assert_int_equal(log_count(&logs[0], EVENT_READING), 1);
    assert_int_equal(log_count(&logs[0], EVENT_RESPONSE), 0);
    assert_true(bench_latest(rig->bench, (struct channel_ref){0, 0}, &value, &t));
    assert_true(value == 8);
    size_t samples = 0;
    for (size_t i = 0; i < rig->n_records; i++)
        samples += rig->records[i].kind == RECORD_SAMPLE;
    assert_int_equal(samples, 1);
    /* Ready again: the end that still waits for the release sees readings again, and is told why.
     */
    rig_hear(rig, 0, "Y\nR 0 0.5\n");
    assert_int_equal(log_count(&logs[0], EVENT_READY), 1);
    assert_int_equal(log_count(&logs[0], EVENT_READING), 2);
    assert_int_equal(rig_count(rig, REPORT_DONE), 1);
    rig_free(rig);
}

static void a_number_that_is_none_is_a_fault_and_not_a_reading(void **state)
{
    (void)state;
    static const char *const lines[] = {"R 0 nan\n", "R 0 inf\n", "R 0 -inf\n"};
    for (int i = 0; i < 3; i++) {
        clear_logs(NULL);
        struct rig *rig = rig_new();
        rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, METER, 0);
        rig_hear(rig, METER, lines[i]);
        assert_int_equal(log_count(&logs[0], EVENT_READING), 0);
        assert_int_equal(rig_last(rig, REPORT_FAULT)->code, FAULT_RANGE);
        assert_true(stop_is_raised(&rig->stop));
        rig_free(rig);
    }
}

/* The instrument counts all its channels; a stimulus that hears one of them must see gaps only
 * where it has them. */
static void a_gap_in_the_sequence_is_passed_on_and_other_channels_are_no_gap(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    rig_hear(rig, 0, "R 0 1\nR 1 1\nA 3 1\nR 0 2\nR 1 2\nA 3 2\nR 0 3\n");
    rig_hear(rig, 0, "L 4\nR 1 3\nR 0 4\nR 0 5\n");
    const struct event *e = logs[0].events;
    assert_int_equal(e[1].seq - e[0].seq, 1);
    assert_int_equal(e[2].seq - e[1].seq, 1);
    assert_int_equal(e[3].seq - e[2].seq, 1 + 4);
    assert_int_equal(e[4].seq - e[3].seq, 1);
    assert_int_equal(rig->records[rig->n_records - 1].seq, 7 + 4 + 3); /* the instrument's own */
    rig_free(rig);
}

static void an_order_from_inside_a_drivers_report_waits_until_the_driver_is_back(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    /* The reading comes out of the driver, the drive goes into it: the fake asserts that it is not
     * re-entered. */
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 9, .redrive_above = 5}, 0,
              FAKE_OUTLET1);
    rig_turns(rig, 5);
    (void)rig_written(rig, 0);
    rig_hear(rig, 0, "R 0 6\nR 0 7\n");
    rig_turns(rig, 5);
    assert_string_equal(rig_written(rig, 0), "RUN 0 9.0 !\rRUN 0 9.0 !\r");
    /* A notice out of command(): the stimulus must not be called while it gives the order. */
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1], .echo_hz = FAKE_ECHO_HZ}, 1,
              FAKE_OUTLET1);
    assert_int_equal(log_count(&logs[1], EVENT_NOTICE), 1);
    assert_false(stop_is_raised(&rig->stop));
    rig_free(rig);
}

static void a_driver_and_a_stimulus_that_answer_each_other_for_ever_are_stopped(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .echo_hz = FAKE_ECHO_HZ, .echoes = true},
              0, FAKE_OUTLET1);
    assert_true(stop_is_raised(&rig->stop));
    assert_int_equal(stop_first_cause(&rig->stop), STOP_FAULT);
    rig_turns(rig, 3);
    assert_int_equal(rig_count(rig, REPORT_DONE), 1);
    rig_free(rig);
}

static void a_deadline_in_the_past_does_not_make_the_bench_spin(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .past = true}, 0, FAKE_OUTLET1);
    rig_hear(rig, 1, "P\n");
    const mono_ns until = rig->now + 100 * MONO_MS;
    int turns = 0;
    for (; rig->now < until; turns++) {
        assert_true(rig->next <= rig->now + MONO_MS); /* and yet it is called, and soon */
        rig->now = rig->next > rig->now ? rig->next : rig->now;
        rig_turn(rig);
        assert_true(turns < 5000);
    }
    assert_true(logs[0].ticks >= 100);
    rig_free(rig);
}

static void without_anything_to_do_the_bench_sleeps(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_turns(rig, 2);
    assert_true(rig->next == MONO_NEVER);
    rig_free(rig);
}

static void a_chatty_link_does_not_keep_the_others_waiting(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 1, FAKE_OUTLET1);
    for (int i = 0; i < 60000 / 8; i++)
        rig_say(rig, 0, "R 1 33\n"); /* 50 kB and more */
    rig_say(rig, 1, "R 0 44\n");
    rig->now += MONO_MS;
    rig_turn(rig);
    assert_int_equal(log_count(&logs[0], EVENT_READING), 1);
    assert_true(rig->memory[0].in_size > 0); /* not all of it in one turn */
    assert_true(rig->next <= rig->now);      /* but the rest at once */
    for (int i = 0; i < 10 && rig->memory[0].in_size > 0; i++)
        rig_turn(rig);
    assert_int_equal(rig->memory[0].in_size, 0);
    assert_true(rig->next == MONO_NEVER);
    rig_free(rig);
}

static void the_stop_is_heeded_in_the_middle_of_a_heap_of_bytes(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
    rig_turns(rig, 5);
    (void)rig_written(rig, 0);
    rig_say(rig, 0, "R 0 101\n"); /* above what the outlet may do */
    for (int i = 0; i < 10000 / 8; i++)
        rig_say(rig, 0, "R 0 50\n");
    rig->now += MONO_MS;
    rig_turn(rig);
    assert_memory_equal(rig_written(rig, 0), "STOP\r", 5);
    assert_true(rig->memory[0].in_size > 0);
    rig_free(rig);
}

static void identity_and_notices_are_reported(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 1, FAKE_OUTLET1);
    rig_hear(rig, 1, "I\nN 2 5\n");
    assert_string_equal(rig_last(rig, REPORT_IDENTITY)->body.identity.model, "fake");
    assert_int_equal(rig_last(rig, REPORT_IDENTITY)->instrument, 1);
    assert_int_equal(rig_last(rig, REPORT_NOTICE)->code, 2);
    assert_true(rig_last(rig, REPORT_NOTICE)->value == 5);
    assert_int_equal(log_count(&logs[0], EVENT_NOTICE), 1);
    assert_false(stop_is_raised(&rig->stop)); /* a notice ends nothing */
    rig_free(rig);
}

/* ---- starting */

static void a_stimulus_is_refused_for_every_reason_there_is(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    const struct probe_spec spec = {.log = &logs[0]};
    rig_start(rig, 1, spec, 0, FAKE_OUTLET1);
    static const struct {
        stimulus_handle handle;
        uint8_t instrument, channel;
        double limit;
        enum status status;
    } rows[] = {
        {0, 0, FAKE_OUTLET2, 0, STATUS_INVALID},    /* no handle */
        {1, 0, FAKE_OUTLET2, 0, STATUS_BUSY},       /* a handle that runs */
        {2, 0, FAKE_OUTLET1, 0, STATUS_BUSY},       /* a channel that is owned */
        {2, 7, FAKE_OUTLET1, 0, STATUS_NOT_FOUND},  /* no such instrument */
        {2, 0, FAKE_CHANNELS, 0, STATUS_NOT_FOUND}, /* no such channel */
        {2, 1, FAKE_OUTLET1, 100.5, STATUS_RANGE},  /* a limit that loosens */
        {2, 1, FAKE_OUTLET1, -1, STATUS_RANGE},     /* a limit that is none */
        {2, 1, FAKE_OUTLET1, (double)NAN, STATUS_RANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct order order = rig_request(rows[i].handle, spec, rows[i].instrument, rows[i].channel);
        order.start.limit = rows[i].limit;
        rig_submit(rig, &order);
        assert_int_equal(rig_refusal(rig), rows[i].status);
        assert_int_equal(rig_last(rig, REPORT_REFUSED)->handle, rows[i].handle);
        assert_int_equal(rig_count(rig, REPORT_REFUSED), i + 1);
    }
    assert_int_equal(logs[0].starts, 1);
    rig_free(rig);
}

static void at_most_four_stimuli_run_and_a_place_is_free_again_after_the_end(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    static const struct channel_ref channels[] = {
        {0, FAKE_OUTLET1}, {0, FAKE_OUTLET2}, {1, FAKE_OUTLET1}, {1, FAKE_OUTLET2}, {METER, 0}};
    for (uint32_t i = 0; i < 5; i++)
        rig_start(rig, i + 1, (struct probe_spec){.log = &logs[i]}, channels[i].instrument,
                  channels[i].channel);
    assert_int_equal(rig_count(rig, REPORT_STARTED), STIMULI_MAX);
    assert_int_equal(rig_refusal(rig), STATUS_FULL);
    rig_end(rig, 2, END_COMPLETED);
    rig_start(rig, 6, (struct probe_spec){.log = &logs[4]}, METER, 0);
    assert_int_equal(rig_count(rig, REPORT_STARTED), STIMULI_MAX + 1);
    rig_free(rig);
}

/* Whoever hears that it has started can write that down: a crash right after must find the record begun. */
static void the_record_has_begun_when_the_start_is_reported(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 7, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 1);
    assert_int_equal(rig->records_at_start, 1);
    assert_int_equal(rig->records[0].kind, RECORD_BEGIN);
    assert_int_equal(rig->records[0].handle, 7);
    rig_free(rig);
}

static void a_stimulus_that_is_done_at_its_start_leaves_nothing_behind(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    for (uint32_t i = 1; i <= 10; i++)
        rig_start(rig, i, (struct probe_spec){.log = &logs[0], .done_at_start = true}, 0,
                  FAKE_OUTLET1);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 10);
    assert_int_equal(rig_count(rig, REPORT_DONE), 10);
    assert_int_equal(rig->n_records, 20);
    rig_free(rig);
}

static void nothing_is_started_behind_the_end_of_a_stimulus(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 10, .drive_when_done = true}, 0,
              FAKE_OUTLET1);
    rig_turns(rig, 5);
    (void)rig_written(rig, 0);
    rig_end(rig, 1, END_COMPLETED);
    rig_turns(rig, 10);
    assert_string_equal(rig_written(rig, 0), "VENT 0\r");
    rig_free(rig);
}

static void no_stimulus_starts_while_the_participants_button_is_not_there(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    bench_detach(rig->bench, 0, rig->now);
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 10}, 1, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(rig), STATUS_GONE);
    rig_plug(rig, 0);
    rig_hear(rig, 0, "Y\n");
    rig_start(rig, 2, (struct probe_spec){.log = &logs[0], .drive = 10}, 1, FAKE_OUTLET1);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 1);
    rig_free(rig);
}

static void a_button_that_nobody_named_is_not_heard_and_a_named_one_once_per_edge(void **state)
{
    (void)state;
    struct bench_spec spec = rig_spec();
    spec.responses[1] = spec.responses[0]; /* named twice */
    spec.n_responses = 2;
    struct rig *rig = rig_new_with(&spec, NULL);
    rig_ready(rig);
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .ends_slowly = true}, 0, FAKE_OUTLET1);
    rig_hear(rig, 1, "B 2 1\n");
    assert_int_equal(log_count(&logs[0], EVENT_RESPONSE), 0);
    rig_hear(rig, 0, "B 2 1\nB 2 0\n");
    assert_int_equal(log_count(&logs[0], EVENT_RESPONSE), 2);
    assert_int_equal(rig_count(rig, REPORT_RESPONSE), 2);
    rig_free(rig);
}

/* ---- orders */

static void a_full_order_ring_tells_the_submitter_and_keeps_the_order(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    for (uint32_t i = 1; i <= ORDERS_DEPTH; i++) {
        const struct order order = rig_request(
            i, (struct probe_spec){.log = &logs[0], .done_at_start = true}, 0, FAKE_OUTLET1);
        assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
    }
    const struct order order = {.kind = ORDER_REARM};
    assert_int_equal(bench_submit(rig->bench, &order), STATUS_FULL);
    rig_turn(rig);
    assert_int_equal(rig_count(rig, REPORT_DONE), ORDERS_DEPTH);
    for (size_t i = 0, handle = 1; i < rig->n_reports; i++)
        if (rig->reports[i].kind == REPORT_DONE)
            assert_int_equal(rig->reports[i].handle, handle++);
    assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
    rig_free(rig);
}

static void an_order_from_outside_must_not_disturb_or_energise(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    static const struct {
        uint8_t instrument, channel, kind;
        const char *written; /* NULL: refused */
    } rows[] = {
        {METER, 0, COMMAND_ZERO, "ZERO 0\r"},  /* at rest: may be zeroed */
        {0, FAKE_OUTLET1, COMMAND_ZERO, NULL}, /* in the middle of a trial: never */
        {0, FAKE_OUTLET2, COMMAND_ZERO, NULL}, /* nor its neighbour on the instrument */
        {0, FAKE_OUTLET1, COMMAND_IDLE, NULL}, /* would slow down the readings of the trial */
        {0, FAKE_OUTLET2, COMMAND_STREAM, "STREAM 1\r"}, /* a free channel may be looked at */
        {1, FAKE_OUTLET1, COMMAND_DRIVE, NULL},          /* nothing that presses */
        {1, FAKE_OUTLET1, COMMAND_LEVEL, NULL},          /* nor what sets another rest */
        {1, FAKE_OUTLET1, COMMAND_BASELINE, "VENT 0\r"},
        {RIG_INSTRUMENTS, 0, COMMAND_IDLE, NULL}, /* no such instrument */
        {METER, 1, COMMAND_IDLE, NULL},           /* no such channel */
    };
    size_t refused = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct order order = {
            .kind = ORDER_COMMAND,
            .channel = {rows[i].instrument, rows[i].channel},
            .command = {.kind = rows[i].kind, .rate_hz = 10, .target = 5, .rate_per_s = 5}};
        rig_submit(rig, &order);
        rig_turns(rig, 3);
        refused += rows[i].written == NULL;
        assert_int_equal(rig_count(rig, REPORT_NOTICE), refused);
        if (rows[i].instrument < RIG_INSTRUMENTS)
            assert_string_equal(rig_written(rig, rows[i].instrument),
                                rows[i].written ? rows[i].written : "");
    }
    rig_free(rig);
}

static void an_order_for_a_link_that_is_gone_is_refused(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    bench_detach(rig->bench, METER, rig->now);
    rig_submit(rig, &(struct order){.kind = ORDER_COMMAND,
                                    .channel = {METER, 0},
                                    .command = {.kind = COMMAND_ZERO}});
    assert_int_equal(rig_last(rig, REPORT_NOTICE)->code, NOTICE_REFUSED);
    rig_free(rig);
}

/* ---- the newest reading, from another thread */

static _Atomic bool writer_is_over;

struct reader {
    const struct bench *bench;
    unsigned long looks, torn, backwards;
};

static void *look_all_the_time(void *context)
{
    struct reader *reader = context;
    mono_ns last = 0;
    while (!atomic_load(&writer_is_over)) {
        double value;
        mono_ns t;
        if (!bench_latest(reader->bench, (struct channel_ref){0, FAKE_OUTLET1}, &value, &t))
            continue;
        reader->looks++;
        reader->torn += value != (double)(t / MONO_MS % 90);
        reader->backwards += t < last;
        last = t;
    }
    return NULL;
}

static void another_thread_sees_value_and_time_that_belong_together(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    pthread_t thread;
    struct reader reader = {.bench = rig->bench};
    atomic_store(&writer_is_over, false);
    assert_int_equal(pthread_create(&thread, NULL, look_all_the_time, &reader), 0);
    for (int i = 0; i < 20000; i++) {
        char line[32];
        snprintf(line, sizeof line, "R 0 %d\n", (int)((rig->now / MONO_MS + 1) % 90));
        rig_hear(rig, 0, line);
    }
    atomic_store(&writer_is_over, true);
    pthread_join(thread, NULL);
    print_message("%lu looks\n", reader.looks);
    assert_int_equal(reader.torn, 0);
    assert_int_equal(reader.backwards, 0);
    rig_free(rig);
}

#define TEST(name) cmocka_unit_test_setup(name, clear_logs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_stimuli_run_side_by_side_on_one_instrument_and_on_two),
        TEST(a_conditioning_is_ended_by_its_handle_while_the_test_goes_on),
        TEST(ratings_reach_the_stimulus_that_watches_them_and_the_record),
        TEST(the_record_of_a_stimulus_is_its_start_its_samples_and_its_end),
        TEST(every_time_stamp_is_the_time_of_the_turn_that_read_the_bytes),
        TEST(what_is_measured_before_ready_or_after_a_fault_is_seen_by_nobody),
        TEST(a_number_that_is_none_is_a_fault_and_not_a_reading),
        TEST(a_gap_in_the_sequence_is_passed_on_and_other_channels_are_no_gap),
        TEST(an_order_from_inside_a_drivers_report_waits_until_the_driver_is_back),
        TEST(a_driver_and_a_stimulus_that_answer_each_other_for_ever_are_stopped),
        TEST(a_deadline_in_the_past_does_not_make_the_bench_spin),
        TEST(without_anything_to_do_the_bench_sleeps),
        TEST(a_chatty_link_does_not_keep_the_others_waiting),
        TEST(the_stop_is_heeded_in_the_middle_of_a_heap_of_bytes),
        TEST(identity_and_notices_are_reported),
        TEST(a_stimulus_is_refused_for_every_reason_there_is),
        TEST(at_most_four_stimuli_run_and_a_place_is_free_again_after_the_end),
        TEST(the_record_has_begun_when_the_start_is_reported),
        TEST(a_stimulus_that_is_done_at_its_start_leaves_nothing_behind),
        TEST(nothing_is_started_behind_the_end_of_a_stimulus),
        TEST(no_stimulus_starts_while_the_participants_button_is_not_there),
        TEST(a_button_that_nobody_named_is_not_heard_and_a_named_one_once_per_edge),
        TEST(a_full_order_ring_tells_the_submitter_and_keeps_the_order),
        TEST(an_order_from_outside_must_not_disturb_or_energise),
        TEST(an_order_for_a_link_that_is_gone_is_refused),
        TEST(another_thread_sees_value_and_time_that_belong_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

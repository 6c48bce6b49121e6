/* The Mark-10 driver when things go wrong: silence, other devices, refusals, units, overload,
 * noise; and back. */
#include "drivers_mark10_gauge.h"

#include <math.h>
#include <stdlib.h>

static void a_refused_stream_falls_back_to_polling(void **state)
{
    (void)state;
    make_ready(m5i, NULL);
    host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = 50});
    host_forget(&host);
    host_say(&host, "*10\r\n");
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_ERROR_REPLY)->value == 10);
    host_run(&host, MONO_SEC);
    assert_in_range(host_count(&host, EVENT_READING), 45, 51);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

/* It would send what its display holds, a peak perhaps. */
static void a_gauge_that_refuses_the_current_mode_is_polled(void **state)
{
    (void)state;
    static struct answer_row answers[sizeof m5i / sizeof m5i[0] + 1];
    memcpy(answers + 1, m5i, sizeof m5i);
    answers[0] = (struct answer_row){"CUR\r", "*10\r\n"};
    make_ready(answers, NULL);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = 60}),
                     STATUS_OK);
    host_run(&host, MONO_SEC);
    assert_int_equal(host_sent(&host, "AOUT50\r"), 0);
    assert_in_range(host_count(&host, EVENT_READING), 45, 70);
}

static void a_unit_that_cannot_be_set_back_is_asked_for_once(void **state)
{
    (void)state;
    static struct answer_row answers[sizeof m5i / sizeof m5i[0] + 1];
    memcpy(answers, m5i, sizeof m5i);
    make_ready(answers, NULL);
    host_run(&host, MONO_SEC);
    const size_t asked = host_sent(&host, "N\r");
    memmove(answers + 1, answers, sizeof m5i);
    answers[0] = (struct answer_row){"N\r", "*10\r\n"};
    answers[1].reply = "0.10 lbF\r\n";
    host_run(&host, 10 * MONO_SEC);
    assert_int_equal(host_sent(&host, "N\r"), asked + 1);
    assert_true(host_last(&host, EVENT_READING)->value < 0.5);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

static void silence_is_a_fault_in_time(void **state)
{
    (void)state;
    for (int streaming = 0; streaming < 2; streaming++) {
        make_ready(m5i, NULL);
        if (streaming)
            make_stream("5.0 N\r\n", NULL);
        host.answers = NULL;
        host_run(&host, 210 * MONO_MS);
        const mono_ns last = host.now;
        host_run(&host, 2 * MONO_SEC);
        const struct event *fault = host_find(&host, EVENT_FAULT, FAULT_SILENT);
        assert_non_null(fault);
        assert_true(fault->t <= last + host.driver->silence);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        host_check_events(&host);
    }
}

static void a_key_that_ends_the_output_is_answered_by_asking_again(void **state)
{
    (void)state;
    make_stream("5.0 N\r\n", NULL);
    host_run(&host, 150 * MONO_MS);
    assert_int_equal(host_sent(&host, "AOUT50\r"), 1);
    host_say(&host, "5.0 N\r\n");
    host_run(&host, 150 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

static void nobody_there_is_told_as_silence(void **state)
{
    (void)state;
    host_init(&host, "mark10", NULL);
    host_open(&host);
    host_expect_no_instrument(&host, FAULT_SILENT);
    assert_int_equal(host.n_events, 1);
}

static void another_device_is_told_as_such(void **state)
{
    (void)state;
    /* what is no text may be this gauge at another baud rate */
    static const struct {
        const char *reply;
        enum fault fault;
    } rows[] = {
        {"ERR 1\r\n", FAULT_IDENTITY},
        {"?C\r\n", FAULT_IDENTITY},
        {"R\r", FAULT_IDENTITY},
        {"+12.34KTO\r", FAULT_IDENTITY},
        {"D 57 12.3 0.0 4.5\r\n", FAULT_IDENTITY},
        {"\xff\xf1\x01\x00\xff\xf2\r\n", FAULT_GARBLED},
        {"no end of a line", FAULT_GARBLED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct answer_row answers[] = {
            {"?C\r", rows[i].reply}, {"?\r", rows[i].reply}, {NULL, NULL}};
        host_init(&host, "mark10", NULL);
        host.answers = answers;
        host_open(&host);
        host_expect_no_instrument(&host, rows[i].fault);
    }
}

static void a_gauge_that_refuses_to_be_read_is_told_as_such(void **state)
{
    (void)state;
    struct answer_row answers[] = {{"?C\r", "*10\r\n"}, {"?\r", "*10\r\n"}, {NULL, NULL}};
    host_init(&host, "mark10", NULL);
    host.answers = answers;
    host_open(&host);
    host_run(&host, host.driver->announces_within);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REFUSED));
}

static void numbers_without_unit_and_torque_are_faults_and_then_repaired(void **state)
{
    (void)state;
    static const char *const rows[] = {"12.5\r\n", "12.5 Nm\r\n", "12.5 lbFin\r\n"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        make_stream("12.5 N\r\n", NULL);
        for (int k = 0; k < 3; k++)
            next_line(rows[i]);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_UNIT));
        assert_int_equal(host_count(&host, EVENT_READING), 1);
        host_run_until_ready(&host);
        assert_true(host_sent(&host, "N\r") == 1 && host_sent(&host, "FULL\r") == 1);
        assert_non_null(host_find(&host, EVENT_READY, 0));
        host_check_events(&host);
    }
}

static void a_gauge_that_stays_in_number_format_never_becomes_ready(void **state)
{
    (void)state;
    struct answer_row answers[] = {{"?C\r", "12.5\r\n"}, {"RM\r", "M5\r\n"}, {NULL, NULL}};
    host_init(&host, "mark10", NULL);
    host.answers = answers;
    host_open(&host);
    host_run(&host, host.driver->announces_within);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_UNIT));
    assert_int_equal(host_count(&host, EVENT_READY), 0);
}

static void a_unit_changed_by_hand_is_noticed_converted_and_set_back(void **state)
{
    (void)state;
    make_stream("9.80 N\r\n", NULL);
    for (int i = 0; i < 4; i++)
        next_line("1.000 kgF\r\n");
    assert_int_equal(host_count(&host, EVENT_READING), 1); /* a damaged line may look the same */
    for (int i = 0; i < 4; i++)
        next_line("1.000 kgF\r\n");
    assert_true(fabs(host_last(&host, EVENT_READING)->value - 9.80665) < 1e-9);
    assert_int_equal(host_count(&host, EVENT_READING), 5);
    assert_int_equal(host_sent(&host, "N\r"), 0); /* not while somebody presses */
    next_line("0.500 kgF\r\n");
    next_line("0.050 kgF\r\n");
    next_line("0.000 kgF\r\n");
    assert_int_equal(host_sent(&host, "N\r"), 1);
    next_line("0.00 N\r\n");
    next_line("0.00 N\r\n");
    size_t notices = 0;
    for (size_t i = 0; i < host.n_events; i++)
        notices +=
            host.events[i].kind == EVENT_NOTICE && host.events[i].code == NOTICE_UNIT_CHANGED;
    assert_int_equal(notices, 1);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

static void a_point_that_is_lost_again_and_again_makes_no_number(void **state)
{
    (void)state;
    make_stream("25.1 N\r\n", NULL);
    for (int i = 0; i < 12; i++) {
        for (int k = 0; k < 4; k++)
            next_line("251 N\r\n");
        next_line("25.1 N\r\n");
    }
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_READING)
            assert_true(fabs(host.events[i].value - 25.1) < 1e-9);
}

static void overload_is_a_fault_until_released(void **state)
{
    (void)state;
    make_stream("99.0 N\r\n", &(struct driver_config){.overload_n = 100});
    next_line("100.0 N\r\n");
    next_line("100.1 N\r\n");
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_OVERLOAD));
    assert_int_equal(host_count(&host, EVENT_READING), 2);
    static const struct answer_row pressed[] = {
        {"?C\r", "120.0 N\r\n"}, {"RM\r", "M5-200\r\n"}, {NULL, NULL}};
    host.answers = pressed;
    host_run(&host, 3 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_READY), 0);
    assert_int_equal(host_count(&host, EVENT_FAULT), 1);
    host.answers = m5i;
    host_run_until_ready(&host);
}

static void a_fault_in_mid_stream_goes_back_to_streaming(void **state)
{
    (void)state;
    make_stream("5.0 N\r\n", NULL);
    host_run(&host, MONO_SEC);
    host_forget(&host);
    host_run(&host, MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_READY), 1);
    assert_true(host_sent(&host, "AOUT50\r") >= 1);
}

static void a_refused_zero_is_told(void **state)
{
    (void)state;
    make_ready(series4, NULL);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_ZERO}), STATUS_OK);
    assert_int_equal(host_sent(&host, "Z\r"), 1);
    host_run(&host, 50 * MONO_MS);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_ERROR_REPLY)->value == 10);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

static void a_late_reply_is_not_taken_for_the_next_one(void **state)
{
    (void)state;
    make_ready(m5i, NULL);
    host_run(&host, 100 * MONO_MS);
    host.answers = NULL;
    host_forget(&host);
    while (host.n_frames == 0)
        host_run(&host, MONO_MS);
    host_run(&host, 120 * MONO_MS);
    host.answers = m5i;
    host_say(&host, "11.0 N\r\n");
    assert_int_equal(host_count(&host, EVENT_READING), 0);
    host_run(&host, 60 * MONO_MS);
    assert_true(host_last(&host, EVENT_READING)->value == 12.5);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 1);
}

static void a_duplicated_poll_reply_counts_once(void **state)
{
    (void)state;
    struct answer_row answers[] = {
        {"?C\r", "1.0 N\r\n1.0 N\r\n"}, {"RM\r", "M5-200\r\n"}, {NULL, NULL}};
    make_ready(answers, NULL);
    host_forget(&host);
    host_run(&host, 2 * MONO_SEC);
    assert_in_range(host_count(&host, EVENT_READING), 9, 11);
}

static void it_survives_64_kb_of_noise_and_then_works(void **state)
{
    (void)state;
    srand(5);
    print_message("seed 5\n");
    make_stream("12.5 N\r\n", NULL);
    host.answers = NULL;
    for (int i = 0; i < 1024; i++) {
        uint8_t noise[64];
        for (size_t k = 0; k < sizeof noise; k++)
            noise[k] = (uint8_t)rand();
        host_bytes(&host, noise, sizeof noise);
        host_run(&host, MONO_MS);
    }
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
    assert_int_equal(host_count(&host, EVENT_READING), 1);
    host_forget(&host);
    host.answers = m5i;
    host_run_until_ready(&host);
    assert_true(host_count(&host, EVENT_NOTICE) <= 2);
    host_check_events(&host);
}

static void an_endless_line_is_told_as_garbled(void **state)
{
    (void)state;
    make_stream("12.5 N\r\n", NULL);
    for (int i = 0; i < 200; i++) {
        host_say(&host, "1234567890");
        host_run(&host, MONO_MS);
    }
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
}

static void replugging_starts_anew_and_the_count_goes_on(void **state)
{
    (void)state;
    make_ready(m5i, NULL);
    host_run(&host, MONO_SEC);
    const uint32_t seq = host_last(&host, EVENT_READING)->seq;
    host_say(&host, "12.");
    host_run(&host, 5 * MONO_MS);
    host_forget(&host);
    host.was_ready = false;
    host_open(&host);
    host_run_until_ready(&host);
    host_forget(&host);
    host_run(&host, 300 * MONO_MS);
    assert_int_equal(host_find(&host, EVENT_READING, 0)->seq, seq + 2);
}

static void an_output_started_by_a_key_is_stopped_again(void **state)
{
    (void)state;
    make_ready(m5i, NULL);
    host_run(&host, MONO_SEC);
    host_forget(&host);
    for (int i = 0; i < 50; i++) {
        host_run(&host, 8 * MONO_MS);
        host_say(&host, "12.5 N\r\n");
    }
    assert_int_equal(host_sent(&host, "AOUT0\r"), 1);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_in_range(host_count(&host, EVENT_READING), 1, 4);
}

static void a_gauge_that_begins_to_refuse_is_told_as_such(void **state)
{
    (void)state;
    make_ready(m5i, NULL);
    host_run(&host, MONO_SEC);
    static const struct answer_row refusing[] = {{"?C\r", "*11\r\n"}, {NULL, NULL}};
    host.answers = refusing;
    host_run(&host, MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REFUSED));
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_ERROR_REPLY)->value == 11);
}

static void a_force_no_gauge_can_measure_is_a_fault(void **state)
{
    (void)state;
    make_stream("12.5 N\r\n", NULL);
    next_line("99999.9 N\r\n");
    next_line("99999.9 N\r\n");
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_RANGE));
    assert_int_equal(host_count(&host, EVENT_READING), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_stream_falls_back_to_polling),
        cmocka_unit_test(a_gauge_that_refuses_the_current_mode_is_polled),
        cmocka_unit_test(a_unit_that_cannot_be_set_back_is_asked_for_once),
        cmocka_unit_test(silence_is_a_fault_in_time),
        cmocka_unit_test(a_key_that_ends_the_output_is_answered_by_asking_again),
        cmocka_unit_test(nobody_there_is_told_as_silence),
        cmocka_unit_test(another_device_is_told_as_such),
        cmocka_unit_test(a_gauge_that_refuses_to_be_read_is_told_as_such),
        cmocka_unit_test(numbers_without_unit_and_torque_are_faults_and_then_repaired),
        cmocka_unit_test(a_gauge_that_stays_in_number_format_never_becomes_ready),
        cmocka_unit_test(a_unit_changed_by_hand_is_noticed_converted_and_set_back),
        cmocka_unit_test(a_point_that_is_lost_again_and_again_makes_no_number),
        cmocka_unit_test(overload_is_a_fault_until_released),
        cmocka_unit_test(a_fault_in_mid_stream_goes_back_to_streaming),
        cmocka_unit_test(a_refused_zero_is_told),
        cmocka_unit_test(a_late_reply_is_not_taken_for_the_next_one),
        cmocka_unit_test(a_duplicated_poll_reply_counts_once),
        cmocka_unit_test(it_survives_64_kb_of_noise_and_then_works),
        cmocka_unit_test(an_endless_line_is_told_as_garbled),
        cmocka_unit_test(replugging_starts_anew_and_the_count_goes_on),
        cmocka_unit_test(an_output_started_by_a_key_is_stopped_again),
        cmocka_unit_test(a_gauge_that_begins_to_refuse_is_told_as_such),
        cmocka_unit_test(a_force_no_gauge_can_measure_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

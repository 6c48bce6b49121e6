/* The Nidec FG-7000 driver against conversations from the maker's protocol. */
#include "drivers_gauge_rows.h"

#include <math.h>

static const struct gauge_row *const nidec = &gauge_rows[3];

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static void each_unit_of_force_becomes_newton(void **state)
{
    (void)state;
    static const struct {
        const char *reply;
        double newton;
    } rows[] = {
        {"0 N\r", 0},
        {"-12.5 N\r", 12.5},
        {"12.5 N\r", -12.5},
        {"-0.0125 kN\r", 12.5},
        {"-1250 mN\r", 1.25},
        {"-3.25 kgf\r", 3.25 * 9.80665},
        {"-812 gf\r", 812 * 0.00980665},
        {"-0.003 tf\r", 3 * 9.80665},
        {"-7.5 lbf\r", 7.5 * 4.4482216152605},
        {"-0.01 klbf\r", 44.482216152605},
        {"-17.5 ozf\r", 17.5 * 0.27801385095378125},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct answer_row answers[] = {{"?", rows[i].reply}, {NULL, NULL}};
        const struct gauge_row row = {.driver = "nidec-fg7000", .answers = answers};
        row_ready(&row, NULL);
        row_run(&row, 300 * MONO_MS);
        assert_true(near(host_last(&host, EVENT_READING)->value, rows[i].newton));
    }
}

static void torque_and_pressure_are_no_force(void **state)
{
    (void)state;
    static const char *const replies[] = {"-123.45 kgf.cm\r", "1.5 N.m\r",   "1.5 N.cm\r",
                                          "1.5 N.mm\r",       "1.5 kgf.m\r", "1 lbf.ft\r",
                                          "1.5 lbf.in\r",     "0.5 MPa\r"};
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        const struct answer_row answers[] = {{"?", replies[i]}, {NULL, NULL}};
        row_open(nidec, NULL);
        host.answers = answers;
        host_run(&host, 3 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_UNIT));
        assert_int_equal(host.n_events, 1);
    }
}

/* "-123.45 kgf.cm" cut behind "kgf" is a force, once. */
static void a_torque_that_was_cut_to_a_force_is_never_read(void **state)
{
    (void)state;
    static struct answer_row answers[] = {{"?", "-123.45 kgf\r"}, {NULL, NULL}};
    row_open(nidec, NULL);
    host.answers = answers;
    answers[0].reply = "-123.45 kgf\r";
    while (host_sent(&host, "?") == 0)
        host_run(&host, MONO_MS);
    answers[0].reply = "-123.45 kgf.cm\r";
    host_run(&host, 3 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_READY), 0);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_UNIT));
}

static void what_is_not_exactly_a_reply_gives_no_number(void **state)
{
    (void)state;
    static const char *const lines[] = {"+34.56 N",  "34.56N",    "-34.56  N", "-34.56",
                                        "-34.56 ",   "- 34.56 N", "-34,56 N",  "R34.56 N",
                                        "RP",        "-34.56 k",  "-34.56 kg", "-34.56 K",
                                        "-34.56 N ", "OVER N",    "-.56 N",    "-34.56 Nm"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char line[40];
        snprintf(line, sizeof line, "%s\r", lines[i]);
        row_refuse(nidec, line);
        row_ready(nidec, NULL);
        row_stream(nidec, 50);
        row_say(nidec, nidec->reading);
        host_forget(&host);
        row_say(nidec, line);
        assert_int_equal(host_count(&host, EVENT_READING), 0);
        row_say(nidec, nidec->next);
        assert_int_equal(host_count(&host, EVENT_READING), 1);
        assert_int_equal(notices(NOTICE_GAP), 1);
    }
}

static void rates_are_the_next_slower_the_gauge_has(void **state)
{
    (void)state;
    static const struct {
        double hz;
        const char *frame;
    } rows[] = {{250, "?C\x05"}, {100, "?C\x05"}, {99, "?C\x04"}, {50, "?C\x04"}, {49, "?C\x03"},
                {20, "?C\x03"},  {19, "?C\x02"},  {10, "?C\x02"}, {9, NULL},      {0, "?C\x04"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        row_ready(nidec, NULL);
        host_forget(&host);
        row_stream(nidec, rows[i].hz);
        if (rows[i].frame)
            assert_int_equal(host_sent(&host, rows[i].frame), 1);
        else
            assert_int_equal(host.n_frames, 0);
    }
}

static void idle_stops_the_stream_and_asks(void **state)
{
    (void)state;
    row_ready(nidec, NULL);
    row_stream(nidec, 100);
    for (int i = 0; i < 50; i++)
        row_say(nidec, nidec->reading);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    host_forget(&host);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_IDLE}), STATUS_OK);
    assert_int_equal(host_sent(&host, "?C\xff"), 1);
    host.answers = nidec->answers;
    host_run(&host, 2 * MONO_SEC);
    assert_in_range(host_count(&host, EVENT_READING), 9, 11);
    assert_int_equal(host_sent(&host, "?C\xff"), 1);
}

static void a_stream_started_at_the_gauge_is_stopped_again(void **state)
{
    (void)state;
    row_ready(nidec, NULL);
    host_run(&host, MONO_SEC);
    host_forget(&host);
    for (int i = 0; i < 50; i++) {
        host_run(&host, 10 * MONO_MS);
        host_say(&host, nidec->reading);
    }
    assert_int_equal(host_sent(&host, "?C\xff"), 1);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

/* They have no end, and the next line follows at once. */
static void acknowledgements_between_the_lines_spoil_none(void **state)
{
    (void)state;
    static const char bytes[] = "R\x06-34.56 N\rR\x06-34.56 N\r\nRP\x04-34.56 N\rRP\x07-34.57 N\r";
    for (size_t chunk = 0; chunk < sizeof bytes; chunk++) {
        row_ready(nidec, NULL);
        row_stream(nidec, 50);
        row_say(nidec, nidec->reading);
        host_forget(&host);
        host.chunk = chunk;
        for (size_t at = 0; at < sizeof bytes - 1;) {
            const char *line = bytes + at;
            const size_t n = strcspn(line, "\r") + 1;
            host_run(&host, 20 * MONO_MS);
            host_bytes(&host, line, n);
            at += n;
        }
        assert_int_equal(host_count(&host, EVENT_READING), 4);
        assert_int_equal(host.n_events, 4);
    }
}

/* As the document's example has it: nothing is `0 N`, whatever decimals the gauge has. */
static void a_zero_without_decimals_goes_on_from_any_reading(void **state)
{
    (void)state;
    static const char *const lines[] = {"0 N\r",     "0 N\r",     "-0.05 N\r", "-0.10 N\r",
                                        "-1.20 N\r", "-0.40 N\r", "0 N\r",     "0.03 N\r",
                                        "0 N\r",     "-0.02 N\r"};
    static const struct answer_row resting[] = {{"?", "0 N\r"}, {NULL, NULL}};
    for (int touched = 0; touched < 2; touched++) {
        row_ready(nidec, NULL);
        if (!touched) {
            row_open(nidec, NULL);
            host.answers = resting;
            host_run_until_ready(&host);
        }
        row_stream(nidec, 50);
        row_say(nidec, touched ? "-34.56 N\r" : "0 N\r");
        for (int i = 0; touched && i < 5; i++)
            row_say(nidec, "-0.50 N\r");
        host_forget(&host);
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
            row_say(nidec, lines[i]);
        assert_int_equal(host_count(&host, EVENT_READING), sizeof lines / sizeof lines[0]);
        assert_int_equal(notices(NOTICE_GAP), 0);
    }
}

/* "-003 N" was "-0.03 N": near enough to be true, but for its form. */
static void a_lost_point_after_a_zero_makes_no_number(void **state)
{
    (void)state;
    static const struct answer_row resting[] = {{"?", "0 N\r"}, {NULL, NULL}};
    static const char *const lines[] = {"0 N\r",     "-0.03 N\r", "-003 N\r", "-0.05 N\r",
                                        "-60 N\r",   "-0.70 N\r", "0 N\r",    "-003 N\r",
                                        "-0.40 N\r", "-0120 N\r", "-1.20 N\r"};
    row_open(nidec, NULL);
    host.answers = resting;
    host_run_until_ready(&host);
    row_stream(nidec, 50);
    row_say(nidec, "0 N\r");
    host_forget(&host);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        row_say(nidec, lines[i]);
    assert_int_equal(host_count(&host, EVENT_READING), 7);
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_READING)
            assert_true(host.events[i].value <= 1.2);
}

static void a_stream_that_falls_behind_is_a_fault(void **state)
{
    (void)state;
    row_ready(nidec, NULL);
    row_stream(nidec, 100);
    stream_interval = 20 * MONO_MS;
    for (int i = 0; i < 50 && host_count(&host, EVENT_FAULT) == 0; i++)
        row_say(nidec, nidec->reading);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
}

static void a_device_that_waits_for_a_line_end_is_asked_who_it_is(void **state)
{
    (void)state;
    row_open(nidec, NULL);
    host_run(&host, 3 * MONO_SEC);
    assert_int_equal(host_sent(&host, "?") > 0, 1);
    assert_true(host_sent(&host, "\r\n?\r\n") > 0);
    row_ready(nidec, NULL);
    assert_int_equal(host_sent(&host, "\r\n?\r\n"), 0);
}

/* Its answer would be a reading in our grammar. */
static void an_answer_to_that_is_never_taken_for_a_gauge_of_this_make(void **state)
{
    (void)state;
    static const struct answer_row fpx[] = {
        {"\r\n?\r\n", "34.56 lbf\r\n34.56 lbf\r\n34.56 lbf\r\n"}, {NULL, NULL}};
    row_open(nidec, NULL);
    host.answers = fpx;
    host_run(&host, 10 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_IDENTITY));
    assert_int_equal(host.n_events, 1);
}

/* The last reply before it is ready is what the next is compared with. */
static void a_point_lost_while_it_is_recognised_costs_no_reading(void **state)
{
    (void)state;
    for (size_t nth = 1; nth <= 3; nth++) {
        static const struct answer_row damaged[] = {{"?", "-3456 N\r"}, {NULL, NULL}};
        row_open(nidec, NULL);
        for (int i = 0; !host_is_ready(&host); i++) {
            assert_true(i < 3000);
            host.answers = host_sent(&host, "?") + 1 == nth ? damaged : nidec->answers;
            host_run(&host, MONO_MS);
        }
        host_forget(&host);
        host.answers = nidec->answers;
        host_run(&host, MONO_SEC);
        assert_in_range(host_count(&host, EVENT_READING), 4, 6);
        assert_int_equal(host.n_events, host_count(&host, EVENT_READING));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_unit_of_force_becomes_newton),
        cmocka_unit_test(torque_and_pressure_are_no_force),
        cmocka_unit_test(a_torque_that_was_cut_to_a_force_is_never_read),
        cmocka_unit_test(what_is_not_exactly_a_reply_gives_no_number),
        cmocka_unit_test(rates_are_the_next_slower_the_gauge_has),
        cmocka_unit_test(idle_stops_the_stream_and_asks),
        cmocka_unit_test(a_stream_started_at_the_gauge_is_stopped_again),
        cmocka_unit_test(acknowledgements_between_the_lines_spoil_none),
        cmocka_unit_test(a_zero_without_decimals_goes_on_from_any_reading),
        cmocka_unit_test(a_lost_point_after_a_zero_makes_no_number),
        cmocka_unit_test(a_stream_that_falls_behind_is_a_fault),
        cmocka_unit_test(a_device_that_waits_for_a_line_end_is_asked_who_it_is),
        cmocka_unit_test(an_answer_to_that_is_never_taken_for_a_gauge_of_this_make),
        cmocka_unit_test(a_point_lost_while_it_is_recognised_costs_no_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

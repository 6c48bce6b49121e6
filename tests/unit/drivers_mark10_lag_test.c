/* The Mark-10 driver on a line that lags: old readings are never handed over as present ones. And
 * the force that no gauge of its capacity can measure. */
#include "drivers_mark10_gauge.h"

#include <math.h>
#include <stdlib.h>

/* A gauge that was asked for 50 readings per second sends one every `spacing`; they arrive in heaps
 * of `heap`; every `damages`th is damaged, from the `from`th on the line is held for `hold` once. */
struct line_row {
    mono_ns spacing;
    unsigned heap, damages;
    mono_ns hold;
    bool fault;
    const char *legend;
};

static const struct line_row lines[] = {
    {20 * MONO_MS, 1, 0, 0, false, "as asked"},
    {20 * MONO_MS, 4, 0, 0, false, "in heaps of 80 ms"},
    {20 * MONO_MS, 8, 0, 0, false, "in heaps of 160 ms"},
    {20 * MONO_MS, 1, 6, 0, false, "with damaged lines in between"},
    {20 * MONO_MS, 4, 6, 0, false, "damaged lines in heaps"},
    {20 * MONO_MS, 1, 0, 100 * MONO_MS, false, "one hole of 100 ms"},
    {19 * MONO_MS, 1, 0, 0, false, "a little faster than asked"},
    {20100 * MONO_US, 1, 0, 0, false, "a clock that is half a percent slow"},
    {25 * MONO_MS, 1, 0, 0, true, "four fifths of what was asked"},
    {25 * MONO_MS, 4, 0, 0, true, "the same in heaps"},
    {25 * MONO_MS, 1, 6, 0, true, "the same with damaged lines in between"},
    {40 * MONO_MS, 1, 0, 0, true, "half of what was asked"},
    {40 * MONO_MS, 1, 6, 0, true, "half of it with damaged lines in between"},
    {20 * MONO_MS, 1, 0, 200 * MONO_MS, true, "held for 200 ms and never made up for"},
    {20800 * MONO_US, 1, 0, 0, true, "four in a hundred too slow, which adds up"},
};

static void stream_line(const struct line_row *row, unsigned n)
{
    make_stream("5.0 N\r\n", NULL);
    for (unsigned i = 0; i < n && host_count(&host, EVENT_FAULT) == 0; i++) {
        if (i % row->heap == 0)
            host_run(&host, row->spacing * row->heap + (i == 40 ? row->hold : 0));
        if (host_count(&host, EVENT_FAULT) == 0)
            host_say(&host,
                     row->damages > 0 && i % row->damages == 0 ? "5.0\x80N\r\n" : "5.0 N\r\n");
    }
}

static void a_stream_that_falls_behind_is_a_fault_and_one_in_heaps_is_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        print_message("  %s\n", lines[i].legend);
        stream_line(&lines[i], 600);
        assert_int_equal(host_find(&host, EVENT_FAULT, FAULT_TRACKING) != NULL, lines[i].fault);
        assert_int_equal(host_count(&host, EVENT_FAULT), lines[i].fault);
        host_check_events(&host);
    }
}

static void a_clock_that_is_half_a_percent_slow_is_borne_for_ever(void **state)
{
    (void)state;
    make_stream("5.0 N\r\n", NULL);
    for (int i = 0; i < 30000; i++) {
        host_run(&host, 20100 * MONO_US);
        host_say(&host, "5.0 N\r\n");
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        if (i % 1000 == 0)
            host_forget(&host);
    }
}

/* What was damaged may have been more than one reading, but not ten. */
static void damage_does_not_excuse_a_line_that_lags(void **state)
{
    (void)state;
    make_stream("5.0 N\r\n", NULL);
    for (int i = 0; i < 100 && host_count(&host, EVENT_FAULT) == 0; i++) {
        host_run(&host, i % 10 == 0 ? 160 * MONO_MS : 20 * MONO_MS);
        if (i % 10 == 0)
            host_say(&host, "5.0\x80N\r\n");
        host_say(&host, "5.0 N\r\n");
    }
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
    assert_int_equal(host_count(&host, EVENT_FAULT), 1);
}

static void a_damaged_reading_is_one_that_is_missing(void **state)
{
    (void)state;
    make_stream("5.0 N\r\n", NULL);
    double missing = 0;
    for (int i = 0; i < 200; i++)
        next_line(i % 20 == 10 ? "5.0\x80N\r\n" : "5.0 N\r\n");
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_NOTICE && host.events[i].code == NOTICE_GAP)
            missing += host.events[i].value;
    assert_true(fabs(missing - 10) < 0.5);
    assert_int_equal(host_count(&host, EVENT_READING), 191);
}

/* Every rate the gauge has, on a line that carries four fifths of it: told within a second where
 * there are enough readings in that to judge by. */
static void a_lag_is_found_within_a_second_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates[] = {250, 125, 50, 25, 10};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        make_ready(m5i, NULL);
        const mono_ns interval = MONO_SEC / rates[i];
        host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = rates[i]});
        host_run(&host, interval);
        host_forget(&host);
        const mono_ns begun = host.now;
        while (host_count(&host, EVENT_FAULT) == 0) {
            host_say(&host, "12.5 N\r\n");
            host_run(&host, interval * 5 / 4);
            assert_true(host.now - begun < 2 * MONO_SEC);
        }
        const struct event *fault = host_find(&host, EVENT_FAULT, FAULT_TRACKING);
        assert_non_null(fault);
        assert_true(fault->t - begun <= MONO_SEC + 2 * interval);
    }
}

/* A ramp of 5 N/s through a line that gives away one byte per millisecond: what is handed over is
 * never older than the lag that is borne. */
static void no_reading_is_older_than_what_is_borne(void **state)
{
    (void)state;
    make_ready(m5i, NULL);
    host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = 250});
    host_run(&host, 4 * MONO_MS);
    host_forget(&host);
    const mono_ns begun = host.now;
    mono_ns free_at = begun;
    for (int i = 0; host_count(&host, EVENT_FAULT) == 0; i++) {
        char line[16];
        const mono_ns measured = begun + i * 4 * MONO_MS;
        const int n = snprintf(line, sizeof line, "%.1f N\r\n", 12.5 + i * 0.02);
        free_at = (measured > free_at ? measured : free_at) + n * MONO_MS;
        host_run_until(&host, free_at);
        host_say(&host, line);
        assert_true(i < 200);
        if (host_count(&host, EVENT_FAULT) == 0)
            assert_true(host.now - measured <= 180 * MONO_MS);
    }
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
    assert_true(host.now - begun < MONO_SEC);
}

/* Questions every 200 ms to a gauge whose replies take `delay`. */
static void a_polled_reading_is_never_older_than_a_tenth_of_a_second(void **state)
{
    (void)state;
    for (mono_ns delay = MONO_MS; delay < 600 * MONO_MS; delay += 7 * MONO_MS) {
        make_ready(m5i, NULL);
        host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = 5});
        host_run(&host, 300 * MONO_MS);
        host_forget(&host);
        host.answers_after = delay;
        host_run(&host, 2 * MONO_SEC);
        const size_t readings = host_count(&host, EVENT_READING);
        if (delay < 100 * MONO_MS)
            assert_in_range(readings, 9, 12);
        else
            assert_true(readings <= 1 && host_count(&host, EVENT_FAULT) >= 1); /* already asked */
    }
}

static void a_reply_that_is_lost_costs_no_more_than_two_readings(void **state)
{
    (void)state;
    make_ready(m5i, NULL);
    host_run(&host, 300 * MONO_MS);
    host.answers = NULL;
    host_forget(&host);
    while (host_sent(&host, "?C\r") == 0)
        host_run(&host, MONO_MS);
    host.answers = m5i;
    host_run(&host, 240 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_int_equal(host_count(&host, EVENT_READING), 1);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 2);
}

static void saturate(const char *first, double stream_hz, int sign)
{
    static struct answer_row answers[] = {{"?C\r", NULL}, {"RM\r", "M5-200\r\n"}, {NULL, NULL}};
    answers[0].reply = first;
    make_ready(answers, &(struct driver_config){.overload_n = 500, .invert = sign < 0});
    const struct command stream = {.kind = COMMAND_STREAM, .rate_hz = stream_hz};
    if (stream_hz > 0)
        host_command(&host, stream);
    host_run(&host, MONO_MS);
    host_forget(&host);
    answers[0].reply = sign < 0 ? "-550.0 N\r\n" : "550.0 N\r\n";
    for (int i = 0; i < 200 && host_count(&host, EVENT_FAULT) == 0; i++) {
        host_run(&host, 4 * MONO_MS);
        if (stream_hz >= 10 && host_count(&host, EVENT_FAULT) == 0)
            host_say(&host, answers[0].reply);
    }
    const struct event *fault = host_find(&host, EVENT_FAULT, FAULT_OVERLOAD);
    assert_non_null(fault);
    for (size_t i = 0; i < host.n_events; i++)
        assert_false(host.events[i].kind == EVENT_READING && host.events[i].value > 499);
    host_forget(&host);
    host_run(&host, 3 * MONO_SEC); /* it stays: told once, and nothing is handed over */
    assert_int_equal(host.n_events, 0);
    answers[0].reply = first;
    host_run_until_ready(&host);
    host_check_events(&host);
}

static void a_saturated_gauge_gives_overload_and_no_reading_in_every_state(void **state)
{
    (void)state;
    static const double rates[] = {0, 5, 250, 10};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        saturate("0.0 N\r\n", rates[i], 1);
        saturate("498.0 N\r\n", rates[i], 1);
        saturate("0.0 N\r\n", rates[i], -1);
    }
}

static void a_gauge_that_is_saturated_from_the_start_never_becomes_ready(void **state)
{
    (void)state;
    struct answer_row answers[] = {{"?C\r", "550.0 N\r\n"}, {"RM\r", "M5-200\r\n"}, {NULL, NULL}};
    host_init(&host, "mark10", &(struct driver_config){.overload_n = 500});
    host.answers = answers;
    host_open(&host);
    host_run(&host, 10 * MONO_SEC);
    assert_int_equal(host.n_events, 1);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_OVERLOAD));
    answers[0].reply = "0.0 N\r\n";
    host_run_until_ready(&host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_that_falls_behind_is_a_fault_and_one_in_heaps_is_none),
        cmocka_unit_test(a_clock_that_is_half_a_percent_slow_is_borne_for_ever),
        cmocka_unit_test(damage_does_not_excuse_a_line_that_lags),
        cmocka_unit_test(a_damaged_reading_is_one_that_is_missing),
        cmocka_unit_test(a_lag_is_found_within_a_second_at_every_rate),
        cmocka_unit_test(no_reading_is_older_than_what_is_borne),
        cmocka_unit_test(a_polled_reading_is_never_older_than_a_tenth_of_a_second),
        cmocka_unit_test(a_reply_that_is_lost_costs_no_more_than_two_readings),
        cmocka_unit_test(a_saturated_gauge_gives_overload_and_no_reading_in_every_state),
        cmocka_unit_test(a_gauge_that_is_saturated_from_the_start_never_becomes_ready),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

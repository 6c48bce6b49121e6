/* The Lutron driver against frames as the maker's manual has them. */
#include "drivers_gauge_rows.h"

#include <math.h>

static const struct gauge_row *const lutron = &gauge_rows[4];

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

/* A gauge that sends this frame again and again. */
static void sending(const char *frame, mono_ns interval, mono_ns duration)
{
    const mono_ns until = host.now + duration;
    while (host.now + interval <= until) {
        host_run(&host, interval);
        host_say(&host, frame);
    }
}

static void each_frame_becomes_newton(void **state)
{
    (void)state;
    static const struct {
        const char *frame;
        double newton;
    } rows[] = {
        {LUTRON("9", "0", "2", "00001234"), 12.34},
        {LUTRON("9", "1", "2", "00001234"), -12.34},
        {LUTRON("9", "0", "0", "00000012"), 12},
        {LUTRON("9", "0", "1", "00000125"), 12.5},
        {LUTRON("9", "0", "3", "00012345"), 12.345},
        {LUTRON("5", "0", "2", "00000123"), 1.23 * 9.80665},
        {LUTRON("6", "0", "2", "00000123"), 1.23 * 4.4482216152605},
        {LUTRON("7", "0", "0", "00000812"), 812 * 0.00980665},
        {LUTRON("8", "1", "1", "00000175"), -17.5 * 0.27801385095378125},
        {LUTRON("9", "1", "2", "00000000"), 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        row_open(lutron, NULL);
        sending(rows[i].frame, 100 * MONO_MS, 2 * MONO_SEC);
        assert_true(host_is_ready(&host));
        assert_true(near(host_last(&host, EVENT_READING)->value, rows[i].newton));
        assert_int_equal(host.n_frames, 0); /* it hears nothing, and nothing is said to it */
    }
}

static void what_is_not_exactly_a_frame_gives_no_number(void **state)
{
    (void)state;
    static const char *const frames[] = {
        "\x02"
        "4159020003456\r",
        "\x02"
        "4159020000034566\r",
        "415902"
        "00003456\r",
        "\x02"
        "42590200003456\r",
        "\x02"
        "51590200003456\r",
        "\x02"
        "41490200003456\r",
        LUTRON("4", "0", "2", "00003456"),
        LUTRON("0", "0", "2", "00003456"),
        LUTRON("9", "2", "2", "00003456"),
        LUTRON("9", " ", "2", "00003456"),
        LUTRON("9", "0", "4", "00003456"),
        LUTRON("9", "0", "2", "0000345x"),
        LUTRON("9", "0", "2", "    3456"),
        LUTRON("9", "0", "2", "0000 456"),
        LUTRON("9", "0", "2",
               "0000\x82"
               "456"),
    };
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        row_refuse(lutron, frames[i]);
        row_ready(lutron, NULL);
        row_say(lutron, lutron->reading);
        host_forget(&host);
        row_say(lutron, frames[i]);
        assert_int_equal(host_count(&host, EVENT_READING), 0);
        row_say(lutron, lutron->next);
        assert_int_equal(host_count(&host, EVENT_READING), 1);
        assert_int_equal(notices(NOTICE_GAP), 1);
    }
}

static void torque_is_no_force(void **state)
{
    (void)state;
    row_open(lutron, NULL);
    sending("\x02"
            "41810200001234\r",
            100 * MONO_MS, 3 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_UNIT));
    assert_int_equal(host.n_events, 1);
}

/* STX begins a frame, CR ends one, wherever they come. */
static void a_frame_is_found_again_after_every_cut(void **state)
{
    (void)state;
    const size_t size = strlen(lutron->reading);
    for (size_t kept = 1; kept < size - 1; kept++) {
        char joined[64];
        snprintf(joined, sizeof joined, "%.*s%s", (int)kept, lutron->reading, lutron->next);
        row_ready(lutron, NULL);
        row_say(lutron, lutron->reading);
        host_forget(&host);
        row_say(lutron, joined);
        assert_int_equal(host_count(&host, EVENT_READING), 1);
        assert_true(near(host_last(&host, EVENT_READING)->value, 34.57));
        assert_int_equal(notices(NOTICE_GAP), 1);
        row_ready(lutron, NULL);
        row_say(lutron, lutron->reading);
        host_forget(&host);
        row_say(lutron, lutron->reading + kept);
        assert_int_equal(host_count(&host, EVENT_READING), 0);
        row_say(lutron, lutron->next);
        assert_int_equal(host_count(&host, EVENT_READING), 1);
    }
}

/* How often it sends is not documented: three spacings and more are silence, and a second is. */
static void how_long_silence_is_borne_follows_from_how_often_it_sends(void **state)
{
    (void)state;
    static const struct {
        mono_ns interval, least, most;
    } rows[] = {
        {20 * MONO_MS, 240 * MONO_MS, 260 * MONO_MS},
        {100 * MONO_MS, 300 * MONO_MS, 400 * MONO_MS},
        {200 * MONO_MS, 600 * MONO_MS, 800 * MONO_MS},
        {600 * MONO_MS, 990 * MONO_MS, 1000 * MONO_MS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        row_open(lutron, NULL);
        sending(lutron->reading, rows[i].interval, 6 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_int_equal(host_count(&host, EVENT_READY), 1);
        const mono_ns last = host.now;
        host_run(&host, 2 * MONO_SEC);
        const struct event *fault = host_find(&host, EVENT_FAULT, FAULT_SILENT);
        assert_non_null(fault);
        assert_in_range(fault->t - last, rows[i].least, rows[i].most);
    }
}

static void one_that_sends_less_than_once_a_second_is_not_used(void **state)
{
    (void)state;
    row_open(lutron, NULL);
    sending(lutron->reading, 1050 * MONO_MS, 20 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_READY), 0);
    assert_int_equal(host_count(&host, EVENT_FAULT), 1);
}

static void readings_that_never_arrived_leave_a_gap_where_the_rate_is_known(void **state)
{
    (void)state;
    row_open(lutron, &(struct driver_config){.stream_hz = 20});
    sending(lutron->reading, 50 * MONO_MS, 2 * MONO_SEC);
    assert_true(host_is_ready(&host));
    host_forget(&host);
    host_run(&host, 150 * MONO_MS);
    sending(lutron->reading, 50 * MONO_MS, MONO_SEC);
    assert_int_equal(notices(NOTICE_GAP), 1);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 3);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

/* Half of what the bench file says it sends. */
static void a_line_that_lags_is_a_fault_where_the_rate_is_known(void **state)
{
    (void)state;
    row_open(lutron, &(struct driver_config){.stream_hz = 20});
    sending(lutron->reading, 100 * MONO_MS, 2 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
}

static void an_instrument_that_says_nothing_is_asked_who_it_is(void **state)
{
    (void)state;
    row_open(lutron, NULL);
    host_run(&host, 2 * MONO_SEC);
    assert_true(host_sent(&host, "\r\n?\r\n") > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_frame_becomes_newton),
        cmocka_unit_test(what_is_not_exactly_a_frame_gives_no_number),
        cmocka_unit_test(torque_is_no_force),
        cmocka_unit_test(a_frame_is_found_again_after_every_cut),
        cmocka_unit_test(how_long_silence_is_borne_follows_from_how_often_it_sends),
        cmocka_unit_test(one_that_sends_less_than_once_a_second_is_not_used),
        cmocka_unit_test(readings_that_never_arrived_leave_a_gap_where_the_rate_is_known),
        cmocka_unit_test(a_line_that_lags_is_a_fault_where_the_rate_is_known),
        cmocka_unit_test(an_instrument_that_says_nothing_is_asked_who_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

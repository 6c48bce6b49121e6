/* The drivers for both Imada languages against conversations from public programs. */
#include "drivers_gauge_rows.h"

#include <math.h>

static const struct gauge_row *const d = &gauge_rows[1];
static const struct gauge_row *const zt = &gauge_rows[2];

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

/* What the first reading is when the gauge answers the driver's question in this way. */
static double first_reading(const struct gauge_row *row, const char *reply)
{
    struct answer_row answers[8];
    for (size_t i = 0; i < 8; i++) {
        answers[i] = row->answers[i];
        if (!answers[i].frame)
            break;
        if (strcmp(answers[i].frame, row->question) == 0)
            answers[i].reply = reply;
    }
    const struct gauge_row changed = {.driver = row->driver, .answers = answers};
    row_ready(&changed, NULL);
    row_run(&changed, 300 * MONO_MS);
    return host_last(&host, EVENT_READING)->value;
}

static void each_unit_of_the_d_language_becomes_newton(void **state)
{
    (void)state;
    assert_true(near(first_reading(d, "+12.34KTO\r"), 12.34 * 9.80665));
    assert_true(near(first_reading(d, "-12.34KTL\r"), -12.34 * 9.80665));
    assert_true(near(first_reading(d, "+123.4NTH\r"), 123.4));
    assert_true(near(first_reading(d, "-07.65OTO\r"), -7.65 * 4.4482216152605));
    assert_true(near(first_reading(d, "+0000.NTO\r"), 0));
}

/* 2000 records of 21 characters need 420000 baud: on a slower line each reading is asked for, as often as there is room. */
static void a_slow_line_is_not_asked_for_the_stream(void **state)
{
    (void)state;
    static const struct {
        uint32_t baud;
        bool streams;
    } rows[] = {{0, true}, {460800, true}, {420000, true}, {419999, false}, {19200, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct driver_config config = {.baud = rows[i].baud};
        row_ready(zt, &config);
        host_forget(&host);
        row_stream(zt, 2000);
        stream_interval = 0;
        row_run(zt, MONO_SEC);
        assert_int_equal(host_sent(&host, "XAG\r") > 0, rows[i].streams);
        if (!rows[i].streams)
            assert_true(((double)host_sent(&host, "XAR\r") - 1) * 25 * 10 <= rows[i].baud);
    }
    /* the answers to 19200 baud are readings, and nothing is wrong with them */
    assert_in_range(host_count(&host, EVENT_READING), 70, 77);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

static void real_time_and_newton_are_asked_for(void **state)
{
    (void)state;
    row_ready(d, NULL);
    assert_int_equal(host_sent(&host, "T\r"), 1);
    assert_int_equal(host_sent(&host, "N\r"), 1);
}

/* A good reading, then this as the answer to the next question. */
static size_t readings_after(const struct gauge_row *row, const char *reply)
{
    row_ready(row, NULL);
    row_stream(row, 50);
    row_say(row, row->reading);
    host_forget(&host);
    row_say(row, reply);
    return host_count(&host, EVENT_READING);
}

static void what_is_not_exactly_a_reply_gives_no_number(void **state)
{
    (void)state;
    static const struct {
        uint8_t row;
        const char *reply;
    } rows[] = {
        {1, "34.56NTO\r"},
        {1, "+34.56NTO0\r"},
        {1, " 34.56NTO\r"},
        {1, "+34.56nTO\r"},
        {1, "+34.56NTX\r"},
        {1, "+34.56NXO\r"},
        {1, "+34.56GTO\r"},
        {1, "+.3456NTO\r"},
        {1, "+34.5.NTO\r"},
        {1, "+ 4.56NTO\r"},
        {1, "+34 56NTO\r"},
        {1, "+34567NTO\r"},
        {1, "+34.5NTO\r"},
        {1, "R\r"},
        {2, ZT("R", "+34.56", "0")},
        {2, ZT("r", "+34.56", "6")},
        {2, ZT("r", "+34.56", "x")},
        {2, ZT("r", " 34.56", "0")},
        {2, ZT("r", "+34567", "0")},
        {2, ZT("", "+34.56", "0")},
        {2, ZT("rr", "+34.56", "0")},
        {2, ZT("r", "+3.456.", "0")},
        {2, ZT("0", "+34.56", "0")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct gauge_row *row = &gauge_rows[rows[i].row];
        row_refuse(row, rows[i].reply);
        assert_int_equal(readings_after(row, rows[i].reply), 0);
        row_say(row, row->next);
        row_say(row, row->next); /* what was no reply at all has left the question open */
        assert_in_range(host_count(&host, EVENT_READING), 1, 2);
        assert_true(near(host_last(&host, EVENT_READING)->value, 34.57));
    }
}

static void a_judgement_of_overload_is_a_fault_at_once(void **state)
{
    (void)state;
    assert_int_equal(readings_after(d, "+34.56NTE\r"), 0);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_OVERLOAD));
}

static void a_gauge_that_starts_again_is_told_as_such(void **state)
{
    (void)state;
    assert_int_equal(readings_after(d, "Gauge Started.\r"), 0);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REBOOT));
    host.answers = d->answers;
    host_run_until_ready(&host);
    assert_true(host_sent(&host, "T\r") == 1);
}

static void a_peak_is_never_a_reading_and_real_time_is_asked_for_again(void **state)
{
    (void)state;
    static const struct {
        uint8_t row;
        const char *peak;
    } rows[] = {{1, "+99.99NPO\r"}, {2, ZT("p", "+99.99", "0")}};
    for (size_t i = 0; i < 2; i++) {
        const struct gauge_row *row = &gauge_rows[rows[i].row];
        assert_int_equal(readings_after(row, rows[i].peak), 0);
        row_say(row, rows[i].peak);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
        assert_int_equal(host_count(&host, EVENT_READING), 0);
        host.answers = row->answers;
        host_run_until_ready(&host);
    }
}

static void a_gauge_that_stays_in_peak_mode_never_becomes_ready(void **state)
{
    (void)state;
    static const struct answer_row answers[] = {
        {"D\r", "+99.99NPO\r"}, {"T\r", "E\r"}, {"N\r", "R\r"}, {NULL, NULL}};
    row_open(d, NULL);
    host.answers = answers;
    host_run(&host, 10 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
    assert_int_equal(host.n_events, 1);
}

static void a_gauge_that_refuses_to_be_read_is_told_as_such(void **state)
{
    (void)state;
    static const struct answer_row answers[] = {{"D\r", "E\r"}, {NULL, NULL}};
    row_open(d, NULL);
    host.answers = answers;
    host_run(&host, 3 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REFUSED));
    row_ready(d, NULL);
    row_say(d, "E\r");
    row_say(d, "E\r");
    row_say(d, "E\r");
    assert_int_equal(notices(NOTICE_ERROR_REPLY), 3);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REFUSED));
}

static void a_unit_changed_by_hand_is_set_back_when_nobody_presses(void **state)
{
    (void)state;
    row_ready(d, NULL);
    host.answers = NULL;
    row_stream(d, 50);
    row_say(d, d->reading);
    host_forget(&host);
    for (int i = 0; i < 6; i++)
        row_say(d, d->other);
    assert_int_equal(host_sent(&host, "N\r"), 0);
    row_say(d, "+02.00KTO\r");
    row_say(d, "+00.50KTO\r");
    row_say(d, "+00.05KTO\r");
    assert_int_equal(host_sent(&host, "N\r"), 1);
}

static void each_unit_of_the_list_of_a_zt_becomes_newton(void **state)
{
    (void)state;
    static const struct {
        const char *units, *index;
        double newton;
    } rows[] = {
        {"XFC020811100713\r", "0", 1},
        {"XFC020811100713\r", "1", 9.80665},
        {"XFC020811100713\r", "2", 4.4482216152605},
        {"XFC020811100713\r", "3", 0.27801385095378125},
        {"XFC020811100713\r", "4", 0.00980665},
        {"XFC010304051200\r", "0", 0.001},
        {"XFC010304051200\r", "1", 1000},
        {"XFC010304051200\r", "2", 0.00980665},
        {"XFC010304051200\r", "3", 9.80665},
        {"XFC010304051200\r", "4", 4448.2216152605},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char record[32];
        snprintf(record, sizeof record,
                 "l-0.5000000000"
                 "0%s0000\r",
                 rows[i].index);
        const struct answer_row answers[] = {
            {"XFC\r", rows[i].units}, {"XAR\r", record}, {NULL, NULL}};
        const struct gauge_row row = {.driver = "imada-zt", .answers = answers};
        row_ready(&row, NULL);
        row_run(&row, 300 * MONO_MS);
        assert_true(near(host_last(&host, EVENT_READING)->value, -0.5 * rows[i].newton));
    }
}

static void a_zt_that_shows_no_force_never_becomes_ready(void **state)
{
    (void)state;
    static const char *const lists[] = {"XFC131314161722\r", "XFC000609990000\r"};
    for (size_t i = 0; i < 2; i++) {
        const struct answer_row answers[] = {
            {"XFC\r", lists[i]}, {"XAR\r", ZT("l", "+34.56", "0")}, {NULL, NULL}};
        row_open(zt, NULL);
        host.answers = answers;
        host_run(&host, 3 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_UNIT));
        assert_int_equal(host.n_events, 1);
    }
}

static void a_list_of_units_that_was_damaged_is_asked_for_again(void **state)
{
    (void)state;
    static const char *const lists[] = {"XFC02081110071\r", "XFC0208111007133\r",
                                        "XFC02081x100713\r", "XFB020811100713\r"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const struct answer_row damaged[] = {{"XFC\r", lists[i]}, {NULL, NULL}};
        row_open(zt, NULL);
        host.answers = damaged;
        host_run(&host, 100 * MONO_MS);
        assert_int_equal(host_sent(&host, "XAR\r"), 0);
        host.answers = zt->answers;
        host_run_until_ready(&host);
        assert_int_equal(host_sent(&host, "XFC\r"), 2);
    }
}

/* The gauge streams 2000 records per second, in heaps of a millisecond; `lost` of the first heap
 * never arrive. */
static void zt_stream(int milliseconds, int lost)
{
    for (int i = 0; i < milliseconds; i++) {
        host_run(&host, MONO_MS);
        for (int k = i == 0 ? lost : 0; k < 2; k++)
            host_say(&host, ZT("l", "+34.56", "0"));
    }
}

static void a_stream_of_2000_per_second_is_thinned_to_what_was_wished(void **state)
{
    (void)state;
    static const struct {
        double wish_hz;
        size_t per_s;
    } rows[] = {{5000, 2000}, {2000, 2000}, {1000, 1000}, {700, 667}, {250, 250}, {51, 50}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        row_ready(zt, NULL);
        row_stream(zt, rows[i].wish_hz);
        assert_int_equal(host_sent(&host, "XAG\r"), 1);
        zt_stream(100, 0);
        host_forget(&host);
        zt_stream(1000, 0);
        assert_in_range(host_count(&host, EVENT_READING), rows[i].per_s - 1, rows[i].per_s + 1);
        assert_int_equal(host.n_events, host_count(&host, EVENT_READING));
        for (size_t k = 1; k < host.n_events; k++)
            assert_int_equal(host.events[k].seq, host.events[k - 1].seq + 1);
    }
}

/* As adapters do: what was gathered comes together, cut anywhere. */
static void records_that_come_in_heaps_are_no_gap_and_no_lag(void **state)
{
    (void)state;
    static char bytes[21 * 4000 + 1];
    for (size_t i = 0; i < 4000; i++)
        memcpy(bytes + 21 * i, ZT("l", "+34.56", "0"), 21);
    for (int heap_ms = 1; heap_ms <= 40; heap_ms++) {
        row_ready(zt, NULL);
        row_stream(zt, 250);
        host_run(&host, 5 * MONO_MS);
        host_forget(&host);
        size_t at = 0;
        for (int ms = heap_ms; ms <= 2000; ms += heap_ms) {
            const size_t until = 42 * (size_t)ms - (size_t)(7 * (ms % 3));
            host_run(&host, heap_ms * MONO_MS);
            host_bytes(&host, bytes + at, until - at);
            at = until;
        }
        assert_int_equal(host.n_events, host_count(&host, EVENT_READING));
        assert_in_range(host.n_events, 490, 500);
    }
}

/* It is older than the stream, and would make the time until that begins look like a gap. */
static void an_answer_still_on_its_way_is_no_part_of_the_stream(void **state)
{
    (void)state;
    row_ready(zt, NULL);
    host_run(&host, MONO_SEC);
    host_forget(&host);
    host.answers_after = 5 * MONO_MS;
    row_await_question(zt);
    row_stream(zt, 2000);
    host_run(&host, 20 * MONO_MS);
    assert_int_equal(host.n_events, 0);
    zt_stream(100, 0);
    assert_int_equal(host_count(&host, EVENT_READING), 200);
    assert_int_equal(host.n_events, 200);
}

static void slower_wishes_are_served_by_questions_and_the_stream_is_stopped(void **state)
{
    (void)state;
    row_ready(zt, NULL);
    row_stream(zt, 250);
    zt_stream(100, 0);
    host_forget(&host);
    row_stream(zt, 50);
    assert_int_equal(host_sent(&host, "XAS\r"), 1);
    host.answers = zt->answers;
    host_run(&host, 100 * MONO_MS);
    host_forget(&host);
    host_run(&host, MONO_SEC);
    assert_in_range(host_count(&host, EVENT_READING), 49, 51);
    assert_int_equal(host_sent(&host, "XAG\r"), 0);
}

/* 250 of 2000 are handed over, so eight that are lost are one reading. */
static void records_lost_between_the_readings_are_no_gap_and_more_are(void **state)
{
    (void)state;
    row_ready(zt, NULL);
    row_stream(zt, 250);
    zt_stream(100, 0);
    host_forget(&host);
    zt_stream(100, 1);
    assert_int_equal(notices(NOTICE_GAP), 0);
    host_run(&host, 40 * MONO_MS);
    zt_stream(100, 0);
    assert_int_equal(notices(NOTICE_GAP), 1);
    assert_in_range(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value, 9, 10);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    host_check_events(&host);
}

/* As on a line of 19200 baud, which passes 91 records per second of the 2000. */
static void a_line_that_is_too_slow_for_the_stream_is_a_fault(void **state)
{
    (void)state;
    row_ready(zt, NULL);
    row_stream(zt, 250);
    const mono_ns begun = host.now;
    for (int i = 0; i < 100 && host_count(&host, EVENT_FAULT) == 0; i++) {
        host_run(&host, 11 * MONO_MS);
        host_say(&host, ZT("l", "+34.56", "0"));
    }
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
    assert_true(host.now - begun < 400 * MONO_MS);
}

static void overload_between_the_readings_shows_at_once(void **state)
{
    (void)state;
    row_ready(zt, &(struct driver_config){.overload_n = 50});
    row_stream(zt, 60);
    zt_stream(100, 0);
    host_forget(&host);
    host_say(&host, ZT("l", "+99.99", "0"));
    host_say(&host, ZT("l", "+99.99", "0"));
    assert_int_equal(host_count(&host, EVENT_READING), 0);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_OVERLOAD));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_unit_of_the_d_language_becomes_newton),
        cmocka_unit_test(real_time_and_newton_are_asked_for),
        cmocka_unit_test(a_slow_line_is_not_asked_for_the_stream),
        cmocka_unit_test(what_is_not_exactly_a_reply_gives_no_number),
        cmocka_unit_test(a_judgement_of_overload_is_a_fault_at_once),
        cmocka_unit_test(a_gauge_that_starts_again_is_told_as_such),
        cmocka_unit_test(a_peak_is_never_a_reading_and_real_time_is_asked_for_again),
        cmocka_unit_test(a_gauge_that_stays_in_peak_mode_never_becomes_ready),
        cmocka_unit_test(a_gauge_that_refuses_to_be_read_is_told_as_such),
        cmocka_unit_test(a_unit_changed_by_hand_is_set_back_when_nobody_presses),
        cmocka_unit_test(each_unit_of_the_list_of_a_zt_becomes_newton),
        cmocka_unit_test(a_zt_that_shows_no_force_never_becomes_ready),
        cmocka_unit_test(a_list_of_units_that_was_damaged_is_asked_for_again),
        cmocka_unit_test(a_stream_of_2000_per_second_is_thinned_to_what_was_wished),
        cmocka_unit_test(records_that_come_in_heaps_are_no_gap_and_no_lag),
        cmocka_unit_test(an_answer_still_on_its_way_is_no_part_of_the_stream),
        cmocka_unit_test(slower_wishes_are_served_by_questions_and_the_stream_is_stopped),
        cmocka_unit_test(records_lost_between_the_readings_are_no_gap_and_more_are),
        cmocka_unit_test(a_line_that_is_too_slow_for_the_stream_is_a_fault),
        cmocka_unit_test(overload_between_the_readings_shows_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

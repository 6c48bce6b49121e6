/* The Wagner FPX driver against conversations from what is known of it and its sister models. */
#include "drivers_gauge_rows.h"

#include <math.h>

static const struct gauge_row *const fpx = &gauge_rows[0];

/* A good reading, then this line as the answer to the next question. */
static size_t readings_after(const char *line)
{
    row_ready(fpx, NULL);
    row_stream(fpx, 50);
    row_say(fpx, fpx->reading);
    host_forget(&host);
    row_say(fpx, line);
    return host_count(&host, EVENT_READING);
}

static void each_unit_and_spelling_becomes_newton(void **state)
{
    (void)state;
    static const struct {
        const char *reply;
        double newton;
    } rows[] = {
        {"-23.02 lbf\r\n", -23.02 * 4.4482216152605},
        {"23.02 lbf\r\n", 23.02 * 4.4482216152605},
        {"23.02 lbF\r\n", 23.02 * 4.4482216152605},
        {"18.14 KGF\r\n", 18.14 * 9.80665},
        {"102.4 n\r\n", 102.4},
        {"368.2 ozf\r\n", 368.2 * 0.27801385095378125},
        {"0.00 lbf\r\n", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct answer_row answers[] = {{"?\r\n", rows[i].reply}, {NULL, NULL}};
        const struct gauge_row row = {.driver = "wagner-fpx", .answers = answers};
        row_ready(&row, NULL);
        row_run(&row, 300 * MONO_MS);
        const double value = host_last(&host, EVENT_READING)->value;
        assert_true(fabs(value - rows[i].newton) <= 1e-9 * fmax(1, fabs(value)));
    }
}

static void what_is_not_exactly_a_reply_gives_no_number(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "+34.56 N",
        "- 34.56 N",
        "34.56N",
        "34.56_N",
        "34.56.N",
        "34.56  N",
        " 34.56 N",
        "34.56 N ",
        "34.56 N Peak",
        "34.56",
        "34.56 ",
        "34,56 N",
        "34.56 gf",
        "34.56 kN",
        "34.56 bf",
        "34.56 N34.56 N",
        "34.56 lb",
        "HELPN",
        "34.56\tN",
        "34.56 N.m",
        "-.5 N",
        "34..6 N",
        "N",
        "\x80"
        "4.56 N",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char line[40];
        snprintf(line, sizeof line, "%s\r\n", lines[i]);
        row_refuse(fpx, line);
        assert_int_equal(readings_after(line), 0);
        row_say(fpx, fpx->next);
        assert_int_equal(host_count(&host, EVENT_READING), 1);
        assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_GAP));
    }
}

/* The point was lost, then the first digit: two different damages do not confirm each other. */
static void doubt_is_only_lifted_by_a_reading_of_the_same_form(void **state)
{
    (void)state;
    assert_int_equal(readings_after("50 N\r\n"), 0);
    row_say(fpx, "50.00 N\r\n");
    assert_int_equal(host_count(&host, EVENT_READING), 0);
    row_say(fpx, "50.00 N\r\n");
    assert_int_equal(host_count(&host, EVENT_READING), 1);
}

static void the_word_for_overload_is_a_fault_at_once(void **state)
{
    (void)state;
    static const char *const lines[] = {"HELP\r\n", " HELP\r\n", "-HELP lbf\r\n", "HELP lbf\r\n"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_int_equal(readings_after(lines[i]), 0);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_OVERLOAD));
    }
}

/* A gauge of another make answers the same question in the same words. */
static void a_gauge_that_refuses_what_this_make_knows_is_another_device(void **state)
{
    (void)state;
    static const struct answer_row mark10[] = {
        {"?\r\n", "34.56 N\r\n"}, {"C?\r\n", "*10\r\n"}, {NULL, NULL}};
    static const struct answer_row fdx[] = {
        {"?\r\n", "34.56 N\r\n"}, {"C?\r\n", "34.56 N\r\n"}, {NULL, NULL}};
    row_open(fpx, NULL);
    host.answers = mark10;
    host_run(&host, 3 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_IDENTITY));
    assert_int_equal(host.n_events, 1);
    row_open(fpx, NULL);
    host.answers = fdx;
    host_run_until_ready(&host);
}

static void it_is_asked_as_often_as_was_wished_and_never_twice_at_once(void **state)
{
    (void)state;
    static const struct {
        double hz;
        size_t least, most;
    } rows[] = {{250, 48, 51}, {50, 48, 51}, {20, 19, 21}, {2, 2, 3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        row_ready(fpx, NULL);
        row_stream(fpx, rows[i].hz);
        host_run(&host, 500 * MONO_MS);
        host_forget(&host);
        host_run(&host, MONO_SEC);
        assert_in_range(host_count(&host, EVENT_READING), rows[i].least, rows[i].most);
        assert_true(host_sent(&host, "?\r\n") <= host_count(&host, EVENT_READING) + 1);
        assert_int_equal(notices(NOTICE_GAP), 0);
    }
}

/* Its line takes 16 ms for question and reply: a reply that takes longer slows the questions. */
static void a_slow_gauge_is_not_asked_again_before_it_has_answered(void **state)
{
    (void)state;
    row_ready(fpx, NULL);
    host.answers_after = 60 * MONO_MS;
    row_stream(fpx, 50);
    host_run(&host, 500 * MONO_MS);
    host_forget(&host);
    host_run(&host, MONO_SEC);
    assert_in_range(host_count(&host, EVENT_READING), 15, 17);
    assert_int_equal(notices(NOTICE_GAP), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_unit_and_spelling_becomes_newton),
        cmocka_unit_test(what_is_not_exactly_a_reply_gives_no_number),
        cmocka_unit_test(doubt_is_only_lifted_by_a_reading_of_the_same_form),
        cmocka_unit_test(the_word_for_overload_is_a_fault_at_once),
        cmocka_unit_test(a_gauge_that_refuses_what_this_make_knows_is_another_device),
        cmocka_unit_test(it_is_asked_as_often_as_was_wished_and_never_twice_at_once),
        cmocka_unit_test(a_slow_gauge_is_not_asked_again_before_it_has_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

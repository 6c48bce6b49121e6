/* The Mark-10 driver against conversations written from the manuals: recognising, reading, units,
 * gaps. */
#include "drivers_mark10_gauge.h"

#include "base/units.h"

#include <math.h>

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static void a_gauge_is_recognised_and_set_up(void **state)
{
    (void)state;
    static const char *const settings[] = {"\r", "AOUT0\r", "N\r", "CUR\r", "FULL\r", "AOFF0\r"};
    make_ready(m5i, NULL);
    assert_string_equal(host.identity.model, "M5-200");
    assert_string_equal(host.identity.firmware, "1.00");
    assert_string_equal(host.identity.serial, "3456789");
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        assert_true(host_sent(&host, settings[i]) > 0);
    assert_true(host.now - MONO_SEC < host.driver->announces_within);
    host_check_events(&host);
    for (size_t i = 0; i < host.n_frames; i++)
        assert_int_equal(host.frames[i].class, FRAME_SAFE);
}

/* Whatever it does meanwhile: at rest, or sending readings by itself. */
static void who_only_asks_for_its_name_changes_nothing(void **state)
{
    (void)state;
    static const char *const questions[] = {"\r", "?C\r", "?\r", "RM\r", "RV\r", "RS\r"};
    for (int streams = 0; streams < 2; streams++) {
        host_init(&host, "mark10", &(struct driver_config){.only_identifies = true});
        host.answers = m5i;
        host_open(&host);
        const mono_ns limit = host.now + host.driver->announces_within;
        for (; !host_is_ready(&host) && host.now < limit; host_run(&host, 20 * MONO_MS))
            if (streams)
                host_say(&host, "3.5 N\r\n");
        assert_true(host_is_ready(&host));
        host_run(&host, 5 * MONO_SEC);
        assert_string_equal(host.identity.model, "M5-200");
        assert_string_equal(host.identity.firmware, "1.00");
        assert_string_equal(host.identity.serial, "3456789");
        for (size_t i = 0; i < host.n_frames; i++) {
            bool is_question = false;
            for (size_t q = 0; q < sizeof questions / sizeof questions[0]; q++)
                is_question = is_question || strcmp(host.frames[i].text, questions[q]) == 0;
            if (!is_question)
                fail_msg("sent `%s`", host.frames[i].text);
        }
        assert_int_equal(host_count(&host, EVENT_READING), 0);
        assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_ZERO}), STATUS_BUSY);
    }
}

static void a_series_4_gauge_is_found_by_its_readings_alone(void **state)
{
    (void)state;
    make_ready(series4, &(struct driver_config){.only_identifies = true});
    assert_string_equal(host.identity.model, "");
    assert_int_equal(host_sent(&host, "N\r") + host_sent(&host, "AOUT0\r"), 0);
}

/* A gauge of another make that takes the end of `?C` for its own `?`: its readings look like these, and to nothing else does
 * it say a word. A Mark-10 answers or refuses. */
static void readings_without_a_word_are_of_another_instrument(void **state)
{
    (void)state;
    static const struct answer_row other[] = {
        {"?C\r", "-0.3 N\r"}, {"?\r", "-0.3 N\r"}, {NULL, NULL}};
    static const struct driver_config configs[] = {{.invert = false}, {.only_identifies = true}};
    for (size_t i = 0; i < 2; i++) {
        host_init(&host, "mark10", &configs[i]);
        host.answers = other;
        host_open(&host);
        host_run(&host, 5 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_READY), 0);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        assert_int_equal(host_last(&host, EVENT_FAULT)->code, FAULT_IDENTITY);
    }
}

static void idle_reads_five_times_a_second_by_the_real_time_command(void **state)
{
    (void)state;
    make_ready(m5i, NULL);
    host_forget(&host);
    host_run(&host, 2 * MONO_SEC);
    assert_in_range(host_count(&host, EVENT_READING), 9, 11);
    assert_int_equal(host_sent(&host, "?\r"), 0);
    assert_true(host_last(&host, EVENT_READING)->value == 12.5);
    host_check_events(&host);
}

static void a_series_4_gauge_is_polled_with_one_question_at_a_time(void **state)
{
    (void)state;
    make_ready(series4, NULL);
    assert_string_equal(host.identity.model, "");
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = 50}),
                     0);
    host_forget(&host);
    host_run(&host, MONO_SEC);
    assert_in_range(host_count(&host, EVENT_READING), 49, 51);
    assert_in_range(host_sent(&host, "?\r"), 50, host_count(&host, EVENT_READING) + 1);
    assert_true(near(host_last(&host, EVENT_READING)->value, 4.285 * N_PER_LBF));
    assert_int_equal(host_sent(&host, "AOUT50\r"), 0);
    assert_null(host_find(&host, EVENT_NOTICE, NOTICE_GAP));
}

static void every_unit_of_force_becomes_newton(void **state)
{
    (void)state;
    static const struct {
        const char *reply;
        double newton;
    } rows[] = {
        {"-18.78 lbF\r\n", -18.78 * 4.4482216152605},
        {"4.285 N\r\n", 4.285},
        {"4.285 n\r\n", 4.285},
        {"0.0123 kN\r\n", 12.3},
        {"1250 mN\r\n", 1.25},
        {"17.5 ozF\r\n", 17.5 * 0.27801385095378125},
        {"3.25 KGF\r\n", 3.25 * 9.80665},
        {"812.5 gf\r\n", 812.5 * 0.00980665},
        {"0 N\r", 0},
        {"-0.5 N\n", -0.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct answer_row answers[] = {
            {"?C\r", rows[i].reply}, {"RM\r", "M5-200\r\n"}, {NULL, NULL}};
        make_ready(answers, NULL);
        host_run(&host, 300 * MONO_MS);
        assert_true(near(host_last(&host, EVENT_READING)->value, rows[i].newton));
        make_ready(answers, &(struct driver_config){.invert = true});
        host_run(&host, 300 * MONO_MS);
        assert_true(near(host_last(&host, EVENT_READING)->value, -rows[i].newton));
    }
}

static void what_is_not_exactly_a_reply_gives_no_number(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "12.5",      "12.",          "12.5N",      "12.5  N",     "12.5 N ", " 12.5 N",
        "+12.5 N",   "12.5 Nm",      "12.5 lbFin", "12.5 X",      "12.5 ",   "12,5 N",
        "1e2 N",     "12.5 N12.5 N", "*",          "*1",          "*100",    "- 12.5 N",
        ".5 N",      "12.5 LB",      "12.5 kgFm",  "HELP",        "12.5\tN", "12.5 N\x80",
        "\0012.5 N", "12..5 N",      "--2.5 N",    "12.5 N 12.5", "N",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        make_stream("12.5 N\r\n", NULL);
        next_line(rows[i]);
        host_say(&host, "\r\n");
        assert_int_equal(host_count(&host, EVENT_READING), 1);
        next_line("12.6 N\r\n");
        assert_int_equal(host_count(&host, EVENT_READING), 2);
        assert_int_equal(host_last(&host, EVENT_READING)->seq - host.events[0].seq, 2);
        assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_GAP));
    }
}

static void a_reply_cut_anywhere_gives_no_number(void **state)
{
    (void)state;
    static const char reply[] = "12.51 lbF\r\n";
    struct answer_row answers[] = {{"?C\r", reply}, {"RM\r", "M5-200\r\n"}, {NULL, NULL}};
    for (size_t from = 0; from < sizeof reply - 2; from++) {
        for (size_t to = from; to < sizeof reply - 2; to++) {
            char cut[16];
            snprintf(cut, sizeof cut, "%.*s\r\n", (int)(to - from), reply + from);
            if (to - from == strlen("12.51 lbF"))
                continue;
            make_ready(answers, NULL);
            host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = 50});
            host_run(&host, 20 * MONO_MS);
            host_say(&host, reply);
            const size_t before = host_count(&host, EVENT_READING);
            next_line(cut);
            assert_int_equal(host_count(&host, EVENT_READING), before);
            next_line(reply);
            assert_int_equal(host_count(&host, EVENT_READING), before + 1);
            host_check_events(&host);
        }
    }
}

static void a_reply_without_one_of_its_bytes_gives_no_wrong_number(void **state)
{
    (void)state;
    static const char reply[] = "34.56 N\r\n34.57 N\r\n";
    for (size_t lost = 0; lost < sizeof reply - 1; lost++) {
        make_stream("34.55 N\r\n", NULL);
        char damaged[32];
        snprintf(damaged, sizeof damaged, "%.*s%s", (int)lost, reply, reply + lost + 1);
        next_line(damaged);
        next_line("34.58 N\r\n");
        next_line("34.58 N\r\n");
        for (size_t i = 0; i < host.n_events; i++)
            if (host.events[i].kind == EVENT_READING)
                assert_true(fabs(host.events[i].value - 34.56) < 0.03);
        assert_true(host_last(&host, EVENT_READING)->value == 34.58);
    }
}

static void any_split_of_the_bytes_gives_the_same_events(void **state)
{
    (void)state;
    static const char talk[] =
        "12.5 N\r\n12.6 N\r12.7 N\n\x80\xff?12.8 N\r\n*22\r\n12\r\n12.9 N\r\n2.46 kgF"
        "\r\n25.1 N\r\n25.2 N\r\n1.2 kgF\r\n1.3 kgF\r\n";
    static struct event whole[64];
    size_t n_whole = 0;
    for (size_t first = 0; first < sizeof talk; first++) {
        for (size_t second = first; second < sizeof talk; second++) {
            make_stream("12.5 N\r\n", NULL);
            host_forget(&host);
            host_bytes(&host, talk, first);
            host_bytes(&host, talk + first, second - first);
            host_bytes(&host, talk + second,
                       sizeof talk - 1 - (second < sizeof talk - 1 ? second : sizeof talk - 1));
            if (first == 0 && second == 0) {
                n_whole = host.n_events;
                assert_true(n_whole > 8 && n_whole < 64);
                memcpy(whole, host.events, n_whole * sizeof whole[0]);
            }
            assert_int_equal(host.n_events, n_whole);
            assert_memory_equal(host.events, whole, n_whole * sizeof whole[0]);
        }
    }
}

static void a_jump_counts_when_the_next_reading_confirms_it(void **state)
{
    (void)state;
    make_stream("60.0 N\r\n", NULL);
    next_line("20.0 N\r\n");
    assert_int_equal(host_count(&host, EVENT_READING), 1);
    next_line("2.0 N\r\n");
    assert_int_equal(host_count(&host, EVENT_READING), 2);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 1);
    next_line("0.0 N\r\n");
    assert_int_equal(host_count(&host, EVENT_READING), 3);
    assert_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
}

static void an_ordinary_press_and_release_loses_nothing(void **state)
{
    (void)state;
    make_stream("0.0 N\r\n", NULL);
    double force = 0;
    for (int i = 0; i < 500; i++) {
        char line[16];
        force += i < 400 ? 0.15 : i < 420 ? -2.9 : 0;
        snprintf(line, sizeof line, "%.1f N\r\n", fmax(0, force));
        next_line(line);
    }
    assert_int_equal(host_count(&host, EVENT_READING), 501);
    assert_int_equal(host.n_events, 501);
    for (size_t i = 1; i < host.n_events; i++)
        assert_int_equal(host.events[i].seq, host.events[i - 1].seq + 1);
}

static void readings_that_never_arrived_leave_a_gap(void **state)
{
    (void)state;
    make_stream("5.0 N\r\n", NULL);
    for (int i = 0; i < 10; i++)
        next_line("5.0 N\r\n");
    host_run(&host, 80 * MONO_MS);
    for (int i = 0; i < 3; i++)
        next_line("5.0 N\r\n");
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 4);
    assert_int_equal(host_last(&host, EVENT_READING)->seq - host.events[0].seq, 10 + 4 + 3);
    assert_int_equal(host_count(&host, EVENT_READING), 14);
}

static void bytes_that_were_held_back_are_no_loss(void **state)
{
    (void)state;
    make_stream("5.0 N\r\n", NULL);
    for (int i = 0; i < 50; i++) {
        host_run(&host, 100 * MONO_MS);
        for (int k = 0; k < 5; k++)
            host_say(&host, "5.0 N\r\n");
    }
    assert_null(host_find(&host, EVENT_NOTICE, NOTICE_GAP));
    assert_int_equal(host_count(&host, EVENT_READING), 251);
}

static void rates_are_the_next_slower_the_gauge_has(void **state)
{
    (void)state;
    static const struct {
        double hz;
        const char *frame;
    } rows[] = {
        {1000, "AOUT250\r"}, {250, "AOUT250\r"}, {249, "AOUT125\r"},
        {50, "AOUT50\r"},    {49.9, "AOUT25\r"}, {10, "AOUT10\r"},
        {9, NULL},           {1, NULL},          {0, "AOUT125\r"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        make_ready(m5i, &(struct driver_config){.stream_hz = 125});
        host_forget(&host);
        assert_int_equal(
            host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = rows[i].hz}),
            0);
        if (rows[i].frame) {
            assert_int_equal(host_sent(&host, rows[i].frame), 1);
            continue;
        }
        host_run(&host, 4 * MONO_SEC);
        assert_in_range(host_count(&host, EVENT_READING), 4 * rows[i].hz - 1, 4 * rows[i].hz + 2);
        for (size_t f = 0; f < host.n_frames; f++)
            assert_string_equal(host.frames[f].text, "?C\r");
    }
}

static void a_gauge_in_peak_mode_is_polled_not_streamed(void **state)
{
    (void)state;
    struct answer_row answers[] = {
        {"?C\r", "1.0 N\r\n"}, {"LIST\r", "V1.00;N;PC;FLTC8;B0\r\n"}, {NULL, NULL}};
    make_ready(answers, NULL);
    host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = 50});
    assert_int_equal(host_sent(&host, "AOUT50\r"), 0);
}

static void commands_outside_its_features_send_nothing(void **state)
{
    (void)state;
    host_init(&host, "mark10", NULL);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_IDLE}), STATUS_BUSY);
    make_ready(m5i, NULL);
    host_forget(&host);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_DRIVE}),
                     STATUS_UNSUPPORTED);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_BASELINE}),
                     STATUS_UNSUPPORTED);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_STREAM, .channel = 1}),
                     STATUS_UNSUPPORTED);
    assert_int_equal(host.n_frames, 0);
    assert_int_equal(host.driver->stop_size, 0);
    assert_false(host.driver->energises);
}

static void the_tail_of_an_endless_line_is_no_reading(void **state)
{
    (void)state;
    for (size_t length = 90; length < 260; length++) {
        make_stream("12.5 N\r\n", NULL);
        for (size_t i = 0; i < length; i++)
            host_say(&host, "x");
        host_say(&host, "12.5 N\r\n");
        assert_int_equal(host_count(&host, EVENT_READING), 1);
        next_line("12.5 N\r\n");
        assert_int_equal(host_count(&host, EVENT_READING), 2);
    }
}

static void a_garbled_identity_is_left_empty(void **state)
{
    (void)state;
    struct answer_row answers[] = {{"?C\r", "1.0 N\r\n"}, {"RS\r", "34\2175\r\n"}, {NULL, NULL}};
    make_ready(answers, NULL);
    assert_string_equal(host.identity.serial, "");
}

static void it_asks_only_when_an_old_stream_has_died_away(void **state)
{
    (void)state;
    host_init(&host, "mark10", NULL);
    host_open(&host);
    for (int i = 0; i < 10; i++)
        next_line("77.7 N\r\n");
    const mono_ns last = host.now;
    assert_int_equal(host_sent(&host, "?C\r"), 0);
    host.answers = m5i;
    host_run_until_ready(&host);
    for (size_t i = 0; i < host.n_frames; i++)
        if (strcmp(host.frames[i].text, "?C\r") == 0)
            assert_true(host.frames[i].t >= last + 50 * MONO_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gauge_is_recognised_and_set_up),
        cmocka_unit_test(who_only_asks_for_its_name_changes_nothing),
        cmocka_unit_test(a_series_4_gauge_is_found_by_its_readings_alone),
        cmocka_unit_test(readings_without_a_word_are_of_another_instrument),
        cmocka_unit_test(idle_reads_five_times_a_second_by_the_real_time_command),
        cmocka_unit_test(a_series_4_gauge_is_polled_with_one_question_at_a_time),
        cmocka_unit_test(every_unit_of_force_becomes_newton),
        cmocka_unit_test(what_is_not_exactly_a_reply_gives_no_number),
        cmocka_unit_test(a_reply_cut_anywhere_gives_no_number),
        cmocka_unit_test(a_reply_without_one_of_its_bytes_gives_no_wrong_number),
        cmocka_unit_test(any_split_of_the_bytes_gives_the_same_events),
        cmocka_unit_test(a_jump_counts_when_the_next_reading_confirms_it),
        cmocka_unit_test(an_ordinary_press_and_release_loses_nothing),
        cmocka_unit_test(readings_that_never_arrived_leave_a_gap),
        cmocka_unit_test(bytes_that_were_held_back_are_no_loss),
        cmocka_unit_test(rates_are_the_next_slower_the_gauge_has),
        cmocka_unit_test(a_gauge_in_peak_mode_is_polled_not_streamed),
        cmocka_unit_test(commands_outside_its_features_send_nothing),
        cmocka_unit_test(the_tail_of_an_endless_line_is_no_reading),
        cmocka_unit_test(a_garbled_identity_is_left_empty),
        cmocka_unit_test(it_asks_only_when_an_old_stream_has_died_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

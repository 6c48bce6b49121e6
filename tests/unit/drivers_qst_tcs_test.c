/* The TCS driver against conversations out of its document: who answers, what is read, what goes wrong on the way. */
#include "drivers_qst_tcs_host.h"

#include <math.h>

static void it_is_recognised_with_questions_and_a_mute_alone(void **state)
{
    (void)state;
    tcs_init(TCS_HELP_TEXT, NULL);
    host_run_until_ready(&host);
    assert_string_equal(host.identity.model, "TCS, probe type 003");
    assert_string_equal(host.identity.serial, "2D 0F C9 C5 2F 00 00 51");
    assert_string_equal(host.identity.firmware, "008");
    assert_true(host.now - MONO_SEC < host.driver->announces_within);
    for (size_t i = 0; i < host.n_frames; i++) {
        assert_int_equal(host.frames[i].class, FRAME_SAFE);
        assert_non_null(strchr("FHKQBE", host.frames[i].text[0]));
        assert_int_equal(strlen(host.frames[i].text), 1);
    }
    assert_int_equal(host_sent(&host, "F"), 1);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_BATTERY)->value == 80);
    assert_int_equal(host_count(&host, EVENT_READING), 0);
}

static void who_only_asks_for_its_name_sends_nothing_but_h(void **state)
{
    (void)state;
    tcs_init(TCS_HELP_TEXT, &(struct driver_config){.only_identifies = true});
    host_run_until_ready(&host);
    host_run(&host, 2 * MONO_SEC);
    assert_string_equal(host.identity.firmware, "008");
    assert_int_equal(host.n_frames, 1);
    assert_string_equal(host.frames[0].text, "H");
    /* nobody, and somebody who says something else */
    for (int i = 0; i < 2; i++) {
        tcs_init(i ? "*10\r\n" : NULL, &(struct driver_config){.only_identifies = true});
        host_expect_no_instrument(&host, i ? FAULT_IDENTITY : FAULT_SILENT);
        for (size_t f = 0; f < host.n_frames; f++)
            assert_int_equal(host.frames[f].text[0], 'H');
    }
}

static void both_line_ends_and_both_beginnings_of_q_are_understood(void **state)
{
    (void)state;
    static char with_lf[sizeof TCS_HELP_TEXT];
    for (int lf = 0; lf < 2; lf++)
        for (int cr = 0; cr < 2; cr++) {
            strcpy(with_lf, TCS_HELP_TEXT);
            for (char *c = with_lf; lf && *c; c++)
                *c = *c == '\r' ? '\n' : *c;
            tcs_init(with_lf, NULL);
            strcpy(tcs_q, cr ? "\r000000" : "000000");
            host_run_until_ready(&host);
            host_run(&host, 20 * MONO_SEC);
            assert_true(host_is_ready(&host));
            assert_int_equal(host_count(&host, EVENT_NOTICE), 1); /* the battery's */
        }
}

static void what_is_no_tcs_of_ours_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *help;
        enum fault fault;
    } rows[] = {
        {TCS_HEAD("007") TCS_BASIC TCS_LAST, FAULT_IDENTITY},
        {TCS_HEAD("xyz") TCS_BASIC TCS_LAST, FAULT_IDENTITY},
        {TCS_HEAD("008") TCS_BASIC, FAULT_IDENTITY}, /* neither temperatures nor buttons */
        {TCS_HEAD("008") TCS_LAST, FAULT_IDENTITY},
        {"\rFirmware: 008 x\rProbe TYPE: 003\rCommand list:\r" TCS_BASIC TCS_LAST, FAULT_IDENTITY},
        {"PRESSER 1.0 SN004711\r\n", FAULT_IDENTITY},
        {"12.5 N\r\n", FAULT_IDENTITY},
        {"\x80\x81\x82\r", FAULT_GARBLED},
        {NULL, FAULT_SILENT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tcs_init(rows[i].help, NULL);
        host_expect_no_instrument(&host, rows[i].fault);
    }
}

/* The unit of 2017 has a duration of four digits: D001000 would end after D0010. */
static void a_unit_with_a_shorter_duration_is_refused(void **state)
{
    (void)state;
    static char help[sizeof TCS_HELP_TEXT];
    strcpy(help, TCS_HELP_TEXT);
    memcpy(strstr(help, "'Dsxxxxx'"), "'Dsxxxx' ", 9);
    tcs_init(help, NULL);
    host_expect_no_instrument(&host, FAULT_IDENTITY);
}

static void a_list_cut_anywhere_is_never_taken_for_another(void **state)
{
    (void)state;
    static char help[sizeof TCS_HELP_FINE];
    const char *const last_needed = strstr(TCS_HELP_FINE, "'Q'");
    for (size_t n = 0; n < sizeof TCS_HELP_FINE; n += 7) {
        memcpy(help, TCS_HELP_FINE, n);
        help[n] = '\0';
        tcs_init(help, NULL);
        host_run(&host, host.driver->announces_within);
        const bool is_enough = n > (size_t)(last_needed - TCS_HELP_FINE) + 2;
        assert_int_equal(host_is_ready(&host), is_enough);
    }
}

static void a_reply_gives_the_mean_and_each_zone(void **state)
{
    (void)state;
    tcs_ready(TCS_HELP_TEXT);
    tcs_zones(-0.4, 1.5, 0.3, 0.6, 0.5);
    host_run(&host, 50 * MONO_MS); /* far from 32 degC: doubted once */
    host_forget(&host);
    host_run(&host, 10 * MONO_MS);
    const double expected[] = {0.5, -0.4, 1.5, 0.3, 0.6, 0.5};
    assert_int_equal(host_count(&host, EVENT_READING), 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(host.events[i].kind, EVENT_READING);
        assert_int_equal(host.events[i].channel, i);
        assert_true(fabs(host.events[i].value - expected[i]) < 1e-9);
    }
}

static void it_is_asked_a_hundred_times_per_second_or_twenty(void **state)
{
    (void)state;
    static const struct {
        double wish;
        size_t low, high;
    } rows[] = {{0, 98, 101}, {100, 98, 101}, {1000, 98, 101}, {50, 48, 51}, {1, 19, 21}};
    tcs_ready(TCS_HELP_TEXT);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tcs_stream(rows[i].wish);
        host_run(&host, 100 * MONO_MS);
        host_forget(&host);
        host_run(&host, MONO_SEC);
        assert_in_range(host_sent(&host, "E"), rows[i].low, rows[i].high);
        assert_in_range(host_sent(&host, "K"), rows[i].low, rows[i].high);
        assert_int_equal(host_count(&host, EVENT_READING), 6 * host_sent(&host, "E"));
    }
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_IDLE}), STATUS_OK);
    host_run(&host, 100 * MONO_MS);
    host_forget(&host);
    host_run(&host, MONO_SEC);
    assert_in_range(host_sent(&host, "E"), 19, 21);
    assert_in_range(host_sent(&host, "K"), 19, 21);
}

static void any_split_of_the_bytes_gives_the_same_events(void **state)
{
    (void)state;
    static struct event whole[HOST_EVENTS];
    size_t n_whole = 0;
    for (size_t chunk = 0; chunk < 30; chunk++) {
        tcs_init(TCS_HELP_TEXT, NULL);
        host.chunk = chunk;
        host_run_until_ready(&host);
        tcs_stream(100);
        host_run(&host, 100 * MONO_MS);
        strcpy(tcs_k, "\r01");
        host_run(&host, 100 * MONO_MS);
        host_say(&host, "+31.0+31.0\r\n300");
        host_run(&host, 300 * MONO_MS);
        if (chunk == 0) {
            n_whole = host.n_events;
            memcpy(whole, host.events, sizeof whole);
        }
        assert_int_equal(host.n_events, n_whole);
        assert_memory_equal(host.events, whole, n_whole * sizeof whole[0]);
    }
}

/* What is read after a damaged reply is what was there, or nothing; and it goes on. */
static void expect_no_wrong_number(const char *reply)
{
    tcs_ready(TCS_HELP_TEXT);
    host_forget(&host);
    strcpy(tcs_e, reply);
    const size_t asked = host_sent(&host, "E");
    while (host_sent(&host, "E") == asked)
        host_run(&host, MONO_MS);
    tcs_at(32);
    host_run(&host, 240 * MONO_MS);
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_READING)
            assert_true(host.events[i].value == 32);
    assert_true(host_is_ready(&host));
    host_forget(&host);
    host_run(&host, 100 * MONO_MS);
    assert_true(host_count(&host, EVENT_READING) >= 6 * 9);
}

static void a_reply_cut_anywhere_gives_no_number(void **state)
{
    (void)state;
    static const char reply[] = "\r300+420+420+420+420+420";
    char damaged[32];
    for (size_t from = 0; from < sizeof reply; from++)
        for (size_t to = from; to < sizeof reply; to++) {
            if (from == 0 && to + 1 == sizeof reply)
                continue;
            snprintf(damaged, sizeof damaged, "%.*s", (int)(to - from), reply + from);
            expect_no_wrong_number(damaged);
        }
}

static void a_reply_without_a_byte_or_with_another_gives_no_wrong_number(void **state)
{
    (void)state;
    static const char reply[] = "\r300+320+320+320+320+320", foreign[] = "\r\n+-. AE?";
    char damaged[64];
    for (size_t at = 0; at < sizeof reply - 1; at++) {
        snprintf(damaged, sizeof damaged, "%.*s%s", (int)at, reply, reply + at + 1);
        expect_no_wrong_number(damaged);
        for (const char *c = foreign; *c; c++) {
            snprintf(damaged, sizeof damaged, "%.*s%c%s", (int)at, reply, *c, reply + at);
            expect_no_wrong_number(damaged);
            if (strchr(*c == '-' ? "" : "+", reply[at]) && *c == '+')
                continue; /* the very same */
            snprintf(damaged, sizeof damaged, "%.*s%c%s", (int)at, reply, *c, reply + at + 1);
            if (!(reply[at] == '+' && *c == '-'))
                expect_no_wrong_number(damaged);
        }
    }
    expect_no_wrong_number("\r300-320+320+320+320+320"); /* the sign of one zone: too far away */
    expect_no_wrong_number("\r300+920+320+320+320+320"); /* and so a first digit */
}

static void two_replies_in_one_read_are_one_and_noise(void **state)
{
    (void)state;
    static const char *const twice[] = {
        "\r300+320+320+320+320+320\r300+420+420+420+420+420",
        "\r300+320+320+320+320+320\r01",
        "\r300+320+320+320+320+320+31.0+31.0+31.0+31.0+31.0",
    };
    static char reply[80];
    for (size_t i = 0; i < 3; i++) {
        tcs_ready(TCS_HELP_TEXT);
        host_forget(&host);
        strcpy(reply, twice[i]);
        tcs_rows[2].reply = reply;
        host_run(&host, 11 * MONO_MS);
        tcs_rows[2].reply = tcs_e;
        host_run(&host, 150 * MONO_MS);
        assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_NOISE));
        assert_int_equal(host_count(&host, EVENT_RESPONSE), 0);
        for (size_t e = 0; e < host.n_events; e++)
            if (host.events[e].kind == EVENT_READING)
                assert_true(host.events[e].value == 32);
    }
}

/* The program was kept from running: it reads the answer before it is told that the time for it is over. */
static void an_answer_that_is_read_too_late_is_none(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        tcs_ready(TCS_HELP_TEXT);
        while (strcmp(host.frames[host.n_frames - 1].text, "E") != 0)
            host_run(&host, MONO_MS / 2);
        host.n_replies = 0;
        host_forget(&host);
        host.now += (late ? 70 : 30) * MONO_MS;
        host_say(&host, tcs_e);
        assert_int_equal(host_count(&host, EVENT_READING), late ? 0 : 6);
    }
}

static void what_is_missing_is_told_and_counted(void **state)
{
    (void)state;
    tcs_ready(TCS_HELP_TEXT);
    const uint32_t seq = host_last(&host, EVENT_READING)->seq;
    host_forget(&host);
    tcs_e[0] = '\0';
    host_run(&host, 11 * MONO_MS);
    tcs_at(32);
    host_run(&host, 140 * MONO_MS);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 6);
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_READING) {
            const uint32_t first = host.events[i].seq;
            assert_true((first - seq) % 6 == 1 && first > seq + 6);
            break;
        }
    host_check_events(&host);
}

static void temperatures_that_come_unasked_are_muted_again(void **state)
{
    (void)state;
    tcs_ready(TCS_HELP_TEXT);
    host_run(&host, MONO_SEC);
    host_forget(&host);
    bool is_muted = false;
    for (int i = 0; i < 100 && !is_muted; i++) {
        host_say(&host, "+31.0+31.1+31.0+30.9+31.0\r\n");
        host_run(&host, 10 * MONO_MS);
        is_muted = host_sent(&host, "F") > 0;
    }
    assert_true(is_muted);
    host_run(&host, 300 * MONO_MS);
    assert_true(host_is_ready(&host));
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    host_check_events(&host);
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_READING)
            assert_true(host.events[i].value == 32);
}

static void a_stream_that_no_mute_ends_is_garbled(void **state)
{
    (void)state;
    tcs_ready(TCS_HELP_TEXT);
    host_forget(&host);
    for (int i = 0; i < 26; i++) {
        host_say(&host, "+31.0+31.1+31.0+30.9+31.0\r\n");
        host_run(&host, 10 * MONO_MS);
    }
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
    assert_true(host_sent(&host, "A") + host_sent(&host, "AA") > 0);
}

static void silence_is_a_fault_within_a_quarter_of_a_second(void **state)
{
    (void)state;
    for (int after = 0; after < 60; after++) {
        tcs_ready(TCS_HELP_TEXT);
        host_run(&host, after * MONO_MS);
        host.answers = NULL;
        host_forget(&host);
        host_run(&host, 251 * MONO_MS); /* an answer may be under way */
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
        host.answers = tcs_rows;
        host_run_until_ready(&host);
    }
}

static void a_zone_as_hot_as_no_probe_is_a_fault(void **state)
{
    (void)state;
    for (int at_start = 0; at_start < 2; at_start++) {
        tcs_init(TCS_HELP_TEXT, NULL);
        if (at_start)
            tcs_zones(31, 31, 31, 31, 65);
        else
            host_run_until_ready(&host);
        tcs_zones(31, 31, 31, 31, 65.1);
        host_run(&host, 2 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_RANGE));
        assert_false(host_is_ready(&host));
        host_check_events(&host);
        tcs_at(31);
        host_run_until_ready(&host);
    }
}

static void a_broken_part_is_a_fault_whichever_it_is(void **state)
{
    (void)state;
    for (size_t part = 0; part < 12; part++) {
        tcs_init(TCS_HELP_TEXT, NULL);
        if (part >= 6)
            host_run_until_ready(&host);
        tcs_q[part % 6] = part % 2 ? '1' : '9';
        host_run(&host, part >= 6 ? 11 * MONO_SEC : 3 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_PART));
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        assert_false(host_is_ready(&host));
    }
}

static void the_battery_is_told_at_the_start_and_at_each_ten_below_twenty(void **state)
{
    (void)state;
    static const struct {
        const char *percent;
        size_t told;
    } rows[] = {{"080", 1}, {"050", 1}, {"020", 1}, {"019", 2}, {"018", 2}, {"011", 2},
                {"010", 2}, {"009", 3}, {"005", 3}, {"100", 3}, {"004", 3}};
    tcs_init(TCS_HELP_TEXT, NULL);
    host_run_until_ready(&host);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memcpy(tcs_b + 10, rows[i].percent, 3);
        for (int s = 0; s < 11; s++) {
            host.n_frames = 0;
            host_run(&host, MONO_SEC);
            size_t kept = 0;
            for (size_t e = 0; e < host.n_events; e++)
                if (host.events[e].kind != EVENT_READING)
                    host.events[kept++] = host.events[e];
            host.n_events = kept;
        }
        assert_int_equal(host_count(&host, EVENT_NOTICE), rows[i].told);
    }
}

static void the_button_is_the_second_one_and_every_edge_is_told_once(void **state)
{
    (void)state;
    static const struct {
        const char *k;
        size_t edges;
        double last;
    } rows[] = {{"\r01", 1, 1}, {"\r11", 1, 1}, {"\r10", 2, 0}, {"\r00", 2, 0}, {"\r01", 3, 1}};
    tcs_ready(TCS_HELP_TEXT);
    host_forget(&host);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        strcpy(tcs_k, rows[i].k);
        host_run(&host, 30 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_RESPONSE), rows[i].edges);
        assert_true(host_last(&host, EVENT_RESPONSE)->value == rows[i].last);
        assert_int_equal(host_last(&host, EVENT_RESPONSE)->channel, 6);
    }
    strcpy(tcs_k, "\r02");
    host_run(&host, 100 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_RESPONSE), 3);
}

static void a_button_that_is_held_when_the_link_comes_up_counts_from_its_release(void **state)
{
    (void)state;
    tcs_init(TCS_HELP_TEXT, NULL);
    strcpy(tcs_k, "\r01");
    host_run_until_ready(&host);
    /* known by then: nothing that it should have ended has begun */
    assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_BUTTON_STUCK));
    host_run(&host, 200 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 2); /* and the battery's */
    strcpy(tcs_k, "\r00");
    host_run(&host, 200 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_RESPONSE), 1); /* it can be pressed again */
    assert_true(host_last(&host, EVENT_RESPONSE)->value == 0);
    strcpy(tcs_k, "\r01");
    host_run(&host, 200 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_RESPONSE), 2);
    assert_true(host_last(&host, EVENT_RESPONSE)->value == 1);
}

/* The link was there all the time: what has changed meanwhile is an edge, and heard when it is ready. */
static void a_button_that_changed_during_a_fault_is_an_edge(void **state)
{
    (void)state;
    tcs_ready(TCS_HELP_TEXT);
    strcpy(tcs_k, "\r01");
    host_run(&host, 30 * MONO_MS);
    for (int pressed = 0; pressed < 2; pressed++) {
        strcpy(tcs_q, "100000");
        for (int s = 0; s < 12; s++) {
            host_forget(&host);
            host_run(&host, MONO_SEC);
        }
        assert_false(host_is_ready(&host));
        strcpy(tcs_q, "000000");
        strcpy(tcs_k, pressed ? "\r01" : "\r00");
        host_forget(&host);
        host_run_until_ready(&host);
        assert_int_equal(host_count(&host, EVENT_RESPONSE), 0);
        host_run(&host, 100 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_RESPONSE), 1);
        assert_true(host_last(&host, EVENT_RESPONSE)->value == pressed);
        assert_null(host_find(&host, EVENT_NOTICE, NOTICE_BUTTON_STUCK));
    }
}

static void a_button_that_does_not_come_up_is_told_once(void **state)
{
    (void)state;
    tcs_init(TCS_HELP_TEXT, NULL);
    host_run_until_ready(&host);
    host_run(&host, 200 * MONO_MS);
    strcpy(tcs_k, "\r01");
    size_t told = 0;
    for (int i = 0; i < 250; i++) {
        host_forget(&host);
        host_run(&host, 100 * MONO_MS);
        told += host_find(&host, EVENT_NOTICE, NOTICE_BUTTON_STUCK) != NULL;
    }
    assert_int_equal(told, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_recognised_with_questions_and_a_mute_alone),
        cmocka_unit_test(who_only_asks_for_its_name_sends_nothing_but_h),
        cmocka_unit_test(both_line_ends_and_both_beginnings_of_q_are_understood),
        cmocka_unit_test(what_is_no_tcs_of_ours_is_refused),
        cmocka_unit_test(a_unit_with_a_shorter_duration_is_refused),
        cmocka_unit_test(a_list_cut_anywhere_is_never_taken_for_another),
        cmocka_unit_test(a_reply_gives_the_mean_and_each_zone),
        cmocka_unit_test(it_is_asked_a_hundred_times_per_second_or_twenty),
        cmocka_unit_test(any_split_of_the_bytes_gives_the_same_events),
        cmocka_unit_test(a_reply_cut_anywhere_gives_no_number),
        cmocka_unit_test(a_reply_without_a_byte_or_with_another_gives_no_wrong_number),
        cmocka_unit_test(two_replies_in_one_read_are_one_and_noise),
        cmocka_unit_test(an_answer_that_is_read_too_late_is_none),
        cmocka_unit_test(what_is_missing_is_told_and_counted),
        cmocka_unit_test(temperatures_that_come_unasked_are_muted_again),
        cmocka_unit_test(a_stream_that_no_mute_ends_is_garbled),
        cmocka_unit_test(silence_is_a_fault_within_a_quarter_of_a_second),
        cmocka_unit_test(a_zone_as_hot_as_no_probe_is_a_fault),
        cmocka_unit_test(a_broken_part_is_a_fault_whichever_it_is),
        cmocka_unit_test(the_battery_is_told_at_the_start_and_at_each_ten_below_twenty),
        cmocka_unit_test(the_button_is_the_second_one_and_every_edge_is_told_once),
        cmocka_unit_test(a_button_that_is_held_when_the_link_comes_up_counts_from_its_release),
        cmocka_unit_test(a_button_that_changed_during_a_fault_is_an_edge),
        cmocka_unit_test(a_button_that_does_not_come_up_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The driver of the participant's window against lines written by hand from its language. */
#include "drivers_host.h"

static struct host host;

/* Each test writes its lines without their check. */
static void check_of(const char *text, char out[8])
{
    unsigned crc = 0;
    for (const char *c = text; *c; c++) {
        crc ^= (unsigned char)*c;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc << 1 ^ (crc & 0x80 ? 7 : 0)) & 0xff;
    }
    snprintf(out, 8, " *%02X", crc);
}

static void say(const char *text)
{
    char line[160], check[8];
    check_of(text, check);
    snprintf(line, sizeof line, "%s%s\r\n", text, check);
    host_say(&host, line);
}

static void say_mark(unsigned counter, const char *mark, int pressed)
{
    char text[64];
    snprintf(text, sizeof text, "v %05u %s %d", counter, mark, pressed);
    say(text);
}

static void begin(const struct driver_config *config)
{
    host_init(&host, "screen-vas", config);
    host_open(&host);
}

static void make_ready(unsigned counter)
{
    begin(NULL);
    say("limen-vas 1 0.1.0");
    say_mark(counter, "-", 0);
    assert_true(host_is_ready(&host));
    host_forget(&host);
}

static double rating(void)
{
    const struct event *event = host_last(&host, EVENT_RATING);
    assert_non_null(event);
    return event->value;
}

static void the_check_of_the_document_is_that_of_this_test(void **state)
{
    (void)state;
    char check[8];
    check_of("v 00000 10.001 0", check);
    assert_string_equal(check, " *28");
}

static void it_asks_who_is_there_and_waits_for_the_first_line(void **state)
{
    (void)state;
    begin(NULL);
    assert_int_equal(host_sent(&host, "vas?\r\n"), 1);
    say_mark(7, "3.000", 0); /* nobody has said who says this */
    assert_int_equal(host.n_events, 0);
    say("limen-vas 1 0.1.0");
    assert_string_equal(host.identity.model, "Limen VAS");
    assert_string_equal(host.identity.firmware, "0.1.0");
    assert_int_equal(host.n_events, 0);
    say_mark(8, "3.125", 0);
    assert_int_equal(host_count(&host, EVENT_READY), 1);
    assert_true(rating() == 3.125);
    host_check_events(&host);
}

static void who_is_only_asked_for_his_name_tells_no_rating(void **state)
{
    (void)state;
    begin(&(struct driver_config){.only_identifies = true});
    say("limen-vas 1 0.1.0");
    assert_int_equal(host_count(&host, EVENT_READY), 1);
    say_mark(1, "3.000", 0);
    host_run(&host, 2 * MONO_SEC);
    assert_int_equal(host.n_events, 1);
}

/* What nobody has touched has no value: not the lowest one. */
static void a_scale_that_nobody_has_touched_has_no_rating(void **state)
{
    (void)state;
    make_ready(0);
    for (unsigned i = 1; i < 100; i++) {
        host_run(&host, 20 * MONO_MS);
        say_mark(i, "-", 0);
    }
    assert_int_equal(host.n_events, 0);
    say_mark(100, "0.000", 0);
    assert_int_equal(host_count(&host, EVENT_RATING), 1);
    assert_true(rating() == 0);
    say_mark(101, "-", 0);
    say_mark(102, "-", 0);
    assert_int_equal(host_count(&host, EVENT_RATING), 1);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 1); /* that it is gone, once */
    assert_int_equal(host_find(&host, EVENT_NOTICE, NOTICE_UNRATED)->channel, 0);
}

static void every_line_is_one_rating_with_a_number_of_its_own(void **state)
{
    (void)state;
    make_ready(65500);
    for (unsigned i = 1; i <= 1000; i++) {
        char mark[16];
        snprintf(mark, sizeof mark, "%.3f", i / 100.0);
        host.now += 20 * MONO_MS;
        say_mark((65500 + i) % 65536, mark, 0);
        assert_true(rating() == i / 100.0);
        assert_int_equal(host_last(&host, EVENT_RATING)->seq, i - 1);
    }
    assert_int_equal(host.n_events, 1000);
    host_check_events(&host);
}

static void any_split_gives_the_same(void **state)
{
    (void)state;
    for (size_t chunk = 1; chunk < 40; chunk++) {
        make_ready(0);
        host.chunk = chunk;
        say_mark(1, "0.001", 0);
        say_mark(2, "9.999", 1);
        say_mark(3, "10.000", 0);
        assert_int_equal(host_count(&host, EVENT_RATING), 3);
        assert_int_equal(host_count(&host, EVENT_RESPONSE), 2);
        assert_true(rating() == 10);
    }
}

static void a_line_that_lost_a_piece_is_no_rating(void **state)
{
    (void)state;
    char whole[64], check[8];
    check_of("v 00001 2.345 0", check);
    snprintf(whole, sizeof whole, "v 00001 2.345 0%s\r\n", check);
    const size_t n = strlen(whole) - 2;
    for (size_t from = 0; from < n; from++)
        for (size_t size = 1; from + size <= n; size++) {
            char cut[64];
            snprintf(cut, sizeof cut, "%.*s%s", (int)from, whole, whole + from + size);
            make_ready(0);
            host_say(&host, cut);
            if (host_count(&host, EVENT_RATING) > 0)
                fail_msg("`%s` became %g", cut, rating());
        }
}

static void every_character_that_is_another_is_seen(void **state)
{
    (void)state;
    char whole[64], check[8];
    check_of("v 00001 2.345 0", check);
    snprintf(whole, sizeof whole, "v 00001 2.345 0%s\r\n", check);
    for (size_t at = 0; whole[at + 2]; at++)
        for (int bit = 0; bit < 8; bit++) {
            char other[64];
            memcpy(other, whole, sizeof other);
            other[at] = (char)(other[at] ^ 1 << bit);
            make_ready(0);
            host_say(&host, other);
            assert_int_equal(host_count(&host, EVENT_RATING), 0);
        }
}

/* With a check that fits: the grammar alone. */
static void what_is_not_exactly_a_line_is_no_rating(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "v 00001 2.345",     "v 00001 2.345 2",    "v 00001 2.345 00", "v 0001 2.345 0",
        "v 000001 2.345 0",  "v 00001 2.34 0",     "v 00001 2.3455 0", "v 00001 2,345 0",
        "v 00001 +2.345 0",  "v 00001 -2.345 0",   "v 00001 .345 0",   "v 00001 2 0",
        "v 00001  2.345 0",  "v 00001 2.345  0",   "v 00001 2.345 0 ", " v 00001 2.345 0",
        "v 65536 2.345 0",   "v 99999 2.345 0",    "V 00001 2.345 0",  "v 00001 -- 0",
        "v 00001 nan 0",     "v 00001 2.345e0 0",  "v 00001 2.345 1x", "v 0000a 2.345 0",
        "limen-vas 1 0.1.0", "limen-vas 2 0.1.0x",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        make_ready(0);
        say(lines[i]);
        if (host_count(&host, EVENT_RATING) + host_count(&host, EVENT_RESPONSE) > 0)
            fail_msg("`%s` was taken", lines[i]);
        say_mark(1, "2.345", 0);
        assert_int_equal(host_count(&host, EVENT_RATING), 1);
    }
}

static void a_rating_that_no_scale_has_is_a_fault(void **state)
{
    (void)state;
    make_ready(0);
    say_mark(1, "10.001", 0);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_RANGE));
    assert_int_equal(host_count(&host, EVENT_RATING), 0);
    say_mark(2, "3.000", 0);
    assert_int_equal(host.n_events, 1);
}

static void what_is_missing_is_told_and_counted(void **state)
{
    (void)state;
    make_ready(65530);
    say_mark(65531, "1.000", 0);
    const uint32_t before = host_last(&host, EVENT_RATING)->seq;
    say_mark(5, "2.000", 0); /* 65532 to 65535 and 0 to 4 */
    const struct event *gap = host_find(&host, EVENT_NOTICE, NOTICE_GAP);
    assert_non_null(gap);
    assert_true(gap->value == 9);
    assert_int_equal(host_last(&host, EVENT_RATING)->seq, before + 10);
    host_check_events(&host);
}

static void a_line_that_comes_twice_counts_once(void **state)
{
    (void)state;
    make_ready(0);
    say_mark(1, "1.000", 0);
    say_mark(1, "1.000", 0);
    assert_int_equal(host.n_events, 1);
}

/* It was closed and opened so quickly that nobody saw it. */
static void a_counter_that_goes_back_is_another_window(void **state)
{
    (void)state;
    make_ready(5000);
    say_mark(3, "1.000", 0);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REBOOT));
    assert_int_equal(host_count(&host, EVENT_RATING), 0);
}

static void a_window_that_says_nothing_is_silent_in_its_time(void **state)
{
    (void)state;
    make_ready(0);
    for (unsigned i = 1; i < 50; i++) {
        host_run(&host, 240 * MONO_MS);
        say_mark(i, "1.000", 0);
    }
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    host_run(&host, host.driver->silence);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
    host_run(&host, 10 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_FAULT), 1); /* and not at each attempt */
    host_forget(&host);
    while (host_sent(&host, "vas?\r\n") == 0)
        host_run(&host, MONO_MS);
    say("limen-vas 1 0.1.0");
    say_mark(900, "1.000", 0);
    assert_true(host_is_ready(&host));
}

static void noise_for_long_is_a_fault_and_a_little_is_a_notice(void **state)
{
    (void)state;
    make_ready(0);
    host_say(&host, "ab\x80\r\n");
    say_mark(2, "1.000", 0);
    assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_NOISE));
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    for (int i = 0; i < 20; i++)
        host_say(&host, "v 00003 1.000 0 *00\r\n");
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
}

static void who_speaks_another_language_is_another_device(void **state)
{
    (void)state;
    begin(NULL);
    host_say(&host, "*10\r\n");
    host_expect_no_instrument(&host, FAULT_IDENTITY);
    begin(NULL);
    say("limen-vas 2 9.0"); /* of a later program */
    host_expect_no_instrument(&host, FAULT_IDENTITY);
    begin(NULL);
    host_expect_no_instrument(&host, FAULT_SILENT);
    begin(NULL);
    host_say(&host, "\x81\x82\x83\r\n");
    host_expect_no_instrument(&host, FAULT_GARBLED);
}

static void its_button_is_told_when_it_moves(void **state)
{
    (void)state;
    make_ready(0);
    say_mark(1, "-", 1);
    say_mark(2, "-", 1);
    say_mark(3, "-", 0);
    assert_int_equal(host.n_events, 2);
    assert_true(host.events[0].kind == EVENT_RESPONSE && host.events[0].value == 1);
    assert_true(host.events[1].kind == EVENT_RESPONSE && host.events[1].value == 0);
    assert_int_equal(host.events[0].channel, 1);
    begin(NULL);
    say("limen-vas 1 0.1.0");
    say_mark(0, "-", 1); /* held before anybody looked */
    assert_int_equal(host.n_events, 2);
    assert_true(host.events[0].kind == EVENT_RESPONSE && host.events[1].kind == EVENT_READY);
}

static void it_takes_no_order_but_to_be_read(void **state)
{
    (void)state;
    begin(NULL);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_STREAM}), STATUS_BUSY);
    make_ready(0);
    for (uint8_t channel = 0; channel < 2; channel++) {
        assert_int_equal(
            host_command(&host, (struct command){.kind = COMMAND_STREAM, .channel = channel}),
            STATUS_OK);
        for (uint8_t kind = COMMAND_ZERO; kind <= COMMAND_LEVEL; kind++)
            assert_int_equal(
                host_command(&host, (struct command){.kind = kind, .channel = channel}),
                STATUS_UNSUPPORTED);
    }
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_IDLE, .channel = 2}),
                     STATUS_UNSUPPORTED);
    assert_int_equal(host.n_frames, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_check_of_the_document_is_that_of_this_test),
        cmocka_unit_test(it_asks_who_is_there_and_waits_for_the_first_line),
        cmocka_unit_test(who_is_only_asked_for_his_name_tells_no_rating),
        cmocka_unit_test(a_scale_that_nobody_has_touched_has_no_rating),
        cmocka_unit_test(every_line_is_one_rating_with_a_number_of_its_own),
        cmocka_unit_test(any_split_gives_the_same),
        cmocka_unit_test(a_line_that_lost_a_piece_is_no_rating),
        cmocka_unit_test(every_character_that_is_another_is_seen),
        cmocka_unit_test(what_is_not_exactly_a_line_is_no_rating),
        cmocka_unit_test(a_rating_that_no_scale_has_is_a_fault),
        cmocka_unit_test(what_is_missing_is_told_and_counted),
        cmocka_unit_test(a_line_that_comes_twice_counts_once),
        cmocka_unit_test(a_counter_that_goes_back_is_another_window),
        cmocka_unit_test(a_window_that_says_nothing_is_silent_in_its_time),
        cmocka_unit_test(noise_for_long_is_a_fault_and_a_little_is_a_notice),
        cmocka_unit_test(who_speaks_another_language_is_another_device),
        cmocka_unit_test(its_button_is_told_when_it_moves),
        cmocka_unit_test(it_takes_no_order_but_to_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

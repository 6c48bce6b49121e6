/* The eVAS driver before a slider written by the test itself: lines as the document has them, in every split, cut, in noise, and
 * what it makes of a finger that rests, leaves and comes back. */
#include "drivers_host.h"

#include <math.h>

enum { VAS, BUTTON, LEFT, RIGHT };

static struct host host;

static void open_slider(const struct driver_config *config)
{
    host_init(&host, "evas", config);
    host_open(&host);
}

static void slide(int position)
{
    char line[16];
    snprintf(line, sizeof line, "%03d\r\n", position);
    host_say(&host, line);
}

/* A slider that repeats itself, 20 times a second. */
static void rest_at(int position, mono_ns duration)
{
    const mono_ns until = host.now + duration;
    while (host.now + 50 * MONO_MS <= until) {
        host_run(&host, 50 * MONO_MS);
        slide(position);
    }
}

static void ready_slider(void)
{
    open_slider(NULL);
    host_say(&host, "042\r\n042\r\n");
    assert_true(host_is_ready(&host));
    host_forget(&host);
}

static double rating(void)
{
    const struct event *event = host_last(&host, EVENT_RATING);
    assert_non_null(event);
    assert_int_equal(event->channel, VAS);
    return event->value;
}

static size_t ratings(void)
{
    return host_count(&host, EVENT_RATING);
}

static double notice(enum notice code)
{
    const struct event *event = host_find(&host, EVENT_NOTICE, (uint8_t)code);
    return event ? event->value : 0;
}

/* ---- who it is */

/* The letters that light its lamps start a stimulus of a thermode that hangs where it should: it is listened to. */
static void nothing_is_sent_to_what_has_not_spoken_and_nothing_to_what_has(void **state)
{
    (void)state;
    open_slider(NULL);
    host_run(&host, 990 * MONO_MS);
    assert_int_equal(host.n_frames, 0);
    host_run(&host, 10 * MONO_SEC);
    assert_int_equal(host.n_frames, 1);
    assert_string_equal(host.frames[0].text, "\r\n?\r\n");
    assert_int_equal(host.frames[0].class, FRAME_SAFE);
    rest_at(10, 20 * MONO_SEC);
    host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = 50});
    host_say(&host, "999\r\nC\r\n");
    host_run(&host, 20 * MONO_SEC);
    assert_int_equal(host.n_frames, 1);
}

static void two_lines_of_its_own_make_it_known(void **state)
{
    (void)state;
    static const struct {
        const char *talk;
        bool is_known;
    } rows[] = {
        {"042\r\n042\r\n", true},
        {"000\n100\n", true},
        {"055\r999\r", true}, /* touched and left */
        {"C\r\n017\r\n", true},
        {"2\r\n042\r\n043\r\n", true}, /* the end of a line that began before */
        {"042\r\n", false},
        {"C\r\nL\r\nR\r\nC\r\n", false}, /* whoever may say letters */
        {"042\r\n42\r\n042\r\n", false},
        {"101\r\n102\r\n103\r\n", false},
        {"042\r\nhello\r\n043\r\n", false},
        {"042043\r\n", false},
        {" 42\r\n 43\r\n 44\r\n", false},
        {"-01\r\n-02\r\n-03\r\n", false},
        {"0.1\r\n0.2\r\n0.3\r\n", false},
        {"c\r\nl\r\n", false},
        {"998\r\n998\r\n998\r\n", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t chunk = 0; chunk < 4; chunk++) {
            open_slider(NULL);
            host.chunk = chunk;
            host_say(&host, rows[i].talk);
            if (host_is_ready(&host) != rows[i].is_known)
                fail_msg("%s: %d", rows[i].talk, !rows[i].is_known);
            assert_int_equal(host_count(&host, EVENT_READY), rows[i].is_known);
            host_check_events(&host);
        }
    }
}

static void who_says_other_things_is_another_device(void **state)
{
    (void)state;
    static const struct {
        const char *talk;
        enum fault fault;
    } rows[] = {
        {"x\r\n-18.78 lbF\r\n", FAULT_IDENTITY},
        {"x\r\nOK\r\nOK\r\n", FAULT_IDENTITY},
        {"x\r\n281+310+311\r\n", FAULT_IDENTITY},
        {"x\r\n\x80\x81\x82\r\n", FAULT_GARBLED},
        {"\xff\xf1\x80", FAULT_GARBLED},
        {"", FAULT_SILENT},
        {"042\r\n", FAULT_SILENT}, /* one line is too few to tell */
        {"2\r\n", FAULT_SILENT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        open_slider(NULL);
        host_say(&host, rows[i].talk);
        host_expect_no_instrument(&host, rows[i].fault);
        host_run(&host, 20 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1); /* what lasts is told once */
    }
}

/* A gauge says nothing before it is asked. */
static void who_answers_a_sign_of_life_is_another_device(void **state)
{
    (void)state;
    static const struct answer_row answers[] = {{"\r\n?\r\n", "0.00 lbF\r\n"}, {NULL, NULL}};
    open_slider(NULL);
    host.answers = answers;
    host_expect_no_instrument(&host, FAULT_IDENTITY);
}

static void a_slider_that_nobody_touches_is_there_at_its_first_touch(void **state)
{
    (void)state;
    open_slider(NULL);
    host_expect_no_instrument(&host, FAULT_SILENT);
    host_run(&host, 100 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_FAULT), 1);
    slide(30);
    assert_false(host_is_ready(&host));
    slide(31);
    assert_true(host_is_ready(&host));
    slide(32);
    assert_true(ratings() == 1 && rating() == 3.2);
    host_check_events(&host);
    /* and again on a new link */
    host_open(&host);
    host_forget(&host);
    host.was_ready = false;
    host_expect_no_instrument(&host, FAULT_SILENT);
}

/* Whatever it says while it is judged. */
static void a_stranger_that_is_replaced_is_known_again(void **state)
{
    (void)state;
    open_slider(NULL);
    host_say(&host, "x\r\nERROR\r\n");
    host_expect_no_instrument(&host, FAULT_IDENTITY);
    rest_at(50, MONO_SEC);
    assert_true(host_is_ready(&host));
    assert_true(ratings() > 10);
    host_check_events(&host);
}

static void where_only_the_identity_is_wanted_it_is_told_and_no_more(void **state)
{
    (void)state;
    open_slider(&(struct driver_config){.only_identifies = true});
    host_say(&host, "042\r\n043\r\n044\r\nC\r\n");
    host_run(&host, 5 * MONO_SEC);
    assert_int_equal(host.n_events, 1);
    assert_int_equal(host.events[0].kind, EVENT_READY);
    assert_string_equal(host.identity.model, "");
    assert_int_equal(host.n_frames, 0);
}

/* In a search for instruments each driver in turn asks who is there, and a slider that is touched meanwhile speaks into it. */
static void no_driver_before_it_takes_it_for_its_own(void **state)
{
    (void)state;
    const struct driver_config config = {.only_identifies = true};
    for (size_t i = 0; strcmp(driver_at(i)->name, "evas") != 0; i++)
        for (int position = 0; position <= 100; position += 20) {
            host_init(&host, driver_at(i)->name, &config);
            host_open(&host);
            rest_at(position, host.driver->announces_within);
            if (host_count(&host, EVENT_READY) > 0)
                fail_msg("%s", driver_at(i)->name);
        }
}

/* ---- ratings */

static void positions_are_ratings(void **state)
{
    (void)state;
    ready_slider();
    for (int position = 0; position <= 100; position++) {
        host_run(&host, 50 * MONO_MS);
        slide(position);
        assert_true(fabs(rating() - position / 10.0) < 1e-12);
        assert_int_equal(host_last(&host, EVENT_RATING)->t, host.now);
    }
    assert_int_equal(ratings(), 101);
    assert_int_equal(host_last(&host, EVENT_RATING)->seq - host.events[0].seq, 100);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 0);
    host_check_events(&host);
}

/* The same in every split. */
static void every_split_gives_the_same_events(void **state)
{
    (void)state;
    static const char talk[] = "0\r\n042\r\n042\r\n043\n044\rC\r\n045\r\n999\r\nL\r\n05\r\n050\r\n";
    static struct host whole;
    open_slider(NULL);
    host_say(&host, talk);
    whole = host;
    assert_int_equal(host_count(&whole, EVENT_RATING), 4);
    assert_int_equal(host_count(&whole, EVENT_RESPONSE), 4);
    for (size_t cut = 0; cut < sizeof talk; cut++) {
        open_slider(NULL);
        host_bytes(&host, talk, cut);
        host_bytes(&host, talk + cut, sizeof talk - 1 - cut);
        assert_int_equal(host.n_events, whole.n_events);
        assert_memory_equal(host.events, whole.events, whole.n_events * sizeof host.events[0]);
    }
}

/* A rating that is not there is missing: neither zero nor the last one. */
static void a_finger_that_is_away_rates_nothing(void **state)
{
    (void)state;
    ready_slider();
    rest_at(60, MONO_SEC);
    const size_t before = ratings();
    host_say(&host, "999\r\n");
    host_say(&host, "999\r\n");
    host_run(&host, 3600 * MONO_SEC);
    assert_int_equal(ratings(), before);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0); /* nor is it silence */
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_STREAM}), STATUS_OK);
    slide(5); /* somewhere else */
    assert_true(ratings() == before + 1 && rating() == 0.5);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 1); /* and that it has left, once */
    assert_int_equal(host_find(&host, EVENT_NOTICE, NOTICE_UNRATED)->channel, 0);
    host_check_events(&host);
}

/* One that repeats that nobody touches it is silent when it does so no more. */
static void silence_is_told_where_it_repeats_itself(void **state)
{
    (void)state;
    static const int rests[] = {60, 0, 999};
    for (size_t i = 0; i < 3; i++) {
        ready_slider();
        rest_at(rests[i], MONO_SEC);
        const mono_ns last = host.now;
        host_run(&host, 990 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        host_run(&host, 20 * MONO_MS);
        const struct event *fault = host_find(&host, EVENT_FAULT, FAULT_SILENT);
        assert_non_null(fault);
        assert_int_equal(fault->t - last, host.driver->silence);
        host_run(&host, 10 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        rest_at(40, MONO_SEC);
        assert_true(host_is_ready(&host));
        host_check_events(&host);
    }
}

/* It may tell changes only: then a finger that rests is no silence. */
static void a_slider_that_tells_changes_only_may_be_quiet(void **state)
{
    (void)state;
    open_slider(NULL);
    slide(10);
    host_run(&host, 100 * MONO_MS);
    slide(12);
    host_forget(&host);
    for (int i = 0; i < 20; i++) {
        host_run(&host, 3 * MONO_SEC);
        slide(i % 2 ? 10 : 90); /* twice the same may come, after a while */
        host_run(&host, 3 * MONO_SEC);
        slide(i % 2 ? 10 : 90);
        assert_true(rating() == (i % 2 ? 1 : 9)); /* and the next line may be long in coming */
    }
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_int_equal(ratings(), 40);
    host_check_events(&host);
}

static void a_jump_is_doubted_where_it_repeats_itself(void **state)
{
    (void)state;
    ready_slider();
    rest_at(99, 2 * MONO_SEC);
    host_forget(&host);
    rest_at(0, 50 * MONO_MS); /* out of "099" and "100" where five bytes were lost */
    assert_int_equal(ratings(), 0);
    rest_at(100, 50 * MONO_MS);
    assert_true(ratings() == 1 && rating() == 10);
    assert_true(notice(NOTICE_GAP) == 1);
    rest_at(20, 100 * MONO_MS); /* a true one goes on */
    assert_true(ratings() == 2 && rating() == 2);
    host_say(&host, "999\r\n");
    rest_at(90, 50 * MONO_MS); /* a finger comes down anywhere */
    assert_true(ratings() == 3 && rating() == 9);
    for (int position = 90; position >= 0; position -= 15) /* a hand in a hurry */
        rest_at(position, 50 * MONO_MS);
    assert_true(rating() == 0);
    host_check_events(&host);
}

/* ---- what cannot be read */

static void cut_lines_never_become_a_number(void **state)
{
    (void)state;
    static const char *const lines[] = {"042\r\n", "100\r\n", "000\n", "999\r\n"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        for (size_t kept = 0; kept < 3; kept++)
            for (int keeps_tail = 0; keeps_tail < 2; keeps_tail++)
                for (int keeps_end = 0; keeps_end < 2; keeps_end++) {
                    ready_slider();
                    char cut[8];
                    snprintf(cut, sizeof cut, "%.*s", (int)kept,
                             keeps_tail ? lines[i] + 3 - kept : lines[i]);
                    host_say(&host, cut);
                    if (keeps_end)
                        host_say(&host, "\r\n");
                    assert_int_equal(ratings(), 0);
                    host_say(&host, "077\r\n");
                    if (!keeps_end && kept > 0) {
                        assert_int_equal(ratings(), 0); /* joined with the rest of a cut one */
                        host_say(&host, "077\r\n");
                    }
                    assert_true(ratings() == 1 && rating() == 7.7);
                    assert_true(notice(NOTICE_GAP) == (kept > 0));
                    host_check_events(&host);
                }
    }
}

static void what_is_not_exactly_a_line_gives_no_number(void **state)
{
    (void)state;
    static const char *const lines[] = {"101",
                                        "998",
                                        "-10",
                                        "+10",
                                        "1.0",
                                        " 42",
                                        "42 ",
                                        "0042",
                                        "4 2",
                                        "0x2",
                                        "CC",
                                        "c",
                                        "l",
                                        "LC",
                                        "\x80"
                                        "42",
                                        "04\x01"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        ready_slider();
        host_say(&host, lines[i]);
        host_say(&host, "\r\n");
        assert_int_equal(host.n_events, 0);
        host_say(&host, "050\r\n");
        assert_int_equal(ratings(), 1);
        assert_true(notice(NOTICE_GAP) == 1);
        assert_true(notice(NOTICE_NOISE) == (double)strlen(lines[i]));
    }
}

static void noise_is_a_fault_and_then_it_works(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 8; seed++) {
        static const char letters[] = "0123456789CLR\r\n";
        ready_slider();
        rest_at(42, MONO_SEC);
        host_forget(&host);
        uint64_t x = seed * 0x9e3779b97f4a7c15u;
        for (int i = 0; i < 65536; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            const uint8_t any = (uint8_t)(x >> 32);
            const char byte = seed % 2 ? (char)any : letters[any % (sizeof letters - 1)];
            host_bytes(&host, &byte, 1);
            if (i % 64 == 0)
                host_run(&host, 2 * MONO_MS);
            if (host.n_events > HOST_EVENTS / 2) {
                host_check_events(&host);
                host_forget(&host);
            }
        }
        host_check_events(&host);
        host_say(&host, "\r\n");
        rest_at(42, 5 * MONO_SEC);
        assert_true(host_is_ready(&host));
        assert_true(rating() == 4.2);
    }
    ready_slider();
    for (int i = 0; i < 10; i++)
        host_say(&host, "what\r\n");
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
}

/* ---- buttons */

static void each_button_is_a_press_and_its_release(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        uint8_t channel;
        const char *name;
    } rows[] = {{"C\r\n", BUTTON, "button"}, {"L\r\n", LEFT, "left"}, {"R\n", RIGHT, "right"}};
    for (size_t i = 0; i < 3; i++) {
        ready_slider();
        host_run(&host, MONO_SEC);
        host_say(&host, rows[i].line);
        assert_int_equal(host.n_events, 2);
        for (size_t k = 0; k < 2; k++) {
            assert_true(host.events[k].kind == EVENT_RESPONSE && host.events[k].t == host.now);
            assert_true(host.events[k].channel == rows[i].channel &&
                        host.events[k].value == (k == 0));
        }
        assert_string_equal(host.driver->channels[rows[i].channel].name, rows[i].name);
        assert_int_equal(host.driver->channels[rows[i].channel].kind, CHANNEL_BUTTON);
    }
    open_slider(NULL); /* of one that is not known yet it is none */
    host_say(&host, "C\r\n042\r\n");
    assert_int_equal(host_count(&host, EVENT_RESPONSE), 0);
}

static void what_it_cannot_do_is_refused(void **state)
{
    (void)state;
    open_slider(NULL);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_STREAM}), STATUS_BUSY);
    ready_slider();
    for (uint8_t kind = COMMAND_IDLE; kind <= COMMAND_LEVEL; kind++)
        for (uint8_t channel = 0; channel < 5; channel++) {
            const bool may = channel == VAS && kind <= COMMAND_STREAM;
            assert_int_equal(
                host_command(&host, (struct command){.kind = kind, .channel = channel}),
                may ? STATUS_OK : STATUS_UNSUPPORTED);
        }
    assert_int_equal(host.n_frames, 0);
    assert_false(host.driver->energises);
    assert_int_equal(host.driver->stop_size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_sent_to_what_has_not_spoken_and_nothing_to_what_has),
        cmocka_unit_test(two_lines_of_its_own_make_it_known),
        cmocka_unit_test(who_says_other_things_is_another_device),
        cmocka_unit_test(who_answers_a_sign_of_life_is_another_device),
        cmocka_unit_test(a_slider_that_nobody_touches_is_there_at_its_first_touch),
        cmocka_unit_test(a_stranger_that_is_replaced_is_known_again),
        cmocka_unit_test(where_only_the_identity_is_wanted_it_is_told_and_no_more),
        cmocka_unit_test(no_driver_before_it_takes_it_for_its_own),
        cmocka_unit_test(positions_are_ratings),
        cmocka_unit_test(every_split_gives_the_same_events),
        cmocka_unit_test(a_finger_that_is_away_rates_nothing),
        cmocka_unit_test(silence_is_told_where_it_repeats_itself),
        cmocka_unit_test(a_slider_that_tells_changes_only_may_be_quiet),
        cmocka_unit_test(a_jump_is_doubted_where_it_repeats_itself),
        cmocka_unit_test(cut_lines_never_become_a_number),
        cmocka_unit_test(what_is_not_exactly_a_line_gives_no_number),
        cmocka_unit_test(noise_is_a_fault_and_then_it_works),
        cmocka_unit_test(each_button_is_a_press_and_its_release),
        cmocka_unit_test(what_it_cannot_do_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

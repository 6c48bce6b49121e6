/* The CPAR+'s driver against packets written from the bridge's description (pressure.md 5). */
#include "drivers_cpar_plus_bridge.h"

#include <math.h>

/* ---- announcing */

static void the_bridge_is_told_of_the_instrument_which_names_itself(void **state)
{
    (void)state;
    plug_in();
    host_open(&host);
    host_run_until_ready(&host);
    assert_string_equal(host.identity.model, "CPAR+");
    assert_string_equal(host.identity.firmware, "1.0.1");
    assert_true(host.identity.reach_high == 100);
    assert_int_equal(energising(), 0);
    assert_string_equal(host.frames[0].text, STOP_COM4);
    assert_string_equal(host.frames[1].text, "START;USE SERVER;CMD PORTS;END;");
    assert_non_null(
        strstr(bridge.commands, "STOP PORTS CREATE OPEN PING MODE STATE SIGNALS RATING "));
    assert_true(bridge.mode && bridge.is_open);
}

/* It was left at the bridge by a session before. */
static void an_instrument_that_the_bridge_knows_already_is_taken(void **state)
{
    (void)state;
    plug_in();
    bridge.is_made = bridge.is_open = true;
    host_open(&host);
    host_run_until_ready(&host);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 0);
}

static void who_only_asks_is_told_the_ports_and_sets_nothing(void **state)
{
    (void)state;
    plug_in();
    host_init(&host, "cpar-plus", &(struct driver_config){.only_identifies = true});
    host.hears = hear;
    host_open(&host);
    host_run_until_ready(&host);
    host_run(&host, 2 * MONO_SEC);
    assert_int_equal(host.n_frames, 1);
    assert_string_equal(host.frames[0].text, "START;USE SERVER;CMD PORTS;END;");
    assert_string_equal(host.identity.model, "DeviceHost");
    assert_string_equal(host.identity.serial, "COM1 COM4");
}

static void another_device_is_none(void **state)
{
    (void)state;
    plug_in();
    bridge.device = "CPAR";
    host_open(&host);
    host_expect_no_instrument(&host, FAULT_IDENTITY);
    plug_in();
    host.hears = NULL;
    host_open(&host);
    host_run(&host, 200 * MONO_MS);
    host_say(&host, "12.5 N\r\n");
    host_expect_no_instrument(&host, FAULT_IDENTITY);
}

static void nobody_there_is_silent(void **state)
{
    (void)state;
    plug_in();
    host.hears = NULL;
    host_open(&host);
    host_expect_no_instrument(&host, FAULT_SILENT);
}

/* A board that restarts when its port is opened tells nothing for a while. */
static void who_is_starting_is_waited_for(void **state)
{
    (void)state;
    static const char *const said[] = {"CommunicationFailure", "NoStatus"};
    static const char *const asked[] = {"PING", "STATE"};
    for (size_t i = 0; i < 2; i++) {
        plug_in();
        bridge.error = said[i];
        bridge.error_for = asked[i];
        host_open(&host);
        host_run(&host, 2500 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        bridge.error = NULL;
        host_run_until_ready(&host);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        plug_in();
        bridge.error = said[i];
        bridge.error_for = asked[i];
        host_open(&host);
        host_expect_no_instrument(&host, FAULT_SILENT);
    }
}

static void every_error_of_the_bridge_is_a_fault_with_its_word(void **state)
{
    (void)state;
    static const char *const asked[] = {"STATE", "RATING", "SIGNALS", "PING"};
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        for (size_t k = 0; k < 4; k++) {
            make_ready();
            bridge.error = errors[i].name;
            bridge.error_for = asked[k];
            host_run(&host, MONO_SEC);
            const struct event *fault = host_last(&host, EVENT_FAULT);
            assert_non_null(fault);
            assert_int_equal(fault->code, errors[i].fault);
            assert_true(host_find(&host, EVENT_NOTICE, NOTICE_ERROR_REPLY)->value > 0);
            bridge.error = NULL;
            host_run(&host, 3 * MONO_SEC);
            assert_true(host_is_ready(&host));
        }
}

static void every_error_of_setting_up_is_a_fault_with_its_word(void **state)
{
    (void)state;
    static const char *const asked[] = {"CREATE", "OPEN", "PING", "MODE", "STATE", "RATING"};
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        for (size_t k = 0; k < 6; k++) {
            const bool is_of_a_stop = k < 2 && (strcmp(errors[i].name, "NoHandlerFound") == 0 ||
                                                strcmp(errors[i].name, "DeviceClosed") == 0);
            plug_in();
            bridge.error = errors[i].name;
            bridge.error_for = asked[k];
            host_open(&host);
            host_run(&host, host.driver->announces_within);
            assert_int_equal(host_count(&host, EVENT_READY), 0);
            assert_int_equal(host_count(&host, EVENT_FAULT), 1);
            if (!is_of_a_stop)
                assert_int_equal(host_last(&host, EVENT_FAULT)->code, errors[i].fault);
        }
}

/* Its page is not of one mind about them. */
static void other_spellings_of_an_error_are_understood(void **state)
{
    (void)state;
    static const char *const said[] = {"START;ERR DeviceClosed;END;",
                                       "START\nERR DeviceClosed\nEND\n",
                                       "START;\r\nERR;DeviceClosed;\r\nEND;\r\n",
                                       "START;ERR: deviceclosed ;END"
                                       "\r\n"};
    for (size_t i = 0; i < 4; i++) {
        make_ready();
        bridge.deaf_to = "STATE";
        host_run(&host, 120 * MONO_MS);
        host_say(&host, said[i]);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_BRIDGE));
    }
}

/* ---- values */

static void at_rest_the_rating_is_told_and_no_pressure(void **state)
{
    (void)state;
    make_ready();
    bridge.mm = 7;
    live(MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_READING), 0);
    assert_in_range(host_count(&host, EVENT_RATING), 19, 21);
    assert_true(fabs(host_last(&host, EVENT_RATING)->value - 0.7) < 1e-9);
    assert_in_range(bridge.n_pings, 2, 5);
    host_check_events(&host);
}

static void a_sample_gives_both_outlets_and_its_rating(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 40, 10, 0), STATUS_OK);
    live(100 * MONO_MS);
    host_forget(&host);
    bridge.kpa1 = 12;
    bridge.kpa2 = -3;
    bridge.mm = 4;
    live(150 * MONO_MS);
    assert_in_range(host_count(&host, EVENT_READING), 4, 8);
    assert_int_equal(host_count(&host, EVENT_RATING) * 2, host_count(&host, EVENT_READING));
    const size_t n = host.n_events;
    assert_true(fabs(host.events[n - 3].value - 1.2) < 1e-9 && host.events[n - 3].channel == 0);
    assert_true(fabs(host.events[n - 2].value + 0.3) < 1e-9 && host.events[n - 2].channel == 1);
    assert_true(fabs(host.events[n - 1].value - 0.4) < 1e-9 && host.events[n - 1].channel == 3);
    for (size_t i = 1; i < n; i++)
        assert_int_equal(host.events[i].seq, host.events[i - 1].seq + 1);
    host_check_events(&host);
}

static void samples_that_come_together_are_all_told(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 40, 10, 0), STATUS_OK);
    live(100 * MONO_MS);
    host_forget(&host);
    for (int i = 0; i < 20; i++)
        sample();
    host_run(&host, 60 * MONO_MS);
    assert_in_range(host_count(&host, EVENT_READING), 40, 44);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 0);
    host_forget(&host);
    for (int i = 0; i < 30; i++) /* more than are kept: the newest are told, the others missing */
        sample();
    host_run(&host, 60 * MONO_MS);
    const struct event *gap = host_find(&host, EVENT_NOTICE, NOTICE_GAP);
    assert_non_null(gap);
    assert_int_equal(host_count(&host, EVENT_READING), 2 * 24);
    assert_true(gap->value >= 3 * 6);
}

static void a_sample_out_of_line_is_doubted_and_missing(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 40, 10, 0), STATUS_OK);
    live(100 * MONO_MS);
    host_forget(&host);
    bridge.kpa1 = 900;
    sample();
    bridge.kpa1 = 0;
    live(200 * MONO_MS);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 3);
    for (size_t i = 0; i < host.n_events; i++)
        assert_true(host.events[i].kind != EVENT_READING || host.events[i].value < 1);
}

static void what_it_cannot_measure_is_a_fault(void **state)
{
    (void)state;
    static const int beyond[] = {1001, -51, 19999};
    for (size_t i = 0; i < 3; i++) {
        make_ready();
        assert_int_equal(drive(0, 40, 10, 0), STATUS_OK);
        live(100 * MONO_MS);
        bridge.kpa2 = beyond[i];
        live(150 * MONO_MS);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_RANGE));
        assert_string_equal(bridge.state, "STATE_IDLE"); /* it was stopped */
    }
}

/* One that stands still is asked for all it says, whatever is left of an answer. */
static void a_cut_answer_is_no_number(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "START;\r\nDATA 251 252 33;\r\nDATA 253 254 34;\r\nEND;\r\n",
        "START;SCORE 55;FINAL_SCORE 54;BUTTON 1;LATCHED_BUTTON 1;END;",
    };
    for (size_t i = 0; i < 2; i++)
        for (size_t cut = 0; cut < strlen(answers[i]); cut++)
            for (int keeps_line_end = 0; keeps_line_end < 2; keeps_line_end++) {
                if (strncmp(answers[i] + cut, ";\r\n", 4) == 0 ||
                    strcmp(answers[i] + cut, "\r\n") == 0 || strcmp(answers[i] + cut, "\n") == 0 ||
                    strcmp(answers[i] + cut, ";") == 0)
                    continue; /* nothing of it is missing but the end of its end */
                make_ready();
                assert_int_equal(drive(0, 40, 10, 0), STATUS_OK);
                live(100 * MONO_MS);
                host_forget(&host);
                host_bytes(&host, answers[i], cut);
                if (keeps_line_end)
                    host_say(&host, "\r\n");
                live(300 * MONO_MS);
                for (size_t e = 0; e < host.n_events; e++)
                    assert_true((host.events[e].kind != EVENT_READING &&
                                 host.events[e].kind != EVENT_RATING) ||
                                host.events[e].value == 0);
                assert_int_equal(presses(), 0);
            }
}

static void however_it_is_split_the_same_is_told(void **state)
{
    (void)state;
    static struct event whole[HOST_EVENTS];
    size_t n_whole = 0;
    for (size_t chunk = 0; chunk < 40; chunk++) {
        plug_in();
        host.chunk = chunk;
        host_open(&host);
        host_run_until_ready(&host);
        assert_int_equal(drive(1, 40, 10, 0), STATUS_OK);
        bridge.kpa2 = 15;
        live(500 * MONO_MS);
        bridge.button = true;
        bridge.state = "STATE_IDLE";
        bridge.condition = "1";
        live(200 * MONO_MS);
        if (chunk == 0) {
            n_whole = host.n_events;
            memcpy(whole, host.events, sizeof whole);
        }
        assert_int_equal(host.n_events, n_whole);
        assert_memory_equal(host.events, whole, n_whole * sizeof whole[0]);
    }
}

static void what_cannot_be_is_broken(void **state)
{
    (void)state;
    static const char *const said[] = {
        "START;SCORE 101;FINAL_SCORE 0;BUTTON 1;LATCHED_BUTTON 1;END;",
        "START;SCORE 50;FINAL_SCORE 0;BUTTON 2;LATCHED_BUTTON 1;END;",
        "START;SCORE 50;FINAL_SCORE 0;BUTTON 1;END;",
        "START;SCORE 50;SCORE 51;FINAL_SCORE 0;BUTTON 1;LATCHED_BUTTON 1;END;",
        "START;SCORE 50;FINAL_SCORE 0;BUTTON 1;LATCHED_BUTTON 1;DATA 1 2 3;END;",
        "START;SCORE 5.0;FINAL_SCORE 0;BUTTON 1;LATCHED_BUTTON 1;END;",
        "START;SCORE;FINAL_SCORE 0;BUTTON 1;LATCHED_BUTTON 1;END;",
        "SCORE 50;FINAL_SCORE 0;BUTTON 1;LATCHED_BUTTON 1;END;",
        "START;DATA 1 2;END;",
        "START;DATA 1 2 3 4;END;",
        "START;DATA 1 2 300;END;",
        "START;DATA 1,5 2 3;END;",
        "START;DATX 1 2 3;END;",
        "START;DATA 1 2 3\nEND;",
        "START;OK now;END;",
    };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        make_ready();
        for (int k = 0; k < 12; k++) {
            assert_int_equal(host_count(&host, EVENT_READING) + presses(), 0);
            assert_true(host_count(&host, EVENT_RATING) == 0 ||
                        host_last(&host, EVENT_RATING)->value == 0);
            host_say(&host, said[i]);
        }
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
    }
}

static void what_a_newer_bridge_says_besides_is_left_alone(void **state)
{
    (void)state;
    make_ready();
    bridge.deaf_to = "RATING";
    host_run(&host, 100 * MONO_MS);
    host_say(&host, "START;SCORE 5;FINAL_SCORE 0;HEART_RATE 60;BUTTON 0;LATCHED_BUTTON 0;END;");
    assert_true(fabs(host_last(&host, EVENT_RATING)->value - 0.5) < 1e-9);
}

static void silence_is_a_fault_and_noise_is_survived(void **state)
{
    (void)state;
    make_ready();
    host.hears = NULL;
    host_run(&host, host.driver->silence + 10 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
    make_ready();
    for (int i = 0; i < 64 * 1024; i++) {
        const uint8_t byte = (uint8_t)(i * 7919 >> 3);
        host_bytes(&host, &byte, 1);
        if (i % 64 == 0)
            live(MONO_MS);
        host.n_events = host.n_frames = 0;
        bridge.commands[0] = '\0';
    }
    live(10 * MONO_SEC);
    assert_int_equal(host_last(&host, EVENT_RATING) != NULL, 1);
}

/* The bridge tells the last state of an instrument that is no longer there. */
static void an_instrument_that_is_gone_behind_its_bridge_is_silent(void **state)
{
    (void)state;
    make_ready();
    bridge.error = "CommunicationFailure";
    bridge.error_for = "PING";
    live(600 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
}

static void a_state_that_is_not_there_any_more_is_silence(void **state)
{
    (void)state;
    make_ready();
    bridge.error = "NoStatus";
    bridge.error_for = "STATE";
    live(1100 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
}

/* ---- the button */

static void a_press_between_two_questions_is_told_by_the_latch(void **state)
{
    (void)state;
    make_ready();
    bridge.latched = true;
    live(100 * MONO_MS);
    assert_int_equal(presses(), 1);
    assert_int_equal(host_count(&host, EVENT_RESPONSE), 2);
    host_forget(&host);
    bridge.button = true;
    live(500 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_RESPONSE), 1);
    live(10 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_BUTTON_STUCK));
    bridge.button = false;
    live(100 * MONO_MS);
    assert_true(host_last(&host, EVENT_RESPONSE)->value == 0);
    assert_int_equal(presses(), 1);
}

static void a_press_of_before_is_none(void **state)
{
    (void)state;
    plug_in();
    bridge.latched = true;
    host_open(&host);
    host_run_until_ready(&host);
    live(300 * MONO_MS);
    assert_int_equal(presses(), 0);
    plug_in();
    bridge.button = true; /* held */
    host_open(&host);
    host_run_until_ready(&host);
    live(300 * MONO_MS);
    assert_int_equal(presses(), 1);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_bridge_is_told_of_the_instrument_which_names_itself),
        TEST(an_instrument_that_the_bridge_knows_already_is_taken),
        TEST(who_only_asks_is_told_the_ports_and_sets_nothing),
        TEST(another_device_is_none),
        TEST(nobody_there_is_silent),
        TEST(who_is_starting_is_waited_for),
        TEST(every_error_of_the_bridge_is_a_fault_with_its_word),
        TEST(every_error_of_setting_up_is_a_fault_with_its_word),
        TEST(other_spellings_of_an_error_are_understood),
        TEST(at_rest_the_rating_is_told_and_no_pressure),
        TEST(a_sample_gives_both_outlets_and_its_rating),
        TEST(samples_that_come_together_are_all_told),
        TEST(a_sample_out_of_line_is_doubted_and_missing),
        TEST(what_it_cannot_measure_is_a_fault),
        TEST(a_cut_answer_is_no_number),
        TEST(however_it_is_split_the_same_is_told),
        TEST(what_cannot_be_is_broken),
        TEST(what_a_newer_bridge_says_besides_is_left_alone),
        TEST(silence_is_a_fault_and_noise_is_survived),
        TEST(an_instrument_that_is_gone_behind_its_bridge_is_silent),
        TEST(a_state_that_is_not_there_any_more_is_silence),
        TEST(a_press_between_two_questions_is_told_by_the_latch),
        TEST(a_press_of_before_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Drives, ends and stops of the CPAR+, through packets of its bridge (pressure.md 5). */
#include "drivers_cpar_plus_bridge.h"

#include <math.h>

static void a_ramp_clears_sets_looks_and_starts_each_after_the_other(void **state)
{
    (void)state;
    make_ready();
    host_run(&host, 20 * MONO_MS); /* between two rounds */
    assert_int_equal(drive(0, 100, 1, 10 * MONO_SEC), STATUS_OK);
    assert_int_equal(energising(), 1);
    live(100 * MONO_MS);
    assert_int_equal(energising(), 3);
    assert_non_null(strstr(bridge.commands, "CLEAR WAVEFORM STATE START "));
    assert_string_equal(bridge.waveform,
                        "CHANNEL 0;REPEAT 1;INSTRUCTIONS 2;INC 10 100000;STEP 1000 10000;");
    assert_string_equal(
        bridge.start, "STOPCRITERION 1;EXTERNALTRIGGER 0;OVERRIDERATING 0;OUTLET01 1;OUTLET02 0;");
    assert_int_equal(bridge.n_starts, 1);
    assert_int_equal(drive(1, 10, 1, 0), STATUS_BUSY);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

static void the_other_outlet_has_the_other_waveform(void **state)
{
    (void)state;
    make_ready();
    const struct command command = {.kind = COMMAND_DRIVE,
                                    .channel = 1,
                                    .target = 42,
                                    .rate_per_s = 10,
                                    .return_per_s = 5,
                                    .hold = 100 * MONO_SEC};
    assert_int_equal(host_command(&host, command), STATUS_OK);
    live(100 * MONO_MS);
    assert_string_equal(
        bridge.waveform,
        "CHANNEL 1;REPEAT 1;INSTRUCTIONS 3;INC 100 4200;STEP 420 100000;DEC 50 8400;");
    assert_non_null(strstr(bridge.start, "OUTLET01 0;OUTLET02 2;"));
}

static void a_train_is_one_waveform(void **state)
{
    (void)state;
    make_ready();
    const struct command command = {.kind = COMMAND_TRAIN,
                                    .channel = 0,
                                    .target = 45.25,
                                    .base = 1,
                                    .pulses = 10,
                                    .hold = MONO_SEC,
                                    .off = 500 * MONO_MS};
    assert_int_equal(host_command(&host, command), STATUS_OK);
    live(100 * MONO_MS);
    assert_string_equal(bridge.waveform,
                        "CHANNEL 0;REPEAT 10;INSTRUCTIONS 2;STEP 452 1000;STEP 10 500;");
}

static void what_the_wire_cannot_say_is_refused_and_nothing_is_sent(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 100.1, 1, 0), STATUS_RANGE);
    assert_int_equal(drive(0, -1, 1, 0), STATUS_RANGE);
    assert_int_equal(drive(0, (double)NAN, 1, 0), STATUS_RANGE);
    assert_int_equal(drive(0, 50, 0, 0), STATUS_RANGE);
    assert_int_equal(drive(0, 50, 0.05, 0), STATUS_RANGE);
    assert_int_equal(drive(0, 0, 10, 0), STATUS_RANGE);
    assert_int_equal(drive(2, 50, 1, 0), STATUS_UNSUPPORTED);
    struct command train = {.kind = COMMAND_TRAIN, .target = 50, .hold = MONO_SEC, .off = MONO_SEC};
    assert_int_equal(host_command(&host, train), STATUS_RANGE);
    train.pulses = 256;
    assert_int_equal(host_command(&host, train), STATUS_RANGE);
    train.pulses = 10;
    train.hold = MONO_SEC + 1;
    assert_int_equal(host_command(&host, train), STATUS_RANGE);
    assert_int_equal(energising(), 0);
}

/* When nobody is there to stop it, its own end does: that is never far. */
static void what_would_last_too_long_is_refused(void **state)
{
    (void)state;
    const struct command trains[] = {
        {.kind = COMMAND_TRAIN, .target = 50, .pulses = 90, .hold = 8 * MONO_SEC},
        {.kind = COMMAND_TRAIN, .target = 50, .pulses = 91, .hold = 8 * MONO_SEC}};
    for (int is_longer = 0; is_longer < 2; is_longer++) {
        const enum status status = is_longer ? STATUS_RANGE : STATUS_OK;
        const mono_ns more = is_longer ? MONO_SEC : 0;
        struct command train = trains[is_longer];
        train.off = 2 * MONO_SEC;
        make_ready();
        assert_int_equal(host_command(&host, train), status);
        make_ready();
        assert_int_equal(drive(0, 60, 1, 14 * 60 * MONO_SEC + more), status); /* 1 min up */
        live(100 * MONO_MS);
        assert_true((energising() == 0) == is_longer);
    }
    assert_true(host.driver->longest_drive == 15 * 60 * MONO_SEC);
}

/* The longest frames with the longest name of a port fit: host_send() looks. */
static void no_program_goes_beyond_what_was_asked(void **state)
{
    (void)state;
    for (int i = 1; i <= 400; i++) {
        const double target = 0.25 * i, rate = 0.13 * i + 0.1;
        unsigned up = 0, way_ms = 0, level = 0, hold_ms = 0;
        make_ready();
        assert_int_equal(drive(0, target, rate, 10 * MONO_SEC), STATUS_OK);
        live(100 * MONO_MS);
        const char *inc = strstr(bridge.waveform, "INC "), *step = strstr(bridge.waveform, "STEP ");
        if (inc)
            assert_int_equal(sscanf(inc, "INC %u %u;", &up, &way_ms), 2);
        assert_non_null(step);
        assert_int_equal(sscanf(step, "STEP %u %u;", &level, &hold_ms), 2);
        assert_true(up / 10.0 <= rate + 1e-9);
        assert_true(up * (way_ms / 1000.0) <= level + 1e-9);
        assert_true(level / 10.0 <= target + 1e-9 && level / 10.0 > target - 0.11);
        assert_true(level - up * (way_ms / 1000.0) <= up * 0.05 + 1e-9); /* no leap */
        assert_int_equal(way_ms % 50, 0);
        assert_int_equal(hold_ms, 10000);
    }
}

static void a_start_that_is_not_possible_says_why(void **state)
{
    (void)state;
    static const struct {
        bool meter, low, power, supply;
        const char *state;
        enum fault fault;
    } rows[] = {{true, true, false, true, "STATE_IDLE", FAULT_POWER},
                {true, true, true, true, "STATE_EMERGENCY", FAULT_EMERGENCY},
                {true, true, true, true, "STATE_NOT_CONNECTED", FAULT_BRIDGE},
                {false, true, true, true, "STATE_IDLE", FAULT_SLIDER},
                {true, false, true, true, "STATE_IDLE", FAULT_SLIDER_UP},
                {true, true, true, false, "STATE_IDLE", FAULT_SUPPLY},
                {true, true, true, true, "STATE_IDLE", FAULT_REFUSED}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int is_late = 0; is_late < 2; is_late++) {
            make_ready();
            if (is_late) { /* it becomes so after the drive was ordered: the look before the start finds it */
                assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
            }
            bridge.meter = rows[i].meter;
            bridge.meter_low = rows[i].low;
            bridge.power = rows[i].power;
            bridge.supply = rows[i].supply;
            bridge.state = rows[i].state;
            bridge.can_start = false;
            live(100 * MONO_MS);
            if (host_is_ready(&host))
                assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
            assert_non_null(host_find(&host, EVENT_FAULT, (uint8_t)rows[i].fault));
            assert_int_equal(bridge.n_starts, 0);
            bridge.meter = bridge.meter_low = bridge.power = bridge.supply = true;
            bridge.can_start = true;
            bridge.state = "STATE_IDLE";
            live(3 * MONO_SEC);
            assert_true(host_is_ready(&host));
        }
}

static void an_order_that_is_refused_is_a_fault_and_nothing_follows(void **state)
{
    (void)state;
    static const char *const orders[] = {"CLEAR", "WAVEFORM", "START"};
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        for (size_t k = 0; k < 3; k++) {
            make_ready();
            bridge.error = errors[i].name;
            bridge.error_for = orders[k];
            assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
            live(300 * MONO_MS);
            assert_non_null(host_find(&host, EVENT_FAULT, (uint8_t)errors[i].fault));
            assert_int_equal(bridge.n_starts, 0);
        }
}

static void an_order_that_is_not_answered_is_a_fault(void **state)
{
    (void)state;
    static const char *const orders[] = {"CLEAR", "WAVEFORM", "START"};
    for (size_t k = 0; k < 3; k++) {
        make_ready();
        bridge.deaf_to = orders[k];
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        live(700 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        assert_int_equal(bridge.n_starts, 0);
    }
}

/* ---- ends */

static void every_end_is_told_as_what_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *condition;
        enum fault fault;
        bool is_done;
    } rows[] = {{"1", FAULT_NONE, true},
                {"2", FAULT_NONE, true},
                {"3", FAULT_NONE, true},
                {"4", FAULT_TRACKING, false},
                {"5", FAULT_SLIDER, false},
                {"6", FAULT_EMERGENCY, false},
                {"7", FAULT_NONE, false},
                {"8", FAULT_LEAK, false},
                {"9", FAULT_TRACKING, false},
                {"10", FAULT_POWER, false},
                {"STOPCOND_STOP_BUTTON", FAULT_NONE, true},
                {"MAXIMAL_TIME", FAULT_TRACKING, false},
                {"VAS_DISCONNECTED", FAULT_SLIDER, false},
                {"COMMUNICATION_WATCHDOG", FAULT_TRACKING, false},
                {"0", FAULT_NONE, true},
                {"SOMETHING_ELSE", FAULT_NONE, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        make_ready();
        assert_int_equal(drive(1, 40, 1, 0), STATUS_OK);
        live(500 * MONO_MS);
        bridge.state = "STATE_IDLE";
        bridge.condition = rows[i].condition;
        live(100 * MONO_MS);
        const struct event *done = host_find(&host, EVENT_NOTICE, NOTICE_PROGRAM_DONE);
        assert_int_equal(done != NULL, rows[i].is_done);
        assert_true(!done || done->channel == 1);
        assert_int_equal(presses(), 0); /* only the button tells of a press */
        const struct event *fault = host_last(&host, EVENT_FAULT);
        assert_int_equal(fault ? fault->code : FAULT_NONE, rows[i].fault);
    }
}

static void the_press_that_ends_it_is_told_before_its_end(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(500 * MONO_MS);
    host_forget(&host);
    bridge.latched = true;
    bridge.state = "STATE_IDLE";
    bridge.condition = "1";
    live(100 * MONO_MS);
    assert_int_equal(presses(), 1);
    const struct event *done = host_find(&host, EVENT_NOTICE, NOTICE_PROGRAM_DONE);
    assert_non_null(done);
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_RESPONSE)
            assert_true(&host.events[i] < done);
}

static void a_start_that_nobody_sees_is_a_fault(void **state)
{
    (void)state;
    make_ready();
    bridge.ignores_starts = true;
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    host_run(&host, 600 * MONO_MS);
    assert_int_equal(bridge.n_starts, 1);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
}

static void samples_that_stay_away_are_silence(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(300 * MONO_MS);
    host_run(&host, 700 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
    assert_string_equal(bridge.state, "STATE_IDLE");
}

static void what_presses_though_nobody_has_told_it_to_is_stopped(void **state)
{
    (void)state;
    static const char *const states[] = {"STATE_STIMULATING", "STATE_PENDING"};
    for (size_t i = 0; i < 2; i++) {
        make_ready();
        live(MONO_SEC);
        const size_t stops = bridge.n_stops;
        bridge.state = states[i];
        live(100 * MONO_MS);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
        assert_true(bridge.n_stops > stops);
    }
}

/* ---- stops */

static void the_stop_frame_names_the_port_and_nothing_changes_it(void **state)
{
    (void)state;
    const struct driver *driver = driver_find("cpar-plus");
    uint8_t frame[FRAME_MAX];
    struct driver_config config = {.bridge_port = "COM4"};
    assert_int_equal(driver->write_stop(&config, frame), sizeof STOP_COM4 - 1);
    assert_memory_equal(frame, STOP_COM4, sizeof STOP_COM4 - 1);
    memset(config.bridge_port, 'x', BRIDGE_PORT_MAX - 1); /* the longest */
    assert_true(driver->write_stop(&config, frame) < FRAME_MAX);
    memset(config.bridge_port, 0, sizeof config.bridge_port);
    assert_int_equal(driver->write_stop(&config, frame), driver->stop_size);
    assert_memory_equal(frame, driver->stop_frame, driver->stop_size);
}

static void the_longest_name_of_a_port_fits_into_every_frame(void **state)
{
    (void)state;
    static const char longest[] = "/dev/serial/by-id/usb-a-cpar-p";
    struct driver_config config = {0};
    strcpy(config.bridge_port, longest);
    assert_int_equal(strlen(longest) + 2, BRIDGE_PORT_MAX);
    plug_in();
    host_init(&host, "cpar-plus", &config);
    host_open(&host);
    static const char *const replies[] = {"PORT COM1;", "OK;", "OK;", "DEVICE CPAR+;VERSION 1;",
                                          "OK;"};
    host_run(&host, 110 * MONO_MS);
    bridge.newline = "";
    for (size_t i = 0; i < 5; i++) {
        say_packet(&host, replies[i]);
        host_run(&host, 2 * MONO_MS);
    }
    say_state(&host);
    host_run(&host, 2 * MONO_MS);
    say_packet(&host, "");
    host_run(&host, 2 * MONO_MS);
    say_rating(&host);
    host_run(&host, 2 * MONO_MS);
    assert_true(host_is_ready(&host));
    say_packet(&host, "");
    say_state(&host);
    say_rating(&host);
    host_run(&host, 5 * MONO_MS);
    struct command command = {.kind = COMMAND_DRIVE,
                              .target = 100,
                              .rate_per_s = 1,
                              .return_per_s = 1,
                              .hold = 700 * MONO_SEC}; /* 15 min, and the most digits */
    assert_int_equal(host_command(&host, command), STATUS_OK);
    for (int i = 0; i < 2; i++) {
        say_packet(&host, "OK;");
        host_run(&host, 2 * MONO_MS);
    }
    say_state(&host);
    host_run(&host, 2 * MONO_MS);
    assert_int_equal(energising(), 3); /* host_send() has looked at their size */
    assert_non_null(strstr(host.frames[host.n_frames - 1].text, longest));
}

static void a_baseline_stops_and_its_rest_is_told(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(500 * MONO_MS);
    host_forget(&host);
    const struct command baseline = {.kind = COMMAND_BASELINE};
    assert_int_equal(host_command(&host, baseline), STATUS_OK);
    assert_string_equal(host.frames[0].text, STOP_COM4);
    assert_int_equal(host.frames[0].class, FRAME_SAFE);
    live(300 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 2);
    assert_int_equal(host_find(&host, EVENT_NOTICE, NOTICE_AT_REST)->channel, 0);
    assert_int_equal(host_last(&host, EVENT_NOTICE)->channel, 1);
    live(MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 2); /* once */
    assert_int_equal(drive(1, 40, 1, 0), STATUS_OK);
}

/* That it was stopped is no rest as long as it says itself that it goes on. */
static void no_rest_is_told_before_it_is_idle(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(500 * MONO_MS);
    const struct command baseline = {.kind = COMMAND_BASELINE};
    assert_int_equal(host_command(&host, baseline), STATUS_OK);
    host_run(&host, 2 * MONO_MS);
    bridge.state = "STATE_STIMULATING";
    live(400 * MONO_MS);
    assert_null(host_find(&host, EVENT_NOTICE, NOTICE_AT_REST));
    live(200 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
    assert_string_equal(bridge.state, "STATE_IDLE"); /* it was told again */
}

static void a_baseline_at_any_time_starts_nothing_after_it(void **state)
{
    (void)state;
    for (int us = 0; us < 12000; us += 500) {
        make_ready();
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        host_run(&host, us * MONO_US);
        const size_t starts = bridge.n_starts;
        const struct command baseline = {.kind = COMMAND_BASELINE};
        assert_int_equal(host_command(&host, baseline), STATUS_OK);
        live(2 * MONO_SEC);
        assert_int_equal(bridge.n_starts, starts);
        assert_string_equal(bridge.state, "STATE_IDLE");
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        live(300 * MONO_MS);
        assert_true(is_stimulating());
    }
}

static void a_stop_that_is_not_answered_is_said_again(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(500 * MONO_MS);
    bridge.deaf_to = "STOP";
    const struct command baseline = {.kind = COMMAND_BASELINE};
    assert_int_equal(host_command(&host, baseline), STATUS_OK);
    live(100 * MONO_MS);
    assert_true(is_stimulating());
    bridge.deaf_to = NULL;
    live(300 * MONO_MS);
    assert_string_equal(bridge.state, "STATE_IDLE");
}

/* The bench says a stop of its own; what it drops is never answered, and the OK is nobody's. */
static void a_stop_of_the_bench_takes_an_order_back(void **state)
{
    (void)state;
    static const char *const orders[] = {"CLEAR", "WAVEFORM", "STATE"};
    for (size_t i = 0; i < 3; i++) {
        make_ready();
        host_run(&host, 20 * MONO_MS);
        bridge.deaf_to = orders[i]; /* dropped */
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        host_run(&host, 10 * MONO_MS);
        bridge.deaf_to = NULL;
        host_say(&host, "START;ERR InvalidInteger;END;"); /* what was cut */
        host_say(&host, "START;OK;END;");
        live(2 * MONO_SEC);
        assert_int_equal(bridge.n_starts, 0);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_AT_REST));
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        live(200 * MONO_MS);
        assert_int_equal(bridge.n_starts, 1);
    }
}

/* The bridge of its public page: statements up to `;`, outside of START and END nothing is heard. */
static size_t stops_heard(const char *bytes, size_t n)
{
    char packet[512] = "", statement[256];
    size_t at = 0, heard = 0;
    bool is_inside = false;
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != ';') {
            statement[at++] = bytes[i];
            continue;
        }
        statement[at] = '\0';
        at = 0;
        if (strcmp(statement, "START") == 0) {
            is_inside = true;
            packet[0] = '\0';
        } else if (strcmp(statement, "END") == 0) {
            heard += is_inside && strcmp(packet, "USE PORT COM4 CPARPLUS|CMD STOP|") == 0;
            is_inside = false;
        } else if (is_inside) {
            strcat(strcat(packet, statement), "|");
        }
    }
    return heard;
}

/* Half of any frame before it, and the closing bytes: it is heard, and what was cut is nothing. */
static void the_stop_frame_is_heard_after_any_half_frame(void **state)
{
    (void)state;
    const struct driver *driver = driver_find("cpar-plus");
    make_ready();
    assert_int_equal(drive(0, 40, 1, MONO_SEC), STATUS_OK);
    live(200 * MONO_MS);
    for (size_t f = 0; f < host.n_frames; f++)
        for (size_t cut = 0; cut <= host.frames[f].size; cut++) {
            char all[3 * FRAME_MAX];
            size_t n = cut;
            memcpy(all, host.frames[f].text, cut);
            memcpy(all + n, driver->closing, driver->closing_size);
            n += driver->closing_size;
            memcpy(all + n, STOP_COM4, sizeof STOP_COM4 - 1);
            n += sizeof STOP_COM4 - 1;
            assert_int_equal(stops_heard(all, n), 1);
        }
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_ramp_clears_sets_looks_and_starts_each_after_the_other),
        TEST(the_other_outlet_has_the_other_waveform),
        TEST(a_train_is_one_waveform),
        TEST(what_would_last_too_long_is_refused),
        TEST(what_the_wire_cannot_say_is_refused_and_nothing_is_sent),
        TEST(no_program_goes_beyond_what_was_asked),
        TEST(a_start_that_is_not_possible_says_why),
        TEST(an_order_that_is_refused_is_a_fault_and_nothing_follows),
        TEST(an_order_that_is_not_answered_is_a_fault),
        TEST(every_end_is_told_as_what_it_was),
        TEST(the_press_that_ends_it_is_told_before_its_end),
        TEST(a_start_that_nobody_sees_is_a_fault),
        TEST(samples_that_stay_away_are_silence),
        TEST(what_presses_though_nobody_has_told_it_to_is_stopped),
        TEST(the_stop_frame_names_the_port_and_nothing_changes_it),
        TEST(the_longest_name_of_a_port_fits_into_every_frame),
        TEST(a_baseline_stops_and_its_rest_is_told),
        TEST(no_rest_is_told_before_it_is_idle),
        TEST(a_baseline_at_any_time_starts_nothing_after_it),
        TEST(a_stop_that_is_not_answered_is_said_again),
        TEST(a_stop_of_the_bench_takes_an_order_back),
        TEST(the_stop_frame_is_heard_after_any_half_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

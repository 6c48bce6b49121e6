/* The presser's driver against conversations written from its manual (hw/sim/presser.md). */
#include "drivers_host.h"

#include <math.h>
#include <stdlib.h>

static const struct answer_row presser[] = {
    {"STOP\r", "OK\r\nS\r\n"},
    {"STREAM 0\r", "OK\r\n"},
    {"ID\r", "PRESSER 1.0 SN004711\r\n"},
    {"WD 500\r", "OK\r\n"},
    {"STREAM 10\r", "OK\r\n"},
    {"STREAM 100\r", "OK\r\n"},
    {"READ\r", "D 57 0.0 0.0 0.0\r\n"},
    {"KICK\r", "OK\r\n"},
    {NULL, NULL},
};

static struct host host; /* too large for a stack */
static unsigned counter;

static void make_ready(void)
{
    host_init(&host, "presser", NULL);
    host.answers = presser;
    host_open(&host);
    host_run_until_ready(&host);
    counter = 57;
    host_check_events(&host);
    assert_int_equal(host_count(&host, EVENT_READING), 0);
}

static void stream_at(double hz)
{
    const struct command stream = {.kind = COMMAND_STREAM, .rate_hz = hz};
    assert_int_equal(host_command(&host, stream), STATUS_OK);
}

static void data(double p1, double p2, double rating)
{
    char line[64];
    counter = (counter + 1) % 1000000;
    snprintf(line, sizeof line, "D %u %.1f %.1f %.1f\r\n", counter, p1, p2, rating);
    host_say(&host, line);
}

static void next_data(double p1, double p2, double rating)
{
    host_run(&host, 10 * MONO_MS);
    data(p1, p2, rating);
}

static enum status drive(uint8_t channel, double target, double rate, mono_ns hold)
{
    return host_command(&host, (struct command){.kind = COMMAND_DRIVE,
                                                .channel = channel,
                                                .target = target,
                                                .rate_per_s = rate,
                                                .hold = hold});
}

static void the_instrument_is_recognised_stopped_and_set_up(void **state)
{
    (void)state;
    make_ready();
    assert_string_equal(host.identity.model, "PRESSER");
    assert_string_equal(host.identity.serial, "004711");
    assert_string_equal(host.identity.firmware, "1.0");
    assert_string_equal(host.frames[0].text, "\r");
    assert_string_equal(host.frames[1].text, "STOP\r");
    assert_int_equal(host_sent(&host, "WD 500\r"), 1);
    assert_int_equal(host_sent(&host, "STREAM 10\r"), 1);
    for (size_t i = 0; i < host.n_frames; i++)
        assert_int_equal(host.frames[i].class, FRAME_SAFE);
    assert_true(host.now - MONO_SEC < host.driver->announces_within);
}

static void who_only_asks_for_its_name_neither_stops_nor_sets_it(void **state)
{
    (void)state;
    static const struct answer_row answers[] = {{"ID\r", "PRESSER 1.0 SN004711\r\n"}, {NULL, NULL}};
    host_init(&host, "presser", &(struct driver_config){.only_identifies = true});
    host.answers = answers;
    host_open(&host);
    host_run_until_ready(&host);
    host_run(&host, 2 * MONO_SEC);
    assert_string_equal(host.identity.serial, "004711");
    for (size_t i = 0; i < host.n_frames; i++)
        assert_true(strcmp(host.frames[i].text, "\r") == 0 ||
                    strcmp(host.frames[i].text, "ID\r") == 0);
    assert_true(host_is_ready(&host));
}

static void the_stop_frame_is_the_manuals(void **state)
{
    (void)state;
    const struct driver *driver = driver_find("presser");
    assert_true(driver->energises);
    assert_int_equal(driver->stop_size, 5);
    assert_memory_equal(driver->stop_frame, "STOP\r", 5);
    assert_int_equal(driver->closing_size, 2);
    assert_memory_equal(driver->closing, "?\r", 2);
    assert_true(driver->longest_frame >= 27 * 10 * MONO_SEC / 115200);
}

static void a_data_message_gives_both_outlets_and_the_slider(void **state)
{
    (void)state;
    make_ready();
    stream_at(100);
    host_forget(&host);
    host_say(&host, "D 58 12.3 0.0 4.5\r\n");
    assert_int_equal(host.n_events, 0); /* from rest to 12.3 kPa and 4.5 in no time: doubted */
    host_say(&host, "D 59 12.3 0.0 4.5\r\n");
    assert_int_equal(host_count(&host, EVENT_READING), 2);
    assert_int_equal(host_count(&host, EVENT_RATING), 1);
    const struct event *last = &host.events[host.n_events - 3];
    assert_true(last[0].value == 12.3 && last[0].channel == 0);
    assert_true(last[1].value == 0 && last[1].channel == 1);
    assert_true(last[2].value == 4.5 && last[2].channel == 3 && last[2].kind == EVENT_RATING);
}

static void the_sequence_has_no_gap_and_shows_every_lost_message(void **state)
{
    (void)state;
    make_ready();
    stream_at(100);
    counter = 999990;
    host_init(&host, "presser", NULL);
    static const struct answer_row near_wrap[] = {{"ID\r", "PRESSER 1.0 SN004711\r\n"},
                                                  {"WD 500\r", "OK\r\n"},
                                                  {"STREAM 10\r", "OK\r\n"},
                                                  {"READ\r", "D 999990 0.0 0.0 0.0\r\n"},
                                                  {NULL, NULL}};
    host.answers = near_wrap;
    host_open(&host);
    host_run_until_ready(&host);
    host_forget(&host);
    for (int i = 0; i < 20; i++)
        next_data(0, 0, 0);
    assert_int_equal(host.n_events, 60);
    for (size_t i = 1; i < host.n_events; i++)
        assert_int_equal(host.events[i].seq, host.events[i - 1].seq + 1);
    const uint32_t seq = host_last(&host, EVENT_RATING)->seq;
    counter += 2;
    next_data(0, 0, 0);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 6);
    assert_int_equal(host_last(&host, EVENT_RATING)->seq, seq + 9);
}

static void what_is_not_exactly_a_message_gives_no_number(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "D 58 0.1 0.0 4.",
        "D 58 0.1 0.0 4",
        "D 58 0.1 0.0",
        "D 58 0.1 0.0 0.55",
        "D 58 0.1",
        "D 58",
        "D ",
        "D 58 0.1 0.0 4.5 ",
        "D 58  0.1 0.0 4.5",
        "58 0.1 0.0 4.5",
        "d 58 0.1 0.0 0",
        "D 58 0 0.0 0.0",
        "D 058 0.1 0.0 0.0",
        "D 1000000 0.1 0.0 0.0",
        "D -58 0.0 0.0 0",
        "D 58 0.0 0.0 10.1",
        "D 58 0.0 0.0 -0.1",
        "D 58 +0.1 0.0 0.0",
        "D 58 .1 0.0 0.0",
        "D 58 0.0 0.0 0.0D 59 0.0 0.0 0.0",
        "D 58 0.0 0.0 \x80.0",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        make_ready();
        host_forget(&host);
        host_say(&host, rows[i]);
        host_say(&host, "\r\n");
        assert_int_equal(host.n_events, 0);
        counter++;
        next_data(0.1, 0, 0);
        assert_int_equal(host_count(&host, EVENT_READING), 2);
        assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_NOISE));
        assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 3);
    }
}

static void a_message_cut_anywhere_gives_no_number(void **state)
{
    (void)state;
    static const char message[] = "D 59 42.3 17.5 4.5";
    const size_t n = sizeof message - 1;
    for (size_t from = 0; from <= n; from++) {
        for (size_t to = from; to <= n; to++) {
            if (from == 0 && to == n)
                continue;
            static const struct answer_row pressing[] = {{"ID\r", "PRESSER 1.0 SN004711\r\n"},
                                                         {"WD 500\r", "OK\r\n"},
                                                         {"STREAM 10\r", "OK\r\n"},
                                                         {"READ\r", "D 58 42.3 17.5 4.5\r\n"},
                                                         {NULL, NULL}};
            host_init(&host, "presser", NULL);
            host.answers = pressing;
            host_open(&host);
            host_run_until_ready(&host);
            host_forget(&host);
            host_bytes(&host, message + from, to - from);
            host_say(&host, "\r\n");
            assert_int_equal(host_count(&host, EVENT_READING), 0);
        }
    }
}

static void a_message_without_one_of_its_bytes_gives_no_wrong_number(void **state)
{
    (void)state;
    static const char reply[] = "D 60 42.3 17.5 4.5\r\nD 61 42.4 17.5 4.5\r\n";
    static const struct answer_row pressing[] = {{"ID\r", "PRESSER 1.0 SN004711\r\n"},
                                                 {"WD 500\r", "OK\r\n"},
                                                 {"STREAM 10\r", "OK\r\n"},
                                                 {"READ\r", "D 59 42.3 17.5 4.5\r\n"},
                                                 {NULL, NULL}};
    for (size_t lost = 0; lost < sizeof reply - 1; lost++) {
        host_init(&host, "presser", NULL);
        host.answers = pressing;
        host_open(&host);
        host_run_until_ready(&host);
        stream_at(100);
        host_bytes(&host, reply, lost);
        host_say(&host, reply + lost + 1);
        counter = 61;
        next_data(42.4, 17.5, 4.5);
        next_data(42.4, 17.5, 4.5);
        assert_true(host_count(&host, EVENT_READING) >= 4);
        for (size_t i = 0; i < host.n_events; i++)
            if (host.events[i].kind == EVENT_READING)
                assert_true(fabs(host.events[i].value - (host.events[i].channel ? 17.5 : 42.4)) <
                            0.11);
        host_check_events(&host);
    }
}

static void any_split_of_the_bytes_gives_the_same_events(void **state)
{
    (void)state;
    static const char talk[] =
        "D 58 0.5 0.0 0.1\r\nB 1\r\nD 59 0.9 0.1 0.3\rB 0\nxyz\x80\r\nE 1\r\nS\r\nOK\r\n"
        "ERR 1\r\nD 62 1.0 0.0 0.5\r\nW\r\nD 63 1.0 0.0 0.5\r\n";
    static struct event whole[64];
    const size_t n = sizeof talk - 1;
    size_t n_whole = 0;
    for (size_t first = 0; first <= n; first++) {
        for (size_t second = first; second <= n; second++) {
            make_ready();
            host_forget(&host);
            host_bytes(&host, talk, first);
            host_bytes(&host, talk + first, second - first);
            host_bytes(&host, talk + second, n - second);
            if (first == 0 && second == 0) {
                n_whole = host.n_events;
                assert_true(n_whole > 12 && n_whole < 64);
                memcpy(whole, host.events, n_whole * sizeof whole[0]);
            }
            assert_int_equal(host.n_events, n_whole);
            assert_memory_equal(host.events, whole, n_whole * sizeof whole[0]);
        }
    }
}

static void a_drive_is_sent_as_the_manual_has_it_and_never_higher(void **state)
{
    (void)state;
    static const struct {
        uint8_t channel;
        double target, rate;
        mono_ns hold;
        const char *frame;
    } rows[] = {
        {0, 40, 1, 0, "RUN 1 40.0 1.0 0 !\r"},
        {1, 100, 200, 600 * MONO_SEC, "RUN 2 100.0 200.0 600000 !\r"},
        {0, 42.08, 9.99, 1500 * MONO_MS + 999999, "RUN 1 42.0 9.9 1500 !\r"},
        {0, 2.3, 0.1, MONO_SEC, "RUN 1 2.3 0.1 1000 !\r"},
        {0, 0.1 + 0.7, 0.1, MONO_SEC, "RUN 1 0.8 0.1 1000 !\r"},
        {0, 0, 0.7, MONO_SEC, "RUN 1 0.0 0.7 1000 !\r"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        make_ready();
        host_forget(&host);
        assert_int_equal(drive(rows[i].channel, rows[i].target, rows[i].rate, rows[i].hold), 0);
        assert_int_equal(host.n_frames, 1);
        assert_string_equal(host.frames[0].text, rows[i].frame);
        assert_int_equal(host.frames[0].class, FRAME_ENERGISE);
    }
}

static void a_drive_outside_its_range_sends_nothing(void **state)
{
    (void)state;
    make_ready();
    host_forget(&host);
    assert_int_equal(drive(0, 100.1, 1, 0), STATUS_RANGE);
    assert_int_equal(drive(0, -1, 1, 0), STATUS_RANGE);
    assert_int_equal(drive(0, NAN, 1, 0), STATUS_RANGE);
    assert_int_equal(drive(0, 10, 0, 0), STATUS_RANGE);
    assert_int_equal(drive(0, 10, 201, 0), STATUS_RANGE);
    assert_int_equal(drive(0, 10, NAN, 0), STATUS_RANGE);
    assert_int_equal(drive(0, 10, 1, -1), STATUS_RANGE);
    assert_int_equal(drive(0, 10, 1, 601 * MONO_SEC), STATUS_RANGE);
    assert_int_equal(drive(2, 10, 1, 0), STATUS_UNSUPPORTED);
    assert_int_equal(drive(3, 10, 1, 0), STATUS_UNSUPPORTED);
    assert_int_equal(drive(9, 10, 1, 0), STATUS_UNSUPPORTED);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_ZERO}),
                     STATUS_UNSUPPORTED);
    assert_int_equal(host_command(&host, (struct command){.kind = 99}), STATUS_UNSUPPORTED);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_STREAM, .channel = 2}),
                     STATUS_UNSUPPORTED);
    assert_int_equal(host.n_frames, 0);
    host_init(&host, "presser", NULL);
    assert_int_equal(drive(0, 10, 1, 0), STATUS_BUSY);
    host_open(&host);
    host_forget(&host);
    assert_int_equal(drive(0, 10, 1, 0), STATUS_BUSY);
    assert_int_equal(host.n_frames, 0);
}

static void the_watchdog_is_fed_only_while_it_presses(void **state)
{
    (void)state;
    make_ready();
    stream_at(100);
    drive(0, 40, 10, MONO_SEC);
    host_forget(&host);
    for (int i = 0; i < 100; i++)
        next_data(fmin(40, i * 0.1), 0, 0);
    assert_in_range(host_sent(&host, "KICK\r"), 6, 7);
    host_say(&host, "E 1\r\n");
    const struct event *done = host_find(&host, EVENT_NOTICE, NOTICE_PROGRAM_DONE);
    assert_non_null(done);
    assert_int_equal(done->channel, 0);
    host_forget(&host);
    for (int i = 0; i < 100; i++)
        next_data(9.9, 0, 0);
    assert_int_equal(host_sent(&host, "KICK\r"), 0);
}

static void return_to_rest_is_a_safe_command(void **state)
{
    (void)state;
    make_ready();
    stream_at(100);
    drive(1, 5, 200, MONO_SEC);
    host_forget(&host);
    const struct command vent = {.kind = COMMAND_BASELINE, .channel = 1};
    assert_int_equal(host_command(&host, vent), STATUS_OK);
    assert_string_equal(host.frames[0].text, "VENT 2\r");
    assert_int_equal(host.frames[0].class, FRAME_SAFE);
    next_data(0, 0.2, 0);
    host_forget(&host);
    for (int i = 0; i < 100; i++)
        next_data(0, 0, 0);
    assert_int_equal(host_sent(&host, "KICK\r"), 0);
}

static void two_stimuli_share_the_fastest_stream(void **state)
{
    (void)state;
    make_ready();
    host_forget(&host);
    stream_at(100);
    host_command(&host, (struct command){.kind = COMMAND_STREAM, .channel = 1, .rate_hz = 40.9});
    host_command(&host, (struct command){.kind = COMMAND_IDLE, .channel = 0});
    host_command(&host, (struct command){.kind = COMMAND_STREAM, .channel = 3, .rate_hz = 2000});
    host_command(&host, (struct command){.kind = COMMAND_IDLE, .channel = 3});
    host_command(&host, (struct command){.kind = COMMAND_IDLE, .channel = 1});
    static const char *const frames[] = {"STREAM 100\r", "STREAM 40\r", "STREAM 1000\r",
                                         "STREAM 40\r", "STREAM 10\r"};
    assert_int_equal(host.n_frames, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(host.frames[i].text, frames[i]);
}

static void the_button_is_told_at_once_and_no_press_is_lost(void **state)
{
    (void)state;
    make_ready();
    host_forget(&host);
    host_say(&host, "B 1\r\nB 0\r\nB 0\r\nB 1\r\nB 1\r\n");
    static const double values[] = {1, 0, 1, 1};
    assert_int_equal(host.n_events, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(host.events[i].kind, EVENT_RESPONSE);
        assert_int_equal(host.events[i].channel, 2);
        assert_true(host.events[i].value == values[i]);
    }
    host_say(&host, "B 2\r\nB\r\nB 11\r\n 1\r\n");
    assert_int_equal(host.n_events, 4);
}

static void a_button_held_down_for_long_is_told_once(void **state)
{
    (void)state;
    make_ready();
    stream_at(100);
    host_say(&host, "B 1\r\n");
    host_forget(&host);
    size_t told = 0;
    for (int i = 0; i < 1200; i++) {
        next_data(0, 0, 0);
        told += host_find(&host, EVENT_NOTICE, NOTICE_BUTTON_STUCK) != NULL;
        host_forget(&host);
    }
    assert_int_equal(told, 1);
}

static void faults_stop_the_instrument(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum fault fault;
    } rows[] = {
        {"PRESSER READY\r\n", FAULT_REBOOT},
        {"D 0 0.0 0.0 0.0\r\nD 1 0.0 0.0 0.0\r\n", FAULT_REBOOT},
        {"ERR 3\r\n", FAULT_REFUSED},
        {"ERR 2\r\n", FAULT_REFUSED},
        {"W\r\n", FAULT_TRACKING},
        {"D 58 999.9 0.0 0.0\r\nD 59 999.9 0.0 0.0\r\n", FAULT_RANGE},
        {"?\n?\n?\n?\n?\n?\n?\n?\n?\n?\n", FAULT_GARBLED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        make_ready();
        drive(0, 40, 1, MONO_SEC);
        host_run(&host, 20 * MONO_MS);
        host_forget(&host);
        host_say(&host, rows[i].text);
        assert_non_null(host_find(&host, EVENT_FAULT, (uint8_t)rows[i].fault));
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        assert_int_equal(host_sent(&host, "STOP\r"), 1);
        assert_int_equal(host_count(&host, EVENT_READING), 0);
        assert_int_equal(drive(0, 40, 1, MONO_SEC), STATUS_BUSY);
        host_run_until_ready(&host);
        for (size_t f = 0; f < host.n_frames; f++)
            assert_int_equal(host.frames[f].class, FRAME_SAFE);
    }
}

static void an_error_long_after_a_run_is_not_its_refusal(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        make_ready();
        stream_at(100);
        assert_int_equal(drive(0, 20, 10, MONO_SEC), STATUS_OK);
        for (int i = 0; i < (late ? 51 : 49); i++)
            next_data(0, 0, 0);
        host_say(&host, "ERR 3\r\n");
        assert_int_equal(host_find(&host, EVENT_FAULT, FAULT_REFUSED) != NULL, !late);
        assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_ERROR_REPLY));
    }
}

/* The bench closes a stop that it repeats by `?`, which an instrument at rest calls an unknown command. */
static void an_error_after_the_stop_is_no_refusal(void **state)
{
    (void)state;
    make_ready();
    assert_int_equal(drive(0, 20, 100, MONO_SEC), STATUS_OK);
    host_say(&host, "OK\r\nOK\r\nS\r\n");
    host_say(&host, "ERR 1\r\nOK\r\nS\r\n");
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_int_equal(drive(0, 20, 100, MONO_SEC), STATUS_OK);
    host_say(&host, "ERR 3\r\n");
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REFUSED));
}

static void an_error_without_a_drive_is_only_noted(void **state)
{
    (void)state;
    make_ready();
    host_forget(&host);
    host_say(&host, "ERR 4\r\n");
    assert_int_equal(host.n_events, 1);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_ERROR_REPLY)->value == 4);
}

static void one_garbled_counter_is_no_restart(void **state)
{
    (void)state;
    make_ready();
    stream_at(100);
    next_data(0, 0, 0);
    host_run(&host, 10 * MONO_MS);
    host_say(&host, "D 5 0.0 0.0 0.0\r\n");
    host_run(&host, 10 * MONO_MS);
    host_say(&host, "D 957 0.0 0.0 0.0\r\n");
    counter = 60;
    next_data(0, 0, 0);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 6);
}

static void silence_is_a_fault_in_time_and_stops(void **state)
{
    (void)state;
    make_ready();
    next_data(0, 0, 0);
    const mono_ns last = host.now;
    host.answers = NULL;
    host_forget(&host);
    host_run(&host, 3 * MONO_SEC);
    const struct event *fault = host_find(&host, EVENT_FAULT, FAULT_SILENT);
    assert_true(fault->t == last + host.driver->silence);
    assert_true(host_sent(&host, "STOP\r") >= 1);
    assert_int_equal(host_count(&host, EVENT_FAULT), 1);
}

static void nobody_another_and_a_restarting_device_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *reply;
        enum fault fault;
    } rows[] = {
        {NULL, FAULT_SILENT},
        {"*10\r\n", FAULT_IDENTITY},
        {"12.5 N\r\n", FAULT_IDENTITY},
        {"PRESSER 2.0 SN004711\r\n", FAULT_IDENTITY},
        {"PRESSER 1.0 SN00471\r\n", FAULT_IDENTITY},
        {"PRESSER 1.0 SN00471x\r\n", FAULT_IDENTITY},
        {"\xff\xf1\x01", FAULT_GARBLED},
        {"PRESSER 1.0 SN0\xff"
         "4711\r\n",
         FAULT_GARBLED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct answer_row answers[] = {{"ID\r", rows[i].reply}, {NULL, NULL}};
        host_init(&host, "presser", NULL);
        host.answers = answers;
        host_open(&host);
        host_run(&host, host.driver->announces_within);
        assert_int_equal(host.n_events, 1);
        assert_non_null(host_find(&host, EVENT_FAULT, (uint8_t)rows[i].fault));
    }
}

static void it_survives_64_kb_of_noise_and_then_works(void **state)
{
    (void)state;
    srand(7);
    print_message("seed 7\n");
    make_ready();
    host.answers = NULL;
    for (int i = 0; i < 1024; i++) {
        uint8_t noise[64];
        for (size_t k = 0; k < sizeof noise; k++)
            noise[k] = (uint8_t)rand();
        host_bytes(&host, noise, sizeof noise);
        host_run(&host, MONO_MS);
    }
    assert_int_equal(host_count(&host, EVENT_READING), 0);
    host.answers = presser;
    host_run_until_ready(&host);
    counter = 57;
    next_data(0, 0, 0);
    assert_int_equal(host_count(&host, EVENT_READING), 2);
    host_check_events(&host);
}

static void a_stream_command_that_was_lost_is_repeated(void **state)
{
    (void)state;
    make_ready();
    stream_at(100);
    host_forget(&host);
    host_run(&host, 200 * MONO_MS);
    assert_int_equal(host_sent(&host, "STREAM 100\r"), 1);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

static void a_restart_while_setting_up_is_noticed(void **state)
{
    (void)state;
    static const struct answer_row restarting[] = {
        {"ID\r", "PRESSER 1.0 SN004711\r\n"}, {"WD 500\r", "PRESSER READY\r\n"}, {NULL, NULL}};
    host_init(&host, "presser", NULL);
    host.answers = restarting;
    host_open(&host);
    host_run(&host, 300 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REBOOT));
    host.answers = presser;
    host_run_until_ready(&host);
}

/* `spacing` between messages that were asked for every 10 ms, in heaps of `heap`, of which every
 * `loses`th never arrives. */
struct pace_row {
    mono_ns spacing;
    unsigned heap, loses;
    bool fault;
    const char *legend;
};

static void stream_in_heaps(const struct pace_row *row, unsigned messages)
{
    make_ready();
    stream_at(100);
    host_forget(&host);
    for (unsigned i = 0; i < messages && host_count(&host, EVENT_FAULT) == 0; i++) {
        if (i % row->heap == 0)
            host_run(&host, row->spacing * row->heap);
        if (row->loses > 0 && i % row->loses == 0)
            counter++;
        else
            data(0, 0, 0);
    }
}

static void a_stream_that_falls_behind_is_a_fault_and_stops(void **state)
{
    (void)state;
    static const struct pace_row rows[] = {
        {10 * MONO_MS, 1, 0, false, "as asked"},
        {10 * MONO_MS, 2, 0, false, "in heaps of a slow adapter"},
        {10 * MONO_MS, 20, 0, false, "in heaps that are made up for"},
        {10 * MONO_MS, 1, 2, false, "every second one lost: gaps, and on time"},
        {10 * MONO_MS + 50 * MONO_US, 1, 0, false, "a clock that is half a percent slow"},
        {9 * MONO_MS, 1, 0, false, "faster than asked"},
        {12500 * MONO_US, 1, 0, true, "four fifths of what was asked"},
        {12500 * MONO_US, 4, 0, true, "the same in heaps"},
        {20 * MONO_MS, 1, 0, true, "half of what was asked"},
        {20 * MONO_MS, 1, 5, true, "half of it, and some of that lost"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("  %s\n", rows[i].legend);
        stream_in_heaps(&rows[i], 600);
        assert_int_equal(host_find(&host, EVENT_FAULT, FAULT_TRACKING) != NULL, rows[i].fault);
        assert_int_equal(host_count(&host, EVENT_FAULT), rows[i].fault);
        assert_int_equal(host_sent(&host, "STOP\r"), rows[i].fault);
        if (rows[i].fault) /* so early that nothing is held for long on old readings */
            assert_true(host.events[host.n_events - 1].t - host.events[0].t < MONO_SEC);
    }
}

static void another_rate_is_no_delay(void **state)
{
    (void)state;
    make_ready();
    for (int i = 0; i < 40; i++) {
        const mono_ns interval = i % 2 == 0 ? 100 * MONO_MS : 10 * MONO_MS;
        for (int k = 0; k < 5; k++) {
            host_run(&host, interval);
            data(0, 0, 0);
        }
        stream_at(i % 2 == 0 ? 100 : 10);
        host_run(&host, 90 * MONO_MS); /* it changes its pace when it is due */
    }
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_long_after_a_run_is_not_its_refusal),
        cmocka_unit_test(an_error_after_the_stop_is_no_refusal),
        cmocka_unit_test(the_instrument_is_recognised_stopped_and_set_up),
        cmocka_unit_test(who_only_asks_for_its_name_neither_stops_nor_sets_it),
        cmocka_unit_test(the_stop_frame_is_the_manuals),
        cmocka_unit_test(a_data_message_gives_both_outlets_and_the_slider),
        cmocka_unit_test(the_sequence_has_no_gap_and_shows_every_lost_message),
        cmocka_unit_test(what_is_not_exactly_a_message_gives_no_number),
        cmocka_unit_test(a_message_cut_anywhere_gives_no_number),
        cmocka_unit_test(a_message_without_one_of_its_bytes_gives_no_wrong_number),
        cmocka_unit_test(any_split_of_the_bytes_gives_the_same_events),
        cmocka_unit_test(a_drive_is_sent_as_the_manual_has_it_and_never_higher),
        cmocka_unit_test(a_drive_outside_its_range_sends_nothing),
        cmocka_unit_test(the_watchdog_is_fed_only_while_it_presses),
        cmocka_unit_test(return_to_rest_is_a_safe_command),
        cmocka_unit_test(two_stimuli_share_the_fastest_stream),
        cmocka_unit_test(the_button_is_told_at_once_and_no_press_is_lost),
        cmocka_unit_test(a_button_held_down_for_long_is_told_once),
        cmocka_unit_test(faults_stop_the_instrument),
        cmocka_unit_test(an_error_without_a_drive_is_only_noted),
        cmocka_unit_test(one_garbled_counter_is_no_restart),
        cmocka_unit_test(silence_is_a_fault_in_time_and_stops),
        cmocka_unit_test(nobody_another_and_a_restarting_device_are_told_apart),
        cmocka_unit_test(it_survives_64_kb_of_noise_and_then_works),
        cmocka_unit_test(a_stream_command_that_was_lost_is_repeated),
        cmocka_unit_test(a_restart_while_setting_up_is_noticed),
        cmocka_unit_test(a_stream_that_falls_behind_is_a_fault_and_stops),
        cmocka_unit_test(another_rate_is_no_delay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The CPAR's driver against bytes written from its description (pressure.md 4). */
#include "drivers_cpar_device.h"

#include <math.h>

/* ---- announcing */

static void both_generations_are_recognised_and_stopped(void **state)
{
    (void)state;
    for (int g = 0; g < GENERATIONS; g++) {
        plug_in((enum generation)g);
        host_run_until_ready(&host);
        assert_string_equal(host.identity.model, "CPAR");
        assert_string_equal(host.identity.serial, g == NEW ? "12345" : "999");
        assert_string_equal(host.identity.firmware, g == NEW ? "8.2.1" : "7");
        assert_true(host.identity.reach_high == 100);
        assert_int_equal(energising(), 0);
        assert_memory_equal(host.frames[0].text, "\xff\xf1\x13\x00\xff\xf2", 6);
        assert_memory_equal(host.frames[1].text, "\xff\xf1\x04\x00\xff\xf2", 6);
        assert_memory_equal(host.frames[2].text, "\xff\xf1\x01\x00\xff\xf2", 6);
    }
}

static void who_only_asks_for_its_name_stops_nothing(void **state)
{
    (void)state;
    device = (struct device){.bits = BITS_READY, .name = "CPAR"};
    host_init(&host, "cpar", &(struct driver_config){.only_identifies = true});
    host.hears = hear;
    host_open(&host);
    host_run_until_ready(&host);
    host_run(&host, 2 * MONO_SEC);
    for (size_t i = 0; i < host.n_frames; i++)
        assert_memory_equal(host.frames[i].text, "\xff\xf1\x01\x00\xff\xf2", 6);
}

static void another_device_of_the_same_protocol_is_none(void **state)
{
    (void)state;
    static const char *const names[] = {"CPAR+", "Tester", ""};
    for (size_t i = 0; i < 3; i++) {
        plug_in(NEW);
        device.name = names[i];
        host_expect_no_instrument(&host, FAULT_IDENTITY);
    }
}

static void nobody_there_is_silent(void **state)
{
    (void)state;
    host_init(&host, "cpar", NULL);
    host_open(&host);
    host_expect_no_instrument(&host, FAULT_SILENT);
}

/* ---- status */

static void a_status_gives_both_outlets_and_the_slider(void **state)
{
    (void)state;
    for (int g = 0; g < GENERATIONS; g++) {
        make_ready((enum generation)g);
        device.kpa1 = 3; /* 1.18 kPa: not so far that it would be doubted */
        device.vas = 20;
        host_run(&host, 50 * MONO_MS);
        status();
        assert_int_equal(host_count(&host, EVENT_READING), 2);
        assert_int_equal(host_count(&host, EVENT_RATING), 1);
        assert_true(fabs(host.events[0].value - 3 * 100 / 255.0) < 1e-9);
        assert_true(host.events[1].value == 0 && host.events[1].channel == 1);
        assert_true(fabs(host.events[2].value - 200 / 255.0) < 1e-9);
    }
}

static void a_status_of_the_other_length_is_noise(void **state)
{
    (void)state;
    uint8_t data[15], out[REPLY_MAX];
    make_ready(NEW);
    device.counter++;
    status_bytes(data);
    host_bytes(&host, out, frame(0x80, data, 14, out));
    assert_int_equal(host_count(&host, EVENT_READING), 0);
    for (int i = 0; i < 20; i++)
        host_bytes(&host, out, frame(0x80, data, 14, out));
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
}

static void lost_statuses_are_a_gap_and_doubled_ones_are_one(void **state)
{
    (void)state;
    make_ready(NEW);
    const uint16_t before = device.counter;
    live(50 * MONO_MS);
    const uint32_t seq = host.events[0].seq;
    device.counter = (uint16_t)(before + 3);
    host_run(&host, 150 * MONO_MS);
    status();
    assert_true(host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value == 6);
    assert_int_equal(host_last(&host, EVENT_RATING)->seq, seq + 2 + 9);
    host_forget(&host);
    device.counter--;
    status();
    assert_int_equal(host.n_events, 0);
}

/* Every 55 minutes; and one that leaps is believed when the next goes on from it. */
static void the_counter_of_statuses_begins_anew(void **state)
{
    (void)state;
    make_ready(NEW);
    device.counter = 65530;
    live(100 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_READING), 2);
    host_forget(&host);
    live(MONO_SEC);
    assert_int_equal(device.counter, 16);
    assert_int_equal(host_count(&host, EVENT_READING), 40);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 0);
    host_check_events(&host);
}

static void a_cut_or_split_status_is_no_other_number(void **state)
{
    (void)state;
    uint8_t data[15], out[REPLY_MAX];
    make_ready(NEW);
    status_bytes(data);
    data[8] = 0xff; /* stuffed */
    const size_t n = frame(0x80, data, 15, out);
    for (size_t cut = 1; cut < n; cut++) {
        make_ready(NEW);
        host_bytes(&host, out, cut);
        live(100 * MONO_MS);
        for (size_t i = 0; i < host.n_events; i++)
            assert_true(host.events[i].kind != EVENT_READING || host.events[i].value == 0);
    }
    for (size_t chunk = 1; chunk < 5; chunk++) {
        make_ready(NEW);
        host.chunk = chunk;
        device.kpa1 = 4;
        live(150 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_READING), 6);
        assert_int_equal(host_count(&host, EVENT_NOTICE), 0);
    }
}

static void a_status_that_stays_away_while_it_presses_is_silence(void **state)
{
    (void)state;
    make_ready(NEW);
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(300 * MONO_MS);
    host_run(&host, 400 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
}

/* It may tell nothing while it is idle: the kicks show that it lives. */
static void who_tells_nothing_while_idle_lives_by_its_kicks(void **state)
{
    (void)state;
    plug_in(OLD);
    host_run_until_ready(&host);
    host_run(&host, 10 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_true(device.kicks >= 18);
    host.hears = NULL;
    host_run(&host, 1100 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
}

static void a_counter_of_kicks_that_goes_back_is_a_restart(void **state)
{
    (void)state;
    make_ready(NEW);
    live(3 * MONO_SEC);
    device.kicks = 0;
    live(MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REBOOT));
    live(2 * MONO_SEC);
    assert_true(host_is_ready(&host));
}

/* ---- drives */

/* The vector of pressure.md 4.11, but for the steps: here they go up to the target. */
static void a_ramp_is_two_programs_and_a_start_each_after_the_other(void **state)
{
    (void)state;
    static const uint8_t ramp[] = {0x00, 0x01, 0x01, 0x20, 0x00, 0xf8, 0x07};
    static const uint8_t empty[] = {0x01, 0x01};
    for (int g = 0; g < GENERATIONS; g++) {
        make_ready((enum generation)g);
        assert_int_equal(drive(0, 100, 1, 0), STATUS_OK);
        assert_int_equal(energising(), 1);
        live(100 * MONO_MS);
        assert_int_equal(energising(), 3);
        assert_program(1, ramp, sizeof ramp);
        assert_program(0, empty, sizeof empty);
        assert_int_equal(device.n_starts, 1);
        assert_int_equal(drive(1, 10, 1, 0), STATUS_BUSY);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        const char *start = host.frames[host.n_frames - 1].text;
        for (size_t i = 0; i < host.n_frames; i++)
            if ((uint8_t)host.frames[i].text[2] == codes[g][START])
                start = host.frames[i].text;
        assert_memory_equal(
            start, g == NEW ? "\xff\xf1\x11\x02\x01\x00\xff\xf2" : "\xff\xf1\x03\x01\x01\xff\xf2",
            g == NEW ? 8 : 7);
    }
}

/* The vectors of pressure.md 4.11: 100 kPa exactly, and 20 kPa. */
static void a_train_is_one_program(void **state)
{
    (void)state;
    static const uint8_t full[] = {0x00, 0x0a, 0x03, 0x00, 0xff, 0x14,
                                   0x00, 0x03, 0x00, 0x00, 0x14, 0x00};
    static const uint8_t twenty[] = {0x00, 0x0a, 0x03, 0x00, 0x33, 0x14,
                                     0x00, 0x03, 0x00, 0x00, 0x14, 0x00};
    make_ready(NEW);
    assert_int_equal(train(0, 100, 0, 10, MONO_SEC, MONO_SEC), STATUS_OK);
    live(100 * MONO_MS);
    assert_program(1, full, sizeof full);
    assert_int_equal(crc8(full + 2, 10), 0x60);
    make_ready(NEW);
    assert_int_equal(train(0, 20, 0, 10, MONO_SEC, MONO_SEC), STATUS_OK);
    live(100 * MONO_MS);
    assert_program(1, twenty, sizeof twenty);
    assert_int_equal(crc8(twenty + 2, 10), 0xd7);
}

static void what_the_wire_cannot_say_is_refused_and_nothing_is_sent(void **state)
{
    (void)state;
    make_ready(NEW);
    assert_int_equal(drive(0, 100.1, 1, 0), STATUS_RANGE);
    assert_int_equal(drive(0, -1, 1, 0), STATUS_RANGE);
    assert_int_equal(drive(0, (double)NAN, 1, 0), STATUS_RANGE);
    assert_int_equal(drive(0, 50, 0, 0), STATUS_RANGE);
    assert_int_equal(drive(0, 50, 0.01, 0), STATUS_RANGE);
    assert_int_equal(drive(2, 50, 1, 0), STATUS_UNSUPPORTED);
    assert_int_equal(train(0, 50, 0, 0, MONO_SEC, MONO_SEC), STATUS_RANGE);
    assert_int_equal(train(0, 50, 0, 256, MONO_SEC, MONO_SEC), STATUS_RANGE);
    assert_int_equal(train(0, 50, 0, 10, 1010 * MONO_MS, MONO_SEC), STATUS_RANGE);
    assert_int_equal(energising(), 0);
}

/* 1 kPa/s is 0.98 on the wire, and never more. */
static void no_program_goes_beyond_what_was_asked(void **state)
{
    (void)state;
    for (int i = 1; i <= 400; i++) {
        const double target = 0.25 * i, rate = 0.13 * i;
        make_ready(NEW);
        assert_int_equal(drive(0, target, rate, 10 * MONO_SEC), STATUS_OK);
        live(100 * MONO_MS);
        const uint8_t *at = device.programs[(device.n_programs - 2) % 4] + 2;
        const bool has_ramp = at[0] == 1;
        const double step = has_ramp ? (at[2] + at[1] / 256.0) * 100 / 255 : 0;
        const unsigned steps = has_ramp ? (unsigned)(at[3] | at[4] << 8) : 0;
        const uint8_t *hold = has_ramp ? at + 5 : at;
        const double level = (hold[2] + hold[1] / 256.0) * 100 / 255;
        assert_int_equal(hold[0], 3);
        assert_true(step * 20 <= rate + 1e-9 && step * steps <= level + 1e-9);
        assert_true(level <= target + 1e-9 && level > target - 0.002);
        assert_true(level - step * steps <=
                    rate / 20 + 0.002); /* the last bit of the way is no leap */
        assert_int_equal(hold[3] | hold[4] << 8, 200);
    }
}

static void a_checksum_that_differs_starts_nothing(void **state)
{
    (void)state;
    make_ready(NEW);
    device.wrong_checksum = true;
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(200 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
    assert_int_equal(device.n_starts, 0);
}

static void a_start_that_is_refused_says_why(void **state)
{
    (void)state;
    static const struct {
        uint8_t bits, mode;
        enum fault fault;
    } rows[] = {{BITS_READY & ~0x04 & ~0x10, 0, FAULT_POWER},
                {BITS_READY & ~0x10, 2, FAULT_EMERGENCY},
                {BITS_READY & ~0x01 & ~0x10, 0, FAULT_SLIDER},
                {BITS_READY & ~0x02 & ~0x10, 0, FAULT_SLIDER_UP},
                {(BITS_READY & ~0x10) | 0x08, 0, FAULT_SUPPLY},
                {BITS_READY & ~0x10, 0, FAULT_REFUSED}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        make_ready(NEW);
        device.bits = rows[i].bits;
        device.mode = rows[i].mode;
        live(50 * MONO_MS);
        if (host_is_ready(&host))
            assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        assert_non_null(host_find(&host, EVENT_FAULT, (uint8_t)rows[i].fault));
        assert_int_equal(energising(), 0);
        device.bits = BITS_READY;
        device.mode = 0;
        live(2 * MONO_SEC);
        assert_true(host_is_ready(&host));
    }
}

/* What is rated on its slider is still rated between two pulses: the second is started all the same, and nothing else is overlooked. */
static void a_pulse_does_not_wait_for_the_slider(void **state)
{
    (void)state;
    const struct command second = {
        .kind = COMMAND_DRIVE, .target = 40, .rate_per_s = 20, .hold = MONO_SEC, .goes_on = true};
    for (int g = 0; g < GENERATIONS; g++) {
        make_ready((enum generation)g);
        device.bits = BITS_READY & ~0x02 & ~0x10;
        live(50 * MONO_MS);
        assert_int_equal(host_command(&host, second), STATUS_OK);
        live(100 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_true(device.n_starts == 1 && device.n_forced == 1);
        make_ready((enum generation)g);
        device.bits = BITS_READY & ~0x02 & ~0x10 & ~0x04;
        live(50 * MONO_MS);
        if (host_is_ready(&host))
            (void)host_command(&host, second);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_POWER));
        assert_int_equal(device.n_starts, 0);
    }
    make_ready(NEW); /* whoever begins does not force it */
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(100 * MONO_MS);
    assert_true(device.n_starts == 1 && device.n_forced == 0);
}

/* It refuses by itself, whatever its last status was. */
static void a_refusal_on_the_wire_is_a_fault(void **state)
{
    (void)state;
    make_ready(NEW);
    device.refuses_start = true;
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(300 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REFUSED));
    live(2 * MONO_SEC);
    assert_true(host_is_ready(&host));
}

/* The stop of the other generation is always refused; that says nothing of what was ordered. */
static void somebodys_stop_is_no_refusal(void **state)
{
    (void)state;
    static const uint8_t stopped[] = {0xff, 0xf1, 0x00, 0x01, 0x01, 0xff, 0xf2,
                                      0xff, 0xf1, 0x04, 0x00, 0xff, 0xf2};
    make_ready(OLD);
    host.hears = NULL; /* the bench stops; what is ordered after it never goes out */
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    host_run(&host, 20 * MONO_MS);
    host_bytes(&host, stopped, sizeof stopped);
    host.hears = hear;
    live(2 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_int_equal(device.n_starts, 0);
}

static void a_start_whose_answer_is_lost_runs_all_the_same(void **state)
{
    (void)state;
    make_ready(NEW);
    device.is_deaf_to_starts = true;
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(700 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_int_equal(drive(0, 40, 1, 0), STATUS_BUSY);
    assert_int_equal(device.n_starts, 1);
}

/* ---- ends */

static void every_end_is_told_as_what_it_was(void **state)
{
    (void)state;
    static const struct {
        uint8_t condition;
        enum fault fault;
        bool is_done, is_pressed;
    } rows[] = {
        {1, FAULT_NONE, true, true},       {2, FAULT_NONE, true, false},
        {3, FAULT_NONE, true, false},      {4, FAULT_TRACKING, false, false},
        {5, FAULT_SLIDER, false, false},   {6, FAULT_EMERGENCY, false, false},
        {7, FAULT_TRACKING, false, false}, {8, FAULT_LEAK, false, false},
        {9, FAULT_TRACKING, false, false}, {10, FAULT_POWER, false, false},
    };
    for (int g = 0; g < GENERATIONS; g++)
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            make_ready((enum generation)g);
            assert_int_equal(drive(1, 40, 1, 0), STATUS_OK);
            live(500 * MONO_MS);
            device.mode = 0;
            device.condition = rows[i].condition;
            live(50 * MONO_MS);
            const struct event *done = host_find(&host, EVENT_NOTICE, NOTICE_PROGRAM_DONE);
            assert_int_equal(done != NULL, rows[i].is_done);
            assert_true(!done || done->channel == 1);
            assert_int_equal(host_count(&host, EVENT_RESPONSE) > 0, rows[i].is_pressed);
            const struct event *fault = host_last(&host, EVENT_FAULT);
            assert_int_equal(fault ? fault->code : FAULT_NONE, rows[i].fault);
        }
}

static void a_press_is_told_once_by_message_status_and_end(void **state)
{
    (void)state;
    static const uint8_t pressed[] = {0xff, 0xf1, 0x81, 0x01, 0x04, 0xff, 0xf2};
    for (int g = 0; g < GENERATIONS; g++) {
        make_ready((enum generation)g);
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        live(500 * MONO_MS);
        host_forget(&host);
        host_bytes(&host, pressed, sizeof pressed);
        device.mode = 0;
        device.condition = 1;
        device.button = 1;
        live(100 * MONO_MS);
        size_t presses = 0;
        for (size_t i = 0; i < host.n_events; i++)
            presses += host.events[i].kind == EVENT_RESPONSE && host.events[i].value > 0;
        assert_int_equal(presses, 1);
        device.button = 0;
        live(50 * MONO_MS);
        assert_true(host_last(&host, EVENT_RESPONSE)->value == 0);
    }
}

static void a_baseline_is_the_stop_of_its_generation(void **state)
{
    (void)state;
    for (int g = 0; g < GENERATIONS; g++) {
        make_ready((enum generation)g);
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        live(500 * MONO_MS);
        host_forget(&host);
        const struct command baseline = {.kind = COMMAND_BASELINE};
        assert_int_equal(host_command(&host, baseline), STATUS_OK);
        assert_int_equal((uint8_t)host.frames[0].text[2], codes[g][STOP]);
        assert_int_equal(host.frames[0].class, FRAME_SAFE);
        live(300 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_int_equal(drive(1, 40, 1, 0), STATUS_OK);
    }
}

/* The answers to what was sent before it come all the same. */
static void a_baseline_at_any_time_starts_nothing_after_it(void **state)
{
    (void)state;
    for (int ms = 0; ms < 12; ms++) {
        make_ready(NEW);
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        host_run(&host, ms * MONO_MS);
        const size_t starts = device.n_starts;
        const struct command baseline = {.kind = COMMAND_BASELINE};
        assert_int_equal(host_command(&host, baseline), STATUS_OK);
        live(2 * MONO_SEC);
        assert_int_equal(device.n_starts, starts);
        assert_int_equal(device.mode, 0);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        live(300 * MONO_MS);
        assert_int_equal(device.mode, 1);
    }
}

/* The line has swallowed it: nobody waits until somebody notices that it presses on. */
static void a_stop_that_is_not_answered_is_said_again(void **state)
{
    (void)state;
    for (int g = 0; g < GENERATIONS; g++) {
        make_ready((enum generation)g);
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        live(500 * MONO_MS);
        host.hears = NULL;
        const struct command baseline = {.kind = COMMAND_BASELINE};
        assert_int_equal(host_command(&host, baseline), STATUS_OK);
        live(50 * MONO_MS);
        assert_int_equal(device.mode, 1);
        host.hears = hear;
        live(150 * MONO_MS);
        assert_int_equal(device.mode, 0);
        host_forget(&host);
        live(MONO_SEC);
        for (size_t i = 0; i < host.n_frames; i++) /* and then no more */
            assert_int_equal((uint8_t)host.frames[i].text[2], codes[g][KICK]);
    }
}

static void what_presses_though_nobody_has_told_it_to_is_stopped(void **state)
{
    (void)state;
    make_ready(NEW);
    device.mode = 1;
    live(100 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
    assert_int_equal(device.mode, 0);
}

/* Its status says of the last stimulus that it was told to stop. */
static void a_start_that_is_answered_and_not_made_is_a_fault(void **state)
{
    (void)state;
    make_ready(NEW);
    device.condition = 7;
    device.does_not_start = true;
    live(100 * MONO_MS);
    assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
    live(600 * MONO_MS);
    assert_int_equal(device.n_starts, 1);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
}

/* A stop is said again before its answer comes; the second answer meets the next drive. */
static void a_drive_that_a_late_answer_takes_away_is_told(void **state)
{
    (void)state;
    static const uint8_t stopped[] = {0xff, 0xf1, 0x13, 0x00, 0xff, 0xf2};
    make_ready(NEW);
    host.hears = NULL;
    assert_int_equal(drive(1, 40, 1, 0), STATUS_OK);
    host_run(&host, 20 * MONO_MS);
    host_bytes(&host, stopped, sizeof stopped);
    const struct event *done = host_find(&host, EVENT_NOTICE, NOTICE_PROGRAM_DONE);
    assert_true(done && done->channel == 1);
    host.hears = hear;
    live(2 * MONO_SEC);
    assert_int_equal(device.n_starts, 0);
}

/* Not answered, or answered and not done: it is not kicked on and on. */
static void a_stop_that_is_not_heeded_is_a_fault(void **state)
{
    (void)state;
    for (int is_answered = 0; is_answered < 2; is_answered++) {
        make_ready(NEW);
        assert_int_equal(drive(0, 40, 1, 0), STATUS_OK);
        live(500 * MONO_MS);
        device.is_deaf_to_stops = !is_answered;
        device.does_not_stop = true;
        const struct command baseline = {.kind = COMMAND_BASELINE};
        assert_int_equal(host_command(&host, baseline), STATUS_OK);
        live(1100 * MONO_MS);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
        device.is_deaf_to_stops = device.does_not_stop = false;
        live(2 * MONO_SEC);
        assert_int_equal(device.mode, 0);
        assert_true(host_is_ready(&host));
    }
}

/* A byte that no checksum covers says which outlet a program is for. What vents there from before is none. */
static void what_presses_at_the_other_outlet_is_stopped(void **state)
{
    (void)state;
    for (uint8_t outlet = 0; outlet < 2; outlet++) {
        make_ready(NEW);
        assert_int_equal(drive(outlet, 40, 1, 0), STATUS_OK);
        live(500 * MONO_MS);
        *(outlet ? &device.kpa1 : &device.kpa2) = 30;
        live(300 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        *(outlet ? &device.target1 : &device.target2) = 60;
        live(50 * MONO_MS);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
        assert_int_equal(device.mode, 0);
    }
}

/* Half of any frame before it, and the closing byte: it is heard. */
static void the_stop_frame_is_heard_after_any_half_frame(void **state)
{
    (void)state;
    const struct driver *driver = driver_find("cpar");
    static const uint8_t half[] = {0xff, 0xf1, 0x10, 0x07, 0x00, 0x01, 0xff, 0xff, 0x20, 0xff};
    assert_int_equal(driver->stop_size, 12);
    for (size_t cut = 0; cut <= sizeof half; cut++) {
        uint8_t all[64];
        size_t n = 0, state_of = 0, found = 0;
        memcpy(all, half, cut);
        memcpy(all + cut, driver->closing, driver->closing_size);
        n = cut + driver->closing_size;
        memcpy(all + n, driver->stop_frame, driver->stop_size);
        n += driver->stop_size;
        uint8_t packet[64];
        size_t at = 0;
        for (size_t i = 0; i < n; i++) { /* the receiver of pressure.md 4.3 */
            const uint8_t byte = all[i];
            if (state_of == 0) {
                state_of = byte == 0xff;
            } else if (state_of == 1) {
                state_of = byte == 0xf1 ? 2 : byte == 0xff;
                at = 0;
            } else if (state_of == 2) {
                if (byte == 0xff)
                    state_of = 3;
                else
                    packet[at++] = byte;
            } else if (byte == 0xff) {
                packet[at++] = byte;
                state_of = 2;
            } else if (byte == 0xf1) {
                state_of = 2;
                at = 0;
            } else {
                if (byte == 0xf2 && at == 2 && packet[1] == 0)
                    found += packet[0] == 0x13 || packet[0] == 0x04;
                state_of = 0;
            }
        }
        assert_int_equal(found, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_generations_are_recognised_and_stopped),
        cmocka_unit_test(who_only_asks_for_its_name_stops_nothing),
        cmocka_unit_test(another_device_of_the_same_protocol_is_none),
        cmocka_unit_test(nobody_there_is_silent),
        cmocka_unit_test(a_status_gives_both_outlets_and_the_slider),
        cmocka_unit_test(a_status_of_the_other_length_is_noise),
        cmocka_unit_test(lost_statuses_are_a_gap_and_doubled_ones_are_one),
        cmocka_unit_test(the_counter_of_statuses_begins_anew),
        cmocka_unit_test(a_cut_or_split_status_is_no_other_number),
        cmocka_unit_test(a_status_that_stays_away_while_it_presses_is_silence),
        cmocka_unit_test(who_tells_nothing_while_idle_lives_by_its_kicks),
        cmocka_unit_test(a_counter_of_kicks_that_goes_back_is_a_restart),
        cmocka_unit_test(a_ramp_is_two_programs_and_a_start_each_after_the_other),
        cmocka_unit_test(a_train_is_one_program),
        cmocka_unit_test(what_the_wire_cannot_say_is_refused_and_nothing_is_sent),
        cmocka_unit_test(no_program_goes_beyond_what_was_asked),
        cmocka_unit_test(a_checksum_that_differs_starts_nothing),
        cmocka_unit_test(a_start_that_is_refused_says_why),
        cmocka_unit_test(a_pulse_does_not_wait_for_the_slider),
        cmocka_unit_test(a_refusal_on_the_wire_is_a_fault),
        cmocka_unit_test(somebodys_stop_is_no_refusal),
        cmocka_unit_test(a_start_whose_answer_is_lost_runs_all_the_same),
        cmocka_unit_test(every_end_is_told_as_what_it_was),
        cmocka_unit_test(a_press_is_told_once_by_message_status_and_end),
        cmocka_unit_test(a_baseline_is_the_stop_of_its_generation),
        cmocka_unit_test(a_baseline_at_any_time_starts_nothing_after_it),
        cmocka_unit_test(a_stop_that_is_not_answered_is_said_again),
        cmocka_unit_test(what_presses_though_nobody_has_told_it_to_is_stopped),
        cmocka_unit_test(a_start_that_is_answered_and_not_made_is_a_fault),
        cmocka_unit_test(a_drive_that_a_late_answer_takes_away_is_told),
        cmocka_unit_test(a_stop_that_is_not_heeded_is_a_fault),
        cmocka_unit_test(what_presses_at_the_other_outlet_is_stopped),
        cmocka_unit_test(the_stop_frame_is_heard_after_any_half_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

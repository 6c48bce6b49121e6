/* What every driver of a hand-held gauge must do, in front of a gauge as its document has it. */
#include "drivers_gauge_rows.h"

#include <math.h>
#include <stdlib.h>

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static void a_gauge_is_recognised_in_time_by_safe_frames_alone(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        row_ready(row, NULL);
        assert_true(host.now - MONO_SEC < host.driver->announces_within);
        row_run(row, 300 * MONO_MS);
        assert_true(near(host_last(&host, EVENT_READING)->value, 34.56));
        for (size_t i = 0; i < host.n_frames; i++)
            assert_int_equal(host.frames[i].class, FRAME_SAFE);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        host_check_events(&host);
    }
}

static void a_press_that_the_gauge_shows_with_a_minus_is_turned_on_demand(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        const bool is_known = strcmp(row->driver, "nidec-fg7000") == 0;
        row_ready(row, &(struct driver_config){.invert = true});
        row_run(row, 300 * MONO_MS);
        assert_true(near(host_last(&host, EVENT_READING)->value, is_known ? 34.56 : -34.56));
    }
}

static void any_split_of_the_bytes_gives_the_same_events(void **state)
{
    (void)state;
    static struct event whole[HOST_EVENTS];
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        size_t n_whole = 0;
        for (size_t chunk = 0; chunk < 24; chunk++) {
            row_open(row, NULL);
            host.chunk = chunk;
            host.answers = row->answers;
            row_run(row, 2 * MONO_SEC);
            row_say(row, "\x02noise\x80\r\n");
            row_say(row, row->next);
            row_say(row, row->reading);
            if (chunk == 0) {
                n_whole = host.n_events;
                assert_true(host_count(&host, EVENT_READING) > 4);
                assert_int_equal(host_count(&host, EVENT_READY), 1);
                memcpy(whole, host.events, n_whole * sizeof whole[0]);
            }
            assert_int_equal(host.n_events, n_whole);
            assert_memory_equal(host.events, whole, n_whole * sizeof whole[0]);
        }
    }
}

/* The line end of the row's reply, which a cut reply keeps. */
static const char *end_of(const char *reply)
{
    return reply + strcspn(reply, "\r");
}

static void a_reply_cut_anywhere_gives_no_number(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        const char *end = end_of(row->reading);
        const size_t body = (size_t)(end - row->reading);
        for (size_t from = 0; from <= body; from++) {
            for (size_t to = from; to <= body; to++) {
                char cut[32];
                if (to - from == body)
                    continue;
                row_ready(row, NULL);
                row_stream(row, 20);
                row_say(row, row->reading);
                const size_t before = host_count(&host, EVENT_READING);
                snprintf(cut, sizeof cut, "%.*s%s", (int)(to - from), row->reading + from, end);
                row_say(row, cut);
                assert_int_equal(host_count(&host, EVENT_READING), before);
                if (to == from && row->question && !row->streams)
                    row_say(row, row->reading); /* after no answer at all it may be that one */
                assert_int_equal(host_count(&host, EVENT_READING), before);
                row_say(row, row->reading);
                assert_int_equal(host_count(&host, EVENT_READING), before + 1);
                host_check_events(&host);
            }
        }
    }
}

static void a_reply_without_one_of_its_bytes_gives_no_wrong_number(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        for (size_t lost = 0; lost < strlen(row->reading); lost++) {
            char damaged[64];
            row_ready(row, NULL);
            row_stream(row, 50);
            row_say(row, row->reading);
            snprintf(damaged, sizeof damaged, "%.*s%s", (int)lost, row->reading,
                     row->reading + lost + 1);
            row_say(row, damaged);
            row_say(row, row->next);
            row_say(row, row->next);
            for (size_t i = 0; i < host.n_events; i++)
                if (host.events[i].kind == EVENT_READING)
                    assert_true(fabs(host.events[i].value - 34.565) < 0.006);
            host_check_events(&host);
        }
    }
}

static void nobody_there_is_told_as_silence(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        row_open(row, NULL);
        host_expect_no_instrument(&host, FAULT_SILENT);
        assert_int_equal(host.n_events, 1);
    }
}

/* The first to a question with a line end, as nearly all instruments have it. */
static void another_device_is_told_as_such(void **state)
{
    (void)state;
    static const struct {
        const char *says;
        enum fault fault;
    } others[] = {
        {"*10\r\n", FAULT_IDENTITY},
        {"ERR 1\r\n", FAULT_IDENTITY},
        {"PRESSER READY\r\n", FAULT_IDENTITY},
        {"\xff\xf1\x01\x40\xff\xf2\r", FAULT_GARBLED},
    };
    static struct answer_row answers[] = {
        {"?\r\n", NULL}, {"\r\n?\r\n", NULL}, {"D\r", NULL}, {"XFC\r", NULL}, {NULL, NULL}};
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
            for (size_t k = 0; answers[k].frame; k++)
                answers[k].reply = others[i].says;
            row_open(row, NULL);
            host.answers = answers;
            const bool is_refusal = i == 0 && strcmp(row->driver, "wagner-fpx") == 0;
            host_expect_no_instrument(&host, is_refusal ? FAULT_REFUSED : others[i].fault);
        }
    }
}

static void silence_is_a_fault_in_time_and_told_once(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        row_ready(row, NULL);
        const double hz = row->streams ? 9 : 50; /* asked, too */
        row_stream(row, hz);
        stream_interval = 0;
        row_say(row, row->reading);
        const mono_ns last = host.now;
        host_run(&host, 5 * MONO_SEC);
        const struct event *fault = host_find(&host, EVENT_FAULT, FAULT_SILENT);
        assert_non_null(fault);
        assert_true(fault->t <= last + mono_from_sec(1 / hz) + host.driver->silence);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        host.answers = row->answers;
        row_run(row, 5 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_READY), 2);
        host_check_events(&host);
    }
}

static void row_poll(double hz)
{
    const struct command command = {.kind = COMMAND_STREAM, .rate_hz = hz};
    assert_int_equal(host_command(&host, command), STATUS_OK);
}

/* The program was kept from running: the reply is old, though nothing has been told of the time yet. */
static void a_reply_that_is_read_late_is_no_reading(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        for (mono_ns late = 99 * MONO_MS; row->question && late <= 101 * MONO_MS; late += MONO_MS) {
            row_ready(row, NULL);
            row_poll(5);
            row_say(row, row->reading);
            const size_t readings = host_count(&host, EVENT_READING);
            row_await_question(row);
            host.now += late;
            host_say(&host, row->reading);
            const bool is_old = late >= 100 * MONO_MS;
            assert_int_equal(host_count(&host, EVENT_READING), readings + !is_old);
            row_say(row, row->next);
            assert_int_equal(host_count(&host, EVENT_READING), readings + 1 + !is_old);
            assert_int_equal(notices(NOTICE_GAP), is_old);
            assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        }
    }
}

static void a_reply_to_a_question_before_a_new_rate_is_no_reading(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        if (!row->question)
            continue;
        row_ready(row, NULL);
        row_poll(4);
        row_say(row, row->reading);
        row_await_question(row);
        host_run(&host, 105 * MONO_MS);
        const size_t readings = host_count(&host, EVENT_READING);
        row_poll(8);
        row_await_question(row);
        host_say(&host, row->reading);
        assert_int_equal(host_count(&host, EVENT_READING), readings);
        row_say(row, row->next);
        assert_int_equal(host_count(&host, EVENT_READING), readings + 1);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    }
}

static void overload_is_a_fault_until_released(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        const struct driver_config config = {.overload_n = 500};
        row_ready(row, &config);
        row_run(row, 300 * MONO_MS);
        struct gauge_row pressed = *row;
        struct answer_row answers[8];
        for (size_t i = 0; row->answers; i++) {
            answers[i] = row->answers[i];
            if (!answers[i].frame)
                break;
            if (strcmp(answers[i].frame, row->question) == 0)
                answers[i].reply = row->huge;
        }
        pressed.reading = row->huge;
        host.answers = row->answers ? answers : NULL;
        row_run(&pressed, 3 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_OVERLOAD));
        assert_int_equal(host_count(&host, EVENT_READY), 1);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        for (size_t i = 0; i < host.n_events; i++)
            assert_false(host.events[i].kind == EVENT_READING && host.events[i].value > 499);
        host.answers = row->answers;
        row_run(row, 3 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_READY), 2);
        host_check_events(&host);
    }
}

/* As a gauge that is turned round shows it. */
static void overload_is_one_in_either_direction(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        const struct driver_config config = {.overload_n = 500, .invert = true};
        row_ready(row, &config);
        row_say(row, row->reading);
        for (int i = 0; i < 5; i++) /* the first ones are doubted */
            row_say(row, row->huge);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_OVERLOAD));
    }
}

static void a_fault_is_told_anew_on_a_new_link(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        row_open(row, NULL);
        host_run(&host, 6 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        host_open(&host);
        host_run(&host, 6 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_FAULT), 2);
    }
}

static void a_unit_changed_by_hand_is_noticed_and_converted(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        if (!row->answers)
            continue;
        row_ready(row, NULL);
        row_stream(row, 50);
        row_say(row, row->reading);
        for (int i = 0; i < 4; i++)
            row_say(row, row->other);
        assert_int_equal(notices(NOTICE_UNIT_CHANGED), 0); /* a damaged line may look the same */
        row_say(row, row->other);
        assert_int_equal(notices(NOTICE_UNIT_CHANGED), 1);
        assert_true(near(host_last(&host, EVENT_READING)->value, row->other_n));
        for (int i = 0; i < 5; i++)
            row_say(row, row->reading);
        assert_true(near(host_last(&host, EVENT_READING)->value, 34.56));
        assert_int_equal(notices(NOTICE_UNIT_CHANGED), 1);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        host_check_events(&host);
    }
}

/* Five readings take longer than the silence that is borne: a fault, and then the new unit. */
static void
a_unit_changed_on_a_gauge_that_sends_slowly_costs_a_fault_and_no_wrong_number(void **state)
{
    (void)state;
    const struct gauge_row *row = &gauge_rows[GAUGE_ROWS - 1];
    row_ready(row, NULL);
    for (int i = 0; i < 40; i++)
        row_say(row, row->other);
    assert_int_equal(host_count(&host, EVENT_FAULT), 1);
    assert_int_equal(host_count(&host, EVENT_READY), 2);
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_READING)
            assert_true(near(host.events[i].value, row->other_n));
    assert_true(near(host_last(&host, EVENT_READING)->value, row->other_n));
}

static void zero_is_sent_where_the_gauge_has_it_and_costs_no_reading(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        const struct command zero = {.kind = COMMAND_ZERO};
        row_ready(row, NULL);
        row_run(row, 300 * MONO_MS);
        host_forget(&host);
        if (!row->zero) {
            assert_int_equal(host_command(&host, zero), STATUS_UNSUPPORTED);
            assert_int_equal(host.n_frames, 0);
            continue;
        }
        assert_int_equal(host_command(&host, zero), STATUS_OK);
        assert_int_equal(host_sent(&host, row->zero), 1);
        row_run(row, MONO_SEC);
        assert_in_range(host_count(&host, EVENT_READING), 4, 6);
        assert_int_equal(host.n_events, host_count(&host, EVENT_READING));
    }
}

static void commands_outside_its_features_send_nothing(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        row_open(row, NULL);
        host_forget(&host);
        assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_STREAM}),
                         STATUS_BUSY);
        assert_int_equal(host.n_frames, 0);
        row_ready(row, NULL);
        host_forget(&host);
        for (uint8_t kind = COMMAND_DRIVE; kind <= COMMAND_LEVEL; kind++)
            assert_int_equal(host_command(&host, (struct command){.kind = kind}),
                             STATUS_UNSUPPORTED);
        for (uint8_t kind = COMMAND_IDLE; kind <= COMMAND_LEVEL; kind++)
            assert_int_equal(host_command(&host, (struct command){.kind = kind, .channel = 1}),
                             STATUS_UNSUPPORTED);
        assert_int_equal(host.n_frames, 0);
        assert_int_equal(host.driver->stop_size, 0);
        assert_false(host.driver->energises);
    }
}

static void it_survives_64_kb_of_noise_and_then_works(void **state)
{
    (void)state;
    srand(7);
    print_message("seed 7\n");
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        row_ready(row, NULL);
        host.answers = NULL;
        for (int i = 0; i < 1024; i++) {
            uint8_t noise[64];
            for (size_t k = 0; k < sizeof noise; k++)
                noise[k] = (uint8_t)rand();
            host_bytes(&host, noise, sizeof noise);
            host_run(&host, MONO_MS);
        }
        assert_true(host_count(&host, EVENT_FAULT) > 0);
        host_check_events(&host);
        host_forget(&host);
        host.answers = row->answers;
        row_run(row, 10 * MONO_SEC);
        assert_true(host_is_ready(&host));
        assert_true(near(host_last(&host, EVENT_READING)->value, 34.56));
        host_check_events(&host);
    }
}

static void replugging_starts_anew_and_the_count_goes_on(void **state)
{
    (void)state;
    for (const struct gauge_row *row = gauge_rows; row < gauge_rows + GAUGE_ROWS; row++) {
        row_ready(row, NULL);
        row_run(row, MONO_SEC);
        const uint32_t seq = host_last(&host, EVENT_READING)->seq;
        host_say(&host, "\x02"
                        "4159");
        host_forget(&host);
        host.was_ready = false;
        host_open(&host);
        row_run(row, 4 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_READY), 1);
        assert_int_equal(host_find(&host, EVENT_READING, 0)->seq, seq + 2);
        host_check_events(&host);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gauge_is_recognised_in_time_by_safe_frames_alone),
        cmocka_unit_test(a_press_that_the_gauge_shows_with_a_minus_is_turned_on_demand),
        cmocka_unit_test(any_split_of_the_bytes_gives_the_same_events),
        cmocka_unit_test(a_reply_cut_anywhere_gives_no_number),
        cmocka_unit_test(a_reply_without_one_of_its_bytes_gives_no_wrong_number),
        cmocka_unit_test(nobody_there_is_told_as_silence),
        cmocka_unit_test(another_device_is_told_as_such),
        cmocka_unit_test(silence_is_a_fault_in_time_and_told_once),
        cmocka_unit_test(a_reply_that_is_read_late_is_no_reading),
        cmocka_unit_test(a_reply_to_a_question_before_a_new_rate_is_no_reading),
        cmocka_unit_test(overload_is_a_fault_until_released),
        cmocka_unit_test(overload_is_one_in_either_direction),
        cmocka_unit_test(a_fault_is_told_anew_on_a_new_link),
        cmocka_unit_test(a_unit_changed_by_hand_is_noticed_and_converted),
        cmocka_unit_test(
            a_unit_changed_on_a_gauge_that_sends_slowly_costs_a_fault_and_no_wrong_number),
        cmocka_unit_test(zero_is_sent_where_the_gauge_has_it_and_costs_no_reading),
        cmocka_unit_test(commands_outside_its_features_send_nothing),
        cmocka_unit_test(it_survives_64_kb_of_noise_and_then_works),
        cmocka_unit_test(replugging_starts_anew_and_the_count_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

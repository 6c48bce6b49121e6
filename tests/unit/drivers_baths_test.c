/* What every driver of a circulator must do, in front of one as its document has it. */
#include "drivers_bath_rows.h"

static bool may_be_sent(const struct bath_row *row, const char *frame)
{
    bool may = strcmp(frame, row->closing) == 0;
    for (size_t i = 0; i < BATH_ANSWERS && row->answers[i].frame; i++)
        may = may || strcmp(frame, row->answers[i].frame) == 0;
    return may;
}

/* ---- who it is ---------------------------------------------------------------------------------- */

static void a_bath_is_recognised_in_time_by_questions_alone(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        assert_true(host.now - MONO_SEC < host.driver->announces_within);
        host_run(&host, 60 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_true(bath_near(host_last(&host, EVENT_READING)->value, 24.81));
        for (size_t i = 0; i < host.n_frames; i++) {
            assert_int_equal(host.frames[i].class, FRAME_SAFE);
            assert_true(may_be_sent(row, host.frames[i].text));
        }
        host_check_events(&host);
    }
}

static void nothing_energises_and_nothing_stops(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_init(row, NULL);
        assert_false(host.driver->energises);
        assert_int_equal(host.driver->stop_size, 0);
        assert_int_equal(host.driver->n_channels, 1);
        assert_string_equal(host.driver->channels[0].name, "bath");
        assert_int_equal(host.driver->channels[0].kind, CHANNEL_TEMPERATURE);
        assert_false(host.driver->channels[0].energises);
    }
}

/* At its driver's speed each byte takes ten bits. */
static void the_longest_frame_is_as_long_as_the_table_says(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        size_t longest = 0;
        bath_ready(row);
        host_run(&host, 5 * MONO_SEC);
        for (size_t i = 0; i < host.n_frames; i++)
            longest = host.frames[i].size > longest ? host.frames[i].size : longest;
        const double ns = (double)longest * 10e9 / host.driver->line.baud;
        assert_true(fabs((double)host.driver->longest_frame - ns) < 1);
    }
}

static void a_device_that_says_other_things_is_another_one(void **state)
{
    (void)state;
    static const char *const replies[] = {"*10\r\n", "12.5 N\r\n",       "PRESSER 1.0\r\n",
                                          "E\r",     "-1.5\r\n",         "00\r\n",
                                          "-01\r\n", "04 REMOTE GO\r\n", "{S0A\r\n"};
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++)
        for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
            bath_init(row, NULL);
            for (size_t k = 0; k < BATH_ANSWERS; k++)
                bath_answers[k].reply = replies[i];
            host_open(&host);
            host_expect_no_instrument(&host, FAULT_IDENTITY);
        }
}

/* Each of the others says what it says to whatever it is asked. */
static void no_bath_is_another_bath(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (const struct bath_row *other = bath_rows; other < bath_rows + BATH_ROWS; other++) {
            for (size_t a = 0; a < BATH_ANSWERS && other != row; a++) {
                if (!other->answers[a].reply)
                    continue;
                bath_init(row, NULL);
                for (size_t k = 0; k < BATH_ANSWERS; k++)
                    bath_answers[k].reply = other->answers[a].reply;
                host_open(&host);
                host_run(&host, 20 * MONO_SEC);
                if (host_count(&host, EVENT_READY) > 0)
                    fail_msg("%s takes %s for its own", row->driver, other->answers[a].reply);
            }
        }
}

static void nobody_and_noise_are_told_apart(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_init(row, NULL);
        host.answers = NULL;
        host_open(&host);
        host_expect_no_instrument(&host, FAULT_SILENT);
        bath_init(row, NULL);
        for (size_t k = 0; k < BATH_ANSWERS; k++)
            bath_answers[k].reply = "\xfe\x80\x01\r\n";
        host_open(&host);
        host_expect_no_instrument(&host, FAULT_GARBLED);
    }
}

static void who_only_wants_to_know_it_is_told_and_left_alone(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (int is_in_trouble = 0; is_in_trouble < 2; is_in_trouble++) {
            bath_init(row, &(struct driver_config){.only_identifies = true});
            if (is_in_trouble)
                bath_trouble(row);
            host_open(&host);
            host_run(&host, host.driver->announces_within);
            assert_int_equal(host.n_events, 1);
            assert_int_equal(host.events[0].kind, EVENT_READY);
            const size_t sent = host.n_frames;
            host_run(&host, 20 * MONO_SEC);
            assert_int_equal(host.n_frames, sent);
            assert_int_equal(host.n_events, 1);
        }
}

static void half_a_question_of_somebody_else_is_closed_first(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_open(row);
        host_run(&host, MONO_SEC);
        assert_string_equal(host.frames[0].text, row->closing);
        assert_string_equal(host.frames[1].text, row->answers[0].frame);
    }
}

/* ---- temperatures ------------------------------------------------------------------------------- */

static void it_is_read_once_a_second_whatever_is_wished(void **state)
{
    (void)state;
    static const double rates[] = {0, 0.1, 1, 50, 250};
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
            bath_ready(row);
            const uint8_t kind = rates[i] > 0 ? COMMAND_STREAM : COMMAND_IDLE;
            const struct command command = {.kind = kind, .rate_hz = rates[i]};
            assert_int_equal(host_command(&host, command), STATUS_OK);
            host_run(&host, 3 * MONO_SEC);
            host_forget(&host);
            host_run(&host, 100 * MONO_SEC);
            assert_int_equal(host_count(&host, EVENT_READING), 100);
            assert_int_equal(host.n_events, 100);
        }
}

/* 250 ms between two commands, 10 ms after a reply: the strictest of the three, kept for all. */
static void questions_keep_their_distance(void **state)
{
    (void)state;
    static const mono_ns answers[] = {MONO_MS, 40 * MONO_MS, 249 * MONO_MS, 400 * MONO_MS};
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
            bath_init(row, NULL);
            host.answers_after = answers[i];
            host_open(&host);
            host_run(&host, 20 * MONO_SEC);
            assert_true(host_is_ready(&host));
            for (size_t f = 1; f < host.n_frames; f++) {
                const mono_ns distance = host.frames[f].t - host.frames[f - 1].t;
                assert_true(distance >= 250 * MONO_MS);
                assert_true(f == 1 || distance >= answers[i] + 10 * MONO_MS);
            }
        }
}

static void what_it_says_is_what_is_read(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        const struct {
            const char *reply;
            double degc;
        } rows[] = {{row->next, 24.82}, {row->cold, -1.23}, {row->zero, 0}, {row->far, 4.81}};
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            bath_init(row, NULL);
            bath_say(row->temperature, rows[i].reply);
            host_open(&host);
            host_run_until_ready(&host);
            host_run(&host, 3 * MONO_SEC);
            const double degc = host_last(&host, EVENT_READING)->value;
            assert_true(bath_near(degc, rows[i].degc));
            assert_false(signbit(degc) && degc == 0);
            assert_true(bath_read_only(rows[i].degc));
        }
    }
}

static void any_split_of_the_bytes_gives_the_same_events(void **state)
{
    (void)state;
    static struct event whole[HOST_EVENTS];
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        size_t n_whole = 0;
        for (size_t chunk = 0; chunk < 24; chunk++) {
            bath_init(row, NULL);
            host.chunk = chunk;
            host_open(&host);
            host_run(&host, 3 * MONO_SEC);
            host_say(&host, "\x02noise\x80\r\n\r\n\n7");
            host_run(&host, 3 * MONO_SEC);
            bath_trouble(row);
            host_run(&host, 3 * MONO_SEC);
            if (chunk == 0) {
                n_whole = host.n_events;
                assert_true(host_count(&host, EVENT_READING) >= 3);
                assert_int_equal(host_count(&host, EVENT_READY), 1);
                assert_int_equal(host_count(&host, EVENT_FAULT), 1);
                memcpy(whole, host.events, n_whole * sizeof whole[0]);
            }
            assert_int_equal(host.n_events, n_whole);
            assert_memory_equal(host.events, whole, n_whole * sizeof whole[0]);
        }
    }
}

/* What is left of an answer when its end, its beginning or its line end is missing. */
static void cut_short(const struct bath_row *row, const char *text, size_t from, size_t to,
                      bool has_end)
{
    char cut[64];
    snprintf(cut, sizeof cut, "%.*s%s", (int)(to - from), text + from, has_end ? "\r\n" : "");
    bath_ready(row);
    host_run(&host, 2 * MONO_SEC);
    bath_answer_once(row->temperature, cut);
    host_run(&host, 8 * MONO_SEC);
    if (!bath_read_only(24.81))
        fail_msg("%s: a number out of %s", row->driver, cut);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    host_check_events(&host);
}

static void a_cut_answer_is_never_a_number(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (size_t i = 0; i < BATH_ANSWERS; i++) {
            if (!row->answers[i].frame || strcmp(row->answers[i].frame, row->temperature) != 0)
                continue;
            const char *reply = row->answers[i].reply;
            const size_t body = strlen(reply) - 2;
            for (size_t n = 0; n <= body; n++)
                for (int has_end = 0; has_end < 2; has_end++) {
                    cut_short(row, reply, 0, n, has_end);
                    cut_short(row, reply, n, body, has_end);
                }
        }
}

/* The same before it is ready: the first temperature is read twice. */
static void a_first_answer_that_was_cut_is_never_a_number(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (size_t n = 0; n < strlen(row->next) - 2; n++) {
            char cut[64];
            snprintf(cut, sizeof cut, "%.*s\r\n", (int)n, row->next);
            bath_open(row);
            bath_answer_once(row->temperature, cut);
            host_run_until_ready(&host);
            host_run(&host, 5 * MONO_SEC);
            assert_true(bath_read_only(24.81));
            assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        }
}

static void surplus_bytes_make_an_answer_none(void **state)
{
    (void)state;
    static const char *const forms[] = {"x%s", "%sx", "1%s", "%s1", "+%s", "%s ", "%s.", "\x01%s"};
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
            char text[64], body[32];
            snprintf(body, sizeof body, "%.*s", (int)strlen(row->next) - 2, row->next);
            const char *mark = strchr(forms[i], '%');
            snprintf(text, sizeof text, "%.*s%s%s\r\n", (int)(mark - forms[i]), forms[i], body,
                     mark + 2);
            bath_ready(row);
            host_run(&host, 2 * MONO_SEC);
            host_forget(&host);
            bath_answer_once(row->temperature, text);
            host_run(&host, 3 * MONO_SEC);
            if (!bath_read_only(24.81))
                fail_msg("%s: a number out of %s", row->driver, text);
            assert_int_equal(bath_notices(NOTICE_GAP), 1);
            assert_true(host_count(&host, EVENT_READING) >= 2);
            assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        }
}

static void a_line_ends_with_cr_lf_or_both(void **state)
{
    (void)state;
    static const char *const ends[] = {"\r", "\n", "\r\n", "\n\r"};
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (size_t e = 0; e < sizeof ends / sizeof ends[0]; e++) {
            char texts[BATH_ANSWERS][64];
            bath_init(row, NULL);
            for (size_t i = 0; i < BATH_ANSWERS; i++) {
                const char *reply = bath_answers[i].reply;
                if (!reply)
                    continue;
                snprintf(texts[i], sizeof texts[i], "%.*s%s", (int)strlen(reply) - 2, reply,
                         ends[e]);
                bath_answers[i].reply = texts[i];
            }
            host_open(&host);
            host_run_until_ready(&host);
            host_run(&host, 10 * MONO_SEC);
            assert_int_equal(host_count(&host, EVENT_READING), 10);
            assert_int_equal(host.n_events, 11);
        }
}

static void a_jump_is_doubted_until_the_next_answer_goes_on_from_it(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        host_forget(&host);
        bath_answer_once(row->temperature, row->far);
        host_run(&host, 3 * MONO_SEC);
        assert_true(bath_read_only(24.81));
        bath_expect_notice(NOTICE_GAP, 1);
        host_forget(&host);
        bath_say(row->temperature, row->far);
        host_run(&host, 3 * MONO_SEC);
        assert_true(bath_near(host_last(&host, EVENT_READING)->value, 4.81));
        bath_expect_notice(NOTICE_GAP, 1);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    }
}

static void warmer_than_any_bath_is_a_fault(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 2 * MONO_SEC);
        bath_say(row->temperature, row->beyond);
        host_run(&host, 3 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_RANGE));
        assert_true(bath_read_only(24.81));
        bath_init(row, NULL);
        bath_say(row->temperature, row->beyond);
        host_open(&host);
        host_expect_no_instrument(&host, FAULT_RANGE);
    }
}

/* ---- what does not come ------------------------------------------------------------------------- */

static void an_answer_that_is_lost_leaves_a_gap(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        const uint32_t before = host_last(&host, EVENT_READING)->seq;
        host_forget(&host);
        bath_answer_once(row->temperature, NULL);
        host_run(&host, 4 * MONO_SEC);
        assert_int_equal(bath_notices(NOTICE_GAP), 1);
        const double missing = host_find(&host, EVENT_NOTICE, NOTICE_GAP)->value;
        const size_t readings = host_count(&host, EVENT_READING);
        assert_int_equal(host_last(&host, EVENT_READING)->seq - before, readings + (size_t)missing);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        host_check_events(&host);
    }
}

/* It waits somewhere, and comes in the time of another question, or of the same one. */
static void an_answer_that_is_late_is_none_and_none_is_taken_for_the_next(void **state)
{
    (void)state;
    static const mono_ns delays[] = {460, 520, 600, 900, 1010, 1100, 1400, 1600};
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (size_t i = 0; i < sizeof delays / sizeof delays[0]; i++) {
            bath_ready(row);
            host_run(&host, 3 * MONO_SEC);
            host_forget(&host);
            bath_say(row->temperature, NULL);
            bath_await(row->temperature);
            bath_say(row->temperature, bath_usual(row->temperature));
            const mono_ns asked = host.frames[host.n_frames - 1].t;
            host_run_until(&host, asked + delays[i] * MONO_MS);
            host_say(&host, row->next);
            host_run(&host, 6 * MONO_SEC);
            assert_true(bath_read_only(24.81));
            assert_int_equal(bath_notices(NOTICE_GAP), 1);
            assert_true(delays[i] >= 1000 || bath_notices(NOTICE_NOISE) == 0);
            assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        }
}

static void silence_is_a_fault_in_time_and_ends_by_itself(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        const mono_ns last = host_last(&host, EVENT_READING)->t;
        host_forget(&host);
        host.answers = NULL;
        host.n_replies = 0;
        host_run(&host, 30 * MONO_SEC);
        const struct event *fault = host_find(&host, EVENT_FAULT, FAULT_SILENT);
        assert_non_null(fault);
        assert_true(fault->t - last <= host.driver->silence);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
        host.answers = bath_answers;
        host_run(&host, 5 * MONO_SEC);
        assert_true(host_is_ready(&host));
        assert_true(host_last(&host, EVENT_READING)->t > fault->t);
        assert_int_equal(bath_notices(NOTICE_GAP), 1);
        host_check_events(&host);
    }
}

/* The temperature comes and comes, but not whether all is well. */
static void a_state_that_is_not_told_is_silence_too(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        bath_say(row->answers[0].frame, NULL);
        host_run(&host, host.driver->silence + MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
    }
}

static void nothing_but_damage_is_a_garbled_line(void **state)
{
    (void)state;
    static const char *const replies[] = {"\xff\x80\r\n", "24,81\r\n", "2"};
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
            bath_ready(row);
            host_run(&host, 3 * MONO_SEC);
            bath_say(row->temperature, replies[i]);
            host_run(&host, host.driver->silence + MONO_SEC);
            assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
            assert_true(bath_read_only(24.81));
        }
}

/* It has begun to say something and never ends it. */
static void half_a_line_is_no_silence(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        host.answers = NULL;
        host.n_replies = 0;
        host_say(&host, "2");
        host_run(&host, host.driver->silence + MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
    }
}

static void so_much_noise_is_a_fault_that_ends_by_itself(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        for (int i = 0; i < 12; i++)
            host_say(&host, "hello\r\n");
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
        host_run(&host, 10 * MONO_SEC);
        assert_true(host_is_ready(&host));
        assert_true(bath_read_only(24.81));
    }
}

/* Two temperatures that do not agree, and something else between them: the line is to blame, and not who speaks. */
static void first_answers_that_never_agree_are_a_garbled_line(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        const char *const replies[] = {bath_usual_of(row, row->temperature), row->far, "x\r\n",
                                       bath_usual_of(row, row->temperature), row->far};
        bath_open(row);
        for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
            bath_say(row->temperature, replies[i]);
            bath_await(row->temperature);
        }
        host_run(&host, 100 * MONO_MS);
        assert_int_equal(host_count(&host, EVENT_READY), 0);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_GARBLED));
    }
}

/* A program that was kept from running finds an old answer before it is told that its time is over. */
static void an_answer_that_waited_for_its_reader_is_late(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        host_forget(&host);
        bath_say(row->temperature, NULL);
        bath_await(row->temperature);
        bath_well(row);
        host.now += 600 * MONO_MS;
        host_say(&host, row->next);
        host_run(&host, 4 * MONO_SEC);
        assert_true(bath_read_only(24.81));
        bath_expect_notice(NOTICE_GAP, 1);
    }
}

/* What was not asked while it was kept from running is not asked afterwards in a hurry. */
static void questions_that_were_missed_are_not_made_up_for(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        bath_await(row->answers[0].frame);
        host_run(&host, 100 * MONO_MS);
        host.now += 3 * MONO_SEC;
        host_forget(&host);
        host_run(&host, 5 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_true(host.n_frames <= 11);
    }
}

static void noise_between_answers_is_told_and_borne(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        bath_await(row->temperature);
        host_run(&host, 200 * MONO_MS);
        host_forget(&host);
        host_say(&host, "hello\r\n");
        host_run(&host, 5 * MONO_SEC);
        bath_expect_notice(NOTICE_NOISE, 5);
        assert_int_equal(host_count(&host, EVENT_READING), 5);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    }
}

static void what_stands_before_an_open_cable_is_forgotten(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++)
        for (mono_ns at = 0; at < 4 * MONO_SEC; at += 170 * MONO_MS) {
            bath_open(row);
            host_run(&host, at);
            host_forget(&host);
            host_open(&host);
            host_run(&host, host.driver->announces_within);
            assert_int_equal(host_count(&host, EVENT_READY), 1);
            assert_int_equal(host_count(&host, EVENT_FAULT), 0);
            assert_true(bath_read_only(24.81));
        }
}

/* ---- what it says is wrong ---------------------------------------------------------------------- */

static void trouble_is_a_fault_with_its_number_until_it_is_over(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_ready(row);
        host_run(&host, 3 * MONO_SEC);
        bath_trouble(row);
        host_run(&host, 2 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, row->fault));
        bath_expect_notice(NOTICE_ERROR_REPLY, row->number);
        host_forget(&host);
        host_run(&host, 20 * MONO_SEC);
        assert_int_equal(host.n_events, 0);
        bath_well(row);
        host_run(&host, 5 * MONO_SEC);
        assert_true(host_is_ready(&host));
        assert_true(host_count(&host, EVENT_READING) > 0);
        host_check_events(&host);
    }
}

static void a_bath_in_trouble_is_never_ready(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_init(row, NULL);
        bath_trouble(row);
        host_open(&host);
        host_expect_no_instrument(&host, (enum fault)row->fault);
        bath_expect_notice(NOTICE_ERROR_REPLY, row->number);
    }
}

/* ---- commands ----------------------------------------------------------------------------------- */

static void what_it_cannot_do_is_refused_without_a_byte(void **state)
{
    (void)state;
    for (const struct bath_row *row = bath_rows; row < bath_rows + BATH_ROWS; row++) {
        bath_open(row);
        const struct command stream = {.kind = COMMAND_STREAM, .rate_hz = 1};
        assert_int_equal(host_command(&host, stream), STATUS_BUSY);
        host_run_until_ready(&host);
        const size_t sent = host.n_frames;
        for (uint8_t kind = COMMAND_ZERO; kind <= COMMAND_LEVEL; kind++)
            assert_int_equal(host_command(&host, (struct command){.kind = kind, .target = 20}),
                             STATUS_UNSUPPORTED);
        assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_IDLE, .channel = 1}),
                         STATUS_UNSUPPORTED);
        assert_int_equal(host_command(&host, stream), STATUS_OK);
        assert_int_equal(host.n_frames, sent);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bath_is_recognised_in_time_by_questions_alone),
        cmocka_unit_test(nothing_energises_and_nothing_stops),
        cmocka_unit_test(the_longest_frame_is_as_long_as_the_table_says),
        cmocka_unit_test(a_device_that_says_other_things_is_another_one),
        cmocka_unit_test(no_bath_is_another_bath),
        cmocka_unit_test(nobody_and_noise_are_told_apart),
        cmocka_unit_test(who_only_wants_to_know_it_is_told_and_left_alone),
        cmocka_unit_test(half_a_question_of_somebody_else_is_closed_first),
        cmocka_unit_test(it_is_read_once_a_second_whatever_is_wished),
        cmocka_unit_test(questions_keep_their_distance),
        cmocka_unit_test(what_it_says_is_what_is_read),
        cmocka_unit_test(any_split_of_the_bytes_gives_the_same_events),
        cmocka_unit_test(a_cut_answer_is_never_a_number),
        cmocka_unit_test(a_first_answer_that_was_cut_is_never_a_number),
        cmocka_unit_test(surplus_bytes_make_an_answer_none),
        cmocka_unit_test(a_line_ends_with_cr_lf_or_both),
        cmocka_unit_test(a_jump_is_doubted_until_the_next_answer_goes_on_from_it),
        cmocka_unit_test(warmer_than_any_bath_is_a_fault),
        cmocka_unit_test(an_answer_that_is_lost_leaves_a_gap),
        cmocka_unit_test(an_answer_that_is_late_is_none_and_none_is_taken_for_the_next),
        cmocka_unit_test(silence_is_a_fault_in_time_and_ends_by_itself),
        cmocka_unit_test(a_state_that_is_not_told_is_silence_too),
        cmocka_unit_test(nothing_but_damage_is_a_garbled_line),
        cmocka_unit_test(half_a_line_is_no_silence),
        cmocka_unit_test(so_much_noise_is_a_fault_that_ends_by_itself),
        cmocka_unit_test(first_answers_that_never_agree_are_a_garbled_line),
        cmocka_unit_test(an_answer_that_waited_for_its_reader_is_late),
        cmocka_unit_test(questions_that_were_missed_are_not_made_up_for),
        cmocka_unit_test(noise_between_answers_is_told_and_borne),
        cmocka_unit_test(what_stands_before_an_open_cable_is_forgotten),
        cmocka_unit_test(trouble_is_a_fault_with_its_number_until_it_is_over),
        cmocka_unit_test(a_bath_in_trouble_is_never_ready),
        cmocka_unit_test(what_it_cannot_do_is_refused_without_a_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

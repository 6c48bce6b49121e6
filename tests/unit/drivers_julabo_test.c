/* The Julabo driver against answers as the manual has them, in both spellings of a line. */
#include "drivers_bath_rows.h"

static const struct bath_row *const julabo = &bath_rows[0];

/* Seven bits and even parity, as they stand on a line of eight bits. */
static const char *with_parity(const char *text)
{
    static char spelled[8][64];
    static size_t turn;
    char *out = spelled[turn++ % 8];
    size_t i = 0;
    for (; text[i]; i++)
        out[i] = (char)((uint8_t)text[i] | (__builtin_parity((uint8_t)text[i]) << 7));
    out[i] = '\0';
    return out;
}

/* One that is set to seven bits hears nothing that has not its parity. */
static void open_seven_bits(const char *state, const char *temperature)
{
    bath_init(julabo, NULL);
    memset(bath_answers, 0, sizeof bath_answers);
    bath_answers[0] = (struct answer_row){with_parity("status\r"), with_parity(state)};
    bath_answers[1] = (struct answer_row){with_parity("in_pv_00\r"), with_parity(temperature)};
    host_open(&host);
}

static void each_state_of_a_bath_that_is_well_is_taken(void **state)
{
    (void)state;
    static const char *const states[] = {"00 MANUAL STOP\r\n", "01 MANUAL START\r\n",
                                         "02 REMOTE STOP\r\n", "03 REMOTE START\r\n"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        bath_init(julabo, NULL);
        bath_say("status\r", states[i]);
        host_open(&host);
        host_run(&host, 10 * MONO_SEC);
        assert_true(host_is_ready(&host));
        assert_int_equal(bath_notices(NOTICE_ERROR_REPLY), 0);
    }
    assert_string_equal(host.identity.model, "JULABO CF31 VERSION 2.1");
}

/* As when the answer to the question before was late. */
static void a_state_is_no_model(void **state)
{
    (void)state;
    bath_init(julabo, NULL);
    bath_say("version\r", "03 REMOTE START\r\n");
    host_open(&host);
    host_run_until_ready(&host);
    assert_string_equal(host.identity.model, "");
}

static void each_number_is_told_as_what_it_means(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double number;
        enum fault fault;
    } rows[] = {
        {"-01 LOW LEVEL ALARM\r\n", -1, FAULT_LEVEL},
        {"-40 RESERVOIR LEVEL\r\n", -40, FAULT_LEVEL},
        {"-05 WORKING SENSOR\r\n", -5, FAULT_SENSOR},
        {"-06 SENSOR DIFFERENCE\r\n", -6, FAULT_SENSOR},
        {"-15 EXTERNAL SENSOR\r\n", -15, FAULT_SENSOR},
        {"-33 SAFETY SENSOR\r\n", -33, FAULT_SENSOR},
        {"-38 EXTERNAL SENSOR\r\n", -38, FAULT_SENSOR},
        {"-07 BUS\r\n", -7, FAULT_BATH},
        {"-12 CONVERTER\r\n", -12, FAULT_BATH},
        {"-14 OVERTEMPERATURE\r\n", -14, FAULT_BATH},
        {"-20 CONDENSER\r\n", -20, FAULT_BATH},
        {"-21 COMPRESSOR\r\n", -21, FAULT_BATH},
        {"-26 STAND BY\r\n", -26, FAULT_BATH},
        {"-99 WHAT NOBODY KNOWS\r\n", -99, FAULT_BATH},
        {"-03 HIGH WARNING\r\n", -3, FAULT_NONE},
        {"-04 LOW WARNING\r\n", -4, FAULT_NONE},
        {"-08 INVALID COMMAND\r\n", -8, FAULT_NONE},
        {"-09 NOT ALLOWED\r\n", -9, FAULT_NONE},
        {"-10 VALUE TOO SMALL\r\n", -10, FAULT_NONE},
        {"-11 VALUE TOO LARGE\r\n", -11, FAULT_NONE},
        {"-13 WARNING LIMITS\r\n", -13, FAULT_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bath_ready(julabo);
        host_run(&host, 3 * MONO_SEC);
        host_forget(&host);
        bath_say("status\r", rows[i].text);
        host_run(&host, 10 * MONO_SEC);
        bath_expect_notice(NOTICE_ERROR_REPLY, rows[i].number);
        if (rows[i].fault != FAULT_NONE)
            assert_non_null(host_find(&host, EVENT_FAULT, (uint8_t)rows[i].fault));
        assert_int_equal(host_count(&host, EVENT_FAULT), rows[i].fault != FAULT_NONE);
        assert_int_equal(host_is_ready(&host), rows[i].fault == FAULT_NONE);
    }
}

/* In a search each driver asks in turn, and what the others asked is an error to it: it is a bath all the same. */
static void an_error_of_a_command_does_not_keep_it_from_being_known(void **state)
{
    (void)state;
    bath_init(julabo, NULL);
    bath_say("status\r", "-08 INVALID COMMAND\r\n");
    host_open(&host);
    host_run(&host, 5 * MONO_SEC);
    assert_true(host_is_ready(&host));
    assert_true(host_count(&host, EVENT_READING) > 0);
}

static void what_is_not_exactly_a_state_is_none(void **state)
{
    (void)state;
    static const char *const states[] = {"03\r\n",
                                         "03 REMOTE STAR\r\n",
                                         "3 REMOTE START\r\n",
                                         "04 REMOTE GO\r\n",
                                         "03 REMOTE STARTS\r\n",
                                         "-1 LOW LEVEL\r\n",
                                         "-01\r\n",
                                         "-01 \r\n",
                                         "-01LOW LEVEL\r\n",
                                         "-0A LOW LEVEL\r\n",
                                         "01 LOW LEVEL\r\n",
                                         "-01 123\r\n"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        bath_init(julabo, NULL);
        bath_say("status\r", states[i]);
        host_open(&host);
        host_expect_no_instrument(&host, FAULT_IDENTITY);
    }
}

static void flow_control_bytes_before_an_answer_are_no_part_of_it(void **state)
{
    (void)state;
    static const char *const before[] = {"\x11", "\x13", "\x13\x11", "\x11\x13\x11"};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
        for (size_t chunk = 0; chunk < 4; chunk++) {
            char texts[3][64];
            bath_init(julabo, NULL);
            host.chunk = chunk;
            for (size_t k = 0; k < 3; k++) {
                snprintf(texts[k], sizeof texts[k], "%s%s", before[i], bath_answers[k].reply);
                bath_answers[k].reply = texts[k];
            }
            host_open(&host);
            host_run_until_ready(&host);
            host_run(&host, 10 * MONO_SEC);
            assert_int_equal(host_count(&host, EVENT_READING), 10);
            assert_int_equal(host.n_events, 11);
        }
}

static void within_an_answer_they_make_it_none(void **state)
{
    (void)state;
    bath_ready(julabo);
    host_run(&host, 3 * MONO_SEC);
    bath_answer_once("in_pv_00\r", "2\x13"
                                   "4.81\r\n");
    host_run(&host, 3 * MONO_SEC);
    assert_int_equal(bath_notices(NOTICE_GAP), 1);
    assert_true(bath_read_only(24.81));
}

/* Alone they are nobody's voice. */
static void a_port_that_only_sends_flow_control_is_silent(void **state)
{
    (void)state;
    bath_init(julabo, NULL);
    for (size_t i = 0; i < 3; i++)
        bath_answers[i].reply = "\x11";
    host_open(&host);
    host_expect_no_instrument(&host, FAULT_SILENT);
}

static void one_with_seven_bits_and_parity_is_found_and_read(void **state)
{
    (void)state;
    open_seven_bits("\x11\x13"
                    "03 REMOTE START\r\n",
                    "-1.23\r\n");
    host_run(&host, host.driver->announces_within);
    assert_true(host_is_ready(&host));
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    host_forget(&host);
    host_run(&host, 20 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_READING), 20);
    assert_true(bath_read_only(-1.23));
    assert_int_equal(host_sent(&host, "status\r"), 0);
}

/* A silence and a fault later it is asked in the same way at once. */
static void the_spelling_is_kept_while_it_serves(void **state)
{
    (void)state;
    open_seven_bits("03 REMOTE START\r\n", "24.81\r\n");
    host_run(&host, 5 * MONO_SEC);
    assert_true(host_is_ready(&host));
    host.answers = NULL;
    host_run(&host, 4500 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
    host.answers = bath_answers;
    host_forget(&host);
    host_run(&host, 5 * MONO_SEC);
    assert_true(host_is_ready(&host));
    assert_int_equal(host_sent(&host, "status\r"), 0);
    host_open(&host); /* another cable, perhaps another bath */
    host_forget(&host);
    host_run(&host, MONO_SEC);
    assert_int_equal(host_sent(&host, "status\r"), 2);
}

static void where_neither_spelling_serves_the_first_is_tried_first_again(void **state)
{
    (void)state;
    bath_init(julabo, NULL);
    host.answers = NULL;
    host_open(&host);
    host_run(&host, 3 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
    assert_int_equal(host_sent(&host, with_parity("status\r")), 2);
    host_forget(&host);
    bath_await("status\r");
    assert_int_equal(host_sent(&host, with_parity("status\r")), 0);
}

/* Whoever speaks plainly, and is no bath, is not asked in a spelling that is none of his. */
static void who_speaks_plainly_is_not_asked_with_parity(void **state)
{
    (void)state;
    bath_init(julabo, NULL);
    bath_say("status\r", "*10\r\n");
    host_open(&host);
    host_run(&host, 20 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_IDENTITY));
    assert_int_equal(host_sent(&host, with_parity("status\r")), 0);
}

/* The last question about its state is answered, and then none any more. */
static void the_longest_way_to_nothing_ends_in_time(void **state)
{
    (void)state;
    open_seven_bits("03 REMOTE START\r\n", "24.81\r\n");
    bath_answers[1].reply = NULL;
    const char *const well = bath_answers[0].reply;
    bath_answers[0].reply = NULL;
    bath_await(bath_answers[0].frame);
    bath_answers[0].reply = well;
    host_run_until(&host, MONO_SEC + host.driver->announces_within);
    assert_int_equal(host_count(&host, EVENT_FAULT), 1);
    assert_int_equal(host_sent(&host, bath_answers[0].frame), 2);
}

/* Any single bit of an answer turned over. */
static void a_byte_of_wrong_parity_makes_an_answer_none(void **state)
{
    (void)state;
    char whole[16];
    snprintf(whole, sizeof whole, "%s", with_parity("24.81\r\n"));
    for (size_t at = 0; at < 5; at++)
        for (int bit = 0; bit < 8; bit++) {
            char bad[16];
            snprintf(bad, sizeof bad, "%s", whole);
            bad[at] = (char)((uint8_t)bad[at] ^ 1u << bit);
            open_seven_bits("03 REMOTE START\r\n", "24.81\r\n");
            host_run(&host, 5 * MONO_SEC);
            host_forget(&host);
            bath_answers[1].reply = bad;
            bath_await(bath_answers[1].frame);
            bath_answers[1].reply = whole;
            host_run(&host, 5 * MONO_SEC);
            assert_int_equal(bath_notices(NOTICE_GAP), 1);
            assert_true(host_count(&host, EVENT_READING) >= 3);
            assert_true(bath_read_only(24.81));
        }
}

static void every_whole_question_has_its_parity(void **state)
{
    (void)state;
    open_seven_bits("03 REMOTE START\r\n", "24.81\r\n");
    host_run(&host, 5 * MONO_SEC);
    host_forget(&host);
    host_run(&host, 5 * MONO_SEC);
    assert_true(host.n_frames >= 10);
    for (size_t f = 0; f < host.n_frames; f++)
        for (size_t i = 0; i < host.frames[f].size; i++)
            assert_int_equal(__builtin_parity((uint8_t)host.frames[f].text[i]), 0);
}

static void how_many_decimals_there_are_does_not_change_from_one_to_the_next(void **state)
{
    (void)state;
    static const char *const replies[] = {"24.8\r\n", "24.815\r\n"};
    for (size_t i = 0; i < 2; i++) {
        bath_ready(julabo);
        host_run(&host, 3 * MONO_SEC);
        host_forget(&host);
        bath_answer_once("in_pv_00\r", replies[i]);
        host_run(&host, 3 * MONO_SEC);
        assert_true(bath_read_only(24.81));
        assert_int_equal(bath_notices(NOTICE_GAP), 1);
        bath_init(julabo, NULL); /* one that always has as many is read */
        bath_say("in_pv_00\r", replies[i]);
        host_open(&host);
        host_run(&host, 10 * MONO_SEC);
        assert_true(host_count(&host, EVENT_READING) > 5);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    }
}

static void what_is_not_a_temperature_is_none(void **state)
{
    (void)state;
    static const char *const replies[] = {"24\r\n",      "24.\r\n",     ".81\r\n",    "24,81\r\n",
                                          "+24.8\r\n",   "--1.2\r\n",   "24.81C\r\n", "1e1.0\r\n",
                                          "24.8111\r\n", "0024.81\r\n", "nan\r\n",    "24.8 1\r\n",
                                          "- 1.23\r\n",  "1.2.3\r\n",   "---.--\r\n"};
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        bath_init(julabo, NULL);
        bath_say("in_pv_00\r", replies[i]);
        host_open(&host);
        host_run(&host, 10 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_READY), 0);
        assert_int_equal(host_count(&host, EVENT_FAULT), 1);
    }
}

static void blanks_before_a_temperature_are_borne(void **state)
{
    (void)state;
    bath_init(julabo, NULL);
    bath_say("in_pv_00\r", "  -1.23\r\n");
    host_open(&host);
    host_run(&host, 5 * MONO_SEC);
    assert_true(bath_near(host_last(&host, EVENT_READING)->value, -1.23));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_of_a_bath_that_is_well_is_taken),
        cmocka_unit_test(a_state_is_no_model),
        cmocka_unit_test(each_number_is_told_as_what_it_means),
        cmocka_unit_test(an_error_of_a_command_does_not_keep_it_from_being_known),
        cmocka_unit_test(what_is_not_exactly_a_state_is_none),
        cmocka_unit_test(flow_control_bytes_before_an_answer_are_no_part_of_it),
        cmocka_unit_test(within_an_answer_they_make_it_none),
        cmocka_unit_test(a_port_that_only_sends_flow_control_is_silent),
        cmocka_unit_test(one_with_seven_bits_and_parity_is_found_and_read),
        cmocka_unit_test(the_spelling_is_kept_while_it_serves),
        cmocka_unit_test(where_neither_spelling_serves_the_first_is_tried_first_again),
        cmocka_unit_test(who_speaks_plainly_is_not_asked_with_parity),
        cmocka_unit_test(the_longest_way_to_nothing_ends_in_time),
        cmocka_unit_test(a_byte_of_wrong_parity_makes_an_answer_none),
        cmocka_unit_test(every_whole_question_has_its_parity),
        cmocka_unit_test(how_many_decimals_there_are_does_not_change_from_one_to_the_next),
        cmocka_unit_test(what_is_not_a_temperature_is_none),
        cmocka_unit_test(blanks_before_a_temperature_are_borne),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

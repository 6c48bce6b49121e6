/* The Lauda driver against answers as the manuals have them. */
#include "drivers_bath_rows.h"

static const struct bath_row *const lauda = &bath_rows[1];

static void it_is_known_by_its_type_and_version(void **state)
{
    (void)state;
    bath_ready(lauda);
    assert_string_equal(host.identity.model, "ECO");
    assert_string_equal(host.identity.firmware, "1.27");
}

/* Both are texts that nobody has promised to be short. */
static void long_names_are_kept_as_far_as_there_is_room(void **state)
{
    (void)state;
    static const char text[] = "A circulator whose name is longer than there is room for it\r\n";
    bath_init(lauda, NULL);
    bath_say("TYPE\r", text);
    bath_say("VERSION\r", text);
    host_open(&host);
    host_run_until_ready(&host);
    assert_int_equal(strlen(host.identity.model), sizeof host.identity.model - 1);
    assert_int_equal(strlen(host.identity.firmware), sizeof host.identity.firmware - 1);
}

static void one_that_has_no_name_is_read_all_the_same(void **state)
{
    (void)state;
    static const char *const replies[] = {NULL, "ERR_3\r\n", "0\r\n"};
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        bath_init(lauda, NULL);
        bath_say("TYPE\r", replies[i]);
        bath_say("VERSION\r", replies[i]);
        host_open(&host);
        host_run(&host, host.driver->announces_within);
        assert_true(host_is_ready(&host));
        assert_string_equal(host.identity.model, "");
        assert_string_equal(host.identity.firmware, "");
    }
}

static void each_error_word_is_a_refusal_with_its_number(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        double number;
    } rows[] = {{"ERR_2\r\n", 2}, {"ERR_3\r\n", 3},   {"ERR_5\r\n", 5},
                {"ERR_6\r\n", 6}, {"ERR_32\r\n", 32}, {"ERR 3\r\n", 3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bath_ready(lauda);
        host_run(&host, 3 * MONO_SEC);
        host_forget(&host);
        bath_answer_once("IN_PV_00\r", rows[i].word);
        host_run(&host, 4 * MONO_SEC);
        bath_expect_notice(NOTICE_ERROR_REPLY, rows[i].number);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_int_equal(bath_notices(NOTICE_GAP), 1);
        assert_true(bath_read_only(24.81));
    }
}

static void what_it_refuses_again_and_again_is_a_fault(void **state)
{
    (void)state;
    static const char *const questions[] = {"IN_PV_00\r", "STATUS\r"};
    for (size_t i = 0; i < 2; i++) {
        bath_ready(lauda);
        host_run(&host, 3 * MONO_SEC);
        bath_say(questions[i], "ERR_6\r\n");
        host_run(&host, 4 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_REFUSED));
        bath_init(lauda, NULL);
        bath_say(questions[i], "ERR_6\r\n");
        host_open(&host);
        host_expect_no_instrument(&host, FAULT_REFUSED);
    }
}

static void what_is_not_exactly_an_error_word_is_noise(void **state)
{
    (void)state;
    static const char *const words[] = {"ERR\r\n",  "ERR_\r\n",     "ERR_x\r\n",
                                        "ERR3\r\n", "ERR_1234\r\n", "err_3\r\n"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        bath_ready(lauda);
        host_run(&host, 3 * MONO_SEC);
        host_forget(&host);
        bath_answer_once("IN_PV_00\r", words[i]);
        host_run(&host, 3 * MONO_SEC);
        assert_int_equal(bath_notices(NOTICE_ERROR_REPLY), 0);
        assert_int_equal(bath_notices(NOTICE_NOISE), 1);
    }
}

static void a_temperature_has_two_decimals(void **state)
{
    (void)state;
    static const char *const none[] = {"24.8\r\n", "24.810\r\n", "24\r\n", "24.\r\n",
                                       "1234.56\r\n"};
    static const struct {
        const char *reply;
        double degc;
    } some[] = {{"024.81\r\n", 24.81}, {" 24.81\r\n", 24.81}, {"-004.50\r\n", -4.5},
                {"  -4.50\r\n", -4.5}, {"100.00\r\n", 100},   {"-000.01\r\n", -0.01}};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        bath_init(lauda, NULL);
        bath_say("IN_PV_00\r", none[i]);
        host_open(&host);
        host_run(&host, 10 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_READY), 0);
    }
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        bath_init(lauda, NULL);
        bath_say("IN_PV_00\r", some[i].reply);
        host_open(&host);
        host_run(&host, 5 * MONO_SEC);
        assert_true(bath_near(host_last(&host, EVENT_READING)->value, some[i].degc));
    }
}

static void refusals_that_are_not_in_a_row_are_borne(void **state)
{
    (void)state;
    bath_ready(lauda);
    host_run(&host, 3 * MONO_SEC);
    for (int i = 0; i < 4; i++) {
        bath_answer_once("IN_PV_00\r", "ERR_6\r\n");
        bath_answer_once("IN_PV_00\r", "ERR_6\r\n");
        host_run(&host, 2 * MONO_SEC);
    }
    assert_int_equal(bath_notices(NOTICE_ERROR_REPLY), 8);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

/* The minus of "-1" and what follows it would be a temperature below zero, and near zero nobody would doubt it. */
static void what_is_left_of_a_state_begins_no_temperature(void **state)
{
    (void)state;
    bath_init(lauda, NULL);
    bath_say("IN_PV_00\r", "0.10\r\n");
    host_open(&host);
    host_run(&host, 5 * MONO_SEC);
    bath_answer_once("STATUS\r", "-");
    host_run(&host, 4 * MONO_SEC);
    assert_int_equal(bath_notices(NOTICE_GAP), 1);
    assert_true(bath_read_only(0.1));
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

static void a_fault_without_its_digits_is_a_fault(void **state)
{
    (void)state;
    static const char *const digits[] = {NULL, "010000\r\n", "01000000\r\n", "0x00000\r\n"};
    for (size_t i = 0; i < sizeof digits / sizeof digits[0]; i++) {
        bath_ready(lauda);
        host_run(&host, 3 * MONO_SEC);
        bath_say("STATUS\r", "-1\r\n");
        bath_say("STAT\r", digits[i]);
        host_run(&host, 3 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_BATH));
        assert_int_equal(bath_notices(NOTICE_ERROR_REPLY), 0);
        bath_init(lauda, NULL);
        bath_say("STATUS\r", "-1\r\n");
        bath_say("STAT\r", digits[i]);
        host_open(&host);
        host_expect_no_instrument(&host, FAULT_BATH);
    }
}

/* Which value of its communication time-out switches it off is not documented, so none is ever set: well or in trouble, with
 * questions that are refused or lost, nothing but questions goes out. And where somebody has set it to a second, it is kept
 * quiet while it is well. */
static void its_own_time_out_is_neither_set_nor_run_into(void **state)
{
    (void)state;
    bath_ready(lauda);
    host_run(&host, 20 * MONO_SEC);
    for (size_t f = 1; f < host.n_frames; f++)
        assert_true(host.frames[f].t - host.frames[f - 1].t < MONO_SEC);
    bath_say("IN_PV_00\r", "ERR_3\r\n");
    host_run(&host, 10 * MONO_SEC);
    bath_well(lauda);
    bath_trouble(lauda);
    host_run(&host, 10 * MONO_SEC);
    host.answers = NULL;
    host_run(&host, 10 * MONO_SEC);
    for (size_t f = 0; f < host.n_frames; f++) {
        assert_null(strstr(host.frames[f].text, "OUT"));
        assert_null(strstr(host.frames[f].text, "STOP"));
        assert_null(strstr(host.frames[f].text, "START"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_known_by_its_type_and_version),
        cmocka_unit_test(long_names_are_kept_as_far_as_there_is_room),
        cmocka_unit_test(one_that_has_no_name_is_read_all_the_same),
        cmocka_unit_test(each_error_word_is_a_refusal_with_its_number),
        cmocka_unit_test(what_it_refuses_again_and_again_is_a_fault),
        cmocka_unit_test(what_is_not_exactly_an_error_word_is_noise),
        cmocka_unit_test(a_temperature_has_two_decimals),
        cmocka_unit_test(refusals_that_are_not_in_a_row_are_borne),
        cmocka_unit_test(what_is_left_of_a_state_begins_no_temperature),
        cmocka_unit_test(a_fault_without_its_digits_is_a_fault),
        cmocka_unit_test(its_own_time_out_is_neither_set_nor_run_into),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

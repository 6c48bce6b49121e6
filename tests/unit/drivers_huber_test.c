/* The Huber driver against PB packets as the document and an independent client have them. */
#include "drivers_bath_rows.h"

#define BITS "{M0A****\r\n"
#define WATER "{M01****\r\n"
#define ERROR "{M05****\r\n"
#define WARNING "{M06****\r\n"

static const struct bath_row *const huber = &bath_rows[2];

static void sixteen_bits_with_a_sign_are_hundredths(void **state)
{
    (void)state;
    static const struct {
        const char *reply;
        double degc;
    } rows[] = {
        {"{S0109C4\r\n", 25},   {"{S01FF9C\r\n", -1},  {"{S0109B1\r\n", 24.81}, {"{S010000\r\n", 0},
        {"{S01FFFF\r\n", -.01}, {"{S012AF8\r\n", 110}, {"{S01EC78\r\n", -50},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bath_init(huber, NULL);
        bath_say(WATER, rows[i].reply);
        host_open(&host);
        host_run_until_ready(&host);
        host_run(&host, 2 * MONO_SEC);
        assert_true(bath_near(host_last(&host, EVENT_READING)->value, rows[i].degc));
    }
}

static void what_is_not_exactly_the_packet_is_none(void **state)
{
    (void)state;
    static const char *const packets[] = {"{S0209B1\r\n", "{M0109B1\r\n", "{S0109b1\r\n",
                                          "{S0109BG\r\n", "{S01****\r\n", "S0109B1\r\n",
                                          "{S109B1\r\n",  "{S01 9B1\r\n", "{S0109B1 \r\n"};
    for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
        bath_ready(huber);
        host_run(&host, 3 * MONO_SEC);
        host_forget(&host);
        bath_answer_once(WATER, packets[i]);
        host_run(&host, 4 * MONO_SEC);
        assert_true(bath_read_only(24.81));
        assert_int_equal(bath_notices(NOTICE_GAP), 1);
        assert_int_equal(bath_notices(NOTICE_NOISE), 1);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    }
}

static void a_bath_whose_sensor_is_not_there_is_a_fault_and_no_327_degrees(void **state)
{
    (void)state;
    bath_ready(huber);
    host_run(&host, 3 * MONO_SEC);
    bath_say(WATER, "{S017FFF\r\n");
    host_run(&host, 10 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SENSOR));
    assert_true(bath_read_only(24.81));
    bath_expect_notice(NOTICE_ERROR_REPLY, 0x7fff);
    bath_init(huber, NULL);
    bath_say(WATER, "{S017FFF\r\n");
    host_open(&host);
    host_expect_no_instrument(&host, FAULT_SENSOR);
    bath_init(huber,
              &(struct driver_config){.only_identifies = true}); /* it is a Huber all the same */
    bath_say(WATER, "{S017FFF\r\n");
    host_open(&host);
    host_run(&host, 5 * MONO_SEC);
    assert_int_equal(host.n_events, 1);
    assert_int_equal(host.events[0].kind, EVENT_READY);
}

static void of_its_status_bits_the_error_alone_is_a_fault(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 16; bit++) {
        char packet[16];
        snprintf(packet, sizeof packet, "{S0A%04X\r\n", 1u << bit);
        bath_ready(huber);
        host_run(&host, 3 * MONO_SEC);
        bath_say(ERROR, "{S05FFF6\r\n");
        bath_say(WARNING, "{S06FFEC\r\n");
        host_forget(&host);
        bath_say(BITS, packet);
        host_run(&host, 10 * MONO_SEC);
        assert_int_equal(host_count(&host, EVENT_FAULT), bit == 8);
        assert_int_equal(bath_notices(NOTICE_ERROR_REPLY), bit == 8 || bit == 9);
        if (bit == 8)
            bath_expect_notice(NOTICE_ERROR_REPLY, -10);
        if (bit == 9)
            bath_expect_notice(NOTICE_ERROR_REPLY, -20);
        if (bit != 8)
            assert_int_equal(host_count(&host, EVENT_READING), 10);
    }
}

static void a_warning_that_comes_back_is_told_again(void **state)
{
    (void)state;
    bath_ready(huber);
    bath_say(WARNING, "{S06FFEC\r\n");
    for (size_t i = 0; i < 3; i++) {
        bath_say(BITS, "{S0A0203\r\n");
        host_run(&host, 5 * MONO_SEC);
        bath_say(BITS, "{S0A0003\r\n");
        host_run(&host, 5 * MONO_SEC);
        assert_int_equal(bath_notices(NOTICE_ERROR_REPLY), i + 1);
    }
    assert_int_equal(host_count(&host, EVENT_READING), 30);
}

/* The number is not there, or does not come: the fault stands. */
static void an_error_without_a_number_is_a_fault(void **state)
{
    (void)state;
    static const char *const numbers[] = {NULL, "{S057FFF\r\n", "{S060001\r\n"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        bath_ready(huber);
        host_run(&host, 3 * MONO_SEC);
        bath_say(BITS, "{S0A0103\r\n");
        bath_say(ERROR, numbers[i]);
        host_run(&host, 3 * MONO_SEC);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_BATH));
        assert_int_equal(bath_notices(NOTICE_ERROR_REPLY), 0);
    }
}

static void one_without_status_bits_is_read_and_that_is_told_once(void **state)
{
    (void)state;
    bath_init(huber, NULL);
    bath_say(BITS, "{S0A7FFF\r\n");
    host_open(&host);
    host_run_until_ready(&host);
    host_run(&host, 10 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_READING), 10);
    bath_expect_notice(NOTICE_ERROR_REPLY, 0x7fff);
}

/* In place of the stars would stand what is to be set. */
static void every_packet_is_a_question(void **state)
{
    (void)state;
    bath_ready(huber);
    host_run(&host, 5 * MONO_SEC);
    bath_trouble(huber);
    host_run(&host, 5 * MONO_SEC);
    bath_say(BITS, "{S0A0203\r\n");
    host_run(&host, 5 * MONO_SEC);
    for (size_t f = 0; f < host.n_frames; f++)
        assert_true(strcmp(host.frames[f].text, "\r\n") == 0 ||
                    strcmp(host.frames[f].text + 4, "****\r\n") == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixteen_bits_with_a_sign_are_hundredths),
        cmocka_unit_test(what_is_not_exactly_the_packet_is_none),
        cmocka_unit_test(a_bath_whose_sensor_is_not_there_is_a_fault_and_no_327_degrees),
        cmocka_unit_test(of_its_status_bits_the_error_alone_is_a_fault),
        cmocka_unit_test(a_warning_that_comes_back_is_told_again),
        cmocka_unit_test(an_error_without_a_number_is_a_fault),
        cmocka_unit_test(one_without_status_bits_is_read_and_that_is_told_once),
        cmocka_unit_test(every_packet_is_a_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

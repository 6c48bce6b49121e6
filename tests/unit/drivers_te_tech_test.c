/* The TE Technology driver against a controller out of its document. */
#include "drivers_peltier_peer.h"

#include <stdlib.h>

static unsigned sum(const char *text, size_t n)
{
    unsigned value = 0;
    while (n-- > 0)
        value += (uint8_t)*text++;
    return value & 0xff;
}

static void answer(uint32_t bits)
{
    char text[PEER_TEXT];
    snprintf(text, sizeof text, "*%08x", (unsigned)bits);
    snprintf(text + 9, sizeof text - 9, "%02x^", sum(text + 1, 8));
    peer_reply(text);
}

static void te_hear(const char *frame)
{
    static const struct {
        unsigned writes, reads;
    } pairs[] = {{0x1c, 0x50}, {0x29, 0x42}, {0x2b, 0x44}, {0x2d, 0x46}, {0x32, 0x4b}, {0x33, 0}};
    unsigned command, bits;
    assert_int_equal(strlen(frame), 16);
    assert_int_equal(sscanf(frame, "*00%2x%8x", &command, &bits), 2);
    if (strtoul(frame + 13, NULL, 16) != sum(frame + 1, 12)) {
        peer_reply("*XXXXXXXXc0^");
        return;
    }
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].writes != command)
            continue;
        if (peer.sets_lost > 0 && peer.sets_lost--)
            return;
        peer_put(pairs[i].reads, bits);
        answer(bits);
        return;
    }
    assert_non_null(peer_find(command));
    answer(*peer_find(command));
}

static void te_init(const struct driver_config *config)
{
    static const struct {
        unsigned reg;
        uint32_t bits;
    } found[] = {{0x01, 2500}, {0x06, 2600}, {0x05, 0}, {0x42, 1},
                 {0x44, 0},    {0x46, 1},    {0x4b, 1}, {0x50, 4500}};
    peer_init("te-tech", config, te_hear);
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++)
        peer_put(found[i].reg, found[i].bits);
    host.answers_after = 30 * MONO_MS; /* 28 bytes at 9600 baud */
    host_open(&host);
}

static void te_ready(void)
{
    te_init(NULL);
    host_run_until_ready(&host);
    host_run(&host, 300 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_true(host_count(&host, EVENT_READING) > 0);
    host_forget(&host);
}

static void frames_are_those_of_the_document(void **state)
{
    (void)state;
    te_ready();
    peer_put(0x01, 3200);
    host_run(&host, 300 * MONO_MS);
    assert_true(host_sent(&host, "*00010000000041\r") > 0);
    assert_true(host_sent(&host, "*00050000000045\r") > 0);
    const struct command c = {.kind = COMMAND_LEVEL, .target = 45};
    assert_int_equal(host_command(&host, c), STATUS_OK);
    host_run(&host, 300 * MONO_MS);
    assert_int_equal(host_sent(&host, "*001c00000c80af\r"), 1); /* from 32.00 */
    assert_int_equal(host_sent(&host, "*002d0000000177\r"), 1);
    assert_string_equal((const char *)host.driver->stop_frame, "*002d0000000076\r");
    /* below 0 in two's complement */
    te_ready();
    peer_put(0x01, (uint32_t)-150);
    host_run(&host, 600 * MONO_MS);
    assert_true(host_last(&host, EVENT_READING)->channel == 1 ||
                host_last(&host, EVENT_READING)->value == -1.5);
    peer_expect_only(-1.5, 26);
}

static void it_is_recognised_and_set_up_without_energising(void **state)
{
    (void)state;
    te_init(NULL);
    host_run_until_ready(&host);
    assert_string_equal(host.identity.model, "TC-36-25");
    assert_int_equal(peer_count(FRAME_ENERGISE), 0);
    assert_int_equal(*peer_find(0x46), 0);
    assert_int_equal(*peer_find(0x42), 0);
    assert_int_equal(*peer_find(0x44), 1);
    assert_int_equal(*peer_find(0x50), 4500); /* no set point before a drive */
    te_init(&(struct driver_config){.only_identifies = true});
    host_run_until_ready(&host);
    host_run(&host, 2 * MONO_SEC);
    assert_int_equal(*peer_find(0x46), 1);
    assert_int_equal(host.n_frames, 4);
}

/* The TC-24-25 counts in tenths: 25.0 degC look like 2.50, and 32.00 would be 320 degC to it. */
static void its_relative_that_counts_in_tenths_is_refused(void **state)
{
    (void)state;
    for (uint32_t unit = 0; unit < 2; unit++) {
        te_init(NULL);
        peer_put(0x4b, unit);
        peer_put(0x01, unit ? 250 : 770);
        peer_put(0x06, unit ? 260 : 790);
        host_expect_no_instrument(&host, FAULT_IDENTITY);
        assert_int_equal(*peer_find(0x50), 4500);
    }
    te_init(NULL);
    peer_put(0x4b, 7);
    host_expect_no_instrument(&host, FAULT_IDENTITY);
    te_init(NULL);
    peer.is_deaf = true;
    host_expect_no_instrument(&host, FAULT_SILENT);
}

/* A step of the target is on its way when the way back is ordered: it arrives, and is no fault. */
static void a_step_that_was_withdrawn_on_its_way_is_no_fault(void **state)
{
    (void)state;
    for (int ms = 0; ms < 300; ms += 3) {
        te_ready();
        assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_LEVEL, .target = 25}),
                         STATUS_OK);
        host_run(&host, MONO_SEC);
        peer_drive(45, 1, 0, STATUS_OK);
        host_run(&host, MONO_SEC + ms * MONO_MS);
        assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_BASELINE}),
                         STATUS_OK);
        host_run(&host, 8 * MONO_SEC);
        if (host_count(&host, EVENT_FAULT) > 0)
            fail_msg("after %d ms", ms);
    }
}

/* The bench has said the stop, what may be its answer came, and the next order comes before it is known what the stop did. */
static void an_order_after_a_stop_is_carried_out_whatever_the_stop_did(void **state)
{
    (void)state;
    te_ready();
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_LEVEL, .target = 27}),
                     STATUS_OK);
    host_run(&host, 2 * MONO_SEC);
    assert_int_equal(*peer_find(0x46), 1);
    while (host.n_replies > 0) /* between two questions */
        host_run(&host, MONO_MS);
    peer_put(0x46, 0);
    host_say(&host, "*0000000080^");
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_LEVEL, .target = 26}),
                     STATUS_OK);
    host_run(&host, 3 * MONO_SEC);
    assert_int_equal(*peer_find(0x46), 1);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

/* At any moment the bench or the keeper may have sent the stop frame: its reply looks like 0.00 degC. */
static void the_reply_to_a_stop_frame_is_no_temperature(void **state)
{
    (void)state;
    for (mono_ns at = 0; at < 130 * MONO_MS; at += 3 * MONO_MS) {
        te_ready();
        host_run(&host, at);
        host_say(&host, "*0000000080^");
        host_run(&host, 600 * MONO_MS);
        peer_expect_only(25, 26);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
        assert_true(host_count(&host, EVENT_READING) > 4);
    }
}

static void a_true_zero_is_a_temperature(void **state)
{
    (void)state;
    te_ready();
    for (uint32_t degc = 2500; degc > 0; degc -= 100) {
        peer_put(0x01, degc);
        host_run(&host, 150 * MONO_MS);
    }
    peer_put(0x01, 0);
    host_run(&host, 200 * MONO_MS);
    host_forget(&host);
    host_run(&host, 2 * MONO_SEC);
    peer_expect_only(0, 26);
    assert_true(host_count(&host, EVENT_READING) > 6);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

static void what_comes_late_answers_nothing(void **state)
{
    (void)state;
    te_ready();
    for (int i = 0; i < 40; i++) {
        host.answers_after = (i % 4 ? 30 : 95) * MONO_MS;
        host_run(&host, 70 * MONO_MS);
    }
    peer_expect_only(25, 26);
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_READING)
            assert_true(host.events[i].value == (host.events[i].channel ? 26 : 25));
}

static uint32_t set_point(const char *frame)
{
    unsigned bits = 0;
    assert_int_equal(sscanf(frame, "*001c%8x", &bits), 1);
    return bits;
}

/* The plate follows its set point, as far as the test is concerned. */
static void follow(mono_ns span)
{
    for (const mono_ns until = host.now + span; host.now < until;) {
        if (*peer_find(0x46))
            peer_put(0x01, *peer_find(0x50));
        host_run(&host, 10 * MONO_MS);
    }
}

static void the_set_point_goes_along_the_ramp_in_small_steps_and_back_safely(void **state)
{
    (void)state;
    te_ready();
    peer_drive(30, 1, MONO_SEC, STATUS_OK);
    follow(14 * MONO_SEC);
    uint32_t last = 2500;
    size_t steps = 0;
    bool is_back = false;
    for (size_t i = 0; i < host.n_frames; i++) {
        if (strncmp(host.frames[i].text, "*001c", 5) != 0)
            continue;
        const uint32_t point = set_point(host.frames[i].text);
        is_back |= point < last;
        assert_true(point <= 3000 && point >= 2500);
        assert_true((point > last ? point - last : last - point) <= 31);
        assert_int_equal(host.frames[i].class, is_back ? FRAME_SAFE : FRAME_ENERGISE);
        last = point;
        steps++;
    }
    assert_true(is_back && steps > 40 && last <= 2600);
    assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_PROGRAM_DONE));
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_int_equal(*peer_find(0x46), 0);
}

static void a_lost_order_to_switch_on_is_not_repeated(void **state)
{
    (void)state;
    te_ready();
    peer_drive(30, 1, MONO_SEC, STATUS_OK);
    while (host_sent(&host, "*002d0000000177\r") == 0)
        host_run(&host, MONO_MS);
    host.n_replies = 0;
    peer_put(0x46, 0);
    host_run(&host, 500 * MONO_MS);
    assert_int_equal(host_sent(&host, "*002d0000000177\r"), 1);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
}

static void a_unit_changed_by_hand_is_a_fault_before_it_is_a_temperature(void **state)
{
    (void)state;
    te_ready();
    peer_put(0x4b, 0);
    peer_put(0x01, 7700);
    peer_put(0x06, 7880);
    host_run(&host, 900 * MONO_MS);
    peer_expect_only(25, 26);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_UNIT));
}

static void alarms_and_what_it_has_forgotten_are_faults(void **state)
{
    (void)state;
    static const struct {
        unsigned reg;
        uint32_t bits;
        enum fault fault;
    } rows[] = {{0x05, 9, FAULT_PART},
                {0x05, 32, FAULT_PART},
                {0x44, 2, FAULT_REBOOT},
                {0x42, 1, FAULT_REBOOT},
                {0x46, 1, FAULT_TRACKING}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        te_ready();
        peer_put(rows[i].reg, rows[i].bits);
        host_run(&host, 2500 * MONO_MS);
        assert_non_null(host_find(&host, EVENT_FAULT, (uint8_t)rows[i].fault));
        assert_true(host_sent(&host, "*002d0000000076\r") > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_those_of_the_document),
        cmocka_unit_test(it_is_recognised_and_set_up_without_energising),
        cmocka_unit_test(its_relative_that_counts_in_tenths_is_refused),
        cmocka_unit_test(the_reply_to_a_stop_frame_is_no_temperature),
        cmocka_unit_test(a_step_that_was_withdrawn_on_its_way_is_no_fault),
        cmocka_unit_test(an_order_after_a_stop_is_carried_out_whatever_the_stop_did),
        cmocka_unit_test(a_true_zero_is_a_temperature),
        cmocka_unit_test(what_comes_late_answers_nothing),
        cmocka_unit_test(the_set_point_goes_along_the_ramp_in_small_steps_and_back_safely),
        cmocka_unit_test(a_lost_order_to_switch_on_is_not_repeated),
        cmocka_unit_test(a_unit_changed_by_hand_is_a_fault_before_it_is_a_temperature),
        cmocka_unit_test(alarms_and_what_it_has_forgotten_are_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

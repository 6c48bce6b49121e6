/* The Meerstetter driver against a controller out of its document. */
#include "drivers_peltier_peer.h"

#include <stdlib.h>

static const uint32_t DEGC_32 = 0x42000000, DEGC_25 = 0x41c80000;

static unsigned crc(const char *text, size_t n)
{
    unsigned value = 0;
    for (size_t i = 0; i < n; i++)
        for (int bit = 7; bit >= 0; bit--) {
            const unsigned in = (unsigned)(uint8_t)text[i] >> bit & 1;
            const unsigned out = value >> 15 & 1;
            value = (value << 1 & 0xffff) ^ (in ^ out ? 0x1021 : 0);
        }
    return value;
}

static void close_reply(char *text)
{
    snprintf(text + strlen(text), 8, "%04X\r", crc(text, strlen(text)));
    peer_reply(text);
}

static void answer_error(const char *head, unsigned code)
{
    char text[PEER_TEXT];
    snprintf(text, sizeof text, "!%.6s+%02X", head, code);
    close_reply(text);
}

static void mecom_hear(const char *frame)
{
    char text[PEER_TEXT];
    unsigned reg, instance, bits;
    const size_t n = strlen(frame);
    assert_true(n > 12 && frame[0] == '#' && frame[n - 1] == '\r');
    assert_int_equal(strtoul(frame + n - 5, NULL, 16), crc(frame, n - 5));
    snprintf(text, sizeof text, "!%.6s", frame + 1);
    if (sscanf(frame + 7, "?VR%4X%2X", &reg, &instance) == 2) {
        if (!peer_find(reg)) {
            answer_error(frame + 1, 5);
            return;
        }
        snprintf(text + 7, sizeof text - 7, "%08X", (unsigned)*peer_find(reg));
        close_reply(text);
        return;
    }
    if (sscanf(frame + 7, "VS%4X%2X%8X", &reg, &instance, &bits) == 3 && peer_find(reg)) {
        if (peer.sets_lost > 0 && peer.sets_lost--)
            return;
        peer_put(reg, bits);
        if (reg == 2010 && *peer_find(104) != 3)
            peer_put(104, bits ? 2 : 1);
    } else if (strncmp(frame + 7, "RS", 2) == 0) {
        peer_put(104, 1);
        peer_put(105, 0);
    } else {
        answer_error(frame + 1, 5);
        return;
    }
    snprintf(text + 7, sizeof text - 7, "%.5s", frame + n - 5);
    peer_reply(text);
}

static void meer_init(const struct driver_config *config)
{
    static const struct {
        unsigned reg;
        uint32_t bits;
    } found[] = {{100, 1091},        {102, 75567},       {103, 410},         {104, 1},
                 {105, 0},           {108, 0},           {2010, 1},          {2051, 2},
                 {2060, 0},          {6310, 5},          {2000, 0},          {3000, 0},
                 {3002, 0x3f800000}, {3003, 0x3f800000}, {4010, 0xc1200000}, {4011, 0x42340000}};
    peer_init("meerstetter", config, mecom_hear);
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++)
        peer_put(found[i].reg, found[i].bits);
    peer_put(1000, DEGC_32);
    peer_put(1001, DEGC_25);
    host_open(&host);
}

static void meer_ready(void)
{
    meer_init(NULL);
    host_run_until_ready(&host);
    host_run(&host, 300 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    host_forget(&host);
}

static void checksums_are_those_of_the_document(void **state)
{
    (void)state;
    static const char *const frames[] = {"#00BDE2RS9780",       "#0115AA?IF257D",
                                         "!0115AC+057509",      "#020001?VR03E801728F",
                                         "!02000141FFD70AE7AE", "#020002VS0BB8014200000017AB",
                                         "!020003+0683DD",      "#020005VS07DA0100000000E122"};
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        const size_t n = strlen(frames[i]) - 4;
        assert_int_equal(strtoul(frames[i] + n, NULL, 16), crc(frames[i], n));
    }
    const struct driver *d = driver_find("meerstetter");
    const char *stop = (const char *)d->stop_frame;
    assert_int_equal(strtoul(stop + d->stop_size - 5, NULL, 16), crc(stop, d->stop_size - 5u));
}

static void it_is_recognised_and_set_up_without_energising(void **state)
{
    (void)state;
    meer_init(NULL);
    host_run_until_ready(&host);
    assert_string_equal(host.identity.model, "TEC-1091");
    assert_string_equal(host.identity.serial, "75567");
    assert_string_equal(host.identity.firmware, "410");
    assert_int_equal(peer_count(FRAME_ENERGISE), 0);
    assert_int_equal(*peer_find(2010), 0);
    assert_int_equal(*peer_find(2060), 0x3f000000); /* half a second */
    assert_int_equal(*peer_find(108), 1);
    assert_int_equal(*peer_find(6310), 0);
    /* nothing is set before nothing is saved, and its own address is used */
    assert_true(peer_place("VS006C") < peer_place("VS07DA"));
    assert_true(strstr(host.frames[host.n_frames - 1].text, "#02"));
    assert_int_equal(host_count(&host, EVENT_READING), 0);
}

static void who_only_asks_for_its_name_sets_nothing(void **state)
{
    (void)state;
    meer_init(&(struct driver_config){.only_identifies = true});
    host_run_until_ready(&host);
    host_run(&host, 2 * MONO_SEC);
    assert_string_equal(host.identity.serial, "75567");
    for (size_t i = 0; i < host.n_frames; i++)
        assert_non_null(strstr(host.frames[i].text, "?VR"));
    assert_int_equal(host.n_frames, 4);
}

static void what_is_no_such_controller_is_refused(void **state)
{
    (void)state;
    meer_init(NULL);
    peer_put(100, 1121); /* drives laser diodes */
    host_expect_no_instrument(&host, FAULT_IDENTITY);
    meer_init(NULL);
    peer.is_deaf = true;
    host_expect_no_instrument(&host, FAULT_SILENT);
    for (int i = 0; i < 2; i++) {
        static const struct answer_row row[] = {{"x", "x"}, {NULL, NULL}};
        meer_init(NULL);
        peer.is_deaf = true;
        host.answers = row;
        host_run(&host, 200 * MONO_MS);
        host_say(&host, i ? "*10\r\n" : "\x80\x81\r");
        host_run(&host, host.driver->announces_within - 200 * MONO_MS);
        assert_non_null(host_find(&host, EVENT_FAULT, i ? FAULT_IDENTITY : FAULT_GARBLED));
    }
}

static void the_order_to_switch_on_is_the_last_and_a_drive_ends_itself(void **state)
{
    (void)state;
    meer_ready();
    peer_drive(40, 2, MONO_SEC, STATUS_OK);
    host_run(&host, 100 * MONO_MS);
    assert_int_equal(peer_count(FRAME_ENERGISE), 3);
    assert_true(peer_place("VS0BBB") < peer_place("VS0BB8"));
    assert_true(peer_place("?VR0BB8") < peer_place("VS07DA0100000001"));
    assert_int_equal(*peer_find(3000), 0x42200000);
    assert_int_equal(*peer_find(3003), 0x40000000);
    peer_put(1000, 0x42080000); /* 34 */
    for (int degc = 33; degc <= 40; degc++) {
        const float value = (float)degc;
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        peer_put(1000, bits);
        host_run(&host, 500 * MONO_MS);
    }
    host_forget(&host);
    host_run(&host, 1200 * MONO_MS);
    assert_int_equal(peer_count(FRAME_ENERGISE), 0); /* back is safe, and after the hold */
    assert_int_equal(*peer_find(3000), DEGC_32);
    assert_int_equal(*peer_find(2010), 1);
    peer_put(1000, DEGC_32);
    host_run(&host, 200 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_NOTICE, NOTICE_PROGRAM_DONE));
    assert_int_equal(*peer_find(2010), 0); /* no level was ordered: as it was before */
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

/* 40.3 is no float: never beyond it, and never faster than 0.3 degC/s. */
static void what_is_ordered_is_never_more_than_asked(void **state)
{
    (void)state;
    static const double targets[] = {40.3, 20.3, 0.1, 44.7};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        float target, rate;
        meer_ready();
        peer_drive(targets[i], 0.3, 0, STATUS_OK);
        host_run(&host, 100 * MONO_MS);
        memcpy(&target, peer_find(3000), sizeof target);
        memcpy(&rate, peer_find(3003), sizeof rate);
        assert_true((double)rate <= 0.3 && (double)rate > 0.2999);
        assert_true(fabs((double)target - targets[i]) < 1e-4);
        assert_true(fabs((double)target - 32) <= fabs(targets[i] - 32));
    }
}

static void a_lost_order_to_switch_on_is_not_repeated(void **state)
{
    (void)state;
    for (size_t lost = 1; lost <= 3; lost++) {
        meer_ready();
        peer_drive(40, 2, MONO_SEC, STATUS_OK);
        while (peer_count(FRAME_ENERGISE) < lost)
            host_run(&host, MONO_MS / 2);
        host_forget(&host);
        host.n_replies = 0; /* what was answered to it is lost */
        peer_put(2010, 0);
        host_run(&host, 200 * MONO_MS);
        assert_int_equal(peer_count(FRAME_ENERGISE), 0);
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
    }
}

static void a_stop_ends_the_drive_without_a_fault(void **state)
{
    (void)state;
    meer_ready();
    peer_drive(40, 2, MONO_SEC, STATUS_OK);
    host_run(&host, 100 * MONO_MS);
    peer_put(2010, 0);
    peer_put(104, 1);
    host_forget(&host);
    host_say(&host, "!0000000985\r"); /* what the bench has sent was obeyed */
    host_run(&host, 8 * MONO_SEC);
    assert_int_equal(peer_count(FRAME_ENERGISE), 0);
    assert_int_equal(peer_place("VS"), SIZE_MAX);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

/* It hangs at 25: a level of 32 that is ordered at once is a way of 7 degrees and no fault. */
static void an_order_in_the_instant_in_which_it_is_ready_begins_where_it_is(void **state)
{
    (void)state;
    meer_init(NULL);
    peer_put(1000, DEGC_25);
    host_run_until_ready(&host);
    const struct command level = {.kind = COMMAND_LEVEL, .target = 32};
    assert_int_equal(host_command(&host, level), STATUS_OK);
    host_run(&host, 500 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    assert_int_equal(*peer_find(2010), 1);
}

static void what_is_not_the_answer_is_no_number(void **state)
{
    (void)state;
    static const char *const wrong[] = {"!02000141FFD70AE7AE\r",
                                        "!02000141FFD70AE7AF\r",
                                        "!0200\r",
                                        "41FFD70AE7AE\r",
                                        "!!\r",
                                        "!020001\r"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        meer_ready();
        host_say(&host, wrong[i]);
        host_run(&host, 200 * MONO_MS);
        peer_expect_only(32, 25);
        assert_true(host_is_ready(&host));
    }
    /* cut anywhere */
    meer_ready();
    for (size_t n = 0; n < 20; n++) {
        while (host.n_replies == 0)
            host_run(&host, MONO_MS / 4);
        char *text = peer.texts[(peer.at - 1) % PEER_TEXTS];
        text[n < strlen(text) ? n : 0] = '\0';
        host_run(&host, 150 * MONO_MS);
    }
    peer_expect_only(32, 25);
    assert_true(host_is_ready(&host));
}

static void what_it_has_forgotten_or_says_of_itself_is_a_fault(void **state)
{
    (void)state;
    static const struct {
        unsigned reg;
        uint32_t bits;
        enum fault fault;
    } rows[] = {{2060, 0, FAULT_REBOOT},   {108, 0, FAULT_REBOOT},         {2000, 1, FAULT_REBOOT},
                {104, 0, FAULT_REBOOT},    {104, 4, FAULT_REBOOT},         {104, 3, FAULT_PART},
                {2010, 1, FAULT_TRACKING}, {1000, 0x7fc00000, FAULT_RANGE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        meer_ready();
        peer_put(rows[i].reg, rows[i].bits);
        host_run(&host, 1200 * MONO_MS); /* all by turns */
        const struct event *fault = NULL;
        for (size_t e = 0; e < host.n_events && !fault; e++)
            if (host.events[e].kind == EVENT_FAULT)
                fault = &host.events[e];
        assert_non_null(fault);
        assert_int_equal(fault->code, rows[i].fault);
        assert_true(peer_place("#000000VS07DA01000000000985") != SIZE_MAX);
    }
}

static void its_own_errors_are_cleared_by_a_restart_and_others_are_not(void **state)
{
    (void)state;
    static const struct {
        uint32_t error;
        bool clears;
    } rows[] = {{183, true}, {11, true}, {138, false}, {182, false}};
    for (size_t i = 0; i < 4; i++) {
        meer_init(NULL);
        peer_put(104, 3);
        peer_put(105, rows[i].error);
        host_run(&host, host.driver->announces_within);
        assert_int_equal(host_is_ready(&host), rows[i].clears);
        assert_int_equal(peer_place("RS") != SIZE_MAX, rows[i].clears);
        if (!rows[i].clears)
            assert_non_null(host_find(&host, EVENT_FAULT, FAULT_PART));
    }
}

static void what_is_beyond_the_limits_is_refused(void **state)
{
    (void)state;
    meer_ready();
    peer_drive(45.5, 1, 0, STATUS_RANGE); /* its own limit is 45 */
    peer_drive(-1, 1, 0, STATUS_RANGE);
    peer_drive((double)NAN, 1, 0, STATUS_RANGE);
    peer_drive(40, (double)NAN, 0, STATUS_RANGE);
    peer_drive(40, 0, 0, STATUS_RANGE);
    peer_drive(40, 1, -1, STATUS_RANGE);
    peer_drive(40, 1, 3600 * MONO_SEC, STATUS_RANGE);
    assert_int_equal(peer_count(FRAME_ENERGISE), 0);
    /* limits that are no temperatures are none */
    meer_init(NULL);
    peer_put(4011, 60);
    host_expect_no_instrument(&host, FAULT_PART);
}

/* Its owner has narrowed it; what another one allowed on the same cable is of no account. */
static void it_tells_how_far_its_owner_lets_it_go(void **state)
{
    (void)state;
    static const struct {
        uint32_t low, high;
        double reach_low, reach_high;
    } rows[] = {
        {0x40a00000, 0x42340000, 5, 45},  /* 5 and 45 */
        {0xc1200000, 0x428c0000, 0, 50},  /* -10 and 70: the driver itself goes no farther */
        {0x41200000, 0x42480000, 10, 50}, /* 10 and 50 */
    };
    meer_init(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (i > 0)
            host_open(&host);
        peer_put(4010, rows[i].low);
        peer_put(4011, rows[i].high);
        host_run(&host, host.driver->announces_within);
        assert_true(host_is_ready(&host));
        if (host.identity.reach_low != rows[i].reach_low ||
            host.identity.reach_high != rows[i].reach_high)
            fail_msg("row %zu: %g to %g", i, host.identity.reach_low, host.identity.reach_high);
        host_forget(&host);
        peer_drive(rows[i].reach_high + 0.5, 1, 0, STATUS_RANGE);
        peer_drive(rows[i].reach_low - 0.5, 1, 0, STATUS_RANGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checksums_are_those_of_the_document),
        cmocka_unit_test(it_is_recognised_and_set_up_without_energising),
        cmocka_unit_test(who_only_asks_for_its_name_sets_nothing),
        cmocka_unit_test(what_is_no_such_controller_is_refused),
        cmocka_unit_test(the_order_to_switch_on_is_the_last_and_a_drive_ends_itself),
        cmocka_unit_test(what_is_ordered_is_never_more_than_asked),
        cmocka_unit_test(a_lost_order_to_switch_on_is_not_repeated),
        cmocka_unit_test(a_stop_ends_the_drive_without_a_fault),
        cmocka_unit_test(an_order_in_the_instant_in_which_it_is_ready_begins_where_it_is),
        cmocka_unit_test(what_is_not_the_answer_is_no_number),
        cmocka_unit_test(what_it_has_forgotten_or_says_of_itself_is_a_fault),
        cmocka_unit_test(its_own_errors_are_cleared_by_a_restart_and_others_are_not),
        cmocka_unit_test(what_is_beyond_the_limits_is_refused),
        cmocka_unit_test(it_tells_how_far_its_owner_lets_it_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

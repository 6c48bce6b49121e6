/* The simulated Julabo circulator against its document (thermal.md 4.7). */
#include "sim_bath_rig.h"

static struct rig *julabo_new(const char *faults)
{
    return still_new("julabo", faults);
}

static void order(struct rig *rig, const char *command)
{
    assert_string_equal(ask(rig, command), "");
}

static void what_is_asked_is_answered_with_its_value(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"", "in_pv_00", "5.00"},
        {"", "in_pv_01", "0.00"},
        {"", "in_pv_02", "---.--"},
        {"setting:external", "in_pv_02", "5.00"},
        {"", "in_pv_03", "5.00"},
        {"", "in_pv_04", "100.00"},
        {"", "in_sp_00", "5.00"},
        {"", "in_sp_01", "25.00"},
        {"", "in_sp_02", "25.00"},
        {"", "in_mode_05", "0"},
        {"setting:found-on", "in_mode_05", "1"},
        {"", "version", "JULABO CF31 VERSION 1.0"},
        {"setting:version-short", "version", "VERSION 1.0"},
        {"setting:found-2495", "in_pv_00", "24.95"},
        {"setting:decimals-1", "in_pv_00", "5.0"},
        {"setting:decimals-3", "in_sp_00", "5.000"},
        {"setting:blank-first", "in_pv_00", " 5.00"},
        {"setting:sensor-broken", "in_pv_00", "---.--"},
        {"setting:sensor-broken setting:broken-high", "in_pv_00", "999.99"},
        {"setting:sensor-broken setting:decimals-1", "in_pv_00", "---.-"},
        {"identity", "in_pv_00", "?"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = julabo_new(rows[i][0]);
        char wanted[60];
        snprintf(wanted, sizeof wanted, "%s\r\n", rows[i][2]);
        assert_string_equal(ask(rig, rows[i][1]), wanted);
        free(rig);
    }
}

static void what_is_sent_has_no_answer_and_is_read_back(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"out_sp_00 7.25", "in_sp_00", "7.25"},   {"out_sp_00 -12.5", "in_sp_00", "-12.50"},
        {"out_sp_00 007.00", "in_sp_00", "7.00"}, {"out_sp_01 3", "in_sp_01", "3.00"},
        {"out_sp_02 45.12", "in_sp_02", "45.12"}, {"out_mode_05 1", "in_mode_05", "1"},
        {"out_mode_05 0", "in_mode_05", "0"},     {"out_sp_03 60", "in_sp_00", "5.00"},
        {"out_sp_04 1", "in_sp_00", "5.00"},      {"out_sp_07 4", "in_sp_00", "5.00"},
        {"out_mode_04 0", "in_sp_00", "5.00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = julabo_new("");
        char wanted[60];
        order(rig, rows[i][0]);
        assert_string_equal(ask(rig, "status"), strcmp(rows[i][0], "out_mode_05 1") == 0
                                                    ? "03 REMOTE START\r\n"
                                                    : "02 REMOTE STOP\r\n");
        snprintf(wanted, sizeof wanted, "%s\r\n", rows[i][2]);
        assert_string_equal(ask(rig, rows[i][1]), wanted);
        free(rig);
    }
}

static void its_status_says_how_it_is(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "02 REMOTE STOP\r\n"},
        {"setting:found-on", "03 REMOTE START\r\n"},
        {"setting:manual", "00 MANUAL STOP\r\n"},
        {"setting:manual setting:found-on", "01 MANUAL START\r\n"},
        {"setting:low-level", "-01 LOW LEVEL ALARM\r\n"},
        {"setting:sensor-broken", "-05 WORKING SENSOR ALARM\r\n"},
        {"setting:alarm-21", "-21 ALARM\r\n"},
        {"setting:line-lf", "02 REMOTE STOP\n"},
        {"setting:flow-bytes", "\x13\x11"
                               "02 REMOTE STOP\r\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = julabo_new(rows[i][0]);
        assert_string_equal(ask(rig, "status"), rows[i][1]);
        assert_string_equal(ask(rig, "status"), rows[i][1]); /* it lasts */
        free(rig);
    }
}

static void what_was_wrong_is_told_once_by_its_status(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"", "in_pv_99", "-08 INVALID COMMAND"},
        {"", "IN_PV_00", "-08 INVALID COMMAND"},
        {"", "in_pv_00 ", "-08 INVALID COMMAND"},
        {"", "out_sp_00", "-08 INVALID COMMAND"},
        {"", "out_sp_00 ", "-08 INVALID COMMAND"},
        {"", "out_sp_00 x", "-08 INVALID COMMAND"},
        {"", "out_sp_00 5,0", "-08 INVALID COMMAND"},
        {"", "out_sp_00 5.0 ", "-08 INVALID COMMAND"},
        {"", "out_sp_00  5.0", "-08 INVALID COMMAND"},
        {"", "out_sp_00 +5", "-08 INVALID COMMAND"},
        {"", "out_sp_09 5", "-08 INVALID COMMAND"},
        {"", "out_mode_05 1.0", "-08 INVALID COMMAND"},
        {"", "in_pv_00_in_pv_00_in_pv_00_in_pv_00_in_pv_00", "-08 INVALID COMMAND"},
        {"setting:manual", "out_sp_00 6", "-09 COMMAND NOT ALLOWED IN CURRENT OPERATING MODE"},
        {"setting:manual", "out_mode_05 1", "-09 COMMAND NOT ALLOWED IN CURRENT OPERATING MODE"},
        {"", "out_sp_06 50", "-09 COMMAND NOT ALLOWED IN CURRENT OPERATING MODE"},
        {"", "out_sp_00 -30.01", "-10 VALUE TOO SMALL"},
        {"", "out_sp_00 200.01", "-11 VALUE TOO LARGE"},
        {"", "out_sp_07 0", "-10 VALUE TOO SMALL"},
        {"", "out_sp_07 5", "-11 VALUE TOO LARGE"},
        {"", "out_mode_05 2", "-11 VALUE TOO LARGE"},
        {"", "out_mode_04 1", "-15 EXTERNAL SENSOR MISSING"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = julabo_new(rows[i][0]);
        char wanted[60];
        order(rig, rows[i][1]);
        snprintf(wanted, sizeof wanted, "%s\r\n", rows[i][2]);
        assert_string_equal(ask(rig, "status"), wanted);
        assert_non_null(strstr(ask(rig, "status"), " STOP\r\n"));
        assert_string_equal(ask(rig, "in_sp_00"), "5.00\r\n"); /* and nothing was done */
        assert_true(output_of(rig) == 0);
        free(rig);
    }
}

static void an_error_may_stay_until_a_good_command(void **state)
{
    (void)state;
    struct rig *rig = julabo_new("setting:error-stays");
    order(rig, "nonsense");
    for (int i = 0; i < 3; i++)
        assert_string_equal(ask(rig, "status"), "-08 INVALID COMMAND\r\n");
    order(rig, "out_sp_00 6");
    assert_string_equal(ask(rig, "status"), "02 REMOTE STOP\r\n");
    free(rig);
}

static void warnings_bound_the_set_point_and_are_told(void **state)
{
    (void)state;
    struct rig *rig = julabo_new("");
    order(rig, "out_sp_03 8");
    order(rig, "out_sp_04 2");
    assert_string_equal(ask(rig, "status"), "02 REMOTE STOP\r\n");
    order(rig, "out_sp_00 8.01");
    assert_string_equal(ask(rig, "status"), "-13 VALUE EXCEEDS TEMPERATURE LIMITS\r\n");
    order(rig, "out_sp_00 1.99");
    assert_string_equal(ask(rig, "status"), "-13 VALUE EXCEEDS TEMPERATURE LIMITS\r\n");
    order(rig, "out_sp_00 8");
    order(rig, "out_sp_03 4");
    assert_string_equal(ask(rig, "status"), "-03 HIGH TEMPERATURE WARNING\r\n");
    order(rig, "out_sp_03 8");
    order(rig, "out_sp_04 6");
    assert_string_equal(ask(rig, "status"), "-04 LOW TEMPERATURE WARNING\r\n");
    free(rig);
}

static void commands_need_their_distance(void **state)
{
    (void)state;
    static const struct {
        const char *faults;
        int ms;
        bool is_heard;
    } rows[] = {{"", 249, false},
                {"", 250, true},
                {"setting:pace-0", 21, true},
                {"setting:pace-0", 19, false}, /* the answer is not out yet */
                {"setting:pace-0 setting:answer-0", 0, true},
                {"setting:pace-500", 499, false},
                {"setting:pace-500", 500, true},
                {"setting:answer-300", 299, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = julabo_new(rows[i].faults);
        rig_write(rig, "in_sp_00\r", 9);
        rig_wait(rig, rows[i].ms * MONO_MS);
        rig_write(rig, "out_sp_00 9\r", 12);
        rig_wait(rig, MONO_SEC);
        assert_string_equal(rig->text, "5.00\r\n"); /* it has its answer in any case */
        assert_string_equal(ask(rig, "in_sp_00"), rows[i].is_heard ? "9.00\r\n" : "5.00\r\n");
        free(rig);
    }
}

static void an_order_needs_its_distance_from_an_order(void **state)
{
    (void)state;
    struct rig *rig = julabo_new("");
    rig_write(rig, "out_sp_00 9\rout_mode_05 1\r", 26);
    rig_wait(rig, MONO_SEC);
    assert_string_equal(ask(rig, "in_sp_00"), "9.00\r\n");
    assert_string_equal(ask(rig, "in_mode_05"), "0\r\n");
    rig_write(rig, "in_sp\rout_mode_05 1\r", 20); /* the first is none */
    rig_wait(rig, MONO_SEC);
    assert_string_equal(ask(rig, "in_mode_05"), "1\r\n");
    free(rig);
}

static void an_answer_takes_its_time(void **state)
{
    (void)state;
    struct rig *rig = julabo_new("");
    rig_clear(rig);
    rig_write(rig, "version\r", 8);
    rig_wait(rig, 20 * MONO_MS - 1);
    assert_int_equal(rig->length, 0);
    rig_wait(rig, 1);
    assert_int_equal(rig->length, strlen("JULABO CF31 VERSION 1.0\r\n"));
    free(rig);
}

static void the_host_may_drive_it(void **state)
{
    (void)state;
    struct rig *rig = julabo_new("setting:host-drives setting:found-on");
    order(rig, "out_sp_06 -50");
    rig_wait(rig, MONO_SEC);
    is_near(number(rig, "in_pv_01"), -50, 0.001);
    is_near(output_of(rig), 50, 0.001);
    order(rig, "out_sp_06 25.5");
    rig_wait(rig, 100 * MONO_SEC);
    is_near(number(rig, "in_pv_01"), 25.5, 0.001);
    is_near(number(rig, "in_pv_00"), 5 + 100 * 0.255 * 2000 / (12 * 4186), 0.1);
    order(rig, "out_sp_06 100.1");
    assert_string_equal(ask(rig, "status"), "-11 VALUE TOO LARGE\r\n");
    free(rig);
}

static void what_ails_it_switches_it_off_for_good(void **state)
{
    (void)state;
    static const char *const words[] = {"low-level", "sensor-broken", "alarm-20"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char faults[100];
        snprintf(faults, sizeof faults, "setting:found-on setting:at=5s,for=5s,from=on,to=%s",
                 words[i]);
        struct rig *rig = julabo_new(faults);
        rig_wait(rig, 4 * MONO_SEC);
        assert_true(output_of(rig) > 0);
        rig_wait(rig, 2 * MONO_SEC);
        assert_true(output_of(rig) == 0);
        order(rig, "out_mode_05 1");
        assert_string_equal(ask(rig, "in_mode_05"), "0\r\n");
        rig_wait(rig, 10 * MONO_SEC);
        assert_string_equal(ask(rig, "status"), "02 REMOTE STOP\r\n");
        order(rig, "out_mode_05 1");
        assert_string_equal(ask(rig, "status"), "03 REMOTE START\r\n");
        free(rig);
    }
}

static void without_mains_it_forgets(void **state)
{
    (void)state;
    struct rig *rig = julabo_new("setting:found-on reboot:at=10s,for=2s,from=on");
    order(rig, "out_sp_00 7");
    rig_write(rig, "out_sp_0", 8); /* is not gone on with */
    rig_wait(rig, 10 * MONO_SEC);
    assert_true(output_of(rig) == 0);
    assert_string_equal(ask(rig, "status"), "");
    rig_wait(rig, 3 * MONO_SEC);
    assert_string_equal(ask(rig, "status"), "02 REMOTE STOP\r\n");
    assert_string_equal(ask(rig, "in_sp_00"), "25.00\r\n");
    assert_true(output_of(rig) == 0);
    free(rig);
}

static void on_a_bus_it_hears_its_address(void **state)
{
    (void)state;
    struct rig *rig = julabo_new("setting:address-32");
    assert_string_equal(ask(rig, "in_sp_00"), "");
    assert_string_equal(ask(rig, "A031_in_sp_00"), "");
    assert_string_equal(ask(rig, "A032_in_sp_00"), "5.00\r\n");
    order(rig, "A032_out_sp_00 6");
    assert_string_equal(ask(rig, "A032_in_sp_00"), "6.00\r\n");
    free(rig);
    rig = julabo_new("");
    assert_string_equal(ask(rig, "A032_in_sp_00"), "");
    assert_string_equal(ask(rig, "status"), "-08 INVALID COMMAND\r\n");
    free(rig);
}

static void line_feeds_and_empty_lines_are_nothing(void **state)
{
    (void)state;
    struct rig *rig = julabo_new("");
    assert_string_equal(say(rig, "\r\n\n\rin_sp\n_00\r\n"), "5.00\r\n");
    assert_string_equal(ask(rig, "status"), "02 REMOTE STOP\r\n");
    assert_string_equal(say(rig, "in_sp_00"), "");
    assert_string_equal(say(rig, "\r"), "5.00\r\n");
    free(rig);
}

static struct rig *quick(void)
{
    return julabo_new("setting:pace-0 setting:answer-0");
}

static void bytes_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] = "in_pv_00\rstatus\rout_sp_00 6.5\rin_sp_00\rnonsense\rstatus\r"
                               "out_mode_05 1\r\nstatus\rversion\r";
    assert_int_equal(rig_takes_any_pieces(quick, talk, sizeof talk - 1), 6);
}

static void words_and_acts(void **state)
{
    (void)state;
    all_words_are_settings("julabo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_is_answered_with_its_value),
        cmocka_unit_test(what_is_sent_has_no_answer_and_is_read_back),
        cmocka_unit_test(its_status_says_how_it_is),
        cmocka_unit_test(what_was_wrong_is_told_once_by_its_status),
        cmocka_unit_test(an_error_may_stay_until_a_good_command),
        cmocka_unit_test(warnings_bound_the_set_point_and_are_told),
        cmocka_unit_test(commands_need_their_distance),
        cmocka_unit_test(an_order_needs_its_distance_from_an_order),
        cmocka_unit_test(an_answer_takes_its_time),
        cmocka_unit_test(the_host_may_drive_it),
        cmocka_unit_test(what_ails_it_switches_it_off_for_good),
        cmocka_unit_test(without_mains_it_forgets),
        cmocka_unit_test(on_a_bus_it_hears_its_address),
        cmocka_unit_test(line_feeds_and_empty_lines_are_nothing),
        cmocka_unit_test(bytes_may_arrive_in_any_pieces),
        cmocka_unit_test(words_and_acts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

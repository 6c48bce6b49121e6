/* The simulated Lauda circulator against its document (thermal.md 4.8). */
#include "sim_bath_rig.h"

static struct rig *lauda_new(const char *faults)
{
    return still_new("lauda", faults);
}

static void says(struct rig *rig, const char *command, const char *answer)
{
    char wanted[60];
    snprintf(wanted, sizeof wanted, "%s\r\n", answer);
    assert_string_equal(ask(rig, command), wanted);
}

static void every_command_is_answered(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"", "OUT_SP_00_30.5", "OK"},
        {"", "OUT SP 00 30.5", "OK"},
        {"", "OUT_SP_00_-1.25", "OK"},
        {"", "IN_PV_00", "005.00"},
        {"", "IN PV 00", "005.00"},
        {"", "IN_PV_10", "005.000"},
        {"", "IN_SP_00", "005.00"},
        {"setting:found-3205", "IN_PV_00", "032.05"},
        {"setting:number-short", "IN_PV_00", "5.00"},
        {"setting:number-blanks", "IN_PV_00", "  5.00"},
        {"", "OUT_SP_01_0", "OK"},
        {"", "OUT_SP_01_5", "OK"},
        {"", "OUT_SP_04_40", "OK"},
        {"", "OUT_SP_05_-10.5", "OK"},
        {"", "OUT_SP_08_10", "OK"},
        {"", "START", "OK"},
        {"", "STOP", "OK"},
        {"", "STATUS", "0"},
        {"", "STAT", "0000000"},
        {"", "TYPE", "RE415"},
        {"", "VERSION", "V 1.21"},
        {"setting:low-level", "STATUS", "-1"},
        {"setting:low-level", "STAT", "1000100"},
        {"setting:sensor-broken", "STATUS", "-1"},
        {"setting:sensor-broken", "STAT", "1000001"},
        {"setting:sensor-broken", "IN_PV_00", "---.--"},
        {"setting:sensor-broken", "IN_PV_10", "---.---"},
        {"setting:sensor-broken setting:broken-high", "IN_PV_00", "999.99"},
        {"setting:alarm-7", "STAT", "1000000"},
        {"identity", "IN_PV_00", "?"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = lauda_new(rows[i][0]);
        says(rig, rows[i][1], rows[i][2]);
        free(rig);
    }
}

static void what_is_wrong_has_its_number_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"OUT_SP_00_5_OUT_SP_00_5_OUT_SP_00_5_OUT_SP_00_5", "ERR_2"},
        {"IN_PV_01", "ERR_3"},
        {"in_pv_00", "ERR_3"},
        {"STARTS", "ERR_3"},
        {"OUT_SP_02_1", "ERR_3"},
        {"IN_SP_01", "ERR_3"},
        {"IN_SP_08", "ERR_3"},
        {"OUT_SP_00", "ERR_5"},
        {"OUT_SP_00_", "ERR_5"},
        {"OUT_SP_0030.5", "ERR_5"},
        {"OUT_SP_00_30,5", "ERR_5"},
        {"OUT_SP_00_+30", "ERR_5"},
        {"OUT_SP_00_30x", "ERR_5"},
        {"OUT_SP_01_1.0", "ERR_5"},
        {"OUT_SP_00_-30.1", "ERR_6"},
        {"OUT_SP_00_150.1", "ERR_6"},
        {"OUT_SP_01_6", "ERR_6"},
        {"OUT_SP_01_-1", "ERR_6"},
        {"OUT_SP_08_100", "ERR_6"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = lauda_new("setting:found-on");
        says(rig, rows[i][0], rows[i][1]);
        says(rig, "IN_SP_00", "005.00");
        says(rig, "STATUS", "0");
        assert_true(output_of(rig) > 0);
        free(rig);
    }
}

static void limits_that_were_sent_bound_the_set_point(void **state)
{
    (void)state;
    struct rig *rig = lauda_new("");
    says(rig, "OUT_SP_04_10", "OK");
    says(rig, "OUT_SP_05_2", "OK");
    says(rig, "OUT_SP_00_10.01", "ERR_32");
    says(rig, "OUT_SP_00_1.99", "ERR_32");
    says(rig, "IN_SP_00", "005.00");
    says(rig, "OUT_SP_00_10", "OK");
    says(rig, "IN_SP_00", "010.00");
    free(rig);
}

static void numbers_have_a_sign_where_they_are_below_zero(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "-001.25"}, {"setting:number-short", "-1.25"}, {"setting:number-blanks", " -1.25"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = lauda_new(rows[i][0]);
        says(rig, "OUT_SP_00_-1.25", "OK");
        says(rig, "IN_SP_00", rows[i][1]);
        free(rig);
    }
}

static void a_line_may_end_in_three_ways(void **state)
{
    (void)state;
    static const char *const lines[] = {"IN_SP_00\r", "IN_SP_00\r\n", "IN_SP_00\n\r"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct rig *rig = lauda_new("");
        for (int again = 0; again < 3; again++)
            assert_string_equal(say(rig, lines[i]), "005.00\r\n");
        assert_string_equal(say(rig, "IN_SP_00"), "");
        assert_string_equal(say(rig, "\r"), "005.00\r\n");
        free(rig);
    }
}

static void who_does_not_wait_is_not_heard(void **state)
{
    (void)state;
    struct rig *rig = lauda_new("");
    assert_string_equal(say(rig, "IN_SP_00\rOUT_SP_00_9\r"), "005.00\r\n");
    says(rig, "IN_SP_00", "005.00");
    rig_clear(rig);
    rig_write(rig, "IN_SP_00\r", 9);
    rig_wait(rig, 15 * MONO_MS - 1);
    assert_int_equal(rig->length, 0);
    rig_wait(rig, 1);
    rig_write(rig, "OUT_SP_00_9\r", 12);
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig->text, "005.00\r\nOK\r\n");
    says(rig, "IN_SP_00", "009.00");
    free(rig);
}

static void its_watchdog_stops_it_when_nobody_speaks(void **state)
{
    (void)state;
    struct rig *rig = lauda_new("");
    says(rig, "START", "OK");
    says(rig, "OUT_SP_08_3", "OK");
    for (int i = 0; i < 10; i++) { /* every command counts, a wrong one, too */
        rig_wait(rig, 2900 * MONO_MS - ASKED);
        ask(rig, i % 2 ? "STATUS" : "NONSENSE");
        assert_true(output_of(rig) > 0);
    }
    rig_wait(rig, 3 * MONO_SEC - ASKED - 1);
    assert_true(output_of(rig) > 0);
    rig_wait(rig, 1);
    assert_true(output_of(rig) == 0);
    says(rig, "STATUS", "-1");
    says(rig, "STAT", "1100000");
    says(rig, "START", "OK");
    says(rig, "STATUS", "0");
    rig_wait(rig, 10 * MONO_SEC); /* it has to be begun again, too */
    assert_true(output_of(rig) > 0);
    free(rig);
}

static void the_number_that_ends_the_watchdog_may_be_another(void **state)
{
    (void)state;
    static const struct {
        const char *faults, *begin, *end, *answer;
        bool stops;
    } rows[] = {
        {"", "OUT_SP_08_3", "OUT_SP_08_0", "OK", false},
        {"", "OUT_SP_08_3", "OUT_SP_08_99", "OK",
         false}, /* not within the time that is looked at */
        {"setting:watchdog-off-99", "OUT_SP_08_3", "OUT_SP_08_99", "OK", false},
        {"setting:watchdog-off-99", "OUT_SP_08_3", "OUT_SP_08_0", "ERR_6", true},
        {"", "OUT_SP_08_3", "OUT_SP_08_5", "OK", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = lauda_new(rows[i].faults);
        says(rig, "START", "OK");
        says(rig, rows[i].begin, "OK");
        says(rig, rows[i].end, rows[i].answer);
        rig_wait(rig, 90 * MONO_SEC);
        assert_int_equal(output_of(rig) == 0, rows[i].stops);
        free(rig);
    }
    struct rig *rig = lauda_new("setting:watchdog-off-99 setting:found-on");
    says(rig, "OUT_SP_08_99", "OK");
    rig_wait(rig, 200 * MONO_SEC);
    assert_true(output_of(rig) > 0);
    free(rig);
}

static void what_was_sent_may_be_read_back(void **state)
{
    (void)state;
    static const char *const rows[][3] = {{"OUT_SP_01_3", "IN_SP_01", "3"},
                                          {"OUT_SP_04_40", "IN_SP_04", "040.00"},
                                          {"OUT_SP_05_-4.5", "IN_SP_05", "-004.50"},
                                          {"OUT_SP_08_60", "IN_SP_08", "60"}};
    struct rig *rig = lauda_new("setting:reads-back");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        says(rig, rows[i][0], "OK");
        says(rig, rows[i][1], rows[i][2]);
    }
    free(rig);
}

static void without_mains_it_stops_and_may_forget(void **state)
{
    (void)state;
    static const struct {
        const char *faults, *set_point;
        bool goes_on;
    } rows[] = {{"", "007.00", false},
                {"setting:forgets", "020.00", false},
                {"setting:starts-again", "007.00", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char faults[100];
        snprintf(faults, sizeof faults, "setting:found-on reboot:at=10s,for=2s,from=on %s",
                 rows[i].faults);
        struct rig *rig = lauda_new(faults);
        says(rig, "OUT_SP_00_7", "OK");
        says(rig, "OUT_SP_08_60", "OK");
        rig_write(rig, "OUT_", 4); /* is not gone on with */
        rig_wait(rig, 10 * MONO_SEC);
        assert_true(output_of(rig) == 0);
        assert_string_equal(ask(rig, "STATUS"), "");
        rig_wait(rig, 100 * MONO_SEC); /* nor does its watchdog */
        says(rig, "STATUS", "0");
        says(rig, "IN_SP_00", rows[i].set_point);
        assert_int_equal(output_of(rig) > 0, rows[i].goes_on);
        free(rig);
    }
}

static void on_a_bus_it_hears_its_address(void **state)
{
    (void)state;
    struct rig *rig = lauda_new("setting:address-15");
    assert_string_equal(ask(rig, "IN_SP_00"), "");
    assert_string_equal(ask(rig, "A014_IN_SP_00"), "");
    says(rig, "A015_IN_SP_00", "005.00");
    says(rig, "A015 IN SP 00", "005.00");
    free(rig);
    rig = lauda_new("");
    says(rig, "A015_IN_SP_00", "ERR_3");
    free(rig);
}

static struct rig *quick(void)
{
    return lauda_new("setting:answer-0");
}

static void bytes_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] = "IN_PV_00\r\nOUT_SP_00_6.5\rIN SP 00\n\r\r\rX\rSTART\rSTATUS\rSTOP\r"
                               "OUT_SP_00_1_OUT_SP_00_1_OUT_SP_00_1_OUT_SP_00_1\rTYPE\r";
    assert_int_equal(rig_takes_any_pieces(quick, talk, sizeof talk - 1), 9);
}

static void words_and_acts(void **state)
{
    (void)state;
    all_words_are_settings("lauda");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_is_answered),
        cmocka_unit_test(what_is_wrong_has_its_number_and_changes_nothing),
        cmocka_unit_test(limits_that_were_sent_bound_the_set_point),
        cmocka_unit_test(numbers_have_a_sign_where_they_are_below_zero),
        cmocka_unit_test(a_line_may_end_in_three_ways),
        cmocka_unit_test(who_does_not_wait_is_not_heard),
        cmocka_unit_test(its_watchdog_stops_it_when_nobody_speaks),
        cmocka_unit_test(the_number_that_ends_the_watchdog_may_be_another),
        cmocka_unit_test(what_was_sent_may_be_read_back),
        cmocka_unit_test(without_mains_it_stops_and_may_forget),
        cmocka_unit_test(on_a_bus_it_hears_its_address),
        cmocka_unit_test(bytes_may_arrive_in_any_pieces),
        cmocka_unit_test(words_and_acts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

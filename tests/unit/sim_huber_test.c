/* The simulated Huber circulator against its document (thermal.md 4.9). */
#include "sim_bath_rig.h"

static struct rig *huber_new(const char *faults)
{
    return still_new("huber", faults);
}

static void says(struct rig *rig, const char *command, const char *answer)
{
    char sent[16], wanted[16];
    snprintf(sent, sizeof sent, "%s\r\n", command);
    snprintf(wanted, sizeof wanted, "%s%s", answer, answer[0] ? "\r\n" : "");
    assert_string_equal(say(rig, sent), wanted);
}

static void values_are_read_by_their_address(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"setting:found-2500", "{M00****", "{S0009C4"}, /* of the document, as the next three */
        {"setting:found-2481", "{M01****", "{S0109B1"},
        {"setting:found-on", "{M0A****", "{S0A0003"},
        {"", "{M0A****", "{S0A0000"},
        {"", "{M01****", "{S0101F4"},
        {"", "{M14****", "{S140000"},
        {"setting:found-on", "{M14****", "{S140001"},
        {"setting:found-on setting:pump-bit", "{M0A****", "{S0A0013"},
        {"setting:pump-bit", "{M0A****", "{S0A0000"},
        {"setting:low-level", "{M0A****", "{S0A0100"},
        {"setting:warning-5", "{M0A****", "{S0A0200"},
        {"setting:warning-5 setting:found-on", "{M0A****", "{S0A0203"},
        {"setting:warning-5 setting:alarm-9", "{M0A****", "{S0A0300"},
        {"", "{M05****", "{S050000"},
        {"setting:low-level", "{M05****", "{S05FFFF"},
        {"setting:sensor-broken", "{M05****", "{S05FFFE"},
        {"setting:alarm-9", "{M05****", "{S050009"},
        {"", "{M06****", "{S060000"},
        {"setting:warning-5", "{M06****", "{S060005"},
        {"", "{M07****", "{S077FFF"},
        {"setting:external", "{M07****", "{S0701F4"},
        {"setting:sensor-broken", "{M01****", "{S017FFF"},
        {"setting:sensor-broken setting:broken-high", "{M01****", "{S017FFE"},
        {"", "{M0F****", "{S0F0320"},
        {"setting:low-level", "{M0F****", "{S0F0032"},
        {"", "{M03****", "{S030000"},
        {"setting:found-on", "{M03****", "{S0300FD"},
        {"", "{M26****", "{S260000"},
        {"setting:found-on", "{M26****", "{S260C80"},
        {"", "{M48****", "{S480C80"},
        {"", "{M5C****", "{S5C016D"},
        {"", "{M02****", "{S027FFF"},
        {"", "{MFF****", "{SFF7FFF"},
        {"identity", "{M00****", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = huber_new(rows[i][0]);
        says(rig, rows[i][1], rows[i][2]);
        free(rig);
    }
}

static void a_value_that_is_set_is_answered_and_holds(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"{M00FF9C", "{S00FF9C", "{M00****"}, /* of the document, as the next */
        {"{M140001", "{S140001", "{M14****"}, {"{M140000", "{S140000", "{M14****"},
        {"{M001194", "{S001194", "{M00****"}, {"{M00F448", "{S00F448", "{M00****"}, /* -30 */
        {"{M480FA0", "{S480FA0", "{M48****"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = huber_new("");
        says(rig, rows[i][0], rows[i][1]);
        says(rig, rows[i][2], rows[i][1]);
        free(rig);
    }
}

static void what_cannot_be_set_is_answered_with_what_holds(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"", "{M00F447", "{S0001F4"}, /* -30.01 */
        {"", "{M002EE1", "{S0001F4"}, /* 120.01 */
        {"", "{M007FFF", "{S0001F4"},
        {"setting:range-clips", "{M00F447", "{S00F448"},
        {"setting:range-clips", "{M002EE1", "{S002EE0"},
        {"", "{M140002", "{S140000"},
        {"", "{M14FFFF", "{S140000"},
        {"setting:found-on", "{M14FFFF", "{S140001"},
        {"", "{M481195", "{S480C80"},
        {"setting:range-clips", "{M481195", "{S481194"},
        {"", "{M010000", "{S0101F4"},
        {"", "{M050000", "{S050000"},
        {"", "{M0A0003", "{S0A0000"},
        {"", "{M5C0000", "{S5C016D"},
        {"", "{M330000", "{S337FFF"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = huber_new(rows[i][0]);
        says(rig, rows[i][1], rows[i][2]);
        free(rig);
    }
}

static void what_is_no_command_is_not_heard(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "{M00***"},
        {"", "{M00*****"},
        {"", "{S00****"},
        {"", "{m00****"},
        {"", "{M0g****"},
        {"", "{M00***0"},
        {"", "{M00FF9G"},
        {"", "{M00ff9c"},
        {"", "{M0a****"},
        {"", "M00****"},
        {"", "[M00****"},
        {"", "{M0 ****"},
        {"setting:lower-case", "{M00fF9C"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = huber_new(rows[i][0]);
        says(rig, rows[i][1], "");
        says(rig, "{M00****", "{S0001F4"); /* nothing was set, and the next is heard */
        free(rig);
    }
    struct rig *rig = huber_new("setting:lower-case");
    says(rig, "{M00ff9c", "{S00FF9C");
    says(rig, "{M0a****", "{S0A0000");
    free(rig);
}

static void another_end_of_line_is_none(void **state)
{
    (void)state;
    static const char *const frames[] = {"{M00****\r\r", "{M00****\n\r", "{M00****\n\n",
                                         "{M00****\r", "{M00**\r\n{M00**\r\n"};
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        struct rig *rig = huber_new("");
        assert_string_equal(say(rig, frames[i]), "");
        says(rig, "{M00****", "{S0001F4");
        free(rig);
    }
}

/* Cut anywhere and begun again, with anything before it. */
static void a_brace_begins_anew(void **state)
{
    (void)state;
    static const char frame[] = "{M001194\r\n";
    for (size_t n = 0; n < sizeof frame - 1; n++) {
        struct rig *rig = huber_new("");
        char bytes[40];
        snprintf(bytes, sizeof bytes, "\r\nxM00%.*s{M00****\r\n", (int)n, frame);
        assert_string_equal(say(rig, bytes), "{S0001F4\r\n");
        free(rig);
    }
}

static void several_commands_are_answered_one_by_one(void **state)
{
    (void)state;
    struct rig *rig = huber_new("");
    assert_string_equal(say(rig, "{M00****\r\n{M140001\r\nnoise{M0A****\r\n"),
                        "{S0001F4\r\n{S140001\r\n{S0A0003\r\n");
    free(rig);
    rig = huber_new("setting:answer-50"); /* this one hears nothing before it has answered */
    assert_string_equal(say(rig, "{M00****\r\n{M140001\r\n"), "{S0001F4\r\n");
    says(rig, "{M14****", "{S140000");
    free(rig);
}

static void it_runs_while_it_controls(void **state)
{
    (void)state;
    struct rig *rig = huber_new("");
    assert_true(output_of(rig) == 0);
    says(rig, "{M140001", "{S140001");
    assert_true(output_of(rig) > 0);
    says(rig, "{M0007D0", "{S0007D0"); /* a new set point leaves it on */
    rig_wait(rig, MONO_SEC);
    is_near(output_of(rig), 100, 1e-9);
    says(rig, "{M140000", "{S140000");
    assert_true(output_of(rig) == 0);
    free(rig);
    rig = huber_new("setting:low-level");
    says(rig, "{M140001", "{S140000"); /* what ails it keeps it off */
    assert_true(output_of(rig) == 0);
    free(rig);
}

static void below_zero_it_reads_with_a_sign(void **state)
{
    (void)state;
    struct rig *rig = huber_new("setting:found-0 setting:found-on");
    says(rig, "{M00FF9C", "{S00FF9C");
    rig_wait(rig, 1200 * MONO_SEC);
    says(rig, "{M01****", "{S01FF9C");
    free(rig);
}

static void without_mains_it_stops_and_may_forget(void **state)
{
    (void)state;
    static const char *const rows[][3] = {{"", "{S0002BC", "{S140000"},
                                          {"setting:forgets", "{S0007D0", "{S140000"},
                                          {"setting:starts-again", "{S0002BC", "{S140001"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char faults[100];
        snprintf(faults, sizeof faults, "setting:found-on reboot:at=10s,for=2s,from=on %s",
                 rows[i][0]);
        struct rig *rig = huber_new(faults);
        says(rig, "{M0002BC", "{S0002BC");
        rig_write(rig, "{M00", 4);
        rig_wait(rig, 10 * MONO_SEC);
        assert_true(output_of(rig) == 0);
        says(rig, "{M00****", "");
        rig_wait(rig, 3 * MONO_SEC);
        assert_string_equal(say(rig, "****\r\n"), ""); /* is not gone on with */
        says(rig, "{M00****", rows[i][1]);
        says(rig, "{M14****", rows[i][2]);
        free(rig);
    }
}

static struct rig *quick(void)
{
    return huber_new("");
}

static void bytes_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] =
        "{M00****\r\n{M00FF9C\r\n{M01{M01****\r\n\r\n{M0A****\n{M140001\r\n{M05****\r\n";
    assert_int_equal(rig_takes_any_pieces(quick, talk, sizeof talk - 1), 5);
}

static void words_and_acts(void **state)
{
    (void)state;
    all_words_are_settings("huber");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_by_their_address),
        cmocka_unit_test(a_value_that_is_set_is_answered_and_holds),
        cmocka_unit_test(what_cannot_be_set_is_answered_with_what_holds),
        cmocka_unit_test(what_is_no_command_is_not_heard),
        cmocka_unit_test(another_end_of_line_is_none),
        cmocka_unit_test(a_brace_begins_anew),
        cmocka_unit_test(several_commands_are_answered_one_by_one),
        cmocka_unit_test(it_runs_while_it_controls),
        cmocka_unit_test(below_zero_it_reads_with_a_sign),
        cmocka_unit_test(without_mains_it_stops_and_may_forget),
        cmocka_unit_test(bytes_may_arrive_in_any_pieces),
        cmocka_unit_test(words_and_acts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

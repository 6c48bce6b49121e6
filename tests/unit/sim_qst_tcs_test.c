/* The simulated TCS thermode against its document (thermal.md section 1): every command and every
 * answer byte for byte, and where its zones go. What a participant feels and what can ail it stands
 * in sim_qst_tcs_felt_test.c. */
#include "sim_qst_tcs_rig.h"

static void wakes_up_with_all_zones_off_and_neutral_at_thirty(void **state)
{
    (void)state;
    struct rig *rig = tcs_new("");
    assert_string_equal(rig->text, "");
    assert_string_equal(tcs_ask(rig, "E"), "\r300+300+300+300+300+300");
    tcs_tell(rig, "FL");
    rig_wait(rig, 5 * MONO_SEC);
    assert_string_equal(tcs_ask(rig, "E"), "\r300+300+300+300+300+300");
    tcs_tell(rig, "S10000L"); /* D is 100 ms and C 10.0 at power-up */
    rig_wait(rig, 99 * MONO_MS);
    assert_string_equal(tcs_ask(rig, "E"), "\r300+102+300+300+300+300");
    rig_wait(rig, MONO_SEC);
    assert_string_equal(tcs_ask(rig, "E"), "\r300+300+300+300+300+300");
    assert_true(tcs_output(rig) == 0);
    free(rig);
}

static void answers_are_those_of_the_document(void **state)
{
    (void)state;
    struct rig *rig = tcs_new("");
    tcs_tell(rig, "F");
    static const struct {
        const char *question, *answer;
    } rows[] = {
        {"B", "\r25.1234v 080%"},
        {"K", "\r00"},
        {"Q", "000000"},
        {"?", ""},
        {"E", "\r300+300+300+300+300+300"},
        {"Q\nK \rB", "000000\r00\r25.1234v 080%"},
        {"P", ""},
        {"e", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(tcs_ask(rig, rows[i].question), rows[i].answer);
    free(rig);
}

static void zones_may_differ_and_be_below_zero(void **state)
{
    (void)state;
    struct rig *rig = tcs_new("");
    /* the document's line of five zones, and its line below zero cannot be reached: C ends at 0 */
    tcs_tell(rig, "FS11111N281C1310C2311C3309C4310C5310D099999L");
    rig_wait(rig, MONO_SEC);
    assert_string_equal(tcs_ask(rig, "E"), "\r281+310+311+309+310+310");
    free(rig);
    rig = tcs_ready("overload");
    tcs_tell(rig, "C0000D005000L"); /* two degrees beyond 0 */
    rig_wait(rig, MONO_SEC);
    assert_string_equal(tcs_ask(rig, "E"), "\r320-020-020-020-020-020");
    rig_clear(rig);
    tcs_tell(rig, "Ob");
    rig_wait(rig, 10 * MONO_MS);
    assert_string_equal(rig->text, "-02.0-02.0-02.0-02.0-02.0");
    free(rig);
}

static void says_who_it_is_and_what_it_knows(void **state)
{
    (void)state;
    static const char start[] = "\rFirmware: 008 Sep  2 2021 14:17:28\rProbe ID: 2D 0F C9 C5 2F 00 "
                                "00 51\rProbe TYPE: 003\r\rCommand list:\r";
    struct rig *rig = tcs_new("");
    const char *text = tcs_ask(rig, "H");
    assert_true(strncmp(text, start, sizeof start - 1) == 0);
    assert_non_null(strstr(text, "\rDsxxxxx: "));
    assert_null(strchr(text, '\n'));
    assert_true(text[strlen(text) - 1] != '\r');
    free(rig);

    rig = tcs_new("setting:help-lf setting:newer setting:probe-109 setting:lead-cr "
                  "identity:0123456789ABCDEF");
    text = tcs_ask(rig, "H");
    assert_true(strncmp(text, "\rFirmware: 014", 14) == 0);
    assert_non_null(strstr(text, "\nProbe ID: 01 23 45 67 89 AB CD EF\nProbe TYPE: 109\n\nComm"));
    assert_string_equal(tcs_ask(rig, "?"), "\rTCS");
    assert_string_equal(tcs_ask(rig, "Q"), "\r000000");
    free(rig);
    rig = tcs_new("setting:newer");
    assert_string_equal(tcs_ask(rig, "?"), "TCS");
    free(rig);
}

static void the_unit_of_2017_has_shorter_commands(void **state)
{
    (void)state;
    struct rig *rig = tcs_new("setting:tcs-2017");
    assert_non_null(strstr(tcs_ask(rig, "FH"), "\rDsxxxx: "));
    assert_null(strstr(rig->text, "Dsxxxxx"));
    tcs_tell(rig, "S11111T001C0400D01000L");
    rig_wait(rig, 900 * MONO_MS);
    tcs_is_near(tcs_zone(rig, 1), 40, 0.05);
    rig_wait(rig, 600 * MONO_MS);
    tcs_is_near(tcs_zone(rig, 1), 30, 0.05);
    free(rig);
}

/* Every setting of the document, with digits at both ends of its range. None is answered. */
static void settings_are_silent_and_have_a_fixed_length(void **state)
{
    (void)state;
    static const char *const commands[] = {
        "N200",   "N450",    "S00000",   "S10101",   "C0000",   "C5600",   "V00001",  "V59999",
        "R00001", "R59999",  "D000010",  "D599999",  "T001010", "T255999", "I0",      "I1",
        "Y0000",  "Y9999",   "Om600",    "Ov000001", "Or00001", "Ot00001", "Ot56000", "Of1",
        "Of3",    "Z010050", "Uw111110", "Ue00000",  "A",       "F",       "Oa",      "Ob",
        "Oo",     "Os",      "Ose",      "Osd",
    };
    struct rig *rig = tcs_new("");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char talk[32];
        snprintf(talk, sizeof talk, "A\n%s\nK", commands[i]);
        if (strcmp(tcs_ask(rig, talk), "\r00") != 0 && strcmp(commands[i], "Or00001") != 0)
            fail_msg("%s", commands[i]);
        if (!strcmp(commands[i], "Or00001"))
            assert_string_equal(tcs_ask(rig, "0K"), "\r00"); /* six digits: one was missing */
    }
    free(rig);
}

static void acts_when_the_last_digit_has_come(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    tcs_tell(rig, "V10010C0400D099999L");
    for (const char *digit = "V10500"; *digit; digit++) {
        char one[2] = {*digit, '\0'};
        tcs_tell(rig, one);
        rig_wait(rig, 100 * MONO_MS);
    }
    /* 500 ms at 1 °C/s, then 100 ms at 50 °C/s; zone 2 had its own speed all the time */
    tcs_is_near(tcs_zone(rig, 1), 32 + 0.5 + 5, 0.7);
    tcs_is_near(tcs_zone(rig, 2), 40, 0.05);
    free(rig);

    rig = tcs_ready("");
    tcs_tell(rig, "V1500K"); /* too short: it waits, and K is no digit */
    assert_string_equal(tcs_ask(rig, "0K"), "\r00");
    free(rig);
    rig = tcs_ready("setting:letter-restarts");
    assert_string_equal(tcs_ask(rig, "V1500K"), "\r00");
    free(rig);
}

static void numbers_out_of_range_change_nothing(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    tcs_tell(rig, "N199N451S11112C6100V00000D000009Om601Of4Ot06001");
    tcs_tell(rig, "C0400V00100D001000D000009N199L");
    rig_wait(rig, 950 * MONO_MS);
    assert_string_equal(tcs_ask(rig, "E"), "\r320+400+400+400+400+400");
    free(rig);
}

static void zones_ramp_at_v_and_return_at_r(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    tcs_tell(rig, "C0370V00010R00050D008000L");
    for (int s = 1; s <= 5; s++) {
        rig_wait(rig, MONO_SEC);
        tcs_is_near(tcs_zone(rig, 3), 32 + s, 0.051);
    }
    rig_wait(rig, 2999 * MONO_MS); /* D counts from L: 5 s of ramp, 3 s of plateau */
    tcs_is_near(tcs_zone(rig, 3), 37, 0.051);
    rig_wait(rig, 501 * MONO_MS);
    tcs_is_near(tcs_zone(rig, 3), 37 - 2.5, 0.11);
    assert_true(tcs_output(rig) > 2);
    rig_wait(rig, 500 * MONO_MS);
    tcs_is_near(tcs_zone(rig, 3), 32, 0.11);
    rig_wait(rig, 100 * MONO_MS);
    assert_true(tcs_output(rig) == 0);
    free(rig);
}

static void a_ramp_that_takes_longer_than_d_never_arrives(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    tcs_tell(rig, "C0100V00010R09999D003000L");
    rig_wait(rig, 3 * MONO_SEC);
    tcs_is_near(tcs_zone(rig, 1), 29, 0.11);
    rig_wait(rig, 200 * MONO_MS);
    assert_true(tcs_output(rig) == 0);
    free(rig);
}

static void each_zone_has_its_own_numbers(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    tcs_tell(rig, "S10101C1400C3240C2450D100500D301000D201000D501000C5330L");
    rig_wait(rig, 450 * MONO_MS);
    assert_string_equal(tcs_ask(rig, "E"), "\r320+400+320+240+320+330");
    rig_wait(rig, 450 * MONO_MS);
    assert_string_equal(tcs_ask(rig, "E"), "\r320+320+320+240+320+330");
    rig_wait(rig, 450 * MONO_MS);
    assert_string_equal(tcs_ask(rig, "E"), "\r320+320+320+320+320+320");
    free(rig);
}

static void finer_settings_take_hundredths(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("setting:newer");
    tcs_tell(rig, "Ot03550Ov000050Or000100D009000L");
    rig_wait(rig, 4 * MONO_SEC);
    tcs_is_near(tcs_zone(rig, 1), 34, 0.051);
    rig_wait(rig, 4 * MONO_SEC);
    tcs_is_near(tcs_zone(rig, 1), 35.5, 0.051);
    rig_wait(rig, 3 * MONO_SEC);
    tcs_is_near(tcs_zone(rig, 1), 33.5, 0.051);
    free(rig);
    rig = tcs_ready("");
    tcs_tell(rig, "R00050Or000100C0370D001000L"); /* an older one returns at 5 °C/s */
    rig_wait(rig, 2100 * MONO_MS);
    assert_true(tcs_output(rig) == 0);
    free(rig);
}

static void settings_act_on_a_stimulus_that_runs(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    tcs_tell(rig, "C0000V00010R00080D099999L"); /* the cold ramp of a published program */
    rig_wait(rig, 10 * MONO_SEC);
    tcs_is_near(tcs_zone(rig, 1), 22, 0.051);
    tcs_tell(rig, "C0320V00050"); /* back by C and V, no A */
    rig_wait(rig, MONO_SEC);
    tcs_is_near(tcs_zone(rig, 1), 27, 0.11);
    tcs_tell(rig, "S01111"); /* a zone that is switched off returns at R */
    rig_wait(rig, 500 * MONO_MS);
    tcs_is_near(tcs_zone(rig, 1), 31, 0.2);
    tcs_is_near(tcs_zone(rig, 2), 29.5, 0.15);
    tcs_tell(rig, "C0200D011000"); /* ends at 11 s: is over already */
    rig_wait(rig, MONO_SEC);
    assert_true(tcs_output(rig) == 0);
    free(rig);
    rig = tcs_ready("setting:d-from-change");
    tcs_tell(rig, "C0420V00010D099999L");
    rig_wait(rig, 5 * MONO_SEC);
    tcs_tell(rig, "D002000");
    rig_wait(rig, 1990 * MONO_MS);
    tcs_is_near(tcs_zone(rig, 1), 39, 0.051);
    rig_wait(rig, MONO_SEC);
    assert_true(tcs_output(rig) == 0);
    free(rig);
}

static void a_ends_a_stimulus_at_every_moment(void **state)
{
    (void)state;
    for (mono_ns at = 0; at < 3 * MONO_SEC; at += 77 * MONO_MS) {
        struct rig *rig = tcs_ready("");
        tcs_tell(rig, "C0450V00100R00500D002000L");
        rig_wait(rig, at);
        const double away = tcs_output(rig);
        tcs_tell(rig, "A");
        rig_wait(rig, mono_from_sec(away / 50) + 100 * MONO_MS);
        assert_true(tcs_output(rig) == 0);
        rig_wait(rig, 4 * MONO_SEC);
        assert_true(tcs_output(rig) == 0);
        free(rig);
    }
}

static void follow_mode_follows_until_a(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    tcs_tell(rig, "C0400V00500Od");
    rig_wait(rig, 30 * MONO_SEC); /* no D ends it, no limiter */
    assert_string_equal(tcs_ask(rig, "E"), "\r320+400+400+400+400+400");
    tcs_tell(rig, "C0300");
    rig_wait(rig, 450 * MONO_MS); /* 10 °C at 50 °C/s are 0.2 s; measured 0.25 s later */
    tcs_is_near(tcs_zone(rig, 1), 30 + 12.5 * (1 - exp(-0.8)) * exp(-1), 0.1);
    tcs_tell(rig, "C0550");
    rig_wait(rig, 60 * MONO_SEC);
    assert_string_equal(tcs_ask(rig, "E"), "\r320+550+550+550+550+550");
    tcs_tell(rig, "A");
    rig_wait(rig, MONO_SEC);
    assert_true(tcs_output(rig) == 0);
    free(rig);
}

static void the_ceiling_clamps_c(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    tcs_tell(rig, "C0999D001000L");
    rig_wait(rig, 500 * MONO_MS);
    tcs_is_near(tcs_zone(rig, 1), 60, 0.051);
    tcs_tell(rig, "Om450");
    rig_wait(rig, 400 * MONO_MS);
    tcs_is_near(tcs_zone(rig, 1), 45, 0.051);
    free(rig);
}

/* About 2 s at 60 °C and 12 s at 50 °C; 45 °C may stay. */
static void the_limiter_shortens_hot_stimuli(void **state)
{
    (void)state;
    static const struct {
        const char *talk;
        double lasts_s;
    } rows[] = {{"C0600D099999L", 2}, {"C0500D099999L", 12}, {"C0450D060000L", 60}};
    for (size_t i = 0; i < 3; i++) {
        struct rig *rig = tcs_ready("");
        tcs_tell(rig, rows[i].talk);
        rig_wait(rig, mono_from_sec(0.9 * rows[i].lasts_s));
        assert_true(tcs_output(rig) > 12);
        rig_wait(rig, mono_from_sec(0.1 * rows[i].lasts_s + 0.5));
        assert_true(tcs_output(rig) == 0);
        free(rig);
    }
}

static void talks_unasked_until_it_is_muted(void **state)
{
    (void)state;
    static const char record[] = "+30.0+30.0+30.0+30.0+30.0";
    struct rig *rig = tcs_new("");
    rig_wait(rig, 10 * MONO_SEC);
    assert_int_equal(rig->length, 10 * strlen(record)); /* once a second */
    assert_true(strncmp(rig->text, record, strlen(record)) == 0);
    tcs_tell(rig, "S11111C0300D001400R00010L");
    rig_wait(rig, 1450 * MONO_MS);
    assert_in_range(rig->length / strlen(record), 140, 142); /* 100 times a second */
    rig_clear(rig);
    rig_wait(rig, 5 * MONO_SEC);
    assert_int_equal(rig->length, 5 * strlen(record));
    tcs_tell(rig, "Y0050L"); /* shown for half a second */
    rig_wait(rig, MONO_SEC + 300 * MONO_MS);
    assert_int_equal(rig->length, 50 * strlen(record));
    tcs_tell(rig, "FL");
    rig_wait(rig, 10 * MONO_SEC);
    assert_int_equal(rig->length, 0);
    tcs_tell(rig, "O\r\n a"); /* parted by what is skipped everywhere */
    rig_wait(rig, 3 * MONO_SEC);
    assert_int_equal(rig->length, 3 * strlen(record));
    tcs_tell(rig, "FObY0000L");
    rig_wait(rig, 10 * MONO_SEC);
    assert_in_range(rig->length / strlen(record), 139, 142);
    free(rig);
}

static void records_may_be_framed_in_other_ways(void **state)
{
    (void)state;
    static const struct {
        const char *setting, *record;
    } rows[] = {
        {"setting:record-cr", "\r+30.0+30.0+30.0+30.0+30.0"},
        {"setting:record-crlf", "+30.0+30.0+30.0+30.0+30.0\r\n"},
        {"setting:record-groups", "300+300+300+300+300+300\n"},
        {"setting:idle-commas", "1,+30.0,+30.0,+30.0,+30.0,+30.0,+30.0,+0,-1\r\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = tcs_new(rows[i].setting);
        rig_wait(rig, MONO_SEC);
        assert_string_equal(rig->text, rows[i].record);
        free(rig);
    }
}

static void a_restart_is_a_power_up(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("setting:boot-500");
    tcs_tell(rig, "C0450V00100D060000L");
    rig_wait(rig, 2 * MONO_SEC);
    tcs_tell(rig, "Oc");
    rig_wait(rig, 400 * MONO_MS);
    assert_string_equal(tcs_ask(rig, "K"), ""); /* deaf */
    rig_wait(rig, 300 * MONO_MS);
    assert_string_equal(tcs_ask(rig, "E"), "\r300+300+300+300+300+300");
    rig_clear(rig);
    rig_wait(rig, MONO_SEC);
    assert_int_equal(rig->length, 25); /* and talks again */
    free(rig);
}

static struct rig *muted(void)
{
    return tcs_ready("");
}

static void commands_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] = "N320\nC0400V00100 R00500\r\nD003000S10101EBKQHOm450Ot03500xyOd?"
                               "Ov000100LKOzE0A\nE";
    struct rig *whole = muted();
    rig_write(whole, talk, sizeof talk - 1);
    assert_true(whole->length > 1000);
    for (size_t cut = 0; cut < sizeof talk; cut++) {
        struct rig *rig = muted();
        rig_write(rig, talk, cut);
        rig_write(rig, talk + cut, sizeof talk - 1 - cut);
        assert_string_equal(rig->text, whole->text);
        free(rig);
    }
    free(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wakes_up_with_all_zones_off_and_neutral_at_thirty),
        cmocka_unit_test(answers_are_those_of_the_document),
        cmocka_unit_test(zones_may_differ_and_be_below_zero),
        cmocka_unit_test(says_who_it_is_and_what_it_knows),
        cmocka_unit_test(the_unit_of_2017_has_shorter_commands),
        cmocka_unit_test(settings_are_silent_and_have_a_fixed_length),
        cmocka_unit_test(acts_when_the_last_digit_has_come),
        cmocka_unit_test(numbers_out_of_range_change_nothing),
        cmocka_unit_test(zones_ramp_at_v_and_return_at_r),
        cmocka_unit_test(a_ramp_that_takes_longer_than_d_never_arrives),
        cmocka_unit_test(each_zone_has_its_own_numbers),
        cmocka_unit_test(finer_settings_take_hundredths),
        cmocka_unit_test(settings_act_on_a_stimulus_that_runs),
        cmocka_unit_test(a_ends_a_stimulus_at_every_moment),
        cmocka_unit_test(follow_mode_follows_until_a),
        cmocka_unit_test(the_ceiling_clamps_c),
        cmocka_unit_test(the_limiter_shortens_hot_stimuli),
        cmocka_unit_test(talks_unasked_until_it_is_muted),
        cmocka_unit_test(records_may_be_framed_in_other_ways),
        cmocka_unit_test(a_restart_is_a_power_up),
        cmocka_unit_test(commands_may_arrive_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

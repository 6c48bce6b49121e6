/* The simulated TE Technology controller against its document (thermal.md section 4.2): every frame byte for byte,
 * and what the controller does. How its plant behaves stands in sim_peltier_test.c. */
#include "sim_peltier_rig.h"

enum {
    SENSOR_1 = 0x01,
    SENSOR_2 = 0x06,
    IN_USE = 0x03,
    POWER = 0x02,
    ALARMS = 0x05,
    CURRENT = 0x07
};
enum {
    SET_POINT = 0x1c,
    SOURCE = 0x29,
    CONTROL = 0x2b,
    OUTPUT = 0x2d,
    ALARM_ENDS = 0x2e,
    UNIT = 0x32
};
enum { ALARM_BAND = 0x22, ALARM_HIGH = 0x23, ALARM_LOW = 0x24, LATCH = 0x2f, CLEAR = 0x33 };

static void answers_are_those_of_the_document(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"*001cffffff6aef\r", "*ffffff6afb^"}, {"*00050000000045\r", "*0000000080^"},
        {"*002d0000000177\r", "*0000000181^"}, {"*002d0000000076\r", "*0000000080^"},
        {"*001c00000c80af\r", "*00000c80bb^"}, {"*001c0000119483\r", "*000011948f^"},
        {"*001c000003e8b4\r", "*000003e8c0^"}, {"*002b0000000175\r", "*0000000181^"},
        {"*00330000000046\r", "*0000000080^"},
    };
    struct rig *rig = te_new("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(say(rig, rows[i][0]), rows[i][1]);
    free(rig);
}

/* Sensor 1 at 2.50 °C, and the alarms of the manual's example. */
static void readings_are_those_of_the_document(void **state)
{
    (void)state;
    struct rig *rig = te_ready("setting:over-current");
    te_write(rig, SET_POINT, 250);
    rig_wait(rig, 60 * MONO_SEC);
    assert_string_equal(say(rig, "*00010000000041\r"), "*000000fae7^");
    te_write(rig, ALARM_HIGH, 200);
    rig_wait(rig, MONO_SEC);
    assert_string_equal(say(rig, "*00050000000045\r"), "*0000000989^");
    free(rig);
}

/* Whatever is wrong with a frame is answered as the document says for a bad sum. */
static void every_malformed_frame_has_its_answer(void **state)
{
    (void)state;
    static const char bad[] = "*XXXXXXXXc0^";
    static const struct {
        const char *frame, *answer;
    } rows[] = {
        {"*00010000000042\r", bad}, /* wrong sum */
        {"*0001000000004g\r", bad},
        {"*001C00000C80AF\r", bad}, /* its sum is right, but not its digits */
        {"*001cFFFFFF6A4F\r", bad},
        {"*0001000000041\r", bad}, /* too short */
        {"*000100000000041\r", bad},
        {"*\r", bad},
        {"*0001000000004100000000000000000000000000000000000\r", bad},
        {"*01010000000042\r", ""}, /* for another */
        {"*000700000000c7\r", bad},
        {"00010000000041\r", ""}, /* no frame at all */
        {"\r\r\n", ""},
    };
    struct rig *rig = te_new("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(say(rig, rows[i].frame), rows[i].answer) != 0)
            fail_msg("%s: %s", rows[i].frame, rig->text);
    assert_string_equal(te_say(rig, 0xff, 0), ""); /* unknown */
    assert_string_equal(te_say(rig, 0x71, 0), "");
    free(rig);
}

static void a_wrong_byte_anywhere_changes_nothing(void **state)
{
    (void)state;
    static const char frame[] = "*002d0000000177\r";
    struct rig *rig = te_new("");
    for (size_t i = 0; i + 2 < sizeof frame; i++)
        for (int bit = 1; bit < 0x80; bit <<= 1) {
            char one[sizeof frame];
            memcpy(one, frame, sizeof frame);
            one[i] = (char)(one[i] ^ bit);
            say(rig, one);
            say(rig, "\r");
            assert_int_equal(te_ask(rig, 0x46), 0);
        }
    free(rig);
}

static void what_is_not_described_is_a_setting(void **state)
{
    (void)state;
    static const struct {
        const char *faults, *frame, *answer;
    } rows[] = {
        {"setting:length-silent", "*0001000000041\r", ""},
        {"setting:length-silent", "*00010000000042\r", "*XXXXXXXXc0^"},
        {"setting:unknown-error", "*00710000000048\r", "*XXXXXXXXc0^"},
        {"", "*00710000000048\r", ""},
        {"setting:any-address", "*01050000000046\r", "*0000000080^"},
        {"", "*00010*00050000000045\r", "*XXXXXXXXc0^"},
        {"setting:star-restarts", "*00010*00050000000045\r", "*0000000080^"},
        {"", "*002d0000000278\r", "*0000000282^"}, /* an output that is no output */
        {"setting:range-old", "*002d0000000278\r", "*0000000080^"},
        {"setting:open-1", "*00050000000045\r", "*0000001081^"},
        {"setting:open-2", "*00050000000045\r", "*0000002082^"},
        {"setting:low-volts", "*00050000000045\r", "*0000004084^"},
        {"setting:computer-alarm", "*00050000000045\r", "*0000000484^"},
        {"identity", "*00010000000041\r", "*XXXX60^"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = te_new(rows[i].faults);
        rig_wait(rig, 20 * MONO_MS);
        if (strcmp(say(rig, rows[i].frame), rows[i].answer) != 0)
            fail_msg("%s %s: %s", rows[i].faults, rows[i].frame, rig->text);
        free(rig);
    }
}

/* Every pair of the document: what is written can be read. */
static void what_is_written_can_be_read(void **state)
{
    (void)state;
    static const struct {
        unsigned read, write;
        int32_t value;
    } rows[] = {
        {0x50, 0x1c, -150},      {0x42, 0x29, 0},    {0x44, 0x2b, 2},    {0x46, 0x2d, 1},
        {0x47, 0x2e, 1},         {0x51, 0x1d, 250},  {0x52, 0x1e, 1500}, {0x53, 0x1f, -3},
        {0x56, 0x22, 50},        {0x57, 0x23, 4800}, {0x58, 0x24, -500}, {0x5c, 0x0c, 90},
        {0x5d, 0x0d, 110},       {0x48, 0x2f, 1},    {0x4b, 0x32, 0},    {0x50, 0x1c, INT32_MIN},
        {0x50, 0x1c, INT32_MAX},
    };
    struct rig *rig = te_new("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        te_write(rig, rows[i].write, rows[i].value);
        assert_int_equal(te_ask(rig, rows[i].read), rows[i].value);
        rig_wait(rig, MONO_SEC);
    }
    free(rig);
    rig = te_new("");
    static const int32_t refused[][2] = {{0x2b, 3},  {0x2b, -1}, {0x2d, 2}, {0x2e, 7},
                                         {0x29, 10}, {0x2f, -1}, {0x32, 2}, {0x22, -1}};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        te_write(rig, (unsigned)refused[i][0], refused[i][1]); /* told as if it were taken */
    assert_int_equal(te_ask(rig, 0x44), 0);
    assert_int_equal(te_ask(rig, 0x46), 0);
    assert_int_equal(te_ask(rig, 0x42), 1);
    assert_int_equal(te_ask(rig, 0x4b), 1);
    free(rig);
}

/* Who does not say that the computer has the set point, and that it shall regulate, gets something else. */
static void is_found_as_somebody_left_it(void **state)
{
    (void)state;
    struct rig *rig = te_new("");
    assert_int_equal(te_ask(rig, 0x46), 0);
    te_write(rig, SET_POINT, 4500);
    te_write(rig, OUTPUT, 1);
    rig_wait(rig, 20 * MONO_SEC);
    assert_int_equal(te_ask(rig, IN_USE), 2500); /* the knob's */
    te_write(rig, SOURCE, 0);
    assert_int_equal(te_ask(rig, IN_USE), 4500);
    rig_wait(rig, 20 * MONO_SEC);
    is_near(te_ask(rig, SENSOR_1), 4500, 60); /* switches within half a degree */
    te_write(rig, CONTROL, 1);
    rig_wait(rig, 20 * MONO_SEC);
    is_near(te_ask(rig, SENSOR_1), 4500, 1);
    te_write(rig, CONTROL, 2);
    assert_int_equal(output_of(rig), 0);
    free(rig);
    rig = te_new("setting:found-on setting:found-control-1 setting:found-source-0");
    rig_wait(rig, 20 * MONO_SEC);
    is_near(te_ask(rig, SENSOR_1), 2500, 1);
    assert_int_equal(te_ask(rig, 0x46), 1);
    free(rig);
}

static void output_and_current_are_told(void **state)
{
    (void)state;
    struct rig *rig = te_ready("");
    te_write(rig, SET_POINT, 5000);
    rig_wait(rig, 500 * MONO_MS);
    assert_int_equal(te_ask(rig, POWER), 511);
    assert_int_equal(te_ask(rig, 0x04), 511);
    assert_int_equal(te_ask(rig, CURRENT), 600);
    te_write(rig, SET_POINT, 1000);
    rig_wait(rig, 500 * MONO_MS);
    assert_int_equal(te_ask(rig, POWER), -511);
    te_write(rig, OUTPUT, 0);
    rig_wait(rig, 20 * MONO_MS);
    assert_int_equal(te_ask(rig, POWER), 0);
    assert_true(te_ask(rig, SENSOR_2) > 2390);
    free(rig);
    rig = te_ready("setting:current-1000");
    te_write(rig, SET_POINT, 5000);
    rig_wait(rig, 500 * MONO_MS);
    assert_int_equal(te_ask(rig, CURRENT), 6000);
    free(rig);
}

/* An alarm goes when its limit is left behind by the dead band; latched, it stays. */
static void alarms_come_and_go(void **state)
{
    (void)state;
    struct rig *rig = te_ready("");
    te_write(rig, ALARM_HIGH, 4000);
    te_write(rig, ALARM_LOW, 2500);
    te_write(rig, ALARM_BAND, 200);
    static const int32_t way[][2] = {{3900, 0}, {4200, 1}, {3900, 1}, {3700, 0},
                                     {2600, 0}, {2400, 2}, {2600, 2}, {2800, 0}};
    for (size_t i = 0; i < sizeof way / sizeof way[0]; i++) {
        te_write(rig, SET_POINT, way[i][0]);
        rig_wait(rig, 20 * MONO_SEC);
        assert_int_equal(te_ask(rig, ALARMS), way[i][1]);
    }
    te_write(rig, LATCH, 1);
    te_write(rig, SET_POINT, 4200);
    rig_wait(rig, 20 * MONO_SEC);
    te_write(rig, SET_POINT, 2400);
    rig_wait(rig, 20 * MONO_SEC);
    assert_int_equal(te_ask(rig, ALARMS), 3);
    te_write(rig, CLEAR, 0);
    assert_int_equal(te_ask(rig, ALARMS), 2);
    free(rig);
    rig = te_ready("setting:alarm-tracks");
    te_write(rig, ALARM_HIGH, 500);
    te_write(rig, ALARM_LOW, -500);
    te_write(rig, SET_POINT, 4500);
    rig_wait(rig, 100 * MONO_MS);
    assert_int_equal(te_ask(rig, ALARMS), 2);
    rig_wait(rig, 20 * MONO_SEC);
    assert_int_equal(te_ask(rig, ALARMS), 0);
    free(rig);
}

static void an_alarm_may_end_the_output(void **state)
{
    (void)state;
    for (int ends = 0; ends < 2; ends++) {
        struct rig *rig = te_new("setting:runaway");
        te_write(rig, SOURCE, 0);
        te_write(rig, CONTROL, 1);
        te_write(rig, SET_POINT, 4000);
        te_write(rig, ALARM_HIGH, 4700);
        te_write(rig, LATCH, 1);
        te_write(rig, ALARM_ENDS, ends);
        te_write(rig, OUTPUT, 1);
        rig_wait(rig, 10 * MONO_SEC);
        assert_int_equal(te_ask(rig, ALARMS), 1);
        assert_int_equal(te_ask(rig, 0x46), 1);
        if (ends) {
            assert_true(output_of(rig) == 0);
            assert_true(te_ask(rig, SENSOR_1) < 4700);
        } else {
            assert_true(output_of(rig) > 40);
        }
        free(rig);
    }
}

static void an_open_sensor_reads_its_far_end(void **state)
{
    (void)state;
    struct rig *rig = te_new("setting:open-1");
    assert_int_equal(te_ask(rig, SENSOR_1), 19999);
    assert_true(te_ask(rig, SENSOR_2) < 3000);
    free(rig);
}

/* What is below 0 °F needs 32 bits with a sign, too. */
static void temperatures_have_a_unit(void **state)
{
    (void)state;
    struct rig *rig = te_ready("");
    te_write(rig, UNIT, 0);
    rig_wait(rig, 10 * MONO_MS);
    is_near(te_ask(rig, SENSOR_1), 8960, 10);
    assert_int_equal(te_ask(rig, 0x50), 3200); /* is 0 °C now */
    rig_wait(rig, 60 * MONO_SEC);
    is_near(te_ask(rig, SENSOR_1), 3200, 2);
    te_write(rig, UNIT, 1);
    is_near(te_ask(rig, SENSOR_1), 0, 2);
    free(rig);
    rig = te_ready("setting:unit-converts");
    te_write(rig, UNIT, 0);
    assert_int_equal(te_ask(rig, 0x50), 8960);
    assert_int_equal(te_ask(rig, 0x57), 15800);
    assert_int_equal(te_ask(rig, 0x56), 180);
    te_write(rig, UNIT, 1);
    assert_int_equal(te_ask(rig, 0x50), 3200);
    assert_int_equal(te_ask(rig, 0x56), 100);
    free(rig);
    rig = te_ready("unit:at=30s,from=on,to=F"); /* by hand */
    rig_wait(rig, 12 * MONO_SEC);
    assert_int_equal(te_ask(rig, 0x4b), 0);
    free(rig);
    rig = te_new("setting:found-fahrenheit");
    assert_int_equal(te_ask(rig, 0x4b), 0);
    free(rig);
}

static void a_lost_supply_keeps_or_forgets(void **state)
{
    (void)state;
    for (int forgets = 0; forgets < 2; forgets++) {
        struct rig *rig = te_ready(forgets ? "setting:forgets reboot:at=22s,from=on,for=0.5s"
                                           : "reboot:at=22s,from=on,for=0.5s");
        te_write(rig, SET_POINT, 4500);
        rig_wait(rig, 2200 * MONO_MS);
        assert_true(output_of(rig) == 0);
        assert_string_equal(te_say(rig, SENSOR_1, 0), "");
        rig_wait(rig, 400 * MONO_MS);
        assert_int_equal(te_ask(rig, 0x46), !forgets);
        assert_int_equal(te_ask(rig, 0x50), forgets ? 2500 : 4500);
        rig_wait(rig, MONO_SEC);
        assert_true((output_of(rig) > 0) == !forgets);
        free(rig);
    }
}

static void acts_and_words_that_it_cannot_have_are_refused(void **state)
{
    (void)state;
    const struct sim_instrument *te = sim_find("te-tech");
    static const struct sim_act acts[] = {
        {.kind = SIM_ACT_UNIT, .to = "lbF"},
        {.kind = SIM_ACT_IDENTITY, .to = "123"},
        {.kind = SIM_ACT_OVERLOAD, .to = "word"},
        {.kind = SIM_ACT_SETTING, .to = "open-3"},
        {.kind = SIM_ACT_SETTING, .to = "found-control-3"},
        {.kind = SIM_ACT_SETTING, .to = "current-0"},
    };
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        assert_false(te->can(te, &acts[i]));
    assert_true(rig_tries_words(te, "1") > 12);
}

static void frames_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] = "*002900000000"
                               "6b\r*002b0000000175\r\n*001c00000c80af\rx*00\r*002d0000000177\r"
                               "*00050000000045\r*00010000000041\r**\r*002d0000000076\r";
    struct rig *whole = te_new("");
    rig_write(whole, talk, sizeof talk - 1);
    assert_int_equal(rig_count(whole, '^'), 9);
    for (size_t cut = 0; cut < sizeof talk; cut++) {
        struct rig *rig = te_new("");
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
        cmocka_unit_test(answers_are_those_of_the_document),
        cmocka_unit_test(readings_are_those_of_the_document),
        cmocka_unit_test(every_malformed_frame_has_its_answer),
        cmocka_unit_test(a_wrong_byte_anywhere_changes_nothing),
        cmocka_unit_test(what_is_not_described_is_a_setting),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(is_found_as_somebody_left_it),
        cmocka_unit_test(output_and_current_are_told),
        cmocka_unit_test(alarms_come_and_go),
        cmocka_unit_test(an_alarm_may_end_the_output),
        cmocka_unit_test(an_open_sensor_reads_its_far_end),
        cmocka_unit_test(temperatures_have_a_unit),
        cmocka_unit_test(a_lost_supply_keeps_or_forgets),
        cmocka_unit_test(acts_and_words_that_it_cannot_have_are_refused),
        cmocka_unit_test(frames_may_arrive_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The simulated Meerstetter controller against its document (thermal.md section 4.1): every frame byte for byte, and
 * what the controller does. How its plant behaves stands in sim_peltier_test.c. */
#include "sim_peltier_rig.h"

enum { READY = 1, RUN = 2, ERROR = 3 };
enum {
    SAVING = 108,
    STATUS = 104,
    ERROR_NUMBER = 105,
    OUTPUT = 2010,
    WATCHDOG = 2060,
    TARGET = 3000
};

static void the_crc_is_that_of_the_document(void **state)
{
    (void)state;
    assert_int_equal(tec_crc("123456789", 9), 0x31C3);
}

/* All of the table of frames, in its order where that matters. */
static void answers_are_those_of_the_document(void **state)
{
    (void)state;
    static const struct {
        const char *faults, *question, *answer;
    } rows[] = {
        {"", "#00BDE2RS9780\r", "!00BDE29780\r"},
        {"", "#020002VS0BB8014200000017AB\r", "!02000217AB\r"},
        {"", "#020003VS07DA0100000001934F\r", "!020003934F\r"},
        {"", "#020005VS07DA0100000000E122\r", "!020005E122\r"},
        {"", "#020008VS0BBB013F800000872D\r", "!020008872D\r"},
        {"", "#020006ES152B\r", "!020006152B\r"},
        {"setting:address-1", "#0115AA?IF257D\r", "!0115AATEC-1091            "},
        {"", "#020007?VR04B0019E68\r", "!02000700000000"},
        {"", "#020004?VR0068018784\r", "!02000400000001"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = tec_new(rows[i].faults);
        const char *text = say(rig, rows[i].question);
        if (strncmp(text, rows[i].answer, strlen(rows[i].answer)) != 0)
            fail_msg("%s: %s", rows[i].question, text);
        free(rig);
    }
}

static void a_conversation_of_the_document(void **state)
{
    (void)state;
    struct rig *rig = tec_new("");
    assert_string_equal(say(rig, "#020002VS0BB8014200000017AB\r#020003VS07DA0100000001934F\r"),
                        "!02000217AB\r!020003934F\r");
    assert_string_equal(say(rig, "#020004?VR0068018784\r"), "!020004000000027CF0\r");
    rig_wait(rig, 60 * MONO_SEC);
    is_near(tec_float(rig, 1000), 32, 0.002);
    assert_int_equal(tec_bits(rig, 1200), 2);
    tec_set(rig, 50012, 0x41FFD70A); /* 31.98 */
    rig_wait(rig, 60 * MONO_SEC);
    assert_string_equal(tec_say(rig, "#020001?VR03F201"), "!02000141FFD70AE7AE\r");
    free(rig);
}

/* Whatever is wrong with a frame, and the number that answers it. */
static void every_malformed_frame_has_its_answer(void **state)
{
    (void)state;
    static const struct {
        const char *frame, *error; /* NULL: none */
    } rows[] = {
        {"#020003VS03E80142000000", "+06"}, /* the document's example */
        {"#020003VS00680100000001", "+06"},
        {"#020003?VR03E701", "+05"},
        {"#020003VS03E70100000000", "+05"},
        {"#020003?VR03E800", "+08"},
        {"#020003?VR03E802", "+08"},
        {"#020003VS0BB80242000000", "+08"},
        {"#020003?VM03E801", "+01"},
        {"#020003?VB03E801", "+01"},
        {"#020003XY", "+01"},
        {"#020003?", "+01"},
        {"#020003?if", "+01"},
        {"#020003?VR03E8", "+04"},
        {"#020003?VR03E80100", "+04"},
        {"#020003?VR03e801", "+04"},
        {"#020003?VR03E80G", "+04"},
        {"#020003VS0BB80142", "+04"},
        {"#020003VS0BB8014200000G", "+04"},
        {"#020003RS1", "+04"},
        {"#020003ES ", "+04"},
        {"#020003VS07DA0100000004", "+07"}, /* output 4 */
        {"#020003VS07DA01FFFFFFFF", "+07"},
        {"#020003VS006C0100000002", "+07"}, /* saving 2 */
        {"#020003VS0BB8017FC00000", "+07"}, /* target: no number */
        {"#020003VS0BB8017F800000", "+07"},
        {"#020003VS0BBB0142480001", "+07"}, /* ramp: just above 50 °C/s */
        {"#020003VS0BBB0100000000", "+07"},
        {"#020003VS0BBB01BF800000", "+07"},
        {"#020003VS080C013DCCCCCC", "+07"}, /* watchdog: just below 0.1 s */
        {"#020003VS080C0144160001", "+07"},
        {"#030003?IF", NULL}, /* for another */
        {"#0G0003?IF", NULL},
        {"#02000G?IF", NULL},
        {"#020003", NULL}, /* nothing in it */
        {"#0200", NULL},
        {"#", NULL},
        {"$020003?IF", NULL},
        {"#020003?IFxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", NULL},
        {"#FF0003?IF", NULL}, /* all hear, none answers */
        {"#FF0003?VR03E7", NULL},
    };
    struct rig *rig = tec_new("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char wanted[40] = "";
        if (rows[i].error) {
            snprintf(wanted, sizeof wanted, "!020003%s", rows[i].error);
            snprintf(wanted + 10, sizeof wanted - 10, "%04X\r", tec_crc(wanted, 10));
        }
        if (strcmp(tec_say(rig, rows[i].frame), wanted) != 0)
            fail_msg("%s: %s", rows[i].frame, rig->text);
    }
    assert_string_equal(tec_say(rig, "#020003VS03E80142000000"), "!020003+0683DD\r");
    free(rig);
    rig = tec_new("setting:address-1");
    assert_string_equal(tec_say(rig, "#0115AC?VR03E701"), "!0115AC+057509\r");
    free(rig);
}

/* The bounds themselves are allowed. */
static void numbers_at_the_end_of_their_range_are_taken(void **state)
{
    (void)state;
    static const struct {
        unsigned id;
        uint32_t bits;
    } rows[] = {{3003, 0x42480000}, {3003, 0x358637BD}, {2060, 0x3DCCCCCD}, {2060, 0x44160000},
                {2060, 0},          {2010, 3},          {2000, 0},          {3002, 0}};
    struct rig *rig = tec_new("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_null(strchr(tec_set(rig, rows[i].id, rows[i].bits), '+'));
        assert_int_equal(tec_bits(rig, rows[i].id), rows[i].bits);
    }
    free(rig);
}

/* A wrong byte anywhere, and a byte too few: no answer, and nothing is done. */
static void a_bad_crc_is_not_answered(void **state)
{
    (void)state;
    static const char frame[] = "#020003VS07DA0100000001934F\r";
    struct rig *rig = tec_new("");
    for (size_t i = 0; i + 2 < sizeof frame; i++)
        for (int how = 0; how < 3; how++) {
            char bad[sizeof frame];
            memcpy(bad, frame, sizeof frame);
            if (how < 2)
                bad[i] = (char)(bad[i] ^ (how ? 0x20 : 1));
            else
                memmove(bad + i, bad + i + 1, sizeof frame - i - 1);
            assert_string_equal(say(rig, bad), "");
            assert_int_equal(tec_bits(rig, OUTPUT), 0);
        }
    free(rig);
    rig = tec_new("setting:crc-answered");
    say(rig, "#020003VS07DA01000000019350\r");
    assert_memory_equal(rig->text, "!020003+03", 10);
    free(rig);
}

static void a_frame_that_was_cut_needs_its_end(void **state)
{
    (void)state;
    static const char stop[] = "#020005VS07DA0100000000E122\r";
    struct rig *rig = tec_new("");
    say(rig, "#020003VS07DA");
    assert_string_equal(say(rig, stop), ""); /* it belonged to the first one */
    say(rig, "#020003VS07DA\r");
    assert_string_equal(say(rig, stop), "!020005E122\r");
    free(rig);
    rig = tec_new("setting:hash-restarts");
    say(rig, "#020003VS07DA");
    assert_string_equal(say(rig, stop), "!020005E122\r");
    free(rig);
}

static void addresses(void **state)
{
    (void)state;
    struct rig *rig = tec_new("");
    assert_memory_equal(tec_say(rig, "#000009?VR006401"), "!00000900000443", 15);
    tec_say(rig, "#FF0009VS07DA0100000001");
    assert_string_equal(rig->text, "");
    assert_int_equal(tec_bits(rig, OUTPUT), 1); /* but it heard */
    tec_set(rig, 2051, 7);
    assert_int_equal(tec_bits(rig, OUTPUT), 1); /* from the next start on */
    say(rig, "#00BDE2RS9780\r");
    rig_wait(rig, MONO_SEC);
    assert_string_equal(tec_say(rig, "#020001?IF"), "");
    assert_memory_equal(tec_say(rig, "#070001?IF"), "!070001TEC-1091", 15);
    free(rig);
    rig = tec_new("setting:own-address");
    assert_memory_equal(tec_say(rig, "#000009?VR006401"), "!02000900000443", 15);
    assert_string_equal(say(rig, "#00BDE2RS9780\r"), "!00BDE29780\r");
    free(rig);
}

/* For all that is asked twice there is one sequence of answers. */
static void a_repeated_frame_is_answered_again(void **state)
{
    (void)state;
    struct rig *rig = tec_new("");
    for (int i = 0; i < 3; i++)
        assert_string_equal(say(rig, "#020003VS07DA0100000001934F\r"), "!020003934F\r");
    free(rig);
}

static void a_reset_takes_a_fifth_of_a_second_and_forgets_what_was_not_saved(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("");
    tec_set(rig, SAVING, 1);
    tec_set_float(rig, TARGET, 40);
    tec_set_float(rig, 3003, 2);
    tec_set(rig, OUTPUT, 0);
    tec_say(rig, "#020009RS");
    rig_wait(rig, 199 * MONO_MS);
    assert_string_equal(tec_say(rig, "#020009?IF"), "");
    rig_wait(rig, 2 * MONO_MS);
    assert_int_equal(tec_bits(rig, STATUS), RUN); /* it was saved to be on */
    is_near(tec_float(rig, TARGET), 32, 0);
    is_near(tec_float(rig, 3003), 1, 0);
    assert_int_equal(tec_bits(rig, SAVING), 0);
    free(rig);
    rig = tec_ready("setting:init-500");
    tec_say(rig, "#020009RS");
    rig_wait(rig, 300 * MONO_MS);
    assert_int_equal(tec_bits(rig, STATUS), 0);
    assert_true(output_of(rig) == 0);
    rig_wait(rig, 500 * MONO_MS);
    assert_int_equal(tec_bits(rig, STATUS), RUN);
    free(rig);
}

/* Whoever steps the target often and does not say 108 = 1 wears it out. */
static void writes_to_flash_are_counted(void **state)
{
    (void)state;
    struct rig *rig = tec_new("");
    const struct sim_port *port = &rig->port;
    assert_int_equal(sim_port_flash_writes(port), 0);
    for (int i = 0; i < 10; i++)
        tec_set_float(rig, TARGET, 32 + i);
    assert_int_equal(sim_port_flash_writes(port), 10);
    tec_set_float(rig, TARGET, 41);
    assert_int_equal(sim_port_flash_writes(port), 11);
    for (int i = 0; i < 10; i++)
        tec_set_float(rig, 50012, 32 + i);
    tec_set(rig, SAVING, 1);
    for (int i = 0; i < 10; i++)
        tec_set_float(rig, TARGET, 32 + i);
    tec_set_float(rig, 3003, 100); /* refused */
    tec_bits(rig, TARGET);
    assert_int_equal(sim_port_flash_writes(port), 11);
    tec_say(rig, "#020009SP");
    assert_int_equal(sim_port_flash_writes(port), 12);
    say(rig, "#00BDE2RS9780\r");
    rig_wait(rig, MONO_SEC);
    is_near(tec_float(rig, TARGET), 41, 0); /* SP had saved the last one */
    free(rig);
    rig = tec_new("setting:flash-changes");
    for (int i = 0; i < 10; i++)
        tec_set_float(rig, TARGET, 33);
    assert_int_equal(sim_port_flash_writes(&rig->port), 1);
    free(rig);
    rig = rig_new("te-tech", "", 1);
    assert_int_equal(sim_port_flash_writes(&rig->port), 0);
    free(rig);
}

static void an_emergency_stop_is_an_error_until_a_reset(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("");
    tec_set_float(rig, TARGET, 45);
    rig_wait(rig, 5 * MONO_SEC);
    assert_true(output_of(rig) > 4);
    tec_say(rig, "#020006ES");
    assert_true(output_of(rig) == 0);
    assert_int_equal(tec_bits(rig, STATUS), ERROR);
    assert_int_equal(tec_bits(rig, ERROR_NUMBER), 11);
    tec_set(rig, OUTPUT, 1);
    rig_wait(rig, 10 * MONO_SEC);
    assert_true(output_of(rig) == 0);
    assert_int_equal(tec_bits(rig, 1200), 0);
    tec_set(rig, OUTPUT, 0);
    tec_say(rig, "#020006RS");
    rig_wait(rig, MONO_SEC);
    assert_int_equal(tec_bits(rig, STATUS), READY);
    assert_int_equal(tec_bits(rig, ERROR_NUMBER), 0);
    free(rig);
    rig = tec_ready("setting:on-clears");
    tec_say(rig, "#020006ES");
    tec_set(rig, OUTPUT, 1);
    assert_int_equal(tec_bits(rig, STATUS), RUN);
    free(rig);
}

static void it_may_restart_by_itself_after_an_error(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("setting:restart-3000");
    tec_set(rig, 6310, 1);
    tec_say(rig, "#020006ES");
    rig_wait(rig, 2990 * MONO_MS);
    assert_int_equal(tec_bits(rig, STATUS), ERROR);
    rig_wait(rig, 300 * MONO_MS);
    assert_int_equal(tec_bits(rig, STATUS), RUN);
    free(rig);
}

/* An error that comes between two looks is followed by its restart in time, whoever looks when. */
static void a_late_look_finds_every_restart(void **state)
{
    (void)state;
    bool answers[2];
    for (int is_late = 0; is_late < 2; is_late++) {
        struct rig *rig = tec_new("setting:restart-1");
        tec_set(rig, 6310, 1);
        tec_set_float(rig, 4010, 32); /* it is colder, always */
        const mono_ns end = rig->now + 515 * MONO_MS;
        if (!is_late)
            for (mono_ns t = rig->now; t < end; t += MONO_MS)
                rig_run(rig, t);
        rig->now = end;
        const char *text = tec_say(rig, "#020007?VR006801");
        answers[is_late] = text[0] == '!';
        free(rig);
    }
    assert_true(answers[0] == answers[1]);
}

/* Its last good frame counts, whatever it was; asked at the last moment it lives on. */
static void the_watchdog_trips_when_nobody_talks(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("");
    tec_set_float(rig, WATCHDOG, 2);
    tec_set_float(rig, TARGET, 45);
    for (int i = 0; i < 5; i++) {
        rig_wait(rig, 1990 * MONO_MS);
        assert_int_equal(tec_bits(rig, STATUS), RUN);
    }
    rig_wait(rig, 1500 * MONO_MS);
    say(rig, "#020003VS07DA01000000019350\r"); /* a bad one does not count */
    rig_wait(rig, 500 * MONO_MS);
    assert_true(output_of(rig) == 0);
    assert_int_equal(tec_bits(rig, STATUS), ERROR);
    assert_int_equal(tec_bits(rig, ERROR_NUMBER), 183);
    tec_say(rig, "#020006ES");
    assert_int_equal(tec_bits(rig, ERROR_NUMBER), 183); /* the first one counts */
    free(rig);
}

/* Near the target, for as long as 4041 says. */
static void is_stable_after_its_time_in_the_window(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("");
    tec_set_float(rig, 4041, 5);
    assert_int_equal(tec_bits(rig, 1200), 2);
    tec_set_float(rig, TARGET, 33);
    assert_int_equal(tec_bits(rig, 1200), 1); /* at once */
    rig_wait(rig, 5500 * MONO_MS);
    assert_int_equal(tec_bits(rig, 1200), 1);
    rig_wait(rig, MONO_SEC);
    assert_int_equal(tec_bits(rig, 1200), 2);
    tec_set_float(rig, 4040, 1e-9);
    rig_wait(rig, 20 * MONO_MS);
    assert_int_equal(tec_bits(rig, 1200), 1);
    free(rig);
}

static void when_the_watchdog_counts_is_a_setting(void **state)
{
    (void)state;
    static const struct {
        const char *faults;
        bool is_on, is_reset, trips;
    } rows[] = {
        {"", false, false, true},
        {"", true, false, true},
        {"", true, true, false}, /* nobody has talked since */
        {"setting:watchdog-output", false, false, false},
        {"setting:watchdog-output", true, false, true},
        {"setting:watchdog-at-start", true, true, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = tec_ready(rows[i].faults);
        tec_set_float(rig, WATCHDOG, 0.5);
        tec_set(rig, OUTPUT, rows[i].is_on);
        if (rows[i].is_reset)
            tec_say(rig, "#020006RS");
        rig_wait(rig, 2 * MONO_SEC);
        if ((tec_bits(rig, ERROR_NUMBER) == 183) != rows[i].trips)
            fail_msg("row %zu", i);
        free(rig);
    }
}

static void limits_are_errors(void **state)
{
    (void)state;
    static const struct {
        const char *faults;
        unsigned id;
        double limit, target, number;
    } rows[] = {
        {"", 4011, 40, 45, 138},
        {"", 4010, 25, 20, 137},
        {"setting:errors-swapped", 4011, 40, 45, 137},
        {"setting:errors-swapped", 4010, 25, 20, 138},
        {"", 5011, 24.5, 5, 143},
        {"", 5010, 23.95, 45, 142},
        {"setting:errors-swapped", 5011, 24.5, 5, 142},
        {"", 4012, 0.9, 45, 139},
        {"setting:runaway", 4011, 60, 40, 138},
        {"setting:fan-stopped", 5011, 26, 0, 143},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const bool is_wild = strstr(rows[i].faults, "runaway") != NULL;
        struct rig *rig = is_wild ? tec_new(rows[i].faults) : tec_ready(rows[i].faults);
        tec_set_float(rig, rows[i].id, rows[i].limit);
        tec_set_float(rig, TARGET, rows[i].target);
        tec_set(rig, OUTPUT, 1);
        assert_int_equal(tec_bits(rig, ERROR_NUMBER), 0);
        rig_wait(rig, 60 * MONO_SEC);
        if (tec_bits(rig, ERROR_NUMBER) != (uint32_t)rows[i].number)
            fail_msg("row %zu: %u", i, tec_bits(rig, ERROR_NUMBER));
        assert_true(output_of(rig) == 0);
        free(rig);
    }
}

static void a_supplied_temperature_is_forgotten_after_five_seconds(void **state)
{
    (void)state;
    struct rig *rig = tec_new("");
    assert_int_equal(tec_bits(rig, 52200), 0x7FC00000);
    tec_set_float(rig, 52200, 31.5);
    rig_wait(rig, 4990 * MONO_MS);
    is_near(tec_float(rig, 52200), 31.5, 0);
    rig_wait(rig, 10 * MONO_MS);
    assert_int_equal(tec_bits(rig, 52200), 0x7FC00000);
    free(rig);
}

static void says_what_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *faults;
        unsigned id;
        uint32_t bits;
    } rows[] = {
        {"", 100, 1091},
        {"setting:type-1161", 100, 1161},
        {"", 102, 4711},
        {"identity:to=123456", 102, 123456},
        {"identity", 100, 1121},
        {"setting:object-nan", 1000, 0x7FC00000},
        {"", 107, 0},
        {"", 2050, 57600},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = tec_new(rows[i].faults);
        assert_int_equal(tec_bits(rig, rows[i].id), rows[i].bits);
        free(rig);
    }
    struct rig *rig = tec_new("identity");
    assert_memory_equal(tec_say(rig, "#020003?IF"), "!020003LDD-1121            ", 27);
    assert_memory_equal(tec_say(rig, "#020003?VR03E801"), "!020003+05", 10);
    free(rig);
}

/* Whoever takes it over finds it regulating at 25 °C, or not regulating at all. */
static void is_found_as_somebody_left_it(void **state)
{
    (void)state;
    struct rig *rig = tec_new("setting:found-on");
    assert_int_equal(tec_bits(rig, STATUS), RUN);
    tec_set_float(rig, TARGET, 40);
    rig_wait(rig, 20 * MONO_SEC);
    is_near(tec_float(rig, 1000), 40, 0.01);
    assert_int_equal(sim_port_flash_writes(&rig->port), 1);
    free(rig);
    rig = tec_new("setting:found-on setting:found-fixed");
    assert_int_equal(tec_bits(rig, STATUS), RUN);
    assert_int_equal(tec_bits(rig, 1200), 0);
    tec_set_float(rig, TARGET, 40);
    rig_wait(rig, 20 * MONO_SEC);
    assert_true(tec_float(rig, 1000) < 26 && output_of(rig) == 0);
    tec_set(rig, 2000, 2);
    rig_wait(rig, 20 * MONO_SEC);
    is_near(tec_float(rig, 1000), 40, 0.01);
    free(rig);
}

static void may_be_busy_or_fail(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"setting:busy", "!020008+02"},
                                          {"setting:failed", "!020008+09"}};
    for (size_t i = 0; i < 2; i++) {
        struct rig *rig = tec_new(rows[i][0]);
        assert_memory_equal(tec_set(rig, OUTPUT, 1), rows[i][1], 10);
        assert_int_equal(tec_bits(rig, OUTPUT), 0);
        assert_string_equal(say(rig, "#020006ES152B\r"), "!020006152B\r");
        free(rig);
    }
}

static void words_that_are_no_setting_are_refused(void **state)
{
    (void)state;
    static const char *const words[] = {"contact-101", "contact-", "address-0", "address-255",
                                        "type-x",      "busy-1",   "sideways",  ""};
    const struct sim_instrument *tec = sim_find("meerstetter");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct sim_act act = {.kind = SIM_ACT_SETTING, .on = true};
        snprintf(act.to, sizeof act.to, "%s", words[i]);
        assert_false(tec->can(tec, &act));
    }
    assert_true(rig_tries_words(tec, "50") > 3);
}

static void frames_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] =
        "x#020002VS0BB8014200000017AB\r\n#020003VS07DA0100000001934F\r#\r#020004?VR0068018784\r##"
        "\r#020007?VR04B0019E68\r#020006ES152B\r#0115AA?IF257D\r#020004?VR0068018784\r";
    struct rig *whole = tec_new("");
    rig_write(whole, talk, sizeof talk - 1);
    assert_int_equal(rig_count(whole, '\r'), 6);
    for (size_t cut = 0; cut < sizeof talk; cut++) {
        struct rig *rig = tec_new("");
        rig_write(rig, talk, cut);
        rig_write(rig, talk + cut, sizeof talk - 1 - cut);
        assert_string_equal(rig->text, whole->text);
        free(rig);
    }
    free(whole);
}

/* What the line does to an answer of 20 characters. */
static void the_line_may_be_bad(void **state)
{
    (void)state;
    static const struct {
        const char *faults;
        size_t least, most, reads;
    } rows[] = {
        {"drop:p=1", 0, 0, 0},
        {"drop:p=0.3", 5, 19, 1},
        {"garble:p=1", 20, 20, 1},
        {"split:gap=1ms", 20, 20, 20},
        {"truncate", 1, 18, 1},
        {"duplicate:p=1", 40, 40, 1},
        {"silence:at=0s,from=on", 0, 0, 0},
        {"delay:50ms", 20, 20, 1},
        {"merge:20ms", 20, 20, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = tec_new(rows[i].faults);
        tec_say(rig, "#020004?VR006801");
        rig_wait(rig, 100 * MONO_MS);
        if (rig->length < rows[i].least || rig->length > rows[i].most ||
            rig->reads != rows[i].reads)
            fail_msg("%s: %zu in %zu", rows[i].faults, rig->length, rig->reads);
        free(rig);
    }
}

/* The power goes while it heats: what was saved is there again, output included. */
static void a_lost_supply_ends_what_was_not_saved(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("reboot:at=25s,from=on,for=0.5s");
    tec_set(rig, SAVING, 1);
    tec_set_float(rig, TARGET, 45);
    rig_wait(rig, 5200 * MONO_MS);
    assert_true(output_of(rig) == 0);
    assert_string_equal(tec_say(rig, "#020009?IF"), "");
    rig_wait(rig, 300 * MONO_MS);
    is_near(tec_float(rig, TARGET), 32, 0);
    assert_int_equal(tec_bits(rig, STATUS), RUN);
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_crc_is_that_of_the_document),
        cmocka_unit_test(answers_are_those_of_the_document),
        cmocka_unit_test(a_conversation_of_the_document),
        cmocka_unit_test(every_malformed_frame_has_its_answer),
        cmocka_unit_test(numbers_at_the_end_of_their_range_are_taken),
        cmocka_unit_test(a_bad_crc_is_not_answered),
        cmocka_unit_test(a_frame_that_was_cut_needs_its_end),
        cmocka_unit_test(addresses),
        cmocka_unit_test(a_repeated_frame_is_answered_again),
        cmocka_unit_test(a_reset_takes_a_fifth_of_a_second_and_forgets_what_was_not_saved),
        cmocka_unit_test(writes_to_flash_are_counted),
        cmocka_unit_test(an_emergency_stop_is_an_error_until_a_reset),
        cmocka_unit_test(it_may_restart_by_itself_after_an_error),
        cmocka_unit_test(a_late_look_finds_every_restart),
        cmocka_unit_test(the_watchdog_trips_when_nobody_talks),
        cmocka_unit_test(is_stable_after_its_time_in_the_window),
        cmocka_unit_test(when_the_watchdog_counts_is_a_setting),
        cmocka_unit_test(limits_are_errors),
        cmocka_unit_test(a_supplied_temperature_is_forgotten_after_five_seconds),
        cmocka_unit_test(says_what_it_is),
        cmocka_unit_test(is_found_as_somebody_left_it),
        cmocka_unit_test(may_be_busy_or_fail),
        cmocka_unit_test(words_that_are_no_setting_are_refused),
        cmocka_unit_test(frames_may_arrive_in_any_pieces),
        cmocka_unit_test(the_line_may_be_bad),
        cmocka_unit_test(a_lost_supply_ends_what_was_not_saved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

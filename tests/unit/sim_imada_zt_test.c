/* The simulated Imada ZT gauge against its document (pressure.md 3.2). */
#include "base/units.h"
#include "sim_gauge_rig.h"

#include <math.h>

enum { RECORD = 21 };

static void a_record_has_everything_in_its_place(void **state)
{
    (void)state;
    struct rig *rig = rig_new("imada-zt", "", 1);
    rig->world.load_n = 98.0665;
    static const char *const rows[][3] = {{"XFU0\r", "+098.1", "0"},
                                          {"XFU1\r", "+10.00", "1"},
                                          {"XFU2\r", "+022.0", "2"},
                                          {"K\r", "+10.00", "1"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(gauge_ask(rig, rows[i][0]), "R\r");
        const char *record = gauge_ask(rig, "XAR\r");
        assert_int_equal(rig->length, RECORD);
        assert_int_equal(record[0], 'l');
        assert_memory_equal(record + 1, rows[i][1], 6);
        assert_int_equal(strspn(record + 7, "0123456789"), 13);
        assert_int_equal(record[15], rows[i][2][0]);
        assert_int_equal(record[20], '\r');
    }
    rig->world.load_n = -98.0665;
    assert_memory_equal(gauge_ask(rig, "XAR\r") + 1, "-10.00", 6);
    free(rig);
}

static void the_list_of_units_has_six_codes(void **state)
{
    (void)state;
    struct rig *rig = rig_new("imada-zt", "", 1);
    assert_string_equal(gauge_ask(rig, "XFC\r"), "XFC020811000000\r");
    free(rig);
}

static void what_the_document_leaves_open_can_be_set(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"setting:letter-r", "XAR\r", "r+000.0"},
        {"setting:letter-other", "XAR\r", "c+000.0"},
        {"setting:no-answer", "XFU1\r", ""},
        {"setting:no-answer", "Z\r", ""},
        {"setting:unknown-silent", "XYZ\r", ""},
        {"setting:unknown-silent", "Z\r", "R\r"},
        {"", "XYZ\r", "E\r"},
        {"", "xar\r", "E\r"},
        {"", "XFU3\r", "E\r"},
        {"", "D\r", "E\r"},
        {"", "XCW+0100-0100\r", "R\r"},
        {"", "XCW+010-0100\r", "E\r"},
        {"", "XCW0100-0100\r", "E\r"},
        {"", "XCW+0100-01000\r", "E\r"},
        {"", "XAS\r", ""},
        {"", "\r", ""},
        {"", "XARXARXARXARXARXARXAR\r", "E\r"},
        {"", "XAR", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("imada-zt", rows[i][0], 1);
        gauge_ask(rig, rows[i][1]);
        assert_memory_equal(rig->text, rows[i][2], strlen(rows[i][2]));
        assert_true(rows[i][2][0] || !rig->length);
        free(rig);
    }
}

static void a_peak_is_kept_until_zero(void **state)
{
    (void)state;
    struct rig *rig = rig_new("imada-zt", "", 1);
    rig->world.load_n = 31.4;
    rig_wait(rig, MONO_SEC);
    gauge_ask(rig, "XAR\r");
    rig->world.load_n = 2;
    assert_memory_equal(gauge_ask(rig, "XFP\r"), "p+031.4", 7);
    assert_string_equal(gauge_ask(rig, "Z\r"), "R\r");
    assert_memory_equal(gauge_ask(rig, "XFP\r"), "p+000.0", 7);
    assert_memory_equal(gauge_ask(rig, "XAR\r"), "l+000.0", 7);
    free(rig);
}

static void streams_at_both_rates_until_told_to_stop(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        size_t per_s;
    } rows[] = {{"XAg\r", 10}, {"XAG\r", 2000}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("imada-zt", "", 1);
        rig_wait(rig, MONO_SEC);
        assert_int_equal(rig->length, 0); /* quiet when switched on */
        rig_write(rig, rows[i].command, 4);
        rig_wait(rig, 5 * MONO_SEC + 2 * MONO_MS);
        const size_t extra = rows[i].per_s == 2000 ? 2 : 0; /* the command took its time, too */
        assert_int_equal(rig->length, (5 * rows[i].per_s + extra) * RECORD);
        assert_int_equal(rig->reads, rig->length / RECORD); /* each at its own instant */
        for (size_t k = 0; k < rig->length; k += RECORD)
            assert_true(rig->text[k] == 'l' && rig->text[k + 20] == '\r');
        rig_write(rig, "XAS\r", 4);
        rig_wait(rig, 2 * MONO_MS);
        rig_clear(rig);
        rig_wait(rig, 5 * MONO_SEC);
        assert_int_equal(rig->length, 0);
        free(rig);
    }
}

static void two_thousand_per_second_fit_the_fast_line(void **state)
{
    (void)state;
    struct rig *rig = rig_new("imada-zt", "", 1);
    rig->port.config.is_paced = true;
    rig_write(rig, "XAG\r", 4);
    rig_wait(rig, 10 * MONO_SEC);
    assert_int_equal(rig->port.lost, 0);
    assert_in_range(rig->length / RECORD, 19996, 20000);
    free(rig);
}

/* Record k after the cue is the force at k half milliseconds. */
static void every_record_is_the_force_of_its_instant(void **state)
{
    (void)state;
    struct rig *rig = rig_new("imada-zt", "", 3);
    rig_write(rig, "XAG\r", 4);
    rig_wait(rig, 1234567 * MONO_US);
    const struct sim_cue cue = rig_cue("lumbar.L4", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    const mono_ns cue_at = rig->now;
    rig_clear(rig);
    rig_wait(rig, 8 * MONO_SEC);
    assert_int_equal(rig->length, 16000 * RECORD);
    double most = 0;
    for (size_t k = 0; k < 16000; k++) {
        const double force =
            sim_world_force_n(&rig->world, cue_at + (mono_ns)(k + 1) * MONO_MS / 2);
        char text[7] = {0};
        memcpy(text, rig->text + k * RECORD + 1, 6);
        assert_true(fabs(strtod(text, NULL) - force) <= 0.0501);
        most = fmax(most, force);
    }
    assert_true(most > 20);
    free(rig);
}

static void overload_may_show_in_three_ways(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"overload", "l+550.0"},
                                          {"overload:to=saturate", "l+550.0"},
                                          {"overload:to=word", "l+-----"},
                                          {"overload:to=silent", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("imada-zt", rows[i][0], 1);
        gauge_ask(rig, "XAR\r");
        assert_memory_equal(rig->text, rows[i][1], strlen(rows[i][1]));
        assert_int_equal(rig->length, rows[i][1][0] ? RECORD : 0);
        free(rig);
    }
}

static void switching_on_forgets_stream_and_unit(void **state)
{
    (void)state;
    struct rig *rig = rig_new("imada-zt", "reboot:at=1s,from=on", 1);
    gauge_ask(rig, "XFU2\r");
    gauge_ask(rig, "XAG\r");
    rig_wait(rig, MONO_SEC);
    rig_clear(rig);
    rig_wait(rig, 5 * MONO_SEC);
    assert_int_equal(rig->length, 0);
    assert_int_equal(gauge_ask(rig, "XAR\r")[15], '0');
    assert_string_equal(gauge_ask(rig, "XQT\r"), "R\r");
    assert_string_equal(gauge_ask(rig, "XAR\r"), "");
    free(rig);
}

static void commands_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] = "XAR\rXFU1\r\nXAR\rXFC\rXX\r\rZ\rXFP\r";
    gauge_takes_any_pieces("imada-zt", talk, sizeof talk - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_has_everything_in_its_place),
        cmocka_unit_test(the_list_of_units_has_six_codes),
        cmocka_unit_test(what_the_document_leaves_open_can_be_set),
        cmocka_unit_test(a_peak_is_kept_until_zero),
        cmocka_unit_test(streams_at_both_rates_until_told_to_stop),
        cmocka_unit_test(two_thousand_per_second_fit_the_fast_line),
        cmocka_unit_test(every_record_is_the_force_of_its_instant),
        cmocka_unit_test(overload_may_show_in_three_ways),
        cmocka_unit_test(switching_on_forgets_stream_and_unit),
        cmocka_unit_test(commands_may_arrive_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The simulated Mark-10 against every command and example of its document (pressure.md section 1).
 */
#include "base/units.h"
#include "sim_rig.h"

#include <math.h>

static void examples_of_the_manual_come_back_to_the_letter(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 1);
    assert_string_equal(rig_ask(rig, "LB"), "");
    rig->world.load_n = -18.78 * N_PER_LBF;
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig_ask(rig, "?"), "-18.78 lbF\r\n");
    assert_string_equal(rig_ask(rig, "NUM"), "");
    assert_string_equal(rig_ask(rig, "?"), "-18.78\r\n");
    free(rig);

    rig = rig_new("mark10-25", "", 1);
    rig_ask(rig, "N");
    rig->world.load_n = 4.285;
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig_ask(rig, "?"), "4.285 N\r\n");
    assert_string_equal(rig_ask(rig, "?C"), "4.285 N\r\n");
    free(rig);

    rig = rig_new("mark10", "", 1);
    rig_ask(rig, "FLTP0");
    assert_string_equal(rig_ask(rig, "LIST"),
                        "V1.00;LBF;CUR;FLTC8;FLTP1;AOUT00;AOFF5;FULL;IPOL0;OPOL0;MIT;POL;B0\r\n");
    free(rig);
}

static void every_unit_has_its_command_and_its_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *command, *reply, *listed;
    } rows[] = {
        {"N", "98.1 N\r\n", ";N;"},       {"LB", "22.04 lbF\r\n", ";LBF;"},
        {"OZ", "352.5 ozF\r\n", ";OZF;"}, {"G", "10000 gF\r\n", ";GF;"},
        {"KG", "10.00 kgF\r\n", ";KGF;"}, {"KN", "0.0981 kN\r\n", ";KN;"},
        {"MN", "98100 mN\r\n", ";MN;"},
    };
    struct rig *rig = rig_new("mark10", "", 1);
    rig->world.load_n = 10 * N_PER_KGF;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(rig_ask(rig, rows[i].command), "");
        assert_string_equal(rig_ask(rig, "?C"), rows[i].reply);
        assert_non_null(strstr(rig_ask(rig, "LIST"), rows[i].listed));
    }
    free(rig);
}

static void accepted_settings_are_silent(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "LB",     "OZ",       "KG",     "G",       "N",       "MN",    "KN",     "CUR",    "PT",
        "PC",     "CLR",      "Z",      "FLTC0",   "FLTC10",  "FLTP0", "FLTP10", "CLRMEM", "SPH100",
        "SPL-50", "SPH+20.5", "SPHD",   "SPLD",    "FULL",    "NUM",   "AOUT1",  "AOUT2",  "AOUT5",
        "AOUT10", "AOUT25",   "AOUT50", "AOUT125", "AOUT250", "AOUT0", "IPOL1",  "IPOL0",  "OPOL1",
        "OPOL0",  "MIT",      "MITD",   "POL",     "NPOL",    "PM",    "A",      "AM",     "TRF5",
        "DEL0.1", "AT300",    "AD",     "ETH",     "ETL",     "ETHL",  "ETLH",   "ETD",    "S0",
        "S2",     "C0",       "C2",     "AOFF0",   "AOFF30",  "SAVE",  "",
    };
    struct rig *rig = rig_new("mark10", "", 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(rig_ask(rig, rows[i]), "");
    free(rig);
}

static void wrong_commands_get_their_error(void **state)
{
    (void)state;
    static const struct {
        const char *command, *reply;
    } rows[] = {
        {"LBF", "*10\r\n"},
        {"KGF", "*10\r\n"},
        {"MODE", "*10\r\n"},
        {"PEAK", "*10\r\n"},
        {"?X", "*10\r\n"},
        {"n", "*10\r\n"},
        {" N", "*10\r\n"},
        {"CX", "*10\r\n"},
        {"?CW", "*11\r\n"},
        {"?CCW", "*11\r\n"},
        {"?P1", "*11\r\n"},
        {"?ET", "*11\r\n"},
        {"?A", "*11\r\n"},
        {"AM", "*11\r\n"},
        {"PCW", "*11\r\n"},
        {"PCCW", "*11\r\n"},
        {"LBFT", "*11\r\n"},
        {"NCM", "*11\r\n"},
        {"COF", "*11\r\n"},
        {"CUD", "*11\r\n"},
        {"MEM", "*11\r\n"},
        {"STA", "*11\r\n"},
        {"AOUT", "*12\r\n"},
        {"AOUT3", "*12\r\n"},
        {"AOUT2.5", "*12\r\n"},
        {"AOUT-1", "*12\r\n"},
        {"FLTCx", "*12\r\n"},
        {"FLTC11", "*22\r\n"},
        {"FLTP99", "*22\r\n"},
        {"AOUT251", "*22\r\n"},
        {"AOFF31", "*22\r\n"},
        {"IPOL2", "*22\r\n"},
        {"DEL301", "*22\r\n"},
        {"S3", "*22\r\n"},
        {"R4", "*22\r\n"},
        {"AAAAAAAAAAAAAAAAAAAAAAAAA", "*10\r\n"},  /* 25 characters */
        {"AAAAAAAAAAAAAAAAAAAAAAAAAA", "*51\r\n"}, /* 26 */
    };
    struct rig *rig = rig_new("mark10", "", 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(rig_ask(rig, rows[i].command), rows[i].reply);
    assert_string_equal(rig_ask(rig, "N\n"), ""); /* an LF inside is ignored, too */
    free(rig);
}

static void says_who_it_is_and_reads_its_bits(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 1);
    assert_string_equal(rig_ask(rig, "RM"), "M5-100\r\n");
    assert_string_equal(rig_ask(rig, "RV"), "V1.00\r\n");
    assert_string_equal(rig_ask(rig, "RS"), "3680001\r\n");
    assert_true(strlen(rig_ask(rig, "RN")) > 3);
    rig_ask(rig, "S1");
    assert_string_equal(rig_ask(rig, "R1"), "1\r\n");
    assert_string_equal(rig_ask(rig, "R0"), "0\r\n");
    rig_ask(rig, "C1");
    assert_string_equal(rig_ask(rig, "R1"), "0\r\n");
    free(rig);
}

static void streams_at_every_rate_and_fifty_for_one(void **state)
{
    (void)state;
    static const size_t rates[][2] = {{1, 50},  {2, 2},   {5, 5},     {10, 10},
                                      {25, 25}, {50, 50}, {125, 125}, {250, 250}};
    struct rig *rig = rig_new("mark10", "", 1);
    rig_ask(rig, "AOFF0");
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        char command[16];
        snprintf(command, sizeof command, "AOUT%zu", rates[i][0]);
        assert_string_equal(rig_ask(rig, command), "");
        rig_wait(rig, 10 * MONO_SEC);
        assert_int_equal(rig_count(rig, '\n'), 10 * rates[i][1]);
        assert_int_equal(rig->reads, 10 * rates[i][1]); /* each arrives at its own instant */
    }
    rig_ask(rig, "AOUT0");
    rig_wait(rig, 10 * MONO_SEC);
    assert_int_equal(rig->length, 0);
    free(rig);
}

static void zero_takes_away_what_rests_on_the_tip(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 1);
    rig_ask(rig, "N");
    rig->world.load_n = 12.3;
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig_ask(rig, "?PC"), "12.3 N\r\n");
    assert_string_equal(rig_ask(rig, "Z"), "");
    assert_string_equal(rig_ask(rig, "?"), "0.0 N\r\n");
    assert_string_equal(rig_ask(rig, "?PC"), "0.0 N\r\n");
    rig->world.load_n = 5;
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig_ask(rig, "?"), "-7.3 N\r\n");
    assert_string_equal(rig_ask(rig, "IPOL1"), "");
    assert_string_equal(rig_ask(rig, "?"), "7.3 N\r\n");
    assert_string_equal(rig_ask(rig, "IPOL0"), "");
    assert_string_equal(rig_ask(rig, "OPOL1"), "");
    assert_string_equal(rig_ask(rig, "?"), "7.3 N\r\n");
    free(rig);
}

static void keeps_peaks_of_a_press_and_of_a_pull(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 3);
    rig_ask(rig, "N");
    const struct sim_cue cue = rig_cue("lumbar.L4", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    double peak = 0;
    for (mono_ns t = 0; t < 15 * MONO_SEC; t += MONO_MS)
        peak = fmax(peak, sim_world_force_n(&rig->world, rig->now + t));
    rig_wait(rig, 15 * MONO_SEC);
    const double read = strtod(rig_ask(rig, "?PC"), NULL);
    assert_true(fabs(read - peak) <= 0.1 && peak > 10);
    rig_ask(rig, "PC");
    assert_true(strtod(rig_ask(rig, "?"), NULL) == read);
    rig_ask(rig, "CUR");
    assert_true(fabs(strtod(rig_ask(rig, "?"), NULL)) < 0.11);
    rig->world.load_n = -3;
    rig_wait(rig, MONO_SEC);
    rig_ask(rig, "?PT");
    rig->world.load_n = 0;
    assert_string_equal(rig_ask(rig, "?PT"), "-3.0 N\r\n");
    rig_ask(rig, "CLR");
    assert_string_equal(rig_ask(rig, "?PT"), "0.0 N\r\n");
    free(rig);
}

static void long_filters_lag_behind_the_hand(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10-25", "", 4);
    rig_ask(rig, "MN");
    struct sim_cue cue = rig_cue("thumb", 1);
    cue.probe_area_cm2 = 0.5;
    sim_world_cue(&rig->world, rig->now, &cue);
    rig_wait(rig, 3 * MONO_SEC);
    const mono_ns lag = mono_from_sec(511.0 / 2 / 7000);
    const double expected = 1000 * sim_world_force_n(&rig->world, rig->now - lag);
    assert_true(fabs(strtod(rig_ask(rig, "?"), NULL) - expected) <= 2.6);
    rig_ask(rig, "FLTP0");
    const double now_n = 1000 * sim_world_force_n(&rig->world, rig->now);
    assert_true(fabs(strtod(rig_ask(rig, "?"), NULL) - now_n) <= 2.6);
    assert_true(fabs(now_n - expected) > 10);
    free(rig);
}

static void an_average_is_taken_after_the_trigger_force(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 4);
    const char *const setup[] = {"N", "A", "AM", "TRF5", "DEL0.5", "AT2"};
    for (size_t i = 0; i < sizeof setup / sizeof setup[0]; i++)
        assert_string_equal(rig_ask(rig, setup[i]), "");
    const struct sim_cue cue = rig_cue("thumb", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    const mono_ns start = rig->now;
    rig_wait(rig, 4 * MONO_SEC);
    assert_string_equal(rig_ask(rig, "?A"), "*11\r\n");
    rig_wait(rig, MONO_SEC);
    mono_ns at = start;
    while (sim_world_force_n(&rig->world, at) < 5)
        at += MONO_MS;
    double sum = 0;
    for (int i = 0; i < 2000; i++)
        sum += sim_world_force_n(&rig->world, at + (500 + i) * MONO_MS);
    assert_true(fabs(strtod(rig_ask(rig, "?A"), NULL) - sum / 2000) < 0.3);
    free(rig);
}

static void pressing_beyond_capacity_never_reads_as_more(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 1);
    rig_ask(rig, "N");
    rig->world.load_n = 5000;
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig_ask(rig, "?"), "550.0 N\r\n");
    rig->world.load_n = -5000;
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig_ask(rig, "?"), "-550.0 N\r\n");
    free(rig);
}

static void switches_itself_off_unless_told_not_to(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 1);
    rig_ask(rig, "AOUT2");
    rig_wait(rig, 10 * 60 * MONO_SEC);
    assert_int_equal(rig_count(rig, '\n'), 5 * 60 * 2 - 1);
    assert_string_equal(rig_ask(rig, "?"), "");
    free(rig);

    rig = rig_new("mark10", "", 1);
    rig_ask(rig, "AOFF0");
    rig_wait(rig, 3600 * MONO_SEC);
    assert_true(rig_ask(rig, "?")[0] != '\0');
    free(rig);
}

static void a_restart_forgets_what_was_not_saved(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "reboot:at=1s,from=on,for=0.5s", 1);
    rig_ask(rig, "N");
    rig_ask(rig, "SAVE");
    rig_ask(rig, "NUM");
    rig_ask(rig, "AOUT50");
    rig_clear(rig);
    rig_wait(rig, 1200 * MONO_MS);
    assert_int_equal(rig_count(rig, '\n'), 49);
    assert_string_equal(rig_ask(rig, "?"), ""); /* deaf while it starts */
    rig_wait(rig, 2 * MONO_SEC);
    assert_int_equal(rig->length, 0); /* the stream does not come back by itself */
    assert_string_equal(rig_ask(rig, "?"), "0.0 N\r\n");
    free(rig);
}

static struct rig *loaded(void)
{
    struct rig *rig = rig_new("mark10", "", 1);
    rig->world.load_n = 3;
    rig_clear(rig);
    return rig;
}

static void commands_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] =
        "N\r\n?\r?C\r\nXX\rFLTC11\rLIST\r\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r?PT\r"
        "NUM\r?\rRS\r\n\r\nAOUT3\r\n";
    assert_int_equal(rig_takes_any_pieces(loaded, talk, sizeof talk - 1), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_of_the_manual_come_back_to_the_letter),
        cmocka_unit_test(every_unit_has_its_command_and_its_spelling),
        cmocka_unit_test(accepted_settings_are_silent),
        cmocka_unit_test(wrong_commands_get_their_error),
        cmocka_unit_test(says_who_it_is_and_reads_its_bits),
        cmocka_unit_test(streams_at_every_rate_and_fifty_for_one),
        cmocka_unit_test(zero_takes_away_what_rests_on_the_tip),
        cmocka_unit_test(keeps_peaks_of_a_press_and_of_a_pull),
        cmocka_unit_test(long_filters_lag_behind_the_hand),
        cmocka_unit_test(an_average_is_taken_after_the_trigger_force),
        cmocka_unit_test(pressing_beyond_capacity_never_reads_as_more),
        cmocka_unit_test(switches_itself_off_unless_told_not_to),
        cmocka_unit_test(a_restart_forgets_what_was_not_saved),
        cmocka_unit_test(commands_may_arrive_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

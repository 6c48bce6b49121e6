/* The simulated presser against its page (hw/sim/presser.md). */
#include "sim_rig.h"

#include <math.h>

static struct rig *presser_new(const char *faults)
{
    struct rig *rig = rig_new("presser", faults, 1);
    rig_wait(rig, 0);
    return rig;
}

static double output(const struct rig *rig)
{
    return sim_port_output(&rig->port);
}

static void greets_says_who_it_is_and_counts(void **state)
{
    (void)state;
    struct rig *rig = presser_new("");
    assert_string_equal(rig->text, "PRESSER READY\r\n");
    assert_string_equal(rig_ask(rig, "ID"), "PRESSER 1.0 SN000042\r\n");
    for (int i = 0; i < 57; i++)
        rig_ask(rig, "READ");
    assert_string_equal(rig_ask(rig, "READ"), "D 57 0.0 0.0 0.0\r\n");
    assert_string_equal(rig_ask(rig, "\r\n"), ""); /* empty commands */
    assert_string_equal(rig_ask(rig, "KICK"), "OK\r\n");
    free(rig);
}

static void the_counter_returns_to_zero_after_a_million(void **state)
{
    (void)state;
    struct rig *rig = presser_new("");
    assert_string_equal(rig_ask(rig, "STREAM 1000"), "OK\r\n");
    for (int i = 0; i < 1000; i++) {
        rig_wait(rig, MONO_SEC - (i == 999 ? MONO_MS : 0));
        rig_clear(rig);
    }
    rig_wait(rig, 2 * MONO_MS);
    assert_string_equal(rig->text, "D 999999 0.0 0.0 0.0\r\nD 0 0.0 0.0 0.0\r\n");
    free(rig);
}

static void wrong_commands_get_their_number(void **state)
{
    (void)state;
    static const struct {
        const char *command, *reply;
    } rows[] = {
        {"FOO", "ERR 1\r\n"},
        {"id", "ERR 1\r\n"},
        {" ID", "ERR 1\r\n"},
        {"ID 1", "ERR 2\r\n"},
        {"STREAM", "ERR 2\r\n"},
        {"STREAM 1001", "ERR 2\r\n"},
        {"STREAM x", "ERR 2\r\n"},
        {"STREAM 1 2", "ERR 2\r\n"},
        {"STREAM 1.0", "ERR 2\r\n"},
        {"VENT", "ERR 2\r\n"},
        {"VENT 3", "ERR 2\r\n"},
        {"VENT 0", "ERR 2\r\n"},
        {"STOP 1", "ERR 2\r\n"},
        {"WD 99", "ERR 2\r\n"},
        {"WD 10001", "ERR 2\r\n"},
        {"WD", "ERR 2\r\n"},
        {"KICK 1", "ERR 2\r\n"},
        {"READ ", "ERR 2\r\n"},
        {"RUN", "ERR 2\r\n"},
        {"RUN 1 101 1 0 !", "ERR 2\r\n"},
        {"RUN 1 50.55 1 0 !", "ERR 2\r\n"},
        {"RUN 1 50 0 0 !", "ERR 2\r\n"},
        {"RUN 1 50 200.1 0 !", "ERR 2\r\n"},
        {"RUN 1 50 1 600001 !", "ERR 2\r\n"},
        {"RUN 3 50 1 0 !", "ERR 2\r\n"},
        {"RUN 1 -5 1 0 !", "ERR 2\r\n"},
        {"RUN 1  50 1 0 !", "ERR 2\r\n"},
        {"RUN 1 50 1 0!", "ERR 2\r\n"},
        {"RUN 1 50 1 0 ! ", "ERR 2\r\n"},
        {"1234567890123456789012345678901234567890", "ERR 1\r\n"},
        {"12345678901234567890123456789012345678901", "ERR 4\r\n"},
    };
    struct rig *rig = presser_new("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(rig_ask(rig, rows[i].command), rows[i].reply);
    assert_true(output(rig) == 0);
    assert_string_equal(rig_ask(rig, "WD 0"), "OK\r\n");
    assert_string_equal(rig_ask(rig, "WD 100"), "OK\r\n");
    free(rig);
}

static void a_program_rises_holds_vents_and_ends(void **state)
{
    (void)state;
    struct rig *rig = presser_new("");
    assert_string_equal(rig_ask(rig, "RUN 2 50.0 50.0 1000 !"), "OK\r\n");
    assert_string_equal(rig_ask(rig, "RUN 2 10 1 0 !"), "ERR 3\r\n");
    rig_wait(rig, 500 * MONO_MS);
    assert_string_equal(rig_ask(rig, "READ"), "D 0 0.0 25.0 0.0\r\n");
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig_ask(rig, "READ"), "D 1 0.0 50.0 6.7\r\n");
    rig_clear(rig);
    rig_wait(rig, 550 * MONO_MS);
    assert_string_equal(rig_ask(rig, "READ"), "D 2 0.0 25.0 0.0\r\n");
    rig_clear(rig);
    rig_wait(rig, 49 * MONO_MS);
    assert_string_equal(rig->text, "");
    rig_wait(rig, MONO_MS);
    assert_string_equal(rig->text, "E 2\r\n");
    assert_true(output(rig) == 0);
    free(rig);
}

static void a_run_that_was_cut_short_is_never_carried_out(void **state)
{
    (void)state;
    static const char run[] = "RUN 1 50.0 100.0 1000 !";
    for (size_t cut = 0; cut < sizeof run - 1; cut++) {
        struct rig *rig = presser_new("");
        rig_clear(rig);
        rig_write(rig, run, cut);
        rig_write(rig, "\r", 1);
        if (cut)
            assert_true(!strcmp(rig->text, "ERR 1\r\n") || !strcmp(rig->text, "ERR 2\r\n"));
        rig_wait(rig, 5 * MONO_SEC);
        assert_true(output(rig) == 0 && !strstr(rig->text, "E 1"));
        /* and what follows the cut is heard */
        assert_string_equal(rig_ask(rig, "STOP"), "OK\r\nS\r\n");
        free(rig);
    }
}

/* 0 … 1900 ms after RUN: rising, holding, venting, at rest. */
static void stop_works_in_every_state(void **state)
{
    (void)state;
    for (mono_ns at = 0; at < 1900 * MONO_MS; at += 10 * MONO_MS) {
        struct rig *rig = presser_new("");
        rig_ask(rig, "RUN 1 50.0 100.0 1000 !");
        rig_ask(rig, "RUN 2 20.0 20.0 200 !");
        rig_wait(rig, at);
        const double before = output(rig);
        assert_non_null(strstr(rig_ask(rig, "STOP"), "OK\r\n"));
        rig_wait(rig, mono_from_sec(before / 500) + MONO_US);
        assert_true(output(rig) == 0);
        assert_non_null(strstr(rig->text, "S\r\n"));
        rig_clear(rig);
        rig_wait(rig, 5 * MONO_SEC);
        assert_string_equal(rig->text, ""); /* no E, no second S */
        free(rig);
    }
}

static void venting_one_outlet_leaves_the_other(void **state)
{
    (void)state;
    struct rig *rig = presser_new("");
    rig_ask(rig, "RUN 1 40 100 1500 !");
    rig_ask(rig, "RUN 2 20 100 1500 !");
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig_ask(rig, "VENT 1"), "OK\r\n");
    rig_clear(rig);
    rig_wait(rig, 100 * MONO_MS);
    assert_string_equal(rig_ask(rig, "READ"), "D 0 0.0 20.0 0.0\r\n");
    rig_wait(rig, 3 * MONO_SEC);
    assert_non_null(strstr(rig->text, "E 2\r\n"));
    assert_null(strstr(rig->text, "E 1\r\n"));
    free(rig);
}

static void the_watchdog_bites_when_nobody_speaks(void **state)
{
    (void)state;
    struct rig *rig = presser_new("");
    rig_ask(rig, "RUN 1 50 100 60000 !");
    rig_clear(rig);
    rig_wait(rig, 1999 * MONO_MS);
    assert_string_equal(rig->text, "");
    rig_wait(rig, MONO_MS);
    assert_string_equal(rig->text, "W\r\n");
    rig_wait(rig, 100 * MONO_MS);
    assert_true(output(rig) == 0);
    rig_clear(rig);
    rig_wait(rig, 10 * MONO_SEC);
    assert_string_equal(rig->text, "");

    rig_ask(rig, "WD 100");
    rig_ask(rig, "RUN 1 50 100 60000 !");
    for (int i = 0; i < 100; i++) {
        rig_wait(rig, 99 * MONO_MS);
        assert_string_equal(rig_ask(rig, "KICK"), "OK\r\n");
    }
    for (int i = 0; i < 2; i++) {
        rig_wait(rig, 60 * MONO_MS);
        rig_ask(rig, "NOISE"); /* what it does not understand does not feed it */
    }
    assert_true(output(rig) < 50);
    assert_string_equal(rig_ask(rig, "WD 0"), "OK\r\n");
    rig_wait(rig, MONO_SEC);
    rig_ask(rig, "RUN 1 50 100 60000 !");
    rig_wait(rig, 59 * MONO_SEC);
    assert_true(output(rig) == 50);
    free(rig);
}

static void the_participant_presses_when_it_hurts(void **state)
{
    (void)state;
    struct rig *rig = presser_new("");
    struct sim_cue cue = rig_cue("calf", 1);
    cue.probe_area_cm2 = 0;
    sim_world_cue(&rig->world, rig->now, &cue);
    const double threshold = sim_world_threshold_kpa(&rig->world);
    assert_true(threshold > 15 && threshold < 45);
    const mono_ns start = rig->now;
    rig_ask(rig, "WD 0");
    rig_ask(rig, "RUN 1 100 10 0 !");
    rig_clear(rig);
    rig_wait(rig, 8 * MONO_SEC);
    assert_string_equal(rig->text, "B 1\r\nB 0\r\n");
    assert_int_equal(rig->n_edges, 2);
    const double reaction = mono_to_sec(rig->edges[0].t - start) - threshold / 10;
    assert_true(reaction > 0.1 && reaction < 0.7);
    free(rig);
}

static void nothing_is_felt_below_the_threshold(void **state)
{
    (void)state;
    struct rig *rig = presser_new("");
    struct sim_cue cue = rig_cue("calf", 1);
    cue.probe_area_cm2 = 0;
    sim_world_cue(&rig->world, rig->now, &cue);
    rig_ask(rig, "RUN 1 10 10 0 !");
    rig_wait(rig, 8 * MONO_SEC);
    assert_int_equal(rig->n_edges, 0);
    free(rig);
}

static void a_slow_instrument_takes_twice_as_long(void **state)
{
    (void)state;
    struct rig *rig = presser_new("slow_ramp:by=0.5");
    rig_ask(rig, "RUN 1 50 50 100 !");
    rig_wait(rig, MONO_SEC);
    assert_true(fabs(output(rig) - 25) < 1e-6);
    free(rig);
    rig = presser_new("overload");
    rig_ask(rig, "RUN 1 50 50 100 !");
    rig_wait(rig, 1350 * MONO_MS);
    assert_true(output(rig) > 60);
    free(rig);
}

static struct rig *greeted(void)
{
    struct rig *rig = presser_new("");
    rig_clear(rig);
    return rig;
}

static void commands_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] =
        "ID\r\nRUN 1 50.0 10.0 100 !\r\nREAD\r\rXX\rRUN 1 5 5 5 !\r"
        "1234567890123456789012345678901234567890123\rVENT 1\rSTOP\r\nREAD\r";
    assert_true(rig_takes_any_pieces(greeted, talk, sizeof talk - 1) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(greets_says_who_it_is_and_counts),
        cmocka_unit_test(the_counter_returns_to_zero_after_a_million),
        cmocka_unit_test(wrong_commands_get_their_number),
        cmocka_unit_test(a_program_rises_holds_vents_and_ends),
        cmocka_unit_test(a_run_that_was_cut_short_is_never_carried_out),
        cmocka_unit_test(stop_works_in_every_state),
        cmocka_unit_test(venting_one_outlet_leaves_the_other),
        cmocka_unit_test(the_watchdog_bites_when_nobody_speaks),
        cmocka_unit_test(the_participant_presses_when_it_hurts),
        cmocka_unit_test(nothing_is_felt_below_the_threshold),
        cmocka_unit_test(a_slow_instrument_takes_twice_as_long),
        cmocka_unit_test(commands_may_arrive_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

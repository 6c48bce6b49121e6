/* Fault scripts: how they are written, and that each does what it says on the way between
 * instrument and program. */
#include "sim_rig.h"

#include <math.h>

static void faults_are_written_as_the_help_shows(void **state)
{
    (void)state;
    struct sim_fault fault;
    struct why why;
    assert_int_equal(sim_fault_parse("drop:at=2.5s,for=0.3s", &fault, &why), STATUS_OK);
    assert_true(fault.kind == SIM_FAULT_DROP && fault.at == 2500 * MONO_MS);
    assert_true(fault.lasts == 300 * MONO_MS && fault.from_cue && fault.p == 1);
    assert_int_equal(sim_fault_parse("garble:at=1min,p=0.25,from=on", &fault, &why), STATUS_OK);
    assert_true(fault.at == 60 * MONO_SEC && fault.p == 0.25 && !fault.from_cue);
    assert_int_equal(sim_fault_parse("merge:for=20ms", &fault, &why), STATUS_OK);
    assert_true(fault.gap == 20 * MONO_MS && fault.lasts == MONO_NEVER && !fault.from_cue);
    assert_int_equal(sim_fault_parse("delay:40ms", &fault, &why), STATUS_OK);
    assert_true(fault.gap == 40 * MONO_MS);
    assert_int_equal(sim_fault_parse("unplug:at=1s,for=2s,cue=3", &fault, &why), STATUS_OK);
    assert_true(fault.lasts == 2 * MONO_SEC && fault.cue == 3);
    assert_int_equal(sim_fault_parse("unit:at=3s,to=kgF", &fault, &why), STATUS_OK);
    assert_string_equal(fault.to, "kgF");
    assert_int_equal(sim_fault_parse("drift:by=-2.5", &fault, &why), STATUS_OK);
    assert_true(fault.by == -2.5);
    assert_string_equal(fault.of, "");
    assert_int_equal(sim_fault_parse("silence:instrument=test_cuff,cue=2", &fault, &why),
                     STATUS_OK);
    assert_string_equal(fault.of, "test_cuff");
}

static void every_fault_has_a_line_of_help_and_can_stand_alone(void **state)
{
    (void)state;
    struct text help;
    text_init(&help);
    sim_fault_help(&help);
    assert_true(text_is_whole(&help));
    for (unsigned kind = 0; kind < SIM_FAULT_COUNT; kind++) {
        struct sim_fault fault;
        const char *word = sim_fault_word((enum sim_fault_kind)kind);
        assert_int_equal(sim_fault_parse(word, &fault, NULL), STATUS_OK);
        assert_int_equal(fault.kind, kind);
        assert_non_null(strstr(text_cstr(&help), word));
    }
    text_fini(&help);
}

static void a_wrong_fault_is_refused_with_one_sentence(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "explode",
        "drop:at=2.5",
        "drop:at=s",
        "drop:at=-1s",
        "drop:at=1h",
        "drop:p=2",
        "drop:p=x",
        "drop:gap=1ms",
        "drop:2s",
        "split:p=0.1",
        "unit:to=",
        "unit:x=1",
        "drop:from=now",
        "drop:cue=0",
        "drop:cue=1.5",
        "delay:fast",
        "slow_ramp:by=0",
        "drop:at=1s,",
        "drop:",
        "unit:to=abcdefghijklmnopqrstuvwxyz",
        "drift:by=1e3",
        "drop:at=1s,at=1s,at=1s,at=1s,at=1s,at=1s,at=1s,at=1s,at=1s,at=1s,at=1s,at=1s,at=1s,at=1s,"
        "at=1s,at=1s,"
        "at=1s,at=1s,at=1s,at=1s,at=1s,at=1s",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sim_fault fault;
        struct why why = {.text = ""};
        assert_int_equal(sim_fault_parse(rows[i], &fault, &why), STATUS_INVALID);
        assert_true(strlen(why.text) > 20 && why.text[strlen(why.text) - 1] == '.');
    }
}

static void a_fault_that_the_instrument_cannot_have_is_refused(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"presser", "unit:to=lbF"}, {"mark10", "unit:to=stone"}, {"mark10", "overload:to=bang"}};
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world;
    sim_world_init(&world, &participant, 1);
    struct sim_port *port = calloc(1, sizeof *port);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sim_fault fault;
        struct why why = {.text = ""};
        assert_int_equal(sim_fault_parse(rows[i][1], &fault, &why), STATUS_OK);
        const struct sim_port_config config = {
            .instrument = sim_find(rows[i][0]), .world = &world, .faults = &fault, .n_faults = 1};
        assert_int_equal(sim_port_init(port, &config, 0, &why), STATUS_INVALID);
        assert_non_null(strstr(why.text, rows[i][0]));
    }
    free(port);
}

/* Ten seconds of a gauge in N at 50 readings per second, with a fault from its start on; a 12.3 N
 * weight rests on it. */
static struct rig *stream_with(const char *faults)
{
    struct rig *rig = rig_new("mark10", faults, 5);
    rig->world.load_n = 12.3;
    rig_write(rig, "N\rAOUT50\r", 9);
    rig_clear(rig);
    rig_wait(rig, 10 * MONO_SEC);
    return rig;
}

static size_t count(const char *text, const char *piece)
{
    size_t n = 0;
    for (; (text = strstr(text, piece)); text += strlen(piece))
        n++;
    return n;
}

enum { READINGS = 500, READING_SIZE = 8 }; /* "12.3 N\r\n" */

static void without_a_fault_every_reading_arrives(void **state)
{
    (void)state;
    struct rig *rig = stream_with("");
    assert_int_equal(count(rig->text, "12.3 N\r\n"), READINGS);
    free(rig);
}

static void drop_loses_bytes_in_its_window_only(void **state)
{
    (void)state;
    struct rig *rig = stream_with("drop:at=2s,for=1s,from=on");
    assert_int_equal(rig->length, (READINGS - 50) * READING_SIZE);
    free(rig);
    rig = stream_with("drop:p=0.5");
    assert_true(rig->length > 1800 && rig->length < 2200);
    free(rig);
}

static void garble_changes_bytes_and_keeps_their_number(void **state)
{
    (void)state;
    struct rig *rig = stream_with("garble:p=0.1");
    assert_int_equal(rig->length, READINGS * READING_SIZE);
    size_t changed = 0;
    for (size_t i = 0; i < rig->length; i++)
        changed += rig->text[i] != "12.3 N\r\n"[i % READING_SIZE];
    print_message("seed 5: %zu of %zu bytes changed\n", changed, rig->length);
    assert_true(changed > 320 && changed < 480);
    free(rig);
}

static void split_brings_every_byte_alone(void **state)
{
    (void)state;
    struct rig *rig = stream_with("split");
    assert_true(rig->reads > (READINGS - 1) * READING_SIZE && rig->reads == rig->length);
    assert_int_equal(count(rig->text, "12.3 N\r\n"),
                     READINGS - 1); /* the last is still on its way */
    free(rig);
}

static void merge_brings_many_readings_at_once(void **state)
{
    (void)state;
    struct rig *rig = stream_with("merge:for=100ms");
    assert_int_equal(rig->reads, 100);
    assert_int_equal(count(rig->text, "12.3 N\r\n"), READINGS);
    free(rig);
}

static void delay_shifts_readings_and_keeps_them(void **state)
{
    (void)state;
    struct rig *rig = stream_with("delay:205ms");
    assert_int_equal(count(rig->text, "12.3 N\r\n"), READINGS - 11);
    rig_clear(rig);
    assert_string_equal(rig_ask(rig, "?"), "");
    rig_wait(rig, 205 * MONO_MS);
    assert_int_equal(count(rig->text, "12.3 N\r\n"), 11 + 1);
    free(rig);
}

static void truncate_cuts_one_message_or_many(void **state)
{
    (void)state;
    struct rig *rig = stream_with("truncate:at=3s,from=on");
    assert_int_equal(count(rig->text, "\r\n"), READINGS - 1);
    assert_true(rig->length < READINGS * READING_SIZE);
    free(rig);
    rig = stream_with("truncate:at=3s,from=on,for=1s");
    assert_int_equal(count(rig->text, "\r\n"), READINGS - 50);
    free(rig);
}

static void duplicate_says_everything_twice(void **state)
{
    (void)state;
    struct rig *rig = stream_with("duplicate:at=5s,from=on");
    assert_int_equal(count(rig->text, "12.3 N\r\n"), READINGS + 251);
    free(rig);
}

static void silence_says_nothing_but_still_hears(void **state)
{
    (void)state;
    struct rig *rig = stream_with("silence:at=4s,from=on,for=7s");
    assert_int_equal(count(rig->text, "12.3 N\r\n"), 199);
    assert_string_equal(rig_ask(rig, "NUM"), "");
    rig_wait(rig, MONO_SEC);
    rig_clear(rig);
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig_ask(rig, "?"), "12.3\r\n");
    free(rig);
}

static void unplug_is_gone_until_it_is_opened_again(void **state)
{
    (void)state;
    struct rig *rig = stream_with("unplug:at=4s,from=on,for=7s");
    uint8_t byte = 'x';
    size_t n;
    assert_int_equal(count(rig->text, "12.3 N\r\n"), 199);
    assert_int_equal(sim_port_read(&rig->port, &byte, 1, &n), STATUS_GONE);
    assert_int_equal(sim_port_write(&rig->port, &byte, 1, &n), STATUS_GONE);
    assert_int_equal(sim_port_open(&rig->port), STATUS_NOT_FOUND);
    rig_wait(rig, 2 * MONO_SEC);
    assert_int_equal(sim_port_read(&rig->port, &byte, 1, &n), STATUS_GONE);
    assert_int_equal(sim_port_open(&rig->port), STATUS_OK);
    rig_clear(rig);
    rig_wait(rig, MONO_SEC);
    assert_true(count(rig->text, "12.3 N\r\n") >= 50); /* the gauge never noticed */
    free(rig);
}

static void reboot_stops_the_stream(void **state)
{
    (void)state;
    struct rig *rig = stream_with("reboot:at=4s,from=on");
    assert_int_equal(count(rig->text, "12.3 N\r\n"), 199);
    assert_string_equal(rig_ask(rig, "?"), "2.76 lbF\r\n"); /* back in its factory unit */
    free(rig);
    rig = rig_new("presser", "reboot:at=1s,from=on,for=0.5s", 1);
    rig_wait(rig, 0);
    rig_ask(rig, "RUN 1 50 50 9000 !");
    rig_clear(rig);
    rig_wait(rig, 1400 * MONO_MS);
    assert_true(sim_port_output(&rig->port) == 0);
    assert_string_equal(rig->text, "");
    rig_wait(rig, 100 * MONO_MS);
    assert_string_equal(rig->text, "PRESSER READY\r\n");
    free(rig);
}

static void identity_answers_as_somebody_else(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "identity", 1);
    assert_string_equal(rig_ask(rig, "RM"), "BS-1\r\n");
    free(rig);
    rig = rig_new("mark10", "identity:to=999", 1);
    assert_string_equal(rig_ask(rig, "RS"), "999\r\n");
    assert_string_equal(rig_ask(rig, "RM"), "M5-100\r\n");
    free(rig);
    rig = rig_new("presser", "identity", 1);
    rig_wait(rig, 0);
    assert_string_equal(rig_ask(rig, "ID"), "SQUEEZER 2.0 SN000042\r\n");
    free(rig);
}

static void unit_changes_in_the_middle_and_back(void **state)
{
    (void)state;
    struct rig *rig = stream_with("unit:at=4s,from=on,for=2s,to=lbF");
    assert_int_equal(count(rig->text, "12.3 N\r\n"), READINGS - 100);
    assert_int_equal(count(rig->text, "2.76 lbF\r\n"), 100);
    free(rig);
}

static void overload_shows_as_chosen(void **state)
{
    (void)state;
    struct rig *rig = stream_with("overload:at=4s,from=on,for=2s");
    assert_int_equal(count(rig->text, "550.0 N\r\n"), 100);
    free(rig);
    rig = stream_with("overload:at=4s,from=on,for=2s,to=silent");
    assert_int_equal(rig->length, (READINGS - 100) * READING_SIZE);
    free(rig);
    rig = stream_with("overload:at=4s,from=on,for=2s,to=word");
    assert_int_equal(count(rig->text, "OVER N\r\n"), 100);
    free(rig);
}

static void drift_walks_away_from_zero(void **state)
{
    (void)state;
    struct rig *rig = stream_with("drift:by=6");
    assert_string_equal(rig_ask(rig, "?C"), "13.3 N\r\n");
    free(rig);
}

static void a_slow_hand_takes_longer(void **state)
{
    (void)state;
    static const char *const scripts[] = {"", "slow_ramp:by=0.5", "slow_ramp:by=0.5,at=0s"};
    double top[3];
    for (size_t i = 0; i < 3; i++) {
        struct rig *rig = rig_new("mark10", scripts[i], 5);
        const struct sim_cue cue = rig_cue("hand", 1);
        rig_wait(rig, MONO_SEC);
        sim_world_cue(&rig->world, rig->now, &cue);
        rig_wait(rig, 5 * MONO_SEC);
        top[i] = sim_world_force_n(&rig->world, rig->now);
        free(rig);
    }
    assert_true(top[0] > 15 && fabs(top[1] / top[0] - 0.5) < 0.15 && top[1] == top[2]);
}

static void a_stuck_button_is_told_once(void **state)
{
    (void)state;
    struct rig *rig = rig_new("presser", "stuck_button:at=2s,from=on,for=3s", 5);
    rig_wait(rig, 10 * MONO_SEC);
    assert_int_equal(rig->n_edges, 2);
    assert_true(rig->edges[0].pressed && rig->edges[0].t == 9 * MONO_SEC);
    assert_true(!rig->edges[1].pressed && rig->edges[1].t == 12 * MONO_SEC);
    assert_string_equal(rig->text, "PRESSER READY\r\nB 1\r\nB 0\r\n");
    free(rig);
}

static void faults_count_from_every_cue_or_from_one(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        size_t lost;
    } rows[] = {
        {"silence:at=1s,for=1s", 150}, {"silence:at=1s,for=1s,cue=2", 50}, {"silence:at=9s", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("mark10", rows[i].script, 5);
        rig_write(rig, "N\rAOUT50\r", 9);
        rig_wait(rig, 5 * MONO_SEC);
        for (uint32_t trial = 1; trial <= 3; trial++) {
            const struct sim_cue cue = rig_cue("hand", trial);
            sim_world_cue(&rig->world, rig->now, &cue);
            rig_wait(rig, 5 * MONO_SEC);
        }
        assert_int_equal(count(rig->text, "\r\n"), 1000 - rows[i].lost);
        free(rig);
    }
}

static void the_same_seed_breaks_the_same_bytes(void **state)
{
    (void)state;
    struct rig *a = stream_with("garble:p=0.05 drop:p=0.05 truncate:for=9s,p=0.1");
    struct rig *b = stream_with("garble:p=0.05 drop:p=0.05 truncate:for=9s,p=0.1");
    assert_int_equal(a->length, b->length);
    assert_memory_equal(a->text, b->text, a->length);
    assert_true(a->length < READINGS * READING_SIZE);
    free(a);
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_written_as_the_help_shows),
        cmocka_unit_test(every_fault_has_a_line_of_help_and_can_stand_alone),
        cmocka_unit_test(a_wrong_fault_is_refused_with_one_sentence),
        cmocka_unit_test(a_fault_that_the_instrument_cannot_have_is_refused),
        cmocka_unit_test(without_a_fault_every_reading_arrives),
        cmocka_unit_test(drop_loses_bytes_in_its_window_only),
        cmocka_unit_test(garble_changes_bytes_and_keeps_their_number),
        cmocka_unit_test(split_brings_every_byte_alone),
        cmocka_unit_test(merge_brings_many_readings_at_once),
        cmocka_unit_test(delay_shifts_readings_and_keeps_them),
        cmocka_unit_test(truncate_cuts_one_message_or_many),
        cmocka_unit_test(duplicate_says_everything_twice),
        cmocka_unit_test(silence_says_nothing_but_still_hears),
        cmocka_unit_test(unplug_is_gone_until_it_is_opened_again),
        cmocka_unit_test(reboot_stops_the_stream),
        cmocka_unit_test(identity_answers_as_somebody_else),
        cmocka_unit_test(unit_changes_in_the_middle_and_back),
        cmocka_unit_test(overload_shows_as_chosen),
        cmocka_unit_test(drift_walks_away_from_zero),
        cmocka_unit_test(a_slow_hand_takes_longer),
        cmocka_unit_test(a_stuck_button_is_told_once),
        cmocka_unit_test(faults_count_from_every_cue_or_from_one),
        cmocka_unit_test(the_same_seed_breaks_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

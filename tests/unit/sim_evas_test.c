/* The simulated eVAS slider against its document (thermal.md 1.10). */
#include "sim_rig.h"

#include <math.h>

static size_t lines(const struct rig *rig)
{
    return rig_count(rig, '\n');
}

static size_t times(const struct rig *rig, const char *line)
{
    size_t n = 0;
    for (const char *at = strstr(rig->text, line); at; at = strstr(at + 1, line))
        n++;
    return n;
}

static long last_position(const struct rig *rig)
{
    assert_true(rig->length >= 5);
    return strtol(rig->text + rig->length - 5, NULL, 10);
}

static void a_finger_that_lies_on_it_is_told_all_the_time(void **state)
{
    (void)state;
    static const struct {
        const char *settings, *line;
        size_t per_s;
    } rows[] = {{"", "000\r\n", 50},
                {"setting:rate-20", "000\r\n", 20},
                {"setting:rate-200", "000\r\n", 200},
                {"setting:line-cr", "000\r", 50},
                {"setting:line-lf", "000\n", 50},
                {"setting:at-7", "007\r\n", 50},
                {"setting:at-100", "100\r\n", 50},
                {"identity", "POS 512\r\n", 50}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("evas", rows[i].settings, 1);
        rig_wait(rig, 10 * MONO_SEC);
        assert_int_equal(times(rig, rows[i].line), 10 * rows[i].per_s);
        assert_int_equal(rig->length, 10 * rows[i].per_s * strlen(rows[i].line));
        free(rig);
    }
}

static void where_only_changes_are_told_rest_is_told_once(void **state)
{
    (void)state;
    struct rig *rig = rig_new("evas", "setting:changes", 1);
    rig_wait(rig, 10 * MONO_SEC);
    assert_string_equal(rig->text, "000\r\n");
    free(rig);
}

/* What hurts twice as much as the threshold is 10, and where the threshold is nothing is rated yet. */
static void it_goes_where_a_pressing_hand_is_rated(void **state)
{
    (void)state;
    struct rig *rig = rig_new("evas", "", 3);
    const struct sim_cue cue = rig_cue("a", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    long most = 0;
    double rated = 0;
    for (int i = 0; i < 400; i++) {
        rig_clear(rig);
        rig_wait(rig, 50 * MONO_MS);
        rated = fmax(rated, sim_world_hand_rating(&rig->world, rig->now));
        const long position = last_position(rig);
        assert_true(position >= 0 && position <= 100);
        most = position > most ? position : most;
    }
    assert_true(rated > 0.2 && rated < 3);
    assert_true((double)most <= 10 * rated + 1 && (double)most >= 3 * rated);
    assert_int_equal(last_position(rig), 0); /* and back */
    free(rig);
}

static void the_same_participant_rates_the_same(void **state)
{
    (void)state;
    struct rig *rigs[2];
    const struct sim_cue cue = rig_cue("a", 1);
    for (int i = 0; i < 2; i++) {
        rigs[i] = rig_new("evas", "", 3);
        rig_wait(rigs[i], i ? 777 * MONO_MS : 0); /* whatever was before the cue */
        rig_clear(rigs[i]);
        sim_world_cue(&rigs[i]->world, rigs[i]->now, &cue);
        rig_wait(rigs[i], 12 * MONO_SEC);
    }
    assert_string_equal(rigs[0]->text, rigs[1]->text);
    free(rigs[0]);
    free(rigs[1]);
}

static void a_finger_that_leaves_is_told_once(void **state)
{
    (void)state;
    struct rig *rig = rig_new("evas", "setting:lifts", 3);
    rig_wait(rig, 2 * MONO_SEC);
    assert_string_equal(rig->text, ""); /* nobody has touched it */
    const struct sim_cue cue = rig_cue("a", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    rig_wait(rig, 20 * MONO_SEC);
    assert_int_equal(times(rig, "999\r\n"), 1);
    assert_int_equal(times(rig, "000\r\n"), 0);
    assert_int_equal(last_position(rig), 999);
    assert_true(lines(rig) > 20);
    free(rig);
    rig = rig_new("evas", "setting:off-repeats setting:at=1s,for=1s,from=on,to=finger-off", 3);
    rig_wait(rig, 3 * MONO_SEC);
    assert_int_equal(times(rig, "999\r\n"), 50);
    assert_int_equal(times(rig, "000\r\n"), 100);
    free(rig);
}

static void nobody_there_says_nothing(void **state)
{
    (void)state;
    struct rig *rig = rig_new("evas", "setting:finger-off", 3);
    rig_wait(rig, 5 * MONO_SEC);
    assert_string_equal(rig->text, "");
    free(rig);
}

static void port_say(struct sim_port *port, const char *frame, size_t n)
{
    size_t written;
    assert_int_equal(sim_port_write(port, (const uint8_t *)frame, n, &written), STATUS_OK);
    assert_int_equal(written, n);
}

/* 60 kPa, twice the threshold, for 5 s: programs for both channels, the start. */
static void press_with_cuff(struct sim_port *cuff)
{
    static const char program[] = "\xff\xf1\x10\x07\x00\x01\x03\x00\x99\x64\x00\xff\xf2";
    static const char empty[] = "\xff\xf1\x10\x02\x01\x01\xff\xf2";
    static const char start[] = "\xff\xf1\x11\x02\x01\x00\xff\xf2";
    port_say(cuff, program, sizeof program - 1);
    port_say(cuff, empty, sizeof empty - 1);
    port_say(cuff, start, sizeof start - 1);
}

static void what_the_session_tells_of_another_instrument_is_rated(void **state)
{
    (void)state;
    struct rig *rig = rig_new("evas", "", 3);
    sim_felt_tell(&rig->world.felt, SIM_FELT_ELSEWHERE, 4.3);
    rig_wait(rig, 100 * MONO_MS);
    assert_int_equal(last_position(rig), 43);
    sim_felt_tell(&rig->world.felt, SIM_FELT_ELSEWHERE, 0);
    rig_wait(rig, 100 * MONO_MS);
    assert_int_equal(last_position(rig), 0);
    free(rig);
}

/* On a line of its own it stands in the same world; alone it knows of no cuff. */
static void beside_a_cuff_it_goes_where_that_is_rated(void **state)
{
    (void)state;
    struct rig *rig = rig_new("evas", "", 3);
    struct sim_port *cuff = calloc(1, sizeof *cuff);
    assert_non_null(cuff);
    struct why why = {.text = ""};
    const struct sim_port_config config = {
        .instrument = sim_find("cpar"), .world = &rig->world, .seed = 3};
    assert_int_equal(sim_port_init(cuff, &config, rig->now, &why), STATUS_OK);
    sim_port_turn(cuff, rig->now + MONO_SEC);
    rig_wait(rig, MONO_SEC);
    press_with_cuff(cuff);
    long most = 0;
    for (int i = 0; i < 300; i++) {
        static uint8_t heard[4096];
        size_t n;
        sim_port_turn(cuff, rig->now);
        assert_int_equal(sim_port_read(cuff, heard, sizeof heard, &n), STATUS_OK);
        rig_clear(rig);
        rig_wait(rig, 50 * MONO_MS);
        most = last_position(rig) > most ? last_position(rig) : most;
    }
    assert_true(most > 50);
    assert_int_equal(last_position(rig), 0);
    free(cuff);
    free(rig);
}

/* The participant presses in a trial of a hand. */
static struct rig *pressed(const char *faults, const char *commands)
{
    char all[200];
    snprintf(all, sizeof all, "setting:finger-off %s", faults);
    struct rig *rig = rig_new("evas", all, 3);
    const struct sim_cue cue = rig_cue("a", 1);
    rig_write(rig, commands, strlen(commands));
    rig_wait(rig, 10 * MONO_MS);
    sim_world_cue(&rig->world, rig->now, &cue);
    rig_wait(rig, 20 * MONO_SEC);
    assert_true(rig->n_edges >= 2); /* pressed and released */
    return rig;
}

static void a_button_that_is_enabled_is_told_when_it_is_pressed(void **state)
{
    (void)state;
    static const struct {
        const char *faults, *commands, *says;
    } rows[] = {
        {"", "", "C\r\n"},
        {"setting:presses-left", "", "L\r\n"},
        {"setting:presses-right", "", "R\r\n"},
        {"", "Cd", ""},
        {"", "CdCe", "C\r\n"},
        {"", "LdRd", "C\r\n"},
        {"", "C\rd", "C\r\n"}, /* a line end is no part of a command, and ends one */
        {"", "Ld\r\nCd\r\n", ""},
        {"setting:buttons-off", "", ""},
        {"setting:buttons-off", "LeRe", ""},
        {"setting:buttons-off", "Ce", "C\r\n"},
        {"setting:presses-left setting:buttons-off", "Le", "L\r\n"},
        {"identity", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = pressed(rows[i].faults, rows[i].commands);
        const char *said = strstr(rig->text, "POS") ? "" : rig->text;
        assert_string_equal(said, rows[i].says);
        free(rig);
    }
}

/* They answer nothing; that each was heard to its end shows in the command behind it, that none is taken for another in
 * the button that it would have disabled. */
static void commands_of_the_lights_are_taken_whole(void **state)
{
    (void)state;
    static const char *const commands[] = {"P000",  "P050", "P100", "Mb",  "Ms",  "Mc", "I-000",
                                           "I-255", "O01",  "O60",  "F01", "F60", "Cr", "Cg",
                                           "Co",    "Lr",   "Lg",   "Lo",  "Rr",  "Rg", "Ro"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        for (int disables = 0; disables < 2; disables++) {
            char text[16];
            snprintf(text, sizeof text, "%s%s", commands[i], disables ? "Cd" : "");
            struct rig *rig = pressed("", text);
            assert_string_equal(rig->text, disables ? "" : "C\r\n");
            free(rig);
        }
}

static void what_is_no_command_is_dropped(void **state)
{
    (void)state;
    static const char *const before[] = {"P1", "P12x", "I5", "I-1",  "Mx",
                                         "O",  "Fx",   "Cx", "?*12", "999\r\n"};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        char text[16];
        snprintf(text, sizeof text, "%sCd", before[i]);
        struct rig *rig = pressed("", text);
        assert_string_equal(rig->text, "");
        free(rig);
        rig = pressed("", before[i]);
        assert_string_equal(rig->text, "C\r\n");
        free(rig);
    }
}

static void a_command_may_come_in_pieces(void **state)
{
    (void)state;
    static const char talk[] = "P050I-100MbO12F12CrLdRdCd";
    const size_t n = sizeof talk - 1;
    for (size_t cut = 0; cut <= n; cut++) {
        struct rig *rig = rig_new("evas", "setting:finger-off", 3);
        const struct sim_cue cue = rig_cue("a", 1);
        rig_write(rig, talk, cut);
        rig_wait(rig, 30 * MONO_MS);
        rig_write(rig, talk + cut, n - cut);
        sim_world_cue(&rig->world, rig->now, &cue);
        rig_wait(rig, 20 * MONO_SEC);
        assert_string_equal(rig->text, "");
        free(rig);
    }
}

static void after_a_restart_it_is_as_it_wakes_up(void **state)
{
    (void)state;
    struct rig *rig = rig_new("evas", "reboot:at=1s,from=on,for=2s", 3);
    rig_write(rig, "Cd", 2);
    rig_wait(rig, 900 * MONO_MS);
    rig_clear(rig);
    rig_wait(rig, 2 * MONO_SEC);
    assert_true(lines(rig) <= 5); /* it is off for two seconds */
    rig_clear(rig);
    const struct sim_cue cue = rig_cue("a", 1);
    rig_wait(rig, MONO_SEC);
    assert_true(lines(rig) >= 40);
    sim_world_cue(&rig->world, rig->now, &cue);
    rig_wait(rig, 20 * MONO_SEC);
    assert_int_equal(times(rig, "C\r\n"), 1); /* enabled again */
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finger_that_lies_on_it_is_told_all_the_time),
        cmocka_unit_test(where_only_changes_are_told_rest_is_told_once),
        cmocka_unit_test(it_goes_where_a_pressing_hand_is_rated),
        cmocka_unit_test(the_same_participant_rates_the_same),
        cmocka_unit_test(a_finger_that_leaves_is_told_once),
        cmocka_unit_test(nobody_there_says_nothing),
        cmocka_unit_test(what_the_session_tells_of_another_instrument_is_rated),
        cmocka_unit_test(beside_a_cuff_it_goes_where_that_is_rated),
        cmocka_unit_test(a_button_that_is_enabled_is_told_when_it_is_pressed),
        cmocka_unit_test(commands_of_the_lights_are_taken_whole),
        cmocka_unit_test(what_is_no_command_is_dropped),
        cmocka_unit_test(a_command_may_come_in_pieces),
        cmocka_unit_test(after_a_restart_it_is_as_it_wakes_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

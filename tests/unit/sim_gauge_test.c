/* What holds for every simulated hand-held gauge that is asked or talks: a trial's press is what it
 * shows, and every fault and setting that it can have does what its name says. */
#include "base/units.h"
#include "sim_gauge_rig.h"

#include <ctype.h>
#include <math.h>

/* The force in N that a reply to `question` holds; NAN: it is no reading in a unit of force. */
static double from_words(const char *text)
{
    static const struct {
        const char *unit;
        double n;
    } units[] = {{"N", 1}, {"kgf", N_PER_KGF}, {"lbf", N_PER_LBF}};
    char number[24] = "", unit[8] = "";
    if (sscanf(text, "%23[-0-9.] %7[A-Za-z.]", number, unit) == 2)
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
            if (!strcmp(units[i].unit, unit))
                return strtod(number, NULL) * units[i].n;
    return NAN;
}

static double from_imada(const char *text)
{
    char number[7] = {0};
    if (strlen(text) != 10 || text[8] == 'E')
        return NAN;
    memcpy(number, text, 6);
    return strtod(number, NULL) * (text[6] == 'N' ? 1 : text[6] == 'K' ? N_PER_KGF : N_PER_LBF);
}

static double from_zt(const char *text)
{
    static const double n_per_unit[] = {1, N_PER_KGF, N_PER_LBF};
    char number[7] = {0};
    if (strlen(text) != 21 || text[0] != 'l' || text[2] == '-')
        return NAN;
    memcpy(number, text + 1, 6);
    return strtod(number, NULL) * n_per_unit[text[15] - '0'];
}

/* The last whole frame of those that came. */
static double from_lutron(const char *text)
{
    const size_t n = strlen(text);
    if (n < 16)
        return NAN;
    const char *frame = text + n - 16;
    if (frame[3] != '5' || frame[7] == '-')
        return NAN;
    char number[9] = {0};
    memcpy(number, frame + 7, 8);
    const double value = strtod(number, NULL) / pow(10, frame[6] - '0');
    return (frame[5] == '1' ? -value : value) * (frame[4] == '9'   ? 1
                                                 : frame[4] == '5' ? N_PER_KGF
                                                                   : N_PER_LBF);
}

static const struct gauge {
    const char *name, *question;
    double (*understand)(const char *text);
    double press; /* its sign */
    double resolution_n, capacity_n;
    const char *newton; /* fault that sets its unit to N */
} gauges[] = {
    {"wagner-fpx", "?\r\n", from_words, -1, 0.1, 25 * N_PER_LBF, "unit:N"},
    {"imada-d", "D\r", from_imada, 1, 0.1, 500, "unit:N"},
    {"imada-zt", "XAR\r", from_zt, 1, 0.1, 500, "unit:N"},
    {"nidec-fg7000", "?", from_words, -1, 0.1, 500, "unit:N"},
    {"lutron", "", from_lutron, 1, 0.01, 200, "unit:N"},
};
enum { GAUGES = sizeof gauges / sizeof gauges[0] };

static struct rig *start(const struct gauge *gauge, const char *faults)
{
    char all[120];
    snprintf(all, sizeof all, "%s %s", gauge->newton, faults);
    struct rig *rig = rig_new(gauge->name, all, 7);
    rig_wait(rig, MONO_SEC);
    return rig;
}

/* What it shows now, a press as plus; asking takes 100 ms. */
static double read_n(const struct gauge *gauge, struct rig *rig)
{
    gauge_ask(rig, gauge->question);
    rig_wait(rig, GAUGE_PATIENCE);
    return gauge->press * gauge->understand(rig->text);
}

static void a_trial_is_seen_as_the_hand_presses(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        struct rig *rig = start(&gauges[i], "");
        const struct sim_cue cue = rig_cue("thumb", 1);
        sim_world_cue(&rig->world, rig->now, &cue);
        double most = 0;
        for (int k = 0; k < 120; k++) {
            const mono_ns from = rig->now;
            const double read = read_n(&gauges[i], rig);
            double low = 1e9, high = -1e9; /* what the hand did meanwhile */
            for (mono_ns t = from; t <= rig->now; t += MONO_MS) {
                low = fmin(low, sim_world_force_n(&rig->world, t));
                high = fmax(high, sim_world_force_n(&rig->world, t));
            }
            assert_true(read >= low - gauges[i].resolution_n);
            assert_true(read <= high + gauges[i].resolution_n);
            most = fmax(most, read);
        }
        assert_true(most > 20);
        free(rig);
    }
}

static void noise_stays_below_the_display(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        struct rig *rig = start(&gauges[i], "");
        rig->world.noise = 1;
        rig->world.load_n = 10.02;
        size_t n_other = 0;
        for (int k = 0; k < 100; k++) {
            const double read = read_n(&gauges[i], rig);
            assert_true(fabs(read - 10.02) < 2 * gauges[i].resolution_n);
            n_other += fabs(read - 10) > 0.001;
        }
        assert_true(n_other > 0); /* there is noise */
        free(rig);
    }
}

static void a_drifting_zero_is_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        struct rig *rig = start(&gauges[i], "drift:at=10s,from=on,by=6,for=60s");
        rig_wait(rig, 9 * MONO_SEC);
        assert_true(fabs(read_n(&gauges[i], rig)) < 0.2);
        rig_wait(rig, 30 * MONO_SEC);
        assert_true(fabs(read_n(&gauges[i], rig) - 3) < 0.2);
        rig_wait(rig, 40 * MONO_SEC);
        assert_true(fabs(read_n(&gauges[i], rig)) < 0.2);
        free(rig);
    }
}

static void overload_is_never_a_plausible_number_unless_it_saturates(void **state)
{
    (void)state;
    static const char *const ways[] = {"word", "silent", "saturate"};
    for (size_t i = 0; i < GAUGES; i++)
        for (size_t k = 0; k < 3; k++) {
            char fault[60];
            snprintf(fault, sizeof fault, "overload:at=3s,from=on,for=2s,to=%s", ways[k]);
            struct rig *rig = start(&gauges[i], fault);
            rig->world.load_n = 5;
            assert_true(fabs(read_n(&gauges[i], rig) - 5) < 0.1);
            rig_wait(rig, 2 * MONO_SEC);
            const double over = read_n(&gauges[i], rig);
            if (k < 2)
                assert_true(isnan(over));
            else if (!isnan(over)) /* or it says so all the same */
                assert_true(fabs(over - 1.1 * gauges[i].capacity_n) < 0.11);
            assert_int_equal(rig->length == 0, k == 1);
            rig_wait(rig, 2 * MONO_SEC);
            assert_true(fabs(read_n(&gauges[i], rig) - 5) < 0.1);
            free(rig);
        }
}

static void pressed_beyond_capacity_it_tells_by_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        struct rig *rig = start(&gauges[i], "");
        rig->world.load_n = 5000;
        const double over = read_n(&gauges[i], rig);
        assert_true(isnan(over) || fabs(over - 1.1 * gauges[i].capacity_n) < 0.11);
        free(rig);
    }
}

static void a_unit_changed_by_hand_is_told_and_the_force_stays(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        struct rig *rig = start(&gauges[i], "unit:at=3s,from=on,for=2s unit:at=8s,from=on,to=kgf");
        char before[400];
        rig->world.load_n = 40;
        assert_true(fabs(read_n(&gauges[i], rig) - 40) < 0.1);
        snprintf(before, sizeof before, "%.16s",
                 rig->text + (rig->length > 16 ? rig->length - 16 : 0));
        for (int k = 0; k < 3; k++) { /* lbf, N again, kgf */
            rig_wait(rig, 2400 * MONO_MS);
            assert_true(fabs(read_n(&gauges[i], rig) - 40) < 0.25);
            const char *last = rig->text + (rig->length > 16 ? rig->length - 16 : 0);
            assert_int_equal(strncmp(last, before, 16) == 0, k == 1);
        }
        free(rig);
    }
}

static void restarting_it_is_deaf_and_silent_for_a_while(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        struct rig *rig = start(&gauges[i], "reboot:at=2s,from=on,for=1s");
        rig->world.load_n = 5;
        rig_wait(rig, 1200 * MONO_MS);
        assert_true(isnan(read_n(&gauges[i], rig)));
        assert_int_equal(rig->length, 0);
        rig_wait(rig, 2 * MONO_SEC);
        assert_true(fabs(read_n(&gauges[i], rig) - 5) < 0.1);
        free(rig);
    }
}

static void another_instrument_in_its_place_shows_no_force(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        struct rig *rig = start(&gauges[i], "identity:at=2s,from=on,for=2s");
        assert_true(fabs(read_n(&gauges[i], rig)) < 0.1);
        rig_wait(rig, MONO_SEC);
        assert_true(isnan(read_n(&gauges[i], rig)));
        assert_true(rig->length > 0); /* it does answer */
        rig_wait(rig, 2 * MONO_SEC);
        assert_true(fabs(read_n(&gauges[i], rig)) < 0.1);
        free(rig);
    }
}

static void a_cable_that_is_out_brings_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        struct rig *rig = start(&gauges[i], "unplug:at=2s,from=on,for=2s");
        assert_true(fabs(read_n(&gauges[i], rig)) < 0.1);
        rig_wait(rig, MONO_SEC);
        uint8_t byte;
        size_t n;
        assert_int_equal(sim_port_read(&rig->port, &byte, 1, &n), STATUS_GONE);
        assert_int_equal(sim_port_open(&rig->port), STATUS_NOT_FOUND);
        rig_wait(rig, 2 * MONO_SEC);
        assert_int_equal(sim_port_open(&rig->port), STATUS_OK);
        assert_true(fabs(read_n(&gauges[i], rig)) < 0.1);
        free(rig);
    }
}

static enum status accepts(const char *name, const char *spec, struct why *why)
{
    const struct sim_participant participant = sim_participant_defaults();
    static struct sim_port port;
    struct sim_world world;
    struct sim_fault fault;
    sim_world_init(&world, &participant, 1);
    assert_int_equal(sim_fault_parse(spec, &fault, why), STATUS_OK);
    const struct sim_port_config config = {
        .instrument = sim_find(name), .world = &world, .faults = &fault, .n_faults = 1};
    return sim_port_init(&port, &config, 0, why);
}

/* Where the list says MS or N, a number stands. */
static void every_setting_that_is_listed_can_be_set(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        char list[200];
        snprintf(list, sizeof list, "%s", sim_find(gauges[i].name)->settings);
        size_t n = 0;
        for (char *word = strtok(list, ", "); word; word = strtok(NULL, ", "), n++) {
            const size_t stem = strcspn(word, "MN");
            char spec[60];
            struct why why = {.text = ""};
            snprintf(spec, sizeof spec, "setting:%.*s%s", (int)stem, word, word[stem] ? "20" : "");
            assert_int_equal(accepts(gauges[i].name, spec, &why), STATUS_OK);
            snprintf(spec, sizeof spec, "setting:%.*s%s", (int)stem, word, word[stem] ? "" : "2");
            assert_int_equal(accepts(gauges[i].name, spec, &why), STATUS_INVALID);
        }
        assert_true(n >= 2);
    }
}

static void what_it_cannot_have_is_refused_and_its_settings_are_named(void **state)
{
    (void)state;
    static const char *const specs[] = {
        "setting:nonsense", "setting",          "setting:answer-1000000", "setting:rate--1",
        "unit:to=stone",    "overload:to=bang", "identity:to=1234"};
    for (size_t i = 0; i < GAUGES; i++)
        for (size_t k = 0; k < sizeof specs / sizeof specs[0]; k++) {
            struct why why = {.text = ""};
            assert_int_equal(accepts(gauges[i].name, specs[k], &why), STATUS_INVALID);
            assert_non_null(strstr(why.text, gauges[i].name));
            assert_int_equal(strstr(why.text, sim_find(gauges[i].name)->settings) != NULL,
                             strncmp(specs[k], "setting", 7) == 0);
        }
    struct why why = {.text = ""};
    assert_int_equal(accepts("mark10", "setting:press-plus", &why), STATUS_INVALID);
    assert_int_equal(accepts("presser", "setting:press-plus", &why), STATUS_INVALID);
    assert_int_equal(accepts("lutron", "slow_ramp", &why), STATUS_OK); /* a hand can be slow */
}

static void alone_the_hand_presses_again_and_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < GAUGES; i++) {
        struct rig *rig = start(&gauges[i], "");
        rig->world.is_alone = true;
        size_t presses = 0;
        bool is_pressed = false;
        for (int k = 0; k < 900; k++) {
            const double read = read_n(&gauges[i], rig);
            presses += !is_pressed && read > 10;
            is_pressed = is_pressed ? read > 1 : read > 10;
        }
        assert_int_equal(presses, 3);
        free(rig);
    }
}

/* A stream that was begun at any moment gives the same readings after a cue. */
static void what_a_trial_shows_does_not_depend_on_what_was_before(void **state)
{
    (void)state;
    static const struct {
        const char *name, *begin;
    } rows[] = {
        {"imada-zt", "XAG\r"}, {"imada-zt", "XAg\r"}, {"nidec-fg7000", "?C\x05"}, {"lutron", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *first = NULL;
        for (int k = 0; k < 5; k++) {
            struct rig *rig = rig_new(rows[i].name, "", 9);
            rig->world.noise = 1;
            rig_wait(rig, k * 1234567);
            rig_write(rig, rows[i].begin, strlen(rows[i].begin));
            rig_wait(rig, MONO_SEC + k * 3456789);
            const struct sim_cue cue = rig_cue("thumb", 2);
            sim_world_cue(&rig->world, rig->now, &cue);
            rig_clear(rig);
            rig_wait(rig, 5 * MONO_SEC);
            assert_true(rig->length > 400);
            if (!first)
                first = strdup(rig->text);
            assert_string_equal(rig->text, first);
            free(rig);
        }
        free(first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trial_is_seen_as_the_hand_presses),
        cmocka_unit_test(noise_stays_below_the_display),
        cmocka_unit_test(a_drifting_zero_is_seen),
        cmocka_unit_test(overload_is_never_a_plausible_number_unless_it_saturates),
        cmocka_unit_test(pressed_beyond_capacity_it_tells_by_itself),
        cmocka_unit_test(a_unit_changed_by_hand_is_told_and_the_force_stays),
        cmocka_unit_test(restarting_it_is_deaf_and_silent_for_a_while),
        cmocka_unit_test(another_instrument_in_its_place_shows_no_force),
        cmocka_unit_test(a_cable_that_is_out_brings_nothing),
        cmocka_unit_test(every_setting_that_is_listed_can_be_set),
        cmocka_unit_test(what_it_cannot_have_is_refused_and_its_settings_are_named),
        cmocka_unit_test(alone_the_hand_presses_again_and_again),
        cmocka_unit_test(what_a_trial_shows_does_not_depend_on_what_was_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

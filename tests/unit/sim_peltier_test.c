/* The plant of the simulated Peltier controllers: heat, regulator and limits, and what a participant feels of it. The
 * controllers are asked as a program asks them. */
#include "sim_peltier_rig.h"

#include <time.h>

enum { OBJECT = 1000, SINK = 1001, RAMPED = 1011, AMPS = 1020, VOLTS = 1021, STABLE = 1200 };
enum {
    OUTPUT = 2010,
    MOST_AMPS = 2030,
    MOST_VOLTS = 2031,
    SOFT = 3002,
    RAMP = 3003,
    TARGET = 3000
};

static double object_c(struct rig *rig)
{
    return tec_float(rig, OBJECT);
}

/* As fast as it can, without limits in the way. */
static struct rig *free_new(const char *faults)
{
    struct rig *rig = tec_ready(faults);
    tec_set_float(rig, 4010, -100);
    tec_set_float(rig, 4011, 200);
    tec_set_float(rig, 5011, 200);
    tec_set_float(rig, RAMP, 50);
    return rig;
}

static void switched_off_it_rests_where_it_began(void **state)
{
    (void)state;
    struct rig *rig = tec_new("");
    const double object = object_c(rig), sink = tec_float(rig, SINK);
    for (int i = 0; i < 20; i++) {
        rig_wait(rig, 60 * MONO_SEC);
        is_near(object_c(rig), object, 0.002);
        is_near(tec_float(rig, SINK), sink, 0.002);
    }
    assert_true(sim_port_deadline(&rig->port) == MONO_NEVER); /* nobody needs to look */
    assert_true(output_of(rig) == 0);
    free(rig);
}

static void a_ramp_has_the_slope_that_was_asked(void **state)
{
    (void)state;
    static const double slopes[] = {0.1, 0.5, 1, 4, -0.1, -0.5, -1, -4};
    for (size_t i = 0; i < sizeof slopes / sizeof slopes[0]; i++) {
        struct rig *rig = tec_ready("");
        tec_set_float(rig, RAMP, fabs(slopes[i]));
        tec_set_float(rig, TARGET, slopes[i] > 0 ? 50 : 10);
        rig_wait(rig, MONO_SEC);
        const double before = object_c(rig);
        rig_wait(rig, 3 * MONO_SEC);
        is_near((object_c(rig) - before) / 3, slopes[i], 0.02 * fabs(slopes[i]) + 0.002);
        is_near(tec_float(rig, RAMPED), REST_C + 4 * slopes[i], 0.02 * fabs(slopes[i]));
        free(rig);
    }
}

static void a_slow_one_ramps_at_a_share(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("slow_ramp:by=0.5,from=on");
    rig_wait(rig, 20 * MONO_SEC);
    tec_set_float(rig, TARGET, 45);
    rig_wait(rig, 10 * MONO_SEC);
    is_near(object_c(rig), 37, 0.05);
    free(rig);
    double reached[2];
    for (int is_slow = 0; is_slow < 2; is_slow++) {
        rig = te_ready(is_slow ? "slow_ramp:by=0.5,from=on" : "");
        te_write(rig, 0x1c, 4500);
        rig_wait(rig, MONO_SEC);
        reached[is_slow] = te_ask(rig, 0x01) / 100.0 - REST_C;
        free(rig);
    }
    assert_true(reached[1] < 0.6 * reached[0] && reached[1] > 0.3 * reached[0]);
}

static void a_ramp_ends_softly_where_that_is_asked(void **state)
{
    (void)state;
    double late[2], over[2];
    for (int is_soft = 0; is_soft < 2; is_soft++) {
        struct rig *rig = tec_ready("");
        tec_set_float(rig, RAMP, 4);
        tec_set_float(rig, SOFT, is_soft ? 2 : 0);
        tec_set_float(rig, TARGET, 42);
        rig_wait(rig, 2500 * MONO_MS);
        late[is_soft] = 42 - object_c(rig);
        over[is_soft] = 0;
        for (int i = 0; i < 500; i++) {
            rig_wait(rig, 10 * MONO_MS);
            over[is_soft] = fmax(over[is_soft], object_c(rig) - 42);
        }
        is_near(object_c(rig), 42, 0.01);
        free(rig);
    }
    assert_true(late[0] < 0.2 && late[1] > 0.5);
    assert_true(over[1] < 0.02);
}

static void it_holds_what_it_has_reached(void **state)
{
    (void)state;
    static const double targets[] = {50, 45, 32, 20, 10, 0};
    struct rig *rig = tec_ready("");
    tec_set_float(rig, RAMP, 4);
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        tec_set_float(rig, TARGET, targets[i]);
        rig_wait(rig, 30 * MONO_SEC);
        is_near(object_c(rig), targets[i], 0.01);
        assert_int_equal(tec_bits(rig, STABLE), 2);
        const double amps = tec_float(rig, AMPS);
        assert_true(targets[i] > 25 ? amps > 0 : amps < 0); /* heats or cools against the room */
    }
    tec_set(rig, OUTPUT, 0);
    rig_wait(rig, 120 * MONO_SEC);
    assert_true(object_c(rig) > 24); /* warms up by itself */
    free(rig);
}

/* Full current, in the air and on the skin. */
static void skin_slows_a_step(void **state)
{
    (void)state;
    double up[2], down[2];
    for (int is_on_skin = 0; is_on_skin < 2; is_on_skin++) {
        struct rig *rig = free_new(is_on_skin ? "" : "setting:contact-0");
        tec_set_float(rig, TARGET, 60);
        rig_wait(rig, 1500 * MONO_MS);
        up[is_on_skin] = object_c(rig);
        tec_set_float(rig, TARGET, REST_C);
        rig_wait(rig, 20 * MONO_SEC);
        tec_set_float(rig, TARGET, 0);
        rig_wait(rig, 3 * MONO_SEC);
        down[is_on_skin] = object_c(rig);
        free(rig);
    }
    assert_true(up[0] > up[1] + 0.3);
    assert_true(down[0] < down[1] - 0.3);
}

/* The regulator gives less for a moment, and then for good. */
static void contact_that_is_lost_shows(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("setting:contact-0,at=60s,from=on");
    tec_set_float(rig, RAMP, 4);
    tec_set_float(rig, TARGET, 15);
    rig_wait(rig, 39900 * MONO_MS);
    const double held = object_c(rig), amps = tec_float(rig, AMPS);
    double away = 0;
    for (int i = 0; i < 500; i++) {
        rig_wait(rig, 10 * MONO_MS);
        away = fmax(away, fabs(object_c(rig) - held));
    }
    assert_true(away > 0.01 && away < 0.5);
    rig_wait(rig, 30 * MONO_SEC);
    is_near(object_c(rig), 15, 0.01);
    assert_true(fabs(tec_float(rig, AMPS)) < fabs(amps) - 0.05);
    free(rig);
}

static void what_cannot_be_reached_is_not(void **state)
{
    (void)state;
    static const struct {
        double amps, volts, coldest, warmest;
    } rows[] = {{5, 20, -25, -10}, {2, 20, -10, 10}, {5, 4, -10, 10}, {0, 20, 24, 27}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = free_new("");
        tec_set_float(rig, MOST_AMPS, rows[i].amps);
        tec_set_float(rig, MOST_VOLTS, rows[i].volts);
        tec_set_float(rig, TARGET, -60);
        rig_wait(rig, 120 * MONO_SEC);
        const double c = object_c(rig);
        if (c < rows[i].coldest || c > rows[i].warmest)
            fail_msg("row %zu: %g", i, c);
        assert_int_equal(tec_bits(rig, STABLE), 1);
        assert_true(fabs(tec_float(rig, AMPS)) <= rows[i].amps + 1e-6);
        assert_true(fabs(tec_float(rig, VOLTS)) <= rows[i].volts + 1e-6);
        tec_set_float(rig, MOST_AMPS, 5); /* and it has not gathered what it could not give */
        tec_set_float(rig, MOST_VOLTS, 20);
        tec_set_float(rig, TARGET, 30);
        rig_wait(rig, 20 * MONO_SEC);
        is_near(object_c(rig), 30, 0.05);
        free(rig);
    }
}

static void a_sink_that_is_not_cooled_takes_the_cold_away(void **state)
{
    (void)state;
    double coldest[2], sink[2];
    for (int is_stopped = 0; is_stopped < 2; is_stopped++) {
        struct rig *rig = free_new(is_stopped ? "setting:fan-stopped" : "");
        tec_set_float(rig, TARGET, -60);
        rig_wait(rig, 300 * MONO_SEC);
        coldest[is_stopped] = object_c(rig);
        sink[is_stopped] = tec_float(rig, SINK);
        free(rig);
    }
    assert_true(sink[0] < 32 && sink[1] > 60);
    assert_true(coldest[1] > coldest[0] + 15);
}

static void ails_as_asked(void **state)
{
    (void)state;
    static const struct {
        const char *faults;
        double read_c, true_c;
    } rows[] = {
        {"", 45, 45},
        {"overload:from=on", 47, 47},
        {"drift:by=1,at=20s,from=on", 45, 44}, /* the sensor wanders, and the plate follows it */
        {"drift:by=-3,at=20s,from=on", 45, 48},
        {"drift:by=1000,at=20s,from=on", 45, 25},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = tec_ready(rows[i].faults);
        tec_set_float(rig, TARGET, 45);
        rig_wait(rig, 60 * MONO_SEC);
        is_near(object_c(rig), rows[i].read_c, 0.02);
        is_near(output_of(rig), fabs(rows[i].true_c - REST_C), 0.05);
        is_near(tec_float(rig, RAMPED), 45, 0.001);
        free(rig);
    }
}

/* Same commands at the same instants, looked at every so often: the same bits. */
static void nothing_depends_on_when_somebody_looks(void **state)
{
    (void)state;
    static const mono_ns spans[] = {100 * MONO_SEC, MONO_SEC, 37 * MONO_MS, 3 * MONO_MS};
    uint32_t first[6] = {0};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        struct rig *rig = tec_ready("");
        rig->world.noise = 1;
        for (int step = 0; step < 6; step++) {
            if (step == 2)
                cue(rig, "HPT", 1);
            tec_set_float(rig, TARGET, step % 2 ? 32 : 41.7);
            const mono_ns end = rig->now + 3 * MONO_SEC + 1234567 * (step + 1);
            while (rig->now < end) {
                const mono_ns next = rig->now + spans[i];
                rig_run(rig, next < end ? next : end);
            }
            const uint32_t bits = tec_bits(rig, OBJECT);
            if (i == 0)
                first[step] = bits;
            assert_int_equal(bits, first[step]);
        }
        free(rig);
    }
}

/* Where nobody looks at all, and where the program wakes up late. */
static void a_late_look_finds_all_that_happened(void **state)
{
    (void)state;
    mono_ns pressed[2];
    for (int is_late = 0; is_late < 2; is_late++) {
        struct rig *rig = tec_ready("");
        cue(rig, "HPT", 1);
        tec_set_float(rig, TARGET, 50);
        const mono_ns start = rig->now;
        if (is_late)
            rig->now += 30 * MONO_SEC;
        else
            rig_wait(rig, 30 * MONO_SEC);
        object_c(rig);
        rig_wait(rig, MONO_SEC);
        assert_true(rig->n_edges >= 1);
        pressed[is_late] = rig->edges[0].t - start;
        free(rig);
    }
    assert_true(pressed[0] == pressed[1]);
}

static void readings_scatter_and_repeat(void **state)
{
    (void)state;
    enum { READINGS = 400 };
    double seen[2][READINGS], sum = 0, squares = 0;
    for (int i = 0; i < 2; i++) {
        struct rig *rig = tec_ready("");
        rig->world.noise = 1;
        rig_wait(rig, 60 * MONO_SEC + i * 12345678); /* another past */
        cue(rig, "HPT", 1);
        for (int k = 0; k < READINGS; k++) {
            rig_wait(rig, 20 * MONO_MS);
            seen[i][k] = object_c(rig);
            assert_true(object_c(rig) == seen[i][k]); /* asked twice in a cycle */
        }
        free(rig);
    }
    for (int k = 0; k < READINGS; k++) {
        is_near(seen[1][k], seen[0][k], 0.001);
        sum += seen[0][k] - REST_C;
        squares += (seen[0][k] - REST_C) * (seen[0][k] - REST_C);
    }
    is_near(sum / READINGS, 0, 0.002);
    is_near(sqrt(squares / READINGS), 0.005, 0.001);
}

/* ---- what is felt -------------------------------------------------------------------------------
 */

static void at_once(struct rig *rig)
{
    rig->world.participant.reaction_s = rig->world.participant.reaction_sd_s = 0;
}

/* On a ramp of 1 °C/s the plate is where the ramp is: the sensor is behind, and the regulator before. */
static void presses_where_the_drawn_temperature_is_met(void **state)
{
    (void)state;
    static const struct {
        const char *test;
        double target, sign;
    } rows[] = {{"CDT", 10, -1}, {"WDT", 50, 1}, {"cpt", 0, -1}, {"hpt", 50, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (uint32_t trial = 1; trial <= 8; trial++) {
            struct rig *rig = tec_ready("");
            at_once(rig);
            cue(rig, rows[i].test, trial);
            rig_wait(rig, MONO_SEC);
            const mono_ns start = rig->now;
            tec_set_float(rig, TARGET, rows[i].target);
            rig_wait(rig, 35 * MONO_SEC);
            assert_int_equal(rig->n_edges, 2);
            const double s = mono_to_sec(rig->edges[0].t - start);
            is_near(REST_C + rows[i].sign * s, rig->world.plan.threshold_celsius, 0.1);
            free(rig);
        }
}

/* Without scatter and without waiting: where HPT is at `threshold_c`. */
static struct rig *exact_new(double threshold_c)
{
    struct rig *rig = tec_ready("");
    struct sim_participant *participant = &rig->world.participant;
    memset(participant->thermal_sd, 0, sizeof participant->thermal_sd);
    participant->thermal_celsius[SIM_HEAT_PAIN] = threshold_c;
    at_once(rig);
    tec_set_float(rig, RAMP, 4);
    return rig;
}

/* At 4 °C/s a threshold that is 4 thousandths higher is met a millisecond later. */
static void a_press_has_its_exact_instant(void **state)
{
    (void)state;
    mono_ns pressed[4];
    for (int i = 0; i < 4; i++) {
        struct rig *rig = exact_new(44 + 0.004 * i);
        const mono_ns start = rig->now;
        cue(rig, "HPT", 1);
        tec_set_float(rig, TARGET, 50);
        rig_wait(rig, 5 * MONO_SEC);
        assert_int_equal(rig->n_edges, 2);
        pressed[i] = rig->edges[0].t - start;
        if (i > 0)
            is_near((double)(pressed[i] - pressed[i - 1]), 1e6, 0.02e6);
        free(rig);
    }
}

/* A trial that begins where the threshold lies behind, be it by two milliseconds: nobody presses before the plate has been
 * on the other side again. */
static void what_was_met_before_a_trial_is_not_felt_in_it(void **state)
{
    (void)state;
    mono_ns met = 0;
    for (int i = 0; i < 3; i++) {
        struct rig *rig = exact_new(44);
        const mono_ns start = rig->now;
        if (i == 0)
            cue(rig, "HPT", 1);
        tec_set_float(rig, TARGET, 50);
        rig_run(rig, i == 1 ? met + 2 * MONO_MS : start + 8 * MONO_SEC);
        met = i == 0 ? rig->edges[0].t : met;
        if (i > 0)
            cue(rig, "HPT", 1);
        rig_wait(rig, 8 * MONO_SEC);
        assert_int_equal(rig->n_edges, i == 0 ? 2 : 0);
        tec_set_float(rig, TARGET, REST_C);
        rig_wait(rig, 8 * MONO_SEC);
        tec_set_float(rig, TARGET, 50);
        rig_wait(rig, 8 * MONO_SEC);
        assert_int_equal(rig->n_edges, 2);
        free(rig);
    }
}

/* Whoever turns the port when it wants to be turned is told of a press when it is made. */
static void a_press_is_told_in_time(void **state)
{
    (void)state;
    for (uint32_t trial = 1; trial <= 10; trial++) {
        struct rig *rig = tec_ready("");
        rig->world.participant.reaction_s = 0.1;
        tec_set_float(rig, RAMP, 50);
        cue(rig, "HPT", trial);
        tec_set_float(rig, TARGET, 60);
        for (int i = 0; i < 1000 && rig->n_edges == 0; i++) {
            rig->now = sim_port_deadline(&rig->port);
            sim_port_turn(&rig->port, rig->now);
        }
        assert_true(rig->n_edges == 1 && rig->edges[0].t == rig->now);
        free(rig);
    }
}

/* The power goes when nobody has asked for long: until then it was driven. */
static void a_lost_supply_finds_the_plate_where_it_was(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("reboot:at=60s,from=on,for=0.1s");
    tec_set_float(rig, TARGET, 45);
    rig_wait(rig, 40300 * MONO_MS);
    assert_true(object_c(rig) > 43);
    free(rig);
}

/* The other controller has no ramp: the program steps its set point. */
static void is_felt_of_a_set_point_that_is_stepped(void **state)
{
    (void)state;
    struct rig *rig = te_ready("");
    at_once(rig);
    cue(rig, "HPT", 1);
    const mono_ns start = rig->now;
    for (int i = 1; i <= 180; i++) {
        te_write(rig, 0x1c, 3200 + 10 * i);
        rig_wait(rig, 100 * MONO_MS);
    }
    assert_int_equal(rig->n_edges, 2);
    is_near(REST_C + mono_to_sec(rig->edges[0].t - start), rig->world.plan.threshold_celsius, 0.3);
    free(rig);
}

static void bad_contact_is_felt_as_less(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("setting:contact-50");
    memset(rig->world.participant.thermal_sd, 0, sizeof rig->world.participant.thermal_sd);
    at_once(rig);
    cue(rig, "WDT", 1);
    const mono_ns start = rig->now;
    tec_set_float(rig, TARGET, 50);
    rig_wait(rig, 20 * MONO_SEC);
    assert_int_equal(rig->n_edges, 2);
    is_near(mono_to_sec(rig->edges[0].t - start), 4, 0.1); /* 34 °C is felt at 36 */
    free(rig);
}

static void nobody_presses_without_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *test, *faults;
        double target;
        bool is_on;
    } rows[] = {
        {"ppt", "", 50, true},                  /* asks for nothing */
        {"HPT", "", 10, true},                  /* the other direction */
        {"CPT", "", 27, true},                  /* not cold enough */
        {"HPT", "setting:contact-0", 50, true}, /* in the air */
        {"HPT", "", 50, false},                 /* switched off */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = tec_ready(rows[i].faults);
        cue(rig, rows[i].test, 1);
        tec_set(rig, OUTPUT, rows[i].is_on);
        tec_set_float(rig, TARGET, rows[i].target);
        rig_wait(rig, 30 * MONO_SEC);
        if (rig->n_edges)
            fail_msg("row %zu", i);
        free(rig);
    }
}

static void alone_the_participant_feels_what_the_thermode_does(void **state)
{
    (void)state;
    struct rig *rig = tec_ready("");
    rig->world.is_alone = true;
    tec_set_float(rig, TARGET, 40);
    rig_wait(rig, 12 * MONO_SEC);
    assert_int_equal(rig->n_edges, 2);
    tec_set_float(rig, TARGET, REST_C);
    rig_wait(rig, 12 * MONO_SEC);
    assert_int_equal(rig->n_edges, 2);
    tec_set_float(rig, TARGET, 25);
    rig_wait(rig, 12 * MONO_SEC);
    assert_int_equal(rig->n_edges, 4);
    assert_true(rig->world.cues == 2);
    free(rig);
    rig = te_ready("");
    rig->world.is_alone = true;
    for (int i = 1; i <= 80; i++) {
        te_write(rig, 0x1c, 3200 + 10 * i);
        rig_wait(rig, 100 * MONO_MS);
    }
    assert_true(rig->world.cues == 1); /* all steps are one stimulus */
    free(rig);
}

/* The figure is printed, not judged: trials of a minute, asked twenty times a second. */
static void virtual_time_runs_fast(void **state)
{
    (void)state;
    enum { TRIALS = 20, ASKED = 20 * 60 };
    struct rig *rig = tec_ready("");
    rig->world.noise = 1;
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    const mono_ns start = rig->now;
    for (uint32_t trial = 1; trial <= TRIALS; trial++) {
        cue(rig, "HPT", trial);
        rig->n_edges = 0;
        for (int i = 0; i < ASKED; i++) {
            if (i == 20 || i == 400)
                tec_set_float(rig, 50012, i == 20 ? 50 : REST_C);
            say(rig, "#020007?VR04B0019E68\r");
            rig_wait(rig, 50 * MONO_MS);
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    const double s = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
    print_message("%.0f times real time\n", mono_to_sec(rig->now - start) / s);
    assert_int_equal(rig->now - start, TRIALS * 60 * MONO_SEC);
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(switched_off_it_rests_where_it_began),
        cmocka_unit_test(a_ramp_has_the_slope_that_was_asked),
        cmocka_unit_test(a_slow_one_ramps_at_a_share),
        cmocka_unit_test(a_ramp_ends_softly_where_that_is_asked),
        cmocka_unit_test(it_holds_what_it_has_reached),
        cmocka_unit_test(skin_slows_a_step),
        cmocka_unit_test(contact_that_is_lost_shows),
        cmocka_unit_test(what_cannot_be_reached_is_not),
        cmocka_unit_test(a_sink_that_is_not_cooled_takes_the_cold_away),
        cmocka_unit_test(ails_as_asked),
        cmocka_unit_test(nothing_depends_on_when_somebody_looks),
        cmocka_unit_test(a_late_look_finds_all_that_happened),
        cmocka_unit_test(readings_scatter_and_repeat),
        cmocka_unit_test(presses_where_the_drawn_temperature_is_met),
        cmocka_unit_test(a_press_has_its_exact_instant),
        cmocka_unit_test(what_was_met_before_a_trial_is_not_felt_in_it),
        cmocka_unit_test(a_press_is_told_in_time),
        cmocka_unit_test(a_lost_supply_finds_the_plate_where_it_was),
        cmocka_unit_test(is_felt_of_a_set_point_that_is_stepped),
        cmocka_unit_test(bad_contact_is_felt_as_less),
        cmocka_unit_test(nobody_presses_without_a_reason),
        cmocka_unit_test(alone_the_participant_feels_what_the_thermode_does),
        cmocka_unit_test(virtual_time_runs_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Alternating ramps: each turn is measured, the next begins where the one before turned, the baseline comes last. */
#include "stimulus_thermal_rig.h"

#include "stimulus/thermal_limen.h"

static const double warm_c = 33.7, cool_c = 30.8;

static struct thermal_limen_outcome outcome(const struct rig *rig)
{
    struct thermal_limen_outcome out;
    memcpy(&out, rig->outcome, sizeof out);
    return out;
}

static struct thermal_limen_spec spec_of(uint8_t pairs)
{
    struct thermal_limen_spec spec = thermal_limen_defaults();
    spec.pairs = pairs;
    spec.warm_limit_c = 36;
    spec.cool_limit_c = 28;
    return spec;
}

static void begin_with(struct rig *rig, const struct thermal_limen_spec *spec, mono_ns dead)
{
    rig_init(rig, &thermal_limen);
    rig_at_baseline(rig);
    rig->n_zones = ZONES;
    rig->thermode.dead = dead;
    rig->thermode.tau_s = 0.012;
    rig_start(rig, spec);
    rig_live_until(rig, COMMAND_DRIVE, 1);
}

static void begin(struct rig *rig, uint8_t pairs)
{
    const struct thermal_limen_spec spec = spec_of(pairs);
    begin_with(rig, &spec, 20 * MONO_MS);
}

/* Until the participant has pressed at `c`, or is not going to. */
static void turn_at(struct rig *rig, double c)
{
    rig->presses = true;
    rig->pressed_at = 0;
    rig->threshold_c = c;
    for (int i = 0; i < 3000 && rig->presses && !rig->done; i++)
        rig_live(rig, rig->period);
    assert_false(rig->presses);
}

static void test_three_pairs(void **unused)
{
    (void)unused;
    for (uint8_t pairs = 1; pairs <= THERMAL_PAIRS_MAX; pairs++) {
        struct rig rig;
        double felt[2 * THERMAL_PAIRS_MAX];
        mono_ns pressed[2 * THERMAL_PAIRS_MAX];
        begin(&rig, pairs);
        for (int i = 0; i < 2 * pairs; i++) {
            struct thermal_live live;
            thermal_limen.look(rig.state, &live);
            assert_true(live.turn == i && live.turns == 2 * pairs && live.is_cool == (i % 2 == 1));
            assert_int_equal(rig_count(&rig, COMMAND_DRIVE), i + 1);
            assert_true(fabs(rig.commands[rig.n_commands - 1].target - (i % 2 ? 28 : 36)) < 1e-9);
            turn_at(&rig, (i % 2 ? cool_c : warm_c) + 0.037 * i);
            felt[i] = rig.felt_c;
            pressed[i] = rig.pressed_at;
        }
        assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
        rig_finish(&rig);
        assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 2 * pairs);
        const struct thermal_limen_outcome out = outcome(&rig);
        assert_int_equal(out.end, END_COMPLETED);
        assert_int_equal(out.n_turns, 2 * pairs);
        for (int i = 0; i < 2 * pairs; i++) {
            const struct thermal_limen_turn *turn = &out.turns[i];
            assert_int_equal(turn->end, END_RESPONSE);
            assert_int_equal(turn->is_cool, i % 2);
            assert_int_equal(turn->felt, THERMAL_FELT_UNASKED);
            assert_true(fabs(turn->value_c - felt[i]) < 0.003);
            assert_true(turn->response_ns == pressed[i] && !turn->rate_off);
            assert_true(fabs(fabs((double)turn->slope_c_per_s) - 1) < 0.02);
            assert_int_equal(turn->slope_c_per_s < 0, i % 2);
        }
        assert_true(out.returned && !out.overshot && out.overshoot_c > 0.01f);
        assert_true(out.warmest_c < 34.3f && out.coolest_c > 30.7f && out.zone_spread_c < 0.01f);
        assert_true(out.end_ns == pressed[2 * pairs - 1] && out.baseline_ns > out.end_ns);
        assert_true(out.gaps == 0 && out.strays == 0 && out.readings > 400 && rig.alarms == 0);
        rig_fini(&rig);
    }
}

static void test_turn_at_a_limit_is_a_bound_and_the_next_follows(void **unused)
{
    (void)unused;
    struct rig rig;
    begin(&rig, 2);
    turn_at(&rig, warm_c);
    rig_live_until(&rig, COMMAND_DRIVE, 3); /* no cold is felt */
    turn_at(&rig, warm_c);
    turn_at(&rig, cool_c);
    rig_finish(&rig);
    const struct thermal_limen_outcome out = outcome(&rig);
    assert_int_equal(out.end, END_COMPLETED);
    static const enum end_reason ends[] = {END_RESPONSE, END_LIMIT, END_RESPONSE, END_RESPONSE};
    for (int i = 0; i < 4; i++)
        assert_int_equal(out.turns[i].end, ends[i]);
    assert_true(fabs(out.turns[1].value_c - 28) < 1e-9 && out.turns[1].response_ns > 0);
    assert_true(fabs(out.turns[2].value_c - warm_c) < 0.003);
    rig_fini(&rig);
}

static void test_ended_from_outside_in_every_ramp(void **unused)
{
    (void)unused;
    static const enum end_reason reasons[] = {END_STOP, END_FAULT, END_INTERRUPTED, END_COMPLETED,
                                              END_WITHDRAWN};
    for (int turns = 0; turns < 4; turns++) {
        for (size_t i = 0; i < 5; i++) {
            struct rig rig;
            begin(&rig, 2);
            for (int k = 0; k < turns; k++)
                turn_at(&rig, k % 2 ? cool_c : warm_c);
            rig_live(&rig, 300 * MONO_MS);
            thermal_limen.end(rig.state, rig.t, reasons[i], &rig.io);
            assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
            rig_finish(&rig);
            const struct thermal_limen_outcome out = outcome(&rig);
            assert_int_equal(out.end, reasons[i]);
            assert_int_equal(out.n_turns, turns + 1);
            for (int k = 0; k < turns; k++)
                assert_int_equal(out.turns[k].end, END_RESPONSE);
            assert_int_equal(out.turns[turns].end, reasons[i]);
            assert_true(fabs(out.turns[turns].value_c) <= 0 && out.returned);
            rig_fini(&rig);
        }
    }
}

static void test_first_ramp_can_be_answered_too_early(void **unused)
{
    (void)unused;
    struct rig rig;
    begin(&rig, 3);
    rig_live(&rig, 80 * MONO_MS);
    rig_press_at(&rig, rig.t);
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_EARLY);
    assert_int_equal(outcome(&rig).n_turns, 1);
    assert_true(outcome(&rig).turns[0].response_ns > 0 && outcome(&rig).returned);
    rig_fini(&rig);
}

static void test_bounce_after_a_turn_is_counted_and_ends_nothing(void **unused)
{
    (void)unused;
    struct rig rig;
    begin(&rig, 1);
    turn_at(&rig, warm_c);
    for (int i = 0; i < 5; i++) {
        rig_live(&rig, 12 * MONO_MS);
        rig_press_at(&rig, rig.t);
    }
    turn_at(&rig, cool_c);
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_COMPLETED);
    assert_int_equal(outcome(&rig).strays, 5);
    assert_true(fabs(outcome(&rig).turns[1].value_c - cool_c) < 0.003);
    rig_fini(&rig);
}

/* Cold is often felt before the skin is back at the baseline. */
static void test_turn_may_lie_on_the_other_side_of_the_baseline(void **unused)
{
    (void)unused;
    struct rig rig;
    begin(&rig, 1);
    turn_at(&rig, 35);
    turn_at(&rig, 33.2);
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_COMPLETED);
    assert_true(fabs(outcome(&rig).turns[1].value_c - 33.2) < 0.003);
    rig_fini(&rig);
}

/* What goes on for half a second after a command has the way of a second to make good. */
static void test_late_thermode_may_turn_late(void **unused)
{
    (void)unused;
    struct thermal_limen_spec spec = spec_of(2);
    spec.warm_limit_c = 45;
    spec.cool_limit_c = 15;
    spec.thermal.rate_c_per_s = 4;
    struct rig rig;
    begin_with(&rig, &spec, 480 * MONO_MS);
    for (int i = 0; i < 4; i++)
        turn_at(&rig, i % 2 ? 26 : 38);
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_COMPLETED);
    assert_true(outcome(&rig).overshot && fabs((double)outcome(&rig).overshoot_c - 1.92) < 0.1);
    for (int i = 0; i < 4; i++)
        assert_true(fabs(outcome(&rig).turns[i].value_c - (i % 2 ? 26 : 38)) < 0.01);
    rig_fini(&rig);
}

static void test_response_heard_after_the_limit_of_the_ramp_before(void **unused)
{
    (void)unused;
    for (int late = 0; late < 2; late++) {
        struct rig rig;
        begin(&rig, 1);
        rig.thermode.tau_s = 0; /* there in time */
        rig.heard_after = late ? 400 * MONO_MS : 90 * MONO_MS;
        turn_at(&rig, 35.98);
        rig.heard_after = 0;
        assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 2);
        turn_at(&rig, cool_c);
        rig_finish(&rig);
        const struct thermal_limen_outcome out = outcome(&rig);
        assert_int_equal(out.end, END_COMPLETED);
        assert_int_equal(out.turns[0].end, late ? END_LIMIT : END_RESPONSE);
        assert_true(fabs(out.turns[0].value_c - (late ? 36 : 35.98)) < 0.003);
        assert_int_equal(out.strays, late);
        assert_true(fabs(out.turns[1].value_c - cool_c) < 0.003);
        rig_fini(&rig);
    }
}

struct lost_row {
    int until_ms; /* from the press of the second turn: no readings */
    enum end_reason end;
    enum fault fault;
    const char *legend;
};

static void test_turn_without_readings_around_it_ends_the_run(void **unused)
{
    (void)unused;
    static const struct lost_row lost[] = {
        {60, END_COMPLETED, FAULT_NONE, "a short silence"},
        {200, END_FAULT, FAULT_SILENT, "a long one"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct rig rig;
        begin(&rig, 2);
        turn_at(&rig, warm_c);
        rig.deaf_for = lost[i].until_ms * MONO_MS;
        turn_at(&rig, cool_c);
        rig_live(&rig, rig.deaf_for);
        rig.deaf_for = 0;
        print_message("  %s\n", lost[i].legend);
        if (lost[i].end == END_COMPLETED) {
            turn_at(&rig, warm_c);
            turn_at(&rig, cool_c);
        }
        rig_finish(&rig);
        const struct thermal_limen_outcome out = outcome(&rig);
        assert_int_equal(out.end, lost[i].end);
        assert_int_equal(out.fault, lost[i].fault);
        assert_int_equal(out.turns[0].end, END_RESPONSE);
        assert_int_equal(out.turns[1].end, i == 0 ? END_RESPONSE : END_FAULT);
        assert_true(out.returned);
        rig_fini(&rig);
    }
}

enum ail { SLOW, DEAF, VANISHES, PAST_LIMIT, AILS };

/* From the second ramp on. */
static void test_thermode_that_misbehaves_on_the_way_back(void **unused)
{
    (void)unused;
    static const enum fault faults[AILS] = {FAULT_TRACKING, FAULT_TRACKING, FAULT_SILENT,
                                            FAULT_TRACKING};
    static const char *const legends[AILS] = {"40 % slow", "goes on heating", "vanishes",
                                              "overshoots by 2 degrees"};
    for (enum ail ail = 0; ail < AILS; ail++) {
        struct rig rig;
        begin(&rig, 3);
        rig.thermode.factor = ail == SLOW ? 0.6 : 1;
        rig_live(&rig, 10 * MONO_MS);
        turn_at(&rig, 34.5);
        rig_live(&rig, 30 * MONO_MS);
        print_message("  %s\n", legends[ail]);
        if (ail == DEAF)
            rig.thermode.goal_c = 60;
        rig.is_silent = ail == VANISHES;
        rig.thermode.jump_c = ail == PAST_LIMIT ? 0.3 : 0;
        rig.thermode.tau_s = 0;
        rig_live_until(&rig, COMMAND_BASELINE, 1);
        assert_true(rig.thermode.temp_c < 37.6 && rig.thermode.temp_c > 25.9);
        rig.is_silent = false;
        rig_finish(&rig);
        const struct thermal_limen_outcome out = outcome(&rig);
        assert_int_equal(out.end, END_FAULT);
        assert_int_equal(out.fault, faults[ail]);
        assert_int_equal(out.n_turns, 2);
        assert_int_equal(out.turns[0].end, END_RESPONSE);
        assert_int_equal(out.turns[1].end, END_FAULT);
        assert_true(out.returned && rig.alarms == 0);
        rig_fini(&rig);
    }
}

/* As the readings of an older TCS: 20 a second, in tenths. */
static void test_turn_too_short_for_a_slope_judges_nothing(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct rig rig;
        struct thermal_limen_spec spec = spec_of(3);
        rig_init(&rig, &thermal_limen);
        rig_at_baseline(&rig);
        rig.random = seed;
        rig.period = 50 * MONO_MS;
        rig.quantum_c = 0.1;
        rig.noise_c = 0.05;
        spec.thermal.stream_hz = 20;
        rig.thermode.tau_s = 0.012;
        rig_start(&rig, &spec);
        rig_live_until(&rig, COMMAND_DRIVE, 1);
        for (int i = 0; i < 6; i++)
            turn_at(&rig, i == 3 ? rig.felt_c - 0.3 : i % 2 ? cool_c : warm_c);
        rig_finish(&rig);
        const struct thermal_limen_outcome out = outcome(&rig);
        print_message("  seed %d: %.3f in the short turn, %.3f in all\n", (int)seed,
                      (double)out.turns[3].slope_c_per_s, (double)out.slope_c_per_s);
        assert_int_equal(out.end, END_COMPLETED);
        assert_true(fabs((double)out.turns[3].slope_c_per_s) <= 0 && !out.turns[3].rate_off);
        assert_true(out.has_slope && !out.rate_off);
        assert_true(fabs((double)out.slope_c_per_s - 1) < 0.1);
        rig_fini(&rig);
    }
}

/* One of them is enough; it is the one that is shown. */
static void test_turn_that_is_off_makes_the_run_off(void **unused)
{
    (void)unused;
    static const double factors[] = {0.8, 0.87, 0.95, 1.05, 1.13, 1.2};
    for (size_t k = 0; k < sizeof factors / sizeof factors[0]; k++)
        for (int off = 0; off < 4; off++) {
            struct rig rig;
            begin(&rig, 2);
            for (int i = 0; i < 4; i++) {
                rig.thermode.factor = i == off ? factors[k] : 1;
                turn_at(&rig, i % 2 ? cool_c : warm_c);
            }
            rig.thermode.factor = 1;
            rig_finish(&rig);
            const struct thermal_limen_outcome out = outcome(&rig);
            print_message("  %.2f in turn %d: %.3f, mean %.3f\n", factors[k], off,
                          (double)out.worst_slope_c_per_s, (double)out.slope_c_per_s);
            assert_int_equal(out.end, END_COMPLETED);
            assert_int_equal(out.rate_off, fabs(factors[k] - 1) > 0.1);
            assert_true(fabs((double)out.worst_slope_c_per_s - factors[k]) < 0.02);
            assert_true(fabs((double)out.slope_c_per_s - (3 + factors[k]) / 4) < 0.02);
            rig_fini(&rig);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_pairs),
        cmocka_unit_test(test_turn_at_a_limit_is_a_bound_and_the_next_follows),
        cmocka_unit_test(test_ended_from_outside_in_every_ramp),
        cmocka_unit_test(test_first_ramp_can_be_answered_too_early),
        cmocka_unit_test(test_bounce_after_a_turn_is_counted_and_ends_nothing),
        cmocka_unit_test(test_turn_may_lie_on_the_other_side_of_the_baseline),
        cmocka_unit_test(test_late_thermode_may_turn_late),
        cmocka_unit_test(test_response_heard_after_the_limit_of_the_ramp_before),
        cmocka_unit_test(test_turn_without_readings_around_it_ends_the_run),
        cmocka_unit_test(test_thermode_that_misbehaves_on_the_way_back),
        cmocka_unit_test(test_turn_too_short_for_a_slope_judges_nothing),
        cmocka_unit_test(test_turn_that_is_off_makes_the_run_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

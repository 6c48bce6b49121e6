/* The method of limits: to a response, to the limit, back to the baseline, whatever the participant does. */
#include "stimulus_thermal_rig.h"

#include "stimulus/thermal_limits.h"

static struct thermal_limits_outcome outcome(const struct rig *rig)
{
    struct thermal_limits_outcome out;
    memcpy(&out, rig->outcome, sizeof out);
    return out;
}

static struct thermal_live look(const struct rig *rig)
{
    struct thermal_live live;
    assert_int_equal(rig->reactor->look_size, sizeof live);
    rig->reactor->look(rig->state, &live);
    return live;
}

static void begin(struct rig *rig, double limit_c)
{
    struct thermal_limits_spec spec = thermal_limits_defaults();
    spec.limit_c = limit_c;
    rig_start(rig, &spec);
}

static bool near(double a, double b, double span)
{
    return fabs(a - b) <= span;
}

static void test_warm_ramp_to_a_response_and_back(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, &thermal_limits);
    rig.n_zones = ZONES;
    rig.zone_offset_c[2] = 0.5;
    rig.thermode.dead = 50 * MONO_MS;
    rig.thermode.tau_s = 0.05;
    rig.presses = true;
    rig.threshold_c = 41.234;
    begin(&rig, 50);
    rig_finish(&rig);
    const struct thermal_limits_outcome out = outcome(&rig);
    assert_int_equal(out.end, END_RESPONSE);
    assert_true(out.has_value && !out.censored && out.bound == THERMAL_NO_BOUND);
    assert_true(near(out.value_c, rig.felt_c + 0.1, 0.01)); /* the mean of the zones */
    assert_int_equal(out.zones, 0x1f);
    assert_true(near(out.zone_c[2] - out.zone_c[1], 0.5, 0.001));
    assert_true(near(out.zone_spread_c, 0.4, 0.001) && out.worst_zone == 2);
    assert_true(out.has_slope && near(out.slope_c_per_s, 1, 0.001) &&
                near(out.slope_error, 0, 0.001));
    assert_true(!out.rate_off && out.has_in_band && out.in_band > 0.99);
    assert_true(near(out.overshoot_c, 0.05, 0.06) && !out.overshot && out.overshoot_c > 0.02);
    assert_true(near(out.behind_c, 0.0, 0.11));
    assert_true(out.armed_ns == an_hour && out.settled_ns > an_hour + MONO_SEC);
    assert_true(out.ramp_ns == out.settled_ns + MONO_SEC);
    assert_true(near(mono_to_sec(out.moved_ns - out.ramp_ns), 0.25, 0.11));
    assert_true(out.response_ns == rig.pressed_at && out.end_ns == out.response_ns);
    assert_true(out.returned && out.baseline_ns > out.end_ns && out.bracket_ns == 10 * MONO_MS);
    assert_true(near(out.readings, mono_to_sec(out.end_ns - out.ramp_ns) * 100, 1.5));
    assert_int_equal(out.gaps + out.value_gaps + out.fault + out.after_fault, 0);
    assert_int_equal(rig.alarms, 0);
    static const enum command_kind kinds[] = {COMMAND_STREAM, COMMAND_LEVEL, COMMAND_DRIVE,
                                              COMMAND_BASELINE, COMMAND_IDLE};
    assert_int_equal(rig.n_commands, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(rig.commands[i].kind, kinds[i]);
    assert_true(near(rig.commands[1].target, 32, 0) && near(rig.commands[2].target, 50, 0));
    assert_true(near(rig.commands[2].rate_per_s, 1, 0) && near(rig.commands[2].return_per_s, 5, 0));
    assert_true(rig.commands[2].hold > 0 && rig.commands[2].hold < 10 * MONO_SEC);
    static const int phases[] = {1, 1, 0, 1, 1};
    assert_memory_equal(rig.phases, phases, sizeof phases);
    rig_fini(&rig);
}

static void test_cool_ramp_to_a_response(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, &thermal_limits);
    rig_at_baseline(&rig);
    rig.presses = true;
    rig.threshold_c = 30.5;
    begin(&rig, 0);
    rig_finish(&rig);
    const struct thermal_limits_outcome out = outcome(&rig);
    assert_int_equal(out.end, END_RESPONSE);
    assert_true(near(out.value_c, 30.5, 1e-6) && near(out.slope_c_per_s, -1, 1e-6));
    assert_true(near(out.slope_error, 0, 1e-6) && out.peak_c < 30.51 && out.zones == 0);
    rig_fini(&rig);
}

struct limit_row {
    double limit_c, offset_c, noise_c, quantum_c;
    double peak_c;
    enum thermal_bound bound;
    const char *legend;
};

static void test_limit_is_a_bound(void **unused)
{
    (void)unused;
    static const struct limit_row rows[] = {
        {50, 0, 0, 0.1, 50, THERMAL_ABOVE, "heat that is not felt: at least 50"},
        {0, 0, 0, 0.1, 0, THERMAL_BELOW, "cold that is not felt: at most 0"},
        {0, 0.1, 0, 0.1, 0.1, THERMAL_BELOW, "a sensor that reads 0.1 at 0 does not hang"},
        {0, 0, 0.13, 0, -0.13, THERMAL_BELOW, "a sensor may read below 0"},
        {0, -0.4, 0, 0.1, -0.1, THERMAL_BELOW, "one that reads low is stopped a little early"},
        {50, -0.2, 0.1, 0.1, 49.9, THERMAL_ABOVE, "one that reads 49.8 at 50"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig, &thermal_limits);
        rig.offset_c = rows[i].offset_c > -0.3 && rows[i].offset_c < 0.3 ? rows[i].offset_c : 0;
        rig.noise_c = rows[i].noise_c;
        rig.quantum_c = rows[i].quantum_c;
        rig.thermode.dead = rows[i].offset_c < -0.3 ? 100 * MONO_MS : 0; /* goes on a little */
        rig.thermode.floor_c = rows[i].offset_c < -0.3 ? -1 : 0;
        print_message("  %s\n", rows[i].legend);
        begin(&rig, rows[i].limit_c);
        rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        assert_int_equal(out.end, END_LIMIT);
        assert_true(out.has_value && out.censored && out.returned);
        assert_true(near(out.value_c, rows[i].limit_c, 0));
        assert_int_equal(out.bound, rows[i].bound);
        assert_true(near(out.peak_c, rows[i].peak_c, 0.14));
        assert_true(near(mono_to_sec(out.end_ns - out.ramp_ns), fabs(rows[i].limit_c - 32), 1.2));
        assert_int_equal(rig.phases[PHASE_WARN], 1);
        assert_int_equal(out.response_ns, 0);
        rig_fini(&rig);
    }
}

static void test_response_before_the_temperature_moves_is_early(void **unused)
{
    (void)unused;
    static const int at_ms[] = {0, 5, 300, 1500, 2400, 2900};
    for (size_t i = 0; i < 6; i++) {
        struct rig rig;
        rig_init(&rig, &thermal_limits);
        rig_at_baseline(&rig);
        rig.thermode.dead = 400 * MONO_MS;
        begin(&rig, 50);
        rig_live(&rig, at_ms[i] * MONO_MS);
        rig_press_at(&rig, rig.t);
        assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
        assert_int_equal(rig.done, 0); /* not before it is seen to be safe */
        rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        assert_int_equal(out.end, i < 5 ? END_EARLY : END_RESPONSE);
        assert_int_equal(out.has_value, i == 5);
        assert_true(out.response_ns == an_hour + at_ms[i] * MONO_MS && out.returned);
        rig_fini(&rig);
    }
}

/* A start within the tolerance below the baseline: what is not above the baseline is no warmth. */
static void test_response_below_the_baseline_is_early(void **unused)
{
    (void)unused;
    for (int i = 0; i < 2; i++) {
        struct rig rig;
        rig_init(&rig, &thermal_limits);
        rig_at_baseline(&rig);
        rig.offset_c = -0.25;
        begin(&rig, 50);
        rig_live_until(&rig, COMMAND_DRIVE, 1);
        rig_live(&rig, (i == 0 ? 210 : 500) * MONO_MS);
        rig_press_at(&rig, rig.t);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).end, i == 0 ? END_EARLY : END_RESPONSE);
        assert_true(i == 0 || outcome(&rig).value_c > 32);
        rig_fini(&rig);
    }
}

static void test_ended_from_outside_in_every_state(void **unused)
{
    (void)unused;
    static const enum end_reason reasons[] = {END_STOP, END_FAULT, END_INTERRUPTED, END_COMPLETED,
                                              END_WITHDRAWN};
    static const int at_ms[] = {0, 500, 1900, 4000, 20000};
    for (size_t m = 0; m < 5; m++) {
        for (size_t i = 0; i < 5; i++) {
            struct rig rig;
            rig_init(&rig, &thermal_limits);
            begin(&rig, 50);
            rig_live(&rig, at_ms[m] * MONO_MS);
            thermal_limits.end(rig.state, rig.t, reasons[i], &rig.io);
            assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
            assert_int_equal(rig.done, 0);
            thermal_limits.end(rig.state, rig.t, END_STOP, &rig.io);
            rig_finish(&rig);
            const struct thermal_limits_outcome out = outcome(&rig);
            assert_int_equal(out.end, reasons[i]);
            assert_true(!out.has_value && out.returned && out.fault == FAULT_NONE);
            assert_int_equal(out.ramp_ns > 0, m >= 3);
            assert_int_equal(rig.alarms, 0);
            rig_fini(&rig);
        }
    }
}

static void test_end_from_outside_leaves_a_response_that_came_before(void **unused)
{
    (void)unused;
    for (int after_value = 0; after_value < 2; after_value++) {
        struct rig rig;
        rig_init(&rig, &thermal_limits);
        rig.presses = true;
        rig.threshold_c = 40.003;
        begin(&rig, 50);
        rig_live_until(&rig, COMMAND_BASELINE, 1);
        rig_live(&rig, after_value * 100 * MONO_MS);
        thermal_limits.end(rig.state, rig.t, END_STOP, &rig.io);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).end, END_RESPONSE);
        assert_true(near(outcome(&rig).value_c, 40.003, 1e-6));
        rig_fini(&rig);
    }
}

/* One press per run, 7 ms apart over all of it. */
static void test_response_at_every_moment(void **unused)
{
    (void)unused;
    int values = 0, early = 0, limits = 0;
    for (mono_ns at = 0; at < 9 * MONO_SEC; at += 7 * MONO_MS + 1234) {
        struct rig rig;
        rig_init(&rig, &thermal_limits);
        rig_at_baseline(&rig);
        rig.quantum_c = 0.1;
        begin(&rig, 36);
        rig_live(&rig, at);
        const double c = rig.thermode.temp_c;
        const bool over = rig.done || rig_count(&rig, COMMAND_BASELINE) > 0;
        if (!rig.done)
            rig_press_at(&rig, rig.t);
        if (!rig.done)
            rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        assert_int_equal(out.fault, FAULT_NONE);
        values += out.end == END_RESPONSE;
        early += out.end == END_EARLY;
        limits += out.end == END_LIMIT;
        assert_int_equal(values + early + limits, (int)(at / (7 * MONO_MS + 1234)) + 1);
        assert_true(!over || out.end == END_LIMIT);
        if (out.end == END_RESPONSE)
            assert_true(near(out.value_c, c, 0.05) && out.value_c > 32 && out.value_c < 36);
        if (out.end == END_EARLY)
            assert_true(c < 32.2);
        if (out.end == END_LIMIT)
            assert_true(over || c > 35.9);
        rig_fini(&rig);
    }
    assert_true(values > 400 && early > 200 && limits > 50);
}

/* Readings that do not come, from the response on. */
struct lost {
    const char *legend;
    enum end_reason end;
    enum fault fault;
    int from_ms, until_ms;
    bool silent; /* else the numbers jump */
};

static void test_readings_missing_around_the_response(void **unused)
{
    (void)unused;
    static const struct lost rows[] = {
        {"three readings: bridged, and told", END_RESPONSE, FAULT_NONE, -10, 20, false},
        {"eight readings", END_FAULT, FAULT_GARBLED, -40, 40, false},
        {"none came in time", END_FAULT, FAULT_SILENT, 1, 150, true},
        {"a gap that is over", END_RESPONSE, FAULT_NONE, -300, -50, false},
        {"the line has lost most of its readings", END_RESPONSE, FAULT_NONE, -600, 3, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig, &thermal_limits);
        begin(&rig, 50);
        rig_live_until(&rig, COMMAND_DRIVE, 1);
        const mono_ns press = rig.t + 5 * MONO_SEC + 5 * MONO_MS;
        rig.lost_from = press + rows[i].from_ms * MONO_MS;
        rig.lost_until = press + rows[i].until_ms * MONO_MS;
        if (i == 4)
            rig.lost_until = press - 10 * MONO_MS;
        rig_live(&rig, press - rig.t);
        const double c = rig.thermode.temp_c;
        rig_press_at(&rig, rig.t);
        rig.is_silent = rows[i].silent;
        rig_live(&rig, 150 * MONO_MS);
        rig.is_silent = false;
        rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        print_message("  %s\n", rows[i].legend);
        assert_int_equal(out.end, rows[i].end);
        assert_int_equal(out.fault, rows[i].fault);
        assert_true(out.returned && out.response_ns == press);
        if (out.end == END_RESPONSE)
            assert_true(near(out.value_c, c, 0.02));
        if (i == 0)
            assert_true(out.value_gaps == 3 && out.bracket_ns == 40 * MONO_MS);
        rig_fini(&rig);
    }
}

static void test_response_that_is_heard_late(void **unused)
{
    (void)unused;
    for (int heard_ms = 0; heard_ms <= 200; heard_ms += 50) {
        struct rig rig; /* it was pressed 20 ms before the limit */
        rig_init(&rig, &thermal_limits);
        rig.presses = true;
        rig.threshold_c = 39.98;
        rig.heard_after = heard_ms * MONO_MS;
        begin(&rig, 40);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).end, heard_ms <= 100 ? END_RESPONSE : END_LIMIT);
        if (heard_ms <= 100)
            assert_true(near(outcome(&rig).value_c, 39.98, 0.002));
        rig_fini(&rig);

        rig_init(&rig, &thermal_limits); /* or before a stop */
        begin(&rig, 50);
        rig_live_until(&rig, COMMAND_DRIVE, 1);
        rig_live(&rig, 4 * MONO_SEC);
        const mono_ns press = rig.t;
        rig_live(&rig, 15 * MONO_MS);
        thermal_limits.end(rig.state, rig.t, END_STOP, &rig.io);
        rig_live(&rig, heard_ms * MONO_MS);
        rig_press_at(&rig, press);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).end, heard_ms <= 100 ? END_RESPONSE : END_STOP);
        if (heard_ms <= 100)
            assert_true(near(outcome(&rig).value_c, 36, 1e-6));
        rig_fini(&rig);
    }
}

static void test_stop_stands_where_the_response_before_it_has_no_value(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, &thermal_limits);
    begin(&rig, 50);
    rig_live_until(&rig, COMMAND_DRIVE, 1);
    rig_live(&rig, 4 * MONO_SEC + 5 * MONO_MS);
    rig_press_at(&rig, rig.t);
    thermal_limits.end(rig.state, rig.t, END_STOP, &rig.io);
    rig.is_silent = true;
    rig_live(&rig, 150 * MONO_MS);
    rig.is_silent = false;
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_FAULT); /* the response came first */
    rig_fini(&rig);

    rig_init(&rig, &thermal_limits);
    begin(&rig, 50);
    rig_live_until(&rig, COMMAND_DRIVE, 1);
    rig_live(&rig, 4 * MONO_SEC + 7 * MONO_MS);
    thermal_limits.end(rig.state, rig.t, END_STOP, &rig.io);
    rig_press_at(&rig, rig.t - 2 * MONO_MS);
    rig.is_silent = true;
    rig_live(&rig, 150 * MONO_MS);
    rig.is_silent = false;
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_STOP);
    assert_false(outcome(&rig).has_value);
    rig_fini(&rig);
}

static void test_stamps_from_elsewhere(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, &thermal_limits);
    begin(&rig, 50);
    rig_press_at(&rig, an_hour - 1); /* of the trial before */
    rig_live_until(&rig, COMMAND_DRIVE, 1);
    rig_live(&rig, 4 * MONO_SEC);
    assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 0);
    rig_press_at(&rig, rig.t + 10 * MONO_SEC); /* of no clock */
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_FAULT);
    assert_int_equal(outcome(&rig).fault, FAULT_RANGE);
    rig_fini(&rig);
}

static void test_look_tells_what_goes_on(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, &thermal_limits);
    rig.n_zones = ZONES;
    rig.presses = true;
    rig.threshold_c = 20;
    begin(&rig, 0);
    struct thermal_live live = look(&rig);
    assert_true(live.step == THERMAL_STEP_SETTLING && !live.has_temperature && live.is_cool);
    assert_true(live.n_zones == ZONES && live.zones == 0 && live.turns == 1);
    rig_live(&rig, 1800 * MONO_MS);
    live = look(&rig);
    assert_true(live.step == THERMAL_STEP_LEAD_IN && live.has_temperature && live.zones == 0x1f);
    rig_live(&rig, 6 * MONO_SEC);
    live = look(&rig);
    assert_true(live.step == THERMAL_STEP_RAMP && live.phase == PHASE_RUNNING && live.ramp_ns > 0);
    assert_true(live.has_slope && live.in_band && near(live.slope_c_per_s, -1, 0.01));
    assert_true(near(live.temperature_c, rig.thermode.temp_c, 0.02) && near(live.limit_c, 0, 0));
    assert_true(near(live.zone_c[4], live.temperature_c, 0.02) && !live.has_value);
    rig_live_until(&rig, COMMAND_BASELINE, 1);
    rig_live(&rig, 50 * MONO_MS);
    live = look(&rig);
    assert_true(live.step == THERMAL_STEP_RETURNING && live.has_value && !live.censored);
    assert_true(near(live.value_c, 20, 0.01));
    rig_finish(&rig);
    rig_fini(&rig);
}

static void test_lead_in_is_waited_at_a_steady_baseline(void **unused)
{
    (void)unused;
    struct rig rig;
    struct thermal_limits_spec spec = thermal_limits_defaults();
    spec.thermal.lead_in = 1700 * MONO_MS;
    rig_init(&rig, &thermal_limits);
    rig_start(&rig, &spec);
    rig_live(&rig, 2 * MONO_SEC); /* 30 to 31.7 takes 340 ms, and 1 s of steadiness */
    assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 0);
    rig.offset_c = 0.5; /* it drifts: all begins anew */
    rig_live(&rig, 20 * MONO_MS);
    rig.offset_c = 0;
    rig_live(&rig, 2690 * MONO_MS);
    assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 0);
    rig_live(&rig, 50 * MONO_MS);
    assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 1);
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_LIMIT);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_warm_ramp_to_a_response_and_back),
        cmocka_unit_test(test_cool_ramp_to_a_response),
        cmocka_unit_test(test_limit_is_a_bound),
        cmocka_unit_test(test_response_before_the_temperature_moves_is_early),
        cmocka_unit_test(test_response_below_the_baseline_is_early),
        cmocka_unit_test(test_ended_from_outside_in_every_state),
        cmocka_unit_test(test_end_from_outside_leaves_a_response_that_came_before),
        cmocka_unit_test(test_response_at_every_moment),
        cmocka_unit_test(test_readings_missing_around_the_response),
        cmocka_unit_test(test_response_that_is_heard_late),
        cmocka_unit_test(test_stop_stands_where_the_response_before_it_has_no_value),
        cmocka_unit_test(test_stamps_from_elsewhere),
        cmocka_unit_test(test_look_tells_what_goes_on),
        cmocka_unit_test(test_lead_in_is_waited_at_a_steady_baseline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

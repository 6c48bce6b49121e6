/* The held temperature: it arrives, it stays, it goes back, and every departure from that is a fault. */
#include "unit/stimulus_thermal_rig.h"

#include "hw/thermal_rest.h"
#include "stimulus/thermal_hold.h"

static struct rig rig;
static struct thermal_hold_spec spec;
static struct thermal_hold_outcome out;

static void begin(double target_c)
{
    rig_init(&rig, &thermal_hold);
    rig.period = 50 * MONO_MS;
    spec = thermal_hold_defaults();
    spec.target_c = target_c;
}

static void start(void)
{
    rig_start(&rig, &spec);
}

static void finish(void)
{
    rig_finish(&rig);
    memcpy(&out, rig.outcome, sizeof out);
    rig_fini(&rig);
    assert_true(rig_count(&rig, COMMAND_BASELINE) >= 1);
}

static void end(enum end_reason reason)
{
    rig.reactor->end(rig.state, rig.t, reason, &rig.io);
}

static void assert_fault(enum fault fault, bool returned)
{
    finish();
    assert_int_equal(out.end, END_FAULT);
    assert_int_equal(out.fault, fault);
    assert_int_equal(out.returned, returned);
    assert_int_equal(rig.alarms, !returned);
}

static void it_goes_there_and_back_when_it_is_no_longer_needed(void **state)
{
    (void)state;
    static const double targets[] = {25, 40};
    for (size_t i = 0; i < 2; i++) {
        begin(targets[i]);
        start();
        assert_int_equal(rig.commands[0].kind, COMMAND_STREAM);
        assert_int_equal(rig.commands[1].kind, COMMAND_LEVEL);
        assert_true(rig.commands[1].target == 32);
        rig_live(&rig, 25 * MONO_SEC);
        assert_true(fabs(rig.thermode.temp_c - targets[i]) < 0.01);
        assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 1);
        end(END_COMPLETED);
        finish();
        assert_int_equal(out.end, END_COMPLETED);
        assert_true(out.has_level && out.returned && rig.alarms == 0);
        assert_true(fabs(out.start_c - 32) <= 1 && out.baseline_ns > out.end_ns);
        assert_true(fabs(rig.thermode.temp_c - 32) <= 1);
    }
}

/* Its own time bounds a drive: so it is driven again and again, and never for longer than it may last. */
static void it_is_driven_anew_before_its_time_is_over(void **state)
{
    (void)state;
    begin(40);
    spec.lasts = 150 * MONO_SEC;
    start();
    finish();
    assert_int_equal(out.end, END_TIMEOUT);
    assert_true(out.returned);
    assert_int_equal(out.drives, 4); /* at 0, 40, 80 and 120 s */
    assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 4);
    for (size_t i = 0; i < rig.n_commands; i++)
        if (rig.commands[i].kind == COMMAND_DRIVE) {
            assert_true(rig.commands[i].hold == spec.hold && spec.renew < spec.hold);
            assert_true(rig.commands[i].target == 40);
        }
}

/* From every state and for every reason it goes back. */
static void every_end_leads_back(void **state)
{
    (void)state;
    static const enum end_reason reasons[] = {END_STOP, END_INTERRUPTED, END_COMPLETED};
    static const mono_ns after[] = {0, 500 * MONO_MS, 6 * MONO_SEC, 20 * MONO_SEC};
    for (size_t r = 0; r < 3; r++)
        for (size_t i = 0; i < 4; i++) {
            begin(25);
            start();
            rig_live(&rig, after[i]);
            end(reasons[r]);
            assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
            end(END_STOP); /* once more, while it is on its way */
            finish();
            assert_int_equal(out.end, reasons[r]);
            assert_true(out.returned);
            assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
        }
}

static void what_does_not_come_back_is_an_alarm(void **state)
{
    (void)state;
    begin(40);
    start();
    rig_live(&rig, 25 * MONO_SEC);
    rig.thermode.no_return = true;
    end(END_COMPLETED);
    assert_fault(FAULT_NOT_RELEASED, false);
    begin(40);
    start();
    rig_live(&rig, 25 * MONO_SEC);
    rig.is_silent = true; /* nobody sees it */
    end(END_COMPLETED);
    assert_fault(FAULT_SILENT, false);
}

/* A stop or a fault switches some thermodes off: they go to where their surroundings are, slowly and never to the baseline. */
static void what_a_stop_switches_off_is_back_where_it_stays(void **state)
{
    (void)state;
    static const double targets[] = {25, 40}, surroundings[] = {24, 27, 35};
    for (size_t i = 0; i < 6; i++)
        for (int faulty = 0; faulty < 2; faulty++) {
            begin(targets[i % 2]);
            spec.stop_is_off = !faulty; /* after a fault nobody knows */
            start();
            rig_live(&rig, 25 * MONO_SEC);
            rig.thermode.baseline_c = surroundings[i / 2];
            rig.thermode.back = 0.5;
            if (faulty)
                rig_event(&rig, EVENT_FAULT, FAULT_GARBLED);
            else
                end(END_STOP);
            finish();
            assert_int_equal(out.end, faulty ? END_FAULT : END_STOP);
            assert_int_equal(out.fault, faulty ? FAULT_GARBLED : FAULT_NONE);
            assert_true(out.returned && rig.alarms == 0);
            assert_true(out.baseline_ns >= out.end_ns);
        }
}

/* It was not switched off: only the baseline is back. */
static void what_ends_as_it_should_goes_to_its_baseline(void **state)
{
    (void)state;
    begin(25);
    spec.stop_is_off = true;
    start();
    rig_live(&rig, 25 * MONO_SEC);
    rig.thermode.baseline_c = 28;
    end(END_COMPLETED);
    assert_fault(FAULT_NOT_RELEASED, false);
}

static void what_is_not_followed_is_a_fault(void **state)
{
    (void)state;
    begin(40);
    rig.thermode.ceiling_c = 37; /* it does not get there */
    start();
    assert_fault(FAULT_TRACKING, true);
    assert_false(out.has_level);
    begin(40);
    rig.thermode.jump_c = 2; /* 2 degC beyond it */
    rig.offset_c = 0.1;
    start();
    assert_fault(FAULT_TRACKING, true);
    assert_true(out.end_ns - out.drive_ns < 9 * MONO_SEC); /* at once */
    begin(40);
    start();
    rig_live(&rig, 25 * MONO_SEC);
    rig.thermode.goal_c = 38; /* it loses it */
    assert_fault(FAULT_TRACKING, true);
    assert_true(out.has_level);
    begin(40);
    rig.thermode.no_return = true; /* it does not even get to the baseline */
    rig.thermode.back = 0.001;
    start();
    finish();
    assert_int_equal(out.fault, FAULT_TRACKING);
    assert_int_equal(out.drives, 0);
    begin(40);
    start();
    rig_live(&rig, 25 * MONO_SEC);
    rig_event(&rig, EVENT_NOTICE, NOTICE_PROGRAM_DONE); /* somebody else has ended it */
    assert_fault(FAULT_TRACKING, true);
}

static void silence_and_faults_end_it(void **state)
{
    (void)state;
    static const mono_ns after[] = {500 * MONO_MS, 6 * MONO_SEC, 20 * MONO_SEC};
    for (size_t i = 0; i < 3; i++) {
        begin(25);
        start();
        rig_live(&rig, after[i]);
        rig.is_silent = true;
        rig_live(&rig, 1100 * MONO_MS);
        assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
        rig.is_silent = false;
        assert_fault(FAULT_SILENT, true);
        begin(25);
        start();
        rig_live(&rig, after[i]);
        rig_event(&rig, EVENT_FAULT, FAULT_GARBLED);
        rig_event(&rig, EVENT_READY, 0); /* it may not have heard: told again */
        assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 2);
        assert_int_equal(rig_count(&rig, COMMAND_STREAM), 2);
        assert_fault(FAULT_GARBLED, true);
        begin(25);
        start();
        rig_live(&rig, after[i]);
        rig_reading(&rig, PROBE, NAN);
        assert_fault(FAULT_RANGE, true);
    }
}

static void what_trails_the_line_is_measured(void **state)
{
    (void)state;
    static const double lags[] = {0, 0.2, 0.6};
    for (size_t i = 0; i < 3; i++) {
        begin(25);
        rig_at_baseline(&rig);
        rig.thermode.tau_s = lags[i];
        start();
        rig_live(&rig, 20 * MONO_SEC);
        rig.thermode.goal_c = 25.8; /* what it does there is no lag */
        rig_live(&rig, 5 * MONO_SEC);
        end(END_COMPLETED);
        finish();
        /* of a lag of first order: the rate times its time */
        assert_true(fabs(out.behind_c - lags[i] * spec.rate_c_per_s) < 0.02);
    }
}

static void zones_only_stream(void **state)
{
    (void)state;
    begin(25);
    rig.n_zones = ZONES;
    start();
    rig_live(&rig, 25 * MONO_SEC);
    end(END_COMPLETED);
    finish(); /* the rig fails at what is ordered of them */
    assert_int_equal(out.end, END_COMPLETED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_there_and_back_when_it_is_no_longer_needed),
        cmocka_unit_test(it_is_driven_anew_before_its_time_is_over),
        cmocka_unit_test(every_end_leads_back),
        cmocka_unit_test(what_does_not_come_back_is_an_alarm),
        cmocka_unit_test(what_a_stop_switches_off_is_back_where_it_stays),
        cmocka_unit_test(what_ends_as_it_should_goes_to_its_baseline),
        cmocka_unit_test(what_is_not_followed_is_a_fault),
        cmocka_unit_test(silence_and_faults_end_it),
        cmocka_unit_test(what_trails_the_line_is_measured),
        cmocka_unit_test(zones_only_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

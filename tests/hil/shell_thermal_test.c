/* A thermode's trial in the window's engine: what stands on the screen while it cools, and what when it is stopped, when nobody
 * sees the window's keyboard any more, and when the cable is pulled in mid-ramp. The thermode is simulated in a process of its
 * own. */
#include "support/engine_trial.h"

#include <math.h>

/* One site, two ramps, as quick as they are still followed, from where this thermode stands when it is switched on. */
static const char protocol[] =
    "return protocol {\n"
    "  id = \"cold\", version = \"1.0.0\", title = { en = \"Cold\", de = \"Kälte\" },\n"
    "  needs = { \"thermode\", \"response\" },\n"
    "  run = function()\n"
    "    instruct { key = \"cpt\", test = \"cpt\" }\n"
    "    return cpt { sites = { site(\"forearm\", \"left\") }, trials = 2,\n"
    "      baseline = 30*degC, limit = 10*degC, rate = 4*degC/sec, return_rate = 10*degC/sec,\n"
    "      interval_min = 1*sec, interval_max = 1*sec,\n"
    "      tolerance = 90*percent }\n"
    "  end,\n"
    "}\n";

/* The thermode is a part of this bench, or (`plugged`) on a cable of its own, where the examiner responds. */
static void begin(bool plugged)
{
    struct bench_spec *bench = &rig.config.bench;
    *bench = (struct bench_spec){.n_responses = 1, .responses[0].kind = RESPONSE_PARTICIPANT};
    sim_bench_add_thermode(bench);
    bench->instruments[0].ramp_max_degc_per_s = 4;
    folder_write(&rig.folder, "short.lua", protocol);
    if (plugged) {
        gauge_plug(&gauge, rig.nursery, gauges, "qst-tcs");
        snprintf(bench->instruments[0].port, sizeof bench->instruments[0].port, "%.127s",
                 gauge.port);
        bench->responses[0] = (struct response_spec){.kind = RESPONSE_KEY, .code = "b"};
        rig.config.is_demo = false;
    }
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    if (plugged) { /* nobody has checked it */
        ENGINE_UNTIL(&rig, rig.view.bench.begin_asks_reason);
        engine_ask(&rig, ACTION_BEGIN_ANYWAY, BEGIN_ASKS_REASON, 0, "it is simulated");
    }
    ENGINE_UNTIL(&rig, run()->now == NOW_INSTRUCT);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_CONFIRM);
    assert_int_equal(run()->stimulus, VIEW_TEMPERATURE);
}

/* Into the ramp; a starved machine leaves a simulated thermode silent, and the program stops, as it should. */
static void go_into_ramp(void)
{
    do {
        engine_arm(&rig);
        ENGINE_UNTIL(&rig, (run()->now == NOW_RUNNING && run()->thermal.step == VIEW_TO_LIMIT &&
                            run()->reading < 26) ||
                               run()->now == NOW_STOPPED);
    } while (engine_is_starved(&rig));
}

/* Its ramp begins at one place of the plot, however long the baseline was waited for. */
static void assert_ramp_is_where_the_plot_has_it(void)
{
    const struct thermal_view *thermal = &run()->thermal;
    size_t left = run()->n_trace;
    while (left > 0 && run()->trace[left - 1].value < 29)
        left--;
    assert_true(left > 0 && left < run()->n_trace);
    assert_true((double)run()->trace[0].t_s >= 0);
    assert_true(fabs((double)run()->trace[left].t_s - thermal->lead_s) < 1.5);
}

/* From the baseline down to the response of the virtual participant and back: the screen has it in degrees. */
static void a_threshold_of_cold_is_measured_in_the_window(void **state)
{
    (void)state;
    begin(false);
    assert_string_equal(run()->test, "cpt");
    go_into_ramp();
    assert_ramp_is_where_the_plot_has_it();
    assert_true(rig.view.frame.is_live && rig.view.frame.is_energised);
    assert_true(run()->target_slope == -4 && run()->limit == 10 && run()->thermal.baseline == 30);
    assert_true(run()->thermal.n_zones == 5 && isfinite(run()->thermal.zones[0]));
    ENGINE_UNTIL(&rig, run()->has_slope || run()->now != NOW_RUNNING);
    assert_true(run()->slope < -2);
    ENGINE_UNTIL(&rig, run()->thermal.step == VIEW_RETURNING);
    ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW);
    assert_int_equal(run()->thermal.step, VIEW_BACK);
    assert_false(run()->not_back || rig.view.frame.is_energised);
    assert_true(newest()->has_value && newest()->value < 28 && newest()->value >= 10);
    assert_false(newest()->zero_unseen || newest()->off_zero);
    assert_true(run()->has_threshold);
    assert_true(run()->thermal.dose.is_known && run()->thermal.dose.ramps_most > 0);
}

/* Somebody else takes the keyboard: a thermode goes on by itself, so that is a stop. It comes back and is seen there. */
static void without_its_keyboard_the_window_stops_the_thermode(void **state)
{
    (void)state;
    begin(false);
    go_into_ramp();
    assert_true(rig.view.frame.is_energised);
    stop_raise(&rig.stop, STOP_FOCUS, mono_now());
    ENGINE_UNTIL(&rig, run()->now == NOW_STOPPED);
    assert_false(run()->not_back || run()->fault);
    assert_non_null(strstr(run()->sentence, text_of(LANGUAGE_EN, TEXT_stop_focus)));
    assert_true(fabs(run()->reading - 30) < 2);
    assert_int_equal(newest()->state, ROW_STOPPED);
    engine_ask(&rig, ACTION_REPEAT, 0, 0, NULL);
    go_into_ramp();
}

static void a_thermode_that_vanishes_is_to_be_taken_off(void **state)
{
    (void)state;
    begin(true);
    pull_in_the_ramp(go_into_ramp, "qst-tcs", false);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_threshold_of_cold_is_measured_in_the_window),
        ROW(without_its_keyboard_the_window_stops_the_thermode),
        ROW(a_thermode_that_vanishes_is_to_be_taken_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

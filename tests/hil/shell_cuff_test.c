/* A cuff's trial in the window's engine: what stands on the screen while it rises, what is found, pulses, STOP, the window without its
 * keyboard, and the cable that is pulled while it presses. The cuff is simulated in a process of its own. */
#include "support/engine_trial.h"

#include <math.h>

/* One ramp as quick as the verb goes, and three pulses. */
static const char protocol[] =
    "return protocol {\n"
    "  id = \"cuff\", version = \"1.0.0\", title = { en = \"Cuff\", de = \"Manschette\" },\n"
    "  needs = { \"test_cuff\", \"rating\", \"response\" },\n"
    "  run = function()\n"
    "    instruct { key = \"pdt_ptt\", test = \"ptt\" }\n"
    "    local here = site(\"gastrocnemius\", \"left\")\n"
    "    pdt_ptt { sites = here, rate = 20*kPa/sec, trials = 1, rest = 0*sec, tolerance = "
    "90*percent }\n"
    "    return ts { sites = here, level = 50*kPa, pulses = 3, off = 1*sec, rest = 0*sec }\n"
    "  end,\n"
    "}\n";

/* The cuff is a part of this bench (NULL), or that simulated instrument on a cable of its own, where the examiner responds. */
static void begin(const char *plugged)
{
    struct bench_spec *bench = &rig.config.bench;
    *bench = (struct bench_spec){.n_responses = 1, .responses[0].kind = RESPONSE_PARTICIPANT};
    sim_bench_add_cuff(bench);
    folder_write(&rig.folder, "short.lua", protocol);
    if (plugged) {
        gauge_plug(&gauge, rig.nursery, gauges, plugged);
        snprintf(bench->instruments[0].driver, sizeof bench->instruments[0].driver, "%s", plugged);
        snprintf(bench->instruments[0].port, sizeof bench->instruments[0].port, "%.127s",
                 gauge.port);
        if (strcmp(plugged, "cpar-plus") == 0)
            strcpy(bench->instruments[0].bridge_port, "COM1");
        bench->responses[0] = (struct response_spec){.kind = RESPONSE_KEY, .code = "b"};
        rig.config.is_demo = false;
    }
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_INSTRUCT);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_CONFIRM);
    assert_int_equal(run()->stimulus, VIEW_CUFF);
}

/* A starved machine leaves a simulated cuff silent, and the program stops, as it should. */
static void go_into_ramp(void)
{
    do {
        engine_arm(&rig);
        ENGINE_UNTIL(&rig, (run()->now == NOW_RUNNING && run()->cuff.step == VIEW_CUFF_PRESSES &&
                            run()->reading > 8) ||
                               run()->now == NOW_STOPPED);
    } while (engine_is_starved(&rig));
}

static void go_to_review(void)
{
    do {
        engine_arm(&rig);
        ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW || run()->now == NOW_STOPPED);
    } while (engine_is_starved(&rig));
}

/* Beside what the cuff measures, what is rated on its slider. */
static void assert_can_run(void)
{
    static const char *const tests[] = {"ptt", "ts", "tonic"};
    const struct bench_view *bench = &rig.view.bench;
    assert_int_equal(bench->n_tests, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(bench->tests[i].test, tests[i]);
        assert_int_not_equal(bench->tests[i].mark, MARK_BAD);
    }
}

/* From nothing to the tolerance of the virtual participant, and the pulses after it. */
static void a_cuff_is_measured_in_the_window(void **state)
{
    (void)state;
    begin(NULL);
    assert_can_run();
    assert_string_equal(run()->test, "ptt");
    go_into_ramp();
    assert_true(rig.view.frame.is_live && rig.view.frame.is_energised);
    assert_true(run()->target_slope == 20 && run()->limit == 100);
    assert_true(run()->cuff.has_rating);
    assert_string_equal(run()->instrument, "CPAR");
    ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW || run()->now == NOW_STOPPED);
    if (engine_is_starved(&rig))
        go_to_review();
    assert_int_equal(run()->cuff.step, VIEW_CUFF_OFF);
    assert_false(run()->not_back || rig.view.frame.is_energised);
    assert_true(newest()->has_value && newest()->has_pdt && newest()->has_rating);
    assert_true(newest()->pdt < newest()->value && newest()->rating > 0);
    assert_true(run()->has_threshold);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_CONFIRM && run()->stimulus == VIEW_TRAIN);
    assert_true(run()->train.pulses == 3 && run()->train.levels[2] == 50);
    go_to_review();
    assert_int_equal(newest()->n_pulses, 3);
    assert_true(isfinite(newest()->ratings[2]));
    assert_true(fabs((double)run()->trace[run()->n_trace - 1].t_s - 6) < 1.5);
}

/* STOP in mid-ramp vents it; so does somebody else's keyboard: a cuff goes on by itself. */
static void a_stop_vents_it_and_the_trial_can_be_repeated(void **state)
{
    (void)state;
    static const enum stop_cause causes[] = {STOP_KEY, STOP_FOCUS};
    begin(NULL);
    for (size_t i = 0; i < 2; i++) {
        go_into_ramp();
        stop_raise(&rig.stop, causes[i], mono_now());
        ENGINE_UNTIL(&rig, run()->now == NOW_STOPPED);
        assert_false(run()->not_back || run()->fault);
        assert_true(run()->reading < 3);
        assert_int_equal(newest()->state, ROW_STOPPED);
        engine_ask(&rig, ACTION_REPEAT, 0, 0, NULL);
    }
    go_into_ramp();
}

static void a_cuff_that_vanishes_is_to_be_opened(void **state)
{
    (void)state;
    begin("cpar");
    pull_in_the_ramp(go_into_ramp, "cpar", true);
}

/* A CPAR+ tells no pressure at rest: what it told last does not stand for what there is. */
static void what_it_told_while_it_pressed_is_no_reading_afterwards(void **state)
{
    (void)state;
    begin("cpar-plus");
    go_into_ramp();
    assert_true(run()->has_reading);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, run()->now == NOW_STOPPED && !run()->has_reading);
    assert_true(run()->instrument_mark == MARK_OK);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_cuff_is_measured_in_the_window),
        ROW(a_stop_vents_it_and_the_trial_can_be_repeated),
        ROW(a_cuff_that_vanishes_is_to_be_opened),
        ROW(what_it_told_while_it_pressed_is_no_reading_afterwards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

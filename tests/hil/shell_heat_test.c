/* Pulses and a hold of a thermode in the window's engine: what stands on the screen while they are given, and what each was rated on a
 * slider. Thermode and slider are simulated in processes of their own. */
#include "gui/view_rated.h"
#include "support/engine_trial.h"

#include <math.h>

/* Of this thermode from where it stands when it is switched on, as short as they are still seen. */
static const char protocol[] =
    "return protocol {\n"
    "  id = \"heat\", version = \"1.0.0\", title = { en = \"Heat\", de = \"Hitze\" },\n"
    "  needs = { \"thermode\", \"rating\", \"response\" },\n"
    "  run = function()\n"
    "    instruct { key = \"ts.heat\", test = \"ts\" }\n"
    "    local here = site(\"thenar\", \"left\")\n"
    "    ts { by = \"heat\", sites = here, level = 47*degC, baseline = 30*degC, pulses = 2,\n"
    "      on = 1*sec, period = 6*sec, rate = 8*degC/sec, return_rate = 10*degC/sec,\n"
    "      rest = 0*sec, interval_min = 1*sec, interval_max = 1*sec }\n"
    "    return tonic { by = \"heat\", sites = here, level = 47*degC, baseline = 30*degC,\n"
    "      hold = 4*sec, rate = 8*degC/sec, return_rate = 10*degC/sec,\n"
    "      rest = 0*sec, interval_min = 1*sec, interval_max = 1*sec }\n"
    "  end,\n"
    "}\n";

static void begin(void)
{
    struct bench_spec *bench = &rig.config.bench;
    *bench = (struct bench_spec){.n_responses = 1, .responses[0].kind = RESPONSE_PARTICIPANT};
    sim_bench_add_thermode(bench);
    bench->instruments[0].ramp_max_degc_per_s = 20;
    bench->instruments[bench->n_instruments] =
        (struct instrument_spec){.name = "slider", .driver = "evas", .port = "sim:evas"};
    bench->roles[ROLE_RATING] =
        (struct role_spec){.bound = true, .instrument = bench->n_instruments++, .channel = "vas"};
    folder_write(&rig.folder, "short.lua", protocol);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_INSTRUCT);
    assert_int_equal(run()->stimulus, VIEW_TEMPERATURE); /* no cuff is on this bench */
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_CONFIRM);
    assert_int_equal(run()->stimulus, VIEW_TEMPERATURE);
}

/* Until it is given, seen at its level; a starved machine leaves what is simulated silent, and the program stops, as it should. */
static void go_to_level(void)
{
    do {
        engine_arm(&rig);
        ENGINE_UNTIL(&rig, (run_view_gives(run()) && run()->train.is_pressing &&
                            run()->reading > 40 && run()->cuff.has_rating) ||
                               run()->now == NOW_REVIEW || run()->now == NOW_STOPPED);
    } while (engine_is_starved(&rig));
    assert_int_equal(run()->now, NOW_RUNNING);
}

/* A trial that is stopped in the middle of it is done once more. */
static void go_to_review(void)
{
    ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW || run()->now == NOW_STOPPED);
    while (engine_is_starved(&rig)) {
        engine_arm(&rig);
        ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW || run()->now == NOW_STOPPED);
    }
    assert_int_equal(run()->thermal.step, VIEW_BACK);
    assert_false(run()->not_back || rig.view.frame.is_energised);
}

/* Zones and ratings come on channels of their own. */
static void assert_zones_and_rating_are_not_confused(void)
{
    assert_int_equal(run()->thermal.n_zones, 5);
    for (int i = 0; i < 5; i++)
        assert_true(isnan(run()->thermal.zones[i]) || run()->thermal.zones[i] > 20);
    assert_true(run()->cuff.rating >= 0 && run()->cuff.rating <= 10);
}

static void pulses_and_a_hold_of_heat_are_given_in_the_window(void **state)
{
    (void)state;
    begin();
    assert_string_equal(run()->test, "ts");
    assert_true(run_view_has_pulses(run()) && run()->train.pulses == 2);
    go_to_level();
    assert_true(rig.view.frame.is_energised && run()->train.levels[1] == 47);
    assert_zones_and_rating_are_not_confused();
    go_to_review();
    assert_true(newest()->n_pulses == 2 && !newest()->has_value);
    assert_true(isfinite(newest()->ratings[1]) && newest()->ratings[1] > 0);
    assert_true(run()->train.given == 2 && !run()->has_mean);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);

    ENGINE_UNTIL(&rig, run()->now == NOW_CONFIRM && strcmp(run()->test, "tonic") == 0);
    assert_true(run_view_holds(run()) && run()->train.on_s == 4);
    go_to_level();
    assert_true(run()->train.left_s > 0 && run()->train.left_s <= 4);
    assert_zones_and_rating_are_not_confused();
    go_to_review();
    assert_true(newest()->has_value && newest()->value > 0 && newest()->value <= 10);
    assert_true(run()->thermal.dose.is_known && run()->thermal.dose.ramps >= 3);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {ROW(pulses_and_a_hold_of_heat_are_given_in_the_window)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

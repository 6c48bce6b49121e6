/* The cable of a thermode is pulled in its check: that is said at once, and no old number stands for what it reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/engine_gauge_fixture.h"

static void go(const char *driver)
{
    struct bench_spec *bench = &rig.config.bench;
    *bench = (struct bench_spec){.n_responses = 1};
    bench->responses[0] = (struct response_spec){.kind = RESPONSE_KEY, .code = "b"};
    sim_bench_add_thermode(bench);
    snprintf(bench->instruments[0].driver, sizeof bench->instruments[0].driver, "%s", driver);
    gauge_plug(&gauge, rig.nursery, gauges, driver);
    snprintf(bench->instruments[0].port, sizeof bench->instruments[0].port, "%.127s", gauge.port);
    rig.config.is_demo = false;
    rig.config.protocol[0] = '\0';
    engine_go(&rig);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    ENGINE_UNTIL(&rig,
                 rig.view.screen == SCREEN_BENCH && rig.view.bench.instruments[0].has_reading);
}

static void a_check_whose_thermode_is_lost_closes_with_a_reason(void **state)
{
    (void)state;
    go("qst-tcs");
    engine_ask(&rig, ACTION_LEVELS_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.bench.levels.is_on && rig.view.bench.levels.has_reading);
    gauge_unplug(&gauge);
    ENGINE_UNTIL(&rig, !rig.view.bench.levels.is_on);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, "nobody knows how warm it is"));
    /* longer than what is told, and than its way to rest */
    ENGINE_UNTIL(&rig, !rig.view.bench.levels.is_ending && !rig.view.frame.is_live);
    assert_non_null(strstr(rig.view.bench.levels.ended, "nobody knows how warm it is"));
}

/* While it stands, the screen says STOP; where nothing reads it any more the check is over, too. */
static void a_stop_is_shown_until_the_thermode_is_back(void **state)
{
    (void)state;
    go("qst-tcs");
    engine_ask(&rig, ACTION_LEVELS_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.bench.instruments[0].reading < 28);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, rig.view.bench.levels.is_stopped || !rig.view.bench.levels.is_on);
    assert_true(rig.view.bench.levels.is_on);
    ENGINE_UNTIL(&rig, !rig.view.bench.levels.is_on);
}

/* A stop switches this one off: it goes to no baseline, and is back where it stays. */
static void a_stop_that_switches_it_off_is_a_stop(void **state)
{
    (void)state;
    go("te-tech");
    engine_ask(&rig, ACTION_LEVELS_BEGIN, 0, 0, NULL);
    /* it stands at its level: before that its plate is as cool as the room anyway */
    ENGINE_UNTIL(&rig, rig.view.bench.levels.is_on && rig.view.bench.levels.has_reading &&
                           rig.view.bench.levels.hint == LEVELS_CLEAR);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, !rig.view.bench.levels.is_on);
    if (!strstr(rig.view.frame.toast, "STOP"))
        fail_msg("%s", rig.view.frame.toast);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_check_whose_thermode_is_lost_closes_with_a_reason, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_stop_is_shown_until_the_thermode_is_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_stop_that_switches_it_off_is_a_stop, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

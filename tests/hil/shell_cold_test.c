/* Cold by hand in the window's engine: nothing is plugged in, and somebody marks what happens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/engine_fixture.h"

#include "base/clock.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = \"ice\", version = \"1.0.0\", title = { en = \"Ice\", de = \"Eis\" },\n"
    "  needs = {},\n"
    "  run = function()\n"
    "    ice { sites = site(\"thenar\", \"left\") }\n"
    "  end,\n"
    "}\n";

static void mark(enum view_cold_mark what)
{
    const struct action action = {
        .kind = ACTION_COLD, .prompt = rig.view.run.prompt, .number = what, .t = mono_now()};
    assert_true(engine_act(rig.engine, &action));
}

static void nothing_is_plugged_in_for_cold_by_hand(void **state)
{
    (void)state;
    rig.config.bench = (struct bench_spec){0};
    rig.config.is_demo = false;
    folder_write(&rig.folder, "short.lua", protocol);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.protocol.plan_state == VIEW_PLAN_READY);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin || rig.view.study.why_not[0]);
    assert_string_equal(rig.view.study.why_not, "");
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM);
    assert_int_equal(rig.view.run.stimulus, VIEW_RATING);
    engine_arm(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_ARMED);
    mark(COLD_ON);
    ENGINE_UNTIL(&rig, rig.view.run.cold.step == VIEW_COLD_ON);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_RELEASE);
    mark(COLD_OFF);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_plugged_in_for_cold_by_hand, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

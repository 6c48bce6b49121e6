/* How long a visit takes is one number, wherever it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/present.h"

#include <string.h>

static struct plan plan;
static struct protocol_view protocol;
static struct study_view study;
static struct visit_steps steps;

static void show(double shortest_s, double typical_s, double longest_s)
{
    memset(&plan, 0, sizeof plan);
    plan.n_steps = 1;
    plan.steps[0].kind = PLAN_TEST;
    plan.s[PLAN_SHORTEST] = plan.steps[0].s[PLAN_SHORTEST] = shortest_s;
    plan.s[PLAN_TYPICAL] = plan.steps[0].s[PLAN_TYPICAL] = typical_s;
    plan.s[PLAN_LONGEST] = plan.steps[0].s[PLAN_LONGEST] = longest_s;
    present_plan(&plan, LANGUAGE_EN, &protocol, &study, &steps);
}

static void study_and_protocol_say_the_same_minutes(void **state)
{
    (void)state;
    for (int s = 1; s < 1000; s += 7) {
        show(0.5 * s, s, 2 * s);
        assert_true((double)study.minutes == (double)protocol.minutes_typical);
        assert_true((double)study.steps[0].minutes == (double)protocol.plan[0].minutes_typical);
        assert_true(study.minutes >= 1);
    }
    show(60, 260, 400);
    assert_true(protocol.minutes_min == 1 && protocol.minutes_typical == 4 &&
                protocol.minutes_max == 7);
}

static void what_is_not_known_stays_so(void **state)
{
    (void)state;
    show(60, 120, 0);
    assert_true(protocol.minutes_max == 0 && protocol.plan[0].minutes_max == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(study_and_protocol_say_the_same_minutes),
        cmocka_unit_test(what_is_not_known_stays_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

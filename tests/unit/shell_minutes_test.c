/* How long a visit takes is one number, wherever it stands; and which parts it has. */
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

static void set_step(size_t i, enum plan_step_kind kind, const char *test, const char *phase)
{
    plan.steps[i] = (struct plan_step){.kind = (uint8_t)kind, .s = {60, 60, 60}};
    memcpy(plan.steps[i].test, test, strlen(test) + 1);
    memcpy(plan.steps[i].phase, phase, strlen(phase) + 1);
}

/* The examiner sees whether what conditions is still to come; practice is before as well. */
static void before_and_after_the_conditioning_are_parts_of_their_own(void **state)
{
    (void)state;
    memset(&plan, 0, sizeof plan);
    set_step(0, PLAN_TEST, "ppt", "baseline");
    plan.steps[0].practice = true;
    set_step(1, PLAN_TEST, "ppt", "baseline");
    set_step(2, PLAN_TEST, "cold_pressor", "");
    set_step(3, PLAN_TEST, "ppt", "after");
    set_step(4, PLAN_TEST, "ppt", "sham_baseline");
    plan.n_steps = 5;
    static const char *const titles[LANGUAGES][4] = {
        [LANGUAGE_EN] = {"Pressure pain threshold before", "Cold pressor test",
                         "Pressure pain threshold after", "Pressure pain threshold before (sham)"},
        [LANGUAGE_DE] = {"Druckschmerzschwelle vorher", "Kaltwassertest",
                         "Druckschmerzschwelle danach", "Druckschmerzschwelle vorher (Schein)"},
    };
    for (enum language language = 0; language < LANGUAGES; language++) {
        present_plan(&plan, language, &protocol, &study, &steps);
        assert_int_equal(study.n_steps, 4);
        for (size_t i = 0; i < 4; i++)
            assert_string_equal(study.steps[i].title, titles[language][i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(study_and_protocol_say_the_same_minutes),
        cmocka_unit_test(what_is_not_known_stays_so),
        cmocka_unit_test(before_and_after_the_conditioning_are_parts_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

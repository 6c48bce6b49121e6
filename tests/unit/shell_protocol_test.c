/* A protocol as the Protocol screen shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/present.h"

#include <stdio.h>
#include <string.h>

static struct protocol_view view;

/* What stands there can be typed again as it stands. */
static void temperatures_are_written_as_on_every_screen(void **state)
{
    (void)state;
    static const char header[] =
        "{\"id\":\"x\",\"version\":\"1.0.0\",\"title\":\"X\",\"needs\":[],\"parameters\":{"
        "\"baseline\":{\"unit\":\"degC\",\"min\":{\"u\":\"degC\",\"v\":25},\"max\":{\"u\":\"degC\","
        "\"v\":37}},\"rate\":{\"unit\":\"degC/s\",\"max\":{\"u\":\"degC/s\",\"v\":4}}},"
        "\"values\":{\"baseline\":{\"u\":\"degC\",\"v\":32},\"rate\":{\"u\":\"degC/s\",\"v\":1}}}";
    const struct bench_spec bench = {0};
    struct why why = {0};
    if (present_protocol(header, LANGUAGE_EN, &bench, &view, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    assert_string_equal(view.parameters[0].value, "32 °C");
    assert_string_equal(view.parameters[0].bounds, "25 to 37 °C");
    assert_string_equal(view.parameters[1].value, "1 °C/s");
    assert_string_equal(view.parameters[1].bounds, "up to 4 °C/s");
}

/* German has a comma, and a true minus where nobody types it again. */
static void numbers_are_written_as_the_language_has_them(void **state)
{
    (void)state;
    static const char header[] =
        "{\"id\":\"x\",\"version\":\"1.0.0\",\"title\":\"X\",\"needs\":[],\"parameters\":{"
        "\"limit\":{\"unit\":\"degC\",\"min\":{\"u\":\"degC\",\"v\":-9.5},\"max\":{\"u\":"
        "\"degC\",\"v\":50.25}},\"rate\":{\"unit\":\"degC/s\",\"min\":{\"u\":\"degC/s\",\"v\":"
        "0.5},\"max\":{\"u\":\"degC/s\",\"v\":4}},\"trials\":{\"min\":1,\"max\":5},"
        "\"blind\":{}},\"values\":{\"blind\":true,\"limit\":{\"u\":\"degC\",\"v\":0.1},"
        "\"rate\":{\"u\":\"degC/s\",\"v\":1.5},\"trials\":3}}";
    static const struct {
        const char *name, *value[LANGUAGES], *bounds[LANGUAGES];
    } rows[] = {
        {"blind", {"true", "true"}, {"", ""}},
        {"limit", {"0.1 °C", "0,1 °C"}, {"−9.5 to 50.25 °C", "−9,5 bis 50,25 °C"}},
        {"rate", {"1.5 °C/s", "1,5 °C/s"}, {"0.5 to 4 °C/s", "0,5 bis 4 °C/s"}},
        {"trials", {"3", "3"}, {"1 to 5", "1 bis 5"}},
    };
    const struct bench_spec bench = {0};
    struct why why = {0};
    for (enum language language = 0; language < LANGUAGES; language++) {
        if (present_protocol(header, language, &bench, &view, &why) != STATUS_OK)
            fail_msg("%s", why.text);
        assert_int_equal(view.n_parameters, sizeof rows / sizeof rows[0]);
        for (size_t i = 0; i < view.n_parameters; i++) {
            bool is_found = false;
            for (size_t k = 0; k < view.n_parameters; k++) {
                if (strcmp(view.parameters[k].name, rows[i].name) != 0)
                    continue;
                is_found = true;
                assert_string_equal(view.parameters[k].value, rows[i].value[language]);
                assert_string_equal(view.parameters[k].bounds, rows[i].bounds[language]);
            }
            assert_true(is_found);
        }
    }
}

static struct study_view study;
static struct visit_steps steps;

static void present_tests(const char *const *tests, size_t n)
{
    static struct plan plan;
    plan = (struct plan){.n_steps = n};
    for (size_t i = 0; i < n; i++) {
        plan.steps[i] = (struct plan_step){.kind = PLAN_TEST, .trials = 3};
        snprintf(plan.steps[i].test, sizeof plan.steps[i].test, "%s", tests[i]);
    }
    present_plan(&plan, LANGUAGE_EN, &view, &study, &steps);
    assert_int_equal(study.n_steps, n);
}

/* Nobody who is cooled, heated or pressed by a cuff is assumed to have pain at so many kPa. */
static void what_a_plan_assumes_is_of_its_tests(void **state)
{
    (void)state;
    static struct plan plan;
    static const uint8_t others[] = {STIMULUS_THERMAL_LIMITS, STIMULUS_CUFF_RAMP,
                                     STIMULUS_PULSE_TRAIN, STIMULUS_HAND_TRAIN};
    plan = (struct plan){.n_steps = 1};
    plan.steps[0] = (struct plan_step){.kind = PLAN_TEST, .trials = 3, .limit_kpa = 100};
    for (enum language language = 0; language < LANGUAGES; language++) {
        for (size_t i = 0; i < sizeof others; i++) {
            plan.steps[0].stimulus = others[i];
            present_plan(&plan, language, &view, &study, &steps);
            assert_null(strstr(view.plan_about, "kPa"));
        }
        plan.steps[0].stimulus = STIMULUS_PRESSURE_RAMP;
        present_plan(&plan, language, &view, &study, &steps);
        assert_non_null(strstr(view.plan_about, "350 kPa"));
    }
}

/* Where there are many, they have room for their short names. */
static void a_part_of_a_visit_has_the_name_of_its_test(void **state)
{
    (void)state;
    static const char *const tests[] = {"cpt", "ice", "ppt", "cdt", "wdt", "hpt", "tsl"};
    present_tests(tests, 3);
    assert_string_equal(study.steps[0].title, "Cold pain threshold");
    assert_string_equal(study.steps[1].title, text_of(LANGUAGE_EN, TEXT_run_ice));
    assert_string_equal(study.steps[2].title, "Pressure pain threshold");
    present_tests(tests, 7);
    assert_string_equal(study.steps[0].title, "CPT");
    assert_string_equal(study.steps[6].title, "TSL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_plan_assumes_is_of_its_tests),
        cmocka_unit_test(a_part_of_a_visit_has_the_name_of_its_test),
        cmocka_unit_test(numbers_are_written_as_the_language_has_them),
        cmocka_unit_test(temperatures_are_written_as_on_every_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

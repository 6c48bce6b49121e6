/* A plan is made for the lab's bench: what its limits refuse or withhold is known before anybody is there. */
#include "support/plan_scene.h"

#include <math.h>

static void use_thermode(struct scene *scene, const char *driver)
{
    struct bench_spec *bench = &scene->request.bench;
    const struct driver *its = driver_find(driver);
    memset(bench, 0, sizeof *bench);
    bench->n_instruments = 1;
    snprintf(bench->instruments[0].driver, sizeof bench->instruments[0].driver, "%s", driver);
    snprintf(bench->instruments[0].port, sizeof bench->instruments[0].port, "/dev/ttyACM0");
    bench->roles[ROLE_THERMODE].bound = true;
    for (uint8_t i = 0; i < its->n_channels; i++)
        if (its->channels[i].energises && its->channels[i].kind == CHANNEL_TEMPERATURE)
            snprintf(bench->roles[ROLE_THERMODE].channel, sizeof bench->roles[0].channel, "%s",
                     its->channels[i].name);
}

#define THERMAL "\"thermode\", \"response\""
#define HEAT "hpt { sites = site(\"thenar\", \"left\"), trials = 3 }"

/* 44 degC is felt as pain, and 50 degC could be given: once is enough for a lab that allows little. */
static void what_the_labs_dose_withholds_is_in_the_plan_with_its_reason(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, THERMAL, HEAT);
    use_thermode(&scene, "qst-tcs");
    make(&scene);
    assert_int_equal(step_of(&scene.plan, "hpt")->trials, 3);
    assert_int_equal(step_of(&scene.plan, "hpt")->withheld[PLAN_TYPICAL], 0);
    assert_string_equal(step_of(&scene.plan, "hpt")->first.why, "");
    scene.request.bench.hot_s = 12;
    make(&scene);
    const struct plan_step *step = step_of(&scene.plan, "hpt");
    assert_true(step->trials > 0 && step->trials < 3);
    assert_int_equal(step->trials + step->withheld[PLAN_TYPICAL], 3);
    assert_non_null(strstr(step->first.line, "t.lua:5"));
    assert_non_null(strstr(step->first.why, "Thenar, left"));
    scene.request.language = LANGUAGE_DE;
    make(&scene);
    assert_non_null(strstr(step_of(&scene.plan, "hpt")->first.why, "Daumenballen"));
    end(&scene);
}

/* Nobody's responses change it: no visit can come of it. One that depends on them proves nothing. */
static void what_the_bench_refuses_whoever_comes_is_proved(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, THERMAL, "return hpt { sites = site('thenar', 'left'), rate = 2*degC/sec }");
    use_thermode(&scene, "qst-tcs");
    assert_int_not_equal(plan_make(&scene.request, &scene.plan, &scene.why), STATUS_OK);
    assert_true(scene.plan.is_refused);
    assert_non_null(strstr(scene.why.text, "lower the rate"));
    use_text(
        &scene, THERMAL,
        "local r = hpt { sites = site('thenar', 'left'), trials = 1 }\n"
        "if r.mean < 49*degC then hpt { sites = site('thenar', 'left'), rate = 2*degC/sec } end");
    assert_int_not_equal(plan_make(&scene.request, &scene.plan, &scene.why), STATUS_OK);
    assert_false(scene.plan.is_refused);
    end(&scene);
}

/* Whoever never responds has every ramp to its limit. */
static void what_is_withheld_only_from_those_who_never_respond_is_told_apart(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, THERMAL, HEAT);
    use_thermode(&scene, "qst-tcs");
    scene.request.bench.thermal_ramps_per_day = 2;
    make(&scene);
    const struct plan_step *step = step_of(&scene.plan, "hpt");
    assert_int_equal(step->trials, 3);
    assert_int_equal(step->withheld[PLAN_TYPICAL], 0);
    assert_true(step->withheld[PLAN_LONGEST] > 0);
    assert_true(step->first.why[0] != '\0');
    end(&scene);
}

static void what_the_labs_limits_refuse_has_no_plan(void **state)
{
    (void)state;
    static const struct {
        const char *part;
        double hot_once_s, ramp, back;
    } rows[] = {
        {"43", .hot_once_s = 2},
        {"0.5", .ramp = 0.5},
        {"0.5", .back = 0.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene scene;
        begin(&scene);
        use_text(&scene, THERMAL, HEAT);
        use_thermode(&scene, "qst-tcs");
        scene.request.bench.hot_once_s = rows[i].hot_once_s;
        scene.request.bench.instruments[0].ramp_max_degc_per_s = rows[i].ramp;
        scene.request.bench.instruments[0].return_max_degc_per_s = rows[i].back;
        const enum status status = plan_make(&scene.request, &scene.plan, &scene.why);
        if (status != STATUS_RANGE || !strstr(scene.why.text, rows[i].part) ||
            !strstr(scene.why.text, "t.lua:5"))
            fail_msg("%zu: %d %s", i, status, scene.why.text);
        end(&scene);
    }
}

static void cold_by_hand_has_its_share_of_the_day_too(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, "",
             "cold_pressor { sites = site(\"hand.dorsum\", \"left\"), limit = 100*sec }");
    scene.request.bench.immersion_s = 60;
    make(&scene);
    const struct plan_step *step = step_of(&scene.plan, "cold_pressor");
    assert_int_equal(step->trials, 0);
    assert_int_equal(step->withheld[PLAN_TYPICAL], 1);
    end(&scene);
}

/* A cuff to test with, and its slider; the lab's limit is the plan's. */
static void a_cuff_is_planned_with_the_labs_limit(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, "\"test_cuff\", \"rating\", \"response\"",
             "pdt_ptt { sites = site('thenar', 'left') }");
    struct bench_spec *bench = &scene.request.bench;
    memset(bench, 0, sizeof *bench);
    bench->n_instruments = 1;
    snprintf(bench->instruments[0].driver, sizeof bench->instruments[0].driver, "cpar");
    snprintf(bench->instruments[0].port, sizeof bench->instruments[0].port, "/dev/ttyUSB0");
    bench->instruments[0].pressure_max_kpa = 50;
    bench->roles[ROLE_TEST_CUFF] = (struct role_spec){.bound = true, .channel = "outlet1"};
    assert_int_not_equal(plan_make(&scene.request, &scene.plan, &scene.why), STATUS_OK);
    if (!strstr(scene.why.text, "it needs what the bench has not: Rating"))
        fail_msg("%s", scene.why.text);
    bench->roles[ROLE_RATING] = (struct role_spec){.bound = true, .channel = "vas"};
    make(&scene);
    assert_int_equal(step_of(&scene.plan, "ptt")->trials, 1);
    assert_true(step_of(&scene.plan, "ptt")->limit_kpa == 50);
    end(&scene);
}

/* What is rated need not be rated on the instrument that gives it. */
static void a_slider_of_its_own_is_planned_with(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, "\"thermode\", \"rating\", \"response\"",
             "ts { by = 'heat', sites = site('thenar', 'left'), level = 46*degC, pulses = 3 }");
    struct bench_spec *bench = &scene.request.bench;
    memset(bench, 0, sizeof *bench);
    bench->n_instruments = 2;
    bench->n_responses = 1;
    bench->responses[0] = (struct response_spec){.kind = RESPONSE_CHANNEL, .channel = "button"};
    snprintf(bench->instruments[0].driver, sizeof bench->instruments[0].driver, "qst-tcs");
    snprintf(bench->instruments[0].port, sizeof bench->instruments[0].port, "/dev/ttyACM0");
    bench->instruments[0].ramp_max_degc_per_s = 20;
    snprintf(bench->instruments[1].driver, sizeof bench->instruments[1].driver, "screen-vas");
    snprintf(bench->instruments[1].port, sizeof bench->instruments[1].port, "window:");
    bench->roles[ROLE_THERMODE] = (struct role_spec){.bound = true, .channel = "probe"};
    bench->roles[ROLE_RATING] =
        (struct role_spec){.bound = true, .instrument = 1, .channel = "vas"};
    make(&scene);
    assert_int_equal(step_of(&scene.plan, "ts")->trials, 1);
    end(&scene);
}

/* Each as slow and as careful as it is: none is planned as another. */
static void the_thermode_is_the_benchs_own(void **state)
{
    (void)state;
    static const char *const drivers[] = {"qst-tcs", "meerstetter", "te-tech"};
    double s[3];
    for (size_t i = 0; i < 3; i++) {
        struct scene scene;
        begin(&scene);
        use_text(&scene, THERMAL, "cpt { sites = site(\"thenar\", \"left\"), trials = 1 }");
        use_thermode(&scene, drivers[i]);
        const struct bench_spec bench = plan_bench(&scene.request.bench);
        const uint8_t thermode = bench.roles[ROLE_THERMODE].instrument;
        assert_string_equal(bench.instruments[thermode].driver, drivers[i]);
        assert_true(port_is_simulated(bench.instruments[thermode].port));
        make(&scene);
        s[i] = scene.plan.s[PLAN_TYPICAL];
        end(&scene);
    }
    assert_true(s[0] != s[1] && s[1] != s[2]);
}

static void use_gauge(struct scene *scene, const char *driver)
{
    struct bench_spec *bench = &scene->request.bench;
    bench->n_instruments = 1;
    bench->instruments[0].invert = true;
    snprintf(bench->instruments[0].driver, sizeof bench->instruments[0].driver, "%s", driver);
    bench->roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .channel = "force", .probe_area_cm2 = 1};
}

static void every_gauge_plans_the_shipped_battery(void **state)
{
    (void)state;
    for (size_t i = 0; driver_at(i); i++) {
        const struct driver *driver = driver_at(i);
        struct scene scene;
        if (driver->channels[0].kind != CHANNEL_FORCE)
            continue;
        begin(&scene);
        use(&scene, PROTOCOLS_DIR "/library/ppt-core.lua");
        use_gauge(&scene, driver->name);
        make(&scene);
        if (scene.plan.n_steps != 6 || scene.plan.steps[2].trials != 3)
            fail_msg("%s: %zu steps, %d trials", driver->name, scene.plan.n_steps,
                     scene.plan.steps[2].trials);
        end(&scene);
    }
}

static void a_gauges_own_limits_hold(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use(&scene, PROTOCOLS_DIR "/library/ppt-core.lua");
    use_gauge(&scene, "mark10");
    scene.request.bench.instruments[0].pressure_max_kpa = 600;
    make(&scene);
    assert_true(scene.plan.steps[2].limit_kpa == 600);
    scene.request.bench.instruments[0].rate_max_kpa_per_s = 40;
    assert_int_equal(plan_make(&scene.request, &scene.plan, &scene.why), STATUS_RANGE);
    assert_non_null(strstr(scene.why.text, "40"));
    end(&scene);
}

/* What it ends at is the strictest of protocol, lab and unit, in both directions. */
static void a_thermal_test_has_its_limits_in_the_plan(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, THERMAL,
             HEAT "\ncpt { sites = site('thenar', 'left'), trials = 1 }\n"
                  "tsl { sites = site('thenar', 'left'), trials = 1 }");
    use_thermode(&scene, "qst-tcs");
    scene.request.bench.instruments[0].temperature_max_degc = 48;
    make(&scene);
    const struct plan_step *heat = step_of(&scene.plan, "hpt"), *cold = step_of(&scene.plan, "cpt"),
                           *limen = step_of(&scene.plan, "tsl");
    assert_true(heat->has_limit_c && heat->limit_c == 48 && isnan(heat->cool_limit_c));
    assert_true(cold->has_limit_c && cold->limit_c == 10 && /* the unit itself goes no lower */
                isnan(cold->cool_limit_c));
    assert_true(limen->has_limit_c && limen->limit_c == 48);
    assert_true(limen->cool_limit_c < 32);
    assert_true(heat->limit_kpa == 0 && limen->limit_kpa == 0);
    end(&scene);
}

/* Whoever records beside it asks for an output: a bench that has one fits, whatever it is on, and one without does not. */
static void a_protocol_that_needs_markers_fits_a_bench_that_has_them(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, "\"thermode\", \"response\", \"marker\"", HEAT);
    use_thermode(&scene, "qst-tcs");
    assert_int_equal(plan_make(&scene.request, &scene.plan, &scene.why), STATUS_UNSUPPORTED);
    struct bench_spec *bench = &scene.request.bench;
    bench->n_instruments = 2;
    snprintf(bench->instruments[1].driver, sizeof bench->instruments[1].driver, "marker-rts");
    snprintf(bench->instruments[1].port, sizeof bench->instruments[1].port, "/dev/ttyS0");
    bench->roles[ROLE_MARKER] = (struct role_spec){.bound = true, .instrument = 1};
    snprintf(bench->roles[ROLE_MARKER].channel, sizeof bench->roles[0].channel, "code");
    make(&scene);
    assert_int_equal(step_of(&scene.plan, "hpt")->trials, 3);
    end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_protocol_that_needs_markers_fits_a_bench_that_has_them),
        cmocka_unit_test(what_the_labs_dose_withholds_is_in_the_plan_with_its_reason),
        cmocka_unit_test(a_thermal_test_has_its_limits_in_the_plan),
        cmocka_unit_test(what_the_bench_refuses_whoever_comes_is_proved),
        cmocka_unit_test(what_is_withheld_only_from_those_who_never_respond_is_told_apart),
        cmocka_unit_test(what_the_labs_limits_refuse_has_no_plan),
        cmocka_unit_test(cold_by_hand_has_its_share_of_the_day_too),
        cmocka_unit_test(a_cuff_is_planned_with_the_labs_limit),
        cmocka_unit_test(a_slider_of_its_own_is_planned_with),
        cmocka_unit_test(the_thermode_is_the_benchs_own),
        cmocka_unit_test(a_gauges_own_limits_hold),
        cmocka_unit_test(every_gauge_plans_the_shipped_battery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

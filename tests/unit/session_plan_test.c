/* What a protocol will do, known from a dry run: steps, counts, durations, and why there is no plan. */
#include "support/plan_scene.h"

#include "session/planned.h"

#include <math.h>

#define BOTH "\"algometer\", \"response\""

static void the_shipped_battery_is_an_instruction_a_practice_and_four_sites(void **state)
{
    (void)state;
    struct scene scene;
    double sum[PLAN_PACES] = {0};
    begin(&scene);
    use(&scene, PROTOCOLS_DIR "/library/ppt-core.lua");
    make(&scene);
    const struct plan *plan = &scene.plan;
    assert_int_equal(plan->n_steps, 6);
    assert_int_equal(plan->steps[0].kind, PLAN_INSTRUCT);
    assert_string_equal(plan->steps[0].test, "ppt");
    assert_true(plan->steps[1].practice);
    assert_string_equal(plan->steps[1].site, "tibialis_anterior");
    assert_int_equal(plan->steps[1].trials, 1);
    for (size_t i = 2; i < 6; i++) {
        assert_false(plan->steps[i].practice);
        assert_int_equal(plan->steps[i].trials, 3);
        assert_true(plan->steps[i].limit_kpa == 1000 && plan->steps[i].rest_s == 60);
    }
    for (int pace = 0; pace < PLAN_PACES; pace++)
        for (size_t i = 0; i < plan->n_steps; i++)
            sum[pace] += plan->steps[i].s[pace];
    for (int pace = 0; pace < PLAN_PACES; pace++)
        assert_true(plan->has[pace] && fabs(sum[pace] - plan->s[pace]) < 0.1);
    assert_true(plan->s[PLAN_SHORTEST] < plan->s[PLAN_TYPICAL]);
    assert_true(plan->s[PLAN_TYPICAL] < plan->s[PLAN_LONGEST]);
    /* a ramp to 350 kPa takes 7 s, and 13 of them are told to begin and looked at */
    const struct plan_assumption *assumed = &plan_assumptions[PLAN_TYPICAL];
    assert_true(plan->s[PLAN_TYPICAL] >
                assumed->instruct_s + 13 * (assumed->site_s + 1 + 7 + assumed->review_s));
    assert_true(plan->s[PLAN_TYPICAL] < 15 * 60);
    end(&scene);
}

static void thermal_ramps_are_planned_with_the_thermode_of_the_bench(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, "\"thermode\", \"response\"", "cpt { sites = site(\"thenar\", \"left\") }");
    assert_int_equal(plan_make(&scene.request, &scene.plan, &scene.why), STATUS_UNSUPPORTED);
    scene.request.bench.n_instruments = 1;
    snprintf(scene.request.bench.instruments[0].driver,
             sizeof scene.request.bench.instruments[0].driver, "qst-tcs");
    scene.request.bench.roles[ROLE_THERMODE] =
        (struct role_spec){.bound = true, .channel = "probe"};
    make(&scene);
    const struct plan *plan = &scene.plan;
    assert_int_equal(plan->n_steps, 1);
    assert_string_equal(plan->steps[0].test, "cpt");
    assert_int_equal(plan->steps[0].trials, 3);
    assert_true(plan->steps[0].limit_kpa == 0); /* it presses nobody */
    /* three times 10 s at the baseline, then 20 s to 12 degC: nobody's ramp is faster */
    assert_true(plan->s[PLAN_TYPICAL] > 3 * (10 + 20) && plan->s[PLAN_TYPICAL] < 5 * 60);
    assert_true(plan->s[PLAN_LONGEST] > plan->s[PLAN_TYPICAL]);
    end(&scene);
}

static void use_thermode(struct scene *scene)
{
    scene->request.bench.n_instruments = 1;
    snprintf(scene->request.bench.instruments[0].driver,
             sizeof scene->request.bench.instruments[0].driver, "qst-tcs");
    scene->request.bench.roles[ROLE_THERMODE] =
        (struct role_spec){.bound = true, .channel = "probe"};
}

static void the_shipped_thermal_protocols_are_planned_at_each_pace(void **state)
{
    (void)state;
    static const struct {
        const char *name, *tests[5];
    } rows[] = {
        {"thermal-limits", {"cdt", "wdt", "tsl", "cpt", "hpt"}},
        {"dfns-thermal", {"cdt", "wdt", "tsl", "cpt", "hpt"}},
        {"cold-hyperalgesia-neck", {"cpt", "ice"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene scene;
        char path[512];
        begin(&scene);
        use_thermode(&scene);
        snprintf(path, sizeof path, PROTOCOLS_DIR "/library/%s.lua", rows[i].name);
        use(&scene, path);
        make(&scene);
        for (size_t j = 0; j < 5 && rows[i].tests[j]; j++) {
            const struct plan_step *step = step_of(&scene.plan, rows[i].tests[j]);
            const bool is_single = strcmp(step->test, "tsl") == 0 || strcmp(step->test, "ice") == 0;
            assert_int_equal(step->trials, is_single ? 1 : 3);
            assert_true(step->s[PLAN_TYPICAL] > 0);
        }
        for (int pace = 0; pace < PLAN_PACES; pace++)
            assert_true(scene.plan.has[pace] && scene.plan.s[pace] < 60 * 60);
        end(&scene);
    }
}

/* With a gauge alone; a pinprick presses nobody as far as it goes. */
static void the_shipped_protocols_by_hand_are_planned(void **state)
{
    (void)state;
    static const struct {
        const char *name, *test;
        int trials;
        double limit_kpa;
        enum stimulus stimulus;
    } rows[] = {{"windup-pinprick", "wur", 5, 0, STIMULUS_HAND_CUES},
                {"ts-handheld", "ts", 1, 1000, STIMULUS_HAND_TRAIN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene scene;
        char path[512];
        begin(&scene);
        snprintf(path, sizeof path, PROTOCOLS_DIR "/library/%s.lua", rows[i].name);
        use(&scene, path);
        make(&scene);
        const struct plan_step *step = step_of(&scene.plan, rows[i].test);
        assert_int_equal(step->trials, rows[i].trials);
        assert_true(step->limit_kpa == rows[i].limit_kpa);
        assert_int_equal(step->stimulus, rows[i].stimulus);
        for (int pace = 0; pace < PLAN_PACES; pace++)
            assert_true(scene.plan.has[pace] && scene.plan.s[pace] < 60 * 60);
        end(&scene);
    }
}

static size_t place_of(const struct plan *plan, const char *phase)
{
    for (size_t i = 0; i < plan->n_steps; i++)
        if (strcmp(plan->steps[i].phase, phase) == 0 && !plan->steps[i].practice)
            return i;
    fail_msg("nothing %s in the plan", phase);
    return 0;
}

/* Before and after what conditions the test is a step of its own. */
static void the_shipped_conditioning_protocols_are_planned(void **state)
{
    (void)state;
    static const struct {
        const char *name, *conditioning;
        int trials;
        double from_min, to_min; /* TYPICAL */
    } rows[] = {{"cpm-ppt-coldpressor", "cold_pressor", 9, 8, 20},
                {"cpm-ppt-thermode-sham", "thermode_tonic", 8, 25, 40},
                {"lbp-core", "cold_pressor", 6, 35, 45}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene scene;
        char path[512];
        begin(&scene);
        use_thermode(&scene);
        scene.request.bench.roles[ROLE_RATING] = (struct role_spec){.bound = true};
        snprintf(path, sizeof path, PROTOCOLS_DIR "/library/%s.lua", rows[i].name);
        use(&scene, path);
        make(&scene);
        int trials = 0;
        for (size_t k = 0; k < scene.plan.n_steps; k++) {
            const struct plan_step *step = &scene.plan.steps[k];
            if (step->kind == PLAN_TEST && !step->practice && strcmp(step->site, "deltoid") == 0)
                trials += step->trials;
        }
        assert_int_equal(trials, rows[i].trials);
        assert_true(place_of(&scene.plan, "baseline") < place_of(&scene.plan, "after"));
        assert_int_equal(step_of(&scene.plan, rows[i].conditioning)->trials, 1);
        const double minutes = scene.plan.s[PLAN_TYPICAL] / 60;
        if (minutes < rows[i].from_min || minutes > rows[i].to_min)
            fail_msg("%s takes %g min", rows[i].name, minutes);
        for (int pace = 0; pace < PLAN_PACES; pace++)
            assert_true(scene.plan.has[pace] && scene.plan.s[pace] < 75 * 60);
        end(&scene);
    }
}

static int call_of(const struct planned *planned, const char *test, const char *site)
{
    for (size_t i = 0; i < planned->n; i++)
        if (strcmp(planned->sites[i].test, test) == 0 && strcmp(planned->sites[i].site, site) == 0)
            return planned->sites[i].call;
    fail_msg("no %s at %s", test, site);
    return 0;
}

/* One test of a battery at two areas is two calls, one at two sites is one; also where nothing is between them. */
static void a_plan_knows_which_sites_one_call_has(void **state)
{
    (void)state;
    struct scene scene;
    struct planned planned;
    static const int calls[] = {1, 1, 2, 4}; /* a rest is a call, too */
    begin(&scene);
    use_text(&scene, BOTH,
             "ppt { sites = { site('thenar', 'left'), site('lumbar.L4', 'left') }, trials = 1 }\n"
             "ppt { sites = site('lumbar.L4', 'right'), trials = 1 }\n"
             "rest(10*sec)\n"
             "ppt { sites = site('tibialis_anterior', 'left'), trials = 1 }");
    make(&scene);
    planned_of(&scene.plan, &planned);
    assert_int_equal(planned.n, 4);
    for (size_t i = 0; i < planned.n; i++)
        assert_int_equal(planned.sites[i].call, calls[i]);
    end(&scene);
    begin(&scene);
    use_thermode(&scene);
    use(&scene, PROTOCOLS_DIR "/library/dfns-thermal.lua");
    make(&scene);
    planned_of(&scene.plan, &planned);
    assert_int_equal(call_of(&planned, "cdt", "hand.dorsum"), 3);
    assert_int_equal(call_of(&planned, "cdt", "foot.dorsum"), 14);
    end(&scene);
}

/* A loop makes its calls at one line, also at a site where one was before. */
static void a_loop_makes_a_call_in_each_round(void **state)
{
    (void)state;
    struct scene scene;
    struct planned planned;
    begin(&scene);
    use_text(&scene, BOTH,
             "for _, side in ipairs { 'left', 'right', 'left' } do\n"
             "  ppt { sites = { site('thenar', side), site('lumbar.L4', side) }, trials = 2 }\n"
             "end");
    make(&scene);
    planned_of(&scene.plan, &planned);
    assert_int_equal(planned.n, 6);
    for (size_t i = 0; i < planned.n; i++) {
        assert_int_equal(planned.sites[i].call, 1 + i / 2);
        assert_int_equal(planned.sites[i].trials, 2);
    }
    assert_int_equal(planned_trials(&planned, "ppt", "thenar", "left"), 4);
    assert_int_equal(planned_place(&planned, "thenar", "right"), 2);
    assert_int_equal(planned_find(&planned, "ppt", "thenar", "left", 3), 4);
    assert_int_equal(planned_find(&planned, "ppt", "thenar", "left", 7), 0);
    assert_int_equal(planned_find(&planned, "ppt", "thenar", "n/a", 1), planned.n);
    end(&scene);
}

/* What is only asked for is a step of its own, asked again or not, and nothing gives it. */
static void a_rating_is_a_step(void **state)
{
    (void)state;
    struct scene scene;
    struct planned planned;
    begin(&scene);
    use_text(&scene, BOTH,
             "local here = site('lumbar.L4', 'left')\n"
             "rating { site = here, test = 'rest_pain', twice = true }\n"
             "ppt { sites = here, trials = 1 }\n"
             "rating { site = here, test = 'rest_pain' }");
    make(&scene);
    assert_int_equal(scene.plan.n_steps, 2);
    assert_string_equal(scene.plan.steps[0].test, "rest_pain");
    assert_true(scene.plan.steps[0].is_asked && !scene.plan.steps[1].is_asked);
    assert_int_equal(scene.plan.steps[0].trials, 2);
    assert_true(scene.plan.steps[0].s[PLAN_TYPICAL] >= 15); /* three questions */
    planned_of(&scene.plan, &planned);
    assert_int_equal(planned.n, 3);
    assert_true(planned.sites[0].is_asked && !planned.sites[0].has_stimulus);
    assert_int_equal(planned_trials(&planned, "rest_pain", "lumbar.L4", "left"), 2);
    end(&scene);
}

/* The journal's word of each kind is its own, and read again it is the same. */
static void every_stimulus_has_its_word(void **state)
{
    (void)state;
    uint8_t found;
    for (uint8_t kind = 0; kind < STIMULUS_KINDS; kind++) {
        assert_true(stimulus_of_word(stimulus_word((enum stimulus)kind), &found));
        assert_int_equal(found, kind);
    }
    assert_false(stimulus_of_word("nothing", &found));
}

static void a_hand_in_cold_water_is_planned_up_to_its_limit(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, BOTH,
             "cold_pressor { sites = site(\"hand.dorsum\", \"left\"), limit = 100*sec }");
    make(&scene);
    const struct plan_step *step = step_of(&scene.plan, "cold_pressor");
    assert_true(step->s[PLAN_TYPICAL] > 60 && step->s[PLAN_TYPICAL] < 100);
    assert_true(step->s[PLAN_LONGEST] > 100);
    end(&scene);
}

static void the_same_plan_comes_again_whatever_the_seed(void **state)
{
    (void)state;
    struct scene scene;
    struct plan first;
    begin(&scene);
    use(&scene, PROTOCOLS_DIR "/library/ppt-demo.lua");
    make(&scene);
    first = scene.plan;
    scene.request.seed = 99;
    make(&scene);
    assert_int_equal(scene.plan.n_steps, first.n_steps);
    for (int pace = 0; pace < PLAN_PACES; pace++)
        assert_true(fabs(scene.plan.s[pace] - first.s[pace]) < 2);
    end(&scene);
}

static void parameters_and_the_labs_limits_change_the_plan(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    snprintf(scene.request.parameters, sizeof scene.request.parameters,
             "{\"rest\":{\"u\":\"s\",\"v\":20},\"trials\":2}");
    use(&scene, PROTOCOLS_DIR "/library/ppt-core.lua");
    make(&scene);
    const double before = scene.plan.s[PLAN_TYPICAL];
    assert_int_equal(scene.plan.steps[2].trials, 2);
    assert_true(scene.plan.steps[2].rest_s == 20);
    scene.request.bench.rest_s = 200;
    make(&scene);
    assert_true(scene.plan.steps[2].rest_s == 200);
    assert_true(scene.plan.s[PLAN_TYPICAL] > before + 60);
    end(&scene);
}

static void a_rest_and_a_second_instruction_are_steps_of_their_own(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(
        &scene, BOTH,
        "    instruct \"ppt\"\n    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }\n"
        "    rest(5*min)\n    instruct \"ppt\"\n"
        "    ppt { sites = { site(\"thenar\", \"right\") }, trials = 2, rest = 90*sec }");
    make(&scene);
    const struct plan *plan = &scene.plan;
    static const uint8_t kinds[] = {PLAN_INSTRUCT, PLAN_TEST, PLAN_REST, PLAN_INSTRUCT, PLAN_TEST};
    assert_int_equal(plan->n_steps, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(plan->steps[i].kind, kinds[i]);
    for (int pace = 0; pace < PLAN_PACES; pace++) {
        assert_true(fabs(plan->steps[2].s[pace] - 300) < 1);
        assert_true(fabs(plan->steps[3].s[pace] - plan_assumptions[pace].instruct_s) < 1);
        assert_true(plan->steps[4].s[pace] > 90);
    }
    end(&scene);
}

/* With a bound for a mean this script ends: it has no longest duration, and a plan all the same. */
static void a_script_that_needs_a_number_is_planned_for_those_who_respond(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, BOTH,
             "    local r = ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }\n"
             "    ppt { sites = { site(\"thenar\", \"right\") }, trials = 1,\n"
             "      limit = 2*r.mean }");
    make(&scene);
    assert_true(scene.plan.has[PLAN_SHORTEST] && scene.plan.has[PLAN_TYPICAL]);
    assert_false(scene.plan.has[PLAN_LONGEST]);
    assert_true(scene.plan.s[PLAN_LONGEST] == 0);
    assert_int_equal(scene.plan.n_steps, 2);
    end(&scene);
}

static void what_cannot_be_planned_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *needs, *run, *part;
        enum status status;
    } rows[] = {
        /* its own mistake, at its line */
        {BOTH, "    local x = nothing.here", "t.lua:5", STATUS_INVALID},
        /* the dose of a day is reached */
        {BOTH,
         "    for i = 1, 4 do\n"
         "      ppt { sites = { site(\"thenar\", \"left\") }, trials = 10, rest = 0*sec }\n    end",
         "t.lua:6: Thenar, left has had 30 pressure ramps", STATUS_STOPPED},
        /* nobody sits there for longer than a day */
        {BOTH, "    for i = 1, 20 do rest(2*hour) end", "within a day", STATUS_RANGE},
        {"\"thermode\"", "    rest(1*sec)", "what the bench has not: Thermode", STATUS_UNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene scene;
        begin(&scene);
        use_text(&scene, rows[i].needs, rows[i].run);
        const enum status status = plan_make(&scene.request, &scene.plan, &scene.why);
        if (status != rows[i].status || !strstr(scene.why.text, rows[i].part))
            fail_msg("%zu: %d %s", i, status, scene.why.text);
        end(&scene);
    }
}

static void a_file_that_changed_meanwhile_is_not_planned(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    use_text(&scene, BOTH, "    rest(1*sec)");
    scene.request.digest[0] ^= 1;
    scene.request.language = LANGUAGE_DE;
    assert_int_equal(plan_make(&scene.request, &scene.plan, &scene.why), STATUS_DEPARTED);
    assert_non_null(strstr(scene.why.text, "neu laden"));
    end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_battery_is_an_instruction_a_practice_and_four_sites),
        cmocka_unit_test(thermal_ramps_are_planned_with_the_thermode_of_the_bench),
        cmocka_unit_test(the_shipped_thermal_protocols_are_planned_at_each_pace),
        cmocka_unit_test(the_shipped_protocols_by_hand_are_planned),
        cmocka_unit_test(the_shipped_conditioning_protocols_are_planned),
        cmocka_unit_test(a_plan_knows_which_sites_one_call_has),
        cmocka_unit_test(a_loop_makes_a_call_in_each_round),
        cmocka_unit_test(a_rating_is_a_step),
        cmocka_unit_test(every_stimulus_has_its_word),
        cmocka_unit_test(a_hand_in_cold_water_is_planned_up_to_its_limit),
        cmocka_unit_test(the_same_plan_comes_again_whatever_the_seed),
        cmocka_unit_test(parameters_and_the_labs_limits_change_the_plan),
        cmocka_unit_test(a_rest_and_a_second_instruction_are_steps_of_their_own),
        cmocka_unit_test(a_script_that_needs_a_number_is_planned_for_those_who_respond),
        cmocka_unit_test(what_cannot_be_planned_says_why),
        cmocka_unit_test(a_file_that_changed_meanwhile_is_not_planned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* limen check --bench: does a protocol fit a bench? Told before anybody is there. */
#include "support/program.h"

struct scene {
    struct folder folder;
    char bench[128], script[128];
    struct program program;
};

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    folder_make(&scene->folder);
    folder_file(&scene->folder, "bench.lua", scene->bench);
    folder_file(&scene->folder, "own.lua", scene->script);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    folder_remove(&scene->folder);
    free(scene);
    return 0;
}

static void use_script(struct scene *scene, const char *needs, const char *run)
{
    char text[1024];
    snprintf(text, sizeof text,
             "return protocol {\n  id = 't', version = '1.0.0', title = { en = 't', de = 't' },\n"
             "  needs = { %s },\n  run = function(p)\n%s\n  end,\n}\n",
             needs, run);
    folder_write(&scene->folder, "own.lua", text);
}

/* Behind ports that nothing hangs on: the bench itself is not touched. */
static void use_bench(struct scene *scene, const char *thermode, const char *gauge, const char *lab)
{
    char text[1024];
    snprintf(
        text, sizeof text,
        "local t = instrument { driver = 'qst-tcs', port = '/dev/ttyNONE1', limits = { %s } }\n"
        "local g = instrument { driver = 'mark10', port = '/dev/ttyNONE2', capacity = 500*N,\n"
        "  limits = { %s } }\n"
        "return bench { thermode = t, algometer = g:force { probe_area = 1*cm2 },\n"
        "  response = key 'b', limits = { %s } }\n",
        thermode, gauge, lab);
    folder_write(&scene->folder, "bench.lua", text);
}

static void check(struct scene *scene)
{
    program_run(&scene->program,
                (const char *const[]){"check", scene->script, "--bench", scene->bench, NULL});
}

static size_t lines(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

#define THERMAL "'thermode', 'response'"
#define HEAT "    hpt { sites = site('thenar', 'left'), trials = 3 }"

static void each_limit_of_the_lab_is_a_finding_at_its_line(void **state)
{
    static const struct {
        const char *needs, *run, *thermode, *gauge, *lab, *parts[2];
    } rows[] = {
        {THERMAL, HEAT, "ramp = 0.5*degC/sec", "", "", {"0.5", "°C/s"}},
        {THERMAL, HEAT, "back = 0.8*degC/sec", "", "", {"0.8", "°C/s"}},
        {THERMAL, HEAT, "high = 32.5*degC", "", "", {"32.5", "3 of 3 trials"}},
        {THERMAL, HEAT, "", "", "hot_once = 2*sec", {"43", "2 s"}},
        {THERMAL, HEAT, "", "", "hot = 12*sec", {"1 of 3 trials", "Thenar, left"}},
        {THERMAL,
         "    cpt { sites = site('thenar', 'left') }",
         "low = 31.5*degC",
         "",
         "",
         {"31.5", "3 of 3 trials"}},
        {"'algometer', 'response'",
         "    ppt { sites = site('thenar', 'left'), rate = 50*kPa/sec }",
         "",
         "rate = 40*kPa/sec",
         "",
         {"40 kPa/s", "3 of 3 trials"}},
        {"'algometer', 'response'",
         "    ppt { sites = site('thenar', 'left') }",
         "",
         "",
         "ramps_per_day = 2",
         {"1 of 3 trials", "2"}},
        {"'response'",
         "    cold_pressor { sites = site('hand.dorsum', 'left') }",
         "",
         "",
         "immersion = 60*sec",
         {"1 of 1 trials", "60"}},
    };
    struct scene *scene = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char place[160];
        use_script(scene, rows[i].needs, rows[i].run);
        use_bench(scene, rows[i].thermode, rows[i].gauge, rows[i].lab);
        check(scene);
        const char *out = program_out(&scene->program);
        snprintf(place, sizeof place, "%s:5:1: ", scene->script);
        if (scene->program.code != 1 || lines(out) != 1 ||
            strncmp(out, place, strlen(place)) != 0 || !strstr(out, rows[i].parts[0]) ||
            !strstr(out, rows[i].parts[1]))
            fail_msg("%zu: %d %s%s", i, scene->program.code, out, program_err(&scene->program));
    }
}

/* The first does not hide the others. */
static void every_test_that_the_bench_refuses_is_told(void **state)
{
    struct scene *scene = *state;
    use_script(scene, THERMAL ", 'algometer'",
               HEAT "\n    cpt { sites = { site('thenar', 'left'), site('thenar', 'right') } }\n"
                    "    ppt { sites = site('thenar', 'left'), rate = 50*kPa/sec }");
    use_bench(scene, "ramp = 0.5*degC/sec", "rate = 40*kPa/sec", "");
    check(scene);
    const char *out = program_out(&scene->program);
    if (lines(out) != 3 || !strstr(out, "own.lua:5:1: ") || !strstr(out, "own.lua:6:1: ") ||
        !strstr(out, "own.lua:7:1: "))
        fail_msg("%s%s", out, program_err(&scene->program));
    assert_int_equal(scene->program.code, 1);
}

static void everything_that_is_needed_and_missing_is_told(void **state)
{
    struct scene *scene = *state;
    use_script(scene, "'cond_cuff', 'bath', 'response'", "    rest(1*sec)");
    use_bench(scene, "", "", "");
    check(scene);
    const char *out = program_out(&scene->program);
    assert_int_equal(scene->program.code, 1);
    if (lines(out) != 2 || !strstr(out, "needs `cond_cuff`") || !strstr(out, "needs `bath`"))
        fail_msg("%s%s", out, program_err(&scene->program));
}

/* Whoever records beside it needs an output, which is of no test: the plan is the same with any. */
static void a_marker_output_is_there_or_told_to_be_missing(void **state)
{
    static const char *const outputs[] = {"marker-byte", "triggerbox", "triggerbox-plus",
                                          "marker-rts", "marker-dtr"};
    struct scene *scene = *state;
    use_script(scene, THERMAL ", 'marker'", HEAT);
    use_bench(scene, "", "", "");
    check(scene);
    assert_int_equal(scene->program.code, 1);
    assert_non_null(strstr(program_out(&scene->program), "needs `marker`"));
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        char text[512];
        snprintf(text, sizeof text,
                 "return bench {\n"
                 "  thermode = instrument { driver = 'qst-tcs', port = '/dev/ttyNONE1' },\n"
                 "  marker = instrument { driver = '%s', port = '/dev/ttyNONE2' },\n"
                 "  response = key 'b', markers = { stimulus_on = 11, response = 0 } }\n",
                 outputs[i]);
        folder_write(&scene->folder, "bench.lua", text);
        check(scene);
        if (scene->program.code != 0)
            fail_msg("%s: %s%s", outputs[i], program_out(&scene->program),
                     program_err(&scene->program));
    }
}

static void a_protocol_that_fits_has_no_finding(void **state)
{
    static const char *const names[] = {"ppt-core", "thermal-limits", "cold-hyperalgesia-neck"};
    struct scene *scene = *state;
    use_bench(scene, "", "", "");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        program_run(&scene->program,
                    (const char *const[]){"check", names[i], "--bench", scene->bench, NULL});
        if (scene->program.code != 0 || program_out(&scene->program)[0] != '\0')
            fail_msg("%s: %d %s%s", names[i], scene->program.code, program_out(&scene->program),
                     program_err(&scene->program));
    }
}

static void a_mistake_of_its_own_comes_first_and_a_bench_has_to_be_there(void **state)
{
    struct scene *scene = *state;
    use_script(scene, THERMAL, "    local x = nothing.here");
    use_bench(scene, "ramp = 0.5*degC/sec", "", "");
    check(scene);
    assert_int_equal(scene->program.code, 1);
    assert_int_equal(lines(program_out(&scene->program)), 1);
    folder_file(&scene->folder, "none.lua", scene->bench);
    check(scene);
    assert_int_equal(scene->program.code, 1);
    assert_non_null(strstr(program_err(&scene->program), "there is no bench file"));
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(each_limit_of_the_lab_is_a_finding_at_its_line),
        ROW(every_test_that_the_bench_refuses_is_told),
        ROW(everything_that_is_needed_and_missing_is_told),
        ROW(a_marker_output_is_there_or_told_to_be_missing),
        ROW(a_protocol_that_fits_has_no_finding),
        ROW(a_mistake_of_its_own_comes_first_and_a_bench_has_to_be_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* limen doctor --bench: until when the checks of the bench's algometers hold. */
#include "support/program.h"

#include "session/verification.h"

#define DAY (86400LL * 1000000)

static const char bench[] =
    "local gauge = instrument { driver = \"mark10\", port = \"/dev/ttyUSB0\", capacity = 500*N }\n"
    "return bench { algometer = gauge:force { probe_area = 1*cm2 }, response = key \"b\"%s }\n";

struct scene {
    struct folder folder;
    struct program program;
    char path[128];
};

static void begin(struct scene *scene, const char *more)
{
    char text[512];
    memset(scene, 0, sizeof *scene);
    folder_make(&scene->folder);
    snprintf(text, sizeof text, bench, more);
    folder_write(&scene->folder, "bench.lua", text);
    folder_file(&scene->folder, "bench.lua", scene->path);
}

static void keep(struct scene *scene, const struct verification *check)
{
    struct verifications book;
    struct why why;
    assert_int_equal(verifications_load(&book, scene->path, &why), STATUS_OK);
    if (verifications_add(&book, check, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    verifications_fini(&book);
}

/* A check of so many days ago. */
static void add(struct scene *scene, const char *serial, int days_ago, bool passed)
{
    struct verification check = {.utc = utc_now() - days_ago * DAY,
                                 .driver = "mark10",
                                 .port = "/dev/ttyUSB0",
                                 .operator_name = "tester",
                                 .identity = {.model = "M5-100"},
                                 .weight = {.weight_g = 500,
                                            .expected_n = 4.903,
                                            .loaded_n = passed ? 4.9 : 4.6,
                                            .deviation = passed ? 0 : -0.062,
                                            .tolerance = 0.02},
                                 .passed = passed,
                                 .days = 180};
    snprintf(check.identity.serial, sizeof check.identity.serial, "%s", serial);
    keep(scene, &check);
}

static int ask(struct scene *scene)
{
    return program_run(&scene->program, (const char *[]){"doctor", "--bench", scene->path, NULL});
}

/* The line of its output that has `part` in it. */
static void assert_told(const struct scene *scene, const char *kind, const char *part)
{
    char line[64];
    snprintf(line, sizeof line, "%s\tcheck\t", kind);
    for (const char *at = program_out(&scene->program); (at = strstr(at, line)); at++) {
        const char *found = strstr(at, part), *end = strchr(at, '\n');
        if (found && found < end)
            return;
    }
    fail_msg("no %s with `%s`: %s", kind, part, program_out(&scene->program));
}

static void end(struct scene *scene)
{
    folder_remove(&scene->folder);
}

static void each_gauge_is_told_with_its_newest_check(void **state)
{
    (void)state;
    struct scene *scene = calloc(1, sizeof *scene);
    begin(scene, "");
    add(scene, "3680001", 400, true);
    add(scene, "3680001", 10, true);
    add(scene, "3680002", 200, true);
    add(scene, "3680003", 170, true);
    assert_int_equal(ask(scene), 0);
    assert_told(scene, "ok", "mark10 M5-100 3680001: checked on");
    assert_told(scene, "ok", "(169 days left)");
    assert_told(scene, "hint", "3680002: checked on");
    assert_told(scene, "hint", "expired on");
    assert_told(scene, "hint", "(9 days left): check it again soon");
    end(scene);
    /* a lab that lets checks hold for a week only */
    begin(scene, ", checks = { days = 7 }");
    add(scene, "3680001", 10, true);
    assert_int_equal(ask(scene), 0);
    assert_told(scene, "hint", "3680001: checked on");
    end(scene);
    free(scene);
}

static void a_failed_check_is_a_problem_and_none_at_all_a_hint(void **state)
{
    (void)state;
    struct scene *scene = calloc(1, sizeof *scene);
    begin(scene, "");
    assert_int_equal(ask(scene), 0);
    assert_told(scene, "hint", "never checked here");
    add(scene, "3680001", 30, true);
    add(scene, "3680001", 1, false);
    assert_int_equal(ask(scene), 1);
    assert_told(scene, "problem", "3680001: its check on");
    assert_told(scene, "problem", "failed (-6.2 %)");
    end(scene);
    free(scene);
}

static void a_thermode_is_told_as_what_it_is(void **state)
{
    (void)state;
    struct scene *scene = calloc(1, sizeof *scene);
    struct verification check = {.utc = utc_now() - 200 * DAY,
                                 .driver = "qst-tcs",
                                 .port = "/dev/ttyACM0",
                                 .operator_name = "tester",
                                 .identity = {.model = "TCS", .serial = "7"},
                                 .kind = VERIFICATION_LEVELS,
                                 .passed = true,
                                 .days = 180};
    check.levels = (struct level_check){
        .off_skin = true,
        .tolerance_c = 0.5,
        .readings.at = {{.asked_c = 25, .thermode_c = 25, .reference_c = 24.6},
                        {.asked_c = 40, .thermode_c = 40, .reference_c = 40.1}}};
    begin(scene, "");
    folder_write(&scene->folder, "bench.lua",
                 "local t = instrument { driver = \"qst-tcs\", port = \"/dev/ttyACM0\" }\n"
                 "return bench { thermode = t, response = key \"b\" }\n");
    assert_int_equal(ask(scene), 0);
    assert_told(scene, "hint", "never checked here: check it at two levels");
    keep(scene, &check);
    assert_int_equal(ask(scene), 0);
    assert_told(scene, "hint", "check it at two levels with a reference thermometer");
    check.passed = false;
    check.utc = utc_now();
    keep(scene, &check);
    assert_int_equal(ask(scene), 1);
    assert_told(scene, "problem", "failed (+0.4 and -0.1 degC)");
    end(scene);
    free(scene);
}

static void what_cannot_be_read_is_a_problem(void **state)
{
    (void)state;
    struct scene *scene = calloc(1, sizeof *scene);
    begin(scene, "");
    folder_write(&scene->folder, "bench.checks.jsonl", "{nonsense\n");
    assert_int_equal(ask(scene), 1);
    assert_told(scene, "problem", "bench.checks.jsonl:1");
    snprintf(scene->path, sizeof scene->path, "/nowhere/bench.lua");
    assert_int_equal(ask(scene), 1);
    assert_non_null(strstr(program_out(&scene->program), "problem\tbench\t"));
    end(scene);
    free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_gauge_is_told_with_its_newest_check),
        cmocka_unit_test(a_failed_check_is_a_problem_and_none_at_all_a_hint),
        cmocka_unit_test(a_thermode_is_told_as_what_it_is),
        cmocka_unit_test(what_cannot_be_read_is_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

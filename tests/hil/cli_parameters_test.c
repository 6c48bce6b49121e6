/* Parameters from the command line to the record, and what the lab allows: kept when a session goes on, refused where they
 * are no more the same. */
#include "store/query.h"
#include "support/program.h"

#include <sys/resource.h>

struct world {
    struct folder folder;
    char study[128], bench[128];
    struct program program;
};

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    folder_make(&world->folder);
    folder_file(&world->folder, "s.limen", world->study);
    folder_file(&world->folder, "bench.lua", world->bench);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    folder_remove(&world->folder);
    free(world);
    return 0;
}

/* The rest of the command line after what is always the same. */
static void run(struct world *world, const char *const *more)
{
    const char *args[PROGRAM_ARGS] = {"run",        "ppt-demo",      "--study",
                                      world->study, "--participant", "P1"};
    size_t n = 6;
    for (; *more; more++)
        args[n++] = *more;
    args[n] = NULL;
    program_run(&world->program, args);
}

static void expect(const struct world *world, int code, const char *part)
{
    if (world->program.code != code || !strstr(program_err(&world->program), part))
        fail_msg("exit %d, not a word of `%s`: %s", world->program.code, part,
                 program_err(&world->program));
}

static bool keep(void *context, const struct study_session *session)
{
    snprintf(context, 256, "%s", session->parameters);
    return false;
}

static void assert_recorded(const struct world *world, const char *values)
{
    struct study *study;
    struct why why;
    char found[256] = "";
    assert_int_equal(study_open(world->study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_sessions(study, "P1", keep, found, &why), STATUS_OK);
    study_close(study);
    assert_string_equal(found, values);
}

static size_t targets_other_than(const struct world *world, const char *target)
{
    size_t n = 0, seen = 0;
    for (const char *at = program_err(&world->program); (at = strstr(at, " kPa/s")); at++) {
        n += strncmp(at - strlen(target), target, strlen(target)) != 0;
        seen++;
    }
    assert_true(seen > 0);
    return n;
}

#define VIRTUAL "--sim", "--headless"
#define BREAKS VIRTUAL, "--fault", "silence:at=2s,cue=2"

static void what_was_set_is_done_recorded_and_kept_when_the_session_goes_on(void **state)
{
    struct world *world = *state;
    static const char values[] =
        "{\"limit\":{\"u\":\"kPa\",\"v\":1000},\"rate\":{\"u\":\"kPa/s\",\"v\":40}}";
    run(world, (const char *[]){BREAKS, "--set", "rate=40*kPa/sec", NULL});
    expect(world, 3, "--resume goes on");
    assert_int_equal(targets_other_than(world, "40"), 0);
    assert_recorded(world, values);
    run(world, (const char *[]){VIRTUAL, "--resume", "--set", "rate=45 kPa/s", NULL});
    expect(world, 5, "began with the parameter `rate` at 40 kPa/s, and --set says 45 kPa/s");
    run(world, (const char *[]){VIRTUAL, "--resume", "--set", "limit=900*kPa", NULL});
    expect(world, 5, "began with the parameter `limit` at 1000 kPa, and --set says 900 kPa");
    run(world, (const char *[]){VIRTUAL, "--resume", "--set", "rate=0.04*kPa/ms", NULL});
    expect(world, 0, "limit 1000 kPa, rate 40 kPa/s");
    assert_int_equal(targets_other_than(world, "40"), 0);
    assert_recorded(world, values);
}

static void a_session_keeps_its_parameters_when_nothing_is_set_again(void **state)
{
    struct world *world = *state;
    run(world, (const char *[]){BREAKS, "--set=rate=40 kPa/s", NULL});
    expect(world, 3, "--resume goes on");
    run(world, (const char *[]){VIRTUAL, "--resume", NULL});
    expect(world, 0, "rate 40 kPa/s");
    assert_int_equal(targets_other_than(world, "40"), 0);
}

static void what_a_protocol_does_not_take_is_refused_in_one_sentence(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *set, *part;
    } rows[] = {
        {"rate=400*kPa/sec", "parameter 'rate' is 400 kPa/s, but its max is 100 kPa/s"},
        {"rate=40*kPa", "is in kPa, but the default is in kPa/s"},
        {"rate=40", "is a number without a unit, but the default is in kPa/s"},
        {"rat=40*kPa/sec", "no parameter 'rat'; did you mean 'rate'?"},
        {"rate", "`rate` sets no parameter"},
        {"rate=fast", "`fast` is no value for the parameter `rate`"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        run(world, (const char *[]){VIRTUAL, "--set", rows[i].set, NULL});
        expect(world, 1, rows[i].part);
        assert_null(strchr(strchr(program_err(&world->program), '\n') + 1, '\n'));
        assert_int_equal(access(world->study, F_OK), -1);
        const char *const check[] = {"check", "ppt-demo", "--set", rows[i].set, NULL};
        assert_int_equal(program_run(&world->program, check), 1);
        assert_true(strstr(program_out(&world->program), rows[i].part) ||
                    strstr(program_err(&world->program), rows[i].part));
    }
    const char *const good[] = {"check", "ppt-demo", "--set", "rate=40 kPa/s", NULL};
    assert_int_equal(program_run(&world->program, good), 0);
    const char *const demo[] = {"demo", "--fast", "--set", "rate=30*kPa/sec", NULL};
    assert_int_equal(program_run(&world->program, demo), 0);
    assert_int_equal(targets_other_than(world, "30"), 0);
}

/* ---- the lab's limits */

static void write_bench(const struct world *world, const char *limits, const char *response)
{
    char text[512];
    snprintf(
        text, sizeof text,
        "local g = instrument { driver = \"mark10\", port = \"sim:mark10\", capacity = 500*N }\n"
        "return bench { algometer = g:force { probe_area = 1*cm2 }, response = %s,\n"
        "  limits = { %s } }\n",
        response, limits);
    folder_write(&world->folder, "bench.lua", text);
}

static void a_bench_that_no_session_could_be_held_on_is_a_wrong_input(void **state)
{
    struct world *world = *state;
    write_bench(world, "", "key { key = \"x\", stop = true }");
    run(world, (const char *[]){"--bench", world->bench, NULL});
    expect(world, 1, "nothing to respond with but the participant's STOP");
    write_bench(world, "", "{ key \"b\", key { key = \"B\", stop = true } }");
    run(world, (const char *[]){"--bench", world->bench, NULL});
    expect(world, 1, "the key `B` is two responses");
    write_bench(world, "ramps_per_day = 31", "key \"b\"");
    run(world, (const char *[]){"--bench", world->bench, NULL});
    expect(world, 1, "limits.ramps_per_day is 31 in the bench file");
    assert_int_equal(access(world->study, F_OK), -1);
}

/* By the clock, since a bench file is for that: as short as it can be. */
static const char two_ramps[] =
    "return protocol {\n"
    "  id = \"two\", version = \"1.0.0\", title = { en = \"two\", de = \"zwei\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = 2,\n"
    "      rate = 100*kPa/sec, tolerance = 90*percent, rest = 1*sec }\n"
    "  end,\n"
    "}\n";

static void the_ramps_that_the_lab_allows_a_site_in_a_day_are_not_exceeded(void **state)
{
    struct world *world = *state;
    char script[128];
    folder_write(&world->folder, "two.lua", two_ramps);
    write_bench(world, "ramps_per_day = 1, rest = 1*sec", "key \"b\"");
    const char *const args[] = {"run",
                                folder_file(&world->folder, "two.lua", script),
                                "--study",
                                world->study,
                                "--participant",
                                "P1",
                                "--bench",
                                world->bench,
                                NULL};
    program_run(&world->program, args);
    expect(world, 4, "Thenar, left has had 1 pressure ramp in 24 hours and 1 is allowed");
}

/* ---- a file that may not grow */

static void in_little_room(void)
{
    const struct rlimit room = {.rlim_cur = 200000, .rlim_max = 200000};
    if (setrlimit(RLIMIT_FSIZE, &room) != 0)
        _exit(98);
}

static void a_study_that_may_not_grow_is_told_as_a_disk_that_fails(void **state)
{
    struct world *world = *state;
    const char *args[] = {"run",        "ppt-core",      VIRTUAL, "--study",
                          world->study, "--participant", "P1",    NULL};
    program_start(&world->program, args, in_little_room);
    assert_int_equal(program_join(&world->program, 120 * MONO_SEC), 5);
    if (!strstr(program_err(&world->program), "disk"))
        fail_msg("%s", program_err(&world->program));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(what_was_set_is_done_recorded_and_kept_when_the_session_goes_on),
        TEST(a_session_keeps_its_parameters_when_nothing_is_set_again),
        TEST(what_a_protocol_does_not_take_is_refused_in_one_sentence),
        TEST(a_bench_that_no_session_could_be_held_on_is_a_wrong_input),
        TEST(the_ramps_that_the_lab_allows_a_site_in_a_day_are_not_exceeded),
        TEST(a_study_that_may_not_grow_is_told_as_a_disk_that_fails),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

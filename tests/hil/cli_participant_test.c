/* Participants named on a command line are judged as those that are typed on the Study screen: before anything begins. */
#include "support/program.h"

static struct folder folder;
static char study[128];

/* Whoever is judged right comes as far as the window, which has no screen here. */
static void without_screen(void)
{
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    setenv("SDL_VIDEODRIVER", "x11", 1);
}

static void expect(const char *const *args, int code, const char *part)
{
    static struct program program;
    program_start(&program, args, without_screen);
    program_join(&program, 120 * MONO_SEC);
    if (program.code != code || !strstr(program_err(&program), part))
        fail_msg("%s %s: exit %d: %s", args[0], args[1], program.code, program_err(&program));
}

static void expect_run(const char *id, int code, const char *part)
{
    const char *args[] = {"run", "ppt-demo",      "--sim", "--headless", "--study",
                          study, "--participant", id,      NULL};
    expect(args, code, part);
}

static void expect_window(const char *id, int code, const char *part)
{
    const char *args[] = {"window", "--demo", "--study", study, "--participant", id, NULL};
    expect(args, code, part);
}

static void an_id_with_a_wrong_check_letter_begins_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *id, *part;
    } rows[] = {{"LBP-0417-K", "check letter wrong"},
                {"lbp-0417-k", "check letter wrong"},
                {"LBP-0417", "check letter missing"},
                {"../x", "participant id"},
                {"", "participant id"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect_run(rows[i].id, 1, rows[i].part);
        expect_window(rows[i].id, 1, rows[i].part);
        assert_int_equal(access(study, F_OK), -1); /* nothing was made */
    }
}

/* Where IDs never had check letters the last one means nothing, as on the Study screen. */
static void the_study_says_whether_ids_have_check_letters(void **state)
{
    (void)state;
    expect_run("P1", 0, "");
    expect_window("LBP-0417-K", 3, "no screen");
    expect_run("LBP-0417-K", 0, "");
}

/* And where they have, all have; small letters are the same person. */
static void an_id_of_another_form_is_refused_where_all_have_check_letters(void **state)
{
    (void)state;
    expect_run("lbp-0417-e", 0, "");
    expect_run("LBP-0417-E", 0, "");
    expect_window("LBP-0417-E", 3, "no screen");
    expect_window("P1", 1, "PREFIX-0000-X");
    expect_run("P1", 1, "PREFIX-0000-X");
    expect_run("DEMO", 1, "PREFIX-0000-X");
}

static int setup(void **state)
{
    (void)state;
    folder_make(&folder);
    folder_file(&folder, "s.limen", study);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_id_with_a_wrong_check_letter_begins_nothing),
        TEST(the_study_says_whether_ids_have_check_letters),
        TEST(an_id_of_another_form_is_refused_where_all_have_check_letters),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}

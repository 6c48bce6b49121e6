/* The commands that take numbers out of a study: none of them computes from tables that do not
 * follow from the journal, and none leaves anything beside a study that it only read. */
#include "support/program.h"
#include "support/store_kit.h"

static void make_study(const struct kit *kit)
{
    const char *const args[] = {"run",           "ppt-demo", "--sim",  "--headless",
                                "--study",       kit->path,  "--seed", "3",
                                "--participant", "P001",     NULL};
    static struct program program;
    if (program_run(&program, args) != 0)
        print_message("%s\n", program_err(&program));
    assert_int_equal(program.code, 0);
}

static void expect(const char *const *args, int code, const char *words)
{
    static struct program program;
    program_run(&program, args);
    if (program.code != code || !strstr(program_err(&program), words))
        print_message("%s: %d: %s\n", args[0], program.code, program_err(&program));
    assert_int_equal(program.code, code);
    assert_non_null(strstr(program_err(&program), words));
}

static void expect_everywhere(const struct kit *kit, int code, const char *words)
{
    char folder[128];
    snprintf(folder, sizeof folder, "%s/out%d", kit->folder, code);
    const char *const score[] = {"score", "--study", kit->path, NULL};
    const char *const verify[] = {"verify", "--study", kit->path, NULL};
    const char *const export[] = {"export", "--study", kit->path, folder, NULL};
    expect(score, code, words);
    expect(export, code, words);
    expect(verify, code, "");
    char command[160];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

static void expect_alone(const struct kit *kit)
{
    static const char *const suffixes[] = {"-wal", "-shm", "-journal", ".lock"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", kit->path, suffixes[i]);
        if (access(name, F_OK) == 0)
            print_message("%s was left behind\n", name);
        assert_int_equal(access(name, F_OK), -1);
    }
}

static void a_changed_table_is_neither_scored_nor_exported(void **state)
{
    const struct kit *kit = *state;
    make_study(kit);
    expect_alone(kit);
    expect_everywhere(kit, 0, "");
    expect_alone(kit);
    kit_tamper(kit->path, "UPDATE trial SET value = value + 1 WHERE site = 'thenar' AND trial = 2");
    expect_everywhere(kit, 5, "session 1, trial 2 of ppt at thenar left");
    expect_alone(kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_changed_table_is_neither_scored_nor_exported, kit_setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

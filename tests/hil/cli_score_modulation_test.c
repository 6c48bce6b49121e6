/* `limen score` of a table with conditioned modulation, run as a program: a SEM has a test, a unit and a source. */
#include "support/program.h"

static const char table[] =
    "participant\tsession\ttest\tsite\tside\tphase\ttrial\tvalue\tunit\tcond_rating\n"
    "P1\t1\tppt\tdeltoid\tright\tbaseline\t1\t290\tkPa\tn/a\n"
    "P1\t1\tppt\tdeltoid\tright\tbaseline\t2\t310\tkPa\tn/a\n"
    "P1\t1\tppt\tdeltoid\tright\tafter\t3\t330\tkPa\t5\n"
    "P1\t1\tppt\tdeltoid\tright\tafter\t4\t340\tkPa\t5\n";

static struct program program;

/* Returns its exit code. */
static int score(const struct folder *folder, const char *sem, const char *source)
{
    char path[128];
    const char *args[] = {"score", path, NULL, NULL, NULL, NULL, NULL};
    size_t n = 2;
    folder_file(folder, "trials.tsv", path);
    if (sem) {
        args[n++] = "--cpm-sem";
        args[n++] = sem;
    }
    if (source) {
        args[n++] = "--cpm-sem-source";
        args[n++] = source;
    }
    return program_run(&program, args);
}

/* The line of the index. */
static const char *line_of(const char *index)
{
    static char line[512];
    const char *at = strstr(program_out(&program), index);
    if (!at)
        fail_msg("no %s in:\n%s", index, program_out(&program));
    snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
    return line;
}

static void expect(const char *index, const char *words)
{
    if (!strstr(line_of(index), words))
        fail_msg("%s: not `%s`", line_of(index), words);
}

static void a_sem_with_unit_and_source_gives_both_classes(void **state)
{
    const struct folder *folder = *state;
    assert_int_equal(score(folder, "ppt=21 kPa", "KEN2020"), 0);
    expect("cpm.after.class_2sem.ppt\t", "\t1\t");
    expect("cpm.after.class_sdc.ppt\t", "class_sdc.ppt\t0\t");
    expect("cpm.after.class_sdc.ppt\t", "SEM=21 kPa (KEN2020)");
    assert_int_equal(score(folder, "ppt=21kPa", "KEN2020"), 0);
    expect("cpm.after.class_sdc.ppt\t", "SEM=21 kPa (KEN2020)");
}

static void in_another_unit_it_judges_nothing(void **state)
{
    assert_int_equal(score(*state, "ppt=0.21 kgf/cm2", "KEN2020"), 0);
    expect("cpm.after.class_2sem.ppt\t", "\tsem_unit\t");
    assert_null(strstr(program_out(&program), "SEM="));
}

static void without_one_the_row_says_so(void **state)
{
    assert_int_equal(score(*state, NULL, NULL), 0);
    expect("cpm.after.class_2sem.ppt\t", "\tno_sem\t");
    expect("cpm.after.cond_minus_base.ppt\t", "\t35\tkPa\t4\tpositive = less pain");
}

static void what_is_no_sem_is_refused(void **state)
{
    static const char *const rows[] = {"ppt=21", "ppt=21 ", "ppt=kPa",   "=21 kPa",
                                       "ppt",    "",        "ppt=0 kPa", "ppt=-1 kPa"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (score(*state, rows[i], "KEN2020") != 2)
            fail_msg("`%s` was taken", rows[i]);
        assert_non_null(strstr(program_err(&program), "--cpm-sem"));
        assert_string_equal(program_out(&program), "");
    }
    assert_int_equal(score(*state, "ppt=21 kPa", NULL), 2);
    assert_non_null(strstr(program_err(&program), "--cpm-sem-source"));
    assert_int_equal(score(*state, NULL, "KEN2020"), 2);
}

static int setup(void **state)
{
    static struct folder folder;
    folder_make(&folder);
    folder_write(&folder, "trials.tsv", table);
    *state = &folder;
    return 0;
}

static int teardown(void **state)
{
    folder_remove(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sem_with_unit_and_source_gives_both_classes),
        cmocka_unit_test(in_another_unit_it_judges_nothing),
        cmocka_unit_test(without_one_the_row_says_so),
        cmocka_unit_test(what_is_no_sem_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* `limen score` of a trial table with temporal summation and wind-up: the golden table on standard
 * output, and on standard error how many people have no ratio. */
#include "support/program.h"

#define TABLES TEST_DATA_DIR "/tables/"

static struct program program;

static const char *golden(const char *path)
{
    static char text[PROGRAM_TEXT];
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    const size_t n = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    text[n] = '\0';
    return text;
}

static void a_table_of_trains_gives_its_indices(void **state)
{
    (void)state;
    const char *const words[] = {"score", TABLES "summation.tsv", NULL};
    assert_int_equal(program_run(&program, words), 0);
    assert_string_equal(program_out(&program), golden(TABLES "summation.default.indices.tsv"));
}

/* S02 has two sites without a ratio and counts once, of four people. */
static void people_without_a_ratio_are_counted(void **state)
{
    (void)state;
    const char *const words[] = {"score", TABLES "summation.tsv", NULL};
    assert_int_equal(program_run(&program, words), 0);
    assert_string_equal(program_err(&program),
                        "limen: score: participants without wind-up ratio at a site, since all "
                        "single stimuli there were rated 0: 1 of 4\n");
    const char *const others[] = {"score", TABLES "pressure.tsv", NULL};
    assert_int_equal(program_run(&program, others), 0);
    assert_string_equal(program_err(&program), "");
}

static void what_is_missing_voids_all_where_all_is_required(void **state)
{
    (void)state;
    const char *const words[] = {"score", "--require-all", TABLES "summation.tsv", NULL};
    assert_int_equal(program_run(&program, words), 0);
    assert_string_equal(program_out(&program), golden(TABLES "summation.require_all.indices.tsv"));
}

static void the_help_says_what_trains_give(void **state)
{
    (void)state;
    const char *const words[] = {"score", "--help", NULL};
    assert_int_equal(program_run(&program, words), 0);
    assert_non_null(strstr(program_out(&program), "Rows of ts"));
    assert_non_null(strstr(program_out(&program), "rows of wur"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_of_trains_gives_its_indices),
        cmocka_unit_test(people_without_a_ratio_are_counted),
        cmocka_unit_test(what_is_missing_voids_all_where_all_is_required),
        cmocka_unit_test(the_help_says_what_trains_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

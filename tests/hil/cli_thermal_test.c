/* A protocol that needs a thermode, on the command line: checked, and run with nothing but `--sim`. */
#include "support/program.h"

#include <math.h>

static const char protocol[] =
    "return protocol {\n"
    "  id = 'cold', version = '1.0.0', title = { en = 'Cold', de = 'Kalt' },\n"
    "  needs = { 'thermode', 'response' },\n"
    "  run = function() cpt { sites = site('thenar', 'left') } end,\n"
    "}\n";

static const char person[] = "return participant { reaction = { mean = 350*ms, sd = 0*ms } }\n";

/* The indices go to stdout: one row each. */
static double index_of(const struct program *program, const char *name)
{
    char cell[40];
    snprintf(cell, sizeof cell, "\t%s\t", name);
    const char *at = strstr(program_out(program), cell);
    if (!at)
        fail_msg("no %s in %s", name, program_out(program));
    return strtod(at + strlen(cell), NULL);
}

static void a_cold_pain_threshold_is_found_headless(void **state)
{
    (void)state;
    struct folder folder;
    struct program program;
    char path[128], study[128], virtual_person[128];
    folder_make(&folder);
    folder_write(&folder, "cold.lua", protocol);
    folder_write(&folder, "anna.lua", person);
    folder_file(&folder, "cold.lua", path);
    folder_file(&folder, "anna.lua", virtual_person);
    folder_file(&folder, "s.limen", study);
    program_run(&program, (const char *const[]){"check", path, NULL});
    assert_int_equal(program.code, 0);
    program_run(&program,
                (const char *const[]){"run", path, "--study", study, "--participant", "P1", "--sim",
                                      "--headless", "--virtual-participant", virtual_person, NULL});
    if (program.code != 0)
        fail_msg("exit %d: %s", program.code, program_err(&program));
    assert_true(index_of(&program, "cpt.n") == 3);
    /* 12 degC, colder by the reaction at 1 degC/s, and an SD of 2 from trial to trial */
    assert_true(fabs(index_of(&program, "cpt.mean") - 11.65) < 3);
    assert_non_null(strstr(program_err(&program), "1.0 of 1.0 °C/s"));
    assert_null(strstr(program_err(&program), "kPa"));
    program_run(&program, (const char *const[]){"verify", study, NULL});
    assert_int_equal(program.code, 0);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cold_pain_threshold_is_found_headless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

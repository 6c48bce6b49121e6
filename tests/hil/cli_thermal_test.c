/* A protocol that needs a thermode, on the command line: checked, and run with nothing but `--sim`. */
#include "support/program.h"

#include <math.h>

static const char protocol[] =
    "return protocol {\n"
    "  id = 'cold', version = '1.0.0', title = { en = 'Cold', de = 'Kalt' },\n"
    "  needs = { 'thermode', 'response' },\n"
    "  run = function() cpt { sites = site('thenar', 'left') } end,\n"
    "}\n";

static const char short_protocol[] =
    "return protocol {\n"
    "  id = 'cold', version = '1.0.0', title = { en = 'Cold', de = 'Kalt' },\n"
    "  needs = { 'thermode', 'response' },\n"
    "  run = function()\n"
    "    cpt { sites = site('thenar', 'left'), trials = 1, limit = 25*degC, interval_min = 1*sec,\n"
    "          interval_max = 1*sec }\n"
    "  end,\n"
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
    assert_non_null(strstr(program_err(&program), "CPT: Thenar, left"));
    program_run(&program, (const char *const[]){"verify", study, NULL});
    assert_int_equal(program.code, 0);
    folder_remove(&folder);
}

/* Its virtual participant sits in the process of the simulated instrument, and answers on a box. */
static void a_thermode_behind_a_port_cools_and_its_dose_is_kept(void **state)
{
    (void)state;
    static struct program sim, program;
    struct folder folder;
    char path[128], study[128], bench[128], link[128], box[128], text[512];
    folder_make(&folder);
    folder_write(&folder, "cold.lua", short_protocol);
    snprintf(text, sizeof text,
             "local t = instrument { driver = \"qst-tcs\", port = \"pty:%s\" }\n"
             "return bench { thermode = t, response = box { port = \"pty:%s\" } }\n",
             folder_file(&folder, "tcs", link), folder_file(&folder, "box", box));
    folder_write(&folder, "bench.lua", text);
    folder_file(&folder, "cold.lua", path);
    folder_file(&folder, "bench.lua", bench);
    folder_file(&folder, "s.limen", study);
    program_start(
        &sim,
        (const char *const[]){"sim", "qst-tcs", "--link", link, "--box", "--box-link", box, NULL},
        NULL);
    while (!strstr(program_out(&sim), "box\t"))
        assert_true(program_listen(&sim, mono_now() + 20 * MONO_MS));
    program_run(&program, (const char *const[]){"run", path, "--study", study, "--participant",
                                                "P1", "--bench", bench, "--headless",
                                                "--override-check", "simulated", NULL});
    if (program.code != 0)
        fail_msg("exit %d: %s", program.code, program_err(&program));
    assert_true(index_of(&program, "cpt.mean") < 26);
    program_run(&program, (const char *const[]){"verify", study, NULL});
    assert_int_equal(program.code, 0);
    kill(sim.pid, SIGTERM);
    assert_int_equal(program_join(&sim, 20 * MONO_SEC), 0);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cold_pain_threshold_is_found_headless),
        cmocka_unit_test(a_thermode_behind_a_port_cools_and_its_dose_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

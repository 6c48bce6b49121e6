/* The shipped thermal protocols on the command line, with a virtual participant from a file. */
#include "support/program.h"

#include <math.h>

static const char person[] =
    "return participant {\n"
    "  reaction = { mean = 100*ms, sd = 0*ms },\n"
    "  cdt = { default = 30*degC, sd = 0*degC }, wdt = { default = 35*degC, sd = 0*degC },\n"
    "  cpt = { default = 10*degC, [\"cervical.C5\"] = 18*degC,\n"
    "          [site(\"cervical.C5\", \"right\")] = 22*degC, sd = 0*degC },\n"
    "  hpt = { default = 45*degC, sd = 0*degC },\n"
    "  phs = 100*percent, ice = { rating = 7, sd = 0 },\n"
    "}\n";

static struct folder folder;
static struct program program;

static void run(const char *protocol)
{
    char study[128], virtual_person[128];
    folder_make(&folder);
    folder_write(&folder, "anna.lua", person);
    folder_file(&folder, "anna.lua", virtual_person);
    folder_file(&folder, "s.limen", study);
    program_run(&program, (const char *const[]){"check", protocol, NULL});
    if (program.code != 0)
        fail_msg("%s", program_out(&program));
    program_run(&program, (const char *const[]){"run", protocol, "--study", study, "--participant",
                                                "P1", "--sim", "--headless",
                                                "--virtual-participant", virtual_person, NULL});
    if (program.code != 0)
        fail_msg("exit %d: %s", program.code, program_err(&program));
}

static void expect(const char *site, const char *side, const char *index, double value, double by)
{
    char row[80];
    snprintf(row, sizeof row, "\t%s\t%s\t%s\t", site, side, index);
    const char *at = strstr(program_out(&program), row);
    if (!at)
        fail_msg("no %s at %s in %s", index, site, program_out(&program));
    const double found = strtod(at + strlen(row), NULL);
    if (!(fabs(found - value) <= by))
        fail_msg("%s at %s is %g, not %g", index, site, found, value);
}

/* Each ramp goes on for the reaction of 0.1 s at 1 degC/s. */
static void the_dfns_battery_finds_what_the_participant_is_like(void **state)
{
    (void)state;
    run("dfns-thermal");
    const struct {
        const char *site, *side;
    } areas[] = {{"hand.dorsum", "right"}, {"foot.dorsum", "left"}};
    for (size_t i = 0; i < 2; i++) {
        expect(areas[i].site, areas[i].side, "cdt.delta", 2.1, 0.15);
        expect(areas[i].site, areas[i].side, "wdt.delta", 3.1, 0.15);
        expect(areas[i].site, areas[i].side, "tsl.mean", 5.2, 0.2);
        expect(areas[i].site, areas[i].side, "phs.mean", 3, 0);
        expect(areas[i].site, areas[i].side, "cpt.mean", 9.9, 0.15);
        expect(areas[i].site, areas[i].side, "hpt.mean", 45.1, 0.15);
        expect(areas[i].site, areas[i].side, "cdt.n", 3, 0);
        expect(areas[i].site, areas[i].side, "hpt.n", 3, 0);
    }
    assert_non_null(strstr(program_err(&program), "TSL: Back of hand, right"));
    assert_non_null(strstr(program_err(&program), "difference 5.2 °C"));
    assert_null(strstr(program_err(&program), "withheld"));
    folder_remove(&folder);
}

static void cold_hyperalgesia_is_told_by_site_and_by_ice(void **state)
{
    (void)state;
    run("cold-hyperalgesia-neck");
    expect("cervical.C5", "left", "cpt.mean", 17.9, 0.15);
    expect("cervical.C5", "right", "cpt.mean", 21.9, 0.15);
    expect("tibialis_anterior", "left", "cpt.mean", 9.9, 0.15);
    expect("cervical.C5", "left", "ice.mean", 7, 0);
    expect("cervical.C5", "right", "ice.mean", 7, 0);
    assert_non_null(strstr(program_err(&program), "7.0 of 10"));
    folder_remove(&folder);
}

static void thermal_limits_are_done_on_both_sides(void **state)
{
    (void)state;
    run("thermal-limits");
    for (int i = 0; i < 2; i++) {
        expect("forearm", i ? "left" : "right", "tsl.mean", 5.2, 0.2);
        expect("forearm", i ? "left" : "right", "hpt.n", 3, 0);
    }
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_dfns_battery_finds_what_the_participant_is_like),
        cmocka_unit_test(cold_hyperalgesia_is_told_by_site_and_by_ice),
        cmocka_unit_test(thermal_limits_are_done_on_both_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

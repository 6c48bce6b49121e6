/* What is simulated: every shipped protocol, and every verb of what is rated, to rows with values, without a bench file. */
#include "support/program.h"

#include <dirent.h>

struct sim {
    struct folder folder;
    char study[128];
    struct program program;
};

static int setup(void **state)
{
    struct sim *sim = calloc(1, sizeof *sim);
    assert_non_null(sim);
    folder_make(&sim->folder);
    folder_file(&sim->folder, "s.limen", sim->study);
    *state = sim;
    return 0;
}

static int teardown(void **state)
{
    struct sim *sim = *state;
    folder_remove(&sim->folder);
    free(sim);
    return 0;
}

static void run(struct sim *sim, const char *participant, const char *protocol)
{
    program_run(&sim->program, (const char *const[]){"run", protocol, "--study", sim->study,
                                                     "--participant", participant, "--sim",
                                                     "--headless", "--language", "en", NULL});
    if (sim->program.code != 0)
        fail_msg("%s: %d %s", protocol, sim->program.code, program_err(&sim->program));
}

/* A row of the indices for each test that a protocol has. */
static void every_shipped_protocol_runs_to_its_indices(void **state)
{
    struct sim *sim = *state;
    DIR *library = opendir(PROTOCOLS_DIR "/library");
    size_t n = 0;
    assert_non_null(library);
    for (const struct dirent *row; (row = readdir(library));) {
        const char *end = strstr(row->d_name, ".lua");
        char name[64];
        if (!end)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)(end - row->d_name), row->d_name);
        run(sim, "P1", name);
        assert_null(strstr(program_err(&sim->program), "no value"));
        assert_non_null(strstr(program_out(&sim->program), "\tok\t"));
        n++;
    }
    closedir(library);
    assert_true(n >= 8);
}

/* What a verb needs, one call of it, and what is said of it. */
static const struct verb {
    const char *needs, *call, *said;
} verbs[] = {
    {"'test_cuff', 'rating', 'response'", "pdt_ptt { sites = place }", " kPa  1 of 1 kPa/s  saved"},
    {"'test_cuff', 'rating', 'response'", "ts { sites = place, level = 50*kPa }",
     "10 pulses, rated "},
    {"'test_cuff', 'rating', 'response'", "tonic { sites = place, level = 40*kPa }",
     " of 10  saved"},
    {"'thermode', 'rating', 'response'", "ts { by = 'heat', sites = place, level = 47*degC }",
     "10 pulses, rated "},
    {"'thermode', 'response'", "ts { by = 'heat', sites = place, level = 47*degC }",
     "10 pulses, rated -- to --"},
    {"'thermode', 'rating', 'response'", "tonic { by = 'heat', sites = place }", " of 10  saved"},
    {"'algometer', 'response'", "ts_hand { sites = place, level = 200*kPa }", "10 pressed, "},
    {"'response'", "windup { sites = place, instruct = true }", "10 given  saved"},
    {"'rating', 'response'", "rating { site = place, by = 'line' }", ""},
    {"'rating', 'response'", "rating { site = place, by = 'numbers' }", ""},
    {"'response'", "rating { site = place, twice = true }", ""},
};

/* A pulse that is not rated has no row in the indices; the tables have it as missing. */
static void every_verb_runs_on_what_its_header_needs(void **state)
{
    struct sim *sim = *state;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        const struct verb *verb = &verbs[i];
        char text[600], path[128], who[16];
        snprintf(
            text, sizeof text,
            "return protocol { id = 'v%zu', version = '1.0.0', title = { en = 'v', de = 'v' },\n"
            "  needs = { %s },\n"
            "  run = function(p)\n"
            "    local place = site('forearm', 'left')\n"
            "    local r = %s\n"
            "    note(tostring(r.value))\n"
            "  end }\n",
            i, verb->needs, verb->call);
        folder_write(&sim->folder, "v.lua", text);
        snprintf(who, sizeof who, "P%zu", i + 1); /* nobody has had his share of the day */
        run(sim, who, folder_file(&sim->folder, "v.lua", path));
        if (!strstr(program_err(&sim->program), verb->said) ||
            strstr(program_err(&sim->program), "no value"))
            fail_msg("%s: %s", verb->call, program_err(&sim->program));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_shipped_protocol_runs_to_its_indices, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(every_verb_runs_on_what_its_header_needs, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

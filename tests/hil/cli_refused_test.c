/* What lab or instruments refuse whoever comes is no visit, at a terminal as in the window. */
#include "support/program.h"

#include <unistd.h>

static const char protocol[] =
    "return protocol {\n"
    "  id = 'steep', version = '1.0.0', title = { en = 'Steep', de = 'Steil' },\n"
    "  needs = { 'thermode', 'response', 'rating' },\n"
    "  parameters = { rate = { default = 30*degC/sec, min = 1*degC/sec, max = 60*degC/sec },\n"
    "                 first = { default = 1*degC/sec, min = 1*degC/sec, max = 60*degC/sec } },\n"
    "  run = function(p)\n"
    "    local function hold(side, rate)\n"
    "      tonic { by = 'heat', sites = site('thenar', side), level = 44*degC, hold = 5*sec, rate "
    "= rate }\n"
    "    end\n"
    "    if p.first > 1*degC/sec then hold('left', p.first) end\n"
    "    local r = cpt { sites = site('thenar', 'left'), trials = 1 }\n"
    "    if not r.mean or type(r.mean) == 'bound' then return end\n"
    "    hold('right', p.rate)\n"
    "  end,\n"
    "}\n";

struct scene {
    struct folder folder;
    char protocol[128], study[128];
    struct program program;
};

static void begin(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    folder_make(&scene->folder);
    folder_write(&scene->folder, "steep.lua", protocol);
    folder_file(&scene->folder, "steep.lua", scene->protocol);
    folder_file(&scene->folder, "s.limen", scene->study);
}

static void run(struct scene *scene, const char *language, const char *setting)
{
    program_run(&scene->program,
                (const char *const[]){"run", scene->protocol, "--study", scene->study,
                                      "--participant", "P1", "--sim", "--headless", "--language",
                                      language, "--set", setting, NULL});
}

static void what_is_refused_whoever_comes_begins_no_visit(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    run(&scene, "en", "first=30*degC/sec");
    assert_int_equal(scene.program.code, 1);
    assert_non_null(strstr(program_err(&scene.program), "30 °C/s"));
    assert_non_null(strstr(program_err(&scene.program), "lower the rate"));
    assert_null(strstr(program_err(&scene.program), "--resume"));
    assert_int_not_equal(access(scene.study, F_OK), 0);
    run(&scene, "de", "first=30*degC/sec");
    assert_int_equal(scene.program.code, 1);
    assert_non_null(strstr(program_err(&scene.program), "die Geschwindigkeit im Protokoll senken"));
    assert_int_not_equal(access(scene.study, F_OK), 0);
    run(&scene, "en", "rate=1*degC/sec");
    if (scene.program.code != 0)
        fail_msg("%s", program_err(&scene.program));
    assert_int_equal(access(scene.study, F_OK), 0);
    folder_remove(&scene.folder);
}

/* Who never responds does not come to it: that is no proof, and the visit shows how far it comes. */
static void what_only_some_come_to_is_begun(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    run(&scene, "en", "first=1*degC/sec");
    assert_int_not_equal(scene.program.code, 0);
    assert_non_null(strstr(program_err(&scene.program), "--resume"));
    assert_int_equal(access(scene.study, F_OK), 0);
    folder_remove(&scene.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refused_whoever_comes_begins_no_visit),
        cmocka_unit_test(what_only_some_come_to_is_begun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

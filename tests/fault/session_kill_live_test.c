/* A session by the clock, on a pty, that is killed in every state and goes on each time. */
#include "support/kill_scene.h"

static const char short_protocol[] =
    "return protocol {\n"
    "  id = \"ppt-core\", version = \"1.0.0\", title = { en = \"short\", de = \"kurz\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    return ppt { sites = { site(\"lumbar.L4\", \"left\"), site(\"thenar\", \"left\") }, "
    "trials = 1,\n"
    "      rate = 100*kPa/sec, tolerance = 90*percent, rest = 1*sec }\n"
    "  end,\n"
    "}\n";

/* Where each kill falls: placing, before contact, in the ramp, letting go, the next site. */
static void a_real_time_session_on_a_pty_is_killed_in_every_state_and_goes_on(void **state)
{
    struct scene *scene = *state;
    static struct program program;
    static struct rows rows;
    static const int after_ms[] = {300, 900, 2500, 4500, 5200};
    char protocol[128];
    folder_write(&scene->folder, "short.lua", short_protocol);
    folder_file(&scene->folder, "short.lua", protocol);
    size_t i = 0;
    int code = -1;
    for (; i < 12 && code != 0; i++) {
        const char *args[] = {"run",         protocol,
                              "--sim",       "--headless",
                              "--real-time", "--study",
                              scene->study,  "--participant",
                              "K1",          "--seed",
                              "3",           progress_of(scene) == UNFINISHED ? "--resume" : NULL,
                              NULL};
        if (i < sizeof after_ms / sizeof after_ms[0])
            program_run_killed(&program, args, after_ms[i] * MONO_MS);
        else
            program_run(&program, args);
        note_saved(scene, &program);
        code = program.was_killed ? -1 : program.code;
        if (!program.was_killed && code != 0)
            fail_msg("exit %d: %s", code, program_err(&program));
    }
    assert_int_equal(code, 0);
    assert_all_saved_are_there(scene);
    verify(scene);
    load_rows(scene, &rows);
    print_message("%zu runs, %zu attempts interrupted\n", i, rows.interrupted);
    assert_int_equal(rows.n, 2);
    assert_true(rows.interrupted >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_real_time_session_on_a_pty_is_killed_in_every_state_and_goes_on, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

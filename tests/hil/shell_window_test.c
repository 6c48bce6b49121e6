/* The real window on a virtual screen: a session from the first key to the saved result, by keys alone and by the mouse, and
 * with the instrument's cable pulled in every state. */
#include "support/desktop.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = \"window\", version = \"1.0.0\", title = { en = \"window\", de = \"Fenster\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function()\n"
    "    instruct \"ppt\"\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, rate = 100*kPa/sec,\n"
    "      tolerance = 90*percent, limit = 900*kPa, trials = 2, practice = 0, rest = 2*sec }\n"
    "  end,\n"
    "}\n";

struct seat {
    struct desktop desktop;
    char protocol[128], study[128], bench[128], link[128], button[128];
};

static int setup(void **state)
{
    struct seat *seat = calloc(1, sizeof *seat);
    *state = seat;
    if (!desktop_is_possible())
        return 0;
    desktop_open(&seat->desktop, "1440x900x24");
    folder_write(&seat->desktop.folder, "window.lua", protocol);
    folder_file(&seat->desktop.folder, "window.lua", seat->protocol);
    folder_file(&seat->desktop.folder, "s.limen", seat->study);
    folder_file(&seat->desktop.folder, "bench.lua", seat->bench);
    folder_file(&seat->desktop.folder, "gauge", seat->link);
    folder_file(&seat->desktop.folder, "button", seat->button);
    return 0;
}

static int teardown(void **state)
{
    struct seat *seat = *state;
    if (seat->desktop.server > 0)
        desktop_close(&seat->desktop);
    free(seat);
    return 0;
}

static struct seat *sit_down(void **state)
{
    struct seat *seat = *state;
    if (seat->desktop.server <= 0)
        skip();
    return seat;
}

/* ---- the examiner */

static bool shows(const char *line, const char *now)
{
    char part[48];
    snprintf(part, sizeof part, "\"now\":\"%s\"", now);
    return strstr(line, part) != NULL;
}

/* The one key that does the next thing, as the next line says. */
static const char *next_key(const char *line)
{
    if (strstr(line, "\"screen\":\"study\""))
        return strstr(line, "\"can_begin\":true") ? "Return" : NULL;
    if (shows(line, "confirm"))
        return "1";
    if (shows(line, "instruct") || shows(line, "review") || shows(line, "stopped") ||
        shows(line, "release") || shows(line, "summary"))
        return "Return";
    return NULL;
}

/* Does the next thing at every change until the results are shown. `seen` hears every line first. */
static void examine(struct seat *seat, void (*seen)(struct seat *seat, const char *line))
{
    char line[1024], before[1024] = "";
    const mono_ns until = mono_now() + 3 * DESKTOP_PATIENCE;
    while (!strstr(window_says(&seat->desktop, line), "\"screen\":\"results\"")) {
        if (mono_now() > until)
            fail_msg("no end; last: %s", line);
        if (strcmp(line, before) == 0) {
            if (!program_listen(&seat->desktop.window, mono_now() + 20 * MONO_MS))
                fail_msg("the window has closed: %s", program_err(&seat->desktop.window));
            continue;
        }
        strcpy(before, line);
        if (seen)
            seen(seat, line);
        const char *key = next_key(line);
        if (key)
            window_key(key);
    }
}

static void leave(struct seat *seat)
{
    assert_int_equal(kill(seat->desktop.window.pid, SIGTERM), 0);
    assert_int_equal(program_join(&seat->desktop.window, DESKTOP_PATIENCE), 0);
}

/* How many trials the study counts, by the program's own tables. */
static void assert_trials(const struct seat *seat, int n)
{
    struct program *program = calloc(1, sizeof *program);
    char wanted[32];
    assert_int_equal(program_run(program, (const char *[]){"verify", "--study", seat->study, NULL}),
                     0);
    assert_int_equal(program_run(program, (const char *[]){"score", "--study", seat->study, NULL}),
                     0);
    const char *row = strstr(program_out(program), "\tppt.n\t");
    snprintf(wanted, sizeof wanted, "\tppt.n\t%d\t", n);
    if (!row || strncmp(row, wanted, strlen(wanted)) != 0)
        fail_msg("not %d trials: %s", n, program_out(program));
    free(program);
}

static void a_session_by_keys_from_the_study_screen_to_the_results(void **state)
{
    struct seat *seat = sit_down(state);
    window_open_with(&seat->desktop,
                     (const char *[]){"window", "--demo", "--tell", "--study", seat->study,
                                      "--protocol", seat->protocol, "--participant", "W1", NULL});
    examine(seat, NULL);
    leave(seat);
    assert_trials(seat, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_session_by_keys_from_the_study_screen_to_the_results,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The real window on a virtual screen: a session from the first key to the saved result, by keys alone and by the mouse, and
 * with the instrument's cable pulled in every state. */
#include "support/desktop.h"

/* A format: how many trials. */
static const char protocol[] =
    "return protocol {\n"
    "  id = \"window\", version = \"1.0.0\", title = { en = \"window\", de = \"Fenster\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function()\n"
    "    instruct \"ppt\"\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, rate = 100*kPa/sec,\n"
    "      tolerance = 90*percent, limit = 900*kPa, trials = %d, practice = 0, rest = 2*sec }\n"
    "  end,\n"
    "}\n";

/* The participant's button is a key, which the test presses. */
static const char bench[] =
    "local gauge = instrument { driver = \"mark10\", port = \"pty:%s\", capacity = 500*N }\n"
    "return bench { algometer = gauge:force { probe_area = 1*cm2 }, response = key \"b\" }\n";

struct seat {
    struct desktop desktop;
    struct program gauge;
    char protocol[128], study[128], bench[128], link[128];
    bool plays_itself, is_held;
    const char *pulls_at; /* the state in which the cable is pulled; NULL: never, or it was */
};

static void use_trials(struct seat *seat, int trials)
{
    char text[1024];
    snprintf(text, sizeof text, protocol, trials);
    folder_write(&seat->desktop.folder, "window.lua", text);
}

static int setup(void **state)
{
    struct seat *seat = calloc(1, sizeof *seat);
    *state = seat;
    if (!desktop_is_possible())
        return 0;
    desktop_open(&seat->desktop, "1440x900x24");
    use_trials(seat, 2);
    folder_file(&seat->desktop.folder, "window.lua", seat->protocol);
    folder_file(&seat->desktop.folder, "s.limen", seat->study);
    folder_file(&seat->desktop.folder, "bench.lua", seat->bench);
    folder_file(&seat->desktop.folder, "gauge", seat->link);
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
        return strstr(line, "\"resting\":false") && strstr(line, "\"ready\":true") ? "1" : NULL;
    if (shows(line, "instruct") || shows(line, "review") || shows(line, "stopped") ||
        shows(line, "release") || shows(line, "summary"))
        return "Return";
    return NULL;
}

/* The demonstration's hand is the person's at first; after this it presses and lets go by itself. */
static void let_it_press_by_itself(struct seat *seat, const char *line)
{
    if (seat->plays_itself || !shows(line, "confirm"))
        return;
    seat->plays_itself = true;
    window_key("u u u");
}

/* Where a key does nothing more when it comes twice: the answer to the second is the next screen's own, or none. */
static bool may_be_pressed_again(const char *line)
{
    return strstr(line, "\"screen\":\"study\"") || shows(line, "confirm");
}

/* So often nothing was heard since a key was pressed, and so often it was pressed. */
struct presses {
    int quiet, tries;
};

/* A key can be lost to a window that is busy: it is pressed until the line is another one. */
static void press_again(struct presses *presses, const char *line)
{
    enum { QUIET_MAX = 50, TRIES_MAX = 100 };
    const char *key = next_key(line);
    if (!key || !may_be_pressed_again(line) || ++presses->quiet < QUIET_MAX)
        return;
    presses->quiet = 0;
    if (++presses->tries > TRIES_MAX)
        fail_msg("%s was pressed %d times; last: %s", key, TRIES_MAX, line);
    window_key(key);
}

/* Does the next thing at every change until the results are shown. `seen` hears every line first. */
static void examine(struct seat *seat, void (*seen)(struct seat *seat, const char *line))
{
    char line[1024], before[1024] = "";
    struct presses presses = {0};
    const mono_ns until = mono_now() + 3 * DESKTOP_PATIENCE;
    while (!strstr(window_says(&seat->desktop, line), "\"screen\":\"results\"")) {
        if (mono_now() > until)
            fail_msg("no end; last: %s", line);
        if (strcmp(line, before) == 0) {
            if (!program_listen(&seat->desktop.window, mono_now() + 20 * MONO_MS))
                fail_msg("the window has closed: %s", program_err(&seat->desktop.window));
            press_again(&presses, line);
            continue;
        }
        /* another line of the same question: a second Enter would be that of the next screen, or of the results */
        const bool is_pressed = (shows(line, "review") && shows(before, "review")) ||
                                (shows(line, "summary") && shows(before, "summary"));
        strcpy(before, line);
        presses = (struct presses){0};
        if (seen)
            seen(seat, line);
        const char *key = next_key(line);
        if (key && !is_pressed)
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

/* H held down is a hand that presses at the rate that is wanted. */
static void press_with_h(struct seat *seat, const char *line)
{
    const bool is_wanted = shows(line, "armed") || shows(line, "running");
    if (is_wanted == seat->is_held)
        return;
    seat->is_held = is_wanted;
    desktop_do(is_wanted ? "keydown h" : "keyup h");
}

static void the_hand_of_the_demonstration_is_played_by_a_key(void **state)
{
    struct seat *seat = sit_down(state);
    window_open_with(&seat->desktop,
                     (const char *[]){"window", "--demo", "--tell", "--study", seat->study,
                                      "--protocol", seat->protocol, "--participant", "W1", NULL});
    examine(seat, press_with_h);
    leave(seat);
    assert_trials(seat, 2);
}

static void a_session_by_keys_from_the_study_screen_to_the_results(void **state)
{
    struct seat *seat = sit_down(state);
    window_open_with(&seat->desktop,
                     (const char *[]){"window", "--demo", "--tell", "--study", seat->study,
                                      "--protocol", seat->protocol, "--participant", "W1", NULL});
    examine(seat, let_it_press_by_itself);
    leave(seat);
    assert_trials(seat, 2);
}

/* ---- the mouse */

/* Fixed places of the window at 1440 x 900. */
enum { STOP_X = 1312, STOP_Y = 852, BEGIN_X = 1148, BEGIN_Y = 708 };

static void click(int x, int y)
{
    desktop_do("mousemove %d %d click 1", x, y);
}

static void stop_by_mouse_once(struct seat *seat, const char *line)
{
    let_it_press_by_itself(seat, line);
    if (seat->pulls_at && shows(line, seat->pulls_at)) {
        seat->pulls_at = NULL;
        click(STOP_X, STOP_Y);
    }
}

static void
in_german_and_light_stop_with_the_mouse_is_a_stop_and_the_trial_is_repeated(void **state)
{
    struct seat *seat = sit_down(state);
    char line[1024];
    seat->pulls_at = "running";
    window_open_with(&seat->desktop,
                     (const char *[]){"window", "--demo", "--tell", "--study", seat->study,
                                      "--protocol", seat->protocol, "--participant", "W1",
                                      "--language", "de", "--theme", "light", NULL});
    window_await(&seat->desktop, "\"can_begin\":true", line);
    click(BEGIN_X, BEGIN_Y);
    window_await(&seat->desktop, "\"now\":\"instruct\"", line);
    examine(seat, stop_by_mouse_once);
    assert_null(seat->pulls_at);
    leave(seat);
    assert_trials(seat, 2);
}

/* ---- the size */

static void resize(int w, int h)
{
    desktop_do("search --name ^Limen$ windowsize --sync %d %d", w, h);
}

/* Another size at every step; in the first ramp STOP is pressed in its new corner. */
static void resize_and_stop(struct seat *seat, const char *line)
{
    static const struct {
        const char *now;
        int w, h;
    } steps[] = {{"instruct", 820, 620}, {"confirm", 1400, 860}, {"armed", 1100, 700},
                 {"running", 900, 640},  {"stopped", 1440, 900}, {"review", 840, 610}};
    let_it_press_by_itself(seat, line);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (shows(line, steps[i].now))
            resize(steps[i].w, steps[i].h);
    if (seat->pulls_at && shows(line, seat->pulls_at)) {
        seat->pulls_at = NULL;
        click(900 - 112, 640 - 48);
        window_await(&seat->desktop, "\"now\":\"stopped\"", (char[1024]){""});
        resize(1440, 900);
    }
}

static void by_touch_in_a_window_of_any_size_stop_is_in_its_corner(void **state)
{
    struct seat *seat = sit_down(state);
    char line[1024];
    use_trials(seat, 1);
    seat->pulls_at = "running";
    setenv("SDL_MOUSE_TOUCH_EVENTS", "1", 1); /* what presses STOP is a finger */
    window_open_with(&seat->desktop,
                     (const char *[]){"window", "--demo", "--tell", "--study", seat->study,
                                      "--protocol", seat->protocol, "--participant", "W1", NULL});
    unsetenv("SDL_MOUSE_TOUCH_EVENTS");
    window_await(&seat->desktop, "\"can_begin\":true", line);
    click(BEGIN_X, BEGIN_Y);
    window_await(&seat->desktop, "\"now\":\"instruct\"", line);
    examine(seat, resize_and_stop);
    assert_null(seat->pulls_at);
    leave(seat);
    assert_trials(seat, 1);
}

/* ---- the cable */

static void plug_in(struct seat *seat)
{
    program_start(&seat->gauge, (const char *[]){"sim", "mark10", "--link", seat->link, NULL},
                  NULL);
}

static void pull_out(struct seat *seat)
{
    kill(seat->gauge.pid, SIGKILL);
    (void)program_join(&seat->gauge, DESKTOP_PATIENCE);
    if (unlink(seat->link) != 0)
        assert_int_equal(errno, ENOENT);
}

/* A ramp goes on for a while before the participant presses. */
static void press_and_pull(struct seat *seat, const char *line)
{
    if (seat->pulls_at && shows(line, seat->pulls_at)) {
        seat->pulls_at = NULL;
        pull_out(seat);
        plug_in(seat);
    } else if (shows(line, "running")) {
        program_listen(&seat->desktop.window, mono_now() + 900 * MONO_MS);
        window_key("b");
    }
}

static void a_cable_pulled_in_any_state_loses_no_trial_and_the_session_goes_on(void **state)
{
    static const char *const places[] = {"nothing", "confirm", "armed", "running", "review"};
    struct seat *seat = sit_down(state);
    char text[512], name[16], participant[16];
    use_trials(seat, 1);
    snprintf(text, sizeof text, bench, seat->link);
    folder_write(&seat->desktop.folder, "bench.lua", text);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        print_message("pulled: %s\n", places[i]);
        snprintf(name, sizeof name, "s%zu.limen", i);
        snprintf(participant, sizeof participant, "W%zu", i);
        folder_file(&seat->desktop.folder, name, seat->study);
        seat->pulls_at = places[i];
        plug_in(seat);
        window_open_with(&seat->desktop,
                         (const char *[]){"window", "--bench", seat->bench, "--tell", "--study",
                                          seat->study, "--protocol", seat->protocol,
                                          "--participant", participant, NULL});
        examine(seat, press_and_pull);
        leave(seat);
        pull_out(seat);
        assert_null(seat->pulls_at);
        assert_trials(seat, 1);
    }
}

/* ---- a bench file that cannot be used */

static void a_broken_bench_file_is_told_in_the_window_and_a_missing_one_before(void **state)
{
    struct seat *seat = sit_down(state);
    struct program *program = calloc(1, sizeof *program);
    const char *const args[] = {"window", "--bench", seat->bench, "--tell", NULL};
    char line[1024];
    assert_int_equal(program_run(program, args), 1);
    assert_non_null(strstr(program_err(program), "there is no bench file"));
    free(program);
    folder_write(&seat->desktop.folder, "bench.lua", "return bench {");
    window_open_with(&seat->desktop, args);
    window_await(&seat->desktop, "\"screen\":\"study\"", line);
    leave(seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_session_by_keys_from_the_study_screen_to_the_results,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(the_hand_of_the_demonstration_is_played_by_a_key, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            in_german_and_light_stop_with_the_mouse_is_a_stop_and_the_trial_is_repeated, setup,
            teardown),
        cmocka_unit_test_setup_teardown(by_touch_in_a_window_of_any_size_stop_is_in_its_corner,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_cable_pulled_in_any_state_loses_no_trial_and_the_session_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_broken_bench_file_is_told_in_the_window_and_a_missing_one_before, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The examiner at a real terminal: keys that confirm, stop, spoil and end, and a terminal that is closed. */
#include "store/query.h"
#include "support/program.h"

#include <sys/ioctl.h>
#include <termios.h>

static const char protocol[] =
    "return protocol {\n"
    "  id = \"short\", version = \"1.0.0\", title = { en = \"short\", de = \"kurz\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rate = 200*kPa/sec,\n"
    "      tolerance = 90*percent, rest = 0*sec }\n"
    "  end,\n"
    "}\n";

struct screen {
    int master;
    pid_t pid;
    struct folder folder;
    char study[128], script[128];
    char text[PROGRAM_TEXT];
    size_t n, seen; /* up to where it was looked at */
};

static int setup(void **state)
{
    struct screen *screen = calloc(1, sizeof *screen);
    folder_make(&screen->folder);
    folder_write(&screen->folder, "short.lua", protocol);
    folder_file(&screen->folder, "short.lua", screen->script);
    folder_file(&screen->folder, "s.limen", screen->study);
    *state = screen;
    return 0;
}

static int teardown(void **state)
{
    struct screen *screen = *state;
    folder_remove(&screen->folder);
    free(screen);
    return 0;
}

static void child_main(const struct screen *screen, const char *slave, bool resume)
{
    setsid();
    const int fd = open(slave, O_RDWR);
    if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) != 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 ||
        dup2(fd, 2) < 0)
        _exit(97);
    const char *const argv[] = {LIMEN_PROGRAM,
                                "run",
                                screen->script,
                                "--sim",
                                "--study",
                                screen->study,
                                "--participant",
                                "P1",
                                resume ? "--resume" : NULL,
                                NULL};
    execv(LIMEN_PROGRAM, (char *const *)argv);
    _exit(99);
}

static void sit_down(struct screen *screen, bool resume)
{
    char slave[64];
    screen->n = screen->seen = 0;
    screen->text[0] = '\0';
    screen->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(screen->master >= 0 && grantpt(screen->master) == 0 &&
                unlockpt(screen->master) == 0);
    assert_int_equal(ptsname_r(screen->master, slave, sizeof slave), 0);
    screen->pid = fork();
    if (screen->pid == 0)
        child_main(screen, slave, resume);
}

static bool look(struct screen *screen, mono_ns within)
{
    struct pollfd set = {.fd = screen->master, .events = POLLIN};
    if (poll(&set, 1, (int)(within / MONO_MS) + 1) <= 0)
        return false;
    char *at = screen->text + screen->n;
    const ssize_t n = read(screen->master, at, PROGRAM_TEXT - 1 - screen->n);
    if (n <= 0)
        return false;
    screen->n += (size_t)n;
    screen->text[screen->n] = '\0';
    assert_true(screen->n < PROGRAM_TEXT - 1);
    return true;
}

/* Waits until the screen shows it, behind what it showed before. */
static void wait_for(struct screen *screen, const char *part)
{
    const mono_ns end = mono_now() + 30 * MONO_SEC;
    const char *found;
    while (!(found = strstr(screen->text + screen->seen, part))) {
        if (mono_now() > end || !look(screen, end - mono_now()))
            fail_msg("never said `%s`: %s", part, screen->text);
    }
    screen->seen = (size_t)(found - screen->text) + strlen(part);
}

static void key(struct screen *screen, const char *keys)
{
    assert_int_equal(write(screen->master, keys, strlen(keys)), strlen(keys));
}

static int get_up(struct screen *screen)
{
    int status;
    const mono_ns end = mono_now() + 20 * MONO_SEC;
    while (screen->master >= 0 && look(screen, MONO_SEC) && mono_now() < end)
        continue;
    while (waitpid(screen->pid, &status, WNOHANG) == 0) {
        if (mono_now() > end) {
            kill(screen->pid, SIGKILL);
            waitpid(screen->pid, &status, 0);
            fail_msg("did not end: %s", screen->text);
        }
        poll(NULL, 0, 10);
    }
    if (screen->master >= 0)
        close(screen->master);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct counts {
    size_t rows, stopped, spoiled, counted;
};

static bool count(void *context, const struct study_trial *row)
{
    struct counts *counts = context;
    counts->rows++;
    counts->stopped += strcmp(row->end, "stop") == 0;
    counts->spoiled += row->spoiled && strcmp(row->spoil_reason, "slipped") == 0;
    counts->counted += row->counts;
    return true;
}

static struct counts counts_of(const struct screen *screen)
{
    struct study *study;
    struct counts counts = {0};
    struct why why;
    assert_int_equal(study_open(screen->study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_trials(study, NULL, count, &counts, &why), STATUS_OK);
    study_close(study);
    return counts;
}

static void keys_confirm_stop_repeat_and_spoil(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "Next: thenar");
    key(screen, "x\x13"); /* no such key; Ctrl-S holds nothing up */
    key(screen, "\n");
    wait_for(screen, " kPa");
    wait_for(screen, " kPa");
    wait_for(screen, " kPa"); /* it runs */
    key(screen, " ");
    wait_for(screen, "stopped (key)");
    key(screen, "\nsr"); /* only r is an answer */
    wait_for(screen, "Next: thenar");
    key(screen, "\n");
    wait_for(screen, "[s] spoil");
    key(screen, "s");
    wait_for(screen, "[2] slipped");
    key(screen, "2");
    wait_for(screen, "Next: thenar");
    key(screen, "\n");
    wait_for(screen, "[s] spoil");
    key(screen, "\n");
    wait_for(screen, "ppt.mean");
    assert_int_equal(get_up(screen), 0);
    const struct counts counts = counts_of(screen);
    assert_int_equal(counts.rows, 3);
    assert_int_equal(counts.stopped, 1);
    assert_int_equal(counts.spoiled, 1);
    assert_int_equal(counts.counted, 1);
}

static void a_terminal_that_is_closed_leaves_the_session_to_be_resumed(void **state)
{
    struct screen *screen = *state;
    for (int i = 0; i < 2; i++) { /* while it asks, and in the ramp */
        sit_down(screen, i > 0);
        wait_for(screen, "Next: thenar");
        if (i > 0) {
            key(screen, "\n");
            wait_for(screen, " kPa");
            wait_for(screen, " kPa");
        }
        close(screen->master);
        screen->master = -1;
        assert_int_equal(get_up(screen), 4);
    }
    assert_int_equal(counts_of(screen).stopped, 1);
    sit_down(screen, true);
    wait_for(screen, "Next: thenar");
    key(screen, "\n");
    wait_for(screen, "[s] spoil");
    key(screen, "\n");
    assert_int_equal(get_up(screen), 0);
    assert_int_equal(counts_of(screen).counted, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keys_confirm_stop_repeat_and_spoil, setup, teardown),
        cmocka_unit_test_setup_teardown(a_terminal_that_is_closed_leaves_the_session_to_be_resumed,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

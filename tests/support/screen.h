/* The program at a pseudo-terminal: what is on its screen, and keys. */
#ifndef LIMEN_TESTS_SCREEN_H
#define LIMEN_TESTS_SCREEN_H

#include "support/program.h"

#include <sys/ioctl.h>
#include <termios.h>

/* An arrow key answers nothing, and shows that the key after it was up. */
#define UP "\033[A"

struct screen {
    int master;
    pid_t pid;
    struct folder folder;
    char study[128], script[128];
    char bench[128];        /* "": simulated */
    const char *override;   /* why a thermode is used without a check; NULL: nobody says */
    const char *locale;     /* NULL: "C" */
    unsigned short columns; /* 0: not known */
    char text[PROGRAM_TEXT];
    size_t n, seen; /* up to where it was looked at */
};

static inline void use_protocol(struct screen *screen, const char *text)
{
    folder_write(&screen->folder, "protocol.lua", text);
    folder_file(&screen->folder, "protocol.lua", screen->script);
}

static inline void use_bench(struct screen *screen, const char *text)
{
    folder_write(&screen->folder, "bench.lua", text);
    folder_file(&screen->folder, "bench.lua", screen->bench);
}

static inline struct screen *screen_new(const char *protocol)
{
    struct screen *screen = calloc(1, sizeof *screen);
    assert_non_null(screen);
    folder_make(&screen->folder);
    folder_file(&screen->folder, "s.limen", screen->study);
    use_protocol(screen, protocol);
    return screen;
}

static inline void screen_free(struct screen *screen)
{
    folder_remove(&screen->folder);
    free(screen);
}

static inline int screen_teardown(void **state)
{
    screen_free(*state);
    return 0;
}

static inline void child_main(const struct screen *screen, const char *slave, bool resume)
{
    setsid();
    const int fd = open(slave, O_RDWR);
    if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) != 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 ||
        dup2(fd, 2) < 0)
        _exit(97);
    setenv("XDG_STATE_HOME", "/nonexistent", 1); /* no window is opened here */
    setenv("LC_ALL", screen->locale ? screen->locale : "C", 1);
    const char *argv[16] = {
        LIMEN_PROGRAM, "run",           screen->script, "--study",
        screen->study, "--participant", "P1",           screen->bench[0] ? "--bench" : "--sim"};
    size_t n = 8;
    if (screen->bench[0])
        argv[n++] = screen->bench;
    if (resume)
        argv[n++] = "--resume";
    if (screen->override) {
        argv[n++] = "--override-check";
        argv[n++] = screen->override;
    }
    execv(LIMEN_PROGRAM, (char *const *)argv);
    _exit(99);
}

static inline void sit_down(struct screen *screen, bool resume)
{
    char slave[64];
    screen->n = screen->seen = 0;
    screen->text[0] = '\0';
    screen->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(screen->master >= 0 && grantpt(screen->master) == 0 &&
                unlockpt(screen->master) == 0);
    assert_int_equal(ptsname_r(screen->master, slave, sizeof slave), 0);
    const struct winsize size = {.ws_row = 24, .ws_col = screen->columns};
    assert_int_equal(ioctl(screen->master, TIOCSWINSZ, &size), 0);
    screen->pid = fork();
    if (screen->pid == 0)
        child_main(screen, slave, resume);
}

static inline bool look(struct screen *screen, mono_ns within)
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

/* The end of what was shown: a message of a failed test holds no more. */
static inline const char *last_words(const struct screen *screen)
{
    return screen->text + (screen->n > 800 ? screen->n - 800 : 0);
}

/* Waits until the screen shows it, behind what it showed before. */
static inline void wait_for(struct screen *screen, const char *part)
{
    const mono_ns end = mono_now() + 30 * MONO_SEC;
    const char *found;
    while (!(found = strstr(screen->text + screen->seen, part))) {
        if (mono_now() > end || !look(screen, end - mono_now()))
            fail_msg("never said `%s`: %s", part, last_words(screen));
    }
    screen->seen = (size_t)(found - screen->text) + strlen(part);
}

static inline void key(struct screen *screen, const char *keys)
{
    assert_int_equal(write(screen->master, keys, strlen(keys)), strlen(keys));
}

/* It has not been shown since what was waited for last. */
static inline void assert_unseen(const struct screen *screen, const char *part)
{
    if (strstr(screen->text + screen->seen, part))
        fail_msg("said `%s`: %s", part, screen->text);
}

static inline int get_up(struct screen *screen)
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

/* Leaves at a question: the session can be resumed. */
static inline void leave(struct screen *screen)
{
    key(screen, "q");
    assert_int_equal(get_up(screen), 4);
}

#endif

/* The program itself in a process of its own: what it says, how it ends, and killing it at an instant. */
#ifndef LIMEN_TESTS_PROGRAM_H
#define LIMEN_TESTS_PROGRAM_H

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PROGRAM_TEXT = 1 << 16, PROGRAM_ARGS = 32 };

struct program {
    pid_t pid;
    int fds[2]; /* its standard output and error */
    char text[2][PROGRAM_TEXT];
    size_t n[2];
    bool was_killed;
    int code; /* exit code; with a signal 128 and its number */
};

static inline const char *program_out(const struct program *program)
{
    return program->text[0];
}

static inline const char *program_err(const struct program *program)
{
    return program->text[1];
}

/* What a program remembers for its next start is nobody's, and gone with the test. */
static void program_forget_all(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf /tmp/limen_test_state_%d_*", (int)getpid());
    if (system(command) != 0)
        fprintf(stderr, "left behind: /tmp/limen_test_state_%d_*\n", (int)getpid());
}

static inline const char *program_state_folder(void)
{
    static char path[64];
    static int n;
    if (n++ == 0)
        atexit(program_forget_all);
    snprintf(path, sizeof path, "/tmp/limen_test_state_%d_%d", (int)getpid(), n);
    return path;
}

/* `before` runs in the child before the program; may be NULL. */
static inline void program_start(struct program *program, const char *const *args,
                                 void (*before)(void))
{
    int out[2], err[2];
    const char *argv[PROGRAM_ARGS + 2] = {LIMEN_PROGRAM};
    for (size_t i = 0; args[i]; i++) {
        assert_true(i < PROGRAM_ARGS);
        argv[i + 1] = args[i];
    }
    const char *state = program_state_folder();
    memset(program, 0, sizeof *program);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    program->pid = fork();
    assert_true(program->pid >= 0);
    if (program->pid == 0) {
        const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (dup2(null, 0) < 0 || dup2(out[1], 1) < 0 || dup2(err[1], 2) < 0)
            _exit(99);
        setenv("LC_ALL", "C", 1);
        setenv("XDG_STATE_HOME", state, 1);
        if (before)
            before();
        execv(LIMEN_PROGRAM, (char *const *)argv);
        _exit(99);
    }
    close(out[1]);
    close(err[1]);
    program->fds[0] = out[0];
    program->fds[1] = err[0];
}

static inline void program_hear(struct program *program, int i)
{
    char *at = program->text[i] + program->n[i];
    const ssize_t n = read(program->fds[i], at, PROGRAM_TEXT - 1 - program->n[i]);
    if (n > 0) {
        program->n[i] += (size_t)n;
        assert_true(program->n[i] < PROGRAM_TEXT - 1);
    } else if (n == 0) {
        close(program->fds[i]);
        program->fds[i] = -1;
    }
}

/* Hears it until `until`; false: it has closed both. */
static inline bool program_listen(struct program *program, mono_ns until)
{
    while (program->fds[0] >= 0 || program->fds[1] >= 0) {
        struct pollfd set[2] = {{.fd = program->fds[0], .events = POLLIN},
                                {.fd = program->fds[1], .events = POLLIN}};
        const mono_ns left = until - mono_now();
        if (left <= 0)
            return true;
        const struct timespec limit = {.tv_sec = left / MONO_SEC, .tv_nsec = left % MONO_SEC};
        if (ppoll(set, 2, &limit, NULL) < 0)
            assert_int_equal(errno, EINTR);
        for (int i = 0; i < 2; i++)
            if (set[i].revents)
                program_hear(program, i);
    }
    return false;
}

/* Waits for its end, at most `within`; then it is killed and the test fails. */
static inline int program_join(struct program *program, mono_ns within)
{
    int status;
    if (program_listen(program, mono_now() + within)) {
        kill(program->pid, SIGKILL);
        waitpid(program->pid, NULL, 0);
        fail_msg("not over within %g s; said: %s", mono_to_sec(within), program_err(program));
    }
    assert_int_equal(waitpid(program->pid, &status, 0), program->pid);
    program->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return program->code;
}

static inline int program_run(struct program *program, const char *const *args)
{
    program_start(program, args, NULL);
    return program_join(program, 120 * MONO_SEC);
}

/* Lets it run for `after`, then kills it with its last word unsaid. True: it was over before that. */
static inline bool program_run_killed(struct program *program, const char *const *args,
                                      mono_ns after)
{
    int status;
    program_start(program, args, NULL);
    if (program_listen(program, mono_now() + after))
        kill(program->pid, SIGKILL);
    while (program_listen(program, mono_now() + 10 * MONO_SEC))
        fail_msg("a process of a killed program holds its output");
    assert_int_equal(waitpid(program->pid, &status, 0), program->pid);
    program->was_killed = WIFSIGNALED(status);
    program->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return !program->was_killed;
}

/* ---- a folder of its own ------------------------------------------------------------------------ */

struct folder {
    char path[64];
};

/* In memory where there is such a place: a kill does not care, and the test is quick. */
static inline void folder_make(struct folder *folder)
{
    const char *const base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(folder->path, sizeof folder->path, "%s/limen_test_XXXXXX", base);
    assert_non_null(mkdtemp(folder->path));
}

static inline const char *folder_file(const struct folder *folder, const char *name, char out[128])
{
    snprintf(out, 128, "%s/%s", folder->path, name);
    return out;
}

static inline void folder_remove(const struct folder *folder)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder->path);
    assert_int_equal(system(command), 0);
}

static inline void folder_write(const struct folder *folder, const char *name, const char *text)
{
    char path[128];
    FILE *file = fopen(folder_file(folder, name, path), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

#endif

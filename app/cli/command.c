#include "cli/command.h"

#include "base/clock.h"
#include "base/stop_line.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

int command_fail(const char *command, enum status status, const char *sentence)
{
    fprintf(stderr, "limen: %s: %s\n", command,
            sentence && sentence[0] ? sentence : status_text(status));
    return status_exit_code(status);
}

int command_refuse(const char *command, enum status status, const char *sentence)
{
    const int code = command_fail(command, status, sentence);
    return code == status_exit_code(STATUS_IO) ? status_exit_code(STATUS_INVALID) : code;
}

enum status command_open_study(const char *path, enum study_mode mode, struct study **study,
                               struct why *why)
{
    const enum status status = study_open(path, mode, study, why);
    return status == STATUS_IO || status == STATUS_PERMISSION ? STATUS_READ_ONLY : status;
}

void command_tell_writer(const char *command, const struct study *study)
{
    if (study_writer(study) != 0)
        fprintf(stderr,
                "limen: %s: another Limen has this study open: what its session adds from now on "
                "is not "
                "looked at\n",
                command);
}

const char *command_operator(const char *given)
{
    const char *name = given ? given : getenv("USER");
    return name && name[0] ? name : "unnamed";
}

const char *command_plural(int64_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

/* The one that a signal raises: a stop line, which may be global. */
static struct stop_line *signal_line;

static void on_signal(int number)
{
    (void)number;
    stop_raise(signal_line, STOP_SIGNAL, mono_now());
}

/* How the terminal was set when the session began to use it; only a handler may need it. */
static struct termios session_terminal;

/* A shell sets the terminal to what it wants itself while the program is put to sleep. */
static void on_continue(int number)
{
    const int kept = errno;
    (void)number;
    if (tcgetpgrp(STDIN_FILENO) == getpgrp())
        tcsetattr(STDIN_FILENO, TCSANOW, &session_terminal);
    errno = kept;
}

static void keep_terminal(bool is_kept)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_flags = SA_RESTART;
    const bool has_terminal = is_kept && tcgetattr(STDIN_FILENO, &session_terminal) == 0;
    action.sa_handler = has_terminal ? on_continue : SIG_DFL;
    sigaction(SIGCONT, &action, NULL);
}

void command_stop_on_signals(struct stop_line *line)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    if (line) /* and left as it is when the handlers go: one may still be running */
        signal_line = line;
    action.sa_handler = line ? on_signal : SIG_DFL;
    /* A session that is put to sleep in mid-ramp could neither stop nor warn. */
    signal(SIGTSTP, line ? SIG_IGN : SIG_DFL);
    keep_terminal(line != NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGQUIT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

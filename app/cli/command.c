#include "cli/command.h"

#include "base/clock.h"
#include "base/stop_line.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

int command_fail(const char *command, enum status status, const char *sentence)
{
    fprintf(stderr, "limen: %s: %s\n", command,
            sentence && sentence[0] ? sentence : status_text(status));
    return status_exit_code(status);
}

/* The one that a signal raises: a stop line, which may be global. */
static struct stop_line *signal_line;

static void on_signal(int number)
{
    (void)number;
    stop_raise(signal_line, STOP_SIGNAL, mono_now());
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
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

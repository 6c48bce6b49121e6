#include "session/sim_child.h"

#include "hw/bench_spec.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child's first words: did its pty open? */
struct greeting {
    enum status status;
    struct why why;
};

/* What is inherited would live as long as the instrument: the study's lock, and the sockets of the
 * instruments before it, which would then never see their session end. */
static void keep_only(int a, int b)
{
    const unsigned low = (unsigned)(a < b ? a : b), high = (unsigned)(a < b ? b : a);
    const unsigned first = STDERR_FILENO + 1;
    if (low > first)
        close_range(first, low - 1, 0);
    if (high > low + 1)
        close_range(low + 1, high - 1, 0);
    close_range(high + 1, ~0U, 0);
}

/* The session's folder goes with the last of its instruments, also when the session was killed. */
static void child_main(struct sim_pty_config *config, const char *folder, int greet_fd)
{
    struct greeting greeting = {0};
    struct sim_pty *pty = calloc(1, sizeof *pty);
    prctl(PR_SET_NAME, "limen-sim");
    setpgid(0, 0); /* Ctrl-C belongs to the session, not to its instruments */
    greeting.status = pty ? sim_pty_open(pty, config, &greeting.why) : STATUS_NO_MEMORY;
    const bool told = write(greet_fd, &greeting, sizeof greeting) == (ssize_t)sizeof greeting;
    close(greet_fd);
    if (told && greeting.status == STATUS_OK) {
        const enum status ended = sim_pty_run(pty, &greeting.why);
        sim_pty_close(pty);
        const bool is_clean = rmdir(folder) == 0 || errno == ENOTEMPTY || errno == ENOENT;
        _exit(ended == STATUS_OK && is_clean ? 0 : 1);
    }
    _exit(1);
}

/* Two instruments of a bench may be of one kind. */
static void name_link(struct sim_child *child, const char *folder, const char *instrument)
{
    struct stat found;
    snprintf(child->link, sizeof child->link, "%s/%s", folder, instrument);
    for (int i = 2; i <= INSTRUMENTS_MAX && lstat(child->link, &found) == 0; i++)
        snprintf(child->link, sizeof child->link, "%s/%s-%d", folder, instrument, i);
}

static enum status hear_greeting(int fd, struct why *why)
{
    struct greeting greeting;
    const ssize_t n = read(fd, &greeting, sizeof greeting);
    if (n != (ssize_t)sizeof greeting)
        return why_set(why, STATUS_IO, "a simulated instrument ended before it began");
    *why = greeting.why;
    return greeting.status;
}

enum status sim_child_start(const struct sim_pty_config *config, const char *folder,
                            struct sim_child *child, struct why *why)
{
    int control[2], greet[2];
    memset(child, 0, sizeof *child);
    child->control = -1;
    name_link(child, folder, config->instrument->name);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, control) != 0)
        return why_set(why, STATUS_IO, "cannot make a socket pair: %s", strerror(errno));
    if (pipe2(greet, O_CLOEXEC) != 0) {
        close(control[0]);
        close(control[1]);
        return why_set(why, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
    }
    child->pid = fork();
    if (child->pid == 0) {
        struct sim_pty_config own = *config;
        own.link = child->link;
        own.control_fd = control[1];
        keep_only(control[1], greet[1]);
        child_main(&own, folder, greet[1]);
    }
    close(control[1]);
    close(greet[1]);
    child->control = control[0];
    const enum status status =
        child->pid < 0
            ? why_set(why, STATUS_IO, "cannot start a simulated instrument: %s", strerror(errno))
            : hear_greeting(greet[0], why);
    close(greet[0]);
    if (status != STATUS_OK)
        sim_child_stop(child);
    return status;
}

void sim_child_stop(struct sim_child *child)
{
    if (child->control >= 0) {
        shutdown(child->control, SHUT_RDWR); /* whoever else may hold it */
        close(child->control);
    }
    child->control = -1;
    if (child->pid > 0)
        while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    child->pid = 0;
}

void sim_child_tell(struct sim_child *child, const struct sim_control *message)
{
    uint8_t data[SIM_CONTROL_SIZE];
    sim_control_encode(message, data);
    /* A simulation that has ended cannot hear; its cable is then out as well. */
    if (child->control >= 0 && send(child->control, data, sizeof data, MSG_NOSIGNAL) < 0)
        return;
}

bool sim_child_hear(struct sim_child *child, struct sim_control *message)
{
    if (child->control < 0)
        return false;
    const ssize_t n =
        read(child->control, child->input + child->n_input, sizeof child->input - child->n_input);
    if (n == 0) {
        close(child->control);
        child->control = -1;
    }
    if (n <= 0)
        return false;
    child->n_input += (size_t)n;
    if (child->n_input < sizeof child->input)
        return false;
    child->n_input = 0;
    return sim_control_decode(child->input, message) == STATUS_OK;
}

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

/* What a simulated instrument is born with. */
struct plan {
    struct sim_participant participant;
    struct sim_fault faults[SIM_FAULTS_MAX];
    size_t n_faults;
    uint64_t seed;
    const struct sim_instrument *instrument; /* a table of this program */
    char link[SIM_CHILD_LINK_MAX], folder[SIM_CHILD_LINK_MAX];
};

/* The session's folder goes with the last of its instruments, also when the session was killed. */
static void child_main(const void *what, size_t size, const int *fds, size_t n_fds)
{
    const struct plan *plan = what;
    const struct sim_pty_config config = {
        .instrument = plan->instrument,
        .participant = &plan->participant,
        .seed = plan->seed,
        .faults = plan->faults,
        .n_faults = plan->n_faults,
        .link = plan->link,
        .control_fd = fds[0],
        .stop_fd = -1,
    };
    struct greeting greeting = {0};
    (void)size, (void)n_fds;
    keep_only(fds[0], fds[1]);
    struct sim_pty *pty = calloc(1, sizeof *pty);
    prctl(PR_SET_NAME, "limen-sim");
    setpgid(0, 0); /* Ctrl-C belongs to the session, not to its instruments */
    greeting.status = pty ? sim_pty_open(pty, &config, &greeting.why) : STATUS_NO_MEMORY;
    const bool told = write(fds[1], &greeting, sizeof greeting) == (ssize_t)sizeof greeting;
    close(fds[1]);
    if (told && greeting.status == STATUS_OK) {
        const enum status ended = sim_pty_run(pty, &greeting.why);
        sim_pty_close(pty);
        const bool is_clean = rmdir(plan->folder) == 0 || errno == ENOTEMPTY || errno == ENOENT;
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

static enum status bear(const struct sim_pty_config *config, const char *folder,
                        struct nursery *nursery, struct sim_child *child, const int fds[2],
                        struct why *why)
{
    struct plan plan;
    memset(&plan, 0, sizeof plan);
    plan.participant = *config->participant;
    plan.n_faults = config->n_faults;
    if (config->n_faults > 0)
        memcpy(plan.faults, config->faults, config->n_faults * sizeof *config->faults);
    plan.seed = config->seed;
    plan.instrument = config->instrument;
    snprintf(plan.link, sizeof plan.link, "%s", child->link);
    snprintf(plan.folder, sizeof plan.folder, "%s", folder);
    const struct birth_order order = {
        .run = child_main, .what = &plan, .size = sizeof plan, .fds = {fds[0], fds[1]}, .n_fds = 2};
    return nursery_bear(nursery, &order, &child->birth, why);
}

enum status sim_child_start(const struct sim_pty_config *config, const char *folder,
                            struct nursery *nursery, struct sim_child *child, struct why *why)
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
    const int fds[2] = {control[1], greet[1]};
    enum status status = bear(config, folder, nursery, child, fds, why);
    close(control[1]);
    close(greet[1]);
    child->control = control[0];
    if (status == STATUS_OK)
        status = hear_greeting(greet[0], why);
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
    birth_await(&child->birth);
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

/* Parent and child share a page (the beat) and a socket pair (descriptors, end of life). The child
 * is a plain loop over poll(): it must not allocate, lock or use anything the parent may have left
 * half done. */
#include "hw/keeper.h"

#include "base/clock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    atomic_bool is_blind; /* it was told of a link whose descriptor did not arrive */
    _Atomic bool watching;
    _Atomic int64_t beat; /* 0: none since watching was switched on */
    _Atomic uint32_t interventions;
};

enum { WRITE_TRIES = 200 }; /* a millisecond each */

enum message_kind { MESSAGE_HOLD, MESSAGE_RELEASE, MESSAGE_BYE };

struct sequence {
    uint8_t size;
    uint8_t data[2 * FRAME_MAX];
};

struct message {
    uint8_t kind, instrument;
    struct sequence sequence;
};

struct keeper {
    struct shared *shared;
    int socket;
    pid_t child;
};

struct held {
    int fd; /* -1: none */
    struct sequence sequence;
};

static struct sequence sequence_of(const struct driver *driver)
{
    struct sequence s = {0};
    assert(driver->closing_size + driver->stop_size <= (int)sizeof s.data);
    if (driver->closing_size)
        memcpy(s.data, driver->closing, driver->closing_size);
    if (driver->stop_size)
        memcpy(s.data + driver->closing_size, driver->stop_frame, driver->stop_size);
    s.size = (uint8_t)(driver->closing_size + driver->stop_size);
    return s;
}

/* True when nothing more is to be done: all is written, or the link is dead. */
static bool write_some(const struct held *row, size_t *at)
{
    while (*at < row->sequence.size) {
        const ssize_t n = write(row->fd, row->sequence.data + *at, row->sequence.size - *at);
        if (n > 0)
            *at += (size_t)n;
        else
            return n < 0 && errno != EAGAIN && errno != EINTR;
    }
    return true;
}

/* Async-signal-safe. `used`: bit per row. A full line is tried again for a moment, and the other
 * instruments do not wait for it. */
static void write_all(const struct held *rows, uint32_t used)
{
    size_t at[INSTRUMENTS_MAX] = {0};
    for (int tries = 0; used != 0 && tries < WRITE_TRIES; tries++) {
        for (int i = 0; i < INSTRUMENTS_MAX; i++)
            if ((used & (1u << i)) && write_some(&rows[i], &at[i]))
                used &= ~(1u << i);
        if (used != 0)
            poll(NULL, 0, 1);
    }
}

/* ---- the child ----------------------------------------------------------------------------------
 */

/* Counted first: a bench that wakes up in the middle is to stop at once. */
static void act(struct shared *shared, const struct held *held)
{
    uint32_t used = 0;
    for (int i = 0; i < INSTRUMENTS_MAX; i++)
        if (held[i].fd >= 0)
            used |= 1u << i;
    atomic_fetch_add(&shared->interventions, 1);
    write_all(held, used);
}

static void let_go(struct held *held)
{
    if (held->fd >= 0)
        close(held->fd);
    held->fd = -1;
}

/* Returns the bytes received, 0 at the end of the parent's life, -1 for nothing. */
static ssize_t receive(int socket, struct message *message, int *fd)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {.iov_base = message, .iov_len = sizeof *message};
    struct msghdr header = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof control.bytes};
    *fd = -1;
    const ssize_t n = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    if (n <= 0)
        return n < 0 && (errno == EINTR || errno == EAGAIN) ? -1 : 0;
    const struct cmsghdr *cmsg = CMSG_FIRSTHDR(&header);
    if (cmsg && cmsg->cmsg_type == SCM_RIGHTS)
        memcpy(fd, CMSG_DATA(cmsg), sizeof *fd);
    return n;
}

/* False: the child is to end. */
static bool handle_message(int socket, struct shared *shared, struct held *held)
{
    struct message message;
    int fd;
    const ssize_t n = receive(socket, &message, &fd);
    if (n < 0)
        return true;
    if (n == 0) {
        act(shared, held);
        return false;
    }
    if (message.kind == MESSAGE_BYE)
        return false;
    struct held *slot = &held[message.instrument];
    let_go(slot);
    if (message.kind == MESSAGE_HOLD && fd < 0)
        atomic_store(&shared->is_blind, true);
    if (message.kind == MESSAGE_HOLD)
        *slot = (struct held){.fd = fd, .sequence = message.sequence};
    return true;
}

/* Nanoseconds until the beat is lost, negative when it is; MONO_NEVER when nobody is watched. */
static mono_ns beat_left(const struct shared *shared)
{
    const mono_ns beat = atomic_load(&shared->beat);
    if (beat == 0 || !atomic_load(&shared->watching))
        return MONO_NEVER;
    return beat + KEEPER_BEAT_LOST - mono_now();
}

static int poll_time(mono_ns left, bool acted)
{
    if (acted)
        return 20;
    if (left == MONO_NEVER)
        return 100;
    return left <= 0 ? 0 : (int)(left / MONO_MS) + 1;
}

static void child_main(int socket, struct shared *shared)
{
    struct held held[INSTRUMENTS_MAX];
    for (int i = 0; i < INSTRUMENTS_MAX; i++)
        held[i].fd = -1;
    bool acted = false;
    for (;;) {
        struct pollfd pfd = {.fd = socket, .events = POLLIN};
        if (poll(&pfd, 1, poll_time(beat_left(shared), acted)) > 0 &&
            !handle_message(socket, shared, held))
            return;
        const bool lost = beat_left(shared) <= 0;
        if (lost && !acted)
            act(shared, held);
        acted = lost;
    }
}

/* `mask` is what the parent had: until the signals of its group are ignored they are blocked. */
static void child_isolate(int socket, const sigset_t *mask)
{
    prctl(PR_SET_NAME, "limen-keeper");
    const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP};
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        signal(ignored[i], SIG_IGN);
    setsid();
    sigprocmask(SIG_SETMASK, mask, NULL);
    if (socket > 3)
        close_range(3, (unsigned)socket - 1, 0);
    close_range((unsigned)socket + 1, ~0U, 0);
}

/* ---- the parent ---------------------------------------------------------------------------------
 */

static pid_t fork_child(int socket, struct shared *shared)
{
    sigset_t all, mask;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &mask);
    const pid_t child = fork();
    if (child == 0) {
        child_isolate(socket, &mask);
        child_main(socket, shared);
        _exit(0);
    }
    sigprocmask(SIG_SETMASK, &mask, NULL);
    return child;
}

enum status keeper_start(struct keeper **out, struct why *why)
{
    int pair[2] = {-1, -1};
    struct keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the keeper process");
    keeper->shared = mmap(NULL, sizeof *keeper->shared, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (keeper->shared == MAP_FAILED)
        goto fail_map;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        goto fail_socket;
    keeper->child = fork_child(pair[1], keeper->shared);
    if (keeper->child < 0)
        goto fail_fork;
    close(pair[1]);
    keeper->socket = pair[0];
    *out = keeper;
    return STATUS_OK;

fail_fork:
    close(pair[0]);
    close(pair[1]);
fail_socket:
    munmap(keeper->shared, sizeof *keeper->shared);
fail_map:
    free(keeper);
    return why_set(why, STATUS_IO, "cannot start the keeper process: %s", strerror(errno));
}

static enum status tell(const struct keeper *keeper, const struct message *message, int fd)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {.iov_base = (void *)message, .iov_len = sizeof *message};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd >= 0) {
        header.msg_control = control.bytes;
        header.msg_controllen = sizeof control.bytes;
        struct cmsghdr *cmsg = CMSG_FIRSTHDR(&header);
        cmsg->cmsg_level = SOL_SOCKET;
        cmsg->cmsg_type = SCM_RIGHTS;
        cmsg->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(cmsg), &fd, sizeof fd);
    }
    const ssize_t n = sendmsg(keeper->socket, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
    return n == (ssize_t)sizeof *message ? STATUS_OK : STATUS_IO;
}

void keeper_stop(struct keeper *keeper)
{
    if (!keeper)
        return;
    keeper_watch(keeper, false);
    /* If the message cannot be sent, the child writes the stop sequences to instruments at rest. */
    const struct message bye = {.kind = MESSAGE_BYE};
    if (tell(keeper, &bye, -1) != STATUS_OK)
        shutdown(keeper->socket, SHUT_RDWR);
    close(keeper->socket);
    while (waitpid(keeper->child, NULL, 0) < 0 && errno == EINTR)
        ;
    munmap(keeper->shared, sizeof *keeper->shared);
    free(keeper);
}

void keeper_forget(struct keeper *keeper)
{
    if (keeper)
        close(keeper->socket);
}

enum status keeper_hold(struct keeper *keeper, uint8_t instrument, int fd,
                        const struct driver *driver)
{
    assert(instrument < INSTRUMENTS_MAX);
    const struct message message = {
        .kind = MESSAGE_HOLD, .instrument = instrument, .sequence = sequence_of(driver)};
    return tell(keeper, &message, fd);
}

enum status keeper_release(struct keeper *keeper, uint8_t instrument)
{
    assert(instrument < INSTRUMENTS_MAX);
    const struct message message = {.kind = MESSAGE_RELEASE, .instrument = instrument};
    return tell(keeper, &message, -1);
}

/* A beat that is stored just after the switch finds nobody watching. */
void keeper_watch(struct keeper *keeper, bool watch)
{
    if (watch)
        atomic_store(&keeper->shared->beat, 0);
    atomic_store(&keeper->shared->watching, watch);
}

void keeper_beat(struct keeper *keeper, mono_ns now)
{
    atomic_store_explicit(&keeper->shared->beat, now, memory_order_release);
}

unsigned keeper_interventions(const struct keeper *keeper)
{
    return atomic_load(&keeper->shared->interventions);
}

pid_t keeper_pid(const struct keeper *keeper)
{
    return keeper->child;
}

/* The child never sends: there is either nothing to read or the end. */
bool keeper_is_alive(const struct keeper *keeper)
{
    char byte;
    if (atomic_load(&keeper->shared->is_blind))
        return false;
    const ssize_t n = recv(keeper->socket, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

/* ---- the crash table ----------------------------------------------------------------------------
 */

static struct held crash_table[INSTRUMENTS_MAX];
static _Atomic uint32_t crash_used; /* bit per instrument: set after its row is whole */

/* A link whose other end is gone must not end us before the others are written. */
static void on_crash(int number)
{
    signal(SIGPIPE, SIG_IGN);
    write_all(crash_table, atomic_load(&crash_used));
    raise(number); /* SA_RESETHAND: this time it is the default action */
}

void crash_install(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction action = {.sa_handler = on_crash,
                               .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaction(numbers[i], &action, NULL);
}

void crash_hold(uint8_t instrument, int fd, const struct driver *driver)
{
    assert(instrument < INSTRUMENTS_MAX);
    crash_release(instrument);
    crash_table[instrument] = (struct held){.fd = fd, .sequence = sequence_of(driver)};
    atomic_fetch_or(&crash_used, 1u << instrument);
}

void crash_release(uint8_t instrument)
{
    assert(instrument < INSTRUMENTS_MAX);
    atomic_fetch_and(&crash_used, ~(1u << instrument));
}

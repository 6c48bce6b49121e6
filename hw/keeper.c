/* Parent and child share a page (the beat) and a socket pair (descriptors, end of life). The child
 * is a plain loop over poll(): it must not allocate, lock or use anything the parent may have left
 * half done.
 *
 * A row of the child: free -> held (MESSAGE_HOLD) -> owing (the beat is lost, or this process has
 * ended) -> held or free (serve()). MESSAGE_FINISH moves it to a row of its own that owes what the
 * parent could not write, so that the instrument's next link finds its place free. */
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
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    atomic_bool is_blind; /* it was told of a link whose descriptor did not arrive */
    _Atomic bool watching;
    _Atomic int64_t beat; /* 0: none since watching was switched on */
    _Atomic uint32_t interventions;
};

enum { WRITE_TRIES = 200 }; /* a millisecond each */
enum {
    ROWS = 2 * INSTRUMENTS_MAX
};                            /* of the child: held by instrument, then what is to be finished */
enum { LAST_WORD_MS = 1000 }; /* how long keeper_stop() waits for the child */

enum message_kind { MESSAGE_HOLD, MESSAGE_RELEASE, MESSAGE_FINISH, MESSAGE_BYE };

struct sequence {
    uint16_t size;
    uint8_t data[KEEPER_SEQUENCE_MAX];
};

struct message {
    uint8_t kind, instrument;
    struct sequence sequence;
};

struct keeper {
    struct shared *shared;
    int socket;
    pid_t child;
    bool is_unsure; /* a message about what is owed did not arrive: the end is not orderly */
};

struct held {
    int fd; /* -1: none */
    struct sequence sequence;
};

struct row {
    struct held held;
    size_t at; /* bytes of the sequence that are written */
    bool owes;
};

static struct sequence sequence_of(const struct driver *driver)
{
    struct sequence s = {0};
    assert(driver->closing_size + driver->stop_size <= (int)sizeof s.data);
    if (driver->closing_size)
        memcpy(s.data, driver->closing, driver->closing_size);
    if (driver->stop_size)
        memcpy(s.data + driver->closing_size, driver->stop_frame, driver->stop_size);
    s.size = (uint16_t)(driver->closing_size + driver->stop_size);
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
static void act(struct shared *shared, struct row *rows)
{
    atomic_fetch_add(&shared->interventions, 1);
    for (int i = 0; i < INSTRUMENTS_MAX; i++) {
        rows[i].at = 0;
        rows[i].owes = rows[i].held.fd >= 0;
    }
}

static void let_go(struct row *row)
{
    if (row->held.fd >= 0)
        close(row->held.fd);
    *row = (struct row){.held = {.fd = -1}};
}

/* The bench is back and says its own stop; what has begun is completed all the same. */
static void stand_back(struct row *rows)
{
    for (int i = 0; i < INSTRUMENTS_MAX; i++)
        rows[i].owes = rows[i].owes && rows[i].at > 0;
}

/* What is owed is written as far as the lines take it, each for itself. */
static void serve(struct row *rows)
{
    for (int i = 0; i < ROWS; i++) {
        if (!rows[i].owes || !write_some(&rows[i].held, &rows[i].at))
            continue;
        rows[i].owes = false;
        if (i >= INSTRUMENTS_MAX)
            let_go(&rows[i]);
    }
}

static bool owes_any(const struct row *rows)
{
    for (int i = 0; i < ROWS; i++)
        if (rows[i].owes)
            return true;
    return false;
}

static bool is_same_line(int a, int b)
{
    struct stat one, other;
    return fstat(a, &one) == 0 && fstat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

/* The first bytes on a new link are the stop sequence: what is owed to the same line is said by it. */
static void hold(struct row *rows, const struct message *message, int fd)
{
    for (int i = INSTRUMENTS_MAX; i < ROWS; i++)
        if (rows[i].owes && is_same_line(rows[i].held.fd, fd))
            let_go(&rows[i]);
    rows[message->instrument].held = (struct held){.fd = fd, .sequence = message->sequence};
}

/* Full, which takes more lines that hang than a bench has: the one that has hung longest is left. */
static void finish(struct row *rows, const struct message *message)
{
    struct row *row = &rows[message->instrument];
    int i = INSTRUMENTS_MAX;
    while (i < ROWS - 1 && rows[i].owes)
        i++;
    if (row->held.fd < 0)
        return;
    let_go(&rows[i]);
    rows[i] =
        (struct row){.held = {.fd = row->held.fd, .sequence = message->sequence}, .owes = true};
    *row = (struct row){.held = {.fd = -1}};
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

static void obey(struct shared *shared, struct row *rows, const struct message *message, int fd)
{
    if (message->kind == MESSAGE_FINISH) {
        finish(rows, message);
        return;
    }
    let_go(&rows[message->instrument]);
    if (message->kind == MESSAGE_HOLD && fd < 0)
        atomic_store(&shared->is_blind, true);
    else if (message->kind == MESSAGE_HOLD)
        hold(rows, message, fd);
}

/* False: the parent is at its end. */
static bool handle_message(int socket, struct shared *shared, struct row *rows)
{
    struct message message;
    int fd;
    const ssize_t n = receive(socket, &message, &fd);
    if (n < 0)
        return true;
    if (n == 0)
        act(shared, rows);
    if (n == 0 || message.kind == MESSAGE_BYE)
        return false;
    obey(shared, rows, &message, fd);
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

/* Waits for the parent and for lines that would not take what is owed. True: a message, or the end. */
static bool wait_for(int socket, const struct row *rows, int ms)
{
    struct pollfd set[1 + ROWS] = {{.fd = socket, .events = POLLIN}};
    for (int i = 0; i < ROWS; i++)
        set[1 + i] = (struct pollfd){.fd = rows[i].owes ? rows[i].held.fd : -1, .events = POLLOUT};
    return poll(set, 1 + ROWS, ms) > 0 && set[0].revents != 0;
}

/* When the parent is gone it stays until nothing is owed: somebody may be under that instrument. */
static void child_main(int socket, struct shared *shared)
{
    struct row rows[ROWS];
    for (int i = 0; i < ROWS; i++)
        rows[i] = (struct row){.held = {.fd = -1}};
    bool acted = false, is_alone = false;
    while (!is_alone || owes_any(rows)) {
        const int ms = is_alone ? 100 : poll_time(beat_left(shared), acted);
        if (wait_for(is_alone ? -1 : socket, rows, ms))
            is_alone = !handle_message(socket, shared, rows);
        const bool lost = !is_alone && beat_left(shared) <= 0;
        if (lost && !acted)
            act(shared, rows);
        else if (acted && !lost && !is_alone)
            stand_back(rows);
        acted = lost;
        serve(rows);
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

/* The child never sends: readable is its end. */
static bool has_ended(const struct keeper *keeper)
{
    const mono_ns until = mono_now() + LAST_WORD_MS * MONO_MS;
    struct pollfd look = {.fd = keeper->socket, .events = POLLIN};
    int found = 0;
    for (mono_ns left = until - mono_now(); found <= 0 && left > 0; left = until - mono_now())
        found = poll(&look, 1, (int)(left / MONO_MS) + 1);
    return found > 0;
}

enum status keeper_stop(struct keeper *keeper)
{
    if (!keeper)
        return STATUS_OK;
    keeper_watch(keeper, false);
    /* If the message cannot be sent, the child writes the stop sequences to instruments at rest. */
    const struct message bye = {.kind = MESSAGE_BYE};
    if (keeper->is_unsure || tell(keeper, &bye, -1) != STATUS_OK)
        shutdown(keeper->socket, SHUT_WR);
    const bool ended = has_ended(keeper);
    close(keeper->socket);
    while (ended && waitpid(keeper->child, NULL, 0) < 0 && errno == EINTR)
        ;
    munmap(keeper->shared, sizeof *keeper->shared);
    free(keeper);
    return ended ? STATUS_OK : STATUS_TIMEOUT;
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

enum status keeper_finish(struct keeper *keeper, uint8_t instrument, const uint8_t *rest, size_t n)
{
    assert(instrument < INSTRUMENTS_MAX && n > 0 && n <= KEEPER_SEQUENCE_MAX);
    struct message message = {
        .kind = MESSAGE_FINISH, .instrument = instrument, .sequence = {.size = (uint16_t)n}};
    memcpy(message.sequence.data, rest, n);
    const enum status status = tell(keeper, &message, -1);
    keeper->is_unsure = keeper->is_unsure || status != STATUS_OK;
    return status;
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

static uint8_t crash_stack[CRASH_STACK_SIZE];

void crash_install(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction action = {.sa_handler = on_crash,
                               .sa_flags = (int)(SA_RESETHAND | SA_NODEFER | SA_ONSTACK)};
    static atomic_flag is_lent = ATOMIC_FLAG_INIT;
    stack_t before;
    const bool has_own = sigaltstack(NULL, &before) == 0 && !(before.ss_flags & SS_DISABLE);
    /* a second bench is made by another thread than the first: two threads cannot crash on one stack */
    if (!has_own && !atomic_flag_test_and_set(&is_lent))
        crash_guard_begin(crash_stack, &before);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaction(numbers[i], &action, NULL);
}

void crash_guard_begin(uint8_t stack[CRASH_STACK_SIZE], stack_t *before)
{
    const stack_t own = {.ss_sp = stack, .ss_size = CRASH_STACK_SIZE};
    const int error = sigaltstack(&own, before);
    assert(error == 0);
}

void crash_guard_end(const stack_t *before)
{
    const int error = sigaltstack(before, NULL);
    assert(error == 0);
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

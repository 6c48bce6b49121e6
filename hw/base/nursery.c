#include "base/nursery.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct nursery {
    int socket;
    pid_t pid;
};

/* Both ends are one program, so a function's address means the same in both. */
struct request {
    birth_fn *run;
    size_t size;
    _Alignas(max_align_t) unsigned char what[BIRTH_SIZE_MAX];
};

struct reply {
    pid_t pid; /* negative: -errno */
};

union fds_room {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int) * BIRTH_FDS_MAX)];
};

/* ---- messages with descriptors ------------------------------------------------------------------
 */

static void put_fds(struct msghdr *message, union fds_room *room, const int *fds, size_t n)
{
    if (n == 0)
        return;
    message->msg_control = room->bytes;
    message->msg_controllen = CMSG_SPACE(sizeof(int) * n);
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * n);
    memcpy(CMSG_DATA(header), fds, sizeof(int) * n);
}

static size_t take_fds(struct msghdr *message, int *fds)
{
    const struct cmsghdr *header = CMSG_FIRSTHDR(message);
    if (!header || header->cmsg_type != SCM_RIGHTS)
        return 0;
    const size_t n = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(fds, CMSG_DATA(header), sizeof(int) * n);
    return n;
}

static bool send_message(int socket, const void *data, size_t size, const int *fds, size_t n_fds)
{
    union fds_room room = {0};
    struct iovec part = {.iov_base = (void *)(size_t)data, .iov_len = size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    put_fds(&message, &room, fds, n_fds);
    ssize_t n;
    do
        n = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)size;
}

static ssize_t receive_message(int socket, void *data, size_t size, int *fds, size_t *n_fds)
{
    union fds_room room = {0};
    struct iovec part = {.iov_base = data, .iov_len = size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = room.bytes,
                             .msg_controllen = sizeof room.bytes};
    ssize_t n;
    do
        n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    *n_fds = n > 0 ? take_fds(&message, fds) : 0;
    return n;
}

/* ---- the nursery --------------------------------------------------------------------------------
 */

static void close_all(const int *fds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        close(fds[i]);
}

static void live(const struct request *request, const int *fds, size_t n_fds)
{
    signal(SIGCHLD, SIG_DFL);
    request->run(request->what, request->size, fds, n_fds);
    _exit(0);
}

static void serve(int socket)
{
    static struct request request;
    int fds[BIRTH_FDS_MAX];
    size_t n_fds;
    while (receive_message(socket, &request, sizeof request, fds, &n_fds) > 0) {
        struct reply reply = {.pid = fork()};
        if (reply.pid == 0) {
            close(socket);
            live(&request, fds, n_fds);
        }
        if (reply.pid < 0)
            reply.pid = -errno;
        const int pidfd = reply.pid > 0 ? (int)syscall(SYS_pidfd_open, reply.pid, 0) : -1;
        const bool told = send_message(socket, &reply, sizeof reply, &pidfd, pidfd >= 0);
        if (pidfd >= 0)
            close(pidfd);
        close_all(fds, n_fds);
        if (!told)
            return;
    }
}

/* Its children end by themselves and are nobody's to wait for. Ctrl-C is the program's. */
static void nursery_main(int socket)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD, SIGPIPE};
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        signal(ignored[i], SIG_IGN);
    prctl(PR_SET_NAME, "limen-nursery");
    serve(socket);
    _exit(0);
}

enum status nursery_start(struct nursery **out, struct why *why)
{
    int ends[2];
    struct nursery *nursery = calloc(1, sizeof *nursery);
    if (!nursery)
        return why_set(why, STATUS_NO_MEMORY, "no memory for another process");
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        free(nursery);
        return why_set(why, STATUS_IO, "cannot make a socket pair: %s", strerror(errno));
    }
    nursery->pid = fork();
    if (nursery->pid == 0) {
        close(ends[0]);
        nursery_main(ends[1]);
    }
    const int error = errno;
    close(ends[1]);
    nursery->socket = ends[0];
    if (nursery->pid < 0) {
        close(ends[0]);
        free(nursery);
        return why_set(why, STATUS_IO, "cannot start another process: %s", strerror(error));
    }
    *out = nursery;
    return STATUS_OK;
}

void nursery_stop(struct nursery *nursery)
{
    if (!nursery)
        return;
    close(nursery->socket);
    while (waitpid(nursery->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    free(nursery);
}

/* ---- births -------------------------------------------------------------------------------------
 */

static enum status refused(int error, struct why *why)
{
    return why_set(why, STATUS_IO, "cannot start another process: %s", strerror(error));
}

static enum status bear_here(const struct birth_order *order, struct birth *birth, struct why *why)
{
    const pid_t pid = fork();
    if (pid == 0) {
        order->run(order->what, order->size, order->fds, order->n_fds);
        _exit(0);
    }
    if (pid < 0)
        return refused(errno, why);
    *birth = (struct birth){.pid = pid, .pidfd = -1, .is_ours = true};
    return STATUS_OK;
}

enum status nursery_bear(struct nursery *nursery, const struct birth_order *order,
                         struct birth *birth, struct why *why)
{
    assert(order->n_fds <= BIRTH_FDS_MAX);
    *birth = (struct birth){.pidfd = -1};
    if (order->size > BIRTH_SIZE_MAX)
        return why_set(why, STATUS_RANGE, "too much for another process: %zu bytes", order->size);
    if (!nursery)
        return bear_here(order, birth, why);
    struct request *request = malloc(sizeof *request);
    if (!request)
        return why_set(why, STATUS_NO_MEMORY, "no memory for another process");
    request->run = order->run;
    request->size = order->size;
    memcpy(request->what, order->what, order->size);
    const size_t size = offsetof(struct request, what) + order->size;
    const bool sent = send_message(nursery->socket, request, size, order->fds, order->n_fds);
    free(request);
    struct reply reply;
    size_t n_fds = 0;
    int fds[BIRTH_FDS_MAX];
    if (!sent || receive_message(nursery->socket, &reply, sizeof reply, fds, &n_fds) <= 0)
        return why_set(why, STATUS_IO,
                       "the process that starts others has ended: leave the program and start it "
                       "again");
    if (reply.pid < 0 || n_fds == 0)
        return refused(reply.pid < 0 ? -reply.pid : ENOSYS, why);
    *birth = (struct birth){.pid = reply.pid, .pidfd = fds[0]};
    return STATUS_OK;
}

/* Nobody else can have its number: it is reaped here, or named by a descriptor. */
void birth_kill(const struct birth *birth)
{
    if (birth->pid <= 0)
        return;
    if (birth->is_ours)
        kill(birth->pid, SIGKILL);
    else if (syscall(SYS_pidfd_send_signal, birth->pidfd, SIGKILL, NULL, 0) != 0)
        assert(errno == ESRCH);
}

static void await_end(int pidfd)
{
    struct pollfd end = {.fd = pidfd, .events = POLLIN};
    while (poll(&end, 1, -1) < 0 && errno == EINTR)
        ;
}

void birth_await(struct birth *birth)
{
    if (birth->pid <= 0)
        return;
    if (!birth->is_ours)
        await_end(birth->pidfd);
    else
        while (waitpid(birth->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    if (birth->pidfd >= 0)
        close(birth->pidfd);
    *birth = (struct birth){.pidfd = -1};
}

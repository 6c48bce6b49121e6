/* Ptys, on which simulated instruments speak, and TCP connections to terminal servers. */
#include "base/clock.h"
#include "link/reasons.h"
#include "port_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { LINKS_MAX = 8 };
static const mono_ns connect_within = 1 * MONO_SEC;

static bool make_raw(int fd)
{
    struct termios mode;
    if (tcgetattr(fd, &mode) != 0)
        return false;
    cfmakeraw(&mode);
    mode.c_cflag |= CLOCAL | CREAD;
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    return tcsetattr(fd, TCSANOW, &mode) == 0 && tcflush(fd, TCIFLUSH) == 0;
}

/* The time of change says it until somebody changes owner or mode; the other two until somebody reads or writes. */
static int64_t born_of(const struct stat *node)
{
    const struct timespec *const times[] = {&node->st_ctim, &node->st_mtim, &node->st_atim};
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        const int64_t t = times[i]->tv_sec * MONO_SEC + times[i]->tv_nsec;
        first = t < first ? t : first;
    }
    return first;
}

int64_t pty_born(const char *path)
{
    struct stat node;
    return stat(path, &node) == 0 && S_ISCHR(node.st_mode) ? born_of(&node) : 0;
}

int64_t port_born(int fd)
{
    struct stat node;
    return fstat(fd, &node) == 0 && S_ISCHR(node.st_mode) ? born_of(&node) : 0;
}

/* Of a chain of links the last: those before it may stand for good. */
bool pty_link_is_stale(const char *name, int64_t born_ns)
{
    char at[PATH_MAX], to[PATH_MAX];
    struct stat link;
    int64_t made_ns = INT64_MAX;
    snprintf(at, sizeof at, "%s", name);
    for (int i = 0; i < LINKS_MAX && lstat(at, &link) == 0 && S_ISLNK(link.st_mode); i++) {
        const ssize_t n = readlink(at, to, sizeof to - 1);
        to[n > 0 ? n : 0] = '\0';
        const size_t folder = to[0] == '/' ? 0 : (size_t)(strrchr(at, '/') + 1 - at);
        snprintf(at + folder, sizeof at - folder, "%s", to);
        made_ns = link.st_ctim.tv_sec * MONO_SEC + link.st_ctim.tv_nsec;
        if (link.st_ctim.tv_nsec == 0) /* a file system that knows whole seconds only */
            made_ns += MONO_SEC - 1;
    }
    return made_ns < born_ns;
}

/* No TIOCEXCL here: on a pty it outlives a killed program for as long as the simulator holds its
 * end. */
enum status pty_open(const char *path, struct open_port *port, struct why *why)
{
    const int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return refuse_open(errno, path, why);
    enum status status = STATUS_OK;
    if (!isatty(fd))
        status = reason_set(why, REASON_port_not_pty, path, NULL);
    else if ((status = lock_take(fd, path, why)) == STATUS_OK && !make_raw(fd))
        status = refuse_open(errno, path, why);
    if (status != STATUS_OK) {
        close(fd);
        return status;
    }
    port->fd = fd;
    port->info.kind = PORT_PTY;
    port->info.born_ns = port_born(fd);
    snprintf(port->info.path, sizeof port->info.path, "%s", path);
    return STATUS_OK;
}

enum status wait_ready(int fd, short events, int cancel_fd, mono_ns deadline)
{
    for (;;) {
        struct pollfd fds[2] = {{.fd = fd, .events = events}, {.fd = cancel_fd, .events = POLLIN}};
        const mono_ns left = deadline - mono_now();
        if (left <= 0)
            return STATUS_TIMEOUT;
        const int n = poll(fds, 2, (int)((left + MONO_MS - 1) / MONO_MS));
        if (n < 0 && errno != EINTR)
            return STATUS_IO;
        if (n > 0 && fds[1].revents)
            return STATUS_STOPPED;
        if (n > 0 && fds[0].revents)
            return STATUS_OK;
    }
}

static enum status refuse_connect(int error, const char *where, struct why *why)
{
    if (error == ECONNREFUSED)
        return reason_set(why, REASON_tcp_refused, where, NULL);
    if (error == ETIMEDOUT)
        return reason_set(why, REASON_tcp_silent, where, NULL);
    return reason_set(why, REASON_tcp_unreachable, where, strerror(error), NULL);
}

/* One attempt at one address. */
static enum status connect_to(const struct addrinfo *address, int cancel_fd, int *out, int *error)
{
    const int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    *error = errno;
    if (fd < 0)
        return STATUS_IO;
    enum status status = STATUS_OK;
    socklen_t size = sizeof *error;
    const int one = 1;
    *error = connect(fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    if (*error == EINPROGRESS) {
        status = wait_ready(fd, POLLOUT, cancel_fd, mono_now() + connect_within);
        if (status == STATUS_OK && getsockopt(fd, SOL_SOCKET, SO_ERROR, error, &size) != 0)
            *error = errno;
        else if (status == STATUS_TIMEOUT)
            *error = ETIMEDOUT;
    }
    /* Without it a stop frame could wait for the acknowledgement of the frame before it. */
    if (status == STATUS_OK && *error == 0 &&
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0)
        *error = errno;
    if (status == STATUS_OK && *error == 0) {
        *out = fd;
        return STATUS_OK;
    }
    close(fd);
    return status == STATUS_STOPPED ? status : STATUS_IO;
}

enum status tcp_open(const struct port_name *name, int cancel_fd, struct open_port *port,
                     struct why *why)
{
    char digits[8], where[PORT_TEXT_MAX];
    snprintf(digits, sizeof digits, "%u", (unsigned)name->tcp_port);
    port_format(name, where);
    struct addrinfo *addresses = NULL;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    const int unknown = getaddrinfo(name->text, digits, &hints, &addresses);
    if (unknown)
        return reason_set(why, REASON_tcp_no_host, where, gai_strerror(unknown), NULL);
    int error = EHOSTUNREACH;
    enum status status = STATUS_IO;
    for (const struct addrinfo *a = addresses; a && status == STATUS_IO; a = a->ai_next)
        status = connect_to(a, cancel_fd, &port->fd, &error);
    freeaddrinfo(addresses);
    if (status == STATUS_STOPPED)
        return why_set(why, status, "Opening %s was given up.", where);
    if (status != STATUS_OK)
        return refuse_connect(error, where, why);
    port->info.kind = PORT_TCP;
    snprintf(port->info.path, sizeof port->info.path, "%s", where + strlen("tcp:"));
    return STATUS_OK;
}

/* Ptys, on which simulated instruments speak, and TCP connections to terminal servers. */
#include "base/clock.h"
#include "base/reason.h"
#include "port_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

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

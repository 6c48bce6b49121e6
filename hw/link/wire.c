/* The byte link over a descriptor: what the kernel's many ways of saying "gone" mean to the bench.
 *
 * A link that fails in any way other than "not now" is reported gone: a bench that goes on using a
 * link it cannot trust is worse than one that stops. */
#include "link/wire.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* EBADF and EFAULT are our own mistakes, not the world's. */
static enum status failure(void)
{
    assert(errno != EBADF && errno != EFAULT);
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
        return STATUS_OK;
    return STATUS_GONE;
}

/* Zero bytes mean the end, except on a terminal that was set to answer at once (VMIN 0): there zero
 * bytes mean that nothing has come, and only poll() tells the two apart. */
static bool is_at_end(int fd)
{
    struct pollfd look = {.fd = fd, .events = POLLIN};
    if (poll(&look, 1, 0) <= 0)
        return false;
    return (look.revents & (POLLHUP | POLLERR | POLLNVAL)) || !isatty(fd);
}

static enum status fd_read(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    *n = 0;
    if (cap == 0)
        return STATUS_OK;
    const ssize_t got = read(wire->fd, data, cap);
    if (got < 0)
        return failure();
    if (got == 0)
        return is_at_end(wire->fd) ? STATUS_GONE : STATUS_OK;
    *n = (size_t)got;
    return STATUS_OK;
}

static enum status finish_write(ssize_t put, size_t *written)
{
    *written = 0;
    if (put < 0)
        return failure();
    *written = (size_t)put;
    return STATUS_OK;
}

static enum status fd_write(struct wire *wire, const uint8_t *data, size_t n, size_t *written)
{
    return finish_write(write(wire->fd, data, n), written);
}

/* write() to a socket whose other end is gone would raise SIGPIPE. */
static enum status socket_write(struct wire *wire, const uint8_t *data, size_t n, size_t *written)
{
    return finish_write(send(wire->fd, data, n, MSG_NOSIGNAL), written);
}

struct wire wire_of_fd(int fd)
{
    static const struct wire_ops fd_ops = {.read = fd_read, .write = fd_write};
    static const struct wire_ops socket_ops = {.read = fd_read, .write = socket_write};
    assert(fd >= 0 && (fcntl(fd, F_GETFL) & O_NONBLOCK));
    struct stat st;
    const bool is_socket = fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
    return (struct wire){.ops = is_socket ? &socket_ops : &fd_ops, .fd = fd};
}

/* ---- modem lines ------------------------------------------------------------------------------------ */

static enum status line_write(struct wire *wire, const uint8_t *data, size_t n, size_t *written)
{
    const enum status status = socket_write(wire, data, n, written);
    wire->owed += (uint32_t)*written;
    return status;
}

/* What comes back says how far the line is, and nothing else. */
static enum status line_read(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    const enum status status = fd_read(wire, data, cap, n);
    assert(*n <= wire->owed);
    wire->owed -= (uint32_t)*n;
    *n = 0;
    return status;
}

static bool line_has_arrived(const struct wire *wire)
{
    return wire->owed == 0;
}

struct wire wire_of_line(int fd)
{
    static const struct wire_ops ops = {
        .read = line_read, .write = line_write, .has_arrived = line_has_arrived};
    assert(fd >= 0 && (fcntl(fd, F_GETFL) & O_NONBLOCK));
    return (struct wire){.ops = &ops, .fd = fd};
}

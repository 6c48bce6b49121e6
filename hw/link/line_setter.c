/* A modem line (RTS, DTR) as a place to write bytes to.
 *
 * Setting a line is a round trip on USB, and an adapter that hangs keeps whoever asks for seconds: that must not be the bench
 * thread, where a stop would wait for it. So a thread sets the line, and the bench has one end of a pair of sockets.
 * 1. Each byte sets the line, one after the other, and comes back when the line is as it says.
 * 2. A port that is gone, and a line that cannot be set, end the thread, and with it the link: the bench reads its end.
 * 3. What was written before the bench's end is closed is set all the same.
 * 4. The thread works on its own duplicate of the descriptor, so it can never touch a recycled number. */
#include "port_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { END_WITHIN_MS = 500 };

struct line_setter {
    pthread_t thread;
    _Atomic int owners; /* 2 while both threads live */
    int fd;             /* duplicate of the port's */
    int end;            /* the thread's, of the pair */
    int line;           /* TIOCM_RTS, TIOCM_DTR */
};

static void release(struct line_setter *setter)
{
    if (atomic_fetch_sub(&setter->owners, 1) != 1)
        return;
    close(setter->fd);
    free(setter);
}

/* False: nobody writes any more, or the port is gone. */
static bool next_code(const struct line_setter *setter, uint8_t *code)
{
    struct pollfd set[] = {{.fd = setter->end, .events = POLLIN}, {.fd = setter->fd}};
    if (poll(set, 2, -1) < 0 || !set[0].revents)
        return false;
    return recv(setter->end, code, 1, 0) == 1;
}

static bool set_line(const struct line_setter *setter, uint8_t code)
{
    return ioctl(setter->fd, code ? TIOCMBIS : TIOCMBIC, &setter->line) == 0;
}

static void *run(void *arg)
{
    struct line_setter *const setter = arg;
    uint8_t code;
    /* Where nobody listens any more the rest is set all the same. */
    while (next_code(setter, &code) && set_line(setter, code))
        (void)send(setter->end, &code, 1, MSG_NOSIGNAL);
    close(setter->end);
    release(setter);
    return NULL;
}

static bool start_thread(struct line_setter *setter)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(&setter->thread, NULL, run, setter);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error == 0;
}

static struct line_setter *setter_new(int fd, enum line_out out, int ends[2])
{
    struct line_setter *const setter = calloc(1, sizeof *setter);
    if (!setter)
        return NULL;
    setter->owners = 2;
    setter->line = out == LINE_OUT_RTS ? TIOCM_RTS : TIOCM_DTR;
    setter->end = ends[1];
    setter->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (setter->fd >= 0 && start_thread(setter))
        return setter;
    if (setter->fd >= 0)
        close(setter->fd);
    free(setter);
    return NULL;
}

enum status line_setter_open(enum line_out out, struct open_port *port, struct why *why)
{
    int ends[2];
    const bool has_ends = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
    port->setter = has_ends && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0
                       ? setter_new(port->fd, out, ends)
                       : NULL;
    if (port->setter) {
        port->line_fd = port->fd;
        port->fd = ends[0];
        return STATUS_OK;
    }
    if (has_ends) {
        close(ends[0]);
        close(ends[1]);
    }
    return why_set(why, STATUS_NO_MEMORY,
                   "The computer has no room left for the marker line of %s.", port->info.path);
}

/* One that hangs in the kernel stays behind, and frees itself when it comes back. */
void line_setter_close(struct open_port *port)
{
    struct pollfd look = {.fd = port->fd};
    (void)shutdown(port->fd, SHUT_WR);
    const bool has_ended = poll(&look, 1, END_WITHIN_MS) > 0 && (look.revents & POLLHUP);
    if (has_ended)
        pthread_join(port->setter->thread, NULL);
    else
        pthread_detach(port->setter->thread);
    close(port->fd);
    release(port->setter);
    port->fd = port->line_fd;
    port->setter = NULL;
}

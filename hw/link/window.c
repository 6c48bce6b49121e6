/* The link between the bench and the participant's window of the same program: a local stream socket with a name that no file
 * has (abstract, so nothing is left behind), of which each end makes sure that the other is this very process. A window that is
 * closed closes its end, and the link is lost like a cable; one that comes back is found again under the same name. */
#include "base/text.h"
#include "link/reasons.h"
#include "port_internal.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The first byte of an abstract name is 0. */
static socklen_t address_of(const char *place, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    const int n =
        snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "limen-window-%s", place);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
}

static int make_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static bool is_ourselves(int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid == getpid();
}

enum status window_listen(const char *place, int *fd, struct why *why)
{
    struct sockaddr_un address;
    const socklen_t size = address_of(place, &address);
    *fd = make_socket();
    if (*fd >= 0 && bind(*fd, (const struct sockaddr *)&address, size) == 0 && listen(*fd, 1) == 0)
        return STATUS_OK;
    const int error = errno;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    return error == EADDRINUSE ? reason_set(why, REASON_port_window_taken, place, NULL)
                               : refuse_open(error, "window:", why);
}

int window_accept(int listen_fd)
{
    const int fd = accept4(listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0 && is_ourselves(fd))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

enum status window_open_link(const char *place, struct open_port *port, struct why *why)
{
    struct sockaddr_un address;
    const socklen_t size = address_of(place, &address);
    if (place[0] == '\0')
        return reason_set(why, REASON_port_no_window, NULL);
    port->fd = make_socket();
    if (port->fd < 0)
        return refuse_open(errno, "window:", why);
    if (connect(port->fd, (const struct sockaddr *)&address, size) != 0)
        return errno == ECONNREFUSED || errno == EAGAIN
                   ? reason_set(why, REASON_port_no_window, NULL)
                   : refuse_open(errno, "window:", why);
    if (!is_ourselves(port->fd))
        return reason_set(why, REASON_port_window_other, NULL);
    port->info.kind = PORT_WINDOW;
    text_copy(port->info.path, sizeof port->info.path, "window:");
    text_copy(port->info.name, sizeof port->info.name, "window:");
    return STATUS_OK;
}

/* Opening and closing by name.
 *
 * Order of opening a real port: plain open and lock first, then the serial library. A port that
 * another program holds is thus refused before any of its settings are touched. */
#include "link/port.h"

#include "base/clock.h"
#include "link/list.h"
#include "link/reasons.h"
#include "port_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const mono_ns drain_within = 500 * MONO_MS;

static bool is_match(const struct port_info *port, const struct port_name *name)
{
    return port->is_usb && port->vid == name->vid && port->pid == name->pid &&
           (strcmp(name->serial, "*") == 0 || strcmp(name->serial, port->serial) == 0);
}

/* Two instruments that fit the name: picking one of them could press with the wrong one. */
static enum status refuse_two(const struct port_name *name, const struct port_info *first,
                              const struct port_info *second, struct why *why)
{
    char asked[PORT_TEXT_MAX];
    port_format(name, asked);
    return reason_set(why, REASON_port_two, asked, first->name, first->path, second->name,
                      second->path, NULL);
}

static enum status find_usb(const struct port_name *name, char path[PORT_TEXT_MAX], struct why *why)
{
    struct port_list *const list = malloc(sizeof *list);
    if (!list)
        return refuse_open(ENOMEM, "the port", why);
    port_list_load(list);
    const struct port_info *found = NULL;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < list->n && status == STATUS_OK; i++) {
        if (!is_match(&list->ports[i], name))
            continue;
        if (found)
            status = refuse_two(name, found, &list->ports[i], why);
        found = &list->ports[i];
    }
    if (!found)
        status = refuse_absent(name, why);
    else
        strcpy(path, found->path);
    free(list);
    return status;
}

/* Where a path leads: through links, except that a line the kernel lists is taken as it is. */
static enum status find_path(const struct port_name *name, char path[PORT_TEXT_MAX],
                             struct why *why)
{
    char real[PATH_MAX];
    if (serial_line_name(name->text)) {
        strcpy(path, name->text);
        return STATUS_OK;
    }
    if (!realpath(name->text, real))
        return errno == ENOENT || errno == ENOTDIR ? refuse_absent(name, why)
                                                   : refuse_open(errno, name->text, why);
    if (strlen(real) >= PORT_TEXT_MAX)
        return why_set(why, STATUS_INVALID, "The path behind %s is too long.", name->text);
    strcpy(path, real);
    return STATUS_OK;
}

static enum status open_device(const char *path, const struct line_settings *line,
                               struct open_port *port, struct why *why)
{
    port->lock_fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (port->lock_fd < 0)
        return refuse_open(errno, path, why);
    enum status status = lock_take(port->lock_fd, path, why);
    if (status == STATUS_OK && !serial_identify(path, &port->info))
        status = refuse_open(ENODEV, path, why);
    if (status == STATUS_OK)
        status = serial_open(path, line, port, why);
    if (status == STATUS_OK && ioctl(port->fd, TIOCEXCL) != 0)
        status = refuse_open(errno, path, why);
    if (status == STATUS_OK)
        latency_lower(port->fd, path, &port->info.latency);
    return status;
}

static enum status open_path(const struct port_name *name, const struct line_settings *line,
                             struct open_port *port, struct why *why)
{
    char path[PORT_TEXT_MAX];
    const enum status status = find_path(name, path, why);
    if (status != STATUS_OK)
        return status;
    if (name->kind == PORT_DEVICE && serial_line_name(path))
        return open_device(path, line, port, why);
    if (pty_link_is_stale(name->text, pty_born(path)))
        return reason_set(why, REASON_port_stale_link, name->text, NULL);
    return pty_open(path, port, why);
}

enum status port_check_born(const struct port_name *name, int64_t born_ns, struct why *why)
{
    const bool is_number = strncmp(name->text, "/dev/pts/", strlen("/dev/pts/")) == 0;
    const int64_t now_ns = born_ns && is_number ? pty_born(name->text) : 0;
    if (now_ns == 0 || now_ns == born_ns)
        return STATUS_OK; /* one that is not there is found missing by opening it */
    return reason_set(why, REASON_port_other_pty, name->text, NULL);
}

static enum status open_kind(const struct port_name *name, const struct line_settings *line,
                             int cancel_fd, struct open_port *port, struct why *why)
{
    char path[PORT_TEXT_MAX];
    enum status status = STATUS_OK;
    switch ((enum port_kind)name->kind) {
    case PORT_USB:
        status = find_usb(name, path, why);
        return status == STATUS_OK ? open_device(path, line, port, why) : status;
    case PORT_DEVICE:
    case PORT_PTY:
        return open_path(name, line, port, why);
    case PORT_TCP:
        return tcp_open(name, cancel_fd, port, why);
    case PORT_WINDOW:
        return window_open_link(name->text, port, why);
    case PORT_SIM:
        break;
    }
    return why_set(
        why, STATUS_UNSUPPORTED,
        "sim:%s is no port that can be opened: simulated instruments live inside the program.",
        name->text);
}

/* Boards that restart when they are opened chatter first; what they say until `settle` is over is
 * dropped. */
static enum status settle(const struct open_port *port, mono_ns time, int cancel_fd,
                          struct why *why)
{
    if (time <= 0)
        return STATUS_OK;
    if (wait_ready(-1, 0, cancel_fd, mono_now() + time) == STATUS_STOPPED)
        return why_set(why, STATUS_STOPPED, "Opening %s was given up.", port->info.path);
    const bool is_socket = port->info.kind == PORT_TCP || port->info.kind == PORT_WINDOW;
    if (!is_socket && tcflush(port->fd, TCIFLUSH) != 0)
        return refuse_open(errno, port->info.path, why);
    return STATUS_OK;
}

/* Neither ptys nor network ports have lines beside their bytes. */
static enum status check_out(const struct open_port *port, const struct line_settings *line,
                             struct why *why)
{
    int lines = 0;
    if (line->out == LINE_OUT_BYTES || ioctl(port->fd, TIOCMGET, &lines) == 0)
        return STATUS_OK;
    return reason_set(why, REASON_port_no_lines, port->info.path, NULL);
}

enum status port_open(const struct port_name *name, const struct line_settings *line, int cancel_fd,
                      struct open_port *port, struct why *why)
{
    memset(port, 0, sizeof *port);
    port->fd = port->lock_fd = -1;
    enum status status = open_kind(name, line, cancel_fd, port, why);
    if (status == STATUS_OK)
        status = check_out(port, line, why);
    if (status == STATUS_OK)
        status = settle(port, line->settle, cancel_fd, why);
    if (status == STATUS_OK && line->out != LINE_OUT_BYTES)
        status = line_setter_open((enum line_out)line->out, port, why);
    if (status != STATUS_OK) {
        port_close(port);
        return status;
    }
    if (port->info.name[0] == '\0')
        port_format(name, port->info.name);
    return STATUS_OK;
}

/* The kernel would wait up to 30 s for a line that does not drain; a stop frame needs far less. */
static void drain(int fd)
{
    const mono_ns deadline = mono_now() + drain_within;
    int left = 0;
    while (ioctl(fd, TIOCOUTQ, &left) == 0 && left > 0 && mono_now() < deadline)
        (void)poll(NULL, 0, 2);
    if (left > 0)
        (void)tcflush(fd, TCOFLUSH);
}

/* The keeper may hold the line open a little longer: the next opening must not be refused for that. */
static void unlock(const struct open_port *port)
{
    (void)ioctl(port->fd, TIOCNXCL);
    (void)flock(port->fd, LOCK_UN);
}

void port_close(struct open_port *port)
{
    if (port->setter)
        line_setter_close(port);
    if (port->serial)
        drain(port->fd);
    if (port->fd >= 0)
        unlock(port);
    if (port->serial)
        serial_close(port->serial);
    else if (port->fd >= 0)
        close(port->fd);
    if (port->lock_fd >= 0)
        close(port->lock_fd);
    port->fd = port->lock_fd = -1;
    port->serial = NULL;
}

/* What the files that open ports share. */
#ifndef LIMEN_LINK_PORT_INTERNAL_H
#define LIMEN_LINK_PORT_INTERNAL_H

#include "base/mono.h"
#include "link/port.h"

/* serial.c: real serial ports; the only file that knows the serial library */

/* NAME of /dev/NAME when the kernel lists it as a terminal line, else NULL. Ptys are never listed.
 */
const char *serial_line_name(const char *path);
/* Fills `info` from sysfs without opening; false when the port is not there (any more). */
bool serial_identify(const char *path, struct port_info *info);
/* Opens and configures; sets `fd` and `serial`. The lock must be held already. */
MUST_CHECK
enum status serial_open(const char *path, const struct line_settings *line, struct open_port *port,
                        struct why *why);
void serial_close(void *serial);

/* local.c: ptys and TCP */

MUST_CHECK
enum status pty_open(const char *path, struct open_port *port, struct why *why);
/* When the node at this path was made: a pty that is given the number of another is younger. 0: there is none. */
int64_t pty_born(const char *path);
/* Whether the link that leads to the node was there before it: then it was made for another, which has gone. */
bool pty_link_is_stale(const char *name, int64_t born_ns);
MUST_CHECK
enum status tcp_open(const struct port_name *name, int cancel_fd, struct open_port *port,
                     struct why *why);

/* window.c */

MUST_CHECK
enum status window_open_link(const char *place, struct open_port *port, struct why *why);

/* line_setter.c */

/* From now on `port->fd` leads to its line RTS or DTR. STATUS_NO_MEMORY. */
MUST_CHECK
enum status line_setter_open(enum line_out out, struct open_port *port, struct why *why);
/* What was written is set first, for half a second at most; then `port->fd` is the port again. */
void line_setter_close(struct open_port *port);

/* latency.c */

void latency_lower(int fd, const char *path, struct port_latency *latency);

/* refusal.c: sentences for what the world refuses */

/* open() or the serial library failed with `error`. */
enum status refuse_open(int error, const char *path, struct why *why);
/* Takes the lock on `fd`; STATUS_BUSY names the program that holds it. */
MUST_CHECK
enum status lock_take(int fd, const char *path, struct why *why);
/* No port of that name; lists what there is. */
enum status refuse_absent(const struct port_name *name, struct why *why);

/* Waits until `fd` has one of `events` (fd -1: just waits) or `cancel_fd` is readable or the
 * deadline has passed: STATUS_OK, STATUS_STOPPED, STATUS_TIMEOUT. */
MUST_CHECK
enum status wait_ready(int fd, short events, int cancel_fd, mono_ns deadline);

#endif

/* A byte link: a serial port, a pty or a TCP connection (always one file descriptor), or memory in
 * virtual time. Never blocks. */
#ifndef LIMEN_LINK_WIRE_H
#define LIMEN_LINK_WIRE_H

#include "base/status.h"
#include "hw/driver.h"

#include <stddef.h>
#include <stdint.h>

struct wire;

struct wire_ops {
    /* *n = 0 with STATUS_OK: nothing there now. STATUS_GONE: the other end is gone for good. */
    enum status (*read)(struct wire *wire, uint8_t *data, size_t cap, size_t *n);
    /* May take less than `n`; *written = 0 with STATUS_OK: try again when writable. STATUS_GONE. */
    enum status (*write)(struct wire *wire, const uint8_t *data, size_t n, size_t *written);
};

struct wire {
    const struct wire_ops *ops;
    void *self; /* memory wires: their other end */
    int fd;     /* -1: not a descriptor */
};

/* A wire over an open, non-blocking descriptor. The wire does not own it. */
struct wire wire_of_fd(int fd);
/* The same over a line of a serial port, LINE_OUT_RTS or LINE_OUT_DTR: what is written sets it, the last byte counts. */
struct wire wire_of_line(int fd, enum line_out out);

#endif

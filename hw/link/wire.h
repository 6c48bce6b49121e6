/* A byte link: a serial port, a pty or a TCP connection (always one file descriptor), or memory in
 * virtual time. Never blocks. */
#ifndef LIMEN_LINK_WIRE_H
#define LIMEN_LINK_WIRE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire;

struct wire_ops {
    /* *n = 0 with STATUS_OK: nothing there now. STATUS_GONE: the other end is gone for good. */
    enum status (*read)(struct wire *wire, uint8_t *data, size_t cap, size_t *n);
    /* May take less than `n`; *written = 0 with STATUS_OK: try again when writable. STATUS_GONE. */
    enum status (*write)(struct wire *wire, const uint8_t *data, size_t n, size_t *written);
    /* All that was written has done what it does; read() learns of it. NULL: what is written is on its way at once. */
    bool (*has_arrived)(const struct wire *wire);
};

struct wire {
    const struct wire_ops *ops;
    void *self;    /* memory wires: their other end */
    int fd;        /* -1: not a descriptor */
    uint32_t owed; /* lines: bytes that were written and have not come back */
};

/* A wire over an open, non-blocking descriptor. The wire does not own it. */
struct wire wire_of_fd(int fd);
/* The same where the descriptor leads to one line of a serial port (port_open() with `line->out`): each byte sets it, and what it
 * has set has arrived. Nothing is ever read. */
struct wire wire_of_line(int fd);

#endif

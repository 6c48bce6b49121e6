/* Where responses come from: pedals and boxes, buttons on modem lines, byte boxes, keys of a
 * window.
 *
 * Every source gives the bench's poll set one descriptor that is readable when edges wait, and each
 * edge carries the earliest time stamp that can be had: the kernel's for pedals, the waking of a
 * waiting thread for modem lines, the arrival of the byte for byte boxes, the caller's for injected
 * ones.
 *
 * Presses and releases alternate. A press within `debounce` after a release is contact bounce and
 * is dropped with its release; the first press is never delayed. What was lost or odd is told by an
 * EVENT_NOTICE: NOTICE_GAP (edges were lost; `value` how many, 1 where unknown),
 * NOTICE_BUTTON_STUCK (held down when the source was opened: its release is told, and it counts from then on). */
#ifndef LIMEN_LINK_RESPONSE_H
#define LIMEN_LINK_RESPONSE_H

#include "base/status.h"
#include "hw/bench_spec.h"
#include "hw/event.h"
#include "link/port.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RESPONSE_DEBOUNCE (30 * MONO_MS)

struct response_source;

/* An input device that could be a pedal or a box. */
struct response_device {
    char path[128]; /* that survives renumbering, where it has one */
    char name[64];
};
/* Fills at most `max`; returns how many there are among those that may be read. `refused`: some may not. Opens each for a
 * moment. */
size_t response_list(struct response_device *list, size_t max, bool *refused);

/* Which of the devices that a bench file's words fit; zero: any. */
struct response_identity {
    uint16_t bus, vendor, product;
    char name[64];
};

struct response_ops {
    enum status (*read)(struct response_source *source, struct event *events, size_t cap,
                        size_t *n);
    void (*close)(struct response_source *source);
};

struct response_source {
    const struct response_ops *ops;
    void *self;
    int fd;             /* for the bench's poll set; not to be closed or read by others */
    uint8_t channel;    /* goes into the events, with INSTRUMENT_BENCH */
    bool kernel_stamps; /* for the journal: stamped by the kernel, not by this program */
    struct response_identity identity; /* pedals: what was opened */
};

struct response_options {
    uint8_t channel;
    mono_ns debounce; /* RESPONSE_DEBOUNCE; 0: none */
    bool grab; /* pedals: its keys reach this program only; refused where one of them is Space */
    int fd;    /* RESPONSE_LINE, RESPONSE_BYTE: an open port, borrowed until the source is closed */
    struct response_identity same; /* pedals: only this one, which was open before */
    int64_t born_ns;               /* ptys: that of the one that was open before; 0: none */
};

/* Opens what `spec` says, with `options->fd` where it needs one. May take some milliseconds: not on the bench thread. RESPONSE_KEY and
 * RESPONSE_PARTICIPANT give an injected source. RESPONSE_CHANNEL is a driver's own business:
 * asserted. STATUS_INVALID, NOT_FOUND, PERMISSION (names the group and the udev rule), UNSUPPORTED,
 * BUSY, IO. */
MUST_CHECK
enum status response_open(const struct response_spec *spec, const struct response_options *options,
                          struct response_source *source, struct why *why);

/* Bench thread; never blocks. Gives at most `cap` events; read again while *n == cap. STATUS_GONE:
 * the pedal or port is gone for good, close the source and open it again. `cap` is at least 2. */
MUST_CHECK
enum status response_read(struct response_source *source, struct event *events, size_t cap,
                          size_t *n);

/* Injected sources only, from one thread at a time, at any time before close. `t` is when it
 * happened. STATUS_FULL: the bench has not read 64 edges; the reader is told by NOTICE_GAP. */
MUST_CHECK
enum status response_inject(struct response_source *source, mono_ns t, bool pressed);

void response_close(struct response_source *source);

/* A source with the port that it hangs on, where it needs one. All zero but the descriptors, which are
 * -1: closed. */
struct response_unit {
    struct response_source source;
    struct open_port port;
};

#define RESPONSE_UNIT_CLOSED                                                                       \
    ((struct response_unit){.source = {.fd = -1}, .port = {.fd = -1, .lock_fd = -1}})

/* The port first, then the source; `options->fd` is not looked at. As port_open() and
 * response_open(). */
MUST_CHECK
enum status response_unit_open(const struct response_spec *spec,
                               const struct response_options *options, int cancel_fd,
                               struct response_unit *unit, struct why *why);
void response_unit_close(struct response_unit *unit);

#endif

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
 * NOTICE_BUTTON_STUCK (held down when the source was opened: it counts from its release on). */
#ifndef LIMEN_LINK_RESPONSE_H
#define LIMEN_LINK_RESPONSE_H

#include "base/status.h"
#include "hw/bench_spec.h"
#include "hw/event.h"

#include <stdbool.h>
#include <stddef.h>

#define RESPONSE_DEBOUNCE (30 * MONO_MS)

struct response_source;

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
};

struct response_options {
    uint8_t channel;
    mono_ns debounce; /* RESPONSE_DEBOUNCE; 0: none */
    bool grab; /* pedals: its keys reach this program only; refused where one of them is Space */
    int fd;    /* RESPONSE_LINE, RESPONSE_BYTE: an open port, borrowed until the source is closed */
};

/* Opens what `spec` says. May take some milliseconds: not on the bench thread. RESPONSE_KEY and
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

#endif

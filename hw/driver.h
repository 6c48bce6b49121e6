/* The contract of an instrument driver.
 *
 * A driver is a state machine without input or output of its own: bytes, commands and the time come
 * in, frames and events go out through `struct driver_io`. It never opens, reads, writes, waits,
 * allocates or asks what time it is, so the same driver runs on a port, on a pty, on a recorded
 * conversation, in virtual time and under a fuzzer.
 *
 * Promises every driver keeps (the conformance tests run them all):
 * 1. The same bytes, split anywhere, give the same events.
 * 2. No reading before EVENT_READY; after a fault none until the next EVENT_READY, except that
 *    a notice never stops readings.
 * 3. A truncated, garbled or ambiguous reply never becomes a number.
 * 4. Frames marked FRAME_SAFE can neither start nor raise a stimulus. Everything else is
 * FRAME_ENERGISE.
 * 5. `stop_frame` is constant and valid in every state of the instrument, also after half a frame. Where it has to name the
 * instrument it is written once from its driver_config (`write_stop`), before the first byte, and constant from then on.
 * 6. Silence longer than `silence_ns` while readings are due is FAULT_SILENT.
 * 7. The first thing after opened() is to find out who answers; another device is FAULT_IDENTITY. Nobody
 * answers where the driver `is_told_only`.
 */
#ifndef LIMEN_HW_DRIVER_H
#define LIMEN_HW_DRIVER_H

#include "base/mono.h"
#include "base/status.h"
#include "hw/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FRAME_MAX = 192,         /* longest frame of any driver */
    DRIVER_STATE_MAX = 1536, /* state_size of any driver */
    BRIDGE_PORT_MAX = 32     /* name of a port at a bridge, with its end */
};

enum frame_class {
    FRAME_SAFE, /* reads, watchdog kicks, return to baseline, settings that cannot raise a stimulus
                 */
    FRAME_ENERGISE, /* starts, raises or programs a stimulus; dropped after a stop until re-armed */
};

enum channel_kind {
    CHANNEL_FORCE,
    CHANNEL_PRESSURE,
    CHANNEL_TEMPERATURE,
    CHANNEL_BUTTON,
    CHANNEL_RATING,
    CHANNEL_MARKER /* COMMAND_PUT is understood; nothing is read */
};

struct channel_info {
    const char *name;            /* as bench files call it: "force", "outlet1", "button" */
    uint8_t kind;                /* enum channel_kind */
    bool energises;              /* COMMAND_DRIVE is understood */
    double value_min, value_max; /* what the channel can report, in its unit */
    bool
        is_zone; /* part of the area that an energising channel of this kind drives: they belong together, and their mean is its value */
};

/* How far a driver has been proved; shown by `limen instruments` and the README. */
enum maturity { MATURITY_SIMULATED, MATURITY_BENCH, MATURITY_VALIDATED };

/* Where what is written goes. */
enum line_out {
    LINE_OUT_BYTES,
    LINE_OUT_RTS, /* the line RTS of the port is up after a byte that is not 0, and down after 0; no byte leaves the port */
    LINE_OUT_DTR, /* the same with DTR */
};

/* 8N1 without flow control unless said otherwise. */
struct line_settings {
    uint32_t baud; /* 0: not on a serial line */
    uint8_t data_bits, stop_bits;
    char parity; /* 'N' 'E' 'O' */
    bool raise_dtr;
    bool only_baud; /* at any other it hears nothing, and cannot say so */
    uint8_t out;    /* enum line_out */
    mono_ns settle; /* after opening, before the first byte (boards that restart on open) */
    mono_ns
        byte_gap; /* at least so long between the end of a byte and the next one; 0: none is needed */
};

struct instrument_identity {
    char model[32], serial[32], firmware[16]; /* "" where the instrument does not tell */
    /* What it can be told to drive its channel to, by its own word; both 0: it does not tell. */
    double reach_low, reach_high;
};

/* Where a driver's output goes. Callbacks run at once; the driver may not be re-entered from them.
 */
struct driver_io {
    void *host;
    void (*send)(void *host, enum frame_class class, const uint8_t *frame, size_t n);
    void (*event)(void *host,
                  const struct event *event); /* `instrument` is filled in by the host */
    void (*identity)(void *host, const struct instrument_identity *identity);
};

struct driver_config {
    bool invert;       /* the sign that the instrument gives to a press is minus */
    double overload_n; /* |force| above this is FAULT_OVERLOAD; 0: the driver's own knowledge */
    double stream_hz;  /* wished rate of readings; 0: the driver's default */
    uint32_t
        baud; /* of the line: no more is asked for than it carries; 0: `line.baud` of the driver */
    char bridge_port
        [BRIDGE_PORT_MAX]; /* of the instrument, at the bridge that answers for it; "": as the driver has it */
    bool
        only_identifies; /* a stranger's bench: tells the identity, then EVENT_READY, and is done. Only questions are
                             sent, nothing is set, started or stopped */
};

struct driver {
    const char *name;     /* "mark10": bench files, commands, journal */
    const char *title;    /* "Mark-10 force gauges, Series 5/7 and relatives" */
    const char *document; /* which manual the wire language was taken from */
    enum maturity maturity;
    struct line_settings line;
    const struct channel_info *channels;
    uint8_t n_channels;
    bool energises;     /* any channel can press, heat or cool by itself */
    bool trains;        /* COMMAND_TRAIN is understood by those that do */
    mono_ns train_step; /* `trains`: times of a train are a whole number of these */
    bool
        is_unread_at_rest; /* it measures while it presses and at no other time: nothing is known between two drives */
    bool
        is_on_screen; /* it is this program's own window: nobody else on a port is asked whether he is it */
    bool
        is_told_only; /* nothing ever comes back: it is ready when its port is open, never silent, and cannot be asked who it is. It
                         gives nothing that could harm: a stop leaves it alone */
    const uint8_t *stop_frame; /* constant; stop_size 0 only where nothing can be energised */
    uint8_t stop_size;
    /* Of an instrument behind a bridge: its stop frame, which names `bridge_port` and is used in place of `stop_frame`; its size.
     * NULL: it has no bridge. */
    uint8_t (*write_stop)(const struct driver_config *config, uint8_t out[FRAME_MAX]);
    const uint8_t *
        closing; /* ends a frame that was cut short, so that the stop frame is read; may be empty */
    uint8_t closing_size;
    bool
        completes; /* on a stop a begun frame is completed whatever its class, not closed: no frame of more than one
                       byte starts anything, and one that is cut could be taken for another value */
    bool
        sets_off; /* setting up switches it off and reads that back, and would take the answer to a stop frame in between
                     for another: no stop is repeated before it is ready */
    bool
        stop_is_off; /* after a stop it is driven nowhere: a thermode is then as warm as what it lies on */
    bool
        holds_on; /* when nobody is there any more it holds what it held: neither is its drive bounded nor does a watchdog
                     end it */
    mono_ns
        stop_settles; /* the answer to a stop frame comes within; one that comes after an order would say that the
                                 order was stopped: none is given before */
    mono_ns
        longest_drive; /* way and hold of a COMMAND_DRIVE together; a longer one is refused. 0: as long as is asked for */
    double
        reading_step; /* kPa: pressures that it drives are told in steps of; 0: finer than matters. What reads nearest to a limit
                         is not beyond it */
    double
        rate_step; /* kPa/s: rates that it drives at are told in whole steps of, the next lower one; 0: finer than matters */
    mono_ns longest_frame;    /* the longest frame's time on the wire at the default baud, gaps
                              included: bounds the stop delay */
    mono_ns announces_within; /* after opened(): EVENT_READY or EVENT_FAULT at the latest */
    mono_ns silence;
    size_t
        state_size; /* <= DRIVER_STATE_MAX; zeroed memory aligned for any type is handed to init */

    void (*init)(void *state, const struct driver_config *config);
    /* The link came up (again). */
    void (*opened)(void *state, mono_ns now, const struct driver_io *io);
    /* Bytes arrived, all read at `t`. */
    void (*bytes)(void *state, mono_ns t, const uint8_t *data, size_t n,
                  const struct driver_io *io);
    /* A deadline may have passed. */
    void (*tick)(void *state, mono_ns now, const struct driver_io *io);
    /* STATUS_UNSUPPORTED outside its features, STATUS_BUSY before ready. Nothing is sent in either
     * case. */
    enum status (*command)(void *state, mono_ns now, const struct command *command,
                           const struct driver_io *io);
    /* When tick() wants to be called; MONO_NEVER if not. */
    mono_ns (*deadline)(const void *state);
};

/* The table made from drivers.def. NULL when there is none of that name. */
const struct driver *driver_find(const char *name);
const struct driver *driver_at(size_t index); /* NULL past the end */

#endif

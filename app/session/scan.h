/* Looks for instruments on the serial ports of the computer, on threads of its own: whoever asked goes on meanwhile and takes
 * what was found. Ports are asked side by side, each by every driver in turn within the time that the driver promises.
 * Bluetooth ports are left out (opening one can wake a device and take half a minute), and so are those that the caller
 * names as being in use. Settings of instruments are left as they are. */
#ifndef LIMEN_SESSION_SCAN_H
#define LIMEN_SESSION_SCAN_H

#include "session/probe.h"

enum { SCAN_PORTS_MAX = 32, SCAN_AT_ONCE = 8 };

struct scan;

struct scan_request {
    /* Texts of port names; copied. */
    const char
        *more[SCAN_PORTS_MAX]; /* looked at, too: what no list has (pty:PATH, tcp:HOST:PORT) */
    size_t n_more;
    const char *used[SCAN_PORTS_MAX]; /* paths or names that are left alone */
    size_t n_used;
};

/* What one port gave. */
struct scan_row {
    const struct driver *driver; /* NULL: none has recognised its instrument */
    char port[PORT_TEXT_MAX];    /* as a bench file names it best */
    bool is_of_board;            /* a port of the mainboard: mostly there is nothing behind it */
    struct probe probe;
};

/* What there is to say of a port where no driver has recognised its instrument. */
enum scan_verdict {
    SCAN_NOTHING, /* nobody answers, or there is nobody */
    SCAN_UNKNOWN, /* somebody answers, and no driver understands it */
    SCAN_TROUBLE, /* it cannot be had, and somebody is to do something about it: `probe.why` */
    SCAN_FORBIDDEN /* a port of the mainboard that may not be opened: worth a word where nothing else is found */
};
enum scan_verdict scan_judge(const struct scan_row *row);

struct scan_progress {
    size_t ports, done;
    bool is_over; /* every row can be taken */
};

/* STATUS_NO_MEMORY, STATUS_IO. No port is opened by the caller's thread. */
MUST_CHECK
enum status scan_start(const struct scan_request *request, struct scan **out, struct why *why);
/* Gives up what is left and lets go of it; never waits: a port that the kernel does not give back is closed when it does.
 * NULL: nothing. */
void scan_free(struct scan *scan);

struct scan_progress scan_progress(struct scan *scan);
/* The next row that has not been taken; false: none now. */
bool scan_take(struct scan *scan, struct scan_row *row);

#endif

/* Ports: how they are named, opened and closed. Opening blocks for up to seconds, so it belongs to
 * an opener thread (link/opener.h) or to a command, never to the bench thread. */
#ifndef LIMEN_LINK_PORT_H
#define LIMEN_LINK_PORT_H

#include "base/status.h"
#include "hw/driver.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PORT_TEXT_MAX = 128, PORT_WORD_MAX = 64, WINDOW_PLACE_MAX = 48 };

enum port_kind {
    PORT_USB,    /* usb:VID:PID:SERIAL; SERIAL may be * */
    PORT_DEVICE, /* /dev/ttyUSB0, /dev/serial/by-id/… */
    PORT_PTY,    /* pty:PATH, or a path that leads below /dev/pts */
    PORT_TCP,    /* tcp:HOST:PORT, tcp:[IPv6]:PORT */
    PORT_SIM,    /* sim:INSTRUMENT; recognised here, made by the bench in memory */
    PORT_WINDOW, /* window: of this program's own participant's window; window:PLACE where that listens (window_listen()) */
};

struct port_name {
    uint8_t kind; /* enum port_kind */
    uint16_t vid, pid;
    uint16_t tcp_port;
    char serial[PORT_WORD_MAX]; /* "*" for any */
    char text[PORT_TEXT_MAX];   /* path, host or instrument */
};

/* Reads a port name as bench files write it (DATA 4). STATUS_INVALID with a sentence. */
MUST_CHECK
enum status port_parse(const char *text, struct port_name *name, struct why *why);
/* The name back as text; always terminated. */
void port_format(const struct port_name *name, char out[PORT_TEXT_MAX]);

/* How long an adapter may hold bytes back, before and after the opener lowered it. For the journal.
 */
struct port_latency {
    bool has_timer;         /* the adapter has a latency timer (FTDI and relatives) */
    int16_t timer_found_ms; /* -1: not readable */
    int16_t timer_now_ms;   /* read back after lowering it */
    bool has_flag;          /* the kernel driver knows ASYNC_LOW_LATENCY */
    bool flag_found, flag_now;
};

/* What is known about a port without opening it; `latency` only once it is open. Values, no
 * pointers. */
struct port_info {
    uint8_t kind;             /* enum port_kind as it turned out: never PORT_USB or PORT_SIM */
    char path[PORT_TEXT_MAX]; /* the device node, or HOST:PORT */
    char name[PORT_TEXT_MAX]; /* how a bench file names it best: usb:… where it can */
    bool is_usb, is_bluetooth;
    uint16_t vid, pid;
    char manufacturer[PORT_WORD_MAX], product[PORT_WORD_MAX], serial[PORT_WORD_MAX];
    char description[PORT_TEXT_MAX];
    struct port_latency latency;
    int64_t
        born_ns; /* of a pty that is open: when its node was made, by the file system's clock; 0: none */
};

struct line_setter;

struct open_port {
    int fd;       /* non-blocking, close-on-exec; belongs to this struct */
    int lock_fd;  /* holds the lock that keeps a second program out; -1 for TCP */
    void *serial; /* the serial library's handle; NULL for ptys and TCP */
    struct line_setter *
        setter; /* NULL: `fd` is the port itself. Else it leads to one line of it (wire_of_line()) */
    int line_fd; /* with `setter`: the port itself */
    struct port_info info;
};

/* Opens and configures: raw, no flow control, DTR as asked, stale bytes thrown away, adapter
 * latency lowered, locked against other programs, `line->settle` waited; with `line->out`, a thread that sets that line.
 * `cancel_fd` (or -1)
 * becoming readable ends the waiting with STATUS_STOPPED. Otherwise STATUS_NOT_FOUND (the sentence
 * lists what there is), PERMISSION (names the group), BUSY, GONE (vanished while opening), TIMEOUT,
 * INVALID, UNSUPPORTED, IO. */
MUST_CHECK
enum status port_open(const struct port_name *name, const struct line_settings *line, int cancel_fd,
                      struct open_port *port, struct why *why);

/* Whether what stands at this name may be the port that was open before. The kernel gives the number of a pty that has gone to
 * the next who opens one: a name that is the number itself means the pty of `born_ns` and no other. 0: any. STATUS_NOT_FOUND. */
MUST_CHECK
enum status port_check_born(const struct port_name *name, int64_t born_ns, struct why *why);

/* `info.born_ns` of an open pty as port_check_born() will find it: whoever changes its mode and then reads or writes moves it.
 * 0: it is no pty, or it is not known. */
int64_t port_born(int fd);

/* Waits, at most half a second, until the kernel has sent what was written (the stop frame), then
 * closes. */
void port_close(struct open_port *port);

/* ---- the participant's window, the other end of window:PLACE ---- */

/* Whoever shows the window listens at `place` (letters, digits, `-`; of this program alone) and takes the bench's link with
 * window_accept(). Both descriptors are non-blocking and the caller's. STATUS_BUSY: somebody listens there already. */
MUST_CHECK
enum status window_listen(const char *place, int *fd, struct why *why);
/* -1: nobody has come yet. Another program is turned away. */
int window_accept(int listen_fd);

#endif

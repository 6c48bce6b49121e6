/* A thread that opens, configures and closes ports and response sources, so that the bench thread
 * never blocks on them.
 *
 * One bench thread pushes requests and pops results; both rings hold OPENER_DEPTH values. A
 * descriptor that came with OPENER_OPENED belongs to the opener: the bench reads and writes it
 * until it pushes OPENER_CLOSE for that id, and not afterwards. One opener serves a whole bench;
 * start a second one for what may be slow to answer (a terminal server that is off delays the
 * others by up to a second).
 *
 * Reconnecting is a CLOSE, then an OPEN with `wait`: the port is looked for every 100 ms under its
 * name until it is there, for usb: names under whatever device node it gets. A response source is
 * looked for every second. */
#ifndef LIMEN_LINK_OPENER_H
#define LIMEN_LINK_OPENER_H

#include "link/port.h"
#include "link/response.h"

enum { OPENER_PORTS_MAX = 16, OPENER_DEPTH = 32 };

enum opener_verb { OPENER_OPEN, OPENER_CLOSE };

struct opener_request {
    uint32_t id;  /* the caller's; one port at a time */
    uint8_t verb; /* enum opener_verb */
    bool wait;    /* keep trying until the port can be had, or until CLOSE */
    bool
        was_open; /* it was right before: what is wrong with it now is not final, it may be half plugged in */
    int64_t
        born_ns; /* `info.born_ns` of the port that was open before; 0: it was not, or it is no pty */
    bool is_response; /* `response` and `options` are meant, not `name` and `line` */
    struct port_name name;
    struct line_settings line;
    struct response_spec response;
    struct response_options options;
    struct response_unit leftover; /* CLOSE: taken and closed, too; zero or closed: none */
};

enum opener_outcome {
    OPENER_OPENED,  /* `fd` and `info` are set */
    OPENER_FAILED,  /* final; `status` and `why` say why */
    OPENER_WAITING, /* could not be had now, is tried again; told once for each new reason */
    OPENER_CLOSED,  /* the answer to CLOSE, always; nothing more comes for this id */
};

struct opener_result {
    uint32_t id;
    uint8_t outcome; /* enum opener_outcome */
    enum status status;
    int fd;
    struct port_info info;
    struct response_source source; /* is_response: read by the bench until CLOSE, like `fd` */
    struct why why;
};

struct opener;

/* STATUS_NO_MEMORY, STATUS_IO. The thread has all signals blocked. */
MUST_CHECK
enum status opener_start(struct opener **opener, struct why *why);
/* Becomes readable when results wait; belongs to the opener. Pop until it says false. */
int opener_fd(const struct opener *opener);
/* Never blocks. STATUS_FULL: OPENER_DEPTH requests wait already. */
MUST_CHECK
enum status opener_push(struct opener *opener, const struct opener_request *request);
bool opener_pop(struct opener *opener, struct opener_result *result);
/* Closes all ports and ends the thread. Never hangs: STATUS_TIMEOUT means that a port did not come
 * back from the kernel within two seconds; the thread then stays behind and frees itself when it
 * does. */
MUST_CHECK
enum status opener_join(struct opener *opener);

#endif

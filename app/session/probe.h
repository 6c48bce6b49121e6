/* Asks one port who is there: with one driver, within the time the driver promises, or with all of them in turn. */
#ifndef LIMEN_SESSION_PROBE_H
#define LIMEN_SESSION_PROBE_H

#include "base/status.h"
#include "hw/driver.h"
#include "link/port.h"

struct probe {
    enum status
        status;     /* OK; IDENTITY, TIMEOUT, PROTOCOL …: not this driver's; STOPPED: given up */
    bool was_heard; /* anything came, be it noise */
    struct instrument_identity identity;
    struct port_info port;
    struct why why;
};

/* The driver asks who is there and sets nothing. `cancel_fd` (or -1) becoming readable ends it. */
void probe_port(const struct port_name *name, const struct driver *driver, int cancel_fd,
                struct probe *probe);

/* Who may be told which driver asks next. */
struct probe_watch {
    void *context;
    void (*asks)(void *context, const struct driver *driver); /* may be NULL */
    int cancel_fd;
};
/* Every driver in turn; the first that recognises its instrument has it. NULL: none does; `probe` is then of the last
 * one that was asked, and `was_heard` says whether any of them heard something. A port that cannot be had is asked once. */
const struct driver *probe_all_drivers(const struct port_name *name,
                                       const struct probe_watch *watch, struct probe *probe);
/* What is reached through a network is not asked for on a serial line, where its question would be somebody's commands. A pty is
 * where simulated instruments are. */
bool probe_may_ask(const struct port_name *name, const struct driver *driver);
/* The port is there, and what hangs on it is not the driver's. */
bool probe_is_of_instrument(enum status status);

#endif

/* Asks one port who is there, with one driver, within the time the driver promises. */
#ifndef LIMEN_CLI_PROBE_H
#define LIMEN_CLI_PROBE_H

#include "base/status.h"
#include "hw/driver.h"
#include "link/port.h"

struct probe {
    enum status status; /* OK; IDENTITY, TIMEOUT, PROTOCOL …: not this driver's */
    bool was_heard;     /* anything came, be it noise */
    struct instrument_identity identity;
    struct port_info port;
    struct why why;
};

/* The driver asks who is there and sets nothing. */
void probe_port(const struct port_name *name, const struct driver *driver, struct probe *probe);

#endif

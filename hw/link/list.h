/* Which serial ports there are. Reads sysfs only: no port is opened, so none is disturbed. */
#ifndef LIMEN_LINK_LIST_H
#define LIMEN_LINK_LIST_H

#include "link/port.h"

enum { PORT_LIST_MAX = 32 };

struct port_list {
    size_t n;
    size_t n_left_off; /* more ports than PORT_LIST_MAX */
    struct port_info ports[PORT_LIST_MAX];
};

/* All serial ports by path, without Bluetooth ports and without on-board ports that have no chip.
 */
void port_list_load(struct port_list *list);

#endif

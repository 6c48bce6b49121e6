/* `limen window` opens what was used last in place of what its command line does not name. */
#ifndef LIMEN_SHELL_LAST_USED_H
#define LIMEN_SHELL_LAST_USED_H

#include "shell/remembered.h"
#include "shell/window.h"

/* Lives as long as the configuration that borrows from it. */
struct last_used {
    char state[REMEMBERED_MAX];
    struct remembered used;
    char notice[512]; /* what of it is gone; "": nothing */
};

/* A study with simulated sessions is offered and not opened. A demonstration knows nothing of it, nor is it remembered. */
void last_used_fill(struct last_used *last, struct window_config *config);

#endif

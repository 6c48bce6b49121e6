/* Simulated instruments in processes of their own, on ptys, for sessions in real time. */
#ifndef LIMEN_SESSION_SIM_CHILD_H
#define LIMEN_SESSION_SIM_CHILD_H

#include "base/nursery.h"
#include "base/status.h"
#include "sim/pty.h"

enum { SIM_CHILD_LINK_MAX = 128 };

struct sim_child {
    struct birth birth;
    int control;                   /* connected socket, non-blocking */
    char link[SIM_CHILD_LINK_MAX]; /* of its pty; survives an unplug */
    size_t n_input;
    uint8_t input[SIM_CONTROL_SIZE];
};

/* `nursery` NULL: forks, the caller is single-threaded. `folder`: where the link is made. `config->link` and
 * `->control_fd` are filled in. STATUS_IO or the child's own refusal, with the sentence. */
MUST_CHECK
enum status sim_child_start(const struct sim_pty_config *config, const char *folder,
                            struct nursery *nursery, struct sim_child *child, struct why *why);
void sim_child_stop(struct sim_child *child);

void sim_child_tell(struct sim_child *child, const struct sim_control *message);
/* The next whole message; false: none now. */
bool sim_child_hear(struct sim_child *child, struct sim_control *message);

#endif

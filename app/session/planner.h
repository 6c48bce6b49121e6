/* Plans a protocol in a process of its own: a script that never ends, or takes all memory, is killed with it, and whoever
 * asked goes on meanwhile. One thread. */
#ifndef LIMEN_SESSION_PLANNER_H
#define LIMEN_SESSION_PLANNER_H

#include "base/nursery.h"
#include "session/plan.h"

#define PLANNER_PATIENCE (10 * MONO_SEC)

struct planner {
    struct birth birth;
    int fd; /* -1: nothing is being planned */
    mono_ns until;
    size_t n; /* bytes of the result so far */
    enum language language;
    struct planner_result {
        enum status status;
        struct why why;
        struct plan plan;
    } result;
};

void planner_init(struct planner *planner);
/* Gives up what is being planned. */
void planner_cancel(struct planner *planner);
/* `nursery` NULL: forks, the caller is single-threaded. STATUS_IO: no process can be made; with the sentence. What was being planned is given up. */
MUST_CHECK
enum status planner_start(struct planner *planner, struct nursery *nursery,
                          const struct plan_request *request, mono_ns now, struct why *why);
bool planner_is_busy(const struct planner *planner);
/* For a poll set; -1: nothing is being planned. At planner->until it is given up: call planner_take() then. */
int planner_fd(const struct planner *planner);
/* True, once: `planner->result` is there, or says why it is not. Never waits. */
bool planner_take(struct planner *planner, mono_ns now);

#endif

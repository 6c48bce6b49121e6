/* A protocol run dry in a process of its own, and waited for. */
#ifndef LIMEN_CLI_DRY_RUN_H
#define LIMEN_CLI_DRY_RUN_H

#include "session/planner.h"

/* Forks: the caller is single-threaded. `planner->result` is then there. STATUS_IO as planner_start(). */
MUST_CHECK
enum status dry_run(const struct plan_request *request, struct planner *planner, struct why *why);

/* What `script` is run with, beside the bench's simulated counterpart. */
struct dry_run_of {
    const char *library, *protocol, *parameters;
    const struct script *script;
    const struct bench_spec *bench;
    enum language language;
    uint64_t seed;
};

/* STATUS_OK: a visit may be begun. Else what nobody's responses would change is refused, as on the screen: with that status and
 * sentence. What else may be in the way of a plan is no reason here. Forks. */
MUST_CHECK
enum status dry_run_allows(const struct dry_run_of *of, struct why *why);

#endif

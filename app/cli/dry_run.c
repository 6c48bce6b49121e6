#include "cli/dry_run.h"

#include "base/clock.h"
#include "base/text.h"

#include <poll.h>
#include <stdlib.h>

enum status dry_run(const struct plan_request *request, struct planner *planner, struct why *why)
{
    planner_init(planner);
    const enum status status = planner_start(planner, NULL, request, mono_now(), why);
    while (status == STATUS_OK && !planner_take(planner, mono_now())) {
        struct pollfd set = {.fd = planner_fd(planner), .events = POLLIN};
        const mono_ns left = planner->until - mono_now();
        poll(&set, 1, left > 0 ? (int)(left / MONO_MS) + 1 : 0);
    }
    return status;
}

static enum status ask(const struct plan_request *request, struct planner *planner, struct why *why)
{
    const enum status status = dry_run(request, planner, why);
    const struct planner_result *result = &planner->result;
    if (status != STATUS_OK || !result->plan.is_refused)
        return status;
    *why = result->why;
    return result->status;
}

enum status dry_run_allows(const struct dry_run_of *of, struct why *why)
{
    struct plan_request *request = calloc(1, sizeof *request);
    struct planner *planner = calloc(1, sizeof *planner);
    enum status status = STATUS_NO_MEMORY;
    if (request && planner) {
        *request = (struct plan_request){
            .bench = *of->bench, .language = of->language, .seed = of->seed, .asks_refusal = true};
        text_copy(request->library, sizeof request->library, of->library);
        text_copy(request->protocol, sizeof request->protocol, of->protocol);
        text_copy(request->parameters, sizeof request->parameters, of->parameters);
        plan_digest(of->script, request->digest);
        status = ask(request, planner, why);
    } else {
        status = why_set(why, status, "no memory for a dry run");
    }
    free(planner);
    free(request);
    return status;
}

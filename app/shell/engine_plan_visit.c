/* The plan of a visit that is not finished: it goes on with the parameters that it began with, whatever is set now. Made after that
 * of what is loaded, which stays on the Protocol screen; shown on Study, where the visit is offered. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "cli/parameters.h"

#include <stdlib.h>
#include <string.h>

void engine_plan_visit_anew(struct engine *engine)
{
    engine->plan.visit.is_stale = true;
}

static void show(struct engine *engine, const struct plan *plan)
{
    struct visit_steps steps; /* of no session */
    present_visit_plan(plan, engine->config.language, &engine->view.study, &steps);
}

void engine_show_plan_visit(struct engine *engine, const struct plan_kept *kept)
{
    struct engine_plan_visit *visit = &engine->plan.visit;
    const bool is_known = kept && kept->result.status == STATUS_OK;
    visit->is_planned = false;
    if (engine->session) { /* it is followed, whichever it is */
        visit->is_stale = true;
        return;
    }
    visit->is_shown = true;
    show(engine, is_known ? &kept->result.plan : NULL);
}

/* False: it has none, or those that are loaded. */
static bool find_own(struct engine *engine, struct text *own)
{
    const struct visit *visit = engine_unfinished(engine);
    struct why why;
    if (!visit || engine_resumes_other(engine) || !engine->study)
        return false;
    if (parameters_of_session(engine->study, engine->view.study.picked, &visit->key, own, &why) !=
        STATUS_OK)
        return false; /* whoever goes on with it is told */
    return strcmp(text_cstr(own), text_cstr(&engine->values)) != 0;
}

static void plan_with(struct engine *engine, const char *parameters, mono_ns now)
{
    struct engine_plan *plan = &engine->plan;
    struct plan_request *request = malloc(sizeof *request);
    struct why why;
    if (!request || strlen(parameters) >= sizeof request->parameters) {
        free(request);
        engine_show_plan_visit(engine, NULL);
        return;
    }
    *request = plan->request;
    COPY(request->parameters, parameters);
    engine_plan_key(request, plan->visit.key);
    const struct plan_kept *kept = engine_plan_find(plan, plan->visit.key);
    engine_show_plan_visit(engine, kept);
    if (!kept)
        plan->visit.is_planned =
            planner_start(&plan->planner, engine->config.nursery, request, now, &why) == STATUS_OK;
    free(request);
}

/* That of what is loaded comes first: without it no new visit begins. */
void engine_tend_plan_visit(struct engine *engine, mono_ns now)
{
    struct engine_plan *plan = &engine->plan;
    struct text own;
    const bool waits =
        plan->is_stale || (planner_is_busy(&plan->planner) && !plan->visit.is_planned);
    if (!plan->visit.is_stale || engine->session || waits)
        return;
    if (plan->visit.is_planned)
        planner_cancel(&plan->planner);
    plan->visit.is_stale = plan->visit.is_planned = false;
    text_init(&own);
    if (find_own(engine, &own)) {
        plan_with(engine, text_cstr(&own), now);
    } else if (plan->visit.is_shown) {
        plan->visit.is_shown = false;
        show(engine, plan->shown);
    }
    text_fini(&own);
}

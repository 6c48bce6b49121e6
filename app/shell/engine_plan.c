/* The plan of the loaded protocol: made aside, kept for when the same is asked again, and followed while a session runs. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"

#include <string.h>

/* By all that a plan depends on: the protocol's sources, its parameters, the bench, the language. Byte by byte: two benches
 * that differ in nothing that matters are planned for twice, and no field is forgotten. */
void engine_plan_key(const struct plan_request *request, uint8_t key[DIGEST_SIZE])
{
    const struct study_source parts[] = {
        {"sources", (const char *)request->digest, sizeof request->digest},
        {"parameters", request->parameters, strlen(request->parameters)},
        {"bench", (const char *)&request->bench, sizeof request->bench},
        {"language", (const char *)&request->language, sizeof request->language},
    };
    study_digest_sources(parts, sizeof parts / sizeof parts[0], key);
}

/* ---- what was planned ---------------------------------------------------------------------------
 */

const struct plan_kept *engine_plan_find(const struct engine_plan *plan,
                                         const uint8_t key[DIGEST_SIZE])
{
    for (size_t i = 0; i < PLANS_KEPT; i++)
        if (plan->kept[i].is_there && memcmp(plan->kept[i].key, key, DIGEST_SIZE) == 0)
            return &plan->kept[i];
    return NULL;
}

/* What is shown stands in one of them; the others give way, the oldest first. */
static struct plan_kept *oldest(struct engine_plan *plan)
{
    struct plan_kept *kept = &plan->kept[plan->next_kept];
    if (plan->shown == &kept->result.plan) {
        plan->next_kept = (plan->next_kept + 1) % PLANS_KEPT;
        kept = &plan->kept[plan->next_kept];
    }
    plan->next_kept = (plan->next_kept + 1) % PLANS_KEPT;
    return kept;
}

/* The files are read again then: another time they may be those that were meant. */
static bool is_for_good(enum status status)
{
    return status != STATUS_DEPARTED && status != STATUS_TIMEOUT && status != STATUS_NO_MEMORY;
}

static const struct plan_kept *keep(struct engine_plan *plan, const uint8_t key[DIGEST_SIZE])
{
    struct plan_kept *kept = oldest(plan);
    kept->is_there = is_for_good(plan->planner.result.status);
    memcpy(kept->key, key, sizeof kept->key);
    kept->result = plan->planner.result;
    return kept;
}

static void show_none(struct engine *engine, enum view_plan state, const char *why)
{
    present_no_plan(state, why, &engine->view.protocol, &engine->view.study, &engine->plan.steps);
    engine->plan.shown = NULL;
    engine_plan_visit_anew(engine);
}

static enum view_plan state_without(const struct planner_result *result)
{
    if (result->plan.is_refused)
        return VIEW_PLAN_FORBIDDEN;
    return result->status == STATUS_INVALID ? VIEW_PLAN_WRONG : VIEW_PLAN_REFUSED;
}

static void show(struct engine *engine, const struct plan_kept *kept)
{
    engine_plan_visit_anew(engine);
    if (kept->result.status != STATUS_OK) {
        show_none(engine, state_without(&kept->result), kept->result.why.text);
        return;
    }
    engine->plan.shown = &kept->result.plan;
    present_plan(engine->plan.shown, engine->config.language, &engine->view.protocol,
                 &engine->view.study, &engine->plan.steps);
}

/* A session that was resumed with other parameters has another plan. */
static bool is_with_same_parameters(const struct engine *engine)
{
    return strcmp(engine->plan.request.parameters, text_cstr(&engine->values)) == 0;
}

static const struct plan *plan_of_session(const struct engine *engine)
{
    return is_with_same_parameters(engine) ? engine->plan.shown : NULL;
}

/* ---- planning -----------------------------------------------------------------------------------
 */

void engine_plan_anew(struct engine *engine)
{
    struct engine_plan *plan = &engine->plan;
    struct plan_request *request = &plan->request;
    plan->is_stale = true;
    memset(request, 0, sizeof *request);
    COPY(request->library, engine->config.library);
    COPY(request->protocol, engine->config.protocol);
    COPY(request->parameters, text_cstr(&engine->values));
    request->seed = engine->config.seed;
    plan_digest(engine->script, request->digest);
}

static void begin(struct engine *engine, mono_ns now)
{
    struct engine_plan *plan = &engine->plan;
    struct why why = {0}, said;
    plan->is_stale = false;
    planner_cancel(&plan->planner);
    plan->visit.is_planned = false;
    if (!engine->view.protocol.is_loaded) {
        show_none(engine, VIEW_PLAN_NONE, "");
        return;
    }
    engine_show_protocol(engine);
    plan->request.language = engine->config.language;
    plan->request.bench = engine->config.bench;
    engine_plan_key(&plan->request, plan->key);
    const struct plan_kept *kept = engine_plan_find(plan, plan->key);
    if (kept)
        show(engine, kept);
    else if (planner_start(&plan->planner, engine->config.nursery, &plan->request, now, &why) ==
             STATUS_OK)
        show_none(engine, VIEW_PLAN_COMPUTING, "");
    else
        show_none(engine, VIEW_PLAN_REFUSED,
                  text_why(engine->config.language, &why, said.text, sizeof said.text));
}

/* It came to be known while the session runs. */
static void take_up(struct engine *engine)
{
    if (!engine->session || !engine->plan.shown)
        return;
    planned_of(plan_of_session(engine), &engine->plan.planned);
    engine_begin_steps(engine);
}

/* A plan that a session began with holds as long as it. */
static bool is_due(const struct engine *engine)
{
    const struct engine_plan *plan = &engine->plan;
    return plan->is_stale && (!engine->session || (plan->is_of_session && !plan->shown));
}

void engine_tend_plan(struct engine *engine, mono_ns now)
{
    struct engine_plan *plan = &engine->plan;
    if (is_due(engine)) {
        begin(engine, now);
        take_up(engine);
    }
    const bool is_made = planner_take(&plan->planner, now);
    if (is_made && plan->visit.is_planned) {
        engine_show_plan_visit(engine, keep(plan, plan->visit.key));
    } else if (is_made) {
        show(engine, keep(plan, plan->key));
        take_up(engine);
    }
    engine_tend_plan_visit(engine, now);
}

mono_ns engine_plan_wait(const struct engine *engine, mono_ns now)
{
    const struct engine_plan *plan = &engine->plan;
    return planner_is_busy(&plan->planner) ? plan->planner.until - now : MONO_SEC;
}

bool engine_plan_is_due(const struct engine *engine)
{
    return engine->plan.is_stale || engine->view.protocol.plan_state == VIEW_PLAN_COMPUTING;
}

/* ---- in a session -------------------------------------------------------------------------------
 */

void engine_plan_resumed(struct engine *engine)
{
    struct engine_plan *plan = &engine->plan;
    if (is_with_same_parameters(engine) && !plan->is_stale)
        return;
    planner_cancel(&plan->planner);
    plan->visit.is_planned = false;
    engine_plan_anew(engine);
    plan->shown = NULL;
    plan->is_of_session = true;
}

void engine_plan_loaded(struct engine *engine)
{
    if (!engine->plan.is_of_session)
        return;
    engine->plan.is_of_session = false;
    engine_reload_protocol(engine);
}

const struct planned *engine_plan_session(struct engine *engine)
{
    const struct plan *plan = plan_of_session(engine);
    planned_of(plan, &engine->plan.planned);
    return plan ? &engine->plan.planned : NULL;
}

/* Such a rest belongs to no test, neither to the one before; also while a stop in it waits for an answer. */
static bool is_own_rest(const struct run_view *run)
{
    const bool is_stopped = run->now == NOW_STOPPED && run->repeat_goes_on && run->rest_left_s > 0;
    return (run->now == NOW_REST || is_stopped) && run->rest_site[0] == '\0';
}

static bool is_at(const struct run_view *run, const struct visit_step *step)
{
    switch ((enum plan_step_kind)step->kind) {
    case PLAN_INSTRUCT:
        return run->now == NOW_INSTRUCT && strcmp(run->instruction, step->test) == 0;
    case PLAN_REST:
        return is_own_rest(run);
    case PLAN_TEST:
        break;
    }
    return run->now != NOW_INSTRUCT && !is_own_rest(run) && strcmp(run->test, step->test) == 0;
}

/* Something of the test is certainly under way. */
static bool is_in_trial(const struct run_view *run)
{
    return run->now == NOW_CONFIRM || run->now == NOW_ARMED || run->now == NOW_RUNNING ||
           run->now == NOW_RELEASE || run->now == NOW_SAVING || run->now == NOW_REVIEW;
}

/* Forward: a test that comes twice is two steps. Back only to a test that goes on, after a rest or an instruction within it. */
static size_t find_step(const struct engine *engine)
{
    const struct run_view *run = &engine->view.run;
    const struct visit_steps *steps = &engine->plan.steps;
    const size_t at = engine->plan.at;
    if (run->now == NOW_SUMMARY) /* nothing comes any more, wherever it was left */
        return at;
    for (size_t i = at; i < steps->n; i++)
        if (is_at(run, &steps->list[i]))
            return i;
    for (size_t i = at; i-- > 0 && is_in_trial(run);)
        if (steps->list[i].kind == PLAN_TEST && is_at(run, &steps->list[i]))
            return i;
    return at;
}

/* Of a session without a plan there is one: the protocol. */
static void title_steps(struct engine *engine)
{
    struct run_view *run = &engine->view.run;
    const size_t n = plan_of_session(engine) ? engine->plan.steps.n : 0;
    run->n_steps = n > 0 ? n : 1;
    for (size_t i = 0; i < n; i++)
        COPY(run->steps[i].title, engine->view.study.steps[i].title);
    if (n == 0)
        COPY(run->steps[0].title, engine->view.protocol.title);
}

void engine_begin_steps(struct engine *engine)
{
    engine->plan.at = 0;
    memset(engine->plan.left_out, 0, sizeof engine->plan.left_out);
    title_steps(engine);
    engine->view.run.steps[0].mark = MARK_RUNNING;
}

void engine_reword_steps(struct engine *engine)
{
    struct engine_plan *plan = &engine->plan;
    engine_show_protocol(engine);
    if (plan->shown)
        present_plan(plan->shown, engine->config.language, &engine->view.protocol,
                     &engine->view.study, &plan->steps);
    title_steps(engine);
}

/* A test that comes twice is two steps: what the earlier one left out is not this one's. */
static void count_left_out(struct engine *engine, size_t from, size_t to)
{
    const struct visit_step *list = engine->plan.steps.list;
    int *left_out = engine->plan.left_out;
    for (size_t i = from; i < to; i++) {
        left_out[i] =
            list[i].kind == PLAN_TEST ? conduct_left_out(&engine->conduct, list[i].test) : 0;
        for (size_t before = 0; before < i; before++)
            if (strcmp(list[before].test, list[i].test) == 0)
                left_out[i] -= left_out[before];
    }
}

static uint8_t mark_of(const struct engine_plan *plan, size_t i)
{
    if (i > plan->at)
        return MARK_OPEN;
    if (i == plan->at)
        return MARK_RUNNING;
    return plan->left_out[i] > 0 ? MARK_WARN : MARK_OK;
}

void engine_show_steps(struct engine *engine)
{
    struct run_view *run = &engine->view.run;
    const struct visit_steps *steps = &engine->plan.steps;
    if (!plan_of_session(engine) || run->n_steps != steps->n || run->now == NOW_NOTHING)
        return;
    const size_t at = find_step(engine);
    count_left_out(engine, engine->plan.at, at);
    engine->plan.at = at;
    for (size_t i = 0; i < steps->n; i++)
        run->steps[i].mark = mark_of(&engine->plan, i);
    const bool is_test = steps->list[engine->plan.at].kind == PLAN_TEST;
    const int planned = is_test ? planned_trials(&engine->plan.planned, run->test, NULL, NULL) : 0;
    run->step_trials = planned > 0 && run->step_trial > planned ? run->step_trial : planned;
}

/* ---- life ---------------------------------------------------------------------------------------
 */

void engine_init_plan(struct engine *engine)
{
    planner_init(&engine->plan.planner);
}

void engine_fini_plan(struct engine *engine)
{
    planner_cancel(&engine->plan.planner);
}

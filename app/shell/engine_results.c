/* The results of a visit: of the session that has just ended, or of any that the participant had. */
#include "engine_internal.h"

#include "session/erred.h"

static void forget(struct engine *engine)
{
    engine->view.results = (struct results_view){0};
    engine->visits.n = engine->visits.all = 0;
    engine->error[0] = '\0';
}

static enum status find_error(struct engine *engine, size_t at, char error[VIEW_SENTENCE_MAX],
                              struct why *why)
{
    const struct visit *visit = &engine->visits.rows[at];
    error[0] = '\0';
    return visit->is_ended ? STATUS_OK
                           : erred_load(engine->study, &visit->key, error, VIEW_SENTENCE_MAX, why);
}

static enum status show(struct engine *engine, size_t at, struct why *why)
{
    struct results_view *view = &engine->view.results;
    const struct visit *visit = &engine->visits.rows[at];
    engine->visit_shown = at;
    enum status status = present_results(engine->study, &visit->key, view, why);
    if (status != STATUS_OK)
        return status;
    view->visit = visits_number(&engine->visits, at);
    view->n_sessions = (int)engine->visits.all;
    visit_date(visit, &view->year, &view->month, &view->day);
    char error[VIEW_SENTENCE_MAX];
    struct skipped skipped = {0};
    status = find_error(engine, at, error, why);
    if (status == STATUS_OK)
        status = skipped_load(engine->study, &visit->key, &skipped, why);
    if (status != STATUS_OK)
        return status;
    present_skipped(&skipped, view);
    present_quality(visit, error[0] != '\0', engine->config.language, view);
    return present_trend(engine->study, &engine->visits, view, why);
}

/* While a session runs the study is the store's. */
void engine_show_results(struct engine *engine, const struct session_key *key)
{
    struct why why;
    if (engine->session || !engine->study)
        return;
    forget(engine);
    engine_plan_visit_anew(engine);
    enum status status =
        visits_load(engine->study, engine->view.study.picked, &engine->visits, &why);
    if (status == STATUS_OK && engine->visits.n > 0) {
        const size_t newest = engine->visits.n - 1;
        status = find_error(engine, newest, engine->error, &why);
        const size_t at = key ? visits_find(&engine->visits, key) : newest;
        if (status == STATUS_OK)
            status = show(engine, at <= newest ? at : newest, &why);
    }
    if (status != STATUS_OK)
        engine_tell_why(engine, &why);
}

void engine_turn_visit(struct engine *engine, int64_t by)
{
    struct why why;
    const size_t n = engine->visits.n;
    if (engine->session || n == 0 || (by != 1 && by != -1))
        return;
    if (show(engine, (engine->visit_shown + n + (size_t)by) % n, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
}

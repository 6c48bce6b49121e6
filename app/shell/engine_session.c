/* A session: beginning it, and what is left of it. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"

static enum status find_unfinished(struct engine *engine, struct session_config *config,
                                   struct why *why)
{
    uint8_t digest[DIGEST_SIZE];
    enum status status =
        study_unfinished_session(engine->study, engine->view.study.picked, engine->view.protocol.id,
                                 &config->key, digest, &config->seed, why);
    if (status == STATUS_OK)
        config->resume = true;
    return status;
}

double engine_kpa_per_n(const struct bench_spec *spec)
{
    const double area = spec->roles[ROLE_ALGOMETER].probe_area_cm2;
    return area > 0 ? 10 / area : 0;
}

static enum status make_session(struct engine *engine, const struct session_config *config,
                                struct why *why)
{
    struct session_parts parts = {
        .script = engine->script,
        .study = engine->study,
        .view = &engine->session_view,
        .verifications = &engine->bench.book,
    };
    enum status status = store_writer_new(engine->study, &engine->writer, why);
    parts.writer = engine->writer;
    stand_parts(engine->stand, &parts);
    if (status == STATUS_OK)
        status = session_new(config, &parts, &engine->session, why);
    if (status != STATUS_OK)
        return status;
    engine->conduct.session = engine->session;
    engine->conduct.bench = stand_bench(engine->stand);
    stand_serve(engine->stand, engine->session);
    return store_writer_start(engine->writer, why);
}

/* What there is, before the participant leaves. */
static void show_summary(struct engine *engine)
{
    struct results_view *results = &engine->view.results;
    struct run_view *run = &engine->view.run;
    struct why why;
    run->now = engine->has_key ? NOW_SUMMARY : NOW_NOTHING;
    run->offers_go = engine->has_key;
    if (!engine->has_key)
        return;
    if (present_results(engine->study, &engine->key, engine->config.language, results, &why) !=
        STATUS_OK)
        engine_toast(engine, why.text);
    for (size_t i = 0; i < results->n_rows; i++)
        results->rows[i].planned = run->wanted;
}

void engine_finish(struct engine *engine)
{
    struct why last = {""};
    enum status status = STATUS_OK;
    if (engine->session) {
        engine->key = session_key(engine->session);
        status = session_result(engine->session, &last);
        engine->has_key = true;
    }
    if (status != STATUS_OK)
        engine_toast(engine, last.text);
    stand_serve(engine->stand, NULL);
    if (engine->writer && store_writer_join(engine->writer, &last) != STATUS_OK)
        engine_toast(engine, last.text);
    conduct_end(&engine->conduct);
    session_free(engine->session);
    engine->session = NULL;
    desk_unroute(stand_desk(engine->stand));
    store_writer_free(engine->writer);
    engine->writer = NULL;
    engine_show_study(engine);
    show_summary(engine);
}

void engine_begin(struct engine *engine, bool resume)
{
    struct session_config config = {
        .participant = engine->view.study.picked,
        .operator_name = engine->config.operator_name,
        .program = "limen " LIMEN_VERSION,
        .language = engine->config.language == LANGUAGE_DE ? "de" : "en",
        .seed = engine->config.seed,
        .child_script = true,
        .is_attended = true,
        .utc = utc_now(),
        .now = mono_now(),
        .ready_within = 15 * MONO_SEC,
    };
    struct why why;
    engine->has_key = false;
    engine_set_readiness(engine);
    if (!engine->view.study.can_begin)
        return;
    enum status status = resume ? find_unfinished(engine, &config, &why) : STATUS_OK;
    if (status == STATUS_OK)
        status = engine_load_script(engine, config.seed, &why);
    conduct_init(&engine->conduct, &engine->view.run, engine_kpa_per_n(&engine->config.bench));
    COPY(engine->view.run.steps[0].title, engine->view.protocol.title);
    engine->view.run.steps[0].mark = MARK_RUNNING;
    engine->view.run.n_steps = 1;
    engine->session_view = conduct_session_view(&engine->conduct);
    if (status == STATUS_OK)
        status = make_session(engine, &config, &why);
    if (status == STATUS_OK) {
        engine->view.screen = SCREEN_SESSION;
        return;
    }
    engine_finish(engine);
    engine_toast(engine, why.text);
}

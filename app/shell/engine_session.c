/* A session: beginning it, and what is left of it. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"
#include "cli/parameters.h"

#include <stdio.h>
#include <string.h>

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

/* A session that goes on runs with the seed and the parameters that it began with. */
static enum status load_again(struct engine *engine, struct session_config *config, struct why *why)
{
    struct text recorded;
    text_init(&recorded);
    enum status status = find_unfinished(engine, config, why);
    if (status == STATUS_OK)
        status = parameters_of_session(engine->study, engine->view.study.picked, &config->key,
                                       &recorded, why);
    if (status == STATUS_OK)
        status = engine_load_script(engine, config->seed, text_cstr(&recorded), why);
    text_fini(&recorded);
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

/* Each by its whole name; those for which there is no room as "…". */
static void list_missing(const struct engine *engine, char *out, size_t size)
{
    static const char more[] = "; …";
    const struct results_view *results = &engine->view.results;
    char name[VIEW_LINE_MAX];
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < results->n_rows; i++) {
        const struct result_row *row = &results->rows[i];
        if (row->n > 0 && row->n >= row->planned)
            continue;
        site_text_name(engine->config.language, name, sizeof name, row->site, row->side);
        const bool has_room = n + strlen("; ") + strlen(name) + sizeof more <= size;
        n += (size_t)snprintf(out + n, size - n, "%s%s", n > 0 && has_room ? "; " : "",
                              has_room ? name : more);
        if (!has_room)
            return;
    }
}

/* The protocol itself has an error: nobody resumes what errs again. */
static void say_error(struct engine *engine, const char *error)
{
    struct run_view *run = &engine->view.run;
    char missing[VIEW_SENTENCE_MAX / 2];
    list_missing(engine, missing, sizeof missing);
    text_say(run->sentence, sizeof run->sentence,
             text_of(engine->config.language, missing[0] ? TEXT_run_erred : TEXT_run_erred_whole),
             "why", error, "sites", missing, NULL);
}

/* What there is, before the participant leaves. */
static void show_summary(struct engine *engine)
{
    struct run_view *run = &engine->view.run;
    run->sentence[0] = '\0';
    run->now = engine->has_key ? NOW_SUMMARY : NOW_NOTHING;
    run->offers_go = engine->has_key;
    engine_show_results(engine, engine->has_key ? &engine->key : NULL);
}

void engine_finish(struct engine *engine)
{
    char error[VIEW_SENTENCE_MAX / 2];
    struct why last = {0};
    enum status status = STATUS_OK;
    if (engine->session) {
        engine->key = session_key(engine->session);
        engine->asked = session_asked(engine->session);
        status = session_result(engine->session, &last);
        engine->has_key = true;
    }
    const bool has_erred = engine->session && session_has_erred(engine->session);
    if (has_erred)
        COPY(error, last.text);
    else if (status != STATUS_OK)
        engine_tell_why(engine, &last);
    stand_serve(engine->stand, NULL);
    if (engine->writer && store_writer_join(engine->writer, &last) != STATUS_OK)
        engine_tell_why(engine, &last);
    conduct_end(&engine->conduct);
    session_free(engine->session);
    engine->session = NULL;
    engine_plan_loaded(engine);
    engine_load_before(engine);
    desk_unroute(stand_desk(engine->stand));
    store_writer_free(engine->writer);
    engine->writer = NULL;
    engine_show_study(engine);
    show_summary(engine);
    if (has_erred)
        say_error(engine, error);
}

static struct session_config describe_session(const struct engine *engine)
{
    return (struct session_config){
        .participant = engine->view.study.picked,
        .operator_name = engine->config.operator_name,
        .program = "limen " LIMEN_VERSION,
        .language = engine->config.language,
        .seed = engine->config.seed,
        .child_script = true,
        .is_attended = true,
        .lab = envelope_of_bench(&engine->config.bench),
        .utc = utc_now(),
        .now = mono_now(),
        .ready_within = 15 * MONO_SEC,
        .asked = engine->asked,
        .override_check = engine->hold.reason,
    };
}

/* Until a trial says what it does: what the protocol is for. */
static uint8_t stimulus_of(const struct protocol_view *protocol)
{
    bool has_thermode = false, has_cuff = false;
    for (size_t i = 0; i < protocol->n_needs; i++) {
        const enum role role = engine_find_role(protocol->needs[i].role);
        if (role == ROLE_ALGOMETER)
            return VIEW_PRESSURE;
        has_thermode |= role == ROLE_THERMODE;
        has_cuff |= role == ROLE_TEST_CUFF;
    }
    return has_thermode ? VIEW_TEMPERATURE : has_cuff ? VIEW_CUFF : VIEW_SECONDS;
}

static void show_session(struct engine *engine, bool is_new)
{
    struct run_view *run = &engine->view.run;
    engine->visit_running = (int)engine->visits.all + (is_new ? 1 : 0);
    engine->view.frame.has_saved = false;
    conduct_init(&engine->conduct, run, engine_kpa_per_n(&engine->config.bench));
    engine->conduct.language = engine->config.language;
    run->stimulus = stimulus_of(&engine->view.protocol);
    engine_begin_steps(engine);
    engine->session_view = conduct_session_view(&engine->conduct);
}

static bool recall_trial(void *context, const struct study_trial *trial)
{
    conduct_recall(context, trial);
    return true;
}

static bool recall_entry(void *context, const struct entry *entry, int64_t seq)
{
    (void)seq;
    conduct_recall_entry(context, entry);
    return true;
}

/* The sites in their order from the beginning, and what was done before. */
static enum status recall(struct engine *engine, const struct session_config *config,
                          struct why *why)
{
    struct planned planned;
    if (!config->resume) {
        conduct_name_places(&engine->conduct, &engine->plan.planned);
        return STATUS_OK;
    }
    enum status status = planned_load(engine->study, &config->key, &planned, why);
    if (status != STATUS_OK)
        return status;
    conduct_name_places(&engine->conduct, &planned);
    status = study_trials(engine->study, &config->key, recall_trial, &engine->conduct, why);
    if (status == STATUS_OK)
        status = study_entries(engine->study, &config->key, recall_entry, &engine->conduct, why);
    return status;
}

void engine_begin(struct engine *engine, bool resume)
{
    struct session_config config = describe_session(engine);
    struct why why;
    engine_set_readiness(engine);
    if (!engine->view.study.can_begin)
        return;
    enum status status = engine_need_stand(engine, &why);
    if (status != STATUS_OK) {
        engine_tell_why(engine, &why);
        return;
    }
    engine_give_up_export(engine);
    engine->has_key = false;
    status = resume ? load_again(engine, &config, &why)
                    : engine_load_script(engine, config.seed, text_cstr(&engine->set), &why);
    if (resume && status == STATUS_OK)
        engine_plan_resumed(engine);
    config.parameters = text_cstr(&engine->values);
    config.planned = engine_plan_session(engine);
    show_session(engine, !resume);
    if (status == STATUS_OK)
        status = recall(engine, &config, &why);
    if (status == STATUS_OK)
        status = make_session(engine, &config, &why);
    if (status == STATUS_OK) {
        engine->view.screen = SCREEN_SESSION;
        return;
    }
    engine_finish(engine);
    engine_tell_why(engine, &why);
}

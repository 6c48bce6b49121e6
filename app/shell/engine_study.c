/* The study, the people in it, and the protocol. */
#include "engine_internal.h"

#include "cli/participant.h"
#include "cli/paths.h"
#include "copy_internal.h"

#include "base/clock.h"
#include "session/sim_bench.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The list that the window has not seen yet may be another now. With the lock. */
static void take_back_list(struct engine *engine)
{
    engine->published.study.people = NULL;
    engine->published.study.n_people = 0;
}

/* Whoever was added and had no visit is in no file. */
static void forget_people(struct engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    people_forget(&engine->people, &engine->view.study);
    take_back_list(engine);
    pthread_mutex_unlock(&engine->lock);
}

static void show_problem(struct engine *engine, const struct why *why)
{
    struct why said;
    COPY(engine->view.study.problem,
         text_why(engine->config.language, why, said.text, sizeof said.text));
}

/* Reading takes its time, and the window waits for the lock: only the finished list is put in the place of the old one, which
 * stays where there is no memory for another. */
void engine_show_study(struct engine *engine)
{
    struct people list, old;
    struct why why = {0};
    engine->view.study.problem[0] = '\0'; /* what it was before is old */
    if (!people_copy(&list, &engine->people)) {
        (void)why_set(&why, STATUS_NO_MEMORY, "no memory for the list of participants");
        show_problem(engine, &why);
        return;
    }
    if (present_study(engine->study, &engine->book, &list, &engine->view.study, &why) != STATUS_OK)
        show_problem(engine, &why);
    pthread_mutex_lock(&engine->lock); /* the list may be lent */
    old = engine->people;
    engine->people = list;
    if (engine->view.study.picked[0])
        people_add(&engine->people, &engine->view.study, engine->view.study.picked);
    take_back_list(engine);
    pthread_mutex_unlock(&engine->lock);
    people_fini(&old);
}

/* What the last session left on the screens belongs to whom it was with. */
static void forget_session(struct engine *engine)
{
    engine_drop_begin(engine);
    engine_load_before(engine);
    engine->has_key = false;
    engine->visit_running = 0;
    engine->view.frame.has_saved = false;
    conduct_init(&engine->conduct, &engine->view.run, engine_kpa_per_n(&engine->config.bench));
}

static bool is_absent(const char *path)
{
    return path[0] && access(path, F_OK) != 0 && errno == ENOENT;
}

/* Who was named on the command line, in the study that is opened first; the demonstration's own is at home everywhere. */
static void judge_picked(struct engine *engine)
{
    char *picked = engine->view.study.picked, id[PARTICIPANT_MAX + 1];
    struct why why;
    if (!picked[0] || (engine->config.is_demo && strcmp(picked, DEMO_PARTICIPANT) == 0))
        return;
    if (participant_choose(engine->study, picked, engine->config.language, id, &why) == STATUS_OK) {
        COPY(engine->view.study.picked, id);
        return;
    }
    picked[0] = '\0';
    engine_tell_why(engine, &why);
}

void engine_open_study(struct engine *engine, const char *path)
{
    struct study_view *view = &engine->view.study;
    struct study *study;
    struct why why = {0};
    const enum study_mode mode = path[0] ? STUDY_CREATE : STUDY_MEMORY;
    const bool is_new = is_absent(path);
    if (study_open(path, mode, &study, &why) != STATUS_OK) {
        view->is_last_used = false;
        show_problem(engine, &why);
        if (engine->is_answering)
            COPY(engine->refusal, view->problem);
        if (!engine->study)
            COPY(view->path, path);
        return;
    }
    engine_give_up_export(engine);
    if (engine->study) { /* an ID of one study is nobody in another */
        view->picked[0] = '\0';
        forget_session(engine);
        forget_people(engine);
    }
    study_close(engine->study);
    engine->study = study;
    visit_book_fini(&engine->book);
    view->problem[0] = '\0';
    view->is_last_used = false;
    COPY(view->path, path);
    engine_remember(engine, USED_STUDY, path);
    const char *name = strrchr(path, '/');
    COPY(engine->view.frame.study,
         path[0] ? name ? name + 1 : path : text_of(engine->config.language, TEXT_study_not_kept));
    judge_picked(engine);
    engine_show_study(engine);
    engine_show_results(engine, NULL);
    if (is_new)
        engine_say(engine, TONE_DONE, TEXT_study_made, "path", path, NULL);
}

/* Nothing can be made there: said, and not offered. */
static bool lacks_folder(struct engine *engine, const char *path)
{
    char folder[VIEW_PATH_MAX];
    struct stat found;
    const char *slash = strrchr(path, '/');
    const int n = slash && slash > path ? (int)(slash - path) : 1;
    snprintf(folder, sizeof folder, "%.*s", n, slash ? path : ".");
    const bool is_there = stat(folder, &found) == 0 && S_ISDIR(found.st_mode);
    if (is_there && access(folder, W_OK | X_OK) == 0)
        return false;
    engine_say(engine, TONE_TROUBLE, is_there ? TEXT_study_no_right : TEXT_study_no_folder,
               "folder", folder, NULL);
    return true;
}

void engine_find_study(struct engine *engine, const char *path, bool makes)
{
    struct study_view *view = &engine->view.study;
    struct why why;
    view->absent[0] = '\0';
    if (!path[0])
        return;
    if (paths_study(path, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
    else if (makes || !is_absent(path))
        engine_open_study(engine, path);
    else if (!lacks_folder(engine, path))
        COPY(view->absent, path);
}

/* A ramp whose participant cannot respond ends at its limit. */
static bool lacks_need(const struct engine *engine)
{
    const struct protocol_view *protocol = &engine->view.protocol;
    for (size_t i = 0; i < protocol->n_needs; i++)
        if (!bench_spec_meets(&engine->config.bench, protocol->needs[i].role))
            return true;
    return false;
}

bool engine_needs_thermode(const struct engine *engine)
{
    const struct protocol_view *protocol = &engine->view.protocol;
    for (size_t i = 0; i < protocol->n_needs; i++)
        if (engine_find_role(protocol->needs[i].role) == ROLE_THERMODE)
            return true;
    return false;
}

/* The first that the protocol needs and that does not answer; NULL: all do. */
static const struct instrument_view *find_unready(const struct engine *engine)
{
    const struct protocol_view *protocol = &engine->view.protocol;
    for (size_t i = 0; i < protocol->n_needs; i++) {
        const enum role role = engine_find_role(protocol->needs[i].role);
        const struct role_spec *spec = role < ROLE_COUNT ? &engine->config.bench.roles[role] : NULL;
        if (spec && spec->bound && !engine_is_ready(engine, spec->instrument))
            return &engine->view.bench.instruments[spec->instrument];
    }
    return NULL;
}

/* Nothing is on the bench: nobody has put it there, or its file cannot be used. */
static enum text_id why_empty(const struct engine *engine)
{
    return engine->config.bench_problem[0] ? TEXT_study_why_bench_file : TEXT_study_why_bench;
}

/* Of the loaded protocol. TEXTS: nothing is in the way. */
static enum text_id why_protocol_waits(const struct engine *engine)
{
    const struct protocol_view *protocol = &engine->view.protocol;
    if (protocol->problem[0] || protocol->plan_state == VIEW_PLAN_WRONG)
        return TEXT_study_why_wrong;
    if (!protocol->is_loaded)
        return TEXT_study_why_protocol;
    if (!engine_can_stand(engine))
        return why_empty(engine);
    if (lacks_need(engine))
        return engine->config.bench.n_instruments == 0 ? why_empty(engine) : TEXT_study_why_needs;
    const struct instrument_view *unready = find_unready(engine);
    if (unready)
        return unready->mark == MARK_BAD ? TEXT_study_why_instrument : TEXT_study_why_connecting;
    return engine_lacks_response(engine) ? TEXT_study_why_response : TEXTS;
}

/* A visit that goes on has parameters of its own, and its plan is made then; it ends when it cannot go on, and may be ended for
 * good. A new one is not begun for that. */
static enum text_id why_plan_forbids(const struct engine *engine)
{
    if (engine_unfinished(engine))
        return TEXTS;
    if (engine->view.protocol.plan_state == VIEW_PLAN_FORBIDDEN)
        return TEXT_study_why_refused;
    return engine_plan_is_due(engine) ? TEXT_study_why_planning : TEXTS;
}

/* TEXTS: nothing is in the way. */
static enum text_id why_not_begun(const struct engine *engine)
{
    /* what another protocol needs is looked at when that is loaded */
    const enum text_id waits = engine_resumes_other(engine) ? TEXTS : why_protocol_waits(engine);
    if (waits < TEXTS)
        return waits;
    if (!engine_can_stand(engine))
        return why_empty(engine);
    if (engine->config.keeper && !keeper_is_alive(engine->config.keeper))
        return TEXT_study_why_keeper;
    if (engine_levels_run(engine))
        return TEXT_study_why_levels;
    if (engine_notes_export(engine))
        return TEXT_study_why_export;
    const enum text_id stopped = engine_why_stopped(engine);
    return stopped < TEXTS ? stopped : why_plan_forbids(engine);
}

static void say_why_not(struct engine *engine, enum text_id id)
{
    struct study_view *view = &engine->view.study;
    const bool is_named = id == TEXT_study_why_instrument || id == TEXT_study_why_connecting;
    const struct text_value name = {
        "name", is_named ? role_text(engine->config.language, find_unready(engine)->name) : ""};
    view->why_not[0] = '\0';
    if (id < TEXTS)
        text_fill(view->why_not, sizeof view->why_not, text_of(engine->config.language, id), &name,
                  is_named);
}

void engine_set_readiness(struct engine *engine)
{
    struct study_view *view = &engine->view.study;
    enum text_id why_not = TEXTS;
    if (engine->session)
        why_not = TEXT_study_why_session;
    else if (view->is_open && view->picked[0])
        why_not = why_not_begun(engine);
    say_why_not(engine, why_not);
    if (why_not == TEXT_study_why_limit && engine->view.frame.stop_why[0])
        COPY(view->why_not, engine->view.frame.stop_why);
    engine_show_unfinished(engine);
    engine_show_notes(engine);
    view->can_begin = view->is_open && view->picked[0] && why_not == TEXTS;
}

static void pick_nobody(struct engine *engine)
{
    forget_session(engine);
    engine->view.study.picked[0] = '\0';
    engine_show_results(engine, NULL);
}

void engine_pick(struct engine *engine, const char *id)
{
    if (id[0] == '\0') {
        pick_nobody(engine);
        return;
    }
    if (!participant_is_valid(id)) {
        engine_say(engine, TONE_TROUBLE, TEXT_study_bad_id, NULL);
        return;
    }
    if (strcmp(engine->view.study.picked, id) != 0)
        forget_session(engine);
    COPY(engine->view.study.picked, id);
    engine_show_results(engine, NULL);
    pthread_mutex_lock(&engine->lock);
    people_add(&engine->people, &engine->view.study, id);
    take_back_list(engine);
    pthread_mutex_unlock(&engine->lock);
}

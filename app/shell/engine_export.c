/* Exports of the open study: written aside, shown while they go on, and given up where they would be in the way of a visit. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"
#include "shell/exporter.h"
#include "shell/reasons.h"

#include <stdlib.h>
#include <unistd.h>

#define READ_WITHIN (4 * MONO_SEC) /* how long a sentence stands */
#define SAY_EVERY (2 * MONO_SEC)   /* what is said of it stays on the screen */

/* The sessions whose journal is to be told, one in a turn: each is a commit. */
struct engine_export {
    struct exporter *exporter;
    struct session_key *keys;
    size_t n, capacity, at;
    bool is_noting, is_given_up;
    uint32_t
        question; /* who asked it waits until the first tables are written, or it has failed; 0: nobody */
    bool
        owes_word; /* that it was given up, when no session talks and the last sentence has been read */
    struct exporter_progress told;
    mono_ns told_at;
};

static void on_changed(void *context)
{
    const struct engine *engine = context;
    const uint64_t one = 1;
    if (write(engine->wake_fd, &one, sizeof one) < 0)
        return; /* a full counter is readable already */
}

enum status engine_init_export(struct engine *engine, struct why *why)
{
    engine->exports = calloc(1, sizeof *engine->exports);
    if (!engine->exports)
        return reason_set(why, REASON_export_no_memory, NULL);
    return exporter_new(on_changed, engine, &engine->exports->exporter, why);
}

void engine_fini_export(struct engine *engine)
{
    if (!engine->exports)
        return;
    exporter_free(engine->exports->exporter);
    free(engine->exports->keys);
    free(engine->exports);
}

static bool is_busy(const struct engine *engine)
{
    return exporter_look(engine->exports->exporter).state != EXPORTER_IDLE;
}

bool engine_notes_export(const struct engine *engine)
{
    return engine->exports->is_noting;
}

void engine_give_up_export(struct engine *engine)
{
    if (!is_busy(engine))
        return;
    engine->exports->is_given_up = true;
    engine->exports->is_noting = false;
    exporter_give_up(engine->exports->exporter);
}

/* ---- saying ------------------------------------------------------------------------------------- */

static void say_done(struct engine *engine, const char *folder, size_t tables)
{
    char n[32];
    text_number(engine->config.language, n, sizeof n, (double)tables, 0);
    engine_say(engine, TONE_DONE, TEXT_study_exported, "n", n, "folder", folder, NULL);
}

static void say_progress(struct engine *engine, const struct exporter_progress *progress,
                         mono_ns now)
{
    struct engine_export *exports = engine->exports;
    const bool is_news =
        progress->done != exports->told.done || progress->sessions != exports->told.sessions;
    char done[24], all[24];
    if (progress->state == EXPORTER_IDLE || (!is_news && now - exports->told_at < SAY_EVERY))
        return;
    exports->told = *progress;
    exports->told_at = now;
    text_number(engine->config.language, done, sizeof done, (double)progress->done, 0);
    text_number(engine->config.language, all, sizeof all, (double)progress->sessions, 0);
    if (progress->sessions > 0)
        engine_say(engine, TONE_NOTE, TEXT_study_exporting_of, "n", done, "all", all, NULL);
    else
        engine_say(engine, TONE_NOTE, TEXT_study_exporting, NULL);
}

/* ---- doing -------------------------------------------------------------------------------------- */

/* A study in memory is nobody else's to read, and as small as what one person did in a demonstration. */
static void export_here(struct engine *engine, const char *folder)
{
    struct export_done done;
    struct why why;
    if (export_study(engine->study, false, folder, &done, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
    else
        say_done(engine, folder, done.tables);
}

bool engine_export(struct engine *engine, const char *folder, uint32_t question)
{
    struct engine_export *exports = engine->exports;
    struct why why;
    if (engine->session || !engine->study)
        return false;
    if (is_busy(engine)) {
        engine_say(engine, TONE_TROUBLE, TEXT_study_export_busy, NULL);
        return false;
    }
    if (!engine->view.study.path[0]) {
        export_here(engine, folder);
        return false;
    }
    exports->told = (struct exporter_progress){.state = EXPORTER_IDLE};
    exports->is_given_up = false;
    exports->told_at = 0;
    if (exporter_start(exports->exporter, engine->view.study.path, folder, &why) != STATUS_OK) {
        engine_tell_why(engine, &why);
        return false;
    }
    exports->question = question;
    return true;
}

/* Once; `why` NULL: it is under way. */
static void answer(struct engine *engine, const struct why *why)
{
    engine_begin_answer(engine);
    if (why)
        engine_tell_why(engine, why);
    engine_end_answer(engine, engine->exports->question);
    engine->exports->question = 0;
}

static bool keep_key(void *context, const struct study_session *session)
{
    struct engine_export *exports = context;
    if (session->is_erased)
        return true;
    if (exports->n == exports->capacity) {
        const size_t more = exports->capacity ? 2 * exports->capacity : 64;
        struct session_key *keys = realloc(exports->keys, more * sizeof *keys);
        if (!keys)
            return false;
        exports->keys = keys;
        exports->capacity = more;
    }
    exports->keys[exports->n++] = session->key;
    return true;
}

static void end_noting(struct engine *engine, enum status status, const struct why *why)
{
    /* as at the command line: who may not write a study may still take its tables out */
    const bool is_refused = export_is_refused_to_writers(status);
    engine->exports->is_noting = false;
    exporter_noted(engine->exports->exporter, is_refused ? STATUS_OK : status, why);
}

static void begin_noting(struct engine *engine)
{
    struct engine_export *exports = engine->exports;
    struct why why = {0};
    exports->n = exports->at = 0;
    exports->is_noting = true;
    const enum status status = study_sessions(engine->study, NULL, keep_key, exports, &why);
    if (status != STATUS_OK)
        end_noting(engine, status, &why);
}

static void note_next(struct engine *engine)
{
    struct engine_export *exports = engine->exports;
    struct why why = {0};
    enum status status = STATUS_OK;
    if (exports->at < exports->n) {
        const struct study_session session = {.key = exports->keys[exports->at++]};
        status = export_note(engine->study, &session, &why);
    }
    if (status != STATUS_OK || exports->at == exports->n)
        end_noting(engine, status, &why);
}

static void say_given_up(struct engine *engine, mono_ns now)
{
    const struct frame_view *frame = &engine->view.frame;
    const bool is_read = !frame->toast[0] || now - frame->toast_at >= READ_WITHIN;
    if (!engine->exports->owes_word || engine->session || !is_read)
        return;
    engine->exports->owes_word = false;
    engine_say(engine, TONE_TROUBLE, TEXT_study_export_given_up, NULL);
}

void engine_tend_export(struct engine *engine, mono_ns now)
{
    struct engine_export *exports = engine->exports;
    const struct exporter_progress progress = exporter_look(exports->exporter);
    struct exporter_result result;
    say_given_up(engine, now);
    if (progress.done > 0)
        answer(engine, NULL);
    if (progress.state == EXPORTER_WHOLE && !exports->is_given_up) {
        if (!exports->is_noting)
            begin_noting(engine);
        else
            note_next(engine);
    }
    if (!exporter_take(exports->exporter, &result)) {
        if (!exports->is_given_up)
            say_progress(engine, &progress, now);
        return;
    }
    exports->is_noting = false;
    if (result.status == STATUS_OK)
        say_done(engine, result.folder, result.done.tables);
    else if (result.status == STATUS_STOPPED)
        exports->owes_word = true;
    const bool has_failed = result.status != STATUS_OK && result.status != STATUS_STOPPED;
    answer(engine, has_failed ? &result.why : NULL);
}

mono_ns engine_export_wait(const struct engine *engine)
{
    return engine->exports->is_noting ? 0 : MONO_SEC;
}

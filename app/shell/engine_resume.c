/* The visit that the picked participant has not finished: with which protocol it goes on, and how it is ended for good where it
 * never will. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"
#include "cli/paths.h"
#include "script/message.h"
#include "session/unfinished.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct visit *engine_unfinished(const struct engine *engine)
{
    const struct visits *visits = &engine->visits;
    const struct visit *newest = visits->n > 0 ? &visits->rows[visits->n - 1] : NULL;
    return newest && !newest->is_ended && !engine->error[0] ? newest : NULL;
}

bool engine_resumes_other(const struct engine *engine)
{
    const struct visit *visit = engine_unfinished(engine);
    const struct protocol_view *loaded = &engine->view.protocol;
    return visit && (!loaded->is_loaded || strcmp(visit->protocol, loaded->id) != 0);
}

void engine_show_unfinished(struct engine *engine)
{
    COPY(engine->view.study.resume_protocol,
         engine_resumes_other(engine) ? engine_unfinished(engine)->protocol : "");
}

/* ---- the file of its protocol ------------------------------------------------------------------- */

/* What is looked for, and the best that was found: the very text that it began with, else the first of its name. */
struct look_up {
    struct engine *engine;
    const char *id;
    uint8_t digest[DIGEST_SIZE];
    char path[ENGINE_PATH_MAX]; /* "": nothing yet */
    bool is_same;
};

/* A file that does not hold its name anywhere is not run for it. */
static bool names(const char *path, const char *id)
{
    enum { LONGEST = 1 << 20 };
    FILE *file = fopen(path, "r");
    char *text = file ? malloc(LONGEST) : NULL;
    const size_t n = text ? fread(text, 1, LONGEST, file) : 0;
    const bool has = n > 0 && memmem(text, n, id, strlen(id)) != NULL;
    free(text);
    if (file)
        fclose(file);
    return has;
}

static bool has_id(const struct script *script, const char *id)
{
    struct message header;
    const char *text = script_header(script);
    if (message_parse(&header, text, strlen(text), NULL) != STATUS_OK)
        return false;
    const char *own = message_string(&header, "id");
    const bool has = own && strcmp(own, id) == 0;
    message_fini(&header);
    return has;
}

static void look_at(struct look_up *look, const char *path)
{
    const struct engine_config *config = &look->engine->config;
    const struct script_options options = {.library = config->library,
                                           .seed = config->seed,
                                           .child = true,
                                           .nursery = config->nursery};
    struct script *script = NULL;
    uint8_t digest[DIGEST_SIZE];
    struct why why;
    if (look->is_same || !names(path, look->id))
        return;
    if (script_load(path, &options, &script, &why) == STATUS_OK && has_id(script, look->id)) {
        plan_digest(script, digest);
        look->is_same = memcmp(digest, look->digest, sizeof digest) == 0;
        if (look->is_same || !look->path[0])
            COPY(look->path, path);
    }
    script_free(script);
}

static int is_lua(const struct dirent *entry)
{
    const size_t n = strlen(entry->d_name);
    return n > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + n - 4, ".lua") == 0;
}

static void look_in(struct look_up *look, const char *folder)
{
    struct dirent **entries;
    char path[ENGINE_PATH_MAX];
    const int n = scandir(folder, &entries, is_lua, alphasort);
    for (int i = 0; i < n; i++) {
        const int size = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (size > 0 && (size_t)size < sizeof path)
            look_at(look, path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

/* In the folder of this file. */
static void look_beside(struct look_up *look, const char *file)
{
    char folder[ENGINE_PATH_MAX];
    const char *slash = strrchr(file, '/');
    if (!file[0])
        return;
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - file) : 1, slash ? file : ".");
    look_in(look, folder[0] ? folder : "/");
}

static enum status look_up(struct look_up *look, struct why *why)
{
    struct engine *engine = look->engine;
    char library[ENGINE_PATH_MAX + 16];
    struct session_key key;
    uint64_t seed;
    const enum status status = study_unfinished_session(engine->study, engine->view.study.picked,
                                                        look->id, &key, look->digest, &seed, why);
    if (status != STATUS_OK)
        return status;
    snprintf(library, sizeof library, "%s/library", engine->config.library);
    look_in(look, library);
    look_beside(look, engine->view.study.path);
    look_beside(look, engine->config.protocol);
    return STATUS_OK;
}

/* ---- going on ----------------------------------------------------------------------------------- */

/* What was loaded is what begins next, when this visit is over. */
static void keep_loaded(struct engine *engine)
{
    struct engine_before *before = &engine->before;
    if (before->is_there || !engine->view.protocol.is_loaded)
        return;
    before->is_there = true;
    const bool is_whole =
        strlen(engine->view.protocol.path) + 1 < sizeof engine->view.protocol.path;
    COPY(before->name, is_whole ? engine->view.protocol.path : engine->config.protocol);
    text_clear(&before->set);
    text_append_cstr(&before->set, text_cstr(&engine->set));
}

void engine_load_before(struct engine *engine)
{
    struct engine_before *before = &engine->before;
    if (!before->is_there)
        return;
    before->is_there = false;
    engine_load_protocol(engine, before->name);
    text_clear(&engine->set);
    text_append_cstr(&engine->set, text_cstr(&before->set));
    if (engine->view.protocol.is_loaded && text_cstr(&engine->set)[0])
        engine_reload_protocol(engine);
}

bool engine_choose_resumed(struct engine *engine)
{
    struct look_up look = {.engine = engine};
    char id[VIEW_WORD_MAX], n[16];
    struct why why = {0};
    if (!engine_resumes_other(engine))
        return true;
    COPY(id, engine_unfinished(engine)->protocol);
    snprintf(n, sizeof n, "%zu", engine->visits.all);
    look.id = id;
    if (look_up(&look, &why) != STATUS_OK) {
        engine_tell_why(engine, &why);
        return false;
    }
    if (!look.path[0]) {
        engine_say(engine, TONE_TROUBLE, TEXT_study_other_unknown, "n", n, "protocol", id, NULL);
        return false;
    }
    keep_loaded(engine);
    engine_load_protocol(engine, look.path);
    engine_set_readiness(engine);
    if (engine->view.study.can_begin)
        return true;
    engine_tell(engine, TONE_TROUBLE, engine->view.study.why_not);
    return false;
}

/* ---- ending it for good ------------------------------------------------------------------------- */

void engine_end_visit(struct engine *engine, int64_t session)
{
    const struct visit *visit = engine_unfinished(engine);
    const struct unfinished_end end = {.operator_name = engine->config.operator_name,
                                       .program = "limen " LIMEN_VERSION,
                                       .utc = utc_now(),
                                       .now = mono_now()};
    struct why why = {0};
    char n[16];
    if (engine->session || !visit || visit->key.session != session || engine_notes_export(engine))
        return;
    const struct session_key key = visit->key;
    snprintf(n, sizeof n, "%zu", engine->visits.all);
    engine_give_up_export(engine);
    engine_drop_begin(engine);
    if (unfinished_end(engine->study, &key, &end, &why) != STATUS_OK) {
        engine_tell_why(engine, &why);
        return;
    }
    engine_load_before(engine);
    engine_show_study(engine);
    engine_show_results(engine, NULL);
    engine_say(engine, TONE_DONE, TEXT_study_ended, "n", n, "id", engine->view.study.picked, NULL);
}

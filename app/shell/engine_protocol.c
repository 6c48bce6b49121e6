/* The protocol: loading it, its parameters, and the script of a session. */
#include "engine_internal.h"

#include "cli/parameters.h"
#include "cli/paths.h"
#include "copy_internal.h"
#include "script/message.h"
#include "script/setting.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- loading ------------------------------------------------------------------------------------- */

enum status engine_load_script(struct engine *engine, uint64_t seed, const char *parameters,
                               struct why *why)
{
    const struct script_options options = {.library = engine->config.library,
                                           .parameters = parameters[0] ? parameters : NULL,
                                           .seed = seed,
                                           .child = true,
                                           .nursery = engine->config.nursery};
    script_free(engine->script);
    engine->script = NULL;
    text_clear(&engine->values);
    enum status status = script_load(engine->config.protocol, &options, &engine->script, why);
    if (status == STATUS_OK)
        status = parameters_of_script(engine->script, &engine->values, why);
    return status;
}

static enum status load(struct engine *engine, const char *parameters, struct why *why)
{
    const struct engine_config *config = &engine->config;
    enum status status = engine_load_script(engine, config->seed, parameters, why);
    if (status == STATUS_OK)
        status = present_protocol(script_header(engine->script), config->language, &config->bench,
                                  &engine->view.protocol, why);
    if (status != STATUS_OK)
        return status;
    text_clear(&engine->header);
    text_append_cstr(&engine->header, script_header(engine->script));
    engine_plan_anew(engine);
    return STATUS_OK;
}

static void show_on_study(struct engine *engine)
{
    const struct protocol_view *view = &engine->view.protocol;
    COPY(engine->view.study.protocol, view->is_loaded ? view->title : "");
    COPY(engine->view.study.protocol_version, view->is_loaded ? view->version : "");
}

void engine_show_protocol(struct engine *engine)
{
    struct why why;
    const enum status status =
        present_protocol(text_cstr(&engine->header), engine->config.language, &engine->config.bench,
                         &engine->view.protocol, &why);
    if (status != STATUS_OK)
        engine_tell_why(engine, &why);
    show_on_study(engine);
}

/* What is chosen by a name of its own is a shipped one; the screen shows it as it was named. */
void engine_load_protocol(struct engine *engine, const char *name)
{
    struct protocol_view *view = &engine->view.protocol;
    char path[PATHS_SIZE];
    struct why why = {0}, said;
    engine_drop_begin(engine);
    text_clear(&engine->set);
    enum status status = paths_protocol(name, path, &why);
    if (status == STATUS_OK) {
        COPY(engine->config.protocol, path);
        status = load(engine, "", &why);
    }
    COPY(view->path, name);
    view->is_loaded = status == STATUS_OK;
    COPY(view->problem, status == STATUS_OK
                            ? ""
                            : text_why(engine->config.language, &why, said.text, sizeof said.text));
    engine->plan.is_stale = true;
    show_on_study(engine);
}

void engine_open_protocol(struct engine *engine, const char *name)
{
    engine->before.is_there = false;
    engine_load_protocol(engine, name);
    if (engine->view.protocol.is_loaded)
        engine_remember(engine, USED_PROTOCOL, name);
}

/* ---- parameters ---------------------------------------------------------------------------------- */

/* What was set before, and this. */
static enum status add_setting(const char *before, const char *setting, struct text *out,
                               struct why *why)
{
    struct message all, one;
    const char *key = NULL, *text = before[0] ? before : "{}";
    enum status status = message_parse(&all, text, strlen(text), why);
    if (status != STATUS_OK)
        return status;
    message_init(&one);
    status = setting_read(setting, &one, why);
    while (status == STATUS_OK && (key = message_next_key(&one, key))) {
        const struct message value = message_get(&one, key);
        message_set(&all, key, &value);
    }
    if (status == STATUS_OK && message_encode(&all, out) != STATUS_OK)
        status = why_set(why, STATUS_NO_MEMORY, "no memory for the parameters");
    message_fini(&one);
    message_fini(&all);
    return status;
}

void engine_reload_protocol(struct engine *engine)
{
    struct why why;
    if (load(engine, text_cstr(&engine->set), &why) == STATUS_OK)
        return;
    engine->view.protocol.is_loaded = false;
    engine->plan.is_stale = true;
    COPY(engine->view.protocol.problem, why.text);
}

/* A comma between digits is a point: as German writes it, and as the screen shows it there. */
static void read_commas(char *setting)
{
    for (char *at = setting; *at; at++)
        if (*at == ',' && at > setting && isdigit((unsigned char)at[-1]) &&
            isdigit((unsigned char)at[1]))
            *at = '.';
}

enum status engine_set_parameter(struct engine *engine, const char *given, struct why *why)
{
    struct text now;
    char setting[ACTION_TEXT_MAX];
    if (!engine->view.protocol.is_loaded)
        return STATUS_OK;
    COPY(setting, given);
    if (engine->config.language == LANGUAGE_DE)
        read_commas(setting);
    text_init(&now);
    enum status status = add_setting(text_cstr(&engine->set), setting, &now, why);
    if (status == STATUS_OK)
        status = load(engine, text_cstr(&now), why);
    if (status == STATUS_OK) {
        text_clear(&engine->set);
        text_append_cstr(&engine->set, text_cstr(&now));
    } else {
        engine_reload_protocol(engine);
    }
    text_fini(&now);
    return status;
}

/* ---- what is shipped ----------------------------------------------------------------------------- */

static int is_protocol(const struct dirent *entry)
{
    const size_t n = strlen(entry->d_name);
    return n > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + n - 4, ".lua") == 0;
}

void engine_list_protocols(struct engine *engine)
{
    enum { MAX = sizeof engine->view.protocol.files / sizeof engine->view.protocol.files[0] };
    struct protocol_view *view = &engine->view.protocol;
    char folder[ENGINE_PATH_MAX + 16];
    struct dirent **entries;
    snprintf(folder, sizeof folder, "%s/library", engine->config.library);
    const int n = scandir(folder, &entries, is_protocol, alphasort);
    for (int i = 0; i < n; i++) {
        char *name = entries[i]->d_name;
        name[strlen(name) - 4] = '\0';
        if (view->n_files < MAX)
            COPY(view->files[view->n_files++], name);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

/* The Bench screen between sessions: what somebody could respond with, and what is added to or taken off the bench. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "link/list.h"
#include "link/response.h"
#include "session/bench_respond.h"

#include <stdio.h>
#include <string.h>

/* ---- what there is */

static void add_source(struct bench_view *view, const char *path, const char *name)
{
    if (view->n_sources == VIEW_SOURCES_MAX)
        return;
    struct source_view *source = &view->sources[view->n_sources++];
    COPY(source->path, path);
    COPY(source->name, name);
}

static bool is_of_bench(const struct engine *engine, const char *port, const char *path)
{
    const struct bench_spec *spec = &engine->config.bench;
    for (uint8_t i = 0; i < spec->n_instruments; i++) {
        const char *own = engine->stand ? stand_port(engine->stand, i)->info.path : "";
        if (strcmp(spec->instruments[i].port, port) == 0 || strcmp(own, path) == 0 ||
            strcmp(spec->instruments[i].port, path) == 0)
            return true;
    }
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (strcmp(spec->responses[i].path, port) == 0 ||
            strcmp(spec->responses[i].path, path) == 0)
            return true;
    return false;
}

static void find_pedals(struct engine *engine)
{
    struct response_device list[VIEW_SOURCES_MAX];
    bool refused;
    const size_t n = response_list(list, VIEW_SOURCES_MAX, &refused);
    for (size_t i = 0; i < n; i++)
        if (!is_of_bench(engine, list[i].path, list[i].path))
            add_source(&engine->view.bench, list[i].path, list[i].name);
    if (refused && n == 0)
        engine_say(engine, TONE_TROUBLE, TEXT_bench_response_permission, NULL);
}

static void find_ports(struct engine *engine)
{
    static struct port_list list; /* one engine thread */
    port_list_load(&list);
    for (size_t i = 0; i < list.n; i++)
        if (!is_of_bench(engine, list.ports[i].name, list.ports[i].path))
            add_source(&engine->view.bench, list.ports[i].name, list.ports[i].path);
    for (size_t i = 0; i < engine->config.n_ports; i++)
        if (!is_of_bench(engine, engine->config.ports[i], engine->config.ports[i]))
            add_source(&engine->view.bench, engine->config.ports[i], engine->config.ports[i]);
}

static const struct channel_info *button_of(const struct engine *engine, uint8_t instrument)
{
    const struct driver *driver = bench_driver(stand_bench(engine->stand), instrument);
    for (uint8_t i = 0; i < driver->n_channels; i++)
        if (driver->channels[i].kind == CHANNEL_BUTTON)
            return &driver->channels[i];
    return NULL;
}

static void find_buttons(struct engine *engine)
{
    const struct bench_spec *spec = &engine->config.bench;
    for (uint8_t i = 0; i < spec->n_instruments && engine->stand; i++)
        if (button_of(engine, i))
            add_source(&engine->view.bench, spec->instruments[i].name, spec->instruments[i].name);
}

void engine_find_sources(struct engine *engine, int64_t kind)
{
    struct bench_view *view = &engine->view.bench;
    if (kind < 0 || kind >= SOURCE_KINDS)
        return;
    view->n_sources = 0;
    view->sources_of = (uint8_t)kind;
    if (kind == SOURCE_PEDAL)
        find_pedals(engine);
    else if (kind == SOURCE_BUTTON)
        find_buttons(engine);
    else if (kind != SOURCE_KEY)
        find_ports(engine);
}

/* ---- the bench with or without it */

/* Whose button; its instrument is named. */
static void set_button(const struct engine *engine, struct response_spec *response)
{
    const struct bench_spec *spec = &engine->config.bench;
    for (uint8_t i = 0; i < spec->n_instruments && engine->stand; i++)
        if (strcmp(spec->instruments[i].name, response->path) == 0 && button_of(engine, i)) {
            response->instrument = i;
            COPY(response->channel, button_of(engine, i)->name);
        }
    response->path[0] = '\0';
}

static bool read_response(const struct engine *engine, const struct action *action,
                          struct response_spec *response)
{
    static const uint8_t kinds[SOURCE_KINDS] = {[SOURCE_PEDAL] = RESPONSE_PEDAL,
                                                [SOURCE_BOX] = RESPONSE_BYTE,
                                                [SOURCE_LINE] = RESPONSE_LINE,
                                                [SOURCE_KEY] = RESPONSE_KEY,
                                                [SOURCE_BUTTON] = RESPONSE_CHANNEL};
    char path[sizeof response->path];
    const char *tab = strchr(action->text, '\t');
    if (action->number < 0 || action->number >= 2 * SOURCE_KINDS || !tab ||
        (size_t)(tab - action->text) >= sizeof path)
        return false;
    snprintf(path, sizeof path, "%.*s", (int)(tab - action->text), action->text);
    *response = (struct response_spec){.kind = kinds[action->number % SOURCE_KINDS],
                                       .is_stop = action->number >= SOURCE_KINDS};
    COPY(response->path, path);
    COPY(response->code, tab + 1);
    if (response->kind == RESPONSE_CHANNEL)
        set_button(engine, response);
    return response->kind != RESPONSE_CHANNEL || response->channel[0];
}

void engine_add_response(struct engine *engine, const struct action *action)
{
    const struct bench_spec before = engine->config.bench;
    struct response_spec response;
    struct why why;
    if (!read_response(engine, action, &response))
        return;
    const enum status status = bench_add_response(&engine->config.bench, &response, &why);
    if (status == STATUS_FULL)
        engine_say(engine, TONE_TROUBLE, TEXT_bench_respond_full, NULL);
    else if (status != STATUS_OK)
        engine_tell_why(engine, &why);
    else if (engine_make_bench_again(engine, &before))
        engine->view.bench.is_changed = true;
}

void engine_drop_response(struct engine *engine, int64_t number)
{
    const struct bench_spec before = engine->config.bench;
    struct why why;
    if (number < 1 || number > before.n_responses ||
        bench_drop_response(&engine->config.bench, (uint8_t)(number - 1), &why) != STATUS_OK)
        return;
    if (engine_make_bench_again(engine, &before))
        engine->view.bench.is_changed = true;
}

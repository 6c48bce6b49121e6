/* The file of the bench: saved, read again when somebody has mended it, or another one in its place. One that cannot be used is
 * said until it can, another is opened, or it is replaced on purpose; what is on the bench meanwhile stays. */
#include "engine_internal.h"

#include "cli/paths.h"
#include "copy_internal.h"
#include "script/bench_file.h"
#include "session/bench_limits.h"
#include "shell/response_keys.h"

#include <string.h>

void engine_show_bench_path(struct engine *engine)
{
    const char *slash = strrchr(engine->config.bench_path, '/');
    char *name = engine->view.frame.bench;
    COPY(engine->view.bench.path, engine->config.bench_path);
    COPY(engine->view.frame.bench, slash ? slash + 1 : engine->config.bench_path);
    char *ending = strstr(name, ".lua");
    if (ending && ending[4] == '\0')
        *ending = '\0';
}

/* The bench and this file are one. */
static void adopt(struct engine *engine, const char *path)
{
    if (path != engine->config.bench_path)
        COPY(engine->config.bench_path, path);
    engine->config.bench_problem[0] = '\0';
    engine->view.bench.is_changed = false;
    engine_show_bench_path(engine);
    engine_remember(engine, USED_BENCH, engine->config.bench_path);
}

/* ---- saving -------------------------------------------------------------------------------------
 */

/* A device path is whoever was plugged in first; the adapter's serial number is this one. */
static void name_ports(const struct engine *engine, struct bench_spec *spec)
{
    for (uint8_t i = 0; i < spec->n_instruments && engine->stand; i++) {
        const struct stand_port *port = stand_port(engine->stand, i);
        struct port_name name;
        if (port->is_told && port->status == STATUS_OK && spec->instruments[i].port[0] == '/' &&
            port_parse(port->info.name, &name, NULL) == STATUS_OK && name.kind == PORT_USB)
            COPY(spec->instruments[i].port, port->info.name);
    }
}

void engine_save_bench(struct engine *engine, const char *path, bool may_replace)
{
    struct bench_spec spec = engine->config.bench;
    struct why why;
    engine->view.bench.taken[0] = '\0';
    if (path[0] == '\0')
        return;
    name_ports(engine, &spec);
    const bool is_own =
        strcmp(path, engine->config.bench_path) == 0 && !engine->config.bench_problem[0];
    const enum status status = bench_file_save(path, &spec, may_replace || is_own, &why);
    if (status == STATUS_BUSY) {
        COPY(engine->view.bench.taken, path);
        return;
    }
    if (status == STATUS_UNSUPPORTED)
        engine_say(engine, TONE_TROUBLE, TEXT_bench_not_saved, NULL);
    else if (status != STATUS_OK)
        engine_tell_why(engine, &why);
    if (status != STATUS_OK)
        return;
    adopt(engine, path);
    engine_say(engine, TONE_DONE, TEXT_bench_saved, "path", path, NULL);
    if (!engine->config.is_demo && verifications_move(&engine->bench.book, path, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
}

/* ---- reading ------------------------------------------------------------------------------------
 */

enum status engine_load_bench(const char *path, struct bench_spec *out, struct why *why)
{
    enum status status = paths_input(path, "bench file", why);
    if (status == STATUS_OK)
        status = bench_file_load(path, out, why);
    if (status == STATUS_OK)
        status = bench_limits_check(out, why);
    return status == STATUS_OK ? response_keys_check(out, why) : status;
}

static void refuse(struct engine *engine, const char *path, enum status status,
                   const struct why *why)
{
    struct why said;
    const char *words = text_why(engine->config.language, why, said.text, sizeof said.text);
    if (path == engine->config.bench_path && path[0])
        COPY(engine->config.bench_problem, words);
    if (status == STATUS_NOT_FOUND)
        engine_say(engine, TONE_TROUBLE, TEXT_bench_file_absent, "path", path, NULL);
    else
        engine_say(engine, TONE_TROUBLE, TEXT_bench_broken_why, "why", words, NULL);
}

/* What is known of checks stands beside each bench file. */
static void take_file(struct engine *engine, const char *path)
{
    struct why why = {0};
    adopt(engine, path);
    engine->bench.n_found = 0;
    verifications_fini(&engine->bench.book);
    engine_say(engine, TONE_DONE, TEXT_bench_opened, "path", engine->config.bench_path, NULL);
    if (verifications_load(&engine->bench.book, engine->config.bench_path, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
}

void engine_read_bench(struct engine *engine, const char *given)
{
    const char *own = engine->config.bench_path,
               *path = given[0] == '\0' || strcmp(given, own) == 0 ? own : given;
    const struct bench_spec before = engine->config.bench;
    struct bench_spec spec;
    struct why why = {0};
    if (engine->config.is_demo) {
        engine_say(engine, TONE_TROUBLE, TEXT_bench_of_demo, NULL);
        return;
    }
    const enum status status = engine_load_bench(path, &spec, &why);
    if (status != STATUS_OK) {
        refuse(engine, path, status, &why);
        return;
    }
    engine->config.bench = spec;
    if (engine_make_bench_again(engine, &before))
        take_file(engine, path);
}

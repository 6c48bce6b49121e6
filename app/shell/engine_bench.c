/* The Bench screen between sessions: instruments are looked for, become part of the bench, and are written into its file. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"
#include "session/bench_bind.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE_VALUES = 4 };
#define LOOK_EVERY (50 * MONO_MS) /* while ports are asked or a weight is on the probe */

void engine_say(struct engine *engine, enum view_tone tone, enum text_id id, ...)
{
    struct text_value values[SENTENCE_VALUES];
    char sentence[VIEW_SENTENCE_MAX];
    size_t n = 0;
    va_list list;
    va_start(list, id);
    for (const char *name; (name = va_arg(list, const char *)); n++) {
        assert(n < SENTENCE_VALUES);
        values[n] = (struct text_value){name, va_arg(list, const char *)};
    }
    va_end(list);
    engine_tell(
        engine, tone,
        text_fill(sentence, sizeof sentence, text_of(engine->config.language, id), values, n));
}

/* ---- looking for instruments --------------------------------------------------------------------
 */

static void end_scan(struct engine *engine)
{
    scan_free(engine->bench.scan);
    engine->bench.scan = NULL;
    engine->view.bench.is_scanning = false;
}

/* Ports of the bench, open or not, and those of its responses. */
static void leave_out_own(const struct engine *engine, struct scan_request *request)
{
    const struct bench_spec *spec = &engine->config.bench;
    for (uint8_t i = 0; i < spec->n_instruments && engine->stand; i++) {
        request->used[request->n_used++] = spec->instruments[i].port;
        request->used[request->n_used++] = stand_port(engine->stand, i)->info.path;
    }
    for (uint8_t i = 0; i < spec->n_responses; i++)
        request->used[request->n_used++] = spec->responses[i].path;
}

static void begin_scan(struct engine *engine)
{
    struct engine_bench *bench = &engine->bench;
    struct scan_request request = {.n_more = engine->config.n_ports};
    struct why why;
    if (bench->scan)
        return;
    for (size_t i = 0; i < engine->config.n_ports; i++)
        request.more[i] = engine->config.ports[i];
    leave_out_own(engine, &request);
    bench->n_found = 0;
    bench->unknown[0] = bench->closed[0] = bench->trouble.text[0] = '\0';
    bench->is_forbidden = false;
    if (scan_start(&request, &bench->scan, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
}

static void take_row(struct engine_bench *bench, const struct scan_row *row)
{
    if (row->driver && bench->n_found < VIEW_INSTRUMENTS_MAX)
        bench->found[bench->n_found++] = *row;
    switch (scan_judge(row)) {
    case SCAN_UNKNOWN:
        COPY(bench->unknown, row->port);
        return;
    case SCAN_TROUBLE:
        if (!bench->trouble.text[0] || row->probe.status == STATUS_PERMISSION)
            bench->trouble = row->probe.why;
        bench->is_forbidden |= row->probe.status == STATUS_PERMISSION;
        return;
    case SCAN_FORBIDDEN:
        COPY(bench->closed, row->port);
        return;
    case SCAN_NOTHING:
        return;
    }
}

/* Once, at the end: what there is to do. A port that may not be opened is said even where others were found. */
static void tell_scan(struct engine *engine)
{
    const struct engine_bench *bench = &engine->bench;
    char n[16];
    snprintf(n, sizeof n, "%zu", bench->n_found);
    if (bench->is_forbidden)
        engine_tell_why(engine, &bench->trouble);
    else if (bench->unknown[0])
        engine_say(engine, TONE_TROUBLE, TEXT_bench_scan_unknown, "port", bench->unknown, NULL);
    else if (bench->n_found > 0)
        engine_say(engine, TONE_DONE, TEXT_bench_scan_found, "n", n, NULL);
    else if (bench->trouble.text[0])
        engine_tell_why(engine, &bench->trouble);
    else if (bench->closed[0])
        engine_say(engine, TONE_TROUBLE, TEXT_bench_scan_closed, "port", bench->closed, NULL);
    else
        engine_say(engine, TONE_TROUBLE, TEXT_bench_scan_none, NULL);
}

static const struct driver *find_window(void)
{
    size_t i = 0;
    while (driver_at(i) && !driver_at(i)->is_on_screen)
        i++;
    return driver_at(i);
}

/* The participant's window is at no port, and is always there to be taken, unless the bench has it. */
static void offer_window(struct engine *engine)
{
    struct engine_bench *bench = &engine->bench;
    const struct bench_spec *spec = &engine->config.bench;
    const struct driver *window = find_window();
    bool is_taken = !window || bench->n_found == VIEW_INSTRUMENTS_MAX;
    for (uint8_t i = 0; i < spec->n_instruments && !is_taken; i++)
        is_taken = strcmp(spec->instruments[i].driver, window->name) == 0;
    if (is_taken)
        return;
    struct scan_row *row = &bench->found[bench->n_found++];
    *row = (struct scan_row){.driver = window};
    COPY(row->port, "window:");
}

static void tend_scan(struct engine *engine)
{
    struct engine_bench *bench = &engine->bench;
    struct bench_view *view = &engine->view.bench;
    struct scan_row row;
    if (!bench->scan)
        return;
    const struct scan_progress progress = scan_progress(bench->scan);
    while (scan_take(bench->scan, &row))
        take_row(bench, &row);
    view->is_scanning = true;
    view->scan_done = (int)progress.done;
    view->scan_ports = (int)progress.ports;
    if (progress.is_over) {
        end_scan(engine);
        tell_scan(engine);
        offer_window(engine);
    } else if (engine->session || engine->view.screen != SCREEN_BENCH) {
        end_scan(engine);
    }
}

static const char *say_model(const struct scan_row *row, enum language language)
{
    if (row->driver->is_on_screen)
        return text_of(language, TEXT_bench_found_window);
    return row->probe.identity.model[0] ? row->probe.identity.model : row->driver->title;
}

static void show_found(const struct engine_bench *bench, enum language language,
                       struct bench_view *view)
{
    view->n_found = bench->n_found;
    for (size_t i = 0; i < bench->n_found; i++) {
        const struct scan_row *row = &bench->found[i];
        struct found_view *found = &view->found[i];
        COPY(found->port, row->port);
        COPY(found->driver, row->driver->name);
        COPY(found->model, say_model(row, language));
        COPY(found->serial, row->probe.identity.serial);
        found->is_own = row->driver->is_on_screen;
        found->n_roles = 0;
        for (int role = 0; role < ROLE_COUNT && found->n_roles < VIEW_ROLES_MAX; role++)
            if (bench_channel_for(row->driver, (enum role)role))
                COPY(found->roles[found->n_roles++], role_word((enum role)role));
        const struct channel_info *force = bench_channel_for(row->driver, ROLE_ALGOMETER);
        found->needs_force = force && force->kind == CHANNEL_FORCE;
    }
}

/* ---- changing the bench -------------------------------------------------------------------------
 */

bool engine_make_bench_again(struct engine *engine, const struct bench_spec *before)
{
    struct why why = {0}, last;
    engine_end_check(engine);
    engine_end_levels(engine);
    engine->plan.is_stale = true;
    if (engine->stand && stand_close(engine->stand, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
    engine->stand = NULL;
    engine->bench.levels = (struct engine_levels){0}; /* what ran has ended with the stand */
    memset(engine->view.bench.instruments, 0, sizeof engine->view.bench.instruments);
    memset(engine->bench.counted, 0, sizeof engine->bench.counted);
    if (engine_open_stand(engine, &why) == STATUS_OK)
        return true;
    engine->config.bench = *before;
    if (engine_open_stand(engine, &last) != STATUS_OK)
        engine_add_why(&why, STATUS_IO, &last);
    engine_tell_why(engine, &why);
    return false;
}

enum role engine_find_role(const char *word)
{
    int role = 0;
    while (role < ROLE_COUNT && strcmp(role_word((enum role)role), word) != 0)
        role++;
    return (enum role)role;
}

static void bind(struct engine *engine, const struct action *action)
{
    struct engine_bench *bench = &engine->bench;
    const struct bench_spec before = engine->config.bench;
    const enum role role = engine_find_role(action->text);
    struct why why;
    if (action->number < 0 || (size_t)action->number >= bench->n_found || role == ROLE_COUNT)
        return;
    const struct scan_row *row = &bench->found[action->number];
    const struct binding binding = {row->driver, row->port, role, action->value, action->area_cm2};
    if (bench_bind(&engine->config.bench, &binding, &why) != STATUS_OK) {
        engine_tell_why(engine, &why);
        return;
    }
    if (!engine_make_bench_again(engine, &before))
        return;
    const size_t i = (size_t)action->number;
    memmove(&bench->found[i], &bench->found[i + 1],
            (--bench->n_found - i) * sizeof bench->found[0]);
    engine->view.bench.is_changed = true;
}

static void set_force(struct engine *engine, const struct action *action)
{
    const struct bench_spec before = engine->config.bench;
    struct why why;
    if (action->number < 0 || action->number >= before.n_instruments)
        return;
    if (bench_set_force(&engine->config.bench, (uint8_t)action->number, action->value,
                        action->area_cm2, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
    else if (engine_make_bench_again(engine, &before))
        engine->view.bench.is_changed = true;
}

static void drop(struct engine *engine, int64_t instrument)
{
    const struct bench_spec before = engine->config.bench;
    struct why why;
    if (instrument < 0 || instrument >= before.n_instruments ||
        bench_drop_instrument(&engine->config.bench, (uint8_t)instrument, &why) != STATUS_OK)
        return;
    if (engine_make_bench_again(engine, &before))
        engine->view.bench.is_changed = true;
}

/* ---- actions ------------------------------------------------------------------------------------
 */

/* In a session only what does not answer, and while nothing is armed or runs: there it is as if its cable was pulled. */
static bool may_be_tried(const struct engine *engine, int64_t instrument)
{
    return !engine->session || (!engine->view.frame.is_live &&
                                engine->view.bench.instruments[instrument].mark == MARK_BAD);
}

static void try_again(const struct engine *engine, int64_t instrument)
{
    if (engine->stand && instrument >= 0 && instrument < engine->config.bench.n_instruments &&
        may_be_tried(engine, instrument))
        stand_reopen(engine->stand, (uint8_t)instrument);
}

static void obey(struct engine *engine, const struct action *action)
{
    switch ((enum action_kind)action->kind) {
    case ACTION_TRY_INSTRUMENT:
        try_again(engine, action->number);
        return;
    case ACTION_SCAN:
        begin_scan(engine);
        return;
    case ACTION_BIND:
        bind(engine, action);
        return;
    case ACTION_SET_FORCE:
        set_force(engine, action);
        return;
    case ACTION_DROP_INSTRUMENT:
        drop(engine, action->number);
        return;
    case ACTION_FIND_SOURCES:
        engine_find_sources(engine, action->number);
        return;
    case ACTION_ADD_RESPONSE:
        engine_add_response(engine, action);
        return;
    case ACTION_DROP_RESPONSE:
        engine_drop_response(engine, action->number);
        return;
    case ACTION_SAVE_BENCH:
        engine_save_bench(engine, action->text, action->number != 0);
        return;
    case ACTION_OPEN_BENCH:
        engine_read_bench(engine, action->text);
        return;
    case ACTION_CHECK_BEGIN:
        engine_begin_check(engine, action->number, action->value);
        return;
    case ACTION_CHECK_TAKE:
        engine_take_check(engine);
        return;
    case ACTION_CHECK_CANCEL:
        engine_end_check(engine);
        return;
    case ACTION_LEVELS_BEGIN:
        engine_begin_levels(engine, action->number);
        return;
    case ACTION_LEVELS_TAKE:
        engine_take_levels(engine, action->value);
        return;
    case ACTION_LEVELS_CANCEL:
        engine_end_levels(engine);
        return;
    case ACTION_BEGIN_ANYWAY:
        engine_answer_begin(engine, action);
        return;
    default:
        return;
    }
}

static bool is_of_bench(enum action_kind kind)
{
    return (kind >= ACTION_TRY_INSTRUMENT && kind <= ACTION_LEVELS_CANCEL) ||
           kind == ACTION_BEGIN_ANYWAY;
}

bool engine_obey_bench(struct engine *engine, const struct action *action)
{
    if (!is_of_bench((enum action_kind)action->kind))
        return false;
    if (!engine->session || action->kind == ACTION_TRY_INSTRUMENT)
        obey(engine, action);
    return true;
}

/* ---- what goes on -------------------------------------------------------------------------------
 */

void engine_tend_instruments(struct engine *engine, mono_ns now)
{
    struct bench_view *view = &engine->view.bench;
    if (!engine->stand)
        view->n_instruments = 0;
    tend_scan(engine);
    show_found(&engine->bench, engine->config.language, view);
    engine_tend_check(engine, now);
    engine_tend_levels(engine, now);
    engine_show_board(engine, now);
    COPY(view->problem, engine->config.bench_problem);
}

mono_ns engine_instruments_wait(const struct engine *engine)
{
    const struct engine_bench *bench = &engine->bench;
    return bench->scan || bench->is_checking || bench->levels.stage != LEVELS_STAGE_OFF ? LOOK_EVERY
                                                                                        : MONO_SEC;
}

void engine_init_bench(struct engine *engine)
{
    struct why why;
    const char *path = engine->config.is_demo ? "" : engine->config.bench_path;
    engine_show_bench_path(engine);
    if (engine->config.bench_problem[0])
        engine_say(engine, TONE_TROUBLE, TEXT_bench_broken_why, "why", engine->config.bench_problem,
                   NULL);
    else
        engine_remember(engine, USED_BENCH, engine->config.bench_path);
    if (verifications_load(&engine->bench.book, path, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
}

void engine_fini_bench(struct engine *engine)
{
    end_scan(engine);
    verifications_fini(&engine->bench.book);
}

/* What the cards of the Bench screen say beside what the bench says of its instruments: rates, ports, checks, responses, and what
 * can run. */
#include "engine_internal.h"

#include "copy_internal.h"

#include <string.h>

#define RATE_OVER (2 * MONO_SEC)

static void count_readings(struct engine *engine, mono_ns now)
{
    struct engine_bench *bench = &engine->bench;
    const mono_ns over = now - bench->counted_at;
    if (!engine->stand || over < RATE_OVER)
        return;
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct role_spec *spec = &engine->config.bench.roles[role];
        const uint32_t n = stand_readings(engine->stand, (enum role)role);
        if (spec->bound && bench->counted[role] != 0)
            engine->view.bench.instruments[spec->instrument].rate_hz =
                (double)((n - bench->counted[role]) & (UINT32_MAX / 2)) / mono_to_sec(over);
        bench->counted[role] = n;
    }
    bench->counted_at = now;
}

/* Why a port cannot be had, in the language of the window; what is rarer stays as the port says it. */
static void say_port(const struct engine *engine, uint8_t i, struct instrument_view *view)
{
    const struct stand_port *port = stand_port(engine->stand, i);
    const struct text_value value = {"port", engine->config.bench.instruments[i].port};
    struct why said;
    enum text_id id;
    if (view->mark != MARK_BAD ||
        strcmp(view->sentence,
               text_why(engine->config.language, &port->why, said.text, sizeof said.text)) != 0)
        return;
    if (port->status == STATUS_NOT_FOUND)
        id = TEXT_bench_port_missing;
    else if (port->status == STATUS_PERMISSION)
        id = TEXT_bench_port_permission;
    else if (port->status == STATUS_BUSY)
        id = TEXT_bench_port_busy;
    else
        return;
    text_fill(view->sentence, sizeof view->sentence, text_of(engine->config.language, id), &value,
              1);
}

static void say_ports(struct engine *engine)
{
    for (uint8_t i = 0; i < engine->config.bench.n_instruments && engine->stand; i++)
        say_port(engine, i, &engine->view.bench.instruments[i]);
}

/* What somebody responds with, beside the buttons of instruments and the virtual participant: a card each, behind those of the
 * instruments. */
static void name_response(const struct engine *engine, const struct response_spec *spec,
                          struct instrument_view *view)
{
    const enum language language = engine->config.language;
    const struct text_value key = {"key", spec->code}, name = {"name", view->model};
    char whole[VIEW_LINE_MAX];
    const char *slash = strrchr(spec->path, '/');
    COPY(view->name, spec->path[0] ? (slash ? slash + 1 : spec->path) : spec->code);
    COPY(view->model, view->name);
    COPY(view->port, spec->path);
    COPY(view->role, "response");
    if (spec->kind == RESPONSE_KEY)
        text_fill(view->model, sizeof view->model, text_of(language, TEXT_bench_key), &key, 1);
    if (spec->kind == RESPONSE_CHANNEL)
        text_say(view->model, sizeof view->model, text_of(language, TEXT_bench_button_of), "name",
                 role_text(language, engine->config.bench.instruments[spec->instrument].name),
                 NULL);
    if (spec->is_stop)
        COPY(view->model,
             text_fill(whole, sizeof whole, text_of(language, TEXT_bench_stop_of), &name, 1));
}

/* Why a response is not there, in the language of the window; what is rarer stays as the device's driver says it. */
static void say_lost(const struct engine *engine, uint8_t i, struct instrument_view *card)
{
    struct why why, said;
    enum text_id id = TEXT_bench_response_lost;
    const enum status status = stand_response(engine->stand, i, &why);
    if (status == STATUS_NOT_FOUND)
        id = TEXT_bench_response_missing;
    else if (status == STATUS_PERMISSION)
        id = TEXT_bench_response_permission;
    else if (status != STATUS_GONE || why.text[0])
        id = TEXTS;
    COPY(card->sentence,
         id < TEXTS ? text_of(engine->config.language, id)
                    : text_why(engine->config.language, &why, said.text, sizeof said.text));
}

/* Nobody could respond with it now. */
static bool is_held(const struct engine *engine, uint8_t i)
{
    return engine->stand && (bench_held(stand_bench(engine->stand)) & 1u << i);
}

static void show_response(const struct engine *engine, uint8_t i, struct instrument_view *card)
{
    const struct response_spec *response = &engine->config.bench.responses[i];
    const bool is_button = response->kind == RESPONSE_CHANNEL;
    const bool is_lost = !is_button && stand_response_is_lost(engine->stand, i);
    memset(card, 0, sizeof *card);
    name_response(engine, response, card);
    card->response = (uint8_t)(i + 1);
    card->mark = is_lost     ? MARK_BAD
                 : is_button ? engine->view.bench.instruments[response->instrument].mark
                             : MARK_OK;
    if (card->mark == MARK_WARN) /* a check is due: no matter of its button */
        card->mark = MARK_OK;
    if (is_lost)
        say_lost(engine, i, card);
    card->is_held = card->mark == MARK_OK && is_held(engine, i);
}

static void show_responses(struct engine *engine)
{
    struct bench_view *view = &engine->view.bench;
    const struct bench_spec *spec = &engine->config.bench;
    memset(view->response_keys, 0, sizeof view->response_keys);
    for (uint8_t i = 0; i < spec->n_responses && engine->stand; i++) {
        const struct response_spec *response = &spec->responses[i];
        if (response->kind == RESPONSE_KEY)
            COPY(view->response_keys[i], response->code);
        if (response->kind != RESPONSE_PARTICIPANT && view->n_instruments < VIEW_INSTRUMENTS_MAX)
            show_response(engine, i, &view->instruments[view->n_instruments++]);
    }
}

bool engine_is_ready(const struct engine *engine, uint8_t instrument)
{
    const uint8_t mark = engine->view.bench.instruments[instrument].mark;
    return mark == MARK_OK || mark == MARK_WARN;
}

/* A button is as ready as its instrument. */
static bool is_lost(const struct engine *engine, uint8_t i)
{
    const struct response_spec *response = &engine->config.bench.responses[i];
    return response->kind == RESPONSE_CHANNEL ? !engine_is_ready(engine, response->instrument)
                                              : stand_response_is_lost(engine->stand, i);
}

bool engine_lacks_response(const struct engine *engine)
{
    for (uint8_t i = 0; i < engine->config.bench.n_responses && engine->stand; i++)
        if (is_lost(engine, i))
            return true;
    return false;
}

bool engine_response_is_held(const struct engine *engine)
{
    return engine->stand &&
           !bench_spec_is_free(&engine->config.bench, bench_held(stand_bench(engine->stand)));
}

static bool can_respond(const struct engine *engine)
{
    const struct bench_spec *spec = &engine->config.bench;
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (!spec->responses[i].is_stop && !is_lost(engine, i))
            return !engine_response_is_held(engine);
    return false;
}

/* Thresholds need somebody who responds. */
static void show_test(struct engine *engine, enum role role, const char *test)
{
    struct bench_view *view = &engine->view.bench;
    const struct role_spec *own = &engine->config.bench.roles[role];
    struct test_ready *ready = &view->tests[view->n_tests++];
    const struct instrument_view *card = own->bound ? &view->instruments[own->instrument] : NULL;
    COPY(ready->test, test);
    ready->mark = card && engine->stand && can_respond(engine) && !card->is_beyond
                      ? card->mark
                      : (uint8_t)MARK_BAD;
}

/* What is rated while it lasts needs something to rate on, too. */
static void show_rated(struct engine *engine, enum role role, const char *test)
{
    const struct role_spec *rating = &engine->config.bench.roles[ROLE_RATING];
    struct bench_view *view = &engine->view.bench;
    show_test(engine, role, test);
    if (!engine_is_ready(engine, rating->instrument))
        view->tests[view->n_tests - 1].mark = view->instruments[rating->instrument].mark;
}

/* Of a bench with neither instrument, what a bench is for as a rule. */
static void show_tests(struct engine *engine)
{
    static const char *const thermal[] = {"cdt", "wdt", "cpt", "hpt", "tsl"};
    const struct role_spec *roles = engine->config.bench.roles;
    engine->view.bench.n_tests = 0;
    const bool has_other = roles[ROLE_THERMODE].bound || roles[ROLE_TEST_CUFF].bound;
    if (roles[ROLE_ALGOMETER].bound || !has_other)
        show_test(engine, ROLE_ALGOMETER, "ppt");
    if (roles[ROLE_TEST_CUFF].bound)
        show_test(engine, ROLE_TEST_CUFF, "ptt");
    for (size_t i = 0; i < sizeof thermal / sizeof thermal[0] && roles[ROLE_THERMODE].bound; i++)
        show_test(engine, ROLE_THERMODE, thermal[i]);
    const enum role gives = roles[ROLE_TEST_CUFF].bound ? ROLE_TEST_CUFF : ROLE_THERMODE;
    if (roles[gives].bound && roles[ROLE_RATING].bound) {
        show_rated(engine, gives, "ts");
        show_rated(engine, gives, "tonic");
    } else if (roles[ROLE_ALGOMETER].bound) {
        show_test(engine, ROLE_ALGOMETER, "ts"); /* its ratings are said */
    }
}

void engine_show_board(struct engine *engine, mono_ns now)
{
    count_readings(engine, now);
    say_ports(engine);
    engine_show_checks(engine);
    show_responses(engine);
    show_tests(engine);
}

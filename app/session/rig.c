#include "session/rig.h"

#include "hw/virtual_loop.h"
#include "link/wire.h"
#include "session/sim_bench.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REOPEN_EVERY (100 * MONO_MS)
#define STORE_EVERY (250 * MONO_MS)

/* A store that does not acknowledge within so many turns waits for time to pass. */
enum { SAVE_TURNS = 16 };

struct rig {
    const struct rig_config *config;
    struct sim_world world;
    struct sim_port *ports[INSTRUMENTS_MAX];
    struct bench *bench;
    struct session *session;
    struct store_writer *writer;
    struct desk *desk;
    mono_ns bench_deadline, store_deadline, reopen_at;
    utc_us epoch;
    uint64_t instants;
    bool store_is_held;
    uint8_t
        participant; /* the response that the virtual participant presses; RESPONSES_MAX: none */
};

/* ---- wires --------------------------------------------------------------------------------------
 */

static enum status wire_read(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    return sim_port_read(wire->self, data, cap, n);
}

static enum status wire_write(struct wire *wire, const uint8_t *data, size_t n, size_t *written)
{
    return sim_port_write(wire->self, data, n, written);
}

static const struct wire_ops port_ops = {.read = wire_read, .write = wire_write};

static void reopen(struct rig *rig, mono_ns now)
{
    rig->reopen_at = MONO_NEVER;
    for (uint8_t i = 0; i < rig->config->spec->n_instruments; i++) {
        if (bench_is_attached(rig->bench, i))
            continue;
        if (sim_port_open(rig->ports[i]) == STATUS_OK)
            bench_attach(rig->bench, i,
                         (struct wire){.ops = &port_ops, .self = rig->ports[i], .fd = -1}, now);
        else
            rig->reopen_at = now + REOPEN_EVERY;
    }
}

static bool all_attached(const struct rig *rig)
{
    for (uint8_t i = 0; i < rig->config->spec->n_instruments; i++)
        if (!bench_is_attached(rig->bench, i))
            return false;
    return true;
}

/* ---- actors -------------------------------------------------------------------------------------
 */

static mono_ns bench_actor_deadline(const void *self)
{
    const struct rig *rig = self;
    if (bench_has_orders(rig->bench))
        return 0;
    mono_ns next = mono_min(rig->bench_deadline, rig->reopen_at);
    if (rig->config->deadline)
        next = mono_min(next, rig->config->deadline(rig->config->context));
    for (uint8_t i = 0; i < rig->config->spec->n_instruments; i++)
        next = mono_min(next, sim_port_deadline(rig->ports[i]));
    return next;
}

static void bench_actor_turn(void *self, mono_ns now)
{
    struct rig *rig = self;
    rig->instants++;
    if (rig->config->between)
        rig->config->between(rig->config->context, rig, now);
    for (uint8_t i = 0; i < rig->config->spec->n_instruments; i++)
        sim_port_turn(rig->ports[i], now);
    rig->bench_deadline = bench_turn(rig->bench, now);
    if (now >= rig->reopen_at || !all_attached(rig)) {
        reopen(rig, now);
        if (all_attached(rig))
            rig->bench_deadline = now;
    }
}

static mono_ns session_actor_deadline(const void *self)
{
    const struct rig *rig = self;
    return mono_min(session_deadline(rig->session), rig->store_deadline);
}

static void session_actor_turn(void *self, mono_ns now)
{
    struct rig *rig = self;
    const utc_us utc = rig->epoch + now / MONO_US;
    for (int i = 0; i < SAVE_TURNS; i++) {
        session_turn(rig->session, now, utc);
        if (rig->store_is_held) {
            rig->store_deadline = now + STORE_EVERY;
            break;
        }
        rig->store_deadline = mono_min(store_writer_turn(rig->writer, now), now + STORE_EVERY);
        if (!session_is_saving(rig->session))
            break;
    }
}

static bool is_finished(void *context)
{
    const struct rig *rig = context;
    return session_is_over(rig->session);
}

/* ---- the world ----------------------------------------------------------------------------------
 */

static void on_button(void *host, mono_ns t, bool pressed)
{
    struct rig *rig = host;
    bench_respond(rig->bench, rig->participant, t, pressed,
                  rig->config->spec->responses[rig->participant].is_stop);
}

static void on_cue(void *world, const struct sim_cue *cue, mono_ns now)
{
    struct rig *rig = world;
    sim_world_cue(&rig->world, now, cue);
}

static void on_release(void *world, mono_ns now)
{
    struct rig *rig = world;
    sim_world_release(&rig->world, now);
}

static enum status make_port(struct rig *rig, uint8_t i, struct why *why)
{
    const struct instrument_spec *spec = &rig->config->spec->instruments[i];
    const char *name = port_simulation(spec->port);
    struct sim_fault faults[SIM_FAULTS_MAX];
    struct sim_port_config config = {
        .instrument = name ? sim_find(name) : NULL,
        .world = &rig->world,
        .faults = faults,
        .n_faults = sim_bench_faults(rig->config->spec, i, rig->config->faults,
                                     rig->config->n_faults, faults),
        .seed = rig->config->seed,
        .is_paced = rig->config->is_paced,
        .button = i == 0 && rig->participant < RESPONSES_MAX ? on_button : NULL,
        .host = rig,
    };
    if (!config.instrument)
        return why_set(
            why, STATUS_INVALID,
            "instrument `%s`: virtual time needs a simulated port such as sim:mark10, not `%s`",
            spec->name, spec->port);
    rig->ports[i] = malloc(sizeof *rig->ports[i]);
    if (!rig->ports[i])
        return why_set(why, STATUS_NO_MEMORY, "no memory for a simulated instrument");
    return sim_port_init(rig->ports[i], &config, 0, why);
}

static enum status make(struct rig *rig, const struct session_config *config,
                        struct session_parts *parts, struct why *why)
{
    enum status status = STATUS_OK;
    sim_world_init(&rig->world, rig->config->participant, rig->config->seed);
    for (uint8_t i = 0; i < rig->config->spec->n_instruments && status == STATUS_OK; i++)
        status = make_port(rig, i, why);
    const struct desk_config desk = {.stop = parts->stop};
    if (status == STATUS_OK)
        status = desk_new(&desk, &rig->desk, why);
    parts->desk = rig->desk;
    if (status == STATUS_OK)
        status = session_new(config, parts, &rig->session, why);
    if (status != STATUS_OK)
        return status;
    const struct bench_host host = desk_bench_host(rig->desk);
    status = bench_new(rig->config->spec, parts->stop, NULL, &host, &rig->bench, why);
    if (status == STATUS_OK)
        session_set_bench(rig->session, rig->bench);
    return status;
}

static bool is_at_rest(void *context)
{
    const struct rig *rig = context;
    return bench_is_idle(rig->bench);
}

/* A session that is over while something runs: that is stopped, as the real loop would do. */
static void come_to_rest(struct rig *rig, struct stop_line *stop, mono_ns now)
{
    const struct actor bench = {rig, bench_actor_deadline, bench_actor_turn};
    const struct order released = {.kind = ORDER_RELEASED};
    enum status status = STATUS_OK;
    if (!bench_is_idle(rig->bench)) {
        stop_raise(stop, STOP_SIGNAL, now);
        status = bench_submit(rig->bench, &released);
    }
    assert(status == STATUS_OK); /* a session that is over orders nothing else */
    status = virtual_run(&bench, 1, &now, is_at_rest, rig);
    assert(status == STATUS_OK); /* every stimulus comes to its end */
}

/* To its end. Who goes round at one instant is given up, and is heard no more. */
static enum status run_actors(struct rig *rig, mono_ns *now)
{
    const struct actor actors[] = {
        {rig, bench_actor_deadline, bench_actor_turn},
        {rig, session_actor_deadline, session_actor_turn},
    };
    const size_t n = sizeof actors / sizeof actors[0];
    const enum status status = virtual_run(actors, n, now, is_finished, rig);
    if (status != STATUS_BUSY)
        return status;
    session_goes_round(rig->session);
    return virtual_run(actors, n, now, is_finished, rig);
}

static enum status run(struct rig *rig, struct stop_line *stop, struct rig_report *report,
                       struct why *why)
{
    mono_ns now = 0;
    rig->reopen_at = 0;
    rig->bench_deadline = MONO_NEVER;
    const enum status status = run_actors(rig, &now);
    report->duration = now;
    report->instants = rig->instants;
    report->key = session_key(rig->session);
    if (status != STATUS_OK)
        return why_set(why, status, "the simulated session waits for something that never comes");
    come_to_rest(rig, stop, now);
    return session_result(rig->session, why);
}

struct bench *rig_bench(struct rig *rig)
{
    return rig->bench;
}

struct session *rig_session(struct rig *rig)
{
    return rig->session;
}

struct sim_port *rig_port(struct rig *rig, uint8_t instrument)
{
    return rig->ports[instrument];
}

void rig_hold_store(struct rig *rig, bool is_held)
{
    rig->store_is_held = is_held;
}

void rig_set_clock(struct rig *rig, utc_us by)
{
    rig->epoch += by;
}

enum status rig_run(const struct rig_config *config, const struct session_config *session_config,
                    const struct session_parts *parts, struct rig_report *report, struct why *why)
{
    struct rig *rig = calloc(1, sizeof *rig);
    if (!rig)
        return why_set(why, STATUS_NO_MEMORY, "no memory for a simulated session");
    const struct session_world world = {.world = rig,
                                        .cue = on_cue,
                                        .release = on_release,
                                        .participant = config->participant,
                                        .seed = config->seed};
    struct session_parts own = *parts;
    own.spec = config->spec;
    own.world = &world;
    rig->config = config;
    rig->writer = parts->writer;
    rig->epoch = session_config->utc;
    rig->participant = response_of_participant(config->spec);
    memset(report, 0, sizeof *report);
    enum status status = make(rig, session_config, &own, why);
    if (status == STATUS_OK)
        status = run(rig, parts->stop, report, why);
    struct why last;
    if (store_writer_join(rig->writer, &last) != STATUS_OK && status == STATUS_OK)
        status = why_set(why, STATUS_READ_ONLY, "%s", last.text);
    session_free(rig->session);
    bench_free(rig->bench);
    desk_free(rig->desk);
    for (int i = 0; i < INSTRUMENTS_MAX; i++)
        free(rig->ports[i]);
    free(rig);
    return status;
}

struct desk *rig_desk(struct rig *rig)
{
    return rig->desk;
}

#include "cli/measure_bench.h"

#include "base/clock.h"
#include "stimulus/thermal_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

void measure_as(enum measure_part part)
{
    static const int priorities[] = {
        [MEASURE_PROGRAM] = 0, [MEASURE_BENCH] = 10, [MEASURE_INSTRUMENT] = 20};
    const struct sched_param param = {.sched_priority = priorities[part]};
    pthread_setschedparam(pthread_self(), part == MEASURE_PROGRAM ? SCHED_OTHER : SCHED_FIFO,
                          &param);
}

/* ---- the instrument's end ----------------------------------------------------------------------- */

enum status peer_open(struct peer *peer, const char *instrument, struct why *why)
{
    struct termios raw;
    const struct sim_participant participant = sim_participant_defaults();
    memset(peer, 0, sizeof *peer);
    if (openpty(&peer->master, &peer->slave, NULL, NULL, NULL) != 0)
        return why_set(why, STATUS_IO, "cannot open a pseudo-terminal: %s", strerror(errno));
    tcgetattr(peer->slave, &raw);
    cfmakeraw(&raw);
    tcsetattr(peer->slave, TCSANOW, &raw);
    fcntl(peer->master, F_SETFL, O_NONBLOCK);
    fcntl(peer->master, F_SETFD, FD_CLOEXEC);
    fcntl(peer->slave, F_SETFD, FD_CLOEXEC);
    if (ttyname_r(peer->slave, peer->path, sizeof peer->path) != 0)
        return why_set(why, STATUS_IO, "a pseudo-terminal without a name: %s", strerror(errno));
    peer->instrument = sim_find(instrument);
    sim_world_init(&peer->world, &participant, 1);
    peer->instrument->init(peer->state, peer->instrument, &peer->world, mono_now());
    return STATUS_OK;
}

void peer_close(struct peer *peer)
{
    close(peer->master);
    close(peer->slave);
}

static void peer_send(void *host, mono_ns t, const uint8_t *data, size_t n)
{
    const struct peer *peer = host;
    (void)t;
    /* A full pty is what a port that nobody reads is: the bytes are lost. */
    if (write(peer->master, data, n) < 0)
        return;
}

static void peer_feed(struct peer *peer, const uint8_t *data, size_t n)
{
    const struct sim_io io = {.host = peer, .send = peer_send};
    if (peer->instrument)
        peer->instrument->bytes(peer->state, mono_now(), data, n, &io);
}

static void note_heard(struct peer *peer, const uint8_t *data, size_t n, mono_ns now)
{
    for (size_t i = 0; i < n; i++)
        if (data[i] < 128 && peer->heard[data[i]] == 0)
            peer->heard[data[i]] = now;
}

void peer_turn(struct peer *peer, mono_ns wait)
{
    const struct sim_io io = {.host = peer, .send = peer_send};
    uint8_t data[512];
    mono_ns left = peer->instrument->deadline(peer->state) - mono_now();
    left = left < 0 ? 0 : left > wait ? wait : left;
    const struct timespec limit = {.tv_nsec = left % MONO_SEC, .tv_sec = left / MONO_SEC};
    struct pollfd pfd = {.fd = peer->master, .events = POLLIN};
    ppoll(&pfd, 1, &limit, NULL);
    const ssize_t n = read(peer->master, data, sizeof data);
    if (n > 0) {
        note_heard(peer, data, (size_t)n, mono_now());
        peer_feed(peer, data, (size_t)n);
    }
    const mono_ns now = mono_now();
    if (now >= peer->instrument->deadline(peer->state))
        peer->instrument->tick(peer->state, now, &io);
}

bool peer_serve_until(struct peer *peer, const atomic_bool *flag, mono_ns limit)
{
    const mono_ns until = mono_now() + limit;
    while (!atomic_load(flag) && mono_now() < until)
        peer_turn(peer, MONO_MS);
    return atomic_load(flag);
}

void peer_forget(struct peer *peer)
{
    memset(peer->heard, 0, sizeof peer->heard);
}

mono_ns peer_serve_until_heard(struct peer *peer, char character, mono_ns limit)
{
    const mono_ns until = mono_now() + limit;
    const mono_ns *heard = &peer->heard[(unsigned char)character];
    while (*heard == 0 && mono_now() < until)
        peer_turn(peer, MONO_MS);
    return *heard ? *heard : MONO_NEVER;
}

mono_ns peer_await(struct peer *peer, const char *word, mono_ns limit)
{
    char seen[1024];
    size_t at = 0;
    mono_ns found = MONO_NEVER;
    const mono_ns until = mono_now() + limit;
    while (found == MONO_NEVER && at < sizeof seen - 1 && mono_now() < until) {
        struct pollfd pfd = {.fd = peer->master, .events = POLLIN};
        if (poll(&pfd, 1, 100) <= 0)
            continue;
        const ssize_t n = read(peer->master, seen + at, sizeof seen - 1 - at);
        const mono_ns now = mono_now();
        at += n > 0 ? (size_t)n : 0;
        seen[at] = '\0';
        if (strstr(seen, word))
            found = now;
    }
    peer_feed(peer, (const uint8_t *)seen, at);
    return found;
}

/* ---- the bench ---------------------------------------------------------------------------------- */

static void on_report(void *host, const struct report *report)
{
    struct rack *rack = host;
    switch ((enum report_kind)report->kind) {
    case REPORT_READY:
        atomic_store(&rack->ready, true);
        atomic_fetch_add(&rack->n_ready, 1);
        return;
    case REPORT_STARTED:
        atomic_store(&rack->started, true);
        if (rack->on_started)
            rack->on_started(rack->context);
        return;
    case REPORT_DONE:
        memcpy(rack->outcome, report->body.outcome, report->outcome_size);
        atomic_store(&rack->done, true);
        atomic_fetch_add(&rack->n_done, 1);
        return;
    case REPORT_STOPPED:
        atomic_store(&rack->stopped, true);
        return;
    case REPORT_REARMED:
        atomic_store(&rack->rearmed, true);
        return;
    case REPORT_IDENTITY:
    case REPORT_GONE:
    case REPORT_FAULT:
    case REPORT_NOTICE:
    case REPORT_REFUSED:
    case REPORT_PHASE:
    case REPORT_RESPONSE:
    case REPORT_SOURCE:
    case REPORT_MARKED:
        return;
    }
}

static bool on_record(void *host, const struct bench_record *record)
{
    struct rack *rack = host;
    return rack->record ? rack->record(rack->context, record) : true;
}

static struct bench_spec bench_of(const struct rack *rack, const char *const *ports, uint8_t n)
{
    const char *driver = rack->driver ? rack->driver : "presser";
    struct bench_spec spec = {.n_instruments = n, .n_responses = 1};
    for (uint8_t i = 0; i < n; i++) {
        struct instrument_spec *instrument = &spec.instruments[i];
        snprintf(instrument->driver, sizeof instrument->driver, "%s", driver);
        snprintf(instrument->name, sizeof instrument->name, "%s%u", driver, i + 1u);
        snprintf(instrument->port, sizeof instrument->port, "pty:%s", ports[i]);
    }
    spec.responses[0] = (struct response_spec){
        .kind = RESPONSE_CHANNEL, .channel = "button", .is_stop = !rack->button_responds};
    return spec;
}

enum status rack_open(struct rack *rack, const char *const *ports, uint8_t n, bool keeper,
                      struct why *why)
{
    const struct bench_host host = {
        .host = rack, .report = on_report, .record = on_record, .clock = mono_now};
    rack->spec = bench_of(rack, ports, n);
    stop_init(&rack->stop);
    enum status status = keeper ? keeper_start(&rack->keeper, why) : STATUS_OK;
    if (status == STATUS_OK)
        status = bench_new(&rack->spec, &rack->stop, rack->keeper, &host, &rack->bench, why);
    const struct bench_loop_config config = {
        .bench = rack->bench, .spec = &rack->spec, .stop = &rack->stop, .keeper = rack->keeper};
    return status == STATUS_OK ? bench_loop_start(&config, &rack->loop, why) : status;
}

enum status rack_close(struct rack *rack, struct why *why)
{
    enum status status = bench_loop_join(rack->loop, why);
    bench_free(rack->bench);
    if (keeper_stop(rack->keeper) != STATUS_OK)
        status =
            why_set(why, STATUS_TIMEOUT, "a simulated instrument has not taken the stop sequence");
    stop_fini(&rack->stop);
    return status;
}

static enum status submit(struct rack *rack, const struct order *order)
{
    const enum status status = bench_submit(rack->bench, order);
    bench_loop_wake(rack->loop);
    return status;
}

enum status rack_start(struct rack *rack, struct order *order)
{
    order->kind = ORDER_START;
    order->start.handle = ++rack->handle;
    atomic_store(&rack->started, false);
    atomic_store(&rack->done, false);
    atomic_store(&rack->stopped, false);
    return submit(rack, order);
}

enum status rack_hold(struct rack *rack, uint8_t instrument, const struct pressure_hold_spec *spec)
{
    struct order order = {0};
    order.start.reactor = &pressure_hold;
    order.start.channels[0].instrument = instrument;
    order.start.n_channels = 1;
    order.start.limit = 50;
    memcpy(order.start.spec, spec, sizeof *spec);
    return rack_start(rack, &order);
}

enum status rack_press(struct rack *rack)
{
    struct pressure_hold_spec spec = pressure_hold_defaults();
    spec.target_kpa = 20;
    spec.rate_kpa_per_s = 100;
    spec.hold = 60 * MONO_SEC;
    return rack_hold(rack, 0, &spec);
}

/* The probe first, as a session has it. */
static uint8_t thermode_channels(const struct driver *driver,
                                 struct channel_ref channels[STIMULUS_CHANNELS_MAX])
{
    uint8_t n = 1;
    for (uint8_t i = 0; i < driver->n_channels && n < STIMULUS_CHANNELS_MAX; i++)
        if (driver->channels[i].is_zone)
            channels[n++].channel = i;
    return n;
}

enum status rack_heat(struct rack *rack)
{
    struct thermal_limits_spec spec = thermal_limits_defaults();
    struct order order = {0};
    spec.thermal.lead_in = 0;
    spec.thermal.settle_span = 100 * MONO_MS;
    order.start.reactor = &thermal_limits;
    order.start.n_channels = thermode_channels(bench_driver(rack->bench, 0), order.start.channels);
    order.start.limit = spec.limit_c;
    memcpy(order.start.spec, &spec, sizeof spec);
    return rack_start(rack, &order);
}

enum status rack_rearm(struct rack *rack)
{
    const struct order order = {.kind = ORDER_REARM};
    atomic_store(&rack->rearmed, false);
    return submit(rack, &order);
}

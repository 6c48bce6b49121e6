#include "session/live.h"

#include "base/clock.h"
#include "base/ring.h"
#include "hw/bench_loop.h"
#include "hw/keeper.h"
#include "session/sim_child.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POLL_REPORTS, POLL_ACKS, POLL_SCRIPT, POLL_INPUT, POLL_FIXED };
enum { POLL_MAX = POLL_FIXED + INSTRUMENTS_MAX };
enum { PORTS_DEPTH = 32 };

#define TICK_EVERY (100 * MONO_MS)

/* What became of a port, or what a response has to tell: from the bench thread to the session's. */
struct port_news {
    uint8_t instrument; /* INSTRUMENT_BENCH: the sentence in `why` is for the examiner */
    enum status status;
    struct port_info info;
    struct why why;
};

struct live {
    const struct live_config *config;
    struct bench_spec spec; /* sim: ports replaced by their ptys */
    struct session_parts parts;
    struct session *session;
    struct bench *bench;
    struct bench_loop *loop;
    struct keeper *keeper;
    struct sim_child children[INSTRUMENTS_MAX];
    char folder[64];
    struct loop_source sources[RESPONSES_MAX];
    size_t n_sources;
    int injected; /* index of the source that keys and the virtual participant press; -1: none */
    struct ring news;
    bool writer_runs, input_ended;
};

/* ---- simulated instruments ----------------------------------------------------------------------
 */

static void on_cue(void *world, const struct sim_cue *cue, mono_ns now)
{
    struct live *live = world;
    const struct sim_control message = {.kind = SIM_CONTROL_CUE, .t = now, .cue = *cue};
    for (uint8_t i = 0; i < live->spec.n_instruments; i++)
        if (live->children[i].pid > 0)
            sim_child_tell(&live->children[i], &message);
}

static void on_release(void *world, mono_ns now)
{
    struct live *live = world;
    const struct sim_control message = {.kind = SIM_CONTROL_RELEASE, .t = now};
    for (uint8_t i = 0; i < live->spec.n_instruments; i++)
        if (live->children[i].pid > 0)
            sim_child_tell(&live->children[i], &message);
}

static const char *sim_name(const struct instrument_spec *spec)
{
    static const char prefix[] = "sim:";
    return strncmp(spec->port, prefix, sizeof prefix - 1) == 0 ? spec->port + sizeof prefix - 1
                                                               : NULL;
}

static enum status make_folder(struct live *live, struct why *why)
{
    if (live->folder[0])
        return STATUS_OK;
    const char *base = getenv("XDG_RUNTIME_DIR");
    snprintf(live->folder, sizeof live->folder, "%.40s/limen-XXXXXX",
             base && base[0] ? base : "/tmp");
    if (mkdtemp(live->folder))
        return STATUS_OK;
    live->folder[0] = '\0';
    return why_set(why, STATUS_IO, "cannot make a folder for simulated ports: %s", strerror(errno));
}

static enum status start_simulation(struct live *live, uint8_t i, struct why *why)
{
    struct instrument_spec *spec = &live->spec.instruments[i];
    const char *name = sim_name(spec);
    if (!name)
        return STATUS_OK;
    const struct sim_pty_config config = {
        .instrument = sim_find(name),
        .participant = live->config->participant,
        .seed = live->config->seed,
        .faults = i == 0 ? live->config->faults : NULL,
        .n_faults = i == 0 ? live->config->n_faults : 0,
        .stop_fd = -1,
    };
    if (!config.instrument)
        return why_set(
            why, STATUS_INVALID,
            "there is no simulated instrument `%s`: `limen sim --help` lists those there are",
            name);
    enum status status = make_folder(live, why);
    if (status == STATUS_OK)
        status = sim_child_start(&config, live->folder, &live->children[i], why);
    if (status != STATUS_OK)
        return status;
    static const char kind[] = "pty:";
    memset(spec->port, 0, sizeof spec->port);
    memcpy(spec->port, kind, sizeof kind);
    memccpy(spec->port + sizeof kind - 1, live->children[i].link, '\0',
            sizeof spec->port - sizeof kind);
    return STATUS_OK;
}

/* ---- responses ----------------------------------------------------------------------------------
 */

static enum status open_sources(struct live *live, struct why *why)
{
    live->injected = -1;
    for (uint8_t i = 0; i < live->spec.n_responses; i++) {
        const struct response_spec *spec = &live->spec.responses[i];
        if (spec->kind == RESPONSE_CHANNEL || spec->kind == RESPONSE_NONE)
            continue;
        const size_t at = live->n_sources;
        const struct response_options options = {
            .channel = i, .debounce = RESPONSE_DEBOUNCE, .fd = -1};
        const enum status status =
            response_unit_open(spec, &options, -1, &live->sources[at].unit, why);
        if (status != STATUS_OK)
            return status;
        live->sources[at].is_stop = spec->is_stop;
        if (spec->kind == RESPONSE_KEY || spec->kind == RESPONSE_PARTICIPANT)
            live->injected = (int)at;
        live->n_sources++;
    }
    return STATUS_OK;
}

void live_press(struct live *live, mono_ns t, bool pressed)
{
    if (live->injected < 0)
        return;
    /* 64 unread edges mean that the bench hangs: the keeper deals with that. */
    if (response_inject(&live->sources[live->injected].unit.source, t, pressed) != STATUS_OK)
        stop_raise(live->parts.stop, STOP_FAULT, t);
}

static void hear_children(struct live *live)
{
    struct sim_control message;
    for (uint8_t i = 0; i < live->spec.n_instruments; i++)
        while (live->children[i].pid > 0 && sim_child_hear(&live->children[i], &message))
            if (message.kind == SIM_CONTROL_BUTTON)
                live_press(live, message.t, message.pressed);
}

/* ---- ports --------------------------------------------------------------------------------------
 */

static void on_port(void *host, uint8_t instrument, enum status status,
                    const struct port_info *info, const struct why *why)
{
    struct live *live = host;
    const struct port_news news = {
        .instrument = instrument, .status = status, .info = *info, .why = *why};
    /* News about ports are for the screen and the journal; when nobody reads 32 of them, the newest
     * are lost. */
    if (!ring_push(&live->news, &news))
        return;
}

static void tell_examiner(struct live *live, enum status status, const char *sentence)
{
    struct port_news news = {.instrument = INSTRUMENT_BENCH, .status = status};
    why_set(&news.why, status, "%s", sentence);
    if (!ring_push(&live->news, &news))
        return; /* as above */
}

static void on_source(void *host, uint8_t source, enum status status, const struct why *why)
{
    struct live *live = host;
    (void)source;
    if (status == STATUS_OK)
        tell_examiner(live, status,
                      "the response is back: have it pressed once, then go on with the session");
    else if (status == STATUS_GONE && why->text[0] == '\0')
        tell_examiner(live, status,
                      "the response is gone, nobody could respond or stop with it: plug it in "
                      "again, nothing starts before that");
    else
        tell_examiner(live, status, why->text);
}

static void take_news(struct live *live)
{
    const struct session_view *view = live->parts.view;
    struct port_news news;
    while (ring_pop(&live->news, &news))
        if (news.instrument == INSTRUMENT_BENCH && view->notice)
            view->notice(view->view, news.why.text);
        else if (news.instrument != INSTRUMENT_BENCH)
            session_port(live->session, news.instrument, news.status, &news.info, &news.why);
}

/* ---- the session's thread -----------------------------------------------------------------------
 */

static size_t fill(const struct live *live, struct pollfd *set)
{
    size_t n = POLL_FIXED;
    set[POLL_REPORTS].fd = session_report_fd(live->session);
    set[POLL_ACKS].fd = store_writer_ack_fd(live->parts.writer);
    set[POLL_SCRIPT].fd = session_script_fd(live->session);
    const bool has_input = live->config->input && !live->input_ended;
    set[POLL_INPUT].fd = has_input ? live->config->input_fd : -1;
    for (uint8_t i = 0; i < live->spec.n_instruments; i++)
        if (live->children[i].pid > 0)
            set[n++].fd = live->children[i].control;
    for (size_t i = 0; i < n; i++)
        set[i].events = POLLIN;
    return n;
}

static int poll_time(const struct live *live)
{
    const mono_ns left = session_deadline(live->session) - mono_now();
    if (left <= 0)
        return 0;
    return left > TICK_EVERY ? (int)(TICK_EVERY / MONO_MS) : (int)(left / MONO_MS) + 1;
}

static void run(struct live *live)
{
    struct pollfd set[POLL_MAX];
    while (!session_is_over(live->session)) {
        memset(set, 0, sizeof set);
        const size_t n = fill(live, set);
        const int found = poll(set, (nfds_t)n, poll_time(live));
        hear_children(live);
        take_news(live);
        if (found > 0 && set[POLL_INPUT].revents)
            live->input_ended = !live->config->input(live->config->context, live);
        if (live->config->tick)
            live->config->tick(live->config->context, live);
        session_turn(live->session, mono_now(), utc_now());
    }
}

static void wake(void *host)
{
    struct live *live = host;
    bench_loop_wake(live->loop);
}

/* Processes first: nothing may be forked once there are threads. */
static enum status start_processes(struct live *live, struct why *why)
{
    enum status status = STATUS_OK;
    for (uint8_t i = 0; i < live->spec.n_instruments && status == STATUS_OK; i++)
        status = start_simulation(live, i, why);
    return status == STATUS_OK ? keeper_start(&live->keeper, why) : status;
}

static enum status start_bench(struct live *live, struct why *why)
{
    struct bench_host host = session_bench_host(live->session);
    host.clock = mono_now;
    enum status status =
        bench_new(&live->spec, live->parts.stop, live->keeper, &host, &live->bench, why);
    if (status != STATUS_OK)
        return status;
    session_set_bench(live->session, live->bench);
    crash_install();
    status = store_writer_start(live->parts.writer, why);
    if (status != STATUS_OK)
        return status;
    live->writer_runs = true;
    const struct bench_loop_config config = {
        .bench = live->bench,
        .spec = &live->spec,
        .stop = live->parts.stop,
        .keeper = live->keeper,
        .sources = live->sources,
        .n_sources = live->n_sources,
        .port = on_port,
        .source = on_source,
        .host = live,
    };
    return bench_loop_start(&config, &live->loop, why);
}

static enum status start(struct live *live, const struct session_config *config, struct why *why)
{
    enum status status = start_processes(live, why);
    if (status == STATUS_OK &&
        ring_init(&live->news, sizeof(struct port_news), PORTS_DEPTH) != STATUS_OK)
        status = why_set(why, STATUS_NO_MEMORY, "no memory for the session");
    if (status == STATUS_OK)
        status = open_sources(live, why);
    if (status == STATUS_OK)
        status = session_new(config, &live->parts, &live->session, why);
    return status == STATUS_OK ? start_bench(live, why) : status;
}

/* Told in any case; the result only where there is no other. */
static enum status not_closed(const struct live *live, enum status status, const char *sentence,
                              struct why *why)
{
    const struct session_view *view = live->parts.view;
    if (view->notice)
        view->notice(view->view, sentence);
    return status == STATUS_OK ? why_set(why, STATUS_TIMEOUT, "%s", sentence) : status;
}

/* In the order in which somebody may still need the next: bench, store, session, responses, keeper,
 * simulations. */
static enum status finish(struct live *live, enum status status, struct why *why)
{
    struct why last;
    if (bench_loop_join(live->loop, &last) != STATUS_OK)
        status = not_closed(live, status, last.text, why);
    if (live->writer_runs && store_writer_join(live->parts.writer, &last) != STATUS_OK &&
        status == STATUS_OK)
        status = why_set(why, STATUS_READ_ONLY, "%s", last.text);
    session_free(live->session);
    bench_free(live->bench);
    for (size_t i = 0; i < live->n_sources; i++)
        response_unit_close(&live->sources[i].unit);
    if (keeper_stop(live->keeper) != STATUS_OK)
        status = not_closed(live, status,
                            "an instrument has not taken the order to stop: take it off the "
                            "participant and switch it off",
                            why);
    for (int i = 0; i < INSTRUMENTS_MAX; i++)
        sim_child_stop(&live->children[i]);
    if (live->folder[0] && rmdir(live->folder) != 0 && errno != ENOENT && status == STATUS_OK)
        status = why_set(why, STATUS_IO, "cannot remove %s: %s", live->folder, strerror(errno));
    ring_fini(&live->news);
    free(live);
    return status;
}

enum status live_run(const struct live_config *config, const struct session_config *session_config,
                     const struct session_parts *parts, struct session_key *key, struct why *why)
{
    struct live *live = calloc(1, sizeof *live);
    if (!live)
        return why_set(why, STATUS_NO_MEMORY, "no memory for a session");
    const struct session_world world = {.world = live, .cue = on_cue, .release = on_release};
    live->config = config;
    live->spec = *config->spec;
    live->parts = *parts;
    live->parts.spec = config->spec; /* the record names the ports that the bench file names */
    live->parts.world = &world;
    live->parts.wake = wake;
    live->parts.bench_host = live;
    for (int i = 0; i < INSTRUMENTS_MAX; i++)
        live->children[i].control = -1;
    enum status status = start(live, session_config, why);
    if (status == STATUS_OK) {
        run(live);
        *key = session_key(live->session);
        status = session_result(live->session, why);
    }
    return finish(live, status, why);
}

struct session *live_session(struct live *live)
{
    return live->session;
}

bool live_reading(struct live *live, double *kpa)
{
    struct channel_ref channel;
    mono_ns t;
    return bench_role(live->bench, ROLE_ALGOMETER, &channel) &&
           bench_latest(live->bench, channel, kpa, &t);
}

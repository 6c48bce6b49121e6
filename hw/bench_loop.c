#include "hw/bench_loop.h"

#include "base/clock.h"
#include "hw/keeper.h"
#include "link/opener.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { POLL_STOP, POLL_ORDERS, POLL_OPENER, POLL_QUIT, POLL_FIXED };
enum { POLL_MAX = POLL_FIXED + RESPONSES_MAX + INSTRUMENTS_MAX };

/* How long an ending loop lets the last frames go out. */
#define LAST_FRAMES (500 * MONO_MS)
/* And how much longer than the bench, before that raises the alarm, it waits until what was driven is seen at rest. */
#define LAST_REST (3 * MONO_SEC)

/*  CLOSED --ask()--> ASKED --opened()--> OPEN --lost()--> CLOSING --take_result()--> CLOSED
 *  A source is LOST between its loss and the asking, which a full ring may delay. */
enum link_state { LINK_CLOSED, LINK_ASKED, LINK_OPEN, LINK_LOST, LINK_CLOSING };

/* A source of the opener's has this and its index as its id. */
enum { SOURCE_IDS = INSTRUMENTS_MAX };
_Static_assert(SOURCE_IDS + RESPONSES_MAX <= OPENER_PORTS_MAX, "one opener serves the whole bench");

struct bench_loop {
    struct bench_loop_config config;
    struct opener *opener;
    struct port_name ports[INSTRUMENTS_MAX];
    enum link_state links[INSTRUMENTS_MAX];
    enum link_state sources[RESPONSES_MAX];
    struct response_identity identities[RESPONSES_MAX];
    bool was_open[INSTRUMENTS_MAX];
    int64_t born_ns[INSTRUMENTS_MAX], sources_born_ns[RESPONSES_MAX]; /* of the ptys */
    bool is_lent[RESPONSES_MAX]; /* the source belongs to the opener */
    uint8_t crash_stack[CRASH_STACK_SIZE];
    int fds[INSTRUMENTS_MAX];
    int stop_fd, quit_fd, orders_fd;
    mono_ns deadline;
    pthread_t thread;
    atomic_bool is_quitting;
    atomic_uint reopen; /* bit per instrument */
};

static uint8_t n_instruments(const struct bench_loop *loop)
{
    return loop->config.spec->n_instruments;
}

/* ---- links --------------------------------------------------------------------------------------
 */

static void tell_port(const struct bench_loop *loop, const struct opener_result *result)
{
    if (loop->config.port)
        loop->config.port(loop->config.host, (uint8_t)result->id, result->status, &result->info,
                          &result->why);
}

/* What its name will say of the one that was open. */
static int64_t born_now(int64_t born_ns, int fd)
{
    const int64_t now_ns = born_ns != 0 && fd >= 0 ? port_born(fd) : 0;
    return now_ns != 0 ? now_ns : born_ns;
}

static void ask(struct bench_loop *loop, uint8_t i, enum opener_verb verb)
{
    if (verb == OPENER_CLOSE)
        loop->born_ns[i] = born_now(loop->born_ns[i], loop->fds[i]);
    const struct opener_request request = {
        .id = i,
        .verb = (uint8_t)verb,
        .wait = true,
        .was_open = loop->was_open[i],
        .born_ns = loop->born_ns[i],
        .name = loop->ports[i],
        .line = bench_line(loop->config.bench, i),
    };
    /* A full ring is tried again in the next turn: the state has not changed. */
    if (opener_push(loop->opener, &request) != STATUS_OK)
        return;
    loop->links[i] = verb == OPENER_OPEN ? LINK_ASKED : LINK_CLOSING;
    const struct opener_result given_up = {.id = i, .status = STATUS_GONE};
    if (verb == OPENER_CLOSE)
        tell_port(loop, &given_up);
}

static struct wire wire_of_port(const struct bench_loop *loop, const struct opener_result *result)
{
    const struct line_settings line = bench_line(loop->config.bench, (uint8_t)result->id);
    return line.out == LINE_OUT_BYTES ? wire_of_fd(result->fd) : wire_of_line(result->fd);
}

static void take_link(struct bench_loop *loop, const struct opener_result *result, mono_ns now)
{
    const uint8_t i = (uint8_t)result->id;
    assert(i < n_instruments(loop));
    switch ((enum opener_outcome)result->outcome) {
    case OPENER_OPENED:
        if (loop->links[i] == LINK_CLOSING)
            return; /* asked for before it was to be closed */
        loop->links[i] = LINK_OPEN;
        loop->was_open[i] = true;
        loop->born_ns[i] = result->info.born_ns;
        loop->fds[i] = result->fd;
        bench_attach(loop->config.bench, i, wire_of_port(loop, result), now);
        tell_port(loop, result);
        return;
    case OPENER_FAILED:
    case OPENER_WAITING:
        if (loop->links[i] != LINK_CLOSING)
            tell_port(loop, result);
        return;
    case OPENER_CLOSED:
        loop->links[i] = LINK_CLOSED;
        return;
    }
}

/* ---- response sources ---------------------------------------------------------------------------
 */

static void ask_source(struct bench_loop *loop, size_t i, enum opener_verb verb)
{
    struct loop_source *source = &loop->config.sources[i];
    const uint8_t channel = source->unit.source.channel;
    struct opener_request request = {
        .id = (uint32_t)(SOURCE_IDS + i),
        .verb = (uint8_t)verb,
        .wait = true,
        .was_open = true,
        .is_response = true,
        .response = loop->config.spec->responses[channel],
        .options = {.channel = channel,
                    .debounce = RESPONSE_DEBOUNCE,
                    .fd = -1,
                    .same = loop->identities[i],
                    .born_ns = loop->sources_born_ns[i]},
        .leftover = RESPONSE_UNIT_CLOSED,
    };
    if (verb == OPENER_CLOSE && !loop->is_lent[i])
        request.leftover = source->unit;
    if (opener_push(loop->opener, &request) != STATUS_OK)
        return;
    loop->sources[i] = verb == OPENER_OPEN ? LINK_ASKED : LINK_CLOSING;
    loop->is_lent[i] = true;
    source->unit = RESPONSE_UNIT_CLOSED;
    source->unit.source.channel = channel;
}

static void tell_source(const struct bench_loop *loop, uint8_t channel, enum status status,
                        const struct why *why)
{
    if (loop->config.source)
        loop->config.source(loop->config.host, channel, status, why);
}

static void lose(struct bench_loop *loop, size_t i)
{
    const struct response_unit *unit = &loop->config.sources[i].unit;
    const struct response_source *source = &unit->source;
    loop->sources[i] = LINK_LOST;
    loop->identities[i] = source->identity;
    if (!loop->is_lent[i])
        loop->sources_born_ns[i] = born_now(unit->port.info.born_ns, unit->port.fd);
    bench_source_lost(loop->config.bench, source->channel, true, mono_now());
    tell_source(loop, source->channel, STATUS_GONE, &(struct why){0});
}

static void take_source(struct bench_loop *loop, const struct opener_result *result, mono_ns now)
{
    const size_t i = result->id - SOURCE_IDS;
    struct response_source *source = &loop->config.sources[i].unit.source;
    assert(i < loop->config.n_sources);
    switch ((enum opener_outcome)result->outcome) {
    case OPENER_OPENED:
        loop->sources[i] = LINK_OPEN;
        *source = result->source;
        loop->sources_born_ns[i] = result->info.born_ns;
        bench_source_lost(loop->config.bench, source->channel, false, now);
        tell_source(loop, source->channel, STATUS_OK, &result->why);
        return;
    case OPENER_FAILED:
    case OPENER_WAITING:
        tell_source(loop, source->channel, result->status, &result->why);
        return;
    case OPENER_CLOSED:
        loop->sources[i] = LINK_CLOSED;
        return;
    }
}

static void take_result(struct bench_loop *loop, const struct opener_result *result, mono_ns now)
{
    if (result->id >= SOURCE_IDS)
        take_source(loop, result, now);
    else
        take_link(loop, result, now);
}

static void hear(struct bench_loop *loop, size_t i)
{
    struct loop_source *source = &loop->config.sources[i];
    struct response_source *from = &source->unit.source;
    struct event events[16];
    size_t n = 0;
    enum status status;
    do {
        status = response_read(from, events, sizeof events / sizeof events[0], &n);
        for (size_t e = 0; e < n; e++)
            if (events[e].kind == EVENT_RESPONSE)
                bench_respond(loop->config.bench, from->channel, events[e].t, events[e].value > 0,
                              source->is_stop);
            else if (events[e].kind == EVENT_NOTICE)
                bench_source_notice(loop->config.bench, &events[e]);
    } while (status == STATUS_OK && n == sizeof events / sizeof events[0]);
    if (status != STATUS_OK)
        lose(loop, i);
}

/* ---- what is to be opened and closed ------------------------------------------------------------
 */

/* A link that is asked for is given up, too: asking anew tells anew what is wrong. */
static void tend_reopening(struct bench_loop *loop)
{
    const unsigned wanted = atomic_exchange(&loop->reopen, 0);
    for (uint8_t i = 0; i < n_instruments(loop) && wanted; i++) {
        if (!(wanted & 1u << i))
            continue;
        bench_detach(loop->config.bench, i, mono_now());
        if (loop->links[i] == LINK_ASKED)
            ask(loop, i, OPENER_CLOSE);
    }
}

static void tend_links(struct bench_loop *loop)
{
    if (atomic_load_explicit(&loop->is_quitting, memory_order_relaxed))
        return;
    tend_reopening(loop);
    for (size_t i = 0; i < loop->config.n_sources; i++) {
        if (loop->sources[i] == LINK_LOST)
            ask_source(loop, i, OPENER_CLOSE);
        else if (loop->sources[i] == LINK_CLOSED)
            ask_source(loop, i, OPENER_OPEN);
    }
    for (uint8_t i = 0; i < n_instruments(loop); i++) {
        if (loop->links[i] == LINK_OPEN && !bench_is_attached(loop->config.bench, i))
            ask(loop, i, OPENER_CLOSE);
        else if (loop->links[i] == LINK_CLOSED)
            ask(loop, i, OPENER_OPEN);
    }
}

/* ---- one round ----------------------------------------------------------------------------------
 */

static void drain(int fd)
{
    uint64_t count;
    /* Nothing to read is what a drain wants. */
    if (read(fd, &count, sizeof count) < 0)
        return;
}

/* A full counter is readable already. */
static void raise_fd(int fd)
{
    const uint64_t one = 1;
    if (write(fd, &one, sizeof one) < 0)
        return;
}

void bench_loop_wake(struct bench_loop *loop)
{
    raise_fd(loop->orders_fd);
}

void bench_loop_reopen(struct bench_loop *loop, uint8_t instrument)
{
    atomic_fetch_or(&loop->reopen, 1u << instrument);
    bench_loop_wake(loop);
}

static size_t fill(const struct bench_loop *loop, struct pollfd *set)
{
    const struct bench *bench = loop->config.bench;
    size_t n = POLL_FIXED;
    set[POLL_STOP].fd = loop->stop_fd;
    set[POLL_ORDERS].fd = loop->orders_fd;
    set[POLL_OPENER].fd = opener_fd(loop->opener);
    set[POLL_QUIT].fd = loop->quit_fd;
    for (size_t i = 0; i < n; i++)
        set[i].events = POLLIN;
    for (size_t i = 0; i < loop->config.n_sources; i++, n++) {
        set[n].fd = loop->sources[i] == LINK_OPEN ? loop->config.sources[i].unit.source.fd : -1;
        set[n].events = POLLIN;
    }
    for (uint8_t i = 0; i < n_instruments(loop); i++, n++) {
        const bool attached = loop->links[i] == LINK_OPEN && bench_is_attached(bench, i);
        set[n].fd = attached ? loop->fds[i] : -1;
        set[n].events = bench_wants_write(bench, i) ? POLLIN | POLLOUT : POLLIN;
    }
    return n;
}

static void wait_for(const struct bench_loop *loop, struct pollfd *set, size_t n)
{
    const mono_ns now = mono_now();
    mono_ns wait = loop->deadline - now;
    if (wait < 0)
        wait = 0;
    if (loop->deadline == MONO_NEVER || wait > BENCH_BEAT)
        wait = BENCH_BEAT;
    const struct timespec limit = {.tv_sec = wait / MONO_SEC, .tv_nsec = wait % MONO_SEC};
    if (ppoll(set, (nfds_t)n, &limit, NULL) < 0)
        assert(errno == EINTR || errno == ENOMEM);
}

static void round_of(struct bench_loop *loop)
{
    struct pollfd set[POLL_MAX];
    memset(set, 0, sizeof set);
    const size_t n = fill(loop, set);
    wait_for(loop, set, n);
    const mono_ns now = mono_now();
    if (set[POLL_STOP].revents)
        drain(loop->stop_fd); /* heard: the turn below looks at the line */
    if (set[POLL_ORDERS].revents)
        drain(loop->orders_fd);
    for (size_t i = 0; i < loop->config.n_sources; i++)
        if (set[POLL_FIXED + i].revents && set[POLL_FIXED + i].fd >= 0)
            hear(loop, i);
    loop->deadline = bench_turn(loop->config.bench, now);
    if (set[POLL_OPENER].revents) {
        struct opener_result result;
        while (opener_pop(loop->opener, &result))
            take_result(loop, &result, now);
        loop->deadline = now;
    }
    tend_links(loop);
}

static mono_ns last_wait(const struct bench *bench)
{
    return bench_awaits_rest(bench) ? bench_rest_within(bench) + LAST_REST : LAST_FRAMES;
}

static void last_rounds(struct bench_loop *loop)
{
    const mono_ns began = mono_now();
    struct bench *bench = loop->config.bench;
    drain(loop->quit_fd);
    if (!bench_is_idle(bench))
        stop_raise(loop->config.stop, STOP_SIGNAL, mono_now());
    do
        round_of(loop);
    while ((!bench_is_idle(bench) || bench_awaits_markers(bench)) &&
           mono_now() - began < last_wait(bench));
    if (loop->config.keeper)
        keeper_watch(loop->config.keeper, false);
    for (uint8_t i = 0; i < n_instruments(loop); i++)
        bench_detach(bench, i, mono_now());
}

static void *loop_main(void *context)
{
    struct bench_loop *loop = context;
    stack_t before;
    crash_guard_begin(loop->crash_stack, &before);
    pthread_setname_np(pthread_self(), "limen-bench");
    /* Where the system permits it; without, the kernel's fair scheduler has to do. */
    const struct sched_param priority = {.sched_priority = 10};
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
    if (loop->config.keeper)
        keeper_watch(loop->config.keeper, true);
    tend_links(loop);
    while (!atomic_load(&loop->is_quitting))
        round_of(loop);
    last_rounds(loop);
    crash_guard_end(&before);
    return NULL;
}

/* ---- making one ---------------------------------------------------------------------------------
 */

static enum status parse_ports(struct bench_loop *loop, struct why *why)
{
    enum status status = STATUS_OK;
    for (uint8_t i = 0; i < n_instruments(loop) && status == STATUS_OK; i++) {
        loop->fds[i] = -1;
        status = port_parse(loop->config.spec->instruments[i].port, &loop->ports[i], why);
    }
    return status;
}

/* Signals belong to the main thread: a stop by SIGINT must not wait for this one. */
static enum status start_thread(struct bench_loop *loop, struct why *why)
{
    sigset_t all, kept;
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &all, &kept);
    const int error = pthread_create(&loop->thread, NULL, loop_main, loop);
    pthread_sigmask(SIG_SETMASK, &kept, NULL);
    return error ? why_set(why, STATUS_IO, "cannot start the bench thread: %s", strerror(error))
                 : STATUS_OK;
}

static enum status join_opener(struct bench_loop *loop, struct why *why)
{
    const enum status status = opener_join(loop->opener);
    return status == STATUS_OK ? status
                               : why_set(why, status,
                                         "a port does not close: pull its cable out, and look "
                                         "whether its instrument is at rest");
}

static enum status hear_stop(struct bench_loop *loop, struct why *why)
{
    const enum status status = stop_listen(loop->config.stop, &loop->stop_fd);
    return status == STATUS_OK
               ? status
               : why_set(why, status,
                         "the bench cannot listen to the stop: start the program again");
}

static void fini(struct bench_loop *loop)
{
    if (loop->stop_fd >= 0)
        stop_unlisten(loop->config.stop, loop->stop_fd);
    if (loop->quit_fd >= 0)
        close(loop->quit_fd);
    if (loop->orders_fd >= 0)
        close(loop->orders_fd);
    free(loop);
}

static void begin_source(struct bench_loop *loop, size_t i)
{
    const struct response_source *source = &loop->config.sources[i].unit.source;
    loop->sources[i] = source->ops ? LINK_OPEN : LINK_CLOSED;
    if (!source->ops)
        bench_source_absent(loop->config.bench, source->channel);
}

enum status bench_loop_start(const struct bench_loop_config *config, struct bench_loop **out,
                             struct why *why)
{
    assert(config->n_sources <= RESPONSES_MAX);
    struct bench_loop *loop = calloc(1, sizeof *loop);
    if (!loop)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the bench loop");
    loop->config = *config;
    for (size_t i = 0; i < config->n_sources; i++)
        begin_source(loop, i);
    loop->stop_fd = -1;
    loop->quit_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    loop->orders_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    enum status status = parse_ports(loop, why);
    if (status == STATUS_OK && (loop->quit_fd < 0 || loop->orders_fd < 0))
        status = why_set(why, STATUS_IO, "cannot make an event descriptor: %s", strerror(errno));
    if (status == STATUS_OK)
        status = hear_stop(loop, why);
    if (status == STATUS_OK)
        status = opener_start(&loop->opener, why);
    if (status != STATUS_OK) {
        fini(loop);
        return status;
    }
    status = start_thread(loop, why);
    if (status != STATUS_OK) {
        /* nothing was asked of it yet, so it ends at once; were it not so, this says what is wrong */
        struct why last;
        if (join_opener(loop, &last) != STATUS_OK)
            status = why_set(why, STATUS_TIMEOUT, "%s", last.text);
        fini(loop);
        return status;
    }
    *out = loop;
    return STATUS_OK;
}

/* What the opener has closed is not the owner's to close. */
static void return_sources(struct bench_loop *loop)
{
    for (size_t i = 0; i < loop->config.n_sources; i++)
        if (loop->is_lent[i])
            loop->config.sources[i].unit = RESPONSE_UNIT_CLOSED;
}

enum status bench_loop_join(struct bench_loop *loop, struct why *why)
{
    if (!loop)
        return STATUS_OK;
    atomic_store(&loop->is_quitting, true);
    raise_fd(loop->quit_fd);
    pthread_join(loop->thread, NULL);
    const enum status status = join_opener(loop, why);
    return_sources(loop);
    fini(loop);
    return status;
}

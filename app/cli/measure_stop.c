/* The stop path: a press of the participant's button on the wire, to the stop frame readable at the instrument's end, while the
 * store writes without a pause. Beside it, in the same run, a thread that does nothing but poll, read and write. */
#include "cli/measure.h"

#include "base/clock.h"
#include "cli/measure_bench.h"
#include "cli/measure_store.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPEATS = 1000, REPEATS_MAX = 100000 };

/* ---- the floor ---------------------------------------------------------------------------------- */

static void *bare_loop(void *context)
{
    const int fd = *(const int *)context;
    char data[512];
    measure_as(MEASURE_BENCH);
    for (;;) {
        struct pollfd pfd = {.fd = fd, .events = POLLIN};
        if (poll(&pfd, 1, -1) < 0 && errno != EINTR)
            return NULL;
        const ssize_t n = read(fd, data, sizeof data);
        if (n <= 0 || data[0] == 'Q')
            return NULL;
        if (write(fd, "STOP\r", 5) != 5)
            return NULL;
    }
}

static bool keep_record(void *context, const struct bench_record *record)
{
    return measure_store_record(context, record);
}

/* ---- the run ------------------------------------------------------------------------------------ */

struct stop_run {
    struct rack rack;
    struct peer peer, bare;
    struct measure_store store;
    pthread_t floor;
    bool has_floor;
    double *limen_us, *bare_us;
    size_t n, repeats;
    struct why why; /* of repeat() */
};

static void settle(struct stop_run *run)
{
    for (int i = 0; i < 20; i++)
        peer_turn(&run->peer, MONO_MS);
    measure_store_commit(&run->store);
    measure_store_commit(&run->store);
}

static double round_trip_us(struct peer *peer)
{
    const mono_ns began = mono_now();
    if (write(peer->master, "B 1\r\n", 5) < 0)
        return -1;
    const mono_ns found = peer_await(peer, "STOP\r", 2 * MONO_SEC);
    return found == MONO_NEVER ? -1 : (double)(found - began) / 1e3;
}

static enum status one(struct stop_run *run, struct why *why)
{
    struct rack *rack = &run->rack;
    if (rack_press(rack) != STATUS_OK ||
        !peer_serve_until(&run->peer, &rack->started, 2 * MONO_SEC))
        return why_set(why, STATUS_TIMEOUT, "the bench does not start a stimulus");
    /* Each after the same pause, in turn first: neither finds a core that the other has woken. */
    for (int i = 0; i < 2; i++) {
        const bool is_limen = (run->n + (size_t)i) % 2 == 0;
        settle(run);
        *(is_limen ? &run->limen_us[run->n] : &run->bare_us[run->n]) =
            round_trip_us(is_limen ? &run->peer : &run->bare);
    }
    if (run->limen_us[run->n] < 0 || run->bare_us[run->n] < 0)
        return why_set(why, STATUS_TIMEOUT, "no stop frame within 2 s");
    run->n++;
    if (write(run->peer.master, "B 0\r\n", 5) != 5 ||
        !peer_serve_until(&run->peer, &rack->done, 12 * MONO_SEC) ||
        !peer_serve_until(&run->peer, &rack->stopped, 2 * MONO_SEC) ||
        rack_rearm(rack) != STATUS_OK ||
        !peer_serve_until(&run->peer, &rack->rearmed, 2 * MONO_SEC))
        return why_set(why, STATUS_TIMEOUT, "the bench does not come to rest after a stop");
    return STATUS_OK;
}

static enum status repeat(void *context)
{
    struct stop_run *run = context;
    enum status status = STATUS_OK;
    if (!peer_serve_until(&run->peer, &run->rack.ready, 10 * MONO_SEC))
        status =
            why_set(&run->why, STATUS_TIMEOUT, "the bench does not find the simulated presser");
    measure_as(MEASURE_INSTRUMENT);
    while (run->n < run->repeats && status == STATUS_OK)
        status = one(run, &run->why);
    return status;
}

static enum status alone(void *context, enum status (*work)(void *), void *work_context,
                         struct why *why)
{
    (void)context, (void)why;
    return work(work_context);
}

static enum status run_all(struct stop_run *run, measure_host *host, void *context, struct why *why)
{
    const char *const ports[] = {run->peer.path};
    run->rack.record = keep_record;
    run->rack.context = &run->store;
    /* First of all: it forks the keeper. */
    enum status status = rack_open(&run->rack, ports, 1, true, why);
    run->has_floor = pthread_create(&run->floor, NULL, bare_loop, &run->bare.slave) == 0;
    if (status == STATUS_OK && !run->has_floor)
        status = why_set(why, STATUS_NO_MEMORY, "cannot start a thread");
    if (status == STATUS_OK)
        status = measure_store_open(&run->store, why);
    if (status == STATUS_OK)
        status = host(context, repeat, run, why);
    if (status != STATUS_OK && run->why.text[0])
        *why = run->why;
    if (run->has_floor && write(run->bare.master, "Q", 1) == 1)
        pthread_join(run->floor, NULL);
    const enum status racked = rack_close(&run->rack, why);
    const enum status closed = measure_store_close(&run->store, why);
    measure_store_remove(&run->store);
    if (status == STATUS_OK)
        status = racked;
    return status == STATUS_OK ? closed : status;
}

static void print(const char *name, struct stop_run *run)
{
    const struct measure_spread limen = measure_spread(run->limen_us, run->n);
    const struct measure_spread bare = measure_spread(run->bare_us, run->n);
    printf("{\"benchmark\":\"%s\",\"repeats\":%zu,\"limen_us\":{\"p50\":%.1f,\"p99\":%.1f,"
           "\"max\":%.1f},"
           "\"bare_poll_us\":{\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f},\"ratio_p50\":%.2f,"
           "\"store_commits\":%llu}\n",
           name, run->n, limen.p50, limen.p99, limen.max, bare.p50, bare.p99, bare.max,
           limen.p50 / bare.p50, (unsigned long long)run->store.commits);
}

enum status measure_stop(const struct measure_options *options, struct why *why)
{
    return measure_stop_beside("stop", options, alone, NULL, why);
}

enum status measure_stop_beside(const char *name, const struct measure_options *options,
                                measure_host *host, void *context, struct why *why)
{
    const size_t repeats = options->repeats == 0            ? REPEATS
                           : options->repeats > REPEATS_MAX ? REPEATS_MAX
                                                            : (size_t)options->repeats;
    struct stop_run *run = calloc(1, sizeof *run);
    enum status status = run ? peer_open(&run->peer, "presser", why) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = peer_open(&run->bare, "presser", why);
    if (status != STATUS_OK) {
        free(run);
        return status;
    }
    run->repeats = repeats;
    run->bare.instrument = NULL; /* its answers would be answered */
    run->limen_us = calloc(repeats, sizeof(double));
    run->bare_us = calloc(repeats, sizeof(double));
    if (!run->limen_us || !run->bare_us)
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = run_all(run, host, context, why);
    if (status == STATUS_OK)
        print(name, run);
    peer_close(&run->peer);
    peer_close(&run->bare);
    free(run->limen_us);
    free(run->bare_us);
    free(run);
    return status;
}

/* Two instruments in one timeline, by the clock: one is started, and the other so long after it as a protocol would ask. What lies
 * between the two starts at the instruments' own ends, less what was asked for, is the error; a thread that only waits for the same
 * two times stands beside it. */
#include "cli/measure.h"

#include "base/clock.h"
#include "cli/measure_bench.h"

#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 300 };

#define APART (80 * MONO_MS)
#define GIVEN_WITHIN (5 * MONO_SEC)
#define LOOKS_EVERY (20 * MONO_US)

struct onsets {
    struct rack rack;
    struct peer peers[2];
    pthread_t thread;
    size_t rounds;
    atomic_bool is_due;   /* a round may begin */
    atomic_bool has_both; /* and both of it are ordered */
    atomic_bool is_over;
    enum status status;
    double *off_ns, *bare_ns; /* of each round, without a sign */
    size_t n;
};

static void wait_until(mono_ns due)
{
    for (mono_ns left; (left = due - mono_now()) > 0;) {
        const struct timespec span = {.tv_sec = left / MONO_SEC, .tv_nsec = left % MONO_SEC};
        ppoll(NULL, 0, &span, NULL);
    }
}

/* A little pressure for a moment. */
static enum status start(struct onsets *onsets, uint8_t instrument)
{
    struct pressure_hold_spec spec = pressure_hold_defaults();
    spec.target_kpa = 6;
    spec.rate_kpa_per_s = 200;
    spec.hold = 100 * MONO_MS;
    return rack_hold(&onsets->rack, instrument, &spec);
}

/* Who decides what comes when: as the thread of a session it waits for its time, and gives the order to the bench. */
static void *schedule(void *context)
{
    struct onsets *onsets = context;
    for (size_t i = 0; i < onsets->rounds && onsets->status == STATUS_OK; i++) {
        while (!atomic_load(&onsets->is_due) && !atomic_load(&onsets->is_over))
            wait_until(mono_now() + MONO_MS);
        if (atomic_load(&onsets->is_over))
            return NULL;
        atomic_store(&onsets->is_due, false);
        const mono_ns first = mono_now() + 5 * MONO_MS;
        wait_until(first);
        const mono_ns woke = mono_now();
        onsets->status = start(onsets, 0);
        wait_until(first + APART);
        onsets->bare_ns[i] = fabs((double)(mono_now() - woke - APART));
        if (onsets->status == STATUS_OK)
            onsets->status = start(onsets, 1);
        atomic_store(&onsets->has_both, true);
    }
    return NULL;
}

/* "RUN" is the one word with this letter that a presser is told. */
static mono_ns heard(const struct peer *peer)
{
    return peer->heard['U'];
}

static bool serve_until(struct onsets *onsets, bool (*is_done)(struct onsets *onsets))
{
    const mono_ns until = mono_now() + GIVEN_WITHIN;
    while (!is_done(onsets) && mono_now() < until)
        for (size_t i = 0; i < 2; i++)
            peer_turn(&onsets->peers[i], LOOKS_EVERY);
    return is_done(onsets);
}

static bool are_heard(struct onsets *onsets)
{
    return heard(&onsets->peers[0]) && heard(&onsets->peers[1]) && atomic_load(&onsets->has_both);
}

static bool are_done(struct onsets *onsets)
{
    return atomic_load(&onsets->rack.n_done) >= 2;
}

static bool are_ready(struct onsets *onsets)
{
    return atomic_load(&onsets->rack.n_ready) >= 2;
}

static enum status rounds(struct onsets *onsets, struct why *why)
{
    if (!serve_until(onsets, are_ready))
        return why_set(why, STATUS_TIMEOUT, "the bench does not find the simulated pressers");
    while (onsets->n < onsets->rounds) {
        for (size_t i = 0; i < 2; i++)
            peer_forget(&onsets->peers[i]);
        atomic_store(&onsets->rack.n_done, 0);
        atomic_store(&onsets->has_both, false);
        atomic_store(&onsets->is_due, true);
        if (!serve_until(onsets, are_heard))
            return why_set(why, STATUS_TIMEOUT, "the bench does not start both pressers");
        const mono_ns between = heard(&onsets->peers[1]) - heard(&onsets->peers[0]);
        onsets->off_ns[onsets->n++] = fabs((double)(between - APART));
        if (!serve_until(onsets, are_done))
            return why_set(why, STATUS_TIMEOUT, "a simulated press does not come to its end");
    }
    return STATUS_OK;
}

static void print(const char *name, double *x, size_t n)
{
    const struct measure_spread spread = measure_spread(x, n);
    printf("\"%s\":{\"p50\":%.0f,\"p99\":%.0f,\"max\":%.0f}", name, spread.p50 / 1e3,
           spread.p99 / 1e3, spread.max / 1e3);
}

static enum status run_rounds(struct onsets *onsets, struct why *why)
{
    if (pthread_create(&onsets->thread, NULL, schedule, onsets) != 0)
        return why_set(why, STATUS_NO_MEMORY, "cannot start a thread");
    measure_as(MEASURE_INSTRUMENT);
    const enum status status = rounds(onsets, why);
    measure_as(MEASURE_PROGRAM);
    atomic_store(&onsets->is_over, true);
    pthread_join(onsets->thread, NULL);
    return status != STATUS_OK || onsets->status == STATUS_OK
               ? status
               : why_set(why, onsets->status, "the bench does not take an order");
}

static enum status on_ptys(struct onsets *onsets, struct why *why)
{
    struct why last;
    enum status status = peer_open(&onsets->peers[0], "presser", why);
    if (status != STATUS_OK)
        return status;
    status = peer_open(&onsets->peers[1], "presser", why);
    if (status == STATUS_OK) {
        const char *const ports[] = {onsets->peers[0].path, onsets->peers[1].path};
        status = rack_open(&onsets->rack, ports, 2, true, why);
        if (status == STATUS_OK)
            status = run_rounds(onsets, why);
        const enum status closed = rack_close(&onsets->rack, &last);
        if (status == STATUS_OK && closed != STATUS_OK)
            status = why_set(why, closed, "%s", last.text);
        peer_close(&onsets->peers[1]);
    }
    peer_close(&onsets->peers[0]);
    return status;
}

enum status measure_onset(const struct measure_options *options, struct why *why)
{
    struct onsets *onsets = calloc(1, sizeof *onsets);
    if (!onsets)
        return why_set(why, STATUS_NO_MEMORY, "no memory");
    onsets->rounds = options->repeats ? (size_t)options->repeats : ROUNDS;
    onsets->off_ns = calloc(onsets->rounds, sizeof(double));
    onsets->bare_ns = calloc(onsets->rounds, sizeof(double));
    const enum status status = onsets->off_ns && onsets->bare_ns
                                   ? on_ptys(onsets, why)
                                   : why_set(why, STATUS_NO_MEMORY, "no memory");
    if (status == STATUS_OK) {
        printf("{\"benchmark\":\"onset\",\"rounds\":%zu,\"apart_ms\":%lld,", onsets->n,
               (long long)(APART / MONO_MS));
        print("off_us", onsets->off_ns, onsets->n);
        printf(",");
        print("bare_us", onsets->bare_ns, onsets->n);
        puts("}");
    }
    free(onsets->off_ns);
    free(onsets->bare_ns);
    free(onsets);
    return status;
}

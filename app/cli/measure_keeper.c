/* The keeper: a process with a running bench is killed, or its bench thread hangs, and the time is taken until the stop frame
 * can be read at the instrument's end: a presser's, and a thermode's in mid-ramp. */
#include "cli/measure.h"

#include "base/clock.h"
#include "cli/measure_bench.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REPEATS = 100, REPEATS_MAX = 10000 };

#define SPREAD "\"%s\":{\"repeats\":%zu,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}"

/* Between the measuring process and the one that is measured. */
struct shared {
    atomic_bool started;
    _Atomic int64_t wedged_at;
    bool wedges;
    bool is_thermode;
};

/* Bench thread of the measured process. */
static void on_started(void *context)
{
    struct shared *shared = context;
    atomic_store(&shared->started, true);
}

static bool on_record(void *context, const struct bench_record *record)
{
    struct shared *shared = context;
    if (!shared->wedges || record->kind != RECORD_SAMPLE || !atomic_load(&shared->started))
        return true;
    atomic_store(&shared->wedged_at, mono_now());
    for (;;)
        pause(); /* the bench thread hangs */
}

static void victim(const char *path, struct shared *shared)
{
    struct rack rack;
    struct why why;
    const char *const ports[] = {path};
    memset(&rack, 0, sizeof rack);
    rack.on_started = on_started;
    rack.record = on_record;
    rack.context = shared;
    rack.driver = shared->is_thermode ? "qst-tcs" : "presser";
    if (rack_open(&rack, ports, 1, true, &why) != STATUS_OK)
        _exit(1);
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    while (!atomic_load(&rack.ready) && mono_now() < until)
        usleep(1000);
    if (!atomic_load(&rack.ready) ||
        (shared->is_thermode ? rack_heat(&rack) : rack_press(&rack)) != STATUS_OK)
        _exit(1);
    for (;;)
        pause();
}

/* The stimulus runs; of a thermode the ramp. */
static bool await_stimulus(struct peer *peer, const struct shared *shared)
{
    peer_forget(peer);
    return peer_serve_until(peer, &shared->started, 12 * MONO_SEC) &&
           (!shared->is_thermode || peer_serve_until_heard(peer, 'L', 12 * MONO_SEC) != MONO_NEVER);
}

/* Microseconds, or below 0. */
static double one(struct shared *shared)
{
    struct peer peer;
    struct why why;
    double took = -1;
    atomic_store(&shared->started, false);
    atomic_store(&shared->wedged_at, 0);
    if (peer_open(&peer, shared->is_thermode ? "qst-tcs" : "presser", &why) != STATUS_OK)
        return -1;
    const pid_t pid = fork();
    if (pid == 0)
        victim(peer.path, shared);
    if (pid > 0 && await_stimulus(&peer, shared)) {
        for (int i = 0; i < 50; i++)
            peer_turn(&peer, MONO_MS);
        mono_ns began = mono_now();
        if (!shared->wedges)
            kill(pid, SIGKILL);
        const mono_ns found = peer_await(&peer, shared->is_thermode ? "A" : "STOP\r", 3 * MONO_SEC);
        if (shared->wedges)
            began = atomic_load(&shared->wedged_at);
        took = found == MONO_NEVER ? -1 : (double)(found - began) / 1e3;
    }
    if (pid > 0) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    peer_close(&peer);
    return took;
}

static enum status many(struct shared *shared, size_t n, double *us, struct why *why)
{
    for (size_t i = 0; i < n; i++) {
        us[i] = one(shared);
        if (us[i] < 0)
            return why_set(why, STATUS_TIMEOUT, "no stop frame came (repeat %zu)", i + 1);
    }
    return STATUS_OK;
}

enum status measure_keeper(const struct measure_options *options, struct why *why)
{
    const size_t n = options->repeats == 0            ? REPEATS
                     : options->repeats > REPEATS_MAX ? REPEATS_MAX
                                                      : (size_t)options->repeats;
    const size_t n_wedged = n < 5 ? n : n / 5;
    double *us = calloc(n, sizeof *us);
    struct shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!us || shared == MAP_FAILED)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the benchmark");
    enum status status = many(shared, n, us, why);
    const struct measure_spread killed = measure_spread(us, n);
    shared->wedges = true;
    if (status == STATUS_OK)
        status = many(shared, n_wedged, us, why);
    const struct measure_spread wedged = measure_spread(us, n_wedged);
    shared->wedges = false;
    shared->is_thermode = true;
    if (status == STATUS_OK)
        status = many(shared, n, us, why);
    const struct measure_spread ramp = measure_spread(us, n);
    if (status == STATUS_OK)
        printf("{\"benchmark\":\"keeper\"," SPREAD ",\"wedged\":{\"repeats\":%zu,\"p50_ms\":%.1f,"
               "\"max_ms\":%.1f}," SPREAD "}\n",
               "killed", n, killed.p50 / 1e3, killed.p99 / 1e3, killed.max / 1e3, n_wedged,
               wedged.p50 / 1e3, wedged.max / 1e3, "killed_in_thermode_ramp", n, ramp.p50 / 1e3,
               ramp.p99 / 1e3, ramp.max / 1e3);
    munmap(shared, sizeof *shared);
    free(us);
    return status;
}

/* The stop path of a thermode: the button of a simulated TCS is pressed in mid-ramp, and the time is taken until the abort can be
 * read at its end. The button has no message of its own: a press is seen at the next question, so that one period of polling
 * is part of the time; what follows the question is told beside it. Once as a response, which ends the ramp, and once as
 * STOP. After each, in the same run, a thread that does nothing but ask for the button as often and abort. */
#include "cli/measure.h"

#include "base/clock.h"
#include "cli/measure_bench.h"
#include "hw/driver.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { REPEATS = 200, REPEATS_MAX = 10000 };

#define PERIOD (10 * MONO_MS)

static void press(struct peer *peer, bool is_pressed)
{
    sim_world_lead_button(&peer->world, mono_now(), true, is_pressed);
}

static void serve(struct peer *peer, mono_ns lasts)
{
    const mono_ns until = mono_now() + lasts;
    for (mono_ns now = mono_now(); now < until; now = mono_now())
        peer_turn(peer, until - now < MONO_MS ? until - now : MONO_MS);
}

/* ---- the floor ---------------------------------------------------------------------------------- */

/* A TCS of its own, and who asks it. */
struct thermal_floor {
    struct peer peer;
    pthread_t thread;
    bool is_open, runs;
    atomic_bool ends;
};

static void sleep_until(mono_ns t)
{
    const struct timespec at = {.tv_sec = t / MONO_SEC, .tv_nsec = t % MONO_SEC};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
        continue;
}

/* CR and two digits. */
static bool is_answered_pressed(int fd)
{
    char answer[3];
    size_t have = 0;
    struct pollfd pfd = {.fd = fd, .events = POLLIN};
    while (have < sizeof answer && poll(&pfd, 1, 60) > 0) {
        const ssize_t n = read(fd, answer + have, sizeof answer - have);
        have += n > 0 ? (size_t)n : 0;
    }
    return have == sizeof answer && answer[2] == '1';
}

/* Bytes as far apart as the driver keeps them. */
static void *bare_polling(void *context)
{
    struct thermal_floor *bare = context;
    const int fd = bare->peer.slave;
    const mono_ns gap = driver_find("qst-tcs")->line.byte_gap;
    measure_as(MEASURE_BENCH);
    for (mono_ns next = mono_now(); !atomic_load(&bare->ends); next += PERIOD) {
        sleep_until(next);
        const mono_ns asked = mono_now();
        if (write(fd, "K", 1) != 1)
            return NULL;
        if (!is_answered_pressed(fd))
            continue;
        sleep_until(asked + gap);
        if (write(fd, "A", 1) != 1)
            return NULL;
    }
    return NULL;
}

/* Muted, or what it says by itself would be taken for an answer. */
static enum status floor_open(struct thermal_floor *bare, struct why *why)
{
    const enum status status = peer_open(&bare->peer, "qst-tcs", why);
    bare->is_open = status == STATUS_OK;
    if (!bare->is_open)
        return status;
    if (write(bare->peer.slave, "F", 1) != 1)
        return why_set(why, STATUS_IO, "a pseudo-terminal takes no byte");
    serve(&bare->peer, 20 * MONO_MS);
    bare->runs = pthread_create(&bare->thread, NULL, bare_polling, bare) == 0;
    return bare->runs ? STATUS_OK : why_set(why, STATUS_NO_MEMORY, "cannot start a thread");
}

static void floor_close(struct thermal_floor *bare)
{
    atomic_store(&bare->ends, true);
    if (bare->runs)
        pthread_join(bare->thread, NULL);
    if (bare->is_open)
        peer_close(&bare->peer);
}

/* At another moment of the period each time. */
static mono_ns moment(size_t i)
{
    return 100 * MONO_MS + (mono_ns)(i * 7919 % 1000) * (PERIOD / 1000);
}

/* `ms`: n times from press to abort. The caller is single-threaded, as for the benches before and after. */
static enum status floor_measure(double *ms, size_t n, struct why *why)
{
    struct thermal_floor bare = {0};
    enum status status = floor_open(&bare, why);
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        serve(&bare.peer, moment(i));
        peer_forget(&bare.peer);
        const mono_ns pressed = mono_now();
        press(&bare.peer, true);
        const mono_ns aborted = peer_serve_until_heard(&bare.peer, 'A', 2 * MONO_SEC);
        press(&bare.peer, false);
        ms[i] = (double)(aborted - pressed) / 1e6;
        if (aborted == MONO_NEVER)
            status =
                why_set(why, STATUS_TIMEOUT, "no abort of a bare loop within 2 s of the press");
    }
    floor_close(&bare);
    return status;
}

/* ---- the stop path ------------------------------------------------------------------------------ */

struct thermal_run {
    struct rack rack;
    struct peer peer;
    double *ms, *asked_ms,
        *bare_ms; /* press -> abort, next question -> abort, press -> abort of the floor */
    size_t n, repeats;
};

static enum status come_to_rest(struct thermal_run *run, struct why *why)
{
    struct rack *rack = &run->rack;
    press(&run->peer, false);
    if (!peer_serve_until(&run->peer, &rack->done, 30 * MONO_SEC))
        return why_set(why, STATUS_TIMEOUT, "the simulated thermode does not come to rest");
    if (rack->button_responds)
        return STATUS_OK;
    if (!peer_serve_until(&run->peer, &rack->stopped, 2 * MONO_SEC) ||
        rack_rearm(rack) != STATUS_OK ||
        !peer_serve_until(&run->peer, &rack->rearmed, 10 * MONO_SEC))
        return why_set(why, STATUS_TIMEOUT, "the bench does not come to rest after a stop");
    return STATUS_OK;
}

static enum status one(struct thermal_run *run, struct why *why)
{
    struct peer *peer = &run->peer;
    peer_forget(peer);
    if (rack_heat(&run->rack) != STATUS_OK ||
        peer_serve_until_heard(peer, 'L', 30 * MONO_SEC) == MONO_NEVER)
        return why_set(why, STATUS_TIMEOUT, "the bench does not start a ramp");
    serve(peer, moment(run->n));
    peer_forget(peer);
    const mono_ns pressed = mono_now();
    press(peer, true);
    const mono_ns aborted = peer_serve_until_heard(peer, 'A', 2 * MONO_SEC);
    if (aborted == MONO_NEVER)
        return why_set(why, STATUS_TIMEOUT, "no abort within 2 s of the press");
    run->ms[run->n] = (double)(aborted - pressed) / 1e6;
    run->asked_ms[run->n] = (double)(aborted - peer->heard['K']) / 1e6;
    run->n++;
    return come_to_rest(run, why);
}

static enum status repeat(struct thermal_run *run, bool responds, struct why *why)
{
    const char *const ports[] = {run->peer.path};
    memset(&run->rack, 0, sizeof run->rack);
    run->rack.driver = "qst-tcs";
    run->rack.button_responds = responds;
    run->n = 0;
    enum status status = rack_open(&run->rack, ports, 1, true, why);
    if (status == STATUS_OK && !peer_serve_until(&run->peer, &run->rack.ready, 10 * MONO_SEC))
        status = why_set(why, STATUS_TIMEOUT, "the bench does not find the simulated thermode");
    while (run->n < run->repeats && status == STATUS_OK)
        status = one(run, why);
    const enum status racked = rack_close(&run->rack, why);
    if (status == STATUS_OK)
        status = racked;
    return status == STATUS_OK ? floor_measure(run->bare_ms, run->n, why) : status;
}

static void print_spread(const char *before, const char *name, double *ms, size_t n)
{
    const struct measure_spread spread = measure_spread(ms, n);
    printf("%s\"%s\":{\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f}", before, name, spread.p50,
           spread.p99, spread.max);
}

static void print(struct thermal_run *run, const char *name)
{
    printf(",\"%s\":{", name);
    print_spread("", "press_to_abort_ms", run->ms, run->n);
    print_spread(",", "question_to_abort_ms", run->asked_ms, run->n);
    print_spread(",", "bare_press_to_abort_ms", run->bare_ms, run->n);
    putchar('}');
}

enum status measure_stop_thermal(const struct measure_options *options, struct why *why)
{
    struct thermal_run *run = calloc(1, sizeof *run);
    if (!run)
        return STATUS_NO_MEMORY;
    run->repeats = options->repeats == 0            ? REPEATS
                   : options->repeats > REPEATS_MAX ? REPEATS_MAX
                                                    : (size_t)options->repeats;
    run->ms = calloc(run->repeats, sizeof *run->ms);
    run->asked_ms = calloc(run->repeats, sizeof *run->asked_ms);
    run->bare_ms = calloc(run->repeats, sizeof *run->bare_ms);
    enum status status = run->ms && run->asked_ms && run->bare_ms
                             ? peer_open(&run->peer, "qst-tcs", why)
                             : why_set(why, STATUS_NO_MEMORY, "no memory");
    const bool is_open = status == STATUS_OK;
    for (int i = 0; i < 2 && status == STATUS_OK; i++) {
        status = repeat(run, i == 0, why);
        if (status == STATUS_OK && i == 0)
            printf("{\"benchmark\":\"stop-thermal\",\"repeats\":%zu,\"period_ms\":10", run->n);
        if (status == STATUS_OK)
            print(run, i == 0 ? "response" : "stop");
    }
    if (status == STATUS_OK)
        puts("}");
    if (is_open)
        peer_close(&run->peer);
    free(run->ms);
    free(run->asked_ms);
    free(run->bare_ms);
    free(run);
    return status;
}

/* ---- polling ------------------------------------------------------------------------------------ */

enum { POLL_RUNS = 10 };

struct poll_run {
    struct rack rack;
    struct peer peer;
    atomic_uint_fast64_t readings; /* of the probe */
    atomic_uint_fast64_t gaps;     /* of probe and zones */
    uint32_t seq;                  /* bench thread */
};

static bool count(void *context, const struct bench_record *record)
{
    struct poll_run *run = context;
    if (record->kind != RECORD_SAMPLE)
        return true;
    if (run->seq > 0 && record->seq > run->seq)
        atomic_fetch_add(&run->gaps, record->seq - run->seq - 1);
    run->seq = record->seq;
    atomic_fetch_add(&run->readings, record->stream == 0);
    return true;
}

static double cpu_of(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Of all threads but this one, which plays the instrument. */
static double cpu_of_bench(void)
{
    return cpu_of(RUSAGE_SELF) - cpu_of(RUSAGE_THREAD);
}

/* As a person presses: let go long before the thermode is back, as nothing starts under a button that is held. */
static bool respond(struct poll_run *run)
{
    press(&run->peer, true);
    serve(&run->peer, 200 * MONO_MS);
    press(&run->peer, false);
    return peer_serve_until(&run->peer, &run->rack.done, 30 * MONO_SEC);
}

/* Ten seconds up, a response, and back. */
static enum status poll_ramps(struct poll_run *run, size_t n, struct why *why)
{
    for (size_t i = 0; i < n; i++) {
        run->seq = 0;
        if (rack_heat(&run->rack) != STATUS_OK)
            return why_set(why, STATUS_TIMEOUT, "the bench does not start a ramp");
        serve(&run->peer, 10 * MONO_SEC);
        if (!respond(run))
            return why_set(why, STATUS_TIMEOUT, "a ramp does not come to its end");
    }
    return STATUS_OK;
}

static enum status poll_measure(struct poll_run *run, size_t n, struct why *why)
{
    const char *const ports[] = {run->peer.path};
    run->rack.driver = "qst-tcs";
    run->rack.button_responds = true;
    run->rack.record = count;
    run->rack.context = run;
    enum status status = rack_open(&run->rack, ports, 1, true, why);
    if (status == STATUS_OK && !peer_serve_until(&run->peer, &run->rack.ready, 10 * MONO_SEC))
        status = why_set(why, STATUS_TIMEOUT, "the bench does not find the simulated thermode");
    const mono_ns began = mono_now();
    const double cpu = cpu_of_bench();
    if (status == STATUS_OK)
        status = poll_ramps(run, n, why);
    const double took = mono_to_sec(mono_now() - began);
    if (status == STATUS_OK)
        printf("{\"benchmark\":\"poll\",\"ramps\":%zu,\"wall_s\":%.1f,\"readings\":%" PRIuFAST64
               ",\"hz\":%.1f,\"gaps\":%" PRIuFAST64 ",\"cpu_share\":%.4f}\n",
               n, took, atomic_load(&run->readings), (double)atomic_load(&run->readings) / took,
               atomic_load(&run->gaps), (cpu_of_bench() - cpu) / took);
    const enum status racked = rack_close(&run->rack, why);
    return status == STATUS_OK ? racked : status;
}

enum status measure_poll(const struct measure_options *options, struct why *why)
{
    struct poll_run *run = calloc(1, sizeof *run);
    if (!run)
        return STATUS_NO_MEMORY;
    enum status status = peer_open(&run->peer, "qst-tcs", why);
    if (status == STATUS_OK) {
        status = poll_measure(run, options->repeats ? (size_t)options->repeats : POLL_RUNS, why);
        peer_close(&run->peer);
    }
    free(run);
    return status;
}

/* Ingest: four instruments at 1 kHz each on ptys, written by another process that notes when each message leaves; the real loop,
 * driver, envelope, stimulus and recorder take them in, and the store writes them. */
#include "cli/measure.h"

#include "base/clock.h"
#include "cli/measure_bench.h"
#include "cli/measure_store.h"
#include "store/query.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { INSTRUMENTS = 4, RATE_HZ = 1000, SECONDS = 10, SENT_MAX = 120000, SEQ_PER_MESSAGE = 3 };

struct sent {
    _Atomic uint32_t n;
    mono_ns at[SENT_MAX]; /* when message number i left */
};

struct shared {
    atomic_bool ends;
    struct sent sent[INSTRUMENTS];
};

struct taken {
    uint32_t first_seq, last_seq, first_message; /* of what was recorded */
    uint64_t n;
};

struct ingest {
    struct rack rack;
    struct peer peers[INSTRUMENTS];
    struct shared *shared;
    struct taken taken[INSTRUMENTS];
    double *us;
    size_t n_us, capacity;
    struct measure_store store;
};

/* ---- a stimulus that only listens --------------------------------------------------------------- */

struct listen {
    bool over;
};

static void listen_start(void *state, mono_ns now, const void *spec,
                         const struct channel_ref *channels, size_t n, const struct reactor_io *io)
{
    const struct command command = {.kind = COMMAND_STREAM, .rate_hz = RATE_HZ};
    (void)now, (void)spec, (void)n;
    *(struct listen *)state = (struct listen){0};
    io->command(io->host, channels[0], &command);
}

static void listen_event(void *state, const struct event *event, const struct reactor_io *io)
{
    (void)state, (void)event, (void)io;
}

static void listen_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    (void)state, (void)now, (void)io;
}

static void listen_end(void *state, mono_ns now, enum end_reason reason,
                       const struct reactor_io *io)
{
    struct listen *listen = state;
    (void)reason;
    if (!listen->over)
        io->done(io->host, now, listen, sizeof *listen);
    listen->over = true;
}

static mono_ns listen_deadline(const void *state)
{
    (void)state;
    return MONO_NEVER;
}

static const struct reactor listener = {.name = "listener",
                                        .state_size = sizeof(struct listen),
                                        .start = listen_start,
                                        .event = listen_event,
                                        .tick = listen_tick,
                                        .end = listen_end,
                                        .deadline = listen_deadline};

/* ---- the sending process ------------------------------------------------------------------------ */

struct sender {
    struct peer *peer;
    struct sent *sent;
};

static void note_and_send(void *host, mono_ns t, const uint8_t *data, size_t n)
{
    struct sender *sender = host;
    (void)t;
    if (data[0] == 'D') {
        const uint32_t i = atomic_load(&sender->sent->n);
        if (i == SENT_MAX)
            return;
        sender->sent->at[i] = mono_now();
        atomic_store(&sender->sent->n, i + 1);
    }
    if (write(sender->peer->master, data, n) < 0)
        return; /* a pty that is full: the benchmark counts the loss */
}

static void send_all(struct ingest *ingest)
{
    struct sender senders[INSTRUMENTS];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int i = 0; i < INSTRUMENTS; i++)
        senders[i] = (struct sender){&ingest->peers[i], &ingest->shared->sent[i]};
    while (!atomic_load(&ingest->shared->ends)) {
        mono_ns next = mono_now() + MONO_MS;
        for (int i = 0; i < INSTRUMENTS; i++) {
            struct peer *peer = &ingest->peers[i];
            const struct sim_io io = {.host = &senders[i], .send = note_and_send};
            uint8_t data[512];
            const ssize_t n = read(peer->master, data, sizeof data);
            if (n > 0)
                peer->instrument->bytes(peer->state, mono_now(), data, (size_t)n, &io);
            const mono_ns now = mono_now();
            if (now >= peer->instrument->deadline(peer->state))
                peer->instrument->tick(peer->state, now, &io);
            next = mono_min(next, peer->instrument->deadline(peer->state));
        }
        mono_ns left = next - mono_now();
        const struct timespec wait = {.tv_nsec = left < 0 ? 0 : left > MONO_MS ? MONO_MS : left};
        nanosleep(&wait, NULL);
    }
    _exit(0);
}

/* ---- recording ---------------------------------------------------------------------------------- */

/* The message that was newest when the first record was read; from there the instrument's own count tells. */
static uint32_t message_at(const struct sent *sent, mono_ns t)
{
    uint32_t i = atomic_load(&sent->n);
    while (i > 0 && sent->at[i - 1] > t)
        i--;
    return i ? i - 1 : 0;
}

static void note_delay(struct ingest *ingest, const struct bench_record *record)
{
    const uint32_t index = (record->handle - 1) % INSTRUMENTS;
    struct taken *taken = &ingest->taken[index];
    const struct sent *sent = &ingest->shared->sent[index];
    if (taken->n++ == 0) {
        taken->first_seq = record->seq;
        taken->first_message = message_at(sent, record->t);
    }
    taken->last_seq = record->seq;
    const uint32_t message =
        taken->first_message + (record->seq - taken->first_seq) / SEQ_PER_MESSAGE;
    if (message < SENT_MAX && ingest->n_us < ingest->capacity)
        ingest->us[ingest->n_us++] = (double)(mono_now() - sent->at[message]) / 1e3;
}

static bool on_record(void *context, const struct bench_record *record)
{
    struct ingest *ingest = context;
    const bool has_room = measure_store_record(&ingest->store, record);
    if (record->kind == RECORD_SAMPLE)
        note_delay(ingest, record);
    return has_room;
}

/* ---- the run ------------------------------------------------------------------------------------ */

static bool all_ready(const struct ingest *ingest)
{
    for (uint8_t i = 0; i < INSTRUMENTS; i++)
        if (!bench_is_attached(ingest->rack.bench, i))
            return false;
    return atomic_load(&ingest->rack.ready);
}

static void sleep_until(mono_ns t)
{
    for (mono_ns left = t - mono_now(); left > 0; left = t - mono_now()) {
        const struct timespec wait = {.tv_sec = left / MONO_SEC, .tv_nsec = left % MONO_SEC};
        nanosleep(&wait, NULL);
    }
}

static enum status order_all(struct ingest *ingest, enum order_kind kind, struct why *why)
{
    for (uint8_t i = 0; i < INSTRUMENTS; i++) {
        struct order order = {.kind = (uint8_t)kind, .handle = i + 1u, .reason = END_COMPLETED};
        order.start.handle = i + 1u;
        order.start.reactor = &listener;
        order.start.channels[0] = (struct channel_ref){.instrument = i};
        order.start.n_channels = 1;
        if (bench_submit(ingest->rack.bench, &order) != STATUS_OK)
            return why_set(why, STATUS_FULL, "the bench takes no orders");
    }
    bench_loop_wake(ingest->rack.loop);
    return STATUS_OK;
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static enum status run(struct ingest *ingest, double *cpu, struct why *why)
{
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    while (!all_ready(ingest) && mono_now() < until)
        sleep_until(mono_now() + 10 * MONO_MS);
    sleep_until(mono_now() + 500 * MONO_MS);
    enum status status = order_all(ingest, ORDER_START, why);
    sleep_until(mono_now() + 500 * MONO_MS);
    const double before = cpu_seconds();
    sleep_until(mono_now() + SECONDS * MONO_SEC);
    *cpu = (cpu_seconds() - before) / SECONDS;
    if (status == STATUS_OK)
        status = order_all(ingest, ORDER_END, why);
    sleep_until(mono_now() + 300 * MONO_MS);
    return status;
}

static bool count_sample(void *context, const struct sample *sample)
{
    (void)sample;
    ++*(uint64_t *)context;
    return true;
}

static uint64_t stored_samples(struct ingest *ingest)
{
    struct study *study;
    struct session_key key;
    struct why why;
    uint64_t n = 0;
    if (study_open(ingest->store.path, STUDY_READ, &study, &why) != STATUS_OK)
        return 0;
    if (study_find_session(study, 1, &key, &why) == STATUS_OK)
        for (int64_t block = 1; block <= INSTRUMENTS; block++) {
            const struct sample_block which = {.block = block, .attempt = 1};
            if (study_samples_read(study, &key, &which, count_sample, &n, &why) != STATUS_OK)
                n = 0;
        }
    study_close(study);
    return n;
}

static void print(struct ingest *ingest, double cpu)
{
    uint64_t recorded = 0, lost = 0;
    for (int i = 0; i < INSTRUMENTS; i++) {
        const struct taken *taken = &ingest->taken[i];
        recorded += taken->n;
        lost += (taken->last_seq - taken->first_seq) / SEQ_PER_MESSAGE + 1 - taken->n;
    }
    const uint64_t stored = stored_samples(ingest);
    const struct measure_spread us = measure_spread(ingest->us, ingest->n_us);
    printf("{\"benchmark\":\"ingest\",\"instruments\":%d,\"rate_hz\":%d,\"recorded\":%" PRIu64
           ",\"lost\":%" PRIu64 ",\"stored\":%" PRIu64
           ",\"arrival_to_recorded_us\":{\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f},\"core_percent\":%"
           ".1f}\n",
           INSTRUMENTS, RATE_HZ, recorded, lost, stored, us.p50, us.p99, us.max, cpu * 100);
}

static enum status measure(struct ingest *ingest, struct why *why)
{
    const char *ports[INSTRUMENTS];
    double cpu = 0;
    enum status status = STATUS_OK;
    for (int i = 0; i < INSTRUMENTS && status == STATUS_OK; i++) {
        status = peer_open(&ingest->peers[i], "presser", why);
        ports[i] = ingest->peers[i].path;
    }
    if (status != STATUS_OK)
        return status;
    const pid_t sender = fork();
    if (sender == 0)
        send_all(ingest);
    ingest->rack.record = on_record;
    ingest->rack.context = ingest;
    status = rack_open(&ingest->rack, ports, INSTRUMENTS, true, why);
    if (status == STATUS_OK)
        status = measure_store_open(&ingest->store, why);
    if (status == STATUS_OK)
        status = run(ingest, &cpu, why);
    atomic_store(&ingest->shared->ends, true);
    const enum status racked = rack_close(&ingest->rack, why);
    if (status == STATUS_OK)
        status = racked;
    waitpid(sender, NULL, 0);
    const enum status joined = measure_store_close(&ingest->store, why);
    if (status == STATUS_OK && joined == STATUS_OK)
        print(ingest, cpu);
    measure_store_remove(&ingest->store);
    for (int i = 0; i < INSTRUMENTS; i++)
        peer_close(&ingest->peers[i]);
    return status == STATUS_OK ? joined : status;
}

enum status measure_ingest(const struct measure_options *options, struct why *why)
{
    (void)options;
    struct ingest *ingest = calloc(1, sizeof *ingest);
    if (!ingest)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the benchmark");
    ingest->capacity = (size_t)INSTRUMENTS * SENT_MAX;
    ingest->us = calloc(ingest->capacity, sizeof(double));
    ingest->shared = mmap(NULL, sizeof *ingest->shared, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    enum status status = STATUS_NO_MEMORY;
    if (ingest->us && ingest->shared != MAP_FAILED)
        status = measure(ingest, why);
    if (ingest->shared != MAP_FAILED)
        munmap(ingest->shared, sizeof *ingest->shared);
    free(ingest->us);
    free(ingest);
    return status;
}

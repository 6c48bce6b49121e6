/* The store writer's turn, its two producers' ends, and its thread.
 *
 * Invariants
 * 1. A record or request leaves its queue only into `record` or `request`, and these only when it
 *    has been applied or answered.
 * 2. Records are taken before requests, and again when a request waits for the end of samples: the
 *    bench pushes END before the session can know that there is a trial to append. */
#include "writer_internal.h"

#include "base/clock.h"
#include "base/reasons.h"
#include "store/reasons.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void signal_fd(int fd)
{
    /* Full means that the reader is awake already; nothing else can go wrong with an eventfd. */
    const uint64_t one = 1;
    if (write(fd, &one, sizeof one) < 0)
        assert(errno == EAGAIN);
}

static void quiet_fd(int fd)
{
    uint64_t count;
    if (read(fd, &count, sizeof count) < 0)
        assert(errno == EAGAIN);
}

static void wake(struct store_writer *writer)
{
    if (!atomic_exchange(&writer->wake_asked, true))
        signal_fd(writer->wake_fd);
}

enum status store_writer_new(struct study *study, struct store_writer **out, struct why *why)
{
    struct store_writer *writer = aligned_alloc(64, (sizeof *writer + 63) / 64 * 64);
    *out = NULL;
    if (!writer)
        return reason_set(why, REASON_no_memory, NULL);
    memset(writer, 0, offsetof(struct store_writer, slots));
    for (size_t i = 0; i < SAMPLE_SLOTS; i++)
        memset(&writer->slots[i], 0, offsetof(struct slot, samples));
    writer->study = study;
    writer->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    writer->ack_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    const bool rings =
        ring_init(&writer->records, sizeof(struct store_record), RECORD_DEPTH) == STATUS_OK &&
        ring_init(&writer->acks, sizeof(struct store_ack), ACK_DEPTH) == STATUS_OK &&
        pipe_init(&writer->requests, REQUEST_BYTES);
    if (rings && writer->wake_fd >= 0 && writer->ack_fd >= 0) {
        *out = writer;
        return STATUS_OK;
    }
    store_writer_free(writer);
    return why_set(why, STATUS_NO_MEMORY, "Out of memory or descriptors: close other programs.");
}

void store_writer_free(struct store_writer *writer)
{
    if (!writer)
        return;
    if (writer->has_thread && store_writer_join(writer, NULL) != STATUS_OK)
        writer->has_thread = false;
    ring_fini(&writer->records);
    ring_fini(&writer->acks);
    pipe_fini(&writer->requests);
    text_fini(&writer->outgoing);
    text_fini(&writer->streams);
    text_fini(&writer->message);
    text_fini(&writer->payload);
    if (writer->wake_fd >= 0)
        close(writer->wake_fd);
    if (writer->ack_fd >= 0)
        close(writer->ack_fd);
    free(writer);
}

bool store_writer_record(struct store_writer *writer, const struct store_record *record)
{
    assert(record->slot < SAMPLE_SLOTS);
    if (!ring_push(&writer->records, record))
        return false;
    if (record->kind != STORE_SAMPLE)
        wake(writer);
    return true;
}

static enum status send(struct store_writer *writer, uint64_t *ticket, struct why *why)
{
    const struct text *message = &writer->outgoing;
    if (!text_is_whole(message))
        return reason_set(why, REASON_no_memory, NULL);
    if (message->length + sizeof(uint64_t) > REQUEST_BYTES)
        return why_set(why, STATUS_RANGE,
                       "This is too large for the study in one piece (%zu bytes, at most %d).",
                       message->length, REQUEST_BYTES - 8);
    if (!pipe_push(&writer->requests, message->data, message->length))
        return reason_set(why, REASON_study_busy, NULL);
    *ticket = ++writer->last_ticket;
    wake(writer);
    return STATUS_OK;
}

enum status store_writer_begin(struct store_writer *writer, const struct store_begin *begin,
                               uint64_t *ticket, struct why *why)
{
    text_clear(&writer->outgoing);
    request_put_begin(&writer->outgoing, writer->last_ticket + 1, begin);
    return send(writer, ticket, why);
}

enum status store_writer_resume(struct store_writer *writer, const struct session_key *key,
                                const char *streams, uint64_t *ticket, struct why *why)
{
    text_clear(&writer->outgoing);
    request_put_resume(&writer->outgoing, writer->last_ticket + 1, key, streams);
    return send(writer, ticket, why);
}

enum status store_writer_append(struct store_writer *writer, const struct store_append *append,
                                uint64_t *ticket, struct why *why)
{
    text_clear(&writer->outgoing);
    request_put_append(&writer->outgoing, writer->last_ticket + 1, append);
    return send(writer, ticket, why);
}

bool store_writer_ack(struct store_writer *writer, struct store_ack *ack)
{
    if (ring_pop(&writer->acks, ack))
        return true;
    if (!atomic_exchange(&writer->ack_told, false))
        return false;
    quiet_fd(writer->ack_fd);
    return ring_pop(&writer->acks, ack);
}

int store_writer_ack_fd(const struct store_writer *writer)
{
    return writer->ack_fd;
}

mono_ns store_writer_lag(struct store_writer *writer, mono_ns now)
{
    const uint64_t turns = atomic_load(&writer->turns);
    const bool has_work = atomic_load(&writer->is_busy) || ring_count(&writer->records) > 0 ||
                          !pipe_is_empty(&writer->requests);
    if (!has_work || !writer->had_work || turns != writer->turns_seen)
        writer->behind_since = now;
    writer->had_work = has_work;
    writer->turns_seen = turns;
    return now - writer->behind_since;
}

static bool can_ack(const struct store_writer *writer)
{
    /* one place stays free for a failure of samples */
    return writer->is_draining || ring_count(&writer->acks) + 1 < ACK_DEPTH;
}

static void keep_failure(struct store_writer *writer, const struct store_ack *ack)
{
    if (ack->status == STATUS_OK || writer->last_status != STATUS_OK)
        return;
    writer->last_status = ack->status;
    writer->last_why = ack->why;
}

static void push_ack(struct store_writer *writer, struct store_ack *ack)
{
    if (writer->is_draining) {
        keep_failure(writer, ack);
        return;
    }
    ack->key = writer->key;
    if (!ring_push(&writer->acks, ack))
        return;
    signal_fd(writer->ack_fd);
    atomic_store(&writer->ack_told, true); /* after the signal: what is quieted stays quiet */
}

/* Writes what waits in the slots. A failure is told once and tried again later. */
static bool flush(struct store_writer *writer, mono_ns now)
{
    struct store_ack ack = {.ticket = 0};
    ack.status = writer_commit(writer, NULL, &ack);
    if (ack.status == STATUS_OK) {
        writer->is_failing = false;
        return true;
    }
    if (!writer->is_failing || writer->is_draining)
        push_ack(writer, &ack);
    writer->is_failing = true;
    writer->retry_at = now + FLUSH_AFTER;
    return false;
}

static bool flush_allowed(struct store_writer *writer, mono_ns now)
{
    return (!writer->is_failing || now >= writer->retry_at) && flush(writer, now);
}

static void tell_stray(struct store_writer *writer, const char *what)
{
    if (writer->has_told_stray)
        return;
    writer->has_told_stray = true;
    struct store_ack ack = {.ticket = 0, .status = STATUS_INVALID};
    (void)why_set(&ack.why, STATUS_INVALID, "The bench sent %s to the study; it was not kept.",
                  what);
    push_ack(writer, &ack);
}

static bool apply_begin(struct store_writer *writer, struct slot *slot, mono_ns now)
{
    const struct store_record *record = &writer->record;
    if (slot->state == SLOT_OPEN)
        slot->state = SLOT_ENDED;
    if (slot->state == SLOT_ENDED && !flush_allowed(writer, now))
        return false;
    if (!writer->has_key) {
        tell_stray(writer, "samples without a session");
        return true;
    }
    writer->has_told_stray = false;
    slot->state = SLOT_OPEN;
    slot->begun = false;
    slot->n = 0;
    slot->t0 = record->sample.t;
    slot->oldest = now;
    slot->block = (struct sample_block){record->block, record->attempt, record->part, record->slot};
    return true;
}

static bool apply_sample(struct store_writer *writer, struct slot *slot, mono_ns now)
{
    if (slot->state != SLOT_OPEN || writer->record.sample.stream >= SAMPLE_STREAMS_MAX) {
        tell_stray(writer, "a sample that belongs to no attempt");
        return true;
    }
    if (slot->n == SLOT_SAMPLES && !flush_allowed(writer, now))
        return false;
    if (slot->n == 0)
        slot->oldest = now;
    slot->samples[slot->n++] = writer->record.sample;
    return true;
}

static bool apply_record(struct store_writer *writer, mono_ns now)
{
    struct slot *slot = &writer->slots[writer->record.slot];
    switch ((enum store_record_kind)writer->record.kind) {
    case STORE_BEGIN:
        return apply_begin(writer, slot, now);
    case STORE_SAMPLE:
        return apply_sample(writer, slot, now);
    case STORE_END:
        if (slot->state == SLOT_OPEN) {
            slot->oldest = slot->n > 0 ? slot->oldest : now;
            slot->state = SLOT_ENDED;
        }
        return true;
    }
    return true;
}

static void take_records(struct store_writer *writer, mono_ns now)
{
    for (;;) {
        if (!writer->has_record && !ring_pop(&writer->records, &writer->record))
            return;
        writer->has_record = !apply_record(writer, now);
        if (writer->has_record)
            return;
    }
}

static void set_session(struct store_writer *writer, const struct request *request)
{
    writer->has_key = true;
    text_clear(&writer->streams);
    text_append_cstr(&writer->streams, request->streams ? request->streams : "[]");
}

/* Samples of the session before must be written under its name. */
static enum status change_session(struct store_writer *writer, const struct request *request,
                                  struct store_ack *ack)
{
    enum status status = writer_has_waiting(writer) ? writer_commit(writer, NULL, ack) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    if (request->kind == REQUEST_BEGIN) {
        status = writer_begin(writer, request, ack);
    } else {
        status = chain_find(writer->study, &request->key, &ack->why);
        writer->key = status == STATUS_OK ? request->key : writer->key;
    }
    if (status == STATUS_OK)
        set_session(writer, request);
    return status;
}

static enum status do_append(struct store_writer *writer, const struct request *request,
                             struct store_ack *ack)
{
    if (!writer->has_key)
        return why_set(&ack->why, STATUS_INVALID, "No session was begun to write entries of.");
    if (request->has_samples && !writer_has_ended(writer, &request->samples))
        return reason_set(&ack->why, REASON_study_no_samples, NULL);
    return writer_commit(writer, request, ack);
}

/* False: it must wait for the end of its samples. */
static bool answer(struct store_writer *writer, mono_ns now)
{
    const struct request *request = &writer->request;
    if (request->kind == REQUEST_APPEND && request->has_samples && writer->has_key &&
        !writer_has_ended(writer, &request->samples)) {
        take_records(writer, now);
        if (!writer_has_ended(writer, &request->samples) && !atomic_load(&writer->quit) &&
            now - writer->request_since < END_WITHIN)
            return false;
    }
    struct store_ack ack = {.ticket = request->ticket};
    ack.status = request->kind == REQUEST_APPEND ? do_append(writer, request, &ack)
                                                 : change_session(writer, request, &ack);
    push_ack(writer, &ack);
    return true;
}

static void take_requests(struct store_writer *writer, mono_ns now)
{
    while (can_ack(writer)) {
        if (!writer->has_request) {
            if (!pipe_pop(&writer->requests, &writer->message))
                return;
            request_read(&writer->request, &writer->message);
            writer->request_since = now;
            writer->has_request = true;
        }
        if (!answer(writer, now))
            return;
        writer->has_request = false;
    }
}

static bool is_file(const struct store_writer *writer)
{
    return writer->study->mode != STUDY_MEMORY;
}

/* The beginning of an attempt is written at once: after a crash it tells that somebody was exposed. */
static bool is_due(const struct store_writer *writer, mono_ns now)
{
    if (!is_file(writer) || (writer->is_failing && now < writer->retry_at))
        return false;
    for (size_t i = 0; i < SAMPLE_SLOTS; i++) {
        const struct slot *slot = &writer->slots[i];
        const bool waits = slot->n > 0 || slot->state == SLOT_ENDED;
        const bool is_new = slot->state == SLOT_OPEN && !slot->begun;
        if (is_new || (waits && now - slot->oldest >= FLUSH_AFTER))
            return true;
    }
    return false;
}

static bool has_open_slot(const struct store_writer *writer)
{
    for (size_t i = 0; i < SAMPLE_SLOTS; i++)
        if (writer->slots[i].state != SLOT_FREE)
            return true;
    return false;
}

static mono_ns next_turn(const struct store_writer *writer, mono_ns now)
{
    mono_ns next = MONO_NEVER;
    if (!can_ack(writer))
        next = now + LOOK_EVERY;
    if (writer->has_request)
        next = mono_min(next, writer->request_since + END_WITHIN);
    if (is_file(writer) && has_open_slot(writer))
        next = mono_min(next, now + LOOK_EVERY);
    return next;
}

mono_ns store_writer_turn(struct store_writer *writer, mono_ns now)
{
    atomic_store(&writer->is_busy, true);
    take_records(writer, now);
    take_requests(writer, now);
    if (is_due(writer, now))
        (void)flush(writer, now);
    atomic_fetch_add(&writer->turns, 1);
    atomic_store(&writer->is_busy, false);
    return next_turn(writer, now);
}

static bool has_rest(const struct store_writer *writer)
{
    return writer->has_record || writer_has_waiting(writer) || writer->has_request ||
           ring_count(&writer->records) > 0 || !pipe_is_empty(&writer->requests);
}

/* All that is queued, as far as the study takes it. */
static void drain(struct store_writer *writer, mono_ns now)
{
    struct store_ack rest = {.status = STATUS_NO_MEMORY};
    atomic_store(&writer->quit, true);
    writer->is_draining = true;
    writer->last_status = STATUS_OK;
    writer->retry_at = now;
    take_records(writer, now);
    take_requests(writer, now);
    while ((writer->has_record || writer_has_waiting(writer)) && flush(writer, now))
        take_records(writer, now);
    (void)reason_set(&rest.why, REASON_study_last_lost, NULL);
    if (has_rest(writer))
        keep_failure(writer, &rest);
    writer->is_draining = false;
}

/* Samples wake nobody: a ring that is not looked at fills up, also where nothing is written. */
static mono_ns turn_of_thread(struct store_writer *writer)
{
    const mono_ns now = mono_now();
    const mono_ns next = store_writer_turn(writer, now);
    return has_open_slot(writer) ? mono_min(next, now + LOOK_EVERY) : next;
}

static void *run(void *argument)
{
    struct store_writer *writer = argument;
    mono_ns next = 0;
    while (!atomic_load(&writer->quit)) {
        const mono_ns now = mono_now();
        const int64_t wait_ms = next == MONO_NEVER ? -1 : (next - now + MONO_MS - 1) / MONO_MS;
        struct pollfd fd = {.fd = writer->wake_fd, .events = POLLIN};
        poll(&fd, 1, next == MONO_NEVER ? -1 : wait_ms > 0 ? (int)wait_ms : 0);
        quiet_fd(writer->wake_fd);
        atomic_store(&writer->wake_asked, false);
        next = turn_of_thread(writer);
    }
    drain(writer, mono_now());
    atomic_store(&writer->has_ended, true);
    return NULL;
}

enum status store_writer_start(struct store_writer *writer, struct why *why)
{
    sigset_t all, before;
    atomic_store(&writer->quit, false);
    atomic_store(&writer->has_ended, false);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(&writer->thread, NULL, run, writer);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0)
        return why_set(why, STATUS_NO_MEMORY, "The store thread cannot be started: %s.",
                       strerror(error));
    writer->has_thread = true;
    return STATUS_OK;
}

bool store_writer_end(struct store_writer *writer)
{
    atomic_store(&writer->quit, true);
    wake(writer);
    return !writer->has_thread || atomic_load(&writer->has_ended);
}

enum status store_writer_join(struct store_writer *writer, struct why *why)
{
    if (writer->has_thread) {
        atomic_store(&writer->quit, true);
        wake(writer);
        pthread_join(writer->thread, NULL);
        writer->has_thread = false;
    } else {
        drain(writer, MONO_NEVER / 2);
    }
    if (writer->last_status != STATUS_OK && why)
        *why = writer->last_why;
    return writer->last_status;
}

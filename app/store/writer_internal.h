/* The parts of the store writer.
 *
 * A slot goes FREE -> OPEN at its BEGIN record, OPEN -> ENDED at its END record, ENDED -> FREE when
 * what it holds is committed (settle()). Samples wait in its buffer until a commit has them. */
#ifndef LIMEN_STORE_WRITER_INTERNAL_H
#define LIMEN_STORE_WRITER_INTERNAL_H

#include "base/ring.h"
#include "pipe_internal.h"
#include "request_internal.h"
#include "store/writer.h"
#include "store_internal.h"

#include <pthread.h>

enum {
    RECORD_DEPTH = 16384,
    REQUEST_BYTES = 1 << 20,
    ACK_DEPTH = 64,
    SLOT_SAMPLES = 4096,
    CLOSED_KEPT = 32, /* ended sample blocks whose trial has not been asked for yet */
};

#define FLUSH_AFTER (50 * MONO_MS)
#define LOOK_EVERY (20 * MONO_MS) /* samples do not wake the thread */
#define END_WITHIN (5 * MONO_SEC)

enum slot_state { SLOT_FREE, SLOT_OPEN, SLOT_ENDED };

struct slot {
    enum slot_state state;
    bool begun;   /* the study has its row */
    bool written; /* in the running transaction */
    struct sample_block block;
    mono_ns t0;
    mono_ns oldest; /* when the oldest waiting sample, or the end, was taken */
    size_t n;
    struct sample samples[SLOT_SAMPLES];
};

struct closed {
    struct sample_block block;
    uint64_t count;
    uint8_t digest[DIGEST_SIZE];
};

struct store_writer {
    struct study *study;
    struct ring records, acks;
    struct pipe requests;
    struct text outgoing; /* session thread's */
    uint64_t last_ticket; /* session thread's */
    uint64_t turns_seen;  /* session thread's, of store_writer_lag() */
    mono_ns behind_since; /* session thread's */
    bool had_work;        /* session thread's */
    int wake_fd, ack_fd;
    _Atomic bool wake_asked, ack_told, quit, has_ended;
    _Atomic bool is_busy;   /* in a turn */
    _Atomic uint64_t turns; /* that were finished */
    bool has_thread;
    pthread_t thread;

    /* the consumer's */
    bool has_key, has_record, has_request, is_failing, has_told_stray;
    bool is_draining; /* nobody listens any more: `last_status` is the first failure */
    struct session_key key;
    struct text streams, message, payload;
    struct store_record record; /* taken but not yet applied */
    struct request request;     /* taken but not yet answered */
    mono_ns request_since, retry_at;
    struct closed closed[CLOSED_KEPT], results[SAMPLE_SLOTS];
    size_t n_closed;
    struct why last_why;
    enum status last_status;
    struct slot slots[SAMPLE_SLOTS];
};

/* commit.c: one transaction with all waiting samples and, when given, a request's entries. */
MUST_CHECK
enum status writer_commit(struct store_writer *writer, const struct request *request,
                          struct store_ack *ack);
MUST_CHECK
enum status writer_begin(struct store_writer *writer, const struct request *request,
                         struct store_ack *ack);
/* The ended sample block of that name: waiting in a slot, or closed. */
bool writer_has_ended(const struct store_writer *writer, const struct sample_block *block);
bool writer_has_waiting(const struct store_writer *writer);

#endif

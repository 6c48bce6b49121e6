/* The store writer: the only one who writes a study while a session runs.
 *
 * Two producers, each alone on its own bounded queue of values:
 *
 * The bench thread sends records (begin, sample, end of an attempt), 16384 deep, about 4 s of four
 * instruments at 1 kHz. Full: store_writer_record() returns false and the bench raises the stop
 * line.
 *
 * The session thread sends requests (begin or resume a session, append entries) as messages in a
 * byte queue of 1 MiB. Payloads and sources are copied in whole, so no pointer crosses. Full:
 * STATUS_FULL, ask again after the next acknowledgement. Larger than the queue: STATUS_RANGE.
 *
 * One consumer does all the work in store_writer_turn(): a thread of its own (store_writer_start),
 * or whoever owns the virtual clock. Each request is answered by exactly one acknowledgement, in
 * order, after its commit; what is still queued at the end is answered by store_writer_join().
 *
 * Promises
 * 1. An acknowledgement with STATUS_OK means: on the disk.
 * 2. In a file, samples are on the disk at most 100 ms after their record and the beginning of an
 *    attempt in the turn that takes it. In memory they are kept until the end.
 * 3. A trial appended with `samples` is committed in one transaction with the end of that sample
 *    block, after the END record was taken; its payload then carries "samples":{"count","digest"}.
 *    No END within 5 s: STATUS_TIMEOUT, nothing is written.
 * 4. After an error nothing taken so far is dropped: samples wait and are tried again every 50 ms,
 *    until the record queue is full. The error comes as an acknowledgement with ticket 0, once per
 *    row of failures.
 *
 * From store_writer_start() to store_writer_join() the study belongs to the store thread: nobody
 * else may use it. Before and after, and always with inline turns, the owner may read from it. */
#ifndef LIMEN_STORE_WRITER_H
#define LIMEN_STORE_WRITER_H

#include "store/study.h"

enum store_record_kind {
    STORE_BEGIN,  /* `block`, `attempt`, `part` begin in `slot`; sample.t is the header's t0 */
    STORE_SAMPLE, /* `sample` of what is open in `slot` */
    STORE_END,    /* of what is open in `slot` */
};

struct store_record {
    struct sample sample;
    int64_t block, attempt;
    uint8_t kind; /* enum store_record_kind */
    uint8_t slot; /* 0..SAMPLE_SLOTS-1 */
    uint8_t part;
};

struct store_ack {
    uint64_t ticket; /* of the request; 0: samples could not be written */
    enum status status;
    struct session_key key; /* of the session that is now open */
    uint64_t samples_count; /* with `samples`: what went into the trial's entry */
    uint8_t samples_digest[DIGEST_SIZE];
    struct why why;
};

struct store_writer;

/* Borrows the study until freed. STATUS_NO_MEMORY, STATUS_IO. */
MUST_CHECK
enum status store_writer_new(struct study *study, struct store_writer **out, struct why *why);
/* Joins the thread if there is one. */
void store_writer_free(struct store_writer *writer);

/* Bench thread. Never blocks, never allocates. False: full. */
MUST_CHECK
bool store_writer_record(struct store_writer *writer, const struct store_record *record);

/* Session thread. Each gives a ticket and copies what it is given. `streams` is a canonical JSON
 * array,
 * [{"channel","instrument","unit"},…], which `sample.stream` indexes for the whole session. */
struct store_begin {
    const struct session_spec *spec;
    const struct study_source *sources;
    size_t n_sources;
    const char *streams;
    utc_us utc;
    mono_ns mono;
};
MUST_CHECK
enum status store_writer_begin(struct store_writer *writer, const struct store_begin *begin,
                               uint64_t *ticket, struct why *why);
/* Goes on with a session that is in the study already. */
MUST_CHECK
enum status store_writer_resume(struct store_writer *writer, const struct session_key *key,
                                const char *streams, uint64_t *ticket, struct why *why);
struct store_append {
    const struct entry *entries; /* one transaction */
    size_t n;
    const struct sample_block
        *samples; /* NULL, or whose digest goes into the first `trial` entry */
};
MUST_CHECK
enum status store_writer_append(struct store_writer *writer, const struct store_append *append,
                                uint64_t *ticket, struct why *why);
/* False: none yet. */
bool store_writer_ack(struct store_writer *writer, struct store_ack *ack);
/* Session thread, asked again and again: since when the store has had something to do and not come
 * through, up to `now`; 0: it keeps up. */
mono_ns store_writer_lag(struct store_writer *writer, mono_ns now);
/* Readable when there are acknowledgements; store_writer_ack() quiets it. */
int store_writer_ack_fd(const struct store_writer *writer);

/* Takes what is there and does what is due. Returns when it wants to be called again at the latest,
 * MONO_NEVER when only new records or requests can make work. Inline use only. */
mono_ns store_writer_turn(struct store_writer *writer, mono_ns now);

/* The same by a thread. */
MUST_CHECK
enum status store_writer_start(struct store_writer *writer, struct why *why);
/* Asks the thread to write what is queued and to end; true: it has, and join() does not wait. When
 * nobody gives it anything any more. */
MUST_CHECK
bool store_writer_end(struct store_writer *writer);
/* Returns when all that was queued is written or has failed. What is written now is not acknowledged:
 * the first failure, of samples or of a request, is the result. */
MUST_CHECK
enum status store_writer_join(struct store_writer *writer, struct why *why);

#endif

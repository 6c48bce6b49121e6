/* The study file: participants, sessions, journal, samples, and the tables derived from them.
 *
 * SQLite in WAL mode with synchronous=FULL, STRICT tables, one writer. The journal is append-only
 * with one BLAKE2b chain per session; an entry hashes the digest of its payload, so that a payload
 * can be erased and leaves a tombstone (DESIGN 7). Only one thread may use a `struct study`. */
#ifndef LIMEN_STORE_STUDY_H
#define LIMEN_STORE_STUDY_H

#include "base/mono.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SIZE = 32, ORIGIN_SIZE = 16, PARTICIPANT_MAX = 32 };

struct study;

enum study_mode {
    STUDY_READ,   /* must exist; nothing in it is changed, nothing is left beside it */
    STUDY_WRITE,  /* must exist; refused while another writes; an older version is upgraded */
    STUDY_CREATE, /* made when absent, else as STUDY_WRITE */
    STUDY_MEMORY, /* no file, no durability: virtual time */
};

/* STATUS_NOT_FOUND, PERMISSION, READ_ONLY, LOCKED, CORRUPT, NEWER, DISK_FULL, IO; network file
 * systems are refused with UNSUPPORTED. `why` says what to do. */
MUST_CHECK
enum status study_open(const char *path, enum study_mode mode, struct study **out, struct why *why);
void study_close(struct study *study);
/* The same; a file that this opening has made and in which no session was begun is taken away again. */
void study_close_unused(struct study *study);
/* The process that has this file open for writing now, a session of it perhaps; 0: none, -1: one that does not say which it
 * is. */
long study_writer(const struct study *study);

/* Pseudonymous participant ids: 1..32 of A-Z a-z 0-9 - _ , beginning with a letter or digit. */
bool participant_is_valid(const char *id);
/* The same; STATUS_INVALID: `why` names the rule that the id breaks. */
MUST_CHECK
enum status participant_check(const char *id, struct why *why);

/* Several benches' files merge: a session is named by where it was made and its number there. */
struct session_key {
    uint8_t origin[ORIGIN_SIZE];
    int64_t session;
};

struct session_spec {
    const char *participant, *operator_name;
    const char *protocol_id, *protocol_version;
    const uint8_t *protocol_digest; /* DIGEST_SIZE, over all sources */
    const char *bench;              /* canonical JSON: roles, instruments, limits */
    const char *parameters;         /* canonical JSON */
    const char *program;            /* name and version of this program */
    uint64_t seed;
};

struct study_source {
    const char *name, *text;
    size_t size;
};

/* The digest over all sources: names, sizes and texts, in the order given. */
void study_digest_sources(const struct study_source *sources, size_t n,
                          uint8_t digest[DIGEST_SIZE]);

/* The same of words alone: BLAKE2b-256 of their UTF-8. */
void study_digest_text(const char *text, uint8_t digest[DIGEST_SIZE]);

/* One entry of the journal. `task`, `block`, `step` are 0 where they do not apply.
 *
 * Kinds: session_start session_resume session_end plan request return started instruct rest trial adopt stop
 * rearm release fault notice note spoil correct rating ready gone export erase. The payload is
 * canonical JSON.
 *
 * Payloads that the store itself reads; an entry with any other shape is refused, STATUS_INVALID:
 *
 * trial: the columns of DATA 1 by their names. Numbers are JSON numbers, `practice` and `spoiled`
 * may be true or false, what is absent or null has no value. Required: test, site, trial, attempt.
 * `participant` must be the session's and `block` the entry's when they are there at all.
 * "samples":{"count":N,"digest":"<64 hex>"} names samples of this block and attempt that have been
 * ended. Other keys ("stimulus", "peak") stay in the payload.
 *
 * spoil: {"block","attempt","reason"}, also "trial" where an attempt holds several.
 *
 * correct: {"block","attempt","column","to","reason"}, also "trial". Any column of the trial table
 * but attempt, block, counts, participant and session.
 *
 * session_resume: {"operator"}: who is at the bench from here on; absent: the same as before. */
struct entry {
    const char *kind;
    utc_us utc;
    mono_ns mono;
    int64_t task, block, step;
    const char *payload;
    size_t payload_size;
};

/* Would this session be taken in? study_begin_session() asks it, too. STATUS_INVALID: the id is
 * wrong, or differs only in capital letters from one that is there. STATUS_DEPARTED: a study is
 * simulated or real from its first session on, and this session is of the other kind. */
MUST_CHECK
enum status study_admits(struct study *study, const struct session_spec *spec, struct why *why);

/* Writes session_start with the spec, and the sources (each stored once per study). */
MUST_CHECK
enum status study_begin_session(struct study *study, const struct session_spec *spec,
                                const struct study_source *sources, size_t n_sources, utc_us utc,
                                mono_ns mono, struct session_key *key, struct why *why);

/* The participant's newest session of this protocol without a session_end. STATUS_EMPTY: there is
 * none. */
MUST_CHECK
enum status study_unfinished_session(struct study *study, const char *participant,
                                     const char *protocol_id, struct session_key *key,
                                     uint8_t protocol_digest[DIGEST_SIZE], uint64_t *seed,
                                     struct why *why);

/* The sources that a session was begun with, in the order given then. */
typedef bool study_source_fn(void *context, const struct study_source *source);
MUST_CHECK
enum status study_sources(struct study *study, const struct session_key *key, study_source_fn *each,
                          void *context, struct why *why);

/* All entries in one transaction; they are on the disk when it returns STATUS_OK, and none is there
 * otherwise. A `trial` entry also makes its derived row. */
MUST_CHECK
enum status study_append(struct study *study, const struct session_key *key,
                         const struct entry *entries, size_t n, struct why *why);

/* Entries of a session in order. The callback returns false to end early. Erased payloads are "".
 */
typedef bool study_entry_fn(void *context, const struct entry *entry, int64_t seq);
MUST_CHECK
enum status study_entries(struct study *study, const struct session_key *key, study_entry_fn *each,
                          void *context, struct why *why);

/* A reading as it is kept: what the instrument measured, in the channel's unit. */
struct sample {
    mono_ns t; /* bench clock */
    double value;
    uint32_t seq;
    uint8_t stream; /* index into the block header's list of streams */
};

enum { SAMPLE_SLOTS = 8, SAMPLE_STREAMS_MAX = 16 };

/* Samples of one attempt: begun, appended in pieces while it runs (each call one durable
 * transaction), ended with a digest that goes into the attempt's `trial` entry. Several may be open
 * at once, each in a slot of its own (0..SAMPLE_SLOTS-1), which the caller chooses: a cuff holds
 * while an algometer presses. */
struct sample_block {
    int64_t block;   /* replay block */
    int64_t attempt; /* from 1 */
    int64_t part;    /* which stimulus of the attempt; 0 where it has only one */
    uint8_t slot;    /* while it is open; not kept */
};
/* `header`: canonical JSON: {"streams":[{"instrument","channel","unit"}],"t0":…}. */
MUST_CHECK
enum status study_samples_begin(struct study *study, const struct session_key *key,
                                const struct sample_block *block, const char *header,
                                struct why *why);
MUST_CHECK
enum status study_samples_append(struct study *study, uint8_t slot, const struct sample *samples,
                                 size_t n, struct why *why);
MUST_CHECK
enum status study_samples_end(struct study *study, uint8_t slot, uint8_t digest[DIGEST_SIZE],
                              uint64_t *count, struct why *why);

/* All samples of a block in order; nothing is given when they do not match the digest
 * (STATUS_CORRUPT). */
typedef bool study_sample_fn(void *context, const struct sample *sample);
MUST_CHECK
enum status study_samples_read(struct study *study, const struct session_key *key,
                               const struct sample_block *block, study_sample_fn *each,
                               void *context, struct why *why);

/* Makes the derived tables (participant, session, trial) again from the journal, bit by bit the
 * same. */
MUST_CHECK
enum status study_rebuild(struct study *study, struct why *why);

/* How many stimuli of `kind` (the trial's `test`; "" is every kind) this participant had at each
 * site since `since`, practice, spoiled and interrupted ones included, and when the last one ended:
 * the dose ledger's memory. Those in different units come apart. */
struct study_exposure {
    const char *site, *side;
    const char *unit; /* of their values: "kPa", "degC"; "" where the study does not know */
    uint32_t count;
    /* What a thermode has given in those whose entries say so (`cem43_min`, `cold_s`, `hot_s`, `thermal_ramps`), and how many
     * of them do. */
    uint32_t dosed, thermal_ramps;
    double cem43_min, cold_s, hot_s;
    double immersed_s; /* by hand in the cold, as far as entries say so */
    /* How often it was pressed, as entries say (`pressure_ramps`). Of those that do not, every one counts whose unit is kPa or is
     * not known: once too often rather than not at all. */
    uint32_t pressure_ramps;
    utc_us last;
};
typedef bool study_exposure_fn(void *context, const struct study_exposure *row);
MUST_CHECK
enum status study_exposure(struct study *study, const char *participant, const char *kind,
                           utc_us since, study_exposure_fn *each, void *context, struct why *why);

#endif

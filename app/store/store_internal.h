/* What the files of the store share: the open study, statements, transactions, errors.
 *
 * `live` is what the open study remembers between calls: the tip of one session's chain and the
 * open sample blocks. `before` is `live` as it was when the running transaction began.
 *
 * Invariants
 * 1. `live` agrees with the file whenever no transaction runs; a rollback puts `before` back.
 * 2. Transactions nest by counting; only the outermost begins, commits or rolls back. What fails
 *    inside one returns its failure up to the outermost, which rolls all of it back. */
#ifndef LIMEN_STORE_INTERNAL_H
#define LIMEN_STORE_INTERNAL_H

#include "codec_internal.h"
#include "store/query.h"
#include "store/study.h"

#include <sodium.h>
#include <sqlite3.h>

enum { OPERATOR_MAX = 128, UUID_SIZE = 37, APPLICATION_ID = 0x4c696d6e, SCHEMA_VERSION = 2 };

struct chain {
    bool known;
    bool is_erased;
    struct session_key key;
    int64_t seq; /* of the last entry */
    uint8_t hash[DIGEST_SIZE];
    char operator_name[OPERATOR_MAX];
    char participant[PARTICIPANT_MAX + 1];
};

struct sampler {
    bool open;
    struct session_key key;
    struct sample_block block;
    int64_t chunk; /* number of the next one */
    uint64_t count;
    crypto_generichash_state hash;
};

struct live {
    struct chain chain;
    enum study_kind kind; /* STUDY_UNDECIDED: not asked yet, or no session */
    struct sampler samplers[SAMPLE_SLOTS];
};

#define SQL_LIST(X)                                                                                \
    X(BEGIN, "BEGIN IMMEDIATE")                                                                    \
    X(COMMIT, "COMMIT")                                                                            \
    X(ROLLBACK, "ROLLBACK")                                                                        \
    X(TIP, "SELECT seq, hash, operator FROM journal WHERE origin = ?1 AND session = ?2 "           \
           "ORDER BY seq DESC LIMIT 1")                                                            \
    X(SESSION, "SELECT participant, erased FROM session WHERE origin = ?1 AND session = ?2")       \
    X(NEXT_SESSION, "SELECT coalesce(max(session), 0) + 1 FROM session")                           \
    X(SPELLING, "SELECT id FROM participant WHERE id = ?1 COLLATE NOCASE "                         \
                "ORDER BY id = ?1 DESC, id LIMIT 1")                                               \
    X(SOURCE, "INSERT INTO source(digest, text) VALUES(?1, ?2) ON CONFLICT DO NOTHING")            \
    X(JOURNAL,                                                                                     \
      "INSERT INTO journal(origin, session, seq, utc, mono, operator, kind, task, block, "         \
      "step, payload_digest, prev, hash) "                                                         \
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")                            \
    X(PAYLOAD, "INSERT INTO payload(origin, session, seq, body) VALUES(?1, ?2, ?3, ?4)")           \
    X(HEAD, "SELECT seq, hash FROM head WHERE origin = ?1 AND session = ?2")                       \
    X(HEAD_PUT, "INSERT INTO head(origin, session, seq, hash) VALUES(?1, ?2, ?3, ?4) ON "          \
                "CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash")                 \
    X(TALLY, "SELECT sessions, entries, digest FROM main.tally")                                   \
    X(TALLY_PUT, "INSERT INTO tally(id, sessions, entries, digest) VALUES(1, ?1, ?2, ?3) ON "      \
                 "CONFLICT DO UPDATE SET sessions = excluded.sessions, entries = "                 \
                 "excluded.entries, digest = excluded.digest")                                     \
    X(STRAY_SAMPLES, "SELECT 1 FROM trial t WHERE t.origin = ?1 AND t.session = ?2 AND "           \
                     "t.seq = ?3 AND t.samples_digest IS NOT NULL AND NOT EXISTS (SELECT 1 "       \
                     "FROM sample_block b WHERE b.origin = t.origin AND b.session = t.session "    \
                     "AND b.block = t.block AND b.attempt = t.attempt AND b.digest = "             \
                     "t.samples_digest AND b.count = t.samples_count)")                            \
    X(BLOCK_BEGIN, "INSERT INTO sample_block(origin, session, block, attempt, part, header, "      \
                   "opening) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                  \
    X(BLOCK_END, "UPDATE sample_block SET count = ?6, digest = ?7 WHERE origin = ?1 "              \
                 "AND session = ?2 AND block = ?3 AND attempt = ?4 AND part = ?5")                 \
    X(CHUNK, "INSERT INTO sample_chunk(origin, session, block, attempt, part, chunk, data) "       \
             "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")

enum sql_id {
#define SQL_ENUM(name, sql) SQL_##name,
    SQL_LIST(SQL_ENUM)
#undef SQL_ENUM
        SQL_COUNT
};

/* The tables that follow from the journal, in one schema: "main", or "temp" for a comparison. */
#define DERIVE_LIST(X)                                                                             \
    X(PARTICIPANT, "INSERT INTO $.participant(id, since) VALUES(?1, ?2) "                          \
                   "ON CONFLICT DO UPDATE SET since = min(since, excluded.since)")                 \
    X(SESSION, "INSERT INTO $.session(origin, session, participant, operator, protocol_id, "       \
               "protocol_version, protocol_digest, program, seed, begun) "                         \
               "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                                  \
    X(SESSION_END, "UPDATE $.session SET ended = ?3 WHERE origin = ?1 AND session = ?2")           \
    X(SESSION_RESUME, "UPDATE $.session SET ended = NULL WHERE origin = ?1 AND session = ?2")      \
    X(ERASE, "UPDATE $.session SET erased = 1 WHERE origin = ?1 AND session = ?2")                 \
    X(ERASE_TRIALS, "DELETE FROM $.trial WHERE origin = ?1 AND session = ?2")                      \
    X(OWNER, "SELECT participant FROM $.session WHERE origin = ?1 AND session = ?2")               \
    X(TRIAL, NULL)                                                                                 \
    X(SPOIL, "UPDATE $.trial SET spoiled = 1, spoil_reason = ?6 WHERE origin = ?1 AND "            \
             "session = ?2 AND block = ?3 AND attempt = ?4 AND (?5 IS NULL OR trial = ?5)")        \
    X(COUNTS,                                                                                      \
      "UPDATE $.trial SET counts = seq IN (SELECT seq FROM (SELECT seq, row_number() OVER ("       \
      "PARTITION BY test, site, side, phase, train, pulse, trial, practice "                       \
      "ORDER BY attempt DESC, seq DESC) AS place FROM $.trial WHERE origin = ?1 AND "              \
      "session = ?2 AND spoiled = 0 AND end IN ('response', 'limit', 'completed') AND "            \
      "(?3 IS NULL OR (test = ?3 AND site = ?4 AND trial = ?5))) WHERE place = 1) "                \
      "WHERE origin = ?1 AND session = ?2 AND "                                                    \
      "(?3 IS NULL OR (test = ?3 AND site = ?4 AND trial = ?5))")

enum derive_id {
#define DERIVE_ENUM(name, sql) DERIVE_##name,
    DERIVE_LIST(DERIVE_ENUM)
#undef DERIVE_ENUM
        DERIVE_COUNT
};

struct derive {
    struct study *study;
    const char *schema;
    bool counts_later; /* a whole journal is applied: derive_all() counts once for each session */
    sqlite3_stmt *statements[DERIVE_COUNT];
};

struct study {
    sqlite3 *db;
    char *path;
    enum study_mode mode;
    bool is_made; /* there was no file when it was opened */
    int lock;     /* descriptor that holds the writer's lock, -1 */
    int depth;
    int version; /* of the file's format; below SCHEMA_VERSION only when open for reading */
    uint8_t origin[ORIGIN_SIZE];
    char uuid[UUID_SIZE];
    struct codec *codec;
    struct derive derive;
    sqlite3_stmt *statements[SQL_COUNT];
    struct live live, before;
};

/* admit.c: a bench as session_start keeps it. */
bool bench_is_simulated(const char *bench, size_t size);

/* sql.c */
enum status sql_failed(struct study *study, struct why *why); /* what the database says it is */
sqlite3_stmt *sql_get(struct study *study, enum sql_id id);   /* ready to bind; NULL: failed */
MUST_CHECK
enum status sql_done(struct study *study, sqlite3_stmt *statement, struct why *why);
MUST_CHECK
enum status sql_prepare(struct study *study, const char *sql, sqlite3_stmt **out, struct why *why);
/* Ends a query: SQLITE_DONE or an early end is ok. Takes the statement. */
MUST_CHECK
enum status sql_finish(struct study *study, sqlite3_stmt *statement, int code, struct why *why);
MUST_CHECK
enum status sql_exec(struct study *study, const char *sql, struct why *why);
void sql_bind_key(sqlite3_stmt *statement, const struct session_key *key);
void sql_bind_digest(sqlite3_stmt *statement, int index, const uint8_t digest[DIGEST_SIZE]);
bool sql_column_blob(sqlite3_stmt *statement, int column, void *out, int size); /* exactly `size` */
const char *sql_column_text(sqlite3_stmt *statement, int column);               /* "" for NULL */
void sql_column_copy(sqlite3_stmt *statement, int column, char *out, size_t cap);

MUST_CHECK
enum status transaction_begin(struct study *study, struct why *why);
/* Commits when `status` is ok, else rolls back; returns what became of it. */
MUST_CHECK
enum status transaction_end(struct study *study, enum status status, struct why *why);

/* schema.c */
MUST_CHECK
enum status schema_create(struct study *study, struct why *why);
MUST_CHECK
enum status schema_check(struct study *study, struct why *why);
/* To SCHEMA_VERSION, in one transaction. */
MUST_CHECK
enum status schema_upgrade(struct study *study, struct why *why);
MUST_CHECK
enum status schema_make_temp(struct study *study, struct why *why);
MUST_CHECK
enum status schema_drop_temp(struct study *study, struct why *why);

/* upgrade.c */
MUST_CHECK
enum status upgrade_file(struct study *study, struct why *why);

/* place.c */
/* A path (of malloc()) that is a symbolic link becomes that of the file itself. */
MUST_CHECK
enum status place_follow(char **path, struct why *why);
MUST_CHECK
enum status place_check(const char *path, enum study_mode mode, bool *exists, struct why *why);
MUST_CHECK
enum status place_lock(const char *path, int *lock, struct why *why);
/* Who has it: a process, 0: nobody, -1: somebody. */
long place_writer(const char *path);
void place_unlock(const char *path, int lock);
void place_sync_folder(const char *path);
bool place_is_writable(const char *path);
/* The size of the file PATH + suffix; -1: there is none. */
int64_t place_size(const char *path, const char *suffix);

/* journal.c */
struct journal_row {
    struct session_key key;
    int64_t seq;
    struct entry entry; /* payload NULL: erased */
    const char *operator_name;
    uint8_t payload_digest[DIGEST_SIZE], prev[DIGEST_SIZE], hash[DIGEST_SIZE];
};
void chain_genesis(const struct session_key *key, uint8_t out[DIGEST_SIZE]);
void chain_hash(const struct journal_row *row, uint8_t out[DIGEST_SIZE]);
void digest_of(const void *data, size_t size, uint8_t out[DIGEST_SIZE]);
void hash_number(crypto_generichash_state *hash, int64_t x);
MUST_CHECK
enum status chain_find(struct study *study, const struct session_key *key, struct why *why);
/* Journal order; key NULL: all sessions. */
typedef bool journal_row_fn(void *context, const struct journal_row *row);
MUST_CHECK
enum status journal_walk(struct study *study, const struct session_key *key, journal_row_fn *each,
                         void *context, struct why *why);

/* head.c */
struct head {
    struct session_key key;
    int64_t seq; /* of the last entry; 0: none */
    uint8_t hash[DIGEST_SIZE];
};
struct tally {
    int64_t sessions, entries;
    uint8_t digest[DIGEST_SIZE];
};
void tally_add(struct tally *tally, const struct head *head);
MUST_CHECK
enum status tally_load(struct study *study, struct tally *tally, struct why *why);
MUST_CHECK
enum status tally_save(struct study *study, const struct tally *tally, struct why *why);
/* In the transaction that takes a session from one last entry to another. */
MUST_CHECK
enum status head_advance(struct study *study, const struct head *from, const struct head *to,
                         struct why *why);
/* STATUS_CORRUPT: the study remembers another end of this session. */
MUST_CHECK
enum status head_check(struct study *study, const struct head *tip, struct why *why);
/* By session number: what the study remembers, and what the journal has (seq 0: nothing). */
typedef void head_fn(void *context, const struct head *head, const struct head *tip);
MUST_CHECK
enum status heads_walk(struct study *study, head_fn *each, void *context, struct why *why);
/* From the journal, into empty tables. */
MUST_CHECK
enum status heads_fill(struct study *study, struct why *why);

/* compare.c: the derived tables against what the journal gives. */
struct difference {
    const char *table, *place; /* `place`: of the first row, in words */
    int64_t rows;
};
typedef void difference_fn(void *context, const struct difference *difference);
/* Of one session, or of all when `key` is NULL. */
MUST_CHECK
enum status compare_derived(struct study *study, const struct session_key *key, difference_fn *each,
                            void *context, struct why *why);

/* derive.c */
void derive_init(struct derive *derive, struct study *study, const char *schema);
void derive_fini(struct derive *derive);
sqlite3_stmt *derive_get(struct derive *derive, enum derive_id id);
MUST_CHECK
enum status derive_entry(struct derive *derive, const struct session_key *key, int64_t seq,
                         const struct entry *entry, struct why *why);
/* The journal of one session, or of all when `key` is NULL, into empty tables. Entries that cannot
 * be read are left out when `lenient`. */
MUST_CHECK
enum status derive_all(struct derive *derive, const struct session_key *key, bool lenient,
                       struct why *why);

/* trial.c */
MUST_CHECK
enum status derive_trial(struct derive *derive, const struct session_key *key, int64_t seq,
                         const struct entry *entry, struct why *why);
MUST_CHECK
enum status derive_spoil(struct derive *derive, const struct session_key *key, int64_t seq,
                         const struct entry *entry, struct why *why);
MUST_CHECK
enum status derive_correct(struct derive *derive, const struct session_key *key, int64_t seq,
                           const struct entry *entry, struct why *why);
char *derive_sql_trial(const char *schema); /* malloc'd */
/* Which attempts count, in all trials of the session. */
MUST_CHECK
enum status derive_counts(struct derive *derive, const struct session_key *key, struct why *why);

/* samples.c */
struct block_opening {
    const struct session_key *key;
    struct sample_block block;
    const char *header;
};
void block_opening_digest(const struct block_opening *opening, uint8_t out[DIGEST_SIZE]);
struct samples_found {
    uint64_t count;
    uint8_t digest[DIGEST_SIZE];
};
MUST_CHECK
enum status samples_hash(struct study *study, const struct block_opening *opening,
                         struct samples_found *found, struct why *why);

#endif

/* The tables of a study file, version 2.
 *
 * Kept: meta, source, journal, payload, head, tally, sample_block, sample_chunk. Derived from the journal and
 * made again by study_rebuild(): participant, session, trial. Every key begins with (origin,
 * session), so that the files of several benches merge row by row. The journal refuses change by
 * trigger; of a payload only the erasure.
 *
 * Version 1 had no head and no tally (head.c); they are what an upgrade adds.
 *
 * meta.seal is the BLAKE2b of the other rows ("name=value\n" in order of name), so that damage
 * shows. */
#include "store_internal.h"

#include "store/reasons.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_COLUMNS                                                                                \
    "origin BLOB NOT NULL CHECK (length(origin) = 16), session INTEGER NOT NULL CHECK (session "   \
    "> 0)"
#define SEQ_COLUMN ", seq INTEGER NOT NULL CHECK (seq > 0)"
#define BLOCK_COLUMNS                                                                              \
    ", block INTEGER NOT NULL, attempt INTEGER NOT NULL CHECK (attempt > 0), part INTEGER NOT "    \
    "NULL CHECK (part >= 0)"

struct object {
    const char *name, *sql;
    int since; /* version that brought it */
};

static const struct object kept[] = {
    {"meta", "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
     1},
    {"source",
     "CREATE TABLE source(digest BLOB PRIMARY KEY CHECK (length(digest) = 32), "
     "text BLOB NOT NULL) STRICT",
     1},
    {"journal",
     "CREATE TABLE journal(" KEY_COLUMNS SEQ_COLUMN
     ", utc INTEGER NOT NULL, mono INTEGER NOT NULL, operator TEXT NOT NULL, kind TEXT NOT NULL, "
     "task INTEGER NOT NULL, block INTEGER NOT NULL, step INTEGER NOT NULL, "
     "payload_digest BLOB NOT NULL CHECK (length(payload_digest) = 32), "
     "prev BLOB NOT NULL CHECK (length(prev) = 32), hash BLOB NOT NULL CHECK (length(hash) = 32), "
     "PRIMARY KEY (origin, session, seq)) STRICT, WITHOUT ROWID",
     1},
    {"payload",
     "CREATE TABLE payload(" KEY_COLUMNS SEQ_COLUMN
     ", body TEXT, PRIMARY KEY (origin, session, seq)) STRICT, WITHOUT ROWID",
     1},
    {"sample_block",
     "CREATE TABLE sample_block(" KEY_COLUMNS BLOCK_COLUMNS
     ", header TEXT NOT NULL, opening BLOB NOT NULL CHECK (length(opening) = 32), "
     "count INTEGER, digest BLOB CHECK (length(digest) = 32), "
     "erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)), "
     "PRIMARY KEY (origin, session, block, attempt, part)) STRICT, WITHOUT ROWID",
     1},
    {"sample_chunk",
     "CREATE TABLE sample_chunk(" KEY_COLUMNS BLOCK_COLUMNS
     ", chunk INTEGER NOT NULL, data BLOB NOT NULL, "
     "PRIMARY KEY (origin, session, block, attempt, part, chunk)) "
     "STRICT, WITHOUT ROWID",
     1},
    {"journal_keeps_entries",
     "CREATE TRIGGER journal_keeps_entries BEFORE DELETE ON journal "
     "BEGIN SELECT raise(ABORT, 'the journal is append-only'); END",
     1},
    {"journal_keeps_values",
     "CREATE TRIGGER journal_keeps_values BEFORE UPDATE ON journal "
     "BEGIN SELECT raise(ABORT, 'the journal is append-only'); END",
     1},
    {"payload_keeps_rows",
     "CREATE TRIGGER payload_keeps_rows BEFORE DELETE ON payload "
     "BEGIN SELECT raise(ABORT, 'payloads are erased, not deleted'); END",
     1},
    {"payload_only_erases",
     "CREATE TRIGGER payload_only_erases BEFORE UPDATE ON payload WHEN new.body IS NOT NULL "
     "OR (new.origin, new.session, new.seq) IS NOT (old.origin, old.session, old.seq) "
     "BEGIN SELECT raise(ABORT, 'a payload can only be erased'); END",
     1},
    {"source_keeps_rows",
     "CREATE TRIGGER source_keeps_rows BEFORE DELETE ON source "
     "BEGIN SELECT raise(ABORT, 'sources are kept'); END",
     1},
    {"source_keeps_values",
     "CREATE TRIGGER source_keeps_values BEFORE UPDATE ON source "
     "BEGIN SELECT raise(ABORT, 'sources are kept'); END",
     1},
    {"head",
     "CREATE TABLE head(" KEY_COLUMNS SEQ_COLUMN
     ", hash BLOB NOT NULL CHECK (length(hash) = 32), PRIMARY KEY (origin, session)) STRICT, "
     "WITHOUT ROWID",
     2},
    {"tally",
     "CREATE TABLE tally(id INTEGER PRIMARY KEY CHECK (id = 1), sessions INTEGER NOT NULL, "
     "entries INTEGER NOT NULL, digest BLOB NOT NULL CHECK (length(digest) = 32)) STRICT",
     2},
    {"head_keeps_rows",
     "CREATE TRIGGER head_keeps_rows BEFORE DELETE ON head "
     "BEGIN SELECT raise(ABORT, 'sessions are kept'); END",
     2},
    {"tally_keeps_rows",
     "CREATE TRIGGER tally_keeps_rows BEFORE DELETE ON tally "
     "BEGIN SELECT raise(ABORT, 'the tally is kept'); END",
     2},
};

static const struct object derived[] = {
    {"participant",
     "TABLE participant(id TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID", 1},
    {"session",
     "TABLE session(" KEY_COLUMNS
     ", participant TEXT NOT NULL, operator TEXT NOT NULL, protocol_id TEXT NOT NULL, "
     "protocol_version TEXT NOT NULL, "
     "protocol_digest BLOB NOT NULL CHECK (length(protocol_digest) = 32), "
     "program TEXT NOT NULL, seed INTEGER NOT NULL, begun INTEGER NOT NULL, "
     "ended INTEGER, erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)), "
     "PRIMARY KEY (origin, session)) STRICT, WITHOUT ROWID",
     1},
    {"trial",
     "TABLE trial(" KEY_COLUMNS SEQ_COLUMN
     ", utc INTEGER NOT NULL, participant TEXT NOT NULL, block INTEGER NOT NULL, "
     "counts INTEGER NOT NULL CHECK (counts IN (0, 1)), "
     "test TEXT NOT NULL, site TEXT NOT NULL, side TEXT, role TEXT, phase TEXT, "
     "train INTEGER, pulse INTEGER, trial INTEGER NOT NULL CHECK (trial > 0), "
     "attempt INTEGER NOT NULL CHECK (attempt > 0), baseline REAL, level REAL, "
     "conditioning TEXT, cond_level REAL, cond_rating REAL, "
     "practice INTEGER NOT NULL CHECK (practice IN (0, 1)), "
     "spoiled INTEGER NOT NULL CHECK (spoiled IN (0, 1)), spoil_reason TEXT, "
     "value REAL, unit TEXT, censored TEXT, end TEXT, rate_mean REAL, rate_target REAL, "
     "in_band REAL, probe_area_cm2 REAL, onset TEXT, age REAL, sex TEXT, "
     "samples_count INTEGER, "
     "samples_digest BLOB CHECK (length(samples_digest) = 32), "
     "PRIMARY KEY (origin, session, seq)) STRICT, WITHOUT ROWID",
     1},
};

enum { KEPT = sizeof kept / sizeof kept[0], DERIVED = sizeof derived / sizeof derived[0] };

static enum status create_derived(struct study *study, const char *create, struct why *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < DERIVED && status == STATUS_OK; i++) {
        char sql[2048];
        snprintf(sql, sizeof sql, "%s %s", create, derived[i].sql);
        status = sql_exec(study, sql, why);
    }
    return status;
}

static enum status seal_now(struct study *study, char out[2 * DIGEST_SIZE + 1], struct why *why)
{
    sqlite3_stmt *query;
    enum status status = sql_prepare(
        study, "SELECT name, value FROM meta WHERE name <> 'seal' ORDER BY name", &query, why);
    if (status != STATUS_OK)
        return status;
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, DIGEST_SIZE);
    int code;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        for (int column = 0; column < 2; column++) {
            const char *text = sql_column_text(query, column);
            crypto_generichash_update(&hash, (const uint8_t *)text, strlen(text));
            crypto_generichash_update(&hash, (const uint8_t *)(column ? "\n" : "="), 1);
        }
    }
    uint8_t digest[DIGEST_SIZE];
    crypto_generichash_final(&hash, digest, DIGEST_SIZE);
    sodium_bin2hex(out, 2 * DIGEST_SIZE + 1, digest, DIGEST_SIZE);
    return sql_finish(study, query, code, why);
}

static enum status put_meta(struct study *study, const char *name, const char *value,
                            struct why *why)
{
    sqlite3_stmt *insert;
    enum status status =
        sql_prepare(study, "INSERT INTO meta(name, value) VALUES(?1, ?2)", &insert, why);
    if (status != STATUS_OK)
        return status;
    sqlite3_bind_text(insert, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 2, value, -1, SQLITE_STATIC);
    return sql_finish(study, insert, sqlite3_step(insert), why);
}

/* A random UUID, RFC 4122 version 4. */
static void make_uuid(char out[UUID_SIZE])
{
    uint8_t b[16];
    randombytes_buf(b, sizeof b);
    b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
    b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
    char hex[33];
    sodium_bin2hex(hex, sizeof hex, b, sizeof b);
    snprintf(out, UUID_SIZE, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
             hex + 20);
}

/* What came after version `from`, and the number of this version. */
static enum status create_kept(struct study *study, int from, struct why *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < KEPT && status == STATUS_OK; i++)
        if (from == 0 || kept[i].since > from)
            status = sql_exec(study, kept[i].sql, why);
    if (status == STATUS_OK)
        status = heads_fill(study, why);
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", SCHEMA_VERSION);
    return status == STATUS_OK ? sql_exec(study, sql, why) : status;
}

static enum status fill(struct study *study, struct why *why)
{
    enum status status = create_kept(study, 0, why);
    if (status == STATUS_OK)
        status = create_derived(study, "CREATE", why);
    make_uuid(study->uuid);
    if (status == STATUS_OK)
        status = put_meta(study, "uuid", study->uuid, why);
    char seal[2 * DIGEST_SIZE + 1];
    if (status == STATUS_OK)
        status = seal_now(study, seal, why);
    if (status == STATUS_OK)
        status = put_meta(study, "seal", seal, why);
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d", APPLICATION_ID);
    return status == STATUS_OK ? sql_exec(study, sql, why) : status;
}

enum status schema_create(struct study *study, struct why *why)
{
    enum status status = transaction_begin(study, why);
    if (status != STATUS_OK)
        return status;
    return transaction_end(study, fill(study, why), why);
}

enum status schema_upgrade(struct study *study, struct why *why)
{
    enum status status = transaction_begin(study, why);
    if (status != STATUS_OK)
        return status;
    return transaction_end(study, create_kept(study, study->version, why), why);
}

static enum status altered(struct study *study, const char *what, struct why *why)
{
    return reason_set(why, REASON_study_altered, study->path, what, NULL);
}

static enum status check_object(struct study *study, const char *name, const char *expected,
                                struct why *why)
{
    sqlite3_stmt *query;
    enum status status =
        sql_prepare(study, "SELECT sql FROM main.sqlite_schema WHERE name = ?1", &query, why);
    if (status != STATUS_OK)
        return status;
    sqlite3_bind_text(query, 1, name, -1, SQLITE_STATIC);
    const int code = sqlite3_step(query);
    const bool same = code == SQLITE_ROW && !strcmp(sql_column_text(query, 0), expected);
    status = sql_finish(study, query, code, why);
    return status == STATUS_OK && !same ? altered(study, name, why) : status;
}

static enum status check_meta(struct study *study, struct why *why)
{
    char seal[2 * DIGEST_SIZE + 1];
    enum status status = seal_now(study, seal, why);
    sqlite3_stmt *query = NULL;
    if (status == STATUS_OK)
        status = sql_prepare(study,
                             "SELECT u.value, s.value FROM meta u, meta s WHERE u.name = 'uuid' "
                             "AND s.name = 'seal'",
                             &query, why);
    if (status != STATUS_OK)
        return status;
    const int code = sqlite3_step(query);
    const bool same = code == SQLITE_ROW && !strcmp(sql_column_text(query, 1), seal);
    sql_column_copy(query, 0, study->uuid, UUID_SIZE);
    status = sql_finish(study, query, code, why);
    return status == STATUS_OK && !same ? altered(study, "identity", why) : status;
}

static bool is_due(const struct study *study, const struct object *object)
{
    return object->since <= study->version;
}

/* Views and triggers that are not ours could change what is written or read. */
static enum status check_strangers(struct study *study, struct why *why)
{
    sqlite3_stmt *query;
    enum status status = sql_prepare(study,
                                     "SELECT count(*) FROM main.sqlite_schema WHERE type IN "
                                     "('trigger', 'view') OR rootpage = 0",
                                     &query, why);
    if (status != STATUS_OK)
        return status;
    const int code = sqlite3_step(query);
    int expected = 0;
    for (size_t i = 0; i < KEPT; i++)
        expected += is_due(study, &kept[i]) && !strncmp(kept[i].sql, "CREATE TRIGGER", 14);
    const bool same = code == SQLITE_ROW && sqlite3_column_int(query, 0) == expected;
    status = sql_finish(study, query, code, why);
    return status == STATUS_OK && !same ? altered(study, "set of tables", why) : status;
}

enum status schema_check(struct study *study, struct why *why)
{
    enum status status = check_strangers(study, why);
    for (size_t i = 0; i < KEPT && status == STATUS_OK; i++)
        if (is_due(study, &kept[i]))
            status = check_object(study, kept[i].name, kept[i].sql, why);
    for (size_t i = 0; i < DERIVED && status == STATUS_OK; i++) {
        char sql[2048];
        snprintf(sql, sizeof sql, "CREATE %s", derived[i].sql);
        status = check_object(study, derived[i].name, sql, why);
    }
    return status == STATUS_OK ? check_meta(study, why) : status;
}

enum status schema_drop_temp(struct study *study, struct why *why)
{
    return sql_exec(study,
                    "DROP TABLE IF EXISTS temp.participant; DROP TABLE IF EXISTS temp.session; "
                    "DROP TABLE IF EXISTS temp.trial",
                    why);
}

enum status schema_make_temp(struct study *study, struct why *why)
{
    const enum status status = schema_drop_temp(study, why);
    return status == STATUS_OK ? create_derived(study, "CREATE TEMP", why) : status;
}

/* A participant withdraws. The order matters: the `erase` entry is written in the same transaction
 * that takes payloads and samples away, secure_delete overwrites them in the file, and a checkpoint
 * empties the WAL, where older copies of their pages may stand. */
#include "store/verify.h"

#include "canonical_internal.h"
#include "store/query.h"
#include "store_internal.h"

#include <stdlib.h>
#include <string.h>

struct keys {
    struct session_key *keys;
    size_t n;
    bool failed;
};

static bool take_key(void *context, const struct study_session *session)
{
    struct keys *found = context;
    struct session_key *keys = realloc(found->keys, (found->n + 1) * sizeof *keys);
    found->failed = !keys;
    if (!keys)
        return false;
    found->keys = keys;
    keys[found->n++] = session->key;
    return true;
}

static enum status run_for(struct study *study, const char *sql, const struct session_key *key,
                           struct why *why)
{
    sqlite3_stmt *statement;
    const enum status status = sql_prepare(study, sql, &statement, why);
    if (status != STATUS_OK)
        return status;
    sql_bind_key(statement, key);
    return sql_finish(study, statement, sqlite3_step(statement), why);
}

/* The start of a session names only pseudonym, protocol and bench, and stays: it says whose
 * tombstones these are. */
static enum status erase_session(struct study *study, const struct session_key *key,
                                 const struct entry *entry, struct why *why)
{
    static const char *const steps[] = {
        "UPDATE payload SET body = NULL WHERE origin = ?1 AND session = ?2 AND (origin, session, "
        "seq) IN (SELECT origin, session, seq FROM journal WHERE kind NOT IN ('session_start', "
        "'erase') AND origin = ?1 AND session = ?2)",
        "DELETE FROM sample_chunk WHERE origin = ?1 AND session = ?2",
        "UPDATE sample_block SET erased = 1 WHERE origin = ?1 AND session = ?2",
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == STATUS_OK; i++)
        status = run_for(study, steps[i], key, why);
    return status == STATUS_OK ? study_append(study, key, entry, 1, why) : status;
}

static void put_erasure(struct text *out, const struct erasure *erasure)
{
    text_append_cstr(out, "{\"operator\":");
    canonical_string(out, erasure->operator_name);
    text_append_cstr(out, ",\"participant\":");
    canonical_string(out, erasure->participant);
    text_append_cstr(out, ",\"reason\":");
    canonical_string(out, erasure->reason);
    text_append_cstr(out, "}");
}

static enum status erase_all(struct study *study, const struct keys *found,
                             const struct erasure *erasure, struct why *why)
{
    struct text payload;
    text_init(&payload);
    put_erasure(&payload, erasure);
    enum status status = text_is_whole(&payload) ? transaction_begin(study, why)
                                                 : why_set(why, STATUS_NO_MEMORY, "Out of memory.");
    if (status == STATUS_OK) {
        const struct entry entry = {.kind = "erase",
                                    .utc = erasure->utc,
                                    .mono = erasure->mono,
                                    .payload = payload.data,
                                    .payload_size = payload.length};
        for (size_t i = 0; i < found->n && status == STATUS_OK; i++)
            status = erase_session(study, &found->keys[i], &entry, why);
        status = transaction_end(study, status, why);
    }
    text_fini(&payload);
    return status;
}

static enum status empty_wal(struct study *study, struct why *why)
{
    const int code =
        study->mode == STUDY_MEMORY
            ? SQLITE_OK
            : sqlite3_wal_checkpoint_v2(study->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (code == SQLITE_OK)
        return STATUS_OK;
    if (code == SQLITE_BUSY)
        return why_set(why, STATUS_LOCKED,
                       "Study %s: the participant is erased, but another program still reads old "
                       "pages: close it, then open and close the study once.",
                       study->path);
    return sql_failed(study, why);
}

enum status study_erase_participant(struct study *study, const struct erasure *erasure,
                                    struct why *why)
{
    struct keys found = {0};
    enum status status = study_sessions(study, erasure->participant, take_key, &found, why);
    if (status == STATUS_OK && found.failed)
        status = why_set(why, STATUS_NO_MEMORY, "Out of memory: close other programs.");
    if (status == STATUS_OK && found.n == 0)
        status = why_set(why, STATUS_NOT_FOUND, "Study %s has no participant %s.", study->path,
                         erasure->participant);
    if (status == STATUS_OK)
        status = erase_all(study, &found, erasure, why);
    free(found.keys);
    return status == STATUS_OK ? empty_wal(study, why) : status;
}

/* The derived tables: what each kind of entry does to them, and making them again from the whole
 * journal.
 *
 * An entry is applied in the transaction that appends it; a rebuild applies the same functions in
 * the same order, so both give the same rows; it counts attempts once for each session. An erased payload does nothing: its rows went with
 * it. */
#include "store_internal.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const statements[] = {
#define DERIVE_TEXT(name, sql) sql,
    DERIVE_LIST(DERIVE_TEXT)
#undef DERIVE_TEXT
};

typedef enum status derive_fn(struct derive *derive, const struct session_key *key, int64_t seq,
                              const struct entry *entry, struct why *why);

struct derive_kind {
    const char *kind;
    derive_fn *apply;
    bool reads_payload;
};

void derive_init(struct derive *derive, struct study *study, const char *schema)
{
    *derive = (struct derive){.study = study, .schema = schema};
}

void derive_fini(struct derive *derive)
{
    for (size_t i = 0; i < DERIVE_COUNT; i++)
        sqlite3_finalize(derive->statements[i]);
    memset(derive->statements, 0, sizeof derive->statements);
}

/* `$` in a statement stands for the schema. */
static char *with_schema(const char *sql, const char *schema)
{
    size_t size = strlen(sql) + 1;
    for (const char *c = sql; *c; c++)
        size += *c == '$' ? strlen(schema) : 0;
    char *out = malloc(size), *at = out;
    for (const char *c = sql; out && *c; c++) {
        if (*c == '$')
            at = stpcpy(at, schema);
        else
            *at++ = *c;
    }
    if (out)
        *at = '\0';
    return out;
}

sqlite3_stmt *derive_get(struct derive *derive, enum derive_id id)
{
    sqlite3_stmt **statement = &derive->statements[id];
    if (*statement)
        return *statement;
    char *sql = statements[id] ? with_schema(statements[id], derive->schema)
                               : derive_sql_trial(derive->schema);
    if (sql)
        sqlite3_prepare_v3(derive->study->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    free(sql);
    return *statement;
}

static enum status bad_start(struct why *why)
{
    return why_set(why, STATUS_INVALID,
                   "A session_start entry must be a JSON object that names participant, protocol "
                   "and seed; bench and parameters must be JSON.");
}

static enum status insert_session(struct derive *derive, const struct session_key *key,
                                  const struct entry *entry, json_t *json, struct why *why)
{
    static const char *const names[] = {"participant", "operator", "protocol", "protocol_version"};
    sqlite3_stmt *insert = derive_get(derive, DERIVE_SESSION);
    if (!insert)
        return sql_failed(derive->study, why);
    sql_bind_key(insert, key);
    for (int i = 0; i < 4; i++) {
        const char *value = json_string_value(json_object_get(json, names[i]));
        if (!value)
            return bad_start(why);
        sqlite3_bind_text(insert, 3 + i, value, -1, SQLITE_TRANSIENT);
    }
    const char *hex = json_string_value(json_object_get(json, "protocol_digest"));
    const char *program = json_string_value(json_object_get(json, "program"));
    const char *seed = json_string_value(json_object_get(json, "seed"));
    uint8_t digest[DIGEST_SIZE];
    if (!hex || !program || !seed || strlen(hex) != 2 * DIGEST_SIZE ||
        sodium_hex2bin(digest, DIGEST_SIZE, hex, strlen(hex), NULL, NULL, NULL) != 0)
        return bad_start(why);
    sql_bind_digest(insert, 7, digest);
    sqlite3_bind_text(insert, 8, program, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(insert, 9, (int64_t)strtoull(seed, NULL, 10));
    sqlite3_bind_int64(insert, 10, entry->utc);
    return sql_done(derive->study, insert, why);
}

static enum status insert_participant(struct derive *derive, const struct entry *entry,
                                      const char *id, struct why *why)
{
    sqlite3_stmt *insert = derive_get(derive, DERIVE_PARTICIPANT);
    if (!insert)
        return sql_failed(derive->study, why);
    if (!participant_is_valid(id))
        return bad_start(why);
    sqlite3_bind_text(insert, 1, id, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(insert, 2, entry->utc);
    return sql_done(derive->study, insert, why);
}

static enum status derive_session(struct derive *derive, const struct session_key *key, int64_t seq,
                                  const struct entry *entry, struct why *why)
{
    if (seq != 1)
        return why_set(why, STATUS_INVALID, "A session_start entry can only be the first.");
    json_t *json = json_loadb(entry->payload, entry->payload_size, JSON_REJECT_DUPLICATES, NULL);
    enum status status = json_is_object(json) ? STATUS_OK : bad_start(why);
    if (status == STATUS_OK)
        status = insert_participant(derive, entry,
                                    json_string_value(json_object_get(json, "participant")), why);
    if (status == STATUS_OK)
        status = insert_session(derive, key, entry, json, why);
    json_decref(json);
    return status;
}

static enum status run_on_session(struct derive *derive, enum derive_id id,
                                  const struct session_key *key, const struct entry *entry,
                                  struct why *why)
{
    sqlite3_stmt *update = derive_get(derive, id);
    if (!update)
        return sql_failed(derive->study, why);
    sql_bind_key(update, key);
    if (id == DERIVE_SESSION_END)
        sqlite3_bind_int64(update, 3, entry->utc);
    return sql_done(derive->study, update, why);
}

static enum status derive_end(struct derive *derive, const struct session_key *key, int64_t seq,
                              const struct entry *entry, struct why *why)
{
    (void)seq;
    return run_on_session(derive, DERIVE_SESSION_END, key, entry, why);
}

static enum status derive_resume(struct derive *derive, const struct session_key *key, int64_t seq,
                                 const struct entry *entry, struct why *why)
{
    (void)seq;
    return run_on_session(derive, DERIVE_SESSION_RESUME, key, entry, why);
}

static enum status derive_erase(struct derive *derive, const struct session_key *key, int64_t seq,
                                const struct entry *entry, struct why *why)
{
    (void)seq;
    const enum status status = run_on_session(derive, DERIVE_ERASE, key, entry, why);
    return status == STATUS_OK ? run_on_session(derive, DERIVE_ERASE_TRIALS, key, entry, why)
                               : status;
}

static const struct derive_kind kinds[] = {
    {"session_start", derive_session, true},
    {"session_end", derive_end, false},
    {"session_resume", derive_resume, false},
    {"erase", derive_erase, false},
    {"trial", derive_trial, true},
    {"spoil", derive_spoil, true},
    {"correct", derive_correct, true},
};

enum status derive_entry(struct derive *derive, const struct session_key *key, int64_t seq,
                         const struct entry *entry, struct why *why)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].kind, entry->kind) != 0)
            continue;
        if (kinds[i].reads_payload && !entry->payload)
            return STATUS_OK;
        return kinds[i].apply(derive, key, seq, entry, why);
    }
    return STATUS_OK;
}

struct replay {
    struct derive *derive;
    struct session_key key; /* of the last row; session 0: none yet */
    bool lenient;
    enum status status;
    struct why *why;
};

static enum status count_session(struct replay *replay)
{
    struct derive *derive = replay->derive;
    if (replay->key.session == 0)
        return STATUS_OK;
    derive->counts_later = false;
    const enum status status = derive_counts(derive, &replay->key, replay->why);
    derive->counts_later = true;
    return status;
}

static bool replay_row(void *context, const struct journal_row *row)
{
    struct replay *replay = context;
    if (memcmp(&replay->key, &row->key, sizeof row->key) != 0) {
        replay->status = count_session(replay);
        replay->key = row->key;
    }
    if (replay->status == STATUS_OK)
        replay->status =
            derive_entry(replay->derive, &row->key, row->seq, &row->entry, replay->why);
    if (replay->lenient && replay->status == STATUS_INVALID)
        replay->status = STATUS_OK;
    return replay->status == STATUS_OK;
}

enum status derive_all(struct derive *derive, const struct session_key *key, bool lenient,
                       struct why *why)
{
    struct replay replay = {.derive = derive, .lenient = lenient, .why = why};
    derive->counts_later = true;
    enum status status = journal_walk(derive->study, key, replay_row, &replay, why);
    if (replay.status != STATUS_OK)
        status = replay.status;
    if (status == STATUS_OK)
        status = count_session(&replay);
    derive->counts_later = false;
    return status;
}

enum status study_rebuild(struct study *study, struct why *why)
{
    enum status status = transaction_begin(study, why);
    if (status != STATUS_OK)
        return status;
    status = sql_exec(study,
                      "DELETE FROM main.trial; DELETE FROM main.session; DELETE FROM "
                      "main.participant",
                      why);
    if (status == STATUS_OK)
        status = derive_all(&study->derive, NULL, false, why);
    if (status == STATUS_INVALID)
        status = STATUS_CORRUPT;
    study->live.chain.known = false;
    return transaction_end(study, status, why);
}

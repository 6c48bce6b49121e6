/* The journal: entries, each chained to the one before.
 *
 * hash = BLAKE2b-256 over, in this order, integers as 8 bytes little-endian two's complement:
 *   "limen.entry.1" (13 bytes), prev (32), origin (16), session, seq, utc in us, mono in ns, task,
 *   block, step, length of operator, operator, length of kind, kind, payload_digest (32)
 *
 * prev of the first entry (seq 1) = BLAKE2b-256 over
 *   "limen.chain.1" (13 bytes), origin (16), session
 *
 * payload_digest = BLAKE2b-256 over the payload's bytes.
 *
 * The study's UUID is not hashed, so that a session keeps its hashes when files are merged. */
#include "store_internal.h"

#include "store/reasons.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

void digest_of(const void *data, size_t size, uint8_t out[DIGEST_SIZE])
{
    crypto_generichash(out, DIGEST_SIZE, data, size, NULL, 0);
}

void study_digest_text(const char *text, uint8_t digest[DIGEST_SIZE])
{
    digest_of(text, strlen(text), digest);
}

void hash_number(crypto_generichash_state *hash, int64_t x)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)((uint64_t)x >> (8 * i));
    crypto_generichash_update(hash, bytes, sizeof bytes);
}

static void hash_text(crypto_generichash_state *hash, const char *text)
{
    hash_number(hash, (int64_t)strlen(text));
    crypto_generichash_update(hash, (const uint8_t *)text, strlen(text));
}

void chain_genesis(const struct session_key *key, uint8_t out[DIGEST_SIZE])
{
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, DIGEST_SIZE);
    crypto_generichash_update(&hash, (const uint8_t *)"limen.chain.1", 13);
    crypto_generichash_update(&hash, key->origin, ORIGIN_SIZE);
    hash_number(&hash, key->session);
    crypto_generichash_final(&hash, out, DIGEST_SIZE);
}

void chain_hash(const struct journal_row *row, uint8_t out[DIGEST_SIZE])
{
    const int64_t numbers[] = {row->key.session, row->seq,         row->entry.utc, row->entry.mono,
                               row->entry.task,  row->entry.block, row->entry.step};
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, DIGEST_SIZE);
    crypto_generichash_update(&hash, (const uint8_t *)"limen.entry.1", 13);
    crypto_generichash_update(&hash, row->prev, DIGEST_SIZE);
    crypto_generichash_update(&hash, row->key.origin, ORIGIN_SIZE);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        hash_number(&hash, numbers[i]);
    hash_text(&hash, row->operator_name);
    hash_text(&hash, row->entry.kind);
    crypto_generichash_update(&hash, row->payload_digest, DIGEST_SIZE);
    crypto_generichash_final(&hash, out, DIGEST_SIZE);
}

static enum status load_tip(struct study *study, struct chain *chain, bool *found, struct why *why)
{
    sqlite3_stmt *tip = sql_get(study, SQL_TIP);
    if (!tip)
        return sql_failed(study, why);
    sql_bind_key(tip, &chain->key);
    const int code = sqlite3_step(tip);
    *found = code == SQLITE_ROW;
    bool whole = true;
    if (*found) {
        chain->seq = sqlite3_column_int64(tip, 0);
        whole = sql_column_blob(tip, 1, chain->hash, DIGEST_SIZE);
        sql_column_copy(tip, 2, chain->operator_name, OPERATOR_MAX);
    }
    const enum status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : sql_failed(study, why);
    sqlite3_reset(tip);
    return status == STATUS_OK && !whole
               ? reason_set(why, REASON_study_last_entry, study->path, NULL)
               : status;
}

static enum status load_owner(struct study *study, struct chain *chain, bool *found,
                              struct why *why)
{
    sqlite3_stmt *owner = sql_get(study, SQL_SESSION);
    if (!owner)
        return sql_failed(study, why);
    sql_bind_key(owner, &chain->key);
    const int code = sqlite3_step(owner);
    *found = code == SQLITE_ROW;
    if (*found) {
        sql_column_copy(owner, 0, chain->participant, sizeof chain->participant);
        chain->is_erased = sqlite3_column_int(owner, 1) != 0;
    }
    const enum status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : sql_failed(study, why);
    sqlite3_reset(owner);
    return status;
}

static bool is_same_key(const struct session_key *a, const struct session_key *b)
{
    return a->session == b->session && !memcmp(a->origin, b->origin, ORIGIN_SIZE);
}

static struct head head_of(const struct chain *chain)
{
    struct head head = {.key = chain->key, .seq = chain->seq};
    memcpy(head.hash, chain->hash, DIGEST_SIZE);
    return head;
}

enum status chain_find(struct study *study, const struct session_key *key, struct why *why)
{
    if (study->live.chain.known && is_same_key(&study->live.chain.key, key))
        return STATUS_OK;
    struct chain chain = {.key = *key};
    bool has_tip = false, has_owner = false;
    enum status status = load_tip(study, &chain, &has_tip, why);
    if (status == STATUS_OK)
        status = load_owner(study, &chain, &has_owner, why);
    if (status != STATUS_OK)
        return status;
    if (!has_tip || !has_owner)
        return why_set(why, STATUS_NOT_FOUND, "Study %s has no session %" PRId64 " of this origin.",
                       study->path, key->session);
    const struct head tip = head_of(&chain);
    status = head_check(study, &tip, why);
    if (status != STATUS_OK)
        return status;
    chain.known = true;
    study->live.chain = chain;
    return STATUS_OK;
}

static enum status insert_row(struct study *study, const struct journal_row *row, struct why *why)
{
    const struct entry *entry = &row->entry;
    sqlite3_stmt *insert = sql_get(study, SQL_JOURNAL);
    if (!insert)
        return sql_failed(study, why);
    const int64_t numbers[] = {entry->task, entry->block, entry->step};
    sql_bind_key(insert, &row->key);
    sqlite3_bind_int64(insert, 3, row->seq);
    sqlite3_bind_int64(insert, 4, entry->utc);
    sqlite3_bind_int64(insert, 5, entry->mono);
    sqlite3_bind_text(insert, 6, row->operator_name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 7, entry->kind, -1, SQLITE_TRANSIENT);
    for (int i = 0; i < 3; i++)
        sqlite3_bind_int64(insert, 8 + i, numbers[i]);
    sql_bind_digest(insert, 11, row->payload_digest);
    sql_bind_digest(insert, 12, row->prev);
    sql_bind_digest(insert, 13, row->hash);
    return sql_done(study, insert, why);
}

static enum status insert_payload(struct study *study, const struct journal_row *row,
                                  struct why *why)
{
    sqlite3_stmt *insert = sql_get(study, SQL_PAYLOAD);
    if (!insert)
        return sql_failed(study, why);
    sql_bind_key(insert, &row->key);
    sqlite3_bind_int64(insert, 3, row->seq);
    sqlite3_bind_text64(insert, 4, row->entry.payload, row->entry.payload_size, SQLITE_TRANSIENT,
                        SQLITE_UTF8);
    return sql_done(study, insert, why);
}

static void change_operator(struct chain *chain, const struct entry *entry)
{
    json_t *json = json_loadb(entry->payload ? entry->payload : "", entry->payload_size, 0, NULL);
    const char *name = json_string_value(json_object_get(json, "operator"));
    if (name && strlen(name) < OPERATOR_MAX)
        memcpy(chain->operator_name, name, strlen(name) + 1);
    json_decref(json);
}

static enum status entry_check(const struct study *study, const struct entry *entry,
                               struct why *why)
{
    if (study->live.chain.is_erased && strcmp(entry->kind, "erase") != 0)
        return reason_set(why, REASON_participant_withdrawn, study->live.chain.participant, NULL);
    if (!entry->kind[0] || strlen(entry->kind) > 32)
        return why_set(why, STATUS_INVALID, "An entry of the journal needs a kind.");
    if (entry->payload_size > 0 && memchr(entry->payload, '\0', entry->payload_size))
        return why_set(why, STATUS_INVALID, "A payload of kind %s is not text.", entry->kind);
    return STATUS_OK;
}

/* A trial may only name samples that are there, of its own attempt. */
static enum status check_samples(struct study *study, const struct journal_row *row,
                                 struct why *why)
{
    sqlite3_stmt *query = sql_get(study, SQL_STRAY_SAMPLES);
    if (!query)
        return sql_failed(study, why);
    sql_bind_key(query, &row->key);
    sqlite3_bind_int64(query, 3, row->seq);
    const int code = sqlite3_step(query);
    const enum status status =
        code == SQLITE_DONE ? STATUS_OK
        : code == SQLITE_ROW
            ? why_set(why, STATUS_INVALID, "A trial names samples that this study does not have.")
            : sql_failed(study, why);
    sqlite3_reset(query);
    return status;
}

static enum status append_one(struct study *study, const struct entry *entry, struct why *why)
{
    struct chain *chain = &study->live.chain;
    enum status status = entry_check(study, entry, why);
    if (status != STATUS_OK)
        return status;
    if (!strcmp(entry->kind, "session_resume"))
        change_operator(chain, entry);
    struct journal_row row = {.key = chain->key,
                              .seq = chain->seq + 1,
                              .entry = *entry,
                              .operator_name = chain->operator_name};
    if (!row.entry.payload)
        row.entry.payload = "";
    memcpy(row.prev, chain->hash, DIGEST_SIZE);
    digest_of(row.entry.payload, row.entry.payload_size, row.payload_digest);
    chain_hash(&row, row.hash);
    status = insert_row(study, &row, why);
    if (status == STATUS_OK)
        status = insert_payload(study, &row, why);
    if (status == STATUS_OK)
        status = derive_entry(&study->derive, &row.key, row.seq, &row.entry, why);
    if (status == STATUS_OK && !strcmp(entry->kind, "trial"))
        status = check_samples(study, &row, why);
    chain->seq = row.seq;
    memcpy(chain->hash, row.hash, DIGEST_SIZE);
    if (!strcmp(entry->kind, "erase")) {
        chain->is_erased = true;
        study->live.kind = STUDY_UNDECIDED;
    }
    return status;
}

enum status study_append(struct study *study, const struct session_key *key,
                         const struct entry *entries, size_t n, struct why *why)
{
    enum status status = transaction_begin(study, why);
    if (status != STATUS_OK)
        return status;
    status = chain_find(study, key, why);
    const struct head from = head_of(&study->live.chain);
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = append_one(study, &entries[i], why);
    const struct head to = head_of(&study->live.chain);
    if (status == STATUS_OK && n > 0)
        status = head_advance(study, &from, &to, why);
    return transaction_end(study, status, why);
}

static bool read_row(sqlite3_stmt *query, struct journal_row *row)
{
    *row = (struct journal_row){
        .key.session = sqlite3_column_int64(query, 1),
        .seq = sqlite3_column_int64(query, 2),
        .operator_name = sql_column_text(query, 5),
        .entry = {.kind = sql_column_text(query, 6),
                  .utc = sqlite3_column_int64(query, 3),
                  .mono = sqlite3_column_int64(query, 4),
                  .task = sqlite3_column_int64(query, 7),
                  .block = sqlite3_column_int64(query, 8),
                  .step = sqlite3_column_int64(query, 9),
                  .payload = (const char *)sqlite3_column_text(query, 13),
                  .payload_size = (size_t)sqlite3_column_bytes(query, 13)},
    };
    return sql_column_blob(query, 0, row->key.origin, ORIGIN_SIZE) &&
           sql_column_blob(query, 10, row->payload_digest, DIGEST_SIZE) &&
           sql_column_blob(query, 11, row->prev, DIGEST_SIZE) &&
           sql_column_blob(query, 12, row->hash, DIGEST_SIZE);
}

enum status journal_walk(struct study *study, const struct session_key *key, journal_row_fn *each,
                         void *context, struct why *why)
{
    sqlite3_stmt *query;
    char sql[512];
    snprintf(sql, sizeof sql,
             "SELECT j.origin, j.session, j.seq, j.utc, j.mono, j.operator, j.kind, j.task, "
             "j.block, j.step, j.payload_digest, j.prev, j.hash, p.body FROM main.journal j LEFT "
             "JOIN main.payload p USING (origin, session, seq) %s "
             "ORDER BY j.origin, j.session, j.seq",
             key ? "WHERE j.origin = ?1 AND j.session = ?2" : "");
    const enum status status = sql_prepare(study, sql, &query, why);
    if (status != STATUS_OK)
        return status;
    if (key)
        sql_bind_key(query, key);
    int code;
    struct journal_row row;
    while ((code = sqlite3_step(query)) == SQLITE_ROW && read_row(query, &row))
        if (!each(context, &row))
            return sql_finish(study, query, SQLITE_DONE, why);
    if (code != SQLITE_ROW)
        return sql_finish(study, query, code, why);
    sqlite3_finalize(query);
    return reason_set(why, REASON_study_entry_damaged, study->path, NULL);
}

struct entries {
    study_entry_fn *each;
    void *context;
};

static bool give_entry(void *context, const struct journal_row *row)
{
    const struct entries *entries = context;
    struct entry entry = row->entry;
    if (!entry.payload)
        entry.payload = "";
    return entries->each(entries->context, &entry, row->seq);
}

enum status study_entries(struct study *study, const struct session_key *key, study_entry_fn *each,
                          void *context, struct why *why)
{
    struct entries entries = {each, context};
    return journal_walk(study, key, give_entry, &entries, why);
}

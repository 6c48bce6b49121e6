/* The heads: how far every session goes, and how many there are.
 *
 * A chain shows what was changed inside it, not that its end or all of it was taken away. So the
 * study keeps for each session a head, the number and hash of its last entry, and of all heads a
 * tally: how many sessions, how many entries, and one digest. They change in the transaction that
 * appends.
 *
 * mark of a head = BLAKE2b-256 over "limen.head.1" (12 bytes), origin (16), session, seq, hash (32)
 * tally.digest   = exclusive or of the marks of all heads
 *
 * So a head is exchanged for its successor without reading the others, their order does not matter,
 * and the tallies of two files that are merged join.
 *
 * What this proves: no entry, tail or session went missing by accident, by damage, by a merge that
 * lost rows, or by an edit that did not know of it. What it cannot prove: that nobody computed
 * everything anew, or put an older copy of the whole file in its place. For that the tally must be
 * known outside of the file: signed, or written down. */
#include "store_internal.h"

#include "store/reasons.h"

#include <inttypes.h>
#include <string.h>

static void toggle(uint8_t digest[DIGEST_SIZE], const struct head *head)
{
    uint8_t mark[DIGEST_SIZE];
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, DIGEST_SIZE);
    crypto_generichash_update(&hash, (const uint8_t *)"limen.head.1", 12);
    crypto_generichash_update(&hash, head->key.origin, ORIGIN_SIZE);
    hash_number(&hash, head->key.session);
    hash_number(&hash, head->seq);
    crypto_generichash_update(&hash, head->hash, DIGEST_SIZE);
    crypto_generichash_final(&hash, mark, DIGEST_SIZE);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        digest[i] ^= mark[i];
}

void tally_add(struct tally *tally, const struct head *head)
{
    tally->sessions++;
    tally->entries += head->seq;
    toggle(tally->digest, head);
}

enum status tally_load(struct study *study, struct tally *tally, struct why *why)
{
    sqlite3_stmt *query = sql_get(study, SQL_TALLY);
    if (!query)
        return sql_failed(study, why);
    const int code = sqlite3_step(query);
    const bool whole = code == SQLITE_ROW && sql_column_blob(query, 2, tally->digest, DIGEST_SIZE);
    if (whole) {
        tally->sessions = sqlite3_column_int64(query, 0);
        tally->entries = sqlite3_column_int64(query, 1);
    }
    const enum status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : sql_failed(study, why);
    sqlite3_reset(query);
    return status == STATUS_OK && !whole
               ? reason_set(why, REASON_study_tally_gone, study->path, NULL)
               : status;
}

enum status tally_save(struct study *study, const struct tally *tally, struct why *why)
{
    sqlite3_stmt *put = sql_get(study, SQL_TALLY_PUT);
    if (!put)
        return sql_failed(study, why);
    sqlite3_bind_int64(put, 1, tally->sessions);
    sqlite3_bind_int64(put, 2, tally->entries);
    sql_bind_digest(put, 3, tally->digest);
    return sql_done(study, put, why);
}

static enum status put_head(struct study *study, const struct head *head, struct why *why)
{
    sqlite3_stmt *put = sql_get(study, SQL_HEAD_PUT);
    if (!put)
        return sql_failed(study, why);
    sql_bind_key(put, &head->key);
    sqlite3_bind_int64(put, 3, head->seq);
    sql_bind_digest(put, 4, head->hash);
    return sql_done(study, put, why);
}

enum status head_advance(struct study *study, const struct head *from, const struct head *to,
                         struct why *why)
{
    struct tally tally;
    enum status status = tally_load(study, &tally, why);
    if (status != STATUS_OK)
        return status;
    if (from->seq > 0)
        toggle(tally.digest, from);
    toggle(tally.digest, to);
    tally.sessions += from->seq == 0;
    tally.entries += to->seq - from->seq;
    status = put_head(study, to, why);
    return status == STATUS_OK ? tally_save(study, &tally, why) : status;
}

enum status head_check(struct study *study, const struct head *tip, struct why *why)
{
    sqlite3_stmt *query = sql_get(study, SQL_HEAD);
    if (!query)
        return sql_failed(study, why);
    sql_bind_key(query, &tip->key);
    uint8_t hash[DIGEST_SIZE];
    const int code = sqlite3_step(query);
    const bool same = code == SQLITE_ROW && sqlite3_column_int64(query, 0) == tip->seq &&
                      sql_column_blob(query, 1, hash, DIGEST_SIZE) &&
                      !memcmp(hash, tip->hash, DIGEST_SIZE);
    const enum status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : sql_failed(study, why);
    sqlite3_reset(query);
    if (status != STATUS_OK || same)
        return status;
    char session[REASON_NUMBER_SIZE];
    return reason_set(why, REASON_study_session_end, study->path,
                      reason_integer(session, tip->key.session), NULL);
}

enum status heads_walk(struct study *study, head_fn *each, void *context, struct why *why)
{
    sqlite3_stmt *query;
    const enum status status = sql_prepare(
        study,
        "SELECT h.origin, h.session, h.seq, h.hash, j.seq, j.hash FROM main.head h LEFT JOIN "
        "main.journal j ON j.origin = h.origin AND j.session = h.session AND j.seq = (SELECT "
        "max(seq) FROM main.journal k WHERE k.origin = h.origin AND k.session = h.session) "
        "ORDER BY h.session, h.origin",
        &query, why);
    if (status != STATUS_OK)
        return status;
    int code;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        struct head head = {.seq = sqlite3_column_int64(query, 2)}, tip;
        bool whole = sql_column_blob(query, 0, head.key.origin, ORIGIN_SIZE) &&
                     sql_column_blob(query, 3, head.hash, DIGEST_SIZE);
        head.key.session = sqlite3_column_int64(query, 1);
        tip = (struct head){.key = head.key, .seq = sqlite3_column_int64(query, 4)};
        if (tip.seq > 0)
            whole = sql_column_blob(query, 5, tip.hash, DIGEST_SIZE) && whole;
        if (!whole) {
            sqlite3_finalize(query);
            return reason_set(why, REASON_study_head_damaged, study->path, NULL);
        }
        each(context, &head, &tip);
    }
    return sql_finish(study, query, code, why);
}

static void count_head(void *context, const struct head *head, const struct head *tip)
{
    (void)tip;
    tally_add(context, head);
}

enum status heads_fill(struct study *study, struct why *why)
{
    struct tally tally = {0};
    enum status status =
        sql_exec(study,
                 "INSERT INTO head(origin, session, seq, hash) SELECT origin, session, seq, hash "
                 "FROM journal j WHERE seq = (SELECT max(seq) FROM journal k WHERE k.origin = "
                 "j.origin AND k.session = j.session)",
                 why);
    if (status == STATUS_OK)
        status = heads_walk(study, count_head, &tally, why);
    return status == STATUS_OK ? tally_save(study, &tally, why) : status;
}

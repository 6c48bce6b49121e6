/* Sample blocks: begun, appended chunk by chunk, ended with their digest; read back and checked.
 * Integers are hashed as 8 bytes little-endian.
 *
 * digest = BLAKE2b-256 over "limen.samples.1" (15 bytes), length of header, header, the canonical
 *   bytes of all samples in order (codec_internal.h). The trial's entry keeps it.
 *
 * opening = BLAKE2b-256 over "limen.block.1" (13 bytes), origin (16), session, block, attempt, part,
 *   length of header, header. It stands in the row from the beginning, so that damage shows also in
 *   a block that a crash left without a digest. */
#include "store_internal.h"

#include "base/reasons.h"

#include <inttypes.h>
#include <string.h>

void block_opening_digest(const struct block_opening *opening, uint8_t out[DIGEST_SIZE])
{
    const int64_t numbers[] = {opening->key->session, opening->block.block, opening->block.attempt,
                               opening->block.part, (int64_t)strlen(opening->header)};
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, DIGEST_SIZE);
    crypto_generichash_update(&hash, (const uint8_t *)"limen.block.1", 13);
    crypto_generichash_update(&hash, opening->key->origin, ORIGIN_SIZE);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        hash_number(&hash, numbers[i]);
    crypto_generichash_update(&hash, (const uint8_t *)opening->header, strlen(opening->header));
    crypto_generichash_final(&hash, out, DIGEST_SIZE);
}

static void start_digest(crypto_generichash_state *hash, const char *header)
{
    crypto_generichash_init(hash, NULL, 0, DIGEST_SIZE);
    crypto_generichash_update(hash, (const uint8_t *)"limen.samples.1", 15);
    hash_number(hash, (int64_t)strlen(header));
    crypto_generichash_update(hash, (const uint8_t *)header, strlen(header));
}

static void bind_block(sqlite3_stmt *statement, const struct session_key *key,
                       const struct sample_block *block)
{
    sql_bind_key(statement, key);
    sqlite3_bind_int64(statement, 3, block->block);
    sqlite3_bind_int64(statement, 4, block->attempt);
    sqlite3_bind_int64(statement, 5, block->part);
}

static enum status insert_block(struct study *study, const struct block_opening *opening,
                                const uint8_t digest[DIGEST_SIZE], struct why *why)
{
    sqlite3_stmt *insert = sql_get(study, SQL_BLOCK_BEGIN);
    if (!insert)
        return sql_failed(study, why);
    bind_block(insert, opening->key, &opening->block);
    sqlite3_bind_text(insert, 6, opening->header, -1, SQLITE_TRANSIENT);
    sql_bind_digest(insert, 7, digest);
    const int code = sqlite3_step(insert);
    const bool refused = (sqlite3_errcode(study->db) & 0xff) == SQLITE_CONSTRAINT;
    const enum status status =
        code == SQLITE_DONE ? STATUS_OK
        : refused           ? why_set(why, STATUS_INVALID,
                                      "Study %s has samples of block %" PRId64 ", attempt %" PRId64
                                      ", already: a repeat needs a new attempt number.",
                                      study->path, opening->block.block, opening->block.attempt)
                            : sql_failed(study, why);
    sqlite3_reset(insert);
    return status;
}

enum status study_samples_begin(struct study *study, const struct session_key *key,
                                const struct sample_block *block, const char *header,
                                struct why *why)
{
    if (block->slot >= SAMPLE_SLOTS || study->live.samplers[block->slot].open)
        return why_set(why, STATUS_BUSY, "Sample slot %u is in use or does not exist.",
                       (unsigned)block->slot);
    enum status status = transaction_begin(study, why);
    if (status != STATUS_OK)
        return status;
    const struct block_opening opening = {key, *block, header};
    uint8_t digest[DIGEST_SIZE];
    block_opening_digest(&opening, digest);
    status = chain_find(study, key, why);
    if (status == STATUS_OK)
        status = insert_block(study, &opening, digest, why);
    struct sampler *sampler = &study->live.samplers[block->slot];
    *sampler = (struct sampler){.open = true, .key = *key, .block = *block};
    start_digest(&sampler->hash, header);
    return transaction_end(study, status, why);
}

static enum status find_open(struct study *study, uint8_t slot, struct sampler **out,
                             struct why *why)
{
    if (slot >= SAMPLE_SLOTS || !study->live.samplers[slot].open)
        return why_set(why, STATUS_INVALID, "No samples were begun in slot %u.", (unsigned)slot);
    *out = &study->live.samplers[slot];
    return STATUS_OK;
}

static enum status insert_chunk(struct study *study, struct sampler *sampler,
                                const struct sample *samples, size_t n, struct why *why)
{
    size_t size;
    const uint8_t *bytes = codec_encode(study->codec, samples, n, &size);
    sqlite3_stmt *insert = sql_get(study, SQL_CHUNK);
    if (!insert)
        return sql_failed(study, why);
    if (!bytes)
        return reason_set(why, REASON_no_memory, NULL);
    bind_block(insert, &sampler->key, &sampler->block);
    sqlite3_bind_int64(insert, 6, sampler->chunk);
    sqlite3_bind_blob(insert, 7, bytes, (int)size, SQLITE_STATIC);
    const enum status status = sql_done(study, insert, why);
    crypto_generichash_update(&sampler->hash, codec_canonical(study->codec, samples, n),
                              n * CANONICAL_SIZE);
    sampler->chunk++;
    sampler->count += n;
    return status;
}

enum status study_samples_append(struct study *study, uint8_t slot, const struct sample *samples,
                                 size_t n, struct why *why)
{
    struct sampler *sampler = NULL;
    enum status status = find_open(study, slot, &sampler, why);
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        if (samples[i].stream >= SAMPLE_STREAMS_MAX)
            status = why_set(why, STATUS_RANGE, "A sample block has at most %d streams.",
                             SAMPLE_STREAMS_MAX);
    if (status == STATUS_OK)
        status = transaction_begin(study, why);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < n && status == STATUS_OK; i += CHUNK_SAMPLES)
        status = insert_chunk(study, sampler, samples + i,
                              n - i < CHUNK_SAMPLES ? n - i : CHUNK_SAMPLES, why);
    return transaction_end(study, status, why);
}

enum status study_samples_end(struct study *study, uint8_t slot, uint8_t digest[DIGEST_SIZE],
                              uint64_t *count, struct why *why)
{
    struct sampler *sampler = NULL;
    enum status status = find_open(study, slot, &sampler, why);
    if (status == STATUS_OK)
        status = transaction_begin(study, why);
    if (status != STATUS_OK)
        return status;
    crypto_generichash_final(&sampler->hash, digest, DIGEST_SIZE);
    *count = sampler->count;
    sampler->open = false;
    sqlite3_stmt *update = sql_get(study, SQL_BLOCK_END);
    if (update) {
        bind_block(update, &sampler->key, &sampler->block);
        sqlite3_bind_int64(update, 6, (int64_t)sampler->count);
        sql_bind_digest(update, 7, digest);
    }
    status = sql_done(study, update, why);
    return transaction_end(study, status, why);
}

static enum status damaged(struct study *study, const struct block_opening *opening,
                           struct why *why)
{
    return why_set(why, STATUS_CORRUPT,
                   "Study %s: the samples of session %" PRId64 ", block %" PRId64
                   ", attempt %" PRId64 " are damaged.",
                   study->path, opening->key->session, opening->block.block,
                   opening->block.attempt);
}

typedef bool chunk_fn(void *context, struct study *study, const struct sample *samples, size_t n);

/* Chunk numbers must go up by one from 0. */
static enum status walk_chunks(struct study *study, const struct block_opening *opening,
                               chunk_fn *each, void *context, struct why *why)
{
    sqlite3_stmt *query;
    enum status status = sql_prepare(study,
                                     "SELECT data, chunk FROM sample_chunk WHERE origin = ?1 AND "
                                     "session = ?2 AND block = ?3 AND attempt = ?4 AND part = ?5 "
                                     "ORDER BY chunk",
                                     &query, why);
    if (status != STATUS_OK)
        return status;
    bind_block(query, opening->key, &opening->block);
    int code;
    bool whole = true, more = true;
    for (int64_t i = 0; whole && more && (code = sqlite3_step(query)) == SQLITE_ROW; i++) {
        size_t n = 0;
        const uint8_t *bytes = sqlite3_column_blob(query, 0);
        const size_t size = (size_t)sqlite3_column_bytes(query, 0);
        const struct sample *samples = codec_decode(study->codec, bytes, bytes ? size : 0, &n);
        whole = samples && sqlite3_column_int64(query, 1) == i;
        more = whole && each(context, study, samples, n);
    }
    if (!whole) {
        sqlite3_finalize(query);
        return damaged(study, opening, why);
    }
    return sql_finish(study, query, more ? code : SQLITE_DONE, why);
}

struct hashing {
    crypto_generichash_state hash;
    uint64_t count;
};

static bool hash_chunk(void *context, struct study *study, const struct sample *samples, size_t n)
{
    struct hashing *hashing = context;
    crypto_generichash_update(&hashing->hash, codec_canonical(study->codec, samples, n),
                              n * CANONICAL_SIZE);
    hashing->count += n;
    return true;
}

enum status samples_hash(struct study *study, const struct block_opening *opening,
                         struct samples_found *found, struct why *why)
{
    struct hashing hashing = {.count = 0};
    start_digest(&hashing.hash, opening->header);
    const enum status status = walk_chunks(study, opening, hash_chunk, &hashing, why);
    crypto_generichash_final(&hashing.hash, found->digest, DIGEST_SIZE);
    found->count = hashing.count;
    return status;
}

struct reading {
    study_sample_fn *each;
    void *context;
};

/* A copy, because the callback may read other samples through the same codec. */
static bool give_chunk(void *context, struct study *study, const struct sample *samples, size_t n)
{
    (void)study;
    struct reading *reading = context;
    struct sample copy[CHUNK_SAMPLES];
    memcpy(copy, samples, n * sizeof copy[0]);
    for (size_t i = 0; i < n; i++)
        if (!reading->each(reading->context, &copy[i]))
            return false;
    return true;
}

struct block_row {
    char *header;
    bool ended;
    uint64_t count;
    uint8_t digest[DIGEST_SIZE];
};

static enum status load_block(struct study *study, const struct session_key *key,
                              const struct sample_block *block, struct block_row *row,
                              struct why *why)
{
    sqlite3_stmt *query;
    enum status status = sql_prepare(study,
                                     "SELECT header, count, digest, erased FROM sample_block WHERE "
                                     "origin = ?1 AND session = ?2 AND block = ?3 AND attempt = ?4 "
                                     "AND part = ?5",
                                     &query, why);
    if (status != STATUS_OK)
        return status;
    bind_block(query, key, block);
    const int code = sqlite3_step(query);
    const bool gone = code == SQLITE_DONE || sqlite3_column_int(query, 3) != 0;
    row->header = code == SQLITE_ROW ? sqlite3_mprintf("%s", sql_column_text(query, 0)) : NULL;
    row->ended = sql_column_blob(query, 2, row->digest, DIGEST_SIZE);
    row->count = (uint64_t)sqlite3_column_int64(query, 1);
    status = sql_finish(study, query, code, why);
    if (status == STATUS_OK && gone) {
        sqlite3_free(row->header);
        return why_set(why, STATUS_NOT_FOUND,
                       "Study %s keeps no samples of session %" PRId64 ", block %" PRId64
                       ", attempt %" PRId64 ".",
                       study->path, key->session, block->block, block->attempt);
    }
    return status == STATUS_OK && !row->header ? STATUS_NO_MEMORY : status;
}

enum status study_samples_read(struct study *study, const struct session_key *key,
                               const struct sample_block *block, study_sample_fn *each,
                               void *context, struct why *why)
{
    struct block_row row;
    enum status status = load_block(study, key, block, &row, why);
    if (status != STATUS_OK)
        return status;
    const struct block_opening opening = {key, *block, row.header};
    struct samples_found found;
    status = samples_hash(study, &opening, &found, why);
    if (status == STATUS_OK && row.ended &&
        (found.count != row.count || memcmp(found.digest, row.digest, DIGEST_SIZE) != 0))
        status = damaged(study, &opening, why);
    struct reading reading = {each, context};
    if (status == STATUS_OK)
        status = walk_chunks(study, &opening, give_chunk, &reading, why);
    sqlite3_free(row.header);
    return status;
}

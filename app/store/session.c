/* Sessions: how one begins, which one was not ended, and the sources it was begun with. */
#include "store_internal.h"

#include "base/reasons.h"
#include "canonical_internal.h"
#include "store/reasons.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

static void put_text(struct text *out, const char *name, const char *value)
{
    text_append_format(out, "\"%s\":", name);
    canonical_string(out, value ? value : "");
    text_append(out, ",", 1);
}

static void put_hex(struct text *out, const uint8_t digest[DIGEST_SIZE])
{
    char hex[2 * DIGEST_SIZE + 1];
    sodium_bin2hex(hex, sizeof hex, digest, DIGEST_SIZE);
    text_append_format(out, "\"%s\"", hex);
}

static void put_sources(struct text *out, const struct study_source *sources, size_t n)
{
    text_append_cstr(out, "\"sources\":[");
    for (size_t i = 0; i < n; i++) {
        uint8_t digest[DIGEST_SIZE];
        digest_of(sources[i].text, sources[i].size, digest);
        text_append_cstr(out, i ? ",{\"digest\":" : "{\"digest\":");
        put_hex(out, digest);
        text_append_cstr(out, ",\"name\":");
        canonical_string(out, sources[i].name);
        text_append_cstr(out, "}");
    }
    text_append_cstr(out, "],");
}

static void put_spec(struct text *out, const struct study *study, const struct session_spec *spec,
                     const struct study_source *sources, size_t n_sources)
{
    text_append_format(out, "{\"bench\":%s,", spec->bench ? spec->bench : "null");
    put_text(out, "operator", spec->operator_name);
    text_append_format(out, "\"parameters\":%s,", spec->parameters ? spec->parameters : "null");
    put_text(out, "participant", spec->participant);
    put_text(out, "program", spec->program);
    put_text(out, "protocol", spec->protocol_id);
    text_append_cstr(out, "\"protocol_digest\":");
    put_hex(out, spec->protocol_digest);
    text_append_cstr(out, ",");
    put_text(out, "protocol_version", spec->protocol_version);
    text_append_format(out, "\"seed\":\"%" PRIu64 "\",", spec->seed);
    put_sources(out, sources, n_sources);
    text_append_format(out, "\"study\":\"%s\"}", study->uuid);
}

static enum status keep_sources(struct study *study, const struct study_source *sources, size_t n,
                                struct why *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        sqlite3_stmt *insert = sql_get(study, SQL_SOURCE);
        if (!insert)
            return sql_failed(study, why);
        uint8_t digest[DIGEST_SIZE];
        digest_of(sources[i].text, sources[i].size, digest);
        sql_bind_digest(insert, 1, digest);
        sqlite3_bind_blob64(insert, 2, sources[i].size ? sources[i].text : "", sources[i].size,
                            SQLITE_TRANSIENT);
        status = sql_done(study, insert, why);
    }
    return status;
}

static enum status new_key(struct study *study, struct session_key *key, struct why *why)
{
    sqlite3_stmt *next = sql_get(study, SQL_NEXT_SESSION);
    if (!next || sqlite3_step(next) != SQLITE_ROW)
        return sql_failed(study, why);
    memcpy(key->origin, study->origin, ORIGIN_SIZE);
    key->session = sqlite3_column_int64(next, 0);
    sqlite3_reset(next);
    return STATUS_OK;
}

static void start_chain(struct study *study, const struct session_spec *spec,
                        const struct session_key *key)
{
    struct chain chain = {.known = true, .key = *key};
    memcpy(chain.operator_name, spec->operator_name, strlen(spec->operator_name));
    memcpy(chain.participant, spec->participant, strlen(spec->participant));
    chain_genesis(key, chain.hash);
    study->live.chain = chain;
}

enum status study_begin_session(struct study *study, const struct session_spec *spec,
                                const struct study_source *sources, size_t n_sources, utc_us utc,
                                mono_ns mono, struct session_key *key, struct why *why)
{
    enum status status = transaction_begin(study, why);
    if (status != STATUS_OK)
        return status;
    status = study_admits(study, spec, why);
    struct text payload;
    text_init(&payload);
    put_spec(&payload, study, spec, sources, n_sources);
    if (status == STATUS_OK && !text_is_whole(&payload))
        status = reason_set(why, REASON_no_memory, NULL);
    if (status == STATUS_OK)
        status = keep_sources(study, sources, n_sources, why);
    if (status == STATUS_OK)
        status = new_key(study, key, why);
    if (status == STATUS_OK) {
        const struct entry entry = {.kind = "session_start",
                                    .utc = utc,
                                    .mono = mono,
                                    .payload = payload.data,
                                    .payload_size = payload.length};
        start_chain(study, spec, key);
        status = study_append(study, key, &entry, 1, why);
    }
    text_fini(&payload);
    return transaction_end(study, status, why);
}

enum status study_unfinished_session(struct study *study, const char *participant,
                                     const char *protocol_id, struct session_key *key,
                                     uint8_t protocol_digest[DIGEST_SIZE], uint64_t *seed,
                                     struct why *why)
{
    sqlite3_stmt *query;
    enum status status = sql_prepare(
        study,
        "SELECT origin, session, protocol_digest, seed FROM session WHERE participant = ?1 AND "
        "protocol_id = ?2 AND ended IS NULL AND erased = 0 ORDER BY session DESC, begun DESC, "
        "origin LIMIT 1",
        &query, why);
    if (status != STATUS_OK)
        return status;
    sqlite3_bind_text(query, 1, participant, -1, SQLITE_STATIC);
    sqlite3_bind_text(query, 2, protocol_id, -1, SQLITE_STATIC);
    const int code = sqlite3_step(query);
    bool whole = code == SQLITE_ROW;
    if (whole) {
        whole = sql_column_blob(query, 0, key->origin, ORIGIN_SIZE) &&
                sql_column_blob(query, 2, protocol_digest, DIGEST_SIZE);
        key->session = sqlite3_column_int64(query, 1);
        *seed = (uint64_t)sqlite3_column_int64(query, 3);
    }
    status = sql_finish(study, query, code, why);
    if (status == STATUS_OK && !whole)
        return reason_set(why, REASON_study_nothing_open, study->path, participant, protocol_id,
                          NULL);
    return status;
}

struct start_payload {
    json_t *json;
};

static bool take_start(void *context, const struct journal_row *row)
{
    struct start_payload *start = context;
    if (!strcmp(row->entry.kind, "session_start") && row->entry.payload)
        start->json = json_loadb(row->entry.payload, row->entry.payload_size, 0, NULL);
    return false;
}

static enum status give_source(struct study *study, json_t *row, study_source_fn *each,
                               void *context, struct why *why)
{
    const char *name = json_string_value(json_object_get(row, "name"));
    const char *hex = json_string_value(json_object_get(row, "digest"));
    uint8_t digest[DIGEST_SIZE];
    size_t size = 0;
    sqlite3_stmt *query;
    if (!name || !hex || sodium_hex2bin(digest, DIGEST_SIZE, hex, strlen(hex), NULL, &size, NULL))
        return why_set(why, STATUS_CORRUPT, "Study %s: a list of sources is damaged.", study->path);
    enum status status =
        sql_prepare(study, "SELECT text FROM source WHERE digest = ?1", &query, why);
    if (status != STATUS_OK)
        return status;
    sql_bind_digest(query, 1, digest);
    const int code = sqlite3_step(query);
    bool more = code == SQLITE_ROW;
    if (code == SQLITE_ROW) {
        const char *text = sqlite3_column_blob(query, 0);
        const struct study_source source = {name, text ? text : "",
                                            (size_t)sqlite3_column_bytes(query, 0)};
        more = each(context, &source);
    }
    status = sql_finish(study, query, code, why);
    if (status == STATUS_OK && code == SQLITE_DONE)
        return why_set(why, STATUS_CORRUPT, "Study %s: the source %s is missing.", study->path,
                       name);
    return status == STATUS_OK && !more ? STATUS_EMPTY : status;
}

enum status study_sources(struct study *study, const struct session_key *key, study_source_fn *each,
                          void *context, struct why *why)
{
    struct start_payload start = {NULL};
    enum status status = journal_walk(study, key, take_start, &start, why);
    if (status != STATUS_OK)
        return status;
    json_t *sources = json_object_get(start.json, "sources");
    if (!json_is_array(sources))
        status =
            why_set(why, STATUS_NOT_FOUND, "Study %s: that session keeps no sources.", study->path);
    for (size_t i = 0; i < json_array_size(sources) && status == STATUS_OK; i++)
        status = give_source(study, json_array_get(sources, i), each, context, why);
    json_decref(start.json);
    return status == STATUS_EMPTY ? STATUS_OK : status;
}

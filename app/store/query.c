/* The questions of query.h, and the dose ledger's memory. */
#include "store/query.h"

#include "base/reasons.h"
#include "canonical_internal.h"
#include "store_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double number_or_nan(sqlite3_stmt *query, int column)
{
    return sqlite3_column_type(query, column) == SQLITE_NULL ? (double)NAN
                                                             : sqlite3_column_double(query, column);
}

static double member_number(const char *body, size_t size, const char *name)
{
    const struct span value = canonical_member(body, size, name);
    char *end, text[40];
    if (!value.at || value.size >= sizeof text)
        return (double)NAN;
    memcpy(text, value.at, value.size);
    text[value.size] = '\0';
    const double number = strtod(text, &end);
    return *end ? (double)NAN : number;
}

/* A coded word; "" where it is none, or does not fit. */
static void member_word(const char *body, size_t size, const char *name, char *out, size_t room)
{
    const struct span value = canonical_member(body, size, name);
    const bool is_word = value.at && value.size >= 2 && value.at[0] == '"' &&
                         value.size - 2 < room && !memchr(value.at, '\\', value.size);
    const size_t n = is_word ? value.size - 2 : 0;
    if (n > 0)
        memcpy(out, value.at + 1, n);
    out[n] = '\0';
}

/* What a thermode, water or ice gave to the site. */
static void read_given(const char *body, size_t size, struct study_trial *trial)
{
    const struct span returned = canonical_member(body, size, "returned");
    trial->has_returned = returned.at && returned.at[0] != 'n';
    trial->returned = returned.at && returned.at[0] == 't';
    trial->cem43_min = member_number(body, size, "cem43_min");
    trial->cold_s = member_number(body, size, "cold_s");
    trial->hot_s = member_number(body, size, "hot_s");
    trial->thermal_ramps = member_number(body, size, "thermal_ramps");
    trial->immersed_s = member_number(body, size, "immersed_s");
    trial->lag_s = member_number(body, size, "lag_s");
    trial->bath_on = member_number(body, size, "bath_on_degc");
    trial->bath_off = member_number(body, size, "bath_off_degc");
    trial->bath_low = member_number(body, size, "bath_low_degc");
    trial->bath_high = member_number(body, size, "bath_high_degc");
    member_word(body, size, "dose", trial->dose, sizeof trial->dose);
}

/* From the payload: the derived table has the columns of DATA 1. */
static void read_course(sqlite3_stmt *query, int column, struct study_trial *trial)
{
    const char *body = (const char *)sqlite3_column_text(query, column);
    const size_t size = (size_t)sqlite3_column_bytes(query, column);
    const struct span off = canonical_member(body, size, "rate_off");
    read_given(body, size, trial);
    trial->has_rate_off = off.at && off.at[0] != 'n';
    trial->rate_off = off.at && off.at[0] == 't';
    trial->rate_worst = member_number(body, size, "rate_worst");
    trial->contact_s = member_number(body, size, "contact_s");
    trial->gap_s = member_number(body, size, "gap_s");
    trial->delay = member_number(body, size, "delay_no");
    trial->idle_kpa = member_number(body, size, "idle_kpa");
    trial->response_s = member_number(body, size, "response_s");
    trial->end_s = member_number(body, size, "end_s");
    trial->given = member_number(body, size, "given");
    member_word(body, size, "response_source", trial->response_source,
                sizeof trial->response_source);
    member_word(body, size, "instruction", trial->instruction, sizeof trial->instruction);
    member_word(body, size, "instruction_language", trial->instruction_language,
                sizeof trial->instruction_language);
    member_word(body, size, "instruction_digest", trial->instruction_digest,
                sizeof trial->instruction_digest);
}

static void read_trial(sqlite3_stmt *query, struct study_trial *trial)
{
    int column = 0;
    memset(trial, 0, sizeof *trial);
    sql_column_blob(query, column++, trial->key.origin, ORIGIN_SIZE);
    trial->key.session = sqlite3_column_int64(query, column++);
    trial->seq = sqlite3_column_int64(query, column++);
    trial->utc = sqlite3_column_int64(query, column++);
    sql_column_copy(query, column++, trial->participant, sizeof trial->participant);
    trial->block = sqlite3_column_int64(query, column++);
    trial->counts = sqlite3_column_int(query, column++) != 0;
#define READ_TEXT(name, size) sql_column_copy(query, column++, trial->name, size);
#define READ_WHOLE(name) trial->name = sqlite3_column_int64(query, column++);
#define READ_NUMBER(name) trial->name = number_or_nan(query, column++);
#define READ_FLAG(name) trial->name = sqlite3_column_int(query, column++) != 0;
    STUDY_TRIAL_COLUMNS(READ_TEXT, READ_WHOLE, READ_NUMBER, READ_FLAG)
#undef READ_TEXT
#undef READ_WHOLE
#undef READ_NUMBER
#undef READ_FLAG
    trial->samples_count = sqlite3_column_int64(query, column++);
    trial->has_samples = sql_column_blob(query, column++, trial->samples_digest, DIGEST_SIZE);
    trial->visit = sqlite3_column_int64(query, column++);
    read_course(query, column, trial);
}

enum status study_trials(struct study *study, const struct session_key *key, study_trial_fn *each,
                         void *context, struct why *why)
{
    static const char columns[] =
        "WITH numbered AS (SELECT origin, session, row_number() OVER (PARTITION BY participant, "
        "protocol_id ORDER BY begun, session, origin) AS visit FROM main.session) "
        "SELECT origin, session, seq, utc, participant, block, counts, "
#define NAME_TEXT(name, size) #name ", "
#define NAME_OTHER(name) #name ", "
        STUDY_TRIAL_COLUMNS(NAME_TEXT, NAME_OTHER, NAME_OTHER, NAME_OTHER)
#undef NAME_TEXT
#undef NAME_OTHER
            "samples_count, samples_digest, visit, body FROM main.trial LEFT JOIN numbered USING "
            "(origin, session) LEFT JOIN main.payload USING (origin, session, seq)";
    char sql[2048];
    snprintf(sql, sizeof sql, "%s %s ORDER BY session, origin, seq", columns,
             key ? "WHERE origin = ?1 AND session = ?2" : "");
    sqlite3_stmt *query;
    const enum status status = sql_prepare(study, sql, &query, why);
    if (status != STATUS_OK)
        return status;
    if (key)
        sql_bind_key(query, key);
    int code;
    struct study_trial trial;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        read_trial(query, &trial);
        if (!each(context, &trial))
            break;
    }
    return sql_finish(study, query, code, why);
}

/* A member of the session_start payload as text that the caller frees; "null" when it is gone. */
static char *start_member(sqlite3_stmt *query, int column, const char *name)
{
    const char *body = (const char *)sqlite3_column_text(query, column);
    const struct span value =
        canonical_member(body, (size_t)sqlite3_column_bytes(query, column), name);
    return value.at ? strndup(value.at, value.size) : strdup("null");
}

static bool give_session(sqlite3_stmt *query, study_session_fn *each, void *context, bool *more)
{
    struct study_session session = {
        .key.session = sqlite3_column_int64(query, 1),
        .participant = sql_column_text(query, 2),
        .operator_name = sql_column_text(query, 3),
        .protocol_id = sql_column_text(query, 4),
        .protocol_version = sql_column_text(query, 5),
        .program = sql_column_text(query, 7),
        .seed = (uint64_t)sqlite3_column_int64(query, 8),
        .begun = sqlite3_column_int64(query, 9),
        .ended = sqlite3_column_int64(query, 10),
        .is_erased = sqlite3_column_int(query, 11) != 0,
        .entries = sqlite3_column_int64(query, 12),
        .trials = sqlite3_column_int64(query, 13),
        .measured = sqlite3_column_int64(query, 15),
    };
    sql_column_blob(query, 0, session.key.origin, ORIGIN_SIZE);
    sql_column_blob(query, 6, session.protocol_digest, DIGEST_SIZE);
    char *bench = start_member(query, 14, "bench");
    char *parameters = start_member(query, 14, "parameters");
    session.bench = bench;
    session.is_simulated = bench && bench_is_simulated(bench, strlen(bench));
    session.parameters = parameters;
    const bool whole = bench && parameters;
    *more = whole && each(context, &session);
    free(bench);
    free(parameters);
    return whole;
}

enum status study_sessions(struct study *study, const char *participant, study_session_fn *each,
                           void *context, struct why *why)
{
    sqlite3_stmt *query;
    const enum status status = sql_prepare(
        study,
        "SELECT origin, session, participant, operator, protocol_id, protocol_version, "
        "protocol_digest, program, seed, begun, ended, erased, "
        "(SELECT count(*) FROM main.journal j WHERE j.origin = s.origin AND j.session = "
        "s.session), "
        "(SELECT count(DISTINCT t.block || ' ' || coalesce(t.attempt, 0)) FROM main.trial t WHERE "
        "t.origin = s.origin AND t.session = s.session), "
        "(SELECT body FROM main.payload p WHERE p.origin = s.origin AND p.session = s.session AND "
        "p.seq = 1), "
        "(SELECT count(*) FROM main.trial t WHERE t.origin = s.origin AND t.session = s.session "
        "AND t.counts AND t.value IS NOT NULL AND NOT coalesce(t.practice, 0)) "
        "FROM main.session s WHERE ?1 IS NULL OR participant = ?1 "
        "ORDER BY session, origin",
        &query, why);
    if (status != STATUS_OK)
        return status;
    sqlite3_bind_text(query, 1, participant, -1, SQLITE_STATIC);
    int code;
    bool more = true, whole = true;
    while (more && (code = sqlite3_step(query)) == SQLITE_ROW)
        whole = give_session(query, each, context, &more);
    const enum status end = sql_finish(study, query, more ? code : SQLITE_DONE, why);
    return whole ? end : reason_set(why, REASON_no_memory, NULL);
}

enum status study_find_session(struct study *study, int64_t number, struct session_key *key,
                               struct why *why)
{
    sqlite3_stmt *query;
    enum status status = sql_prepare(
        study, "SELECT origin, count(*) FROM main.session WHERE session = ?1", &query, why);
    if (status != STATUS_OK)
        return status;
    sqlite3_bind_int64(query, 1, number);
    const int code = sqlite3_step(query);
    const int64_t n = code == SQLITE_ROW ? sqlite3_column_int64(query, 1) : 0;
    key->session = number;
    const bool whole = n > 0 && sql_column_blob(query, 0, key->origin, ORIGIN_SIZE);
    status = sql_finish(study, query, code, why);
    if (status == STATUS_OK && n > 1)
        return why_set(why, STATUS_INVALID,
                       "Study %s is merged and has %" PRId64 " sessions with the number %" PRId64
                       ".",
                       study->path, n, number);
    if (status == STATUS_OK && !whole)
        return why_set(why, STATUS_EMPTY, "Study %s has no session %" PRId64 ".", study->path,
                       number);
    return status;
}

static void read_block(sqlite3_stmt *query, struct study_block *block)
{
    *block = (struct study_block){
        .block = {.block = sqlite3_column_int64(query, 0),
                  .attempt = sqlite3_column_int64(query, 1),
                  .part = sqlite3_column_int64(query, 2)},
        .header = sql_column_text(query, 3),
        .count = sqlite3_column_int64(query, 4),
        .is_erased = sqlite3_column_int(query, 6) != 0,
    };
    block->ended = sql_column_blob(query, 5, block->digest, DIGEST_SIZE);
}

enum status study_blocks(struct study *study, const struct session_key *key, study_block_fn *each,
                         void *context, struct why *why)
{
    sqlite3_stmt *query;
    const enum status status =
        sql_prepare(study,
                    "SELECT block, attempt, part, header, count, digest, erased FROM "
                    "main.sample_block WHERE origin = ?1 AND session = ?2 "
                    "ORDER BY block, attempt, part",
                    &query, why);
    if (status != STATUS_OK)
        return status;
    sql_bind_key(query, key);
    int code;
    struct study_block block;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        read_block(query, &block);
        if (!each(context, &block))
            break;
    }
    return sql_finish(study, query, code, why);
}

enum status study_exposure(struct study *study, const char *participant, const char *kind,
                           utc_us since, study_exposure_fn *each, void *context, struct why *why)
{
    sqlite3_stmt *query;
    const enum status status =
        sql_prepare(study,
                    "SELECT site, coalesce(side, ''), count(*), max(utc), coalesce(unit, ''), "
                    "count(json_extract(body, '$.cem43_min')), "
                    "total(json_extract(body, '$.thermal_ramps')), "
                    "total(json_extract(body, '$.cem43_min')), "
                    "total(json_extract(body, '$.cold_s')), total(json_extract(body, '$.hot_s')), "
                    "total(json_extract(body, '$.immersed_s')), "
                    "total(coalesce(json_extract(body, '$.pressure_ramps'), "
                    "coalesce(unit, '') IN ('', 'kPa'))) "
                    "FROM main.trial LEFT JOIN main.payload USING (origin, session, seq) WHERE "
                    "participant = ?1 AND (?2 = '' OR test = ?2) AND utc >= ?3 "
                    "GROUP BY 1, 2, 5 ORDER BY 1, 2, 5",
                    &query, why);
    if (status != STATUS_OK)
        return status;
    sqlite3_bind_text(query, 1, participant, -1, SQLITE_STATIC);
    sqlite3_bind_text(query, 2, kind, -1, SQLITE_STATIC);
    sqlite3_bind_int64(query, 3, since);
    int code;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        const struct study_exposure row = {
            .site = sql_column_text(query, 0),
            .side = sql_column_text(query, 1),
            .unit = sql_column_text(query, 4),
            .count = (uint32_t)sqlite3_column_int64(query, 2),
            .dosed = (uint32_t)sqlite3_column_int64(query, 5),
            .thermal_ramps = (uint32_t)sqlite3_column_int64(query, 6),
            .cem43_min = sqlite3_column_double(query, 7),
            .cold_s = sqlite3_column_double(query, 8),
            .hot_s = sqlite3_column_double(query, 9),
            .immersed_s = sqlite3_column_double(query, 10),
            .pressure_ramps = (uint32_t)sqlite3_column_int64(query, 11),
            .last = sqlite3_column_int64(query, 3)};
        if (!each(context, &row))
            break;
    }
    return sql_finish(study, query, code, why);
}

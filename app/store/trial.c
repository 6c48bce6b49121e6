/* Trials: from a journal entry's payload to a row of DATA 1; what spoils and corrections do to it.
 *
 * The attempts of a trial share session, test, site, side, phase, train, pulse, trial and practice,
 * not the block: a repeat is asked for anew. `counts` is 1 for the one with the highest attempt
 * number among those that are unspoiled and complete: ended by a response, at the limit, or
 * completed as programmed. It is worked out anew by every entry that touches the trial; where a
 * whole journal is applied, once at the end, which is the same and does not grow with the square. */
#include "store/query.h"
#include "store_internal.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum column_kind { COLUMN_TEXT, COLUMN_WHOLE, COLUMN_NUMBER, COLUMN_FLAG };

struct column {
    const char *name;
    enum column_kind kind;
    size_t size; /* text with its end */
};

static const struct column columns[] = {
#define ROW_TEXT(name, size) {#name, COLUMN_TEXT, size},
#define ROW_WHOLE(name) {#name, COLUMN_WHOLE, 0},
#define ROW_NUMBER(name) {#name, COLUMN_NUMBER, 0},
#define ROW_FLAG(name) {#name, COLUMN_FLAG, 0},
    STUDY_TRIAL_COLUMNS(ROW_TEXT, ROW_WHOLE, ROW_NUMBER, ROW_FLAG)
#undef ROW_TEXT
#undef ROW_WHOLE
#undef ROW_NUMBER
#undef ROW_FLAG
};

enum { COLUMNS = sizeof columns / sizeof columns[0], FIRST_COLUMN = 7 };

char *derive_sql_trial(const char *schema)
{
    struct text sql;
    text_init(&sql);
    text_append_format(&sql, "INSERT INTO %s.trial(origin, session, seq, utc, participant, block, ",
                       schema);
    for (size_t i = 0; i < COLUMNS; i++)
        text_append_format(&sql, "%s, ", columns[i].name);
    text_append_cstr(&sql, "samples_count, samples_digest, counts) VALUES(?1");
    for (int i = 2; i < FIRST_COLUMN + COLUMNS + 2; i++)
        text_append_format(&sql, ", ?%d", i);
    text_append_cstr(&sql, ", 0)");
    if (!text_is_whole(&sql))
        text_fini(&sql);
    return sql.data;
}

static enum status bad_value(const struct column *column, const char *expected, struct why *why)
{
    return why_set(why, STATUS_INVALID, "The column %s of a trial must be %s.", column->name,
                   expected);
}

static enum status bind_text(sqlite3_stmt *statement, int index, const struct column *column,
                             const json_t *value, struct why *why)
{
    const char *text = json_string_value(value);
    if (!text || json_string_length(value) >= column->size || strlen(text) >= column->size)
        return why_set(why, STATUS_INVALID,
                       "The column %s of a trial must be a text of at most %zu bytes.",
                       column->name, column->size - 1);
    sqlite3_bind_text(statement, index, text, -1, SQLITE_TRANSIENT);
    return STATUS_OK;
}

static bool to_whole(const json_t *value, int64_t *out)
{
    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return true;
    }
    const double real = json_is_real(value) ? json_real_value(value) : NAN;
    if (!(fabs(real) < 9e15) || real != floor(real))
        return false;
    *out = (int64_t)real;
    return true;
}

static bool to_flag(const json_t *value, int64_t *out)
{
    if (json_is_boolean(value)) {
        *out = json_is_true(value);
        return true;
    }
    return to_whole(value, out) && (*out == 0 || *out == 1);
}

static enum status bind_value(sqlite3_stmt *statement, int index, const struct column *column,
                              const json_t *value, struct why *why)
{
    int64_t whole = 0;
    if (!value || json_is_null(value)) {
        if (column->kind == COLUMN_FLAG)
            sqlite3_bind_int64(statement, index, 0);
        else
            sqlite3_bind_null(statement, index);
        return STATUS_OK;
    }
    switch (column->kind) {
    case COLUMN_TEXT:
        return bind_text(statement, index, column, value, why);
    case COLUMN_WHOLE:
        if (!to_whole(value, &whole))
            return bad_value(column, "a whole number", why);
        break;
    case COLUMN_FLAG:
        if (!to_flag(value, &whole))
            return bad_value(column, "0 or 1", why);
        break;
    case COLUMN_NUMBER:
        if (!json_is_number(value))
            return bad_value(column, "a number", why);
        sqlite3_bind_double(statement, index, json_number_value(value));
        return STATUS_OK;
    }
    sqlite3_bind_int64(statement, index, whole);
    return STATUS_OK;
}

static enum status bind_samples(sqlite3_stmt *statement, const json_t *samples, struct why *why)
{
    const int index = FIRST_COLUMN + COLUMNS;
    if (!samples || json_is_null(samples)) {
        sqlite3_bind_null(statement, index);
        sqlite3_bind_null(statement, index + 1);
        return STATUS_OK;
    }
    const json_t *count = json_object_get(samples, "count");
    const char *hex = json_string_value(json_object_get(samples, "digest"));
    uint8_t digest[DIGEST_SIZE];
    if (!json_is_integer(count) || !hex || strlen(hex) != 2 * DIGEST_SIZE ||
        sodium_hex2bin(digest, DIGEST_SIZE, hex, strlen(hex), NULL, NULL, NULL) != 0)
        return why_set(why, STATUS_INVALID,
                       "The samples of a trial must be an object with count and digest.");
    sqlite3_bind_int64(statement, index, json_integer_value(count));
    sql_bind_digest(statement, index + 1, digest);
    return STATUS_OK;
}

static enum status find_owner(struct derive *derive, const struct session_key *key,
                              char out[PARTICIPANT_MAX + 1], struct why *why)
{
    sqlite3_stmt *owner = derive_get(derive, DERIVE_OWNER);
    if (!owner)
        return sql_failed(derive->study, why);
    sql_bind_key(owner, key);
    const int code = sqlite3_step(owner);
    sql_column_copy(owner, 0, out, PARTICIPANT_MAX + 1);
    sqlite3_reset(owner);
    if (code == SQLITE_ROW)
        return STATUS_OK;
    return code == SQLITE_DONE
               ? why_set(why, STATUS_INVALID, "A trial needs a session that has begun.")
               : sql_failed(derive->study, why);
}

/* Names that an entry gives twice must agree. */
static enum status check_names(const json_t *json, const char *participant,
                               const struct entry *entry, struct why *why)
{
    const char *id = json_string_value(json_object_get(json, "participant"));
    if (id && strcmp(id, participant) != 0)
        return why_set(why, STATUS_INVALID, "A trial of another participant than the session's.");
    const json_t *block = json_object_get(json, "block");
    int64_t number;
    if (block && (!to_whole(block, &number) || number != entry->block))
        return why_set(why, STATUS_INVALID, "A trial of another block than its entry's.");
    return STATUS_OK;
}

static enum status bind_trial(sqlite3_stmt *insert, const json_t *json, const struct entry *entry,
                              struct why *why)
{
    sqlite3_bind_int64(insert, 4, entry->utc);
    sqlite3_bind_int64(insert, 6, entry->block);
    enum status status = STATUS_OK;
    for (int i = 0; i < COLUMNS && status == STATUS_OK; i++)
        status = bind_value(insert, FIRST_COLUMN + i, &columns[i],
                            json_object_get(json, columns[i].name), why);
    return status == STATUS_OK ? bind_samples(insert, json_object_get(json, "samples"), why)
                               : status;
}

static enum status insert_trial(struct derive *derive, const struct session_key *key, int64_t seq,
                                sqlite3_stmt *insert, struct why *why)
{
    sql_bind_key(insert, key);
    sqlite3_bind_int64(insert, 3, seq);
    const int code = sqlite3_step(insert);
    const bool refused = (sqlite3_errcode(derive->study->db) & 0xff) == SQLITE_CONSTRAINT;
    const enum status status =
        code == SQLITE_DONE ? STATUS_OK
        : refused           ? why_set(why, STATUS_INVALID,
                                      "A trial needs test, site, and trial and attempt from 1.")
                            : sql_failed(derive->study, why);
    sqlite3_reset(insert);
    return status;
}

/* Of the trial that a payload is about, or (NULL) of all trials of the session. */
static enum status recount(struct derive *derive, const struct session_key *key, const json_t *json,
                           struct why *why)
{
    sqlite3_stmt *update = derive_get(derive, DERIVE_COUNTS);
    if (derive->counts_later)
        return STATUS_OK;
    if (!update)
        return sql_failed(derive->study, why);
    int64_t trial = 0;
    sql_bind_key(update, key);
    sqlite3_bind_null(update, 3);
    if (json && to_whole(json_object_get(json, "trial"), &trial)) {
        sqlite3_bind_text(update, 3, json_string_value(json_object_get(json, "test")), -1,
                          SQLITE_TRANSIENT);
        sqlite3_bind_text(update, 4, json_string_value(json_object_get(json, "site")), -1,
                          SQLITE_TRANSIENT);
        sqlite3_bind_int64(update, 5, trial);
    }
    return sql_done(derive->study, update, why);
}

enum status derive_counts(struct derive *derive, const struct session_key *key, struct why *why)
{
    return recount(derive, key, NULL, why);
}

enum status derive_trial(struct derive *derive, const struct session_key *key, int64_t seq,
                         const struct entry *entry, struct why *why)
{
    char participant[PARTICIPANT_MAX + 1];
    sqlite3_stmt *insert = derive_get(derive, DERIVE_TRIAL);
    if (!insert)
        return sql_failed(derive->study, why);
    json_t *json = json_loadb(entry->payload, entry->payload_size, JSON_REJECT_DUPLICATES, NULL);
    enum status status =
        json_is_object(json)
            ? find_owner(derive, key, participant, why)
            : why_set(why, STATUS_INVALID, "The payload of a trial must be a JSON object.");
    if (status == STATUS_OK)
        status = check_names(json, participant, entry, why);
    if (status == STATUS_OK)
        status = bind_trial(insert, json, entry, why);
    if (status == STATUS_OK) {
        sqlite3_bind_text(insert, 5, participant, -1, SQLITE_TRANSIENT);
        status = insert_trial(derive, key, seq, insert, why);
    }
    if (status == STATUS_OK)
        status = recount(derive, key, json, why);
    json_decref(json);
    return status;
}

/* Which attempt a spoil or a correction is about. */
struct target {
    json_t *json;
    int64_t block, attempt, trial;
    bool has_trial;
    const char *reason;
};

static enum status target_load(struct target *target, const struct entry *entry, struct why *why)
{
    *target = (struct target){0};
    json_t *json = json_loadb(entry->payload, entry->payload_size, JSON_REJECT_DUPLICATES, NULL);
    target->json = json;
    target->reason = json_string_value(json_object_get(json, "reason"));
    const json_t *trial = json_object_get(json, "trial");
    target->has_trial = trial && !json_is_null(trial);
    const bool whole = to_whole(json_object_get(json, "block"), &target->block) &&
                       to_whole(json_object_get(json, "attempt"), &target->attempt) &&
                       (!target->has_trial || to_whole(trial, &target->trial));
    if (whole && target->reason && target->reason[0])
        return STATUS_OK;
    json_decref(json);
    return why_set(why, STATUS_INVALID,
                   "An entry of kind %s needs block, attempt and a reason in words.", entry->kind);
}

static enum status run_on_target(struct derive *derive, sqlite3_stmt *update,
                                 const struct session_key *key, const struct target *target,
                                 struct why *why)
{
    sql_bind_key(update, key);
    sqlite3_bind_int64(update, 3, target->block);
    sqlite3_bind_int64(update, 4, target->attempt);
    if (target->has_trial)
        sqlite3_bind_int64(update, 5, target->trial);
    else
        sqlite3_bind_null(update, 5);
    enum status status = sql_done(derive->study, update, why);
    if (status == STATUS_OK && sqlite3_changes(derive->study->db) == 0)
        return why_set(why, STATUS_INVALID,
                       "There is no attempt %" PRId64 " in block %" PRId64 " of this session.",
                       target->attempt, target->block);
    return status == STATUS_OK ? recount(derive, key, NULL, why) : status;
}

static const struct column *find_column(const char *name)
{
    for (size_t i = 0; name && i < COLUMNS; i++)
        if (!strcmp(columns[i].name, name) && strcmp(name, "attempt") != 0)
            return &columns[i];
    return NULL;
}

enum status derive_spoil(struct derive *derive, const struct session_key *key, int64_t seq,
                         const struct entry *entry, struct why *why)
{
    (void)seq;
    struct target target;
    sqlite3_stmt *update = derive_get(derive, DERIVE_SPOIL);
    if (!update)
        return sql_failed(derive->study, why);
    enum status status = target_load(&target, entry, why);
    if (status != STATUS_OK)
        return status;
    status = bind_text(update, 6, find_column("spoil_reason"),
                       json_object_get(target.json, "reason"), why);
    if (status == STATUS_OK)
        status = run_on_target(derive, update, key, &target, why);
    json_decref(target.json);
    return status;
}

static enum status correct_column(struct derive *derive, const struct session_key *key,
                                  const struct target *target, const struct column *column,
                                  struct why *why)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "UPDATE %s.trial SET %s = ?6 WHERE origin = ?1 AND session = ?2 AND block = ?3 AND "
             "attempt = ?4 AND (?5 IS NULL OR trial = ?5)",
             derive->schema, column->name);
    sqlite3_stmt *update;
    enum status status = sql_prepare(derive->study, sql, &update, why);
    if (status != STATUS_OK)
        return status;
    status = bind_value(update, 6, column, json_object_get(target->json, "to"), why);
    if (status == STATUS_OK)
        status = run_on_target(derive, update, key, target, why);
    sqlite3_finalize(update);
    return status;
}

enum status derive_correct(struct derive *derive, const struct session_key *key, int64_t seq,
                           const struct entry *entry, struct why *why)
{
    (void)seq;
    struct target target;
    enum status status = target_load(&target, entry, why);
    if (status != STATUS_OK)
        return status;
    const char *name = json_string_value(json_object_get(target.json, "column"));
    const struct column *column = find_column(name);
    if (!column || !json_object_get(target.json, "to"))
        status = why_set(why, STATUS_INVALID,
                         "A correction names a column of the trial table and its new value; %s "
                         "cannot be corrected.",
                         name ? name : "this");
    else
        status = correct_column(derive, key, &target, column, why);
    json_decref(target.json);
    return status;
}

/* Statements, transactions, and what SQLite's errors mean to a person. */
#include "store_internal.h"

#include "store/reasons.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

static const char *const statements[] = {
#define SQL_TEXT(name, sql) sql,
    SQL_LIST(SQL_TEXT)
#undef SQL_TEXT
};

struct error_row {
    int code; /* primary result code, or the system's */
    const struct reason *reason;
};

static const struct error_row errors[] = {
    {SQLITE_FULL, REASON_study_disk_full},     {SQLITE_CORRUPT, REASON_study_damaged},
    {SQLITE_NOTADB, REASON_study_no_database}, {SQLITE_READONLY, REASON_study_not_writable},
    {SQLITE_PERM, REASON_study_permission},    {SQLITE_BUSY, REASON_study_in_use},
    {SQLITE_LOCKED, REASON_study_in_use},      {SQLITE_CANTOPEN, REASON_study_cannot_open},
    {SQLITE_NOMEM, REASON_study_no_memory},    {SQLITE_CONSTRAINT, REASON_study_does_not_fit},
    {SQLITE_TOOBIG, REASON_study_too_large},   {SQLITE_IOERR, REASON_study_disk_error},
};

/* What the system says, where SQLite only knows that it could not write. */
static const struct error_row system_errors[] = {
    {ENOSPC, REASON_study_disk_full},
    {EDQUOT, REASON_study_quota},
    {EFBIG, REASON_study_file_limit},
};

/* Of a failed write in a statement SQLite keeps no errno; the C library's is still that one. */
static const struct error_row *error_of_system(struct study *study, int last_errno)
{
    const bool is_write = sqlite3_extended_errcode(study->db) == SQLITE_IOERR_WRITE;
    const int kept = sqlite3_system_errno(study->db);
    const int error = kept == 0 && is_write ? last_errno : kept;
    for (size_t i = 0; i < sizeof system_errors / sizeof system_errors[0]; i++)
        if (system_errors[i].code == error)
            return &system_errors[i];
    return NULL;
}

static const struct error_row *error_find(struct study *study, int last_errno)
{
    const int code = sqlite3_errcode(study->db) & 0xff;
    const bool is_systems = code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
    const struct error_row *row = is_systems ? error_of_system(study, last_errno) : NULL;
    if (row)
        return row;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i].code == code)
            return &errors[i];
    return &errors[sizeof errors / sizeof errors[0] - 1];
}

enum status sql_failed(struct study *study, struct why *why)
{
    const struct error_row *row = error_find(study, errno);
    return reason_set(why, row->reason, study->path, sqlite3_errmsg(study->db), NULL);
}

enum status sql_prepare(struct study *study, const char *sql, sqlite3_stmt **out, struct why *why)
{
    *out = NULL;
    if (sqlite3_prepare_v2(study->db, sql, -1, out, NULL) != SQLITE_OK)
        return sql_failed(study, why);
    return STATUS_OK;
}

sqlite3_stmt *sql_get(struct study *study, enum sql_id id)
{
    sqlite3_stmt **statement = &study->statements[id];
    if (!*statement && sqlite3_prepare_v3(study->db, statements[id], -1, SQLITE_PREPARE_PERSISTENT,
                                          statement, NULL) != SQLITE_OK)
        return NULL;
    return *statement;
}

enum status sql_done(struct study *study, sqlite3_stmt *statement, struct why *why)
{
    if (!statement)
        return sql_failed(study, why);
    const int code = sqlite3_step(statement);
    const enum status status =
        code == SQLITE_DONE || code == SQLITE_ROW ? STATUS_OK : sql_failed(study, why);
    sqlite3_reset(statement);
    return status;
}

enum status sql_finish(struct study *study, sqlite3_stmt *statement, int code, struct why *why)
{
    const enum status status =
        code == SQLITE_DONE || code == SQLITE_ROW ? STATUS_OK : sql_failed(study, why);
    sqlite3_finalize(statement);
    return status;
}

enum status sql_exec(struct study *study, const char *sql, struct why *why)
{
    if (sqlite3_exec(study->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return sql_failed(study, why);
    return STATUS_OK;
}

void sql_bind_key(sqlite3_stmt *statement, const struct session_key *key)
{
    sqlite3_bind_blob(statement, 1, key->origin, ORIGIN_SIZE, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, key->session);
}

void sql_bind_digest(sqlite3_stmt *statement, int index, const uint8_t digest[DIGEST_SIZE])
{
    sqlite3_bind_blob(statement, index, digest, DIGEST_SIZE, SQLITE_TRANSIENT);
}

bool sql_column_blob(sqlite3_stmt *statement, int column, void *out, int size)
{
    const void *blob = sqlite3_column_blob(statement, column);
    if (!blob || sqlite3_column_bytes(statement, column) != size)
        return false;
    memcpy(out, blob, (size_t)size);
    return true;
}

const char *sql_column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

void sql_column_copy(sqlite3_stmt *statement, int column, char *out, size_t cap)
{
    const char *text = sql_column_text(statement, column);
    const size_t n = strnlen(text, cap - 1);
    memcpy(out, text, n);
    out[n] = '\0';
}

enum status transaction_begin(struct study *study, struct why *why)
{
    if (study->mode == STUDY_READ)
        return why_set(why, STATUS_READ_ONLY,
                       "Study %s was opened for reading: open it for writing to change it.",
                       study->path);
    if (study->depth++ > 0)
        return STATUS_OK;
    study->before = study->live;
    const enum status status = sql_done(study, sql_get(study, SQL_BEGIN), why);
    if (status != STATUS_OK)
        study->depth = 0;
    return status;
}

enum status transaction_end(struct study *study, enum status status, struct why *why)
{
    assert(study->depth > 0);
    if (--study->depth > 0)
        return status;
    if (status == STATUS_OK)
        status = sql_done(study, sql_get(study, SQL_COMMIT), why);
    if (status == STATUS_OK)
        return STATUS_OK;
    /* SQLite rolls back by itself after some errors; a second rollback would be an error of its
     * own. */
    if (!sqlite3_get_autocommit(study->db) &&
        sql_done(study, sql_get(study, SQL_ROLLBACK), NULL) != STATUS_OK)
        sqlite3_exec(study->db, "ROLLBACK", NULL, NULL, NULL);
    study->live = study->before;
    return status;
}

/* Opening and closing a study file.
 *
 * Nothing of a foreign file is changed: before anything is set, the file must say that it is a
 * study of a version this program knows. A new study is made as PATH.limen-draft (no study of
 * anybody has such a name), in one transaction with a rollback journal, and takes its name only
 * when it is whole and on the disk: an empty file of that name was made by somebody else and is
 * refused. A study of an older version is read as it is; opened for writing it is upgraded, and a
 * copy of what it was stays beside it. */
#include "store/query.h"

#include "base/reasons.h"
#include "store/reasons.h"
#include "store_internal.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 2000 };
#define DRAFT ".limen-draft"

static enum status query_number(struct study *study, const char *sql, int64_t *out, struct why *why)
{
    sqlite3_stmt *query;
    const enum status status = sql_prepare(study, sql, &query, why);
    if (status != STATUS_OK)
        return status;
    const int code = sqlite3_step(query);
    *out = code == SQLITE_ROW ? sqlite3_column_int64(query, 0) : 0;
    return sql_finish(study, query, code, why);
}

/* A file on read-only media has no shared memory beside it; without a WAL nothing can be in it
 * either. */
static enum status open_immutable(struct study *study, struct why *why)
{
    static const char *const suffixes[] = {"-wal", "-journal"};
    char uri[3 * 4096 + 32], *out = uri;
    for (size_t i = 0; i < 2; i++)
        if (place_size(study->path, suffixes[i]) > 0) {
            snprintf(uri, sizeof uri, "%s%s", study->path, suffixes[i]);
            return reason_set(why, REASON_study_unclosed, study->path, uri, NULL);
        }
    out += sprintf(out, "file:");
    for (const char *in = study->path; *in && out < uri + sizeof uri - 32; in++)
        out += sprintf(out, "%%%02X", (unsigned)(unsigned char)*in);
    sprintf(out, "?immutable=1");
    sqlite3_close(study->db);
    study->db = NULL;
    if (sqlite3_open_v2(uri, &study->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) != SQLITE_OK)
        return sql_failed(study, why);
    return STATUS_OK;
}

/* At the end what stands in the WAL goes into the file, unless it is left: until it is known that
 * the file is a study. */
static void leave_wal(struct study *study, bool leave)
{
    sqlite3_db_config(study->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                      leave && place_size(study->path, "-wal") >= 0, NULL);
}

/* Only who may write takes the files -wal and -shm away again at the end, so a reader asks for it
 * where it can; reader_may() keeps it from changing anything. Where it cannot and there is no -wal,
 * it makes none. */
static int flags_of(const struct study *study)
{
    static const int flags[] = {
        [STUDY_READ] = SQLITE_OPEN_READWRITE,
        [STUDY_WRITE] = SQLITE_OPEN_READWRITE,
        [STUDY_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
        [STUDY_MEMORY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY,
    };
    if (study->mode == STUDY_READ && !place_is_writable(study->path))
        return SQLITE_OPEN_READONLY;
    return flags[study->mode];
}

/* Nothing can be made beside the file: the folder is closed, or the disk is full. */
static bool is_out_of_room(const struct study *study)
{
    switch (sqlite3_errcode(study->db) & 0xff) {
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return true;
    }
    return false;
}

/* Who has the file alone needs no shared memory beside it to read what stands in the WAL. */
static enum status open_without_room(struct study *study, struct why *why)
{
    int64_t version;
    if (place_size(study->path, "-wal") <= 0 || !place_is_writable(study->path))
        return open_immutable(study, why);
    sqlite3_close(study->db);
    study->db = NULL;
    if (sqlite3_open_v2(study->path, &study->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return sql_failed(study, why);
    const enum status status = sql_exec(study, "PRAGMA locking_mode = EXCLUSIVE", why);
    return status == STATUS_OK ? query_number(study, "PRAGMA schema_version", &version, why)
                               : status;
}

static enum status open_database(struct study *study, struct why *why)
{
    const int flags = flags_of(study);
    if (flags == SQLITE_OPEN_READONLY && place_size(study->path, "-wal") < 0)
        return open_immutable(study, why);
    const int code = sqlite3_open_v2(study->path, &study->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (!study->db)
        return reason_set(why, REASON_no_memory, NULL);
    if (code != SQLITE_OK)
        return sql_failed(study, why);
    /* another one that opens or closes holds the file for a moment */
    sqlite3_busy_timeout(study->db, BUSY_MS);
    leave_wal(study, true);
    int64_t version;
    const enum status status = query_number(study, "PRAGMA schema_version", &version, NULL);
    if (status == STATUS_OK)
        return STATUS_OK;
    if (study->mode == STUDY_READ && is_out_of_room(study))
        return open_without_room(study, why);
    return sql_failed(study, why);
}

/* What a reader may do: all but change the study. Its own temporary tables are not in it. */
static int reader_may(void *context, int action, const char *first, const char *second,
                      const char *database, const char *trigger)
{
    (void)context, (void)first, (void)second, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_PRAGMA:
    case SQLITE_SAVEPOINT:
    case SQLITE_TRANSACTION:
        return SQLITE_OK;
    }
    return database && !strcmp(database, "temp") ? SQLITE_OK : SQLITE_DENY;
}

static void harden(struct study *study)
{
    if (study->mode == STUDY_READ)
        sqlite3_set_authorizer(study->db, reader_may, NULL);
    sqlite3_db_config(study->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(study->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_extended_result_codes(study->db, 1);
}

static enum status refuse_newer(const struct study *study, int64_t version, struct why *why)
{
    char format[REASON_NUMBER_SIZE], known[REASON_NUMBER_SIZE];
    return reason_set(why, REASON_study_newer, study->path, reason_integer(format, version),
                      reason_integer(known, SCHEMA_VERSION), NULL);
}

static enum status identify(struct study *study, bool *is_empty, struct why *why)
{
    int64_t objects, application, version;
    enum status status =
        query_number(study, "SELECT count(*) FROM main.sqlite_schema", &objects, why);
    if (status == STATUS_OK)
        status = query_number(study, "PRAGMA application_id", &application, why);
    if (status == STATUS_OK)
        status = query_number(study, "PRAGMA user_version", &version, why);
    if (status != STATUS_OK)
        return status;
    *is_empty = objects == 0 && application == 0 && version == 0;
    if (*is_empty && study->mode == STUDY_MEMORY)
        return STATUS_OK;
    if (*is_empty)
        return reason_set(why, REASON_study_empty_file, study->path, NULL);
    if (application != APPLICATION_ID)
        return reason_set(why, REASON_study_other_program, study->path, NULL);
    if (version > SCHEMA_VERSION)
        return refuse_newer(study, version, why);
    if (version < 1)
        return reason_set(why, REASON_study_no_version, study->path, NULL);
    study->version = (int)version;
    leave_wal(study, false);
    return STATUS_OK;
}

static enum status set_wal(struct study *study, struct why *why)
{
    sqlite3_stmt *query;
    enum status status = sql_prepare(study, "PRAGMA journal_mode = WAL", &query, why);
    if (status != STATUS_OK)
        return status;
    const int code = sqlite3_step(query);
    const bool is_wal = code == SQLITE_ROW && !strcmp(sql_column_text(query, 0), "wal");
    status = sql_finish(study, query, code, why);
    if (status == STATUS_OK && !is_wal)
        return reason_set(why, REASON_study_unsafe, study->path, NULL);
    return status == STATUS_OK ? sql_exec(study, "PRAGMA journal_size_limit = 16777216", why)
                               : status;
}

static enum status set_pragmas(struct study *study, struct why *why)
{
    return sql_exec(study,
                    "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; "
                    "PRAGMA recursive_triggers = ON; PRAGMA cell_size_check = ON; "
                    "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; "
                    "PRAGMA cache_size = -4000",
                    why);
}

static enum status fill_new(struct study *study, struct why *why)
{
    const enum status status = set_pragmas(study, why);
    study->version = SCHEMA_VERSION;
    return status == STATUS_OK ? schema_create(study, why) : status;
}

static enum status set_up(struct study *study, bool is_empty, struct why *why)
{
    enum status status = is_empty ? fill_new(study, why) : set_pragmas(study, why);
    if (status == STATUS_OK && (study->mode == STUDY_WRITE || study->mode == STUDY_CREATE))
        status = set_wal(study, why);
    if (status == STATUS_OK)
        status = schema_check(study, why);
    const bool is_old = study->version < SCHEMA_VERSION && study->mode != STUDY_READ;
    return status == STATUS_OK && is_old ? upgrade_file(study, why) : status;
}

/* Another program may hold a write lock of its own on the file. */
static enum status probe_writer(struct study *study, struct why *why)
{
    const enum status status = transaction_begin(study, why);
    return status == STATUS_OK ? transaction_end(study, STATUS_OK, why) : status;
}

static void close_database(struct study *study)
{
    for (size_t i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(study->statements[i]);
    memset(study->statements, 0, sizeof study->statements);
    derive_fini(&study->derive);
    sqlite3_close_v2(study->db);
    study->db = NULL;
}

static enum status make_at(struct study *study, struct why *why)
{
    enum status status = open_database(study, why);
    if (status == STATUS_OK) {
        harden(study);
        status = fill_new(study, why);
    }
    close_database(study);
    return status;
}

/* The writer's lock is held: a draft that is found was left by a program that died making it. */
static enum status make_file(struct study *study, struct why *why)
{
    static const char *const suffixes[] = {"", "-journal", "-wal", "-shm"};
    char name[PATH_MAX], left[PATH_MAX];
    char *const path = study->path;
    if (strlen(path) + sizeof DRAFT "-journal" > PATH_MAX)
        return reason_set(why, REASON_study_name_long, NULL);
    snprintf(name, sizeof name, "%s" DRAFT, path);
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        snprintf(left, sizeof left, "%s" DRAFT "%s", path, suffixes[i]);
        unlink(left);
    }
    study->path = name;
    enum status status = make_at(study, why);
    study->path = path;
    if (status == STATUS_OK && rename(name, path) != 0)
        status = reason_set(why, REASON_study_cannot_make, path, strerror(errno), NULL);
    if (status == STATUS_OK)
        place_sync_folder(path);
    else
        unlink(name);
    return status;
}

/* Under the writer's lock: nobody else has written it. */
static void take_away(struct study *study)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char name[PATH_MAX];
    close_database(study);
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        snprintf(name, sizeof name, "%s%s", study->path, suffixes[i]);
        unlink(name);
    }
}

static enum status open_file(struct study *study, struct why *why)
{
    bool exists = true, is_empty = false;
    const bool is_file = study->mode != STUDY_MEMORY;
    enum status status = is_file ? place_follow(&study->path, why) : STATUS_OK;
    if (status == STATUS_OK && is_file)
        status = place_check(study->path, study->mode, &exists, why);
    if (status == STATUS_OK && is_file && study->mode != STUDY_READ)
        status = place_lock(study->path, &study->lock, why);
    study->is_made = is_file && !exists;
    if (status == STATUS_OK && !exists)
        status = make_file(study, why);
    if (status != STATUS_OK)
        return status;
    status = open_database(study, why);
    if (status == STATUS_OK) {
        harden(study);
        status = identify(study, &is_empty, why);
    }
    if (status == STATUS_OK)
        status = set_up(study, is_empty, why);
    if (status == STATUS_OK && study->mode != STUDY_READ)
        status = probe_writer(study, why);
    if (status != STATUS_OK && !exists)
        take_away(study);
    return status;
}

static struct study *study_new(const char *path, enum study_mode mode)
{
    struct study *study = aligned_alloc(64, (sizeof *study + 63) / 64 * 64);
    if (!study)
        return NULL;
    memset(study, 0, sizeof *study);
    study->mode = mode;
    study->lock = -1;
    study->path = strdup(mode == STUDY_MEMORY ? ":memory:" : path);
    study->codec = codec_new();
    derive_init(&study->derive, study, "main");
    return study;
}

/* SQLite's count of its own memory is behind one lock for all studies, and nobody reads it. Where
 * SQLite is in use already the count stays, which costs time and nothing else. */
static void set_up_sqlite(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum status study_open(const char *path, enum study_mode mode, struct study **out, struct why *why)
{
    static pthread_once_t sqlite = PTHREAD_ONCE_INIT;
    *out = NULL;
    pthread_once(&sqlite, set_up_sqlite);
    if (sodium_init() < 0)
        return why_set(why, STATUS_IO, "The system gives no random numbers: restart the computer.");
    struct study *study = study_new(path, mode);
    if (!study || !study->path || !study->codec) {
        study_close(study);
        return reason_set(why, REASON_no_memory, NULL);
    }
    /* New for every opening: two copies of a file can both go on and still be merged. */
    randombytes_buf(study->origin, sizeof study->origin);
    const enum status status = open_file(study, why);
    if (status != STATUS_OK) {
        study_close(study);
        return status;
    }
    *out = study;
    return STATUS_OK;
}

void study_close(struct study *study)
{
    if (!study)
        return;
    close_database(study);
    if (study->lock >= 0)
        place_unlock(study->path, study->lock);
    codec_free(study->codec);
    free(study->path);
    free(study);
}

void study_close_unused(struct study *study)
{
    int64_t entries;
    if (study && study->is_made && study->lock >= 0 &&
        query_number(study, "SELECT count(*) FROM journal", &entries, NULL) == STATUS_OK &&
        entries == 0)
        take_away(study);
    study_close(study);
}

long study_writer(const struct study *study)
{
    return study->mode == STUDY_MEMORY ? 0 : place_writer(study->path);
}

const char *study_uuid(const struct study *study)
{
    return study->uuid;
}

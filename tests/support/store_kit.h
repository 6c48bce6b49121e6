/* What the tests of the study file share: a folder, a session to write into, a dump to compare. */
#ifndef LIMEN_TESTS_STORE_KIT_H
#define LIMEN_TESTS_STORE_KIT_H

#include "store/query.h"
#include "store/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

struct kit {
    char folder[64], path[96];
};

static inline int kit_setup(void **state)
{
    struct kit *kit = calloc(1, sizeof *kit);
    snprintf(kit->folder, sizeof kit->folder, "/tmp/limen_store_XXXXXX");
    if (!kit || !mkdtemp(kit->folder))
        return -1;
    snprintf(kit->path, sizeof kit->path, "%s/a.limen", kit->folder);
    *state = kit;
    return 0;
}

static inline void kit_remove_study(const struct kit *kit)
{
    static const char *const suffixes[] = {"",    "-wal",  "-shm",        "-journal",     ".lock",
                                           ".v1", ".v1-2", ".v1-journal", ".v1-2-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", kit->path, suffixes[i]);
        unlink(name);
    }
}

static inline int kit_teardown(void **state)
{
    struct kit *kit = *state;
    kit_remove_study(kit);
    rmdir(kit->folder);
    free(kit);
    return 0;
}

static inline struct study *kit_open(const struct kit *kit, enum study_mode mode)
{
    struct study *study;
    struct why why = {0};
    const enum status status = study_open(kit->path, mode, &study, &why);
    if (status != STATUS_OK)
        print_message("%s: %s\n", status_name(status), why.text);
    assert_int_equal(status, STATUS_OK);
    return study;
}

static inline struct session_spec kit_spec(const char *participant)
{
    static const uint8_t digest[DIGEST_SIZE] = {1, 2, 3};
    return (struct session_spec){.participant = participant,
                                 .operator_name = "Dr. \"Ada\" Ångström",
                                 .protocol_id = "ppt-core",
                                 .protocol_version = "1.0.0",
                                 .protocol_digest = digest,
                                 .bench = "{\"rate\":0.1}",
                                 .parameters = "{}",
                                 .program = "limen test",
                                 .seed = 18446744073709551615u};
}

static const struct study_source kit_sources[] = {{"ppt.lua", "return 1\n", 9},
                                                  {"verbs/ppt.lua", "-- v\n", 5}};

static inline enum status kit_try_begin(struct study *study, const char *participant,
                                        struct session_key *key, struct why *why)
{
    const struct session_spec spec = kit_spec(participant);
    return study_begin_session(study, &spec, kit_sources, 2, 1000000, 5, key, why);
}

static inline struct session_key kit_begin(struct study *study, const char *participant)
{
    struct session_key key;
    struct why why = {0};
    const enum status status = kit_try_begin(study, participant, &key, &why);
    if (status != STATUS_OK)
        print_message("%s\n", why.text);
    assert_int_equal(status, STATUS_OK);
    return key;
}

static inline struct entry kit_entry(const char *kind, int64_t block, const char *payload)
{
    return (struct entry){.kind = kind,
                          .utc = 2000000 + block,
                          .mono = 7,
                          .task = 1,
                          .block = block,
                          .payload = payload,
                          .payload_size = strlen(payload)};
}

static inline enum status kit_append(struct study *study, const struct session_key *key,
                                     const char *kind, int64_t block, const char *payload)
{
    struct why why;
    const struct entry entry = kit_entry(kind, block, payload);
    return study_append(study, key, &entry, 1, &why);
}

/* A ramp at the left L4: trial, attempt, how it ended, and the value. */
static inline void kit_trial_json(char *out, size_t cap, int trial, int attempt, const char *end,
                                  double value)
{
    snprintf(
        out, cap,
        "{\"attempt\":%d,\"censored\":\"none\",\"end\":\"%s\",\"peak\":1.5,\"side\":\"left\","
        "\"site\":\"lumbar.L4\",\"test\":\"ppt\",\"trial\":%d,\"unit\":\"kPa\",\"value\":%.17g}",
        attempt, end, trial, value);
}

static inline void kit_trial(struct study *study, const struct session_key *key, int64_t block,
                             int trial, int attempt)
{
    char json[512];
    kit_trial_json(json, sizeof json, trial, attempt, "response", 300.5 + trial);
    assert_int_equal(kit_append(study, key, "trial", block, json), STATUS_OK);
}

static inline void kit_dump_table(sqlite3 *db, const char *table, FILE *out)
{
    char sql[128];
    sqlite3_stmt *query;
    snprintf(sql, sizeof sql, "SELECT * FROM %s", table);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &query, NULL), SQLITE_OK);
    while (sqlite3_step(query) == SQLITE_ROW) {
        fprintf(out, "%s", table);
        for (int i = 0; i < sqlite3_column_count(query); i++) {
            const unsigned char *bytes = sqlite3_column_blob(query, i);
            fprintf(out, "|%d:", sqlite3_column_type(query, i));
            for (int b = 0; b < sqlite3_column_bytes(query, i); b++)
                fprintf(out, "%02x", bytes[b]);
            if (sqlite3_column_type(query, i) == SQLITE_FLOAT)
                fprintf(out, "%a", sqlite3_column_double(query, i));
        }
        fprintf(out, "\n");
    }
    assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
}

/* Everything in the tables named (comma after each), bit by bit, as text that the caller frees. */
static inline char *kit_dump(const char *path, const char *const *tables, size_t n)
{
    sqlite3 *db;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (size_t i = 0; i < n; i++)
        kit_dump_table(db, tables[i], out);
    sqlite3_close(db);
    fclose(out);
    return text;
}

/* Changes the file as another program could. */
static inline void kit_tamper(const char *path, const char *sql)
{
    sqlite3 *db;
    char *error = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, sql, NULL, NULL, &error);
    if (error)
        print_message("%s: %s\n", sql, error);
    assert_null(error);
    sqlite3_close(db);
}

/* The triggers are away while it is done and back afterwards as they were, so that only the
 * verification can tell. */
static inline void kit_tamper_like_an_expert(const char *path, const char *change)
{
    sqlite3 *db;
    sqlite3_stmt *query;
    char drop[1024] = "", make[4096] = "";
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT name, sql FROM sqlite_schema WHERE type = "
                                        "'trigger'",
                                        -1, &query, NULL),
                     SQLITE_OK);
    while (sqlite3_step(query) == SQLITE_ROW) {
        const size_t used = strlen(drop);
        snprintf(drop + used, sizeof drop - used, "DROP TRIGGER %s;",
                 (const char *)sqlite3_column_text(query, 0));
        strcat(make, (const char *)sqlite3_column_text(query, 1));
        strcat(make, ";");
    }
    sqlite3_finalize(query);
    sqlite3_close(db);
    char *sql = sqlite3_mprintf("%s%s;%s", drop, change, make);
    kit_tamper(path, sql);
    sqlite3_free(sql);
}

struct kit_findings {
    int damages, notes;
    char text[4096];
};

static inline void kit_collect(void *context, enum finding finding, const char *sentence)
{
    struct kit_findings *found = context;
    const size_t used = strlen(found->text);
    assert_null(strchr(sentence, '\n'));
    *(finding == FINDING_DAMAGE ? &found->damages : &found->notes) += 1;
    snprintf(found->text + used, sizeof found->text - used, "%s\n", sentence);
}

static inline enum status kit_verify(struct study *study, struct kit_findings *found,
                                     struct study_verdict *verdict)
{
    struct why why = {0};
    memset(found, 0, sizeof *found);
    const enum status status = study_verify(study, kit_collect, found, verdict, &why);
    assert_true((status == STATUS_CORRUPT) == (found->damages > 0) || status < 0);
    return status;
}

static inline void kit_expect_sound(struct study *study)
{
    struct kit_findings found;
    struct study_verdict verdict;
    const enum status status = kit_verify(study, &found, &verdict);
    if (status != STATUS_OK)
        print_message("%s\n", found.text);
    assert_int_equal(status, STATUS_OK);
}

#endif

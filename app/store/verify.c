/* Verification: everything is read once and held against its hash; every difference is a sentence.
 *
 * An entry without payload is all right only when its session has an `erase` entry after it. */
#include "store/verify.h"

#include "store/query.h"
#include "store/reasons.h"
#include "store_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct check {
    struct study *study;
    study_report_fn *report;
    void *context;
    struct study_verdict *verdict;
    /* of the session that is being walked */
    struct session_key key;
    int64_t seq, last_missing, last_erase;
    uint8_t hash[DIGEST_SIZE];
    struct tally tally; /* of the heads seen so far */
};

__attribute__((format(printf, 3, 4))) static void say(struct check *check, enum finding finding,
                                                      const char *format, ...)
{
    char sentence[512];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    check->verdict->damages += finding == FINDING_DAMAGE;
    check->report(check->context, finding, sentence);
}

/* A sentence is one line; what SQLite says of a tree is two. */
static void say_structure(struct check *check, const char *text)
{
    char line[256];
    snprintf(line, sizeof line, "%s", text);
    for (char *at = line; (at = strchr(at, '\n'));)
        *at = ' ';
    say(check, FINDING_DAMAGE, "The file's structure is damaged: %s.", line);
}

static enum status check_pages(struct check *check, struct why *why)
{
    sqlite3_stmt *query;
    const enum status status =
        sql_prepare(check->study, "PRAGMA main.integrity_check(20)", &query, why);
    if (status != STATUS_OK)
        return status;
    int code;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        const char *text = sql_column_text(query, 0);
        if (strcmp(text, "ok") != 0)
            say_structure(check, text);
    }
    return sql_finish(check->study, query, code, why);
}

static void end_session(struct check *check)
{
    if (check->last_missing > check->last_erase)
        say(check, FINDING_DAMAGE,
            "Session %" PRId64 ", entry %" PRId64
            ": its content is gone and no entry says that it was erased.",
            check->key.session, check->last_missing);
    check->last_missing = check->last_erase = 0;
}

static void start_session(struct check *check, const struct journal_row *row)
{
    end_session(check);
    check->key = row->key;
    check->seq = 0;
    check->verdict->sessions++;
    chain_genesis(&row->key, check->hash);
    if (strcmp(row->entry.kind, "session_start") != 0)
        say(check, FINDING_DAMAGE, "Session %" PRId64 " does not begin with its start.",
            row->key.session);
}

static void check_payload(struct check *check, const struct journal_row *row)
{
    if (!row->entry.payload) {
        check->last_missing = row->seq;
        check->verdict->erased++;
        return;
    }
    uint8_t digest[DIGEST_SIZE];
    digest_of(row->entry.payload, row->entry.payload_size, digest);
    if (memcmp(digest, row->payload_digest, DIGEST_SIZE) != 0)
        say(check, FINDING_DAMAGE,
            "Session %" PRId64 ", entry %" PRId64 " (%s): its content was changed.",
            row->key.session, row->seq, row->entry.kind);
}

static bool check_row(void *context, const struct journal_row *row)
{
    struct check *check = context;
    if (check->verdict->entries++ == 0 || row->key.session != check->key.session ||
        memcmp(row->key.origin, check->key.origin, ORIGIN_SIZE) != 0)
        start_session(check, row);
    if (row->seq != check->seq + 1)
        say(check, FINDING_DAMAGE,
            "Session %" PRId64 ": entries are missing before entry %" PRId64 ".", row->key.session,
            row->seq);
    if (memcmp(row->prev, check->hash, DIGEST_SIZE) != 0)
        say(check, FINDING_DAMAGE,
            "Session %" PRId64 ", entry %" PRId64 ": it does not follow the entry before it.",
            row->key.session, row->seq);
    uint8_t hash[DIGEST_SIZE];
    chain_hash(row, hash);
    if (memcmp(hash, row->hash, DIGEST_SIZE) != 0)
        say(check, FINDING_DAMAGE, "Session %" PRId64 ", entry %" PRId64 " (%s) was changed.",
            row->key.session, row->seq, row->entry.kind);
    check_payload(check, row);
    if (!strcmp(row->entry.kind, "erase"))
        check->last_erase = row->seq;
    check->seq = row->seq;
    memcpy(check->hash, row->hash, DIGEST_SIZE);
    return true;
}

static enum status check_journal(struct check *check, const struct session_key *key,
                                 struct why *why)
{
    const enum status status = journal_walk(check->study, key, check_row, check, why);
    end_session(check);
    return status;
}

/* Rows of a query that must be empty: session, number, what. */
static enum status check_none(struct check *check, const char *sql, const char *sentence,
                              struct why *why)
{
    sqlite3_stmt *query;
    const enum status status = sql_prepare(check->study, sql, &query, why);
    if (status != STATUS_OK)
        return status;
    int code;
    while ((code = sqlite3_step(query)) == SQLITE_ROW)
        say(check, FINDING_DAMAGE, "Session %s, %s: %s.", sql_column_text(query, 0),
            sql_column_text(query, 1), sentence);
    return sql_finish(check->study, query, code, why);
}

static void check_head(void *context, const struct head *head, const struct head *tip)
{
    struct check *check = context;
    tally_add(&check->tally, head);
    if (tip->seq == 0)
        say(check, FINDING_DAMAGE,
            "Session %" PRId64 " is gone: it had %" PRId64 " entries when it was written.",
            head->key.session, head->seq);
    else if (tip->seq < head->seq)
        say(check, FINDING_DAMAGE,
            "Session %" PRId64 " was cut off: it ends with entry %" PRId64
            ", but was written up to entry %" PRId64 ".",
            head->key.session, tip->seq, head->seq);
    else if (tip->seq > head->seq || memcmp(tip->hash, head->hash, DIGEST_SIZE) != 0)
        say(check, FINDING_DAMAGE,
            "Session %" PRId64 " does not end with the entry that was written last (%" PRId64 ").",
            head->key.session, head->seq);
}

/* The tally against the heads that are there. */
static enum status check_tally(struct check *check, struct why *why)
{
    const struct tally *found = &check->tally;
    struct tally kept;
    const enum status status = tally_load(check->study, &kept, why);
    if (status != STATUS_OK)
        return status;
    memcpy(check->verdict->tally, kept.digest, DIGEST_SIZE);
    if (kept.sessions != found->sessions || kept.entries != found->entries)
        say(check, FINDING_DAMAGE,
            "The study was written with %" PRId64 " sessions of %" PRId64
            " entries, and its list has %" PRId64 " sessions of %" PRId64
            " entries: some were taken out or put in.",
            kept.sessions, kept.entries, found->sessions, found->entries);
    else if (memcmp(kept.digest, found->digest, DIGEST_SIZE) != 0)
        say(check, FINDING_DAMAGE,
            "The study's list of sessions is not the one that was written: a session was put in "
            "another one's place.");
    return STATUS_OK;
}

static enum status check_heads(struct check *check, struct why *why)
{
    if (check->study->version < 2) {
        say(check, FINDING_NOTE,
            "This study was written by an older Limen, which did not count sessions and entries: "
            "a missing session or end of a session cannot be seen.");
        return STATUS_OK;
    }
    enum status status = heads_walk(check->study, check_head, check, why);
    if (status == STATUS_OK)
        status = check_none(check,
                            "SELECT session, count(*) || ' entries' FROM main.journal WHERE "
                            "(origin, session) NOT IN (SELECT origin, session FROM main.head) "
                            "GROUP BY origin, session",
                            "not in the study's list of sessions", why);
    return status == STATUS_OK ? check_tally(check, why) : status;
}

static enum status check_sources(struct check *check, struct why *why)
{
    sqlite3_stmt *query;
    const enum status status =
        sql_prepare(check->study, "SELECT digest, text FROM main.source", &query, why);
    if (status != STATUS_OK)
        return status;
    int code;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        uint8_t digest[DIGEST_SIZE], found[DIGEST_SIZE];
        digest_of(sqlite3_column_blob(query, 1), (size_t)sqlite3_column_bytes(query, 1), found);
        if (!sql_column_blob(query, 0, digest, DIGEST_SIZE) ||
            memcmp(digest, found, DIGEST_SIZE) != 0)
            say(check, FINDING_DAMAGE, "A stored protocol source was changed.");
    }
    return sql_finish(check->study, query, code, why);
}

static bool no_source(void *context, const struct study_source *source)
{
    (void)context;
    (void)source;
    return true;
}

static bool check_session(void *context, const struct study_session *session)
{
    struct check *check = context;
    struct why why = {0};
    const enum status status = study_sources(check->study, &session->key, no_source, NULL, &why);
    if (status != STATUS_OK)
        say(check, FINDING_DAMAGE, "Session %" PRId64 ": %s", session->key.session, why.text);
    if (session->is_erased)
        say(check, FINDING_NOTE, "Session %" PRId64 ": participant %s has withdrawn; erased.",
            session->key.session, session->participant);
    return true;
}

struct opening_row {
    struct session_key key;
    struct study_block block;
    uint8_t opening[DIGEST_SIZE];
};

static bool read_opening(sqlite3_stmt *query, struct opening_row *row)
{
    *row = (struct opening_row){
        .key.session = sqlite3_column_int64(query, 1),
        .block = {.block = {.block = sqlite3_column_int64(query, 2),
                            .attempt = sqlite3_column_int64(query, 3),
                            .part = sqlite3_column_int64(query, 4)},
                  .header = sql_column_text(query, 5),
                  .count = sqlite3_column_int64(query, 7),
                  .is_erased = sqlite3_column_int(query, 9) != 0},
    };
    row->block.ended = sql_column_blob(query, 8, row->block.digest, DIGEST_SIZE);
    return sql_column_blob(query, 0, row->key.origin, ORIGIN_SIZE) &&
           sql_column_blob(query, 6, row->opening, DIGEST_SIZE);
}

static void say_block(struct check *check, const struct opening_row *row, enum finding finding,
                      const char *sentence)
{
    say(check, finding,
        "Session %" PRId64 ", samples of block %" PRId64 ", attempt %" PRId64 ": %s.",
        row->key.session, row->block.block.block, row->block.block.attempt, sentence);
}

/* What is under way looks like what was cut off. */
static void say_unended(struct check *check, const struct opening_row *row)
{
    const long writer = study_writer(check->study);
    char who[40] = "", sentence[160];
    if (writer == 0) {
        say_block(check, row, FINDING_NOTE, "the program ended while they were taken");
        return;
    }
    if (writer > 0)
        snprintf(who, sizeof who, " (process %ld)", writer);
    snprintf(sentence, sizeof sentence,
             "another Limen%s has this study open: its session takes them now, or they are of one "
             "that was cut off",
             who);
    say_block(check, row, FINDING_NOTE, sentence);
}

static void check_block(struct check *check, const struct opening_row *row)
{
    const struct block_opening opening = {&row->key, row->block.block, row->block.header};
    uint8_t digest[DIGEST_SIZE];
    block_opening_digest(&opening, digest);
    check->verdict->blocks++;
    if (row->block.is_erased)
        return;
    if (memcmp(digest, row->opening, DIGEST_SIZE) != 0)
        say_block(check, row, FINDING_DAMAGE, "what they are samples of was changed");
    struct samples_found found;
    const enum status status = samples_hash(check->study, &opening, &found, NULL);
    check->verdict->samples += (int64_t)found.count;
    if (status != STATUS_OK)
        say_block(check, row, FINDING_DAMAGE, "they cannot be read");
    else if (!row->block.ended)
        say_unended(check, row);
    else if ((int64_t)found.count != row->block.count ||
             memcmp(found.digest, row->block.digest, DIGEST_SIZE) != 0)
        say_block(check, row, FINDING_DAMAGE, "they were changed");
}

static enum status check_blocks(struct check *check, struct why *why)
{
    sqlite3_stmt *query;
    const enum status status =
        sql_prepare(check->study,
                    "SELECT origin, session, block, attempt, part, header, opening, count, digest, "
                    "erased FROM main.sample_block",
                    &query, why);
    if (status != STATUS_OK)
        return status;
    int code;
    struct opening_row row;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        if (read_opening(query, &row))
            check_block(check, &row);
        else
            say(check, FINDING_DAMAGE, "The list of sample blocks is damaged.");
    }
    return sql_finish(check->study, query, code, why);
}

static enum status check_links(struct check *check, struct why *why)
{
    static const struct {
        const char *sql, *sentence;
    } rows[] = {
        {"SELECT session, 'entry ' || seq FROM main.payload WHERE (origin, session, seq) NOT IN "
         "(SELECT origin, session, seq FROM main.journal)",
         "a content without entry"},
        {"SELECT session, 'entry ' || seq FROM main.journal WHERE (origin, session, seq) NOT IN "
         "(SELECT origin, session, seq FROM main.payload)",
         "an entry without content"},
        {"SELECT session, 'entry ' || seq FROM main.trial t WHERE samples_digest IS NOT NULL AND "
         "NOT "
         "EXISTS (SELECT 1 FROM main.sample_block b WHERE b.origin = t.origin AND b.session = "
         "t.session AND b.block = t.block AND b.attempt = t.attempt AND b.digest = "
         "t.samples_digest AND b.count = t.samples_count)",
         "its samples are missing or not the ones it was written with"},
        {"SELECT DISTINCT session, 'block ' || block FROM main.sample_chunk c WHERE NOT EXISTS "
         "(SELECT 1 FROM main.sample_block b WHERE b.origin = c.origin AND b.session = c.session "
         "AND b.block = c.block AND b.attempt = c.attempt AND b.part = c.part AND b.erased = 0)",
         "samples that belong to no attempt"},
        {"SELECT session, 'block ' || block FROM main.sample_block b WHERE erased = 1 AND NOT "
         "EXISTS "
         "(SELECT 1 FROM main.journal j WHERE j.origin = b.origin AND j.session = b.session AND "
         "j.kind = 'erase')",
         "samples are gone and no entry says that they were erased"},
        {"SELECT session, 'block ' || block FROM main.sample_block b WHERE NOT EXISTS "
         "(SELECT 1 FROM main.journal j WHERE j.origin = b.origin AND j.session = b.session)",
         "samples of a session that is not in the journal"},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && status == STATUS_OK; i++)
        status = check_none(check, rows[i].sql, rows[i].sentence, why);
    return status;
}

static void say_difference(void *context, const struct difference *difference)
{
    say(context, FINDING_DAMAGE,
        "The table %s does not follow from the journal (rows that differ: %" PRId64
        ", the first: %s): make it again from the journal.",
        difference->table, difference->rows, difference->place);
}

static bool count_trial(void *context, const struct study_trial *trial)
{
    (void)trial;
    struct check *check = context;
    check->verdict->trials++;
    return true;
}

static enum status check_all(struct check *check, const struct session_key *key, struct why *why)
{
    (void)key;
    enum status status = check_pages(check, why);
    if (status == STATUS_OK)
        status = check_journal(check, NULL, why);
    if (status == STATUS_OK)
        status = check_heads(check, why);
    if (status == STATUS_OK)
        status = check_sources(check, why);
    if (status == STATUS_OK)
        status = study_sessions(check->study, NULL, check_session, check, why);
    if (status == STATUS_OK)
        status = check_blocks(check, why);
    if (status == STATUS_OK)
        status = check_links(check, why);
    if (status == STATUS_OK)
        status = study_trials(check->study, NULL, count_trial, check, why);
    return status == STATUS_OK ? compare_derived(check->study, NULL, say_difference, check, why)
                               : status;
}

typedef enum status check_fn(struct check *check, const struct session_key *key, struct why *why);

/* One read transaction, so that a writer who goes on meanwhile is not seen in halves. */
static enum status run_check(struct check *check, check_fn *checks, const struct session_key *key,
                             struct why *why)
{
    struct study *study = check->study;
    enum status status = sql_exec(study, "SAVEPOINT verify", why);
    if (status != STATUS_OK)
        return status;
    status = checks(check, key, why);
    sqlite3_exec(study->db, "ROLLBACK TO verify; RELEASE verify", NULL, NULL, NULL);
    if (status == STATUS_CORRUPT)
        say(check, FINDING_DAMAGE, "The check could not go on: %s", why ? why->text : "");
    return status;
}

enum status study_verify(struct study *study, study_report_fn *report, void *context,
                         struct study_verdict *verdict, struct why *why)
{
    *verdict = (struct study_verdict){0};
    struct check check = {.study = study, .report = report, .context = context, .verdict = verdict};
    const enum status status = run_check(&check, check_all, NULL, why);
    if (verdict->damages == 0 || (status != STATUS_OK && status != STATUS_CORRUPT))
        return status;
    return why_set(why, STATUS_CORRUPT, "Study %s is not as it was written: %" PRId64 " %s found.",
                   study->path, verdict->damages,
                   verdict->damages == 1 ? "difference was" : "differences were");
}

static void keep_first(void *context, enum finding finding, const char *sentence)
{
    struct why *first = context;
    if (finding == FINDING_DAMAGE && !first->text[0])
        snprintf(first->text, sizeof first->text, "%s", sentence);
}

static enum status check_numbers(struct check *check, const struct session_key *key,
                                 struct why *why)
{
    enum status status = check_journal(check, key, why);
    if (status == STATUS_OK && !key)
        status = check_heads(check, why);
    return status == STATUS_OK ? compare_derived(check->study, key, say_difference, check, why)
                               : status;
}

enum status study_check_numbers(struct study *study, const struct session_key *key, struct why *why)
{
    struct study_verdict verdict = {0};
    struct why first = {0};
    if (study->mode == STUDY_MEMORY)
        return STATUS_OK;
    struct check check = {
        .study = study, .report = keep_first, .context = &first, .verdict = &verdict};
    const enum status status = run_check(&check, check_numbers, key, why);
    if (verdict.damages == 0 || (status != STATUS_OK && status != STATUS_CORRUPT))
        return status;
    return reason_set(why, REASON_study_differs, study->path, first.text, NULL);
}

/* What a study takes in: sound ids, one spelling of each, and sessions of one kind.
 *
 * A study is simulated or real from its first session on, so that no simulated number can come to
 * stand beside a real one. Studies written before that rule, and merged ones, may hold both; they
 * are read and told of, and take no further session. */
#include "store/query.h"

#include "canonical_internal.h"
#include "store/reasons.h"
#include "store_internal.h"

#include <inttypes.h>
#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

enum status participant_check(const char *id, struct why *why)
{
    const size_t n = id ? strlen(id) : 0;
    char found[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE];
    if (n == 0)
        return reason_set(why, REASON_id_empty, reason_integer(most, PARTICIPANT_MAX), NULL);
    if (n > PARTICIPANT_MAX)
        return reason_set(why, REASON_id_long, reason_integer(found, (int64_t)n),
                          reason_integer(most, PARTICIPANT_MAX), NULL);
    if (!strchr(letters, id[0]))
        return reason_set(why, REASON_id_begin, NULL);
    for (size_t i = 0; i < n; i++)
        if (!strchr(letters, id[i]) && id[i] != '-' && id[i] != '_')
            return reason_set(why, REASON_id_character, reason_integer(found, (int64_t)i + 1),
                              NULL);
    return STATUS_OK;
}

bool participant_is_valid(const char *id)
{
    return participant_check(id, NULL) == STATUS_OK;
}

/* An id that is there already is that participant, whatever else is spelled like it. */
static enum status check_spelling(struct study *study, const char *participant, struct why *why)
{
    sqlite3_stmt *query = sql_get(study, SQL_SPELLING);
    char other[PARTICIPANT_MAX + 1] = "";
    if (!query)
        return sql_failed(study, why);
    sqlite3_bind_text(query, 1, participant, -1, SQLITE_TRANSIENT);
    const int code = sqlite3_step(query);
    if (code == SQLITE_ROW)
        sql_column_copy(query, 0, other, sizeof other);
    const enum status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : sql_failed(study, why);
    sqlite3_reset(query);
    if (status != STATUS_OK || !other[0] || !strcmp(other, participant))
        return status;
    return reason_set(why, REASON_id_capitals, participant, other, study->path, NULL);
}

bool bench_is_simulated(const char *bench, size_t size)
{
    static const char port[] = "\"port\":\"sim:";
    const struct span flag = canonical_member(bench, size, "simulated");
    if (flag.at)
        return flag.size == 4 && !memcmp(flag.at, "true", 4);
    return bench && memmem(bench, size, port, sizeof port - 1); /* records without the flag */
}

static enum study_kind kind_of(const char *bench, size_t size)
{
    return bench_is_simulated(bench, size) ? STUDY_SIMULATED : STUDY_REAL;
}

enum status study_kind(struct study *study, enum study_kind *kind, struct why *why)
{
    sqlite3_stmt *query;
    *kind = STUDY_UNDECIDED;
    const enum status status = sql_prepare(study,
                                           "SELECT body FROM main.session JOIN main.payload USING "
                                           "(origin, session) WHERE seq = 1 AND body IS NOT NULL",
                                           &query, why);
    if (status != STATUS_OK)
        return status;
    int code;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        const char *body = (const char *)sqlite3_column_text(query, 0);
        const struct span bench =
            canonical_member(body, (size_t)sqlite3_column_bytes(query, 0), "bench");
        const enum study_kind found = kind_of(bench.at, bench.size);
        *kind = *kind == STUDY_UNDECIDED || *kind == found ? found : STUDY_MIXED;
    }
    return sql_finish(study, query, code, why);
}

static enum status check_kind(struct study *study, enum study_kind kind, struct why *why)
{
    enum study_kind *known = &study->live.kind;
    const enum status status =
        *known == STUDY_UNDECIDED ? study_kind(study, known, why) : STATUS_OK;
    if (status != STATUS_OK || *known == STUDY_UNDECIDED || *known == kind)
        return status;
    if (*known == STUDY_MIXED)
        return reason_set(why, REASON_study_mixed, study->path, NULL);
    return reason_set(why, kind == STUDY_REAL ? REASON_study_simulated : REASON_study_real,
                      study->path, NULL);
}

enum status study_admits(struct study *study, const struct session_spec *spec, struct why *why)
{
    enum status status = participant_check(spec->participant, why);
    char most[REASON_NUMBER_SIZE];
    if (status == STATUS_OK && strlen(spec->operator_name) >= OPERATOR_MAX)
        status =
            reason_set(why, REASON_operator_long, reason_integer(most, OPERATOR_MAX - 1), NULL);
    if (status == STATUS_OK)
        status = check_spelling(study, spec->participant, why);
    const char *bench = spec->bench ? spec->bench : "";
    return status == STATUS_OK ? check_kind(study, kind_of(bench, strlen(bench)), why) : status;
}

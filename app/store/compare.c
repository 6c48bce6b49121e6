/* The derived tables against what the journal gives: derived once more, into temporary tables, by
 * the same functions in the same order, and compared row by row. */
#include "store_internal.h"

#include <stdio.h>

struct derived_table {
    const char *name;
    const char *place; /* SQL: where a row belongs, in words */
    bool has_key;      /* its rows belong to one session each */
};

static const struct derived_table tables[] = {
    {"participant", "'participant ' || id", false},
    {"session", "'session ' || session", true},
    {"trial",
     "'session ' || session || ', trial ' || trial || ' of ' || test || ' at ' || site || "
     "coalesce(' ' || side, '')",
     true},
};

static enum status compare_table(struct study *study, const struct derived_table *table,
                                 const struct session_key *key, sqlite3_stmt **query,
                                 struct why *why)
{
    char sql[1024];
    const char *where = key ? "WHERE origin = ?1 AND session = ?2" : "";
    snprintf(sql, sizeof sql,
             "SELECT %1$s, count(*) OVER () FROM (SELECT * FROM (SELECT * FROM main.%2$s %3$s "
             "EXCEPT SELECT * FROM temp.%2$s) UNION ALL SELECT * FROM (SELECT * FROM temp.%2$s "
             "EXCEPT SELECT * FROM main.%2$s %3$s)) ORDER BY 1 LIMIT 1",
             table->place, table->name, where);
    const enum status status = sql_prepare(study, sql, query, why);
    if (status == STATUS_OK && key)
        sql_bind_key(*query, key);
    return status;
}

static enum status compare_all(struct study *study, const struct session_key *key,
                               difference_fn *each, void *context, struct why *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == STATUS_OK; i++) {
        sqlite3_stmt *query;
        if (key && !tables[i].has_key)
            continue;
        status = compare_table(study, &tables[i], key, &query, why);
        if (status != STATUS_OK)
            return status;
        const int code = sqlite3_step(query);
        const struct difference found = {tables[i].name, sql_column_text(query, 0),
                                         sqlite3_column_int64(query, 1)};
        if (code == SQLITE_ROW)
            each(context, &found);
        status = sql_finish(study, query, code, why);
    }
    return status;
}

enum status compare_derived(struct study *study, const struct session_key *key, difference_fn *each,
                            void *context, struct why *why)
{
    enum status status = schema_make_temp(study, why);
    if (status != STATUS_OK)
        return status;
    struct derive derive;
    derive_init(&derive, study, "temp");
    status = derive_all(&derive, key, true, why);
    derive_fini(&derive);
    if (status == STATUS_OK)
        status = compare_all(study, key, each, context, why);
    const enum status drop = schema_drop_temp(study, why);
    return status == STATUS_OK ? drop : status;
}

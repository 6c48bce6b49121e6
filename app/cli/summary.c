#include "cli/summary.h"

#include "cli/rows.h"
#include "cli/show.h"
#include "export/index_table.h"
#include "export/tsv.h"
#include "index/reason.h"
#include "index/score.h"
#include "session/erred.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 7 };

/* Numbers stand on the right. */
static void write_columns(FILE *out, const char *const columns[COLUMNS])
{
    static const struct {
        int width;
        bool is_number;
    } layout[COLUMNS - 1] = {{18, false}, {11, false}, {22, false},
                             {10, true},  {7, false},  {3, true}};
    char cell[128];
    for (size_t i = 0; i < COLUMNS - 1; i++)
        if (layout[i].is_number)
            fprintf(out, "%*s ", layout[i].width, columns[i]);
        else
            fprintf(out, "%s ", text_pad(cell, sizeof cell, columns[i], (size_t)layout[i].width));
    fprintf(out, " %s\n", columns[COLUMNS - 1]);
}

static void write_header(FILE *out, enum language language)
{
    static const enum text_id ids[] = {TEXT_sum_site,   TEXT_sum_side, TEXT_sum_index,
                                       TEXT_sum_value,  TEXT_sum_unit, TEXT_sum_n,
                                       TEXT_sum_meaning};
    const char *columns[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        columns[i] = text_of(language, ids[i]);
    write_columns(out, columns);
}

static const char *bound_sign(enum bound kind)
{
    switch (kind) {
    case BOUND_AT_LEAST:
        return ">= ";
    case BOUND_AT_MOST:
        return "<= ";
    case BOUND_EXACT:
    case BOUND_UNKNOWN:
        return "";
    }
    return "";
}

struct table {
    bool is_for_people;
    enum language language;
    size_t n;
};

/* The error of measurement that a class goes by; its inputs name it last. */
static void write_sem(FILE *out, const struct index_row *row)
{
    const char *sem = row->status == INDEX_OK ? strstr(row->inputs, ",SEM=") : NULL;
    if (sem && strncmp(row->index, "cpm.", 4) == 0)
        fprintf(out, "  %s: %s\n", row->formula, sem + 1);
}

static void write_row(FILE *out, enum language language, const struct index_row *row)
{
    const bool has_side = row->side != TRIAL_SIDE_NONE;
    char site[80], value[40], n[24];
    site_text_name(language, site, sizeof site, row->site, "n/a");
    if (row->value.kind == BOUND_UNKNOWN)
        snprintf(value, sizeof value, "-");
    else
        snprintf(value, sizeof value, "%s%.4g", bound_sign(row->value.kind), row->value.v);
    char *const point = language == LANGUAGE_DE ? strchr(value, '.') : NULL;
    if (point)
        *point = ',';
    snprintf(n, sizeof n, "%zu", row->n);
    const char *const columns[COLUMNS] = {
        row->site[0] ? site : text_of(language, TEXT_sum_all_sites),
        has_side ? site_text_side(language, trial_side_words.words[row->side]) : "-",
        row->index,
        value,
        strcmp(row->unit, "1") == 0 ? "" : row->unit,
        n,
        meaning_text(language,
                     row->status == INDEX_OK ? row->convention : index_status_word(row->status)),
    };
    write_columns(out, columns);
}

static bool count_row(void *context, const struct index_row *row)
{
    struct table *table = context;
    table->n++;
    if (!table->is_for_people)
        return index_table_write_row(stdout, row);
    write_row(stdout, table->language, row);
    write_sem(stdout, row);
    return !ferror(stdout);
}

enum status summary_indices(struct study *study, const struct session_key *key,
                            enum language language, struct why *why)
{
    struct trial_table trials, baselines = {0};
    struct table table = {.is_for_people = isatty(STDOUT_FILENO), .language = language};
    struct index_options how = {0};
    enum status status = rows_load(study, key, &trials, why);
    if (status != STATUS_OK)
        return status;
    status = rows_load_baselines(study, &trials, &baselines, why);
    if (status != STATUS_OK) {
        trial_table_fini(&trials);
        return status;
    }
    how.cpm.study = baselines.rows;
    how.cpm.n_study = baselines.n;
    if (!table.is_for_people)
        index_table_write_header(stdout);
    else if (trials.n > 0)
        write_header(stdout, language);
    status = index_score(trials.rows, trials.n, &how, count_row, &table);
    if (status == STATUS_OK && table.n == 0)
        show_filled(
            "", text_of(language, TEXT_term_no_indices), "why",
            text_of(language, trials.n == 0 ? TEXT_term_was_nothing : TEXT_term_nothing_counts),
            NULL);
    trial_table_fini(&baselines);
    trial_table_fini(&trials);
    if (status != STATUS_OK)
        return why_set(why, status, "cannot score: %s", status_text(status));
    return tsv_finish(stdout, why);
}

/* ---- what the study holds -----------------------------------------------------------------------
 */

struct search {
    const struct session_key *key;
    struct summary_progress *out;
};

static bool look_at(void *context, const struct study_session *session)
{
    const struct search *search = context;
    if (session->key.session != search->key->session ||
        memcmp(session->key.origin, search->key->origin, ORIGIN_SIZE) != 0)
        return true;
    search->out->is_ended = session->ended != 0;
    search->out->attempts = session->trials;
    return false;
}

enum status summary_progress(struct study *study, const char *participant,
                             const struct session_key *key, struct summary_progress *out,
                             struct why *why)
{
    struct search search = {.key = key, .out = out};
    char error[8]; /* whether there is one: the first character, whatever it is, has room */
    *out = (struct summary_progress){0};
    enum status status = study_sessions(study, participant, look_at, &search, why);
    if (status == STATUS_OK)
        status = erred_load(study, key, error, sizeof error, why);
    out->has_erred = status == STATUS_OK && error[0] != '\0';
    return status;
}

const char *summary_saved(enum language language, char *out, size_t size, int64_t attempts)
{
    char n[24];
    const enum text_id id = attempts == 0 ? TEXT_term_saved_none : TEXT_term_saved_many;
    snprintf(n, sizeof n, "%" PRId64, attempts);
    return text_say(out, size, text_of(language, id), "n", n, NULL);
}

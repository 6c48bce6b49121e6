#include "shell/present.h"

#include "copy_internal.h"

#include "cli/rows.h"
#include "index/score.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct result_row *row_of(struct results_view *view, const struct index_row *index)
{
    const char *side = trial_side_words.words[index->side];
    for (size_t i = 0; i < view->n_rows; i++)
        if (strcmp(view->rows[i].site, index->site) == 0 && strcmp(view->rows[i].side, side) == 0)
            return &view->rows[i];
    if (view->n_rows == VIEW_SITES_MAX)
        return NULL;
    struct result_row *row = &view->rows[view->n_rows];
    *row = (struct result_row){0};
    COPY(row->site, index->site);
    COPY(row->side, side);
    view->n_rows++;
    row->key = view->n_rows <= 9 ? (uint8_t)view->n_rows : 0;
    return row;
}

static void set_asymmetry(struct results_view *view, const struct index_row *index)
{
    for (size_t i = 0; i < view->n_rows; i++)
        if (strcmp(view->rows[i].site, index->site) == 0) {
            view->rows[i].has_asymmetry = index->status == INDEX_OK;
            view->rows[i].asymmetry_pct = index->value.v;
        }
}

static bool each_index(void *context, const struct index_row *index)
{
    struct results_view *view = context;
    const bool is_ok = index->status == INDEX_OK;
    if (strcmp(index->index, "ratio.local_remote.ppt") == 0) {
        view->has_ratio = is_ok;
        view->ratio_local_remote = index->value.v;
        return true;
    }
    if (strcmp(index->index, "asymmetry.ppt") == 0) {
        set_asymmetry(view, index);
        return true;
    }
    if (strncmp(index->index, "ppt.", 4) != 0)
        return true;
    struct result_row *row = row_of(view, index);
    if (!row)
        return false;
    if (strcmp(index->index, "ppt.mean") == 0) {
        row->has_mean = index->value.kind != BOUND_UNKNOWN;
        row->is_bound = row->has_mean && index->value.kind != BOUND_EXACT;
        row->mean_kpa = index->value.v;
        row->n = (int)index->n;
    } else if (strcmp(index->index, "ppt.sd") == 0) {
        row->has_sd = is_ok;
        row->sd_kpa = index->value.v;
    } else if (strcmp(index->index, "ppt.cv") == 0) {
        row->has_cv = is_ok;
        row->cv_pct = index->value.v;
    }
    return true;
}

static void set_roles(struct results_view *view, const struct trial_table *table)
{
    for (size_t i = 0; i < view->n_rows; i++)
        for (size_t k = 0; k < table->n; k++)
            if (strcmp(table->rows[k].site, view->rows[i].site) == 0 &&
                strcmp(trial_side_words.words[table->rows[k].side], view->rows[i].side) == 0)
                COPY(view->rows[i].role, trial_role_words.words[table->rows[k].role]);
}

enum status present_results(struct study *study, const struct session_key *key,
                            enum language language, struct results_view *view, struct why *why)
{
    struct trial_table table;
    const struct index_options how = {0};
    (void)language;
    *view = (struct results_view){.session = key->session};
    enum status status = rows_load(study, key, &table, why);
    if (status != STATUS_OK)
        return status;
    status = index_score(table.rows, table.n, &how, each_index, view);
    set_roles(view, &table);
    view->trials = (int)table.n;
    for (size_t i = 0; i < table.n; i++)
        view->spoiled += table.rows[i].spoiled;
    view->exists = view->n_rows > 0;
    trial_table_fini(&table);
    return status == STATUS_OK
               ? STATUS_OK
               : why_set(why, status, "the indices cannot be computed: %s", status_text(status));
}

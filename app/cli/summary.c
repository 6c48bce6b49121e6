#include "cli/summary.h"

#include "cli/command.h"
#include "cli/rows.h"
#include "export/index_table.h"
#include "export/tsv.h"
#include "index/reason.h"
#include "index/score.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static const char layout[] = "%-20s %-8s %-24s %12s %-5s %3s  %s\n";

static void write_header(FILE *out)
{
    fprintf(out, layout, "site", "side", "index", "value", "unit", "n", "meaning");
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

static bool write_row(void *out, const struct index_row *row)
{
    char value[40], n[24];
    if (row->value.kind == BOUND_UNKNOWN)
        snprintf(value, sizeof value, "-");
    else
        snprintf(value, sizeof value, "%s%.4g", bound_sign(row->value.kind), row->value.v);
    snprintf(n, sizeof n, "%zu", row->n);
    fprintf(out, layout, row->site[0] ? row->site : "all sites",
            row->side == TRIAL_SIDE_NONE ? "-" : trial_side_words.words[row->side], row->index,
            value, strcmp(row->unit, "1") == 0 ? "" : row->unit, n,
            row->status == INDEX_OK ? row->convention : index_status_word(row->status));
    return !ferror((FILE *)out);
}

struct table {
    bool is_for_people;
    size_t n;
};

static bool count_row(void *context, const struct index_row *row)
{
    struct table *table = context;
    table->n++;
    return table->is_for_people ? write_row(stdout, row) : index_table_write_row(stdout, row);
}

enum status summary_indices(struct study *study, const struct session_key *key, struct why *why)
{
    struct trial_table trials;
    struct table table = {.is_for_people = isatty(STDOUT_FILENO)};
    const struct index_options how = {0};
    enum status status = rows_load(study, key, &trials, why);
    if (status != STATUS_OK)
        return status;
    if (!table.is_for_people)
        index_table_write_header(stdout);
    else if (trials.n > 0)
        write_header(stdout);
    status = index_score(trials.rows, trials.n, &how, count_row, &table);
    if (status == STATUS_OK && table.n == 0)
        fprintf(stderr, "limen: there are no indices: %s\n",
                trials.n == 0 ? "nothing was measured" : "no attempt gave a value that counts");
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
    *out = (struct summary_progress){0};
    return study_sessions(study, participant, look_at, &search, why);
}

void summary_saved(FILE *out, int64_t attempts)
{
    if (attempts == 0)
        fputs("nothing was measured in it\n", out);
    else
        fprintf(out, "%" PRId64 " %s saved\n", attempts,
                command_plural(attempts, "attempt is", "attempts are"));
}

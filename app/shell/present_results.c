#include "shell/present.h"

#include "copy_internal.h"
#include "modulated_internal.h"

#include "cli/rows.h"
#include "index/score.h"
#include "session/planned.h"
#include "stimulus/pressure_ramp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *side_word(enum trial_side side)
{
    return trial_side_words.words[side];
}

/* Tests that have rows. */
struct test_row {
    const char *test;
    uint8_t given;    /* enum view_stimulus: what is done */
    uint8_t stimulus; /* the same: what comes of it */
    bool is_beside;   /* it comes out of the trials of another one */
    const char *mean; /* the index that is shown; NULL: "mean", with its spread */
};

/* NULL: it is none of them. A train is shown by its last rating less its first, wind-up by its ratio (METHODS 4.2). */
static const struct test_row *find_test(const char *test)
{
    static const struct test_row rows[] = {
        {"ppt", VIEW_PRESSURE, VIEW_PRESSURE, false, NULL},
        {"cdt", VIEW_TEMPERATURE, VIEW_TEMPERATURE, false, NULL},
        {"wdt", VIEW_TEMPERATURE, VIEW_TEMPERATURE, false, NULL},
        {"cpt", VIEW_TEMPERATURE, VIEW_TEMPERATURE, false, NULL},
        {"hpt", VIEW_TEMPERATURE, VIEW_TEMPERATURE, false, NULL},
        {"tsl", VIEW_TEMPERATURE, VIEW_TEMPERATURE, false, NULL},
        {"phs", VIEW_COUNT, VIEW_COUNT, true, NULL},
        {"cold_pressor", VIEW_SECONDS, VIEW_SECONDS, false, NULL},
        {"cold_pain", VIEW_SECONDS, VIEW_SECONDS, true, NULL},
        {"ice", VIEW_RATING, VIEW_RATING, false, NULL},
        {"ice_pain", VIEW_SECONDS, VIEW_SECONDS, true, NULL},
        {"ptt", VIEW_CUFF, VIEW_CUFF, false, NULL},
        {"pdt", VIEW_CUFF, VIEW_CUFF, true, NULL},
        {"ptl", VIEW_RATING, VIEW_RATING, true, NULL},
        {"ts", VIEW_TRAIN, VIEW_GROWTH, false, "last_minus_first"},
        {"wur", VIEW_CUES, VIEW_RATIO, false, "ratio"},
        {"tonic", VIEW_HOLD, VIEW_RATING, false, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(test, rows[i].test) == 0)
            return &rows[i];
    return NULL;
}

void present_stimulus(const char *test, uint8_t *stimulus)
{
    const struct test_row *row = find_test(test);
    if (row)
        *stimulus = row->given;
}

/* What is only asked for has the name that its protocol gives it, and is known by its scale. */
static const struct test_row asked = {"", VIEW_RATING, VIEW_RATING, false, NULL};

static const struct test_row *find_rated(const char *test, const char *unit)
{
    const struct test_row *known = find_test(test);
    return known || (strcmp(unit, "0-10") != 0 && strcmp(unit, "0-100") != 0) ? known : &asked;
}

/* n: it is not there. */
static size_t find_row(const struct results_view *view, const char *test, const char *site,
                       const char *side)
{
    size_t i = 0;
    while (i < view->n_rows &&
           (strcmp(view->rows[i].test, test) != 0 || strcmp(view->rows[i].site, site) != 0 ||
            strcmp(view->rows[i].side, side) != 0))
        i++;
    return i;
}

static struct result_row *row_of(struct results_view *view, const struct test_row *known,
                                 const char *test, const char *site, const char *side)
{
    const size_t at = find_row(view, test, site, side);
    if (at < view->n_rows)
        return &view->rows[at];
    if (view->n_rows == VIEW_SITES_MAX || !known)
        return NULL;
    struct result_row *row = &view->rows[view->n_rows];
    *row = (struct result_row){0};
    COPY(row->test, test);
    COPY(row->site, site);
    COPY(row->side, side);
    row->stimulus = known->stimulus;
    row->is_beside = known->is_beside;
    view->n_rows++;
    return row;
}

struct result_row *results_row_of(struct results_view *view, const char *test, const char *site,
                                  const char *side)
{
    return row_of(view, find_test(test), test, site, side);
}

/* "asymmetry.wdt", and "difference.left_right.cpt" of degrees, which have no ratio: the test; NULL: it is none of them. */
static const char *test_of_sides(const struct index_row *index, enum view_asymmetry *in)
{
    static const char share[] = "asymmetry.", celsius[] = "difference.left_right.";
    *in = ASYMMETRY_CELSIUS;
    if (strncmp(index->index, celsius, sizeof celsius - 1) == 0)
        return index->index + sizeof celsius - 1;
    *in = ASYMMETRY_PERCENT;
    return strncmp(index->index, share, sizeof share - 1) == 0 ? index->index + sizeof share - 1
                                                               : NULL;
}

/* A bound has no room in its column, and would stand there as a number. */
static bool has_exact(const struct index_row *index)
{
    return index->status == INDEX_OK && index->value.kind == BOUND_EXACT;
}

static void set_asymmetry(struct results_view *view, const struct index_row *index,
                          const char *test, enum view_asymmetry in)
{
    for (size_t i = 0; i < view->n_rows; i++) {
        struct result_row *row = &view->rows[i];
        if (strcmp(row->site, index->site) != 0 || strcmp(row->test, test) != 0 ||
            !has_exact(index))
            continue;
        row->asymmetry = index->value.v;
        row->asymmetry_in = (uint8_t)in;
    }
}

static void set_mean(struct result_row *row, const struct index_row *index)
{
    row->has_mean = index->value.kind != BOUND_UNKNOWN;
    row->is_bound = row->has_mean && index->value.kind != BOUND_EXACT;
    row->is_below = index->value.kind == BOUND_AT_MOST;
    row->mean = index->value.v;
    row->n = (int)index->n;
    row->is_phased = index->status == INDEX_OTHER_PHASE;
    row->is_of_100 = strcmp(index->unit, "0-100") == 0;
}

/* What "cpt.mean" says of its site; NULL: it is not of a site, or of no test that has rows. The row is NULL where there is no
 * room for one. `mean`: the index that stands for the test. */
static const char *of_site(struct results_view *view, const struct index_row *index,
                           struct result_row **row, const char **mean)
{
    char test[VIEW_WORD_MAX];
    const size_t n = strcspn(index->index, ".");
    snprintf(test, sizeof test, "%.*s", (int)n, index->index);
    const struct test_row *known = find_rated(test, index->unit);
    const size_t at = find_row(view, test, index->site, side_word(index->side));
    if (index->index[n] == '\0' || (!known && at == view->n_rows))
        return NULL;
    *row = row_of(view, known, test, index->site, side_word(index->side));
    *mean = known && known->mean ? known->mean : "mean";
    return index->index + n + 1;
}

/* They compare phases, and are of no row. */
static bool is_modulation(const struct index_row *index)
{
    return strncmp(index->index, "cpm.", 4) == 0;
}

static bool each_index(void *context, const struct index_row *index)
{
    struct results_view *view = context;
    const bool is_ok = index->status == INDEX_OK;
    struct result_row *row;
    enum view_asymmetry in;
    if (is_modulation(index)) {
        present_modulated_index(view, index);
        return true;
    }
    if (strcmp(index->index, "ratio.local_remote.ppt") == 0) {
        view->has_ratio = is_ok;
        view->ratio_local_remote = index->value.v;
        return true;
    }
    const char *of_sides = test_of_sides(index, &in);
    if (of_sides) {
        set_asymmetry(view, index, of_sides, in);
        return true;
    }
    const char *mean, *what = of_site(view, index, &row, &mean);
    if (!what)
        return true;
    if (!row)
        return false;
    if (strcmp(what, mean) == 0) {
        set_mean(row, index);
    } else if (strcmp(what, "sd") == 0) {
        row->has_sd = is_ok;
        row->sd = index->value.v;
    } else if (strcmp(what, "cv") == 0) {
        row->has_cv = is_ok;
        row->cv_pct = index->value.v;
    }
    return true;
}

static void want(struct results_view *view, const struct test_row *known, const char *test,
                 const char *site, const char *side, int trials)
{
    struct result_row *row = row_of(view, known, test, site, side);
    if (row && !row->is_beside && row->planned < trials)
        row->planned = trials;
}

/* Where nobody has said which test it was to be. */
static const char *first_test(const struct planned *planned)
{
    for (size_t i = 0; i < planned->n; i++)
        if (planned->sites[i].test[0])
            return planned->sites[i].test;
    return "ppt";
}

/* The rows come in the order in which the session named its sites. */
static void want_planned(struct results_view *view, const struct planned *planned)
{
    for (size_t i = 0; i < planned->n; i++) {
        const struct planned_site *site = &planned->sites[i];
        const bool is_named = site->test[0] != '\0'; /* "": none was begun there */
        const char *test = is_named ? site->test : first_test(planned);
        const struct test_row *known = site->is_asked ? &asked : find_test(test);
        const int trials = is_named ? planned_trials(planned, test, site->site, site->side) : 0;
        if (!is_named || trials > 0)
            want(view, known, test, site->site, site->side, trials > 1 ? trials : 1);
    }
}

/* What was begun at a site was meant there, too: a trial more because the values lay apart. */
static void set_plan(struct results_view *view, const struct planned *planned,
                     const struct trial_table *table)
{
    want_planned(view, planned);
    for (size_t i = 0; i < table->n; i++) {
        const struct index_trial *trial = &table->rows[i];
        if (!trial->practice)
            want(view, find_rated(trial->test, trial->unit), trial->test, trial->site,
                 side_word(trial->side), (int)trial->trial);
    }
}

/* As the session numbers its sites: what was planned in its order, then what came besides. */
static void number_rows(struct results_view *view, const struct planned *planned)
{
    const size_t all = planned_place(planned, "", "");
    size_t besides = 0;
    for (size_t i = 0; i < view->n_rows; i++) {
        struct result_row *row = &view->rows[i];
        const size_t place = planned_place(planned, row->site, row->side);
        row->number = (uint8_t)(place < all ? place + 1 : all + ++besides);
    }
}

static void count_in_band(struct results_view *view, const struct trial_number *in_band)
{
    if (!in_band->given)
        return;
    view->in_band_low = view->has_in_band ? fmin(view->in_band_low, in_band->v) : in_band->v;
    view->in_band_high = view->has_in_band ? fmax(view->in_band_high, in_band->v) : in_band->v;
    view->has_in_band = true;
}

static void count_trial(struct results_view *view, const struct index_trial *trial)
{
    struct result_row *row = results_row_of(view, trial->test, trial->site, side_word(trial->side));
    if (row)
        COPY(row->role, trial_role_words.words[trial->role]);
    if (row && row->is_phased && !trial->practice && trial->counts == TRIAL_COUNTS_YES &&
        trial->value.given)
        row->n++;
    view->spoiled += trial->spoiled;
    /* ramps have one: ratings, times and what a script has found out have none */
    const bool has_rate = trial->rate_off != TRIAL_COUNTS_NONE || trial->rate_target.given;
    if (trial->practice || trial->spoiled || trial->counts != TRIAL_COUNTS_YES || !has_rate)
        return;
    view->trials++;
    view->on_rate += trial->rate_off == TRIAL_COUNTS_NO;
    view->rate_unjudged += trial->rate_off == TRIAL_COUNTS_NONE;
    count_in_band(view, &trial->in_band);
    view->zero_unseen += row && row->stimulus == VIEW_PRESSURE && !trial->idle_kpa.given;
    if (!trial->idle_kpa.given || fabs(trial->idle_kpa.v) <= PRESSURE_OFF_ZERO_KPA)
        return;
    if (fabs(trial->idle_kpa.v) > fabs(view->off_zero_kpa))
        view->off_zero_kpa = trial->idle_kpa.v;
    view->off_zero++;
}

/* ---- what the sites were given ----------------------------------------------------------------------
 */

/* NULL: there is no room. */
static struct dose_row *dose_of(struct results_view *view, const struct index_trial *trial)
{
    const char *side = side_word(trial->side);
    size_t i = 0;
    while (i < view->n_doses && (strcmp(view->doses[i].site, trial->site) != 0 ||
                                 strcmp(view->doses[i].side, side) != 0))
        i++;
    if (i == VIEW_SITES_MAX)
        return NULL;
    struct dose_row *dose = &view->doses[i];
    if (i < view->n_doses)
        return dose;
    *dose = (struct dose_row){0};
    COPY(dose->site, trial->site);
    COPY(dose->side, side);
    view->n_doses++;
    return dose;
}

/* Practice and spoiled attempts have been given, too. */
static void count_dose(struct results_view *view, const struct index_trial *trial)
{
    const bool is_thermal = strcmp(trial->unit, "degC") == 0;
    if (!is_thermal && !trial->cem43_min.given && !trial->immersed_s.given)
        return;
    struct dose_row *dose = dose_of(view, trial);
    if (!dose)
        return;
    dose->by_thermode |= is_thermal;
    dose->is_unknown |= is_thermal && !trial->cem43_min.given;
    dose->is_worst |= strcmp(trial->dose, "worst") == 0;
    dose->cem43_min += trial->cem43_min.v;
    dose->cold_s += trial->cold_s.v;
    dose->ramps += (unsigned)trial->thermal_ramps.v;
    dose->immersed_s += trial->immersed_s.v;
}

/* With the baselines of the study, which it takes longer to load, conditioned modulation has classes. */
static enum status score(struct study *study, const struct trial_table *table, bool has_classes,
                         struct results_view *view, struct why *why)
{
    struct index_options options = {0};
    struct trial_table baselines = {0};
    enum status status =
        has_classes ? rows_load_baselines(study, table, &baselines, why) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    options.cpm.study = baselines.rows;
    options.cpm.n_study = baselines.n;
    status = index_score(table->rows, table->n, &options, each_index, view);
    trial_table_fini(&baselines);
    return status == STATUS_OK
               ? STATUS_OK
               : why_set(why, status, "the indices cannot be computed: %s", status_text(status));
}

static enum status load_results(struct study *study, const struct session_key *key,
                                bool has_classes, struct results_view *view, struct why *why)
{
    struct trial_table table;
    struct planned planned;
    *view = (struct results_view){.session = key->session};
    enum status status = planned_load(study, key, &planned, why);
    if (status == STATUS_OK)
        status = rows_load(study, key, &table, why);
    if (status != STATUS_OK)
        return status;
    set_plan(view, &planned, &table);
    status = score(study, &table, has_classes, view, why);
    for (size_t i = 0; i < table.n; i++) {
        count_trial(view, &table.rows[i]);
        count_dose(view, &table.rows[i]);
    }
    number_rows(view, &planned);
    view->exists = view->n_rows > 0;
    trial_table_fini(&table);
    return status;
}

enum status present_results(struct study *study, const struct session_key *key,
                            struct results_view *view, struct why *why)
{
    return load_results(study, key, true, view, why);
}

/* ---- for the list of a study --------------------------------------------------------------------
 */

struct measured {
    struct results_view *view;
    bool has_trains; /* what counts of them takes all their ratings */
};

static bool count_measured(void *context, const struct study_trial *trial)
{
    struct measured *measured = context;
    const struct test_row *known = find_rated(trial->test, trial->unit);
    if (trial->practice)
        return true;
    measured->has_trains |= known && known->mean;
    want(measured->view, known, trial->test, trial->site, trial->side, (int)trial->trial);
    struct result_row *row = row_of(measured->view, known, trial->test, trial->site, trial->side);
    if (row && trial->counts && !isnan(trial->value))
        row->n++;
    return true;
}

/* A train without its first rating is none; of what has no trains the scorer does not know what was tested before and after. */
static enum status count_trains(struct study *study, const struct session_key *key,
                                struct results_view *view, struct why *why)
{
    struct results_view *scored = calloc(1, sizeof *scored);
    if (!scored)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the results");
    const enum status status = load_results(study, key, false, scored, why);
    for (size_t i = 0; i < view->n_rows && status == STATUS_OK; i++) {
        struct result_row *row = &view->rows[i];
        const struct test_row *known = find_test(row->test);
        const size_t k = find_row(scored, row->test, row->site, row->side);
        if (known && known->mean)
            row->n = k < scored->n_rows ? scored->rows[k].n : 0;
    }
    free(scored);
    return status;
}

static int count_missing(const struct results_view *view)
{
    int n = 0;
    for (size_t i = 0; i < view->n_rows; i++)
        n += view->rows[i].planned > view->rows[i].n ? view->rows[i].planned - view->rows[i].n : 0;
    return n;
}

enum status present_missing(struct study *study, const struct session_key *key, int *missing,
                            struct why *why)
{
    struct results_view *view = calloc(1, sizeof *view);
    struct planned planned;
    *missing = 0;
    if (!view)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the results");
    enum status status = planned_load(study, key, &planned, why);
    struct measured measured = {.view = view};
    if (status == STATUS_OK) {
        want_planned(view, &planned);
        status = study_trials(study, key, count_measured, &measured, why);
    }
    if (status == STATUS_OK && measured.has_trains)
        status = count_trains(study, key, view, why);
    if (status == STATUS_OK)
        *missing = count_missing(view);
    free(view);
    return status;
}

/* ---- over the visits ----------------------------------------------------------------------------
 */

static void take_means(struct results_view *view, size_t at, const struct results_view *visit)
{
    for (size_t i = 0; i < view->n_rows; i++) {
        const struct result_row *own = &view->rows[i];
        const size_t k = find_row(visit, own->test, own->site, own->side);
        const struct result_row *row = k < visit->n_rows ? &visit->rows[k] : NULL;
        view->visits[at].has[i] = row && row->has_mean && !row->is_bound;
        view->visits[at].mean[i] = view->visits[at].has[i] ? row->mean : 0;
    }
}

enum status present_means(struct study *study, const struct session_key *key,
                          struct results_view *view, size_t at, struct why *why)
{
    struct results_view *visit = calloc(1, sizeof *visit);
    if (!visit)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the results");
    const enum status status = load_results(study, key, false, visit, why);
    if (status == STATUS_OK)
        take_means(view, at, visit);
    free(visit);
    return status;
}

/* limen score: indices of a study or a trial table, as TSV. */
#include "cli/command.h"
#include "cli/options.h"
#include "cli/rows.h"

#include "base/decimal.h"
#include "export/index_table.h"

#include <string.h>

struct score_options {
    const char *study, *aggregator;
    uint64_t min_valid;
    bool require_all;
    const char *cpm_sem, *cpm_source, *cpm_rating;
};

static bool read_number(const char *text, double low, double high, double *out)
{
    const size_t n = strlen(text);
    return n > 0 && decimal_parse(text, n, out) == n && *out > low && *out <= high;
}

struct cpm_sem {
    char test[32], unit[16];
};

/* "ppt=21 kPa": of which test, how much, and in which unit, as its trials have it. */
static bool read_sem(const char *text, struct cpm_sem *sem, double *value)
{
    char number[32];
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || (size_t)(equals - text) >= sizeof sem->test)
        return false;
    const size_t n = decimal_parse(equals + 1, strlen(equals + 1), value);
    if (n >= sizeof number)
        return false;
    snprintf(number, sizeof number, "%.*s", (int)n, equals + 1);
    const char *unit = equals + 1 + n + strspn(equals + 1 + n, " ");
    if (!read_number(number, 0, 1e6, value) || !unit[0] || strlen(unit) >= sizeof sem->unit)
        return false;
    snprintf(sem->test, sizeof sem->test, "%.*s", (int)(equals - text), text);
    snprintf(sem->unit, sizeof sem->unit, "%s", unit);
    return true;
}

static enum status read_cpm(const struct score_options *options, struct cpm_sem *sem,
                            struct index_options *how, struct why *why)
{
    if (options->cpm_rating && !read_number(options->cpm_rating, 0, 10, &how->cpm.min_rating))
        return why_set(why, STATUS_USAGE, "--cpm-min-rating is above 0 and up to 10, not `%s`",
                       options->cpm_rating);
    if (!options->cpm_sem)
        return options->cpm_source ? why_set(why, STATUS_USAGE,
                                             "--cpm-sem-source says where a SEM is from: give it "
                                             "with --cpm-sem \"ppt=21 kPa\"")
                                   : STATUS_OK;
    if (!read_sem(options->cpm_sem, sem, &how->cpm.sem))
        return why_set(why, STATUS_USAGE,
                       "--cpm-sem is a test and its standard error of measurement with its unit, "
                       "as in \"ppt=21 kPa\", not `%s`",
                       options->cpm_sem);
    if (!options->cpm_source || !options->cpm_source[0])
        return why_set(why, STATUS_USAGE,
                       "a SEM without a source is no measure: say where it is from with "
                       "--cpm-sem-source");
    how->cpm.test = sem->test;
    how->cpm.unit = sem->unit;
    how->cpm.source = options->cpm_source;
    return STATUS_OK;
}

static enum status load_study(const char *path, struct trial_table *table, struct why *why)
{
    struct study *study;
    char remark[ROWS_REMARK];
    enum status status = command_open_study(path, STUDY_READ, &study, why);
    if (status != STATUS_OK)
        return status;
    command_tell_writer("score", study);
    status = rows_load(study, NULL, table, why);
    if (status == STATUS_OK)
        status = rows_remark(study, remark, sizeof remark, why);
    study_close(study);
    if (status == STATUS_OK && remark[0])
        fprintf(stderr, "limen: score: %s\n", remark);
    return status;
}

/* Whose wind-up was taken, and who has no ratio at some site since all single stimuli there were rated 0:
 * the share of people that such an index loses. The rows of one person follow each other. */
struct output {
    FILE *out;
    char person[sizeof((struct index_trial *)0)->participant];
    size_t people, lost;
    bool is_lost;
};

static bool write_row(void *context, const struct index_row *row)
{
    struct output *output = context;
    if (strcmp(row->formula, "WUR_DFNS") == 0) {
        if (output->people == 0 || strcmp(output->person, row->participant) != 0) {
            snprintf(output->person, sizeof output->person, "%s", row->participant);
            output->people++;
            output->is_lost = false;
        }
        output->lost += row->status == INDEX_SINGLE_MEAN_ZERO && !output->is_lost;
        output->is_lost = output->is_lost || row->status == INDEX_SINGLE_MEAN_ZERO;
    }
    return index_table_write_row(output->out, row);
}

static void tell_lost(const struct output *output)
{
    if (output->lost > 0)
        fprintf(stderr,
                "limen: score: participants without wind-up ratio at a site, since all single "
                "stimuli there were rated 0: %zu of %zu\n",
                output->lost, output->people);
}

static enum status score(const struct score_options *options, const char *path, struct why *why)
{
    struct index_options how = {.min_valid = (size_t)options->min_valid,
                                .require_all = options->require_all};
    struct trial_table table = {0};
    struct cpm_sem sem;
    enum status status = read_cpm(options, &sem, &how, why);
    if (status != STATUS_OK)
        return status;
    if (options->aggregator && !aggregator_from_word(options->aggregator, &how.aggregator))
        return why_set(why, STATUS_USAGE,
                       "there is no aggregator `%s`: take mean_all, mean_last_2_of_3, median or "
                       "geometric_mean",
                       options->aggregator);
    status = options->study ? load_study(options->study, &table, why)
                            : trial_table_read(path, &table, why);
    if (status != STATUS_OK)
        return status;
    index_table_write_header(stdout);
    struct output output = {.out = stdout};
    status = index_score(table.rows, table.n, &how, write_row, &output);
    trial_table_fini(&table);
    if (ferror(stdout))
        return STATUS_OK; /* main tells */
    if (status == STATUS_OK)
        tell_lost(&output);
    return status == STATUS_OK ? status
                               : why_set(why, status, "cannot score: %s", status_text(status));
}

int command_score(int argc, char **argv)
{
    struct score_options options = {0};
    const struct option_row rows[] = {
        {"study", 0, "FILE", "score all sessions of this study", OPTION_TEXT, &options.study},
        {"aggregate", 0, "HOW", "mean_all, mean_last_2_of_3, median, geometric_mean", OPTION_TEXT,
         &options.aggregator},
        {"min-valid", 0, "N", "fewest trials for a mean (2 for repeated thresholds, 1 for trains)",
         OPTION_COUNT, &options.min_valid},
        {"require-all", 0, NULL, "a missing repetition voids the mean", OPTION_FLAG,
         &options.require_all},
        {"cpm-sem", 0, "TEST=SEM",
         "classes of conditioned modulation: standard error of measurement of one trial, e.g. "
         "\"ppt=21 kPa\" (else from the baselines of 20 participants or more)",
         OPTION_TEXT, &options.cpm_sem},
        {"cpm-sem-source", 0, "TEXT", "where that is from, e.g. a paper", OPTION_TEXT,
         &options.cpm_source},
        {"cpm-min-rating", 0, "N", "conditioning that was rated below is too weak to judge by (3)",
         OPTION_TEXT, &options.cpm_rating},
    };
    const struct option_table table = {
        .usage = "limen score TRIALS.tsv | --study FILE [options]",
        .about =
            "Computes indices from a trial table (\"-\" is standard input) or a study and "
            "writes them as a\n"
            "table: participant session site side index value unit n convention formula "
            "censored status\n"
            "inputs. What has no number has a status that says why.\n\n"
            "Rows of ts are ratings of pulses (columns train and pulse) and give every formula of\n"
            "temporal summation that they suffice for; rows of wur, with phase single and train,\n"
            "give the wind-up ratio. --aggregate does not apply to these two.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
        .operands_max = 1,
    };
    struct operands operands;
    struct why why;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result;
    if ((operands.n == 1) == (options.study != NULL)) {
        fputs("limen: score: name a trial table or a study with --study, one of both\n", stderr);
        return 2;
    }
    const enum status status = score(&options, operands.n ? operands.values[0] : NULL, &why);
    return status == STATUS_OK ? 0 : command_refuse("score", status, why.text);
}

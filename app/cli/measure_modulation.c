/* The effect of conditioning as it is recovered: whole chain, from the virtual participant's thresholds through the hand that presses, the
 * gauge and the record to the indices, against what each participant is made of. In virtual time. */
#include "cli/measure.h"

#include "base/rng.h"
#include "cli/measure_sessions.h"
#include "cli/rows.h"
#include "index/score.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 500, DELAYS = 2 }; /* what the protocol below has */

static const char protocol[] = "cpm-ppt-coldpressor";
static const char *const words[DELAYS] = {"early", "late"};

/* What one participant is made of: of each trial after the conditioning, the effect that was left. */
struct truth {
    double kpa, gain;
    double sum_kpa[DELAYS];
    size_t n[DELAYS];
};

/* Found minus true. */
struct errors {
    double sum, square;
    size_t n;
};

struct recovered {
    struct truth *truths;
    size_t people;
    double decay_s;
    struct errors kpa[DELAYS], percent[DELAYS];
    size_t without; /* indices that have no number, or a bound */
};

/* From one to the next another threshold, another effect. */
static struct truth draw(uint64_t seed)
{
    const rng_key key = rng_key_number(rng_key_text(rng_key_seed(seed), "modulation"), seed);
    return (struct truth){.kpa = 350 * exp(0.3 * rng_normal(key, 0)),
                          .gain = 0.15 + 0.1 * rng_normal(key, 1)};
}

static void errors_add(struct errors *errors, double error)
{
    errors->sum += error;
    errors->square += error * error;
    errors->n++;
}

/* sessions_one() names the participant by the seed, M1 and so on. */
static struct truth *truth_of(const struct recovered *all, const char *participant)
{
    const unsigned long seed = strtoul(participant + 1, NULL, 10);
    return seed >= 1 && seed <= all->people ? &all->truths[seed - 1] : NULL;
}

/* hw/sim/answers.h: what is left of it when the cue is given, which is when the trial is armed. */
static void gather_truth(struct recovered *all, const struct trial_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        const struct index_trial *row = &table->rows[i];
        struct truth *truth = truth_of(all, row->participant);
        const bool is_of_it = row->phase == TRIAL_PHASE_AFTER && row->delay >= 1 &&
                              row->delay <= DELAYS && row->counts == TRIAL_COUNTS_YES;
        if (!truth || !is_of_it)
            continue;
        truth->sum_kpa[row->delay - 1] +=
            truth->kpa * truth->gain * exp(-row->gap_s.v / all->decay_s);
        truth->n[row->delay - 1]++;
    }
}

static bool compare(void *context, const struct index_row *row)
{
    struct recovered *all = context;
    for (size_t i = 0; i < DELAYS; i++) {
        char kpa[48], percent[48];
        const struct truth *truth = truth_of(all, row->participant);
        snprintf(kpa, sizeof kpa, "cpm.after_%zu.cond_minus_base.ppt", i + 1);
        snprintf(percent, sizeof percent, "cpm.after_%zu.pct.ppt", i + 1);
        const bool is_kpa = strcmp(row->index, kpa) == 0;
        if (!truth || (!is_kpa && strcmp(row->index, percent) != 0))
            continue;
        if (row->status != INDEX_OK || row->value.kind != BOUND_EXACT || truth->n[i] == 0) {
            all->without += is_kpa;
            continue;
        }
        const double effect = truth->sum_kpa[i] / (double)truth->n[i];
        if (is_kpa)
            errors_add(&all->kpa[i], row->value.v - effect);
        else
            errors_add(&all->percent[i], row->value.v - 100 * effect / truth->kpa);
    }
    return true;
}

static void print(const struct recovered *all)
{
    printf("{\"benchmark\":\"modulation\",\"protocol\":\"%s\",\"participants\":%zu,\"without\":%zu",
           protocol, all->people, all->without);
    for (size_t i = 0; i < DELAYS; i++) {
        const struct errors *kpa = &all->kpa[i], *percent = &all->percent[i];
        const double n = (double)kpa->n, bias = n > 0 ? kpa->sum / n : 0;
        const double variance = n > 1 ? (kpa->square - n * bias * bias) / (n - 1) : 0;
        const double error = n > 0 ? sqrt(variance / n) : 0;
        double truth_kpa = 0;
        for (size_t p = 0; p < all->people; p++)
            truth_kpa += all->truths[p].n[i] > 0
                             ? all->truths[p].sum_kpa[i] / (double)all->truths[p].n[i]
                             : 0;
        printf(",\"%s\":{\"n\":%zu,\"true_kpa\":%.2f,\"bias_kpa\":%.3f,\"se_kpa\":%.3f,"
               "\"bias_in_se\":%.2f,\"bias_percent\":%.3f}",
               words[i], kpa->n, truth_kpa / (double)all->people, bias, error,
               error > 0 ? bias / error : 0,
               percent->n > 0 ? percent->sum / (double)percent->n : 0);
    }
    puts("}");
}

static enum status run_all(struct recovered *all, struct study *study, struct why *why)
{
    struct sessions sessions;
    enum status status = sessions_init(&sessions, protocol, why);
    all->decay_s = sessions.participant.cpm_decay_s;
    for (size_t i = 0; i < all->people && status == STATUS_OK; i++) {
        all->truths[i] = draw(1 + i);
        sessions.participant.ppt_kpa = all->truths[i].kpa;
        sessions.participant.cpm_gain = all->truths[i].gain;
        status = sessions_one(&sessions, study, 1 + i, why);
    }
    return status;
}

static enum status recover(struct recovered *all, struct why *why)
{
    const struct index_options options = {0};
    struct trial_table table = {0};
    struct study *study = NULL;
    enum status status = study_open("", STUDY_MEMORY, &study, why);
    if (status == STATUS_OK)
        status = run_all(all, study, why);
    if (status == STATUS_OK)
        status = rows_load(study, NULL, &table, why);
    study_close(study);
    if (status != STATUS_OK)
        return status;
    gather_truth(all, &table);
    status = index_score(table.rows, table.n, &options, compare, all);
    trial_table_fini(&table);
    return status == STATUS_OK ? status : why_set(why, status, "cannot score what was measured");
}

enum status measure_modulation(const struct measure_options *options, struct why *why)
{
    struct recovered all = {.people = options->repeats ? (size_t)options->repeats : PEOPLE};
    all.truths = calloc(all.people, sizeof *all.truths);
    if (!all.truths)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the participants");
    const enum status status = recover(&all, why);
    if (status == STATUS_OK)
        print(&all);
    free(all.truths);
    return status;
}

/* Classes of conditioned pain modulation: a change against the error of measurement, by two limits side by side. The error is given
 * with its source, or taken from the baselines of the study; with neither there is a row that says so. */
#include "modulated_internal.h"

#include "index/modulation.h"

#include <stdio.h>
#include <string.h>

#define SDC_FACTOR (1.96 * 1.4142135623730951) /* sqrt(2) */
#define MIN_RATING 3.0

static const struct {
    const char *name, *formula;
    double factor; /* of the SEM of the mean: the limit */
} classes[] = {{"class_2sem", "CPM_class_2SEM", 2}, {"class_sdc", "CPM_class_SDC", SDC_FACTOR}};

/* OK, or why the conditioning does not let its effect be judged: its trials say how painful it was. */
static enum index_status strength(const struct modulated_output *out, const struct phased *cond)
{
    const double given = out->options->cpm.min_rating;
    const double least = given > 0 ? given : MIN_RATING;
    double sum = 0;
    for (size_t i = 0; i < cond->sample.n; i++) {
        const struct trial_number *rating = &out->room->trial[cond->sample.first + i]->cond_rating;
        if (!rating->given)
            return INDEX_UNRATED_CONDITIONING;
        sum += rating->v;
    }
    return sum >= least * (double)cond->sample.n ? INDEX_OK : INDEX_WEAK_CONDITIONING;
}

/* One that was given goes before the study's own; in another unit it is no reason to take that in its place. */
static struct baseline_sem sem_of(struct modulated_output *out, const struct phased *base)
{
    const struct index_options *options = out->options;
    const bool is_given = options->cpm.sem > 0 && options->cpm.source && options->cpm.test &&
                          options->cpm.unit && strcmp(options->cpm.test, out->test->test) == 0;
    if (!is_given)
        return baselines_sem(out->baselines, out->test, &base->sample);
    if (strcmp(options->cpm.unit, base->sample.unit) != 0)
        return (struct baseline_sem){.status = INDEX_SEM_UNIT};
    return (struct baseline_sem){.status = INDEX_OK, .sem = options->cpm.sem};
}

static void sem_append(struct modulated_output *out, const struct baseline_sem *sem,
                       const char *unit)
{
    if (sem->status != INDEX_OK)
        return;
    text_append_format(out->inputs, ",SEM=%g %s ", sem->sem, unit);
    if (sem->n == 0)
        text_append_format(out->inputs, "(%s)", out->options->cpm.source);
    else
        text_append_format(out->inputs, "(baseline n=%zu k=%zu)", sem->n, sem->k);
}

static struct index_value class_of(const struct modulated_output *out,
                                   const struct modulated_block *block,
                                   const struct baseline_sem *sem, double factor)
{
    const struct phased *base = block->base, *cond = block->cond;
    const enum index_status gates[] = {modulated_gate(base, cond), strength(out, cond),
                                       sem->status};
    for (size_t i = 0; i < sizeof gates / sizeof gates[0]; i++)
        if (gates[i] != INDEX_OK)
            return index_value_none(gates[i]);
    const struct index_value change = modulation_cond_minus_base(base->mean.v, cond->mean.v);
    if (change.status != INDEX_OK)
        return change;
    const size_t m = base->sample.n < cond->sample.n ? base->sample.n : cond->sample.n;
    const struct bounded less_pain =
        modulated_high_is_less(out->test) ? change.v : bounded_scale(change.v, -1);
    return modulation_class(less_pain, factor * modulation_sem_of_mean(sem->sem, m));
}

enum status modulated_emit_classes(struct modulated_output *out,
                                   const struct modulated_block *block)
{
    const struct baseline_sem sem = modulated_gate(block->base, block->cond) == INDEX_OK
                                        ? sem_of(out, block->base)
                                        : (struct baseline_sem){.status = INDEX_NO_SEM};
    enum status status = STATUS_OK;
    text_clear(out->inputs);
    modulated_inputs_add(out, block->base);
    modulated_inputs_add(out, block->cond);
    sem_append(out, &sem, block->base->sample.unit);
    for (size_t i = 0; i < sizeof classes / sizeof classes[0] && status == STATUS_OK; i++) {
        char index[96], formula[64];
        snprintf(index, sizeof index, "cpm.%s.%s.%s", block->word, classes[i].name,
                 out->test->test);
        struct index_row row = {
            .index = index,
            .unit = "1",
            .n = block->base->sample.n + block->cond->sample.n,
            .convention = "1 = less pain than at baseline by more than the limit, -1 = more pain, "
                          "0 = neither",
            .formula = modulated_formula(out, classes[i].formula, formula)};
        status =
            modulated_emit(out, block->cond, &row, class_of(out, block, &sem, classes[i].factor));
    }
    return status;
}

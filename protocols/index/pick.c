/* Which attempt of each trial counts, and whether what counts may be computed with together. */
#include "score_internal.h"

#include <string.h>

/* What one run of entries with the same trial number holds. */
struct choice {
    size_t chosen;  /* attempts that count; more than one is a contradiction */
    bool candidate; /* there is an attempt that is no practice, and of the phase that is picked */
};

static bool is_candidate(const struct picked *picked, const struct index_trial *t)
{
    return !t->practice && t->phase == picked->phase &&
           (picked->delay == 0 || t->delay == picked->delay);
}

static void append(struct picked *picked, const struct index_trial *trial,
                   const struct test_rule *test)
{
    const struct bounded x = trial_value(trial);
    const struct bounded baseline = bounded_exact(trial->baseline.v);
    picked->trial[picked->n] = trial;
    picked->x[picked->n] = x;
    picked->delta[picked->n] =
        test->delta_sign < 0 ? bounded_difference(baseline, x) : bounded_difference(x, baseline);
    picked->n++;
}

/* Where the table says which attempt counts. One that has no value is no repetition. */
static size_t choose_marked(const struct entry *e, size_t n, const struct test_rule *test,
                            struct picked *picked)
{
    size_t marked = 0, chosen = 0;
    for (size_t i = 0; i < n; i++) {
        const struct index_trial *t = e[i].trial;
        if (!is_candidate(picked, t) || t->spoiled || t->counts != TRIAL_COUNTS_YES)
            continue;
        marked++;
        if (!trial_is_complete(t))
            continue;
        append(picked, t, test);
        chosen++;
    }
    return marked > 1 ? marked : chosen;
}

/* Where it does not: the last complete unspoiled attempt. Two rows for that attempt are a
 * contradiction. */
static size_t choose_last(const struct entry *e, size_t n, const struct test_rule *test,
                          struct picked *picked)
{
    const struct index_trial *last = NULL;
    size_t chosen = 0;
    for (size_t i = n; i > 0; i--) {
        const struct index_trial *t = e[i - 1].trial;
        if (!is_candidate(picked, t) || t->spoiled || !trial_is_complete(t))
            continue;
        if (last && t->attempt != last->attempt)
            break;
        last = t;
        append(picked, t, test);
        chosen++;
    }
    return chosen;
}

static struct choice choose(const struct entry *e, size_t n, const struct test_rule *test,
                            struct picked *picked)
{
    struct choice choice = {0, false};
    bool marks = false;
    for (size_t i = 0; i < n; i++) {
        choice.candidate = choice.candidate || is_candidate(picked, e[i].trial);
        marks =
            marks || (is_candidate(picked, e[i].trial) && e[i].trial->counts != TRIAL_COUNTS_NONE);
    }
    if (choice.candidate)
        choice.chosen = marks ? choose_marked(e, n, test, picked) : choose_last(e, n, test, picked);
    return choice;
}

static size_t run_of_trial(const struct entry *entries, size_t n)
{
    size_t i = 1;
    while (i < n && entries[i].number == entries[0].number)
        i++;
    return i;
}

/* Chooses trial by trial; notes contradictions, trials without a value, and gaps in the trial
 * numbers. */
static size_t choose_all(const struct entry *entries, size_t n, const struct test_rule *test,
                         struct picked *picked, struct sample *sample)
{
    size_t trials = 0;
    uint32_t expected = 1;
    for (size_t i = 0, run; i < n; i += run) {
        run = run_of_trial(entries + i, n - i);
        const uint32_t number = entries[i].number;
        const struct choice choice = choose(entries + i, run, test, picked);
        if (choice.chosen > 1)
            sample->status = INDEX_DUPLICATE_TRIAL;
        if (choice.candidate) {
            trials++;
            sample->missing = sample->missing || choice.chosen == 0 || number > expected;
            expected = number + 1;
        } else if (number == expected) {
            expected = number + 1; /* the number was used for practice or in another phase */
        }
    }
    return trials;
}

static bool is_practice_only(const struct entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!entries[i].trial->practice)
            return false;
    return true;
}

void sample_check_alike(const struct picked *picked, struct sample *sample)
{
    bool mixed_units = false, mixed_areas = false;
    for (size_t i = sample->first; i < picked->n; i++) {
        const struct index_trial *t = picked->trial[i];
        if (i == sample->first)
            sample->unit = t->unit;
        mixed_units = mixed_units || strcmp(sample->unit, t->unit) != 0;
        if (!t->probe_area_cm2.given)
            continue;
        mixed_areas = mixed_areas || (sample->area.given && sample->area.v != t->probe_area_cm2.v);
        sample->area = t->probe_area_cm2;
    }
    if (mixed_units)
        sample->unit = "";
    if (sample->status == INDEX_OK)
        sample->status = mixed_units   ? INDEX_MIXED_UNITS
                         : mixed_areas ? INDEX_MIXED_PROBE_AREAS
                                       : INDEX_OK;
}

bool sample_pick(const struct entry *entries, size_t n, const struct test_rule *test,
                 struct picked *picked, struct sample *sample)
{
    if (is_practice_only(entries, n))
        return false;
    *sample = (struct sample){.any = entries[0].trial, .first = picked->n, .unit = ""};
    for (size_t i = 0; i < n; i++)
        sample->roles |= (uint8_t)(1u << entries[i].trial->role);
    const size_t trials = choose_all(entries, n, test, picked, sample);
    sample->n = picked->n - sample->first;
    if (trials == 0)
        sample->status = INDEX_OTHER_PHASE;
    sample_check_alike(picked, sample);
    for (size_t i = sample->first; i < picked->n; i++)
        sample->no_baseline = sample->no_baseline || !picked->trial[i]->baseline.given;
    return true;
}

void sample_settle(struct sample *sample, const struct index_options *options,
                   enum aggregator aggregator, size_t least)
{
    size_t first;
    const size_t taken = aggregator_span(aggregator, sample->n, &first);
    if (sample->status == INDEX_OK && options->require_all && sample->missing)
        sample->status = INDEX_MISSING_TRIAL;
    if (sample->status == INDEX_OK && (sample->n < least || taken == 0))
        sample->status = INDEX_N_TOO_SMALL;
    if (sample->status == INDEX_OK) {
        sample->first += first;
        sample->n = taken;
    }
}

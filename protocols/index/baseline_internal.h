/* The error of measurement from the study's own baselines: for classes of conditioned pain modulation (METHODS 5.4, DATA 2). */
#ifndef LIMEN_INDEX_BASELINE_INTERNAL_H
#define LIMEN_INDEX_BASELINE_INTERNAL_H

#include "score_internal.h"

/* Fewest participants whose repeated baselines give an error of measurement: DATA 2. */
#define BASELINE_PARTICIPANTS_MIN 20
/* Of more repeats the first enter. */
#define BASELINE_REPEATS_MAX 9

struct baseline_sem {
    enum index_status status; /* OK or NO_SEM */
    double sem;               /* of one trial, in the unit of the test */
    size_t n, k;              /* of so many participants, so many trials each; 0: it was given */
};

/* What was found so far, so that each test, site and unit is searched for once. */
struct baselines {
    const struct entry *entries; /* of the study, sorted; borrowed */
    size_t n;
    struct picked room; /* for all of them */
    double *x;          /* BASELINE_REPEATS_MAX for each participant */
    uint8_t *counts;    /* repeats of each participant */
    struct baseline_found *found;
    size_t n_found, capacity;
    bool is_short; /* of memory: what is then said is NO_SEM, and the scoring fails */
};

MUST_CHECK
enum status baselines_init(struct baselines *baselines, const struct entry *entries, size_t n);
void baselines_fini(struct baselines *baselines);

/* Of the place of `sample`: all unconditioned trials of its test (phase baseline) at its site, in its unit and with its probe area.
 * A participant enters once, with the first place of the first session that has two exact trials or more; of what they have in common
 * as many trials enter as leave most degrees of freedom with BASELINE_PARTICIPANTS_MIN participants or more. NO_SEM where there are
 * not so many, or they all are alike. */
struct baseline_sem baselines_sem(struct baselines *baselines, const struct test_rule *test,
                                  const struct sample *sample);

#endif

/* What the parts of the scorer share: the tests, the rules, and the counted trials of a site. */
#ifndef LIMEN_INDEX_SCORE_INTERNAL_H
#define LIMEN_INDEX_SCORE_INTERNAL_H

#include "base/text.h"
#include "index/score.h"

#include <stdint.h>

/* What the scorer knows of a test. */
struct test_rule {
    const char *test;
    enum aggregator aggregator;
    size_t min_valid;
    int delta_sign;         /* +1 value - baseline, -1 baseline - value, 0 no ΔT */
    bool high_is_sensitive; /* of what is compared between sides: ΔT where there is one
                               (METHODS 1.4) */
    const char *convention; /* of the mean */
};

/* NULL for a test without default indices. */
const struct test_rule *test_rule_find(const char *test);

/* Of ratings whose test has none: the name is missing. */
extern const struct test_rule test_rule_rating;

/* The counted trials of one test at one site and side, and all that keeps them from being computed
 * with. */
struct sample {
    const struct index_trial *any; /* a row of it, for the names */
    size_t first, n;               /* its part of struct picked */
    enum index_status status;      /* OK, or why nothing may be computed under the options */
    uint8_t roles;                 /* bit (1 << role) */
    bool missing;                  /* a trial has no counted attempt */
    bool no_baseline;              /* a counted trial has no baseline */
    const char *unit;              /* "" when none or mixed */
    struct trial_number area;      /* the probe area when known */
    struct index_value centre;     /* what sides and roles are compared by */
};

/* The counted trials of all sites of one test, in order. */
struct picked {
    const struct index_trial **trial;
    struct bounded *x;     /* values */
    struct bounded *delta; /* ΔT, where the test has one and the trial a baseline */
    size_t n;
    uint8_t phase;  /* enum trial_phase: only trials of it are picked */
    uint32_t delay; /* and of this delay after the conditioning; 0: of any */
};

/* One trial table row under its sort key; the key is whole, so that sorting does not touch the
 * rows. */
struct entry {
    uint32_t participant, session, test, site; /* ranks of the names */
    uint32_t side;                             /* left right midline n/a */
    uint32_t number;                           /* of the trial; of a train its number */
    uint32_t phase, attempt, pulse, within;    /* phase, pulse and trial of trains, else 0 */
    const struct index_trial *trial;
};

bool entry_same_place(const struct entry *a, const struct entry *b);

/* Chooses the counted attempts among the n entries of one test, site and side, which are sorted by
 * trial and attempt, and appends them. False when there are only practice trials. */
bool sample_pick(const struct entry *entries, size_t n, const struct test_rule *test,
                 struct picked *picked, struct sample *sample);

/* Notes unit and probe area of what was picked last, and when they differ. */
void sample_check_alike(const struct picked *picked, struct sample *sample);

/* Narrows the sample to what the aggregator takes and settles whether it may be computed with; fewer than `least` may not. */
void sample_settle(struct sample *sample, const struct index_options *options,
                   enum aggregator aggregator, size_t least);

/* "2.1": trial and attempt, as inputs name them. */
void trial_name_append(struct text *text, const struct index_trial *trial);

/* What a rule computes from. */
struct site_input {
    const struct test_rule *test;
    const struct sample *sample;
    const struct bounded *x, *delta; /* sample->n each */
    const struct index_trial *const *trial;
    enum aggregator aggregator;
    bool interval; /* the unit is °C: differences have a meaning, ratios have none */
};

struct pair_input {
    struct index_value a, b;       /* left and right, or local and remote */
    bool interval;                 /* as above; false over ΔT */
    enum index_status void_status; /* OK, or why a and b cannot be compared */
    enum index_status absent;      /* MISSING_SIDE or MISSING_ROLE */
};

enum index_level { INDEX_OF_SITE, INDEX_OF_SIDES, INDEX_OF_ROLES };

/* An index is one function and one row here. */
struct index_rule {
    enum index_level level;
    const char *before,
        *after; /* the index is before + test + after; after NULL = "." and the aggregator */
    const char *formula;       /* NULL = the aggregator's name */
    bool names_aggregator;     /* formula(A) */
    const char *unit;          /* NULL = that of the trials */
    const char *convention[2]; /* [high_is_sensitive]; NULL = that of the test's mean */
    enum { FOR_ALL, FOR_DELTA, FOR_INTERVAL, FOR_RATED } tests;
    struct index_value (*of_site)(const struct site_input *in);
    struct index_value (*of_pair)(const struct pair_input *in);
};

extern const struct index_rule index_rules[];
extern const size_t index_rule_count;

/* What sides and roles are compared by: ΔT where the test has one, else the aggregate of the
 * values. */
struct index_value site_centre(const struct site_input *in);

#endif

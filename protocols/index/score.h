/* From trials to indices: thresholds per site, sides of a site, local against remote sites.
 *
 * Promises
 * 1. Same rows in, same rows out, bit for bit, in whatever order the rows come.
 * 2. Practice and spoiled attempts never enter. Of each trial one attempt counts: the one with
 * counts = 1; where `counts` is not given for any attempt of the trial, the last complete unspoiled
 * one.
 * 3. What cannot be computed is a row with a status word (index/reason.h), never a number and never
 * silence.
 * 4. A bound stays a bound (index/bound.h).
 *
 * Indices. T is the test, A the aggregator's name; after the colon stands the formula identifier.
 *
 * - T.mean: mean_all. METHODS 3.1. Other aggregators name themselves, in the index as in the
 *   formula: T.mean_last_2_of_3, T.median, T.geometric_mean.
 *
 * - T.sd: SD_n_minus_1 = √( Σ(x - mean)² / (n - 1) ) of the trials that entered.
 *
 * - T.cv: CV_pct = SD / mean * 100 of the same. No number for degrees Celsius.
 *
 * - T.n: n, the number of trials that entered.
 *
 * - T.rate_off: n, the number of the trials that entered whose slope was off by more than the
 *   protocol tolerates: their values stand, and a repeat is advised. METHODS 3.1. Only where the
 *   trials tell (rate_off).
 *
 * - cdt.delta, wdt.delta: delta_from_baseline(A), A of each trial's baseline - value (cdt) or
 *   value - baseline (wdt). METHODS 6.1.
 *
 * - asymmetry.T: AI_left_right_pct(A) = (L - R) / ((L + R) / 2) * 100. METHODS 8.2, with left and
 *   right as long as no affected side is known. Over ΔT for cdt and wdt; no number for cpt and hpt.
 *
 * - difference.left_right.T: left_minus_right(A) = L - R, for degrees Celsius (cpt, hpt).
 *
 * - ratio.local_remote.T: ratio_local_remote(A) = mean of the local sites / mean of the remote
 *   sites, each side of a site one value. METHODS 8.2 without norms. Over ΔT for cdt and wdt; no
 *   number for cpt and hpt.
 *
 * Asymmetry rows appear where both sides were tested, the ratio where a local and a remote site
 * were.
 *
 * Tests: ppt pdt ptt cdt wdt cpt hpt vdt, and mdt mpt (each turning value a trial, geometric mean).
 * Others get no index here. Only trials with phase n/a are thresholds. */
#ifndef LIMEN_INDEX_SCORE_H
#define LIMEN_INDEX_SCORE_H

#include "base/status.h"
#include "index/aggregate.h"
#include "index/trial.h"

#include <stdbool.h>
#include <stddef.h>

/* All zero is the default. */
struct index_options {
    enum aggregator aggregator; /* AGGREGATOR_OF_TEST: what the test's row says */
    size_t min_valid; /* 0: the test's own; 2 for repeated thresholds, 1 for cuff ramps (pdt ptt) */
    bool require_all; /* a trial without a counted attempt, or a gap in the numbers, voids it */
};

/* One line of the index table (DATA 2). Text is borrowed for the callback; "" = n/a. */
struct index_row {
    const char *participant, *session, *site;
    enum trial_side side;
    const char *index;
    struct bounded value; /* BOUND_UNKNOWN: none, and `status` says why */
    const char *unit;
    size_t n;               /* trials in `inputs` */
    const char *convention; /* in words */
    const char *formula;
    enum index_status status;
    const char *inputs; /* "1.1,2.1,3.2"; with "left/" before each for two sides, "lumbar.L4/left/"
                           for two roles */
};

/* False ends the scoring early. */
typedef bool index_row_fn(void *context, const struct index_row *row);

/* Rows come by participant, session, test, site, side (left right midline n/a, then what concerns
 * both sides), then what concerns all sites; names in the order of people ("L2" before "L10").
 * Trials are borrowed. STATUS_NO_MEMORY, STATUS_RANGE (over 4e9 rows), STATUS_STOPPED (the callback
 * returned false). */
MUST_CHECK
enum status index_score(const struct index_trial *trials, size_t n,
                        const struct index_options *options, index_row_fn *each, void *context);

#endif

/* From trials to indices: thresholds per site, sides of a site, local against remote sites; temporal
 * summation and wind-up per site.
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
 * Tests: ppt pdt ptt ptl cdt wdt tsl phs cpt hpt cold_pressor cold_pain ice ice_pain vdt, and mdt mpt
 * (each turning value a trial, geometric mean); and what else is rated from 0 to 10 or to 100 (unit
 * 0-10, 0-100), trains apart: tonic, and what a protocol asks for under a name of its own. Only
 * trials with phase n/a enter.
 *
 * Conditioned pain modulation. Trials with the phases baseline, during and after (sham_baseline and so on) of any of these tests, at
 * one site and side; P is the conditioned phase, B the mean of its baseline, C that of P; the formulas are in index/modulation.h:
 *
 * - cpm.P.cond_minus_base.T: CPM_thr_cond_minus_base, of ratings CPM_rating_cond_minus_base.
 *   cpm.P.base_minus_cond.T: CPM_thr_base_minus_cond, of ratings CPM_rating_base_minus_cond.
 *   cpm.P.pct.T: CPM_thr_pct. cpm.P.pct_a2cps.T: CPM_thr_pct_A2CPS. cpm.P.log10.T: CPM_log. No number for degrees Celsius, no rows
 *   of ratings.
 *   cpm.P.sham_adjusted.T: CPM_sham_adj, where the sham block has trials of that phase.
 *   cpm.P.class_2sem.T: CPM_class_2SEM. cpm.P.class_sdc.T: CPM_class_SDC. Not of sham blocks. The SEM is the one that is given, with
 *   its source, for this test and unit; else that of the baselines of this test at this site, in all the study, by two-way ANOVA
 *   (METHODS 5.4, DATA 2: 20 participants or more who have two exact trials or more, each once); the inputs name it and of how many
 *   it is. NO_SEM without either; SEM_UNIT where the given one has another unit. WEAK_CONDITIONING where the conditioned trials say
 *   that the conditioning was rated below the least that is judged (mean of cond_rating), UNRATED_CONDITIONING where one does not say
 *   how it was rated.
 *
 * P is during, after, sham_during or sham_after. Where a protocol tests after several delays (`delay` of the trials), each has its own
 * rows, as after_1, after_2 … in the order in which the protocol lists them (sham_after_1 …; its sham block is that of the same
 * delay): the mean of an early effect and a late one is neither. One delay alone is "after", and so are all where a trial does not
 * say which it was.
 *
 * DATA 2 names these families without phase and test: its cpm.pct is cpm.P.pct.T, its "absolute" cpm.P.cond_minus_base.T and
 * cpm.P.base_minus_cond.T (METHODS has both signs), its "log" cpm.P.log10.T. A session can have several phases and tests at one
 * place, so both are part of the name.
 *
 * Each row says in words which sign means less pain, of tests of what is felt (cdt wdt tsl phs mdt vdt) less sensitive; and beside a
 * percentage over 100 that the difference is what to go by (METHODS 5.3). cdt and wdt are compared as they were measured, in °C. The
 * formula names the aggregator where that is not the mean: CPM_log(median). min_valid is 1 here.
 *
 * Temporal summation. Of ts a row is the rating of one pulse, with phase n/a, its `train` (where that
 * is n/a, `trial` is the train) and its `pulse`; of wur one row with phase single and one with phase
 * train make a repetition, numbered the same way. The formulas, and what ratings each of them needs,
 * are in index/summation.h:
 *
 * - ts.last_minus_first: TS_diff_last_first. ts.max_minus_first: TS_max_first.
 *   ts.a2cps_primary: TS_A2CPS_primary. ts.a2cps_secondary: TS_A2CPS_secondary.
 *   ts.slope_1_5: TS_slope(1-5). ts.slope_all: TS_slope(all).
 *   ts.last3_minus_first: TS_last3_minus_first. ts.vas_iii_minus_i: TS_VAS_III_minus_I.
 *   ts.vas_i, ts.vas_ii, ts.vas_iii: VAS_I_normalised, VAS_II_normalised, VAS_III_normalised.
 *   Each is computed of every train, then the mean over the trains is taken.
 *
 * - wur.ratio: WUR_DFNS. wur.ratio_log10: log10(WUR_DFNS). wur.ratio_plus1: WUR_plus1.
 *   Of all repetitions at once: ratios of means.
 *
 * 1. A train is one attempt: where one of its pulses was spoiled or cut off (stop, fault,
 *    interrupted, withdrawn) the whole attempt does not count.
 * 2. A rating that was not given is missing, never zero. The trains of a site are as long as the
 *    longest of them: a shorter one lacks its last rating.
 * 3. A train that lacks a rating which the formula needs is left out, a repetition without one of its
 *    two as well; n says how many entered. With require_all whatever is missing voids all.
 * 4. The aggregator does not apply: the means belong to the formulas. min_valid is 1 here.
 * 5. AUC_static is computed from samples, which a trial table has not: index/vas.h.
 *
 * Other tests get no index here. */
#ifndef LIMEN_INDEX_SCORE_H
#define LIMEN_INDEX_SCORE_H

#include "base/status.h"
#include "index/aggregate.h"
#include "index/trial.h"

#include <stdbool.h>
#include <stddef.h>

/* The highest `delay` that has rows of its own: as many as `cpm` takes. */
#define INDEX_DELAYS_MAX 9

/* All zero is the default. */
struct index_options {
    enum aggregator aggregator; /* AGGREGATOR_OF_TEST: what the test's row says */
    size_t min_valid; /* 0: the test's own; 2 for repeated thresholds, 1 for ramps and trains */
    /* Classes of conditioned pain modulation. The SEM is of one test; without it, without its unit or its source: none is given. */
    struct {
        const char *test;
        double sem;         /* of one trial */
        const char *unit;   /* of it, as trial tables have it: kPa degC 0-10 … */
        const char *source; /* where that is from */
        double min_rating;  /* of the conditioning, 0 to 10: below it nothing is judged; 0: 3 */
        const struct index_trial *study; /* whose baselines give a SEM; NULL: what is scored */
        size_t n_study;
    } cpm;
    bool require_all; /* a trial without a counted attempt, or a gap in the numbers, voids it */
};

/* One line of the index table (DATA 2). Text is borrowed for the callback; "" = n/a. */
struct index_row {
    const char *participant, *session, *site;
    enum trial_side side;
    const char *index;
    struct bounded value; /* BOUND_UNKNOWN: none, and `status` says why */
    const char *unit;
    size_t n;               /* trials in `inputs`; of ts and wur trains and repetitions */
    const char *convention; /* in words */
    const char *formula;
    enum index_status status;
    const char *inputs; /* "1.1,2.1,3.2"; with "left/" before each for two sides, "lumbar.L4/left/"
                           for two roles, "single/" or "train/" for wind-up, "baseline/" or "after/" and the like for modulation */
};

/* False ends the scoring early. */
typedef bool index_row_fn(void *context, const struct index_row *row);

/* Rows come by participant, session, test, site, side (left right midline n/a, then what concerns
 * both sides), then what concerns all sites, then what conditioning did, by site and side; names in the order of people ("L2" before "L10").
 * Trials are borrowed. STATUS_NO_MEMORY, STATUS_RANGE (over 4e9 rows), STATUS_STOPPED (the callback
 * returned false). */
MUST_CHECK
enum status index_score(const struct index_trial *trials, size_t n,
                        const struct index_options *options, index_row_fn *each, void *context);

#endif

/* Temporal summation and wind-up: the formulas of METHODS 4.2, each under its own identifier.
 *
 * A train is the ratings of its pulses in order: r[0] is that of pulse 1, r[n - 1] that of the last
 * pulse. A rating that is missing (not given in time, not asked for) is BOUND_UNKNOWN, and never
 * zero: MISSING_PULSE when the formula needs it. A rating may be a bound; the result then is a bound
 * or has no number (CENSORED_BOUND), by the rules of index/bound.h. The unit of a rating is that of
 * its scale (0-10, 0-100).
 *
 * Zero: a train of zeros has the differences 0, the slopes 0 and the secondary 1. Only ratios to a
 * bare rating have a zero rule (windup_ratio). Nothing is ever added to a rating but by the two
 * formulas that say so; on a scale to 10 that 1 weighs ten times what it does on a scale to 100. */
#ifndef LIMEN_INDEX_SUMMATION_H
#define LIMEN_INDEX_SUMMATION_H

#include "index/aggregate.h"

typedef struct index_value summation_of(const struct bounded *r, size_t n);

/* TS_diff_last_first = rn - r1, in units of the scale; negative where pain faded. LB3P. Needs the
 * first and the last rating; n >= 2, else TOO_FEW_PULSES. */
summation_of summation_last_first;

/* TS_max_first = max(r) - r1, never below 0. Needs the first rating and one more; what else is
 * missing is left out. n >= 2. */
summation_of summation_max_first;

/* TS_A2CPS_primary of one repetition = max(r1, rn) - r1, never below 0: it cannot show that pain
 * faded. A2CPS takes the mean over the repetitions. Needs the first and the last rating; n >= 2. */
summation_of summation_a2cps_primary;

/* TS_A2CPS_secondary of one repetition = (max(r1, rn) + 1) / (r1 + 1), never below 1, no unit. As
 * above; no rating may be negative (NOT_POSITIVE). */
summation_of summation_a2cps_secondary;

/* TS_slope(all) = Σ(i - ī)(ri - r̄) / Σ(i - ī)², least squares over pulses 1 to n, in units of the
 * scale per pulse. Needs the first rating, the last, and a third; what else is missing is left out.
 * n >= 3. */
summation_of summation_slope_all;
/* TS_slope(1-5): the same over pulses 1 to 5 (ALA2011). n >= 5. */
summation_of summation_slope_1_5;

/* TS_last3_minus_first = mean of the last three ratings - r1. Needs these four ratings; n >= 4. */
summation_of summation_last3_first;

/* TS_VAS_III_minus_I = mean(r8 … r10) - mean(r1 … r4). Needs all of these; n >= 10. That r1 is
 * subtracted from every rating or not makes no difference. */
summation_of summation_iii_minus_i;

/* VAS_I, VAS_II, VAS_III normalised: mean of pulses 1 to 4, 5 to 7, 8 to 10, minus r1. Needs r1 and
 * all ratings of its pulses; n >= 4, 7, 10. There is no ratio III / I of them: I may well be 0. */
summation_of summation_vas_i;
summation_of summation_vas_ii;
summation_of summation_vas_iii;

/* Wind-up: single[k] and train[k] are the one rating of the single stimulus and the one of the train
 * in repetition k; n repetitions that have both, else N_TOO_SMALL. S and T are their means. Negative
 * ratings have no ratio (NOT_POSITIVE). */
typedef struct index_value windup_of(const struct bounded *single, const struct bounded *train,
                                     size_t n);

/* WUR_DFNS = T / S: the ratio of the means, not the mean of the ratios, so that single ratings of 0
 * may be among them. SINGLE_MEAN_ZERO when all are. T = 0 over S above 0 is the ratio 0. Rolke 2006.
 */
windup_of windup_ratio;
/* log10(WUR_DFNS), what DFNS takes z of. As above; NOT_POSITIVE for the ratio 0. */
windup_of windup_ratio_log10;
/* WUR_plus1 = (T + 1) / (S + 1). Another index than WUR_DFNS, with another name. */
windup_of windup_ratio_plus1;

#endif

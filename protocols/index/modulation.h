/* Conditioned pain modulation: the formulas of METHODS 5.3, each under its own identifier.
 *
 * B is the mean of the unconditioned trials, C that of the conditioned ones, in the unit of the test. Both may be bounds: a result
 * that rises with one of them is a bound on its side, one that falls on the other, and one that would be both is CENSORED_BOUND. Which
 * sign means less pain depends on the test and stands with each row, never in the number. Nothing is ever added to avoid a zero. */
#ifndef LIMEN_INDEX_MODULATION_H
#define LIMEN_INDEX_MODULATION_H

#include "index/aggregate.h"

typedef struct index_value modulation_of(struct bounded base, struct bounded cond);

/* CPM_thr_cond_minus_base, CPM_rating_cond_minus_base = C - B, in the unit of the test. GN2017; YAR2015. */
modulation_of modulation_cond_minus_base;

/* CPM_thr_base_minus_cond, CPM_rating_base_minus_cond = B - C. A2CPS secondary, LB3P; GEH2016. */
modulation_of modulation_base_minus_cond;

/* CPM_thr_pct_A2CPS = (B - C) / B * 100, in per cent. ZERO_DENOMINATOR where B is 0, NOT_POSITIVE where B or C is below it. It explodes
 * where B is small (below -300 % in A2CPS data): the difference always stands beside it. */
modulation_of modulation_pct_a2cps;

/* CPM_thr_pct = (C - B) / B * 100. As above, with the other sign. */
modulation_of modulation_pct;

/* CPM_log = log10(C / B), no unit, symmetric: as far above 0 for twice as below for half. NOT_POSITIVE where one is 0 or below. */
modulation_of modulation_log10;

/* CPM_sham_adj = (C - B) - (Cs - Bs), in the unit of the test: what is left of `active`, the change with the conditioning, when the
 * change of the sham block, `sham`, is taken off. After HAU2025, KLYNE2015. */
struct index_value modulation_sham_adjusted(struct bounded active, struct bounded sham);

/* CPM_class_2SEM, CPM_class_SDC: 1 where `less_pain`, the change with its sign turned so that less pain is positive, is above the limit,
 * -1 where it is below minus the limit, else 0. No unit. A bound has a class only where it is the same on all of its side; else
 * CENSORED_BOUND. METHODS 5.4: KEN2020 takes 2 SEM, which is lenient for a difference of two means; SDC = 1.96 * sqrt(2) * SEM. */
struct index_value modulation_class(struct bounded less_pain, double limit);
/* SEM of one trial from the baselines of n people by k trials, x[i * k + j] trial j of person i, in their unit: the root of the mean
 * square of what neither person nor trial explains in a two-way ANOVA. n, k >= 2. METHODS 5.4 (SEM_base), 9 (SEM consistency). */
double modulation_sem_of_baselines(const double *x, size_t n, size_t k);
/* SEM of a mean of m >= 1 trials = sem / sqrt(m). */
double modulation_sem_of_mean(double sem, size_t m);

#endif

/* What is computed from the repeated values of one test at one site.
 *
 * The plain functions take values in order of trials, own nothing, and give no number where there
 * is none: `status` says why, and `v` is then 0. The table of aggregators does the same for values
 * that may be bounds. Units: a mean, median and SD have the unit of the values; CV is in per cent.
 */
#ifndef LIMEN_INDEX_AGGREGATE_H
#define LIMEN_INDEX_AGGREGATE_H

#include "index/bound.h"
#include "index/reason.h"

#include <stdbool.h>

struct aggregate {
    double v;
    enum index_status status;
};

/* Σx / n. n >= 1. METHODS 3.1 (DFNS, A2CPS, LB3P). */
struct aggregate aggregate_mean_all(const double *x, size_t n);
/* (x2 + x3) / 2: the first of three is taken as practice. n >= 3; a fourth and later value does not
 * enter. METHODS 3.1 (e.g. Lacourt 2012). */
struct aggregate aggregate_mean_last_2_of_3(const double *x, size_t n);
/* The middle value, or half way between the two middle values. n >= 1. METHODS 3.1. */
struct aggregate aggregate_median(const double *x, size_t n);
/* (x1 * … * xn)^(1/n), all values above zero. n >= 1. METHODS 3.1, 7.1 (MDT, MPT). */
struct aggregate aggregate_geometric_mean(const double *x, size_t n);
/* √( Σ(x - mean)² / (n - 1) ). n >= 2. */
struct aggregate aggregate_sd(const double *x, size_t n);
/* SD / mean * 100, mean above zero. n >= 2. METHODS 3.1: over 20 % offers one more trial. */
struct aggregate aggregate_cv_pct(const double *x, size_t n);

/* The value of a formula that may be a bound. status OK if and only if kind is not BOUND_UNKNOWN.
 */
struct index_value {
    struct bounded v;
    enum index_status status;
};

struct index_value index_value_none(enum index_status why);
/* OUT_OF_RANGE or CENSORED_BOUND instead of an unknown value: `inputs_exact` tells which it must
 * be. */
struct index_value index_value_from(struct bounded v, bool inputs_exact);

enum aggregator {
    AGGREGATOR_OF_TEST, /* what the table of tests says: mean_all, geometric mean for MDT and MPT */
    AGGREGATOR_MEAN_ALL,
    AGGREGATOR_MEAN_LAST_2_OF_3,
    AGGREGATOR_MEDIAN,
    AGGREGATOR_GEOMETRIC_MEAN,
    AGGREGATOR_COUNT
};

/* "mean_all" …; "" for AGGREGATOR_OF_TEST. */
const char *aggregator_word(enum aggregator aggregator);
/* False for a word that names none. */
bool aggregator_from_word(const char *word, enum aggregator *aggregator);
/* Which of the n values enter: *first … *first + count - 1; returns count, 0 when n does not
 * suffice. */
size_t aggregator_span(enum aggregator aggregator, size_t n, size_t *first);
/* Applies it to the values that enter (what aggregator_span chose). Not for AGGREGATOR_OF_TEST. */
struct index_value aggregator_apply(enum aggregator aggregator, const struct bounded *x, size_t n);
/* The same values' spread; CENSORED_BOUND when one of them is a bound. */
struct index_value spread_sd(const struct bounded *x, size_t n);
struct index_value spread_cv_pct(const struct bounded *x, size_t n);

#endif

/* Numerics under the aggregates and the bounds: one implementation for plain and for bounded
 * values.
 *
 * 1. Only + - * / and sqrt, which IEEE 754 rounds correctly, and a fixed order: the same bits on
 * every machine. (exp and log of the C library differ between machines in the last bit.)
 * 2. No allocation, no copy, nothing quadratic.
 * 3. A result may be an infinity or NaN when the input overflows; the callers turn that into a
 * status. */
#ifndef LIMEN_INDEX_SERIES_INTERNAL_H
#define LIMEN_INDEX_SERIES_INTERNAL_H

#include "index/bound.h"

#include <stddef.h>

struct series {
    const void *x;
    size_t n;
    double (*at)(const void *x, size_t i);
};

struct series series_of(const double *x, size_t n);
struct series series_of_bounded(const struct bounded *x, size_t n); /* their v */

double series_mean(struct series s);           /* n >= 1 */
double series_median(struct series s);         /* n >= 1; infinities allowed */
double series_geometric_mean(struct series s); /* n >= 1, every value above 0 */
double series_sd(struct series s);             /* n >= 2 */
double series_log10(double x);                 /* x above 0 */

#endif

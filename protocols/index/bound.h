/* Values that may be bounds, and every rule for computing with them.
 *
 * A stimulus that ended at its limit without a response is censored: the threshold is at least (or
 * at most) the limit. What is computed from such a value is a bound again, or nothing.
 *
 * 1. One rule carries all others: a quantity that rises with each of its inputs is a bound on the
 * side on which its inputs are bounds; an input with which it falls has its side turned first;
 * inputs that are bounds on opposite sides leave nothing known (bound_turn, bound_join).
 * 2. A result that cannot be a finite number is BOUND_UNKNOWN with v = 0, never NaN and never an
 * infinity.
 * 3. A spread (SD, CV) neither rises nor falls with its inputs: bounds give it no value
 * (index/aggregate.h). */
#ifndef LIMEN_INDEX_BOUND_H
#define LIMEN_INDEX_BOUND_H

#include <stddef.h>

enum bound {
    BOUND_UNKNOWN, /* no value */
    BOUND_EXACT,
    BOUND_AT_LEAST, /* the true value is v or higher (right censored) */
    BOUND_AT_MOST,  /* the true value is v or lower (left censored) */
};

struct bounded {
    double v; /* 0 when unknown */
    enum bound kind;
};

/* The side of a quantity that falls where its input rises: at least and at most change places. */
enum bound bound_turn(enum bound kind);
/* The side of a quantity that rises with both of its inputs. */
enum bound bound_join(enum bound a, enum bound b);

/* v with its side; BOUND_UNKNOWN when v is not finite. */
struct bounded bounded_make(double v, enum bound kind);
struct bounded bounded_exact(double v);

/* a + b: rises with both. */
struct bounded bounded_sum(struct bounded a, struct bounded b);
/* a - b: rises with a, falls with b ("at least 5" minus "at least 3" is unknown). */
struct bounded bounded_difference(struct bounded a, struct bounded b);
/* factor * a: a negative factor turns the side, a zero factor gives exactly 0 whatever the bound.
 */
struct bounded bounded_scale(struct bounded a, double factor);
/* a / b of two magnitudes: rises with a, falls with b. Unknown when a is negative or b is not above
 * zero. */
struct bounded bounded_ratio(struct bounded a, struct bounded b);
/* The higher of the two rises with both: of "at least 5" and 7 it is at least 7, of 7 and "at most 5"
 * exactly 7. */
struct bounded bounded_max(struct bounded a, struct bounded b);
/* log10 a rises with a. Unknown unless a is above zero. */
struct bounded bounded_log10(struct bounded a);
/* (a - b) / ((a + b) / 2) * 100 of two magnitudes: rises with a, falls with b (METHODS 8.2).
 * Unknown when one is negative or both are zero. */
struct bounded bounded_asymmetry_pct(struct bounded a, struct bounded b);

/* Means of n >= 1 values rise with every value. Unknown for n = 0. */
struct bounded bounded_mean(const struct bounded *x, size_t n);
/* (x1 * … * xn)^(1/n); unknown unless every x is above zero. */
struct bounded bounded_geometric_mean(const struct bounded *x, size_t n);
/* Bounds beyond the middle do not matter: of 300, 400 and "at least 1000" the median is exactly
 * 400. A median that is only known to lie between two numbers is unknown. */
struct bounded bounded_median(const struct bounded *x, size_t n);

#endif

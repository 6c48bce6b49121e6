/* Sums are compensated (Neumaier 1974), the variance is the corrected two-pass one (Chan, Golub,
 * LeVeque 1983). The median selects by bisecting the ordered bit patterns of doubles: at most 64
 * counting passes, no copy. */
#include "series_internal.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

struct sum {
    double total, lost;
};

static void sum_add(struct sum *sum, double x)
{
    const double total = sum->total + x;
    sum->lost += fabs(sum->total) >= fabs(x) ? (sum->total - total) + x : (x - total) + sum->total;
    sum->total = total;
}

static double sum_value(const struct sum *sum)
{
    return sum->total + sum->lost;
}

static double plain_at(const void *x, size_t i)
{
    return ((const double *)x)[i];
}

static double bounded_at(const void *x, size_t i)
{
    return ((const struct bounded *)x)[i].v;
}

struct series series_of(const double *x, size_t n)
{
    return (struct series){.x = x, .n = n, .at = plain_at};
}

struct series series_of_bounded(const struct bounded *x, size_t n)
{
    return (struct series){.x = x, .n = n, .at = bounded_at};
}

double series_mean(struct series s)
{
    struct sum sum = {0, 0};
    double least = s.at(s.x, 0), most = least;
    for (size_t i = 0; i < s.n; i++) {
        const double x = s.at(s.x, i);
        sum_add(&sum, x);
        least = x < least ? x : least;
        most = x > most ? x : most;
    }
    const double mean = sum_value(&sum) / (double)s.n;
    /* rounding alone can leave the range of the values: the mean of equal values is that value */
    return mean < least ? least : mean > most ? most : mean;
}

double series_sd(struct series s)
{
    const double mean = series_mean(s);
    struct sum squares = {0, 0}, rest = {0, 0};
    for (size_t i = 0; i < s.n; i++) {
        const double d = s.at(s.x, i) - mean;
        sum_add(&squares, d * d);
        sum_add(&rest, d);
    }
    const double off = sum_value(&rest);
    const double about_mean = sum_value(&squares) - off * off / (double)s.n;
    return about_mean > 0 ? sqrt(about_mean / (double)(s.n - 1)) : about_mean < 0 ? 0 : about_mean;
}

/* Doubles in ascending order of their keys; -0 and 0 share one. */
static uint64_t key_from(double x)
{
    uint64_t bits;
    x = x == 0 ? 0 : x;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double key_value(uint64_t key)
{
    const uint64_t bits = key >> 63 ? key & ~(UINT64_C(1) << 63) : ~key;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static size_t count_up_to(struct series s, uint64_t key)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += key_from(s.at(s.x, i)) <= key;
    return n;
}

/* The value of rank k (0 is the smallest): the lowest key that more than k values do not exceed. */
static double value_of_rank(struct series s, size_t k)
{
    uint64_t low = 0, high = UINT64_MAX;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (count_up_to(s, middle) > k)
            high = middle;
        else
            low = middle + 1;
    }
    return key_value(low);
}

double series_median(struct series s)
{
    const double upper = value_of_rank(s, s.n / 2);
    if (s.n % 2)
        return upper;
    const double lower = value_of_rank(s, s.n / 2 - 1);
    return lower == upper ? upper : lower / 2 + upper / 2;
}

static const double ln_2 = 0.69314718055994530942, ln_10 = 2.30258509299404568402;

/* ln x = e ln 2 + 2 artanh((m - 1) / (m + 1)), m within a factor √2 of 1. */
static double natural_log(double x)
{
    int e;
    double m = frexp(x, &e);
    if (m < 0.70710678118654752440) {
        m *= 2;
        e--;
    }
    const double s = (m - 1) / (m + 1), s2 = s * s;
    double tail = 0;
    for (int k = 27; k >= 3; k -= 2)
        tail = (tail + 1.0 / k) * s2;
    return (double)e * ln_2 + (2 * s + 2 * s * tail);
}

static double exponential(double x)
{
    const double e = nearbyint(x / ln_2);
    const double r = x - e * ln_2;
    double series = 1;
    for (int k = 18; k >= 1; k--)
        series = 1 + series * r / k;
    return ldexp(series, (int)e);
}

double series_log10(double x)
{
    return natural_log(x) / ln_10;
}

/* ln (x / scale); a quotient too small for a normal double goes apart. */
static double log_ratio(double x, double scale)
{
    const double ratio = x / scale;
    return ratio >= DBL_MIN ? natural_log(ratio) : natural_log(x) - natural_log(scale);
}

/* Relative to the arithmetic mean the logarithms are small, and so is what rounding does to them.
 */
double series_geometric_mean(struct series s)
{
    const double scale = series_mean(s);
    if (!isfinite(scale))
        return scale;
    struct sum logs = {0, 0};
    for (size_t i = 0; i < s.n; i++)
        sum_add(&logs, log_ratio(s.at(s.x, i), scale));
    return scale * exponential(sum_value(&logs) / (double)s.n);
}

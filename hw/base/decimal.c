/* Both directions go through an integer below 2^53 and one division or multiplication by a power of
 * ten that is exact as a double (10^0 … 10^22), so reading is correctly rounded without a big
 * number. */
#include "base/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

enum { DIGITS_MAX = 15 };

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

/* Up to the first that is none. What does not fit wraps around: the caller counts the digits. */
static const char *take_digits(const char *at, const char *end, uint64_t *mantissa)
{
    for (; at < end && is_digit(*at); at++)
        *mantissa = *mantissa * 10 + (uint64_t)(*at - '0');
    return at;
}

/* From the first that is not 0. */
static size_t significant_digits(const char *at, const char *end)
{
    size_t n = 0;
    for (; at < end; at++)
        n += is_digit(*at) && (n > 0 || *at != '0');
    return n;
}

size_t decimal_parse(const char *text, size_t n, double *value)
{
    const char *const end = text + n;
    const bool negative = n > 0 && *text == '-';
    const char *const first = text + negative;
    uint64_t mantissa = 0;
    size_t decimals = 0;
    const char *at = take_digits(first, end, &mantissa);
    if (at == first)
        return 0;
    if (end - at > 1 && at[0] == '.' && is_digit(at[1])) {
        const char *const point = at;
        at = take_digits(point + 1, end, &mantissa);
        decimals = (size_t)(at - point) - 1;
    }
    if (at - first > DIGITS_MAX &&
        (decimals > DIGITS_MAX || significant_digits(first, at) > DIGITS_MAX))
        return 0;
    const double magnitude = (double)(int64_t)mantissa / powers[decimals];
    *value = negative ? -magnitude : magnitude;
    return (size_t)(at - text);
}

static size_t count_digits(uint64_t x)
{
    size_t n = 1;
    for (uint64_t power = 10; n <= DIGITS_MAX && x >= power; power *= 10)
        n++;
    return n;
}

size_t decimal_format(char *out, size_t cap, double value, unsigned decimals)
{
    if (decimals > 9)
        return 0;
    const double exact = fabs(value) * powers[decimals];
    if (!(exact <= 9e15))
        return 0;
    uint64_t scaled = (uint64_t)(int64_t)exact;
    scaled += exact - (double)(int64_t)scaled >= 0.5;
    const bool negative = value < 0 && scaled != 0;
    const size_t digits = count_digits(scaled), least = decimals + 1;
    const size_t n = (digits > least ? digits : least) + (size_t)(decimals > 0) + negative;
    if (n > cap)
        return 0;
    size_t at = n;
    for (unsigned i = 0; i < decimals; i++, scaled /= 10)
        out[--at] = (char)('0' + scaled % 10);
    if (decimals > 0)
        out[--at] = '.';
    for (; at > negative; scaled /= 10)
        out[--at] = (char)('0' + scaled % 10);
    if (negative)
        out[0] = '-';
    return n;
}

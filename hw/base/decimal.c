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
    return c >= '0' && c <= '9';
}

size_t decimal_parse(const char *text, size_t n, double *value)
{
    size_t at = n > 0 && text[0] == '-' ? 1 : 0;
    const bool negative = at == 1;
    uint64_t mantissa = 0;
    unsigned significant = 0, decimals = 0;
    const size_t first = at;
    for (; at < n && is_digit(text[at]); at++) {
        mantissa = mantissa * 10 + (uint64_t)(text[at] - '0');
        if (mantissa && ++significant > DIGITS_MAX)
            return 0;
    }
    if (at == first)
        return 0;
    if (at + 1 < n && text[at] == '.' && is_digit(text[at + 1])) {
        for (at++; at < n && is_digit(text[at]); at++) {
            mantissa = mantissa * 10 + (uint64_t)(text[at] - '0');
            if (++decimals > DIGITS_MAX || (mantissa && ++significant > DIGITS_MAX))
                return 0;
        }
    }
    const double magnitude = (double)mantissa / powers[decimals];
    *value = negative ? -magnitude : magnitude;
    return at;
}

size_t decimal_format(char *out, size_t cap, double value, unsigned decimals)
{
    if (!isfinite(value) || decimals > 9 || fabs(value) * powers[decimals] > 9e15)
        return 0;
    const double exact = fabs(value) * powers[decimals];
    uint64_t scaled = (uint64_t)exact;
    scaled += exact - (double)scaled >= 0.5;
    const bool negative = value < 0 && scaled != 0;
    size_t n = decimals + 1; /* digits */
    while (n <= DIGITS_MAX && (double)scaled >= powers[n])
        n++;
    n += (size_t)(decimals > 0) + negative;
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

/* Reading goes through "<digits>e<exponent>", which has no decimal point, so that strtod cannot be
 * misled by the locale and still rounds correctly. */
#include "export/number.h"

#include "base/decimal.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DIGITS_MAX = 40, EXPONENT_DIGITS_MAX = 4 };

struct parts {
    char digits[DIGITS_MAX + 16]; /* then "e" and the exponent */
    size_t n;
    int exponent;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_digits(const char **at, const char *end, struct parts *parts)
{
    const char *first = *at;
    for (; *at < end && is_digit(**at); (*at)++) {
        if (parts->n == DIGITS_MAX)
            return false;
        parts->digits[parts->n++] = **at;
    }
    return *at > first;
}

static bool take_exponent(const char **at, const char *end, int *exponent)
{
    const bool negative = *at < end && **at == '-';
    if (*at < end && (**at == '-' || **at == '+'))
        (*at)++;
    const char *first = *at;
    int value = 0;
    for (; *at < end && is_digit(**at) && *at - first < EXPONENT_DIGITS_MAX; (*at)++)
        value = value * 10 + (**at - '0');
    *exponent += negative ? -value : value;
    return *at > first;
}

static bool split(const char *at, const char *end, struct parts *parts)
{
    if (at < end && *at == '-')
        at++;
    if (!take_digits(&at, end, parts))
        return false;
    if (at < end && *at == '.') {
        const size_t whole = parts->n;
        at++;
        if (!take_digits(&at, end, parts))
            return false;
        parts->exponent = (int)whole - (int)parts->n;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (!take_exponent(&at, end, &parts->exponent))
            return false;
    }
    return at == end;
}

static enum number_fault fault_of(const char *text, size_t length)
{
    static const char *const words[] = {"nan", "na", "inf", "infinity", "null"};
    const size_t sign = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == length - sign &&
            strncasecmp(text + sign, words[i], length - sign) == 0)
            return NUMBER_NOT_FINITE;
    return memchr(text, ',', length) ? NUMBER_COMMA : NUMBER_SYNTAX;
}

enum number_fault number_read(const char *text, size_t length, double *value)
{
    struct parts parts = {.n = 0, .exponent = 0};
    double v;
    if (length == 0)
        return NUMBER_SYNTAX;
    if (decimal_parse(text, length, &v) != length) {
        if (!split(text, text + length, &parts))
            return fault_of(text, length);
        snprintf(parts.digits + parts.n, sizeof parts.digits - parts.n, "e%d", parts.exponent);
        v = strtod(parts.digits, NULL);
        v = text[0] == '-' ? -v : v;
    }
    if (!(fabs(v) < 1e15))
        return NUMBER_TOO_LARGE;
    *value = v == 0 ? 0 : v;
    return NUMBER_OK;
}

/* Takes the digits of "%.*e" and skips whatever point the locale gives it. */
#include "base/shortest.h"

#include "base/decimal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fewest decimals that read back the same; covers what instruments and people write. */
static size_t write_short(char out[SHORTEST_SIZE], double value)
{
    for (unsigned decimals = 0; decimals <= 9; decimals++) {
        const size_t n = decimal_format(out, SHORTEST_SIZE - 1, value, decimals);
        double back;
        if (n && decimal_parse(out, n, &back) == n && back == value) {
            out[n] = '\0';
            return n;
        }
    }
    return 0;
}

/* The shortest of 15, 16 and 17 significant digits that reads back the same, without trailing
 * zeros. */
static size_t shortest_digits(double magnitude, char digits[24], int *exponent)
{
    size_t n = 0;
    for (int more = 14; more <= 16; more++) {
        char text[48];
        snprintf(text, sizeof text, "%.*e", more, magnitude);
        const char *mark = strchr(text, 'e');
        assert(mark);
        *exponent = atoi(mark + 1);
        n = 0;
        for (const char *p = text; p < mark; p++)
            if (*p >= '0' && *p <= '9')
                digits[n++] = *p;
        if (strtod(text, NULL) == magnitude) /* which knows the locale's point as well */
            break;
    }
    while (n > 1 && digits[n - 1] == '0')
        n--;
    return n;
}

/* Lays n digits out around the point; 10^exponent is the place of the first. */
static size_t lay_out(char *out, const char *digits, size_t n, int exponent)
{
    size_t at = 0;
    if (exponent < 0) {
        out[at++] = '0';
        out[at++] = '.';
        for (int i = -1; i > exponent; i--)
            out[at++] = '0';
    }
    for (size_t i = 0; i < n || (int)i <= exponent; i++) {
        if (i > 0 && (int)i == exponent + 1)
            out[at++] = '.';
        out[at++] = i < n ? digits[i] : '0';
    }
    return at;
}

size_t shortest_write(char out[SHORTEST_SIZE], double value)
{
    assert(isfinite(value));
    size_t at = write_short(out, value);
    if (at)
        return at;
    char digits[24];
    int exponent;
    const size_t n = shortest_digits(fabs(value), digits, &exponent);
    if (value < 0)
        out[at++] = '-';
    if (exponent >= -6 && exponent < 21) {
        at += lay_out(out + at, digits, n, exponent);
    } else {
        at += lay_out(out + at, digits, n, 0);
        at += (size_t)snprintf(out + at, SHORTEST_SIZE - at, "e%d", exponent);
    }
    out[at] = '\0';
    return at;
}

double shortest_of_float(float value)
{
    char text[SHORTEST_SIZE];
    for (unsigned decimals = 0; decimals <= 9; decimals++) {
        const size_t n = decimal_format(text, SHORTEST_SIZE - 1, (double)value, decimals);
        double back;
        if (n && decimal_parse(text, n, &back) == n && (float)back == value)
            return back;
    }
    return (double)value;
}

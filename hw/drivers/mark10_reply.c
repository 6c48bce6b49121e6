/* The reply grammar `[-]digits[.digits] SP unit`, nothing before it and nothing after it. A unit
 * must be there and be known: a reply that was cut anywhere is no reading. */
#include "mark10_reply_internal.h"

#include "base/decimal.h"
#include "base/units.h"

#include <stdbool.h>

enum { UNIT_TEXT = 6 };

static const struct {
    char text[UNIT_TEXT]; /* in lower case, padded with zeros */
    double newton;        /* 0: torque */
} units[] = {
    [UNIT_NEWTON] = {"n", 1},
    {"kn", 1000},
    {"mn", 0.001},
    {"lbf", N_PER_LBF},
    {"ozf", N_PER_OZF},
    {"kgf", N_PER_KGF},
    {"gf", N_PER_KGF / 1000},
    {"lbfft", 0},
    {"lbfin", 0},
    {"ozfin", 0},
    {"kgfm", 0},
    {"kgfmm", 0},
    {"gfcm", 0},
    {"nm", 0},
    {"ncm", 0},
    {"nmm", 0},
};

enum { UNITS = sizeof units / sizeof units[0] };

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool unit_matches(size_t unit, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (units[unit].text[i] != fold(text[i]))
            return false;
    return units[unit].text[n] == '\0';
}

static size_t unit_find(const char *text, size_t n)
{
    if (n == 0 || n >= UNIT_TEXT)
        return UNITS;
    size_t unit = 0;
    while (unit < UNITS && !unit_matches(unit, text, n))
        unit++;
    return unit;
}

static unsigned count_decimals(const char *number, size_t n)
{
    for (unsigned decimals = 0; decimals < n; decimals++)
        if (number[n - 1 - decimals] == '.')
            return decimals;
    return 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct mark10_reply parse_error(const char *text, size_t n)
{
    if (n != 3 || !is_digit(text[1]) || !is_digit(text[2]))
        return (struct mark10_reply){.kind = REPLY_TEXT};
    return (struct mark10_reply){.kind = REPLY_ERROR,
                                 .error = (uint8_t)((text[1] - '0') * 10 + (text[2] - '0'))};
}

struct mark10_reply mark10_reply_parse(const char *text, size_t n)
{
    if (n > 0 && text[0] == '*')
        return parse_error(text, n);
    double value;
    const size_t number = decimal_parse(text, n, &value);
    if (number == 0)
        return (struct mark10_reply){.kind = REPLY_TEXT};
    if (number == n)
        return (struct mark10_reply){.kind = REPLY_BARE};
    if (text[number] != ' ')
        return (struct mark10_reply){.kind = REPLY_TEXT};
    const size_t unit = unit_find(text + number + 1, n - number - 1);
    if (unit == UNITS)
        return (struct mark10_reply){.kind = REPLY_TEXT};
    if (units[unit].newton == 0)
        return (struct mark10_reply){.kind = REPLY_TORQUE};
    return (struct mark10_reply){.kind = REPLY_READING,
                                 .force_n = value * units[unit].newton,
                                 .unit = (uint8_t)unit,
                                 .form = (uint16_t)(unit * 32 + count_decimals(text, number))};
}

/* Replies of force gauges, strictly: what is not exactly in the grammar is no number. */
#include "force_text_internal.h"

#include "base/decimal.h"

#include <stdbool.h>
#include <string.h>

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static size_t unit_find(const struct force_unit *units, size_t n_units, const char *text, size_t n)
{
    char folded[FORCE_UNIT_TEXT] = {0};
    if (n == 0 || n >= FORCE_UNIT_TEXT)
        return n_units;
    for (size_t i = 0; i < n; i++)
        folded[i] = fold(text[i]);
    size_t unit = 0;
    while (unit < n_units && memcmp(units[unit].text, folded, FORCE_UNIT_TEXT) != 0)
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

uint16_t force_form(size_t unit, unsigned decimals)
{
    return (uint16_t)(unit * 32 + decimals);
}

struct gauge_reply force_text_parse(const struct force_unit *units, size_t n_units,
                                    const char *text, size_t n)
{
    double value;
    const size_t number = decimal_parse(text, n, &value);
    if (number == 0)
        return (struct gauge_reply){.kind = GAUGE_TEXT};
    if (number == n)
        return (struct gauge_reply){.kind = GAUGE_BARE};
    if (text[number] != ' ')
        return (struct gauge_reply){.kind = GAUGE_TEXT};
    const size_t unit = unit_find(units, n_units, text + number + 1, n - number - 1);
    if (unit == n_units)
        return (struct gauge_reply){.kind = GAUGE_TEXT};
    if (units[unit].newton == 0)
        return (struct gauge_reply){.kind = GAUGE_NO_FORCE};
    return (struct gauge_reply){.kind = GAUGE_READING,
                                .force_n = value * units[unit].newton,
                                .unit = (uint8_t)unit,
                                .form = force_form(unit, count_decimals(text, number))};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct gauge_reply asterisk_parse(const char *text, size_t n)
{
    if (n != 3 || text[0] != '*' || !is_digit(text[1]) || !is_digit(text[2]))
        return (struct gauge_reply){.kind = GAUGE_TEXT};
    return (struct gauge_reply){.kind = GAUGE_REFUSED,
                                .error = (uint8_t)((text[1] - '0') * 10 + (text[2] - '0'))};
}

int force_field_parse(const char *text, size_t n, double *value)
{
    int decimals = -1;
    double digits = 0, scale = 1;
    if (n < 3 || (text[0] != '+' && text[0] != '-') || text[1] == '.')
        return -1;
    for (size_t i = 1; i < n; i++) {
        if (text[i] == '.' && decimals < 0) {
            decimals = (int)(n - 1 - i);
            continue;
        }
        if (!is_digit(text[i]))
            return -1;
        digits = digits * 10 + (text[i] - '0');
        scale *= decimals < 0 ? 1 : 10;
    }
    if (decimals < 0)
        return -1;
    /* both are whole numbers, so the quotient is the nearest double */
    *value = (text[0] == '-' ? 0 - digits : digits) / scale;
    return decimals;
}

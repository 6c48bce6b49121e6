#include "qst_tcs_reply_internal.h"

#include <assert.h>
#include <string.h>

/* d a digit, s a sign, b 0 or 1; all else stands for itself. */
static const char *pattern_of(char question)
{
    switch (question) {
    case 'E': /* the neutral part, then the five zones */
        return "\rdddsdddsdddsdddsdddsddd";
    case 'K':
        return "\rbb";
    case 'B':
        return "\rdd.ddddv ddd%";
    default:
        return "\rdddddd";
    }
}

enum { PERCENT_AT = 10, BUTTON_AT = 2, ZONES_AT = 4, ZONE_SIZE = 4 };

void tcs_exchange_begin(struct tcs_exchange *exchange, char question)
{
    *exchange = (struct tcs_exchange){.question = question};
}

static bool fits(char pattern, char c)
{
    switch (pattern) {
    case 'd':
        return c >= '0' && c <= '9';
    case 's':
        return c == '+' || c == '-';
    case 'b':
        return c == '0' || c == '1';
    default:
        return c == pattern;
    }
}

size_t tcs_exchange_take(struct tcs_exchange *exchange, const uint8_t *data, size_t n,
                         enum tcs_heard *heard)
{
    const char *pattern = pattern_of(exchange->question);
    size_t i = 0;
    /* Nobody knows whether the answer to Q begins with CR. */
    if (exchange->question == 'Q' && exchange->have == 0 && fits('d', (char)data[0]))
        exchange->reply[exchange->have++] = '\r';
    for (*heard = TCS_MORE; i < n && *heard == TCS_MORE; i++) {
        const char c = (char)data[i];
        if (!fits(pattern[exchange->have], c)) {
            *heard = TCS_WRONG;
            continue;
        }
        exchange->reply[exchange->have++] = c;
        if (pattern[exchange->have] == '\0')
            *heard = TCS_WHOLE;
    }
    return i;
}

static unsigned number_at(const struct tcs_exchange *exchange, size_t at)
{
    const char *d = exchange->reply + at;
    return (unsigned)(d[0] - '0') * 100 + (unsigned)(d[1] - '0') * 10 + (unsigned)(d[2] - '0');
}

void tcs_reply_zones(const struct tcs_exchange *exchange, double zones[TCS_ZONES])
{
    assert(exchange->question == 'E');
    for (size_t i = 0; i < TCS_ZONES; i++) {
        const size_t at = ZONES_AT + i * ZONE_SIZE;
        const double value = number_at(exchange, at + 1) / 10.0;
        zones[i] = exchange->reply[at] == '-' && value > 0 ? -value : value;
    }
}

bool tcs_reply_button(const struct tcs_exchange *exchange)
{
    assert(exchange->question == 'K');
    return exchange->reply[BUTTON_AT] == '1';
}

bool tcs_reply_is_sound(const struct tcs_exchange *exchange)
{
    assert(exchange->question == 'Q');
    return memcmp(exchange->reply + 1, "000000", 6) == 0;
}

unsigned tcs_reply_percent(const struct tcs_exchange *exchange)
{
    assert(exchange->question == 'B');
    return number_at(exchange, PERCENT_AT);
}

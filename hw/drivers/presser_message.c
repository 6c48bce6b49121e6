/* One row per message. A row's reader sees what follows the row's word and must use it up to the
 * end, so a message that was cut or joined with another is none. */
#include "presser_message_internal.h"

#include "base/decimal.h"

#include <stdbool.h>
#include <string.h>

static const double RATING_MAX = 10;
static const size_t COUNTER_DIGITS = 6;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool read_nothing(const char *text, size_t n, struct presser_message *message)
{
    (void)text;
    (void)message;
    return n == 0;
}

static bool read_digit(const char *text, size_t n, char first, char last, uint8_t *number)
{
    if (n != 1 || text[0] < first || text[0] > last)
        return false;
    *number = (uint8_t)(text[0] - '0');
    return true;
}

static bool read_button(const char *text, size_t n, struct presser_message *message)
{
    return read_digit(text, n, '0', '1', &message->number);
}

static bool read_outlet(const char *text, size_t n, struct presser_message *message)
{
    return read_digit(text, n, '1', '2', &message->number);
}

static bool read_error(const char *text, size_t n, struct presser_message *message)
{
    return read_digit(text, n, '1', '4', &message->number);
}

/* `1.0 SN` and six digits; whether a blank comes before the digits is left open by the manual. */
static bool read_ident(const char *text, size_t n, struct presser_message *message)
{
    static const char head[] = "1.0 SN";
    const size_t head_size = sizeof head - 1;
    if (n < head_size || memcmp(text, head, head_size) != 0)
        return false;
    const size_t at = n > head_size && text[head_size] == ' ' ? head_size + 1 : head_size;
    if (n - at != PRESSER_SERIAL)
        return false;
    for (size_t i = at; i < n; i++)
        if (!is_digit(text[i]))
            return false;
    memcpy(message->firmware, text, PRESSER_FIRMWARE);
    memcpy(message->serial, text + at, PRESSER_SERIAL);
    return true;
}

static size_t read_counter(const char *text, size_t n, uint32_t *counter)
{
    size_t at = 0;
    *counter = 0;
    for (; at < n && at < COUNTER_DIGITS && is_digit(text[at]); at++)
        *counter = *counter * 10 + (uint32_t)(text[at] - '0');
    return at > 1 && text[0] == '0' ? 0 : at;
}

/* A blank and a number with exactly one decimal: a number that lost a digit at its end is refused.
 */
static size_t read_value(const char *text, size_t n, double *value)
{
    if (n == 0 || text[0] != ' ')
        return 0;
    const size_t number = decimal_parse(text + 1, n - 1, value);
    return number >= 3 && text[number - 1] == '.' ? number + 1 : 0;
}

static bool read_data(const char *text, size_t n, struct presser_message *message)
{
    size_t at = read_counter(text, n, &message->counter);
    if (at == 0)
        return false;
    for (size_t i = 0; i < PRESSER_VALUES; i++) {
        const size_t taken = read_value(text + at, n - at, &message->values[i]);
        if (taken == 0)
            return false;
        at += taken;
    }
    const double rating = message->values[PRESSER_VALUES - 1];
    return at == n && rating >= 0 && rating <= RATING_MAX;
}

static const struct {
    const char *word;
    enum presser_kind kind;
    bool (*read)(const char *text, size_t n, struct presser_message *message);
} rows[] = {
    {"D ", PRESSER_DATA, read_data},         {"OK", PRESSER_OK, read_nothing},
    {"B ", PRESSER_BUTTON, read_button},     {"E ", PRESSER_END, read_outlet},
    {"ERR ", PRESSER_ERROR, read_error},     {"S", PRESSER_STOPPED, read_nothing},
    {"W", PRESSER_WATCHDOG, read_nothing},   {"PRESSER READY", PRESSER_RESTART, read_nothing},
    {"PRESSER ", PRESSER_IDENT, read_ident},
};

struct presser_message presser_message_parse(const char *text, size_t n)
{
    struct presser_message message = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const size_t word = strlen(rows[i].word);
        if (n < word || memcmp(text, rows[i].word, word) != 0)
            continue;
        if (rows[i].read(text + word, n - word, &message)) {
            message.kind = rows[i].kind;
            return message;
        }
    }
    return (struct presser_message){.kind = PRESSER_OTHER};
}

/* Lauda circulators: Integral T, Ecoline, RE, Proline and relatives.
 *
 * - They can watch the line: a communication time-out in seconds, OUT_SP_08. It is left as it is. It guards a bath that a program
 * drives, and nobody drives it here: that no program asks any more is no danger to a hand in water that goes on as it was set,
 * while a time-out that we had set would leave the bath in alarm after every session, and which value takes it away again is not
 * documented. Nor can it be read. Where somebody has set one, a question every half second keeps it quiet for as long as we are
 * there.
 * - A temperature has two decimals, always: one that lost its end is none.
 * - `STATUS` says that there is a fault, the seven digits of `STAT` say which, in a way that is not documented: they stand in the
 * record as a number.
 * - The answers to `STATUS` are short and could be anybody's: it is known when a temperature in its own form has come, too. */
#include "bath_internal.h"

enum { STAT_DIGITS = 7, PLACES = 2, ERROR_DIGITS_MAX = 3 };

static bool read_digits(const char *text, size_t n, int32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return n > 0;
}

static bool is_word(const char *text, size_t n, const char *word)
{
    return n == strlen(word) && memcmp(text, word, n) == 0;
}

/* `ERR_n`, or with a blank. */
static bool read_error(const char *text, size_t n, int32_t *code)
{
    static const size_t head = 4;
    return n > head && n <= head + ERROR_DIGITS_MAX && memcmp(text, "ERR", head - 1) == 0 &&
           (text[head - 1] == '_' || text[head - 1] == ' ') &&
           read_digits(text + head, n - head, code);
}

static bool read_state(const char *text, size_t n, struct bath_reply *reply)
{
    if (is_word(text, n, "-1")) {
        reply->fault = FAULT_BATH;
        reply->why = BATH_FAULT_NUMBER;
        return true;
    }
    return is_word(text, n, "0");
}

static bool read_temperature(const char *text, size_t n, struct bath_reply *reply)
{
    reply->form = bath_decimal(text, n, &reply->degc);
    return reply->form == PLACES;
}

static bool read_answer(enum bath_ask ask, const char *text, size_t n, struct bath_reply *reply)
{
    switch (ask) {
    case BATH_STATE:
        return read_state(text, n, reply);
    case BATH_MODEL:
        return bath_is_name(text, n);
    case BATH_FIRMWARE:
        return !is_word(text, n, "0") && !is_word(text, n, "-1");
    case BATH_TEMPERATURE:
        return read_temperature(text, n, reply);
    case BATH_FAULT_NUMBER:
        return n == STAT_DIGITS && read_digits(text, n, &reply->code);
    case BATH_WARNING_NUMBER:
    case BATH_ASKS:
        break;
    }
    return false;
}

static enum bath_heard lauda_read(enum bath_ask ask, const char *text, size_t n,
                                  struct bath_reply *reply)
{
    if (read_error(text, n, &reply->code))
        return BATH_REFUSED;
    return read_answer(ask, text, n, reply) ? BATH_ANSWER : BATH_OTHER;
}

static const struct bath_kind kind = {
    .questions = {[BATH_STATE] = "STATUS\r",
                  [BATH_MODEL] = "TYPE\r",
                  [BATH_FIRMWARE] = "VERSION\r",
                  [BATH_TEMPERATURE] = "IN_PV_00\r",
                  [BATH_FAULT_NUMBER] = "STAT\r"},
    .closing = "\r",
    .read = lauda_read,
};

static void lauda_init(void *state, const struct driver_config *config)
{
    bath_init(state, &kind, config);
}

const struct driver driver_lauda = {
    .name = "lauda",
    .title = "Lauda circulators, bath temperature",
    .document = "Lauda operating manuals (Integral T, Ecoline, RE415, MC250, P10), interface",
    .line = {.baud = 9600, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 9375000, /* "IN_PV_00" CR: 90 bits at 9600 baud */
    .init = lauda_init,
    BATH_DRIVER,
};

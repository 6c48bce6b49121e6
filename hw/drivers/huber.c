/* Huber circulators that speak PB commands, on a serial line or on TCP (port 8101).
 *
 * A question is `{M`, two digits of an address and `****`, which would be the value in an order; the answer is `{S`, the address
 * and four digits. An answer tells what it answers and is always as long, so one that was cut is none.
 *
 * - 7FFF is not a number: there is no such thing. For the bath's temperature that is a fault of its sensor; one without
 * status bits is told as such once, in a notice, and what is wrong with it then shows on its own display alone.
 * - It does not say who it is. */
#include "bath_internal.h"

enum { HEAD = 2, ADDRESS = 2, VALUE = 4, REPLY = HEAD + ADDRESS + VALUE };
enum { NOT_THERE = 0x7fff, BIT_ERROR = 1 << 8, BIT_WARNING = 1 << 9 };

static const char *const addresses[BATH_ASKS] = {[BATH_STATE] = "0A",
                                                 [BATH_TEMPERATURE] = "01",
                                                 [BATH_FAULT_NUMBER] = "05",
                                                 [BATH_WARNING_NUMBER] = "06"};

/* Four digits of two's complement. */
static bool read_value(const char *text, int32_t *value)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < VALUE; i++) {
        const char c = text[i];
        if (c >= '0' && c <= '9')
            bits = bits << 4 | (uint32_t)(c - '0');
        else if (c >= 'A' && c <= 'F')
            bits = bits << 4 | (uint32_t)(c - 'A' + 10);
        else
            return false;
    }
    *value = bits < 0x8000 ? (int32_t)bits : (int32_t)bits - 0x10000;
    return true;
}

static void take_temperature(int32_t value, struct bath_reply *reply)
{
    reply->form = 1;
    reply->degc = value / 100.0;
    if (value == NOT_THERE) {
        reply->fault = FAULT_SENSOR;
        reply->code = NOT_THERE;
    }
}

static void take_state(int32_t value, struct bath_reply *reply)
{
    if (value == NOT_THERE) {
        reply->code = NOT_THERE;
    } else if (value & BIT_ERROR) {
        reply->fault = FAULT_BATH;
        reply->why = BATH_FAULT_NUMBER;
    } else if (value & BIT_WARNING) {
        reply->why = BATH_WARNING_NUMBER;
    }
}

static enum bath_heard huber_read(enum bath_ask ask, const char *text, size_t n,
                                  struct bath_reply *reply)
{
    int32_t value;
    if (!addresses[ask] || n != REPLY || memcmp(text, "{S", HEAD) != 0 ||
        memcmp(text + HEAD, addresses[ask], ADDRESS) != 0 ||
        !read_value(text + HEAD + ADDRESS, &value))
        return BATH_OTHER;
    if (ask == BATH_TEMPERATURE)
        take_temperature(value, reply);
    else if (ask == BATH_STATE)
        take_state(value, reply);
    else
        reply->code = value != NOT_THERE ? value : 0;
    return BATH_ANSWER;
}

static const struct bath_kind kind = {
    .questions = {[BATH_STATE] = "{M0A****\r\n",
                  [BATH_TEMPERATURE] = "{M01****\r\n",
                  [BATH_FAULT_NUMBER] = "{M05****\r\n",
                  [BATH_WARNING_NUMBER] = "{M06****\r\n"},
    .closing = "\r\n",
    .read = huber_read,
};

static void huber_init(void *state, const struct driver_config *config)
{
    bath_init(state, &kind, config);
}

const struct driver driver_huber = {
    .name = "huber",
    .title = "Huber circulators, bath temperature (PB commands)",
    .document = "Data Communication PB 1.2.0; a published client program",
    .line = {.baud = 9600, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 10416667, /* ten bytes: 100 bits at 9600 baud */
    .init = huber_init,
    BATH_DRIVER,
};

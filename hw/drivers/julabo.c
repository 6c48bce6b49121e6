/* Julabo circulators with an RS-232 port.
 *
 * - They are delivered with 4800 baud, seven bits and even parity, or with 9600 baud, eight bits and none. The bits are found
 * out by asking (bath.c); the speed is `baud` in the bench file where it is not 4800. Eight bits with parity are not spoken.
 * - Of their hardware handshake one half is kept: the port holds RTS, so they may send. We send no more than a line of nine
 * bytes while nothing else is under way, which needs no permission.
 * - How many decimals a temperature has is not documented: one to three, the same ones from one answer to the next.
 * - An `out_` command is never sent. An error of one (-08 to -11) in `status` belongs to somebody else, or to a question that was
 * damaged on its way, and is no fault of the bath; a warning limit (-03, -04, -13) is its owner's.
 * - In which words a version comes is not documented: all of it stands as the model. */
#include "bath_internal.h"

enum { NUMBER_SIZE = 2 };

/* Any number that is not here is a fault, too. */
static const struct {
    int8_t number;
    uint8_t fault;
} numbers[] = {
    {-1, FAULT_LEVEL},   {-40, FAULT_LEVEL},  {-5, FAULT_SENSOR},  {-6, FAULT_SENSOR},
    {-15, FAULT_SENSOR}, {-33, FAULT_SENSOR}, {-38, FAULT_SENSOR}, {-3, FAULT_NONE},
    {-4, FAULT_NONE},    {-8, FAULT_NONE},    {-9, FAULT_NONE},    {-10, FAULT_NONE},
    {-11, FAULT_NONE},   {-13, FAULT_NONE},
};

static enum fault fault_of(int32_t number)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (numbers[i].number == number)
            return (enum fault)numbers[i].fault;
    return FAULT_BATH;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* `-NN TEXT` */
static bool read_trouble(const char *text, size_t n, struct bath_reply *reply)
{
    static const size_t text_at = 1 + NUMBER_SIZE + 1;
    if (n <= text_at || text[0] != '-' || !is_digit(text[1]) || !is_digit(text[2]) ||
        text[text_at - 1] != ' ' || !bath_is_name(text + text_at, n - text_at))
        return false;
    reply->code = -((text[1] - '0') * 10 + (text[2] - '0'));
    reply->fault = (uint8_t)fault_of(reply->code);
    return true;
}

static bool read_state(const char *text, size_t n, struct bath_reply *reply)
{
    static const char *const states[] = {"00 MANUAL STOP", "01 MANUAL START", "02 REMOTE STOP",
                                         "03 REMOTE START"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (n == strlen(states[i]) && memcmp(text, states[i], n) == 0)
            return true;
    return read_trouble(text, n, reply);
}

static enum bath_heard julabo_read(enum bath_ask ask, const char *text, size_t n,
                                   struct bath_reply *reply)
{
    bool is_answer = false;
    switch (ask) {
    case BATH_STATE:
        is_answer = read_state(text, n, reply);
        break;
    case BATH_MODEL:
        is_answer = bath_is_name(text, n) && !read_state(text, n, &(struct bath_reply){0});
        break;
    case BATH_TEMPERATURE:
        reply->form = bath_decimal(text, n, &reply->degc);
        is_answer = reply->form > 0;
        break;
    case BATH_FIRMWARE:
    case BATH_FAULT_NUMBER:
    case BATH_WARNING_NUMBER:
    case BATH_ASKS:
        break;
    }
    return is_answer ? BATH_ANSWER : BATH_OTHER;
}

static const struct bath_kind kind = {
    .questions =
        {[BATH_STATE] = "status\r", [BATH_MODEL] = "version\r", [BATH_TEMPERATURE] = "in_pv_00\r"},
    .closing = "\r",
    .read = julabo_read,
    .may_have_seven_bits = true,
    .has_flow_bytes = true,
};

static void julabo_init(void *state, const struct driver_config *config)
{
    bath_init(state, &kind, config);
}

const struct driver driver_julabo = {
    .name = "julabo",
    .title = "Julabo circulators, bath temperature",
    .document = "CF31 operating manual, remote control; a published client program",
    .line = {.baud = 4800, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 18750000, /* "in_pv_00" CR: 90 bits at 4800 baud */
    .init = julabo_init,
    BATH_DRIVER,
};

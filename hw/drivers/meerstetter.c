/* Meerstetter TEC controllers (MeCom): framing, registers, setting up. What it has in common with others: thermode_internal.h.
 *
 * What ends a stimulus when this program is gone: the keeper's stop frame, and the instrument's own watchdog, which is set and
 * read back before anything can be energised and fed by every question: half a second without one and it goes to an error
 * with its output off. It has no stimulus that is bounded by itself.
 *
 * - The stop frame switches the output off: the plate drifts to its sink, which is what can be had without a regulator. Not
 * `ES`: that does no more, and needs a restart afterwards, which begins with what the owner has saved. It has the address 0,
 * which every device obeys, and sequence number 0, which no question has, so its acknowledgement is known anywhere.
 * - Closing: a byte that belongs to no frame, so that the CRC of a frame that lacks only its end is wrong, and the end.
 * - Which address answers to 0 is not known: either is taken until its own is read; from then on it is called by that.
 * - The flash: saving is switched off (and that read back) before anything else is set. Only stop frames come before.
 * - A restart is ordered where the error is one that we have made (watchdog, emergency stop), because there is no other way
 * out of it, and once. What it does then is what its mains switch would; off is the next thing it hears. Any other error
 * stays until somebody has looked at it. It must not restart by itself after an error.
 * - Types of registers that the document does not give: the object's limits are believed only as floats that can be
 * temperatures; nothing else depends on a guess, all that is set is read back as it was set. */
#include "thermode_internal.h"

#include <math.h>
#include <stdio.h>

enum {
    REG_TYPE = 100,
    REG_SERIAL = 102,
    REG_FIRMWARE = 103,
    REG_STATUS = 104,
    REG_ERROR = 105,
    REG_SAVING = 108,
    REG_PROBE = 1000,
    REG_SINK = 1001,
    REG_SOURCE = 2000,
    REG_OUTPUT = 2010,
    REG_ADDRESS = 2051,
    REG_WATCHDOG = 2060,
    REG_TARGET = 3000,
    REG_WIDTH = 3002,
    REG_RAMP = 3003,
    REG_LIMIT_LOW = 4010,
    REG_LIMIT_HIGH = 4011,
    REG_RESTARTS = 6310,
    RESET = 0xffff /* no register: the order RS */
};

enum { STATUS_INIT, STATUS_READY, STATUS_RUN, STATUS_ERROR, STATUS_BOOT, STATUS_RESETS };
enum { ERROR_STOP = 11, ERROR_WATCHDOG = 183 };
enum { ADDRESS_MAX = 254, INSTANCE = 1, FROM_REGULATOR = 2 };

#define HALF_SECOND 0x3f000000u /* as a float */
#define OFF_FRAME "#000000VS07DA01000000000985\r"
#define OFF_ACK "0985" /* its CRC */
#define BAUD 57600
#define REPLY_WITHIN (60 * MONO_MS)

/* ---- frames -------------------------------------------------------------------------------------
 */

/* Polynomial 1021 from 0, half a byte at a time. */
static uint16_t crc_of(const char *text, size_t n)
{
    static const uint16_t half[16] = {0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5,
                                      0x60c6, 0x70e7, 0x8108, 0x9129, 0xa14a, 0xb16b,
                                      0xc18c, 0xd1ad, 0xe1ce, 0xf1ef};
    unsigned crc = 0;
    for (size_t i = 0; i < n; i++) {
        const unsigned byte = (uint8_t)text[i];
        crc = (crc << 4 ^ half[(crc >> 12 ^ byte >> 4) & 15]) & 0xffff;
        crc = (crc << 4 ^ half[(crc >> 12 ^ byte) & 15]) & 0xffff;
    }
    return (uint16_t)crc;
}

static size_t meer_frame(struct thermode *p, const struct thermode_ask *ask, char *out, size_t cap)
{
    p->sequence = (uint16_t)(p->sequence + 1);
    p->sequence = (uint16_t)(p->sequence + (p->sequence == 0));
    int n = snprintf(out, cap, "#%02X%04X", (unsigned)p->address, (unsigned)p->sequence);
    char *payload = out + n;
    const size_t left = cap - (size_t)n;
    if (ask->reg == RESET)
        n += snprintf(payload, left, "RS");
    else if (ask->is_set)
        n += snprintf(payload, left, "VS%04X%02X%08X", (unsigned)ask->reg, (unsigned)INSTANCE,
                      (unsigned)ask->bits);
    else
        n += snprintf(payload, left, "?VR%04X%02X", (unsigned)ask->reg, (unsigned)INSTANCE);
    p->request_check = crc_of(out, (size_t)n);
    n += snprintf(out + n, cap - (size_t)n, "%04X\r", (unsigned)p->request_check);
    return (size_t)n;
}

enum {
    HEAD = 7,
    CRC = 4,
    ACK_SIZE = HEAD + CRC,
    ERROR_SIZE = ACK_SIZE + 3,
    VALUE_SIZE = ACK_SIZE + 8
};

/* `!`, address and sequence number of the last question. */
static bool answers_it(const struct thermode *p)
{
    uint32_t address, sequence;
    return p->talk == LINE_ASKED && hex_read('A', p->reply + 1, 2, &address) &&
           hex_read('A', p->reply + 3, 4, &sequence) && sequence == p->sequence &&
           (p->address == 0 || address == p->address);
}

static enum thermode_heard ack_take(const struct thermode *p)
{
    uint32_t crc;
    if (memcmp(p->reply + 3, "0000" OFF_ACK, 8) == 0)
        return THERMODE_STOPPED;
    if (!hex_read('A', p->reply + HEAD, CRC, &crc))
        return THERMODE_NOISE;
    return answers_it(p) && p->ask.is_set && crc == p->request_check ? THERMODE_ACK
                                                                     : THERMODE_OTHER;
}

static enum thermode_heard reply_take(const struct thermode *p, size_t n, uint32_t *bits)
{
    uint32_t crc;
    if (n == ACK_SIZE)
        return ack_take(p);
    if ((n != VALUE_SIZE && n != ERROR_SIZE) || !hex_read('A', p->reply + n - CRC, CRC, &crc) ||
        crc != crc_of(p->reply, n - CRC))
        return THERMODE_NOISE;
    if (!answers_it(p))
        return THERMODE_OTHER;
    if (n == ERROR_SIZE)
        return p->reply[HEAD] == '+' && hex_read('A', p->reply + HEAD + 1, 2, bits)
                   ? THERMODE_ERROR
                   : THERMODE_NOISE;
    return !p->ask.is_set && hex_read('A', p->reply + HEAD, 8, bits) ? THERMODE_VALUE
                                                                     : THERMODE_OTHER;
}

/* A `!` begins anew, whatever was before. */
static enum thermode_heard meer_take(struct thermode *p, uint8_t byte, uint32_t *bits)
{
    const size_t n = p->have;
    if (byte == '!') {
        p->reply[0] = '!';
        p->have = 1;
        return n > 0 ? THERMODE_NOISE : THERMODE_MORE;
    }
    if (n == 0)
        return THERMODE_NOISE;
    if (byte == '\r') {
        p->have = 0;
        return reply_take(p, n, bits);
    }
    if (n == sizeof p->reply) {
        p->have = 0;
        return THERMODE_NOISE;
    }
    p->reply[p->have++] = (char)byte;
    return THERMODE_MORE;
}

/* ---- values -------------------------------------------------------------------------------------
 */

static double meer_value(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

/* The float next to it, on the side that is asked for. */
static uint32_t float_bits(double value, bool is_down)
{
    const float nearest = (float)value;
    uint32_t bits;
    memcpy(&bits, &nearest, sizeof bits);
    const bool is_wrong = is_down ? (double)nearest > value : (double)nearest < value;
    if (!is_wrong)
        return bits;
    return is_down == (value > 0) ? bits - 1 : bits + 1;
}

static uint32_t meer_bits(double degc, double from)
{
    return float_bits(degc, degc > from);
}

static uint32_t meer_ramp_bits(double per_s)
{
    return float_bits(per_s, true);
}

static enum fault meer_judge(uint32_t status)
{
    switch (status) {
    case STATUS_READY:
    case STATUS_RUN:
        return FAULT_NONE;
    case STATUS_INIT:
    case STATUS_BOOT:
    case STATUS_RESETS:
        return FAULT_REBOOT;
    default:
        return FAULT_PART;
    }
}

/* ---- setting up ---------------------------------------------------------------------------------
 */

static enum thermode_verdict type_take(struct thermode *p, uint32_t type, enum fault *fault)
{
    static const uint32_t ours[] = {1089, 1090, 1091, 1161};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        if (ours[i] != type)
            continue;
        snprintf(p->identity.model, sizeof p->identity.model, "TEC-%u", (unsigned)type);
        return VERDICT_GOOD;
    }
    *fault = FAULT_IDENTITY;
    return VERDICT_FAULT;
}

static enum thermode_verdict status_take(struct thermode *p, uint32_t status, enum fault *fault)
{
    p->unit = status == STATUS_ERROR;
    if (p->unit)
        return VERDICT_GOOD; /* which one is the next question */
    *fault = meer_judge(status);
    if (*fault == FAULT_REBOOT)
        return VERDICT_AGAIN;
    return *fault == FAULT_NONE ? VERDICT_GOOD : VERDICT_FAULT;
}

static enum thermode_verdict error_take(struct thermode *p, uint32_t code, mono_ns t,
                                        enum fault *fault, const struct driver_io *io)
{
    static const struct thermode_ask reset = {.reg = RESET, .is_set = true};
    char frame[32];
    if (!p->unit)
        return VERDICT_GOOD;
    *fault = FAULT_PART;
    if (code != ERROR_STOP && code != ERROR_WATCHDOG) {
        tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, code);
        return VERDICT_FAULT;
    }
    if (p->restarted)
        return VERDICT_FAULT;
    meer_frame(p, &reset, frame, sizeof frame);
    thermode_send(p, FRAME_SAFE, frame, t, io);
    return VERDICT_RESTARTS;
}

static enum thermode_verdict limit_take(struct thermode *p, bool is_high, uint32_t bits,
                                        enum fault *fault)
{
    static const double COLDEST = -273.15, HOTTEST = 1000, DENORMAL = 1e-6;
    const double limit = meer_value(bits);
    *fault = FAULT_PART;
    if (!(limit >= COLDEST && limit <= HOTTEST) || (bits != 0 && fabs(limit) < DENORMAL))
        return VERDICT_FAULT;
    if (is_high)
        p->high = fmin(p->high, limit);
    else
        p->low = fmax(p->low, limit);
    return p->low < p->high ? VERDICT_GOOD : VERDICT_FAULT;
}

static enum thermode_verdict temperature_take(enum thermode_channel channel, uint32_t bits,
                                              enum fault *fault)
{
    *fault = thermode_temperature_fault(channel, meer_value(bits));
    return *fault == FAULT_NONE ? VERDICT_GOOD : VERDICT_FAULT;
}

static enum thermode_verdict address_take(struct thermode *p, uint32_t address, enum fault *fault)
{
    *fault = FAULT_IDENTITY;
    if (address > ADDRESS_MAX)
        return VERDICT_FAULT;
    p->address = (uint16_t)address;
    return VERDICT_GOOD;
}

static enum thermode_verdict number_take(char *out, size_t cap, uint32_t number)
{
    snprintf(out, cap, "%u", (unsigned)number);
    return VERDICT_GOOD;
}

static enum thermode_verdict meer_tell(struct thermode *p, uint16_t reg, uint32_t bits, mono_ns t,
                                       enum fault *fault, const struct driver_io *io)
{
    switch (reg) {
    case REG_TYPE:
        return type_take(p, bits, fault);
    case REG_ADDRESS:
        return address_take(p, bits, fault);
    case REG_SERIAL:
        return number_take(p->identity.serial, sizeof p->identity.serial, bits);
    case REG_FIRMWARE:
        return number_take(p->identity.firmware, sizeof p->identity.firmware, bits);
    case REG_STATUS:
        return status_take(p, bits, fault);
    case REG_ERROR:
        return error_take(p, bits, t, fault, io);
    case REG_LIMIT_LOW:
    case REG_LIMIT_HIGH:
        return limit_take(p, reg == REG_LIMIT_HIGH, bits, fault);
    default:
        return temperature_take(reg == REG_PROBE ? THERMODE_PROBE : THERMODE_SINK, bits, fault);
    }
}

static const struct thermode_step steps[] = {
    {STEP_TELL, REG_TYPE, 0, true},          {STEP_TELL, REG_ADDRESS, 0, true},
    {STEP_TELL, REG_SERIAL, 0, true},        {STEP_TELL, REG_FIRMWARE, 0, true},
    {STEP_TELL, REG_STATUS, 0, false},       {STEP_TELL, REG_ERROR, 0, false},
    {STEP_SET, REG_SAVING, 1, false}, /* 1: nothing is saved */
    {STEP_SET, REG_OUTPUT, 0, false},        {STEP_SET, REG_WATCHDOG, HALF_SECOND, false},
    {STEP_SET_LEFT, REG_RESTARTS, 0, false}, {STEP_SET, REG_SOURCE, FROM_REGULATOR, false},
    {STEP_SET, REG_WIDTH, 0, false}, /* the ramp is a straight line */
    {STEP_TELL, REG_LIMIT_LOW, 0, false},    {STEP_TELL, REG_LIMIT_HIGH, 0, false},
    {STEP_TELL, REG_SINK, 0, false},         {STEP_TELL, REG_PROBE, 0, false},
};

static const struct thermode_check checks[] = {
    {REG_WATCHDOG, WANT_FIXED, FAULT_REBOOT, HALF_SECOND},
    {REG_OUTPUT, WANT_OUTPUT, FAULT_TRACKING, 0},
    {REG_SAVING, WANT_FIXED, FAULT_REBOOT, 1},
    {REG_TARGET, WANT_TARGET, FAULT_TRACKING, 0},
    {REG_SOURCE, WANT_FIXED, FAULT_REBOOT, FROM_REGULATOR},
    {REG_RAMP, WANT_RAMP, FAULT_TRACKING, 0},
    {REG_WIDTH, WANT_FIXED, FAULT_REBOOT, 0},
};

static const struct thermode_kind kind = {
    .baud = BAUD,
    .silence = 250 * MONO_MS,
    .probe = REG_PROBE,
    .sink = REG_SINK,
    .status = REG_STATUS,
    .output = REG_OUTPUT,
    .target = REG_TARGET,
    .ramp = REG_RAMP,
    .off = OFF_FRAME,
    .closing = "x\r",
    .reply_within = REPLY_WITHIN,
    .most_hz = 50,
    .slow_every = 1,
    .steps = steps,
    .n_steps = sizeof steps / sizeof steps[0],
    .checks = checks,
    .n_checks = sizeof checks / sizeof checks[0],
    .frame = meer_frame,
    .take = meer_take,
    .value = meer_value,
    .bits = meer_bits,
    .ramp_bits = meer_ramp_bits,
    .judge = meer_judge,
    .tell = meer_tell,
};

static void meer_init(void *state, const struct driver_config *config)
{
    thermode_init(state, &kind, config);
}

_Static_assert(sizeof(struct thermode) <= DRIVER_STATE_MAX, "the host provides no more");

const struct driver driver_meerstetter = {
    .name = "meerstetter",
    .title = "Meerstetter TEC-1089, 1090, 1091, 1161 with a thermode (research use)",
    .document = "MeCom protocol specification 5117 and TEC controller protocol 5136",
    .maturity = MATURITY_SIMULATED,
    .line = {.baud = BAUD, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .channels = thermode_channels,
    .n_channels = THERMODE_CHANNELS,
    .energises = true,
    .stop_frame = (const uint8_t *)OFF_FRAME,
    .stop_size = sizeof OFF_FRAME - 1,
    .closing = (const uint8_t *)"x\r",
    .closing_size = 2,
    .longest_frame = (sizeof OFF_FRAME - 1) * 10 * MONO_SEC / BAUD, /* it is one of the longest */
    .announces_within = THERMODE_ANNOUNCE,
    .silence = 250 * MONO_MS,
    .stop_is_off = true,
    .stop_settles = REPLY_WITHIN,
    .state_size = sizeof(struct thermode),
    .init = meer_init,
    .opened = thermode_opened,
    .bytes = thermode_bytes,
    .tick = thermode_tick,
    .command = thermode_command,
    .deadline = thermode_deadline,
};

/* TE Technology TC-36-25-RS232: framing, registers, setting up. What it has in common with others: thermode_internal.h.
 *
 * It has no watchdog, no ramp and no stimulus that ends by itself. When this program is gone, the keeper's stop frame is the
 * only thing that switches it off; when the cable is gone, nothing does: it goes on holding the last step of the ramp, which
 * is never beyond the target of the drive. So a plate on a person needs a thermal switch of its own, and somebody beside it.
 *
 * - Replies do not tell what they answer. A frame with a wrong checksum is answered like nothing else, which is the sync
 * frame; it asks for a temperature, so where it is not refused nothing has happened.
 * - The reply to the stop frame is 0, which could be a temperature: a 0 that is not what was expected is taken for it. Line
 * and output are found out before anything else, and only a 0 that comes again then is 0.00 degC.
 * - What ends half a frame is not known (its 16th byte, CR, the next `*`). Closing: as many bytes as any frame can lack, none of
 * them a digit, so its checksum is wrong, then CR; the stop frame begins with `*`.
 * - Whether set points are kept in a memory that wears is not known: steps are no more than seven per second, and only
 * where the hundredth changes.
 * - It does not say what it is. The TC-24-25 uses the same frames with temperatures in tenths, and would go to 320 degC
 * for 32: a sink that seems to be colder than any that stands in a room is taken for such a one.
 * - `Switch off on alarm` and the alarm limits are left as they are (which value means what is not known); every alarm
 * is a fault, which switches off. */
#include "thermode_internal.h"

#include <math.h>
#include <stdio.h>

enum {
    REG_PROBE = 0x01,
    REG_ALARMS = 0x05,
    REG_SINK = 0x06,
    REG_LATCH = 0x33, /* written only */
    REG_SOURCE = 0x42,
    REG_CONTROL = 0x44,
    REG_OUTPUT = 0x46,
    REG_UNIT = 0x4b,
    REG_TARGET = 0x50
};

enum { UNIT_F, UNIT_C };
enum { CONTROL_PID = 1 };

#define OFF_FRAME "*002d0000000076\r"
#define CLOSING "xxxxxxxxxxxxxxx\r"
#define BAUD 9600
#define REPLY_WITHIN (90 * MONO_MS)

/* ---- frames -------------------------------------------------------------------------------------
 */

static unsigned sum_of(const char *text, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (uint8_t)text[i];
    return sum & 0xff;
}

/* What writes that which a register reads. */
static unsigned writes(uint16_t reg)
{
    static const struct {
        uint8_t reads, writes;
    } pairs[] = {{REG_SOURCE, 0x29}, {REG_CONTROL, 0x2b}, {REG_OUTPUT, 0x2d},
                 {REG_UNIT, 0x32},   {REG_TARGET, 0x1c},  {REG_LATCH, 0x33}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i].reads == reg)
            return pairs[i].writes;
    return REG_PROBE; /* there is no other: a read */
}

static size_t te_frame(struct thermode *p, const struct thermode_ask *ask, char *out, size_t cap)
{
    (void)p;
    const unsigned command = ask->is_set ? writes(ask->reg) : ask->reg;
    int n = snprintf(out, cap, "*00%02x%08x", command, (unsigned)(ask->is_set ? ask->bits : 0));
    n += snprintf(out + n, cap - (size_t)n, "%02x\r", sum_of(out + 1, (size_t)n - 1));
    return (size_t)n;
}

static bool may_be_zero(uint16_t reg)
{
    return reg == REG_ALARMS || reg == REG_OUTPUT || reg == REG_SOURCE;
}

static enum thermode_heard value_take(const struct thermode *p, uint32_t bits)
{
    const struct thermode_ask *ask = &p->ask;
    if (p->talk != LINE_ASKED)
        return bits == 0 ? THERMODE_PERHAPS_STOPPED : THERMODE_OTHER;
    if (ask->is_set && bits == ask->bits)
        return THERMODE_ACK;
    if (ask->is_set && ask->reg == REG_LATCH)
        return THERMODE_ACK;
    if (bits == 0 && (ask->is_set || (!may_be_zero(ask->reg) && !p->is_fresh)))
        return THERMODE_PERHAPS_STOPPED;
    return ask->is_set ? THERMODE_OTHER : THERMODE_VALUE;
}

enum { DIGITS = 8, REPLY = 1 + DIGITS + 2 };

static enum thermode_heard te_take(struct thermode *p, uint8_t byte, uint32_t *bits)
{
    uint32_t sum;
    const size_t n = p->have;
    if (byte == '*') {
        p->reply[0] = '*';
        p->have = 1;
        return n > 0 ? THERMODE_NOISE : THERMODE_MORE;
    }
    if (n == 0)
        return THERMODE_NOISE;
    if (n < REPLY && byte != '^') {
        p->reply[p->have++] = (char)byte;
        return THERMODE_MORE;
    }
    p->have = 0;
    if (n != REPLY || byte != '^')
        return THERMODE_NOISE;
    if (memcmp(p->reply + 1, "XXXXXXXXc0", REPLY - 1) == 0)
        return THERMODE_SYNC;
    if (!hex_read('a', p->reply + 1 + DIGITS, 2, &sum) || sum != sum_of(p->reply + 1, DIGITS) ||
        !hex_read('a', p->reply + 1, DIGITS, bits))
        return THERMODE_NOISE;
    return value_take(p, *bits);
}

/* ---- values -------------------------------------------------------------------------------------
 */

static double te_value(uint32_t bits)
{
    return (bits < 0x80000000u ? (double)bits : (double)bits - 4294967296.0) / 100;
}

static uint32_t te_bits(double degc, double from)
{
    static const double EXACT = 1e-6; /* what is whole but for the last bit stays whole */
    const double hundredths = degc > from ? floor(degc * 100 + EXACT) : ceil(degc * 100 - EXACT);
    return (uint32_t)(int32_t)hundredths;
}

static enum fault te_judge(uint32_t alarms)
{
    return alarms == 0 ? FAULT_NONE : FAULT_PART;
}

/* ---- setting up ---------------------------------------------------------------------------------
 */

static double degc_of(const struct thermode *p, uint32_t bits)
{
    return p->unit == UNIT_C ? te_value(bits) : (te_value(bits) - 32) / 1.8;
}

static enum thermode_verdict sink_take(const struct thermode *p, uint32_t bits, enum fault *fault)
{
    static const double SINK_COLDEST = 8;
    const double degc = degc_of(p, bits);
    *fault = degc < SINK_COLDEST ? FAULT_IDENTITY : thermode_temperature_fault(THERMODE_SINK, degc);
    return *fault == FAULT_NONE ? VERDICT_GOOD : VERDICT_FAULT;
}

static enum thermode_verdict unit_take(struct thermode *p, uint32_t unit, enum fault *fault)
{
    *fault = FAULT_IDENTITY;
    if (unit != UNIT_F && unit != UNIT_C)
        return VERDICT_FAULT;
    p->unit = (uint8_t)unit;
    snprintf(p->identity.model, sizeof p->identity.model, "TC-36-25");
    return VERDICT_GOOD;
}

static enum thermode_verdict te_tell(struct thermode *p, uint16_t reg, uint32_t bits, mono_ns t,
                                     enum fault *fault, const struct driver_io *io)
{
    if (reg == REG_UNIT)
        return unit_take(p, bits, fault);
    if (reg == REG_SINK)
        return sink_take(p, bits, fault);
    if (reg == REG_PROBE)
        *fault = thermode_temperature_fault(THERMODE_PROBE, degc_of(p, bits));
    else
        *fault = te_judge(bits);
    if (reg == REG_ALARMS && bits != 0)
        tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, bits);
    p->is_fresh = false;
    return *fault == FAULT_NONE ? VERDICT_GOOD : VERDICT_FAULT;
}

/* The second look at the sink is in degC. */
static const struct thermode_step steps[] = {
    {STEP_TELL, REG_UNIT, 0, true},
    {STEP_TELL, REG_PROBE, 0, true},
    {STEP_TELL, REG_SINK, 0, true},
    {STEP_SET, REG_OUTPUT, 0, false},
    {STEP_SET, REG_UNIT, UNIT_C, false},
    {STEP_TELL, REG_UNIT, 0, false},
    {STEP_SET, REG_SOURCE, 0, false}, /* the set point comes from here */
    {STEP_SET, REG_CONTROL, CONTROL_PID, false},
    {STEP_DO, REG_LATCH, 0, false},
    {STEP_TELL, REG_ALARMS, 0, false},
    {STEP_TELL, REG_SINK, 0, false},
    {STEP_TELL, REG_PROBE, 0, false},
};

static const struct thermode_check checks[] = {
    {REG_OUTPUT, WANT_OUTPUT, FAULT_TRACKING, 0},
    {REG_UNIT, WANT_FIXED, FAULT_UNIT, UNIT_C},
    {REG_TARGET, WANT_TARGET, FAULT_TRACKING, 0},
    {REG_CONTROL, WANT_FIXED, FAULT_REBOOT, CONTROL_PID},
    {REG_SOURCE, WANT_FIXED, FAULT_REBOOT, 0},
};

static const struct thermode_kind kind = {
    .baud = BAUD,
    .silence = 450 * MONO_MS,
    .probe = REG_PROBE,
    .sink = REG_SINK,
    .status = REG_ALARMS,
    .output = REG_OUTPUT,
    .target = REG_TARGET,
    .doubt = REG_UNIT,
    .off = OFF_FRAME,
    .closing = CLOSING,
    .sync = "*00010000000040\r", /* 41 were right */
    .reply_within = REPLY_WITHIN,
    .most_hz = 20,
    .slow_every = 2,
    .steps = steps,
    .n_steps = sizeof steps / sizeof steps[0],
    .checks = checks,
    .n_checks = sizeof checks / sizeof checks[0],
    .frame = te_frame,
    .take = te_take,
    .value = te_value,
    .bits = te_bits,
    .judge = te_judge,
    .tell = te_tell,
};

static void te_init(void *state, const struct driver_config *config)
{
    thermode_init(state, &kind, config);
}

_Static_assert(sizeof(struct thermode) <= DRIVER_STATE_MAX, "the host provides no more");

const struct driver driver_te_tech = {
    .name = "te-tech",
    .title = "TE Technology TC-36-25-RS232 with a thermode (no watchdog: without its cable it goes "
             "on)",
    .document = "TC-36-25-RS232 operating manual; a published client program",
    .maturity = MATURITY_SIMULATED,
    .line = {.baud = BAUD, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .channels = thermode_channels,
    .n_channels = THERMODE_CHANNELS,
    .energises = true,
    .stop_frame = (const uint8_t *)OFF_FRAME,
    .stop_size = sizeof OFF_FRAME - 1,
    .closing = (const uint8_t *)CLOSING,
    .closing_size = sizeof CLOSING - 1,
    .sets_off = true,
    .longest_frame = (sizeof OFF_FRAME - 1) * 10 * MONO_SEC / BAUD, /* all are that long */
    .announces_within = THERMODE_ANNOUNCE,
    .silence = 450 * MONO_MS,
    .stop_is_off = true,
    .holds_on = true,
    .stop_settles = REPLY_WITHIN,
    .state_size = sizeof(struct thermode),
    .init = te_init,
    .opened = thermode_opened,
    .bytes = thermode_bytes,
    .tick = thermode_tick,
    .command = thermode_command,
    .deadline = thermode_deadline,
};

/* A TE Technology TC-36-25-RS232 controller that drives a thermode, from thermal.md section 4.2.
 *
 * 1. A frame begins at * and ends at CR; in between, everything belongs to it. What is not fifteen characters with
 * the right sum in lower-case digits is answered as a bad checksum is.
 * 2. A write is answered with the value that was sent. One that no setting can have (an output that is neither off nor
 * on) changes nothing, and is answered all the same: only reading it back tells.
 * 3. It goes to its set point at once and with all it has: there is no ramp, no watchdog, no question who it is.
 * 4. What the document leaves open is a setting (TE_SETTINGS). It is found as somebody else left it: switched off, not
 * regulating, its set point from a knob.
 * 5. Chosen here: sensor 2 is on the heat sink; control by a computer gives nothing, for its command is not in the
 * document; bands, rates and factors keep their numbers and do nothing; alarms come and go at fixed temperatures. */
#include "framed_internal.h"
#include "hex_internal.h"
#include "instruments_internal.h"
#include "peltier_internal.h"
#include "setting_internal.h"

#include <math.h>
#include <string.h>

/* Words: X(name, word, normal, min, max) as in setting_internal.h. */
#define TE_SETTINGS(X)                                                                             \
    X(CONTACT, "contact-", 100, 0, 100)        /* % of the thermode that lies on the skin */       \
    X(RUNAWAY, "runaway", 0, 0, 0)             /* while it is on it heats with all it has */       \
    X(FAN, "fan-stopped", 0, 0, 0)             /* its sink is hardly cooled */                     \
    X(ON, "found-on", 0, 0, 0)                 /* somebody left its output on */                   \
    X(CONTROL, "found-control-", 0, 0, 2)      /* how it was left to control: 0, 1, 2 */           \
    X(SOURCE, "found-source-", 1, 0, 9)        /* where its set point was left to come from */     \
    X(FAHRENHEIT, "found-fahrenheit", 0, 0, 0) /* in which unit it was left */                     \
    X(FORGETS, "forgets", 0, 0, 0)             /* without power it is as it was found */           \
    X(CONVERTS, "unit-converts", 0, 0, 0)      /* another unit leaves temperatures, not numbers */ \
    X(STAR, "star-restarts", 0, 0, 0)          /* a * inside a frame begins a new one */           \
    X(SILENT, "length-silent", 0, 0, 0)        /* nothing answers a frame of another length */     \
    X(ANY, "any-address", 0, 0, 0)             /* it answers to others than 00, too */             \
    X(UNKNOWN, "unknown-error", 0, 0, 0)       /* to an unknown command as to a bad sum */         \
    X(OLD, "range-old", 0, 0, 0)               /* a refused write is answered with what holds */   \
    X(TRACKS, "alarm-tracks", 0, 0, 0)         /* high and low count from the set point */         \
    X(PER_AMPERE, "current-", 100, 1, 1000)    /* what command 07 says to an ampere */             \
    X(COMPUTER, "computer-alarm", 0, 0, 0)     /* alarms that ail it */                            \
    X(OVER, "over-current", 0, 0, 0)                                                               \
    X(OPEN_1, "open-1", 0, 0, 0) /* and reads its far end */                                       \
    X(OPEN_2, "open-2", 0, 0, 0)                                                                   \
    X(LOW_VOLTS, "low-volts", 0, 0, 0)

enum te_setting {
#define TE_ENUM(name, word, normal, min, max) TE_##name,
    TE_SETTINGS(TE_ENUM)
#undef TE_ENUM
        TE_SETTING_COUNT
};

/* What can be read and written: X(name, read, write, min, max, found). */
#define TE_VALUES(X)                                                                               \
    X(SET_POINT, 0x50, 0x1c, INT32_MIN, INT32_MAX, 2500)                                           \
    X(SOURCE_USED, 0x42, 0x29, 0, 9, 1)                                                            \
    X(CONTROL_USED, 0x44, 0x2b, 0, 2, 0)                                                           \
    X(OUTPUT, 0x46, 0x2d, 0, 1, 0)                                                                 \
    X(ALARM_ENDS, 0x47, 0x2e, 0, 1, 0)                                                             \
    X(BAND, 0x51, 0x1d, INT32_MIN, INT32_MAX, 500)                                                 \
    X(INTEGRAL, 0x52, 0x1e, INT32_MIN, INT32_MAX, 100)                                             \
    X(DERIVATIVE, 0x53, 0x1f, INT32_MIN, INT32_MAX, 0)                                             \
    X(ALARM_BAND, 0x56, 0x22, 0, INT32_MAX, 100)                                                   \
    X(ALARM_HIGH, 0x57, 0x23, INT32_MIN, INT32_MAX, 7000)                                          \
    X(ALARM_LOW, 0x58, 0x24, INT32_MIN, INT32_MAX, -1000)                                          \
    X(HEATING, 0x5c, 0x0c, INT32_MIN, INT32_MAX, 100)                                              \
    X(COOLING, 0x5d, 0x0d, INT32_MIN, INT32_MAX, 100)                                              \
    X(LATCH, 0x48, 0x2f, 0, 1, 0)                                                                  \
    X(CELSIUS, 0x4b, 0x32, 0, 1, 1)

enum te_value {
#define TE_ENUM(name, read, write, min, max, found) TE_##name,
    TE_VALUES(TE_ENUM)
#undef TE_ENUM
        TE_VALUE_COUNT
};

static const struct row {
    uint8_t read, write;
    int32_t min, max, found;
} rows[TE_VALUE_COUNT] = {
#define TE_ROW(name, read, write, min, max, found) {read, write, min, max, found},
    TE_VALUES(TE_ROW)
#undef TE_ROW
};

enum { FRAME_SIZE = 15, FRAME_KEPT = 24 }; /* from * to the sum */
enum { ALARM_BIT_HIGH = 1, ALARM_BIT_LOW = 2 };
enum { OUTPUT_MOST = 511, OPEN_READS = 19999, CLEAR_LATCH = 0x33 };
#define KNOB_C 25.0
#define SUPPLY_V 12.0

struct te {
    struct peltier peltier;
    uint32_t settings[TE_SETTING_COUNT];
    int32_t values[TE_VALUE_COUNT];
    double high_c, low_c, band_c; /* of the alarms */
    uint32_t alarms, latched;
    mono_ns boot_at; /* NEVER: over */
    bool is_other;
    char frame[FRAME_KEPT];
    size_t length; /* beyond FRAME_KEPT: longer */
};

struct call {
    struct te *te;
    mono_ns t;
    const struct sim_io *io;
};

/* ---- numbers ------------------------------------------------------------------------------------
 */

static double to_celsius(const struct te *te, int32_t number)
{
    return te->values[TE_CELSIUS] ? number / 100.0 : (number / 100.0 - 32) / 1.8;
}

static int32_t from_celsius(const struct te *te, double c)
{
    const double shown = te->values[TE_CELSIUS] ? c : c * 1.8 + 32;
    return (int32_t)lround(fmin(fmax(shown * 100, INT32_MIN), INT32_MAX));
}

static double target_c(const struct te *te)
{
    return te->values[TE_SOURCE_USED] ? KNOB_C : to_celsius(te, te->values[TE_SET_POINT]);
}

/* ---- what it does -------------------------------------------------------------------------------
 */

static enum peltier_mode mode_of(const struct te *te)
{
    const bool is_on = te->values[TE_OUTPUT] && te->boot_at == MONO_NEVER &&
                       !(te->values[TE_ALARM_ENDS] && (te->alarms | te->latched));
    if (!is_on || te->values[TE_CONTROL_USED] == 2)
        return PELTIER_OFF;
    return te->values[TE_CONTROL_USED] == 1 ? PELTIER_REGULATE : PELTIER_SWITCH;
}

static void apply(struct te *te, mono_ns t)
{
    const struct peltier_order order = {.mode = mode_of(te),
                                        .target_c = target_c(te),
                                        .most_a = PELTIER_MOST_A,
                                        .most_v = SUPPLY_V};
    const double origin = te->settings[TE_TRACKS] ? order.target_c : 0;
    const double zero = te->settings[TE_TRACKS] ? to_celsius(te, 0) : 0;
    te->high_c = origin + to_celsius(te, te->values[TE_ALARM_HIGH]) - zero;
    te->low_c = origin + to_celsius(te, te->values[TE_ALARM_LOW]) - zero;
    te->band_c = to_celsius(te, te->values[TE_ALARM_BAND]) - to_celsius(te, 0);
    peltier_order(&te->peltier, t, &order);
}

static uint32_t ailments(const struct te *te)
{
    const uint32_t *settings = te->settings;
    return settings[TE_COMPUTER] << 2 | settings[TE_OVER] << 3 | settings[TE_OPEN_1] << 4 |
           settings[TE_OPEN_2] << 5 | settings[TE_LOW_VOLTS] << 6;
}

/* After each cycle. An alarm that is on goes when its limit is left behind by the dead band. */
static void check(struct te *te)
{
    const double c = peltier_measured_c(&te->peltier);
    const double high = te->high_c - (te->alarms & ALARM_BIT_HIGH ? te->band_c : 0);
    const double low = te->low_c + (te->alarms & ALARM_BIT_LOW ? te->band_c : 0);
    const uint32_t before = te->alarms | te->latched;
    te->alarms = ailments(te) | (c > high ? ALARM_BIT_HIGH : 0) | (c < low ? ALARM_BIT_LOW : 0);
    if (te->values[TE_LATCH])
        te->latched |= te->alarms;
    if ((te->alarms | te->latched) != before)
        apply(te, te->peltier.at);
}

static void go(struct te *te, mono_ns t)
{
    while (peltier_step(&te->peltier, mono_min(t, te->boot_at)))
        check(te);
    if (te->boot_at > t)
        return;
    te->boot_at = MONO_NEVER;
    apply(te, t);
    while (peltier_step(&te->peltier, t))
        check(te);
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    (void)io;
    go(state, now);
}

static mono_ns deadline(const void *state)
{
    const struct te *te = state;
    return mono_min(te->boot_at, peltier_deadline(&te->peltier));
}

static void set_unit(struct te *te, int32_t celsius)
{
    static const enum te_value temperatures[] = {TE_SET_POINT, TE_ALARM_HIGH, TE_ALARM_LOW};
    double was[3];
    const double band = to_celsius(te, te->values[TE_ALARM_BAND]) - to_celsius(te, 0);
    for (size_t i = 0; i < 3; i++)
        was[i] = to_celsius(te, te->values[temperatures[i]]);
    te->values[TE_CELSIUS] = celsius;
    if (!te->settings[TE_CONVERTS])
        return;
    for (size_t i = 0; i < 3; i++)
        te->values[temperatures[i]] = from_celsius(te, was[i]);
    te->values[TE_ALARM_BAND] = (int32_t)fmin(band * (celsius ? 100 : 180) + 0.5, INT32_MAX);
}

/* ---- what it says -------------------------------------------------------------------------------
 */

static uint32_t sum_of(const char *text, size_t n)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (uint8_t)text[i];
    return sum & 0xff;
}

static void say(const struct call *call, const char *digits, size_t n)
{
    char out[12] = "*";
    memcpy(out + 1, digits, n);
    sim_hex_put(SIM_HEX_LOWER, out + 1 + n, 2, sum_of(digits, n));
    out[n + 3] = '^';
    call->io->send(call->io->host, call->t, (const uint8_t *)out, n + 4);
}

static void say_number(const struct call *call, int32_t number)
{
    char digits[8];
    sim_hex_put(SIM_HEX_LOWER, digits, sizeof digits, (uint32_t)number);
    say(call, digits, sizeof digits);
}

static void say_error(const struct call *call)
{
    say(call, "XXXXXXXX", call->te->is_other ? 4 : 8); /* a relative of it has shorter frames */
}

/* ---- commands -----------------------------------------------------------------------------------
 */

static bool read_live(const struct te *te, uint32_t command, int32_t *number)
{
    const struct peltier *peltier = &te->peltier;
    const bool is_1 = command == 0x01, is_open = te->settings[is_1 ? TE_OPEN_1 : TE_OPEN_2];
    switch (command) {
    case 0x01:
    case 0x06:
        *number =
            is_open ? OPEN_READS
                    : from_celsius(te, is_1 ? peltier_object_c(peltier) : peltier_sink_c(peltier));
        return true;
    case 0x02:
    case 0x04:
        *number = (int32_t)lround(peltier->amps / PELTIER_MOST_A * OUTPUT_MOST);
        return true;
    case 0x03:
        *number = from_celsius(te, target_c(te));
        return true;
    case 0x05:
        *number = (int32_t)(te->alarms | te->latched);
        return true;
    case 0x07:
        *number = (int32_t)lround(fabs(peltier->amps) * te->settings[TE_PER_AMPERE]);
        return true;
    default:
        return false;
    }
}

static bool read_value(const struct te *te, uint32_t command, int32_t *number)
{
    size_t i = 0;
    while (i < TE_VALUE_COUNT && rows[i].read != command)
        i++;
    if (i < TE_VALUE_COUNT)
        *number = te->values[i];
    return i < TE_VALUE_COUNT || read_live(te, command, number);
}

static void write_row(const struct call *call, size_t i, int32_t number)
{
    struct te *te = call->te;
    const bool is_allowed = number >= rows[i].min && number <= rows[i].max;
    if (is_allowed && i == TE_CELSIUS)
        set_unit(te, number);
    else if (is_allowed)
        te->values[i] = number;
    say_number(call, te->settings[TE_OLD] ? te->values[i] : number);
    apply(te, call->t);
}

static void clear_latch(const struct call *call, int32_t number)
{
    call->te->latched = 0;
    say_number(call, number);
    apply(call->te, call->t);
}

static void run(const struct call *call, uint32_t command, int32_t number)
{
    size_t i = 0;
    int32_t answer;
    while (i < TE_VALUE_COUNT && rows[i].write != command)
        i++;
    if (i < TE_VALUE_COUNT)
        write_row(call, i, number);
    else if (command == CLEAR_LATCH)
        clear_latch(call, number);
    else if (read_value(call->te, command, &answer))
        say_number(call, answer);
    else if (call->te->settings[TE_UNKNOWN])
        say_error(call);
}

/* ---- hearing ------------------------------------------------------------------------------------
 */

/* The frame is complete: its CR has come. */
static void obey(const struct call *call)
{
    const struct te *te = call->te;
    const char *frame = te->frame;
    uint32_t address, command, number, sum;
    if (te->length != FRAME_SIZE && te->settings[TE_SILENT])
        return;
    if (te->length != FRAME_SIZE || te->is_other ||
        !sim_hex_take(SIM_HEX_LOWER, frame + 1, 2, &address) ||
        !sim_hex_take(SIM_HEX_LOWER, frame + 3, 2, &command) ||
        !sim_hex_take(SIM_HEX_LOWER, frame + 5, 8, &number) ||
        !sim_hex_take(SIM_HEX_LOWER, frame + 13, 2, &sum) || sum != sum_of(frame + 1, 12))
        say_error(call);
    else if (address == 0 || te->settings[TE_ANY])
        run(call, command, (int32_t)number);
}

static void hear(const struct call *call, char byte)
{
    struct te *te = call->te;
    const struct sim_framed how = {'*', te->settings[TE_STAR], FRAME_KEPT};
    if (!sim_framed_push(&how, te->frame, &te->length, byte))
        return;
    obey(call);
    te->length = 0;
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct te *te = state;
    const struct call call = {.te = te, .t = t, .io = io};
    go(te, t);
    for (size_t i = 0; i < n && te->boot_at == MONO_NEVER; i++)
        hear(&call, (char)data[i]);
}

/* ---- faults -------------------------------------------------------------------------------------
 */

static const struct sim_setting words[TE_SETTING_COUNT] = {TE_SETTINGS(SIM_SETTING)};

static double output(const void *state)
{
    const struct te *te = state;
    return peltier_output(&te->peltier);
}

static bool can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    (void)instrument;
    uint32_t number;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
    case SIM_ACT_SLOW:
    case SIM_ACT_DRIFT:
        return true;
    case SIM_ACT_OVERLOAD:
    case SIM_ACT_IDENTITY: /* it has no serial number */
        return !act->to[0];
    case SIM_ACT_UNIT:
        return !strcmp(act->to, "F") || !strcmp(act->to, "C");
    case SIM_ACT_SETTING:
        return sim_setting_find(words, TE_SETTING_COUNT, act->to, &number) < TE_SETTING_COUNT;
    }
    return false;
}

/* As it was found. */
static void forget(struct te *te)
{
    for (size_t i = 0; i < TE_VALUE_COUNT; i++)
        te->values[i] = rows[i].found;
    te->values[TE_OUTPUT] = (int32_t)te->settings[TE_ON];
    te->values[TE_CONTROL_USED] = (int32_t)te->settings[TE_CONTROL];
    te->values[TE_SOURCE_USED] = (int32_t)te->settings[TE_SOURCE];
    te->values[TE_CELSIUS] = !te->settings[TE_FAHRENHEIT];
}

static void act_setting(struct te *te, const struct sim_act *act)
{
    uint32_t number;
    const size_t i = sim_setting_find(words, TE_SETTING_COUNT, act->to, &number);
    if (i == TE_SETTING_COUNT)
        return;
    te->settings[i] = act->on ? number : words[i].normal;
    te->peltier.world->contact = te->settings[TE_CONTACT] / 100.0;
    te->peltier.is_running_away = te->settings[TE_RUNAWAY];
    te->peltier.is_fan_stopped = te->settings[TE_FAN];
    if (i == TE_ON || i == TE_CONTROL || i == TE_SOURCE || i == TE_FAHRENHEIT)
        forget(te);
}

static void start_over(struct te *te, mono_ns boot_at)
{
    te->boot_at = boot_at;
    te->length = 0;
    te->alarms = te->latched = 0;
    if (te->settings[TE_FORGETS])
        forget(te);
    apply(te, te->peltier.at);
}

static void act(void *state, const struct sim_act *act)
{
    struct te *te = state;
    if (act->kind == SIM_ACT_REBOOT) {
        start_over(te, act->t);
        return;
    }
    go(te, act->t);
    if (act->kind == SIM_ACT_IDENTITY)
        te->is_other = act->on;
    if (act->kind == SIM_ACT_UNIT)
        set_unit(te, (act->to[0] == 'C') == act->on);
    if (act->kind == SIM_ACT_SETTING)
        act_setting(te, act);
    peltier_act(&te->peltier, act);
    apply(te, act->t);
}

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    struct te *te = state;
    (void)instrument;
    memset(te, 0, sizeof *te);
    sim_settings_normal(words, TE_SETTING_COUNT, te->settings);
    peltier_init(&te->peltier, world, now);
    forget(te);
    start_over(te, now);
}

const struct sim_instrument sim_te_tech = {
    .name = "te-tech",
    .title = "TE Technology TC-36-25-RS232 controller with a thermode",
    .settings =
        "contact-PERCENT, runaway, fan-stopped, found-on, found-control-N, found-source-N, "
        "found-fahrenheit, forgets, unit-converts, star-restarts, length-silent, any-address, "
        "unknown-error, range-old, alarm-tracks, current-PER_AMPERE, computer-alarm, "
        "over-current, open-1, open-2, low-volts",
    .baud = 9600,
    .state_size = sizeof(struct te),
    .init = init,
    .bytes = bytes,
    .tick = tick,
    .deadline = deadline,
    .output = output,
    .can = can,
    .act = act,
};

/* A Huber circulator with a bath that speaks PB commands, from thermal.md section 4.9.
 *
 * 1. A command has ten bytes: `{M`, an address and a value in hexadecimal, CR, LF. With `****` it reads, else it sets; both are
 * answered `{S` with the same address and what now stands there. Whatever has another form is not heard; `{` begins anew.
 * 2. Values have 16 bits with a sign, temperatures are in 0.01 °C, 7FFF is what is not there: an unknown address, the bath of
 * a broken sensor, the process without one.
 * 3. Chosen here: a value that cannot be set, and one that can only be read, is answered with what holds; the status says
 * controlling and circulating while it is on; numbers of errors (-1 too little water, -2 the sensor); lower-case digits are
 * not heard; set points outlive a loss of mains, a start does not. What the document leaves open is a setting. */
#include "circulator_internal.h"
#include "hex_internal.h"
#include "instruments_internal.h"

#include <math.h>
#include <string.h>

/* X(name, word, normal, min, max) */
#define HUBER_SETTINGS(X)                                                                          \
    X(PUMP_BIT, "pump-bit", 0, 0, 0)  /* the status says of the pump that it runs, too */          \
    X(EXTERNAL, "external", 0, 0, 0)  /* a sensor of the process is in the water */                \
    X(WARNING, "warning-", 0, 1, 999) /* of this number */                                         \
    X(CLIPS, "range-clips", 0, 0, 0)  /* what cannot be set becomes the nearest that can */        \
    X(LOWER, "lower-case", 0, 0, 0)   /* digits may be */                                          \
    X(FORGETS, "forgets", 0, 0, 0)    /* without mains what was sent */                            \
    X(AGAIN, "starts-again", 0, 0, 0) /* with its mains, where it was on */

enum huber_setting {
    HUBER_BEGIN = CIRCULATOR_SETTING_COUNT - 1,
#define HUBER_ENUM(name, word, normal, min, max) HUBER_##name,
    HUBER_SETTINGS(HUBER_ENUM)
#undef HUBER_ENUM
        HUBER_SETTING_COUNT
};

static const struct sim_setting words[HUBER_SETTING_COUNT] = {CIRCULATOR_SETTINGS(SIM_SETTING, 0)
                                                                  HUBER_SETTINGS(SIM_SETTING)};
_Static_assert(sizeof words / sizeof words[0] <= CIRCULATOR_SETTINGS_MAX, "room for each");

enum { FRAME_SIZE = 10, NOT_THERE = 0x7fff };

enum address {
    SET_POINT = 0x00,
    BATH = 0x01,
    PUMP_PRESSURE = 0x03,
    ERROR_NUMBER = 0x05,
    WARNING_NUMBER = 0x06,
    PROCESS = 0x07,
    STATUS = 0x0a,
    LEVEL = 0x0f,
    CONTROL = 0x14,
    PUMP_SPEED = 0x26,
    PUMP_SET = 0x48,
    MAINTENANCE = 0x5c
};

enum {
    BIT_CONTROLLING = 1 << 0,
    BIT_CIRCULATING = 1 << 1,
    BIT_PUMP = 1 << 4,
    BIT_ERROR = 1 << 8,
    BIT_WARNING = 1 << 9
};

enum {
    LEAST_CENTI = -3000,
    MOST_CENTI = 12000,
    FACTORY_CENTI = 2000,
    FASTEST_RPM = 4500,
    FACTORY_RPM = 3200,
    MOST_MBAR = 500,
    FULL_PERMILLE = 800,
    LOW_PERMILLE = 50,
    MAINTENANCE_DAYS = 365
};

struct huber {
    struct circulator circulator;
    char frame[FRAME_SIZE];
    size_t length;
    int32_t rpm; /* set point of the pump */
};

static struct huber *huber_of(const struct circulator_call *call)
{
    return (struct huber *)call->circulator;
}

/* ---- values -------------------------------------------------------------------------------------
 */

static int32_t centi(double celsius)
{
    return (int32_t)lround(fmin(fmax(100 * celsius, INT16_MIN), NOT_THERE));
}

static int32_t error_number(const uint32_t *settings)
{
    if (settings[CIRCULATOR_LOW_LEVEL])
        return -1;
    return settings[CIRCULATOR_BLIND] ? -2 : (int32_t)settings[CIRCULATOR_ALARM];
}

static int32_t status_bits(const struct circulator *circulator)
{
    const uint32_t *settings = circulator->settings;
    const int32_t on =
        BIT_CONTROLLING | BIT_CIRCULATING | (settings[HUBER_PUMP_BIT] ? BIT_PUMP : 0);
    return (circulator->is_on ? on : 0) | (error_number(settings) ? BIT_ERROR : 0) |
           (settings[HUBER_WARNING] ? BIT_WARNING : 0);
}

static int32_t read_bath(const struct circulator *circulator)
{
    const uint32_t *settings = circulator->settings;
    if (settings[CIRCULATOR_BLIND])
        return NOT_THERE - (settings[CIRCULATOR_BLIND_READS] != 0); /* the most there is */
    return centi(sim_bath_read_c(&circulator->bath));
}

static int32_t pressure_mbar(const struct huber *huber)
{
    const double share = (double)huber->rpm / FASTEST_RPM;
    return huber->circulator.is_on ? (int32_t)lround(MOST_MBAR * share * share) : 0;
}

static int32_t value_of(const struct huber *huber, uint32_t address)
{
    const struct circulator *circulator = &huber->circulator;
    const uint32_t *settings = circulator->settings;
    switch (address) {
    case SET_POINT:
        return centi(circulator->set_point_c);
    case BATH:
        return read_bath(circulator);
    case PUMP_PRESSURE:
        return pressure_mbar(huber);
    case ERROR_NUMBER:
        return error_number(settings);
    case WARNING_NUMBER:
        return (int32_t)settings[HUBER_WARNING];
    case PROCESS:
        return settings[HUBER_EXTERNAL] ? centi(circulator->bath.water_c) : NOT_THERE;
    case STATUS:
        return status_bits(circulator);
    case LEVEL:
        return settings[CIRCULATOR_LOW_LEVEL] ? LOW_PERMILLE : FULL_PERMILLE;
    case CONTROL:
        return circulator->is_on;
    case PUMP_SPEED:
        return circulator->is_on ? huber->rpm : 0;
    case PUMP_SET:
        return huber->rpm;
    case MAINTENANCE:
        return MAINTENANCE_DAYS;
    default:
        return NOT_THERE;
    }
}

static bool range_of(uint32_t address, int32_t *least, int32_t *most)
{
    *least = address == SET_POINT ? LEAST_CENTI : 0;
    *most = address == SET_POINT ? MOST_CENTI : address == CONTROL ? 1 : FASTEST_RPM;
    return address == SET_POINT || address == CONTROL || address == PUMP_SET;
}

static void set_pump(struct huber *huber, int32_t rpm)
{
    huber->rpm = rpm;
    huber->circulator.stir = (double)rpm / FASTEST_RPM;
}

static void set(struct huber *huber, uint32_t address, int32_t value)
{
    struct circulator *circulator = &huber->circulator;
    int32_t least, most;
    if (!range_of(address, &least, &most))
        return;
    const int32_t bounded = value < least ? least : value > most ? most : value;
    if (bounded != value && !circulator->settings[HUBER_CLIPS])
        return;
    if (address == SET_POINT)
        circulator->set_point_c = bounded / 100.0;
    else if (address == PUMP_SET)
        set_pump(huber, bounded);
    circulator_switch(circulator, address == CONTROL ? bounded == 1 : circulator->is_on);
}

/* ---- hearing ------------------------------------------------------------------------------------
 */

static void say(const struct circulator_call *call, uint32_t address, int32_t value)
{
    char frame[FRAME_SIZE] = {'{', 'S', [8] = '\r', [9] = '\n'};
    sim_hex_put(SIM_HEX_UPPER, frame + 2, 2, address);
    sim_hex_put(SIM_HEX_UPPER, frame + 4, 4, (uint32_t)value);
    circulator_say(call, frame, sizeof frame);
}

static bool take(const struct huber *huber, size_t at, size_t n, uint32_t *value)
{
    const char *text = huber->frame + at;
    return sim_hex_take(SIM_HEX_UPPER, text, n, value) ||
           (huber->circulator.settings[HUBER_LOWER] && sim_hex_take(SIM_HEX_LOWER, text, n, value));
}

static void obey(const struct circulator_call *call)
{
    struct huber *huber = huber_of(call);
    const char *frame = huber->frame;
    const bool reads = memcmp(frame + 4, "****", 4) == 0;
    uint32_t address, value = 0;
    if (frame[1] != 'M' || memcmp(frame + 8, "\r\n", 2) != 0 || !take(huber, 2, 2, &address) ||
        (!reads && !take(huber, 4, 4, &value)))
        return;
    if (!reads)
        set(huber, address, (int16_t)value);
    say(call, address, value_of(huber, address));
}

static void hear(const struct circulator_call *call, char byte)
{
    struct huber *huber = huber_of(call);
    if (byte == '{')
        huber->length = 0;
    else if (huber->length == 0)
        return;
    huber->frame[huber->length++] = byte;
    if (huber->length < FRAME_SIZE)
        return;
    huber->length = 0;
    if (!huber->circulator.is_other)
        obey(call);
}

/* ---- power --------------------------------------------------------------------------------------
 */

static void reset(struct circulator *circulator)
{
    circulator->set_point_c = FACTORY_CENTI / 100.0;
    set_pump((struct huber *)circulator, FACTORY_RPM);
}

static void wake(struct circulator *circulator)
{
    ((struct huber *)circulator)->length = 0;
    if (circulator->settings[HUBER_FORGETS])
        reset(circulator);
    circulator->is_on = circulator->settings[HUBER_AGAIN] && circulator->was_on;
}

static const struct circulator_kind kind = {
    .words = words, .n_words = HUBER_SETTING_COUNT, .hear = hear, .reset = reset, .wake = wake};

const struct sim_instrument sim_huber = {
    .name = "huber",
    .title = "Huber circulator with a bath, PB commands",
    .settings = CIRCULATOR_WORDS ", pump-bit, external, warning-N, range-clips, lower-case, "
                                 "forgets, starts-again",
    .baud = 9600,
    .state_size = sizeof(struct huber),
    SIM_CIRCULATOR(&kind),
};

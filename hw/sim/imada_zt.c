/* An Imada ZTS/ZTA force gauge with the "X" commands, from pressure.md section 3.2, on its USB port
 * at 460800 baud: its stream of 2000 records per second does not fit the 19200 of RS-232.
 *
 * 1. Commands end with CR. A record is 20 characters and CR: a letter for its kind, sign and five
 * characters of number, eight unknown characters, the index of the unit in the list of `XFC`, four
 * unknown characters. The unknown ones are digits here, and never zeros only: whoever takes the
 * number from the wrong place shall notice.
 * 2. `XAg` streams 10 records per second, `XAG` 2000, `XAS` ends it; none of them is answered.
 * 3. What the document does not say was chosen here: the letter of `XAR` is that of live data
 * (settings letter-r, letter-other); a setting is answered `R` CR, as `Z` is (setting no-answer:
 * it is silent); an unknown command is answered `E` CR as in the D protocol (setting
 * unknown-silent); it wakes up quiet and in N; overload has no word, the number stays where the
 * sensor stops (by fault choice it is dashes, or nothing comes); `Z` begins new peaks. */
#include "gauge_internal.h"
#include "instruments_internal.h"

#include "base/units.h"

#include <stdio.h>
#include <string.h>

enum { COMMAND_MAX = 20, UNIT_LIST = 6, LIMIT_DIGITS = 4 };
enum {
    SETTING_LETTER_R = SIM_SETTING_OWN,
    SETTING_LETTER_OTHER,
    SETTING_NO_ANSWER,
    SETTING_UNKNOWN_SILENT
};

struct zt {
    struct sim_gauge gauge;
    struct sim_line line;
};

enum { UNIT_N, UNIT_KGF, UNIT_LBF };

/* On the wire: its code in the list of units. */
static const struct sim_unit units[] = {
    [UNIT_N] = {"02", "N", 1, 0.1, 1},
    [UNIT_KGF] = {"08", "kgf", N_PER_KGF, 0.01, 2},
    [UNIT_LBF] = {"11", "lbf", N_PER_LBF, 0.1, 1},
};

static const struct sim_setting settings[] = {
    [SIM_SETTING_SIGN] = {"press-minus", 0, 0}, [SIM_SETTING_PACE] = {"answer-", 1, 1000},
    [SETTING_LETTER_R] = {"letter-r", 0, 0},    [SETTING_LETTER_OTHER] = {"letter-other", 0, 0},
    [SETTING_NO_ANSWER] = {"no-answer", 0, 0},  [SETTING_UNKNOWN_SILENT] = {"unknown-silent", 0, 0},
};

struct call {
    struct zt *zt;
    mono_ns t;
    const struct sim_io *io;
};

static bool has(const struct call *call, int setting)
{
    return call->zt->gauge.settings[setting] != 0;
}

static void say(const struct call *call, const char *text)
{
    char out[SIM_MESSAGE_MAX];
    const int n = snprintf(out, sizeof out, "%s\r", text);
    call->io->send(call->io->host, call->t, (const uint8_t *)out, (size_t)n);
}

static void accept(const struct call *call)
{
    if (!has(call, SETTING_NO_ANSWER))
        say(call, "R");
}

static void refuse(const struct call *call)
{
    if (!has(call, SETTING_UNKNOWN_SILENT))
        say(call, "E");
}

static void say_record(const struct call *call, char letter, double force)
{
    const struct sim_gauge *gauge = &call->zt->gauge;
    const bool is_over = sim_gauge_is_over(gauge, force);
    if (is_over && gauge->over == SIM_OVER_SILENT)
        return;
    char number[7], out[32];
    sim_gauge_write_fixed(gauge, force, number);
    if (is_over && gauge->over == SIM_OVER_WORD)
        memcpy(number + 1, "-----", 5);
    snprintf(out, sizeof out, "%c%s%s%d%s", letter, number, "72345678", gauge->unit, "4321");
    say(call, out);
}

static void reply_current(const struct call *call, int unused)
{
    (void)unused;
    const char letter = has(call, SETTING_LETTER_R)       ? 'r'
                        : has(call, SETTING_LETTER_OTHER) ? 'c'
                                                          : 'l';
    say_record(call, letter, sim_gauge_read_n(&call->zt->gauge, call->t));
}

static void reply_peak(const struct call *call, int unused)
{
    (void)unused;
    say_record(call, 'p', sim_gauge_peak_n(&call->zt->gauge, call->t));
}

static void stream(const struct call *call, int per_s)
{
    sim_gauge_stream(&call->zt->gauge, call->t, (uint32_t)per_s);
}

static void tell_units(const struct call *call, int unused)
{
    (void)unused;
    char out[3 + 2 * UNIT_LIST + 1] = "XFC";
    for (size_t i = 0; i < UNIT_LIST; i++)
        memcpy(out + 3 + 2 * i, i < sizeof units / sizeof units[0] ? units[i].wire : "00", 3);
    say(call, out);
}

static void set_unit(const struct call *call, int unit)
{
    call->zt->gauge.unit = (uint8_t)unit;
    accept(call);
}

static void do_zero(const struct call *call, int unused)
{
    (void)unused;
    sim_sensor_zero(&call->zt->gauge.sensor, call->t, 0);
    accept(call);
}

static void switch_off(const struct call *call, int unused)
{
    (void)unused;
    accept(call);
    call->zt->gauge.is_off = true;
}

/* Two signed numbers of four digits; what they change is only on the gauge's own outputs. */
static bool is_limits(const char *text)
{
    for (size_t i = 0; i < 2; i++, text += 1 + LIMIT_DIGITS)
        if ((*text != '+' && *text != '-') || strspn(text + 1, "0123456789") != LIMIT_DIGITS)
            return false;
    return *text == '\0';
}

static const struct {
    const char *word;
    void (*run)(const struct call *call, int value);
    int value;
    bool is_of_others; /* an older gauge of the maker knows it, too */
} rows[] = {
    {"XAR", reply_current, 0, false},
    {"XAg", stream, 10, false},
    {"XAG", stream, 2000, false},
    {"XAS", stream, 0, false},
    {"XFC", tell_units, 0, false},
    {"XFU0", set_unit, UNIT_N, false},
    {"XFU1", set_unit, UNIT_KGF, false},
    {"XFU2", set_unit, UNIT_LBF, false},
    {"XFP", reply_peak, 0, false},
    {"XQT", switch_off, 0, false},
    {"Z", do_zero, 0, true},
    {"K", set_unit, UNIT_KGF, true},
};

static void obey(void *state, mono_ns t, const char *command, const struct sim_io *io)
{
    const struct call call = {.zt = state, .t = t, .io = io};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!strcmp(rows[i].word, command) && (rows[i].is_of_others || !call.zt->gauge.is_other)) {
            rows[i].run(&call, rows[i].value);
            return;
        }
    if (!strncmp(command, "XCW", 3) && is_limits(command + 3) && !call.zt->gauge.is_other)
        accept(&call);
    else
        refuse(&call);
}

static void sample(void *state, mono_ns t, const struct sim_io *io)
{
    const struct call call = {.zt = state, .t = t, .io = io};
    if (!call.zt->gauge.is_other)
        say_record(&call, 'l', sim_gauge_read_n(&call.zt->gauge, t));
}

static void power_on(void *state, mono_ns t)
{
    struct zt *zt = state;
    (void)t;
    zt->line = (struct sim_line){.length = 0};
}

static const struct sim_gauge_kind kind = {
    .capacity_n = 500,
    .resolution_n = 0.1,
    .units = units,
    .n_units = sizeof units / sizeof units[0],
    .unit = UNIT_N,
    .over = SIM_OVER_SATURATE,
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .power_on = power_on,
    .obey = obey,
    .sample = sample,
};

static void init(void *state, struct sim_world *world, mono_ns now)
{
    sim_gauge_init(state, &kind, world, now);
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct zt *zt = state;
    sim_gauge_tick(state, t, io);
    for (size_t i = 0; i < n; i++)
        sim_gauge_hear_byte(&zt->gauge, &zt->line, COMMAND_MAX, data[i], t);
}

static bool can(const struct sim_act *act)
{
    return sim_gauge_can(&kind, act);
}

const struct sim_instrument sim_imada_zt = {
    .name = "imada-zt",
    .title = "Imada ZTS/ZTA force gauge, 2000 readings per second (500 N)",
    .settings = "press-minus, answer-MS, letter-r, letter-other, no-answer, unknown-silent",
    .baud = 460800,
    .state_size = sizeof(struct zt),
    .init = init,
    .bytes = bytes,
    .tick = sim_gauge_tick,
    .deadline = sim_gauge_deadline,
    .output = sim_gauge_output,
    .can = can,
    .act = sim_gauge_act,
};

/* An Imada digital force gauge with the "D" protocol (DPS, DS2, DST, DSV, HTG2), from pressure.md
 * section 3.1, on its RS-232 port.
 *
 * 1. Commands are upper case and end with CR. `D` is answered by exactly 10 bytes: sign, five
 * characters of number, unit, mode, judgement, CR. A setting is answered `R` CR when it was done,
 * `E` CR when not.
 * 2. The judgement is E where the sensor has more than it can take; the number beside it is worth
 * nothing.
 * 3. After switching on it greets with a line.
 * 4. What the document does not say was chosen here: leading zeros fill the number; a press is
 * plus; it wakes up in N and in real time with no limits set, when everything is judged `O`; limits
 * count in the unit shown, whatever it is; `P` and `Z` begin new peaks; `Q` is answered before it
 * goes off. The order of the limits differs between clients and is a setting. */
#include "gauge_internal.h"
#include "instruments_internal.h"

#include "base/decimal.h"
#include "base/units.h"

#include <stdio.h>
#include <string.h>

enum { COMMAND_MAX = 20, READING_SIZE = 10, LIMIT_DECIMALS = 2 };
enum { SETTING_NO_GREETING = SIM_SETTING_OWN, SETTING_HIGH_FIRST };

static const char greeting[] = "\r"; /* a command that no line can be */

struct imada {
    struct sim_gauge gauge;
    struct sim_line line;
    bool is_peak, has_limits;
    double low, high;
};

enum { UNIT_N, UNIT_KGF, UNIT_LBF };

static const struct sim_unit units[] = {
    [UNIT_N] = {"N", "N", 1, 0.1, 1},
    [UNIT_KGF] = {"K", "kgf", N_PER_KGF, 0.01, 2},
    [UNIT_LBF] = {"O", "lbf", N_PER_LBF, 0.1, 1},
};

static const struct sim_setting settings[] = {
    [SIM_SETTING_SIGN] = {"press-minus", 0, 0},
    [SIM_SETTING_PACE] = {"answer-", 5, 1000},
    [SETTING_NO_GREETING] = {"no-greeting", 0, 0},
    [SETTING_HIGH_FIRST] = {"high-limit-first", 0, 0},
};

struct call {
    struct imada *imada;
    mono_ns t;
    const struct sim_io *io;
};

static void say(const struct call *call, const char *text)
{
    char out[SIM_MESSAGE_MAX];
    const int n = snprintf(out, sizeof out, "%s\r", text);
    call->io->send(call->io->host, call->t, (const uint8_t *)out, (size_t)n);
}

static char judge(const struct imada *imada, double force)
{
    const double value = sim_gauge_in_unit(&imada->gauge, force);
    if (sim_gauge_is_over(&imada->gauge, force) && imada->gauge.over == SIM_OVER_WORD)
        return 'E';
    if (!imada->has_limits)
        return 'O';
    return value < imada->low ? 'L' : value > imada->high ? 'H' : 'O';
}

static void reply_reading(const struct call *call, int unused)
{
    (void)unused;
    struct imada *imada = call->imada;
    struct sim_gauge *gauge = &imada->gauge;
    const double force =
        imada->is_peak ? sim_gauge_peak_n(gauge, call->t) : sim_gauge_read_n(gauge, call->t);
    if (sim_gauge_is_over(gauge, force) && gauge->over == SIM_OVER_SILENT)
        return;
    char number[7], out[READING_SIZE];
    sim_gauge_write_fixed(gauge, force, number);
    snprintf(out, sizeof out, "%s%s%c%c", number, units[gauge->unit].wire,
             imada->is_peak ? 'P' : 'T', judge(imada, force));
    say(call, out);
}

static void do_zero(const struct call *call, int unused)
{
    (void)unused;
    sim_sensor_zero(&call->imada->gauge.sensor, call->t, 0);
    say(call, "R");
}

static void set_mode(const struct call *call, int is_peak)
{
    call->imada->is_peak = is_peak != 0;
    if (is_peak)
        sim_sensor_peaks_clear(&call->imada->gauge.sensor, call->t);
    say(call, "R");
}

static void set_unit(const struct call *call, int unit)
{
    call->imada->gauge.unit = (uint8_t)unit;
    say(call, "R");
}

static void do_nothing(const struct call *call, int unused)
{
    (void)unused; /* its memory of readings cannot be asked for */
    say(call, "R");
}

static void switch_off(const struct call *call, int unused)
{
    (void)unused;
    say(call, "R");
    call->imada->gauge.is_off = true;
}

static void tell_limits(const struct call *call, int unused)
{
    (void)unused;
    const struct imada *imada = call->imada;
    const bool is_high_first = imada->gauge.settings[SETTING_HIGH_FIRST] != 0;
    char out[40];
    snprintf(out, sizeof out, "E%.*f%.*f", LIMIT_DECIMALS, is_high_first ? imada->high : imada->low,
             LIMIT_DECIMALS, is_high_first ? imada->low : imada->high);
    say(call, out);
}

/* Two numbers without a gap: each ends with its second decimal. */
static size_t take_limit(const char *text, double *limit)
{
    const char *point = strchr(text, '.');
    const size_t n = point ? (size_t)(point - text) + 1 + LIMIT_DECIMALS : 0;
    return n && strlen(text) >= n && decimal_parse(text, n, limit) == n ? n : 0;
}

static void set_limits(const struct call *call, const char *text)
{
    struct imada *imada = call->imada;
    double first, second;
    const size_t n = take_limit(text, &first);
    const size_t m = n ? take_limit(text + n, &second) : 0;
    const bool is_high_first = imada->gauge.settings[SETTING_HIGH_FIRST] != 0;
    if (!m || text[n + m] || (is_high_first ? first < second : first > second)) {
        say(call, "E");
        return;
    }
    imada->low = is_high_first ? second : first;
    imada->high = is_high_first ? first : second;
    imada->has_limits = true;
    say(call, "R");
}

static void greet(const struct call *call, int unused)
{
    (void)unused;
    if (!call->imada->gauge.settings[SETTING_NO_GREETING])
        say(call, "Gauge Started.");
}

static const struct {
    const char *word;
    void (*run)(const struct call *call, int value);
    int value;
} rows[] = {
    {"D", reply_reading, 0},   {"Z", do_zero, 0},       {"T", set_mode, 0},
    {"P", set_mode, 1},        {"N", set_unit, UNIT_N}, {"K", set_unit, UNIT_KGF},
    {"O", set_unit, UNIT_LBF}, {"E", tell_limits, 0},   {"OM", do_nothing, 0},
    {"OC0", do_nothing, 0},    {"OC1", do_nothing, 0},  {"Q", switch_off, 0},
    {greeting, greet, 0},
};

static void obey(void *state, mono_ns t, const char *command, const struct sim_io *io)
{
    const struct call call = {.imada = state, .t = t, .io = io};
    if (call.imada->gauge.is_other) {
        say(&call, "E"); /* it has a CR in its language, and no D */
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!strcmp(rows[i].word, command)) {
            rows[i].run(&call, rows[i].value);
            return;
        }
    if (command[0] == 'E')
        set_limits(&call, command + 1);
    else
        say(&call, "E");
}

static void power_on(void *state, mono_ns t)
{
    struct imada *imada = state;
    imada->line = (struct sim_line){.length = 0};
    imada->is_peak = imada->has_limits = false;
    imada->low = imada->high = 0;
    sim_gauge_hear(&imada->gauge, t, greeting);
}

static const struct sim_gauge_kind kind = {
    .capacity_n = 500,
    .resolution_n = 0.1,
    .units = units,
    .n_units = sizeof units / sizeof units[0],
    .unit = UNIT_N,
    .over = SIM_OVER_WORD,
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .power_on = power_on,
    .obey = obey,
};

static void init(void *state, struct sim_world *world, mono_ns now)
{
    sim_gauge_init(state, &kind, world, now);
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct imada *imada = state;
    sim_gauge_tick(state, t, io);
    for (size_t i = 0; i < n; i++)
        sim_gauge_hear_byte(&imada->gauge, &imada->line, COMMAND_MAX, data[i], t);
}

static bool can(const struct sim_act *act)
{
    return sim_gauge_can(&kind, act);
}

const struct sim_instrument sim_imada_d = {
    .name = "imada-d",
    .title = "Imada DST/DS2 force gauge, D protocol (500 N)",
    .settings = "press-minus, answer-MS, no-greeting, high-limit-first",
    .baud = 19200,
    .state_size = sizeof(struct imada),
    .init = init,
    .bytes = bytes,
    .tick = sim_gauge_tick,
    .deadline = sim_gauge_deadline,
    .output = sim_gauge_output,
    .can = can,
    .act = sim_gauge_act,
};

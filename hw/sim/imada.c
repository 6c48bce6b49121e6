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

#include <string.h>

enum { COMMAND_MAX = 20, LIMIT_DECIMALS = 2 };
enum { SETTING_NO_GREETING = SIM_SETTING_OWN, SETTING_HIGH_FIRST };

static const char greeting[] = "\r"; /* a command that no line can be */

struct imada {
    struct sim_gauge gauge;
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
    [SIM_SETTING_SIGN] = {"press-minus", 0, 0, 0},
    [SIM_SETTING_PACE] = {"answer-", 5, 1000, 0},
    [SETTING_NO_GREETING] = {"no-greeting", 0, 0, 0},
    [SETTING_HIGH_FIRST] = {"high-limit-first", 0, 0, 0},
};

static struct imada *imada_of(const struct sim_call *call)
{
    return (struct imada *)call->gauge;
}

static void accept(const struct sim_call *call)
{
    sim_gauge_say(call, "R\r");
}

static void refuse(const struct sim_call *call)
{
    sim_gauge_say(call, "E\r");
}

static char judge(const struct imada *imada, double force)
{
    const double value = sim_gauge_in_unit(&imada->gauge, force);
    if (sim_gauge_shows(&imada->gauge, force) == SIM_OVER_WORD)
        return 'E';
    if (!imada->has_limits)
        return 'O';
    return value < imada->low ? 'L' : value > imada->high ? 'H' : 'O';
}

static void reply_reading(const struct sim_call *call, int unused)
{
    (void)unused;
    const struct imada *imada = imada_of(call);
    struct sim_gauge *gauge = call->gauge;
    const double force =
        imada->is_peak ? sim_gauge_peak_n(gauge, call->t) : sim_gauge_read_n(gauge, call->t);
    if (sim_gauge_shows(gauge, force) == SIM_OVER_SILENT)
        return;
    char number[7];
    sim_gauge_write_fixed(gauge, force, number);
    sim_gauge_say(call, "%s%s%c%c\r", number, units[gauge->unit].wire, imada->is_peak ? 'P' : 'T',
                  judge(imada, force));
}

static void do_zero(const struct sim_call *call, int unused)
{
    (void)unused;
    sim_sensor_zero(&call->gauge->sensor, call->t, 0);
    accept(call);
}

static void set_mode(const struct sim_call *call, int is_peak)
{
    imada_of(call)->is_peak = is_peak != 0;
    if (is_peak)
        sim_sensor_peaks_clear(&call->gauge->sensor, call->t);
    accept(call);
}

static void set_unit(const struct sim_call *call, int unit)
{
    call->gauge->unit = (uint8_t)unit;
    accept(call);
}

static void do_nothing(const struct sim_call *call, int unused)
{
    (void)unused; /* its memory of readings cannot be asked for */
    accept(call);
}

static void switch_off(const struct sim_call *call, int unused)
{
    (void)unused;
    accept(call);
    call->gauge->is_off = true;
}

static void tell_limits(const struct sim_call *call, int unused)
{
    (void)unused;
    const struct imada *imada = imada_of(call);
    const bool is_high_first = imada->gauge.settings[SETTING_HIGH_FIRST] != 0;
    sim_gauge_say(call, "E%.*f%.*f\r", LIMIT_DECIMALS, is_high_first ? imada->high : imada->low,
                  LIMIT_DECIMALS, is_high_first ? imada->low : imada->high);
}

/* Two numbers without a gap: each ends with its second decimal. */
static size_t take_limit(const char *text, double *limit)
{
    const char *point = strchr(text, '.');
    const size_t n = point ? (size_t)(point - text) + 1 + LIMIT_DECIMALS : 0;
    return n && strlen(text) >= n && decimal_parse(text, n, limit) == n ? n : 0;
}

static void set_limits(const struct sim_call *call, const char *text)
{
    struct imada *imada = imada_of(call);
    double first, second;
    const size_t n = take_limit(text, &first);
    const size_t m = n ? take_limit(text + n, &second) : 0;
    const bool is_high_first = imada->gauge.settings[SETTING_HIGH_FIRST] != 0;
    if (!m || text[n + m] || (is_high_first ? first < second : first > second)) {
        refuse(call);
        return;
    }
    imada->low = is_high_first ? second : first;
    imada->high = is_high_first ? first : second;
    imada->has_limits = true;
    accept(call);
}

static void greet(const struct sim_call *call, int unused)
{
    (void)unused;
    if (!call->gauge->settings[SETTING_NO_GREETING])
        sim_gauge_say(call, "Gauge Started.\r");
}

static const struct sim_word words[] = {
    {"D", reply_reading, 0},   {"Z", do_zero, 0},       {"T", set_mode, 0},
    {"P", set_mode, 1},        {"N", set_unit, UNIT_N}, {"K", set_unit, UNIT_KGF},
    {"O", set_unit, UNIT_LBF}, {"E", tell_limits, 0},   {"OM", do_nothing, 0},
    {"OC0", do_nothing, 0},    {"OC1", do_nothing, 0},  {"Q", switch_off, 0},
    {greeting, greet, 0},
};

static void obey(const struct sim_call *call, const char *command)
{
    const bool is_other = call->gauge->is_other; /* it has a CR in its language, and no D */
    if (!is_other && sim_gauge_obey(call, words, sizeof words / sizeof words[0], command))
        return;
    if (!is_other && command[0] == 'E')
        set_limits(call, command + 1);
    else
        refuse(call);
}

static void power_on(void *state, mono_ns t)
{
    struct imada *imada = state;
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
    .command_max = COMMAND_MAX,
    .obey = obey,
};

const struct sim_instrument sim_imada_d = {
    .name = "imada-d",
    .title = "Imada DST/DS2 force gauge, D protocol (500 N)",
    .settings = "press-minus, answer-MS, no-greeting, high-limit-first",
    .baud = 19200,
    .state_size = sizeof(struct imada),
    SIM_GAUGE(&kind),
};

/* A Wagner FPX hand-held algometer, from pressure.md section 2.1; where the FPX is silent, from its
 * relatives in 2.2 and 2.4.
 *
 * 1. It answers when asked: `?` or `C?`, in upper or lower case, ended by CR LF. A CR without its
 * LF, or an LF without its CR, spoils the line; an unknown command gets no reply at all.
 * 2. `[-]digits.digits SP unit CR LF`, never a plus sign. A press reads as minus, as the public
 * client expects of it; its relative FDX says the contrary, so the sign is a setting.
 * 3. There is no command for unit, zero, mode or a stream. The unit is changed by hand. Set to its
 * peak mode by hand it adds the word Peak, as the Force Ten does.
 * 4. Overload is the word HELP in place of the number, as the Force Ten sends it.
 * 5. Capacity and graduation are those that fit the document's example, -23.02 lbf; with which unit
 * it wakes up and how fast it answers is not documented. */
#include "gauge_internal.h"
#include "instruments_internal.h"

#include "base/units.h"

#include <strings.h>

enum { COMMAND_MAX = 20 };
enum { SETTING_PEAK = SIM_SETTING_OWN, SETTING_CAPITALS };

struct wagner {
    struct sim_gauge gauge;
    bool is_ended; /* by CR; the LF is due */
};

static const struct sim_unit units[] = {
    {"lbf", "lbf", N_PER_LBF, 0.02, 2},
    {"N", "N", 1, 0.1, 1},
    {"kgf", "kgf", N_PER_KGF, 0.01, 2},
    {"ozf", "ozf", N_PER_OZF, 0.5, 1},
};

static const struct sim_setting settings[] = {
    [SIM_SETTING_SIGN] = {"press-plus", 0, 0, 0},
    [SIM_SETTING_PACE] = {"answer-", 10, 1000, 0},
    [SETTING_PEAK] = {"peak", 0, 0, 0},
    [SETTING_CAPITALS] = {"capitals", 0, 0, 0},
};

static void spell(const struct sim_gauge *gauge, char out[8])
{
    const char *unit = units[gauge->unit].wire;
    const bool has_capitals = gauge->settings[SETTING_CAPITALS] != 0;
    size_t n = 0;
    for (; unit[n]; n++)
        out[n] = has_capitals && unit[n] >= 'a' ? (char)(unit[n] - 'a' + 'A') : unit[n];
    out[n] = '\0';
}

static void reply(const struct sim_call *call)
{
    struct sim_gauge *gauge = call->gauge;
    const bool is_peak = gauge->settings[SETTING_PEAK] != 0;
    const double force =
        is_peak ? sim_gauge_peak_n(gauge, call->t) : sim_gauge_read_n(gauge, call->t);
    const enum sim_over shows = sim_gauge_shows(gauge, force);
    if (shows == SIM_OVER_SILENT)
        return;
    char number[24], unit[8];
    sim_gauge_write(gauge, force, number);
    spell(gauge, unit);
    sim_gauge_say(call, "%s %s%s\r\n", shows == SIM_OVER_WORD ? "HELP" : number, unit,
                  is_peak ? " Peak" : "");
}

static void obey(const struct sim_call *call, const char *command)
{
    if (strcasecmp(command, "?") != 0 && strcasecmp(command, "C?") != 0)
        return;
    if (call->gauge->is_other)
        sim_gauge_say(call, "0.0 g\r\n"); /* what stands in its place measures mass */
    else
        reply(call);
}

static void hear(void *state, mono_ns t, uint8_t byte)
{
    struct wagner *wagner = state;
    struct sim_line *line = &wagner->gauge.line;
    if (wagner->is_ended && byte == '\n')
        sim_gauge_hear(&wagner->gauge, t, line->text);
    else if (byte == '\n')
        *line = (struct sim_line){.length = 0};
    wagner->is_ended = sim_line_push(line, COMMAND_MAX, byte) == SIM_LINE_WHOLE;
}

static void power_on(void *state, mono_ns t)
{
    struct wagner *wagner = state;
    (void)t;
    wagner->is_ended = false;
}

static const struct sim_gauge_kind kind = {
    .capacity_n = 25 * N_PER_LBF,
    .resolution_n = 0.1,
    .units = units,
    .n_units = sizeof units / sizeof units[0],
    .unit = 0,
    .press_is_minus = true,
    .over = SIM_OVER_WORD,
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .power_on = power_on,
    .hear = hear,
    .obey = obey,
};

const struct sim_instrument sim_wagner_fpx = {
    .name = "wagner-fpx",
    .title = "Wagner FPX algometer (25 lbf)",
    .settings = "press-plus, answer-MS, peak, capitals",
    .baud = 9600,
    .state_size = sizeof(struct wagner),
    SIM_GAUGE(&kind),
};

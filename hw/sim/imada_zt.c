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

#include <string.h>

enum { COMMAND_MAX = 20, UNIT_LIST = 6, LIMIT_DIGITS = 4 };
enum {
    SETTING_LETTER_R = SIM_SETTING_OWN,
    SETTING_LETTER_OTHER,
    SETTING_NO_ANSWER,
    SETTING_UNKNOWN_SILENT
};

enum { UNIT_N, UNIT_KGF, UNIT_LBF };

/* On the wire: its code in the list of units. */
static const struct sim_unit units[] = {
    [UNIT_N] = {"02", "N", 1, 0.1, 1},
    [UNIT_KGF] = {"08", "kgf", N_PER_KGF, 0.01, 2},
    [UNIT_LBF] = {"11", "lbf", N_PER_LBF, 0.1, 1},
};

static const struct sim_setting settings[] = {
    [SIM_SETTING_SIGN] = {"press-minus", 0, 0, 0},
    [SIM_SETTING_PACE] = {"answer-", 1, 1000, 0},
    [SETTING_LETTER_R] = {"letter-r", 0, 0, 0},
    [SETTING_LETTER_OTHER] = {"letter-other", 0, 0, 0},
    [SETTING_NO_ANSWER] = {"no-answer", 0, 0, 0},
    [SETTING_UNKNOWN_SILENT] = {"unknown-silent", 0, 0, 0},
};

static bool has(const struct sim_call *call, int setting)
{
    return call->gauge->settings[setting] != 0;
}

static void accept(const struct sim_call *call)
{
    if (!has(call, SETTING_NO_ANSWER))
        sim_gauge_say(call, "R\r");
}

static void refuse(const struct sim_call *call)
{
    if (!has(call, SETTING_UNKNOWN_SILENT))
        sim_gauge_say(call, "E\r");
}

static void say_record(const struct sim_call *call, char letter, double force)
{
    const struct sim_gauge *gauge = call->gauge;
    const enum sim_over shows = sim_gauge_shows(gauge, force);
    if (shows == SIM_OVER_SILENT)
        return;
    char number[7];
    sim_gauge_write_fixed(gauge, force, number);
    if (shows == SIM_OVER_WORD)
        memcpy(number + 1, "-----", 5);
    sim_gauge_say(call, "%c%s%s%d%s\r", letter, number, "72345678", gauge->unit, "4321");
}

static void reply_current(const struct sim_call *call, int unused)
{
    (void)unused;
    const char letter = has(call, SETTING_LETTER_R)       ? 'r'
                        : has(call, SETTING_LETTER_OTHER) ? 'c'
                                                          : 'l';
    say_record(call, letter, sim_gauge_read_n(call->gauge, call->t));
}

static void reply_peak(const struct sim_call *call, int unused)
{
    (void)unused;
    say_record(call, 'p', sim_gauge_peak_n(call->gauge, call->t));
}

static void stream(const struct sim_call *call, int per_s)
{
    sim_gauge_stream(call->gauge, call->t, (uint32_t)per_s);
}

static void tell_units(const struct sim_call *call, int unused)
{
    (void)unused;
    char out[3 + 2 * UNIT_LIST + 1] = "XFC";
    for (size_t i = 0; i < UNIT_LIST; i++)
        memcpy(out + 3 + 2 * i, i < sizeof units / sizeof units[0] ? units[i].wire : "00", 3);
    sim_gauge_say(call, "%s\r", out);
}

static void set_unit(const struct sim_call *call, int unit)
{
    call->gauge->unit = (uint8_t)unit;
    accept(call);
}

static void do_zero(const struct sim_call *call, int unused)
{
    (void)unused;
    sim_sensor_zero(&call->gauge->sensor, call->t, 0);
    accept(call);
}

static void switch_off(const struct sim_call *call, int unused)
{
    (void)unused;
    accept(call);
    call->gauge->is_off = true;
}

/* Two signed numbers of four digits; what they change is only on the gauge's own outputs. */
static bool is_limits(const char *text)
{
    for (size_t i = 0; i < 2; i++, text += 1 + LIMIT_DIGITS)
        if ((*text != '+' && *text != '-') || strspn(text + 1, "0123456789") != LIMIT_DIGITS)
            return false;
    return *text == '\0';
}

static const struct sim_word words[] = {
    {"XAR", reply_current, 0}, {"XAg", stream, 10},          {"XAG", stream, 2000},
    {"XAS", stream, 0},        {"XFC", tell_units, 0},       {"XFU0", set_unit, UNIT_N},
    {"XFP", reply_peak, 0},    {"XFU1", set_unit, UNIT_KGF}, {"XFU2", set_unit, UNIT_LBF},
    {"XQT", switch_off, 0},
};

/* An older gauge of the maker knows them, too. */
static const struct sim_word old_words[] = {{"Z", do_zero, 0}, {"K", set_unit, UNIT_KGF}};

static void obey(const struct sim_call *call, const char *command)
{
    const bool is_other = call->gauge->is_other;
    if (sim_gauge_obey(call, old_words, sizeof old_words / sizeof old_words[0], command) ||
        (!is_other && sim_gauge_obey(call, words, sizeof words / sizeof words[0], command)))
        return;
    if (!strncmp(command, "XCW", 3) && is_limits(command + 3) && !is_other)
        accept(call);
    else
        refuse(call);
}

static void sample(const struct sim_call *call)
{
    if (!call->gauge->is_other)
        say_record(call, 'l', sim_gauge_read_n(call->gauge, call->t));
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
    .command_max = COMMAND_MAX,
    .obey = obey,
    .sample = sample,
};

const struct sim_instrument sim_imada_zt = {
    .name = "imada-zt",
    .title = "Imada ZTS/ZTA force gauge, 2000 readings per second (500 N)",
    .settings = "press-minus, answer-MS, letter-r, letter-other, no-answer, unknown-silent",
    .baud = 460800,
    .state_size = sizeof(struct sim_gauge),
    SIM_GAUGE(&kind),
};

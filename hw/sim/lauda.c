/* A Lauda circulator with a bath, from thermal.md section 4.8.
 *
 * 1. A command ends with CR, an LF before or behind it is nothing, a blank may stand for `_`. Every command is answered with a
 * line: a value, `OK` or an error. Who does not wait for the answer is not heard meanwhile.
 * 2. `OUT_SP_08_n` begins a watchdog: n seconds after the last command it stops, and says -1 until it is started again.
 * 3. What is sent and is no number is ERR_5; a number that cannot be is ERR_6, a set point outside the limits that were
 * sent ERR_32; an unknown command is ERR_3, a line that is too long ERR_2.
 * 4. Chosen here: 0 ends the watchdog; numbers have three digits before the point; which digit of `STAT` says what (1 any, 2
 * the watchdog, 5 too little water, 7 the sensor); what was sent can be read back only of IN_SP_00; set points outlive a
 * loss of mains, a start does not. What the document leaves open is a setting. */
#include "circulator_internal.h"
#include "instruments_internal.h"

#include <stdio.h>
#include <string.h>

/* X(name, word, normal, min, max) */
#define LAUDA_SETTINGS(X)                                                                          \
    X(OFF_VALUE, "watchdog-off-", 0, 0, 99) /* number of OUT_SP_08 that ends the watchdog */       \
    X(SHORT, "number-short", 0, 0, 0)       /* as few digits as there are */                       \
    X(BLANKS, "number-blanks", 0, 0, 0)     /* blanks in front of them */                          \
    X(READS, "reads-back", 0, 0, 0)         /* IN_SP_ for each OUT_SP_ */                          \
    X(FORGETS, "forgets", 0, 0, 0)          /* without mains what was sent */                      \
    X(AGAIN, "starts-again", 0, 0, 0)       /* with its mains, where it was on */                  \
    X(ADDRESS, "address-", 0, 1, 127)       /* on RS-485 */

enum lauda_setting {
    LAUDA_BEGIN = CIRCULATOR_SETTING_COUNT - 1,
#define LAUDA_ENUM(name, word, normal, min, max) LAUDA_##name,
    LAUDA_SETTINGS(LAUDA_ENUM)
#undef LAUDA_ENUM
        LAUDA_SETTING_COUNT
};

static const struct sim_setting words[LAUDA_SETTING_COUNT] = {CIRCULATOR_SETTINGS(SIM_SETTING, 15)
                                                                  LAUDA_SETTINGS(SIM_SETTING)};
_Static_assert(sizeof words / sizeof words[0] <= CIRCULATOR_SETTINGS_MAX, "room for each");

/* Numbers of ERR_. */
enum { FINE = 0, INPUT = 2, COMMAND = 3, SYNTAX = 5, VALUE = 6, LIMITS = 32 };

enum { STAGES = 5, LONGEST_S = 99 };
#define LEAST_C (-30.0)
#define MOST_C 150.0
#define FACTORY_C 20.0

struct lauda {
    struct circulator circulator;
    struct sim_line line;
    double high_c, low_c; /* of set points */
    uint32_t stage, watchdog_s;
};

static struct lauda *lauda_of(const struct circulator_call *call)
{
    return (struct lauda *)call->circulator;
}

/* ---- answers ------------------------------------------------------------------------------------
 */

static void say(const struct circulator_call *call, const char *text, size_t n)
{
    char line[CIRCULATOR_ANSWER_MAX];
    const int length = snprintf(line, sizeof line, "%.*s\r\n", (int)n, text);
    circulator_say(call, line, (size_t)length);
}

static void say_text(const struct circulator_call *call, const char *text)
{
    say(call, text, strlen(text));
}

static void say_outcome(const struct circulator_call *call, int error)
{
    char text[16];
    snprintf(text, sizeof text, "ERR_%d", error);
    say_text(call, error ? text : "OK");
}

static char pad(const struct circulator_call *call)
{
    const uint32_t *settings = call->circulator->settings;
    return settings[LAUDA_SHORT] ? 0 : settings[LAUDA_BLANKS] ? ' ' : '0';
}

static void say_measured(const struct circulator_call *call, int decimals)
{
    char digits[24];
    say(call, digits,
        circulator_write_bath(call->circulator, digits, (unsigned)decimals, pad(call)));
}

static void say_celsius(const struct circulator_call *call, double celsius)
{
    char digits[24];
    say(call, digits, circulator_write(digits, celsius, 2, pad(call)));
}

static void say_count(const struct circulator_call *call, uint32_t count)
{
    char text[16];
    snprintf(text, sizeof text, "%u", (unsigned)count);
    say_text(call, text);
}

static bool has_fault(const struct circulator *circulator)
{
    return circulator->is_cut || circulator_is_ailing(circulator);
}

static void say_status(const struct circulator_call *call, int unused)
{
    (void)unused;
    say_text(call, has_fault(call->circulator) ? "-1" : "0");
}

static void say_digits(const struct circulator_call *call, int unused)
{
    (void)unused;
    const struct circulator *circulator = call->circulator;
    const uint32_t *settings = circulator->settings;
    char text[16];
    snprintf(text, sizeof text, "%d%d00%d0%d", has_fault(circulator), circulator->is_cut,
             settings[CIRCULATOR_LOW_LEVEL] != 0, settings[CIRCULATOR_BLIND] != 0);
    say_text(call, text);
}

static void say_type(const struct circulator_call *call, int unused)
{
    (void)unused;
    say_text(call, "RE415");
}

static void say_version(const struct circulator_call *call, int unused)
{
    (void)unused;
    say_text(call, "V 1.21");
}

static void do_switch(const struct circulator_call *call, int on)
{
    circulator_switch(call->circulator, on != 0);
    say_outcome(call, FINE);
}

/* What OUT_SP_ `which` has sent. */
static void say_sent(const struct circulator_call *call, int which)
{
    const struct lauda *lauda = lauda_of(call);
    if (which != 0 && !call->circulator->settings[LAUDA_READS])
        say_outcome(call, COMMAND);
    else if (which == 1 || which == 8)
        say_count(call, which == 1 ? lauda->stage : lauda->watchdog_s);
    else
        say_celsius(call, which == 0   ? call->circulator->set_point_c
                          : which == 4 ? lauda->high_c
                                       : lauda->low_c);
}

static const struct {
    const char *text;
    void (*run)(const struct circulator_call *call, int which);
    int which;
} commands[] = {
    {"IN_PV_00", say_measured, 2}, {"IN_PV_10", say_measured, 3}, {"IN_SP_00", say_sent, 0},
    {"IN_SP_01", say_sent, 1},     {"IN_SP_04", say_sent, 4},     {"IN_SP_05", say_sent, 5},
    {"IN_SP_08", say_sent, 8},     {"START", do_switch, 1},       {"STOP", do_switch, 0},
    {"STATUS", say_status, 0},     {"STAT", say_digits, 0},       {"TYPE", say_type, 0},
    {"VERSION", say_version, 0},
};

/* ---- orders -------------------------------------------------------------------------------------
 */

static int set_point(struct lauda *lauda, double celsius)
{
    if (celsius > lauda->high_c || celsius < lauda->low_c)
        return LIMITS;
    lauda->circulator.set_point_c = celsius;
    return FINE;
}

static int set_pump(struct lauda *lauda, double stage)
{
    lauda->stage = (uint32_t)stage;
    lauda->circulator.stir = stage / STAGES;
    return FINE;
}

static int set_high(struct lauda *lauda, double celsius)
{
    lauda->high_c = celsius;
    return FINE;
}

static int set_low(struct lauda *lauda, double celsius)
{
    lauda->low_c = celsius;
    return FINE;
}

static int set_watchdog(struct lauda *lauda, double seconds)
{
    const bool is_off = (uint32_t)seconds == lauda->circulator.settings[LAUDA_OFF_VALUE];
    if (!is_off && seconds < 1)
        return VALUE;
    lauda->watchdog_s = (uint32_t)seconds;
    lauda->circulator.watchdog = is_off ? 0 : lauda->watchdog_s * MONO_SEC;
    return FINE;
}

static const struct order {
    const char *name;
    double least, most;
    bool is_whole;
    int (*set)(struct lauda *lauda, double value);
} orders[] = {
    {"OUT_SP_00", LEAST_C, MOST_C, false, set_point},
    {"OUT_SP_01", 0, STAGES, true, set_pump},
    {"OUT_SP_04", LEAST_C, MOST_C, false, set_high},
    {"OUT_SP_05", LEAST_C, MOST_C, false, set_low},
    {"OUT_SP_08", 0, LONGEST_S, true, set_watchdog},
};

static int carry_out(struct lauda *lauda, const struct order *order, const char *rest)
{
    double value;
    if (rest[0] != '_' || !circulator_number(rest + 1, order->is_whole, &value))
        return SYNTAX;
    if (value < order->least || value > order->most)
        return VALUE;
    return order->set(lauda, value);
}

static int outcome_of(struct lauda *lauda, const char *line)
{
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        const size_t n = strlen(orders[i].name);
        if (!strncmp(line, orders[i].name, n))
            return carry_out(lauda, &orders[i], line + n);
    }
    return COMMAND;
}

/* ---- hearing ------------------------------------------------------------------------------------
 */

static void obey(const struct circulator_call *call, const char *line)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (!strcmp(line, commands[i].text)) {
            commands[i].run(call, commands[i].which);
            return;
        }
    const int error = outcome_of(lauda_of(call), line);
    circulator_apply(call->circulator);
    say_outcome(call, error);
}

static void hear_line(const struct circulator_call *call, char *text, bool is_too_long)
{
    for (char *at = text; *at; at++)
        if (*at == ' ')
            *at = '_';
    const char *line = circulator_addressed(text, call->circulator->settings[LAUDA_ADDRESS]);
    if (call->circulator->is_other)
        say_text(call, "?");
    else if (line && is_too_long)
        say_outcome(call, INPUT);
    else if (line && line[0])
        obey(call, line);
    if (line && line[0])
        call->circulator->heard_at = call->t;
}

static void hear(const struct circulator_call *call, char byte)
{
    struct lauda *lauda = lauda_of(call);
    const enum sim_line_result result = sim_line_push(&lauda->line, SIM_LINE_MAX, (uint8_t)byte);
    if (result != SIM_LINE_NONE)
        hear_line(call, lauda->line.text, result == SIM_LINE_TOO_LONG);
}

/* ---- power --------------------------------------------------------------------------------------
 */

static void reset(struct circulator *circulator)
{
    struct lauda *lauda = (struct lauda *)circulator;
    lauda->high_c = MOST_C;
    lauda->low_c = LEAST_C;
    circulator->set_point_c = FACTORY_C;
    set_pump(lauda, 2);
}

static void wake(struct circulator *circulator)
{
    struct lauda *lauda = (struct lauda *)circulator;
    lauda->line = (struct sim_line){.length = 0};
    lauda->watchdog_s = circulator->settings[LAUDA_OFF_VALUE];
    if (circulator->settings[LAUDA_FORGETS])
        reset(circulator);
    circulator->is_on = circulator->settings[LAUDA_AGAIN] && circulator->was_on;
}

static const struct circulator_kind kind = {
    .words = words, .n_words = LAUDA_SETTING_COUNT, .hear = hear, .reset = reset, .wake = wake};

const struct sim_instrument sim_lauda = {
    .name = "lauda",
    .title = "Lauda RE415 circulator with a bath",
    .settings = CIRCULATOR_WORDS ", watchdog-off-N, number-short, number-blanks, reads-back, "
                                 "forgets, starts-again, address-N",
    .baud = 9600,
    .state_size = sizeof(struct lauda),
    SIM_CIRCULATOR(&kind),
};

/* A Julabo circulator (CF31) with a bath, from thermal.md section 4.7.
 *
 * 1. A command ends with CR and has one blank before its number. `in_` commands, `version` and `status` are answered; `out_`
 * commands never are, and are obeyed in remote mode only. What went wrong is told by `status` alone: an alarm as long as it
 * lasts, what was wrong with a command once, then whether it is in remote mode and on.
 * 2. A command that follows another by less than 250 ms is not heard. An unknown one has nothing that it could disturb, and
 * the next may follow at once.
 * 3. Without mains it forgets its set points and does not start again.
 * 4. Chosen here: two decimals; remote mode is set at its panel, and is; it goes by the first set point; no external sensor;
 * an unknown `in_` command is no command; the texts of all but four numbers; what is outside the warning limits is refused. What the
 * document leaves open is a setting. */
#include "circulator_internal.h"
#include "instruments_internal.h"

#include <stdio.h>
#include <string.h>

/* X(name, word, normal, min, max) */
#define JULABO_SETTINGS(X)                                                                         \
    X(MANUAL, "manual", 0, 0, 0)       /* somebody took it back at its panel */                    \
    X(PACE, "pace-", 250, 0, 2000)     /* ms that must lie between commands */                     \
    X(LINE_LF, "line-lf", 0, 0, 0)     /* answers end with LF alone */                             \
    X(FLOW, "flow-bytes", 0, 0, 0)     /* XOFF and XON stand in front of answers */                \
    X(DECIMALS, "decimals-", 2, 1, 3)  /* of temperatures */                                       \
    X(BLANK, "blank-first", 0, 0, 0)   /* numbers begin with a blank where no sign is */           \
    X(SHORT, "version-short", 0, 0, 0) /* it does not tell its name */                             \
    X(STAYS, "error-stays", 0, 0, 0)   /* until a good command, however often it is asked */       \
    X(EXTERNAL, "external", 0, 0, 0)   /* a second sensor is in the water */                       \
    X(DRIVEN, "host-drives", 0, 0, 0)  /* from the first out_sp_06 on it gives that */             \
    X(ADDRESS, "address-", 0, 1, 127)  /* on RS-485 */

enum julabo_setting {
    JULABO_BEGIN = CIRCULATOR_SETTING_COUNT - 1,
#define JULABO_ENUM(name, word, normal, min, max) JULABO_##name,
    JULABO_SETTINGS(JULABO_ENUM)
#undef JULABO_ENUM
        JULABO_SETTING_COUNT
};

static const struct sim_setting words[JULABO_SETTING_COUNT] = {CIRCULATOR_SETTINGS(SIM_SETTING, 20)
                                                                   JULABO_SETTINGS(SIM_SETTING)};
_Static_assert(sizeof words / sizeof words[0] <= CIRCULATOR_SETTINGS_MAX, "room for each");

/* Numbers of `status`. */
enum {
    FINE = 0,
    LOW_LEVEL = 1,
    HIGH_WARNING = 3,
    LOW_WARNING = 4,
    BROKEN_SENSOR = 5,
    INVALID = 8,
    NOT_NOW = 9,
    TOO_SMALL = 10,
    TOO_LARGE = 11,
    BEYOND_WARNING = 13,
    NO_EXTERNAL = 15
};

enum { SET_POINTS = 3, STAGES = 4, COMMAND_MAX = SIM_LINE_MAX };
#define LEAST_C (-30.0)
#define MOST_C 200.0
#define SAFETY_C 100.0
#define FACTORY_C 25.0

struct julabo {
    struct circulator circulator;
    struct sim_line line;
    double other_c[SET_POINTS - 1]; /* that it does not go by */
    double high_c, low_c;           /* of its warnings */
    bool has_heard;
    int wrong; /* with a command, and not told yet */
    mono_ns heard_at;
};

static struct julabo *julabo_of(const struct circulator_call *call)
{
    return (struct julabo *)call->circulator;
}

static const uint32_t *settings_of(const struct julabo *julabo)
{
    return julabo->circulator.settings;
}

/* ---- answers ------------------------------------------------------------------------------------
 */

static void say(const struct circulator_call *call, const char *text, size_t n)
{
    const uint32_t *settings = call->circulator->settings;
    char line[CIRCULATOR_ANSWER_MAX];
    const int length =
        snprintf(line, sizeof line, "%s%.*s%s", settings[JULABO_FLOW] ? "\x13\x11" : "", (int)n,
                 text, settings[JULABO_LINE_LF] ? "\n" : "\r\n");
    circulator_say(call, line, (size_t)length);
}

static void say_text(const struct circulator_call *call, const char *text)
{
    say(call, text, strlen(text));
}

/* With the blank that it may begin with. */
static void say_digits(const struct circulator_call *call, const char *digits, size_t n)
{
    char text[26] = " ";
    const bool has_blank = call->circulator->settings[JULABO_BLANK] && digits[0] != '-';
    memcpy(text + has_blank, digits, n);
    say(call, text, n + has_blank);
}

static void say_number(const struct circulator_call *call, double number)
{
    char digits[24];
    say_digits(call, digits,
               circulator_write(digits, number, call->circulator->settings[JULABO_DECIMALS], 0));
}

static void say_measured(const struct circulator_call *call)
{
    char digits[24];
    say_digits(call, digits,
               circulator_write_bath(call->circulator, digits,
                                     call->circulator->settings[JULABO_DECIMALS], 0));
}

static const char *text_of(int number)
{
    static const struct {
        int number;
        const char *text;
    } rows[] = {{LOW_LEVEL, "LOW LEVEL ALARM"},
                {HIGH_WARNING, "HIGH TEMPERATURE WARNING"},
                {LOW_WARNING, "LOW TEMPERATURE WARNING"},
                {BROKEN_SENSOR, "WORKING SENSOR ALARM"},
                {INVALID, "INVALID COMMAND"},
                {NOT_NOW, "COMMAND NOT ALLOWED IN CURRENT OPERATING MODE"},
                {TOO_SMALL, "VALUE TOO SMALL"},
                {TOO_LARGE, "VALUE TOO LARGE"},
                {BEYOND_WARNING, "VALUE EXCEEDS TEMPERATURE LIMITS"},
                {NO_EXTERNAL, "EXTERNAL SENSOR MISSING"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].number == number)
            return rows[i].text;
    return "ALARM";
}

/* The first of what there is to complain of. */
static int complaint(const struct julabo *julabo)
{
    const uint32_t *settings = settings_of(julabo);
    const double c = sim_bath_measured_c(&julabo->circulator.bath);
    if (settings[CIRCULATOR_LOW_LEVEL])
        return LOW_LEVEL;
    if (settings[CIRCULATOR_BLIND])
        return BROKEN_SENSOR;
    if (settings[CIRCULATOR_ALARM])
        return (int)settings[CIRCULATOR_ALARM];
    if (julabo->wrong)
        return julabo->wrong;
    return c > julabo->high_c ? HIGH_WARNING : c < julabo->low_c ? LOW_WARNING : FINE;
}

static void say_status(const struct circulator_call *call)
{
    struct julabo *julabo = julabo_of(call);
    const uint32_t *settings = settings_of(julabo);
    const int number = complaint(julabo);
    char text[CIRCULATOR_ANSWER_MAX - 4];
    if (number)
        snprintf(text, sizeof text, "-%02d %s", number, text_of(number));
    else
        snprintf(text, sizeof text, "0%d %s %s",
                 2 * !settings[JULABO_MANUAL] + julabo->circulator.is_on,
                 settings[JULABO_MANUAL] ? "MANUAL" : "REMOTE",
                 julabo->circulator.is_on ? "START" : "STOP");
    if (number == julabo->wrong && !settings[JULABO_STAYS])
        julabo->wrong = FINE;
    say_text(call, text);
}

static void say_version(const struct circulator_call *call)
{
    say_text(call,
             call->circulator->settings[JULABO_SHORT] ? "VERSION 1.0" : "JULABO CF31 VERSION 1.0");
}

static void say_drive(const struct circulator_call *call)
{
    say_number(call, 100 * call->circulator->bath.drive);
}

static void say_external(const struct circulator_call *call)
{
    if (call->circulator->settings[JULABO_EXTERNAL])
        say_number(call, call->circulator->bath.water_c);
    else
        say_text(call, "---.--");
}

/* The sensor of the safety circuit is another than that of the bath. */
static void say_safety(const struct circulator_call *call)
{
    say_number(call, call->circulator->bath.water_c);
}

static void say_safety_limit(const struct circulator_call *call)
{
    say_number(call, SAFETY_C);
}

static void say_set_point(const struct circulator_call *call)
{
    say_number(call, call->circulator->set_point_c);
}

static void say_second(const struct circulator_call *call)
{
    say_number(call, julabo_of(call)->other_c[0]);
}

static void say_third(const struct circulator_call *call)
{
    say_number(call, julabo_of(call)->other_c[1]);
}

static void say_is_on(const struct circulator_call *call)
{
    say_text(call, call->circulator->is_on ? "1" : "0");
}

static const struct {
    const char *name;
    void (*say)(const struct circulator_call *call);
} questions[] = {
    {"in_pv_00", say_measured}, {"in_pv_01", say_drive},        {"in_pv_02", say_external},
    {"in_pv_03", say_safety},   {"in_pv_04", say_safety_limit}, {"in_sp_00", say_set_point},
    {"in_sp_01", say_second},   {"in_sp_02", say_third},        {"in_mode_05", say_is_on},
    {"version", say_version},   {"status", say_status},
};

/* ---- orders -------------------------------------------------------------------------------------
 */

/* Each returns what is wrong with it. */

static int set_point(struct julabo *julabo, int which, double celsius)
{
    if (celsius > julabo->high_c || celsius < julabo->low_c)
        return BEYOND_WARNING;
    if (which == 0)
        julabo->circulator.set_point_c = celsius;
    else
        julabo->other_c[which - 1] = celsius;
    return FINE;
}

static int set_high(struct julabo *julabo, int unused, double celsius)
{
    (void)unused;
    julabo->high_c = celsius;
    return FINE;
}

static int set_low(struct julabo *julabo, int unused, double celsius)
{
    (void)unused;
    julabo->low_c = celsius;
    return FINE;
}

static int set_drive(struct julabo *julabo, int unused, double percent)
{
    (void)unused;
    if (!settings_of(julabo)[JULABO_DRIVEN])
        return NOT_NOW;
    julabo->circulator.is_driven = true;
    julabo->circulator.drive = percent / 100;
    return FINE;
}

static int set_pump(struct julabo *julabo, int unused, double stage)
{
    (void)unused;
    julabo->circulator.stir = stage / STAGES;
    return FINE;
}

static int set_on(struct julabo *julabo, int unused, double on)
{
    (void)unused;
    circulator_switch(&julabo->circulator, on > 0);
    return FINE;
}

/* Both sensors are in the same water: that it goes by the other shows nowhere. */
static int set_control(struct julabo *julabo, int unused, double external)
{
    (void)unused;
    return external > 0 && !settings_of(julabo)[JULABO_EXTERNAL] ? NO_EXTERNAL : FINE;
}

static const struct order {
    const char *name;
    double least, most;
    bool is_whole;
    int (*set)(struct julabo *julabo, int which, double value);
    int which;
} orders[] = {
    {"out_sp_00", LEAST_C, MOST_C, false, set_point, 0},
    {"out_sp_01", LEAST_C, MOST_C, false, set_point, 1},
    {"out_sp_02", LEAST_C, MOST_C, false, set_point, 2},
    {"out_sp_03", LEAST_C, MOST_C, false, set_high, 0},
    {"out_sp_04", LEAST_C, MOST_C, false, set_low, 0},
    {"out_sp_06", -100, 100, false, set_drive, 0},
    {"out_sp_07", 1, STAGES, true, set_pump, 0},
    {"out_mode_04", 0, 1, true, set_control, 0},
    {"out_mode_05", 0, 1, true, set_on, 0},
};

static int carry_out(struct julabo *julabo, const struct order *order, const char *number)
{
    double value;
    if (!circulator_number(number, order->is_whole, &value))
        return INVALID;
    if (settings_of(julabo)[JULABO_MANUAL])
        return NOT_NOW;
    if (value < order->least || value > order->most)
        return value < order->least ? TOO_SMALL : TOO_LARGE;
    return order->set(julabo, order->which, value);
}

static const struct order *order_of(const char *line, const char **number)
{
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        const size_t n = strlen(orders[i].name);
        *number = line + n + 1;
        if (!strncmp(line, orders[i].name, n) && line[n] == ' ')
            return &orders[i];
    }
    return NULL;
}

/* ---- hearing ------------------------------------------------------------------------------------
 */

/* A command of its language has come. False: too early, and so it has not. */
static bool is_in_time(const struct circulator_call *call)
{
    struct julabo *julabo = julabo_of(call);
    const mono_ns pace = settings_of(julabo)[JULABO_PACE] * MONO_MS;
    if (julabo->has_heard && call->t - julabo->heard_at < pace)
        return false;
    julabo->has_heard = true;
    julabo->heard_at = call->t;
    return true;
}

static bool answer(const struct circulator_call *call, const char *line)
{
    size_t i = 0;
    while (i < sizeof questions / sizeof questions[0] && strcmp(questions[i].name, line) != 0)
        i++;
    if (i == sizeof questions / sizeof questions[0])
        return false;
    if (is_in_time(call))
        questions[i].say(call);
    return true;
}

static void obey(const struct circulator_call *call, const char *line)
{
    struct julabo *julabo = julabo_of(call);
    const char *number;
    const struct order *order = order_of(line, &number);
    if (!line[0] || answer(call, line))
        return;
    if (order && !is_in_time(call))
        return;
    julabo->wrong = order ? carry_out(julabo, order, number) : INVALID;
    circulator_apply(&julabo->circulator);
}

static void hear(const struct circulator_call *call, char byte)
{
    struct julabo *julabo = julabo_of(call);
    const enum sim_line_result result = sim_line_push(&julabo->line, COMMAND_MAX, (uint8_t)byte);
    if (result == SIM_LINE_NONE)
        return;
    const char *line = circulator_addressed(julabo->line.text, settings_of(julabo)[JULABO_ADDRESS]);
    if (julabo->circulator.is_other)
        say_text(call, "?");
    else if (line)
        obey(call, result == SIM_LINE_TOO_LONG ? "too long" : line);
}

/* ---- power --------------------------------------------------------------------------------------
 */

static void reset(struct circulator *circulator)
{
    struct julabo *julabo = (struct julabo *)circulator;
    julabo->line = (struct sim_line){.length = 0};
    julabo->has_heard = circulator->is_driven = false;
    julabo->wrong = FINE;
    julabo->high_c = MOST_C;
    julabo->low_c = LEAST_C;
    circulator->set_point_c = julabo->other_c[0] = julabo->other_c[1] = FACTORY_C;
    circulator->drive = 0;
    circulator->stir = 2.0 / STAGES;
}

static const struct circulator_kind kind = {
    .words = words, .n_words = JULABO_SETTING_COUNT, .hear = hear, .reset = reset, .wake = reset};

const struct sim_instrument sim_julabo = {
    .name = "julabo",
    .title = "Julabo CF31 circulator with a bath",
    .settings = CIRCULATOR_WORDS ", manual, pace-MS, line-lf, flow-bytes, decimals-N, blank-first, "
                                 "version-short, error-stays, external, host-drives, address-N",
    .baud = 4800,
    .state_size = sizeof(struct julabo),
    SIM_CIRCULATOR(&kind),
};

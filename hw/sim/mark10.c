/* A Mark-10 Series 5 force gauge ("Gauge Control Language 2"), from pressure.md section 1.
 *
 * 1. Accepted setting commands are silent. A reply or an error ends with CR LF. Commands are upper
 * case.
 * 2. AOUT1 really gives 50 readings per second; sample k leaves k periods after the command
 * arrived. From a cue on the samples stand on a grid that begins at the cue, so that what is
 * measured in a trial does not depend on what the line carried before it.
 * 3. What the document does not say was chosen here and is meant to be strict: the spelling of *12
 * (not *21) for a wrong specifier, `*11` for what needs a sensor, a memory or a trigger that this
 * gauge has not, `0` or `1` for an I/O bit, texts of RN RM RV RS; LIST prints filters as numbers of
 * samples; a command feeds the automatic shut-off, whose time starts with the first command. */
#include "instruments_internal.h"
#include "mark10_internal.h"

#include "base/decimal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COMMAND_MAX = 25 };

/* Rows of the maker's ranges: 500 N and 25 N. */
static const struct mark10_model model_500 = {
    .model = "M5-100",
    .capacity_n = 500,
    .unit = UNIT_LB,
    .scales = {[UNIT_LB] = {0.02, 2},
               [UNIT_OZ] = {0.5, 1},
               [UNIT_G] = {10, 0},
               [UNIT_KG] = {0.01, 2},
               [UNIT_N] = {0.1, 1},
               [UNIT_KN] = {0.0001, 4},
               [UNIT_MN] = {100, 0}},
};
static const struct mark10_model model_25 = {
    .model = "M5-5",
    .capacity_n = 25,
    .unit = UNIT_LB,
    .scales = {[UNIT_LB] = {0.001, 3},
               [UNIT_OZ] = {0.02, 2},
               [UNIT_G] = {0.5, 1},
               [UNIT_KG] = {0.0005, 4},
               [UNIT_N] = {0.005, 3},
               [UNIT_KN] = {0.000005, 6},
               [UNIT_MN] = {5, 0}},
};

struct call {
    struct mark10 *gauge;
    mono_ns t;
    const struct sim_io *io;
    double number; /* of a command with a number */
};

static void say(const struct call *call, const char *text)
{
    char out[SIM_MESSAGE_MAX];
    const int n = snprintf(out, sizeof out, "%s\r\n", text);
    call->io->send(call->io->host, call->t, (const uint8_t *)out, (size_t)n);
}

static void reply_reading(const struct call *call, int which)
{
    char out[SIM_MESSAGE_MAX];
    const size_t n = mark10_read(call->gauge, call->t, (enum mark10_reading)which, out);
    if (n > 0)
        call->io->send(call->io->host, call->t, (const uint8_t *)out, n);
    else if (which == READ_AVERAGE)
        say(call, "*11");
}

static void set_unit(const struct call *call, int unit)
{
    call->gauge->now.unit = (uint8_t)unit;
}

static void set_mode(const struct call *call, int mode)
{
    if (mode == MODE_AM && !call->gauge->now.has_average)
        say(call, "*11");
    else
        call->gauge->now.mode = (uint8_t)mode;
}

static void do_zero(const struct call *call, int is_zero)
{
    if (is_zero)
        mark10_zero(call->gauge, call->t);
    else
        sim_sensor_peaks_clear(&call->gauge->sensor, call->t);
}

static void set_numeric(const struct call *call, int on)
{
    call->gauge->now.is_numeric = on != 0;
}

static void set_mitutoyo(const struct call *call, int on)
{
    call->gauge->now.mitutoyo = on != 0;
}

static void set_mitutoyo_polarity(const struct call *call, int which)
{
    call->gauge->now.mitutoyo_polarity = (uint8_t)which;
}

static void set_average(const struct call *call, int on)
{
    call->gauge->now.has_average = on != 0;
    if (!on && call->gauge->now.mode == MODE_AM)
        call->gauge->now.mode = MODE_CUR;
}

static void set_trigger(const struct call *call, int mode)
{
    call->gauge->now.trigger = (uint8_t)mode;
}

static void points_off(const struct call *call, int is_high)
{
    if (is_high)
        call->gauge->now.has_high = false;
    else
        call->gauge->now.has_low = false;
}

static void clear_memory(const struct call *call, int unused)
{
    (void)call,
        (void)unused; /* nothing is ever stored: readings are stored by a key on the gauge */
}

static void save(const struct call *call, int unused)
{
    (void)unused;
    call->gauge->saved = call->gauge->now;
}

static void identify(const struct call *call, int which)
{
    static const char *const own[] = {['N'] = "Digital Force Gauge", ['V'] = "V1.00"};
    static const char *const other[] = {['N'] = "Bench Scale", ['M'] = "BS-1", ['V'] = "V9.00"};
    const struct mark10 *gauge = call->gauge;
    if (which == 'S')
        say(call, gauge->serial);
    else if (gauge->is_other)
        say(call, other[which]);
    else
        say(call, which == 'M' ? gauge->model->model : own[which]);
}

static void list(const struct call *call, int unused)
{
    (void)unused;
    static const char *const modes[] = {"CUR", "PT", "PC", "AM"};
    static const char *const polarities[] = {"POL", "NPOL", "PM"};
    const struct mark10_settings *set = &call->gauge->now;
    char text[SIM_MESSAGE_MAX - 2];
    snprintf(text, sizeof text, "%s;%s;%s;FLTC%u;FLTP%u;AOUT%02u;AOFF%u;%s;IPOL%d;OPOL%d;%s;%s;B0",
             call->gauge->is_other ? "V9.00" : "V1.00", mark10_unit_list_name(set->unit),
             modes[set->mode], 1u << set->filter_current, 1u << set->filter_displayed, set->aout,
             set->aoff_min, set->is_numeric ? "NUM" : "FULL", set->ipol, set->opol,
             set->mitutoyo ? "MIT" : "MITD", polarities[set->mitutoyo_polarity]);
    say(call, text);
}

static void stream_start(struct mark10 *gauge, mono_ns t)
{
    const unsigned per_s = gauge->now.aout == 1 ? 50 : gauge->now.aout;
    sim_stream_start(&gauge->stream, gauge->sensor.world, t, per_s ? MONO_SEC / per_s : 0);
}

static void set_aout(const struct call *call, int unused)
{
    (void)unused;
    static const uint16_t rates[] = {0, 1, 2, 5, 10, 25, 50, 125, 250};
    size_t i = 0;
    while (i < sizeof rates / sizeof rates[0] && rates[i] != call->number)
        i++;
    if (i == sizeof rates / sizeof rates[0]) {
        say(call, "*12");
        return;
    }
    call->gauge->now.aout = rates[i];
    stream_start(call->gauge, call->t);
    if (rates[i])
        sim_world_begin(call->gauge->sensor.world, call->t, true);
    else
        sim_world_end(call->gauge->sensor.world, call->t);
}

static void set_filter(const struct call *call, int is_displayed)
{
    if (is_displayed)
        call->gauge->now.filter_displayed = (uint8_t)call->number;
    else
        call->gauge->now.filter_current = (uint8_t)call->number;
}

static void set_polarity(const struct call *call, int is_omit)
{
    if (is_omit)
        call->gauge->now.opol = call->number > 0;
    else
        call->gauge->now.ipol = call->number > 0;
}

static void set_aoff(const struct call *call, int unused)
{
    (void)unused;
    call->gauge->now.aoff_min = (uint8_t)call->number;
}

static void set_point(const struct call *call, int is_high)
{
    struct mark10_settings *set = &call->gauge->now;
    if (is_high)
        set->has_high = true, set->high = call->number;
    else
        set->has_low = true, set->low = call->number;
}

static void set_averaging(const struct call *call, int which)
{
    struct mark10_settings *set = &call->gauge->now;
    *(which == 'F'   ? &set->trigger_force
      : which == 'D' ? &set->delay_s
                     : &set->span_s) = call->number;
}

static void io_bit(const struct call *call, int verb)
{
    const uint8_t bit = (uint8_t)(1u << (unsigned)call->number);
    if (verb == 'R')
        say(call, call->gauge->outputs & bit ? "1" : "0");
    else if (verb == 'S')
        call->gauge->outputs |= bit;
    else
        call->gauge->outputs &= (uint8_t)~bit;
}

enum argument { ARG_NONE, ARG_WHOLE, ARG_DECIMAL, ARG_SIGNED };

struct row {
    const char *word;
    void (*run)(const struct call *call, int value);
    int value;
    enum argument argument;
    double min, max;
};

static const struct row rows[] = {
    {"?", reply_reading, READ_DISPLAYED, ARG_NONE, 0, 0},
    {"?C", reply_reading, READ_CURRENT, ARG_NONE, 0, 0},
    {"?PT", reply_reading, READ_TENSION, ARG_NONE, 0, 0},
    {"?PC", reply_reading, READ_COMPRESSION, ARG_NONE, 0, 0},
    {"?A", reply_reading, READ_AVERAGE, ARG_NONE, 0, 0},
    {"CUR", set_mode, MODE_CUR, ARG_NONE, 0, 0},
    {"PT", set_mode, MODE_PT, ARG_NONE, 0, 0},
    {"PC", set_mode, MODE_PC, ARG_NONE, 0, 0},
    {"AM", set_mode, MODE_AM, ARG_NONE, 0, 0},
    {"Z", do_zero, 1, ARG_NONE, 0, 0},
    {"CLR", do_zero, 0, ARG_NONE, 0, 0},
    {"FULL", set_numeric, 0, ARG_NONE, 0, 0},
    {"NUM", set_numeric, 1, ARG_NONE, 0, 0},
    {"MIT", set_mitutoyo, 1, ARG_NONE, 0, 0},
    {"MITD", set_mitutoyo, 0, ARG_NONE, 0, 0},
    {"POL", set_mitutoyo_polarity, 0, ARG_NONE, 0, 0},
    {"NPOL", set_mitutoyo_polarity, 1, ARG_NONE, 0, 0},
    {"PM", set_mitutoyo_polarity, 2, ARG_NONE, 0, 0},
    {"A", set_average, 1, ARG_NONE, 0, 0},
    {"AD", set_average, 0, ARG_NONE, 0, 0},
    {"ETD", set_trigger, 0, ARG_NONE, 0, 0},
    {"ETH", set_trigger, 1, ARG_NONE, 0, 0},
    {"ETL", set_trigger, 2, ARG_NONE, 0, 0},
    {"ETHL", set_trigger, 3, ARG_NONE, 0, 0},
    {"ETLH", set_trigger, 4, ARG_NONE, 0, 0},
    {"SPHD", points_off, 1, ARG_NONE, 0, 0},
    {"SPLD", points_off, 0, ARG_NONE, 0, 0},
    {"CLRMEM", clear_memory, 0, ARG_NONE, 0, 0},
    {"SAVE", save, 0, ARG_NONE, 0, 0},
    {"LIST", list, 0, ARG_NONE, 0, 0},
    {"RN", identify, 'N', ARG_NONE, 0, 0},
    {"RM", identify, 'M', ARG_NONE, 0, 0},
    {"RV", identify, 'V', ARG_NONE, 0, 0},
    {"RS", identify, 'S', ARG_NONE, 0, 0},
    {"AOUT", set_aout, 0, ARG_WHOLE, 0, 250},
    {"FLTC", set_filter, 0, ARG_WHOLE, 0, 10},
    {"FLTP", set_filter, 1, ARG_WHOLE, 0, 10},
    {"IPOL", set_polarity, 0, ARG_WHOLE, 0, 1},
    {"OPOL", set_polarity, 1, ARG_WHOLE, 0, 1},
    {"AOFF", set_aoff, 0, ARG_WHOLE, 0, 30},
    {"SPH", set_point, 1, ARG_SIGNED, -1e6, 1e6},
    {"SPL", set_point, 0, ARG_SIGNED, -1e6, 1e6},
    {"TRF", set_averaging, 'F', ARG_DECIMAL, 0, 1e6},
    {"DEL", set_averaging, 'D', ARG_DECIMAL, 0.1, 300},
    {"AT", set_averaging, 'T', ARG_DECIMAL, 0.1, 300},
    {"S", io_bit, 'S', ARG_WHOLE, 0, 2},
    {"C", io_bit, 'C', ARG_WHOLE, 0, 2},
    {"R", io_bit, 'R', ARG_WHOLE, 0, 3},
};

/* Known words that this gauge cannot follow: torque, coefficients, an empty memory, no trigger
 * input. */
static const char *const foreign[] = {"?CW",  "?CCW", "?ET",  "?P1",  "PCW",  "PCCW", "MEM", "STA",
                                      "LBFT", "LBIN", "OZIN", "KGM",  "KGMM", "GCM",  "NM",  "NCM",
                                      "NMM",  "COF",  "CU",   "COFE", "COFD", "CUE",  "CUD"};

static bool read_number(enum argument argument, const char *text, double *number)
{
    if (argument == ARG_SIGNED && *text == '+')
        text++;
    else if (argument != ARG_SIGNED && *text == '-')
        return false;
    const size_t n = strlen(text);
    return n > 0 && decimal_parse(text, n, number) == n &&
           (argument != ARG_WHOLE || !strchr(text, '.'));
}

static void run_with_number(struct call *call, const struct row *row, const char *text)
{
    if (!read_number(row->argument, text, &call->number))
        say(call, "*12");
    else if (call->number > row->max || call->number < row->min)
        say(call, "*22");
    else
        row->run(call, row->value);
}

/* One letter followed by no number is an unknown word; a longer word is known and its number is
 * wrong. */
static bool takes(const struct row *row, const char *text)
{
    const size_t n = strlen(row->word);
    if (row->argument == ARG_NONE)
        return strcmp(row->word, text) == 0;
    if (strncmp(row->word, text, n) != 0)
        return false;
    const char next = text[n];
    const bool is_number = (next >= '0' && next <= '9') || next == '+' || next == '-';
    return is_number || n > 2;
}

static void obey(struct call *call, const char *text)
{
    const enum mark10_unit unit = mark10_unit_of_command(text);
    if (unit != UNIT_COUNT) {
        set_unit(call, (int)unit);
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!takes(&rows[i], text))
            continue;
        if (rows[i].argument == ARG_NONE)
            rows[i].run(call, rows[i].value);
        else
            run_with_number(call, &rows[i], text + strlen(rows[i].word));
        return;
    }
    size_t i = 0;
    while (i < sizeof foreign / sizeof foreign[0] && strcmp(foreign[i], text) != 0)
        i++;
    say(call, i < sizeof foreign / sizeof foreign[0] ? "*11" : "*10");
}

static void power_on(struct mark10 *gauge, mono_ns t)
{
    gauge->now = gauge->saved;
    gauge->line = (struct sim_line){.length = 0};
    gauge->heard = MONO_NEVER;
    gauge->is_off = false;
    gauge->outputs = 0;
    sim_sensor_power_on(&gauge->sensor, t);
    stream_start(gauge, t);
}

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    struct mark10 *gauge = state;
    const struct mark10_model *model = instrument->model;
    memset(gauge, 0, sizeof *gauge);
    gauge->model = model;
    sim_sensor_init(&gauge->sensor, world, model->capacity_n, model->scales[UNIT_N].step);
    gauge->saved = (struct mark10_settings){.unit = (uint8_t)model->unit,
                                            .filter_current = 3,
                                            .filter_displayed = 9,
                                            .aoff_min = 5,
                                            .mitutoyo = true,
                                            .delay_s = 0.1,
                                            .span_s = 0.1};
    memcpy(gauge->serial, "3680001", 8);
    power_on(gauge, now);
}

static mono_ns off_at(const struct mark10 *gauge)
{
    if (gauge->heard == MONO_NEVER || !gauge->now.aoff_min)
        return MONO_NEVER;
    return gauge->heard + gauge->now.aoff_min * 60 * MONO_SEC;
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    struct mark10 *gauge = state;
    const mono_ns off = off_at(gauge);
    sim_stream_align(&gauge->stream, gauge->sensor.world);
    while (!gauge->is_off && gauge->stream.next <= now && gauge->stream.next < off) {
        const struct call call = {.gauge = gauge, .t = gauge->stream.next, .io = io};
        reply_reading(&call, READ_DISPLAYED);
        gauge->stream.next += gauge->stream.period;
    }
    if (off <= now)
        gauge->is_off = true;
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct mark10 *gauge = state;
    tick(gauge, t, io);
    for (size_t i = 0; i < n && !gauge->is_off; i++) {
        struct call call = {.gauge = gauge, .t = t, .io = io};
        const enum sim_line_result result = sim_line_push(&gauge->line, COMMAND_MAX, data[i]);
        if (result == SIM_LINE_NONE)
            continue;
        gauge->heard = t;
        if (result == SIM_LINE_TOO_LONG)
            say(&call, "*51");
        else if (gauge->line.text[0])
            obey(&call, gauge->line.text);
    }
}

static mono_ns deadline(const void *state)
{
    const struct mark10 *gauge = state;
    return gauge->is_off ? MONO_NEVER : mono_min(gauge->stream.next, off_at(gauge));
}

static double output(const void *state)
{
    (void)state; /* a gauge energises nothing */
    return 0;
}

static bool can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    (void)instrument;
    switch (act->kind) {
    case SIM_ACT_UNIT:
        return mark10_unit_of_spelling(act->to) != UNIT_COUNT;
    case SIM_ACT_OVERLOAD:
        return !act->to[0] || !strcmp(act->to, "saturate") || !strcmp(act->to, "silent") ||
               !strcmp(act->to, "word");
    case SIM_ACT_IDENTITY:
        return strlen(act->to) < sizeof((struct mark10 *)0)->serial;
    case SIM_ACT_REBOOT:
    case SIM_ACT_DRIFT:
        return true;
    case SIM_ACT_SLOW:
    case SIM_ACT_SETTING:
        return false;
    }
    return false;
}

static void act_identity(struct mark10 *gauge, const struct sim_act *act)
{
    const char *serial = !act->on ? "3680001" : act->to[0] ? act->to : "0000007";
    memcpy(gauge->serial, serial, strlen(serial) + 1);
    gauge->is_other = act->on && !act->to[0];
}

static void act_unit(struct mark10 *gauge, const struct sim_act *act)
{
    if (act->on)
        gauge->unit_before = gauge->now.unit;
    gauge->now.unit = act->on ? (uint8_t)mark10_unit_of_spelling(act->to) : gauge->unit_before;
}

static void act(void *state, const struct sim_act *act)
{
    struct mark10 *gauge = state;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
        power_on(gauge, act->t);
        break;
    case SIM_ACT_IDENTITY:
        act_identity(gauge, act);
        break;
    case SIM_ACT_UNIT:
        act_unit(gauge, act);
        break;
    case SIM_ACT_OVERLOAD:
        gauge->sensor.is_overloaded = act->on;
        gauge->over = !strcmp(act->to, "silent") ? OVER_SILENT
                      : !strcmp(act->to, "word") ? OVER_WORD
                                                 : OVER_SATURATE;
        break;
    case SIM_ACT_DRIFT:
        sim_sensor_drift(&gauge->sensor, act);
        break;
    case SIM_ACT_SLOW:
    case SIM_ACT_SETTING:
        break;
    }
}

#define SERIES_5(model_)                                                                           \
    .baud = 115200, .state_size = sizeof(struct mark10), .model = (model_), .init = init,          \
    .bytes = bytes, .tick = tick, .deadline = deadline, .output = output, .can = can, .act = act

const struct sim_instrument sim_mark10 = {
    .name = "mark10",
    .title = "Mark-10 Series 5 force gauge M5-100 (500 N)",
    SERIES_5(&model_500),
};

const struct sim_instrument sim_mark10_25 = {
    .name = "mark10-25",
    .title = "Mark-10 Series 5 force gauge M5-5 (25 N)",
    SERIES_5(&model_25),
};

#include "gauge_internal.h"

#include "base/decimal.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PRESS_EVERY (30 * MONO_SEC) /* alone; longer than the longest press */

static void power_on(struct sim_gauge *gauge, mono_ns t)
{
    gauge->unit = gauge->kind->unit;
    gauge->is_off = false;
    gauge->line = (struct sim_line){.length = 0};
    gauge->inbox = (struct sim_inbox){.due = MONO_NEVER};
    sim_sensor_power_on(&gauge->sensor, t);
    sim_stream_start(&gauge->stream, gauge->sensor.world, t, 0);
    if (gauge->kind->power_on)
        gauge->kind->power_on(gauge, t);
}

void sim_gauge_init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                    mono_ns now)
{
    struct sim_gauge *gauge = state;
    const struct sim_gauge_kind *kind = instrument->model;
    assert(kind->n_settings <= SIM_SETTINGS_MAX);
    memset(gauge, 0, instrument->state_size);
    gauge->kind = kind;
    gauge->over = (uint8_t)kind->over;
    sim_settings_normal(kind->settings, kind->n_settings, gauge->settings);
    sim_sensor_init(&gauge->sensor, world, kind->capacity_n, kind->resolution_n);
    power_on(gauge, now);
}

static mono_ns answer_time(const struct sim_gauge *gauge)
{
    return gauge->settings[SIM_SETTING_PACE] * MONO_MS;
}

void sim_gauge_hear(struct sim_gauge *gauge, mono_ns t, const char *command)
{
    struct sim_inbox *inbox = &gauge->inbox;
    if (inbox->n == SIM_INBOX_MAX)
        return;
    char *slot = inbox->commands[(inbox->first + inbox->n) % SIM_INBOX_MAX];
    assert(strlen(command) <= SIM_LINE_MAX);
    memcpy(slot, command, strlen(command) + 1);
    if (inbox->n++ == 0)
        inbox->due = t + answer_time(gauge);
}

static void hear_line(struct sim_gauge *gauge, mono_ns t, uint8_t byte)
{
    const enum sim_line_result result = sim_line_push(&gauge->line, gauge->kind->command_max, byte);
    if (result == SIM_LINE_TOO_LONG)
        sim_gauge_hear(gauge, t, "\n");
    else if (result == SIM_LINE_WHOLE && gauge->line.text[0])
        sim_gauge_hear(gauge, t, gauge->line.text);
}

void sim_gauge_bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct sim_gauge *gauge = state;
    sim_gauge_tick(gauge, t, io);
    for (size_t i = 0; i < n; i++)
        if (gauge->kind->command_max)
            hear_line(gauge, t, data[i]);
        else if (gauge->kind->hear)
            gauge->kind->hear(state, t, data[i]);
}

bool sim_gauge_obey(const struct sim_call *call, const struct sim_word *rows, size_t n,
                    const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(rows[i].word, word)) {
            rows[i].run(call, rows[i].value);
            return true;
        }
    return false;
}

void sim_gauge_send(const struct sim_call *call, const void *data, size_t n)
{
    call->io->send(call->io->host, call->t, data, n);
}

void sim_gauge_say(const struct sim_call *call, const char *format, ...)
{
    char out[SIM_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(out, sizeof out, format, args);
    va_end(args);
    assert(n > 0 && (size_t)n < sizeof out);
    sim_gauge_send(call, out, (size_t)n);
}

void sim_gauge_stream(struct sim_gauge *gauge, mono_ns t, uint32_t per_s)
{
    sim_stream_start(&gauge->stream, gauge->sensor.world, t, per_s ? MONO_SEC / per_s : 0);
    if (per_s)
        sim_world_begin(gauge->sensor.world, t, true);
    else
        sim_world_end(gauge->sensor.world, t);
}

static double signed_n(const struct sim_gauge *gauge, double force_n)
{
    const bool is_other_way = gauge->settings[SIM_SETTING_SIGN] != 0;
    return gauge->kind->press_is_minus != is_other_way ? -force_n : force_n;
}

double sim_gauge_read_n(struct sim_gauge *gauge, mono_ns t)
{
    struct sim_world *world = gauge->sensor.world;
    if (world->is_alone && (!world->cues || t - world->cue_at >= PRESS_EVERY))
        sim_world_begin(world, t, true);
    return signed_n(gauge, sim_sensor_reading_n(&gauge->sensor, t, 0));
}

double sim_gauge_peak_n(struct sim_gauge *gauge, mono_ns t)
{
    return signed_n(gauge, sim_sensor_peak_n(&gauge->sensor, t));
}

enum sim_over sim_gauge_shows(const struct sim_gauge *gauge, double shown_n)
{
    return sim_sensor_is_over(&gauge->sensor, signed_n(gauge, shown_n)) ? (enum sim_over)gauge->over
                                                                        : SIM_OVER_SATURATE;
}

double sim_gauge_in_unit(const struct sim_gauge *gauge, double shown_n)
{
    const struct sim_unit *unit = &gauge->kind->units[gauge->unit];
    return round(shown_n / unit->n_per_unit / unit->step) * unit->step;
}

void sim_gauge_write(const struct sim_gauge *gauge, double shown_n, char out[24])
{
    const size_t n = decimal_format(out, 23, sim_gauge_in_unit(gauge, shown_n),
                                    gauge->kind->units[gauge->unit].decimals);
    out[n] = '\0';
}

/* Zeroed while something pulled, the difference could need a sixth character: the display stays
 * within what the sensor can hold. */
void sim_gauge_write_fixed(const struct sim_gauge *gauge, double shown_n, char out[7])
{
    const double most = SIM_OVERLOAD_SHARE * gauge->kind->capacity_n;
    const double value = sim_gauge_in_unit(gauge, fmin(most, fmax(-most, shown_n)));
    memcpy(out, "+00000", 7);
    char digits[24];
    const size_t n = decimal_format(digits, sizeof digits, fabs(value),
                                    gauge->kind->units[gauge->unit].decimals);
    assert(n > 0 && n <= 5);
    memcpy(out + 6 - n, digits, n);
    if (value < 0)
        out[0] = '-';
}

static size_t find_unit(const struct sim_gauge_kind *kind, const char *text)
{
    size_t i = 0;
    while (i < kind->n_units && strcmp(kind->units[i].wire, text) != 0 &&
           strcasecmp(kind->units[i].name, text) != 0)
        i++;
    return i;
}

/* n_settings: there is no such setting, or its number is wrong. */
static size_t find_setting(const struct sim_gauge_kind *kind, const char *text, uint32_t *value)
{
    return sim_setting_find(kind->settings, kind->n_settings, text, value);
}

static bool find_over(const struct sim_gauge_kind *kind, const char *text, enum sim_over *over)
{
    static const char *const words[] = {
        [SIM_OVER_SATURATE] = "saturate", [SIM_OVER_SILENT] = "silent", [SIM_OVER_WORD] = "word"};
    *over = kind->over;
    if (!text[0])
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strcmp(words[i], text)) {
            *over = (enum sim_over)i;
            return true;
        }
    return false;
}

bool sim_gauge_can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    const struct sim_gauge_kind *kind = instrument->model;
    uint32_t value;
    enum sim_over over;
    switch (act->kind) {
    case SIM_ACT_UNIT:
        return find_unit(kind, act->to) < kind->n_units;
    case SIM_ACT_OVERLOAD:
        return find_over(kind, act->to, &over);
    case SIM_ACT_SETTING:
        return find_setting(kind, act->to, &value) < kind->n_settings;
    case SIM_ACT_IDENTITY:
        return !act->to[0]; /* none of them tells its serial number */
    case SIM_ACT_REBOOT:
    case SIM_ACT_DRIFT:
        return true;
    case SIM_ACT_SLOW:
        return false;
    }
    return false;
}

static void act_unit(struct sim_gauge *gauge, const struct sim_act *act)
{
    if (act->on)
        gauge->unit_before = gauge->unit;
    gauge->unit = act->on ? (uint8_t)find_unit(gauge->kind, act->to) : gauge->unit_before;
}

static void act_overload(struct sim_gauge *gauge, const struct sim_act *act)
{
    enum sim_over over;
    if (!find_over(gauge->kind, act->to, &over))
        return;
    gauge->sensor.is_overloaded = act->on;
    gauge->over = (uint8_t)(act->on ? over : gauge->kind->over);
}

static void act_setting(struct sim_gauge *gauge, const struct sim_act *act)
{
    const struct sim_gauge_kind *kind = gauge->kind;
    uint32_t value;
    const size_t i = find_setting(kind, act->to, &value);
    if (i == kind->n_settings)
        return;
    gauge->settings[i] = act->on ? value : kind->settings[i].normal;
    if (kind->retune)
        kind->retune(gauge, act->t);
}

void sim_gauge_act(void *state, const struct sim_act *act)
{
    struct sim_gauge *gauge = state;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
        power_on(gauge, act->t);
        break;
    case SIM_ACT_IDENTITY:
        gauge->is_other = act->on;
        break;
    case SIM_ACT_UNIT:
        act_unit(gauge, act);
        break;
    case SIM_ACT_OVERLOAD:
        act_overload(gauge, act);
        break;
    case SIM_ACT_DRIFT:
        sim_sensor_drift(&gauge->sensor, act);
        break;
    case SIM_ACT_SETTING:
        act_setting(gauge, act);
        break;
    case SIM_ACT_SLOW:
        break;
    }
}

static void work_off(struct sim_gauge *gauge, const struct sim_io *io)
{
    struct sim_inbox *inbox = &gauge->inbox;
    const mono_ns t = inbox->due;
    char command[SIM_LINE_MAX + 1];
    memcpy(command, inbox->commands[inbox->first], sizeof command);
    inbox->first = (inbox->first + 1) % SIM_INBOX_MAX;
    inbox->due = --inbox->n > 0 ? t + answer_time(gauge) : MONO_NEVER;
    gauge->kind->obey(&(struct sim_call){.gauge = gauge, .t = t, .io = io}, command);
}

void sim_gauge_tick(void *state, mono_ns now, const struct sim_io *io)
{
    struct sim_gauge *gauge = state;
    for (;;) {
        sim_stream_align(&gauge->stream, gauge->sensor.world);
        if (gauge->is_off || sim_gauge_deadline(gauge) > now)
            return;
        if (gauge->inbox.due <= gauge->stream.next) {
            work_off(gauge, io);
            continue;
        }
        const mono_ns t = gauge->stream.next;
        gauge->stream.next += gauge->stream.period;
        gauge->kind->sample(&(struct sim_call){.gauge = gauge, .t = t, .io = io});
    }
}

mono_ns sim_gauge_deadline(const void *state)
{
    const struct sim_gauge *gauge = state;
    return gauge->is_off ? MONO_NEVER : mono_min(gauge->inbox.due, gauge->stream.next);
}

double sim_gauge_output(const void *state)
{
    (void)state; /* a gauge energises nothing */
    return 0;
}

/* Was the stop heard? A stop sequence can be destroyed on its way, so an instrument that was driven is
 * looked at until it is seen at rest, and told again until then.
 *
 * idle -(a drive was taken)-> driven -confirm_begin()-> unconfirmed -confirm_reading(), confirm_at_rest()-> idle
 *
 * 1. Only a reading from which a stimulus that went on could be told confirms a rest: a slow ramp is
 * below what shows for a while. Of what measures nothing at rest its own word does, given after the stop.
 * 2. Unconfirmed, it is told the stop every CONFIRM_REPEAT and is not driven, whatever is re-armed.
 * 3. After CONFIRM_WITHIN without a sign of rest an alarm is raised, once; the stop is said on. What reads as
 * rest but could not show more yet is waited for.
 * 4. A temperature has a way back. It may be away from its rest as long as it keeps to the line that begins where it was
 * at the stop, CONFIRM_WITHIN later, and runs at the rate of its return: what does not move is alarmed as soon as
 * anything else, what comes back is let come. No way may last longer than CONFIRM_TRAVEL.
 * 5. A thermode that a stop switches off, or that was set up again, is as warm as what it lies on: it rests where it harms in
 * no time, once it has stayed there and has not gone on towards its last target.
 * 6. A drive across the rest reads as rest while it passes, and a train in each of its pauses: there it has to stay until it would
 * have left again. */
#include "bench_internal.h"

#include "hw/safety.h"

#include <math.h>

#define CONFIRM_REPEAT (200 * MONO_MS)
#define CONFIRM_WITHIN (2 * MONO_SEC)
#define CONFIRM_TRAVEL THERMAL_BACK_WITHIN
#define SHOWS_AFTER (150 * MONO_MS) /* from the order until a rise can be read */
#define SEEN_WITHIN (500 * MONO_MS) /* an older reading says nothing about the present */

static const double RETURN_DEGC_PER_S = 5; /* where a drive says nothing (METHODS 6.1) */
static const double LEVEL_DEGC_PER_S = 1; /* how fast a thermode goes to a new level nobody tells */

/* What counts as rest: of a pressure its distance from nothing, of a temperature from its level, or from what it was
 * before it was driven where no level was ordered. */
static double rest_span(enum channel_kind kind)
{
    return kind == CHANNEL_TEMPERATURE ? 1 : 2;
}

static double latest_value(const struct bench *bench, uint8_t index, uint8_t channel)
{
    double value = 0;
    mono_ns t;
    const struct channel_ref ref = {.instrument = index, .channel = channel};
    return bench_latest(bench, ref, &value, &t) ? value : NAN;
}

/* How long a drive of this rate needs through all that counts as rest, where it comes from the other side. */
static mono_ns passing(double start, double rest, double target, mono_ns rise)
{
    return (start - rest) * (target - rest) < 0 ? 2 * rise + SHOWS_AFTER : 0;
}

static void driven_temperature(struct bench *bench, struct channel_ref channel,
                               const struct command *command, mono_ns rise)
{
    struct instrument *instrument = &bench->instruments[channel.instrument];
    struct way_back *back = &instrument->back[channel.channel];
    const uint8_t bit = (uint8_t)(1u << channel.channel);
    const double at = latest_value(bench, channel.instrument, channel.channel);
    if (!(instrument->driven & bit) && !back->has_level)
        instrument->before[channel.channel] = at;
    back->rate = command->return_per_s > 0 ? command->return_per_s : RETURN_DEGC_PER_S;
    back->target = command->target;
    back->passing = passing(at, instrument->before[channel.channel], command->target, rise);
}

static void driven_pressure(struct instrument *instrument, uint8_t channel,
                            const struct command *command)
{
    instrument->before[channel] = 0;
    instrument->back[channel].passing =
        command->kind == COMMAND_TRAIN ? command->off + SHOWS_AFTER : 0;
}

void confirm_driven(struct bench *bench, struct channel_ref channel, const struct command *command)
{
    struct instrument *instrument = &bench->instruments[channel.instrument];
    const enum channel_kind kind = channel_kind_of(bench, channel);
    const double rate = command->rate_per_s * instrument->scale[channel.channel];
    const bool is_ramped = command->kind == COMMAND_DRIVE; /* a pulse comes at once */
    const mono_ns rise = is_ramped ? mono_from_sec(fmin(rest_span(kind) / rate, 3600)) : 0;
    if (kind == CHANNEL_TEMPERATURE)
        driven_temperature(bench, channel, command, rise);
    else
        driven_pressure(instrument, channel.channel, command);
    instrument->driven |= (uint8_t)(1u << channel.channel);
    instrument->shows_at[channel.channel] = bench->now + rise + SHOWS_AFTER;
}

void confirm_level(struct bench *bench, struct channel_ref channel, double level)
{
    struct instrument *instrument = &bench->instruments[channel.instrument];
    struct way_back *back = &instrument->back[channel.channel];
    instrument->before[channel.channel] = level * instrument->scale[channel.channel];
    back->has_level = true;
    back->is_free = false;
    back->rate = LEVEL_DEGC_PER_S;
    back->passing = 0;
}

/* What was measured long ago may be less than it is. */
static double distance(const struct bench *bench, struct channel_ref channel)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    const double before = instrument->before[channel.channel];
    const double farthest = fabs(instrument->back[channel.channel].target - before);
    double value = 0;
    mono_ns t;
    if (!bench_latest(bench, channel, &value, &t))
        return farthest;
    return bench->now - t <= SEEN_WITHIN ? fabs(value - before)
                                         : fmax(fabs(value - before), farthest);
}

static void begin(struct bench *bench, uint8_t index, mono_ns within)
{
    struct instrument *instrument = &bench->instruments[index];
    for (uint8_t c = 0; c < instrument->driver->n_channels; c++) {
        instrument->back[c].away = distance(bench, (struct channel_ref){index, c});
        instrument->back[c].due = bench->now + within;
        instrument->back[c].rest = THERMAL_NO_REST;
    }
    instrument->unconfirmed = instrument->driven;
    instrument->alarmed = instrument->owes_ready = false;
    instrument->repeat_at = bench->now + CONFIRM_REPEAT;
    instrument->alarm_at = bench->now + within;
    bench->confirming = true;
}

/* Where nothing holds it, it may take any temperature by itself. */
static void set_free(struct instrument *instrument)
{
    for (uint8_t c = 0; c < instrument->driver->n_channels; c++) {
        struct way_back *back = &instrument->back[c];
        back->is_free = instrument->driven & 1u << c &&
                        instrument->driver->channels[c].kind == CHANNEL_TEMPERATURE;
        if (!back->is_free)
            continue;
        back->rest = THERMAL_NO_REST;
        back->passing = THERMAL_REST_STAYS;
    }
}

/* It may have begun anew, with a level of its own or with none. */
static void forget_levels(struct instrument *instrument)
{
    for (uint8_t c = 0; c < instrument->driver->n_channels; c++)
        instrument->back[c].has_level = false;
    set_free(instrument);
}

void confirm_begin(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    if (!instrument->driven || instrument->unconfirmed)
        return;
    begin(bench, index, CONFIRM_WITHIN);
    if (instrument->driver->stop_is_off)
        set_free(instrument);
}

void confirm_attached(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    if (instrument->driven)
        begin(bench, index, CONFIRM_WITHIN + instrument->driver->announces_within);
    forget_levels(instrument);
}

bool confirm_ready(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    if (!instrument->unconfirmed)
        return true;
    forget_levels(instrument);
    instrument->owes_ready = true;
    return false;
}

static bool is_rest(const struct bench *bench, struct channel_ref channel, double value)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    const enum channel_kind kind = channel_kind_of(bench, channel);
    if (kind == CHANNEL_TEMPERATURE && instrument->back[channel.channel].is_free)
        return value >= THERMAL_REST_LOW_C && value <= THERMAL_REST_HIGH_C;
    return fabs(value - instrument->before[channel.channel]) <= rest_span(kind);
}

/* From when on what reads as rest is rest. */
static mono_ns shown_at(const struct instrument *instrument, uint8_t channel)
{
    const struct way_back *back = &instrument->back[channel];
    const mono_ns shows_at = instrument->shows_at[channel];
    if (back->passing == 0 || back->rest.since == MONO_NEVER)
        return shows_at;
    const mono_ns stayed_at = back->rest.since + back->passing;
    return stayed_at > shows_at ? stayed_at : shows_at;
}

/* What was told before the stop sequence was out says nothing about it. */
static bool is_asked(const struct bench *bench, const struct event *event)
{
    const struct instrument *instrument = &bench->instruments[event->instrument];
    const uint8_t *rest;
    return instrument->unconfirmed & 1u << event->channel &&
           output_stop_rest(&instrument->output, &rest) == 0;
}

static void confirmed(struct bench *bench, uint8_t index, uint8_t channel)
{
    struct instrument *instrument = &bench->instruments[index];
    const uint8_t bit = (uint8_t)(1u << channel);
    instrument->unconfirmed &= (uint8_t)~bit;
    instrument->driven &= (uint8_t)~bit;
    instrument->back[channel].is_free = false;
    if (instrument->unconfirmed || !instrument->owes_ready)
        return;
    instrument->owes_ready = false;
    bench_report_code(bench, REPORT_READY, index, 0);
}

void confirm_at_rest(struct bench *bench, const struct event *event)
{
    if (is_asked(bench, event))
        confirmed(bench, event->instrument, event->channel);
}

void confirm_reading(struct bench *bench, const struct event *event, double value)
{
    struct instrument *instrument = &bench->instruments[event->instrument];
    const uint8_t c = event->channel;
    if (!is_asked(bench, event))
        return;
    const bool rests = is_rest(bench, (struct channel_ref){event->instrument, c}, value);
    struct way_back *back = &instrument->back[c];
    thermal_rest_note(&back->rest, event->t, value, rests, back->is_free ? back->target : NAN);
    if (rests && event->t >= shown_at(instrument, c))
        confirmed(bench, event->instrument, c);
}

static void raise_alarm(struct bench *bench, uint8_t index)
{
    bench->instruments[index].alarmed = bench->instruments[index].owes_ready = true;
    bench_report_code(bench, REPORT_FAULT, index, FAULT_NOT_RELEASED);
    stop_raise(bench->stop, STOP_RELEASE, bench->now);
}

static bool is_coming_back(const struct bench *bench, struct channel_ref channel, double value)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    const struct way_back *back = &instrument->back[channel.channel];
    if (channel_kind_of(bench, channel) != CHANNEL_TEMPERATURE)
        return false;
    const double rate = fmax(back->rate, back->away / mono_to_sec(CONFIRM_TRAVEL));
    const double line = back->away - rate * mono_to_sec(bench->now - back->due);
    return line > 0 && fabs(value - instrument->before[channel.channel]) <=
                           line + rest_span(CHANNEL_TEMPERATURE);
}

/* It is on its way back, or it reads as rest, and it is too early to tell that from a drive that goes on. */
static bool may_rest(const struct bench *bench, struct channel_ref channel)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    double value = 0;
    mono_ns t;
    if (!bench_latest(bench, channel, &value, &t) || bench->now - t > SEEN_WITHIN)
        return false;
    return is_rest(bench, channel, value)
               ? bench->now <= shown_at(instrument, channel.channel) + SEEN_WITHIN
               : is_coming_back(bench, channel, value);
}

static bool all_may_rest(const struct bench *bench, uint8_t index)
{
    const struct instrument *instrument = &bench->instruments[index];
    for (uint8_t c = 0; c < instrument->driver->n_channels; c++)
        if ((instrument->unconfirmed & (1u << c)) &&
            !may_rest(bench, (struct channel_ref){index, c}))
            return false;
    return true;
}

static void tend(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    const bool disturbs = instrument->driver->sets_off && !instrument->ready;
    if (bench->now >= instrument->repeat_at) {
        if (!disturbs)
            output_repeat_stop(&instrument->output, instrument->driver);
        instrument->repeat_at = bench->now + CONFIRM_REPEAT;
    }
    if (instrument->alarmed || bench->now < instrument->alarm_at)
        return;
    if (all_may_rest(bench, index))
        instrument->alarm_at = bench->now + CONFIRM_REPEAT;
    else
        raise_alarm(bench, index);
}

static bool is_watched(const struct instrument *instrument)
{
    return instrument->attached && instrument->unconfirmed != 0;
}

void confirm_tend(struct bench *bench)
{
    if (!bench->confirming)
        return;
    bench->confirming = false;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        if (!is_watched(&bench->instruments[i]))
            continue;
        bench->confirming = true;
        tend(bench, i);
    }
}

mono_ns confirm_deadline(const struct bench *bench)
{
    mono_ns next = MONO_NEVER;
    for (uint8_t i = 0; bench->confirming && i < bench->spec.n_instruments; i++) {
        const struct instrument *instrument = &bench->instruments[i];
        if (!is_watched(instrument))
            continue;
        next = mono_min(next, instrument->repeat_at);
        if (!instrument->alarmed)
            next = mono_min(next, instrument->alarm_at);
    }
    return next;
}

static mono_ns longest_of(const struct bench *bench, struct channel_ref channel)
{
    if (channel_kind_of(bench, channel) == CHANNEL_TEMPERATURE)
        return CONFIRM_WITHIN + CONFIRM_TRAVEL;
    return CONFIRM_WITHIN + bench->instruments[channel.instrument].back[channel.channel].passing;
}

mono_ns confirm_longest(const struct bench *bench)
{
    mono_ns longest = CONFIRM_WITHIN;
    for (uint8_t i = 0; bench->confirming && i < bench->spec.n_instruments; i++)
        for (uint8_t c = 0; c < bench->instruments[i].driver->n_channels; c++) {
            const mono_ns its = longest_of(bench, (struct channel_ref){i, c});
            if (bench->instruments[i].unconfirmed & 1u << c && its > longest)
                longest = its;
        }
    return longest;
}

bool confirm_is_awaited(const struct bench *bench)
{
    for (uint8_t i = 0; bench->confirming && i < bench->spec.n_instruments; i++)
        if (is_watched(&bench->instruments[i]) && !bench->instruments[i].alarmed)
            return true;
    return false;
}

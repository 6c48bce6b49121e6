/* Was the stop heard? A stop sequence can be destroyed on its way, so an instrument that was driven is
 * looked at until it is seen at rest, and told again until then.
 *
 * idle -(a drive was taken)-> driven -confirm_begin()-> unconfirmed -confirm_reading()-> idle
 *
 * 1. Only a reading from which a stimulus that went on could be told confirms a rest: a slow ramp is
 * below what shows for a while.
 * 2. Unconfirmed, it is told the stop every CONFIRM_REPEAT and is not driven, whatever is re-armed.
 * 3. After CONFIRM_WITHIN without a sign of rest an alarm is raised, once; the stop is said on. What reads as
 * rest but could not show more yet is waited for. */
#include "bench_internal.h"

#include <math.h>

#define CONFIRM_REPEAT (200 * MONO_MS)
#define CONFIRM_WITHIN (2 * MONO_SEC)
#define SHOWS_AFTER (150 * MONO_MS) /* from the order until a rise can be read */
#define SEEN_WITHIN (500 * MONO_MS) /* an older reading says nothing about the present */

/* What counts as rest: of a pressure its distance from nothing, of a temperature from what it was
 * before it was driven. */
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

void confirm_driven(struct bench *bench, struct channel_ref channel, const struct command *command)
{
    struct instrument *instrument = &bench->instruments[channel.instrument];
    const uint8_t bit = (uint8_t)(1u << channel.channel);
    const enum channel_kind kind = channel_kind_of(bench, channel);
    const double rate = command->rate_per_s * instrument->scale[channel.channel];
    const mono_ns rise = mono_from_sec(fmin(rest_span(kind) / rate, 3600));
    if (!(instrument->driven & bit))
        instrument->before[channel.channel] =
            kind == CHANNEL_TEMPERATURE ? latest_value(bench, channel.instrument, channel.channel)
                                        : 0;
    instrument->driven |= bit;
    instrument->shows_at[channel.channel] = bench->now + rise + SHOWS_AFTER;
}

static void begin(struct bench *bench, struct instrument *instrument, mono_ns within)
{
    instrument->unconfirmed = instrument->driven;
    instrument->alarmed = false;
    instrument->repeat_at = bench->now + CONFIRM_REPEAT;
    instrument->alarm_at = bench->now + within;
    bench->confirming = true;
}

void confirm_begin(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    if (instrument->driven && !instrument->unconfirmed)
        begin(bench, instrument, CONFIRM_WITHIN);
}

void confirm_attached(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    if (instrument->driven)
        begin(bench, instrument, CONFIRM_WITHIN + instrument->driver->announces_within);
}

static bool is_rest(const struct bench *bench, struct channel_ref channel, double value)
{
    const double before = bench->instruments[channel.instrument].before[channel.channel];
    return fabs(value - before) <= rest_span(channel_kind_of(bench, channel));
}

/* What was measured before the stop sequence was out says nothing about it. */
void confirm_reading(struct bench *bench, const struct event *event, double value)
{
    struct instrument *instrument = &bench->instruments[event->instrument];
    const uint8_t bit = (uint8_t)(1u << event->channel), c = event->channel;
    const uint8_t *rest;
    if (!(instrument->unconfirmed & bit) || event->t < instrument->shows_at[c] ||
        output_stop_rest(&instrument->output, &rest) > 0)
        return;
    if (!is_rest(bench, (struct channel_ref){event->instrument, c}, value))
        return;
    instrument->unconfirmed &= (uint8_t)~bit;
    instrument->driven &= (uint8_t)~bit;
    if (!instrument->unconfirmed && instrument->alarmed)
        bench_report_code(bench, REPORT_READY, event->instrument, 0);
}

static void raise_alarm(struct bench *bench, uint8_t index)
{
    bench->instruments[index].alarmed = true;
    bench_report_code(bench, REPORT_FAULT, index, FAULT_NOT_RELEASED);
    stop_raise(bench->stop, STOP_RELEASE, bench->now);
}

/* It reads as rest, and it is too early to tell that from a slow drive that goes on. */
static bool may_rest(const struct bench *bench, struct channel_ref channel)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    double value = 0;
    mono_ns t;
    return bench_latest(bench, channel, &value, &t) && bench->now - t <= SEEN_WITHIN &&
           bench->now <= instrument->shows_at[channel.channel] + SEEN_WITHIN &&
           is_rest(bench, channel, value);
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
    if (bench->now >= instrument->repeat_at) {
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

bool confirm_is_awaited(const struct bench *bench)
{
    for (uint8_t i = 0; bench->confirming && i < bench->spec.n_instruments; i++)
        if (is_watched(&bench->instruments[i]) && !bench->instruments[i].alarmed)
            return true;
    return false;
}

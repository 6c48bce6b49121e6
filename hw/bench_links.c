/* Instruments and their links: bytes in, what their drivers make of them, bytes out. */
#include "bench_internal.h"

#include "hw/keeper.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { READ_CHUNK = 4096, READS_PER_TURN = 4 };

static enum stop_cause cause_of(enum fault fault)
{
    switch (fault) {
    case FAULT_SILENT:
        return STOP_SILENCE;
    case FAULT_LOST:
    case FAULT_BRIDGE:
        return STOP_GONE;
    case FAULT_NONE:
    case FAULT_GARBLED:
    case FAULT_UNIT:
    case FAULT_OVERLOAD:
    case FAULT_IDENTITY:
    case FAULT_REFUSED:
    case FAULT_REBOOT:
    case FAULT_TRACKING:
    case FAULT_RANGE:
    case FAULT_PULL:
    case FAULT_STILL:
    case FAULT_NOT_RELEASED:
    case FAULT_PART:
    case FAULT_UNSTEADY:
    case FAULT_POWER:
    case FAULT_EMERGENCY:
    case FAULT_SLIDER:
    case FAULT_SLIDER_UP:
    case FAULT_LEAK:
    case FAULT_SUPPLY:
    case FAULT_LEVEL:
    case FAULT_SENSOR:
    case FAULT_BATH:
        return STOP_FAULT;
    }
    return STOP_FAULT;
}

static void tell_users(struct bench *bench, const struct event *event)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor && slot_uses(&bench->slots[i], event->instrument))
            slot_event(&bench->slots[i], event);
}

static void on_ready(struct bench *bench, const struct event *event)
{
    struct instrument *instrument = &bench->instruments[event->instrument];
    if (!instrument->attached)
        return;
    instrument->ready = true;
    /* what was not seen at rest is told when it is: until then nothing can be driven with it */
    if (confirm_ready(bench, event->instrument))
        bench_report_code(bench, REPORT_READY, event->instrument, 0);
    tell_users(bench, event);
}

/* The stimulus that uses the instrument hears which fault it was; the stop ends all others. */
static void on_fault(struct bench *bench, const struct event *event)
{
    struct instrument *instrument = &bench->instruments[event->instrument];
    const bool used = bench_is_used(bench, event->instrument);
    instrument->ready = false;
    bench_report_code(bench, REPORT_FAULT, event->instrument, event->code);
    tell_users(bench, event);
    if (used)
        stop_raise(bench->stop, cause_of((enum fault)event->code), event->t);
}

/* Every store after the odd version carries it along, so a reader that sees the new value sees that
 * the pair is being changed. */
static void remember(struct instrument *instrument, uint8_t channel, double value, mono_ns t)
{
    struct latest *latest = &instrument->latest[channel];
    const uint32_t version = atomic_load_explicit(&latest->version, memory_order_relaxed);
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    atomic_store_explicit(&latest->version, version + 1, memory_order_relaxed);
    atomic_store_explicit(&latest->value_bits, bits, memory_order_release);
    atomic_store_explicit(&latest->t, t, memory_order_release);
    const uint32_t next = version + 2;
    atomic_store_explicit(&latest->version, next ? next : 2, memory_order_release);
}

/* Sequence numbers count per instrument, but a stimulus hears only its own channels: it is given
 * numbers that jump where the instrument's jump and nowhere else. */
static void count_missing(struct bench *bench, const struct event *event)
{
    struct instrument *instrument = &bench->instruments[event->instrument];
    const uint32_t step = event->seq - instrument->seq;
    const bool jumped = instrument->has_seq && step > 1 && step < UINT32_MAX / 2;
    instrument->seq = event->seq;
    instrument->has_seq = true;
    for (int i = 0; jumped && i < STIMULI_MAX; i++) {
        bench->slots[i].seq[event->instrument] += step - 1;
        slot_dose_gap(&bench->slots[i], event->instrument);
    }
}

/* Half a step, and a bit for the arithmetic. */
static double step_slack(const struct bench *bench, struct channel_ref channel)
{
    const bool is_stepped = channel_kind_of(bench, channel) == CHANNEL_PRESSURE;
    return is_stepped ? 0.51 * bench->instruments[channel.instrument].driver->reading_step : 0;
}

/* A gauge that is turned round reads minus while it presses: of a force or a pressure it is the
 * magnitude that must not pass the limit. A thermode that lies in a cold room is no danger: it is too cold only when it
 * was driven. */
static bool is_past_limit(const struct bench *bench, struct channel_ref channel, double value,
                          const struct slot *owner)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    if (channel_kind_of(bench, channel) != CHANNEL_TEMPERATURE)
        return fabs(value) > channel_limit(bench, channel, owner) + step_slack(bench, channel);
    const struct channel_info *info = &instrument->driver->channels[channel.channel];
    const double lowest = instrument->floor[channel.channel] -
                          channel_slack(bench, channel, owner ? &owner->request : NULL);
    const unsigned by = info->is_zone ? UINT8_MAX : 1u << channel.channel;
    const bool is_driven = instrument->driven & by;
    return value > reading_limit(bench, channel, owner) ||
           (is_driven && value < fmax(lowest, info->value_min));
}

/* What is driven, and each part of the area that it drives: the skin under a part feels that, not the mean. */
static bool is_limited(const struct channel_info *channel)
{
    return channel->energises || channel->is_zone;
}

static void on_measured(struct bench *bench, const struct event *event)
{
    struct instrument *instrument = &bench->instruments[event->instrument];
    const struct channel_ref ref = {.instrument = event->instrument, .channel = event->channel};
    uint8_t stream = 0;
    struct slot *owner = channel_owner(bench, ref, &stream);
    struct event scaled = *event;
    scaled.value *= instrument->scale[event->channel];
    count_missing(bench, event);
    remember(instrument, event->channel, scaled.value, event->t);
    if (bench->confirming)
        confirm_reading(bench, event, scaled.value);
    if (is_limited(&instrument->driver->channels[event->channel]) &&
        is_past_limit(bench, ref, scaled.value, owner))
        stop_raise(bench->stop, STOP_LIMIT, event->t);
    if (!owner)
        return;
    scaled.seq = ++owner->seq[event->instrument];
    slot_record(owner, RECORD_SAMPLE, event, stream);
    slot_dose_reading(owner, &scaled, stream);
    slot_event(owner, &scaled);
}

/* What cannot be trusted is a fault, never a number. */
static void on_value(struct bench *bench, const struct event *event)
{
    const struct instrument *instrument = &bench->instruments[event->instrument];
    assert(event->channel < instrument->driver->n_channels);
    if (!instrument->ready)
        return;
    if (isfinite(event->value)) {
        on_measured(bench, event);
        return;
    }
    struct event fault = *event;
    fault.kind = EVENT_FAULT;
    fault.code = FAULT_RANGE;
    fault.value = 0;
    on_fault(bench, &fault);
}

static void on_notice(struct bench *bench, const struct event *event)
{
    const bool concerns = response_notice(bench, event);
    if (event->code == NOTICE_AT_REST && bench->confirming)
        confirm_at_rest(bench, event);
    bench_report(bench, &(struct report){.t = event->t,
                                         .kind = REPORT_NOTICE,
                                         .instrument = event->instrument,
                                         .code = event->code,
                                         .value = event->value});
    if (concerns)
        tell_users(bench, event);
}

static void driver_event(void *host, const struct event *raw)
{
    struct instrument *instrument = host;
    struct bench *bench = instrument->bench;
    struct event event = *raw;
    event.instrument = (uint8_t)(instrument - bench->instruments);
    switch ((enum event_kind)event.kind) {
    case EVENT_READING:
    case EVENT_RATING:
        on_value(bench, &event);
        return;
    case EVENT_RESPONSE:
        response_button(bench, &event);
        return;
    case EVENT_READY:
        on_ready(bench, &event);
        return;
    case EVENT_FAULT:
        on_fault(bench, &event);
        return;
    case EVENT_NOTICE:
        on_notice(bench, &event);
        return;
    case EVENT_MARK: /* is no instrument's */
        return;
    }
}

static void driver_send(void *host, enum frame_class class, const uint8_t *frame, size_t n)
{
    struct instrument *instrument = host;
    if (!instrument->attached)
        return;
    const enum status status = output_push(&instrument->output, class, frame, n);
    /* Frames that pile up mean that the line does not move: what was asked will not be done in
     * time. Where nothing runs, the driver will notice that no reply comes. */
    if (status == STATUS_FULL &&
        bench_is_used(instrument->bench, (uint8_t)(instrument - instrument->bench->instruments)))
        stop_raise(instrument->bench->stop, STOP_FAULT, instrument->bench->now);
}

static void driver_identity(void *host, const struct instrument_identity *identity)
{
    struct instrument *instrument = host;
    struct report r = {.t = instrument->bench->now,
                       .kind = REPORT_IDENTITY,
                       .instrument = (uint8_t)(instrument - instrument->bench->instruments)};
    r.body.identity = *identity;
    bench_report(instrument->bench, &r);
}

/* False: the keeper could not be told, and nothing may be energised that nobody else could stop. */
static bool tell_keeper(struct bench *bench, uint8_t index)
{
    const struct instrument *instrument = &bench->instruments[index];
    if (instrument->wire.fd < 0 || !instrument->driver->energises)
        return true;
    crash_hold(index, instrument->wire.fd, instrument->driver);
    if (!bench->keeper)
        return true;
    return keeper_hold(bench->keeper, index, instrument->wire.fd, instrument->driver) == STATUS_OK;
}

void bench_attach(struct bench *bench, uint8_t index, struct wire wire, mono_ns now)
{
    struct instrument *instrument = &bench->instruments[index];
    assert(index < bench->spec.n_instruments && !instrument->attached);
    bench->now = now;
    instrument->wire = wire;
    instrument->attached = true;
    instrument->ready = false;
    instrument->touched = true;
    instrument->has_more = false;
    instrument->ticked = now - TICK_FLOOR;
    output_reset(&instrument->output, instrument->driver);
    instrument->kept = tell_keeper(bench, index);
    if (!instrument->kept)
        stop_raise(bench->stop, STOP_FAULT, now);
    confirm_attached(bench, index);
    bench_enter(bench);
    instrument->driver->opened(instrument->state, now, &instrument->io);
    bench_leave(bench);
}

void link_forget(struct bench *bench, uint8_t index)
{
    const struct instrument *instrument = &bench->instruments[index];
    if (!instrument->attached || instrument->wire.fd < 0 || !instrument->driver->energises)
        return;
    crash_release(index);
    if (!bench->keeper)
        return;
    const uint8_t *rest;
    const size_t n = output_stop_rest(&instrument->output, &rest);
    const enum status status =
        n > 0 ? keeper_finish(bench->keeper, index, rest, n) : keeper_release(bench->keeper, index);
    /* A keeper that cannot be told keeps an open link of its own, and writes to it when this process
     * ends in disorder. */
    if (status != STATUS_OK)
        return;
}

/* A link that is dropped while it works takes its stop sequence along; a lost one takes nothing. */
static void say_stop(struct bench *bench, struct instrument *instrument)
{
    output_stop(&instrument->output, instrument->driver);
    if (instrument->unconfirmed)
        output_repeat_stop(&instrument->output, instrument->driver);
    const enum status status = output_flush(&instrument->output, &instrument->wire, bench->now);
    if (!bench->stopped)
        output_rearm(&instrument->output);
    /* It is dropped either way; link_forget() sees what the line has not taken. */
    if (status != STATUS_OK)
        return;
}

void bench_detach(struct bench *bench, uint8_t index, mono_ns now)
{
    struct instrument *instrument = &bench->instruments[index];
    if (!instrument->attached)
        return;
    bench->now = now;
    marker_leave(bench, index);
    say_stop(bench, instrument);
    link_forget(bench, index);
    instrument->attached = false;
    instrument->deadline = MONO_NEVER;
    response_unplugged(bench, index);
    on_fault(bench, &(struct event){
                        .t = now, .kind = EVENT_FAULT, .instrument = index, .code = FAULT_LOST});
    bench_report_code(bench, REPORT_GONE, index, 0);
}

void link_read(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    uint8_t data[READ_CHUNK];
    instrument->has_more = false;
    for (int i = 0; i < READS_PER_TURN && instrument->attached; i++) {
        size_t n = 0;
        const enum status status =
            instrument->wire.ops->read(&instrument->wire, data, sizeof data, &n);
        if (n > 0) {
            instrument->touched = true;
            bench_enter(bench);
            instrument->driver->bytes(instrument->state, bench->now, data, n, &instrument->io);
            bench_leave(bench);
        }
        if (status != STATUS_OK)
            bench_detach(bench, index, bench->now);
        instrument->has_more = instrument->attached && n == sizeof data;
        if (!instrument->has_more || bench_is_stopped(bench))
            return;
    }
}

void link_tick(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    if (!instrument->attached)
        return;
    if (instrument->touched)
        instrument->deadline =
            deadline_floor(instrument->driver->deadline(instrument->state), instrument->ticked);
    instrument->touched = false;
    if (bench->now < instrument->deadline)
        return;
    instrument->ticked = bench->now;
    instrument->touched = true;
    bench_enter(bench);
    instrument->driver->tick(instrument->state, bench->now, &instrument->io);
    bench_leave(bench);
}

void link_flush(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    if (!instrument->attached)
        return;
    const mono_ns before = instrument->output.stop_written;
    const enum status status = output_flush(&instrument->output, &instrument->wire, bench->now);
    if (bench->host.clock && instrument->output.stop_written != before)
        instrument->output.stop_written = bench->host.clock();
    if (status != STATUS_OK)
        bench_detach(bench, index, bench->now);
}

const struct driver_io bench_driver_io = {
    .send = driver_send, .event = driver_event, .identity = driver_identity};

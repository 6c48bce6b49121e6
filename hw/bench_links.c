/* Instruments and their links: bytes in, what their drivers make of them, bytes out. */
#include "bench_internal.h"

#include "hw/keeper.h"

#include <assert.h>
#include <string.h>

enum { READ_CHUNK = 4096, READS_PER_TURN = 4 };

static enum stop_cause cause_of(enum fault fault)
{
    switch (fault) {
    case FAULT_SILENT:
        return STOP_SILENCE;
    case FAULT_LOST:
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
        return STOP_FAULT;
    }
    return STOP_FAULT;
}

/* The stimulus that uses the instrument hears which fault it was; the stop ends all others. */
static void on_fault(struct bench *bench, const struct event *event)
{
    struct instrument *instrument = &bench->instruments[event->instrument];
    const bool used = bench_is_used(bench, event->instrument);
    instrument->ready = false;
    bench_report_code(bench, REPORT_FAULT, event->instrument, event->code);
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor && slot_uses(&bench->slots[i], event->instrument))
            slot_event(&bench->slots[i], event);
    if (used)
        stop_raise(bench->stop, cause_of((enum fault)event->code), event->t);
}

static void remember(struct instrument *instrument, uint8_t channel, double value, mono_ns t)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    atomic_store_explicit(&instrument->latest[channel].value_bits, bits, memory_order_relaxed);
    atomic_store_explicit(&instrument->latest[channel].t, t, memory_order_release);
}

static void on_measured(struct bench *bench, const struct event *event)
{
    struct instrument *instrument = &bench->instruments[event->instrument];
    struct event scaled = *event;
    scaled.value *= instrument->scale[event->channel];
    remember(instrument, event->channel, scaled.value, event->t);
    if (instrument->driver->channels[event->channel].energises &&
        !(scaled.value <= instrument->limit[event->channel]))
        stop_raise(bench->stop, STOP_LIMIT, event->t);
    for (int i = 0; i < STIMULI_MAX; i++) {
        struct slot *slot = &bench->slots[i];
        uint8_t stream;
        if (!slot->reactor || !slot_owns(slot, event->instrument, event->channel, &stream))
            continue;
        slot_record(slot, RECORD_SAMPLE, event, stream);
        slot_event(slot, &scaled);
    }
}

void response_event(struct bench *bench, const struct event *event, bool is_stop)
{
    bool heard = false;
    for (int i = 0; i < STIMULI_MAX; i++) {
        struct slot *slot = &bench->slots[i];
        if (!slot->reactor)
            continue;
        heard = true;
        is_stop = is_stop || slot->request.response_stops;
        slot_event(slot, event);
    }
    if (!heard)
        return;
    bench_report(bench, &(struct report){.t = event->t,
                                         .kind = REPORT_RESPONSE,
                                         .instrument = event->instrument,
                                         .value = event->value});
    if (is_stop && event->value > 0)
        stop_raise(bench->stop, STOP_PARTICIPANT, event->t);
}

/* Only buttons that the bench file names as a response are heard. */
static void on_button(struct bench *bench, const struct event *event)
{
    for (uint8_t i = 0; i < bench->spec.n_responses; i++)
        if (bench->response_instrument[i] == event->instrument &&
            bench->response_channel[i] == event->channel)
            response_event(bench, event, bench->spec.responses[i].is_stop);
}

static void on_notice(struct bench *bench, const struct event *event)
{
    bench_report(bench, &(struct report){.t = event->t,
                                         .kind = REPORT_NOTICE,
                                         .instrument = event->instrument,
                                         .code = event->code,
                                         .value = event->value});
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor && slot_uses(&bench->slots[i], event->instrument))
            slot_event(&bench->slots[i], event);
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
        on_measured(bench, &event);
        return;
    case EVENT_RESPONSE:
        on_button(bench, &event);
        return;
    case EVENT_READY:
        instrument->ready = true;
        bench_report_code(bench, REPORT_READY, event.instrument, 0);
        return;
    case EVENT_FAULT:
        on_fault(bench, &event);
        return;
    case EVENT_NOTICE:
        on_notice(bench, &event);
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
     * time. */
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

static void tell_keeper(struct bench *bench, uint8_t index, const struct wire *wire)
{
    const struct instrument *instrument = &bench->instruments[index];
    if (wire->fd < 0 || !instrument->driver->energises)
        return;
    crash_hold(index, wire->fd, instrument->driver);
    if (bench->keeper &&
        keeper_hold(bench->keeper, index, wire->fd, instrument->driver) != STATUS_OK)
        stop_raise(bench->stop, STOP_FAULT, bench->now); /* never energise what nobody could stop */
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
    output_reset(&instrument->output, instrument->driver);
    tell_keeper(bench, index, &wire);
    instrument->driver->opened(instrument->state, now, &instrument->io);
}

void bench_detach(struct bench *bench, uint8_t index, mono_ns now)
{
    struct instrument *instrument = &bench->instruments[index];
    if (!instrument->attached)
        return;
    bench->now = now;
    instrument->attached = false;
    instrument->deadline = MONO_NEVER;
    if (instrument->wire.fd >= 0 && instrument->driver->energises) {
        crash_release(index);
        if (bench->keeper && keeper_release(bench->keeper, index) != STATUS_OK)
            stop_raise(bench->stop, STOP_FAULT, now);
    }
    on_fault(bench, &(struct event){
                        .t = now, .kind = EVENT_FAULT, .instrument = index, .code = FAULT_LOST});
    bench_report_code(bench, REPORT_GONE, index, 0);
}

void link_read(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    uint8_t data[READ_CHUNK];
    for (int i = 0; i < READS_PER_TURN && instrument->attached; i++) {
        size_t n = 0;
        const enum status status =
            instrument->wire.ops->read(&instrument->wire, data, sizeof data, &n);
        if (n > 0) {
            instrument->touched = true;
            instrument->driver->bytes(instrument->state, bench->now, data, n, &instrument->io);
        }
        if (status != STATUS_OK)
            bench_detach(bench, index, bench->now);
        if (n < sizeof data)
            return;
    }
}

void link_flush(struct bench *bench, uint8_t index)
{
    struct instrument *instrument = &bench->instruments[index];
    if (instrument->attached &&
        output_flush(&instrument->output, &instrument->wire, bench->now) != STATUS_OK)
        bench_detach(bench, index, bench->now);
}

const struct driver_io bench_driver_io = {
    .send = driver_send, .event = driver_event, .identity = driver_identity};

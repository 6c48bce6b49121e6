/* The bench turn.
 *
 * Invariants
 * 1. The stop line is looked at before anything is read and again after everything was fed; between
 * the cause and the stop sequence lies at most one turn.
 * 2. A reading is seen in this order: envelope, record, stimulus. A record that finds no room is a
 * stop.
 * 3. A channel belongs to at most one running stimulus.
 * 4. A slot is busy from REPORT_STARTED to REPORT_DONE; nothing frees it in between.
 * 5. After a stop no stimulus starts until ORDER_REARM. */
#include "bench_internal.h"

#include "hw/keeper.h"

#include <assert.h>
#include <string.h>

void bench_report(struct bench *bench, const struct report *report)
{
    bench->host.report(bench->host.host, report);
}

void bench_report_code(struct bench *bench, enum report_kind kind, uint8_t instrument, uint8_t code)
{
    bench_report(
        bench, &(struct report){
                   .t = bench->now, .kind = (uint8_t)kind, .instrument = instrument, .code = code});
}

static void end_all(struct bench *bench, enum end_reason reason)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        slot_end(&bench->slots[i], reason);
}

static void heed_stop(struct bench *bench)
{
    if (bench->stopped || !stop_is_raised(bench->stop))
        return;
    bench->stopped = true;
    bench->stop_reported = false;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        output_stop(&bench->instruments[i].output, bench->instruments[i].driver);
        link_flush(bench, i);
    }
    end_all(bench, END_STOP);
}

static void report_stopped(struct bench *bench)
{
    if (!bench->stopped || bench->stop_reported)
        return;
    mono_ns last = stop_raised_ns(bench->stop);
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        const struct instrument *instrument = &bench->instruments[i];
        if (!instrument->attached || instrument->driver->stop_size == 0)
            continue;
        if (instrument->output.stop_written == 0)
            return;
        if (instrument->output.stop_written > last)
            last = instrument->output.stop_written;
    }
    bench->stop_reported = true;
    bench_report(bench, &(struct report){.t = bench->now,
                                         .kind = REPORT_STOPPED,
                                         .code = (uint8_t)stop_first_cause(bench->stop),
                                         .value = mono_to_sec(last - stop_raised_ns(bench->stop))});
}

static void rearm(struct bench *bench)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor)
            return; /* not before everything has come to its end */
    stop_clear(bench->stop);
    bench->stopped = false;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        output_rearm(&bench->instruments[i].output);
    bench_report_code(bench, REPORT_REARMED, 0, 0);
}

static void obey(struct bench *bench, const struct order *order)
{
    struct slot *slot;
    switch ((enum order_kind)order->kind) {
    case ORDER_START:
        slot_start(bench, &order->start);
        return;
    case ORDER_END:
        slot = slot_find(bench, order->handle);
        if (slot)
            slot_end(slot, (enum end_reason)order->reason);
        return;
    case ORDER_REARM:
        rearm(bench);
        return;
    case ORDER_COMMAND:
        if (order->command.kind == COMMAND_DRIVE ||
            bench_command(bench, order->channel, &order->command) != STATUS_OK)
            bench_report_code(bench, REPORT_NOTICE, order->channel.instrument, NOTICE_REFUSED);
        return;
    }
}

static void obey_all(struct bench *bench)
{
    struct order order;
    if (ring_count(&bench->orders) == 0)
        return;
    while (ring_pop(&bench->orders, &order))
        obey(bench, &order);
}

static void tick_due(struct bench *bench)
{
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        struct instrument *instrument = &bench->instruments[i];
        if (!instrument->attached)
            continue;
        if (instrument->touched)
            instrument->deadline = instrument->driver->deadline(instrument->state);
        instrument->touched = false;
        if (bench->now < instrument->deadline)
            continue;
        instrument->driver->tick(instrument->state, bench->now, &instrument->io);
        instrument->deadline = instrument->driver->deadline(instrument->state);
    }
    for (int i = 0; i < STIMULI_MAX; i++) {
        if (bench->slots[i].reactor && bench->now >= bench->slots[i].deadline)
            slot_tick(&bench->slots[i]);
    }
}

static mono_ns next_deadline(struct bench *bench)
{
    mono_ns next = MONO_NEVER;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        struct instrument *instrument = &bench->instruments[i];
        if (!instrument->attached)
            continue;
        if (instrument->touched)
            instrument->deadline = instrument->driver->deadline(instrument->state);
        instrument->touched = false;
        next = mono_min(next, instrument->deadline);
        if (!output_is_blocked(&instrument->output, bench->now))
            next = mono_min(next, output_deadline(&instrument->output));
    }
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor)
            next = mono_min(next, bench->slots[i].deadline);
    return next;
}

mono_ns bench_turn(struct bench *bench, mono_ns now)
{
    bench->now = now;
    heed_stop(bench);
    obey_all(bench);
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        if (bench->instruments[i].attached)
            link_read(bench, i);
        heed_stop(bench);
    }
    tick_due(bench);
    heed_stop(bench);
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        link_flush(bench, i);
    heed_stop(bench);
    report_stopped(bench);
    if (bench->keeper)
        keeper_beat(bench->keeper, now);
    return next_deadline(bench);
}

bool bench_wants_write(const struct bench *bench, uint8_t index)
{
    const struct instrument *instrument = &bench->instruments[index];
    return instrument->attached && output_is_blocked(&instrument->output, bench->now);
}

void bench_respond(struct bench *bench, uint8_t source, mono_ns t, bool pressed, bool is_stop)
{
    const struct event event = {.t = t,
                                .kind = EVENT_RESPONSE,
                                .instrument = INSTRUMENT_BENCH,
                                .channel = source,
                                .value = pressed ? 1 : 0};
    response_event(bench, &event, is_stop);
}

enum status bench_submit(struct bench *bench, const struct order *order)
{
    return ring_push(&bench->orders, order) ? STATUS_OK : STATUS_FULL;
}

bool bench_latest(const struct bench *bench, struct channel_ref channel, double *value, mono_ns *t)
{
    const struct latest *latest = &bench->instruments[channel.instrument].latest[channel.channel];
    *t = atomic_load_explicit(&latest->t, memory_order_acquire);
    const uint64_t bits = atomic_load_explicit(&latest->value_bits, memory_order_relaxed);
    memcpy(value, &bits, sizeof bits);
    return *t != 0;
}

const struct driver *bench_driver(const struct bench *bench, uint8_t instrument)
{
    return bench->instruments[instrument].driver;
}

double bench_limit(const struct bench *bench, struct channel_ref channel)
{
    return bench->instruments[channel.instrument].limit[channel.channel];
}

bool bench_role(const struct bench *bench, enum role role, struct channel_ref *channel)
{
    const struct role_spec *spec = &bench->spec.roles[role];
    if (!spec->bound)
        return false;
    const int found = channel_find(bench->instruments[spec->instrument].driver, spec->channel);
    assert(found >= 0); /* bench_new() has looked */
    *channel = (struct channel_ref){.instrument = spec->instrument, .channel = (uint8_t)found};
    return true;
}

/* The bench turn.
 *
 * Invariants
 * 1. The stop line is looked at before anything is read, after every link that was read, and before
 * every link that is written: between the cause and the stop sequence lies at most one turn.
 * 2. A reading is seen in this order: envelope, record, stimulus. A record that finds no room is a
 * stop. Nothing that an instrument measured while it was not ready is seen by anybody.
 * 3. A channel belongs to at most one running stimulus.
 * 4. A slot is busy from REPORT_STARTED to REPORT_DONE; nothing frees it in between.
 * 5. After a stop no stimulus starts until ORDER_REARM, which waits for the end of all stimuli, for the
 * last byte of the stop sequences and for every driven instrument to be seen at rest (or the alarm that
 * it is not), and loses to a stop that was raised after it was given.
 * 6. Neither a driver nor a stimulus is ever called while it runs: commands that stimuli give wait
 * until the outermost call has returned.
 * 7. bench_turn() asks for its next call at least TICK_FLOOR after a tick. */
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

static void pump(struct bench *bench)
{
    for (int i = 0; bench->pending_count > 0; i++) {
        const struct pending pending = bench->pending[bench->pending_first];
        bench->pending_first = (uint8_t)((bench->pending_first + 1) % PENDING_MAX);
        bench->pending_count--;
        if (i >= PUMP_MAX)
            stop_raise(bench->stop, STOP_FAULT, bench->now);
        else
            slot_obeyed(bench, &pending);
    }
}

void bench_enter(struct bench *bench)
{
    bench->inside++;
}

void bench_leave(struct bench *bench)
{
    assert(bench->inside > 0);
    if (bench->inside == 1)
        pump(bench);
    bench->inside--;
}

static void end_all(struct bench *bench, enum end_reason reason)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        slot_end(&bench->slots[i], reason);
}

bool bench_is_stopped(const struct bench *bench)
{
    return bench->stopped || stop_is_raised(bench->stop);
}

mono_ns deadline_floor(mono_ns deadline, mono_ns ticked)
{
    return deadline < ticked + TICK_FLOOR ? ticked + TICK_FLOOR : deadline;
}

static void heed_stop(struct bench *bench)
{
    if (bench->stopped || !stop_is_raised(bench->stop))
        return;
    bench->stopped = true;
    bench->stopped_at = bench->now;
    bench->stop_reported = false;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        if (bench->instruments[i].driver->is_told_only)
            continue;
        output_stop(&bench->instruments[i].output, bench->instruments[i].driver);
        link_flush(bench, i);
        confirm_begin(bench, i);
    }
    end_all(bench, END_STOP);
}

static bool owes_stop(const struct instrument *instrument)
{
    return instrument->attached && instrument->driver->stop_size > 0 &&
           !instrument->output.stop_sent;
}

/* Opened anew, the link is sent the stop sequence again. */
static void give_up_blocked(struct bench *bench)
{
    if (!bench->stopped || bench->now < bench->stopped_at + STOP_WRITTEN_WITHIN)
        return;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        if (!bench->stop_reported && owes_stop(&bench->instruments[i]))
            bench_detach(bench, i, bench->now);
}

static void report_stopped(struct bench *bench)
{
    if (!bench->stopped || bench->stop_reported)
        return;
    const mono_ns raised = stop_raised_ns(bench->stop);
    mono_ns last = raised;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        const struct instrument *instrument = &bench->instruments[i];
        if (owes_stop(instrument))
            return;
        if (instrument->attached && instrument->driver->stop_size > 0 &&
            instrument->output.stop_written > last)
            last = instrument->output.stop_written;
    }
    bench->stop_reported = true;
    bench_report(bench, &(struct report){.t = bench->now,
                                         .kind = REPORT_STOPPED,
                                         .code = (uint8_t)stop_first_cause(bench->stop),
                                         .value = mono_to_sec(last - raised)});
}

/* A stop after the order to re-arm is heeded as a new one: sent again, reported again. */
static void stop_anew(struct bench *bench)
{
    bench->rearm_waits = false;
    bench->stopped = false;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        output_rearm(&bench->instruments[i].output);
    heed_stop(bench);
}

/* MONO_NEVER: no answer to a stop frame is waited for. */
static mono_ns stops_settle_at(const struct bench *bench)
{
    mono_ns next = MONO_NEVER;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        const struct instrument *instrument = &bench->instruments[i];
        const mono_ns settled = instrument->output.stop_gone + instrument->driver->stop_settles;
        if (instrument->attached && instrument->driver->stop_settles > 0 && settled > bench->now)
            next = mono_min(next, settled);
    }
    return next;
}

static bool is_at_rest(const struct bench *bench)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor)
            return false;
    return (!bench->stopped || bench->stop_reported) && !confirm_is_awaited(bench) &&
           stops_settle_at(bench) == MONO_NEVER;
}

static void rearm_if_due(struct bench *bench)
{
    if (!bench->rearm_waits)
        return;
    if (stop_count(bench->stop) != bench->rearm_seen) {
        stop_anew(bench);
        return;
    }
    if (!is_at_rest(bench))
        return;
    if (!stop_clear(bench->stop, bench->rearm_seen)) {
        stop_anew(bench);
        return;
    }
    bench->rearm_waits = false;
    bench->stopped = false;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        output_rearm(&bench->instruments[i].output);
    bench_report_code(bench, REPORT_REARMED, 0, 0);
}

static void obey_released(struct bench *bench, stimulus_handle handle)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (handle == 0 || bench->slots[i].request.handle == handle)
            slot_released(&bench->slots[i]);
}

/* Stamped when the examiner saw it: before the turn in which it comes. */
static void obey_mark(struct bench *bench, const struct order *order)
{
    struct slot *slot = slot_find(bench, order->handle);
    struct event event = order->mark;
    event.kind = EVENT_MARK;
    event.instrument = INSTRUMENT_BENCH;
    if (slot && event.code == OBSERVED_PAIN)
        marker_add(bench, MARKER_RESPONSE, event.t);
    if (slot && event.code == OBSERVED_RATING)
        marker_add(bench, MARKER_RATING, event.t);
    if (slot)
        slot_event(slot, &event);
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
    case ORDER_RELEASED:
        obey_released(bench, order->handle);
        return;
    case ORDER_MARK:
        obey_mark(bench, order);
        return;
    case ORDER_REARM:
        bench->rearm_waits = true;
        bench->rearm_seen = order->stop_seen;
        rearm_if_due(bench);
        return;
    case ORDER_PUT:
        if (order->mark.code < MARKER_COUNT)
            marker_add(bench, (enum marker)order->mark.code, order->mark.t);
        return;
    case ORDER_COMMAND:
        if (bench_order_command(bench, order) != STATUS_OK)
            bench_report_code(bench, REPORT_NOTICE, order->channel.instrument, NOTICE_REFUSED);
        return;
    }
}

/* Bounded: a submitter in a frenzy must not keep the bench from its links. */
static void obey_all(struct bench *bench)
{
    struct order order;
    for (int i = 0; i < ORDERS_DEPTH && ring_count(&bench->orders) > 0; i++) {
        if (ring_pop(&bench->orders, &order))
            obey(bench, &order);
        heed_stop(bench);
    }
}

static void tick_due(struct bench *bench)
{
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        link_tick(bench, i);
    for (int i = 0; i < STIMULI_MAX; i++) {
        if (bench->now >= slot_deadline(&bench->slots[i]))
            slot_tick(&bench->slots[i]);
    }
}

static mono_ns instrument_deadline(const struct bench *bench, struct instrument *instrument)
{
    if (!instrument->attached)
        return MONO_NEVER;
    if (instrument->has_more)
        return bench->now;
    if (instrument->touched)
        instrument->deadline =
            deadline_floor(instrument->driver->deadline(instrument->state), instrument->ticked);
    instrument->touched = false;
    mono_ns next = instrument->deadline;
    if (!output_is_blocked(&instrument->output, bench->now))
        next = mono_min(next, output_deadline(&instrument->output));
    return next;
}

static mono_ns next_deadline(struct bench *bench)
{
    mono_ns next = bench->keeper ? bench->now + BEAT_EVERY : MONO_NEVER;
    if (bench->stopped && !bench->stop_reported)
        next = mono_min(next, bench->stopped_at + STOP_WRITTEN_WITHIN);
    if (ring_count(&bench->orders) > 0 || (!bench->stopped && stop_is_raised(bench->stop)))
        next = bench->now;
    next = mono_min(next, confirm_deadline(bench));
    next = mono_min(next, marker_deadline(bench));
    if (bench->rearm_waits)
        next = mono_min(next, stops_settle_at(bench));
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        next = mono_min(next, instrument_deadline(bench, &bench->instruments[i]));
    for (int i = 0; i < STIMULI_MAX; i++)
        next = mono_min(next, slot_deadline(&bench->slots[i]));
    return next;
}

/* The keeper has stopped the instruments behind our back: what runs here runs on nothing. */
static void heed_keeper(struct bench *bench)
{
    if (!bench->keeper)
        return;
    const unsigned interventions = keeper_interventions(bench->keeper);
    if (interventions == bench->interventions)
        return;
    bench->interventions = interventions;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        output_doubt(&bench->instruments[i].output);
    stop_raise(bench->stop, STOP_CRASH, bench->now);
}

static void read_all(struct bench *bench)
{
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        link_read(bench, i);
        heed_stop(bench);
    }
}

static void flush_all(struct bench *bench)
{
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++) {
        heed_stop(bench);
        link_flush(bench, i);
    }
}

mono_ns bench_turn(struct bench *bench, mono_ns now)
{
    bench->now = now;
    heed_keeper(bench);
    heed_stop(bench);
    obey_all(bench);
    read_all(bench);
    tick_due(bench);
    confirm_tend(bench);
    flush_all(bench);
    give_up_blocked(bench);
    heed_stop(bench);
    report_stopped(bench);
    rearm_if_due(bench);
    marker_tend(bench);
    looks_keep(bench);
    if (bench->keeper)
        keeper_beat(bench->keeper, now);
    return next_deadline(bench);
}

bool bench_wants_write(const struct bench *bench, uint8_t index)
{
    const struct instrument *instrument = &bench->instruments[index];
    return instrument->attached && output_is_blocked(&instrument->output, bench->now);
}

bool bench_is_attached(const struct bench *bench, uint8_t index)
{
    return bench->instruments[index].attached;
}

enum status bench_submit(struct bench *bench, const struct order *order)
{
    struct order own = *order;
    own.stop_seen = stop_count(bench->stop);
    if (order->kind == ORDER_PUT && ring_count(&bench->orders) >= ORDERS_DEPTH - ORDERS_SPARE)
        return STATUS_FULL;
    return ring_push(&bench->orders, &own) ? STATUS_OK : STATUS_FULL;
}

bool bench_latest(const struct bench *bench, struct channel_ref channel, double *value, mono_ns *t)
{
    const struct latest *latest = &bench->instruments[channel.instrument].latest[channel.channel];
    uint32_t before, after;
    uint64_t bits;
    do {
        before = atomic_load_explicit(&latest->version, memory_order_acquire);
        bits = atomic_load_explicit(&latest->value_bits, memory_order_acquire);
        *t = atomic_load_explicit(&latest->t, memory_order_acquire);
        after = atomic_load_explicit(&latest->version, memory_order_relaxed);
    } while (before != after || (before & 1));
    memcpy(value, &bits, sizeof bits);
    return before != 0;
}

uint32_t bench_readings(const struct bench *bench, struct channel_ref channel)
{
    const struct latest *latest = &bench->instruments[channel.instrument].latest[channel.channel];
    return atomic_load_explicit(&latest->version, memory_order_acquire) / 2;
}

const struct driver *bench_driver(const struct bench *bench, uint8_t instrument)
{
    return bench->instruments[instrument].driver;
}

struct line_settings bench_line(const struct bench *bench, uint8_t instrument)
{
    struct line_settings line = bench->instruments[instrument].driver->line;
    if (bench->spec.instruments[instrument].baud > 0)
        line.baud = bench->spec.instruments[instrument].baud;
    return line;
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

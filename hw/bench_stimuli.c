/* Running stimuli: who owns which channel, what starts, what ends, what is recorded. */
#include "bench_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool slot_owns(const struct slot *slot, uint8_t instrument, uint8_t channel, uint8_t *stream)
{
    for (uint8_t i = 0; i < slot->request.n_channels; i++) {
        const struct channel_ref *ref = &slot->request.channels[i];
        if (ref->instrument == instrument && ref->channel == channel) {
            *stream = i;
            return true;
        }
    }
    return false;
}

bool slot_uses(const struct slot *slot, uint8_t instrument)
{
    for (uint8_t i = 0; i < slot->request.n_channels; i++)
        if (slot->request.channels[i].instrument == instrument)
            return true;
    return false;
}

void slot_record(struct slot *slot, enum record_kind kind, const struct event *event,
                 uint8_t stream)
{
    const struct bench_record record = {
        .t = event->t,
        .value = event->value,
        .seq = event->seq,
        .handle = slot->request.handle,
        .kind = (uint8_t)kind,
        .stream = stream,
    };
    struct bench *bench = slot->bench;
    if (!bench->host.record(bench->host.host, &record))
        stop_raise(bench->stop, STOP_STORE_FULL, bench->now);
}

static void slot_refresh(struct slot *slot)
{
    if (slot->reactor)
        slot->deadline = slot->reactor->deadline(slot->state);
}

void slot_end(struct slot *slot, enum end_reason reason)
{
    if (!slot->reactor || slot->ending)
        return;
    slot->ending = true;
    slot->reactor->end(slot->state, slot->bench->now, reason, &slot->io);
    slot_refresh(slot);
}

void slot_event(struct slot *slot, const struct event *event)
{
    slot->reactor->event(slot->state, event, &slot->io);
    slot_refresh(slot);
}

enum status bench_command(struct bench *bench, struct channel_ref channel,
                          const struct command *command)
{
    assert(channel.instrument < bench->spec.n_instruments);
    struct instrument *instrument = &bench->instruments[channel.instrument];
    if (command->kind == COMMAND_DRIVE) {
        if (bench->stopped)
            return STATUS_STOPPED;
        if (!(command->target <= instrument->limit[channel.channel]))
            return STATUS_RANGE;
    }
    struct command own = *command;
    own.channel = channel.channel;
    instrument->touched = true;
    return instrument->driver->command(instrument->state, bench->now, &own, &instrument->io);
}

static void reactor_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct slot *slot = host;
    struct bench *bench = slot->bench;
    /* A stimulus that cannot press is a fault; one that cannot read will notice the silence. */
    if (bench_command(bench, channel, command) != STATUS_OK && command->kind == COMMAND_DRIVE)
        stop_raise(bench->stop, STOP_FAULT, bench->now);
}

static void reactor_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct slot *slot = host;
    bench_report(slot->bench, &(struct report){.t = t,
                                               .kind = REPORT_PHASE,
                                               .handle = slot->request.handle,
                                               .code = (uint8_t)phase,
                                               .value = value});
}

static void reactor_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct slot *slot = host;
    assert(slot->reactor && n <= REACTOR_OUTCOME_MAX);
    slot_record(slot, RECORD_END, &(struct event){.t = t}, 0);
    struct report r = {
        .t = t, .kind = REPORT_DONE, .handle = slot->request.handle, .outcome_size = (uint16_t)n};
    memcpy(r.body.outcome, outcome, n);
    slot->reactor = NULL;
    slot->deadline = MONO_NEVER;
    bench_report(slot->bench, &r);
}

void slot_tick(struct slot *slot)
{
    slot->reactor->tick(slot->state, slot->bench->now, &slot->io);
    slot_refresh(slot);
}

struct slot *slot_find(struct bench *bench, stimulus_handle handle)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor && bench->slots[i].request.handle == handle)
            return &bench->slots[i];
    return NULL;
}

static enum status check_start(const struct bench *bench, const struct stimulus_request *request)
{
    if (bench->stopped)
        return STATUS_STOPPED;
    for (uint8_t i = 0; i < request->n_channels; i++) {
        const struct channel_ref ref = request->channels[i];
        if (ref.instrument >= bench->spec.n_instruments ||
            ref.channel >= bench->instruments[ref.instrument].driver->n_channels)
            return STATUS_NOT_FOUND;
        const struct instrument *instrument = &bench->instruments[ref.instrument];
        if (!instrument->attached || !instrument->ready)
            return STATUS_GONE;
        if (request->limit > instrument->limit[ref.channel])
            return STATUS_RANGE;
        uint8_t stream;
        for (int s = 0; s < STIMULI_MAX; s++)
            if (bench->slots[s].reactor &&
                slot_owns(&bench->slots[s], ref.instrument, ref.channel, &stream))
                return STATUS_BUSY;
    }
    return STATUS_OK;
}

void slot_start(struct bench *bench, const struct stimulus_request *request)
{
    enum status status = check_start(bench, request);
    struct slot *slot = NULL;
    for (int i = 0; i < STIMULI_MAX && !slot; i++)
        if (!bench->slots[i].reactor)
            slot = &bench->slots[i];
    if (status == STATUS_OK && !slot)
        status = STATUS_FULL;
    if (status != STATUS_OK) {
        bench_report(bench, &(struct report){.t = bench->now,
                                             .kind = REPORT_REFUSED,
                                             .handle = request->handle,
                                             .code = (uint8_t)-status});
        return;
    }
    assert(request->reactor->state_size <= REACTOR_STATE_MAX);
    slot->request = *request;
    slot->reactor = request->reactor;
    slot->ending = false;
    memset(slot->state, 0, request->reactor->state_size);
    bench_report(bench, &(struct report){
                            .t = bench->now, .kind = REPORT_STARTED, .handle = request->handle});
    slot_record(slot, RECORD_BEGIN, &(struct event){.t = bench->now}, 0);
    slot->reactor->start(slot->state, bench->now, slot->request.spec, slot->request.channels,
                         slot->request.n_channels, &slot->io);
    slot_refresh(slot);
}

bool bench_is_used(const struct bench *bench, uint8_t instrument)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor && slot_uses(&bench->slots[i], instrument))
            return true;
    return false;
}

enum status slots_init(struct bench *bench)
{
    for (int i = 0; i < STIMULI_MAX; i++) {
        struct slot *slot = &bench->slots[i];
        slot->bench = bench;
        slot->deadline = MONO_NEVER;
        slot->state = calloc(1, REACTOR_STATE_MAX);
        if (!slot->state)
            return STATUS_NO_MEMORY;
        slot->io = (struct reactor_io){
            .host = slot, .command = reactor_command, .phase = reactor_phase, .done = reactor_done};
    }
    return STATUS_OK;
}

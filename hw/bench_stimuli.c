/* Running stimuli: who owns which channel, what starts, what ends, what is recorded. */
#include "bench_internal.h"

#include "hw/keeper.h"

#include <assert.h>
#include <math.h>
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
    slot->moved = slot->is_stale = true;
}

mono_ns slot_deadline(struct slot *slot)
{
    if (!slot->reactor)
        return MONO_NEVER;
    if (slot->is_stale)
        slot->deadline = deadline_floor(slot->reactor->deadline(slot->state), slot->ticked);
    slot->is_stale = false;
    return slot->deadline;
}

void slot_end(struct slot *slot, enum end_reason reason)
{
    if (!slot->reactor || slot->stop_told || (slot->ending && reason != END_STOP))
        return;
    slot->ending = true;
    slot->stop_told = reason == END_STOP;
    bench_enter(slot->bench);
    slot->reactor->end(slot->state, slot->bench->now, reason, &slot->io);
    bench_leave(slot->bench);
    slot_refresh(slot);
}

void slot_event(struct slot *slot, const struct event *event)
{
    bench_enter(slot->bench);
    slot->reactor->event(slot->state, event, &slot->io);
    bench_leave(slot->bench);
    slot_refresh(slot);
}

void slot_tick(struct slot *slot)
{
    slot->ticked = slot->bench->now;
    bench_enter(slot->bench);
    slot->reactor->tick(slot->state, slot->bench->now, &slot->io);
    bench_leave(slot->bench);
    slot_refresh(slot);
}

void slot_released(struct slot *slot)
{
    if (!slot->reactor || !slot->reactor->released)
        return;
    bench_enter(slot->bench);
    slot->reactor->released(slot->state, slot->bench->now, &slot->io);
    bench_leave(slot->bench);
    slot_refresh(slot);
}

static bool is_stimulus_kind(enum channel_kind kind)
{
    switch (kind) {
    case CHANNEL_FORCE:
    case CHANNEL_PRESSURE:
    case CHANNEL_TEMPERATURE:
        return true;
    case CHANNEL_BUTTON:
    case CHANNEL_RATING:
    case CHANNEL_MARKER:
        return false;
    }
    return true;
}

enum channel_kind channel_kind_of(const struct bench *bench, struct channel_ref channel)
{
    const struct driver *driver = bench->instruments[channel.instrument].driver;
    return (enum channel_kind)driver->channels[channel.channel].kind;
}

double channel_limit(const struct bench *bench, struct channel_ref channel,
                     const struct slot *owner)
{
    const double limit = bench->instruments[channel.instrument].limit[channel.channel];
    if (!owner || !(owner->request.limit > 0) || !is_stimulus_kind(channel_kind_of(bench, channel)))
        return limit;
    return owner->request.limit < limit ? owner->request.limit : limit;
}

double channel_slack(const struct bench *bench, struct channel_ref channel,
                     const struct stimulus_request *request)
{
    if (!request || channel_kind_of(bench, channel) != CHANNEL_TEMPERATURE)
        return 0;
    return request->overshoot_degc > 0 ? fmin(request->overshoot_degc, OVERSHOOT_MAX_DEGC) : 0;
}

double reading_limit(const struct bench *bench, struct channel_ref channel,
                     const struct slot *owner)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    const double most = instrument->driver->channels[channel.channel].value_max;
    const double slack = channel_slack(bench, channel, owner ? &owner->request : NULL);
    const double own = instrument->limit[channel.channel] + slack;
    const double asked = owner && owner->request.limit > 0 ? owner->request.limit : own;
    return fmin(fmin(own, asked), most);
}

static bool channel_exists(const struct bench *bench, struct channel_ref channel)
{
    return channel.instrument < bench->spec.n_instruments &&
           channel.channel < bench->instruments[channel.instrument].driver->n_channels;
}

static bool is_energising(const struct command *command)
{
    return command->kind == COMMAND_DRIVE || command->kind == COMMAND_TRAIN ||
           command->kind == COMMAND_LEVEL;
}

/* Written so that what is not a number is refused. */
static bool is_target_within(const struct bench *bench, struct channel_ref channel,
                             const struct command *command, const struct slot *owner)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    const double scale = instrument->scale[channel.channel];
    return command->target >= instrument->floor[channel.channel] &&
           command->target * scale <= channel_limit(bench, channel, owner);
}

/* A return whose rate the command leaves to the instrument is none that a limit knows. */
static bool is_ramp_within(const struct instrument *instrument, const struct command *command)
{
    if (command->rate_per_s > instrument->ramp_limit)
        return false;
    return instrument->return_limit == 0 ||
           (command->return_per_s > 0 && command->return_per_s <= instrument->return_limit);
}

static bool is_way_within(const struct bench *bench, struct channel_ref channel,
                          const struct command *command)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    const double scale = instrument->scale[channel.channel];
    if (!(command->rate_per_s > 0) || !isfinite(command->rate_per_s) || command->hold < 0 ||
        command->hold == MONO_NEVER)
        return false;
    if (!(command->return_per_s >= 0) || !isfinite(command->return_per_s))
        return false;
    if (channel_kind_of(bench, channel) == CHANNEL_TEMPERATURE)
        return is_ramp_within(instrument, command);
    return instrument->rate_limit == 0 || command->rate_per_s * scale <= instrument->rate_limit;
}

/* It goes as fast as it can: where a rate is limited, that is none. */
static bool is_train_within(const struct bench *bench, struct channel_ref channel,
                            const struct command *command)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    const bool has_times = command->hold > 0 && command->hold != MONO_NEVER && command->off > 0 &&
                           command->off != MONO_NEVER && command->pulses > 0;
    return has_times && channel_kind_of(bench, channel) == CHANNEL_PRESSURE &&
           instrument->rate_limit == 0 && command->base >= instrument->floor[channel.channel] &&
           command->base <= command->target;
}

/* What rest is from now on lasts until somebody comes: it has to be a temperature that does no harm. */
static bool is_level_within(const struct bench *bench, struct channel_ref channel, double level)
{
    return channel_kind_of(bench, channel) != CHANNEL_TEMPERATURE ||
           (level >= THERMAL_REST_LOW_C && level <= THERMAL_REST_HIGH_C);
}

/* Somebody else could stop it, should this process not. */
static bool is_guarded(const struct bench *bench, const struct instrument *instrument)
{
    return instrument->kept && (!bench->keeper || keeper_is_alive(bench->keeper));
}

static enum status check_energising(const struct bench *bench, struct channel_ref channel,
                                    const struct command *command, const struct slot *owner)
{
    const struct instrument *instrument = &bench->instruments[channel.instrument];
    if (bench_is_stopped(bench))
        return STATUS_STOPPED;
    if (!instrument->ready)
        return STATUS_BUSY;
    if (!instrument->driver->channels[channel.channel].energises)
        return STATUS_UNSUPPORTED;
    if (!is_guarded(bench, instrument))
        return STATUS_IO;
    if (instrument->unconfirmed)
        return STATUS_BUSY;
    if (!is_target_within(bench, channel, command, owner) ||
        (command->kind == COMMAND_DRIVE && !is_way_within(bench, channel, command)) ||
        (command->kind == COMMAND_TRAIN && !is_train_within(bench, channel, command)) ||
        (command->kind == COMMAND_LEVEL && !is_level_within(bench, channel, command->target)))
        return STATUS_RANGE;
    return STATUS_OK;
}

enum status bench_command(struct bench *bench, struct channel_ref channel,
                          const struct command *command, const struct slot *owner)
{
    assert(channel_exists(bench, channel));
    struct instrument *instrument = &bench->instruments[channel.instrument];
    if (!instrument->attached)
        return STATUS_GONE;
    if (is_energising(command)) {
        const enum status status = check_energising(bench, channel, command, owner);
        if (status != STATUS_OK)
            return status;
    }
    struct command own = *command;
    own.channel = channel.channel;
    instrument->touched = true;
    bench_enter(bench);
    const enum status status =
        instrument->driver->command(instrument->state, bench->now, &own, &instrument->io);
    bench_leave(bench);
    if ((command->kind == COMMAND_DRIVE || command->kind == COMMAND_TRAIN) && status == STATUS_OK)
        confirm_driven(bench, channel, command);
    if (command->kind == COMMAND_LEVEL && status == STATUS_OK)
        confirm_level(bench, channel, command->target);
    return status;
}

/* A zero taken while somebody presses would make every later reading of that trial wrong. */
enum status bench_order_command(struct bench *bench, const struct order *order)
{
    uint8_t stream;
    if (!channel_exists(bench, order->channel))
        return STATUS_NOT_FOUND;
    if (is_energising(&order->command) || order->command.kind == COMMAND_PUT)
        return STATUS_UNSUPPORTED; /* a marker has its own order, which holds it and takes it back */
    if (channel_owner(bench, order->channel, &stream) ||
        (order->command.kind == COMMAND_ZERO && bench_is_used(bench, order->channel.instrument)))
        return STATUS_BUSY;
    return bench_command(bench, order->channel, &order->command, NULL);
}

/* A stimulus that cannot press must stop, and one that cannot let go all the more; one that cannot
 * read will notice the silence. An instrument that is not ready has had its fault, which is a stop
 * with its own cause. What a stimulus wanted to start is not started after its own end. */
static bool refusal_stops(const struct bench *bench, const struct pending *pending)
{
    const struct instrument *instrument = &bench->instruments[pending->channel.instrument];
    return is_energising(&pending->command) ||
           (pending->command.kind == COMMAND_BASELINE && instrument->ready);
}

/* What was refused, and why: the stop that follows says neither. Of an instrument that is not ready its fault has told. */
static void report_refusal(struct bench *bench, const struct pending *pending, enum status status)
{
    if (!bench->instruments[pending->channel.instrument].ready)
        return;
    bench_report(bench, &(struct report){.t = bench->now,
                                         .kind = REPORT_NOTICE,
                                         .instrument = pending->channel.instrument,
                                         .channel = pending->channel.channel,
                                         .handle = pending->handle,
                                         .code = NOTICE_REFUSED,
                                         .value = -(int)status});
}

void slot_obeyed(struct bench *bench, const struct pending *pending)
{
    const struct slot *owner = slot_find(bench, pending->handle);
    if (is_energising(&pending->command) && !owner)
        return;
    const enum status status = bench_command(bench, pending->channel, &pending->command, owner);
    if (status == STATUS_OK || status == STATUS_STOPPED || !refusal_stops(bench, pending))
        return;
    report_refusal(bench, pending, status);
    stop_raise(bench->stop, STOP_FAULT, bench->now);
}

static void reactor_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct slot *slot = host;
    struct bench *bench = slot->bench;
    uint8_t stream;
    assert(slot->reactor && slot_owns(slot, channel.instrument, channel.channel, &stream));
    if (bench->pending_count == PENDING_MAX) {
        stop_raise(bench->stop, STOP_FAULT, bench->now);
        return;
    }
    const size_t at = (size_t)(bench->pending_first + bench->pending_count) % PENDING_MAX;
    bench->pending[at] =
        (struct pending){.handle = slot->request.handle, .channel = channel, .command = *command};
    bench->pending_count++;
}

static void reactor_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct slot *slot = host;
    if (phase == PHASE_RUNNING && !slot->reactor->tells_edges)
        slot_mark(slot, t, true);
    if (phase == PHASE_RELEASED)
        slot_mark(slot, t, false);
    bench_report(slot->bench, &(struct report){.t = t,
                                               .kind = REPORT_PHASE,
                                               .handle = slot->request.handle,
                                               .code = (uint8_t)phase,
                                               .value = value});
}

static void reactor_told_edge(void *host, mono_ns t, bool is_on)
{
    slot_mark(host, t, is_on);
}

static void reactor_alarm(void *host, mono_ns t)
{
    const struct slot *slot = host;
    assert(slot->reactor);
    stop_raise(slot->bench->stop, STOP_RELEASE, t);
}

static void reactor_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct slot *slot = host;
    assert(slot->reactor && n <= REACTOR_OUTCOME_MAX);
    slot_mark(slot, t, false);
    slot_record(slot, RECORD_END, &(struct event){.t = t}, 0);
    struct report r = {
        .t = t, .kind = REPORT_DONE, .handle = slot->request.handle, .outcome_size = (uint16_t)n};
    r.given = slot_dose_given(slot, t);
    r.is_unseen = slot_dose_is_unseen(slot, t);
    r.value = slot->meters[0].has_reading ? slot->meters[0].last_c : NAN;
    memcpy(r.body.outcome, outcome, n);
    slot->reactor = NULL;
    slot->deadline = MONO_NEVER;
    bench_report(slot->bench, &r);
}

struct slot *slot_find(struct bench *bench, stimulus_handle handle)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor && bench->slots[i].request.handle == handle)
            return &bench->slots[i];
    return NULL;
}

struct slot *channel_owner(struct bench *bench, struct channel_ref channel, uint8_t *stream)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor &&
            slot_owns(&bench->slots[i], channel.instrument, channel.channel, stream))
            return &bench->slots[i];
    return NULL;
}

static enum status check_channel(struct bench *bench, const struct stimulus_request *request,
                                 struct channel_ref ref)
{
    if (!channel_exists(bench, ref))
        return STATUS_NOT_FOUND;
    const struct instrument *instrument = &bench->instruments[ref.instrument];
    if (!instrument->attached || !instrument->ready || instrument->unconfirmed)
        return STATUS_GONE;
    if (is_stimulus_kind(channel_kind_of(bench, ref)) &&
        !(request->limit <= instrument->limit[ref.channel] + channel_slack(bench, ref, request)))
        return STATUS_RANGE;
    if (instrument->driver->channels[ref.channel].energises && !is_guarded(bench, instrument))
        return STATUS_IO;
    uint8_t stream;
    return channel_owner(bench, ref, &stream) ? STATUS_BUSY : STATUS_OK;
}

static enum status check_start(struct bench *bench, const struct stimulus_request *request)
{
    assert(request->reactor && request->reactor->state_size <= REACTOR_STATE_MAX);
    if (bench_is_stopped(bench))
        return STATUS_STOPPED;
    if (request->handle == 0 || request->n_channels > STIMULUS_CHANNELS_MAX)
        return STATUS_INVALID;
    if (slot_find(bench, request->handle))
        return STATUS_BUSY;
    if (!(request->limit >= 0))
        return STATUS_RANGE;
    if (!responses_allow(bench))
        return STATUS_GONE;
    enum status status = STATUS_OK;
    for (uint8_t i = 0; i < request->n_channels && status == STATUS_OK; i++)
        status = check_channel(bench, request, request->channels[i]);
    return status;
}

static struct slot *slot_free(struct bench *bench)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (!bench->slots[i].reactor)
            return &bench->slots[i];
    return NULL;
}

static void slot_fill(struct slot *slot, const struct stimulus_request *request)
{
    slot->request = *request;
    slot->reactor = request->reactor;
    slot->ending = slot->stop_told = slot->is_marked_on = false;
    slot->ticked = slot->bench->now - TICK_FLOOR;
    memset(slot->seq, 0, sizeof slot->seq);
    slot_dose_begin(slot);
}

void slot_start(struct bench *bench, const struct stimulus_request *request)
{
    enum status status = check_start(bench, request);
    struct slot *slot = slot_free(bench);
    if (status == STATUS_OK && !slot)
        status = STATUS_FULL;
    if (status != STATUS_OK) {
        bench_report(bench, &(struct report){.t = bench->now,
                                             .kind = REPORT_REFUSED,
                                             .handle = request->handle,
                                             .code = (uint8_t)-status});
        return;
    }
    slot_fill(slot, request);
    /* In this order: who hears of the start and dies must leave a record that has begun. */
    slot_record(slot, RECORD_BEGIN, &(struct event){.t = bench->now}, 0);
    bench_report(bench, &(struct report){
                            .t = bench->now, .kind = REPORT_STARTED, .handle = request->handle});
    bench_enter(bench);
    slot->reactor->start(slot->state, bench->now, slot->request.spec, slot->request.channels,
                         slot->request.n_channels, &slot->io);
    bench_leave(bench);
    slot_refresh(slot);
}

static bool is_response_of(const struct bench *bench, uint8_t instrument)
{
    for (uint8_t i = 0; i < bench->spec.n_responses; i++)
        if (bench->response_instrument[i] == instrument)
            return true;
    return false;
}

bool bench_is_used(const struct bench *bench, uint8_t instrument)
{
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor &&
            (slot_uses(&bench->slots[i], instrument) || is_response_of(bench, instrument)))
            return true;
    return false;
}

enum status slots_init(struct bench *bench)
{
    for (int i = 0; i < STIMULI_MAX; i++) {
        struct slot *slot = &bench->slots[i];
        slot->bench = bench;
        slot->deadline = MONO_NEVER;
        slot->state = malloc(REACTOR_STATE_MAX); /* start() makes no use of what is in it */
        if (!slot->state)
            return STATUS_NO_MEMORY;
        slot->io = (struct reactor_io){.host = slot,
                                       .command = reactor_command,
                                       .phase = reactor_phase,
                                       .done = reactor_done,
                                       .alarm = reactor_alarm,
                                       .edge = reactor_told_edge};
    }
    return STATUS_OK;
}

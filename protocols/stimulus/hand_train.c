/* A hand on a beat: cues by the clock, presses by what the gauge shows.
 *
 * Terms
 *   known   the latest instant that readings and ticks have told; there is no other clock
 *   window  of a cue: from half of `off` before it, one period long. A press belongs to the window it begins in
 *   up      pressed past a quarter of the level, until it falls below half of that: a probe that rests on the skin between two
 *           presses is not up
 *
 * States and what moves between them
 *   PACING     count-in, then press and lift in turn
 *     -> RELEASING  hand_end     last period over, response, limit, fault, end from outside
 *   RELEASING  the verdict stands, the probe may still press
 *     -> DONE       train_settle  seen off, or a person has said so; at once where nothing presses or nothing measures
 *
 * Invariants
 * 1. A cue is due at start + lead + i * period, whatever was pressed before and whenever the clock was told.
 * 2. done() is the last thing an entry point does, and happens once.
 * 3. No pressure is corrected. A gauge that was never seen clear of a press has none to give.
 * 4. A press is judged when its window is over; its level and verdict never change afterwards. */
#include "stimulus/hand_train.h"

#include "hand_train_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double kpa_beyond = 1e6; /* no instrument measures this */

static_assert(sizeof(struct hand) <= REACTOR_STATE_MAX, "state of a train by hand");
static_assert(sizeof(struct hand_train_spec) <= REACTOR_SPEC_MAX, "spec of a train by hand");
static_assert(sizeof(struct hand_train_outcome) <= REACTOR_OUTCOME_MAX, "outcome of it");
static_assert(sizeof(struct hand_train_live) <= REACTOR_LOOK_MAX, "look of it");

const char *hand_verdict_word(enum hand_verdict verdict)
{
    static const char *const words[] = {
#define HAND_VERDICT_WORD(name, word) word,
        HAND_VERDICT_LIST(HAND_VERDICT_WORD)
#undef HAND_VERDICT_WORD
    };
    return words[verdict];
}

static void train_know(struct hand *train, mono_ns t)
{
    if (t > train->known)
        train->known = t;
}

void hand_tell(const struct hand *train, enum phase phase, const struct reactor_io *io)
{
    io->phase(io->host, train->known, phase, train->kpa);
}

/* ---- cues ------------------------------------------------------------------------------------------- */

/* The next cue after what is known. */
static struct hand_train_live next_cue(const struct hand *train)
{
    const struct hand_train_spec *spec = &train->spec;
    struct hand_train_live next = {.next_cue = HAND_CUE_NONE, .next_ns = MONO_NEVER};
    for (uint8_t left = spec->count_in; left > 0; left--) {
        next = (struct hand_train_live){.next_cue = HAND_CUE_COUNT,
                                        .next_index = left,
                                        .next_ns = train->out.cue_ns - left * spec->beat};
        if (next.next_ns > train->known)
            return next;
    }
    for (uint8_t i = 0; i < spec->pulses; i++) {
        next = (struct hand_train_live){.next_cue = HAND_CUE_PRESS,
                                        .next_index = (uint8_t)(i + 1),
                                        .next_ns = hand_press_due(train, i)};
        if (next.next_ns > train->known)
            return next;
        next.next_cue = HAND_CUE_LIFT;
        next.next_ns += spec->on;
        if (next.next_ns > train->known)
            return next;
    }
    return (struct hand_train_live){.next_cue = HAND_CUE_NONE, .next_ns = MONO_NEVER};
}

static mono_ns window_ends(const struct hand *train, unsigned window)
{
    return hand_press_due(train, window + 1) - train->spec.off / 2;
}

/* ---- the end ---------------------------------------------------------------------------------------- */

static bool train_presses(const struct hand *train)
{
    return train->awaits_release && !train->out.released && !train->waived;
}

/* The hand may have pressed since the last reading: it does so to the beat. */
static bool is_unseen(const struct hand *train)
{
    const mono_ns seen = mono_after(train->reading_ns, HAND_UNSEEN_AFTER);
    return train->known > seen && train->known >= train->out.cue_ns - train->spec.off / 2;
}

void hand_end(struct hand *train, enum end_reason end, enum fault fault, mono_ns t,
              const struct reactor_io *io)
{
    assert(train->state == HAND_PACING);
    train->out.end = (uint8_t)end;
    train->out.fault = (uint8_t)fault;
    train->out.end_ns = t;
    train->state = HAND_RELEASING;
    train->awaits_release =
        train->has_channel && (train->contact.on || train->pull.on || is_unseen(train));
    train->out.released = !train->has_channel || (!train->awaits_release && train->has_reading);
    train->off.on = false;
    if (train->awaits_release)
        hand_tell(train, PHASE_RELEASE, io);
}

static void train_settle(struct hand *train, const struct reactor_io *io)
{
    if (train->state != HAND_RELEASING || train_presses(train))
        return;
    train->state = HAND_DONE;
    if (train->has_channel) {
        const struct command idle = {.kind = COMMAND_IDLE, .channel = train->channel.channel};
        io->command(io->host, train->channel, &idle);
    }
    io->done(io->host, train->known, &train->out, sizeof train->out);
}

static void train_fault(struct hand *train, enum fault fault, mono_ns t,
                        const struct reactor_io *io)
{
    train_know(train, t);
    train->faulted = true;
    if (train->state == HAND_PACING)
        hand_end(train, END_FAULT, fault, train->known, io);
}

/* ---- time ------------------------------------------------------------------------------------------- */

static mono_ns silent_at(const struct hand *train)
{
    return train->has_channel
               ? mono_after(mono_after(train->reading_ns, train->spec.silent_within), 1)
               : MONO_NEVER;
}

static void pass_periods(struct hand *train, mono_ns now, const struct reactor_io *io)
{
    const struct hand_train_spec *spec = &train->spec;
    while (train->judged < spec->pulses && now >= window_ends(train, train->judged))
        hand_judge(train);
    while (train->out.given < spec->pulses && now >= hand_press_due(train, train->out.given + 1u))
        train->out.given++;
    if (train->out.given == spec->pulses)
        hand_end(train, END_COMPLETED, FAULT_NONE, hand_press_due(train, spec->pulses), io);
}

static void train_expire(struct hand *train, mono_ns now, const struct reactor_io *io)
{
    train_know(train, now);
    if (train->state == HAND_PACING && !train->runs && train->known >= train->out.cue_ns) {
        train->runs = true;
        hand_tell(train, PHASE_RUNNING, io);
        if (!train->has_channel) /* no instrument sees the presses */
            reactor_edge(io, train->known, true);
    }
    const mono_ns silent = silent_at(train);
    if (train->state == HAND_PACING && train->known >= silent &&
        silent < hand_press_due(train, train->spec.pulses))
        hand_end(train, END_FAULT, FAULT_SILENT, train->known, io);
    else if (train->state == HAND_PACING)
        pass_periods(train, train->known, io);
    if (train->state == HAND_RELEASING && train_presses(train) && !train->overdue &&
        train->known >= mono_after(train->out.end_ns, train->spec.release_within)) {
        train->overdue = true;
        io->alarm(io->host, train->known);
        hand_tell(train, PHASE_RELEASE, io);
    }
}

/* ---- the contract ----------------------------------------------------------------------------------- */

static void train_reading(struct hand *train, const struct event *event,
                          const struct reactor_io *io)
{
    if (event->t < train->reading_ns) {
        train->out.gaps += train->state == HAND_PACING;
        return;
    }
    train_expire(train, event->t, io);
    if (!(fabs(event->value) <= kpa_beyond)) {
        train_fault(train, FAULT_RANGE, event->t, io);
        return;
    }
    hand_reading(train, event, io);
}

static void train_response(struct hand *train, const struct event *event,
                           const struct reactor_io *io)
{
    if (!(event->value > 0) || event->t < train->out.start_ns)
        return;
    train_expire(train, event->t, io);
    if (train->state != HAND_PACING)
        return;
    train->out.response_ns = event->t;
    hand_end(train, END_WITHDRAWN, FAULT_NONE, event->t, io);
}

static void train_stream(const struct hand *train, const struct reactor_io *io)
{
    const struct command stream = {.kind = COMMAND_STREAM,
                                   .channel = train->channel.channel,
                                   .rate_hz = train->spec.stream_hz};
    io->command(io->host, train->channel, &stream);
}

static void train_own_event(struct hand *train, const struct event *event,
                            const struct reactor_io *io)
{
    switch ((enum event_kind)event->kind) {
    case EVENT_READING:
    case EVENT_RATING: {
        const uint32_t missing = sequence_missing(&train->sequence, event->seq);
        train->out.gaps += train->state == HAND_PACING ? missing : 0;
        if (event->kind == EVENT_READING && event->channel == train->channel.channel)
            train_reading(train, event, io);
        break;
    }
    case EVENT_FAULT:
        train_fault(train, (enum fault)event->code, event->t, io);
        break;
    case EVENT_READY:
        /* back after a fault: without a stream nobody would see the probe let go */
        if (train->state == HAND_RELEASING && train->faulted)
            train_stream(train, io);
        train->faulted = false;
        break;
    case EVENT_RESPONSE:
    case EVENT_NOTICE:
    case EVENT_MARK:
        break;
    }
}

static void check_spec(const struct hand_train_spec *spec, bool has_channel)
{
    assert(spec->pulses >= 1 && spec->pulses <= PULSES_MAX);
    assert(spec->on > 0 && spec->off > 0 && spec->beat > 0 && spec->late_within > 0);
    assert(spec->lead >= spec->count_in * spec->beat && spec->release_within > 0);
    if (!has_channel)
        return;
    assert(spec->contact_kpa > 0 && spec->band_kpa > 0 && spec->silent_within > 0);
    assert(spec->level_kpa - spec->band_kpa > spec->contact_kpa && spec->stream_hz >= 1);
    assert(spec->limit_kpa > spec->level_kpa && isfinite(spec->limit_kpa));
}

static void train_start(void *state, mono_ns now, const void *spec,
                        const struct channel_ref *channels, size_t n_channels,
                        const struct reactor_io *io)
{
    struct hand *train = state;
    memset(train, 0, sizeof *train);
    train->spec = *(const struct hand_train_spec *)spec;
    train->has_channel = n_channels > 0;
    check_spec(&train->spec, train->has_channel);
    train->known = train->reading_ns = train->out.start_ns = now;
    train->out.cue_ns = mono_after(now, train->spec.lead);
    if (train->has_channel) {
        train->channel = channels[0];
        train_stream(train, io);
    }
    hand_tell(train, PHASE_ARMED, io);
}

static void train_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct hand *train = state;
    if (train->state == HAND_DONE)
        return;
    if (event->kind == EVENT_RESPONSE)
        train_response(train, event, io);
    else if (train->has_channel && event->instrument == train->channel.instrument)
        train_own_event(train, event, io);
    train_settle(train, io);
}

static void train_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    train_expire(state, now, io);
    train_settle(state, io);
}

static void train_end_outside(void *state, mono_ns now, enum end_reason reason,
                              const struct reactor_io *io)
{
    struct hand *train = state;
    train_know(train, now);
    if (train->state == HAND_PACING)
        hand_end(train, reason == END_COMPLETED ? END_INTERRUPTED : reason, FAULT_NONE,
                 train->known, io);
    train_settle(train, io);
}

static void train_released(void *state, mono_ns now, const struct reactor_io *io)
{
    struct hand *train = state;
    train_know(train, now);
    train->waived = train->state == HAND_RELEASING;
    train_settle(train, io);
}

static mono_ns train_deadline(const void *state)
{
    const struct hand *train = state;
    if (train->state == HAND_PACING) {
        const mono_ns next = mono_min(next_cue(train).next_ns, silent_at(train));
        const mono_ns judges =
            train->judged < train->spec.pulses ? window_ends(train, train->judged) : MONO_NEVER;
        return mono_min(mono_min(next, judges), hand_press_due(train, train->out.given + 1u));
    }
    if (train->state == HAND_RELEASING && train_presses(train) && !train->overdue)
        return mono_after(train->out.end_ns, train->spec.release_within);
    return MONO_NEVER;
}

static uint8_t step_of(const struct hand *train)
{
    if (train->state != HAND_PACING)
        return HAND_OVER;
    if (train->known < train->out.cue_ns)
        return HAND_COUNT_IN;
    return (train->known - train->out.cue_ns) % hand_period(train) < train->spec.on ? HAND_PRESS
                                                                                    : HAND_LIFT;
}

/* They count down to the first press. */
static uint8_t count_of(const struct hand *train, const struct hand_train_live *next)
{
    const uint8_t counts = train->spec.count_in;
    if (next->next_cue != HAND_CUE_COUNT)
        return counts > 0 ? 1 : 0;
    return next->next_index < counts ? (uint8_t)(next->next_index + 1) : 0;
}

static void train_look(const void *state, void *out)
{
    const struct hand *train = state;
    const struct hand_train_spec *spec = &train->spec;
    struct hand_train_live live = {.next_cue = HAND_CUE_NONE, .next_ns = MONO_NEVER};
    if (train->state == HAND_PACING)
        live = next_cue(train);
    live.step = step_of(train);
    if (live.step == HAND_COUNT_IN)
        live.count = count_of(train, &live);
    if (live.step == HAND_PRESS || live.step == HAND_LIFT)
        live.pulse = (uint8_t)(train->out.given + 1);
    live.pulses = spec->pulses;
    live.first_ns = train->out.cue_ns;
    live.judged = train->judged;
    live.verdict = train->last_verdict;
    live.verdict_kpa = train->last_kpa;
    live.has_channel = train->has_channel;
    live.has_pressure = train->has_reading;
    live.is_pressing = train->is_up;
    live.in_band = train->is_up && fabs(train->kpa - spec->level_kpa) <= spec->band_kpa;
    live.is_releasing = train->state == HAND_RELEASING && train_presses(train);
    live.kpa = train->kpa;
    live.level_kpa = spec->level_kpa;
    live.band_kpa = spec->band_kpa;
    live.limit_kpa = spec->limit_kpa;
    live.reading_ns = train->has_reading ? train->reading_ns : 0;
    memcpy(out, &live, sizeof live);
}

struct hand_train_spec hand_train_defaults(void)
{
    return (struct hand_train_spec){
        .level_kpa = 300,
        .band_kpa = 60,
        .limit_kpa = 1000,
        .contact_kpa = 20,
        .stream_hz = 250,
        .lead = 4 * MONO_SEC,
        .beat = MONO_SEC,
        .on = MONO_SEC,
        .off = MONO_SEC,
        .late_within = 250 * MONO_MS,
        .silent_within = MONO_SEC,
        .release_within = 30 * MONO_SEC,
        .pulses = 10,
        .count_in = 3,
    };
}

const struct reactor hand_train = {
    .name = "hand_train",
    .tells_edges = true,
    .state_size = sizeof(struct hand),
    .spec_size = sizeof(struct hand_train_spec),
    .start = train_start,
    .event = train_event,
    .tick = train_tick,
    .end = train_end_outside,
    .deadline = train_deadline,
    .released = train_released,
    .look_size = sizeof(struct hand_train_live),
    .look = train_look,
};

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
 *     -> RELEASING  train_end     last period over, response, limit, fault, end from outside
 *   RELEASING  the verdict stands, the probe may still press
 *     -> DONE       train_settle  seen off, or a person has said so; at once where nothing presses or nothing measures
 *
 * Invariants
 * 1. A cue is due at start + lead + i * period, whatever was pressed before and whenever the clock was told.
 * 2. done() is the last thing an entry point does, and happens once.
 * 3. No pressure is corrected. A gauge that was never seen clear of a press has none to give.
 * 4. A press is judged when its window is over; its level and verdict never change afterwards. */
#include "stimulus/hand_train.h"

#include "readings_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double kpa_beyond = 1e6; /* no instrument measures this */
static const double warn_share = 0.9;
static const double up_share = 0.25; /* of the level */
static const double still_share = 0.001;
static const mono_ns run_time = 20 * MONO_MS;
static const mono_ns still_time = 500 * MONO_MS;
static const mono_ns idle_time = 500 * MONO_MS;
/* A probe that touched longer before was resting: the press begins where it is up. */
static const mono_ns rise_most = 300 * MONO_MS;
/* Nothing was read for so long: what happened meanwhile nobody knows. */
static const mono_ns unseen_after = 200 * MONO_MS;

enum train_state { STATE_PACING, STATE_RELEASING, STATE_DONE };

/* Consecutive readings on one side of a level. */
struct span {
    bool on;
    mono_ns since; /* where the line between two readings crosses it */
    uint32_t count;
};

/* What is gathered of the first press of a window. */
struct measure {
    bool on, is_up, is_unseen; /* is_up: it has not let go */
    uint8_t window;
    mono_ns onset;
    double sum, s, band_s;
};

struct train {
    enum train_state state;
    struct hand_train_spec spec;
    struct channel_ref channel;
    bool has_channel;
    mono_ns known;
    bool has_reading, clear, faulted;
    bool is_up, warned;
    bool waived, overdue, awaits_release;
    mono_ns reading_ns;
    double kpa;
    struct span contact, up, down, off, pull, limit, still;
    double still_low, still_high;
    double idle_sum, idle_n;
    struct measure measure;
    uint8_t judged; /* windows that are over */
    uint8_t last_verdict;
    float last_kpa;
    struct sequence sequence;
    struct hand_train_outcome out;
};

static_assert(sizeof(struct train) <= REACTOR_STATE_MAX, "state of a train by hand");
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

static void train_know(struct train *train, mono_ns t)
{
    if (t > train->known)
        train->known = t;
}

static void train_tell(const struct train *train, enum phase phase, const struct reactor_io *io)
{
    io->phase(io->host, train->known, phase, train->kpa);
}

/* ---- cues ------------------------------------------------------------------------------------------- */

static mono_ns period(const struct train *train)
{
    return train->spec.on + train->spec.off;
}

static mono_ns press_due(const struct train *train, unsigned pulse)
{
    return train->out.cue_ns + pulse * period(train);
}

/* The next cue after what is known. */
static struct hand_train_live next_cue(const struct train *train)
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
                                        .next_ns = press_due(train, i)};
        if (next.next_ns > train->known)
            return next;
        next.next_cue = HAND_CUE_LIFT;
        next.next_ns += spec->on;
        if (next.next_ns > train->known)
            return next;
    }
    return (struct hand_train_live){.next_cue = HAND_CUE_NONE, .next_ns = MONO_NEVER};
}

/* The window that an instant lies in; false: in none. */
static bool window_of(const struct train *train, mono_ns t, uint8_t *window)
{
    const mono_ns since = t - (train->out.cue_ns - train->spec.off / 2);
    if (since < 0 || since / period(train) >= train->spec.pulses)
        return false;
    *window = (uint8_t)(since / period(train));
    return true;
}

static mono_ns window_ends(const struct train *train, unsigned window)
{
    return press_due(train, window + 1) - train->spec.off / 2;
}

/* ---- the end ---------------------------------------------------------------------------------------- */

static bool train_presses(const struct train *train)
{
    return train->awaits_release && !train->out.released && !train->waived;
}

static void train_end(struct train *train, enum end_reason end, enum fault fault, mono_ns t,
                      const struct reactor_io *io)
{
    assert(train->state == STATE_PACING);
    train->out.end = (uint8_t)end;
    train->out.fault = (uint8_t)fault;
    train->out.end_ns = t;
    train->state = STATE_RELEASING;
    train->awaits_release = train->has_channel && (train->contact.on || train->pull.on);
    train->out.released = !train->has_channel || (!train->awaits_release && train->has_reading);
    train->off.on = false;
    if (train->awaits_release)
        train_tell(train, PHASE_RELEASE, io);
}

static void train_settle(struct train *train, const struct reactor_io *io)
{
    if (train->state != STATE_RELEASING || train_presses(train))
        return;
    train->state = STATE_DONE;
    if (train->has_channel) {
        const struct command idle = {.kind = COMMAND_IDLE, .channel = train->channel.channel};
        io->command(io->host, train->channel, &idle);
    }
    io->done(io->host, train->known, &train->out, sizeof train->out);
}

static void train_fault(struct train *train, enum fault fault, mono_ns t,
                        const struct reactor_io *io)
{
    train_know(train, t);
    train->faulted = true;
    if (train->state == STATE_PACING)
        train_end(train, END_FAULT, fault, train->known, io);
}

/* ---- presses ---------------------------------------------------------------------------------------- */

static uint8_t judge(const struct train *train, const struct hand_press *press)
{
    const struct hand_train_spec *spec = &train->spec;
    const double late_s = mono_to_sec(spec->late_within);
    if (!press->has_onset)
        return HAND_MISSED;
    if (press->has_level && (double)press->level_kpa > spec->level_kpa + spec->band_kpa)
        return HAND_TOO_STRONG;
    if (press->has_level && (double)press->level_kpa < spec->level_kpa - spec->band_kpa)
        return HAND_TOO_LIGHT;
    if ((double)press->onset_error_s > late_s)
        return HAND_LATE;
    if ((double)press->onset_error_s < -late_s)
        return HAND_EARLY;
    return press->has_level ? HAND_IN_BAND : HAND_UNSEEN;
}

static void close_measure(struct measure *measure, struct hand_press *press)
{
    measure->on = false;
    press->has_level = measure->s > 0 && !measure->is_unseen;
    if (!press->has_level)
        return;
    press->level_kpa = (float)(measure->sum / measure->s);
    press->in_band = (uint8_t)lround(100 * measure->band_s / measure->s);
}

static void train_judge(struct train *train)
{
    struct hand_press *press = &train->out.presses[train->judged];
    struct measure *measure = &train->measure;
    if (train->has_channel) {
        if (measure->on && measure->window == train->judged)
            close_measure(measure, press);
        press->verdict = judge(train, press);
        train->last_verdict = press->verdict;
        train->last_kpa = press->has_level ? press->level_kpa : 0;
    }
    train->judged++;
}

/* One whose beginning is only known once the next window has begun belongs to that. */
static void press_begin(struct train *train, mono_ns onset)
{
    uint8_t window = 0;
    const bool is_due = window_of(train, onset, &window) && train->judged < train->spec.pulses;
    window = window < train->judged ? train->judged : window;
    struct hand_press *press = &train->out.presses[window];
    train->is_up = true;
    train->warned = false;
    train->measure.is_up = false;
    if (!is_due || press->has_onset) {
        train->out.extra = (uint8_t)(train->out.extra + (train->out.extra < UINT8_MAX));
        return;
    }
    press->has_onset = true;
    press->onset_error_s = (float)mono_to_sec(onset - press_due(train, window));
    train->measure = (struct measure){.on = true, .is_up = true, .window = window, .onset = onset};
}

static void press_over(struct train *train, mono_ns t)
{
    struct measure *measure = &train->measure;
    if (measure->is_up)
        train->out.presses[measure->window].held_s = (float)mono_to_sec(t - measure->onset);
    train->is_up = measure->is_up = false;
}

/* A reading stands for the time since the one before it. Who lets go too soon has pressed less. */
static void press_gather(struct train *train, const struct event *event)
{
    const struct hand_train_spec *spec = &train->spec;
    struct measure *measure = &train->measure;
    const mono_ns from = measure->onset + spec->on / 4, to = measure->onset + spec->on * 3 / 4;
    const mono_ns since = train->reading_ns > from ? train->reading_ns : from;
    const mono_ns until = event->t < to ? event->t : to;
    if (until <= since)
        return;
    const double s = mono_to_sec(until - since);
    measure->is_unseen = measure->is_unseen || event->t - train->reading_ns > unseen_after;
    measure->sum += s * event->value;
    measure->s += s;
    if (fabs(event->value - spec->level_kpa) <= spec->band_kpa)
        measure->band_s += s;
}

static void press_peak(struct train *train, double kpa)
{
    struct hand_press *press = &train->out.presses[train->measure.window];
    if (train->measure.is_up && kpa > (double)press->peak_kpa)
        press->peak_kpa = (float)kpa;
}

/* ---- readings --------------------------------------------------------------------------------------- */

/* Where the straight line from the reading before crosses `level`. */
static mono_ns crossing(const struct train *train, const struct event *event, double level)
{
    const double way = event->value - train->kpa;
    if (!train->has_reading || fabs(way) < 1e-9 ||
        (train->kpa - level) * (event->value - level) > 0)
        return event->t;
    const double part = (level - train->kpa) / way;
    return train->reading_ns + (mono_ns)(part * (double)(event->t - train->reading_ns));
}

/* True: it has been so for long enough. */
static bool span_holds(const struct train *train, struct span *span, const struct event *event,
                       double level, bool is_so)
{
    if (!is_so) {
        span->on = false;
        return false;
    }
    if (!span->on)
        *span = (struct span){.on = true, .since = crossing(train, event, level)};
    span->count++;
    return span->count >= 2 && event->t - span->since >= run_time;
}

static double up_kpa(const struct train *train)
{
    return fmax(train->spec.contact_kpa, up_share * train->spec.level_kpa);
}

static void watch_press(struct train *train, const struct event *event)
{
    const double up = up_kpa(train), down = up / 2;
    if (event->value < down)
        train->clear = true;
    const bool rises = span_holds(train, &train->up, event, up, event->value >= up);
    const bool falls = span_holds(train, &train->down, event, down, event->value < down);
    if (!train->is_up && rises && train->clear) {
        const mono_ns touched = train->contact.since;
        press_begin(train, train->up.since - touched <= rise_most ? touched : train->up.since);
    } else if (train->is_up && falls) {
        press_over(train, train->down.since);
    }
    press_peak(train, event->value);
    if (train->measure.on)
        press_gather(train, event);
}

/* As good as the same number again and again: the end of a gauge's range, or a held peak. A hand trembles. */
static bool stands_still(struct train *train, const struct event *event)
{
    enum { AT_LEAST = 4 };
    train->still_low = fmin(train->still_low, event->value);
    train->still_high = fmax(train->still_high, event->value);
    if (!train->is_up || train->still_high - train->still_low > still_share * train->still_high) {
        train->still.on = false;
        train->still_low = train->still_high = event->value;
    }
    if (!train->still.on)
        train->still = (struct span){.on = true, .since = event->t};
    train->still.count++;
    return train->is_up && train->still.count >= AT_LEAST &&
           event->t - train->still.since >= still_time;
}

static void watch_limit(struct train *train, const struct event *event, const struct reactor_io *io)
{
    const double limit = train->spec.limit_kpa;
    train->limit.count = event->value >= limit ? train->limit.count + 1 : 0;
    if (train->limit.count >= 2 || (train->limit.count == 1 && train->is_up)) {
        const enum end_reason end = train->clear ? END_LIMIT : END_FAULT;
        train_end(train, end, train->clear ? FAULT_NONE : FAULT_RANGE, event->t, io);
    } else if (train->is_up && !train->warned && event->value >= warn_share * limit) {
        train->warned = true;
        train_tell(train, PHASE_WARN, io);
    }
}

static void watch_idle(struct train *train, const struct event *event)
{
    if (event->t - train->out.start_ns > idle_time || event->value >= train->spec.contact_kpa)
        return;
    train->idle_sum += event->value;
    train->idle_n += 1;
    train->out.has_idle = true;
    train->out.idle_kpa = (float)(train->idle_sum / train->idle_n);
}

static void step_pacing(struct train *train, const struct event *event, const struct reactor_io *io)
{
    const double contact = train->spec.contact_kpa;
    train->out.readings++;
    if (event->value > (double)train->out.peak_kpa)
        train->out.peak_kpa = (float)event->value;
    watch_idle(train, event);
    (void)span_holds(train, &train->contact, event, contact, event->value >= contact);
    if (span_holds(train, &train->pull, event, -contact, event->value < -contact)) {
        train_end(train, END_FAULT, FAULT_PULL, event->t, io);
        return;
    }
    watch_press(train, event);
    if (stands_still(train, event))
        train_end(train, END_FAULT, FAULT_STILL, event->t, io);
    else
        watch_limit(train, event, io);
}

/* The weight of a gauge that is turned in the hand shows as a small pull; a larger one is no rest. */
static void step_releasing(struct train *train, const struct event *event,
                           const struct reactor_io *io)
{
    const double contact = train->spec.contact_kpa;
    if (!train->awaits_release || train->out.released)
        return;
    if (!train->faulted && event->value > (double)train->out.peak_kpa)
        train->out.peak_kpa = (float)event->value;
    if (!span_holds(train, &train->off, event, contact / 2,
                    event->value < contact / 2 && event->value >= -contact))
        return;
    train->out.released = true;
    const mono_ns since = train->off.since;
    train->out.release_ns = since > train->out.end_ns ? since : train->out.end_ns;
    train_tell(train, PHASE_RELEASED, io);
}

/* ---- time ------------------------------------------------------------------------------------------- */

static mono_ns silent_at(const struct train *train)
{
    return train->has_channel
               ? mono_after(mono_after(train->reading_ns, train->spec.silent_within), 1)
               : MONO_NEVER;
}

static void pass_periods(struct train *train, mono_ns now, const struct reactor_io *io)
{
    const struct hand_train_spec *spec = &train->spec;
    while (train->judged < spec->pulses && now >= window_ends(train, train->judged))
        train_judge(train);
    while (train->out.given < spec->pulses && now >= press_due(train, train->out.given + 1u))
        train->out.given++;
    if (train->out.given == spec->pulses)
        train_end(train, END_COMPLETED, FAULT_NONE, press_due(train, spec->pulses), io);
}

static void train_expire(struct train *train, mono_ns now, const struct reactor_io *io)
{
    const mono_ns before = train->known;
    train_know(train, now);
    if (train->state == STATE_PACING && before < train->out.cue_ns &&
        train->known >= train->out.cue_ns)
        train_tell(train, PHASE_RUNNING, io);
    const mono_ns silent = silent_at(train);
    if (train->state == STATE_PACING && train->known >= silent &&
        silent < press_due(train, train->spec.pulses))
        train_end(train, END_FAULT, FAULT_SILENT, train->known, io);
    else if (train->state == STATE_PACING)
        pass_periods(train, train->known, io);
    if (train->state == STATE_RELEASING && train_presses(train) && !train->overdue &&
        train->known >= mono_after(train->out.end_ns, train->spec.release_within)) {
        train->overdue = true;
        io->alarm(io->host, train->known);
        train_tell(train, PHASE_RELEASE, io);
    }
}

/* ---- the contract ----------------------------------------------------------------------------------- */

static void train_reading(struct train *train, const struct event *event,
                          const struct reactor_io *io)
{
    if (event->t < train->reading_ns) {
        train->out.gaps += train->state == STATE_PACING;
        return;
    }
    train_expire(train, event->t, io);
    if (!(fabs(event->value) <= kpa_beyond)) {
        train_fault(train, FAULT_RANGE, event->t, io);
        return;
    }
    if (train->state == STATE_PACING)
        step_pacing(train, event, io);
    else if (train->state == STATE_RELEASING)
        step_releasing(train, event, io);
    train->has_reading = true;
    train->reading_ns = event->t;
    train->kpa = event->value;
}

static void train_response(struct train *train, const struct event *event,
                           const struct reactor_io *io)
{
    if (!(event->value > 0) || event->t < train->out.start_ns)
        return;
    train_expire(train, event->t, io);
    if (train->state != STATE_PACING)
        return;
    train->out.response_ns = event->t;
    train_end(train, END_WITHDRAWN, FAULT_NONE, event->t, io);
}

static void train_stream(const struct train *train, const struct reactor_io *io)
{
    const struct command stream = {.kind = COMMAND_STREAM,
                                   .channel = train->channel.channel,
                                   .rate_hz = train->spec.stream_hz};
    io->command(io->host, train->channel, &stream);
}

static void train_own_event(struct train *train, const struct event *event,
                            const struct reactor_io *io)
{
    switch ((enum event_kind)event->kind) {
    case EVENT_READING:
    case EVENT_RATING: {
        const uint32_t missing = sequence_missing(&train->sequence, event->seq);
        train->out.gaps += train->state == STATE_PACING ? missing : 0;
        if (event->kind == EVENT_READING && event->channel == train->channel.channel)
            train_reading(train, event, io);
        break;
    }
    case EVENT_FAULT:
        train_fault(train, (enum fault)event->code, event->t, io);
        break;
    case EVENT_READY:
        /* back after a fault: without a stream nobody would see the probe let go */
        if (train->state == STATE_RELEASING && train->faulted)
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
    struct train *train = state;
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
    train_tell(train, PHASE_ARMED, io);
}

static void train_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct train *train = state;
    if (train->state == STATE_DONE)
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
    struct train *train = state;
    train_know(train, now);
    if (train->state == STATE_PACING)
        train_end(train, reason, FAULT_NONE, train->known, io);
    train_settle(train, io);
}

static void train_released(void *state, mono_ns now, const struct reactor_io *io)
{
    struct train *train = state;
    train_know(train, now);
    train->waived = train->state == STATE_RELEASING;
    train_settle(train, io);
}

static mono_ns train_deadline(const void *state)
{
    const struct train *train = state;
    if (train->state == STATE_PACING) {
        const mono_ns next = mono_min(next_cue(train).next_ns, silent_at(train));
        const mono_ns judges =
            train->judged < train->spec.pulses ? window_ends(train, train->judged) : MONO_NEVER;
        return mono_min(mono_min(next, judges), press_due(train, train->out.given + 1u));
    }
    if (train->state == STATE_RELEASING && train_presses(train) && !train->overdue)
        return mono_after(train->out.end_ns, train->spec.release_within);
    return MONO_NEVER;
}

static uint8_t step_of(const struct train *train)
{
    if (train->state != STATE_PACING)
        return HAND_OVER;
    if (train->known < train->out.cue_ns)
        return HAND_COUNT_IN;
    return (train->known - train->out.cue_ns) % period(train) < train->spec.on ? HAND_PRESS
                                                                               : HAND_LIFT;
}

/* They count down to the first press. */
static uint8_t count_of(const struct train *train, const struct hand_train_live *next)
{
    const uint8_t counts = train->spec.count_in;
    if (next->next_cue != HAND_CUE_COUNT)
        return counts > 0 ? 1 : 0;
    return next->next_index < counts ? (uint8_t)(next->next_index + 1) : 0;
}

static void train_look(const void *state, void *out)
{
    const struct train *train = state;
    const struct hand_train_spec *spec = &train->spec;
    struct hand_train_live live = {.next_cue = HAND_CUE_NONE, .next_ns = MONO_NEVER};
    if (train->state == STATE_PACING)
        live = next_cue(train);
    live.step = step_of(train);
    if (live.step == HAND_COUNT_IN)
        live.count = count_of(train, &live);
    if (live.step == HAND_PRESS || live.step == HAND_LIFT)
        live.pulse = (uint8_t)(train->out.given + 1);
    live.pulses = spec->pulses;
    live.verdict = train->last_verdict;
    live.verdict_kpa = train->last_kpa;
    live.has_channel = train->has_channel;
    live.has_pressure = train->has_reading;
    live.is_pressing = train->is_up;
    live.in_band = train->is_up && fabs(train->kpa - spec->level_kpa) <= spec->band_kpa;
    live.is_releasing = train->state == STATE_RELEASING && train_presses(train);
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
    .state_size = sizeof(struct train),
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

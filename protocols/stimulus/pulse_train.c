/* Pulses, and what was felt of each.
 *
 * States and what moves between them
 *   WAITING    ordered, before the first pulse
 *     -> PULSING    train_onset   the pressure comes past half the way to the level
 *   PULSING    the period of pulse `out.given` is under way
 *     -> itself     train_period  that period is over
 *   both
 *     -> RETURNING  train_end     the last period is over, response, too much pressure, a pulse that did not come or go, silent,
 *                                 fault, end from outside
 *   RETURNING  told to go to baseline
 *     -> DONE       train_settle  seen at baseline, for longer than a pause where pulses may be left; baseline_within over, or
 *                                 nobody waits for that: a fault and an alarm
 *
 * Invariants
 * 1. Periods count from the first pulse as it was felt, whoever keeps the time: what an instrument takes to begin shifts all
 * of them, and no error adds up.
 * 2. Nothing is ordered after the end but COMMAND_BASELINE; that on every way out.
 * 3. done() is the last thing an entry point does, and happens once. */
#include "stimulus/pulse_train.h"

#include "pressure_back_internal.h"
#include "readings_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double kpa_beyond = 1e6;
static const mono_ns gone_within = 2 * MONO_SEC; /* after a pulse, where its pause is longer */
static const mono_ns pause_more = 100 * MONO_MS; /* until a next pulse shows */

enum train_state { STATE_WAITING, STATE_PULSING, STATE_RETURNING, STATE_DONE };

struct train {
    enum train_state state;
    struct pulse_train_spec spec;
    struct channel_ref channel, rating;
    mono_ns known;                          /* latest instant told */
    mono_ns reading_ns, rated_ns, onset_ns; /* of the newest reading, rating, pulse */
    double kpa, rated;
    double level_sum;
    uint32_t level_n;
    uint8_t ordered, begun; /* pulses */
    bool is_up;             /* past half the way to the level */
    bool faulted, waived;
    bool is_unrated; /* nobody has touched the scale since the last rating */
    struct sequences sequences;
    struct pressure_back back;
    struct pulse_train_outcome out;
};

static_assert(sizeof(struct train) <= REACTOR_STATE_MAX, "state of a train");
static_assert(sizeof(struct pulse_train_spec) <= REACTOR_SPEC_MAX, "spec of a train");
static_assert(sizeof(struct pulse_train_outcome) <= REACTOR_OUTCOME_MAX, "outcome of a train");
static_assert(sizeof(struct pulse_train_live) <= REACTOR_LOOK_MAX, "look of a train");

static void train_know(struct train *train, mono_ns t)
{
    if (t > train->known)
        train->known = t;
}

static void train_tell(const struct train *train, enum phase phase, const struct reactor_io *io)
{
    io->phase(io->host, train->known, phase, train->kpa);
}

static bool is_driven(const struct train *train)
{
    return train->state == STATE_WAITING || train->state == STATE_PULSING;
}

static mono_ns period(const struct train *train)
{
    return train->spec.on + train->spec.off;
}

/* ---- orders ----------------------------------------------------------------------------------------- */

static void order(const struct train *train, struct command command, const struct reactor_io *io)
{
    command.channel = train->channel.channel;
    io->command(io->host, train->channel, &command);
}

static void order_all(struct train *train, const struct reactor_io *io)
{
    const struct pulse_train_spec *spec = &train->spec;
    train->ordered = spec->pulses;
    order(train,
          (struct command){.kind = COMMAND_TRAIN,
                           .target = spec->level_kpa[0],
                           .base = spec->base_kpa,
                           .pulses = spec->pulses,
                           .hold = spec->on,
                           .off = spec->off},
          io);
}

/* The way up is part of its time. */
static void order_one(struct train *train, mono_ns due, const struct reactor_io *io)
{
    const struct pulse_train_spec *spec = &train->spec;
    const double level = spec->level_kpa[train->ordered];
    const mono_ns way = mono_from_sec(level / spec->rise_kpa_per_s);
    const bool goes_on = train->ordered > 0;
    train->out.pulses[train->ordered].order_error_s = (float)mono_to_sec(train->known - due);
    train->ordered++;
    order(train,
          (struct command){.kind = COMMAND_DRIVE,
                           .target = level,
                           .rate_per_s = spec->rise_kpa_per_s,
                           .hold = way < spec->on ? spec->on - way : 0,
                           .goes_on = goes_on},
          io);
}

/* An instrument keeps its times in steps, and may tell of an end a little before we count it. */
static const mono_ns done_early = 150 * MONO_MS;

static mono_ns order_due(const struct train *train)
{
    if (train->spec.pace != PULSES_BY_US || train->ordered == train->spec.pulses)
        return MONO_NEVER;
    return train->out.start_ns + PULSE_TRAIN_LEAD + train->ordered * period(train);
}

/* ---- the end ---------------------------------------------------------------------------------------- */

static void train_end(struct train *train, enum end_reason end, enum fault fault,
                      const struct reactor_io *io)
{
    assert(is_driven(train));
    train->out.end = (uint8_t)end;
    train->out.fault = (uint8_t)fault;
    train->out.end_ns = train->known;
    train->state = STATE_RETURNING;
    order(train, (struct command){.kind = COMMAND_BASELINE}, io);
    train_tell(train, PHASE_RELEASE, io);
}

/* What may have pulses left reads as off in its pauses, whether or not it has heard that it is to stop. */
static mono_ns pause_of(const struct train *train)
{
    const bool has_left = train->out.given < train->spec.pulses;
    return train->spec.pace == PULSES_BY_INSTRUMENT && has_left
               ? mono_after(train->spec.off, pause_more)
               : 0;
}

static mono_ns late_at(const struct train *train)
{
    return mono_after(mono_after(train->out.end_ns, train->spec.baseline_within), pause_of(train));
}

static void train_settle(struct train *train, const struct reactor_io *io)
{
    if (train->state != STATE_RETURNING)
        return;
    const bool late = train->waived || train->known >= late_at(train);
    if (!train->out.at_baseline && !late)
        return;
    if (!train->out.at_baseline && train->out.end != END_FAULT) {
        train->out.end = END_FAULT;
        train->out.fault = train->back.is_seen ? FAULT_NOT_RELEASED : FAULT_SILENT;
    }
    if (!train->out.at_baseline)
        io->alarm(io->host, train->known);
    train->state = STATE_DONE;
    order(train, (struct command){.kind = COMMAND_IDLE}, io);
    io->done(io->host, train->known, &train->out, sizeof train->out);
}

static void train_fault(struct train *train, enum fault fault, mono_ns t,
                        const struct reactor_io *io)
{
    train_know(train, t);
    train->faulted = true;
    train->back.is_low = false;
    if (is_driven(train))
        train_end(train, END_FAULT, fault, io);
}

/* ---- pulses ----------------------------------------------------------------------------------------- */

static double level_of(const struct train *train, uint8_t pulse)
{
    return train->spec.level_kpa[pulse];
}

/* The level of the pulse that was begun last, once its period is over. */
static void close_pulse(struct train *train, struct pulse *pulse)
{
    pulse->has_level = train->level_n > 0;
    if (pulse->has_level)
        pulse->level_kpa = (float)(train->level_sum / train->level_n);
    pulse->is_off =
        !pulse->has_level ||
        (double)pulse->level_kpa < level_of(train, train->out.given) - train->spec.tolerance_kpa;
    train->level_sum = 0;
    train->level_n = 0;
}

static mono_ns period_ends(const struct train *train)
{
    return train->out.onset_ns + (train->out.given + 1) * period(train);
}

/* A rating that is older than the end of the period by too much is none of this pulse. */
static void train_period(struct train *train, const struct reactor_io *io)
{
    const mono_ns ends = period_ends(train);
    struct pulse *pulse = &train->out.pulses[train->out.given];
    if (train->begun <= train->out.given) {
        train_end(train, END_FAULT, FAULT_TRACKING, io); /* it did not come */
        return;
    }
    close_pulse(train, pulse);
    pulse->has_rating = train->out.ratings > 0 && !train->is_unrated &&
                        ends - train->rated_ns <= train->spec.rated_within;
    if (pulse->has_rating)
        pulse->rating = (float)train->rated;
    train->out.given++;
    if (train->out.given == train->spec.pulses)
        train_end(train, END_COMPLETED, FAULT_NONE, io);
}

/* What the passing of time does. A reading at the very end of a period belongs to the next one. */
static void train_expire(struct train *train, mono_ns now, const struct reactor_io *io)
{
    const struct pulse_train_spec *spec = &train->spec;
    train_know(train, now);
    while (is_driven(train) && train->known >= order_due(train))
        order_one(train, order_due(train), io);
    while (train->state == STATE_PULSING && train->known >= period_ends(train))
        train_period(train, io);
    if (!is_driven(train))
        return;
    if (train->known > mono_after(train->reading_ns, spec->silent_within))
        train_end(train, END_FAULT, FAULT_SILENT, io);
    else if (train->state == STATE_WAITING &&
             train->known > mono_after(train->out.start_ns, spec->start_within))
        train_end(train, END_FAULT, FAULT_TRACKING, io);
}

/* Between the two readings around half the way the pressure is taken for a straight line. */
static mono_ns crossing(const struct train *train, const struct event *event, double half)
{
    const double way = event->value - train->kpa;
    const double part = way > 0 ? (half - train->kpa) / way : 1;
    return train->reading_ns + (mono_ns)(part * (double)(event->t - train->reading_ns));
}

/* Ordered each, a higher pulse is longer on its way to half its level. */
static mono_ns way_longer(const struct train *train)
{
    const struct pulse_train_spec *spec = &train->spec;
    if (spec->pace != PULSES_BY_US)
        return 0;
    return mono_from_sec((level_of(train, train->begun) - level_of(train, 0)) / 2 /
                         spec->rise_kpa_per_s);
}

static void train_onset(struct train *train, mono_ns t, const struct reactor_io *io)
{
    if (train->begun == train->spec.pulses) {
        train_end(train, END_FAULT, FAULT_TRACKING, io); /* one more than was asked for */
        return;
    }
    reactor_edge(io, t, true);
    if (train->begun == 0) {
        train->out.onset_ns = t;
        train->state = STATE_PULSING;
        train_tell(train, PHASE_RUNNING, io);
    }
    const mono_ns due = train->out.onset_ns + train->begun * period(train) + way_longer(train);
    train->out.pulses[train->begun].onset_error_s = (float)mono_to_sec(t - due);
    train->begun++;
    train->onset_ns = t;
}

/* From then on a pulse must be seen to have gone; a pause that is shorter is the time that it has. */
static mono_ns gone_by(const struct train *train)
{
    const struct pulse_train_spec *spec = &train->spec;
    return train->onset_ns + spec->on + mono_min(spec->off, gone_within);
}

/* That is up, or comes next. */
static uint8_t present_pulse(const struct train *train)
{
    const uint8_t last = (uint8_t)(train->spec.pulses - 1);
    const uint8_t due = train->is_up ? (uint8_t)(train->begun - 1) : train->begun;
    return due < last ? due : last;
}

static double half_of(const struct train *train, uint8_t pulse)
{
    return (train->spec.base_kpa + level_of(train, pulse)) / 2;
}

/* Lower than it came up, so that noise at half the way is no second pulse; and lower than where the next one comes up, so that the
 * way down from a higher one is none. */
static double gone_kpa(const struct train *train)
{
    const uint8_t pulse = present_pulse(train);
    const uint8_t next = train->begun < train->spec.pulses ? train->begun : pulse;
    return (train->spec.base_kpa + fmin(half_of(train, pulse), half_of(train, next))) / 2;
}

static void train_edges(struct train *train, const struct event *event, const struct reactor_io *io)
{
    const double half = half_of(train, present_pulse(train));
    if (!train->is_up && event->value >= half) {
        train->is_up = true;
        train_onset(train, crossing(train, event, half), io);
    } else if (train->is_up && event->value < gone_kpa(train)) {
        train->is_up = false;
        reactor_edge(io, event->t, false);
    } else if (train->is_up && event->t > gone_by(train)) {
        train_end(train, END_FAULT, FAULT_TRACKING, io);
    }
}

static void train_watch(struct train *train, const struct event *event, const struct reactor_io *io)
{
    const struct pulse_train_spec *spec = &train->spec;
    if (event->value > level_of(train, present_pulse(train)) + spec->tolerance_kpa) {
        train_end(train, END_FAULT, FAULT_TRACKING, io);
        return;
    }
    train_edges(train, event, io);
    const mono_ns since = event->t - train->onset_ns;
    if (train->is_up && since >= spec->on / 2 && since <= spec->on * 3 / 4) {
        train->level_sum += event->value;
        train->level_n++;
    }
}

static void train_seen_off(struct train *train, mono_ns since, const struct reactor_io *io)
{
    train->out.at_baseline = true;
    train->out.baseline_ns = since;
    train_tell(train, PHASE_RELEASED, io);
}

/* Of an instrument that measures nothing at rest. */
static void train_at_rest(struct train *train, mono_ns t, const struct reactor_io *io)
{
    train_know(train, t);
    if (train->state == STATE_RETURNING && !train->out.at_baseline)
        train_seen_off(train, t, io);
}

static void train_return(struct train *train, const struct event *event,
                         const struct reactor_io *io)
{
    struct pressure_back *back = &train->back;
    if (train->out.at_baseline ||
        !pressure_back_seen(back, event->t, event->value, train->spec.baseline_kpa) ||
        event->t - back->since < pause_of(train))
        return;
    train_seen_off(train, back->since, io);
}

static void train_reading(struct train *train, const struct event *event,
                          const struct reactor_io *io)
{
    if (event->t < train->reading_ns)
        return;
    train_expire(train, event->t, io);
    if (!(fabs(event->value) <= kpa_beyond)) {
        train_fault(train, FAULT_RANGE, event->t, io);
        return;
    }
    if (event->value > (double)train->out.peak_kpa)
        train->out.peak_kpa = (float)event->value;
    if (is_driven(train)) {
        train->out.readings++;
        train_watch(train, event, io);
    } else {
        train_return(train, event, io);
    }
    train->reading_ns = event->t;
    train->kpa = event->value;
}

static void train_rating(struct train *train, const struct event *event,
                         const struct reactor_io *io)
{
    train_expire(train, event->t, io);
    if (!is_driven(train) || !(event->value >= 0 && event->value <= 10))
        return;
    train->out.ratings++;
    train->rated = event->value;
    train->rated_ns = event->t;
    train->is_unrated = false;
}

static void train_response(struct train *train, const struct event *event,
                           const struct reactor_io *io)
{
    train_expire(train, event->t, io);
    if (!is_driven(train) || !(event->value > 0))
        return;
    train->out.response_ns = event->t;
    train_end(train, END_WITHDRAWN, FAULT_NONE, io);
}

/* Ordered each, and over before its time: somebody has ended it at the instrument, by a button that is no response here. */
static bool is_cut_short(const struct train *train, mono_ns t)
{
    const mono_ns due =
        train->out.start_ns + PULSE_TRAIN_LEAD + (train->ordered - 1) * period(train);
    return train->ordered > 0 && t < due + train->spec.on - done_early;
}

/* Of one order for all pulses: the last one is over, perhaps a little before we counted it. Who gives one order for each is told
 * of each. */
static void train_program_done(struct train *train, mono_ns t, const struct reactor_io *io)
{
    train_expire(train, t, io);
    if (!is_driven(train))
        return;
    if (train->spec.pace == PULSES_BY_US) {
        if (is_cut_short(train, t))
            train_end(train, END_FAULT, FAULT_TRACKING, io);
        return;
    }
    const bool is_last = train->begun == train->spec.pulses &&
                         train->out.given + 1 == train->spec.pulses &&
                         t - train->onset_ns >= train->spec.on;
    if (!is_last)
        train_end(train, END_FAULT, FAULT_TRACKING, io);
}

/* ---- the contract ----------------------------------------------------------------------------------- */

static void train_sequence(struct train *train, const struct event *event)
{
    const uint32_t missing =
        sequences_missing(&train->sequences, train->channel, train->rating, event);
    if (is_driven(train))
        train->out.gaps += missing;
}

static bool is_same(struct channel_ref a, const struct event *event)
{
    return a.instrument == event->instrument && a.channel == event->channel;
}

static void train_ready(struct train *train, const struct reactor_io *io)
{
    if (train->state != STATE_RETURNING || !train->faulted)
        return;
    order(train, (struct command){.kind = COMMAND_BASELINE}, io); /* it may have missed both */
    order(train, (struct command){.kind = COMMAND_STREAM, .rate_hz = train->spec.stream_hz}, io);
}

static void train_notice(struct train *train, const struct event *event,
                         const struct reactor_io *io)
{
    if (event->code == NOTICE_PROGRAM_DONE && is_same(train->channel, event)) {
        train_program_done(train, event->t, io);
    } else if (event->code == NOTICE_AT_REST && is_same(train->channel, event)) {
        train_at_rest(train, event->t, io);
    } else if (event->code == NOTICE_UNRATED && is_same(train->rating, event)) {
        train->is_unrated = true; /* until the next one */
    } else if (event->code == NOTICE_BUTTON_STUCK && is_driven(train)) {
        train_know(train, event->t);
        train_end(train, END_INTERRUPTED, FAULT_NONE, io); /* nobody could withdraw */
    }
}

static void train_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct train *train = state;
    const bool is_ours = event->instrument == train->channel.instrument;
    if (train->state == STATE_DONE)
        return;
    train_sequence(train, event);
    switch ((enum event_kind)event->kind) {
    case EVENT_READING:
        if (is_same(train->channel, event))
            train_reading(train, event, io);
        break;
    case EVENT_RATING:
        if (is_same(train->rating, event))
            train_rating(train, event, io);
        break;
    case EVENT_RESPONSE:
        train_response(train, event, io);
        break;
    case EVENT_FAULT:
        if (is_ours || event->instrument == train->rating.instrument)
            train_fault(train, (enum fault)event->code, event->t, io);
        break;
    case EVENT_READY:
        if (is_ours)
            train_ready(train, io);
        break;
    case EVENT_NOTICE:
        train_notice(train, event, io);
        break;
    case EVENT_MARK:
        break;
    }
    train_settle(train, io);
}

static void check_spec(const struct pulse_train_spec *spec)
{
    assert(spec->pulses >= 1 && spec->pulses <= PULSES_MAX);
    assert(spec->on > 0 && spec->off > 0 && spec->tolerance_kpa > 0 && spec->baseline_kpa > 0);
    assert(spec->stream_hz > 0 && spec->silent_within > 0 && spec->baseline_within > 0);
    assert(spec->pace == PULSES_BY_INSTRUMENT || (spec->rise_kpa_per_s > 0 && spec->base_kpa <= 0));
    for (uint8_t i = 0; i < spec->pulses; i++) {
        assert(spec->level_kpa[i] > spec->base_kpa + spec->baseline_kpa);
        assert(spec->pace == PULSES_BY_US || spec->level_kpa[i] <= spec->level_kpa[0]);
    }
}

static void train_start(void *state, mono_ns now, const void *spec,
                        const struct channel_ref *channels, size_t n_channels,
                        const struct reactor_io *io)
{
    struct train *train = state;
    memset(train, 0, sizeof *train);
    train->spec = *(const struct pulse_train_spec *)spec;
    assert(n_channels >= 2);
    check_spec(&train->spec);
    train->channel = channels[0];
    train->rating = channels[1];
    train->known = train->reading_ns = train->out.start_ns = now;
    order(train, (struct command){.kind = COMMAND_STREAM, .rate_hz = train->spec.stream_hz}, io);
    if (train->spec.pace == PULSES_BY_INSTRUMENT)
        order_all(train, io);
    train_tell(train, PHASE_ARMED, io);
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
    if (is_driven(train))
        train_end(train, reason, FAULT_NONE, io);
    train_settle(train, io);
}

static void train_waived(void *state, mono_ns now, const struct reactor_io *io)
{
    struct train *train = state;
    if (train->state != STATE_RETURNING)
        return;
    train->waived = true;
    train_know(train, now);
    train_settle(train, io);
}

static mono_ns train_deadline(const void *state)
{
    const struct train *train = state;
    mono_ns deadline = mono_after(mono_after(train->reading_ns, train->spec.silent_within), 1);
    switch (train->state) {
    case STATE_WAITING:
        deadline = mono_min(
            deadline, mono_after(mono_after(train->out.start_ns, train->spec.start_within), 1));
        return mono_min(deadline, order_due(train));
    case STATE_PULSING:
        return mono_min(mono_min(deadline, order_due(train)), period_ends(train));
    case STATE_RETURNING:
        return late_at(train);
    case STATE_DONE:
        break;
    }
    return MONO_NEVER;
}

static void train_look(const void *state, void *out)
{
    const struct train *train = state;
    const bool runs = train->state == STATE_PULSING;
    const struct pulse_train_live live = {
        .reading_ns = train->reading_ns,
        .kpa = train->kpa,
        .rating = train->rated,
        .has_rating = train->out.ratings > 0 && !train->is_unrated &&
                      train->known - train->rated_ns <= train->spec.rated_within,
        .is_pressing = train->is_up,
        .is_returning = !is_driven(train),
        .given = train->out.given,
        .pulses = train->spec.pulses,
        .period_left = runs ? period_ends(train) - train->known : 0,
    };
    memcpy(out, &live, sizeof live);
}

struct pulse_train_spec pulse_train_defaults(void)
{
    return (struct pulse_train_spec){
        .rise_kpa_per_s = 200,
        .tolerance_kpa = 5,
        .baseline_kpa = 2,
        .stream_hz = 20,
        .on = MONO_SEC,
        .off = MONO_SEC,
        .start_within = 2 * MONO_SEC,
        .rated_within = 500 * MONO_MS,
        .silent_within = 500 * MONO_MS,
        .baseline_within = 10 * MONO_SEC,
        .pulses = 10,
        .pace = PULSES_BY_INSTRUMENT,
    };
}

const struct reactor pulse_train = {
    .name = "pulse_train",
    .tells_edges = true,
    .state_size = sizeof(struct train),
    .spec_size = sizeof(struct pulse_train_spec),
    .start = train_start,
    .event = train_event,
    .tick = train_tick,
    .end = train_end_outside,
    .deadline = train_deadline,
    .released = train_waived,
    .look_size = sizeof(struct pulse_train_live),
    .look = train_look,
};

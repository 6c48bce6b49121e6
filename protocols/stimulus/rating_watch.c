/* Watches one rating channel.
 *
 * States and what moves between them
 *   WAITING   no rating yet
 *     -> WATCHING  watch_rating   the first one
 *     -> DONE      watch_end      none within the time, fault, end from outside
 *   WATCHING  ratings come
 *     -> DONE      watch_end      time over, fault, end from outside
 *
 * A participant who lets the slider rest still sends ratings; a lapse is an instrument that does
 * not. It ends nothing here (the driver's silence does), but the last value of a lapsed rating is
 * missing. */
#include "stimulus/rating_watch.h"

#include "readings_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double rating_max = 10;

enum watch_state { STATE_WAITING, STATE_WATCHING, STATE_DONE };

struct watch {
    enum watch_state state;
    struct rating_watch_spec spec;
    struct channel_ref channel;
    mono_ns known; /* latest instant told */
    struct sequence sequence;
    struct rating_watch_outcome out;
};

static_assert(sizeof(struct watch) <= REACTOR_STATE_MAX, "state of a watch");
static_assert(sizeof(struct rating_watch_spec) <= REACTOR_SPEC_MAX, "spec of a watch");
static_assert(sizeof(struct rating_watch_outcome) <= REACTOR_OUTCOME_MAX, "outcome of a watch");

static void watch_know(struct watch *watch, mono_ns t)
{
    if (t > watch->known)
        watch->known = t;
}

/* The bench's own rating sources (a slider on the screen) take no commands. */
static void watch_command(const struct watch *watch, enum command_kind kind,
                          const struct reactor_io *io)
{
    struct command command = {.kind = (uint8_t)kind, .channel = watch->channel.channel};
    if (kind == COMMAND_STREAM)
        command.rate_hz = watch->spec.stream_hz;
    if (watch->channel.instrument != INSTRUMENT_BENCH)
        io->command(io->host, watch->channel, &command);
}

/* `t` is when the next rating came, or the end. */
static void watch_lapse(struct watch *watch, mono_ns t)
{
    if (watch->out.has_rating && t > mono_after(watch->out.last_ns, watch->spec.within))
        watch->out.lapses++;
}

/* The last thing an entry point does. */
static void watch_end(struct watch *watch, enum end_reason end, enum fault fault,
                      const struct reactor_io *io)
{
    assert(watch->state != STATE_DONE);
    struct rating_watch_outcome *out = &watch->out;
    watch_lapse(watch, watch->known);
    out->end = (uint8_t)end;
    out->fault = (uint8_t)fault;
    out->end_ns = watch->known;
    out->has_last = out->has_rating && watch->known <= mono_after(out->last_ns, watch->spec.within);
    if (!out->has_last)
        out->last = 0;
    watch->state = STATE_DONE;
    watch_command(watch, COMMAND_IDLE, io);
    io->done(io->host, watch->known, out, sizeof *out);
}

/* What the passing of time ends; true when it has. */
static bool watch_expire(struct watch *watch, mono_ns now, const struct reactor_io *io)
{
    watch_know(watch, now);
    bool over = watch->known >= mono_after(watch->out.start_ns, watch->spec.watch_for);
    bool missing = watch->state == STATE_WAITING &&
                   watch->known >= mono_after(watch->out.start_ns, watch->spec.within);
    if (watch->state == STATE_DONE || !(over || missing))
        return false;
    enum end_reason end = watch->state == STATE_WAITING ? END_TIMEOUT : END_COMPLETED;
    watch_end(watch, end, FAULT_NONE, io);
    return true;
}

static void watch_target(struct watch *watch, const struct event *event)
{
    struct rating_watch_outcome *out = &watch->out;
    if (event->value < watch->spec.target)
        return;
    if (!out->has_reached)
        out->reached_ns = event->t;
    out->has_reached = true;
    if (!out->has_rating || out->last < watch->spec.target)
        out->crossed_ns = event->t;
}

static void watch_rating(struct watch *watch, const struct event *event,
                         const struct reactor_io *io)
{
    struct rating_watch_outcome *out = &watch->out;
    if (event->t < out->start_ns || event->t < out->last_ns || watch_expire(watch, event->t, io))
        return;
    if (!(event->value >= 0 && event->value <= rating_max)) {
        watch_end(watch, END_FAULT, FAULT_RANGE, io);
        return;
    }
    watch_lapse(watch, event->t);
    watch_target(watch, event);
    bool first = !out->has_rating;
    if (first)
        out->first_ns = event->t;
    out->lowest = first ? event->value : fmin(out->lowest, event->value);
    out->highest = first ? event->value : fmax(out->highest, event->value);
    out->has_rating = true;
    out->last = event->value;
    out->last_ns = event->t;
    out->ratings++;
    watch->state = STATE_WATCHING;
    if (first)
        io->phase(io->host, event->t, PHASE_RUNNING, event->value);
}

static void watch_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct watch *watch = state;
    if (event->instrument != watch->channel.instrument || watch->state == STATE_DONE)
        return;
    switch ((enum event_kind)event->kind) {
    case EVENT_RATING:
        watch->out.gaps += sequence_missing(&watch->sequence, event->seq);
        if (event->channel == watch->channel.channel)
            watch_rating(watch, event, io);
        break;
    case EVENT_READING:
        watch->out.gaps += sequence_missing(&watch->sequence, event->seq);
        break;
    case EVENT_FAULT:
        watch_know(watch, event->t);
        watch_end(watch, END_FAULT, (enum fault)event->code, io);
        break;
    case EVENT_RESPONSE:
    case EVENT_READY:
    case EVENT_NOTICE:
    case EVENT_MARK:
        break;
    }
}

static void watch_start(void *state, mono_ns now, const void *spec,
                        const struct channel_ref *channels, size_t n_channels,
                        const struct reactor_io *io)
{
    struct watch *watch = state;
    memset(watch, 0, sizeof *watch);
    watch->spec = *(const struct rating_watch_spec *)spec;
    assert(n_channels >= 1);
    assert(watch->spec.target >= 0 && watch->spec.target <= rating_max);
    assert(watch->spec.within > 0 && watch->spec.watch_for > 0);
    watch->channel = channels[0];
    watch->known = watch->out.start_ns = now;
    watch_command(watch, COMMAND_STREAM, io);
    io->phase(io->host, now, PHASE_ARMED, 0);
}

static void watch_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    (void)watch_expire(state, now, io);
}

static void watch_end_outside(void *state, mono_ns now, enum end_reason reason,
                              const struct reactor_io *io)
{
    struct watch *watch = state;
    watch_know(watch, now);
    if (watch->state != STATE_DONE)
        watch_end(watch, reason, FAULT_NONE, io);
}

static mono_ns watch_deadline(const void *state)
{
    const struct watch *watch = state;
    mono_ns over = mono_after(watch->out.start_ns, watch->spec.watch_for);
    switch (watch->state) {
    case STATE_WAITING:
        return mono_min(over, mono_after(watch->out.start_ns, watch->spec.within));
    case STATE_WATCHING:
        return over;
    case STATE_DONE:
        break;
    }
    return MONO_NEVER;
}

struct rating_watch_spec rating_watch_defaults(void)
{
    return (struct rating_watch_spec){
        .target = 1.0,
        .stream_hz = 20,
        .within = MONO_SEC,
        .watch_for = MONO_NEVER,
    };
}

const struct reactor rating_watch = {
    .name = "rating_watch",
    .state_size = sizeof(struct watch),
    .spec_size = sizeof(struct rating_watch_spec),
    .start = watch_start,
    .event = watch_event,
    .tick = watch_tick,
    .end = watch_end_outside,
    .deadline = watch_deadline,
};

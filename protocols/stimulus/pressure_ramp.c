/* The hand-held pressure ramp: from arming over contact and response to release.
 *
 * Terms
 *   known        the latest instant that readings and ticks have told; there is no other clock
 *   run          consecutive readings on one side of a level; one alone is noise, 20 ms count
 *   bracket      the two readings around a response
 *   pending      a response that waits for the second of them
 *   provisional  an end that a response stamped before it, but heard after it, still overturns: at
 *                the limit, let go, stopped; a stop also by one that was pending
 *
 * States and what moves between them
 *   ARMED      waits for contact
 *     -> RUNNING    ramp_contact   clear before: a run above contact_kpa, or two readings at the
 *                                limit
 *     -> RELEASING  ramp_end       early response, time-out, fault, end from outside, at the limit
 *                                  without ever having been clear (a fault), pull (a fault)
 *   RUNNING    the hand presses
 *     -> ARMED      ramp_touched   let go below twice contact_kpa: that was no ramp
 *     -> RELEASING  ramp_end       response, limit, let go, time-out, fault, pull, end from outside
 *   RELEASING  the verdict stands, the probe may still press
 *     -> DONE       ramp_settle    seen to let go, or a person has seen it or leaves it so, and no
 *                                  longer provisional; after release_within the alarm is raised
 *
 * Invariants
 * 1. done() is the last thing an entry point does, and happens once.
 * 2. There is a value only with END_RESPONSE (contact_kpa / 2 <= value < limit) and END_LIMIT (the
 *    limit, censored). It lies between two readings near each other; nothing is extrapolated.
 * 3. Once RELEASING only a response that precedes a provisional end changes the verdict; stops and
 *    faults do not unmake a value that was measured before them. After a stop that response may
 *    still wait for its second reading, as long as any other; RELEASE is called for at the stop.
 * 4. No pressure is corrected. An offset of the gauge shows in idle_kpa, and contact counts only
 *    after a reading below contact_kpa: a gauge that never reads low never starts a ramp, and
 *    one that stands at the limit has no bound to give. One that reads minus while it presses
 *    never shows contact: a run of pull beyond contact_kpa, or one reading of it at the limit, is
 *    a fault.
 *
 * A response in a gap: with readings missing in the bracket it is a value when the bracket is at
 * most 50 ms wide. At 50 kPa/s the pressure moves 2.5 kPa in that time, a tenth of the smallest
 * detectable change of a person (METHODS 3.2), while asking for the painful ramp again costs the
 * participant more. The number missing is kept in value_gaps. Without missing ones the bracket may
 * be 100 ms wide, and three periods of the asked rate in both cases. */
#include "ramp_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double kpa_beyond = 1e6; /* no instrument measures this: not a number to trust */
/* after a response, before RELEASE is called for */
static const mono_ns release_patience = 2 * MONO_SEC;

static_assert(sizeof(struct ramp) <= REACTOR_STATE_MAX, "state of a ramp");
static_assert(sizeof(struct pressure_ramp_spec) <= REACTOR_SPEC_MAX, "spec of a ramp");
static_assert(sizeof(struct pressure_ramp_live) <= REACTOR_LOOK_MAX, "look of a ramp");
static_assert(sizeof(struct pressure_ramp_outcome) <= REACTOR_OUTCOME_MAX, "outcome of a ramp");

static void ramp_stream(const struct ramp *ramp, const struct reactor_io *io)
{
    struct command command = {
        .kind = COMMAND_STREAM, .channel = ramp->channel.channel, .rate_hz = ramp->spec.stream_hz};
    io->command(io->host, ramp->channel, &command);
}

/* When RUNNING takes too long; a response stamped before that is waited for. */
static mono_ns ramp_time_out(const struct ramp *ramp)
{
    mono_ns t = mono_after(ramp->out.contact_ns, ramp->spec.ramp_within);
    return ramp->has_pending && ramp->pending < t ? MONO_NEVER : t;
}

static void ramp_expire_releasing(struct ramp *ramp, const struct reactor_io *io)
{
    if (!ramp_presses(ramp))
        return;
    if (ramp->known >= mono_after(ramp->ended, release_patience))
        ramp_alarm(ramp, io);
    if (ramp->overdue || ramp->known < mono_after(ramp->ended, ramp->spec.release_within))
        return;
    ramp->overdue = ramp->alarmed = true;
    io->alarm(io->host, ramp->known);
    ramp_tell(ramp, PHASE_RELEASE, io);
}

/* What the passing of time ends. */
static void ramp_expire(struct ramp *ramp, mono_ns now, const struct reactor_io *io)
{
    if (now > ramp->known)
        ramp->known = now;
    now = ramp->known;
    bool waited = ramp->has_pending && now >= mono_after(ramp->pending, RESPONSE_WAIT);
    switch (ramp->state) {
    case STATE_ARMED:
        if (waited)
            ramp_early(ramp, ramp->pending, io);
        else if (now >= mono_after(ramp->out.armed_ns, ramp->spec.contact_within))
            ramp_end(ramp, END_TIMEOUT, FAULT_NONE, now, io);
        break;
    case STATE_RUNNING:
        if (waited) {
            ramp->out.response_ns = ramp->pending;
            ramp_end(ramp, END_FAULT, FAULT_SILENT, now, io);
        } else if (now >= ramp_time_out(ramp)) {
            ramp_end(ramp, END_TIMEOUT, FAULT_NONE, now, io);
        }
        break;
    case STATE_RELEASING:
        ramp_expire_releasing(ramp, io);
        break;
    case STATE_DONE:
        break;
    }
}

static void ramp_fault(struct ramp *ramp, enum fault fault, mono_ns t, const struct reactor_io *io)
{
    if (t > ramp->known)
        ramp->known = t;
    ramp->untrusted = true;
    if (ramp->state == STATE_RELEASING)
        ramp->has_pending = false;
    if (ramp->state == STATE_ARMED || ramp->state == STATE_RUNNING)
        ramp_end(ramp, END_FAULT, fault, ramp->known, io);
}

static void ramp_reading(struct ramp *ramp, const struct event *event, const struct reactor_io *io)
{
    const struct reading *newest = recent_newest(&ramp->recent);
    if (event->t < ramp->out.armed_ns || (newest && event->t < newest->t)) {
        ramp->missing++;
        return;
    }
    ramp_expire(ramp, event->t, io);
    if (!(fabs(event->value) <= kpa_beyond)) {
        ramp->missing++;
        ramp_fault(ramp, FAULT_RANGE, event->t, io);
        return;
    }
    recent_push(&ramp->recent, event->t, event->value, ramp->missing);
    ramp_step(ramp, recent_newest(&ramp->recent), io);
}

static void ramp_own_event(struct ramp *ramp, const struct event *event,
                           const struct reactor_io *io)
{
    switch ((enum event_kind)event->kind) {
    case EVENT_READING:
        ramp->missing += sequence_missing(&ramp->sequence, event->seq);
        if (event->channel == ramp->channel.channel)
            ramp_reading(ramp, event, io);
        break;
    case EVENT_RATING:
        ramp->missing += sequence_missing(&ramp->sequence, event->seq);
        break;
    case EVENT_FAULT:
        ramp_fault(ramp, (enum fault)event->code, event->t, io);
        break;
    case EVENT_READY:
        /* back after a fault: without a stream nobody would see the probe let go */
        if (ramp->state == STATE_RELEASING && ramp->untrusted)
            ramp_stream(ramp, io);
        ramp->untrusted = false;
        break;
    case EVENT_RESPONSE:
    case EVENT_NOTICE:
    case EVENT_MARK:
        break;
    }
}

static void ramp_start(void *state, mono_ns now, const void *spec,
                       const struct channel_ref *channels, size_t n_channels,
                       const struct reactor_io *io)
{
    struct ramp *ramp = state;
    memset(ramp, 0, offsetof(struct ramp, recent));
    ramp->spec = *(const struct pressure_ramp_spec *)spec;
    assert(n_channels >= 1);
    assert(ramp->spec.rate_kpa_per_s > 0 && ramp->spec.rate_tolerance > 0);
    assert(ramp->spec.contact_kpa > 0 && ramp->spec.limit_kpa > ramp->spec.contact_kpa);
    assert(isfinite(ramp->spec.limit_kpa) && ramp->spec.stream_hz >= 1);
    assert(ramp->spec.contact_within > 0 && ramp->spec.ramp_within > 0);
    assert(ramp->spec.release_within > 0);
    ramp->channel = channels[0];
    ramp->known = now;
    ramp->out.armed_ns = now;
    recent_clear(&ramp->recent);
    trace_begin(&ramp->trace, now);
    ramp_stream(ramp, io);
    ramp_tell(ramp, PHASE_ARMED, io);
}

static void ramp_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct ramp *ramp = state;
    if (ramp->state == STATE_DONE)
        return;
    if (event->kind == EVENT_RESPONSE) {
        if (event->value > 0)
            ramp_response(ramp, event->t, io);
    } else if (event->instrument == ramp->channel.instrument) {
        ramp_own_event(ramp, event, io);
    }
    ramp_settle(ramp, io);
}

static void ramp_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    ramp_expire(state, now, io);
    ramp_settle(state, io);
}

static void ramp_end_outside(void *state, mono_ns now, enum end_reason reason,
                             const struct reactor_io *io)
{
    struct ramp *ramp = state;
    if (now > ramp->known)
        ramp->known = now;
    if (ramp->state == STATE_ARMED || ramp->state == STATE_RUNNING)
        ramp_end(ramp, reason, FAULT_NONE, ramp->known, io);
    else if (ramp->state == STATE_RELEASING && ramp_presses(ramp))
        ramp_alarm(ramp, io);
    ramp_settle(ramp, io);
}

static void ramp_released(void *state, mono_ns now, const struct reactor_io *io)
{
    struct ramp *ramp = state;
    if (now > ramp->known)
        ramp->known = now;
    ramp->waived = ramp->state == STATE_RELEASING;
    ramp_settle(ramp, io);
}

static mono_ns ramp_calls(const struct ramp *ramp)
{
    if (!ramp_presses(ramp) || ramp->overdue)
        return MONO_NEVER;
    const mono_ns patience = ramp->alarmed ? MONO_NEVER : release_patience;
    return mono_after(ramp->ended, mono_min(patience, ramp->spec.release_within));
}

static mono_ns ramp_deadline(const void *state)
{
    const struct ramp *ramp = state;
    mono_ns wait = ramp->has_pending ? mono_after(ramp->pending, RESPONSE_WAIT) : MONO_NEVER;
    switch (ramp->state) {
    case STATE_ARMED:
        return mono_min(wait, mono_after(ramp->out.armed_ns, ramp->spec.contact_within));
    case STATE_RUNNING:
        return mono_min(wait, ramp_time_out(ramp));
    case STATE_RELEASING:
        return mono_min(ramp_settles(ramp), ramp_calls(ramp));
    case STATE_DONE:
        break;
    }
    return MONO_NEVER;
}

/* Its end is no longer overturned. */
static bool ramp_stands(const struct ramp *ramp)
{
    return ramp->state == STATE_RELEASING &&
           (!ramp->provisional || ramp->known > mono_after(ramp->ended, RESPONSE_WAIT));
}

static void ramp_look(const void *state, void *out)
{
    const struct ramp *ramp = state;
    const struct reading *newest = recent_newest(&ramp->recent);
    struct band band = {ramp->spec.rate_kpa_per_s, ramp->spec.rate_tolerance};
    struct pressure_ramp_live live = {
        .phase = ramp->phase,
        .has_pressure = newest != NULL,
        .let_go_first = ramp->state == STATE_ARMED && !ramp->clear && ramp->above.on,
        .pressure_kpa = ramp_newest_kpa(ramp),
        .limit_kpa = ramp->spec.limit_kpa,
        .rate_kpa_per_s = ramp->spec.rate_kpa_per_s,
        .contact_ns = ramp->out.contact_ns,
        .reading_ns = newest ? newest->t : 0,
    };
    live.has_value = ramp_stands(ramp) && ramp->out.has_value;
    live.censored = live.has_value && ramp->out.censored;
    live.value_kpa = live.has_value ? ramp->out.value_kpa : 0;
    if (ramp->state == STATE_RUNNING)
        live.has_slope = slope_live(&ramp->trace, &live.slope_kpa_per_s);
    live.in_band = live.has_slope && band_has(&band, live.slope_kpa_per_s);
    memcpy(out, &live, sizeof live);
}

struct pressure_ramp_spec pressure_ramp_defaults(void)
{
    return (struct pressure_ramp_spec){
        .rate_kpa_per_s = 50,
        .rate_tolerance = 0.2,
        .limit_kpa = 1000,
        .contact_kpa = 20,
        .stream_hz = 250,
        .contact_within = 60 * MONO_SEC,
        .ramp_within = 60 * MONO_SEC,
        .release_within = 30 * MONO_SEC,
    };
}

const struct reactor pressure_ramp = {
    .name = "pressure_ramp",
    .state_size = sizeof(struct ramp),
    .spec_size = sizeof(struct pressure_ramp_spec),
    .start = ramp_start,
    .event = ramp_event,
    .tick = ramp_tick,
    .end = ramp_end_outside,
    .deadline = ramp_deadline,
    .released = ramp_released,
    .look_size = sizeof(struct pressure_ramp_live),
    .look = ramp_look,
};

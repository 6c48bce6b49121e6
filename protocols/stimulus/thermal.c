/* The thermode: from a steady baseline over one or more ramps, each to a response or its limit, back to the baseline.
 *
 * Terms
 *   known     the latest instant that readings, responses and ticks have told; there is no other clock
 *   line      what was commanded: from the temperature at the command, at the asked rate, to the limit
 *   turn      a ramp, and what became of it; it is closed when something else is commanded
 *   pending   the response of a closed turn that waits for a reading after it
 *
 * States and what moves between them
 *   SETTLING   the baseline was commanded
 *     -> LEAD_IN    thermal_settle      every reading of settle_span near it
 *     -> RETURNING  thermal_end         early response, not steady in time, away again and again, silent, fault, end
 *                                       from outside
 *   LEAD_IN    waits at the baseline
 *     -> SETTLING   thermal_settle      a reading away from it: the lead-in begins anew
 *     -> RAMP       thermal_ramp_begin  time over
 *     -> PULSES     thermal_pulses_begin  the same, where pulses are planned
 *     -> RETURNING  thermal_end         as above
 *   RAMP       one drive to the limit
 *     -> RAMP       thermal_ramp_next   response or limit, and another ramp is due
 *     -> RETURNING  thermal_ramp_next   response or limit of the last ramp
 *     -> RETURNING  thermal_end         early response, does not follow the line, beyond the limit, zones apart,
 *                                       silent, fault, end from outside
 *   PULSES     a drive for each pulse, one period after the other
 *     -> RETURNING  thermal_complete    the period of the last one is over
 *     -> RETURNING  thermal_end         response, a pulse that does not come or go, off or beyond its level, zones apart, silent,
 *                                       fault, end from outside
 *   RETURNING  told to go to baseline; what is pending gets its value meanwhile
 *     -> DONE       thermal_finish      seen at the baseline; return_within over, or nobody waits for that: an alarm
 *
 * Invariants
 * 1. COMMAND_BASELINE is sent on every way out, at once: before the value of a response is known.
 * 2. done() is the last thing an entry point does, and happens once.
 * 3. A value lies between start and limit, strictly. No reading that was measured after the response enters it: it
 *    may be of another line.
 * 4. There is no lowest temperature but the limit: sensors read below 0 degC at a limit of 0 degC, and a little above
 *    it, too. So a limit is reached by a reading, or by a drive that had its time and stands within the noise.
 * 5. A value stands. What goes wrong after it is told beside it.
 * 6. An end stays open for 100 ms, or three readings of a slow thermode: a response that was stamped before it overturns a limit and a stop. */
#include "thermal_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* The drive holds at its limit for longer than it is waited for: it does not end by itself meanwhile. */
static const mono_ns hold_spare = 700 * MONO_MS;

static const double rating_hz = 20; /* METHODS 3.3 */

static_assert(sizeof(struct thermal) <= REACTOR_STATE_MAX, "state of a thermal stimulus");

static void thermal_know(struct thermal *thermal, mono_ns t)
{
    if (t > thermal->known)
        thermal->known = t;
}

mono_ns thermal_wait(const struct thermal *thermal)
{
    const mono_ns three_readings = mono_from_sec(3 / thermal->hz);
    return three_readings > RESPONSE_WAIT ? three_readings : RESPONSE_WAIT;
}

bool thermal_is_driven(const struct thermal *thermal)
{
    return thermal->state == THERMAL_SETTLING || thermal->state == THERMAL_LEAD_IN ||
           thermal->state == THERMAL_RAMP || thermal->state == THERMAL_PULSES;
}

bool thermal_has_begun(const struct thermal *thermal)
{
    return thermal->n_turns > 0 || thermal->state == THERMAL_RAMP || thermal->pulses.ordered > 0;
}

void thermal_tell(struct thermal *thermal, enum phase phase, const struct reactor_io *io)
{
    const struct reading *newest = recent_newest(&thermal->recent);
    thermal->phase = phase;
    io->phase(io->host, thermal->known, phase, newest ? newest->value : thermal->spec.baseline_c);
}

static void thermal_order(const struct thermal *thermal, struct command command,
                          const struct reactor_io *io)
{
    command.channel = thermal->channels[0].channel;
    io->command(io->host, thermal->channels[0], &command);
}

/* Of the probe and of every zone. */
static void thermal_order_all(const struct thermal *thermal, struct command command,
                              const struct reactor_io *io)
{
    for (uint8_t i = 0; i <= thermal->n_zones; i++) {
        command.channel = thermal->channels[i].channel;
        io->command(io->host, thermal->channels[i], &command);
    }
}

static void thermal_order_rating(const struct thermal *thermal, struct command command,
                                 const struct reactor_io *io)
{
    command.channel = thermal->rating.channel;
    if (thermal->plan.pulses.is_rated)
        io->command(io->host, thermal->rating, &command);
}

static void thermal_stream(const struct thermal *thermal, const struct reactor_io *io)
{
    const struct command stream = {.kind = COMMAND_STREAM, .rate_hz = thermal->spec.stream_hz};
    thermal_order_all(thermal, stream, io);
}

mono_ns thermal_hold_alone(const struct thermal_spec *spec)
{
    return mono_after(2 * spec->dead_time, hold_spare);
}

mono_ns thermal_drive_time(const struct thermal_spec *spec, double way_c)
{
    const double way_s = (way_c + spec->settle_c) / spec->rate_c_per_s;
    return mono_after(mono_from_sec(way_s), thermal_hold_alone(spec));
}

void thermal_drive(const struct thermal *thermal, const struct thermal_turn *turn,
                   const struct reactor_io *io)
{
    const struct thermal_spec *spec = &thermal->spec;
    thermal_order(thermal,
                  (struct command){.kind = COMMAND_DRIVE,
                                   .target = turn->target_c,
                                   .rate_per_s = spec->rate_c_per_s,
                                   .return_per_s = spec->return_c_per_s,
                                   .hold = thermal_hold_alone(spec)},
                  io);
}

static void thermal_return(struct thermal *thermal, const struct reactor_io *io)
{
    thermal->state = THERMAL_RETURNING;
    thermal->ended = thermal->known;
    thermal_back_anew(&thermal->back);
    const struct reading *newest = recent_newest(&thermal->recent);
    if (thermal_has_begun(thermal) && newest) {
        thermal->readings = newest->number - thermal->first_number;
        thermal->gaps = newest->missing - thermal->first_missing;
    }
    thermal_order(thermal, (struct command){.kind = COMMAND_BASELINE}, io);
    thermal_tell(thermal, PHASE_RELEASE, io);
}

void thermal_end(struct thermal *thermal, enum end_reason end, enum fault fault,
                 const struct reactor_io *io)
{
    assert(thermal_is_driven(thermal));
    if (thermal->state == THERMAL_RAMP)
        thermal_ramp_close(thermal, end);
    thermal->end = end;
    thermal->fault = fault;
    thermal_return(thermal, io);
}

void thermal_complete(struct thermal *thermal, const struct reactor_io *io)
{
    thermal->finished = true;
    thermal->end = END_COMPLETED;
    thermal_return(thermal, io);
}

void thermal_ramp_next(struct thermal *thermal, const struct reactor_io *io)
{
    if (thermal->n_turns < thermal->plan.turns) {
        thermal_ramp_begin(thermal, io);
        return;
    }
    thermal_complete(thermal, io);
}

void thermal_alarm(struct thermal *thermal, enum fault fault, const struct reactor_io *io)
{
    if (thermal->after_fault == FAULT_NONE && thermal->end != END_FAULT)
        thermal->after_fault = fault;
    if (!thermal->alarmed)
        io->alarm(io->host, thermal->known);
    thermal->alarmed = true;
}

static void thermal_finish(struct thermal *thermal, const struct reactor_io *io)
{
    const bool open = thermal->known < mono_after(thermal->ended, thermal_wait(thermal));
    const bool late = thermal->waived ||
                      thermal->known >= mono_after(thermal->ended, thermal->spec.return_within);
    if (thermal->state != THERMAL_RETURNING || thermal->has_pending || open ||
        !(thermal->returned || late))
        return;
    if (!thermal->returned) {
        const enum fault fault = thermal->returning_seen ? FAULT_NOT_RELEASED : FAULT_SILENT;
        thermal_alarm(thermal, fault, io);
        if (!thermal->finished && thermal->end != END_FAULT) {
            thermal->end = END_FAULT;
            thermal->fault = fault;
            thermal->after_fault = FAULT_NONE;
        }
    }
    thermal->state = THERMAL_DONE;
    thermal_order_rating(thermal, (struct command){.kind = COMMAND_IDLE}, io);
    thermal_order_all(thermal, (struct command){.kind = COMMAND_IDLE}, io);
    _Alignas(16) unsigned char outcome[REACTOR_OUTCOME_MAX] = {0};
    thermal->plan.outcome(thermal, outcome);
    io->done(io->host, thermal->known, outcome, thermal->plan.outcome_size);
}

static bool thermal_is_silent(const struct thermal *thermal)
{
    return thermal->known > mono_after(thermal->reading_ns, thermal->spec.silent_within);
}

/* What goes as it should needs one settling and one lead-in. Who waits for more than two of both waits for ever. */
static mono_ns thermal_begun_by(const struct thermal *thermal)
{
    const mono_ns once = mono_after(thermal->spec.settle_within, thermal->spec.lead_in);
    return mono_after(mono_after(thermal->armed_ns, once), once);
}

static void thermal_start_giving(struct thermal *thermal, const struct reactor_io *io)
{
    if (thermal->plan.pulses.n > 0)
        thermal_pulses_begin(thermal, io);
    else
        thermal_ramp_begin(thermal, io);
}

/* Before the first ramp. */
static void thermal_expire_rest(struct thermal *thermal, const struct reactor_io *io)
{
    const struct thermal_spec *spec = &thermal->spec;
    const bool is_settling = thermal->state == THERMAL_SETTLING;
    const mono_ns now = thermal->known;
    if (is_settling && now >= mono_after(thermal->settling_ns, spec->settle_within))
        thermal_end(thermal, END_FAULT, FAULT_TRACKING, io);
    else if (!is_settling && now >= mono_after(thermal->settled_ns, spec->lead_in))
        thermal_start_giving(thermal, io);
    else if (now >= thermal_begun_by(thermal))
        thermal_end(thermal, END_FAULT, FAULT_UNSTEADY, io);
}

void thermal_expire(struct thermal *thermal, mono_ns now, const struct reactor_io *io)
{
    thermal_know(thermal, now);
    now = thermal->known;
    if (thermal->has_pending && now >= mono_after(thermal->pending, thermal_wait(thermal)))
        thermal_resolve(thermal, FAULT_SILENT, io);
    if (!thermal_is_driven(thermal))
        return;
    if (thermal_is_silent(thermal))
        thermal_end(thermal, END_FAULT, FAULT_SILENT, io);
    else if (thermal->state == THERMAL_SETTLING || thermal->state == THERMAL_LEAD_IN)
        thermal_expire_rest(thermal, io);
    else if (thermal->state == THERMAL_RAMP && now >= thermal->turns[thermal->n_turns].limit_by)
        thermal_ramp_over(thermal, io);
    else if (thermal->state == THERMAL_PULSES)
        thermal_pulses_expire(thermal, io);
}

void thermal_fault(struct thermal *thermal, enum fault fault, mono_ns t,
                   const struct reactor_io *io)
{
    thermal_know(thermal, t);
    thermal_back_anew(&thermal->back);
    if (thermal->has_pending)
        thermal_resolve(thermal, fault, io);
    if (thermal_is_driven(thermal))
        thermal_end(thermal, END_FAULT, fault, io);
    else if (thermal->after_fault == FAULT_NONE && thermal->end != END_FAULT)
        thermal->after_fault = fault;
}

static void thermal_notice(struct thermal *thermal, const struct event *event,
                           const struct reactor_io *io)
{
    const bool ours = event->instrument == thermal->channels[0].instrument &&
                      event->channel == thermal->channels[0].channel;
    if (event->code == NOTICE_BUTTON_STUCK && thermal_is_driven(thermal)) {
        /* nobody could answer, and the limit would be no bound */
        thermal_know(thermal, event->t);
        thermal_end(thermal, END_INTERRUPTED, FAULT_NONE, io);
    } else if (event->code == NOTICE_UNRATED && thermal->plan.pulses.is_rated &&
               event->instrument == thermal->rating.instrument &&
               event->channel == thermal->rating.channel) {
        thermal->has_rating = false; /* until the next one */
    } else if (event->code == NOTICE_PROGRAM_DONE && ours && thermal->state == THERMAL_RAMP) {
        thermal_know(thermal, event->t);
        thermal_ramp_over(thermal, io);
    }
}

/* Back after a fault: it may have missed both. */
static void thermal_ready(struct thermal *thermal, const struct reactor_io *io)
{
    if (thermal->state == THERMAL_RETURNING && thermal->untrusted) {
        thermal_order(thermal, (struct command){.kind = COMMAND_BASELINE}, io);
        thermal_stream(thermal, io);
    }
    thermal->untrusted = false;
}

static void thermal_own_event(struct thermal *thermal, const struct event *event,
                              const struct reactor_io *io)
{
    switch ((enum event_kind)event->kind) {
    case EVENT_READING:
        thermal_reading(thermal, event, io);
        break;
    case EVENT_RATING:
        thermal->missing += sequence_missing(&thermal->sequence, event->seq);
        break;
    case EVENT_FAULT:
        thermal->untrusted = true;
        thermal_back_let_go(&thermal->back);
        thermal_fault(thermal, (enum fault)event->code, event->t, io);
        break;
    case EVENT_READY:
        thermal_ready(thermal, io);
        break;
    case EVENT_RESPONSE:
    case EVENT_NOTICE:
    case EVENT_MARK:
        break;
    }
}

/* The rating may be another instrument's, which heats nobody. */
static void thermal_rating_event(struct thermal *thermal, const struct event *event,
                                 const struct reactor_io *io)
{
    const bool is_other = event->instrument != thermal->channels[0].instrument;
    if (!thermal->plan.pulses.is_rated || event->instrument != thermal->rating.instrument)
        return;
    if (event->kind == EVENT_RATING && is_other)
        thermal_rating_gap(thermal, event);
    if (event->kind == EVENT_RATING && event->channel == thermal->rating.channel)
        thermal_rating(thermal, event, io);
    else if (event->kind == EVENT_FAULT && is_other)
        thermal_fault(thermal, (enum fault)event->code, event->t, io);
}

void thermal_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct thermal *thermal = state;
    if (thermal->state == THERMAL_DONE)
        return;
    if (event->kind == EVENT_RESPONSE && event->value > 0 && thermal->plan.pulses.n > 0)
        thermal_withdraw(thermal, event->t, io);
    else if (event->kind == EVENT_RESPONSE && event->value > 0)
        thermal_response(thermal, event->t, io);
    else if (event->kind == EVENT_NOTICE)
        thermal_notice(thermal, event, io);
    else if (event->instrument == thermal->channels[0].instrument)
        thermal_own_event(thermal, event, io);
    thermal_rating_event(thermal, event, io);
    thermal_finish(thermal, io);
}

void thermal_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    thermal_expire(state, now, io);
    thermal_finish(state, io);
}

void thermal_end_outside(void *state, mono_ns now, enum end_reason reason,
                         const struct reactor_io *io)
{
    struct thermal *thermal = state;
    thermal_know(thermal, now);
    if (reason == END_STOP && thermal->spec.stop_is_off)
        thermal_back_let_go(&thermal->back);
    if (thermal_is_driven(thermal))
        thermal_end(thermal, reason, FAULT_NONE, io);
    thermal_finish(thermal, io);
}

void thermal_released(void *state, mono_ns now, const struct reactor_io *io)
{
    struct thermal *thermal = state;
    if (thermal->state != THERMAL_RETURNING)
        return;
    thermal->waived = true;
    thermal_know(thermal, now);
    thermal_finish(thermal, io);
}

static mono_ns thermal_due(const struct thermal *thermal)
{
    const struct thermal_spec *spec = &thermal->spec;
    switch (thermal->state) {
    case THERMAL_SETTLING:
        return mono_min(mono_after(thermal->settling_ns, spec->settle_within),
                        thermal_begun_by(thermal));
    case THERMAL_LEAD_IN:
        return mono_min(mono_after(thermal->settled_ns, spec->lead_in), thermal_begun_by(thermal));
    case THERMAL_RAMP:
        return thermal->turns[thermal->n_turns].limit_by;
    case THERMAL_PULSES:
        return thermal_pulses_due(thermal);
    case THERMAL_RETURNING:
        return mono_after(thermal->ended, thermal->returned || thermal->waived
                                              ? thermal_wait(thermal)
                                              : spec->return_within);
    case THERMAL_DONE:
        break;
    }
    return MONO_NEVER;
}

mono_ns thermal_deadline(const void *state)
{
    const struct thermal *thermal = state;
    mono_ns due = thermal_due(thermal);
    if (thermal_is_driven(thermal))
        due = mono_min(due,
                       mono_after(mono_after(thermal->reading_ns, thermal->spec.silent_within), 1));
    if (!thermal->has_pending)
        return due;
    const mono_ns wait = mono_after(thermal->pending, thermal_wait(thermal));
    return thermal->state == THERMAL_RETURNING ? wait : mono_min(due, wait);
}

static void thermal_assert(const struct thermal_spec *spec)
{
    assert(isfinite(spec->baseline_c) && spec->stream_hz >= 5);
    assert(spec->rate_c_per_s > 0 && isfinite(spec->rate_c_per_s) && spec->return_c_per_s >= 0);
    assert(spec->settle_c > 0 && spec->settle_span >= 0 && spec->settle_within > 0);
    assert(spec->lead_in >= 0 && spec->lead_in < MONO_NEVER);
    assert(spec->rate_tolerance > 0 && spec->track_c > 0 && spec->track_within >= 0);
    assert(spec->dead_time >= 0 && spec->dead_time < MONO_NEVER / 4);
    assert(spec->overshoot_c > 0 && spec->zone_c > 0 && spec->noise_c >= 0);
    assert(spec->silent_within > 0 && spec->return_within >= MONO_SEC);
}

void thermal_init(struct thermal *thermal, const struct channel_ref *channels, size_t n_channels)
{
    memset(thermal, 0, offsetof(struct thermal, recent));
    recent_clear(&thermal->recent);
    thermal_back_anew(&thermal->back);
    assert(n_channels >= 1 && n_channels <= 1 + THERMAL_ZONES_MAX);
    for (size_t i = 0; i < n_channels; i++) {
        assert(channels[i].instrument == channels[0].instrument);
        thermal->channels[i] = channels[i];
    }
    thermal->n_zones = (uint8_t)(n_channels - 1);
}

void thermal_init_rated(struct thermal *thermal, const struct channel_ref *channels,
                        size_t n_channels)
{
    struct channel_ref own[1 + THERMAL_ZONES_MAX] = {channels[0]};
    assert(n_channels >= 2 && n_channels <= 2 + THERMAL_ZONES_MAX);
    memcpy(own + 1, channels + 2, (n_channels - 2) * sizeof own[0]);
    thermal_init(thermal, own, n_channels - 1);
    thermal->rating = channels[1];
}

void thermal_begin(struct thermal *thermal, mono_ns now, const struct thermal_spec *spec,
                   const struct thermal_plan *plan, const struct reactor_io *io)
{
    thermal_assert(spec);
    assert((plan->turns >= 1 && plan->turns <= THERMAL_TURNS_MAX) != (plan->pulses.n > 0));
    assert(plan->outcome_size <= REACTOR_OUTCOME_MAX);
    thermal->spec = *spec;
    thermal->plan = *plan;
    thermal->hz = spec->stream_hz;
    thermal->known = thermal->armed_ns = thermal->settling_ns = thermal->reading_ns = now;
    trace_begin(&thermal->trace, now);
    thermal_stream(thermal, io);
    thermal_order_rating(thermal, (struct command){.kind = COMMAND_STREAM, .rate_hz = rating_hz},
                         io);
    thermal_order(thermal, (struct command){.kind = COMMAND_LEVEL, .target = spec->baseline_c}, io);
    thermal_tell(thermal, PHASE_ARMED, io);
}

struct thermal_spec thermal_defaults(void)
{
    return (struct thermal_spec){
        .baseline_c = 32,
        .rate_c_per_s = 1,
        .return_c_per_s = 5,
        .stream_hz = 100,
        .lead_in = MONO_SEC,
        .settle_c = 0.3,
        .settle_span = MONO_SEC,
        .settle_within = 60 * MONO_SEC,
        .rate_tolerance = 0.1,
        .track_c = 1,
        .track_within = 500 * MONO_MS,
        .dead_time = 500 * MONO_MS,
        .overshoot_c = 1,
        .zone_c = 2,
        .noise_c = 0.3,
        .silent_within = MONO_SEC,
        .return_within = 20 * MONO_SEC,
    };
}

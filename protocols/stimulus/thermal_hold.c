/* A held temperature: from the baseline to the level, hold, back to the baseline.
 *
 * States and what moves between them
 *   SETTLING   the baseline was commanded
 *     -> GOING      hold_drive    every reading of settle_span near it
 *     -> RETURNING  hold_end      not there in time, silent, fault, end from outside
 *   GOING      driven to the target
 *     -> THERE      hold_level    the first reading near it
 *     -> RETURNING  hold_end      not there in time, beyond it, silent, fault, end from outside
 *   THERE      at the target; driven anew before a drive's own time is over
 *     -> RETURNING  hold_end      no longer needed, time over, off the target, beyond it, silent, fault, end from outside
 *   RETURNING  told to go to the baseline
 *     -> DONE       hold_settle   seen at the baseline, or return_within over: a fault and an alarm
 *
 * Invariants
 * 1. What is driven is bounded: each drive ends by itself `hold` after its arrival, should nobody be there any more.
 * 2. COMMAND_BASELINE is sent on every way out, and rest is the baseline all the time: so a stop leads back to it.
 * 3. done() is the last thing an entry point does, and happens once. */
#include "stimulus/thermal_hold.h"

#include "stimulus/thermal.h"
#include "thermal_back_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum hold_state { STATE_SETTLING, STATE_GOING, STATE_THERE, STATE_RETURNING, STATE_DONE };

struct hold {
    enum hold_state state;
    struct thermal_hold_spec spec;
    struct channel_ref channels[1 + THERMAL_ZONES_MAX];
    uint8_t n_channels;
    mono_ns known; /* latest instant told */
    mono_ns reading_ns, off_since, driven_ns;
    double reading_c;
    bool is_off, returning_seen, faulted;
    struct thermal_back back; /* near the baseline: settling, returning */
    struct thermal_hold_outcome out;
};

static_assert(sizeof(struct hold) <= REACTOR_STATE_MAX, "state of a thermal hold");
static_assert(sizeof(struct thermal_hold_spec) <= REACTOR_SPEC_MAX, "spec of a thermal hold");
static_assert(sizeof(struct thermal_hold_outcome) <= REACTOR_OUTCOME_MAX, "outcome of a hold");

static void hold_know(struct hold *hold, mono_ns t)
{
    if (t > hold->known)
        hold->known = t;
}

static void hold_tell(const struct hold *hold, enum phase phase, const struct reactor_io *io)
{
    io->phase(io->host, hold->known, phase, hold->reading_c);
}

static void hold_command(const struct hold *hold, struct command command,
                         const struct reactor_io *io)
{
    command.channel = hold->channels[0].channel;
    io->command(io->host, hold->channels[0], &command);
}

/* Of the probe and of every zone. */
static void hold_command_all(const struct hold *hold, struct command command,
                             const struct reactor_io *io)
{
    for (uint8_t i = 0; i < hold->n_channels; i++) {
        command.channel = hold->channels[i].channel;
        io->command(io->host, hold->channels[i], &command);
    }
}

static void hold_stream(const struct hold *hold, const struct reactor_io *io)
{
    const struct command stream = {.kind = COMMAND_STREAM, .rate_hz = hold->spec.stream_hz};
    hold_command_all(hold, stream, io);
}

static bool hold_is_driven(const struct hold *hold)
{
    return hold->state == STATE_SETTLING || hold->state == STATE_GOING ||
           hold->state == STATE_THERE;
}

static mono_ns hold_way(const struct hold *hold)
{
    return mono_from_sec(fabs(hold->spec.target_c - hold->out.start_c) / hold->spec.rate_c_per_s);
}

static void hold_drive(struct hold *hold, const struct reactor_io *io)
{
    const struct thermal_hold_spec *spec = &hold->spec;
    hold->out.drives++;
    hold->driven_ns = hold->known;
    hold_command(hold,
                 (struct command){.kind = COMMAND_DRIVE,
                                  .target = spec->target_c,
                                  .rate_per_s = spec->rate_c_per_s,
                                  .return_per_s = spec->return_c_per_s,
                                  .hold = spec->hold},
                 io);
}

static void hold_end(struct hold *hold, enum end_reason end, enum fault fault,
                     const struct reactor_io *io)
{
    assert(hold_is_driven(hold));
    hold->out.end = (uint8_t)end;
    hold->out.fault = (uint8_t)fault;
    hold->out.end_ns = hold->known;
    hold->state = STATE_RETURNING;
    thermal_back_anew(&hold->back);
    hold_command(hold, (struct command){.kind = COMMAND_BASELINE}, io);
    hold_tell(hold, PHASE_RELEASE, io);
}

static void hold_settle(struct hold *hold, const struct reactor_io *io)
{
    if (hold->state != STATE_RETURNING)
        return;
    const bool late = hold->known >= mono_after(hold->out.end_ns, hold->spec.return_within);
    if (!hold->out.returned && !late)
        return;
    if (!hold->out.returned && hold->out.end != END_FAULT) {
        hold->out.end = END_FAULT;
        hold->out.fault = hold->returning_seen ? FAULT_NOT_RELEASED : FAULT_SILENT;
    }
    if (!hold->out.returned)
        io->alarm(io->host, hold->known);
    hold->state = STATE_DONE;
    hold_command_all(hold, (struct command){.kind = COMMAND_IDLE}, io);
    io->done(io->host, hold->known, &hold->out, sizeof hold->out);
}

/* ---- readings */

static struct thermal_home hold_home(const struct hold *hold)
{
    const struct thermal_hold_spec *spec = &hold->spec;
    const bool was_driven = hold->out.drive_ns > 0 && !spec->stop_is_off;
    return (struct thermal_home){.baseline_c = spec->baseline_c,
                                 .near_c = spec->near_c,
                                 .driven_to_c = was_driven ? spec->target_c : NAN};
}

static void hold_begin(struct hold *hold, double celsius, const struct reactor_io *io)
{
    hold->state = STATE_GOING;
    hold->out.start_c = celsius;
    hold->out.drive_ns = hold->known;
    hold_drive(hold, io);
    hold_tell(hold, PHASE_RUNNING, io);
}

static double hold_sign(const struct hold *hold)
{
    return hold->spec.target_c > hold->spec.baseline_c ? 1 : -1;
}

static void hold_trail(struct hold *hold, mono_ns t, double celsius)
{
    const double sign = hold_sign(hold), way = sign * (hold->spec.target_c - hold->out.start_c);
    const double line = fmin(way, hold->spec.rate_c_per_s * mono_to_sec(t - hold->out.drive_ns));
    hold->out.behind_c = fmax(hold->out.behind_c, line - sign * (celsius - hold->out.start_c));
}

static void hold_level(struct hold *hold, mono_ns t)
{
    hold->state = STATE_THERE;
    hold->out.has_level = true;
    hold->out.level_ns = t;
}

static void hold_keep(struct hold *hold, mono_ns t, double celsius, const struct reactor_io *io)
{
    if (fabs(celsius - hold->spec.target_c) <= hold->spec.near_c) {
        hold->is_off = false;
        return;
    }
    if (!hold->is_off)
        hold->off_since = t;
    hold->is_off = true;
    if (t - hold->off_since > hold->spec.off_within)
        hold_end(hold, END_FAULT, FAULT_TRACKING, io);
}

static void hold_driven(struct hold *hold, mono_ns t, double celsius, const struct reactor_io *io)
{
    const struct thermal_hold_spec *spec = &hold->spec;
    if (hold_sign(hold) * (celsius - spec->target_c) > spec->beyond_c) {
        hold_end(hold, END_FAULT, FAULT_TRACKING, io);
        return;
    }
    if (hold->state == STATE_THERE) {
        hold_keep(hold, t, celsius, io);
        return;
    }
    hold_trail(hold, t, celsius);
    if (fabs(celsius - spec->target_c) <= spec->near_c)
        hold_level(hold, t);
}

static void hold_return(struct hold *hold, mono_ns t, double celsius, const struct reactor_io *io)
{
    const struct thermal_home home = hold_home(hold);
    hold->returning_seen = true;
    if (hold->out.returned || !thermal_back_seen(&hold->back, &home, t, celsius))
        return;
    hold->out.returned = true;
    hold->out.baseline_ns = hold->back.rest.since;
    hold_tell(hold, PHASE_RELEASED, io);
}

static void hold_fault(struct hold *hold, enum fault fault, mono_ns t, const struct reactor_io *io)
{
    hold_know(hold, t);
    thermal_back_anew(&hold->back);
    if (hold_is_driven(hold))
        hold_end(hold, END_FAULT, fault, io);
}

static void hold_step(struct hold *hold, mono_ns t, double celsius, const struct reactor_io *io)
{
    switch (hold->state) {
    case STATE_SETTLING:
        if (thermal_back_near(&hold->back, t, celsius, hold->spec.baseline_c, hold->spec.near_c) >=
            hold->spec.settle_span)
            hold_begin(hold, celsius, io);
        return;
    case STATE_GOING:
    case STATE_THERE:
        hold_driven(hold, t, celsius, io);
        return;
    case STATE_RETURNING:
        hold_return(hold, t, celsius, io);
        return;
    case STATE_DONE:
        return;
    }
}

/* ---- time */

static void hold_expire(struct hold *hold, mono_ns now, const struct reactor_io *io)
{
    const struct thermal_hold_spec *spec = &hold->spec;
    hold_know(hold, now);
    now = hold->known;
    if (!hold_is_driven(hold))
        return;
    if (now > mono_after(hold->reading_ns, spec->silent_within))
        hold_end(hold, END_FAULT, FAULT_SILENT, io);
    else if (hold->state == STATE_SETTLING &&
             now >= mono_after(hold->out.start_ns, spec->settle_within))
        hold_end(hold, END_FAULT, FAULT_TRACKING, io);
    else if (hold->state == STATE_SETTLING)
        return;
    else if (now >= mono_after(hold->out.drive_ns, spec->lasts))
        hold_end(hold, END_TIMEOUT, FAULT_NONE, io);
    else if (hold->state == STATE_GOING &&
             now >= mono_after(hold->out.drive_ns, hold_way(hold) + spec->arrive_within))
        hold_end(hold, END_FAULT, FAULT_TRACKING, io);
    else if (hold->state == STATE_THERE && now >= mono_after(hold->driven_ns, spec->renew))
        hold_drive(hold, io);
}

static mono_ns hold_due(const struct hold *hold)
{
    const struct thermal_hold_spec *spec = &hold->spec;
    const mono_ns lasts = mono_after(hold->out.drive_ns, spec->lasts);
    switch (hold->state) {
    case STATE_SETTLING:
        return mono_after(hold->out.start_ns, spec->settle_within);
    case STATE_GOING:
        return mono_min(lasts,
                        mono_after(hold->out.drive_ns, hold_way(hold) + spec->arrive_within));
    case STATE_THERE:
        return mono_min(lasts, mono_after(hold->driven_ns, spec->renew));
    case STATE_RETURNING:
        return mono_after(hold->out.end_ns, spec->return_within);
    case STATE_DONE:
        break;
    }
    return MONO_NEVER;
}

static mono_ns hold_deadline(const void *state)
{
    const struct hold *hold = state;
    const mono_ns due = hold_due(hold);
    return hold_is_driven(hold)
               ? mono_min(due,
                          mono_after(mono_after(hold->reading_ns, hold->spec.silent_within), 1))
               : due;
}

/* ---- the reactor */

static void hold_reading(struct hold *hold, const struct event *event, const struct reactor_io *io)
{
    if (event->channel != hold->channels[0].channel || event->t < hold->reading_ns)
        return;
    hold_expire(hold, event->t, io);
    if (!thermal_is_sane(event->value)) {
        hold_fault(hold, FAULT_RANGE, event->t, io);
        return;
    }
    hold->reading_ns = event->t;
    hold->reading_c = event->value;
    hold_step(hold, event->t, event->value, io);
}

/* Its drive came to its end before it was renewed, or something else has ended it. */
static void hold_program_done(struct hold *hold, const struct event *event,
                              const struct reactor_io *io)
{
    if (event->channel == hold->channels[0].channel &&
        (hold->state == STATE_GOING || hold->state == STATE_THERE))
        hold_fault(hold, FAULT_TRACKING, event->t, io);
}

static void hold_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct hold *hold = state;
    if (event->instrument != hold->channels[0].instrument || hold->state == STATE_DONE)
        return;
    switch ((enum event_kind)event->kind) {
    case EVENT_READING:
        hold_reading(hold, event, io);
        break;
    case EVENT_FAULT:
        hold->faulted = true;
        thermal_back_let_go(&hold->back);
        hold_fault(hold, (enum fault)event->code, event->t, io);
        break;
    case EVENT_READY:
        /* back after a fault: it may have missed both */
        if (hold->state == STATE_RETURNING && hold->faulted) {
            hold_command(hold, (struct command){.kind = COMMAND_BASELINE}, io);
            hold_stream(hold, io);
        }
        break;
    case EVENT_NOTICE:
        if (event->code == NOTICE_PROGRAM_DONE)
            hold_program_done(hold, event, io);
        break;
    case EVENT_RATING:
    case EVENT_RESPONSE:
    case EVENT_MARK:
        break;
    }
    hold_settle(hold, io);
}

static void hold_assert(const struct thermal_hold_spec *spec)
{
    assert(isfinite(spec->baseline_c) && isfinite(spec->target_c) && spec->stream_hz > 0);
    assert(spec->rate_c_per_s > 0 && isfinite(spec->rate_c_per_s) && spec->return_c_per_s > 0);
    assert(spec->near_c > 0 && spec->beyond_c > 0 && spec->settle_span >= 0);
    assert(spec->settle_within > 0 && spec->arrive_within > 0 && spec->lasts > 0);
    assert(spec->hold > 0 && spec->hold < MONO_NEVER && spec->off_within > 0);
    assert(spec->silent_within > 0 && spec->return_within > 0);
}

static void hold_start(void *state, mono_ns now, const void *spec,
                       const struct channel_ref *channels, size_t n_channels,
                       const struct reactor_io *io)
{
    struct hold *hold = state;
    memset(hold, 0, sizeof *hold);
    hold->spec = *(const struct thermal_hold_spec *)spec;
    thermal_back_anew(&hold->back);
    hold_assert(&hold->spec);
    assert(n_channels >= 1 && n_channels <= 1 + THERMAL_ZONES_MAX);
    memcpy(hold->channels, channels, n_channels * sizeof channels[0]);
    hold->n_channels = (uint8_t)n_channels;
    hold->reading_c = hold->spec.baseline_c;
    hold->known = hold->reading_ns = hold->out.start_ns = now;
    hold_stream(hold, io);
    hold_command(hold, (struct command){.kind = COMMAND_LEVEL, .target = hold->spec.baseline_c},
                 io);
    hold_tell(hold, PHASE_ARMED, io);
}

static void hold_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    hold_expire(state, now, io);
    hold_settle(state, io);
}

static void hold_end_outside(void *state, mono_ns now, enum end_reason reason,
                             const struct reactor_io *io)
{
    struct hold *hold = state;
    hold_know(hold, now);
    if (reason == END_STOP && hold->spec.stop_is_off)
        thermal_back_let_go(&hold->back);
    if (hold_is_driven(hold))
        hold_end(hold, reason, FAULT_NONE, io);
    hold_settle(hold, io);
}

struct thermal_hold_spec thermal_hold_defaults(void)
{
    return (struct thermal_hold_spec){
        .baseline_c = 32,
        .target_c = 25,
        .rate_c_per_s = 1,
        .return_c_per_s = 5,
        .stream_hz = 20,
        .near_c = 1,
        .beyond_c = 2,
        .settle_span = MONO_SEC,
        .settle_within = 60 * MONO_SEC,
        .arrive_within = 15 * MONO_SEC,
        .hold = 60 * MONO_SEC,
        .renew = 40 * MONO_SEC,
        .lasts = 600 * MONO_SEC,
        .off_within = 3 * MONO_SEC,
        .silent_within = MONO_SEC,
        .return_within = 20 * MONO_SEC,
    };
}

const struct reactor thermal_hold = {
    .name = "thermal_hold",
    .state_size = sizeof(struct hold),
    .spec_size = sizeof(struct thermal_hold_spec),
    .start = hold_start,
    .event = hold_event,
    .tick = hold_tick,
    .end = hold_end_outside,
    .deadline = hold_deadline,
};

/* A ramp that an instrument makes, ended by button or rating.
 *
 * States and what moves between them
 *   RISING     asked for the limit
 *     -> RETURNING  ramp_end      response, rating at its stop, limit, ahead of what was asked, behind it, silent, fault, end
 *                                 from outside
 *   RETURNING  told to go to baseline
 *     -> DONE       ramp_settle   seen at baseline; baseline_within over, or nobody waits for that: a fault and an alarm
 *
 * Invariants
 * 1. COMMAND_DRIVE is sent once, at the start; COMMAND_BASELINE on every way out.
 * 2. done() is the last thing an entry point does, and happens once.
 * 3. A rating is judged with the pressure of its own status: the reading of the cuff comes before it. */
#include "stimulus/cuff_ramp.h"

#include "pressure_back_internal.h"
#include "readings_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double kpa_beyond = 1e6, warn_share = 0.9;

enum ramp_state { STATE_RISING, STATE_RETURNING, STATE_DONE };

struct cuff {
    enum ramp_state state;
    struct cuff_ramp_spec spec;
    struct channel_ref channel, rating;
    mono_ns known; /* latest instant told */
    bool faulted, warned, waived;
    bool is_unrated; /* nobody has touched the scale since the last rating */
    mono_ns reading_ns, rated_ns;
    double kpa, rated;
    struct sequences sequences;
    struct pressure_back back;
    struct trace trace;
    struct cuff_ramp_outcome out;
};

static_assert(sizeof(struct cuff) <= REACTOR_STATE_MAX, "state of a cuff ramp");
static_assert(sizeof(struct cuff_ramp_spec) <= REACTOR_SPEC_MAX, "spec of a cuff ramp");
static_assert(sizeof(struct cuff_ramp_outcome) <= REACTOR_OUTCOME_MAX, "outcome of a cuff ramp");
static_assert(sizeof(struct cuff_ramp_live) <= REACTOR_LOOK_MAX, "look of a cuff ramp");

static void cuff_know(struct cuff *cuff, mono_ns t)
{
    if (t > cuff->known)
        cuff->known = t;
}

static void cuff_tell(const struct cuff *cuff, enum phase phase, const struct reactor_io *io)
{
    io->phase(io->host, cuff->known, phase, cuff->kpa);
}

static void cuff_command(const struct cuff *cuff, enum command_kind kind,
                         const struct reactor_io *io)
{
    struct command command = {.kind = (uint8_t)kind, .channel = cuff->channel.channel};
    if (kind == COMMAND_STREAM)
        command.rate_hz = cuff->spec.stream_hz;
    if (kind == COMMAND_DRIVE) {
        command.target = cuff->spec.limit_kpa;
        command.rate_per_s = cuff->spec.rate_kpa_per_s;
    }
    io->command(io->host, cuff->channel, &command);
}

/* One that is older was no rating any more, nor is one of a finger that has left its slider. */
static bool is_rated(const struct cuff *cuff)
{
    return cuff->out.ratings > 0 && !cuff->is_unrated &&
           cuff->known <= mono_after(cuff->rated_ns, cuff->spec.rated_within);
}

/* ---- the end ---------------------------------------------------------------------------------------- */

static void judge_slope(struct cuff *cuff)
{
    const struct cuff_ramp_spec *spec = &cuff->spec;
    const struct band band = {.target = spec->rate_kpa_per_s, .tolerance = spec->rate_tolerance};
    const struct slope_verdict verdict =
        slope_judge(&cuff->trace, cuff->out.end_ns, cuff->kpa, &band);
    cuff->out.has_slope = verdict.has_slope;
    cuff->out.slope_kpa_per_s = verdict.slope;
    cuff->out.rate_off = slope_is_off(&verdict, &band, cuff->out.has_value);
}

static void cuff_end(struct cuff *cuff, enum end_reason end, enum fault fault,
                     const struct reactor_io *io)
{
    assert(cuff->state == STATE_RISING);
    cuff->out.end = (uint8_t)end;
    cuff->out.fault = (uint8_t)fault;
    cuff->out.end_ns = cuff->known;
    cuff->out.has_value = end == END_RESPONSE || end == END_LIMIT;
    /* a bound is what was given, and at its end it may be on its way down; no more than may be asked for, whatever it reads */
    cuff->out.value_kpa = end == END_LIMIT      ? fmin(cuff->out.peak_kpa, cuff->spec.limit_kpa)
                          : cuff->out.has_value ? cuff->kpa
                                                : 0;
    cuff->out.has_rating = is_rated(cuff);
    cuff->out.rating = cuff->out.has_rating ? cuff->rated : 0;
    judge_slope(cuff);
    cuff->state = STATE_RETURNING;
    cuff_command(cuff, COMMAND_BASELINE, io);
    cuff_tell(cuff, PHASE_RELEASE, io);
}

static void cuff_settle(struct cuff *cuff, const struct reactor_io *io)
{
    if (cuff->state != STATE_RETURNING)
        return;
    const bool late =
        cuff->waived || cuff->known >= mono_after(cuff->out.end_ns, cuff->spec.baseline_within);
    if (!cuff->out.at_baseline && !late)
        return;
    if (!cuff->out.at_baseline && cuff->out.end != END_FAULT) {
        cuff->out.end = END_FAULT;
        cuff->out.fault = cuff->back.is_seen ? FAULT_NOT_RELEASED : FAULT_SILENT;
        cuff->out.has_value = false; /* who knows what it did */
        cuff->out.value_kpa = 0;
    }
    if (!cuff->out.at_baseline)
        io->alarm(io->host, cuff->known);
    cuff->state = STATE_DONE;
    cuff_command(cuff, COMMAND_IDLE, io);
    io->done(io->host, cuff->known, &cuff->out, sizeof cuff->out);
}

static void cuff_fault(struct cuff *cuff, enum fault fault, mono_ns t, const struct reactor_io *io)
{
    cuff_know(cuff, t);
    cuff->faulted = true;
    cuff->back.is_low = false;
    if (cuff->state == STATE_RISING)
        cuff_end(cuff, END_FAULT, fault, io);
}

/* ---- on the way up ---------------------------------------------------------------------------------- */

static double asked_kpa(const struct cuff *cuff, mono_ns t)
{
    const double up = cuff->spec.rate_kpa_per_s * mono_to_sec(t - cuff->out.start_ns);
    return fmin(cuff->spec.limit_kpa, up);
}

static mono_ns due_at(const struct cuff *cuff)
{
    const struct cuff_ramp_spec *spec = &cuff->spec;
    const mono_ns way =
        mono_from_sec(spec->limit_kpa / (spec->rate_kpa_per_s * (1 - spec->rate_tolerance)));
    return mono_after(mono_after(cuff->out.start_ns, way), spec->behind_within);
}

/* What is ahead of it presses more than was asked for; what is behind is seen in its slope, and ends when the limit was due. */
static void cuff_rise(struct cuff *cuff, mono_ns t, const struct reactor_io *io)
{
    const struct cuff_ramp_spec *spec = &cuff->spec;
    if (cuff->out.rise_ns == 0 && cuff->kpa > spec->baseline_kpa) {
        cuff->out.rise_ns = t;
        cuff_tell(cuff, PHASE_RUNNING, io);
    }
    trace_add(&cuff->trace, t, cuff->kpa);
    if (cuff->kpa >= spec->limit_kpa)
        cuff_end(cuff, END_LIMIT, FAULT_NONE, io);
    else if (cuff->kpa > asked_kpa(cuff, t) + spec->tolerance_kpa)
        cuff_end(cuff, END_FAULT, FAULT_TRACKING, io);
    else if (cuff->kpa < -spec->tolerance_kpa)
        cuff_end(cuff, END_FAULT, FAULT_PULL, io);
    else if (!cuff->warned && cuff->kpa >= warn_share * spec->limit_kpa) {
        cuff->warned = true;
        cuff_tell(cuff, PHASE_WARN, io);
    }
}

static void cuff_expire(struct cuff *cuff, mono_ns now, const struct reactor_io *io)
{
    cuff_know(cuff, now);
    if (cuff->state != STATE_RISING)
        return;
    if (cuff->known > mono_after(cuff->reading_ns, cuff->spec.silent_within))
        cuff_end(cuff, END_FAULT, FAULT_SILENT, io);
    else if (cuff->known > due_at(cuff))
        cuff_end(cuff, END_FAULT, FAULT_TRACKING, io);
}

static void cuff_seen_off(struct cuff *cuff, mono_ns since, const struct reactor_io *io)
{
    cuff->out.at_baseline = true;
    cuff->out.baseline_ns = since;
    cuff_tell(cuff, PHASE_RELEASED, io);
}

/* Of an instrument that measures nothing at rest. */
static void cuff_at_rest(struct cuff *cuff, mono_ns t, const struct reactor_io *io)
{
    cuff_know(cuff, t);
    if (cuff->state == STATE_RETURNING && !cuff->out.at_baseline)
        cuff_seen_off(cuff, t, io);
}

static void cuff_reading(struct cuff *cuff, const struct event *event, const struct reactor_io *io)
{
    if (event->t < cuff->reading_ns)
        return;
    cuff_expire(cuff, event->t, io);
    if (!(fabs(event->value) <= kpa_beyond)) {
        cuff_fault(cuff, FAULT_RANGE, event->t, io);
        return;
    }
    cuff->reading_ns = event->t;
    cuff->kpa = event->value;
    if (event->value > cuff->out.peak_kpa)
        cuff->out.peak_kpa = event->value;
    if (cuff->state == STATE_RETURNING && !cuff->out.at_baseline &&
        pressure_back_seen(&cuff->back, event->t, event->value, cuff->spec.baseline_kpa))
        cuff_seen_off(cuff, cuff->back.since, io);
    if (cuff->state != STATE_RISING)
        return;
    cuff->out.readings++;
    cuff_rise(cuff, event->t, io);
}

/* A rating that stood above from the first on has not come from below; where it came from while nobody touched the scale nobody
 * knows either. */
static void cuff_rating(struct cuff *cuff, const struct event *event, const struct reactor_io *io)
{
    const double before = cuff->rated;
    const bool had = cuff->out.ratings > 0 && !cuff->is_unrated;
    cuff_expire(cuff, event->t, io);
    if (cuff->state != STATE_RISING || !(event->value >= 0 && event->value <= 10))
        return;
    cuff->rated = event->value;
    cuff->rated_ns = event->t;
    cuff->is_unrated = false;
    cuff->out.ratings++;
    if (had && before < cuff->spec.detect_rating && event->value >= cuff->spec.detect_rating) {
        cuff->out.has_pdt = true;
        cuff->out.pdt_kpa = cuff->kpa;
        cuff->out.pdt_ns = event->t;
    }
    if (event->value < cuff->spec.stop_rating || cuff->out.rise_ns == 0)
        return;
    cuff->out.by_rating = true;
    cuff->out.response_ns = event->t;
    cuff_end(cuff, END_RESPONSE, FAULT_NONE, io);
}

static void cuff_response(struct cuff *cuff, const struct event *event, const struct reactor_io *io)
{
    cuff_expire(cuff, event->t, io);
    if (cuff->state != STATE_RISING || !(event->value > 0))
        return;
    cuff->out.response_ns = event->t;
    cuff_end(cuff, cuff->out.rise_ns > 0 ? END_RESPONSE : END_EARLY, FAULT_NONE, io);
}

/* At its limit, or by the participant's button or rating, of which the message is on its way or was lost: who has ended it
 * the instrument says in its own events, and what it did without a word is none of ours. */
static void cuff_program_done(struct cuff *cuff, mono_ns t, const struct reactor_io *io)
{
    cuff_know(cuff, t);
    if (cuff->state != STATE_RISING)
        return;
    const bool is_at_limit = cuff->out.peak_kpa >= cuff->spec.limit_kpa - cuff->spec.tolerance_kpa;
    cuff_end(cuff, is_at_limit ? END_LIMIT : END_FAULT, is_at_limit ? FAULT_NONE : FAULT_TRACKING,
             io);
}

/* ---- the contract ----------------------------------------------------------------------------------- */

static void cuff_sequence(struct cuff *cuff, const struct event *event)
{
    const uint32_t missing =
        sequences_missing(&cuff->sequences, cuff->channel, cuff->rating, event);
    if (cuff->state == STATE_RISING)
        cuff->out.gaps += missing;
}

static bool is_same(struct channel_ref a, const struct event *event)
{
    return a.instrument == event->instrument && a.channel == event->channel;
}

static void cuff_ready(struct cuff *cuff, const struct reactor_io *io)
{
    if (cuff->state != STATE_RETURNING || !cuff->faulted)
        return;
    cuff_command(cuff, COMMAND_BASELINE, io); /* back after a fault: it may have missed both */
    cuff_command(cuff, COMMAND_STREAM, io);
}

/* Nobody could answer, and the limit would be no bound. */
static void cuff_stuck(struct cuff *cuff, mono_ns t, const struct reactor_io *io)
{
    cuff_know(cuff, t);
    if (cuff->state == STATE_RISING)
        cuff_end(cuff, END_INTERRUPTED, FAULT_NONE, io);
}

static void cuff_notice(struct cuff *cuff, const struct event *event, const struct reactor_io *io)
{
    if (event->code == NOTICE_PROGRAM_DONE && is_same(cuff->channel, event))
        cuff_program_done(cuff, event->t, io);
    else if (event->code == NOTICE_AT_REST && is_same(cuff->channel, event))
        cuff_at_rest(cuff, event->t, io);
    else if (event->code == NOTICE_UNRATED && is_same(cuff->rating, event))
        cuff->is_unrated = true;
    else if (event->code == NOTICE_BUTTON_STUCK)
        cuff_stuck(cuff, event->t, io);
}

static void cuff_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct cuff *cuff = state;
    const bool is_ours = event->instrument == cuff->channel.instrument;
    if (cuff->state == STATE_DONE)
        return;
    cuff_sequence(cuff, event);
    switch ((enum event_kind)event->kind) {
    case EVENT_READING:
        if (is_same(cuff->channel, event))
            cuff_reading(cuff, event, io);
        break;
    case EVENT_RATING:
        if (is_same(cuff->rating, event))
            cuff_rating(cuff, event, io);
        break;
    case EVENT_RESPONSE:
        cuff_response(cuff, event, io);
        break;
    case EVENT_FAULT:
        if (is_ours || event->instrument == cuff->rating.instrument)
            cuff_fault(cuff, (enum fault)event->code, event->t, io);
        break;
    case EVENT_READY:
        if (is_ours)
            cuff_ready(cuff, io);
        break;
    case EVENT_NOTICE:
        cuff_notice(cuff, event, io);
        break;
    case EVENT_MARK:
        break;
    }
    cuff_settle(cuff, io);
}

static void cuff_start(void *state, mono_ns now, const void *spec,
                       const struct channel_ref *channels, size_t n_channels,
                       const struct reactor_io *io)
{
    struct cuff *cuff = state;
    memset(cuff, 0, offsetof(struct cuff, trace));
    cuff->out = (struct cuff_ramp_outcome){.start_ns = now};
    cuff->spec = *(const struct cuff_ramp_spec *)spec;
    assert(n_channels >= 2);
    assert(cuff->spec.rate_kpa_per_s > 0 && cuff->spec.tolerance_kpa > 0);
    assert(cuff->spec.rate_tolerance > 0 && cuff->spec.rate_tolerance < 1);
    assert(isfinite(cuff->spec.limit_kpa) && cuff->spec.limit_kpa > cuff->spec.baseline_kpa);
    assert(cuff->spec.baseline_kpa > 0 && cuff->spec.stream_hz > 0);
    assert(cuff->spec.silent_within > 0 && cuff->spec.baseline_within > 0);
    cuff->channel = channels[0];
    cuff->rating = channels[1];
    cuff->known = cuff->reading_ns = now;
    trace_begin(&cuff->trace, now);
    cuff_command(cuff, COMMAND_STREAM, io);
    cuff_command(cuff, COMMAND_DRIVE, io);
    cuff_tell(cuff, PHASE_ARMED, io);
}

static void cuff_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    cuff_expire(state, now, io);
    cuff_settle(state, io);
}

static void cuff_end_outside(void *state, mono_ns now, enum end_reason reason,
                             const struct reactor_io *io)
{
    struct cuff *cuff = state;
    cuff_know(cuff, now);
    if (cuff->state == STATE_RISING)
        cuff_end(cuff, reason, FAULT_NONE, io);
    cuff_settle(cuff, io);
}

static void cuff_waived(void *state, mono_ns now, const struct reactor_io *io)
{
    struct cuff *cuff = state;
    if (cuff->state != STATE_RETURNING)
        return;
    cuff->waived = true;
    cuff_know(cuff, now);
    cuff_settle(cuff, io);
}

static mono_ns cuff_deadline(const void *state)
{
    const struct cuff *cuff = state;
    switch (cuff->state) {
    case STATE_RISING:
        return mono_after(
            mono_min(mono_after(cuff->reading_ns, cuff->spec.silent_within), due_at(cuff)), 1);
    case STATE_RETURNING:
        return mono_after(cuff->out.end_ns, cuff->spec.baseline_within);
    case STATE_DONE:
        break;
    }
    return MONO_NEVER;
}

static void cuff_look(const void *state, void *out)
{
    const struct cuff *cuff = state;
    const struct cuff_ramp_live live = {
        .reading_ns = cuff->reading_ns,
        .kpa = cuff->kpa,
        .asked_kpa = asked_kpa(cuff, cuff->known),
        .limit_kpa = cuff->spec.limit_kpa,
        .rating = cuff->rated,
        .has_rating = cuff->state == STATE_RISING ? is_rated(cuff) : cuff->out.has_rating,
        .has_pdt = cuff->out.has_pdt,
        .is_returning = cuff->state != STATE_RISING,
        .pdt_kpa = cuff->out.pdt_kpa,
    };
    memcpy(out, &live, sizeof live);
}

struct cuff_ramp_spec cuff_ramp_defaults(void)
{
    return (struct cuff_ramp_spec){
        .limit_kpa = 100,
        .rate_kpa_per_s = 1,
        .rate_tolerance = 0.1,
        .tolerance_kpa = 3,
        .baseline_kpa = 2,
        .detect_rating = 0.1,
        .stop_rating = 10,
        .stream_hz = 20,
        .behind_within = 2 * MONO_SEC,
        .silent_within = 500 * MONO_MS,
        .rated_within = MONO_SEC,
        .baseline_within = 10 * MONO_SEC,
    };
}

const struct reactor cuff_ramp = {
    .name = "cuff_ramp",
    .state_size = sizeof(struct cuff),
    .spec_size = sizeof(struct cuff_ramp_spec),
    .start = cuff_start,
    .event = cuff_event,
    .tick = cuff_tick,
    .end = cuff_end_outside,
    .deadline = cuff_deadline,
    .released = cuff_waived,
    .look_size = sizeof(struct cuff_ramp_live),
    .look = cuff_look,
};

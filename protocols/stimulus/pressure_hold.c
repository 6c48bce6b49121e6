/* A held pressure: up to the level, hold, back to baseline.
 *
 * States and what moves between them
 *   RISING     asked for the target
 *     -> HOLDING    hold_level    first reading within the tolerance
 *     -> RETURNING  hold_end      not there in time, faster than asked, pull, silent, fault, end
 *                                 from outside
 *   HOLDING    at the target
 *     -> RETURNING  hold_end      time over, off the target, pull, silent, fault, end from outside
 *   RETURNING  told to go to baseline
 *     -> DONE       hold_settle   seen at baseline and the tail of the rating over; baseline_within over, or nobody waits
 *                                 for that: a fault and an alarm
 *
 * Invariants
 * 1. COMMAND_DRIVE is sent once, at the start; COMMAND_BASELINE on every way out.
 * 2. done() is the last thing an entry point does, and happens once.
 * 3. An end is clean only when the pressure was seen at baseline for 20 ms; one reading does not
 *    prove it. */
#include "stimulus/pressure_hold.h"

#include "index/vas.h"
#include "pressure_back_internal.h"
#include "rating_course_internal.h"
#include "readings_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double kpa_beyond = 1e6; /* no instrument measures this: not a number to trust */
static const mono_ns pull_lasts = 20 * MONO_MS; /* one reading does not prove it */

enum hold_state { STATE_RISING, STATE_HOLDING, STATE_RETURNING, STATE_DONE };

struct hold {
    enum hold_state state;
    struct pressure_hold_spec spec;
    struct channel_ref channel;
    mono_ns known; /* latest instant told */
    bool is_off, is_pull, faulted, waived;
    mono_ns reading_ns, off_since, pull_since;
    double reading_kpa;
    struct sequences sequences;
    struct pressure_back back;
    double mean_sum; /* kPa s */
    mono_ns mean_ns;
    struct channel_ref rating;
    struct rating_course course;
    double rated;
    mono_ns rated_ns;
    struct pressure_hold_outcome out;
};

static_assert(sizeof(struct hold) <= REACTOR_STATE_MAX, "state of a hold");
static_assert(sizeof(struct pressure_hold_spec) <= REACTOR_SPEC_MAX, "spec of a hold");
static_assert(sizeof(struct pressure_hold_outcome) <= REACTOR_OUTCOME_MAX, "outcome of a hold");
static_assert(sizeof(struct pressure_hold_live) <= REACTOR_LOOK_MAX, "look of a hold");

static void hold_know(struct hold *hold, mono_ns t)
{
    if (t > hold->known)
        hold->known = t;
}

static void hold_tell(const struct hold *hold, enum phase phase, const struct reactor_io *io)
{
    io->phase(io->host, hold->known, phase, hold->reading_kpa);
}

static void hold_command(const struct hold *hold, enum command_kind kind,
                         const struct reactor_io *io)
{
    struct command command = {.kind = (uint8_t)kind, .channel = hold->channel.channel};
    if (kind == COMMAND_STREAM) {
        command.rate_hz = hold->spec.stream_hz;
    } else if (kind == COMMAND_DRIVE) {
        command.target = hold->spec.target_kpa;
        command.rate_per_s = hold->spec.rate_kpa_per_s;
        command.hold = hold->spec.hold;
    }
    io->command(io->host, hold->channel, &command);
}

static bool hold_is_driven(const struct hold *hold)
{
    return hold->state == STATE_RISING || hold->state == STATE_HOLDING;
}

static void hold_end(struct hold *hold, enum end_reason end, enum fault fault,
                     const struct reactor_io *io)
{
    assert(hold_is_driven(hold));
    hold->out.end = (uint8_t)end;
    hold->out.fault = (uint8_t)fault;
    hold->out.end_ns = hold->known;
    if (hold->out.has_level)
        hold->out.held_ns = hold->known - hold->out.level_ns;
    hold->out.has_mean = hold->mean_ns > 0;
    if (hold->out.has_mean)
        hold->out.mean_kpa = hold->mean_sum / mono_to_sec(hold->mean_ns);
    hold->state = STATE_RETURNING;
    hold_command(hold, COMMAND_BASELINE, io);
    hold_tell(hold, PHASE_RELEASE, io);
}

/* Only what was held to its end says how it was felt, and has a tail: not what was ended when it was no longer needed. */
static bool is_rated_whole(const struct hold *hold)
{
    const mono_ns held = hold->out.held_ns;
    return hold->spec.is_rated && hold->out.end == END_COMPLETED && held > 0 &&
           held >= hold->spec.hold - hold->spec.off_within;
}

static mono_ns tail_ends(const struct hold *hold)
{
    return mono_after(hold->out.end_ns, is_rated_whole(hold) ? hold->spec.tail : 0);
}

/* The rating that spans its end comes after it, or does not come. */
static mono_ns tail_waits(const struct hold *hold)
{
    const bool is_spanned = hold->rated_ns >= tail_ends(hold);
    const bool is_open = is_rated_whole(hold) && !is_spanned;
    return mono_after(tail_ends(hold), is_open ? mono_from_sec(hold->spec.rating_gap_s) : 0);
}

static void hold_rate(struct hold *hold)
{
    const double from_s = mono_to_sec(hold->out.level_ns - hold->course.origin);
    const struct vas_trace trace = {
        .t_s = hold->course.t_s, .vas = hold->course.vas, .n = hold->course.n};
    struct vas_window window = {.from_s = from_s,
                                .to_s = from_s + mono_to_sec(hold->out.held_ns),
                                .gap_s = hold->spec.rating_gap_s};
    const struct aggregate held = vas_auc_static(&trace, window);
    hold->out.has_hold_rating = held.status == INDEX_OK;
    if (hold->out.has_hold_rating)
        hold->out.hold_rating = held.v;
    if (!hold->out.has_hold_rating || !is_rated_whole(hold))
        return;
    window.to_s += mono_to_sec(hold->spec.tail);
    const struct aggregate all = vas_auc_static(&trace, window);
    hold->out.has_rating = all.status == INDEX_OK;
    if (!hold->out.has_rating)
        return;
    hold->out.auc_static = all.v;
    for (uint32_t i = 0; i < hold->course.n; i++)
        if (hold->course.t_s[i] >= from_s)
            hold->out.peak_rating = fmax(hold->out.peak_rating, hold->course.vas[i]);
}

static void hold_settle(struct hold *hold, const struct reactor_io *io)
{
    if (hold->state != STATE_RETURNING)
        return;
    const bool late =
        hold->waived || hold->known >= mono_after(hold->out.end_ns, hold->spec.baseline_within);
    if (!hold->out.at_baseline && !late)
        return;
    if (hold->out.at_baseline && hold->known < tail_waits(hold))
        return;
    if (hold->spec.is_rated && hold->out.held_ns > 0)
        hold_rate(hold);
    if (!hold->out.at_baseline && hold->out.end != END_FAULT) {
        hold->out.end = END_FAULT;
        hold->out.fault = hold->back.is_seen ? FAULT_NOT_RELEASED : FAULT_SILENT;
    }
    if (!hold->out.at_baseline)
        io->alarm(io->host, hold->known);
    hold->state = STATE_DONE;
    hold_command(hold, COMMAND_IDLE, io);
    io->done(io->host, hold->known, &hold->out, sizeof hold->out);
}

/* Of the way up only the last rating is needed; all of it would take the room of the hold. */
static void hold_level(struct hold *hold, mono_ns t, const struct reactor_io *io)
{
    rating_course_from(&hold->course, t);
    hold->state = STATE_HOLDING;
    hold->out.has_level = true;
    hold->out.level_ns = t;
    hold_tell(hold, PHASE_RUNNING, io);
}

/* Beyond what was asked for by this time; on the way up too little is late, not off. */
static bool hold_strays(const struct hold *hold, mono_ns t, double kpa)
{
    const struct pressure_hold_spec *spec = &hold->spec;
    double asked = spec->target_kpa;
    if (hold->state == STATE_RISING)
        asked = fmin(asked, spec->rate_kpa_per_s * mono_to_sec(t - hold->out.start_ns));
    bool over = kpa > asked + spec->tolerance_kpa;
    bool under = hold->state == STATE_HOLDING && kpa < asked - spec->tolerance_kpa;
    return over || under;
}

static void hold_track(struct hold *hold, mono_ns t, double kpa, const struct reactor_io *io)
{
    if (!hold_strays(hold, t, kpa)) {
        hold->is_off = false;
        return;
    }
    if (!hold->is_off)
        hold->off_since = t;
    hold->is_off = true;
    mono_ns off = t - hold->off_since;
    if (off > hold->out.longest_off_ns)
        hold->out.longest_off_ns = off;
    if (off > hold->spec.off_within)
        hold_end(hold, END_FAULT, FAULT_TRACKING, io);
}

/* Minus while it presses: it would be driven on and on. */
static void hold_pull(struct hold *hold, mono_ns t, double kpa, const struct reactor_io *io)
{
    if (kpa >= -hold->spec.tolerance_kpa) {
        hold->is_pull = false;
        return;
    }
    if (!hold->is_pull)
        hold->pull_since = t;
    hold->is_pull = true;
    if (hold_is_driven(hold) && t - hold->pull_since >= pull_lasts)
        hold_end(hold, END_FAULT, FAULT_PULL, io);
}

static void hold_average(struct hold *hold, mono_ns t, double kpa)
{
    mono_ns dt = t - hold->reading_ns;
    if (hold->state != STATE_HOLDING)
        return;
    hold->mean_sum += (hold->reading_kpa + kpa) / 2 * mono_to_sec(dt);
    hold->mean_ns += dt;
}

static void hold_seen_off(struct hold *hold, mono_ns since, const struct reactor_io *io)
{
    hold->out.at_baseline = true;
    hold->out.baseline_ns = since;
    hold_tell(hold, PHASE_RELEASED, io);
}

static void hold_return(struct hold *hold, mono_ns t, double kpa, const struct reactor_io *io)
{
    if (hold->out.at_baseline)
        return;
    if (pressure_back_seen(&hold->back, t, kpa, hold->spec.baseline_kpa))
        hold_seen_off(hold, hold->back.since, io);
}

/* Of an instrument that measures nothing at rest. */
static void hold_at_rest(struct hold *hold, mono_ns t, const struct reactor_io *io)
{
    hold_know(hold, t);
    if (hold->state == STATE_RETURNING && !hold->out.at_baseline)
        hold_seen_off(hold, t, io);
}

/* What the passing of time ends. */
static void hold_expire(struct hold *hold, mono_ns now, const struct reactor_io *io)
{
    const struct pressure_hold_spec *spec = &hold->spec;
    hold_know(hold, now);
    if (!hold_is_driven(hold))
        return;
    mono_ns rise =
        mono_after(mono_from_sec(spec->target_kpa / spec->rate_kpa_per_s), spec->off_within);
    if (hold->state == STATE_HOLDING && hold->known >= mono_after(hold->out.level_ns, spec->hold))
        hold_end(hold, END_COMPLETED, FAULT_NONE, io);
    else if (hold->known > mono_after(hold->reading_ns, spec->off_within))
        hold_end(hold, END_FAULT, FAULT_SILENT, io);
    else if (hold->state == STATE_RISING && hold->known > mono_after(hold->out.start_ns, rise))
        hold_end(hold, END_FAULT, FAULT_TRACKING, io);
}

static void hold_fault(struct hold *hold, enum fault fault, mono_ns t, const struct reactor_io *io)
{
    hold_know(hold, t);
    hold->faulted = true;
    hold->back.is_low = false;
    if (hold_is_driven(hold))
        hold_end(hold, END_FAULT, fault, io);
}

static void hold_reading(struct hold *hold, const struct event *event, const struct reactor_io *io)
{
    if (event->t < hold->reading_ns)
        return;
    hold_expire(hold, event->t, io);
    if (!(fabs(event->value) <= kpa_beyond)) {
        hold_fault(hold, FAULT_RANGE, event->t, io);
        return;
    }
    if (event->value > hold->out.peak_kpa)
        hold->out.peak_kpa = event->value;
    double below = hold->spec.target_kpa - hold->spec.tolerance_kpa;
    if (hold->state == STATE_RETURNING) {
        hold_return(hold, event->t, event->value, io);
    } else if (hold_is_driven(hold)) {
        hold->out.readings++;
        hold_average(hold, event->t, event->value);
        hold_track(hold, event->t, event->value, io);
        hold_pull(hold, event->t, event->value, io);
    }
    hold->reading_ns = event->t;
    hold->reading_kpa = event->value;
    if (hold->state == STATE_RISING && event->value >= below)
        hold_level(hold, event->t, io);
}

static void hold_sequence(struct hold *hold, const struct event *event)
{
    const struct channel_ref rating = hold->spec.is_rated ? hold->rating : hold->channel;
    const uint32_t missing = sequences_missing(&hold->sequences, hold->channel, rating, event);
    if (hold_is_driven(hold))
        hold->out.gaps += missing;
}

/* The instrument came to the end of its own bounded duration, perhaps a little before we counted
 * it. */
static void hold_program_done(struct hold *hold, mono_ns t, const struct reactor_io *io)
{
    hold_know(hold, t);
    if (!hold_is_driven(hold))
        return;
    bool due = hold->state == STATE_HOLDING &&
               hold->known - hold->out.level_ns >= hold->spec.hold - hold->spec.off_within;
    hold_end(hold, due ? END_COMPLETED : END_FAULT, due ? FAULT_NONE : FAULT_TRACKING, io);
}

/* Heard to the end of the tail. */
static void hold_rating(struct hold *hold, const struct event *event, const struct reactor_io *io)
{
    hold_expire(hold, event->t, io);
    if (!(event->value >= 0 && event->value <= 10))
        return;
    hold->out.ratings++;
    hold->rated = event->value;
    hold->rated_ns = event->t;
    if (hold->state == STATE_RISING && hold->course.n == RATING_COURSE_ROOM / 2)
        rating_course_from(&hold->course, event->t);
    rating_course_add(&hold->course, event->t, event->value);
}

static void hold_response(struct hold *hold, const struct event *event, const struct reactor_io *io)
{
    if (!hold->spec.ends_by_response || !(event->value > 0))
        return;
    hold_expire(hold, event->t, io);
    if (!hold_is_driven(hold))
        return;
    hold->out.response_ns = event->t;
    hold_end(hold, END_WITHDRAWN, FAULT_NONE, io);
}

static void hold_stuck(struct hold *hold, mono_ns t, const struct reactor_io *io)
{
    if (!hold->spec.ends_by_response || !hold_is_driven(hold))
        return;
    hold_know(hold, t);
    hold_end(hold, END_INTERRUPTED, FAULT_NONE, io); /* nobody could withdraw */
}

/* What comes from elsewhere than what presses: the rating, and responses. */
static void hold_aside(struct hold *hold, const struct event *event, const struct reactor_io *io)
{
    const bool is_rating = hold->spec.is_rated && event->instrument == hold->rating.instrument;
    if (event->kind == EVENT_RESPONSE)
        hold_response(hold, event, io);
    else if (event->kind == EVENT_NOTICE && event->code == NOTICE_BUTTON_STUCK)
        hold_stuck(hold, event->t, io);
    else if (event->kind == EVENT_RATING && is_rating && event->channel == hold->rating.channel)
        hold_rating(hold, event, io);
    else if (event->kind == EVENT_FAULT && is_rating &&
             event->instrument != hold->channel.instrument)
        hold_fault(hold, (enum fault)event->code, event->t, io);
}

static void hold_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct hold *hold = state;
    if (hold->state == STATE_DONE)
        return;
    hold_sequence(hold, event);
    hold_aside(hold, event, io);
    if (event->instrument != hold->channel.instrument) {
        hold_settle(hold, io);
        return;
    }
    switch ((enum event_kind)event->kind) {
    case EVENT_READING:
        if (event->channel == hold->channel.channel)
            hold_reading(hold, event, io);
        break;
    case EVENT_FAULT:
        hold_fault(hold, (enum fault)event->code, event->t, io);
        break;
    case EVENT_READY:
        /* back after a fault: it may have missed both */
        if (hold->state == STATE_RETURNING && hold->faulted) {
            hold_command(hold, COMMAND_BASELINE, io);
            hold_command(hold, COMMAND_STREAM, io);
        }
        break;
    case EVENT_NOTICE:
        if (event->code == NOTICE_PROGRAM_DONE && event->channel == hold->channel.channel)
            hold_program_done(hold, event->t, io);
        else if (event->code == NOTICE_AT_REST && event->channel == hold->channel.channel)
            hold_at_rest(hold, event->t, io);
        break;
    case EVENT_RATING:
    case EVENT_RESPONSE:
    case EVENT_MARK:
        break;
    }
    hold_settle(hold, io);
}

static void hold_start(void *state, mono_ns now, const void *spec,
                       const struct channel_ref *channels, size_t n_channels,
                       const struct reactor_io *io)
{
    struct hold *hold = state;
    memset(hold, 0, sizeof *hold);
    hold->spec = *(const struct pressure_hold_spec *)spec;
    assert(n_channels >= (hold->spec.is_rated ? 2 : 1));
    assert(!hold->spec.is_rated || (hold->spec.rating_gap_s > 0 && hold->spec.tail >= 0));
    assert(hold->spec.rate_kpa_per_s > 0 && hold->spec.tolerance_kpa > 0);
    assert(isfinite(hold->spec.target_kpa) && hold->spec.target_kpa > hold->spec.tolerance_kpa);
    assert(hold->spec.baseline_kpa > 0 && hold->spec.stream_hz > 0);
    assert(hold->spec.hold > 0 && hold->spec.hold < MONO_NEVER);
    assert(hold->spec.off_within > 0 && hold->spec.baseline_within > 0);
    hold->channel = channels[0];
    if (hold->spec.is_rated)
        hold->rating = channels[1];
    rating_course_begin(&hold->course, now);
    hold->known = hold->reading_ns = hold->out.start_ns = now;
    hold_command(hold, COMMAND_STREAM, io);
    hold_command(hold, COMMAND_DRIVE, io);
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
    if (hold_is_driven(hold))
        hold_end(hold, reason, FAULT_NONE, io);
    else if (hold->state == STATE_RETURNING && hold->known < tail_waits(hold))
        hold->out.end = (uint8_t)reason; /* the tail is not waited for */
    hold_settle(hold, io);
}

static void hold_waived(void *state, mono_ns now, const struct reactor_io *io)
{
    struct hold *hold = state;
    if (hold->state != STATE_RETURNING)
        return;
    hold->waived = true;
    hold_know(hold, now);
    hold_settle(hold, io);
}

static mono_ns hold_deadline(const void *state)
{
    const struct hold *hold = state;
    const struct pressure_hold_spec *spec = &hold->spec;
    mono_ns unseen = mono_after(mono_after(hold->reading_ns, spec->off_within), 1);
    mono_ns rise =
        mono_after(mono_from_sec(spec->target_kpa / spec->rate_kpa_per_s), spec->off_within);
    switch (hold->state) {
    case STATE_RISING:
        return mono_min(unseen, mono_after(mono_after(hold->out.start_ns, rise), 1));
    case STATE_HOLDING:
        return mono_min(unseen, mono_after(hold->out.level_ns, spec->hold));
    case STATE_RETURNING:
        return hold->out.at_baseline ? tail_waits(hold)
                                     : mono_after(hold->out.end_ns, spec->baseline_within);
    case STATE_DONE:
        break;
    }
    return MONO_NEVER;
}

struct pressure_hold_spec pressure_hold_defaults(void)
{
    return (struct pressure_hold_spec){
        .target_kpa = 30,
        .rate_kpa_per_s = 1,
        .tolerance_kpa = 3,
        .baseline_kpa = 2,
        .stream_hz = 20,
        .hold = 120 * MONO_SEC,
        .off_within = 2 * MONO_SEC,
        .baseline_within = 10 * MONO_SEC,
        .tail = 20 * MONO_SEC,
        .rating_gap_s = 1,
    };
}

static mono_ns left_of(const struct hold *hold)
{
    switch (hold->state) {
    case STATE_HOLDING:
        return mono_after(hold->out.level_ns, hold->spec.hold) - hold->known;
    case STATE_RETURNING:
        return tail_ends(hold) > hold->known ? tail_ends(hold) - hold->known : 0;
    case STATE_RISING:
    case STATE_DONE:
        break;
    }
    return 0;
}

static void hold_look(const void *state, void *out)
{
    const struct hold *hold = state;
    const struct pressure_hold_live live = {
        .kpa = hold->reading_kpa,
        .target_kpa = hold->spec.target_kpa,
        .rating = hold->rated,
        .has_rating = hold->out.ratings > 0 &&
                      hold->known - hold->rated_ns <= mono_from_sec(hold->spec.rating_gap_s),
        .is_holding = hold->state == STATE_HOLDING,
        .is_returning = !hold_is_driven(hold),
        .hold = hold->spec.hold,
        .left = left_of(hold),
    };
    memcpy(out, &live, sizeof live);
}

const struct reactor pressure_hold = {
    .name = "pressure_hold",
    .state_size = sizeof(struct hold),
    .spec_size = sizeof(struct pressure_hold_spec),
    .start = hold_start,
    .event = hold_event,
    .tick = hold_tick,
    .end = hold_end_outside,
    .deadline = hold_deadline,
    .released = hold_waived,
    .look_size = sizeof(struct pressure_hold_live),
    .look = hold_look,
};

/* Cold by hand: what the examiner marks, against the clock.
 *
 * States and what moves between them
 *   ARMED  nothing is on yet
 *     -> ON    immersion_on     the mark
 *     -> DONE  immersion_end    a response (early), not begun in time, end from outside
 *   ON     in the water, on the skin
 *     -> OVER  immersion_end    taken off, time over, end from outside
 *   OVER   told to take it off
 *     -> DONE  immersion_finish off, or released from outside, and the rating that is due given or its time over
 *
 * Invariants
 * 1. An end by the clock is at its exact time, whenever that is noticed.
 * 2. done() is the last thing an entry point does, and happens once.
 * 3. Readings of the bath count from the last before it was on to the last before it was over.
 * 4. A rating counts for the newest that was due when it was given; a second one for the same replaces it: somebody has
 *    mistyped. What is not given stays missing. */
#include "stimulus/immersion.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Due so shortly before the end, a rating is still being asked for. */
static const mono_ns fresh = 2 * MONO_SEC;

struct immersion {
    enum immersion_step step;
    bool is_timed, is_released, alarmed;
    bool has_bath, has_reading;
    struct channel_ref bath;
    double bath_c; /* with has_reading: as it was told last */
    struct immersion_spec spec;
    mono_ns known;
    struct immersion_outcome out;
};

static_assert(sizeof(struct immersion) <= REACTOR_STATE_MAX, "state of an immersion");
static_assert(sizeof(struct immersion_spec) <= REACTOR_SPEC_MAX, "spec of an immersion");
static_assert(sizeof(struct immersion_outcome) <= REACTOR_OUTCOME_MAX, "outcome of an immersion");
static_assert(sizeof(struct immersion_live) <= REACTOR_LOOK_MAX, "look of an immersion");

static void immersion_know(struct immersion *im, mono_ns t)
{
    if (t > im->known)
        im->known = t;
}

static void immersion_tell(const struct immersion *im, enum phase phase,
                           const struct reactor_io *io)
{
    const mono_ns lasted = im->out.on_ns > 0 ? im->known - im->out.on_ns : 0;
    io->phase(io->host, im->known, phase, mono_to_sec(lasted));
}

/* ---- the bath */

static void immersion_bath(struct immersion *im)
{
    struct immersion_outcome *out = &im->out;
    if (!im->has_reading || im->step != IMMERSION_ON)
        return;
    if (!out->has_bath)
        out->bath_on_c = out->bath_low_c = out->bath_high_c = im->bath_c;
    out->has_bath = true;
    out->bath_off_c = im->bath_c;
    out->bath_low_c = fmin(out->bath_low_c, im->bath_c);
    out->bath_high_c = fmax(out->bath_high_c, im->bath_c);
}

static bool immersion_is_of_bath(const struct immersion *im, const struct event *event)
{
    return im->has_bath && event->instrument == im->bath.instrument &&
           (event->kind != EVENT_READING || event->channel == im->bath.channel);
}

/* ---- ratings */

/* How many have fallen due until `t`. */
static uint8_t immersion_due(const struct immersion *im, mono_ns t)
{
    if (im->spec.rating_every == 0 || im->out.on_ns == 0 || t < im->out.on_ns)
        return 0;
    const mono_ns n = (t - im->out.on_ns) / im->spec.rating_every;
    return (uint8_t)(n < IMMERSION_RATINGS_MAX ? n : IMMERSION_RATINGS_MAX);
}

static mono_ns immersion_until(const struct immersion *im)
{
    return im->step == IMMERSION_ON ? im->known : im->out.end_ns;
}

static bool immersion_lacks(const struct immersion *im, uint8_t n_due)
{
    return n_due > 0 && !(im->out.rated & 1u << (n_due - 1));
}

/* One is due that can still be given. */
static bool immersion_wants_rating(const struct immersion *im)
{
    const struct immersion_outcome *out = &im->out;
    const uint8_t n = immersion_due(im, immersion_until(im));
    if (im->step == IMMERSION_ON)
        return immersion_lacks(im, n);
    if (im->step != IMMERSION_OVER)
        return false;
    if (im->is_timed)
        return out->end == END_COMPLETED && !out->has_rating;
    const bool was_fresh = out->end_ns - out->on_ns - n * im->spec.rating_every <= fresh;
    return (out->end == END_RESPONSE || out->end == END_LIMIT) && immersion_lacks(im, n) &&
           was_fresh;
}

static bool immersion_rates_end(const struct immersion *im)
{
    return im->is_timed && im->step == IMMERSION_OVER && im->out.end == END_COMPLETED;
}

static void immersion_rate(struct immersion *im, mono_ns t, double value)
{
    struct immersion_outcome *out = &im->out;
    const mono_ns until = im->step == IMMERSION_OVER && t > out->end_ns ? out->end_ns : t;
    const uint8_t n = immersion_due(im, until);
    const bool is_valid = value >= 0 && value <= 10;
    if (is_valid && immersion_rates_end(im)) {
        out->has_rating = true;
        out->rating = value;
    } else if (is_valid && im->step != IMMERSION_ARMED && n > 0) {
        out->ratings[n - 1] = (float)value;
        out->rated |= 1u << (n - 1);
    } else {
        out->strays++;
    }
}

/* ---- ends */

static void immersion_finish(struct immersion *im, const struct reactor_io *io)
{
    if (im->step != IMMERSION_OVER)
        return;
    const bool late = im->known >= mono_after(im->out.end_ns, im->spec.rating_within);
    if (!im->out.is_off && !im->is_released) {
        if (!im->alarmed && im->known >= mono_after(im->out.end_ns, im->spec.off_within)) {
            im->alarmed = true;
            io->alarm(io->host, im->known);
        }
        return;
    }
    if (immersion_wants_rating(im) && !late)
        return;
    im->step = IMMERSION_DONE;
    io->done(io->host, im->known, &im->out, sizeof im->out);
}

/* Where nothing is on yet, nothing has to come off. */
static void immersion_end(struct immersion *im, enum end_reason end, mono_ns t,
                          const struct reactor_io *io)
{
    const bool was_on = im->step == IMMERSION_ON;
    assert(im->step == IMMERSION_ARMED || was_on);
    im->out.end = (uint8_t)end;
    im->out.end_ns = t;
    im->step = IMMERSION_OVER;
    im->out.n_due = immersion_due(im, t);
    im->out.is_off = !was_on;
    if (was_on)
        immersion_tell(im, PHASE_RELEASE, io);
}

/* What the passing of time ends. */
static void immersion_expire(struct immersion *im, mono_ns now, const struct reactor_io *io)
{
    immersion_know(im, now);
    const mono_ns over = mono_after(im->out.on_ns, im->spec.limit);
    const mono_ns given_up = mono_after(im->out.armed_ns, im->spec.armed_within);
    if (im->step == IMMERSION_ARMED && im->known >= given_up)
        immersion_end(im, END_TIMEOUT, given_up, io);
    else if (im->step == IMMERSION_ON && im->known >= over)
        immersion_end(im, im->is_timed ? END_COMPLETED : END_LIMIT, over, io);
}

/* ---- marks */

static void immersion_on(struct immersion *im, mono_ns t, const struct reactor_io *io)
{
    if (im->step != IMMERSION_ARMED || t < im->out.armed_ns) {
        im->out.strays++;
        return;
    }
    im->step = IMMERSION_ON;
    im->out.on_ns = t;
    immersion_bath(im);
    immersion_tell(im, PHASE_RUNNING, io);
}

/* By word or by button. */
static void immersion_pain(struct immersion *im, mono_ns t, const struct reactor_io *io)
{
    const bool is_on = im->step != IMMERSION_DONE && im->out.on_ns > 0;
    if (t < im->out.armed_ns) {
        im->out.strays++; /* of before */
    } else if (im->step == IMMERSION_ARMED) {
        immersion_end(im, END_EARLY, t, io);
    } else if (is_on && !im->out.has_pain && t >= im->out.on_ns && t <= immersion_until(im)) {
        im->out.has_pain = true;
        im->out.pain_ns = t;
    } else {
        im->out.strays++;
    }
}

/* It was taken off before the end that was noticed first. */
static bool immersion_overturns(const struct immersion *im, mono_ns t)
{
    const uint8_t end = im->out.end;
    return im->step == IMMERSION_OVER && t < im->out.end_ns &&
           (end == END_LIMIT || end == END_COMPLETED || end == END_STOP);
}

/* What was marked since was not in it any more. */
static void immersion_cut(struct immersion *im, mono_ns t)
{
    im->out.rated &= (1u << im->out.n_due) - 1;
    im->out.has_rating = im->out.has_rating && im->out.end == END_COMPLETED;
    if (!im->out.has_pain || im->out.pain_ns <= t)
        return;
    im->out.has_pain = false;
    im->out.pain_ns = 0;
    im->out.strays++;
}

static void immersion_off(struct immersion *im, mono_ns t, const struct reactor_io *io)
{
    const enum end_reason end = im->is_timed ? END_WITHDRAWN : END_RESPONSE;
    if (im->step == IMMERSION_ARMED || im->step == IMMERSION_DONE || im->out.is_off ||
        t < im->out.on_ns) {
        im->out.strays++;
        return;
    }
    if (im->step == IMMERSION_ON)
        immersion_end(im, end, t, io);
    if (immersion_overturns(im, t)) {
        im->out.end = (uint8_t)end;
        im->out.end_ns = t;
        im->out.n_due = immersion_due(im, t);
    }
    immersion_cut(im, im->out.end_ns);
    im->out.is_off = true;
    im->out.off_ns = t;
    immersion_tell(im, PHASE_RELEASED, io);
}

static void immersion_mark(struct immersion *im, const struct event *event,
                           const struct reactor_io *io)
{
    switch ((enum observation)event->code) {
    case OBSERVED_ON:
        immersion_on(im, event->t, io);
        return;
    case OBSERVED_PAIN:
        immersion_pain(im, event->t, io);
        return;
    case OBSERVED_OFF:
        immersion_off(im, event->t, io);
        return;
    case OBSERVED_RATING:
        immersion_rate(im, event->t, event->value);
        return;
    }
}

/* Nobody could say that it hurts: what comes without pain would be no bound. */
static bool immersion_hangs(const struct event *event)
{
    return event->kind == EVENT_NOTICE && event->code == NOTICE_BUTTON_STUCK;
}

static void immersion_bath_event(struct immersion *im, const struct event *event,
                                 const struct reactor_io *io)
{
    const bool goes_on = im->step == IMMERSION_ARMED || im->step == IMMERSION_ON;
    if (event->kind == EVENT_READING) {
        im->out.readings++;
        im->has_reading = true;
        im->bath_c = event->value;
        immersion_bath(im);
    } else if (event->kind == EVENT_NOTICE && event->code == NOTICE_GAP) {
        im->out.gaps += (uint32_t)event->value;
    } else if (event->kind == EVENT_FAULT && goes_on) {
        im->out.fault = event->code;
        immersion_expire(im, event->t, io);
        if (im->step != IMMERSION_OVER)
            immersion_end(im, END_FAULT, event->t, io);
        immersion_finish(im, io);
    }
}

static void immersion_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct immersion *im = state;
    if (im->step != IMMERSION_DONE && immersion_is_of_bath(im, event))
        immersion_bath_event(im, event, io);
    const bool is_press = event->kind == EVENT_RESPONSE && event->value > 0;
    const bool is_mark = event->kind == EVENT_MARK;
    if (im->step == IMMERSION_DONE || !(is_press || is_mark || immersion_hangs(event)))
        return;
    immersion_expire(im, event->t, io);
    if (is_press)
        immersion_pain(im, event->t, io);
    else if (is_mark)
        immersion_mark(im, event, io);
    else if (im->step != IMMERSION_OVER)
        immersion_end(im, END_INTERRUPTED, event->t, io);
    immersion_finish(im, io);
}

/* ---- the reactor */

static void immersion_begin(struct immersion *im, mono_ns now, const struct immersion_spec *spec,
                            const struct reactor_io *io)
{
    assert(spec->limit > 0 && spec->limit <= IMMERSION_LIMIT_MAX);
    assert(spec->rating_every >= 0 && spec->rating_within >= 0);
    assert(spec->armed_within > 0 && spec->off_within > 0);
    im->spec = *spec;
    im->known = im->out.armed_ns = now;
    immersion_tell(im, PHASE_ARMED, io);
}

static void immersion_start(void *state, mono_ns now, const void *spec,
                            const struct channel_ref *channels, size_t n_channels,
                            const struct reactor_io *io)
{
    struct immersion *im = state;
    memset(im, 0, sizeof *im);
    im->has_bath = n_channels > 0;
    if (im->has_bath)
        im->bath = channels[0];
    immersion_begin(im, now, spec, io);
}

static void timed_contact_start(void *state, mono_ns now, const void *spec,
                                const struct channel_ref *channels, size_t n_channels,
                                const struct reactor_io *io)
{
    struct immersion *im = state;
    (void)channels, (void)n_channels;
    memset(im, 0, sizeof *im);
    im->is_timed = true;
    immersion_begin(im, now, spec, io);
}

static void immersion_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    immersion_expire(state, now, io);
    immersion_finish(state, io);
}

static void immersion_end_outside(void *state, mono_ns now, enum end_reason reason,
                                  const struct reactor_io *io)
{
    struct immersion *im = state;
    immersion_know(im, now);
    if (im->step == IMMERSION_ARMED || im->step == IMMERSION_ON)
        immersion_end(im, reason, im->known, io);
    immersion_finish(im, io);
}

static mono_ns immersion_next_due(const struct immersion *im)
{
    const mono_ns next = (immersion_due(im, im->known) + 1) * im->spec.rating_every;
    const bool is_due = im->step == IMMERSION_ON && im->spec.rating_every > 0;
    return is_due && next <= im->spec.limit ? im->out.on_ns + next : 0;
}

static mono_ns immersion_deadline(const void *state)
{
    const struct immersion *im = state;
    const mono_ns due = immersion_next_due(im);
    switch (im->step) {
    case IMMERSION_ARMED:
        return mono_after(im->out.armed_ns, im->spec.armed_within);
    case IMMERSION_ON: /* a rating that falls due is shown */
        return mono_min(mono_after(im->out.on_ns, im->spec.limit), due > 0 ? due : MONO_NEVER);
    case IMMERSION_OVER:
        if (im->out.is_off || im->is_released)
            return mono_after(im->out.end_ns, im->spec.rating_within);
        return im->alarmed ? MONO_NEVER : mono_after(im->out.end_ns, im->spec.off_within);
    case IMMERSION_DONE:
        break;
    }
    return MONO_NEVER;
}

static void immersion_released(void *state, mono_ns now, const struct reactor_io *io)
{
    struct immersion *im = state;
    immersion_know(im, now);
    if (im->step == IMMERSION_OVER)
        im->is_released = true;
    immersion_finish(im, io);
}

static bool immersion_can_rate(const struct immersion *im)
{
    const bool has_due = immersion_due(im, immersion_until(im)) > 0;
    return immersion_wants_rating(im) || (im->step == IMMERSION_ON && has_due);
}

static void immersion_look(const void *state, void *out)
{
    const struct immersion *im = state;
    struct immersion_live live = {
        .step = (uint8_t)im->step,
        .has_pain = im->out.has_pain,
        .is_off = im->out.is_off,
        .is_timed = im->is_timed,
        .wants_rating = immersion_wants_rating(im),
        .can_rate = immersion_can_rate(im),
        .end = im->out.end,
        .n_due = immersion_due(im, immersion_until(im)),
        .rating_every = im->spec.rating_every,
        .on_ns = im->out.on_ns,
        .pain_ns = im->out.pain_ns,
        .end_ns = im->out.end_ns,
        .limit = im->spec.limit,
        .due_ns = immersion_next_due(im),
    };
    for (uint8_t i = 0; i < live.n_due; i++)
        live.tenths[i] = im->out.rated & 1u << i ? (uint8_t)lround(10 * (double)im->out.ratings[i])
                                                 : IMMERSION_NOT_RATED;
    memcpy(out, &live, sizeof live);
}

struct immersion_spec immersion_defaults(void)
{
    return (struct immersion_spec){
        .limit = 120 * MONO_SEC,
        .rating_every = 30 * MONO_SEC,
        .rating_within = 10 * MONO_SEC,
        .armed_within = 600 * MONO_SEC,
        .off_within = 30 * MONO_SEC,
    };
}

struct immersion_spec timed_contact_defaults(void)
{
    struct immersion_spec spec = immersion_defaults();
    spec.limit = 10 * MONO_SEC;
    spec.rating_every = 0;
    spec.rating_within = 60 * MONO_SEC;
    return spec;
}

#define IMMERSION_REACTOR(word, begin)                                                             \
    {                                                                                              \
        .name = word, .state_size = sizeof(struct immersion),                                      \
        .spec_size = sizeof(struct immersion_spec), .start = begin, .event = immersion_event,      \
        .tick = immersion_tick, .end = immersion_end_outside, .deadline = immersion_deadline,      \
        .released = immersion_released, .look_size = sizeof(struct immersion_live),                \
        .look = immersion_look                                                                     \
    }

const struct reactor immersion = IMMERSION_REACTOR("immersion", immersion_start);
const struct reactor timed_contact = IMMERSION_REACTOR("timed_contact", timed_contact_start);

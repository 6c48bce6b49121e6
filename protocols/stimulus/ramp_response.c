/* What a press means, by when it happened: the value at its time stamp, or none (see
 * pressure_ramp.c). */
#include "ramp_internal.h"

#include <assert.h>

static const mono_ns gap_bridge = 50 * MONO_MS;
/* no press can be stamped so far after what is known */
static const mono_ns stamp_ahead = MONO_SEC;

static mono_ns widest(const struct ramp *ramp, mono_ns least)
{
    mono_ns three_periods = mono_from_sec(3 / ramp->spec.stream_hz);
    return three_periods > least ? three_periods : least;
}

struct bracket {
    double kpa;
    mono_ns width;
    uint32_t missing;
};

/* The pressure at `t`, which is not newer than the newest reading. */
static enum fault ramp_interpolate(const struct ramp *ramp, mono_ns t, struct bracket *bracket)
{
    const struct ramp_reading *a = ramp_recent_before(&ramp->recent, t);
    if (!a)
        return FAULT_GARBLED;
    *bracket = (struct bracket){.kpa = a->kpa};
    if (a->t == t)
        return FAULT_NONE;
    const struct ramp_reading *b = ramp_recent_at(&ramp->recent, a->number + 1);
    assert(b && b->t > t);
    bracket->width = b->t - a->t;
    bracket->missing = b->missing - a->missing;
    if (bracket->missing > 0 && bracket->width > widest(ramp, gap_bridge))
        return FAULT_GARBLED;
    if (bracket->width > widest(ramp, RAMP_RESPONSE_WAIT))
        return FAULT_SILENT;
    bracket->kpa += (b->kpa - a->kpa) * ((double)(t - a->t) / (double)bracket->width);
    return FAULT_NONE;
}

static void ramp_take_value(struct ramp *ramp, const struct bracket *bracket)
{
    ramp->out.value_kpa = bracket->kpa;
    ramp->out.bracket_ns = bracket->width;
    ramp->out.value_gaps = bracket->missing;
}

/* A response whose bracket is complete ends the ramp, unless the limit came before it. */
void ramp_answer(struct ramp *ramp, mono_ns t, const struct reactor_io *io)
{
    struct bracket bracket;
    enum fault fault = ramp_interpolate(ramp, t, &bracket);
    ramp->has_pending = false;
    if (fault == FAULT_NONE && ramp_is_still(ramp, t, RAMP_STILL_AT_RESPONSE))
        fault = FAULT_STILL;
    if (fault == FAULT_NONE && bracket.kpa >= ramp->spec.limit_kpa)
        return;
    ramp->out.response_ns = t;
    if (fault != FAULT_NONE) {
        ramp_end(ramp, END_FAULT, fault, ramp->known, io);
    } else if (bracket.kpa < ramp->spec.contact_kpa / 2) {
        ramp_end(ramp, END_INTERRUPTED, FAULT_NONE, ramp->known, io);
    } else {
        ramp_take_value(ramp, &bracket);
        ramp_end(ramp, END_RESPONSE, FAULT_NONE, t, io);
    }
}

static void ramp_await(struct ramp *ramp, mono_ns t)
{
    if (!ramp->has_pending || t < ramp->pending)
        ramp->pending = t;
    ramp->has_pending = true;
}

/* After a stop readings go on, and the press may be what raised it: a response up to the stop still
 * gets its value. Without one the stop stands. */
static void ramp_overturn_stop(struct ramp *ramp, mono_ns t)
{
    struct bracket bracket;
    if (t > ramp->out.end_ns || t < ramp->out.contact_ns || ramp->untrusted)
        return;
    if (t > ramp_recent_newest(&ramp->recent)->t) {
        ramp_await(ramp, t);
        return;
    }
    ramp->has_pending = false;
    if (ramp_interpolate(ramp, t, &bracket) != FAULT_NONE || bracket.kpa >= ramp->spec.limit_kpa ||
        bracket.kpa < ramp->spec.contact_kpa / 2)
        return;
    ramp->provisional = false;
    ramp->out.response_ns = t;
    ramp_take_value(ramp, &bracket);
    ramp_verdict(ramp, END_RESPONSE, FAULT_NONE, t);
}

/* A response that is heard after the limit or the letting go. Where it came before, what was
 * decided is not true: there was an answer below the limit. */
static void ramp_overturn_end(struct ramp *ramp, mono_ns t)
{
    struct bracket bracket = {.kpa = 0};
    if (t >= ramp->out.end_ns)
        return;
    bool early = t < ramp->out.contact_ns;
    enum fault fault = early ? FAULT_NONE : ramp_interpolate(ramp, t, &bracket);
    if (!early && fault == FAULT_NONE &&
        (bracket.kpa >= ramp->spec.limit_kpa || bracket.kpa < ramp->spec.contact_kpa / 2))
        return;
    ramp->provisional = false;
    ramp->out.response_ns = t;
    if (early) {
        ramp_verdict(ramp, END_EARLY, FAULT_NONE, ramp->out.end_ns);
    } else if (fault != FAULT_NONE) {
        ramp_verdict(ramp, END_FAULT, fault, ramp->out.end_ns);
    } else {
        ramp_take_value(ramp, &bracket);
        ramp_verdict(ramp, END_RESPONSE, FAULT_NONE, t);
    }
}

void ramp_overturn(struct ramp *ramp, mono_ns t)
{
    if (!ramp->provisional || ramp->known > mono_after(ramp->ended, RAMP_RESPONSE_WAIT))
        return;
    if (ramp->out.end == END_STOP)
        ramp_overturn_stop(ramp, t);
    else
        ramp_overturn_end(ramp, t);
}

void ramp_early(struct ramp *ramp, mono_ns t, const struct reactor_io *io)
{
    ramp->out.response_ns = t;
    ramp_end(ramp, END_EARLY, FAULT_NONE, ramp->known, io);
}

static void ramp_response_running(struct ramp *ramp, mono_ns t, const struct reactor_io *io)
{
    if (t < ramp->out.contact_ns) {
        ramp_early(ramp, t, io);
    } else if (t > mono_after(ramp->known, stamp_ahead)) {
        ramp->out.response_ns = t;
        ramp_end(ramp, END_FAULT, FAULT_RANGE, ramp->known, io);
    } else if (t <= ramp_recent_newest(&ramp->recent)->t) {
        ramp_answer(ramp, t, io);
    } else {
        ramp_await(ramp, t);
    }
}

static void ramp_response_armed(struct ramp *ramp, mono_ns t, const struct reactor_io *io)
{
    bool maybe_contact = ramp->clear && ramp->above.on && t >= ramp->above.since;
    if (!maybe_contact || t > mono_after(ramp->known, stamp_ahead)) {
        ramp_early(ramp, t, io);
    } else {
        ramp_await(ramp, t);
    }
}

void ramp_response(struct ramp *ramp, mono_ns t, const struct reactor_io *io)
{
    if (t < ramp->out.armed_ns) /* pressed before this stimulus began */
        return;
    switch (ramp->state) {
    case STATE_ARMED:
        ramp_response_armed(ramp, t, io);
        break;
    case STATE_RUNNING:
        ramp_response_running(ramp, t, io);
        break;
    case STATE_RELEASING:
        ramp_overturn(ramp, t);
        break;
    case STATE_DONE:
        break;
    }
}

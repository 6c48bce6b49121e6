/* What a press means, by when it happened: the value at its time stamp, or none (see
 * pressure_ramp.c). */
#include "ramp_internal.h"

#include <assert.h>

/* no press can be stamped so far after what is known */
static const mono_ns stamp_ahead = MONO_SEC;

struct pressure_at {
    double kpa;
    struct bracket bracket;
};

/* The pressure at `t`, which is not newer than the newest reading. */
static enum fault ramp_interpolate(const struct ramp *ramp, mono_ns t, struct pressure_at *at)
{
    const enum fault fault = recent_bracket(&ramp->recent, t, ramp->spec.stream_hz, &at->bracket);
    if (fault != FAULT_NONE)
        return fault;
    const struct reading *a = at->bracket.a, *b = at->bracket.b;
    at->kpa = a->value;
    if (at->bracket.width > 0)
        at->kpa += (b->value - a->value) * ((double)(t - a->t) / (double)at->bracket.width);
    return FAULT_NONE;
}

static void ramp_take_value(struct ramp *ramp, const struct pressure_at *at)
{
    ramp->out.value_kpa = at->kpa;
    ramp->out.bracket_ns = at->bracket.width;
    ramp->out.value_gaps = at->bracket.missing;
}

/* A response whose bracket is complete ends the ramp, unless the limit came before it. */
void ramp_answer(struct ramp *ramp, mono_ns t, const struct reactor_io *io)
{
    struct pressure_at at;
    enum fault fault = ramp_interpolate(ramp, t, &at);
    ramp->has_pending = false;
    if (fault == FAULT_NONE && ramp_is_still(ramp, t, RAMP_STILL_AT_RESPONSE))
        fault = FAULT_STILL;
    if (fault == FAULT_NONE && at.kpa >= ramp->spec.limit_kpa)
        return;
    ramp->out.response_ns = t;
    if (fault != FAULT_NONE) {
        ramp_end(ramp, END_FAULT, fault, ramp->known, io);
    } else if (at.kpa < ramp->spec.contact_kpa / 2) {
        ramp_end(ramp, END_INTERRUPTED, FAULT_NONE, ramp->known, io);
    } else {
        ramp_take_value(ramp, &at);
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
    struct pressure_at at;
    if (t > ramp->out.end_ns || t < ramp->out.contact_ns || ramp->untrusted)
        return;
    if (t > recent_newest(&ramp->recent)->t) {
        ramp_await(ramp, t);
        return;
    }
    ramp->has_pending = false;
    if (ramp_interpolate(ramp, t, &at) != FAULT_NONE || at.kpa >= ramp->spec.limit_kpa ||
        at.kpa < ramp->spec.contact_kpa / 2)
        return;
    ramp->provisional = false;
    ramp->out.response_ns = t;
    ramp_take_value(ramp, &at);
    ramp_verdict(ramp, END_RESPONSE, FAULT_NONE, t);
}

/* A response that is heard after the limit or the letting go. Where it came before, what was
 * decided is not true: there was an answer below the limit. */
static void ramp_overturn_end(struct ramp *ramp, mono_ns t)
{
    struct pressure_at at = {.kpa = 0};
    if (t >= ramp->out.end_ns)
        return;
    bool early = t < ramp->out.contact_ns;
    enum fault fault = early ? FAULT_NONE : ramp_interpolate(ramp, t, &at);
    if (!early && fault == FAULT_NONE &&
        (at.kpa >= ramp->spec.limit_kpa || at.kpa < ramp->spec.contact_kpa / 2))
        return;
    ramp->provisional = false;
    ramp->out.response_ns = t;
    if (early) {
        ramp_verdict(ramp, END_EARLY, FAULT_NONE, ramp->out.end_ns);
    } else if (fault != FAULT_NONE) {
        ramp_verdict(ramp, END_FAULT, fault, ramp->out.end_ns);
    } else {
        ramp_take_value(ramp, &at);
        ramp_verdict(ramp, END_RESPONSE, FAULT_NONE, t);
    }
}

void ramp_overturn(struct ramp *ramp, mono_ns t)
{
    if (!ramp->provisional || ramp->known > mono_after(ramp->ended, RESPONSE_WAIT))
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
    } else if (t <= recent_newest(&ramp->recent)->t) {
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

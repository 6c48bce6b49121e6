/* How a ramp ends: the verdict, the letting go, the judgement of the slope, done(). */
#include "ramp_internal.h"

#include <assert.h>

double ramp_newest_kpa(const struct ramp *ramp)
{
    const struct reading *newest = recent_newest(&ramp->recent);
    return newest ? newest->value : 0;
}

void ramp_tell(struct ramp *ramp, enum phase phase, const struct reactor_io *io)
{
    ramp->phase = phase;
    io->phase(io->host, ramp->known, phase, ramp_newest_kpa(ramp));
}

void ramp_alarm(struct ramp *ramp, const struct reactor_io *io)
{
    if (ramp->alarmed)
        return;
    ramp->alarmed = true;
    ramp_tell(ramp, PHASE_RELEASE, io);
}

static void ramp_count(struct ramp *ramp)
{
    const struct reading *last = recent_before(&ramp->recent, ramp->out.end_ns);
    if (!ramp->has_contact || !last)
        return;
    ramp->out.readings = last->number - ramp->first_number + 1;
    ramp->out.gaps = last->missing - ramp->first_missing;
}

void ramp_verdict(struct ramp *ramp, enum end_reason end, enum fault fault, mono_ns t)
{
    struct pressure_ramp_outcome *out = &ramp->out;
    out->end = (uint8_t)end;
    out->fault = (uint8_t)fault;
    out->end_ns = t;
    out->censored = end == END_LIMIT;
    out->has_value = end == END_LIMIT || end == END_RESPONSE;
    if (end == END_LIMIT)
        out->value_kpa = ramp->spec.limit_kpa;
    else if (end != END_RESPONSE)
        out->value_kpa = 0;
    ramp_count(ramp);
}

void ramp_end(struct ramp *ramp, enum end_reason end, enum fault fault, mono_ns t,
              const struct reactor_io *io)
{
    assert(ramp->state == STATE_ARMED || ramp->state == STATE_RUNNING);
    const bool stopped = ramp->state == STATE_RUNNING && end == END_STOP;
    ramp->awaits_release = ramp->state == STATE_RUNNING || ramp->above.on || ramp->pull.on;
    ramp->out.released = !ramp->awaits_release && ramp->recent.count > 0;
    ramp_verdict(ramp, end, fault, t);
    ramp->state = STATE_RELEASING;
    ramp->ended = ramp->known;
    ramp->provisional = end == END_LIMIT || stopped;
    ramp->has_pending = ramp->has_pending && stopped;
    if (ramp->awaits_release && end != END_RESPONSE)
        ramp_alarm(ramp, io);
}

void ramp_release(struct ramp *ramp, const struct reactor_io *io)
{
    mono_ns since = ramp->below.since;
    ramp->out.released = true;
    ramp->out.release_ns = since > ramp->out.end_ns ? since : ramp->out.end_ns;
    ramp_tell(ramp, PHASE_RELEASED, io);
}

bool ramp_presses(const struct ramp *ramp)
{
    return ramp->awaits_release && !ramp->out.released && !ramp->waived;
}

mono_ns ramp_settles(const struct ramp *ramp)
{
    if (ramp_presses(ramp))
        return MONO_NEVER;
    return mono_after(ramp->ended, ramp->provisional ? RESPONSE_WAIT : 0);
}

static void ramp_judge(struct ramp *ramp)
{
    struct pressure_ramp_outcome *out = &ramp->out;
    out->has_idle = ramp->has_idle;
    out->idle_kpa = ramp->idle_kpa;
    if (!ramp->has_contact)
        return;
    struct band band = {ramp->spec.rate_kpa_per_s, ramp->spec.rate_tolerance};
    const struct reading *last = recent_before(&ramp->recent, out->end_ns);
    double end_kpa = out->has_value ? out->value_kpa : last ? last->value : 0;
    struct slope_verdict slope = slope_judge(&ramp->trace, out->end_ns, end_kpa, &band);
    out->has_slope = slope.has_slope;
    out->slope_kpa_per_s = slope.slope;
    out->has_in_band = slope.has_in_band;
    out->in_band = slope.in_band;
    out->worst_slope_kpa_per_s = slope.worst_slope;
    out->rate_off = slope_is_off(&slope, &band, out->has_value);
}

void ramp_settle(struct ramp *ramp, const struct reactor_io *io)
{
    if (ramp->state != STATE_RELEASING || ramp->known < ramp_settles(ramp))
        return;
    ramp->state = STATE_DONE;
    ramp_judge(ramp);
    struct command idle = {.kind = COMMAND_IDLE, .channel = ramp->channel.channel};
    io->command(io->host, ramp->channel, &idle);
    io->done(io->host, ramp->known, &ramp->out, sizeof ramp->out);
}

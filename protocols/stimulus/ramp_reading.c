/* What a reading means in each state of the ramp (see pressure_ramp.c). */
#include "ramp_internal.h"

#include <math.h>

static const mono_ns run_time = 20 * MONO_MS;
static const double warn_share = 0.9;

static void run_extend(struct ramp_run *run, const struct reading *reading)
{
    if (!run->on)
        *run = (struct ramp_run){true, reading->t, reading->number, reading->missing, 0};
    run->count++;
}

static bool run_counts(const struct ramp_run *run, const struct reading *reading)
{
    return run->on && reading->t - run->since >= run_time;
}

static void ramp_contact(struct ramp *ramp, const struct reactor_io *io)
{
    ramp->state = STATE_RUNNING;
    ramp->has_contact = true;
    ramp->out.contact_ns = ramp->above.since;
    ramp->first_number = ramp->above.first;
    ramp->first_missing = ramp->above.missing;
    ramp->below.on = ramp->still.on = false;
    trace_begin(&ramp->trace, ramp->above.since);
    ramp_tell(ramp, PHASE_RUNNING, io);
    uint32_t end = ramp->recent.count;
    for (uint32_t number = ramp->above.first; number != end; number++) {
        const struct reading *reading = recent_at(&ramp->recent, number);
        if (reading)
            ramp_step(ramp, reading, io);
    }
}

static void ramp_idle(struct ramp *ramp, const struct reading *reading)
{
    if (ramp->idle_n <= 0)
        ramp->idle_from = reading->t;
    ramp->idle_sum += reading->value;
    ramp->idle_n += 1;
    if (reading->t - ramp->idle_from < RAMP_IDLE_SPAN)
        return;
    const double mean = ramp->idle_sum / ramp->idle_n;
    if (!ramp->has_idle || fabs(mean) < fabs(ramp->idle_kpa))
        ramp->idle_kpa = mean;
    ramp->has_idle = true;
    ramp->idle_sum = ramp->idle_n = 0;
}

static void ramp_step_armed(struct ramp *ramp, const struct reading *reading,
                            const struct reactor_io *io)
{
    if (reading->value < ramp->spec.contact_kpa) {
        ramp->above.on = false;
        if (!ramp->pull.on) {
            ramp->clear = true;
            ramp_idle(ramp, reading);
        }
        if (ramp->has_pending)
            ramp_early(ramp, ramp->pending, io);
        return;
    }
    ramp->idle_sum = ramp->idle_n = 0;
    run_extend(&ramp->above, reading);
    bool at_limit = ramp->above.count >= 2 && reading->value >= ramp->spec.limit_kpa;
    if (at_limit && !ramp->clear)
        ramp_end(ramp, END_FAULT, FAULT_RANGE, reading->t, io);
    else if (at_limit || (ramp->clear && run_counts(&ramp->above, reading)))
        ramp_contact(ramp, io);
}

static void ramp_touched(struct ramp *ramp, const struct reactor_io *io)
{
    ramp->state = STATE_ARMED;
    ramp->has_contact = false;
    ramp->out.contact_ns = 0;
    ramp->out.peak_kpa = 0;
    ramp->out.touches++;
    ramp->above.on = false;
    ramp->warned = false;
    ramp_tell(ramp, PHASE_ARMED, io);
}

static void ramp_let_go(struct ramp *ramp, const struct reactor_io *io)
{
    if (ramp->out.peak_kpa < 2 * ramp->spec.contact_kpa && !ramp->has_pending) {
        ramp_touched(ramp, io);
        return;
    }
    ramp->alarmed = true; /* nothing to call for: it is off */
    ramp_end(ramp, END_INTERRUPTED, FAULT_NONE, ramp->below.since, io);
    ramp->provisional = true;
    ramp_release(ramp, io);
}

/* The weight of a gauge that is turned in the hand shows as a small pull; a larger one is no rest. */
static bool ramp_is_off(struct ramp *ramp, const struct reading *reading)
{
    if (reading->value >= ramp->spec.contact_kpa / 2 || reading->value < -ramp->spec.contact_kpa) {
        ramp->below.on = false;
        return false;
    }
    run_extend(&ramp->below, reading);
    return run_counts(&ramp->below, reading);
}

static void ramp_step_releasing(struct ramp *ramp, const struct reading *reading,
                                const struct reactor_io *io)
{
    if (ramp->has_pending && reading->t >= ramp->pending)
        ramp_overturn(ramp, ramp->pending);
    if (!ramp->awaits_release || ramp->out.released)
        return;
    if (ramp->has_contact && !ramp->untrusted && reading->value > ramp->out.peak_kpa)
        ramp->out.peak_kpa = reading->value;
    if (fabs(reading->value) >= ramp->spec.limit_kpa)
        ramp_alarm(ramp, io);
    if (ramp_is_off(ramp, reading))
        ramp_release(ramp, io);
}

bool ramp_is_still(const struct ramp *ramp, mono_ns t, mono_ns span)
{
    enum { AT_LEAST = 4 }; /* of a slow gauge two or three may well be equal */
    return ramp->still.on && ramp->still.count >= AT_LEAST && t - ramp->still.since >= span;
}

/* A tenth of what the steadiest hand sways by (about 1 %), and of what the ramp should rise by. */
static double ramp_still_band(const struct ramp *ramp)
{
    const double rise = ramp->spec.rate_kpa_per_s * mono_to_sec(RAMP_STILL);
    return fmin(0.001 * ramp->still_high, 0.1 * rise);
}

static void ramp_watch_still(struct ramp *ramp, const struct reading *reading)
{
    ramp->still_low = fmin(ramp->still_low, reading->value);
    ramp->still_high = fmax(ramp->still_high, reading->value);
    if (!ramp->still.on || ramp->still_high - ramp->still_low > ramp_still_band(ramp)) {
        ramp->still.on = false;
        ramp->still_low = ramp->still_high = reading->value;
    }
    run_extend(&ramp->still, reading);
}

static void ramp_step_running(struct ramp *ramp, const struct reading *reading,
                              const struct reactor_io *io)
{
    trace_add(&ramp->trace, reading->t, reading->value);
    ramp_watch_still(ramp, reading);
    if (reading->value > ramp->out.peak_kpa)
        ramp->out.peak_kpa = reading->value;
    if (ramp->has_pending && reading->t >= ramp->pending)
        ramp_answer(ramp, ramp->pending, io);
    if (ramp->state != STATE_RUNNING) {
        ramp_step_releasing(ramp, reading, io);
    } else if (reading->value >= ramp->spec.limit_kpa) {
        ramp_end(ramp, END_LIMIT, FAULT_NONE, reading->t, io);
    } else if (ramp_is_off(ramp, reading)) {
        ramp_let_go(ramp, io);
    } else if (ramp_is_still(ramp, reading->t, RAMP_STILL)) {
        ramp_end(ramp, END_FAULT, FAULT_STILL, reading->t, io);
    } else if (!ramp->warned && reading->value >= warn_share * ramp->spec.limit_kpa) {
        ramp->warned = true;
        ramp_tell(ramp, PHASE_WARN, io);
    }
}

/* Minus while it presses: contact, warning and limit would never be seen. */
static bool ramp_pulls(struct ramp *ramp, const struct reading *reading)
{
    if (ramp->state != STATE_ARMED && ramp->state != STATE_RUNNING)
        return false;
    if (reading->value >= -ramp->spec.contact_kpa) {
        ramp->pull.on = false;
        return false;
    }
    run_extend(&ramp->pull, reading);
    return reading->value <= -ramp->spec.limit_kpa || run_counts(&ramp->pull, reading);
}

void ramp_step(struct ramp *ramp, const struct reading *reading, const struct reactor_io *io)
{
    if (ramp_pulls(ramp, reading))
        ramp_end(ramp, END_FAULT, FAULT_PULL, reading->t, io);
    switch (ramp->state) {
    case STATE_ARMED:
        ramp_step_armed(ramp, reading, io);
        break;
    case STATE_RUNNING:
        ramp_step_running(ramp, reading, io);
        break;
    case STATE_RELEASING:
        ramp_step_releasing(ramp, reading, io);
        break;
    case STATE_DONE:
        break;
    }
}

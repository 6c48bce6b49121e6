/* What a reading means in each state (see thermal.c). */
#include "thermal_internal.h"

#include <math.h>

static const double rest_c = 1; /* as the bench counts a thermode to be at rest */

static struct thermal_home home_of(const struct thermal *thermal)
{
    const bool was_driven = thermal_has_begun(thermal) && !thermal->spec.stop_is_off;
    const double driven_to_c = thermal->n_turns > 0 ? thermal->turns[thermal->n_turns - 1].target_c
                                                    : thermal->plan.target_c[0];
    return (struct thermal_home){.baseline_c = thermal->spec.baseline_c,
                                 .near_c = rest_c,
                                 .driven_to_c = was_driven ? driven_to_c : NAN};
}

static bool thermal_is_back(struct thermal *thermal, const struct reading *reading)
{
    const struct thermal_home home = home_of(thermal);
    return thermal_back_seen(&thermal->back, &home, reading->t, reading->value);
}

static void thermal_settle(struct thermal *thermal, const struct reading *reading)
{
    const struct thermal_spec *spec = &thermal->spec;
    const mono_ns near = thermal_back_near(&thermal->back, reading->t, reading->value,
                                           spec->baseline_c, spec->settle_c);
    if (thermal->state == THERMAL_SETTLING && near >= thermal->spec.settle_span) {
        thermal->state = THERMAL_LEAD_IN;
        thermal->settled_ns = reading->t;
    } else if (thermal->state == THERMAL_LEAD_IN && near < 0) {
        thermal->state = THERMAL_SETTLING;
        thermal->settling_ns = reading->t;
        thermal->settled_ns = 0;
    }
}

double thermal_beyond(const struct thermal *thermal, double value)
{
    double beyond[2];
    for (size_t i = 0; i < 2; i++) {
        const double target = thermal->plan.target_c[i];
        beyond[i] = target > thermal->spec.baseline_c ? value - target : target - value;
    }
    return fmax(beyond[0], beyond[1]);
}

static void thermal_watch_return(struct thermal *thermal, const struct reading *reading,
                                 const struct reactor_io *io)
{
    thermal->returning_seen = true;
    const bool early = thermal->known <= mono_after(thermal->ended, thermal->spec.dead_time);
    if (!early && thermal_has_begun(thermal) &&
        thermal_beyond(thermal, reading->value) > thermal->spec.overshoot_c)
        thermal_alarm(thermal, FAULT_TRACKING, io);
    if (thermal->returned || !thermal_is_back(thermal, reading))
        return;
    thermal->returned = true;
    thermal->baseline_ns = thermal->back.rest.since;
    thermal_tell(thermal, PHASE_RELEASED, io);
}

static void thermal_step(struct thermal *thermal, const struct reading *reading,
                         const struct reactor_io *io)
{
    if (thermal_has_begun(thermal))
        thermal_ramp_peaks(thermal, reading->value);
    if (thermal->has_pending && reading->t >= thermal->pending)
        thermal_resolve(thermal, FAULT_NONE, io);
    switch (thermal->state) {
    case THERMAL_SETTLING:
    case THERMAL_LEAD_IN:
        thermal_settle(thermal, reading);
        break;
    case THERMAL_RAMP:
        thermal_ramp_step(thermal, reading, io);
        break;
    case THERMAL_PULSES:
        thermal_pulses_step(thermal, reading, io);
        break;
    case THERMAL_RETURNING:
        thermal_watch_return(thermal, reading, io);
        break;
    case THERMAL_DONE:
        break;
    }
}

static void thermal_probe(struct thermal *thermal, const struct event *event,
                          const struct reactor_io *io)
{
    if (event->t < thermal->reading_ns) {
        thermal->missing++;
        return;
    }
    thermal_expire(thermal, event->t, io);
    if (!thermal_is_sane(event->value)) {
        thermal->missing++;
        thermal_fault(thermal, FAULT_RANGE, event->t, io);
        return;
    }
    thermal->reading_ns = event->t;
    recent_push(&thermal->recent, event->t, event->value, thermal->missing);
    const struct reading *newest = recent_newest(&thermal->recent);
    thermal_zones_take(thermal, newest, io);
    thermal_step(thermal, newest, io);
}

void thermal_reading(struct thermal *thermal, const struct event *event,
                     const struct reactor_io *io)
{
    thermal->missing += sequence_missing(&thermal->sequence, event->seq);
    if (event->channel == thermal->channels[0].channel) {
        thermal_probe(thermal, event, io);
        return;
    }
    for (uint8_t i = 0; i < thermal->n_zones; i++) {
        if (event->channel != thermal->channels[1 + i].channel)
            continue;
        if (thermal_is_sane(event->value))
            thermal_zone_reading(thermal, i, event, io);
        else
            thermal_fault(thermal, FAULT_RANGE, event->t, io);
    }
}

/* What a press means, by when it happened: the temperature at its time stamp, or none (see thermal.c).
 *
 * The value is that of a line through the readings of the last 0.5 degC of the ramp before the time stamp, at the
 * time stamp. Thermodes report in tenths of a degree: a straight line between two such readings is off by up to
 * 0.05 degC (SD 0.03), the line through fifty of them by 0.015 (SD 0.006), and neither has a bias
 * (stimulus_limits_bias_test.c). The thermode is told to return the moment that the press is heard, or stands at its
 * limit by then, so a reading after the press is often of another line: two points around it would be biased by that
 * (0.01 degC with 100 Hz and 5 degC/s, five times as much with 20 Hz). Therefore only readings up to the press
 * enter, and the one after it only proves that the thermode was seen on both sides of it. The line is followed for
 * less than one bracket beyond its newest reading. What a sensor cuts off instead of rounding it is the sensor's
 * bias, half a step, and the driver's to put right. */
#include "thermal_internal.h"

#include <math.h>

static const double fit_c = 0.5; /* of the ramp */
/* The line and the newest reading differ by more: they are not of one ramp. */
static const double apart_c = 0.5;

/* False: the readings contradict each other. */
static bool value_at(const struct thermal *thermal, const struct thermal_turn *turn, mono_ns t,
                     const struct reading *before, double *value)
{
    const double rate = thermal->spec.rate_c_per_s;
    const mono_ns span = mono_from_sec(fit_c / rate);
    const mono_ns from = turn->moved_ns > t - span ? turn->moved_ns : t - span;
    const double plain = before->value + turn->sign * rate * mono_to_sec(t - before->t);
    struct line line = {.base = {before->t - from, before->value}};
    mono_ns first = before->t;
    for (const struct reading *reading = before; reading && reading->t >= from;
         reading = recent_at(&thermal->recent, reading->number - 1)) {
        line_change(&line, &(struct trace_point){reading->t - from, reading->value}, 1);
        first = reading->t;
    }
    double slope;
    if (before->t - first < span / 4 || !line_slope(&line, &slope))
        *value = plain;
    else
        *value = line_value(&line, slope, t - from);
    return fabs(*value - plain) <= apart_c;
}

/* There will be no value. */
static void turn_unanswered(struct thermal *thermal, struct thermal_turn *turn, enum fault fault,
                            const struct reactor_io *io)
{
    turn->end = END_FAULT;
    if (thermal->state == THERMAL_RAMP) {
        thermal_end(thermal, END_FAULT, fault, io);
    } else if (thermal->finished) {
        thermal->finished = false;
        thermal->end = END_FAULT;
        thermal->fault = fault;
        thermal->after_fault = FAULT_NONE;
    }
}

static void turn_answered(struct thermal *thermal, struct thermal_turn *turn,
                          const struct bracket *bracket, double value)
{
    turn->end = END_RESPONSE;
    turn->has_value = true;
    turn->value_c = value;
    turn->bracket_ns = bracket->width;
    turn->value_gaps = bracket->missing;
    thermal_zones_at(thermal, bracket->a, value, turn);
    if (thermal->overturns == END_STOP && thermal->n_turns == thermal->plan.turns) {
        thermal->finished = true;
        thermal->end = END_COMPLETED;
    }
}

void thermal_resolve(struct thermal *thermal, enum fault fault, const struct reactor_io *io)
{
    struct thermal_turn *turn = &thermal->turns[thermal->asked];
    const mono_ns t = turn->response_ns;
    struct bracket bracket = {0};
    double value = 0;
    thermal->has_pending = false;
    if (fault == FAULT_NONE && thermal->reading_ns < t)
        fault = FAULT_SILENT;
    if (fault == FAULT_NONE)
        fault = recent_bracket(&thermal->recent, t, thermal->hz, &bracket);
    if (fault == FAULT_NONE && !value_at(thermal, turn, t, bracket.a, &value))
        fault = FAULT_GARBLED;
    const bool beyond = fault == FAULT_NONE && turn->sign * (value - turn->target_c) >= 0;
    const bool short_of = fault == FAULT_NONE && turn->sign * (value - turn->floor_c) <= 0;
    if (thermal->overturns == END_STOP && (fault != FAULT_NONE || beyond || short_of))
        turn->end = END_STOP;
    else if (beyond)
        thermal_turn_limit(thermal, turn);
    else if (fault != FAULT_NONE || short_of)
        turn_unanswered(thermal, turn, fault == FAULT_NONE ? FAULT_GARBLED : fault, io);
    else
        turn_answered(thermal, turn, &bracket, value);
}

static void await(struct thermal *thermal, uint8_t turn, mono_ns t, enum end_reason overturns)
{
    thermal->has_pending = true;
    thermal->pending = t;
    thermal->asked = turn;
    thermal->overturns = overturns;
    thermal->turns[turn].response_ns = t;
    thermal->turns[turn].has_value = thermal->turns[turn].censored = false;
}

static void resolve_if_seen(struct thermal *thermal, const struct reactor_io *io)
{
    if (thermal->has_pending && thermal->reading_ns >= thermal->pending)
        thermal_resolve(thermal, FAULT_NONE, io);
}

static bool turn_moved_by(const struct thermal_turn *turn, mono_ns t)
{
    return turn->moved && t >= turn->moved_ns;
}

/* A response that is heard after the limit or a stop. Where it came before, there was an answer. */
static bool overturn(struct thermal *thermal, mono_ns t, const struct reactor_io *io)
{
    if (thermal->n_turns == 0 || thermal->has_pending || thermal->untrusted)
        return false;
    const uint8_t index = (uint8_t)(thermal->n_turns - 1);
    const struct thermal_turn *turn = &thermal->turns[index];
    if ((turn->end != END_LIMIT && turn->end != END_STOP) || t >= turn->turned_ns ||
        !turn_moved_by(turn, t) ||
        thermal->known > mono_after(turn->turned_ns, thermal_wait(thermal)))
        return false;
    await(thermal, index, t, turn->end);
    resolve_if_seen(thermal, io);
    return true;
}

static void response_in_ramp(struct thermal *thermal, mono_ns t, const struct reactor_io *io)
{
    const uint8_t index = thermal->n_turns;
    struct thermal_turn *turn = &thermal->turns[index];
    if (overturn(thermal, t, io))
        return;
    if (t > mono_after(thermal->known, thermal->spec.silent_within)) {
        turn->response_ns = t;
        thermal_end(thermal, END_FAULT, FAULT_RANGE, io);
    } else if (!turn_moved_by(turn, t) && index == 0) {
        turn->response_ns = t;
        thermal_end(thermal, END_EARLY, FAULT_NONE, io);
    } else if (!turn_moved_by(turn, t) || thermal->has_pending) {
        thermal->strays++;
    } else {
        if (t > thermal->known)
            thermal->known = t;
        await(thermal, index, t, END_NONE);
        thermal_ramp_close(thermal, END_NONE);
        thermal_ramp_next(thermal, io);
        resolve_if_seen(thermal, io);
    }
}

void thermal_response(struct thermal *thermal, mono_ns t, const struct reactor_io *io)
{
    if (t < thermal->armed_ns) /* pressed before this stimulus began */
        return;
    switch (thermal->state) {
    case THERMAL_SETTLING:
    case THERMAL_LEAD_IN:
        thermal->early_ns = t;
        thermal_end(thermal, END_EARLY, FAULT_NONE, io);
        break;
    case THERMAL_RAMP:
        response_in_ramp(thermal, t, io);
        break;
    case THERMAL_RETURNING:
        overturn(thermal, t, io);
        break;
    case THERMAL_PULSES: /* thermal_withdraw() */
    case THERMAL_DONE:
        break;
    }
}

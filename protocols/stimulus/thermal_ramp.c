/* One ramp: what was commanded, what the thermode makes of it, how it is judged (see thermal.c). */
#include "thermal_internal.h"

#include <assert.h>
#include <math.h>

/* Beyond the noise of readings in tenths, and before anybody feels it. */
static const double move_c = 0.15;
static const double warn_share = 0.9;
static const mono_ns start_span = 500 * MONO_MS; /* of the lead-in, averaged */
static const double slowest_hz = 5;              /* at which a value at an instant is one */
/* after the drive should be at its limit */
static const mono_ns limit_margin = 500 * MONO_MS;
/* shorter, the tenths of a reading weigh more than the tolerance of a rate */
static const mono_ns slope_least = 500 * MONO_MS;

static struct thermal_turn *running(struct thermal *thermal)
{
    assert(thermal->state == THERMAL_RAMP && thermal->n_turns < THERMAL_TURNS_MAX);
    return &thermal->turns[thermal->n_turns];
}

/* The temperature before the first ramp, and how often it is really read. */
static double start_mean(struct thermal *thermal)
{
    const struct reading *newest = recent_newest(&thermal->recent);
    assert(newest); /* nothing settles without readings */
    double sum = 0, n = 0;
    mono_ns span = 0;
    for (const struct reading *reading = newest; reading && newest->t - reading->t <= start_span;
         reading = recent_at(&thermal->recent, reading->number - 1)) {
        sum += reading->value - newest->value;
        n += 1;
        span = newest->t - reading->t;
    }
    if (span > 0)
        thermal->hz = fmax(slowest_hz, fmin(thermal->hz, (n - 1) / mono_to_sec(span)));
    return newest->value + sum / n;
}

double thermal_count_from(struct thermal *thermal)
{
    const struct reading *newest = recent_newest(&thermal->recent);
    thermal->first_number = newest->number;
    thermal->first_missing = newest->missing;
    thermal->warmest_c = thermal->coolest_c = newest->value;
    return start_mean(thermal);
}

/* The first ramp starts at rest. A later one starts where the one before was, which lags as this one will. */
static void ramp_origin(struct thermal *thermal, struct thermal_turn *turn)
{
    const struct thermal_spec *spec = &thermal->spec;
    const double lag_c = spec->rate_c_per_s * mono_to_sec(spec->dead_time);
    const bool first = thermal->n_turns == 0;
    turn->start_c = first ? thermal_count_from(thermal) : recent_newest(&thermal->recent)->value;
    turn->floor_c = turn->start_c;
    if (first && turn->sign * (spec->baseline_c - turn->start_c) > 0)
        turn->floor_c = spec->baseline_c;
    turn->lag_c = first ? lag_c : 2 * lag_c;
    turn->peak_c = turn->start_c;
}

void thermal_ramp_begin(struct thermal *thermal, const struct reactor_io *io)
{
    thermal->state = THERMAL_RAMP;
    struct thermal_turn *turn = running(thermal);
    *turn = (struct thermal_turn){.ramp_ns = thermal->known};
    turn->target_c = thermal->plan.target_c[thermal->n_turns % 2];
    turn->sign = turn->target_c > thermal->spec.baseline_c ? 1 : -1;
    ramp_origin(thermal, turn);
    const double way_s =
        (fabs(turn->target_c - turn->start_c) + turn->lag_c) / thermal->spec.rate_c_per_s;
    turn->limit_by = mono_after(mono_after(turn->ramp_ns, mono_from_sec(way_s)), limit_margin);
    trace_begin(&thermal->trace, turn->ramp_ns);
    thermal_drive(thermal, turn, io);
    thermal_tell(thermal, PHASE_RUNNING, io);
}

/* From 20 % to 90 % of the way. By the clock and the asked rate, not by the readings: a slope over those that their
 * own noise lets into the range is too flat, and a short ramp would often be called off. */
static void ramp_judge(const struct thermal *thermal, struct thermal_turn *turn)
{
    const double rate = thermal->spec.rate_c_per_s;
    const struct band band = {rate, thermal->spec.rate_tolerance};
    const double way = turn->sign * (recent_newest(&thermal->recent)->value - turn->start_c);
    const mono_ns whole = mono_from_sec(fmax(0, way) / rate);
    const mono_ns whole_from = turn->turned_ns - whole / 10 * 8,
                  from = whole_from > turn->moved_ns ? whole_from : turn->moved_ns,
                  until = turn->turned_ns - whole / 10;
    turn->slope = slope_judge(&thermal->trace, turn->turned_ns, way, &band);
    turn->slope.has_slope =
        turn->moved && slope_between(&thermal->trace, from, until, &turn->slope.slope);
    turn->is_long = turn->slope.has_slope && until - from >= slope_least;
    turn->rate_off = slope_is_off(&turn->slope, &band, true);
}

void thermal_ramp_close(struct thermal *thermal, enum end_reason end)
{
    struct thermal_turn *turn = running(thermal);
    turn->end = end;
    turn->turned_ns = thermal->known;
    ramp_judge(thermal, turn);
    thermal->n_turns++;
}

void thermal_turn_limit(const struct thermal *thermal, struct thermal_turn *turn)
{
    const struct reading *last = recent_before(&thermal->recent, turn->turned_ns);
    turn->end = END_LIMIT;
    turn->has_value = turn->censored = true;
    turn->value_c = turn->target_c;
    if (last)
        thermal_zones_at(thermal, last, last->value, turn);
}

static void ramp_limit(struct thermal *thermal, const struct reactor_io *io)
{
    struct thermal_turn *turn = running(thermal);
    thermal_ramp_close(thermal, END_LIMIT);
    thermal_turn_limit(thermal, turn);
    thermal_ramp_next(thermal, io);
}

void thermal_ramp_over(struct thermal *thermal, const struct reactor_io *io)
{
    const struct thermal_turn *turn = running(thermal);
    const double left = fabs(turn->target_c - recent_newest(&thermal->recent)->value);
    if (left <= thermal->spec.noise_c)
        ramp_limit(thermal, io);
    else
        thermal_end(thermal, END_FAULT, FAULT_TRACKING, io);
}

static void turn_peak(struct thermal_turn *turn, double value)
{
    if (turn->sign * (value - turn->peak_c) > 0)
        turn->peak_c = value;
}

void thermal_ramp_peaks(struct thermal *thermal, double value)
{
    if (thermal->n_turns > 0)
        turn_peak(&thermal->turns[thermal->n_turns - 1], value);
    if (thermal->state == THERMAL_RAMP)
        turn_peak(running(thermal), value);
    thermal->warmest_c = fmax(thermal->warmest_c, value);
    thermal->coolest_c = fmin(thermal->coolest_c, value);
}

/* Farther from the line than it may be for a while. */
static bool ramp_strays(const struct thermal *thermal, struct thermal_turn *turn,
                        const struct reading *reading)
{
    const struct thermal_spec *spec = &thermal->spec;
    const double whole = fabs(turn->target_c - turn->start_c);
    const double asked = fmin(whole, spec->rate_c_per_s * mono_to_sec(reading->t - turn->ramp_ns));
    const double behind = asked - turn->sign * (reading->value - turn->start_c);
    turn->behind_c = fmax(turn->behind_c, behind);
    if (behind <= turn->lag_c + spec->track_c && behind >= -spec->track_c) {
        turn->strays = false;
        return false;
    }
    if (!turn->strays)
        turn->strays_since = reading->t;
    turn->strays = true;
    return reading->t - turn->strays_since >= spec->track_within;
}

/* The wrong way by more than a turn needs. */
static bool ramp_is_wrong(const struct thermal *thermal, const struct thermal_turn *turn,
                          double value)
{
    const double turning = thermal->n_turns > 0 ? turn->lag_c : 0;
    return turn->sign * (value - turn->start_c) < -(thermal->spec.track_c + turning);
}

/* Two readings prove a movement; it began with the first. */
static void ramp_movement(struct thermal_turn *turn, const struct reading *reading)
{
    if (turn->moved)
        return;
    const bool away = turn->sign * (reading->value - turn->floor_c) >= move_c;
    if (away && turn->rises) {
        turn->moved = true;
        turn->moved_ns = turn->rise_ns;
    } else if (away) {
        turn->rise_ns = reading->t;
    }
    turn->rises = away;
}

static void ramp_warn(struct thermal *thermal, struct thermal_turn *turn, double value,
                      const struct reactor_io *io)
{
    const double whole = fabs(turn->target_c - turn->start_c);
    if (turn->warned || turn->sign * (value - turn->start_c) < warn_share * whole)
        return;
    turn->warned = true;
    thermal_tell(thermal, PHASE_WARN, io);
}

void thermal_ramp_step(struct thermal *thermal, const struct reading *reading,
                       const struct reactor_io *io)
{
    struct thermal_turn *turn = running(thermal);
    if (reading->t < turn->ramp_ns) /* it was on its way when the ramp was commanded */
        return;
    trace_add(&thermal->trace, reading->t, turn->sign * (reading->value - turn->start_c));
    ramp_movement(turn, reading);
    const bool strays = ramp_strays(thermal, turn, reading);
    if (thermal_beyond(thermal, reading->value) > thermal->spec.overshoot_c || strays ||
        ramp_is_wrong(thermal, turn, reading->value))
        thermal_end(thermal, END_FAULT, FAULT_TRACKING, io);
    else if (turn->sign * (reading->value - turn->target_c) >= 0)
        ramp_limit(thermal, io);
    else
        ramp_warn(thermal, turn, reading->value, io);
}

/* Pulses: what was ordered, what the thermode makes of it, what was felt of each (see thermal.c).
 *
 * 1. Orders count from the first order, periods from the first pulse as its temperature tells it: what an instrument takes to begin
 *    shifts all of them alike, and no error adds up.
 * 2. A drive ends by itself; a hold that lasts longer than one drive is renewed before that end, and never goes beyond its own.
 * 3. Only one pulse is ordered at a time, and none while the one before is still seen. */
#include "thermal_internal.h"

#include <assert.h>
#include <math.h>

static const mono_ns at_baseline = 100 * MONO_MS; /* between two pulses, for lags and orders */
static const mono_ns drive_most = 60 * MONO_SEC, renew_after = 40 * MONO_SEC; /* of a hold */
static const mono_ns off_within = 3 * MONO_SEC;     /* so long it may be off its level */
static const mono_ns settles_within = 2 * MONO_SEC; /* at a level that is held for long */
static const double lowest_rating = 0, highest_rating = 10;

static mono_ns way_time(double way_c, double rate_c_per_s)
{
    return mono_from_sec(fabs(way_c) / rate_c_per_s);
}

static mono_ns shorter(mono_ns a, mono_ns b)
{
    return a < b ? a : b;
}

mono_ns thermal_train_least(const struct thermal_train_spec *spec)
{
    const struct thermal_spec *thermal = &spec->thermal;
    double way_c = 0;
    for (uint8_t i = 0; i < spec->pulses; i++)
        way_c = fmax(way_c, fabs((double)spec->level_c[i] - thermal->baseline_c));
    return way_time(way_c, thermal->rate_c_per_s) + spec->on +
           way_time(way_c, thermal->return_c_per_s) + at_baseline;
}

mono_ns thermal_pulse_drive(const struct thermal_spec *spec, double way_c, mono_ns on)
{
    return way_time(way_c, spec->rate_c_per_s) + shorter(on, drive_most);
}

/* ---- where it is ------------------------------------------------------------------------------------ */

static double level_of(const struct thermal *thermal, uint8_t pulse)
{
    return (double)thermal->plan.pulses.level_c[pulse];
}

static double way_of(const struct thermal *thermal, uint8_t pulse)
{
    return level_of(thermal, pulse) - thermal->spec.baseline_c;
}

static double sign_of(const struct thermal *thermal)
{
    return way_of(thermal, 0) > 0 ? 1 : -1;
}

static uint8_t newest_of(const struct thermal *thermal)
{
    assert(thermal->pulses.ordered > 0);
    return (uint8_t)(thermal->pulses.ordered - 1);
}

mono_ns thermal_pulse_arrives(const struct thermal *thermal)
{
    return thermal->pulses.ordered_ns +
           way_time(way_of(thermal, newest_of(thermal)), thermal->spec.rate_c_per_s);
}

static mono_ns leaves(const struct thermal *thermal)
{
    return thermal_pulse_arrives(thermal) + thermal->plan.pulses.on;
}

/* From then on it must be seen to have gone: three quarters of the way (pulse_edges()). */
static mono_ns gone_by(const struct thermal *thermal)
{
    const double most_c = way_of(thermal, newest_of(thermal)) * 3 / 4;
    return leaves(thermal) + way_time(most_c, thermal->spec.return_c_per_s) +
           thermal->spec.dead_time;
}

/* ---- orders ----------------------------------------------------------------------------------------- */

static void pulse_drive(struct thermal *thermal, const struct reactor_io *io)
{
    const struct thermal_spec *spec = &thermal->spec;
    const mono_ns arrives = thermal_pulse_arrives(thermal);
    const mono_ns there = thermal->known > arrives ? thermal->known : arrives;
    const mono_ns left = leaves(thermal) - there;
    const struct command drive = {.kind = COMMAND_DRIVE,
                                  .channel = thermal->channels[0].channel,
                                  .target = level_of(thermal, newest_of(thermal)),
                                  .rate_per_s = spec->rate_c_per_s,
                                  .return_per_s = spec->return_c_per_s,
                                  .hold = shorter(left, drive_most)};
    thermal->pulses.driven_ns = there;
    io->command(io->host, thermal->channels[0], &drive);
}

static void pulse_order(struct thermal *thermal, const struct reactor_io *io)
{
    struct thermal_pulses *pulses = &thermal->pulses;
    struct thermal_pulse *row = &pulses->rows[pulses->ordered];
    *row = (struct thermal_pulse){
        .level_c = NAN, .rating = NAN, .peak_c = (float)thermal->spec.baseline_c};
    pulses->ordered++;
    pulses->ordered_ns = thermal->known;
    pulses->level_sum = 0;
    pulses->level_n = 0;
    pulses->is_off = false;
    pulse_drive(thermal, io);
}

static void pulse_next(struct thermal *thermal, const struct reactor_io *io)
{
    if (thermal->pulses.is_up)
        thermal_end(thermal, END_FAULT, FAULT_TRACKING, io); /* the one before has not gone */
    else
        pulse_order(thermal, io);
}

static mono_ns order_due(const struct thermal *thermal)
{
    const struct thermal_pulses *pulses = &thermal->pulses;
    if (pulses->ordered == thermal->plan.pulses.n)
        return MONO_NEVER;
    return pulses->start_ns + pulses->ordered * thermal->plan.pulses.period;
}

static mono_ns renewal_due(const struct thermal *thermal)
{
    const mono_ns due = mono_after(thermal->pulses.driven_ns, renew_after);
    const bool is_longer = leaves(thermal) > mono_after(thermal->pulses.driven_ns, drive_most);
    return is_longer ? due : MONO_NEVER;
}

void thermal_pulses_begin(struct thermal *thermal, const struct reactor_io *io)
{
    struct thermal_pulses *pulses = &thermal->pulses;
    thermal->state = THERMAL_PULSES;
    pulses->start_c = thermal_count_from(thermal);
    pulses->start_ns = pulses->reading_ns = thermal->known;
    pulses->reading_c = recent_newest(&thermal->recent)->value;
    rating_course_begin(&thermal->course, pulses->start_ns);
    pulse_order(thermal, io);
    thermal_tell(thermal, PHASE_RUNNING, io);
}

/* ---- what the thermode makes of it ------------------------------------------------------------------ */

/* Between the two readings around half the way the temperature is taken for a straight line. */
static mono_ns crossing(const struct thermal *thermal, const struct reading *reading, double half_c)
{
    const struct thermal_pulses *pulses = &thermal->pulses;
    const double sign = sign_of(thermal), way = sign * (reading->value - pulses->reading_c);
    const double before = sign * (pulses->reading_c - thermal->spec.baseline_c);
    const double part = way > 0 ? fmin(1, fmax(0, (half_c - before) / way)) : 1;
    return pulses->reading_ns + (mono_ns)(part * (double)(reading->t - pulses->reading_ns));
}

static void pulse_onset(struct thermal *thermal, const struct reading *reading, double half_c,
                        const struct reactor_io *io)
{
    struct thermal_pulses *pulses = &thermal->pulses;
    const mono_ns onset =
        crossing(thermal, reading, half_c) - way_time(half_c, thermal->spec.rate_c_per_s);
    if (pulses->begun == 0)
        pulses->onset_ns = onset;
    const mono_ns due = pulses->onset_ns + pulses->begun * thermal->plan.pulses.period;
    pulses->rows[pulses->begun].onset_error_s = (float)mono_to_sec(onset - due);
    pulses->begun++;
    reactor_edge(io, onset, true);
}

/* Up at half the way, down again at a quarter of it: noise makes no second pulse. */
static void pulse_edges(struct thermal *thermal, const struct reading *reading,
                        const struct reactor_io *io)
{
    struct thermal_pulses *pulses = &thermal->pulses;
    const double away = sign_of(thermal) * (reading->value - thermal->spec.baseline_c);
    const uint8_t seen = (uint8_t)(pulses->is_up ? pulses->begun - 1 : pulses->begun);
    const double half_c =
        fabs(way_of(thermal, seen < pulses->ordered ? seen : newest_of(thermal))) / 2;
    if (!pulses->is_up && away >= half_c && pulses->begun < pulses->ordered) {
        pulses->is_up = true;
        pulse_onset(thermal, reading, half_c, io);
    } else if (pulses->is_up && away < half_c / 2) {
        pulses->is_up = false;
        reactor_edge(io, reading->t, false);
    }
}

/* At its level, and for how long it was not. */
static bool pulse_is_left(struct thermal *thermal, const struct reading *reading)
{
    struct thermal_pulses *pulses = &thermal->pulses;
    const mono_ns on = thermal->plan.pulses.on, arrives = thermal_pulse_arrives(thermal);
    const double level_c = level_of(thermal, newest_of(thermal));
    if (reading->t > leaves(thermal) || reading->t < arrives)
        return false;
    if (reading->t >= arrives + shorter(on / 2, settles_within)) {
        pulses->level_sum += reading->value - level_c;
        pulses->level_n++;
        pulses->rows[newest_of(thermal)].level_c =
            (float)(level_c + pulses->level_sum / pulses->level_n);
    }
    if (fabs(reading->value - level_c) <= thermal->spec.overshoot_c) {
        pulses->is_off = false;
        return false;
    }
    if (!pulses->is_off)
        pulses->off_since = reading->t;
    pulses->is_off = true;
    return reading->t - pulses->off_since > off_within;
}

/* Right after an order the pulse before may still be on its way back. */
static bool pulse_is_beyond(const struct thermal *thermal, double value)
{
    const uint8_t newest = newest_of(thermal);
    const double sign = sign_of(thermal);
    double most_c = sign * level_of(thermal, newest);
    const bool early =
        thermal->known <= mono_after(thermal->pulses.ordered_ns, thermal->spec.dead_time);
    if (newest > 0 && early)
        most_c = fmax(most_c, sign * level_of(thermal, (uint8_t)(newest - 1)));
    return sign * value - most_c > thermal->spec.overshoot_c;
}

static void pulse_peak(struct thermal *thermal, double value)
{
    struct thermal_pulses *pulses = &thermal->pulses;
    if (pulses->begun != pulses->ordered)
        return;
    struct thermal_pulse *row = &pulses->rows[newest_of(thermal)];
    if (sign_of(thermal) * (value - (double)row->peak_c) > 0)
        row->peak_c = (float)value;
}

void thermal_pulses_step(struct thermal *thermal, const struct reading *reading,
                         const struct reactor_io *io)
{
    struct thermal_pulses *pulses = &thermal->pulses;
    if (reading->t < pulses->start_ns)
        return;
    pulse_edges(thermal, reading, io);
    pulse_peak(thermal, reading->value);
    pulses->reading_ns = reading->t;
    pulses->reading_c = reading->value;
    if (pulse_is_beyond(thermal, reading->value) || pulse_is_left(thermal, reading) ||
        (pulses->is_up && reading->t > gone_by(thermal)))
        thermal_end(thermal, END_FAULT, FAULT_TRACKING, io);
}

/* ---- periods ---------------------------------------------------------------------------------------- */

/* Before the first pulse is seen, from its order. */
static mono_ns period_ends(const struct thermal *thermal)
{
    const struct thermal_pulses *pulses = &thermal->pulses;
    const mono_ns from = pulses->begun > 0 ? pulses->onset_ns : pulses->start_ns;
    return from + (pulses->given + 1) * thermal->plan.pulses.period;
}

static void pulse_close(struct thermal *thermal, mono_ns ends)
{
    struct thermal_pulses *pulses = &thermal->pulses;
    const struct thermal_pulses_plan *plan = &thermal->plan.pulses;
    struct thermal_pulse *row = &pulses->rows[pulses->given];
    const double level_c = level_of(thermal, pulses->given);
    const double reached_c = (double)(isnan(row->level_c) ? row->peak_c : row->level_c);
    if (!(fabs(reached_c - level_c) <= plan->tolerance_c))
        pulses->off |= (uint16_t)(1u << pulses->given);
    if (thermal->has_rating && ends - thermal->rated_ns <= plan->rated_within)
        row->rating = (float)thermal->rated;
    pulses->given++;
}

static void pulse_period(struct thermal *thermal, const struct reactor_io *io)
{
    struct thermal_pulses *pulses = &thermal->pulses;
    const mono_ns ends = period_ends(thermal);
    if (pulses->begun <= pulses->given) {
        thermal_end(thermal, END_FAULT, FAULT_TRACKING, io); /* it did not come */
        return;
    }
    pulse_close(thermal, ends);
    if (pulses->given == thermal->plan.pulses.n)
        thermal_complete(thermal, io);
}

void thermal_pulses_expire(struct thermal *thermal, const struct reactor_io *io)
{
    const mono_ns now = thermal->known;
    while (thermal->state == THERMAL_PULSES && now >= thermal_pulses_due(thermal)) {
        if (now >= period_ends(thermal))
            pulse_period(thermal, io);
        else if (now >= order_due(thermal))
            pulse_next(thermal, io);
        else
            pulse_drive(thermal, io);
    }
}

mono_ns thermal_pulses_due(const struct thermal *thermal)
{
    return mono_min(mono_min(period_ends(thermal), order_due(thermal)), renewal_due(thermal));
}

/* ---- what was felt ---------------------------------------------------------------------------------- */

void thermal_rating_gap(struct thermal *thermal, const struct event *event)
{
    const uint32_t missing = sequence_missing(&thermal->rating_sequence, event->seq);
    if (thermal->state == THERMAL_PULSES)
        thermal->rating_gaps += missing;
}

void thermal_rating(struct thermal *thermal, const struct event *event, const struct reactor_io *io)
{
    thermal_expire(thermal, event->t, io);
    if (!(event->value >= lowest_rating && event->value <= highest_rating) ||
        event->t < thermal->rated_ns)
        return;
    thermal->has_rating = true;
    thermal->rated_ns = event->t;
    thermal->rated = event->value;
    if (thermal->state != THERMAL_PULSES)
        return;
    thermal->ratings++;
    rating_course_add(&thermal->course, event->t, event->value);
}

void thermal_withdraw(struct thermal *thermal, mono_ns t, const struct reactor_io *io)
{
    thermal_expire(thermal, t, io);
    if (t < thermal->armed_ns || !thermal_is_driven(thermal))
        return;
    thermal->early_ns = t;
    thermal_end(thermal, END_WITHDRAWN, FAULT_NONE, io);
}

/* ---- what is told of it ----------------------------------------------------------------------------- */

static double farthest_c(const struct thermal *thermal)
{
    return sign_of(thermal) > 0 ? thermal->warmest_c : thermal->coolest_c;
}

struct thermal_whole thermal_whole_of(const struct thermal *thermal)
{
    return (struct thermal_whole){
        .end = (uint8_t)thermal->end,
        .fault = (uint8_t)thermal->fault,
        .after_fault = (uint8_t)thermal->after_fault,
        .worst_zone = thermal->worst_zone,
        .returned = thermal->returned,
        .start_c = (float)thermal->pulses.start_c,
        .peak_c = (float)farthest_c(thermal),
        .zone_spread_c = (float)thermal->spread_c,
        .readings = thermal->readings,
        .ratings = thermal->ratings,
        .gaps = thermal->gaps + thermal->rating_gaps,
        .armed_ns = thermal->armed_ns,
        .settled_ns = thermal->settled_ns,
        .start_ns = thermal->pulses.start_ns,
        .response_ns = thermal->early_ns,
        .end_ns = thermal->ended,
        .baseline_ns = thermal->baseline_ns,
    };
}

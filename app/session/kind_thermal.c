/* The method of limits on a thermode, as the session knows it. Nobody holds it on: it is off when it is back at its
 * baseline, and sees to that itself. */
#include "kind_thermal_internal.h"

#include "base/rng.h"
#include "base/shortest.h"
#include "session/reasons.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Beyond the time that the way back takes at the asked rate. */
static const mono_ns return_spare = 15 * MONO_SEC;

/* ---- what is asked for */

static enum status check_numbers(const struct trial_plan *plan, struct why *why)
{
    const struct trial_thermal *thermal = &plan->thermal;
    if (!argument_is_positive(plan->rate) || !argument_is_positive(plan->rate_tolerance) ||
        !argument_is_positive(thermal->return_c_per_s))
        return why_set(why, STATUS_INVALID,
                       "rate, return_rate and tolerance of a `trial` must be above 0");
    if (!isfinite(plan->limit) || !isfinite(thermal->baseline_c) ||
        thermal->interval_min > thermal->interval_max)
        return why_set(why, STATUS_INVALID,
                       "baseline and limit of a `trial` must be temperatures, and interval_min at "
                       "most interval_max");
    return STATUS_OK;
}

static enum status read_interval(const struct message *args, struct trial_thermal *thermal,
                                 struct why *why)
{
    const enum status status = argument_duration(args, "interval_min", &thermal->interval_min, why);
    thermal->interval_max = thermal->interval_min;
    return status == STATUS_OK
               ? argument_duration(args, "interval_max", &thermal->interval_max, why)
               : status;
}

enum status thermal_read_plan(const struct message *args, const struct thermal_spec *defaults,
                              struct trial_plan *plan, struct why *why)
{
    struct trial_thermal *thermal = &plan->thermal;
    plan->rate = defaults->rate_c_per_s;
    plan->rate_tolerance = defaults->rate_tolerance;
    thermal->baseline_c = defaults->baseline_c;
    thermal->return_c_per_s = defaults->return_c_per_s;
    thermal->interval_min = defaults->lead_in;
    enum status status = argument_quantity(args, "rate", "degC/s", &plan->rate, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "return_rate", "degC/s", &thermal->return_c_per_s, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "baseline", "degC", &thermal->baseline_c, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "limit", "degC", &plan->limit, why);
    if (status == STATUS_OK)
        status = argument_number(args, "tolerance", &plan->rate_tolerance, why);
    if (status == STATUS_OK)
        status = read_interval(args, thermal, why);
    return status == STATUS_OK ? check_numbers(plan, why) : status;
}

static enum status thermal_read(const struct message *args, struct trial_plan *plan,
                                struct why *why)
{
    const struct thermal_limits_spec defaults = thermal_limits_defaults();
    plan->limit = defaults.limit_c;
    return thermal_read_plan(args, &defaults.thermal, plan, why);
}

static bool is_cool(const struct trial_plan *plan)
{
    return plan->limit < plan->thermal.baseline_c;
}

enum status thermal_set_limit(const struct session *session, double asked_c, double *limit_c,
                              struct why *why)
{
    const struct trial_state *trial = &session->trial;
    const struct instrument_reach reach = thermal_reach(session, trial->channels[0]);
    const double baseline_c = trial->plan.thermal.baseline_c;
    char from[REASON_NUMBER_SIZE], to[REASON_NUMBER_SIZE];
    *limit_c = fmin(reach.high, fmax(reach.low, asked_c));
    const double way_c = asked_c < baseline_c ? baseline_c - *limit_c : *limit_c - baseline_c;
    if (way_c >= THERMAL_ROOM_C && baseline_c <= reach.high && baseline_c >= reach.low)
        return STATUS_OK;
    return reason_set(why, REASON_thermal_no_room, reason_number(from, baseline_c),
                      reason_number(to, *limit_c), NULL);
}

enum status thermal_set_channels(struct session *session, struct why *why)
{
    struct trial_state *trial = &session->trial;
    uint8_t zones[THERMAL_ZONES_MAX];
    if (!bench_role(session->bench, ROLE_THERMODE, &trial->channels[0]))
        return reason_set(why, REASON_bench_no_thermode, NULL);
    const size_t n = thermode_zones(session->parts.spec, zones);
    for (size_t i = 0; i < n; i++)
        trial->channels[1 + i] =
            (struct channel_ref){.instrument = trial->channels[0].instrument, .channel = zones[i]};
    trial->n_channels = (uint8_t)(1 + n);
    return STATUS_OK;
}

bool thermal_is_rated(const struct session *session)
{
    return session->parts.spec->roles[ROLE_RATING].bound;
}

enum status thermal_set_rated_channels(struct session *session, struct why *why)
{
    struct trial_state *trial = &session->trial;
    struct channel_ref rating;
    const enum status status = thermal_set_channels(session, why);
    if (status != STATUS_OK || !bench_role(session->bench, ROLE_RATING, &rating))
        return status;
    static_assert(2 + THERMAL_ZONES_MAX <= STIMULUS_CHANNELS_MAX, "a probe, a rating, the zones");
    memmove(trial->channels + 2, trial->channels + 1,
            (size_t)(trial->n_channels - 1) * sizeof trial->channels[0]);
    trial->channels[1] = rating;
    trial->n_channels++;
    return STATUS_OK;
}

enum status thermal_check_level(struct session *session, double level_c, struct why *why)
{
    struct trial_state *trial = &session->trial;
    struct instrument_reach reach = thermal_reach(session, trial->channels[0]);
    if (session->lab.thermal.high_c > 0)
        reach.high = fmin(reach.high, session->lab.thermal.high_c);
    char level[REASON_NUMBER_SIZE], low[REASON_NUMBER_SIZE], high[REASON_NUMBER_SIZE];
    if (level_c >= reach.low && level_c <= reach.high)
        return thermal_set_limit(session, level_c, &trial->limit, why);
    return reason_set(why, REASON_thermal_level, reason_number(level, level_c),
                      reason_number(low, reach.low), reason_number(high, reach.high), NULL);
}

enum status thermal_check_drive(const struct session *session, mono_ns drive, struct why *why)
{
    const struct trial_plan *plan = &session->trial.plan;
    const uint8_t instrument = session->trial.channels[0].instrument;
    const mono_ns longest = bench_driver(session->bench, instrument)->longest_drive;
    char limit[REASON_NUMBER_SIZE], rate[REASON_NUMBER_SIZE], takes[REASON_NUMBER_SIZE],
        most[REASON_NUMBER_SIZE];
    /* how far it goes is not known before it has told */
    if (longest == 0 || drive <= longest || !session->was_heard[instrument])
        return STATUS_OK;
    return reason_set(why, REASON_thermal_too_long, reason_number(limit, session->trial.limit),
                      reason_number(rate, plan->rate),
                      reason_number(takes, ceil(mono_to_sec(drive))),
                      reason_number(most, floor(mono_to_sec(longest))), NULL);
}

enum status thermal_check_time(const struct session *session, const struct thermal_spec *defaults,
                               double way_c, struct why *why)
{
    struct thermal_spec spec = *defaults;
    spec.rate_c_per_s = session->trial.plan.rate;
    return thermal_check_drive(session, thermal_drive_time(&spec, way_c), why);
}

static enum status thermal_check(struct session *session, struct why *why)
{
    const struct thermal_spec defaults = thermal_limits_defaults().thermal;
    struct trial_state *trial = &session->trial;
    enum status status = thermal_set_channels(session, why);
    if (status == STATUS_OK)
        status = thermal_set_limit(session, trial->plan.limit, &trial->limit, why);
    if (status == STATUS_OK)
        status = thermal_check_time(session, &defaults,
                                    fabs(trial->limit - trial->plan.thermal.baseline_c), why);
    return status == STATUS_OK ? thermal_allowed(session, why) : status;
}

static void thermal_course(const struct trial_plan *plan, struct thermal_course *out)
{
    const struct thermal_limits_spec defaults = thermal_limits_defaults();
    *out = (struct thermal_course){
        .limits_c = {plan->limit}, .n = 1, .alone = thermal_hold_alone(&defaults.thermal)};
}

size_t thermode_zones(const struct bench_spec *spec, uint8_t channels[THERMAL_ZONES_MAX])
{
    const struct role_spec *role = &spec->roles[ROLE_THERMODE];
    const struct driver *driver =
        role->bound ? driver_find(spec->instruments[role->instrument].driver) : NULL;
    size_t n = 0;
    for (uint8_t i = 0; driver && i < driver->n_channels && n < THERMAL_ZONES_MAX; i++) {
        const struct channel_info *channel = &driver->channels[i];
        if (channel->kind == CHANNEL_TEMPERATURE && channel->is_zone &&
            strcmp(channel->name, role->channel) != 0)
            channels[n++] = i;
    }
    return n;
}

/* ---- doing it */

/* From the return to the baseline to the next ramp. Drawn from what the trial is, as a virtual participant draws: one that is
 * done again after a resume waits as long. */
static mono_ns interval_of(const struct session *session)
{
    const struct trial_plan *plan = &session->trial.plan;
    const mono_ns least = plan->thermal.interval_min, most = plan->thermal.interval_max;
    rng_key key = rng_key_text(rng_key_seed(session->config.seed), "interval");
    key = rng_key_text(key, plan->test);
    key = rng_key_text(key, plan->site);
    key = rng_key_text(key, plan->side);
    key = rng_key_number(key, (uint64_t)plan->trial);
    key = rng_key_number(key, (uint64_t)plan->attempt);
    key = rng_key_number(key, plan->practice);
    return least + (mono_ns)(rng_uniform(key, 0) * (double)(most - least));
}

void thermal_fill_spec(const struct session *session, double way_c, struct thermal_spec *spec)
{
    const struct trial_plan *plan = &session->trial.plan;
    const mono_ns interval = interval_of(session);
    const mono_ns back = mono_from_sec(way_c / plan->thermal.return_c_per_s) + return_spare;
    spec->baseline_c = plan->thermal.baseline_c;
    spec->rate_c_per_s = plan->rate;
    spec->return_c_per_s = plan->thermal.return_c_per_s;
    spec->rate_tolerance = plan->rate_tolerance;
    spec->lead_in = interval > spec->settle_span ? interval - spec->settle_span : 0;
    spec->return_within = back > spec->return_within ? back : spec->return_within;
    spec->stop_is_off =
        bench_driver(session->bench, session->trial.channels[0].instrument)->stop_is_off;
}

static void thermal_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_state *trial = &session->trial;
    const struct trial_plan *plan = &trial->plan;
    struct thermal_limits_spec spec = thermal_limits_defaults();
    thermal_fill_spec(session, fabs(trial->limit - plan->thermal.baseline_c), &spec.thermal);
    spec.limit_c = trial->limit;
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    thermal_order_within(session, &spec.thermal, start);
    memcpy(start->spec, &spec, sizeof spec);
}

void thermal_order_within(const struct session *session, const struct thermal_spec *spec,
                          struct stimulus_request *start)
{
    const struct trial_state *trial = &session->trial;
    if (!is_cool(&trial->plan)) /* before a cool one the skin may be above the baseline */
        start->limit = trial->limit + spec->overshoot_c;
    start->overshoot_degc = spec->overshoot_c;
    start->thermal = thermal_left(session);
}

void thermal_cue(const struct session *session, struct sim_cue *cue)
{
    (void)session, (void)cue; /* the test says which sensation it asks for */
}

/* ---- what came of it */

static void thermal_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct thermal_limits_outcome *o = &outcome->limits;
    const double slope = fabs(o->slope_c_per_s);
    *verdict = (struct stimulus_verdict){
        .end = o->end,
        .fault = o->fault,
        .has_value = o->has_value,
        .censored = o->censored,
        .is_below = o->bound == THERMAL_BELOW,
        .has_slope = o->has_slope,
        .has_in_band = o->has_in_band,
        .rate_off = o->rate_off,
        .has_peak = o->ramp_ns > 0,
        .is_safe = o->returned,
        .has_touched = o->ramp_ns > 0,
        .limit_ramps = o->ramp_ns > 0 && o->end != END_RESPONSE,
        .value = o->value_c,
        .slope = o->slope_c_per_s,
        .has_lag = o->has_slope && slope > 0,
        .lag_s = o->has_slope && slope > 0 ? o->behind_c / slope : 0,
        .in_band = o->in_band,
        .worst_slope = o->worst_slope_c_per_s,
        .peak = o->peak_c,
        .armed_ns = o->armed_ns,
        .response_ns = o->response_ns,
        .end_ns = o->end_ns,
        .bracket_ns = o->bracket_ns,
        .value_gaps = o->value_gaps,
        .readings = o->readings,
        .gaps = o->gaps,
    };
}

void thermal_put_way(const struct session *session, struct message *out)
{
    const struct trial_plan *plan = &session->trial.plan;
    const double area_cm2 = session->parts.spec->roles[ROLE_THERMODE].probe_area_cm2;
    message_set_number(out, "baseline", plan->thermal.baseline_c);
    message_set_number(out, "return_rate", plan->thermal.return_c_per_s);
    message_set_number(out, "interval_s", mono_to_sec(interval_of(session)));
    if (area_cm2 > 0)
        message_set_number(out, "probe_area_cm2", area_cm2);
}

/* Slopes of a cool ramp are below 0, asked and measured ones. */
static void thermal_put_plan(const struct session *session, struct message *out)
{
    const struct trial_plan *plan = &session->trial.plan;
    thermal_put_way(session, out);
    message_set_number(out, "rate_target", is_cool(plan) ? -plan->rate : plan->rate);
}

void thermal_put_time(struct message *out, const char *key, mono_ns armed, mono_ns t)
{
    if (t > 0)
        message_set_number(out, key, mono_to_sec(t - armed));
}

struct stimulus_verdict thermal_whole_verdict(const struct thermal_whole *whole)
{
    return (struct stimulus_verdict){
        .end = whole->end,
        .fault = whole->fault,
        .is_safe = whole->returned,
        .has_touched = whole->start_ns > 0,
        .armed_ns = whole->armed_ns,
        .response_ns = whole->response_ns,
        .end_ns = whole->end_ns,
        .has_no_bracket = true,
        .readings = whole->readings,
        .gaps = whole->gaps,
    };
}

/* On its way back, and beside. */
static void put_return(struct message *out, bool returned, mono_ns took, enum fault after_fault)
{
    message_set_bool(out, "returned", returned);
    if (returned && took >= 0)
        message_set_number(out, "return_s", mono_to_sec(took));
    if (after_fault != FAULT_NONE)
        message_set_string(out, "after_fault", fault_word(after_fault));
}

void thermal_put_whole(const struct thermal_whole *whole, struct message *out)
{
    message_set_integer(out, "ratings", whole->ratings);
    if (whole->start_ns > 0) {
        message_set_number(out, "start", shortest_of_float(whole->start_c));
        message_set_number(out, "peak_degc", shortest_of_float(whole->peak_c));
        message_set_number(out, "zone_spread", shortest_of_float(whole->zone_spread_c));
        message_set_integer(out, "worst_zone", whole->worst_zone + 1);
    }
    thermal_put_time(out, "settled_s", whole->armed_ns, whole->settled_ns);
    thermal_put_time(out, "ramp_s", whole->armed_ns, whole->start_ns);
    put_return(out, whole->returned,
               whole->baseline_ns > 0 ? whole->baseline_ns - whole->end_ns : -1,
               (enum fault)whole->after_fault);
}

static void put_zones(struct message *out, const struct thermal_limits_outcome *o)
{
    char key[12];
    for (uint8_t i = 0; i < o->n_zones; i++) {
        snprintf(key, sizeof key, "zone%d", i + 1);
        if (o->zones & 1u << i)
            message_set_number(out, key, (double)o->zone_c[i]);
    }
    if (o->n_zones == 0 || o->ramp_ns == 0)
        return;
    message_set_number(out, "zone_spread", o->zone_spread_c);
    message_set_integer(out, "worst_zone", o->worst_zone + 1);
}

static void thermal_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct thermal_limits_outcome *o = &trial->outcome.limits;
    put_zones(out, o);
    if (o->ramp_ns > 0) {
        message_set_number(out, "start", o->start_c);
        message_set_number(out, "behind", o->behind_c);
    }
    if (trial->verdict.has_value) {
        message_set_number(out, "overshoot", o->overshoot_c);
        message_set_bool(out, "overshot", o->overshot);
    }
    thermal_put_time(out, "settled_s", o->armed_ns, o->settled_ns);
    thermal_put_time(out, "ramp_s", o->armed_ns, o->ramp_ns);
    thermal_put_time(out, "moved_s", o->armed_ns, o->moved_ns);
    put_return(out, o->returned, o->baseline_ns > 0 ? o->baseline_ns - o->end_ns : -1,
               (enum fault)o->after_fault);
}

const struct stimulus_kind thermal_limits_kind = {
    .reactor = &thermal_limits,
    .role = ROLE_THERMODE,
    .unit = "degC",
    .rate_unit = "degC/s",
    .measured_key = "measured_degc",
    .outcome_size = sizeof(struct thermal_limits_outcome),
    .read = thermal_read,
    .check = thermal_check,
    .course = thermal_course,
    .order = thermal_order,
    .cue = thermal_cue,
    .judge = thermal_judge,
    .put_plan = thermal_put_plan,
    .put_outcome = thermal_put_outcome,
};

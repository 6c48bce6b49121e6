/* A thermode's trial as the screen shows it: nobody steers it. Before the ramp its trace waits at the place of the baseline, so
 * that the ramp begins there and nothing jumps. */
#include "conduct_internal.h"

#include "hw/bench.h"
#include "hw/thermal_dose.h"
#include "stimulus/thermal.h"

#include <math.h>
#include <string.h>

/* What the plot shows of the baseline. */
#define LEAD_S 4.0
/* Zones are read with the value; what is older than it by more is of another time. */
#define ZONES_LAST (500 * MONO_MS)

bool conduct_is_thermal(const struct conduct *conduct)
{
    return conduct->view->stimulus == VIEW_TEMPERATURE;
}

uint8_t conduct_stimulus_of(uint8_t kind)
{
    static const uint8_t shown[STIMULUS_KINDS] = {
        [STIMULUS_PRESSURE_RAMP] = VIEW_PRESSURE,    [STIMULUS_THERMAL_LIMITS] = VIEW_TEMPERATURE,
        [STIMULUS_THERMAL_LIMEN] = VIEW_TEMPERATURE, [STIMULUS_IMMERSION] = VIEW_SECONDS,
        [STIMULUS_TIMED_CONTACT] = VIEW_RATING,      [STIMULUS_CUFF_RAMP] = VIEW_CUFF,
        [STIMULUS_PULSE_TRAIN] = VIEW_TRAIN,         [STIMULUS_THERMAL_TRAIN] = VIEW_TEMPERATURE,
        [STIMULUS_CUFF_TONIC] = VIEW_HOLD,           [STIMULUS_THERMAL_TONIC] = VIEW_TEMPERATURE,
        [STIMULUS_HAND_TRAIN] = VIEW_PRESSURE,       [STIMULUS_HAND_CUES] = VIEW_CUES};
    return shown[kind];
}

void conduct_set_stimulus(struct conduct *conduct, const struct trial_plan *plan)
{
    struct run_view *view = conduct->view;
    struct thermal_view *thermal = &view->thermal;
    conduct->stimulus = plan->kind;
    view->stimulus = conduct_stimulus_of(plan->kind);
    view->target_slope = plan->rate;
    view->is_rated = plan->train.pulses > 0;
    if (view->is_rated)
        conduct_set_train(conduct, plan);
    conduct_set_beat(conduct, plan);
    if (!conduct_is_thermal(conduct))
        return;
    thermal->baseline = plan->thermal.baseline_c;
    thermal->return_slope = plan->thermal.return_c_per_s;
    thermal->lead_s = LEAD_S;
    thermal->turn = 1;
    thermal->turns = plan->kind == STIMULUS_THERMAL_LIMEN ? 2 * plan->thermal.pairs : 1;
    thermal->warm_limit = plan->limit;
    thermal->cool_limit = plan->thermal.cool_limit_c;
    if (plan->limit < thermal->baseline)
        view->target_slope = -plan->rate;
}

/* ---- the trace -------------------------------------------------------------------------------- */

static void drop_first(struct run_view *view, size_t n)
{
    view->n_trace -= n;
    memmove(view->trace, view->trace + n, view->n_trace * sizeof view->trace[0]);
    memmove(view->thermal.zone_off, view->thermal.zone_off + n,
            view->n_trace * sizeof view->thermal.zone_off[0]);
    memmove(view->cuff.ratings, view->cuff.ratings + n,
            view->n_trace * sizeof view->cuff.ratings[0]);
}

void conduct_count_from(struct conduct *conduct, mono_ns from)
{
    struct run_view *view = conduct->view;
    const float by_s = (float)mono_to_sec(from - conduct->contact_at);
    size_t gone = 0;
    conduct->contact_at = from;
    for (size_t i = 0; i < view->n_trace; i++) {
        view->trace[i].t_s -= by_s;
        gone += view->trace[i].t_s < 0;
    }
    drop_first(view, gone);
}

static void forget_zones(struct thermal_view *thermal)
{
    for (size_t i = 0; i < VIEW_ZONES_MAX; i++)
        thermal->zones[i] = NAN;
}

/* As the session has its channels: where the bench has something to rate on, what can be rated is. */
static bool reads_rating(const struct conduct *conduct)
{
    struct channel_ref rating;
    return stimulus_is_rated((enum stimulus)conduct->stimulus) && conduct->bench &&
           bench_role(conduct->bench, ROLE_RATING, &rating);
}

void conduct_thermal_armed(struct conduct *conduct)
{
    struct thermal_view *thermal = &conduct->view->thermal;
    thermal->step = VIEW_SETTLING;
    thermal->is_off_said = false;
    conduct->contact_at = conduct->now;
    conduct->has_rating = reads_rating(conduct);
    forget_zones(thermal);
}

void conduct_zone_reading(struct conduct *conduct, uint8_t zone, const struct bench_record *record)
{
    if (zone >= VIEW_ZONES_MAX)
        return;
    conduct->view->thermal.zones[zone] = (float)record->value;
    conduct->zones_at = record->t;
}

void conduct_watch_zones(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const mono_ns value_at = conduct->now - mono_from_sec(view->reading_age_s);
    if (!view->has_reading || value_at - conduct->zones_at > ZONES_LAST)
        forget_zones(&view->thermal);
}

void conduct_place_thermal(struct conduct *conduct, mono_ns t)
{
    const mono_ns lead = mono_from_sec(LEAD_S);
    if (conduct->view->now == NOW_ARMED && t - conduct->contact_at > lead)
        conduct_count_from(conduct, t - lead);
}

void conduct_add_zones(struct run_view *view, size_t at)
{
    for (size_t i = 0; i < VIEW_ZONES_MAX; i++)
        view->thermal.zone_off[at][i] = view->thermal.zones[i] - view->trace[at].value;
}

/* Where the response was not heard, or there was none: at the limit. */
size_t conduct_farthest(const struct run_view *view)
{
    const double sign = view->target_slope < 0 ? -1 : 1;
    size_t at = 0;
    for (size_t i = 1; i < view->n_trace; i++)
        if (sign * (double)(view->trace[i].value - view->trace[at].value) > 0)
            at = i;
    return view->n_trace > 0 ? at + 1 : 0;
}

/* ---- what it does ----------------------------------------------------------------------------- */

static uint8_t step_of(uint8_t step)
{
    static const uint8_t shown[] = {[THERMAL_STEP_SETTLING] = VIEW_SETTLING,
                                    [THERMAL_STEP_LEAD_IN] = VIEW_AT_BASELINE,
                                    [THERMAL_STEP_RAMP] = VIEW_TO_LIMIT,
                                    [THERMAL_STEP_PULSES] = VIEW_TO_LIMIT,
                                    [THERMAL_STEP_RETURNING] = VIEW_RETURNING};
    return shown[step];
}

/* Where the turns before went is not shown beside the one that runs: it would steer whoever watches. */
static void begin_turn(struct conduct *conduct, uint8_t turn)
{
    struct run_view *view = conduct->view;
    if (turn == view->thermal.turn)
        return;
    view->thermal.turn = turn;
    view->n_trace = conduct->response_at = 0;
    conduct->contact_at = conduct->now;
}

/* Of what is held the time is left that it is at its level, of a train that of the period. */
static void show_pulses(struct conduct *conduct, const struct thermal_live *live)
{
    struct run_view *view = conduct->view;
    struct train_view *train = &view->train;
    const double way_c = fabs(live->limit_c - live->baseline_c), rate = fabs(view->target_slope);
    const double since_s = mono_to_sec(conduct->now - live->ramp_ns);
    const double way_s = rate > 0 ? way_c / rate : 0;
    if (live->pulses == 0 || live->step != THERMAL_STEP_PULSES)
        return;
    train->is_pressing = train->is_held ? since_s >= way_s : live->is_up;
    train->left_s =
        (train->is_held ? way_s + train->on_s : (live->pulse + 1) * train->period_s) - since_s;
    train->left_s = fmax(train->left_s, 0);
    conduct_train_given(conduct, live->given, live->has_rating ? live->rating : NAN);
}

static void show(struct conduct *conduct, const struct thermal_live *live)
{
    struct run_view *view = conduct->view;
    struct thermal_view *thermal = &view->thermal;
    thermal->step = step_of(live->step);
    thermal->baseline = live->baseline_c;
    thermal->in_band = live->in_band;
    begin_turn(conduct, live->turn + 1);
    thermal->n_zones = live->n_zones;
    view->limit = live->limit_c;
    view->has_slope = live->has_slope;
    view->slope = live->slope_c_per_s;
    view->target_slope = live->is_cool ? -fabs(view->target_slope) : fabs(view->target_slope);
    if (live->ramp_ns == 0)
        return;
    view->running_s = mono_to_sec(conduct->now - live->ramp_ns);
    show_pulses(conduct, live);
    const mono_ns from = live->ramp_ns - mono_from_sec(LEAD_S);
    if (view->now == NOW_RUNNING && live->turn == 0 && from != conduct->contact_at)
        conduct_count_from(conduct, from);
}

void conduct_show_dose(struct conduct *conduct)
{
    const struct run_view *view = conduct->view;
    struct thermal_view *thermal = &conduct->view->thermal;
    struct session_dose dose;
    thermal->dose.is_known = false;
    if (!conduct->session || view->site == CONDUCT_NO_PLACE)
        return;
    const struct site_view *place = &view->sites[view->site];
    if (!session_thermal_dose(conduct->session, place->site, place->side, &dose))
        return;
    thermal->dose.is_known = true;
    thermal->dose.cold_s = dose.had.dose.cold_s;
    thermal->dose.cold_most_s = dose.most.cold_day_s;
    thermal->dose.cem43_min = dose.had.dose.cem43_min;
    thermal->dose.cem43_most_min = dose.most.cem43_min;
    thermal->dose.ramps = dose.had.ramps;
    thermal->dose.ramps_most = dose.most.ramps_per_day;
}

void conduct_look_at_thermode(struct conduct *conduct)
{
    struct thermal_live live;
    if (conduct->session &&
        bench_look(conduct->bench, session_running(conduct->session), &live, sizeof live))
        show(conduct, &live);
}

/* ---- taking it off ---------------------------------------------------------------------------- */

/* What it is was known when it began: what comes next may be another. */
void conduct_watch_off(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const bool was = view->not_back;
    view->not_back = conduct->is_left_on || conduct_cuff_is_overdue(conduct) ||
                     (conduct->session && session_not_back(conduct->session));
    if (view->not_back && !was)
        view->not_back_is_cuff = conduct_is_cuff(conduct);
}

/* A release ends its trial also where nobody has seen it back. */
void conduct_thermal_saved(struct conduct *conduct, const struct trial_row *row)
{
    conduct->view->thermal.step = row->is_safe ? VIEW_BACK : VIEW_RETURNING;
    if (row->plan.kind == STIMULUS_THERMAL_TRAIN)
        conduct_train_saved(conduct, row);
}

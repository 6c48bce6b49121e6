/* What the plot is made of, before it is drawn: its range, the band, and the parts of the trace beside the band. */
#include "screen_run_internal.h"

#include <assert.h>
#include <math.h>

#define WINDOW_LEAST_S 10.0
#define BAND_SHARE 0.2
#define BAND_LEAST_KPA 14.0
#define RATING_MOST 10.0
#define VENTED_S 2.0
#define RETURNED_S 2.0
#define PRESSURE_LEAST_KPA 10.0
/* As far as a thermode may be from its line. */
#define BAND_C 1.0

static bool is_thermal(const struct run_view *run)
{
    return run->stimulus == VIEW_TEMPERATURE;
}

/* From one limit to the other, as each turn but the first may have to go; the same for all of them. */
static struct plot_range turns_range(const struct run_view *run)
{
    const struct thermal_view *thermal = &run->thermal;
    const double way = thermal->warm_limit - thermal->cool_limit, rate = fabs(run->target_slope);
    const double room = fmax(1.5, 0.06 * way);
    return (struct plot_range){
        .end_s = fmax(rate > 0 ? thermal->lead_s + way / rate : 0, WINDOW_LEAST_S),
        .low = thermal->cool_limit - room,
        .top = thermal->warm_limit + room};
}

/* How long a thermode takes to or from a level. */
static double way_s(const struct run_view *run, double level, double rate)
{
    return rate != 0 ? fabs((level - run->thermal.baseline) / rate) : 0;
}

/* All of its pulses, or what it holds with both ways. */
static struct plot_range rated_range(const struct run_view *run)
{
    const struct thermal_view *thermal = &run->thermal;
    const struct train_view *train = &run->train;
    const double level = (double)train->levels[0];
    double low = thermal->baseline, top = low;
    for (uint8_t i = 0; i < train->pulses; i++) {
        low = fmin(low, (double)train->levels[i]);
        top = fmax(top, (double)train->levels[i]);
    }
    const double room = fmax(1.5, 0.12 * (top - low));
    const double whole_s = run_view_holds(run)
                               ? way_s(run, level, run->target_slope) + train->on_s +
                                     way_s(run, level, thermal->return_slope)
                               : train->pulses * train->period_s;
    return (struct plot_range){.end_s =
                                   fmax(thermal->lead_s + whole_s + RETURNED_S, WINDOW_LEAST_S),
                               .low = low - room,
                               .top = top + room};
}

/* The way to the limit and back. */
static struct plot_range thermal_range(const struct run_view *run)
{
    const struct thermal_view *thermal = &run->thermal;
    if (run->is_rated)
        return rated_range(run);
    if (thermal_has_turns(thermal))
        return turns_range(run);
    const double way = fabs(run->limit - thermal->baseline), rate = fabs(run->target_slope);
    const double room = fmax(1.5, 0.06 * way);
    struct plot_range range = {.end_s = run->window_s,
                               .low = fmin(run->limit, thermal->baseline) - room,
                               .top = fmax(run->limit, thermal->baseline) + room};
    if (range.end_s <= 0 && rate > 0)
        range.end_s = thermal->lead_s + way / rate;
    if (run->window_s <= 0 && thermal->return_slope > 0)
        range.end_s += way / thermal->return_slope;
    range.end_s = fmax(range.end_s, WINDOW_LEAST_S);
    return range;
}

/* As long as it takes to its limit, and a little to vent. */
static struct plot_range cuff_range(const struct run_view *run)
{
    const double way_s = run->target_slope > 0 ? run->limit / run->target_slope : 0;
    return (struct plot_range){
        .end_s = run->window_s > 0 ? run->window_s : fmax(1.06 * way_s + VENTED_S, WINDOW_LEAST_S),
        .top = 1.12 * fmax(run->limit, PRESSURE_LEAST_KPA)};
}

/* Up, as long as it is held, and its tail. */
static struct plot_range hold_range(const struct run_view *run)
{
    const double way_s = run->target_slope > 0 ? run->limit / run->target_slope : 0;
    return (struct plot_range){.end_s =
                                   fmax(way_s + run->train.period_s + VENTED_S, WINDOW_LEAST_S),
                               .top = 1.2 * fmax(run->limit, PRESSURE_LEAST_KPA)};
}

/* All of its pulses, and a little to vent. */
static struct plot_range train_range(const struct run_view *run)
{
    const struct train_view *train = &run->train;
    double most = PRESSURE_LEAST_KPA;
    for (uint8_t i = 0; i < train->pulses; i++)
        most = fmax(most, (double)train->levels[i]);
    return (struct plot_range){.end_s =
                                   fmax(train->pulses * train->period_s + VENTED_S, WINDOW_LEAST_S),
                               .top = 1.3 * most};
}

static struct plot_range range_of_cuff(const struct run_view *run)
{
    if (run->stimulus == VIEW_TRAIN)
        return train_range(run);
    return run->stimulus == VIEW_HOLD ? hold_range(run) : cuff_range(run);
}

/* All that is pressed to the beat. */
static struct plot_range beat_range(const struct run_view *run)
{
    return (struct plot_range){.end_s = fmax(run->train.pulses * run->train.period_s, 1),
                               .top = 1.3 *
                                      fmax(run->beat.level + run->beat.band, PRESSURE_LEAST_KPA)};
}

struct plot_range plot_range(const struct run_view *run)
{
    const double slope = run->target_slope;
    struct plot_range range = {.end_s = run->window_s};
    if (is_thermal(run))
        return thermal_range(run);
    if (run->beat.is_on)
        return beat_range(run);
    if (view_is_cuff(run->stimulus))
        return range_of_cuff(run);
    if (view_is_cold(run->stimulus))
        return (struct plot_range){.end_s = 1.06 * fmax(run->limit, WINDOW_LEAST_S),
                                   .top = RATING_MOST};
    if (range.end_s <= 0)
        range.end_s = slope > 0 ? fmax(run->limit / slope, WINDOW_LEAST_S) : WINDOW_LEAST_S;
    range.top = slope > 0 ? slope * range.end_s : fmax(run->limit, 100);
    return range;
}

double plot_tick(double range, const double *steps, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (range / steps[i] <= 6)
            return steps[i];
    return steps[n - 1];
}

double plot_half_band(const struct run_view *run, double t_s)
{
    return is_thermal(run) ? BAND_C : fmax(BAND_SHARE * run->target_slope * t_s, BAND_LEAST_KPA);
}

static size_t thermal_target(const struct run_view *run, struct trace_point *corners)
{
    const struct thermal_view *thermal = &run->thermal;
    const double way_s = (run->limit - thermal->baseline) / run->target_slope;
    const float lead_s = (float)thermal->lead_s, baseline = (float)thermal->baseline;
    corners[0] = (struct trace_point){0, baseline};
    corners[1] = (struct trace_point){lead_s, baseline};
    corners[2] = (struct trace_point){lead_s + (float)way_s, (float)run->limit};
    return 3;
}

static_assert(1 + 4 * VIEW_PULSES_MAX <= PLOT_CORNERS, "a line has room for all pulses");

/* Each pulse goes there at its rate, stays, and comes back at that of its way back. */
static size_t rated_target(const struct run_view *run, struct trace_point *corners)
{
    const struct thermal_view *thermal = &run->thermal;
    const float base = (float)thermal->baseline, on_s = (float)run->train.on_s;
    size_t n = 0;
    corners[n++] = (struct trace_point){0, base};
    for (uint8_t i = 0; i < run->train.pulses; i++) {
        const float level = run->train.levels[i];
        const float from_s = (float)(thermal->lead_s + i * run->train.period_s);
        const float there_s = from_s + (float)way_s(run, (double)level, run->target_slope);
        const float back_s = (float)way_s(run, (double)level, thermal->return_slope);
        corners[n++] = (struct trace_point){from_s, base};
        corners[n++] = (struct trace_point){there_s, level};
        corners[n++] = (struct trace_point){there_s + on_s, level};
        corners[n++] = (struct trace_point){there_s + on_s + back_s, base};
    }
    return n;
}

double plot_pulse_at(const struct run_view *run, uint8_t pulse)
{
    const struct train_view *train = &run->train;
    const double begins_s = pulse * train->period_s, middle_s = begins_s + train->on_s / 2;
    if (!is_thermal(run))
        return middle_s;
    return run->thermal.lead_s + middle_s +
           way_s(run, (double)train->levels[pulse], run->target_slope);
}

/* A train has pulses in its place. */
static size_t cuff_target(const struct run_view *run, struct trace_point *corners)
{
    if (run->stimulus == VIEW_TRAIN || run->target_slope <= 0)
        return 0;
    const float way_s = (float)(run->limit / run->target_slope), kpa = (float)run->limit;
    corners[0] = (struct trace_point){0, 0};
    corners[1] = (struct trace_point){way_s, kpa};
    corners[2] = (struct trace_point){way_s + (float)run->train.on_s, kpa};
    return run->stimulus == VIEW_HOLD ? 3 : 2;
}

size_t plot_target(const struct run_view *run, const struct plot_range *range,
                   struct trace_point corners[PLOT_CORNERS])
{
    if (is_thermal(run) && run->is_rated)
        return rated_target(run, corners);
    if (is_thermal(run) && thermal_has_turns(&run->thermal))
        return 0; /* a turn begins where the one before ended */
    if (is_thermal(run))
        return run->target_slope != 0 ? thermal_target(run, corners) : 0;
    if (view_is_cuff(run->stimulus))
        return cuff_target(run, corners);
    for (int i = 0; i < PLOT_CORNERS && run->target_slope > 0; i++) {
        const double t = range->end_s * i / (PLOT_CORNERS - 1);
        corners[i] = (struct trace_point){(float)t, (float)(run->target_slope * t)};
    }
    return run->target_slope > 0 ? PLOT_CORNERS : 0;
}

static int where(const struct run_view *run, size_t i)
{
    const struct trace_point *point = &run->trace[i];
    const double off = (double)point->value - run->target_slope * (double)point->t_s;
    const double half = plot_half_band(run, (double)point->t_s);
    if (run->now == NOW_ARMED || run->target_slope <= 0 || fabs(off) <= half ||
        view_goes_on(run->stimulus))
        return 0; /* armed: there is no contact yet to count from; nobody steers what goes by itself */
    return off > 0 ? 1 : -1;
}

bool plot_next_piece(const struct run_view *run, size_t *at, struct plot_piece *piece)
{
    if (*at + 1 >= run->n_trace)
        return false;
    size_t last = *at + 1;
    const int side = where(run, last);
    while (last + 1 < run->n_trace && where(run, last + 1) == side)
        last++;
    *piece = (struct plot_piece){*at, last, side};
    *at = last;
    return true;
}

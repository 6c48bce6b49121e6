/* The probe of the TCS: five zones that follow what they are told.
 *
 * 1. A set point moves on straight lines; the zone follows it with first-order lag. Both are known in
 * closed form, so nothing depends on when somebody looked.
 * 2. During a stimulus the lag is 12 ms (in the air 6), and 1 ms more or less from zone to zone: 0.6 °C
 * apart at 300 °C/s. In follow mode it is 0.25 s. Both from the recordings that thermal.md 1.6 quotes.
 * 3. Ripple and noise are of the reading: the participant feels the true mean of the enabled zones.
 * 4. The limiter is known at two points, 2 s at 60 °C and 12 s at 50 °C. That the time used up is added
 * in shares, on a straight line of logarithms between them and not below 50 °C, was chosen here.
 *
 * Phases: REST -(tcs_probe_start)-> STIMULUS -(zones back, in tcs_probe_go)-> REST;
 * tcs_probe_follow() enters FOLLOW; tcs_probe_stop() leaves both at once, and zones return by
 * themselves. */
#include "qst_tcs_internal.h"

#include <math.h>
#include <stdlib.h>

#define LAG_S 0.012
#define LAG_APART_S 0.0005
#define LAG_FOLLOW_S 0.25
#define SETTLED_C 1e-4
#define REST_TOLERANCE_C 0.05
#define NOISE_C 0.05
#define RIPPLE_C 0.1
#define RIPPLE_NS (70 * MONO_MS)
#define OPEN_C 65.1
#define OVERSHOOT_C 2.0
#define SPEED_FAST 300.0 /* of the probes that thermal.md 1.4 names */
#define SPEED_SLOW 75.0
#define SPEED_SLOW_FILTERED 50.0

static double set_point(const struct tcs_zone *zone, mono_ns t)
{
    if (t >= zone->until)
        return zone->to_c;
    const double share = (double)(t - zone->from) / (double)(zone->until - zone->from);
    return zone->from_c + (zone->to_c - zone->from_c) * share;
}

/* What is left of a lag; of one long past nothing. */
static double left_of_lag(double seconds, double tau_s)
{
    return seconds < 40 * tau_s ? exp(-seconds / tau_s) : 0;
}

double tcs_zone_c(const struct tcs_zone *zone, mono_ns t)
{
    const double past = mono_to_sec(t - zone->until);
    if (past > 40 * zone->tau_s)
        return zone->to_c;
    const double moved = mono_to_sec((t < zone->until ? t : zone->until) - zone->from);
    double c = zone->from_c + zone->rate * (moved - zone->tau_s) +
               zone->behind * left_of_lag(moved, zone->tau_s);
    if (t > zone->until)
        c = zone->to_c + (c - zone->to_c) * left_of_lag(past, zone->tau_s);
    return t >= zone->until && fabs(c - zone->to_c) < SETTLED_C ? zone->to_c : c;
}

/* `c`: its temperature at `t`. */
static bool is_settled_at(const struct tcs_zone *zone, mono_ns t, double c)
{
    return t >= zone->until && c == zone->to_c;
}

static bool is_settled(const struct tcs_zone *zone, mono_ns t)
{
    return t >= zone->until && is_settled_at(zone, t, tcs_zone_c(zone, t));
}

static double fastest(const struct tcs_probe *probe)
{
    const uint32_t type = probe->settings[TCS_PROBE];
    if (type != 109 && type != 111)
        return SPEED_FAST;
    return probe->is_filter_high ? SPEED_SLOW_FILTERED : SPEED_SLOW;
}

static double lag_s(const struct tcs_probe *probe, size_t index)
{
    if (probe->phase == TCS_FOLLOW)
        return LAG_FOLLOW_S;
    const double own = LAG_S + LAG_APART_S * ((double)index - 2);
    return own * (0.5 + 0.5 * probe->world->contact);
}

static bool can_heat(const struct tcs_probe *probe, size_t index)
{
    return probe->settings[TCS_BAD_ZONE] != index + 1 &&
           probe->settings[TCS_IDLE_ZONE] != index + 1;
}

static bool is_driven(const struct tcs_probe *probe, size_t index)
{
    const struct tcs_zone *zone = &probe->zones[index];
    if (!zone->is_enabled || !can_heat(probe, index))
        return false;
    return probe->phase == TCS_FOLLOW || (zone->ends != MONO_NEVER && probe->at < zone->ends);
}

static void zone_aim(struct tcs_zone *zone, mono_ns t, double to_c, double rate, double tau_s)
{
    const double set = set_point(zone, t);
    const mono_ns until = t + mono_from_sec(fabs(to_c - set) / rate);
    if (to_c == zone->to_c && tau_s == zone->tau_s && llabs(until - zone->until) <= MONO_US)
        return; /* goes there already */
    zone->was_c = tcs_zone_c(zone, t);
    zone->from_c = set;
    zone->to_c = to_c;
    zone->tau_s = tau_s;
    zone->from = t;
    zone->until = until;
    const double whole = mono_to_sec(until - t);
    zone->rate = whole > 0 ? (to_c - set) / whole : 0;
    zone->behind = zone->was_c - set + zone->rate * tau_s;
}

static void note_ends(struct tcs_probe *probe)
{
    probe->ends = MONO_NEVER;
    for (size_t i = 0; i < TCS_ZONES; i++)
        probe->ends = mono_min(probe->ends, probe->zones[i].ends);
}

static void step_soon(struct tcs_probe *probe)
{
    if (probe->step == MONO_NEVER)
        probe->step = probe->at + TCS_STEP;
}

void tcs_probe_aim(struct tcs_probe *probe)
{
    for (size_t i = 0; i < TCS_ZONES; i++) {
        struct tcs_zone *zone = &probe->zones[i];
        const bool is_out = is_driven(probe, i);
        double to = is_out ? fmin(zone->target_c, probe->ceiling_c) : probe->neutral_c;
        if (is_out && probe->is_overshooting)
            to += to < probe->neutral_c ? -OVERSHOOT_C : OVERSHOOT_C;
        const double asked = is_out ? zone->to_target * probe->rate_factor : zone->to_neutral;
        if (set_point(zone, probe->at) != to || zone->to_c != to)
            zone_aim(zone, probe->at, to, fmin(asked, fastest(probe)), lag_s(probe, i));
    }
    step_soon(probe);
}

void tcs_probe_power_on(struct tcs_probe *probe, mono_ns t)
{
    const bool is_first = probe->zones[0].tau_s == 0;
    const mono_ns lost = probe->at; /* here the power went */
    probe->at = t;
    probe->phase = TCS_REST;
    probe->step = MONO_NEVER;
    probe->began = t;
    probe->neutral_c = 30;
    probe->ceiling_c = 60;
    probe->dose = 0;
    probe->is_filter_high = false;
    for (size_t i = 0; i < TCS_ZONES; i++) {
        struct tcs_zone *zone = &probe->zones[i];
        const double c = is_first ? probe->neutral_c : tcs_zone_c(zone, lost);
        *zone = (struct tcs_zone){.is_enabled = probe->settings[TCS_ZONES_ON] != 0,
                                  .target_c = 10,
                                  .to_target = fastest(probe),
                                  .to_neutral = fastest(probe),
                                  .lasts = 100 * MONO_MS,
                                  .ends = MONO_NEVER,
                                  .from = t,
                                  .until = t,
                                  .from_c = c,
                                  .to_c = c,
                                  .was_c = c,
                                  .tau_s = lag_s(probe, i)};
    }
    note_ends(probe);
    tcs_probe_aim(probe);
}

void tcs_probe_start(struct tcs_probe *probe)
{
    probe->phase = TCS_STIMULUS;
    probe->began = probe->at;
    probe->step = probe->at + TCS_STEP;
    probe->dose = 0;
    for (size_t i = 0; i < TCS_ZONES; i++)
        probe->zones[i].ends = probe->at + probe->zones[i].lasts;
    note_ends(probe);
    tcs_probe_aim(probe);
}

void tcs_probe_follow(struct tcs_probe *probe)
{
    probe->phase = TCS_FOLLOW;
    tcs_probe_aim(probe);
}

static void end_all(struct tcs_probe *probe)
{
    for (size_t i = 0; i < TCS_ZONES; i++)
        probe->zones[i].ends = MONO_NEVER;
    note_ends(probe);
    tcs_probe_aim(probe);
}

void tcs_probe_stop(struct tcs_probe *probe)
{
    probe->phase = TCS_REST;
    end_all(probe);
}

void tcs_probe_end_anew(struct tcs_probe *probe, size_t index)
{
    struct tcs_zone *zone = &probe->zones[index];
    if (probe->phase != TCS_STIMULUS || zone->ends == MONO_NEVER)
        return;
    zone->ends = (probe->settings[TCS_D_ANEW] ? probe->at : probe->began) + zone->lasts;
    if (zone->ends <= probe->at)
        zone->ends = MONO_NEVER;
    note_ends(probe);
}

static mono_ns next_end(const struct tcs_probe *probe)
{
    mono_ns first = probe->ends;
    if (first != MONO_NEVER && probe->settings[TCS_CUT])
        first = mono_min(first, probe->began + probe->settings[TCS_CUT] * MONO_MS);
    return first < probe->at ? probe->at : first;
}

mono_ns tcs_probe_deadline(const struct tcs_probe *probe)
{
    return mono_min(probe->step, next_end(probe));
}

/* ---- what is felt -------------------------------------------------------------------------------
 */

static size_t enabled(const struct tcs_probe *probe)
{
    size_t n = 0;
    for (size_t i = 0; i < TCS_ZONES; i++)
        n += probe->zones[i].is_enabled;
    return n;
}

static double mean_c(const struct tcs_probe *probe, mono_ns t)
{
    double sum = 0;
    for (size_t i = 0; i < TCS_ZONES; i++)
        sum += probe->zones[i].is_enabled ? tcs_zone_c(&probe->zones[i], t) : 0;
    return sum / (double)enabled(probe);
}

/* The mean of the enabled zones met the threshold after `before` and until `t`, and when. */
static bool meets(const struct tcs_probe *probe, size_t index, mono_ns before, mono_ns *t)
{
    double threshold;
    bool is_cold;
    if (!sim_world_threshold_celsius(probe->world, index, &threshold, &is_cold))
        return false;
    const double sign = is_cold ? -1 : 1;
    if (before >= *t || sign * (mean_c(probe, *t) - threshold) < 0 ||
        sign * (mean_c(probe, before) - threshold) >= 0)
        return false;
    while (*t - before > 1) {
        const mono_ns middle = before + (*t - before) / 2;
        if (sign * (mean_c(probe, middle) - threshold) >= 0)
            *t = middle;
        else
            before = middle;
    }
    return true;
}

/* After `probe->at` and until `t`. */
static void feel(struct tcs_probe *probe, mono_ns t)
{
    struct sim_world *world = probe->world;
    const bool has_felt = probe->felt_cue == world->cues && !sim_world_feels_again(world);
    if (!enabled(probe) || world->contact <= 0 || has_felt)
        return;
    const mono_ns before = probe->at > world->cue_at ? probe->at : world->cue_at;
    if (!meets(probe, 0, before, &t) && !meets(probe, 1, before, &t))
        return;
    probe->felt_cue = world->cues;
    sim_world_feel_celsius(world, t);
}

/* ---- time ---------------------------------------------------------------------------------------
 */

/* Of a step of the stimulus: at most so long at the hottest set point. */
static void limit(struct tcs_probe *probe)
{
    double hottest = 0;
    for (size_t i = 0; i < TCS_ZONES; i++)
        if (is_driven(probe, i))
            hottest = fmax(hottest, set_point(&probe->zones[i], probe->at));
    if (hottest >= 50)
        probe->dose += mono_to_sec(TCS_STEP) / (12 * pow(2.0 / 12.0, (hottest - 50) / 10));
}

static bool is_cut(const struct tcs_probe *probe)
{
    const uint32_t cut = probe->settings[TCS_CUT];
    return probe->dose >= 1 - 1e-9 || (cut && probe->at >= probe->began + cut * MONO_MS);
}

static bool is_back(const struct tcs_probe *probe)
{
    for (size_t i = 0; i < TCS_ZONES; i++)
        if (probe->zones[i].ends != MONO_NEVER || !is_settled(&probe->zones[i], probe->at))
            return false;
    return true;
}

static void end_what_is_over(struct tcs_probe *probe)
{
    if (probe->ends > probe->at)
        return;
    for (size_t i = 0; i < TCS_ZONES; i++)
        if (probe->zones[i].ends <= probe->at)
            probe->zones[i].ends = MONO_NEVER;
    note_ends(probe);
    tcs_probe_aim(probe);
}

/* What the unit decides it decides in its own rhythm, whoever looks at it in between. */
static void step(struct tcs_probe *probe)
{
    probe->step += TCS_STEP;
    if (probe->phase == TCS_STIMULUS && next_end(probe) != MONO_NEVER && is_cut(probe))
        end_all(probe);
    if (!is_back(probe))
        return;
    if (probe->phase == TCS_STIMULUS)
        probe->phase = TCS_REST;
    probe->step = MONO_NEVER;
}

void tcs_probe_go(struct tcs_probe *probe, mono_ns t)
{
    if (t <= probe->at && tcs_probe_deadline(probe) > t)
        return;
    const bool is_step = probe->step <= t;
    feel(probe, t);
    probe->at = t;
    if (enabled(probe))
        sim_world_skin(probe->world, t, mean_c(probe, t));
    if (is_step && probe->phase == TCS_STIMULUS)
        limit(probe);
    end_what_is_over(probe);
    if (is_step)
        step(probe);
}

/* ---- what the sensor says -----------------------------------------------------------------------
 */

double tcs_probe_reading_c(const struct tcs_probe *probe, size_t index)
{
    const struct tcs_zone *zone = &probe->zones[index];
    const uint32_t open = probe->settings[TCS_OPEN_ZONE];
    if (open == 0 || open == index + 1)
        return OPEN_C;
    const struct sim_world *world = probe->world;
    const mono_ns since = probe->at - world->cue_at;
    const uint64_t draw = (uint64_t)(since / MONO_US) * TCS_ZONES + index;
    const double true_c = tcs_zone_c(zone, probe->at);
    double c = true_c + NOISE_C * sim_world_noise(world, draw);
    if (!is_settled_at(zone, probe->at, true_c))
        c += RIPPLE_C * world->noise *
             sin(6.283185307179586 *
                 ((double)(since % RIPPLE_NS) / (double)RIPPLE_NS + (double)index / TCS_ZONES));
    return c;
}

double tcs_probe_away_c(const struct tcs_probe *probe)
{
    double away = 0;
    for (size_t i = 0; i < TCS_ZONES; i++)
        away = fmax(away, fabs(tcs_zone_c(&probe->zones[i], probe->at) - probe->neutral_c));
    return away < REST_TOLERANCE_C ? 0 : away;
}

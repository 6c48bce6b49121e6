/* A thermode made of a Peltier element.
 *
 * 1. Heat flows between sink, element, plate, skin, and the core of the body; the equations are those of a Peltier
 * element (Seebeck, Joule, conduction) with constants of a thermode of 3 x 3 cm on a sink cooled by water.
 * 2. Time goes in cycles of the controller, of which each ends on a grid that begins at power on and anew at a cue:
 * nothing depends on when somebody looked. A command acts from the cycle on in which it came.
 * 3. The regulator knows the capacity of the plate and the slope of its ramp, not the skin: contact is a load to it.
 * 4. The participant feels the plate: thresholds are temperatures of a thermode that lies flat on the skin. One that
 * lies badly is felt as the share of its distance from skin at rest. Noise is of the reading.
 * 5. A plant that has come to rest is not computed any further until it is touched. */
#include "peltier_internal.h"

#include <math.h>

#define SEEBECK_V_PER_K 0.05
#define RESISTANCE_OHM 1.5
#define SIEMENS (1 / RESISTANCE_OHM)
#define ELEMENT_W_PER_K 0.9
#define PLATE_J_PER_K 10.0
#define PLATE_AIR_W_PER_K 0.01
#define SKIN_J_PER_K 1.6
#define SKIN_W_PER_K 0.9  /* to a plate that lies flat on it */
#define CORE_W_PER_K 0.1  /* blood flow of what is under it */
#define BARE_W_PER_K 0.05 /* from skin to air */
#define SINK_J_PER_K 400.0
#define SINK_W_PER_K 10.0
#define SINK_STOPPED_W_PER_K 0.3
#define SENSOR_S 0.05

#define CORE_C 37.0
#define AIR_C 24.0
#define REST_C 32.0 /* skin under nothing */
#define KELVIN 273.15

#define GAIN_W_PER_K (PLATE_J_PER_K / 0.3)
#define INTEGRAL_W_PER_K_S (GAIN_W_PER_K / 1.0)
#define AMPS_PER_W (1 / (SEEBECK_V_PER_K * (REST_C + KELVIN)))
#define SWITCH_BAND_C 0.5
#define SOFT_LEAST 0.05 /* share of its rate with which a ramp arrives at the latest */

#define NOISE_C 0.005
#define OVERSHOOT_C 2.0
#define DRIFT_MOST_C 20.0
#define AWAY_C 0.5
#define SETTLED_C 1e-9        /* per cycle, all together */
#define FASTEST_C_PER_S 15.0  /* no plate is quicker */
#define LOOK_EVERY (MONO_SEC) /* so that no fault finds the plant long ago */

/* ---- the regulator ------------------------------------------------------------------------------
 */

static double drift_c(const struct peltier *peltier)
{
    if (peltier->drift_c_per_min == 0)
        return 0;
    const double c = peltier->drift_c_per_min * mono_to_sec(peltier->at - peltier->drift_from) / 60;
    return fmin(DRIFT_MOST_C, fmax(-DRIFT_MOST_C, c));
}

double peltier_measured_c(const struct peltier *peltier)
{
    return peltier->sensor_c + drift_c(peltier);
}

static double aim_c(const struct peltier *peltier)
{
    const double away = peltier->order.target_c - REST_C;
    const bool is_over = peltier->is_overshooting && fabs(away) > AWAY_C;
    return peltier->order.target_c + (is_over ? copysign(OVERSHOOT_C, away) : 0);
}

/* Returns the slope of the ramp in this cycle. */
static double follow_ramp(struct peltier *peltier, double h)
{
    const struct peltier_order *order = &peltier->order;
    const double left = aim_c(peltier) - peltier->ramped_c;
    if (order->ramp_c_per_s == 0 || left == 0) {
        peltier->ramped_c += left;
        return 0;
    }
    double slope = order->ramp_c_per_s * peltier->rate_factor;
    if (fabs(left) < order->soft_c)
        slope *= fmax(fabs(left) / order->soft_c, SOFT_LEAST);
    if (fabs(left) <= slope * h) {
        peltier->ramped_c += left;
        return 0;
    }
    slope = copysign(slope, left);
    peltier->ramped_c += slope * h;
    return slope;
}

struct bounds {
    double low_a, high_a;
};

static double regulate(struct peltier *peltier, struct bounds bounds, double h)
{
    const double slope = follow_ramp(peltier, h);
    const double error = peltier->ramped_c - peltier_measured_c(peltier);
    const double w = PLATE_J_PER_K * slope + GAIN_W_PER_K * error + peltier->integral_w;
    const double amps = w * AMPS_PER_W;
    /* what cannot be given is not gathered */
    if ((amps < bounds.high_a || error < 0) && (amps > bounds.low_a || error > 0))
        peltier->integral_w += INTEGRAL_W_PER_K_S * error * h;
    return amps;
}

static double switch_over(struct peltier *peltier)
{
    peltier->ramped_c = aim_c(peltier);
    const double error = peltier->ramped_c - peltier_measured_c(peltier);
    return fabs(error) > SWITCH_BAND_C ? copysign(PELTIER_MOST_A, error) : 0;
}

static double wanted_a(struct peltier *peltier, struct bounds bounds, double h)
{
    if (peltier->is_running_away)
        return bounds.high_a;
    return peltier->order.mode == PELTIER_SWITCH ? switch_over(peltier)
                                                 : regulate(peltier, bounds, h);
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static void drive(struct peltier *peltier, double h)
{
    const struct peltier_order *order = &peltier->order;
    if (order->mode == PELTIER_OFF) {
        peltier->amps = peltier->volts = 0;
        return;
    }
    /* whom nothing but the current limits, a slow one has less of it */
    const bool is_weak = order->ramp_c_per_s == 0 && peltier->rate_factor < 1;
    const double seebeck_v = SEEBECK_V_PER_K * (peltier->plate_c - peltier->sink_c);
    const double most_a =
        least(order->most_a, PELTIER_MOST_A) * (is_weak ? peltier->rate_factor : 1);
    const struct bounds bounds = {.low_a = -least(most_a, (order->most_v + seebeck_v) * SIEMENS),
                                  .high_a = least(most_a, (order->most_v - seebeck_v) * SIEMENS)};
    const double wanted = wanted_a(peltier, bounds, h);
    peltier->amps = wanted > bounds.high_a ? bounds.high_a : wanted;
    peltier->amps = wanted < bounds.low_a ? bounds.low_a : peltier->amps;
    peltier->volts = peltier->amps * RESISTANCE_OHM + seebeck_v;
}

/* ---- heat ---------------------------------------------------------------------------------------
 */

/* Returns how much of anything has changed. */
static double flow(struct peltier *peltier, double h)
{
    const double contact = peltier->world->contact, amps = peltier->amps;
    const double plate = peltier->plate_c, skin = peltier->skin_c, sink = peltier->sink_c;
    const double joule = 0.5 * RESISTANCE_OHM * amps * amps;
    const double leak = ELEMENT_W_PER_K * (plate - sink);
    const double into_skin = SKIN_W_PER_K * contact * (plate - skin);
    const double to_plate = SEEBECK_V_PER_K * amps * (plate + KELVIN) + joule - leak - into_skin -
                            PLATE_AIR_W_PER_K * (plate - AIR_C);
    const double to_skin =
        into_skin - CORE_W_PER_K * (skin - CORE_C) - BARE_W_PER_K * (1 - contact) * (skin - AIR_C);
    const double cooling = peltier->is_fan_stopped ? SINK_STOPPED_W_PER_K : SINK_W_PER_K;
    const double to_sink =
        leak + joule - SEEBECK_V_PER_K * amps * (sink + KELVIN) - cooling * (sink - AIR_C);
    const double more_plate = to_plate * (h * (1 / PLATE_J_PER_K));
    const double more_skin = to_skin * (h * (1 / SKIN_J_PER_K));
    const double more_sink = to_sink * (h * (1 / SINK_J_PER_K));
    const double more_sensor = (plate - peltier->sensor_c) * (h * (1 / SENSOR_S));
    peltier->plate_c = plate + more_plate;
    peltier->skin_c = skin + more_skin;
    peltier->sink_c = sink + more_sink;
    peltier->sensor_c += more_sensor;
    return fabs(more_plate) + fabs(more_skin) + fabs(more_sink) + fabs(more_sensor);
}

/* ---- what is felt -------------------------------------------------------------------------------
 */

/* What is left to a threshold of this trial, minus before it is met; false: nothing is waited for. */
static bool to_threshold(const struct peltier *peltier, size_t index, double plate_c, double *left)
{
    const struct sim_world *world = peltier->world;
    const bool has_felt = peltier->felt_cue == world->cues && !sim_world_feels_again(world);
    double threshold;
    bool is_cold;
    if (has_felt || world->contact <= 0 ||
        !sim_world_threshold_celsius(world, index, &threshold, &is_cold))
        return false;
    const double felt = REST_C + world->contact * (plate_c - REST_C);
    *left = is_cold ? threshold - felt : felt - threshold;
    return true;
}

/* As feel(), of one threshold. True: it was met. */
static bool feel_one(struct peltier *peltier, size_t index, mono_ns from, double before_c)
{
    double before, after;
    if (!to_threshold(peltier, index, before_c, &before) || before >= 0 ||
        !to_threshold(peltier, index, peltier->plate_c, &after) || after < 0)
        return false;
    const double share = -before / (after - before);
    peltier->felt_cue = peltier->world->cues;
    sim_world_feel_celsius(peltier->world,
                           from + (mono_ns)ceil(share * (double)(peltier->at - from)));
    return true;
}

/* Of the cycle from `from` on, at whose begin the plate had `before_c`. */
static void feel(struct peltier *peltier, mono_ns from, double before_c)
{
    if (from < peltier->world->cue_at || feel_one(peltier, 0, from, before_c))
        return;
    feel_one(peltier, 1, from, before_c);
}

/* ---- time ---------------------------------------------------------------------------------------
 */

/* The instant of a cue ends a cycle, and the grid begins there. NEVER: no cue has come since. */
static mono_ns cue_ahead(struct peltier *peltier)
{
    const struct sim_world *world = peltier->world;
    if (peltier->cue != world->cues && world->cue_at > peltier->at)
        return world->cue_at;
    peltier->cue = world->cues;
    return MONO_NEVER;
}

static bool rest_on(struct peltier *peltier, mono_ns until)
{
    const mono_ns from = peltier->at, cue = cue_ahead(peltier);
    peltier->at = cue <= until ? cue : until - (until - from) % PELTIER_CYCLE;
    if (peltier->at > from)
        sim_world_skin(peltier->world, peltier->at, peltier->plate_c);
    return peltier->at > from;
}

bool peltier_step(struct peltier *peltier, mono_ns until)
{
    if (peltier->at >= until)
        return false;
    if (peltier->is_settled)
        return rest_on(peltier, until);
    const mono_ns from = peltier->at, end = mono_min(from + PELTIER_CYCLE, cue_ahead(peltier));
    if (end > until)
        return false;
    const double h = mono_to_sec(end - from), before_c = peltier->plate_c;
    const double ramped = peltier->ramped_c, integral = peltier->integral_w;
    drive(peltier, h);
    double change = flow(peltier, h);
    peltier->at = end;
    feel(peltier, from, before_c);
    sim_world_skin(peltier->world, peltier->at, peltier->plate_c);
    change += fabs(peltier->ramped_c - ramped) + fabs(peltier->integral_w - integral);
    peltier->is_settled = change < SETTLED_C && peltier->drift_c_per_min == 0;
    return true;
}

mono_ns peltier_deadline(const struct peltier *peltier)
{
    double left;
    if (peltier->is_settled)
        return MONO_NEVER;
    mono_ns look = LOOK_EVERY;
    for (size_t i = 0; i < 2; i++)
        if (to_threshold(peltier, i, peltier->plate_c, &left) && left < 0)
            look = mono_min(look, PELTIER_CYCLE + mono_from_sec(-left / FASTEST_C_PER_S));
    return peltier->at + look;
}

/* ---- orders -------------------------------------------------------------------------------------
 */

void peltier_touch(struct peltier *peltier)
{
    peltier->is_settled = false;
}

void peltier_order(struct peltier *peltier, mono_ns t, const struct peltier_order *order)
{
    const double away = order->target_c - REST_C;
    const bool is_away = order->mode != PELTIER_OFF && fabs(away) > AWAY_C;
    if (order->mode != peltier->order.mode) {
        peltier->ramped_c = peltier_measured_c(peltier);
        peltier->integral_w = 0;
    }
    peltier->order = *order;
    if (is_away && !peltier->is_away)
        sim_world_begin_thermal(peltier->world, t, away < 0 ? "CDT" : "WDT");
    peltier->is_away = is_away;
    peltier_touch(peltier);
}

void peltier_init(struct peltier *peltier, struct sim_world *world, mono_ns now)
{
    *peltier = (struct peltier){.world = world,
                                .at = now,
                                .cue = world->cues,
                                .plate_c = 25.265,
                                .skin_c = 26.4385,
                                .sink_c = 24.1045,
                                .sensor_c = 25.265,
                                .rate_factor = 1};
}

void peltier_act(struct peltier *peltier, const struct sim_act *act)
{
    if (act->kind == SIM_ACT_SLOW)
        peltier->rate_factor = act->on ? act->by : 1;
    if (act->kind == SIM_ACT_OVERLOAD)
        peltier->is_overshooting = act->on;
    if (act->kind == SIM_ACT_DRIFT) {
        peltier->drift_from = act->t;
        peltier->drift_c_per_min = act->on ? act->by : 0;
    }
    peltier_touch(peltier);
}

/* ---- readings -----------------------------------------------------------------------------------
 */

/* One draw for each cycle since the cue and each sensor: who asks twice in a cycle reads the same. */
static double noise_c(const struct peltier *peltier, uint64_t sensor)
{
    const mono_ns cycles = (peltier->at - peltier->world->cue_at) / PELTIER_CYCLE;
    return NOISE_C * sim_world_noise(peltier->world, 2 * (uint64_t)cycles + sensor);
}

double peltier_object_c(const struct peltier *peltier)
{
    return peltier_measured_c(peltier) + noise_c(peltier, 0);
}

double peltier_sink_c(const struct peltier *peltier)
{
    return peltier->sink_c + noise_c(peltier, 1);
}

double peltier_ramped_c(const struct peltier *peltier)
{
    const double target = peltier->order.target_c, c = peltier->ramped_c;
    const bool is_beyond = peltier->is_overshooting && fabs(c - REST_C) > fabs(target - REST_C);
    return is_beyond ? target : c;
}

double peltier_output(const struct peltier *peltier)
{
    const double away = fabs(peltier->plate_c - REST_C);
    return peltier->order.mode == PELTIER_OFF || away < AWAY_C ? 0 : away;
}

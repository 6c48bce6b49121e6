/* A bath of water with a circulator in it.
 *
 * 1. Heat flows between machine, pump, room, hand and water, which is one mass: stirred or not it has one temperature. The
 * sensor follows it late, later where nothing moves the water.
 * 2. A hand is warm flesh with blood in it: it warms the water strongly at first, then with what the blood brings. It
 * goes in as warm as it is by then; out of the water it warms up again, slowly.
 * 3. A regulator heats or cools by the distance from its target, and gathers what is missing for good. The colder the water,
 * the less its compressor can take out of it.
 * 4. Time goes in cycles on a grid that begins at power on: nothing depends on when somebody looked. A drift is of the
 * sensor, by which the regulator goes: what is read stays at the target, and the water leaves it. */
#include "bath_internal.h"

#include <math.h>

#define WATER_J_PER_K_L 4186.0
#define HEATER_W 2000.0
#define COOLER_W 700.0      /* at 0 °C */
#define COOLER_W_PER_K 12.0 /* more of it the warmer the water is */
#define COOLER_LEAST_W 100.0
#define PUMP_W 20.0
#define ROOM_W_PER_K 3.0
#define SENSOR_S 3.0
#define SENSOR_STILL_S 20.0

#define HAND_J_PER_K 1400.0 /* 400 g */
#define HAND_W_PER_K 12.0   /* into water that is stirred well */
#define HAND_STILL_W_PER_K 4.0
#define BLOOD_W_PER_K 1.5
#define BLOOD_C 36.0
#define HAND_C 33.0

#define REGULATOR_S 20.0 /* in which its proportional part would bring the water there */
#define GATHER_S 120.0

#define NOISE_C 0.004
#define DRIFT_MOST_C 20.0
#define LOOK_EVERY MONO_SEC

/* ---- what is read -------------------------------------------------------------------------------
 */

static double drift_c(const struct sim_bath *bath)
{
    const double min = mono_to_sec(bath->at - bath->drift_from) / 60;
    return fmin(DRIFT_MOST_C, fmax(-DRIFT_MOST_C, bath->drift_c_per_min * min));
}

double sim_bath_measured_c(const struct sim_bath *bath)
{
    return bath->sensor_c + drift_c(bath);
}

double sim_bath_read_c(const struct sim_bath *bath)
{
    const mono_ns cycles = (bath->at - bath->world->cue_at) / BATH_CYCLE;
    return sim_bath_measured_c(bath) + NOISE_C * sim_world_noise(bath->world, (uint64_t)cycles);
}

/* ---- the machine --------------------------------------------------------------------------------
 */

static double most_in_w(const struct sim_bath *bath)
{
    return HEATER_W * bath->power;
}

static double most_out_w(const struct sim_bath *bath)
{
    if (bath->cannot_cool)
        return 0;
    return bath->power * fmax(COOLER_LEAST_W, COOLER_W + COOLER_W_PER_K * bath->water_c);
}

static double regulated_w(struct sim_bath *bath, double h)
{
    const double gain = bath->litres * WATER_J_PER_K_L / REGULATOR_S;
    const double error = bath->order.target_c - sim_bath_measured_c(bath);
    const double w = gain * error + bath->gathered_w;
    if (w <= most_in_w(bath) && w >= -most_out_w(bath)) /* what cannot be given is not gathered */
        bath->gathered_w += gain / GATHER_S * error * h;
    return w;
}

static double share_of(const struct sim_bath *bath, double w)
{
    const double most = w > 0 ? most_in_w(bath) : most_out_w(bath);
    return most > 0 ? fmin(1, fmax(-1, w / most)) : 0;
}

static double wanted_drive(struct sim_bath *bath, double h)
{
    if (!bath->order.is_on)
        return 0;
    return bath->order.is_driven ? bath->order.drive : share_of(bath, regulated_w(bath, h));
}

/* Returns the heat into the water, minus: out of it. */
static double machine_w(struct sim_bath *bath, double h)
{
    bath->drive = wanted_drive(bath, h);
    return bath->drive * (bath->drive > 0 ? most_in_w(bath) : most_out_w(bath));
}

double sim_bath_output(const struct sim_bath *bath)
{
    return bath->order.is_on ? fmax(1, 100 * fabs(bath->drive)) : 0;
}

/* ---- heat ---------------------------------------------------------------------------------------
 */

static double stir(const struct sim_bath *bath)
{
    return bath->order.is_on ? bath->order.stir : 0;
}

/* Returns what the hand gives to the water. */
static double hand_w(struct sim_bath *bath, double h)
{
    const double per_k = HAND_STILL_W_PER_K + (HAND_W_PER_K - HAND_STILL_W_PER_K) * stir(bath);
    const bool has_hand = bath->has_hand || sim_world_is_immersed(bath->world, bath->at);
    const double w = has_hand ? per_k * (bath->hand_c - bath->water_c) : 0;
    const double rest_c = has_hand ? BLOOD_C : HAND_C;
    bath->hand_c += (BLOOD_W_PER_K * (rest_c - bath->hand_c) - w) * h / HAND_J_PER_K;
    return w;
}

static void cycle(struct sim_bath *bath)
{
    const double h = mono_to_sec(BATH_CYCLE);
    const double w = machine_w(bath, h) + hand_w(bath, h) + PUMP_W * stir(bath) +
                     ROOM_W_PER_K * (bath->room_c - bath->water_c);
    const double lag_s = stir(bath) > 0 ? SENSOR_S : SENSOR_STILL_S;
    bath->sensor_c += (bath->water_c - bath->sensor_c) * h / lag_s;
    bath->water_c += w * h / (bath->litres * WATER_J_PER_K_L);
    bath->at += BATH_CYCLE;
}

void sim_bath_go(struct sim_bath *bath, mono_ns until)
{
    while (bath->at + BATH_CYCLE <= until)
        cycle(bath);
}

mono_ns sim_bath_deadline(const struct sim_bath *bath)
{
    return bath->at + LOOK_EVERY;
}

/* ---- from outside -------------------------------------------------------------------------------
 */

void sim_bath_order(struct sim_bath *bath, const struct sim_bath_order *order)
{
    if (!order->is_on || order->is_driven || !bath->order.is_on)
        bath->gathered_w = 0;
    if (!order->is_on)
        bath->drive = 0;
    bath->order = *order;
}

void sim_bath_fill(struct sim_bath *bath, double water_c)
{
    bath->water_c = bath->sensor_c = water_c;
}

void sim_bath_act(struct sim_bath *bath, const struct sim_act *act)
{
    if (act->kind == SIM_ACT_SLOW)
        bath->power = act->on ? act->by : 1;
    if (act->kind != SIM_ACT_DRIFT)
        return;
    bath->drift_from = act->t;
    bath->drift_c_per_min = act->on ? act->by : 0;
}

void sim_bath_init(struct sim_bath *bath, struct sim_world *world, mono_ns now)
{
    *bath = (struct sim_bath){.power = 1, .world = world, .at = now, .hand_c = HAND_C};
}

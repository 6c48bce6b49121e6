/* Programs, cuffs and air of a CPAR (pressure.md 4.7, 4.10).
 *
 * 1. Between two aims the pressure of a cuff is known for every instant: it nears where it goes as exp(-t). So it does not
 * depend on how often somebody looks.
 * 2. Its sensor is what the device regulates by: a zero that wanders makes the cuff press otherwise than is shown.
 * 3. Every cuff that is filled takes air from the tank, and so does a leak. No cuff holds more than the tank. */
#include "cpar_internal.h"

#include <math.h>

enum { NOP, INC, DEC, STEP };
#define FILL_PER_S (1 / 0.12)
#define VENT_PER_S (1 / 0.2)
#define OVERSHOOT 1.3  /* what the fault `overload` makes of a target */
#define NEAR_KPA 0.01  /* is there */
#define REST_KPA 0.05  /* is empty */
#define TANK_SHARE 0.5 /* what the tank loses by a cuff that rises by 1 kPa */
#define TANK_LOW_KPA 150.0
#define TANK_BACK_KPA 200.0 /* where low is over */
#define COMPRESS_FROM_KPA 400.0
#define COMPRESS_TO_KPA 600.0
#define COMPRESS_KPA_PER_S 20.0
#define FAR_KPA 10.0
#define FAR_NS MONO_SEC
#define LEAK_PERCENT 20 /* per second, from which on it is noticed */
#define LEAK_KPA 5.0

/* ---- programs ----------------------------------------------------------------------------------- */

void cpar_program_begin(struct cpar_cuff *cuff)
{
    cuff->at = 0;
    cuff->steps = cuff->rounds = 0;
    cuff->target = 0;
    cuff->target_kpa = cuff->valve_kpa = cuff->climb_kpa = 0;
    cuff->far_since = MONO_NEVER;
}

static bool is_over(const struct cpar_cuff *cuff)
{
    return cuff->at >= cuff->n_rows;
}

static void next_row(struct cpar_cuff *cuff)
{
    cuff->steps = 0;
    cuff->at++;
    if (is_over(cuff) && ++cuff->rounds < cuff->repeat)
        cuff->at = 0;
}

bool cpar_program_step(const struct cpar *cpar, struct cpar_cuff *cuff)
{
    while (!is_over(cuff) && cuff->steps >= cuff->rows[cuff->at].steps)
        next_row(cuff);
    if (is_over(cuff))
        return false;
    const struct cpar_row *row = &cuff->rows[cuff->at];
    const int32_t argument = row->argument;
    cuff->steps++;
    if (row->type == INC)
        cuff->target += argument;
    if (row->type == DEC)
        cuff->target -= argument;
    if (row->type == STEP)
        cuff->target = argument;
    if (cuff->target > cpar->most)
        cuff->target = cpar->most;
    if (cuff->target < 0)
        cuff->target = 0;
    return true;
}

/* ---- cuffs -------------------------------------------------------------------------------------- */

double cpar_cuff_kpa(const struct cpar_cuff *cuff, mono_ns t)
{
    const double rest = cuff->from_kpa - cuff->to_kpa;
    if (rest == 0 || t <= cuff->since)
        return cuff->from_kpa;
    const double kpa = cuff->to_kpa + rest * exp(-cuff->per_s * mono_to_sec(t - cuff->since));
    return cuff->to_kpa == 0 && kpa < REST_KPA ? 0 : kpa;
}

static double drift_kpa(const struct cpar *cpar, mono_ns t)
{
    return cpar->drift_kpa_per_min * mono_to_sec(t - cpar->drift_from) / 60;
}

double cpar_shown_kpa(const struct cpar *cpar, double kpa, mono_ns t)
{
    return fmax(0, kpa + drift_kpa(cpar, t));
}

mono_ns cpar_cuff_reaches(const struct cpar_cuff *cuff, double kpa)
{
    if (cuff->to_kpa < kpa)
        return MONO_NEVER;
    if (cuff->from_kpa >= kpa)
        return cuff->since;
    if (cuff->to_kpa == kpa)
        return MONO_NEVER;
    const double rest = (cuff->to_kpa - cuff->from_kpa) / (cuff->to_kpa - kpa);
    return cuff->since + mono_from_sec(log(rest) / cuff->per_s);
}

/* A slow plant rises by a share of what its target rose by last, at every beat. */
void cpar_cuff_follow(const struct cpar *cpar, struct cpar_cuff *cuff)
{
    const double target = cuff->target * cpar->unit_kpa;
    if (target > cuff->target_kpa)
        cuff->climb_kpa = target - cuff->target_kpa;
    cuff->target_kpa = target;
    if (cpar->slow >= 1 || target <= cuff->valve_kpa)
        cuff->valve_kpa = target;
    else
        cuff->valve_kpa = fmin(target, cuff->valve_kpa + cpar->slow * cuff->climb_kpa);
}

static double wanted_kpa(const struct cpar *cpar, const struct cpar_cuff *cuff, mono_ns t)
{
    if (cuff->target == 0 || cpar->state != CPAR_STIMULATING)
        return 0;
    const double kpa = cuff->valve_kpa * (cpar->is_overloaded ? OVERSHOOT : 1) - drift_kpa(cpar, t);
    return fmin(fmax(0, kpa), cpar->supply_kpa);
}

static double leak_per_s(const struct cpar *cpar, size_t index)
{
    return cpar->settings[index ? CPAR_LEAK_2 : CPAR_LEAK_1] / 100.0;
}

static void aim_cuff(struct cpar *cpar, size_t index, mono_ns t)
{
    struct cpar_cuff *cuff = &cpar->cuffs[index];
    const double kpa = cpar_cuff_kpa(cuff, t), wanted = wanted_kpa(cpar, cuff, t);
    const double leak = leak_per_s(cpar, index);
    const bool is_filling = wanted > kpa;
    double valve = is_filling ? FILL_PER_S * fmax(1, cpar->slow) : VENT_PER_S;
    if (!is_filling && cpar->settings[CPAR_VENT_STUCK])
        valve = 0;
    cuff->since = t;
    cuff->per_s = valve + leak;
    cuff->to_kpa = cuff->per_s > 0 ? wanted * valve / cuff->per_s : kpa;
    cuff->from_kpa = fabs(kpa - cuff->to_kpa) < NEAR_KPA ? cuff->to_kpa : kpa;
}

void cpar_plant_aim(struct cpar *cpar, mono_ns t)
{
    for (size_t i = 0; i < CPAR_CUFFS; i++)
        aim_cuff(cpar, i, t);
}

/* ---- air ---------------------------------------------------------------------------------------- */

bool cpar_has_supply(const struct cpar *cpar)
{
    return cpar->supply_kpa >= TANK_LOW_KPA;
}

static void compress(const struct cpar_call *call, double s)
{
    struct cpar *cpar = call->cpar;
    const bool was = cpar->is_compressing;
    const bool may = !cpar->settings[CPAR_DEAD] && cpar->is_powered &&
                     cpar->state != CPAR_IN_EMERGENCY &&
                     !(cpar->state == CPAR_STIMULATING && cpar->is_manual);
    if (was)
        cpar->supply_kpa += COMPRESS_KPA_PER_S * s;
    cpar->is_compressing = may && cpar->supply_kpa < (was ? COMPRESS_TO_KPA : COMPRESS_FROM_KPA);
    if (cpar->is_compressing != was)
        cpar_tell(call, was ? CPAR_EVENT_COMPRESSOR_OFF : CPAR_EVENT_COMPRESSOR_ON);
}

static void look_at_supply(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    const bool was = cpar->is_supply_low;
    cpar->is_supply_low = cpar->supply_kpa < (was ? TANK_BACK_KPA : TANK_LOW_KPA);
    if (cpar->is_supply_low && !was)
        cpar_tell(call, CPAR_EVENT_SUPPLY_LOW);
}

void cpar_plant_beat(const struct cpar_call *call, double s)
{
    struct cpar *cpar = call->cpar;
    for (size_t i = 0; i < CPAR_CUFFS; i++) {
        struct cpar_cuff *cuff = &cpar->cuffs[i];
        const double kpa = cpar_cuff_kpa(cuff, call->t);
        double taken = fmax(0, kpa - cuff->now_kpa);
        if (cuff->target > 0)
            taken += leak_per_s(cpar, i) * kpa * s;
        cpar->supply_kpa = fmax(0, cpar->supply_kpa - TANK_SHARE * taken);
        cuff->now_kpa = kpa;
    }
    compress(call, s);
    look_at_supply(call);
}

/* ---- what the device looks at ------------------------------------------------------------------- */

static bool is_far(struct cpar_cuff *cuff, double shown_kpa, mono_ns t)
{
    if (fabs(shown_kpa - cuff->target_kpa) <= FAR_KPA)
        cuff->far_since = MONO_NEVER;
    else if (cuff->far_since == MONO_NEVER)
        cuff->far_since = t;
    return cuff->far_since != MONO_NEVER && t - cuff->far_since >= FAR_NS;
}

void cpar_plant_check(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    for (size_t i = 0; i < CPAR_CUFFS && cpar->state == CPAR_STIMULATING; i++) {
        struct cpar_cuff *cuff = &cpar->cuffs[i];
        const double shown_kpa = cpar_shown_kpa(cpar, cuff->now_kpa, call->t);
        const uint32_t leak = cpar->settings[i ? CPAR_LEAK_2 : CPAR_LEAK_1];
        if (leak >= LEAK_PERCENT && cuff->target_kpa >= LEAK_KPA && !cpar->has_told_leak) {
            cpar->has_told_leak = true;
            cpar_tell(call, CPAR_EVENT_AIR_LEAK);
        }
        if (is_far(cuff, shown_kpa, call->t) && !cpar->settings[CPAR_UNCHECKED])
            cpar_stop(call, CPAR_COND_COMPLIANCE, i ? CPAR_EVENT_CUFF_2 : CPAR_EVENT_CUFF_1);
    }
}

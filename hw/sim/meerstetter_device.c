/* The simulated Meerstetter controller as a device: its states, its errors, its watchdog, and what it measures.
 *
 * States: DEAF -(boot_at, in happen)-> STARTING -(ready_at)-> READY or RUN (what parameter 2010 says)
 * -(meerstetter_fail)-> ERROR. meerstetter_start_over() enters DEAF from all of them. */
#include "meerstetter_internal.h"

#include <math.h>
#include <string.h>

enum { ERROR_OBJECT = 137, ERROR_SINK = 142 }; /* and the one after each */
enum { ERROR_CHANGE = 139, ERROR_WATCHDOG = 183 };
enum { TYPE_OTHER = 1121 };
#define HOST_NS (5 * MONO_SEC)

static double value(const struct meerstetter *tec, uint32_t id)
{
    return meerstetter_memory_value(&tec->memory, id);
}

static double target_c(const struct meerstetter *tec)
{
    float number;
    memcpy(&number, &tec->target, sizeof number);
    return number;
}

static bool is_on(const struct meerstetter *tec)
{
    return tec->is_ready && !tec->error && tec->is_switched_on;
}

/* Puts in force what memory, target and errors say. */
static void apply(struct meerstetter *tec, mono_ns t)
{
    tec->is_switched_on = value(tec, 2010) == 1;
    tec->watchdog = mono_from_sec(value(tec, 2060));
    const struct peltier_order order = {
        .mode = is_on(tec) && value(tec, 2000) == 2 ? PELTIER_REGULATE : PELTIER_OFF,
        .target_c = target_c(tec),
        .ramp_c_per_s = value(tec, 3003),
        .soft_c = value(tec, 3002),
        .most_a = value(tec, 2030),
        .most_v = value(tec, 2031)};
    tec->limits = (struct meerstetter_limits){.low = value(tec, 4010),
                                              .high = value(tec, 4011),
                                              .change_c_per_s = value(tec, 4012),
                                              .sink_low = value(tec, 5010),
                                              .sink_high = value(tec, 5011),
                                              .width = value(tec, 4040),
                                              .width_s = value(tec, 4041)};
    peltier_order(&tec->peltier, t, &order);
}

void meerstetter_fail(struct meerstetter *tec, mono_ns t, uint32_t error)
{
    if (tec->error)
        return;
    tec->error = error;
    if (value(tec, 6310) != 0)
        tec->restart_at = t + tec->settings[MEERSTETTER_RESTARTS] * MONO_MS;
    apply(tec, t);
}

/* Deaf until `boot_at`; the output is off from now on. */
void meerstetter_start_over(struct meerstetter *tec, mono_ns boot_at)
{
    meerstetter_memory_load(&tec->memory);
    tec->boot_at = boot_at;
    tec->ready_at = boot_at + tec->settings[MEERSTETTER_STARTS] * MONO_MS;
    tec->is_ready = false;
    tec->length = 0;
    tec->target = meerstetter_memory_bits(&tec->memory, 3000);
    tec->address = meerstetter_memory_bits(&tec->memory, 2051);
    tec->error = 0;
    tec->restart_at = tec->heard_at = tec->host_at = MONO_NEVER;
    tec->near_since = tec->checked_at = MONO_NEVER;
    apply(tec, tec->peltier.at);
}

/* ---- time ---------------------------------------------------------------------------------------
 */

static mono_ns watchdog_at(const struct meerstetter *tec)
{
    if (!tec->watchdog || !tec->is_ready || tec->error || tec->heard_at == MONO_NEVER ||
        (tec->settings[MEERSTETTER_WATCH_ON] && !is_on(tec)))
        return MONO_NEVER;
    return tec->heard_at + tec->watchdog;
}

mono_ns meerstetter_next(const struct meerstetter *tec)
{
    const mono_ns starts = mono_min(tec->boot_at, tec->ready_at);
    return mono_min(mono_min(starts, tec->restart_at), watchdog_at(tec));
}

/* What is due at `t`. */
static void happen(struct meerstetter *tec, mono_ns t)
{
    if (tec->boot_at <= t)
        tec->boot_at = MONO_NEVER;
    if (tec->ready_at <= t) {
        tec->ready_at = MONO_NEVER;
        tec->is_ready = true;
        if (tec->settings[MEERSTETTER_WATCH_UP])
            tec->heard_at = t;
        apply(tec, t);
    }
    if (watchdog_at(tec) <= t)
        meerstetter_fail(tec, t, ERROR_WATCHDOG);
    if (tec->restart_at <= t)
        meerstetter_start_over(tec, t + MEERSTETTER_RESET);
}

static uint32_t limit_error(const struct meerstetter *tec, uint32_t first, bool is_high)
{
    return first + (is_high != (tec->settings[MEERSTETTER_SWAPPED] != 0));
}

static uint32_t error_of(const struct meerstetter *tec, double object, double change_c_per_s)
{
    const struct meerstetter_limits *limits = &tec->limits;
    const double sink = tec->peltier.sink_c;
    if (object < limits->low || object > limits->high)
        return limit_error(tec, ERROR_OBJECT, object > limits->high);
    if (sink < limits->sink_low || sink > limits->sink_high)
        return limit_error(tec, ERROR_SINK, sink > limits->sink_high);
    return change_c_per_s > limits->change_c_per_s ? ERROR_CHANGE : 0;
}

/* After each cycle. True: it ended in an error. */
static bool check(struct meerstetter *tec)
{
    const mono_ns t = tec->peltier.at;
    const double object = peltier_measured_c(&tec->peltier);
    double change = 0;
    if (tec->checked_at < t)
        change = fabs(object - tec->checked_c) / mono_to_sec(t - tec->checked_at);
    tec->checked_c = object;
    tec->checked_at = t;
    if (fabs(object - tec->peltier.order.target_c) > tec->limits.width)
        tec->near_since = MONO_NEVER;
    else if (tec->near_since == MONO_NEVER)
        tec->near_since = t;
    const uint32_t error = tec->is_ready && !tec->error ? error_of(tec, object, change) : 0;
    if (error)
        meerstetter_fail(tec, t, error);
    return error != 0;
}

void meerstetter_go(struct meerstetter *tec, mono_ns t)
{
    for (;;) {
        const mono_ns next = meerstetter_next(tec);
        bool has_failed = false; /* which may make something happen before `next` */
        while (!has_failed && peltier_step(&tec->peltier, mono_min(next, t)))
            has_failed = check(tec);
        if (has_failed)
            continue;
        if (next > t)
            return;
        happen(tec, next);
    }
}

/* ---- parameters ---------------------------------------------------------------------------------
 */

static int status_of(const struct meerstetter *tec)
{
    if (!tec->is_ready)
        return 0;
    return tec->error ? 3 : is_on(tec) ? 2 : 1;
}

static int stability_of(const struct meerstetter *tec)
{
    if (tec->peltier.order.mode != PELTIER_REGULATE)
        return 0;
    if (tec->near_since == MONO_NEVER)
        return 1;
    return mono_to_sec(tec->peltier.at - tec->near_since) >= tec->limits.width_s ? 2 : 1;
}

static double live_value(const struct meerstetter *tec, uint32_t id)
{
    const struct peltier *peltier = &tec->peltier;
    switch (id) {
    case 100:
        return tec->is_other ? TYPE_OTHER : tec->settings[MEERSTETTER_TYPE];
    case 101:
        return 120;
    case 102:
        return tec->serial;
    case 103:
        return 410;
    case 104:
        return status_of(tec);
    case 105:
        return tec->error;
    case 106:
        return tec->error ? 1 : 0;
    case 1000:
        return tec->settings[MEERSTETTER_NOT_A_NUMBER] ? NAN : peltier_object_c(peltier);
    case 1001:
        return peltier_sink_c(peltier);
    case 1010:
        return target_c(tec);
    case 1011:
        return is_on(tec) ? peltier_ramped_c(peltier) : target_c(tec);
    case 1020:
        return peltier->amps;
    case 1021:
        return peltier->volts;
    case 1200:
        return stability_of(tec);
    default:
        return 0; /* 107: the parameter of an error is none */
    }
}

uint32_t meerstetter_get(const struct meerstetter *tec, mono_ns t,
                         const struct meerstetter_parameter *parameter)
{
    const bool is_forgotten = tec->host_at == MONO_NEVER || t - tec->host_at >= HOST_NS;
    if (parameter->kind == PARAMETER_LIVE)
        return meerstetter_bits(parameter->is_float, live_value(tec, parameter->id));
    if (parameter->id == 52200 && is_forgotten)
        return meerstetter_bits(true, NAN);
    return meerstetter_memory_bits(&tec->memory, parameter->id);
}

void meerstetter_set(struct meerstetter *tec, mono_ns t, uint32_t id, uint32_t bits)
{
    meerstetter_memory_set(&tec->memory, id, bits, tec->settings[MEERSTETTER_CHANGES]);
    if (id == 3000 || id == 50012) {
        tec->target = bits;
        tec->near_since = MONO_NEVER;
    }
    if (id == 52200)
        tec->host_at = t;
    if (id == 2010 && bits == 1 && tec->settings[MEERSTETTER_CLEARS]) {
        tec->error = 0;
        tec->restart_at = MONO_NEVER;
    }
    apply(tec, t);
}

void meerstetter_found(struct meerstetter *tec, mono_ns t, uint32_t id, uint32_t bits)
{
    meerstetter_memory_found(&tec->memory, id, bits);
    tec->address = meerstetter_memory_bits(&tec->memory, 2051);
    apply(tec, t);
}

/* Heating and cooling with a thermode: going there, holding, going back to rest.
 *
 * Rest is the last COMMAND_LEVEL. Where none was ordered it is the temperature that the drive began at, and when it is back
 * there the output is switched off: so it was before.
 *
 * Invariants
 * 1. Orders that raise or program a stimulus are FRAME_ENERGISE; those that lead back to rest, or switch off, are FRAME_SAFE.
 * While it is off nothing is ordered that is not part of a drive or of a level.
 * 2. Where the instrument has no ramp of its own, its target is moved along ours, never further in one step than the rate
 * allows in STEP_MAX, and never beyond where the drive leads to.
 * 3. A probe that leaves the span of start, target and rest, is faster than ordered, or does not arrive is FAULT_TRACKING. */
#include "thermode_internal.h"

#include <assert.h>
#include <math.h>

static const double RATE_MIN = 0.01, RATE_MAX = 50, LEVEL_RATE = 1;
static const mono_ns HOLD_MAX = 600 * MONO_SEC;
static const mono_ns STEP = 150 * MONO_MS, STEP_MAX = 300 * MONO_MS;
static const double SLACK_DEGC = 3, NEAR_DEGC = 1;
static const mono_ns ARRIVE_SLACK = 15 * MONO_SEC;

static void order_add(struct thermode *p, const struct thermode_ask *order)
{
    assert(p->n_orders < THERMODE_ORDERS);
    p->orders[p->n_orders++] = *order;
}

static void order_set(struct thermode *p, enum frame_class class, uint16_t reg, uint32_t bits)
{
    const struct thermode_ask order = {
        .reg = reg, .is_set = true, .class = (uint8_t) class, .bits = bits};
    order_add(p, &order);
}

static void order_expect(struct thermode *p, uint16_t reg, uint32_t bits)
{
    const struct thermode_ask order = {.reg = reg, .bits = bits};
    order_add(p, &order);
}

void thermode_stopped(struct thermode *p)
{
    p->run = (struct thermode_run){0};
    p->n_orders = 0;
    p->on = p->has_target = p->has_ramp = false;
    p->suspects_stop = p->saw_stop = p->owes_order = p->is_newer = false;
}

/* ---- ordering -----------------------------------------------------------------------------------
 */

/* Where it is off, what is to be held first and the switching on come last; else the ramp is set before what it leads to. */
static void way_order(struct thermode *p)
{
    const struct thermode_kind *kind = p->kind;
    struct thermode_run *run = &p->run;
    const double first = kind->ramp ? run->target : run->at;
    const uint32_t target = kind->bits(first, run->start);
    p->n_orders = 0;
    if (kind->ramp)
        order_set(p, FRAME_ENERGISE, kind->ramp, kind->ramp_bits(run->rate_per_s));
    if (kind->ramp || !p->on)
        order_set(p, FRAME_ENERGISE, kind->target, target);
    if (p->on)
        return;
    if (kind->ramp)
        order_expect(p, kind->ramp, kind->ramp_bits(run->rate_per_s));
    order_expect(p, kind->target, target);
    order_set(p, FRAME_ENERGISE, kind->output, 1);
}

static void going_begin(struct thermode *p, mono_ns t)
{
    struct thermode_run *run = &p->run;
    run->phase = RUN_GOING;
    run->began_at = run->stepped_at = t;
    run->arrives_at = t + mono_from_sec(fabs(run->target - run->start) / run->rate_per_s);
    run->ends_at = run->is_drive ? run->arrives_at + run->hold : MONO_NEVER;
}

/* It was stopped before the order that is about to be carried out was given: nothing of it has been heard. */
void thermode_order_anew(struct thermode *p)
{
    p->on = p->has_target = p->has_ramp = false;
    p->run.at = p->run.start = p->probe;
    way_order(p);
}

static void order_way(struct thermode *p)
{
    p->is_newer = p->suspects_stop;
    way_order(p);
}

/* Where the target stands, if it is ours to move. */
static double at_now(const struct thermode *p)
{
    return p->on && p->run.phase != RUN_NONE ? p->run.at : p->probe;
}

static bool is_rate(double per_s)
{
    return per_s >= RATE_MIN && per_s <= RATE_MAX;
}

enum status thermode_drive(struct thermode *p, const struct command *command)
{
    const double back = command->return_per_s != 0 ? command->return_per_s : command->rate_per_s;
    if (!(command->target >= p->low && command->target <= p->high) ||
        !is_rate(command->rate_per_s) || !is_rate(back) || command->hold < 0 ||
        command->hold > HOLD_MAX)
        return STATUS_RANGE;
    const bool is_under_way = p->run.phase != RUN_NONE && p->run.is_drive;
    const double rest = p->has_rest ? p->rest : is_under_way ? p->run.rest : p->probe;
    p->run = (struct thermode_run){.phase = RUN_ORDERED,
                                   .is_drive = true,
                                   .start = p->probe,
                                   .at = at_now(p),
                                   .target = command->target,
                                   .rest = rest,
                                   .rate_per_s = command->rate_per_s,
                                   .return_per_s = back,
                                   .hold = command->hold};
    order_way(p);
    return STATUS_OK;
}

enum status thermode_level(struct thermode *p, const struct command *command)
{
    if (!(command->target >= p->low && command->target <= p->high))
        return STATUS_RANGE;
    p->has_rest = true;
    p->rest = command->target;
    p->run = (struct thermode_run){.phase = RUN_ORDERED,
                                   .start = p->probe,
                                   .at = at_now(p),
                                   .target = command->target,
                                   .rest = command->target,
                                   .rate_per_s = LEVEL_RATE,
                                   .return_per_s = LEVEL_RATE};
    order_way(p);
    return STATUS_OK;
}

static void off_order(struct thermode *p)
{
    p->n_orders = 0;
    p->run = (struct thermode_run){0};
    order_set(p, FRAME_SAFE, p->kind->output, 0);
}

/* The target first: so it goes nowhere faster than before. */
static void return_begin(struct thermode *p, mono_ns now)
{
    struct thermode_run *run = &p->run;
    const struct thermode_kind *kind = p->kind;
    const double way = fabs(p->probe - run->rest);
    p->n_orders = 0;
    if (run->phase != RUN_RETURNING) {
        run->phase = RUN_RETURNING;
        run->stepped_at = now;
        run->back_by = now + mono_from_sec(way / run->return_per_s) + ARRIVE_SLACK;
    }
    if (!kind->ramp)
        return;
    order_set(p, FRAME_SAFE, kind->target, kind->bits(run->rest, p->probe));
    order_set(p, FRAME_SAFE, kind->ramp, kind->ramp_bits(run->return_per_s));
}

void thermode_baseline(struct thermode *p, mono_ns now)
{
    if (!p->on || (p->run.phase == RUN_NONE && !p->has_rest)) {
        off_order(p);
        return;
    }
    if (p->run.phase != RUN_NONE && (p->run.is_drive || p->run.phase == RUN_RETURNING))
        return_begin(p, now);
}

/* ---- doing --------------------------------------------------------------------------------------
 */

void thermode_order_done(struct thermode *p, mono_ns t)
{
    const struct thermode_ask done = p->orders[0];
    p->n_orders--;
    memmove(p->orders, p->orders + 1, p->n_orders * sizeof p->orders[0]);
    if (done.is_set && done.reg == p->kind->target) {
        p->has_target = true;
        p->target_bits = done.bits;
    } else if (done.is_set && done.reg == p->kind->ramp) {
        p->has_ramp = true;
        p->ramp_bits = done.bits;
    } else if (done.is_set && done.reg == p->kind->output && done.bits == 0) {
        p->on = false;
    }
    if (p->n_orders == 0 && p->run.phase == RUN_ORDERED)
        going_begin(p, t);
}

bool thermode_order_excuse(struct thermode *p, mono_ns t)
{
    const struct thermode_ask order = p->orders[0];
    if (order.reg == p->kind->output) {
        thermode_order_done(p, t);
        return true;
    }
    if (p->kind->ramp || p->run.phase == RUN_ORDERED)
        return false;
    p->n_orders = 0; /* the next step comes in its time */
    p->has_target = false;
    return true;
}

static double towards(double from, double to, double by)
{
    return fabs(to - from) <= by ? to : to > from ? from + by : from - by;
}

static void step_order(struct thermode *p, mono_ns now)
{
    struct thermode_run *run = &p->run;
    const bool is_back = run->phase == RUN_RETURNING;
    const double to = is_back ? run->rest : run->target;
    const double rate = is_back ? run->return_per_s : run->rate_per_s;
    const mono_ns span = mono_min(now - run->stepped_at, STEP_MAX);
    run->stepped_at = now;
    run->at = towards(run->at, to, rate * mono_to_sec(span));
    const uint32_t bits = p->kind->bits(run->at, run->start);
    if (!p->has_target || bits != p->target_bits)
        order_set(p, is_back ? FRAME_SAFE : FRAME_ENERGISE, p->kind->target, bits);
}

static bool has_steps(const struct thermode *p)
{
    return !p->kind->ramp && p->on && p->n_orders == 0 && !p->suspects_stop &&
           (p->run.phase == RUN_GOING || p->run.phase == RUN_RETURNING);
}

void thermode_run_tick(struct thermode *p, mono_ns now)
{
    if (p->run.phase == RUN_ORDERED && p->n_orders == 0)
        going_begin(p, now);
    if (p->run.phase == RUN_GOING && now >= p->run.ends_at)
        return_begin(p, now);
    if (has_steps(p) && now >= p->run.stepped_at + STEP)
        step_order(p, now);
}

mono_ns thermode_run_deadline(const struct thermode *p)
{
    mono_ns due = MONO_NEVER;
    if (p->run.phase == RUN_GOING)
        due = p->run.ends_at;
    return has_steps(p) ? mono_min(due, p->run.stepped_at + STEP) : due;
}

/* ---- watching -----------------------------------------------------------------------------------
 */

static bool is_astray(const struct thermode *p, mono_ns t)
{
    const struct thermode_run *run = &p->run;
    const double low = fmin(fmin(run->start, run->target), run->rest) - SLACK_DEGC;
    const double high = fmax(fmax(run->start, run->target), run->rest) + SLACK_DEGC;
    if (p->probe < low || p->probe > high)
        return true;
    if (run->phase != RUN_GOING)
        return false;
    const double way = run->target > run->start ? p->probe - run->start : run->start - p->probe;
    if (way > run->rate_per_s * mono_to_sec(t - run->began_at) + SLACK_DEGC)
        return true;
    return t > run->arrives_at + ARRIVE_SLACK && fabs(p->probe - run->target) > SLACK_DEGC;
}

static void back_again(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    tell(io, EVENT_NOTICE, NOTICE_PROGRAM_DONE, t, 0);
    if (!p->has_rest) {
        off_order(p);
        return;
    }
    p->run.is_drive = false; /* it holds its level */
    p->run.phase = RUN_GOING;
    p->run.target = p->run.start = p->run.rest;
    p->run.began_at = p->run.arrives_at = t;
    p->run.rate_per_s = p->run.return_per_s;
    p->run.ends_at = MONO_NEVER;
}

enum fault thermode_run_watch(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    struct thermode_run *run = &p->run;
    if (!p->on || run->phase == RUN_NONE)
        return FAULT_NONE;
    if (is_astray(p, t))
        return FAULT_TRACKING;
    if (run->phase != RUN_RETURNING || p->n_orders > 0)
        return FAULT_NONE;
    if (fabs(p->probe - run->rest) <= NEAR_DEGC)
        back_again(p, t, io);
    else if (t >= run->back_by)
        return FAULT_TRACKING;
    return FAULT_NONE;
}

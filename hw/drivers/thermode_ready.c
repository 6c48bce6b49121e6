/* Reading a thermode that is set up: orders first, then the probe and by turns all else, the state of the instrument most
 * often.
 *
 * Invariants
 * 1. A temperature that does not go on from the last is doubted (trust_internal.h), and where a change of the unit could be
 * the reason the unit is read before the next.
 * 2. What setting up has set is read again and again: an instrument that has forgotten it has restarted, or somebody else
 * has changed it.
 * 3. It is asked at least 20 times per second, or as often as its line carries: silence shows in time.
 * 4. An energising order without an answer is not sent again: the output is read. Off means that a stop has come between, and
 * where no sign of a stop was seen it is a fault; on, that only the answer was lost. */
#include "thermode_internal.h"

#include <math.h>

static const double IDLE_HZ = 20;
static const struct trust_rule PROBE_RULE = {.step = 1.5, .slew_per_s = 60};
static const struct trust_rule SINK_RULE = {.step = 3, .slew_per_s = 10};

enum slow_turn { TURN_SINK, TURN_STATUS, TURN_CHECK, TURNS };

static mono_ns interval(const struct thermode *p)
{
    double hz = IDLE_HZ;
    for (size_t i = 0; i < THERMODE_CHANNELS; i++)
        hz = fmax(hz, p->wish_hz[i]);
    return mono_from_sec(1 / fmin(hz, p->kind->most_hz));
}

void thermode_ready_begin(struct thermode *p, mono_ns t)
{
    thermode_stopped(p);
    p->heard = false;
    p->noise = (struct noise){0};
    p->next_at = p->value_at = t;
    p->slow_turn = p->check_turn = p->probes = 0;
    p->forced = 0;
    p->owes_slow = false;
    p->lost = p->seq > 0 ? 1 : 0; /* what was missed between a fault and now */
    for (size_t i = 0; i < THERMODE_CHANNELS; i++)
        trust_reset(&p->trust[i], 0);
}

void thermode_stop_suspect(struct thermode *p)
{
    if (p->state != THERMODE_READY)
        return;
    p->saw_stop = p->suspects_stop = true;
    p->is_newer = false;
    p->owes_order = p->n_orders > 0 && p->ask.is_set && p->ask.class == FRAME_ENERGISE &&
                    p->orders[0].is_set && p->orders[0].reg == p->ask.reg;
}

/* ---- temperatures -------------------------------------------------------------------------------
 */

static void reading_emit(struct thermode *p, enum thermode_channel channel, double value, mono_ns t,
                         const struct driver_io *io)
{
    if (p->lost > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, p->lost);
    p->seq += p->lost + 1;
    p->lost = 0;
    const struct event event = {
        .t = t, .value = value, .seq = p->seq, .kind = EVENT_READING, .channel = (uint8_t)channel};
    io->event(io->host, &event);
}

static void doubted(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    p->heard = true;
    p->lost++;
    p->forced = p->kind->doubt;
    if (noise_add(&p->noise, 0))
        thermode_fault(p, FAULT_GARBLED, t, io);
}

static void temperature_take(struct thermode *p, enum thermode_channel channel, uint32_t bits,
                             mono_ns t, const struct driver_io *io)
{
    const double value = p->kind->value(bits);
    p->is_fresh = false;
    const struct sample sample = {t, value, 0};
    const struct trust_rule *rule = channel == THERMODE_PROBE ? &PROBE_RULE : &SINK_RULE;
    if (!isnan(value) && !trust_accept(&p->trust[channel], rule, &sample)) {
        doubted(p, t, io);
        return;
    }
    const enum fault fault = thermode_temperature_fault(channel, value);
    if (fault != FAULT_NONE) {
        thermode_fault(p, fault, t, io);
        return;
    }
    p->heard = false;
    noise_good(&p->noise, t, io);
    reading_emit(p, channel, value, t, io);
    if (channel != THERMODE_PROBE)
        return;
    p->probe = value;
    p->value_at = t;
    const enum fault astray = thermode_run_watch(p, t, io);
    if (astray != FAULT_NONE)
        thermode_fault(p, astray, t, io);
}

/* ---- checks -------------------------------------------------------------------------------------
 */

static void output_take(struct thermode *p, bool is_on, mono_ns t, const struct driver_io *io)
{
    const bool suspected = p->suspects_stop, saw_stop = p->saw_stop;
    p->suspects_stop = p->saw_stop = false;
    if (!suspected) {
        if (is_on != p->on)
            thermode_fault(p, FAULT_TRACKING, t, io);
        return;
    }
    if (!is_on && saw_stop && p->is_newer)
        thermode_order_anew(p);
    else if (!is_on && saw_stop)
        thermode_stopped(p);
    else if (is_on != p->on || (p->owes_order && !thermode_order_excuse(p, t)))
        thermode_fault(p, FAULT_TRACKING, t, io);
    p->owes_order = p->is_newer = false;
}

static bool is_wanted(const struct thermode *p, const struct thermode_check *check, uint32_t bits)
{
    switch ((enum thermode_want)check->want) {
    case WANT_FIXED:
        return bits == check->bits;
    case WANT_TARGET:
        return !p->has_target || bits == p->target_bits;
    case WANT_RAMP:
        return !p->has_ramp || bits == p->ramp_bits;
    case WANT_OUTPUT:
        return true; /* output_take() */
    }
    return true;
}

static void check_take(struct thermode *p, uint32_t bits, mono_ns t, const struct driver_io *io)
{
    for (size_t i = 0; i < p->kind->n_checks; i++) {
        const struct thermode_check *check = &p->kind->checks[i];
        if (check->reg != p->ask.reg || is_wanted(p, check, bits))
            continue;
        thermode_fault(p, (enum fault)check->fault, t, io);
        return;
    }
    if (p->ask.reg == p->kind->output)
        output_take(p, bits != 0, t, io);
}

static void status_take(struct thermode *p, uint32_t bits, mono_ns t, const struct driver_io *io)
{
    const enum fault fault = p->kind->judge(bits);
    if (fault != FAULT_NONE)
        thermode_fault(p, fault, t, io);
}

/* ---- turns --------------------------------------------------------------------------------------
 */

static bool is_order(const struct thermode *p)
{
    return p->n_orders > 0 && p->ask.reg == p->orders[0].reg &&
           p->ask.is_set == p->orders[0].is_set && p->ask.bits == p->orders[0].bits;
}

static void order_take(struct thermode *p, uint32_t bits, mono_ns t, const struct driver_io *io)
{
    if (p->ask.is_set || bits == p->ask.bits)
        thermode_order_done(p, t);
    else
        thermode_fault(p, FAULT_TRACKING, t, io);
}

static void refused(struct thermode *p, uint32_t code, mono_ns t, const struct driver_io *io)
{
    tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, code);
    if (p->ask.is_set)
        thermode_fault(p, FAULT_REFUSED, t, io);
    else
        thermode_ready_unanswered(p, t, io);
}

/* An order that was withdrawn when it was on its way already: what it has set, or may have, stands until the next one. */
static void withdrawn_take(struct thermode *p, bool is_done)
{
    if (p->ask.reg == p->kind->target) {
        p->has_target = is_done;
        p->target_bits = p->ask.bits;
    } else if (p->ask.reg == p->kind->ramp) {
        p->has_ramp = is_done;
        p->ramp_bits = p->ask.bits;
    }
}

void thermode_ready_answered(struct thermode *p, enum thermode_heard heard, uint32_t bits,
                             mono_ns t, const struct driver_io *io)
{
    const uint16_t reg = p->ask.reg;
    if (heard == THERMODE_ERROR)
        refused(p, bits, t, io);
    else if (is_order(p))
        order_take(p, bits, t, io);
    else if (p->ask.is_set)
        withdrawn_take(p, true);
    else if (reg == p->kind->probe || reg == p->kind->sink)
        temperature_take(p, reg == p->kind->probe ? THERMODE_PROBE : THERMODE_SINK, bits, t, io);
    else if (reg == p->kind->status)
        status_take(p, bits, t, io);
    else
        check_take(p, bits, t, io);
}

void thermode_ready_unanswered(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    (void)t, (void)io;
    p->lost += p->ask.reg == p->kind->probe;
    if (p->ask.is_set && !is_order(p))
        withdrawn_take(p, false);
    if (!p->ask.is_set || p->ask.class != FRAME_ENERGISE)
        return;
    p->suspects_stop = true;
    p->owes_order = is_order(p);
}

static uint16_t slow_next(struct thermode *p)
{
    const uint8_t turn = p->slow_turn;
    p->slow_turn = (uint8_t)((turn + 1) % TURNS);
    if (turn == TURN_SINK)
        return p->kind->sink;
    if (turn == TURN_STATUS)
        return p->kind->status;
    const uint16_t reg = p->kind->checks[p->check_turn].reg;
    p->check_turn = (uint8_t)((p->check_turn + 1) % p->kind->n_checks);
    return reg;
}

static void read_ask(struct thermode *p, uint16_t reg, mono_ns now, const struct driver_io *io)
{
    const struct thermode_ask ask = {.reg = reg};
    thermode_ask(p, &ask, now, io);
}

static void probe_ask(struct thermode *p, mono_ns now, const struct driver_io *io)
{
    p->next_at += interval(p);
    if (p->next_at <= now) /* what was missed is not made up for */
        p->next_at = now + interval(p);
    p->probes = (uint8_t)((p->probes + 1) % p->kind->slow_every);
    p->owes_slow = p->probes == 0;
    p->trust[THERMODE_PROBE].interval = interval(p);
    read_ask(p, p->kind->probe, now, io);
}

/* Orders must not make it blind. */
static bool probe_is_overdue(const struct thermode *p, mono_ns now)
{
    return now - p->value_at >= p->kind->silence / 2;
}

/* The next question that is due, when nothing else is on the line. */
static void ask_next(struct thermode *p, mono_ns now, const struct driver_io *io)
{
    if (p->talk != LINE_FREE || now < p->line_at)
        return;
    const uint16_t forced = p->forced;
    if (p->suspects_stop) {
        read_ask(p, p->kind->output, now, io);
    } else if (p->n_orders > 0 && !probe_is_overdue(p, now)) {
        const struct thermode_ask *order = &p->orders[0];
        if (order->is_set && order->reg == p->kind->output && order->bits != 0)
            p->on = true;
        thermode_ask(p, order, now, io);
    } else if (forced != 0 && !probe_is_overdue(p, now)) {
        p->forced = 0;
        read_ask(p, forced, now, io);
    } else if (p->owes_slow && !probe_is_overdue(p, now)) {
        p->owes_slow = false;
        read_ask(p, slow_next(p), now, io);
    } else if (now >= p->next_at || probe_is_overdue(p, now)) {
        probe_ask(p, now, io);
    }
}

void thermode_ready_tick(struct thermode *p, mono_ns now, const struct driver_io *io)
{
    if (now - p->value_at >= p->kind->silence) {
        thermode_fault(p, p->heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
        return;
    }
    thermode_talk_tick(p, now, io);
    if (p->state != THERMODE_READY)
        return;
    thermode_run_tick(p, now);
    ask_next(p, now, io);
}

mono_ns thermode_ready_deadline(const struct thermode *p)
{
    const mono_ns silent = p->value_at + p->kind->silence;
    if (p->talk != LINE_FREE)
        return mono_min(silent, p->talk_wake);
    const bool is_owed = p->suspects_stop || p->n_orders > 0 || p->forced != 0 || p->owes_slow;
    const mono_ns due = is_owed ? p->line_at : mono_min(p->next_at, thermode_run_deadline(p));
    return mono_min(silent, due > p->line_at ? due : p->line_at);
}

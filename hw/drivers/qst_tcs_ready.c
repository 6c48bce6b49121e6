/* Reading a TCS that is set up: temperatures and button by turns, its errors and its battery now and then.
 *
 * Invariants
 * 1. A reply gives the mean of the zones and each zone, all or none; what is missing shows in the sequence number.
 * 2. A zone that goes on from its last value by more than any probe can is doubted (trust_internal.h).
 * 3. It is asked at least 20 times per second, whatever was wished: silence shows within 250 ms, a press within 50. */
#include "qst_tcs_internal.h"

static const double NO_PROBE_DEGC = 65,
                    LOWEST_DEGC = -10; /* from there on no thermode is connected */
static const double IDLE_HZ = 20, STREAM_MAX_HZ = 100;
/* The fastest probe does 300 degC/s. */
static const struct trust_rule ZONE_RULE = {.step = 2, .slew_per_s = 400};
static const mono_ns CHECK_EVERY = 5 * MONO_SEC;

enum { BATTERY_LOW = 20, BATTERY_STEP = 10 };

static mono_ns interval(const struct tcs *p)
{
    double hz = IDLE_HZ;
    for (size_t i = 0; i < TCS_CHANNELS; i++)
        hz = p->wish_hz[i] > hz ? p->wish_hz[i] : hz;
    return mono_from_sec(1 / (hz < STREAM_MAX_HZ ? hz : STREAM_MAX_HZ));
}

void tcs_ready_begin(struct tcs *p, mono_ns t)
{
    p->run = (struct tcs_run){0};
    p->owes_button = false;
    p->heard = false;
    p->noise = (struct noise){0};
    p->next_at = t;
    p->check_at = t + CHECK_EVERY;
    p->lost = p->seq > 0 ? 1 : 0; /* what was missed between a fault and now */
}

/* ---- button -------------------------------------------------------------------------------------
 */

/* Held down when the link came up, it counts from its release on, which is told. */
void tcs_button_first(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    const bool pressed = tcs_reply_button(&p->exchange);
    p->button_known = true;
    p->push = (struct push){.since = t, .is_pressed = pressed, .stuck_told = pressed};
    p->told_press = false;
    if (pressed)
        tell_of(io, t, (struct told){EVENT_NOTICE, NOTICE_BUTTON_STUCK, TCS_BUTTON}, 0);
}

static void button_take(struct tcs *p, mono_ns t, bool pressed, const struct driver_io *io)
{
    if (pressed == p->push.is_pressed) {
        push_watch(&p->push, t, TCS_BUTTON, io);
        return;
    }
    const bool is_told = pressed || p->told_press || p->push.stuck_told;
    p->push = (struct push){.since = t, .is_pressed = pressed};
    p->told_press = pressed;
    if (is_told)
        tell_of(io, t, (struct told){EVENT_RESPONSE, 0, TCS_BUTTON}, pressed);
}

/* ---- temperatures -------------------------------------------------------------------------------
 */

enum fault tcs_zones_fault(const double zones[TCS_ZONES])
{
    for (size_t i = 0; i < TCS_ZONES; i++)
        if (!(zones[i] >= LOWEST_DEGC && zones[i] < NO_PROBE_DEGC))
            return FAULT_RANGE;
    return FAULT_NONE;
}

static bool zones_accept(struct tcs *p, mono_ns t, const double zones[TCS_ZONES])
{
    const mono_ns spacing = interval(p);
    bool accepted = true;
    for (size_t i = 0; i < TCS_ZONES; i++) {
        const struct sample sample = {t, zones[i], 0};
        p->trust[i].interval = spacing;
        accepted &= trust_accept(&p->trust[i], &ZONE_RULE, &sample);
    }
    return accepted;
}

static double mean_of(const double zones[TCS_ZONES])
{
    double sum = 0;
    for (size_t i = 0; i < TCS_ZONES; i++)
        sum += zones[i];
    return sum / TCS_ZONES;
}

static void zones_emit(struct tcs *p, mono_ns t, const double zones[TCS_ZONES],
                       const struct driver_io *io)
{
    if (p->lost > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, p->lost * TCS_VALUES);
    p->seq += p->lost * TCS_VALUES;
    p->lost = 0;
    for (uint8_t c = 0; c < TCS_VALUES; c++) {
        const struct event event = {.t = t,
                                    .value = c == TCS_PROBE ? p->mean : zones[c - TCS_ZONE1],
                                    .seq = ++p->seq,
                                    .kind = EVENT_READING,
                                    .channel = c};
        io->event(io->host, &event);
    }
}

static void zones_take(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    double zones[TCS_ZONES];
    tcs_reply_zones(&p->exchange, zones);
    if (!zones_accept(p, t, zones)) {
        p->heard = true;
        p->lost++;
        if (noise_add(&p->noise, 0))
            tcs_fault(p, FAULT_GARBLED, t, io);
        return;
    }
    const enum fault fault = tcs_zones_fault(zones);
    if (fault != FAULT_NONE) {
        tcs_fault(p, fault, t, io);
        return;
    }
    p->mean = mean_of(zones);
    p->value_at = t;
    p->heard = false;
    noise_good(&p->noise, t, io);
    zones_emit(p, t, zones, io);
    const enum fault astray = tcs_run_watch(p, t, io);
    if (astray != FAULT_NONE)
        tcs_fault(p, astray, t, io);
}

/* ---- errors and battery -------------------------------------------------------------------------
 */

void tcs_battery(struct tcs *p, mono_ns t, bool anyhow, const struct driver_io *io)
{
    const unsigned percent = tcs_reply_percent(&p->exchange);
    if (!anyhow && percent >= p->battery_below)
        return;
    tell(io, EVENT_NOTICE, NOTICE_BATTERY, t, percent);
    if (percent >= BATTERY_LOW)
        p->battery_below = BATTERY_LOW;
    else
        p->battery_below = (uint8_t)(percent / BATTERY_STEP * BATTERY_STEP);
}

static bool check_is_due(const struct tcs *p, mono_ns now)
{
    return !p->run.running && now >= p->check_at;
}

static void check_ask(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    p->check_at = now + CHECK_EVERY;
    tcs_ask(p, p->checks_battery ? 'B' : 'Q', now, io);
    p->checks_battery = !p->checks_battery;
}

/* ---- turns --------------------------------------------------------------------------------------
 */

void tcs_ready_answered(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    switch (p->exchange.question) {
    case 'E':
        p->owes_button = true;
        zones_take(p, t, io);
        break;
    case 'K':
        noise_good(&p->noise, t, io);
        button_take(p, t, tcs_reply_button(&p->exchange), io);
        break;
    case 'B':
        tcs_battery(p, t, false, io);
        break;
    default:
        if (!tcs_reply_is_sound(&p->exchange))
            tcs_fault(p, FAULT_PART, t, io);
        break;
    }
}

/* The next question that is due, when nothing else is on the line. */
static void ask_next(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    if (p->talk != TALK_FREE || now < p->line_at)
        return;
    if (p->owes_button) {
        p->owes_button = false;
        tcs_ask(p, 'K', now, io);
    } else if (check_is_due(p, now)) {
        check_ask(p, now, io);
    } else if (now >= p->next_at) {
        p->next_at += interval(p);
        if (p->next_at <= now) /* what was missed is not made up for */
            p->next_at = now + interval(p);
        tcs_ask(p, 'E', now, io);
    }
}

void tcs_ready_tick(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    if (now - p->value_at >= TCS_SILENCE) {
        tcs_fault(p, p->heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
        return;
    }
    tcs_talk_tick(p, now, io);
    if (p->state == TCS_READY)
        ask_next(p, now, io);
}

mono_ns tcs_ready_deadline(const struct tcs *p)
{
    const mono_ns silent = p->value_at + TCS_SILENCE;
    if (p->talk != TALK_FREE)
        return mono_min(silent, p->talk_wake);
    mono_ns due = p->owes_button ? p->line_at : p->next_at;
    if (!p->run.running)
        due = mono_min(due, p->check_at);
    return mono_min(silent, due > p->line_at ? due : p->line_at);
}

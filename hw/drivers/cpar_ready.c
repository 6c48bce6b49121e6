/* The CPAR at work: status, button, answers, refusals, the watchdog, and how a stimulus ends.
 *
 * Invariants
 * 1. A status is 20 times a second while it presses. Its counter says what is missing: the sequence number of each value is
 * three times the statuses counted so far plus its place.
 * 2. Nothing on this line has a checksum: a value that does not go on from the last is doubted, a status with one of them is
 * lost as a whole, and so is one whose counter could not have come so far.
 * 3. The counter of kicks only grows: a smaller one is another life of the instrument.
 * 4. A start that nobody sees, and an end that nobody asked for, are faults with the instrument's own reason; a drive that was
 * taken away before its start is told as one that is over.
 * 5. A stop of ours that is not answered, or answered and not heeded, is a fault: it is stopped anew, and kicked no more.
 * 6. No checksum covers which outlet a program is for. So the outlet that nobody drives is watched, too.
 */
#include "cpar_internal.h"

static const struct trust_rule OUTLET_RULE = {.step = 2, .slew_per_s = 600};
static const struct trust_rule SLIDER_RULE = {.step = 1, .slew_per_s = 40};

static const mono_ns KICK_INTERVAL = 500 * MONO_MS;
static const mono_ns SEEN_WITHIN = 300 * MONO_MS; /* six statuses */
static const mono_ns STOPPED_WITHIN =
    50 * MONO_MS; /* a refusal that is somebody's stop is followed by its answer */
static const mono_ns FRESH = 500 * MONO_MS; /* what a status says of a start */
static const mono_ns STOP_AGAIN = 100 * MONO_MS;
static const mono_ns STOP_HEEDED_WITHIN = MONO_SEC; /* answered, and after that idle */
static const double PRESSES_KPA = 5;                /* more than what is left in a cuff */
static const double COUNT_SLACK = 3, COUNT_FAST = 1.25;
enum { KICKS_LOST = 3 };

enum fault cpar_hindrance(const struct cpar_status *status)
{
    if (!status->has_power)
        return FAULT_POWER;
    if (status->mode == CPAR_EMERGENCY)
        return FAULT_EMERGENCY;
    if (!status->has_slider)
        return FAULT_SLIDER;
    if (status->mode == CPAR_STIMULATING)
        return FAULT_NONE;
    if (!status->is_slider_low)
        return FAULT_SLIDER_UP;
    if (status->can_start)
        return FAULT_NONE;
    return status->compresses ? FAULT_SUPPLY : FAULT_REFUSED;
}

/* Whatever comes: nothing can be given, or goes on. */
static enum fault standing(const struct cpar_status *status)
{
    const enum fault fault = cpar_hindrance(status);
    const bool stands = fault == FAULT_POWER || fault == FAULT_EMERGENCY || fault == FAULT_SLIDER;
    return stands ? fault : FAULT_NONE;
}

void cpar_ready_begin(struct cpar *p, mono_ns t)
{
    p->heard_at = p->status_at = t;
    p->kick_at = t + KICK_INTERVAL;
    p->asked = 0;
    p->saying = CPAR_NOTHING;
    p->tries = KICKS_LOST;
    p->is_running = p->is_refused = p->is_stopping = p->has_doubted = false;
    p->noise = (struct noise){0};
    for (size_t i = 0; i < CPAR_VALUES; i++)
        trust_reset(&p->trust[i], CPAR_STEP);
    if (p->seq > 0)
        p->seq += CPAR_VALUES; /* what was missed between a fault and now */
}

/* A pulse that is rated on the slider does not wait until the one before it hurts no more. */
static enum fault hindrance_now(const struct cpar *p)
{
    const enum fault fault = cpar_hindrance(&p->status);
    return p->goes_on && fault == FAULT_SLIDER_UP ? FAULT_NONE : fault;
}

/* ---- a drive ---------------------------------------------------------------------------------------- */

static void ask_start(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    /* any press of the button ends it, whoever else fails; the compressor works as it needs */
    static const uint8_t by_button_automatic[] = {1, 0};
    cpar_ask(p, p->goes_on ? CPAR_START_FORCED : CPAR_START_NOW, by_button_automatic,
             p->is_old ? 1 : 2, now, io);
}

static void go_on(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    if (p->asked != 0 || p->saying == CPAR_NOTHING)
        return;
    if (p->saying == CPAR_START) {
        ask_start(p, now, io);
        return;
    }
    const struct cpar_program *program = &p->programs[p->saying == CPAR_PROGRAM2];
    cpar_ask(p, CPAR_SET_PROGRAM, program->data, program->n, now, io);
}

void cpar_ready_drive(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    const bool is_known = p->has_status && now - p->status_at <= FRESH;
    const enum fault fault = is_known ? hindrance_now(p) : FAULT_NONE;
    if (fault != FAULT_NONE) {
        cpar_fault(p, fault, now, io);
        return;
    }
    p->saying = CPAR_PROGRAM1;
    go_on(p, now, io);
}

static bool is_asked(const struct cpar *p, enum cpar_function function)
{
    return p->asked != 0 && p->asked == cpar_code(p->is_old, function);
}

static bool is_starting(const struct cpar *p)
{
    return is_asked(p, CPAR_START_NOW) || is_asked(p, CPAR_START_FORCED);
}

static bool orders(const struct cpar *p)
{
    return is_asked(p, CPAR_SET_PROGRAM) || is_starting(p);
}

static void done(struct cpar *p, mono_ns t, const struct driver_io *io)
{
    tell_of(io, t, (struct told){EVENT_NOTICE, NOTICE_PROGRAM_DONE, p->outlet}, 0);
}

/* A stop that followed it is answered after it. */
static void started(struct cpar *p, mono_ns t)
{
    p->asked = 0;
    p->saying = CPAR_NOTHING;
    p->is_running = true;
    p->was_seen = p->has_pressed = false;
    p->is_told_off = p->is_stopping;
    p->start_at = t;
}

/* The bench's stop, or a baseline: what was still to be said of a drive is not said. Who ordered it has taken it back before, or
 * hears that it is over: the answer may be a late one, to a stop that was said twice. */
static void stopped(struct cpar *p, mono_ns t, const struct driver_io *io)
{
    const bool takes_away = p->saying != CPAR_NOTHING;
    if (orders(p))
        p->asked = 0;
    p->saying = CPAR_NOTHING;
    p->is_refused = p->is_stopping = false;
    p->stopped_at = t;
    if (takes_away)
        done(p, t, io);
}

/* ---- answers ---------------------------------------------------------------------------------------- */

static void take_kick(struct cpar *p, mono_ns t, uint32_t kicks, const struct driver_io *io)
{
    p->asked = 0;
    p->tries = KICKS_LOST;
    p->kick_at = t + KICK_INTERVAL;
    if (p->has_kicks && kicks < p->kicks) {
        cpar_fault(p, FAULT_REBOOT, t, io);
        return;
    }
    p->has_kicks = true;
    p->kicks = kicks;
    go_on(p, t, io);
}

/* Of a drive that was taken back meanwhile it is nobody's, and nothing follows. */
static void take_checksum(struct cpar *p, mono_ns t, uint8_t crc, const struct driver_io *io)
{
    if (p->saying == CPAR_NOTHING) {
        p->asked = 0;
        return;
    }
    if (crc != cpar_program_crc(&p->programs[p->saying == CPAR_PROGRAM2])) {
        cpar_fault(p, FAULT_GARBLED, t, io);
        return;
    }
    p->asked = 0;
    p->saying++;
    go_on(p, t, io);
}

/* False: it is no answer to what was asked. */
static bool take_answer(struct cpar *p, mono_ns t, const struct ecp_packet *packet,
                        const struct driver_io *io)
{
    if (packet->code != p->asked)
        return false;
    if (is_asked(p, CPAR_KICK) && packet->n == 4)
        take_kick(p, t, cpar_read_u32(packet->data), io);
    else if (is_asked(p, CPAR_SET_PROGRAM) && packet->n == 1)
        take_checksum(p, t, packet->data[0], io);
    else if (is_starting(p) && packet->n == 0)
        started(p, t);
    else
        return false;
    return true;
}

/* Which function is refused it does not say: of those that were asked one after the other it is the oldest, and the stop of the
 * other generation is always refused. */
static void take_refusal(struct cpar *p, mono_ns t)
{
    if (!orders(p) || p->is_refused)
        return;
    p->is_refused = true;
    p->refused_at = t;
}

static void refused(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    const enum fault fault = p->has_status ? hindrance_now(p) : FAULT_NONE;
    cpar_fault(p, fault == FAULT_NONE ? FAULT_REFUSED : fault, now, io);
}

/* ---- status ----------------------------------------------------------------------------------------- */

/* The older generation tells no release. */
static void take_button(struct cpar *p, mono_ns t, bool pressed, const struct driver_io *io)
{
    if (pressed == p->push.is_pressed)
        return;
    p->push = (struct push){.since = t, .is_pressed = pressed && !p->is_old};
    p->has_pressed |= pressed;
    tell_of(io, t, (struct told){EVENT_RESPONSE, 0, CPAR_BUTTON}, pressed);
    if (pressed && p->is_old)
        tell_of(io, t, (struct told){EVENT_RESPONSE, 0, CPAR_BUTTON}, 0);
}

static void ended(struct cpar *p, mono_ns t, enum cpar_condition condition,
                  const struct driver_io *io)
{
    p->is_running = false;
    switch (condition) {
    case CPAR_BY_BUTTON:
    case CPAR_BY_RATING:
    case CPAR_COMPLETED:
        done(p, t, io);
        return;
    case CPAR_BY_PROGRAM: /* also what it has kept since the last stop, of a start that it did not make */
        if (!p->is_told_off)
            cpar_fault(p, FAULT_TRACKING, t, io);
        return;
    case CPAR_SLIDER_GONE:
        cpar_fault(p, FAULT_SLIDER, t, io);
        return;
    case CPAR_BY_EMERGENCY:
        cpar_fault(p, FAULT_EMERGENCY, t, io);
        return;
    case CPAR_LEAKS:
        cpar_fault(p, FAULT_LEAK, t, io);
        return;
    case CPAR_NO_POWER:
        cpar_fault(p, FAULT_POWER, t, io);
        return;
    case CPAR_RUNS:
    case CPAR_TOO_LONG:
    case CPAR_NOT_KICKED:
        cpar_fault(p, FAULT_TRACKING, t, io);
        return;
    }
}

static bool goes_on(const struct cpar *p, mono_ns t)
{
    return p->is_told_off && !p->is_stopping && t - p->stopped_at >= STOP_HEEDED_WITHIN;
}

/* What a cuff still vents from before has no target. */
static bool presses_elsewhere(const struct cpar *p)
{
    const size_t other = 1u - p->outlet;
    return p->status.target_kpa[other] > 0 && p->status.kpa[other] > PRESSES_KPA;
}

static void watch_pressing(struct cpar *p, mono_ns t, const struct driver_io *io)
{
    p->was_seen = true;
    if (goes_on(p, t) || presses_elsewhere(p))
        cpar_fault(p, FAULT_TRACKING, t, io);
}

/* A program may be over before it was seen to run. */
static void watch_course(struct cpar *p, mono_ns t, const struct driver_io *io)
{
    const struct cpar_status *status = &p->status;
    const enum fault fault = standing(status);
    if (fault != FAULT_NONE) {
        cpar_fault(p, fault, t, io);
        return;
    }
    if (!p->is_running) {
        if (status->mode == CPAR_STIMULATING && !is_starting(p))
            cpar_fault(p, FAULT_TRACKING, t, io); /* nobody has told it to */
        return;
    }
    if (status->mode == CPAR_STIMULATING)
        watch_pressing(p, t, io);
    else if (p->was_seen || t - p->start_at >= SEEN_WITHIN)
        ended(p, t, (enum cpar_condition)status->condition, io);
}

static bool are_trusted(struct cpar *p, mono_ns t, const struct cpar_status *status)
{
    const double values[CPAR_VALUES] = {status->kpa[0], status->kpa[1], status->rating};
    bool all = true;
    for (size_t i = 0; i < CPAR_VALUES; i++) {
        const struct sample sample = {t, values[i], 0};
        all &= trust_accept(&p->trust[i], i < CPAR_OUTLETS ? &OUTLET_RULE : &SLIDER_RULE, &sample);
    }
    return all;
}

/* How many statuses were counted since the last; 0: it cannot be believed (yet). One that is told twice is 0, too. */
static unsigned advance_of(struct cpar *p, mono_ns t, const struct cpar_status *status)
{
    const double possible = COUNT_SLACK + COUNT_FAST * (double)(t - p->status_at) / CPAR_STEP;
    const uint16_t advance = (uint16_t)(status->counter - p->status.counter);
    const bool goes_on = p->has_doubted && status->counter == (uint16_t)(p->doubted_counter + 1);
    if (!p->has_status || goes_on)
        return 1;
    if (advance > 0 && advance <= possible)
        return advance;
    p->has_doubted = advance > 0;
    p->doubted_counter = status->counter;
    return 0;
}

static void tell_values(struct cpar *p, mono_ns t, unsigned advance, const struct driver_io *io)
{
    const struct {
        uint8_t kind, channel;
        double value;
    } values[CPAR_VALUES] = {{EVENT_READING, CPAR_OUTLET1, p->status.kpa[0]},
                             {EVENT_READING, CPAR_OUTLET2, p->status.kpa[1]},
                             {EVENT_RATING, CPAR_VAS, p->status.rating}};
    const uint32_t missing = (advance - 1) * CPAR_VALUES;
    if (missing > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, missing);
    p->seq += missing;
    for (size_t i = 0; i < CPAR_VALUES; i++) {
        const struct event event = {.t = t,
                                    .value = values[i].value,
                                    .seq = ++p->seq,
                                    .kind = values[i].kind,
                                    .channel = values[i].channel};
        io->event(io->host, &event);
    }
}

/* Also where its own message was lost. */
static bool is_ended_by_button(const struct cpar *p)
{
    return p->is_running && p->was_seen && !p->has_pressed && p->status.mode == CPAR_IDLE &&
           p->status.condition == CPAR_BY_BUTTON;
}

static void take_status(struct cpar *p, mono_ns t, const struct cpar_status *status,
                        const struct driver_io *io)
{
    const unsigned advance = advance_of(p, t, status);
    if (advance == 0)
        return;
    if (!are_trusted(p, t, status)) {
        cpar_ready_broken(p, t, 0, io);
        return;
    }
    p->status = *status;
    p->has_status = true;
    p->has_doubted = false;
    p->status_at = t;
    noise_good(&p->noise, t, io);
    /* what the button has ended is venting already: its press is told before the pressures */
    if (status->has_button)
        take_button(p, t, status->is_pressed, io);
    if (is_ended_by_button(p))
        take_button(p, t, true, io);
    tell_values(p, t, advance, io);
    push_watch(&p->push, t, CPAR_BUTTON, io);
    watch_course(p, t, io);
}

/* ---- what comes ------------------------------------------------------------------------------------- */

void cpar_ready_broken(struct cpar *p, mono_ns t, size_t bytes, const struct driver_io *io)
{
    if (noise_add(&p->noise, bytes))
        cpar_fault(p, FAULT_GARBLED, t, io);
}

static void take_event(struct cpar *p, mono_ns t, const struct ecp_packet *packet,
                       const struct driver_io *io)
{
    const enum cpar_told told = cpar_read_event(packet, p->is_old);
    if (told != CPAR_TOLD_OTHER)
        take_button(p, t, told == CPAR_TOLD_PRESSED, io);
}

void cpar_ready_packet(struct cpar *p, mono_ns t, const struct ecp_packet *packet,
                       const struct driver_io *io)
{
    struct cpar_status status;
    if (packet->code == CPAR_STATUS && !cpar_read_status(packet, p->is_old, &status)) {
        cpar_ready_broken(p, t, packet->n, io);
        return;
    }
    p->heard_at = t;
    if (packet->code == CPAR_STATUS)
        take_status(p, t, &status, io);
    else if (packet->code >= ECP_MESSAGE)
        take_event(p, t, packet, io);
    else if (packet->code == ECP_REFUSED && packet->n == 1)
        take_refusal(p, t);
    else if (packet->code == cpar_code(p->is_old, CPAR_STOP) && packet->n == 0)
        stopped(p, t, io);
    else if (!take_answer(p, t, packet, io) && p->asked != 0)
        cpar_ready_broken(p, t, packet->n, io);
}

/* ---- time ------------------------------------------------------------------------------------------- */

static void not_answered(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    const bool is_kick = is_asked(p, CPAR_KICK);
    const bool runs = is_starting(p) && p->has_status && p->status_at > p->asked_at &&
                      p->status.mode == CPAR_STIMULATING;
    if (runs) { /* only the answer was lost */
        started(p, p->asked_at);
        return;
    }
    if (!is_kick || --p->tries == 0) {
        cpar_fault(p, p->heard_at > p->asked_at ? FAULT_GARBLED : FAULT_SILENT, now, io);
        return;
    }
    p->asked = 0;
    p->kick_at = now;
}

static mono_ns silent_at(const struct cpar *p)
{
    if (p->is_running && p->was_seen)
        return mono_min(p->heard_at + CPAR_SILENCE, p->status_at + SEEN_WITHIN);
    return p->heard_at + CPAR_SILENCE;
}

void cpar_ready_tick(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    if (p->is_refused && now >= p->refused_at + STOPPED_WITHIN) {
        refused(p, now, io);
        return;
    }
    if (now >= silent_at(p)) {
        cpar_fault(p, FAULT_SILENT, now, io);
        return;
    }
    if (p->is_running && !p->was_seen && now >= p->start_at + 2 * SEEN_WITHIN) {
        cpar_fault(p, FAULT_TRACKING, now, io);
        return;
    }
    if (p->is_stopping && now >= p->stop_since + STOP_HEEDED_WITHIN) {
        cpar_fault(p, FAULT_TRACKING, now, io);
        return;
    }
    if (p->is_stopping && now >= p->stop_at + STOP_AGAIN)
        cpar_send_stop(p, now, io);
    if (p->asked != 0 && now >= p->asked_at + CPAR_REPLY_WITHIN)
        not_answered(p, now, io);
    if (p->state != CPAR_READY || p->asked != 0)
        return;
    go_on(p, now, io);
    if (p->asked == 0 && now >= p->kick_at)
        cpar_ask(p, CPAR_KICK, NULL, 0, now, io);
}

mono_ns cpar_ready_deadline(const struct cpar *p)
{
    mono_ns deadline = silent_at(p);
    deadline = mono_min(deadline, p->asked != 0 ? p->asked_at + CPAR_REPLY_WITHIN : p->kick_at);
    if (p->is_stopping)
        deadline = mono_min(deadline, p->stop_at + STOP_AGAIN);
    if (p->is_refused)
        deadline = mono_min(deadline, p->refused_at + STOPPED_WITHIN);
    if (p->is_running && !p->was_seen)
        deadline = mono_min(deadline, p->start_at + 2 * SEEN_WITHIN);
    return deadline;
}

/* The CPAR+ at work: rounds of questions, drives, refusals, and how a stimulus ends.
 *
 * A round, 20 times a second: SIGNALS (what was measured since the last one), STATE, RATING, and twice a second PING, since the
 * bridge tells the last state of an instrument that is no longer there. One packet at a time: what a drive has to say comes before
 * the next question.
 *
 * Invariants
 * 1. The bridge keeps samples only while the instrument stimulates, and loses none of them: outlets have readings then and at
 * no other time. That a stopped instrument is idle by its own word is NOTICE_AT_REST, and no reading.
 * 2. While it stimulates a rating is that of its sample, and else the one of RATING.
 * 3. Nothing on this line has a checksum: a value that does not go on from the last is doubted, and its sample is lost as a whole.
 * 4. A start that nobody sees, an end that nobody asked for, and samples that stay away are faults.
 * 5. Of a press the button itself tells, never the reason that the instrument gives for an end. */
#include "cpar_plus_internal.h"

static const struct trust_rule OUTLET_RULE = {.step = 2, .slew_per_s = 600};
static const struct trust_rule SLIDER_RULE = {.step = 1, .slew_per_s = 40};

static const mono_ns ROUND = 50 * MONO_MS, PING_EVERY = 500 * MONO_MS;
static const mono_ns SEEN_WITHIN =
    500 * MONO_MS; /* the bridge tells a state that it was told before */
static const mono_ns REST_AFTER = 100 * MONO_MS; /* the same of a stop: two of its states */
static const mono_ns STOPPED_WITHIN =
    50 * MONO_MS; /* a refusal that is somebody's stop is followed by its OK */
static const mono_ns FRESH = 500 * MONO_MS; /* what a state says of a start */
static const mono_ns STOP_AGAIN = 250 * MONO_MS, ASK_AGAIN = 250 * MONO_MS;

static void go_on(struct plus *p, mono_ns now, const struct driver_io *io);

void plus_ready_begin(struct plus *p, mono_ns t)
{
    p->heard_at = p->status_at = p->stopped_at = t;
    p->round_at = t - ROUND;
    p->ping_at = t + PING_EVERY;
    p->asked = PLUS_ASK_NOTHING;
    p->poll = PLUS_ASK_NOTHING;
    p->saying = PLUS_SAY_NOTHING;
    p->error = PLUS_NO_ERROR;
    p->is_running = p->owes_rest = false;
    p->stops = 0;
    p->missing = 0;
    p->noise = (struct noise){0};
    for (size_t i = 0; i < PLUS_VALUES; i++)
        trust_reset(&p->trust[i], PLUS_STEP);
    if (p->seq > 0)
        p->seq++; /* what was missed between a fault and now */
}

/* ---- a drive ---------------------------------------------------------------------------------------- */

static bool is_order(uint8_t question)
{
    return question >= PLUS_ASK_CLEAR;
}

void plus_ready_drive(struct plus *p, mono_ns now, const struct driver_io *io)
{
    const bool is_known = p->has_status && now - p->status_at <= FRESH;
    const enum fault fault = is_known ? plus_hindrance(&p->status) : FAULT_NONE;
    if (fault != FAULT_NONE) {
        plus_fault(p, fault, now, io);
        return;
    }
    p->saying = PLUS_SAY_CLEAR;
    go_on(p, now, io);
}

static void say(struct plus *p, mono_ns now, const struct driver_io *io)
{
    static const uint8_t asks[] = {[PLUS_SAY_CLEAR] = PLUS_ASK_CLEAR,
                                   [PLUS_SAY_WAVEFORM] = PLUS_ASK_WAVEFORM,
                                   [PLUS_SAY_LOOK] = PLUS_ASK_STATE,
                                   [PLUS_SAY_START] = PLUS_ASK_START};
    plus_ask(p, (enum plus_question)asks[p->saying], now, io);
}

static void started(struct plus *p, mono_ns t)
{
    p->saying = PLUS_SAY_NOTHING;
    p->is_running = true;
    p->was_seen = p->is_ending = p->owes_rest = false;
    p->start_at = p->data_at = t;
}

static void ordered(struct plus *p, mono_ns t)
{
    const uint8_t order = p->asked;
    p->asked = PLUS_ASK_NOTHING;
    if (p->saying == PLUS_SAY_NOTHING) /* it was taken back meanwhile */
        return;
    if (order == PLUS_ASK_START)
        started(p, t);
    else
        p->saying++;
}

/* Whoever has said it: what was still to be said of a drive is not said. */
static void stopped(struct plus *p, mono_ns t)
{
    if (is_order(p->asked))
        p->asked = PLUS_ASK_NOTHING;
    p->saying = PLUS_SAY_NOTHING;
    p->error = PLUS_NO_ERROR;
    p->stops = (uint8_t)(p->stops - (p->stops > 0));
    p->is_running = false;
    p->owes_rest = true;
    p->stopped_at = t;
}

/* In the order in which they were asked: no order is said while a stop is not answered. One that was refused has had its answer. */
static void take_ok(struct plus *p, mono_ns t)
{
    if (is_order(p->asked) && p->error == PLUS_NO_ERROR)
        ordered(p, t);
    else
        stopped(p, t);
}

/* ---- a round ---------------------------------------------------------------------------------------- */

static uint8_t after(const struct plus *p, uint8_t question, mono_ns now)
{
    if (question == PLUS_ASK_SIGNALS)
        return PLUS_ASK_STATE;
    if (question == PLUS_ASK_STATE)
        return PLUS_ASK_RATING;
    return question == PLUS_ASK_RATING && now >= p->ping_at ? PLUS_ASK_PING : PLUS_ASK_NOTHING;
}

static void begin_round(struct plus *p, mono_ns now)
{
    p->round_at += ROUND;
    if (now - p->round_at >= ROUND) /* what was late is not made good */
        p->round_at = now;
    p->poll = PLUS_ASK_SIGNALS;
}

static void go_on(struct plus *p, mono_ns now, const struct driver_io *io)
{
    if (p->where != PLUS_READY || p->asked != PLUS_ASK_NOTHING)
        return;
    if (p->saying != PLUS_SAY_NOTHING) {
        say(p, now, io);
        return;
    }
    if (p->poll == PLUS_ASK_NOTHING && now >= p->round_at + ROUND)
        begin_round(p, now);
    if (p->poll == PLUS_ASK_NOTHING)
        return;
    if (p->poll == PLUS_ASK_PING)
        p->ping_at = now + PING_EVERY;
    plus_ask(p, (enum plus_question)p->poll, now, io);
    p->poll = after(p, p->poll, now);
}

/* ---- values ----------------------------------------------------------------------------------------- */

static double kpa_of(int16_t deci)
{
    return deci / 10.0;
}

static bool is_in_range(const struct plus_sample *sample)
{
    for (size_t i = 0; i < PLUS_OUTLETS; i++)
        if (!(kpa_of(sample->deci_kpa[i]) >= PLUS_LEAST_KPA &&
              kpa_of(sample->deci_kpa[i]) <= PLUS_MAX_KPA))
            return false;
    return true;
}

static bool is_trusted(struct plus *p, mono_ns t, const struct plus_sample *sample)
{
    bool all = true;
    for (size_t i = 0; i < PLUS_VALUES; i++) {
        const bool is_outlet = i < PLUS_OUTLETS;
        const double value = is_outlet ? kpa_of(sample->deci_kpa[i]) : sample->mm / 10.0;
        const struct sample one = {t, value, 0};
        all &= trust_accept(&p->trust[i], is_outlet ? &OUTLET_RULE : &SLIDER_RULE, &one);
    }
    return all;
}

static void tell_missing(struct plus *p, mono_ns t, const struct driver_io *io)
{
    if (p->missing > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, p->missing);
    p->seq += p->missing;
    p->missing = 0;
}

static void tell_value(struct plus *p, mono_ns t, uint8_t channel, double value,
                       const struct driver_io *io)
{
    const struct event event = {.t = t,
                                .value = value,
                                .seq = ++p->seq,
                                .kind = channel == PLUS_VAS ? EVENT_RATING : EVENT_READING,
                                .channel = channel};
    io->event(io->host, &event);
}

static void take_sample(struct plus *p, mono_ns t, const struct plus_sample *sample,
                        const struct driver_io *io)
{
    if (!is_in_range(sample)) {
        plus_fault(p, FAULT_RANGE, t, io);
        return;
    }
    if (!is_trusted(p, t, sample)) {
        p->missing = (uint16_t)(p->missing + PLUS_VALUES);
        plus_ready_broken(p, t, 0, io);
        return;
    }
    tell_missing(p, t, io);
    noise_good(&p->noise, t, io);
    for (uint8_t i = 0; i < PLUS_OUTLETS; i++)
        tell_value(p, t, i, kpa_of(sample->deci_kpa[i]), io);
    tell_value(p, t, PLUS_VAS, sample->mm / 10.0, io);
}

static void take_samples(struct plus *p, mono_ns t, const struct plus_packet *packet,
                         const struct driver_io *io)
{
    if (packet->n_samples > 0) {
        p->data_at = t;
        p->was_seen |= p->is_running;
    }
    p->missing = (uint16_t)(p->missing + packet->lost * PLUS_VALUES);
    for (size_t i = 0; i < packet->n_samples && p->where == PLUS_READY; i++)
        take_sample(p, t, &packet->samples[i], io);
}

/* ---- the button ------------------------------------------------------------------------------------- */

static void take_button(struct plus *p, mono_ns t, bool is_down, const struct driver_io *io)
{
    if (is_down == p->push.is_pressed)
        return;
    p->push = (struct push){.since = t, .is_pressed = is_down};
    tell_of(io, t, (struct told){EVENT_RESPONSE, 0, PLUS_BUTTON}, is_down);
}

static void ended(struct plus *p, mono_ns t, const struct driver_io *io);

static void take_score(struct plus *p, mono_ns t, double value, const struct driver_io *io)
{
    const struct sample one = {t, value, 0};
    if (!trust_accept(&p->trust[PLUS_RATED], &SLIDER_RULE, &one)) {
        p->missing++;
        plus_ready_broken(p, t, 0, io);
        return;
    }
    tell_missing(p, t, io);
    noise_good(&p->noise, t, io);
    tell_value(p, t, PLUS_VAS, value, io);
}

/* A press between two questions is told by the latch alone. */
static void take_rating(struct plus *p, mono_ns t, const struct plus_rating *rating,
                        const struct driver_io *io)
{
    if (rating->was_down && !p->push.is_pressed)
        take_button(p, t, true, io);
    take_button(p, t, rating->is_down, io);
    push_watch(&p->push, t, PLUS_BUTTON, io);
    if (!p->is_running)
        take_score(p, t, rating->mm / 10.0, io);
    if (p->where == PLUS_READY && p->is_running && p->is_ending)
        ended(p, t, io);
}

/* ---- state ------------------------------------------------------------------------------------------ */

static void ended(struct plus *p, mono_ns t, const struct driver_io *io)
{
    p->is_running = p->is_ending = false;
    switch ((enum plus_condition)p->status.condition) {
    case PLUS_BY_NOTHING:
    case PLUS_BY_BUTTON:
    case PLUS_BY_RATING:
    case PLUS_COMPLETED:
        if (p->was_seen)
            tell_of(io, t, (struct told){EVENT_NOTICE, NOTICE_PROGRAM_DONE, p->outlet}, 0);
        else
            plus_fault(p, FAULT_TRACKING, t, io); /* nobody has seen it begin */
        return;
    case PLUS_BY_PROGRAM: /* as it was told */
        return;
    case PLUS_METER_GONE:
        plus_fault(p, FAULT_SLIDER, t, io);
        return;
    case PLUS_BY_EMERGENCY:
        plus_fault(p, FAULT_EMERGENCY, t, io);
        return;
    case PLUS_LEAKS:
        plus_fault(p, FAULT_LEAK, t, io);
        return;
    case PLUS_NO_POWER:
        plus_fault(p, FAULT_POWER, t, io);
        return;
    case PLUS_TOO_LONG:
    case PLUS_NOT_KICKED:
        plus_fault(p, FAULT_TRACKING, t, io);
        return;
    }
}

static void watch_running(struct plus *p, mono_ns t, const struct driver_io *io)
{
    if (p->status.mode == PLUS_STIMULATING) {
        p->was_seen = true;
        p->is_ending = false;
        if (t - p->data_at >= SEEN_WITHIN)
            plus_fault(p, FAULT_SILENT, t, io);
    } else {
        p->is_ending = p->was_seen || t - p->start_at >= SEEN_WITHIN;
    }
}

static void watch_idle(struct plus *p, mono_ns t, const struct driver_io *io)
{
    if (p->status.mode == PLUS_STIMULATING) {
        if (t - p->stopped_at >= SEEN_WITHIN)
            plus_fault(p, FAULT_TRACKING, t, io); /* nobody has told it to */
    } else if (p->owes_rest && p->stops == 0 && t - p->stopped_at >= REST_AFTER) {
        p->owes_rest = false;
        for (uint8_t i = 0; i < PLUS_OUTLETS; i++)
            tell_of(io, t, (struct told){EVENT_NOTICE, NOTICE_AT_REST, i}, 0);
    }
}

static void look(struct plus *p, mono_ns t, const struct driver_io *io)
{
    const enum fault fault = plus_hindrance(&p->status);
    if (fault != FAULT_NONE)
        plus_fault(p, fault, t, io);
    else
        p->saying = PLUS_SAY_START;
}

/* `is_look`: what a start waits for. */
static void take_state(struct plus *p, mono_ns t, const struct plus_state *state, bool is_look,
                       const struct driver_io *io)
{
    const enum fault fault = plus_standing(state);
    p->status = *state;
    p->has_status = true;
    p->status_at = t;
    if (fault != FAULT_NONE)
        plus_fault(p, fault, t, io);
    else if (state->mode == PLUS_PENDING)
        plus_fault(p, FAULT_TRACKING, t, io); /* somebody else's start waits for its trigger */
    else if (p->is_running)
        watch_running(p, t, io);
    else
        watch_idle(p, t, io);
    if (is_look && p->where == PLUS_READY && p->saying == PLUS_SAY_LOOK)
        look(p, t, io);
}

/* ---- what comes ------------------------------------------------------------------------------------- */

void plus_ready_broken(struct plus *p, mono_ns t, size_t bytes, const struct driver_io *io)
{
    if (noise_add(&p->noise, bytes))
        plus_fault(p, FAULT_GARBLED, t, io);
}

static void take_device(struct plus *p, mono_ns t, const struct plus_packet *packet,
                        const struct driver_io *io)
{
    if (strcmp(packet->device, p->model) != 0)
        plus_fault(p, FAULT_IDENTITY, t, io);
    else if (strcmp(packet->version, p->version) != 0)
        plus_fault(p, FAULT_REBOOT, t, io);
}

static void refused(struct plus *p, mono_ns now, const struct driver_io *io)
{
    const bool asks_why = is_order(p->asked) && p->has_status;
    const enum fault why = asks_why ? plus_hindrance(&p->status) : FAULT_NONE;
    const enum fault fault = plus_error_fault((enum plus_error)p->error);
    tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, now, p->error);
    plus_fault(p, why != FAULT_NONE ? why : fault, now, io);
}

/* What says that the packet was not understood may be meant for the end that a stop gives to half a packet. */
static void take_error(struct plus *p, mono_ns t, enum plus_error error, const struct driver_io *io)
{
    const enum fault fault = plus_error_fault(error);
    const bool is_weighed = is_order(p->asked) || fault == FAULT_GARBLED;
    if (p->error != PLUS_NO_ERROR || (p->asked == PLUS_ASK_NOTHING && is_weighed))
        return;
    if (error == PLUS_ERROR_NoStatus && p->asked == PLUS_ASK_STATE) {
        p->asked = PLUS_ASK_NOTHING; /* silent, where it lasts */
        return;
    }
    p->error = (uint8_t)error;
    p->refused_at = t;
    if (!is_weighed)
        refused(p, t, io);
}

static void take_values(struct plus *p, mono_ns t, const struct plus_packet *packet, bool is_look,
                        const struct driver_io *io)
{
    switch ((enum plus_kind)packet->kind) {
    case PLUS_DATA:
    case PLUS_EMPTY:
        take_samples(p, t, packet, io);
        return;
    case PLUS_STATE:
        take_state(p, t, &packet->state, is_look, io);
        return;
    case PLUS_RATING:
        take_rating(p, t, &packet->rating, io);
        return;
    case PLUS_DEVICE:
        take_device(p, t, packet, io);
        return;
    case PLUS_PORTS:
    case PLUS_OK:
    case PLUS_ERROR:
        return;
    }
}

/* What was asked twice is answered twice, and neither sample nor press comes a second time: all of it is taken. */
static void take_answer(struct plus *p, mono_ns t, const struct plus_packet *packet,
                        const struct driver_io *io)
{
    const bool is_awaited =
        plus_is_answer((enum plus_question)p->asked, (enum plus_kind)packet->kind);
    const bool is_look = is_awaited && p->asked == PLUS_ASK_STATE;
    if (is_awaited) {
        p->asked = PLUS_ASK_NOTHING;
        p->error = PLUS_NO_ERROR;
    }
    if (is_awaited || packet->kind != PLUS_EMPTY)
        take_values(p, t, packet, is_look, io);
}

void plus_ready_packet(struct plus *p, mono_ns t, const struct plus_packet *packet,
                       const struct driver_io *io)
{
    const enum plus_kind kind = (enum plus_kind)packet->kind;
    p->heard_at = t;
    if (kind == PLUS_OK)
        take_ok(p, t);
    else if (kind == PLUS_ERROR)
        take_error(p, t, (enum plus_error)packet->error, io);
    else
        take_answer(p, t, packet, io);
    go_on(p, t, io);
}

/* ---- time ------------------------------------------------------------------------------------------- */

static void not_answered(struct plus *p, mono_ns now, const struct driver_io *io)
{
    if (is_order(p->asked)) {
        plus_fault(p, p->heard_at > p->asked_at ? FAULT_GARBLED : FAULT_SILENT, now, io);
        return;
    }
    plus_ask(p, (enum plus_question)p->asked, now, io);
}

/* A question that was dropped by a stop is asked again soon. */
static mono_ns answer_due(const struct plus *p)
{
    if (p->asked == PLUS_ASK_NOTHING)
        return MONO_NEVER;
    return p->asked_at + (is_order(p->asked) ? PLUS_REPLY_WITHIN : ASK_AGAIN);
}

static mono_ns silent_at(const struct plus *p)
{
    return mono_min(p->heard_at, p->status_at) + PLUS_SILENCE;
}

void plus_ready_tick(struct plus *p, mono_ns now, const struct driver_io *io)
{
    if (p->error != PLUS_NO_ERROR && now >= p->refused_at + STOPPED_WITHIN) {
        refused(p, now, io);
        return;
    }
    if (now >= silent_at(p)) {
        plus_fault(p, FAULT_SILENT, now, io);
        return;
    }
    if (p->stops > 0 && now >= p->stop_at + STOP_AGAIN)
        plus_send_stop(p, now, io);
    if (now >= answer_due(p))
        not_answered(p, now, io);
    go_on(p, now, io);
}

mono_ns plus_ready_deadline(const struct plus *p)
{
    mono_ns deadline = silent_at(p);
    deadline = mono_min(deadline, answer_due(p));
    if (p->asked == PLUS_ASK_NOTHING)
        deadline = mono_min(deadline, p->round_at + ROUND);
    if (p->stops > 0)
        deadline = mono_min(deadline, p->stop_at + STOP_AGAIN);
    if (p->error != PLUS_NO_ERROR)
        deadline = mono_min(deadline, p->refused_at + STOPPED_WITHIN);
    return deadline;
}

/* The presser at work: data, button, ends, refusals, restarts, watchdog.
 *
 * Invariants
 * 1. The counter of a data message says what is missing: the sequence number of each value is three
 * times the messages counted so far plus its place, so a lost message is a jump of three.
 * 2. A counter that cannot be reached in the time since the last message is doubted; when the next
 * one goes on from it, the instrument has restarted (it went back) or that many messages were lost
 * (it went on).
 * 3. Values are doubted by what an outlet can do (200 kPa/s up, 500 kPa/s down); a message with a
 * doubted value is lost as a whole.
 * 4. Kicks are sent while an outlet may be pressing. They come from the bench's own turn, so a
 * bench that hangs stops kicking and the instrument stops itself.
 * 5. Messages that come more slowly than they were asked for, by their counter, are FAULT_TRACKING
 * (pace_internal.h): a line that lags or an instrument that is slow, both show the past as present.
 */
#include "presser_internal.h"

static const double PRESSURE_MIN_KPA = -5, PRESSURE_MAX_KPA = 120;
static const struct trust_rule OUTLET_RULE = {.step = 2, .slew_per_s = 550};
static const struct trust_rule SLIDER_RULE = {.step = 1, .slew_per_s = 40};

static const mono_ns REFUSAL_WITHIN = 500 * MONO_MS;
static const double AT_REST_KPA = 0.5;
static const double COUNT_SLACK = 3, COUNT_FAST = 1.25;

static mono_ns interval(const struct presser *p)
{
    return MONO_SEC / p->rate;
}

static bool values_accept(struct presser *p, mono_ns t, const double *values)
{
    bool accepted = true;
    for (size_t i = 0; i < PRESSER_VALUES; i++) {
        const struct sample sample = {t, values[i], 0};
        p->trust[i].interval = interval(p);
        const struct trust_rule *rule = i + 1 < PRESSER_VALUES ? &OUTLET_RULE : &SLIDER_RULE;
        accepted &= trust_accept(&p->trust[i], rule, &sample);
    }
    return accepted;
}

void presser_ready_begin(struct presser *p, mono_ns t, const struct presser_message *first)
{
    p->counter = first->counter;
    p->data_at = t;
    lag_start(&p->lag, interval(p));
    p->nudged = false;
    p->heard = false;
    p->running = 0;
    p->venting = 0;
    p->run_pending = false;
    p->has_doubted_counter = false;
    p->noise = (struct noise){0};
    for (size_t i = 0; i < PRESSER_VALUES; i++)
        trust_reset(&p->trust[i], interval(p));
    values_accept(p, t, first->values);
    if (p->seq > 0)
        p->seq += PRESSER_VALUES; /* what was missed between a fault and now */
}

/* A press always counts: where a release was lost, the second press is a true one. */
void presser_button(struct presser *p, mono_ns t, bool pressed, const struct driver_io *io)
{
    struct push *push = &p->push;
    if (!pressed && !push->is_pressed)
        return;
    *push = (struct push){.since = push->is_pressed ? push->since : t, .is_pressed = pressed};
    tell_of(io, t, (struct told){EVENT_RESPONSE, 0, PRESSER_BUTTON_CHANNEL}, pressed);
}

static void line_unusable(struct presser *p, mono_ns t, size_t bytes, const struct driver_io *io)
{
    p->heard = true;
    if (noise_add(&p->noise, bytes))
        presser_fault(p, FAULT_GARBLED, t, io);
}

static double count_possible(const struct presser *p, mono_ns t)
{
    return COUNT_SLACK + COUNT_FAST * p->rate * mono_to_sec(t - p->data_at);
}

/* How many messages were counted since the last one; 0 when the counter cannot be believed (yet).
 */
static uint32_t counter_advance(struct presser *p, mono_ns t, uint32_t counter)
{
    const uint32_t advance = (counter + PRESSER_COUNTS - p->counter) % PRESSER_COUNTS;
    const bool confirmed =
        p->has_doubted_counter && counter == (p->doubted_counter + 1) % PRESSER_COUNTS;
    if (advance != 0 && (advance <= count_possible(p, t) || confirmed)) {
        p->has_doubted_counter = false;
        return advance;
    }
    p->has_doubted_counter = advance != 0;
    p->doubted_counter = counter;
    return 0;
}

static void data_emit(struct presser *p, mono_ns t, uint32_t advance, const double *values,
                      const struct driver_io *io)
{
    static const struct {
        uint8_t kind, channel;
    } places[PRESSER_VALUES] = {{EVENT_READING, PRESSER_OUTLET1},
                                {EVENT_READING, PRESSER_OUTLET2},
                                {EVENT_RATING, PRESSER_RATING}};
    const uint32_t missing = (advance - 1) * PRESSER_VALUES;
    if (missing > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, missing);
    p->seq += missing;
    for (size_t i = 0; i < PRESSER_VALUES; i++) {
        const struct event event = {.t = t,
                                    .value = values[i],
                                    .seq = ++p->seq,
                                    .kind = places[i].kind,
                                    .channel = places[i].channel};
        io->event(io->host, &event);
    }
}

static bool counter_went_back(const struct presser *p, mono_ns t, uint32_t advance)
{
    return advance > count_possible(p, t) && advance > PRESSER_COUNTS / 2;
}

static bool pressures_in_range(const double *values)
{
    for (size_t i = 0; i + 1 < PRESSER_VALUES; i++)
        if (values[i] < PRESSURE_MIN_KPA || values[i] > PRESSURE_MAX_KPA)
            return false;
    return true;
}

/* An outlet that was vented by command sends no end: it is at rest when it says so. */
static void vent_watch(struct presser *p, const double *values)
{
    for (unsigned outlet = 0; outlet < 2; outlet++) {
        const unsigned bit = 1u << outlet;
        if (!(p->venting & bit) || values[outlet] > AT_REST_KPA)
            continue;
        p->venting = (uint8_t)(p->venting & ~bit);
        p->running = (uint8_t)(p->running & ~bit);
    }
}

static void handle_data(struct presser *p, mono_ns t, const struct presser_message *message,
                        const struct driver_io *io)
{
    const uint32_t advance = counter_advance(p, t, message->counter);
    if (advance != 0 && counter_went_back(p, t, advance)) {
        presser_fault(p, FAULT_REBOOT, t, io);
        return;
    }
    if (advance == 0 || !values_accept(p, t, message->values)) {
        line_unusable(p, t, 0, io);
        return;
    }
    if (lag_arrived(&p->lag, t, advance, false)) {
        presser_fault(p, FAULT_TRACKING, t, io);
        return;
    }
    if (!pressures_in_range(message->values)) {
        presser_fault(p, FAULT_RANGE, t, io);
        return;
    }
    p->counter = message->counter;
    p->data_at = t;
    p->nudged = false;
    p->heard = false;
    noise_good(&p->noise, t, io);
    data_emit(p, t, advance, message->values, io);
    vent_watch(p, message->values);
    push_watch(&p->push, t, PRESSER_BUTTON_CHANNEL, io);
}

static void handle_end(struct presser *p, mono_ns t, uint8_t outlet, const struct driver_io *io)
{
    p->running = (uint8_t)(p->running & ~(1u << (outlet - 1)));
    const struct event event = {.t = t,
                                .kind = EVENT_NOTICE,
                                .code = NOTICE_PROGRAM_DONE,
                                .channel = (uint8_t)(outlet - 1)};
    io->event(io->host, &event);
}

/* Which command an error answers is not said, and the bench sends stop frames of its own: after a
 * RUN any error counts as its refusal, until the instrument says that a stop is done. */
static void handle_error(struct presser *p, mono_ns t, uint8_t code, const struct driver_io *io)
{
    tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, code);
    if (p->run_pending && t - p->run_at <= REFUSAL_WITHIN)
        presser_fault(p, FAULT_REFUSED, t, io);
}

static void handle_watchdog(struct presser *p, mono_ns t, const struct driver_io *io)
{
    if (p->running)
        presser_fault(p, FAULT_TRACKING, t, io);
}

void presser_ready_line(struct presser *p, mono_ns t, const struct line *line,
                        const struct presser_message *message, const struct driver_io *io)
{
    switch (message->kind) {
    case PRESSER_OK:
    case PRESSER_IDENT:
    case PRESSER_BUTTON:
        return;
    case PRESSER_DATA:
        handle_data(p, t, message, io);
        return;
    case PRESSER_END:
        handle_end(p, t, message->number, io);
        return;
    case PRESSER_ERROR:
        handle_error(p, t, message->number, io);
        return;
    case PRESSER_RESTART:
        presser_fault(p, FAULT_REBOOT, t, io);
        return;
    case PRESSER_WATCHDOG:
        handle_watchdog(p, t, io);
        return;
    case PRESSER_STOPPED:
        p->running = 0;
        p->run_pending = false;
        return;
    case PRESSER_OTHER:
        line_unusable(p, t, line->length, io);
        return;
    }
}

static mono_ns nudge_at(const struct presser *p)
{
    const mono_ns patience = interval(p) * 3 / 2;
    return p->data_at + (patience > PRESSER_SILENCE / 2 ? patience : PRESSER_SILENCE / 2);
}

void presser_ready_tick(struct presser *p, mono_ns now, const struct driver_io *io)
{
    if (now - p->data_at >= PRESSER_SILENCE) {
        presser_fault(p, p->heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
        return;
    }
    if (!p->nudged && now >= nudge_at(p)) {
        p->nudged = true;
        presser_stream(p, io);
    }
    if (p->running && now >= p->kick_at) {
        p->kick_at = now + PRESSER_KICK_INTERVAL;
        send_text(io, FRAME_SAFE, "KICK\r");
    }
}

mono_ns presser_ready_deadline(const struct presser *p)
{
    mono_ns deadline = p->data_at + PRESSER_SILENCE;
    if (!p->nudged)
        deadline = mono_min(deadline, nudge_at(p));
    return p->running ? mono_min(deadline, p->kick_at) : deadline;
}

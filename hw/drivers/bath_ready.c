/* Reading a bath that is recognised: the temperature and its state, by turns. */
#include "bath_internal.h"

static const mono_ns HALF = 500 * MONO_MS; /* of a second, in which each is asked once */

enum { REFUSED_ROW = 3 }; /* fewer may be questions that were damaged on their way */

void bath_ready_begin(struct bath *b, mono_ns t)
{
    b->ask = BATH_TEMPERATURE;
    b->due_at = b->value_at = b->state_at = t;
    b->noise = (struct noise){0};
    b->lost = b->seq > 0 ? 1 : 0; /* what was missed between a fault and now */
    b->told = 0;
    b->owed = 0;
    b->heard = false;
    memset(b->refused, 0, sizeof b->refused);
}

mono_ns bath_ready_silent_at(const struct bath *b)
{
    return mono_min(b->value_at, b->state_at) + BATH_SILENCE;
}

mono_ns bath_ready_next_at(const struct bath *b)
{
    return b->due_at > b->free_at ? b->due_at : b->free_at;
}

/* The number of what is wrong is asked in the turn of the state. */
static void turn_next(struct bath *b)
{
    b->ask = b->ask == BATH_TEMPERATURE ? BATH_STATE : BATH_TEMPERATURE;
    b->due_at += HALF;
}

void bath_ready_missed(struct bath *b, mono_ns t, const struct driver_io *io)
{
    const enum bath_ask ask = (enum bath_ask)b->ask;
    b->lost += ask == BATH_TEMPERATURE;
    turn_next(b);
    if (ask == BATH_FAULT_NUMBER)
        bath_fault(b, (enum fault)b->pending, 0, t, io);
}

bool bath_ready_is_late(struct bath *b, enum bath_heard heard, const struct line *line)
{
    if (!line->whole || heard == BATH_REFUSED)
        return false;
    for (int ask = 0; ask < BATH_ASKS; ask++) {
        struct bath_reply reply = {0};
        const bool is_asked = heard == BATH_ANSWER;
        if (!(b->owed & 1u << ask) || (is_asked && ask != b->ask) ||
            b->kind->read((enum bath_ask)ask, line->text, line->length, &reply) != BATH_ANSWER)
            continue;
        b->owed = (uint8_t)(b->owed & ~(1u << ask));
        return true;
    }
    return false;
}

void bath_ready_unusable(struct bath *b, mono_ns t, size_t bytes, const struct driver_io *io)
{
    b->heard = true;
    if (noise_add(&b->noise, bytes))
        bath_fault(b, FAULT_GARBLED, 0, t, io);
}

/* ---- answers ------------------------------------------------------------------------------------ */

static void reading_emit(struct bath *b, mono_ns t, double degc, const struct driver_io *io)
{
    if (b->lost > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, b->lost);
    b->seq += b->lost + 1;
    b->lost = 0;
    const struct event event = {.t = t, .value = degc, .seq = b->seq, .kind = EVENT_READING};
    io->event(io->host, &event);
}

static void temperature_take(struct bath *b, mono_ns t, const struct bath_reply *reply,
                             const struct driver_io *io)
{
    const struct sample sample = {t, reply->degc, reply->form};
    if (reply->fault == FAULT_NONE && !trust_accept(&b->trust, &bath_rule, &sample)) {
        b->lost++;
        bath_ready_unusable(b, t, 0, io);
        return;
    }
    const enum fault fault = bath_temperature_fault(reply);
    if (fault != FAULT_NONE) {
        bath_fault(b, fault, reply->code, t, io);
        return;
    }
    b->value_at = t;
    b->heard = false;
    noise_good(&b->noise, t, io);
    reading_emit(b, t, reply->degc, io);
}

/* It stands for as long as it stands. */
static void warn(struct bath *b, int32_t code, mono_ns t, const struct driver_io *io)
{
    if (code != 0 && code != b->told)
        tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, code);
    b->told = code;
}

static void state_take(struct bath *b, mono_ns t, const struct bath_reply *reply,
                       const struct driver_io *io)
{
    b->state_at = t;
    noise_good(&b->noise, t, io);
    if (reply->why != BATH_STATE) {
        b->pending = reply->fault;
        b->ask = reply->why;
        return;
    }
    turn_next(b);
    if (reply->fault != FAULT_NONE)
        bath_fault(b, (enum fault)reply->fault, reply->code, t, io);
    else
        warn(b, reply->code, t, io);
}

static void answered(struct bath *b, mono_ns t, const struct bath_reply *reply,
                     const struct driver_io *io)
{
    const enum bath_ask ask = (enum bath_ask)b->ask;
    b->refused[ask] = 0;
    if (ask == BATH_STATE) {
        state_take(b, t, reply, io);
        return;
    }
    turn_next(b);
    if (ask == BATH_TEMPERATURE)
        temperature_take(b, t, reply, io);
    else if (ask == BATH_FAULT_NUMBER)
        bath_fault(b, (enum fault)b->pending, reply->code, t, io);
    else
        warn(b, reply->code, t, io);
}

static void refused(struct bath *b, mono_ns t, int32_t code, const struct driver_io *io)
{
    const uint8_t row = ++b->refused[b->ask];
    tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, code);
    bath_ready_missed(b, t, io);
    if (row >= REFUSED_ROW && b->condition == BATH_READY)
        bath_fault(b, FAULT_REFUSED, 0, t, io);
}

void bath_ready_heard(struct bath *b, mono_ns t, enum bath_heard heard,
                      const struct bath_reply *reply, const struct driver_io *io)
{
    if (heard == BATH_REFUSED)
        refused(b, t, reply->code, io);
    else
        answered(b, t, reply, io);
}

/* ---- time --------------------------------------------------------------------------------------- */

void bath_ready_tick(struct bath *b, mono_ns now, const struct driver_io *io)
{
    if (now >= bath_ready_silent_at(b)) {
        bath_fault(b, b->heard || b->reader.length > 0 ? FAULT_GARBLED : FAULT_SILENT, 0, now, io);
    } else if (bath_is_overdue(b, now)) {
        b->owed = (uint8_t)(b->owed | 1u << b->ask);
        bath_ask_over(b, now);
        bath_ready_missed(b, now, io);
    } else if (!b->outstanding && now >= bath_ready_next_at(b)) {
        if (now - b->due_at >= HALF) /* what was missed is not made up for */
            b->due_at = now;
        bath_ask_now(b, now, io);
    }
}

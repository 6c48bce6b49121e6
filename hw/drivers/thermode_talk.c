/* One question at a time, and never an answer to another.
 *
 * Invariants
 * 1. Where replies do not tell what they answer, nothing is asked while an older answer may still come: after what was not
 * answered, or does not belong, the line is drained until it is quiet, then the sync frame is sent. The instrument answers in
 * order, so its answer is the last that was owed.
 * 2. What comes after its time is no answer, also when nobody has looked at the clock in between.
 * 3. A question is asked when all that was sent before has left the line, so that its time to answer is its own. */
#include "thermode_internal.h"

static const mono_ns QUIET = 25 * MONO_MS, SETTLED = 15 * MONO_MS;
static const mono_ns SYNC_WITHIN = 120 * MONO_MS;

enum { BITS_PER_BYTE = 10 };

static mono_ns later(mono_ns a, mono_ns b)
{
    return a > b ? a : b;
}

void thermode_send(struct thermode *p, enum frame_class class, const char *frame, mono_ns now,
                   const struct driver_io *io)
{
    const mono_ns span = (mono_ns)strlen(frame) * BITS_PER_BYTE * MONO_SEC / p->baud;
    p->line_at = later(p->line_at, now) + span;
    send_text(io, class, frame);
}

void thermode_ask(struct thermode *p, const struct thermode_ask *ask, mono_ns now,
                  const struct driver_io *io)
{
    char frame[40];
    p->ask = *ask;
    p->have = 0;
    const size_t n = p->kind->frame(p, ask, frame, sizeof frame - 1);
    frame[n] = '\0';
    p->talk = LINE_ASKED;
    thermode_send(p, ask->is_set ? (enum frame_class)ask->class : FRAME_SAFE, frame, now, io);
    p->talk_wake = p->line_at + p->kind->reply_within;
}

void thermode_talk_drain(struct thermode *p, mono_ns t)
{
    p->talk = LINE_DRAIN;
    p->have = 0;
    p->talk_wake = later(t, p->line_at) + QUIET;
}

static void timed_out(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    const bool was_asked = p->talk == LINE_ASKED;
    p->noise.bytes += p->have;
    thermode_talk_drain(p, t);
    p->is_fresh = false;
    if (was_asked)
        thermode_unanswered(p, t, io);
}

/* What has no place here. */
static void misplaced(struct thermode *p, mono_ns t, size_t bytes, const struct driver_io *io)
{
    p->heard = true;
    if (noise_add(&p->noise, bytes) && p->state == THERMODE_READY) {
        thermode_fault(p, FAULT_GARBLED, t, io);
        return;
    }
    if (p->kind->sync)
        timed_out(p, t, io);
}

static void replied(struct thermode *p, enum thermode_heard heard, uint32_t bits, mono_ns t,
                    const struct driver_io *io)
{
    if (p->talk != LINE_ASKED) {
        misplaced(p, t, 1, io);
        return;
    }
    p->talk = LINE_FREE;
    thermode_answered(p, heard, bits, t, io);
}

static void perhaps_stopped(struct thermode *p, mono_ns t)
{
    p->heard = true;
    if (p->talk == LINE_ASKED && !p->ask.is_set && p->ask.reg == p->kind->probe)
        p->lost++;
    else if (p->talk == LINE_ASKED && !p->ask.is_set && p->ask.reg != p->kind->sink)
        p->forced = p->ask.reg;
    thermode_stop_suspect(p);
    thermode_talk_drain(p, t);
}

static void noise_take(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    if (p->is_noisy)
        p->noise.bytes++;
    else
        misplaced(p, t, 1, io);
    p->is_noisy = true;
}

static void heard_take(struct thermode *p, enum thermode_heard heard, uint32_t bits, mono_ns t,
                       const struct driver_io *io)
{
    switch (heard) {
    case THERMODE_MORE:
        return;
    case THERMODE_NOISE:
        noise_take(p, t, io);
        return;
    case THERMODE_OTHER:
        misplaced(p, t, 1, io);
        return;
    case THERMODE_STOPPED:
        thermode_stopped(p);
        return;
    case THERMODE_PERHAPS_STOPPED:
        perhaps_stopped(p, t);
        return;
    case THERMODE_SYNC:
        if (p->talk == LINE_SYNC) {
            p->talk = LINE_SETTLE;
            p->talk_wake = t + SETTLED;
        } else {
            misplaced(p, t, 1, io);
        }
        return;
    case THERMODE_VALUE:
    case THERMODE_ACK:
    case THERMODE_ERROR:
        replied(p, heard, bits, t, io);
        return;
    }
}

void thermode_talk_byte(struct thermode *p, mono_ns t, uint8_t byte, const struct driver_io *io)
{
    uint32_t bits = 0;
    if (p->talk == LINE_ASKED && t >= p->talk_wake)
        timed_out(p, t, io);
    if (p->state != THERMODE_SETUP && p->state != THERMODE_READY)
        return;
    if (p->talk == LINE_DRAIN && p->kind->sync) {
        p->noise.bytes++;
        thermode_talk_drain(p, t);
        return;
    }
    const enum thermode_heard heard = p->kind->take(p, byte, &bits);
    if (heard != THERMODE_NOISE)
        p->is_noisy = false;
    heard_take(p, heard, bits, t, io);
}

void thermode_talk_tick(struct thermode *p, mono_ns now, const struct driver_io *io)
{
    if (p->talk == LINE_FREE || now < p->talk_wake)
        return;
    switch ((enum thermode_talk)p->talk) {
    case LINE_FREE:
        return;
    case LINE_ASKED:
    case LINE_SYNC:
        timed_out(p, now, io);
        return;
    case LINE_DRAIN:
        if (!p->kind->sync) {
            p->talk = LINE_FREE;
            return;
        }
        p->ask = (struct thermode_ask){0};
        p->have = 0;
        p->talk = LINE_SYNC;
        thermode_send(p, FRAME_SAFE, p->kind->sync, now, io);
        p->talk_wake = p->line_at + SYNC_WITHIN;
        return;
    case LINE_SETTLE:
        p->talk = LINE_FREE;
        p->is_fresh = true;
        return;
    }
}

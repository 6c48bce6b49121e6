/* One question at a time, and never an answer to another.
 *
 * Invariants
 * 1. No temperatures are asked for while older ones may still come. After a question that was not answered, or a byte that has
 * no place, the line is drained until it is quiet, then K is asked. The instrument answers in order: its answer is the last of
 * what was owed. What K says then is not used.
 * 2. That K is not asked again in vain: unanswered, it is a fault, and H begins anew, whose answer is like no other. Where
 * something else came instead, its own answer may follow: the line must stay quiet for longer then.
 * 3. A question is asked only when all that was sent before has left the line, so that its time to answer is its own;
 * and never as long as bytes are being read: what was read together with an answer came before the next question. */
#include "qst_tcs_internal.h"

static const mono_ns REPLY_WITHIN = 60 * MONO_MS; /* clients wait for 20 to 30 ms */
static const mono_ns SYNC_WITHIN = 200 * MONO_MS;
static const mono_ns QUIET = 20 * MONO_MS, SETTLED = 10 * MONO_MS;
static const mono_ns MUTE_AGAIN = 200 * MONO_MS;

static mono_ns later(mono_ns a, mono_ns b)
{
    return a > b ? a : b;
}

void tcs_send(struct tcs *p, enum frame_class class, const char *frame, mono_ns now,
              const struct driver_io *io)
{
    p->line_at = later(p->line_at, now) + (mono_ns)strlen(frame) * TCS_BYTE_SLOT;
    send_text(io, class, frame);
}

static void put(struct tcs *p, char question, enum tcs_talk talk, mono_ns now,
                const struct driver_io *io)
{
    const char frame[] = {question, '\0'};
    tcs_exchange_begin(&p->exchange, question);
    p->asked_at = later(p->line_at, now);
    tcs_send(p, FRAME_SAFE, frame, now, io);
    p->talk = (uint8_t)talk;
    p->talk_wake = p->line_at + (talk == TALK_SYNC ? SYNC_WITHIN : REPLY_WITHIN);
}

void tcs_ask(struct tcs *p, char question, mono_ns now, const struct driver_io *io)
{
    put(p, question, TALK_ASKED, now, io);
}

void tcs_mute(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    p->muted_at = now;
    tcs_send(p, FRAME_SAFE, "F", now, io);
}

void tcs_talk_drain(struct tcs *p, mono_ns t)
{
    p->talk = TALK_DRAIN;
    p->exchange.question = 0;
    p->talk_wake = later(t, p->line_at) + QUIET;
}

/* What comes unasked may be temperatures that it sends by itself. */
static void mute_again(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    if (t - p->muted_at >= MUTE_AGAIN)
        tcs_mute(p, t, io);
}

/* A byte that has no place here. */
static void misplaced(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    const char question = p->talk == TALK_ASKED ? p->exchange.question : '\0';
    p->heard = true;
    p->owes_sync |= p->talk == TALK_SYNC;
    p->noise.bytes += p->exchange.have + 1u;
    mute_again(p, t, io);
    tcs_talk_drain(p, t);
    if (noise_add(&p->noise, 0))
        tcs_fault(p, FAULT_GARBLED, t, io);
    else if (question)
        tcs_unanswered(p, question);
}

static void replied(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    if (p->talk == TALK_SYNC) {
        p->talk = TALK_SETTLE;
        p->talk_wake = t + (p->owes_sync ? REPLY_WITHIN : SETTLED);
        return;
    }
    p->talk = TALK_FREE;
    tcs_answered(p, t, io);
}

size_t tcs_talk_bytes(struct tcs *p, mono_ns t, const uint8_t *data, size_t n,
                      const struct driver_io *io)
{
    if (p->talk == TALK_DRAIN) {
        p->noise.bytes++;
        mute_again(p, t, io);
        tcs_talk_drain(p, t);
        return 1;
    }
    if (p->talk != TALK_ASKED && p->talk != TALK_SYNC) {
        p->exchange.have = 0;
        misplaced(p, t, io);
        return 1;
    }
    /* Not while the question waits for its turn; and a program that was kept from running reads what is too late before it
     * is told that the time is over. */
    const bool is_timely = t >= p->asked_at && t < p->talk_wake;
    enum tcs_heard heard = TCS_WRONG;
    const size_t taken = is_timely ? tcs_exchange_take(&p->exchange, data, n, &heard) : 1;
    if (heard == TCS_WRONG)
        misplaced(p, t, io);
    else if (heard == TCS_WHOLE)
        replied(p, t, io);
    return taken;
}

static void timed_out(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    const char question = p->exchange.question;
    const bool was_sync = p->talk == TALK_SYNC;
    p->heard |= p->exchange.have > 0;
    p->noise.bytes += p->exchange.have;
    tcs_talk_drain(p, now);
    if (was_sync)
        tcs_lost_track(p, now, io);
    else
        tcs_unanswered(p, question);
}

void tcs_talk_tick(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    if (p->talk == TALK_FREE || now < p->talk_wake)
        return;
    switch ((enum tcs_talk)p->talk) {
    case TALK_FREE:
        return;
    case TALK_ASKED:
    case TALK_SYNC:
        timed_out(p, now, io);
        return;
    case TALK_DRAIN:
        put(p, 'K', TALK_SYNC, now, io);
        return;
    case TALK_SETTLE:
        p->talk = TALK_FREE;
        p->owes_sync = false;
        return;
    }
}

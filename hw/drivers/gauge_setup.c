/* Who answers, and setting it up.
 *
 * 1. FLUSH ends a half-sent command, stops a stream and waits until the line is quiet, so that
 * every later reply answers a question.
 * 2. The first step asks what only this kind of gauge answers in its own grammar; who says other
 * things is another device, who says nothing is silent. Where our question is none to others, they
 * are asked for a sign of life in the way that most of them understand before silence is told.
 * 3. Where settings are documented without a reply unless wrong, silence is consent; what matters
 * is read back by the last readings, which must be present forces of one form.
 * 4. Where only the identity is wanted, a stream goes on and nothing is set: the questions of the first steps are all
 * that is sent. */
#include "gauge_internal.h"

#include <assert.h>
#include <string.h>

static const mono_ns QUIET = 60 * MONO_MS, FLUSH_MAX = 400 * MONO_MS;
static const mono_ns AROUND_WAIT = 150 * MONO_MS;
static const struct gauge_frame around = GAUGE_FRAME("\r\n?\r\n");

static const struct gauge_step *step_of(const struct gauge *g)
{
    return &g->language->steps[g->step];
}

static bool awaits(const struct gauge *g, enum gauge_reply_kind kind)
{
    return (step_of(g)->awaits & GAUGE_BIT(kind)) != 0;
}

/* For values of any kind, or for a reading alone: then it must be one that can be used. */
static bool is_check(const struct gauge *g)
{
    return step_of(g)->awaits == GAUGE_BIT(GAUGE_READING);
}

static void step_send(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    g->wake = now + step_of(g)->wait_ms * MONO_MS;
    if (step_of(g)->frame.size > 0)
        gauge_send(&step_of(g)->frame, io);
    else
        gauge_ask(g, io);
}

static void step_enter(struct gauge *g, uint8_t step, mono_ns now, const struct driver_io *io)
{
    g->step = step;
    g->tries = g->language->steps[step].tries;
    g->verdict = FAULT_NONE;
    g->heard = false;
    g->around = false;
    g->stranger = (struct stranger){0};
    step_send(g, now, io);
}

static void tell_identity(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    g->state = GAUGE_CLOSED;
    io->identity(io->host, &g->identity);
    tell(io, EVENT_READY, 0, now, 0);
}

static bool is_known(const struct gauge *g)
{
    const uint8_t n = g->language->n_identity;
    return g->step + 1 >= (n > 0 ? n : 1);
}

static bool is_another(const struct gauge *g)
{
    const bool was_asked = g->config.only_identifies
                               ? is_known(g)
                               : g->language->steps[g->step + 1].awaits == GAUGE_BIT(GAUGE_READING);
    return g->language->has_words && !g->has_spoken && was_asked;
}

static void step_next(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    if (is_another(g)) {
        gauge_fault(g, FAULT_IDENTITY, now, io);
        return;
    }
    if (g->config.only_identifies && is_known(g)) {
        tell_identity(g, now, io);
        return;
    }
    assert(g->step + 1 < g->language->n_steps);
    step_enter(g, (uint8_t)(g->step + 1), now, io);
}

static bool asks_around(const struct gauge *g)
{
    return g->language->asks_around && g->step == 0 && !g->heard && !g->around;
}

/* The step has brought no answer that can be used. */
static void step_again(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    if (--g->tries > 0) {
        step_send(g, now, io);
    } else if (!step_of(g)->is_needed) {
        step_next(g, now, io);
    } else if (asks_around(g)) {
        g->around = true;
        g->tries = 1;
        g->wake = now + AROUND_WAIT;
        gauge_send(&around, io);
    } else {
        if (g->verdict == FAULT_NONE)
            g->verdict = (uint8_t)stranger_fault(&g->stranger, g->heard);
        gauge_fault(g, (enum fault)g->verdict, now, io);
    }
}

static bool is_stream_stop(const struct gauge *g, const struct gauge_frame *frame)
{
    const struct gauge_frame *stop = &g->language->stream_stop;
    return stop->size > 0 && frame->size == stop->size &&
           memcmp(frame->bytes, stop->bytes, stop->size) == 0;
}

void gauge_setup_begin(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    g->state = GAUGE_FLUSH;
    g->wake = now + QUIET;
    g->flush_end = now + FLUSH_MAX;
    g->identity = (struct instrument_identity){0};
    g->can_stream = true;
    g->unit_fixed = g->language->unit.size == 0;
    g->question = 0;
    g->has_form = g->has_spoken = false;
    g->value_at = g->spacing = 0;
    for (size_t i = 0; i < 2; i++)
        if (!g->config.only_identifies || !is_stream_stop(g, &g->language->flush[i]))
            gauge_send(&g->language->flush[i], io);
}

void gauge_setup_heard(struct gauge *g, mono_ns t)
{
    g->heard = true;
    if (g->state == GAUGE_FLUSH)
        g->wake = mono_min(t + QUIET, g->flush_end);
}

void gauge_setup_tick(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    if (now < g->wake)
        return;
    if (g->state == GAUGE_SETUP) {
        step_again(g, now, io);
        return;
    }
    g->state = GAUGE_SETUP;
    step_enter(g, 0, now, io);
}

static void note_refusal(struct gauge *g)
{
    if (step_of(g)->refusal == REFUSAL_OF_UNIT)
        g->unit_fixed = true;
    if (step_of(g)->refusal == REFUSAL_OF_STREAM)
        g->can_stream = false;
}

static void handle_refusal(struct gauge *g, mono_ns t, const struct driver_io *io)
{
    const bool is_question = step_of(g)->frame.size == 0;
    if (step_of(g)->refusal == REFUSAL_BY_OTHER) {
        gauge_fault(g, FAULT_IDENTITY, t, io);
    } else if (is_question && g->question == 0 && g->language->question[1].size > 0) {
        g->question = 1;
        step_enter(g, g->step, t, io);
    } else if (step_of(g)->is_needed) {
        g->verdict = FAULT_REFUSED;
        step_again(g, t, io);
    } else {
        note_refusal(g);
        step_next(g, t, io);
    }
}

static bool are_alike(uint16_t a, uint16_t b)
{
    return a == b || a == FORCE_FORM_ANY || b == FORCE_FORM_ANY;
}

/* A unit of force that is not N is good enough: every reply is converted by its own unit. */
static enum fault check_verdict(struct gauge *g, const struct gauge_reply *reply)
{
    if (reply->kind != GAUGE_READING)
        return gauge_reply_fault(reply->kind);
    const bool is_other = g->has_form && !are_alike(g->form, reply->form);
    g->has_form = true;
    g->form = reply->form;
    return is_other ? FAULT_GARBLED : gauge_force_fault(g, gauge_force(g, reply));
}

static void finish(struct gauge *g, mono_ns t, const struct gauge_reply *reply,
                   const struct driver_io *io)
{
    const struct sample sample = {t, gauge_force(g, reply), reply->form};
    trust_reset(&g->trust, g->interval);
    const bool is_taken = trust_accept(&g->trust, &(struct trust_rule){0}, &sample);
    assert(is_taken);
    g->unit = reply->unit;
    gauge_ready(g, t, io);
}

static void note_spacing(struct gauge *g, mono_ns t)
{
    if (g->value_at > 0 && t - g->value_at > g->spacing)
        g->spacing = t - g->value_at;
    g->value_at = t;
}

static void handle_value(struct gauge *g, mono_ns t, const struct gauge_reply *reply,
                         const struct driver_io *io)
{
    note_spacing(g, t);
    if (!is_check(g)) {
        if (awaits(g, reply->kind))
            step_next(g, t, io);
        return;
    }
    const enum fault verdict = check_verdict(g, reply);
    if (verdict != FAULT_NONE) {
        g->verdict = (uint8_t)verdict;
        step_again(g, t, io);
    } else if (g->step + 1 < g->language->n_steps) {
        step_next(g, t, io);
    } else {
        finish(g, t, reply, io);
    }
}

static void handle_text(struct gauge *g, mono_ns t, const struct line *line,
                        const struct driver_io *io)
{
    if (awaits(g, GAUGE_TEXT) && g->language->learn(g, g->step, line))
        step_next(g, t, io);
}

void gauge_setup_line(struct gauge *g, mono_ns t, const struct line *line,
                      const struct driver_io *io)
{
    if (g->state != GAUGE_SETUP)
        return;
    stranger_line(&g->stranger, line);
    g->has_spoken = g->has_spoken || !line->whole;
    if (!line->whole || g->around)
        return;
    const struct gauge_reply reply = g->language->parse(g, line->text, line->length);
    /* a serial number and a firmware may be digits alone */
    const bool is_text = reply.kind == GAUGE_BARE && awaits(g, GAUGE_TEXT);
    g->has_spoken = g->has_spoken || is_text || !(GAUGE_ANY_VALUE & GAUGE_BIT(reply.kind));
    switch (is_text ? GAUGE_TEXT : reply.kind) {
    case GAUGE_REFUSED:
        handle_refusal(g, t, io);
        return;
    case GAUGE_READING:
    case GAUGE_NO_FORCE:
    case GAUGE_BARE:
    case GAUGE_PEAK:
    case GAUGE_OVERLOAD:
        handle_value(g, t, &reply, io);
        return;
    case GAUGE_DONE:
        if (awaits(g, GAUGE_DONE))
            step_next(g, t, io);
        return;
    case GAUGE_TEXT:
        handle_text(g, t, line, io);
        return;
    case GAUGE_RESTARTED:
    case GAUGE_REPLIES:
        return;
    }
}

/* Reading a gauge that is set up: by questions or out of its stream.
 *
 * Which stream serves a wish: the fastest that is not faster than it; or, where the language says
 * so, every nth reading of the fastest. Those in between are looked at like the others, so that
 * overload, units and lag show at once. */
#include "gauge_internal.h"

#include <math.h>

static const double RESTING_N = 1; /* below this nobody presses: a moment to send settings */

/* Above an ordinary ramp (10 N/s) and, at 25 readings per second and more, below 10 N: a lost first
 * digit. */
static const struct trust_rule RULE = {.step = 3, .slew_per_s = 150};

static const mono_ns SILENCE_MIN = 250 * MONO_MS;
static const mono_ns IDLE_INTERVAL = 200 * MONO_MS;
static const mono_ns REPLY_WITHIN = 100 * MONO_MS;
static const mono_ns PAUSE = 50 * MONO_MS;       /* after a reply that did not come */
static const mono_ns SHORT_PAUSE = 20 * MONO_MS; /* after a reply that could not be used */
static const mono_ns REFUSAL_WITHIN = 100 * MONO_MS;
static const mono_ns ASK_AGAIN = MONO_SEC;

enum { UNSOLICITED_ROW = 3, SPACINGS = 4 };

/* One of them may be a damaged reading; so many in a row are a setting. */
static const uint8_t row_limits[GAUGE_REPLIES] = {
    [GAUGE_NO_FORCE] = 2, [GAUGE_BARE] = 3, [GAUGE_PEAK] = 2, [GAUGE_REFUSED] = 3};

void gauge_setting_sent(struct gauge *g, enum gauge_setting setting, mono_ns now)
{
    g->setting = (uint8_t)setting;
    g->setter_at = now;
}

enum { BITS_PER_CHARACTER = 10 };

static double most_per_s(const struct gauge *g, uint8_t characters)
{
    if (g->config.baud == 0 || g->language->reply_size == 0)
        return INFINITY;
    return (double)g->config.baud / (BITS_PER_CHARACTER * characters);
}

/* What the line does not carry would fall behind it further and further. */
static bool fits_line(const struct gauge *g, const struct gauge_stream *stream)
{
    return stream->hz <= most_per_s(g, g->language->reply_size);
}

static const struct gauge_stream *stream_choose(const struct gauge *g)
{
    const struct gauge_language *language = g->language;
    if (language->is_free_running)
        return &language->streams[0];
    if (!g->can_stream)
        return NULL;
    if (language->thinned_above_hz > 0)
        return g->wish_hz > language->thinned_above_hz && fits_line(g, &language->streams[0])
                   ? &language->streams[0]
                   : NULL;
    for (size_t i = 0; i < language->n_streams; i++)
        if (g->wish_hz >= language->streams[i].hz && fits_line(g, &language->streams[i]))
            return &language->streams[i];
    return NULL;
}

static void stream_start(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    const double hz = g->stream->hz > 0 ? g->stream->hz : g->config.stream_hz;
    g->interval = hz > 0 ? mono_from_sec(1 / hz) : 0;
    g->due_since = now;
    g->owed = g->owed || g->outstanding;
    g->outstanding = false;
    g->damaged = 0;
    g->nudged = false;
    pace_start(&g->pace, g->interval);
    lag_start(&g->lag, g->interval);
    gauge_send(&g->stream->frame, io);
    if (g->stream->frame.size > 0)
        gauge_setting_sent(g, SETTING_RATE, now);
}

static double poll_rate(const struct gauge *g)
{
    const uint8_t asked = g->language->question[g->question].size;
    return fmin(g->wish_hz, most_per_s(g, (uint8_t)(asked + g->language->reply_size)));
}

static void poll_start(struct gauge *g, mono_ns now, bool streamed, const struct driver_io *io)
{
    g->interval = g->wish_hz > 0 ? mono_from_sec(1 / poll_rate(g)) : IDLE_INTERVAL;
    g->unsolicited = 0;
    if (streamed) {
        g->owed = false;
        gauge_send(&g->language->stream_stop, io);
        g->due_since = MONO_NEVER;
        g->next_poll = now + PAUSE;
        g->outstanding = false;
    } else if (!g->outstanding) {
        g->next_poll = now;
    }
}

static uint32_t thinning(const struct gauge *g)
{
    if (!g->stream || g->language->thinned_above_hz <= 0 || !(g->wish_hz < g->stream->hz))
        return 1;
    return (uint32_t)ceil(g->stream->hz / g->wish_hz);
}

void gauge_mode_apply(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    const struct gauge_stream *before = g->stream;
    g->stream = stream_choose(g);
    g->every = thinning(g);
    g->passed = 0;
    if (!g->stream)
        poll_start(g, now, before != NULL, io);
    else if (g->stream != before)
        stream_start(g, now, io);
    g->trust.interval = g->interval;
}

/* How slowly a gauge sends that is not asked shows while it is recognised. */
static mono_ns silence_limit(const struct gauge *g)
{
    if (!g->language->is_free_running)
        return g->language->silence;
    const mono_ns limit = SPACINGS * g->spacing;
    return mono_min(g->language->silence, limit > SILENCE_MIN ? limit : SILENCE_MIN);
}

void gauge_ready(struct gauge *g, mono_ns t, const struct driver_io *io)
{
    g->state = GAUGE_READY;
    g->announced = FAULT_NONE;
    g->stream = NULL;
    g->outstanding = g->owed = false;
    g->due_since = MONO_NEVER;
    g->silence = silence_limit(g);
    g->lost = g->seq > 0 ? 1 : 0; /* what was missed between a fault and now */
    memset(g->row, 0, sizeof g->row);
    g->noise = (struct noise){0};
    g->heard = false;
    g->setting = SETTING_NONE;
    io->identity(io->host, &g->identity);
    tell(io, EVENT_READY, 0, t, 0);
    gauge_mode_apply(g, t, io);
}

static void poll_send(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    /* somebody has pressed the key that starts the automatic output */
    if (g->unsolicited >= UNSOLICITED_ROW && now - g->poll_asked >= ASK_AGAIN &&
        g->language->stream_stop.size > 0) {
        g->poll_asked = now;
        gauge_send(&g->language->stream_stop, io);
        gauge_setting_sent(g, SETTING_RATE, now);
    }
    g->unsolicited = 0;
    g->outstanding = true;
    g->sent_at = now;
    if (g->due_since == MONO_NEVER)
        g->due_since = now;
    gauge_ask(g, io);
}

/* The outstanding poll brought no reading. */
static void poll_failed(struct gauge *g, mono_ns now, mono_ns pause)
{
    g->outstanding = false;
    g->lost++;
    g->next_poll = now + pause;
}

/* A reading is missing here; what it would have been is not guessed. */
static void reading_lost(struct gauge *g, mono_ns t)
{
    g->heard = true;
    if (g->stream)
        g->damaged++;
    else if (g->outstanding)
        poll_failed(g, t, SHORT_PAUSE);
}

static void line_unusable(struct gauge *g, mono_ns t, size_t bytes, const struct driver_io *io)
{
    reading_lost(g, t);
    if (noise_add(&g->noise, bytes))
        gauge_fault(g, FAULT_GARBLED, t, io);
}

static void unit_watch(struct gauge *g, mono_ns t, const struct gauge_reply *reply, double force_n,
                       const struct driver_io *io)
{
    if (reply->unit != g->unit) {
        g->unit = reply->unit;
        g->unit_asked = t - ASK_AGAIN;
        if (g->unit != UNIT_NEWTON)
            tell(io, EVENT_NOTICE, NOTICE_UNIT_CHANGED, t, 0);
    }
    if (g->unit == UNIT_NEWTON || g->unit_fixed || fabs(force_n) > RESTING_N ||
        t - g->unit_asked < ASK_AGAIN)
        return;
    g->unit_asked = t;
    gauge_send(&g->language->unit, io);
    gauge_setting_sent(g, SETTING_UNIT, t);
}

/* Before this reading, of the gauge's own. */
static uint32_t count_missing(struct gauge *g, mono_ns t)
{
    uint32_t missing = g->lost;
    if (g->stream && g->interval > 0)
        missing += pace_arrived(&g->pace, t, g->damaged > 0);
    else if (g->stream)
        missing += g->damaged;
    g->lost = 0;
    g->damaged = 0;
    return missing;
}

static bool is_behind(struct gauge *g, mono_ns t)
{
    return g->stream && g->interval > 0 && lag_arrived(&g->lag, t, g->damaged + 1, g->damaged > 0);
}

static void reading_emit(struct gauge *g, mono_ns t, double force_n, const struct driver_io *io)
{
    g->passed += count_missing(g, t) + 1;
    if (g->passed < g->every)
        return;
    const uint32_t missing = g->passed / g->every - 1;
    g->passed %= g->every;
    if (missing > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, missing);
    g->seq += missing + 1;
    const struct event event = {.t = t, .value = force_n, .seq = g->seq, .kind = EVENT_READING};
    io->event(io->host, &event);
}

/* A poll has been answered, or the stream goes on. */
static void answered(struct gauge *g, mono_ns t, const struct driver_io *io)
{
    memset(g->row, 0, sizeof g->row);
    g->heard = false;
    g->nudged = false;
    noise_good(&g->noise, t, io);
    if (g->stream) {
        g->due_since = t;
        return;
    }
    g->due_since = MONO_NEVER;
    g->outstanding = false;
    g->next_poll = g->sent_at + g->interval > t ? g->sent_at + g->interval : t;
}

/* Polling: true when this is the reply to the outstanding question; streaming, when it is none to
 * a question from before. */
static bool is_asked_for(struct gauge *g, mono_ns t)
{
    if (g->stream) {
        const bool is_old = g->owed;
        g->owed = false;
        return !is_old;
    }
    if (!g->outstanding) {
        g->owed = false;
        g->unsolicited = (uint8_t)(g->unsolicited + (g->unsolicited < UNSOLICITED_ROW));
        return false;
    }
    /* a program that was kept from running reads it before it is told that the time is over */
    const bool is_answer = !g->owed && t - g->sent_at < REPLY_WITHIN;
    g->owed = false;
    if (!is_answer)
        poll_failed(g, t, SHORT_PAUSE);
    return is_answer;
}

/* A zero without decimals goes on from any reading in its unit, and any from it. */
static uint16_t settle_form(const struct gauge *g, const struct gauge_reply *reply)
{
    const bool is_any = reply->form == FORCE_FORM_ANY || g->trust.last.form == FORCE_FORM_ANY;
    return reply->unit == g->unit && is_any ? (uint16_t)g->trust.last.form : reply->form;
}

static void handle_reading(struct gauge *g, mono_ns t, const struct gauge_reply *reply,
                           const struct driver_io *io)
{
    if (!is_asked_for(g, t))
        return;
    const double force_n = gauge_force(g, reply);
    const struct sample sample = {t, force_n, settle_form(g, reply)};
    if (!trust_accept(&g->trust, &RULE, &sample)) {
        line_unusable(g, t, 0, io);
        return;
    }
    if (g->trust.last.form == FORCE_FORM_ANY)
        g->trust.last.form = reply->form;
    enum fault fault = gauge_force_fault(g, force_n);
    if (fault == FAULT_NONE && is_behind(g, t))
        fault = FAULT_TRACKING;
    if (fault != FAULT_NONE) {
        gauge_fault(g, fault, t, io);
        return;
    }
    answered(g, t, io);
    unit_watch(g, t, reply, force_n, io);
    reading_emit(g, t, force_n, io);
}

/* True when the refusal belongs to a setting that was just sent. */
static bool setting_refused(struct gauge *g, mono_ns t, const struct driver_io *io)
{
    const uint8_t setting = g->setting;
    g->setting = SETTING_NONE;
    if (setting == SETTING_NONE || t - g->setter_at > REFUSAL_WITHIN)
        return false;
    if (setting == SETTING_UNIT)
        g->unit_fixed = true;
    if (setting == SETTING_RATE && g->stream && !g->pace.running) {
        g->can_stream = false;
        g->stream = NULL; /* it never began: nothing to switch off */
        g->due_since = MONO_NEVER;
        gauge_mode_apply(g, t, io);
    }
    return true;
}

/* What is no reading, and is not to be mistaken for one that was damaged when it goes on. */
static void handle_foreign(struct gauge *g, mono_ns t, enum gauge_reply_kind kind, size_t bytes,
                           const struct driver_io *io)
{
    const bool is_due = kind != GAUGE_REFUSED || (!g->stream && g->outstanding);
    if (is_due && ++g->row[kind] >= row_limits[kind])
        gauge_fault(g, gauge_reply_fault(kind), t, io);
    else
        line_unusable(g, t, bytes, io);
}

static void handle_refusal(struct gauge *g, mono_ns t, uint8_t code, const struct driver_io *io)
{
    tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, code);
    if (!setting_refused(g, t, io))
        handle_foreign(g, t, GAUGE_REFUSED, 0, io);
}

void gauge_ready_line(struct gauge *g, mono_ns t, const struct line *line,
                      const struct driver_io *io)
{
    if (!line->whole) {
        line_unusable(g, t, line->length, io);
        return;
    }
    const struct gauge_reply reply = g->language->parse(g, line->text, line->length);
    switch (reply.kind) {
    case GAUGE_READING:
        handle_reading(g, t, &reply, io);
        return;
    case GAUGE_REFUSED:
        handle_refusal(g, t, reply.error, io);
        return;
    case GAUGE_DONE:
        g->setting = SETTING_NONE;
        return;
    case GAUGE_OVERLOAD:
    case GAUGE_RESTARTED:
        gauge_fault(g, gauge_reply_fault(reply.kind), t, io);
        return;
    case GAUGE_BARE:
    case GAUGE_NO_FORCE:
    case GAUGE_PEAK:
        handle_foreign(g, t, reply.kind, line->length, io);
        return;
    case GAUGE_TEXT:
    case GAUGE_REPLIES:
        line_unusable(g, t, line->length, io);
        return;
    }
}

static mono_ns nudge_at(const struct gauge *g)
{
    const mono_ns patience = g->interval * 3 / 2;
    return g->due_since + (patience > g->silence / 2 ? patience : g->silence / 2);
}

static bool can_nudge(const struct gauge *g)
{
    return !g->nudged && g->stream->frame.size > 0;
}

void gauge_ready_tick(struct gauge *g, mono_ns now, const struct driver_io *io)
{
    if (g->due_since != MONO_NEVER && now - g->due_since >= g->silence) {
        gauge_fault(g, g->heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
    } else if (g->stream) {
        /* a key on the gauge may have ended its output: ask once before calling it silent */
        if (can_nudge(g) && now >= nudge_at(g)) {
            g->nudged = true;
            gauge_send(&g->stream->frame, io);
        }
    } else if (g->outstanding) {
        if (now - g->sent_at >= REPLY_WITHIN) {
            g->owed = true;
            poll_failed(g, now, PAUSE);
        }
    } else if (now >= g->next_poll) {
        poll_send(g, now, io);
    }
}

mono_ns gauge_ready_deadline(const struct gauge *g)
{
    const mono_ns silent = g->due_since == MONO_NEVER ? MONO_NEVER : g->due_since + g->silence;
    if (g->stream)
        return can_nudge(g) ? mono_min(silent, nudge_at(g)) : silent;
    return mono_min(silent, g->outstanding ? g->sent_at + REPLY_WITHIN : g->next_poll);
}

/* Mark-10 digital force gauges (Gauge Control Language 2): Series 5 and 7, 7i, rebadged relatives,
 * and Series 4.
 *
 * Which reading: `?` and the automatic output follow the mode of the display, and a peak is no
 * reading for a threshold. `?C` is the current reading in every mode, so polls use it; the
 * automatic output is used once CUR is set and not refused. Only Series 4, which knows nothing
 * else, is asked by `?`.
 *
 * Invariants
 * 1. A number comes from one whole line in the strict grammar, converted by the unit on that line.
 * 2. Numbers alone (NUM format), torque, refusals and doubted readings (trust_internal.h) are never
 * readings; the sequence number jumps over them.
 * 3. Polling has one question outstanding, and a reply later than REPLY_WITHIN is no reading. After
 * a question that was not answered in time one reply is dropped, whenever it comes, so replies do
 * not slip by one. Hence a polled reading is never older than REPLY_WITHIN.
 * 4. Every command is safe: the gauge cannot press. After a stop readings go on, so that the
 * release is seen; hence there is no stop frame.
 * 5. Overload is not documented on the wire. It is recognised only where the configuration says at
 * which force (overload_n); at 0 there is no check.
 * 6. A stream that falls behind its rate is FAULT_TRACKING (pace_internal.h): its readings would be
 * older than their time stamps. It may be the line that lags or the gauge that sends more slowly
 * than it was asked to; both are faults, since nothing tells them apart. A delay that does not grow
 * is not seen.
 *
 * Minus means tension unless `invert` is set. */
#include "mark10_internal.h"

#include <math.h>
#include <stdio.h>

static const double FORCE_MAX_N = 50000; /* beyond anything that is pressed by hand */
static const double RATE_DEFAULT_HZ = 50, RATE_MIN_HZ = 1, RATE_MAX_HZ = 250;
static const double RESTING_N = 1; /* below this nobody presses: a moment to send settings */
/* Above an ordinary ramp (10 N/s) and, at 25 readings per second and more, below 10 N: a lost first
 * digit. */
static const struct trust_rule RULE = {.step = 3, .slew_per_s = 150};

static const mono_ns SILENCE = 250 * MONO_MS;
static const mono_ns IDLE_INTERVAL = 200 * MONO_MS;
static const mono_ns REPLY_WITHIN = 100 * MONO_MS;
static const mono_ns PAUSE = 50 * MONO_MS;       /* after a reply that did not come */
static const mono_ns SHORT_PAUSE = 20 * MONO_MS; /* after a reply that could not be used */
static const mono_ns REFUSAL_WITHIN = 100 * MONO_MS;
static const mono_ns ASK_AGAIN = MONO_SEC;
static const mono_ns RETRY = 250 * MONO_MS;

enum { BARE_ROW = 3, TORQUE_ROW = 2, REFUSED_ROW = 3, UNSOLICITED_ROW = 3 };

double mark10_force(const struct mark10 *m, const struct mark10_reply *reply)
{
    /* sums and not signs: a zero has none */
    return m->config.invert ? 0 - reply->force_n : reply->force_n + 0;
}

enum fault mark10_force_fault(const struct mark10 *m, double force_n)
{
    if (m->config.overload_n > 0 && fabs(force_n) > m->config.overload_n)
        return FAULT_OVERLOAD;
    return fabs(force_n) > FORCE_MAX_N ? FAULT_RANGE : FAULT_NONE;
}

void mark10_ask(const struct mark10 *m, const struct driver_io *io)
{
    send_text(io, FRAME_SAFE, m->plain_question ? "?\r" : "?C\r");
}

/* A fault that lasts is told once, not at every attempt to recover. */
void mark10_fault(struct mark10 *m, enum fault fault, mono_ns t, const struct driver_io *io)
{
    noise_tell(&m->noise, t, io);
    m->state = MARK10_FAULTED;
    m->wake = t + RETRY;
    if (m->announced == fault)
        return;
    m->announced = (uint8_t)fault;
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

/* The automatic output has these rates; 1 is left out because the gauge makes 50 of it, 2 and 5
 * because polling does them without outliving the silence limit. */
static uint16_t aout_rate(double hz)
{
    static const uint16_t rates[] = {250, 125, 50, 25, 10};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        if (hz >= rates[i])
            return rates[i];
    return 0;
}

static void aout_send(const struct mark10 *m, const struct driver_io *io)
{
    char frame[16];
    snprintf(frame, sizeof frame, "AOUT%u\r", (unsigned)m->aout);
    send_text(io, FRAME_SAFE, frame);
}

static void setting_sent(struct mark10 *m, enum mark10_setting setting, mono_ns now)
{
    m->setting = (uint8_t)setting;
    m->setter_at = now;
}

static void stream_start(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    m->interval = MONO_SEC / m->aout;
    m->due_since = now;
    m->outstanding = false;
    m->damaged = 0;
    m->nudged = false;
    pace_start(&m->pace, m->interval);
    lag_start(&m->lag, m->interval);
    aout_send(m, io);
    setting_sent(m, SETTING_RATE, now);
}

static void poll_start(struct mark10 *m, mono_ns now, bool streamed, const struct driver_io *io)
{
    m->interval = m->wish_hz > 0 ? mono_from_sec(1 / m->wish_hz) : IDLE_INTERVAL;
    m->unsolicited = 0;
    m->owed = false;
    if (streamed) {
        aout_send(m, io);
        m->due_since = MONO_NEVER;
        m->next_poll = now + PAUSE;
        m->outstanding = false;
    } else if (!m->outstanding) {
        m->next_poll = now;
    }
}

/* Reads in the way that was wished for, as far as the gauge can. */
static void mode_apply(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    const uint16_t before = m->aout;
    m->aout = m->can_stream ? aout_rate(m->wish_hz) : 0;
    if (m->aout == 0)
        poll_start(m, now, before != 0, io);
    else if (m->aout != before)
        stream_start(m, now, io);
    m->trust.interval = m->interval;
}

void mark10_ready(struct mark10 *m, mono_ns t, const struct driver_io *io)
{
    m->state = MARK10_READY;
    m->announced = FAULT_NONE;
    m->aout = 0;
    m->outstanding = false;
    m->due_since = MONO_NEVER;
    m->lost = m->seq > 0 ? 1 : 0; /* what was missed between a fault and now */
    m->bare_row = m->torque_row = m->refused_row = 0;
    m->noise = (struct noise){0};
    m->heard = false;
    m->setting = SETTING_NONE;
    io->identity(io->host, &m->identity);
    tell(io, EVENT_READY, 0, t, 0);
    mode_apply(m, t, io);
}

static void poll_send(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    /* somebody has pressed the key that starts the automatic output */
    if (m->unsolicited >= UNSOLICITED_ROW && now - m->poll_asked >= ASK_AGAIN) {
        m->poll_asked = now;
        send_text(io, FRAME_SAFE, "AOUT0\r");
        setting_sent(m, SETTING_RATE, now);
    }
    m->unsolicited = 0;
    m->outstanding = true;
    m->sent_at = now;
    if (m->due_since == MONO_NEVER)
        m->due_since = now;
    mark10_ask(m, io);
}

/* The outstanding poll brought no reading. */
static void poll_failed(struct mark10 *m, mono_ns now, mono_ns pause)
{
    m->outstanding = false;
    m->lost++;
    m->next_poll = now + pause;
}

/* A reading is missing here; what it would have been is not guessed. */
static void reading_lost(struct mark10 *m, mono_ns t)
{
    m->heard = true;
    if (m->aout != 0)
        m->damaged++;
    else if (m->outstanding)
        poll_failed(m, t, SHORT_PAUSE);
}

static void line_unusable(struct mark10 *m, mono_ns t, size_t bytes, const struct driver_io *io)
{
    reading_lost(m, t);
    if (noise_add(&m->noise, bytes))
        mark10_fault(m, FAULT_GARBLED, t, io);
}

static void unit_watch(struct mark10 *m, mono_ns t, const struct mark10_reply *reply,
                       double force_n, const struct driver_io *io)
{
    if (reply->unit != m->unit) {
        m->unit = reply->unit;
        m->unit_asked = t - ASK_AGAIN;
        if (m->unit != UNIT_NEWTON)
            tell(io, EVENT_NOTICE, NOTICE_UNIT_CHANGED, t, 0);
    }
    if (m->unit == UNIT_NEWTON || m->unit_fixed || fabs(force_n) > RESTING_N ||
        t - m->unit_asked < ASK_AGAIN)
        return;
    m->unit_asked = t;
    send_text(io, FRAME_SAFE, "N\r");
    setting_sent(m, SETTING_UNIT, t);
}

static uint32_t count_missing(struct mark10 *m, mono_ns t)
{
    uint32_t missing = m->lost;
    if (m->aout != 0)
        missing += pace_arrived(&m->pace, t, m->damaged > 0);
    m->lost = 0;
    m->damaged = 0;
    return missing;
}

static bool is_behind(struct mark10 *m, mono_ns t)
{
    return m->aout != 0 && lag_arrived(&m->lag, t, m->damaged + 1, m->damaged > 0);
}

static void reading_emit(struct mark10 *m, mono_ns t, double force_n, const struct driver_io *io)
{
    const uint32_t missing = count_missing(m, t);
    if (missing > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, missing);
    m->seq += missing + 1;
    const struct event event = {.t = t, .value = force_n, .seq = m->seq, .kind = EVENT_READING};
    io->event(io->host, &event);
}

/* A poll has been answered, or the stream goes on. */
static void answered(struct mark10 *m, mono_ns t, const struct driver_io *io)
{
    m->bare_row = m->torque_row = m->refused_row = 0;
    m->heard = false;
    m->nudged = false;
    noise_good(&m->noise, t, io);
    if (m->aout != 0) {
        m->due_since = t;
        return;
    }
    m->due_since = MONO_NEVER;
    m->outstanding = false;
    m->next_poll = m->sent_at + m->interval > t ? m->sent_at + m->interval : t;
}

static void handle_reading(struct mark10 *m, mono_ns t, const struct mark10_reply *reply,
                           const struct driver_io *io)
{
    if (m->aout == 0 && !m->outstanding) {
        m->owed = false;
        m->unsolicited = (uint8_t)(m->unsolicited + (m->unsolicited < UNSOLICITED_ROW));
        return;
    }
    if (m->aout == 0 && m->owed) {
        m->owed = false;
        poll_failed(m, t, SHORT_PAUSE);
        return;
    }
    const double force_n = mark10_force(m, reply);
    const struct sample sample = {t, force_n, reply->form};
    if (!trust_accept(&m->trust, &RULE, &sample)) {
        line_unusable(m, t, 0, io);
        return;
    }
    enum fault fault = mark10_force_fault(m, force_n);
    if (fault == FAULT_NONE && is_behind(m, t))
        fault = FAULT_TRACKING;
    if (fault != FAULT_NONE) {
        mark10_fault(m, fault, t, io);
        return;
    }
    answered(m, t, io);
    unit_watch(m, t, reply, force_n, io);
    reading_emit(m, t, force_n, io);
}

/* True when the refusal belongs to a setting that was just sent. */
static bool setting_refused(struct mark10 *m, mono_ns t, const struct driver_io *io)
{
    const uint8_t setting = m->setting;
    m->setting = SETTING_NONE;
    if (setting == SETTING_NONE || t - m->setter_at > REFUSAL_WITHIN)
        return false;
    if (setting == SETTING_UNIT)
        m->unit_fixed = true;
    if (setting == SETTING_RATE && m->aout != 0 && !m->pace.running) {
        m->can_stream = false;
        m->aout = 0; /* it never began: nothing to switch off */
        m->due_since = MONO_NEVER;
        mode_apply(m, t, io);
    }
    return true;
}

static void handle_error(struct mark10 *m, mono_ns t, uint8_t code, const struct driver_io *io)
{
    tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, code);
    if (setting_refused(m, t, io))
        return;
    if (m->aout == 0 && m->outstanding && ++m->refused_row >= REFUSED_ROW)
        mark10_fault(m, FAULT_REFUSED, t, io);
    else
        line_unusable(m, t, 0, io);
}

/* A single one may be a reading that lost its unit or was joined with another; a row of them is a
 * setting. */
static void handle_foreign(struct mark10 *m, mono_ns t, const struct mark10_reply *reply,
                           size_t bytes, const struct driver_io *io)
{
    const bool bare = reply->kind == REPLY_BARE;
    if (bare ? ++m->bare_row >= BARE_ROW : ++m->torque_row >= TORQUE_ROW)
        mark10_fault(m, FAULT_UNIT, t, io);
    else
        line_unusable(m, t, bytes, io);
}

static void ready_line(struct mark10 *m, mono_ns t, const struct line *line,
                       const struct driver_io *io)
{
    if (!line->whole) {
        line_unusable(m, t, line->length, io);
        return;
    }
    const struct mark10_reply reply = mark10_reply_parse(line->text, line->length);
    switch (reply.kind) {
    case REPLY_READING:
        handle_reading(m, t, &reply, io);
        return;
    case REPLY_ERROR:
        handle_error(m, t, reply.error, io);
        return;
    case REPLY_BARE:
    case REPLY_TORQUE:
        handle_foreign(m, t, &reply, line->length, io);
        return;
    case REPLY_TEXT:
        line_unusable(m, t, line->length, io);
        return;
    }
}

static mono_ns nudge_at(const struct mark10 *m)
{
    const mono_ns patience = m->interval * 3 / 2 > SILENCE / 2 ? m->interval * 3 / 2 : SILENCE / 2;
    return m->due_since + patience;
}

static void ready_tick(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    if (m->due_since != MONO_NEVER && now - m->due_since >= SILENCE) {
        mark10_fault(m, m->heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
    } else if (m->aout != 0) {
        /* a key on the gauge may have ended its output: ask once before calling it silent */
        if (!m->nudged && now >= nudge_at(m)) {
            m->nudged = true;
            aout_send(m, io);
        }
    } else if (m->outstanding) {
        if (now - m->sent_at >= REPLY_WITHIN) {
            m->owed = true;
            poll_failed(m, now, PAUSE);
        }
    } else if (now >= m->next_poll) {
        poll_send(m, now, io);
    }
}

static void mark10_init(void *state, const struct driver_config *config)
{
    struct mark10 *m = state;
    m->config = *config;
    m->interval = IDLE_INTERVAL;
}

static void mark10_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct mark10 *m = state;
    m->reader = (struct line_reader){0};
    m->noise = (struct noise){0};
    m->wish_hz = 0;
    m->announced = FAULT_NONE;
    mark10_setup_begin(m, now, io);
}

static void mark10_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                         const struct driver_io *io)
{
    struct mark10 *m = state;
    if (m->state == MARK10_FLUSH || m->state == MARK10_SETUP)
        mark10_setup_heard(m, t);
    while (n > 0) {
        struct line line;
        const size_t taken = line_reader_take(&m->reader, data, n, &line);
        data += taken;
        n -= taken;
        if (line.ended && m->state == MARK10_READY)
            ready_line(m, t, &line, io);
        else if (line.ended)
            mark10_setup_line(m, t, &line, io);
    }
}

static void mark10_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct mark10 *m = state;
    switch ((enum mark10_state)m->state) {
    case MARK10_CLOSED:
        return;
    case MARK10_FLUSH:
    case MARK10_SETUP:
        mark10_setup_tick(m, now, io);
        return;
    case MARK10_READY:
        ready_tick(m, now, io);
        return;
    case MARK10_FAULTED:
        if (now >= m->wake)
            mark10_setup_begin(m, now, io);
        return;
    }
}

static double wished_rate(const struct mark10 *m, const struct command *command)
{
    double hz = command->rate_hz > 0 ? command->rate_hz : m->config.stream_hz;
    if (!(hz > 0))
        hz = RATE_DEFAULT_HZ;
    return fmax(RATE_MIN_HZ, fmin(RATE_MAX_HZ, hz));
}

static enum status mark10_command(void *state, mono_ns now, const struct command *command,
                                  const struct driver_io *io)
{
    struct mark10 *m = state;
    if (command->channel != 0 || command->kind > COMMAND_ZERO)
        return STATUS_UNSUPPORTED;
    if (m->state != MARK10_READY)
        return STATUS_BUSY;
    if (command->kind == COMMAND_ZERO) {
        send_text(io, FRAME_SAFE, "Z\r");
        setting_sent(m, SETTING_ZERO, now);
        return STATUS_OK;
    }
    m->wish_hz = command->kind == COMMAND_IDLE ? 0 : wished_rate(m, command);
    mode_apply(m, now, io);
    return STATUS_OK;
}

static mono_ns mark10_deadline(const void *state)
{
    const struct mark10 *m = state;
    if (m->state == MARK10_CLOSED)
        return MONO_NEVER;
    if (m->state != MARK10_READY)
        return m->wake;
    const mono_ns silent = m->due_since == MONO_NEVER ? MONO_NEVER : m->due_since + SILENCE;
    if (m->aout != 0)
        return m->nudged ? silent : mono_min(silent, nudge_at(m));
    return mono_min(silent, m->outstanding ? m->sent_at + REPLY_WITHIN : m->next_poll);
}

static const struct channel_info channels[] = {
    {.name = "force", .kind = CHANNEL_FORCE, .value_min = -50000, .value_max = 50000},
};

_Static_assert(sizeof(struct mark10) <= DRIVER_STATE_MAX, "the host provides no more");

const struct driver driver_mark10 = {
    .name = "mark10",
    .title = "Mark-10 force gauges, Series 5/7, 7i, 4 and relatives",
    .document = "Mark-10 M5I manual sections 9 and 13; Series 5, 7, 4 user's guides (GCL2)",
    .maturity = MATURITY_SIMULATED,
    .line = {.baud = 115200, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .channels = channels,
    .n_channels = 1,
    .stop_frame = (const uint8_t *)"",
    .closing = (const uint8_t *)"",
    .longest_frame = 694444, /* "AOUT250" and CR: 80 bits at 115200 baud */
    .announces_within = 3 * MONO_SEC,
    .silence = 250 * MONO_MS,
    .state_size = sizeof(struct mark10),
    .init = mark10_init,
    .opened = mark10_opened,
    .bytes = mark10_bytes,
    .tick = mark10_tick,
    .command = mark10_command,
    .deadline = mark10_deadline,
};

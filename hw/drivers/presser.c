/* The presser (hw/sim/presser.md): a simulated stimulator that presses by itself. Announcing,
 * setting up, commanding; what it says at work is in presser_ready.c.
 *
 * Invariants
 * 1. Only RUN energises. Everything else is FRAME_SAFE.
 * 2. Whenever the driver does not know what the instrument does (a new link, a fault, another
 * attempt) it stops it first; where only the identity is wanted it sends ID and nothing else.
 * 3. A RUN never asks for more than the command: target and rate are rounded down to the wire's one
 * decimal.
 * 4. Data never come slower than 10 per second, whatever was wished: silence must show within 250
 * ms. */
#include "presser_internal.h"

#include "base/decimal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

static const double TARGET_MAX_KPA = 100, RATE_MIN = 0.1, RATE_MAX = 200;
static const mono_ns HOLD_MAX = 600 * MONO_SEC;
static const double STREAM_DEFAULT_HZ = 100, STREAM_MIN_HZ = 10, STREAM_MAX_HZ = 1000;

static const mono_ns QUIET = 50 * MONO_MS, FLUSH_MAX = 300 * MONO_MS;
static const mono_ns REPLY_WITHIN = 150 * MONO_MS;
static const mono_ns RETRY = 250 * MONO_MS;

enum step { STEP_IDENT, STEP_WATCHDOG, STEP_STREAM, STEP_DATA, STEPS };
enum { TRIES = 3 };

static const char *const step_frames[STEPS] = {
    [STEP_IDENT] = "ID\r",
    [STEP_WATCHDOG] = "WD 500\r",
    [STEP_STREAM] = NULL, /* presser_stream() */
    [STEP_DATA] = "READ\r",
};

static void stop_send(struct presser *p, const struct driver_io *io)
{
    send_text(io, FRAME_SAFE, "\r");
    if (!p->only_identifies)
        send_text(io, FRAME_SAFE, "STOP\r");
}

/* A fault that lasts is told once, not at every attempt to recover. */
void presser_fault(struct presser *p, enum fault fault, mono_ns t, const struct driver_io *io)
{
    noise_tell(&p->noise, t, io);
    p->state = PRESSER_FAULTED;
    p->wake = t + RETRY;
    stop_send(p, io);
    if (p->announced == fault)
        return;
    p->announced = (uint8_t)fault;
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

/* Several stimuli may share the instrument: the fastest wish holds. */
static uint16_t stream_rate(const struct presser *p)
{
    double hz = STREAM_MIN_HZ;
    for (size_t i = 0; i < PRESSER_CHANNELS; i++)
        hz = fmax(hz, p->wish_hz[i]);
    return (uint16_t)hz;
}

void presser_stream(struct presser *p, const struct driver_io *io)
{
    char frame[16];
    const uint16_t rate = stream_rate(p);
    if (rate != p->rate)
        lag_start(&p->lag, MONO_SEC / rate);
    p->rate = rate;
    snprintf(frame, sizeof frame, "STREAM %u\r", (unsigned)p->rate);
    send_text(io, FRAME_SAFE, frame);
}

static void step_send(struct presser *p, mono_ns now, const struct driver_io *io)
{
    p->wake = now + REPLY_WITHIN;
    if (step_frames[p->step])
        send_text(io, FRAME_SAFE, step_frames[p->step]);
    else
        presser_stream(p, io);
}

static void step_enter(struct presser *p, enum step step, mono_ns now, const struct driver_io *io)
{
    p->state = PRESSER_SETUP;
    p->step = (uint8_t)step;
    p->tries = TRIES;
    p->heard = false;
    p->stranger = (struct stranger){0};
    step_send(p, now, io);
}

static void flush_begin(struct presser *p, mono_ns now, const struct driver_io *io)
{
    p->state = PRESSER_FLUSH;
    p->wake = now + QUIET;
    p->flush_end = now + FLUSH_MAX;
    p->identity = (struct instrument_identity){0};
    stop_send(p, io);
    if (!p->only_identifies)
        send_text(io, FRAME_SAFE, "STREAM 0\r");
}

/* No answer to the step's question. Only what has not even named itself can be another
 * device. */
static void step_timeout(struct presser *p, mono_ns now, const struct driver_io *io)
{
    if (--p->tries > 0)
        step_send(p, now, io);
    else if (p->step == STEP_IDENT)
        presser_fault(p, stranger_fault(&p->stranger, p->heard), now, io);
    else
        presser_fault(p, p->heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
}

static void setup_done(struct presser *p, mono_ns t, const struct presser_message *first,
                       const struct driver_io *io)
{
    p->state = PRESSER_READY;
    p->announced = FAULT_NONE;
    presser_ready_begin(p, t, first);
    io->identity(io->host, &p->identity);
    tell(io, EVENT_READY, 0, t, 0);
}

static void tell_identity(struct presser *p, mono_ns t, const struct driver_io *io)
{
    p->state = PRESSER_CLOSED;
    io->identity(io->host, &p->identity);
    tell(io, EVENT_READY, 0, t, 0);
}

static void identity_store(struct presser *p, const struct presser_message *message)
{
    snprintf(p->identity.model, sizeof p->identity.model, "PRESSER");
    snprintf(p->identity.serial, sizeof p->identity.serial, "%s", message->serial);
    snprintf(p->identity.firmware, sizeof p->identity.firmware, "%s", message->firmware);
    p->known = true;
}

static void setup_line(struct presser *p, mono_ns t, const struct presser_message *message,
                       const struct driver_io *io)
{
    static const uint8_t awaited[STEPS] = {[STEP_IDENT] = PRESSER_IDENT,
                                           [STEP_WATCHDOG] = PRESSER_OK,
                                           [STEP_STREAM] = PRESSER_OK,
                                           [STEP_DATA] = PRESSER_DATA};
    if (message->kind == PRESSER_ERROR && p->step != STEP_IDENT) {
        presser_fault(p, FAULT_REFUSED, t, io);
        return;
    }
    if (message->kind == PRESSER_RESTART && p->step != STEP_IDENT) {
        presser_fault(p, FAULT_REBOOT, t, io);
        return;
    }
    if (message->kind != awaited[p->step])
        return;
    if (p->step == STEP_IDENT)
        identity_store(p, message);
    if (p->step == STEP_DATA)
        setup_done(p, t, message, io);
    else if (p->only_identifies)
        tell_identity(p, t, io);
    else
        step_enter(p, (enum step)(p->step + 1), t, io);
}

static void handle_line(struct presser *p, mono_ns t, const struct line *line,
                        const struct driver_io *io)
{
    struct presser_message message = {.kind = PRESSER_OTHER};
    stranger_line(&p->stranger, line);
    if (line->whole)
        message = presser_message_parse(line->text, line->length);
    if (message.kind == PRESSER_BUTTON && p->known)
        presser_button(p, t, message.number == 1, io);
    if (p->state == PRESSER_READY)
        presser_ready_line(p, t, line, &message, io);
    else if (p->state == PRESSER_SETUP)
        setup_line(p, t, &message, io);
}

static void presser_init(void *state, const struct driver_config *config)
{
    struct presser *p = state;
    p->only_identifies = config->only_identifies;
    p->default_hz = config->stream_hz > 0 ? config->stream_hz : STREAM_DEFAULT_HZ;
}

static void presser_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct presser *p = state;
    p->reader = (struct line_reader){0};
    p->noise = (struct noise){0};
    p->announced = FAULT_NONE;
    p->known = false;
    p->push.is_pressed = false;
    for (size_t i = 0; i < PRESSER_CHANNELS; i++)
        p->wish_hz[i] = 0;
    flush_begin(p, now, io);
}

static void presser_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                          const struct driver_io *io)
{
    struct presser *p = state;
    if (p->state == PRESSER_FLUSH)
        p->wake = mono_min(t + QUIET, p->flush_end);
    if (p->state == PRESSER_SETUP)
        p->heard = true;
    while (n > 0) {
        struct line line;
        const size_t taken = line_reader_take(&p->reader, data, n, &line);
        data += taken;
        n -= taken;
        if (line.ended)
            handle_line(p, t, &line, io);
    }
}

static void presser_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct presser *p = state;
    if (p->state == PRESSER_CLOSED)
        return;
    if (p->state == PRESSER_READY) {
        presser_ready_tick(p, now, io);
        return;
    }
    if (now < p->wake)
        return;
    if (p->state == PRESSER_FLUSH)
        step_enter(p, STEP_IDENT, now, io);
    else if (p->state == PRESSER_SETUP)
        step_timeout(p, now, io);
    else
        flush_begin(p, now, io);
}

static bool is_outlet(uint8_t channel)
{
    return channel == PRESSER_OUTLET1 || channel == PRESSER_OUTLET2;
}

static void wish_set(struct presser *p, const struct command *command, const struct driver_io *io)
{
    const double hz = command->rate_hz > 0 ? command->rate_hz : p->default_hz;
    p->wish_hz[command->channel] = command->kind == COMMAND_IDLE ? 0 : fmin(hz, STREAM_MAX_HZ);
    if (stream_rate(p) != p->rate)
        presser_stream(p, io);
}

/* Never more than asked; what is a whole tenth but for the last bit stays that tenth. */
static double tenths_down(double value)
{
    return floor(value * 10 + 1e-6) / 10;
}

static size_t append_tenths(char *out, size_t cap, double value)
{
    const size_t n = decimal_format(out, cap, tenths_down(value), 1);
    assert(n > 0);
    return n;
}

static enum status drive(struct presser *p, mono_ns now, const struct command *command,
                         const struct driver_io *io)
{
    if (!(command->target >= 0 && command->target <= TARGET_MAX_KPA) ||
        !(command->rate_per_s >= RATE_MIN && command->rate_per_s <= RATE_MAX) ||
        command->hold < 0 || command->hold > HOLD_MAX)
        return STATUS_RANGE;
    char target[8], rate[8], frame[FRAME_MAX];
    const size_t target_n = append_tenths(target, sizeof target, command->target);
    const size_t rate_n = append_tenths(rate, sizeof rate, command->rate_per_s);
    snprintf(frame, sizeof frame, "RUN %d %.*s %.*s %d !\r", command->channel + 1, (int)target_n,
             target, (int)rate_n, rate, (int)(command->hold / MONO_MS));
    p->running = (uint8_t)(p->running | 1u << command->channel);
    p->venting = (uint8_t)(p->venting & ~(1u << command->channel));
    p->kick_at = now + PRESSER_KICK_INTERVAL;
    p->run_at = now;
    p->run_pending = true;
    send_text(io, FRAME_ENERGISE, frame);
    return STATUS_OK;
}

static void vent(struct presser *p, const struct command *command, const struct driver_io *io)
{
    p->venting = (uint8_t)(p->venting | 1u << command->channel);
    send_text(io, FRAME_SAFE, command->channel == PRESSER_OUTLET1 ? "VENT 1\r" : "VENT 2\r");
}

static bool is_supported(const struct command *command)
{
    switch ((enum command_kind)command->kind) {
    case COMMAND_IDLE:
        return command->channel < PRESSER_CHANNELS;
    case COMMAND_STREAM:
        return is_outlet(command->channel) || command->channel == PRESSER_RATING;
    case COMMAND_DRIVE:
    case COMMAND_BASELINE:
        return is_outlet(command->channel);
    case COMMAND_ZERO:
    case COMMAND_TRAIN:
    case COMMAND_LEVEL:
    case COMMAND_PUT:
        return false;
    }
    return false;
}

static enum status presser_command(void *state, mono_ns now, const struct command *command,
                                   const struct driver_io *io)
{
    struct presser *p = state;
    if (!is_supported(command))
        return STATUS_UNSUPPORTED;
    if (p->state != PRESSER_READY)
        return STATUS_BUSY;
    if (command->kind == COMMAND_DRIVE)
        return drive(p, now, command, io);
    if (command->kind == COMMAND_BASELINE)
        vent(p, command, io);
    else
        wish_set(p, command, io);
    return STATUS_OK;
}

static mono_ns presser_deadline(const void *state)
{
    const struct presser *p = state;
    if (p->state == PRESSER_CLOSED)
        return MONO_NEVER;
    return p->state == PRESSER_READY ? presser_ready_deadline(p) : p->wake;
}

static const struct channel_info channels[PRESSER_CHANNELS] = {
    [PRESSER_OUTLET1] = {"outlet1", CHANNEL_PRESSURE, true, -5, 120, false},
    [PRESSER_OUTLET2] = {"outlet2", CHANNEL_PRESSURE, true, -5, 120, false},
    [PRESSER_BUTTON_CHANNEL] = {"button", CHANNEL_BUTTON, false, 0, 1, false},
    [PRESSER_RATING] = {"rating", CHANNEL_RATING, false, 0, 10, false},
};

_Static_assert(sizeof(struct presser) <= DRIVER_STATE_MAX, "the host provides no more");

const struct driver driver_presser = {
    .name = "presser",
    .title = "Presser, a simulated pressure stimulator",
    .document = "hw/sim/presser.md",
    .maturity = MATURITY_SIMULATED,
    .line = {.baud = 115200, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .channels = channels,
    .n_channels = PRESSER_CHANNELS,
    .energises = true,
    .stop_frame = (const uint8_t *)"STOP\r",
    .stop_size = 5,
    /* Not a CR alone: that would complete a RUN which lacks nothing else. */
    .closing = (const uint8_t *)"?\r",
    .closing_size = 2,
    .rate_step = 0.1,
    .longest_frame = 2343750, /* "RUN 1 100.0 200.0 600000 !" and CR, 27 bytes at 115200 baud */
    .announces_within = 3 * MONO_SEC,
    .silence = PRESSER_SILENCE,
    .state_size = sizeof(struct presser),
    .init = presser_init,
    .opened = presser_opened,
    .bytes = presser_bytes,
    .tick = presser_tick,
    .command = presser_command,
    .deadline = presser_deadline,
};

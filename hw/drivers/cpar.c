/* Nocitech CPAR, the computer-controlled cuff algometer, both generations of its firmware (pressure.md 4). Recognising, setting
 * up, commanding; what it sends while it is at work is in cpar_ready.c.
 *
 * Invariants
 * 1. Programs and starts are FRAME_ENERGISE, everything else is FRAME_SAFE. Nothing is started but by the last of three frames
 * that each wait for the answer to the one before: a program for either channel, whose checksums are compared, and the start.
 * What a stop has dropped of them is not sent again.
 * 2. Whenever the driver does not know what the instrument does (a new link, a fault, another attempt) it stops it first; where
 * only the identity is wanted it asks for that and nothing else.
 * 3. A program never asks for more than the command (cpar_program_internal.h), and both outlets are told: what one of them had
 * before is forgotten.
 * 4. It is kicked from the bench's own turn only: a bench that hangs stops kicking, and the watchdog vents the cuffs. After what
 * time it does nobody has published.
 *
 * The stop frame is that of both generations, one after the other: it is constant, and which of them listens is not known before
 * it has said so. What is not its own means nothing to it (0x04 of the newer one are debug signals, of which it is told none)
 * and is refused, which is why a refusal is weighed before it is believed. Half a frame before it is closed by a byte that
 * is no FF: after a lone FF the next one would be data. */
#include "cpar_internal.h"

static const mono_ns FLUSH = 100 * MONO_MS, RETRY = 250 * MONO_MS;
static const mono_ns FIRST_STATUS =
    300 * MONO_MS; /* how often it tells while it is idle is not known */

enum step { STEP_IDENTITY, STEP_KICK, STEP_STATUS };
enum {
    TRIES_IDENTITY = 6,
    TRIES = 3
}; /* a board that restarts when its port is opened takes its time */

static void send_frame(const struct driver_io *io, enum frame_class class, uint8_t code,
                       const uint8_t *data, size_t n)
{
    uint8_t frame[FRAME_MAX];
    const size_t size = ecp_frame(code, data, n, frame, sizeof frame);
    io->send(io->host, class, frame, size);
}

void cpar_ask(struct cpar *p, enum cpar_function function, const uint8_t *data, size_t n,
              mono_ns now, const struct driver_io *io)
{
    const bool energises =
        function == CPAR_SET_PROGRAM || function == CPAR_START_NOW || function == CPAR_START_FORCED;
    p->asked = cpar_code(p->is_old, function);
    p->asked_at = now;
    send_frame(io, energises ? FRAME_ENERGISE : FRAME_SAFE, p->asked, data, n);
}

void cpar_send_stop(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    if (!p->is_stopping)
        p->stop_since = now;
    p->is_stopping = p->is_told_off = true;
    p->stop_at = now;
    send_frame(io, FRAME_SAFE, cpar_code(p->is_old, CPAR_STOP), NULL, 0);
}

static void stop_both(const struct cpar *p, const struct driver_io *io)
{
    if (p->only_identifies)
        return;
    for (int old = 0; old < 2; old++)
        send_frame(io, FRAME_SAFE, cpar_code(old, CPAR_STOP), NULL, 0);
}

/* A fault that lasts is told once, not at every attempt to recover. */
void cpar_fault(struct cpar *p, enum fault fault, mono_ns t, const struct driver_io *io)
{
    noise_tell(&p->noise, t, io);
    p->state = CPAR_FAULTED;
    p->wake = t + RETRY;
    p->asked = 0;
    p->saying = CPAR_NOTHING;
    p->is_running = p->is_refused = p->is_stopping = false;
    stop_both(p, io);
    if (p->announced == fault)
        return;
    p->announced = (uint8_t)fault;
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

/* ---- setting up ------------------------------------------------------------------------------------- */

static void step_send(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    p->wake = now + (p->step == STEP_STATUS ? FIRST_STATUS : CPAR_REPLY_WITHIN);
    if (p->step == STEP_IDENTITY)
        cpar_ask(p, CPAR_IDENTIFY, NULL, 0, now, io);
    else if (p->step == STEP_KICK)
        cpar_ask(p, CPAR_KICK, NULL, 0, now, io);
}

static void step_enter(struct cpar *p, enum step step, mono_ns now, const struct driver_io *io)
{
    p->state = CPAR_SETUP;
    p->step = (uint8_t)step;
    p->tries = step == STEP_IDENTITY ? TRIES_IDENTITY : TRIES;
    p->heard = p->is_understood = false;
    step_send(p, now, io);
}

static void flush_begin(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    p->state = CPAR_FLUSH;
    p->wake = now + FLUSH;
    p->asked = 0;
    p->has_status = p->has_kicks = false;
    p->identity = (struct instrument_identity){0};
    stop_both(p, io);
}

static void setup_done(struct cpar *p, mono_ns t, const struct driver_io *io)
{
    p->state = CPAR_READY;
    p->announced = FAULT_NONE;
    cpar_ready_begin(p, t);
    io->identity(io->host, &p->identity);
    tell(io, EVENT_READY, 0, t, 0);
}

/* What stands in the way of every stimulus is a fault that stands; a slider that is up is put down when one comes. */
static void setup_status(struct cpar *p, mono_ns t, const struct driver_io *io)
{
    const enum fault fault = p->has_status ? cpar_hindrance(&p->status) : FAULT_NONE;
    if (fault == FAULT_NONE || fault == FAULT_SLIDER_UP || fault == FAULT_SUPPLY ||
        fault == FAULT_REFUSED)
        setup_done(p, t, io);
    else
        cpar_fault(p, fault, t, io);
}

static void setup_identity(struct cpar *p, mono_ns t, const struct ecp_packet *packet,
                           const struct driver_io *io)
{
    struct instrument_identity identity;
    const enum cpar_who who = cpar_read_identity(packet, &identity);
    if (who == CPAR_NOBODY)
        return;
    if (who == CPAR_STRANGER) {
        cpar_fault(p, FAULT_IDENTITY, t, io);
        return;
    }
    p->identity = identity;
    p->is_old = who == CPAR_OLD;
    p->asked = 0;
    if (!p->only_identifies) {
        step_enter(p, STEP_KICK, t, io);
        return;
    }
    p->state = CPAR_CLOSED;
    io->identity(io->host, &p->identity);
    tell(io, EVENT_READY, 0, t, 0);
}

static void setup_packet(struct cpar *p, mono_ns t, const struct ecp_packet *packet,
                         const struct driver_io *io)
{
    switch ((enum step)p->step) {
    case STEP_IDENTITY:
        setup_identity(p, t, packet, io);
        return;
    case STEP_KICK:
        if (packet->code != p->asked || packet->n != 4)
            return;
        p->kicks = cpar_read_u32(packet->data);
        p->has_kicks = true;
        p->asked = 0;
        step_enter(p, STEP_STATUS, t, io);
        return;
    case STEP_STATUS:
        p->has_status = cpar_read_status(packet, p->is_old, &p->status);
        if (p->has_status)
            setup_status(p, t, io);
        return;
    }
}

/* Who has not named himself and speaks another language is another device. */
static enum fault nobody(const struct cpar *p)
{
    if (!p->heard)
        return FAULT_SILENT;
    return p->is_understood ? FAULT_GARBLED : FAULT_IDENTITY;
}

static void setup_tick(struct cpar *p, mono_ns now, const struct driver_io *io)
{
    if (p->step == STEP_STATUS)
        setup_status(p, now, io); /* it tells nothing while it is idle */
    else if (--p->tries > 0)
        step_send(p, now, io);
    else if (p->step == STEP_IDENTITY)
        cpar_fault(p, nobody(p), now, io);
    else
        cpar_fault(p, p->heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
}

/* ---- the contract ----------------------------------------------------------------------------------- */

static void cpar_init(void *state, const struct driver_config *config)
{
    struct cpar *p = state;
    p->only_identifies = config->only_identifies;
}

static void cpar_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct cpar *p = state;
    p->reader = (struct ecp_reader){0};
    p->noise = (struct noise){0};
    p->announced = FAULT_NONE;
    p->push.is_pressed = p->is_running = p->is_refused = p->is_stopping = false;
    p->saying = CPAR_NOTHING;
    flush_begin(p, now, io);
}

static void take_found(struct cpar *p, mono_ns t, enum ecp_found found,
                       const struct ecp_packet *packet, const struct driver_io *io)
{
    const size_t skipped = p->reader.skipped;
    p->is_understood |= found == ECP_PACKET;
    if (found == ECP_BROKEN || skipped > 0)
        p->reader.skipped = 0;
    if (p->state == CPAR_READY && (found == ECP_BROKEN || skipped > 0))
        cpar_ready_broken(p, t, skipped, io);
    if (found != ECP_PACKET)
        return;
    if (p->state == CPAR_READY)
        cpar_ready_packet(p, t, packet, io);
    else if (p->state == CPAR_SETUP)
        setup_packet(p, t, packet, io);
}

static void cpar_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                       const struct driver_io *io)
{
    struct cpar *p = state;
    p->heard = true;
    for (size_t i = 0; i < n; i++) {
        struct ecp_packet packet;
        const enum ecp_found found = ecp_take(&p->reader, data[i], &packet);
        if (found != ECP_NOTHING)
            take_found(p, t, found, &packet, io);
    }
}

static void cpar_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct cpar *p = state;
    if (p->state == CPAR_CLOSED)
        return;
    if (p->state == CPAR_READY) {
        cpar_ready_tick(p, now, io);
        return;
    }
    if (now < p->wake)
        return;
    if (p->state == CPAR_FLUSH)
        step_enter(p, STEP_IDENTITY, now, io);
    else if (p->state == CPAR_SETUP)
        setup_tick(p, now, io);
    else
        flush_begin(p, now, io);
}

static mono_ns cpar_deadline(const void *state)
{
    const struct cpar *p = state;
    if (p->state == CPAR_CLOSED)
        return MONO_NEVER;
    return p->state == CPAR_READY ? cpar_ready_deadline(p) : p->wake;
}

static bool is_outlet(uint8_t channel)
{
    return channel == CPAR_OUTLET1 || channel == CPAR_OUTLET2;
}

static enum status make_program(struct cpar *p, const struct command *command)
{
    struct cpar_program *program = &p->programs[command->channel];
    if (command->kind == COMMAND_TRAIN) {
        const struct cpar_train train = {.level_kpa = command->target,
                                         .base_kpa = command->base,
                                         .pulses = command->pulses,
                                         .on = command->hold,
                                         .off = command->off};
        return cpar_program_train(program, command->channel, &train);
    }
    const struct cpar_ramp ramp = {.target_kpa = command->target,
                                   .rate_kpa_per_s = command->rate_per_s,
                                   .return_kpa_per_s = command->return_per_s,
                                   .hold = command->hold};
    return cpar_program_ramp(program, command->channel, &ramp);
}

/* One start begins both outlets: while one runs, the other cannot be driven. */
static enum status drive(struct cpar *p, mono_ns now, const struct command *command,
                         const struct driver_io *io)
{
    const uint8_t other = (uint8_t)(1 - command->channel);
    if (p->is_running || p->is_stopping || p->saying != CPAR_NOTHING)
        return STATUS_BUSY;
    cpar_program_empty(&p->programs[other], other);
    const enum status status = make_program(p, command);
    if (status != STATUS_OK)
        return status;
    p->outlet = command->channel;
    p->goes_on = command->goes_on;
    cpar_ready_drive(p, now, io);
    return STATUS_OK;
}

static enum status cpar_command(void *state, mono_ns now, const struct command *command,
                                const struct driver_io *io)
{
    struct cpar *p = state;
    const bool is_known = command->channel < CPAR_CHANNELS;
    switch ((enum command_kind)command->kind) {
    case COMMAND_IDLE:
    case COMMAND_STREAM: /* it tells 20 times a second, whoever asks */
        if (!is_known)
            return STATUS_UNSUPPORTED;
        return p->state == CPAR_READY ? STATUS_OK : STATUS_BUSY;
    case COMMAND_DRIVE:
    case COMMAND_TRAIN:
        if (!is_outlet(command->channel))
            return STATUS_UNSUPPORTED;
        return p->state == CPAR_READY ? drive(p, now, command, io) : STATUS_BUSY;
    case COMMAND_BASELINE:
        if (!is_outlet(command->channel))
            return STATUS_UNSUPPORTED;
        if (p->state != CPAR_READY)
            return STATUS_BUSY;
        p->saying = CPAR_NOTHING;
        cpar_send_stop(p, now, io);
        return STATUS_OK;
    case COMMAND_ZERO:
    case COMMAND_LEVEL:
    case COMMAND_PUT:
        return STATUS_UNSUPPORTED;
    }
    return STATUS_UNSUPPORTED;
}

static const struct channel_info channels[CPAR_CHANNELS] = {
    [CPAR_OUTLET1] = {"outlet1", CHANNEL_PRESSURE, true, 0, 100, false},
    [CPAR_OUTLET2] = {"outlet2", CHANNEL_PRESSURE, true, 0, 100, false},
    [CPAR_BUTTON] = {"button", CHANNEL_BUTTON, false, 0, 1, false},
    [CPAR_VAS] = {"vas", CHANNEL_RATING, false, 0, 10, false},
};

static const uint8_t stop_frame[] = {0xff, 0xf1, 0x13, 0x00, 0xff, 0xf2,
                                     0xff, 0xf1, 0x04, 0x00, 0xff, 0xf2};
static const uint8_t closing[] = {0x00};

_Static_assert(sizeof(struct cpar) <= DRIVER_STATE_MAX, "the host provides no more");

const struct driver driver_cpar = {
    .name = "cpar",
    .title = "Nocitech CPAR cuff algometer",
    .document = "the vendor's public host program and protocol library",
    .maturity = MATURITY_SIMULATED,
    .line = {.baud = 38400,
             .data_bits = 8,
             .stop_bits = 1,
             .parity = 'N',
             .raise_dtr = true,
             .settle = 200 * MONO_MS},
    .channels = channels,
    .n_channels = CPAR_CHANNELS,
    .energises = true,
    .trains = true,
    .train_step = CPAR_STEP,
    .stop_frame = stop_frame,
    .stop_size = sizeof stop_frame,
    .closing = closing,
    .closing_size = sizeof closing,
    .stop_settles = 100 * MONO_MS,
    .reading_step = CPAR_MAX_KPA / 255,
    .rate_step = CPAR_RATE_STEP,
    .longest_frame =
        11 * MONO_MS, /* a program of three instructions whose bytes are all FF, 38400 baud */
    .announces_within = 5 * MONO_SEC,
    .silence = CPAR_SILENCE,
    .state_size = sizeof(struct cpar),
    .init = cpar_init,
    .opened = cpar_opened,
    .bytes = cpar_bytes,
    .tick = cpar_tick,
    .command = cpar_command,
    .deadline = cpar_deadline,
};

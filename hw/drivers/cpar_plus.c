/* Inventors' Way CPAR+ cuff algometer behind the LabBench DeviceHost, a text bridge on TCP (pressure.md 5). Recognising, setting
 * up, commanding; what it asks while it is at work is in cpar_plus_ready.c.
 *
 * Invariants
 * 1. CLEAR, WAVEFORM and START are FRAME_ENERGISE, everything else is FRAME_SAFE. Nothing is started but by the last of four
 * packets that each wait for the answer to the one before: old waveforms are cleared, the new one is set, the state is asked, and
 * the start says of both outlets what drives them. What a stop has dropped of them is not sent again.
 * 2. Whenever the driver does not know what the instrument does (a new link, a fault, another attempt) it stops it first, and
 * asks for the ports: on one connection answers come in the order of the questions, so what comes before that answer is old.
 * 3. An answer does not name its question. OK is the answer to the oldest order or stop; one that nobody waits for is that of a
 * stop which the bench has said: what was still to be said of a drive is not said then.
 * 4. Nobody in front of the bridge is watched: a program that dies leaves the keeper's stop, and the end that every waveform has.
 *
 * The stop frame names the port of the instrument at the bridge, since the bridge knows it by no other name. That port stands in
 * the bench file and never changes while the bench lives: the frame is written once, from it, and is as constant as any other
 * (driver.h, `write_stop`). What was cut before it is closed by a statement that no packet has, and an END: a cut number
 * is then never a shorter one. */
#include "cpar_plus_internal.h"

#include <stdio.h>

static const mono_ns FLUSH = 100 * MONO_MS, RETRY = 250 * MONO_MS, AGAIN = 250 * MONO_MS;
static const mono_ns SETUP_WITHIN = 5 * MONO_SEC; /* a board restarts when its port is opened */
enum { TRIES = 3 };

static const struct {
    const char *command, *body; /* what stands behind CMD; WAVEFORM and START have more */
    bool is_server;
    uint8_t answer; /* enum plus_kind; a list may be PLUS_EMPTY as well */
} questions[] = {
    [PLUS_ASK_PORTS] = {"PORTS", "", true, PLUS_PORTS},
    [PLUS_ASK_CREATE] = {"CREATE", "", true, PLUS_OK},
    [PLUS_ASK_OPEN] = {"OPEN", "", false, PLUS_OK},
    [PLUS_ASK_PING] = {"PING", "", false, PLUS_DEVICE},
    [PLUS_ASK_MODE] = {"MODE", "RESPONSE 1;", false, PLUS_OK},
    [PLUS_ASK_STATE] = {"STATE", "", false, PLUS_STATE},
    [PLUS_ASK_RATING] = {"RATING", "", false, PLUS_RATING},
    [PLUS_ASK_SIGNALS] = {"SIGNALS", "", false, PLUS_DATA},
    [PLUS_ASK_CLEAR] = {"CLEAR", "", false, PLUS_OK},
    [PLUS_ASK_WAVEFORM] = {"WAVEFORM", "", false, PLUS_OK},
    [PLUS_ASK_START] = {"START", "", false, PLUS_OK},
};

bool plus_is_answer(enum plus_question question, enum plus_kind kind)
{
    const bool is_list = question == PLUS_ASK_PORTS || question == PLUS_ASK_SIGNALS;
    if (question == PLUS_ASK_NOTHING)
        return false;
    return kind == questions[question].answer || (kind == PLUS_EMPTY && is_list);
}

/* Any press of the button ends it, whoever else fails; nothing starts while somebody rates more than nothing. */
static void write_start(const struct plus *p, char out[PLUS_PROGRAM_TEXT])
{
    const unsigned waveform = p->outlet + 1u;
    snprintf(out, PLUS_PROGRAM_TEXT,
             "STOPCRITERION 1;EXTERNALTRIGGER 0;OVERRIDERATING 0;OUTLET01 %u;OUTLET02 %u;",
             p->outlet == PLUS_OUTLET1 ? waveform : 0, p->outlet == PLUS_OUTLET2 ? waveform : 0);
}

static void write_body(const struct plus *p, enum plus_question question,
                       char out[PLUS_PROGRAM_TEXT])
{
    if (question == PLUS_ASK_CREATE)
        snprintf(out, PLUS_PROGRAM_TEXT, "PORT %s;DEVICE CPARPLUS;", p->port);
    else if (question == PLUS_ASK_WAVEFORM)
        plus_program_write(&p->program, p->outlet, out);
    else if (question == PLUS_ASK_START)
        write_start(p, out);
    else
        snprintf(out, PLUS_PROGRAM_TEXT, "%s", questions[question].body);
}

void plus_ask(struct plus *p, enum plus_question question, mono_ns now, const struct driver_io *io)
{
    char body[PLUS_PROGRAM_TEXT], frame[FRAME_MAX];
    const enum frame_class class = question >= PLUS_ASK_CLEAR ? FRAME_ENERGISE : FRAME_SAFE;
    write_body(p, question, body);
    const size_t n = plus_frame(frame, questions[question].is_server ? NULL : p->port,
                                questions[question].command, body);
    p->asked = (uint8_t)question;
    p->asked_at = now;
    io->send(io->host, class, (const uint8_t *)frame, n);
}

static void say_stop(const struct plus *p, const struct driver_io *io)
{
    char frame[FRAME_MAX];
    const size_t n = plus_frame(frame, p->port, "STOP", "");
    io->send(io->host, FRAME_SAFE, (const uint8_t *)frame, n);
}

void plus_send_stop(struct plus *p, mono_ns now, const struct driver_io *io)
{
    p->stops = (uint8_t)(p->stops + (p->stops < UINT8_MAX));
    p->stop_at = now;
    say_stop(p, io);
}

/* A fault that lasts is told once, not at every attempt to recover. */
void plus_fault(struct plus *p, enum fault fault, mono_ns t, const struct driver_io *io)
{
    noise_tell(&p->noise, t, io);
    p->where = PLUS_FAULTED;
    p->wake = t + RETRY;
    p->asked = PLUS_ASK_NOTHING;
    p->saying = PLUS_SAY_NOTHING;
    p->error = PLUS_NO_ERROR;
    p->is_running = false;
    p->stops = 0;
    if (!p->only_identifies)
        say_stop(p, io);
    if (p->announced == fault)
        return;
    p->announced = (uint8_t)fault;
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

enum fault plus_standing(const struct plus_state *status)
{
    if (status->mode == PLUS_NOT_CONNECTED)
        return FAULT_BRIDGE;
    if (!status->has_power)
        return FAULT_POWER;
    if (status->mode == PLUS_EMERGENCY)
        return FAULT_EMERGENCY;
    return status->has_meter ? FAULT_NONE : FAULT_SLIDER;
}

enum fault plus_hindrance(const struct plus_state *status)
{
    const enum fault fault = plus_standing(status);
    if (fault != FAULT_NONE || status->mode == PLUS_STIMULATING)
        return fault;
    if (!status->is_meter_low)
        return FAULT_SLIDER_UP;
    if (status->can_start)
        return FAULT_NONE;
    return status->has_supply ? FAULT_REFUSED : FAULT_SUPPLY;
}

/* ---- setting up ------------------------------------------------------------------------------------- */

static void step_enter(struct plus *p, enum plus_question question, mono_ns now,
                       const struct driver_io *io)
{
    p->where = PLUS_SETUP;
    p->tries = TRIES;
    p->wake = now + PLUS_REPLY_WITHIN;
    plus_ask(p, question, now, io);
}

/* The same once more, a little later. */
static void step_wait(struct plus *p, enum fault last, mono_ns now)
{
    p->tries = TRIES;
    p->last = (uint8_t)last;
    p->wake = now + AGAIN;
}

static void flush_begin(struct plus *p, mono_ns now, const struct driver_io *io)
{
    p->where = PLUS_FLUSH;
    p->wake = now + FLUSH;
    p->setup_by = now + SETUP_WITHIN;
    p->asked = PLUS_ASK_NOTHING;
    p->last = FAULT_NONE;
    p->has_status = false;
    if (!p->only_identifies)
        say_stop(p, io);
}

static void setup_done(struct plus *p, mono_ns t, const struct instrument_identity *identity,
                       const struct driver_io *io)
{
    p->announced = FAULT_NONE;
    io->identity(io->host, identity);
    tell(io, EVENT_READY, 0, t, 0);
}

/* The instrument is reached by what is set at the bridge: who only asks is told which ports it has. */
static void setup_ports(struct plus *p, mono_ns t, const struct plus_packet *packet,
                        const struct driver_io *io)
{
    if (!p->only_identifies) {
        step_enter(p, PLUS_ASK_CREATE, t, io);
        return;
    }
    struct instrument_identity identity = {.model = "DeviceHost"};
    snprintf(identity.serial, sizeof identity.serial, "%s", packet->device);
    p->where = PLUS_CLOSED;
    setup_done(p, t, &identity, io);
}

static void setup_device(struct plus *p, mono_ns t, const struct plus_packet *packet,
                         const struct driver_io *io)
{
    if (strncmp(packet->device, "CPAR+", 5) != 0) {
        plus_fault(p, FAULT_IDENTITY, t, io);
        return;
    }
    memcpy(p->model, packet->device, sizeof p->model);
    memcpy(p->version, packet->version, sizeof p->version);
    step_enter(p, PLUS_ASK_MODE, t, io);
}

/* What stands in the way of every stimulus is a fault that stands; a slider that is up is put down when one comes. What was
 * under way when it was stopped may be told for a moment yet. */
static void setup_status(struct plus *p, mono_ns t, const struct plus_packet *packet,
                         const struct driver_io *io)
{
    const enum fault fault = plus_standing(&packet->state);
    p->status = packet->state;
    p->has_status = true;
    if (fault != FAULT_NONE)
        plus_fault(p, fault, t, io);
    else if (packet->state.mode != PLUS_IDLE)
        step_wait(p, FAULT_TRACKING, t);
    else
        step_enter(p, PLUS_ASK_SIGNALS, t, io);
}

/* A press of before, which its latch has kept, is none. */
static void setup_rating(struct plus *p, mono_ns t, const struct plus_packet *packet,
                         const struct driver_io *io)
{
    p->where = PLUS_READY;
    p->push.is_pressed = false;
    plus_ready_begin(p, t);
    struct instrument_identity identity = {.reach_high = PLUS_MAX_KPA};
    snprintf(identity.model, sizeof identity.model, "%s", p->model);
    snprintf(identity.firmware, sizeof identity.firmware, "%s", p->version);
    setup_done(p, t, &identity, io);
    struct plus_packet present = *packet;
    present.rating.was_down = present.rating.is_down;
    plus_ready_packet(p, t, &present, io);
}

static void setup_answer(struct plus *p, mono_ns t, const struct plus_packet *packet,
                         const struct driver_io *io)
{
    switch ((enum plus_question)p->asked) {
    case PLUS_ASK_PORTS:
        setup_ports(p, t, packet, io);
        return;
    case PLUS_ASK_CREATE:
        step_enter(p, PLUS_ASK_OPEN, t, io);
        return;
    case PLUS_ASK_OPEN:
        step_enter(p, PLUS_ASK_PING, t, io);
        return;
    case PLUS_ASK_PING:
        setup_device(p, t, packet, io);
        return;
    case PLUS_ASK_MODE:
        step_enter(p, PLUS_ASK_STATE, t, io);
        return;
    case PLUS_ASK_STATE:
        setup_status(p, t, packet, io);
        return;
    case PLUS_ASK_RATING:
        setup_rating(p, t, packet, io);
        return;
    case PLUS_ASK_SIGNALS: /* samples of before are no readings */
        step_enter(p, PLUS_ASK_RATING, t, io);
        return;
    case PLUS_ASK_NOTHING:
    case PLUS_ASK_CLEAR:
    case PLUS_ASK_WAVEFORM:
    case PLUS_ASK_START:
        return;
    }
}

/* A stop that the bench says before the bridge knows the instrument, or in the midst of a packet, is refused, too. */
static bool is_of_stop(const struct plus *p, enum plus_error error)
{
    const bool is_unmade = p->asked <= PLUS_ASK_OPEN;
    if (error == PLUS_ERROR_NoHandlerFound || error == PLUS_ERROR_DeviceClosed)
        return is_unmade;
    return plus_error_fault(error) == FAULT_GARBLED;
}

static void setup_error(struct plus *p, mono_ns t, enum plus_error error,
                        const struct driver_io *io)
{
    const enum fault fault = plus_error_fault(error);
    if (p->asked == PLUS_ASK_PORTS || is_of_stop(p, error))
        return;
    if (error == PLUS_ERROR_HandlerExists) {
        if (p->asked == PLUS_ASK_CREATE)
            step_enter(p, PLUS_ASK_OPEN, t, io);
        return;
    }
    tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, error);
    if (fault == FAULT_SILENT)
        step_wait(p, fault, t); /* it may be starting */
    else
        plus_fault(p, fault, t, io);
}

static void setup_packet(struct plus *p, mono_ns t, const struct plus_packet *packet,
                         const struct driver_io *io)
{
    if (packet->kind == PLUS_ERROR)
        setup_error(p, t, (enum plus_error)packet->error, io);
    else if (plus_is_answer((enum plus_question)p->asked, (enum plus_kind)packet->kind))
        setup_answer(p, t, packet, io);
}

/* Who speaks another language than packets is another device. */
static enum fault nobody(const struct plus *p)
{
    if (p->last != FAULT_NONE)
        return (enum fault)p->last;
    if (!p->heard)
        return FAULT_SILENT;
    return p->is_understood ? FAULT_GARBLED : FAULT_IDENTITY;
}

static void setup_tick(struct plus *p, mono_ns now, const struct driver_io *io)
{
    if (now >= p->setup_by || --p->tries == 0) {
        plus_fault(p, nobody(p), now, io);
        return;
    }
    p->wake = now + PLUS_REPLY_WITHIN;
    plus_ask(p, (enum plus_question)p->asked, now, io);
}

/* ---- the contract ----------------------------------------------------------------------------------- */

static void plus_init(void *state, const struct driver_config *config)
{
    struct plus *p = state;
    p->only_identifies = config->only_identifies;
    snprintf(p->port, sizeof p->port, "%s",
             config->bridge_port[0] ? config->bridge_port : PLUS_ANY_PORT);
}

static uint8_t plus_write_stop(const struct driver_config *config, uint8_t out[FRAME_MAX])
{
    char frame[FRAME_MAX];
    const size_t n =
        plus_frame(frame, config->bridge_port[0] ? config->bridge_port : PLUS_ANY_PORT, "STOP", "");
    memcpy(out, frame, n);
    return (uint8_t)n;
}

static void plus_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct plus *p = state;
    p->reader = (struct plus_reader){0};
    p->noise = (struct noise){0};
    p->announced = FAULT_NONE;
    p->heard = p->is_understood = false;
    p->push.is_pressed = p->is_running = false;
    p->stops = 0;
    p->saying = PLUS_SAY_NOTHING;
    p->error = PLUS_NO_ERROR;
    flush_begin(p, now, io);
}

static void take_found(struct plus *p, mono_ns t, enum plus_found found, const struct driver_io *io)
{
    const size_t skipped = p->reader.skipped;
    p->is_understood |= found == PLUS_PACKET;
    p->reader.skipped = 0;
    if (found == PLUS_BROKEN && p->where == PLUS_READY)
        plus_ready_broken(p, t, skipped, io);
    if (found != PLUS_PACKET)
        return;
    const struct plus_packet packet = p->reader.packet;
    if (p->where == PLUS_READY)
        plus_ready_packet(p, t, &packet, io);
    else if (p->where == PLUS_SETUP)
        setup_packet(p, t, &packet, io);
}

static void plus_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                       const struct driver_io *io)
{
    struct plus *p = state;
    p->heard = true;
    for (size_t i = 0; i < n; i++) {
        const enum plus_found found = plus_take(&p->reader, data[i]);
        if (found != PLUS_NOTHING)
            take_found(p, t, found, io);
    }
}

static void plus_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct plus *p = state;
    if (p->where == PLUS_CLOSED)
        return;
    if (p->where == PLUS_READY) {
        plus_ready_tick(p, now, io);
        return;
    }
    if (now < p->wake)
        return;
    if (p->where == PLUS_FLUSH)
        step_enter(p, PLUS_ASK_PORTS, now, io);
    else if (p->where == PLUS_SETUP)
        setup_tick(p, now, io);
    else
        flush_begin(p, now, io);
}

static mono_ns plus_deadline(const void *state)
{
    const struct plus *p = state;
    if (p->where == PLUS_CLOSED)
        return MONO_NEVER;
    return p->where == PLUS_READY ? plus_ready_deadline(p) : p->wake;
}

static bool is_outlet(uint8_t channel)
{
    return channel == PLUS_OUTLET1 || channel == PLUS_OUTLET2;
}

/* One start begins both outlets: while one runs, the other cannot be driven. */
static enum status drive(struct plus *p, mono_ns now, const struct command *command,
                         const struct driver_io *io)
{
    if (p->is_running || p->stops > 0 || p->saying != PLUS_SAY_NOTHING)
        return STATUS_BUSY;
    const enum status status = plus_program_make(&p->program, command);
    if (status != STATUS_OK)
        return status;
    p->outlet = command->channel;
    plus_ready_drive(p, now, io);
    return STATUS_OK;
}

static enum status plus_command(void *state, mono_ns now, const struct command *command,
                                const struct driver_io *io)
{
    struct plus *p = state;
    switch ((enum command_kind)command->kind) {
    case COMMAND_IDLE:
    case COMMAND_STREAM: /* it is asked 20 times a second, whoever wants it */
        if (command->channel >= PLUS_CHANNELS)
            return STATUS_UNSUPPORTED;
        return p->where == PLUS_READY ? STATUS_OK : STATUS_BUSY;
    case COMMAND_DRIVE:
    case COMMAND_TRAIN:
        if (!is_outlet(command->channel))
            return STATUS_UNSUPPORTED;
        return p->where == PLUS_READY ? drive(p, now, command, io) : STATUS_BUSY;
    case COMMAND_BASELINE:
        if (!is_outlet(command->channel))
            return STATUS_UNSUPPORTED;
        if (p->where != PLUS_READY)
            return STATUS_BUSY;
        p->saying = PLUS_SAY_NOTHING;
        plus_send_stop(p, now, io);
        return STATUS_OK;
    case COMMAND_ZERO:
    case COMMAND_LEVEL:
    case COMMAND_PUT:
        return STATUS_UNSUPPORTED;
    }
    return STATUS_UNSUPPORTED;
}

static const struct channel_info channels[PLUS_CHANNELS] = {
    [PLUS_OUTLET1] = {"outlet1", CHANNEL_PRESSURE, true, PLUS_LEAST_KPA, PLUS_MAX_KPA, false},
    [PLUS_OUTLET2] = {"outlet2", CHANNEL_PRESSURE, true, PLUS_LEAST_KPA, PLUS_MAX_KPA, false},
    [PLUS_BUTTON] = {"button", CHANNEL_BUTTON, false, 0, 1, false},
    [PLUS_VAS] = {"vas", CHANNEL_RATING, false, 0, 10, false},
};

static const char stop_frame[] = "START;USE PORT " PLUS_ANY_PORT " CPARPLUS;CMD STOP;END;";
static const char closing[] = "!;END;";

_Static_assert(sizeof(struct plus) <= DRIVER_STATE_MAX, "the host provides no more");

const struct driver driver_cpar_plus = {
    .name = "cpar-plus",
    .title = "CPAR+ cuff algometer behind a LabBench DeviceHost",
    .document = "the public page and source of the LabBench DeviceHost",
    .maturity = MATURITY_SIMULATED,
    .line = {.baud = 0}, /* of a network */
    .channels = channels,
    .n_channels = PLUS_CHANNELS,
    .energises = true,
    .trains = true,
    .train_step = MONO_MS,
    .is_unread_at_rest = true,
    .write_stop = plus_write_stop,
    .stop_frame = (const uint8_t *)stop_frame,
    .stop_size = sizeof stop_frame - 1,
    .closing = (const uint8_t *)closing,
    .closing_size = sizeof closing - 1,
    .stop_settles = 200 * MONO_MS,
    .longest_drive = PLUS_LONGEST,
    .rate_step = 0.1,
    .longest_frame = MONO_MS, /* in one piece */
    .announces_within = 6 * MONO_SEC,
    .silence = PLUS_SILENCE,
    .state_size = sizeof(struct plus),
    .init = plus_init,
    .opened = plus_opened,
    .bytes = plus_bytes,
    .tick = plus_tick,
    .command = plus_command,
    .deadline = plus_deadline,
};

/* The QST.Lab TCS, a thermode of five zones: recognising it, setting it up, commands. Its document is unofficial
 * and says what it does not know; each unknown is met so that either answer is safe:
 *
 * - Does a command that was cut short wait for its digits, take whatever comes for one, or give up at a letter? On a stop a
 * begun frame is completed: then there is no such command. Who cannot know what was begun (a new link, the keeper) sends A,
 * which stops it when nothing was begun; as many digits as any command can lack, which complete what waits for digits
 * and give no number that harms (33.3 degC); and A again, for all that took digits or letters for anything else.
 * - Firmware before 14 loses bytes that come closer than a millisecond. The output leaves a gap. The keeper and the crash
 * handler write closing and stop frame at once, and its last fifteen letters are 1.3 ms long: whichever byte of each
 * millisecond is heard, one of them is A.
 * - What a setting does while a stimulus runs, what is left of an older one: see qst_tcs_drive.c.
 *
 * Invariants
 * 1. Setting up sends nothing but questions and F, which mutes temperatures that it sends by itself. Where only the identity is
 * wanted, not even that: its next owner may want them.
 * 2. Whenever the driver does not know what the instrument does (a fault, another attempt) it stops it first.
 * 3. A unit whose list of commands lacks one that is needed, or older than firmware 8, is not ours. */
#include "qst_tcs_internal.h"

#include <stdio.h>

static const double STREAM_DEFAULT_HZ = 100;

static const mono_ns QUIET = 50 * MONO_MS, FLUSH_MAX = 300 * MONO_MS;
static const mono_ns HELP_WITHIN = 500 * MONO_MS, HELP_QUIET = 100 * MONO_MS;
static const mono_ns HELP_MAX = 1500 * MONO_MS;
static const mono_ns RETRY = 250 * MONO_MS, SETUP_MAX = TCS_ANNOUNCE - 200 * MONO_MS;

enum { HELP_TRIES = 3 };

/* Asked one after the other once it is known who answers: it is ready with E, and whoever starts something then has to know
 * whether the button is held. */
static const char steps[] = "QBKE";

static const uint8_t closing[] = "A333333AAAAAAAAAAAAAA";

/* A fault that lasts is told once, not at every attempt to recover. */
void tcs_fault(struct tcs *p, enum fault fault, mono_ns t, const struct driver_io *io)
{
    noise_tell(&p->noise, t, io);
    p->state = TCS_FAULTED;
    p->wake = t + RETRY;
    p->run = (struct tcs_run){0};
    if (!p->only_identifies)
        tcs_send(p, FRAME_SAFE, "AA", t, io);
    if (p->announced == fault)
        return;
    p->announced = (uint8_t)fault;
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

/* ---- who answers --------------------------------------------------------------------------------
 */

/* The last time with a line end: so another instrument says that it does not know it. */
static void help_ask(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    p->state = TCS_HELP;
    tcs_help_begin(&p->help);
    tcs_send(p, FRAME_SAFE, p->tries == 1 ? "H\r\n" : "H", now, io);
    p->wake = p->line_at + HELP_WITHIN;
    p->wait_end = p->line_at + HELP_MAX;
}

static void flush_begin(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    p->identity = (struct instrument_identity){0};
    p->heard = false;
    p->step = 0;
    p->tries = HELP_TRIES;
    p->setup_end = now + SETUP_MAX;
    if (p->only_identifies) {
        help_ask(p, now, io);
        return;
    }
    p->state = TCS_FLUSH;
    tcs_mute(p, now, io);
    p->wake = p->line_at + QUIET;
    p->wait_end = p->line_at + FLUSH_MAX;
}

static void identity_store(struct tcs *p)
{
    snprintf(p->identity.model, sizeof p->identity.model, "TCS, probe type %s", p->help.type);
    snprintf(p->identity.serial, sizeof p->identity.serial, "%s", p->help.serial);
    snprintf(p->identity.firmware, sizeof p->identity.firmware, "%03u", p->help.firmware);
    p->identity.reach_low = p->help.target.low / 10.0;
    p->identity.reach_high = p->help.target.high / 10.0;
}

static void help_over(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    const enum fault fault = tcs_help_end(&p->help);
    if (fault != FAULT_NONE && --p->tries > 0) {
        help_ask(p, now, io);
    } else if (fault != FAULT_NONE) {
        tcs_fault(p, fault, now, io);
    } else if (p->only_identifies) {
        identity_store(p);
        p->state = TCS_CLOSED;
        io->identity(io->host, &p->identity);
        tell(io, EVENT_READY, 0, now, 0);
    } else {
        identity_store(p);
        p->state = TCS_SETUP;
        p->heard = p->owes_sync = false;
        tcs_talk_drain(p, now);
    }
}

/* ---- setting up ---------------------------------------------------------------------------------
 */

static void setup_done(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    p->state = TCS_READY;
    p->announced = FAULT_NONE;
    tcs_ready_begin(p, t);
    io->identity(io->host, &p->identity);
    tell(io, EVENT_READY, 0, t, 0);
}

static void first_zones(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    double zones[TCS_ZONES], sum = 0;
    tcs_reply_zones(&p->exchange, zones);
    const enum fault fault = tcs_zones_fault(zones);
    if (fault != FAULT_NONE) {
        tcs_fault(p, fault, t, io);
        return;
    }
    for (size_t i = 0; i < TCS_ZONES; i++) {
        trust_reset(&p->trust[i], 0);
        sum += zones[i];
    }
    p->mean = p->rest = sum / TCS_ZONES;
    p->value_at = t;
    setup_done(p, t, io);
}

static void setup_answered(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    const char question = p->exchange.question;
    if (question == 'Q' && !tcs_reply_is_sound(&p->exchange)) {
        tcs_fault(p, FAULT_PART, t, io);
        return;
    }
    if (question == 'B')
        tcs_battery(p, t, p->battery_below == 0, io);
    /* what has changed since a fault is an edge, and told when it is ready */
    if (question == 'K' && !p->button_known)
        tcs_button_first(p, t, io);
    if (question == 'E')
        first_zones(p, t, io);
    else
        p->step++;
}

void tcs_answered(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    if (p->state == TCS_READY)
        tcs_ready_answered(p, t, io);
    else if (p->state == TCS_SETUP)
        setup_answered(p, t, io);
}

/* Setting up, the same question is asked again when the line is quiet, as long as there is time. */
void tcs_unanswered(struct tcs *p, char question)
{
    if (p->state == TCS_READY && question == 'E')
        p->lost++;
}

void tcs_lost_track(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    if (p->state == TCS_READY)
        tcs_fault(p, p->heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
    else if (p->state == TCS_SETUP)
        help_ask(p, now, io);
}

static void setup_tick(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    tcs_talk_tick(p, now, io);
    if (p->state == TCS_SETUP && p->talk == TALK_FREE && now >= p->line_at)
        tcs_ask(p, steps[p->step], now, io);
}

/* ---- the driver ---------------------------------------------------------------------------------
 */

static void tcs_init(void *state, const struct driver_config *config)
{
    struct tcs *p = state;
    p->only_identifies = config->only_identifies;
    p->default_hz = config->stream_hz > 0 ? config->stream_hz : STREAM_DEFAULT_HZ;
}

static void tcs_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct tcs *p = state;
    p->announced = FAULT_NONE;
    p->noise = (struct noise){0};
    p->button_known = p->push.is_pressed = false;
    p->battery_below = 0;
    p->line_at = now;
    if (!p->only_identifies) /* the bench has begun with them */
        p->line_at += (mono_ns)sizeof closing * TCS_BYTE_SLOT;
    for (size_t i = 0; i < TCS_CHANNELS; i++)
        p->wish_hz[i] = 0;
    flush_begin(p, now, io);
}

/* How many of `n` were taken: at least one. */
static size_t take(struct tcs *p, mono_ns t, const uint8_t *data, size_t n,
                   const struct driver_io *io)
{
    switch ((enum tcs_state)p->state) {
    case TCS_CLOSED:
    case TCS_FAULTED:
        return n;
    case TCS_FLUSH:
        p->wake = mono_min(t + QUIET, p->wait_end);
        return n;
    case TCS_HELP:
        tcs_help_take(&p->help, data[0]);
        p->wake = mono_min(t + HELP_QUIET, p->wait_end);
        return 1;
    case TCS_SETUP:
    case TCS_READY:
        return tcs_talk_bytes(p, t, data, n, io);
    }
    return n;
}

static void tcs_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                      const struct driver_io *io)
{
    for (size_t i = 0; i < n;)
        i += take(state, t, data + i, n - i, io);
}

static bool is_setting_up(const struct tcs *p)
{
    return p->state == TCS_FLUSH || p->state == TCS_HELP || p->state == TCS_SETUP;
}

static void give_up(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    const bool heard = p->state == TCS_HELP ? p->help.heard : p->heard;
    tcs_fault(p, heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
}

static void tcs_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct tcs *p = state;
    if (is_setting_up(p) && now >= p->setup_end)
        give_up(p, now, io);
    else if (p->state == TCS_READY)
        tcs_ready_tick(p, now, io);
    else if (p->state == TCS_SETUP)
        setup_tick(p, now, io);
    else if (p->state == TCS_CLOSED || now < p->wake)
        return;
    else if (p->state == TCS_FLUSH)
        help_ask(p, now, io);
    else if (p->state == TCS_HELP)
        help_over(p, now, io);
    else
        flush_begin(p, now, io);
}

static bool is_temperature(uint8_t channel)
{
    return channel < TCS_BUTTON;
}

static bool is_supported(const struct command *command)
{
    switch ((enum command_kind)command->kind) {
    case COMMAND_IDLE:
        return command->channel < TCS_CHANNELS;
    case COMMAND_STREAM:
        return is_temperature(command->channel);
    case COMMAND_DRIVE:
    case COMMAND_BASELINE:
    case COMMAND_LEVEL:
        return command->channel == TCS_PROBE;
    case COMMAND_ZERO:
    case COMMAND_TRAIN:
    case COMMAND_PUT:
        return false;
    }
    return false;
}

static void wish_set(struct tcs *p, mono_ns now, const struct command *command)
{
    const double hz = command->rate_hz > 0 ? command->rate_hz : p->default_hz;
    p->wish_hz[command->channel] = command->kind == COMMAND_IDLE ? 0 : hz;
    p->next_at = mono_min(p->next_at, now + MONO_SEC / 100);
}

static enum status tcs_command(void *state, mono_ns now, const struct command *command,
                               const struct driver_io *io)
{
    struct tcs *p = state;
    if (!is_supported(command))
        return STATUS_UNSUPPORTED;
    if (p->state != TCS_READY)
        return STATUS_BUSY;
    if (command->kind == COMMAND_DRIVE)
        return tcs_drive(p, now, command, io);
    if (command->kind == COMMAND_LEVEL)
        return tcs_level(p, now, command, io);
    if (command->kind == COMMAND_BASELINE)
        tcs_baseline(p, now, io);
    else
        wish_set(p, now, command);
    return STATUS_OK;
}

static mono_ns tcs_deadline(const void *state)
{
    const struct tcs *p = state;
    switch ((enum tcs_state)p->state) {
    case TCS_CLOSED:
        return MONO_NEVER;
    case TCS_FLUSH:
    case TCS_HELP:
        return mono_min(p->wake, p->setup_end);
    case TCS_SETUP:
        return mono_min(p->talk == TALK_FREE ? p->line_at : p->talk_wake, p->setup_end);
    case TCS_READY:
        return tcs_ready_deadline(p);
    case TCS_FAULTED:
        return p->wake;
    }
    return MONO_NEVER;
}

static const struct channel_info channels[TCS_CHANNELS] = {
    [TCS_PROBE] = {"probe", CHANNEL_TEMPERATURE, true, -10, 65, false},
    [TCS_ZONE1] = {"zone1", CHANNEL_TEMPERATURE, false, -10, 65, true},
    [TCS_ZONE1 + 1] = {"zone2", CHANNEL_TEMPERATURE, false, -10, 65, true},
    [TCS_ZONE1 + 2] = {"zone3", CHANNEL_TEMPERATURE, false, -10, 65, true},
    [TCS_ZONE1 + 3] = {"zone4", CHANNEL_TEMPERATURE, false, -10, 65, true},
    [TCS_ZONE1 + 4] = {"zone5", CHANNEL_TEMPERATURE, false, -10, 65, true},
    [TCS_BUTTON] = {"button", CHANNEL_BUTTON, false, 0, 1, false},
};

_Static_assert(sizeof(struct tcs) <= DRIVER_STATE_MAX, "the host provides no more");

const struct driver driver_qst_tcs = {
    .name = "qst-tcs",
    .title = "QST.Lab TCS thermodes (TCS II with firmware 8 and later, II.1, 2.2)",
    .document = "TCS 2.2 user manual; help texts of firmware 8 and 12; published client programs",
    .maturity = MATURITY_SIMULATED,
    .line =
        {.baud = TCS_BAUD, .data_bits = 8, .stop_bits = 1, .parity = 'N', .byte_gap = TCS_BYTE_GAP},
    .channels = channels,
    .n_channels = TCS_CHANNELS,
    .energises = true,
    .stop_frame = (const uint8_t *)"A",
    .stop_size = 1,
    .closing = closing,
    .closing_size = sizeof closing - 1,
    .completes = true,
    .longest_drive = TCS_LONGEST_DRIVE,
    .longest_frame = 8 * TCS_BYTE_SLOT, /* a finer speed: Ov and six digits */
    .announces_within = TCS_ANNOUNCE,
    .silence = TCS_SILENCE,
    .state_size = sizeof(struct tcs),
    .init = tcs_init,
    .opened = tcs_opened,
    .bytes = tcs_bytes,
    .tick = tcs_tick,
    .command = tcs_command,
    .deadline = tcs_deadline,
};

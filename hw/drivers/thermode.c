#include "thermode_internal.h"

static const mono_ns QUIET = 50 * MONO_MS, FLUSH_MAX = 300 * MONO_MS;
static const mono_ns RETRY = 250 * MONO_MS, SETUP_MAX = THERMODE_ANNOUNCE - 200 * MONO_MS;
static const mono_ns AGAIN = 50 * MONO_MS, RESTART = 400 * MONO_MS;
static const double PROBE_MIN = -20, PROBE_MAX = 80, SINK_MIN = -20, SINK_MAX = 100;
static const double TARGET_MIN = 0, TARGET_MAX = 50; /* of a thermode, whatever is asked for */
static const double STREAM_DEFAULT_HZ = 50;

enum { TRIES = 6 };

const struct channel_info thermode_channels[THERMODE_CHANNELS] = {
    [THERMODE_PROBE] = {"probe", CHANNEL_TEMPERATURE, true, -20, 80, false},
    [THERMODE_SINK] = {"sink", CHANNEL_TEMPERATURE, false, -20, 100, false},
};

enum fault thermode_temperature_fault(enum thermode_channel channel, double degc)
{
    const double low = channel == THERMODE_PROBE ? PROBE_MIN : SINK_MIN;
    const double high = channel == THERMODE_PROBE ? PROBE_MAX : SINK_MAX;
    return degc >= low && degc <= high ? FAULT_NONE : FAULT_RANGE;
}

/* A fault that lasts is told once, not at every attempt to recover. */
void thermode_fault(struct thermode *p, enum fault fault, mono_ns t, const struct driver_io *io)
{
    noise_tell(&p->noise, t, io);
    p->state = THERMODE_FAULTED;
    p->wake = t + RETRY;
    thermode_stopped(p);
    if (!p->only_identifies)
        thermode_send(p, FRAME_SAFE, p->kind->off, t, io);
    if (p->announced == fault)
        return;
    p->announced = (uint8_t)fault;
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

/* ---- setting up ---------------------------------------------------------------------------------
 */

static void flush_begin(struct thermode *p, mono_ns now)
{
    p->state = THERMODE_FLUSH;
    p->identity = (struct instrument_identity){0};
    p->stranger = (struct stranger){0};
    p->reader = (struct line_reader){0};
    p->heard = p->reads_back = p->restarted = false;
    p->step = 0;
    p->tries = TRIES;
    p->address = 0;
    p->low = TARGET_MIN; /* whoever answers may narrow it */
    p->high = TARGET_MAX;
    p->setup_end = now + SETUP_MAX;
    p->wake = (p->line_at > now ? p->line_at : now) + QUIET;
    p->wait_end = p->wake + FLUSH_MAX;
}

static void setup_begin(struct thermode *p, mono_ns now)
{
    p->state = THERMODE_SETUP;
    p->step_at = now;
    thermode_talk_drain(p, now);
    if (!p->kind->sync)
        p->talk = LINE_FREE;
}

static void setup_done(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    p->state = p->only_identifies ? THERMODE_CLOSED : THERMODE_READY;
    p->announced = FAULT_NONE;
    if (!p->only_identifies) {
        thermode_ready_begin(p, t);
        p->identity.reach_low = p->low;
        p->identity.reach_high = p->high;
    }
    io->identity(io->host, &p->identity);
    tell(io, EVENT_READY, 0, t, 0);
}

static const struct thermode_step *step_now(const struct thermode *p)
{
    return &p->kind->steps[p->step];
}

static void step_next(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    p->reads_back = false;
    p->tries = TRIES;
    do
        p->step++;
    while (p->step < p->kind->n_steps && p->only_identifies && !step_now(p)->names);
    if (p->step == p->kind->n_steps)
        setup_done(p, t, io);
}

/* From the beginning, once; a second time would not help. */
static void setup_restart(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    if (p->restarted) {
        thermode_fault(p, FAULT_PART, t, io);
        return;
    }
    p->restarted = true;
    p->step = 0;
    p->step_at = t + RESTART;
    p->address = 0;
}

static void told(struct thermode *p, uint32_t bits, mono_ns t, const struct driver_io *io)
{
    enum fault fault = FAULT_NONE;
    switch (p->kind->tell(p, step_now(p)->reg, bits, t, &fault, io)) {
    case VERDICT_GOOD:
        if (step_now(p)->reg == p->kind->probe)
            p->probe = p->kind->value(bits); /* from where a first order leads */
        step_next(p, t, io);
        return;
    case VERDICT_AGAIN:
        p->step_at = t + AGAIN;
        return;
    case VERDICT_RESTARTS:
        setup_restart(p, t, io);
        return;
    case VERDICT_FAULT:
        thermode_fault(p, fault, t, io);
        return;
    }
}

static void setup_refused(struct thermode *p, uint32_t code, mono_ns t, const struct driver_io *io)
{
    static const uint32_t NO_SUCH = 5, BUSY = 2;
    const struct thermode_step *step = step_now(p);
    if (step->kind == STEP_SET_LEFT && code == NO_SUCH) {
        step_next(p, t, io);
    } else if (code == BUSY && --p->tries > 0) {
        p->step_at = t + AGAIN;
    } else {
        tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, code);
        thermode_fault(p, step->names ? FAULT_IDENTITY : FAULT_REFUSED, t, io);
    }
}

static void setup_answered(struct thermode *p, enum thermode_heard heard, uint32_t bits, mono_ns t,
                           const struct driver_io *io)
{
    const struct thermode_step *step = step_now(p);
    if (heard == THERMODE_ERROR)
        setup_refused(p, bits, t, io);
    else if (step->kind == STEP_TELL)
        told(p, bits, t, io);
    else if (step->kind == STEP_DO)
        step_next(p, t, io);
    else if (!p->reads_back)
        p->reads_back = true;
    else if (bits == step->bits)
        step_next(p, t, io);
    else
        thermode_fault(p, FAULT_REFUSED, t, io);
}

static void setup_unanswered(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    if (step_now(p)->kind == STEP_DO)
        step_next(p, t, io);
    else if (--p->tries == 0 && step_now(p)->names)
        thermode_fault(p, stranger_fault(&p->stranger, p->heard), t, io);
    else if (p->tries == 0)
        thermode_fault(p, p->heard ? FAULT_GARBLED : FAULT_SILENT, t, io);
}

void thermode_answered(struct thermode *p, enum thermode_heard heard, uint32_t bits, mono_ns t,
                       const struct driver_io *io)
{
    if (p->state == THERMODE_READY)
        thermode_ready_answered(p, heard, bits, t, io);
    else if (p->state == THERMODE_SETUP)
        setup_answered(p, heard, bits, t, io);
}

void thermode_unanswered(struct thermode *p, mono_ns t, const struct driver_io *io)
{
    if (p->state == THERMODE_READY)
        thermode_ready_unanswered(p, t, io);
    else if (p->state == THERMODE_SETUP)
        setup_unanswered(p, t, io);
}

static void setup_tick(struct thermode *p, mono_ns now, const struct driver_io *io)
{
    thermode_talk_tick(p, now, io);
    if (p->state != THERMODE_SETUP || p->talk != LINE_FREE || now < p->step_at || now < p->line_at)
        return;
    const struct thermode_step *step = step_now(p);
    const bool is_set = step->kind == STEP_DO || (step->kind != STEP_TELL && !p->reads_back);
    const struct thermode_ask ask = {
        .reg = step->reg, .is_set = is_set, .class = FRAME_SAFE, .bits = step->bits};
    thermode_ask(p, &ask, now, io);
}

/* ---- the driver ---------------------------------------------------------------------------------
 */

void thermode_init(struct thermode *p, const struct thermode_kind *kind,
                   const struct driver_config *config)
{
    p->kind = kind;
    p->only_identifies = config->only_identifies;
    p->baud = config->baud ? config->baud : kind->baud;
    p->default_hz = config->stream_hz > 0 ? config->stream_hz : STREAM_DEFAULT_HZ;
}

static mono_ns line_span(const struct thermode *p, size_t n)
{
    return (mono_ns)n * 10 * MONO_SEC / p->baud;
}

void thermode_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct thermode *p = state;
    p->announced = FAULT_NONE;
    p->noise = (struct noise){0};
    p->has_rest = false;
    p->line_at = now;
    if (!p->only_identifies) /* the bench has begun with them: it is off */
        p->line_at += line_span(p, strlen(p->kind->closing) + strlen(p->kind->off));
    thermode_stopped(p);
    for (size_t i = 0; i < THERMODE_CHANNELS; i++)
        p->wish_hz[i] = 0;
    (void)io;
    flush_begin(p, now);
}

static void stranger_take(struct thermode *p, const uint8_t *byte)
{
    struct line line;
    line_reader_take(&p->reader, byte, 1, &line);
    if (line.ended)
        stranger_line(&p->stranger, &line);
}

void thermode_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                    const struct driver_io *io)
{
    struct thermode *p = state;
    for (size_t i = 0; i < n; i++) {
        if (p->state == THERMODE_FLUSH)
            p->wake = mono_min(t + QUIET, p->wait_end);
        if (p->state == THERMODE_SETUP) {
            p->heard = true;
            stranger_take(p, data + i);
        }
        if (p->state == THERMODE_SETUP || p->state == THERMODE_READY)
            thermode_talk_byte(p, t, data[i], io);
    }
}

static void give_up(struct thermode *p, mono_ns now, const struct driver_io *io)
{
    const bool is_stranger = p->state == THERMODE_SETUP && step_now(p)->names;
    if (is_stranger)
        thermode_fault(p, stranger_fault(&p->stranger, p->heard), now, io);
    else
        thermode_fault(p, p->heard ? FAULT_GARBLED : FAULT_SILENT, now, io);
}

void thermode_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct thermode *p = state;
    switch ((enum thermode_state)p->state) {
    case THERMODE_CLOSED:
        return;
    case THERMODE_FLUSH:
        if (now < p->wake)
            return;
        setup_begin(p, now);
        setup_tick(p, now, io);
        return;
    case THERMODE_SETUP:
        if (now >= p->setup_end)
            give_up(p, now, io);
        else
            setup_tick(p, now, io);
        return;
    case THERMODE_READY:
        thermode_ready_tick(p, now, io);
        return;
    case THERMODE_FAULTED:
        if (now >= p->wake)
            flush_begin(p, now);
        return;
    }
}

static void wish_set(struct thermode *p, mono_ns now, const struct command *command)
{
    const double hz = command->rate_hz > 0 ? command->rate_hz : p->default_hz;
    p->wish_hz[command->channel] = command->kind == COMMAND_IDLE ? 0 : hz;
    p->next_at = mono_min(p->next_at, now + mono_from_sec(1 / p->kind->most_hz));
}

static bool is_supported(const struct command *command)
{
    switch ((enum command_kind)command->kind) {
    case COMMAND_IDLE:
    case COMMAND_STREAM:
        return command->channel < THERMODE_CHANNELS;
    case COMMAND_DRIVE:
    case COMMAND_BASELINE:
    case COMMAND_LEVEL:
        return command->channel == THERMODE_PROBE;
    case COMMAND_ZERO:
    case COMMAND_TRAIN:
    case COMMAND_PUT:
        return false;
    }
    return false;
}

enum status thermode_command(void *state, mono_ns now, const struct command *command,
                             const struct driver_io *io)
{
    struct thermode *p = state;
    enum status status = STATUS_OK;
    if (!is_supported(command))
        return STATUS_UNSUPPORTED;
    if (p->state != THERMODE_READY)
        return STATUS_BUSY;
    if (command->kind == COMMAND_DRIVE)
        status = thermode_drive(p, command);
    else if (command->kind == COMMAND_LEVEL)
        status = thermode_level(p, command);
    else if (command->kind == COMMAND_BASELINE)
        thermode_baseline(p, now);
    else
        wish_set(p, now, command);
    if (status == STATUS_OK)
        thermode_ready_tick(p, now, io);
    return status;
}

mono_ns thermode_deadline(const void *state)
{
    const struct thermode *p = state;
    mono_ns due;
    switch ((enum thermode_state)p->state) {
    case THERMODE_CLOSED:
        return MONO_NEVER;
    case THERMODE_SETUP:
        due = p->step_at > p->line_at ? p->step_at : p->line_at;
        return mono_min(p->setup_end, p->talk == LINE_FREE ? due : p->talk_wake);
    case THERMODE_READY:
        return thermode_ready_deadline(p);
    case THERMODE_FLUSH:
    case THERMODE_FAULTED:
        return p->wake;
    }
    return MONO_NEVER;
}

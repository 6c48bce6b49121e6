/* What the bench calls: the state of a gauge, and who of its halves is to hear of bytes, time and
 * commands. */
#include "gauge_internal.h"

#include <math.h>

static const double RATE_MIN_HZ = 1;
static const mono_ns RETRY = 250 * MONO_MS;

const struct channel_info gauge_channels[1] = {
    {.name = "force",
     .kind = CHANNEL_FORCE,
     .value_min = -GAUGE_FORCE_MAX_N,
     .value_max = GAUGE_FORCE_MAX_N},
};

void gauge_send(const struct gauge_frame *frame, const struct driver_io *io)
{
    if (frame->size > 0)
        io->send(io->host, FRAME_SAFE, (const uint8_t *)frame->bytes, frame->size);
}

void gauge_ask(const struct gauge *g, const struct driver_io *io)
{
    gauge_send(&g->language->question[g->question], io);
}

double gauge_force(const struct gauge *g, const struct gauge_reply *reply)
{
    /* sums and not signs: a zero has none */
    return g->config.invert || g->language->press_is_minus ? 0 - reply->force_n
                                                           : reply->force_n + 0;
}

enum fault gauge_force_fault(const struct gauge *g, double force_n)
{
    if (g->config.overload_n > 0 && fabs(force_n) > g->config.overload_n)
        return FAULT_OVERLOAD;
    return fabs(force_n) > GAUGE_FORCE_MAX_N ? FAULT_RANGE : FAULT_NONE;
}

enum fault gauge_reply_fault(enum gauge_reply_kind kind)
{
    static const uint8_t faults[GAUGE_REPLIES] = {
        [GAUGE_NO_FORCE] = FAULT_UNIT,   [GAUGE_BARE] = FAULT_UNIT,
        [GAUGE_PEAK] = FAULT_TRACKING,   [GAUGE_OVERLOAD] = FAULT_OVERLOAD,
        [GAUGE_REFUSED] = FAULT_REFUSED, [GAUGE_RESTARTED] = FAULT_REBOOT,
    };
    return (enum fault)faults[kind];
}

/* A fault that lasts is told once, not at every attempt to recover. */
void gauge_fault(struct gauge *g, enum fault fault, mono_ns t, const struct driver_io *io)
{
    noise_tell(&g->noise, t, io);
    g->state = GAUGE_FAULTED;
    g->wake = t + RETRY;
    if (g->announced == fault)
        return;
    g->announced = (uint8_t)fault;
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

void gauge_init(struct gauge *gauge, const struct gauge_language *language,
                const struct driver_config *config)
{
    gauge->language = language;
    gauge->config = *config;
}

void gauge_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct gauge *g = state;
    g->reader = (struct line_reader){0};
    g->noise = (struct noise){0};
    g->wish_hz = 0;
    g->announced = FAULT_NONE;
    gauge_setup_begin(g, now, io);
}

void gauge_bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct driver_io *io)
{
    struct gauge *g = state;
    if (g->state == GAUGE_FLUSH || g->state == GAUGE_SETUP)
        gauge_setup_heard(g, t);
    while (n > 0) {
        struct line line;
        const size_t taken = g->language->take(&g->reader, data, n, &line);
        data += taken;
        n -= taken;
        if (line.ended && g->state == GAUGE_READY)
            gauge_ready_line(g, t, &line, io);
        else if (line.ended)
            gauge_setup_line(g, t, &line, io);
    }
}

void gauge_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct gauge *g = state;
    switch ((enum gauge_state)g->state) {
    case GAUGE_CLOSED:
        return;
    case GAUGE_FLUSH:
    case GAUGE_SETUP:
        gauge_setup_tick(g, now, io);
        return;
    case GAUGE_READY:
        gauge_ready_tick(g, now, io);
        return;
    case GAUGE_FAULTED:
        if (now >= g->wake)
            gauge_setup_begin(g, now, io);
        return;
    }
}

static double wished_rate(const struct gauge *g, const struct command *command)
{
    double hz = command->rate_hz > 0 ? command->rate_hz : g->config.stream_hz;
    if (!(hz > 0))
        hz = g->language->rate_default_hz;
    return fmax(RATE_MIN_HZ, fmin(g->language->rate_max_hz, hz));
}

static bool is_known(const struct gauge *g, const struct command *command)
{
    if (command->channel != 0)
        return false;
    return command->kind == COMMAND_IDLE || command->kind == COMMAND_STREAM ||
           (command->kind == COMMAND_ZERO && g->language->zero.size > 0);
}

enum status gauge_command(void *state, mono_ns now, const struct command *command,
                          const struct driver_io *io)
{
    struct gauge *g = state;
    if (!is_known(g, command))
        return STATUS_UNSUPPORTED;
    if (g->state != GAUGE_READY)
        return STATUS_BUSY;
    if (command->kind == COMMAND_ZERO) {
        gauge_send(&g->language->zero, io);
        gauge_setting_sent(g, SETTING_ZERO, now);
        return STATUS_OK;
    }
    g->wish_hz = command->kind == COMMAND_IDLE ? 0 : wished_rate(g, command);
    gauge_mode_apply(g, now, io);
    return STATUS_OK;
}

mono_ns gauge_deadline(const void *state)
{
    const struct gauge *g = state;
    if (g->state == GAUGE_CLOSED)
        return MONO_NEVER;
    return g->state == GAUGE_READY ? gauge_ready_deadline(g) : g->wake;
}

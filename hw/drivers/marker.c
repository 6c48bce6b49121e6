/* One byte is what the lines of a marker output are until the next byte; 0 takes all of them back.
 *
 * Invariants
 * 1. Its lines are at 0 before it is ready.
 * 2. Nothing is made of what comes back: these outputs say nothing, and inputs of a trigger box are not ours.
 * 3. It keeps no time: for how long a byte stands is the bench's business (hw/bench_marker.c). */
#include "marker_internal.h"
#include "talk_internal.h"

const struct channel_info marker_channels[1] = {
    {.name = "code", .kind = CHANNEL_MARKER, .value_min = 0, .value_max = UINT8_MAX}};

static void put(uint8_t code, const struct driver_io *io)
{
    io->send(io->host, FRAME_SAFE, &code, 1);
}

void marker_output_init(void *state, const struct driver_config *config)
{
    ((struct marker_output *)state)->only_identifies = config->only_identifies;
}

/* Whoever only wants to know who is there hears nothing: nobody can tell. */
void marker_output_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct marker_output *output = state;
    output->is_open = !output->only_identifies;
    if (!output->is_open)
        return;
    put(0, io);
    tell(io, EVENT_READY, 0, now, 0);
}

void marker_output_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                         const struct driver_io *io)
{
    (void)state, (void)t, (void)data, (void)n, (void)io;
}

void marker_output_tick(void *state, mono_ns now, const struct driver_io *io)
{
    (void)state, (void)now, (void)io;
}

/* Written so that what is not a number is refused. */
static bool is_byte(double value)
{
    return value >= 0 && value <= UINT8_MAX && value == (uint8_t)value;
}

enum status marker_output_command(void *state, mono_ns now, const struct command *command,
                                  const struct driver_io *io)
{
    const struct marker_output *output = state;
    (void)now;
    if (command->kind != COMMAND_PUT || command->channel != 0)
        return STATUS_UNSUPPORTED;
    if (!output->is_open)
        return STATUS_BUSY;
    if (!is_byte(command->target))
        return STATUS_RANGE;
    put((uint8_t)command->target, io);
    return STATUS_OK;
}

mono_ns marker_output_deadline(const void *state)
{
    (void)state;
    return MONO_NEVER;
}

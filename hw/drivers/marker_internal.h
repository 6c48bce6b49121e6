/* Marker outputs: what those have in common whose lines become the byte that is written to them. */
#ifndef LIMEN_DRIVERS_MARKER_INTERNAL_H
#define LIMEN_DRIVERS_MARKER_INTERNAL_H

#include "hw/driver.h"

struct marker_output {
    bool is_open;
    bool only_identifies;
};

extern const struct channel_info marker_channels[1];

void marker_output_init(void *state, const struct driver_config *config);
void marker_output_opened(void *state, mono_ns now, const struct driver_io *io);
void marker_output_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                         const struct driver_io *io);
void marker_output_tick(void *state, mono_ns now, const struct driver_io *io);
enum status marker_output_command(void *state, mono_ns now, const struct command *command,
                                  const struct driver_io *io);
mono_ns marker_output_deadline(const void *state);

/* All of a `struct driver` but its names, its line and `longest_frame`. */
#define MARKER_OUTPUT                                                                              \
    .maturity = MATURITY_SIMULATED, .channels = marker_channels, .n_channels = 1,                  \
    .is_told_only = true, .stop_frame = (const uint8_t *)"", .closing = (const uint8_t *)"",       \
    .announces_within = 100 * MONO_MS, .silence = MONO_SEC,                                        \
    .state_size = sizeof(struct marker_output), .init = marker_output_init,                        \
    .opened = marker_output_opened, .bytes = marker_output_bytes, .tick = marker_output_tick,      \
    .command = marker_output_command, .deadline = marker_output_deadline

#endif

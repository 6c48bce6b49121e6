/* Two drivers for a made-up language, and the registry that knows only them.
 *
 * To the program, lines ended by LF: `Y` ready, `R c v` reading of channel c, `A c v` rating, `B c
 * 0|1` button, `F n` fault, `N n c` notice, `I` identity, `L n` n readings lost (the sequence jumps),
 * `P` from now on the deadline lies in the past, `V` from now on VENT is refused. The driver is not to be trusted: it passes on
 * readings before it is ready, so the bench has to be strict. From the program: `ID`, `RUN c v !`,
 * `VENT c`, `STREAM c`, `IDLE c`, `ZERO c`, each ended by CR; a RUN without ` !` is void, and a train is one. */
#ifndef LIMEN_TESTS_FAKE_DRIVER_H
#define LIMEN_TESTS_FAKE_DRIVER_H

#include "hw/driver.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FAKE_OUTLET1,
    FAKE_OUTLET2,
    FAKE_BUTTON,
    FAKE_SLIDER,
    FAKE_PISTON,
    FAKE_PLATE,
    FAKE_ZONE,
    FAKE_CHANNELS
};
enum { FAKE_ECHO_HZ = 77 };  /* a STREAM at this rate makes the driver tell a notice at once */
enum { FAKE_QUIET_HZ = 78 }; /* a STREAM at this rate needs no frame */

struct fake {
    char line[64];
    size_t n;
    uint32_t seq;
    bool past, inside, refuses_rest;
};

/* Commands to press that reached a driver, and when the last command did. */
static unsigned fake_drives;
static mono_ns fake_commanded_at;

static inline void fake_enter(struct fake *fake)
{
    assert(!fake->inside); /* the contract: never re-entered */
    fake->inside = true;
}

static inline void fake_tell(struct fake *fake, const struct driver_io *io, struct event event)
{
    if (event.kind == EVENT_READING || event.kind == EVENT_RATING)
        event.seq = ++fake->seq;
    io->event(io->host, &event);
}

static inline void fake_line(struct fake *fake, mono_ns t, const struct driver_io *io)
{
    static const char letters[] = "YRABFN";
    static const uint8_t kinds[] = {EVENT_READY,    EVENT_READING, EVENT_RATING,
                                    EVENT_RESPONSE, EVENT_FAULT,   EVENT_NOTICE};
    char *rest = fake->line + 1;
    const unsigned long a = strtoul(rest, &rest, 10);
    const double b = strtod(rest, NULL);
    const char *letter = strchr(letters, fake->line[0]);
    const uint8_t channel = (uint8_t)(fake->line[0] == 'N' ? b : (double)a);
    if (fake->line[0] == 'L')
        fake->seq += (uint32_t)a;
    else if (fake->line[0] == 'P')
        fake->past = true;
    else if (fake->line[0] == 'V')
        fake->refuses_rest = true;
    else if (fake->line[0] == 'I')
        io->identity(io->host, &(struct instrument_identity){.model = "fake", .serial = "7"});
    else if (letter && *letter)
        fake_tell(fake, io,
                  (struct event){.t = t,
                                 .value = b,
                                 .kind = kinds[letter - letters],
                                 .channel = channel,
                                 .code = (uint8_t)a});
}

/* Of the driver that was made last. */
static struct driver_config fake_config;

static inline void fake_init(void *state, const struct driver_config *config)
{
    fake_config = *config;
    assert(((struct fake *)state)->n == 0);
}

static inline void fake_send(const struct driver_io *io, enum frame_class class, const char *text)
{
    io->send(io->host, class, (const uint8_t *)text, strlen(text));
}

static inline void fake_opened(void *state, mono_ns now, const struct driver_io *io)
{
    (void)now;
    struct fake *fake = state;
    fake_enter(fake);
    fake->n = 0;
    fake_send(io, FRAME_SAFE, "ID\r");
    fake->inside = false;
}

static inline void fake_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                              const struct driver_io *io)
{
    struct fake *fake = state;
    fake_enter(fake);
    for (size_t i = 0; i < n; i++) {
        if (data[i] == '\n') {
            fake->line[fake->n] = '\0';
            fake->n = 0;
            fake_line(fake, t, io);
        } else if (fake->n < sizeof fake->line - 1) {
            fake->line[fake->n++] = (char)data[i];
        }
    }
    fake->inside = false;
}

static inline void fake_tick(void *state, mono_ns now, const struct driver_io *io)
{
    (void)now;
    (void)io;
    struct fake *fake = state;
    fake_enter(fake);
    fake->inside = false;
}

static inline enum status fake_command(void *state, mono_ns now, const struct command *command,
                                       const struct driver_io *io)
{
    static const char *const words[] = {
        [COMMAND_IDLE] = "IDLE", [COMMAND_STREAM] = "STREAM", [COMMAND_ZERO] = "ZERO",
        [COMMAND_DRIVE] = "RUN", [COMMAND_BASELINE] = "VENT", [COMMAND_LEVEL] = "LEVEL",
        [COMMAND_TRAIN] = "RUN",
    };
    const bool runs = command->kind == COMMAND_DRIVE || command->kind == COMMAND_TRAIN;
    struct fake *fake = state;
    fake_enter(fake);
    char frame[64];
    if (command->kind == COMMAND_BASELINE && fake->refuses_rest) {
        fake->inside = false;
        return STATUS_UNSUPPORTED;
    }
    fake_drives += runs;
    fake_commanded_at = now;
    if (runs)
        snprintf(frame, sizeof frame, "RUN %u %.1f !\r", command->channel, command->target);
    else
        snprintf(frame, sizeof frame, "%s %u\r", words[command->kind], command->channel);
    if (command->kind != COMMAND_STREAM || command->rate_hz != FAKE_QUIET_HZ)
        fake_send(io, runs ? FRAME_ENERGISE : FRAME_SAFE, frame);
    if (command->kind == COMMAND_STREAM && command->rate_hz == FAKE_ECHO_HZ)
        fake_tell(fake, io, (struct event){.t = now, .kind = EVENT_NOTICE, .code = NOTICE_NOISE});
    fake->inside = false;
    return STATUS_OK;
}

static inline mono_ns fake_deadline(const void *state)
{
    return ((const struct fake *)state)->past ? 0 : MONO_NEVER;
}

static const struct channel_info fake_channels[FAKE_CHANNELS] = {
    {.name = "outlet1", .kind = CHANNEL_PRESSURE, .energises = true, .value_max = 100},
    {.name = "outlet2", .kind = CHANNEL_PRESSURE, .energises = true, .value_max = 100},
    {.name = "button", .kind = CHANNEL_BUTTON, .value_max = 1},
    {.name = "slider", .kind = CHANNEL_RATING, .value_max = 10},
    {.name = "piston", .kind = CHANNEL_FORCE, .energises = true, .value_max = 100},
    {.name = "plate",
     .kind = CHANNEL_TEMPERATURE,
     .energises = true,
     .value_min = -10,
     .value_max = 65},
    {.name = "zone",
     .kind = CHANNEL_TEMPERATURE,
     .value_min = -10,
     .value_max = 65,
     .is_zone = true},
};
static const struct channel_info meter_channels[] = {
    {.name = "force", .kind = CHANNEL_FORCE, .value_min = -100, .value_max = 100},
};

/* A stimulator with two outlets, a piston, a plate of one zone, a button and a slider. */
static const struct driver driver_fake = {
    .name = "fake",
    .line = {.baud = 100000},
    .channels = fake_channels,
    .n_channels = FAKE_CHANNELS,
    .energises = true,
    .stop_frame = (const uint8_t *)"STOP\r",
    .stop_size = 5,
    .closing = (const uint8_t *)"?\r",
    .closing_size = 2,
    .reading_step = 0.1,
    .announces_within = MONO_SEC,
    .state_size = sizeof(struct fake),
    .init = fake_init,
    .opened = fake_opened,
    .bytes = fake_bytes,
    .tick = fake_tick,
    .command = fake_command,
    .deadline = fake_deadline,
};

/* A force gauge: nothing to stop. */
static const struct driver driver_meter = {
    .name = "meter",
    .line = {.baud = 100000},
    .channels = meter_channels,
    .n_channels = 1,
    .state_size = sizeof(struct fake),
    .init = fake_init,
    .opened = fake_opened,
    .bytes = fake_bytes,
    .tick = fake_tick,
    .command = fake_command,
    .deadline = fake_deadline,
};

static uint8_t fake_write_stop(const struct driver_config *config, uint8_t out[FRAME_MAX])
{
    return (uint8_t)snprintf((char *)out, FRAME_MAX, "STOP AT %s\r", config->bridge_port);
}

/* One outlet behind a bridge. */
static const struct driver driver_bridged = {
    .name = "bridged",
    .channels = fake_channels,
    .n_channels = 1,
    .energises = true,
    .write_stop = fake_write_stop,
    .stop_frame = (const uint8_t *)"STOP AT NOWHERE\r",
    .stop_size = 16,
    .announces_within = MONO_SEC,
    .state_size = sizeof(struct fake),
    .init = fake_init,
    .opened = fake_opened,
    .bytes = fake_bytes,
    .tick = fake_tick,
    .command = fake_command,
    .deadline = fake_deadline,
};

const struct driver *driver_at(size_t index)
{
    static const struct driver *const drivers[] = {&driver_fake, &driver_meter, &driver_bridged};
    return index < sizeof drivers / sizeof drivers[0] ? drivers[index] : NULL;
}

const struct driver *driver_find(const char *name)
{
    for (size_t i = 0; driver_at(i); i++)
        if (strcmp(driver_at(i)->name, name) == 0)
            return driver_at(i);
    return NULL;
}

#endif

/* What drivers of text instruments share: sending, telling, and keeping count of what could not be
 * read. */
#ifndef LIMEN_DRIVERS_TALK_INTERNAL_H
#define LIMEN_DRIVERS_TALK_INTERNAL_H

#include "hw/driver.h"

#include <string.h>

static inline void send_text(const struct driver_io *io, enum frame_class class, const char *frame)
{
    io->send(io->host, class, (const uint8_t *)frame, strlen(frame));
}

static inline void tell(const struct driver_io *io, enum event_kind kind, uint8_t code, mono_ns t,
                        double value)
{
    const struct event event = {.t = t, .value = value, .kind = (uint8_t)kind, .code = code};
    io->event(io->host, &event);
}

/* What belongs to one channel. */
struct told {
    uint8_t kind, code, channel;
};

static inline void tell_of(const struct driver_io *io, mono_ns t, struct told told, double value)
{
    const struct event event = {
        .t = t, .value = value, .kind = told.kind, .channel = told.channel, .code = told.code};
    io->event(io->host, &event);
}

/* The participant's button. */
struct push {
    mono_ns since; /* it was pressed */
    bool is_pressed, stuck_told;
};

static const mono_ns PUSH_STUCK_AFTER = 10 * MONO_SEC;

/* Nobody presses for so long on purpose: told once in each press. */
static inline void push_watch(struct push *push, mono_ns t, uint8_t channel,
                              const struct driver_io *io)
{
    if (!push->is_pressed || push->stuck_told || t - push->since < PUSH_STUCK_AFTER)
        return;
    push->stuck_told = true;
    tell_of(io, t, (struct told){EVENT_NOTICE, NOTICE_BUTTON_STUCK, channel}, 0);
}

/* Lines that belong to no reply. A burst is told once, when it is over. */
struct noise {
    uint32_t bytes; /* skipped since the last good reply */
    uint8_t score;
};

enum { NOISE_BAD = 4, NOISE_LIMIT = 40 };

/* True when it is too much: ten bad lines in a row, or more than one in five for long. */
static inline bool noise_add(struct noise *noise, size_t bytes)
{
    noise->bytes += (uint32_t)bytes;
    noise->score = (uint8_t)(noise->score + NOISE_BAD);
    if (noise->score > NOISE_LIMIT)
        noise->score = NOISE_LIMIT;
    return noise->score == NOISE_LIMIT;
}

static inline void noise_tell(struct noise *noise, mono_ns t, const struct driver_io *io)
{
    if (noise->bytes > 0)
        tell(io, EVENT_NOTICE, NOTICE_NOISE, t, noise->bytes);
    noise->bytes = 0;
}

static inline void noise_good(struct noise *noise, mono_ns t, const struct driver_io *io)
{
    noise->score = (uint8_t)(noise->score - (noise->score > 0));
    noise_tell(noise, t, io);
}

#endif

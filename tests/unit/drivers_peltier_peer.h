/* What the tests of Peltier drivers share: a controller out of its document, registers behind a wire language. */
#ifndef LIMEN_TESTS_DRIVERS_PELTIER_PEER_H
#define LIMEN_TESTS_DRIVERS_PELTIER_PEER_H

#include "drivers_host.h"

#include <math.h>

enum { PEER_REGISTERS = 32, PEER_TEXTS = 64, PEER_TEXT = 40 };

static struct host host; /* too large for a stack */

static struct {
    struct {
        unsigned reg;
        uint32_t bits;
    } registers[PEER_REGISTERS];
    size_t n;
    char texts[PEER_TEXTS][PEER_TEXT]; /* replies that are on their way */
    size_t at;
    bool is_deaf;
    size_t sets_lost; /* so many sets are not heard */
    void (*hear)(const char *frame);
} peer;

static inline uint32_t *peer_find(unsigned reg)
{
    for (size_t i = 0; i < peer.n; i++)
        if (peer.registers[i].reg == reg)
            return &peer.registers[i].bits;
    return NULL;
}

static inline void peer_put(unsigned reg, uint32_t bits)
{
    uint32_t *old = peer_find(reg);
    if (old) {
        *old = bits;
        return;
    }
    assert_true(peer.n < PEER_REGISTERS);
    peer.registers[peer.n].reg = reg;
    peer.registers[peer.n++].bits = bits;
}

static inline void peer_reply(const char *text)
{
    char *kept = peer.texts[peer.at++ % PEER_TEXTS];
    snprintf(kept, PEER_TEXT, "%s", text);
    assert_true(host.n_replies < HOST_REPLIES);
    const mono_ns last = host.n_replies > 0 ? host.replies[host.n_replies - 1].t : 0;
    const mono_ns due = host.now + host.answers_after;
    host_reply_at(&host, due > last ? due : last, kept, strlen(kept));
}

static inline void peer_send(void *context, enum frame_class class, const uint8_t *frame, size_t n)
{
    host_send(context, class, frame, n);
    if (!peer.is_deaf)
        peer.hear(host.frames[host.n_frames - 1].text);
}

static inline void peer_init(const char *driver, const struct driver_config *config,
                             void (*hear)(const char *frame))
{
    host_init(&host, driver, config);
    host.io.send = peer_send;
    memset(&peer, 0, sizeof peer);
    peer.hear = hear;
}

static inline size_t peer_count(enum frame_class class)
{
    size_t n = 0;
    for (size_t i = 0; i < host.n_frames; i++)
        n += host.frames[i].class == class;
    return n;
}

/* The place of the last frame that has this in it; SIZE_MAX: none. */
static inline size_t peer_place(const char *part)
{
    for (size_t i = host.n_frames; i > 0; i--)
        if (strstr(host.frames[i - 1].text, part))
            return i - 1;
    return SIZE_MAX;
}

static inline void peer_drive(double target, double rate, mono_ns hold, enum status expected)
{
    const struct command c = {
        .kind = COMMAND_DRIVE, .target = target, .rate_per_s = rate, .hold = hold};
    assert_int_equal(host_command(&host, c), expected);
}

/* All that a driver measured is one of two values. */
static inline void peer_expect_only(double a, double b)
{
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_READING)
            assert_true(fabs(host.events[i].value - a) < 1e-4 ||
                        fabs(host.events[i].value - b) < 1e-4);
}

#endif

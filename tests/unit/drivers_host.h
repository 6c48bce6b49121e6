/* A host for one driver: owns the clock, keeps every event and frame, and may let a table of
 * answers play the instrument. */
#ifndef LIMEN_TESTS_DRIVERS_HOST_H
#define LIMEN_TESTS_DRIVERS_HOST_H

#include "hw/driver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { HOST_EVENTS = 4096, HOST_FRAMES = 2048, HOST_REPLIES = 16 };

/* What the instrument says to a frame; the first row that fits counts. */
struct answer_row {
    const char *frame, *reply;
};

struct host {
    const struct driver *driver;
    _Alignas(max_align_t) uint8_t state[DRIVER_STATE_MAX];
    struct driver_io io;
    mono_ns now;
    size_t chunk;                     /* bytes arrive in pieces of this size; 0: together */
    const struct answer_row *answers; /* ends with a NULL frame; NULL: nobody answers */
    mono_ns answers_after;
    void (*hears)(struct host *host, const uint8_t *frame,
                  size_t n); /* who answers in bytes; NULL: nobody */
    struct {
        mono_ns t;
        const char *text;
        size_t size;
    } replies[HOST_REPLIES];
    size_t n_replies;
    struct event events[HOST_EVENTS];
    size_t n_events;
    struct {
        mono_ns t;
        enum frame_class class;
        size_t size;
        char text[FRAME_MAX + 1];
    } frames[HOST_FRAMES];
    size_t n_frames;
    struct instrument_identity identity;
    bool was_ready; /* when events were forgotten */
};

static inline const char *host_answer(const struct host *host, const char *frame)
{
    for (const struct answer_row *row = host->answers; row && row->frame; row++)
        if (strcmp(row->frame, frame) == 0)
            return row->reply;
    return NULL;
}

/* What the instrument says at `t`; kept until then by the caller. */
static inline void host_reply_at(struct host *host, mono_ns t, const void *bytes, size_t n)
{
    assert_true(host->n_replies < HOST_REPLIES);
    host->replies[host->n_replies].t = t;
    host->replies[host->n_replies].size = n;
    host->replies[host->n_replies++].text = bytes;
}

static inline void host_reply(struct host *host, const void *bytes, size_t n)
{
    host_reply_at(host, host->now + host->answers_after, bytes, n);
}

static inline void host_send(void *context, enum frame_class class, const uint8_t *frame, size_t n)
{
    struct host *host = context;
    assert_true(n > 0 && n <= FRAME_MAX);
    assert_true(host->n_frames < HOST_FRAMES);
    char *text = host->frames[host->n_frames].text;
    memcpy(text, frame, n);
    text[n] = '\0';
    host->frames[host->n_frames].class = class;
    host->frames[host->n_frames].size = n;
    host->frames[host->n_frames++].t = host->now;
    const char *reply = host_answer(host, text);
    if (reply)
        host_reply(host, reply, strlen(reply));
    if (host->hears)
        host->hears(host, frame, n);
}

static inline void host_event(void *context, const struct event *event)
{
    struct host *host = context;
    assert_true(host->n_events < HOST_EVENTS);
    host->events[host->n_events++] = *event;
}

static inline void host_identity(void *context, const struct instrument_identity *identity)
{
    ((struct host *)context)->identity = *identity;
}

static inline void host_init(struct host *host, const char *driver,
                             const struct driver_config *config)
{
    *host = (struct host){.driver = driver_find(driver), .now = MONO_SEC};
    host->answers_after = MONO_MS;
    host->io = (struct driver_io){host, host_send, host_event, host_identity};
    assert_non_null(host->driver);
    assert_true(host->driver->state_size <= DRIVER_STATE_MAX);
    host->driver->init(host->state, config ? config : &(struct driver_config){0});
}

static inline void host_open(struct host *host)
{
    host->n_replies = 0;
    host->driver->opened(host->state, host->now, &host->io);
}

static inline void host_bytes(struct host *host, const void *data, size_t n)
{
    const size_t chunk = host->chunk ? host->chunk : n;
    for (size_t at = 0; at < n; at += chunk)
        host->driver->bytes(host->state, host->now, (const uint8_t *)data + at,
                            n - at < chunk ? n - at : chunk, &host->io);
}

static inline void host_say(struct host *host, const char *text)
{
    host_bytes(host, text, strlen(text));
}

static inline mono_ns host_next(const struct host *host)
{
    mono_ns next = host->driver->deadline(host->state);
    if (host->n_replies > 0)
        next = mono_min(next, host->replies[0].t);
    return next > host->now ? next : host->now;
}

/* Lets the time go on to `until`, with every deadline kept and every answer given in time. */
static inline void host_run_until(struct host *host, mono_ns until)
{
    for (mono_ns next = host_next(host); next <= until; next = host_next(host)) {
        host->now = next;
        if (host->n_replies > 0 && host->replies[0].t <= next) {
            const char *text = host->replies[0].text;
            const size_t size = host->replies[0].size;
            host->n_replies--;
            memmove(host->replies, host->replies + 1, host->n_replies * sizeof host->replies[0]);
            host_bytes(host, text, size);
            continue;
        }
        host->driver->tick(host->state, next, &host->io);
        assert_true(host->driver->deadline(host->state) > next || host->n_replies > 0);
    }
    host->now = until;
}

static inline void host_run(struct host *host, mono_ns duration)
{
    host_run_until(host, host->now + duration);
}

static inline size_t host_count(const struct host *host, enum event_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < host->n_events; i++)
        count += host->events[i].kind == kind;
    return count;
}

static inline const struct event *host_find(const struct host *host, enum event_kind kind,
                                            uint8_t code)
{
    for (size_t i = 0; i < host->n_events; i++)
        if (host->events[i].kind == kind && host->events[i].code == code)
            return &host->events[i];
    return NULL;
}

static inline const struct event *host_last(const struct host *host, enum event_kind kind)
{
    for (size_t i = host->n_events; i > 0; i--)
        if (host->events[i - 1].kind == kind)
            return &host->events[i - 1];
    return NULL;
}

static inline size_t host_sent(const struct host *host, const char *frame)
{
    size_t count = 0;
    for (size_t i = 0; i < host->n_frames; i++)
        count += strcmp(host->frames[i].text, frame) == 0;
    return count;
}

static inline bool host_is_ready(const struct host *host)
{
    for (size_t i = host->n_events; i > 0; i--)
        if (host->events[i - 1].kind == EVENT_READY || host->events[i - 1].kind == EVENT_FAULT)
            return host->events[i - 1].kind == EVENT_READY;
    return host->was_ready;
}

static inline void host_run_until_ready(struct host *host)
{
    const mono_ns limit = host->now + 5 * MONO_SEC;
    while (!host_is_ready(host)) {
        assert_true(host->now < limit);
        host_run(host, MONO_MS);
    }
}

/* Whoever answers, the driver tells in its time that this is no instrument of its own, and why. */
static inline void host_expect_no_instrument(struct host *host, enum fault fault)
{
    host_run(host, host->driver->announces_within);
    assert_non_null(host_find(host, EVENT_FAULT, (uint8_t)fault));
    assert_int_equal(host_count(host, EVENT_FAULT), 1);
    assert_int_equal(host_count(host, EVENT_READY), 0);
}

static inline void host_forget(struct host *host)
{
    host->was_ready = host_is_ready(host);
    host->n_events = 0;
    host->n_frames = 0;
}

static inline enum status host_command(struct host *host, struct command command)
{
    return host->driver->command(host->state, host->now, &command, &host->io);
}

/* Promise 2: nothing measured outside ready … fault; promise on numbers: in range, counting up. */
static inline void host_check_events(const struct host *host)
{
    bool ready = host->was_ready;
    int64_t seq = -1;
    for (size_t i = 0; i < host->n_events; i++) {
        const struct event *event = &host->events[i];
        if (event->kind == EVENT_READY || event->kind == EVENT_FAULT)
            ready = event->kind == EVENT_READY;
        if (event->kind != EVENT_READING && event->kind != EVENT_RATING)
            continue;
        const struct channel_info *channel = &host->driver->channels[event->channel];
        assert_true(ready);
        assert_true(event->value >= channel->value_min && event->value <= channel->value_max);
        assert_true((int64_t)event->seq > seq);
        seq = event->seq;
    }
}

#endif

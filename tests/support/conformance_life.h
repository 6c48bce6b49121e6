/* One life of a driver in front of its instrument, in virtual time, with the bench's own output in between.
 *
 * What must hold in every life is looked at here, at each event and each frame; what a rule needs besides is in
 * support/conformance.h. */
#ifndef LIMEN_TESTS_CONFORMANCE_LIFE_H
#define LIMEN_TESTS_CONFORMANCE_LIFE_H

#include "hw/driver.h"
#include "hw/output.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/*       name             what a driver promises */
#define CONFORMANCE_LIST(X)                                                                        \
    X(NONE, "keeps every rule")                                                                    \
    X(TABLE, "its table is sane")                                                                  \
    X(ANNOUNCE, "announces itself in time, or says that nobody does")                              \
    X(IDENTITY, "takes no other device for its own")                                               \
    X(SPLIT, "hears the same however the bytes are split")                                         \
    X(NOISE, "survives 64 kB of noise, then works")                                                \
    X(STOP, "its stop frame brings every state to rest")                                           \
    X(SAFE, "sends nothing energising among its safe frames, so none after a stop")                \
    X(STOP_IN_FRAME, "can be stopped at every byte of every frame")                                \
    X(SILENCE, "calls silence a fault, in time")                                                   \
    X(STEADY, "finds no fault where there is none, and goes on reading")                           \
    X(REPLUG, "is ready again after the cable was out")                                            \
    X(REFUSE, "refuses what it cannot do, without a byte")                                         \
    X(BEFORE_READY, "gives no reading before it is ready or after a fault")                        \
    X(SEQUENCE, "counts its readings without gaps")                                                \
    X(RANGE, "gives values that its channels can have")                                            \
    X(TRUNCATED, "makes no number of a reply that was cut short")                                  \
    X(SPIN, "never wants to be called again at once for ever")

enum conformance_rule {
#define CONFORMANCE_ENUM(name, text) CONFORMANCE_##name,
    CONFORMANCE_LIST(CONFORMANCE_ENUM)
#undef CONFORMANCE_ENUM
        CONFORMANCE_RULES
};

/* The instrument's end of the line. Deterministic: after power_on() the same bytes at the same times give the same.
 * It should show a steady value that is not zero on the channel of `reading`. */
struct conformance_peer {
    void *self;
    void (*power_on)(void *self, mono_ns now);
    void (*hear)(void *self, mono_ns now, const uint8_t *data, size_t n); /* from the driver */
    /* What it says until `now`, one message per call; 0: nothing more. */
    size_t (*say)(void *self, mono_ns now, uint8_t *data, size_t cap);
    mono_ns (*deadline)(void *self);             /* when it will say or do something by itself */
    double (*pressing)(void *self, mono_ns now); /* 0 at rest; NULL: it cannot energise */
    void (*be_another)(void *self, bool on);     /* from the next power_on; NULL: it cannot */
};

struct conformance_subject {
    const struct driver *driver;
    struct driver_config config;
    struct conformance_peer peer;
    struct command reading; /* makes it read; given at every EVENT_READY */
    struct command drive;   /* makes it press; used where driver->energises */
    double wanders;         /* its steady value differs by less from one time to another */
};

struct life_frame {
    bool drives; /* sent when it was already told to press */
    uint8_t class, size;
    uint8_t data[FRAME_MAX];
};

enum { LIFE_EVENTS = 1 << 15, LIFE_FRAMES = 1 << 12, LIFE_PEER_MESSAGE = 4096 };
#define LIFE_NEVER SIZE_MAX
#define LIFE_OBEYS (50 * MONO_MS)

struct life {
    const struct conformance_subject *subject;
    _Alignas(max_align_t) uint8_t state[DRIVER_STATE_MAX];
    struct driver_io io;
    struct output output;
    struct wire wire;
    mono_ns now;
    struct event events[LIFE_EVENTS];
    size_t n_events;
    struct life_frame frames[LIFE_FRAMES];
    size_t n_frames;
    size_t readings, faults, readies;
    uint8_t last_fault;
    bool ready, has_seq, wants_reading;
    uint32_t seq;
    /* what the test does to the line */
    size_t chunk;                  /* bytes per call of bytes(); 0: whole messages */
    bool mute;                     /* nothing arrives at the driver */
    bool disturbed;                /* gaps are no surprise any more */
    size_t n_written, cut_written; /* after so many bytes the line takes nothing more */
    size_t n_says, cut_say;        /* of this message only the first `cut_taken` bytes arrive */
    size_t cut_taken;              /* of that message */
    bool keeps_end;                /* of a cut message the line end arrives nevertheless */
    bool is_cut;                   /* it has happened */
    bool is_blocked;               /* the line to the instrument takes nothing any more */
    bool may_drive, drives, drives_on;
    mono_ns drives_since;
    bool stopped;
    mono_ns stopped_at;
    double pressed;
    /* the first rule that was broken */
    enum conformance_rule broken;
    char why[200];
};

__attribute__((format(printf, 3, 4))) static inline void
life_break(struct life *life, enum conformance_rule rule, const char *format, ...)
{
    if (life->broken != CONFORMANCE_NONE)
        return;
    va_list args;
    va_start(args, format);
    life->broken = rule;
    vsnprintf(life->why, sizeof life->why, format, args);
    va_end(args);
}

static inline void life_sequence(struct life *life, const struct event *e)
{
    const uint32_t step = e->seq - life->seq;
    if (life->has_seq && (step == 0 || step > UINT32_MAX / 2))
        life_break(life, CONFORMANCE_SEQUENCE, "number %u after %u", e->seq, life->seq);
    else if (life->has_seq && step != 1 && !life->disturbed)
        life_break(life, CONFORMANCE_SEQUENCE, "%u numbers left out before %u on a good line",
                   step - 1, e->seq);
    life->seq = e->seq;
    life->has_seq = true;
}

static inline void life_value(struct life *life, const struct event *e)
{
    const struct driver *driver = life->subject->driver;
    if (!life->ready)
        life_break(life, CONFORMANCE_BEFORE_READY, "a value of %g while not ready", e->value);
    if (e->channel >= driver->n_channels) {
        life_break(life, CONFORMANCE_RANGE, "a value on channel %u, which is not there",
                   e->channel);
        return;
    }
    const struct channel_info *channel = &driver->channels[e->channel];
    const bool is_rating = channel->kind == CHANNEL_RATING;
    if (!(e->value >= channel->value_min && e->value <= channel->value_max) ||
        is_rating != (e->kind == EVENT_RATING) || channel->kind == CHANNEL_BUTTON)
        life_break(life, CONFORMANCE_RANGE, "%g on channel `%s`", e->value, channel->name);
    life_sequence(life, e);
    life->readings++;
}

static inline void life_event(void *host, const struct event *e)
{
    struct life *life = host;
    if (life->n_events < LIFE_EVENTS)
        life->events[life->n_events++] = *e;
    switch ((enum event_kind)e->kind) {
    case EVENT_READING:
    case EVENT_RATING:
        life_value(life, e);
        return;
    case EVENT_READY:
        life->ready = life->wants_reading = true;
        life->readies++;
        return;
    case EVENT_FAULT:
        life->ready = false;
        life->has_seq = false;
        life->last_fault = e->code;
        life->faults++;
        return;
    case EVENT_RESPONSE:
    case EVENT_NOTICE:
        return;
    case EVENT_MARK:
        life_break(life, CONFORMANCE_TABLE, "a mark, which only an examiner makes");
        return;
    }
}

static inline void life_send(void *host, enum frame_class class, const uint8_t *frame, size_t n)
{
    struct life *life = host;
    if (n == 0 || n > FRAME_MAX) {
        life_break(life, CONFORMANCE_TABLE, "a frame of %zu bytes", n);
        return;
    }
    if (life->n_frames < LIFE_FRAMES) {
        struct life_frame *kept = &life->frames[life->n_frames++];
        *kept = (struct life_frame){
            .drives = life->drives, .class = (uint8_t) class, .size = (uint8_t)n};
        memcpy(kept->data, frame, n);
    }
    const enum status status = output_push(&life->output, class, frame, n);
    if (status == STATUS_FULL)
        life_break(life, CONFORMANCE_TABLE, "more frames than the line can take");
}

static inline void life_identity(void *host, const struct instrument_identity *identity)
{
    (void)host;
    (void)identity;
}

static inline enum status life_read(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    (void)wire, (void)data, (void)cap;
    *n = 0;
    return STATUS_OK;
}

static inline enum status life_write(struct wire *wire, const uint8_t *data, size_t n,
                                     size_t *written)
{
    struct life *life = wire->self;
    *written = 0;
    if (life->is_blocked)
        return STATUS_OK;
    if (n > life->cut_written - life->n_written) {
        life->is_cut = life->is_blocked = true;
        n = life->cut_written - life->n_written;
    }
    life->n_written += n;
    if (n > 0)
        life->subject->peer.hear(life->subject->peer.self, life->now, data, n);
    *written = n;
    return STATUS_OK;
}

static inline void life_open(struct life *life, bool power_on)
{
    const struct conformance_subject *subject = life->subject;
    life->ready = life->has_seq = false;
    if (power_on)
        subject->peer.power_on(subject->peer.self, life->now);
    output_reset(&life->output, subject->driver);
    subject->driver->opened(life->state, life->now, &life->io);
}

static inline struct life *life_new(const struct conformance_subject *subject)
{
    static const struct wire_ops ops = {.read = life_read, .write = life_write};
    struct life *life = calloc(1, sizeof *life);
    assert_non_null(life);
    life->subject = subject;
    life->io = (struct driver_io){
        .host = life, .send = life_send, .event = life_event, .identity = life_identity};
    life->wire = (struct wire){.ops = &ops, .self = life, .fd = -1};
    life->now = MONO_SEC;
    life->cut_written = life->cut_say = LIFE_NEVER;
    const uint32_t baud = subject->driver->line.baud;
    output_init(&life->output, baud ? 10 * MONO_SEC / (mono_ns)baud : 0,
                subject->driver->line.byte_gap);
    subject->driver->init(life->state, &subject->config);
    life_open(life, true);
    return life;
}

static inline void life_hear(struct life *life, const uint8_t *data, size_t n)
{
    const struct driver *driver = life->subject->driver;
    const size_t chunk = life->chunk ? life->chunk : n;
    for (size_t at = 0; at < n && !life->mute; at += chunk)
        driver->bytes(life->state, life->now, data + at, n - at < chunk ? n - at : chunk,
                      &life->io);
}

static inline size_t life_shorten(struct life *life, uint8_t *data, size_t n)
{
    size_t body = n;
    while (body > 0 && (data[body - 1] == '\r' || data[body - 1] == '\n'))
        body--;
    life->is_cut = life->disturbed = true;
    if (life->cut_taken >= body)
        return life->cut_taken < n ? life->cut_taken : n;
    const size_t end = life->keeps_end ? n - body : 0;
    memmove(data + life->cut_taken, data + body, end);
    return life->cut_taken + end;
}

static inline void life_listen(struct life *life)
{
    const struct conformance_peer *peer = &life->subject->peer;
    static uint8_t data[LIFE_PEER_MESSAGE];
    size_t n;
    while ((n = peer->say(peer->self, life->now, data, sizeof data)) > 0) {
        if (life->n_says++ == life->cut_say)
            n = life_shorten(life, data, n);
        life_hear(life, data, n);
    }
}

static inline void life_command(struct life *life, const struct command *command)
{
    const struct driver *driver = life->subject->driver;
    if (driver->command(life->state, life->now, command, &life->io) != STATUS_OK)
        life_break(life, CONFORMANCE_REFUSE, "refuses the command kind %u that it should know",
                   command->kind);
}

/* Again while it presses, so that something is on the line then; it may be refused. */
static inline void life_drive_on(struct life *life)
{
    const struct driver *driver = life->subject->driver;
    if (life->drives_on || !life->may_drive || life->now < life->drives_since + 200 * MONO_MS)
        return;
    life->drives_on = true;
    life_command(life, &life->subject->reading);
    const enum status status =
        driver->command(life->state, life->now, &life->subject->drive, &life->io);
    if (status != STATUS_OK && status != STATUS_BUSY && status != STATUS_UNSUPPORTED)
        life_break(life, CONFORMANCE_REFUSE, "%s for a second drive", status_name(status));
}

/* The bench's part: reads when it is ready, presses when it may. */
static inline void life_order(struct life *life)
{
    if (!life->ready)
        return;
    if (life->wants_reading) {
        life->wants_reading = false;
        life_command(life, &life->subject->reading);
    }
    if (life->drives) {
        life_drive_on(life);
    } else if (life->may_drive && life->readings > 0) {
        life_command(life, &life->subject->drive);
        life->drives = true;
        life->drives_since = life->now;
    }
}

static inline void life_flush(struct life *life)
{
    if (output_flush(&life->output, &life->wire, life->now) != STATUS_OK)
        life_break(life, CONFORMANCE_TABLE, "the line broke");
}

static inline double life_pressing(const struct life *life)
{
    const struct conformance_peer *peer = &life->subject->peer;
    return peer->pressing ? peer->pressing(peer->self, life->now) : 0;
}

/* What the bench does on a stop. */
static inline void life_stop(struct life *life)
{
    life->cut_written = LIFE_NEVER;
    life->is_blocked = false;
    life->stopped = true;
    life->may_drive = false;
    life->stopped_at = life->now;
    output_stop(&life->output, life->subject->driver);
    life_flush(life);
}

/* After a stop pressure may only fall, once the frame has crossed the line and been obeyed. */
static inline void life_feel(struct life *life)
{
    const mono_ns obeyed = life->stopped_at + life->subject->driver->longest_frame + LIFE_OBEYS;
    const double pressing = life_pressing(life);
    if (life->stopped && life->now > obeyed && pressing > life->pressed + 1e-9)
        life_break(life, CONFORMANCE_STOP, "presses with %g after a stop, and with %g before",
                   pressing, life->pressed);
    life->pressed = pressing;
}

static inline mono_ns life_next(struct life *life, mono_ns until)
{
    const struct conformance_peer *peer = &life->subject->peer;
    mono_ns next = mono_min(until, life->subject->driver->deadline(life->state));
    if (life->ready && life->drives && !life->drives_on && life->may_drive)
        next = mono_min(next, life->drives_since + 200 * MONO_MS);
    next = mono_min(next, peer->deadline(peer->self));
    if (!output_is_blocked(&life->output, life->now))
        next = mono_min(next, output_deadline(&life->output));
    return next > life->now ? next : life->now;
}

/* Until that time, or until a frame or a message was cut where it was to be cut. */
static inline void life_run(struct life *life, mono_ns until)
{
    const struct driver *driver = life->subject->driver;
    const bool was_cut = life->is_cut;
    for (int turns = 0; life->broken == CONFORMANCE_NONE;) {
        life_listen(life);
        if (driver->deadline(life->state) <= life->now)
            driver->tick(life->state, life->now, &life->io);
        life_order(life);
        life_flush(life);
        life_feel(life);
        if (life->now >= until || life->is_cut != was_cut)
            return;
        const mono_ns next = life_next(life, until);
        turns = next == life->now ? turns + 1 : 0;
        if (turns > 10000)
            life_break(life, CONFORMANCE_SPIN, "is called for ever at one instant");
        life->now = next;
    }
}

#endif

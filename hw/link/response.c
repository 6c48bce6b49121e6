/* The common part of response sources, and the two that need no device of their own: injected edges
 * and byte boxes. */
#include "link/response.h"

#include "base/clock.h"
#include "link/wire.h"
#include "response_internal.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

void debounce_init(struct debounce *debounce, mono_ns window, bool is_down)
{
    /* the notice that it is stuck stands for the press */
    *debounce = (struct debounce){.window = window, .is_down = is_down, .reported = is_down};
}

bool debounce_edge(struct debounce *debounce, mono_ns t, bool pressed)
{
    if (pressed == debounce->is_down)
        return false;
    debounce->is_down = pressed;
    if (pressed) {
        if (debounce->was_released && t - debounce->released_at < debounce->window)
            return false;
        debounce->reported = true;
        return true;
    }
    debounce->released_at = t;
    debounce->was_released = true;
    const bool was_reported = debounce->reported;
    debounce->reported = false;
    return was_reported;
}

bool sink_has_room(const struct event_sink *sink)
{
    return sink->n < sink->cap;
}

static void sink_event(struct event_sink *sink, struct event event)
{
    assert(sink_has_room(sink));
    event.instrument = INSTRUMENT_BENCH;
    event.channel = sink->channel;
    sink->events[sink->n++] = event;
}

void sink_edge(struct event_sink *sink, struct debounce *debounce, mono_ns t, bool pressed)
{
    if (debounce_edge(debounce, t, pressed))
        sink_event(sink, (struct event){.t = t, .kind = EVENT_RESPONSE, .value = pressed ? 1 : 0});
}

void sink_notice(struct event_sink *sink, mono_ns t, enum notice notice, double value)
{
    sink_event(sink, (struct event){
                         .t = t, .kind = EVENT_NOTICE, .code = (uint8_t)notice, .value = value});
}

struct edge {
    mono_ns t;
    bool pressed;
};

enum status edge_queue_init(struct edge_queue *queue, mono_ns debounce, bool is_down)
{
    memset(queue, 0, sizeof *queue);
    debounce_init(&queue->debounce, debounce, is_down);
    queue->stuck = is_down;
    queue->fd = eventfd(is_down ? 1 : 0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (queue->fd < 0)
        return STATUS_IO;
    if (ring_init(&queue->ring, sizeof(struct edge), EDGE_DEPTH) == STATUS_OK)
        return STATUS_OK;
    close(queue->fd);
    return STATUS_NO_MEMORY;
}

void edge_queue_fini(struct edge_queue *queue)
{
    ring_fini(&queue->ring);
    close(queue->fd);
}

static void ring_bell(struct edge_queue *queue)
{
    const uint64_t one = 1;
    const ssize_t n = write(queue->fd, &one, sizeof one);
    assert(n == sizeof one || errno == EAGAIN);
}

enum status edge_queue_push(struct edge_queue *queue, mono_ns t, bool pressed)
{
    const bool kept = ring_push(&queue->ring, &(struct edge){.t = t, .pressed = pressed});
    if (!kept)
        atomic_fetch_add(&queue->lost, 1);
    ring_bell(queue);
    return kept ? STATUS_OK : STATUS_FULL;
}

void edge_queue_end(struct edge_queue *queue)
{
    atomic_store(&queue->gone, true);
    ring_bell(queue);
}

static bool pop_edge(struct edge_queue *queue, struct event_sink *sink)
{
    struct edge edge;
    if (!ring_pop(&queue->ring, &edge))
        return false;
    sink_edge(sink, &queue->debounce, edge.t, edge.pressed);
    return true;
}

/* What was said before the end is given first, and the end by the next reading. */
static enum status drained(struct edge_queue *queue, const struct event_sink *sink, bool gone)
{
    if (!gone)
        return STATUS_OK;
    if (sink->n == 0)
        return STATUS_GONE;
    ring_bell(queue);
    return STATUS_OK;
}

enum status edge_queue_read(struct edge_queue *queue, struct event_sink *sink)
{
    uint64_t count;
    const ssize_t got = read(queue->fd, &count, sizeof count);
    assert(got == sizeof count || errno == EAGAIN);
    const bool gone = atomic_load(&queue->gone);
    if (queue->stuck)
        sink_notice(sink, mono_now(), NOTICE_BUTTON_STUCK, 1);
    queue->stuck = false;
    const uint32_t lost = atomic_exchange(&queue->lost, 0);
    if (lost)
        sink_notice(sink, mono_now(), NOTICE_GAP, lost);
    while (sink_has_room(sink))
        if (!pop_edge(queue, sink))
            return drained(queue, sink, gone);
    ring_bell(queue);
    return STATUS_OK;
}

static enum status injected_read(struct response_source *source, struct event *events, size_t cap,
                                 size_t *n)
{
    struct event_sink sink = {.events = events, .cap = cap, .channel = source->channel};
    const enum status status = edge_queue_read(source->self, &sink);
    *n = sink.n;
    return status;
}

static void injected_close(struct response_source *source)
{
    edge_queue_fini(source->self);
    free(source->self);
}

static const struct response_ops injected_ops = {.read = injected_read, .close = injected_close};

static enum status open_injected(const struct response_options *options,
                                 struct response_source *source, struct why *why)
{
    struct edge_queue *const queue = malloc(sizeof *queue);
    const enum status status =
        queue ? edge_queue_init(queue, options->debounce, false) : STATUS_NO_MEMORY;
    if (status != STATUS_OK) {
        free(queue);
        return why_set(why, status, "The computer has no room left for the response keys.");
    }
    *source = (struct response_source){.ops = &injected_ops, .self = queue, .fd = queue->fd};
    return STATUS_OK;
}

enum status response_inject(struct response_source *source, mono_ns t, bool pressed)
{
    assert(source->ops == &injected_ops);
    return edge_queue_push(source->self, t, pressed);
}

struct byte_box {
    struct wire wire;
    struct debounce debounce;
};

enum { BYTES_MAX = 64 };

static enum status bytes_read(struct response_source *source, struct event *events, size_t cap,
                              size_t *n)
{
    struct byte_box *const box = source->self;
    struct event_sink sink = {.events = events, .cap = cap, .channel = source->channel};
    uint8_t bytes[BYTES_MAX];
    size_t got;
    const size_t room = cap / 2 < BYTES_MAX ? cap / 2 : BYTES_MAX;
    const enum status status = box->wire.ops->read(&box->wire, bytes, room, &got);
    const mono_ns t = mono_now();
    for (size_t i = 0; i < got; i++) {
        sink_edge(&sink, &box->debounce, t, true);
        sink_edge(&sink, &box->debounce, t, false);
    }
    *n = sink.n;
    return status;
}

static void bytes_close(struct response_source *source)
{
    free(source->self);
}

static enum status open_bytes(const struct response_options *options,
                              struct response_source *source, struct why *why)
{
    static const struct response_ops ops = {.read = bytes_read, .close = bytes_close};
    struct byte_box *const box = calloc(1, sizeof *box);
    if (!box)
        return why_set(why, STATUS_NO_MEMORY,
                       "The computer has no room left for the response box.");
    box->wire = wire_of_fd(options->fd);
    debounce_init(&box->debounce, options->debounce, false);
    *source = (struct response_source){.ops = &ops, .self = box, .fd = options->fd};
    return STATUS_OK;
}

static enum status open_kind(const struct response_spec *spec,
                             const struct response_options *options, struct response_source *source,
                             struct why *why)
{
    switch ((enum response_kind)spec->kind) {
    case RESPONSE_KEY:
    case RESPONSE_PARTICIPANT:
        return open_injected(options, source, why);
    case RESPONSE_PEDAL:
        return response_open_evdev(spec, options, source, why);
    case RESPONSE_LINE:
        return response_open_line(spec, options, source, why);
    case RESPONSE_BYTE:
        return open_bytes(options, source, why);
    case RESPONSE_NONE:
    case RESPONSE_CHANNEL:
        break;
    }
    return STATUS_UNSUPPORTED;
}

enum status response_open(const struct response_spec *spec, const struct response_options *options,
                          struct response_source *source, struct why *why)
{
    assert(spec->kind != RESPONSE_NONE && spec->kind != RESPONSE_CHANNEL);
    const enum status status = open_kind(spec, options, source, why);
    if (status == STATUS_OK)
        source->channel = options->channel;
    return status;
}

enum status response_read(struct response_source *source, struct event *events, size_t cap,
                          size_t *n)
{
    assert(cap >= 2);
    *n = 0;
    return source->ops->read(source, events, cap, n);
}

void response_close(struct response_source *source)
{
    source->ops->close(source);
    *source = (struct response_source){.fd = -1};
}

/* What the response sources share: debouncing, and the way of edges from a thread to the bench. */
#ifndef LIMEN_LINK_RESPONSE_INTERNAL_H
#define LIMEN_LINK_RESPONSE_INTERNAL_H

#include "base/ring.h"
#include "link/response.h"

struct debounce {
    mono_ns window;
    mono_ns released_at; /* last raw release, also of a press that was dropped */
    bool was_released;
    bool is_down;  /* as the contact is */
    bool reported; /* as the bench was told */
};

void debounce_init(struct debounce *debounce, mono_ns window, bool is_down);
/* Takes a change of the contact; true when the bench is to hear of it. */
bool debounce_edge(struct debounce *debounce, mono_ns t, bool pressed);

/* Events on their way into the caller's array. */
struct event_sink {
    struct event *events;
    size_t cap, n;
    uint8_t channel;
};

bool sink_has_room(const struct event_sink *sink);
void sink_edge(struct event_sink *sink, struct debounce *debounce, mono_ns t, bool pressed);
void sink_notice(struct event_sink *sink, mono_ns t, enum notice notice, double value);

enum { EDGE_DEPTH = 64 };

/* Edges from one producing thread. Full: the newest are dropped and counted. */
struct edge_queue {
    struct ring ring;
    int fd; /* eventfd */
    _Atomic uint32_t lost;
    _Atomic bool gone; /* the producer has nothing more to say */
    bool stuck;        /* down when opened and not yet told */
    struct debounce debounce;
};

MUST_CHECK
enum status edge_queue_init(struct edge_queue *queue, mono_ns debounce, bool is_down);
void edge_queue_fini(struct edge_queue *queue);
enum status edge_queue_push(struct edge_queue *queue, mono_ns t, bool pressed);
void edge_queue_end(struct edge_queue *queue);
enum status edge_queue_read(struct edge_queue *queue, struct event_sink *sink);

/* One opener for each kind; all fill `source` but its channel. */
MUST_CHECK
enum status response_open_evdev(const struct response_spec *spec,
                                const struct response_options *options,
                                struct response_source *source, struct why *why);
MUST_CHECK
enum status response_open_line(const struct response_spec *spec,
                               const struct response_options *options,
                               struct response_source *source, struct why *why);

#endif

#include "base/ring.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum status ring_init(struct ring *ring, size_t value_size, size_t depth)
{
    assert(value_size > 0 && depth > 1 && (depth & (depth - 1)) == 0);
    memset(ring, 0, sizeof *ring);
    ring->slots = malloc(depth * value_size); /* nothing is popped that was not pushed */
    if (!ring->slots)
        return STATUS_NO_MEMORY;
    ring->value_size = value_size;
    ring->depth = depth;
    return STATUS_OK;
}

void ring_fini(struct ring *ring)
{
    free(ring->slots);
    ring->slots = NULL;
}

static unsigned char *slot_at(const struct ring *ring, size_t index)
{
    return ring->slots + (index & (ring->depth - 1)) * ring->value_size;
}

bool ring_push(struct ring *ring, const void *value)
{
    const size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    if (head - ring->tail_seen == ring->depth) {
        ring->tail_seen = atomic_load_explicit(&ring->tail, memory_order_acquire);
        if (head - ring->tail_seen == ring->depth)
            return false;
    }
    memcpy(slot_at(ring, head), value, ring->value_size);
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
    return true;
}

bool ring_pop(struct ring *ring, void *value)
{
    const size_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    if (tail == ring->head_seen) {
        ring->head_seen = atomic_load_explicit(&ring->head, memory_order_acquire);
        if (tail == ring->head_seen)
            return false;
    }
    memcpy(value, slot_at(ring, tail), ring->value_size);
    atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
    return true;
}

size_t ring_count(const struct ring *ring)
{
    return atomic_load_explicit(&ring->head, memory_order_acquire) -
           atomic_load_explicit(&ring->tail, memory_order_acquire);
}

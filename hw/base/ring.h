/* A bounded queue of plain values between one producing and one consuming thread.
 *
 * Never blocks, never allocates after init. The owner states the depth and what happens when full.
 */
#ifndef LIMEN_BASE_RING_H
#define LIMEN_BASE_RING_H

#include "base/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct ring {
    _Alignas(64) _Atomic size_t head; /* next slot to write; only the producer stores */
    size_t tail_seen;                 /* producer's last look at tail */
    _Alignas(64) _Atomic size_t tail; /* next slot to read; only the consumer stores */
    size_t head_seen;                 /* consumer's last look at head */
    _Alignas(64) unsigned char *slots;
    size_t value_size;
    size_t depth; /* a power of two */
};

/* `depth` must be a power of two. STATUS_NO_MEMORY. */
MUST_CHECK
enum status ring_init(struct ring *ring, size_t value_size, size_t depth);
void ring_fini(struct ring *ring);

/* Producer: copies one value in; false when full. */
bool ring_push(struct ring *ring, const void *value);
/* Consumer: copies one value out; false when empty. */
bool ring_pop(struct ring *ring, void *value);
/* Either side; exact only for the caller's own end. */
size_t ring_count(const struct ring *ring);

#endif

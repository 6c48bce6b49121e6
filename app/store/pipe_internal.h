/* A bounded byte queue of whole messages between one producing and one consuming thread.
 *
 * Depth in bytes, a power of two; a message takes 8 bytes more. Full: pipe_push() returns false and
 * nothing is in. */
#ifndef LIMEN_STORE_PIPE_INTERNAL_H
#define LIMEN_STORE_PIPE_INTERNAL_H

#include "base/text.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pipe {
    _Alignas(64) _Atomic size_t head; /* bytes ever written; only the producer stores */
    _Alignas(64) _Atomic size_t tail; /* bytes ever read; only the consumer stores */
    unsigned char *bytes;
    size_t depth;
};

bool pipe_init(struct pipe *pipe, size_t depth); /* false: no memory */
void pipe_fini(struct pipe *pipe);
bool pipe_push(struct pipe *pipe, const void *message, size_t size);
/* The message replaces what `out` holds. False: empty, or no memory for it (`out->failed`; it stays
 * queued). */
bool pipe_pop(struct pipe *pipe, struct text *out);
bool pipe_is_empty(const struct pipe *pipe);

#endif

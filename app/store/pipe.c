/* The byte queue of pipe_internal.h: a length and the message, wrapped around the end. */
#include "pipe_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool pipe_init(struct pipe *pipe, size_t depth)
{
    assert(depth > 0 && (depth & (depth - 1)) == 0);
    memset(pipe, 0, sizeof *pipe);
    pipe->bytes = malloc(depth);
    pipe->depth = depth;
    return pipe->bytes != NULL;
}

void pipe_fini(struct pipe *pipe)
{
    free(pipe->bytes);
    pipe->bytes = NULL;
}

static void copy_in(struct pipe *pipe, size_t at, const void *data, size_t size)
{
    const size_t start = at & (pipe->depth - 1), room = pipe->depth - start;
    const size_t first = size < room ? size : room;
    memcpy(pipe->bytes + start, data, first);
    memcpy(pipe->bytes, (const unsigned char *)data + first, size - first);
}

static void copy_out(const struct pipe *pipe, size_t at, void *data, size_t size)
{
    const size_t start = at & (pipe->depth - 1), room = pipe->depth - start;
    const size_t first = size < room ? size : room;
    memcpy(data, pipe->bytes + start, first);
    memcpy((unsigned char *)data + first, pipe->bytes, size - first);
}

bool pipe_push(struct pipe *pipe, const void *message, size_t size)
{
    const size_t head = atomic_load_explicit(&pipe->head, memory_order_relaxed);
    const size_t tail = atomic_load_explicit(&pipe->tail, memory_order_acquire);
    const uint64_t length = size;
    if (size > pipe->depth - sizeof length || head - tail > pipe->depth - sizeof length - size)
        return false;
    copy_in(pipe, head, &length, sizeof length);
    copy_in(pipe, head + sizeof length, message, size);
    atomic_store_explicit(&pipe->head, head + sizeof length + size, memory_order_release);
    return true;
}

bool pipe_pop(struct pipe *pipe, struct text *out)
{
    const size_t tail = atomic_load_explicit(&pipe->tail, memory_order_relaxed);
    uint64_t length;
    text_clear(out);
    if (pipe_is_empty(pipe))
        return false;
    copy_out(pipe, tail, &length, sizeof length);
    /* grows the text to the size, then overwrites it */
    const size_t start = (tail + sizeof length) & (pipe->depth - 1), room = pipe->depth - start;
    const size_t first = length < room ? (size_t)length : room;
    text_append(out, (const char *)pipe->bytes + start, first);
    text_append(out, (const char *)pipe->bytes, (size_t)length - first);
    if (!text_is_whole(out))
        return false;
    atomic_store_explicit(&pipe->tail, tail + sizeof length + (size_t)length, memory_order_release);
    return true;
}

bool pipe_is_empty(const struct pipe *pipe)
{
    return atomic_load_explicit(&pipe->head, memory_order_acquire) ==
           atomic_load_explicit(&pipe->tail, memory_order_acquire);
}

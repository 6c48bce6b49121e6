/* A wire in memory: a test holds its other end, and decides how much it takes and when it dies. */
#ifndef LIMEN_TESTS_MEMORY_WIRE_H
#define LIMEN_TESTS_MEMORY_WIRE_H

#include "link/wire.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum { MEMORY_WIRE_SIZE = 1 << 16 };

struct memory_wire {
    uint8_t in[MEMORY_WIRE_SIZE]; /* on its way to the program */
    size_t in_size, in_at;
    uint8_t out[MEMORY_WIRE_SIZE];   /* everything that the program has written */
    size_t out_size, out_at;         /* out_at: as far as the test has looked */
    size_t room;                     /* bytes it takes until this is raised again */
    size_t at_once;                  /* bytes it takes per write; 0: all */
    int dies_after;                  /* bytes written until it is gone; -1: never */
    bool is_gone;                    /* after what is still in `in` */
    const struct memory_wire *other; /* what this one had been told when this wire was read last */
    size_t other_size;
};

static inline enum status memory_wire_read(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    struct memory_wire *memory = (struct memory_wire *)wire->self;
    const size_t left = memory->in_size - memory->in_at;
    if (memory->other)
        memory->other_size = memory->other->out_size;
    *n = left < cap ? left : cap;
    memcpy(data, memory->in + memory->in_at, *n);
    memory->in_at += *n;
    if (memory->in_at == memory->in_size)
        memory->in_at = memory->in_size = 0;
    return memory->is_gone && memory->in_size == 0 ? STATUS_GONE : STATUS_OK;
}

static inline enum status memory_wire_write(struct wire *wire, const uint8_t *data, size_t n,
                                            size_t *written)
{
    struct memory_wire *memory = (struct memory_wire *)wire->self;
    *written = 0;
    if (memory->is_gone)
        return STATUS_GONE;
    size_t take = n < memory->room ? n : memory->room;
    if (memory->at_once > 0 && take > memory->at_once)
        take = memory->at_once;
    if (memory->dies_after >= 0 && memory->out_size + take >= (size_t)memory->dies_after) {
        take = (size_t)memory->dies_after - memory->out_size;
        memory->is_gone = true;
    }
    assert(memory->out_size + take <= sizeof memory->out);
    memcpy(memory->out + memory->out_size, data, take);
    memory->out_size += take;
    memory->room -= take;
    *written = take;
    return memory->is_gone ? STATUS_GONE : STATUS_OK;
}

/* A fresh wire that takes everything. */
static inline struct wire memory_wire_init(struct memory_wire *memory)
{
    static const struct wire_ops ops = {.read = memory_wire_read, .write = memory_wire_write};
    memset(memory, 0, sizeof *memory);
    memory->room = SIZE_MAX;
    memory->dies_after = -1;
    return (struct wire){.ops = &ops, .self = memory, .fd = -1};
}

static inline void memory_wire_say(struct memory_wire *memory, const void *data, size_t n)
{
    assert(memory->in_size + n <= sizeof memory->in);
    memcpy(memory->in + memory->in_size, data, n);
    memory->in_size += n;
}

#endif

/* The virtual loop: a clock that jumps to the next deadline of whoever is concerned.
 *
 * One thread. The same bench, drivers, stimuli and simulated instruments run in it as in the real
 * loop, bytes included; only nobody waits. */
#ifndef LIMEN_HW_VIRTUAL_LOOP_H
#define LIMEN_HW_VIRTUAL_LOOP_H

#include "base/mono.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct actor {
    void *self;
    mono_ns (*deadline)(
        const void *self); /* when it wants a turn; in the past: now; MONO_NEVER: not */
    void (*turn)(void *self, mono_ns now);
};

/* Runs until `finished`. At one instant actors take turns, in their order, until none wants
 * another. *now is the virtual time, before and after. STATUS_TIMEOUT when every actor waits for
 * ever and it is not finished; STATUS_BUSY when they go round and round at one instant. At most 8
 * actors. */
MUST_CHECK
enum status virtual_run(const struct actor *actors, size_t n, mono_ns *now,
                        bool (*finished)(void *context), void *context);

#endif

#include "hw/virtual_loop.h"

#include <assert.h>

/* More turns than this at one instant are actors that answer each other for ever. */
enum { TURNS_PER_INSTANT = 20000, ACTORS_MAX = 8 };

enum status virtual_run(const struct actor *actors, size_t n, mono_ns *now,
                        bool (*finished)(void *context), void *context)
{
    mono_ns due[ACTORS_MAX];
    int turns = 0;
    assert(n <= ACTORS_MAX);
    while (!finished(context)) {
        mono_ns next = MONO_NEVER;
        for (size_t i = 0; i < n; i++) {
            due[i] = actors[i].deadline(actors[i].self);
            next = mono_min(next, due[i]);
        }
        if (next == MONO_NEVER)
            return STATUS_TIMEOUT;
        turns = next > *now ? 0 : turns + 1;
        if (turns >= TURNS_PER_INSTANT)
            return STATUS_BUSY;
        if (next > *now)
            *now = next;
        for (size_t i = 0; i < n; i++)
            if (due[i] <= *now)
                actors[i].turn(actors[i].self, *now);
    }
    return STATUS_OK;
}

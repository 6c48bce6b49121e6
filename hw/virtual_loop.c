#include "hw/virtual_loop.h"

#include <assert.h>

/* More turns than this at one instant are two actors that answer each other for ever: our bug. */
enum { TURNS_PER_INSTANT = 100000 };

static mono_ns next_instant(const struct actor *actors, size_t n, mono_ns now)
{
    mono_ns next = MONO_NEVER;
    for (size_t i = 0; i < n; i++)
        next = mono_min(next, actors[i].deadline(actors[i].self));
    return next < now ? now : next;
}

enum status virtual_run(const struct actor *actors, size_t n, mono_ns *now,
                        bool (*finished)(void *context), void *context)
{
    int turns = 0;
    while (!finished(context)) {
        const mono_ns next = next_instant(actors, n, *now);
        if (next == MONO_NEVER)
            return STATUS_TIMEOUT;
        turns = next == *now ? turns + 1 : 0;
        assert(turns < TURNS_PER_INSTANT);
        *now = next;
        for (size_t i = 0; i < n; i++)
            if (actors[i].deadline(actors[i].self) <= *now)
                actors[i].turn(actors[i].self, *now);
    }
    return STATUS_OK;
}

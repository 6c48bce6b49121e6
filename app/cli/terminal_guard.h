/* A key that is held down answers once.
 *
 * A terminal does not tell when a key is let go; held down, it only comes again, first after a while, then many
 * times a second. So the same key counts again when another one came between, or after a pause that no keyboard
 * makes between two repeats. Whoever writes keys by program puts an arrow key between two that are the same. */
#ifndef LIMEN_CLI_TERMINAL_GUARD_H
#define LIMEN_CLI_TERMINAL_GUARD_H

#include "base/mono.h"

#include <stdbool.h>

struct key_guard { /* all zero: no key came yet */
    char last;
    mono_ns seen; /* when it came last */
    bool is_repeating;
    bool is_told; /* for the caller: that the key is held; false again once it was up */
};

/* `key` has come: was it up before? To be called for every key that comes. */
bool key_guard_was_up(struct key_guard *guard, char key, mono_ns now);

#endif

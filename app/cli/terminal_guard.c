#include "cli/terminal_guard.h"

/* Keyboards are set to a first repeat after 250 to 660 ms, and to 10 to 40 repeats a second after it. */
static const mono_ns pause_first = 800 * MONO_MS;
static const mono_ns pause_repeating = 300 * MONO_MS;

bool key_guard_was_up(struct key_guard *guard, char key, mono_ns now)
{
    const mono_ns least = guard->is_repeating ? pause_repeating : pause_first;
    const bool was_up = key != guard->last || now - guard->seen >= least;
    guard->last = key;
    guard->seen = now;
    guard->is_repeating = !was_up;
    guard->is_told = guard->is_told && !was_up;
    return was_up;
}

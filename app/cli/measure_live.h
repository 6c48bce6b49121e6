/* What the program needs of memory by the clock: in a process of its own, with all that it starts. */
#ifndef LIMEN_CLI_MEASURE_LIVE_H
#define LIMEN_CLI_MEASURE_LIVE_H

#include "base/mono.h"
#include "base/status.h"

/* Peaks (VmHWM). A process that was forked shares pages with the one that it came from, and both count them: the sum is more than
 * is taken from the computer, never less. */
struct live_memory {
    double session_s; /* how long it was watched */
    double program_mb, children_mb;
    unsigned children;
};

/* Runs the program with these words, its name first, NULL last, for so long. STATUS_IO: it has ended before. */
MUST_CHECK
enum status measure_live(const char *const *words, mono_ns duration, struct live_memory *out,
                         struct why *why);

#endif

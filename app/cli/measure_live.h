/* What a session by the clock needs of memory: the program itself in a process of its own, with all that it starts. */
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

/* Runs `limen run ppt-core --sim --headless --real-time` for so long, with its study in `folder`. */
MUST_CHECK
enum status measure_live(const char *folder, mono_ns duration, struct live_memory *out,
                         struct why *why);

#endif

/* The limits of a bench file beside the program's own. */
#ifndef LIMEN_SESSION_BENCH_LIMITS_H
#define LIMEN_SESSION_BENCH_LIMITS_H

#include "base/status.h"
#include "hw/bench_spec.h"

/* One that is looser than the program's own would hold nothing, and somebody believes that it does: STATUS_INVALID. */
MUST_CHECK
enum status bench_limits_check(const struct bench_spec *spec, struct why *why);

#endif

/* Does a protocol fit a bench? What it needs is there, and the dry run on the bench's simulated counterpart meets no limit. */
#ifndef LIMEN_CLI_CHECK_BENCH_H
#define LIMEN_CLI_CHECK_BENCH_H

#include "base/status.h"
#include "base/text.h"
#include "hw/bench_spec.h"

struct check_on {
    const struct bench_spec *bench;
    const char *library;
    const char *parameters; /* canonical JSON */
};

/* Of a protocol without findings of its own (script_check()): as that, one line per finding is appended. A trial that is only
 * withheld from somebody who never responds is none. Forks: the caller is single-threaded. STATUS_INVALID: there are findings. */
MUST_CHECK
enum status check_bench(const struct check_on *on, const char *path, struct text *messages,
                        struct why *why);

#endif

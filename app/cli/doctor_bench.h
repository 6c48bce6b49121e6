/* limen doctor --bench: the bench file, and the checks with a known weight that stand beside it. */
#ifndef LIMEN_CLI_DOCTOR_BENCH_H
#define LIMEN_CLI_DOCTOR_BENCH_H

#include "base/mono.h"

#include <stdbool.h>

/* Lines as those of limen doctor. No port is opened: who hangs on the bench now is not known, so the newest check of every
 * instrument that was ever checked here is told. False: nothing should be measured on this bench as it stands. */
bool doctor_bench(const char *path, utc_us now);

#endif

#include "hw/reasons.h"

BENCH_REASONS(REASON_DEFINE)

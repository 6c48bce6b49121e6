/* What a loop asks a bench before it waits. */
#include "bench_internal.h"

bool bench_has_orders(const struct bench *bench)
{
    return ring_count(&bench->orders) > 0;
}

bool bench_awaits_rest(const struct bench *bench)
{
    return confirm_is_awaited(bench);
}

mono_ns bench_rest_within(const struct bench *bench)
{
    return confirm_longest(bench);
}

bool bench_has_rested(const struct bench *bench, uint8_t instrument)
{
    return bench->instruments[instrument].unconfirmed == 0;
}

bool bench_is_idle(const struct bench *bench)
{
    if (bench_has_orders(bench) || confirm_is_awaited(bench))
        return false;
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor)
            return false;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        if (bench->instruments[i].attached && !output_is_idle(&bench->instruments[i].output))
            return false;
    return true;
}

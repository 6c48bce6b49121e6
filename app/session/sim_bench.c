#include "session/sim_bench.h"

struct bench_spec sim_bench(void)
{
    struct bench_spec spec = {.n_instruments = 1, .n_responses = 1};
    spec.instruments[0] = (struct instrument_spec){.name = "algometer",
                                                   .driver = "mark10",
                                                   .port = "sim:mark10",
                                                   .capacity_n = 500,
                                                   .force_max_n = 120};
    spec.roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .channel = "force", .probe_area_cm2 = 1};
    spec.responses[0] = (struct response_spec){.kind = RESPONSE_PARTICIPANT};
    return spec;
}

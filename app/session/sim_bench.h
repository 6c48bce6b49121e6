/* The bench of demonstrations: what `--sim` means where no bench file says more;
 * and who and what is shown on it. */
#ifndef LIMEN_SESSION_SIM_BENCH_H
#define LIMEN_SESSION_SIM_BENCH_H

#include "hw/bench_spec.h"

#define DEMO_PROTOCOL "ppt-demo"
#define DEMO_PARTICIPANT "DEMO"

/* One simulated Mark-10 with a probe of 1 cm², answered by the virtual participant. */
struct bench_spec sim_bench(void);

#endif

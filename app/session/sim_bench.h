/* The bench of demonstrations: what `--sim` means where no bench file says more;
 * and who and what is shown on it. */
#ifndef LIMEN_SESSION_SIM_BENCH_H
#define LIMEN_SESSION_SIM_BENCH_H

#include "base/status.h"
#include "hw/bench_spec.h"
#include "sim/fault.h"

#define DEMO_PROTOCOL "ppt-demo"
#define DEMO_PARTICIPANT "DEMO"

/* One simulated Mark-10 with a probe of 1 cm², answered by the virtual participant. */
struct bench_spec sim_bench(void);
/* What a protocol needs, by its header (script_header()): a simulated QST.Lab TCS where that is a thermode, a simulated CPAR with
 * its slider where it is a cuff to test with, and its other outlet where one conditions, a simulated Julabo where it is a bath, a
 * simulated scale on the screen where it is rated without one, and the gauge where it is an algometer or nothing; and a marker output
 * where it asks for one. */
MUST_CHECK
enum status sim_bench_for(const char *header, struct bench_spec *spec, struct why *why);
/* To a bench that has none and has room. It may be ramped as fast as pulses need it. */
void sim_bench_add_thermode(struct bench_spec *spec);
/* With its slider, on which is rated what others give, too. */
void sim_bench_add_cuff(struct bench_spec *spec);
/* A Julabo with a bath, which tells its temperature. */
void sim_bench_add_bath(struct bench_spec *spec);
/* On a screen, to rate on. */
void sim_bench_add_scale(struct bench_spec *spec);
/* For another recorder. */
void sim_bench_add_marker(struct bench_spec *spec);

/* STATUS_USAGE: a fault is of an instrument that the bench has not, or that is not simulated. */
MUST_CHECK
enum status sim_bench_check_faults(const struct bench_spec *spec, const struct sim_fault *list,
                                   size_t n, struct why *why);
/* Into `out` those of `list` that are of the instrument with this index; how many. */
size_t sim_bench_faults(const struct bench_spec *spec, uint8_t instrument,
                        const struct sim_fault *list, size_t n,
                        struct sim_fault out[SIM_FAULTS_MAX]);

#endif

/* Benchmarks: each prints one JSON object to standard output. Figures are measured here and now, beside a floor where there
 * is one; nothing is compared with a limit. */
#ifndef LIMEN_CLI_MEASURE_H
#define LIMEN_CLI_MEASURE_H

#include "base/mono.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

#define MEASURE_LIST(X)                                                                            \
    X(stop,                                                                                        \
      "response byte on a pty -> stop frame at the instrument's end, beside a bare poll loop")     \
    X(keeper, "program killed or wedged -> stop frame at the instrument's end")                    \
    X(ingest, "four instruments at 1 kHz for 10 s: losses, arrival -> recorded, CPU")              \
    X(virtual, "sessions in virtual time on all cores, times real time")                           \
    X(memory, "peak memory, headless: an hour in virtual time, and a minute by the clock")

struct measure_options {
    uint64_t repeats; /* 0: the benchmark's own */
};

#define MEASURE_DECLARE(name, summary)                                                             \
    enum status measure_##name(const struct measure_options *options, struct why *why);
MEASURE_LIST(MEASURE_DECLARE)
#undef MEASURE_DECLARE

struct measure_spread {
    double p50, p99, max;
};
/* Sorts `x`. */
struct measure_spread measure_spread(double *x, size_t n);

/* A fresh folder for files of a benchmark; empty it and remove it with measure_folder_remove(). */
enum status measure_folder(char out[64], struct why *why);
void measure_folder_remove(const char *folder);

#endif

/* Benchmarks: each prints one JSON object to standard output. Figures are measured here and now, beside a floor where there
 * is one; nothing is compared with a limit. */
#ifndef LIMEN_CLI_MEASURE_H
#define LIMEN_CLI_MEASURE_H

#include "base/mono.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

#define MEASURE_LIST(X)                                                                            \
    X(stop, "stop",                                                                                \
      "response byte on a pty -> stop frame at the instrument's end, beside a bare poll loop")     \
    X(stop_thermal, "stop-thermal",                                                                \
      "button of a simulated TCS pressed in mid-ramp -> abort at its end, answered and as a stop") \
    X(keeper, "keeper",                                                                            \
      "program killed or wedged, also in a thermode's ramp -> stop frame at the instrument's end") \
    X(replug, "replug", "instrument plugged in again on a pty -> ready, between sessions")         \
    X(ingest, "ingest", "four instruments at 1 kHz for 10 s: losses, arrival -> recorded, CPU")    \
    X(onset, "onset",                                                                              \
      "one instrument started, another 80 ms later: what lies between, at their own ends")         \
    X(poll, "poll", "a simulated TCS at 100 Hz, ramp after ramp: readings, gaps, share of a core") \
    X(limits, "limits",                                                                            \
      "method of limits on simulated thermodes: what is recorded, beside the true thresholds")     \
    X(modulation, "modulation",                                                                    \
      "effect of conditioning of 500 virtual participants: what is recorded, beside the true one") \
    X(virtual, "virtual", "sessions in virtual time on all cores, times real time")                \
    X(memory, "memory", "peak memory, headless: an hour in virtual time, and a minute by the clock")

struct measure_options {
    uint64_t repeats; /* 0: the benchmark's own */
};

#define MEASURE_DECLARE(name, word, summary)                                                       \
    enum status measure_##name(const struct measure_options *options, struct why *why);
MEASURE_LIST(MEASURE_DECLARE)
#undef MEASURE_DECLARE

struct measure_row {
    const char *name, *summary;
    enum status (*measure)(const struct measure_options *options, struct why *why);
};
/* The command: the benchmarks above, and `n` more that need a window. */
int measure_command(const struct measure_row *more, size_t n, int argc, char **argv);

/* Runs `work` while something else goes on, in any thread, and returns what it did. Called when all processes are forked. */
typedef enum status measure_host(void *context, enum status (*work)(void *work_context),
                                 void *work_context, struct why *why);
/* The same as measure_stop(), under another name and with `host` around it. */
enum status measure_stop_beside(const char *name, const struct measure_options *options,
                                measure_host *host, void *context, struct why *why);

struct measure_spread {
    double p50, p99, max;
};
/* Sorts `x`. */
struct measure_spread measure_spread(double *x, size_t n);

/* A fresh folder for files of a benchmark; empty it and remove it with measure_folder_remove(). */
enum status measure_folder(char out[64], struct why *why);
void measure_folder_remove(const char *folder);

#endif

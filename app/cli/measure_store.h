/* A study in a fresh folder, with its store thread, for benchmarks of the real loop. */
#ifndef LIMEN_CLI_MEASURE_STORE_H
#define LIMEN_CLI_MEASURE_STORE_H

#include "hw/bench.h"
#include "store/writer.h"

struct measure_store {
    struct study *study;
    struct store_writer *writer;
    uint64_t commits;
    char folder[64], path[128];
};

/* Begins a session and starts the store thread. */
enum status measure_store_open(struct measure_store *store, struct why *why);
/* Joins the thread; the file stays until measure_store_remove(). */
enum status measure_store_close(struct measure_store *store, struct why *why);
void measure_store_remove(struct measure_store *store);

/* Bench thread. */
bool measure_store_record(struct measure_store *store, const struct bench_record *record);
/* Asks for one more commit and counts those that are through. */
void measure_store_commit(struct measure_store *store);

#endif

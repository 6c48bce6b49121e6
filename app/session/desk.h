/* The desk: where the bench thread leaves what it has to report and to record, and where the session
 * takes it from. It lasts as long as the bench, so that one bench serves one session after the
 * other, and somebody hears the instruments between two of them. */
#ifndef LIMEN_SESSION_DESK_H
#define LIMEN_SESSION_DESK_H

#include "base/status.h"
#include "base/stop_line.h"
#include "hw/bench.h"
#include "store/writer.h"

struct desk;

struct desk_config {
    struct stop_line *stop;
    bool with_fd; /* real time: desk_fd() */
    /* A reading of a running stimulus for a screen that follows it: 4096 deep, what nobody takes is dropped; 0 of
     * it when false. */
    bool with_trace;
};

/* STATUS_NO_MEMORY, STATUS_IO. */
MUST_CHECK
enum status desk_new(const struct desk_config *config, struct desk **out, struct why *why);
void desk_free(struct desk *desk);

/* For bench_new(); its callbacks are the bench thread's. */
struct bench_host desk_bench_host(struct desk *desk);

/* All below: one other thread. */
/* Readable when there are reports; -1: `with_fd` was false. */
int desk_fd(const struct desk *desk);
bool desk_has_reports(const struct desk *desk);
/* Quiets the descriptor. */
void desk_quiet(struct desk *desk);
/* The next report; false: none. Whoever takes it, the desk notes what it says of an instrument. */
bool desk_take(struct desk *desk, struct report *report);

/* What the reports taken so far say of an instrument. */
struct desk_known {
    bool is_ready, has_identity;
    uint8_t fault; /* enum fault since it was ready; FAULT_NONE */
    struct instrument_identity identity;
};
const struct desk_known *desk_known(const struct desk *desk, uint8_t instrument);
/* Its link is made anew: what was wrong with it is not known any more. */
void desk_forget_fault(struct desk *desk, uint8_t instrument);
/* How many notices, presses and markers had no room since the last call; `*fatal`: something that is waited
 * for had none since then, and the stop line was raised. */
unsigned desk_lost(struct desk *desk, bool *fatal);

/* A name for a stimulus that this bench has never had. */
stimulus_handle desk_next_handle(struct desk *desk);
/* What the stimulus measures goes to `writer` as this block and attempt, its channels numbered as
 * `streams`; before the order is submitted. */
void desk_route(struct desk *desk, stimulus_handle handle, struct store_writer *writer,
                int64_t block, int64_t attempt, const uint8_t streams[STIMULUS_CHANNELS_MAX]);
/* Nothing more goes to any writer: before the writer is freed, when nothing runs. */
void desk_unroute(struct desk *desk);

/* The next reading of a followed stimulus; false: none. */
bool desk_trace(struct desk *desk, struct bench_record *record);

#endif

/* The real loop: one thread that polls every descriptor of the bench and calls bench_turn().
 *
 * It attaches instruments as the opener brings their links up, and asks for them again when they
 * go; so it does with response sources that are pulled out. It beats the keeper in every turn and never sleeps longer than BENCH_BEAT. */
#ifndef LIMEN_HW_BENCH_LOOP_H
#define LIMEN_HW_BENCH_LOOP_H

#include "base/stop_line.h"
#include "hw/bench.h"
#include "link/port.h"
#include "link/response.h"

#define BENCH_BEAT (100 * MONO_MS)

struct bench_loop;

/* A source of responses beside the instruments' own buttons. */
struct loop_source {
    struct response_unit
        unit;     /* closed by its owner after bench_loop_join(), where it is still open:
                                  one that was lost has been taken, and what replaced it is the loop's.
                                  Without `source.ops`: it is not there yet, and is opened when it comes */
    bool is_stop; /* of the participant's STOP */
};

struct bench_loop_config {
    struct bench *bench;
    const struct bench_spec *spec; /* borrowed; ports are opened by name */
    struct stop_line *stop;
    struct keeper *keeper;       /* may be NULL */
    struct loop_source *sources; /* borrowed; opened again as `spec` says of their channel */
    size_t n_sources;
    /* Bench thread: what became of a port (its latency goes into the journal; what it waits for, to
     * the screen). STATUS_GONE without a sentence: it is given up, and asked for anew. */
    void (*port)(void *host, uint8_t instrument, enum status status, const struct port_info *info,
                 const struct why *why);
    /* Bench thread: a source is gone (STATUS_GONE), is back (STATUS_OK; what had to stop goes on when
     * the examiner re-arms), or why it cannot be had yet. */
    void (*source)(void *host, uint8_t source, enum status status, const struct why *why);
    void *host;
};

/* STATUS_INVALID for a port name that is none, with the sentence; NO_MEMORY, IO. */
MUST_CHECK
enum status bench_loop_start(const struct bench_loop_config *config, struct bench_loop **out,
                             struct why *why);
/* After bench_submit(); any thread. */
void bench_loop_wake(struct bench_loop *loop);
/* Closes the instrument's link and opens it again, also where opening it was given up for good; what runs on it is stopped.
 * Any thread. */
void bench_loop_reopen(struct bench_loop *loop, uint8_t instrument);
/* What runs is stopped, instruments are given their last frames and time to be seen at rest (bench_has_rested() says which
 * were not), ports are closed, the thread ends.
 * STATUS_TIMEOUT: a port did not come back from the kernel and is left behind. */
MUST_CHECK
enum status bench_loop_join(struct bench_loop *loop, struct why *why);

#endif

/* What is sent to one instrument, frame by frame.
 *
 * Invariants
 * 1. A frame goes out whole or, after a stop, is ended by the driver's closing bytes: nothing else
 * ever stands between its bytes.
 * Where the driver `completes` frames it goes out whole then, too.
 * 2. At most one frame is on the line: the next is begun when the time that the last one needs on
 * the line is over. So the kernel never holds a queue that a stop frame would have to wait behind.
 * 3. After output_stop() the next bytes are the stop sequence; then only FRAME_SAFE frames pass
 * until output_rearm(). Frames that were waiting are dropped.
 * 4. A stop sequence that has begun is never begun anew: its own rest is the stop. One that is out
 * may be repeated, whole and with the closing bytes before it: what the line made of the first is not
 * known.
 * 5. Where the line has a byte gap, bytes go out one at a time, each at least the gap after the one before has left the
 * line: those of frames, of the closing and of the stop alike. What waits for that is not blocked: it has a deadline. */
#ifndef LIMEN_HW_OUTPUT_H
#define LIMEN_HW_OUTPUT_H

#include "base/mono.h"
#include "base/status.h"
#include "hw/driver.h"
#include "link/wire.h"

#include <stdbool.h>

enum { OUTPUT_DEPTH = 16 };

struct output_frame {
    uint8_t size;
    uint8_t class; /* enum frame_class */
    uint8_t data[FRAME_MAX];
};

struct output {
    struct output_frame frames[OUTPUT_DEPTH];
    uint8_t first, count;
    uint8_t begun;                 /* bytes of the first frame that are written */
    uint8_t urgent[3 * FRAME_MAX]; /* the stop sequence: rest, closing, then the stop frame */
    uint16_t urgent_size, urgent_at;
    bool stopped;         /* only FRAME_SAFE passes */
    bool uncertain;       /* somebody else has written to the line: who knows where a frame ends */
    bool stop_sent;       /* since output_stop() the wire has taken the whole stop sequence */
    mono_ns stop_written; /* when; with stop_sent */
    mono_ns byte_time;    /* of one byte on the line; 0: not paced */
    mono_ns byte_gap;     /* between two bytes; 0: none */
    mono_ns line_free;    /* when the last byte has left the line */
    mono_ns
        stop_gone; /* when the last one of the newest stop sequence has, whatever it was said for; 0: there was none */
};

void output_init(struct output *output, mono_ns byte_time, mono_ns byte_gap);
/* The link came up anew: nothing is waiting, nothing is begun. The closing bytes and the stop frame
 * go first, stopped or not: whatever was before may have left the instrument running, or half a
 * frame in its ear. A stop stays a stop. */
void output_reset(struct output *output, const struct driver *driver);

/* STATUS_FULL: OUTPUT_DEPTH frames wait. STATUS_STOPPED: stopped, and the frame is not safe. */
MUST_CHECK
enum status output_push(struct output *output, enum frame_class class, const uint8_t *frame,
                        size_t n);
void output_stop(struct output *output, const struct driver *driver);
void output_rearm(struct output *output);
/* The next stop sequence begins with the closing bytes: the keeper has written to this line. */
void output_doubt(struct output *output);
/* The stop sequence once more, before all that waits; one that is still going out is enough. */
void output_repeat_stop(struct output *output, const struct driver *driver);
/* What the wire has not taken of the stop sequence; 0: nothing. */
size_t output_stop_rest(const struct output *output, const uint8_t **rest);

/* Writes what may be written now, as long as the wire takes something. STATUS_GONE from the wire.
 */
MUST_CHECK
enum status output_flush(struct output *output, struct wire *wire, mono_ns now);
bool output_is_idle(const struct output *output);
/* The wire would not take all that is due: wake when it is writable. */
bool output_is_blocked(const struct output *output, mono_ns now);
mono_ns output_deadline(const struct output *output);

#endif

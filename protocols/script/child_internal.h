/* The script in a process of its own: frames of [kind, length, bytes] over a socket pair.
 *
 * The child closes every descriptor it was born with before it does anything, so it never holds an
 * instrument's port; it has no standard output, no handler of the parent's, and limits on CPU time,
 * memory and files. It ends when the parent does (end-of-file), or is killed. */
#ifndef LIMEN_SCRIPT_CHILD_INTERNAL_H
#define LIMEN_SCRIPT_CHILD_INTERNAL_H

#include "vm_internal.h"

#include <sys/types.h>

enum frame_kind {
    FRAME_LOADED = 'L',  /* child: the script is loaded */
    FRAME_REFUSED = 'X', /* child: it is not; a digit string of the status, a blank, the sentence */
    FRAME_HEADER = 'H',  /* child, before FRAME_LOADED */
    FRAME_NAME = 'N',    /* child: a source's name, then its text */
    FRAME_TEXT = 'T',
    FRAME_ASKS = 'A', /* child */
    FRAME_DONE = 'D',
    FRAME_FAILED = 'F',
    FRAME_BEGIN = 'B',  /* parent: first step */
    FRAME_ANSWER = 'R', /* parent */
};

/* Sends a whole frame. The parent's end never waits and never raises SIGPIPE. */
bool frame_send(int fd, enum frame_kind kind, const char *data, size_t size);

/* What arrived and is not yet a whole frame. */
struct frame_reader {
    struct text bytes;
};
/* 1: a frame was taken out; 0: not whole yet; -1: it cannot be one. */
int frame_take(struct frame_reader *reader, enum frame_kind *kind, struct text *data);
/* Reads what is there: false at end-of-file or failure. */
bool frame_read(struct frame_reader *reader, int fd);

/* The child loads and serves. `where_fd`: a file in memory that holds the page it shares. */
MUST_CHECK
enum status child_start(const char *path, const struct script_options *options, int where_fd,
                        struct birth *birth, int *fd, struct why *why);

#endif

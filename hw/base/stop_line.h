/* The stop line: one atomic that anyone may raise, and event descriptors that wake whoever sleeps.
 *
 * Invariants
 * 1. stop_raise() is safe from any thread and from a signal handler; it never blocks or allocates.
 * 2. The first cause stays until stop_clear(); later causes are added to the set, never lost.
 * 3. The bench looks at the line first in every turn. Only the examiner's re-arm clears it.
 * 4. A clear takes back only what its caller has seen: a stop raised meanwhile stays raised. */
#ifndef LIMEN_BASE_STOP_LINE_H
#define LIMEN_BASE_STOP_LINE_H

#include "base/mono.h"
#include "base/status.h"

#include <stdatomic.h>
#include <stdbool.h>

/*       name          code word in the journal */
#define STOP_CAUSE_LIST(X)                                                                         \
    X(KEY, 1, "key")                                                                               \
    X(SCREEN, 2, "screen")                                                                         \
    X(PARTICIPANT, 3, "participant")                                                               \
    X(LIMIT, 4, "limit")                                                                           \
    X(SILENCE, 5, "silence")                                                                       \
    X(FAULT, 6, "fault")                                                                           \
    X(GONE, 7, "link_lost")                                                                        \
    X(FOCUS, 8, "focus_lost")                                                                      \
    X(SIGNAL, 9, "signal")                                                                         \
    X(CRASH, 10, "crash")                                                                          \
    X(STORE_FULL, 11, "store_full")                                                                \
    X(SCRIPT, 12, "script")                                                                        \
    X(RELEASE, 13, "not_released")                                                                 \
    X(WINDOW, 14, "window_closed")                                                                 \
    X(LEFT, 15, "left")

enum stop_cause {
    STOP_NONE = 0,
#define STOP_ENUM(name, code, word) STOP_##name = code,
    STOP_CAUSE_LIST(STOP_ENUM)
#undef STOP_ENUM
};

enum { STOP_LISTENERS = 4, STOP_CAUSES_MAX = 24 };

struct stop_line {
    _Atomic uint64_t state; /* set of causes, first cause and count of raises change as one */
    _Atomic int64_t raised_ns[STOP_CAUSES_MAX]; /* by cause: when it happened first */
    _Atomic uint32_t raises[STOP_CAUSES_MAX];   /* by cause, since stop_init() */
    _Atomic int
        listeners[STOP_LISTENERS]; /* eventfds, -1: not needed yet; open until stop_fini() */
    bool lent[STOP_LISTENERS];     /* a listener uses it */
};

void stop_init(struct stop_line *line);
void stop_fini(struct stop_line *line);
/* A descriptor that becomes readable when the line is raised (it may be so for nothing at first); the
 * listener may read it empty, and stop_clear() does. The line owns it. One thread at a time listens
 * and unlistens. STATUS_FULL, STATUS_IO. */
MUST_CHECK
enum status stop_listen(struct stop_line *line, int *fd);
/* Gives it back: it is lent again. */
void stop_unlisten(struct stop_line *line, int fd);

/* `cause_ns`: when the cause happened (for the delay that is measured and stored). */
void stop_raise(struct stop_line *line, enum stop_cause cause, mono_ns cause_ns);
bool stop_is_raised(const struct stop_line *line);
enum stop_cause stop_first_cause(const struct stop_line *line);
mono_ns stop_raised_ns(const struct stop_line *line); /* of the first cause; 0 while not raised */
uint32_t stop_causes(const struct stop_line *line);   /* bit (1 << cause) */
/* How often it was raised since stop_init(). */
uint32_t stop_count(const struct stop_line *line);
/* How often this cause has raised it since stop_init(), whatever was cleared meanwhile. */
uint32_t stop_raises(const struct stop_line *line, enum stop_cause cause);
/* False, and nothing is cleared, when the line was raised since stop_count() said `seen`. */
MUST_CHECK
bool stop_clear(struct stop_line *line, uint32_t seen);

const char *stop_cause_word(enum stop_cause cause); /* "none" for STOP_NONE */

#endif

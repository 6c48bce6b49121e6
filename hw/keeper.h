/* The keeper: a child process that stops the instruments when this process cannot.
 *
 * Forked before any thread. It is handed every energising link's descriptor with its stop sequence,
 * and watches a heartbeat in shared memory. On end-of-file of its socket (this process was killed)
 * or BEAT_LOST without a beat (the bench thread hangs) it writes the stop sequences itself.
 *
 * Invariants
 * 1. The keeper writes nothing while the beat is fresh.
 * 2. keeper_beat() is one store: it costs nothing in a turn.
 * 3. An orderly keeper_stop() ends the child without a byte on any link whose stop sequence was
 * written.
 * 4. What is owed to an instrument (the beat was lost, the process has ended, a line took no stop
 * sequence) stays owed until the line has taken it or is gone, also when the process is no more. */
#ifndef LIMEN_HW_KEEPER_H
#define LIMEN_HW_KEEPER_H

#include "base/mono.h"
#include "base/status.h"
#include "hw/driver.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define KEEPER_BEAT_LOST (500 * MONO_MS)
enum { KEEPER_SEQUENCE_MAX = 3 * FRAME_MAX }; /* rest of a frame, closing, stop */
enum { CRASH_STACK_SIZE = 64 * 1024 };

struct keeper;

/* Forks. The caller must be single-threaded. STATUS_IO, STATUS_NO_MEMORY. */
MUST_CHECK
enum status keeper_start(struct keeper **out, struct why *why);
/* Ends the child and frees. STATUS_TIMEOUT: a line has not taken its stop sequence; the child stays
 * behind until it has, or until the line is gone. */
MUST_CHECK
enum status keeper_stop(struct keeper *keeper);

/* Hands over a copy of the descriptor and of the driver's closing and stop frames. One per
 * instrument index; holding again replaces. STATUS_IO. */
MUST_CHECK
enum status keeper_hold(struct keeper *keeper, uint8_t instrument, int fd,
                        const struct driver *driver);
/* The stop sequence was written, or the line is gone. */
MUST_CHECK
enum status keeper_release(struct keeper *keeper, uint8_t instrument);
/* Instead of a release, when the line would not take the stop sequence: these last `n` bytes of it
 * are the keeper's from here on. A link to the same line that is held afterwards ends this duty: what
 * it is told first is the stop sequence. STATUS_IO: keeper_stop() will not be orderly, which stops
 * all that is held. */
MUST_CHECK
enum status keeper_finish(struct keeper *keeper, uint8_t instrument, const uint8_t *rest, size_t n);

/* Watching begins with the first beat after this and ends with false. Any thread. */
void keeper_watch(struct keeper *keeper, bool watch);
void keeper_beat(struct keeper *keeper, mono_ns now);
/* How often the keeper has had to act. */
unsigned keeper_interventions(const struct keeper *keeper);
pid_t keeper_pid(const struct keeper *keeper);
/* False once the child is dead: nothing may be energised then. */
bool keeper_is_alive(const struct keeper *keeper);

/* The crash table: the same stop sequences, written by a handler of SIGSEGV, SIGBUS, SIGFPE, SIGILL
 * and SIGABRT in this process before it dies, and faster than the keeper. The handler of the calling
 * thread has a stack of its own, since a thread may die of having used up its stack. */
void crash_install(void);
/* The same for another thread, which lends the stack until crash_guard_end(). What it has not is left
 * to the keeper. */
void crash_guard_begin(uint8_t stack[CRASH_STACK_SIZE], stack_t *before);
void crash_guard_end(const stack_t *before);
void crash_hold(uint8_t instrument, int fd, const struct driver *driver);
void crash_release(uint8_t instrument);

#endif

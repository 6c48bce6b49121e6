/* The keeper: a child process that stops the instruments when this process cannot.
 *
 * Forked before any thread. It is handed every energising link's descriptor with its stop sequence,
 * and watches a heartbeat in shared memory. On end-of-file of its socket (this process was killed)
 * or BEAT_LOST without a beat (the bench thread hangs) it writes the stop sequences itself.
 *
 * Invariants
 * 1. The keeper writes nothing while the beat is fresh.
 * 2. keeper_beat() is one store: it costs nothing in a turn.
 * 3. An orderly keeper_stop() ends the child without a byte on any link. */
#ifndef LIMEN_HW_KEEPER_H
#define LIMEN_HW_KEEPER_H

#include "base/mono.h"
#include "base/status.h"
#include "hw/driver.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define KEEPER_BEAT_LOST (500 * MONO_MS)

struct keeper;

/* Forks. The caller must be single-threaded. STATUS_IO, STATUS_NO_MEMORY. */
MUST_CHECK
enum status keeper_start(struct keeper **out, struct why *why);
/* Ends the child and frees. Instruments must be at rest already. */
void keeper_stop(struct keeper *keeper);

/* Hands over a copy of the descriptor and of the driver's closing and stop frames. One per
 * instrument index; holding again replaces. STATUS_IO. */
MUST_CHECK
enum status keeper_hold(struct keeper *keeper, uint8_t instrument, int fd,
                        const struct driver *driver);
MUST_CHECK
enum status keeper_release(struct keeper *keeper, uint8_t instrument);

/* Watching begins with the first beat after this and ends with false. Any thread. */
void keeper_watch(struct keeper *keeper, bool watch);
void keeper_beat(struct keeper *keeper, mono_ns now);
/* How often the keeper has had to act. */
unsigned keeper_interventions(const struct keeper *keeper);
pid_t keeper_pid(const struct keeper *keeper);
/* False once the child is dead: nothing may be energised then. */
bool keeper_is_alive(const struct keeper *keeper);

/* In a child that this process forks for other purposes: closes what belongs to the keeper. */
void keeper_forget(struct keeper *keeper);

/* The crash table: the same stop sequences, written by a handler of SIGSEGV, SIGBUS, SIGFPE, SIGILL
 * and SIGABRT in this process before it dies, and faster than the keeper. */
void crash_install(void);
void crash_hold(uint8_t instrument, int fd, const struct driver *driver);
void crash_release(uint8_t instrument);

#endif

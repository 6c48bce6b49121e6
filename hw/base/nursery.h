/* Processes of this program's own making, also for a program that has threads.
 *
 * A forked copy of a program with threads may find a lock held by nobody. So a program that will have
 * threads first starts a nursery: a process with one thread for ever, which forks when it is asked.
 * A program that has none yet needs no nursery.
 *
 * The nursery ends with the program; a process that it bore ends when what it serves does. */
#ifndef LIMEN_BASE_NURSERY_H
#define LIMEN_BASE_NURSERY_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct nursery;

enum { BIRTH_FDS_MAX = 4, BIRTH_SIZE_MAX = 64 * 1024 };

/* What the new process does. `what`: the bytes that were given, suitably aligned for any value. `fds`: copies, at numbers of
 * its own. When it returns the process ends. */
typedef void birth_fn(const void *what, size_t size, const int *fds, size_t n_fds);

/* A process that was born. */
struct birth {
    pid_t pid; /* 0: none */
    int pidfd;
    bool is_ours; /* forked here, and reaped here */
};

/* Forks. The caller must be single-threaded. STATUS_IO, STATUS_NO_MEMORY. */
MUST_CHECK
enum status nursery_start(struct nursery **out, struct why *why);
/* NULL is allowed. */
void nursery_stop(struct nursery *nursery);

struct birth_order {
    birth_fn *run;
    const void *what;
    size_t size; /* STATUS_RANGE above BIRTH_SIZE_MAX */
    int fds[BIRTH_FDS_MAX];
    size_t n_fds;
};

/* `nursery` NULL: forks here, the caller is single-threaded. One thread at a time. STATUS_IO. */
MUST_CHECK
enum status nursery_bear(struct nursery *nursery, const struct birth_order *order,
                         struct birth *birth, struct why *why);
void birth_kill(const struct birth *birth);
/* Waits for its end. */
void birth_await(struct birth *birth);

#endif

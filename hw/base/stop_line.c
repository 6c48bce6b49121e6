#include "base/stop_line.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The state in one word: count in bits 0 to 31, first cause in 32 to 39, set of causes above. */
enum { FIRST_SHIFT = 32, CAUSES_SHIFT = 40 };

static uint32_t causes_of(uint64_t state)
{
    return (uint32_t)(state >> CAUSES_SHIFT);
}

static uint32_t first_of(uint64_t state)
{
    return (uint32_t)(state >> FIRST_SHIFT) & 0xff;
}

static uint64_t state_of(uint32_t causes, uint32_t first, uint32_t count)
{
    return (uint64_t)causes << CAUSES_SHIFT | (uint64_t)first << FIRST_SHIFT | count;
}

void stop_init(struct stop_line *line)
{
    atomic_init(&line->state, 0);
    for (int i = 0; i < STOP_CAUSES_MAX; i++) {
        atomic_init(&line->raised_ns[i], 0);
        atomic_init(&line->raises[i], 0);
    }
    for (int i = 0; i < STOP_LISTENERS; i++) {
        atomic_init(&line->listeners[i], -1);
        line->lent[i] = false;
    }
}

void stop_fini(struct stop_line *line)
{
    for (int i = 0; i < STOP_LISTENERS; i++)
        if (line->listeners[i] >= 0)
            close(line->listeners[i]);
    stop_init(line);
}

enum status stop_listen(struct stop_line *line, int *fd)
{
    int i = 0;
    while (i < STOP_LISTENERS && line->lent[i])
        i++;
    if (i == STOP_LISTENERS)
        return STATUS_FULL;
    if (line->listeners[i] < 0)
        line->listeners[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    *fd = line->listeners[i];
    line->lent[i] = *fd >= 0;
    return *fd >= 0 ? STATUS_OK : STATUS_IO;
}

/* Not closed: somebody may be about to write to it. */
void stop_unlisten(struct stop_line *line, int fd)
{
    for (int i = 0; i < STOP_LISTENERS; i++)
        if (line->listeners[i] == fd)
            line->lent[i] = false;
}

static void wake(const struct stop_line *line)
{
    const int kept = errno; /* a signal handler must not change it */
    const uint64_t one = 1;
    for (int i = 0; i < STOP_LISTENERS; i++) {
        /* A full counter is already readable, so a failed write has nothing to add. */
        if (line->listeners[i] >= 0 && write(line->listeners[i], &one, sizeof one) < 0)
            continue;
    }
    errno = kept;
}

/* The time is stored before the cause can be seen. */
void stop_raise(struct stop_line *line, enum stop_cause cause, mono_ns cause_ns)
{
    uint64_t state = atomic_load(&line->state), next;
    atomic_fetch_add(&line->raises[cause], 1);
    do {
        const uint32_t causes = causes_of(state);
        if (!(causes & (1u << cause)))
            atomic_store(&line->raised_ns[cause], cause_ns);
        next = state_of(causes | (1u << cause), causes ? first_of(state) : (uint32_t)cause,
                        (uint32_t)state + 1);
    } while (!atomic_compare_exchange_weak(&line->state, &state, next));
    wake(line);
}

bool stop_is_raised(const struct stop_line *line)
{
    return stop_causes(line) != 0;
}

uint32_t stop_causes(const struct stop_line *line)
{
    return causes_of(atomic_load_explicit(&line->state, memory_order_acquire));
}

uint32_t stop_count(const struct stop_line *line)
{
    return (uint32_t)atomic_load(&line->state);
}

uint32_t stop_raises(const struct stop_line *line, enum stop_cause cause)
{
    return atomic_load(&line->raises[cause]);
}

enum stop_cause stop_first_cause(const struct stop_line *line)
{
    return (enum stop_cause)first_of(atomic_load(&line->state));
}

mono_ns stop_raised_ns(const struct stop_line *line)
{
    const enum stop_cause first = stop_first_cause(line);
    return first == STOP_NONE ? 0 : atomic_load(&line->raised_ns[first]);
}

/* The descriptors are emptied first: a raise from then on makes them readable again. */
bool stop_clear(struct stop_line *line, uint32_t seen)
{
    uint64_t count, state = atomic_load(&line->state);
    for (int i = 0; i < STOP_LISTENERS; i++) {
        /* Nothing to read means nothing to clear. */
        if (line->listeners[i] >= 0 && read(line->listeners[i], &count, sizeof count) < 0)
            continue;
    }
    if ((uint32_t)state == seen && atomic_compare_exchange_strong(&line->state, &state, seen))
        return true;
    wake(line);
    return false;
}

const char *stop_cause_word(enum stop_cause cause)
{
    switch (cause) {
    case STOP_NONE:
        return "none";
#define STOP_WORD(name, code, word)                                                                \
    case STOP_##name:                                                                              \
        return word;
        STOP_CAUSE_LIST(STOP_WORD)
#undef STOP_WORD
    }
    return "none";
}

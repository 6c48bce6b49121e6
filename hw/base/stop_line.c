#include "base/stop_line.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

void stop_init(struct stop_line *line)
{
    atomic_init(&line->causes, 0);
    atomic_init(&line->first, STOP_NONE);
    atomic_init(&line->raised_ns, 0);
    for (int i = 0; i < STOP_LISTENERS; i++)
        line->listeners[i] = -1;
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
    for (int i = 0; i < STOP_LISTENERS; i++) {
        if (line->listeners[i] >= 0)
            continue;
        line->listeners[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        *fd = line->listeners[i];
        return *fd >= 0 ? STATUS_OK : STATUS_IO;
    }
    return STATUS_FULL;
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

void stop_raise(struct stop_line *line, enum stop_cause cause, mono_ns cause_ns)
{
    uint32_t none = STOP_NONE;
    if (atomic_compare_exchange_strong(&line->first, &none, (uint32_t)cause))
        atomic_store(&line->raised_ns, cause_ns);
    atomic_fetch_or(&line->causes, 1u << cause);
    wake(line);
}

bool stop_is_raised(const struct stop_line *line)
{
    return atomic_load_explicit(&line->causes, memory_order_acquire) != 0;
}

enum stop_cause stop_first_cause(const struct stop_line *line)
{
    return (enum stop_cause)atomic_load(&line->first);
}

mono_ns stop_raised_ns(const struct stop_line *line)
{
    return atomic_load(&line->raised_ns);
}

void stop_clear(struct stop_line *line)
{
    uint64_t count;
    for (int i = 0; i < STOP_LISTENERS; i++) {
        /* Nothing to read means nothing to clear. */
        if (line->listeners[i] >= 0 && read(line->listeners[i], &count, sizeof count) < 0)
            continue;
    }
    atomic_store(&line->causes, 0);
    atomic_store(&line->first, STOP_NONE);
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

/* A button on a modem line (CTS, DSR, RI, CD).
 *
 * poll() does not see modem lines, so a thread waits in TIOCMIWAIT, stamps when it wakes, and only
 * then looks at what happened.
 * 1. The kernel's edge counters, not the line's level, tell how many edges there were: a press that
 * is over before the thread runs is still a press.
 * 2. The level is asked for afterwards (a round trip of milliseconds on USB) and corrects the
 * counters where a driver miscounts.
 * 3. TIOCMIWAIT sees only edges after its call. One that falls between looking and calling again
 * (contact bounce can) would pass unseen, so a timer interrupts the wait every 10 ms and the
 * counters are read.
 * 4. RI is polled at 1 kHz: on common chips only its trailing edge interrupts. So is every line
 * whose driver has no TIOCMIWAIT or no counters.
 * 5. The thread works on its own duplicate of the descriptor, so it can never touch a recycled
 * number.
 * 6. Closing interrupts the wait by a signal, again and again until the thread has seen it. */
#include "base/clock.h"
#include "link/reasons.h"
#include "response_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <linux/serial.h>

/* Older C libraries have the field but not its name. */
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static const mono_ns poll_interval = 1 * MONO_MS;
static const mono_ns recheck_interval = 10 * MONO_MS;
static const int join_tries = 1000; /* of 2 ms */

struct line_kind {
    const char *name;
    int mask;
};

struct line {
    struct edge_queue queue;
    pthread_t thread;
    _Atomic int owners; /* 2 while both threads live */
    _Atomic bool stopping;
    int fd; /* duplicate of the port's */
    int mask;
    bool can_wait; /* there are edge counters that can be trusted */
    bool level;    /* as last pushed; the thread's own */
    int count;     /* edges so far; the thread's own */
};

static int wake_signal(void)
{
    return SIGRTMIN + 5;
}

static void on_wake(int number)
{
    (void)number;
}

static void release(struct line *line)
{
    if (atomic_fetch_sub(&line->owners, 1) != 1)
        return;
    edge_queue_fini(&line->queue);
    close(line->fd);
    free(line);
}

static bool read_level(const struct line *line, bool *level)
{
    int bits;
    if (ioctl(line->fd, TIOCMGET, &bits) != 0)
        return false;
    *level = (bits & line->mask) != 0;
    return true;
}

static bool read_count(const struct line *line, int *count)
{
    struct serial_icounter_struct counters;
    memset(&counters, 0, sizeof counters);
    if (ioctl(line->fd, TIOCGICOUNT, &counters) != 0)
        return false;
    *count = line->mask == TIOCM_CTS   ? counters.cts
             : line->mask == TIOCM_DSR ? counters.dsr
                                       : counters.dcd;
    return true;
}

static void push_level(struct line *line, mono_ns t, bool level)
{
    if (level == line->level)
        return;
    line->level = level;
    (void)edge_queue_push(&line->queue, t, level); /* what does not fit is told by NOTICE_GAP */
}

/* More than four edges at one waking are contact bounce: their parity is kept. */
static void push_counted(struct line *line, mono_ns t, int count)
{
    unsigned edges = (unsigned)count - (unsigned)line->count;
    line->count = count;
    if (edges > 4)
        edges = 4 + edges % 2;
    while (edges-- > 0)
        push_level(line, t, !line->level);
}

/* `woken`: the kernel said at `t` that there was an edge, whatever its counters say. */
static bool take_edges(struct line *line, mono_ns t, bool woken)
{
    int count, count_after;
    bool level;
    if (!read_count(line, &count))
        return false;
    if (count == line->count && !woken)
        return true;
    const mono_ns stamp = woken ? t : mono_now();
    push_counted(line, stamp, count);
    if (!read_level(line, &level) || !read_count(line, &count_after))
        return false;
    if (count_after == count)
        push_level(line, stamp, level);
    return true;
}

/* True when waiting is not possible on this port and it must be polled. */
static bool wait_edges(struct line *line)
{
    if (!take_edges(line, mono_now(), false))
        return false;
    while (!atomic_load(&line->stopping)) {
        const int error = ioctl(line->fd, TIOCMIWAIT, (unsigned long)line->mask) == 0 ? 0 : errno;
        const mono_ns t = mono_now();
        if (error == ENOTTY || error == EINVAL || error == ENOSYS || error == EOPNOTSUPP)
            return true;
        if ((error && error != EINTR) || !take_edges(line, t, error == 0))
            return false;
    }
    return false;
}

/* Sends this thread the wake signal every `recheck_interval`. */
static bool start_ticking(timer_t *timer)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = wake_signal()};
    const struct itimerspec every = {.it_value.tv_nsec = recheck_interval,
                                     .it_interval.tv_nsec = recheck_interval};
    event.sigev_notify_thread_id = gettid();
    if (timer_create(CLOCK_MONOTONIC, &event, timer) != 0)
        return false;
    return timer_settime(*timer, 0, &every, NULL) == 0;
}

/* As wait_edges(), with the ticking that keeps an edge from being overlooked. */
static bool watch_edges(struct line *line)
{
    timer_t timer;
    if (!start_ticking(&timer))
        return true;
    const bool must_poll = wait_edges(line);
    timer_delete(timer);
    return must_poll;
}

static void poll_edges(struct line *line)
{
    const struct timespec interval = {.tv_nsec = poll_interval};
    bool level;
    while (!atomic_load(&line->stopping) && read_level(line, &level)) {
        push_level(line, mono_now(), level);
        (void)clock_nanosleep(CLOCK_MONOTONIC, 0, &interval, NULL);
    }
}

static void *run(void *arg)
{
    struct line *const line = arg;
    if (!line->can_wait || watch_edges(line))
        poll_edges(line);
    if (!atomic_load(&line->stopping))
        edge_queue_end(&line->queue);
    release(line);
    return NULL;
}

static enum status line_read(struct response_source *source, struct event *events, size_t cap,
                             size_t *n)
{
    struct line *const line = source->self;
    struct event_sink sink = {.events = events, .cap = cap, .channel = source->channel};
    const enum status status = edge_queue_read(&line->queue, &sink);
    *n = sink.n;
    return status;
}

static bool join_within(pthread_t thread, long ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += ms * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    return pthread_timedjoin_np(thread, NULL, &until) == 0;
}

static void line_close(struct response_source *source)
{
    struct line *const line = source->self;
    atomic_store(&line->stopping, true);
    bool joined = false;
    for (int i = 0; i < join_tries && !joined; i++) {
        (void)pthread_kill(line->thread, wake_signal());
        joined = join_within(line->thread, 2);
    }
    if (!joined)
        pthread_detach(line->thread);
    release(line);
}

static bool start_thread(struct line *line)
{
    struct sigaction action = {.sa_handler = on_wake};
    sigset_t all, before;
    sigemptyset(&action.sa_mask);
    sigfillset(&all);
    sigdelset(&all, wake_signal());
    if (sigaction(wake_signal(), &action, NULL) != 0)
        return false;
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(&line->thread, NULL, run, line);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error == 0;
}

static int mask_of(const char *name)
{
    static const struct line_kind kinds[] = {
        {"CTS", TIOCM_CTS}, {"DSR", TIOCM_DSR}, {"RI", TIOCM_RNG}, {"CD", TIOCM_CD}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return kinds[i].mask;
    return 0;
}

/* Level and counter that belong together, taken before anybody is told that the button is ready. */
static bool read_start(struct line *line)
{
    int count = 0;
    line->can_wait = line->mask != TIOCM_RNG && read_count(line, &count);
    do {
        line->count = count;
        if (!read_level(line, &line->level))
            return false;
    } while (line->can_wait && read_count(line, &count) && count != line->count);
    return true;
}

static enum status start_line(struct line *line, const struct response_options *options,
                              struct why *why, const char *path)
{
    if (line->fd < 0)
        return reason_set(why, REASON_line_cannot, path, strerror(errno), NULL);
    if (!read_start(line))
        return reason_set(why, REASON_line_no_modem, path, NULL);
    enum status status = edge_queue_init(&line->queue, options->debounce, line->level);
    if (status == STATUS_OK && !start_thread(line)) {
        edge_queue_fini(&line->queue);
        status = STATUS_NO_MEMORY;
    }
    if (status != STATUS_OK)
        return why_set(why, status, "The computer has no room left for the button on %s.", path);
    return STATUS_OK;
}

enum status response_open_line(const struct response_spec *spec,
                               const struct response_options *options,
                               struct response_source *source, struct why *why)
{
    static const struct response_ops ops = {.read = line_read, .close = line_close};
    const int mask = mask_of(spec->code);
    if (!mask)
        return why_set(why, STATUS_INVALID, "\"%s\" is no modem line: write CTS, DSR, RI or CD.",
                       spec->code);
    struct line *const line = calloc(1, sizeof *line);
    if (!line)
        return why_set(why, STATUS_NO_MEMORY, "The computer has no room left for a button.");
    line->owners = 2;
    line->mask = mask;
    line->fd = fcntl(options->fd, F_DUPFD_CLOEXEC, 0);
    const enum status status = start_line(line, options, why, spec->path);
    if (status != STATUS_OK) {
        if (line->fd >= 0)
            close(line->fd);
        free(line);
        return status;
    }
    *source = (struct response_source){.ops = &ops, .self = line, .fd = line->queue.fd};
    return STATUS_OK;
}

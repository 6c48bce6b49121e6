/* The opener thread.
 *
 * Slot states: free -> waiting (take_open) -> open (try_open) -> free (take_close, or try_open
 * where it fails for good). The struct is freed by whoever comes last, the joining thread or the
 * opener thread. */
#include "link/opener.h"

#include "base/clock.h"
#include "base/ring.h"
#include "port_internal.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

static const mono_ns retry_after = 100 * MONO_MS;
static const mono_ns retry_tcp_after = 1 * MONO_SEC;
static const mono_ns retry_response_after = 1 * MONO_SEC;
static const time_t join_within_sec = 2;

enum slot_state { SLOT_FREE, SLOT_WAITING, SLOT_OPEN };

struct slot {
    enum slot_state state;
    struct opener_request request;
    struct response_unit unit; /* while open; of a port without its source */
    mono_ns try_at;            /* while waiting */
    enum status told;          /* the reason that was last reported while waiting */
    struct why told_why;
};

struct opener {
    pthread_t thread;
    _Atomic int owners; /* 2 while both threads live */
    int wake_fd;        /* requests wait */
    int result_fd;      /* results wait */
    int cancel_fd;      /* readable from join on, never read */
    _Atomic bool joining;
    struct ring requests; /* full: push says so */
    struct ring results;  /* full: the opener waits for the bench */
    struct slot slots[OPENER_PORTS_MAX];
};

static void ring_bell(int fd)
{
    const uint64_t one = 1;
    const ssize_t n = write(fd, &one, sizeof one);
    assert(n == sizeof one || errno == EAGAIN);
}

static void silence_bell(int fd)
{
    uint64_t count;
    const ssize_t n = read(fd, &count, sizeof count);
    assert(n == sizeof count || errno == EAGAIN);
}

static void release(struct opener *opener)
{
    if (atomic_fetch_sub(&opener->owners, 1) != 1)
        return;
    ring_fini(&opener->requests);
    ring_fini(&opener->results);
    const int fds[] = {opener->wake_fd, opener->result_fd, opener->cancel_fd};
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    free(opener);
}

static bool is_cancelled(const struct opener *opener)
{
    struct pollfd look = {.fd = opener->cancel_fd, .events = POLLIN};
    return poll(&look, 1, 0) > 0;
}

static void deliver(struct opener *opener, const struct opener_result *result)
{
    while (!ring_push(&opener->results, result)) {
        if (wait_ready(-1, 0, opener->cancel_fd, mono_now() + 5 * MONO_MS) == STATUS_STOPPED)
            return;
    }
    ring_bell(opener->result_fd);
}

static struct slot *find_slot(struct opener *opener, uint32_t id)
{
    for (size_t i = 0; i < OPENER_PORTS_MAX; i++) {
        struct slot *const slot = &opener->slots[i];
        if (slot->state != SLOT_FREE && slot->request.id == id)
            return slot;
    }
    return NULL;
}

static struct slot *free_slot(struct opener *opener)
{
    for (size_t i = 0; i < OPENER_PORTS_MAX; i++)
        if (opener->slots[i].state == SLOT_FREE)
            return &opener->slots[i];
    return NULL;
}

static void take_open(struct opener *opener, const struct opener_request *request)
{
    assert(!find_slot(opener, request->id));
    struct slot *const slot = free_slot(opener);
    if (!slot) {
        struct opener_result result = {.id = request->id, .outcome = OPENER_FAILED, .fd = -1};
        result.status = why_set(&result.why, STATUS_FULL,
                                "No more than %d ports can be open at once.", OPENER_PORTS_MAX);
        deliver(opener, &result);
        return;
    }
    *slot = (struct slot){.state = SLOT_WAITING, .request = *request, .told = STATUS_OK};
}

static void take_close(struct opener *opener, struct opener_request *request)
{
    struct slot *const slot = find_slot(opener, request->id);
    if (slot && slot->state == SLOT_OPEN)
        response_unit_close(&slot->unit);
    if (slot)
        slot->state = SLOT_FREE;
    if (request->leftover.source.ops)
        response_unit_close(&request->leftover);
    deliver(opener, &(struct opener_result){.id = request->id, .outcome = OPENER_CLOSED, .fd = -1});
}

static void take_requests(struct opener *opener)
{
    struct opener_request request;
    silence_bell(opener->wake_fd);
    while (ring_pop(&opener->requests, &request)) {
        if (request.verb == OPENER_OPEN)
            take_open(opener, &request);
        else
            take_close(opener, &request);
    }
}

/* What stays wrong however often it is tried. */
static bool is_final(const struct opener_request *request, enum status status)
{
    return status == STATUS_STOPPED ||
           (!request->was_open && (status == STATUS_INVALID || status == STATUS_UNSUPPORTED));
}

static mono_ns retry_of(const struct opener_request *request)
{
    if (request->is_response)
        return retry_response_after;
    return request->name.kind == PORT_TCP ? retry_tcp_after : retry_after;
}

static enum status open_unit(struct opener *opener, struct slot *slot, struct why *why)
{
    const struct opener_request *const request = &slot->request;
    slot->unit = RESPONSE_UNIT_CLOSED;
    if (request->is_response)
        return response_unit_open(&request->response, &request->options, opener->cancel_fd,
                                  &slot->unit, why);
    const enum status status = port_check_born(&request->name, request->born_ns, why);
    return status == STATUS_OK
               ? port_open(&request->name, &request->line, opener->cancel_fd, &slot->unit.port, why)
               : status;
}

static void try_open(struct opener *opener, struct slot *slot)
{
    const struct opener_request *const request = &slot->request;
    struct opener_result result = {.id = request->id, .fd = -1};
    result.status = open_unit(opener, slot, &result.why);
    if (result.status == STATUS_OK) {
        slot->state = SLOT_OPEN;
        result.outcome = OPENER_OPENED;
        result.fd = slot->unit.port.fd;
        result.info = slot->unit.port.info;
        result.source = slot->unit.source;
    } else if (!request->wait || is_final(request, result.status)) {
        slot->state = SLOT_FREE;
        result.outcome = OPENER_FAILED;
    } else {
        slot->try_at = mono_now() + retry_of(request);
        result.outcome = OPENER_WAITING;
        if (slot->told == result.status && strcmp(slot->told_why.text, result.why.text) == 0)
            return;
        slot->told = result.status;
        slot->told_why = result.why;
    }
    deliver(opener, &result);
}

/* Returns when the next attempt is due. */
static mono_ns try_due(struct opener *opener)
{
    mono_ns next = MONO_NEVER;
    for (size_t i = 0; i < OPENER_PORTS_MAX && !is_cancelled(opener); i++) {
        struct slot *const slot = &opener->slots[i];
        if (slot->state == SLOT_WAITING && slot->try_at <= mono_now())
            try_open(opener, slot);
        if (slot->state == SLOT_WAITING)
            next = mono_min(next, slot->try_at);
    }
    return next;
}

static void *run(void *arg)
{
    struct opener *const opener = arg;
    enum status status = STATUS_OK;
    while (status != STATUS_STOPPED) {
        take_requests(opener);
        const mono_ns next = try_due(opener);
        status = wait_ready(opener->wake_fd, POLLIN, opener->cancel_fd,
                            mono_min(next, mono_now() + 60 * MONO_SEC));
    }
    assert(atomic_load(&opener->joining));
    for (size_t i = 0; i < OPENER_PORTS_MAX; i++)
        if (opener->slots[i].state == SLOT_OPEN)
            response_unit_close(&opener->slots[i].unit);
    release(opener);
    return NULL;
}

static enum status make_rings(struct opener *opener)
{
    const int flags = EFD_NONBLOCK | EFD_CLOEXEC;
    opener->wake_fd = eventfd(0, flags);
    opener->result_fd = eventfd(0, flags);
    opener->cancel_fd = eventfd(0, flags);
    if (opener->wake_fd < 0 || opener->result_fd < 0 || opener->cancel_fd < 0)
        return STATUS_IO;
    if (ring_init(&opener->requests, sizeof(struct opener_request), OPENER_DEPTH) != STATUS_OK)
        return STATUS_NO_MEMORY;
    return ring_init(&opener->results, sizeof(struct opener_result), OPENER_DEPTH);
}

static enum status start_thread(struct opener *opener)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(&opener->thread, NULL, run, opener);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status opener_start(struct opener **out, struct why *why)
{
    *out = NULL;
    struct opener *const opener = calloc(1, sizeof *opener);
    if (!opener)
        return why_set(why, STATUS_NO_MEMORY, "There is no memory left for opening ports.");
    opener->wake_fd = opener->result_fd = opener->cancel_fd = -1;
    enum status status = make_rings(opener);
    opener->owners = 2;
    if (status == STATUS_OK)
        status = start_thread(opener);
    if (status != STATUS_OK) {
        opener->owners = 1;
        release(opener);
        return why_set(why, status,
                       "The computer cannot start what opens ports: close other programs.");
    }
    *out = opener;
    return STATUS_OK;
}

int opener_fd(const struct opener *opener)
{
    return opener->result_fd;
}

enum status opener_push(struct opener *opener, const struct opener_request *request)
{
    if (!ring_push(&opener->requests, request))
        return STATUS_FULL;
    ring_bell(opener->wake_fd);
    return STATUS_OK;
}

bool opener_pop(struct opener *opener, struct opener_result *result)
{
    silence_bell(opener->result_fd);
    return ring_pop(&opener->results, result);
}

enum status opener_join(struct opener *opener)
{
    struct timespec until;
    atomic_store(&opener->joining, true);
    ring_bell(opener->cancel_fd);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += join_within_sec;
    const bool joined = pthread_timedjoin_np(opener->thread, NULL, &until) == 0;
    if (!joined)
        pthread_detach(opener->thread);
    release(opener);
    return joined ? STATUS_OK : STATUS_TIMEOUT;
}

#include "session/desk.h"

#include "base/ring.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { REPORTS_DEPTH = 256, REPORTS_SPARE = 64, TRACE_DEPTH = 4096 };

/* Written by the session before the order is submitted, read by the bench thread after it was taken. */
struct route {
    stimulus_handle handle; /* 0: free */
    struct store_writer *writer;
    int64_t block, attempt;
    uint8_t streams[STIMULUS_CHANNELS_MAX];
};

struct desk {
    struct stop_line *stop;
    struct ring reports, trace;
    int fd;
    bool with_trace;
    atomic_bool fatal;
    atomic_uint notices_lost;
    struct route routes[SAMPLE_SLOTS];
    stimulus_handle last_handle;
    struct desk_known known[INSTRUMENTS_MAX];
};

/* ---- bench thread -------------------------------------------------------------------------------
 */

/* The last rows are kept for what somebody waits for. */
static bool can_be_spared(const struct desk *desk, const struct report *report)
{
    return (report->kind == REPORT_NOTICE || report->kind == REPORT_RESPONSE ||
            report->kind == REPORT_MARKED) &&
           ring_count(&desk->reports) >= REPORTS_DEPTH - REPORTS_SPARE;
}

static void on_report(void *host, const struct report *report)
{
    struct desk *desk = host;
    const uint64_t one = 1;
    if (can_be_spared(desk, report)) {
        atomic_fetch_add(&desk->notices_lost, 1);
    } else if (!ring_push(&desk->reports, report)) {
        atomic_store(&desk->fatal, true);
        stop_raise(desk->stop, STOP_STORE_FULL, report->t);
    }
    /* A full counter is readable already. */
    if (desk->fd >= 0 && write(desk->fd, &one, sizeof one) < 0)
        return;
}

/* What a stimulus measures that has no route is nobody's record. */
static bool on_record(void *host, const struct bench_record *record)
{
    struct desk *desk = host;
    const uint8_t slot = (uint8_t)(record->handle % SAMPLE_SLOTS);
    const struct route *route = &desk->routes[slot];
    static const uint8_t kinds[] = {
        [RECORD_BEGIN] = STORE_BEGIN, [RECORD_SAMPLE] = STORE_SAMPLE, [RECORD_END] = STORE_END};
    if (desk->with_trace)
        ring_push(&desk->trace, record); /* a screen that does not look misses it */
    if (route->handle != record->handle)
        return true;
    const struct store_record out = {
        .sample = {.t = record->t,
                   .value = record->value,
                   .seq = record->seq,
                   .stream = route->streams[record->stream]},
        .block = route->block,
        .attempt = route->attempt,
        .kind = kinds[record->kind],
        .slot = slot,
    };
    return store_writer_record(route->writer, &out);
}

struct bench_host desk_bench_host(struct desk *desk)
{
    return (struct bench_host){
        .host = desk, .report = on_report, .record = on_record, .with_look = desk->fd >= 0};
}

/* ---- session's thread ---------------------------------------------------------------------------
 */

int desk_fd(const struct desk *desk)
{
    return desk->fd;
}

bool desk_has_reports(const struct desk *desk)
{
    return ring_count(&desk->reports) > 0;
}

void desk_quiet(struct desk *desk)
{
    uint64_t count;
    if (desk->fd >= 0 && read(desk->fd, &count, sizeof count) < 0)
        assert(errno == EAGAIN || errno == EINTR);
}

static void note(struct desk *desk, const struct report *report)
{
    if (report->instrument >= INSTRUMENTS_MAX)
        return;
    struct desk_known *known = &desk->known[report->instrument];
    if (report->kind == REPORT_IDENTITY) {
        known->identity = report->body.identity;
        known->has_identity = true;
    } else if (report->kind == REPORT_READY) {
        known->is_ready = true;
        known->fault = FAULT_NONE;
    } else if (report->kind == REPORT_GONE) {
        known->is_ready = false;
    } else if (report->kind == REPORT_FAULT) {
        known->is_ready = false;
        /* a stranger that falls silent is still a stranger */
        if (known->fault != FAULT_IDENTITY)
            known->fault = report->code;
    }
}

bool desk_take(struct desk *desk, struct report *report)
{
    if (!ring_pop(&desk->reports, report))
        return false;
    note(desk, report);
    return true;
}

const struct desk_known *desk_known(const struct desk *desk, uint8_t instrument)
{
    return &desk->known[instrument];
}

void desk_forget_fault(struct desk *desk, uint8_t instrument)
{
    desk->known[instrument].fault = FAULT_NONE;
}

unsigned desk_lost(struct desk *desk, bool *fatal)
{
    *fatal = atomic_exchange(&desk->fatal, false);
    return atomic_exchange(&desk->notices_lost, 0);
}

stimulus_handle desk_next_handle(struct desk *desk)
{
    return ++desk->last_handle;
}

void desk_route(struct desk *desk, stimulus_handle handle, struct store_writer *writer,
                int64_t block, int64_t attempt, const uint8_t streams[STIMULUS_CHANNELS_MAX])
{
    struct route *route = &desk->routes[handle % SAMPLE_SLOTS];
    *route = (struct route){.handle = handle, .writer = writer, .block = block, .attempt = attempt};
    memcpy(route->streams, streams, sizeof route->streams);
}

void desk_unroute(struct desk *desk)
{
    memset(desk->routes, 0, sizeof desk->routes);
}

bool desk_trace(struct desk *desk, struct bench_record *record)
{
    return desk->with_trace && ring_pop(&desk->trace, record);
}

/* ---- life ---------------------------------------------------------------------------------------
 */

void desk_free(struct desk *desk)
{
    if (!desk)
        return;
    ring_fini(&desk->reports);
    if (desk->with_trace)
        ring_fini(&desk->trace);
    if (desk->fd >= 0)
        close(desk->fd);
    free(desk);
}

enum status desk_new(const struct desk_config *config, struct desk **out, struct why *why)
{
    struct desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the bench");
    desk->stop = config->stop;
    desk->fd = -1;
    enum status status = ring_init(&desk->reports, sizeof(struct report), REPORTS_DEPTH);
    if (status == STATUS_OK && config->with_trace) {
        status = ring_init(&desk->trace, sizeof(struct bench_record), TRACE_DEPTH);
        desk->with_trace = status == STATUS_OK;
    }
    if (status != STATUS_OK)
        why_set(why, status, "no memory for the bench");
    if (status == STATUS_OK && config->with_fd) {
        desk->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (desk->fd < 0)
            status =
                why_set(why, STATUS_IO, "cannot make an event descriptor: %s", strerror(errno));
    }
    if (status != STATUS_OK)
        desk_free(desk);
    else
        *out = desk;
    return status;
}

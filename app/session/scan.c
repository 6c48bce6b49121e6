/* Each worker takes the next port until there is none. Shared: `next`, `rows`, `owners`, under the lock. The last owner (the
 * caller or a worker) frees it, so that nobody waits for a port that hangs. */
#include "session/scan.h"

#include "link/list.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { PORTS_MAX = PORT_LIST_MAX + SCAN_PORTS_MAX };

struct scan {
    pthread_mutex_t lock;
    unsigned owners;
    int cancel_fd; /* readable from scan_free() on, never read */
    struct scan_port {
        char name[PORT_TEXT_MAX];
        bool is_of_board;
    } ports[PORTS_MAX];
    size_t n_ports, next, done, taken;
    struct scan_row rows[PORTS_MAX]; /* `done` of them, in the order in which they ended */
};

static void let_go(struct scan *scan)
{
    pthread_mutex_lock(&scan->lock);
    const bool is_last = --scan->owners == 0;
    pthread_mutex_unlock(&scan->lock);
    if (!is_last)
        return;
    pthread_mutex_destroy(&scan->lock);
    if (scan->cancel_fd >= 0)
        close(scan->cancel_fd);
    free(scan);
}

/* ---- a worker -----------------------------------------------------------------------------------
 */

static bool take_port(struct scan *scan, struct scan_port *port)
{
    pthread_mutex_lock(&scan->lock);
    const bool has = scan->next < scan->n_ports;
    if (has)
        *port = scan->ports[scan->next++];
    pthread_mutex_unlock(&scan->lock);
    return has;
}

static void put_row(struct scan *scan, const struct scan_row *row)
{
    pthread_mutex_lock(&scan->lock);
    scan->rows[scan->done++] = *row;
    pthread_mutex_unlock(&scan->lock);
}

static void ask_port(const struct scan *scan, const struct scan_port *port, struct scan_row *row)
{
    const struct probe_watch watch = {.cancel_fd = scan->cancel_fd};
    struct port_name name;
    memset(row, 0, sizeof *row);
    row->probe.status = port_parse(port->name, &name, &row->probe.why);
    if (row->probe.status == STATUS_OK)
        row->driver = probe_all_drivers(&name, &watch, &row->probe);
    snprintf(row->port, sizeof row->port, "%s", row->driver ? row->probe.port.name : port->name);
    row->is_of_board = port->is_of_board;
}

static void *work(void *context)
{
    struct scan *scan = context;
    struct scan_port port;
    struct scan_row row;
    while (take_port(scan, &port)) {
        ask_port(scan, &port, &row);
        put_row(scan, &row);
    }
    let_go(scan);
    return NULL;
}

/* ---- which ports --------------------------------------------------------------------------------
 */

static bool is_path(const char *text, const char *path)
{
    char real[PATH_MAX];
    const char *bare = strncmp(text, "pty:", 4) == 0 ? text + 4 : text;
    return strcmp(bare, path) == 0 || (realpath(bare, real) && strcmp(real, path) == 0);
}

static bool is_used(const struct scan_request *request, const char *path, const char *name)
{
    for (size_t i = 0; i < request->n_used; i++)
        if (is_path(request->used[i], path) || strcmp(request->used[i], name) == 0)
            return true;
    return false;
}

static void add(struct scan *scan, const char *name, bool is_of_board)
{
    if (scan->n_ports == PORTS_MAX)
        return;
    struct scan_port *port = &scan->ports[scan->n_ports++];
    port->is_of_board = is_of_board;
    snprintf(port->name, sizeof port->name, "%s", name);
}

static void add_listed(struct scan *scan, const struct scan_request *request,
                       const struct port_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct port_info *port = &list->ports[i];
        if (!port->is_bluetooth && !is_used(request, port->path, port->name))
            add(scan, port->path, !port->is_usb);
    }
}

static void add_more(struct scan *scan, const struct scan_request *request)
{
    for (size_t i = 0; i < request->n_more; i++) {
        char real[PATH_MAX];
        const char *text = request->more[i];
        const char *bare = strncmp(text, "pty:", 4) == 0 ? text + 4 : text;
        if (!is_used(request, realpath(bare, real) ? real : bare, text))
            add(scan, text, false);
    }
}

static enum status find_ports(struct scan *scan, const struct scan_request *request,
                              struct why *why)
{
    struct port_list *list = malloc(sizeof *list);
    if (!list)
        return why_set(why, STATUS_NO_MEMORY, "no memory to look for instruments");
    port_list_load(list);
    add_listed(scan, request, list);
    add_more(scan, request);
    free(list);
    return STATUS_OK;
}

/* ---- life ---------------------------------------------------------------------------------------
 */

static bool start_worker(struct scan *scan)
{
    pthread_t thread;
    sigset_t all, kept;
    scan->owners++; /* nobody else runs before the lock is free */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &kept);
    const bool is_started = pthread_create(&thread, NULL, work, scan) == 0;
    pthread_sigmask(SIG_SETMASK, &kept, NULL);
    if (is_started)
        pthread_detach(thread);
    else
        scan->owners--;
    return is_started;
}

/* Fewer workers than wished for only take longer. */
static enum status start_workers(struct scan *scan, struct why *why)
{
    size_t n = 0;
    pthread_mutex_lock(&scan->lock);
    while (n < SCAN_AT_ONCE && n < scan->n_ports && start_worker(scan))
        n++;
    pthread_mutex_unlock(&scan->lock);
    return n > 0 || scan->n_ports == 0 ? STATUS_OK
                                       : why_set(why, STATUS_IO, "cannot start a thread");
}

enum status scan_start(const struct scan_request *request, struct scan **out, struct why *why)
{
    struct scan *scan = calloc(1, sizeof *scan);
    if (!scan)
        return why_set(why, STATUS_NO_MEMORY, "no memory to look for instruments");
    scan->owners = 1;
    pthread_mutex_init(&scan->lock, NULL);
    scan->cancel_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    enum status status = STATUS_OK;
    if (scan->cancel_fd < 0)
        status = why_set(why, STATUS_IO, "cannot make an event descriptor: %s", strerror(errno));
    if (status == STATUS_OK)
        status = find_ports(scan, request, why);
    if (status == STATUS_OK)
        status = start_workers(scan, why);
    if (status == STATUS_OK)
        *out = scan;
    else
        let_go(scan);
    return status;
}

void scan_free(struct scan *scan)
{
    const uint64_t one = 1;
    if (!scan)
        return;
    pthread_mutex_lock(&scan->lock);
    scan->next = scan->n_ports;
    pthread_mutex_unlock(&scan->lock);
    const ssize_t n = write(scan->cancel_fd, &one, sizeof one);
    assert(n == sizeof one || errno == EAGAIN);
    let_go(scan);
}

struct scan_progress scan_progress(struct scan *scan)
{
    pthread_mutex_lock(&scan->lock);
    const struct scan_progress progress = {scan->n_ports, scan->done, scan->done == scan->n_ports};
    pthread_mutex_unlock(&scan->lock);
    return progress;
}

bool scan_take(struct scan *scan, struct scan_row *row)
{
    pthread_mutex_lock(&scan->lock);
    const bool has = scan->taken < scan->done;
    if (has)
        *row = scan->rows[scan->taken++];
    pthread_mutex_unlock(&scan->lock);
    return has;
}

enum scan_verdict scan_judge(const struct scan_row *row)
{
    const enum status status = row->probe.status;
    if (row->driver)
        return SCAN_NOTHING;
    if (row->probe.was_heard)
        return SCAN_UNKNOWN;
    if (probe_is_of_instrument(status))
        return SCAN_NOTHING;
    if (!row->is_of_board)
        return SCAN_TROUBLE;
    /* a chip without a plug gives input errors, or is some other program's console */
    return status == STATUS_PERMISSION ? SCAN_FORBIDDEN : SCAN_NOTHING;
}

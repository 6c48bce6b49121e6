#include "session/planner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MEMORY_MAX = 512 * 1024 * 1024, CPU_SECONDS_MAX = 20, NICE = 10 };

/* ---- the process */

/* Who watches the memory of a program (sanitizers) needs more of it than any limit. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_WATCHED = 1 };
#else
enum { IS_WATCHED = 0 };
#endif

static void limit(int what, rlim_t most)
{
    const struct rlimit limit = {.rlim_cur = most, .rlim_max = most};
    if (setrlimit((__rlimit_resource_t)what, &limit) != 0)
        _exit(1);
}

/* It has nothing but its own file, says nothing, and gives way to a session that runs. */
static void confine(int fd)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i <= STDERR_FILENO; i++)
        if (null < 0 || dup2(null, i) < 0)
            _exit(1);
    if (dup2(fd, STDERR_FILENO + 1) < 0)
        _exit(1);
    close_range(STDERR_FILENO + 2, ~0U, 0);
    prctl(PR_SET_NAME, "limen-plan");
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, CPU_SECONDS_MAX);
    if (!IS_WATCHED)
        limit(RLIMIT_DATA, MEMORY_MAX);
    if (nice(NICE) < 0)
        _exit(1);
}

static void tell(int fd, const void *data, size_t size)
{
    for (size_t n = 0; n < size;) {
        const ssize_t sent = write(fd, (const char *)data + n, size - n);
        if (sent < 0 && errno != EINTR)
            return;
        n += sent > 0 ? (size_t)sent : 0;
    }
}

static void plan_main(const void *what, size_t size, const int *fds, size_t n_fds)
{
    struct planner_result *result = calloc(1, sizeof *result);
    (void)size, (void)n_fds;
    confine(fds[0]);
    if (!result)
        return;
    result->status = plan_make(what, &result->plan, &result->why);
    tell(STDERR_FILENO + 1, result, sizeof *result);
    free(result);
}

/* ---- who asked */

void planner_init(struct planner *planner)
{
    *planner = (struct planner){.birth = {.pidfd = -1}, .fd = -1};
}

bool planner_is_busy(const struct planner *planner)
{
    return planner->fd >= 0;
}

int planner_fd(const struct planner *planner)
{
    return planner->fd;
}

/* Killed: what is waited for is the kernel only. */
void planner_cancel(struct planner *planner)
{
    if (planner->fd < 0)
        return;
    birth_kill(&planner->birth);
    birth_await(&planner->birth);
    close(planner->fd);
    planner->fd = -1;
}

enum status planner_start(struct planner *planner, struct nursery *nursery,
                          const struct plan_request *request, mono_ns now, struct why *why)
{
    int ends[2];
    planner_cancel(planner);
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return why_set(why, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
    /* what is written fits into a pipe or waits; only who asked never does */
    if (fcntl(ends[1], F_SETFL, 0) != 0) {
        close(ends[0]);
        close(ends[1]);
        return why_set(why, STATUS_IO, "cannot set up a pipe: %s", strerror(errno));
    }
    const struct birth_order order = {
        .run = plan_main, .what = request, .size = sizeof *request, .fds = {ends[1]}, .n_fds = 1};
    const enum status status = nursery_bear(nursery, &order, &planner->birth, why);
    close(ends[1]);
    if (status != STATUS_OK) {
        close(ends[0]);
        return status;
    }
    planner->fd = ends[0];
    planner->n = 0;
    planner->until = now + PLANNER_PATIENCE;
    planner->language = request->language;
    return STATUS_OK;
}

/* True: nothing more comes. */
static bool receive(struct planner *planner)
{
    char *at = (char *)&planner->result;
    while (planner->n < sizeof planner->result) {
        const ssize_t n = read(planner->fd, at + planner->n, sizeof planner->result - planner->n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0 || errno != EAGAIN;
        planner->n += (size_t)n;
    }
    return true;
}

bool planner_take(struct planner *planner, mono_ns now)
{
    if (planner->fd < 0 || (!receive(planner) && now < planner->until))
        return false;
    planner_cancel(planner);
    if (planner->n == sizeof planner->result)
        return true;
    memset(&planner->result, 0, sizeof planner->result);
    planner->result.status = why_set(&planner->result.why, STATUS_TIMEOUT, "%s",
                                     text_of(planner->language, TEXT_plan_killed));
    return true;
}

#include "child_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKET_FD = 3, CPU_SECONDS_MAX = 120, FILES_MAX = 32 };

/* Back to what the system does by default: a handler of the parent's would send stop frames from
 * here. Ctrl-C is the parent's business; it ends this process by closing the socket. */
static void reset_signals(void)
{
    sigset_t none;
    for (int signal_number = 1; signal_number < NSIG; signal_number++)
        signal(signal_number, SIG_DFL);
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The socket becomes descriptor 3, 0 to 2 lead nowhere, all others are closed. */
static bool keep_only(int fd)
{
    if (fd != SOCKET_FD && dup2(fd, SOCKET_FD) != SOCKET_FD)
        return false;
    if (close_range(SOCKET_FD + 1, ~0u, 0) != 0)
        return false;
    for (int i = 0; i < SOCKET_FD; i++)
        close(i);
    return open("/dev/null", O_RDONLY) == 0 && open("/dev/null", O_WRONLY) == 1 && dup(1) == 2;
}

static void limit(__rlimit_resource_t what, rlim_t most)
{
    const struct rlimit to = {.rlim_cur = most, .rlim_max = most};
    if (setrlimit(what, &to) != 0)
        _exit(1);
}

/* Address space: what the process has now, twice the script's memory and some room for tables of
 * messages. */
static void limit_memory(size_t memory_max)
{
#ifndef __SANITIZE_ADDRESS__
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file || fscanf(file, "%llu", &pages) != 1)
        _exit(1);
    fclose(file);
    const rlim_t now = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
    limit(RLIMIT_AS, now + 2 * (rlim_t)memory_max + 64 * 1024 * 1024);
#else
    (void)memory_max;
#endif
}

static bool wait_readable(int fd)
{
    struct pollfd in = {.fd = fd, .events = POLLIN};
    while (poll(&in, 1, -1) < 0)
        if (errno != EINTR)
            return false;
    return true;
}

static bool send_loaded(const struct vm *vm)
{
    bool sent = frame_send(SOCKET_FD, FRAME_HEADER, vm->header.data, vm->header.length);
    for (size_t i = 0; i < vm->n_sources && sent; i++) {
        const struct script_source *source = &vm->sources[i];
        sent = frame_send(SOCKET_FD, FRAME_NAME, source->name, strlen(source->name)) &&
               frame_send(SOCKET_FD, FRAME_TEXT, source->text, source->size);
    }
    return sent && frame_send(SOCKET_FD, FRAME_LOADED, "", 0);
}

static void refuse(enum status status, const struct why *why)
{
    char sentence[sizeof why->text + 16];
    const int n = snprintf(sentence, sizeof sentence, "%d %s", -status, why->text);
    if (n < 0 || !frame_send(SOCKET_FD, FRAME_REFUSED, sentence, (size_t)n))
        _exit(1);
}

static bool step(struct vm *vm, enum frame_kind kind, const struct text *answer)
{
    static const char kinds[] = {
        [SCRIPT_ASKS] = FRAME_ASKS, [SCRIPT_DONE] = FRAME_DONE, [SCRIPT_FAILED] = FRAME_FAILED};
    struct text out;
    text_init(&out);
    const bool is_first = kind == FRAME_BEGIN;
    if (vm->has_ended || is_first != (vm->task == NULL))
        return false;
    const enum script_state state =
        run_step(vm, is_first ? NULL : text_cstr(answer), answer->length, &out);
    const bool sent =
        frame_send(SOCKET_FD, (enum frame_kind)kinds[state], text_cstr(&out), out.length);
    text_fini(&out);
    return sent;
}

static void serve(struct vm *vm)
{
    struct frame_reader reader = {0};
    struct text answer;
    text_init(&answer);
    for (;;) {
        enum frame_kind kind;
        const int taken = frame_take(&reader, &kind, &answer);
        if (taken < 0 || (taken > 0 && !step(vm, kind, &answer)))
            return;
        if (taken == 0 && (!wait_readable(SOCKET_FD) || !frame_read(&reader, SOCKET_FD)))
            return;
    }
}

/* How a script is to be run, as bytes: followed by path, library and parameters, each with its end;
 * parameters only where there are some. */
struct plan {
    uint64_t seed;
    size_t memory_max;
    bool has_parameters;
};

static void child_main(const void *what, size_t size, const int *fds, size_t n_fds)
{
    static struct vm vm;
    struct why why = {0};
    const struct plan *plan = what;
    const char *path = (const char *)(plan + 1);
    const char *library = path + strlen(path) + 1;
    const struct script_options options = {
        .library = library,
        .parameters = plan->has_parameters ? library + strlen(library) + 1 : NULL,
        .seed = plan->seed,
        .memory_max = plan->memory_max,
    };
    (void)size, (void)n_fds;
    struct where *where = mmap(NULL, sizeof *where, PROT_READ | PROT_WRITE, MAP_SHARED, fds[1], 0);
    reset_signals();
    if (where == MAP_FAILED || !keep_only(fds[0]))
        _exit(1);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CPU, CPU_SECONDS_MAX);
    limit(RLIMIT_NOFILE, FILES_MAX);
    limit_memory(plan->memory_max ? plan->memory_max : 64 * 1024 * 1024);
    const enum status status = run_load(&vm, path, &options, where, &why);
    if (status != STATUS_OK)
        refuse(status, &why);
    else if (send_loaded(&vm))
        serve(&vm);
    _exit(0);
}

static void put_plan(struct text *out, const char *path, const struct script_options *options)
{
    struct plan plan;
    memset(&plan, 0, sizeof plan);
    plan.seed = options->seed;
    plan.memory_max = options->memory_max;
    plan.has_parameters = options->parameters != NULL;
    text_append(out, (const char *)&plan, sizeof plan);
    text_append(out, path, strlen(path) + 1);
    text_append(out, options->library, strlen(options->library) + 1);
    if (options->parameters)
        text_append(out, options->parameters, strlen(options->parameters) + 1);
}

static enum status bear(const struct text *plan, struct nursery *nursery, const int *fds,
                        struct birth *birth, struct why *why)
{
    const struct birth_order order = {.run = child_main,
                                      .what = plan->data,
                                      .size = plan->length,
                                      .fds = {fds[0], fds[1]},
                                      .n_fds = 2};
    return text_is_whole(plan) ? nursery_bear(nursery, &order, birth, why)
                               : why_set(why, STATUS_NO_MEMORY, "no memory for the script");
}

enum status child_start(const char *path, const struct script_options *options, int where_fd,
                        struct birth *birth, int *fd, struct why *why)
{
    int ends[2];
    struct text plan;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return why_set(why, STATUS_IO, "no socket for the script's process: %s", strerror(errno));
    text_init(&plan);
    put_plan(&plan, path, options);
    const int fds[] = {ends[1], where_fd};
    const enum status status = bear(&plan, options->nursery, fds, birth, why);
    text_fini(&plan);
    close(ends[1]);
    if (status == STATUS_OK)
        *fd = ends[0];
    else
        close(ends[0]);
    return status;
}

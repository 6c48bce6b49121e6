#include "cli/measure_live.h"

#include "base/clock.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROCESSES_MAX = 32, LOOK_EVERY_MS = 200 };
#define ENDS_WITHIN (20 * MONO_SEC)

struct process {
    pid_t pid;
    long peak_kb;
};

struct family {
    struct process list[PROCESSES_MAX]; /* the program first; who has ended stays */
    size_t n;
};

/* A number of /proc/PID/status, such as "PPid:"; -1: the process is no more. */
static long read_status(pid_t pid, const char *key)
{
    char path[64], line[128];
    long value = -1;
    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *file = fopen(path, "re");
    while (file && value < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, key, strlen(key)) == 0)
            value = strtol(line + strlen(key), NULL, 10);
    if (file)
        fclose(file);
    return value;
}

static bool is_member(const struct family *family, pid_t pid)
{
    for (size_t i = 0; i < family->n; i++)
        if (family->list[i].pid == pid)
            return true;
    return false;
}

/* One generation more of those that stem from the program. */
static bool add_children(struct family *family)
{
    const size_t before = family->n;
    DIR *processes = opendir("/proc");
    const struct dirent *row;
    while (processes && (row = readdir(processes)) && family->n < PROCESSES_MAX) {
        if (!isdigit((unsigned char)row->d_name[0]))
            continue;
        const pid_t pid = (pid_t)strtol(row->d_name, NULL, 10);
        const long parent = read_status(pid, "PPid:");
        if (!is_member(family, pid) && parent > 0 && is_member(family, (pid_t)parent))
            family->list[family->n++] = (struct process){.pid = pid};
    }
    if (processes)
        closedir(processes);
    return family->n > before;
}

static void look(struct family *family)
{
    while (add_children(family))
        continue;
    for (size_t i = 0; i < family->n; i++) {
        struct process *process = &family->list[i];
        const long peak_kb = read_status(process->pid, "VmHWM:");
        process->peak_kb = peak_kb > process->peak_kb ? peak_kb : process->peak_kb;
    }
}

static _Noreturn void child_main(const char *const *words)
{
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd <= 2; fd++)
        if (dup2(nowhere, fd) != fd)
            _exit(1);
    execv("/proc/self/exe", (char *const *)(uintptr_t)words);
    _exit(1);
}

/* True: it ran to the end of the time. */
static bool watch(struct family *family, mono_ns duration)
{
    const mono_ns until = mono_now() + duration;
    while (mono_now() < until) {
        if (waitpid(family->list[0].pid, NULL, WNOHANG) != 0)
            return false;
        look(family);
        poll(NULL, 0, LOOK_EVERY_MS);
    }
    return true;
}

static void end(pid_t program)
{
    const mono_ns until = mono_now() + ENDS_WITHIN;
    kill(program, SIGTERM);
    while (waitpid(program, NULL, WNOHANG) == 0) {
        if (mono_now() > until)
            kill(program, SIGKILL);
        poll(NULL, 0, LOOK_EVERY_MS);
    }
}

enum status measure_live(const char *const *words, mono_ns duration, struct live_memory *out,
                         struct why *why)
{
    struct family family = {.n = 1};
    family.list[0].pid = fork();
    if (family.list[0].pid < 0)
        return why_set(why, STATUS_IO, "no process for the program: %s", strerror(errno));
    if (family.list[0].pid == 0)
        child_main(words);
    if (!watch(&family, duration))
        return why_set(why, STATUS_IO, "the program that was watched has ended early");
    end(family.list[0].pid);
    *out = (struct live_memory){.session_s = mono_to_sec(duration),
                                .program_mb = (double)family.list[0].peak_kb / 1024,
                                .children = (unsigned)family.n - 1};
    for (size_t i = 1; i < family.n; i++)
        out->children_mb += (double)family.list[i].peak_kb / 1024;
    return STATUS_OK;
}

/* Virtual time: whole sessions, bytes, simulated instruments and in-memory journal included; one per core. And the memory
 * that an hour of them needs. */
#include "cli/measure.h"

#include "base/clock.h"
#include "cli/measure_live.h"
#include "cli/measure_sessions.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS_MAX = 16 };

/* Of the session by the clock whose memory is measured: an hour would be measured by nobody. */
#define LIVE_LASTS (60 * MONO_SEC)

struct worker {
    struct sessions sessions;
    pthread_t thread;
    enum status status;
    struct why why;
};

static void *work(void *context)
{
    struct worker *worker = context;
    worker->status = sessions_run(&worker->sessions, &worker->why);
    return NULL;
}

struct total {
    size_t cores;
    uint64_t sessions, trials, instants;
    mono_ns duration;
    double took_s;
};

static enum status join_all(struct worker *workers, size_t n, struct total *total, struct why *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < n; i++) {
        const struct sessions *done = &workers[i].sessions;
        pthread_join(workers[i].thread, NULL);
        total->sessions += done->n;
        total->duration += done->duration;
        total->trials += done->trials;
        total->instants += done->instants;
        if (workers[i].status != STATUS_OK) {
            status = workers[i].status;
            *why = workers[i].why;
        }
    }
    return status;
}

/* On all cores, each its own. */
static enum status run_all(const char *protocol, uint64_t repeats, struct total *total,
                           struct why *why)
{
    static struct worker workers[THREADS_MAX];
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const size_t n = cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : (size_t)cores;
    *total = (struct total){.cores = n};
    enum status status = STATUS_OK;
    size_t begun = 0;
    const mono_ns began = mono_now();
    while (begun < n && status == STATUS_OK) {
        struct worker *worker = &workers[begun];
        status = sessions_init(&worker->sessions, protocol, why);
        worker->sessions.first_seed = 1 + begun * repeats;
        worker->sessions.n = repeats;
        if (status == STATUS_OK && pthread_create(&worker->thread, NULL, work, worker) != 0)
            status = why_set(why, STATUS_NO_MEMORY, "cannot start a thread");
        begun += status == STATUS_OK;
    }
    const enum status joined = join_all(workers, begun, total, why);
    total->took_s = mono_to_sec(mono_now() - began);
    return status == STATUS_OK ? joined : status;
}

static void print(const struct total *total)
{
    printf("\"cores\":%zu,\"sessions\":%" PRIu64 ",\"session_s\":%.1f,\"trials\":%" PRIu64
           ",\"instants\":%" PRIu64 ",\"wall_s\":%.3f,\"times_real_time\":%.0f",
           total->cores, total->sessions, mono_to_sec(total->duration) / (double)total->sessions,
           total->trials, total->instants, total->took_s,
           mono_to_sec(total->duration) / total->took_s);
}

enum status measure_virtual(const struct measure_options *options, struct why *why)
{
    const uint64_t repeats = options->repeats ? options->repeats : 40;
    struct total pressure, thermal, cuff, battery;
    enum status status = run_all("ppt-core", repeats, &pressure, why);
    if (status == STATUS_OK)
        status = run_all("thermal-limits", repeats, &thermal, why);
    if (status == STATUS_OK)
        status = run_all("ts-cuff", repeats, &cuff, why);
    if (status == STATUS_OK)
        status = run_all("lbp-core", (repeats + 3) / 4, &battery, why);
    if (status != STATUS_OK)
        return status;
    printf("{\"benchmark\":\"virtual\",");
    print(&pressure);
    printf(",\"thermal\":{");
    print(&thermal);
    printf("},\"cuff\":{");
    print(&cuff);
    printf("},\"battery\":{");
    print(&battery);
    puts("}}");
    return STATUS_OK;
}

/* ---- memory ------------------------------------------------------------------------------------- */

static void child_hour(const char *folder, uint64_t hours, int out)
{
    char path[128];
    struct why why = {0};
    struct rusage usage;
    struct {
        enum status status;
        double session_s, peak_mb;
        struct why why;
    } answer = {0};
    struct sessions sessions;
    struct study *study = NULL;
    snprintf(path, sizeof path, "%s/hour.limen", folder);
    answer.status = sessions_init(&sessions, "ppt-core", &why);
    if (answer.status == STATUS_OK)
        answer.status = study_open(path, STUDY_CREATE, &study, &why);
    while (answer.status == STATUS_OK && sessions.duration < (mono_ns)hours * 3600 * MONO_SEC)
        answer.status = sessions_one(&sessions, study, sessions.first_seed++, &why);
    study_close(study);
    getrusage(RUSAGE_SELF, &usage);
    answer.session_s = mono_to_sec(sessions.duration);
    answer.peak_mb = (double)usage.ru_maxrss / 1024;
    answer.why = why;
    const bool told = write(out, &answer, sizeof answer) == (ssize_t)sizeof answer;
    _exit(told ? 0 : 1);
}

static enum status watch_session(const char *folder, struct live_memory *out, struct why *why)
{
    char study[128];
    snprintf(study, sizeof study, "%s/live.limen", folder);
    const char *const words[] = {"limen", "run",           "ppt-core", "--study",    study,
                                 "--sim", "--participant", "M1",       "--headless", "--real-time",
                                 NULL};
    return measure_live(words, LIVE_LASTS, out, why);
}

enum status measure_memory(const struct measure_options *options, struct why *why)
{
    struct {
        enum status status;
        double session_s, peak_mb;
        struct why why;
    } answer = {.status = STATUS_IO};
    char folder[64];
    int pipes[2];
    enum status status = measure_folder(folder, why);
    if (status != STATUS_OK || pipe(pipes) != 0)
        return status != STATUS_OK ? status : why_set(why, STATUS_IO, "cannot make a pipe");
    const pid_t child = fork();
    if (child == 0)
        child_hour(folder, options->repeats ? options->repeats : 1, pipes[1]);
    close(pipes[1]);
    if (child < 0 || read(pipes[0], &answer, sizeof answer) != (ssize_t)sizeof answer)
        why_set(&answer.why, STATUS_IO, "the measured process has ended early");
    close(pipes[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
    struct live_memory live = {0};
    *why = answer.why;
    status = answer.status;
    if (status == STATUS_OK)
        status = watch_session(folder, &live, why);
    measure_folder_remove(folder);
    if (status == STATUS_OK)
        printf("{\"benchmark\":\"memory\",\"session_s\":%.0f,\"peak_rss_mb\":%.1f,"
               "\"real_time\":{\"session_s\":%.0f,\"peak_rss_mb\":%.1f,\"children\":%u,"
               "\"children_peak_rss_mb\":%.1f}}\n",
               answer.session_s, answer.peak_mb, live.session_s, live.program_mb, live.children,
               live.children_mb);
    return status;
}

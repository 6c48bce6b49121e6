#include "shell/exporter.h"

#include "copy_internal.h"
#include "export/reasons.h"
#include "shell/reasons.h"

#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { NICE = 10 };

struct exporter {
    void (*changed)(void *context);
    void *context;
    char study[PATH_MAX], folder[PATH_MAX];
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t answered;
    struct exporter_progress progress;
    bool is_given_up, is_noted;
    struct exporter_result result;
};

/* ---- the thread ---------------------------------------------------------------------------------
 */

static bool on_step(void *context, size_t done, size_t all)
{
    struct exporter *exporter = context;
    pthread_mutex_lock(&exporter->lock);
    const bool is_news = exporter->progress.done != done || exporter->progress.sessions != all;
    exporter->progress.done = done;
    exporter->progress.sessions = all;
    const bool goes_on = !exporter->is_given_up;
    pthread_mutex_unlock(&exporter->lock);
    if (is_news)
        exporter->changed(exporter->context);
    return goes_on;
}

/* The journal is whoever's who asked: waits for its word. */
static enum status on_note(void *context, struct why *why)
{
    struct exporter *exporter = context;
    pthread_mutex_lock(&exporter->lock);
    exporter->progress.state = EXPORTER_WHOLE;
    pthread_mutex_unlock(&exporter->lock);
    exporter->changed(exporter->context);
    pthread_mutex_lock(&exporter->lock);
    while (!exporter->is_noted && !exporter->is_given_up)
        pthread_cond_wait(&exporter->answered, &exporter->lock);
    enum status status = exporter->result.status;
    if (exporter->is_noted)
        *why = exporter->result.why;
    else
        status = reason_set(why, REASON_export_given_up, NULL);
    pthread_mutex_unlock(&exporter->lock);
    return status;
}

static enum status write_tables(struct exporter *exporter, struct export_done *done,
                                struct why *why)
{
    const struct export_watch watch = {exporter, on_step, on_note};
    struct study *study = NULL;
    enum status status = study_open(exporter->study, STUDY_READ, &study, why);
    if (status == STATUS_OK)
        status = export_watched(study, &watch, exporter->folder, done, why);
    study_close(study);
    return status;
}

static void *exporter_main(void *context)
{
    struct exporter *exporter = context;
    struct exporter_result result = {.status = STATUS_OK};
    char path[PATH_MAX];
    /* it gives way to everything else; where it may not, it runs as the others do */
    const int is_nice = setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
    (void)is_nice;
    result.status = write_tables(exporter, &result.done, &result.why);
    if (result.status == STATUS_OK)
        COPY(result.folder, realpath(exporter->folder, path) ? path : exporter->folder);
    pthread_mutex_lock(&exporter->lock);
    exporter->result = result;
    exporter->progress.state = EXPORTER_OVER;
    pthread_mutex_unlock(&exporter->lock);
    exporter->changed(exporter->context);
    return NULL;
}

/* ---- who asked ----------------------------------------------------------------------------------
 */

enum status exporter_new(void (*changed)(void *context), void *context, struct exporter **out,
                         struct why *why)
{
    struct exporter *exporter = calloc(1, sizeof *exporter);
    if (!exporter)
        return reason_set(why, REASON_export_no_memory, NULL);
    exporter->changed = changed;
    exporter->context = context;
    pthread_mutex_init(&exporter->lock, NULL);
    pthread_cond_init(&exporter->answered, NULL);
    *out = exporter;
    return STATUS_OK;
}

static void join(struct exporter *exporter)
{
    if (exporter->has_thread)
        pthread_join(exporter->thread, NULL);
    exporter->has_thread = false;
}

void exporter_free(struct exporter *exporter)
{
    if (!exporter)
        return;
    exporter_give_up(exporter);
    join(exporter);
    pthread_cond_destroy(&exporter->answered);
    pthread_mutex_destroy(&exporter->lock);
    free(exporter);
}

/* Signals are the main thread's. */
static bool start_thread(struct exporter *exporter)
{
    sigset_t all, kept;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &kept);
    exporter->has_thread = pthread_create(&exporter->thread, NULL, exporter_main, exporter) == 0;
    pthread_sigmask(SIG_SETMASK, &kept, NULL);
    return exporter->has_thread;
}

enum status exporter_start(struct exporter *exporter, const char *study, const char *folder,
                           struct why *why)
{
    assert(exporter->progress.state == EXPORTER_IDLE);
    COPY(exporter->study, study);
    COPY(exporter->folder, folder);
    exporter->is_given_up = exporter->is_noted = false;
    exporter->result = (struct exporter_result){.status = STATUS_OK};
    exporter->progress = (struct exporter_progress){.state = EXPORTER_WRITING};
    if (start_thread(exporter))
        return STATUS_OK;
    exporter->progress.state = EXPORTER_IDLE;
    return reason_set(why, REASON_export_no_thread, NULL);
}

struct exporter_progress exporter_look(struct exporter *exporter)
{
    pthread_mutex_lock(&exporter->lock);
    const struct exporter_progress progress = exporter->progress;
    pthread_mutex_unlock(&exporter->lock);
    return progress;
}

void exporter_give_up(struct exporter *exporter)
{
    pthread_mutex_lock(&exporter->lock);
    exporter->is_given_up = true;
    pthread_cond_signal(&exporter->answered);
    pthread_mutex_unlock(&exporter->lock);
}

void exporter_noted(struct exporter *exporter, enum status status, const struct why *why)
{
    pthread_mutex_lock(&exporter->lock);
    exporter->is_noted = true;
    exporter->result.status = status;
    exporter->result.why = *why;
    exporter->progress.state = EXPORTER_WRITING; /* the tables get their names */
    pthread_cond_signal(&exporter->answered);
    pthread_mutex_unlock(&exporter->lock);
}

bool exporter_take(struct exporter *exporter, struct exporter_result *result)
{
    if (exporter_look(exporter).state != EXPORTER_OVER)
        return false;
    join(exporter);
    *result = exporter->result;
    exporter->progress = (struct exporter_progress){.state = EXPORTER_IDLE};
    return true;
}

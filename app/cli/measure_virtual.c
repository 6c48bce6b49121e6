/* Virtual time: whole PPT sessions, bytes, simulated instruments and in-memory journal included; one per core. And the memory
 * that an hour of them needs. */
#include "cli/measure.h"

#include "base/clock.h"
#include "base/stop_line.h"
#include "cli/measure_live.h"
#include "cli/paths.h"
#include "session/rig.h"
#include "session/sim_bench.h"

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

struct sessions {
    const char *protocol, *library;
    uint64_t first_seed, n;
    mono_ns duration;
    uint64_t trials, instants;
    enum status status;
    struct why why;
};

static void on_prompt(void *view, struct session *session, const struct prompt *prompt)
{
    (void)view;
    session_decide(session, prompt->kind == PROMPT_STOPPED ? DECISION_END : DECISION_GO, NULL);
}

static void on_saved(void *view, const struct trial_row *row)
{
    struct sessions *sessions = view;
    sessions->trials += row->has_value;
}

static enum status run_rig(struct sessions *sessions, struct session_parts *parts, uint64_t seed,
                           struct why *why)
{
    struct rig_report report;
    const struct bench_spec spec = sim_bench();
    const struct sim_participant participant = sim_participant_defaults();
    const struct session_view view = {.view = sessions, .prompt = on_prompt, .saved = on_saved};
    const struct rig_config rig = {.spec = &spec, .participant = &participant, .seed = seed};
    char participant_id[24]; /* one person would soon reach the dose of a day */
    snprintf(participant_id, sizeof participant_id, "M%" PRIu64, seed);
    const struct session_config config = {.participant = participant_id,
                                          .operator_name = "measure",
                                          .program = "limen",
                                          .seed = seed,
                                          .utc = utc_now(),
                                          .ready_within = 15 * MONO_SEC};
    struct stop_line stop;
    stop_init(&stop);
    parts->view = &view;
    parts->stop = &stop;
    const enum status status = rig_run(&rig, &config, parts, &report, why);
    sessions->duration += report.duration;
    sessions->instants += report.instants;
    stop_fini(&stop);
    return status;
}

static enum status run_one(struct sessions *sessions, struct study *study, uint64_t seed,
                           struct why *why)
{
    struct session_parts parts = {.study = study};
    const struct script_options options = {.library = sessions->library, .seed = seed};
    enum status status = store_writer_new(study, &parts.writer, why);
    if (status == STATUS_OK)
        status = script_load(sessions->protocol, &options, &parts.script, why);
    if (status == STATUS_OK)
        status = run_rig(sessions, &parts, seed, why);
    script_free(parts.script);
    store_writer_free(parts.writer);
    return status;
}

static void *run_all(void *context)
{
    struct sessions *sessions = context;
    struct study *study = NULL;
    sessions->status = study_open("", STUDY_MEMORY, &study, &sessions->why);
    for (uint64_t i = 0; i < sessions->n && sessions->status == STATUS_OK; i++)
        sessions->status = run_one(sessions, study, sessions->first_seed + i, &sessions->why);
    study_close(study);
    return NULL;
}

static enum status find_protocol(const char *name, char library[PATHS_SIZE],
                                 char protocol[PATHS_SIZE], struct why *why)
{
    const enum status status = paths_protocols(library, why);
    return status == STATUS_OK ? paths_protocol(name, protocol, why) : status;
}

enum status measure_virtual(const struct measure_options *options, struct why *why)
{
    char library[PATHS_SIZE], protocol[PATHS_SIZE];
    struct sessions all[THREADS_MAX];
    pthread_t threads[THREADS_MAX];
    const uint64_t repeats = options->repeats ? options->repeats : 40;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const size_t n = cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : (size_t)cores;
    enum status status = find_protocol("ppt-core", library, protocol, why);
    if (status != STATUS_OK)
        return status;
    memset(all, 0, sizeof all);
    const mono_ns began = mono_now();
    for (size_t i = 0; i < n; i++) {
        all[i] = (struct sessions){
            .protocol = protocol, .library = library, .first_seed = 1 + i * repeats, .n = repeats};
        if (pthread_create(&threads[i], NULL, run_all, &all[i]) != 0)
            return why_set(why, STATUS_NO_MEMORY, "cannot start a thread");
    }
    mono_ns duration = 0;
    uint64_t trials = 0, instants = 0;
    for (size_t i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
        duration += all[i].duration;
        trials += all[i].trials;
        instants += all[i].instants;
        if (all[i].status != STATUS_OK) {
            status = all[i].status;
            *why = all[i].why;
        }
    }
    const double took = mono_to_sec(mono_now() - began);
    if (status != STATUS_OK)
        return status;
    printf("{\"benchmark\":\"virtual\",\"cores\":%zu,\"sessions\":%" PRIu64 ",\"session_s\":%.1f,"
           "\"trials\":%" PRIu64 ",\"instants\":%" PRIu64
           ",\"wall_s\":%.3f,\"times_real_time\":%.0f}\n",
           n, n * repeats, mono_to_sec(duration) / (double)(n * repeats), trials, instants, took,
           mono_to_sec(duration) / took);
    return STATUS_OK;
}

/* ---- memory ------------------------------------------------------------------------------------- */

static void child_hour(const char *folder, uint64_t hours, int out)
{
    char library[PATHS_SIZE], protocol[PATHS_SIZE], path[128];
    struct why why = {0};
    struct rusage usage;
    struct {
        enum status status;
        double session_s, peak_mb;
        struct why why;
    } answer = {0};
    struct sessions sessions = {.first_seed = 1};
    struct study *study = NULL;
    snprintf(path, sizeof path, "%s/hour.limen", folder);
    answer.status = find_protocol("ppt-core", library, protocol, &why);
    sessions.protocol = protocol;
    sessions.library = library;
    if (answer.status == STATUS_OK)
        answer.status = study_open(path, STUDY_CREATE, &study, &why);
    while (answer.status == STATUS_OK && sessions.duration < (mono_ns)hours * 3600 * MONO_SEC)
        answer.status = run_one(&sessions, study, sessions.first_seed++, &why);
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

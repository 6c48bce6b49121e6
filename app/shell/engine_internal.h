/* What the files of the engine share; its thread calls all of it. */
#ifndef LIMEN_SHELL_ENGINE_INTERNAL_H
#define LIMEN_SHELL_ENGINE_INTERNAL_H

#include "base/ring.h"
#include "session/stand.h"
#include "shell/conduct.h"
#include "shell/engine.h"
#include "shell/present.h"

#include <pthread.h>
#include <stdatomic.h>

struct engine {
    struct engine_config config;
    pthread_t thread;
    bool has_thread;
    int wake_fd;
    atomic_bool leaving;
    struct ring actions, cues;

    pthread_mutex_t lock; /* of the two below */
    struct view published;
    bool is_fresh;
    struct people lent; /* the window's copy of the list; its thread only */

    struct view view;
    struct people people;
    struct stand *stand;
    struct study *study;
    struct script *script;
    struct store_writer *writer;
    struct session *session;
    struct session_view session_view;
    struct conduct conduct;
    struct session_key key;
    bool has_key; /* `key` is of a session that has results */
    enum status status;
    struct why why;
};

void engine_toast(struct engine *engine, const char *sentence);

/* engine_study.c */
void engine_open_study(struct engine *engine, const char *path);
void engine_show_study(struct engine *engine);
void engine_pick(struct engine *engine, const char *id);
void engine_open_protocol(struct engine *engine, const char *path);
MUST_CHECK
enum status engine_load_script(struct engine *engine, uint64_t seed, struct why *why);
void engine_set_readiness(struct engine *engine);

/* engine_session.c */
void engine_begin(struct engine *engine, bool resume);
void engine_finish(struct engine *engine);
double engine_kpa_per_n(const struct bench_spec *spec);

/* engine_actions.c */
/* The key that the examiner's Enter stands for: the first that the bench names and that is no STOP; RESPONSES_MAX: none. */
uint8_t engine_response_key(const struct bench_spec *spec);
void engine_obey(struct engine *engine, const struct action *action);

#endif

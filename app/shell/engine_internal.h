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

/* engine_stop.c: a stop that stands while no session runs */
void engine_tend_stop(struct engine *engine);
void engine_rearm(struct engine *engine);
void engine_on_report(struct engine *engine, const struct report *report);

/* engine_hand.c: the demonstration's hand and participant */
void engine_lead(struct engine *engine, int64_t who);
void engine_lead_hand(struct engine *engine, double share);
void engine_lead_button(struct engine *engine, bool pressed);

/* engine_actions.c */
void engine_obey(struct engine *engine, const struct action *action);

#endif

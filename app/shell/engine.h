/* All of the program that is not its window: study, bench, sessions, on a thread of their own.
 *
 * The window hands actions in and takes views out; it never waits for this thread, and a stop does not go through
 * here: the window raises the stop line itself. */
#ifndef LIMEN_SHELL_ENGINE_H
#define LIMEN_SHELL_ENGINE_H

#include "base/nursery.h"
#include "base/stop_line.h"
#include "cli/options.h"
#include "gui/action.h"
#include "gui/view.h"
#include "hw/bench_spec.h"
#include "hw/keeper.h"
#include "text/text.h"

struct engine;

enum { ENGINE_PATH_MAX = 1024, ENGINE_PORTS_MAX = 8 };

struct engine_config {
    char library[ENGINE_PATH_MAX];  /* folder of verbs and shipped protocols */
    char study[ENGINE_PATH_MAX];    /* opened at the start; "": none yet */
    char protocol[ENGINE_PATH_MAX]; /* a file, or the name of a shipped one; "": none yet */
    char state[ENGINE_PATH_MAX];    /* where what was used last is remembered; "": nowhere */
    char offered
        [ENGINE_PATH_MAX]; /* the study that was used last, not to be opened unasked; "": none */
    char notice[VIEW_SENTENCE_MAX]; /* told at the start; "": nothing */
    struct option_list set;         /* its parameters, as --set gives them */
    char participant[VIEW_ID_MAX];  /* picked at the start; "": nobody */
    char operator_name[64];
    struct bench_spec bench;          /* no instrument: none yet */
    char bench_path[ENGINE_PATH_MAX]; /* its file; "": it has none yet */
    char bench_problem
        [VIEW_SENTENCE_MAX]; /* that file is there and cannot be used: why; "": it can */
    char ports[ENGINE_PORTS_MAX]
              [128]; /* where instruments are looked for, too: pty:PATH, tcp:HOST:PORT */
    size_t n_ports;
    char window[32]; /* where the participant's window listens (link/port.h); "": there is none */
    uint64_t seed;
    enum language language;
    bool is_demo; /* simulated instruments answer to the hand on the screen */
    struct stop_line *stop;
    struct nursery *nursery;
    struct keeper *keeper;
    void (*changed)(void *context); /* a new view is there; engine thread */
    void *context;
};

/* What the window says and sounds when it happens, beside the view. */
enum engine_cue { CUE_NONE, CUE_SAVED, CUE_REST_OVER, CUE_FAULT };

/* A bench as the window takes it from a file. */
MUST_CHECK
enum status engine_load_bench(const char *path, struct bench_spec *out, struct why *why);

MUST_CHECK
enum status engine_start(const struct engine_config *config, struct engine **out, struct why *why);
/* A session that runs is left; it can be resumed. STATUS_TIMEOUT, STATUS_IO: what could not be closed, with the sentence. */
MUST_CHECK
enum status engine_join(struct engine *engine, struct why *why);

/* Asks it to leave: what the session still needs goes on, and is in the views, until engine_has_left(). STATUS_IO. */
MUST_CHECK
enum status engine_leave(struct engine *engine, struct why *why);
bool engine_has_left(const struct engine *engine);

/* Main thread. False: 64 actions wait already. */
MUST_CHECK
bool engine_act(struct engine *engine, const struct action *action);
/* Copies the newest view; false: it is the one that was taken last. `people` lives until the next call. */
bool engine_look(struct engine *engine, struct view *view);
/* The next thing to be heard; CUE_NONE: nothing. */
enum engine_cue engine_hear(struct engine *engine);

#endif

/* What the files of the engine share; its thread calls all of it. */
#ifndef LIMEN_SHELL_ENGINE_INTERNAL_H
#define LIMEN_SHELL_ENGINE_INTERNAL_H

#include "base/ring.h"
#include "session/planned.h"
#include "session/planner.h"
#include "session/scan.h"
#include "session/stand.h"
#include "session/verification.h"
#include "shell/conduct.h"
#include "shell/engine.h"
#include "shell/present.h"
#include "shell/remembered.h"

#include <pthread.h>
#include <stdatomic.h>

/* The guided check of a thermode.
 *
 *  OFF       engine_begin_levels() to RUNNING
 *  RUNNING   both levels were taken, and it is back: to RESULT; cancelled, left, lost, stopped: to LEAVING or OFF
 *  LEAVING   nobody looks any more, and it is on its way back: when it is there, to OFF
 *  RESULT    closed: to OFF */
enum levels_stage { LEVELS_STAGE_OFF, LEVELS_RUNNING, LEVELS_LEAVING, LEVELS_RESULT };
struct engine_levels {
    enum levels_stage stage;
    uint8_t instrument;
    struct levelling levelling;
    double rate_c_per_s;    /* to the level */
    stimulus_handle handle; /* runs; 0: none */
    bool has_ended;         /* early, for the reason that was said: `ended` */
    enum text_id ended;
    bool owes_end; /* its end was not heard of yet, for this reason */
    enum end_reason end;
};

/* What the Bench screen does between sessions. */
struct engine_bench {
    struct scan *scan; /* NULL: nobody looks */
    struct scan_row found[VIEW_INSTRUMENTS_MAX];
    size_t n_found;
    char unknown[PORT_TEXT_MAX]; /* a port where something answers that no driver knows; "" none */
    char closed[PORT_TEXT_MAX];  /* a port of the mainboard that may not be opened; "" none */
    struct why trouble;          /* of a port that could not be asked; "" none */
    bool is_forbidden;           /* that may not be opened */
    struct verifications book;
    bool is_checking;
    uint8_t checked; /* instrument */
    struct weighing weighing;
    struct engine_levels levels;
    uint32_t counted[ROLE_COUNT];
    mono_ns counted_at;
};

enum { PLANS_KEPT = 8 };

/* A begin that waits for an answer. */
struct engine_hold {
    struct action action;
    enum begin_question question;
    char
        reason[ACTION_TEXT_MAX]; /* why the thermode is used all the same; "": nobody has said so */
};

/* What the loaded protocol will do. */
struct engine_plan {
    struct plan_request request; /* of the protocol as it was loaded */
    bool is_stale;               /* to be planned when no session runs */
    bool is_of_session; /* `request` is of the one that was resumed, and not of what was loaded */
    struct planner planner;
    uint8_t key[DIGEST_SIZE]; /* of what is asked for now */
    struct plan_kept {
        bool is_there;
        uint8_t key[DIGEST_SIZE];
        struct planner_result result;
    } kept[PLANS_KEPT]; /* the oldest gives way */
    size_t next_kept;
    const struct plan *shown;     /* one of those that are kept; NULL: none */
    struct visit_steps steps;     /* of `shown` */
    size_t at;                    /* in a session: the step that runs */
    int left_out[VIEW_STEPS_MAX]; /* trials of the steps before it that were skipped or withheld */
    struct planned planned;       /* of the session; empty: not known */
    struct engine_plan_visit {
        bool is_stale;   /* to be looked at when no session runs */
        bool is_planned; /* the planner is at it */
        bool is_shown;   /* on Study, in the place of what the next visit would do */
        uint8_t key[DIGEST_SIZE];
    } visit; /* that is unfinished and has parameters of its own */
};

/* What was loaded before a visit that goes on took its place with its own protocol. */
struct engine_before {
    bool is_there;
    char name[ENGINE_PATH_MAX]; /* as engine_open_protocol() takes it */
    struct text set;
};

struct engine {
    struct engine_config config;
    pthread_t thread;
    bool has_thread;
    int wake_fd;
    atomic_bool leaving, has_left;
    struct ring actions, cues;

    pthread_mutex_t lock; /* of the two below */
    struct view published;
    bool is_fresh;
    struct people lent; /* the window's copy of the list; its thread only */

    struct view view;
    struct people people;
    struct visit_book book; /* of `study` */
    struct stand *stand;
    struct engine_bench bench;
    struct engine_plan plan;
    struct engine_hold hold;
    struct engine_before before;
    struct engine_export *exports;
    struct study *study;
    struct script *script;
    struct text set;    /* parameters that were given, canonical JSON; "" none */
    struct text values; /* of all parameters of `script` */
    struct text header; /* of the protocol as it was loaded */
    struct store_writer *writer;
    struct session *session;
    uint32_t asked; /* questions of the sessions that have ended */
    struct session_view session_view;
    struct conduct conduct;
    struct session_key key;
    bool has_key;         /* `key` is of a session that has results */
    struct visits visits; /* of the picked participant */
    size_t visit_shown;
    char error[VIEW_SENTENCE_MAX]; /* of the protocol, at which the newest visit ended; "": none */
    int visit_running;             /* number of the session that runs, or has just ended; 0: none */
    enum status status;
    struct why why;
    struct remembered remembered;
    char note[VIEW_SENTENCE_MAX];    /* waits to be told; "" none */
    bool is_answering;               /* trouble that is told is the answer to what is being done */
    char refusal[VIEW_SENTENCE_MAX]; /* of the answer that is being made; "" none yet */
};

/* Says it on every screen; a note waits until nothing is armed or running. */
void engine_tell(struct engine *engine, enum view_tone tone, const char *sentence);
/* What was asked for is not done, and why: as a sentence in the language of the window. */
void engine_tell_why(struct engine *engine, const struct why *why);

/* engine_study.c */
/* Made where it is not there, which is told. */
void engine_open_study(struct engine *engine, const char *path);
/* The same, but one that is not there is asked for first. `path` "": it is not to be made. */
void engine_find_study(struct engine *engine, const char *path, bool makes);
void engine_show_study(struct engine *engine);
void engine_pick(struct engine *engine, const char *id);
void engine_set_readiness(struct engine *engine);
/* Of the loaded protocol. */
bool engine_needs_thermode(const struct engine *engine);

/* engine_protocol.c */
/* A file, or the name of a shipped one. */
void engine_open_protocol(struct engine *engine, const char *name);
/* The same, and not remembered: for one visit, or after it. */
void engine_load_protocol(struct engine *engine, const char *name);
/* The script of a session; `engine->values` are then all its parameters. `parameters`: canonical JSON, "" none set. */
MUST_CHECK
enum status engine_load_script(struct engine *engine, uint64_t seed, const char *parameters,
                               struct why *why);
/* NAME=VALUE. What the protocol refuses changes nothing: STATUS_INVALID. */
MUST_CHECK
enum status engine_set_parameter(struct engine *engine, const char *setting, struct why *why);
/* With the parameters that were set. */
void engine_reload_protocol(struct engine *engine);
/* Once more: the language or the bench is another. */
void engine_show_protocol(struct engine *engine);
void engine_list_protocols(struct engine *engine);

/* engine_plan.c */
void engine_init_plan(struct engine *engine);
void engine_fini_plan(struct engine *engine);
/* The protocol or its parameters are others now. */
void engine_plan_anew(struct engine *engine);
void engine_tend_plan(struct engine *engine, mono_ns now);
mono_ns engine_plan_wait(const struct engine *engine, mono_ns now);
/* Nobody knows yet whether the dry run shows that no visit can begin. */
bool engine_plan_is_due(const struct engine *engine);
/* For the plans of the loaded protocol and of a visit alike. NULL: it was not made, or is not kept any more. */
void engine_plan_key(const struct plan_request *request, uint8_t key[DIGEST_SIZE]);
const struct plan_kept *engine_plan_find(const struct engine_plan *plan,
                                         const uint8_t key[DIGEST_SIZE]);
/* What the session that begins is planned to be; NULL: not known. */
const struct planned *engine_plan_session(struct engine *engine);
/* A session goes on with the parameters that it began with: where they are not those that were loaded, its steps are known as
 * soon as they are planned. */
void engine_plan_resumed(struct engine *engine);
/* It is over: what was loaded is what begins next. */
void engine_plan_loaded(struct engine *engine);
/* A session begins; which step of it runs. */
void engine_begin_steps(struct engine *engine);
/* In the language that the window has now. */
void engine_reword_steps(struct engine *engine);
void engine_show_steps(struct engine *engine);

/* engine_plan_visit.c */
/* Another plan is on Study, or there are other visits. */
void engine_plan_visit_anew(struct engine *engine);
void engine_tend_plan_visit(struct engine *engine, mono_ns now);
/* NULL: it is not known. */
void engine_show_plan_visit(struct engine *engine, const struct plan_kept *kept);

/* engine_session.c */
void engine_begin(struct engine *engine, bool resume);
void engine_finish(struct engine *engine);
double engine_kpa_per_n(const struct bench_spec *spec);

/* engine_resume.c */
/* The visit of the picked participant that waits to go on; NULL: there is none. */
const struct visit *engine_unfinished(const struct engine *engine);
/* It was begun with another protocol than the one that is loaded. */
bool engine_resumes_other(const struct engine *engine);
void engine_show_unfinished(struct engine *engine);
/* Its own protocol is loaded in the place of another, whose file is looked for. False: it cannot go on, and that is told. */
bool engine_choose_resumed(struct engine *engine);
/* What that took the place of is loaded again. */
void engine_load_before(struct engine *engine);
/* It will not go on. */
void engine_end_visit(struct engine *engine, int64_t session);

/* engine.c */
/* Where there is anything on the bench. */
MUST_CHECK
enum status engine_open_stand(struct engine *engine, struct why *why);
/* A session needs one, also where nothing is on the bench: cold by hand is marked by a person. */
bool engine_can_stand(const struct engine *engine);
MUST_CHECK
enum status engine_need_stand(struct engine *engine, struct why *why);

/* Both, where the second came of undoing the first. */
void engine_add_why(struct why *why, enum status status, const struct why *more);

/* engine_bench.c: looking for instruments, making and saving the bench */
void engine_init_bench(struct engine *engine);
void engine_fini_bench(struct engine *engine);
/* True: it was an action of the Bench screen; ignored while a session runs. */
bool engine_obey_bench(struct engine *engine, const struct action *action);
/* What goes on there, and what its cards say of checks. */
void engine_tend_instruments(struct engine *engine, mono_ns now);
/* How soon it wants to be called again. */
mono_ns engine_instruments_wait(const struct engine *engine);

/* engine_bench_file.c */
void engine_show_bench_path(struct engine *engine);
void engine_save_bench(struct engine *engine, const char *path, bool may_replace);
/* "": the bench's own file. */
void engine_read_bench(struct engine *engine, const char *path);

/* A sentence of the window, in its language: names and values, NULL at the end. */
void engine_say(struct engine *engine, enum view_tone tone, enum text_id id, ...);

enum role engine_find_role(const char *word); /* ROLE_COUNT: there is none */
/* The bench as it is now; where that cannot be had, the one before. */
bool engine_make_bench_again(struct engine *engine, const struct bench_spec *before);

/* engine_respond.c */
void engine_find_sources(struct engine *engine, int64_t kind);
void engine_add_response(struct engine *engine, const struct action *action);
void engine_drop_response(struct engine *engine, int64_t number);

/* engine_board.c: what the cards say */
/* It answers as it should, whether a check is due or not. */
bool engine_is_ready(const struct engine *engine, uint8_t instrument);
/* A response of the bench is not there, or its instrument is not ready: no stimulus starts. */
bool engine_lacks_response(const struct engine *engine);
/* Nor while those that could end it are held down. */
bool engine_response_is_held(const struct engine *engine);
void engine_show_board(struct engine *engine, mono_ns now);

/* engine_levels.c: the guided check of a thermode at two levels */
void engine_begin_levels(struct engine *engine, int64_t instrument);
void engine_take_levels(struct engine *engine, double reference_c);
/* It goes back, where it is not there already. */
void engine_end_levels(struct engine *engine);
void engine_tend_levels(struct engine *engine, mono_ns now);
void engine_levels_report(struct engine *engine, const struct report *report);
/* The thermode is driven, or on its way back: something runs, though no session does. */
bool engine_levels_run(const struct engine *engine);
/* Which they would be, and whether lab or instrument allow none as far apart as asked for. False: none that show anything. */
bool engine_find_levels(const struct engine *engine, double *low_c, double *high_c, bool *is_moved);
void engine_show_levels(struct engine *engine, mono_ns now);

/* engine_check.c: the guided check with a known weight, and what is known of earlier ones */
const struct desk_known *engine_known(const struct engine *engine, uint8_t instrument);
/* `check` is of this instrument now, by this operator, and is kept. */
void engine_keep_check(struct engine *engine, uint8_t instrument, struct verification *check);
void engine_begin_check(struct engine *engine, int64_t instrument, double weight_g);
void engine_take_check(struct engine *engine);
void engine_end_check(struct engine *engine);
void engine_tend_check(struct engine *engine, mono_ns now);
void engine_show_checks(struct engine *engine);
/* What is known of the algometer's last check; it is asked for, unless it is simulated. */
bool engine_check_is_due(const struct engine *engine, enum verification_state *state);
bool engine_check_has_failed(const struct engine *engine);
/* The same of the thermode's. */
bool engine_levels_are_due(const struct engine *engine, enum verification_state *state);

/* engine_hold.c: what is asked, and what is said, before a visit begins */
/* True: it waits for ACTION_BEGIN_ANYWAY. */
bool engine_holds_begin(struct engine *engine, const struct action *action);
/* BEGIN_ASKS_NOTHING: not after all; a yes to a question that is not asked any more begins nothing. */
void engine_answer_begin(struct engine *engine, const struct action *action);
/* Somebody else is picked, or another study or protocol is open. */
void engine_drop_begin(struct engine *engine);
void engine_show_notes(struct engine *engine);

/* engine_results.c; NULL: the newest visit of the picked participant */
void engine_show_results(struct engine *engine, const struct session_key *key);
void engine_turn_visit(struct engine *engine, int64_t by);

/* engine_export.c */
MUST_CHECK
enum status engine_init_export(struct engine *engine, struct why *why);
void engine_fini_export(struct engine *engine);
/* The same tables as `limen export --to tsv`, into the folder: whole or not at all. */
/* True: this question is answered later. */
bool engine_export(struct engine *engine, const char *folder, uint32_t question);
void engine_tend_export(struct engine *engine, mono_ns now);
/* A visit, or another study, comes first: what was written so far is removed. */
void engine_give_up_export(struct engine *engine);
/* The journal is being told of it: a moment in which no visit begins. */
bool engine_notes_export(const struct engine *engine);
mono_ns engine_export_wait(const struct engine *engine);

/* engine_remember.c: for the next start, where the program has a place for it */
enum engine_used { USED_STUDY, USED_BENCH, USED_PROTOCOL };
void engine_init_remembered(struct engine *engine);
void engine_remember(struct engine *engine, enum engine_used what, const char *name);

/* engine_stop.c: a stop that stands while no session runs */
void engine_tend_stop(struct engine *engine);
/* TEXTS: none stands. */
enum text_id engine_why_stopped(const struct engine *engine);
void engine_rearm(struct engine *engine);
void engine_on_report(struct engine *engine, const struct report *report);

/* engine_participant.c */
void engine_show_participant(struct engine *engine);

/* engine_hand.c: the demonstration's hand and participant */
void engine_lead(struct engine *engine, int64_t who);
void engine_lead_hand(struct engine *engine, double share);
void engine_lead_button(struct engine *engine, bool pressed);

/* engine_actions.c */
/* What is told as trouble between the two is why that is not done. An answer is given once, and only to the question that it is
 * of: one that another has taken the place of is nobody's. */
void engine_begin_answer(struct engine *engine);
void engine_end_answer(struct engine *engine, uint32_t question);
/* The key that the examiner's Enter stands for: the first that the bench names and that is no STOP; RESPONSES_MAX: none. */
uint8_t engine_response_key(const struct bench_spec *spec);
void engine_obey(struct engine *engine, const struct action *action);

#endif

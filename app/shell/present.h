/* From a study, a bench and a protocol to what the screens show of them. */
#ifndef LIMEN_SHELL_PRESENT_H
#define LIMEN_SHELL_PRESENT_H

#include "gui/view.h"
#include "session/plan.h"
#include "session/skipped.h"
#include "session/stand.h"
#include "shell/visit_book.h"
#include "stimulus/thermal_hold.h"
#include "store/query.h"
#include "text/text.h"

/* The people of a study, as a list of their own: the study may be busy while it is shown. */
struct people {
    struct person_row *rows;
    size_t n, capacity;
};
void people_fini(struct people *people);

/* The same people, in a list of their own; false: there is no memory. */
MUST_CHECK
bool people_copy(struct people *to, const struct people *from);

/* Reads the study: sessions of everybody. `people` is borrowed by the view; who is in it without a session stays. */
MUST_CHECK
enum status present_study(struct study *study, struct visit_book *book, struct people *people,
                          struct study_view *view, struct why *why);
/* Adds somebody who has no session yet; true: was not there. */
bool people_add(struct people *people, struct study_view *view, const char *id);
/* Everybody: the next is another study. */
void people_forget(struct people *people, struct study_view *view);

/* The sessions of one participant in the order of their numbers: the newest VISITS_MAX of all. */
enum { VISITS_MAX = 64 };
struct visit {
    struct session_key key;
    char protocol[VIEW_WORD_MAX];
    utc_us begun, ended;
    bool is_ended, is_simulated;
};
struct visits {
    struct visit rows[VISITS_MAX];
    size_t n, all;
};
/* `participant` "": nobody has none. */
MUST_CHECK
enum status visits_load(struct study *study, const char *participant, struct visits *visits,
                        struct why *why);
int visits_number(const struct visits *visits, size_t at); /* from 1 */
/* The newest of this protocol that ended on the day of `now`; n: there is none. */
size_t visits_find_today(const struct visits *visits, const char *protocol, utc_us now);
size_t visits_find(const struct visits *visits, const struct session_key *key); /* n: not there */
void visit_date(const struct visit *visit, int *year, int *month, int *day);

/* The indices of one session. */
MUST_CHECK
enum status present_results(struct study *study, const struct session_key *key,
                            struct results_view *view, struct why *why);
/* How many of the trials that were planned in a session were not measured. Computes indices only where
 * there are trains: for lists. */
MUST_CHECK
enum status present_missing(struct study *study, const struct session_key *key, int *missing,
                            struct why *why);
/* The row of a site, made when it is not there; NULL: there is no room. */
struct result_row *results_row_of(struct results_view *view, const char *test, const char *site,
                                  const char *side);
/* What the trials of a test do: an enum view_stimulus. Unchanged where the test is not known. */
void present_stimulus(const char *test, uint8_t *stimulus);
/* What was left out, beside the rows of its sites. */
void present_skipped(const struct skipped *skipped, struct results_view *view);
/* What is to be looked at, from the rows; in words. */
void present_quality(const struct visit *visit, bool has_erred, enum language language,
                     struct results_view *view);
/* The means of its rows over the visits; which of them is followed. */
MUST_CHECK
enum status present_trend(struct study *study, const struct visits *visits,
                          struct results_view *view, struct why *why);
/* The means of its rows in one session, as those of its visit `at`. */
MUST_CHECK
enum status present_means(struct study *study, const struct session_key *key,
                          struct results_view *view, size_t at, struct why *why);

/* Who is there, what it reads, what it needs. */
void present_bench(struct stand *stand, enum language language, mono_ns now,
                   struct bench_view *view);

/* The participant's window: what it shows while the examiner is shown `of`. `is_rated`: the trial at hand is, while it lasts.
 * `view` keeps its round as long as the same is asked. */
void present_participant(const struct view *of, const struct bench_spec *bench,
                         enum language examiners, bool is_rated, struct participant_view *view);

/* Why the guided check of a thermode ended early. */
enum text_id present_levels_ended(const struct thermal_hold_outcome *outcome);

/* A protocol's header. */
MUST_CHECK
enum status present_protocol(const char *header, enum language language,
                             const struct bench_spec *bench, struct protocol_view *view,
                             struct why *why);

/* A part of a visit as the Study screen and the step strip name it: neighbouring steps of one kind and test. */
struct visit_step {
    uint8_t kind; /* enum plan_step_kind */
    char test[16];
    char phase[16]; /* as that of a plan_step */
};
struct visit_steps {
    struct visit_step list[VIEW_STEPS_MAX];
    size_t n;
};
/* What a protocol will do: rows of the Protocol screen, parts of a visit on the Study screen. */
void present_plan(const struct plan *plan, enum language language, struct protocol_view *view,
                  struct study_view *study, struct visit_steps *steps);
/* The latter alone. `plan` NULL: there is none. */
void present_visit_plan(const struct plan *plan, enum language language, struct study_view *study,
                        struct visit_steps *steps);
/* No plan: `state`, and why. */
void present_no_plan(enum view_plan state, const char *why, struct protocol_view *view,
                     struct study_view *study, struct visit_steps *steps);

#endif

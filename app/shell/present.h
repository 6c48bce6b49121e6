/* From a study, a bench and a protocol to what the screens show of them. */
#ifndef LIMEN_SHELL_PRESENT_H
#define LIMEN_SHELL_PRESENT_H

#include "gui/view.h"
#include "session/stand.h"
#include "store/query.h"
#include "text/text.h"

/* The people of a study, as a list of their own: the study may be busy while it is shown. */
struct people {
    struct person_row *rows;
    size_t n, capacity;
};
void people_fini(struct people *people);

/* Reads the study: sessions of everybody. `people` is borrowed by the view. */
MUST_CHECK
enum status present_study(struct study *study, struct people *people, struct study_view *view,
                          struct why *why);
/* Adds somebody who has no session yet; true: was not there. */
bool people_add(struct people *people, struct study_view *view, const char *id);

/* The indices and the quality of one session. */
MUST_CHECK
enum status present_results(struct study *study, const struct session_key *key,
                            enum language language, struct results_view *view, struct why *why);

/* Who is there, what it reads, what it needs. */
void present_bench(struct stand *stand, enum language language, mono_ns now,
                   struct bench_view *view);

/* A protocol's header. */
MUST_CHECK
enum status present_protocol(const char *header, enum language language,
                             const struct bench_spec *bench, struct protocol_view *view,
                             struct why *why);

#endif

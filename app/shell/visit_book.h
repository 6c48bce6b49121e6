/* What became of the sessions of a study. A journal is read when it is seen for the first time and when it has grown, since
 * that takes long and the list of a study is shown often. One book is of one study. */
#ifndef LIMEN_SHELL_VISIT_BOOK_H
#define LIMEN_SHELL_VISIT_BOOK_H

#include "store/query.h"

struct visit_state {
    uint8_t how; /* enum view_visit */
    int missing; /* trials that were planned and not measured; with VIEW_VISIT_PART: 0, not known how many */
};

struct visit_book {
    struct visit_known {
        struct session_key key;
        int64_t entries; /* of its journal when it was read */
        struct visit_state state;
    } * rows;
    size_t n, capacity;
    size_t next;   /* where the session that is asked for next most likely stands */
    size_t n_read; /* journals, so far */
};

/* Empty, as a zeroed one is. */
void visit_book_fini(struct visit_book *book);
/* A damaged journal is no error here: whoever opens that visit, or verifies the study, is told. Else errors as
 * present_missing(). */
MUST_CHECK
enum status visit_book_look(struct visit_book *book, struct study *study,
                            const struct study_session *session, struct visit_state *state,
                            struct why *why);

#endif

/* What was left out, from the journal: for whoever asks why a trial is not there. */
#ifndef LIMEN_SESSION_SKIPPED_H
#define LIMEN_SESSION_SKIPPED_H

#include "store/query.h"

struct skipped {
    bool by_examiner; /* trials, or the rest of a test */
    bool withheld;    /* a trial whose site had had its share of the day */
};

/* Errors as study_entries(). */
MUST_CHECK
enum status skipped_load(struct study *study, const struct session_key *key,
                         struct skipped *skipped, struct why *why);

#endif

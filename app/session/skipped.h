/* Whether the examiner skipped the rest of a test, from the journal: for whoever asks why a trial is not there. */
#ifndef LIMEN_SESSION_SKIPPED_H
#define LIMEN_SESSION_SKIPPED_H

#include "store/query.h"

/* Errors as study_entries(). */
MUST_CHECK
enum status skipped_load(struct study *study, const struct session_key *key, bool *is_skipped,
                         struct why *why);

#endif

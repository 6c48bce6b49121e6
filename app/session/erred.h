/* Whether a session came to its end because its protocol errs, from its journal: no resume can come past that, so that nobody
 * is offered one. */
#ifndef LIMEN_SESSION_ERRED_H
#define LIMEN_SESSION_ERRED_H

#include "store/query.h"

/* The error, as it was said; "": none, or it has gone on since. Errors as study_entries(). */
MUST_CHECK
enum status erred_load(struct study *study, const struct session_key *key, char *out, size_t size,
                       struct why *why);

#endif

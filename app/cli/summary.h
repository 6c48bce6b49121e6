/* What a session has come to: what the study holds of it, and its indices. For people at a terminal these are
 * a few aligned columns, rounded; the whole table is `limen score`. */
#ifndef LIMEN_CLI_SUMMARY_H
#define LIMEN_CLI_SUMMARY_H

#include "store/query.h"
#include "text/text.h"

#include <stdbool.h>

struct summary_progress {
    bool is_ended;  /* the record says that it will not go on */
    bool has_erred; /* nor can it: its protocol errs */
    int64_t attempts;
};

MUST_CHECK
enum status summary_progress(struct study *study, const char *participant,
                             const struct session_key *key, struct summary_progress *out,
                             struct why *why);
/* The rest of a sentence: how many attempts are saved. */
const char *summary_saved(enum language language, char *out, size_t size, int64_t attempts);

/* Writes the indices to standard output, for people when that is a terminal; when there are none, says on
 * standard error why. */
MUST_CHECK
enum status summary_indices(struct study *study, const struct session_key *key,
                            enum language language, struct why *why);

#endif

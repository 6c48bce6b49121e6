/* A session that will not go on is ended without being run: what was saved stays, and nothing is added to it. */
#ifndef LIMEN_SESSION_UNFINISHED_H
#define LIMEN_SESSION_UNFINISHED_H

#include "store/study.h"

struct unfinished_end {
    const char *operator_name, *program; /* who says so, and with what */
    utc_us utc;
    mono_ns now;
};

/* The journal gets what a resumed session would that the examiner ends at once: `session_resume`, since another person may be
 * there now, and `session_end`. An attempt that a crash has cut off stays without a row, and counts for its site as before
 * (exposure_load()). Errors as study_append(). */
MUST_CHECK
enum status unfinished_end(struct study *study, const struct session_key *key,
                           const struct unfinished_end *end, struct why *why);

#endif

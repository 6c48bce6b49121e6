/* The journal of a study as a table of events. */
#ifndef LIMEN_CLI_EXPORT_EVENTS_H
#define LIMEN_CLI_EXPORT_EVENTS_H

#include "store/query.h"

#include <stdio.h>

/* What scripts asked and were told, and the attempts, which have a table of their own, are no events. Errors as
 * study_entries(); what cannot be written is remembered by `out`. */
MUST_CHECK
enum status export_events(struct study *study, FILE *out, struct why *why);

#endif

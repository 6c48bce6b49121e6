/* The journal of a study as a table of events. */
#ifndef LIMEN_CLI_EXPORT_EVENTS_H
#define LIMEN_CLI_EXPORT_EVENTS_H

#include "store/query.h"

#include <stdio.h>

/* What scripts asked and were told, and the attempts, which have a table of their own, are no events. Before
 * each entry `goes_on` is asked; false: it is given up, and whoever gave up knows why. Errors as study_entries(); what cannot be
 * written is remembered by `out`. */
typedef bool export_goes_on_fn(void *context);
MUST_CHECK
enum status export_events(struct study *study, FILE *out, export_goes_on_fn *goes_on, void *context,
                          struct why *why);

#endif

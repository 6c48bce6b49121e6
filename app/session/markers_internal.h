/* Markers for another recorder, as far as the session has to do with them (hw/bench_marker.c puts them out). Nothing is done where the
 * bench has no output. */
#ifndef LIMEN_SESSION_MARKERS_INTERNAL_H
#define LIMEN_SESSION_MARKERS_INTERNAL_H

#include "session_internal.h"

/* Due now. */
void marker_ask(struct session *session, enum marker marker);
/* The question at hand has an answer. */
void marker_answered(struct session *session);
/* Of the trial at hand. */
enum marks marker_marks(const struct session *session);
/* What is to be saved is the last of the session, and a marker is still on its way into the record: it is looked at again soon,
 * for a second at most. */
bool marker_holds_back(struct session *session);
/* Takes REPORT_MARKED. */
void marker_take(struct session *session, const struct report *report);
/* Takes NOTICE_UNMARKED, which is counted as every notice is. */
void marker_lost(struct session *session, const struct report *report);

#endif

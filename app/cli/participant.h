/* Whom a command line names: judged as who is typed on the Study screen (text/participant_id.h). */
#ifndef LIMEN_CLI_PARTICIPANT_H
#define LIMEN_CLI_PARTICIPANT_H

#include "store/study.h"
#include "text/text.h"

/* Who is meant in this study: somebody who is there, or somebody new who may be called so. STATUS_INVALID, with the sentence. */
MUST_CHECK
enum status participant_choose(struct study *study, const char *typed, enum language language,
                               char id[PARTICIPANT_MAX + 1], struct why *why);
/* The same before anything is opened for writing. `path`: of the study; one that is not there, or "", has nobody in it. One that
 * cannot be read says nothing of its IDs: only what no ID can be is refused then. */
MUST_CHECK
enum status participant_judge(const char *path, const char *typed, enum language language,
                              struct why *why);

#endif
